"""A supervisor asks the library what to run, and prepares it, without touching the mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from dilc_desktop.app import Program
from dilc_desktop.ui.page import PageId

if TYPE_CHECKING:
    from tests.journeys.conftest import Evening, Keyboard

# The offscreen platform says so of much that other platforms do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

ALT = Qt.KeyboardModifier.AltModifier


def is_on(program: Program, page_id: PageId) -> bool:
    """Whether the window shows this page."""
    return program.window.here is page_id


def test_from_an_open_dilemma_in_45_minutes_to_a_prepared_session(
    open_program: Callable[[], Program], keyboard: Keyboard
) -> None:
    program = open_program()
    keyboard.press(Qt.Key.Key_6, ALT)
    assert is_on(program, PageId.LIBRARY)
    assert keyboard.here == "library.search"
    keyboard.tab_to("library.help")
    keyboard.press(Qt.Key.Key_Space)
    assert keyboard.here == "chooser.situation.open_dilemma"
    keyboard.press(Qt.Key.Key_Space)
    keyboard.tab_to("chooser.people")
    keyboard.type("8")
    keyboard.press(Qt.Key.Key_Tab)
    keyboard.type("45")
    keyboard.tab_to("chooser.use.1")
    keyboard.press(Qt.Key.Key_Space)
    assert is_on(program, PageId.PREPARE)
    assert keyboard.here == "prepare.purpose.text"
    assert program.desk is not None
    session_id = program.window.page(PageId.PREPARE).session_id
    record = program.desk.catalogue.record(session_id)
    assert record.protocol_key == "consultancy"
    assert sum(stage.planned_s for stage in record.plan) == 45 * 60


def test_a_protocol_is_found_by_its_words_and_read_before_it_is_used(
    open_program: Callable[[], Program], keyboard: Keyboard
) -> None:
    program = open_program()
    keyboard.press(Qt.Key.Key_6, ALT)
    keyboard.type("wagon")
    keyboard.press(Qt.Key.Key_Down)
    assert keyboard.here == "library.list"
    keyboard.press(Qt.Key.Key_Return)
    assert keyboard.here == "library.use"
    keyboard.press(Qt.Key.Key_Space)
    assert is_on(program, PageId.PREPARE)
    assert program.window.page(PageId.PREPARE).session_title() == "Wagon Wheels"


def test_a_look_into_the_library_during_a_session_loses_nothing(
    begin: Callable[..., Evening],
) -> None:
    evening = begin()
    evening.keyboard.type("Half a sentence")
    evening.key(Qt.Key.Key_6, ALT)
    assert evening.is_on(PageId.LIBRARY)
    evening.wait(70)
    evening.keyboard.type("tuning")
    evening.key(Qt.Key.Key_3, ALT)
    assert evening.is_on(PageId.LIVE)
    assert evening.keyboard.here == "live.text"
    evening.keyboard.press(Qt.Key.Key_Return)
    assert [c.text for c in evening.record.contributions] == ["Half a sentence"]
    (run,) = evening.runs
    assert run.ended is None
    assert evening.time == "8:50 left"
