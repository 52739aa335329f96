from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dilc_desktop.ui.news_line import NewsLine

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def opened() -> list[Path]:
    return []


@pytest.fixture
def line(qtbot: QtBot, opened: list[Path]) -> NewsLine:
    def open_file(file: Path) -> bool:
        opened.append(file)
        return "refused" not in file.name

    made = NewsLine(open_file=open_file)
    qtbot.addWidget(made)
    return made


def test_what_was_saved_to_be_read_is_opened_by_mouse_and_by_key(
    qtbot: QtBot, line: NewsLine, opened: list[Path]
) -> None:
    assert not line.isVisible()
    for name in ("summary.pdf", "summary.html", "summary.docx", "copies"):
        line.say(f"Saved as {name}.", "good", Path("folder", name))
        assert line.isVisible()
        assert name in line.open.accessibleName()
        qtbot.mouseClick(line.open, Qt.MouseButton.LeftButton)
        qtbot.keyClick(line.open, Qt.Key.Key_Return)
        assert opened[-2:] == [Path("folder", name)] * 2
    assert line.text() == "Saved as copies."


@pytest.mark.parametrize("file", [None, Path("session.dilc"), Path("ours.toml")])
def test_what_is_for_another_laptop_is_not_offered_to_be_opened(
    line: NewsLine, file: Path | None
) -> None:
    line.say("Saved.", "good", Path("summary.pdf"))
    line.say("Saved.", "good", file)
    assert not line.open.isVisible()


def test_where_no_program_opens_it_the_place_is_said(qtbot: QtBot, line: NewsLine) -> None:
    line.say("Saved.", "good", Path("desk", "refused.pdf"))
    qtbot.mouseClick(line.open, Qt.MouseButton.LeftButton)
    assert line.text() == "No program here opens refused.pdf. It is in desk."
    assert line.tone == "over"
    assert not line.open.isVisible()
    line.say("")
    assert not line.isVisible()


def test_the_button_stands_beside_the_words_and_long_words_wrap(line: NewsLine) -> None:
    line.resize(900, 40)
    line.show()
    line.say("Saved as summary.pdf.", "good", Path("summary.pdf"))
    QApplication.processEvents()
    assert line.open.x() < 400
    one = line.heightForWidth(900)
    line.say("Saved as " + "a long name " * 30, "good", Path("summary.pdf"))
    QApplication.processEvents()
    assert line.open.geometry().right() <= 900
    assert line.heightForWidth(900) > one
