"""The session document: one session as JSON, lossless, with what follows from its facts spelt out.

The facts are the truth; stage runs, start and end are written beside them for people who count
without replaying, and are checked against the facts when a document is read.

Fields with a default came with format version 2; `soon_s`, `prompts`,
`away_s` and `starred` with version 3.
They are written only where they say something, so that a session that needs none of them has the
document, the hash and the readers it always had.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import ContributionKind, Misfit, RoomTime, StageKind
from dilc_desktop.domain.readers import may_leave
from dilc_desktop.domain.record import (
    Agreement,
    Artifact,
    ChecklistAnswer,
    Closing,
    Commitment,
    Consent,
    Contribution,
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
    Session,
    StageEntered,
    StageLeft,
    StageRun,
    StageSkipped,
    StartMoved,
    TimeAdded,
    TurnBegan,
    TurnEnded,
    Undone,
)
from dilc_desktop.exchange.places import Vocabulary, misfit_of

MAX_MOVES = 2_000  # replaying takes time that grows with the square of this
MAX_FACTS = 12_000  # of what went on inside the stages there may be more: it is replayed faster
_LONGEST_MS = 20 * 366 * 24 * 3600 * 1000
_LONGEST_S = _LONGEST_MS // 1000
_YEARS = range(1900, 2201)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_SAFE = 2**53  # whole numbers that every JSON reader keeps exact

# `(?![\s\S])` is an end that a trailing line break cannot pass, in Python and in JSON Schema alike.
_ID = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(?![\s\S])"
_HASH = r"^[0-9a-f]{64}(?![\s\S])"

_Id = Annotated[str, Meta(pattern=_ID)]
_Sha256 = Annotated[str, Meta(pattern=_HASH)]
_Instant = Annotated[datetime, Meta(tz=True, description="UTC, to the millisecond.")]
_LocalTime = Annotated[datetime, Meta(tz=True, description="Local time with its offset from UTC.")]
_OffsetMin = Annotated[int, Meta(ge=-1439, le=1439, description="Offset from UTC in minutes.")]
_Rounds = Annotated[int, Meta(ge=1, le=1_000)]
_MovedS = Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]
_PlannedS = Annotated[int, Meta(ge=0, le=86_400, description="Seconds.")]
_Seconds = Annotated[float, Meta(ge=0, le=_LONGEST_S, description="Seconds, three decimals.")]
_AddedS = Annotated[
    float, Meta(ge=-_LONGEST_S, le=_LONGEST_S, description="Seconds, three decimals.")
]


class DocumentMisfit(Exception):  # noqa: N818 - it describes the document, not the program
    """A document does not fit; the place and what was expected are in `misfit`."""

    def __init__(self, place: str, expected: str) -> None:
        self.misfit = Misfit(place, expected)
        super().__init__(f"{place}: {expected}" if place else expected)


class _Part(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A part of the document; no field without a default may be missing, none may be unknown."""


class MomentPart(_Part, frozen=True, kw_only=True):
    """An instant on three clocks; `steady_ms` is comparable within one `boot`."""

    utc: _Instant
    steady_ms: Annotated[int, Meta(ge=-_SAFE, le=_SAFE)]
    boot: str
    offset_min: _OffsetMin


class _FactPart(_Part, frozen=True, kw_only=True, tag_field="type"):
    """Something that happened."""

    id: _Id
    action: _Id
    at: MomentPart


class StageEnteredPart(_FactPart, frozen=True, kw_only=True, tag="stage_entered"):
    """A stage began, as a new stage run; `again` says that it is another round of it."""

    stage: _Id
    stage_run: _Id
    again: bool = False


class StageLeftPart(_FactPart, frozen=True, kw_only=True, tag="stage_left"):
    """The running stage ended and none began."""


class InterruptedPart(_FactPart, frozen=True, kw_only=True, tag="interrupted"):
    """The running stage was interrupted."""

    reason: Reason


class ResumedPart(_FactPart, frozen=True, kw_only=True, tag="resumed"):
    """The interruption ended."""


class TimeAddedPart(_FactPart, frozen=True, kw_only=True, tag="time_added"):
    """Seconds were added to the running stage run, or taken from it."""

    seconds: _MovedS


class StartMovedPart(_FactPart, frozen=True, kw_only=True, tag="start_moved"):
    """The running stage had begun some seconds earlier than its key was pressed."""

    seconds: _MovedS


class StageSkippedPart(_FactPart, frozen=True, kw_only=True, tag="stage_skipped"):
    """A coming stage was passed over beforehand."""

    stage: _Id


class ReplannedStagePart(_Part, frozen=True, kw_only=True):
    """A stage with its new length."""

    stage: _Id
    planned_s: _PlannedS


class ReplannedPart(_FactPart, frozen=True, kw_only=True, tag="replanned"):
    """The coming stages got another order or other lengths; the running one may stand first."""

    stages: Annotated[tuple[ReplannedStagePart, ...], Meta(max_length=500)]


class TurnBeganPart(_FactPart, frozen=True, kw_only=True, tag="turn_began"):
    """A person began to talk; whoever talked before had ended."""

    speaker: _Id


class TurnEndedPart(_FactPart, frozen=True, kw_only=True, tag="turn_ended"):
    """The person who talked had ended."""


