"""Running a session: each act is durable before it is answered.

The facilitator's moves become facts, captures become rows; both are undone by one undo. Between
acts nothing is written but a sign of life, by which a restart knows how long the program was away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from dilc_desktop.clock import Clock
from dilc_desktop.domain.audience import AudienceFrame, frame
from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import (
    Contribution,
    Draft,
    Level,
    SessionRecord,
    Wording,
    status_of,
)
from dilc_desktop.domain.session import (
    Ended,
    Fact,
    Interrupted,
    Moment,
    Reason,
    Resumed,
    Session,
    StageEntered,
    TimeAdded,
    Undone,
    later_of,
    replay,
    tell,
    withdrawn_actions,
)
from dilc_desktop.domain.timing import Timing, timing
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.services.moments import milliseconds, moment, utc_now

if TYPE_CHECKING:
    from dilc_desktop.store.library import Library

OUTAGE_MS = 5_000


class Act(StrEnum):
    """What an undo would take back."""

    ENTERED = "entered"
    INTERRUPTED = "interrupted"
    RESUMED = "resumed"
    TIME_ADDED = "time_added"
    ENDED = "ended"
    CAPTURED = "captured"


@dataclass(frozen=True, slots=True)
class Undoable:
    """The newest act that can be undone; `detail` is a stage's name, seconds or a kind."""

    act: Act
    action: str
    detail: str


