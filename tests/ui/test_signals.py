from __future__ import annotations

import sys
import wave
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from pytestqt.qtbot import QtBot

from dilc_desktop import paths
from dilc_desktop.domain.timing import Phase, Signal, Timing, soon_ms
from dilc_desktop.ui.preferences import Preferences
from dilc_desktop.ui.signals import Chime, Signals

S = 1_000
MIN = 60 * S
SOON, UP = Signal.SOON, Signal.TIME_UP
CHIME = paths.resources() / "sounds" / "chime.wav"


class Bell:
    """A sound that counts."""

    def __init__(self, device: bool = True) -> None:
        self.device = device
        self.asked = 0
        self.rung = 0

    def get_ready(self) -> bool:
        self.asked += 1
        return self.device

    def play(self) -> bool:
        self.rung += self.device
        return self.device


class Stage:
    """A stage run whose clock a test turns, looked at once a second as the page does."""

    def __init__(self, signals: Signals, allowed: int = 5 * MIN, run: str = "run-1") -> None:
        self.signals = signals
        self.allowed = allowed
        self.run = run
        self.elapsed = 0
        self.now = 0
        self.held = False
        self.heard: list[tuple[Signal, int]] = []
        self.pulses = 0
        signals.due.connect(self.hear)
        signals.pulse_wanted.connect(self.count)
        self.look()

    def hear(self, due: Signal) -> None:
        self.heard.append((due, self.elapsed))

    def count(self) -> None:
        self.pulses += 1

    @property
    def kinds(self) -> list[Signal]:
        return [due for due, _ in self.heard]

    def timing(self) -> Timing:
        remaining = self.allowed - self.elapsed
        phase = Phase.RUNNING if remaining > 0 else Phase.OVER
        return Timing(
            now=self.now,
            phase=Phase.INTERRUPTED if self.held else phase,
            elapsed=self.elapsed,
            allowed=self.allowed,
            soon=soon_ms(self.allowed),
            remaining=remaining,
        )

    def look(self) -> None:
        self.signals.look(self.timing(), self.run)

    def step(self, milliseconds: int) -> None:
        self.now += milliseconds
        if not self.held:
            self.elapsed += milliseconds
        self.look()

    def go(self, milliseconds: int, every: Iterable[int] = (S,)) -> None:
        until = self.now + milliseconds
        steps = list(every)
        number = 0
        while self.now < until:
            self.step(min(steps[number % len(steps)], until - self.now))
            number += 1


@pytest.fixture
def preferences(qapp: object, tmp_path: Path) -> Preferences:
    assert qapp is not None
    return Preferences(tmp_path)


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def signals(preferences: Preferences, bell: Bell) -> Signals:
    return Signals(preferences, bell, lambda: True)


@pytest.mark.parametrize("every", [(S,), (100,), (100, 2_900, 700), (3 * S,)])
def test_t24_soon_and_zero_are_told_once_each_however_often_one_looks(
    signals: Signals, every: tuple[int, ...]
) -> None:
    stage = Stage(signals)
    stage.go(6 * MIN, every)
    assert stage.kinds == [SOON, UP]
    for (_, told), crossed in zip(stage.heard, (4 * MIN, 5 * MIN), strict=True):
        assert crossed <= told < crossed + max(every)


def test_overtime_is_told_at_most_every_two_minutes(signals: Signals) -> None:
    stage = Stage(signals)
    stage.go(12 * MIN)
    overtime = [told for due, told in stage.heard if due is UP]
    assert overtime == [5 * MIN, 7 * MIN, 9 * MIN, 11 * MIN]


def test_minutes_taken_in_overtime_do_not_bring_two_signals_close_together(
    signals: Signals,
) -> None:
    stage = Stage(signals)
    stage.go(7 * MIN)
    stage.allowed -= MIN
    stage.go(8 * MIN)
    told = [told for due, told in stage.heard if due is UP]
    assert told[:2] == [5 * MIN, 7 * MIN]
    assert min(later - earlier for earlier, later in pairwise(told)) >= 2 * MIN