class PassedPart(_FactPart, frozen=True, kw_only=True, tag="passed"):
    """A person passed in a go-round."""

    speaker: _Id


class PlaceEnteredPart(_FactPart, frozen=True, kw_only=True, tag="place_entered"):
    """A room was entered during a visit; an empty place is the walk to the next one."""

    place: str


class ReopenedPart(_FactPart, frozen=True, kw_only=True, tag="reopened"):
    """The ended session goes on."""


class RecoveredPart(_FactPart, frozen=True, kw_only=True, tag="recovered"):
    """The program came back after it was away for some seconds, and the time was counted."""

    away_s: _Seconds = 0


class EndedPart(_FactPart, frozen=True, kw_only=True, tag="ended"):
    """The session ended."""


class UndonePart(_FactPart, frozen=True, kw_only=True, tag="undone"):
    """The facts of another action are withdrawn."""

    undone_action: _Id


_AnyFact = (
    StageEnteredPart
    | StageLeftPart
    | InterruptedPart
    | ResumedPart
    | TimeAddedPart
    | EndedPart
    | UndonePart
    | StartMovedPart
    | StageSkippedPart
    | ReplannedPart
    | TurnBeganPart
    | TurnEndedPart
    | PassedPart
    | PlaceEnteredPart
    | ReopenedPart
    | RecoveredPart
)
_INSIDE_A_STAGE = (TurnBeganPart, TurnEndedPart, PassedPart, PlaceEnteredPart)
_FACTS_SINCE_2 = (
    StartMovedPart,
    StageSkippedPart,
    ReplannedPart,
    *_INSIDE_A_STAGE,
    ReopenedPart,
    RecoveredPart,
)


class ProtocolPart(_Part, frozen=True, kw_only=True):
    """The protocol that the plan was made from."""

    key: str
    name: str
    version: Annotated[int, Meta(ge=0, le=1_000_000)]
    credit: str


class PlannedStagePart(_Part, frozen=True, kw_only=True):
    """One stage of the plan, with its wording as it was when planned."""

    id: _Id
    name: str
    kind: StageKind
    planned_s: _PlannedS
    speaks: str
    silent: str
    kinds: tuple[ContributionKind, ...]
    say: str
    room: str
    shortest_s: _PlannedS | None
    longest_s: _PlannedS | None
    protected: bool
    stage_key: str
    left_out: bool
    block: Annotated[
        str, Meta(description="Stages in a row with the same one go round together.")
    ] = ""
    rounds: _Rounds = 1
    places: Annotated[tuple[str, ...], Meta(max_length=100)] = ()
    room_time: RoomTime = RoomTime.DIGITS
    counts_up: bool = False
    soon_s: Annotated[
        _PlannedS,
        Meta(description='Seconds before the end at which "soon" begins; 0 leaves it open.'),
    ] = 0
    prompts: Annotated[
        tuple[str, ...],
        Meta(max_length=100, description="Laid over the stage, for the facilitator alone."),
    ] = ()


class ConsentPart(_Part, frozen=True, kw_only=True):
    """What a person agreed to; null where nobody asked yet."""

    quotes: bool | None
    artifacts: bool | None
    research: bool | None
    asked_on: date | None


class ParticipantPart(_Part, frozen=True, kw_only=True):
    """A person in the session."""

    id: _Id
    code: str
    name: str
    roles: tuple[Role, ...]
    consent: ConsentPart


class FramingQuestionPart(_Part, frozen=True, kw_only=True):
    """One version of the framing question."""

    id: _Id
    text: str
    written_at: _Instant


class ChecklistPart(_Part, frozen=True, kw_only=True):
    """An answer to one item of the problem-of-practice checklist."""

    item: str
    answer: str
    note: str


class ArtifactPart(_Part, frozen=True, kw_only=True):
    """Something that the group looked at; `sha256` names the member that holds its file."""

    id: _Id
    title: str
    relevance: Relevance | None
    relevance_note: str
    names_removed: bool
    link: str
    file_name: str
    media_type: str
    sha256: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?(?![\s\S])")]
    size: Annotated[int, Meta(ge=0, le=_SAFE, description="Bytes.")]


class TurnPart(_Part, frozen=True, kw_only=True):
    """A stretch of one person's talk; `ended_at` is null while it is open."""

    speaker: _Id
    started_at: _Instant
    ended_at: _Instant | None


class StopPart(_Part, frozen=True, kw_only=True):
    """A stay in a room; `ended_at` is null while it is open."""

    place: str
    started_at: _Instant
    ended_at: _Instant | None


class StageRunPart(_Part, frozen=True, kw_only=True):
    """One visit of a stage, worked out from the facts; `ended_at` is null while it is open."""

    id: _Id
    stage: _Id
    name: str
    planned_s: _Seconds
    started_at: _Instant
    ended_at: _Instant | None
    active_s: _Seconds
    interrupted_s: _Seconds
    added_s: _AddedS
    round: Annotated[int, Meta(ge=1)] = 1
    turns: Annotated[tuple[TurnPart, ...], Meta(max_length=MAX_FACTS)] = ()
    passed: Annotated[tuple[_Id, ...], Meta(max_length=MAX_FACTS)] = ()
    stops: Annotated[tuple[StopPart, ...], Meta(max_length=MAX_FACTS)] = ()


