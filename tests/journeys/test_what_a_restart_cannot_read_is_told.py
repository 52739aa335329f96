"""T63: a field that cannot be read keeps nobody from the session, and the person is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from dilc_desktop import paths
from dilc_desktop.app import Program
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Level
from dilc_desktop.services.desk import Desk
from dilc_desktop.store.library import FILE_NAME
from dilc_desktop.ui.page import PageId

if TYPE_CHECKING:
    from tests.conftest import FakeClock

# The offscreen platform says so of much that other platforms do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

BYTES = b"\xff\xfe"
FIELDS = [
    ("drafts", "text", BYTES),
    ("drafts", "evidence", BYTES),
    ("drafts", "kind", "nonsense"),
    ("drafts", "level", "nonsense"),
    ("drafts", "focus", "nonsense"),
    ("drafts", "offset_ms", "nonsense"),
    ("signs_of_life", "steady_ms", "nonsense"),
    ("sessions", "status", "nonsense"),
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


@pytest.mark.parametrize(("table", "field", "value"), FIELDS)
def test_t63_what_cannot_be_read_is_told_kept_and_the_session_goes_on(
    open_program: Callable[[], Program],
    tmp_path: Path,
    clock: FakeClock,
    session_id: str,
    table: str,
    field: str,
    value: object,
) -> None:
    file = tmp_path / "data" / FILE_NAME
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma ignore_check_constraints = on")
        where = "id" if table == "sessions" else "session_id"
        words = f"update {table} set {field} = ? where {where} = ?"  # noqa: S608 - our names
        assert connection.execute(words, (value, session_id)).rowcount == 1
        connection.commit()
    clock.advance(60)
    program = open_program()
    assert program.window.here is PageId.LIVE
    assert program.desk is not None
    live = program.desk.live(session_id)
    assert live.timing().now == 160_000
    live.add_contribution(ContributionKind.PROCESS_NOTE, "Goes on.", None, live.first_key())
    assert [c.text for c in program.desk.catalogue.record(session_id).kept] == ["Goes on."]
    assert file.exists()
    if table == "drafts":
        told = [w.text() for w in program.window.findChildren(QLabel) if w.isVisible()]
        assert any("could not be read" in text for text in told)
