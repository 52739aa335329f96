"""The record of a session: what was prepared, said and agreed.

Content is rows, not facts, because it is corrected, counted and, when consent is withdrawn,
erased. Corrections keep the original.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from operator import attrgetter

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.session import Fact, PlannedStage, Session, replay


class Role(StrEnum):
    """What a person does in a session."""

    FACILITATOR = "facilitator"
    PRESENTER = "presenter"
    PARTICIPANT = "participant"
    TIMEKEEPER = "timekeeper"
    RECORDER = "recorder"
    PROCESS_OBSERVER = "process_observer"
    OBSERVER = "observer"


class Relevance(StrEnum):
    """How well an artifact serves the learning purpose."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


class Level(StrEnum):
    """Who a contribution is for; each level includes those before it but for the first.

    FACILITATOR is private: it never reaches the room screen, a printed page or a shared file.
    """

    FACILITATOR = "facilitator"
    PRESENTER = "presenter"
    GROUP = "group"
    DISTRICT = "district"
    RESEARCH = "research"


class Focus(StrEnum):
    """What a contribution was tagged with: what it was about, or what it had left."""

    INSTRUCTION = "instruction"
    PRINCIPALS_ROLE = "principals_role"
    EVIDENCE = "evidence"
    OFF_INSTRUCTION = "off_instruction"
    OFF_ROLE = "off_role"


class Agreement(StrEnum):
    """Whether the group shared the learning purpose."""

    AGREED = "agreed"
    CONTESTED = "contested"


