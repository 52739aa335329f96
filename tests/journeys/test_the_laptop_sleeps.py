"""The lid is closed in the middle of a stage, on each family of clocks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from dilc_desktop import clock as clock_module
from dilc_desktop.clock import SystemClock
from dilc_desktop.domain.timing import Phase, Signal

if TYPE_CHECKING:
    from tests.journeys.conftest import Evening

# The offscreen platform says so of much that other platforms do.
pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="not on this system"),
]


@dataclass
class Laptop:
    """The clocks of one operating system, of which some stand still while the lid is closed."""

    system: str
    awake_ns: int = 10**12
    asleep_ns: int = 0

    def monotonic_ns(self) -> int:
        """Python's own: it counts sleep on Windows only (PEP 418)."""
        return self.awake_ns + (self.asleep_ns if self.system == "win32" else 0)

    def clock_gettime_ns(self, which: int) -> int:
        """Linux has a clock of its own for it, macOS counts sleep in this one."""
        counts = which == time.CLOCK_BOOTTIME if self.system == "linux" else True
        return self.awake_ns + (self.asleep_ns if counts else 0)

    def utc(self) -> datetime:
        """The wall clock."""
        passed = (self.awake_ns + self.asleep_ns) // 1000
        return datetime(2026, 3, 10, 19, tzinfo=UTC) + timedelta(microseconds=passed)

    def advance(self, seconds: float) -> None:
        """Let time pass with the lid open."""
        self.awake_ns += round(seconds * 1e9)

    def suspend(self, seconds: float) -> None:
        """Close the lid."""
        self.asleep_ns += round(seconds * 1e9)


class LaptopClock(SystemClock):
    """The program's own clock on such a laptop."""

    laptop: Laptop

    def utc(self) -> datetime:
        """The wall clock."""
        return self.laptop.utc()

    def offset_min(self, local: datetime | None = None) -> int:
        """The zone stays where it is."""
        del local
        return -300

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.laptop.advance(seconds)

    def suspend(self, seconds: float) -> None:
        """Close the lid."""
        self.laptop.suspend(seconds)


@pytest.fixture(params=["linux", "darwin", "win32"])
def clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> LaptopClock:
    """The program's clock on a laptop of each family; only what it asks for is put in its place."""
    laptop = Laptop(request.param)

    class Asked:
        """The modules `time` and `sys` as the clock asks for them."""

        CLOCK_BOOTTIME = time.CLOCK_BOOTTIME
        CLOCK_MONOTONIC = time.CLOCK_MONOTONIC
        platform = laptop.system
        monotonic_ns = staticmethod(laptop.monotonic_ns)
        clock_gettime_ns = staticmethod(laptop.clock_gettime_ns)
        time = staticmethod(lambda: laptop.utc().timestamp())

    monkeypatch.setattr(clock_module, "time", Asked)
    monkeypatch.setattr(clock_module, "sys", Asked)
    made = LaptopClock()
    made.laptop = laptop
    return made


def test_t58_after_eight_of_ten_minutes_asleep_two_are_left_and_nothing_sounds_late(
    begin: Callable[..., Evening],
) -> None:
    evening = begin()
    evening.sleep(8 * 60)
    assert evening.time == "2:00 left, soon over"
    assert evening.page.live is not None
    assert evening.page.live.timing().phase is Phase.SOON
    assert evening.signals == [], "soon began while the lid was closed"
    evening.wait(119)
    assert evening.signals == []
    evening.wait(1)
    assert evening.time == "0:00 over"
    assert evening.signals == [(Signal.TIME_UP, 600_000)]
    evening.keyboard.press(Qt.Key.Key_PageDown)
    assert evening.runs[0].active_ms(10**9) == 600_000


def test_t25_an_end_that_passed_in_sleep_is_shown_and_not_sounded(
    begin: Callable[..., Evening],
) -> None:
    evening = begin()
    evening.wait(60, 20)
    evening.sleep(10 * 60)
    assert evening.time == "1:00 over"
    assert evening.signals == []
