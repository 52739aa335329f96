"""The menu of handouts, of a protocol or of a session."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from dilc_desktop.domain.handouts import HandoutKind, fits
from dilc_desktop.domain.protocol import Stage
from dilc_desktop.domain.session import PlannedStage


class HandoutsMenu(QMenu):
    """Offers the handouts that make sense; `wanted` carries the kind that was chosen.

    `name` begins the names of its entries for tests and the demo.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self._entries: dict[HandoutKind, QAction] = {}
        for kind, words in (
            (HandoutKind.PROTOCOL, self.tr("The protocol on one page")),
            (HandoutKind.SCRIPT, self.tr("The facilitator's script")),
            (HandoutKind.PREPARATION, self.tr("The presenter's preparation")),
            (HandoutKind.NOTES, self.tr("Note sheets for participants")),
            (HandoutKind.PRESENTER_NOTES, self.tr("A note sheet for the silent presenter")),
            (HandoutKind.SLIPS, self.tr("Slips for warm and cool feedback")),
            (HandoutKind.OBSERVATION, self.tr("An observation sheet for classrooms")),
            (HandoutKind.SMALL_MEASURE, self.tr("Slips of the small measure")),
        ):
            entry = self._entries[kind] = self.addAction(words)
            entry.setObjectName(f"{name}.handout.{kind.value}")
            entry.triggered.connect(partial(self.wanted.emit, kind))

    def show_stages(self, stages: Iterable[Stage | PlannedStage]) -> None:
        """Offer what makes sense for these stages."""
        known = tuple(stages)
        for kind, entry in self._entries.items():
            entry.setVisible(fits(kind, known))
