"""The one timer: it asks for the time and announces it only when something shown has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from dilc_desktop.domain.errors import StorageError
from dilc_desktop.domain.timing import Phase, Timing, shown_seconds

if TYPE_CHECKING:
    from dilc_desktop.services.live import Live

# No look is further away than this, so that a clock that leaps is soon noticed.
TICK_MS = 250
ALIVE_EVERY_MS = 2_000


class Ticker(QObject):
    """`ticked` carries the timing when the shown second, the phase or the minute changed."""

    ticked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live: Live | None = None
        self._shown: tuple[object, ...] | None = None
        self._alive_at: int | None = None
        # Sessions that run while another is looked at: the program is not away from them.
        self.beside: list[Live] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def follow(self, live: Live | None) -> None:
        """Follow a session's clock, or none."""
        self._live = live
        self._shown = None
        self._alive_at = None
        if live is None:
            self._timer.stop()
            return
        self._timer.start()
        self.tick()

    def look(self) -> None:
        """Look at the clock now."""
        if self._live is not None:
            self._look(self._live)

    def look_again(self) -> None:
        """Announce the time even if nothing shown has changed, for who has just begun to look."""
        self._shown = None
        self.look()

    def _look(self, live: Live) -> Timing:
        timing = live.timing()
        shown = _shown(timing)
        if shown != self._shown:
            self._shown = shown
            self.ticked.emit(timing)
        return timing

    def tick(self) -> None:
        """Look at the clock, and leave a sign of life when one is due."""
        live = self._live
        if live is not None:
            timing = self._look(live)
            self._timer.setInterval(due(timing))
            # Not in `look`: a facilitator's act must not wait for a second write.
            self._sign_of_life(live, timing)

    def _sign_of_life(self, live: Live, timing: Timing) -> None:
        if timing.phase in (Phase.NOT_STARTED, Phase.ENDED):
            return
        if self._alive_at is not None and timing.now - self._alive_at < ALIVE_EVERY_MS:
            return
        self._alive_at = timing.now
        try:
            # The one that is looked at last: of several, the newest sign tells it.
            for running in (*self.beside, live):
                running.keep_alive()
        except StorageError:
            # The next capture tells the person; a sign of life is only for the restart.
            self._alive_at = timing.now


def due(timing: Timing) -> int:
    """Milliseconds until a shown second changes, so that most looks find something to show."""
    left = 1000 if timing.remaining is None else timing.remaining % 1000 or 1000
    return min(TICK_MS, left, 1000 - timing.now % 1000, 1000 - timing.idle % 1000)


def _shown(timing: Timing) -> tuple[object, ...]:
    return (
        timing.phase,
        shown_seconds(timing.remaining or 0),
        timing.idle // 1000,
        timing.now // 1000,
        timing.allowed,
        timing.expected_end_ms is None or timing.expected_end_ms // 60_000,
    )
