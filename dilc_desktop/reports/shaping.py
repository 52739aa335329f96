"""The glyphs that draw a word in a script whose letters change by what stands beside them.

HarfBuzz forms them: the joined letters of Arabic, the conjuncts and vowel signs of Devanagari,
marks above and below. This module is loaded when a text first needs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import uharfbuzz

_THOUSAND = 1000
_CONTINUED = "\u2060"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A shape of a font, by its number, where it stands, and the characters that it is read as.

    Lengths are in thousandths of the type size: `width` is the shape's own, `advance` the way to
    the next one, `right` and `up` are how far it is moved from where it would stand. Where several
    shapes draw the same characters the first is read as all of them, the others as a character
    that nobody sees.
    """

    number: int
    width: float
    advance: float
    right: float
    up: float
    text: str

    @property
    def is_moved(self) -> bool:
        """Whether it stands or ends elsewhere than its own width says."""
        return bool(self.right or self.up or self.advance != self.width)


@cache
def _font(file: Path) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file))))


@lru_cache(maxsize=4096)
def glyphs(word: str, file: Path) -> tuple[Glyph, ...]:
    """The glyphs of a word (in reading order) as they stand on the page from left to right."""
    font = _font(file)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    turned = buffer.direction == "rtl"
    # Letters from right to left that are drawn one by one would be copied as lines of their own.
    uharfbuzz.shape(font, buffer, {"kern": not turned})
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(word)], strict=True))
    scale = _THOUSAND / font.face.upem
    drawn: list[Glyph] = []
    read = set()
    # The letter is read as its marks too. From right to left it comes after them.
    order = range(len(infos))
    for index in reversed(order) if turned else order:
        info, place = infos[index], positions[index]
        at = info.cluster
        text = word[at : ends[at]]
        drawn.append(
            Glyph(
                info.codepoint,
                font.get_glyph_h_advance(info.codepoint) * scale,
                place.x_advance * scale,
                place.x_offset * scale,
                place.y_offset * scale,
                _CONTINUED if at in read else text[::-1] if turned else text,
            )
        )
        read.add(at)
    return tuple(reversed(drawn)) if turned else tuple(drawn)
