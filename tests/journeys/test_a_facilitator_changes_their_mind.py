"""Next by mistake, back, a late start, minutes taken and given: all by keys, none loses a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from dilc_desktop.domain.timing import Phase, Signal

if TYPE_CHECKING:
    from tests.journeys.conftest import Evening

# The offscreen platform says so of much that other platforms do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
EVER = 10**9


def test_next_by_mistake_is_undone_after_eight_seconds_as_if_never_pressed(
    begin: Callable[..., Evening],
) -> None:
    evening = begin()
    evening.wait(120, 10)
    evening.key(Qt.Key.Key_PageDown)
    assert evening.stage == "Clarifying questions"
    assert "Moved on to Clarifying questions." in evening.words
    evening.wait(8)
    assert "Moved on to" not in evening.words
    assert evening.page.foot.undo_button.text() == "Undo: moved to Clarifying questions"
    evening.key(Qt.Key.Key_Z, CTRL)
    assert evening.stage == "Presentation"
    assert evening.time == "7:52 left"
    (run,) = evening.runs
    assert (run.started, run.ended, run.interruptions) == (0, None, ())
    assert evening.page.belongs.words == ""


@pytest.mark.parametrize(
    ("choice", "placed_in"), [(1, "Presentation"), (2, "Clarifying questions")]
)
def test_next_by_mistake_is_undone_after_three_captures_which_are_kept_and_asked_about(
    begin: Callable[..., Evening], choice: int, placed_in: str
) -> None:
    evening = begin()
    evening.wait(120, 10)
    evening.key(Qt.Key.Key_PageDown)
    for number in (1, 2, 3):
        evening.wait(10)
        evening.capture(f"Said {number}.")
    evening.key(Qt.Key.Key_PageUp, CTRL | SHIFT)
    assert evening.stage == "Presentation"
    assert evening.time == "7:30 left"
    assert "3 captures were made in Clarifying questions. Where do they belong?" in evening.words
    assert [c.text for c in evening.record.kept] == ["Said 1.", "Said 2.", "Said 3."]
    assert evening.keyboard.here == "live.text", "the question takes no focus"
    evening.answer(f"live.belongs.{choice}")
    assert "Where do they belong?" not in evening.words

    evening.wait(60, 10)
    evening.key(Qt.Key.Key_Return, CTRL)
    kept = evening.record.kept
    assert [c.offset_ms for c in kept] == [130_000, 140_000, 150_000]
    runs = {run.id: evening.live.session.stage_of(run.stage_id).name for run in evening.runs}
    assert [runs.get(c.stage_run or "") for c in kept] == [placed_in] * 3


def test_a_stage_that_is_returned_to_has_a_run_of_its_own_and_the_sum_as_its_total(
    begin: Callable[..., Evening],
) -> None:
    evening = begin()
    evening.wait(300, 20)
    evening.key(Qt.Key.Key_PageDown)
    evening.wait(90, 10)
    evening.answer("live.back")
    assert evening.stage == "Presentation"
    assert evening.time == "5:00 left"
    evening.wait(120, 10)
    evening.key(Qt.Key.Key_PageDown)
    first, asked, again, _ = evening.runs
    assert (first.stage_id, first.active_ms(EVER)) == ("stage-1", 300_000)
    assert (asked.stage_id, asked.active_ms(EVER)) == ("stage-2", 90_000)
    assert (again.stage_id, again.active_ms(EVER)) == ("stage-1", 120_000)
    evening.key(Qt.Key.Key_L, CTRL)
    listed = evening.page.stages.list
    assert "done, 7:00 of 10 min" in listed.item(0).text()


def test_a_start_that_was_forgotten_for_95_seconds_is_moved_back_in_steps_and_no_further(
    begin: Callable[..., Evening],
) -> None:
    evening = begin()
    evening.wait(60, 10)
    evening.key(Qt.Key.Key_Return, CTRL | SHIFT)
    evening.wait(95)
    assert "1:35" in evening.time
    assert "No stage is running. Start Clarifying questions?" in evening.words
    evening.key(Qt.Key.Key_Return, CTRL)
    before, run = evening.runs
    assert (before.ended, run.started) == (60_000, 155_000)
    evening.key(Qt.Key.Key_S, CTRL | SHIFT, times=3)
    assert evening.runs[-1].started == 65_000
    assert evening.time == "3:30 left"
    evening.key(Qt.Key.Key_S, CTRL | SHIFT)
    assert evening.runs[-1].started == 60_000, "never into the stage before"
    evening.key(Qt.Key.Key_S, CTRL | SHIFT)
    assert evening.runs[-1].started == 60_000
    assert "The stage before ran until then." in evening.words
    evening.key(Qt.Key.Key_Z, CTRL, times=4)
    assert evening.runs[-1].started == 155_000
    assert evening.time == "5:00 left"


def test_ten_minutes_less_with_three_left_and_then_five_more_end_once_and_once_again(
    begin: Callable[..., Evening],
) -> None:
    evening = begin()
    evening.wait(6 * 60, 3)
    evening.wait(60)
    assert evening.time == "3:00 left"
    assert evening.signals == []
    phases = []
    for _ in range(10):
        evening.key(Qt.Key.Key_Down, CTRL)
        evening.wait(0.1)
        phases.append(evening.live.timing().phase)
    assert phases == [Phase.RUNNING, Phase.SOON] + [Phase.OVER] * 8
    (run,) = evening.runs
    assert run.ended is None
    assert run.added_ms == -179_800, "it ends when the key was pressed, and not before"
    assert [signal for signal, _ in evening.signals].count(Signal.TIME_UP) == 1
    assert "The time of this stage is used up." in evening.words
    over = evening.live.timing().overrun

    evening.key(Qt.Key.Key_Up, CTRL, times=5)
    assert evening.live.timing().remaining == 300_000 - over
    assert evening.live.timing().phase is Phase.RUNNING
    evening.wait(310)
    assert [signal for signal, _ in evening.signals].count(Signal.TIME_UP) == 2
    assert evening.live.timing().phase is Phase.OVER
    assert len(evening.runs) == 1
