"""SQLite itself: how a library file is opened, locked and asked, and what its refusals mean.

All that is SQLite's alone stands here and in `backup`; the other modules of the room speak
portable SQL.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ClauseElement, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from dilc_desktop.domain.errors import StorageError

APPLICATION_ID = 0x44494C43  # "DILC", as `file` and other SQLite programs show it
BUSY_TIMEOUT_MS = 5_000

_PRAGMAS = ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON")
_MAC_PRAGMAS = ("fullfsync = ON", "checkpoint_fullfsync = ON")

_BUSY = "Another program is using the library. Please close it or wait a moment, then try again."
_DAMAGED = (
    "The library file is damaged and was left as it is. "
    "Please put a copy from the backups folder in its place, or ask for help."
)
_READ_ONLY = (
    "The library cannot be written to. Please check that its folder is not write-protected, "
    "then try again."
)
_GONE = (
    "The folder with your sessions was moved or deleted while the program was open. "
    "Please put it back where it was, then try again."
)
_ADVICE = {
    sqlite3.SQLITE_FULL: "The disk is full. Please free some space on it, then try again.",
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_IOERR: (
        "The disk with the library did not take or give the data. Please check that it is "
        "connected and has free space, then try again."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The library file cannot be opened. Please check that its folder is there and that "
        "you may write to it, then try again."
    ),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


@dataclass(frozen=True, slots=True)
class Marks:
    """What a file says of itself: whose it is, which schema it has, whether it holds tables."""

    application_id: int
    version: int
    empty: bool


@contextmanager
def known_failures() -> Iterator[None]:
    """Turn failures of the disk and of the file into StorageError; bugs pass through."""
    try:
        yield
    except DBAPIError as error:
        advice = _advice(error.orig)
        if advice is None:
            raise
        raise StorageError(advice) from error
    except sqlite3.Error as error:
        advice = _advice(error)
        if advice is None:
            raise
        raise StorageError(advice) from error


def _advice(error: BaseException | None) -> str | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _ADVICE.get(code & 0xFF)


def broken_reference(error: DBAPIError) -> bool:
    """Whether a row was refused because what it refers to is not there."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY


