"""Somebody or something wrote rubbish where a restart looks: the session opens all the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dilc_desktop import paths
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Level
from dilc_desktop.services.desk import Desk
from dilc_desktop.store.library import FILE_NAME

if TYPE_CHECKING:
    from tests.conftest import FakeClock

BYTES = b"\xff\xfe"
FIELDS = [
    (table, field, value)
    for table, fields, values in (
        (
            "drafts",
            ("speaker", "stage_run", "about", "artifact", "place", "returns_in"),
            ("nonsense", BYTES, -5),
        ),
        ("drafts", ("verbatim",), ("nonsense", BYTES, -5)),
        ("drafts", ("text", "evidence"), ("nonsense", -5)),
        ("drafts", ("offset_ms",), (-5, 10**15)),
        ("signs_of_life", ("boot", "utc_ms", "offset_min"), ("nonsense", BYTES, -5, 10**15)),
        ("signs_of_life", ("steady_ms",), (-5, 10**15)),
    )
    for field in fields
    for value in values
]


@pytest.fixture
def session_id(tmp_path: Path, clock: FakeClock) -> str:
    """A session that was cut off after a hundred seconds, half a line typed."""
    with Desk(tmp_path / "data", paths.protocols(), clock) as desk:
        protocol = desk.shelf.protocol("consultancy")
        session_id = desk.planning.start_session(protocol, "March").session_id
        live = desk.live(session_id)
        live.start()
        clock.advance(100)
        kind = ContributionKind.PROCESS_NOTE
        live.save_draft("Half a li", kind, None, Level.GROUP, live.first_key())
        live.keep_alive()
    return session_id


@pytest.fixture
def spoil(tmp_path: Path, session_id: str) -> Callable[[str, str, object], None]:
    """Writes a value into a field of the one row of a table, past every check."""

    def write(table: str, field: str, value: object) -> None:
        with closing(sqlite3.connect(tmp_path / "data" / FILE_NAME)) as connection:
            connection.execute("pragma ignore_check_constraints = on")
            where = "id" if table == "sessions" else "session_id"
            words = f"update {table} set {field} = ? where {where} = ?"  # noqa: S608 - our names
            assert connection.execute(words, (value, session_id)).rowcount == 1
            connection.commit()

    return write


@pytest.mark.parametrize(("table", "field", "value"), FIELDS)
def test_t63_a_malformed_field_of_what_a_restart_reads_leaves_the_session_to_go_on(
    spoil: Callable[[str, str, object], None],
    tmp_path: Path,
    clock: FakeClock,
    session_id: str,
    table: str,
    field: str,
    value: object,
) -> None:
    spoil(table, field, value)
    clock.advance(60)
    with Desk(tmp_path / "data", paths.protocols(), clock) as desk:
        assert desk.catalogue.live_session() == session_id
        live = desk.live(session_id)
        live.outage()
        assert live.timing().now == 160_000
        draft = live.draft()
        assert draft is not None
        assert field == "text" or draft.text == "Half a li"
        kind = ContributionKind.PROCESS_NOTE
        live.add_contribution(kind, "Whole line.", None, live.first_key_of(draft))
        assert [c.text for c in desk.catalogue.record(session_id).kept] == ["Whole line."]
        assert desk.verify() == []
