"""Sixty captures in five minutes, typed across stages: none is lost and each has its time."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from dilc_desktop.store.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.conftest import Evening

# The offscreen platform says so of much that other platforms do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CTRL = Qt.KeyboardModifier.ControlModifier
WORDS = ("each note quotes a pupil", "who decides", "so ask", "nobody said why it was so")


def test_none_of_sixty_is_lost_and_each_is_stamped_at_its_first_key(
    begin: Callable[..., Evening], tmp_path: Path
) -> None:
    chance = random.Random(60)
    evening = begin()
    said: list[tuple[str, int, str | None]] = []
    for number in range(60):
        before = round(evening.live.timing().now)
        # A few of them are under way while the stage changes below them.
        changes = number % 17 == 16
        text = f"{number} {chance.choice(WORDS)}"
        run = evening.runs[-1].id
        evening.keyboard.type(text[0])
        for part in (text[1:4], text[4:]):
            evening.clock.advance(chance.uniform(0.2, 2))
            evening.keyboard.type(part)
        if changes:
            evening.key(Qt.Key.Key_Return, CTRL)
        evening.key(Qt.Key.Key_Return)
        said.append((text, before, run))
        evening.page.ticker.tick()
        left = before + 5_000 - evening.live.timing().now
        assert left > 0, "five seconds are enough for each"
        evening.wait(left / 1000, 1)
    assert 299_000 <= evening.live.timing().now <= 301_000

    kept = evening.record.kept
    assert [c.text for c in kept] == [text for text, _, _ in said]
    assert [c.stage_run for c in kept] == [run for _, _, run in said]
    assert max(abs(c.offset_ms - at) for c, (_, at, _) in zip(kept, said, strict=True)) <= 50
    began = evening.record.session().began
    assert began is not None
    for capture in kept:
        stamped = (capture.captured_at - began.utc).total_seconds() * 1000
        assert abs(stamped - capture.offset_ms) <= 50
    evening.program.window.close()
    with Library.open(tmp_path / "data") as library:
        assert library.verify() == []
        assert len(library.sessions.record("session-1").kept) == 60
