from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import ContributionKind, StageKind
from dilc_desktop.domain.record import Contribution, Focus, Level, SessionRecord
from dilc_desktop.exchange.session_document import shared
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.transcript import (
    Entry,
    EntryKind,
    TranscriptDelegate,
    TranscriptModel,
    TranscriptView,
    transcript,
)

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def by_id(entries: tuple[Entry, ...]) -> dict[str, Entry]:
    return {entry.id: entry for entry in entries}


def test_contributions_stand_under_their_stages_in_the_order_of_the_session(
    record: SessionRecord,
) -> None:
    rows = [(entry.kind, entry.text) for entry in transcript(record)]
    headings = [text for kind, text in rows if kind is EntryKind.HEADING]
    assert headings == ["1  Presentation", "2  Clarifying questions", "3  Discussion", "5  Debrief"]
    assert rows[1] == (EntryKind.SAID, "I praise, and nothing changes.")
    assert rows[-1] == (EntryKind.SAID, "Bring two notes in April.")


def changed(record: SessionRecord, contribution_id: str, **fields: Any) -> SessionRecord:
    """The record with one contribution changed."""
    found: list[Contribution] = [
        replace(c, **fields) if c.id == contribution_id else c for c in record.contributions
    ]
    return replace(record, contributions=tuple(found))


def test_what_was_captured_beside_the_words_is_shown_with_them(record: SessionRecord) -> None:
    shown = by_id(transcript(record))["said-4"]
    assert shown.text == "\u201cEach note quotes a pupil.\u201d"
    assert shown.details == (
        "Seen or heard: Three of three notes.",
        "Takes up P07: I praise, and nothing changes.",
        "Artifact: Three feedback notes",
    )
    assert shown.notes == (
        ("", "Room 4"),
        ("target", "evidence"),
        ("target", "principal's role"),
        ("star-filled", "starred"),
    )


def test_an_answer_says_what_it_answers_and_a_parked_thing_where_it_returns(
    record: SessionRecord,
) -> None:
    answered = changed(record, "said-3", about="said-2", focus=(Focus.OFF_ROLE,))
    parked = changed(answered, "said-8", kind=ContributionKind.PARKING_LOT, returns_in="stage-5")
    shown = by_id(transcript(parked))
    assert shown["said-3"].details == ("Answers P12: clarifying question",)
    assert ("circle-dashed", "off the role") in shown["said-3"].notes
    assert shown["said-8"].details == ("Returns in: Debrief",)


def test_a_quotation_is_not_quoted_twice(record: SessionRecord) -> None:
    for text in ("\u201cWhat do you notice?\u201d she asked.", '"What do you notice?" she asked.'):
        shown = by_id(transcript(changed(record, "said-4", text=text)))["said-4"].text
        assert shown.startswith("\u201c")
        assert "\u201c\u201c" not in shown
        assert shown.count("\u201d") == 1
    mark = by_id(transcript(changed(record, "said-4", text=" ")))["said-4"]
    assert mark.text == "A mark, still without words."


def test_what_a_small_group_said_is_said_by_that_group(record: SessionRecord) -> None:
    plan = tuple(
        replace(s, kind=StageKind.SMALL_GROUPS, places=("Group 1", "Group 2"))
        if s.id == "stage-5"
        else s
        for s in record.plan
    )
    grouped = changed(replace(record, plan=plan), "said-8", speaker=None, place="Group 2")
    shown = by_id(transcript(grouped))
    assert shown["said-8"].speaker == "Group 2"
    assert ("", "Group 2") not in shown["said-8"].notes
    assert "In groups: Group 1, Group 2" in shown["heading-run-5"].details


def test_what_became_of_the_plan_stands_at_its_place_in_time(record: SessionRecord) -> None:
    rows = [
        (entry.time, entry.text) for entry in transcript(record) if entry.kind is EntryKind.HAPPENED
    ]
    assert rows == [
        ("5:00", "2 min added."),
        ("11:40", "Interrupted for 2 min: announcement."),
        ("33:20", "Skipped: Reflection."),
        ("35:10", "The program had been away and came back. Its time was counted."),
    ]
    texts = [entry.text for entry in transcript(record)]
    away = texts.index("The program had been away and came back. Its time was counted.")
    assert texts[away - 1] == "I will write one next step a week."
    assert texts[away + 1] == "Bring two notes in April."


