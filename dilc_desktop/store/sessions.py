"""Sessions on disk: each method is one transaction, durable when it returns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    ScalarSelect,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from dilc_desktop.domain.errors import RuleError, StorageError
from dilc_desktop.domain.protocol import ProtocolUse
from dilc_desktop.domain.record import (
    Artifact,
    ChecklistAnswer,
    Closing,
    Commitment,
    Contribution,
    Draft,
    FramingQuestion,
    Participant,
    Role,
    SessionRecord,
    SessionSummary,
    Status,
    Wording,
)
from dilc_desktop.domain.session import Fact, Moment, PlannedStage, Session, replay
from dilc_desktop.store import rows, schema
from dilc_desktop.store.engine import Database, Prepared, broken_reference
from dilc_desktop.store.rows import Item, Shape, Values

_UNKNOWN = "That session is not in the library."
_UNKNOWN_CONTRIBUTION = "That contribution is not in this session."

_CONTENT = (
    schema.wordings,
    schema.contributions,
    schema.commitments,
    schema.timeline,
    schema.artifacts,
    schema.checklist_answers,
    schema.framing_questions,
    schema.participants,
    schema.planned_stages,
)


def _insert_contribution() -> Any:
    """One row at the end of a session's contributions, as one statement."""
    table = schema.contributions
    next_one = func.coalesce(func.max(table.c.position) + literal_column("1"), literal_column("0"))
    place = select(next_one).where(table.c.session_id == bindparam("of_session"))
    return insert(table).values(position=place.scalar_subquery())


def _started() -> ScalarSelect[Any]:
    """When a session began: its first stage entered, unless that was undone."""
    session = schema.sessions
    entered, undone, redone = (schema.timeline.alias(name) for name in ("e", "u", "r"))
    taken_back = exists().where(
        undone.c.session_id == entered.c.session_id,
        undone.c.undone_action == entered.c.action,
        ~exists().where(
            redone.c.session_id == undone.c.session_id,
            redone.c.undone_action == undone.c.action,
        ),
    )
    return (
        select(entered.c.utc_ms)
        .where(entered.c.session_id == session.c.id, entered.c.type == "stage_entered", ~taken_back)
        .order_by(entered.c.seq)
        .limit(1)
        .scalar_subquery()
    )


def _newest_first(statement: Select[Any]) -> Select[Any]:
    session = schema.sessions
    return statement.order_by(
        func.coalesce(session.c.scheduled_start_ms, session.c.created_ms).desc(),
        session.c.id.desc(),
    )


def _summaries() -> Select[Any]:
    """What a list shows, for all sessions in one statement."""
    session, people, promised = schema.sessions, schema.participants, schema.commitments
    roles = literal(" ").concat(people.c.roles).concat(" ")
    presenter = (
        select(func.coalesce(func.nullif(people.c.name, ""), people.c.code))
        .where(people.c.session_id == session.c.id, roles.contains(f" {Role.PRESENTER.value} "))
        .order_by(people.c.position)
        .limit(1)
    )
    dated = select(func.count()).where(
        promised.c.session_id == session.c.id, promised.c.by_when.is_not(None)
    )
    return select(
        session.c.id,
        session.c.title,
        session.c.status,
        session.c.protocol_name,
        session.c.scheduled_start_ms,
        session.c.scheduled_start_offset_min,
        session.c.created_ms,
        session.c.copy_of,
        _started().label("started_ms"),
        presenter.scalar_subquery().label("presenter"),
        dated.scalar_subquery().label("open_commitments"),
    )


def _usage() -> Select[Any]:
    """By which protocol each session was planned, for all sessions in one statement."""
    session = schema.sessions
    return select(
        session.c.id,
        session.c.title,
        session.c.protocol_key,
        session.c.protocol_version,
        session.c.copy_of,
        _started().label("started_ms"),
    )


_INSERT_CONTRIBUTION = _insert_contribution()
_UNREADABLE_DRAFT = (
    "What was half typed could not be read. It stays in the library as it is; please go on below."
)
_COUNT_FACTS = (
    select(func.count())
    .select_from(schema.timeline)
    .where(schema.timeline.c.session_id == bindparam("session_id"))
)
_DELETE_DRAFT = delete(schema.drafts).where(schema.drafts.c.session_id == bindparam("session_id"))
_SUMMARIES = _newest_first(_summaries())
_USAGE = _newest_first(_usage())