def test_t20_minutes_added_after_the_end_let_zero_be_told_once_more(signals: Signals) -> None:
    stage = Stage(signals)
    stage.go(5 * MIN + 20 * S)
    assert stage.kinds == [SOON, UP]
    stage.allowed += 2 * MIN
    stage.go(MIN)
    assert stage.kinds.count(UP) == 1
    stage.go(MIN)
    assert stage.kinds.count(UP) == 2
    assert stage.heard[-1] == (UP, 7 * MIN)


@pytest.mark.parametrize("gone", [3_100, 20 * S, 8 * MIN, 60 * MIN])
def test_t25_what_passed_in_sleep_is_not_told_late(signals: Signals, gone: int) -> None:
    stage = Stage(signals, allowed=10 * MIN)
    stage.go(10 * MIN - S)
    assert stage.kinds == [SOON]
    stage.step(gone)
    assert stage.kinds == [SOON], "zero passed while the lid was closed"
    stage.go(MIN)
    assert stage.kinds.count(UP) <= 1, "at most a mark of the overtime that came after"


def test_t25_after_sleep_the_next_moment_is_told_again(signals: Signals) -> None:
    stage = Stage(signals, allowed=10 * MIN)
    stage.go(MIN)
    stage.step(8 * MIN)
    stage.go(MIN)
    assert stage.kinds == [UP]


@pytest.mark.parametrize("allowed", [0, 1, S, 2 * S])
def test_t26_a_stage_that_begins_in_its_last_minutes_gives_no_two_signals(
    signals: Signals, allowed: int
) -> None:
    stage = Stage(signals, allowed=allowed)
    stage.go(90 * S, (3 * S,))
    assert stage.heard == []


def test_t26_another_run_begins_without_a_signal(signals: Signals) -> None:
    stage = Stage(signals)
    stage.go(3 * MIN)
    stage.run, stage.elapsed = "run-2", 5 * MIN + S
    stage.go(30 * S)
    assert stage.heard == []


def test_ten_minutes_less_with_three_left_end_the_stage_once(signals: Signals) -> None:
    stage = Stage(signals, allowed=15 * MIN)
    stage.go(12 * MIN)
    stage.allowed -= 10 * MIN
    stage.look()
    stage.go(30 * S)
    assert stage.kinds == [UP]
    stage.allowed += 10 * MIN
    stage.go(3 * MIN)
    assert stage.kinds == [UP, SOON, UP]


def test_an_interruption_is_quiet(signals: Signals) -> None:
    stage = Stage(signals)
    stage.go(4 * MIN - 30 * S)
    stage.held = True
    stage.go(10 * MIN)
    stage.allowed = MIN
    stage.go(5 * S)
    assert stage.heard == []


def test_one_act_makes_the_stage_quiet_and_the_next_speaks_again(
    signals: Signals, bell: Bell, preferences: Preferences
) -> None:
    preferences.change(chime=True)
    stage = Stage(signals)
    signals.silence()
    assert signals.silent
    stage.go(9 * MIN)
    assert (stage.heard, stage.pulses, bell.rung) == ([], 0, 0)
    stage.run, stage.elapsed = "run-2", 0
    stage.go(5 * MIN)
    assert not signals.silent
    assert stage.kinds == [SOON, UP]


def test_without_a_stage_there_is_nothing_to_tell(signals: Signals) -> None:
    heard: list[Signal] = []
    signals.due.connect(heard.append)
    for now in range(0, 5 * MIN, S):
        signals.look(Timing(now=now, phase=Phase.BETWEEN, idle=now), None)
    assert heard == []
    signals.silence()
    assert not signals.silent


def test_unless_asked_for_a_signal_is_seen_and_not_heard(signals: Signals, bell: Bell) -> None:
    stage = Stage(signals)
    stage.go(5 * MIN)
    assert stage.pulses == 2
    assert (bell.asked, bell.rung) == (0, 0), "not even loaded"


