from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import Protocol
from dilc_desktop.exchange.protocol_file import write_protocol
from dilc_desktop.services.desk import Desk
from dilc_desktop.ui.library.edits import with_stage
from dilc_desktop.ui.library.import_card import ImportCard
from dilc_desktop.ui.page import Surroundings

# The offscreen platform says so of every window that has a smallest size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

ARABIC = "\u0627\u0633\u062a\u0634\u0627\u0631\u0629 \U0001f331"


@pytest.fixture
def card(qtbot: QtBot, around: Surroundings) -> ImportCard:
    made = ImportCard(around)
    qtbot.addWidget(made)
    made.resize(1166, 700)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def words(card: ImportCard) -> str:
    QApplication.processEvents()
    return "\n".join(w.text() for w in card.findChildren(QLabel) if w.isVisibleTo(card))


def focused() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget is not None else ""


def file_of(folder: Path, protocol: Protocol) -> Path:
    file = folder / "from_elsewhere.toml"
    file.write_text(write_protocol(protocol), encoding="utf-8")
    return file


def test_a_new_protocol_is_shown_whole_and_taken_in_by_keyboard(
    qtbot: QtBot, card: ImportCard, desk: Desk, tmp_path: Path
) -> None:
    sent = replace(desk.shelf.protocol("consultancy"), key="north", name=ARABIC)
    card.read(file_of(tmp_path, with_stage(sent, "present", minutes=6)))
    said = words(card)
    assert ARABIC in said
    assert "This protocol is new here." in said
    assert "6 min (5 to 10)" in said
    assert "6 stages, 46 min in all" in said
    assert "north" not in [protocol.key for protocol in desk.shelf.all()]
    assert focused() == "library.import.asked_by"
    qtbot.keyClicks(QApplication.focusWidget(), "DES-3")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert not card.take.isEnabled()
    assert "Please say why" in words(card)
    qtbot.keyClicks(QApplication.focusWidget(), "They run it in the north.")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert focused() == "library.import.take"
    with qtbot.waitSignal(card.taken) as taken:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert taken.args == ["north"]
    kept = desk.shelf.versions("north")[0]
    assert (kept.asked_by, kept.reason) == ("DES-3", "They run it in the north.")
    assert desk.shelf.protocol("north").stages[0].minutes == 6


def test_one_that_is_here_shows_what_differs_and_becomes_the_next_version(
    card: ImportCard, desk: Desk, tmp_path: Path
) -> None:
    key = desk.shelf.copy("consultancy", "Ours", asked_by="", reason="Ours.").ids[0]
    card.read(file_of(tmp_path, with_stage(desk.shelf.protocol(key), "present", minutes=6)))
    said = words(card)
    assert "Here is version 1 of it. The file becomes version 2." in said
    assert "Stage \u201cPresenting the dilemma\u201d, minutes: 8 \u2192 6" in said
    card.why.reason.setPlainText("From the other laptop.")
    card.take.click()
    assert desk.shelf.protocol(key).version == 2


def test_one_like_a_protocol_of_the_program_gets_a_name_and_a_key_of_its_own(
    qtbot: QtBot, card: ImportCard, desk: Desk, tmp_path: Path
) -> None:
    before = desk.shelf.protocol("consultancy")
    card.read(file_of(tmp_path, with_stage(before, "present", minutes=6)))
    assert "stays as it is" in words(card)
    assert focused() == "library.import.name"
    card.name.selectAll()
    qtbot.keyClick(card.name, Qt.Key.Key_Delete)
    card.why.reason.setPlainText("Shorter.")
    assert not card.take.isEnabled()
    assert "Please give it a name of your own." in words(card)
    qtbot.keyClicks(card.name, "Short consultancy")
    with qtbot.waitSignal(card.taken) as taken:
        card.take.click()
    assert taken.args == ["short_consultancy"]
    assert desk.shelf.protocol("consultancy") == before
    assert desk.shelf.protocol("short_consultancy").stages[0].minutes == 6


def test_one_that_is_here_word_for_word_has_nothing_to_take_in(
    qtbot: QtBot, card: ImportCard, desk: Desk, tmp_path: Path
) -> None:
    card.read(file_of(tmp_path, desk.shelf.protocol("tuning")))
    assert "is here already, word for word" in words(card)
    assert "There is nothing to take in." in words(card)
    assert not card.why.isVisible()
    assert not card.take.isVisible()
    assert focused() == "library.import.leave"
    with qtbot.waitSignal(card.taken) as left:
        card.leave.click()
    assert left.args == [""]


def test_one_that_is_off_the_shelf_says_so_and_is_put_back_without_questions(
    qtbot: QtBot, card: ImportCard, desk: Desk, tmp_path: Path
) -> None:
    key = desk.shelf.copy("tuning", "Our tuning", asked_by="", reason="Ours.").ids[0]
    file = file_of(tmp_path, desk.shelf.protocol(key))
    desk.shelf.remove(key)
    card.read(file)
    assert "Our tuning is here already, word for word, but off the shelf." in words(card)
    assert not card.why.isVisible()
    assert card.take.text() == "Put it back"
    assert focused() == "library.import.take"
    with qtbot.waitSignal(card.taken) as taken:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert taken.args == [key]
    assert desk.shelf.protocol(key).version == 1
    assert len(desk.shelf.versions(key)) == 1
    changed = replace(desk.shelf.protocol(key), risk="Too fast.")
    desk.shelf.remove(key)
    card.read(file_of(tmp_path, changed))
    assert "The file becomes version 2. It is off the shelf now" in words(card)
    assert card.take.text() == "Take in"
    assert focused() == "library.import.asked_by"


def test_the_sign_of_a_refusal_stands_at_its_first_line(card: ImportCard, tmp_path: Path) -> None:
    card.read(tmp_path / "gone.toml")
    card.problem.say("Many words in a long sentence. " * 12)
    QApplication.processEvents()
    icon, said = card.problem.findChildren(QLabel)
    assert said.height() > 3 * icon.height()
    assert icon.y() == said.y()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "Key: "),
        ("name = ", "The end of the file: "),
        ("\x00\x01", "Line 1: "),
    ],
)
def test_a_file_that_does_not_fit_says_where_and_is_not_taken_in(
    card: ImportCard, desk: Desk, tmp_path: Path, text: str, place: str
) -> None:
    here = desk.shelf.all()
    file = tmp_path / "broken.toml"
    file.write_text(text, encoding="utf-8")
    card.read(file)
    assert card.problem.isVisible()
    assert card.problem.words.startswith(place)
    assert "Nothing was taken in." in words(card)
    assert not card.take.isVisible()
    assert focused() == "library.import.leave"
    assert desk.shelf.all() == here
    card.read(file_of(tmp_path, replace(here[0], key="another")))
    assert not card.problem.isVisible()
    assert card.take.isVisible()


def test_a_file_that_is_gone_says_so(card: ImportCard, tmp_path: Path) -> None:
    card.read(tmp_path / "gone.toml")
    assert "This file does not fit yet" in words(card) or "cannot" in words(card)
    assert card.problem.words


def test_every_control_has_a_name_that_a_screen_reader_can_say(
    card: ImportCard, desk: Desk, tmp_path: Path
) -> None:
    card.read(file_of(tmp_path, with_stage(desk.shelf.protocol("tuning"), "x", name="y")))
    nameless = [
        f"{type(w).__name__} {w.objectName()}"
        for w in card.findChildren(QWidget)
        if w.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and w.window() is card
        and not w.accessibleName()
        and not w.objectName().startswith("qt_")
    ]
    assert nameless == []
