from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Contribution, SessionRecord
from dilc_desktop.ui.marks_list import MOST_MARKS, MarksList
from dilc_desktop.ui.theme import Theme

WARM, PARKED = ContributionKind.WARM_FEEDBACK, ContributionKind.PARKING_LOT

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|does not support", extend=True)


class Owner:
    """Fills marks as the live page does."""

    def __init__(self, marks: MarksList, record: SessionRecord) -> None:
        # The session as it was in its discussion.
        self.record = replace(record, facts=record.facts[:8], contributions=())
        self.marks = marks
        self.refuse = False
        self.filled: list[tuple[str, str]] = []
        self.done = 0
        marks.filled.connect(self._fill)
        marks.done.connect(self._count)

    def _fill(self, mark: str, words: str) -> None:
        self.filled.append((mark, words))
        if not self.refuse:
            self.show(
                *(replace(c, text=words) if c.id == mark else c for c in self.record.contributions)
            )

    def _count(self) -> None:
        self.done += 1

    def show(self, *contributions: Contribution) -> None:
        self.record = replace(self.record, contributions=contributions)
        self.marks.show_record(self.record, self.record.session())


@pytest.fixture
def marks(qtbot: QtBot, theme: Theme) -> MarksList:
    made = MarksList(theme)
    qtbot.addWidget(made)
    made.resize(600, 400)
    return made


@pytest.fixture
def owner(marks: MarksList, record: SessionRecord) -> Owner:
    return Owner(marks, record)


def mark(record: SessionRecord, number: int, **more: Any) -> Contribution:
    known: dict[str, Any] = {"id": f"m-{number}", "text": "", "offset_ms": number, "kind": WARM}
    return replace(record.contributions[3], **(known | more))


@pytest.fixture
def three(qtbot: QtBot, owner: Owner, record: SessionRecord, marks: MarksList) -> Owner:
    """Three marks, unfolded."""
    owner.show(*(mark(record, number) for number in (1, 2, 3)))
    marks.activateWindow()
    qtbot.waitUntil(marks.isActiveWindow)
    marks.head.setFocus()
    qtbot.keyClick(marks.head, Qt.Key.Key_Space)
    return owner


def test_where_nothing_waits_nothing_shows(owner: Owner, record: SessionRecord) -> None:
    owner.show()
    assert owner.marks.isHidden()
    owner.show(mark(record, 1, text="Filled"), mark(record, 2, withdrawn_at=record.created_at))
    assert owner.marks.isHidden()


def test_folded_the_marks_are_one_line_with_their_number(
    owner: Owner, record: SessionRecord
) -> None:
    owner.show(mark(record, 1))
    assert owner.marks.head.text() == "Fill in 1 mark"
    owner.show(mark(record, 1), mark(record, 2))
    assert owner.marks.head.text() == "Fill in 2 marks"
    assert owner.marks.head.accessibleName() == "Fill in 2 marks, folded"
    assert not owner.marks.fields[0].isVisible()


def test_a_mark_says_who_what_when_and_where(three: Owner) -> None:
    known = [label.text() for label in three.marks.findChildren(QLabel) if label.text()]
    assert any(
        line.startswith("P12 \u00b7 Warm feedback \u00b7 ") and line.endswith(" \u00b7 Discussion")
        for line in known
    )
    assert three.marks.fields[0].accessibleName().startswith("Words for: P12")


def test_enter_saves_and_goes_to_the_next_and_at_last_back(qtbot: QtBot, three: Owner) -> None:
    for number in (1, 2, 3):
        field = three.marks.fields[0]
        assert field.hasFocus()
        qtbot.keyClicks(field, f" Words {number} ")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert three.filled == [("m-1", "Words 1"), ("m-2", "Words 2"), ("m-3", "Words 3")]
    assert three.done == 1
    assert three.marks.isHidden()


def test_enter_without_words_saves_nothing_and_escape_goes_back(qtbot: QtBot, three: Owner) -> None:
    field = three.marks.fields[0]
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert three.filled == []
    assert three.done == 1


