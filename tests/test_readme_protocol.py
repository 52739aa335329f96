"""The page on protocols of one's own, read as a stranger would: its example is valid and runs."""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from pathlib import Path

import pytest
from pypdf import PdfReader

from dilc_desktop.__main__ import main
from dilc_desktop.app import application
from dilc_desktop.domain.protocol import (
    ContributionKind,
    KindHelp,
    MinutesFrom,
    Protocol,
    RoomTime,
    Situation,
    Stage,
    StageKind,
    Trust,
)
from dilc_desktop.exchange.protocol_file import read_protocol

README = Path(__file__).parents[1] / "README.md"
HEADING = "## Writing a protocol of your own\n"


@pytest.fixture(scope="module")
def page() -> str:
    _, page = README.read_text(encoding="utf-8").split(HEADING)
    return page.split("\n## ", 1)[0]


@pytest.fixture
def example(page: str, tmp_path: Path) -> Path:
    """The example, saved as a stranger would save it."""
    (text,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "morning_rounds.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(autouse=True)
def _offscreen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Windows without a screen, and what Python does with bugs as it was."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    hook = sys.excepthook
    application([])
    yield
    sys.excepthook = hook


def test_the_example_is_sound(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["protocols", "check", str(example)]) == 0
    assert capsys.readouterr().out == f"{example} is sound: Morning rounds, 3 stages, 45 minutes\n"


def test_the_example_runs_from_prepare_to_the_summary(
    example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, data = tmp_path / "out", tmp_path / "data"
    place = ["--data-dir", str(data)]
    assert main(["demo", "--protocol", str(example), "--out", str(out), *place]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert "4 stages, 8 contributions" in told.out
    assert "Left out" not in told.out
    with zipfile.ZipFile(out / "session.dilc") as archive:
        (listed,) = json.loads(archive.read("manifest.json"))["sessions"]
        session = json.loads(archive.read(f"sessions/{listed['id']}.json"))
    assert session["protocol"]["key"] == "morning_rounds"
    names = [run["name"] for run in session["stage_runs"]]
    assert names == ["The question", "Classroom visit", "Classroom visit", "Debrief"]
    assert [run["planned_s"] for run in session["stage_runs"]] == [300, 900, 900, 600]
    kinds = [said["kind"] for said in session["contributions"]]
    assert kinds == [kind for name in names for kind in _kinds(example, name)]
    assert "I saw" in "".join(p.extract_text() for p in PdfReader(out / "summary.pdf").pages)
    assert main(["protocols", "list", *place]) == 0
    assert "morning_rounds  45 min  any number  Morning rounds  house" in capsys.readouterr().out


def _kinds(example: Path, name: str) -> tuple[str, ...]:
    return next(s.kinds for s in read_protocol(example).stages if s.name == name)


def test_the_commands_of_the_page_are_understood(
    page: str, example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = re.findall(r"^    dilc-desktop (protocols .*)$", page, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        words = re.findall(r'"([^"]*)"|(\S+)', command)
        given = [quoted or plain for quoted, plain in words]
        given = [str(example) if word == example.name else word for word in given]
        assert main([*given, "--data-dir", str(tmp_path / "data")]) == 0
    assert "taken in as morning_rounds, version 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("minutes = 15", "minutes = 45"), ("in two classrooms, and say what was seen.", "")],
)
def test_the_errors_of_the_page_are_what_is_said(
    page: str, example: Path, right: str, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = example.read_text(encoding="utf-8")
    assert text.count(right) == 1
    broken = text.replace(right, wrong) if wrong else text.replace(f'{right}"', right)
    example.write_text(broken, encoding="utf-8")
    assert main(["protocols", "check", str(example)]) == 1
    assert f"    {capsys.readouterr().err}" in page


def test_the_page_names_every_field_and_every_word_that_a_field_takes(page: str) -> None:
    named = set(re.findall(r"`([a-z_]+)`", page))
    known = {field.name for part in (Protocol, Stage, KindHelp) for field in fields(part)}
    assert known - named == {"helps", "stages"}
    words: tuple[type[StrEnum], ...] = (
        ContributionKind,
        MinutesFrom,
        RoomTime,
        Situation,
        StageKind,
        Trust,
    )
    closed = {word.value for choices in words for word in choices}
    assert closed - named == set()
    # And nothing that the reader would be refused for.
    assert named - known - closed - {"demo", "true", "_"} == set()
