"""Someone's own words, made ready for the quotation marks that are set around them."""

from __future__ import annotations

_AROUND = (("\u201c", "\u201d"), ('"', '"'))


def within_marks(text: str) -> str:
    """The words without marks that stand around the whole already; marks inside become single."""
    inner = text.strip()
    for first, last in _AROUND:
        bare = inner[1:-1]
        if inner.startswith(first) and inner.endswith(last) and first not in bare and bare:
            inner = bare
    return inner.replace("\u201c", "\u2018").replace("\u201d", "\u2019")
