from __future__ import annotations

import sys
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dilc_desktop.ui.mail_draft import MailDraft

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the helper is Linux's")
SUBJECT = "Summary, session on 10 March & more"


@pytest.fixture
def helpers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[QUrl]:
    urls: list[QUrl] = []

    def note(url: QUrl) -> bool:
        urls.append(url)
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    return urls


def helper(folder: Path, line: str) -> None:
    file = folder / "xdg-email"
    file.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    file.chmod(0o755)


def test_the_draft_has_the_file_and_the_subject_and_nobody_is_written_to(
    qtbot: QtBot, helpers: Path, opened: list[QUrl], tmp_path: Path
) -> None:
    told = tmp_path / "told"
    helper(helpers, f"printf '%s\\n' \"$@\" > '{told}'")
    draft = MailDraft()
    with qtbot.waitSignal(draft.said) as said:
        draft.open_with(tmp_path / "s.pdf", SUBJECT)
    assert "send it yourself" in said.args[0]
    wanted = ["--utf8", "--subject", SUBJECT, "--attach", str(tmp_path / "s.pdf")]
    qtbot.waitUntil(lambda: told.exists() and told.read_text().splitlines() == wanted)
    qtbot.waitUntil(lambda: not draft.findChildren(QProcess))
    assert opened == []


# Qt says that it ends the helper; the mail program that it has opened goes on.
@pytest.mark.qt_log_ignore("Destroyed while process")
def test_a_draft_that_is_still_open_ends_quietly_with_the_program(
    qtbot: QtBot, helpers: Path, opened: list[QUrl], tmp_path: Path
) -> None:
    helper(helpers, "exec /bin/sleep 60")
    heard: list[str] = []
    for _ in range(5):
        draft = MailDraft()
        with qtbot.waitSignal(draft.said):
            draft.open_with(tmp_path / "s.pdf", SUBJECT)
        draft.failed.connect(heard.append)
        shiboken6.delete(draft)
        QApplication.processEvents()
    assert heard == []
    assert opened == []


@pytest.mark.parametrize("line", ["exit 3", None])
def test_where_nothing_can_attach_the_folder_opens_beside_the_draft(
    qtbot: QtBot, helpers: Path, opened: list[QUrl], tmp_path: Path, line: str | None
) -> None:
    if line:
        helper(helpers, line)
    words: list[str] = []
    draft = MailDraft()
    draft.said.connect(words.append)
    draft.open_with(tmp_path / "s.pdf", SUBJECT)
    qtbot.waitUntil(lambda: len(opened) == 2)
    assert opened[0] == QUrl.fromLocalFile(str(tmp_path))
    encoded = opened[1].toString(QUrl.ComponentFormattingOption.FullyEncoded)
    assert encoded == "mailto:?subject=Summary%2C%20session%20on%2010%20March%20%26%20more"
    assert "attach \u201cs.pdf\u201d" in words[-1]


def test_where_no_mail_program_opens_the_next_step_is_told_and_no_passing_folder(
    qtbot: QtBot, helpers: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert helpers.is_dir()
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    draft = MailDraft()
    with qtbot.waitSignal(draft.failed) as failed:
        draft.open_with(tmp_path / "s.pdf", SUBJECT)
    assert "save the summary" in failed.args[0]
    assert str(tmp_path) not in failed.args[0]


def test_where_only_the_draft_opens_the_next_step_is_told_and_no_passing_folder(
    qtbot: QtBot, helpers: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert helpers.is_dir()
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: url.scheme() == "mailto")
    draft = MailDraft()
    with qtbot.waitSignal(draft.said) as said:
        draft.open_with(tmp_path / "s.pdf", SUBJECT)
    assert "save the summary" in said.args[0]
    assert str(tmp_path) not in said.args[0]
