from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from dilc_desktop.domain.timing import Lateness, Phase, Timing
from dilc_desktop.ui.time_words import (
    PHASE_ROLE,
    expected_end,
    figure,
    figure_word,
    quoted_question,
    spoken_time,
    standing,
    standing_parts,
    wall_time,
)

MINUTE = 60_000
HOUR = 60 * MINUTE


@pytest.fixture(autouse=True)
def _clock_of_24_hours() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)


def running(remaining: int, phase: Phase = Phase.RUNNING) -> Timing:
    return Timing(now=0, phase=phase, remaining=remaining, allowed=10 * MINUTE)


@pytest.mark.parametrize(
    ("timing", "shows", "word", "spoken"),
    [
        (running(8 * MINUTE, Phase.NOT_STARTED), "8:00", "planned", "8 minutes planned"),
        (running(8 * MINUTE), "8:00", "left", "8 minutes left"),
        (running(7 * MINUTE + 1), "7:01", "left", "8 minutes left"),
        (running(7 * MINUTE), "7:00", "left", "7 minutes left"),
        (running(MINUTE, Phase.SOON), "1:00", "left, soon over", "1 minute left, soon over"),
        (
            running(59_000, Phase.SOON),
            "0:59",
            "left, soon over",
            "less than a minute left, soon over",
        ),
        (running(0, Phase.OVER), "0:00", "over", "less than a minute over"),
        (running(-80_000, Phase.OVER), "1:20", "over", "1 minute over"),
        (running(MINUTE, Phase.INTERRUPTED), "1:00", "left, held", "1 minute left, held"),
        (
            running(-2 * MINUTE, Phase.INTERRUPTED),
            "2:00",
            "over, held",
            "2 minutes over, held",
        ),
        (
            Timing(now=HOUR, phase=Phase.BETWEEN, idle=90_000),
            "1:30",
            "no stage running",
            "no stage running, 1 minute",
        ),
        (Timing(now=HOUR, phase=Phase.ENDED), "1:00:00", "in all", "60 minutes in all"),
    ],
)
def test_each_phase_has_a_figure_a_word_and_a_sentence(
    timing: Timing, shows: str, word: str, spoken: str
) -> None:
    assert (figure(timing), figure_word(timing), spoken_time(timing)) == (shows, word, spoken)


def test_every_phase_is_told_by_its_word_alone() -> None:
    words = {figure_word(running(MINUTE, phase)) for phase in Phase}
    assert len(words) == len(Phase)
    assert set(PHASE_ROLE) == set(Phase)


@pytest.mark.parametrize(
    ("behind", "words"),
    [
        (0, "on time"),
        (14_999, "on time"),
        (-14_999, "on time"),
        (70_000, "1:10 behind"),
        (-120_000, "2:00 ahead"),
        (2 * HOUR, "2:00:00 behind"),
    ],
)
def test_the_standing_is_words_and_small_differences_do_not_matter(behind: int, words: str) -> None:
    timing = Timing(now=0, phase=Phase.RUNNING, remaining=1, behind_agreed=behind)
    assert standing(timing) == words


def test_without_an_agreed_end_the_plan_counts() -> None:
    lateness = Lateness(gaps=0, interruptions=90_000, added=60_000, overruns=-30_000, skipped=0)
    timing = Timing(now=0, phase=Phase.RUNNING, remaining=1, lateness=lateness)
    assert standing(timing) == "2:00 behind"
    assert standing_parts(timing) == (
        "+1:30 interruptions\n+1:00 added or taken\n\u22120:30 over or under in stages"
    )


@pytest.mark.parametrize("behind", [-26 * HOUR, 26 * HOUR])
def test_an_end_agreed_for_another_day_does_not_count(behind: int) -> None:
    lateness = Lateness(gaps=0, interruptions=120_000, added=0, overruns=0, skipped=0)
    timing = Timing(
        now=0, phase=Phase.RUNNING, remaining=1, lateness=lateness, behind_agreed=behind
    )
    assert standing(timing) == "2:00 behind"


@pytest.mark.parametrize("phase", [Phase.NOT_STARTED, Phase.ENDED])
def test_before_and_after_there_is_no_standing(phase: Phase) -> None:
    timing = Timing(now=0, phase=phase, remaining=1, behind_agreed=HOUR)
    assert standing(timing) == ""
    assert standing_parts(timing) == ""


def test_the_parts_of_nothing_are_said_in_words() -> None:
    nothing = Lateness(gaps=0, interruptions=0, added=0, overruns=0, skipped=0)
    timing = Timing(now=0, phase=Phase.RUNNING, remaining=1, lateness=nothing)
    assert standing_parts(timing) == "As planned."


def test_times_of_day_are_those_of_the_zone() -> None:
    assert wall_time(13 * HOUR, 0) == "13:00"
    assert wall_time(13 * HOUR, -300) == "08:00"
    assert wall_time(13 * HOUR, 345) == "18:45"


@pytest.mark.parametrize(
    ("now", "end", "words"),
    [
        (22 * HOUR, 23 * HOUR, "ends 23:00"),
        (23 * HOUR + 50 * MINUTE, 24 * HOUR + 40 * MINUTE, "ends 00:40, Friday"),
        (23 * HOUR, 24 * HOUR, "ends 00:00, Friday"),
    ],
)
def test_an_end_on_the_next_day_has_its_day(now: int, end: int, words: str) -> None:
    timing = Timing(now=0, phase=Phase.RUNNING, remaining=1, expected_end_ms=end)
    assert expected_end(timing, 0, now) == words


def test_the_day_is_that_of_the_zone() -> None:
    timing = Timing(now=0, phase=Phase.RUNNING, remaining=1, expected_end_ms=24 * HOUR)
    assert expected_end(timing, -300, 23 * HOUR) == "ends 19:00"


@pytest.mark.parametrize(
    "timing",
    [
        Timing(now=0, phase=Phase.NOT_STARTED),
        Timing(now=0, phase=Phase.ENDED, expected_end_ms=HOUR),
    ],
)
def test_before_the_start_and_after_the_end_no_end_is_expected(timing: Timing) -> None:
    assert expected_end(timing, 0, 0) == ""


def test_a_question_stands_in_quotation_marks_and_none_stands_for_none() -> None:
    assert quoted_question(" How? ") == "\u201cHow?\u201d"
    assert quoted_question("  ") == ""
