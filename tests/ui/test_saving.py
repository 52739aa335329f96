from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.handouts import HandoutKind
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.saving import Saver, documents_folder, write_copies

ETHIOPIC = "\u1230\u120b\u121d"
TOLD = "No font here can print these; a small box stands for each: U+1230 ethiopic syllable sa, "

Save = Callable[[Saver, SessionRecord], None]


@pytest.fixture
def saver(
    qtbot: QtBot, around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Saver:
    """A saver whose dialogs are answered with an empty folder, or a file in it."""
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(folder / "mine.pdf"), ""))
    window = QWidget()
    qtbot.addWidget(window)
    return Saver(around.desk, around.background, around.preferences, window)


def _summary(saver: Saver, record: SessionRecord) -> None:
    saver.save_summary(record)


def _copies(saver: Saver, record: SessionRecord) -> None:
    saver.save_copies(record)


def _handout(saver: Saver, record: SessionRecord) -> None:
    saver.save_session_handout(HandoutKind.PROTOCOL, record)


@pytest.mark.parametrize("purpose", [ETHIOPIC, "Plain words, \u05e9\u05dc\u05d5\u05dd"])
@pytest.mark.parametrize("save", [_summary, _copies, _handout])
def test_the_line_after_saving_names_what_no_font_can_print(
    qtbot: QtBot,
    around: Surroundings,
    record: SessionRecord,
    saver: Saver,
    save: Save,
    purpose: str,
) -> None:
    strange = replace(record, title=purpose, learning_purpose=purpose)
    around.desk._library.sessions.insert(strange)
    with qtbot.waitSignal(saver.said, timeout=20_000) as said:
        save(saver, strange)
    words, written = said.args
    assert words.startswith("Saved ")
    assert written.exists()
    assert (TOLD in words) is (purpose == ETHIOPIC)
    assert ("No font" in words) is (purpose == ETHIOPIC)


def test_a_blank_handout_names_them_too(qtbot: QtBot, around: Surroundings, saver: Saver) -> None:
    protocol = replace(around.desk.shelf.protocol("tuning"), name=ETHIOPIC)
    with qtbot.waitSignal(saver.said, timeout=20_000) as said:
        saver.save_handout(HandoutKind.PROTOCOL, protocol)
    assert TOLD in said.args[0]


def test_copies_in_one_file_tell_their_pages_and_what_no_font_can_print(
    around: Surroundings, record: SessionRecord, tmp_path: Path
) -> None:
    around.desk._library.sessions.insert(replace(record, learning_purpose=ETHIOPIC))
    copies = write_copies(around.desk, around.preferences, record.id, tmp_path / "c.pdf")
    assert len(copies.pages) == len(record.participants)
    assert copies.unprinted == tuple(ETHIOPIC)


def test_dialogs_begin_in_the_home_folder_where_there_are_no_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = tmp_path / "Documents"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(documents))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert documents_folder() == tmp_path
    documents.mkdir()
    assert documents_folder() == documents
