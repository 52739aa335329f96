from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from dilc_desktop import clock as clock_module
from dilc_desktop.clock import Clock, SystemClock
from dilc_desktop.services.moments import local_now, milliseconds, moment, utc_now

if TYPE_CHECKING:
    from tests.conftest import FakeClock

HOUR_MS = 3_600_000


def test_the_steady_clock_goes_on_at_the_pace_of_time() -> None:
    clock = SystemClock()
    before, measured = clock.steady_ms(), time.monotonic()
    time.sleep(0.05)
    passed, expected = clock.steady_ms() - before, (time.monotonic() - measured) * 1000
    assert expected - 5 <= passed <= expected + 5


@pytest.mark.skipif(sys.platform != "linux", reason="each system has its own clock")
def test_on_linux_the_steady_clock_is_the_one_that_counts_sleep() -> None:
    boot_time = time.clock_gettime(time.CLOCK_BOOTTIME) * 1000
    assert abs(SystemClock().steady_ms() - boot_time) < 1000


@pytest.mark.skipif(not hasattr(time, "clock_gettime_ns"), reason="not on this system")
def test_each_system_is_asked_for_the_clock_that_counts_sleep_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def clock_gettime_ns(which: int) -> int:
        asked.append(which)
        return 7_000_000

    monkeypatch.setattr(time, "clock_gettime_ns", clock_gettime_ns)
    monkeypatch.setattr(time, "monotonic_ns", lambda: 9_000_000)
    seen = []
    for system in ("linux", "darwin", "win32"):
        monkeypatch.setattr(sys, "platform", system)
        seen.append(SystemClock().steady_ms())
    assert seen == [7, 7, 9]
    assert asked[-1] == time.CLOCK_MONOTONIC
    assert asked[0] == time.CLOCK_BOOTTIME


def test_the_wall_clock_is_in_utc_and_knows_its_zone() -> None:
    clock = SystemClock()
    assert clock.utc().utcoffset() == timedelta(0)
    assert abs(clock.utc() - datetime.now(UTC)) < timedelta(seconds=5)
    local = datetime.now(UTC).astimezone().utcoffset()
    assert local is not None
    assert clock.offset_min() == local.total_seconds() / 60


def test_two_clocks_of_one_start_of_the_machine_have_one_boot_mark() -> None:
    assert SystemClock().boot() == SystemClock().boot() != ""


def test_where_the_system_names_no_start_it_is_worked_out_and_a_small_correction_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(clock_module, "_BOOT_ID", tmp_path / "nothing")
    monkeypatch.setattr(clock_module, "_steady_ns", lambda: 100 * 10**9)
    marks = []
    for wall in (60_000_100, 60_000_130, 60_000_080, 60_003_700):
        monkeypatch.setattr(time, "time", lambda wall=wall: float(wall))
        marks.append(SystemClock().boot())
    assert marks[0] == marks[1] == marks[2]
    assert marks[3] != marks[0]


def test_new_ids_are_of_version_7_and_sort_by_the_time_they_were_made() -> None:
    clock = SystemClock()
    ids = [clock.new_id() for _ in range(5_000)]
    assert ids == sorted(set(ids))
    assert {UUID(made).version for made in ids} == {7}
    made_ms = UUID(ids[-1]).int >> 80
    assert abs(made_ms - time.time() * 1000) < 60_000


def test_the_clock_of_the_tests_can_do_what_laptops_do(clock: FakeClock) -> None:
    held: Clock = clock
    start = moment(held)
    clock.advance(1.5)
    assert (clock.steady_ms() - start.steady_ms, moment(held).utc_ms - start.utc_ms) == (1500, 1500)
    clock.suspend(60)
    assert clock.steady_ms() - start.steady_ms == 61_500
    clock.jump(-3600)
    assert clock.steady_ms() - start.steady_ms == 61_500
    assert moment(held).utc_ms - start.utc_ms == 61_500 - HOUR_MS
    clock.travel(120)
    assert moment(held).offset_min == 120
    assert moment(held) == clock.moment()
    clock.restart("boot-9", seconds=30)
    assert (clock.boot(), clock.steady_ms() < start.steady_ms) == ("boot-9", True)
    assert moment(held).utc_ms - start.utc_ms == 91_500 - HOUR_MS
    ids = [clock.new_id() for _ in range(500)]
    assert ids == sorted(set(ids))
    assert {UUID(made).version for made in ids} == {7}


def test_moments_are_read_to_the_millisecond(clock: FakeClock) -> None:
    clock.advance(0.4567)
    assert utc_now(clock).microsecond == 457_000
    assert utc_now(clock) == local_now(clock) == clock.moment().utc
    assert local_now(clock).utcoffset() == timedelta(hours=-5)
    assert milliseconds(datetime(1970, 1, 1, 0, 0, 1, 999, tzinfo=UTC)) == 1_000
