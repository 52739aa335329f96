"""What a person meets who starts the program for the first time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from dilc_desktop.app import Program
from dilc_desktop.domain.record import Status, status_of
from dilc_desktop.ui.page import PageId

if TYPE_CHECKING:
    from tests.journeys.conftest import Keyboard

# The offscreen platform says so of much that other platforms do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_home_says_how_a_session_begins(open_program: Callable[[], Program]) -> None:
    program = open_program()
    assert program.window.here is PageId.HOME
    words = [w.text() for w in program.window.findChildren(QLabel) if w.isVisible()]
    assert any(text.startswith("A session begins with a purpose") for text in words)


def test_the_sample_opens_and_is_a_session_that_has_ended(
    open_program: Callable[[], Program], keyboard: Keyboard
) -> None:
    program = open_program()
    keyboard.tab_to("home.sample")
    keyboard.press(Qt.Key.Key_Space)
    assert program.window.here is PageId.SESSION
    assert program.desk is not None
    (summary,) = program.desk.catalogue.sessions()
    record = program.desk.catalogue.record(summary.id)
    assert status_of(record.session()) is Status.ENDED
    assert record.kept
