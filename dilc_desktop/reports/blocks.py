"""The blocks a page is made of, and how they flow over columns and pages.

A block knows its height at a width, can give as much of itself as fits a height, and draws itself.
Whatever does not fit comes back as a block of its own, so nothing is lost at a page's end.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from dilc_desktop.reports.lines import Line, break_evenly, break_lines, take_word_along
from dilc_desktop.reports.look import COOL, LINE, WARM, WHITE, Ink, Style
from dilc_desktop.reports.pen import Artifact, Element, Pen
from dilc_desktop.reports.scripts import normalized

_TINY = 0.01
# About three lines.
_WORTH_A_WHOLE = 45.0
_TOGETHER = 2
_BASELINE = 0.75
_BEFORE_NAME = 6.0
_SHORT_NAME = 0.3
_HEADINGS = frozenset({"H1", "H2", "H3"})
_SHARES = (0.5, 0.42, 0.58, 0.38, 0.62, 0.35, 0.65)


class Block(ABC):
    """A piece of a page; widths and heights are in points."""

    keep_with_next = False
    is_space = False

    @abstractmethod
    def height(self, width: float) -> float:
        """How high the block is at a width."""

    @abstractmethod
    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the block with its upper left corner at x, top."""

    def fit(
        self, width: float, available: float, *, forced: bool = False
    ) -> tuple[Block | None, Block | None]:
        """As much of the block as fits a height, and the rest; None where there is none.

        `forced` is said at the head of an empty page: then rules of beauty give way.
        """
        if forced or self.height(width) <= available + _TINY:
            return self, None
        return None, self


class Space(Block):
    """White between blocks, which vanishes at the head of a page."""

    is_space = True

    def __init__(self, points: float, *, keep_with_next: bool = False) -> None:
        self._points = points
        self.keep_with_next = keep_with_next

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at every width
        """The white itself."""
        return self._points

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw nothing."""


class Hairline(Block):
    """A rule across the column, with a little white below."""

    keep_with_next = True

    def __init__(self, below: float) -> None:
        self._below = below

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at every width
        """The white below; the rule has no height."""
        return self._below

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the rule."""
        with pen.decoration():
            pen.rule((x, top), (x + width, top), LINE)


class Sign(Block):
    """The shape beside a heading that tells warm (full) from cool (open) without colour."""

    def __init__(self, *, warm: bool, leading: float) -> None:
        self._ink: Ink = WARM if warm else COOL
        self._fill: Ink = WARM if warm else WHITE
        self._leading = leading

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at every width
        """One line of the heading."""
        return self._leading

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:  # noqa: ARG002 - a fixed size
        """Draw the shape at the middle of the heading's small letters."""
        with pen.decoration():
            pen.disc(x + 3.4, top - self._leading * 0.52, 3, self._fill, self._ink)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of text and how far from the left end of its row it stands.

    `names` says that it is what stands after the text.
    """

    line: Line
    style: Style
    x: float
    names: bool = False


class Text(Block):
    """A heading or a paragraph, with a speaker after it in small where one is given."""

    def __init__(
        self,
        text: str,
        style: Style,
        *,
        after: str = "",
        after_style: Style | None = None,
        tag: str = "P",
        even: bool = False,
        keep_with_next: bool = False,
        link: str = "",
    ) -> None:
        self._text = text
        self._style = style
        self._after = after
        self._after_style = after_style or style
        self._even = even
        self._is_heading = tag in _HEADINGS
        title = " ".join(normalized(text).split()) if self._is_heading else ""
        self._element = Element(tag, title=title)
        self._note = Element("P")
        self._link = link
        self._linked = Element("Link")
        self._goes_on = False
        self._set: dict[float, tuple[tuple[_Piece, ...], ...]] = {}
        self.keep_with_next = keep_with_next

    def _rows(self, width: float) -> tuple[tuple[_Piece, ...], ...]:
        if width not in self._set:
            self._set[width] = _broken(
                self._text, self._style, self._after, self._after_style, self._even, width
            )
        return self._set[width]

    def height(self, width: float) -> float:
        """All rows."""
        return len(self._rows(width)) * self._style.leading

    def fit(
        self, width: float, available: float, *, forced: bool = False
    ) -> tuple[Block | None, Block | None]:
        """Break between rows, so that no row stands alone unless it is forced to."""
        rows = self._rows(width)
        count = int((available + _TINY) / self._style.leading)
        if count >= len(rows):
            return self, None
        if not forced:
            if len(rows) - count < _TOGETHER:
                count = len(rows) - _TOGETHER
            if count < _TOGETHER:
                return None, self
        count = max(1, count)
        spaced = _is_spaced(rows[count][0])
        return (
            self._part(rows[:count], width, goes_on=spaced),
            self._part(rows[count:], width, goes_on=self._goes_on),
        )

    def _part(self, rows: tuple[tuple[_Piece, ...], ...], width: float, *, goes_on: bool) -> Text:
        """Some rows as a text of their own, which may go on in a column of another width."""
        pieces = [piece for row in rows for piece in row]
        words = "".join(p.line.before + p.line.plain for p in pieces if not p.names)
        named = any(piece.names for piece in pieces)
        part = Text(
            words,
            self._style,
            after=self._after if named else "",
            after_style=self._after_style,
        )
        part._set[width] = rows
        part._goes_on = goes_on
        part._element, part._note, part._is_heading = self._element, self._note, self._is_heading
        part._link, part._linked = self._link, self._linked
        return part

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the rows as one element; what stands after a heading is one of its own."""
        rows = self._rows(width)
        pieces = [(n, piece) for n, row in enumerate(rows) for piece in row]
        for element, drawn in (
            (self._element, [p for p in pieces if not (p[1].names and self._is_heading)]),
            (self._note, [p for p in pieces if p[1].names and self._is_heading]),
        ):
            if not drawn:
                continue
            with pen.tagged(element, top=top):
                for (number, piece), after in zip_longest(drawn, drawn[1:]):
                    baseline = top - (number + _BASELINE) * self._style.leading
                    goes_on = self._goes_on if after is None else _is_spaced(after[1])
                    self._draw_piece(pen, piece, (x + piece.x, baseline), goes_on=goes_on)

    def _draw_piece(
        self, pen: Pen, piece: _Piece, place: tuple[float, float], *, goes_on: bool
    ) -> None:
        """Draw a line, which leads to the text's address where it has one."""
        if not self._link or piece.names:
            pen.line(piece.line, piece.style, *place, goes_on=goes_on)
            return
        with pen.tagged(self._linked):
            pen.line(piece.line, piece.style, *place, goes_on=goes_on)
        pen.link(self._linked, self._link, piece.line, piece.style, place)


