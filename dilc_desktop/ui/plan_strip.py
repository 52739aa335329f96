"""The stages of a protocol as pieces of one strip, each as long as its minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QLocale, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from dilc_desktop.domain.protocol import Protocol
from dilc_desktop.ui.theme import SMALL, Theme
from dilc_desktop.ui.words import minutes_words

_HEIGHT_MOST, _NARROWEST, _PAD, _GAP = 112, 10, 6, 2
_THIN_PAD, _LEADER, _APART = 1, 4, 4
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_MOST = 10_000


def lengths_of(protocol: Protocol, fitted: Sequence[int] = ()) -> list[int]:
    """The minutes of each stage with all its rounds; `fitted` takes the place of the usual ones."""
    minutes = fitted or [stage.minutes for stage in protocol.stages]
    return [n * stage.rounds for n, stage in zip(minutes, protocol.stages, strict=True)]


def pieces(
    area: QRectF, lengths: Sequence[int], gap: float, least: float, *, mirrored: bool = False
) -> list[QRectF]:
    """Divide an area by the lengths; a stage without minutes keeps the least width."""
    room = area.width() - gap * max(0, len(lengths) - 1)
    least = min(least, room / max(1, len(lengths)))
    spare = room - least * len(lengths)
    whole = sum(lengths)
    made, at = [], area.left()
    for length in lengths:
        width = least + (spare * length / whole if whole else spare / len(lengths))
        left = area.left() + area.right() - at - width if mirrored else at
        made.append(QRectF(left, area.top(), width, area.height()))
        at += width + gap
    return made


def paint_small_strip(
    painter: QPainter, colour: QColor, area: QRectF, lengths: Sequence[int], *, mirrored: bool
) -> None:
    """Paint the strip without words."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for piece in pieces(area, lengths, _GAP, 2, mirrored=mirrored):
        painter.drawRect(piece)


class SmallStrip(QWidget):
    """The strip without words, for a card that says its minutes beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lengths: list[int] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_lengths(self, lengths: list[int]) -> None:
        """Show other minutes."""
        self._lengths = lengths
        self.update()

    def sizeHint(self) -> QSize:
        """A thin line."""
        return QSize(self._theme.px(120), self._theme.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the strip."""
        del event
        painter = QPainter(self)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        area = QRectF(self.rect())
        colour = self._theme.colour("accent")
        paint_small_strip(painter, colour, area, self._lengths, mirrored=mirrored)
        painter.end()


