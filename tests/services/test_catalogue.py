from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.record import SessionRecord, Status
from dilc_desktop.services.catalogue import Catalogue
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.services.live import Live
from dilc_desktop.services.planning import Planning
from dilc_desktop.store.library import Library

if TYPE_CHECKING:
    from tests.conftest import FakeClock

HOUR = 3600


@pytest.fixture
def catalogue(library: Library, clock: FakeClock) -> Catalogue:
    return Catalogue(library, clock)


def test_a_new_library_has_no_sessions(catalogue: Catalogue) -> None:
    assert catalogue.sessions() == ()
    assert catalogue.live_session() is None


def test_sessions_are_listed_and_read(
    catalogue: Catalogue, ended_id: str, record: SessionRecord
) -> None:
    (summary,) = catalogue.sessions()
    assert (summary.id, summary.status, summary.presenter) == (ended_id, Status.ENDED, "P07")
    assert catalogue.record(ended_id) == record
    with pytest.raises(RuleError, match="not in the library"):
        catalogue.record("nowhere")


@pytest.mark.usefixtures("ended_id")
def test_neither_a_planned_nor_an_ended_session_is_live(
    catalogue: Catalogue, library: Library, planned: SessionRecord
) -> None:
    library.sessions.insert(replace(planned, id="another"))
    assert len(catalogue.sessions()) == 2
    assert catalogue.live_session() is None


def test_a_session_that_the_program_stopped_in_is_live(
    catalogue: Catalogue, live: Live, clock: FakeClock
) -> None:
    live.start()
    clock.advance(2 * HOUR)
    assert catalogue.live_session() == live.record.id
    clock.restart("boot-2", seconds=HOUR)
    assert catalogue.live_session() == live.record.id
    live.end()
    assert catalogue.live_session() is None


def test_of_two_live_sessions_the_one_alive_last_counts(
    catalogue: Catalogue, library: Library, live: Live, clock: FakeClock, planned: SessionRecord
) -> None:
    library.sessions.insert(replace(planned, id="another"))
    another = Live(library, clock, "another")
    live.start()
    clock.advance(60)
    another.start()
    assert catalogue.live_session() == "another"
    clock.advance(60)
    live.keep_alive()
    clock.jump(-HOUR)
    assert catalogue.live_session() == live.record.id


@pytest.mark.parametrize("boot", ["", "boot-2"])
def test_t67_half_a_day_without_a_sign_of_life_is_left_open_and_not_running(
    catalogue: Catalogue, live: Live, clock: FakeClock, boot: str
) -> None:
    live.start()
    clock.advance(HOUR)
    live.keep_alive()
    clock.advance(12 * HOUR)
    assert catalogue.live_session() == live.record.id
    if boot:
        clock.restart(boot, seconds=1)
    else:
        clock.suspend(1)
    assert catalogue.live_session() is None
    assert [summary.status for summary in catalogue.sessions()] == [Status.LIVE]


def test_a_session_is_deleted_for_good(
    catalogue: Catalogue, library: Library, ended_id: str, session_id_of_another: str
) -> None:
    change = catalogue.delete(ended_id)
    assert change == Change(Changed.SESSION_LIST, ended_id, (ended_id,))
    assert [summary.id for summary in catalogue.sessions()] == [session_id_of_another]
    with pytest.raises(RuleError, match="not in the library"):
        catalogue.delete(ended_id)
    assert library.verify() == []


@pytest.fixture
def session_id_of_another(library: Library, planned: SessionRecord) -> str:
    library.sessions.insert(replace(planned, id="another"))
    return "another"


def test_a_live_session_is_not_deleted(catalogue: Catalogue, live: Live) -> None:
    live.start()
    with pytest.raises(RuleError, match="still live"):
        catalogue.delete(live.record.id)
    assert catalogue.record(live.record.id) == live.record
    live.end()
    catalogue.delete(live.record.id)


def test_the_kept_files_of_a_deleted_session_go_when_no_other_session_has_them(
    catalogue: Catalogue,
    library: Library,
    clock: FakeClock,
    session_id: str,
    session_id_of_another: str,
    tmp_path: Path,
) -> None:
    planning = Planning(library, clock)
    for name, sessions in (
        ("own", (session_id,)),
        ("shared", (session_id, session_id_of_another)),
    ):
        source = tmp_path / f"{name}.txt"
        source.write_text(name)
        for session in sessions:
            planning.add_file(session, source)
    own, shared = (a.sha256 for a in catalogue.record(session_id).artifacts if a.sha256)
    catalogue.delete(session_id)
    assert not library.artifacts.exists(own)
    assert library.artifacts.exists(shared)
    assert library.verify() == []
