"""A protocol: an ordered list of timed stages, with who speaks and what belongs there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_STAGE_MINUTES = 24 * 60
MAX_ROUNDS = 20
MAX_PLACES = 20
MAX_PLACE_LENGTH = 60
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
    together. `places` are rooms to visit, or groups that work side by side.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """A protocol as the library holds it; `version` grows with each change of its text."""

    key: str
    name: str
    version: int
    purpose: str
    group_size: str
    roles: str
    credit: str
    notes: str
    stages: tuple[Stage, ...]

    @property
    def minutes(self) -> int:
        """The sum of the default minutes, all rounds counted."""
        return sum(stage.minutes * stage.rounds for stage in self.stages)


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
    yield from _round_misfits(stage, place)


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
