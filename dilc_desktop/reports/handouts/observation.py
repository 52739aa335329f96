"""Sheets for a visit, one for each room: what is seen and heard, and no judgement."""

from __future__ import annotations

from collections.abc import Sequence

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.session import PlannedStage
from dilc_desktop.reports import look
from dilc_desktop.reports.blocks import Block, Newspaper, Space, Stack, Text, pages_of
from dilc_desktop.reports.handouts.material import Material
from dilc_desktop.reports.handouts.parts import head, question, section, stems
from dilc_desktop.reports.handouts.shapes import Grid, listed, stretched
from dilc_desktop.reports.look import LINE, QUIET
from dilc_desktop.reports.pen import Pen
from dilc_desktop.reports.ruled import WRITING, Ruled

_SET = look.ROOMY
_GAP = 24.0
_COLUMNS = (("Minute", 46.0), ("Who", 84.0), ("What I see", 0.0), ("What I hear", 0.0))
_STEMS = 4
_IN_COLUMNS = 4
_REMINDER = (
    "Write what could be pointed at or played back: words, acts, what is on the page. No "
    "judgement, no names of teachers or pupils. What you make of it comes later, together."
)


def pages(material: Material, width: float, height: float) -> Sequence[Block]:
    """A sheet for each room of each visit, one without a room's name where none is set."""
    done: list[Block] = []
    for stage in material.of_kind(StageKind.VISIT):
        for place in stage.places or ("",):

            def build(scale: float, stage: PlannedStage = stage, place: str = place) -> list[Block]:
                return _sheet(material, stage, place, scale)

            page = stretched(build, width, height - _SET.between_rows)
            done += [page] if page else pages_of(Stack(build(1)), width, height)
    return done


def _sheet(material: Material, stage: PlannedStage, place: str, scale: float) -> list[Block]:
    beginnings = stems(material, (Kind.OBSERVATION,), _STEMS)
    return [
        *head(material, "Observation sheet", _SET, title=place or stage.name),
        Space(_SET.between_rows),
        _blanks(named=bool(place)),
        *question(material, _SET, large=False),
        *_look_fors(material),
        *section("What I see and hear", _SET, ruled=bool(material.look_fors)),
        Text(_REMINDER, _SET.body),
        *([Space(2), Text(beginnings, _SET.note)] if beginnings else []),
        Space(6),
        _Table(9 * WRITING * scale),
        Space(_SET.between_sections),
        Text("A question that I take along", _SET.group, tag="H2"),
        Ruled(WRITING),
    ]


def _blanks(*, named: bool) -> Block:
    """Where and when, to fill in by hand."""
    words = ("My code", "From", "To", "Pupils") if named else ("Room", "My code", "From", "To")
    cells = [
        Stack([Grid([Stack([Text(word, _SET.label)]), Stack([Ruled(17)])], (44, None), 2)])
        for word in words
    ]
    return Grid(cells, (None, 120, 100, 100), 14)


def _look_fors(material: Material) -> list[Block]:
    """What the group agreed to look for, or room to write it down."""
    heading = section("What we look for", _SET)
    if not material.look_fors:
        return [*heading, Ruled(2 * WRITING)]
    lines = listed(material.look_fors, _SET.body)
    if len(material.look_fors) < _IN_COLUMNS:
        return [*heading, *lines]
    return [*heading, Newspaper(Stack(lines), _GAP)]


class _Table(Block):
    """A head line and rows to write in, with a rule between the columns."""

    def __init__(self, points: float) -> None:
        self._rows = Ruled(points)

    def height(self, width: float) -> float:
        """The head and the rows."""
        return _SET.label.leading + 3 + self._rows.height(width)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the table."""
        wide = (width - sum(own for _, own in _COLUMNS)) / sum(not own for _, own in _COLUMNS)
        foot = top - self.height(width)
        at = x
        for number, (word, own) in enumerate(_COLUMNS):
            indent = 6.0 if number else 0.0
            Text(word, _SET.label).draw(pen, at + indent, top, (own or wide) - indent)
            if number:
                with pen.decoration():
                    pen.rule((at, top), (at, foot), LINE)
            at += own or wide
        line = top - _SET.label.leading - 3
        with pen.decoration():
            pen.rule((x, line), (x + width, line), QUIET)
        self._rows.draw(pen, x, line, width)
