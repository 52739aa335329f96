"""What stands inside quotation marks."""

from __future__ import annotations

import pytest

from dilc_desktop.domain.quoting import within_marks


@pytest.mark.parametrize(
    ("words", "inside"),
    [
        (" I praise. ", "I praise."),
        ("\u201cI praise.\u201d", "I praise."),
        ('"I praise."', "I praise."),
        ("\u201cWhy?\u201d she asked.", "\u2018Why?\u2019 she asked."),
        ("\u201cWhy?\u201d and \u201cHow?\u201d", "\u2018Why?\u2019 and \u2018How?\u2019"),
        ('"Why?" and "How?"', '"Why?" and "How?"'),
        ("\u05e9\u05dc\u05d5\u05dd \U0001f600", "\u05e9\u05dc\u05d5\u05dd \U0001f600"),
        ('"', '"'),
        ("", ""),
    ],
)
def test_marks_around_the_whole_fall_away_and_marks_inside_become_single(
    words: str, inside: str
) -> None:
    assert within_marks(words) == inside
