"""The way between two rooms is chosen by key, and no room that nobody entered is noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from dilc_desktop.domain.protocol import StageKind

if TYPE_CHECKING:
    from tests.journeys.conftest import Evening

# The offscreen platform says so of much that other platforms do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

VISIT = (("Visit", StageKind.VISIT, 20, {"places": ("Room 4", "The hall")}),)


def test_on_the_way_is_chosen_by_key_without_entering_the_rooms_beside_it(
    begin: Callable[..., Evening],
) -> None:
    evening = begin(VISIT)
    evening.answer("live.room.Room 4")
    evening.wait(60, 20)
    # The room's button gave the focus back to the words.
    evening.page.work.rooms.buttons["Room 4"].setFocus()
    for _ in range(3):
        if evening.keyboard.here == "live.room.":
            break
        evening.key(Qt.Key.Key_Right)
    assert evening.keyboard.here == "live.room."
    evening.key(Qt.Key.Key_Space)
    evening.wait(30, 10)
    (run,) = evening.runs
    assert [(stop.place, (stop.ended or 0) - stop.started) for stop in run.stops] == [
        ("Room 4", 60_000)
    ]
    assert run.place == ""
