from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dilc_desktop import paths
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Contribution, SessionRecord
from dilc_desktop.services.desk import Desk
from dilc_desktop.services.live import Live
from dilc_desktop.store.library import Library

if TYPE_CHECKING:
    from tests.conftest import FakeClock


@pytest.fixture
def folder(tmp_path: Path, record: SessionRecord) -> Path:
    with Library.open(tmp_path / "data") as library:
        library.sessions.insert(record)
    return tmp_path / "data"


def practise(live: Live) -> Contribution:
    live.start()
    kind = ContributionKind.ANSWER
    live.add_contribution(kind, "Only practice.", None, live.first_key())
    live.next()
    return live.record.kept[0]


def test_a_rehearsal_runs_like_the_session_and_writes_nothing_to_the_record(
    folder: Path, record: SessionRecord, clock: FakeClock
) -> None:
    with Desk(folder, paths.protocols(), clock) as desk:
        live = desk.rehearse(record.id)
        assert live.session.began is None
        practise(live)
        assert live.session.position(live.session.runs[-1].stage_id) == 1
        assert desk.catalogue.record(record.id) == record
        desk.end_rehearsal()
        assert desk.verify() == []
    assert not (folder / "rehearsal").exists()


def test_a_rehearsal_that_was_killed_leaves_nothing_for_the_next_one(
    folder: Path, record: SessionRecord, clock: FakeClock
) -> None:
    killed = Desk(folder, paths.protocols(), clock)
    practise(killed.rehearse(record.id))
    with Desk(folder, paths.protocols(), clock) as desk:
        live = desk.rehearse(record.id)
        assert live.record.contributions == ()
        assert live.record.facts == ()
    killed.close()


def test_a_rehearsal_can_be_begun_again(
    folder: Path, record: SessionRecord, clock: FakeClock
) -> None:
    with Desk(folder, paths.protocols(), clock) as desk:
        practise(desk.rehearse(record.id))
        assert desk.rehearse(record.id).session.began is None
