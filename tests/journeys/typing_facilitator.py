"""A facilitator who types without rest: started, and ended, by the tests of a kill.

After each key it says what stands in the capture line and when, after each Enter which capture is
durable, after each live key which facts are; each line on the standard output is one JSON list.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest

from dilc_desktop import paths
from dilc_desktop.app import Program, application
from dilc_desktop.clock import SystemClock
from dilc_desktop.ui.live_page import LivePage
from dilc_desktop.ui.page import PageId

BETWEEN_KEYS_MS = 12
MOVED = 0.5
LETTERS = "abc def ghi jkl mno "
CTRL = Qt.KeyboardModifier.ControlModifier
MOVES = (
    (Qt.Key.Key_Return, CTRL),
    (Qt.Key.Key_R, CTRL),
    (Qt.Key.Key_Space, CTRL),
    (Qt.Key.Key_Up, CTRL),
    (Qt.Key.Key_Down, CTRL),
)


def say(*what: object) -> None:
    """One line at once, with no buffer that a kill could empty."""
    os.write(1, json.dumps(what).encode() + b"\n")


class Facilitator(QObject):
    """Types lines of chance length into the program's capture line."""

    def __init__(self, program: Program, chance: random.Random) -> None:
        super().__init__()
        self._program = program
        self._chance = chance
        self._left = ""
        self._timer = QTimer(self, interval=BETWEEN_KEYS_MS)
        self._timer.timeout.connect(self._press)
        program.ready.connect(self._begin)

    def _begin(self) -> None:
        page = self._program.window.page(PageId.LIVE)
        assert isinstance(page, LivePage)
        self._page = page
        # Live keys are heard in the window that is active.
        self._program.window.activateWindow()
        say("ready", self._program.window.here, page.session_id, page.panel.words)
        self._next_line()
        self._timer.start()

    def _next_line(self) -> None:
        length = self._chance.choice((0, 1, 8, 20, 200))
        self._left = "".join(self._chance.choice(LETTERS) for _ in range(length)).strip()

    def _press(self) -> None:
        panel = self._page.panel
        if self._left:
            QTest.keyClicks(panel.text, self._left[0])
            say("typed", time.monotonic_ns(), panel.words)
            self._left = self._left[1:]
            return
        words = panel.words
        if not words:
            # Enter alone, this soon after another, would be a key that bounces.
            QTest.keyClick(panel.text, Qt.Key.Key_Tab)
        QTest.keyClick(panel.text, Qt.Key.Key_Return)
        assert self._program.desk is not None
        kept = self._program.desk.live(self._page.session_id).record.contributions[-1]
        say("kept", kept.id, kept.text, words)
        self._move()
        self._next_line()

    def _move(self) -> None:
        """Now and then a live key; the last stage is left for the next time."""
        assert self._program.desk is not None
        live = self._program.desk.live(self._page.session_id)
        key, modifiers = self._chance.choice(MOVES)
        if self._chance.random() > MOVED or (key == MOVES[0][0] and len(live.session.coming) < 2):
            return
        QTest.keyClick(self._page.panel.text, key, modifiers)
        say("told", [fact.id for fact in live.record.facts], live.session.axis)


def main(folder: Path, seed: int) -> None:
    app = application(["dilc-desktop"])
    program = Program(paths.folders_in(folder), SystemClock())
    facilitator = Facilitator(program, random.Random(seed))
    program.not_opened.connect(lambda words: say("not opened", words))
    program.show()
    app.exec()
    facilitator.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