# A page is laid out several times, of new blocks with the same texts.
@lru_cache(maxsize=8192)
def _broken(
    text: str, style: Style, after: str, after_style: Style, even: bool, width: float
) -> tuple[tuple[_Piece, ...], ...]:
    """The rows of a text, with what stands after it in the last one where there is room."""
    lines = (break_evenly if even else break_lines)(text, style, width)
    rows: list[tuple[_Piece, ...]] = [(_placed(line, style, width),) for line in lines]
    if not after:
        return tuple(rows)
    names = break_lines(after, after_style, width)
    if not lines or len(names) != 1:
        rows += [(_placed(name, after_style, width, names=True),) for name in names]
        return tuple(rows)
    name = names[0]
    if lines[-1].width + _BEFORE_NAME + name.width > width and name.width < width * _SHORT_NAME:
        lines = take_word_along(lines, style)
        rows = [(_placed(line, style, width),) for line in lines]
    last = rows[-1][0]
    if last.line.width + _BEFORE_NAME + name.width > width:
        rows.append((_placed(name, after_style, width, names=True),))
        return tuple(rows)
    turned = last.line.right_to_left
    x = last.x + (-_BEFORE_NAME - name.width if turned else last.line.width + _BEFORE_NAME)
    rows[-1] = (last, _Piece(name, after_style, x, names=True))
    return tuple(rows)


def _is_spaced(piece: _Piece) -> bool:
    """Whether a space stands between a piece and the one before it."""
    return piece.names or piece.line.before != ""


def _placed(line: Line, style: Style, width: float, *, names: bool = False) -> _Piece:
    """A line at its own side of the column."""
    return _Piece(line, style, width - line.width if line.right_to_left else 0.0, names)


class Stack(Block):
    """Blocks one below the other, read together wherever they go on."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = tuple(blocks)
        self._together = Element()
        self._heights: dict[float, float] = {}

    def height(self, width: float) -> float:
        """All blocks together."""
        if width not in self._heights:
            self._heights[width] = sum(block.height(width) for block in self.blocks)
        return self._heights[width]

    def fit(
        self, width: float, available: float, *, forced: bool = False
    ) -> tuple[Block | None, Block | None]:
        """Break inside or before the first block that does not fit, never after a heading."""
        if self.height(width) <= available:
            return self, None
        left = available
        for index, block in enumerate(self.blocks):
            head, tail = block.fit(width, left, forced=forced and index == 0)
            if head is not None and tail is None:
                left -= block.height(width)
                continue
            if head is not None and tail is not None:
                return self._head([*self.blocks[:index], head]), self._tail(
                    [tail, *self.blocks[index + 1 :]]
                )
            cut = self._cut(index, forced=forced)
            if cut == 0:
                return None, self
            return self._head(self.blocks[:cut]), self._tail(self.blocks[cut:])
        return self, None

    def divided(self, index: int) -> tuple[Stack, Stack | None]:
        """The blocks before a place and those from there on, without white between."""
        end = index
        while end > 1 and self.blocks[end - 1].is_space:
            end -= 1
        return self._head(self.blocks[:end]), self._tail(self.blocks[index:])

    def _cut(self, index: int, *, forced: bool) -> int:
        """Where to break before a block: above the headings that belong to it."""
        cut = index
        while cut > 0 and self.blocks[cut - 1].keep_with_next:
            cut -= 1
        return index if forced and cut == 0 else cut

    def _head(self, blocks: Sequence[Block]) -> Stack:
        head = Stack(blocks)
        head._together = self._together
        return head

    def _tail(self, blocks: Sequence[Block]) -> Stack | None:
        rest = list(blocks)
        while rest and rest[0].is_space:
            rest.pop(0)
        if not rest:
            return None
        tail: Stack = self._continued(rest)
        tail._together = self._together
        return tail

    def _continued(self, blocks: Sequence[Block]) -> Stack:
        return Stack(blocks)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the blocks from the top down."""
        with pen.within(self._together):
            for block in self.blocks:
                block.draw(pen, x, top, width)
                top -= block.height(width)