class PlanStrip(QWidget):
    """The strip with the number, the minutes and, as far as there is room, who speaks.

    Its accessible description has every figure; what has no room is in the tip of its piece.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._protocol: Protocol | None = None
        self._minutes: list[int] = []
        self.setObjectName("library.strip")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The stages in time"))
        theme.changed.connect(self._grow)

    def show_protocol(self, protocol: Protocol, fitted: Sequence[int] = ()) -> None:
        """Show the stages of a protocol, with fitted minutes where they are given."""
        self._protocol = protocol
        self._minutes = list(fitted) or [stage.minutes for stage in protocol.stages]
        self.setAccessibleDescription(
            "; ".join(self._whole(place) for place in range(len(protocol.stages)))
        )
        self._grow()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as the words need that have room in their pieces."""
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        made = self._pieces()
        heights = [self._lines(place, piece)[1] for place, piece in enumerate(made)]
        rows = max((row for row, _ in self._labels(made).values()), default=0)
        bar = max(heights, default=0) + 2 * self._theme.px(_PAD) + 2
        self.setFixedHeight(bar + rows * self._row_height())

    def _length(self, place: int) -> str:
        assert self._protocol is not None  # noqa: S101 - asked for a stage of it
        rounds = self._protocol.stages[place].rounds
        minutes = minutes_words(self._minutes[place] * 60)
        return minutes if rounds == 1 else f"{rounds} \u00d7 {minutes}"

    def _whole(self, place: int) -> str:
        assert self._protocol is not None  # noqa: S101 - asked for a stage of it
        stage = self._protocol.stages[place]
        return self.tr("{number} {name}, {length}. {speaks}").format(
            number=place + 1, name=stage.name, length=self._length(place), speaks=stage.speaks
        )

    def _pieces(self) -> list[QRectF]:
        if self._protocol is None:
            return []
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        lengths = lengths_of(self._protocol, self._minutes)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        made = pieces(area, lengths, _GAP, self._theme.px(_NARROWEST), mirrored=mirrored)
        rows = max((row for row, _ in self._labels(made).values()), default=0)
        for piece in made:
            piece.setBottom(piece.bottom() - rows * self._row_height())
        return made

    def _number_width(self, place: int) -> int:
        metrics = QFontMetrics(self._theme.font(SMALL, bold=True))
        number = QLocale().toString(place + 1)
        return metrics.boundingRect(0, 0, _MOST, _MOST, int(_WRAP), number).width() + 1

    def _is_thin(self, place: int, piece: QRectF) -> bool:
        """Whether the number has no room in its piece."""
        wide = self._room(place, piece).width()
        return self._height(QLocale().toString(place + 1), wide, bold=True) == _MOST

    def _row_height(self) -> int:
        return QFontMetrics(self._theme.font(SMALL, bold=True)).height() + self._theme.px(_LEADER)

    def _labels(self, made: Sequence[QRectF]) -> dict[int, tuple[int, QRectF]]:
        """The row below the strip, from 1, of each number too wide for its piece, and its breadth.

        A number goes to the first row where it keeps clear of the numbers there.
        """
        apart = self._theme.px(_APART)
        rows: list[list[QRectF]] = []
        placed: dict[int, tuple[int, QRectF]] = {}
        for place, piece in enumerate(made):
            if not self._is_thin(place, piece):
                continue
            wide = self._number_width(place)
            left = min(max(0.0, piece.center().x() - wide / 2), self.width() - wide)
            label = QRectF(left, 0, wide, 1)
            clear = label.adjusted(-apart, 0, apart, 0)
            row = next(
                (n for n, taken in enumerate(rows) if not any(clear.intersects(t) for t in taken)),
                len(rows),
            )
            if row == len(rows):
                rows.append([])
            rows[row].append(label)
            placed[place] = (row + 1, label)
        return placed

    def event(self, event: QEvent) -> bool:
        """Say in a tip what a piece has no room for."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for place, piece in enumerate(self._pieces()):
                if piece.contains(event.pos()):
                    QToolTip.showText(event.globalPos(), self._whole(place), self)
                    return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pieces with their words."""
        del event
        protocol = self._protocol
        if protocol is None:
            return
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        made = self._pieces()
        self._paint_labels(painter, made)
        for place, piece in enumerate(made):
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.setBrush(theme.colour("tint"))
            painter.drawRoundedRect(piece, 3, 3)
            room = self._room(place, piece)
            for words, height, bold in self._lines(place, piece)[0]:
                painter.setFont(theme.font(SMALL, bold=bold))
                painter.setPen(theme.colour("ink" if bold else "quiet"))
                painter.drawText(room, _WRAP, words)
                room.setTop(room.top() + height)
        painter.end()

    def _paint_labels(self, painter: QPainter, made: Sequence[QRectF]) -> None:
        """Write the numbers of thin pieces below them, each at the end of its leader."""
        theme, high = self._theme, self._row_height()
        painter.setFont(theme.font(SMALL, bold=True))
        for place, (row, label) in self._labels(made).items():
            piece = made[place]
            top = piece.bottom() + (row - 1) * high + theme.px(_LEADER)
            painter.setPen(QPen(theme.colour("edge"), 1))
            x = piece.center().x()
            painter.drawLine(QPointF(x, piece.bottom()), QPointF(x, top))
            painter.setPen(theme.colour("ink"))
            area = QRectF(label.left(), top, label.width(), high - theme.px(_LEADER))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, QLocale().toString(place + 1))

    def _room(self, place: int, piece: QRectF) -> QRect:
        """Where the words of a piece stand; a thin one gives up its margins for its number."""
        pad = self._theme.px(_PAD)
        side = int((piece.width() - self._number_width(place)) / 2)
        side = max(self._theme.px(_THIN_PAD), min(pad, side))
        return piece.adjusted(side, pad, -side, -pad).toRect()

    def _lines(self, place: int, piece: QRectF) -> tuple[list[tuple[str, int, bool]], int]:
        """The words that have room in a piece, with the height of each, and the whole height."""
        assert self._protocol is not None  # noqa: S101 - asked for a piece of it
        if self._is_thin(place, piece):
            return [], 0
        wide = self._room(place, piece).width()
        said = [(QLocale().toString(place + 1), True)]
        length = self._length(place)
        metrics = QFontMetrics(self._theme.font(SMALL))
        speaks = ""
        if metrics.horizontalAdvance(length) <= wide:
            said.append((length, False))
            speaks = self._protocol.stages[place].speaks
        elif self._protocol.stages[place].rounds == 1:
            said.append((QLocale().toString(self._minutes[place]), False))
        lines: list[tuple[str, int, bool]] = []
        whole = 0
        for words, bold in said:
            height = self._height(words, wide, bold=bold) + 1
            if whole + height > self._theme.px(_HEIGHT_MOST):
                break
            lines.append((words, height, bold))
            whole += height
        for words in _ever_shorter(speaks):
            height = self._height(words, wide, bold=False) + 1
            if whole + height <= self._theme.px(_HEIGHT_MOST):
                return [*lines, (words, height, False)], whole + height
        return lines, whole

    def _height(self, words: str, wide: int, *, bold: bool) -> int:
        """The height of wrapped words; more than there can be where a word is too wide."""
        metrics = QFontMetrics(self._theme.font(SMALL, bold=bold))
        needed = metrics.boundingRect(0, 0, wide, _MOST, int(_WRAP), words)
        return _MOST if needed.width() > wide else needed.height()


def _ever_shorter(text: str) -> Iterator[str]:
    """A text, then its beginnings, each a word shorter and with the sign that more follows."""
    words = text.split()
    if words:
        yield text
    for count in range(len(words) - 1, 0, -1):
        yield " ".join(words[:count]).rstrip(",;:.") + "\u00a0\u2026"
