"""Which passages of a text are in another language, as far as their letters tell.

Letters of Hebrew, Armenian or Korean name their language; where languages share a script the one
that is spoken most in schools is taken, so that a screen reader finds a voice that can read it.
Languages in Latin letters cannot be told apart this way.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_FIRST_WORD = re.compile("[A-Z]+")
_OF_SCRIPT = {
    "ARABIC": "ar",
    "ARMENIAN": "hy",
    "BENGALI": "bn",
    "CJK": "zh",
    "CYRILLIC": "ru",
    "DEVANAGARI": "hi",
    "ETHIOPIC": "am",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "HEBREW": "he",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "my",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAI": "th",
}
_SHARED = {
    "be": "CYRILLIC",
    "bg": "CYRILLIC",
    "fa": "ARABIC",
    "ja": "CJK",
    "mr": "DEVANAGARI",
    "ne": "DEVANAGARI",
    "ps": "ARABIC",
    "sr": "CYRILLIC",
    "uk": "CYRILLIC",
    "ur": "ARABIC",
}


@cache
def _script(character: str) -> str:
    """The script of a letter; empty for what is no letter or may be of any language."""
    if not character.isalpha():
        return ""
    name = _FIRST_WORD.match(unicodedata.name(character, ""))
    return name[0] if name and name[0] in _OF_SCRIPT else "LATIN"


def passages(text: str, document: str) -> tuple[tuple[str, str], ...]:
    """A text in order as pairs of a language and words; the language is empty for the document's.

    Spaces and signs go with what stands before them.
    """
    if text.isascii():
        return (("", text),)
    own = document.partition("-")[0].lower()
    kana = any(_script(c) in {"HIRAGANA", "KATAKANA"} for c in text)
    found: list[tuple[str, str]] = []
    for character in text:
        script = _script(character)
        language = "ja" if script == "CJK" and kana else _OF_SCRIPT.get(script, "")
        if own == language or _SHARED.get(own) == script:
            language = ""
        if found and (not script or found[-1][0] == language):
            found[-1] = (found[-1][0], found[-1][1] + character)
        else:
            found.append((language, character))
    return tuple(found)


def language_of(text: str, document: str) -> str:
    """The language of a text whose letters are all of one foreign script; empty for any other."""
    languages = {
        language
        for language, words in passages(text, document)
        if any(_script(character) for character in words)
    }
    return languages.pop() if len(languages) == 1 else ""
