"""How an older library file becomes one of today's; imported only when a file is behind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa
from alembic import command, op
from alembic.config import Config

SCRIPTS = Path(__file__).resolve().parent


def upgrade(
    connection: sa.Connection, revision: str, versions: Path = SCRIPTS / "versions"
) -> None:
    """Run the migrations up to a revision inside the connection's open transaction."""
    config = Config()
    config.set_main_option("script_location", _option(SCRIPTS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", _option(versions))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _option(path: Path) -> str:
    """A path as a setting, where % would begin a placeholder."""
    return str(path).replace("%", "%%")


def in_session(table: str) -> sa.ForeignKeyConstraint:
    """Let a row of a table go when its session goes."""
    return sa.ForeignKeyConstraint(
        ["session_id"],
        ["sessions.id"],
        name=op.f(f"fk_{table}_session_id"),
        ondelete="CASCADE",
    )


def remake(
    table: str,
    parts: list[sa.Column[object] | sa.Constraint],
    new: Mapping[str, str],
) -> None:
    """Make a table again with its new columns, which get these values in the rows of before.

    A column added to a table would need a default in the file for ever, and would stand after the
    table's constraints, so that a library brought up to date would differ from a new one.
    """
    aside = f"{table}_of_before"
    old = [p.name for p in parts if isinstance(p, sa.Column) and p.name not in new]
    # Names and values stand in the migrations; nothing of them comes from outside.
    op.execute(f"create table {aside} as select * from {table}")  # noqa: S608 - as said above
    op.drop_table(table)
    op.create_table(table, *parts)
    into = ", ".join((*old, *new))
    values = ", ".join((*old, *new.values()))
    op.execute(f"insert into {table} ({into}) select {values} from {aside}")  # noqa: S608 - too
    op.drop_table(aside)
