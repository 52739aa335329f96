"""What the live session knows since: rounds, turns, rooms, evidence, and what answers what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dilc_desktop.store.migrations import in_session, remake

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of schema version 2."""
    remake(
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
            in_session("planned_stages"),
        ],
        {
            "block": "''",
            "rounds": "1",
            "places": "'[]'",
            "room_time": "'digits'",
            "counts_up": "false",
        },
    )
    remake(
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
            in_session("timeline"),
        ],
        {
            "again": "case when type = 'stage_entered' then false end",
            "speaker": "null",
            "place": "null",
            "stages": "null",
        },
    )
    remake(
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
            in_session("contributions"),
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
    remake(
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
            in_session("wordings"),
        ],
        {"evidence": "''"},
    )
