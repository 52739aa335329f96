"""The facilitator's desk: one library, one clock, and the services that work on them."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from dilc_desktop.clock import Clock
from dilc_desktop.services.catalogue import Catalogue
from dilc_desktop.services.closing import WrapUp
from dilc_desktop.services.live import Live
from dilc_desktop.services.planning import Planning
from dilc_desktop.services.print_identity import PrintIdentity
from dilc_desktop.services.protocol_shelf import ProtocolShelf
from dilc_desktop.services.publishing import Publishing
from dilc_desktop.services.rehearsal import Rehearsal

if TYPE_CHECKING:
    from dilc_desktop.store.library import Library


_REHEARSAL = "rehearsal"


class Desk:
    """Opens the library of a folder; `close` lets go of it.

    Raises StorageError where the library cannot be opened.
    """

    def __init__(self, data: Path, protocols: Path, clock: Clock) -> None:
        from dilc_desktop.store.library import Library  # noqa: PLC0415 - the window comes first

        self._library: Library = Library.open(data)
        self._data = data
        self._protocols = protocols
        self.clock = clock
        self.catalogue = Catalogue(self._library, clock)
        self.planning = Planning(self._library, clock)
        self.wrap_up = WrapUp(self._library, clock)
        self.publishing = Publishing(self._library, clock)
        self.print_identity = PrintIdentity(data)
        self.shelf = ProtocolShelf(protocols, self._library, clock)
        self._lives: dict[str, Live] = {}
        self._rehearsal: Rehearsal | None = None

    def live(self, session_id: str) -> Live:
        """The live service of a session; asked again it is the same one."""
        live = self._lives.get(session_id)
        if live is None:
            live = self._lives[session_id] = Live(self._library, self.clock, session_id)
        return live

    @property
    def waiting(self) -> int:
        """How many acts of live sessions are not on disk yet, after another try."""
        return sum(live.write_waiting() for live in self._lives.values())

    def rehearse(self, session_id: str) -> Live:
        """Begin a practice run of a session; it writes nothing to the record."""
        self.end_rehearsal()
        record = self._library.sessions.record(session_id)
        self._rehearsal = Rehearsal(self._data / _REHEARSAL, record, self.clock)
        return self._rehearsal.live

    def end_rehearsal(self) -> None:
        """End the practice run, if there is one, and throw it away."""
        if self._rehearsal is not None:
            self._rehearsal.close()
            self._rehearsal = None

    def verify(self) -> list[str]:
        """Check the whole library; no line means that it is sound."""
        return self._library.verify()

    def artifact(self, sha256: str) -> Path:
        """The kept copy of an artifact's file."""
        return self._library.artifacts.path(sha256)

    def second(self) -> Desk:
        """A desk with its own connection, for work in the background."""
        return Desk(self._data, self._protocols, self.clock)

    def close(self) -> None:
        """Let go of the library."""
        self.end_rehearsal()
        self._library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
