"""A planned session in a library, and services on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dilc_desktop.domain.record import Closing, SessionRecord
from dilc_desktop.services.live import Live
from dilc_desktop.store.library import Library

if TYPE_CHECKING:
    from tests.conftest import FakeClock


@pytest.fixture
def planned(record: SessionRecord) -> SessionRecord:
    """The record as it was before its session began."""
    return replace(record, facts=(), contributions=(), commitments=(), closing=Closing())


@pytest.fixture
def session_id(library: Library, planned: SessionRecord) -> str:
    """The id of a planned session in the library."""
    library.sessions.insert(planned)
    return planned.id


@pytest.fixture
def ended_id(library: Library, record: SessionRecord) -> str:
    """The id of an ended session in the library."""
    library.sessions.insert(record)
    return record.id


@pytest.fixture
def live(library: Library, clock: FakeClock, session_id: str) -> Live:
    """The planned session, ready to run."""
    return Live(library, clock, session_id)


@pytest.fixture
def impatient_library(tmp_path: Path) -> Iterator[Library]:
    """A library that gives up at once where another program holds its file."""
    with Library.open(tmp_path / "busy", busy_timeout_ms=1) as opened:
        yield opened


@pytest.fixture
def other_program(impatient_library: Library) -> Iterator[sqlite3.Connection]:
    """Another program with the impatient library's file open."""
    file = impatient_library.folder / "library.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection
