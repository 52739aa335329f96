"""A session told by hand: each move is a fact at the time of a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.session import (
    Ended,
    Fact,
    Interrupted,
    PlannedStage,
    Reason,
    Resumed,
    Session,
    StageEntered,
    StageLeft,
    TimeAdded,
    Undone,
    replay,
    tell,
)
from dilc_desktop.domain.timing import Timing, timing

if TYPE_CHECKING:
    from tests.conftest import FakeClock


def planned(number: int, seconds: int, **more: Any) -> PlannedStage:
    """A stage of a plan with nothing but its time."""
    fields: dict[str, Any] = {
        "id": f"s{number}",
        "name": f"Stage {number}",
        "kind": StageKind.TALK,
        "planned_s": seconds,
        "speaks": "presenter",
        "silent": "group",
        "kinds": (),
        "say": "",
        "room": f"Sentence {number}.",
    }
    return PlannedStage(**(fields | more))


@dataclass
class Told:
    """A session, its log and its clock; stages are numbered from 1."""

    clock: FakeClock
    plan: tuple[PlannedStage, ...]
    log: list[Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = Session(plan=self.plan)

    def tell(self, kind: type[Fact], **more: Any) -> Fact:
        """Tell one fact, now."""
        fact = kind(
            id=self.clock.new_id(), action=self.clock.new_id(), at=self.clock.moment(), **more
        )
        self.session = tell(self.session, fact)
        self.log.append(fact)
        return fact

    def enter(self, number: int) -> Fact:
        return self.tell(StageEntered, stage_id=f"s{number}", run_id=self.clock.new_id())

    def leave(self) -> Fact:
        return self.tell(StageLeft)

    def interrupt(self, reason: Reason = Reason.BREAK) -> Fact:
        return self.tell(Interrupted, reason=reason)

    def resume(self) -> Fact:
        return self.tell(Resumed)

    def add(self, minutes: float) -> Fact:
        return self.tell(TimeAdded, seconds=round(minutes * 60))

    def end(self) -> Fact:
        return self.tell(Ended)

    def undo(self, fact: Fact) -> Fact:
        """Withdraw the action of a fact."""
        undone = Undone(
            id=self.clock.new_id(),
            action=self.clock.new_id(),
            at=self.clock.moment(),
            undone_action=fact.action,
        )
        self.session = replay(self.plan, (*self.log, undone))
        self.log.append(undone)
        return undone

    def minutes(self, minutes: float) -> None:
        """Let minutes pass."""
        self.clock.advance(minutes * 60)

    def timing(self, **times: int | None) -> Timing:
        """Everything about the time, now."""
        now = self.clock.moment()
        return timing(self.session, self.session.axis_at(now), now.utc_ms, **times)

    def remaining_s(self) -> float:
        """What the running stage has left, in seconds."""
        remaining = self.timing().remaining
        assert remaining is not None
        return remaining / 1000

    def behind_min(self) -> float:
        """How far behind the plan laid at the start, in minutes."""
        return self.timing().behind_start / 60_000


@pytest.fixture(scope="session")
def tale(new_clock: type[FakeClock]) -> Callable[..., Told]:
    """The maker of told sessions: the minutes of each stage, or a plan."""

    def make(*minutes: float, plan: Sequence[PlannedStage] | None = None) -> Told:
        stages = plan or [planned(n, round(m * 60)) for n, m in enumerate(minutes, start=1)]
        return Told(new_clock(), tuple(stages))

    return make


@pytest.fixture
def told(tale: Callable[..., Told]) -> Told:
    """A session of six stages: 10, 5, 15, 5, 5 and 5 minutes."""
    return tale(10, 5, 15, 5, 5, 5)


@pytest.fixture(scope="session")
def stage_of_plan() -> Callable[..., PlannedStage]:
    """The maker of planned stages: number, seconds and other fields."""
    return planned
