"""A facilitator who leaves two things half typed: started, and ended, by the tests of a kill.

Asked to type, it types a capture with all that may be said of it and a line of a small group, and
says so; asked to look, it says what stands there after a restart. Each line on the standard output
is one JSON list.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from dilc_desktop import paths
from dilc_desktop.app import Program, application
from dilc_desktop.clock import SystemClock
from dilc_desktop.ui.live_page import LivePage
from dilc_desktop.ui.page import PageId

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def say(*what: object) -> None:
    """One line at once, with no buffer that a kill could empty."""
    os.write(1, json.dumps(what).encode() + b"\n")


def focus() -> QWidget:
    """Where the next key goes."""
    place = QApplication.focusWidget()
    assert place is not None
    return place


def type_halves(page: LivePage) -> None:
    """Half a judgement with evidence, two tags and a link, and half a line of a group."""
    QTest.keyClick(focus(), Qt.Key.Key_2, CTRL)
    QTest.keyClicks(focus(), "Clear ai")
    QTest.keyClick(focus(), Qt.Key.Key_1, CTRL | SHIFT)
    QTest.keyClick(focus(), Qt.Key.Key_3, CTRL | SHIFT)
    QTest.keyClick(focus(), Qt.Key.Key_K, CTRL)
    QTest.keyClick(focus(), Qt.Key.Key_E, CTRL)
    QTest.keyClicks(focus(), "Nine of 28 han")
    line = page.work.groups.lines["Door"]
    line.setFocus()
    QTest.keyClicks(line, "Samples fir")
    say("typed")


def look(page: LivePage) -> None:
    """Say what stands in the capture line and in the lines of the groups."""
    panel = page.panel
    more = panel.details
    say(panel.words, panel.kind, panel.speaker, panel.level, more.evidence, more.focus, more.about)
    say({group: line.text() for group, line in page.work.groups.lines.items()})


def main(folder: Path, wish: str) -> None:
    app = application(["dilc-desktop"])
    program = Program(paths.folders_in(folder), SystemClock())

    def begin() -> None:
        page = program.window.page(PageId.LIVE)
        assert isinstance(page, LivePage)
        if wish == "type":
            type_halves(page)
        else:
            look(page)
            QTimer.singleShot(0, program.window.close)

    program.ready.connect(begin)
    program.not_opened.connect(lambda words: say("not opened", words))
    program.show()
    app.exec()
    program.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
