"""How domain values become rows and rows become domain values; no SQL and no connection here."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Table

from dilc_desktop.domain.protocol import (
    ContributionKind,
    ProtocolVersion,
    RoomTime,
    StageKind,
)
from dilc_desktop.domain.record import (
    Agreement,
    Artifact,
    ChecklistAnswer,
    Closing,
    Commitment,
    Consent,
    Contribution,
    Details,
    Draft,
    Focus,
    FramingQuestion,
    Level,
    Participant,
    Relevance,
    Role,
    SessionRecord,
    Wording,
)
from dilc_desktop.domain.session import (
    Ended,
    Fact,
    Interrupted,
    Moment,
    Passed,
    PlaceEntered,
    PlannedStage,
    Reason,
    Recovered,
    Reopened,
    Replanned,
    Resumed,
    StageEntered,
    StageLeft,
    StageSkipped,
    StartMoved,
    TimeAdded,
    TurnBegan,
    TurnEnded,
    Undone,
)
from dilc_desktop.store import schema

Values = dict[str, Any]
AnyRow = Row[Any]
Item = TypeVar("Item")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def milliseconds(instant: datetime) -> int:
    """An aware time as whole milliseconds since the epoch; TypeError for a naive one."""
    return (instant - _EPOCH) // _MILLISECOND


def instant_of(ms: int) -> datetime:
    """The UTC time of milliseconds since the epoch."""
    return _EPOCH + ms * _MILLISECOND


def _local_of(ms: int | None, offset_min: int | None) -> datetime | None:
    if ms is None or offset_min is None:
        return None
    return instant_of(ms).astimezone(timezone(timedelta(minutes=offset_min)))


def local_values(name: str, at: datetime | None) -> Values:
    """The two columns of an aware local time."""
    offset = None if at is None else at.utcoffset()
    return {
        f"{name}_ms": None if at is None else milliseconds(at),
        f"{name}_offset_min": None if offset is None else round(offset.total_seconds() / 60),
    }


# The session itself

LOCAL_TIMES = frozenset({"scheduled_start", "agreed_end"})
FIELDS = LOCAL_TIMES | {
    "title",
    "learning_purpose",
    "student_aim",
    "problem",
    "protocol_key",
    "protocol_name",
    "protocol_version",
    "protocol_credit",
}


def field_values(fields: Values) -> Values:
    """The columns of some of a session's own fields."""
    values: Values = {}
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"a session has no field {name} that could be saved alone")
        values |= local_values(name, value) if name in LOCAL_TIMES else {name: value}
    return values


def session_values(record: SessionRecord) -> Values:
    """The columns of a session, without its status."""
    return {
        "id": record.id,
        "created_ms": milliseconds(record.created_at),
        "copy_of": record.copy_of,
        **field_values({name: getattr(record, name) for name in FIELDS}),
        **closing_values(record.closing),
    }


def closing_values(closing: Closing) -> Values:
    """The columns of what is written down after the last stage."""
    return {
        "reflection": closing.reflection,
        "debrief_purpose": closing.debrief_purpose,
        "debrief_approach": closing.debrief_approach,
        "debrief_effects": closing.debrief_effects,
        "purpose_agreement": _word(closing.purpose_agreement),
        "purpose_as_contested": closing.purpose_as_contested,
        "next_date": closing.next_date,
    }


def session_fields(row: AnyRow) -> Values:
    """What a session's own row gives to its record."""
    return {
        "id": row.id,
        "title": row.title,
        "created_at": instant_of(row.created_ms),
        "protocol_key": row.protocol_key,
        "protocol_name": row.protocol_name,
        "protocol_version": row.protocol_version,
        "protocol_credit": row.protocol_credit,
        "learning_purpose": row.learning_purpose,
        "student_aim": row.student_aim,
        "problem": row.problem,
        "scheduled_start": scheduled_start(row),
        "agreed_end": _local_of(row.agreed_end_ms, row.agreed_end_offset_min),
        "closing": Closing(
            reflection=row.reflection,
            debrief_purpose=row.debrief_purpose,
            debrief_approach=row.debrief_approach,
            debrief_effects=row.debrief_effects,
            purpose_agreement=_maybe(Agreement, row.purpose_agreement),
            purpose_as_contested=row.purpose_as_contested,
            next_date=row.next_date,
        ),
        "copy_of": row.copy_of,
    }