def test_words_are_kept_when_the_focus_goes_elsewhere(qtbot: QtBot, three: Owner) -> None:
    qtbot.keyClicks(three.marks.fields[1], "Half")
    three.marks.fields[1].setFocus()
    three.marks.fields[0].setFocus()
    assert three.filled == [("m-2", "Half")]


def test_words_that_were_refused_stay_and_enter_tries_again(qtbot: QtBot, three: Owner) -> None:
    three.refuse = True
    field = three.marks.fields[0]
    qtbot.keyClicks(field, "Keep me")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    three.marks.fields[1].setFocus()
    assert field.text() == "Keep me"
    three.refuse = False
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert three.filled == [("m-1", "Keep me")] * 2


def test_a_new_mark_leaves_half_typed_words_alone(
    qtbot: QtBot, three: Owner, record: SessionRecord
) -> None:
    qtbot.keyClicks(three.marks.fields[2], "Half")
    three.show(mark(record, 0), *three.record.contributions)
    assert [field.text() for field in three.marks.fields] == ["", "", "", "Half"]
    three.marks.unfold(False)
    assert three.filled == [("m-3", "Half")]


def test_many_marks_come_up_one_after_the_other(
    qtbot: QtBot, owner: Owner, record: SessionRecord
) -> None:
    owner.show(*(mark(record, number) for number in range(MOST_MARKS + 2)))
    owner.marks.unfold(True)
    assert owner.marks.head.text() == f"Fill in {MOST_MARKS + 2} marks"
    assert len(owner.marks.fields) == MOST_MARKS
    qtbot.keyClicks(owner.marks.fields[0], "x")
    qtbot.keyClick(owner.marks.fields[0], Qt.Key.Key_Return)
    assert len(owner.marks.fields) == MOST_MARKS


def parked(record: SessionRecord, **more: Any) -> Contribution:
    known: dict[str, Any] = {"text": "Who pays & when?", "kind": PARKED, "stage_run": "run-1"}
    return mark(record, 9, **(known | more))


def buttons(owner: Owner) -> dict[str, QPushButton]:
    return {b.accessibleName(): b for b in owner.marks.findChildren(QPushButton) if b.isVisible()}


def test_what_was_parked_comes_back_in_its_stage_only(owner: Owner, record: SessionRecord) -> None:
    for other in (
        parked(record),
        parked(record, returns_in="stage-5"),
        parked(record, returns_in="stage-3", kind=WARM),
        parked(record, returns_in="stage-3", stage_run="run-4"),
    ):
        owner.show(other)
        assert owner.marks.isHidden()
    owner.show(parked(record, returns_in="stage-3"))
    assert owner.marks.isVisible()
    assert not owner.marks.head.isVisible()
    owner.show(parked(record, returns_in="stage-3", withdrawn_at=record.created_at))
    assert owner.marks.isHidden()


def test_what_came_back_is_taken_up_or_filed_anew(
    qtbot: QtBot, owner: Owner, record: SessionRecord
) -> None:
    taken: list[str] = []
    refiled: list[tuple[Any, ...]] = []
    owner.marks.taken_up.connect(taken.append)
    owner.marks.refile_wanted.connect(lambda *given: refiled.append(given))
    owner.marks.set_stage((WARM, ContributionKind.COOL_FEEDBACK, PARKED))
    owner.show(parked(record, returns_in="stage-3"))
    qtbot.keyClick(buttons(owner)["Taken up: Who pays & when?"], Qt.Key.Key_Space)
    assert taken == ["m-9"]
    qtbot.keyClick(buttons(owner)["File under: Who pays & when?"], Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [a.text() for a in menu.actions()] == ["Warm feedback", "Cool feedback"]
    menu.actions()[1].trigger()
    menu.close()
    assert refiled == [("m-9", ContributionKind.COOL_FEEDBACK)]
