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

from dilc_desktop.reports.fonts import clusters, text_width
from dilc_desktop.reports.look import Style
from dilc_desktop.reports.scripts import drawable, is_right_to_left, joined, normalized

_SPACES = re.compile(r"[^\S\u00a0\u202f\u2007]+")
_ZERO_WIDTH_SPACE = "\u200b"
_SMALL_KANA = frozenset("ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_CLOSING = frozenset({"Pe", "Pf", "Po", "Lm", "Mn"})
_OPENING = frozenset({"Ps", "Pi"})
_BALANCED_ROWS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `plain` as it was written, `shaped` in the forms to draw, both in reading order.

    `before` is what stood between it and the line above: a space, a line break or nothing.
    """

    plain: str
    shaped: str
    width: float
    right_to_left: bool
    before: str


@dataclass(frozen=True, slots=True)
class _Atom:
    """A piece of text that no line breaks, and whether a space stands before it."""

    plain: str
    shaped: str
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
    shaped_start, _, shaped_word = last.shaped.rpartition(" ")
    if not space:
        return lines
    parts = ((start, shaped_start, last.before), (word, shaped_word, " "))
    return (
        *lines[:-1],
        *(
            replace(
                last,
                plain=plain,
                shaped=shaped,
                width=text_width(drawable(shaped), style.face, style.size),
                before=before,
            )
            for plain, shaped, before in parts
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
    shaped = "".join(f" {a.shaped}" if a.spaced else a.shaped for a in atoms).lstrip(" ")
    return Line(plain, shaped, width, right_to_left, " " if atoms[0].spaced else "")


def _atoms(paragraph: str, style: Style, width: float) -> Iterator[_Atom]:
    for word in _SPACES.split(paragraph):
        spaced = True
        for piece in _pieces(word):
            for part in _parts(piece, style, width):
                shaped = joined(part)
                drawn = text_width(drawable(shaped), style.face, style.size)
                yield _Atom(part, shaped, drawn, spaced)
                spaced = False


def _pieces(word: str) -> Iterator[str]:
    """Cut a word where a line may break inside it."""
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


def _parts(piece: str, style: Style, width: float) -> Iterator[str]:
    """Cut a piece that is wider than the line into parts that fit."""
    if text_width(drawable(piece), style.face, style.size) <= width:
        yield piece
        return
    held, used = "", 0.0
    for cluster in clusters(piece):
        more = text_width(drawable(cluster), style.face, style.size)
        if held and used + more > width:
            yield held
            held, used = "", 0.0
        held += cluster
        used += more
    yield held
