"""The time strip as shapes, for the files that show it as a picture.

Positions are from the picture's upper left corner, in pixels of a picture that is `WIDTH` wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dilc_desktop.reports.time_strip import Part, Strip, minutes_text, scale_minutes

WIDTH = 720.0
_LABELS = 136.0
_TOP = 1.0
_RIGHT = 14.0
_BAR = 20.0
_GAP = 7.0
_SCALE = 24.0
_MINUTE_MS = 60_000
_DIGIT = 8.0


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of a bar; `filled` ones tell how it went, the others what was planned.

    One without an edge clears the place of a number.
    """

    x: float
    y: float
    width: float
    height: float
    filled: bool = False
    edged: bool = True


@dataclass(frozen=True, slots=True)
class Hatch:
    """Slanted lines over an interruption."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A line, dashed at the planned end."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A few words on the baseline `y`; `centred` ones have `x` in their middle."""

    x: float
    y: float
    text: str
    centred: bool = False
    strong: bool = False
    quiet: bool = False


Shape = Box | Hatch | Rule | Words


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes in the order in which they are drawn, and the height they need."""

    height: float
    shapes: tuple[Shape, ...]


def picture_of(strip: Strip) -> Picture:
    """Draw a strip."""
    longest = max(strip.planned_total, strip.actual_total, 1)
    scale = (WIDTH - _LABELS - _RIGHT) / longest
    height = _TOP + _BAR + _GAP
    planned = _Row("Planned", _TOP, filled=False)
    shapes = [*_bar(planned, strip.planned_total, strip.planned, scale)]
    if strip.began:
        went = _Row("As it went", height, filled=True)
        height += _BAR + _GAP
        shapes += _bar(went, strip.actual_total, strip.actual, scale)
        end = _LABELS + strip.planned_total * scale
        shapes.append(Rule(end, 0, end, height - _GAP + 3, dashed=True))
        shapes += _numbers(went, strip.actual, scale, end)
    shapes += _numbers(planned, strip.planned, scale)
    for minute in scale_minutes(longest):
        at = _LABELS + minute * _MINUTE_MS * scale
        shapes.append(Rule(at, height, at, height + 4))
        text = str(minute) if minute else "0 min"
        shapes.append(Words(at, height + 16, text, centred=minute != 0, quiet=True))
    return Picture(height + _SCALE, tuple(shapes))


@dataclass(frozen=True, slots=True)
class _Row:
    """Where a bar stands, its word, and whether its parts are filled."""

    word: str
    top: float
    filled: bool


def _bar(row: _Row, total: int, parts: tuple[Part, ...], scale: float) -> Iterator[Shape]:
    """A bar with its word and its minutes."""
    yield Words(0, row.top + 14, f"{row.word}, {minutes_text(total)}", quiet=True)
    middle = row.top + _BAR / 2
    yield Rule(_LABELS, middle, _LABELS + total * scale, middle)
    for part in parts:
        at, wide = _LABELS + part.started * scale, (part.ended - part.started) * scale
        yield Box(at, row.top, wide, _BAR, filled=row.filled)
        for begun, ended in part.interruptions:
            yield Hatch(_LABELS + begun * scale, row.top, (ended - begun) * scale, _BAR)


def _numbers(
    row: _Row, parts: tuple[Part, ...], scale: float, end: float | None = None
) -> Iterator[Shape]:
    """The numbers of the parts that are wide enough, clear of the line at the planned end."""
    for part in parts:
        text = str(part.number)
        room = _DIGIT * len(text) + 3
        if room > (part.ended - part.started) * scale:
            continue
        at = _LABELS + (part.started + part.ended) / 2 * scale
        if end is not None and abs(at - end) < room:
            box = at - room / 2, row.top + 3, room, _BAR - 6
            yield Box(*box, filled=row.filled, edged=False)
        yield Words(at, row.top + 14, text, centred=True, strong=True)
