"""What a facilitator meets when the program comes back into a session, or is started twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from dilc_desktop import paths
from dilc_desktop.app import Program
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Level, SessionRecord, Status, status_of
from dilc_desktop.domain.session import Reason, Recovered, StageEntered
from dilc_desktop.services.desk import Desk
from dilc_desktop.ui.live_page import LivePage
from dilc_desktop.ui.page import PageId

if TYPE_CHECKING:
    from tests.conftest import FakeClock
    from tests.journeys.conftest import Keyboard

# The offscreen platform says so of much that other platforms do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def session_id(tmp_path: Path, clock: FakeClock) -> str:
    """A session that ran for a hundred seconds and was then cut off, half a line typed."""
    with Desk(tmp_path / "data", paths.protocols(), clock) as desk:
        protocol = desk.shelf.protocol("consultancy")
        session_id = desk.planning.start_session(protocol, "March").session_id
        live = desk.live(session_id)
        live.start()
        clock.advance(100)
        kind = ContributionKind.PROCESS_NOTE
        live.add_contribution(kind, "Durable.", None, live.first_key())
        live.save_draft("Half a li", kind, None, Level.GROUP, live.first_key())
        live.keep_alive()
    return session_id


def live_page(program: Program) -> LivePage:
    page = program.window.page(PageId.LIVE)
    assert isinstance(page, LivePage)
    return page


def shown(program: Program) -> str:
    """Every word on the window."""
    words = [
        w.text()
        for w in program.window.findChildren(QWidget)
        if isinstance(w, (QLabel, QPushButton)) and w.isVisible()
    ]
    return "\n".join(words)


def answer(keyboard: Keyboard, words: str) -> None:
    """Go by keyboard to the button with these words and press it."""
    keyboard.press(Qt.Key.Key_Escape)
    for _ in range(60):
        place = keyboard.place
        if isinstance(place, QPushButton) and place.text() == words:
            keyboard.press(Qt.Key.Key_Space)
            return
        keyboard.press(Qt.Key.Key_Tab)
    raise AssertionError(words)


def record(program: Program, session_id: str) -> SessionRecord:
    assert program.desk is not None
    return program.desk.catalogue.record(session_id)


def test_it_opens_in_the_session_with_the_half_typed_words_and_asks_about_the_time(
    open_program: Callable[[], Program], clock: FakeClock, session_id: str
) -> None:
    clock.advance(65)
    program = open_program()
    page = live_page(program)
    assert program.window.here is PageId.LIVE
    assert page.session_id == session_id
    assert "The program was away for 1:05. The clock has counted it" in shown(program)
    assert page.panel.words == "Half a li"
    assert page.room.frame is not None
    planned = record(program, session_id).plan[0].planned_s
    assert page.room.frame.seconds == planned - 165


def test_the_next_key_goes_into_the_words_and_not_to_a_button(
    open_program: Callable[[], Program], clock: FakeClock, session_id: str, keyboard: Keyboard
) -> None:
    clock.advance(65)
    program = open_program()
    assert live_page(program).session_id == session_id
    assert keyboard.here == "live.text"


def test_a_blink_is_not_asked_about(
    open_program: Callable[[], Program], clock: FakeClock, session_id: str
) -> None:
    clock.advance(4.9)
    program = open_program()
    assert live_page(program).session_id == session_id
    assert "The program was away" not in shown(program)


def test_after_a_restart_of_the_laptop_the_time_is_called_estimated(
    open_program: Callable[[], Program], clock: FakeClock, session_id: str
) -> None:
    clock.restart("boot-2", 300)
    program = open_program()
    assert live_page(program).session_id == session_id
    assert "The laptop restarted" in shown(program)
    assert "about 5:00 (estimated)" in shown(program)


def test_counted_time_changes_nothing_but_that_the_program_came_back(
    open_program: Callable[[], Program], clock: FakeClock, session_id: str, keyboard: Keyboard
) -> None:
    clock.advance(65)
    program = open_program()
    answer(keyboard, "Count it: we went on talking")
    assert "The program was away" not in shown(program)
    kept = record(program, session_id)
    assert [type(fact) for fact in kept.facts] == [StageEntered, Recovered]
    assert program.desk is not None
    assert program.desk.live(session_id).timing().now == 165_000


def test_time_that_was_an_interruption_is_held_and_the_clock_runs_on(
    open_program: Callable[[], Program], clock: FakeClock, session_id: str, keyboard: Keyboard
) -> None:
    clock.advance(65)
    program = open_program()
    answer(keyboard, "It was an interruption")
    run = record(program, session_id).session().runs[-1]
    assert [(i.reason, i.started, i.ended) for i in run.interruptions] == [
        (Reason.OUTAGE, 100_000, 165_000)
    ]
    clock.advance(5)
    assert run.active_ms(170_000) == 105_000


def test_a_session_that_ended_then_is_ended_then_and_leads_to_the_wrap_up(
    open_program: Callable[[], Program], clock: FakeClock, session_id: str, keyboard: Keyboard
) -> None:
    clock.advance(65)
    program = open_program()
    answer(keyboard, "The session ended then")
    kept = record(program, session_id)
    assert status_of(kept.session()) is Status.ENDED
    assert kept.session().ended == 100_000
    assert "Wrap up" in live_page(program).foot.next_button.text()
    # The half-typed words are still there to be saved or let go.
    assert live_page(program).panel.words == "Half a li"


def test_a_session_left_open_for_days_is_offered_and_not_run(
    open_program: Callable[[], Program], clock: FakeClock, session_id: str
) -> None:
    clock.advance(3 * 24 * 3600)
    program = open_program()
    assert program.window.here is PageId.HOME
    assert "Left open" in shown(program)
    assert status_of(record(program, session_id).session()) is Status.LIVE


def test_a_second_start_says_that_the_program_is_open_and_leaves_the_first_alone(
    open_program: Callable[[], Program], tmp_path: Path, clock: FakeClock, session_id: str
) -> None:
    first = open_program()
    second = Program(paths.folders_in(tmp_path / "data"), clock)
    said: list[str] = []
    second.not_opened.connect(said.append)
    second.window.show()
    second.open_library()
    assert len(said) == 1
    assert said[0].startswith("DILC Desktop is already open with these sessions.")
    assert said[0] in shown(second)
    assert second.desk is None
    second.window.close()
    second.window.deleteLater()
    assert first.desk is not None
    assert first.desk.catalogue.live_session() == session_id
    # The one that gave way must not have taken the first one's mark with it.
    assert (tmp_path / "data" / "open.lock").exists()


def test_it_can_be_started_again_after_it_was_closed(
    open_program: Callable[[], Program], session_id: str
) -> None:
    open_program().window.close()
    again = open_program()
    assert again.desk is not None
    assert live_page(again).session_id == session_id
