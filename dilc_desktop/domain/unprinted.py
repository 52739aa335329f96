"""How to speak of the characters that no font on this laptop can print."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

Unprinted = Callable[[tuple[str, ...]], None]

_MOST_NAMED = 6


def say_nothing(characters: tuple[str, ...]) -> None:
    """Keep to itself which characters no font has."""
    del characters


def named(characters: Sequence[str]) -> str:
    """Characters with their numbers and names in one line, the first few of many.

    For example: "U+1230 ethiopic syllable sa, U+1208 ethiopic syllable la and 3 more".
    """
    told = [_name(character) for character in characters[:_MOST_NAMED]]
    more = len(characters) - len(told)
    return f"{', '.join(told)} and {more} more" if more else ", ".join(told)


def _name(character: str) -> str:
    number = f"U+{ord(character):04X}"
    return f"{number} {unicodedata.name(character, '').lower()}".strip()
