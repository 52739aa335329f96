"""The time strip: stages as planned above, as they went below, to the same scale.

It is told apart by place, number and hatching, so it reads in black and white.
"""

from __future__ import annotations

from dataclasses import dataclass

from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.domain.session import PlannedStage, Session, StageRun, round_by_round
from dilc_desktop.domain.timing import clock_text
from dilc_desktop.reports.blocks import Block
from dilc_desktop.reports.fonts import text_width
from dilc_desktop.reports.lines import break_lines
from dilc_desktop.reports.look import (
    FINE,
    INK,
    LINE,
    QUIET,
    STRIP_LABEL,
    STRIP_NUMBER,
    TINT,
    WHITE,
    Style,
)
from dilc_desktop.reports.pen import Element, Pen

_MINUTE_MS = 60_000
_BAR = 15.0
_GAP = 5.0
_AXIS = 13.0
_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240)
_MOST_TICKS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar, in milliseconds, with its stage's number."""

    number: int
    started: int
    ended: int
    interruptions: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One stage of the legend, with its time in milliseconds; `actual` is None if not visited.

    `rounds` says in words how often it was held, empty for once; `rooms` are those of a visit with
    the time spent in each.
    """

    number: int
    name: str
    planned: int
    actual: int | None
    rounds: str = ""
    rooms: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Everything that the strip and its legend show; times in milliseconds."""

    planned: tuple[Part, ...]
    actual: tuple[Part, ...]
    entries: tuple[Entry, ...]
    planned_total: int
    actual_total: int
    began: bool
    estimated: bool

    @property
    def interrupted(self) -> bool:
        """Whether any stage was interrupted."""
        return any(part.interruptions for part in self.actual)


def strip_of(record: SessionRecord) -> Strip:
    """Work out a session's time strip: the plan with which it began, and how it went."""
    session = record.session()
    stages = tuple(stage for stage in session.first_plan if not stage.left_out)
    numbers = {stage.id: number for number, stage in enumerate(stages, start=1)}
    planned: list[Part] = []
    at = 0
    for stage in round_by_round(stages):
        planned.append(Part(numbers[stage.id], at, at + stage.planned_s * 1000))
        at += stage.planned_s * 1000
    end = session.axis if session.ended is None else session.ended
    actual = tuple(
        _part(run, numbers.get(run.stage_id, 0), session.start, end) for run in session.runs
    )
    return Strip(
        planned=tuple(planned),
        actual=actual,
        entries=tuple(
            Entry(
                numbers[s.id],
                s.name,
                s.whole_ms,
                _spent(session, s.id, end),
                _rounds(session, s),
                _rooms(session, s.id, end),
            )
            for s in stages
        ),
        planned_total=at,
        actual_total=end - session.start if session.began is not None else 0,
        began=session.began is not None,
        estimated=session.estimated,
    )


def _rounds(session: Session, stage: PlannedStage) -> str:
    """How many rounds a stage had; empty for one that was planned and held once."""
    held = max((run.round for run in session.runs if run.stage_id == stage.id), default=0)
    if max(held, stage.rounds) == 1:
        return ""
    if 0 < held < stage.rounds:
        return f"{held} of {stage.rounds} rounds"
    return f"{max(held, stage.rounds)} rounds"


def _rooms(session: Session, stage_id: str, end: int) -> tuple[tuple[str, int], ...]:
    """The rooms of a visit in the order in which they were entered, with the time in each."""
    spent: dict[str, int] = {}
    for run in session.runs:
        for stop in run.stops if run.stage_id == stage_id else ():
            left = end if stop.ended is None else stop.ended
            spent[stop.place] = spent.get(stop.place, 0) + left - stop.started
    return tuple(spent.items())


def _part(run: StageRun, number: int, start: int, end: int) -> Part:
    """A run on an axis that begins with the session, even where its start was moved."""
    ended = end if run.ended is None else run.ended
    pauses = tuple(
        (i.started - start, (ended if i.ended is None else i.ended) - start)
        for i in run.interruptions
    )
    return Part(number, run.started - start, ended - start, pauses)


def _spent(session: Session, stage_id: str, end: int) -> int | None:
    """The active time of all visits of a stage, None where there was none."""
    visits = [run.active_ms(end) for run in session.runs if run.stage_id == stage_id]
    return sum(visits) if visits else None


