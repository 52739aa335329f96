"""Which screen the room screen fills: remembered, never the facilitator's, offered when back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, QRect, Signal

_SEPARATOR = " | "


class ScreenLike(Protocol):
    """What a projector asks of a screen; a `QScreen` is one."""

    def name(self) -> str:
        """Where it is plugged in, or what the system calls it."""

    def manufacturer(self) -> str:
        """Who made it, often empty."""

    def model(self) -> str:
        """What its maker calls it, often empty."""

    def serialNumber(self) -> str:
        """Its serial number, often empty."""

    def geometry(self) -> QRect:
        """Where it lies among the screens."""


_Screen = TypeVar("_Screen", bound=ScreenLike)


def screen_key(screen: ScreenLike) -> str:
    """What tells a screen from others, and is the same when it is plugged in again."""
    return _joined(screen.manufacturer(), screen.model(), screen.serialNumber(), screen.name())


def screen_words(screen: ScreenLike) -> str:
    """A screen as a person would tell it: its maker's name for it, else the system's."""
    made = f"{screen.manufacturer().strip()} {screen.model().strip()}".strip()
    return made or screen.name().strip()


def _joined(*parts: str) -> str:
    return _SEPARATOR.join(part.strip() for part in parts if part.strip())


def _is_same(key: str, screen: ScreenLike) -> bool:
    """Whether a key is this screen's, plugged in elsewhere or not.

    Only a serial number tells a screen whatever it is plugged into.
    """
    if key == screen_key(screen):
        return True
    serial = screen.serialNumber().strip()
    made = _joined(screen.manufacturer(), screen.model(), serial)
    return bool(serial) and key.rpartition(_SEPARATOR)[0] == made


def _found(key: str, screens: Sequence[_Screen]) -> _Screen | None:
    exact = [screen for screen in screens if screen_key(screen) == key]
    return next(iter(exact or [screen for screen in screens if _is_same(key, screen)]), None)


class Projector(QObject):
    """Chooses the screen, and tells when it goes and comes back; it moves nothing itself.

    `chosen` carries the key of a screen that a person chose, `lost` says that the room screen
    must be put away, `returned` that the screen it had is there again.
    """

    chosen = Signal(str)
    lost = Signal()
    returned = Signal()

    def __init__(self, remembered: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._remembered = remembered
        self._filled: ScreenLike | None = None
        self._last = ""
        self._awaited: str | None = None

    @property
    def remembered(self) -> str:
        """The key of the screen that was chosen, empty for whichever is free."""
        return self._remembered

    @property
    def filled(self) -> ScreenLike | None:
        """The screen that the room screen fills, None where it is a window or put away."""
        return self._filled

    def remember(self, key: str) -> None:
        """Take up a choice that was kept."""
        self._remembered = key

    def choose(self, screen: ScreenLike) -> None:
        """Remember a screen because a person chose it."""
        self._remembered = screen_key(screen)
        self.chosen.emit(self._remembered)

    def pick(self, own: _Screen, screens: Sequence[_Screen]) -> _Screen | None:
        """The screen to fill: the remembered one, the last one, the first other one, or none.

        A screen that shows the same part of the desktop as the facilitator's is not another one.
        """
        middle = own.geometry().center()
        others = [s for s in screens if s != own and not s.geometry().contains(middle)]
        for key in filter(None, (self._remembered, self._last)):
            found = _found(key, others)
            if found is not None:
                return found
        return others[0] if others else None

    def fill(self, screen: ScreenLike) -> None:
        """Note that the room screen fills a screen."""
        self._filled = screen
        self._last = screen_key(screen)
        self._awaited = None

    def leave(self) -> None:
        """Note that the room screen fills no screen any more."""
        self._filled = None

    def screen_removed(self, screen: ScreenLike, left: Sequence[ScreenLike]) -> None:
        """A screen went, others are left.

        When the room screen's goes it is lost; when only the room screen's is left, the
        facilitator's window moves there, so the room screen must not stay before it.
        """
        if self._filled is None:
            return
        others = [other for other in left if other not in (screen, self._filled)]
        if screen == self._filled or not others:
            self._filled = None
            self._awaited = screen_key(screen)
            self.lost.emit()

    def screen_added(self, screen: ScreenLike) -> None:
        """A screen came; tell when it is the one that went."""
        # Some screens say nothing of themselves: their key is empty, and still theirs.
        if self._awaited is not None and _is_same(self._awaited, screen):
            self._awaited = None
            self.returned.emit()
