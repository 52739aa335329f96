"""Words as a text file may hold them, for the kinds of files whose reader sets the lines."""

from __future__ import annotations

import re
import unicodedata

from dilc_desktop.reports.scripts import normalized

_SPACES = re.compile(r"[^\S\u00a0\u202f\u2007]+")
_EMBEDDINGS = frozenset("\u202a\u202b\u202d\u202e")
_ISOLATES = frozenset("\u2066\u2067\u2068")
_END_EMBEDDING = "\u202c"
_END_ISOLATE = "\u2069"


def passages(text: str) -> tuple[str, ...]:
    """The lines of a text without controls and without white around them; empty ones are left out.

    A change of direction that a line leaves open ends with it, so that no other words are turned.
    """
    lines = (_SPACES.sub(" ", line).strip(" ") for line in normalized(text).splitlines())
    kept = ("".join(c for c in line if _may_stand(c)) for line in lines)
    return tuple(_closed(line) for line in kept if line.strip())


def _may_stand(character: str) -> bool:
    """Whether every kind of file can hold a character: no controls, no code that is none."""
    code = ord(character)
    nothing = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return not nothing and unicodedata.category(character) != "Cc"


def _closed(line: str) -> str:
    """A line that ends every change of direction which it begins, the inner ones first."""
    still_open: list[str] = []
    for character in line:
        if character in _EMBEDDINGS:
            still_open.append(_END_EMBEDDING)
        elif character in _ISOLATES:
            still_open.append(_END_ISOLATE)
        elif still_open and character == still_open[-1]:
            still_open.pop()
    return line + "".join(reversed(still_open))
