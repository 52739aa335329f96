"""Keeps a click from landing on what has just slid under the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

# As long as a hand that has begun to click needs to notice what moved.
GUARD_MS = 500
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class ClickGuard(QObject):
    """After parts of a page slid in or out, what they moved takes no click for a moment.

    Neither do their own buttons; `sliding` are those parts. Buttons that stayed where they were
    work on, and so does every key.
    """

    def __init__(self, page: QWidget, sliding: Sequence[QWidget]) -> None:
        super().__init__(page)
        self._page = page
        self._sliding = tuple(sliding)
        self._places: dict[QAbstractButton, QPoint] = {}
        self._timer = QTimer(self, singleShot=True, interval=GUARD_MS)
        self._timer.timeout.connect(self._rest)

    def hold(self) -> None:
        """Remember where the buttons are; call it just before something moves them."""
        app = QApplication.instance()
        if app is None or not self._page.isVisible():
            return
        if not self._timer.isActive():
            self._places = {
                button: self._place(button)
                for button in self._page.findChildren(QAbstractButton)
                if button.isVisible()
            }
            app.installEventFilter(self)
        self._timer.start()

    def _place(self, button: QAbstractButton) -> QPoint:
        return button.mapTo(self._page, QPoint())

    def _rest(self) -> None:
        self._places = {}
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow a press on a button of the page that is not where it was."""
        if event.type() not in _PRESSES or not isinstance(watched, QAbstractButton):
            return False
        if not self._page.isAncestorOf(watched):
            return False
        before = self._places.get(watched)
        if before is None and not any(part.isAncestorOf(watched) for part in self._sliding):
            return False
        if before == self._place(watched):
            return False
        event.accept()
        return True
