"""The blocks that only handouts have: lines to write on, boxes, grids, slips to cut apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

from dilc_desktop.reports.blocks import Block, Columns, Space, Stack, Tagged, Text, pages_of
from dilc_desktop.reports.look import INK, LINE, QUIET, WHITE, Setting, Style
from dilc_desktop.reports.pen import Element, Pen

_SIZES = (1.34, 1.26, 1.18, 1.1, 1.04, 1.0, 0.95, 0.9, 0.86, 0.82, 0.79)
_MOST = 6.0
_STEPS = 3
_CUT = 14.0
_TICK = 8.0

Build = Callable[[Setting], Sequence[Block]]


class Tick(Block):
    """A small box to tick."""

    def __init__(self, style: Style) -> None:
        self._style = style

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at every width
        """One line of the text beside it."""
        return self._style.leading

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:  # noqa: ARG002 - a fixed size
        """Draw the box on the line's foot."""
        with pen.decoration():
            pen.box(x, top - self._style.leading * 0.77, _TICK, _TICK, WHITE, QUIET)


class Dot(Block):
    """A small dot before a line of a list."""

    def __init__(self, style: Style) -> None:
        self._style = style

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at every width
        """One line of the text beside it."""
        return self._style.leading

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:  # noqa: ARG002 - a fixed size
        """Draw the dot at the middle of the small letters."""
        with pen.decoration():
            pen.disc(x + 2, top - self._style.leading * 0.53, 1.3, QUIET, QUIET)


class Circles(Block):
    """Circles to mark, one in the middle of each column of a scale."""

    def __init__(self, count: int, style: Style) -> None:
        self._count = count
        self._style = style

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at every width
        """One line of the statement beside it."""
        return self._style.leading

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the circles."""
        step = width / self._count
        with pen.decoration():
            for number in range(self._count):
                middle = x + step * (number + 0.5)
                pen.disc(middle, top - self._style.leading * 0.5, 5, WHITE, QUIET)


class AtRight(Text):
    """A short text at the right end of its column."""

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the text; one that needs more than a row begins at the left."""
        rows = self._rows(width)
        if len(rows) == 1:
            line = rows[0][0].line
            x += 0 if line.right_to_left else width - line.width
        super().draw(pen, x, top, width)


class Grid(Columns):
    """Stacks side by side, each of its own width; one width may be None and takes the rest."""

    def __init__(
        self, cells: Sequence[Stack], widths: Sequence[float | None], gap: float = 12
    ) -> None:
        super().__init__(cells, gap)
        self._own = tuple(widths)

    def _widths(self, width: float) -> tuple[float, ...]:
        taken = sum(own for own in self._own if own is not None) + self.gap * (len(self._own) - 1)
        return tuple(width - taken if own is None else own for own in self._own)

    def _like(self, cells: Sequence[Stack]) -> Block:
        return Grid(cells, self._own, self.gap)


class Kept(Stack):
    """Blocks that stay together on a page where they fit on one."""

    def fit(
        self, width: float, available: float, *, forced: bool = False
    ) -> tuple[Block | None, Block | None]:
        """All or nothing; broken only where even an empty page is too short."""
        if not forced and self.height(width) > available:
            return None, self
        return super().fit(width, available, forced=forced)


class Framed(Block):
    """Blocks in a frame with white around them."""

    def __init__(self, blocks: Sequence[Block], pad: float = 10) -> None:
        self._inside = Stack(blocks)
        self._pad = pad

    def height(self, width: float) -> float:
        """What is inside, and the white above and below it."""
        return self._inside.height(width - 2 * self._pad) + 2 * self._pad

    def fit(
        self, width: float, available: float, *, forced: bool = False
    ) -> tuple[Block | None, Block | None]:
        """All or nothing; broken into two frames only where even an empty page is too short."""
        if self.height(width) <= available:
            return self, None
        if not forced:
            return None, self
        room = available - 2 * self._pad
        head, tail = self._inside.fit(width - 2 * self._pad, room, forced=True)
        return self._again(head), self._again(tail)

    def _again(self, part: Block | None) -> Block | None:
        return None if part is None else Framed((part,), self._pad)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the frame and what is inside."""
        height = self.height(width)
        with pen.decoration():
            pen.box(x, top - height, width, height, WHITE, LINE)
        self._inside.draw(pen, x + self._pad, top - self._pad, width - 2 * self._pad)


class Together(Block):
    """Blocks beside a line that shows how far what is said of them reaches."""

    def __init__(self, blocks: Sequence[Block], indent: float = 10) -> None:
        self._inside = Stack(blocks)
        self._indent = indent

    def height(self, width: float) -> float:
        """What is inside."""
        return self._inside.height(width - self._indent)

    def fit(
        self, width: float, available: float, *, forced: bool = False
    ) -> tuple[Block | None, Block | None]:
        """Break inside; the line goes on."""
        head, tail = self._inside.fit(width - self._indent, available, forced=forced)
        return self._again(head), self._again(tail)

    def _again(self, part: Block | None) -> Block | None:
        return None if part is None else Together((part,), self._indent)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the line and what is inside."""
        with pen.decoration():
            pen.rule((x + 1, top), (x + 1, top - self.height(width)), INK)
        self._inside.draw(pen, x + self._indent, top, width - self._indent)