def test_a_capture_that_was_given_to_another_stage_stands_there(record: SessionRecord) -> None:
    ids = [entry.id for entry in transcript(changed(record, "said-7", stage_run="run-4"))]
    assert ids.index("heading-run-4") < ids.index("said-7") < ids.index("heading-run-5")
    assert len(ids) == len(set(ids))


def test_what_was_taken_back_elsewhere_says_that_its_words_are_not_here(
    record: SessionRecord,
) -> None:
    answer = replace(record.contributions[-1], about="said-5")
    here = replace(record, contributions=(*record.contributions[:-1], answer))
    (*_, gone) = transcript(shared(here), taken_back=True)
    assert gone.id == "said-5"
    assert (gone.text, gone.speaker) == ("Its words are not here.", "")
    assert by_id(transcript(here))[answer.id].details
    assert not by_id(transcript(shared(here)))[answer.id].details


def test_what_was_taken_back_is_listed_only_on_demand(record: SessionRecord) -> None:
    assert "said-5" not in by_id(transcript(record))
    entries = transcript(record, taken_back=True)
    assert entries[-2].text == "Taken back"
    assert entries[-1].id == "said-5"
    assert ("undo-2", "taken back") in entries[-1].notes


def test_a_private_note_says_that_only_the_facilitator_sees_it(record: SessionRecord) -> None:
    assert ("lock", "only me") in by_id(transcript(record))["said-6"].notes


def test_a_corrected_contribution_says_so_and_keeps_its_original(record: SessionRecord) -> None:
    shown = by_id(transcript(record, originals=True))["said-3"]
    assert ("pencil-line", "corrected") in shown.notes
    assert shown.originals == (
        "Before: \u201cTwice a moth.\u201d, seen or heard: \u201cSo the diary says.\u201d",
    )
    hidden = by_id(transcript(record, originals=False))["said-3"]
    assert ("pencil-line", "corrected") in hidden.notes
    assert hidden.originals == ()


def test_an_original_by_another_speaker_names_that_speaker(record: SessionRecord) -> None:
    contributions = tuple(
        replace(c, speaker="person-3", level=Level.DISTRICT) if c.id == "said-3" else c
        for c in record.contributions
    )
    shown = by_id(transcript(replace(record, contributions=contributions)))["said-3"]
    assert shown.originals[0].startswith("Before: P07, for: Group, \u201cTwice a moth.\u201d")


def test_captures_of_a_move_that_was_undone_stay_with_what_ran_instead(
    record: SessionRecord,
) -> None:
    # run-3 was undone; at 1002 s the clarifying questions (run-2) were still going on.
    lost = replace(record.contributions[0], id="said-9", stage_run="run-3", offset_ms=1_002_000)
    entries = transcript(replace(record, contributions=(*record.contributions, lost)))
    ids = [entry.id for entry in entries]
    assert ids.index("heading-run-2") < ids.index("said-9") < ids.index("heading-run-4")


def test_a_capture_between_stages_stands_under_its_own_heading(record: SessionRecord) -> None:
    between = replace(record.contributions[0], id="said-9", stage_run=None, offset_ms=1_990_000)
    entries = transcript(replace(record, contributions=(*record.contributions, between)))
    place = [entry.id for entry in entries].index("said-9")
    assert entries[place - 1].text == "Between stages"


def test_every_row_has_words_for_a_screen_reader(qtbot: QtBot, record: SessionRecord) -> None:
    assert qtbot
    model = TranscriptModel()
    tester = QAbstractItemModelTester(model)
    model.show_entries(transcript(record))
    assert tester.model() is model
    for place in range(model.rowCount()):
        assert model.index(place).data(Qt.ItemDataRole.AccessibleTextRole)
    spoken = model.index_of("said-4").data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith(
        "18:20. Warm feedback. P12. word for word. \u201cEach note quotes a pupil.\u201d"
    )
    assert "Seen or heard: Three of three notes." in spoken