def scheduled_start(row: AnyRow) -> datetime | None:
    """The time for which a session is planned."""
    return _local_of(row.scheduled_start_ms, row.scheduled_start_offset_min)


def _maybe(kind: Callable[[Any], Item], value: str | int | None) -> Item | None:
    return None if value is None else kind(value)


def _word(choice: StrEnum | None) -> str | None:
    return None if choice is None else choice.value


def _json(items: Sequence[Any]) -> str:
    """A list whose texts may hold spaces, as one text."""
    return json.dumps(items, ensure_ascii=False, separators=(",", ":"))


# Lists of a session that are saved whole


@dataclass(frozen=True, slots=True)
class Shape(Generic[Item]):
    """A list of a session: its table, and how one item is written and read."""

    table: Table
    write: Callable[[Item], Values]
    read: Callable[[AnyRow], Item]


def _stage_values(stage: PlannedStage) -> Values:
    return {
        "id": stage.id,
        "name": stage.name,
        "kind": stage.kind.value,
        "planned_s": stage.planned_s,
        "speaks": stage.speaks,
        "silent": stage.silent,
        "kinds": " ".join(stage.kinds),
        "say": stage.say,
        "room": stage.room,
        "shortest_s": stage.shortest_s,
        "longest_s": stage.longest_s,
        "protected": stage.protected,
        "stage_key": stage.stage_key,
        "left_out": stage.left_out,
        "block": stage.block,
        "rounds": stage.rounds,
        "places": _json(stage.places),
        "room_time": stage.room_time.value,
        "counts_up": stage.counts_up,
        "soon_s": stage.soon_s,
        "prompts": _json(stage.prompts),
    }


def _stage(row: AnyRow) -> PlannedStage:
    return PlannedStage(
        id=row.id,
        name=row.name,
        kind=StageKind(row.kind),
        planned_s=row.planned_s,
        speaks=row.speaks,
        silent=row.silent,
        kinds=tuple(ContributionKind(kind) for kind in row.kinds.split()),
        say=row.say,
        room=row.room,
        shortest_s=row.shortest_s,
        longest_s=row.longest_s,
        protected=row.protected,
        stage_key=row.stage_key,
        left_out=row.left_out,
        block=row.block,
        rounds=row.rounds,
        places=tuple(json.loads(row.places)),
        room_time=RoomTime(row.room_time),
        counts_up=row.counts_up,
        soon_s=row.soon_s,
        prompts=tuple(json.loads(row.prompts)),
    )


def _participant_values(person: Participant) -> Values:
    return {
        "id": person.id,
        "code": person.code,
        "name": person.name,
        "roles": " ".join(person.roles),
        "consent_quotes": person.consent.quotes,
        "consent_artifacts": person.consent.artifacts,
        "consent_research": person.consent.research,
        "consent_asked_on": person.consent.asked_on,
    }


def _participant(row: AnyRow) -> Participant:
    return Participant(
        id=row.id,
        code=row.code,
        name=row.name,
        roles=tuple(Role(role) for role in row.roles.split()),
        consent=Consent(
            quotes=row.consent_quotes,
            artifacts=row.consent_artifacts,
            research=row.consent_research,
            asked_on=row.consent_asked_on,
        ),
    )


def _question_values(question: FramingQuestion) -> Values:
    written = milliseconds(question.written_at)
    return {"id": question.id, "text": question.text, "written_ms": written}


def _question(row: AnyRow) -> FramingQuestion:
    return FramingQuestion(id=row.id, text=row.text, written_at=instant_of(row.written_ms))


def _answer_values(answer: ChecklistAnswer) -> Values:
    return {"item": answer.item, "answer": answer.answer, "note": answer.note}


def _answer(row: AnyRow) -> ChecklistAnswer:
    return ChecklistAnswer(item=row.item, answer=row.answer, note=row.note)


def _artifact_values(artifact: Artifact) -> Values:
    return {
        "id": artifact.id,
        "title": artifact.title,
        "relevance": _word(artifact.relevance),
        "relevance_note": artifact.relevance_note,
        "names_removed": artifact.names_removed,
        "link": artifact.link,
        "file_name": artifact.file_name,
        "media_type": artifact.media_type,
        "sha256": artifact.sha256,
        "size": artifact.size,
    }


