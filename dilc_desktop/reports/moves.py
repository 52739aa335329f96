"""What a facilitator did with the clock and the plan, in words and in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.domain.session import (
    Ended,
    Fact,
    Interrupted,
    PlaceEntered,
    Reason,
    Reopened,
    Replanned,
    Resumed,
    Session,
    StageEntered,
    StageLeft,
    StageSkipped,
    StartMoved,
    TimeAdded,
    Undone,
    tell,
    withdrawn_actions,
)
from dilc_desktop.reports.time_strip import minutes_text

REASONS = {
    Reason.BREAK: "a break",
    Reason.VISITOR: "somebody came in",
    Reason.ANNOUNCEMENT: "an announcement",
    Reason.TECHNICAL: "technical trouble",
    Reason.OUTAGE: "the program was away",
    Reason.OTHER: "another reason",
}
_PLAIN: dict[type[Fact], str] = {
    StageLeft: "Closed the stage, and began none",
    Resumed: "Went on after the interruption",
    Replanned: "Gave the stages to come other minutes or another order",
    Reopened: "Opened the session again",
    Ended: "Ended the session",
}


@dataclass(frozen=True, slots=True)
class Move:
    """What was done at a time in ms since the session began, in the stage that ran then."""

    at: int
    words: str
    stage: str = ""


def moves_of(record: SessionRecord) -> Iterator[Move]:
    """Each move with the clock and the plan; what was undone is left out."""
    withdrawn = withdrawn_actions(record.facts)
    session = Session(plan=record.plan)
    for fact in record.facts:
        if isinstance(fact, Undone) or fact.action in withdrawn:
            # What was undone never was, but its time has passed.
            session = replace(session, axis=session.axis_at(fact.at), newest=fact.at)
            continue
        before, session = session, tell(session, fact)
        words = _words(fact, before, session)
        if words:
            stage = session.stage
            yield Move(session.axis, words, "" if stage is None else stage.id)


def _words(fact: Fact, before: Session, after: Session) -> str:
    """A move in words, empty where it is none of the facilitator's."""
    if type(fact) in _PLAIN:
        return _PLAIN[type(fact)]
    match fact:
        case StageEntered():
            return _entered(before, after)
        case Interrupted():
            return f"Interrupted: {REASONS[fact.reason]}"
        case TimeAdded():
            given = "Gave" if fact.seconds > 0 else "Took off"
            return f"{given} {minutes_text(abs(fact.seconds) * 1000)}"
        case StageSkipped():
            return f"Left out: {after.stage_of(fact.stage_id).name}"
        case StartMoved():
            return f"Moved the start of the stage {minutes_text(fact.seconds * 1000)} back"
        case PlaceEntered(place=place) if place:
            return f"Into {place}"
        case _:
            return ""


def _entered(before: Session, after: Session) -> str:
    stage, run = after.stage, after.run
    if stage is None or run is None:
        return ""
    if any(r.stage_id == stage.id and r.round == run.round for r in before.runs):
        return "Went back to this stage"
    return f"Began round {run.round}" if run.round > 1 else ""
