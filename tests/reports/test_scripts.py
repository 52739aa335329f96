"""Writing systems on the page: forms, order, fonts and line breaks."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dilc_desktop.reports.fonts import Face, has_glyph, runs, text_width
from dilc_desktop.reports.lines import break_evenly, break_lines
from dilc_desktop.reports.look import ROOMY
from dilc_desktop.reports.scripts import drawable, in_page_order, is_right_to_left


@pytest.mark.parametrize(
    ("text", "font"),
    [
        ("Học sinh giải thích", "IBMPlexSans-Regular"),
        ("¿Cómo lo sé?", "IBMPlexSans-Regular"),
        ("Как ученики", "IBMPlexSans-Regular"),
        ("Πώς εξηγούν", "IBMPlexSans-Regular"),
        ("Աշակերտներ", "DejaVuSans"),
        ("שלום", "DejaVuSans"),
        ("学生", "DroidSansFallbackFull"),
        ("せいと", "DroidSansFallbackFull"),
        ("학생", "NanumGothic-Regular"),
        ("علي", "DejaVuSans"),
        ("क्षमा", "NotoSansDevanagari-Regular"),
        ("😀🧠", "NotoEmoji-Regular"),
    ],
)
def test_each_script_is_drawn_by_one_font_that_has_every_letter(text: str, font: str) -> None:
    drawn = runs(text, Face.REGULAR)
    assert [run.font for run in drawn] == [font]
    assert all(has_glyph(font, character) for character in text)
    assert not any(run.missing for run in drawn)


def test_a_line_of_mixed_scripts_keeps_every_character_in_order() -> None:
    text = "P07 said 学生 and 😀 (Աշ)"
    assert "".join(run.text for run in runs(text, Face.SEMIBOLD)) == text
    assert len({run.font for run in runs(text, Face.SEMIBOLD)}) == 4


def test_joiners_selectors_and_skin_tones_leave_no_boxes() -> None:
    assert drawable(
        "\u2764\ufe0f \U0001f469\u200d\U0001f3eb \U0001f44d\U0001f3fd 1\ufe0f\u20e3"
    ) == ("\u2764 \U0001f469\U0001f3eb \U0001f44d 1")


def test_hebrew_is_turned_around_and_numbers_and_latin_words_are_not() -> None:
    line = "\u05d0\u05d1 (\u05d2) grade 5"
    assert in_page_order(line, right_to_left=True) == "grade 5 (\u05d2) \u05d1\u05d0"
    assert in_page_order("ab (\u05d0\u05d1) c", right_to_left=False) == "ab (\u05d1\u05d0) c"
    assert in_page_order("\u05d0 (ab) \u05d1", right_to_left=True) == "\u05d1 (ab) \u05d0"


def test_nested_brackets_face_inwards_in_a_line_from_right_to_left() -> None:
    turned = in_page_order("\u05d0 ([\u05d1]) \u05d2", right_to_left=True)
    assert turned == "\u05d2 ([\u05d1]) \u05d0"


def test_a_paragraph_starts_at_the_side_of_its_first_letter() -> None:
    assert is_right_to_left("\u0643\u064a\u0641 grade 5")
    assert not is_right_to_left("Grade 5 \u0643\u064a\u0641")


def test_lines_never_break_before_a_full_stop_in_chinese() -> None:
    lines = break_lines("学生们解释他们的想法。" * 6, ROOMY.body, 100)
    assert len(lines) > 3
    assert not any(line.plain.startswith("。") for line in lines)


def test_no_break_spaces_hold_words_together() -> None:
    lines = break_lines("aaaa 12\u00a0min", ROOMY.body, text_width("aaaa 12", Face.REGULAR, 9.75))
    assert [line.plain for line in lines] == ["aaaa", "12\u00a0min"]


def test_an_even_break_uses_no_more_lines_and_leaves_no_stump() -> None:
    text = "What could I change in what I do before, during and after the planning meeting today?"
    greedy = break_lines(text, ROOMY.question[0], 500)
    even = break_evenly(text, ROOMY.question[0], 500)
    assert len(even) == len(greedy)
    assert min(line.width for line in even) >= min(line.width for line in greedy)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.floats(min_value=40, max_value=400))
def test_breaking_lines_loses_nothing_and_stays_inside_the_column(text: str, width: float) -> None:
    lines = break_lines(text, ROOMY.body, width)
    held = "".join(line.plain for line in lines)
    whole = "".join("\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c for c in text)
    assert _letters(held) == _letters(unicodedata.normalize("NFC", whole))
    assert all(line.width <= width + 0.01 for line in lines)
    for line in lines:
        in_page_order(line.plain, right_to_left=line.right_to_left)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab \u05d0\u05d1\u0643()[]<>12.,", max_size=40), st.booleans())
def test_page_order_keeps_every_character(line: str, right_to_left: bool) -> None:
    turned = in_page_order(line, right_to_left=right_to_left)
    mirrored = str.maketrans("()[]<>", "))]]>>")
    assert sorted(turned.translate(mirrored)) == sorted(line.translate(mirrored))


def _letters(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and c not in "\u200b\x1c\x1d\x1e\x1f\x85")
