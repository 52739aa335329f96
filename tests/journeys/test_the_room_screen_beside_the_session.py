"""The room screen: where it opens, and whose keys it hands on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dilc_desktop.app import Program
from dilc_desktop.domain.timing import Phase
from dilc_desktop.services.live import Live
from dilc_desktop.ui.page import PageId
from dilc_desktop.ui.room_screen import RoomScreen

if TYPE_CHECKING:
    from tests.conftest import FakeClock
    from tests.journeys.conftest import Keyboard

# The offscreen platform says so of much that other platforms do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

ROOT = Path(__file__).parents[2]
CTRL = Qt.KeyboardModifier.ControlModifier

# Shows the room screen as Ctrl+B does and tells where it is.
PLACE = """
import json, sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from dilc_desktop import paths
from dilc_desktop.app import Program, application
from dilc_desktop.clock import SystemClock
from dilc_desktop.ui.page import PageId

app = application(["dilc-desktop"])
program = Program(paths.folders_in(Path(sys.argv[1])), SystemClock())
program.window.show()
program.open_library()
planned = program.desk.planning.start_session(program.desk.shelf.protocol("consultancy"), "March")
program.window.show_page(PageId.LIVE, planned.session_id)
if sys.argv[2] == "second":
    program.window.setGeometry(QGuiApplication.screens()[1].availableGeometry())
    app.processEvents()
