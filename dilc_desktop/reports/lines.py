"""Breaking text into lines that fit, in any writing system; nothing is ever cut off.

Lines break at spaces, after hyphens and slashes inside words, and between ideographs. A word wider
than the line is broken wherever the line is full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from unicodedata import category

from dilc_desktop.reports.fonts import Face, clusters, text_width
from dilc_desktop.reports.look import Style
from dilc_desktop.reports.scripts import drawable, is_right_to_left, must_be_formed, normalized

_SPACES = re.compile(r"[^\S\u00a0\u202f\u2007]+")
_ZERO_WIDTH_SPACE = "\u200b"
_SMALL_KANA = frozenset("ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_CLOSING = frozenset({"Pe", "Pf", "Po", "Lm", "Mn"})
_OPENING = frozenset({"Ps", "Pi"})
_BALANCED_ROWS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One line, as it was written and in reading order.

    `before` is what stood between it and the line above: a space, a line break or nothing.
    """

    plain: str
    width: float
    right_to_left: bool
    before: str


@dataclass(frozen=True, slots=True)
class _Atom:
    """A piece of text that no line breaks, and whether a space stands before it."""

    plain: str
    width: float
    spaced: bool


# A page is laid out several times before it is drawn; equal texts need breaking once.
@lru_cache(maxsize=4096)
def break_lines(text: str, style: Style, width: float) -> tuple[Line, ...]:
    """Break a text into lines at most `width` points wide; empty lines are left out."""
    lines: list[Line] = []
    for paragraph in normalized(text).splitlines():
        atoms = list(_atoms(paragraph, style, width))
        if not atoms:
            continue
        first, *others = _filled(atoms, style, width, right_to_left=is_right_to_left(paragraph))
        lines += [replace(first, before="\n"), *others]
    return tuple(lines)


def break_evenly(text: str, style: Style, width: float) -> tuple[Line, ...]:
    """Break a short text into as few lines as fit, all of about the same length."""
    lines = break_lines(text, style, width)
    if not 1 < len(lines) <= _BALANCED_ROWS:
        return lines
    narrow, wide = width / 2, width
    while wide - narrow > 1:
        middle = (narrow + wide) / 2
        tried = break_lines(text, style, middle)
        if len(tried) == len(lines):
            lines, wide = tried, middle
        else:
            narrow = middle
    return lines


def take_word_along(lines: tuple[Line, ...], style: Style) -> tuple[Line, ...]:
    """Move the last word to a line of its own, so that what follows it does not stand alone."""
    last = lines[-1]
    start, space, word = last.plain.rpartition(" ")
    if not space:
        return lines
    parts = ((start, last.before), (word, " "))
    return (
        *lines[:-1],
        *(
            replace(
                last,
                plain=plain,
                width=text_width(drawable(plain), style.face, style.size),
                before=before,
            )
            for plain, before in parts
        ),
    )


def _filled(
    atoms: list[_Atom], style: Style, width: float, *, right_to_left: bool
) -> Iterator[Line]:
    space = text_width(" ", style.face, style.size)
    held: list[_Atom] = []
    used = 0.0
    for atom in atoms:
        gap = space if held and atom.spaced else 0.0
        if held and used + gap + atom.width > width:
            yield _line(held, used, right_to_left=right_to_left)
            held, used, gap = [], 0.0, 0.0
        held.append(atom)
        used += gap + atom.width
    yield _line(held, used, right_to_left=right_to_left)


def _line(atoms: list[_Atom], width: float, *, right_to_left: bool) -> Line:
    plain = "".join(f" {a.plain}" if a.spaced else a.plain for a in atoms).lstrip(" ")
    return Line(plain, width, right_to_left, " " if atoms[0].spaced else "")


def _atoms(paragraph: str, style: Style, width: float) -> Iterator[_Atom]:
    for atom in _words(paragraph, style.face, style.size):
        if atom.width <= width:
            yield atom
        else:
            yield from _parts(atom, style, width)


# A page is tried in columns of several widths, which only changes where its words stand.
@lru_cache(maxsize=1024)
def _words(paragraph: str, face: Face, size: float) -> tuple[_Atom, ...]:
    """What a line may end with, however wide."""
    return tuple(atom for word in _SPACES.split(paragraph) for atom in _pieces_of(word, face, size))


@lru_cache(maxsize=8192)
def _pieces_of(word: str, face: Face, size: float) -> tuple[_Atom, ...]:
    return tuple(
        _measured(piece, face, size, spaced=number == 0)
        for number, piece in enumerate(_pieces(word))
    )


def _measured(text: str, face: Face, size: float, *, spaced: bool) -> _Atom:
    return _Atom(text, text_width(drawable(text), face, size), spaced)


def _pieces(word: str) -> Iterator[str]:
    """Cut a word where a line may break inside it."""
    if word.isalpha() and word.isascii():
        yield word
        return
    for chunk in word.split(_ZERO_WIDTH_SPACE):
        start = 0
        for at in range(1, len(chunk)):
            if _may_break(chunk[at - 1], chunk[at], at - start):
                yield chunk[start:at]
                start = at
        if chunk[start:]:
            yield chunk[start:]


def _may_break(before: str, after: str, length: int) -> bool:
    """Whether a line may break between two characters, `length` characters into the piece."""
    if _is_ideograph(before) or _is_ideograph(after):
        closes = category(after) in _CLOSING or after in _SMALL_KANA
        return not closes and category(before) not in _OPENING
    return before in "-\u2013\u2014/" and after.isalpha() and length > 1


def _is_ideograph(character: str) -> bool:
    """Whether a character is Chinese or Japanese, which is written without spaces."""
    return (
        "\u2e80" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\uff00" <= character <= "\uffef"
        or "\U00020000" <= character <= "\U0003ffff"
    )


def _parts(piece: _Atom, style: Style, width: float) -> Iterator[_Atom]:
    """Cut a piece that is wider than the line into parts that fit."""
    formed = must_be_formed(piece.plain)
    held, used, spaced = "", 0.0, piece.spaced
    for cluster in clusters(piece.plain):
        # Letters that join are narrower together than apart, or wider.
        grown = held + cluster if formed else cluster
        more = text_width(drawable(grown), style.face, style.size)
        reached = more if formed else used + more
        if held and reached > width:
            yield _measured(held, style.face, style.size, spaced=spaced)
            held, reached = "", text_width(drawable(cluster), style.face, style.size)
            spaced = False
        held += cluster
        used = reached
    yield _measured(held, style.face, style.size, spaced=spaced)