class Sessions:
    """All sessions of a library.

    Raises RuleError for a session that is not there, StorageError where the disk or another
    program stopped a change; after either nothing has changed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._add = Prepared(
            database.engine, _INSERT_CONTRIBUTION, schema.contributions.columns.keys()
        )
        self._clear_draft = Prepared(database.engine, _DELETE_DRAFT, ())

    # Whole records

    def insert(self, record: SessionRecord) -> None:
        """Add a session."""
        with self._database.writing() as connection:
            values = {**rows.session_values(record), "status": _status(record.session())}
            connection.execute(insert(schema.sessions), values)
            _insert_content(connection, record)

    def replace(self, record: SessionRecord) -> None:
        """Put a newer revision of a session in the place of the older one."""
        with self._changing(record.id) as connection:
            values = {**rows.session_values(record), "status": _status(record.session())}
            connection.execute(_update_session(record.id), values)
            for table in _CONTENT:
                connection.execute(delete(table).where(table.c.session_id == record.id))
            _insert_content(connection, record)

    def record(self, session_id: str) -> SessionRecord:
        """One session whole."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(schema.sessions).where(schema.sessions.c.id == session_id)
            ).one_or_none()
            if row is None:
                raise RuleError(_UNKNOWN)
            return SessionRecord(
                **rows.session_fields(row),
                plan=_read(connection, rows.PLAN, session_id),
                participants=_read(connection, rows.PARTICIPANTS, session_id),
                framing_questions=_read(connection, rows.FRAMING_QUESTIONS, session_id),
                checklist=_read(connection, rows.CHECKLIST, session_id),
                artifacts=_read(connection, rows.ARTIFACTS, session_id),
                facts=_read_facts(connection, session_id),
                contributions=_read_contributions(connection, session_id),
                commitments=_read(connection, rows.COMMITMENTS, session_id),
            )

    def delete(self, session_id: str) -> None:
        """Erase a session; its words leave the file and, unless it is being read, the log."""
        with self._changing(session_id) as connection:
            connection.execute(delete(schema.sessions).where(schema.sessions.c.id == session_id))
        self._database.forget_deleted()

    # Lists of sessions

    def summaries(self) -> tuple[SessionSummary, ...]:
        """What a list shows of each session, newest first."""
        with self._database.reading() as connection:
            return tuple(
                SessionSummary(
                    id=row.id,
                    title=row.title,
                    status=_status_in(row),
                    protocol_name=row.protocol_name,
                    presenter=row.presenter or "",
                    scheduled_start=rows.scheduled_start(row),
                    started_at=_maybe_instant(row.started_ms),
                    created_at=rows.instant_of(row.created_ms),
                    open_commitments=row.open_commitments,
                    copy_of=row.copy_of,
                )
                for row in connection.execute(_SUMMARIES)
            )

    def copies_of(self, session_id: str) -> tuple[str, ...]:
        """The ids of other laptops' differing copies of a session, oldest first."""
        table = schema.sessions
        copies = (
            select(table.c.id)
            .where(table.c.copy_of == session_id)
            .order_by(table.c.created_ms, table.c.id)
        )
        with self._database.reading() as connection:
            return tuple(connection.scalars(copies))

    def usage(self) -> tuple[ProtocolUse, ...]:
        """By which protocol each session was planned, newest first."""
        return self._uses(_USAGE)

    def uses_of(self, protocol_key: str) -> tuple[ProtocolUse, ...]:
        """The sessions that were planned by one protocol, newest first."""
        return self._uses(_USAGE.where(schema.sessions.c.protocol_key == protocol_key))

    def _uses(self, statement: Select[Any]) -> tuple[ProtocolUse, ...]:
        with self._database.reading() as connection:
            return tuple(
                ProtocolUse(
                    session_id=row.id,
                    title=row.title,
                    protocol_key=row.protocol_key,
                    protocol_version=row.protocol_version,
                    started_at=_maybe_instant(row.started_ms),
                    copy_of=row.copy_of,
                )
                for row in connection.execute(statement)
            )

    # Preparation

    def save_fields(self, session_id: str, **fields: Any) -> None:
        """Save some of the session's own fields; TypeError for a name that is not one."""
        values = rows.field_values(fields)
        with self._changing(session_id) as connection:
            if values:
                connection.execute(_update_session(session_id), values)

    def save_plan(self, session_id: str, plan: Sequence[PlannedStage]) -> None:
        """Save the plan; refused where what has happened already would not fit it."""
        with self._changing(session_id) as connection:
            replay(plan, _read_facts(connection, session_id))
            _save(connection, rows.PLAN, session_id, plan)

    def save_participants(self, session_id: str, participants: Sequence[Participant]) -> None:
        """Save who is in the session, in the order of their seats."""
        self._save(rows.PARTICIPANTS, session_id, participants)

    def save_framing_questions(self, session_id: str, questions: Sequence[FramingQuestion]) -> None:
        """Save the versions of the framing question, oldest first."""
        self._save(rows.FRAMING_QUESTIONS, session_id, questions)

    def save_checklist(self, session_id: str, answers: Sequence[ChecklistAnswer]) -> None:
        """Save the answers to the problem-of-practice checklist."""
        self._save(rows.CHECKLIST, session_id, answers)

    def save_artifacts(self, session_id: str, artifacts: Sequence[Artifact]) -> None:
        """Save what is known of the artifacts; their files are kept apart."""
        self._save(rows.ARTIFACTS, session_id, artifacts)

    # The session itself

    def append_facts(
        self,
        session_id: str,
        facts: Sequence[Fact],
        status: Status,
        *,
        seen: int = -1,
        contributions: Sequence[Contribution] = (),
    ) -> None:
        """Add facts to the log, and save the contributions that they moved.

        The whole log is replayed first: two programs with the same session open must not write a
        log that can no longer be told. Where the log still has the `seen` facts that the caller
        checked the new ones against, its own check holds.
        """
        with self._changing(session_id) as connection:
            known = connection.execute(_COUNT_FACTS, {"session_id": session_id}).scalar_one()
            if known != seen:
                log = _read_facts(connection, session_id)
                replay(_read(connection, rows.PLAN, session_id), (*log, *facts))
            _insert_facts(connection, session_id, facts, known)
            connection.execute(_update_session(session_id), {"status": status.value})
            _save_contributions(connection, session_id, contributions)

    def add_contribution(
        self, session_id: str, contribution: Contribution, *, keep_draft: bool = False
    ) -> None:
        """Add a capture and clear the draft that it grew from, or keep one that it did not."""
        values = rows.contribution_values(contribution)
        values |= {"session_id": session_id, "of_session": session_id}
        with self._referring(session_id) as connection:
            self._add.execute(connection, values)
            if not keep_draft:
                self._clear_draft.execute(connection, values)
            if contribution.earlier:
                _insert_wordings(connection, session_id, (contribution,))

    def save_contribution(self, session_id: str, contribution: Contribution) -> None:
        """Save what a contribution says now, what it said before, and whether it was undone."""
        self.save_contributions(session_id, (contribution,))

    def save_contributions(self, session_id: str, contributions: Sequence[Contribution]) -> None:
        """Save what several contributions say now, all of them or none."""
        with self._changing(session_id) as connection:
            _save_contributions(connection, session_id, contributions)

    def save_draft(self, session_id: str, draft: Draft | None) -> None:
        """Keep half-typed text, or nothing."""
        with self._referring(session_id) as connection:
            if draft is None:
                connection.execute(_DELETE_DRAFT, {"session_id": session_id})
            else:
                _put(connection, schema.drafts, session_id, rows.draft_values(draft))

    def draft(self, session_id: str) -> Draft | None:
        """The half-typed text that was kept; StorageError where it can no longer be read."""
        row = self._one(schema.drafts, session_id)
        try:
            return None if row is None else rows.draft(row)
        except ValueError as error:
            raise StorageError(_UNREADABLE_DRAFT) from error

    def save_line(self, session_id: str, place: str, text: str) -> None:
        """Keep what a small group has half typed at its place, or nothing where `text` is empty."""
        table = schema.place_lines
        here = (table.c.session_id == session_id, table.c.place == place)
        with self._referring(session_id) as connection:
            if not text:
                connection.execute(delete(table).where(*here))
            elif connection.execute(update(table).where(*here), {"text": text}).rowcount == 0:
                values = {"session_id": session_id, "place": place, "text": text}
                connection.execute(insert(table), values)

    def lines(self, session_id: str) -> dict[str, str]:
        """What small groups had half typed, by place."""
        table = schema.place_lines
        kept = select(table).where(table.c.session_id == session_id).order_by(table.c.place)
        with self._database.reading() as connection:
            return {row.place: row.text for row in connection.execute(kept)}

    def keep_alive(self, session_id: str, moment: Moment) -> None:
        """Leave a sign of life."""
        with self._referring(session_id) as connection:
            _put(connection, schema.signs_of_life, session_id, rows.moment_values(moment))

    def last_alive(self, session_id: str) -> Moment | None:
        """The newest sign of life, None where there is none that can be read."""
        row = self._one(schema.signs_of_life, session_id)
        numbers = () if row is None else (row.steady_ms, row.utc_ms, row.offset_min)
        readable = row is not None and all(isinstance(number, int) for number in numbers)
        return rows.moment(row) if row is not None and readable else None

    # Afterwards

    def save_commitments(self, session_id: str, commitments: Sequence[Commitment]) -> None:
        """Save who will do what by when."""
        self._save(rows.COMMITMENTS, session_id, commitments)

    def save_closing(self, session_id: str, closing: Closing) -> None:
        """Save what is written down after the last stage."""
        with self._changing(session_id) as connection:
            connection.execute(_update_session(session_id), rows.closing_values(closing))

    def history(self, session_id: str) -> tuple[str, ...]:
        """The content hashes of the revisions that were exported or imported, oldest first."""
        with self._database.reading() as connection:
            return _history(connection, session_id)

    def add_history(self, session_id: str, sha256: str) -> None:
        """Note a revision; the one that is newest already is not noted twice."""
        with self._changing(session_id) as connection:
            known = _history(connection, session_id)
            if known[-1:] != (sha256,):
                connection.execute(
                    insert(schema.revisions),
                    {"session_id": session_id, "seq": len(known), "sha256": sha256},
                )

    # Units of work

    @contextmanager
    def _changing(self, session_id: str) -> Iterator[Connection]:
        """A unit of work on a session that is there."""
        with self._database.writing() as connection:
            if not _known(connection, session_id):
                raise RuleError(_UNKNOWN)
            yield connection

    @contextmanager
    def _referring(self, session_id: str) -> Iterator[Connection]:
        """A unit of work whose rows themselves ask for the session: nothing is read first."""
        try:
            with self._database.writing() as connection:
                yield connection
        except IntegrityError as error:
            if broken_reference(error):
                with self._database.reading() as connection:
                    if not _known(connection, session_id):
                        raise RuleError(_UNKNOWN) from error
            raise

    def _save(self, shape: Shape[Item], session_id: str, items: Sequence[Item]) -> None:
        with self._changing(session_id) as connection:
            _save(connection, shape, session_id, items)

    def _one(self, table: Table, session_id: str) -> rows.AnyRow | None:
        with self._database.reading() as connection:
            return connection.execute(
                select(table).where(table.c.session_id == session_id)
            ).one_or_none()


