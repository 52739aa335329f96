"""Sheets to take notes on: for everybody stage by stage, and for the one who listens."""

from __future__ import annotations

from collections.abc import Sequence

from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.session import PlannedStage
from dilc_desktop.reports import look
from dilc_desktop.reports.blocks import Block, Space, Stack, Text, pages_of
from dilc_desktop.reports.handouts.material import Material
from dilc_desktop.reports.handouts.parts import (
    field,
    head,
    leading_words,
    length,
    question,
    rounds_words,
    stems,
)
from dilc_desktop.reports.handouts.shapes import AtRight, Framed, Grid, resized, stretched
from dilc_desktop.reports.ruled import WRITING, Ruled

_SET = look.ROOMY
_BETWEEN = 9.0
_FEWEST_LINES = 2
_MOST_LINES = 6
_MINUTES_A_LINE = 5
_STEMS = 4
_LAST = "What I take along"


def pages(material: Material, width: float, height: float) -> Sequence[Block]:
    """A box to write in for each stage; the boxes of a page fill it."""
    first: list[Block] = [
        *head(material, "Note sheet", _SET),
        Text("These notes are your own. Nobody collects them.", _SET.note),
        *question(material, _SET),
        Space(_SET.between_rows),
    ]
    stages = list(enumerate(material.stages, start=1))
    sheets = _shared_out(material, stages, first, (width, height))
    done: list[Block] = []
    for place, sheet in enumerate(sheets):
        top = first if place == 0 else []
        closing = place == len(sheets) - 1

        def build(
            scale: float,
            top: Sequence[Block] = top,
            sheet: Sequence[tuple[int, PlannedStage]] = sheet,
            *,
            closing: bool = closing,
        ) -> list[Block]:
            boxes = [_box(material, number, stage, scale) for number, stage in sheet]
            return [*top, *_apart([*boxes, *([_closing(scale)] if closing else [])])]

        page = stretched(build, width, height)
        done += [page] if page else pages_of(Stack(build(1)), width, height)
    return done


def _shared_out(
    material: Material,
    stages: Sequence[tuple[int, PlannedStage]],
    first: Sequence[Block],
    size: tuple[float, float],
) -> list[list[tuple[int, PlannedStage]]]:
    """The stages by pages: as few pages as the least boxes need, filled about evenly."""
    width, height = size
    heights = [_box(material, n, stage, 1).height(width) + _BETWEEN for n, stage in stages]
    top = Stack(first).height(width)
    last = _closing(1).height(width) + _BETWEEN

    def share(limit: float) -> list[list[tuple[int, PlannedStage]]]:
        sheets: list[list[tuple[int, PlannedStage]]] = [[]]
        used = top
        for place, stage in enumerate(stages):
            need = heights[place] + (last if place == len(stages) - 1 else 0)
            if sheets[-1] and used + need > limit:
                sheets.append([])
                used = 0
            sheets[-1].append(stage)
            used += heights[place]
        return sheets

    fewest = len(share(height))
    low, high = height / 4, height
    while high - low > 2:
        middle = (low + high) / 2
        if len(share(middle)) == fewest:
            high = middle
        else:
            low = middle
    return share(high)


def _box(material: Material, number: int, stage: PlannedStage, scale: float) -> Block:
    """A stage's name, what it is for in one sentence, stems, and lines."""
    lines = max(_FEWEST_LINES, min(_MOST_LINES, round(stage.planned_s / 60 / _MINUTES_A_LINE) + 1))
    beginnings = stems(material, stage.kinds, _STEMS)
    minutes = length(stage)
    if stage.rounds > 1:
        minutes = f"{rounds_words(stage.rounds)}, {minutes}"
    title = Grid(
        [
            Stack([Text(str(number), _SET.strong)]),
            Stack(
                [
                    Text(
                        stage.name,
                        _SET.strong,
                        tag="H2",
                        after=leading_words(stage),
                        after_style=_SET.note,
                    )
                ]
            ),
            Stack([AtRight(minutes, _SET.note)]),
        ],
        (15, None, 92 if stage.rounds > 1 else 40),
        4,
    )
    words: list[Block] = [title, Text(stage.room, _SET.body)]
    if beginnings:
        words.append(Text(beginnings, _SET.note))
    return Framed([*words, Ruled(lines * WRITING * scale)], 9)


def _closing(scale: float) -> Block:
    return Framed(
        [
            Text(_LAST, _SET.strong, tag="H2"),
            Text("One thing I will try in my own school, and how it will be seen.", _SET.note),
            Ruled(2 * WRITING * scale),
        ],
        9,
    )


def _apart(boxes: Sequence[Block]) -> list[Block]:
    spaced: list[Block] = []
    for box in boxes:
        if spaced:
            spaced.append(Space(_BETWEEN))
        spaced.append(box)
    return spaced


def presenter_pages(material: Material, width: float, height: float) -> Sequence[Block]:
    """What listening means, and where to write what is heard."""
    listening = material.of_kind(StageKind.PRESENTER_LISTENS)

    def build(scale: float) -> list[Block]:
        return [
            *head(material, "Note sheet for the presenter", _SET),
            *question(material, _SET),
            Space(_SET.between_groups),
            Framed(_you_listen(material, listening), 14),
            Space(_SET.between_sections),
            *field("What I hear", "in their words", 5 * scale, _SET),
            Space(_SET.between_sections),
            *field("What surprises me", "", 3 * scale, _SET),
            Space(_SET.between_sections),
            *field("What I want to think about", "no answer is needed today", 3 * scale, _SET),
            Space(_SET.between_sections),
            *field("My question, as I see it now", "", scale, _SET),
        ]

    page = stretched(build, width, height - _SET.between_rows)
    return (page,) if page else pages_of(Stack(build(1)), width, height)


def _you_listen(material: Material, listening: Sequence[PlannedStage]) -> list[Block]:
    large = resized(_SET, 1.12)
    blocks: list[Block] = [
        Text("You listen now", large.section, tag="H2", keep_with_next=True),
        Space(4),
        Text(
            "While the others talk, sit a little outside the circle and keep your eyes on this "
            "sheet. You need not answer, explain or defend anything. Let them think about your "
            "work as if you were not there, and write down what you want to keep.",
            large.body,
        ),
    ]
    times = [f"{stage.name}, {length(stage)}" for stage in listening]
    after = _next_word(material, listening)
    told = f"This is the stage “{times[0]}”. " if len(times) == 1 else ""
    if len(times) > 1:
        told = f"You listen in: {'; '.join(times)}. "
    told += f"You have the word again in “{after}”." if after else ""
    return [*blocks, Space(5), Text(told.strip(), _SET.note)] if told else blocks


def _next_word(material: Material, listening: Sequence[PlannedStage]) -> str:
    """The name of the stage that follows the last one in which the presenter listens."""
    if not listening:
        return ""
    place = material.stages.index(listening[-1])
    following = material.stages[place + 1 : place + 2]
    return following[0].name if following else ""