class SlipSheet(Block):
    """Slips of one size, two in a row, with dashed lines to cut along."""

    def __init__(self, slips: Sequence[Stack], height: float, pad: float = 13) -> None:
        self._slips = tuple(slips)
        self._height = height
        self._pad = pad

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at every width
        """The whole sheet."""
        return self._height

    def inside(self, width: float) -> tuple[float, float]:
        """The width and height that a slip has for its words."""
        return width / 2 - 2 * self._pad, self._height / self._rows - 2 * self._pad

    @property
    def _rows(self) -> int:
        return (len(self._slips) + 1) // 2

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the slips and where to cut them."""
        wide, high = width / 2, self._height / self._rows
        foot = top - self._height
        with pen.decoration():
            pen.rule((x + wide, top), (x + wide, foot), QUIET, dash=3)
            for row in range(1, self._rows):
                y = top - row * high
                pen.rule((x, y), (x + width, y), QUIET, dash=3)
            for column in range(3):
                at = x + column * wide
                pen.rule((at, top + 4), (at, top + 4 + _CUT), QUIET)
            for row in range(self._rows + 1):
                y = top - row * high
                pen.rule((x - 4 - _CUT, y), (x - 4, y), QUIET)
                pen.rule((x + width + 4, y), (x + width + 4 + _CUT, y), QUIET)
        inner = self.inside(width)[0]
        for number, slip in enumerate(self._slips):
            left = x + number % 2 * wide + self._pad
            slip.draw(pen, left, top - number // 2 * high - self._pad, inner)


def listed(texts: Sequence[str], style: Style, *, tick: bool = False) -> list[Block]:
    """A list, with a dot or a box to tick before each line."""
    items: list[Block] = []
    for text in texts:
        if items:
            items.append(Space(style.leading * 0.18))
        sign: Block = Tick(style) if tick else Dot(style)
        body = Tagged(Element("LBody"), [Text(text, style)])
        items.append(Tagged(Element("LI"), [Columns([Stack([sign]), Stack([body])], 0, first=15)]))
    return [Tagged(Element("L"), items)] if items else []


def resized(setting: Setting, factor: float) -> Setting:
    """A setting with all its sizes and its white grown or shrunk together."""
    changed = {
        field.name: _times(getattr(setting, field.name), factor) for field in fields(Setting)
    }
    return replace(setting, **changed)


def _times(value: Any, factor: float) -> Any:
    if isinstance(value, Style):
        return replace(value, size=value.size * factor, leading=round(value.leading * factor, 2))
    if isinstance(value, tuple):
        return tuple(_times(part, factor) for part in value)
    return value * factor if isinstance(value, float) else value


def largest_on_a_page(
    setting: Setting, build: Build, width: float, height: float
) -> tuple[Block, ...]:
    """Blocks in the largest type in which one page holds them; on more pages if none does."""
    for factor in _SIZES:
        body = Stack(build(resized(setting, factor)))
        if body.height(width) <= height:
            return (body,)
    return pages_of(Stack(build(setting)), width, height)


def stretched(
    build: Callable[[float], Sequence[Block]], width: float, height: float
) -> Stack | None:
    """Blocks whose room to write is as many times its least as fills the height.

    None where even the least is too high.
    """
    best = Stack(build(1))
    least, most = best.height(width), Stack(build(_MOST)).height(width)
    if least > height:
        return None
    # Heights grow evenly with the scale, or faster the larger it is: never too far this way.
    low, high = 1.0, _MOST
    for _ in range(_STEPS):
        middle = low + (high - low) * min(1, (height - least) / (most - least or 1))
        tried = Stack(build(middle))
        reached = tried.height(width)
        if reached <= height:
            best, low, least = tried, middle, reached
        else:
            high, most = middle, reached
    return best
