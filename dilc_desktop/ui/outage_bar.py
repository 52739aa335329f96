"""What the live page asks after the program was away: whether that time counts."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from dilc_desktop.services.live import Outage, OutageAnswer
from dilc_desktop.ui.live_words import outage_words
from dilc_desktop.ui.parts import Flow, button, column, paragraph
from dilc_desktop.ui.theme import Theme


class OutageBar(QFrame):
    """Hidden while there is nothing to ask; `answered` carries the outage and the answer."""

    answered = Signal(object, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._outage: Outage | None = None
        self.setProperty("surface", "banner")
        self._words = paragraph("", strong=True)
        self.buttons = {
            answer: button(words, partial(self._answer, answer))
            for answer, words in (
                (OutageAnswer.COUNT, self.tr("Count it: we went on talking")),
                (OutageAnswer.INTERRUPTION, self.tr("It was an interruption")),
                (OutageAnswer.SESSION_ENDED, self.tr("The session ended then")),
            )
        }
        for made in self.buttons.values():
            # A click leaves the focus in the words, which stay when the bar has gone.
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        px = theme.px
        box = column(self._words, Flow(*self.buttons.values(), spacing=px(8)))
        box.setContentsMargins(px(20), px(12), px(20), px(12))
        self.setLayout(box)
        self.hide()

    def show_outage(self, outage: Outage | None) -> None:
        """Ask about an outage, or nothing."""
        self._outage = outage
        self.setVisible(outage is not None)
        if outage is not None:
            self._words.setText(outage_words(outage))

    def _answer(self, answer: OutageAnswer) -> None:
        if self._outage is not None:
            self.answered.emit(self._outage, answer)
