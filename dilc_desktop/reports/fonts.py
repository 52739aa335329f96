"""The faces of the printed page, and which font of a face can draw which character.

Every font is embedded. Plex Sans draws most text; what it lacks is drawn, character by character,
by the first of the other fonts that has it. Fonts are read when a text first needs them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from dilc_desktop.paths import resources

_THOUSAND = 1000
_BEYOND_16_BITS = re.compile(r"(?<=> <)[0-9A-F]{5,6}(?=>)")


class Face(StrEnum):
    """The two faces that the page is set in."""

    REGULAR = "regular"
    SEMIBOLD = "semibold"


_BOX = "DejaVuSans"
_FALLBACKS = ("NotoEmoji-Regular", "DejaVuSans", "NanumGothic-Regular", "DroidSansFallbackFull")
_CHAINS = {
    Face.REGULAR: ("IBMPlexSans-Regular", *_FALLBACKS),
    Face.SEMIBOLD: (
        "IBMPlexSans-SemiBold",
        "NotoEmoji-Regular",
        "DejaVuSans-Bold",
        "NanumGothic-Regular",
        "DroidSansFallbackFull",
    ),
}


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in a row that one font draws."""

    font: str
    text: str


class _Font(TTFont):  # type: ignore[misc] # ReportLab carries no types
    """A font whose characters can be copied out of the page again, emoji too.

    ReportLab writes the code of a character beyond 16 bits as one number, where a page needs
    UTF-16.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - ReportLab's own name
        super().addObjects(doc)
        for name, part in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                part.content = _BEYOND_16_BITS.sub(_utf16, part.content)


def _utf16(code: re.Match[str]) -> str:
    return chr(int(code[0], 16)).encode("utf-16-be").hex().upper()


@cache
def _loaded(font: str) -> TTFont:
    """Read a shipped font and make it known to ReportLab under its own name."""
    read = _Font(font, str(resources() / "fonts" / f"{font}.ttf"))
    pdfmetrics.registerFont(read)
    return read


def base_font() -> str:
    """The font that a canvas starts with, so that no built-in one slips into the file."""
    return str(_loaded(_CHAINS[Face.REGULAR][0]).fontName)


def has_glyph(font: str, character: str) -> bool:
    """Whether a shipped font can draw a character."""
    return ord(character) in _loaded(font).face.charToGlyph


def can_draw(character: str, face: Face) -> bool:
    """Whether any font of a face can draw a character."""
    return has_glyph(_font_of(character, face), character)


@cache
def _font_of(cluster: str, face: Face) -> str:
    """The first font of a face that draws a character with its marks.

    Where none does a font is taken whose empty box shows: a gap must not go unseen.
    """
    chain = _CHAINS[face]
    for wanted in (cluster, cluster[:1]):
        for font in chain:
            if all(has_glyph(font, character) for character in wanted):
                return font
    return _BOX


def clusters(text: str) -> Iterator[str]:
    """Yield characters, each with the marks that sit on it."""
    held = ""
    for character in text:
        if held and not unicodedata.category(character).startswith("M"):
            yield held
            held = ""
        held += character
    if held:
        yield held


def runs(text: str, face: Face) -> tuple[Run, ...]:
    """Cut a text into runs of one font each, in order."""
    found: list[Run] = []
    for cluster in clusters(text):
        font = _font_of(cluster, face)
        if found and found[-1].font == font:
            found[-1] = Run(font, found[-1].text + cluster)
        else:
            found.append(Run(font, cluster))
    return tuple(found)


@cache
def _cluster_width(cluster: str, face: Face) -> float:
    """How wide a cluster is, in thousandths of the type size."""
    font = _font_of(cluster, face)
    return float(pdfmetrics.stringWidth(cluster, font, _THOUSAND))


def text_width(text: str, face: Face, size: float) -> float:
    """How wide a text is drawn, in points."""
    return sum(_cluster_width(c, face) for c in clusters(text)) * size / _THOUSAND
