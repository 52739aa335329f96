"""A session's timing: an append-only log of facts, and the fold that makes a session of it.

A fact says what happened and when, on three clocks. Loading a session is replaying its facts, so
a crash cannot leave a state that was never legal. Times inside a `Session` are milliseconds since
the session began, on an axis that sleep cannot shorten and a changed wall clock cannot bend.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from itertools import groupby

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import ContributionKind, RoomTime, Stage, StageKind


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
    `rounds` says how often it runs, each time with `planned_s`; stages in a row with the same
    `block` go round together. `places` are rooms to visit, or groups that work side by side.
    `soon_s` is when "soon" begins, in seconds before the end; 0 leaves it to the clock. `prompts`
    are laid over the stage, for the facilitator alone.
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
    block: str = ""
    rounds: int = 1
    places: tuple[str, ...] = ()
    room_time: RoomTime = RoomTime.DIGITS
    counts_up: bool = False
    soon_s: int = 0
    prompts: tuple[str, ...] = ()

    @property
    def whole_ms(self) -> int:
        """What all rounds have together, in milliseconds."""
        return self.planned_s * 1000 * self.rounds


def round_by_round(stages: Iterable[PlannedStage]) -> Iterator[PlannedStage]:
    """Each stage as often as it is to be run, in that order; those of a block go round together."""
    for _, block in groupby(stages, key=lambda s: (s.block, "" if s.block else s.id)):
        members = tuple(block)
        for _ in range(members[0].rounds):
            yield from members


def planned(stage: Stage, stage_id: str) -> PlannedStage:
    """A protocol's stage as part of a session's plan, its wording taken along."""
    return PlannedStage(
        id=stage_id,
        name=stage.name,
        kind=stage.kind,
        planned_s=stage.minutes * 60,
        speaks=stage.speaks,
        silent=stage.silent,
        kinds=stage.kinds,
        say=stage.say,
        room=stage.room,
        shortest_s=None if stage.shortest is None else stage.shortest * 60,
        longest_s=None if stage.longest is None else stage.longest * 60,
        protected=stage.protected,
        stage_key=stage.key,
        block=stage.block,
        rounds=stage.rounds,
        places=stage.places,
        room_time=stage.room_time,
        counts_up=stage.counts_up,
        soon_s=stage.soon_s,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened at `at`; facts that share an `action` were one act of a person."""

    id: str
    action: str
    at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEntered(Fact):
    """A stage began, as the new stage run `run_id`; whatever ran before ended at this instant.

    `again` begins another round of it, with its whole time.
    """

    stage_id: str
    run_id: str
    again: bool = False


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
class StartMoved(Fact):
    """The running stage had begun `seconds` earlier than its key was pressed."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSkipped(Fact):
    """A coming stage was passed over beforehand."""

    stage_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned(Fact):
    """The coming stages got another order or other lengths: stage ids with seconds, in order.

    The running stage may stand first, with a new length of its own.
    """

    stages: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Fact):
    """The session ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(Fact):
    """The ended session goes on; the time since its end is a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered(Fact):
    """The program came back after it was away, and the time was counted.

    `away_ms` is how long it was away; 0 where that was not noted.
    """

    away_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnBegan(Fact):
    """A person began to talk; whoever talked before had ended."""

    speaker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnEnded(Fact):
    """The person who talked had ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed(Fact):
    """A person passed in a go-round."""

    speaker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceEntered(Fact):
    """A room was entered during a visit; an empty `place` is the walk to the next one."""

    place: str


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


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of one person's talk, in ms since the session began; open while `ended` is None."""

    speaker: str
    started: int
    ended: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A stay in a room, in ms since the session began; open while `ended` is None."""

    place: str
    started: int
    ended: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRun:
    """One visit of a stage, in milliseconds since the session began; open while `ended` is None.

    `planned_ms` is what the round still had when the run began, so the runs of one round share
    its plan. The first run of a session may have started before 0, where its start was moved.
    """

    id: str
    stage_id: str
    started: int
    planned_ms: int
    ended: int | None = None
    added_ms: int = 0
    interruptions: tuple[Interruption, ...] = ()
    round: int = 1
    turns: tuple[Turn, ...] = ()
    passed: tuple[str, ...] = ()
    stops: tuple[Stop, ...] = ()

    @property
    def talking(self) -> str | None:
        """Who talks now, by the turns that are kept."""
        return self.turns[-1].speaker if self.turns and self.turns[-1].ended is None else None

    @property
    def place(self) -> str:
        """The room the visit is in now, empty on the way."""
        return self.stops[-1].place if self.stops and self.stops[-1].ended is None else ""

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
    `plan` is as it was changed on the way, `first_plan` as it was when the session began;
    `replaced_plan` is empty while they are the same.
    """

    plan: tuple[PlannedStage, ...]
    replaced_plan: tuple[PlannedStage, ...] = ()
    dropped: frozenset[str] = frozenset()
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
    def first_plan(self) -> tuple[PlannedStage, ...]:
        """The plan with which the session began."""
        return self.replaced_plan or self.plan

    @property
    def start(self) -> int:
        """When the first stage began: 0, or before it where the start was moved."""
        return min(0, self.runs[0].started) if self.runs else 0

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

    def block_of(self, stage: PlannedStage) -> tuple[PlannedStage, ...]:
        """The stages that go round together with this one, in order; itself where none do."""
        if not stage.block:
            return (stage,)
        return tuple(s for s in self.stages if s.block == stage.block)

    def round_of(self, stage: PlannedStage) -> int:
        """The round that a stage's block has reached, from 1."""
        ids = {s.id for s in self.block_of(stage)}
        return max((run.round for run in self.runs if run.stage_id in ids), default=1)

    @property
    def going_round(self) -> PlannedStage | None:
        """The stage with which the next round begins, None where none is left."""
        stage = self.stage
        if stage is None or self.stage_left_out(stage):
            return None
        block = [s for s in self.block_of(stage) if s.id not in self.dropped]
        last = not block or block[-1].id == stage.id
        more = self.round_of(stage) < stage.rounds
        return block[0] if block and last and more else None

    def stage_left_out(self, stage: PlannedStage) -> bool:
        """Whether a stage is not in what is to be run."""
        return all(s.id != stage.id for s in self.stages)

    @property
    def coming(self) -> tuple[PlannedStage, ...]:
        """The stages after the newest run's, in order, without those dropped beforehand."""
        after = self.position(self.runs[-1].stage_id) + 1 if self.runs else 0
        return tuple(s for s in self.stages[after:] if s.id not in self.dropped)

    @property
    def next_stage(self) -> PlannedStage | None:
        """The stage after the newest run's, None when that was the last."""
        return self.going_round or next(iter(self.coming), None)

    @property
    def skipped(self) -> frozenset[str]:
        """Ids of stages passed over: never visited, and dropped or before the newest run's."""
        if not self.runs:
            return self.dropped
        visited = {run.stage_id for run in self.runs}
        here = self.position(self.runs[-1].stage_id)
        passed = {s.id for s in self.stages[:here]} | self.dropped
        return frozenset(passed - visited)

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
        case Ended():
            _live(session)
            return replace(_close_run(session), ended=session.axis)
        case Reopened():
            if session.ended is None:
                raise RuleError("The session has not ended.")
            return replace(session, ended=None)
        case Recovered():
            return session
        case StageSkipped() | Replanned():
            return _change_plan(session, fact)
        case TurnBegan() | TurnEnded() | Passed() | PlaceEntered():
            return _note(session, fact)
        case _:
            return _change_clock(session, fact)