class WordingPart(_Part, frozen=True, kw_only=True):
    """What a contribution said before it was corrected."""

    id: _Id
    kind: ContributionKind
    text: str
    speaker: _Id | None
    level: Level
    replaced_at: _Instant
    evidence: str = ""


class ContributionPart(_Part, frozen=True, kw_only=True):
    """Something that someone said or wrote; `speaker` is null for the whole group."""

    id: _Id
    kind: ContributionKind
    text: str
    speaker: _Id | None
    stage_run: _Id | None
    offset_s: _Seconds
    captured_at: _Instant
    level: Level
    during_interruption: bool
    earlier: Annotated[tuple[WordingPart, ...], Meta(max_length=1_000)]
    evidence: str = ""
    verbatim: bool = False
    focus: Annotated[tuple[Focus, ...], Meta(max_length=20)] = ()
    about: Annotated[
        _Id | None, Meta(description="The earlier contribution that it answers or takes up.")
    ] = None
    artifact: _Id | None = None
    place: str = ""
    returns_in: Annotated[
        _Id | None, Meta(description="The stage in which it is taken up again.")
    ] = None
    starred: Annotated[bool, Meta(description="Whether a short summary should have it.")] = False


class WithdrawnContributionPart(ContributionPart, frozen=True, kw_only=True):
    """A contribution whose capture was undone."""

    withdrawn_at: _Instant


class CommitmentPart(_Part, frozen=True, kw_only=True):
    """Who will do what by when, and what evidence will show it."""

    id: _Id
    who: _Id | None
    what: str
    by_when: date | None
    evidence: str
    contribution: _Id | None


class ClosingPart(_Part, frozen=True, kw_only=True):
    """What was written down after the last stage."""

    reflection: str
    debrief_purpose: str
    debrief_approach: str
    debrief_effects: str
    purpose_agreement: Agreement | None
    purpose_as_contested: str
    next_date: date | None


class SessionPart(_Part, frozen=True, kw_only=True):
    """One session whole, as DILC Desktop exchanges it."""

    id: _Id
    title: str
    protocol: ProtocolPart
    learning_purpose: str
    student_aim: str
    problem: str
    scheduled_start: _LocalTime | None
    agreed_end: _LocalTime | None
    created_at: _Instant
    started_at: _Instant | None
    ended_at: _Instant | None
    utc_offset_min: _OffsetMin | None
    copy_of: Annotated[str, Meta(pattern=r"^([A-Za-z0-9][A-Za-z0-9_-]{0,63})?(?![\s\S])")]
    plan: Annotated[tuple[PlannedStagePart, ...], Meta(max_length=500)]
    participants: Annotated[tuple[ParticipantPart, ...], Meta(max_length=1_000)]
    framing_questions: Annotated[tuple[FramingQuestionPart, ...], Meta(max_length=1_000)]
    checklist: Annotated[tuple[ChecklistPart, ...], Meta(max_length=1_000)]
    artifacts: Annotated[tuple[ArtifactPart, ...], Meta(max_length=1_000)]
    facts: Annotated[tuple[_AnyFact, ...], Meta(max_length=MAX_FACTS)]
    stage_runs: Annotated[tuple[StageRunPart, ...], Meta(max_length=MAX_MOVES)]
    contributions: Annotated[tuple[ContributionPart, ...], Meta(max_length=50_000)]
    withdrawn_contributions: Annotated[
        tuple[WithdrawnContributionPart, ...], Meta(max_length=50_000)
    ]
    commitments: Annotated[tuple[CommitmentPart, ...], Meta(max_length=1_000)]
    closing: ClosingPart
    history: Annotated[
        tuple[_Sha256, ...],
        Meta(max_length=10_000, description="Earlier revisions, oldest first."),
    ]


@dataclass(frozen=True, slots=True)
class SessionDocument:
    """A session as it was read; `history` holds the hashes of earlier revisions, oldest first.

    `format_version` is the oldest version of the format that has all that is in it.
    """

    record: SessionRecord
    history: tuple[str, ...]
    content_sha256: str
    format_version: int


def shared(record: SessionRecord) -> SessionRecord:
    """The record as others may see it, without what is at facilitator level.

    Gone with such contributions and wordings are the commitments that grew from them. Of a capture
    that was taken back only its time and kind stay, so that another laptop learns that it was.
    Everything else is the session's own and stays: a session file loses nothing.
    """
    contributions = tuple(map(_emptied, _not_private(record)))
    return _holding(record, contributions)


def holds_private(record: SessionRecord) -> bool:
    """Whether something in the record is at facilitator level."""
    return any(
        c.private or any(wording.level is Level.FACILITATOR for wording in c.earlier)
        for c in record.contributions
    )


def _not_private(record: SessionRecord) -> tuple[Contribution, ...]:
    return tuple(
        replace(
            contribution,
            earlier=tuple(w for w in contribution.earlier if w.level is not Level.FACILITATOR),
        )
        for contribution in record.contributions
        if not contribution.private
    )


def _emptied(said: Contribution) -> Contribution:
    """A contribution; where it was taken back, without its words and whose they were."""
    if said.withdrawn_at is None:
        return said
    return Contribution(
        id=said.id,
        kind=said.kind,
        text="",
        speaker=None,
        stage_run=said.stage_run,
        offset_ms=said.offset_ms,
        captured_at=said.captured_at,
        level=said.level,
        during_interruption=said.during_interruption,
        withdrawn_at=said.withdrawn_at,
    )


