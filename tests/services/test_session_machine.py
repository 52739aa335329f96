"""Whatever is done in whatever order, with crashes between, the session is what a plain count says.

The count knows no facts and no replay: it lists what was done, drops what was undone, and adds up
the time piece by piece.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Level, SessionRecord
from dilc_desktop.services.live import Live, OutageAnswer
from dilc_desktop.store.library import Library

if TYPE_CHECKING:
    from tests.conftest import FakeClock

STAGES = ("stage-1", "stage-2", "stage-3", "stage-4", "stage-5")
PLANNED_MS = dict(zip(STAGES, (600_000, 300_000, 900_000, 300_000, 300_000), strict=True))
SECONDS = st.integers(0, 900)


@dataclass
class Visit:
    """One visit of a stage, as added up."""

    stage: str
    had: int
    number: int = 1
    began: int = 0
    ended: int | None = None
    spent: int = 0
    held: int = 0
    more: int = 0
    open: bool = True
    on_hold: bool = False


@dataclass
class Count:
    """What an observer with a stopwatch would have on paper."""

    visits: list[Visit] = field(default_factory=list)
    begun_at: int | None = None
    over: bool = False
    dropped: set[str] = field(default_factory=set)
    _at: int = 0

    def pass_to(self, at: int) -> None:
        if self.visits and self.visits[-1].open:
            visit = self.visits[-1]
            if visit.on_hold:
                visit.held += at - self._at
            else:
                visit.spent += at - self._at
        self._at = at

    def enter(self, stage: str, *, again: bool = False) -> None:
        if self.begun_at is None:
            self.begun_at = self._at
        self.close()
        before = [visit for visit in self.visits if visit.stage == stage]
        number = max((visit.number for visit in before), default=1)
        if again and before:
            number += 1
        used = sum(visit.spent - visit.more for visit in before if visit.number == number)
        had = max(0, PLANNED_MS[stage] - used)
        self.visits.append(Visit(stage, had, number, began=self._at))
        self.dropped.discard(stage)

    def close(self) -> None:
        if self.visits and self.visits[-1].open:
            self.visits[-1].open = False
            self.visits[-1].ended = self._at

    def following(self) -> str | None:
        place = STAGES.index(self.visits[-1].stage) + 1 if self.visits else 0
        return next((stage for stage in STAGES[place:] if stage not in self.dropped), None)

    def in_stage(self) -> bool:
        return bool(self.visits) and self.visits[-1].open and not self.over

    def begin_earlier(self) -> None:
        earlier = self.could_begin_earlier()
        self.visits[-1].began -= earlier
        self.visits[-1].spent += earlier

    def could_begin_earlier(self) -> int:
        if len(self.visits) < 2:
            return 30_000
        ended = self.visits[-2].ended
        assert ended is not None
        return min(30_000, self.visits[-1].began - ended)

    def add(self, more: int) -> None:
        visit = self.visits[-1]
        had = visit.had + visit.more
        visit.more = max(had + more, min(had, visit.spent)) - visit.had

    def end(self) -> None:
        self.close()
        self.over = True

    def reopen(self) -> None:
        self.over = False


@dataclass
class Done:
    """One act: what it did to the count and when, or the capture it made."""

    pieces: tuple[tuple[int, Callable[[Count], None]], ...] = ()
    capture: str = ""


def hold(count: Count) -> None:
    count.visits[-1].on_hold = True


def go_on(count: Count) -> None:
    count.visits[-1].on_hold = False


class SessionMachine(RuleBasedStateMachine):
    """A live session and its count, side by side."""

    clock_type: type[FakeClock]
    planned: SessionRecord

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.folder = Path(self.place.name) / "library"
        self.clock = self.clock_type()
        self.library = Library.open(self.folder)
        self.library.sessions.insert(self.planned)
        self.live = Live(self.library, self.clock, self.planned.id)
        self.first_steady = self.clock.steady_ms()
        self.done: list[Done] = []
        self.said: dict[str, tuple[int, int | None, str]] = {}
        self.alive_at = 0

    def teardown(self) -> None:
        self.library.close()
        self.place.cleanup()

    # The count

    @property
    def now(self) -> int:
        return self.clock.steady_ms() - self.first_steady

    def count(self) -> Count:
        count = Count()
        for act in self.done:
            for at, piece in act.pieces:
                count.pass_to(at)
                piece(count)
        if not count.over:
            count.pass_to(self.now)
        return count

    def axis(self, at: int) -> int:
        begun = self.count().begun_at
        assert begun is not None
        return at - begun

    def running(self) -> bool:
        count = self.count()
        return bool(count.visits) and not count.over

    def act(self, act: Callable[[], object], *, fits: bool, piece: Callable[[Count], None]) -> None:
        """Do something that the count says fits or does not."""
        if not fits:
            with pytest.raises(RuleError):
                act()
            return
        act()
        self.done.append(Done(((self.now, piece),)))
        self.alive_at = self.now

    # What people do

    @rule(seconds=SECONDS, thousandths=st.integers(0, 999))
    def wait(self, seconds: int, thousandths: int) -> None:
        self.clock.advance(seconds + thousandths / 1000)

    @rule(seconds=st.integers(-7200, 7200))
    def set_the_wall_clock(self, seconds: int) -> None:
        self.clock.jump(seconds)

    @initialize()
    def start(self) -> None:
        self.act(self.live.start, fits=True, piece=lambda count: count.enter("stage-1"))

    @rule()
    def start_again(self) -> None:
        if self.count().visits:
            self.live.start()
        else:
            self.start()

    @rule()
    def next(self) -> None:
        count = self.count()
        stage = count.following()
        if stage is None:
            fits = bool(count.visits) and not count.over
            self.act(self.live.next, fits=fits, piece=Count.end)
        else:
            self.act(self.live.next, fits=not count.over, piece=lambda after: after.enter(stage))

    @rule()
    def back(self) -> None:
        count = self.count()
        place = STAGES.index(count.visits[-1].stage) - 1 if count.visits else -1
        stage = STAGES[max(0, place)]
        fits = place >= 0 and not count.over
        self.act(self.live.back, fits=fits, piece=lambda after: after.enter(stage))

    @rule(stage=st.sampled_from(STAGES))
    def jump(self, stage: str) -> None:
        count = self.count()
        here = count.visits[-1].stage if count.in_stage() else ""
        fits = stage != here and not count.over
        self.act(lambda: self.live.enter(stage), fits=fits, piece=lambda after: after.enter(stage))

    @rule()
    def leave(self) -> None:
        self.act(self.live.leave, fits=self.count().in_stage(), piece=Count.close)

    @rule()
    def repeat(self) -> None:
        count = self.count()
        stage = count.visits[-1].stage if count.visits else ""
        self.act(
            self.live.repeat,
            fits=count.in_stage(),
            piece=lambda after: after.enter(stage, again=True),
        )

    @rule(stage=st.sampled_from(STAGES))
    def skip(self, stage: str) -> None:
        count = self.count()
        place = STAGES.index(count.visits[-1].stage) + 1 if count.visits else 0
        fits = stage in STAGES[place:] and stage not in count.dropped
        self.act(
            lambda: self.live.skip(stage), fits=fits, piece=lambda after: after.dropped.add(stage)
        )

    @rule()
    def begin_earlier(self) -> None:
        count = self.count()
        fits = count.in_stage() and count.could_begin_earlier() > 0
        self.act(self.live.move_start, fits=fits, piece=Count.begin_earlier)

    @rule()
    def reopen(self) -> None:
        self.act(self.live.reopen, fits=self.count().over, piece=Count.reopen)

    @rule()
    def interrupt(self) -> None:
        fits = self.count().in_stage() and not self.count().visits[-1].on_hold
        self.act(self.live.interrupt, fits=fits, piece=hold)

    @rule()
    def resume(self) -> None:
        fits = self.count().in_stage() and self.count().visits[-1].on_hold
        self.act(self.live.resume, fits=fits, piece=go_on)

    @rule(seconds=st.integers(-600, 600))
    def add_time(self, seconds: int) -> None:
        visits = self.count().visits
        used_up = bool(visits) and visits[-1].spent >= visits[-1].had + visits[-1].more
        self.act(
            lambda: self.live.add_time(seconds),
            fits=self.count().in_stage() and not (seconds < 0 and used_up),
            piece=lambda count: count.add(seconds * 1000),
        )

    @rule()
    def end(self) -> None:
        self.act(self.live.end, fits=self.running(), piece=Count.end)

    @precondition(lambda self: self.running())
    @rule(typing=st.integers(0, 20), moves_on=st.booleans(), words=st.sampled_from(("", "Yes.")))
    def capture(self, typing: int, moves_on: bool, words: str) -> None:
        first_key, pressed = self.live.first_key(), self.axis(self.now)
        visit = len(self.count().visits) - 1 if self.count().in_stage() else None
        self.live.save_draft(words[:2], None, None, Level.GROUP, first_key)
        self.clock.advance(typing)
        if moves_on and self.count().following() is not None:
            self.next()
        change = self.live.add_contribution(ContributionKind.ANSWER, words, "person-2", first_key)
        self.said[change.ids[0]] = (pressed, visit, words)
        self.done.append(Done(capture=change.ids[0]))

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        said = data.draw(st.sampled_from(sorted(self.said)))
        offset, visit, words = self.said[said]
        self.live.correct(said, text=f"{words} Rather.")
        self.said[said] = (offset, visit, f"{words} Rather.")

    @rule()
    def undo(self) -> None:
        if not self.done:
            with pytest.raises(RuleError):
                self.live.undo()
            return
        undoable = self.live.undoable()
        assert undoable is not None
        self.live.undo()
        newest = self.done.pop()
        if newest.capture:
            assert undoable.action == newest.capture
            del self.said[newest.capture]
        else:
            self.alive_at = self.now

    # What happens to the program

    @rule()
    def leave_a_sign_of_life(self) -> None:
        self.live.keep_alive()
        if self.running():
            self.alive_at = self.now

    @rule(whole_program=st.booleans())
    def crash_and_open_again_at_once(self, whole_program: bool) -> None:
        before = self.live
        if whole_program:
            self.library.close()
            self.library = Library.open(self.folder)
        self.live = Live(self.library, self.clock, self.planned.id)
        assert self.live.record == before.record
        assert self.live.session == before.session
        assert self.live.timing() == before.timing()

    @rule(away=SECONDS, answer=st.sampled_from(OutageAnswer))
    def crash_and_come_back_later(self, away: int, answer: OutageAnswer) -> None:
        self.clock.suspend(away)
        self.live = Live(self.library, self.clock, self.planned.id)
        outage = self.live.outage()
        missing = self.now - self.alive_at
        assert (outage is not None) == (self.running() and missing >= 5_000)
        if outage is None:
            return
        assert (outage.length_ms, outage.estimated) == (missing, False)
        on_hold = self.count().visits[-1].on_hold
        holds = self.count().in_stage() and not on_hold
        self.live.answer_outage(outage, answer)
        if answer is OutageAnswer.SESSION_ENDED:
            self.done.append(Done(((self.alive_at, Count.end),)))
        elif answer is OutageAnswer.INTERRUPTION and holds:
            self.done.append(Done(((self.alive_at, hold), (self.now, go_on))))
        if answer is not OutageAnswer.SESSION_ENDED:
            self.alive_at = self.now

    # What must hold

    @invariant()
    def the_session_is_what_the_count_says(self) -> None:
        visits, session, seen = self.count().visits, self.live.session, self.live.timing()
        assert session.live == self.running()
        found = [
            Visit(
                stage=run.stage_id,
                had=run.planned_ms,
                number=run.round,
                began=run.started,
                ended=run.ended,
                spent=run.active_ms(seen.now),
                held=run.interrupted_ms(seen.now),
                more=run.added_ms,
                open=run.ended is None,
            )
            for run in session.runs
        ]
        begun = self.count().begun_at or 0
        assert found == [
            replace(
                visit,
                on_hold=False,
                began=visit.began - begun,
                ended=None if visit.ended is None else visit.ended - begun,
            )
            for visit in visits
        ]
        if self.count().in_stage():
            here = visits[-1]
            assert session.run is not None
            assert session.run.interrupted == here.on_hold
            assert (seen.elapsed, seen.interrupted) == (here.spent, here.held)
            assert seen.remaining == here.had + here.more - here.spent

    @invariant()
    def every_capture_is_kept_at_its_time_in_its_visit(self) -> None:
        runs: list[str | None] = [run.id for run in self.live.session.runs]
        places = {run: place for place, run in enumerate(runs)}
        kept = {
            c.id: (c.offset_ms, None if c.stage_run is None else places[c.stage_run], c.text)
            for c in self.live.record.kept
        }
        assert kept == self.said

    @invariant()
    def what_is_shown_is_on_disk(self) -> None:
        assert self.library.sessions.record(self.planned.id) == self.live.record


def test_a_live_session_is_what_a_plain_count_says_through_every_crash(
    new_clock: type[FakeClock], planned: SessionRecord
) -> None:
    machine = type("Machine", (SessionMachine,), {"clock_type": new_clock, "planned": planned})
    run_state_machine_as_test(machine, settings=settings(max_examples=40, stateful_step_count=25))
