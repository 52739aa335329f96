"""How the room screen is painted: one picture on one area, at sizes that are shares of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from unicodedata import bidirectional

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from dilc_desktop.domain.audience import AudienceFrame
from dilc_desktop.domain.protocol import RoomTime
from dilc_desktop.domain.timing import Phase, clock_text
from dilc_desktop.ui.theme import FAMILY, Theme
from dilc_desktop.ui.time_shapes import paint_sector
from dilc_desktop.ui.time_words import quoted_question

_tr = QCoreApplication.translate
_LEAST = 1 / 70
_TOP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
_MIDDLE = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter
# The sizes of the type, as shares of the screen's height.
_GREAT, _LARGE, _BANNER, _BODY, _STAGE, _SMALL = 0.15, 0.1, 0.07, 0.055, 0.05, 0.042
# As small as the sentence gets before everything else gets smaller with it.
_SENTENCE = 0.06
_SMALLER = 0.93


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPicture:
    """All that the room screen paints: a frame, or a message before it, or empty paper.

    `test` is the name of the screen while its test picture is shown.
    """

    frame: AudienceFrame | None = None
    message: str = ""
    blanked: bool = False
    test: str = ""


def _counts(figure: str) -> bool:
    """Whether a figure holds a number, rather than words only."""
    return any(map(str.isdigit, figure))


def _begins_right(text: str) -> bool:
    """Whether the script of a text begins at the right."""
    strong = next((way for way in map(bidirectional, text) if way in ("L", "R", "AL")), "L")
    return strong != "L"


def _broken(text: str, font: QFont, width: float) -> str:
    """A text that begins at the right, in lines that fit a width; any other as it is.

    Where Qt breaks a line itself it keeps the space, which then indents the line at the right.
    """
    if not _begins_right(text):
        return text
    metrics = QFontMetricsF(font)
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def _wrap(text: str) -> Qt.TextFlag | Qt.AlignmentFlag:
    """Wrapped lines that begin where the script of the text begins."""
    right = _begins_right(text)
    return _TOP | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)


@dataclass(frozen=True, slots=True)
class _Line:
    """A text of the stage with its size and the gap below it, as shares of the height."""

    words: str
    size: float
    role: str
    bold: bool = False
    gap: float = 0.01
    gives_way: bool = False


class RoomCanvas:
    """Lays one picture out on one area; every length is a share of the window.

    What lies outside `part` is not painted.
    """

    def __init__(
        self, painter: QPainter, theme: Theme, whole: QRectF, part: QRectF, *, mirrored: bool
    ) -> None:
        self._painter = painter
        self._theme = theme
        self._whole = whole
        self._part = part
        self._mirrored = mirrored
        self.clock = QRectF()
        self._unit = min(whole.height(), whole.width() * 0.75)
        side = whole.width() * 0.05
        self._area = whole.adjusted(side, whole.height() * 0.07, -side, -whole.height() * 0.05)

    def paint(self, picture: RoomPicture) -> None:
        """Paint the one thing that the picture shows."""
        if picture.test:
            self._test(picture.test)
        elif picture.message:
            self._message(picture.message, None if picture.blanked else picture.frame)
        elif picture.blanked:
            self._mark()
        elif picture.frame is not None:
            self._stage(picture.frame)

    # A stage

    def _stage(self, frame: AudienceFrame) -> None:
        body = QRectF(self._area)
        if frame.presenter_listens:
            band = QRectF(self._whole)
            band.setHeight(self._unit * 0.15)
            self._banner(band, _tr("room", "The presenter listens"))
            body.setTop(band.bottom() + self._unit * 0.06)
        body.setBottom(self._question(frame.question) - self._unit * 0.045)
        if not frame.stage:
            self._no_stage(body, frame)
            return
        if frame.seconds is not None:
            side = min(body.height(), self._area.width() * 0.36)
            ring = QRectF(body.right() - side, body.top(), side, side)
            words = QRectF(body)
            words.setRight(ring.left() - self._unit * 0.05)
            self.clock = self._mirror(ring)
            self._time(self.clock, frame)
            body = self._mirror(words)
        self._words(body, frame)

    def _mirror(self, area: QRectF) -> QRectF:
        """The same area at the other side where people read from the right."""
        if not self._mirrored:
            return area
        left = self._whole.left() + self._whole.right() - area.right()
        return QRectF(left, area.top(), area.width(), area.height())

    def _banner(self, band: QRectF, words: str) -> None:
        """A strip over the whole width, for what must not be missed."""
        if not band.intersects(self._part):
            return
        self._painter.fillRect(band, self._theme.colour("accent"))
        inside = QRectF(self._area.left(), band.top(), self._area.width(), band.height())
        size = self._fitting(words, inside.width(), _BANNER)
        side = Qt.AlignmentFlag.AlignRight if self._mirrored else Qt.AlignmentFlag.AlignLeft
        self._painter.setFont(self._font(size, bold=True))
        self._painter.setPen(self._theme.colour("on_accent"))
        self._painter.drawText(inside, side | Qt.AlignmentFlag.AlignVCenter, words)

    def _words(self, area: QRectF, frame: AudienceFrame) -> None:
        """The stage and its sentence, and who speaks below."""
        if not area.intersects(self._part):
            return
        self._block(area, self._lines(frame), _LARGE)

    def _block(self, area: QRectF, lines: list[_Line], largest: float) -> None:
        """Set lines below each other as large as they fit; what gives way gets smaller first."""
        factor, sentence = 1.0, largest
        while True:
            sized = [
                replace(line, size=(sentence if line.gives_way else line.size) * factor)
                for line in lines
            ]
            if self._fits(area, sized) or factor * _SMALL <= _LEAST:
                break
            if sentence > _SENTENCE:
                sentence = max(_SENTENCE, sentence * _SMALLER)
            else:
                factor *= _SMALLER
        rest = QRectF(area)
        for line in sized:
            y = self._text(rest, line.words, line.size, line.role, bold=line.bold)
            rest.setTop(y + self._unit * line.gap)

    def _fits(self, area: QRectF, lines: list[_Line]) -> bool:
        y = area.top()
        for line in lines:
            font = self._font(line.size, bold=line.bold)
            box = self._box(font, area, line.words)
            if box.width() > area.width() + 1:
                return False
            y += box.height() + self._unit * line.gap
        return y - self._unit * lines[-1].gap <= area.bottom()

    def _lines(self, frame: AudienceFrame) -> list[_Line]:
        # A stage of a facilitator's own has no sentence: its name stands for it.
        main = frame.sentence or frame.stage
        lines = [_Line(main, _LARGE, "ink", bold=True, gap=0.035, gives_way=True)]
        if frame.sentence:
            lines.insert(0, _Line(frame.stage, _STAGE, "quiet", gap=0.02))
        if frame.speaks:
            lines.append(_Line(frame.speaks, _BODY, "ink", bold=True))
        if frame.silent:
            lines.append(_Line(frame.silent, _SMALL, "quiet"))
        if frame.time is RoomTime.NOTHING and frame.phase is Phase.INTERRUPTED:
            # Where no time is shown, nothing else would say that the stage is not going on.
            lines.append(_Line(_tr("room", "We pause"), _BODY, "accent", bold=True))
        return lines

    def _no_stage(self, body: QRectF, frame: AudienceFrame) -> None:
        if frame.phase is not Phase.BETWEEN:
            words = frame.title
            if frame.phase is Phase.ENDED:
                words = _tr("room", "Thank you. The session has ended.")
            self._text(body, words, _LARGE, "ink", bold=True)
            return
        # A large dashed frame, as on the facilitator's screen.
        pen = QPen(self._theme.colour("quiet"), self._unit * 0.012)
        pen.setDashPattern([4, 3])
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(body, self._unit * 0.03, self._unit * 0.03)
        inside = body.adjusted(self._unit * 0.06, 0, -self._unit * 0.06, 0)
        self._centred(inside, _tr("room", "One moment, please."), _LARGE, "ink", bold=True)

    # The time of a stage

    def _time(self, ring: QRectF, frame: AudienceFrame) -> None:
        paint_sector(self._painter, self._theme, ring, frame.phase, frame.fraction_left)
        if frame.calm and frame.phase is Phase.RUNNING:
            self._centred(self._inside(ring), _tr("room", "in silence"), 0.06, "quiet")
            return
        if frame.phase is Phase.OVER:
            self._inner_ring(ring)
        if frame.phase is Phase.INTERRUPTED:
            self._pause(ring)
        figure, word = self._figure(frame), self._time_word(frame)
        inside = self._inside(ring)
        if not figure:
            self._centred(inside, word, 0.06, "ink", bold=True)
            return
        below = QRectF(inside)
        below.setTop(ring.center().y() + ring.height() * 0.14)
        below.setHeight(ring.height() * 0.2)
        size = self._fitting(word, ring.width() * 0.54, _SMALL)
        self._line(below, word, size, "quiet" if frame.phase is Phase.RUNNING else "ink")
        if not _counts(figure):
            inside.setBottom(below.top())
            self._centred(inside, figure, 0.07, "ink", bold=True)
            return
        line = QRectF(ring)
        line.setHeight(ring.height() * 0.94)
        width = ring.width() * (0.66 if frame.phase is Phase.OVER else 0.74)
        self._line(line, figure, self._fitting(figure, width, 0.2), "ink")

    def _inside(self, ring: QRectF) -> QRectF:
        """The part of a ring where words have room."""
        return QRectF(
            ring.left() + ring.width() * 0.16,
            ring.top() + ring.height() * 0.24,
            ring.width() * 0.68,
            ring.height() * 0.52,
        )

    def _inner_ring(self, ring: QRectF) -> None:
        """A second, thin ring: the time is up."""
        inset = ring.width() * 0.094
        self._painter.setPen(QPen(self._theme.colour("ink"), ring.width() * 0.012))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawEllipse(ring.adjusted(inset, inset, -inset, -inset))

    def _pause(self, ring: QRectF) -> None:
        """Two bars: the clock is held."""
        width, height = ring.width() * 0.04, ring.height() * 0.12
        top = ring.top() + ring.height() * 0.16
        for left in (ring.center().x() - width * 1.5, ring.center().x() + width * 0.5):
            self._painter.fillRect(QRectF(left, top, width, height), self._theme.colour("ink"))

    def _figure(self, frame: AudienceFrame) -> str:
        """The time as the stage shows it, empty where its shape is all."""
        seconds, over = frame.seconds or 0, frame.over_seconds
        if frame.time is RoomTime.DIGITS:
            return f"+{clock_text(over)}" if over else clock_text(seconds)
        if frame.time is not RoomTime.MINUTES:
            return ""
        if over is not None and over >= 60:
            return _tr("room", "+{0} min").format(over // 60)
        if seconds >= 60:
            return _tr("room", "{0} min").format(-(-seconds // 60))
        return _tr("room", "under a minute") if seconds > 0 else ""

    def _time_word(self, frame: AudienceFrame) -> str:
        match frame.phase:
            case Phase.OVER:
                return _tr("room", "time to close")
            case Phase.INTERRUPTED:
                return _tr("room", "clock held")
            case Phase.SOON:
                return _tr("room", "soon over")
            case _:
                return _tr("room", "left") if _counts(self._figure(frame)) else ""

    # The question

    def _question(self, question: str) -> float:
        """Set the framing question at the foot; returns where it begins."""
        words = quoted_question(question)
        if not words:
            return self._area.bottom()
        area = QRectF(self._area)
        area.setTop(area.bottom() - self._area.height() * 0.3)
        font, height = self._fit(area, words, _STAGE, bold=False)
        top = self._area.bottom() - height
        rule = top - self._unit * 0.025
        self._rule(rule)
        area.setTop(top)
        if area.intersects(self._part):
            self._draw(area, words, font, "ink")
        return rule

    def _rule(self, y: float) -> None:
        self._painter.setPen(QPen(self._theme.colour("line"), max(1.0, self._unit / 400)))
        self._painter.drawLine(
            round(self._area.left()), round(y), round(self._area.right()), round(y)
        )

    # A message, empty paper, the test picture

    def _message(self, text: str, frame: AudienceFrame | None) -> None:
        """A message in the largest type; the stage and its time stay in sight at the foot."""
        body = QRectF(self._area)
        if frame is not None and frame.stage:
            height = self._unit * 0.12
            foot = QRectF(self._area)
            foot.setTop(foot.bottom() - height)
            self._foot(foot, frame)
            body.setBottom(foot.top() - self._unit * 0.06)
        bar = self._unit * 0.03
        right = _begins_right(text)
        inside = body.adjusted(0 if right else bar * 2.5, 0, -bar * 2.5 if right else 0, 0)
        font, height = self._fit(inside, text, _GREAT, bold=True)
        inside.setTop(body.top() + (body.height() - height) / 2)
        self._draw(inside, text, font, "ink")
        left = body.right() - bar if right else body.left()
        stripe = QRectF(left, inside.top(), bar, height)
        self._painter.fillRect(stripe, self._theme.colour("accent"))

    def _foot(self, foot: QRectF, frame: AudienceFrame) -> None:
        self._rule(foot.top() - self._unit * 0.03)
        words = QRectF(foot)
        if frame.seconds is not None:
            side = foot.height()
            ring = QRectF(foot.right() - side, foot.top(), side, side)
            paint_sector(
                self._painter, self._theme, self._mirror(ring), frame.phase, frame.fraction_left
            )
            words.setRight(ring.left() - side * 0.3)
            words = self._foot_time(words, frame)
        words = self._mirror(words)
        _, height = self._fit(words, frame.stage, _STAGE, bold=False)
        words.setTop(words.center().y() - height / 2)
        self._text(words, frame.stage, _STAGE, "quiet")

    def _foot_time(self, area: QRectF, frame: AudienceFrame) -> QRectF:
        """Set the time before the small ring; returns what is left of the area."""
        figure = "" if frame.calm and frame.phase is Phase.RUNNING else self._figure(frame)
        if not figure:
            return area
        place = QRectF(area)
        width = QFontMetricsF(self._font(_BODY, bold=True)).horizontalAdvance(figure) + 2
        place.setLeft(place.right() - width)
        self._line(self._mirror(place), figure, _BODY, "ink")
        rest = QRectF(area)
        rest.setRight(place.left() - self._unit * 0.04)
        return rest

    def _mark(self) -> None:
        """A small ring on empty paper: the screen is on, and rests."""
        side = self._unit * 0.03
        place = QPointF(self._whole.center().x(), self._whole.bottom() - self._unit * 0.07)
        self._painter.setPen(QPen(self._theme.colour("edge"), max(1.0, side * 0.14)))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawEllipse(place, side / 2, side / 2)

    def _test(self, name: str) -> None:
        """The screen's name, a frame at its very edge, and the sizes of the type."""
        width = max(2.0, self._unit / 120)
        pen = QPen(self._theme.colour("accent"), width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        self._painter.drawRect(self._whole.adjusted(half, half, -half, -half))
        lines = [
            _Line(_tr("room", "Room screen"), _STAGE, "quiet", gap=0.02),
            _Line(name, _GREAT, "ink", bold=True, gap=0.02, gives_way=True),
            _Line(self._pixels(), _STAGE, "quiet", gap=0.06),
            _Line(_tr("room", "The task is this large."), _LARGE, "ink", bold=True),
            _Line(_tr("room", "Who speaks is this large."), _BODY, "ink", bold=True),
            _Line(_tr("room", "The smallest text is this large."), _SMALL, "quiet"),
            _Line(_tr("room", "The line goes round at the very edge."), _SMALL, "quiet"),
        ]
        self._block(QRectF(self._area), lines, _GREAT)

    def _pixels(self) -> str:
        ratio = self._painter.device().devicePixelRatio()
        size = (round(self._whole.width() * ratio), round(self._whole.height() * ratio))
        return f"{size[0]} \u00d7 {size[1]}"

    # Setting text

    def _text(
        self, area: QRectF, text: str, size: float, role: str, *, bold: bool = False
    ) -> float:
        """Set text as large as `size` and the area allow; returns where it ends."""
        font, height = self._fit(area, text, size, bold=bold)
        self._draw(area, text, font, role)
        return area.top() + height

    def _draw(self, area: QRectF, text: str, font: QFont, role: str) -> None:
        self._painter.setFont(font)
        self._painter.setPen(self._theme.colour(role))
        self._painter.drawText(area, _wrap(text), _broken(text, font, area.width()))

    def _box(self, font: QFont, area: QRectF, text: str) -> QRectF:
        """What a text takes at the width of an area."""
        words = _broken(text, font, area.width())
        return QFontMetricsF(font).boundingRect(area, _wrap(text), words)

    def _centred(
        self, area: QRectF, text: str, size: float, role: str, *, bold: bool = False
    ) -> None:
        """Set text in the middle of an area, in as many lines as it takes."""
        if not text:
            return
        font, _ = self._fit(area, text, size, bold=bold)
        self._painter.setFont(font)
        self._painter.setPen(self._theme.colour(role))
        self._painter.drawText(area, _MIDDLE, text)

    def _line(self, area: QRectF, text: str, size: float, role: str) -> None:
        """Set a single bold line in the middle of an area."""
        if not text:
            return
        self._painter.setFont(self._font(size, bold=True))
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
            box = self._box(font, area, text)
            if (box.height() <= area.height() and box.width() <= area.width() + 1) or (
                size <= _LEAST
            ):
                return font, min(box.height(), area.height())
            size = max(_LEAST, size * _SMALLER)

    def _font(self, size: float, *, bold: bool) -> QFont:
        font = QFont(FAMILY)
        font.setPixelSize(max(8, round(self._unit * size)))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font
