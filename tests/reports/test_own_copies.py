from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Commitment, Consent, Contribution, Level, SessionRecord
from dilc_desktop.reports.summary import (
    SummaryOptions,
    options_for,
    outline_for,
    write_copies,
    write_summary,
)

PRINTED_AT = datetime(2026, 10, 14, 19, 10, tzinfo=UTC)
Sample = Callable[[str], SessionRecord]


@pytest.fixture
def record(sample: Sample) -> SessionRecord:
    """A session in which two people promised something."""
    plain = sample("consultancy")
    people = [person.id for person in plain.participants]
    first, second = (
        Commitment(id=f"k{number}", who=people[number], what=f"Promise {number}")
        for number in (1, 2)
    )
    return replace(plain, commitments=(first, second))


def text_of(target: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(target).pages).split())


def test_ones_own_commitments_come_first_and_say_whose_they_are(
    record: SessionRecord, tmp_path: Path
) -> None:
    person = record.participants[2]
    target = tmp_path / "own.pdf"
    options = options_for(person, SummaryOptions())
    write_summary(record, target, options, printed_at=PRINTED_AT)
    text = text_of(target)
    assert f"Your own copy, {person.code}" in text
    assert text.index("Promise 2") < text.index("Promise 1")
    assert f"You, {person.code}" in text
    assert f"You, {record.participants[1].code}" not in text


def test_who_does_not_want_to_be_quoted_is_named_on_no_copy(
    record: SessionRecord, tmp_path: Path
) -> None:
    quiet = replace(record.participants[2], consent=Consent(quotes=False), code="P99")
    people = tuple(quiet if p.id == quiet.id else p for p in record.participants)
    shy = replace(record, participants=people)
    target = tmp_path / "copies.pdf"
    write_copies(shy, target, SummaryOptions(), printed_at=PRINTED_AT)
    text = text_of(target)
    assert "P99" not in text
    assert "Your own copy" in text


def test_everybody_gets_a_copy_with_page_numbers_of_its_own(
    record: SessionRecord, tmp_path: Path
) -> None:
    target = tmp_path / "copies.pdf"
    counts = write_copies(record, target, SummaryOptions(), printed_at=PRINTED_AT)
    assert len(counts) == len(record.participants)
    pages = PdfReader(target).pages
    assert len(pages) == sum(counts)
    text = text_of(target)
    assert text.count(f"Page 1 of {counts[0]}") >= 1
    for person in record.participants:
        assert text.count(f"Your own copy, {person.code}") == 1
    assert f"of {sum(counts)}" not in text


def test_what_is_for_the_presenter_alone_is_on_the_presenters_copy_only(
    record: SessionRecord,
) -> None:
    said = Contribution(
        id="only",
        kind=ContributionKind.SUGGESTION,
        text="Seldomsaid",
        speaker=None,
        stage_run=None,
        offset_ms=0,
        captured_at=PRINTED_AT,
        level=Level.PRESENTER,
    )
    whole = replace(record, contributions=(*record.contributions, said))
    holds = {
        person.code: "Seldomsaid" in str(outline_for(whole, options_for(person, SummaryOptions())))
        for person in whole.participants
    }
    assert [code for code, there in holds.items() if there] == ["P07"]


def test_a_person_who_is_not_listed_and_a_session_of_nobody_are_refused(
    record: SessionRecord, tmp_path: Path
) -> None:
    with pytest.raises(RuleError, match="not listed"):
        outline_for(record, SummaryOptions(for_participant="nobody"))
    empty = replace(record, participants=(), commitments=(), contributions=())
    with pytest.raises(RuleError, match="Nobody is listed"):
        write_copies(empty, tmp_path / "c.pdf", SummaryOptions(), printed_at=PRINTED_AT)
    assert not list(tmp_path.iterdir())
