"""A practice run: the real session service on a library of its own that is thrown away."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dilc_desktop.clock import Clock
from dilc_desktop.domain.record import Closing, SessionRecord
from dilc_desktop.services.live import Live

if TYPE_CHECKING:
    from dilc_desktop.store.library import Library


class Rehearsal:
    """Runs a copy of a session that has nothing said or done in it yet.

    The copy lives beside the library and not in it, so that nothing of it can reach the record,
    a file or a page; `close` removes it. Raises StorageError where there is no room for it.
    """

    def __init__(self, folder: Path, record: SessionRecord, clock: Clock) -> None:
        from dilc_desktop.store.library import Library  # noqa: PLC0415 - the window comes first

        clear_rehearsals(folder)
        self._folder = folder
        self._library: Library = Library.open(folder)
        blank = replace(record, facts=(), contributions=(), commitments=(), closing=Closing())
        self._library.sessions.insert(replace(blank, copy_of=""))
        self.live = Live(self._library, clock, record.id)

    def close(self) -> None:
        """Throw the practice run away."""
        self._library.close()
        clear_rehearsals(self._folder)


def clear_rehearsals(folder: Path) -> None:
    """Remove what a practice run left, even where the program was stopped in the middle of one."""
    shutil.rmtree(folder, ignore_errors=True)