def _artifact(row: AnyRow) -> Artifact:
    return Artifact(
        id=row.id,
        title=row.title,
        relevance=_maybe(Relevance, row.relevance),
        relevance_note=row.relevance_note,
        names_removed=row.names_removed,
        link=row.link,
        file_name=row.file_name,
        media_type=row.media_type,
        sha256=row.sha256,
        size=row.size,
    )


def _commitment_values(commitment: Commitment) -> Values:
    return {
        "id": commitment.id,
        "who": commitment.who,
        "what": commitment.what,
        "by_when": commitment.by_when,
        "evidence": commitment.evidence,
        "contribution": commitment.contribution,
    }


def _commitment(row: AnyRow) -> Commitment:
    return Commitment(
        id=row.id,
        who=row.who,
        what=row.what,
        by_when=row.by_when,
        evidence=row.evidence,
        contribution=row.contribution,
    )


PLAN = Shape(schema.planned_stages, _stage_values, _stage)
PARTICIPANTS = Shape(schema.participants, _participant_values, _participant)
FRAMING_QUESTIONS = Shape(schema.framing_questions, _question_values, _question)
CHECKLIST = Shape(schema.checklist_answers, _answer_values, _answer)
ARTIFACTS = Shape(schema.artifacts, _artifact_values, _artifact)
COMMITMENTS = Shape(schema.commitments, _commitment_values, _commitment)


# The timeline


def moment_values(at: Moment) -> Values:
    """The columns of an instant on three clocks."""
    return {
        "steady_ms": at.steady_ms,
        "boot": at.boot,
        "utc_ms": at.utc_ms,
        "offset_min": at.offset_min,
    }


def moment(row: AnyRow) -> Moment:
    """An instant on three clocks."""
    return Moment(row.steady_ms, row.boot, row.utc_ms, row.offset_min)


# A fact's word in the log, and which of its columns hold what the fact itself says.
_FACTS: dict[type[Fact], tuple[str, tuple[str, ...]]] = {
    StageEntered: ("stage_entered", ("stage_id", "run_id", "again")),
    StageLeft: ("stage_left", ()),
    StageSkipped: ("stage_skipped", ("stage_id",)),
    StartMoved: ("start_moved", ("seconds",)),
    Interrupted: ("interrupted", ("reason",)),
    Resumed: ("resumed", ()),
    TimeAdded: ("time_added", ("seconds",)),
    Replanned: ("replanned", ("stages",)),
    TurnBegan: ("turn_began", ("speaker",)),
    TurnEnded: ("turn_ended", ()),
    Passed: ("passed", ("speaker",)),
    PlaceEntered: ("place_entered", ("place",)),
    Ended: ("ended", ()),
    Reopened: ("reopened", ()),
    Recovered: ("recovered", ("away_ms",)),
    Undone: ("undone", ("undone_action",)),
}
_KINDS: dict[str, type[Fact]] = {word: kind for kind, (word, _) in _FACTS.items()}
_NOTHING_OF_ITS_OWN: Values = dict.fromkeys(
    column for _, columns in _FACTS.values() for column in columns
)


def fact_values(fact: Fact) -> Values:
    """The columns of a fact, without its place in the log."""
    if type(fact) not in _FACTS:
        raise TypeError(f"unknown fact {type(fact).__name__}")
    word, columns = _FACTS[type(fact)]
    own: Values = {column: getattr(fact, column) for column in columns}
    match fact:
        case Interrupted():
            own["reason"] = fact.reason.value
        case Replanned():
            own["stages"] = _json(fact.stages)
    values: Values = {"id": fact.id, "action": fact.action, "type": word}
    return values | moment_values(fact.at) | _NOTHING_OF_ITS_OWN | own


def fact(row: AnyRow) -> Fact:
    """A fact of the log."""
    kind = _KINDS.get(row.type)
    if kind is None:
        raise ValueError(f"unknown fact {row.type}")
    _, columns = _FACTS[kind]
    own: Values = {column: getattr(row, column) for column in columns}
    match row.type:
        case "interrupted":
            own["reason"] = Reason(row.reason)
        case "replanned":
            own["stages"] = tuple((stage, seconds) for stage, seconds in json.loads(row.stages))
    return kind(id=row.id, action=row.action, at=moment(row), **own)


# Captures


