"""Writing systems: what may be drawn, the joined forms of Arabic, and right-to-left order.

ReportLab draws characters from left to right as they come, so text is brought into the order and
the forms of the page before it is drawn.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from bidi import get_base_level, get_display

from dilc_desktop.reports.fonts import clusters

_TATWEEL = "\u0640"
_PROBE = "\u034f"
_KEYCAP = "\u20e3"
_OPEN = "([{<\u00ab\u2039\u2264"
_CLOSED = ")]}>\u00bb\u203a\u2265"
_MIRRORED = dict(zip(_OPEN + _CLOSED, _CLOSED + _OPEN, strict=True))
_JOINER = "\u200d"
_LAM = "\u0644"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_FORM_BLOCKS = (range(0xFB50, 0xFBC2), range(0xFBD3, 0xFC00), range(0xFE80, 0xFEFD))


def normalized(text: str) -> str:
    """A text with its accents composed, as far as there are composed letters.

    Half of a surrogate pair, which no font and no file can hold, becomes the replacement character.
    """
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
    """A text without what has no shape of its own, such as joiners, selectors and controls."""
    return "".join(character for character in text if _is_drawn(character))


def is_right_to_left(text: str) -> bool:
    """Whether a paragraph starts at the right: its first letter with a direction says so."""
    return bool(get_base_level(text) & 1)


def has_right_to_left(text: str) -> bool:
    """Whether any part of a text runs from right to left."""
    return any(unicodedata.bidirectional(c) in {"R", "AL", "AN", "RLE", "RLO", "RLI"} for c in text)


def in_page_order(line: str, *, right_to_left: bool) -> str:
    """One line's characters in the order in which they stand on the page, left to right.

    Brackets face the way that their text runs. Marks of right-to-left letters come before the
    letter, as the shipped fonts expect of text drawn from the left.
    """
    if not has_right_to_left(line):
        return drawable(line)
    probed = "".join(c + _PROBE if c in _MIRRORED else c for c in line.replace(_PROBE, ""))
    turned = str(get_display(probed, base_dir="R" if right_to_left else "L"))
    return drawable(_mirrored(turned))


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


@dataclass(frozen=True, slots=True)
class _Forms:
    """How an Arabic letter is drawn by what it joins; empty where it has no such form."""

    isolated: str = ""
    final: str = ""
    initial: str = ""
    medial: str = ""


@cache
def _arabic_forms() -> dict[str, _Forms]:
    """Every letter's and lam-alef's forms, read from the character database."""
    found: dict[str, dict[str, str]] = {}
    for block in _FORM_BLOCKS:
        for code in block:
            tag, _, letters = unicodedata.decomposition(chr(code)).partition("> ")
            if tag not in {"<isolated", "<final", "<initial", "<medial"}:
                continue
            word = "".join(chr(int(part, 16)) for part in letters.split())
            if len(word) == 1 or (len(word) == 2 and word[0] == _LAM):
                found.setdefault(word, {}).setdefault(tag[1:], chr(code))
    return {word: _Forms(**forms) for word, forms in found.items()}


def joined(word: str) -> str:
    """A word with its Arabic letters in the forms that join; other letters as they are."""
    if not any("\u0600" <= character <= "\u06ff" for character in word):
        return word
    forms = _arabic_forms()
    letters = _with_lam_alef([c for c in clusters(word) if c])
    drawn: list[str] = []
    for index, letter in enumerate(letters):
        base, marks = _split_marks(letter)
        own = forms.get(base)
        if own is None:
            drawn.append(letter)
            continue
        before = _split_marks(letters[index - 1])[0] if index else ""
        after = _split_marks(letters[index + 1])[0] if index + 1 < len(letters) else ""
        joins_before = bool(own.final) and _joins_on(before)
        joins_after = bool(own.initial) and _takes_join(after)
        drawn.append(_form(own, base, joins_before, joins_after) + marks)
    return "".join(drawn)


def _split_marks(letter: str) -> tuple[str, str]:
    """A cluster's letters (two for lam-alef) and its marks."""
    marks = "".join(c for c in letter if unicodedata.category(c).startswith("M"))
    return "".join(c for c in letter if not unicodedata.category(c).startswith("M")), marks


def _with_lam_alef(letters: list[str]) -> list[str]:
    """Put each lam that an alef follows into one cluster with it."""
    forms = _arabic_forms()
    merged: list[str] = []
    for letter in letters:
        if merged:
            base_before, marks_before = _split_marks(merged[-1])
            base, marks = _split_marks(letter)
            if base_before == _LAM and _LAM + base in forms:
                merged[-1] = _LAM + base + marks_before + marks
                continue
        merged.append(letter)
    return merged


def _joins_on(letter: str) -> bool:
    """Whether a letter reaches out to the one after it."""
    if letter in {_TATWEEL, _JOINER}:
        return True
    own = _arabic_forms().get(letter)
    return own is not None and bool(own.initial)


def _takes_join(letter: str) -> bool:
    """Whether a letter can be reached by the one before it."""
    if letter in {_TATWEEL, _JOINER}:
        return True
    own = _arabic_forms().get(letter)
    return own is not None and bool(own.final)


def _form(own: _Forms, base: str, joins_before: bool, joins_after: bool) -> str:
    """The form for what is joined; the letter itself where the database names none."""
    if joins_before and joins_after:
        return own.medial or base
    if joins_before:
        return own.final or base
    if joins_after:
        return own.initial or base
    return own.isolated or base
