"""The faces of the printed page, and which font of a face can draw which character.

Every font is embedded. Plex Sans draws most text; what it lacks is drawn, character by character,
by the first of the other fonts that has it. Fonts are read when a text first needs them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from reportlab.pdfbase import pdfmetrics

from dilc_desktop.paths import resources
from dilc_desktop.reports.tagged_pdf import ReadableFont

_THOUSAND = 1000
_REPLACEMENT = "\ufffd"


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


@cache
def _loaded(font: str) -> ReadableFont:
    """Read a shipped font and make it known to ReportLab under its own name."""
    read = ReadableFont(font, str(resources() / "fonts" / f"{font}.ttf"))
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
    """The first font of a face that draws a character with its marks, or else the character."""
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


@cache
def _drawn(cluster: str, face: Face) -> tuple[Run, ...]:
    """What draws a cluster: one font, or one each where none has the character and its marks.

    What no font has is drawn as the replacement character: a gap must not go unseen.
    """
    font = _font_of(cluster, face)
    if all(has_glyph(font, character) for character in cluster):
        return (Run(font, cluster),)
    fonts = ((character, _font_of(character, face)) for character in cluster)
    return tuple(
        Run(own, character) if has_glyph(own, character) else Run(_BOX, _REPLACEMENT)
        for character, own in fonts
    )


def runs(text: str, face: Face) -> tuple[Run, ...]:
    """Cut a text into runs of one font each, in order."""
    found: list[Run] = []
    for cluster in clusters(text):
        for run in _drawn(cluster, face):
            if found and found[-1].font == run.font:
                found[-1] = Run(run.font, found[-1].text + run.text)
            else:
                found.append(run)
    return tuple(found)


@cache
def _cluster_width(cluster: str, face: Face) -> float:
    """How wide a cluster is, in thousandths of the type size."""
    drawn = _drawn(cluster, face)
    return sum(float(pdfmetrics.stringWidth(run.text, run.font, _THOUSAND)) for run in drawn)


def text_width(text: str, face: Face, size: float) -> float:
    """How wide a text is drawn, in points."""
    return sum(_cluster_width(c, face) for c in clusters(text)) * size / _THOUSAND