def _holding(record: SessionRecord, contributions: tuple[Contribution, ...]) -> SessionRecord:
    """The record with these contributions, and the commitments that may leave with them."""
    known = {contribution.id for contribution in contributions}
    commitments = tuple(
        c if c.contribution in known else replace(c, contribution=None)
        for c in record.commitments
        if may_leave(c, record)
    )
    return _whole(replace(record, contributions=contributions, commitments=commitments))


def _whole(record: SessionRecord) -> SessionRecord:
    """The record without pointers of its contributions to what is not, or no longer, in it."""
    captured = {contribution.id for contribution in record.contributions}
    shown = {artifact.id for artifact in record.artifacts}
    planned = {stage.id for stage in record.plan}
    return replace(
        record,
        contributions=tuple(
            replace(
                c,
                about=c.about if c.about in captured else None,
                artifact=c.artifact if c.artifact in shown else None,
                returns_in=c.returns_in if c.returns_in in planned else None,
            )
            for c in record.contributions
        ),
    )


def content_sha256(record: SessionRecord, *, private: bool = False) -> str:
    """The SHA-256 of what an export would hold, apart from its history and its kinship.

    It is taken of the session document without `history` and `copy_of`, as JSON in UTF-8 with
    sorted keys and no spaces, so that equal content has equal hashes on every laptop.
    """
    return _content_sha256(_document(_exported(record, private=private), ()))


def earlier_sha256(record: SessionRecord) -> str:
    """The hash that a file of this content had while what was taken back left with its words.

    Libraries remember such hashes, and files that have them still arrive.
    """
    return _content_sha256(_document(_holding(record, _not_private(record)), ()))


def _exported(record: SessionRecord, *, private: bool) -> SessionRecord:
    return _whole(record) if private else shared(record)


def written(
    record: SessionRecord, history: Sequence[str], *, private: bool = False
) -> tuple[bytes, SessionDocument]:
    """The session as a JSON document in UTF-8, and what a reader will make of it.

    Raises DocumentMisfit where no reader would accept the document.
    """
    try:
        document = _document(_exported(record, private=private), history)
    except RuleError as error:
        raise DocumentMisfit("facts", str(error)) from error
    data = _utf8(json.dumps(_plain(document), ensure_ascii=False, indent=1, default=_time_text))
    return data, read(data)


def read(data: bytes) -> SessionDocument:
    """Read a session document; DocumentMisfit says where it does not fit."""
    try:
        data.decode("utf-8")
        part = msgspec.json.decode(data, type=SessionPart)
    except UnicodeDecodeError as error:
        raise DocumentMisfit("", "expected UTF-8 text.") from error
    except msgspec.ValidationError as error:
        misfit = misfit_of(error, _VOCABULARY)
        raise DocumentMisfit(misfit.place, misfit.expected) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise DocumentMisfit("", "expected whole and valid JSON.") from error
    if sum(not isinstance(fact, _INSIDE_A_STAGE) for fact in part.facts) > MAX_MOVES:
        expected = f"expected at most {MAX_MOVES} besides talk turns, passes and rooms."
        raise DocumentMisfit("facts", expected)
    record = _record(part)
    _check_references(record)
    again = _written_again(part, record)
    return SessionDocument(record, part.history, _content_sha256(again), _format_version(again))


def session_schema() -> dict[str, Any]:
    """The JSON Schema of the session document."""
    schema = msgspec.json.schema(SessionPart)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "DILC Desktop session document, format version 3",
        **schema,
    }


def _format_version(document: SessionPart) -> int:
    """The oldest version of the format that has all that is in a document."""
    if any(stage.soon_s or stage.prompts for stage in document.plan):
        return 3
    if any(isinstance(fact, RecoveredPart) and fact.away_s for fact in document.facts):
        return 3
    if any(said.starred for said in document.contributions):
        return 3
    return 2 if _since_2(document) else 1


def _since_2(part: object) -> bool:
    """Whether something in a part of the document came with format version 2."""
    if isinstance(part, tuple):
        return any(map(_since_2, part))
    if not isinstance(part, _Part):
        return False
    return (
        isinstance(part, _FACTS_SINCE_2)
        or any(getattr(part, name) != default for name, default in _defaults(type(part)))
        or any(_since_2(getattr(part, name)) for name in part.__struct_fields__)
    )


@cache
def _defaults(kind: type[_Part]) -> tuple[tuple[str, object], ...]:
    return tuple((f.name, f.default) for f in msgspec.structs.fields(kind) if not f.required)


# Writing


def _content_sha256(document: SessionPart) -> str:
    content = _plain(document)
    del content["history"], content["copy_of"]
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_time_text
    )
    return hashlib.sha256(_utf8(text)).hexdigest()


def _plain(document: SessionPart) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(document, builtin_types=(datetime, date))
    return plain


def _time_text(value: object) -> str:
    """A date, or an instant: in UTC with Z, or in local time with its offset."""
    if isinstance(value, datetime):
        exact = "microseconds" if value.microsecond % 1000 else "milliseconds"
        return value.isoformat(timespec=exact).replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")


