"""Copies of the library file that were opened and counted before anyone relies on them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from dilc_desktop.domain.errors import StorageError
from dilc_desktop.files import sync
from dilc_desktop.store.engine import known_failures, read_only

KEPT = 7
_PATTERN = "library-*.sqlite"


def verified_backup(source: Path, target_folder: Path, now: datetime) -> Path:
    """Copy a library file into a folder, prove the copy sound, and keep the newest seven.

    Returns the copy. Raises StorageError where it cannot be made; then nothing is left behind.
    """
    with known_failures():
        try:
            target_folder.mkdir(parents=True, exist_ok=True)
            target = _free_name(target_folder, now)
            aside = target.with_suffix(".part")
            aside.unlink(missing_ok=True)
            try:
                _copy(source, aside)
                # VACUUM INTO leaves this to the system.
                with aside.open("r+b") as file:
                    sync(file)
                aside.replace(target)
            finally:
                aside.unlink(missing_ok=True)
            for old in sorted(target_folder.glob(_PATTERN))[:-KEPT]:
                old.unlink()
        except OSError as error:
            raise StorageError(
                "No backup of the library could be made, so nothing was changed. Please check "
                "that the disk has free space and can be written to, then try again."
            ) from error
    return target


def _free_name(folder: Path, now: datetime) -> Path:
    """A name that sorts by time and that no other backup has."""
    stem = f"library-{now:%Y%m%d-%H%M%S}"
    for number in range(100):
        name = folder / f"{stem}-{number:02d}.sqlite"
        if not name.exists():
            return name
    raise FileExistsError(stem)


def _copy(source: Path, target: Path) -> None:
    """Copy while nobody can write, so that the rows of both can be compared."""
    with (
        closing(sqlite3.connect(source, isolation_level=None)) as guard,
        closing(sqlite3.connect(source, isolation_level=None)) as reader,
    ):
        guard.execute("BEGIN IMMEDIATE")
        expected = _counts(guard)
        reader.execute("VACUUM INTO ?", (str(target),))
        guard.execute("ROLLBACK")
    with closing(read_only(target)) as copy:
        verdict = [text for (text,) in copy.execute("PRAGMA integrity_check")]
        if verdict != ["ok"] or _counts(copy) != expected:
            raise StorageError(
                "The backup of the library is not sound, so nothing was changed. Please check "
                "the disk, then try again."
            )


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    counts: dict[str, int] = {}
    for (name,) in tables:
        quoted = name.replace('"', '""')
        (counts[name],) = connection.execute(
            f'SELECT count(*) FROM "{quoted}"'  # noqa: S608 - a table's name cannot be a parameter
        ).fetchone()
    return counts
