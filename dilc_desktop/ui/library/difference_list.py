"""What changed between two texts of a protocol, place by place, before beside after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from dilc_desktop.domain.protocol import (
    ContributionKind,
    MinutesFrom,
    RoomTime,
    Situation,
    StageKind,
    Trust,
)
from dilc_desktop.domain.protocol_differences import Difference
from dilc_desktop.ui.library.stage_editor import source_words
from dilc_desktop.ui.parts import clear, column, label, paragraph
from dilc_desktop.ui.prepare.plan_words import room_time_words, stage_kind_words
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.words import (
    kind_words,
    minutes_words,
    situation_words,
    trust_words,
)

_tr = QCoreApplication.translate
_STAGE, _ORDER = "stage ", "order"
_SHORT = 28
_Choice = TypeVar("_Choice", bound=StrEnum)


class DifferenceList(QWidget):
    """Short changes in one line, long ones with before beside after."""

    def __init__(self, theme: Theme, before: str = "", after: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._heads = (before or self.tr("Before"), after or self.tr("Now"))
        self._lines = column(spacing=theme.px(10))
        self.setLayout(self._lines)

    def show_differences(
        self, found: Sequence[Difference], heads: tuple[str, str] | None = None
    ) -> None:
        """Show changes; `heads` stand over what was before and what is now."""
        self._heads = heads or self._heads
        clear(self._lines)
        if not found:
            self._lines.addWidget(paragraph(self.tr("Nothing differs."), tone="quiet"))
        for difference in found:
            self._lines.addWidget(self._line(in_words(difference)))

    def _line(self, difference: Difference) -> QWidget:
        short = max(len(difference.before), len(difference.after)) <= _SHORT
        whole = short or not difference.before or not difference.after
        made = paragraph(difference_words(difference)) if whole else self._beside(difference)
        made.setAccessibleName(spoken_words(difference))
        return made

    def _beside(self, difference: Difference) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._theme.px(16))
        grid.setVerticalSpacing(self._theme.px(2))
        grid.addWidget(paragraph(place_words(difference.place)), 0, 0, 1, 2)
        for at, (head, words) in enumerate(
            zip(self._heads, (difference.before, difference.after), strict=True)
        ):
            grid.addWidget(label(head, "small", "quiet"), 1, at)
            grid.addWidget(_text(words, "quiet" if at == 0 else ""), 2, at)
            grid.setColumnStretch(at, 1)
        return made


def _text(words: str, tone: str) -> QLabel:
    made = paragraph(words, tone=tone)
    made.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
    return made


def in_words(difference: Difference) -> Difference:
    """A change with the choices and lengths in it as the editor's fields say them."""
    told = _told_by(difference.place)
    if told is None:
        return difference
    return replace(difference, before=told(difference.before), after=told(difference.after))


def _told_by(place: str) -> Callable[[str], str] | None:
    """What says the values at a place, None where they are a person's own words."""
    stage, _, field = place.rpartition(", ")
    known = _stage_values() if stage.startswith(_STAGE) else _protocol_values()
    return known.get(field)


def _stage_values() -> dict[str, Callable[[str], str]]:
    return {
        "kind": _choices(stage_kind_words, StageKind),
        "minutes_from": _choices(source_words, MinutesFrom),
        "kinds": _choices(kind_words, ContributionKind),
        # The name of a row of stages says nothing to anybody.
        "block": lambda text: _tr("difference", "yes") if text else _tr("difference", "no"),
        "room_time": _choices(room_time_words, RoomTime),
        "soon_s": _length(_tr("difference", "automatic")),
        "per_person_s": _length(_tr("difference", "none")),
    }


def _protocol_values() -> dict[str, Callable[[str], str]]:
    return {
        "situations": _choices(situation_words, Situation),
        "trust": _choices(trust_words, Trust),
    }


def _choices(words: Callable[[_Choice], str], choices: type[_Choice]) -> Callable[[str], str]:
    """How values of a closed list are said, of which there may be several."""
    by_text = {choice.value.replace("_", " "): words(choice) for choice in choices}
    return lambda text: ", ".join(by_text.get(part, part) for part in text.split("; "))


def _length(nothing: str) -> Callable[[str], str]:
    """How a length in seconds is said; `nothing` stands for none."""
    return lambda text: minutes_words(int(text)) if text.strip("0") else nothing


