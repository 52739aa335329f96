from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import (
    Contribution,
    Focus,
    Level,
    Participant,
    SessionRecord,
)
from dilc_desktop.ui.capture_details import CaptureText
from dilc_desktop.ui.captures_list import ID_ROLE, MOST_ROWS, CapturesList
from dilc_desktop.ui.theme import Theme

WARM, PROBING = ContributionKind.WARM_FEEDBACK, ContributionKind.PROBING_QUESTION
CLARIFYING, SUGGESTION = ContributionKind.CLARIFYING_QUESTION, ContributionKind.SUGGESTION
STARTED = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)


def said(number: int, text: str = "", level: Level = Level.GROUP) -> Contribution:
    return Contribution(
        id=f"c-{number:03}",
        kind=ContributionKind.WARM_FEEDBACK,
        text=text,
        speaker="p-1",
        stage_run="run-1",
        offset_ms=number,
        captured_at=STARTED,
        level=level,
    )


def record(*captures: Contribution) -> SessionRecord:
    return SessionRecord(
        id="s",
        title="",
        created_at=STARTED,
        protocol_key="",
        protocol_name="",
        protocol_version=1,
        protocol_credit="",
        participants=(Participant(id="p-1", code="P07"),),
        contributions=captures,
    )


@pytest.fixture
def captures(qtbot: QtBot, qapp: QApplication, theme: Theme) -> CapturesList:
    made = CapturesList(theme)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    qapp.processEvents()
    return made


def shown(captures: CapturesList) -> list[str]:
    model = captures.captures
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def test_the_newest_is_on_top_with_speaker_and_kind_in_words(captures: CapturesList) -> None:
    captures.show_record(record(said(1, "One"), said(2)))
    assert shown(captures) == [
        "Warm feedback, P07: without words yet",
        "Warm feedback, P07: One",
    ]


def test_a_new_capture_is_one_new_row(qtbot: QtBot, captures: CapturesList) -> None:
    model = captures.captures
    captures.show_record(record(said(1, "One")))
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    with qtbot.waitSignal(model.rowsInserted) as inserted:
        captures.show_record(record(said(1, "One"), said(2, "Two")))
    assert inserted.args[1:] == [0, 0]
    captures.show_record(record(said(1, "One"), said(2, "Two")))
    assert resets == []


def test_what_is_withdrawn_goes_and_what_is_corrected_shows(captures: CapturesList) -> None:
    captures.show_record(record(said(1, "One"), said(2, "Two")))
    captures.show_record(
        record(said(1, "Won"), replace(said(2, "Two"), withdrawn_at=STARTED)),
    )
    assert shown(captures) == ["Warm feedback, P07: Won"]


def test_the_program_and_the_pointer_find_id_and_whole_text(captures: CapturesList) -> None:
    long = "word " * 200
    captures.show_record(record(said(1, long)))
    index = captures.captures.index(0)
    assert index.data(ID_ROLE) == "c-001"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == long
    assert captures.captures.data(QModelIndex()) is None


def test_a_long_capture_takes_three_lines_and_no_more(captures: CapturesList) -> None:
    captures.show_record(record(said(1, "Short"), said(2, "word " * 200), said(3, "word " * 900)))
    heights = [captures.sizeHintForIndex(captures.captures.index(row)).height() for row in range(3)]
    assert heights[0] == heights[1] > heights[2]


def test_every_kind_and_level_is_painted(captures: CapturesList) -> None:
    captures.show_record(
        record(
            *(
                replace(said(n, "x", Level.FACILITATOR), kind=kind)
                for n, kind in enumerate(ContributionKind)
            )
        )
    )
    captures.resize(400, 2000)
    assert not captures.grab().isNull()


def test_an_empty_list_says_what_will_stand_there(captures: CapturesList) -> None:
    empty = captures.grab().toImage()
    colours = {empty.pixel(x, y) for x in range(10, 200) for y in range(5, 30)}
    assert len(colours) > 2, "there are words"


