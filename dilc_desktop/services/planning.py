"""Preparing a session: everything is saved as it is typed, nothing is required."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from dilc_desktop import paths
from dilc_desktop.clock import Clock
from dilc_desktop.domain.choosing import Leeway, spread, whole
from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.overlay import Overlay, is_laid, lay, lift
from dilc_desktop.domain.protocol import (
    MAX_PLACE_LENGTH,
    MAX_PLACES,
    MAX_ROUNDS,
    Protocol,
    RoomTime,
    StageKind,
)
from dilc_desktop.domain.record import (
    Artifact,
    ChecklistAnswer,
    Consent,
    FramingQuestion,
    Participant,
    Role,
    SessionRecord,
)
from dilc_desktop.domain.session import Passed, PlannedStage, TurnBegan, planned
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.services.moments import local_now, utc_now

if TYPE_CHECKING:
    from dilc_desktop.store.artifacts import KeptFile
    from dilc_desktop.store.library import Library

MAX_PLANNED_S = 24 * 3600
# A session that starts in the evening and ends in the small hours goes over midnight.
_LATE, _EARLY = 18, 6


class Preparation(TypedDict, total=False):
    """The fields of a session that are typed before it."""

    title: str
    learning_purpose: str
    student_aim: str
    problem: str
    scheduled_start: datetime | None
    agreed_end: datetime | None


class StageChoices(TypedDict, total=False):
    """What may be chosen for one stage beside its name, minutes and rounds."""

    kind: StageKind
    places: tuple[str, ...]
    room_time: RoomTime
    counts_up: bool
    soon_s: int
    protected: bool


@dataclass(frozen=True, slots=True)
class RoundsOffer:
    """Stages that go round together and could run once for each presenter."""

    stages: tuple[PlannedStage, ...]
    presenters: int


def rounds_offer(record: SessionRecord) -> RoundsOffer | None:
    """Say which block does not yet run once for each presenter; None for a single presenter."""
    presenters = len(record.with_role(Role.PRESENTER))
    if not 1 < presenters <= MAX_ROUNDS:
        return None
    session = record.session()
    for stage in session.stages:
        if stage.block and stage.rounds != presenters:
            return RoundsOffer(session.block_of(stage), presenters)
    return None


class Planning:
    """Everything a facilitator does on the Prepare page."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    def start_session(self, protocol: Protocol, title: str = "") -> Change:
        """Make a new planned session with the protocol's stages; its id is in the change."""
        record = SessionRecord(
            id=self._clock.new_id(),
            title=title or protocol.name,
            created_at=utc_now(self._clock),
            protocol_key=protocol.key,
            protocol_name=protocol.name,
            protocol_version=protocol.version,
            protocol_credit=protocol.credit,
            plan=self._plan_of(protocol),
        )
        self._library.sessions.insert(record)
        return Change(Changed.SESSION_LIST, record.id, (record.id,))

    def write(self, session_id: str, **fields: Unpack[Preparation]) -> Change:
        """Save what was typed into one or more fields."""
        self._library.sessions.save_fields(session_id, **fields)
        return Change(Changed.PREPARATION, session_id)

    def schedule(
        self, session_id: str, day: date | None, start: time | None, end: time | None
    ) -> Change:
        """Save the start and the agreed end, given as times of this laptop's wall clock.

        A time without a day is meant for today; an evening session may end after midnight.
        Refused where the end is not after the start.
        """
        on = day or local_now(self._clock).date()
        scheduled_start = self._local(on, start)
        agreed_end = self._local(on, end)
        if start and end and start.hour >= _LATE and end.hour < _EARLY:
            agreed_end = self._local(on + timedelta(days=1), end)
        if scheduled_start and agreed_end and agreed_end <= scheduled_start:
            raise RuleError("The agreed end comes before the start. Please look at both times.")
        return self.write(session_id, scheduled_start=scheduled_start, agreed_end=agreed_end)

    def _local(self, on: date, moment: time | None) -> datetime | None:
        """A time of the wall clock with the offset that holds on that day."""
        if moment is None:
            return None
        local = datetime.combine(on, moment)
        offset = timedelta(minutes=self._clock.offset_min(local))
        return local.replace(tzinfo=timezone(offset))

    def choose_protocol(self, session_id: str, protocol: Protocol) -> Change:
        """Take another protocol; refused once the session has begun.

        A title that is only the protocol's name changes with it. Where equity prompts lay over the
        plan, they are laid over the new one.
        """
        record = self._planned(session_id)
        plan = self._plan_of(protocol)
        chosen = replace(
            record,
            title=protocol.name if record.title == record.protocol_name else record.title,
            protocol_key=protocol.key,
            protocol_name=protocol.name,
            protocol_version=protocol.version,
            protocol_credit=protocol.credit,
            plan=lay(plan, _equity_prompts()) if is_laid(record.plan) else plan,
        )
        # Name and plan change together or not at all.
        self._library.sessions.replace(chosen)
        return Change(Changed.PLAN, session_id)

    def set_planned(self, session_id: str, stage_id: str, seconds: int) -> Change:
        """Give a stage other minutes, in seconds."""
        _check_planned(seconds)
        return self._change_stage(session_id, stage_id, planned_s=seconds)

    def rename_stage(self, session_id: str, stage_id: str, name: str) -> Change:
        """Give a stage another name in this session."""
        if not name.strip():
            raise RuleError("A stage needs a name, so that the room knows where it is.")
        return self._change_stage(session_id, stage_id, name=name.strip())

    def leave_out(self, session_id: str, stage_id: str, *, left_out: bool) -> Change:
        """Leave a stage out of this session, or take it in again."""
        return self._change_stage(session_id, stage_id, left_out=left_out)

    def change_stage(
        self, session_id: str, stage_id: str, **choices: Unpack[StageChoices]
    ) -> Change:
        """Choose how a stage is talked, where it goes, and what its clock and the room show."""
        record = self._planned(session_id)
        stage = record.session().stage_of(stage_id)
        if "places" in choices:
            choices["places"] = _tidy_places(choices["places"])
        if "soon_s" in choices and not 0 <= choices["soon_s"] <= stage.planned_s:
            raise RuleError(
                "This stage has less time than that. Please let soon begin nearer to its end."
            )
        changes: dict[str, object] = {**choices}
        if "kind" in choices and is_laid(record.plan):
            (laid,) = lay([replace(stage, kind=choices["kind"])], _equity_prompts())
            changes["prompts"] = laid.prompts
        return self._change_stage(session_id, stage_id, **changes)

    def lay_overlay(self, session_id: str, *, on: bool) -> Change:
        """Lay the equity prompts over the plan, or take them off again.

        Refused where none of them fits a stage.
        """
        record = self._planned(session_id)
        plan = lay(record.plan, _equity_prompts()) if on else lift(record.plan)
        if on and not is_laid(plan):
            raise RuleError("None of the prompts fits a stage of this plan, so it stays as it is.")
        self._library.sessions.save_plan(session_id, plan)
        return Change(Changed.PLAN, session_id)

    def set_rounds(self, session_id: str, stage_id: str, rounds: int) -> Change:
        """Let a stage run so many times; stages that go round with it run as often."""
        if not 1 <= rounds <= MAX_ROUNDS:
            raise RuleError(f"A stage can run between once and {MAX_ROUNDS} times.")
        record = self._planned(session_id)
        stage = record.session().stage_of(stage_id)
        together = {s.id for s in _together(record.plan, stage)}
        plan = tuple(replace(s, rounds=rounds) if s.id in together else s for s in record.plan)
        self._library.sessions.save_plan(session_id, plan)
        return Change(Changed.PLAN, session_id, (stage_id,))

    def repeat_together(self, session_id: str, stage_id: str, *, together: bool) -> Change:
        """Let a stage repeat together with the one above it, or part the two.

        Stages that already go round with either of them come along or stay with it.
        """
        record = self._planned(session_id)
        stage = record.session().stage_of(stage_id)
        at = record.plan.index(stage)
        if at == 0:
            raise RuleError("The first stage has none above it to repeat with.")
        above = record.plan[at - 1]
        joined = bool(stage.block) and stage.block == above.block
        plan = list(record.plan)
        if together and not joined:
            name = above.block or stage.block or _new_block(record.plan)
            rounds = max(above.rounds, stage.rounds)
            _put_into(plan, (*_together(plan, above), *_together(plan, stage)), name, rounds)
        elif joined and not together:
            block = _together(plan, stage)
            first = block.index(stage)
            for part, name in ((block[:first], stage.block), (block[first:], _new_block(plan))):
                _put_into(plan, part, name if len(part) > 1 else "", stage.rounds)
        self._library.sessions.save_plan(session_id, plan)
        return Change(Changed.PLAN, session_id, (stage_id,))

    def fit_plan(self, session_id: str, minutes: int) -> Change:
        """Fit the plan to the minutes at hand, inside the ranges of its stages.

        Refused, with the least that it takes, where even the shortest form takes longer.
        """
        record = self._planned(session_id)
        most = minutes * 60
        stages = [stage for stage in record.plan if not stage.left_out]
        leeways = [_leeway(stage) for stage in stages]
        lengths = spread(leeways, most, step=60)
        least = whole(leeways, lengths)
        if least > most:
            raise RuleError(
                f"This plan takes {-(-least // 60)} minutes at least; you have {minutes}. Please "
                "leave a stage out, or take a shorter protocol."
            )
        fitted = dict(zip((stage.id for stage in stages), lengths, strict=True))
        plan = tuple(replace(s, planned_s=fitted.get(s.id, s.planned_s)) for s in record.plan)
        self._library.sessions.save_plan(session_id, plan)
        return Change(Changed.PLAN, session_id, tuple(fitted))

    def take_minutes(self, session_id: str, minutes: Sequence[int]) -> Change:
        """Give the stages of the plan these minutes, one figure for each, in order."""
        record = self._planned(session_id)
        if len(minutes) != len(record.plan):
            raise RuleError("The plan has other stages by now. Please fit it once more.")
        for length in minutes:
            _check_planned(length * 60)
        pairs = zip(record.plan, minutes, strict=True)
        plan = tuple(replace(stage, planned_s=length * 60) for stage, length in pairs)
        self._library.sessions.save_plan(session_id, plan)
        return Change(Changed.PLAN, session_id, tuple(stage.id for stage in plan))

    def move_stage(self, session_id: str, stage_id: str, place: int) -> Change:
        """Move a stage to another place in the plan, counted from 0.

        Stages that go round together stay in a row: inside it they change places, beyond it they
        move all together, and other stages pass the whole row.
        """
        record = self._planned(session_id)
        plan = list(record.plan)
        stage = record.session().stage_of(stage_id)
        here, place = plan.index(stage), max(0, min(place, len(plan) - 1))
        there = plan[place]
        together = _together(plan, stage)
        moving = (stage,) if there in together else together
        passed = (there,) if there in together else _together(plan, there)
        left = [s for s in plan if s not in moving]
        if there not in moving:
            at = left.index(passed[-1]) + 1 if place > here else left.index(passed[0])
            self._library.sessions.save_plan(session_id, [*left[:at], *moving, *left[at:]])
        return Change(Changed.PLAN, session_id, (stage_id,))

    def add_stage(self, session_id: str, name: str, seconds: int, place: int) -> Change:
        """Add a stage of our own to this session's plan; its id is in the change."""
        record = self._planned(session_id)
        stage = PlannedStage(
            id=self._clock.new_id(),
            name=name.strip(),
            kind=StageKind.TALK,
            planned_s=seconds,
            speaks="",
            silent="",
            kinds=(),
            say="",
            room="",
        )
        if not stage.name:
            raise RuleError("A stage needs a name, so that the room knows where it is.")
        _check_planned(seconds)
        plan = list(record.plan)
        place = max(0, min(place, len(plan)))
        # A row of stages that go round together is not parted.
        while 0 < place < len(plan) and plan[place].block == plan[place - 1].block != "":
            place += 1
        plan.insert(place, stage)
        self._library.sessions.save_plan(session_id, plan)
        return Change(Changed.PLAN, session_id, (stage.id,))

    def add_participant(
        self, session_id: str, code: str, name: str = "", roles: tuple[Role, ...] = ()
    ) -> Change:
        """Add a person; the id is in the change."""
        record = self._library.sessions.record(session_id)
        person = Participant(
            id=self._clock.new_id(),
            code=code.strip(),
            name=name.strip(),
            roles=roles or (Role.PARTICIPANT,),
        )
        people = (*record.participants, person)
        self._save_people(session_id, people)
        return Change(Changed.PEOPLE, session_id, (person.id,))

    def change_participant(self, session_id: str, person: Participant) -> Change:
        """Save what is known of a person now."""
        people = self._library.sessions.record(session_id).participants
        _check_listed(person.id, people)
        person = replace(person, code=person.code.strip(), name=person.name.strip())
        self._save_people(session_id, tuple(person if p.id == person.id else p for p in people))
        return Change(Changed.PEOPLE, session_id, (person.id,))

    def record_consent(self, session_id: str, person_id: str, consent: Consent) -> Change:
        """Save what a person agreed to, with today as the day on which they were asked."""
        record = self._library.sessions.record(session_id)
        person = record.participant(person_id)
        if person is None:
            raise RuleError("That person is not in this session.")
        asked = any(a is not None for a in (consent.quotes, consent.artifacts, consent.research))
        today = local_now(self._clock).date()
        given = replace(consent, asked_on=today if asked else None)
        return self.change_participant(session_id, replace(person, consent=given))

    def move_participant(self, session_id: str, person_id: str, place: int) -> Change:
        """Move a person to another seat, counted from 0."""
        people = list(self._library.sessions.record(session_id).participants)
        person = next((p for p in people if p.id == person_id), None)
        if person is None:
            raise RuleError("That person is not in this session.")
        people.remove(person)
        people.insert(max(0, min(place, len(people))), person)
        self._save_people(session_id, tuple(people))
        return Change(Changed.PEOPLE, session_id, (person_id,))

    def remove_participant(self, session_id: str, person_id: str) -> Change:
        """Take a person off the list; refused while contributions or commitments are theirs."""
        record = self._library.sessions.record(session_id)
        _check_listed(person_id, record.participants)
        speakers = {c.speaker for c in record.contributions}
        speakers.update(w.speaker for c in record.contributions for w in c.earlier)
        speakers.update(f.speaker for f in record.facts if isinstance(f, (TurnBegan, Passed)))
        if person_id in speakers or any(c.who == person_id for c in record.commitments):
            raise RuleError("This person has contributions in the session, so they stay listed.")
        self._save_people(session_id, tuple(p for p in record.participants if p.id != person_id))
        return Change(Changed.PEOPLE, session_id, (person_id,))

    def _save_people(self, session_id: str, people: Sequence[Participant]) -> None:
        codes = [p.code for p in people]
        if any(not code for code in codes):
            raise RuleError("Each person needs a code, for example P07.")
        if len(set(codes)) != len(codes):
            raise RuleError("Two people have the same code. Please give each their own.")
        self._library.sessions.save_participants(session_id, people)

    def write_framing_question(self, session_id: str, text: str, *, new: bool = False) -> Change:
        """Rewrite the newest version of the framing question, or begin a new version."""
        record = self._library.sessions.record(session_id)
        versions = list(record.framing_questions)
        if versions and not new:
            versions[-1] = replace(versions[-1], text=text)
        else:
            versions.append(
                FramingQuestion(id=self._clock.new_id(), text=text, written_at=utc_now(self._clock))
            )
        self._library.sessions.save_framing_questions(session_id, versions)
        return Change(Changed.PREPARATION, session_id, (versions[-1].id,))

    def answer_checklist(self, session_id: str, answer: ChecklistAnswer) -> Change:
        """Save the answer to one item of the problem-of-practice checklist."""
        record = self._library.sessions.record(session_id)
        answers = {a.item: a for a in record.checklist} | {answer.item: answer}
        self._library.sessions.save_checklist(session_id, tuple(answers.values()))
        return Change(Changed.PREPARATION, session_id)

    def add_artifact(self, session_id: str, title: str, link: str = "") -> Change:
        """Add an artifact that is a paper in the room or a link; the id is in the change."""
        artifact = Artifact(id=self._clock.new_id(), title=title.strip(), link=link.strip())
        return self._append_artifact(session_id, artifact)

    def add_file(self, session_id: str, source: Path, title: str = "") -> Change:
        """Add a file as an artifact: a copy is kept in the library."""
        return self.add_kept_file(session_id, self.keep_file(source), title)

    def keep_file(self, source: Path) -> KeptFile:
        """Copy a file into the library by its content; may run on any thread."""
        return self._library.artifacts.keep(source)

    def add_kept_file(self, session_id: str, kept: KeptFile, title: str = "") -> Change:
        """Add a file that the library has kept as an artifact; the id is in the change."""
        artifact = Artifact(
            id=self._clock.new_id(),
            title=title.strip() or Path(kept.file_name).stem,
            file_name=kept.file_name,
            media_type=kept.media_type,
            sha256=kept.sha256,
            size=kept.size,
        )
        return self._append_artifact(session_id, artifact)

    def _append_artifact(self, session_id: str, artifact: Artifact) -> Change:
        record = self._library.sessions.record(session_id)
        self._library.sessions.save_artifacts(session_id, (*record.artifacts, artifact))
        return Change(Changed.ARTIFACTS, session_id, (artifact.id,))

    def change_artifact(self, session_id: str, artifact: Artifact) -> Change:
        """Save what is known of an artifact now."""
        record = self._library.sessions.record(session_id)
        _check_held(artifact.id, record.artifacts)
        kept = tuple(artifact if a.id == artifact.id else a for a in record.artifacts)
        self._library.sessions.save_artifacts(session_id, kept)
        return Change(Changed.ARTIFACTS, session_id, (artifact.id,))

    def remove_artifact(self, session_id: str, artifact_id: str) -> Change:
        """Take an artifact out of the session."""
        artifacts = self._library.sessions.record(session_id).artifacts
        _check_held(artifact_id, artifacts)
        kept = tuple(a for a in artifacts if a.id != artifact_id)
        self._library.sessions.save_artifacts(session_id, kept)
        self._library.drop_unused(a.sha256 for a in artifacts if a.id == artifact_id)
        return Change(Changed.ARTIFACTS, session_id, (artifact_id,))

    def _planned(self, session_id: str) -> SessionRecord:
        record = self._library.sessions.record(session_id)
        if record.facts:
            raise RuleError("The session has begun, so its plan stays as it is.")
        return record

    def _change_stage(self, session_id: str, stage_id: str, **changes: object) -> Change:
        record = self._planned(session_id)
        record.session().stage_of(stage_id)
        plan = tuple(
            replace(s, **changes) if s.id == stage_id else s  # type: ignore[arg-type]
            for s in record.plan
        )
        if all(stage.left_out for stage in plan):
            raise RuleError("A session needs at least one stage.")
        self._library.sessions.save_plan(session_id, plan)
        return Change(Changed.PLAN, session_id, (stage_id,))

    def _plan_of(self, protocol: Protocol) -> tuple[PlannedStage, ...]:
        return tuple(planned(stage, self._clock.new_id()) for stage in protocol.stages)


