"""One library: a folder with the library file, kept artifacts, unsaved drafts and backups."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, insert, select

from dilc_desktop.clock import SystemClock
from dilc_desktop.domain.errors import RuleError, StorageError
from dilc_desktop.store import schema
from dilc_desktop.store.artifacts import Artifacts
from dilc_desktop.store.backup import verified_backup
from dilc_desktop.store.engine import (
    APPLICATION_ID,
    BUSY_TIMEOUT_MS,
    Database,
    Marks,
    known_failures,
    marks,
)
from dilc_desktop.store.protocol_drafts import ProtocolDrafts
from dilc_desktop.store.protocols import Protocols
from dilc_desktop.store.sessions import Sessions

FILE_NAME = "library.sqlite"
BACKUPS = "backups"
DRAFTS = "protocol-drafts"

_log = logging.getLogger(__name__)


class Library:
    """An open library: one connection, for the thread that opened it.

    Background work and other programs open the same folder again; SQLite lets one write at a time.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.sessions = Sessions(database)
        self.protocols = Protocols(database)
        self.protocol_drafts = ProtocolDrafts(folder / DRAFTS)
        self.artifacts = Artifacts(folder / "artifacts")
        self._database = database

    @classmethod
    def open(cls, folder: Path, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Self:
        """Open the library in a folder, made or brought up to date where needed.

        Raises StorageError, with what to do, where the file is damaged, not ours, newer than this
        program, or cannot be written; it is then left as it was.
        """
        _make_folders(folder)
        path = folder / FILE_NAME
        with known_failures():
            found = marks(path)
            _refuse_strangers(found)
            database = Database(path, busy_timeout_ms)
            try:
                database.check_writable()
                if found.empty and found.application_id == 0:
                    _create(database)
                elif found.version < schema.SCHEMA_VERSION:
                    _bring_up_to_date(database, folder / BACKUPS)
            except BaseException:
                database.close()
                raise
        return cls(folder, database)

    def close(self) -> None:
        """Close the library file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def wait_for_locks(self, ms: int) -> AbstractContextManager[None]:
        """Wait for another program that is writing at most this many milliseconds in a block."""
        return self._database.wait_for_locks(ms)

    def drop_unused(self, hashes: Iterable[str]) -> None:
        """Remove those of these kept files that no session has any more."""
        table = schema.artifacts
        wanted = {sha256 for sha256 in hashes if sha256}
        with self._database.writing() as connection:
            used = select(table.c.sha256).where(table.c.sha256.in_(wanted))
            for sha256 in wanted.difference(connection.scalars(used)):
                self.artifacts.drop(sha256)

    def verify(self) -> list[str]:
        """Everything that is wrong with the library, a sentence each; empty where it is sound."""
        try:
            with known_failures():
                found = self._database.faults()
            return found or [*self._lost_files(), *self._untold_sessions()]
        except StorageError as error:
            return [str(error)]

    def _lost_files(self) -> list[str]:
        table = schema.artifacts
        kept = select(table.c.sha256, table.c.file_name).where(table.c.sha256 != "").distinct()
        with self._database.reading() as connection:
            files = connection.execute(kept).all()
        found = []
        for sha256, name in files:
            if not self.artifacts.exists(sha256):
                found.append(f"The kept copy of “{name}” is missing.")
            elif not self.artifacts.sound(sha256):
                found.append(f"The kept copy of “{name}” has changed since it was added.")
        return found

    def _untold_sessions(self) -> list[str]:
        found = []
        for summary in self.sessions.summaries():
            try:
                session = self.sessions.record(summary.id).session()
            except (RuleError, ValueError) as error:
                found.append(f"The session “{summary.title}” cannot be told again: {error}")
            else:
                if (session.began is None) != (summary.started_at is None):
                    found.append(f"The session “{summary.title}” has no clear beginning.")
        return found


def _make_folders(folder: Path) -> None:
    try:
        (folder / "artifacts").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {folder} cannot be used for the library. Please check that it is a "
            "folder and that you may write to it, or choose another one in the settings."
        ) from error
    if (folder / FILE_NAME).is_dir():
        raise StorageError(
            f"There is a folder with the name {FILE_NAME} where the library file should be. "
            "Please move it away, or choose another folder for the library."
        )


def _refuse_strangers(found: Marks) -> None:
    """Raise StorageError for a file that is not ours or that a newer program wrote."""
    ours = found.application_id == APPLICATION_ID
    if not ours and not (found.empty and found.application_id == 0):
        raise StorageError(
            f"The file {FILE_NAME} belongs to another program and was left as it is. Please move "
            "it away, or choose another folder for the library."
        )
    if found.version > schema.SCHEMA_VERSION:
        raise StorageError(
            "This library was written by a newer version of the program and was left as it is. "
            "Please install the newest version, then open it again."
        )


def _create(database: Database) -> None:
    """Make today's tables; another program may have done so a moment ago."""
    with database.writing() as connection:
        if not database.marks().empty:
            return
        schema.metadata.create_all(connection)
        _note_revision(connection)
        database.stamp(schema.SCHEMA_VERSION)


def _note_revision(connection: Connection) -> None:
    """Tell Alembic where a new library stands."""
    connection.execute(
        insert(schema.alembic_version),
        {"version_num": schema.revision(schema.SCHEMA_VERSION)},
    )


def _bring_up_to_date(database: Database, backups: Path) -> None:
    """Migrate an older file, after a backup, in one transaction."""
    from dilc_desktop.store.migrations import upgrade  # noqa: PLC0415 - rare, and slow to import

    kept = verified_backup(database.path, backups, SystemClock().utc())
    _log.info("bringing the library up to date; the backup is %s", kept.name)
    with database.without_references(), database.writing() as connection:
        if database.marks().version < schema.SCHEMA_VERSION:
            upgrade(connection, schema.revision(schema.SCHEMA_VERSION))
            faults = database.faults()
            if faults:
                raise StorageError(
                    "The library could not be brought up to date and was left as it was. "
                    f"Please ask for help. {faults[0]}"
                )
            database.stamp(schema.SCHEMA_VERSION)
