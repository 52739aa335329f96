"""How the rows of the library's lists wrap their words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics

_MOST = 10_000


def wrapped(text: str, font: QFont, width: int) -> tuple[int, int]:
    """The flags by which a text is wrapped at a width, and its height there, in pixels.

    It breaks inside a word only where the word is too long.
    """
    metrics = QFontMetrics(font)
    for flag in (Qt.TextFlag.TextWordWrap, Qt.TextFlag.TextWrapAnywhere):
        needed = metrics.boundingRect(0, 0, width, _MOST, int(flag), text)
        if needed.width() <= width:
            break
    return int(flag), needed.height()
