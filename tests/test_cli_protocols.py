"""The commands of the protocol library, in one process: what they do, say and refuse."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dilc_desktop import paths
from dilc_desktop.__main__ import main
from dilc_desktop.exchange.protocol_file import read_protocol
from dilc_desktop.store.library import FILE_NAME

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def command(data: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on a library; returns exit code, stdout and stderr."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = main(["protocols", *map(str, arguments), "--data-dir", str(data)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def changed(tmp_path: Path, before: str, after: str) -> Path:
    """The tuning protocol with one text replaced, as a district would change it."""
    text = (paths.protocols() / "tuning.toml").read_text(encoding="utf-8")
    assert before in text
    file = tmp_path / "ours.toml"
    file.write_text(text.replace(before, after), encoding="utf-8")
    return file


def test_each_protocol_is_one_line_the_house_ones_among_them(
    command: Command, tmp_path: Path
) -> None:
    ours = changed(tmp_path, 'name = "Tuning"', 'name = "Our \\u001b[2J Tuning שלום"')
    assert command("import", ours, "--by", "DES-3", "--reason", "Shorter evenings") == (
        0,
        f"{ours}: Our [2J Tuning שלום: taken in as our_2j_tuning, version 1\n",
        "",
    )
    code, out, err = command("list")
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert len(lines) == len(list(paths.protocols().glob("*.toml"))) + 1
    assert lines[0] == "consultancy  48 min  4 to 10 people  Consultancy  built-in, version 1"
    assert "our_2j_tuning  62 min  6 to 12 people  Our [2J Tuning שלום  house, version 1" in lines
    assert lines[-1].startswith("own_plan  35 min  any number  ")


def test_a_name_keeps_what_joins_its_signs(command: Command, tmp_path: Path) -> None:
    name = "\U0001f469\u200d\U0001f3eb \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    ours = changed(tmp_path, 'name = "Tuning"', f'name = "{name}"')
    _, out, _ = command("check", ours)
    assert f"is sound: {name}, " in out


def test_a_protocol_is_shown_with_its_stages(command: Command) -> None:
    code, out, err = command("show", "dilemma_triad")
    protocol = read_protocol(paths.protocols() / "dilemma_triad.toml")
    assert (code, err) == (0, "")
    assert out.startswith(f"{protocol.name}\ndilemma_triad, built-in, version 1; 90 min; 3 people")
    assert "1. Telling the story: 6 min, 3 rounds\n   Speaks: " in out
    words = " ".join(out.split())
    for stage in protocol.stages:
        assert " ".join(stage.say.split()) in words
    assert protocol.credit in words
    assert max(map(len, out.splitlines())) <= 88
    assert command("show", "roundtable") == (
        1,
        "",
        "No protocol is called 'roundtable'. 'dilc-desktop protocols list' shows them all.\n",
    )


def test_files_are_checked_without_a_library(command: Command, data: Path, tmp_path: Path) -> None:
    good = paths.protocols() / "cac.toml"
    bad = changed(tmp_path, "minutes = 15", "minutes = 99")
    code, out, err = command("check", good, bad, tmp_path / "gone.toml")
    assert code == 1
    assert out == f"{good} is sound: Collaborative Assessment Conference, 7 stages, 49 minutes\n"
    first, second = err.splitlines()
    assert first.startswith("ours.toml, stage 2 (presentation), minutes: expected minutes inside")
    assert second.startswith("gone.toml: the file is not there.")
    assert command("check", good)[0] == 0
    assert not data.exists()


def test_a_protocol_goes_out_and_comes_back_as_its_next_version(
    command: Command, tmp_path: Path
) -> None:
    assert command("import", changed(tmp_path, "Tuning", "Ours"), "--reason", "Ours")[0] == 0
    out = tmp_path / "out.toml"
    assert command("export", "ours", out) == (0, f"Wrote {out}: Ours, version 1\n", "")
    out.write_text(
        out.read_text(encoding="utf-8").replace("minutes = 12", "minutes = 14"), encoding="utf-8"
    )
    assert command("import", out, "--reason", "Longer")[1].endswith("as ours, version 2\n")
    assert command("import", out, "--reason", "Longer") == (
        1,
        "",
        "Nothing has changed since version 2.\n",
    )
    old = tmp_path / "old.toml"
    assert command("export", "ours", old, "--version", "1")[0] == 0
    assert read_protocol(old).version == 1
    assert read_protocol(old).minutes < read_protocol(out).minutes
    assert "not kept" in command("export", "ours", old, "--version", "9")[2]
    assert "ends in .toml" in command("export", "ours", tmp_path / "ours.pdf")[2]
    assert (
        "already, word for word"
        in command("import", paths.protocols() / "cac.toml", "--reason", "Why not")[2]
    )
    assert "in a few words why" in command("import", old, "--reason", " ")[2]


def test_a_version_that_cannot_be_read_is_told_beside_the_list(
    command: Command, data: Path, tmp_path: Path
) -> None:
    command("import", changed(tmp_path, "Tuning", "Ours"), "--reason", "Ours")
    with closing(sqlite3.connect(data / FILE_NAME)) as file, file:
        file.execute("UPDATE protocol_versions SET text = ''")
    code, out, err = command("list")
    assert code == 0
    assert "ours" not in out
    assert err.startswith("ours, version 1, key: expected this field")


@pytest.mark.parametrize(
    "arguments", [[], ["show"], ["export", "cac"], ["import", "a.toml"], ["check"], ["print"]]
)
def test_what_is_not_understood_ends_with_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["protocols", *arguments])
    assert stop.value.code == 2
    assert "usage: dilc-desktop protocols" in capsys.readouterr().err


def test_the_folder_of_data_may_stand_before_the_act(command: Command, data: Path) -> None:
    assert main(["protocols", "--data-dir", str(data), "list"]) == 0
    assert data.is_dir()
    assert command("list")[0] == 0
