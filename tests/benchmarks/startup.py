"""From the process's start to a painted window, beside a bare Qt window in the same run.

`python tests/benchmarks/startup.py [rounds]`; under the offscreen platform, and under Xvfb where it
is installed. The target is a ratio of at most two.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROUNDS = 9
TARGET = 2.0

# Both children say, on the clock that all processes share, when their first window was painted.
EYE = """
import json, sys, time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer


def memory_mib():
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmRSS"].split()[0]) / 1024


class Eye(QObject):
    def __init__(self, window):
        super().__init__()
        self.painted = None
        self.memory = None
        window.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.note)
        return False

    def note(self):
        self.painted = time.monotonic_ns()
        self.memory = memory_mib()
"""
BARE = (
    EYE
    + """
from PySide6.QtWidgets import QApplication, QWidget

app = QApplication(sys.argv[:1])
window = QWidget()
window.resize(1366, 768)
eye = Eye(window)
timer = QTimer(interval=1)
timer.timeout.connect(lambda: eye.painted and app.quit())
window.show()
timer.start()
app.exec()
print(json.dumps([eye.painted, eye.memory, None, None]), flush=True)
"""
)
PROGRAM = (
    """
import dilc_desktop.__main__
from dilc_desktop import paths
from dilc_desktop.app import Program, run_window
"""
    + EYE
    + """
show = Program.show


def show_and_look(program):
    def ready():
        program.window.repaint()
        told = [eye.painted, eye.memory, time.monotonic_ns(), memory_mib()]
        print(json.dumps(told), flush=True)
        program.window.close()

    program.ready.connect(ready)
    show(program)
    # The filter that comes last is asked first: it looks before the library is opened.
    eye = program.eye = Eye(program.window)


Program.show = show_and_look
sys.exit(run_window(paths.folders_in(Path(sys.argv[1]))))
"""
)

Figures = tuple[float, float | None, float | None, float | None]


def start(code: str, folder: Path, platform: str) -> Figures:
    """Milliseconds to the first paint, MiB then, milliseconds to the open library, MiB then."""
    began = time.monotonic_ns()
    asked = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": platform},
    )
    painted, memory, ready, memory_ready = json.loads(asked.stdout.splitlines()[-1])
    return (
        (painted - began) / 1e6,
        memory,
        None if ready is None else (ready - began) / 1e6,
        memory_ready,
    )


def median(figures: list[float | None]) -> str:
    known = [figure for figure in figures if figure is not None]
    return f"{statistics.median(known):7.0f}" if known else "      -"


def compare(platform: str, rounds: int) -> float:
    """Run both in turn; returns how many times as long as the bare window the program takes."""
    bare: list[Figures] = []
    program: list[Figures] = []
    with tempfile.TemporaryDirectory() as folder:
        # The first start makes the library; what counts is every later one.
        start(PROGRAM, Path(folder), platform)
        for _ in range(rounds):
            bare.append(start(BARE, Path(folder), platform))
            program.append(start(PROGRAM, Path(folder), platform))
    print(f"\n{platform}, medians of {rounds}    painted ms   MiB   ready ms   MiB")
    for name, rows in (("bare QWidget", bare), ("DILC Desktop", program)):
        print(f"  {name:24}", *(median([row[place] for row in rows]) for place in range(4)))
    ratio = statistics.median(row[0] for row in program) / statistics.median(r[0] for r in bare)
    print(f"  ratio {ratio:.2f} (target {TARGET:.1f})")
    return ratio


def main(rounds: int = ROUNDS) -> bool:
    """Compare on every platform that is here; True if the target is met."""
    ratios = [compare("offscreen", rounds)]
    server = shutil.which("Xvfb")
    if server is not None:
        with subprocess.Popen(
            [server, "-displayfd", "1", "-screen", "0", "1600x900x24", "-nolisten", "tcp"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as x:
            assert x.stdout is not None
            os.environ["DISPLAY"] = f":{x.stdout.readline().decode().strip()}"
            try:
                ratios.append(compare("xcb", rounds))
            finally:
                x.terminate()
    return max(ratios) <= TARGET


if __name__ == "__main__":
    sys.exit(0 if main(*map(int, sys.argv[1:2])) else 1)