class Wishes:
    """What the list asked for."""

    def __init__(self, captures: CapturesList) -> None:
        self.refiled: list[tuple[Any, ...]] = []
        self.moved: list[str] = []
        self.changed: list[tuple[Any, ...]] = []
        captures.refile_wanted.connect(lambda *given: self.refiled.append(given))
        captures.move_wanted.connect(self.moved.append)
        captures.changed_wanted.connect(lambda *given: self.changed.append(given))


@pytest.fixture
def wishes(qtbot: QtBot, captures: CapturesList) -> Wishes:
    captures.set_stage((PROBING, ContributionKind.ANSWER), "run-2")
    captures.show_record(record(said(1, "One"), replace(said(2, "Two"), kind=CLARIFYING)))
    captures.activateWindow()
    qtbot.waitUntil(captures.isActiveWindow)
    captures.setFocus()
    captures.setCurrentIndex(captures.captures.index(0))
    return Wishes(captures)


def menu(captures: CapturesList) -> dict[str, Any]:
    """The entries of the row's menu, by their words."""
    made = captures.menu_for(captures.captures.contribution(captures.currentIndex()))
    return {action.text(): action for action in made.actions()}


def open_menu() -> QMenu:
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


@pytest.mark.parametrize(
    ("kind", "then"),
    [(CLARIFYING, PROBING), (PROBING, SUGGESTION), (SUGGESTION, CLARIFYING)],
)
def test_one_key_refiles_a_question(
    qtbot: QtBot,
    captures: CapturesList,
    wishes: Wishes,
    kind: ContributionKind,
    then: ContributionKind,
) -> None:
    captures.show_record(record(replace(said(1, "One"), kind=kind)))
    captures.setCurrentIndex(captures.captures.index(0))
    qtbot.keyClick(captures, Qt.Key.Key_R)
    assert wishes.refiled == [("c-001", then)]


@pytest.mark.qt_log_ignore("does not support", extend=True)
@pytest.mark.parametrize("key", [Qt.Key.Key_M, Qt.Key.Key_R])
def test_other_kinds_are_refiled_from_the_kinds_of_the_stage(
    qtbot: QtBot, captures: CapturesList, wishes: Wishes, key: Qt.Key
) -> None:
    captures.setCurrentIndex(captures.captures.index(1))
    qtbot.keyClick(captures, key)
    opened = open_menu()
    assert [a.text() for a in opened.actions()] == ["Probing question", "Answer"]
    qtbot.keyClick(opened, Qt.Key.Key_Down)
    qtbot.keyClick(opened, Qt.Key.Key_Return)
    assert wishes.refiled == [("c-001", PROBING)]


def test_one_key_moves_a_capture_to_the_running_stage_unless_it_is_there(
    qtbot: QtBot, captures: CapturesList, wishes: Wishes
) -> None:
    qtbot.keyClick(captures, Qt.Key.Key_S)
    assert wishes.moved == ["c-002"]
    captures.set_stage((), "run-1")
    qtbot.keyClick(captures, Qt.Key.Key_S)
    captures.set_stage((), None)
    qtbot.keyClick(captures, Qt.Key.Key_S)
    assert wishes.moved == ["c-002"]


def test_single_keys_mark_a_quotation_a_star_and_the_focus(
    qtbot: QtBot, captures: CapturesList, wishes: Wishes
) -> None:
    for key in (Qt.Key.Key_V, Qt.Key.Key_F, Qt.Key.Key_1, Qt.Key.Key_3):
        qtbot.keyClick(captures, key)
    assert wishes.changed == [
        ("c-002", {"verbatim": True}),
        ("c-002", {"starred": True}),
        ("c-002", {"focus": (Focus.INSTRUCTION,)}),
        ("c-002", {"focus": (Focus.EVIDENCE,)}),
    ]


def test_letters_do_nothing_where_quick_keys_are_off(
    qtbot: QtBot, captures: CapturesList, wishes: Wishes
) -> None:
    captures.set_quick_keys(on=False)
    qtbot.keyClicks(captures, "rsve123m")
    assert (wishes.refiled, wishes.moved, wishes.changed) == ([], [], [])
    assert captures.state() is CapturesList.State.NoState
    assert captures.currentIndex().row() == 0