def _status_in(row: rows.AnyRow) -> Status:
    """The status noted with a session; one that was begun and says nothing readable is live.

    So it is opened first, and its facts say how it stands.
    """
    if row.status in tuple(Status):
        return Status(row.status)
    return Status.PLANNED if row.started_ms is None else Status.LIVE


def _status(session: Session) -> str:
    """Where a session stands by its facts."""
    if session.began is None:
        return Status.PLANNED.value
    return Status.LIVE.value if session.ended is None else Status.ENDED.value


def _maybe_instant(ms: int | None) -> datetime | None:
    return None if ms is None else rows.instant_of(ms)


def _known(connection: Connection, session_id: str) -> bool:
    table = schema.sessions
    return connection.scalar(select(table.c.id).where(table.c.id == session_id)) is not None


def _update_session(session_id: str) -> Any:
    return update(schema.sessions).where(schema.sessions.c.id == session_id)


def _put(connection: Connection, table: Table, session_id: str, values: Values) -> None:
    """Write the one row that a session has in a table."""
    done = connection.execute(update(table).where(table.c.session_id == session_id), values)
    if done.rowcount == 0:
        connection.execute(insert(table), {"session_id": session_id, **values})


def _save(
    connection: Connection, shape: Shape[Item], session_id: str, items: Sequence[Item]
) -> None:
    """Put a list in the place of the one before."""
    connection.execute(delete(shape.table).where(shape.table.c.session_id == session_id))
    _insert(connection, shape, session_id, items)