@dataclass(frozen=True, slots=True)
class FirstKey:
    """The stamp that the first key of a capture froze."""

    offset_ms: int
    stage_run: str | None
    at: Moment
    during_interruption: bool


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which the program was not running while the session was."""

    since: Moment
    length_ms: int
    estimated: bool


class OutageAnswer(StrEnum):
    """What the time of an outage was."""

    COUNT = "count"
    INTERRUPTION = "interruption"
    SESSION_ENDED = "session_ended"


_FactMaker = Callable[[str, str, Moment], Fact]


class Live:
    """One session, held in memory beside what is on disk."""

    def __init__(self, library: Library, clock: Clock, session_id: str) -> None:
        self._library = library
        self._clock = clock
        self._record = library.sessions.record(session_id)
        self._session = self._record.session()
        self._made: dict[str, int] = {}

    @property
    def record(self) -> SessionRecord:
        """The session's record as it is on disk."""
        return self._record

    @property
    def session(self) -> Session:
        """The session that the facts amount to."""
        return self._session

    def reload(self) -> None:
        """Read the record again, after another service changed it."""
        self._record = self._library.sessions.record(self._record.id)
        self._session = self._record.session()

    def timing(self) -> Timing:
        """Everything about the time, now."""
        now = moment(self._clock)
        start, end = self._record.scheduled_start, self._record.agreed_end
        return timing(
            self._session,
            self._session.axis_at(now),
            now.utc_ms,
            scheduled_start_ms=None if start is None else milliseconds(start),
            agreed_end_ms=None if end is None else milliseconds(end),
        )

    def frame(self, now: Timing) -> AudienceFrame:
        """What the room may see."""
        record = self._record
        return frame(record.title, record.framing_question, self._session, now)

    # Moves

    def start(self) -> Change:
        """Begin the session with its first stage; a second start changes nothing."""
        if self._session.began is not None:
            return self._clock_change()
        if not self._session.stages:
            raise RuleError("The plan has no stage yet. Please take one in on the Prepare page.")
        return self.enter(self._session.stages[0].id)

    def next(self) -> Change:
        """Go on to the next stage; after the last one, end the session."""
        following = self._session.next_stage
        if self._session.ended is not None:
            raise RuleError("The session has ended.")
        return self.end() if following is None else self.enter(following.id)

    def back(self) -> Change:
        """Go back to the stage before; it gets a run of its own and what time it had left."""
        stage = self._session.stage
        if stage is None:
            raise RuleError("The session has not started yet.")
        place = self._session.position(stage.id)
        if place == 0:
            raise RuleError("This is the first stage.")
        return self.enter(self._session.stages[place - 1].id)

    def enter(self, stage_id: str) -> Change:
        """Go to any stage; stages passed over count as skipped."""
        run_id = self._clock.new_id()
        return self._tell(
            lambda fact_id, action, at: StageEntered(
                id=fact_id, action=action, at=at, stage_id=stage_id, run_id=run_id
            )
        )

    def interrupt(self, reason: Reason = Reason.BREAK) -> Change:
        """Hold the clock of the stage, with a reason."""
        return self._tell(
            lambda fact_id, action, at: Interrupted(id=fact_id, action=action, at=at, reason=reason)
        )

    def resume(self) -> Change:
        """Let the clock of the stage run on."""
        return self._tell(lambda fact_id, action, at: Resumed(id=fact_id, action=action, at=at))

    def add_time(self, seconds: int) -> Change:
        """Give the running stage more seconds, or take some from it.

        Refused where nothing is left to take: a fact without effect would only confuse an undo.
        """
        if seconds < 0 and self._session.live and self.timing().remaining <= 0:
            raise RuleError("The time of this stage is used up. Undo takes back a minute given.")
        return self._tell(
            lambda fact_id, action, at: TimeAdded(id=fact_id, action=action, at=at, seconds=seconds)
        )

    def end(self) -> Change:
        """End the session, wherever it is; everything captured stays."""
        return self._tell(lambda fact_id, action, at: Ended(id=fact_id, action=action, at=at))

    # Captures

    def first_key(self) -> FirstKey:
        """Freeze the time, the stage run and whether it is interrupted, for a capture."""
        now = moment(self._clock)
        run = self._session.run
        return FirstKey(
            offset_ms=self._session.axis_at(now) if self._session.live else self._session.axis,
            stage_run=None if run is None else run.id,
            at=now,
            during_interruption=run is not None and run.interrupted,
        )

    def first_key_of(self, draft: Draft) -> FirstKey:
        """The stamp of a draft that was kept, so that its text is captured when it was begun."""
        now = self.first_key()
        if draft.offset_ms is None:
            return now
        ago = max(0, now.offset_ms - draft.offset_ms)
        at = replace(now.at, steady_ms=now.at.steady_ms - ago, utc_ms=now.at.utc_ms - ago)
        run = next((run for run in self._session.runs if run.id == draft.stage_run), None)
        return FirstKey(
            offset_ms=draft.offset_ms,
            stage_run=draft.stage_run,
            at=at,
            during_interruption=run is not None and run.interrupted_at(draft.offset_ms),
        )

    def add_contribution(
        self,
        kind: ContributionKind,
        text: str,
        speaker: str | None,
        first_key: FirstKey,
        level: Level = Level.GROUP,
    ) -> Change:
        """Capture what was said, or leave a mark where `text` is empty."""
        if self._session.began is None:
            raise RuleError("The session has not started yet. Press Start first.")
        self._check_speaker(speaker)
        offset, stage_run = self._place(first_key)
        contribution = Contribution(
            id=self._clock.new_id(),
            kind=kind,
            text=text,
            speaker=speaker,
            stage_run=stage_run,
            offset_ms=offset,
            captured_at=first_key.at.utc,
            level=level,
            during_interruption=first_key.during_interruption,
        )
        self._library.sessions.add_contribution(self._record.id, contribution)
        contributions = (*self._record.contributions, contribution)
        self._record = replace(self._record, contributions=contributions)
        self._note_made(contribution.id)
        return Change(Changed.CONTRIBUTIONS, self._record.id, (contribution.id,))

    def _place(self, first_key: FirstKey) -> tuple[int, str | None]:
        """Where a capture belongs: its offset and its stage run.

        The run in which it was begun may have been undone since; then it belongs to the one that
        was open instead.
        """
        run_id = first_key.stage_run
        if run_id is None or any(run.id == run_id for run in self._session.runs):
            return first_key.offset_ms, run_id
        offset = min(first_key.offset_ms, self.first_key().offset_ms)
        run = self._session.run_at(offset)
        return offset, None if run is None else run.id

    def _check_speaker(self, speaker: str | None) -> None:
        if speaker is not None and self._record.participant(speaker) is None:
            raise RuleError("That person is not in this session.")

    def correct(
        self,
        contribution_id: str,
        *,
        kind: ContributionKind | None = None,
        text: str | None = None,
        speaker: str | None = None,
        whole_group: bool = False,
        level: Level | None = None,
    ) -> Change:
        """Correct a contribution; what it said before is kept.

        `speaker` gives it to a person, `whole_group` to nobody in particular.
        """
        old = self._contribution(contribution_id)
        self._check_speaker(speaker)
        new = replace(
            old,
            kind=kind or old.kind,
            text=old.text if text is None else text,
            speaker=None if whole_group else speaker or old.speaker,
            level=level or old.level,
        )
        if new == old:
            return Change(Changed.CONTRIBUTIONS, self._record.id, (old.id,))
        before = Wording(
            id=self._clock.new_id(),
            kind=old.kind,
            text=old.text,
            speaker=old.speaker,
            level=old.level,
            replaced_at=utc_now(self._clock),
        )
        return self._save(replace(new, earlier=(*old.earlier, before)))

    def save_draft(
        self,
        text: str,
        kind: ContributionKind | None,
        speaker: str | None,
        level: Level,
        first_key: FirstKey | None,
    ) -> None:
        """Keep half-typed text, so that a crash loses at most the last second of it."""
        draft = None
        if text:
            draft = Draft(
                text=text,
                kind=kind,
                speaker=speaker,
                level=level,
                stage_run=None if first_key is None else first_key.stage_run,
                offset_ms=None if first_key is None else first_key.offset_ms,
            )
        self._library.sessions.save_draft(self._record.id, draft)

    def draft(self) -> Draft | None:
        """The half-typed text that was kept."""
        return self._library.sessions.draft(self._record.id)

    # Undo

    def undoable(self) -> Undoable | None:
        """The newest act that can be taken back: a move or a capture, whichever came last."""
        move = self._newest_move()
        capture = max(
            (c for c in self._record.contributions if c.withdrawn_at is None),
            key=lambda c: self._order(c.id),
            default=None,
        )
        if capture is not None and (move is None or self._order(capture.id) > self._order(move.id)):
            return Undoable(Act.CAPTURED, capture.id, capture.kind.value)
        return None if move is None else self._undoable_move(move)

    def undo(self) -> Change:
        """Take the newest act back: a move as if it had never been, a capture kept aside."""
        found = self.undoable()
        if found is None:
            raise RuleError("There is nothing to undo.")
        if found.act is Act.CAPTURED:
            old = self._contribution(found.action)
            return self._save(replace(old, withdrawn_at=utc_now(self._clock)))
        return self._tell(
            lambda fact_id, action, at: Undone(
                id=fact_id, action=action, at=at, undone_action=found.action
            )
        )

    # After the program was away

    def keep_alive(self) -> None:
        """Leave a sign of life."""
        if self._session.live:
            self._library.sessions.keep_alive(self._record.id, moment(self._clock))

    def outage(self) -> Outage | None:
        """The time the program was away while this session was live, if it was long enough."""
        if not self._session.live or self._session.newest is None:
            return None
        alive = self._library.sessions.last_alive(self._record.id)
        newest = self._session.newest
        now = moment(self._clock)
        since = newest if alive is None else later_of(newest, alive, now=now)
        length = since.ms_until(now)
        if length < OUTAGE_MS:
            return None
        return Outage(since, length, estimated=since.boot != now.boot)

    def answer_outage(self, outage: Outage, answer: OutageAnswer) -> Change:
        """Say what the time of an outage was; the default is that people went on talking."""
        at, now = outage.since, moment(self._clock)
        newest = self._session.newest
        gone_on = newest is not None and later_of(at, newest, now=now) != at
        if gone_on and answer is not OutageAnswer.COUNT:
            raise RuleError("The session has gone on since then, so that time is counted.")
        run = self._session.run
        paused = run is not None and run.interrupted
        facts: list[Fact] = []
        action = self._clock.new_id()
        if answer is OutageAnswer.SESSION_ENDED:
            facts.append(Ended(id=self._clock.new_id(), action=action, at=at))
        elif answer is OutageAnswer.INTERRUPTION and run is not None and not paused:
            facts.append(
                Interrupted(id=self._clock.new_id(), action=action, at=at, reason=Reason.OUTAGE)
            )
            facts.append(Resumed(id=self._clock.new_id(), action=action, at=now))
        if facts:
            self._write(facts)
        self.keep_alive()
        return self._clock_change(tuple(fact.id for fact in facts))

    # Writing

    def _tell(self, make: _FactMaker) -> Change:
        fact = make(self._clock.new_id(), self._clock.new_id(), moment(self._clock))
        self._write((fact,))
        return self._clock_change((fact.id,))

    def _write(self, facts: Sequence[Fact]) -> None:
        """Let the domain check the facts, make them durable, then let them show."""
        log = (*self._record.facts, *facts)
        if any(isinstance(fact, Undone) for fact in facts):
            session = replay(self._record.plan, log)
        else:
            session = self._session
            for fact in facts:
                session = tell(session, fact)
        self._library.sessions.append_facts(
            self._record.id, facts, status_of(session), seen=len(self._record.facts)
        )
        self._record = replace(self._record, facts=log)
        self._session = session
        for fact in facts:
            self._note_made(fact.id)

    def _note_made(self, act_id: str) -> None:
        self._made[act_id] = len(self._made) + 1

    def _order(self, act_id: str) -> tuple[int, str]:
        """When an act was made, for undo.

        What is made here is newer than what was read, even if the wall clock was set back in
        between and the ids say otherwise.
        """
        return self._made.get(act_id, 0), act_id

    def _clock_change(self, ids: tuple[str, ...] = ()) -> Change:
        return Change(Changed.CLOCK, self._record.id, ids)

    def _contribution(self, contribution_id: str) -> Contribution:
        for contribution in self._record.contributions:
            if contribution.id == contribution_id:
                return contribution
        raise RuleError("That contribution is not in this session.")

    def _save(self, contribution: Contribution) -> Change:
        self._library.sessions.save_contribution(self._record.id, contribution)
        contributions = tuple(
            contribution if c.id == contribution.id else c for c in self._record.contributions
        )
        self._record = replace(self._record, contributions=contributions)
        return Change(Changed.CONTRIBUTIONS, self._record.id, (contribution.id,))

    def _newest_move(self) -> Fact | None:
        withdrawn = withdrawn_actions(self._record.facts)
        for fact in reversed(self._record.facts):
            if not isinstance(fact, Undone) and fact.action not in withdrawn:
                return fact
        return None

    def _undoable_move(self, newest: Fact) -> Undoable:
        # An act of several facts is called after its first.
        fact = next(f for f in self._record.facts if f.action == newest.action)
        match fact:
            case StageEntered():
                stage = self._session.stage_of(fact.stage_id)
                return Undoable(Act.ENTERED, fact.action, stage.name)
            case TimeAdded():
                return Undoable(Act.TIME_ADDED, fact.action, str(fact.seconds))
            case Interrupted():
                return Undoable(Act.INTERRUPTED, fact.action, fact.reason.value)
            case Resumed():
                return Undoable(Act.RESUMED, fact.action, "")
            case _:
                return Undoable(Act.ENDED, fact.action, "")
