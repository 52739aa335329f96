"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of schema version 1."""
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("copy_of", sa.Text(), nullable=False),
        sa.Column("protocol_key", sa.Text(), nullable=False),
        sa.Column("protocol_name", sa.Text(), nullable=False),
        sa.Column("protocol_version", sa.Integer(), nullable=False),
        sa.Column("protocol_credit", sa.Text(), nullable=False),
        sa.Column("learning_purpose", sa.Text(), nullable=False),
        sa.Column("student_aim", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("scheduled_start_ms", sa.BigInteger(), nullable=True),
        sa.Column("scheduled_start_offset_min", sa.Integer(), nullable=True),
        sa.Column("agreed_end_ms", sa.BigInteger(), nullable=True),
        sa.Column("agreed_end_offset_min", sa.Integer(), nullable=True),
        sa.Column("reflection", sa.Text(), nullable=False),
        sa.Column("debrief_purpose", sa.Text(), nullable=False),
        sa.Column("debrief_approach", sa.Text(), nullable=False),
        sa.Column("debrief_effects", sa.Text(), nullable=False),
        sa.Column("purpose_agreement", sa.Text(), nullable=True),
        sa.Column("purpose_as_contested", sa.Text(), nullable=False),
        sa.Column("next_date", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status in ('planned', 'live', 'ended')", name=op.f("ck_sessions_status")
        ),
        sa.CheckConstraint(
            "(scheduled_start_ms is null) = (scheduled_start_offset_min is null)",
            name=op.f("ck_sessions_scheduled_start"),
        ),
        sa.CheckConstraint(
            "(agreed_end_ms is null) = (agreed_end_offset_min is null)",
            name=op.f("ck_sessions_agreed_end"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_copy_of"), "sessions", ["copy_of"], unique=False)
    op.create_table(
        "artifacts",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("relevance", sa.Text(), nullable=True),
        sa.Column("relevance_note", sa.Text(), nullable=False),
        sa.Column("names_removed", sa.Boolean(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "id", name=op.f("pk_artifacts")),
        sa.UniqueConstraint(
            "session_id", "position", name=op.f("uq_artifacts_session_id_position")
        ),
        sa.CheckConstraint("size >= 0", name=op.f("ck_artifacts_size")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_artifacts_session_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_artifacts_sha256"), "artifacts", ["sha256"], unique=False)
    op.create_table(
        "checklist_answers",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "item", name=op.f("pk_checklist_answers")),
        sa.UniqueConstraint(
            "session_id", "position", name=op.f("uq_checklist_answers_session_id_position")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_checklist_answers_session_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "drafts",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("stage_run", sa.Text(), nullable=True),
        sa.Column("offset_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_drafts")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_drafts_session_id"), ondelete="CASCADE"
        ),
    )
    op.create_table(
        "framing_questions",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "id", name=op.f("pk_framing_questions")),
        sa.UniqueConstraint(
            "session_id", "position", name=op.f("uq_framing_questions_session_id_position")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_framing_questions_session_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "participants",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("consent_quotes", sa.Boolean(), nullable=True),
        sa.Column("consent_artifacts", sa.Boolean(), nullable=True),
        sa.Column("consent_research", sa.Boolean(), nullable=True),
        sa.Column("consent_asked_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("session_id", "id", name=op.f("pk_participants")),
        sa.UniqueConstraint(
            "session_id", "position", name=op.f("uq_participants_session_id_position")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_participants_session_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "planned_stages",
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
        sa.PrimaryKeyConstraint("session_id", "id", name=op.f("pk_planned_stages")),
        sa.UniqueConstraint(
            "session_id", "position", name=op.f("uq_planned_stages_session_id_position")
        ),
        sa.CheckConstraint("planned_s >= 0", name=op.f("ck_planned_stages_planned_s")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_planned_stages_session_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "revisions",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "seq", name=op.f("pk_revisions")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_revisions_session_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "signs_of_life",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("steady_ms", sa.BigInteger(), nullable=False),
        sa.Column("boot", sa.Text(), nullable=False),
        sa.Column("utc_ms", sa.BigInteger(), nullable=False),
        sa.Column("offset_min", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_signs_of_life")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_signs_of_life_session_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "timeline",
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
        sa.PrimaryKeyConstraint("session_id", "id", name=op.f("pk_timeline")),
        sa.UniqueConstraint("session_id", "seq", name=op.f("uq_timeline_session_id_seq")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_timeline_session_id"), ondelete="CASCADE"
        ),
    )
    op.create_table(
        "commitments",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by_when", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("contribution", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("session_id", "id", name=op.f("pk_commitments")),
        sa.UniqueConstraint(
            "session_id", "position", name=op.f("uq_commitments_session_id_position")
        ),
        sa.ForeignKeyConstraint(
            ["session_id", "who"],
            ["participants.session_id", "participants.id"],
            name=op.f("fk_commitments_session_id_who"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_commitments_session_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "contributions",
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
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_contributions_session_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "wordings",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("contribution_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("replaced_ms", sa.BigInteger(), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_wordings_session_id"), ondelete="CASCADE"
        ),
    )
