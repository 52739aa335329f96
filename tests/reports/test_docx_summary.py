"""The summary as a Word file: the outline's words, real headings and tables, nothing private."""

from __future__ import annotations

import errno
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table
from docx.text.paragraph import Paragraph
from PIL import Image

from dilc_desktop.domain.errors import RuleError, StorageError
from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.record import Consent, Level, SessionRecord
from dilc_desktop.domain.session import Interrupted, Reason, Resumed
from dilc_desktop.reports.docx_summary import write_docx
from dilc_desktop.reports.outline import Outline
from dilc_desktop.reports.strip_picture import Hatch, picture_of
from dilc_desktop.reports.strip_png import png_of
from dilc_desktop.reports.summary import SummaryOptions, outline_for
from dilc_desktop.reports.time_strip import strip_of

WRITTEN_AT = datetime(2026, 10, 14, 19, 10, tzinfo=UTC)
HEBREW = "\u05e9\u05dc\u05d5\u05dd"
Sample = Callable[[str], SessionRecord]
Told = Callable[[Outline], list[str]]
Written = Callable[..., Document]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(record: SessionRecord, **options: Any) -> Document:
        target = tmp_path / "summary.docx"
        write_docx(record, target, SummaryOptions(**options), written_at=WRITTEN_AT)
        return docx.Document(str(target))

    return write


def words(document: Document) -> list[str]:
    """All words in reading order, a picture as the words that stand for it."""
    return " ".join(_words(document)).split()


def _words(document: Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row.cells)
        else:
            yield block.text
            for shown in block._p.iter(qn("wp:docPr")):
                yield str(shown.get("descr"))


def headings(document: Document) -> list[tuple[str, str]]:
    return [
        (paragraph.style.name, paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style is not None and str(paragraph.style.name).startswith("Heading")
    ]


def said(document: Document, text: str) -> Paragraph:
    return next(p for p in document.paragraphs if text in p.text)


@pytest.mark.parametrize("name", ["consultancy", "site_visit", "whole"])
def test_the_file_says_the_words_of_the_outline_in_its_order(
    sample: Sample, whole: SessionRecord, told: Told, written: Written, name: str
) -> None:
    record = whole if name == "whole" else sample(name)
    for speakers in ("code", "role"):
        outline = outline_for(record, SummaryOptions(speakers=speakers))
        assert words(written(record, speakers=speakers)) == told(outline)


def test_headings_lists_and_tables_are_real_ones(whole: SessionRecord, written: Written) -> None:
    document = written(whole)
    found = headings(document)
    assert found[0] == ("Heading 1", whole.title)
    assert [text for level, text in found if level == "Heading 2"] == [
        "Framing question",
        "In your words",
        "What colleagues offered",
        "Evidence",
        "What we made of it",
        "Commitments",
        "Looking back",
        "Time",
        "Everything that was said",
    ]
    assert ("Heading 3", "Warm feedback") in found
    styles = {str(p.style.name) for p in document.paragraphs if p.style is not None}
    assert {"List Bullet", "List Bullet 2", "List Continue", "Label", "Question"} <= styles
    commitments, stages = document.tables
    assert [cell.text for cell in commitments.rows[0].cells] == [
        "Who",
        "What",
        "By when",
        "What will show it",
    ]
    assert [cell.text for cell in commitments.rows[1].cells] == [
        "P18",
        "Try three lines.",
        "2 December 2026",
        "Six notes.",
    ]
    assert len(stages.rows) == 1 + len(whole.plan)
    for table in document.tables:
        marked = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") for row in table.rows]
        assert marked[0] is not None
        assert not any(mark is not None for mark in marked[1:])
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


def test_the_time_strip_keeps_its_heading_and_note_on_its_page(
    whole: SessionRecord, written: Written
) -> None:
    paragraphs = written(whole).paragraphs
    at = next(n for n, p in enumerate(paragraphs) if p._p.findall(f".//{qn('wp:docPr')}"))
    heading, note = paragraphs[at - 2 : at]
    assert heading.text == "Time"
    assert heading.style is not None
    assert heading.style.paragraph_format.keep_with_next
    assert note.text.startswith("Minutes as planned")
    assert note.paragraph_format.keep_with_next


def test_a_stage_and_its_minutes_stand_on_one_line(whole: SessionRecord, written: Written) -> None:
    stages = written(whole).tables[-1]
    for row in stages.rows[1:]:
        sizes = {
            p.style.font.size
            for cell in row.cells
            for p in cell.paragraphs[:1]
            if p.style and p.text
        }
        assert sizes == {Pt(9)}


def test_the_stages_stay_on_one_page_under_their_strip(
    whole: SessionRecord, written: Written
) -> None:
    document = written(whole)
    strip = next(p for p in document.paragraphs if p._p.findall(f".//{qn('wp:docPr')}"))
    assert strip.paragraph_format.keep_with_next
    *rows, last = document.tables[-1].rows
    for row in rows:
        assert all(p.paragraph_format.keep_with_next for c in row.cells for p in c.paragraphs)
    assert not any(p.paragraph_format.keep_with_next for c in last.cells for p in c.paragraphs)


def test_the_file_says_what_it_is(whole: SessionRecord, written: Written, tmp_path: Path) -> None:
    document = written(whole, language="es", paper="a4")
    about = document.core_properties
    assert about.title == f"{whole.title}: summary"
    assert about.subject == "Summary of a session, Wednesday, 4 November 2026"
    assert (about.author, about.last_modified_by, about.comments) == ("DES-5", "DILC Desktop", "")
    assert about.created == about.modified
    assert about.created is not None
    assert about.created.replace(tzinfo=UTC) == WRITTEN_AT
    assert about.language == "es"
    languages = list(document.styles.element.iter(qn("w:lang")))
    assert languages
    assert {language.get(qn("w:val")) for language in languages} == {"es"}
    page = document.sections[0]
    assert page.page_width is not None
    assert page.page_width.pt == pytest.approx(595.3, abs=0.1)
    foot = page.footer.paragraphs[0].text
    assert foot.startswith("For learning. It is not an evaluation of any person or school.")
    assert "Written 14 October 2026" in foot
    with zipfile.ZipFile(tmp_path / "summary.docx") as file:
        assert file.testzip() is None
        assert b"DILC Desktop" in file.read("docProps/app.xml")


def test_private_and_withdrawn_words_are_nowhere_in_the_file(
    sample: Sample, written: Written, tmp_path: Path
) -> None:
    record = sample("consultancy")
    first = record.contributions[0]
    hidden = (
        replace(first, id="x1", text="Privately noted", level=Level.FACILITATOR, evidence="Heard"),
        replace(first, id="x2", text="Taken back", withdrawn_at=WRITTEN_AT),
    )
    people = tuple(
        replace(person, name=f"Name of {person.code}", consent=Consent(quotes=person.id != "P21"))
        for person in record.participants
    )
    document = written(
        replace(record, contributions=(*record.contributions, *hidden), participants=people),
        speakers="name",
    )
    with zipfile.ZipFile(tmp_path / "summary.docx") as file:
        everything = b"".join(file.read(name) for name in file.namelist())
    for text in (b"Privately", b"Heard", b"Taken back", b"P21"):
        assert text not in everything, text
    assert b"Name of P14" in everything
    assert any(p.text.endswith("   A colleague") for p in document.paragraphs)


def test_hostile_words_are_kept_as_words(sample: Sample, written: Written) -> None:
    script = "<w:p/> ]]> & \"x\" <script>alert('1')</script>"
    record = sample("tuning")
    first = replace(record.contributions[0], kind=Kind.WARM_FEEDBACK, speaker="P03")
    control = "first\x00\x07\x1b\ud800 line\n\n\x0bsecond\ufffe\tline"
    document = written(
        replace(
            record,
            title=script * 20 + "\x01",
            learning_purpose=control,
            contributions=(
                replace(first, id="r", text=f"{HEBREW} 😀", evidence="\u202eturned"),
                replace(first, id="s", text=f"Said {script}"),
            ),
        )
    )
    assert headings(document)[0] == ("Heading 1", script * 20)
    assert len(document.core_properties.title) == 255
    assert said(document, "first").text == "first\ufffd line\nsecond line"
    assert said(document, "Said").text == f"Said {script}   P03"
    turned = said(document, HEBREW)
    assert turned.text == f"{HEBREW} 😀   P03"
    assert turned._p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None
    assert [run.font.rtl for run in turned.runs] == [True, None]
    assert said(document, "turned").text.endswith("\u202eturned\u202c")


def test_a_session_with_nothing_in_it_still_is_a_file(sample: Sample, written: Written) -> None:
    empty = SessionRecord(
        id="e",
        title=" ",
        created_at=sample("tuning").created_at,
        protocol_key="",
        protocol_name="",
        protocol_version=1,
        protocol_credit="",
    )
    document = written(empty)
    assert headings(document) == [("Heading 1", "Session")]
    assert " ".join(words(document)).endswith("In progress: the session has not begun yet.")
    assert document.tables == []


def test_a_long_session_loses_nothing(sample: Sample, told: Told, written: Written) -> None:
    record = sample("tuning")
    first = record.contributions[0]
    many = tuple(
        replace(first, id=f"n{n:04}", kind=tuple(Kind)[n % len(Kind)], text=f"Word{n} " * 30)
        for n in range(300)
    )
    long = replace(record, contributions=many)
    found = words(written(long))
    assert found == told(outline_for(long, SummaryOptions()))
    assert {f"Word{n}" for n in range(300)} <= set(found)


def test_equal_input_gives_an_equal_file(whole: SessionRecord, tmp_path: Path) -> None:
    one, two = tmp_path / "one.docx", tmp_path / "two.docx"
    for target in (one, two):
        write_docx(whole, target, SummaryOptions(), written_at=WRITTEN_AT)
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as file:
        assert {member.date_time for member in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_picture_shows_the_plan_how_it_went_and_what_interrupted(sample: Sample) -> None:
    record = sample("tuning")
    start = record.facts[0].at

    def at(ms: int) -> Interrupted | Resumed:
        moment = replace(start, steady_ms=start.steady_ms + ms, utc_ms=start.utc_ms + ms)
        if ms == 60_000:
            return Interrupted(id="i", action="i", at=moment, reason=Reason.VISITOR)
        return Resumed(id="j", action="j", at=moment)

    facts = (record.facts[0], at(60_000), at(90_000), *record.facts[1:])
    picture = picture_of(strip_of(replace(record, facts=facts)))
    planned = picture_of(strip_of(replace(record, facts=())))
    assert planned.height < picture.height
    [hatch] = [shape for shape in picture.shapes if isinstance(shape, Hatch)]
    image = Image.open(io.BytesIO(png_of(picture)))
    assert image.size == (2160, round(picture.height * 3))
    box = [round(3 * part) for part in (hatch.x, hatch.y, hatch.x + hatch.width, hatch.y + 20)]
    hatched = image.crop((box[0], box[1], box[2], box[3]))
    colours = {colour for _, colour in hatched.getcolors() or []}
    assert {(27, 31, 36), (233, 230, 223)} <= colours


def test_what_cannot_be_written_is_told_and_leaves_the_old_file(
    sample: Sample, tmp_path: Path
) -> None:
    record = sample("tuning")
    with pytest.raises(StorageError, match="choose another folder"):
        write_docx(record, tmp_path / "gone" / "s.docx", SummaryOptions(), written_at=WRITTEN_AT)
    target = tmp_path / "s.docx"
    target.write_bytes(b"old")
    with pytest.raises(RuleError, match="letter or a4"):
        write_docx(record, target, SummaryOptions(paper="a3"), written_at=WRITTEN_AT)
    assert target.read_bytes() == b"old"


def test_a_full_disk_is_told_as_one_and_leaves_the_old_file(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "s.docx"
    target.write_bytes(b"old")
    monkeypatch.setattr("dilc_desktop.files.sync", full)
    with pytest.raises(StorageError, match=r"no room left.*another folder") as told:
        write_docx(sample("tuning"), target, SummaryOptions(), written_at=WRITTEN_AT)
    assert "another program" not in str(told.value)
    assert [target.read_bytes(), *tmp_path.iterdir()] == [b"old", target]
