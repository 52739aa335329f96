"""What the library knows since: house protocols, whole drafts, stars, prompts, "soon"."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dilc_desktop.store.migrations import in_session, remake

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of schema version 3."""
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
            sa.Column("soon_s", sa.Integer(), nullable=False),
            sa.Column("prompts", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("session_id", "id", name=op.f("pk_planned_stages")),
            sa.UniqueConstraint(
                "session_id", "position", name=op.f("uq_planned_stages_session_id_position")
            ),
            sa.CheckConstraint("planned_s >= 0", name=op.f("ck_planned_stages_planned_s")),
            sa.CheckConstraint("rounds >= 1", name=op.f("ck_planned_stages_rounds")),
            sa.CheckConstraint("soon_s >= 0", name=op.f("ck_planned_stages_soon_s")),
            in_session("planned_stages"),
        ],
        {"soon_s": "0", "prompts": "'[]'"},
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
            sa.Column("away_ms", sa.BigInteger(), nullable=True),
            sa.PrimaryKeyConstraint("session_id", "id", name=op.f("pk_timeline")),
            sa.UniqueConstraint("session_id", "seq", name=op.f("uq_timeline_session_id_seq")),
            in_session("timeline"),
        ],
        {"away_ms": "case when type = 'recovered' then 0 end"},
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
            sa.Column("starred", sa.Boolean(), nullable=False),
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
        {"starred": "false"},
    )
    remake(
        "drafts",
        [
            sa.Column("session_id", sa.Text(), nullable=False),
            sa.Column("text", sa.Text(), nullable=False),
            sa.Column("kind", sa.Text(), nullable=True),
            sa.Column("speaker", sa.Text(), nullable=True),
            sa.Column("level", sa.Text(), nullable=False),
            sa.Column("stage_run", sa.Text(), nullable=True),
            sa.Column("offset_ms", sa.BigInteger(), nullable=True),
            sa.Column("verbatim", sa.Boolean(), nullable=False),
            sa.Column("evidence", sa.Text(), nullable=False),
            sa.Column("focus", sa.Text(), nullable=False),
            sa.Column("about", sa.Text(), nullable=True),
            sa.Column("artifact", sa.Text(), nullable=True),
            sa.Column("place", sa.Text(), nullable=False),
            sa.Column("returns_in", sa.Text(), nullable=True),
            sa.PrimaryKeyConstraint("session_id", name=op.f("pk_drafts")),
            in_session("drafts"),
        ],
        {
            "verbatim": "false",
            "evidence": "''",
            "focus": "''",
            "about": "null",
            "artifact": "null",
            "place": "''",
            "returns_in": "null",
        },
    )
    op.create_table(
        "place_lines",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "place", name=op.f("pk_place_lines")),
        in_session("place_lines"),
    )
    op.create_table(
        "house_protocols",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_house_protocols")),
    )
    op.create_table(
        "protocol_versions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("protocol_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("based_on_key", sa.Text(), nullable=False),
        sa.Column("based_on_version", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol_versions")),
        sa.UniqueConstraint(
            "protocol_key", "version", name=op.f("uq_protocol_versions_protocol_key_version")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_protocol_versions_version")),
        sa.ForeignKeyConstraint(
            ["protocol_key"],
            ["house_protocols.key"],
            name=op.f("fk_protocol_versions_protocol_key"),
        ),
    )
    op.create_table(
        "favourites",
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_favourites")),
    )
