from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

import pytest
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.timing import Phase, Timing
from dilc_desktop.ui.awake import Awake, presenting


class Lamp:
    """A mode that remembers on which thread it was lit and put out."""

    def __init__(self, active: bool = True, slow: threading.Event | None = None) -> None:
        self.active = active
        self.slow = slow
        self.lit: int | None = None
        self.out: int | None = None

    def __enter__(self) -> Self:
        if self.slow is not None:
            self.slow.wait(5)
        self.lit = threading.get_ident()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.out = threading.get_ident()


def at(phase: Phase) -> Timing:
    return Timing(now=0, phase=phase)


def test_from_the_start_of_a_session_to_its_end_the_screen_is_kept_awake(qtbot: QtBot) -> None:
    lamp = Lamp()
    awake = Awake(lambda: lamp)
    awake.look(at(Phase.NOT_STARTED))
    assert not awake.keeping
    with qtbot.waitSignal(awake.told) as heard:
        awake.look(at(Phase.RUNNING))
    assert heard.args == [True]
    assert awake.allowed is True
    for phase in (Phase.SOON, Phase.OVER, Phase.INTERRUPTED, Phase.BETWEEN):
        awake.look(at(phase))
        assert awake.keeping
        assert lamp.out is None
    awake.look(at(Phase.ENDED))
    assert not awake.keeping
    qtbot.waitUntil(lambda: lamp.out is not None)
    assert lamp.out == lamp.lit != threading.get_ident()


def test_looking_again_and_again_asks_the_system_once(qtbot: QtBot) -> None:
    made: list[Lamp] = []

    def make() -> Lamp:
        made.append(Lamp())
        return made[-1]

    awake = Awake(make)
    with qtbot.waitSignal(awake.told):
        for _ in range(20):
            awake.look(at(Phase.RUNNING))
    assert len(made) == 1
    awake.close()
    assert made[0].out is not None


def test_a_system_that_answers_slowly_holds_nobody_up(qtbot: QtBot) -> None:
    answer = threading.Event()
    lamp = Lamp(slow=answer)
    awake = Awake(lambda: lamp)
    began = time.perf_counter()
    awake.keep()
    awake.release()
    assert time.perf_counter() - began < 0.05
    answer.set()
    qtbot.waitUntil(lambda: lamp.out is not None)


def test_what_was_released_before_the_answer_came_tells_nothing(qtbot: QtBot) -> None:
    answer = threading.Event()
    lamp = Lamp(slow=answer)
    awake = Awake(lambda: lamp)
    awake.keep()
    awake.release()
    with qtbot.assertNotEmitted(awake.told):
        answer.set()
        qtbot.waitUntil(lambda: lamp.out is not None)


def test_a_laptop_that_refuses_is_remembered_and_the_session_goes_on(qtbot: QtBot) -> None:
    awake = Awake(lambda: Lamp(active=False))
    with qtbot.waitSignal(awake.told):
        awake.keep()
    assert awake.allowed is False
    awake.close()


@pytest.mark.parametrize("problem", [ImportError, OSError, RuntimeError, ValueError])
def test_a_laptop_that_cannot_even_be_asked_is_one_that_refuses(
    qtbot: QtBot, problem: type[Exception]
) -> None:
    def broken() -> Lamp:
        raise problem

    awake = Awake(broken)
    with qtbot.waitSignal(awake.told) as heard:
        awake.keep()
    assert heard.args == [False]
    awake.close()


def test_the_next_session_is_kept_awake_anew(qtbot: QtBot) -> None:
    made: list[Lamp] = []

    def make() -> Lamp:
        made.append(Lamp())
        return made[-1]

    awake = Awake(make)
    for _ in range(2):
        with qtbot.waitSignal(awake.told):
            awake.keep()
        awake.close()
    assert [lamp.out is not None for lamp in made] == [True, True]


def test_closing_lets_go_and_may_be_asked_twice(qtbot: QtBot) -> None:
    lamp = Lamp()
    awake = Awake(lambda: lamp)
    awake.close()
    with qtbot.waitSignal(awake.told):
        awake.keep()
    awake.close()
    awake.close()
    assert lamp.out is not None


@pytest.mark.parametrize("name", ["WAKEPY_FAKE_SUCCESS", "WAKEPY_FORCE_FAILURE"])
def test_the_package_that_asks_the_system_is_asked_as_it_wishes(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Also that it is used without a warning, from another thread than that of the windows."""
    monkeypatch.setenv(name, "yes")
    awake = Awake(presenting)
    with qtbot.waitSignal(awake.told) as heard:
        awake.keep()
    assert heard.args == [name == "WAKEPY_FAKE_SUCCESS"]
    awake.close()
