"""What the clock says in words and figures, the same on every screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from PySide6.QtCore import QCoreApplication, QLocale

from dilc_desktop.domain.timing import Phase, Timing, clock_text, shown_seconds
from dilc_desktop.ui.date_words import clock_words

_tr = QCoreApplication.translate
_ON_TIME_MS = 15_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def figure(timing: Timing) -> str:
    """The large figure of the facilitator's clock."""
    if timing.phase is Phase.BETWEEN:
        return clock_text(timing.idle // 1000)
    if timing.phase is Phase.ENDED:
        return clock_text(timing.now // 1000)
    return clock_text(shown_seconds(timing.remaining or 0))


def figure_word(timing: Timing) -> str:
    """The word beside the figure: it says what the figure counts."""
    match timing.phase:
        case Phase.NOT_STARTED:
            return _tr("clock", "planned")
        case Phase.RUNNING:
            return _tr("clock", "left")
        case Phase.SOON:
            return _tr("clock", "left, soon over")
        case Phase.OVER:
            return _tr("clock", "over")
        case Phase.INTERRUPTED:
            held = timing.remaining is not None and timing.remaining >= 0
            return _tr("clock", "left, held") if held else _tr("clock", "over, held")
        case Phase.BETWEEN:
            return _tr("clock", "no stage running")
        case Phase.ENDED:
            return _tr("clock", "in all")


def spoken_time(timing: Timing) -> str:
    """The state of the clock in whole words and whole minutes, for a screen reader.

    It changes with the minute and the phase only, so that nothing is read out each second.
    """
    if timing.phase is Phase.BETWEEN:
        length = _spoken_minutes(timing.idle // 60_000)
        return _tr("clock", "no stage running, {0}").format(length)
    if timing.phase is Phase.ENDED:
        return f"{_spoken_minutes(timing.now // 60_000)} {figure_word(timing)}"
    remaining = timing.remaining or 0
    # Time left rounds up as the figure does, so that at 7:00 it says seven; under a minute none.
    minutes = -(-remaining // 60_000) if remaining > 59_000 else abs(min(0, remaining)) // 60_000
    return f"{_spoken_minutes(minutes)} {figure_word(timing)}"


def _spoken_minutes(minutes: int) -> str:
    if minutes == 0:
        return _tr("clock", "less than a minute")
    if minutes == 1:
        return _tr("clock", "1 minute")
    return _tr("clock", "{0} minutes").format(minutes)


def standing(timing: Timing) -> str:
    """How far ahead or behind the session is, in words; empty before the start."""
    behind = timing.behind
    if timing.phase in (Phase.NOT_STARTED, Phase.ENDED):
        return ""
    if abs(behind) < _ON_TIME_MS:
        return _tr("clock", "on time")
    length = clock_text(abs(behind) // 1000)
    if behind > 0:
        return _tr("clock", "{0} behind").format(length)
    return _tr("clock", "{0} ahead").format(length)


def standing_parts(timing: Timing) -> str:
    """What the distance to the plan is made of, one part a line."""
    parts = timing.lateness
    if parts is None:
        return ""
    named = (
        (_tr("clock", "between stages"), parts.gaps),
        (_tr("clock", "interruptions"), parts.interruptions),
        (_tr("clock", "added or taken"), parts.added),
        (_tr("clock", "over or under in stages"), parts.overruns),
        (_tr("clock", "skipped stages"), parts.skipped),
        (_tr("clock", "new minutes"), parts.replanned),
    )
    lines = [
        f"{_sign(ms)}{clock_text(abs(ms) // 1000)} {name}" for name, ms in named if abs(ms) >= 1000
    ]
    if not timing.by_agreed_end:
        return "\n".join(lines) or _tr("clock", "As planned.")
    # The parts add up to the distance to the plan, which the agreed end need not match.
    head = _tr("clock", "Compared with the agreed end. Against the plan:")
    return "\n".join([head, *(lines or [_tr("clock", "nothing changed")])])


def _sign(ms: int) -> str:
    return "+" if ms > 0 else "\u2212"


def wall_time(utc_ms: int, offset_min: int) -> str:
    """A time of day as the system writes it."""
    zone = timezone(timedelta(minutes=offset_min))
    return clock_words((_EPOCH + timedelta(milliseconds=utc_ms)).astimezone(zone))


def expected_end(timing: Timing, offset_min: int, now_utc_ms: int) -> str:
    """When the session will end as things stand, with the day where that is another day."""
    if timing.expected_end_ms is None or timing.phase is Phase.ENDED:
        return ""
    zone = timezone(timedelta(minutes=offset_min))
    end = (_EPOCH + timedelta(milliseconds=timing.expected_end_ms)).astimezone(zone)
    today = (_EPOCH + timedelta(milliseconds=now_utc_ms)).astimezone(zone)
    text = wall_time(timing.expected_end_ms, offset_min)
    if end.date() != today.date():
        day = QLocale().dayName(end.isoweekday(), QLocale.FormatType.LongFormat)
        return _tr("clock", "ends {0}, {1}").format(text, day)
    return _tr("clock", "ends {0}").format(text)


def quoted_question(text: str) -> str:
    """A question in quotation marks, as it stands on the live screens."""
    quoted = text.strip()
    return f"\u201c{quoted}\u201d" if quoted else ""


PHASE_ROLE = {
    Phase.NOT_STARTED: "quiet",
    Phase.RUNNING: "accent",
    Phase.SOON: "soon",
    Phase.OVER: "over",
    Phase.INTERRUPTED: "quiet",
    Phase.BETWEEN: "quiet",
    Phase.ENDED: "quiet",
}
