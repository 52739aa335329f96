"""What the disk refuses while a session is live waits in memory, in order, and nothing is lost."""

from __future__ import annotations

import sqlite3
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

import pytest

from dilc_desktop.domain.errors import StorageError
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.services.live import Live
from dilc_desktop.services.waiting import Waiting

if TYPE_CHECKING:
    from dilc_desktop.store.library import Library
    from tests.conftest import FakeClock

ANSWER = ContributionKind.ANSWER

pytestmark = pytest.mark.usefixtures("expect_log")


@pytest.fixture
def busy(
    impatient_library: Library, clock: FakeClock, planned: SessionRecord
) -> tuple[Live, Library]:
    impatient_library.sessions.insert(planned)
    live = Live(impatient_library, clock, planned.id)
    live.start()
    return live, impatient_library


def test_t64_t65_while_the_library_is_held_captures_and_moves_wait_in_order(
    busy: tuple[Live, Library], other_program: sqlite3.Connection, clock: FakeClock
) -> None:
    live, library = busy
    on_disk = library.sessions.record(live.record.id)
    other_program.execute("BEGIN EXCLUSIVE")
    for number in range(3):
        clock.advance(20)
        live.add_contribution(ANSWER, f"Answer {number}.", "person-2", live.first_key())
    live.next()
    said = live.add_contribution(ANSWER, "After the move.", None, live.first_key()).ids[0]
    live.correct(said, text="After the move, corrected.")
    assert live.waiting == 6
    assert live.timing().elapsed == 0
    clock.advance(10)
    assert live.timing().elapsed == 10_000
    live.reload()
    assert len(live.record.kept) == 4
    other_program.execute("ROLLBACK")
    assert library.sessions.record(live.record.id) == on_disk
    assert live.write_waiting() == 0
    assert library.sessions.record(live.record.id) == live.record
    assert [c.text for c in live.record.kept][-1] == "After the move, corrected."


def test_the_next_act_takes_what_waits_along(
    busy: tuple[Live, Library], other_program: sqlite3.Connection
) -> None:
    live, library = busy
    other_program.execute("BEGIN EXCLUSIVE")
    live.add_contribution(ANSWER, "One.", None, live.first_key())
    other_program.execute("ROLLBACK")
    live.add_contribution(ANSWER, "Two.", None, live.first_key())
    assert live.waiting == 0
    assert [c.text for c in library.sessions.record(live.record.id).kept] == ["One.", "Two."]


def test_undo_works_on_what_still_waits(
    busy: tuple[Live, Library], other_program: sqlite3.Connection
) -> None:
    live, library = busy
    other_program.execute("BEGIN EXCLUSIVE")
    live.add_contribution(ANSWER, "One.", None, live.first_key())
    live.undo()
    assert live.record.kept == ()
    other_program.execute("ROLLBACK")
    assert live.write_waiting() == 0
    assert library.sessions.record(live.record.id) == live.record


def test_a_sign_of_life_does_not_pass_what_waits(
    busy: tuple[Live, Library], other_program: sqlite3.Connection
) -> None:
    live, library = busy
    alive = library.sessions.last_alive(live.record.id)
    other_program.execute("BEGIN EXCLUSIVE")
    live.next()
    other_program.execute("ROLLBACK")
    live.keep_alive()
    assert library.sessions.last_alive(live.record.id) == alive


def test_a_later_write_never_overtakes_an_earlier_one() -> None:
    waiting, written, full = Waiting(nullcontext), [], True

    def write(number: int) -> None:
        if full and number != 2:
            raise StorageError("full")
        written.append(number)

    for number in (1, 2, 3):
        waiting.keep(partial(write, number))
    assert written == []
    full = False
    assert waiting.try_again() == 0
    assert written == [1, 2, 3]
