"""How a session went beside what was said: what became of its plan, rounds, rooms and voices.

All of it is told without names. Turns are counted for the whole group and never for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from dilc_desktop.domain.go_round import seats
from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.record import Contribution, Participant, SessionRecord
from dilc_desktop.domain.session import (
    Fact,
    PlannedStage,
    Reason,
    Recovered,
    Reopened,
    Replanned,
    Session,
    StageEntered,
    StageRun,
    StageSkipped,
    StartMoved,
    TimeAdded,
    Undone,
    tell,
    withdrawn_actions,
)
from dilc_desktop.domain.timing import clock_text
from dilc_desktop.ui.words import minutes_words, reason_words

_tr = QCoreApplication.translate
# Minutes given one press after the other were one wish.
_ONE_WISH_MS = 60_000


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that became of the plan, in ms since the session began; `run` None between stages.

    `added_ms` is what it gave the stage, 0 where it is something else.
    """

    id: str
    run: str | None
    at: int
    words: str
    added_ms: int = 0


def happenings(record: SessionRecord) -> tuple[Happening, ...]:
    """What became of the plan and the clock, without what was undone, in the order of time."""
    withdrawn = withdrawn_actions(record.facts)
    session = Session(plan=record.plan)
    found: list[Happening] = []
    for fact in record.facts:
        if isinstance(fact, Undone) or fact.action in withdrawn:
            # What was undone never was, but its time has passed.
            session = replace(session, axis=session.axis_at(fact.at), newest=fact.at)
            continue
        before, session = session, tell(session, fact)
        happened = _happening(fact, before, session)
        if happened is not None:
            _add(found, happened)
    found.extend(_pauses(session))
    return tuple(sorted(found, key=lambda one: one.at))