def _stack_of(block: Block | None) -> Stack:
    """A block as a stack, the empty one where there is none."""
    if isinstance(block, Stack):
        return block
    return Stack(() if block is None else (block,))


class Tagged(Block):
    """Blocks that are one element of the structure, such as a list, its items, a table, its rows.

    Wherever they go on after a break they belong to it still.
    """

    def __init__(
        self, element: Element, blocks: Sequence[Block], *, keep_with_next: bool = False
    ) -> None:
        self._element = element
        self._inside = blocks[0] if len(blocks) == 1 else Stack(blocks)
        self.keep_with_next = keep_with_next

    def height(self, width: float) -> float:
        """All blocks together."""
        return self._inside.height(width)

    def fit(
        self, width: float, available: float, *, forced: bool = False
    ) -> tuple[Block | None, Block | None]:
        """Break inside."""
        head, tail = self._inside.fit(width, available, forced=forced)
        return self._again(head), self._again(tail)

    def _again(self, part: Block | None) -> Block | None:
        return None if part is None else Tagged(self._element, (part,))

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the blocks."""
        with pen.within(self._element):
            self._inside.draw(pen, x, top, width)


class Repeated(Block):
    """A block that is seen again after a break but not heard again, such as a heading."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self.keep_with_next = block.keep_with_next

    def height(self, width: float) -> float:
        """The block's own."""
        return self._block.height(width)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the block as decoration."""
        with pen.decoration(Artifact.REPEATED):
            self._block.draw(pen, x, top, width)


class Headed(Stack):
    """Blocks under a heading, which is seen again where they go on after a break."""

    def __init__(self, heading: Block, again: Block, body: Sequence[Block]) -> None:
        super().__init__((heading, *body))
        self._again = again if isinstance(again, Repeated) else Repeated(again)

    def _continued(self, blocks: Sequence[Block]) -> Stack:
        return Headed(self._again, self._again, blocks)


class Columns(Block):
    """Stacks side by side; `first` fixes the first one's width, else all are equally wide."""

    def __init__(
        self,
        cells: Sequence[Stack],
        gap: float,
        *,
        first: float | None = None,
        keep_with_next: bool = False,
    ) -> None:
        self.cells = tuple(cells)
        self.gap = gap
        self._first = first
        self.keep_with_next = keep_with_next
        self._heights: dict[float, float] = {}

    def _widths(self, width: float) -> tuple[float, ...]:
        if self._first is not None:
            return self._first, width - self._first - self.gap
        count = len(self.cells)
        return ((width - self.gap * (count - 1)) / count,) * count

    def height(self, width: float) -> float:
        """The highest cell."""
        if width not in self._heights:
            cells = zip(self.cells, self._widths(width), strict=True)
            self._heights[width] = max(cell.height(own) for cell, own in cells)
        return self._heights[width]

    def fit(
        self, width: float, available: float, *, forced: bool = False
    ) -> tuple[Block | None, Block | None]:
        """Break every cell at the same height; all begin on one page or none does."""
        if self.height(width) <= available:
            return self, None
        heads: list[Stack] = []
        tails: list[Stack] = []
        for cell, own in zip(self.cells, self._widths(width), strict=True):
            head, tail = cell.fit(own, available, forced=forced)
            if head is None:
                return None, self
            heads.append(_stack_of(head))
            tails.append(_stack_of(tail))
        rest = None if all(not tail.blocks for tail in tails) else self._like(tails)
        return self._like(heads), rest

    def _like(self, cells: Sequence[Stack]) -> Block:
        return Columns(cells, self.gap, first=self._first)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the cells from left to right."""
        for cell, own in zip(self.cells, self._widths(width), strict=True):
            cell.draw(pen, x, top, own)
            x += own + self.gap


class Facing(Columns):
    """Two columns that face each other; when one has come to its end the other takes both.

    The one with more to say is a little wider.
    """

    def __init__(
        self, left: Stack, right: Stack, gap: float, *, share: float | None = None
    ) -> None:
        super().__init__((left, right), gap)
        self._share = share

    def _widths(self, width: float) -> tuple[float, ...]:
        if self._share is None:
            self._share = self._best_share(width)
        return self._split(self._share, width)

    def _split(self, share: float, width: float) -> tuple[float, float]:
        room = width - self.gap
        return room * share, room * (1 - share)

    def _best_share(self, width: float) -> float:
        """The first of the shares at which both columns are least high."""
        best, least = _SHARES[0], float("inf")
        for share in _SHARES:
            widths = self._split(share, width)
            height = 0.0
            for cell, own in zip(self.cells, widths, strict=True):
                if height < least:
                    height = max(height, cell.height(own))
            if height < least:
                best, least = share, height
        return best

    def _like(self, cells: Sequence[Stack]) -> Block:
        left, right = cells
        if left.blocks and right.blocks:
            return Facing(left, right, self.gap, share=self._share)
        return Newspaper(left if left.blocks else right, self.gap)


class Newspaper(Block):
    """One stack that runs down the first of two columns and on in the second, evenly."""

    def __init__(self, stack: Stack, gap: float) -> None:
        self._stack = stack
        self._gap = gap
        self._evened: dict[float, Columns] = {}

    def _column(self, width: float) -> float:
        return (width - self._gap) / 2

    def height(self, width: float) -> float:
        """The height at which both columns are about even."""
        return self._even(width).height(width)

    def _even(self, width: float) -> Columns:
        """Both columns, short together; a group stays whole where that costs few lines."""
        if width not in self._evened:
            shortest, whole = self._shortest(width), self._with_whole_groups(width)
            near = whole and whole.height(width) <= shortest.height(width) + _WORTH_A_WHOLE
            self._evened[width] = whole if whole and near else shortest
        return self._evened[width]

    def _with_whole_groups(self, width: float) -> Columns | None:
        """The columns that are shortest together with groups unbroken, None without groups."""
        blocks = self._stack.blocks
        starts = [n for n, block in enumerate(blocks) if isinstance(block, Headed)]
        ends = [*(n for n in starts if n), len(blocks)] if starts else []
        divided = (self._columns(*self._stack.divided(n)) for n in ends)
        return min(divided, key=lambda columns: columns.height(width), default=None)

    def _within(self, width: float, available: float) -> Columns:
        """Both columns, whole groups only where the height is enough for them."""
        even = self._even(width)
        return even if even.height(width) <= available + _TINY else self._shortest(width)

    def _shortest(self, width: float) -> Columns:
        own = self._column(width)
        low, high = 0.0, self._stack.height(own)
        best = Columns((self._stack, Stack(())), self._gap)
        while high - low > 1:
            middle = (low + high) / 2
            pair = self._pair(own, middle)
            if pair is None:
                low = middle
            else:
                best, high = pair, middle
        return best

    def _pair(self, own: float, height: float) -> Columns | None:
        """The whole stack in two columns of at most this height, None where it needs more."""
        left, rest = self._stack.fit(own, height)
        if left is None:
            return None
        if rest is None:
            return self._columns(left, None)
        right, over = rest.fit(own, height)
        if right is None or over is not None:
            return None
        return self._columns(left, right)

    def fit(
        self, width: float, available: float, *, forced: bool = False
    ) -> tuple[Block | None, Block | None]:
        """Fill both columns; the last ones are made even."""
        own = self._column(width)
        left, rest = self._stack.fit(own, available, forced=forced)
        if left is None:
            return None, self
        if rest is None:
            return self._within(width, available), None
        right, over = rest.fit(own, available)
        if right is None:
            return self._columns(left, None), Newspaper(_stack_of(rest), self._gap)
        if over is None:
            return self._within(width, available), None
        return self._columns(left, right), Newspaper(_stack_of(over), self._gap)

    def _columns(self, left: Block, right: Block | None) -> Columns:
        return Columns((_stack_of(left), _stack_of(right)), self._gap)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw both columns."""
        self._even(width).draw(pen, x, top, width)


def pages_of(body: Stack, width: float, height: float) -> tuple[Block, ...]:
    """Lay a stack out on pages of a size."""
    pages: list[Block] = []
    rest: Block | None = body
    while rest is not None:
        head, tail = rest.fit(width, height)
        if head is None:
            head, tail = rest.fit(width, height, forced=True)
        if head is None:
            raise AssertionError("a forced block always gives something")
        pages.append(head)
        rest = tail
    return tuple(pages)
