"""A small, true copy of the room screen, so that the facilitator need not turn round."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from dilc_desktop.ui.room_canvas import RoomPicture
from dilc_desktop.ui.room_screen import RoomScreen, without_time
from dilc_desktop.ui.theme import SMALL, Theme

_WIDTH, _HEIGHT = 192, 108


class RoomCopy(QWidget):
    """Shows what the room sees, in the proportions of its screen; `clicked` by the mouse.

    The keyboard has the room screen's own keys and button, so this takes no focus.
    """

    clicked = Signal()

    def __init__(self, theme: Theme, room: RoomScreen) -> None:
        super().__init__()
        self._theme = theme
        self._room = room
        self._shown: tuple[RoomPicture, QSize] | None = None
        self._clock = QRect()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("What the room sees"))
        self.setAccessibleDescription(self._words())
        room.picture_changed.connect(self._look)
        theme.changed.connect(self._dress)
        self._look()

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()

    def _look(self) -> None:
        """Repaint when the room sees something else."""
        shown = (self._room.picture, self._room.size()) if self._room.isVisible() else None
        if shown == self._shown:
            return
        before, self._shown = self._shown, shown
        if before is not None and shown is not None and self._clock.isValid():
            only_time = without_time(before[0]) == without_time(shown[0])
            if only_time and before[1] == shown[1]:
                # Each second all through a session: only what has changed.
                self.update(self._clock)
                return
        words = self._words()
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            self.setToolTip(words)
        self.update()

    def _words(self) -> str:
        if self._shown is None:
            return self.tr("The room screen is off")
        return self._room.accessibleDescription()

    def sizeHint(self) -> QSize:
        """The size of the design."""
        return QSize(self._theme.px(_WIDTH), self._theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Never smaller."""
        return self.sizeHint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click, if it also ends here."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the room screen small, or say that it is off."""
        painter = QPainter(self)
        edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._shown is None:
            self._clock = QRect()
            self._paint_off(painter, edge)
        else:
            self._paint_copy(painter, edge, QSizeF(self._shown[1]), event.rect())
        painter.end()

    def _paint_off(self, painter: QPainter, edge: QRectF) -> None:
        pen = QPen(self._theme.colour("edge"), 1)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRect(edge)
        painter.setFont(self._theme.font(SMALL))
        painter.setPen(self._theme.colour("quiet"))
        margin = self._theme.px(8)
        inside = edge.adjusted(margin, margin, -margin, -margin)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter
        painter.drawText(inside, flags, self.tr("Room screen off"))

    def _paint_copy(self, painter: QPainter, edge: QRectF, whole: QSizeF, part: QRect) -> None:
        """Paint at the room's own size, scaled: so the copy breaks lines where the room does."""
        size = whole.scaled(edge.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = edge.left() + (edge.width() - size.width()) / 2
        top = edge.top() + (edge.height() - size.height()) / 2
        area = QRectF(left, top, size.width(), size.height())
        painter.save()
        painter.setClipRect(area)
        painter.translate(area.topLeft())
        painter.scale(size.width() / whole.width(), size.height() / whole.height())
        scale = painter.transform()
        inner = scale.inverted()[0].mapRect(QRectF(part))
        room = QRectF(0, 0, whole.width(), whole.height())
        clock = self._room.paint_on(painter, room, inner & room)
        # Smoothed edges reach a pixel further.
        place = scale.mapRect(clock).toAlignedRect().adjusted(-1, -1, 1, 1)
        self._clock = place if clock.isValid() else QRect()
        painter.restore()
        painter.setPen(QPen(self._theme.colour("edge"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
