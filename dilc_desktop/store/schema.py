"""The tables of the library, in types that SQLite and PostgreSQL both have.

Instants are whole milliseconds since the epoch in UTC; where the local zone matters its offset in
minutes stands beside them. Closed lists are stored as their words, short lists of such words with
a space between, lists of free text as JSON. A child row is keyed by its session and its id, so
that a copy of a session may keep its inner ids; `position` keeps the order that the domain gave.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION = 3

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _text(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def _number(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=null)


def _flag(name: str, *, null: bool = False) -> Column[bool]:
    return Column(name, Boolean, nullable=null)


def _session_id(*, alone: bool = False) -> Column[str]:
    """Name the session that a row belongs to; the row goes when the session goes."""
    belongs = ForeignKey("sessions.id", ondelete="CASCADE")
    return Column("session_id", Text, belongs, primary_key=alone, nullable=False)


def _keyed_in_session() -> PrimaryKeyConstraint:
    return PrimaryKeyConstraint("session_id", "id")


def _person(column: str) -> ForeignKeyConstraint:
    """Refer to a participant; checked at the commit, because lists are saved whole."""
    return ForeignKeyConstraint(
        ["session_id", column],
        ["participants.session_id", "participants.id"],
        deferrable=True,
        initially="DEFERRED",
    )


sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    _text("title"),
    _number("created_ms"),
    _text("status"),
    _text("copy_of"),
    _text("protocol_key"),
    _text("protocol_name"),
    Column("protocol_version", Integer, nullable=False),
    _text("protocol_credit"),
    _text("learning_purpose"),
    _text("student_aim"),
    _text("problem"),
    _number("scheduled_start_ms", null=True),
    Column("scheduled_start_offset_min", Integer),
    _number("agreed_end_ms", null=True),
    Column("agreed_end_offset_min", Integer),
    _text("reflection"),
    _text("debrief_purpose"),
    _text("debrief_approach"),
    _text("debrief_effects"),
    _text("purpose_agreement", null=True),
    _text("purpose_as_contested"),
    Column("next_date", Date),
    CheckConstraint("status in ('planned', 'live', 'ended')", name="status"),
    CheckConstraint(
        "(scheduled_start_ms is null) = (scheduled_start_offset_min is null)",
        name="scheduled_start",
    ),
    CheckConstraint("(agreed_end_ms is null) = (agreed_end_offset_min is null)", name="agreed_end"),
    Index(None, "copy_of"),
)

planned_stages = Table(
    "planned_stages",
    metadata,
    _session_id(),
    _text("id"),
    Column("position", Integer, nullable=False),
    _text("name"),
    _text("kind"),
    Column("planned_s", Integer, nullable=False),
    _text("speaks"),
    _text("silent"),
    _text("kinds"),
    _text("say"),
    _text("room"),
    Column("shortest_s", Integer),
    Column("longest_s", Integer),
    _flag("protected"),
    _text("stage_key"),
    _flag("left_out"),
    _text("block"),
    Column("rounds", Integer, nullable=False),
    _text("places"),
    _text("room_time"),
    _flag("counts_up"),
    Column("soon_s", Integer, nullable=False),
    _text("prompts"),
    _keyed_in_session(),
    UniqueConstraint("session_id", "position"),
    CheckConstraint("planned_s >= 0", name="planned_s"),
    CheckConstraint("rounds >= 1", name="rounds"),
    CheckConstraint("soon_s >= 0", name="soon_s"),
)

participants = Table(
    "participants",
    metadata,
    _session_id(),
    _text("id"),
    Column("position", Integer, nullable=False),
    _text("code"),
    _text("name"),
    _text("roles"),
    _flag("consent_quotes", null=True),
    _flag("consent_artifacts", null=True),
    _flag("consent_research", null=True),
    Column("consent_asked_on", Date),
    _keyed_in_session(),
    UniqueConstraint("session_id", "position"),
)

framing_questions = Table(
    "framing_questions",
    metadata,
    _session_id(),
    _text("id"),
    Column("position", Integer, nullable=False),
    _text("text"),
    _number("written_ms"),
    _keyed_in_session(),
    UniqueConstraint("session_id", "position"),
)

checklist_answers = Table(
    "checklist_answers",
    metadata,
    _session_id(),
    _text("item"),
    Column("position", Integer, nullable=False),
    _text("answer"),
    _text("note"),
    PrimaryKeyConstraint("session_id", "item"),
    UniqueConstraint("session_id", "position"),
)

artifacts = Table(
    "artifacts",
    metadata,
    _session_id(),
    _text("id"),
    Column("position", Integer, nullable=False),
    _text("title"),
    _text("relevance", null=True),
    _text("relevance_note"),
    _flag("names_removed"),
    _text("link"),
    _text("file_name"),
    _text("media_type"),
    _text("sha256"),
    _number("size"),
    _keyed_in_session(),
    UniqueConstraint("session_id", "position"),
    CheckConstraint("size >= 0", name="size"),
    Index(None, "sha256"),
)

# Whoever talked is not a foreign key either: the log is only ever added to.
timeline = Table(
    "timeline",
    metadata,
    _session_id(),
    Column("seq", Integer, nullable=False),
    _text("id"),
    _text("action"),
    _text("type"),
    _number("steady_ms"),
    _text("boot"),
    _number("utc_ms"),
    Column("offset_min", Integer, nullable=False),
    _text("stage_id", null=True),
    _text("run_id", null=True),
    _text("reason", null=True),
    Column("seconds", Integer),
    _text("undone_action", null=True),
    _flag("again", null=True),
    _text("speaker", null=True),
    _text("place", null=True),
    _text("stages", null=True),
    _number("away_ms", null=True),
    _keyed_in_session(),
    UniqueConstraint("session_id", "seq"),
)

# What a contribution points to may be private or gone: only its speaker is a foreign key.
contributions = Table(
    "contributions",
    metadata,
    _session_id(),
    _text("id"),
    Column("position", Integer, nullable=False),
    _text("kind"),
    _text("text"),
    _text("speaker", null=True),
    _text("stage_run", null=True),
    _number("offset_ms"),
    _number("captured_ms"),
    _text("level"),
    _flag("during_interruption"),
    _number("withdrawn_ms", null=True),
    _text("evidence"),
    _flag("verbatim"),
    _text("focus"),
    _text("about", null=True),
    _text("artifact", null=True),
    _text("place"),
    _text("returns_in", null=True),
    _flag("starred"),
    _keyed_in_session(),
    UniqueConstraint("session_id", "position"),
    _person("speaker"),
)

# A wording may name someone who is no longer listed, so its speaker is not a foreign key.
wordings = Table(
    "wordings",
    metadata,
    _session_id(),
    _text("id"),
    _text("contribution_id"),
    Column("position", Integer, nullable=False),
    _text("kind"),
    _text("text"),
    _text("speaker", null=True),
    _text("level"),
    _number("replaced_ms"),
    _text("evidence"),
    _keyed_in_session(),
    UniqueConstraint("session_id", "contribution_id", "position"),
    ForeignKeyConstraint(
        ["session_id", "contribution_id"],
        ["contributions.session_id", "contributions.id"],
        ondelete="CASCADE",
    ),
)

# The contribution that a commitment grew from may be private and so missing from a shared copy:
# it is not a foreign key.
commitments = Table(
    "commitments",
    metadata,
    _session_id(),
    _text("id"),
    Column("position", Integer, nullable=False),
    _text("who", null=True),
    _text("what"),
    Column("by_when", Date),
    _text("evidence"),
    _text("contribution", null=True),
    _keyed_in_session(),
    UniqueConstraint("session_id", "position"),
    _person("who"),
)

drafts = Table(
    "drafts",
    metadata,
    _session_id(alone=True),
    _text("text"),
    _text("kind", null=True),
    _text("speaker", null=True),
    _text("level"),
    _text("stage_run", null=True),
    _number("offset_ms", null=True),
    _flag("verbatim"),
    _text("evidence"),
    _text("focus"),
    _text("about", null=True),
    _text("artifact", null=True),
    _text("place"),
    _text("returns_in", null=True),
)

# What small groups have half typed, each at its own place.
place_lines = Table(
    "place_lines",
    metadata,
    _session_id(),
    _text("place"),
    _text("text"),
    PrimaryKeyConstraint("session_id", "place"),
)

signs_of_life = Table(
    "signs_of_life",
    metadata,
    _session_id(alone=True),
    _number("steady_ms"),
    _text("boot"),
    _number("utc_ms"),
    Column("offset_min", Integer, nullable=False),
)

revisions = Table(
    "revisions",
    metadata,
    _session_id(),
    Column("seq", Integer, nullable=False),
    _text("sha256"),
    PrimaryKeyConstraint("session_id", "seq"),
)

# A house protocol that was removed keeps its versions: sessions were planned by them.
house_protocols = Table(
    "house_protocols",
    metadata,
    Column("key", Text, primary_key=True),
    _flag("removed"),
)

protocol_versions = Table(
    "protocol_versions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("protocol_key", Text, ForeignKey("house_protocols.key"), nullable=False),
    Column("version", Integer, nullable=False),
    _number("made_ms"),
    _text("asked_by"),
    _text("reason"),
    _text("changes"),
    _text("based_on_key"),
    Column("based_on_version", Integer),
    _text("text"),
    UniqueConstraint("protocol_key", "version"),
    CheckConstraint("version >= 1", name="version"),
)

# A favourite may be a built-in protocol, so it refers to no other table.
favourites = Table("favourites", metadata, Column("key", Text, primary_key=True))

# Alembic's own mark, made here so that a new library needs no Alembic.
alembic_version = Table(
    "alembic_version",
    metadata,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def revision(version: int) -> str:
    """The name of the migration that leads to a schema version."""
    return f"{version:04d}"
