"""Whatever is done in whatever order, the sums hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.session import Fact, StageRun, replay
from dilc_desktop.domain.timing import clock_text, parse_duration, shown_seconds

if TYPE_CHECKING:
    from tests.domain.conftest import Told

# Entering comes often, so that few examples never begin.
FACT_MOVES = (*["enter"] * 4, "leave", *["interrupt", "resume", "add"] * 2, "end")
MOVES = (*FACT_MOVES, "jump", "travel", "restart")
STAGES = 4


@dataclass(frozen=True)
class Step:
    """Seconds to wait, and then a move with a number that it may use."""

    wait: float
    move: str
    number: int


STEPS = st.lists(
    st.builds(
        Step,
        wait=st.integers(0, 1_200_000).map(lambda ms: ms / 1000),
        move=st.sampled_from(MOVES),
        number=st.integers(-600, 600),
    ),
    max_size=14,
)
PLANS = st.lists(st.integers(0, 40), min_size=STAGES, max_size=STAGES)
FACT_STEP = st.builds(
    Step,
    wait=st.integers(0, 1_200_000).map(lambda ms: ms / 1000),
    move=st.sampled_from(FACT_MOVES),
    number=st.integers(-600, 600),
)
IN_ONE_BOOT = STEPS.map(lambda steps: [step for step in steps if step.move != "restart"])


def take(told: Told, step: Step) -> Fact | None:
    """Do one step; a move that does not fit is not made."""
    told.clock.advance(step.wait)
    moves: dict[str, Callable[[], Fact]] = {
        "enter": lambda: told.enter(step.number % STAGES + 1),
        "leave": told.leave,
        "interrupt": told.interrupt,
        "resume": told.resume,
        "add": lambda: told.add(step.number / 60),
        "end": told.end,
    }
    if step.move == "jump":
        told.clock.jump(step.number)
    elif step.move == "travel":
        told.clock.travel(step.number)
    elif step.move == "restart":
        told.clock.restart(f"boot-{told.clock.new_id()}", seconds=abs(step.number))
    else:
        try:
            return moves[step.move]()
        except RuleError:
            return None
    return None


@given(PLANS, STEPS)
def test_elapsed_and_remaining_are_what_is_allowed_and_that_is_planned_and_added(
    tale: Callable[..., Told], plan: list[int], steps: list[Step]
) -> None:
    told = tale(*plan)
    for step in steps:
        take(told, step)
        seen, run = told.timing(), told.session.run
        if run is None:
            continue
        assert seen.remaining is not None
        assert seen.elapsed + seen.remaining == seen.allowed
        assert seen.allowed == run.planned_ms + seen.added
        assert seen.elapsed + seen.interrupted == seen.now - run.started
        assert min(seen.elapsed, seen.interrupted, seen.allowed, seen.overrun) >= 0
        assert 0 <= seen.fraction_left <= 1


@given(PLANS, STEPS)
def test_the_parts_of_lateness_add_up_to_the_distance_between_expected_and_planned_end(
    tale: Callable[..., Told], plan: list[int], steps: list[Step]
) -> None:
    told = tale(*plan)
    for step in steps:
        take(told, step)
        seen = told.timing()
        if seen.lateness is None or seen.expected_end_ms is None or seen.planned_end_ms is None:
            assert told.session.began is None
            continue
        parts = seen.lateness
        assert parts.gaps + parts.interruptions + parts.added + parts.overruns + parts.skipped == (
            seen.behind_start
        )
        assert seen.behind_start == seen.expected_end_ms - seen.planned_end_ms
        assert parts.gaps >= 0
        assert parts.interruptions >= 0
        assert parts.skipped <= 0


@given(PLANS, STEPS)
def test_overruns_are_the_time_used_over_what_the_stages_had(
    tale: Callable[..., Told], plan: list[int], steps: list[Step]
) -> None:
    told = tale(*plan)
    for step in steps:
        take(told, step)
    session = told.session
    if session.began is None:
        return
    if session.live:
        told.end()
    seen, session = told.timing(), told.session
    had = {stage.id: stage.planned_s * 1000 for stage in session.stages}
    over = sum(run.active_ms(0) - run.added_ms for run in session.runs)
    over -= sum(had[stage] for stage in {run.stage_id for run in session.runs})
    assert seen.lateness is not None
    assert seen.lateness.overruns == over


@given(PLANS, IN_ONE_BOOT, st.lists(st.integers(0, 400), min_size=2, max_size=6))
def test_the_expected_end_never_moves_back_while_interrupted(
    tale: Callable[..., Told], plan: list[int], steps: list[Step], waits: list[int]
) -> None:
    told = tale(*plan)
    for step in steps:
        take(told, step)
    run = told.session.run
    if run is None:
        return
    if not run.interrupted:
        told.interrupt()
    before = told.timing()
    for wait in waits:
        told.clock.advance(wait)
        after = told.timing()
        assert before.expected_end_ms is not None
        assert after.expected_end_ms == before.expected_end_ms + wait * 1000
        assert (after.elapsed, after.remaining) == (before.elapsed, before.remaining)
        before = after


@given(PLANS, STEPS)
def test_replaying_the_whole_log_is_telling_it_step_by_step(
    tale: Callable[..., Told], plan: list[int], steps: list[Step]
) -> None:
    told = tale(*plan)
    for step in steps:
        take(told, step)
        assert replay(told.plan, told.log) == told.session


@given(PLANS, IN_ONE_BOOT, FACT_STEP, IN_ONE_BOOT)
def test_an_undone_move_is_as_if_it_had_never_been_made(
    tale: Callable[..., Told],
    plan: list[int],
    before: list[Step],
    made_and_undone: Step,
    after: list[Step],
) -> None:
    made, never = tale(*plan), tale(*plan)
    for step in before:
        take(made, step)
        take(never, step)
    move = take(made, made_and_undone)
    never.clock.advance(made_and_undone.wait)
    if move is not None:
        made.undo(move)
    assert runs_without_ids(made) == runs_without_ids(never)
    for step in after:
        take(made, step)
        take(never, step)
        assert runs_without_ids(made) == runs_without_ids(never)
        assert made.timing() == never.timing()


def runs_without_ids(told: Told) -> list[StageRun]:
    return [replace(run, id="") for run in told.session.runs]


@given(PLANS, STEPS, st.integers(1, 5))
def test_an_even_number_of_undos_of_undos_changes_nothing(
    tale: Callable[..., Told], plan: list[int], steps: list[Step], undos: int
) -> None:
    told = tale(*plan)
    move: Fact | None = None
    for step in steps:
        move = take(told, step) or move
    if move is None:
        return
    with_move = told.session
    without = replay(told.plan, (fact for fact in told.log if fact is not move))
    for number in range(1, undos + 1):
        move = told.undo(move)
        expected = without if number % 2 else with_move
        assert told.session.runs == expected.runs
        assert told.session.ended == expected.ended


@given(st.integers(-(10**8), 10**8))
def test_a_shown_second_is_never_more_than_a_second_away(remaining: int) -> None:
    shown = shown_seconds(remaining)
    assert abs(shown * 1000 - remaining) < 1000
    assert abs(shown) * 1000 >= remaining if remaining > 0 else shown * 1000 >= remaining


@given(st.integers(0, 86_400))
def test_a_length_that_is_shown_can_be_typed_again(seconds: int) -> None:
    assert parse_duration(clock_text(seconds)) == seconds


@settings(max_examples=300)
@given(st.text(max_size=14))
def test_any_entry_is_a_length_or_none(entry: str) -> None:
    seconds = parse_duration(entry)
    assert seconds is None or 0 <= seconds <= 86_400
