"""The words for what a stage of the plan can be beside its name and minutes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from dilc_desktop.domain.protocol import RoomTime, StageKind
from dilc_desktop.domain.session import PlannedStage
from dilc_desktop.ui.words import minutes_words

_tr = QCoreApplication.translate
_MOST_PLACES = 6
_CODE_LETTERS = 4


def stage_kind_words(kind: StageKind) -> str:
    """How a stage is talked."""
    return {
        StageKind.TALK: _tr("stage", "One speaks"),
        StageKind.SILENT_WORK: _tr("stage", "Silent work"),
        StageKind.GO_ROUND: _tr("stage", "Go-round"),
        StageKind.QUESTION_AND_ANSWER: _tr("stage", "Questions and answers"),
        StageKind.PRESENTER_LISTENS: _tr("stage", "Presenter listens"),
        StageKind.ALL_TALK: _tr("stage", "Everybody talks"),
        StageKind.SMALL_GROUPS: _tr("stage", "Small groups"),
        StageKind.VISIT: _tr("stage", "Visit of rooms"),
    }[kind]


def room_time_words(shown: RoomTime) -> str:
    """How the room screen shows the time of a stage."""
    return {
        RoomTime.DIGITS: _tr("stage", "Minutes and seconds"),
        RoomTime.MINUTES: _tr("stage", "Minutes only"),
        RoomTime.SHAPE: _tr("stage", "A shape only"),
        RoomTime.NOTHING: _tr("stage", "No time"),
    }[shown]


def rounds_words(rounds: int) -> str:
    """How often a stage runs."""
    return _tr("stage", "Once") if rounds == 1 else _tr("stage", "{0} times").format(rounds)


def unusual_words(
    stage: PlannedStage, number: int, block: tuple[int, int] | None = None, before: str = ""
) -> str:
    """Say in a few words what is unusual about a stage, nothing where all is as ever.

    `block` are the numbers of the first and last stage that go round together with it: the first
    speaks for all of them. `before` is said first.
    """
    found = [
        before,
        _round_words(stage, number, block),
        places_words(stage.kind, stage.places),
        _room_words(stage),
        _tr("stage", "soon at {0} left").format(minutes_words(stage.soon_s))
        if stage.soon_s
        else "",
        _tr("stage", "kept whole when late") if stage.protected else "",
    ]
    words = ", ".join(part for part in found if part)
    return words[:1].upper() + words[1:]


def _round_words(stage: PlannedStage, number: int, block: tuple[int, int] | None) -> str:
    rounds = _tr("stage", "{0} rounds").format(stage.rounds) if stage.rounds > 1 else ""
    if block is None:
        return rounds
    first, last = block
    if number != first:
        return ""
    span = _tr("stage", "{0} and {1}") if last == first + 1 else _tr("stage", "{0} to {1}")
    together = _tr("stage", "stages {0} together").format(span.format(first, last))
    return f"{together}, {rounds}" if rounds else together


def places_words(kind: StageKind, places: Sequence[str]) -> str:
    """The rooms or groups of a stage; short codes get their word before them."""
    if not places:
        return ""
    listed = ", ".join(places[:_MOST_PLACES])
    if len(places) > _MOST_PLACES:
        more = _tr("stage", "{0} and {1} more")
        listed = more.format(listed, len(places) - _MOST_PLACES)
    if any(len(place) > _CODE_LETTERS for place in places):
        return listed
    groups = kind is StageKind.SMALL_GROUPS
    words = _tr("stage", "groups {0}") if groups else _tr("stage", "rooms {0}")
    return words.format(listed)


def _room_words(stage: PlannedStage) -> str:
    shown = {
        RoomTime.DIGITS: "",
        RoomTime.MINUTES: _tr("stage", "the room sees minutes"),
        RoomTime.SHAPE: _tr("stage", "the room sees a shape"),
        RoomTime.NOTHING: _tr("stage", "the room sees no time"),
    }[stage.room_time]
    up = _tr("stage", "counts up at zero")
    if not stage.counts_up or stage.room_time is RoomTime.NOTHING:
        return shown
    return f"{shown}, {up}" if shown else up
