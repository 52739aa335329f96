"""The outline of a summary, and that the printed page says its words in its order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.reports import paper
from dilc_desktop.reports.outline import Figure, Outline, Part, Table, Titled, outline_of
from dilc_desktop.reports.spoken import Naming
from dilc_desktop.reports.summary import SummaryOptions, write_summary

PRINTED_AT = datetime(2026, 10, 14, 19, 10, tzinfo=UTC)
SAMPLES = ("consultancy", "tuning", "site_visit", "whole")


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