program.window.activateWindow()
assert QTest.qWaitForWindowActive(program.window)
QTest.keyClick(program.window.page(PageId.LIVE), Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
app.processEvents()
told = {
    "own": program.window.screen().name(),
    "room": program.room.screen().name(),
    "visible": program.room.isVisible(),
    "full": program.room.isFullScreen(),
    "area": program.room.geometry().getRect(),
    "screen": program.room.screen().geometry().getRect(),
}
program.window.close()
print(json.dumps(told), flush=True)
"""

# The projector's cable is pulled and put back while a stage runs; the offscreen platform cannot
# lose a screen, so Qt is made to say that it did.
UNPLUG = """
import json, sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from dilc_desktop import paths
from dilc_desktop.app import Program, application
from dilc_desktop.clock import SystemClock
from dilc_desktop.ui.page import PageId

app = application(["dilc-desktop"])
program = Program(paths.folders_in(Path(sys.argv[1])), SystemClock())
program.window.show()
program.open_library()
desk = program.desk
planned = desk.planning.start_session(desk.shelf.protocol("consultancy"), "March")
program.window.show_page(PageId.LIVE, planned.session_id)
program.window.activateWindow()
assert QTest.qWaitForWindowActive(program.window)
told = []


def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(app.focusWidget() or app.activeWindow(), key, modifiers)
    app.processEvents()


def tell():
    app.processEvents()
    words = [
        w.text()
        for w in program.window.findChildren(QLabel) + program.window.findChildren(QPushButton)
        if w.isVisible()
    ]
    session = desk.live(planned.session_id).session
    told.append(
        {
            "visible": program.room.isVisible(),
            "full": program.room.isFullScreen(),
            "screen": program.room.screen().name(),
            "words": words,
            "focus": app.focusWidget().objectName(),
            "runs": len(session.runs),
            "live": session.live,
            "typed": program.window.page(PageId.LIVE).panel.words,
        }
    )


press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
QTest.keyClicks(app.focusWidget(), "Half a li")
tell()
projector = QGuiApplication.screens()[1]
app.screenRemoved.emit(projector)
tell()
QTest.keyClicks(app.focusWidget(), "ne")
app.screenAdded.emit(projector)
tell()
press(Qt.Key.Key_Escape)
for _ in range(60):
    if app.focusWidget().objectName() == "live.way_back.1":
        break
    press(Qt.Key.Key_Tab)
press(Qt.Key.Key_Space)
tell()
program.window.close()
print(json.dumps(told), flush=True)
"""


def placed(folder: Path, widths: tuple[int, ...], own: str) -> dict[str, Any]:
    """Where the room screen opens on a laptop with screens of these widths, side by side."""
    told = run_on_screens(folder, widths, PLACE, own)
    assert isinstance(told, dict)
    return told


def run_on_screens(folder: Path, widths: tuple[int, ...], script: str, *more: str) -> Any:
    """What a script prints on a laptop with screens of these widths, side by side."""
    left = 0
    screens = []
    for number, width in enumerate(widths, start=1):
        screens.append(
            {
                "name": f"screen {number}",
                "x": left,
                "y": 0,
                "width": width,
                "height": 768,
                "logicalDpi": 96,
                "logicalBaseDpi": 96,
                "dpr": 1,
            }
        )
        left += width
    layout = folder / "screens.json"
    layout.write_text(
        json.dumps({"synchronousWindowSystemEvents": False, "screens": screens}), encoding="utf-8"
    )
    asked = subprocess.run(
        [sys.executable, "-c", script, str(folder / "data"), *more],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": f"offscreen:configfile={layout}",
        },
    )
    assert asked.returncode == 0, asked.stderr
    return json.loads(asked.stdout)


def test_on_an_only_screen_it_takes_at_most_half_and_never_all(tmp_path: Path) -> None:
    told = placed(tmp_path, (1366,), "first")
    assert told["visible"]
    assert not told["full"]
    _, _, width, height = told["area"]
    assert 0.4 * 1366 * 768 < width * height <= 0.5 * 1366 * 768


@pytest.mark.parametrize(("own", "other"), [("first", "screen 2"), ("second", "screen 1")])
def test_with_two_screens_it_fills_the_one_that_is_not_the_facilitators(
    tmp_path: Path, own: str, other: str
) -> None:
    told = placed(tmp_path, (1366, 1280), own)
    assert told["own"] != told["room"]
    assert told["room"] == other
    assert told["full"]
    assert told["area"] == told["screen"]


def test_a_projector_that_is_unplugged_and_back_is_told_offered_and_taken_by_key(
    tmp_path: Path,
) -> None:
    shown, gone, back, taken = run_on_screens(tmp_path, (1366, 1280), UNPLUG)
    assert (shown["visible"], shown["full"], shown["screen"]) == (True, True, "screen 2")
    assert "Room: on" in shown["words"]

    assert not gone["visible"]
    assert "Room: off" in gone["words"]
    assert any("The other screen is gone" in words for words in gone["words"])
    assert (gone["typed"], gone["focus"]) == ("Half a li", "live.text")

    assert not back["visible"], "it is offered, not taken"
    assert "The room's screen is back." in back["words"]
    assert (back["typed"], back["focus"]) == ("Half a line", "live.text")

    assert (taken["visible"], taken["full"], taken["screen"]) == (True, True, "screen 2")
    assert "Room: on" in taken["words"]
    assert taken["typed"] == "Half a line"
    assert {(told["runs"], told["live"]) for told in (shown, gone, back, taken)} == {(1, True)}


@pytest.fixture
def live(
    qtbot: QtBot, open_program: Callable[[], Program], keyboard: Keyboard
) -> tuple[RoomScreen, Live]:
    """A session in its first stage, the room screen shown and in front."""
    program = open_program()
    assert program.desk is not None
    assert program.room is not None
    planned = program.desk.planning.start_session(program.desk.shelf.protocol("consultancy"), "")
    program.window.show_page(PageId.LIVE, planned.session_id)
    keyboard.press(Qt.Key.Key_Return, CTRL)
    keyboard.press(Qt.Key.Key_B, CTRL)
    room = program.room
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow)
    return room, program.desk.live(planned.session_id)


def test_the_keys_of_the_session_act_where_the_room_screen_has_them(
    live: tuple[RoomScreen, Live], keyboard: Keyboard, clock: FakeClock
) -> None:
    room, session = live
    assert keyboard.place is room
    clock.advance(30)
    keyboard.press(Qt.Key.Key_PageDown)
    assert len(session.session.runs) == 2
    keyboard.press(Qt.Key.Key_PageUp)
    assert len(session.session.runs) == 1
    keyboard.press(Qt.Key.Key_Return, CTRL)
    assert len(session.session.runs) == 2
    keyboard.press(Qt.Key.Key_Up, CTRL)
    assert session.timing().allowed == (session.session.runs[-1].planned_ms + 60_000)
    keyboard.press(Qt.Key.Key_Space, CTRL)
    assert session.timing().phase is Phase.INTERRUPTED
    assert room.frame is not None
    assert room.frame.phase is Phase.INTERRUPTED
    keyboard.press(Qt.Key.Key_Space, CTRL)
    assert session.timing().phase is Phase.RUNNING


def test_letters_on_the_room_screen_write_nothing(
    live: tuple[RoomScreen, Live], keyboard: Keyboard
) -> None:
    _, session = live
    keyboard.type("wcqpnak 123")
    keyboard.press(Qt.Key.Key_Return)
    assert session.record.contributions == ()
    assert session.draft() is None


def test_esc_puts_it_away_and_the_session_goes_on(
    live: tuple[RoomScreen, Live], keyboard: Keyboard, clock: FakeClock
) -> None:
    room, session = live
    keyboard.press(Qt.Key.Key_Escape)
    assert not room.isVisible()
    clock.advance(30)
    assert session.timing().phase is Phase.RUNNING
