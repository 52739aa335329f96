"""The shelf: which protocols are at hand, and what it suggests for a purpose."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.services.protocol_shelf import ProtocolShelf

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "protocols"


@pytest.fixture
def shelf() -> ProtocolShelf:
    return ProtocolShelf(SHIPPED)


def test_the_shelf_has_the_four_protocols_with_the_open_session_last(shelf: ProtocolShelf) -> None:
    keys = [protocol.key for protocol in shelf.all()]
    assert keys == ["consultancy", "tuning", "site_visit", "own_plan"]
    assert shelf.problems() == ()


def test_a_protocol_is_found_by_its_key(shelf: ProtocolShelf) -> None:
    assert shelf.protocol("tuning").name == "Tuning"
    with pytest.raises(RuleError, match="choose another"):
        shelf.protocol("charrette")


def test_without_a_purpose_the_plain_order_comes_with_each_protocols_own_purpose(
    shelf: ProtocolShelf,
) -> None:
    for purpose in ("", "   ", "Learn to lead."):
        suggestions = shelf.suggestions(purpose)
        assert [s.protocol.key for s in suggestions] == ["consultancy", "tuning", "site_visit"]
        assert [s.reason for s in suggestions] == [s.protocol.purpose for s in suggestions]


@pytest.mark.parametrize(
    ("purpose", "key", "word"),
    [
        ("I have a dilemma about feedback", "consultancy", "dilemma"),
        ("We have no plan yet for grade 4", "consultancy", "no plan yet"),
        ("A PROBLEM of practice", "consultancy", "problem"),
        ("Look at the draft of our walkthrough form", "tuning", "draft"),
        ("Sharpen an observation tool and its form", "tuning", "tool"),
        ("My lesson plan for coaches", "tuning", "lesson"),
        ("Visit four classrooms", "site_visit", "visit"),
        ("What is the evidence of pupils' talk", "site_visit", "evidence"),
        ("Observe how teachers ask", "site_visit", "observe"),
    ],
)
def test_the_first_suggestion_follows_the_words_of_the_purpose(
    shelf: ProtocolShelf, purpose: str, key: str, word: str
) -> None:
    first, *others = shelf.suggestions(purpose)
    assert first.protocol.key == key
    assert first.reason.startswith(f"You wrote “{word}”: ")
    assert len(others) == 2
    assert "own_plan" not in {s.protocol.key for s in others}


@pytest.mark.parametrize("purpose", ["A planning meeting", "Inform the platform", "An explanation"])
def test_a_word_inside_another_word_says_nothing(shelf: ProtocolShelf, purpose: str) -> None:
    assert shelf.suggestions(purpose)[0].reason == shelf.all()[0].purpose


def test_a_house_protocol_joins_in_before_the_open_session(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path, dirs_exist_ok=True)
    text = (SHIPPED / "own_plan.toml").read_text(encoding="utf-8")
    house = text.replace('key = "own_plan"', 'key = "house"')
    (tmp_path / "a_house.toml").write_text(house, encoding="utf-8")
    keys = [protocol.key for protocol in ProtocolShelf(tmp_path).all()]
    assert keys == ["consultancy", "tuning", "site_visit", "house", "own_plan"]


def test_a_file_that_does_not_fit_stays_off_the_shelf_and_is_told(tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "tuning.toml", tmp_path / "a.toml")
    shutil.copy(SHIPPED / "tuning.toml", tmp_path / "b.toml")
    (tmp_path / "c.toml").write_text("key = ", encoding="utf-8")
    shelf = ProtocolShelf(tmp_path)
    assert [protocol.key for protocol in shelf.all()] == ["tuning"]
    assert [(p.file, p.place) for p in shelf.problems()] == [
        ("b.toml", "key"),
        ("c.toml", "the end of the file"),
    ]


def test_the_folder_is_read_once(tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "tuning.toml", tmp_path)
    shelf = ProtocolShelf(tmp_path)
    before = shelf.all()
    (tmp_path / "tuning.toml").unlink()
    assert shelf.all() is before


def test_an_empty_or_missing_folder_gives_an_empty_shelf(tmp_path: Path) -> None:
    assert ProtocolShelf(tmp_path).suggestions("a draft") == ()
    assert ProtocolShelf(tmp_path / "gone").all() == ()


def test_making_a_shelf_loads_no_decoder() -> None:
    code = (
        "import sys, pathlib\n"
        "from dilc_desktop.services.protocol_shelf import ProtocolShelf\n"
        "ProtocolShelf(pathlib.Path('protocols'))\n"
        "print({'msgspec', 'tomllib'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "set()"
