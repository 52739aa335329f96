"""What became of a plan, in words, and what stands below a stage's heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.record import Participant, Role, SessionRecord
from dilc_desktop.domain.session import (
    Ended,
    Fact,
    Interrupted,
    PlaceEntered,
    Reason,
    Recovered,
    Reopened,
    Replanned,
    Resumed,
    StageEntered,
    StageLeft,
    StageSkipped,
    StartMoved,
    TimeAdded,
    TurnBegan,
    TurnEnded,
    Undone,
)
from dilc_desktop.ui.course_words import happenings, run_details, voices_words

if TYPE_CHECKING:
    from tests.conftest import FakeClock

Row = tuple[type[Fact], float, dict[str, Any]]
FIRST: Row = (StageEntered, 0, {"stage_id": "stage-1", "run_id": "run-1"})


def with_facts(record: SessionRecord, clock: FakeClock, rows: Sequence[Row]) -> SessionRecord:
    """The record with other facts, at seconds from its start."""
    facts: list[Fact] = []
    now = 0.0
    for number, (kind, seconds, more) in enumerate(rows, start=1):
        clock.advance(seconds - now)
        now = seconds
        facts.append(kind(id=f"f-{number}", action=f"a-{number}", at=clock.moment(), **more))
    return replace(record, facts=tuple(facts), contributions=())


def told(record: SessionRecord, clock: FakeClock, *rows: Row) -> list[tuple[int, str]]:
    return [
        (one.at // 1000, one.words) for one in happenings(with_facts(record, clock, (FIRST, *rows)))
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(StartMoved, 10, {"seconds": 90})], [(10, "The start was moved 1:30 back.")]),
        (
            [(Replanned, 20, {"stages": (("stage-2", 300), ("stage-3", 600))})],
            [(20, "New minutes: Discussion 10 min instead of 15 min.")],
        ),
        (
            [(Replanned, 20, {"stages": (("stage-3", 900), ("stage-2", 300))})],
            [(20, "New order: Discussion, Clarifying questions.")],
        ),
        ([(StageSkipped, 30, {"stage_id": "stage-3"})], [(30, "Skipped: Discussion.")]),
        (
            [
                (StageSkipped, 30, {"stage_id": "stage-3"}),
                (StageEntered, 60, {"stage_id": "stage-5", "run_id": "run-2"}),
            ],
            [(30, "Skipped: Discussion."), (60, "Skipped: Clarifying questions, Reflection.")],
        ),
        (
            [(Interrupted, 40, {"reason": Reason.OUTAGE}), (Resumed, 280, {})],
            [(40, "The program was away for 4 min.")],
        ),
        (
            [(Interrupted, 40, {"reason": Reason.VISITOR}), (Resumed, 75, {})],
            [(40, "Interrupted for 0:35 min: somebody came in.")],
        ),
        (
            [(Recovered, 280, {"away_ms": 240_400}), (Recovered, 300, {"away_ms": 0})],
            [
                (280, "The program was away for 4 min; that time counted."),
                (300, "The program had been away and came back. Its time was counted."),
            ],
        ),
        (
            [(Ended, 100, {}), (Reopened, 220, {})],
            [(220, "The session had ended, and went on after 2 min.")],
        ),
        ([(StageLeft, 100, {}), (Ended, 120, {})], []),
    ],
)
def test_what_became_of_the_plan_is_told_where_it_did(
    record: SessionRecord, clock: FakeClock, rows: list[Row], expected: list[tuple[int, str]]
) -> None:
    assert told(record, clock, *rows) == expected


def test_minutes_given_one_press_after_the_other_are_one_line(
    record: SessionRecord, clock: FakeClock
) -> None:
    def added(at: float, seconds: int) -> Row:
        return TimeAdded, at, {"seconds": seconds}

    rows = [added(20, 60), added(21, 60), added(22, 60), added(200, -60)]
    assert told(record, clock, *rows) == [(20, "3 min added."), (200, "1 min taken off.")]
    assert told(record, clock, added(20, 60), added(22, -60)) == []


def test_what_was_undone_is_not_told(record: SessionRecord, clock: FakeClock) -> None:
    rows: list[Row] = [
        (StageSkipped, 30, {"stage_id": "stage-3"}),
        (Undone, 35, {"undone_action": "a-2"}),
        (TimeAdded, 50, {"seconds": 60}),
    ]
    assert told(record, clock, *rows) == [(50, "1 min added.")]


def visit(record: SessionRecord, kind: StageKind, clock: FakeClock) -> SessionRecord:
    """A visit of two rooms, the first of them twice, in the second of three rounds."""
    plan = tuple(
        replace(s, kind=kind, rounds=3, places=("K4", "K6")) if s.id == "stage-1" else s
        for s in record.plan
    )
    rows: list[Row] = [
        FIRST,
        (StageEntered, 60, {"stage_id": "stage-1", "run_id": "run-2", "again": True}),
        (PlaceEntered, 120, {"place": "K4"}),
        (PlaceEntered, 240, {"place": "K6"}),
        (PlaceEntered, 300, {"place": ""}),
        (PlaceEntered, 360, {"place": "K4"}),
        (StageLeft, 420, {}),
    ]
    return with_facts(replace(record, plan=plan), clock, rows)


def test_a_visit_tells_its_round_its_rooms_and_the_way(
    record: SessionRecord, clock: FakeClock
) -> None:
    visited = visit(record, StageKind.VISIT, clock)
    session = visited.session()
    assert run_details(visited, session, session.runs[0], ()) == ("Round 1 of 3",)
    assert run_details(visited, session, session.runs[1], ()) == (
        "Round 2 of 3",
        "K4 3 min, K6 1 min, on the way 2 min",
    )


def test_a_stage_that_was_run_once_more_than_planned_says_so(
    record: SessionRecord, clock: FakeClock
) -> None:
    again: Row = (StageEntered, 60, {"stage_id": "stage-1", "run_id": "run-2", "again": True})
    repeated = with_facts(record, clock, (FIRST, again))
    session = repeated.session()
    assert run_details(repeated, session, session.runs[0], ()) == ()
    assert run_details(repeated, session, session.runs[1], ()) == ("Round 2",)


def test_voices_are_told_as_a_whole_and_name_nobody(
    record: SessionRecord, clock: FakeClock
) -> None:
    observer = Participant(id="person-9", code="R1", roles=(Role.OBSERVER,))
    more = tuple(Participant(id=f"person-{n}", code=f"P{n}0") for n in range(4, 8))
    people = (*record.participants, *more, observer)
    rows: list[Row] = [
        FIRST,
        (TurnBegan, 10, {"speaker": "person-2"}),
        (TurnBegan, 20, {"speaker": "person-4"}),
        (TurnBegan, 30, {"speaker": "person-2"}),
        (TurnEnded, 40, {}),
    ]
    runs = with_facts(record, clock, rows).session().runs
    assert voices_words(people, runs, ()) == "2 of 6 people spoke, 3 talk turns"
    heard = tuple(c for c in record.contributions if c.speaker == "person-3")
    words = voices_words(people, runs, heard)
    assert words == "3 of 6 people spoke, 3 talk turns"
    assert not any(person.code in words for person in people)
    assert voices_words(people, (), heard) == ""
