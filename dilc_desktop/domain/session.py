"""A session's timing: an append-only log of facts, and the fold that makes a session of it.

A fact says what happened and when, on three clocks. Loading a session is replaying its facts, so
a crash cannot leave a state that was never legal. Times inside a `Session` are milliseconds since
the session began, on an axis that sleep cannot shorten and a changed wall clock cannot bend.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import ContributionKind, StageKind


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, as three clocks told it.

    `steady_ms` counts on through sleep and is comparable within one `boot`; `utc_ms` is since the
    epoch; `offset_min` is the local zone's offset from UTC at that instant.
    """

    steady_ms: int
    boot: str
    utc_ms: int
    offset_min: int

    @property
    def utc(self) -> datetime:
        """The instant as an aware UTC time."""
        return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=self.utc_ms)

    @property
    def local(self) -> datetime:
        """The instant in the zone that the laptop was in."""
        return self.utc.astimezone(timezone(timedelta(minutes=self.offset_min)))

    def ms_until(self, later: Moment) -> int:
        """Milliseconds from this moment to a later one, never negative.

        Within one boot the steady clock is exact; over a restart only the wall clock is left.
        """
        if self.boot == later.boot:
            return max(0, later.steady_ms - self.steady_ms)
        return max(0, later.utc_ms - self.utc_ms)


def later_of(first: Moment, second: Moment, *, now: Moment) -> Moment:
    """The later of two moments that are both past.

    The wall clock decides only where neither is of the boot of `now`.
    """
    if first.boot == second.boot:
        return second if second.steady_ms > first.steady_ms else first
    if now.boot in (first.boot, second.boot):
        return first if first.boot == now.boot else second
    return second if second.utc_ms > first.utc_ms else first


class Reason(StrEnum):
    """Why a stage was interrupted."""

    BREAK = "break"
    VISITOR = "visitor"
    ANNOUNCEMENT = "announcement"
    TECHNICAL = "technical"
    OUTAGE = "outage"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStage:
    """One stage of this session's plan, with its wording kept as it was when planned.

    `planned_s` is in seconds; `stage_key` is the protocol's stage, empty for a stage of our own.
    """

    id: str
    name: str
    kind: StageKind
    planned_s: int
    speaks: str
    silent: str
    kinds: tuple[ContributionKind, ...]
    say: str
    room: str
    shortest_s: int | None = None
    longest_s: int | None = None
    protected: bool = False
    stage_key: str = ""
    left_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened at `at`; facts that share an `action` were one act of a person."""

    id: str
    action: str
    at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEntered(Fact):
    """A stage began, as the new stage run `run_id`; whatever ran before ended at this instant."""

    stage_id: str
    run_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLeft(Fact):
    """The running stage ended and none began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted(Fact):
    """The running stage was interrupted."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Fact):
    """The interruption ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAdded(Fact):
    """Seconds were added to the running stage run; negative seconds were taken from it."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Fact):
    """The session ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone(Fact):
    """The facts of another action are withdrawn, as if they had never been."""

    undone_action: str


