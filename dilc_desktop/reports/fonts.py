"""The faces of the printed page, and which font of a face can draw which character.

Every font is embedded. Plex Sans draws most text; what it lacks is drawn, character by character,
by the first of the other fonts that has it. Fonts are read when a text first needs them, and so is
the shaper of the scripts whose letters change by what stands beside them. What no font has is
drawn as a sign of its own: a small box with the character's number, as Unicode counts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from reportlab.pdfbase import pdfmetrics

from dilc_desktop.paths import resources
from dilc_desktop.reports.scripts import is_turned, must_be_formed, words_to_form
from dilc_desktop.reports.tagged_pdf import PRIVATE_USE, ReadableFont

if TYPE_CHECKING:
    from dilc_desktop.reports.shaping import Glyph

_THOUSAND = 1000
_STACKER = 9
_JOINERS = "\u200c\u200d"


class Face(StrEnum):
    """The two faces that the page is set in."""

    REGULAR = "regular"
    SEMIBOLD = "semibold"


_CHAINS = {
    Face.REGULAR: (
        "IBMPlexSans-Regular",
        "NotoEmoji-Regular",
        "DejaVuSans",
        "NotoSansDevanagari-Regular",
        "NanumGothic-Regular",
        "DroidSansFallbackFull",
    ),
    Face.SEMIBOLD: (
        "IBMPlexSans-SemiBold",
        "NotoEmoji-Regular",
        "DejaVuSans-Bold",
        "DejaVuSans",
        "NotoSansDevanagari-Bold",
        "NanumGothic-Regular",
        "DroidSansFallbackFull",
    ),
}
# The sign for what no font has: digits in two rows, with a frame around them and white beside it.
SIGN_SIZE = 0.36
SIGN_EDGE = 0.08
SIGN_WHITE = 0.05


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in a row that one font draws.

    `glyphs` are their shapes, one to a character, where a shaper formed them. `missing` is the
    character that no font has: the text are then the two rows of digits of its sign.
    """

    font: str
    text: str
    glyphs: tuple[Glyph, ...] = ()
    missing: str = ""

    def width(self) -> float:
        """How far it reaches, in thousandths of the type size."""
        if self.missing:
            widest = max(_width_of(row, self.font) for row in self.text.split())
            return widest * SIGN_SIZE + 2 * (SIGN_EDGE + SIGN_WHITE) * _THOUSAND
        if self.glyphs:
            return sum(glyph.advance for glyph in self.glyphs)
        return _width_of(self.text, self.font)


def _file(font: str) -> Path:
    return resources() / "fonts" / f"{font}.ttf"


def _width_of(text: str, font: str) -> float:
    return float(pdfmetrics.stringWidth(text, font, _THOUSAND))


@cache
def _loaded(font: str) -> ReadableFont:
    """Read a shipped font and make it known to ReportLab under its own name."""
    read = ReadableFont(font, str(_file(font)))
    pdfmetrics.registerFont(read)
    return read


def base_font() -> str:
    """The font that a canvas starts with, so that no built-in one slips into the file."""
    return str(_loaded(_CHAINS[Face.REGULAR][0]).fontName)


def has_glyph(font: str, character: str) -> bool:
    """Whether a shipped font can draw a character."""
    code = ord(character)
    return code < PRIVATE_USE and code in _loaded(font).face.charToGlyph


def can_draw(character: str, face: Face) -> bool:
    """Whether any font of a face can draw a character."""
    return has_glyph(_font_of(character, face), character)


@cache
def _font_of(cluster: str, face: Face) -> str:
    """The first font of a face that draws a character with its marks, or else the character."""
    chain = _CHAINS[face]
    for wanted in (cluster.strip(_JOINERS), cluster[:1]):
        for font in chain:
            if all(has_glyph(font, c) for c in wanted if c not in _JOINERS):
                return font
    return chain[0]


