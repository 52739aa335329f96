"""A protocol: an ordered list of timed stages, with who speaks and what belongs there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_STAGE_MINUTES = 24 * 60
MAX_ROUNDS = 20
MAX_PLACES = 20
MAX_PLACE_LENGTH = 60
MAX_PEOPLE = 500
MAX_PER_PERSON_S = 60 * 60
_KEY = re.compile(r"[a-z][a-z0-9_]{0,47}")


class StageKind(StrEnum):
    """How a stage is talked."""

    TALK = "talk"
    SILENT_WORK = "silent_work"
    GO_ROUND = "go_round"
    QUESTION_AND_ANSWER = "question_and_answer"
    PRESENTER_LISTENS = "presenter_listens"
    ALL_TALK = "all_talk"
    SMALL_GROUPS = "small_groups"
    VISIT = "visit"


class RoomTime(StrEnum):
    """How the room screen shows the time of a stage."""

    DIGITS = "digits"
    MINUTES = "minutes"
    SHAPE = "shape"
    NOTHING = "nothing"


class Situation(StrEnum):
    """What a group brings to a session, by which a protocol is chosen."""

    OPEN_DILEMMA = "open_dilemma"
    DRAFT = "draft"
    STUDENT_WORK = "student_work"
    SUCCESS = "success"
    TEXT = "text"
    TENSION = "tension"
    STUCK_TEAM = "stuck_team"
    CLASSROOMS = "classrooms"


class Trust(StrEnum):
    """How much trust a protocol needs in the group."""

    LOW = "low"
    SOME = "some"
    HIGH = "high"


class MinutesFrom(StrEnum):
    """Where the minutes of a stage come from.

    PUBLISHED: a published text gives them. COMMON: so it is usually done, no text was at hand.
    SUGGESTED: our own proposal.
    """

    PUBLISHED = "published"
    COMMON = "common"
    SUGGESTED = "suggested"


class ContributionKind(StrEnum):
    """What a captured contribution is: the closed list."""

    PROBLEM = "problem"
    FRAMING_QUESTION = "framing_question"
    RESTATED_QUESTION = "restated_question"
    CLARIFYING_QUESTION = "clarifying_question"
    PROBING_QUESTION = "probing_question"
    ANSWER = "answer"
    OBSERVATION = "observation"
    INTERPRETATION = "interpretation"
    ASSUMPTION = "assumption"
    RESTATEMENT = "restatement"
    QUESTION_RAISED = "question_raised"
    WARM_FEEDBACK = "warm_feedback"
    COOL_FEEDBACK = "cool_feedback"
    SUGGESTION = "suggestion"
    PATTERN = "pattern"
    EXCEPTION = "exception"
    PREDICTION = "prediction"
    LOOK_FOR = "look_for"
    QUOTE = "quote"
    REFLECTION = "reflection"
    COMMITMENT = "commitment"
    NEXT_STEP = "next_step"
    DEBRIEF = "debrief"
    PROCESS_NOTE = "process_note"
    PARKING_LOT = "parking_lot"
    ARTIFACT = "artifact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One timed stage of a protocol.

    `minutes` is the default plan; `shortest` and `longest` the published range in minutes, None
    where no source gives one. `protected` stages are never shortened by a proposal. `rounds` says
    how often it runs, each time with its minutes; stages in a row with the same `block` go round
    together. `places` are rooms to visit, or groups that work side by side. `soon_s` is when
    "soon" begins, in seconds before the end; 0 leaves it to the clock. `per_person_s` is what one
    turn takes, in seconds, where the minutes depend on the number of people; 0 where they do not.
    """

    key: str
    name: str
    kind: StageKind
    minutes: int
    shortest: int | None
    longest: int | None
    speaks: str
    silent: str
    kinds: tuple[ContributionKind, ...]
    say: str
    room: str
    protected: bool = False
    block: str = ""
    rounds: int = 1
    places: tuple[str, ...] = ()
    room_time: RoomTime = RoomTime.DIGITS
    counts_up: bool = False
    soon_s: int = 0
    per_person_s: int = 0
    minutes_from: MinutesFrom = MinutesFrom.SUGGESTED


