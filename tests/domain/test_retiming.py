from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.retiming import WORTHWHILE_S, propose
from dilc_desktop.domain.session import (
    Moment,
    PlannedStage,
    Replanned,
    Session,
    StageEntered,
    left_of_stage,
    tell,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def stage(number: int, seconds: int, *, protected: bool = False, least: int = 60) -> PlannedStage:
    return PlannedStage(
        id=f"s{number}",
        name=f"Stage {number}",
        kind=StageKind.TALK,
        planned_s=seconds,
        speaks="",
        silent="",
        kinds=(),
        say="",
        room="",
        protected=protected,
        shortest_s=least,
    )


def at(seconds: int) -> Moment:
    return Moment(seconds * 1000, "boot", seconds * 1000, 0)


def entered(session: Session, stage_id: str, seconds: int) -> Session:
    name = f"{stage_id}-{seconds}"
    return tell(
        session, StageEntered(id=name, action=name, at=at(seconds), stage_id=stage_id, run_id=name)
    )


def started(*stages: PlannedStage) -> Session:
    return entered(Session(plan=stages), stages[0].id, 0)


def after(session: Session, late_s: int) -> list[int]:
    proposal = propose(session, late_s)
    assert proposal is not None
    return [retimed.after_s for retimed in proposal.stages]


def test_t51_lateness_is_shared_in_proportion_to_the_lengths() -> None:
    session = started(stage(1, 300), stage(2, 600), stage(3, 1200))
    assert after(session, 180) == [540, 1080]


def test_t51_a_protected_stage_stays_whole_and_the_others_take_its_share() -> None:
    session = started(stage(1, 300), stage(2, 600), stage(3, 600, protected=True))
    proposal = propose(session, 120)
    assert proposal is not None
    assert [(s.after_s, s.kept) for s in proposal.stages] == [(480, False), (600, True)]


def test_t51_no_stage_goes_below_its_floor_and_what_is_missing_is_said() -> None:
    session = started(stage(1, 300), stage(2, 300, least=240), stage(3, 300, least=200))
    proposal = propose(session, 400)
    assert proposal is not None
    assert [s.after_s for s in proposal.stages] == [240, 200]
    assert (proposal.saved_s, proposal.missing_s) == (160, 240)


def test_t51_without_a_range_half_the_length_is_the_floor() -> None:
    session = started(stage(1, 300), replace(stage(2, 600), shortest_s=None))
    assert after(session, 1000) == [300]


def test_t51_less_than_fifteen_seconds_are_ignored() -> None:
    session = started(stage(1, 300), stage(2, 600))
    assert propose(session, WORTHWHILE_S - 1) is None
    assert after(session, WORTHWHILE_S) == [585]


def test_t51_where_nothing_can_be_shortened_nothing_is_proposed() -> None:
    assert propose(started(stage(1, 300), stage(2, 600, protected=True)), 120) is None
    assert propose(started(stage(1, 300)), 120) is None


def test_t52_lengths_edited_by_hand_are_the_base() -> None:
    session = started(stage(1, 300), stage(2, 600), stage(3, 600))
    new = (("s2", 1200), ("s3", 600))
    edited = tell(session, Replanned(id="r", action="r", at=at(10), stages=new))
    assert after(edited, 180) == [1080, 540]


def test_a_proposal_for_a_stage_begun_before_saves_what_it_says() -> None:
    session = started(stage(1, 300), stage(2, 600), stage(3, 600))
    session = entered(entered(session, "s2", 300), "s1", 480)
    proposal = propose(session, 120)
    assert proposal is not None
    new = tuple((s.stage_id, s.after_s) for s in proposal.stages)
    told = tell(session, Replanned(id="r", action="r", at=at(480), stages=new))
    before_ms = sum(left_of_stage(session, s) for s in session.coming)
    after_ms = sum(left_of_stage(told, s) for s in told.coming)
    assert before_ms - after_ms == 120_000


STAGES = st.lists(
    st.tuples(st.integers(0, 3600), st.booleans(), st.integers(0, 3600)), min_size=1, max_size=8
)


@given(STAGES, st.integers(WORTHWHILE_S, 7200))
def test_t51_shares_sum_to_the_second_within_floors(
    coming: Sequence[tuple[int, bool, int]], late_s: int
) -> None:
    plan = [
        stage(number, seconds, protected=protected, least=least)
        for number, (seconds, protected, least) in enumerate(coming, start=2)
    ]
    room = sum(max(0, s.planned_s - (s.shortest_s or 0)) for s in plan if not s.protected)
    proposal = propose(started(stage(1, 300), *plan), late_s)
    if proposal is None:
        assert room == 0
        return
    assert proposal.saved_s == min(late_s, room)
    assert proposal.saved_s + proposal.missing_s == late_s
    for planned, retimed in zip(plan, proposal.stages, strict=True):
        assert retimed.before_s == planned.planned_s
        least = planned.planned_s if planned.protected else planned.shortest_s or 0
        assert min(least, planned.planned_s) <= retimed.after_s <= planned.planned_s
