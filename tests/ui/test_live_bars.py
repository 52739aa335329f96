from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dilc_desktop.settings import Settings
from dilc_desktop.ui.key_sheet import KeySheet
from dilc_desktop.ui.live_bars import MessageBar, QuestionBar
from dilc_desktop.ui.live_keys import LIVE_ACTIONS, keys_of
from dilc_desktop.ui.parts import Paper
from dilc_desktop.ui.theme import Theme

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def test_a_question_keeps_its_buttons_while_only_its_words_change(
    qtbot: QtBot, theme: Theme
) -> None:
    pressed: list[str] = []
    bar = QuestionBar(theme, "bar")
    qtbot.addWidget(bar)
    bar.ask("One.", [("Yes", lambda: pressed.append("first"))])
    button = bar.buttons[0]
    bar.ask("Two.", [("Yes", lambda: pressed.append("second"))])
    assert bar.words == "Two."
    assert bar.buttons == (button,)
    bar.put_away()
    assert bar.words == ""


def test_a_question_asked_again_does_what_it_says_now(qtbot: QtBot, theme: Theme) -> None:
    pressed: list[str] = []
    bar = QuestionBar(theme, "bar")
    qtbot.addWidget(bar)
    bar.ask("One.", [("Yes", lambda: pressed.append("first"))])
    bar.ask("Two.", [("Yes", lambda: pressed.append("second"))])
    bar.buttons[0].click()
    assert pressed == ["second"]


@pytest.fixture
def messages(qtbot: QtBot, theme: Theme) -> MessageBar:
    bar = MessageBar(theme, ["Two minutes, please", "Please write in silence"])
    qtbot.addWidget(bar)
    bar.resize(900, 120)
    bar.open()
    qtbot.waitExposed(bar)
    return bar


def test_a_digit_sends_a_ready_made_message(qtbot: QtBot, messages: MessageBar) -> None:
    with qtbot.waitSignal(messages.chosen) as sent:
        qtbot.keyClick(messages, Qt.Key.Key_2)
    assert sent.args == ["Please write in silence"]
    assert messages.isHidden()


def test_a_digit_without_a_message_sends_nothing(qtbot: QtBot, messages: MessageBar) -> None:
    with qtbot.assertNotEmitted(messages.chosen):
        qtbot.keyClick(messages, Qt.Key.Key_9)
    assert messages.isVisible()


def test_a_message_of_ones_own_may_hold_digits(qtbot: QtBot, messages: MessageBar) -> None:
    messages.own.setFocus()
    with qtbot.waitSignal(messages.chosen) as sent:
        qtbot.keyClicks(messages.own, "Back at 10:20")
        qtbot.keyClick(messages.own, Qt.Key.Key_Return)
    assert sent.args == ["Back at 10:20"]
    assert messages.own.text() == ""


def test_escape_leaves_the_messages_and_sends_nothing(qtbot: QtBot, messages: MessageBar) -> None:
    with qtbot.assertNotEmitted(messages.chosen), qtbot.waitSignal(messages.left):
        qtbot.keyClick(messages.own, Qt.Key.Key_Escape)
    assert messages.isHidden()


@pytest.fixture
def sheet(qtbot: QtBot, theme: Theme) -> KeySheet:
    below = Paper()
    qtbot.addWidget(below)
    below.resize(1366, 768)
    below.show()
    made = KeySheet(theme, keys_of(Settings(keys=(("repeat", "F9"),))), below)
    made.open()
    return made


def test_the_sheet_names_every_live_act_with_the_key_that_it_has_now(sheet: KeySheet) -> None:
    assert len(sheet.lines) == len(LIVE_ACTIONS) + 4
    assert ("Repeat the stage", "F9") in sheet.lines
    assert "Repeat the stage: F9" in sheet.accessibleDescription()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_PageDown])
def test_any_key_closes_the_sheet(qtbot: QtBot, sheet: KeySheet, key: Qt.Key) -> None:
    qtbot.keyClick(sheet, key)
    assert sheet.isHidden()


def test_a_held_ctrl_alone_does_not_close_the_sheet(qtbot: QtBot, sheet: KeySheet) -> None:
    qtbot.keyPress(sheet, Qt.Key.Key_Control)
    assert sheet.isVisible()