@dataclass(frozen=True, slots=True, kw_only=True)
class KindHelp:
    """How a kind of contribution sounds in a protocol: stems to begin with, and a litmus test."""

    kind: ContributionKind
    stems: tuple[str, ...]
    test: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """A protocol as the library holds it; `version` grows with each change of its text.

    `smallest` and `largest` are the people it is made for, None where any number does. `situations`
    are what it is chosen for, `risk` what goes wrong with it most easily. `differs` says in what
    published versions differ. `preparation` is what the presenter does beforehand.
    """

    key: str
    name: str
    version: int
    purpose: str
    group_size: str
    roles: str
    credit: str
    notes: str
    stages: tuple[Stage, ...]
    smallest: int | None = None
    largest: int | None = None
    situations: tuple[Situation, ...] = ()
    trust: Trust = Trust.SOME
    use_when: str = ""
    avoid_when: str = ""
    risk: str = ""
    roles_optional: str = ""
    norms: tuple[str, ...] = ()
    preparation: tuple[str, ...] = ()
    differs: str = ""
    helps: tuple[KindHelp, ...] = ()

    @property
    def minutes(self) -> int:
        """The sum of the default minutes, all rounds counted."""
        return sum(stage.minutes * stage.rounds for stage in self.stages)

    @property
    def shortest(self) -> int:
        """The fewest minutes that the ranges of the stages allow; no range, no leeway."""
        return sum(_least(stage) * stage.rounds for stage in self.stages)

    @property
    def longest(self) -> int:
        """The most minutes that the ranges of the stages allow; no range, no leeway."""
        return sum(_most(stage) * stage.rounds for stage in self.stages)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolVersion:
    """One version of a house protocol, kept for good; `text` is its whole file.

    `asked_by`, `reason` and `changes` say who wanted it, why, and what is different. `based_on_key`
    names the protocol that it was made from, empty where it was written anew.
    """

    id: str
    protocol_key: str
    version: int
    made_at: datetime
    text: str
    asked_by: str = ""
    reason: str = ""
    changes: str = ""
    based_on_key: str = ""
    based_on_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolUse:
    """A session that was planned by a protocol; `started_at` is None until it begins.

    `copy_of` names the session of which this is another laptop's differing copy.
    """

    session_id: str
    title: str
    protocol_key: str
    protocol_version: int
    started_at: datetime | None
    copy_of: str = ""


def _least(stage: Stage) -> int:
    return stage.minutes if stage.shortest is None else stage.shortest