def _change_clock(session: Session, fact: Fact) -> Session:
    match fact:
        case Interrupted():
            return _interrupt(session, fact)
        case Resumed():
            return _resume(session)
        case TimeAdded():
            return _add_time(session, fact.seconds * 1000)
        case StartMoved():
            return _move_start(session, fact.seconds * 1000)
        case _:
            raise TypeError(f"unknown fact {type(fact).__name__}")


def _change_plan(session: Session, fact: StageSkipped | Replanned) -> Session:
    if isinstance(fact, Replanned):
        return _replan(session, dict(fact.stages))
    session.position(fact.stage_id)
    return replace(session, dropped=session.dropped | {fact.stage_id})


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
    if session.run is not None and session.run.stage_id == stage.id and not fact.again:
        raise RuleError("This stage is already running.")
    if any(run.id == fact.run_id for run in session.runs):
        raise RuleError("That stage run is already in this session.")
    if session.began is None:
        session = replace(session, began=fact.at, axis=0)
    session = _close_run(session)
    visited = any(run.stage_id == stage.id for run in session.runs)
    number = session.round_of(stage) + (1 if fact.again and visited else 0)
    run = StageRun(
        id=fact.run_id,
        stage_id=stage.id,
        started=session.axis,
        planned_ms=left_of_round(session, stage, number),
        round=number,
    )
    return replace(session, runs=(*session.runs, run), dropped=session.dropped - {stage.id})


