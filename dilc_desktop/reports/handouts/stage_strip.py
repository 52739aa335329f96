"""The plan of a handout as a strip: each stage as wide as its time."""

from __future__ import annotations

from dilc_desktop.reports.blocks import Block
from dilc_desktop.reports.fonts import text_width
from dilc_desktop.reports.handouts.material import Material
from dilc_desktop.reports.handouts.parts import minutes, rounds_words
from dilc_desktop.reports.lines import break_lines
from dilc_desktop.reports.look import FINE, INK, STRIP_NUMBER, TINT, WHITE, Style
from dilc_desktop.reports.pen import Element, Pen

_BAR = 20.0
_BELOW = 12.0
_BRACE = 8.0


class StageStrip(Block):
    """The stages in order with their numbers, tinted where the presenter or all are silent.

    Minutes stand below where there is room for them; a line below joins each round.
    """

    def __init__(self, material: Material) -> None:
        self._order = material.numbers_in_order()
        self._groups = material.groups()
        self._whole = max(1, material.seconds)
        told = ", ".join(
            f"{number} {stage.name} {minutes(stage.planned_s)} min"
            for number, stage in enumerate(material.stages, start=1)
        )
        repeated = "; ".join(
            f"stages {group.first} to {group.first + len(group.stages) - 1} in "
            f"{rounds_words(group.rounds).lower()}"
            for group in self._groups
            if group.rounds > 1
        )
        self._element = Element(
            "Figure", "; ".join(part for part in (f"Plan: {told}", repeated) if part)
        )

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at every width
        """The bar and the minutes below it."""
        return _BAR + _BELOW + (_BRACE if any(g.rounds > 1 for g in self._groups) else 0)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the strip."""
        scale = width / self._whole
        at = x
        with pen.tagged(self._element):
            for number, stage in self._order:
                wide = stage.planned_s * scale
                silent = stage.kind in ("silent_work", "presenter_listens", "visit")
                pen.box(at, top - _BAR, wide, _BAR, TINT if silent else WHITE, INK)
                self._centred(pen, str(number), STRIP_NUMBER, (at, top - _BAR / 2 - 2.7), wide)
                self._centred(
                    pen, minutes(stage.planned_s), FINE, (at, top - _BAR - _BELOW + 2.5), wide
                )
                at += wide
            self._braces(pen, x, top - _BAR - _BELOW - 3, scale)

    def _braces(self, pen: Pen, x: float, y: float, scale: float) -> None:
        for group in self._groups:
            for _ in range(group.rounds):
                end = x + group.seconds * scale
                if group.rounds > 1:
                    pen.rule((x + 1, y), (end - 1, y), INK)
                    pen.rule((x + 1, y), (x + 1, y + 3), INK)
                    pen.rule((end - 1, y), (end - 1, y + 3), INK)
                x = end

    @staticmethod
    def _centred(
        pen: Pen, text: str, style: Style, place: tuple[float, float], room: float
    ) -> None:
        """Draw a short text in the middle of a room, where it fits."""
        if text_width(text, style.face, style.size) + 2 > room:
            return
        for line in break_lines(text, style, room):
            pen.line(line, style, place[0] + (room - line.width) / 2, place[1])