def test_a_correction_changes_one_row_and_moves_none(qtbot: QtBot, record: SessionRecord) -> None:
    model = TranscriptModel()
    entries = transcript(record)
    model.show_entries(entries)
    corrected = tuple(
        replace(entry, text="Each note quotes two pupils.") if entry.id == "said-4" else entry
        for entry in entries
    )
    changed: list[int] = []
    model.dataChanged.connect(lambda top, bottom: changed.extend((top.row(), bottom.row())))
    with qtbot.assertNotEmitted(model.modelReset):
        model.show_entries(corrected)
    row = model.index_of("said-4").row()
    assert changed == [row, row]


def test_an_unknown_id_has_no_row(qtbot: QtBot) -> None:
    assert qtbot
    assert not TranscriptModel().index_of("nobody").isValid()


def test_narrow_rows_are_higher_and_are_measured_once_per_width(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = TranscriptView(theme)
    qtbot.addWidget(view)
    delegate = view.itemDelegate()
    assert isinstance(delegate, TranscriptDelegate)
    measured: list[tuple[str, int]] = []
    measure = TranscriptDelegate._measure

    def counted(self: TranscriptDelegate, entry: Entry, width: int) -> int:
        measured.append((entry.id, width))
        return measure(self, entry, width)

    monkeypatch.setattr(TranscriptDelegate, "_measure", counted)
    entry = Entry("a", EntryKind.SAID, "word " * 60, "0:10", "Answer", "P07", "eye")
    wide, narrow = delegate.height(entry, 700), delegate.height(entry, 300)
    assert narrow > wide
    assert (delegate.height(entry, 700), delegate.height(entry, 300)) == (wide, narrow)
    assert measured == [("a", 700), ("a", 300)]
    assert delegate.height(replace(entry, text="short"), 700) < wide
    assert measured[-1] == ("a", 700)


def test_notes_go_to_a_further_line_where_the_row_is_narrow(qtbot: QtBot, theme: Theme) -> None:
    view = TranscriptView(theme)
    qtbot.addWidget(view)
    delegate = view.itemDelegate()
    assert isinstance(delegate, TranscriptDelegate)
    notes = (("lock", "only me"), ("pause", "during an interruption"))
    entry = Entry("a", EntryKind.SAID, "Yes.", "0:10", "Answer", "P07", "eye", notes=notes)
    assert {word.line for word in delegate._flow(entry, 600)} == {0}
    assert max(word.line for word in delegate._flow(entry, 200)) > 0


def test_every_line_of_a_row_has_its_room(qtbot: QtBot, theme: Theme) -> None:
    view = TranscriptView(theme)
    qtbot.addWidget(view)
    delegate = view.itemDelegate()
    assert isinstance(delegate, TranscriptDelegate)
    said = Entry("a", EntryKind.SAID, "Yes.", "0:10", "Answer", "P07", "eye")
    heading = Entry("b", EntryKind.HEADING, "1  Visit")
    for entry in (said, heading):
        more = replace(entry, details=("Seen or heard: \U0001f600 \u05e9\u05dc\u05d5\u05dd " * 20,))
        narrow, wide = delegate.height(more, 300), delegate.height(more, 700)
        assert delegate.height(entry, 700) < wide < narrow
    happened = Entry("c", EntryKind.HAPPENED, "Skipped: " + "Reflection, " * 30, "0:20")
    assert delegate.height(happened, 300) > delegate.height(happened, 700)


def test_the_list_is_as_high_as_all_its_rows(
    qtbot: QtBot, theme: Theme, record: SessionRecord
) -> None:
    view = TranscriptView(theme)
    qtbot.addWidget(view)
    view.resize(600, 100)
    view.show_record(record, originals=True, taken_back=True)
    view.show()
    qtbot.waitUntil(lambda: view.visualRect(view.rows.index(0)).isValid())
    last = view.visualRect(view.rows.index(view.rows.rowCount() - 1))
    assert last.bottom() <= view.viewport().height()
    assert view.verticalScrollBar().maximum() == 0
