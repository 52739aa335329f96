"""Messages wait for their turn, and none ever replaces another."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from dilc_desktop.ui.room_messages import READY_MADE, RoomMessages, message_words


def test_ready_made_messages_are_few_short_kind_and_all_different() -> None:
    words = [message_words(message) for message in READY_MADE]
    assert 6 <= len(words) <= 9, "a digit chooses one"
    assert len(set(words)) == len(words)
    assert all(0 < len(each) <= 40 and "!" not in each for each in words)


def test_messages_are_shown_in_the_order_they_were_sent(qtbot: QtBot) -> None:
    messages = RoomMessages(20)
    seen: list[tuple[str, int]] = []
    messages.changed.connect(lambda: seen.append((messages.now, messages.waiting)))
    for words in ("One", "Two", "Three"):
        messages.say(words)
    assert (messages.now, messages.waiting) == ("One", 2)
    qtbot.waitUntil(lambda: messages.now == "")
    assert seen == [
        ("One", 0),
        ("One", 1),
        ("One", 2),
        ("Two", 1),
        ("Three", 0),
        ("", 0),
    ]


def test_a_message_stays_its_own_time(qtbot: QtBot) -> None:
    messages = RoomMessages(60_000)
    messages.say("Short", 10)
    messages.say("Long")
    qtbot.waitUntil(lambda: messages.now == "Long")
    qtbot.wait(40)
    assert messages.now == "Long"


def test_a_key_pressed_twice_is_one_message() -> None:
    messages = RoomMessages()
    messages.say("Two minutes, please")
    messages.say("Two minutes,  please ")
    assert (messages.now, messages.waiting) == ("Two minutes, please", 0)
    messages.say("Thank you")
    messages.say("Two minutes, please")
    assert messages.waiting == 2


def test_said_again_a_message_begins_its_time_again(qtbot: QtBot) -> None:
    messages = RoomMessages(60_000)
    messages.say("Two minutes, please", 60_000)
    messages.say("Two minutes, please", 10)
    qtbot.waitUntil(lambda: messages.now == "")


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_is_no_message(text: str) -> None:
    messages = RoomMessages()
    messages.say(text)
    assert (messages.now, messages.waiting) == ("", 0)


def test_lines_of_a_free_message_become_one() -> None:
    messages = RoomMessages()
    messages.say(" Coffee\n is  ready ")
    assert messages.now == "Coffee is ready"


def test_clear_ends_everything_and_a_later_message_has_its_whole_time(qtbot: QtBot) -> None:
    messages = RoomMessages(60_000)
    messages.say("One", 20)
    messages.say("Two")
    messages.clear()
    assert (messages.now, messages.waiting) == ("", 0)
    messages.say("Three")
    qtbot.wait(60)
    assert messages.now == "Three"
    with qtbot.assertNotEmitted(messages.changed):
        RoomMessages().clear()


def test_a_message_can_be_ended_early_and_the_next_follows() -> None:
    messages = RoomMessages()
    messages.say("One")
    messages.say("Two")
    messages.go_on()
    assert (messages.now, messages.waiting) == ("Two", 0)
    messages.go_on()
    messages.go_on()
    assert messages.now == ""


def test_a_message_for_a_screen_that_is_off_waits_and_then_has_its_whole_time(
    qtbot: QtBot,
) -> None:
    messages = RoomMessages(shown_ms=40)
    messages.hold(True)
    messages.say("One moment, please")
    messages.say("Back at the table")
    qtbot.wait(120)
    assert (messages.now, messages.waiting) == ("One moment, please", 1)
    messages.hold(False)
    assert messages.now == "One moment, please"
    qtbot.waitUntil(lambda: messages.now == "Back at the table")
    messages.hold(True)
    qtbot.wait(80)
    assert messages.now == "Back at the table"
    messages.hold(False)
    qtbot.waitUntil(lambda: messages.now == "")
