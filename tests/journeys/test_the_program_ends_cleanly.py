"""Closing the window ends the program: all is kept, and nothing is left running or open."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from dilc_desktop import paths
from dilc_desktop.app import Program
from dilc_desktop.services.desk import Desk
from dilc_desktop.ui.page import PageId

if TYPE_CHECKING:
    from tests.conftest import FakeClock
    from tests.journeys.conftest import Keyboard

# The offscreen platform says so of much that other platforms do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

ROOT = Path(__file__).parents[2]
CTRL = Qt.KeyboardModifier.ControlModifier

# The program as it is started, with somebody who closes its window once the pages are there.
RUN = """
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from dilc_desktop import paths
from dilc_desktop.app import application, run_window
from dilc_desktop.ui.main_window import MainWindow


def close():
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow) and window.here is not None:
            window.close()


application(["dilc-desktop"])
timer = QTimer(interval=50)
timer.timeout.connect(close)
timer.start()
code = run_window(paths.folders_in(Path(sys.argv[1])))
timer.stop()
print("ended", code, flush=True)
sys.exit(code)
"""


def running_timers() -> list[QTimer]:
    return [
        found
        for found in gc.get_objects()
        if isinstance(found, QTimer) and shiboken6.isValid(found) and found.isActive()
    ]


def visible_windows() -> set[QWidget]:
    return {window for window in QApplication.topLevelWidgets() if window.isVisible()}


def test_closing_the_window_keeps_the_words_and_leaves_nothing_behind(
    open_program: Callable[[], Program], keyboard: Keyboard, clock: FakeClock, tmp_path: Path
) -> None:
    before = set(map(id, running_timers()))
    others = visible_windows()
    program = open_program()
    assert program.desk is not None
    assert program.room is not None
    protocol = program.desk.shelf.protocol("consultancy")
    session_id = program.desk.planning.start_session(protocol, "March").session_id
    program.window.show_page(PageId.LIVE, session_id)
    keyboard.press(Qt.Key.Key_Return, CTRL)
    keyboard.press(Qt.Key.Key_B, CTRL)
    keyboard.type("Half a li")
    assert [t for t in running_timers() if id(t) not in before]

    program.window.close()

    assert visible_windows() == others
    assert [t for t in running_timers() if id(t) not in before] == []
    assert not program.window.isVisible()
    assert not program.room.isVisible()
    folder = tmp_path / "data"
    left = {file.name for file in folder.iterdir()}
    assert left & {"library.sqlite-wal", "library.sqlite-shm", "open.lock"} == set()
    with Desk(folder, paths.protocols(), clock) as desk:
        draft = desk.live(session_id).draft()
        assert draft is not None
        assert draft.text == "Half a li"


def test_the_process_ends_with_its_window_and_says_nothing(tmp_path: Path) -> None:
    with_log = subprocess.run(
        [sys.executable, "-X", "dev", "-c", RUN, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
    )
    assert (with_log.returncode, with_log.stdout) == (0, "ended 0\n"), with_log.stderr
    said = [
        line for line in with_log.stderr.splitlines() if "This plugin does not support" not in line
    ]
    assert said == []
    assert not (tmp_path / "open.lock").exists()
