"""The time as a shape: a bar for the facilitator, a sector for the room."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy

from dilc_desktop.domain.timing import Phase, Timing
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.time_words import PHASE_ROLE, spoken_time

_STRIPE = 9
_EDGE_PATTERNS = {
    Phase.SOON: Qt.BrushStyle.BDiagPattern,
    Phase.INTERRUPTED: Qt.BrushStyle.DiagCrossPattern,
}


def paint_bar(
    painter: QPainter, theme: Theme, area: QRectF, phase: Phase, fraction_left: float
) -> None:
    """Paint a bar that empties: striped when soon over or held, full and framed when over."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = area.height() / 2
    outline = QPainterPath()
    outline.addRoundedRect(area, radius, radius)
    painter.fillPath(outline, theme.colour("track"))
    filled = QRectF(area)
    if phase is Phase.NOT_STARTED:
        fraction_left = 0.0
    filled.setWidth(area.width() * (1.0 if phase is Phase.OVER else fraction_left))
    painter.save()
    painter.setClipPath(outline)
    painter.fillRect(filled, theme.colour(PHASE_ROLE[phase]))
    if phase in (Phase.SOON, Phase.INTERRUPTED):
        painter.setClipRect(filled, Qt.ClipOperation.IntersectClip)
        _stripes(painter, filled, theme.colour("sheet"))
    painter.restore()
    if phase is Phase.OVER:
        painter.setPen(QPen(theme.colour("ink"), 2))
        painter.drawPath(outline)


def _stripes(painter: QPainter, area: QRectF, colour: QColor) -> None:
    painter.setPen(QPen(colour, 2.5))
    x = area.left() - area.height()
    while x < area.right():
        painter.drawLine(
            round(x), round(area.bottom()), round(x + area.height()), round(area.top())
        )
        x += _STRIPE


def paint_sector(
    painter: QPainter, theme: Theme, area: QRectF, phase: Phase, fraction_left: float
) -> None:
    """Paint a ring that empties clockwise; soon it is dashed, at the end it is a closed ring."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = area.width() * 0.07
    ring = area.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("track"), width))
    painter.drawEllipse(ring)
    pen = QPen(theme.colour(PHASE_ROLE[phase]), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if phase is Phase.SOON:
        pen.setDashPattern([0.9, 0.35])
    if phase is Phase.INTERRUPTED:
        pen.setDashPattern([0.25, 0.35])
    painter.setPen(pen)
    if phase is Phase.OVER:
        # The room is told that the time is up, not that anybody is late: a closed ring in ink.
        painter.setPen(QPen(theme.colour("ink"), width))
        painter.drawEllipse(ring)
        return
    span = round(360 * 16 * fraction_left)
    painter.drawArc(ring, 90 * 16, span)


def edge_pen(theme: Theme, phase: Phase, width: float) -> QPen | None:
    """The pen that marks a phase at the edge of a window, each its own way; None where calm."""
    colour = theme.colour(PHASE_ROLE[phase])
    if phase is Phase.OVER:
        return QPen(colour, width)
    if phase is Phase.BETWEEN:
        return QPen(colour, width, Qt.PenStyle.DashLine)
    pattern = _EDGE_PATTERNS.get(phase)
    return None if pattern is None else QPen(QBrush(colour, pattern), width)


class TimeBar(QProgressBar):
    """The time of a stage as a bar; a screen reader finds the share that is left as its value."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._timing = Timing(now=0, phase=Phase.NOT_STARTED)
        self._spoken = ""
        self.setRange(0, 100)
        self.setTextVisible(False)
        self.setAccessibleName(self.tr("Time left"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_timing(self, timing: Timing) -> None:
        """Show another moment."""
        self._timing = timing
        spoken = spoken_time(timing)
        if spoken != self._spoken:
            # With the minute or the phase, never each second: a value that changes is read out.
            self._spoken = spoken
            # Qt paints a new value at once; with the whole screen changing it is painted with it.
            self.setUpdatesEnabled(False)
            self.setValue(round(timing.fraction_left * 100))
            self.setUpdatesEnabled(True)
        self.update()

    def sizeHint(self) -> QSize:
        """A bar of the design's height."""
        return QSize(200, self._theme.px(14))

    def minimumSizeHint(self) -> QSize:
        """As high, and as narrow as it must be."""
        return QSize(60, self._theme.px(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar."""
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paint_bar(painter, self._theme, area, self._timing.phase, self._timing.fraction_left)
        painter.end()
