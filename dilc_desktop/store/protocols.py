"""House protocols on disk: all their versions, which were removed, and what is a favourite."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import ProtocolVersion
from dilc_desktop.store import rows, schema
from dilc_desktop.store.engine import Database

_UNKNOWN = "That protocol is not in the library."


class Protocols:
    """The house protocols of a library; the built-in ones are files and not here.

    Raises RuleError for what does not fit, StorageError where the disk or another program stopped
    a change; after either nothing has changed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def versions(self, key: str) -> tuple[ProtocolVersion, ...]:
        """All versions of a protocol, oldest first, even where it was removed."""
        table = schema.protocol_versions
        kept = select(table).where(table.c.protocol_key == key).order_by(table.c.version)
        with self._database.reading() as connection:
            return tuple(rows.protocol_version(row) for row in connection.execute(kept))

    def newest(self, *, removed: bool = False) -> tuple[ProtocolVersion, ...]:
        """The newest version of each protocol that was not removed, or that was, by key."""
        table, house, later = (
            schema.protocol_versions,
            schema.house_protocols,
            schema.protocol_versions.alias("later"),
        )
        last = select(func.max(later.c.version)).where(later.c.protocol_key == table.c.protocol_key)
        kept = (
            select(table)
            .join(house, house.c.key == table.c.protocol_key)
            .where(house.c.removed.is_(removed), table.c.version == last.scalar_subquery())
            .order_by(table.c.protocol_key)
        )
        with self._database.reading() as connection:
            return tuple(rows.protocol_version(row) for row in connection.execute(kept))

    def add(self, version: ProtocolVersion) -> None:
        """Add a version; a protocol that was removed comes back with it.

        Raises RuleError where that version is there already.
        """
        table, house = schema.protocol_versions, schema.house_protocols
        same = select(table.c.id).where(
            table.c.protocol_key == version.protocol_key, table.c.version == version.version
        )
        with self._database.writing() as connection:
            if connection.execute(same).first() is not None:
                raise RuleError(f"Version {version.version} of this protocol is there already.")
            if _set_removed(connection, version.protocol_key, removed=False) == 0:
                values = {"key": version.protocol_key, "removed": False}
                connection.execute(insert(house), values)
            connection.execute(insert(table), rows.protocol_version_values(version))

    def remove(self, key: str) -> None:
        """Take a protocol out of the lists; its versions are kept."""
        self._put_aside(key, removed=True)

    def restore(self, key: str) -> None:
        """Put a protocol that was removed back into the lists."""
        self._put_aside(key, removed=False)

    def favourites(self) -> frozenset[str]:
        """The keys of favourites, of built-in protocols too."""
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(schema.favourites.c.key)))

    def set_favourite(self, key: str, favourite: bool) -> None:
        """Make a protocol a favourite, or a favourite no longer."""
        table = schema.favourites
        with self._database.writing() as connection:
            # Taken out first, so that what is one already is not there twice.
            connection.execute(delete(table).where(table.c.key == key))
            if favourite:
                connection.execute(insert(table), {"key": key})

    def _put_aside(self, key: str, *, removed: bool) -> None:
        with self._database.writing() as connection:
            if _set_removed(connection, key, removed=removed) == 0:
                raise RuleError(_UNKNOWN)


def _set_removed(connection: Connection, key: str, *, removed: bool) -> int:
    """Mark a protocol; how many rows that were."""
    table = schema.house_protocols
    done: Any = connection.execute(update(table).where(table.c.key == key), {"removed": removed})
    return int(done.rowcount)
