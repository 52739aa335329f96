from __future__ import annotations

import io
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import docx
import page
import pdfua
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from PIL import Image
from pypdf import PdfReader

from dilc_desktop import paths
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.exchange.protocol_file import read_protocol
from dilc_desktop.reports.docx_summary import write_docx
from dilc_desktop.reports.handouts import HandoutKind, HandoutOptions, write_handout
from dilc_desktop.reports.html_summary import write_html
from dilc_desktop.reports.letterhead import HEIGHT, WIDEST, Letterhead, fitted
from dilc_desktop.reports.summary import SummaryOptions, write_summary

PRINTED_AT = datetime(2026, 10, 14, 19, 10, tzinfo=UTC)
Sample = Callable[[str], SessionRecord]


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    file = tmp_path / "logo.png"
    Image.new("RGBA", (300, 120), (20, 90, 160, 200)).save(file)
    return file


def printed(record: SessionRecord, target: Path, letterhead: Letterhead) -> PdfReader:
    options = SummaryOptions(letterhead=letterhead)
    write_summary(record, target, options, printed_at=PRINTED_AT)
    return PdfReader(target)


def test_the_letterhead_stands_on_the_first_page_alone_and_takes_no_room(
    sample: Sample, tmp_path: Path, logo: Path
) -> None:
    record = sample("consultancy")
    plain = printed(record, tmp_path / "plain.pdf", Letterhead())
    headed = printed(record, tmp_path / "headed.pdf", Letterhead("Distrito Escolar 3", logo))
    assert len(headed.pages) == len(plain.pages) > 1
    assert headed.pages[0].extract_text().startswith("Distrito Escolar 3")
    assert [len(sheet.images) for sheet in headed.pages] == [1, 0]
    assert all("Distrito" not in sheet.extract_text() for sheet in headed.pages[1:])
    assert b"/Alt (Logo of Distrito Escolar 3)" in (tmp_path / "headed.pdf").read_bytes()
    again = tmp_path / "again.pdf"
    printed(record, again, Letterhead("Distrito Escolar 3", logo))
    assert again.read_bytes() == (tmp_path / "headed.pdf").read_bytes()


def test_a_page_with_a_letterhead_keeps_to_pdf_ua(
    sample: Sample, tmp_path: Path, logo: Path
) -> None:
    target = tmp_path / "headed.pdf"
    printed(sample("tuning"), target, Letterhead("Distrito Escolar 3", logo))
    assert page.validate_pdf(target, profile=page.ValidationProfile.PDF_UA_1).is_compliant
    assert pdfua.validate(str(target)).findings == ()


def test_a_handout_has_it_too(tmp_path: Path, logo: Path) -> None:
    target = tmp_path / "handout.pdf"
    options = HandoutOptions(letterhead=Letterhead("Distrito Escolar 3", logo))
    protocol = read_protocol(paths.protocols() / "consultancy.toml")
    write_handout(HandoutKind.PROTOCOL, target, options, protocol=protocol, printed_at=PRINTED_AT)
    first = PdfReader(target).pages[0]
    assert "Distrito Escolar 3" in first.extract_text()
    assert len(first.images) == 1


@pytest.mark.parametrize("size", [(1, 1), (1200, 2), (2, 400), (400, 400)])
def test_a_logo_is_never_too_high_or_too_wide(size: tuple[int, int]) -> None:
    width, height = fitted(size)
    assert 0 < width <= WIDEST + 0.01
    assert 0 < height <= HEIGHT + 0.01


