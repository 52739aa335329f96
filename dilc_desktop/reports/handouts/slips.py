"""Slips to cut apart: warm and cool feedback, and the small measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.reports import look
from dilc_desktop.reports.blocks import Block, Columns, Hairline, Space, Stack, Text
from dilc_desktop.reports.handouts.material import Material
from dilc_desktop.reports.handouts.parts import feedback_heading
from dilc_desktop.reports.handouts.shapes import Circles, Grid, SlipSheet, stretched
from dilc_desktop.reports.pen import Pen
from dilc_desktop.reports.ruled import WRITING, Ruled

_SET = look.ROOMY
_ON_A_SHEET = 4
_LONGEST_TITLE = 70
_STEMS = 3
_STEPS = ("no", "a little", "mostly", "yes")
_SCALE = 122.0
_STATEMENTS = (
    "I knew what we wanted to learn today.",
    "We kept to teaching and learning.",
    "I could say what I was unsure of.",
    "I know my own next step.",
)
_HEADINGS = {Kind.WARM_FEEDBACK: "Warm feedback", Kind.COOL_FEEDBACK: "Cool feedback"}
_STEMS_OF_OUR_OWN = {
    Kind.WARM_FEEDBACK: ("I noticed …, which serves the goal of …", "It helps that …"),
    Kind.COOL_FEEDBACK: ("I wonder whether …", "I could not find yet where …"),
}
_TESTS = {
    Kind.WARM_FEEDBACK: "It shows where the work meets its goal and can point at the place.",
    Kind.COOL_FEEDBACK: "It names a gap or wonders about one, and tells nobody what to do.",
}


def feedback_pages(material: Material, width: float, height: float) -> Sequence[Block]:
    """Two warm and two cool slips on a sheet, to be printed as often as they are needed."""
    kinds = (Kind.WARM_FEEDBACK, Kind.COOL_FEEDBACK) * 2
    return (_sheet([_feedback(material, kind) for kind in kinds], width, height),)


def measure_pages(material: Material, width: float, height: float) -> Sequence[Block]:
    """Four slips on a sheet, without a place for a name."""
    return (_sheet([[_measure(material)]] * _ON_A_SHEET, width, height),)


_Build = Callable[[str, float], Sequence[Block]]


def _sheet(slips: Sequence[Sequence[_Build]], width: float, height: float) -> Block:
    """Slips whose lines fill them, each in the first of its forms that fits.

    The first slip's heading is the document's.
    """
    inside = SlipSheet([Stack(())] * len(slips), height).inside(width)
    filled: list[Stack] = []
    for number, forms in enumerate(slips):
        tag = "H2" if number else "H1"
        fitting = (stretched(partial(form, tag), *inside) for form in forms)
        filled.append(next(slip for slip in fitting if slip is not None))
    return SlipSheet(filled, height)


def _occasion(material: Material) -> list[Block]:
    """Of what a slip is, and below it of which day."""
    plain = " ".join(material.title.split())
    short = plain if len(plain) <= _LONGEST_TITLE else f"{plain[:_LONGEST_TITLE].rstrip()} …"
    return [Text(part, _SET.note) for part in (short, material.day) if part]


def _feedback(material: Material, kind: Kind) -> list[_Build]:
    """A slip with the protocol's stems and test, fewer stems where they are long, else ours."""
    known = material.help_with(kind)
    beginnings = known.stems[:_STEMS] if known else ()
    test = (known.test if known else "").strip() or _TESTS[kind]
    forms = [_slip(material, kind, beginnings[:n], test) for n in range(len(beginnings), 0, -1)]
    if not beginnings:
        forms.append(_slip(material, kind, _STEMS_OF_OUR_OWN[kind], test))
    return [*forms, _slip(material, kind, _STEMS_OF_OUR_OWN[kind], _TESTS[kind])]


def _slip(material: Material, kind: Kind, beginnings: Sequence[str], test: str) -> _Build:
    def build(tag: str, scale: float) -> Sequence[Block]:
        return [
            feedback_heading(_HEADINGS[kind], _SET, warm=kind is Kind.WARM_FEEDBACK, tag=tag),
            Space(2),
            *_occasion(material),
            Space(5),
            *(Text(stem, _SET.body) for stem in beginnings),
            Ruled(3 * WRITING * scale),
            Space(8),
            Text("Where I saw it", _SET.label),
            Ruled(WRITING),
            Space(7),
            Text(test, _SET.note),
        ]

    return build


def _measure(material: Material) -> _Build:
    def build(tag: str, scale: float) -> Sequence[Block]:
        labels = Columns([Stack([_Centred(step)]) for step in _STEPS], 0)
        rows: list[Block] = [Grid([Stack(()), Stack([labels])], (None, _SCALE), 0), Space(3)]
        for statement in _STATEMENTS:
            rows += [
                Hairline(5),
                Grid(
                    [Stack([Text(statement, _SET.body)]), Stack([Circles(len(_STEPS), _SET.body)])],
                    (None, _SCALE),
                    0,
                ),
                Space(4),
            ]
        return [
            Text("How was it today?", _SET.section, tag=tag),
            Space(2),
            *_occasion(material),
            Text("No name, please. Mark one circle in each row.", _SET.note),
            Space(6),
            *rows,
            Space(4),
            Text("One thing I will do before we meet again", _SET.label),
            Ruled(WRITING * scale),
        ]

    return build


class _Centred(Text):
    """A step of the scale, in the middle of its column."""

    def __init__(self, text: str) -> None:
        super().__init__(text, _SET.note)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the word in the middle."""
        line = self._rows(width)[0][0].line
        super().draw(pen, x + max(0.0, (width - line.width) / 2), top, width)
