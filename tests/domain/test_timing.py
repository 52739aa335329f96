"""The clock's cases: each test carries the number that the design gave its case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.session import Ended, PlannedStage, replay
from dilc_desktop.domain.timing import (
    Phase,
    Signal,
    Timing,
    clock_text,
    parse_duration,
    shown_seconds,
    signal,
    soon_ms,
    total_planned_s,
)

if TYPE_CHECKING:
    from tests.domain.conftest import Told

MINUTE = 60_000


def test_t01_a_session_that_has_not_started_shows_its_first_stage_and_no_expected_end(
    told: Told,
) -> None:
    told.minutes(7)
    seen = told.timing()
    assert seen.phase is Phase.NOT_STARTED
    assert (seen.elapsed, seen.remaining, seen.allowed) == (0, 10 * MINUTE, 10 * MINUTE)
    assert seen.expected_end_ms is None
    assert seen.planned_end_ms is None
    assert seen.lateness is None
    assert seen.behind_start == 0
    assert seen.fraction_left == 1.0


def test_t02_half_a_minute_after_the_start_half_a_minute_is_gone(told: Told) -> None:
    told.enter(1)
    told.clock.advance(30)
    seen = told.timing()
    assert seen.phase is Phase.RUNNING
    assert seen.elapsed == 30_000
    assert seen.remaining == 9 * MINUTE + 30_000
    assert seen.fraction_left == pytest.approx(0.95)


def test_t03_irregular_looks_show_the_same_values_as_regular_ones(
    tale: Callable[..., Told],
) -> None:
    looked, unseen = tale(10), tale(10)
    looked.enter(1)
    unseen.enter(1)
    for pause in (0.1, 7, 0.3, 2.2, 6.9, 0.5):
        looked.clock.advance(pause)
        looked.timing()
    unseen.clock.advance(17)
    assert looked.timing() == unseen.timing()


def test_t04_ten_thousand_looks_over_three_hours_lose_nothing(tale: Callable[..., Told]) -> None:
    told = tale(240)
    told.enter(1)
    for _ in range(10_000):
        told.clock.advance(1.08)
        told.timing()
    assert told.timing().elapsed == 3 * 60 * MINUTE


def test_t05_a_second_start_is_refused_and_changes_nothing(told: Told) -> None:
    told.enter(1)
    told.minutes(3)
    before = told.session
    with pytest.raises(RuleError, match="already running"):
        told.enter(1)
    assert told.session == before
    assert told.timing().elapsed == 3 * MINUTE


def test_t06_a_stage_of_no_length_is_over_at_once(tale: Callable[..., Told]) -> None:
    told = tale(0, 5)
    told.enter(1)
    seen = told.timing()
    assert seen.phase is Phase.OVER
    assert (seen.remaining, seen.fraction_left, seen.overrun) == (0, 0.0, 0)
    told.clock.advance(4)
    assert told.timing().overrun == 4_000


def test_t07_where_no_stage_sets_a_limit_time_counts_up_without_phases(told: Told) -> None:
    told.enter(1)
    told.minutes(10)
    told.leave()
    before = told.timing()
    told.minutes(4)
    after = told.timing()
    assert after.phase is Phase.BETWEEN
    assert after.idle == 4 * MINUTE
    assert after.remaining is None
    assert (after.overrun, after.fraction_left) == (0, 0.0)
    assert signal(before, after, same_run=True) is None


def test_t08_a_stage_of_four_hours_is_shown_with_hours(tale: Callable[..., Told]) -> None:
    told = tale(240)
    told.enter(1)
    told.clock.advance(1)
    remaining = told.timing().remaining
    assert remaining is not None
    assert clock_text(shown_seconds(remaining)) == "3:59:59"


def test_t09_an_interruption_holds_the_clock_and_moves_the_expected_end(told: Told) -> None:
    told.enter(1)
    told.minutes(2)
    told.interrupt()
    before = told.timing()
    assert before.expected_end_ms is not None
    for minute in range(1, 6):
        told.minutes(1)
        seen = told.timing()
        assert seen.phase is Phase.INTERRUPTED
        assert (seen.elapsed, seen.interrupted) == (2 * MINUTE, minute * MINUTE)
        assert seen.expected_end_ms == before.expected_end_ms + minute * MINUTE


def test_t10_two_interruptions_add_up(told: Told) -> None:
    told.enter(1)
    for length in (2, 3):
        told.minutes(1)
        told.interrupt()
        told.minutes(length)
        told.resume()
    seen = told.timing()
    assert (seen.interrupted, seen.elapsed) == (5 * MINUTE, 2 * MINUTE)


def test_t11_interrupting_or_resuming_twice_has_no_effect(told: Told) -> None:
    told.enter(1)
    with pytest.raises(RuleError, match="not interrupted"):
        told.resume()
    told.interrupt()
    told.minutes(1)
    held = told.session
    with pytest.raises(RuleError, match="already interrupted"):
        told.interrupt()
    assert told.session == held
    told.resume()
    gone_on = told.session
    with pytest.raises(RuleError, match="not interrupted"):
        told.resume()
    assert told.session == gone_on
    assert told.timing().interrupted == MINUTE


def test_t12_an_interruption_in_overtime_holds_the_overtime(told: Told) -> None:
    told.enter(1)
    told.minutes(12)
    told.interrupt()
    told.minutes(30)
    seen = told.timing()
    assert seen.overrun == 2 * MINUTE
    assert seen.phase is Phase.INTERRUPTED
    told.resume()
    assert told.timing().phase is Phase.OVER


def test_t13_going_on_while_interrupted_closes_the_interruption(told: Told) -> None:
    told.enter(1)
    told.minutes(1)
    told.interrupt()
    told.minutes(2)
    told.enter(2)
    told.minutes(1)
    first = told.session.runs[0]
    assert first.interruptions[0].ended == first.ended == 3 * MINUTE
    seen = told.timing()
    assert seen.phase is Phase.RUNNING
    assert (seen.elapsed, seen.interrupted) == (MINUTE, 0)


def test_t14_an_interruption_across_midnight_has_its_true_length(told: Told) -> None:
    told.clock.jump(9 * 3600 + 50 * 60)
    told.enter(1)
    told.minutes(5)
    told.interrupt()
    started = told.clock.moment().local
    told.minutes(20)
    told.resume()
    assert told.clock.moment().local.date() > started.date()
    assert told.timing().interrupted == 20 * MINUTE


def test_t15_a_restart_finds_the_interruption_open_and_its_length_goes_on(told: Told) -> None:
    told.enter(1)
    told.minutes(2)
    told.interrupt()
    told.minutes(3)
    told.session = replay(told.plan, told.log)
    told.minutes(4)
    seen = told.timing()
    assert seen.phase is Phase.INTERRUPTED
    assert (seen.elapsed, seen.interrupted) == (2 * MINUTE, 7 * MINUTE)


def test_t16_time_on_the_axis_goes_on_while_interrupted(told: Told) -> None:
    told.enter(1)
    told.minutes(2)
    told.interrupt()
    told.minutes(3)
    assert told.session.axis_at(told.clock.moment()) == 5 * MINUTE
    run = told.session.run
    assert run is not None
    assert run.interrupted


def test_t17_two_more_minutes_lengthen_what_is_allowed_and_what_remains(told: Told) -> None:
    told.enter(1)
    told.minutes(4)
    told.add(2)
    seen = told.timing()
    assert (seen.added, seen.allowed) == (2 * MINUTE, 12 * MINUTE)
    assert (seen.elapsed, seen.remaining) == (4 * MINUTE, 8 * MINUTE)


def test_t18_two_minutes_less_shorten_what_is_allowed_and_what_remains(told: Told) -> None:
    told.enter(1)
    told.minutes(4)
    told.add(-2)
    seen = told.timing()
    assert (seen.added, seen.allowed) == (-2 * MINUTE, 8 * MINUTE)
    assert (seen.elapsed, seen.remaining) == (4 * MINUTE, 4 * MINUTE)


def test_t19_ten_minutes_less_with_three_left_finish_the_stage_once_and_now(told: Told) -> None:
    told.enter(1)
    told.minutes(7)
    before = told.timing()
    told.add(-10)
    after = told.timing()
    assert (after.remaining, after.phase) == (0, Phase.OVER)
    assert (after.added, after.allowed, after.elapsed) == (-3 * MINUTE, 7 * MINUTE, 7 * MINUTE)
    assert signal(before, after, same_run=True) is Signal.TIME_UP
    told.add(-10)
    again = told.timing()
    assert again == after
    assert signal(after, again, same_run=True) is None


def test_t19_taking_time_in_overtime_leaves_the_overtime_as_it_is(told: Told) -> None:
    told.enter(1)
    told.minutes(12)
    told.add(-5)
    assert told.timing().overrun == 2 * MINUTE


def test_t20_more_time_after_the_end_lets_the_stage_run_and_signal_again(told: Told) -> None:
    told.enter(1)
    told.minutes(10)
    over = told.timing()
    assert over.phase is Phase.OVER
    told.add(2)
    running = told.timing()
    assert running.phase is Phase.SOON
    assert running.remaining == 2 * MINUTE
    told.minutes(2)
    assert signal(running, told.timing(), same_run=True) is Signal.TIME_UP


def test_t21_time_can_be_added_while_interrupted(told: Told) -> None:
    told.enter(1)
    told.minutes(4)
    told.interrupt()
    told.minutes(1)
    told.add(2)
    seen = told.timing()
    assert seen.phase is Phase.INTERRUPTED
    assert (seen.elapsed, seen.remaining) == (4 * MINUTE, 8 * MINUTE)


def test_t22_undoing_added_time_takes_it_back_and_the_log_keeps_both(told: Told) -> None:
    told.enter(1)
    told.minutes(4)
    more = told.add(2)
    undone = told.undo(more)
    seen = told.timing()
    assert (seen.added, seen.remaining) == (0, 6 * MINUTE)
    assert told.log[1:] == [more, undone]


def test_t23_ten_quick_minutes_are_ten_minutes(told: Told) -> None:
    told.enter(1)
    for _ in range(10):
        told.clock.advance(0.05)
        told.add(1)
    seen = told.timing()
    assert (seen.added, seen.allowed) == (10 * MINUTE, 20 * MINUTE)
    assert seen.elapsed == 500


def test_t24_crossing_the_end_changes_the_phase_and_signals_exactly_once(told: Told) -> None:
    told.enter(1)
    told.minutes(7)
    given: list[Signal] = []
    phases: list[Phase] = []
    before = told.timing()
    for _ in range(2_500):
        told.clock.advance(0.1)
        after = told.timing()
        due = signal(before, after, same_run=True)
        given += [due] if due else []
        phases += [after.phase] if after.phase not in phases else []
        before = after
    assert given == [Signal.SOON, Signal.TIME_UP]
    assert phases == [Phase.RUNNING, Phase.SOON, Phase.OVER]


def test_t25_an_end_that_passed_while_nobody_looked_gives_no_late_signal(told: Told) -> None:
    told.enter(1)
    told.minutes(9)
    before = told.timing()
    told.clock.suspend(300)
    after = told.timing()
    assert after.phase is Phase.OVER
    assert signal(before, after, same_run=False) is None


def test_t26_a_short_stage_has_a_short_soon_and_no_signal_at_its_start(
    tale: Callable[..., Told],
) -> None:
    told = tale(1)
    told.enter(1)
    start = told.timing()
    assert start.phase is Phase.RUNNING
    assert soon_ms(start.allowed) == 12_000
    told.clock.advance(49)
    assert told.timing().phase is Phase.SOON


def test_t26_a_stage_that_is_shorter_than_its_own_soon_starts_there_without_a_signal(
    tale: Callable[..., Told], stage_of_plan: Callable[..., PlannedStage]
) -> None:
    told = tale(plan=[stage_of_plan(1, 60, soon_s=300), stage_of_plan(2, 60)])
    assert told.timing().soon == 60_000
    told.enter(1)
    before = told.timing()
    assert (before.phase, before.soon) == (Phase.SOON, 60_000)
    given: list[Signal | None] = []
    for _ in range(65):
        told.clock.advance(1)
        after = told.timing()
        given.append(signal(before, after, same_run=True))
        before = after
    assert [due for due in given if due is not None] == [Signal.TIME_UP]
    told.enter(2)
    assert (told.timing().phase, told.timing().soon) == (Phase.RUNNING, 12_000)


def test_t26_added_time_that_lifts_a_stage_out_of_its_own_soon_lets_it_signal_once(
    tale: Callable[..., Told], stage_of_plan: Callable[..., PlannedStage]
) -> None:
    told = tale(plan=[stage_of_plan(1, 120, soon_s=180)])
    told.enter(1)
    assert told.timing().phase is Phase.SOON
    told.add(3)
    assert (told.timing().phase, told.timing().soon) == (Phase.RUNNING, 180_000)
    told.clock.advance(119)
    before = told.timing()
    told.clock.advance(1)
    after = told.timing()
    assert after.phase is Phase.SOON
    assert signal(before, after, same_run=True) is Signal.SOON
    told.clock.advance(1)
    assert signal(after, told.timing(), same_run=True) is None


def test_t27_a_soon_that_makes_no_sense_leaves_the_clock_in_order(
    tale: Callable[..., Told], stage_of_plan: Callable[..., PlannedStage]
) -> None:
    assert soon_ms(600_000, 0) == soon_ms(600_000, -90) == soon_ms(600_000) == 120_000
    assert soon_ms(600_000, 90) == 90_000
    assert soon_ms(600_000, 601) == soon_ms(600_000, 10**9) == 600_000
    assert soon_ms(0, 90) == 0
    told = tale(plan=[stage_of_plan(1, 0, soon_s=90)])
    told.enter(1)
    assert told.timing().phase is Phase.OVER


def test_t28_soon_is_the_last_fifth_of_short_stages_and_two_minutes_of_long_ones() -> None:
    assert soon_ms(90_000) == 18_000
    assert soon_ms(45 * MINUTE) == 2 * MINUTE
    assert soon_ms(0) == 0


@pytest.mark.parametrize(
    ("remaining", "shown"),
    [(300_000, 300), (299_001, 300), (299_000, 299), (400, 1), (1, 1), (0, 0), (-400, 0)],
)
def test_t29_remaining_time_rounds_up_and_overtime_down(remaining: int, shown: int) -> None:
    assert shown_seconds(remaining) == shown


def test_t29_a_full_second_of_overtime_is_shown_as_one() -> None:
    assert [shown_seconds(ms) for ms in (-999, -1_000, -1_999)] == [0, -1, -1]
    assert clock_text(-61) == "1:01"


def test_t31_the_next_stage_begins_at_the_instant_the_last_one_ended(told: Told) -> None:
    told.enter(1)
    told.clock.advance(123.457)
    told.enter(2)
    told.clock.advance(0.001)
    first, second = told.session.runs
    assert first.ended == second.started == 123_457
    assert told.timing().elapsed == 1


def test_t32_going_back_opens_a_new_run_and_leaves_the_old_one_as_it_was(told: Told) -> None:
    told.enter(1)
    told.minutes(4)
    told.enter(2)
    told.minutes(1)
    left = told.session.runs[0]
    told.enter(1)
    told.minutes(2)
    runs = [run for run in told.session.runs if run.stage_id == "s1"]
    assert runs[0] == left
    now = told.session.axis_at(told.clock.moment())
    assert sum(run.active_ms(now) for run in runs) == 6 * MINUTE
    assert told.timing().remaining == 4 * MINUTE


def test_t32_added_time_that_was_not_used_is_still_there_on_return(told: Told) -> None:
    told.enter(1)
    told.minutes(4)
    told.add(3)
    told.enter(2)
    told.enter(1)
    assert told.timing().remaining == 9 * MINUTE


def test_t33_undoing_a_move_lets_the_earlier_run_go_on_as_if_never_left(
    tale: Callable[..., Told],
) -> None:
    moved, stayed = tale(10, 5), tale(10, 5)
    for told in (moved, stayed):
        told.enter(1)
        told.minutes(6)
    move = moved.enter(2)
    for told in (moved, stayed):
        told.clock.advance(8)
    moved.undo(move)
    for told in (moved, stayed):
        told.minutes(1)
    assert moved.session.runs == stayed.session.runs
    assert moved.timing() == stayed.timing()


def test_t35_a_jump_over_two_stages_skips_both_and_releases_their_time(told: Told) -> None:
    told.enter(1)
    told.minutes(10)
    before = told.timing().expected_end_ms
    told.enter(4)
    after = told.timing()
    assert told.session.skipped == {"s2", "s3"}
    assert before is not None
    assert after.expected_end_ms == before - 20 * MINUTE
    assert after.lateness is not None
    assert after.lateness.skipped == -20 * MINUTE
    assert after.lateness.overruns == 0


def test_t36_returning_to_a_skipped_stage_withdraws_the_skip(told: Told) -> None:
    told.enter(1)
    told.enter(4)
    told.enter(2)
    assert told.session.skipped == frozenset()
    assert told.session.next_stage == told.plan[2]
    assert told.behind_min() == pytest.approx(-10)


def test_t40_after_the_last_stage_there_is_no_next(told: Told) -> None:
    assert told.session.next_stage == told.plan[0]
    told.enter(6)
    assert told.session.next_stage is None


def test_t41_ending_early_keeps_what_ran_and_counts_the_rest_as_passed_over(told: Told) -> None:
    told.enter(1)
    told.minutes(10)
    told.enter(2)
    told.minutes(3)
    told.end()
    told.minutes(60)
    seen = told.timing()
    assert seen.phase is Phase.ENDED
    assert [(run.started, run.ended) for run in told.session.runs] == [
        (0, 10 * MINUTE),
        (10 * MINUTE, 13 * MINUTE),
    ]
    assert seen.now == 13 * MINUTE
    assert seen.lateness is not None
    assert seen.lateness.skipped == -30 * MINUTE
    assert seen.lateness.overruns == -2 * MINUTE
    assert seen.behind_start == -32 * MINUTE


def test_t44_keeping_exactly_to_the_plan_is_neither_ahead_nor_behind(told: Told) -> None:
    for number, length in enumerate((10, 5, 15, 5, 5, 5), start=1):
        told.enter(number)
        told.minutes(length)
        assert told.behind_min() == 0
    told.end()
    assert told.behind_min() == 0


def test_t45_a_late_start_counts_against_the_schedule_and_not_against_the_start(
    told: Told,
) -> None:
    scheduled = told.clock.moment().utc_ms
    told.minutes(10)
    told.enter(1)
    told.minutes(3)
    seen = told.timing(scheduled_start_ms=scheduled)
    assert seen.behind_start == 0
    assert seen.behind_schedule == 10 * MINUTE
    assert told.timing().behind_schedule is None


def test_t46_two_minutes_lost_and_two_saved_are_even(told: Told) -> None:
    told.enter(1)
    told.minutes(12)
    assert told.behind_min() == 2
    told.enter(2)
    told.minutes(3)
    told.enter(3)
    assert told.behind_min() == 0


def test_t47_an_interruption_makes_late_only_what_exceeds_the_time_in_hand(told: Told) -> None:
    told.enter(1)
    told.minutes(7)
    told.enter(2)
    assert told.behind_min() == -3
    told.interrupt()
    told.minutes(2)
    assert told.behind_min() == -1
    told.minutes(3)
    told.resume()
    seen = told.timing()
    assert seen.behind_start == 2 * MINUTE
    assert seen.lateness is not None
    assert seen.lateness.interruptions == 5 * MINUTE
    assert seen.lateness.overruns == -3 * MINUTE


def test_t48_time_between_stages_counts(told: Told) -> None:
    told.enter(1)
    told.minutes(10)
    told.leave()
    told.minutes(4)
    seen = told.timing()
    assert seen.behind_start == 4 * MINUTE
    assert seen.lateness is not None
    assert seen.lateness.gaps == 4 * MINUTE
    told.enter(2)
    assert told.behind_min() == 4


def test_t49_the_agreed_end_is_counted_to_and_the_expected_end_is_never_past(told: Told) -> None:
    agreed = told.clock.moment().utc_ms + 45 * MINUTE
    told.enter(6)
    told.minutes(47)
    seen = told.timing(agreed_end_ms=agreed)
    assert seen.until_agreed == -2 * MINUTE
    assert seen.expected_end_ms == told.clock.moment().utc_ms
    assert seen.behind_agreed == 2 * MINUTE
    assert told.timing().behind_agreed is None
    assert told.timing().until_agreed is None


def test_t50_an_expected_end_on_the_next_day_is_after_now(told: Told) -> None:
    told.clock.jump(9 * 3600 + 45 * 60)
    told.enter(1)
    seen = told.timing()
    now = told.clock.moment()
    assert seen.expected_end_ms is not None
    assert seen.expected_end_ms - now.utc_ms == 45 * MINUTE
    ends = now.local + timedelta(milliseconds=seen.expected_end_ms - now.utc_ms)
    assert ends.date() == now.local.date() + timedelta(days=1)


def test_t53_a_session_over_midnight_has_right_durations_and_one_date(told: Told) -> None:
    told.clock.jump(9 * 3600 + 50 * 60)
    for number in (1, 2, 3):
        told.enter(number)
        told.minutes(16)
    told.clock.advance(120)
    told.end()
    assert [run.active_ms(0) for run in told.session.runs] == [
        16 * MINUTE,
        16 * MINUTE,
        18 * MINUTE,
    ]
    began = told.session.began
    assert began is not None
    assert began.local.strftime("%Y-%m-%d %H:%M") == "2026-03-10 23:50"


@pytest.mark.parametrize("offset", [-240, -360])
def test_t54_daylight_saving_inside_a_stage_changes_no_duration(told: Told, offset: int) -> None:
    told.enter(1)
    told.minutes(3)
    told.clock.travel(offset)
    told.minutes(3)
    assert told.timing().elapsed == 6 * MINUTE
    assert told.behind_min() == 0


def test_t55_a_travelling_laptop_keeps_its_durations_and_stamps_its_zone(told: Told) -> None:
    told.enter(1)
    told.minutes(3)
    told.clock.travel(60)
    told.minutes(7)
    moved = told.enter(2)
    assert told.session.runs[0].active_ms(0) == 10 * MINUTE
    assert moved.at.offset_min == 60
    assert moved.at.local.hour == 20


@pytest.mark.parametrize("jump", [-3600, 3600, 3, -3])
def test_t56_a_wall_clock_set_anew_changes_no_elapsed_value(told: Told, jump: int) -> None:
    told.enter(1)
    told.minutes(3)
    told.clock.jump(jump)
    told.minutes(3)
    assert told.timing().elapsed == 6 * MINUTE
    told.enter(2)
    told.clock.jump(jump)
    told.minutes(1)
    seen = told.timing()
    assert seen.elapsed == MINUTE
    assert seen.behind_start == -4 * MINUTE
    assert seen.expected_end_ms == told.clock.moment().utc_ms + 34 * MINUTE


def test_t57_a_time_step_at_wake_changes_no_elapsed_value(told: Told) -> None:
    told.enter(1)
    told.minutes(1)
    told.clock.suspend(120)
    told.clock.jump(-2.5)
    assert told.timing().elapsed == 3 * MINUTE


def test_t58_after_eight_of_ten_minutes_asleep_two_are_left(told: Told) -> None:
    told.enter(1)
    told.clock.suspend(8 * 60)
    assert told.timing().remaining == 2 * MINUTE


def test_t59_half_a_minute_without_a_look_loses_nothing(told: Told) -> None:
    told.enter(1)
    told.timing()
    told.clock.advance(30)
    assert told.timing().elapsed == 30_000


def test_t60_two_sessions_of_one_protocol_on_one_day_are_separate(
    tale: Callable[..., Told],
) -> None:
    morning, noon = tale(10, 5), tale(10, 5)
    morning.enter(1)
    morning.minutes(4)
    noon.enter(1)
    noon.minutes(1)
    assert morning.timing().elapsed == 4 * MINUTE
    assert noon.timing().elapsed == MINUTE


def test_t61_killed_at_any_fact_the_session_is_what_its_log_says(told: Told) -> None:
    states = [told.session]

    def note() -> None:
        states.append(told.session)

    told.enter(1)
    note()
    told.minutes(3)
    told.interrupt()
    note()
    told.minutes(1)
    told.resume()
    note()
    told.add(2)
    note()
    told.minutes(8)
    move = told.enter(2)
    note()
    told.clock.advance(5)
    told.undo(move)
    note()
    told.minutes(1)
    told.enter(2)
    note()
    told.leave()
    note()
    told.end()
    note()
    for length, state in enumerate(states):
        assert replay(told.plan, told.log[:length]) == state


def test_t66_a_restart_of_the_laptop_falls_back_on_the_wall_clock_and_says_so(told: Told) -> None:
    told.enter(1)
    told.minutes(2)
    told.clock.restart("boot-2", seconds=180)
    assert told.timing().elapsed == 5 * MINUTE
    assert not told.session.estimated
    told.enter(2)
    assert told.session.estimated
    assert told.session.runs[0].ended == 5 * MINUTE
    told.clock.jump(3600)
    told.minutes(1)
    assert told.timing().elapsed == MINUTE


def test_t66_a_wall_clock_that_lies_before_the_log_counts_nothing(told: Told) -> None:
    told.enter(1)
    told.minutes(2)
    told.clock.restart("boot-2", seconds=-7200)
    assert told.timing().elapsed == 0


@pytest.mark.parametrize(
    ("entry", "seconds"),
    [
        ("5", 300),
        ("5m", 300),
        ("5 min", 300),
        ("5:00", 300),
        ("90s", 90),
        ("1h5", 3900),
        ("1h", 3600),
        ("1h 5m", 3900),
        ("2m30s", 150),
        ("1.5", 90),
        ("1,5", 90),
        (" 5 ", 300),
        ("5,30", 330),
        ("1:00:00", 3600),
        ("0", 0),
        ("24h", 86_400),
        ("", None),
        ("-3", None),
        ("abc", None),
        ("100h", None),
        ("5:60", None),
        ("1:60:00", None),
        ("1:00:60", None),
        ("1.5h", None),
        ("\u0665", None),
        ("5 minutes and a bit", None),
    ],
)
def test_t73_a_length_of_time_is_read_as_people_type_it(entry: str, seconds: int | None) -> None:
    assert parse_duration(entry) == seconds


def test_a_plan_whose_stages_are_all_left_out_has_no_time_and_no_next_stage(
    tale: Callable[..., Told], stage_of_plan: Callable[..., PlannedStage]
) -> None:
    told = tale(plan=[stage_of_plan(1, 600, left_out=True)])
    seen = told.timing()
    assert (seen.phase, seen.remaining, seen.fraction_left) == (Phase.NOT_STARTED, 0, 0.0)
    assert told.session.next_stage is None
    assert total_planned_s(told.plan) == 0
    with pytest.raises(RuleError, match="left out"):
        told.enter(1)


def test_a_left_out_stage_is_neither_planned_nor_next_nor_skipped(
    tale: Callable[..., Told], stage_of_plan: Callable[..., PlannedStage]
) -> None:
    plan = [stage_of_plan(n, 600, left_out=n == 2) for n in (1, 2, 3)]
    told = tale(plan=plan)
    told.enter(1)
    assert total_planned_s(told.plan) == 1200
    assert told.session.next_stage == plan[2]
    told.minutes(10)
    told.enter(3)
    assert told.session.skipped == frozenset()
    assert told.behind_min() == 0


def test_an_ended_session_shows_its_own_end_however_late_one_looks(told: Told) -> None:
    agreed = told.clock.moment().utc_ms + 20 * MINUTE
    told.enter(1)
    told.minutes(12)
    told.end()
    ended = told.clock.moment().utc_ms
    told.minutes(600)
    seen = told.timing(agreed_end_ms=agreed)
    assert seen.expected_end_ms == ended
    assert seen.behind_agreed == -8 * MINUTE
    assert (seen.idle, seen.remaining) == (0, None)


def test_a_signal_needs_a_running_stage_on_both_sides(told: Told) -> None:
    told.enter(1)
    running = told.timing()
    between = Timing(now=0, phase=Phase.BETWEEN)
    assert signal(running, between, same_run=True) is None
    assert signal(between, running, same_run=True) is None
    assert signal(running, running, same_run=True) is None


def test_an_undone_end_lets_the_stage_run_on_with_the_time_since(told: Told) -> None:
    told.enter(1)
    told.minutes(4)
    end = told.end()
    assert isinstance(end, Ended)
    told.minutes(1)
    told.undo(end)
    assert told.session.live
    assert told.timing().elapsed == 5 * MINUTE