def _utf8(text: str) -> bytes:
    """Encode; halves of characters, which no file can hold, become the replacement character."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return whole.encode("utf-8")


def _document(record: SessionRecord, history: Sequence[str]) -> SessionPart:
    session = record.session()
    began = session.began
    inorder = sorted(record.contributions, key=lambda c: (c.offset_ms, c.id))
    return SessionPart(
        id=record.id,
        title=record.title,
        protocol=ProtocolPart(
            key=record.protocol_key,
            name=record.protocol_name,
            version=record.protocol_version,
            credit=record.protocol_credit,
        ),
        learning_purpose=record.learning_purpose,
        student_aim=record.student_aim,
        problem=record.problem,
        scheduled_start=_whole_minutes(record.scheduled_start),
        agreed_end=_whole_minutes(record.agreed_end),
        created_at=record.created_at.astimezone(UTC),
        started_at=None if began is None else _on_axis(session, 0),
        ended_at=None if session.ended is None else _on_axis(session, session.ended),
        utc_offset_min=None if began is None else began.offset_min,
        copy_of=record.copy_of,
        plan=tuple(_stage_part(stage) for stage in record.plan),
        participants=tuple(_participant_part(person) for person in record.participants),
        framing_questions=tuple(
            FramingQuestionPart(id=q.id, text=q.text, written_at=q.written_at.astimezone(UTC))
            for q in record.framing_questions
        ),
        checklist=tuple(
            ChecklistPart(item=a.item, answer=a.answer, note=a.note) for a in record.checklist
        ),
        artifacts=tuple(_artifact_part(artifact) for artifact in record.artifacts),
        facts=tuple(_fact_part(fact) for fact in record.facts),
        stage_runs=_stage_runs(session),
        contributions=tuple(_contribution_part(c) for c in inorder if c.withdrawn_at is None),
        withdrawn_contributions=tuple(
            _withdrawn_part(c, c.withdrawn_at) for c in inorder if c.withdrawn_at is not None
        ),
        commitments=tuple(
            CommitmentPart(
                id=c.id,
                who=c.who,
                what=c.what,
                by_when=c.by_when,
                evidence=c.evidence,
                contribution=c.contribution,
            )
            for c in record.commitments
        ),
        closing=ClosingPart(
            reflection=record.closing.reflection,
            debrief_purpose=record.closing.debrief_purpose,
            debrief_approach=record.closing.debrief_approach,
            debrief_effects=record.closing.debrief_effects,
            purpose_agreement=record.closing.purpose_agreement,
            purpose_as_contested=record.closing.purpose_as_contested,
            next_date=record.closing.next_date,
        ),
        history=tuple(history),
    )


def _whole_minutes(local: datetime | None) -> datetime | None:
    """A local time whose offset JSON can write; an offset with seconds gives way to UTC."""
    offset = None if local is None else local.utcoffset()
    if local is None or offset is None or offset % timedelta(minutes=1) == timedelta(0):
        return local
    return local.astimezone(UTC)


def _on_axis(session: Session, at: int) -> datetime:
    """A place on the session's axis as an instant, counted from the wall clock at its start."""
    began = session.began
    if began is None:
        raise ValueError("a session that has not begun has no axis")
    return began.utc + at * _MS


def _stage_runs(session: Session) -> tuple[StageRunPart, ...]:
    return tuple(_stage_run_part(session, run) for run in session.runs)


def _stage_run_part(session: Session, run: StageRun) -> StageRunPart:
    return StageRunPart(
        id=run.id,
        stage=run.stage_id,
        name=session.stage_of(run.stage_id).name,
        planned_s=run.planned_ms / 1000,
        started_at=_on_axis(session, run.started),
        ended_at=None if run.ended is None else _on_axis(session, run.ended),
        active_s=run.active_ms(session.axis) / 1000,
        interrupted_s=run.interrupted_ms(session.axis) / 1000,
        added_s=run.added_ms / 1000,
        round=run.round,
        turns=tuple(
            TurnPart(
                speaker=turn.speaker,
                started_at=_on_axis(session, turn.started),
                ended_at=None if turn.ended is None else _on_axis(session, turn.ended),
            )
            for turn in run.turns
        ),
        passed=run.passed,
        stops=tuple(
            StopPart(
                place=stop.place,
                started_at=_on_axis(session, stop.started),
                ended_at=None if stop.ended is None else _on_axis(session, stop.ended),
            )
            for stop in run.stops
        ),
    )


def _stage_part(stage: PlannedStage) -> PlannedStagePart:
    return PlannedStagePart(
        id=stage.id,
        name=stage.name,
        kind=stage.kind,
        planned_s=stage.planned_s,
        speaks=stage.speaks,
        silent=stage.silent,
        kinds=stage.kinds,
        say=stage.say,
        room=stage.room,
        shortest_s=stage.shortest_s,
        longest_s=stage.longest_s,
        protected=stage.protected,
        stage_key=stage.stage_key,
        left_out=stage.left_out,
        block=stage.block,
        rounds=stage.rounds,
        places=stage.places,
        room_time=stage.room_time,
        counts_up=stage.counts_up,
        soon_s=stage.soon_s,
        prompts=stage.prompts,
    )


