"""The list that says what a session still could use; it advises and never blocks."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton

from dilc_desktop.domain.framing import Advice, Ready
from dilc_desktop.ui.parts import Card, button
from dilc_desktop.ui.theme import ICON_PX, Theme


class ReadinessList(Card):
    """One button for each line; `asked` carries the line whose field is wanted."""

    asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme, self.tr("Ready?"), self.tr("Advice only. You can start at any time.")
        )
        self.head = self._head
        self.head.setObjectName("prepare.readiness.fold")
        self.setObjectName("prepare.readiness")
        self._advice: tuple[Advice, ...] = ()
        self.lines: dict[Ready, QPushButton] = {}
        self.body.setSpacing(theme.px(2))
        for line in Ready:
            made = button("", partial(self.asked.emit, line), "rail")
            made.setObjectName(f"prepare.readiness.{line}")
            self.lines[line] = made
            self.body.addWidget(made)
        theme.changed.connect(self._paint)

    def show_advice(self, advice: tuple[Advice, ...]) -> None:
        """Show what is in place and what is not."""
        self._advice = advice
        done = sum(item.done for item in advice)
        self.set_essence(self.tr("{0} of {1} in place").format(done, len(advice)))
        self._paint()

    def _paint(self) -> None:
        side = self._theme.px(ICON_PX)
        for item in self._advice:
            made = self.lines[item.line]
            wanted, there = self._words(item.line)
            made.setText(there if item.done else wanted)
            state = self.tr("in place") if item.done else self.tr("still open")
            made.setAccessibleName(self.tr("{0}, {1}. Go there.").format(made.text(), state))
            icon, role = ("circle-check", "good") if item.done else ("circle-dashed", "quiet")
            made.setIconSize(QSize(side, side))
            made.setIcon(self._theme.icon(icon, role))

    def _words(self, line: Ready) -> tuple[str, str]:
        return {
            Ready.PURPOSE: (self.tr("Write the purpose"), self.tr("Purpose written")),
            Ready.STUDENT_AIM: (self.tr("Name an aim for pupils"), self.tr("Aim for pupils named")),
            Ready.PRESENTER: (self.tr("Say who presents"), self.tr("Presenter named")),
            Ready.PROBLEM: (self.tr("Write the problem"), self.tr("Problem written")),
            Ready.INSTRUCTION: (self.tr("Is it about instruction?"), self.tr("About instruction")),
            Ready.OWN_ROLE: (self.tr("Is it their own work?"), self.tr("Their own work")),
            Ready.QUESTION: (self.tr("Sharpen the question"), self.tr("Question is sharp")),
            Ready.ARTIFACT: (self.tr("Bring a fitting artifact"), self.tr("Artifact fits")),
            Ready.NAMES_REMOVED: (self.tr("Remove names"), self.tr("Names removed")),
            Ready.CONSENT: (self.tr("Ask about research"), self.tr("Asked about research")),
            Ready.TIME: (self.tr("Agree on the end"), self.tr("End agreed")),
        }[line]
