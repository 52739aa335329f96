"""Every page, beside the rail, on the smallest usual screen and at each text size."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from dilc_desktop import paths
from dilc_desktop.app import Program
from dilc_desktop.settings import TEXT_SCALES, Settings, save_settings
from dilc_desktop.ui.page import Page, PageId

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture(autouse=True, params=TEXT_SCALES)
def text_scale(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The program starts at this text size: spacing is taken when a page is built."""
    folder = paths.folders_in(tmp_path / "program").settings
    save_settings(folder, Settings(palette="light", text_scale=request.param))


def shown(program: Program, page_id: PageId) -> Page:
    """A page with the sample session, in a window of 1366 x 768."""
    desk = program.desk
    assert desk is not None
    taken = desk.publishing.import_file(paths.resources() / "samples" / "sample.dilc")
    program.window.show_page(page_id, "" if page_id is PageId.HOME else taken[0].session_id)
    program.window.resize(1366, 768)
    for _ in range(5):
        QApplication.processEvents()
    assert program.window.width() == 1366
    return program.window.page(page_id)


@pytest.mark.parametrize("page_id", list(PageId))
def test_nothing_reaches_over_the_right_edge(program: Program, page_id: PageId) -> None:
    over = []
    for area in shown(program, page_id).findChildren(QScrollArea):
        content = area.widget()
        if content is not None and area.isVisible() and content.width() > area.viewport().width():
            over.append((content.width(), area.viewport().width()))
    assert over == []


def test_the_title_above_the_preparation_keeps_its_words_whole(program: Program) -> None:
    desk = program.desk
    assert desk is not None
    title = "Consultancy: a principal's instructional dilemma"
    planned = desk.planning.start_session(desk.shelf.all()[0], title).session_id
    shown(program, PageId.HOME)
    program.window.show_page(PageId.PREPARE, planned)
    QApplication.processEvents()
    heading = program.window.page(PageId.PREPARE).findChild(QLabel, "prepare.heading")
    assert isinstance(heading, QLabel)
    longest = max(heading.text().split(), key=heading.fontMetrics().horizontalAdvance)
    assert heading.fontMetrics().horizontalAdvance(longest) <= heading.width()
