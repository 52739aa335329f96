"""What is being changed in a house protocol and is in no version yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dilc_desktop.domain.protocol import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolDraft:
    """Changes as they stand, which need not make a valid protocol yet.

    `based_on` is the version that they began from. `fresh` are the keys of new stages, which get
    their keys from their names. `typed` are texts that are no numbers: the key of the stage (empty
    for the protocol itself), the field, the text. `place` is the part that was being edited,
    `kept_at` when all this was last brought to the disk.
    """

    based_on: int
    now: Protocol
    kept_at: datetime | None = None
    fresh: tuple[str, ...] = ()
    typed: tuple[tuple[str, str, str], ...] = ()
    asked_by: str = ""
    reason: str = ""
    place: int = 0

    @property
    def key(self) -> str:
        """The key of the house protocol."""
        return self.now.key
