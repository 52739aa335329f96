"""The clock of a session: everything shown about time, computed from the session and the time.

Nothing is counted down. Elapsed, interrupted, added and overrun time are separate quantities, so
"planned 5, used 7, of which 1 was added" can be told afterwards. Times are in milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dilc_desktop.domain.session import (
    PlannedStage,
    Session,
    StageRun,
    left_of_later_rounds,
    left_of_stage,
)

MAX_ENTRY_S = 24 * 3600
_SOON_MS = 120_000
_SOON_SHARE = 0.2
_NUDGE_MS = 60_000
_NUDGE_AGAIN_MS = 30_000
_ANOTHER_DAY_MS = 12 * 3600 * 1000


class Phase(StrEnum):
    """What the clock says in one word."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    SOON = "soon"
    OVER = "over"
    INTERRUPTED = "interrupted"
    BETWEEN = "between"
    ENDED = "ended"


class Signal(StrEnum):
    """A moment of a stage that may be shown or sounded once."""

    SOON = "soon"
    TIME_UP = "time_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """Where a session stands against its plan, and the parts that add up to it, in milliseconds.

    Positive is behind. `overruns` holds time over (or, negative, under) what stages had;
    `skipped` is negative: the plan of stages passed over, and after the end of all never reached.
    `replanned` is what the plan was made longer, or (negative) shorter, on the way.
    """

    gaps: int
    interruptions: int
    added: int
    overruns: int
    skipped: int
    replanned: int = 0

    @property
    def total(self) -> int:
        """All parts together."""
        parts = (self.gaps, self.interruptions, self.added, self.overruns, self.skipped)
        return sum(parts) + self.replanned


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """All that a clock can show at one instant, in milliseconds.

    `soon` is how long before the end the last part of the stage begins. `remaining` is negative in
    overtime and None where no stage is running. `expected_end_ms` and `planned_end_ms` are UTC
    since the epoch, None before the start. `behind_start` compares with the plan laid at the
    actual start, `behind_schedule` with the plan laid at the scheduled start, `behind_agreed` with
    the agreed end.
    """

    now: int
    phase: Phase
    elapsed: int = 0
    interrupted: int = 0
    added: int = 0
    allowed: int = 0
    soon: int = 0
    remaining: int | None = None
    idle: int = 0
    lateness: Lateness | None = None
    expected_end_ms: int | None = None
    planned_end_ms: int | None = None
    behind_schedule: int | None = None
    behind_agreed: int | None = None
    until_agreed: int | None = None

    @property
    def overrun(self) -> int:
        """Time over what the stage had."""
        return max(0, -self.remaining) if self.remaining is not None else 0

    @property
    def behind_start(self) -> int:
        """Time behind (or, negative, ahead of) the plan laid at the actual start."""
        return self.lateness.total if self.lateness else 0

    @property
    def by_agreed_end(self) -> bool:
        """Whether `behind` compares with the agreed end; one of another day does not count."""
        return self.behind_agreed is not None and abs(self.behind_agreed) <= _ANOTHER_DAY_MS

    @property
    def behind(self) -> int:
        """Time behind (or, negative, ahead of) the agreed end, or without one the plan."""
        agreed = self.behind_agreed
        return agreed if agreed is not None and self.by_agreed_end else self.behind_start

    @property
    def fraction_left(self) -> float:
        """The share of the stage's time that is left, 0 to 1."""
        if self.remaining is None or self.allowed <= 0:
            return 0.0
        return max(0.0, min(1.0, self.remaining / self.allowed))


def soon_ms(allowed: int, own_s: int = 0) -> int:
    """How long before the end "soon" begins: the stage's own seconds, but never before its start.

    Without any it is two minutes, in short stages their last fifth.
    """
    if own_s > 0:
        return min(own_s * 1000, allowed)
    return min(_SOON_MS, int(allowed * _SOON_SHARE))


