"""A folder for a library, and a session with something in every field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from dilc_desktop.domain.protocol import ContributionKind, RoomTime, StageKind
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
    StageEntered,
    StageLeft,
    StageSkipped,
    StartMoved,
    TimeAdded,
    TurnBegan,
    TurnEnded,
    Undone,
)
from dilc_desktop.store.library import Library

START = datetime(2026, 3, 2, 17, 30, 0, 123000, tzinfo=UTC)
PACIFIC = timezone(timedelta(hours=-8))
HALF_HOUR_ZONE = timezone(timedelta(hours=5, minutes=30))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    with Library.open(folder, busy_timeout_ms=50) as opened:
        yield opened


def _at(seconds: int) -> Moment:
    utc_ms = round(START.timestamp() * 1000) + seconds * 1000
    return Moment(steady_ms=5_000_000 + seconds * 1000, boot="b-1", utc_ms=utc_ms, offset_min=-480)


def _stage(number: int, kind: StageKind) -> PlannedStage:
    return PlannedStage(
        id=f"stage-{number}",
        name=f"Stage {number}",
        kind=kind,
        planned_s=300 * number,
        speaks="Presenter",
        silent="Everyone else",
        kinds=(ContributionKind.ANSWER, ContributionKind.OBSERVATION) if number > 1 else (),
        say="Please begin.",
        room="Presenting — Präsentation",
        shortest_s=120 if number > 1 else None,
        longest_s=900 if number > 1 else None,
        protected=number == 2,
        stage_key=f"key_{number}",
        left_out=number == 4,
        block="pair" if number in (2, 3) else "",
        rounds=2 if number in (2, 3) else 1,
        places=("Room 4", "Room “12”") if number == 2 else (),
        room_time=RoomTime.SHAPE if number == 2 else RoomTime.DIGITS,
        counts_up=number == 2,
        soon_s=90 if number == 2 else 0,
        prompts=("Who is “missing”?\n🙂", "Whose work is it?") if number == 2 else (),
    )


def _facts() -> tuple[Fact, ...]:
    rows: tuple[tuple[type[Fact], int, dict[str, Any]], ...] = (
        (StageEntered, -60, {"stage_id": "stage-2", "run_id": "r0"}),
        (Undone, -50, {"undone_action": "a0"}),
        (StageEntered, 0, {"stage_id": "stage-1", "run_id": "r1"}),
        (StartMoved, 10, {"seconds": 20}),
        (Interrupted, 60, {"reason": Reason.VISITOR}),
        (Resumed, 90, {}),
        (TimeAdded, 100, {"seconds": -30}),
        (StageSkipped, 200, {"stage_id": "stage-3"}),
        (StageLeft, 300, {}),
        (StageEntered, 310, {"stage_id": "stage-2", "run_id": "r2"}),
        (PlaceEntered, 320, {"place": "Room 4"}),
        (PlaceEntered, 400, {"place": ""}),
        (TurnBegan, 410, {"speaker": "p2"}),
        (TurnEnded, 430, {}),
        (Passed, 440, {"speaker": "p1"}),
        (Replanned, 450, {"stages": (("stage-2", 700), ("stage-3", 0))}),
        (StageEntered, 600, {"stage_id": "stage-2", "run_id": "r3", "again": True}),
        (Ended, 800, {}),
        (Reopened, 850, {}),
        (Recovered, 860, {"away_ms": 240_000}),
        (Ended, 900, {}),
    )
    return tuple(
        kind(id=f"f{number}", action=f"a{number}", at=_at(seconds), **more)
        for number, (kind, seconds, more) in enumerate(rows)
    )


@pytest.fixture
def record() -> SessionRecord:
    return SessionRecord(
        id="0197-session",
        title="Exit tickets in grade 7",
        created_at=datetime(2026, 3, 1, 8, 0, 0, 1000, tzinfo=UTC),
        protocol_key="consultancy",
        protocol_name="Consultancy",
        protocol_version=3,
        protocol_credit="After a published protocol.",
        learning_purpose="Reading\nthe data “together”",
        student_aim="Explain a slope",
        problem="Half of the class leaves the last item empty.",
        scheduled_start=datetime(2026, 3, 2, 9, 30, tzinfo=PACIFIC),
        agreed_end=datetime(2026, 3, 2, 23, 15, tzinfo=HALF_HOUR_ZONE),
        plan=tuple(_stage(n, kind) for n, kind in enumerate(tuple(StageKind)[:4], start=1)),
        participants=(
            Participant(
                id="p2",
                code="P02",
                name="DES-3",
                roles=(Role.PROCESS_OBSERVER, Role.PRESENTER),
                consent=Consent(
                    quotes=True, artifacts=False, research=None, asked_on=date(2026, 2, 28)
                ),
            ),
            Participant(id="p1", code="P01"),
            Participant(id="p3", code="P03", roles=()),
        ),
        framing_questions=(
            FramingQuestion(id="q1", text="Why?", written_at=START),
            FramingQuestion(id="q0", text="How might we …?", written_at=START),
        ),
        checklist=(
            ChecklistAnswer(item="is_observable", answer="partly", note="only on paper"),
            ChecklistAnswer(item="is_about_learning", answer="yes"),
        ),
        artifacts=(
            Artifact(
                id="x2",
                title="Student work",
                relevance=Relevance.HIGH,
                relevance_note="shows the gap",
                names_removed=True,
                file_name="work.pdf",
                media_type="application/pdf",
                sha256="ab" * 32,
                size=12_345_678_901,
            ),
            Artifact(id="x1", title="A page", link="https://example.org/page"),
        ),
        facts=_facts(),
        contributions=(
            Contribution(
                id="c2",
                kind=ContributionKind.OBSERVATION,
                text="They all begin at the right end. 🙂",
                speaker="p1",
                stage_run="r1",
                offset_ms=61_000,
                captured_at=START,
                level=Level.RESEARCH,
                during_interruption=True,
                evidence="Four of five pages begin there.",
                verbatim=True,
                starred=True,
                focus=(Focus.EVIDENCE, Focus.OFF_ROLE),
                about="c1",
                artifact="x2",
                place="Room 4",
                returns_in="stage-3",
                earlier=(
                    Wording(
                        id="w9",
                        kind=ContributionKind.ANSWER,
                        text="They begin",
                        speaker="someone no longer listed",
                        level=Level.GROUP,
                        replaced_at=START,
                        evidence="Three pages",
                    ),
                    Wording(
                        id="w1",
                        kind=ContributionKind.OBSERVATION,
                        text="They all begin",
                        speaker=None,
                        level=Level.FACILITATOR,
                        replaced_at=START,
                    ),
                ),
            ),
            Contribution(
                id="c1",
                kind=ContributionKind.PROCESS_NOTE,
                text="",
                speaker=None,
                stage_run=None,
                offset_ms=0,
                captured_at=START,
                level=Level.FACILITATOR,
                withdrawn_at=START,
            ),
        ),
        commitments=(
            Commitment(
                id="m2",
                who="p2",
                what="Try a worked example",
                by_when=date(2026, 3, 20),
                evidence="Exit tickets",
                contribution="c2",
            ),
            Commitment(id="m1", who=None, what="Meet again"),
        ),
        closing=Closing(
            reflection="It was good to wait.",
            debrief_purpose="met",
            debrief_approach="kept",
            debrief_effects="calm",
            purpose_agreement=Agreement.CONTESTED,
            purpose_as_contested="Talk about pace",
            next_date=date(2026, 4, 1),
        ),
        copy_of="0196-other",
    )
