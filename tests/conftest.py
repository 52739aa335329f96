"""What tests share: a clock that they turn by hand, a library on disk, a session record."""

from __future__ import annotations

import logging
import os
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

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
    Replanned,
    Resumed,
    StageEntered,
    StageSkipped,
    StartMoved,
    TimeAdded,
    TurnBegan,
    TurnEnded,
    Undone,
)

if TYPE_CHECKING:
    from dilc_desktop.store.library import Library

# Windows are drawn in memory unless a platform is asked for: tests need no screen and steal none.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The same examples on every machine, so that a run says something about the change alone; a search
# for new ones is asked for with `--hypothesis-profile=search`.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", derandomize=False, deadline=None)
settings.load_profile("steady")

STARTED = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
ZONE = timezone(timedelta(hours=-5))


class FakeClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, utc: datetime = STARTED, boot: str = "boot-1") -> None:
        self._utc = utc
        self._offset_min = -300
        self._summer: datetime | None = None
        self._boot = boot
        self._steady_ms = 5_000_000
        self._ids = 0

    def steady_ms(self) -> int:
        """Milliseconds since the machine started, sleep counted."""
        return self._steady_ms

    def boot(self) -> str:
        """The mark of this start of the machine."""
        return self._boot

    def utc(self) -> datetime:
        """The wall clock."""
        return self._utc

    def offset_min(self, local: datetime | None = None) -> int:
        """The zone's offset from UTC in minutes."""
        if local is not None and self._summer is not None and local < self._summer:
            return self._offset_min + 60
        return self._offset_min

    def new_id(self) -> str:
        """An identifier of UUIDv7's form that sorts after every earlier one of this clock."""
        self._ids += 1
        milliseconds = int(STARTED.timestamp() * 1000) + self._ids
        return str(uuid.UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | self._ids))

    def moment(self) -> Moment:
        """Now, on all three clocks."""
        utc_ms = (self._utc - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
        return Moment(self._steady_ms, self._boot, utc_ms, self._offset_min)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._steady_ms += round(seconds * 1000)
        self._utc += timedelta(milliseconds=round(seconds * 1000))

    def suspend(self, seconds: float) -> None:
        """Close the lid: nothing runs, and both clocks have moved on when it opens."""
        self.advance(seconds)

    def jump(self, seconds: float) -> None:
        """Set the wall clock forward or back; no time passes."""
        self._utc += timedelta(milliseconds=round(seconds * 1000))

    def end_summer(self, local: datetime) -> None:
        """Put the clocks back at a naive local time that is still to come."""
        self._summer = local
        self._offset_min -= 60

    def travel(self, offset_min: int) -> None:
        """Change the zone or its daylight saving; no time passes."""
        self._offset_min = offset_min

    def restart(self, boot: str, seconds: float = 0) -> None:
        """Start the machine again after some seconds; its steady clock begins anew."""
        self._utc += timedelta(milliseconds=round(seconds * 1000))
        self._boot = boot
        self._steady_ms = 20_000


@pytest.fixture
def clock() -> FakeClock:
    """A clock at 19:00 UTC, 14:00 on the wall."""
    return FakeClock()


@pytest.fixture(scope="session")
def new_clock() -> type[FakeClock]:
    """The maker of clocks, for tests that need several or one for each example."""
    return FakeClock


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A fresh library in a folder of its own."""
    from dilc_desktop.store.library import Library  # noqa: PLC0415 - most tests need no SQL

    with Library.open(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def expect_log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Allow a test to cause warnings in the log, and let it read them."""
    return caplog


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that caused a warning in the log without expecting it."""
    warnings = _Warnings()
    root = logging.getLogger()
    root.addHandler(warnings)
    yield
    root.removeHandler(warnings)
    if "expect_log" not in request.fixturenames:
        assert warnings.lines == []


def _stage(number: int, name: str, kind: StageKind, minutes: int, **more: Any) -> PlannedStage:
    defaults: dict[str, Any] = {
        "id": f"stage-{number}",
        "name": name,
        "kind": kind,
        "planned_s": minutes * 60,
        "speaks": "presenter",
        "silent": "group",
        "kinds": (),
        "say": f"Now we come to {name.lower()}.",
        "room": f"{name} in one sentence.",
        "stage_key": name.lower().replace(" ", "_"),
    }
    return PlannedStage(**(defaults | more))


PLAN = (
    _stage(1, "Presentation", StageKind.TALK, 10, kinds=(ContributionKind.PROBLEM,)),
    _stage(
        2,
        "Clarifying questions",
        StageKind.QUESTION_AND_ANSWER,
        5,
        speaks="group",
        silent="",
        kinds=(ContributionKind.CLARIFYING_QUESTION, ContributionKind.ANSWER),
        shortest_s=300,
        longest_s=600,
    ),
    _stage(
        3,
        "Discussion",
        StageKind.PRESENTER_LISTENS,
        15,
        speaks="group",
        silent="presenter",
        kinds=(ContributionKind.WARM_FEEDBACK, ContributionKind.COOL_FEEDBACK),
    ),
    _stage(4, "Reflection", StageKind.TALK, 5, kinds=(ContributionKind.COMMITMENT,)),
    _stage(5, "Debrief", StageKind.ALL_TALK, 5, protected=True, stage_key=""),
    _stage(
        6,
        "Celebration",
        StageKind.ALL_TALK,
        5,
        left_out=True,
        block="feast",
        rounds=3,
        places=("Room 4", "The hall"),
        room_time=RoomTime.SHAPE,
        counts_up=True,
    ),
)


def _facts(at: Callable[[float], Moment]) -> tuple[Fact, ...]:
    """The log of a whole session, at seconds from its start.

    The start that was moved had nowhere to go, and the changed plan is as long as before.
    """

    def common(number: int, seconds: float) -> dict[str, Any]:
        return {"id": f"fact-{number}", "action": f"act-{number}", "at": at(seconds)}

    rows: tuple[tuple[type[Fact], float, dict[str, Any]], ...] = (
        (StageEntered, 0, {"stage_id": "stage-1", "run_id": "run-1"}),
        (TimeAdded, 300, {"seconds": 120}),
        (StageEntered, 660, {"stage_id": "stage-2", "run_id": "run-2"}),
        (Interrupted, 700, {"reason": Reason.ANNOUNCEMENT}),
        (Resumed, 820, {}),
        (StageEntered, 1000, {"stage_id": "stage-3", "run_id": "run-3"}),
        (Undone, 1005, {"undone_action": "act-6"}),
        (StageEntered, 1080, {"stage_id": "stage-3", "run_id": "run-4", "again": True}),
        (StageEntered, 2000, {"stage_id": "stage-5", "run_id": "run-5"}),
        (StartMoved, 2010, {"seconds": 30}),
        (StageSkipped, 2015, {"stage_id": "stage-4"}),
        (Replanned, 2020, {"stages": (("stage-5", 300),)}),
        (TurnBegan, 2030, {"speaker": "person-2"}),
        (TurnEnded, 2050, {}),
        (Passed, 2060, {"speaker": "person-3"}),
        (PlaceEntered, 2070, {"place": "Room 4"}),
        (PlaceEntered, 2100, {"place": ""}),
        (Recovered, 2110, {}),
        (Ended, 2400, {}),
    )
    return tuple(
        kind(**common(number, seconds), **more)
        for number, (kind, seconds, more) in enumerate(rows, start=1)
    )


def _said(
    number: int, kind: ContributionKind, text: str, run: str, second: int, **more: Any
) -> Contribution:
    fields: dict[str, Any] = {
        "id": f"said-{number}",
        "kind": kind,
        "text": text,
        "speaker": "person-2",
        "stage_run": run,
        "offset_ms": second * 1000,
        "captured_at": STARTED + timedelta(seconds=second),
    }
    return Contribution(**(fields | more))


@pytest.fixture
def record() -> SessionRecord:
    """A whole session that has ended: every kind of thing a record can hold is in it."""
    first = FakeClock().moment()

    def at(seconds: float) -> Moment:
        ms = round(seconds * 1000)
        return Moment(first.steady_ms + ms, first.boot, first.utc_ms + ms, first.offset_min)

    return SessionRecord(
        id="session-1",
        title="Discussion in grade 4",
        created_at=STARTED - timedelta(days=7),
        protocol_key="consultancy",
        protocol_name="Consultancy",
        protocol_version=2,
        protocol_credit="After the Consultancy of the Coalition of Essential Schools.",
        learning_purpose="To give feedback that teachers can use the next day.",
        student_aim="Pupils explain their reasoning to each other.",
        problem="My feedback names activities, not what pupils learn.",
        scheduled_start=datetime(2026, 3, 10, 13, 55, tzinfo=ZONE),
        agreed_end=datetime(2026, 3, 10, 14, 45, tzinfo=ZONE),
        plan=PLAN,
        participants=(
            Participant(id="person-1", code="DES-3", roles=(Role.FACILITATOR, Role.TIMEKEEPER)),
            Participant(
                id="person-2",
                code="P07",
                roles=(Role.PRESENTER,),
                consent=Consent(
                    quotes=True, artifacts=True, research=False, asked_on=date(2026, 3, 3)
                ),
            ),
            Participant(id="person-3", code="P12"),
        ),
        framing_questions=(
            FramingQuestion(
                id="question-1",
                text="Is my feedback good?",
                written_at=STARTED - timedelta(days=6),
            ),
            FramingQuestion(
                id="question-2",
                text="How can my feedback help teachers plan the next lesson?",
                written_at=STARTED - timedelta(days=2),
            ),
        ),
        checklist=(
            ChecklistAnswer(item="instruction", answer="yes"),
            ChecklistAnswer(item="own_role", answer="partly", note="Name the meeting."),
        ),
        artifacts=(
            Artifact(
                id="artifact-1",
                title="Three feedback notes",
                relevance=Relevance.HIGH,
                relevance_note="They show what I look at.",
                names_removed=True,
            ),
            Artifact(id="artifact-2", title="Lesson plan", link="https://example.org/plan"),
        ),
        facts=_facts(at),
        contributions=(
            _said(1, ContributionKind.PROBLEM, "I praise, and nothing changes.", "run-1", 60),
            _said(
                2,
                ContributionKind.CLARIFYING_QUESTION,
                "",
                "run-2",
                690,
                speaker="person-3",
                returns_in="stage-5",
            ),
            _said(
                3,
                ContributionKind.ANSWER,
                "Twice a month.",
                "run-2",
                750,
                during_interruption=True,
                earlier=(
                    Wording(
                        id="wording-1",
                        kind=ContributionKind.ANSWER,
                        text="Twice a moth.",
                        speaker="person-2",
                        level=Level.GROUP,
                        replaced_at=STARTED + timedelta(seconds=760),
                        evidence="So the diary says.",
                    ),
                ),
            ),
            _said(
                4,
                ContributionKind.WARM_FEEDBACK,
                "Each note quotes a pupil.",
                "run-4",
                1100,
                speaker="person-3",
                evidence="Three of three notes.",
                verbatim=True,
                starred=True,
                focus=(Focus.EVIDENCE, Focus.PRINCIPALS_ROLE),
                about="said-1",
                artifact="artifact-1",
                place="Room 4",
            ),
            _said(
                5,
                ContributionKind.COOL_FEEDBACK,
                "No note asks for a change.",
                "run-4",
                1200,
                speaker=None,
                withdrawn_at=STARTED + timedelta(seconds=1210),
            ),
            _said(
                6,
                ContributionKind.PROCESS_NOTE,
                "Quiet; ask P12 first next time.",
                "run-4",
                1300,
                speaker=None,
                level=Level.FACILITATOR,
            ),
            _said(
                7, ContributionKind.COMMITMENT, "I will write one next step a week.", "run-5", 2100
            ),
            _said(8, ContributionKind.NEXT_STEP, "Bring two notes in April.", "run-5", 2200),
        ),
        commitments=(
            Commitment(
                id="commitment-1",
                who="person-2",
                what="Write one next step a week.",
                by_when=date(2026, 4, 14),
                evidence="Four notes",
                contribution="said-7",
            ),
        ),
        closing=Closing(
            reflection="I heard that a note can ask.",
            debrief_purpose="Kept to it.",
            debrief_approach="Silence helped.",
            debrief_effects="Two notes to try.",
            purpose_agreement=Agreement.CONTESTED,
            purpose_as_contested="To see whether notes help at all.",
            next_date=date(2026, 4, 14),
        ),
    )
