"""Which screen is the room's: never the facilitator's, the same again, and told when it goes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dilc_desktop.ui.room_projector import Projector, screen_key, screen_words


@dataclass(frozen=True)
class FakeScreen:
    """A screen that was never built; `at` is its place from the left."""

    port: str
    at: int
    maker: str = ""
    kind: str = ""
    serial: str = ""
    wide: int = 1000

    def name(self) -> str:
        return self.port

    def manufacturer(self) -> str:
        return self.maker

    def model(self) -> str:
        return self.kind

    def serialNumber(self) -> str:
        return self.serial

    def geometry(self) -> QRect:
        return QRect(self.at * 1000, 0, self.wide, 700)


LAPTOP = FakeScreen("eDP-1", 0, "LGD", "0x05e5")
BEAMER = FakeScreen("HDMI-1", 1, "EPSON", "EB-W05", "X4J8")
TELEVISION = FakeScreen("DP-2", 2, "SAM", "Q60")


class Told:
    """What a projector said, in order."""

    def __init__(self, projector: Projector) -> None:
        self.words: list[str] = []
        projector.lost.connect(lambda: self.words.append("lost"))
        projector.returned.connect(lambda: self.words.append("returned"))
        projector.chosen.connect(self.words.append)


def test_a_key_holds_all_that_a_screen_says_of_itself_and_nothing_empty() -> None:
    assert screen_key(BEAMER) == "EPSON | EB-W05 | X4J8 | HDMI-1"
    assert screen_key(TELEVISION) == "SAM | Q60 | DP-2"
    assert screen_key(FakeScreen(" VGA-1 ", 1)) == "VGA-1"


def test_words_for_a_screen_are_its_makers_or_the_systems() -> None:
    assert screen_words(BEAMER) == "EPSON EB-W05"
    assert screen_words(FakeScreen("VGA-1", 1)) == "VGA-1"


def test_a_real_screen_has_a_key(qapp: QApplication) -> None:
    assert qapp is not None
    assert isinstance(screen_key(QGuiApplication.primaryScreen()), str)


def test_it_takes_the_first_screen_that_is_not_the_facilitators() -> None:
    assert Projector().pick(LAPTOP, [LAPTOP, BEAMER, TELEVISION]) == BEAMER
    assert Projector().pick(BEAMER, [LAPTOP, BEAMER]) == LAPTOP
    assert Projector().pick(LAPTOP, [LAPTOP]) is None


def test_the_remembered_screen_comes_first() -> None:
    projector = Projector(screen_key(TELEVISION))
    assert projector.pick(LAPTOP, [LAPTOP, BEAMER, TELEVISION]) == TELEVISION
    assert projector.pick(LAPTOP, [LAPTOP, BEAMER]) == BEAMER


def test_the_remembered_screen_is_not_taken_where_the_facilitator_works() -> None:
    projector = Projector(screen_key(LAPTOP))
    assert projector.pick(LAPTOP, [LAPTOP, BEAMER]) == BEAMER
    assert projector.pick(LAPTOP, [LAPTOP]) is None


def test_a_serial_number_finds_the_screen_whatever_it_is_plugged_into() -> None:
    moved = FakeScreen("DP-7", 2, "EPSON", "EB-W05", "X4J8")
    same_kind = FakeScreen("HDMI-1", 1, "EPSON", "EB-W05", "Z999")
    projector = Projector(screen_key(BEAMER))
    assert projector.pick(LAPTOP, [LAPTOP, same_kind, moved]) == moved


def test_without_a_serial_number_the_name_tells_two_of_a_kind_apart() -> None:
    left = FakeScreen("HDMI-1", 1, "EPSON", "EB-W05")
    right = FakeScreen("HDMI-2", 2, "EPSON", "EB-W05")
    assert Projector(screen_key(right)).pick(LAPTOP, [LAPTOP, left, right]) == right


def test_a_screen_that_mirrors_the_facilitators_is_not_another_one() -> None:
    mirror = FakeScreen("HDMI-1", 0, wide=1200)
    assert Projector().pick(LAPTOP, [LAPTOP, mirror]) is None
    assert Projector().pick(LAPTOP, [LAPTOP, mirror, TELEVISION]) == TELEVISION


def test_a_choice_is_told_once_and_holds() -> None:
    projector = Projector()
    told = Told(projector)
    projector.choose(TELEVISION)
    assert told.words == [screen_key(TELEVISION)]
    assert projector.remembered == screen_key(TELEVISION)
    assert projector.pick(LAPTOP, [LAPTOP, BEAMER, TELEVISION]) == TELEVISION
    projector.remember("")
    assert told.words == [screen_key(TELEVISION)]
    assert projector.pick(LAPTOP, [LAPTOP, BEAMER, TELEVISION]) == BEAMER


def test_the_screen_it_had_last_is_taken_again_before_another() -> None:
    projector = Projector()
    projector.fill(TELEVISION)
    projector.leave()
    assert projector.pick(LAPTOP, [LAPTOP, BEAMER, TELEVISION]) == TELEVISION


def test_its_screen_goes_and_comes_back(qtbot: QtBot) -> None:
    projector = Projector()
    told = Told(projector)
    projector.fill(BEAMER)
    projector.screen_removed(BEAMER, [LAPTOP])
    assert told.words == ["lost"]
    assert projector.filled is None
    projector.screen_added(TELEVISION)
    assert told.words == ["lost"], "another screen is not the one that went"
    projector.screen_added(FakeScreen("DP-7", 1, "EPSON", "EB-W05", "X4J8"))
    assert told.words == ["lost", "returned"]
    assert projector.filled is None, "it is offered, not taken"
    with qtbot.assertNotEmitted(projector.returned):
        projector.screen_added(BEAMER)


def test_a_screen_that_says_nothing_of_itself_is_offered_again_too() -> None:
    nameless = FakeScreen("", 1)
    projector = Projector()
    told = Told(projector)
    projector.fill(nameless)
    projector.screen_removed(nameless, [LAPTOP])
    projector.screen_added(nameless)
    assert told.words == ["lost", "returned"]


def test_another_screen_that_goes_is_nothing_to_it() -> None:
    projector = Projector()
    told = Told(projector)
    projector.fill(BEAMER)
    projector.screen_removed(TELEVISION, [LAPTOP, BEAMER])
    assert told.words == []
    assert projector.filled == BEAMER


def test_a_window_or_nothing_shown_loses_no_screen() -> None:
    projector = Projector()
    told = Told(projector)
    projector.screen_removed(BEAMER, [LAPTOP])
    projector.screen_added(BEAMER)
    assert told.words == []


def test_when_the_laptop_is_shut_the_room_screen_does_not_cover_what_is_left() -> None:
    projector = Projector()
    told = Told(projector)
    projector.fill(BEAMER)
    projector.screen_removed(LAPTOP, [BEAMER])
    assert told.words == ["lost"]
    projector.screen_added(LAPTOP)
    assert told.words == ["lost", "returned"]


def test_shown_elsewhere_meanwhile_it_is_not_offered() -> None:
    projector = Projector()
    told = Told(projector)
    projector.fill(BEAMER)
    projector.screen_removed(BEAMER, [LAPTOP, TELEVISION])
    projector.fill(TELEVISION)
    projector.screen_added(BEAMER)
    assert told.words == ["lost"]


@pytest.mark.parametrize("key", ["", " | ", "EPSON", "X4J8", "EPSON | EB-W05 | X4J8"])
def test_a_key_that_means_no_screen_takes_whichever_is_free(key: str) -> None:
    assert Projector(key).pick(LAPTOP, [LAPTOP, TELEVISION, BEAMER]) == TELEVISION
