from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.session import Moment, PlannedStage, Session, StageEntered, tell
from dilc_desktop.domain.timing import Phase, Timing
from dilc_desktop.ui.mini_strip import MiniStrip
from dilc_desktop.ui.theme import Theme

# The offscreen platform says so of every window with a least size or kept on top.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)", extend=True)

STAGES = tuple(
    PlannedStage(
        id=f"s{number}",
        name=f"Stage {number}",
        kind=StageKind.TALK,
        planned_s=300,
        speaks="",
        silent="",
        kinds=(),
        say="",
        room="",
    )
    for number in (1, 2)
)
PHASES = (Phase.RUNNING, Phase.SOON, Phase.OVER, Phase.INTERRUPTED, Phase.BETWEEN)


@pytest.fixture
def strip(qtbot: QtBot, theme: Theme) -> MiniStrip:
    made = MiniStrip(theme)
    qtbot.addWidget(made, before_close_func=lambda widget: widget.blockSignals(True))
    fact = StageEntered(id="f", action="a", at=Moment(0, "b", 0, 0), stage_id="s1", run_id="r")
    made.show_session(tell(Session(plan=STAGES), fact))
    made.show()
    qtbot.waitExposed(made)
    return made


def test_it_stays_on_top_of_other_windows(strip: MiniStrip) -> None:
    assert strip.windowFlags() & Qt.WindowType.WindowStaysOnTopHint


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("remaining", [60_000, -5_000_000])
def test_it_is_480_by_72_whatever_it_says_and_every_target_is_large_enough(
    qtbot: QtBot, theme: Theme, strip: MiniStrip, scale: float, remaining: int
) -> None:
    fact = StageEntered(id="f", action="a", at=Moment(0, "b", 0, 0), stage_id="s1", run_id="r")
    plan = tuple(replace(s, name="\u0634\u0631\u062d \U0001f642 " * 30, rounds=12) for s in STAGES)
    try:
        theme.use("light", scale)
        strip.show_session(tell(Session(plan=plan), fact))
        for phase in PHASES:
            strip.show_timing(
                Timing(now=0, phase=phase, allowed=300_000, remaining=remaining, idle=5_000_000)
            )
            qtbot.waitUntil(lambda: strip.stage.text().endswith("\u2026"))
            assert strip.frameGeometry().size() == QSize(480, 72) * scale
            # Nothing is pressed together.
            assert strip.minimumSizeHint().width() <= 480 * scale
            assert strip.minimumSizeHint().height() <= 72 * scale
            for part in (strip.word, strip.place, strip.time):
                assert part.width() >= part.sizeHint().width()
        assert strip.next_button.height() == 44 * scale
        for pressed in strip.findChildren(QPushButton):
            assert min(pressed.width(), pressed.height()) >= 24 * scale
            assert strip.rect().contains(pressed.geometry())
    finally:
        theme.use("light", 1.0)


def test_it_says_which_round_runs(strip: MiniStrip) -> None:
    session = Session(plan=tuple(replace(s, rounds=3) for s in STAGES))
    for number in range(2):
        entered = StageEntered(
            id=f"f{number}",
            action="a",
            at=Moment(number, "b", number, 0),
            stage_id="s1",
            run_id=f"r{number}",
            again=number > 0,
        )
        session = tell(session, entered)
    strip.show_session(session)
    assert strip.place.text() == "round 2 of 3"


def test_it_says_the_stage_its_place_and_what_comes_next(strip: MiniStrip) -> None:
    assert (strip.stage.text(), strip.place.text()) == ("Stage 1", "1 of 2")
    assert strip.next_button.accessibleName() == "Next: Stage 2"


def test_the_five_states_differ_in_word_and_in_grey_at_the_edge(strip: MiniStrip) -> None:
    words, edges = set(), set()
    for phase in PHASES:
        strip.show_timing(Timing(now=0, phase=phase, allowed=300_000, remaining=60_000))
        words.add(strip.word.text())
        picture = strip.grab().toImage()
        edges.add(tuple(picture.pixelColor(x, y).lightness() for x in range(200) for y in range(4)))
    assert len(words) == len(edges) == len(PHASES)


def test_its_buttons_ask_for_what_they_say(qtbot: QtBot, strip: MiniStrip) -> None:
    for button, signal in (
        (strip.next_button, strip.next_wanted),
        (strip.hold_button, strip.interrupt_wanted),
        (strip.back_button, strip.back_wanted),
    ):
        assert button.accessibleName()
        with qtbot.waitSignal(signal):
            button.click()


def test_escape_goes_back_and_stops_nothing(qtbot: QtBot, strip: MiniStrip) -> None:
    with qtbot.assertNotEmitted(strip.next_wanted), qtbot.waitSignal(strip.back_wanted):
        qtbot.keyClick(strip, Qt.Key.Key_Escape)


def test_without_a_stage_there_is_nothing_to_interrupt(strip: MiniStrip) -> None:
    strip.show_session(Session(plan=()))
    assert strip.stage.text() == ""
    assert not strip.hold_button.isEnabled()


def test_it_grows_with_the_text(theme: Theme, strip: MiniStrip) -> None:
    theme.use("light", 2.0)
    assert strip.minimumWidth() == 960
    theme.use("light", 1.0)
