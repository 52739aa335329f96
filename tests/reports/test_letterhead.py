from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import page
import pdfua
import pytest
from PIL import Image
from pypdf import PdfReader

from dilc_desktop import paths
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.exchange.protocol_file import read_protocol
from dilc_desktop.reports.handouts import HandoutKind, HandoutOptions, write_handout
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