class Status(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    LIVE = "live"
    ENDED = "ended"


def status_of(session: Session) -> Status:
    """Where a session stands, from its facts."""
    if session.began is None:
        return Status.PLANNED
    return Status.LIVE if session.live else Status.ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a person agreed to; None where nobody asked yet.

    `quotes`: own words may be printed with name or code. `artifacts`: files they brought may be
    kept. `research`: what they said may be used for research.
    """

    quotes: bool | None = None
    artifacts: bool | None = None
    research: bool | None = None
    asked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A person in a session; `code` stands for them wherever their name must not."""

    id: str
    code: str
    name: str = ""
    roles: tuple[Role, ...] = (Role.PARTICIPANT,)
    consent: Consent = Consent()

    @property
    def shown(self) -> str:
        """The name if there is one, else the code."""
        return self.name or self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class FramingQuestion:
    """One version of the question that the presenter brings; versions are kept in order."""

    id: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistAnswer:
    """An answer to one item of the problem-of-practice checklist: "yes", "partly", "no" or ""."""

    item: str
    answer: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """Something of the presenter's practice that the group looks at: a file, a link or a paper.

    `sha256` names the kept copy of a file, empty where there is none; `size` is in bytes.
    `relevance_note` says what it shows for the purpose.
    """

    id: str
    title: str
    relevance: Relevance | None = None
    relevance_note: str = ""
    names_removed: bool = False
    link: str = ""
    file_name: str = ""
    media_type: str = ""
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a contribution said before it was corrected at `replaced_at`."""

    id: str
    kind: ContributionKind
    text: str
    speaker: str | None
    level: Level
    replaced_at: datetime
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """Something captured that someone said or wrote.

    `speaker` is a participant's id, None for the whole group. `stage_run` is None between stages.
    `offset_ms` is from the session's start, taken at the first key. `withdrawn_at` is set when the
    capture was undone. `earlier` holds the wordings before corrections, oldest first.

    `evidence` is what was seen or heard, beside a judgement in `text`; `verbatim` says that the
    text is a quotation. `about` is the earlier contribution that it answers or takes up,
    `artifact` the artifact it speaks of, `place` the room or small group. `returns_in` is the
    planned stage in which it is taken up again, or to which it belongs once that has run.
    `starred` is the facilitator's wish that a short summary has it.
    """

    id: str
    kind: ContributionKind
    text: str
    speaker: str | None
    stage_run: str | None
    offset_ms: int
    captured_at: datetime
    level: Level = Level.GROUP
    during_interruption: bool = False
    withdrawn_at: datetime | None = None
    earlier: tuple[Wording, ...] = ()
    evidence: str = ""
    verbatim: bool = False
    focus: tuple[Focus, ...] = ()
    about: str | None = None
    artifact: str | None = None
    place: str = ""
    returns_in: str | None = None
    starred: bool = False

    @property
    def private(self) -> bool:
        """Whether only the facilitator may see it."""
        return self.level is Level.FACILITATOR

    @property
    def is_mark(self) -> bool:
        """Whether it is still without words."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """Who will do what by when, and what evidence will show it.

    `contribution` is the id of the capture it grew from, None where it was written afterwards.
    """

    id: str
    who: str | None
    what: str
    by_when: date | None = None
    evidence: str = ""
    contribution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What is written down after the last stage."""

    reflection: str = ""
    debrief_purpose: str = ""
    debrief_approach: str = ""
    debrief_effects: str = ""
    purpose_agreement: Agreement | None = None
    purpose_as_contested: str = ""
    next_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is said of a capture beside kind, words, speaker and level; see `Contribution`."""

    verbatim: bool = False
    evidence: str = ""
    focus: tuple[Focus, ...] = ()
    about: str | None = None
    artifact: str | None = None
    place: str = ""
    returns_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Half-typed text of the capture line, with the moment of its first key."""

    text: str
    kind: ContributionKind | None
    speaker: str | None
    level: Level
    stage_run: str | None
    offset_ms: int | None
    details: Details = Details()


# Without slots: `kept` is asked for many times between two captures, and remembered.
@dataclass(frozen=True, kw_only=True)
class SessionRecord:
    """One session whole.

    The protocol's wording is kept as it was when the session was planned: its name and credit
    here, each stage in the plan. `scheduled_start` and `agreed_end` are aware local times.
    `copy_of` names the session of which this is another laptop's differing copy.
    """

    id: str
    title: str
    created_at: datetime
    protocol_key: str
    protocol_name: str
    protocol_version: int
    protocol_credit: str
    learning_purpose: str = ""
    student_aim: str = ""
    problem: str = ""
    scheduled_start: datetime | None = None
    agreed_end: datetime | None = None
    plan: tuple[PlannedStage, ...] = ()
    participants: tuple[Participant, ...] = ()
    framing_questions: tuple[FramingQuestion, ...] = ()
    checklist: tuple[ChecklistAnswer, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    facts: tuple[Fact, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    closing: Closing = Closing()
    copy_of: str = ""

    def session(self) -> Session:
        """Replay the facts over the plan."""
        return replay(self.plan, self.facts)

    def participant(self, participant_id: str | None) -> Participant | None:
        """The person with this id, None for the whole group."""
        return next((p for p in self.participants if p.id == participant_id), None)

    def with_role(self, role: Role) -> tuple[Participant, ...]:
        """The people who have this role."""
        return tuple(p for p in self.participants if role in p.roles)

    @property
    def framing_question(self) -> str:
        """The newest version of the framing question."""
        return self.framing_questions[-1].text if self.framing_questions else ""

    @cached_property
    def kept(self) -> tuple[Contribution, ...]:
        """Contributions that were not undone, in the order of their offsets."""
        alive = [c for c in self.contributions if c.withdrawn_at is None]
        alive.sort(key=attrgetter("offset_ms", "id"))
        return tuple(alive)

    def newest(self, count: int) -> list[Contribution]:
        """So many contributions that were not undone, the one written last first."""
        # Nearly in that order already, so that a sort beats a heap.
        return sorted(self.kept, key=attrgetter("id"))[: -count - 1 : -1]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSummary:
    """What a list of sessions shows of one."""

    id: str
    title: str
    status: Status
    protocol_name: str
    presenter: str
    scheduled_start: datetime | None
    started_at: datetime | None
    created_at: datetime
    open_commitments: int
    copy_of: str = ""
