"""Tables on the printed page: columns of given shares, with a header that is seen on every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dilc_desktop.reports.blocks import (
    Block,
    Columns,
    Hairline,
    Headed,
    Space,
    Stack,
    Tagged,
    Text,
)
from dilc_desktop.reports.look import Setting
from dilc_desktop.reports.outline import Cell, Paragraph, Table
from dilc_desktop.reports.pen import Element

_GAP = 12.0
_ABOVE = 2.0


class Cells(Columns):
    """The cells of a row; `shares` are their widths as parts of one."""

    def __init__(self, cells: Sequence[Stack], shares: Sequence[float]) -> None:
        super().__init__(cells, _GAP)
        self._shares = tuple(shares)

    def _widths(self, width: float) -> tuple[float, ...]:
        room = width - self.gap * (len(self.cells) - 1)
        return tuple(room * share for share in self._shares)

    def _like(self, cells: Sequence[Stack]) -> Block:
        return Cells(cells, self._shares)


def table_block(table: Table, setting: Setting, told: Callable[[Paragraph], Block]) -> Block:
    """A table under its header; `told` makes the block of a paragraph."""

    def cell(tag: str, blocks: Sequence[Block], scope: str = "") -> Stack:
        return Stack([Tagged(Element(tag, scope=scope), blocks)])

    def row(cells: Sequence[Cell]) -> Block:
        first, *others = cells
        named = [Text(paragraph.text, setting.strong) for paragraph in first]
        made = [cell("TH", named, "Row"), *(cell("TD", [*map(told, own)]) for own in others)]
        return Tagged(Element("TR"), [Hairline(_ABOVE), Cells(made, table.shares), Space(_ABOVE)])

    names = [cell("TH", [Text(name, setting.label)], "Column") for name in table.header]
    header = Tagged(Element("TR"), [Cells(names, table.shares), Space(1)])
    head = Tagged(Element("THead"), [header], keep_with_next=True)
    body = Tagged(Element("TBody"), [*map(row, table.rows)])
    return Tagged(Element("Table"), [Headed(head, head, [body])])