@pytest.mark.parametrize(("apart", "times"), [(299, 1), (300, 2)])
def test_t72_a_key_that_bounces_refiles_once(
    captures: CapturesList, wishes: Wishes, apart: int, times: int
) -> None:
    for at in (5000, 5000 + apart):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_R, Qt.KeyboardModifier.NoModifier, "r")
            event.setTimestamp(at)
            QApplication.sendEvent(captures, event)
    assert len(wishes.refiled) == times


def test_words_are_corrected_in_place(qtbot: QtBot, captures: CapturesList, wishes: Wishes) -> None:
    qtbot.keyClick(captures, Qt.Key.Key_E)
    editor = captures.findChild(CaptureText, "live.correct")
    assert editor is not None
    assert editor.hasFocus()
    qtbot.keyClicks(editor, " more")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert wishes.changed == [("c-002", {"text": "Two more"})]
    assert captures.hasFocus()


def test_a_correction_is_given_up_by_escape_and_kept_when_the_focus_goes(
    qtbot: QtBot, captures: CapturesList, wishes: Wishes
) -> None:
    for key in (Qt.Key.Key_Escape, None):
        qtbot.keyClick(captures, Qt.Key.Key_E)
        editor = captures.findChild(CaptureText, "live.correct")
        assert editor is not None
        qtbot.keyClicks(editor, "!")
        if key is None:
            captures.setFocus()
        else:
            qtbot.keyClick(editor, key)
            assert wishes.changed == []
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert wishes.changed == [("c-002", {"text": "Two!"})]


def test_a_capture_that_comes_meanwhile_leaves_the_correction_open(
    qtbot: QtBot, captures: CapturesList, wishes: Wishes
) -> None:
    qtbot.keyClick(captures, Qt.Key.Key_E)
    editor = captures.findChild(CaptureText, "live.correct")
    assert editor is not None
    qtbot.keyClicks(editor, "!")
    kept = record(said(1, "Won"), replace(said(2, "Two"), kind=CLARIFYING), said(3, "New"))
    captures.show_record(kept)
    captures.show_record(record(*kept.contributions[:2], said(3, "Newer")))
    assert editor.words == "Two!"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert wishes.changed == [("c-002", {"text": "Two!"})]


def test_the_menu_does_the_same_and_shows_the_keys(captures: CapturesList, wishes: Wishes) -> None:
    entries = menu(captures)
    assert list(entries)[:4] == [
        "It was a probing question\tR",
        "File under\tM",
        "Move to this stage\tS",
        "Correct the words\tE",
    ]
    for words in ("It was a probing question\tR", "Move to this stage\tS", "Word for word\tV"):
        entries[words].trigger()
    entries["Off the role"].trigger()
    assert wishes.refiled == [("c-002", PROBING)]
    assert wishes.moved == ["c-002"]
    assert wishes.changed == [
        ("c-002", {"verbatim": True}),
        ("c-002", {"focus": (Focus.OFF_ROLE,)}),
    ]
    levels = next(a.menu() for a in entries.values() if a.text() == "Who it is for")
    levels.actions()[0].trigger()
    assert wishes.changed[-1] == ("c-002", {"level": Level.FACILITATOR})


def test_the_menu_shows_no_keys_where_they_are_off(captures: CapturesList, wishes: Wishes) -> None:
    captures.set_quick_keys(on=False)
    assert not [words for words in menu(captures) if "\t" in words]
    menu(captures)["Correct the words"].trigger()
    assert captures.state() is CapturesList.State.EditingState
    assert wishes.changed == []


@pytest.mark.qt_log_ignore("does not support", extend=True)
@pytest.mark.usefixtures("wishes")
def test_the_menu_opens_by_its_button_in_the_row_under_the_pointer(
    qtbot: QtBot, captures: CapturesList
) -> None:
    row = captures.visualRect(captures.captures.index(1))
    qtbot.mouseMove(captures.viewport(), row.center())
    qtbot.mouseMove(captures.viewport(), row.center() + QPoint(1, 0))
    button = captures.menu_button
    qtbot.waitUntil(lambda: row.contains(button.geometry()))
    assert button.accessibleName() == "Change this capture"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert captures.currentIndex().row() == 1
    open_menu().close()