def difference_words(difference: Difference) -> str:
    """One change in a line: Stage Probing questions: minutes 10 -> 12."""
    place, before, after = place_words(difference.place), difference.before, difference.after
    if not before and not after:
        return place
    if not before:
        return _tr("difference", "{0}: added \u201c{1}\u201d").format(place, after)
    if not after:
        return _tr("difference", "{0}: taken out \u201c{1}\u201d").format(place, before)
    return f"{place}: {before} \u2192 {after}"


def short_words(difference: Difference) -> str:
    """One change in a few words: what is long is only said to read otherwise."""
    difference = in_words(difference)
    place, before, after = place_words(difference.place), difference.before, difference.after
    if difference.place == _ORDER:
        return _tr("difference", "Stages in another order")
    if not before:
        return _tr("difference", "{0}: added").format(place)
    if not after:
        return _tr("difference", "{0}: taken out").format(place)
    if max(len(before), len(after)) > _SHORT:
        words = _tr("difference", "{0}: in other words")
        if _told_by(difference.place) is not None:
            words = _tr("difference", "{0}: other choices")
        return words.format(place)
    return f"{place}: {before} \u2192 {after}"


def spoken_words(difference: Difference) -> str:
    """One change as a screen reader says it."""
    if not difference.before or not difference.after:
        return difference_words(difference)
    words = _tr("difference", "{0}: before {1}, now {2}")
    return words.format(place_words(difference.place), difference.before, difference.after)


def place_words(place: str) -> str:
    """A place in the words of the editor's fields; names of stages stay as they are."""
    stage, _, field = place.rpartition(", ")
    if stage.startswith(_STAGE) and field in _field_names():
        name = stage.removeprefix(_STAGE)
        return _tr("difference", "Stage \u201c{0}\u201d, {1}").format(name, _field_names()[field])
    if place.startswith(_STAGE):
        return _tr("difference", "Stage \u201c{0}\u201d").format(place.removeprefix(_STAGE))
    if place == _ORDER:
        return _tr("difference", "Order of the stages")
    named = _protocol_field_names().get(place, place)
    return named[:1].upper() + named[1:]


def _field_names() -> dict[str, str]:
    """The fields of a stage, as they are called in a sentence."""
    return {
        "name": _tr("difference", "name"),
        "kind": _tr("difference", "kind of stage"),
        "minutes": _tr("difference", "minutes"),
        "shortest": _tr("difference", "shortest"),
        "longest": _tr("difference", "longest"),
        "minutes_from": _tr("difference", "where the minutes come from"),
        "speaks": _tr("difference", "who speaks"),
        "silent": _tr("difference", "who listens"),
        "kinds": _tr("difference", "kinds of contribution"),
        "say": _tr("difference", "what you say"),
        "room": _tr("difference", "sentence for the room"),
        "protected": _tr("difference", "kept whole when late"),
        "block": _tr("difference", "repeats together"),
        "rounds": _tr("difference", "rounds"),
        "places": _tr("difference", "rooms or groups"),
        "room_time": _tr("difference", "what the room sees of the time"),
        "counts_up": _tr("difference", "counts up at zero"),
        "soon_s": _tr("difference", "soon, before the end"),
        "per_person_s": _tr("difference", "minutes for each person"),
    }


def _protocol_field_names() -> dict[str, str]:
    """The fields of a protocol, as they are called in a sentence."""
    return {
        "name": _tr("difference", "name"),
        "purpose": _tr("difference", "purpose"),
        "group_size": _tr("difference", "people, in words"),
        "smallest": _tr("difference", "fewest people"),
        "largest": _tr("difference", "most people"),
        "roles": _tr("difference", "roles"),
        "roles_optional": _tr("difference", "roles that help"),
        "credit": _tr("difference", "where it comes from"),
        "notes": _tr("difference", "notes for the facilitator"),
        "situations": _tr("difference", "what it is made for"),
        "trust": _tr("difference", "trust"),
        "use_when": _tr("difference", "when to choose it"),
        "avoid_when": _tr("difference", "when to leave it"),
        "risk": _tr("difference", "what to watch for"),
        "norms": _tr("difference", "norms"),
        "preparation": _tr("difference", "preparation of the presenter"),
        "differs": _tr("difference", "how published versions differ"),
        "helps": _tr("difference", "words that help"),
    }
