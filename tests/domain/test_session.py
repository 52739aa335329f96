from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.session import (
    Ended,
    Fact,
    Moment,
    Reason,
    StageEntered,
    TimeAdded,
    Undone,
    later_of,
    replay,
    tell,
    withdrawn_actions,
)

if TYPE_CHECKING:
    from tests.domain.conftest import Told


def test_a_moment_is_told_in_utc_and_in_the_zone_the_laptop_was_in() -> None:
    moment = Moment(steady_ms=0, boot="b", utc_ms=1_500, offset_min=-300)
    assert moment.utc == datetime(1970, 1, 1, 0, 0, 1, 500_000, UTC)
    assert moment.local == moment.utc
    assert moment.local.utcoffset() == timedelta(hours=-5)


def test_moments_of_one_boot_are_apart_as_the_steady_clock_says() -> None:
    first = Moment(1_000, "a", 90_000, 0)
    assert first.ms_until(Moment(4_000, "a", 10_000, 0)) == 3_000
    assert first.ms_until(Moment(500, "a", 99_000, 0)) == 0
    assert first.ms_until(Moment(10, "b", 91_000, 0)) == 1_000
    assert first.ms_until(Moment(9_000, "b", 89_000, 0)) == 0


def test_the_later_of_two_moments_is_found_whatever_the_wall_clock_says() -> None:
    early, late = Moment(1_000, "a", 90_000, 0), Moment(2_000, "a", 10_000, 0)
    elsewhere, before = Moment(5, "b", 95_000, 0), Moment(7, "c", 96_000, 0)
    assert later_of(early, late, now=late) == late
    assert later_of(late, early, now=late) == late
    assert later_of(early, elsewhere, now=late) == early
    assert later_of(elsewhere, early, now=late) == early
    assert later_of(elsewhere, before, now=late) == before
    assert later_of(before, elsewhere, now=late) == before


def test_nothing_can_be_told_before_the_start(told: Told) -> None:
    for move in (told.leave, told.interrupt, told.resume, told.end, lambda: told.add(1)):
        with pytest.raises(RuleError, match="not started"):
            move()
    assert told.log == []
    assert told.session.skipped == frozenset()
    assert not told.session.live
    assert told.session.axis_at(told.clock.moment()) == 0


def test_an_ended_session_takes_no_more_moves(told: Told) -> None:
    told.enter(1)
    told.end()
    ended = told.session
    for move in (
        told.leave,
        told.interrupt,
        told.resume,
        told.end,
        lambda: told.add(1),
        lambda: told.enter(2),
    ):
        with pytest.raises(RuleError, match="has ended"):
            move()
    assert told.session == ended


def test_between_stages_there_is_nothing_to_hold_or_to_lengthen(told: Told) -> None:
    told.enter(1)
    told.leave()
    assert told.session.run is None
    assert told.session.stage == told.plan[0]
    for move in (told.leave, told.interrupt, told.resume, lambda: told.add(1)):
        with pytest.raises(RuleError, match="No stage is running"):
            move()


def test_a_session_can_end_between_stages(told: Told) -> None:
    told.enter(1)
    told.minutes(2)
    told.leave()
    told.minutes(1)
    told.end()
    assert told.session.ended == 180_000
    assert told.session.runs[0].ended == 120_000


def test_the_stage_that_was_left_can_be_entered_again(told: Told) -> None:
    told.enter(1)
    told.minutes(2)
    told.leave()
    told.enter(1)
    assert len(told.session.runs) == 2
    assert told.remaining_s() == 480


def test_a_stage_that_is_not_in_the_plan_cannot_be_entered(told: Told) -> None:
    with pytest.raises(RuleError, match="not in this session's plan"):
        told.enter(9)


def test_two_runs_cannot_have_one_id(told: Told) -> None:
    told.tell(StageEntered, stage_id="s1", run_id="run")
    with pytest.raises(RuleError, match="already in this session"):
        told.tell(StageEntered, stage_id="s2", run_id="run")


