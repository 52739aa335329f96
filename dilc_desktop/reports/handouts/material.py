"""What handouts are made of: a protocol, a session that was planned by one, or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.protocol import KindHelp, Protocol, StageKind
from dilc_desktop.domain.readers import Reader, for_reader
from dilc_desktop.domain.record import Role, SessionRecord
from dilc_desktop.domain.session import PlannedStage, Session, planned, round_by_round
from dilc_desktop.reports.spoken import Naming, words_of
from dilc_desktop.reports.when import day_and_hours, long_date

_KIND_WORDS = {Kind.LOOK_FOR: "look-for"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An artifact as it is printed."""

    title: str
    note: str
    names_removed: bool


@dataclass(frozen=True, slots=True)
class StageGroup:
    """Stages in a row that go round together `rounds` times; `first` is the number of the first."""

    first: int
    stages: tuple[PlannedStage, ...]

    @property
    def rounds(self) -> int:
        """How often they are held."""
        return self.stages[0].rounds

    @property
    def seconds(self) -> int:
        """What one round takes, in seconds."""
        return sum(stage.planned_s for stage in self.stages)

    @property
    def numbered(self) -> tuple[tuple[int, PlannedStage], ...]:
        """Each stage with its number."""
        return tuple(enumerate(self.stages, start=self.first))


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that a handout may show; what is not there is empty.

    `title` is the session's or the protocol's name, `occasion` the session's day and people in
    one line. `start` is when the session begins. `per_person` are a turn's seconds by stage key.
    """

    title: str
    protocol_name: str
    credit: str
    occasion: str
    day: str
    author: str
    stages: tuple[PlannedStage, ...]
    start: datetime | None = None
    purpose: str = ""
    learning_purpose: str = ""
    student_aim: str = ""
    problem: str = ""
    questions: tuple[str, ...] = ()
    artifacts: tuple[Shown, ...] = ()
    look_fors: tuple[str, ...] = ()
    group_size: str = ""
    roles: str = ""
    notes: str = ""
    risk: str = ""
    norms: tuple[str, ...] = ()
    preparation: tuple[str, ...] = ()
    helps: tuple[KindHelp, ...] = ()
    per_person: dict[str, int]
    filled: bool = False

    @property
    def question(self) -> str:
        """The newest framing question, empty where there is none."""
        return self.questions[-1] if self.questions else ""

    @property
    def seconds(self) -> int:
        """The whole plan, all rounds counted."""
        return sum(stage.planned_s * stage.rounds for stage in self.stages)

    def help_with(self, kind: Kind) -> KindHelp | None:
        """Stems and test for a kind, None where the protocol has none."""
        return next((help_ for help_ in self.helps if help_.kind is kind), None)

    def groups(self) -> tuple[StageGroup, ...]:
        """The stages in order, those that go round together as one."""
        found: list[StageGroup] = []
        number = 1
        for _, members in groupby(self.stages, key=lambda s: (s.block, "" if s.block else s.id)):
            group = StageGroup(number, tuple(members))
            found.append(group)
            number += len(group.stages)
        return tuple(found)

    def numbers_in_order(self) -> tuple[tuple[int, PlannedStage], ...]:
        """Each stage as often as it is held, in that order, with its number."""
        numbers = {stage.id: number for number, stage in enumerate(self.stages, start=1)}
        return tuple((numbers[s.id], s) for s in round_by_round(self.stages))

    def of_kind(self, kind: StageKind) -> tuple[PlannedStage, ...]:
        """The stages that are talked in a way."""
        return tuple(stage for stage in self.stages if stage.kind is kind)


def of_protocol(protocol: Protocol) -> Material:
    """What a blank handout shows."""
    return Material(
        title=protocol.name,
        protocol_name=protocol.name,
        credit=protocol.credit,
        occasion="",
        day="",
        author="",
        stages=tuple(planned(stage, stage.key) for stage in protocol.stages),
        purpose=protocol.purpose,
        group_size=protocol.group_size,
        roles=protocol.roles,
        notes=protocol.notes,
        risk=protocol.risk,
        norms=protocol.norms,
        preparation=protocol.preparation,
        helps=protocol.helps,
        per_person={stage.key: stage.per_person_s for stage in protocol.stages},
    )


def of_session(record: SessionRecord, protocol: Protocol | None) -> Material:
    """What a filled handout shows: the session's own plan and words, the protocol's help."""
    naming = Naming(record, "code")
    session = record.session()
    people = [
        f"{word} {names}"
        for word, role in (("Presenter", Role.PRESENTER), ("Facilitator", Role.FACILITATOR))
        if (names := naming.everyone(role))
    ]
    start = _start(record, session)
    # A handout lies where the whole group can read it.
    for_the_table = for_reader(record, Reader.GROUP).kept
    return Material(
        title=record.title.strip() or record.protocol_name.strip() or "Session",
        protocol_name=record.protocol_name,
        credit=record.protocol_credit,
        occasion="  ·  ".join([*([day_and_hours(record)] if start else []), *people]),
        day=long_date(start.date()) if start else "",
        author=naming.everyone(Role.FACILITATOR),
        stages=tuple(stage for stage in session.first_plan if not stage.left_out),
        start=start,
        purpose=protocol.purpose if protocol else "",
        learning_purpose=record.learning_purpose.strip(),
        student_aim=record.student_aim.strip(),
        problem=record.problem.strip(),
        questions=tuple(q.text.strip() for q in record.framing_questions if q.text.strip()),
        artifacts=_artifacts(record),
        look_fors=tuple(words_of(c) for c in for_the_table if c.kind is Kind.LOOK_FOR),
        group_size=protocol.group_size if protocol else "",
        roles=protocol.roles if protocol else "",
        notes=protocol.notes if protocol else "",
        risk=protocol.risk if protocol else "",
        norms=protocol.norms if protocol else (),
        preparation=protocol.preparation if protocol else (),
        helps=protocol.helps if protocol else (),
        per_person={s.key: s.per_person_s for s in protocol.stages} if protocol else {},
        filled=True,
    )


def kind_words(kinds: Sequence[Kind]) -> str:
    """Kinds of contribution, as a list in words."""
    return ", ".join(_KIND_WORDS.get(kind, kind.value.replace("_", " ")) for kind in kinds)


def _start(record: SessionRecord, session: Session) -> datetime | None:
    if session.began is None:
        return record.scheduled_start
    return session.began.local + timedelta(milliseconds=session.start)


def _artifacts(record: SessionRecord) -> tuple[Shown, ...]:
    shown = []
    for artifact in record.artifacts:
        title = artifact.title.strip() or artifact.file_name or artifact.link
        if title:
            shown.append(
                Shown(
                    title=title,
                    note=artifact.relevance_note.strip(),
                    names_removed=artifact.names_removed,
                )
            )
    return tuple(shown)