@pytest.mark.parametrize("content", [None, b"", b"no picture"])
def test_a_logo_that_is_gone_or_broken_leaves_the_name(
    sample: Sample, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "logo.png"
    if content is not None:
        file.write_bytes(content)
    first = printed(sample("tuning"), tmp_path / "s.pdf", Letterhead("District 3", file)).pages[0]
    assert first.extract_text().startswith("District 3")
    assert len(first.images) == 0


def test_a_long_name_and_one_of_another_script_stay_inside_the_margins(
    sample: Sample, tmp_path: Path, logo: Path
) -> None:
    for name in ("District " * 40, "\u05de\u05d7\u05d5\u05d6 3", "\U0001f3eb"):
        record = replace(sample("tuning"), title="T")
        assert printed(record, tmp_path / "s.pdf", Letterhead(name, logo)).pages


class Header(HTMLParser):
    """What a web page's header holds above its title."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[dict[str, str | None]] = []
        self.words = ""
        self._above = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("header", "h1"):
            self._above = tag == "header"
        elif tag == "img":
            assert self._above, "A picture stands elsewhere."
            self.pictures.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        if self._above:
            self.words += data.strip()


def web_page(record: SessionRecord, target: Path, letterhead: Letterhead) -> tuple[str, Header]:
    write_html(record, target, SummaryOptions(letterhead=letterhead), written_at=PRINTED_AT)
    text, header = target.read_text(encoding="utf-8"), Header()
    header.feed(text)
    return text, header


def word_file(record: SessionRecord, target: Path, letterhead: Letterhead) -> Document:
    write_docx(record, target, SummaryOptions(letterhead=letterhead), written_at=PRINTED_AT)
    return docx.Document(str(target))


NAMES = ["Distrito Escolar 3", '<b>"Three" & Sons</b>', "\u05de\u05d7\u05d5\u05d6 3", "\U0001f3eb"]


@pytest.mark.parametrize("name", NAMES)
def test_a_web_page_carries_the_logo_in_itself_and_says_whose_it_is(
    sample: Sample, tmp_path: Path, logo: Path, name: str
) -> None:
    text, header = web_page(sample("tuning"), tmp_path / "s.html", Letterhead(name, logo))
    assert header.words == name
    (picture,) = header.pictures
    assert picture["alt"] == f"Logo of {name}"
    kind, _, content = (picture["src"] or "").partition(",")
    assert kind == "data:image/png;base64"
    with Image.open(io.BytesIO(b64decode(content, validate=True))) as shown:
        assert (shown.size, shown.getpixel((0, 0))) == ((300, 120), (20, 90, 160, 200))
    assert 0 < int(picture["width"] or 0) <= WIDEST * 96 / 72
    assert 0 < int(picture["height"] or 0) <= HEIGHT * 96 / 72 + 1
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:\"" in text
    again, _ = web_page(sample("tuning"), tmp_path / "again.html", Letterhead(name, logo))
    assert again == text


@pytest.mark.parametrize("name", NAMES)
def test_a_word_file_begins_with_the_logo_and_the_name(
    sample: Sample, tmp_path: Path, logo: Path, name: str
) -> None:
    file = word_file(sample("tuning"), tmp_path / "s.docx", Letterhead(name, logo))
    first, title = file.paragraphs[:2]
    assert first.text.strip() == name
    assert title.style is not None
    assert title.style.name == "Heading 1"
    (told,) = first._p.iter(qn("wp:docPr"))
    assert (told.get("name"), told.get("descr")) == ("Logo", f"Logo of {name}")
    shown = file.inline_shapes[0]
    wide, high = fitted((300, 120))
    assert (shown.width.pt, shown.height.pt) == pytest.approx((wide, high), abs=0.01)
    ids = [each.get("id") for each in file.element.iter(qn("wp:docPr"))]
    assert len(ids) == len(set(ids))
    again = tmp_path / "again.docx"
    word_file(sample("tuning"), again, Letterhead(name, logo))
    assert again.read_bytes() == (tmp_path / "s.docx").read_bytes()


def test_without_a_letterhead_there_is_nothing_of_it(sample: Sample, tmp_path: Path) -> None:
    record = sample("tuning")
    for empty in (Letterhead(), Letterhead(" \n ", tmp_path / "gone.png")):
        text, header = web_page(record, tmp_path / "s.html", empty)
        assert (header.words, header.pictures) == ("", [])
        assert 'class="letterhead"' not in text
        first = word_file(record, tmp_path / "s.docx", empty).paragraphs[0]
        assert first.style is not None
        assert first.style.name == "Heading 1"


def test_a_name_alone_and_a_logo_alone_stand_by_themselves(
    sample: Sample, tmp_path: Path, logo: Path
) -> None:
    record, broken = sample("tuning"), tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    _, header = web_page(record, tmp_path / "s.html", Letterhead("District\n3", broken))
    assert (header.words, header.pictures) == ("District 3", [])
    first = word_file(record, tmp_path / "s.docx", Letterhead("District\n3", broken)).paragraphs[0]
    assert first.text == "District 3"
    _, header = web_page(record, tmp_path / "s.html", Letterhead("", logo))
    assert (header.words, [picture["alt"] for picture in header.pictures]) == ("", ["Logo"])
    first = word_file(record, tmp_path / "s.docx", Letterhead("", logo)).paragraphs[0]
    assert [told.get("descr") for told in first._p.iter(qn("wp:docPr"))] == ["Logo"]
