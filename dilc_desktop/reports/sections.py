"""How the parts of a summary stand on the printed page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.reports.blocks import (
    Block,
    Columns,
    Facing,
    Hairline,
    Headed,
    Newspaper,
    Sign,
    Space,
    Stack,
    Tagged,
    Text,
)
from dilc_desktop.reports.look import Setting
from dilc_desktop.reports.outline import (
    FACING,
    Cell,
    Figure,
    ListItems,
    Node,
    Outline,
    Paragraph,
    Part,
    Row,
    Rows,
    SayingItem,
    Section,
    Table,
    Titled,
    Tone,
    WritingLines,
)
from dilc_desktop.reports.pen import Element
from dilc_desktop.reports.ruled import WRITING, Ruled
from dilc_desktop.reports.tables import table_block
from dilc_desktop.reports.time_strip import StripBlock

_LABELS = 98.0
_GUTTER = 12.0
_GAP = 24.0
_SIGN = 10.0
_QUESTION_LENGTHS = (220, 400)
_HAIRLINES = {Part.QUESTION: 14.0, Part.PURPOSE: 12.0, Part.MARGIN: 10.0}
_RULE = 9.0
_ADDRESS = re.compile(r"https?://\S+")


class Sections:
    """Makes a page's blocks of an outline, in its order."""

    def __init__(self, outline: Outline, setting: Setting) -> None:
        self._set = setting
        self._outline = outline
        self._styles = {
            Tone.BODY: setting.body,
            Tone.STRONG: setting.strong,
            Tone.NOTE: setting.note,
            Tone.RESTATED: setting.restated,
        }

    def blocks(self) -> list[Block]:
        """The whole document but for its appendix."""
        blocks = self._header()
        facing = dict(FACING)
        faced = {right for left, right in FACING if self._outline.section(left)}
        for section in self._outline.sections:
            if section.part is Part.EVERYTHING:
                continue
            if section.part is Part.QUESTION:
                blocks += self._question(section)
            elif section.part in facing:
                blocks += self._facing(section, self._outline.section(facing[section.part]))
            elif section.part in facing.values():
                blocks += [] if section.part in faced else self._facing(section, None)
            elif section.spread:
                groups = self._spread(self._groups(section))
                blocks += [*self._section(section), Newspaper(groups, _GAP)]
            elif section.part is Part.LOOKING_BACK:
                blocks += [*self._section(section), self._looking_back(section)]
            else:
                blocks += [*self._section(section), *self._body(section)]
        return blocks

    def appendix(self) -> list[Block]:
        """Everything that was said, where the pages before it hold a choice of it."""
        section = self._outline.section(Part.EVERYTHING)
        if section is None:
            return []
        _, *heading = self._section(section)
        return [*heading, Newspaper(self._spread(self._groups(section)), _GAP)]

    def _header(self) -> list[Block]:
        return [
            Text(self._outline.title, self._set.title, tag="H1", even=True, keep_with_next=True),
            Space(3),
            *(self._paragraph(paragraph) for paragraph in self._outline.head),
        ]

    def _question(self, section: Section) -> list[Block]:
        """The framing question large, with where it came from and where it went."""
        blocks = self._section(section)
        for node in section.body:
            if isinstance(node, Paragraph):
                size = sum(len(node.text) > length for length in _QUESTION_LENGTHS)
                blocks.append(Text(node.text, self._set.question[size], even=True))
            elif isinstance(node, Rows):
                blocks += [part for row in node.rows for part in (Space(10), self._row(row))]
        return blocks

    def _body(self, section: Section) -> list[Block]:
        """What a section holds, as it comes."""
        blocks: list[Block] = []
        for node in section.body:
            if blocks:
                strip = section.part is Part.TIME
                blocks.append(Space(6 if strip else self._set.between_rows))
            blocks += self._node(node, section.part)
        return blocks

    def _node(self, node: Node, part: Part) -> list[Block]:
        if isinstance(node, Rows):
            return _spaced([self._row(row) for row in node.rows], self._set.between_rows)
        if isinstance(node, Figure):
            return [StripBlock(node.strip, _LABELS + _GUTTER)]
        if isinstance(node, Titled):
            return [self._titled(node)]
        if isinstance(node, WritingLines):
            heading = Text(node.heading, self._set.label, keep_with_next=True)
            return [heading, Ruled(node.count * WRITING)]
        if not isinstance(node, Table):
            return self._flow((node,))
        if part is Part.TIME:
            legend = Tagged(Element("L"), [_item(self._legend(*row)) for row in node.rows])
            return [Newspaper(Stack([legend]), _GAP)]
        return [table_block(node, self._set, self._paragraph)]

    def _looking_back(self, section: Section) -> Block:
        """The debrief beside the rest; what stands alone in two columns."""
        groups = [node for node in section.body if isinstance(node, Titled)]
        left = [self._titled(group) for group in groups if not group.aside]
        right = [self._titled(group) for group in groups if group.aside]
        if left and right:
            return Facing(self._spread(left), self._spread(right), _GAP)
        return Newspaper(self._spread(left or right), _GAP)

    def _facing(self, section: Section, other: Section | None) -> list[Block]:
        """Two sections side by side; a lone one takes the page's width, in two columns."""
        if other is None:
            groups = self._spread(self._groups(section))
            return [*self._section(section), Newspaper(groups, _GAP)]
        left, right = (
            Stack(
                [
                    Text(one.heading, self._set.section, tag="H2", keep_with_next=True),
                    Space(6, keep_with_next=True),
                    *self._spread(self._groups(one)).blocks,
                ]
            )
            for one in (section, other)
        )
        return [
            Space(self._set.between_sections),
            Hairline(_RULE),
            Facing(left, right, _GAP),
        ]

    def _groups(self, section: Section) -> list[Block]:
        return [self._titled(node) for node in section.body if isinstance(node, Titled)]

    def _titled(self, group: Titled) -> Block:
        """A group under its heading, which is said again where it goes on after a break."""
        return Headed(
            self._group_heading(group.kind, group.heading),
            self._group_heading(group.kind, f"{group.heading}, continued"),
            _spaced(self._flow(group.body), self._set.between),
        )

    def _spread(self, groups: Sequence[Block]) -> Stack:
        return Stack(_spaced(groups, self._set.between_groups))

    def _row(self, row: Row) -> Columns:
        """A label in the margin and what it names beside it."""
        body: list[Block] = []
        for block, close in self._in_row(row):
            if body and not close:
                body.append(Space(3))
            body.append(block)
        name = Stack([Text(row.label, self._set.label)])
        return Columns([name, Stack(body)], _GUTTER, first=_LABELS)

    def _in_row(self, row: Row) -> Iterator[tuple[Block, bool]]:
        """What stands in a row, and whether it belongs close to what is above it."""
        for node in row.body:
            if isinstance(node, Paragraph):
                yield self._paragraph(node), node.tone is Tone.NOTE
            else:
                yield self._list(node, 3), False

    def _section(self, section: Section) -> list[Block]:
        """A section's heading under a rule, with a note on how to read it where it needs one."""
        below = _HAIRLINES.get(section.part, _RULE)
        blocks: list[Block] = [Space(self._set.between_sections), Hairline(below)]
        if not section.heading:
            return blocks
        question = section.part is Part.QUESTION
        title = Text(
            section.heading,
            self._set.label if question else self._set.section,
            after=section.note,
            after_style=self._set.note,
            tag="H2",
            keep_with_next=True,
        )
        return [*blocks, title, Space(3 if question else 5, keep_with_next=True)]

    def _group_heading(self, kind: Kind | None, heading: str) -> Block:
        if kind not in {Kind.WARM_FEEDBACK, Kind.COOL_FEEDBACK}:
            return Text(heading, self._set.group, tag="H3", keep_with_next=True)
        warm = kind is Kind.WARM_FEEDBACK
        style = self._set.warm if warm else self._set.cool
        cells = [
            Stack([Sign(warm=warm, leading=style.leading)]),
            Stack([Text(heading, style, tag="H3")]),
        ]
        return Columns(cells, 0, first=_SIGN, keep_with_next=True)

    def _flow(self, nodes: Iterable[Paragraph | ListItems]) -> list[Block]:
        """Paragraphs and sayings one below the other."""
        blocks: list[Block] = []
        for node in nodes:
            if isinstance(node, Paragraph):
                blocks.append(self._paragraph(node))
            else:
                blocks.append(self._list(node, self._set.between))
        return blocks

    def _list(self, sayings: ListItems, between: float) -> Block:
        """Sayings one below the other, those of a room or a small group under its name."""
        make = self._small if sayings.small else self._said
        items = [make(item) for item in sayings.items]
        listed = Tagged(Element("L"), _spaced(items, between))
        if not sayings.place:
            return listed
        return Stack([Text(sayings.place, self._set.label, keep_with_next=True), listed])

    def _paragraph(self, paragraph: Paragraph) -> Text:
        return Text(
            paragraph.text,
            self._styles[paragraph.tone],
            after=paragraph.beside,
            after_style=self._set.speaker,
            even=paragraph.tone is Tone.RESTATED,
            link=paragraph.text if _ADDRESS.fullmatch(paragraph.text) else "",
        )

    def _said(self, item: SayingItem) -> Block:
        """A saying, with what was seen or heard and its answers below it."""
        below: list[Block] = []
        if item.evidence:
            below.append(Text(item.evidence, self._set.note))
        if item.answers:
            answers = Stack([self._said(answer) for answer in item.answers])
            below.append(Tagged(Element("L"), [Columns([Stack(()), answers], 0, first=_SIGN)]))
        words = Text(
            item.text,
            self._set.body,
            after=item.speaker,
            after_style=self._set.speaker,
            keep_with_next=bool(below),
        )
        return _item([words, *below])

    def _small(self, item: SayingItem) -> Block:
        words = Text(item.text, self._set.note, after=item.speaker)
        if not item.evidence:
            return _item([words])
        return _item([words, Text(item.evidence, self._set.note)])

    def _legend(self, stage: Cell, minutes: Cell) -> list[Block]:
        """One stage: its number, name and minutes, and below them the rooms of a visit."""
        times, *rooms = minutes
        named = Text(
            stage[0].text,
            self._set.note_ink,
            after=times.text,
            after_style=self._set.note,
            keep_with_next=bool(rooms),
        )
        return [named, *(self._paragraph(room) for room in rooms)]


def _item(blocks: Sequence[Block]) -> Block:
    """Blocks as one item of a list."""
    return Tagged(Element("LI"), [Tagged(Element("LBody"), blocks)])


def _spaced(blocks: Sequence[Block], points: float) -> list[Block]:
    """Blocks with white between them."""
    spaced: list[Block] = []
    for block in blocks:
        if spaced:
            spaced.append(Space(points))
        spaced.append(block)
    return spaced
