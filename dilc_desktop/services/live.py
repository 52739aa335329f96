"""Running a session: each act is durable before it is answered.

The facilitator's moves become facts, captures become rows; both are undone by one undo. Between
acts nothing is written but a sign of life, by which a restart knows how long the program was away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, TypedDict

from dilc_desktop.clock import Clock
from dilc_desktop.domain.audience import AudienceFrame, frame
from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.go_round import not_yet_heard, seats
from dilc_desktop.domain.protocol import ContributionKind, StageKind
from dilc_desktop.domain.record import (
    Contribution,
    Details,
    Draft,
    Focus,
    Level,
    Participant,
    SessionRecord,
    Wording,
    status_of,
)
from dilc_desktop.domain.retiming import Proposal, propose
from dilc_desktop.domain.session import (
    Ended,
    Fact,
    Interrupted,
    Moment,
    Passed,
    PlaceEntered,
    Reason,
    Recovered,
    Reopened,
    Replanned,
    Resumed,
    Session,
    StageEntered,
    StageLeft,
    StageSkipped,
    StartMoved,
    TimeAdded,
    TurnBegan,
    TurnEnded,
    Undone,
    later_of,
    replay,
    tell,
    withdrawn_actions,
)
from dilc_desktop.domain.timing import MAX_ENTRY_S, Timing, timing
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.services.moments import milliseconds, moment, utc_now
from dilc_desktop.services.waiting import Waiting

if TYPE_CHECKING:
    from dilc_desktop.store.library import Library

OUTAGE_MS = 5_000
LATE_MS = 60_000
START_STEP_S = 30
SAME_KEY_MS = 300
# Longer would be felt: what another program holds up waits in memory instead.
LOCK_MS = 150

# What goes on inside a stage is corrected by the next of its kind, so an undo passes it by.
_NOT_UNDONE = (Undone, TurnBegan, TurnEnded, PlaceEntered, Recovered)


class Act(StrEnum):
    """What an undo would take back."""

    ENTERED = "entered"
    LEFT = "left"
    START_MOVED = "start_moved"
    SKIPPED = "skipped"
    REPLANNED = "replanned"
    PASSED = "passed"
    INTERRUPTED = "interrupted"
    RESUMED = "resumed"
    TIME_ADDED = "time_added"
    ENDED = "ended"
    REOPENED = "reopened"
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
class Displaced:
    """Captures of a stage run that was undone; they stand in the run that goes on instead."""

    ids: tuple[str, ...]
    stage_id: str
    stage: str


class Unchanged(Enum):
    """Says of a field that a correction does not touch it, where None means "none"."""

    UNCHANGED = 0


UNCHANGED = Unchanged.UNCHANGED


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


@dataclass(frozen=True, slots=True)
class _Seat:
    """A seat key that is held down: whose it is, since when and in which stage run."""

    speaker: str
    at: Moment
    stage_run: str
    talks: bool = False


class _Stamp(TypedDict):
    id: str
    action: str
    at: Moment


class Live:
    """One session, held in memory beside what is on disk."""

    def __init__(self, library: Library, clock: Clock, session_id: str) -> None:
        self._library = library
        self._clock = clock
        self._record = library.sessions.record(session_id)
        self._session = self._record.session()
        self._made: dict[str, int] = {}
        self._waiting = Waiting(lambda: library.wait_for_locks(LOCK_MS))
        self._displaced: Displaced | None = None
        # The outage that is asked about; while the question stands its length is what it was.
        self._asked: Outage | None = None
        self._talked = ""
        self._seat: _Seat | None = None

    @property
    def record(self) -> SessionRecord:
        """The session's record as it is on disk."""
        return self._record

    @property
    def session(self) -> Session:
        """The session that the facts amount to."""
        return self._session

    def reload(self) -> None:
        """Read the record again, after another service changed it.

        What is not on disk yet is newer than what is, so then the record stays as it is.
        """
        if self.write_waiting():
            return
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
        """Go on to the next stage, or into the next round; after the last one, end the session."""
        if self._session.ended is not None:
            raise RuleError("The session has ended.")
        following = self._session.next_stage
        if following is None:
            return self.end()
        return self.enter(following.id, again=self._session.going_round is not None)

    def back(self) -> Change:
        """Go back to the stage before; it gets a run of its own and what time it had left."""
        stage = self._session.stage
        if stage is None:
            raise RuleError("The session has not started yet.")
        place = self._session.position(stage.id)
        if place == 0:
            raise RuleError("This is the first stage.")
        return self.enter(self._session.stages[place - 1].id)

    def enter(self, stage_id: str, *, again: bool = False) -> Change:
        """Go to any stage; stages passed over count as skipped."""
        run_id = self._clock.new_id()
        fact = StageEntered(**self._stamp(), stage_id=stage_id, run_id=run_id, again=again)
        homeless = tuple(
            replace(c, stage_run=run_id, returns_in=None)
            for c in self._record.contributions
            if c.stage_run is None
            and c.withdrawn_at is None
            and c.returns_in == stage_id
            and c.kind is not ContributionKind.PARKING_LOT
        )
        return self._tell(fact, homeless)

    def repeat(self) -> Change:
        """Run the stage once more, with its whole time."""
        if self._session.run is None:
            raise RuleError("No stage is running.")
        return self.enter(self._session.run.stage_id, again=True)

    def leave(self) -> Change:
        """End the running stage without beginning another."""
        return self._tell(StageLeft(**self._stamp()))

    def skip(self, stage_id: str) -> Change:
        """Pass a coming stage over beforehand; going there takes that back."""
        if stage_id not in {stage.id for stage in self._session.coming}:
            raise RuleError("Only a stage that is still to come can be skipped.")
        return self._tell(StageSkipped(**self._stamp(), stage_id=stage_id))

    def move_start(self, seconds: int = START_STEP_S) -> Change:
        """Let the running stage have begun earlier than its key was pressed."""
        fact = StartMoved(**self._stamp(), seconds=seconds)
        run, moved = self._session.run, tell(self._session, fact).run
        if run is not None and moved is not None and moved.started == run.started:
            raise RuleError("The stage before ran until then. Undo goes back to it.")
        return self._tell(fact)

    def replan(self, stages: Sequence[tuple[str, int]]) -> Change:
        """Give the coming stages another order or other lengths, in seconds.

        The running stage may stand first. Stages that were run keep their place.
        """
        session = self._session
        coming = {stage.id for stage in session.coming}
        run = session.run
        here = "" if run is None else run.stage_id
        for place, (stage_id, seconds) in enumerate(stages):
            if stage_id not in coming and (place, stage_id) != (0, here):
                raise RuleError("Only stages that are still to come can be changed.")
            if not 0 <= seconds <= MAX_ENTRY_S:
                raise RuleError("A stage can have between 0 minutes and 24 hours.")
        fact = Replanned(**self._stamp(), stages=tuple(stages))
        changed = tell(session, fact)
        if changed.plan == session.plan:
            return self._clock_change()
        _check_blocks(changed)
        return self._tell(fact)

    def proposal(self) -> Proposal | None:
        """How the coming stages could make up for lateness; None up to a minute late."""
        late = self._late_ms()
        return None if late <= LATE_MS else propose(self._session, late // 1000)

    @property
    def late(self) -> bool:
        """Whether the session is more than a minute late."""
        return self._late_ms() > LATE_MS

    def _late_ms(self) -> int:
        """Milliseconds behind the agreed end, or without one behind the plan."""
        if not self._session.live:
            return 0
        return self.timing().behind

    def reopen(self) -> Change:
        """Go on with a session that has ended; no stage runs until one is entered."""
        return self._tell(Reopened(**self._stamp()))

    # Inside a stage

    def talk(self, speaker: str) -> Change:
        """Note that a person begins to talk, or, if they are talking, that they end.

        The same key within 300 ms is one press.
        """
        self._check_speaker(speaker)
        if self._session.run is None:
            raise RuleError("No stage is running.")
        now = moment(self._clock)
        newest = next(
            (f for f in reversed(self._record.facts) if isinstance(f, (TurnBegan, TurnEnded))), None
        )
        same = self._talked == speaker
        if newest is not None and same and newest.at.ms_until(now) < SAME_KEY_MS:
            return self._clock_change()
        self._talked = speaker
        if self._session.run.talking == speaker:
            return self._tell(TurnEnded(**self._stamp()))
        return self._tell(TurnBegan(**self._stamp(), speaker=speaker))

    def hold_seat(self, speaker: str) -> Change:
        """Note that a seat key goes down; who talked by another key that was held ends.

        Nothing is written yet: a key that is let go within 300 ms only chose a speaker.
        """
        change = self.release_seat()
        self._check_speaker(speaker)
        run = self._session.run
        if run is None:
            raise RuleError("No stage is running.")
        self._seat = _Seat(speaker, moment(self._clock), run.id)
        return change

    @property
    def seat_held(self) -> bool:
        """Whether a seat key is down, as far as was noted."""
        return self._seat is not None

    def keep_holding(self) -> Change:
        """Note that the seat key is still down after 300 ms: the turn began when it was pressed."""
        began = self._turn_of_seat()
        if self._seat is None or began is None:
            return self._clock_change()
        self._write((began,))
        self._seat = replace(self._seat, talks=True)
        return self._clock_change((began.id,))

    def release_seat(self) -> Change:
        """Note that the seat key was let go; a turn that its stage has ended already stays so."""
        held, now = self._seat, moment(self._clock)
        began = self._turn_of_seat()
        self._seat = None
        facts: list[Fact] = []
        if held is None:
            return self._clock_change()
        if began is not None and held.at.ms_until(now) >= SAME_KEY_MS:
            facts.append(began)
        if facts or (held.talks and self._talks_now(held)):
            facts.append(TurnEnded(**self._stamp()))
            self._write(facts)
        return self._clock_change(tuple(fact.id for fact in facts))

    def _turn_of_seat(self) -> TurnBegan | None:
        """The turn that a held key stands for, until it is written or its stage is left.

        It begins at the press, but never before what was noted since.
        """
        held, run, newest = self._seat, self._session.run, self._session.newest
        if held is None or held.talks or run is None or run.id != held.stage_run:
            return None
        stamp = self._stamp()
        if newest is not None:
            stamp["at"] = later_of(newest, held.at, now=stamp["at"])
        return TurnBegan(**stamp, speaker=held.speaker)

    def _talks_now(self, held: _Seat) -> bool:
        run = self._session.run
        return run is not None and run.id == held.stage_run and run.talking == held.speaker

    def pass_turn(self, speaker: str) -> Change:
        """Note that a person passed in a go-round."""
        self._check_speaker(speaker)
        if self._session.run is None:
            raise RuleError("No stage is running.")
        return self._tell(Passed(**self._stamp(), speaker=speaker))

    def not_yet_heard(self) -> tuple[Participant, ...]:
        """Who was not heard yet in the running stage, in the order of seats; the first is next."""
        run, stage = self._session.run, self._session.stage
        if run is None or stage is None:
            return ()
        listens = stage.kind in (StageKind.PRESENTER_LISTENS, StageKind.GO_ROUND)
        asked = seats(self._record.participants, presenter_too=not listens)
        return not_yet_heard(asked, run, self._record.contributions)

    def enter_place(self, place: str) -> Change:
        """Note that a room was entered, or with an empty name that the group walks on.

        Where the group is already, nothing changes.
        """
        run = self._session.run
        if run is None:
            raise RuleError("No stage is running.")
        if run.place == place:
            return self._clock_change()
        return self._tell(PlaceEntered(**self._stamp(), place=place))

    def interrupt(self, reason: Reason = Reason.BREAK) -> Change:
        """Hold the clock of the stage, with a reason."""
        return self._tell(Interrupted(**self._stamp(), reason=reason))

    def resume(self) -> Change:
        """Let the clock of the stage run on."""
        return self._tell(Resumed(**self._stamp()))

    def add_time(self, seconds: int) -> Change:
        """Give the running stage more seconds, or take some from it.

        Refused where nothing is left to take: a fact without effect would only confuse an undo.
        """
        remaining = self.timing().remaining
        if seconds < 0 and self._session.run is not None and (remaining or 0) <= 0:
            raise RuleError("The time of this stage is used up. Undo takes back a minute given.")
        return self._tell(TimeAdded(**self._stamp(), seconds=seconds))

    def end(self) -> Change:
        """End the session, wherever it is; everything captured stays."""
        return self._tell(Ended(**self._stamp()))

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
        *,
        evidence: str = "",
        verbatim: bool = False,
        focus: tuple[Focus, ...] = (),
        about: str | None = None,
        artifact: str | None = None,
        place: str = "",
        returns_in: str | None = None,
        keep_draft: bool = False,
    ) -> Change:
        """Capture what was said, or leave a mark where `text` is empty.

        The half-typed capture that was kept goes, unless this one did not grow from it.
        """
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
            evidence=evidence,
            verbatim=verbatim,
            focus=focus,
            about=about,
            artifact=artifact,
            place=place,
            returns_in=returns_in,
        )
        sessions, session_id = self._library.sessions, self._record.id
        self._waiting.keep(
            lambda: sessions.add_contribution(session_id, contribution, keep_draft=keep_draft)
        )
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
        evidence: str | None = None,
        verbatim: bool | None = None,
        focus: tuple[Focus, ...] | None = None,
        about: str | Unchanged | None = UNCHANGED,
        artifact: str | Unchanged | None = UNCHANGED,
        place: str | None = None,
        returns_in: str | Unchanged | None = UNCHANGED,
        stage_run: str | Unchanged | None = UNCHANGED,
        starred: bool | None = None,
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
            evidence=old.evidence if evidence is None else evidence,
            verbatim=old.verbatim if verbatim is None else verbatim,
            focus=old.focus if focus is None else focus,
            about=old.about if about is UNCHANGED else about,
            artifact=old.artifact if artifact is UNCHANGED else artifact,
            place=old.place if place is None else place,
            returns_in=old.returns_in if returns_in is UNCHANGED else returns_in,
            stage_run=old.stage_run if stage_run is UNCHANGED else stage_run,
            starred=old.starred if starred is None else starred,
        )
        if new == old:
            return Change(Changed.CONTRIBUTIONS, self._record.id, (old.id,))
        if _wording(new) == _wording(old):
            return self._save(new)
        before = Wording(
            id=self._clock.new_id(),
            kind=old.kind,
            text=old.text,
            speaker=old.speaker,
            level=old.level,
            evidence=old.evidence,
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
        details: Details = Details(),  # noqa: B008 - it cannot be changed
    ) -> None:
        """Keep a half-typed capture, so that a crash loses at most the last second of it."""
        draft = None
        if text or details.evidence:
            draft = Draft(
                text=text,
                kind=kind,
                speaker=speaker,
                level=level,
                stage_run=None if first_key is None else first_key.stage_run,
                offset_ms=None if first_key is None else first_key.offset_ms,
                details=details,
            )
        self._library.sessions.save_draft(self._record.id, draft)

    def draft(self) -> Draft | None:
        """The half-typed capture that was kept."""
        return self._library.sessions.draft(self._record.id)

    def save_line(self, stage_id: str, place: str, text: str) -> None:
        """Keep what is half typed for a small group of a stage; empty, there is nothing to keep."""
        self._library.sessions.save_line(self._record.id, _line(stage_id, place), text)

    def lines(self) -> dict[str, str]:
        """What was half typed for the small groups of the running stage, by group."""
        stage = self._session.stage
        if stage is None:
            return {}
        kept = self._library.sessions.lines(self._record.id)
        mine = _line(stage.id, "")
        return {
            name.removeprefix(mine): text for name, text in kept.items() if name.startswith(mine)
        }

    def add_line(self, place: str, text: str) -> Change:
        """Capture what a small group of the running stage says; its half-typed line goes."""
        stage = self._session.stage
        if stage is None:
            raise RuleError("No stage is running.")
        kind = stage.kinds[0] if stage.kinds else ContributionKind.PROCESS_NOTE
        change = self.add_contribution(
            kind, text, None, self.first_key(), place=place, keep_draft=True
        )
        sessions, session_id, line = self._library.sessions, self._record.id, _line(stage.id, place)
        # Behind the capture: until that is durable the half-typed line is all there is of it.
        self._waiting.keep(lambda: sessions.save_line(session_id, line, ""))
        return change

    # Undo

    def undoable(self) -> Undoable | None:
        """The newest act that can be taken back: a move or a capture, whichever came last."""
        move = self._newest_move()
        capture = self._newest_capture()
        if capture is not None and (move is None or self._order(capture.id) > self._order(move.id)):
            return Undoable(Act.CAPTURED, capture.id, capture.kind.value)
        return None if move is None else self._undoable_move(move)

    def _newest_capture(self) -> Contribution | None:
        """The capture made last; one made here is newer than any that was read."""
        ids = [c.id for c in self._record.kept]
        made = max(filter(self._made.__contains__, ids), key=self._made.__getitem__, default=None)
        newest = made or max(ids, default=None)
        return None if newest is None else self._contribution(newest)

    def undo(self) -> Change:
        """Take the newest act back: a move as if it had never been, a capture kept aside."""
        found = self.undoable()
        if found is None:
            raise RuleError("There is nothing to undo.")
        if found.act is Act.CAPTURED:
            old = self._contribution(found.action)
            return self._save(replace(old, withdrawn_at=utc_now(self._clock)))
        return self._tell(Undone(**self._stamp(), undone_action=found.action))

    def undoable_move(self) -> Undoable | None:
        """The newest stage move, where captures made since would keep an undo from reaching it."""
        move = self._newest_move()
        if not isinstance(move, StageEntered):
            return None
        return self._undoable_move(move)

    def undo_move(self) -> Change:
        """Take the newest stage move back and keep the captures made since.

        They stand in the stage that runs again; `displaced` tells which, until the next move.
        """
        move = self._newest_move()
        if not isinstance(move, StageEntered):
            raise RuleError("The newest move is not to another stage. Undo takes it back.")
        undone = Undone(**self._stamp(), undone_action=move.action)
        after = replay(self._record.plan, (*self._record.facts, undone))
        said = [c for c in self._record.kept if c.stage_run == move.run_id]
        if after.began is None and self._record.kept:
            raise RuleError("Captures were made since the start, so the start stays.")
        moved = tuple(replace(c, stage_run=_run_id(after, c.offset_ms)) for c in said)
        change = self._tell(undone, moved)
        if moved:
            stage = self._session.stage_of(move.stage_id)
            self._displaced = Displaced(tuple(c.id for c in moved), stage.id, stage.name)
        return change

    @property
    def displaced(self) -> Displaced | None:
        """Captures that lost their stage run by the newest undo, to ask where they belong."""
        return self._displaced

    def leave_displaced(self) -> Change:
        """Leave the captures in the stage that runs again."""
        self._displaced = None
        return Change(Changed.CONTRIBUTIONS, self._record.id)

    def hold_displaced(self) -> Change:
        """Keep the captures for the stage they were made in, until it is entered."""
        found = self._displaced
        if found is None:
            raise RuleError("There is nothing to move.")
        held = tuple(
            replace(self._contribution(id_), stage_run=None, returns_in=found.stage_id)
            for id_ in found.ids
        )
        self._displaced = None
        sessions, session_id = self._library.sessions, self._record.id
        self._waiting.keep(lambda: sessions.save_contributions(session_id, held))
        self._take(held)
        return Change(Changed.CONTRIBUTIONS, session_id, found.ids)

    # After the program was away

    def keep_alive(self) -> None:
        """Leave a sign of life, unless it would hide an outage that was not answered."""
        if self._session.live and self._asked is None and not self._waiting:
            self._library.sessions.keep_alive(self._record.id, moment(self._clock))

    def outage(self) -> Outage | None:
        """The time the program was away while this session was live, if it was long enough."""
        if not self._session.live or self._session.newest is None:
            return None
        if self._asked is not None:
            return self._asked
        alive = self._library.sessions.last_alive(self._record.id)
        newest = self._session.newest
        now = moment(self._clock)
        # One that lies ahead says nothing.
        known = alive is not None and (alive.boot != now.boot or alive.steady_ms <= now.steady_ms)
        since = later_of(newest, alive, now=now) if alive is not None and known else newest
        length = since.ms_until(now)
        if length < OUTAGE_MS:
            return None
        self._asked = Outage(since, length, estimated=since.boot != now.boot)
        return self._asked

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
        else:
            # From here on the steady clock of this boot is exact again.
            away = outage.length_ms
            facts.append(Recovered(id=self._clock.new_id(), action=action, at=now, away_ms=away))
        self._write(facts)
        self.keep_alive()
        return self._clock_change(tuple(fact.id for fact in facts))

    # Writing

    @property
    def waiting(self) -> int:
        """How many acts are not on disk yet."""
        return len(self._waiting)

    def write_waiting(self) -> int:
        """Try to put on disk what waits, in its order; returns how many acts still wait."""
        return self._waiting.try_again()

    def _stamp(self) -> _Stamp:
        """What every fact has: ids of its own and the time."""
        return {
            "id": self._clock.new_id(),
            "action": self._clock.new_id(),
            "at": moment(self._clock),
        }

    def _tell(self, fact: Fact, contributions: Sequence[Contribution] = ()) -> Change:
        self._write((fact,), contributions)
        return self._clock_change((fact.id,))

    def _write(self, facts: Sequence[Fact], contributions: Sequence[Contribution] = ()) -> None:
        """Let the domain check the facts, make them durable, then let them show."""
        log = (*self._record.facts, *facts)
        if any(isinstance(fact, Undone) for fact in facts):
            session = replay(self._record.plan, log)
        else:
            session = self._session
            for fact in facts:
                session = tell(session, fact)
        sessions, session_id = self._library.sessions, self._record.id
        status, seen = status_of(session), len(self._record.facts)
        self._waiting.keep(
            lambda: sessions.append_facts(
                session_id, facts, status, seen=seen, contributions=contributions
            )
        )
        self._record = replace(self._record, facts=log)
        self._session = session
        self._displaced = None
        self._asked = None
        self._take(contributions)
        for fact in facts:
            self._note_made(fact.id)

    def _take(self, contributions: Sequence[Contribution]) -> None:
        """Put changed contributions in the place of those of before."""
        changed = {c.id: c for c in contributions}
        if changed:
            kept = tuple(changed.get(c.id, c) for c in self._record.contributions)
            self._record = replace(self._record, contributions=kept)

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
        for contribution in reversed(self._record.contributions):
            if contribution.id == contribution_id:
                return contribution
        raise RuleError("That contribution is not in this session.")

    def _save(self, contribution: Contribution) -> Change:
        sessions, session_id = self._library.sessions, self._record.id
        self._waiting.keep(lambda: sessions.save_contribution(session_id, contribution))
        self._take((contribution,))
        return Change(Changed.CONTRIBUTIONS, session_id, (contribution.id,))

    def _newest_move(self) -> Fact | None:
        withdrawn = withdrawn_actions(self._record.facts)
        for fact in reversed(self._record.facts):
            if not isinstance(fact, _NOT_UNDONE) and fact.action not in withdrawn:
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
            case StageSkipped():
                stage = self._session.stage_of(fact.stage_id)
                return Undoable(Act.SKIPPED, fact.action, stage.name)
            case StartMoved():
                return Undoable(Act.START_MOVED, fact.action, str(fact.seconds))
            case Passed():
                person = self._record.participant(fact.speaker)
                return Undoable(Act.PASSED, fact.action, "" if person is None else person.shown)
            case _:
                return Undoable(_PLAIN_ACTS[type(fact)], fact.action, "")


_PLAIN_ACTS: dict[type[Fact], Act] = {
    Resumed: Act.RESUMED,
    StageLeft: Act.LEFT,
    Replanned: Act.REPLANNED,
    Ended: Act.ENDED,
    Reopened: Act.REOPENED,
}


def _wording(contribution: Contribution) -> tuple[object, ...]:
    """What a correction keeps the original of."""
    c = contribution
    return c.kind, c.text, c.speaker, c.level, c.evidence


def _line(stage_id: str, place: str) -> str:
    """The name under which a group's line is kept: groups of two stages may be called the same."""
    return f"{stage_id}\n{place}"


def _run_id(session: Session, offset: int) -> str | None:
    run = session.run_at(offset)
    return None if run is None else run.id


def _check_blocks(session: Session) -> None:
    """Stages that go round together must stay in a row."""
    left: set[str] = set()
    before = ""
    for stage in session.stages:
        if stage.block and stage.block != before and stage.block in left:
            raise RuleError("Stages that go round together stay together.")
        left.add(stage.block)
        before = stage.block
