"""Session records for the tests of what is printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from dilc_desktop.domain.protocol import ContributionKind, StageKind
from dilc_desktop.domain.record import (
    Agreement,
    Artifact,
    Closing,
    Commitment,
    Contribution,
    FramingQuestion,
    Participant,
    Relevance,
    Role,
    SessionRecord,
)
from dilc_desktop.domain.session import Ended, Fact, Moment, PlannedStage, StageEntered
from dilc_desktop.reports.outline import (
    Figure,
    ListItems,
    Outline,
    Paragraph,
    Rows,
    SayingItem,
    Table,
    Titled,
    WritingLines,
)

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


@pytest.fixture
def whole(sample: Callable[[str], SessionRecord]) -> SessionRecord:
    """A session that fills every part of a summary, with groups, evidence, answers and a link."""
    record = sample("tuning")
    first = record.contributions[0]
    more = tuple(
        replace(
            first,
            id=f"m{number:02}",
            offset_ms=number,
            kind=kind,
            text=f"Said as {kind.value}.",
            speaker="P03",
            evidence=f"Seen for {kind.value}." if number % 2 else "",
            place=f"Group {number % 2}" if number % 3 else "",
        )
        for number, kind in enumerate(ContributionKind)
    )
    question = replace(more[0], id="q", kind=ContributionKind.CLARIFYING_QUESTION, text="Who?")
    answers = tuple(
        replace(
            question,
            id=f"a{speaker}",
            kind=ContributionKind.ANSWER,
            about="q",
            text=f"Nobody, says {speaker}.",
            speaker=speaker,
        )
        for speaker in ("P18", "P09")
    )
    return replace(
        record,
        student_aim="Pupils say why.",
        contributions=(*record.contributions, *more, question, *answers),
        artifacts=(
            *record.artifacts,
            Artifact(id="A9", title="A form", link="https://example.org/form?a=1&b=2"),
        ),
        commitments=(
            Commitment(
                id="k",
                who="P18",
                what="Try three lines.",
                by_when=date(2026, 12, 2),
                evidence="Six notes.",
            ),
            Commitment(id="l", who=None, what="Share the form."),
        ),
        closing=replace(
            record.closing,
            reflection="One routine to lead.",
            debrief_purpose="Held.",
            debrief_effects="One thing each.",
            purpose_agreement=Agreement.CONTESTED,
            purpose_as_contested="About planning.",
        ),
    )


@pytest.fixture
def told() -> Callable[[Outline], list[str]]:
    """The words of an outline in reading order."""
    return lambda outline: " ".join(_told(outline)).split()


def _told(outline: Outline) -> Iterator[str]:
    yield outline.title
    yield from _all(outline.head)
    for section in outline.sections:
        yield section.heading
        yield section.note
        yield from _all(section.body)


def _node(node: object) -> Iterator[str]:
    if isinstance(node, ListItems):
        yield node.place
        for item in node.items:
            yield from _item(item)
    elif isinstance(node, Titled):
        yield node.heading
        yield from _all(node.body)
    elif isinstance(node, Rows):
        for row in node.rows:
            yield row.label
            yield from _all(row.body)
    elif isinstance(node, Table):
        yield from node.header
        yield from _all(paragraph for row in node.rows for cell in row for paragraph in cell)
    elif isinstance(node, Figure):
        yield node.alternative
    elif isinstance(node, WritingLines):
        yield node.heading
    else:
        assert isinstance(node, Paragraph)
        yield from _paragraph(node)


def _all(nodes: Iterable[object]) -> Iterator[str]:
    for node in nodes:
        yield from _node(node)


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    yield paragraph.text
    yield paragraph.beside


def _item(item: SayingItem) -> Iterator[str]:
    yield item.text
    yield item.speaker
    yield item.evidence
    for answer in item.answers:
        yield from _item(answer)
