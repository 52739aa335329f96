"""What the live session knows since: rounds, turns, rooms, evidence, and what answers what."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of schema version 2."""
    _remake(
        "planned_stages",
        [
            sa.Column("session_id", sa.Text(), nullable=False),
            sa.Column("id", sa.Text(), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            sa.Column("name", sa.Text(), nullable=False),
            sa.Column("kind", sa.Text(), nullable=False),
            sa.Column("planned_s", sa.Integer(), nullable=False),
            sa.Column("speaks", sa.Text(), nullable=False),
            sa.Column("silent", sa.Text(), nullable=False),
            sa.Column("kinds", sa.Text(), nullable=False),
            sa.Column("say", sa.Text(), nullable=False),
            sa.Column("room", sa.Text(), nullable=False),
            sa.Column("shortest_s", sa.Integer(), nullable=True),
            sa.Column("longest_s", sa.Integer(), nullable=True),
            sa.Column("protected", sa.Boolean(), nullable=False),
            sa.Column("stage_key", sa.Text(), nullable=False),
            sa.Column("left_out", sa.Boolean(), nullable=False),
            sa.Column("block", sa.Text(), nullable=False),
            sa.Column("rounds", sa.Integer(), nullable=False),
            sa.Column("places", sa.Text(), nullable=False),
            sa.Column("room_time", sa.Text(), nullable=False),
            sa.Column("counts_up", sa.Boolean(), nullable=False),
            sa.PrimaryKeyConstraint("session_id", "id", name=op.f("pk_planned_stages")),
            sa.UniqueConstraint(
                "session_id", "position", name=op.f("uq_planned_stages_session_id_position")
            ),
            sa.CheckConstraint("planned_s >= 0", name=op.f("ck_planned_stages_planned_s")),
            sa.CheckConstraint("rounds >= 1", name=op.f("ck_planned_stages_rounds")),
            _in_session("planned_stages"),
        ],
        {
            "block": "''",
            "rounds": "1",
            "places": "'[]'",
            "room_time": "'digits'",
            "counts_up": "false",
        },
    )
    _remake(
        "timeline",
        [
            sa.Column("session_id", sa.Text(), nullable=False),
            sa.Column("seq", sa.Integer(), nullable=False),
            sa.Column("id", sa.Text(), nullable=False),
            sa.Column("action", sa.Text(), nullable=False),
            sa.Column("type", sa.Text(), nullable=False),
            sa.Column("steady_ms", sa.BigInteger(), nullable=False),
            sa.Column("boot", sa.Text(), nullable=False),
            sa.Column("utc_ms", sa.BigInteger(), nullable=False),
            sa.Column("offset_min", sa.Integer(), nullable=False),
            sa.Column("stage_id", sa.Text(), nullable=True),
            sa.Column("run_id", sa.Text(), nullable=True),
            sa.Column("reason", sa.Text(), nullable=True),
            sa.Column("seconds", sa.Integer(), nullable=True),
            sa.Column("undone_action", sa.Text(), nullable=True),
            sa.Column("again", sa.Boolean(), nullable=True),
            sa.Column("speaker", sa.Text(), nullable=True),
            sa.Column("place", sa.Text(), nullable=True),
            sa.Column("stages", sa.Text(), nullable=True),
            sa.PrimaryKeyConstraint("session_id", "id", name=op.f("pk_timeline")),
            sa.UniqueConstraint("session_id", "seq", name=op.f("uq_timeline_session_id_seq")),
            _in_session("timeline"),
        ],
        {
            "again": "case when type = 'stage_entered' then false end",
            "speaker": "null",
            "place": "null",
            "stages": "null",
        },
    )
    _remake(
        "contributions",
        [
            sa.Column("session_id", sa.Text(), nullable=False),
            sa.Column("id", sa.Text(), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            sa.Column("kind", sa.Text(), nullable=False),
            sa.Column("text", sa.Text(), nullable=False),
            sa.Column("speaker", sa.Text(), nullable=True),
            sa.Column("stage_run", sa.Text(), nullable=True),
            sa.Column("offset_ms", sa.BigInteger(), nullable=False),
            sa.Column("captured_ms", sa.BigInteger(), nullable=False),
            sa.Column("level", sa.Text(), nullable=False),
            sa.Column("during_interruption", sa.Boolean(), nullable=False),
            sa.Column("withdrawn_ms", sa.BigInteger(), nullable=True),
            sa.Column("evidence", sa.Text(), nullable=False),
            sa.Column("verbatim", sa.Boolean(), nullable=False),
            sa.Column("focus", sa.Text(), nullable=False),
            sa.Column("about", sa.Text(), nullable=True),
            sa.Column("artifact", sa.Text(), nullable=True),
            sa.Column("place", sa.Text(), nullable=False),
            sa.Column("returns_in", sa.Text(), nullable=True),
            sa.PrimaryKeyConstraint("session_id", "id", name=op.f("pk_contributions")),
            sa.UniqueConstraint(
                "session_id", "position", name=op.f("uq_contributions_session_id_position")
            ),
            sa.ForeignKeyConstraint(
                ["session_id", "speaker"],
                ["participants.session_id", "participants.id"],
                name=op.f("fk_contributions_session_id_speaker"),
                initially="DEFERRED",
                deferrable=True,
            ),
            _in_session("contributions"),
        ],
        {
            "evidence": "''",
            "verbatim": "false",
            "focus": "''",
            "about": "null",
            "artifact": "null",
            "place": "''",
            "returns_in": "null",
        },
    )
    _remake(
        "wordings",
        [
            sa.Column("session_id", sa.Text(), nullable=False),
            sa.Column("id", sa.Text(), nullable=False),
            sa.Column("contribution_id", sa.Text(), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            sa.Column("kind", sa.Text(), nullable=False),
            sa.Column("text", sa.Text(), nullable=False),
            sa.Column("speaker", sa.Text(), nullable=True),
            sa.Column("level", sa.Text(), nullable=False),
            sa.Column("replaced_ms", sa.BigInteger(), nullable=False),
            sa.Column("evidence", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("session_id", "id", name=op.f("pk_wordings")),
            sa.UniqueConstraint(
                "session_id",
                "contribution_id",
                "position",
                name=op.f("uq_wordings_session_id_contribution_id_position"),
            ),
            sa.ForeignKeyConstraint(
                ["session_id", "contribution_id"],
                ["contributions.session_id", "contributions.id"],
                name=op.f("fk_wordings_session_id_contribution_id"),
                ondelete="CASCADE",
            ),
            _in_session("wordings"),
        ],
        {"evidence": "''"},
    )


def _in_session(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["session_id"],
        ["sessions.id"],
        name=op.f(f"fk_{table}_session_id"),
        ondelete="CASCADE",
    )


def _remake(
    table: str,
    parts: list[sa.Column[object] | sa.Constraint],
    new: Mapping[str, str],
) -> None:
    """Make a table again with its new columns, which get these values in the rows of before.

    A column added to a table would need a default in the file for ever, and would stand after the
    table's constraints, so that a library brought up to date would differ from a new one.
    """
    aside = f"{table}_of_version_1"
    old = [p.name for p in parts if isinstance(p, sa.Column) and p.name not in new]
    # Names and values stand in this file; nothing of them comes from outside.
    op.execute(f"create table {aside} as select * from {table}")  # noqa: S608 - as said above
    op.drop_table(table)
    op.create_table(table, *parts)
    into = ", ".join((*old, *new))
    values = ", ".join((*old, *new.values()))
    op.execute(f"insert into {table} ({into}) select {values} from {aside}")  # noqa: S608 - too
    op.drop_table(aside)
