"""What tests of pages share: a desk, its surroundings, and a whole program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from dilc_desktop import paths
from dilc_desktop.app import Program
from dilc_desktop.services.desk import Desk
from dilc_desktop.ui.background import Background
from dilc_desktop.ui.notifier import Notifier
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.preferences import Preferences
from dilc_desktop.ui.theme import Theme, load_fonts

if TYPE_CHECKING:
    from tests.conftest import FakeClock


def let_go(app: QApplication) -> None:
    """Let what was given up be deleted."""
    app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    """The services on a fresh library."""
    with Desk(tmp_path / "data", paths.protocols(), clock) as opened:
        yield opened


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The light palette with our fonts, in use."""
    assert qapp is not None
    load_fonts(paths.resources() / "fonts")
    made = Theme(paths.resources(), "light")
    made.apply()
    return made


@pytest.fixture
def around(qapp: QApplication, tmp_path: Path, theme: Theme, desk: Desk) -> Iterator[Surroundings]:
    """What a page is given."""
    background = Background()
    yield Surroundings(desk, Notifier(), theme, background, Preferences(tmp_path))
    background.wait()
    let_go(qapp)


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path, clock: FakeClock) -> Iterator[Program]:
    """The program from the composition root, its window shown and its library open."""
    made = Program(paths.folders_in(tmp_path / "program"), clock)
    made.window.show()
    made.window.activateWindow()
    made.open_library()
    yield made
    made.window.close()
    for window in (made.room, made.window):
        if window is not None:
            window.deleteLater()
    made.deleteLater()
    let_go(qapp)
