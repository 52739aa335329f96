"""Acts that the disk refused: they wait in memory, in their order, until it takes them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager

from dilc_desktop.domain.errors import StorageError

_log = logging.getLogger(__name__)

Write = Callable[[], None]


class Waiting:
    """A row of writes; a later one never overtakes an earlier one.

    Each try runs inside `briefly`, which keeps it from waiting long for another program.
    """

    def __init__(self, briefly: Callable[[], AbstractContextManager[None]]) -> None:
        self._briefly = briefly
        self._writes: list[Write] = []

    def __len__(self) -> int:
        return len(self._writes)

    def keep(self, write: Write) -> None:
        """Make an act durable; where the disk refuses, let it wait behind the others."""
        if self.try_again() == 0:
            try:
                with self._briefly():
                    write()
            except StorageError as trouble:
                _log.warning("an act of the live session waits: %s", type(trouble).__name__)
            else:
                return
        self._writes.append(write)

    def try_again(self) -> int:
        """Try to put on disk what waits; returns how many acts still wait."""
        while self._writes:
            try:
                with self._briefly():
                    self._writes[0]()
            except StorageError:
                break
            del self._writes[0]
        return len(self._writes)