def test_the_chime_sounds_when_chosen(
    signals: Signals, bell: Bell, preferences: Preferences
) -> None:
    preferences.change(chime=True, pulse=False)
    stage = Stage(signals)
    assert bell.asked, "loaded before it is needed"
    stage.go(5 * MIN)
    assert (stage.pulses, bell.rung) == (0, 2)


@pytest.mark.parametrize(
    ("chosen", "system", "moves"),
    [
        ("system", True, True),
        ("system", False, False),
        ("on", True, False),
        ("off", False, True),
    ],
)
def test_with_reduced_motion_nothing_pulses(
    preferences: Preferences, bell: Bell, chosen: str, system: bool, moves: bool
) -> None:
    preferences.change(reduced_motion=chosen)
    signals = Signals(preferences, bell, lambda: system)
    stage = Stage(signals)
    stage.go(5 * MIN)
    assert stage.pulses == (2 if moves else 0)
    assert stage.kinds == [SOON, UP], "the moment is told all the same"
    assert signals.test_pulse() is moves


def test_both_can_be_tried_at_any_time(qtbot: QtBot, signals: Signals, bell: Bell) -> None:
    with qtbot.waitSignal(signals.pulse_wanted):
        assert signals.test_pulse()
    assert signals.test_chime()
    assert bell.rung == 1
    bell.device = False
    assert not signals.test_chime()


@pytest.mark.skipif(sys.platform == "win32", reason="there the system may wish otherwise")
def test_where_the_system_says_nothing_of_motion_things_move(
    preferences: Preferences, bell: Bell
) -> None:
    assert Signals(preferences, bell).moves


def test_the_chime_is_small_soft_and_of_one_channel() -> None:
    assert CHIME.stat().st_size < 60_000
    with wave.open(str(CHIME)) as sound:
        assert sound.getnchannels() == 1
        assert 0.5 < sound.getnframes() / sound.getframerate() < 2
        frames = memoryview(sound.readframes(sound.getnframes())).cast("h")
    loudest = max(abs(value) for value in frames)
    assert 0.2 < loudest / 32_767 < 0.6
    assert abs(frames[0]) < 100 > abs(frames[-1]), "it begins and ends without a click"


def test_a_laptop_without_sound_libraries_is_silent_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    chime = Chime(CHIME)
    assert not chime.get_ready()
    assert not chime.play()


class FakeEffect:
    """Stands for Qt's sound effect."""

    class Status:
        Error = "error"

    made: list[FakeEffect]

    def __init__(self) -> None:
        self.source = ""
        self.volume = 0.0
        self.played = 0
        self.made.append(self)

    def setSource(self, url: object) -> None:
        self.source = str(url)

    def setVolume(self, volume: float) -> None:
        self.volume = volume

    def status(self) -> str:
        return "ready"

    def play(self) -> None:
        self.played += 1


class FakeDevices:
    plugged = True

    @classmethod
    def defaultAudioOutput(cls) -> type[FakeDevices]:
        return cls

    @classmethod
    def isNull(cls) -> bool:
        return not cls.plugged


def test_with_a_device_the_chime_is_loaded_once_and_played_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    FakeEffect.made = []
    multimedia = ModuleType("PySide6.QtMultimedia")
    multimedia.__dict__.update(QSoundEffect=FakeEffect, QMediaDevices=FakeDevices)
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", multimedia)
    chime = Chime(CHIME)
    monkeypatch.setattr(FakeDevices, "plugged", False)
    assert not chime.play(), "no loudspeaker"
    monkeypatch.setattr(FakeDevices, "plugged", True)
    assert chime.get_ready()
    assert chime.play()
    assert chime.play()
    (effect,) = FakeEffect.made
    assert effect.played == 2
    assert "chime.wav" in effect.source
    assert 0 < effect.volume < 1