def minutes_number(milliseconds: int) -> str:
    """A length of time in minutes, to the second where it is not whole: 10, or 13:05."""
    seconds = milliseconds // 1000
    return clock_text(seconds) if seconds % 60 else str(seconds // 60)


def minutes_text(milliseconds: int) -> str:
    """A length of time in minutes, with their word."""
    return f"{minutes_number(milliseconds)} min"


def scale_minutes(longest: int) -> range:
    """The round minutes that mark a strip's scale; `longest` is in milliseconds."""
    step = next(
        (s for s in _STEPS if longest / (s * _MINUTE_MS) <= _MOST_TICKS),
        int(longest / _MINUTE_MS / _MOST_TICKS) + 1,
    )
    return range(0, longest // _MINUTE_MS + 1, step)


def told_of(strip: Strip) -> str:
    """What the strip shows, in words."""
    told = f"Planned stages, {minutes_text(strip.planned_total)}"
    if strip.began:
        told += f"; below to the same scale as they went, {minutes_text(strip.actual_total)}"
    return f"{told}."


class StripBlock(Block):
    """The two bars and their scale; the labels stand in a margin of `label` points."""

    def __init__(self, strip: Strip, label: float) -> None:
        self._strip = strip
        self._label = label
        self._longest = max(strip.planned_total, strip.actual_total, 1)
        self._element = Element("Figure", told_of(strip))

    @property
    def _bars(self) -> int:
        return 2 if self._strip.began else 1

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at every width
        """The bars and their scale."""
        return self._bars * (_BAR + _GAP) + _AXIS

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the strip."""
        scale = (width - self._label) / self._longest
        left = x + self._label
        low = top - _BAR - _GAP
        with pen.tagged(self._element):
            self._scale(pen, left, top, scale)
            self._bar(pen, (x, left), top, scale, planned=True)
            self._numbers(pen, left, top, scale, self._strip.planned)
            if self._strip.began:
                self._bar(pen, (x, left), low, scale, planned=False)
                end = left + self._strip.planned_total * scale
                pen.rule((end, top), (end, low - _BAR - 2), INK, dash=1.5)
                self._numbers(pen, left, low, scale, self._strip.actual)

    def _scale(self, pen: Pen, left: float, top: float, scale: float) -> None:
        """Ticks at round minutes below the bars."""
        foot = top - self._bars * (_BAR + _GAP) + _GAP
        for minute in scale_minutes(self._longest):
            at = left + minute * _MINUTE_MS * scale
            pen.rule((at, foot - 2), (at, foot - 5), QUIET)
            text = f"{minute} min" if minute == 0 else str(minute)
            self._words(pen, text, FINE, (at, foot - 13), centred=minute != 0)

    def _bar(
        self, pen: Pen, ends: tuple[float, float], top: float, scale: float, *, planned: bool
    ) -> None:
        start, left = ends
        parts = self._strip.planned if planned else self._strip.actual
        total = self._strip.planned_total if planned else self._strip.actual_total
        middle = top - _BAR / 2
        word = "Planned" if planned else "As it went"
        self._words(pen, word, STRIP_LABEL, (start, middle - 3))
        word_width = text_width(word, STRIP_LABEL.face, STRIP_LABEL.size)
        self._words(pen, minutes_text(total), FINE, (start + word_width + 5, middle - 3))
        pen.rule((left, middle), (left + total * scale, middle), LINE)
        for part in parts:
            at = left + part.started * scale
            wide = (part.ended - part.started) * scale
            pen.box(at, top - _BAR, wide, _BAR, WHITE if planned else TINT, INK)
            for begun, ended in part.interruptions:
                pen.hatch(left + begun * scale, top - _BAR, (ended - begun) * scale, _BAR, INK)

    def _numbers(
        self, pen: Pen, left: float, top: float, scale: float, parts: tuple[Part, ...]
    ) -> None:
        """Number the parts that are wide enough, clear of the line at the planned end."""
        end = left + self._strip.planned_total * scale
        for part in parts:
            number = str(part.number)
            room = text_width(number, STRIP_NUMBER.face, STRIP_NUMBER.size) + 2
            if room > (part.ended - part.started) * scale:
                continue
            at = left + (part.started + part.ended) / 2 * scale
            if part in self._strip.actual and abs(at - end) < room:
                pen.box(at - room / 2, top - _BAR + 3, room, _BAR - 6, TINT, TINT)
            place = (at, top - _BAR / 2 - 2.7)
            self._words(pen, number, STRIP_NUMBER, place, centred=True)

    @staticmethod
    def _words(
        pen: Pen, text: str, style: Style, place: tuple[float, float], *, centred: bool = False
    ) -> None:
        x, baseline = place
        for line in break_lines(text, style, 200):
            pen.line(line, style, x - line.width / 2 if centred else x, baseline)
