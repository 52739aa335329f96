"""The outline of a summary, and that the printed page says its words in its order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.record import Closing, SessionRecord
from dilc_desktop.reports import paper
from dilc_desktop.reports.outline import Figure, Outline, Part, Table, Titled, outline_of
from dilc_desktop.reports.scripts import is_right_to_left
from dilc_desktop.reports.spoken import Naming
from dilc_desktop.reports.summary import SummaryOptions, write_summary

PRINTED_AT = datetime(2026, 10, 14, 19, 10, tzinfo=UTC)
SAMPLES = ("consultancy", "tuning", "site_visit", "whole")
RIGHT_TO_LEFT_MARK = "\u200f"
RIGHT_TO_LEFT = "\u05d3\u05e3 A2, \u05e9\u05d5\u05e8\u05d4 4"


def letters(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("speakers", ["code", "role"])
@pytest.mark.parametrize("name", SAMPLES)
def test_the_printed_page_says_the_words_of_the_outline_in_its_order(
    sample: Callable[[str], SessionRecord],
    whole: SessionRecord,
    told: Callable[[Outline], list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    speakers: str,
) -> None:
    record = whole if name == "whole" else sample(name)
    outline = outline_of(record, Naming(record, speakers))
    # One endless sheet, for columns that go on overleaf stand in the order of the pages.
    monkeypatch.setitem(paper.PAPERS, "letter", (612.0, 9000.0))
    target = tmp_path / "summary.pdf"
    assert (
        write_summary(record, target, SummaryOptions(speakers=speakers), printed_at=PRINTED_AT) == 1
    )
    page = letters(PdfReader(target).pages[0].extract_text())
    for section in outline.sections:
        for group in section.body:
            if isinstance(group, Titled):
                page = page.replace(letters(f"{group.heading}, continued"), "")
    # Of a legend the page shows no header, and of the strip it shows the drawing.
    drawn = "a drawing"
    shown = replace(
        outline,
        sections=tuple(
            replace(
                section,
                body=tuple(
                    replace(node, header=())
                    if isinstance(node, Table) and node.small
                    else replace(node, alternative=drawn)
                    if isinstance(node, Figure)
                    else node
                    for node in section.body
                ),
            )
            for section in outline.sections
        ),
    )
    expected = re.escape("".join(told(shown))).replace(re.escape(letters(drawn)), r"[\w:]{0,90}")
    assert re.fullmatch(f"{expected}Forlearning.*", page)


def test_the_parts_of_an_outline_stand_in_a_readers_order(whole: SessionRecord) -> None:
    outline = outline_of(whole, Naming(whole, "code"))
    parts = list(Part)
    assert [section.part for section in outline.sections] == parts[: parts.index(Part.MARGIN) + 1]
    commitments = outline.section(Part.COMMITMENTS)
    assert commitments is not None
    table = commitments.body[0]
    assert isinstance(table, Table)
    rows = [[" / ".join(p.text for p in cell) for cell in row] for row in table.rows]
    assert rows[0] == ["P18", "Try three lines.", "2 December 2026", "Six notes."]
    assert rows[1] == ["Group", "Share the form.", "No date yet", "Not said yet"]
    assert {len(row) for row in rows} == {len(table.header)}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (None, ""),
        (-1, "In progress: the session has not ended yet."),
        (0, "In progress: the session has not begun yet."),
    ],
)
def test_what_is_made_before_the_end_says_so(
    sample: Callable[[str], SessionRecord], tmp_path: Path, facts: int | None, words: str
) -> None:
    record = sample("tuning")
    record = replace(record, facts=record.facts[:facts])
    target = tmp_path / "summary.pdf"
    write_summary(record, target, SummaryOptions(), printed_at=PRINTED_AT)
    page = " ".join(PdfReader(target).pages[0].extract_text().split())
    assert ("In progress" in page) is bool(words)
    assert words in page
    assert (outline_of(record, Naming(record, "code")).head[-1].text == words) is bool(words)


def test_a_line_after_a_label_runs_as_its_words_do(
    sample: Callable[[str], SessionRecord], told: Callable[[Outline], list[str]], tmp_path: Path
) -> None:
    record = sample("tuning")
    first = record.contributions[0]
    said = (
        replace(first, kind=Kind.OBSERVATION, text="Seen.", evidence=RIGHT_TO_LEFT),
        replace(first, id="q", kind=Kind.CLARIFYING_QUESTION, text="Who?"),
        replace(first, id="a", kind=Kind.ANSWER, text=RIGHT_TO_LEFT, about="q"),
        replace(first, id="o", kind=Kind.OBSERVATION, text="Seen too.", evidence="Line 4."),
    )
    closing = Closing(debrief_purpose=RIGHT_TO_LEFT, debrief_effects="One thing each.")
    record = replace(record, contributions=said, closing=closing)
    lines = " ".join(told(outline_of(record, Naming(record, "code"))))
    for label in ("Seen or heard", "Answer", "Purpose"):
        assert is_right_to_left(f"{RIGHT_TO_LEFT_MARK}{label}: {RIGHT_TO_LEFT}")
        assert f"{RIGHT_TO_LEFT_MARK}{label}: {RIGHT_TO_LEFT}" in lines
    assert f"{RIGHT_TO_LEFT_MARK}Seen or heard: Line" not in lines
    assert f"{RIGHT_TO_LEFT_MARK}Effects" not in lines
    target = tmp_path / "summary.pdf"
    missed: list[tuple[str, ...]] = []
    write_summary(record, target, SummaryOptions(), printed_at=PRINTED_AT, unprinted=missed.append)
    assert not any(missed)
