"""Alembic's way into the library: it gets a connection and works inside its transaction."""

from __future__ import annotations

from alembic import context

from dilc_desktop.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
)
context.run_migrations()
