"""Who asked for a change of a protocol, and why."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from dilc_desktop.ui.fields import plain_text
from dilc_desktop.ui.library.asked import Asked
from dilc_desktop.ui.parts import column
from dilc_desktop.ui.theme import Theme

_LINES = 3


class WhyFields(QWidget):
    """Two questions; only the second must be answered. `edited` follows every key."""

    edited = Signal()

    def __init__(self, theme: Theme, stem: str, who: str = "", why: str = "") -> None:
        super().__init__()
        self._theme = theme
        self.asked_by = QLineEdit()
        self.asked_by.setObjectName(f"{stem}.asked_by")
        self.reason = QPlainTextEdit()
        self.reason.setObjectName(f"{stem}.reason")
        self.reason.setTabChangesFocus(True)
        hint = self.tr("A code or a group, such as P07 or the March meeting. It may stay empty.")
        self.setLayout(
            column(
                Asked(theme, who or self.tr("Who asked for this?"), self.asked_by, hint),
                Asked(theme, why or self.tr("Why?"), self.reason),
                spacing=theme.px(12),
            )
        )
        self.asked_by.textEdited.connect(lambda: self.edited.emit())
        self.reason.textChanged.connect(lambda: self.edited.emit())
        theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        line = self.reason.fontMetrics().lineSpacing()
        self.reason.setFixedHeight(line * _LINES + self._theme.px(16))

    def parts(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [self.asked_by, self.reason]

    @property
    def given(self) -> tuple[str, str]:
        """Who asked and why, as typed."""
        return self.asked_by.text().strip(), plain_text(self.reason).strip()

    @property
    def is_ready(self) -> bool:
        """Whether there is a reason."""
        return bool(self.given[1])

    def show_given(self, asked_by: str, reason: str) -> None:
        """Show what was typed before."""
        self.asked_by.setText(asked_by)
        self.reason.setPlainText(reason)
