"""Keeps the screen awake while a session is live, where the laptop lets a program do so.

The system is asked on a thread of its own: over D-Bus an answer may take seconds.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Protocol, Self

from PySide6.QtCore import QObject, Signal

from dilc_desktop.domain.timing import Phase, Timing

_LEAVE_S = 1.0
_log = logging.getLogger(__name__)


class Mode(Protocol):
    """Entered, it keeps the screen awake if `active` says so; left, it lets go."""

    active: bool

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None: ...


def presenting() -> Mode:
    """The mode of the system we run on."""
    from wakepy import keep  # noqa: PLC0415 - needed only once a session is live

    return keep.presenting(on_fail="pass")


class Awake(QObject):
    """`told` carries whether the laptop lets us keep its screen awake; `allowed` remembers it."""

    told = Signal(bool)

    def __init__(
        self, mode: Callable[[], Mode] = presenting, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self._watch: _Watch | None = None
        self.allowed: bool | None = None
        self.told.connect(self._remember)

    def look(self, timing: Timing) -> None:
        """Follow the clock of a session: awake from its start to its end."""
        if timing.phase in (Phase.NOT_STARTED, Phase.ENDED):
            self.release()
        else:
            self.keep()

    def keep(self) -> None:
        """Keep the screen awake from now on."""
        if self._watch is None:
            self._watch = _Watch(self._mode, self.told.emit)
            self._watch.start()

    def release(self) -> None:
        """Let the screen sleep again; returns at once."""
        if self._watch is not None:
            self._watch.over.set()
            self._watch = None

    def close(self) -> None:
        """Let go before the program ends, and give the system a moment to hear it."""
        watch = self._watch
        self.release()
        if watch is not None:
            watch.join(_LEAVE_S)

    @property
    def keeping(self) -> bool:
        """Whether we ask for the screen to stay awake."""
        return self._watch is not None

    def _remember(self, allowed: bool) -> None:
        self.allowed = allowed


class _Watch(threading.Thread):
    """Enters the mode, waits, and leaves it: all on one thread, as some systems demand."""

    def __init__(self, mode: Callable[[], Mode], tell: Callable[[bool], None]) -> None:
        super().__init__(name="awake", daemon=True)
        self.over = threading.Event()
        self._mode = mode
        self._tell = tell

    def run(self) -> None:
        try:
            with self._mode() as mode:
                self._say(mode.active)
                self.over.wait()
        except (ImportError, OSError, RuntimeError, ValueError) as problem:
            # Whatever the system answers, the session goes on; the person is told in words.
            _log.info("the screen is not kept awake: %s", type(problem).__name__)
            self._say(False)

    def _say(self, active: bool) -> None:
        if not self.over.is_set():
            # Who asked may be gone by now; then there is nobody to tell.
            with suppress(RuntimeError):
                self._tell(active)
