"""A session's words without the people in them, for documents that say what and not by whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from string import ascii_uppercase

from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.readers import A_COLLEAGUE
from dilc_desktop.domain.record import Participant, Role, SessionRecord
from dilc_desktop.domain.rewording import cleaner, reworded
from dilc_desktop.reports.spoken import SOMEBODY, Naming

_ROLES = ((Role.PRESENTER, "[the presenter]"), (Role.FACILITATOR, "[the facilitator]"))
_CODED = re.compile(r"(?:(?:class)?room\s+)?(?:[a-z]|[a-z]?\d{1,4}[a-z]?)", re.IGNORECASE)


class Unnamed(Naming):
    """Nobody is named for what they said."""

    def of(self, participant_id: str | None) -> str:  # noqa: ARG002 - nobody, whoever it is
        """No name."""
        return ""


class NamedIfAgreed(Naming):
    """Only who agreed to be quoted by name or code is named."""

    def person(self, person: Participant) -> str:
        """How a person is named."""
        return super().person(person) if person.consent.quotes is True else SOMEBODY


def without_names(record: SessionRecord) -> SessionRecord:
    """The record with words for its people and codes for its rooms, wherever they are named."""
    shown = {name: code for name, code in room_codes(record).items() if name != code}
    for person in record.participants:
        word = next((word for role, word in _ROLES if role in person.roles), A_COLLEAGUE)
        # For wider circles a code in brackets stands for a name already.
        names = (person.name, person.code, f"[{person.code}]")
        shown |= {name: word for name in names if name.strip()}
    return reworded(record, cleaner(shown))


def room_codes(record: SessionRecord) -> dict[str, str]:
    """The rooms of a visit in their order, and the code of each.

    One that is called by a number or a letter keeps it; one that may bear a person's name does not.
    """
    rooms = tuple(_rooms(record))
    taken = {_letter(room) for room in rooms if _CODED.fullmatch(room)}
    free = (letter for letter in _codes() if letter not in taken)
    return {
        room: room if _CODED.fullmatch(room) else f"Room {next(free)}"
        for room in dict.fromkeys(rooms)
    }


def _rooms(record: SessionRecord) -> Iterator[str]:
    session = record.session()
    visits = {stage.id for stage in session.plan if stage.kind is StageKind.VISIT}
    runs = {run.id: run for run in session.runs if run.stage_id in visits}
    for stage in session.plan:
        if stage.id in visits:
            yield from (place.strip() for place in stage.places)
    for run in runs.values():
        yield from (stop.place.strip() for stop in run.stops)
    yield from (c.place.strip() for c in record.kept if c.stage_run in runs and c.place.strip())


def _codes() -> Iterator[str]:
    """A to Z, then numbers."""
    yield from ascii_uppercase
    yield from map(str, count(1))


def _letter(room: str) -> str:
    return room.rsplit(maxsplit=1)[-1].upper()
