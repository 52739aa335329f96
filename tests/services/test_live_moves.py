"""Moves of a live session beyond the next stage, as acts that are durable and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Contribution, Status
from dilc_desktop.domain.session import TurnBegan
from dilc_desktop.domain.timing import Phase
from dilc_desktop.services.live import Act, Live
from dilc_desktop.services.planning import Planning

if TYPE_CHECKING:
    from dilc_desktop.store.library import Library
    from tests.conftest import FakeClock

ANSWER = ContributionKind.ANSWER
STAGES = ("stage-1", "stage-2", "stage-3", "stage-4", "stage-5")


def say(live: Live, text: str = "Twice a month.") -> Contribution:
    change = live.add_contribution(ANSWER, text, "person-2", live.first_key())
    return found(live, change.ids[0])


def found(live: Live, contribution_id: str) -> Contribution:
    return next(c for c in live.record.contributions if c.id == contribution_id)


def undoable(live: Live) -> Act:
    undoable = live.undoable()
    assert undoable is not None
    return undoable.act


@pytest.fixture(autouse=True)
def _stays_on_disk(live: Live, library: Library, clock: FakeClock) -> object:
    yield
    assert library.sessions.record(live.record.id) == live.record
    again = Live(library, clock, live.record.id)
    assert again.session == live.session


def test_a_coming_stage_is_skipped_and_undo_brings_it_back(live: Live) -> None:
    live.start()
    live.skip("stage-2")
    assert undoable(live) is Act.SKIPPED
    assert live.session.next_stage == live.session.stage_of("stage-3")
    live.undo()
    assert live.session.next_stage == live.session.stage_of("stage-2")


def test_only_a_stage_that_is_still_to_come_is_skipped(live: Live) -> None:
    live.start()
    with pytest.raises(RuleError, match="still to come"):
        live.skip("stage-1")


def test_a_stage_can_be_left_without_another_and_undo_lets_it_run_on(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    clock.advance(60)
    live.leave()
    assert live.timing().phase is Phase.BETWEEN
    clock.advance(30)
    assert live.timing().idle == 30_000
    assert undoable(live) is Act.LEFT
    live.undo()
    assert live.timing().elapsed == 90_000


def test_a_stage_runs_once_more_with_its_whole_time(live: Live, clock: FakeClock) -> None:
    live.start()
    clock.advance(300)
    live.repeat()
    assert live.timing().remaining == 600_000
    live.undo()
    assert live.timing().remaining == 300_000


def test_a_start_is_moved_in_half_minutes_and_back_by_undo(live: Live, clock: FakeClock) -> None:
    live.start()
    clock.advance(5)
    live.move_start()
    live.move_start()
    live.move_start()
    assert live.timing().elapsed == 95_000
    assert undoable(live) is Act.START_MOVED
    live.undo()
    assert live.timing().elapsed == 65_000


def test_t69_a_start_that_cannot_be_moved_is_said_and_leaves_no_trace(live: Live) -> None:
    live.start()
    live.next()
    facts = live.record.facts
    with pytest.raises(RuleError, match="stage before"):
        live.move_start()
    assert live.record.facts == facts


def test_coming_stages_change_order_and_length_and_undo_gives_the_old_plan_back(
    live: Live,
) -> None:
    live.start()
    before = live.session.plan
    live.replan([("stage-3", 600), ("stage-2", 120)])
    assert [s.id for s in live.session.stages][:3] == ["stage-1", "stage-3", "stage-2"]
    assert undoable(live) is Act.REPLANNED
    live.undo()
    assert live.session.plan == before


def test_a_plan_that_stays_the_same_is_no_act(live: Live) -> None:
    live.start()
    facts = live.record.facts
    live.replan([(s.id, s.planned_s) for s in live.session.coming])
    assert live.record.facts == facts


@pytest.mark.parametrize(
    "stages",
    [
        [("stage-1", 60), ("stage-3", 60)],
        [("stage-3", 60), ("stage-2", 60)],
        [("stage-4", -1)],
        [("stage-4", 360_001)],
        [("nowhere", 60)],
    ],
)
def test_t39_only_coming_stages_and_lengths_of_a_day_are_taken(
    live: Live, stages: list[tuple[str, int]]
) -> None:
    live.start()
    live.enter("stage-3")
    facts = live.record.facts
    with pytest.raises(RuleError):
        live.replan(stages[1:] + stages[:1] if len(stages) == 1 else [("stage-4", 60), *stages])
    assert live.record.facts == facts


def test_t42_an_ended_session_goes_on_and_undo_ends_it_again(
    live: Live, library: Library, clock: FakeClock
) -> None:
    live.start()
    said = say(live)
    live.end()
    clock.advance(180)
    live.reopen()
    assert library.sessions.summaries()[0].status is Status.LIVE
    assert live.timing().idle == 180_000
    assert found(live, said.id) == said
    live.undo()
    assert library.sessions.summaries()[0].status is Status.ENDED


def test_lateness_up_to_a_minute_brings_no_proposal_and_beyond_it_one(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    clock.advance(600 + 60)
    late = live.timing()
    assert (late.behind_agreed if late.behind_agreed is not None else late.behind_start) is not None
    before = live.record
    clock.advance(3600)
    proposal = live.proposal()
    assert proposal is not None
    assert live.record == before
    live.replan([(s.stage_id, s.after_s) for s in proposal.stages])
    after = {s.id: s.planned_s for s in live.session.coming}
    assert after == {s.stage_id: s.after_s for s in proposal.stages}
    assert undoable(live) is Act.REPLANNED


# Undoing a move, and the captures made since


def test_t34_undoing_a_move_keeps_the_captures_made_since_and_asks_where_they_belong(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    clock.advance(120)
    first = live.session.run
    live.next()
    clock.advance(8)
    said = [say(live, f"Answer {number}.") for number in range(3)]
    live.undo_move()
    assert live.session.run is not None
    assert first is not None
    assert live.session.run.id == first.id
    assert live.timing().elapsed == 128_000
    assert live.displaced is not None
    assert live.displaced.ids == tuple(c.id for c in said)
    assert live.displaced.stage_id == "stage-2"
    for one in said:
        assert found(live, one.id).stage_run == first.id
        assert found(live, one.id).offset_ms == one.offset_ms


def test_t34_they_can_stay_in_the_stage_that_runs_again(live: Live) -> None:
    live.start()
    live.next()
    say(live)
    live.undo_move()
    live.leave_displaced()
    assert live.displaced is None


def test_t34_or_wait_for_the_stage_they_were_made_in(live: Live, clock: FakeClock) -> None:
    live.start()
    live.next()
    said = say(live)
    live.undo_move()
    live.hold_displaced()
    assert found(live, said.id).stage_run is None
    clock.advance(60)
    live.next()
    assert live.session.run is not None
    assert found(live, said.id).stage_run == live.session.run.id
    assert found(live, said.id).returns_in is None


def test_the_next_move_answers_the_question_by_itself(live: Live) -> None:
    live.start()
    live.next()
    say(live)
    live.undo_move()
    live.add_time(60)
    assert live.displaced is None


def test_a_start_stays_once_something_was_captured(live: Live) -> None:
    live.start()
    say(live)
    with pytest.raises(RuleError, match="the start stays"):
        live.undo_move()


def test_only_a_move_to_a_stage_is_taken_back_past_captures(live: Live) -> None:
    live.start()
    live.add_time(60)
    assert live.undoable_move() is None
    with pytest.raises(RuleError, match="not to another stage"):
        live.undo_move()


# Inside a stage


def test_t72_the_same_seat_key_within_300_ms_is_one_press(live: Live, clock: FakeClock) -> None:
    live.start()
    live.talk("person-2")
    clock.advance(0.299)
    live.talk("person-2")
    assert live.session.run is not None
    assert live.session.run.talking == "person-2"
    clock.advance(0.001)
    live.talk("person-2")
    assert live.session.run.talking is None


def test_t71_another_seat_key_at_once_is_another_person(live: Live, clock: FakeClock) -> None:
    live.start()
    live.talk("person-2")
    clock.advance(0.1)
    live.talk("person-1")
    assert live.session.run is not None
    assert live.session.run.talking == "person-1"


def turns(live: Live) -> list[tuple[str, int, int | None]]:
    return [(t.speaker, t.started, t.ended) for run in live.session.runs for t in run.turns]


def test_a_turn_lasts_from_the_press_of_its_key_to_the_release(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    clock.advance(5)
    live.hold_seat("person-2")
    clock.advance(0.3)
    live.keep_holding()
    assert turns(live) == [("person-2", 5_000, None)]
    live.keep_holding()
    clock.advance(20)
    live.release_seat()
    live.release_seat()
    assert turns(live) == [("person-2", 5_000, 25_300)]
    assert not live.seat_held


@pytest.mark.parametrize(("held", "kept"), [(0.299, 0), (0.3, 1)])
def test_a_seat_key_that_is_let_go_within_300_ms_leaves_no_fact_behind(
    live: Live, clock: FakeClock, held: float, kept: int
) -> None:
    live.start()
    live.hold_seat("person-2")
    clock.advance(held)
    # The window may be too busy to say in between that the key is still down.
    live.release_seat()
    assert len(turns(live)) == kept
    assert len(live.record.facts) == 1 + 2 * kept


def test_a_turn_ends_with_its_stage_while_its_key_is_still_down(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    live.hold_seat("person-2")
    clock.advance(0.3)
    live.keep_holding()
    clock.advance(9.7)
    live.next()
    clock.advance(5)
    live.keep_holding()
    live.release_seat()
    assert turns(live) == [("person-2", 0, 10_000)]
    live.hold_seat("person-1")
    live.next()
    clock.advance(1)
    live.keep_holding()
    live.release_seat()
    assert turns(live) == [("person-2", 0, 10_000)]


def test_the_next_key_that_goes_down_ends_the_turn_of_the_one_before(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    live.hold_seat("person-2")
    clock.advance(1)
    live.keep_holding()
    live.hold_seat("person-1")
    clock.advance(2)
    live.keep_holding()
    clock.advance(1)
    live.release_seat()
    assert turns(live) == [("person-2", 0, 1_000), ("person-1", 1_000, 4_000)]


def test_a_turn_never_begins_before_what_was_noted_since_its_key_went_down(
    live: Live, clock: FakeClock
) -> None:
    live.start()
    live.hold_seat("person-2")
    clock.advance(0.2)
    live.add_time(60)
    clock.advance(0.1)
    live.keep_holding()
    assert turns(live) == [("person-2", 200, None)]


def test_an_undo_passes_talk_turns_and_rooms_by(live: Live) -> None:
    live.start()
    live.talk("person-2")
    live.enter_place("A12")
    assert undoable(live) is Act.ENTERED
    live.undo()
    assert live.session.began is None
    assert any(isinstance(fact, TurnBegan) for fact in live.record.facts)


def test_a_room_is_not_entered_again_while_the_group_is_in_it(live: Live, clock: FakeClock) -> None:
    live.start()
    live.enter_place("A12")
    clock.advance(60)
    live.enter_place("A12")
    (run,) = live.session.runs
    assert [(stop.place, stop.ended) for stop in run.stops] == [("A12", None)]


def test_a_pass_is_undone_by_its_name(live: Live) -> None:
    live.start()
    waiting = live.not_yet_heard()
    live.pass_turn(waiting[0].id)
    assert live.not_yet_heard() == waiting[1:]
    assert undoable(live) is Act.PASSED
    live.undo()
    assert live.not_yet_heard() == waiting


@pytest.mark.parametrize("act", ["talk", "hold_seat", "pass_turn", "enter_place", "repeat"])
def test_without_a_running_stage_nothing_is_noted_inside_one(live: Live, act: str) -> None:
    names = {"enter_place": ("A12",), "repeat": ()}.get(act, ("person-2",))
    with pytest.raises(RuleError, match="No stage is running"):
        getattr(live, act)(*names)
    assert live.record.facts == ()


def test_a_person_whose_turn_or_pass_is_noted_stays_listed(
    live: Live, library: Library, clock: FakeClock
) -> None:
    planning = Planning(library, clock)
    live.start()
    live.pass_turn("person-3")
    with pytest.raises(RuleError, match="stay listed"):
        planning.remove_participant(live.record.id, "person-3")
