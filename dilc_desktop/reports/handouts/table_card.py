"""The protocol on one page, to lie on the table."""

from __future__ import annotations

from collections.abc import Sequence

from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.session import PlannedStage
from dilc_desktop.reports import look
from dilc_desktop.reports.blocks import Block, Hairline, Newspaper, Space, Stack, Text
from dilc_desktop.reports.handouts.material import Material, StageGroup
from dilc_desktop.reports.handouts.parts import head, length, minutes, question, rounds_words
from dilc_desktop.reports.handouts.shapes import (
    AtRight,
    Grid,
    Kept,
    Together,
    largest_on_a_page,
    listed,
)
from dilc_desktop.reports.handouts.stage_strip import StageStrip
from dilc_desktop.reports.look import Setting

_GAP = 24.0


def pages(material: Material, width: float, height: float) -> Sequence[Block]:
    """The card, in the largest type in which it is one page."""

    def build(setting: Setting) -> Sequence[Block]:
        return _Card(material, setting).blocks()

    return largest_on_a_page(look.ROOMY, build, width, height)


class _Card:
    def __init__(self, material: Material, setting: Setting) -> None:
        self._material = material
        self._set = setting

    def blocks(self) -> list[Block]:
        material, setting = self._material, self._set
        whole = f"{minutes(material.seconds)} minutes" if material.stages else "No stages yet"
        blocks = head(material, whole, setting)
        if material.group_size and not material.filled:
            blocks.append(Text(material.group_size, setting.note))
        purpose = material.learning_purpose or material.purpose
        if purpose:
            style = setting.body if material.question else setting.restated
            blocks += [Space(setting.between_groups), Text(purpose, style)]
        blocks += question(material, setting)
        if material.stages:
            blocks += [Space(setting.between_sections), StageStrip(material)]
        blocks.append(Space(setting.between_rows))
        for group in material.groups():
            blocks += self._group(group)
        blocks += self._norms()
        if material.credit:
            blocks += [Space(setting.between_sections), Text(material.credit, setting.note)]
        return blocks

    def _group(self, group: StageGroup) -> list[Block]:
        rows = [self._row(number, stage) for number, stage in group.numbered]
        if group.rounds == 1:
            return rows
        of_all = f"each {minutes(group.seconds)} min, then from the beginning"
        # A round that one person opens is that person's; rooms or pieces of work are nobody's.
        if group.numbered[0][1].kind is StageKind.TALK:
            of_all += " with the next person"
        title = Text(
            rounds_words(group.rounds),
            self._set.label,
            after=of_all,
            after_style=self._set.note,
            keep_with_next=True,
        )
        return [Space(self._set.between_rows), Together([title, *rows])]

    def _row(self, number: int, stage: PlannedStage) -> Block:
        setting = self._set
        words = [Text(stage.speaks, setting.note_ink)]
        if stage.silent.strip():
            words.append(Text(stage.silent, setting.note))
        cells = [
            Stack([Text(str(number), setting.strong)]),
            Stack([Text(stage.name, setting.strong, tag="H2"), Text(stage.room, setting.body)]),
            Stack(words),
            Stack([AtRight(length(stage), setting.strong)]),
        ]
        size = setting.body.size
        return Kept(
            [
                Space(setting.between_rows * 0.8),
                Hairline(setting.between_rows * 0.8),
                Grid(cells, (size * 1.3, None, size * 13, size * 4.2)),
            ]
        )

    def _norms(self) -> list[Block]:
        if not self._material.norms:
            return []
        setting = self._set
        return [
            Space(setting.between_rows * 0.8),
            Hairline(setting.between_rows),
            Text("Norms", setting.strong, tag="H2", keep_with_next=True),
            Space(2, keep_with_next=True),
            Newspaper(Stack(listed(self._material.norms, setting.body)), _GAP),
        ]