def _insert(
    connection: Connection, shape: Shape[Item], session_id: str, items: Sequence[Item]
) -> None:
    _insert_all(
        connection,
        shape.table,
        [
            {"session_id": session_id, "position": position, **shape.write(item)}
            for position, item in enumerate(items)
        ],
    )


def _insert_all(connection: Connection, table: Table, values: list[Values]) -> None:
    # An empty list would mean one row of nothing but defaults.
    if values:
        connection.execute(insert(table), values)


def _insert_content(connection: Connection, record: SessionRecord) -> None:
    """Everything of a session but its own row."""
    _insert(connection, rows.PLAN, record.id, record.plan)
    _insert(connection, rows.PARTICIPANTS, record.id, record.participants)
    _insert(connection, rows.FRAMING_QUESTIONS, record.id, record.framing_questions)
    _insert(connection, rows.CHECKLIST, record.id, record.checklist)
    _insert(connection, rows.ARTIFACTS, record.id, record.artifacts)
    _insert_facts(connection, record.id, record.facts, 0)
    _insert_all(
        connection,
        schema.contributions,
        [
            {"session_id": record.id, "position": place, **rows.contribution_values(contribution)}
            for place, contribution in enumerate(record.contributions)
        ],
    )
    _insert_wordings(connection, record.id, record.contributions)
    _insert(connection, rows.COMMITMENTS, record.id, record.commitments)


