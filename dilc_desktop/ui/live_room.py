"""The room screen as the facilitator drives it: shown, blank, put away, a message, its state."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from dilc_desktop.ui.room_screen import RoomScreen


class LiveRoom(QObject):
    """`changed` says that the state in words is another."""

    changed = Signal()

    def __init__(self, room: RoomScreen, page: QWidget) -> None:
        super().__init__(page)
        self._room = room
        self._page = page
        room.put_away.connect(self.changed)
        room.blank_changed.connect(lambda _: self.changed.emit())

    def toggle(self) -> None:
        """Show the room screen on another screen, or as a window; or put it away."""
        room = self._room
        if room.isVisible():
            room.hide()
        else:
            room.place(self._page.screen(), QGuiApplication.screens())
        # The keys stay with the facilitator's window, and in it where they were.
        self._page.activateWindow()
        if room.isVisible():
            # On an only screen the window that was just made active would cover it.
            room.raise_()
        self.changed.emit()

    def show_again(self) -> None:
        """Put the room screen on the screen that came back, wherever it was meanwhile."""
        self._room.place(self._page.screen(), QGuiApplication.screens())
        self._page.activateWindow()
        self._room.raise_()
        self.changed.emit()

    def blank(self) -> None:
        """Show the room screen; where it is shown, blank it or bring it back."""
        if self._room.isVisible():
            self._room.blank(not self._room.blanked)
        else:
            self.toggle()

    @property
    def words(self) -> str:
        """What the room sees, in a word or two."""
        if not self._room.isVisible():
            return self.tr("Room: off")
        return self.tr("Room: blank") if self._room.blanked else self.tr("Room: on")
