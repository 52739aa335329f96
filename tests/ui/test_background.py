from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.errors import FileProblem, RuleError, StorageError
from dilc_desktop.ui.background import Background


@pytest.fixture
def background(qapp: QObject) -> Background:
    return Background(qapp)


def test_the_answer_comes_back_on_the_thread_of_the_windows(
    qtbot: QtBot, background: Background
) -> None:
    threads: list[int] = []
    answers: list[object] = []

    def work() -> object:
        threads.append(threading.get_ident())
        return 42

    def done(answer: object) -> None:
        threads.append(threading.get_ident())
        answers.append(answer)

    assert background.start(work, done, answers.append)
    qtbot.waitUntil(lambda: answers == [42])
    assert threads[0] != threading.get_ident()
    assert threads[1] == threading.get_ident()
    assert not background.is_busy


def test_one_job_at_a_time_and_everybody_knows(qtbot: QtBot, background: Background) -> None:
    gate = threading.Event()
    busy: list[bool] = []
    answers: list[object] = []
    background.busy.connect(busy.append)
    assert background.start(gate.wait, answers.append, answers.append)
    assert background.is_busy
    assert not background.start(lambda: 1, answers.append, answers.append)
    gate.set()
    qtbot.waitUntil(lambda: len(answers) == 1)
    assert busy == [True, False]
    assert background.start(lambda: 2, answers.append, answers.append)
    qtbot.waitUntil(lambda: answers[-1] == 2)


def test_a_job_may_follow_from_the_answer_of_another(qtbot: QtBot, background: Background) -> None:
    answers: list[object] = []
    background.start(
        lambda: 1,
        lambda _: answers.append(background.start(lambda: 2, answers.append, answers.append)),
        answers.append,
    )
    qtbot.waitUntil(lambda: answers == [True, 2])


@pytest.mark.parametrize(
    "problem",
    [
        RuleError("Not now."),
        StorageError("The disk is full."),
        FileProblem("march.dilc", "the whole file", "a session"),
    ],
    ids=lambda problem: type(problem).__name__,
)
def test_a_known_problem_is_told_in_its_own_words(
    qtbot: QtBot, background: Background, problem: Exception
) -> None:
    told: list[object] = []

    def work() -> object:
        raise problem

    background.start(work, lambda _: told.append("done"), told.append)
    qtbot.waitUntil(lambda: told == [str(problem)])


def test_a_bug_is_logged_and_told_kindly(
    qtbot: QtBot, background: Background, expect_log: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []

    def work() -> object:
        raise KeyError("bug")

    background.start(work, lambda _: None, told.append)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert "your session is safe" in told[0]
    assert "background work failed" in expect_log.text


def test_nothing_of_a_finished_job_is_left_behind(qtbot: QtBot, background: Background) -> None:
    answers: list[object] = []
    before = len(background.children())
    for _ in range(3):
        background.start(lambda: 1, answers.append, answers.append)
        qtbot.waitUntil(lambda: not background.is_busy)
    assert answers == [1, 1, 1]
    qtbot.waitUntil(lambda: len(background.children()) == before)


def test_waiting_ends_when_the_job_has_ended(background: Background) -> None:
    finished: list[bool] = []
    background.start(lambda: finished.append(True), lambda _: None, lambda _: None)
    background.wait()
    assert finished == [True]
