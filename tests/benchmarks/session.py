"""A live session as it is used: captures at a human pace, hours of it, and a minute of silence.

`python tests/benchmarks/session.py [minutes]` runs three parts, each in the whole program with its
room screen on a second screen:

- sixty captures typed key by key in five minutes (or in so many minutes): none lost, each stamped
  within 50 ms of its first key, and no pause of the event loop above 100 ms;
- three hours with 400 captures on a clock that is pushed forward second by second: what the
  program holds in memory after the first hour and after the third;
- a minute in which nobody touches anything: the share of a core that the clocks take, beside a
  bare window in which the same timer does nothing.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QEventLoop, Qt, QTimer  # noqa: E402 - the folder must be known first
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QWidget  # noqa: E402

from dilc_desktop import paths  # noqa: E402
from dilc_desktop.app import Program  # noqa: E402
from dilc_desktop.clock import SystemClock  # noqa: E402
from dilc_desktop.ui.live_page import LivePage  # noqa: E402
from dilc_desktop.ui.page import PageId  # noqa: E402
from dilc_desktop.ui.ticker import TICK_MS  # noqa: E402
from tests.benchmarks.capture import APP, CTRL, FRAME_MS, prepared  # noqa: E402

CAPTURES = 60
MINUTES = 5.0
STAMP_MS = 50
PAUSE_MS = 100
KEY_MS = 70
WORDS = "which pupils would that help first"

HOURS = 3
MANY = 400
GROWTH = 1.05

IDLE_S = 60
IDLE_SHARE = 0.01


class PushedClock(SystemClock):
    """The system's clock, ahead by what it was pushed."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead_ms = 0

    def steady_ms(self) -> int:
        """Milliseconds on the steady clock."""
        return super().steady_ms() + self.ahead_ms

    def utc(self) -> datetime:
        """The wall clock."""
        return super().utc() + timedelta(milliseconds=self.ahead_ms)


@contextmanager
def running(clock: SystemClock) -> Iterator[LivePage]:
    """The program with a session that runs, and its room screen shown."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "data"
        prepared(folder, 0)
        program = Program(paths.folders_in(folder), clock)
        program.window.resize(1366, 768)
        program.window.show()
        program.open_library()
        program.window.activateWindow()
        QTest.qWaitForWindowActive(program.window)
        page = program.window.page(PageId.LIVE)
        assert isinstance(page, LivePage)
        QTest.keyClick(page, Qt.Key.Key_B, CTRL)
        assert page.room.isVisible()
        yield page
        program.window.close()
        program.window.deleteLater()
        page.room.deleteLater()
        APP.processEvents()


def wait(milliseconds: float) -> None:
    """Let the event loop run, as it does while nobody types."""
    loop = QEventLoop()
    QTimer.singleShot(max(0, round(milliseconds)), loop.quit)
    loop.exec()


class Pulse:
    """Measures the pauses between turns of the event loop, in milliseconds."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(round(FRAME_MS))

    def _beat(self) -> None:
        now = time.perf_counter()
        self.pauses.append((now - self._last) * 1000)
        self._last = now

    def stop(self) -> float:
        """The longest pause."""
        self._timer.stop()
        return max(self.pauses)


def sixty_captures(minutes: float) -> bool:
    """Type captures at an even pace; True if none is lost, late or slow."""
    clock = SystemClock()
    with running(clock) as page:
        live = page.live
        assert live is not None
        wait(500)
        floor = Pulse()
        wait(2_000)
        bare = floor.stop()
        pulse = Pulse()
        each = minutes * 60_000 / CAPTURES
        began = clock.steady_ms()
        zero = began - live.timing().now
        pressed: list[int] = []
        for number in range(CAPTURES):
            wait(began + number * each - clock.steady_ms())
            words = f"{number} {WORDS}"
            pressed.append(clock.steady_ms() - zero)
            for letter in words:
                QTest.keyClicks(page.panel.text, letter)
                wait(min(KEY_MS, each / (2 * len(words))))
            QTest.keyClick(page.panel.text, Qt.Key.Key_Return)
            if number % 12 == 11:
                QTest.keyClick(page, Qt.Key.Key_PageDown)
        longest = pulse.stop()
        kept = live.record.kept
        lost = [n for n in range(CAPTURES) if n >= len(kept) or kept[n].text != f"{n} {WORDS}"]
        off = max(abs(c.offset_ms - at) for c, at in zip(kept, pressed, strict=False))
    print(f"\n{CAPTURES} captures in {minutes:g} minutes")
    print(f"  lost {len(lost)}, stamps off by {off} ms at most (target {STAMP_MS})")
    print(f"  longest pause {longest:.0f} ms (target {PAUSE_MS}), nobody typing {bare:.0f} ms")
    return not lost and off <= STAMP_MS and longest <= PAUSE_MS


def memory_mib() -> float:
    """Resident memory now; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    lines = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines())
    return int(lines["VmRSS"].split()[0]) / 1024


def three_hours() -> bool:
    """Push the clock through hours of a session; True if memory stays flat."""
    clock = PushedClock()
    with running(clock) as page:
        held: list[float] = []
        seconds = HOURS * 3600
        every = seconds // MANY
        for second in range(1, seconds + 1):
            clock.ahead_ms += 1_000
            page.ticker.tick()
            APP.processEvents()
            if second % every == 0:
                QTest.keyClicks(page.panel.text, f"{second} {WORDS}")
                QTest.keyClick(page.panel.text, Qt.Key.Key_Return)
            if second % 1_800 == 0 and page.live is not None and page.live.session.coming:
                QTest.keyClick(page, Qt.Key.Key_PageDown)
            if second % 3_600 == 0:
                gc.collect()
                held.append(memory_mib())
        live = page.live
        assert live is not None
        kept = len(live.record.kept)
    growth = held[-1] / held[0] if held[0] else 1.0
    print(f"\n{HOURS} hours with {kept} captures")
    steps = ", ".join(f"{mib:.0f}" for mib in held)
    print(f"  resident after each hour {steps} MiB: {growth:.3f} times (target {GROWTH})")
    return kept == MANY and growth <= GROWTH


def share_of_a_core(seconds: float) -> float:
    """The processor time that this process takes while the event loop only waits."""
    before, began = time.process_time(), time.perf_counter()
    wait(seconds * 1000)
    return (time.process_time() - before) / (time.perf_counter() - began)


def idle() -> bool:
    """Leave a running session alone; True if its clocks take less than a hundredth of a core."""
    bare = QWidget()
    bare.show()
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.start(TICK_MS)
    wait(500)
    floor = share_of_a_core(IDLE_S / 6)
    timer.stop()
    bare.close()
    with running(SystemClock()) as page:
        assert page.live is not None
        wait(2_000)
        share = share_of_a_core(IDLE_S)
    print(f"\n{IDLE_S} seconds with nobody touching anything")
    print(f"  {share:.2%} of a core (target {IDLE_SHARE:.0%}), a bare window {floor:.2%}")
    return share <= IDLE_SHARE


def main(minutes: float = MINUTES) -> bool:
    """Run all parts; True if every target was met."""
    return all([sixty_captures(minutes), three_hours(), idle()])


if __name__ == "__main__":
    sys.exit(0 if main(*map(float, sys.argv[1:2])) else 1)