def test_a_run_is_found_by_its_time(told: Told) -> None:
    told.enter(1)
    told.minutes(2)
    told.leave()
    told.minutes(1)
    told.enter(2)
    told.minutes(1)
    first, second = told.session.runs
    assert told.session.run_at(0) == first
    assert told.session.run_at(119_999) == first
    assert told.session.run_at(120_000) is None
    assert told.session.run_at(180_000) == second
    assert told.session.run_at(-1) is None


def test_a_run_knows_when_it_was_interrupted(told: Told) -> None:
    told.enter(1)
    told.minutes(1)
    told.interrupt()
    told.minutes(1)
    told.resume()
    told.minutes(1)
    told.interrupt()
    run = told.session.run
    assert run is not None
    seen = [run.interrupted_at(ms) for ms in (0, 59_999, 60_000, 119_999, 120_000, 180_000, 10**9)]
    assert seen == [False, False, True, True, False, True, True]


def test_an_interruption_keeps_its_reason(told: Told) -> None:
    told.enter(1)
    told.interrupt(Reason.VISITOR)
    told.minutes(1)
    told.resume()
    run = told.session.run
    assert run is not None
    assert [i.reason for i in run.interruptions] == [Reason.VISITOR]


def test_an_undo_cannot_be_told_without_the_log(told: Told) -> None:
    move = told.enter(1)
    undone = Undone(id="u", action="undo", at=told.clock.moment(), undone_action=move.action)
    with pytest.raises(TypeError, match="whole log"):
        tell(told.session, undone)


def test_a_bare_fact_means_nothing(told: Told) -> None:
    with pytest.raises(TypeError, match="unknown fact"):
        told.tell(Fact)


def test_an_undo_of_what_never_was_is_refused(told: Told) -> None:
    move = told.enter(1)
    with pytest.raises(RuleError, match="not in this session"):
        told.undo(replace(move, action="elsewhere"))
    assert len(told.log) == 1


def test_an_undo_that_would_leave_a_contradiction_is_refused(told: Told) -> None:
    move = told.enter(1)
    told.add(2)
    with pytest.raises(RuleError, match="not started"):
        told.undo(move)
    assert told.session.run is not None


def test_an_undone_undo_brings_the_move_back_and_a_third_takes_it_away_again(
    told: Told,
) -> None:
    told.enter(1)
    more = told.add(2)
    first = told.undo(more)
    assert withdrawn_actions(told.log) == {more.action}
    second = told.undo(first)
    assert told.timing().added == 120_000
    third = told.undo(second)
    assert told.timing().added == 0
    told.undo(third)
    assert told.timing().added == 120_000


def test_facts_of_one_action_are_undone_together(told: Told) -> None:
    told.enter(1)
    now = told.clock.moment()
    for number in (1, 2):
        fact = TimeAdded(id=f"a{number}", action="both", at=now, seconds=60)
        told.session = tell(told.session, fact)
        told.log.append(fact)
    assert told.timing().added == 120_000
    told.undo(told.log[-1])
    assert told.timing().added == 0


def test_after_an_undone_start_the_next_start_begins_at_zero(told: Told) -> None:
    start = told.enter(1)
    told.minutes(3)
    told.undo(start)
    assert told.session.began is None
    assert told.session.next_stage == told.plan[0]
    told.minutes(2)
    told.enter(1)
    told.minutes(1)
    assert told.session.runs[0].started == 0
    assert told.timing().elapsed == 60_000
    assert told.behind_min() == 0


def test_replaying_facts_that_contradict_each_other_is_refused(
    told: Told, tale: Callable[..., Told]
) -> None:
    end = Ended(id="e", action="a", at=told.clock.moment())
    with pytest.raises(RuleError):
        replay(told.plan, (end,))
    assert replay(told.plan, ()) == tale(10, 5, 15, 5, 5, 5).session


def test_left_out_stages_have_no_position(told: Told) -> None:
    plan = (replace(told.plan[0], left_out=True), *told.plan[1:])
    session = replay(plan, ())
    assert session.position("s2") == 0
    with pytest.raises(RuleError, match="left out"):
        session.position("s1")