@dataclass(frozen=True, slots=True)
class Interruption:
    """A pause with a reason, in ms since the session began; open while `ended` is None."""

    reason: Reason
    started: int
    ended: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRun:
    """One visit of a stage, in milliseconds since the session began; open while `ended` is None.

    `planned_ms` is what the stage still had when the run began, so the runs of one stage share
    its plan.
    """

    id: str
    stage_id: str
    started: int
    planned_ms: int
    ended: int | None = None
    added_ms: int = 0
    interruptions: tuple[Interruption, ...] = ()

    def interrupted_ms(self, now: int) -> int:
        """Time lost to interruptions up to `now`."""
        end = now if self.ended is None else self.ended
        return sum((end if i.ended is None else i.ended) - i.started for i in self.interruptions)

    def active_ms(self, now: int) -> int:
        """Time that counted up to `now`: the visit without its interruptions."""
        end = now if self.ended is None else self.ended
        return max(0, end - self.started - self.interrupted_ms(now))

    @property
    def interrupted(self) -> bool:
        """Whether an interruption is open."""
        return bool(self.interruptions) and self.interruptions[-1].ended is None

    def interrupted_at(self, axis: int) -> bool:
        """Whether the run was interrupted at a time on the axis."""
        return any(
            pause.started <= axis and (pause.ended is None or axis < pause.ended)
            for pause in self.interruptions
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What the facts amount to.

    `axis` is the time of the newest fact in milliseconds since the session began, `newest` that
    fact's moment: together they place any later moment. `estimated` says that a restart of the
    laptop lay between two facts, so that a part of the time was taken from the wall clock.
    """

    plan: tuple[PlannedStage, ...]
    began: Moment | None = None
    newest: Moment | None = None
    axis: int = 0
    runs: tuple[StageRun, ...] = ()
    ended: int | None = None
    estimated: bool = False

    @property
    def stages(self) -> tuple[PlannedStage, ...]:
        """The stages that are to be run, in order."""
        return tuple(stage for stage in self.plan if not stage.left_out)

    @property
    def run(self) -> StageRun | None:
        """The open stage run."""
        return self.runs[-1] if self.runs and self.runs[-1].ended is None else None

    @property
    def live(self) -> bool:
        """Whether the session has begun and not ended."""
        return self.began is not None and self.ended is None

    @property
    def stage(self) -> PlannedStage | None:
        """The stage of the newest run."""
        return self.stage_of(self.runs[-1].stage_id) if self.runs else None

    def stage_of(self, stage_id: str) -> PlannedStage:
        """The planned stage with this id."""
        for stage in self.plan:
            if stage.id == stage_id:
                return stage
        raise RuleError("That stage is not in this session's plan.")

    def position(self, stage_id: str) -> int:
        """Where a stage stands in the plan, from 0; left-out stages have no place."""
        for index, stage in enumerate(self.stages):
            if stage.id == stage_id:
                return index
        raise RuleError("That stage is left out of this session's plan.")

    @property
    def next_stage(self) -> PlannedStage | None:
        """The stage after the newest run's, None when that was the last."""
        if not self.runs:
            return self.stages[0] if self.stages else None
        after = self.position(self.runs[-1].stage_id) + 1
        return self.stages[after] if after < len(self.stages) else None

    @property
    def skipped(self) -> frozenset[str]:
        """Ids of stages that were passed over: earlier than the newest run's, never visited."""
        if not self.runs:
            return frozenset()
        visited = {run.stage_id for run in self.runs}
        here = self.position(self.runs[-1].stage_id)
        return frozenset(s.id for s in self.stages[:here] if s.id not in visited)

    def axis_at(self, moment: Moment) -> int:
        """Place a moment at or after the newest fact on the session's axis, in milliseconds."""
        if self.newest is None:
            return 0
        return self.axis + self.newest.ms_until(moment)

    def run_at(self, axis: int) -> StageRun | None:
        """The stage run that was open at a time on the axis, None between stages."""
        for run in reversed(self.runs):
            if run.started <= axis and (run.ended is None or axis < run.ended):
                return run
        return None


def replay(plan: Sequence[PlannedStage], facts: Iterable[Fact]) -> Session:
    """Fold facts, in the order they were written, into a session.

    Raises RuleError where they contradict each other.
    """
    log = tuple(facts)
    withdrawn = withdrawn_actions(log)
    session = Session(plan=tuple(plan))
    for fact in log:
        session = _advance(session, fact.at)
        if fact.action not in withdrawn and not isinstance(fact, Undone):
            session = _apply(session, fact)
    return session


def tell(session: Session, fact: Fact) -> Session:
    """Return the session with one more fact.

    Raises RuleError where the fact would contradict what the session already knows. An `Undone`
    needs the whole log: use `replay`.
    """
    if isinstance(fact, Undone):
        raise TypeError("an undone action needs the whole log")
    return _apply(_advance(session, fact.at), fact)


def withdrawn_actions(log: Sequence[Fact]) -> frozenset[str]:
    """Actions that were undone; undoing an undo brings the action back."""
    known: set[str] = set()
    for fact in log:
        if isinstance(fact, Undone) and fact.undone_action not in known:
            raise RuleError("What was to be undone is not in this session.")
        known.add(fact.action)
    withdrawn: set[str] = set()
    # Newest first, because only an undo that was not itself undone counts.
    for fact in reversed(log):
        if isinstance(fact, Undone) and fact.action not in withdrawn:
            withdrawn.add(fact.undone_action)
    return frozenset(withdrawn)


def _advance(session: Session, at: Moment) -> Session:
    """Move the axis on to a moment."""
    if session.newest is None:
        return replace(session, newest=at)
    restarted = session.newest.boot != at.boot
    return replace(
        session,
        newest=at,
        axis=session.axis_at(at),
        estimated=session.estimated or restarted,
    )


def _apply(session: Session, fact: Fact) -> Session:
    match fact:
        case StageEntered():
            return _enter(session, fact)
        case StageLeft():
            _running(session)
            return _close_run(session)
        case Interrupted():
            return _interrupt(session, fact)
        case Resumed():
            return _resume(session)
        case TimeAdded():
            return _add_time(session, fact.seconds * 1000)
        case Ended():
            _live(session)
            return replace(_close_run(session), ended=session.axis)
        case _:
            raise TypeError(f"unknown fact {type(fact).__name__}")


def _live(session: Session) -> None:
    if session.began is None:
        raise RuleError("The session has not started yet.")
    if session.ended is not None:
        raise RuleError("The session has ended.")


def _running(session: Session) -> StageRun:
    _live(session)
    if session.run is None:
        raise RuleError("No stage is running.")
    return session.run


def _enter(session: Session, fact: StageEntered) -> Session:
    if session.ended is not None:
        raise RuleError("The session has ended.")
    stage = session.stage_of(fact.stage_id)
    session.position(stage.id)
    if session.run is not None and session.run.stage_id == stage.id:
        raise RuleError("This stage is already running.")
    if any(run.id == fact.run_id for run in session.runs):
        raise RuleError("That stage run is already in this session.")
    if session.began is None:
        session = replace(session, began=fact.at, axis=0)
    session = _close_run(session)
    run = StageRun(
        id=fact.run_id,
        stage_id=stage.id,
        started=session.axis,
        planned_ms=left_of_stage(session, stage),
    )
    return replace(session, runs=(*session.runs, run))


def left_of_stage(session: Session, stage: PlannedStage) -> int:
    """Milliseconds that a stage still has: its plan and what was added, less its closed runs."""
    spent = 0
    for run in session.runs:
        if run.stage_id == stage.id and run.ended is not None:
            spent += run.active_ms(run.ended) - run.added_ms
    return max(0, stage.planned_s * 1000 - spent)


def _close_run(session: Session) -> Session:
    run = session.run
    if run is None:
        return session
    closed = _closed_interruption(run, session.axis)
    return _with_run(session, replace(closed, ended=session.axis))


def _closed_interruption(run: StageRun, at: int) -> StageRun:
    if not run.interrupted:
        return run
    last = replace(run.interruptions[-1], ended=at)
    return replace(run, interruptions=(*run.interruptions[:-1], last))


def _with_run(session: Session, run: StageRun) -> Session:
    return replace(session, runs=(*session.runs[:-1], run))


def _add_time(session: Session, more: int) -> Session:
    """Give the run more time; what is taken away never reaches below the time already used."""
    run = _running(session)
    allowed = run.planned_ms + run.added_ms
    least = min(allowed, run.active_ms(session.axis))
    return _with_run(session, replace(run, added_ms=max(allowed + more, least) - run.planned_ms))


def _interrupt(session: Session, fact: Interrupted) -> Session:
    run = _running(session)
    if run.interrupted:
        raise RuleError("The stage is already interrupted.")
    pause = Interruption(fact.reason, session.axis)
    return _with_run(session, replace(run, interruptions=(*run.interruptions, pause)))


def _resume(session: Session) -> Session:
    run = _running(session)
    if not run.interrupted:
        raise RuleError("The stage is not interrupted.")
    return _with_run(session, _closed_interruption(run, session.axis))
