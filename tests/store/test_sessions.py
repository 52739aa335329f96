"""Sessions come back from disk as they went in, and a refused change leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import ContributionKind, ProtocolUse
from dilc_desktop.domain.record import (
    Artifact,
    ChecklistAnswer,
    Closing,
    Commitment,
    Contribution,
    Details,
    Draft,
    Focus,
    FramingQuestion,
    Level,
    Participant,
    SessionRecord,
    Status,
    Wording,
)
from dilc_desktop.domain.session import (
    Ended,
    Fact,
    Moment,
    Resumed,
    StageEntered,
    Undone,
)
from dilc_desktop.store import schema, sessions
from dilc_desktop.store.library import Library

NOW = datetime(2026, 3, 2, 18, 0, 0, 5000, tzinfo=UTC)
DRAFT = Draft(
    text="half a sen",
    kind=ContributionKind.ANSWER,
    speaker="p1",
    level=Level.GROUP,
    stage_run="r1",
    offset_ms=1234,
    details=Details(
        verbatim=True,
        evidence="Four of five “pages”\n🙂",
        focus=(Focus.EVIDENCE, Focus.OFF_ROLE),
        about="c1",
        artifact="x2",
        place="Room 4",
        returns_in="stage-3",
    ),
)


def contribution(number: int, **changes: object) -> Contribution:
    plain = Contribution(
        id=f"n{number}",
        kind=ContributionKind.ANSWER,
        text=f"Words {number}",
        speaker="p1",
        stage_run="r1",
        offset_ms=number * 1000,
        captured_at=NOW,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # the test names real fields


def at(seconds: int) -> Moment:
    return Moment(seconds * 1000, "b-1", 1_772_000_000_000 + seconds * 1000, 60)


def entered(number: int, stage_id: str) -> StageEntered:
    return StageEntered(
        id=f"g{number}", action=f"h{number}", at=at(number), stage_id=stage_id, run_id=f"k{number}"
    )


def undone(number: int, action: str) -> Undone:
    return Undone(id=f"g{number}", action=f"h{number}", at=at(number), undone_action=action)


def planned(record: SessionRecord, session_id: str = "planned") -> SessionRecord:
    return replace(record, id=session_id, facts=(), contributions=(), commitments=(), copy_of="")


def reopened(folder: Path, session_id: str) -> SessionRecord:
    with Library.open(folder) as library:
        return library.sessions.record(session_id)


def test_a_rich_session_comes_back_equal(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    found = reopened(folder, record.id)
    assert found == record
    assert found.scheduled_start is not None
    assert found.agreed_end is not None
    assert found.scheduled_start.utcoffset() == timedelta(hours=-8)
    assert found.agreed_end.utcoffset() == timedelta(hours=5, minutes=30)


def test_a_bare_session_comes_back_equal(library: Library) -> None:
    bare = SessionRecord(
        id="bare",
        title="",
        created_at=NOW,
        protocol_key="k",
        protocol_name="n",
        protocol_version=1,
        protocol_credit="",
    )
    library.sessions.insert(bare)
    assert library.sessions.record("bare") == bare


def test_a_copy_of_a_session_keeps_its_inner_ids(library: Library, record: SessionRecord) -> None:
    twin = replace(record, id="twin", copy_of=record.id)
    library.sessions.insert(record)
    library.sessions.insert(twin)
    assert library.sessions.record("twin") == twin
    assert library.sessions.record(record.id) == record
    assert library.sessions.copies_of(record.id) == ("twin",)
    assert library.sessions.copies_of("twin") == ()


def test_a_session_is_not_added_twice(library: Library, record: SessionRecord) -> None:
    library.sessions.insert(record)
    with pytest.raises(IntegrityError):
        library.sessions.insert(replace(record, title="Another"))
    assert library.sessions.record(record.id) == record


def test_a_session_whose_log_cannot_be_told_is_not_added(
    library: Library, record: SessionRecord
) -> None:
    illegal = (Resumed(id="f", action="a", at=at(1)),)
    with pytest.raises(RuleError):
        library.sessions.insert(replace(record, facts=illegal))
    assert library.sessions.summaries() == ()


def test_a_naive_time_is_refused(library: Library, record: SessionRecord) -> None:
    library.sessions.insert(record)
    with pytest.raises(TypeError):
        library.sessions.save_fields(
            record.id,
            scheduled_start=datetime(2026, 1, 1),  # noqa: DTZ001 - naive on purpose
        )


def test_a_newer_revision_takes_the_place_of_the_whole_session(
    library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    library.sessions.save_draft(record.id, DRAFT)
    library.sessions.keep_alive(record.id, at(5))
    library.sessions.add_history(record.id, "11")
    newer = replace(
        record,
        title="Newer",
        participants=record.participants[:2],
        contributions=(replace(record.contributions[1], id="c9"),),
        facts=record.facts[:-1],
        checklist=(),
    )
    library.sessions.replace(newer)
    assert library.sessions.record(record.id) == newer
    assert library.sessions.draft(record.id) == DRAFT
    assert library.sessions.last_alive(record.id) == at(5)
    assert library.sessions.history(record.id) == ("11",)


def test_a_revision_that_does_not_fit_leaves_the_older_one(
    library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    stranger = replace(record.contributions[0], speaker="nobody")
    with pytest.raises(IntegrityError):
        library.sessions.replace(replace(record, title="Newer", contributions=(stranger,)))
    assert library.sessions.record(record.id) == record
    library.sessions.save_fields(record.id, title="And the next change works")


def test_fields_are_saved_one_by_one(folder: Path, library: Library, record: SessionRecord) -> None:
    library.sessions.insert(record)
    later = datetime(2026, 5, 1, 14, 0, tzinfo=timezone(timedelta(hours=1)))
    fields = {
        "title": "T",
        "learning_purpose": "L",
        "student_aim": "S",
        "problem": "P",
        "scheduled_start": later,
        "agreed_end": None,
        "protocol_key": "tuning",
        "protocol_name": "Tuning",
        "protocol_version": 4,
        "protocol_credit": "C",
    }
    for name, value in fields.items():
        library.sessions.save_fields(record.id, **{name: value})
    assert reopened(folder, record.id) == replace(record, **fields)  # type: ignore[arg-type] # real fields
    with pytest.raises(TypeError, match="status"):
        library.sessions.save_fields(record.id, status="ended")


def test_lists_are_saved_whole_and_in_order(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    first = planned(record)
    library.sessions.insert(first)
    wanted = replace(
        first,
        plan=first.plan[::-1],
        participants=(*first.participants[::-1], Participant(id="p0", code="P00")),
        framing_questions=(FramingQuestion(id="q", text="Q", written_at=NOW),),
        checklist=(*first.checklist, ChecklistAnswer(item="is_small", answer="no")),
        artifacts=(Artifact(id="x9", title="Poster"), *first.artifacts),
        commitments=(Commitment(id="m", who="p3", what="Ask"),),
    )
    store = library.sessions
    store.save_plan(first.id, wanted.plan)
    store.save_participants(first.id, wanted.participants)
    store.save_framing_questions(first.id, wanted.framing_questions)
    store.save_checklist(first.id, wanted.checklist)
    store.save_artifacts(first.id, wanted.artifacts)
    store.save_commitments(first.id, wanted.commitments)
    assert reopened(folder, first.id) == wanted
    store.save_artifacts(first.id, ())
    assert store.record(first.id).artifacts == ()


def test_a_plan_that_no_longer_holds_what_happened_is_refused(
    library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    with pytest.raises(RuleError, match="plan"):
        library.sessions.save_plan(record.id, record.plan[1:])
    assert library.sessions.record(record.id) == record


def test_a_list_saved_for_one_session_leaves_the_others_alone(
    library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(planned(record, "one"))
    library.sessions.insert(planned(record, "two"))
    library.sessions.save_participants("one", ())
    assert library.sessions.record("two") == planned(record, "two")


def test_a_person_who_spoke_cannot_be_taken_off_the_list(
    library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    with pytest.raises(IntegrityError):
        library.sessions.save_participants(record.id, record.participants[:1])
    assert library.sessions.record(record.id) == record


def test_two_items_with_one_id_are_refused_whole(library: Library, record: SessionRecord) -> None:
    library.sessions.insert(record)
    same = Artifact(id="x", title="Same")
    with pytest.raises(IntegrityError):
        library.sessions.save_artifacts(record.id, (same, same))
    assert library.sessions.record(record.id) == record


def test_facts_are_appended_and_say_where_the_session_stands(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    first = planned(record)
    library.sessions.insert(first)
    assert library.sessions.summaries()[0].status is Status.PLANNED
    library.sessions.append_facts(first.id, (entered(1, "stage-1"),), Status.LIVE)
    ending: tuple[Fact, ...] = (entered(2, "stage-3"), Ended(id="z", action="z", at=at(3)))
    library.sessions.append_facts(first.id, ending, Status.ENDED)
    assert reopened(folder, first.id).facts == (entered(1, "stage-1"), *ending)
    assert library.sessions.summaries()[0].status is Status.ENDED


def test_facts_that_two_windows_told_at_once_cannot_contradict_each_other(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    first = planned(record)
    library.sessions.insert(first)
    with Library.open(folder) as other:
        other.sessions.append_facts(first.id, (entered(1, "stage-1"),), Status.LIVE)
        with pytest.raises(RuleError, match="already running"):
            library.sessions.append_facts(first.id, (entered(2, "stage-1"),), Status.LIVE)
    assert library.sessions.record(first.id).facts == (entered(1, "stage-1"),)


def test_a_window_that_has_not_seen_the_whole_log_is_checked_again(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    first = planned(record)
    library.sessions.insert(first)
    library.sessions.append_facts(first.id, (entered(1, "stage-1"),), Status.LIVE, seen=0)
    with Library.open(folder) as other, pytest.raises(RuleError, match="already running"):
        other.sessions.append_facts(first.id, (entered(2, "stage-1"),), Status.LIVE, seen=0)
    assert library.sessions.record(first.id).facts == (entered(1, "stage-1"),)


def test_a_capture_is_added_and_its_draft_is_gone(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    library.sessions.save_draft(record.id, DRAFT)
    mark = contribution(1, text="", speaker=None, stage_run=None)
    library.sessions.add_contribution(record.id, mark)
    library.sessions.add_contribution(record.id, contribution(0))
    assert reopened(folder, record.id).contributions == (
        *record.contributions,
        mark,
        contribution(0),
    )
    assert library.sessions.draft(record.id) is None


def test_a_capture_that_did_not_grow_from_the_draft_leaves_it(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    library.sessions.save_draft(record.id, DRAFT)
    line = contribution(1, place="Room 4", stage_run=None)
    library.sessions.add_contribution(record.id, line, keep_draft=True)
    assert reopened(folder, record.id).contributions == (*record.contributions, line)
    assert library.sessions.draft(record.id) == DRAFT


def test_a_capture_of_nobody_listed_is_refused_and_its_draft_stays(
    library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    library.sessions.save_draft(record.id, DRAFT)
    with pytest.raises(IntegrityError):
        library.sessions.add_contribution(record.id, contribution(1, speaker="nobody"))
    assert library.sessions.record(record.id) == record
    assert library.sessions.draft(record.id) == DRAFT


def test_a_capture_is_corrected_and_what_it_said_is_kept(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    library.sessions.add_contribution(record.id, contribution(1))
    before = Wording(
        id="w",
        kind=ContributionKind.ANSWER,
        text="Words 1",
        speaker="p1",
        level=Level.GROUP,
        replaced_at=NOW,
    )
    corrected = contribution(1, text="Better words", speaker=None, earlier=(before,))
    library.sessions.save_contribution(record.id, corrected)
    twice = replace(corrected, withdrawn_at=NOW, earlier=(before, replace(before, id="w2")))
    library.sessions.save_contribution(record.id, twice)
    assert reopened(folder, record.id).contributions == (*record.contributions, twice)
    with pytest.raises(RuleError, match="contribution"):
        library.sessions.save_contribution(record.id, contribution(7))


def test_several_captures_are_saved_together_or_not_at_all(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    for number in (1, 2):
        library.sessions.add_contribution(record.id, contribution(number))
    before = library.sessions.record(record.id)
    old = Wording(
        id="w",
        kind=ContributionKind.ANSWER,
        text="Words 1",
        speaker="p1",
        level=Level.GROUP,
        replaced_at=NOW,
        evidence="Seen",
    )
    moved = contribution(1, stage_run=None, returns_in="stage-2", earlier=(old,))
    placed = contribution(2, stage_run="r2", about="n1", focus=(Focus.INSTRUCTION,))
    with pytest.raises(RuleError, match="contribution"):
        library.sessions.save_contributions(record.id, (moved, contribution(7)))
    assert library.sessions.record(record.id) == before
    library.sessions.save_contributions(record.id, (placed, moved))
    assert reopened(folder, record.id).contributions == (*record.contributions, moved, placed)
    library.sessions.save_contributions(record.id, ())


def test_a_stage_that_is_entered_takes_its_captures_in_the_same_act(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    first = planned(record)
    library.sessions.insert(first)
    library.sessions.append_facts(first.id, (entered(1, "stage-1"),), Status.LIVE)
    waiting = contribution(1, stage_run=None, returns_in="stage-2")
    library.sessions.add_contribution(first.id, waiting)
    before = library.sessions.record(first.id)
    taken = replace(waiting, stage_run="k2", returns_in=None)
    move = (entered(2, "stage-2"),)
    with pytest.raises(RuleError, match="contribution"):
        library.sessions.append_facts(
            first.id, move, Status.LIVE, seen=1, contributions=(taken, contribution(7))
        )
    assert library.sessions.record(first.id) == before
    library.sessions.append_facts(first.id, move, Status.LIVE, seen=1, contributions=(taken,))
    found = reopened(folder, first.id)
    assert found.contributions == (taken,)
    assert found.facts == (entered(1, "stage-1"), *move)


def test_what_a_capture_points_to_may_be_private_or_gone(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    lost = contribution(1, about="gone", artifact="gone", returns_in="gone", place=" a “b”\n")
    library.sessions.add_contribution(record.id, lost)
    assert reopened(folder, record.id).contributions[-1] == lost


def test_a_draft_is_kept_changed_and_cleared(library: Library, record: SessionRecord) -> None:
    library.sessions.insert(record)
    assert library.sessions.draft(record.id) is None
    library.sessions.save_draft(record.id, DRAFT)
    assert library.sessions.draft(record.id) == DRAFT
    empty = replace(
        DRAFT, details=Details(), text="x", kind=None, speaker=None, stage_run=None, offset_ms=None
    )
    library.sessions.save_draft(record.id, empty)
    assert library.sessions.draft(record.id) == empty
    library.sessions.save_draft(record.id, None)
    library.sessions.save_draft(record.id, None)
    assert library.sessions.draft(record.id) is None


def test_a_line_of_a_small_group_is_kept_at_its_place_until_it_is_empty(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(record)
    library.sessions.insert(planned(record, "other"))
    assert library.sessions.lines(record.id) == {}
    for place, text in (("Room 4", "half"), ("קבוצה “ב”", "מילים 🙂\n"), ("", "nowhere")):
        library.sessions.save_line(record.id, place, text)
    library.sessions.save_line("other", "Room 4", "theirs")
    library.sessions.save_line(record.id, "Room 4", "half a word")
    library.sessions.save_line(record.id, "", "")
    library.sessions.save_line(record.id, "Room 99", "")
    library.sessions.add_contribution(record.id, contribution(1, place="Room 4"))
    library.sessions.replace(replace(record, title="A newer revision"))
    with Library.open(folder) as again:
        assert again.sessions.lines(record.id) == {
            "Room 4": "half a word",
            "קבוצה “ב”": "מילים 🙂\n",
        }
        assert again.sessions.lines("other") == {"Room 4": "theirs"}


def test_the_newest_sign_of_life_of_each_session_is_kept(
    library: Library, record: SessionRecord
) -> None:
    for session_id in ("one", "two"):
        library.sessions.insert(planned(record, session_id))
    library.sessions.keep_alive("one", at(20))
    library.sessions.keep_alive("one", at(30))
    assert library.sessions.last_alive("one") == at(30)
    assert library.sessions.last_alive("two") is None


def test_the_closing_is_saved(folder: Path, library: Library, record: SessionRecord) -> None:
    library.sessions.insert(record)
    closing = Closing(reflection="Short", next_date=date(2026, 6, 1))
    library.sessions.save_closing(record.id, closing)
    assert reopened(folder, record.id) == replace(record, closing=closing)


def test_the_history_names_revisions_oldest_first(library: Library, record: SessionRecord) -> None:
    library.sessions.insert(record)
    for sha256 in ("aa", "bb", "bb", "aa"):
        library.sessions.add_history(record.id, sha256)
    assert library.sessions.history(record.id) == ("aa", "bb", "aa")


def test_a_summary_says_what_a_list_shows(library: Library, record: SessionRecord) -> None:
    library.sessions.insert(record)
    (summary,) = library.sessions.summaries()
    assert summary.title == record.title
    assert summary.status is Status.ENDED
    assert summary.presenter == "DES-3"
    assert summary.scheduled_start == record.scheduled_start
    assert summary.created_at == record.created_at
    assert summary.open_commitments == 1
    assert summary.copy_of == "0196-other"
    began = record.session().began
    assert began is not None
    assert summary.started_at == began.utc


def test_a_presenter_without_a_name_is_shown_by_code_and_an_observer_is_none(
    library: Library, record: SessionRecord
) -> None:
    nameless = replace(record.participants[0], name="")
    library.sessions.insert(replace(planned(record, "code"), participants=(nameless,)))
    library.sessions.insert(replace(planned(record, "none"), participants=record.participants[1:]))
    shown = {summary.id: summary.presenter for summary in library.sessions.summaries()}
    assert shown == {"code": "P02", "none": ""}


@pytest.mark.parametrize(
    "log",
    [
        (),
        (entered(1, "stage-1"),),
        (entered(1, "stage-1"), undone(2, "h1")),
        (entered(1, "stage-1"), undone(2, "h1"), entered(3, "stage-2")),
        (entered(1, "stage-1"), undone(2, "h1"), undone(3, "h2")),
        (entered(1, "stage-1"), undone(2, "h1"), undone(3, "h2"), undone(4, "h1")),
    ],
)
def test_the_beginning_in_a_list_is_the_one_the_log_tells(
    library: Library, record: SessionRecord, log: tuple[Fact, ...]
) -> None:
    told = replace(planned(record), facts=log)
    library.sessions.insert(told)
    began = told.session().began
    (summary,) = library.sessions.summaries()
    assert summary.started_at == (None if began is None else began.utc)


def test_lists_are_newest_first_by_plan_else_by_making(
    library: Library, record: SessionRecord
) -> None:
    base = planned(record)
    local = timezone(timedelta(hours=13))
    for session_id, created, scheduled in (
        ("b", 10, None),
        ("c", 1, datetime(2026, 3, 12, 1, tzinfo=local)),
        ("a", 11, None),
        ("d", 20, datetime(2026, 3, 2, tzinfo=UTC)),
    ):
        made = datetime(2026, 3, created, 13, tzinfo=UTC)
        library.sessions.insert(
            replace(base, id=session_id, created_at=made, scheduled_start=scheduled)
        )
    assert [summary.id for summary in library.sessions.summaries()] == ["a", "c", "b", "d"]


def test_the_sessions_of_a_protocol_say_by_which_version_and_whether_they_began(
    library: Library, record: SessionRecord
) -> None:
    assert library.sessions.usage() == ()
    taken_back = (entered(1, "stage-1"), undone(2, "h1"))
    library.sessions.insert(record)
    library.sessions.insert(replace(planned(record, "a"), protocol_version=2, facts=taken_back))
    library.sessions.insert(replace(planned(record, "b"), protocol_key="tuning", title="Ünï"))
    began = record.session().began
    assert began is not None
    told = ProtocolUse(
        session_id=record.id,
        title=record.title,
        protocol_key="consultancy",
        protocol_version=3,
        started_at=began.utc,
        copy_of="0196-other",
    )
    waits = replace(told, session_id="a", protocol_version=2, started_at=None, copy_of="")
    tuned = replace(waits, session_id="b", title="Ünï", protocol_key="tuning", protocol_version=3)
    assert library.sessions.usage() == (tuned, waits, told)
    assert library.sessions.uses_of("consultancy") == (waits, told)
    assert library.sessions.uses_of("tuning") == (tuned,)
    assert library.sessions.uses_of("consult") == ()


def test_a_deleted_session_leaves_no_row_and_no_word_in_any_file(
    folder: Path, library: Library, record: SessionRecord
) -> None:
    library.sessions.insert(planned(record, "stays"))
    library.sessions.insert(replace(record, problem="unforgettable-words"))
    library.sessions.add_contribution(record.id, contribution(1, text="secret-capture"))
    library.sessions.save_draft(record.id, replace(DRAFT, text="secret-draft"))
    library.sessions.save_line(record.id, "Room 4", "secret-line")
    library.sessions.keep_alive(record.id, at(1))
    library.sessions.add_history(record.id, "aa")
    library.sessions.delete(record.id)
    with pytest.raises(RuleError, match="not in the library"):
        library.sessions.record(record.id)
    assert library.sessions.draft(record.id) is None
    assert library.sessions.lines(record.id) == {}
    assert library.sessions.history(record.id) == ()
    assert library.verify() == ["The kept copy of “work.pdf” is missing."]
    files = [path.read_bytes() for path in folder.iterdir() if path.is_file()]
    for words in (b"unforgettable-words", b"secret-capture", b"secret-draft", b"secret-line"):
        assert not any(words in content for content in files)


UNKNOWN: dict[str, Callable[[sessions.Sessions], object]] = {
    "record": lambda s: s.record("?"),
    "delete": lambda s: s.delete("?"),
    "save_fields": lambda s: s.save_fields("?", title="T"),
    "save_plan": lambda s: s.save_plan("?", ()),
    "save_participants": lambda s: s.save_participants("?", ()),
    "append_facts": lambda s: s.append_facts("?", (), Status.LIVE),
    "add_contribution": lambda s: s.add_contribution("?", contribution(1)),
    "save_contribution": lambda s: s.save_contribution("?", contribution(1)),
    "save_contributions": lambda s: s.save_contributions("?", (contribution(1),)),
    "save_draft": lambda s: s.save_draft("?", DRAFT),
    "save_line": lambda s: s.save_line("?", "Room 4", "half"),
    "keep_alive": lambda s: s.keep_alive("?", at(1)),
    "save_closing": lambda s: s.save_closing("?", Closing()),
    "add_history": lambda s: s.add_history("?", "aa"),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_session_that_is_not_there_is_said_to_be_so(library: Library, name: str) -> None:
    with pytest.raises(RuleError, match="not in the library"):
        UNKNOWN[name](library.sessions)
    assert library.sessions.summaries() == ()


@pytest.mark.parametrize(
    "change",
    [
        "update sessions set status = 'gone'",
        "update sessions set scheduled_start_offset_min = null",
        "update planned_stages set planned_s = -1",
        "update planned_stages set rounds = 0",
        "update planned_stages set soon_s = -1",
        "insert into place_lines values ('nobody', 'Room 4', 'half')",
        "insert into protocol_versions values ('v', 'nobody', 1, 0, '', '', '', '', null, '')",
        "update artifacts set size = -1",
        "update participants set position = 0",
        "insert into revisions values ('nobody', 0, 'aa')",
        "update timeline set session_id = 'nobody'",
    ],
)
def test_the_file_itself_refuses_what_makes_no_sense(
    library: Library, record: SessionRecord, change: str
) -> None:
    library.sessions.insert(record)
    with pytest.raises(IntegrityError), library._database.writing() as connection:
        connection.exec_driver_sql(change)
    assert library.sessions.record(record.id) == record


def test_the_tables_and_questions_are_portable_sql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call] # untyped in SQLAlchemy
    for table in schema.metadata.sorted_tables:
        assert str(CreateTable(table).compile(dialect=dialect))
    assert str(sessions._SUMMARIES.compile(dialect=dialect))
    assert str(sessions._USAGE.compile(dialect=dialect))
    columns = schema.contributions.columns.keys()
    assert str(sessions._INSERT_CONTRIBUTION.compile(dialect=dialect, column_keys=columns))