def left_of_round(session: Session, stage: PlannedStage, number: int) -> int:
    """Milliseconds that a round still has: its plan and what was added, less its closed runs."""
    spent = 0
    for run in session.runs:
        if run.stage_id == stage.id and run.round == number and run.ended is not None:
            spent += run.active_ms(run.ended) - run.added_ms
    return max(0, stage.planned_s * 1000 - spent)


def left_of_stage(session: Session, stage: PlannedStage) -> int:
    """Milliseconds that a stage that is to come still has, in all rounds that are left."""
    number = session.round_of(stage)
    later = max(0, stage.rounds - number)
    return left_of_round(session, stage, number) + later * stage.planned_s * 1000


def left_of_later_rounds(session: Session) -> int:
    """Milliseconds of the rounds that the newest stage, and those before it in its block, await."""
    stage = session.stage
    if stage is None or session.stage_left_out(stage):
        return 0
    rounds = max(0, stage.rounds - session.round_of(stage))
    here = session.position(stage.id)
    return sum(
        rounds * member.planned_s * 1000
        for member in session.block_of(stage)
        if session.position(member.id) <= here and member.id not in session.dropped
    )


def _close_run(session: Session) -> Session:
    run = session.run
    if run is None:
        return session
    closed = _closed_interruption(run, session.axis)
    closed = replace(
        closed,
        ended=session.axis,
        turns=_turns_closed(closed.turns, session.axis),
        stops=_stops_closed(closed.stops, session.axis),
    )
    return _with_run(session, closed)


def _turns_closed(turns: tuple[Turn, ...], at: int) -> tuple[Turn, ...]:
    if not turns or turns[-1].ended is not None:
        return turns
    return (*turns[:-1], replace(turns[-1], ended=at))


def _stops_closed(stops: tuple[Stop, ...], at: int) -> tuple[Stop, ...]:
    if not stops or stops[-1].ended is not None:
        return stops
    return (*stops[:-1], replace(stops[-1], ended=at))


def _move_start(session: Session, earlier: int) -> Session:
    """Let the run have begun earlier, but not before the one before it ended."""
    run = _running(session)
    before = session.runs[:-1]
    earliest = before[-1].ended if before else None
    started = run.started - earlier
    if earliest is not None:
        started = max(earliest, started)
    return _with_run(session, replace(run, started=min(started, run.started)))


def _replan(session: Session, lengths: dict[str, int]) -> Session:
    """Give coming stages another order and other lengths, and the running one a new length.

    Stages that are not named keep their length, after those that are; unknown ids are passed by.
    """
    _live(session)
    here = session.position(session.runs[-1].stage_id) if session.runs else -1
    known = {stage.id: stage for stage in session.stages}
    done = [stage.id for stage in session.stages[: here + 1]]
    past = set(done)
    asked = [name for name in lengths if name in known and name not in past]
    rest = [s.id for s in session.stages[here + 1 :] if s.id not in lengths]
    order = (*done, *asked, *rest)
    fixed = past - ({done[-1]} if session.run is not None else set())
    plan = tuple(
        known[name]
        if name in fixed or name not in lengths
        else replace(known[name], planned_s=max(0, lengths[name]))
        for name in order
    )
    left_out = tuple(stage for stage in session.plan if stage.left_out)
    changed = replace(session, plan=(*plan, *left_out), replaced_plan=session.first_plan)
    run = session.run
    if run is None:
        return changed
    more = (changed.stage_of(run.stage_id).planned_s - known[run.stage_id].planned_s) * 1000
    return _with_run(changed, replace(run, planned_ms=max(0, run.planned_ms + more)))


def _note(session: Session, fact: TurnBegan | TurnEnded | Passed | PlaceEntered) -> Session:
    """Note what a stage run was like inside.

    Without a run there is nothing to note: the move that began it may have been undone since.
    """
    run, at = session.run, session.axis
    if run is None:
        return session
    match fact:
        case TurnBegan(speaker=speaker):
            run = replace(run, turns=(*_turns_closed(run.turns, at), Turn(speaker, at)))
        case TurnEnded():
            run = replace(run, turns=_turns_closed(run.turns, at))
        case Passed(speaker=speaker):
            if speaker not in run.passed:
                run = replace(run, passed=(*run.passed, speaker))
        case PlaceEntered(place=place):
            stops = _stops_closed(run.stops, at)
            run = replace(run, stops=(*stops, Stop(place, at)) if place else stops)
    return _with_run(session, run)


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
