"""Enter in the capture line until the row is durable and the room shows it, beside a raw commit.

`python tests/benchmarks/capture.py [captures]`. Each step is timed from the key event to its
return, the ticker's look and the room's repaint included; between two of them a bare sqlite3
commits one row of the same size (WAL, FULL) on the same disk. The target is a p99 within one frame
of 60 Hz.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
SIZES = (0, 1_000, 10_000)
CAPTURES = 200
FRAME_MS = 16.7
WORDS = "Each note quotes a pupil, and none of them asks for the next step that she could take."
# A laptop and a projector.
SCREENS = [
    {"name": "laptop", "x": 0, "y": 0, "width": 1366, "height": 768},
    {"name": "projector", "x": 1366, "y": 0, "width": 1920, "height": 1080},
]


def use_screens(folder: Path) -> None:
    """Give the offscreen platform a laptop's screen and a projector's, unless another is chosen."""
    layout = folder / "screens.json"
    common = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    layout.write_text(
        json.dumps({"screens": [screen | common for screen in SCREENS]}), encoding="utf-8"
    )
    os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={layout}")


with tempfile.TemporaryDirectory() as _screens:
    use_screens(Path(_screens))
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from dilc_desktop import paths
    from dilc_desktop.app import Program, application
    from dilc_desktop.clock import SystemClock
    from dilc_desktop.domain.protocol import ContributionKind
    from dilc_desktop.domain.record import Contribution, Participant
    from dilc_desktop.services.desk import Desk
    from dilc_desktop.ui.live_page import LivePage
    from dilc_desktop.ui.page import PageId

    APP = application(["dilc-desktop"])

CTRL = Qt.KeyboardModifier.ControlModifier


class RawCommit:
    """The least that a durable row costs here: one insert and one commit."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = full")
        self._connection.execute("create table note (id text primary key, words text)")
        self._count = 0

    def __call__(self) -> None:
        self._count += 1
        self._connection.execute("begin immediate")
        self._connection.execute("insert into note values (?, ?)", (str(self._count), WORDS))
        self._connection.execute("commit")

    def close(self) -> None:
        self._connection.close()


def prepared(folder: Path, size: int) -> str:
    """A session that runs and already holds so many contributions."""
    clock = SystemClock()
    with Desk(folder, paths.protocols(), clock) as desk:
        protocol = desk.shelf.protocol("consultancy")
        session_id = desk.planning.start_session(protocol, "March").session_id
        began = datetime.now(UTC)
        record = desk.catalogue.record(session_id)
        people = tuple(Participant(id=f"p-{n}", code=f"P{n:02}") for n in range(1, 7))
        said = tuple(
            Contribution(
                id=clock.new_id(),
                kind=list(ContributionKind)[number % len(ContributionKind)],
                text=f"{number} {WORDS}",
                speaker=people[number % len(people)].id,
                stage_run=None,
                offset_ms=number,
                captured_at=began + timedelta(milliseconds=number),
            )
            for number in range(size)
        )
        whole = replace(record, participants=people, contributions=said)
        desk._library.sessions.replace(whole)
        desk.live(session_id).start()
    return session_id


def timed(act: Callable[[], None]) -> float:
    began = time.perf_counter_ns()
    act()
    return (time.perf_counter_ns() - began) / 1e6


def say(name: str, figures: list[float], floor: list[float] | None = None) -> float:
    """Print median, p99 and the ratio to the floor; returns the p99."""
    p50 = statistics.median(figures)
    p99 = statistics.quantiles(figures, n=100)[98]
    line = f"  {name:34} p50 {p50:7.2f} ms   p99 {p99:7.2f} ms"
    if floor is not None:
        line += f"   {p50 / statistics.median(floor):6.1f} x raw"
        line += "   within a frame" if p99 <= FRAME_MS else f"   over {FRAME_MS} ms"
    print(line, flush=True)
    return p99


def measure(size: int, captures: int) -> tuple[float, float]:
    """The p99 of a capture and of a stage move in a session of this size."""
    with tempfile.TemporaryDirectory() as scratch, closing(RawCommit(Path(scratch))) as raw:
        folder = Path(scratch) / "data"
        prepared(folder, size)
        program = Program(paths.folders_in(folder), SystemClock())
        program.window.resize(1366, 768)
        program.window.show()
        program.open_library()
        program.window.activateWindow()
        QTest.qWaitForWindowActive(program.window)
        page = program.window.page(PageId.LIVE)
        assert isinstance(page, LivePage)
        room = page.room
        QTest.keyClick(page, Qt.Key.Key_B, CTRL)
        assert room.isVisible()

        def show_room() -> None:
            page.ticker.look()
            room.repaint()

        def capture() -> None:
            QTest.keyClick(page.panel.text, Qt.Key.Key_Return)
            show_room()

        def move() -> None:
            QTest.keyClick(page.panel.text, Qt.Key.Key_PageDown)
            show_room()

        floor, durable, painted, moves = [], [], [], []
        for number in range(captures):
            QTest.keyClicks(page.panel.text, f"{number} quotes")
            APP.processEvents()
            floor.append(timed(raw))
            durable.append(timed(capture))
            painted.append(timed(APP.processEvents))
        for _ in range(captures // 2):
            floor.append(timed(raw))
            moves.append(timed(move))
            APP.processEvents()
            QTest.keyClick(page.panel.text, Qt.Key.Key_PageUp)
            APP.processEvents()
        kept = len(program.desk.live(page.session_id).record.contributions) if program.desk else 0
        assert kept == size + captures
        shown = room.geometry().size()
        print(f"\n{size:,} contributions before, room {shown.width()} x {shown.height()}")
        say("raw sqlite3 commit, WAL FULL", floor)
        slowest = say("Enter to durable and room shown", durable, floor)
        say("own window repainted after it", painted)
        slowest_move = say("stage move to room shown", moves, floor)
        program.window.close()
        program.window.deleteLater()
        room.deleteLater()
        APP.processEvents()
    return slowest, slowest_move


def main(captures: int = CAPTURES) -> bool:
    """Measure every size; True if the target is met with a thousand contributions."""
    figures = {size: measure(size, captures) for size in SIZES}
    return max(figures[1_000]) <= FRAME_MS


if __name__ == "__main__":
    sys.exit(0 if main(*map(int, sys.argv[1:2])) else 1)
