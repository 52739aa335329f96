"""Whose turn it was in a go-round is nobody's turn in the stage after it."""

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

CTRL = Qt.KeyboardModifier.ControlModifier
NOTHING: dict[str, object] = {}
PLAN = (("Go-round", StageKind.GO_ROUND, 6, NOTHING), ("Talk", StageKind.TALK, 5, NOTHING))


def test_a_speaker_that_was_only_suggested_does_not_stay_for_the_next_stage(
    begin: Callable[..., Evening],
) -> None:
    evening = begin(PLAN)
    assert evening.page.panel.speaker == "person-1"
    evening.key(Qt.Key.Key_Return, CTRL)
    assert evening.stage == "Talk"
    evening.capture("Said by nobody in particular.")
    assert [c.speaker for c in evening.record.kept] == [None]