def timing(
    session: Session,
    now: int,
    now_utc_ms: int,
    *,
    scheduled_start_ms: int | None = None,
    agreed_end_ms: int | None = None,
) -> Timing:
    """Say everything about a session's time at `now` on its axis.

    `now_utc_ms` places the expected end on the wall clock; it never enters an elapsed value.
    """
    if session.began is None:
        stage = next(iter(session.stages), None)
        first = 0 if stage is None else stage.planned_s * 1000
        soon = soon_ms(first, 0 if stage is None else stage.soon_s)
        return Timing(now=0, phase=Phase.NOT_STARTED, allowed=first, soon=soon, remaining=first)
    if session.ended is not None:
        now, now_utc_ms = session.ended, session.began.utc_ms + session.ended
    run = session.run
    lateness = _lateness(session, now)
    left = 0 if session.ended is not None else _time_left(session, now)
    expected = now_utc_ms + left
    planned = _whole_ms(session.first_plan)
    planned_end = now_utc_ms - now + session.start + planned
    behind_schedule = None
    if scheduled_start_ms is not None:
        late_start = session.began.utc_ms + session.start - scheduled_start_ms
        behind_schedule = late_start + lateness.total
    since = session.runs[-1].ended if session.runs and run is None else None
    whole = Timing(
        now=now,
        phase=Phase.ENDED if session.ended is not None else Phase.BETWEEN,
        idle=0 if since is None else now - since,
        lateness=lateness,
        expected_end_ms=expected,
        planned_end_ms=planned_end,
        behind_schedule=behind_schedule,
        behind_agreed=None if agreed_end_ms is None else expected - agreed_end_ms,
        until_agreed=None if agreed_end_ms is None else agreed_end_ms - now_utc_ms,
    )
    return whole if run is None else _of_run(whole, run, session.stage_of(run.stage_id))


def _of_run(whole: Timing, run: StageRun, stage: PlannedStage) -> Timing:
    allowed = run.planned_ms + run.added_ms
    soon = soon_ms(allowed, stage.soon_s)
    elapsed = run.active_ms(whole.now)
    return replace(
        whole,
        phase=_phase(run, allowed - elapsed, soon),
        elapsed=elapsed,
        interrupted=run.interrupted_ms(whole.now),
        added=run.added_ms,
        allowed=allowed,
        soon=soon,
        remaining=allowed - elapsed,
    )


def _phase(run: StageRun, remaining: int, soon: int) -> Phase:
    if run.interrupted:
        return Phase.INTERRUPTED
    if remaining <= 0:
        return Phase.OVER
    return Phase.SOON if remaining <= soon else Phase.RUNNING


def _time_left(session: Session, now: int) -> int:
    """What the running stage and the stages after it still have."""
    left = 0
    run = session.run
    if run is not None:
        left += max(0, run.planned_ms + run.added_ms - run.active_ms(now))
    left += left_of_later_rounds(session)
    return left + sum(left_of_stage(session, coming) for coming in session.coming)


def _whole_ms(plan: Sequence[PlannedStage]) -> int:
    return sum(stage.whole_ms for stage in plan if not stage.left_out)


def _lateness(session: Session, now: int) -> Lateness:
    """Split the distance to the first plan into its parts; they add up to it exactly.

    expected total - planned total, where the expected total is the time so far and the time left.
    """
    in_runs = sum((now if r.ended is None else r.ended) - r.started for r in session.runs)
    interruptions = sum(run.interrupted_ms(now) for run in session.runs)
    added = sum(run.added_ms for run in session.runs)
    missed = _missed(session)
    skipped = -sum(s.whole_ms for s in session.stages if s.id in missed)
    planned = _whole_ms(session.first_plan)
    replanned = _whole_ms(session.plan) - planned
    so_far = (now if session.ended is None else session.ended) - session.start
    left = 0 if session.ended is not None else _time_left(session, now)
    total = so_far + left - planned
    gaps = so_far - in_runs
    overruns = total - gaps - interruptions - added - skipped - replanned
    return Lateness(
        gaps=gaps,
        interruptions=interruptions,
        added=added,
        overruns=overruns,
        skipped=skipped,
        replanned=replanned,
    )


