"""Reading a clock into the domain's moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from dilc_desktop.clock import Clock
from dilc_desktop.domain.session import Moment

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(clock: Clock) -> Moment:
    """Now, on all three clocks."""
    return Moment(
        steady_ms=clock.steady_ms(),
        boot=clock.boot(),
        utc_ms=milliseconds(clock.utc()),
        offset_min=clock.offset_min(),
    )


def milliseconds(instant: datetime) -> int:
    """An aware time as milliseconds since the epoch."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def utc_now(clock: Clock) -> datetime:
    """Now, in UTC, to the millisecond, as it is stored."""
    return _EPOCH + timedelta(milliseconds=milliseconds(clock.utc()))


def local_now(clock: Clock) -> datetime:
    """Now in the laptop's zone, to the millisecond."""
    return utc_now(clock).astimezone(timezone(timedelta(minutes=clock.offset_min())))
