from __future__ import annotations

import faulthandler
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dilc_desktop.logs import start_logging

WRITE = """
import logging, pathlib, sqlite3, sys
from dilc_desktop.logs import start_logging
crashes = start_logging(pathlib.Path(sys.argv[1]))
logging.getLogger("dilc_desktop.x").info("opened")
logging.getLogger("dilc_desktop.x").debug("chatter")
"""
BUG = (
    WRITE
    + """
def first():
    raise RuntimeError("SECRET cause")
def second():
    try:
        first()
    except RuntimeError as cause:
        raise {} from cause
try:
    second()
except Exception:
    logging.getLogger("dilc_desktop.x").exception("a bug")
"""
)
CRASH = WRITE + "import faulthandler\nfaulthandler._sigsegv()\n"


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger, put back as it was."""
    logger = logging.getLogger()
    handlers, level = logger.handlers[:], logger.level
    yield logger
    for handler in logger.handlers[:]:
        if handler not in handlers:
            logger.removeHandler(handler)
            handler.close()
    logger.setLevel(level)


def run(script: str, folder: Path) -> int:
    done = subprocess.run([sys.executable, "-c", script, str(folder)], check=False, timeout=60)
    return done.returncode


def test_notes_go_to_a_file_in_a_folder_that_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there"
    assert run(WRITE, folder) == 0
    (line,) = (folder / "dilc-desktop.log").read_text(encoding="utf-8").splitlines()
    assert line.endswith("INFO dilc_desktop.x: opened")
    assert (folder / "crash.log").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("ValueError('SECRET words')", "ValueError\n"),
        ("KeyError('SECRET words')", "KeyError\n"),
        ("OSError(28, 'No space left', '/SECRET/words.pdf')", "OSError: No space left\n"),
        ("sqlite3.DatabaseError('no such table: x')", "DatabaseError: no such table: x\n"),
        ("TypeError('an int is not iterable')", "TypeError: an int is not iterable\n"),
    ],
)
def test_a_bug_is_told_by_its_place_and_kind_without_words_that_people_said(
    tmp_path: Path, error: str, told: str
) -> None:
    assert run(BUG.format(error), tmp_path) == 0
    log = (tmp_path / "dilc-desktop.log").read_text(encoding="utf-8")
    assert "SECRET" not in log
    assert log.endswith(told)
    assert log.index("in first\n") < log.index("RuntimeError\n") < log.rindex("in second\n")


def test_a_native_crash_leaves_its_trace(tmp_path: Path) -> None:
    assert run(CRASH, tmp_path) != 0
    trace = (tmp_path / "crash.log").read_text(encoding="utf-8")
    assert "Fatal Python error" in trace
    assert "opened" in (tmp_path / "dilc-desktop.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("taken", ["logs", "logs/dilc-desktop.log", "logs/crash.log"])
def test_where_nothing_can_be_written_the_program_goes_on_without_a_log(
    tmp_path: Path, root: logging.Logger, taken: str
) -> None:
    (tmp_path / "logs").mkdir()
    if taken == "logs":
        (tmp_path / "logs").rmdir()
        (tmp_path / "logs").write_text("in the way")
    else:
        (tmp_path / taken).mkdir()
    before = root.handlers[:]
    assert start_logging(tmp_path / "logs") is None
    (added,) = (handler for handler in root.handlers if handler not in before)
    assert isinstance(added, logging.NullHandler)


def test_the_log_turns_over_before_it_fills_the_disk(
    tmp_path: Path, root: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faulthandler, "enable", lambda _file: None)
    crashes = start_logging(tmp_path)
    assert crashes is not None
    with crashes:
        logger = logging.getLogger("dilc_desktop.test_logs")
        for _ in range(45):
            logger.info("x" * 100_000)
    sizes = {file.name: file.stat().st_size for file in tmp_path.glob("dilc-desktop.log*")}
    assert len(sizes) == 4
    assert max(sizes.values()) <= 1_000_000
    assert root.level == logging.INFO
