"""A facilitator who never touches the mouse: from Home to the saved summary."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from dilc_desktop.app import Program
from dilc_desktop.domain.protocol import ContributionKind, StageKind
from dilc_desktop.domain.record import SessionRecord, Status, status_of
from dilc_desktop.domain.session import Reason
from dilc_desktop.ui.page import PageId

if TYPE_CHECKING:
    from tests.conftest import FakeClock
    from tests.journeys.conftest import Evening, Keyboard, Planned

# The offscreen platform says so of much that other platforms do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def plan(keyboard: Keyboard) -> None:
    """From Home to a prepared session."""
    keyboard.tab_to("home.plan")
    keyboard.press(Qt.Key.Key_Space)
    assert keyboard.here == "prepare.purpose.text"
    keyboard.type("To give feedback that teachers use")
    keyboard.tab_to("prepare.question.text")
    keyboard.type("How can my feedback help teachers plan?")
    keyboard.tab_to("prepare.people.add.code")
    for code in ("DES-3", "P07", "P12"):
        keyboard.type(code)
        keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_Tab, SHIFT)
    while keyboard.here != "prepare.title":
        keyboard.press(Qt.Key.Key_Backtab, SHIFT)
        assert len(keyboard.way) < 200, keyboard.way[-40:]
    keyboard.press(Qt.Key.Key_A, CTRL)
    keyboard.type("March meeting")


def start(keyboard: Keyboard, clock: FakeClock) -> None:
    """The first stage: capture, interrupt, give a minute twice, take one of them back."""
    keyboard.press(Qt.Key.Key_Return, CTRL)
    assert keyboard.here == "live.text"
    clock.advance(90)
    keyboard.press(Qt.Key.Key_2, CTRL)
    keyboard.type("I praise, and nothing changes.")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_Space, CTRL)
    clock.advance(60)
    keyboard.press(Qt.Key.Key_Space, CTRL)
    keyboard.press(Qt.Key.Key_Up, CTRL)
    keyboard.press(Qt.Key.Key_Up, CTRL)
    keyboard.press(Qt.Key.Key_Z, CTRL)


def go_on(keyboard: Keyboard) -> None:
    """The next stage, and a commitment of the third person in it."""
    keyboard.press(Qt.Key.Key_PageDown)
    # Esc leaves the words for the kinds, where a letter is a kind and a digit a seat.
    keyboard.press(Qt.Key.Key_Escape)
    keyboard.press(Qt.Key.Key_A)
    keyboard.press(Qt.Key.Key_3)
    assert keyboard.here == "live.text"
    keyboard.type("I will ask one question")
    keyboard.press(Qt.Key.Key_Return)


def save_summary(keyboard: Keyboard, target: Path) -> None:
    """From anywhere on the wrap-up to a file that is being written."""

    def answer() -> None:
        dialogs = [w for w in keyboard.app.topLevelWidgets() if isinstance(w, QFileDialog)]
        if not any(dialog.isVisible() for dialog in dialogs):
            QTimer.singleShot(20, answer)
            return
        keyboard.press(Qt.Key.Key_A, CTRL)
        keyboard.type(str(target))
        keyboard.press(Qt.Key.Key_Return)

    keyboard.tab_to("wrap_up.save")
    QTimer.singleShot(0, answer)
    keyboard.press(Qt.Key.Key_Space)


def check(record: SessionRecord) -> None:
    """What was typed and pressed is what is stored."""
    stages = len(record.session().stages)
    assert record.title == "March meeting"
    assert record.learning_purpose == "To give feedback that teachers use"
    assert record.framing_question == "How can my feedback help teachers plan?"
    assert [p.code for p in record.participants] == ["DES-3", "P07", "P12"]
    first, *others = record.kept
    assert (first.text, first.speaker) == (
        "I praise, and nothing changes.",
        record.participants[1].id,
    )
    assert len(others) == stages - 1
    assert {(c.kind, c.speaker) for c in others} == {
        (ContributionKind.COMMITMENT, record.participants[2].id)
    }
    assert len(record.commitments) == stages - 1
    assert record.closing.reflection == "I heard that a note can ask."
    run = record.session().runs[0]
    assert run.added_ms == 60_000
    assert [i.reason for i in run.interruptions] == [Reason.BREAK]


def test_a_short_session_is_planned_run_and_summed_up_without_a_mouse(
    qtbot: QtBot,
    open_program: Callable[[], Program],
    keyboard: Keyboard,
    clock: FakeClock,
    tmp_path: Path,
) -> None:
    program = open_program()
    desk = program.desk
    assert desk is not None
    plan(keyboard)
    keyboard.tab_to("prepare.begin")
    keyboard.press(Qt.Key.Key_Space)
    (summary,) = desk.catalogue.sessions()
    start(keyboard, clock)
    for _ in range(len(desk.catalogue.record(summary.id).session().stages) - 1):
        clock.advance(120)
        go_on(keyboard)
    clock.advance(120)
    keyboard.press(Qt.Key.Key_Return, CTRL)
    assert status_of(desk.catalogue.record(summary.id).session()) is Status.ENDED
    keyboard.press(Qt.Key.Key_Return, CTRL)
    assert program.window.here is PageId.WRAP_UP
    keyboard.tab_to("wrap_up.reflection")
    keyboard.type("I heard that a note can ask.")
    target = tmp_path / "summary.pdf"
    save_summary(keyboard, target)
    qtbot.waitUntil(lambda: target.exists() and not program.background.is_busy, timeout=20_000)

    check(desk.catalogue.record(summary.id))
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(target).pages)
    assert "March meeting" in text
    assert "I praise, and nothing changes." in text


def test_every_page_is_a_key_away_and_f10_unfolds_them_in_the_session(
    open_program: Callable[[], Program], keyboard: Keyboard
) -> None:
    program = open_program()
    plan(keyboard)
    keyboard.press(Qt.Key.Key_3, ALT)
    assert program.window.here == PageId.LIVE
    for key, expected in (
        (Qt.Key.Key_2, PageId.PREPARE),
        (Qt.Key.Key_4, PageId.WRAP_UP),
        (Qt.Key.Key_5, PageId.SESSION),
        (Qt.Key.Key_1, PageId.HOME),
        (Qt.Key.Key_3, PageId.LIVE),
    ):
        keyboard.press(key, ALT)
        assert program.window.here == expected
    before = keyboard.here
    keyboard.press(Qt.Key.Key_F10)
    assert keyboard.here == "rail.live"
    keyboard.press(Qt.Key.Key_Escape)
    assert keyboard.here == before


EVERY_KIND: tuple[Planned, ...] = (
    ("Presentation", StageKind.TALK, 10, {}),
    ("Go-round", StageKind.GO_ROUND, 6, {}),
    ("Warm-up", StageKind.ALL_TALK, 5, {}),
    ("Small groups", StageKind.SMALL_GROUPS, 8, {"places": ("Window", "Door")}),
    ("Visit", StageKind.VISIT, 20, {"places": ("Room 4", "The hall")}),
    ("Debrief", StageKind.ALL_TALK, 5, {"protected": True}),
)


def rehearse(evening: Evening) -> None:
    """A practice run from the Prepare page and back to it."""
    evening.keyboard.tab_to("prepare.rehearse")
    evening.key(Qt.Key.Key_Space)
    assert "REHEARSAL" in evening.page.band.practice.text()
    assert evening.page.band.rehearsal
    evening.key(Qt.Key.Key_Return, CTRL)
    evening.capture("Only practice.")
    evening.answer("live.end")
    evening.key(Qt.Key.Key_Return, CTRL)
    assert evening.program.window.here is PageId.PREPARE
    assert (evening.record.facts, evening.record.contributions) == ((), ())


def change_the_plan(evening: Evening) -> None:
    """In the list of stages: other minutes, another order, one stage passed over."""
    evening.key(Qt.Key.Key_L, CTRL)
    assert evening.keyboard.here == "live.stages.list"
    evening.key(Qt.Key.Key_Down)
    assert evening.keyboard.here == "live.stages.minutes.stage-2"
    evening.key(Qt.Key.Key_A, CTRL)
    evening.keyboard.type("7")
    evening.key(Qt.Key.Key_Return)
    assert evening.keyboard.here == "live.stages.list"
    for _ in range(2):
        evening.key(Qt.Key.Key_Down)
    evening.key(Qt.Key.Key_Up, ALT)
    assert [stage.name for stage in evening.live.session.coming] == [
        "Go-round",
        "Small groups",
        "Warm-up",
        "Visit",
        "Debrief",
    ]
    assert evening.live.session.coming[0].planned_s == 420
    evening.key(Qt.Key.Key_Down)
    evening.keyboard.tab_to("live.stages.skip")
    evening.key(Qt.Key.Key_Space)
    assert evening.live.session.skipped == {"stage-3"}
    evening.key(Qt.Key.Key_L, CTRL)
    assert evening.keyboard.here == "live.text"


def go_round(evening: Evening) -> None:
    """The first passes, the second is next, the third speaks; then the round once more."""
    evening.key(Qt.Key.Key_Return, CTRL)
    assert evening.stage == "Go-round"
    evening.wait(5, 5)
    evening.answer("live.turn.pass")
    evening.answer("live.turn.next")
    assert evening.keyboard.here == "live.text"
    evening.capture("Second of the round.")
    evening.wait(5, 5)
    evening.capture("Third of the round.")
    evening.key(Qt.Key.Key_R, CTRL)
    evening.wait(5, 5)


def small_groups(evening: Evening) -> None:
    """A line for each group."""
    evening.key(Qt.Key.Key_Return, CTRL)
    assert evening.stage == "Small groups", "Warm-up is skipped"
    for place in ("Window", "Door"):
        evening.go_to(f"live.group.{place}")
        evening.capture(f"Said at the {place.lower()}.")
        evening.wait(5, 5)


def visit(evening: Evening) -> None:
    """Into a room, an observation there, then into a room that nobody planned."""
    evening.key(Qt.Key.Key_Return, CTRL)
    assert evening.stage == "Visit"
    evening.wait(60, 20)
    evening.answer("live.room.Room 4")
    evening.go_to("live.text")
    evening.key(Qt.Key.Key_0, CTRL)
    evening.capture("Pupils explain to each other.")
    evening.wait(120, 20)
    evening.go_to("live.room.other")
    evening.capture("Library")
    evening.wait(60, 20)


def end_too_early_and_go_on(evening: Evening) -> None:
    """Ended in the visit, reopened after a minute, and ended again after the debrief."""
    evening.answer("live.end")
    assert evening.live.session.ended is not None
    evening.wait(60, 20)
    evening.answer("live.end")
    assert evening.live.session.live
    evening.key(Qt.Key.Key_Return, CTRL)
    assert evening.stage == "Debrief"
    evening.wait(30, 10)
    evening.key(Qt.Key.Key_Return, CTRL)
    assert evening.live.session.ended is not None


def test_every_kind_of_stage_and_every_move_is_done_from_home_to_the_summary_without_a_mouse(
    qtbot: QtBot, begin: Callable[..., Evening], keyboard: Keyboard, tmp_path: Path
) -> None:
    evening = begin(EVERY_KIND, started=False)
    evening.key(Qt.Key.Key_1, ALT)
    assert evening.is_on(PageId.HOME)
    keyboard.tab_to("home.open")
    evening.key(Qt.Key.Key_Space)
    assert evening.is_on(PageId.PREPARE)
    rehearse(evening)
    keyboard.tab_to("prepare.begin")
    evening.key(Qt.Key.Key_Space)
    assert evening.is_on(PageId.LIVE)
    assert not evening.page.band.rehearsal
    evening.key(Qt.Key.Key_Return, CTRL)
    evening.wait(5, 5)
    change_the_plan(evening)
    go_round(evening)
    small_groups(evening)
    visit(evening)
    end_too_early_and_go_on(evening)
    evening.key(Qt.Key.Key_Return, CTRL)
    assert evening.is_on(PageId.WRAP_UP)
    target = tmp_path / "summary.pdf"
    save_summary(keyboard, target)
    busy = evening.program.background
    qtbot.waitUntil(lambda: target.exists() and not busy.is_busy, timeout=20_000)

    record = evening.record
    runs = record.session().runs
    assert [run.stage_id for run in runs] == [f"stage-{n}" for n in (1, 2, 2, 4, 5, 6)]
    assert [run.round for run in runs][1:3] == [1, 2]
    assert runs[1].passed == ("person-1",)
    stops = [(stop.place, (stop.ended or 0) - stop.started) for stop in runs[4].stops]
    assert stops == [("Room 4", 120_000), ("Library", 60_000)]
    assert [(c.text, c.speaker, c.place) for c in record.kept] == [
        ("Second of the round.", "person-2", ""),
        ("Third of the round.", "person-3", ""),
        ("Said at the window.", None, "Window"),
        ("Said at the door.", None, "Door"),
        ("Pupils explain to each other.", None, "Room 4"),
    ]
    printed = "\n".join(page.extract_text() for page in pypdf.PdfReader(target).pages)
    for words in ("March", "Second of the round.", "Said at the door.", "Library"):
        assert words in printed