def _missed(session: Session) -> frozenset[str]:
    """Ids of stages that were passed over; once the session has ended, all never visited."""
    if session.ended is None:
        return session.skipped
    visited = {run.stage_id for run in session.runs}
    return frozenset(stage.id for stage in session.stages if stage.id not in visited)


def signal(before: Timing, after: Timing, *, same_run: bool) -> Signal | None:
    """The signal due between two looks at the same stage run, or None.

    A stage that begins inside its last minutes, or a moment that passed while nobody looked
    (`same_run` false, or the laptop slept: the caller says so), gives none.
    """
    if not same_run or before.remaining is None or after.remaining is None:
        return None
    if before.remaining > 0 >= after.remaining:
        return Signal.TIME_UP
    if before.remaining > after.soon >= after.remaining:
        return Signal.SOON
    return None


def nudge_due(session: Session, before: Timing, after: Timing) -> bool:
    """Whether people should be reminded, between two looks, that no stage is running.

    After a minute between stages, then every half minute; never after the last stage.
    """
    if after.phase is not Phase.BETWEEN or session.next_stage is None:
        return False
    return _nudges(after.idle) > _nudges(before.idle if before.phase is Phase.BETWEEN else 0)


def _nudges(idle: int) -> int:
    return 0 if idle < _NUDGE_MS else 1 + (idle - _NUDGE_MS) // _NUDGE_AGAIN_MS


def shown_seconds(remaining: int) -> int:
    """The whole second to show: remaining time rounds up, overtime rounds down.

    So 5:00 shows for a full second and 0:00 appears exactly when the time is up.
    """
    return -(-remaining // 1000)


def clock_text(seconds: int) -> str:
    """Minutes and seconds as 4:05, with hours as 1:04:05; overtime without its sign."""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


_HOURS = re.compile(r"(\d+)\s*h(?:\s*(\d+)\s*m?)?")
_MINUTES = re.compile(r"(\d+)\s*m(?:in)?(?:\s*(\d+)\s*s?)?")
_SECONDS = re.compile(r"(\d+)\s*s")
_CLOCK = re.compile(r"(\d+):(\d{1,2})(?::(\d{1,2}))?")
_NUMBER = re.compile(r"(\d+)(?:[.,](\d+))?")
_COMMA = re.compile(r"(\d+),([0-5]\d)")
_LONGEST_ENTRY = 12


def parse_duration(text: str) -> int | None:
    """Read a length of time as people type it, in seconds; None where it is not one.

    "5", "5m" and "5:00" are five minutes, "90s" ninety seconds, "1h5" an hour and five minutes,
    "1.5" and "1,5" a minute and a half, "5,30" five minutes and thirty seconds, "1:00:00" an hour.
    """
    entry = text.strip().lower()
    if len(entry) > _LONGEST_ENTRY or not entry.isascii():
        return None
    seconds = _seconds_of(entry)
    return seconds if seconds is not None and seconds <= MAX_ENTRY_S else None


def _seconds_of(entry: str) -> int | None:
    if match := _COMMA.fullmatch(entry):
        return int(match[1]) * 60 + int(match[2])
    if match := _CLOCK.fullmatch(entry):
        first, second, third = match[1], match[2], match[3]
        if int(second) >= 60 or int(third or 0) >= 60:
            return None
        if third is None:
            return int(first) * 60 + int(second)
        return int(first) * 3600 + int(second) * 60 + int(third)
    if match := _HOURS.fullmatch(entry):
        return int(match[1]) * 3600 + int(match[2] or 0) * 60
    if match := _MINUTES.fullmatch(entry):
        return int(match[1]) * 60 + int(match[2] or 0)
    if match := _SECONDS.fullmatch(entry):
        return int(match[1])
    if match := _NUMBER.fullmatch(entry):
        fraction = float(f"0.{match[2]}") if match[2] else 0.0
        return int(match[1]) * 60 + round(fraction * 60)
    return None


def total_planned_s(plan: Sequence[PlannedStage]) -> int:
    """The plan's length in seconds, without what is left out."""
    return _whole_ms(plan) // 1000
