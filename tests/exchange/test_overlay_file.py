"""The file of prompts that can be laid over any protocol."""

from __future__ import annotations

from pathlib import Path

import pytest

from dilc_desktop.domain.errors import FileProblem
from dilc_desktop.domain.overlay import Prompt
from dilc_desktop.domain.protocol import ContributionKind, StageKind
from dilc_desktop.exchange.overlay_file import read_overlay
from dilc_desktop.exchange.toml_text import MAX_BYTES

SHIPPED = Path(__file__).parents[2] / "resources" / "equity_prompts.toml"

GOOD = """
name = "Prompts"
version = 3
purpose = "Ask who is missing."

[[prompt]]
when = "debrief"
text = "Whose voice carried? \u0644\u0645\u0646 \U0001f642"

[[prompt]]
when = "visit"
text = "Follow one pupil."
"""


def _file(folder: Path, text: str) -> Path:
    path = folder / "house.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_with_all_that_it_says(tmp_path: Path) -> None:
    overlay = read_overlay(_file(tmp_path, GOOD))
    assert (overlay.name, overlay.version, overlay.purpose) == ("Prompts", 3, "Ask who is missing.")
    assert overlay.prompts == (
        Prompt(ContributionKind.DEBRIEF, "Whose voice carried? \u0644\u0645\u0646 \U0001f642"),
        Prompt(StageKind.VISIT, "Follow one pupil."),
    )
    assert read_overlay(_file(tmp_path, "\ufeff" + GOOD)) == overlay


def test_the_shipped_prompts_are_read() -> None:
    places = {prompt.when for prompt in read_overlay(SHIPPED).prompts}
    assert {ContributionKind.DEBRIEF, StageKind.VISIT, StageKind.PRESENTER_LISTENS} <= places


def test_no_word_is_both_a_kind_and_a_way_of_talking() -> None:
    assert {k.value for k in ContributionKind}.isdisjoint(k.value for k in StageKind)


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("", "name", "missing"),
        (GOOD.replace('"debrief"', '"chat"'), "prompt 1, when", "expected one of problem, "),
        (GOOD.replace('"visit"', "7"), "prompt 2, when", "a text in quotes, found a whole number"),
        (GOOD + 'mood = "calm"\n', "prompt 2, mood", "not known here"),
        (GOOD.replace("version = 3", "version = 0"), "version", "1 or more"),
        (GOOD.replace("Follow one pupil.", " "), "prompt 2 (visit), text", "at most 200"),
        (GOOD.split("[[", maxsplit=1)[0] + "prompt = []\n", "prompt", "at least one prompt"),
        (GOOD.replace('"Prompts"', '"Prompts'), "line 2", "[[prompt]] headings"),
        ("a = " + "[" * 100_000, "", "plain TOML"),
        ("#" * (MAX_BYTES + 1), "", "at most 1 MiB"),
    ],
)
def test_what_does_not_fit_is_refused_whole_with_its_place(
    tmp_path: Path, text: str, place: str, expected: str
) -> None:
    with pytest.raises(FileProblem) as caught:
        read_overlay(_file(tmp_path, text))
    assert (caught.value.file, caught.value.place) == ("house.toml", place)
    assert expected in caught.value.expected
    assert "Please correct the file" in caught.value.advice


def test_a_file_that_is_missing_or_not_utf_8_is_refused_kindly(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="not there"):
        read_overlay(tmp_path / "gone.toml")
    path = tmp_path / "old.toml"
    path.write_bytes(b'name = "x"\npurpose = "\xe9"\n')
    with pytest.raises(FileProblem, match="line 2: expected UTF-8 text"):
        read_overlay(path)