def _participant_part(person: Participant) -> ParticipantPart:
    return ParticipantPart(
        id=person.id,
        code=person.code,
        name=person.name,
        roles=person.roles,
        consent=ConsentPart(
            quotes=person.consent.quotes,
            artifacts=person.consent.artifacts,
            research=person.consent.research,
            asked_on=person.consent.asked_on,
        ),
    )


def _artifact_part(artifact: Artifact) -> ArtifactPart:
    return ArtifactPart(
        id=artifact.id,
        title=artifact.title,
        relevance=artifact.relevance,
        relevance_note=artifact.relevance_note,
        names_removed=artifact.names_removed,
        link=artifact.link,
        file_name=artifact.file_name,
        media_type=artifact.media_type,
        sha256=artifact.sha256,
        size=artifact.size,
    )


# Each fact with its part, and what the fact's own fields are called there.
_FACT_PARTS: dict[type[Fact], tuple[type[_AnyFact], dict[str, str]]] = {
    StageEntered: (
        StageEnteredPart,
        {"stage_id": "stage", "run_id": "stage_run", "again": "again"},
    ),
    StageLeft: (StageLeftPart, {}),
    StageSkipped: (StageSkippedPart, {"stage_id": "stage"}),
    StartMoved: (StartMovedPart, {"seconds": "seconds"}),
    Interrupted: (InterruptedPart, {"reason": "reason"}),
    Resumed: (ResumedPart, {}),
    TimeAdded: (TimeAddedPart, {"seconds": "seconds"}),
    Replanned: (ReplannedPart, {"stages": "stages"}),
    TurnBegan: (TurnBeganPart, {"speaker": "speaker"}),
    TurnEnded: (TurnEndedPart, {}),
    Passed: (PassedPart, {"speaker": "speaker"}),
    PlaceEntered: (PlaceEnteredPart, {"place": "place"}),
    Ended: (EndedPart, {}),
    Reopened: (ReopenedPart, {}),
    Recovered: (RecoveredPart, {"away_ms": "away_s"}),
    Undone: (UndonePart, {"undone_action": "undone_action"}),
}
_FACTS = {part: (fact, fields) for fact, (part, fields) in _FACT_PARTS.items()}


def _fact_part(fact: Fact) -> _AnyFact:
    kind: type[Any]
    if type(fact) not in _FACT_PARTS:
        raise TypeError(f"unknown fact {type(fact).__name__}")
    kind, fields = _FACT_PARTS[type(fact)]
    own = {there: getattr(fact, here) for here, there in fields.items()}
    if isinstance(fact, Replanned):
        own["stages"] = tuple(ReplannedStagePart(stage=s, planned_s=p) for s, p in fact.stages)
    if isinstance(fact, Recovered):
        # Only the default itself is left out of the text; 0.0 would be written.
        own["away_s"] = fact.away_ms / 1000 if fact.away_ms else 0
    at = MomentPart(
        utc=fact.at.utc,
        steady_ms=fact.at.steady_ms,
        boot=fact.at.boot,
        offset_min=fact.at.offset_min,
    )
    part: _AnyFact = kind(id=fact.id, action=fact.action, at=at, **own)
    return part


def _wording_parts(earlier: Iterable[Wording]) -> tuple[WordingPart, ...]:
    return tuple(
        WordingPart(
            id=w.id,
            kind=w.kind,
            text=w.text,
            speaker=w.speaker,
            level=w.level,
            replaced_at=w.replaced_at.astimezone(UTC),
            evidence=w.evidence,
        )
        for w in earlier
    )


def _contribution_part(contribution: Contribution) -> ContributionPart:
    return ContributionPart(
        id=contribution.id,
        kind=contribution.kind,
        text=contribution.text,
        speaker=contribution.speaker,
        stage_run=contribution.stage_run,
        offset_s=contribution.offset_ms / 1000,
        captured_at=contribution.captured_at.astimezone(UTC),
        level=contribution.level,
        during_interruption=contribution.during_interruption,
        earlier=_wording_parts(contribution.earlier),
        evidence=contribution.evidence,
        verbatim=contribution.verbatim,
        focus=contribution.focus,
        about=contribution.about,
        artifact=contribution.artifact,
        place=contribution.place,
        returns_in=contribution.returns_in,
        starred=contribution.starred,
    )


def _withdrawn_part(contribution: Contribution, at: datetime) -> WithdrawnContributionPart:
    part = _contribution_part(contribution)
    return WithdrawnContributionPart(
        **{name: getattr(part, name) for name in part.__struct_fields__},
        withdrawn_at=at.astimezone(UTC),
    )


# Reading

_ITEMS = {
    "plan": "planned stage",
    "participants": "participant",
    "framing_questions": "framing question",
    "checklist": "checklist answer",
    "artifacts": "artifact",
    "facts": "fact",
    "stage_runs": "stage run",
    "contributions": "contribution",
    "withdrawn_contributions": "withdrawn contribution",
    "commitments": "commitment",
    "earlier": "earlier wording",
    "stages": "stage",
    "turns": "turn",
    "stops": "stop",
}
_VOCABULARY = Vocabulary(
    lambda name, index: f"{_ITEMS.get(name, f'{name}, entry')} {index + 1}",
    {
        "plan.kind": StageKind,
        "plan.kinds": ContributionKind,
        "plan.room_time": RoomTime,
        "participants.roles": Role,
        "artifacts.relevance": Relevance,
        "facts.reason": Reason,
        "contributions.kind": ContributionKind,
        "contributions.level": Level,
        "contributions.focus": Focus,
        "contributions.earlier.kind": ContributionKind,
        "contributions.earlier.level": Level,
        "withdrawn_contributions.kind": ContributionKind,
        "withdrawn_contributions.level": Level,
        "withdrawn_contributions.focus": Focus,
        "withdrawn_contributions.earlier.kind": ContributionKind,
        "withdrawn_contributions.earlier.level": Level,
        "closing.purpose_agreement": Agreement,
    },
)