def contribution_values(contribution: Contribution) -> Values:
    """The columns of a contribution, without its place and its earlier wordings."""
    withdrawn = contribution.withdrawn_at
    return {
        "id": contribution.id,
        "kind": contribution.kind.value,
        "text": contribution.text,
        "speaker": contribution.speaker,
        "stage_run": contribution.stage_run,
        "offset_ms": contribution.offset_ms,
        "captured_ms": milliseconds(contribution.captured_at),
        "level": contribution.level.value,
        "during_interruption": contribution.during_interruption,
        "withdrawn_ms": None if withdrawn is None else milliseconds(withdrawn),
        "starred": contribution.starred,
        **_detail_values(contribution),
    }


def _detail_values(said: Contribution | Details) -> Values:
    return {
        "evidence": said.evidence,
        "verbatim": said.verbatim,
        "focus": " ".join(said.focus),
        "about": said.about,
        "artifact": said.artifact,
        "place": said.place,
        "returns_in": said.returns_in,
    }


def _detail_fields(row: AnyRow) -> Values:
    return {
        "evidence": row.evidence,
        "verbatim": row.verbatim,
        "focus": tuple(Focus(word) for word in row.focus.split()),
        "about": row.about,
        "artifact": row.artifact,
        "place": row.place,
        "returns_in": row.returns_in,
    }


def contribution(row: AnyRow, earlier: tuple[Wording, ...]) -> Contribution:
    """A contribution with its earlier wordings."""
    return Contribution(
        id=row.id,
        kind=ContributionKind(row.kind),
        text=row.text,
        speaker=row.speaker,
        stage_run=row.stage_run,
        offset_ms=row.offset_ms,
        captured_at=instant_of(row.captured_ms),
        level=Level(row.level),
        during_interruption=row.during_interruption,
        withdrawn_at=_maybe(instant_of, row.withdrawn_ms),
        earlier=earlier,
        starred=row.starred,
        **_detail_fields(row),
    )


def wording_values(wording: Wording) -> Values:
    """The columns of an earlier wording, without its place."""
    return {
        "id": wording.id,
        "kind": wording.kind.value,
        "text": wording.text,
        "speaker": wording.speaker,
        "level": wording.level.value,
        "replaced_ms": milliseconds(wording.replaced_at),
        "evidence": wording.evidence,
    }


def wording(row: AnyRow) -> Wording:
    """An earlier wording of a contribution."""
    return Wording(
        id=row.id,
        kind=ContributionKind(row.kind),
        text=row.text,
        speaker=row.speaker,
        level=Level(row.level),
        replaced_at=instant_of(row.replaced_ms),
        evidence=row.evidence,
    )


def draft_values(draft: Draft) -> Values:
    """The columns of half-typed text."""
    return {
        "text": draft.text,
        "kind": _word(draft.kind),
        "speaker": draft.speaker,
        "level": draft.level.value,
        "stage_run": draft.stage_run,
        "offset_ms": draft.offset_ms,
        **_detail_values(draft.details),
    }


def draft(row: AnyRow) -> Draft:
    """Half-typed text; ValueError where a field holds what was never written there."""
    words = (row.text, row.evidence, row.focus)
    written = all(isinstance(text, str) for text in words)
    if not written or not isinstance(row.offset_ms, int | None):
        raise ValueError("a draft holds what is neither its text nor its number")
    return Draft(
        text=row.text,
        kind=_maybe(ContributionKind, row.kind),
        speaker=row.speaker,
        level=Level(row.level),
        stage_run=row.stage_run,
        offset_ms=row.offset_ms,
        details=Details(**_detail_fields(row)),
    )


# House protocols


def protocol_version_values(version: ProtocolVersion) -> Values:
    """The columns of a version of a house protocol."""
    return {
        "id": version.id,
        "protocol_key": version.protocol_key,
        "version": version.version,
        "made_ms": milliseconds(version.made_at),
        "asked_by": version.asked_by,
        "reason": version.reason,
        "changes": version.changes,
        "based_on_key": version.based_on_key,
        "based_on_version": version.based_on_version,
        "text": version.text,
    }


def protocol_version(row: AnyRow) -> ProtocolVersion:
    """A version of a house protocol."""
    return ProtocolVersion(
        id=row.id,
        protocol_key=row.protocol_key,
        version=row.version,
        made_at=instant_of(row.made_ms),
        asked_by=row.asked_by,
        reason=row.reason,
        changes=row.changes,
        based_on_key=row.based_on_key,
        based_on_version=row.based_on_version,
        text=row.text,
    )
