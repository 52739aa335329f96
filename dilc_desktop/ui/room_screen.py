"""The room screen: what everybody may see, large enough for the back row."""

from __future__ import annotations

from unicodedata import bidirectional

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QScreen,
)
from PySide6.QtWidgets import QWidget

from dilc_desktop.domain.audience import AudienceFrame
from dilc_desktop.domain.timing import Phase, clock_text
from dilc_desktop.ui.theme import FAMILY, Theme
from dilc_desktop.ui.time_shapes import paint_sector
from dilc_desktop.ui.time_words import quoted_question

_tr = QCoreApplication.translate
_LEAST = 1 / 70
_TOP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop


class RoomScreen(QWidget):
    """A window that can show an `AudienceFrame` and nothing else.

    `put_away` says that it is no longer shown, `screen_lost` that the screen it filled is gone.
    """

    put_away = Signal()
    screen_lost = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._frame: AudienceFrame | None = None
        self._filled: QScreen | None = None
        self.setWindowTitle(self.tr("Room screen"))
        self.setAccessibleName(self.tr("Room screen"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.update)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenRemoved.connect(self.lose_screen)

    @property
    def frame(self) -> AudienceFrame | None:
        """What is shown."""
        return self._frame

    def show_frame(self, frame: AudienceFrame) -> None:
        """Show another frame, if it differs."""
        if frame == self._frame:
            return
        self._frame = frame
        self.setAccessibleDescription(f"{frame.stage}. {frame.sentence} {frame.speaks}.")
        self.update()

    def place(self, own: QScreen, screens: list[QScreen]) -> None:
        """Fill a screen that is not the facilitator's; on an only screen take a part of it."""
        others = [screen for screen in screens if screen != own]
        self._filled = others[0] if others else None
        if self._filled is not None:
            self.setScreen(self._filled)
            self.setGeometry(self._filled.geometry())
            self.showFullScreen()
            return
        available = own.availableGeometry()
        # Half the area of the only screen, in its own proportions.
        width, height = round(available.width() * 0.7), round(available.height() * 0.7)
        self.setGeometry(
            QRect(available.right() - width, available.bottom() - height, width, height)
        )
        # It may have filled a screen before that is gone now.
        self.showNormal()

    def lose_screen(self, screen: QScreen) -> None:
        """Put the window away when the screen that it fills goes, rather than cover another."""
        if self._filled is not None and screen == self._filled:
            self._filled = None
            if self.isVisible():
                self.hide()
                self.screen_lost.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc always gets back to the facilitator's screen."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that the window is put away, however that came about; the session goes on."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.put_away.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Repaint after a change of language or palette."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame to the size of the window."""
        painter = QPainter(self)
        # Each text runs in the direction of its own script.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.fillRect(self.rect(), self._theme.colour("paper"))
        if self._frame is not None:
            _Canvas(painter, self._theme, QRectF(self.rect()), self._frame).paint()
        painter.end()


def _wrap(text: str) -> Qt.TextFlag | Qt.AlignmentFlag:
    """Wrapped lines that begin where the script of the text begins."""
    strong = next((way for way in map(bidirectional, text) if way in ("L", "R", "AL")), "L")
    side = Qt.AlignmentFlag.AlignLeft if strong == "L" else Qt.AlignmentFlag.AlignRight
    return _TOP | side


class _Canvas:
    """Lays one frame out on one area; every length is a share of the window."""

    def __init__(self, painter: QPainter, theme: Theme, area: QRectF, frame: AudienceFrame) -> None:
        self._painter = painter
        self._theme = theme
        self._frame = frame
        self._unit = min(area.height(), area.width() * 0.75)
        side = area.width() * 0.05
        self._area = area.adjusted(side, area.height() * 0.07, -side, -area.height() * 0.05)

    def paint(self) -> None:
        """Paint everything that the frame holds."""
        foot = self._question()
        body = QRectF(self._area)
        body.setBottom(foot - self._unit * 0.03)
        if self._frame.stage and self._frame.seconds is not None:
            side = min(body.height(), self._area.width() * 0.36)
            ring = QRectF(body.right() - side, body.top(), side, side)
            self._time(ring)
            body.setRight(ring.left() - self._unit * 0.05)
        self._words(body)

    def _words(self, area: QRectF) -> None:
        frame = self._frame
        if not frame.stage:
            self._text(area, self._idle_words(), 0.1, "ink", bold=True)
            return
        if frame.sentence:
            y = self._text(area, frame.stage, 0.05, "quiet")
            area.setTop(y + self._unit * 0.02)
        lines = self._who()
        needed = sum(self._unit * size * 1.6 for _, size, _, _ in lines)
        sentence = QRectF(area)
        sentence.setBottom(area.bottom() - needed)
        # A stage of a facilitator's own has no sentence: its name stands for it.
        y = self._text(sentence, frame.sentence or frame.stage, 0.1, "ink", bold=True)
        area.setTop(y + self._unit * 0.035)
        for words, size, role, bold in lines:
            area.setTop(self._text(area, words, size, role, bold=bold) + self._unit * 0.01)

    def _who(self) -> list[tuple[str, float, str, bool]]:
        frame = self._frame
        lines: list[tuple[str, float, str, bool]] = []
        if frame.presenter_listens:
            lines.append((_tr("room", "The presenter listens"), 0.055, "accent", True))
        if frame.speaks:
            lines.append((frame.speaks, 0.055, "ink", not frame.presenter_listens))
        if frame.silent:
            lines.append((frame.silent, 0.042, "quiet", False))
        return lines

    def _idle_words(self) -> str:
        if self._frame.phase is Phase.ENDED:
            return _tr("room", "Thank you. The session has ended.")
        if self._frame.phase is Phase.BETWEEN:
            return _tr("room", "One moment, please.")
        return self._frame.title

    def _time(self, ring: QRectF) -> None:
        frame = self._frame
        paint_sector(self._painter, self._theme, ring, frame.phase, frame.fraction_left)
        if frame.calm and frame.phase is Phase.RUNNING:
            self._centred(ring, _tr("room", "in silence"), 0.06, "quiet")
            return
        figure = QRectF(ring)
        figure.setHeight(ring.height() * 0.94)
        inside = ring.width() * 0.74
        text = clock_text(frame.seconds or 0)
        self._centred(figure, text, self._fitting(text, inside, 0.2), "ink", bold=True)
        word = QRectF(ring)
        word.setTop(ring.center().y() + ring.height() * 0.14)
        word.setHeight(ring.height() * 0.2)
        self._centred(word, self._time_word(), 0.042, "quiet")

    def _time_word(self) -> str:
        match self._frame.phase:
            case Phase.OVER:
                return _tr("room", "time to close")
            case Phase.INTERRUPTED:
                return _tr("room", "clock held")
            case Phase.SOON:
                return _tr("room", "soon over")
            case _:
                return _tr("room", "left")

    def _question(self) -> float:
        """Set the framing question at the foot; returns where it begins."""
        question = quoted_question(self._frame.question)
        if not question:
            return self._area.bottom()
        most = self._area.height() * 0.3
        area = QRectF(self._area)
        area.setTop(area.bottom() - most)
        font, height = self._fit(area, question, 0.05, bold=False)
        top = self._area.bottom() - height
        self._painter.setPen(QPen(self._theme.colour("line"), max(1.0, self._unit / 400)))
        rule = top - self._unit * 0.025
        self._painter.drawLine(
            round(self._area.left()), round(rule), round(self._area.right()), round(rule)
        )
        area.setTop(top)
        self._painter.setFont(font)
        self._painter.setPen(self._theme.colour("ink"))
        self._painter.drawText(area, _wrap(question), question)
        return rule

    def _text(
        self, area: QRectF, text: str, size: float, role: str, *, bold: bool = False
    ) -> float:
        """Set text as large as `size` and the area allow; returns where it ends."""
        font, height = self._fit(area, text, size, bold=bold)
        self._painter.setFont(font)
        self._painter.setPen(self._theme.colour(role))
        self._painter.drawText(area, _wrap(text), text)
        return area.top() + height

    def _centred(
        self, area: QRectF, text: str, size: float, role: str, *, bold: bool = False
    ) -> None:
        self._painter.setFont(self._font(size, bold=bold))
        self._painter.setPen(self._theme.colour(role))
        self._painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _fitting(self, text: str, width: float, size: float) -> float:
        """The largest size up to `size` at which a single line fits a width."""
        found = QFontMetricsF(self._font(size, bold=True)).horizontalAdvance(text)
        return size if found <= width else size * width / found

    def _fit(self, area: QRectF, text: str, size: float, *, bold: bool) -> tuple[QFont, float]:
        """The largest size from `size` down at which text fits.

        The smallest legible from the back row is given up only where text would else be cut.
        """
        while True:
            font = self._font(size, bold=bold)
            box = QFontMetricsF(font).boundingRect(area, _wrap(text), text)
            if (box.height() <= area.height() and box.width() <= area.width() + 1) or (
                size <= _LEAST
            ):
                return font, min(box.height(), area.height())
            size = max(_LEAST, size * 0.93)

    def _font(self, size: float, *, bold: bool) -> QFont:
        font = QFont(FAMILY)
        font.setPixelSize(max(8, round(self._unit * size)))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font
