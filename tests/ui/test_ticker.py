from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.errors import StorageError
from dilc_desktop.domain.timing import Phase, Timing
from dilc_desktop.ui.ticker import ALIVE_EVERY_MS, TICK_MS, Ticker, due

if TYPE_CHECKING:
    from dilc_desktop.services.live import Live


class Session:
    """A running stage of ten minutes, at the time that a test says."""

    def __init__(self) -> None:
        self.now = 0
        self.phase = Phase.RUNNING
        self.signs = 0
        self.refuses = False

    def timing(self) -> Timing:
        return Timing(now=self.now, phase=self.phase, allowed=600_000, remaining=600_000 - self.now)

    def keep_alive(self) -> None:
        self.signs += 1
        if self.refuses:
            raise StorageError("The disk is full.")


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def ticker(qapp: object) -> Ticker:
    assert qapp is not None
    return Ticker()


def follow(ticker: Ticker, session: Session) -> list[Timing]:
    told: list[Timing] = []
    ticker.ticked.connect(told.append)
    ticker.follow(cast("Live", session))
    return told


def test_it_tells_once_a_second_however_often_it_looks(ticker: Ticker, session: Session) -> None:
    told = follow(ticker, session)
    for now in range(0, 3_000, 100):
        session.now = now
        ticker.look()
    seconds = {-(-(600_000 - timing.now) // 1000) for timing in told}
    assert seconds == {600, 599, 598}
    assert len(told) == 3


def test_a_new_phase_is_told_within_the_second(ticker: Ticker, session: Session) -> None:
    told = follow(ticker, session)
    session.phase = Phase.INTERRUPTED
    ticker.look()
    assert [timing.phase for timing in told] == [Phase.RUNNING, Phase.INTERRUPTED]


def test_after_a_sleep_only_the_time_after_it_is_told(ticker: Ticker, session: Session) -> None:
    told = follow(ticker, session)
    session.now = 480_000
    ticker.look()
    assert [timing.now for timing in told] == [0, 480_000]


def test_signs_of_life_come_every_few_seconds(ticker: Ticker, session: Session) -> None:
    follow(ticker, session)
    for now in range(0, 10_001, 100):
        session.now = now
        ticker.tick()
    assert session.signs == 1 + 10_000 // ALIVE_EVERY_MS


@pytest.mark.parametrize("phase", [Phase.NOT_STARTED, Phase.ENDED])
def test_a_session_that_is_not_live_gives_no_sign_of_life(
    ticker: Ticker, session: Session, phase: Phase
) -> None:
    session.phase = phase
    follow(ticker, session)
    session.now = 60_000
    ticker.tick()
    assert session.signs == 0


def test_a_refused_sign_of_life_is_tried_again_later_not_at_once(
    ticker: Ticker, session: Session
) -> None:
    session.refuses = True
    told = follow(ticker, session)
    session.now = 100
    ticker.tick()
    assert session.signs == 1
    session.now = ALIVE_EVERY_MS
    ticker.tick()
    assert session.signs == 2
    assert len(told) > 1, "the clock goes on"


def test_it_looks_by_itself_and_stops_when_told(
    qtbot: QtBot, ticker: Ticker, session: Session
) -> None:
    told = follow(ticker, session)
    session.now = 1_500
    qtbot.waitUntil(lambda: len(told) == 2)
    ticker.follow(None)
    assert not ticker._timer.isActive()
    session.now = 9_000
    ticker.look()
    assert len(told) == 2


@pytest.mark.parametrize(
    ("now", "remaining", "wait"),
    [
        (0, 600_000, TICK_MS),
        (100_900, 499_100, 100),
        (100_020, 500_070, 70),
        (700_950, -100_950, 50),
        (700_000, None, TICK_MS),
    ],
)
def test_the_next_look_comes_when_a_shown_second_changes(
    now: int, remaining: int | None, wait: int
) -> None:
    assert due(Timing(now=now, phase=Phase.RUNNING, allowed=600_000, remaining=remaining)) == wait
