"""Time signals: what tells a facilitator, who looks at people, that a moment of the stage came.

A moment that passed while the laptop slept, or while nobody looked at the clock, gives none: late
it would only disturb.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, QVariantAnimation, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from dilc_desktop.domain import timing as clock
from dilc_desktop.domain.timing import Phase, Timing
from dilc_desktop.ui.preferences import Preferences
from dilc_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QSoundEffect

LOOK_GAP_MS = 3_000
OVERTIME_MS = 120_000
PULSE_MS = 2_500
_VOLUME = 0.6
_EDGE_PX = 12
# So many shades make one pulse smooth, and no repaint is spent on more.
_SHADES = 24


class Sound(Protocol):
    """Something that can be heard."""

    def get_ready(self) -> bool:
        """Take the time that loading needs now; says whether there is a device to play on."""

    def play(self) -> bool:
        """Play, and say whether there is a device to play on."""


class Chime:
    """The soft chime; where the laptop has no sound it stays silent and says so."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._effect: QSoundEffect | None = None
        self._missing = False

    def get_ready(self) -> bool:
        """Load the sound; asked again it is quick."""
        if self._missing:
            return False
        try:
            # Rarely wanted, and slow to load: never before somebody asks for sound.
            from PySide6.QtMultimedia import (  # noqa: PLC0415
                QMediaDevices,
                QSoundEffect,
            )
        except ImportError:
            # The system's own sound libraries are not there.
            self._missing = True
            return False
        if QMediaDevices.defaultAudioOutput().isNull():
            # Headphones may be plugged in later, so this is asked each time.
            return False
        if self._effect is None:
            self._effect = QSoundEffect()
            self._effect.setSource(QUrl.fromLocalFile(str(self._file)))
            self._effect.setVolume(_VOLUME)
        return self._effect.status() is not QSoundEffect.Status.Error

    def play(self) -> bool:
        """Play the chime once."""
        if not self.get_ready() or self._effect is None:
            return False
        self._effect.play()
        return True


class Signals(QObject):
    """Fed with every look at the clock; `due` carries each moment once.

    Time up is due again after every two minutes of overtime. `pulse_wanted` asks for one slow
    pulse of `PULSE_MS` at the edge of the window; with reduced motion it is never asked for.
    """

    due = Signal(object)
    pulse_wanted = Signal()

    def __init__(
        self,
        preferences: Preferences,
        sound: Sound,
        system_moves: Callable[[], bool] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._sound = sound
        self._system_moves = system_moves or _system_moves
        self._before: Timing | None = None
        self._run_id: str | None = None
        self._silenced: str | None = None
        self._over_told: int | None = None

    def look(self, timing: Timing, run_id: str | None) -> None:
        """Take in what the clock says now; `run_id` names the stage run, None where none runs."""
        before, self._before = self._before, timing
        same_run, self._run_id = run_id is not None and run_id == self._run_id, run_id
        if not same_run:
            self._over_told = None
        if timing.phase is not Phase.NOT_STARTED and self._preferences.now.chime:
            # Loading must not hold up the moment itself.
            self._sound.get_ready()
        if before is None or not same_run or not 0 <= timing.now - before.now <= LOOK_GAP_MS:
            return
        found = self._due(before, timing)
        if found is None:
            return
        if found is clock.Signal.TIME_UP:
            self._over_told = timing.now
        if not self.silent:
            self._tell(found)

    def _due(self, before: Timing, after: Timing) -> clock.Signal | None:
        if after.phase is Phase.INTERRUPTED or after.remaining is None or before.remaining is None:
            return None
        found = clock.signal(before, after, same_run=True)
        both = found is clock.Signal.TIME_UP and before.remaining > after.soon
        if both and before.elapsed < LOOK_GAP_MS:
            # The whole stage is as short as a look, or was cut to that as it began.
            return None
        return found or self._overtime(before, after)

    def _overtime(self, before: Timing, after: Timing) -> clock.Signal | None:
        if before.overrun // OVERTIME_MS >= after.overrun // OVERTIME_MS:
            return None
        # Minutes that were taken away bring the next mark nearer; two marks stay apart.
        told = self._over_told
        early = told is not None and after.now - told < OVERTIME_MS - LOOK_GAP_MS
        return None if early else clock.Signal.TIME_UP

    def _tell(self, found: clock.Signal) -> None:
        self.due.emit(found)
        now = self._preferences.now
        if now.pulse and self.moves:
            self.pulse_wanted.emit()
        if now.chime:
            self._sound.play()

    @property
    def moves(self) -> bool:
        """Whether things may move: the person's own word first, else the system's."""
        chosen = self._preferences.now.reduced_motion
        return self._system_moves() if chosen == "system" else chosen == "off"

    @property
    def silent(self) -> bool:
        """Whether this stage was made quiet."""
        return self._run_id is not None and self._run_id == self._silenced

    def silence(self) -> None:
        """No more signals in this stage; the next one has its own."""
        self._silenced = self._run_id

    def test_chime(self) -> bool:
        """Play the chime now, whatever was chosen; says whether it could be played."""
        return self._sound.play()

    def test_pulse(self) -> bool:
        """Ask for the pulse now; says whether things may move."""
        if self.moves:
            self.pulse_wanted.emit()
        return self.moves


def _system_moves() -> bool:
    """Whether the system's own menus move; only on Windows does Qt pass that wish on."""
    return sys.platform != "win32" or QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)


class EdgePulse(QWidget):
    """One slow pulse around a widget, above all that it holds; it takes no key and no click."""

    def __init__(self, theme: Theme, around: QWidget) -> None:
        super().__init__(around)
        self._theme = theme
        self._around = around
        self._shade = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(PULSE_MS)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self._swell)
        self._animation.finished.connect(self.hide)
        self.hide()

    @property
    def running(self) -> bool:
        """Whether it can be seen."""
        return self._animation.state() is QVariantAnimation.State.Running

    def start(self) -> None:
        """Pulse once; while a pulse is seen another is not begun."""
        if self.running:
            return
        self._fit()
        self._around.installEventFilter(self)
        self.show()
        self.raise_()
        self._animation.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop following the widget around."""
        super().hideEvent(event)
        self._around.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the widget around."""
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return False

    def _fit(self) -> None:
        self.setGeometry(self._around.rect())
        edge = self._theme.px(_EDGE_PX)
        # Only the edge is painted, so only the edge is painted anew.
        inside = self.rect().adjusted(edge, edge, -edge, -edge)
        self.setMask(QRegion(self.rect()).subtracted(QRegion(inside)))

    def _swell(self, share: float) -> None:
        shade = round(math.sin(math.pi * share) * _SHADES)
        if shade != self._shade:
            self._shade = shade
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the edge in its present shade."""
        painter = QPainter(self)
        painter.setOpacity(self._shade / _SHADES)
        painter.setPen(QPen(self._theme.colour("accent"), self._theme.px(_EDGE_PX) * 2))
        painter.drawRect(self.rect())
        painter.end()
