"""Lateness on the live page: it is offered once in a stage to shorten what is left."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from dilc_desktop.domain.timing import Timing
from dilc_desktop.services.live import LATE_MS, Live
from dilc_desktop.ui.live_bars import QuestionBar
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.retiming_panel import RetimingPanel
from dilc_desktop.ui.words import minutes_words


class LiveRetiming(QObject):
    """Asks in `bar` and shows the proposal in `panel`; nothing changes by itself.

    `opened` asks for the panel to be shown, `closed` for it to be put away; `replan_wanted`
    carries stage ids with seconds, in order, and `said` words for the notice.
    """

    opened = Signal()
    closed = Signal()
    replan_wanted = Signal(object)
    said = Signal(str)

    def __init__(self, around: Surroundings, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = around.desk.clock
        self._live: Live | None = None
        self._offered: set[str] = set()
        self.bar = QuestionBar(around.theme, "live.late")
        self.panel = RetimingPanel(around.theme)
        self.panel.accepted.connect(self._take)
        self.panel.dismissed.connect(self.closed)

    def follow(self, live: Live) -> None:
        """Look after another session."""
        self._live = live
        self._offered.clear()

    def offer(self, timing: Timing) -> None:
        """Once in each stage that finds the session late, offer to shorten what is left."""
        live = self._live
        run = None if live is None else live.session.run
        if live is None or run is None or run.id in self._offered:
            return
        if timing.behind <= LATE_MS or live.proposal() is None:
            return
        self._offered.add(run.id)
        self._ask(timing)

    def _ask(self, timing: Timing) -> None:
        """Say how late it will be, and by what that is measured."""
        words = self.tr("Ends {0} later than planned. Shorten what is left?")
        if timing.by_agreed_end:
            words = self.tr("Ends {0} after the agreed end. Shorten what is left?")
        choices = [(self.tr("Show how"), self.show), (self.tr("Not now"), self.bar.put_away)]
        self.bar.ask(words.format(minutes_words(timing.behind // 60_000 * 60)), choices)

    def follow_clock(self, timing: Timing) -> None:
        """Keep true what the bar asks and what the panel tells while they are open."""
        if self.panel.isVisible():
            self.panel.show_timing(timing)
        if not self.bar.words:
            return
        if timing.behind > LATE_MS:
            self._ask(timing)
        else:
            # Made up for meanwhile, by a skipped stage or minutes taken.
            self.bar.put_away()

    def show(self) -> None:
        """Show how the coming stages could make up for lateness."""
        live = self._live
        if live is None:
            return
        self.bar.put_away()
        proposal = live.proposal()
        if proposal is None:
            words = self.tr("There is nothing to make up for.")
            if live.late:
                words = self.tr(
                    "What is left is as short as its protocol allows. Under Stages you can give "
                    "other minutes or skip one."
                )
            self.said.emit(words)
            return
        self.panel.show_proposal(proposal, live.timing(), self._clock.offset_min())
        self.opened.emit()

    def _take(self, stages: list[tuple[str, int]]) -> None:
        self.replan_wanted.emit(stages)
        self.closed.emit()
