"""How an older library file becomes one of today's; imported only when a file is behind."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

SCRIPTS = Path(__file__).resolve().parent


def upgrade(connection: Connection, revision: str, versions: Path = SCRIPTS / "versions") -> None:
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
