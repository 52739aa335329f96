"""A district makes a protocol its own in the middle of a year; what ran before stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from dilc_desktop.app import Program
from dilc_desktop.ui.page import PageId

if TYPE_CHECKING:
    from tests.conftest import FakeClock
    from tests.journeys.conftest import Keyboard

# The offscreen platform says so of much that other platforms do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
KEY = "our_consultancy"


def find(keyboard: Keyboard, words: str) -> None:
    """From anywhere to the protocol that is found first."""
    keyboard.press(Qt.Key.Key_6, ALT)
    assert keyboard.here == "library.search"
    keyboard.press(Qt.Key.Key_A, CTRL)
    keyboard.type(words)
    keyboard.press(Qt.Key.Key_Down)
    keyboard.press(Qt.Key.Key_Return)
    assert keyboard.here == "library.use"


def choose(keyboard: Keyboard, name: str) -> None:
    keyboard.tab_to(name)
    keyboard.press(Qt.Key.Key_Space)


def write(keyboard: Keyboard, name: str, words: str) -> None:
    keyboard.tab_to(name)
    keyboard.press(Qt.Key.Key_A, CTRL)
    keyboard.type(words)


def save(keyboard: Keyboard, reason: str) -> None:
    keyboard.press(Qt.Key.Key_S, CTRL)
    write(keyboard, "library.save.asked_by", "P07")
    write(keyboard, "library.save.reason", reason)
    choose(keyboard, "library.save.save")
    assert keyboard.here == "library.use"


def words_on(program: Program) -> str:
    found = program.window.findChildren(QLabel)
    return "\n".join(shown.text() for shown in found if shown.isVisible())


def test_a_house_version_edited_in_mid_year_leaves_earlier_sessions_as_they_were(
    open_program: Callable[[], Program], keyboard: Keyboard, clock: FakeClock
) -> None:
    program = open_program()
    assert program.desk is not None
    desk = program.desk

    find(keyboard, "Consultancy")
    choose(keyboard, "library.copy")
    write(keyboard, "library.copy.name", "Our consultancy")
    write(keyboard, "library.copy.reason", "Our meetings are shorter.")
    choose(keyboard, "library.copy.copy")
    assert keyboard.here == "library.editor.list"
    keyboard.press(Qt.Key.Key_Down)
    write(keyboard, "library.editor.stage.say", "Tell us what keeps you awake.")
    keyboard.press(Qt.Key.Key_PageDown, CTRL)
    assert keyboard.here == "library.editor.stage.say"
    keyboard.press(Qt.Key.Key_A, CTRL)
    keyboard.type("Only facts, please.")
    save(keyboard, "Tried in January.")
    assert desk.shelf.protocol(KEY).version == 2

    keyboard.press(Qt.Key.Key_Space)
    assert program.window.here is PageId.PREPARE
    first = program.window.page(PageId.PREPARE).session_id
    choose(keyboard, "prepare.begin")
    keyboard.press(Qt.Key.Key_Return, CTRL)
    assert "Tell us what keeps you awake." in words_on(program)
    clock.advance(300)
    keyboard.press(Qt.Key.Key_PageDown)
    assert "Only facts, please." in words_on(program)

    find(keyboard, "Our consultancy")
    choose(keyboard, "library.edit")
    keyboard.press(Qt.Key.Key_Down)
    write(keyboard, "library.editor.stage.say", "Tell us one thing.")
    write(keyboard, "library.editor.stage.room", "One thing.")
    save(keyboard, "Asked for in March.")
    assert [version.version for version in desk.shelf.versions(KEY)] == [3, 2, 1]
    assert desk.shelf.versions(KEY)[0].asked_by == "P07"

    record = desk.catalogue.record(first)
    assert record.protocol_version == 2
    assert [stage.say for stage in record.plan[:2]] == [
        "Tell us what keeps you awake.",
        "Only facts, please.",
    ]
    keyboard.press(Qt.Key.Key_3, ALT)
    assert "Only facts, please." in words_on(program)
    second = desk.planning.start_session(desk.shelf.protocol(KEY)).session_id
    assert desk.catalogue.record(second).plan[0].say == "Tell us one thing."
    assert desk.catalogue.record(first) == record
    assert desk.shelf.protocol("consultancy").version == 1
