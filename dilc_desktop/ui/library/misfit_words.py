"""What still keeps a text from being a protocol, as kind words beside the field it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from dilc_desktop.domain.protocol import (
    MAX_PEOPLE,
    MAX_PLACE_LENGTH,
    MAX_PLACES,
    MAX_ROUNDS,
    MAX_STAGE_MINUTES,
    Misfit,
    Protocol,
    Stage,
)

_tr = QCoreApplication.translate
_IN_STAGE = re.compile(r"stage (\d+) \(.*\), (\w+)", re.DOTALL)
_IN_HELP = re.compile(r"help (\d+) \(.*\)(?:, (\w+))?", re.DOTALL)
_OF_PROTOCOL = frozenset({"name", "purpose", "credit", "smallest", "largest"})
_OF_STAGE = frozenset(
    {"name", "say", "room", "speaks", "minutes", "shortest", "soon_s", "per_person_s", "block"}
    | {"rounds", "places"}
)


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that is still open: which stage, by number from 1, or which help; and its field.

    Both numbers are 0 where it belongs to the protocol as a whole, and the field is empty where
    no field is to blame.
    """

    words: str
    field: str = ""
    stage: int = 0
    help: int = 0


def open_things(protocol: Protocol, found: Sequence[Misfit]) -> tuple[Open, ...]:
    """What is still open, one for each misfit."""
    return tuple(_open(protocol, misfit) for misfit in found)


def _open(protocol: Protocol, misfit: Misfit) -> Open:
    if (match := _IN_STAGE.fullmatch(misfit.place)) and match[2] in _OF_STAGE:
        number = int(match[1])
        if 1 <= number <= len(protocol.stages):
            words = _stage_words(protocol.stages[number - 1], match[2], misfit)
            return Open(words, match[2], stage=number)
    if match := _IN_HELP.fullmatch(misfit.place):
        words = _tr("open", "Please give a beginning to build on, or a test.")
        return Open(words, match[2] or "stems", help=int(match[1]))
    if misfit.place in _OF_PROTOCOL:
        return Open(_protocol_words(protocol, misfit.place), misfit.place)
    if misfit.place == "stage":
        return Open(_tr("open", "There is no stage yet. Please add at least one."))
    return Open(f"{misfit.place}: {misfit.expected}")


def _protocol_words(protocol: Protocol, field: str) -> str:
    if field in ("smallest", "largest"):
        number = getattr(protocol, field)
        if number is not None and not 1 <= number <= MAX_PEOPLE:
            return _tr("open", "Please give 1 to {0} people, or nothing.").format(MAX_PEOPLE)
        return _tr("open", "The fewest people are more than the most. Please look at both.")
    return {
        "name": _tr("open", "Please give the protocol a name."),
        "purpose": _tr("open", "Please say in a sentence what the protocol is for."),
        "credit": _tr("open", "Please say where the protocol comes from."),
    }[field]


def _stage_words(stage: Stage, field: str, misfit: Misfit) -> str:
    words = {
        "name": _tr("open", "Please give the stage a name."),
        "say": _tr("open", "Please write what you will say here."),
        "room": _tr("open", "Please write one sentence for the room."),
        "speaks": _tr("open", "Please say who speaks."),
        "minutes": _minutes_words(stage),
        "shortest": _range_words(stage),
        "soon_s": _tr("open", "Please let soon begin inside the stage, or leave it empty."),
        "per_person_s": _tr("open", "Please give an hour at most for one person, or nothing."),
        "block": _tr("open", "Stages that repeat together stand in a row. Please move it there."),
        "rounds": _rounds_words(stage),
        "places": _places_words(stage),
    }
    return words.get(field, misfit.expected)


def _range_words(stage: Stage) -> str:
    if (stage.shortest is None) != (stage.longest is None):
        return _tr("open", "Please give both the shortest and the longest, or neither.")
    return _tr("open", "The shortest is longer than the longest. Please look at both.")


def _rounds_words(stage: Stage) -> str:
    if not 1 <= stage.rounds <= MAX_ROUNDS:
        return _tr("open", "Please let it run once to {0} times.").format(MAX_ROUNDS)
    return _tr("open", "Please give as many rounds as the stage that begins the repeat.")


def _minutes_words(stage: Stage) -> str:
    if not 0 <= stage.minutes <= MAX_STAGE_MINUTES:
        return _tr("open", "Please give 0 to {0} whole minutes.").format(MAX_STAGE_MINUTES)
    if stage.shortest == stage.longest:
        words = _tr("open", "Please give {0} minutes, or change the shortest and the longest.")
        return words.format(stage.shortest)
    words = _tr("open", "Please give {0} to {1} minutes, or change the shortest or the longest.")
    return words.format(stage.shortest, stage.longest)


def _places_words(stage: Stage) -> str:
    if len(stage.places) > MAX_PLACES:
        return _tr("open", "Please name at most {0}.").format(MAX_PLACES)
    if len(set(stage.places)) != len(stage.places):
        return _tr("open", "One name stands here twice. Please name each once.")
    return _tr("open", "Please keep each name under {0} letters.").format(MAX_PLACE_LENGTH + 1)
