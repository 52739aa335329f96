"""Lines to write on by hand."""

from __future__ import annotations

from dilc_desktop.reports.blocks import Block
from dilc_desktop.reports.look import LINE
from dilc_desktop.reports.pen import Pen

WRITING = 23.0


class Ruled(Block):
    """Lines to write on, about as far apart as in an exercise book."""

    def __init__(self, points: float) -> None:
        self._points = points

    def height(self, width: float) -> float:  # noqa: ARG002 - the same at every width
        """All lines."""
        return self._points

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the lines, the last one at the foot."""
        count = max(1, round(self._points / WRITING))
        pitch = self._points / count
        with pen.decoration():
            for number in range(1, count + 1):
                y = top - number * pitch
                pen.rule((x, y), (x + width, y), LINE)