def test_without_captures_there_is_no_menu_button(captures: CapturesList) -> None:
    assert captures.menu_button.isHidden()


def test_what_else_a_capture_is_is_said_in_words(captures: CapturesList) -> None:
    model = captures.captures
    question = replace(said(1, "Which  pupils?"), kind=PROBING)
    rich = replace(
        said(2, "None", Level.FACILITATOR),
        kind=ContributionKind.ANSWER,
        verbatim=True,
        focus=(Focus.OFF_ROLE,),
        place="Room 4",
        about="c-001",
        evidence="Nine of ten",
    )
    captures.show_record(record(question, rich, said(3, "All", Level.RESEARCH)))
    assert model.head(rich) == (
        "Only me \u00b7 P07 \u00b7 Answer \u00b7 word for word \u00b7 off the role \u00b7 Room 4"
    )
    assert model.notes(rich) == "Seen or heard: Nine of ten\nanswers P07: Which pupils?"
    assert model.head(said(3, "All", Level.RESEARCH)).endswith("for: Research")
    assert shown(captures)[1] == (
        "Only me. Answer, P07: None (word for word)\n"
        "Seen or heard: Nine of ten\nanswers P07: Which pupils?"
    )
    heights = [captures.sizeHintForIndex(model.index(row)).height() for row in range(3)]
    assert heights[1] > heights[0] == heights[2]


def test_a_change_of_a_row_keeps_the_row_that_has_the_focus(
    captures: CapturesList, wishes: Wishes
) -> None:
    assert wishes.changed == []
    captures.setCurrentIndex(captures.captures.index(1))
    captures.show_record(record(said(1, "Won"), said(2, "Two")))
    assert captures.currentIndex().row() == 1
    captures.show_record(record(said(1, "Won"), replace(said(2), withdrawn_at=STARTED)))
    assert captures.currentIndex().row() == 0
    assert captures.captures.contribution(captures.currentIndex()).id == "c-001"


def test_a_new_name_or_new_words_of_a_question_show_where_they_are_quoted(
    captures: CapturesList,
) -> None:
    answer = replace(said(2, "None"), kind=ContributionKind.ANSWER, about="c-001")
    captures.show_record(record(said(1, "Which?"), answer))
    assert captures.captures.notes(answer) == "answers P07: Which?"
    captures.show_record(record(said(1, "Whose?"), answer))
    assert captures.captures.notes(answer) == "answers P07: Whose?"
    named = replace(record(said(1, "Whose?"), answer), participants=())
    captures.show_record(named)
    assert captures.captures.notes(answer) == "answers Whole group: Whose?"


@pytest.mark.qt_log_ignore("does not support", extend=True)
@pytest.mark.usefixtures("wishes")
def test_the_menu_key_opens_the_menu_of_the_row_with_the_focus(captures: CapturesList) -> None:
    captures.setCurrentIndex(captures.captures.index(1))
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(captures.viewport(), QContextMenuEvent(reason, QPoint(), QPoint()))
    opened = open_menu()
    assert opened.actions()[0].text() == "File under\tM"
    opened.close()


def test_the_menu_offers_a_move_only_where_there_is_one(
    captures: CapturesList, wishes: Wishes
) -> None:
    assert "Move to this stage\tS" in menu(captures)
    captures.set_stage((), "run-1")
    assert "Move to this stage\tS" not in menu(captures)
    assert wishes.moved == []


def test_the_newest_two_hundred_are_shown_and_a_new_one_moves_the_oldest_out(
    captures: CapturesList,
) -> None:
    model = captures.captures
    many = [said(number, "x") for number in range(MOST_ROWS + 50)]
    captures.show_record(record(*many[:-1]))
    seen: list[tuple[str, int, int]] = []
    model.modelReset.connect(lambda: seen.append(("reset", 0, 0)))
    model.rowsInserted.connect(lambda _, first, last: seen.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _, first, last: seen.append(("out", first, last)))
    captures.show_record(record(*many))
    assert model.rowCount() == MOST_ROWS
    assert sorted(seen) == [("in", 0, 0), ("out", MOST_ROWS - 1, MOST_ROWS - 1)]
    assert captures.captures.contribution(model.index(0)).id == many[-1].id
