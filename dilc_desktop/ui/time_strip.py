"""A session's time as a strip: the plan above, what happened below, to the same scale."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from dilc_desktop.domain.session import Session, StageRun, round_by_round
from dilc_desktop.domain.timing import clock_text
from dilc_desktop.ui.theme import SMALL, Theme
from dilc_desktop.ui.words import minutes_words

_tr = QCoreApplication.translate
_BAR, _GAP, _AXIS, _PAD = 36, 22, 22, 8
_TICKS_MIN = (1, 2, 5, 10, 15, 30, 60, 120)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTime:
    """What one stage was to take in all its rounds and took, in seconds.

    `visits` is 0 where it was not held.
    """

    number: int
    name: str
    planned_s: int
    visits: int
    used_s: int
    added_s: int
    interrupted_s: int

    @property
    def over_s(self) -> int:
        """Time over what the stage had."""
        return max(0, self.used_s - self.planned_s - self.added_s)


def stage_times(session: Session) -> tuple[StageTime, ...]:
    """Compare plan and happening, stage by stage, up to the newest fact."""
    now = _now(session)
    times = []
    for number, stage in enumerate(session.stages, start=1):
        runs = [run for run in session.runs if run.stage_id == stage.id]
        times.append(
            StageTime(
                number=number,
                name=stage.name,
                planned_s=stage.whole_ms // 1000,
                visits=len(runs),
                used_s=sum(run.active_ms(now) for run in runs) // 1000,
                added_s=sum(run.added_ms for run in runs) // 1000,
                interrupted_s=sum(run.interrupted_ms(now) for run in runs) // 1000,
            )
        )
    return tuple(times)


def stage_time_words(time: StageTime) -> str:
    """The figures of a stage as one phrase."""
    parts = [_tr("strip", "planned {0}").format(minutes_words(time.planned_s))]
    if not time.visits:
        return ", ".join((*parts, _tr("strip", "not held")))
    parts.append(_tr("strip", "used {0}").format(minutes_words(time.used_s)))
    if time.added_s > 0:
        parts.append(_tr("strip", "{0} added").format(minutes_words(time.added_s)))
    if time.added_s < 0:
        parts.append(_tr("strip", "{0} taken off").format(minutes_words(-time.added_s)))
    if time.over_s:
        parts.append(_tr("strip", "{0} over").format(minutes_words(time.over_s)))
    if time.interrupted_s:
        parts.append(_tr("strip", "interrupted for {0}").format(minutes_words(time.interrupted_s)))
    if time.visits > 1:
        parts.append(_tr("strip", "visited {0} times").format(time.visits))
    return ", ".join(parts)


def over_from(run: StageRun, now: int) -> int | None:
    """Where on the axis a run had used up what it had, None where it did not."""
    at, left = run.started, run.planned_ms + run.added_ms
    for pause in run.interruptions:
        if pause.started - at > left:
            return at + left
        left -= pause.started - at
        at = now if pause.ended is None else pause.ended
    end = now if run.ended is None else run.ended
    return at + left if end - at > left else None


def _now(session: Session) -> int:
    return session.axis if session.ended is None else session.ended


class TimeStrip(QWidget):
    """Paints the strip; its accessible description has every figure."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._session: Session | None = None
        self.setObjectName("session.strip")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Time, planned and actual"))
        theme.changed.connect(self._dress)

    def show_session(self, session: Session) -> None:
        """Show a session's plan and, once it began, what happened."""
        self._session = session
        figures = "; ".join(
            f"{t.number} {t.name}: {stage_time_words(t)}" for t in stage_times(session)
        )
        planned = sum(stage.whole_ms for stage in session.stages) // 1000
        whole = self.tr("planned {0}").format(minutes_words(planned))
        if session.began is not None:
            whole += ", " + self.tr("used {0}").format(
                minutes_words((_now(session) - session.start) // 1000)
            )
        self.setAccessibleDescription(
            self.tr("{figures}. In all {whole}.").format(figures=figures, whole=whole)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Two bars, the gap between them, the minutes and what the shapes mean."""
        legend = _AXIS if self._legend() else 0
        return QSize(self._theme.px(480), self._theme.px(2 * _BAR + _GAP + _AXIS + legend + 4))

    def minimumSizeHint(self) -> QSize:
        """As high as it is, and narrow where need be."""
        return QSize(self._theme.px(240), self.sizeHint().height())

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()

    def _legend(self) -> list[str]:
        session = self._session
        if session is None:
            return []
        now = _now(session)
        found = []
        if any(run.interruptions for run in session.runs):
            found.append("interrupted")
        if any(over_from(run, now) is not None for run in session.runs):
            found.append("over")
        return found

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint both bars, the shift between them, the minutes and the legend."""
        del event
        session = self._session
        if session is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(SMALL))
        metrics = QFontMetricsF(painter.font())
        words = (self.tr("Planned"), self.tr("Actual"))
        left = max(metrics.horizontalAdvance(word) for word in words) + self._theme.px(12)
        used = _now(session) - session.start
        span = max(1000, sum(s.whole_ms for s in session.stages), used)
        per_ms = (self.width() - left - self._theme.px(16)) / span
        # The plan begins with the first stage, even where its start was moved to before 0.
        plan, scale = _Scale(left, per_ms), _Scale(left - session.start * per_ms, per_ms)
        bar, gap = self._theme.px(_BAR), self._theme.px(_GAP)
        planned_top, actual_top = 1.0, 1.0 + bar + gap
        for word, top in zip(words, (planned_top, actual_top), strict=True):
            painter.setPen(self._theme.colour("quiet"))
            painter.drawText(QRectF(0, top, left, bar), Qt.AlignmentFlag.AlignVCenter, word)
        places = self._paint_plan(painter, session, plan, planned_top)
        if session.began is None:
            painter.setPen(self._theme.colour("quiet"))
            place = QRectF(left, actual_top, self.width() - left, bar)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.tr("Not held yet."))
        else:
            self._paint_shift(painter, session, scale, places, planned_top + bar, actual_top)
            self._paint_actual(painter, session, scale, actual_top)
        self._paint_axis(painter, plan, span, actual_top + bar)
        self._paint_legend(painter, left, actual_top + bar + self._theme.px(_AXIS))
        painter.end()

    def _paint_plan(
        self, painter: QPainter, session: Session, scale: _Scale, top: float
    ) -> dict[str, float]:
        """Paint the plan and say where each stage begins in it."""
        at = 0
        places: dict[str, float] = {}
        numbers = {stage.id: number for number, stage in enumerate(session.stages, start=1)}
        for stage in round_by_round(session.stages):
            number = numbers[stage.id]
            places.setdefault(stage.id, scale.x(at))
            area = scale.area(at, at + stage.planned_s * 1000, top, self._theme.px(_BAR))
            self._paint_piece(painter, area, "sheet")
            self._paint_words(painter, area, number, stage.name, stage.planned_s)
            at += stage.planned_s * 1000
        return places

    def _paint_shift(
        self,
        painter: QPainter,
        session: Session,
        scale: _Scale,
        places: dict[str, float],
        top: float,
        bottom: float,
    ) -> None:
        """Join where a stage was to begin and where it first began."""
        painter.setPen(QPen(self._theme.colour("edge"), 1))
        seen: set[str] = set()
        for run in session.runs:
            if run.stage_id not in seen and run.stage_id in places:
                seen.add(run.stage_id)
                start = QPointF(places[run.stage_id], top + 2)
                painter.drawLine(start, QPointF(scale.x(run.started), bottom - 2))

    def _paint_actual(self, painter: QPainter, session: Session, scale: _Scale, top: float) -> None:
        now, bar = _now(session), self._theme.px(_BAR)
        middle = top + bar / 2
        painter.setPen(QPen(self._theme.colour("edge"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(scale.x(session.start), middle), QPointF(scale.x(now), middle))
        for run in session.runs:
            end = now if run.ended is None else run.ended
            area = scale.area(run.started, end, top, bar)
            self._paint_piece(painter, area, "tint")
            over = over_from(run, now)
            if over is not None:
                self._paint_over(painter, scale.area(over, end, top, bar))
            for pause in run.interruptions:
                paused = now if pause.ended is None else pause.ended
                self._paint_hatch(painter, scale.area(pause.started, paused, top, bar))
            stage = session.stage_of(run.stage_id)
            number = session.position(stage.id) + 1
            calm = scale.area(*_calm(run, end if over is None else over), top, bar)
            self._paint_words(painter, calm, number, stage.name, run.active_ms(now) // 1000)

    def _paint_piece(self, painter: QPainter, area: QRectF, role: str) -> None:
        painter.setPen(QPen(self._theme.colour("edge"), 1))
        painter.setBrush(self._theme.colour(role))
        painter.drawRect(area)

    def _paint_over(self, painter: QPainter, area: QRectF) -> None:
        """Frame the time over, with a notch cut in from above and below where it begins."""
        painter.setPen(QPen(self._theme.colour("over"), 2))
        painter.setBrush(self._theme.colour("sheet"))
        painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("over"))
        for notch in _notches(area, self._theme.px(7)):
            painter.drawPolygon(notch)

    def _paint_hatch(self, painter: QPainter, area: QRectF) -> None:
        painter.save()
        outline = QPainterPath()
        outline.addRect(area)
        painter.fillPath(outline, self._theme.colour("sheet"))
        painter.fillPath(outline, _hatching(self._theme.colour("quiet")))
        painter.setPen(QPen(self._theme.colour("edge"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, area: QRectF, number: int, name: str, seconds: int
    ) -> None:
        """Write the number and name and the minutes, as much of it as there is room for."""
        metrics = QFontMetricsF(painter.font())
        pad = self._theme.px(5)
        room = area.width() - 2 * pad
        inner = area.adjusted(pad, 2, -pad, -2)
        shown = next(
            (t for t in (f"{number} {name}", str(number)) if metrics.horizontalAdvance(t) <= room),
            "",
        )
        time = next(
            (
                t
                for t in (minutes_words(seconds), _short(seconds))
                if metrics.horizontalAdvance(t) <= room
            ),
            "",
        )
        painter.setPen(self._theme.colour("ink"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop, shown)
        painter.setPen(self._theme.colour("quiet"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom, time)

    def _paint_axis(self, painter: QPainter, scale: _Scale, span: int, top: float) -> None:
        metrics = QFontMetricsF(painter.font())
        widest = metrics.horizontalAdvance("000") * 2
        step = next((t for t in _TICKS_MIN if t * 60_000 * scale.per_ms > widest), _TICKS_MIN[-1])
        painter.setPen(self._theme.colour("quiet"))
        for minute in range(0, span // 60_000 + 1, step):
            x = scale.x(minute * 60_000)
            painter.drawLine(QPointF(x, top + 1), QPointF(x, top + 5))
            words = self.tr("{0} min").format(minute) if minute == 0 else str(minute)
            if x + 3 + metrics.horizontalAdvance(words) <= self.width():
                painter.drawText(QPointF(x + 3, top + metrics.ascent() + 4), words)

    def _paint_legend(self, painter: QPainter, left: float, top: float) -> None:
        names = {"interrupted": self.tr("interrupted"), "over": self.tr("over the time")}
        metrics = QFontMetricsF(painter.font())
        side, x = self._theme.px(14), left
        for found in self._legend():
            area = QRectF(x, top + 4, side * 1.6, side)
            if found == "over":
                area.moveLeft(x + side / 2)
                self._paint_over(painter, area)
            else:
                self._paint_hatch(painter, area)
            painter.setPen(self._theme.colour("quiet"))
            x = area.right() + self._theme.px(6)
            painter.drawText(QPointF(x, top + 2 + metrics.ascent()), names[found])
            x += metrics.horizontalAdvance(names[found]) + self._theme.px(20)


@dataclass(frozen=True, slots=True)
class _Scale:
    left: float
    per_ms: float

    def x(self, at: int) -> float:
        return self.left + at * self.per_ms

    def area(self, start: int, end: int, top: float, height: float) -> QRectF:
        return QRectF(self.x(start), top, max(2.0, (end - start) * self.per_ms), height)


def _calm(run: StageRun, end: int) -> tuple[int, int]:
    """The longest stretch before `end` without an interruption: words keep off the hatching."""
    stretches, start = [], run.started
    for pause in run.interruptions:
        stretches.append((start, min(pause.started, end)))
        start = end if pause.ended is None else pause.ended
    stretches.append((start, max(start, end)))
    return max(stretches, key=lambda s: s[1] - s[0])


def _short(seconds: int) -> str:
    return str(seconds // 60) if seconds % 60 == 0 else clock_text(seconds)


def _hatching(colour: QColor) -> QBrush:
    return QBrush(colour, Qt.BrushStyle.BDiagPattern)


def _notches(area: QRectF, size: float) -> tuple[QPolygonF, QPolygonF]:
    x, half = area.left(), size
    upper = [QPointF(x - half, area.top()), QPointF(x + half, area.top())]
    lower = [QPointF(x - half, area.bottom()), QPointF(x + half, area.bottom())]
    return (
        QPolygonF([*upper, QPointF(x, area.top() + size)]),
        QPolygonF([*lower, QPointF(x, area.bottom() - size)]),
    )
