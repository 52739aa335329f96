"""The program as a process: exit codes, one line of reasons, never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dilc_desktop import __version__, paths
from dilc_desktop.__main__ import HANDOUTS, main, parser
from dilc_desktop.clock import SystemClock
from dilc_desktop.domain.handouts import HandoutKind
from dilc_desktop.services.desk import Desk

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = {
    "title": "Short \u2713",
    "protocol": "own_plan",
    "start": "2026-10-14 13:00",
    "participants": [{"code": "P1", "role": "presenter"}],
    "stages": [{"name": "All", "planned_s": 60, "actual_s": 75}],
    "contributions": [
        {"offset_s": 5, "stage": 1, "kind": "answer", "speaker": "P1", "text": "Yes \u2713"}
    ],
}


def environment(**more: str) -> dict[str, str]:
    """The environment of somebody without a screen."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    return kept | {"PYTHONPATH": str(ROOT)} | more


def run(
    *arguments: str | Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dilc_desktop", *map(str, arguments)],
        env=env or environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def assert_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    for word in words:
        assert word in done.stderr


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A library with fifty planned sessions."""
    folder = tmp_path / "library"
    with Desk(folder, paths.protocols(), SystemClock()) as desk:
        for number in range(50):
            desk.planning.start_session(desk.shelf.protocol("tuning"), f"Session {number} \u2713")
    return folder


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "script.json"
    file.write_text(json.dumps(SCRIPT), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("--fly",),
        ("summary",),
        ("summary", "x"),
        ("summary", "x", "--out", "x.pdf", "--paper", "a5"),
        ("summary", "x", "--out", "x.pdf", "--speakers", "nobody"),
        ("summary", "x", "--out", "x.pdf", "--for", "everybody"),
        ("export", "x"),
        ("import",),
        ("list", "more"),
        ("demo", "--speed", "0"),
        ("demo", "--speed", "-1"),
        ("demo", "--speed", "nan"),
        ("demo", "--speed", "fast"),
        ("demo", "script.json"),
    ],
)
def test_what_is_not_understood_ends_with_two(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("usage: dilc-desktop")


def test_the_folder_of_data_may_stand_before_or_behind_the_command() -> None:
    for arguments in (["--data-dir", "x", "list"], ["list", "--data-dir", "x"]):
        assert parser().parse_args(arguments).data_dir == Path("x")
    assert not hasattr(parser().parse_args(["list"]), "data_dir")


def test_help_and_version_are_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"DILC Desktop {__version__}\n"
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    for verb in ("demo", "summary", "export", "import", "list", "verify"):
        assert verb in told


def test_a_command_leaves_the_hook_for_bugs_as_it_was(tmp_path: Path) -> None:
    before = sys.excepthook
    assert main(["list", "--data-dir", str(tmp_path)]) == 0
    assert main(["summary", "x", "--out", "x.pdf", "--data-dir", str(tmp_path)]) == 1
    assert sys.excepthook is before


def test_a_list_is_told_and_a_refusal_is_one_line(data: Path) -> None:
    done = run("list", "--data-dir", data)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 50
    assert_refused(run("summary", "nine", "--out", "x.pdf", "--data-dir", data), "No session")
    assert_refused(run("verify", data / "gone.dilc"), "gone.dilc", "not there")


def test_who_reads_only_one_line_breaks_nothing(data: Path) -> None:
    command = f"{sys.executable} -m dilc_desktop list --data-dir {data} | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


def test_a_reader_that_is_gone_breaks_nothing(data: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as pipe:
        done = subprocess.run(
            [sys.executable, "-m", "dilc_desktop", "list", "--data-dir", str(data)],
            env=environment(),
            stdout=pipe,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to try")
def test_a_full_disk_is_told(data: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "dilc_desktop", "list", "--data-dir", str(data)],
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr == "The system stopped it: No space left on device.\n"


def test_a_terminal_of_few_letters_is_no_trouble(data: Path) -> None:
    done = run("list", "--data-dir", data, env=environment(PYTHONIOENCODING="ascii"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Session 7 \\u2713" in done.stdout


def test_without_a_screen_the_window_says_so() -> None:
    assert_refused(run(), "There is no screen")
    assert_refused(run(env=environment(DISPLAY=":4711")), "There is no screen")


@pytest.mark.slow
def test_the_demo_needs_no_screen_and_touches_no_library_of_the_person(
    tmp_path: Path, script: Path
) -> None:
    home = environment(
        HOME=str(tmp_path / "home"),
        XDG_DATA_HOME=str(tmp_path / "home" / "data"),
        XDG_CONFIG_HOME=str(tmp_path / "home" / "config"),
        XDG_STATE_HOME=str(tmp_path / "home" / "state"),
        DISPLAY=":4711",
    )
    done = run("demo", "--script", script, "--out", tmp_path / "out", env=home)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "Played 'Short \u2713': 1 stages, 1 contributions"
    assert (tmp_path / "out" / "summary.pdf").read_bytes().startswith(b"%PDF")
    kept = [f for f in (tmp_path / "home").rglob("*") if "library" in f.name or "dilc" in f.name]
    assert kept == []


def test_the_demo_refuses_in_one_line(tmp_path: Path, script: Path) -> None:
    out = tmp_path / "out"
    assert_refused(run("demo", "--script", tmp_path, "--out", out), "found a folder")
    assert_refused(run("demo", "--script", script, "--out", script), "cannot be written")
    script.write_text(json.dumps(SCRIPT | {"start": "noon"}))
    assert_refused(run("demo", "--script", script, "--out", out), "script.json, start: expected")
    assert not out.exists()


def test_a_bug_in_the_windows_of_the_demo_is_one_line_and_one(tmp_path: Path, script: Path) -> None:
    program = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from dilc_desktop.app import application\n"
        "from dilc_desktop.__main__ import main\n"
        "application([])\n"
        "QTimer.singleShot(0, lambda: 1 / 0)\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "demo", "--script", str(script), "--out", str(tmp_path)],
        env=environment(QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "Something went wrong inside the program (ZeroDivisionError)" in done.stderr


@pytest.mark.slow
def test_stopping_the_demo_by_hand_is_one_line(tmp_path: Path, script: Path) -> None:
    data = tmp_path / "library"
    command = [sys.executable, "-m", "dilc_desktop", "demo", "--speed", "1", "--script"]
    with subprocess.Popen(
        [*command, str(script), "--out", str(tmp_path / "out"), "--data-dir", str(data)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as demo:
        _wait_until((data / "library.sqlite").exists)
        time.sleep(1.0)
        demo.send_signal(signal.SIGINT)
        told, said = demo.communicate(timeout=30)
    assert demo.returncode == 1
    assert (told, said) == ("", "Stopped. What was saved is safe.\n")
    assert run("verify", "--data-dir", data).returncode == 0


def _wait_until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if there():
            return
        time.sleep(0.05)
    raise AssertionError("it took too long")


def test_the_command_line_knows_every_handout() -> None:
    assert tuple(kind.value for kind in HandoutKind) == HANDOUTS