def _most(stage: Stage) -> int:
    return stage.minutes if stage.longest is None else stage.longest


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing in a protocol definition that does not fit: the place and what was expected."""

    place: str
    expected: str


def misfits(protocol: Protocol) -> Iterator[Misfit]:
    """Yield everything that keeps a definition from being a valid protocol."""
    if not _KEY.fullmatch(protocol.key):
        yield Misfit("key", "expected lower-case letters, digits and _, starting with a letter.")
    if protocol.version < 1:
        yield Misfit("version", "expected a whole number from 1.")
    for field in ("name", "purpose", "credit"):
        if not getattr(protocol, field).strip():
            yield Misfit(field, "expected a few words.")
    yield from _people_misfits(protocol)
    yield from _help_misfits(protocol)
    if not protocol.stages:
        yield Misfit("stage", "expected at least one stage.")
    seen: set[str] = set()
    for number, stage in enumerate(protocol.stages, start=1):
        place = f"stage {number} ({stage.key})"
        yield from _stage_misfits(stage, place)
        if stage.key in seen:
            yield Misfit(f"{place}, key", "expected a key that no earlier stage has.")
        seen.add(stage.key)
    yield from _block_misfits(protocol.stages)


def _people_misfits(protocol: Protocol) -> Iterator[Misfit]:
    fewest, most = protocol.smallest, protocol.largest
    for field, number in (("smallest", fewest), ("largest", most)):
        if number is not None and not 1 <= number <= MAX_PEOPLE:
            yield Misfit(field, f"expected 1 to {MAX_PEOPLE} people.")
    if fewest is not None and most is not None and fewest > most:
        yield Misfit("smallest", "expected smallest to be at most largest.")
    if len(set(protocol.situations)) != len(protocol.situations):
        yield Misfit("situations", "expected each situation once.")


def _help_misfits(protocol: Protocol) -> Iterator[Misfit]:
    seen: set[ContributionKind] = set()
    for number, help_ in enumerate(protocol.helps, start=1):
        place = f"help {number} ({help_.kind})"
        if help_.kind in seen:
            yield Misfit(f"{place}, kind", "expected a kind that no earlier help has.")
        seen.add(help_.kind)
        if not help_.test.strip() and not help_.stems:
            yield Misfit(place, "expected stems or a test.")
        if any(not stem.strip() for stem in help_.stems):
            yield Misfit(f"{place}, stems", "expected a few words in each stem.")


def _stage_misfits(stage: Stage, place: str) -> Iterator[Misfit]:
    if not _KEY.fullmatch(stage.key):
        yield Misfit(f"{place}, key", "expected lower-case letters, digits and _.")
    for field in ("name", "say", "room", "speaks"):
        if not getattr(stage, field).strip():
            yield Misfit(f"{place}, {field}", "expected a few words.")
    if not 0 <= stage.minutes <= MAX_STAGE_MINUTES:
        yield Misfit(f"{place}, minutes", f"expected 0 to {MAX_STAGE_MINUTES} whole minutes.")
    if (stage.shortest is None) != (stage.longest is None):
        yield Misfit(f"{place}, shortest", "expected both shortest and longest, or neither.")
    if stage.shortest is not None and stage.longest is not None:
        if not 0 <= stage.shortest <= stage.longest <= MAX_STAGE_MINUTES:
            yield Misfit(f"{place}, shortest", "expected shortest to be at most longest.")
        elif not stage.shortest <= stage.minutes <= stage.longest:
            yield Misfit(
                f"{place}, minutes",
                f"expected minutes inside the range, {stage.shortest} to {stage.longest}.",
            )
    if len(set(stage.kinds)) != len(stage.kinds):
        yield Misfit(f"{place}, kinds", "expected each kind of contribution once.")
    yield from _clock_misfits(stage, place)
    yield from _round_misfits(stage, place)


def _clock_misfits(stage: Stage, place: str) -> Iterator[Misfit]:
    """The last part of a stage, "soon", lies inside it; a turn takes an hour at most."""
    length = max(0, stage.minutes) * 60
    if not 0 <= stage.soon_s <= length:
        expected = f"expected 0 to {length} seconds, the length of the stage."
        yield Misfit(f"{place}, soon_s", expected)
    if not 0 <= stage.per_person_s <= MAX_PER_PERSON_S:
        expected = f"expected 0 to {MAX_PER_PERSON_S} seconds for one person."
        yield Misfit(f"{place}, per_person_s", expected)


def _round_misfits(stage: Stage, place: str) -> Iterator[Misfit]:
    if stage.block and not _KEY.fullmatch(stage.block):
        yield Misfit(f"{place}, block", "expected lower-case letters, digits and _.")
    if not 1 <= stage.rounds <= MAX_ROUNDS:
        yield Misfit(f"{place}, rounds", f"expected 1 to {MAX_ROUNDS} rounds.")
    if any(not 1 <= len(name.strip()) <= MAX_PLACE_LENGTH for name in stage.places):
        expected = f"expected names of at most {MAX_PLACE_LENGTH} characters."
        yield Misfit(f"{place}, places", expected)
    if len(stage.places) > MAX_PLACES:
        yield Misfit(f"{place}, places", f"expected at most {MAX_PLACES} places.")
    if len(set(stage.places)) != len(stage.places):
        yield Misfit(f"{place}, places", "expected each place once.")


def _block_misfits(stages: Sequence[Stage]) -> Iterator[Misfit]:
    """Stages that go round together stand in a row and have as many rounds as each other."""
    first: dict[str, Stage] = {}
    before = ""
    for number, stage in enumerate(stages, start=1):
        place = f"stage {number} ({stage.key})"
        begun = first.setdefault(stage.block, stage) if stage.block else stage
        if begun is not stage and stage.block != before:
            yield Misfit(f"{place}, block", "expected stages of one block to stand in a row.")
        elif begun.rounds != stage.rounds:
            expected = f"expected {begun.rounds}, as in the stage with which its block begins."
            yield Misfit(f"{place}, rounds", expected)
        before = stage.block
