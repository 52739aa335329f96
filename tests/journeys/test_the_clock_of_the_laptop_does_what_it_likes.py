"""Sleep, a clock that is set, daylight saving, midnight and travel: no duration is ever bent."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from PySide6.QtCore import Qt

from dilc_desktop.domain.timing import Signal
from dilc_desktop.reports.summary import SummaryOptions

if TYPE_CHECKING:
    from tests.conftest import FakeClock
    from tests.journeys.conftest import Evening

# The offscreen platform says so of much that other platforms do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CTRL = Qt.KeyboardModifier.ControlModifier
ZONE = -300


def end(evening: Evening) -> None:
    """Go by Page Down through what is left, and end."""
    while evening.live.session.ended is None:
        evening.wait(60, 20)
        evening.key(Qt.Key.Key_Return, CTRL)


def exported(evening: Evening, folder: Path) -> dict[str, Any]:
    """The session as another laptop would get it."""
    assert evening.program.desk is not None
    target = folder / "session.dilc"
    evening.program.desk.publishing.export_session("session-1", target)
    with zipfile.ZipFile(target) as file:
        told = json.loads(file.read("sessions/session-1.json"))
    assert isinstance(told, dict)
    return told


def printed(evening: Evening, folder: Path) -> str:
    """Every word of the printed summary."""
    assert evening.program.desk is not None
    target = folder / "summary.pdf"
    evening.program.desk.publishing.write_summary("session-1", target, SummaryOptions())
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(target).pages).split())


Disturbance = Callable[["FakeClock"], None]
DISTURBANCES: dict[str, Disturbance] = {
    "T56 set back an hour": lambda clock: clock.jump(-3600),
    "T56 set forward an hour": lambda clock: clock.jump(3600),
    "T56 set right by three seconds": lambda clock: clock.jump(-3),
    "T54 daylight saving begins": lambda clock: clock.travel(ZONE + 60),
    "T54 daylight saving ends": lambda clock: clock.travel(ZONE - 60),
    "T55 another zone": lambda clock: clock.travel(540),
    "T57 a step of the wall clock": lambda clock: clock.jump(47),
}


@pytest.mark.parametrize("name", DISTURBANCES)
def test_t54_to_t57_a_clock_that_changes_inside_a_stage_bends_nothing(
    begin: Callable[..., Evening], tmp_path: Path, name: str
) -> None:
    evening = begin()
    disturb = DISTURBANCES[name]
    evening.wait(240, 20)
    disturb(evening.clock)
    evening.wait(1)
    assert evening.time == "5:59 left"
    evening.capture("Said after the change.")
    evening.wait(59)
    evening.key(Qt.Key.Key_Space, CTRL)
    evening.wait(65, 5)
    disturb(evening.clock)
    evening.key(Qt.Key.Key_Space, CTRL)
    evening.wait(61)
    evening.key(Qt.Key.Key_PageDown)
    end(evening)

    first = evening.runs[0]
    assert (first.active_ms(10**9), first.interrupted_ms(10**9)) == (361_000, 65_000)
    assert [c.offset_ms for c in evening.record.kept] == [241_000]
    told = exported(evening, tmp_path)
    assert [run["active_s"] for run in told["stage_runs"]][:1] == [361.0]
    assert sum(run["active_s"] for run in told["stage_runs"]) == 361.0 + 3 * 60
    words = printed(evening, tmp_path)
    assert "Presentation 10 → 6:01 min" in words
    assert "As it went 10:06 min" in words
    assert [signal for signal, _ in evening.signals if signal is Signal.TIME_UP] == []


def test_t53_a_session_over_midnight_has_one_day_and_its_true_length(
    begin: Callable[..., Evening], clock: FakeClock, tmp_path: Path
) -> None:
    # 23:50 on the wall, ten minutes before a day that is another one.
    clock.advance((9 * 60 + 50) * 60)
    evening = begin()
    evening.wait(20 * 60, 30)
    assert evening.time == "10:00 over"
    evening.capture("Said after midnight.")
    evening.key(Qt.Key.Key_PageDown)
    evening.wait(30 * 60, 30)
    evening.key(Qt.Key.Key_PageDown)
    end(evening)

    assert [run.active_ms(10**9) for run in evening.runs][:2] == [1_200_000, 1_800_000]
    assert [c.offset_ms for c in evening.record.kept] == [1_200_000]
    told = exported(evening, tmp_path)
    assert [run["active_s"] for run in told["stage_runs"]] == [1200.0, 1800.0, 60.0, 60.0]
    words = printed(evening, tmp_path)
    assert "Tuesday, 10 March 2026, 23:50 to 00:42" in words
    assert "11 March" not in words.replace("Printed 11 March 2026", "")
    assert "Presentation 10 → 20 min" in words
    assert "Clarifying questions 5 → 30 min" in words