def clusters(text: str) -> Iterator[str]:
    """Yield characters, each with the marks on it and the letters that it is stacked with."""
    if text.isascii():
        yield from text
        return
    held = ""
    for character in text:
        if held and not _goes_on(held[-1], character):
            yield held
            held = ""
        held += character
    if held:
        yield held


def _goes_on(before: str, character: str) -> bool:
    """Whether a character belongs to the one before it: a mark, a joiner, a stacked letter."""
    if unicodedata.category(character).startswith("M") or character in _JOINERS:
        return True
    stacks = unicodedata.combining(before) == _STACKER
    return (stacks or before in _JOINERS) and character.isalpha()


@cache
def _drawn(cluster: str, face: Face) -> tuple[Run, ...]:
    """What draws a cluster: one font, or one each where none has the character and its marks."""
    font = _font_of(cluster, face)
    if all(has_glyph(font, character) for character in cluster):
        return (Run(font, cluster),)
    return tuple(_alone(character, face) for character in cluster if character not in _JOINERS)


def _alone(character: str, face: Face) -> Run:
    """What draws a character by itself: a gap must not go unseen."""
    font = _font_of(character, face)
    if has_glyph(font, character):
        return Run(font, character)
    code = f"{ord(character):04X}"
    code = code if len(code) == 4 else f"{code:>06}"
    return Run(font, f"{code[: len(code) // 2]} {code[len(code) // 2 :]}", missing=character)


def runs(text: str, face: Face) -> tuple[Run, ...]:
    """Cut a text into runs of one font each, in order."""
    if text.isascii() and text.isprintable():
        return (Run(_CHAINS[face][0], text),)
    return tuple(
        run
        for word, formed in words_to_form(text)
        for run in (_shaped(word, face) if formed else _plain(word, face))
    )


def _plain(text: str, face: Face) -> tuple[Run, ...]:
    found: list[Run] = []
    for cluster in clusters(text):
        for run in _drawn(cluster, face):
            if found and found[-1].font == run.font and not (found[-1].missing or run.missing):
                found[-1] = Run(run.font, found[-1].text + run.text)
            else:
                found.append(run)
    return tuple(found)


@lru_cache(maxsize=4096)
def _shaped(word: str, face: Face) -> tuple[Run, ...]:
    """Runs of the glyphs that a shaper forms of a word; what no font has stands between them."""
    from dilc_desktop.reports.shaping import glyphs  # noqa: PLC0415 - only some scripts need it

    pieces: list[tuple[str, str]] = []
    for cluster in clusters(word):
        font = _font_of(cluster, face)
        if not all(has_glyph(font, c) for c in cluster if c not in _JOINERS):
            font = ""
        if pieces and pieces[-1][0] == font:
            pieces[-1] = font, pieces[-1][1] + cluster
        else:
            pieces.append((font, cluster))
    found: list[Run] = []
    for font, piece in pieces:
        if not font:
            found += (_alone(character, face) for character in piece if character not in _JOINERS)
            continue
        own = _loaded(font)
        formed = glyphs(piece, _file(font))
        text = "".join(own.character_of(g.number, g.width, g.text) for g in formed)
        found.append(Run(font, text, formed))
    # The glyphs of each piece stand as on the page already; the pieces do not yet.
    return tuple(reversed(found)) if is_turned(word) else tuple(found)


@cache
def _cluster_width(cluster: str, face: Face) -> float:
    """How wide a cluster is, in thousandths of the type size."""
    return sum(run.width() for run in _drawn(cluster, face))


@cache
def _plain_widths(face: Face) -> dict[str, float]:
    """The widths of the letters and signs that most texts are made of."""
    return {chr(code): _cluster_width(chr(code), face) for code in range(32, 127)}


def text_width(text: str, face: Face, size: float) -> float:
    """How wide a text is drawn, in points."""
    if text.isascii() and text.isprintable():
        wide = sum(map(_plain_widths(face).__getitem__, text))
    elif must_be_formed(text):
        wide = sum(run.width() for run in runs(text, face))
    else:
        wide = sum(_cluster_width(cluster, face) for cluster in clusters(text))
    return wide * size / _THOUSAND
