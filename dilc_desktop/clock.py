"""The one reader of the system's time, and what services need of a clock.

The steady clock goes on during sleep, so that a closed lid cannot lose time. Which clock does
that differs by system: Linux has CLOCK_BOOTTIME, macOS counts sleep in `clock_gettime`'s
monotonic clock (PEP 418), Windows in Python's own.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import uuid_utils

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """What services ask of a clock; tests and the demo bring their own."""

    def steady_ms(self) -> int:
        """Milliseconds on a clock that only goes forward and counts sleep."""

    def boot(self) -> str:
        """A mark within which steady times can be compared."""

    def utc(self) -> datetime:
        """The wall clock, aware, in UTC."""

    def offset_min(self, local: datetime | None = None) -> int:
        """The zone's offset from UTC in minutes: now, or at a naive local time."""

    def new_id(self) -> str:
        """A new identifier that sorts by time (UUIDv7, RFC 9562)."""


def _steady_ns() -> int:
    if sys.platform == "linux":
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    return time.monotonic_ns()


class SystemClock:
    """The clocks of this machine."""

    def __init__(self) -> None:
        self._boot = _boot_mark()

    def steady_ms(self) -> int:
        """Milliseconds on a clock that counts sleep."""
        return _steady_ns() // 1_000_000

    def boot(self) -> str:
        """A mark that changes when the machine restarts."""
        return self._boot

    def utc(self) -> datetime:
        """The wall clock, aware, in UTC."""
        return datetime.now(UTC)

    def offset_min(self, local: datetime | None = None) -> int:
        """The zone's offset from UTC in minutes: now, or at a naive local time."""
        offset = (datetime.now(UTC) if local is None else local).astimezone().utcoffset()
        return 0 if offset is None else round(offset.total_seconds() / 60)

    def new_id(self) -> str:
        """A new identifier that sorts by time."""
        return str(uuid_utils.uuid7())


def _boot_mark() -> str:
    """Tell this start of the machine from others.

    Linux names it. Elsewhere the start is worked out from the two clocks; it is rounded to ten
    minutes, so that a corrected wall clock does not look like a restart.
    """
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        started = time.time() - _steady_ns() / 1e9
        return f"boot-{round(started / 600)}"
