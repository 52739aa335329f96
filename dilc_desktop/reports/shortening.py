"""Long sessions stay short: a choice of what was said, and all of it in an appendix.

What was prepared, decided and agreed always stays whole. The choice is the same for every kind of
file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.reports.outline import (
    ListItems,
    Node,
    Outline,
    Paragraph,
    Part,
    Row,
    Rows,
    SayingItem,
    Section,
    Titled,
    Tone,
)

# In lines of a column of half the page's width.
_MOST = 256.0
_LEAST = 40.0
_CLOSE_ENOUGH = 2.0
_COLUMN = 48
_BETWEEN = 0.35
_LONG = 6.0
_SELECTION = (
    "To stay short, this is a selection. All that was said stands in the appendix at the end."
)
_CHOSEN_IN = frozenset(
    {
        Part.OWN,
        Part.OFFERED,
        Part.HEARD,
        Part.SEEN,
        Part.MADE_OF_IT,
        Part.LOOK_FORS,
        Part.PATTERNS,
        Part.NEXT_WORK,
        Part.LOOKING_BACK,
        Part.MARGIN,
    }
)
# What helps most comes first; other kinds follow in the order of the page.
_FIRST = (
    Kind.PROBING_QUESTION,
    Kind.QUESTION_RAISED,
    Kind.WARM_FEEDBACK,
    Kind.COOL_FEEDBACK,
    Kind.SUGGESTION,
    Kind.PATTERN,
    Kind.NEXT_STEP,
    Kind.REFLECTION,
)


@dataclass(frozen=True, slots=True)
class _Said:
    """An item with its place in the outline: section, group, list and item."""

    place: tuple[int, int, int, int]
    item: SayingItem
    kind: Kind | None


def shortened(outline: Outline, fits: Callable[[Outline], bool]) -> Outline:
    """The outline where it fits, else as much of it as fits with everything in an appendix.

    `fits` says whether what stands before the appendix is short enough.
    """
    said = tuple(_said(outline))
    lines = sum(_item_lines(one.item) for one in said)
    if lines <= _MOST and fits(outline):
        return outline
    best, room, too_much = _with_appendix(outline, said, _LEAST), _LEAST, min(lines, _MOST)
    while too_much - room > _CLOSE_ENOUGH:
        middle = (room + too_much) / 2
        tried = _with_appendix(outline, said, middle)
        if fits(tried):
            best, room = tried, middle
        else:
            too_much = middle
    return best


def _with_appendix(outline: Outline, said: Sequence[_Said], room: float) -> Outline:
    """So many lines of what was said, and everything in an appendix."""
    chosen = _chosen(said, room)
    kept = (_with_chosen(s, n, chosen) for n, s in enumerate(outline.sections))
    everything = Section(
        Part.EVERYTHING, "Everything that was said", tuple(_groups(outline)), spread=True
    )
    return replace(
        outline,
        head=(*outline.head, Paragraph(_SELECTION, Tone.NOTE)),
        sections=(*(section for section in kept if section.body), everything),
    )


def _chosen(said: Iterable[_Said], room: float) -> frozenset[tuple[int, int, int, int]]:
    """What is starred, then round by round one of each kind, first what is tied to evidence."""
    said = tuple(said)
    chosen: set[tuple[int, int, int, int]] = set()
    for one in said:
        need = _item_lines(one.item)
        if one.item.starred and need <= room:
            room -= need
            chosen.add(one.place)
    queues: dict[tuple[int, int, int], list[_Said]] = {}
    for one in said:
        if one.place in chosen:
            continue
        first = _FIRST.index(one.kind) if one.kind in _FIRST else len(_FIRST)
        queues.setdefault((first, *one.place[:2]), []).append(one)
    for queue in queues.values():
        queue.sort(key=lambda one: (_item_lines(one.item) > _LONG, not one.item.evidence))
    waiting = [queues[order] for order in sorted(queues)]
    while waiting:
        for queue in waiting:
            one = queue.pop(0)
            need = _item_lines(one.item)
            if need <= room:
                room -= need
                chosen.add(one.place)
        waiting = [queue for queue in waiting if queue]
    return frozenset(chosen)


def _said(outline: Outline) -> Iterator[_Said]:
    """All that may be chosen from."""
    for s, section in enumerate(outline.sections):
        if section.part not in _CHOSEN_IN:
            continue
        for g, (_, kind, body) in enumerate(_lists(section)):
            for b, node in enumerate(body):
                if isinstance(node, ListItems):
                    for i, item in enumerate(node.items):
                        yield _Said((s, g, b, i), item, kind)


def _lists(
    section: Section,
) -> Iterator[tuple[str, Kind | None, tuple[Paragraph | ListItems, ...]]]:
    """The groups of a section, with their heading and kind, whether they are titled or in rows."""
    for node in section.body:
        if isinstance(node, Titled):
            yield node.heading, node.kind, node.body
        elif isinstance(node, Rows):
            yield from ((row.label, None, row.body) for row in node.rows)


def _with_chosen(
    section: Section, number: int, chosen: frozenset[tuple[int, int, int, int]]
) -> Section:
    """A section with no more than what was chosen of it."""
    if section.part is Part.QUESTION:
        return replace(section, body=tuple(map(_with_last_restated, section.body)))
    if section.part not in _CHOSEN_IN:
        return section
    groups = iter(range(sum(1 for _ in _lists(section))))

    def cut(body: tuple[Paragraph | ListItems, ...]) -> tuple[Paragraph | ListItems, ...]:
        group = next(groups)
        return tuple(_cut(body, (number, group), chosen))

    body: list[Node] = []
    for node in section.body:
        if isinstance(node, Titled):
            left = cut(node.body)
            body += [replace(node, body=left)] if left else []
        elif isinstance(node, Rows):
            rows = [Row(row.label, left) for row in node.rows if (left := cut(row.body))]
            body += [Rows(tuple(rows))] if rows else []
        else:
            body.append(node)
    return replace(section, body=tuple(body))


def _with_last_restated(node: Node) -> Node:
    """Rows without all but the last of the questions as they were restated."""
    if not isinstance(node, Rows):
        return node
    before = [row for row in node.rows if _is_restated(row)][:-1]
    return Rows(tuple(row for row in node.rows if row not in before))


def _is_restated(row: Row) -> bool:
    return any(isinstance(p, Paragraph) and p.tone is Tone.RESTATED for p in row.body)


def _cut(
    body: tuple[Paragraph | ListItems, ...],
    place: tuple[int, int],
    chosen: frozenset[tuple[int, int, int, int]],
) -> Iterator[Paragraph | ListItems]:
    for b, node in enumerate(body):
        if isinstance(node, Paragraph):
            yield node
            continue
        left = tuple(item for i, item in enumerate(node.items) if (*place, b, i) in chosen)
        if left:
            yield replace(node, items=left)


def _groups(outline: Outline) -> Iterator[Titled]:
    """Everything that was said, whole, under the headings that it has before."""
    for section in outline.sections:
        if section.part is Part.QUESTION:
            yield from _restated(section)
        if section.part not in _CHOSEN_IN:
            continue
        for heading, kind, body in _lists(section):
            lists = tuple(
                replace(node, small=False) for node in body if isinstance(node, ListItems)
            )
            if lists:
                yield Titled(heading, lists, kind)


def _restated(section: Section) -> Iterator[Titled]:
    """All questions as they were restated, where there is more than one."""
    rows = [row for node in section.body if isinstance(node, Rows) for row in node.rows]
    words = [p for row in rows if _is_restated(row) for p in row.body if isinstance(p, Paragraph)]
    if len(words) > 1:
        items = tuple(SayingItem(paragraph.text) for paragraph in words)
        yield Titled("The question, as it was restated", (ListItems(items),))


def _item_lines(item: SayingItem) -> float:
    """About how many lines of a column an item needs."""
    below = _text_lines(item.evidence) if item.evidence else 0
    answers = sum(map(_item_lines, item.answers))
    return _BETWEEN + _text_lines(f"{item.text}  {item.speaker}") + below + answers


def _text_lines(text: str) -> int:
    """About how many lines a text needs; wide letters count twice."""
    return sum(-(-_width(line) // _COLUMN) for line in text.splitlines())


def _width(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
