"""Writing systems: what may be drawn, what a shaper must form, and right-to-left order.

ReportLab draws characters from left to right as they come, so text is brought into the order of
the page before it is drawn.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from bidi import get_base_level, get_display

_PROBE = "\u034f"
_KEYCAP = "\u20e3"
_OPEN = "([{<\u00ab\u2039\u2264"
_CLOSED = ")]}>\u00bb\u203a\u2265"
_MIRRORED = dict(zip(_OPEN + _CLOSED, _CLOSED + _OPEN, strict=True))
_JOINERS = "\u200c\u200d"
# Scripts whose letters join, stack or change places: from Arabic to Mongolian, and the later ones.
_FORMED_BLOCKS = (
    range(0x0600, 0x10A0),
    range(0x1700, 0x18B0),
    range(0x1900, 0x1CD0),
    range(0xA800, 0xAAF0),
    range(0x10A00, 0x12000),
)
_LOOSE_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\ufe20-\ufe2f"
_HEBREW = "\u05d0-\u05f2\ufb1d-\ufb4f"
_POINTS = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
_MAY_BE_FORMED = re.compile(
    f"[{_LOOSE_MARKS}\u0590-\u10ff\u1700-\u18af\u1900-\u1ccf\ua800-\uaaef\U00010a00-\U00011fff]"
)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def normalized(text: str) -> str:
    """A text with its accents composed, as far as there are composed letters.

    Half of a surrogate pair, which no font and no file can hold, becomes the replacement character.
    """
    if text.isascii():
        return text
    whole = "".join("\ufffd" if unicodedata.category(c) == "Cs" else c for c in text)
    return unicodedata.normalize("NFC", whole)


@cache
def _is_drawn(character: str) -> bool:
    """Whether a character leaves a mark or a space on paper."""
    code = ord(character)
    if character in {_PROBE, _KEYCAP} or code in _SKIN_TONES:
        return False
    if any(code in block for block in _VARIATION_SELECTORS):
        return False
    return unicodedata.category(character) not in {"Cf", "Cc"}


def drawable(text: str) -> str:
    """A text without what has no shape of its own, such as selectors and controls.

    Joiners stay where they tell the letters beside them which form to take.
    """
    if text.isascii() and text.isprintable():
        return text
    if not any(joiner in text for joiner in _JOINERS):
        return "".join(character for character in text if _is_drawn(character))
    formed = _formed_letters()
    return "".join(
        character
        for before, character in zip(" " + text, text, strict=False)
        if _is_drawn(character) or (character in _JOINERS and formed.match(before))
    )


@cache
def _formed() -> str:
    """What stands in a pattern for the letters and marks that a shaper must form."""
    return "".join(
        chr(code)
        for block in _FORMED_BLOCKS
        for code in block
        if unicodedata.category(chr(code))[0] in "LM"
    )


@cache
def _formed_letters() -> re.Pattern[str]:
    return re.compile(f"[{_formed()}]")


@cache
def _formed_words() -> re.Pattern[str]:
    """Words of letters that must be formed, Hebrew ones with points, and letters under marks."""
    return re.compile(
        f"[{_formed()}][{_formed()}{_JOINERS}{_LOOSE_MARKS}]*"
        f"|(?<![{_HEBREW}])[{_HEBREW}]*[{_POINTS}][{_HEBREW}{_POINTS}]*"
        f"|[^\\s{_LOOSE_MARKS}]?[{_LOOSE_MARKS}]+"
    )


def must_be_formed(text: str) -> bool:
    """Whether letters of a text change their form, place or order by what stands beside them."""
    if _MAY_BE_FORMED.search(text) is None:
        return False
    return _formed_words().search(text) is not None


def words_to_form(text: str) -> Iterator[tuple[str, bool]]:
    """Cut a text into pieces, in order, each with whether a shaper must form it."""
    end = 0
    if must_be_formed(text):
        for word in _formed_words().finditer(text):
            if word.start() > end:
                yield text[end : word.start()], False
            yield word[0], True
            end = word.end()
    if text[end:]:
        yield text[end:], False


def is_right_to_left(text: str) -> bool:
    """Whether a paragraph starts at the right: its first letter with a direction says so."""
    return not text.isascii() and bool(get_base_level(text) & 1)


def has_right_to_left(text: str) -> bool:
    """Whether any part of a text runs from right to left."""
    if text.isascii():
        return False
    return any(unicodedata.bidirectional(c) in {"R", "AL", "AN", "RLE", "RLO", "RLI"} for c in text)


def in_page_order(line: str, *, right_to_left: bool) -> str:
    """One line's characters in the order in which they stand on the page, left to right.

    Brackets face the way that their text runs. A word that must be formed keeps its own order: the
    shaper turns it around.
    """
    if not has_right_to_left(line):
        return drawable(line)
    probed = "".join(c + _PROBE if c in _MIRRORED else c for c in line.replace(_PROBE, ""))
    turned = str(get_display(probed, base_dir="R" if right_to_left else "L"))
    pieces = words_to_form(_mirrored(turned))
    return drawable("".join(p[::-1] if formed and is_turned(p) else p for p, formed in pieces))


def is_turned(word: str) -> bool:
    """Whether the letters of a word run from right to left."""
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in word)


def _mirrored(turned: str) -> str:
    """Turn the brackets that run from right to left, and take the probes out.

    The reordering library leaves brackets as they are. A probe was put behind each: it has come
    to stand before those that were turned around.
    """
    faced: list[str] = []
    at = 0
    while at < len(turned):
        here, following = turned[at], turned[at + 1 : at + 2]
        if here == _PROBE and following in _MIRRORED:
            faced.append(_MIRRORED[following])
            at += 2
        elif here in _MIRRORED and following == _PROBE:
            faced.append(here)
            at += 2
        else:
            faced.append(here)
            at += 1
    return "".join(faced)
