"""Session records for the tests of what is printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from dilc_desktop.domain.protocol import ContributionKind, StageKind
from dilc_desktop.domain.record import (
    Artifact,
    Closing,
    Contribution,
    FramingQuestion,
    Participant,
    Relevance,
    Role,
    SessionRecord,
)
from dilc_desktop.domain.session import Ended, Fact, Moment, PlannedStage, StageEntered

_ZONE = timezone(timedelta(hours=-5))
_SAMPLES = json.loads((Path(__file__).parent / "samples.json").read_text(encoding="utf-8"))


def _moment(start: datetime, seconds: int) -> Moment:
    utc_ms = int(start.timestamp() * 1000) + seconds * 1000
    return Moment(steady_ms=seconds * 1000, boot="one", utc_ms=utc_ms, offset_min=-300)


def _facts(start: datetime, lengths: list[int]) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    at = 0
    for number, length in enumerate(lengths):
        moment = _moment(start, at)
        facts.append(
            StageEntered(
                id=f"f{number}",
                action=f"a{number}",
                at=moment,
                stage_id=f"s{number}",
                run_id=f"r{number}",
            )
        )
        at += length
    facts.append(Ended(id="end", action="end", at=_moment(start, at)))
    return tuple(facts)


def _stage(number: int, name: str, planned_s: int) -> PlannedStage:
    return PlannedStage(
        id=f"s{number}",
        name=name,
        kind=StageKind.TALK,
        planned_s=planned_s,
        speaks="",
        silent="",
        kinds=(),
        say="",
        room="",
    )


def built(sample: dict[str, Any]) -> SessionRecord:
    start = datetime.strptime(sample["start"], "%Y-%m-%d %H:%M").replace(tzinfo=_ZONE)
    return SessionRecord(
        id="session",
        title=sample["title"],
        created_at=datetime(2026, 10, 1, tzinfo=UTC),
        protocol_key="protocol",
        protocol_name=sample["protocol_name"],
        protocol_version=1,
        protocol_credit=sample["protocol_credit"],
        learning_purpose=sample["learning_purpose"],
        problem=sample["problem"],
        scheduled_start=start,
        plan=tuple(
            _stage(n, name, planned) for n, (name, planned, _) in enumerate(sample["stages"])
        ),
        participants=tuple(
            Participant(id=code, code=code, roles=(Role(role),))
            for code, role in sample["participants"]
        ),
        framing_questions=tuple(
            FramingQuestion(id=f"q{n}", text=text, written_at=start)
            for n, text in enumerate(sample["framing_questions"])
        ),
        artifacts=tuple(
            Artifact(id=f"A{n}", title=title, relevance=Relevance(word), relevance_note=note)
            for n, (title, word, note) in enumerate(sample["artifacts"], start=1)
        ),
        facts=_facts(start, [actual for _, _, actual in sample["stages"]]),
        contributions=tuple(
            Contribution(
                id=f"c{number:03}",
                kind=ContributionKind(kind),
                text=text,
                speaker=speaker,
                stage_run=None,
                offset_ms=offset * 1000,
                captured_at=start,
            )
            for number, (offset, kind, speaker, text) in enumerate(sample["contributions"])
        ),
        closing=Closing(next_date=date.fromisoformat(sample["next_date"])),
    )


@pytest.fixture
def sample() -> Callable[[str], SessionRecord]:
    """Builds the record of a sample: "consultancy", "tuning" or "site_visit"."""
    return lambda name: built(_SAMPLES[name])
