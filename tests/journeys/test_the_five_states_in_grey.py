"""Running, soon, over, interrupted and none: told apart without colour, by shape and by word."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage

from dilc_desktop.ui.live_page import LivePage

if TYPE_CHECKING:
    from tests.journeys.conftest import Evening

# The offscreen platform says so of much that other platforms do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
SEEN = 24
"""So many of 255 grey levels apart are two greys to anyone who can read the words."""

LEAST = 0.2
"""The share of the edge, or of the bar, that must be another grey."""


def grey(page: LivePage) -> QImage:
    """The band and the edge beside it, as a photocopy of them."""
    area = QRect(0, 0, page.width(), page.band.geometry().bottom())
    return page.grab(area).toImage().convertToFormat(QImage.Format.Format_Grayscale8)


def shapes(page: LivePage, picture: QImage) -> list[bytes]:
    """What is left of it without a single word: the edge and the bar."""
    scale = picture.devicePixelRatio()
    bar = page.band.bar
    corner = bar.mapTo(page, bar.rect().topLeft())
    areas = (QRect(0, 0, page.width(), 6), QRect(corner, QSize(bar.width(), bar.height())))
    found = []
    for area in areas:
        part = picture.copy(
            round(area.x() * scale),
            round(area.y() * scale),
            round(area.width() * scale),
            round(area.height() * scale),
        )
        found.append(b"".join(grey_line(part, row) for row in range(part.height())))
    return found


def grey_line(picture: QImage, row: int) -> bytes:
    """The greys of one line, a byte each."""
    line: Any = picture.constScanLine(row)
    return bytes(line)[: picture.width()]


def apart(one: bytes, other: bytes) -> float:
    """The share of places that are two greys."""
    assert len(one) == len(other)
    differ = sum(abs(a - b) >= SEEN for a, b in zip(one, other, strict=True))
    return differ / len(one)


@pytest.mark.parametrize("palette", ["light", "dark", "high-contrast"])
def test_each_two_of_the_five_states_differ_in_grey_and_each_has_its_word(
    begin: Callable[..., Evening], palette: str
) -> None:
    evening = begin()
    evening.program.theme.use(palette, 1.0)
    found: dict[str, tuple[list[bytes], str]] = {}

    def look(state: str) -> None:
        word = evening.time.split(" ", 1)[1]
        evening.keyboard.app.processEvents()
        found[state] = (shapes(evening.page, grey(evening.page)), word)

    evening.wait(300, 100)
    look("running")
    evening.key(Qt.Key.Key_Space, CTRL)
    look("interrupted")
    evening.key(Qt.Key.Key_Space, CTRL)
    evening.wait(200, 100)
    look("soon")
    evening.wait(200, 100)
    look("over")
    evening.key(Qt.Key.Key_Return, CTRL | SHIFT)
    evening.wait(10)
    look("none")

    assert {state: word for state, (_, word) in found.items()} == {
        "running": "left",
        "interrupted": "left, held",
        "soon": "left, soon over",
        "over": "over",
        "none": "no stage running",
    }
    for one, other in combinations(found, 2):
        pairs = zip(found[one][0], found[other][0], strict=True)
        assert max(apart(a, b) for a, b in pairs) >= LEAST, (one, other)