def _leeway(stage: PlannedStage) -> Leeway:
    """How far a stage's length may move; without a published range not at all."""
    return Leeway(
        usual=stage.planned_s,
        shortest=stage.planned_s if stage.shortest_s is None else stage.shortest_s,
        longest=stage.planned_s if stage.longest_s is None else stage.longest_s,
        rounds=stage.rounds,
        protected=stage.protected,
    )


def _equity_prompts() -> Overlay:
    """The equity prompts as they are shipped."""
    from dilc_desktop.exchange.overlay_file import (  # noqa: PLC0415 - few sessions ask for them
        read_overlay,
    )

    return read_overlay(paths.resources() / "equity_prompts.toml")


def _check_planned(seconds: int) -> None:
    if not 0 <= seconds <= MAX_PLANNED_S:
        raise RuleError("A stage can have between 0 minutes and 24 hours.")


def _together(plan: Sequence[PlannedStage], stage: PlannedStage) -> tuple[PlannedStage, ...]:
    """The stages that go round with this one, those left out among them; itself where none do."""
    if not stage.block:
        return (stage,)
    return tuple(s for s in plan if s.block == stage.block)


def _put_into(
    plan: list[PlannedStage], stages: Sequence[PlannedStage], block: str, rounds: int
) -> None:
    """Let stages of a plan go round as one block."""
    for stage in stages:
        plan[plan.index(stage)] = replace(stage, block=block, rounds=rounds)


def _new_block(plan: Sequence[PlannedStage]) -> str:
    used = {stage.block for stage in plan}
    return next(name for n in count(1) if (name := f"block_{n}") not in used)


def _tidy_places(places: Sequence[str]) -> tuple[str, ...]:
    """Places without spare spaces, each once, in their order."""
    tidy = tuple(dict.fromkeys(name for place in places if (name := " ".join(place.split()))))
    if len(tidy) > MAX_PLACES:
        raise RuleError(f"There is room for {MAX_PLACES} here. Please leave some out.")
    if any(len(place) > MAX_PLACE_LENGTH for place in tidy):
        raise RuleError("A short code is enough, for example Room 12, with commas between.")
    return tidy


def _check_listed(person_id: str, people: Sequence[Participant]) -> None:
    if all(person.id != person_id for person in people):
        raise RuleError("That person is not in this session.")


def _check_held(artifact_id: str, artifacts: Sequence[Artifact]) -> None:
    if all(artifact.id != artifact_id for artifact in artifacts):
        raise RuleError("That artifact is not in this session.")