def _record(part: SessionPart) -> SessionRecord:
    contributions = [
        *(
            _contribution(c, f"contribution {number}")
            for number, c in enumerate(part.contributions, start=1)
        ),
        *(
            replace(
                _contribution(c, f"withdrawn contribution {number}"),
                withdrawn_at=_utc(c.withdrawn_at, f"withdrawn contribution {number}, withdrawn_at"),
            )
            for number, c in enumerate(part.withdrawn_contributions, start=1)
        ),
    ]
    return SessionRecord(
        id=part.id,
        title=part.title,
        created_at=_utc(part.created_at, "created_at"),
        protocol_key=part.protocol.key,
        protocol_name=part.protocol.name,
        protocol_version=part.protocol.version,
        protocol_credit=part.protocol.credit,
        learning_purpose=part.learning_purpose,
        student_aim=part.student_aim,
        problem=part.problem,
        scheduled_start=_local(part.scheduled_start, "scheduled_start"),
        agreed_end=_local(part.agreed_end, "agreed_end"),
        plan=tuple(_stage(stage) for stage in part.plan),
        participants=tuple(_participant(person) for person in part.participants),
        framing_questions=tuple(
            FramingQuestion(
                id=q.id,
                text=q.text,
                written_at=_utc(q.written_at, f"framing question {number}, written_at"),
            )
            for number, q in enumerate(part.framing_questions, start=1)
        ),
        checklist=tuple(
            ChecklistAnswer(item=a.item, answer=a.answer, note=a.note) for a in part.checklist
        ),
        artifacts=tuple(_artifact(artifact) for artifact in part.artifacts),
        facts=tuple(_fact(fact, number) for number, fact in enumerate(part.facts, start=1)),
        contributions=tuple(sorted(contributions, key=lambda c: (c.offset_ms, c.id))),
        commitments=tuple(
            Commitment(
                id=c.id,
                who=c.who,
                what=c.what,
                by_when=c.by_when,
                evidence=c.evidence,
                contribution=c.contribution,
            )
            for c in part.commitments
        ),
        closing=Closing(
            reflection=part.closing.reflection,
            debrief_purpose=part.closing.debrief_purpose,
            debrief_approach=part.closing.debrief_approach,
            debrief_effects=part.closing.debrief_effects,
            purpose_agreement=part.closing.purpose_agreement,
            purpose_as_contested=part.closing.purpose_as_contested,
            next_date=part.closing.next_date,
        ),
        copy_of=part.copy_of,
    )


def _local(local: datetime | None, place: str) -> datetime | None:
    if local is not None and local.year not in _YEARS:
        raise DocumentMisfit(place, f"expected a year from {_YEARS[0]} to {_YEARS[-1]}.")
    return local


def _utc(instant: datetime, place: str) -> datetime:
    _local(instant, place)
    return instant.astimezone(UTC)


def _stage(part: PlannedStagePart) -> PlannedStage:
    return PlannedStage(
        id=part.id,
        name=part.name,
        kind=part.kind,
        planned_s=part.planned_s,
        speaks=part.speaks,
        silent=part.silent,
        kinds=part.kinds,
        say=part.say,
        room=part.room,
        shortest_s=part.shortest_s,
        longest_s=part.longest_s,
        protected=part.protected,
        stage_key=part.stage_key,
        left_out=part.left_out,
        block=part.block,
        rounds=part.rounds,
        places=part.places,
        room_time=part.room_time,
        counts_up=part.counts_up,
        soon_s=part.soon_s,
        prompts=part.prompts,
    )


def _participant(part: ParticipantPart) -> Participant:
    return Participant(
        id=part.id,
        code=part.code,
        name=part.name,
        roles=part.roles,
        consent=Consent(
            quotes=part.consent.quotes,
            artifacts=part.consent.artifacts,
            research=part.consent.research,
            asked_on=part.consent.asked_on,
        ),
    )


def _artifact(part: ArtifactPart) -> Artifact:
    return Artifact(
        id=part.id,
        title=part.title,
        relevance=part.relevance,
        relevance_note=part.relevance_note,
        names_removed=part.names_removed,
        link=part.link,
        file_name=part.file_name,
        media_type=part.media_type,
        sha256=part.sha256,
        size=part.size,
    )


def _fact(part: _AnyFact, number: int) -> Fact:
    kind, fields = _FACTS[type(part)]
    own: dict[str, Any] = {here: getattr(part, there) for here, there in fields.items()}
    if isinstance(part, ReplannedPart):
        own["stages"] = tuple((s.stage, s.planned_s) for s in part.stages)
    if isinstance(part, RecoveredPart):
        own["away_ms"] = _milliseconds(part.away_s, f"fact {number}, away_s")
    at = Moment(
        steady_ms=part.at.steady_ms,
        boot=part.at.boot,
        utc_ms=(_utc(part.at.utc, f"fact {number}, at, utc") - _EPOCH) // _MS,
        offset_min=part.at.offset_min,
    )
    return kind(id=part.id, action=part.action, at=at, **own)


