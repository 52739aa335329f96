"""Moves of a live session beyond the next stage: plans changed on the way, starts moved, rounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.session import (
    Passed,
    PlaceEntered,
    PlannedStage,
    Recovered,
    Reopened,
    Replanned,
    StageEntered,
    StageSkipped,
    StartMoved,
    Turn,
    TurnBegan,
    TurnEnded,
    replay,
)
from dilc_desktop.domain.timing import Phase, nudge_due

if TYPE_CHECKING:
    from tests.domain.conftest import Told

MINUTE = 60_000


def again(told: Told, number: int) -> None:
    told.tell(StageEntered, stage_id=f"s{number}", run_id=told.clock.new_id(), again=True)


# Skipping


def test_t35_a_stage_skipped_beforehand_releases_its_time(told: Told) -> None:
    told.enter(1)
    told.tell(StageSkipped, stage_id="s3")
    assert told.session.skipped == {"s3"}
    assert told.behind_min() == -15
    told.minutes(10)
    told.enter(2)
    assert told.session.next_stage == told.plan[3]
    assert told.behind_min() == -15


def test_t36_going_to_a_stage_skipped_beforehand_withdraws_the_skip(told: Told) -> None:
    told.enter(1)
    told.tell(StageSkipped, stage_id="s2")
    told.enter(2)
    assert told.session.skipped == frozenset()
    assert told.behind_min() == -10
    assert told.remaining_s() == 300


def test_a_stage_skipped_beforehand_counts_once_as_skipped_at_the_end(told: Told) -> None:
    told.enter(1)
    told.tell(StageSkipped, stage_id="s2")
    told.minutes(10)
    told.end()
    lateness = told.timing().lateness
    assert lateness is not None
    assert lateness.skipped == -35 * MINUTE
    assert lateness.total == -35 * MINUTE


# The plan, changed on the way


def test_t37_reordering_coming_stages_leaves_the_running_one_its_clock(told: Told) -> None:
    told.enter(1)
    told.minutes(4)
    before = told.timing()
    told.tell(Replanned, stages=(("s3", 900), ("s2", 300)))
    assert [s.id for s in told.session.stages] == ["s1", "s3", "s2", "s4", "s5", "s6"]
    assert told.timing() == before
    assert told.session.next_stage is not None
    assert told.session.next_stage.id == "s3"


def test_t38_a_new_length_for_the_running_stage_changes_what_remains_and_not_what_passed(
    told: Told,
) -> None:
    told.enter(1)
    told.minutes(4)
    told.tell(Replanned, stages=(("s1", 480),))
    assert told.timing().elapsed == 4 * MINUTE
    assert told.remaining_s() == 240
    assert told.behind_min() == -2


def test_t39_a_stage_that_runs_or_ran_keeps_its_place_whatever_a_new_plan_says(told: Told) -> None:
    told.enter(1)
    told.minutes(10)
    told.enter(2)
    told.tell(Replanned, stages=(("s4", 60), ("s1", 60), ("s2", 600)))
    assert [s.id for s in told.session.stages] == ["s1", "s2", "s4", "s3", "s5", "s6"]
    assert told.session.stage_of("s1").planned_s == 600
    assert told.session.stage_of("s2").planned_s == 600
    assert told.session.run is not None


def test_a_shorter_plan_is_a_part_of_lateness_of_its_own(told: Told) -> None:
    told.enter(1)
    told.minutes(13)
    told.tell(Replanned, stages=(("s2", 240), ("s3", 780)))
    lateness = told.timing().lateness
    assert lateness is not None
    assert (lateness.overruns, lateness.replanned) == (3 * MINUTE, -3 * MINUTE)
    assert told.behind_min() == 0


def test_an_undone_new_plan_is_as_if_it_had_never_been(told: Told) -> None:
    told.enter(1)
    before = told.session
    fact = told.tell(Replanned, stages=(("s3", 60),))
    told.undo(fact)
    assert told.session.plan == before.plan
    assert told.session.first_plan == before.first_plan
    assert told.session.runs == before.runs


def test_left_out_stages_stay_left_out_in_a_new_plan(tale: Callable[..., Told]) -> None:
    made = tale(5, 5, 5)
    plan = (made.plan[0], replace(made.plan[1], left_out=True), made.plan[2])
    told = tale(plan=plan)
    told.enter(1)
    told.tell(Replanned, stages=(("s3", 120),))
    assert [s.id for s in told.session.stages] == ["s1", "s3"]
    assert told.session.stage_of("s2").left_out


# The start, moved


def test_t69_a_stage_started_late_can_have_begun_ninety_seconds_ago(told: Told) -> None:
    told.enter(1)
    told.minutes(1)
    told.tell(StartMoved, seconds=90)
    assert told.timing().elapsed == 150_000
    assert told.remaining_s() == 450
    assert told.behind_min() == 0


def test_t69_a_moved_start_never_reaches_into_the_stage_before(told: Told) -> None:
    told.enter(1)
    told.minutes(10)
    told.leave()
    told.clock.advance(40)
    told.enter(2)
    told.tell(StartMoved, seconds=90)
    first, second = told.session.runs
    assert second.started == first.ended
    assert told.timing().elapsed == 40_000
    assert told.behind_min() == 0


def test_a_moved_start_of_the_session_counts_against_the_schedule(told: Told) -> None:
    scheduled = told.clock.moment().utc_ms
    told.minutes(2)
    told.enter(1)
    told.tell(StartMoved, seconds=90)
    assert told.timing(scheduled_start_ms=scheduled).behind_schedule == 30_000
    told.minutes(8.5)
    assert told.remaining_s() == 0
    lateness = told.timing().lateness
    assert lateness is not None
    assert (lateness.gaps, lateness.total) == (0, 0)


# Reopening


def test_t42_a_reopened_session_counts_the_time_since_its_end_as_a_gap(told: Told) -> None:
    told.enter(1)
    told.minutes(10)
    told.end()
    told.minutes(3)
    told.tell(Reopened)
    assert told.session.live
    assert told.timing().phase is Phase.BETWEEN
    assert told.timing().idle == 3 * MINUTE
    told.enter(2)
    lateness = told.timing().lateness
    assert lateness is not None
    assert lateness.gaps == 3 * MINUTE
    assert told.session.runs[0].ended == 10 * MINUTE


def test_a_session_that_has_not_ended_is_not_reopened(told: Told) -> None:
    told.enter(1)
    with pytest.raises(RuleError, match="not ended"):
        told.tell(Reopened)


# No stage running


def test_t68_people_are_reminded_after_a_minute_and_each_half_minute_after(told: Told) -> None:
    told.enter(1)
    told.minutes(10)
    told.leave()
    reminded = []
    before = told.timing()
    for second in range(1, 151):
        told.clock.advance(1)
        now = told.timing()
        if nudge_due(told.session, before, now):
            reminded.append(second)
        before = now
    assert reminded == [60, 90, 120, 150]


def test_t68_never_while_a_stage_is_interrupted_and_never_after_the_last(told: Told) -> None:
    told.enter(1)
    told.interrupt()
    before = told.timing()
    told.minutes(5)
    assert not nudge_due(told.session, before, told.timing())
    told.enter(6)
    told.leave()
    before = told.timing()
    told.minutes(5)
    assert not nudge_due(told.session, before, told.timing())


# Rounds


@pytest.fixture
def turns(tale: Callable[..., Told], stage_of_plan: Callable[..., PlannedStage]) -> Told:
    """An opening, a block of two stages for three presenters, and a closing."""
    return tale(
        plan=[
            stage_of_plan(1, 300),
            stage_of_plan(2, 240, block="turn", rounds=3),
            stage_of_plan(3, 360, block="turn", rounds=3),
            stage_of_plan(4, 300),
        ]
    )


def test_a_block_goes_round_with_runs_of_its_own_and_exactly_to_its_plan(turns: Told) -> None:
    turns.enter(1)
    assert turns.timing().planned_end_ms == turns.clock.moment().utc_ms + 40 * MINUTE
    turns.minutes(5)
    for _ in range(3):
        again(turns, 2)
        assert turns.remaining_s() == 240
        turns.minutes(4)
        assert turns.behind_min() == 0
        turns.enter(3)
        turns.minutes(6)
        assert turns.behind_min() == 0
    assert [run.round for run in turns.session.runs] == [1, 1, 1, 2, 2, 3, 3]
    assert turns.session.going_round is None
    assert turns.session.next_stage == turns.plan[3]
    turns.enter(4)
    assert turns.behind_min() == 0


def test_after_the_last_stage_of_a_block_the_next_is_its_first(turns: Told) -> None:
    turns.enter(1)
    turns.enter(2)
    assert turns.session.next_stage == turns.plan[2]
    turns.enter(3)
    assert turns.session.going_round == turns.plan[1]
    assert turns.session.next_stage == turns.plan[1]


def test_a_round_beyond_the_plan_makes_the_session_later_by_its_length(told: Told) -> None:
    told.enter(1)
    told.minutes(10)
    again(told, 1)
    assert told.remaining_s() == 600
    assert told.behind_min() == 10
    assert [run.round for run in told.session.runs] == [1, 2]


# Inside a stage


def test_t70_a_talk_turn_that_is_open_at_the_end_of_its_stage_is_closed_at_that_instant(
    told: Told,
) -> None:
    told.enter(1)
    told.tell(TurnBegan, speaker="p1")
    told.minutes(2)
    told.enter(2)
    assert told.session.runs[0].turns == (Turn("p1", 0, 2 * MINUTE),)
    assert told.session.runs[1].turns == ()


def test_t71_a_second_speaker_closes_the_turn_of_the_first(told: Told) -> None:
    told.enter(1)
    told.tell(TurnBegan, speaker="p1")
    told.minutes(1)
    told.tell(TurnBegan, speaker="p2")
    told.minutes(1)
    told.tell(TurnEnded)
    run = told.session.run
    assert run is not None
    assert run.turns == (Turn("p1", 0, MINUTE), Turn("p2", MINUTE, 2 * MINUTE))
    assert run.talking is None


def test_a_pass_is_noted_once(told: Told) -> None:
    told.enter(1)
    for _ in range(2):
        told.tell(Passed, speaker="p3")
    run = told.session.run
    assert run is not None
    assert run.passed == ("p3",)


def test_rooms_of_a_visit_and_the_way_between_them_are_told_apart(told: Told) -> None:
    told.enter(1)
    told.minutes(1)
    told.tell(PlaceEntered, place="A12")
    told.minutes(12)
    told.tell(PlaceEntered, place="")
    told.minutes(2)
    told.tell(PlaceEntered, place="B7")
    run = told.session.run
    assert run is not None
    assert [(s.place, s.started, s.ended) for s in run.stops] == [
        ("A12", MINUTE, 13 * MINUTE),
        ("B7", 15 * MINUTE, None),
    ]
    assert run.place == "B7"


def test_what_was_noted_in_a_stage_outlives_an_undone_start(told: Told) -> None:
    start = told.enter(1)
    told.tell(TurnBegan, speaker="p1")
    told.tell(PlaceEntered, place="A12")
    told.undo(start)
    assert told.session.began is None
    assert replay(told.plan, told.log) == told.session


def test_coming_back_after_an_outage_changes_nothing_but_the_boot(told: Told) -> None:
    told.enter(1)
    told.minutes(3)
    before = told.timing()
    told.clock.restart("boot-2")
    told.tell(Recovered)
    assert told.timing().elapsed == before.elapsed
    told.clock.jump(3600)
    told.minutes(1)
    assert told.timing().elapsed == before.elapsed + MINUTE
