"""The sessions of a library: which there are, which one is running, which was left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dilc_desktop.clock import Clock
from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.record import SessionRecord, SessionSummary, Status, status_of
from dilc_desktop.domain.session import Moment, later_of
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.services.moments import moment

if TYPE_CHECKING:
    from dilc_desktop.store.library import Library

LEFT_OPEN_MS = 12 * 3600 * 1000
# Signs of life come every two seconds.
RUNS_BESIDE_MS = 10_000


class Catalogue:
    """What the pages that list sessions ask and do."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    def sessions(self) -> tuple[SessionSummary, ...]:
        """All sessions, newest first."""
        return self._library.sessions.summaries()

    def record(self, session_id: str) -> SessionRecord:
        """One session whole."""
        return self._library.sessions.record(session_id)

    def live_session(self) -> str | None:
        """The id of the session that is running now, also where the program stopped in it.

        Of several, the one that gave the newest sign of life.
        """
        return next(iter(self.running()), None)

    def running(self) -> tuple[str, ...]:
        """The session that is running now, then others that run beside it at this moment."""
        now = moment(self._clock)
        silences = {
            session.id: silence
            for session in self.sessions()
            if session.status is Status.LIVE
            and (silence := self._silence_ms(session.id, now)) <= LEFT_OPEN_MS
        }
        newest, *others = sorted(silences, key=silences.__getitem__) or [""]
        beside = (other for other in others if silences[other] <= RUNS_BESIDE_MS)
        return (newest, *beside) if newest else ()

    def delete(self, session_id: str) -> Change:
        """Erase a session and its kept files for good; refused while it is live."""
        record = self.record(session_id)
        if status_of(record.session()) is Status.LIVE:
            raise RuleError("This session is still live. Please end it first, then delete it.")
        self._library.sessions.delete(session_id)
        self._library.drop_unused(artifact.sha256 for artifact in record.artifacts)
        return Change(Changed.SESSION_LIST, session_id, (session_id,))

    def _silence_ms(self, session_id: str, now: Moment) -> int:
        """How long ago a live session gave its last sign of life."""
        newest = self.record(session_id).facts[-1].at
        alive = self._library.sessions.last_alive(session_id)
        since = newest if alive is None else later_of(newest, alive, now=now)
        return since.ms_until(now)