def _insert_facts(
    connection: Connection, session_id: str, facts: Sequence[Fact], first: int
) -> None:
    _insert_all(
        connection,
        schema.timeline,
        [
            {"session_id": session_id, "seq": seq, **rows.fact_values(fact)}
            for seq, fact in enumerate(facts, start=first)
        ],
    )


def _save_contributions(
    connection: Connection, session_id: str, contributions: Sequence[Contribution]
) -> None:
    """Put contributions and their earlier wordings in the place of those of before."""
    table, old = schema.contributions, schema.wordings
    for contribution in contributions:
        done = connection.execute(
            update(table).where(table.c.session_id == session_id, table.c.id == contribution.id),
            rows.contribution_values(contribution),
        )
        if done.rowcount == 0:
            raise RuleError(_UNKNOWN_CONTRIBUTION)
        connection.execute(
            delete(old).where(
                old.c.session_id == session_id, old.c.contribution_id == contribution.id
            )
        )
    _insert_wordings(connection, session_id, contributions)


def _insert_wordings(
    connection: Connection, session_id: str, contributions: Sequence[Contribution]
) -> None:
    _insert_all(
        connection,
        schema.wordings,
        [
            {
                "session_id": session_id,
                "contribution_id": contribution.id,
                "position": position,
                **rows.wording_values(wording),
            }
            for contribution in contributions
            for position, wording in enumerate(contribution.earlier)
        ],
    )


def _read(connection: Connection, shape: Shape[Item], session_id: str) -> tuple[Item, ...]:
    table = shape.table
    found = connection.execute(
        select(table).where(table.c.session_id == session_id).order_by(table.c.position)
    )
    return tuple(shape.read(row) for row in found)


def _read_facts(connection: Connection, session_id: str) -> tuple[Fact, ...]:
    table = schema.timeline
    found = connection.execute(
        select(table).where(table.c.session_id == session_id).order_by(table.c.seq)
    )
    return tuple(rows.fact(row) for row in found)


def _read_contributions(connection: Connection, session_id: str) -> tuple[Contribution, ...]:
    table, old = schema.contributions, schema.wordings
    earlier: dict[str, list[Wording]] = {}
    for row in connection.execute(
        select(old)
        .where(old.c.session_id == session_id)
        .order_by(old.c.contribution_id, old.c.position)
    ):
        earlier.setdefault(row.contribution_id, []).append(rows.wording(row))
    found = connection.execute(
        select(table).where(table.c.session_id == session_id).order_by(table.c.position)
    )
    return tuple(rows.contribution(row, tuple(earlier.get(row.id, ()))) for row in found)


def _history(connection: Connection, session_id: str) -> tuple[str, ...]:
    table = schema.revisions
    return tuple(
        connection.scalars(
            select(table.c.sha256).where(table.c.session_id == session_id).order_by(table.c.seq)
        )
    )