def read_only(path: Path) -> sqlite3.Connection:
    """Open a file so that nothing in it can change."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def marks(path: Path) -> Marks:
    """What a file says of itself, read without changing it; a missing file is an empty one."""
    if not path.exists():
        return Marks(0, 0, empty=True)
    with closing(read_only(path)) as connection:
        return _marks(connection)


def _marks(connection: sqlite3.Connection) -> Marks:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return Marks(application_id, version, empty=tables == 0)


class Prepared:
    """A statement compiled once, for what runs while people are talking."""

    def __init__(self, engine: Engine, statement: ClauseElement, names: Iterable[str]) -> None:
        compiled = statement.compile(engine, column_keys=list(names))
        self._sql = str(compiled)
        self._names = tuple(getattr(compiled, "positiontup", None) or ())

    def execute(self, connection: Connection, values: Mapping[str, Any]) -> None:
        """Run the statement with values that need no conversion."""
        connection.exec_driver_sql(self._sql, tuple(values[name] for name in self._names))


class Database:
    """One connection to the library file, for the thread that opened it."""

    def __init__(self, path: Path, busy_timeout_ms: int) -> None:
        self.path = path
        self._driver = _connect(path, busy_timeout_ms)
        self._file = path.stat().st_ino
        self.engine = _engine(self._driver)
        self._connection = self.engine.connect()

    def close(self) -> None:
        """Close the connection; the last one to close leaves a single file."""
        self._connection.close()
        self.engine.dispose()
        self._driver.close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One unit of work, durable when the block ends, undone where it fails."""
        self._check_place()
        with known_failures():
            try:
                with self._connection.begin():
                    yield self._connection
            finally:
                self._leave_no_transaction()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view; it neither waits for a writer nor holds one up."""
        with known_failures():
            self._connection.info["reading"] = True
            try:
                with self._connection.begin():
                    yield self._connection
            finally:
                self._connection.info["reading"] = False
                self._leave_no_transaction()

    def _check_place(self) -> None:
        """Refuse what nobody could read again: SQLite would write on to a deleted file."""
        try:
            there = self.path.stat().st_ino == self._file
        except OSError:
            there = False
        if not there:
            raise StorageError(_GONE)

    def _leave_no_transaction(self) -> None:
        """End what a failed COMMIT left open, so that the next unit of work can begin."""
        if self._driver.in_transaction:
            self._driver.execute("ROLLBACK")

    @contextmanager
    def wait_for_locks(self, ms: int) -> Iterator[None]:
        """Wait for other programs at most this many milliseconds while the block runs."""
        (before,) = self._driver.execute("PRAGMA busy_timeout").fetchone()
        self._driver.execute(f"PRAGMA busy_timeout = {ms:d}")
        try:
            yield
        finally:
            self._driver.execute(f"PRAGMA busy_timeout = {before}")

    def check_writable(self) -> None:
        """Raise StorageError where the file can only be read; a busy file is a writable one."""
        with known_failures(), self.wait_for_locks(0):
            try:
                self._driver.execute("BEGIN IMMEDIATE")
                # BEGIN alone is content with a file that can only be read; a change is not.
                self._driver.execute(f"PRAGMA user_version = {self.marks().version}")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
            finally:
                self._leave_no_transaction()

    @contextmanager
    def without_references(self) -> Iterator[None]:
        """Let a migration rebuild tables that others refer to; outside of units of work only."""
        self._driver.execute("PRAGMA foreign_keys = OFF")
        try:
            yield
        finally:
            self._driver.execute("PRAGMA foreign_keys = ON")

    def marks(self) -> Marks:
        """What the file says of itself now."""
        return _marks(self._driver)

    def stamp(self, version: int) -> None:
        """Mark the file as ours and as having this schema, within the open unit of work."""
        self._driver.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._driver.execute(f"PRAGMA user_version = {version}")

    def forget_deleted(self) -> None:
        """Take what was deleted out of the write-ahead log too, unless someone is reading it."""
        with known_failures():
            self._driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def faults(self) -> list[str]:
        """What SQLite itself finds wrong with the file, a sentence each."""
        found = [
            f"The library file is damaged: {text}."
            for (text,) in self._driver.execute("PRAGMA integrity_check")
            if text != "ok"
        ]
        # Where the pages themselves are damaged, asking for references could only fail.
        return found or [
            f"A row of {table} refers to a row of {parent} that is not there."
            for table, _, parent, _ in self._driver.execute("PRAGMA foreign_key_check")
        ]


def _connect(path: Path, busy_timeout_ms: int) -> sqlite3.Connection:
    """Open the file for writing, with every setting that makes a commit durable."""
    connection = sqlite3.connect(
        path, timeout=busy_timeout_ms / 1000, isolation_level=None, cached_statements=256
    )
    try:
        _use_write_ahead_log(connection, busy_timeout_ms)
        for pragma in _PRAGMAS + (_MAC_PRAGMAS if sys.platform == "darwin" else ()):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _use_write_ahead_log(connection: sqlite3.Connection, busy_timeout_ms: int) -> None:
    """Switch a file to its write-ahead log, which two programs may try at the same instant.

    SQLite does not wait for the lock here by itself.
    """
    give_up = time.monotonic() + busy_timeout_ms / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.02)
        else:
            return


def _engine(driver: sqlite3.Connection) -> Engine:
    """An engine around the one connection, whose units of work we begin ourselves."""
    # The message of a failed statement shall not quote what was to be written.
    engine = create_engine(
        "sqlite://", creator=lambda: driver, poolclass=NullPool, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # The driver is asked directly: this runs before every captured word.
        reading = connection.info.get("reading", False)
        driver.execute("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
