"""The room screen: what everybody may see, large enough for the back row."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QScreen,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from dilc_desktop.domain.audience import AudienceFrame
from dilc_desktop.ui.room_canvas import RoomCanvas, RoomPicture
from dilc_desktop.ui.room_messages import RoomMessages
from dilc_desktop.ui.room_projector import Projector, screen_words
from dilc_desktop.ui.theme import Theme


class RoomScreen(QWidget):
    """A window that can show an `AudienceFrame`, a message or empty paper, and nothing else.

    `put_away` says that it is no longer shown, `screen_lost` that the screen it filled is gone,
    `screen_returned` that it could be shown there again; `picture_changed` that what it shows, or
    whether it is shown, is another.
    """

    put_away = Signal()
    screen_lost = Signal()
    screen_returned = Signal()
    blank_changed = Signal(bool)
    picture_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        messages: RoomMessages | None = None,
        projector: Projector | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._picture = RoomPicture()
        self._followed: QScreen | None = None
        self._clock = QRect()
        self.messages = messages or RoomMessages(parent=self)
        self.messages.hold(True)
        self.projector = projector or Projector(parent=self)
        self.setWindowTitle(self.tr("Room screen"))
        self.setAccessibleName(self.tr("Room screen"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.update)
        self.messages.changed.connect(self._show_message)
        self.projector.lost.connect(self._lose_screen)
        self.projector.returned.connect(self.screen_returned)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self.projector.screen_added)
            app.screenRemoved.connect(self._screen_removed)

    # What is shown

    @property
    def picture(self) -> RoomPicture:
        """All that is shown."""
        return self._picture

    @property
    def frame(self) -> AudienceFrame | None:
        """The frame that is shown, or lies behind a message or the empty paper."""
        return self._picture.frame

    @property
    def blanked(self) -> bool:
        """Whether the paper is empty."""
        return self._picture.blanked

    def show_frame(self, frame: AudienceFrame) -> None:
        """Show another frame, if it differs."""
        self._show(replace(self._picture, frame=frame))

    def blank(self, blanked: bool) -> None:
        """Show empty paper, or what was there; messages end with it, later ones are shown."""
        if blanked == self._picture.blanked:
            return
        if blanked:
            self.messages.clear()
        self._show(replace(self._picture, blanked=blanked))
        self.blank_changed.emit(blanked)

    def show_message(self, text: str) -> None:
        """Show a message for a while, after those that were sent before it."""
        self.messages.say(text)

    def clear_message(self) -> None:
        """End the message that is shown and those that wait."""
        self.messages.clear()

    def show_test_picture(self, on: bool) -> None:
        """Show which screen this is, whether its edges are seen and how large the type is."""
        name = screen_words(self.screen()) or self.tr("This screen")
        self._show(replace(self._picture, test=name if on else ""))

    def _show_message(self) -> None:
        self._show(replace(self._picture, message=self.messages.now))

    def _show(self, picture: RoomPicture) -> None:
        if picture == self._picture:
            return
        only_time = without_time(picture) == without_time(self._picture)
        self._picture = picture
        if only_time and self._clock.isValid():
            # Each second all through a session: only what has changed.
            self.update(self._clock)
        else:
            self.setAccessibleDescription(self._spoken())
            self.update()
        self.picture_changed.emit()

    def _spoken(self) -> str:
        picture = self._picture
        if picture.test:
            return self.tr("Test picture")
        if picture.message:
            return picture.message
        if picture.blanked:
            return self.tr("Blank")
        if picture.frame is None or not picture.frame.stage:
            return ""
        frame = picture.frame
        return f"{frame.stage}. {frame.sentence} {frame.speaks}."

    # Where it is shown

    def place(self, own: QScreen, screens: list[QScreen]) -> None:
        """Fill a screen that is not the facilitator's; on an only screen take a part of it."""
        found = self.projector.pick(own, screens)
        self._leave_screen()
        if found is not None:
            self.setScreen(found)
            self.setGeometry(found.geometry())
            self.showFullScreen()
            self.projector.fill(found)
            # Many a projector changes its size when it has warmed up.
            found.geometryChanged.connect(self.setGeometry)
            self._followed = found
            return
        available = own.availableGeometry()
        # Half the area of the only screen, in its own proportions.
        width, height = round(available.width() * 0.7), round(available.height() * 0.7)
        self.setGeometry(
            QRect(available.right() - width, available.bottom() - height, width, height)
        )
        self.setScreen(own)
        # It may have filled a screen before that is gone now.
        self.showNormal()

    def _leave_screen(self) -> None:
        self.projector.leave()
        if self._followed is not None:
            self._followed.geometryChanged.disconnect(self.setGeometry)
            self._followed = None

    def _screen_removed(self, screen: QScreen) -> None:
        self.projector.screen_removed(screen, QGuiApplication.screens())

    def _lose_screen(self) -> None:
        """Put the window away when the screen that it fills goes, rather than cover another."""
        self.hide()
        self.screen_lost.emit()

    # What Qt asks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc always gets back to the facilitator's screen."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Say that the window is shown, and begin with the messages that waited for it."""
        super().showEvent(event)
        if not event.spontaneous():
            self.messages.hold(False)
            self.picture_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that the window is put away, however that came about; the session goes on.

        What it shows when it comes back is the stage, neither a test picture nor empty paper.
        """
        super().hideEvent(event)
        if event.spontaneous():
            return
        self.messages.hold(True)
        self._leave_screen()
        self.show_test_picture(on=False)
        self.blank(blanked=False)
        self.picture_changed.emit()
        self.put_away.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say that the shape of what is shown is another."""
        super().resizeEvent(event)
        self.picture_changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Repaint after a change of language or palette."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture to the size of the window."""
        painter = QPainter(self)
        clock = self.paint_on(painter, QRectF(self.rect()), QRectF(event.rect()))
        # Smoothed edges reach a pixel further.
        self._clock = clock.toAlignedRect().adjusted(-1, -1, 1, 1) if clock.isValid() else QRect()
        painter.end()

    def paint_on(self, painter: QPainter, area: QRectF, part: QRectF) -> QRectF:
        """Paint `part` of what is shown on any area, at sizes that are shares of the area.

        Returns the area of the clock, empty where none is shown.
        """
        # Each text runs in the direction of its own script.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(part, self._theme.colour("paper"))
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        canvas = RoomCanvas(painter, self._theme, area, part, mirrored=mirrored)
        canvas.paint(self._picture)
        return canvas.clock


def without_time(picture: RoomPicture) -> RoomPicture:
    """A picture but for what changes with each second of a phase."""
    if picture.frame is None:
        return picture
    frame = replace(picture.frame, seconds=None, fraction_left=0.0, over_seconds=None)
    return replace(picture, frame=frame)
