"""The commands without a window, in one process: what they do, say and refuse."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from dilc_desktop import paths
from dilc_desktop.__main__ import main
from dilc_desktop.domain.readers import Reader
from dilc_desktop.domain.record import Closing, SessionRecord
from dilc_desktop.domain.session import Ended
from dilc_desktop.settings import Settings, save_settings
from dilc_desktop.store.library import FILE_NAME, Library

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def command(data: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on a library; returns exit code, stdout and stderr."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([*map(str, arguments), "--data-dir", str(data)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def sessions(data: Path, record: SessionRecord) -> dict[str, SessionRecord]:
    """One session of each status in the library."""
    ended = replace(record, id="aa-ended", title="Ended \u2013 \u05e9\u05dc\u05d5\u05dd")
    facts = tuple(fact for fact in record.facts if not isinstance(fact, Ended))
    live = replace(record, id="ab-live", title="Live", facts=facts)
    planned = replace(
        record,
        id="ac-planned",
        title="Plan\u001b[2Jned\nhere",
        facts=(),
        contributions=(),
        commitments=(),
        closing=Closing(),
        scheduled_start=None,
    )
    kept = {"ended": ended, "live": live, "planned": planned}
    with Library.open(data) as library:
        for session in kept.values():
            library.sessions.insert(session)
    return kept


def damage(file: Path, where: int = 5_000) -> None:
    content = bytearray(file.read_bytes())
    content[where : where + 600] = bytes(600)
    file.write_bytes(content)


# list


def test_an_empty_library_is_said_to_be_empty(command: Command, data: Path) -> None:
    assert command("list") == (0, "No sessions yet.\n", "")
    assert (data / FILE_NAME).is_file()


def test_each_session_is_one_line_whatever_its_title(
    command: Command, sessions: dict[str, SessionRecord], data: Path
) -> None:
    with Library.open(data) as library:
        copy = replace(sessions["ended"], id="zz-copy", title="Ended", copy_of="aa-ended")
        library.sessions.insert(copy)
    code, told, said = command("list")
    assert (code, said) == (0, "")
    lines = sorted(told.splitlines())
    assert len(lines) == 4
    began = sessions["ended"].session().began
    assert began is not None
    local = f"{began.utc.astimezone():%Y-%m-%d %H:%M}"
    assert lines[0] == f"aa-ended  {local}  ended  Ended \u2013 \u05e9\u05dc\u05d5\u05dd"
    assert lines[1] == f"ab-live  {local}  live  Live"
    assert lines[2].endswith("planned  Plan [2Jned here")
    assert lines[3].endswith("Ended  (a differing copy of aa-ended)")


# summary


@pytest.mark.parametrize("name", ["ended", "live", "planned"])
def test_a_summary_is_written_of_a_session_in_any_state(
    command: Command, sessions: dict[str, SessionRecord], tmp_path: Path, name: str
) -> None:
    target = tmp_path / "summary.PDF"
    code, told, said = command("summary", sessions[name].id, "--out", target)
    assert (code, said) == (0, "")
    pages = PdfReader(target).pages
    assert told.startswith(f"Wrote {target}: {len(pages)} page")
    assert len(told.splitlines()) == 1
    assert sessions[name].learning_purpose in " ".join(pages[0].extract_text().split())


@pytest.mark.parametrize("ending", ["html", "docx"])
def test_a_summary_is_written_as_a_web_page_and_as_a_word_file(
    command: Command, sessions: dict[str, SessionRecord], tmp_path: Path, ending: str
) -> None:
    target = tmp_path / f"s.{ending}"
    code, told, said = command("summary", "aa", "--out", target, "--speakers", "role")
    assert (code, said) == (0, "")
    assert told == f"Wrote {target}: {sessions['ended'].title}\n"
    assert target.stat().st_size > 5000


@pytest.mark.parametrize("reader", Reader)
def test_whom_a_summary_is_for_can_be_chosen_and_else_is_the_last_choice(
    command: Command,
    sessions: dict[str, SessionRecord],
    tmp_path: Path,
    data: Path,
    reader: Reader,
) -> None:
    target = tmp_path / "s.html"
    assert command("summary", "aa", "--out", target, "--for", reader)[0] == 0
    chosen = target.read_text(encoding="utf-8")
    assert f"For {'research' if reader is Reader.RESEARCH else f'the {reader}'}" in chosen
    assert (sessions["ended"].problem in chosen) is (reader is not Reader.RESEARCH)
    save_settings(paths.folders_in(data).settings, Settings(reader=reader))
    assert command("summary", "aa", "--out", target)[0] == 0
    assert target.read_text(encoding="utf-8") == chosen


@pytest.mark.usefixtures("sessions")
def test_another_output_can_be_asked_for_and_is_refused_where_it_does_not_fit(
    command: Command, tmp_path: Path
) -> None:
    target = tmp_path / "s.html"
    for output, words in (
        ("group", "Nobody is named for what they said."),
        ("debrief", "For the facilitator only"),
    ):
        assert command("summary", "aa", "--out", target, "--output", output)[0] == 0
        assert words in target.read_text(encoding="utf-8")
    target.unlink()
    code, told, said = command("summary", "aa", "--out", target, "--output", "visit")
    assert (code, told) == (1, "")
    assert "No stage of this session visits rooms" in said
    assert not target.exists()


def test_what_no_font_can_print_is_told_beside_the_file(
    command: Command, data: Path, record: SessionRecord, tmp_path: Path
) -> None:
    with Library.open(data) as library:
        library.sessions.insert(replace(record, id="ad", learning_purpose="\u1230\u120b\u121d"))
    code, told, said = command("summary", "ad", "--out", tmp_path / "s.pdf")
    assert code == 0
    assert told.startswith("Wrote ")
    assert len(said.splitlines()) == 1
    assert "U+1230 ethiopic syllable sa, U+120B" in said


def test_paper_and_speakers_can_be_chosen(
    command: Command, sessions: dict[str, SessionRecord], tmp_path: Path
) -> None:
    target = tmp_path / "s.pdf"
    assert command("summary", "aa", "--out", target, "--paper", "a4", "--speakers", "role")[0] == 0
    page = PdfReader(target).pages[0]
    assert float(page.mediabox.height) == pytest.approx(841.89)
    assert sessions["ended"].participants[1].code not in page.extract_text()


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ("nobody", "No session is called 'nobody'. 'dilc-desktop list' shows them all.\n"),
        ("", "No session is called ''. 'dilc-desktop list' shows them all.\n"),
        ("a", "More than one session fits 'a'. Please give more of its id.\n"),
    ],
)
@pytest.mark.parametrize("verb", ["summary", "export"])
def test_a_session_that_is_not_clear_is_refused(
    command: Command,
    sessions: dict[str, SessionRecord],
    tmp_path: Path,
    verb: str,
    wanted: str,
    reason: str,
) -> None:
    assert len(sessions) == 3
    target = tmp_path / ("x.pdf" if verb == "summary" else "x.dilc")
    assert command(verb, wanted, "--out", target) == (1, "", reason)
    assert not target.exists()


def test_a_session_is_found_by_the_beginning_of_its_id_or_its_whole_title(
    command: Command, sessions: dict[str, SessionRecord], tmp_path: Path, data: Path
) -> None:
    with Library.open(data) as library:
        library.sessions.insert(replace(sessions["planned"], id="aa-ended-too", title="Other"))
    for wanted in ("AB-L", "Live", "aa-ended", "Other"):
        assert command("export", wanted, "--out", tmp_path / "x.dilc")[0] == 0


@pytest.mark.parametrize(
    ("verb", "right"), [("summary", ".pdf, .html or .docx"), ("export", ".dilc")]
)
def test_a_file_of_another_kind_is_not_written_over(
    command: Command, sessions: dict[str, SessionRecord], tmp_path: Path, verb: str, right: str
) -> None:
    assert len(sessions) == 3
    other = tmp_path / "thesis.odt"
    other.write_text("mine")
    code, told, said = command(verb, "aa", "--out", other)
    assert (code, told) == (1, "")
    usual = right.partition(",")[0]
    assert f"ends in {right}. Please name a file such as thesis{usual}." in said
    assert other.read_text() == "mine"


@pytest.mark.parametrize("verb", ["summary", "export"])
def test_a_folder_that_is_missing_or_no_folder_is_told(
    command: Command, sessions: dict[str, SessionRecord], tmp_path: Path, verb: str
) -> None:
    assert len(sessions) == 3
    (tmp_path / "file").write_text("")
    name = "x.pdf" if verb == "summary" else "x.dilc"
    (tmp_path / name).mkdir()
    for target in (tmp_path / "gone" / name, tmp_path / "file" / name, tmp_path / name):
        code, told, said = command(verb, "aa", "--out", target)
        assert (code, told) == (1, "")
        assert len(said.splitlines()) == 1
        assert name in said
        assert "choose" in said


# export and import


@pytest.mark.parametrize("name", ["ended", "live", "planned"])
def test_a_session_in_any_state_travels_to_another_library(
    command: Command,
    sessions: dict[str, SessionRecord],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    file, other = tmp_path / "s.dilc", str(tmp_path / "other")
    code, told, said = command("export", sessions[name].id, "--out", file)
    assert (code, len(told.splitlines()), said) == (0, 1, "")
    assert main(["import", str(file), "--data-dir", other]) == 0
    assert capsys.readouterr().out.endswith(": added\n")
    assert main(["import", str(file), "--data-dir", other]) == 0
    assert capsys.readouterr().out.endswith(": already here, nothing changed\n")
    with Library.open(tmp_path / "other") as library:
        assert library.verify() == []
        assert library.sessions.record(sessions[name].id).title == sessions[name].title


def test_private_notes_travel_only_when_asked_for(
    command: Command, sessions: dict[str, SessionRecord], tmp_path: Path
) -> None:
    note = next(c.text for c in sessions["ended"].contributions if c.private)
    for flags, there in (((), False), (("--private",), True)):
        file = tmp_path / "s.dilc"
        assert command("export", "aa", "--out", file, *flags)[0] == 0
        with zipfile.ZipFile(file) as archive:
            assert (note in archive.read("sessions/aa-ended.json").decode()) is there


def test_a_file_that_does_not_fit_is_refused_and_the_others_are_taken(
    command: Command,
    sessions: dict[str, SessionRecord],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert len(sessions) == 3
    good, bad, other = tmp_path / "good.dilc", tmp_path / "bad.dilc", tmp_path / "no.docx"
    command("export", "aa", "--out", good)
    shutil.copy(good, bad)
    damage(bad, bad.stat().st_size // 2)
    other.write_bytes(b"not ours")
    files = [str(file) for file in (bad, other, tmp_path / "gone.dilc", tmp_path, good)]
    assert main(["import", *files, "--data-dir", str(tmp_path / "other")]) == 1
    told = capsys.readouterr()
    assert [line.split(":")[0].split(",")[0] for line in told.err.splitlines()] == [
        "bad.dilc",
        "no.docx",
        "gone.dilc",
        tmp_path.name,
    ]
    assert told.out.splitlines() == [f"{good}: {sessions['ended'].title}: added"]


def test_a_session_file_may_have_any_name(
    command: Command, sessions: dict[str, SessionRecord], tmp_path: Path
) -> None:
    assert len(sessions) == 3
    command("export", "aa", "--out", tmp_path / "s.dilc")
    (tmp_path / "s.dilc").rename(tmp_path / "s.zip")
    assert command("import", tmp_path / "s.zip")[0] == 0


# verify


def test_a_sound_library_and_a_sound_file_are_said_to_be_sound(
    command: Command, sessions: dict[str, SessionRecord], tmp_path: Path
) -> None:
    assert len(sessions) == 3
    assert command("verify") == (0, "The library is sound: 3 sessions.\n", "")
    file = tmp_path / "s.dilc"
    command("export", "aa", "--out", file)
    assert command("verify", file) == (0, f"{file} is sound: 1 session.\n", "")
    sample = paths.resources() / "samples" / "sample.dilc"
    if sample.exists():
        assert command("verify", sample)[0] == 0


def test_a_damaged_file_is_told_and_the_others_are_checked(
    command: Command, sessions: dict[str, SessionRecord], tmp_path: Path
) -> None:
    assert len(sessions) == 3
    good, bad = tmp_path / "good.dilc", tmp_path / "bad.dilc"
    command("export", "aa", "--out", good)
    shutil.copy(good, bad)
    damage(bad, bad.stat().st_size // 2)
    code, told, said = command("verify", bad, good)
    assert (code, told) == (1, f"{good} is sound: 1 session.\n")
    assert said.startswith("bad.dilc")


def test_a_library_whose_rows_do_not_fit_together_is_told(
    command: Command, sessions: dict[str, SessionRecord], data: Path
) -> None:
    assert len(sessions) == 3
    with closing(sqlite3.connect(data / FILE_NAME)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM participants")
        connection.commit()
    code, told, said = command("verify")
    assert (code, told) == (1, "")
    assert said


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("verify",),
        ("summary", "aa", "--out", "x.pdf"),
        ("export", "aa", "--out", "x.dilc"),
        ("import", "x.dilc"),
    ],
)
class TestLibrariesThatCannotBeOpened:
    def test_a_file_where_the_folder_should_be(
        self, command: Command, data: Path, arguments: tuple[str, ...]
    ) -> None:
        data.write_text("")
        self._refused(command(*arguments), "cannot be used for the library")

    def test_a_library_file_that_is_damaged(
        self,
        command: Command,
        sessions: dict[str, SessionRecord],
        data: Path,
        arguments: tuple[str, ...],
    ) -> None:
        assert len(sessions) == 3
        (data / FILE_NAME).write_bytes(b"not a library" * 1_000)
        before = (data / FILE_NAME).read_bytes()
        self._refused(command(*arguments), "library")
        assert (data / FILE_NAME).read_bytes() == before

    def test_a_library_of_a_newer_program(
        self,
        command: Command,
        sessions: dict[str, SessionRecord],
        data: Path,
        arguments: tuple[str, ...],
    ) -> None:
        assert len(sessions) == 3
        with closing(sqlite3.connect(data / FILE_NAME)) as connection:
            connection.execute("PRAGMA user_version = 9999")
        self._refused(command(*arguments), "newer version")

    def _refused(self, answer: tuple[int, str, str], reason: str) -> None:
        code, told, said = answer
        assert (code, told) == (1, "")
        assert len(said.splitlines()) == 1
        assert reason in said


def test_what_is_damaged_inside_the_library_file_is_told_by_every_command(
    command: Command, record: SessionRecord, data: Path
) -> None:
    with Library.open(data) as library:
        for number in range(40):
            moved = record.created_at + timedelta(minutes=number)
            library.sessions.insert(replace(record, id=f"s-{number}", created_at=moved))
    file = data / FILE_NAME
    content = file.read_bytes()
    middle = bytes(len(content) - 16_384)
    file.write_bytes(content[:8_192] + middle + content[-8_192:])
    for arguments in (("verify",), ("list",), ("export", "s-1", "--out", "x.dilc")):
        code, _, said = command(*arguments)
        assert code == 1
        assert said
        assert "Traceback" not in said


# protocols handout


def test_a_handout_is_written_blank_for_a_protocol_or_filled_for_a_session(
    command: Command, sessions: dict[str, SessionRecord], tmp_path: Path
) -> None:
    target = tmp_path / "sheet.pdf"
    code, told, said = command("protocols", "handout", "tuning", "slips", target, "--paper", "a4")
    assert (code, told, said) == (0, f"Wrote {target}: 1 page, Tuning\n", "")
    page = PdfReader(target).pages[0]
    assert float(page.mediabox.height) == pytest.approx(841.89)
    assert "Warm feedback" in page.extract_text()
    code, told, said = command("protocols", "handout", "aa", "protocol", target)
    assert (code, said) == (0, "")
    assert told.startswith(f"Wrote {target}: 1 page, Ended")
    assert sessions["ended"].framing_question in " ".join(
        PdfReader(target).pages[0].extract_text().split()
    )


def test_a_session_brings_the_norms_of_the_version_that_it_was_planned_by(
    command: Command, sessions: dict[str, SessionRecord], data: Path, tmp_path: Path
) -> None:
    target = tmp_path / "card.pdf"
    shipped = replace(sessions["planned"], id="zz-shipped", protocol_version=1)
    with Library.open(data) as library:
        library.sessions.insert(shipped)
    assert command("protocols", "handout", "zz", "protocol", target)[0] == 0
    assert "What is told here stays here." in PdfReader(target).pages[0].extract_text()
    assert command("protocols", "handout", "ac", "protocol", target)[0] == 0
    assert "What is told here" not in PdfReader(target).pages[0].extract_text()


def test_a_handout_that_cannot_be_is_refused_with_the_way_on(
    command: Command, sessions: dict[str, SessionRecord], tmp_path: Path
) -> None:
    assert len(sessions) == 3
    for arguments, reason in (
        (("nobody", "notes", "x.pdf"), "No protocol and no session is called 'nobody'"),
        (("a", "notes", "x.pdf"), "give more of its id"),
        (("tuning", "observation", "x.pdf"), "no stage in which rooms are visited"),
        (("tuning", "notes", "x.txt"), "A handout ends in .pdf"),
    ):
        name, kind, file = arguments
        code, told, said = command("protocols", "handout", name, kind, tmp_path / file)
        assert (code, told) == (1, ""), arguments
        assert reason in said
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    with pytest.raises(SystemExit):
        command("protocols", "handout", "tuning", "poster", tmp_path / "x.pdf")
