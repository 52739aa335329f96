"""Where in a file something does not fit, and what would: a decoder's complaint in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from dilc_desktop.domain.protocol import Misfit

Label = Callable[[str, int], str]

_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>\$[^`]*)`)?$", re.DOTALL)
_STEP = re.compile(r"\.(?P<name>[A-Za-z_][A-Za-z0-9_]*)|\[(?P<index>\d+|\.\.\.)\]")
_FIELD = re.compile(r"^Object (?:missing required|contains unknown) field `(?P<name>.*)`$")
_GOT = re.compile(r"^Expected `(?P<wanted>.+)`, got `(?P<found>.+)`$")

# What the decoder says, and what we say instead; the first that fits counts.
_SAYINGS = (
    (r"Object missing required field", "expected this field, and it is missing."),
    (
        r"Object contains unknown field",
        "this field is not known here; please take it out or check its spelling.",
    ),
    (r"Expected `array` of length <= (\d+)", "expected at most {} entries."),
    (r"Expected `(?:array|object)` of length >= (\d+)", "expected at least {} entries."),
    (r"Expected `.+` >= (\S+)", "expected {} or more."),
    (r"Expected `.+` <= (\S+)", "expected {} or less."),
    (
        r"Expected `datetime` with a timezone",
        "expected a date with a time and its zone, like 2026-10-14T13:00:00Z.",
    ),
    (r".*RFC3339", "expected a date, like 2026-10-14 or 2026-10-14T13:00:00.000Z."),
    (
        r".*matching regex",
        "expected another form of text: a character or the length is not allowed.",
    ),
)
_TYPES = {
    "str": "a text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
    "array": "a list",
    "object": "a group of fields",
    "datetime": "a date with a time",
    "date": "a date like 2026-10-14",
    "time": "a time",
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How a kind of file speaks of its parts.

    `label` names the item of a list by the list's name and the item's index from 0; `choices`
    holds the closed lists by the dotted path of the field, without indices.
    """

    label: Label
    choices: Mapping[str, type[StrEnum]]


def misfit_of(error: msgspec.ValidationError, vocabulary: Vocabulary) -> Misfit:
    """Turn a decoder's complaint into a place and what was expected there."""
    match = _AT.match(str(error))
    what, path = (match["what"], match["path"] or "$") if match else (str(error), "$")
    words: list[str] = []
    names: list[str] = []
    for step in _STEP.finditer(path):
        if step["name"]:
            names.append(step["name"])
            words.append(step["name"])
        elif step["index"] == "...":
            words.append("an entry")
        elif words and words[-1] == names[-1]:
            words[-1] = vocabulary.label(names[-1], int(step["index"]))
    field = _FIELD.match(what)
    if field:
        words.append(field["name"])
    return Misfit(", ".join(words), _expected(what, vocabulary.choices.get(".".join(names))))


def _expected(what: str, choices: type[StrEnum] | None) -> str:
    """Say what would fit."""
    if choices is not None and what.startswith("Invalid"):
        return f"expected one of {', '.join(choices)}."
    if got := _GOT.match(what):
        return f"expected {_type_words(got['wanted'])}, found {_type_words(got['found'])}."
    for pattern, saying in _SAYINGS:
        if match := re.match(pattern, what):
            return saying.format(*match.groups())
    return "expected another value."


def _type_words(names: str) -> str:
    return " or ".join(_TYPES.get(name.strip(), name.strip()) for name in names.split("|"))