def _contribution(part: ContributionPart, place: str) -> Contribution:
    return Contribution(
        id=part.id,
        kind=part.kind,
        text=part.text,
        speaker=part.speaker,
        stage_run=part.stage_run,
        offset_ms=_milliseconds(part.offset_s, f"{place}, offset_s"),
        captured_at=_utc(part.captured_at, f"{place}, captured_at"),
        level=part.level,
        during_interruption=part.during_interruption,
        earlier=tuple(
            Wording(
                id=w.id,
                kind=w.kind,
                text=w.text,
                speaker=w.speaker,
                level=w.level,
                replaced_at=_utc(w.replaced_at, f"{place}, earlier wording {number}, replaced_at"),
                evidence=w.evidence,
            )
            for number, w in enumerate(part.earlier, start=1)
        ),
        evidence=part.evidence,
        verbatim=part.verbatim,
        focus=part.focus,
        about=part.about,
        artifact=part.artifact,
        place=part.place,
        returns_in=part.returns_in,
        starred=part.starred,
    )


def _milliseconds(seconds: float, place: str) -> int:
    milliseconds = round(seconds * 1000)
    if milliseconds / 1000 != seconds:
        raise DocumentMisfit(place, "expected seconds with at most three decimals.")
    return milliseconds


# Checking


def _check_references(record: SessionRecord) -> None:
    """Refuse doubled ids and ids of things that are not in the document."""
    runs = [f.run_id for f in record.facts if isinstance(f, StageEntered)]
    words = [w for c in record.contributions for w in c.earlier]
    _check_unique("planned stage", (s.id for s in record.plan))
    _check_unique("participant", (p.id for p in record.participants))
    _check_unique("framing question", (q.id for q in record.framing_questions))
    _check_unique("checklist answer", (a.item for a in record.checklist))
    _check_unique("artifact", (a.id for a in record.artifacts))
    _check_unique("fact", (f.id for f in record.facts))
    _check_unique("stage run", runs)
    _check_unique("contribution", (c.id for c in record.contributions))
    _check_unique("earlier wording", (w.id for w in words))
    _check_unique("commitment", (c.id for c in record.commitments))

    people = {p.id for p in record.participants}
    captured = {c.id for c in record.contributions}
    stages = {s.id for s in record.plan}
    shown = {a.id for a in record.artifacts}
    entries = [f for f in record.facts if isinstance(f, StageEntered)]
    talks = [f for f in record.facts if isinstance(f, (TurnBegan, Passed))]
    undone = [f for f in record.facts if isinstance(f, Undone)]
    actions = {f.action for f in record.facts}
    for item, field, references, known in (
        ("contribution", "speaker", ((c.id, c.speaker) for c in record.contributions), people),
        ("earlier wording", "speaker", ((w.id, w.speaker) for w in words), people),
        ("commitment", "who", ((c.id, c.who) for c in record.commitments), people),
        ("fact", "speaker", ((f.id, f.speaker) for f in talks), people),
        ("contribution", "about", ((c.id, c.about) for c in record.contributions), captured),
        ("contribution", "artifact", ((c.id, c.artifact) for c in record.contributions), shown),
        (
            "contribution",
            "returns_in",
            ((c.id, c.returns_in) for c in record.contributions),
            stages,
        ),
        ("contribution", "stage_run", ((c.id, c.stage_run) for c in record.contributions), runs),
        (
            "commitment",
            "contribution",
            ((c.id, c.contribution) for c in record.commitments),
            captured,
        ),
        ("fact", "stage", ((f.id, f.stage_id) for f in entries), stages),
        ("fact", "undone_action", ((f.id, f.undone_action) for f in undone), actions),
    ):
        _check_known(item, field, references, frozenset(known))


def _check_unique(item: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id_ in ids:
        if id_ in seen:
            raise DocumentMisfit(f"{item} {id_}", "expected each one once, and it is there twice.")
        seen.add(id_)


def _check_known(
    item: str, field: str, references: Iterable[tuple[str, str | None]], known: frozenset[str]
) -> None:
    for id_, reference in references:
        if reference is not None and reference not in known:
            raise DocumentMisfit(
                f"{item} {id_}, {field}", f"it points to {reference}, which is not in this session."
            )


def _written_again(part: SessionPart, record: SessionRecord) -> SessionPart:
    """Write the record as we would, and refuse a document that tells its facts otherwise."""
    try:
        session = record.session()
    except RuleError as error:
        raise DocumentMisfit(
            "facts", f"they cannot have happened in this order: {error}"
        ) from error
    if session.axis > _LONGEST_MS:
        raise DocumentMisfit("facts", "expected times that belong to one session.")
    again = _document(record, part.history)
    for field in ("started_at", "ended_at", "utc_offset_min", "stage_runs"):
        if getattr(part, field) != getattr(again, field):
            raise DocumentMisfit(field, "expected what the facts say, and it differs.")
    return again
