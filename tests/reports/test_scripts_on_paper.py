"""Text of the world on a page: what is drawn, what is copied, and what no font can draw."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import uharfbuzz
from PIL import Image, ImageChops, ImageFilter
from reportlab.pdfgen.canvas import Canvas

from dilc_desktop.paths import resources
from dilc_desktop.reports.fonts import Face, runs, text_width
from dilc_desktop.reports.lines import break_lines
from dilc_desktop.reports.look import ROOMY
from dilc_desktop.reports.pen import DocumentFacts, Element, Pen

FACTS = DocumentFacts(
    title="T",
    author="A",
    subject="S",
    language="en",
    printed_at=datetime(2026, 10, 14, tzinfo=UTC),
    width=400,
    height=100,
)
STYLE = replace(ROOMY.body, size=20, leading=28)
NAMES = {
    "Vietnamese": "Nguyễn Thị Ánh Tuyết",
    "Spanish": "María Peña Núñez",
    "Armenian": "Աննա Հովհաննիսյան",
    "Arabic": "ليلى عبد الله الأمين",
    "Hebrew": "שרה כהן",
    "Hindi": "क्षितिज श्रीमती शर्मा",
    "Chinese": "王小明",
    "Korean": "김민준",
    "Russian": "Дмитрий Щукин",
    "Greek": "Αλέξανδρος Παπαδόπουλος",
    "Persian": "پگاه ژاله",
    "Yoruba": "Adéọlá Ẹ̀kọ́",
}


def page_of(*texts: str) -> tuple[bytes, tuple[str, ...]]:
    """A page with each text on lines of its own, and what no font had."""
    pen = Pen(FACTS)
    baseline = 70.0
    for text in texts:
        for line in break_lines(text, STYLE, 380):
            with pen.tagged(Element("P")):
                pen.line(line, STYLE, 10, baseline)
            baseline -= STYLE.leading
    pen.end_page()
    return pen.finished(), pen.unprinted


def copied(content: bytes) -> str:
    text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    return unicodedata.normalize("NFC", str(text).replace("\r\n", "\n").strip())


def picture(content: bytes) -> Image.Image:
    drawn = pypdfium2.PdfDocument(content)[0].render(scale=2, grayscale=True)
    image: Image.Image = drawn.to_pil()
    return image


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_is_drawn_embedded_and_copied_as_it_is_written(name: str) -> None:
    content, unprinted = page_of(name)
    assert unprinted == ()
    assert copied(content) == unicodedata.normalize("NFC", name)
    fonts = _fonts(content)
    assert fonts
    assert all("+" in base and embedded for base, embedded in fonts)


def _fonts(content: bytes) -> list[tuple[str, bool]]:
    from pypdf import PdfReader  # noqa: PLC0415 - only this part reads fonts

    resources_of = PdfReader(BytesIO(content)).pages[0]["/Resources"]
    found = [font.get_object() for font in resources_of["/Font"].values()]  # type: ignore[index]
    return [
        (str(font["/BaseFont"]), "/FontFile2" in font["/FontDescriptor"].get_object())
        for font in found
    ]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("\u0644\u0627", 1),  # lam and alef in one
        ("\u0643\u064a\u0641", 3),
        ("\u0915\u094d\u0937", 1),  # ka, virama, ssa: one conjunct
        ("\u0936\u094d\u0930\u0940", 2),
        ("\u0939\u093f\u0928\u094d\u0926\u0940", 5),
        ("\u0930\u094d\u0915", 2),  # the ra has become a hook above
    ],
)
def test_letters_become_the_shapes_that_their_script_asks_for(word: str, count: int) -> None:
    (run,) = runs(word, Face.REGULAR)
    assert len(run.glyphs) == count
    assert "".join(g.text for g in run.glyphs).replace("\u2060", "") in (word, word[::-1])


def test_arabic_letters_join_and_a_joiner_keeps_them_apart() -> None:
    alone = [runs(letter, Face.REGULAR)[0].glyphs[0].number for letter in "\u0643\u064a\u0641"]
    together = [glyph.number for glyph in runs("\u0643\u064a\u0641", Face.REGULAR)[0].glyphs]
    assert not set(alone) & set(together)
    apart = text_width("\u0645\u06cc\u200c\u062e", Face.REGULAR, 10)
    assert apart != text_width("\u0645\u06cc\u062e", Face.REGULAR, 10)


def test_the_vowel_sign_i_stands_before_the_letter_that_it_follows() -> None:
    sign, letter = runs("\u0915\u093f", Face.REGULAR)[0].glyphs
    assert letter.number == runs("\u0915", Face.REGULAR)[0].glyphs[0].number
    assert sign.number != letter.number


@pytest.mark.parametrize(
    ("word", "font"),
    [
        ("क्षितिजश्रीर्कद्यु", "NotoSansDevanagari-Regular"),
        ("كيفالأمين", "DejaVuSans"),
        ("مُحَمَّد", "DejaVuSans"),
        ("שָׁלוֹם", "DejaVuSans"),
    ],
)
def test_a_word_looks_as_harfbuzz_draws_it(word: str, font: str) -> None:
    ours = picture(page_of(word)[0])
    theirs = picture(_outlined(word, font))
    # Edges may differ by one step of grey around them, and shapes may not.
    near = ImageChops.difference(ours, theirs).filter(ImageFilter.MinFilter(3))
    assert sum(theirs.histogram()[:100]) > 100
    assert sum(near.histogram()[60:]) == 0


def _outlined(word: str, name: str) -> bytes:
    """The same word as filled outlines, where HarfBuzz alone puts them."""
    blob = uharfbuzz.Blob.from_file_path(str(resources() / "fonts" / f"{name}.ttf"))
    font = uharfbuzz.Font(uharfbuzz.Face(blob))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, {"kern": buffer.direction == "ltr"})
    target = BytesIO()
    canvas = Canvas(target, pagesize=(FACTS.width, FACTS.height))
    canvas.setFillColorRGB(STYLE.ink.red, STYLE.ink.green, STYLE.ink.blue)
    scale, x = STYLE.size / font.face.upem, 0
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        outline = _Outline(canvas.beginPath(), scale, x + place.x_offset, place.y_offset)
        font.draw_glyph_with_pen(info.codepoint, outline)
        canvas.drawPath(outline.path, stroke=0, fill=1, fillMode=1)
        x += place.x_advance
    canvas.save()
    return target.getvalue()


class _Outline:
    """Takes a glyph's outline as a font tool's pen does."""

    def __init__(self, path: Any, scale: float, x: float, y: float) -> None:
        self.path = path
        self._scale, self._x, self._y = scale, x, y
        self._last = (0.0, 0.0)

    def _at(self, point: Sequence[float]) -> tuple[float, float]:
        return 10 + (point[0] + self._x) * self._scale, 70 + (point[1] + self._y) * self._scale

    def moveTo(self, point: Sequence[float]) -> None:
        self._last = self._at(point)
        self.path.moveTo(*self._last)

    def lineTo(self, point: Sequence[float]) -> None:
        self._last = self._at(point)
        self.path.lineTo(*self._last)

    def qCurveTo(self, control: Sequence[float], point: Sequence[float]) -> None:
        (x, y), (cx, cy), end = self._last, self._at(control), self._at(point)
        third = 2 / 3
        self.path.curveTo(
            x + third * (cx - x),
            y + third * (cy - y),
            end[0] + third * (cx - end[0]),
            end[1] + third * (cy - end[1]),
            *end,
        )
        self._last = end

    def curveTo(self, *points: Sequence[float]) -> None:
        first, second, self._last = map(self._at, points)
        self.path.curveTo(*first, *second, *self._last)

    def closePath(self) -> None:
        self.path.close()


def test_a_line_from_right_to_left_keeps_numbers_and_latin_words_readable() -> None:
    content, _ = page_of("قالت الطالبة 25 من 30 Grade ELL في الصف")
    places = _places(content)
    order = ["ق", "2", "5", "م", "3", "0", "G", "E", "ف"]
    at = {letter: next(x for c, x in places if c == letter) for letter in order}
    assert at["ق"] > at["5"] > at["2"] > at["م"] > at["0"] > at["3"] > at["E"] > at["G"] > at["ف"]


def _places(content: bytes) -> list[tuple[str, float]]:
    page = pypdfium2.PdfDocument(content)[0].get_textpage()
    return [
        (page.get_text_range(index, 1), page.get_charbox(index)[0])
        for index in range(page.count_chars())
        if page.get_text_range(index, 1).strip()
    ]


def test_pointed_words_keep_their_letters_in_a_line_that_is_copied() -> None:
    content, _ = page_of("שָׁלוֹם")
    letters = "".join(c for c in copied(content) if unicodedata.category(c) == "Lo")
    assert letters == "שלום"


def test_what_no_font_has_is_a_sign_of_its_own_and_told_once() -> None:
    content, unprinted = page_of("a ሰላም ሰ b")
    assert unprinted == ("ሰ", "ላ", "ም")
    assert copied(content) == "a ሰላም ሰ b"
    blank, told = page_of("a b")
    assert told == ()
    assert sum(picture(content).histogram()[:100]) > 2 * sum(picture(blank).histogram()[:100])
    (first, *_) = runs("ሰ", Face.REGULAR)
    assert (first.text, first.missing) == ("12 30", "ሰ")
    assert runs("\U00010380", Face.SEMIBOLD)[0].text.split()[0] == "010"


def test_an_emoji_that_a_font_has_is_drawn_and_a_private_character_never_is() -> None:
    _, unprinted = page_of("😀 🧠 \U000f0001 \ue123")
    assert "\U000f0001" in unprinted
    assert not {"😀", "🧠"} & set(unprinted)


def test_a_mark_that_no_font_has_is_told_and_its_letter_is_kept() -> None:
    content, unprinted = page_of("क\u1cf4\u1dff x")
    assert "क" not in unprinted
    assert "क" in copied(content)


def test_equal_pages_are_equal_files_whatever_was_drawn_before() -> None:
    first, _ = page_of(*list(NAMES.values())[3:6])
    page_of("ज्ञान क्षण لا إله שָׁלוֹם")
    again, _ = page_of(*list(NAMES.values())[3:6])
    assert first == again


def test_a_long_word_of_joined_letters_breaks_inside_the_column() -> None:
    for word in ("क्षितिज" * 20, "كيف" * 40, "שָׁלוֹם" * 20):
        lines = break_lines(word, STYLE, 100)
        assert len(lines) > 3
        assert "".join(line.plain for line in lines) == unicodedata.normalize("NFC", word)
        assert all(line.width <= 100 for line in lines)


def test_latin_text_never_loads_the_shaper() -> None:
    code = (
        "import sys\n"
        "from dilc_desktop.reports.fonts import Face, text_width\n"
        "text_width('Nguy\u1ec5n said \u201cyes\u201d \u2013 \u5b66\u751f', Face.REGULAR, 9)\n"
        "assert 'dilc_desktop.reports.shaping' not in sys.modules\n"
        "text_width('\u0915\u093f', Face.REGULAR, 9)\n"
        "assert 'dilc_desktop.reports.shaping' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