def _happening(fact: Fact, before: Session, after: Session) -> Happening | None:
    words, added = "", 0
    match fact:
        case StageEntered() | StageSkipped():
            words = _skipped_words(after, after.skipped - before.skipped)
        case Replanned():
            words = _replanned_words(before, after)
        case StartMoved():
            moved = _open(before).started - _open(after).started
            if moved:
                words = _tr("course", "The start was moved {0} back.")
                words = words.format(clock_text(moved // 1000))
        case TimeAdded():
            added = _open(after).added_ms - _open(before).added_ms
            words = _added_words(added)
        case Recovered():
            words = _away_words(fact.away_ms)
        case Reopened():
            since = after.axis - (before.ended or 0)
            words = _tr("course", "The session had ended, and went on after {0}.")
            words = words.format(minutes_words(since // 1000))
        case _:
            pass
    if not words:
        return None
    run = after.run
    at = 0 if after.began is None else after.axis
    return Happening(fact.id, None if run is None else run.id, at, words, added)


def _open(session: Session) -> StageRun:
    """The run whose clock a fact has changed."""
    return session.runs[-1]


def _add(found: list[Happening], new: Happening) -> None:
    """Add what happened; minutes given in a row become one line, and none where they cancel out."""
    last = found[-1] if found else None
    if (
        last is None
        or not (last.added_ms and new.added_ms)
        or last.run != new.run
        or new.at - last.at > _ONE_WISH_MS
    ):
        found.append(new)
        return
    whole = last.added_ms + new.added_ms
    if whole:
        found[-1] = replace(last, added_ms=whole, words=_added_words(whole))
    else:
        found.pop()


def _away_words(milliseconds: int) -> str:
    if not milliseconds:
        return _tr("course", "The program had been away and came back. Its time was counted.")
    words = _tr("course", "The program was away for {0}; that time counted.")
    return words.format(minutes_words(milliseconds // 1000))


def _added_words(milliseconds: int) -> str:
    if not milliseconds:
        return ""
    length = minutes_words(abs(milliseconds) // 1000)
    if milliseconds > 0:
        return _tr("course", "{0} added.").format(length)
    return _tr("course", "{0} taken off.").format(length)


def _skipped_words(session: Session, skipped: frozenset[str]) -> str:
    names = [stage.name for stage in session.stages if stage.id in skipped]
    return _tr("course", "Skipped: {0}.").format(", ".join(names)) if names else ""


def _replanned_words(before: Session, after: Session) -> str:
    """New lengths, then the new order of those that changed places."""
    was = {stage.id: stage for stage in before.stages}
    changed = [
        _tr("course", "{0} {1} instead of {2}").format(
            stage.name, minutes_words(stage.planned_s), minutes_words(was[stage.id].planned_s)
        )
        for stage in after.stages
        if stage.planned_s != was[stage.id].planned_s
    ]
    said = []
    if changed:
        said.append(_tr("course", "New minutes: {0}.").format(", ".join(changed)))
    pairs = zip(before.stages, after.stages, strict=True)
    moved = [new.name for old, new in pairs if old.id != new.id]
    if moved:
        said.append(_tr("course", "New order: {0}.").format(", ".join(moved)))
    return " ".join(said)


def _pauses(session: Session) -> Iterable[Happening]:
    """The interruptions, each at its beginning."""
    for run in session.runs:
        for number, pause in enumerate(run.interruptions):
            end = session.axis if pause.ended is None else pause.ended
            length = minutes_words((end - pause.started) // 1000)
            if pause.reason is Reason.OUTAGE:
                words = _tr("course", "The program was away for {0}.").format(length)
            else:
                words = _tr("course", "Interrupted for {0}: {1}.").format(
                    length, reason_words(pause.reason).lower()
                )
            yield Happening(f"pause-{run.id}-{number}", run.id, pause.started, words)


# Inside a stage run


def run_details(
    record: SessionRecord,
    session: Session,
    run: StageRun,
    said: Sequence[Contribution],
) -> tuple[str, ...]:
    """What stands below the heading of a stage run: its round, its rooms, how many spoke."""
    stage = session.stage_of(run.stage_id)
    now = session.axis if session.ended is None else session.ended
    parts = (
        _round_words(stage, run),
        _rooms_words(stage, run, now),
        _groups_words(stage, said),
        voices_words(record.participants, (run,), said),
    )
    return tuple(part for part in parts if part)


def _round_words(stage: PlannedStage, run: StageRun) -> str:
    if run.round <= stage.rounds and stage.rounds > 1:
        return _tr("course", "Round {0} of {1}").format(run.round, stage.rounds)
    return _tr("course", "Round {0}").format(run.round) if run.round > 1 else ""


def _rooms_words(stage: PlannedStage, run: StageRun, now: int) -> str:
    """The rooms in the order of the visit, each with its minutes, then the way between them."""
    spent: dict[str, int] = {}
    for stop in run.stops:
        end = now if stop.ended is None else stop.ended
        spent[stop.place] = spent.get(stop.place, 0) + end - stop.started
    if not spent:
        return ""
    parts = [f"{place} {minutes_words(ms // 1000)}" for place, ms in spent.items()]
    whole = (now if run.ended is None else run.ended) - run.started
    way = (whole - sum(spent.values())) // 1000
    if stage.kind is StageKind.VISIT and way > 0:
        parts.append(_tr("course", "on the way {0}").format(minutes_words(way)))
    return ", ".join(parts)


def _groups_words(stage: PlannedStage, said: Iterable[Contribution]) -> str:
    """The small groups that worked side by side."""
    if stage.kind is not StageKind.SMALL_GROUPS:
        return ""
    places = dict.fromkeys((*stage.places, *(c.place for c in said if c.place)))
    return _tr("course", "In groups: {0}").format(", ".join(places)) if places else ""


def voices_words(
    people: Sequence[Participant], runs: Sequence[StageRun], said: Iterable[Contribution]
) -> str:
    """How many of the people spoke, and how many talk turns there were; empty without turns."""
    turns = [turn for run in runs for turn in run.turns]
    if not turns:
        return ""
    known = {person.id for person in people}
    captured = {c.speaker for c in said if c.speaker and not c.private}
    spoke = known & (captured | {turn.speaker for turn in turns})
    there = spoke | {person.id for person in seats(people, presenter_too=True)}
    if len(turns) == 1:
        words = _tr("course", "{0} of {1} people spoke, 1 talk turn")
        return words.format(len(spoke), len(there))
    words = _tr("course", "{0} of {1} people spoke, {2} talk turns")
    return words.format(len(spoke), len(there), len(turns))
