"""What a service says after it has changed something."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Changed(StrEnum):
    """The kind of thing that changed."""

    SESSION_LIST = "session_list"
    PREPARATION = "preparation"
    PLAN = "plan"
    PEOPLE = "people"
    ARTIFACTS = "artifacts"
    CLOCK = "clock"
    CONTRIBUTIONS = "contributions"
    CLOSING = "closing"
    PROTOCOLS = "protocols"


@dataclass(frozen=True, slots=True)
class Change:
    """What changed, in which session, which rows of it; durable when this is returned.

    Where protocols changed there is no session, and `ids` are their keys.
    """

    what: Changed
    session_id: str
    ids: tuple[str, ...] = ()
