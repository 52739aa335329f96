from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.errors import StorageError
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.page_view import page_image
from dilc_desktop.ui.summary_preview import SummaryPreview, print_pages

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


class Duplexer(QPrinter):
    """A printer that can turn paper, which Qt's own for PDF files cannot."""

    def __init__(self, *, both_sides: bool) -> None:
        super().__init__()
        self._both_sides = both_sides

    def duplex(self) -> QPrinter.DuplexMode:
        modes = QPrinter.DuplexMode
        return modes.DuplexLongSide if self._both_sides else modes.DuplexNone


def write_pages(words: list[str], target: Path) -> tuple[str, ...]:
    """A small PDF with a page for each word, half of it red."""
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - as the program does

    canvas = Canvas(str(target), pagesize=(300, 400))
    for word in words:
        canvas.drawString(40, 360, word)
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(0, 0, 300, 200, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return ()


@pytest.fixture
def preview(qtbot: QtBot, around: Surroundings) -> Iterator[SummaryPreview]:
    made = SummaryPreview(around.theme)
    qtbot.addWidget(made)
    made.resize(420, 500)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    yield made
    made.wait()


@pytest.fixture
def shown(qtbot: QtBot, preview: SummaryPreview) -> SummaryPreview:
    with qtbot.waitSignal(preview.ready):
        preview.start_over(partial(write_pages, ["One", "Two", "Three"]))
    return preview


def test_pages_are_turned_and_magnified_by_keyboard(qtbot: QtBot, shown: SummaryPreview) -> None:
    view = shown._view
    unfocused = view.picture.toImage()
    view.setFocus()
    assert view.picture.toImage() != unfocused, "the focus is seen"
    whole = view.picture.size()
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert (view.page, shown._page_words.text()) == (1, "page 2 of 3")
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.page == 2
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.picture.width() > whole.width()
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.verticalScrollBar().value() > 0
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.picture.size() == whole
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.page == 0


def test_a_newer_summary_takes_its_place_at_the_same_page_and_size(
    qtbot: QtBot, shown: SummaryPreview
) -> None:
    view = shown._view
    view.go_to(1)
    view.zoom_to(2.0)
    with qtbot.waitSignal(shown.ready):
        shown.refresh_soon(chosen=True)
        assert not view.picture.isNull(), "the page stays in view meanwhile"
        assert shown._stack.currentWidget() is view
    assert (view.page, view.zoom) == (1, 2.0)


def test_what_was_asked_for_last_is_what_is_shown(qtbot: QtBot, preview: SummaryPreview) -> None:
    go_on, begun = Event(), Event()
    written: list[list[str]] = []

    def write(words: list[str], target: Path) -> tuple[str, ...]:
        written.append(words)
        begun.set()
        assert go_on.wait(5)
        return write_pages(words, target)

    counts: list[int] = []
    preview.ready.connect(counts.append)
    preview.start_over(partial(write, ["Old"]))
    qtbot.waitUntil(begun.is_set)
    preview.start_over(partial(write, ["Never"]))
    preview.start_over(partial(write, ["New", "er"]))
    go_on.set()
    qtbot.waitUntil(lambda: bool(counts))
    assert counts == [2]
    assert written == [["Old"], ["New", "er"]]


def test_a_failure_that_is_out_of_date_is_not_told(qtbot: QtBot, preview: SummaryPreview) -> None:
    go_on, begun = Event(), Event()
    told: list[str] = []

    def refuse(target: Path) -> tuple[str, ...]:
        begun.set()
        assert go_on.wait(5)
        raise StorageError(target.name)

    preview.failed.connect(told.append)
    preview.start_over(refuse)
    qtbot.waitUntil(begun.is_set)
    with qtbot.waitSignal(preview.ready):
        preview.start_over(partial(write_pages, ["New"]))
        go_on.set()
    assert told == []


def test_without_colour_every_pixel_is_grey(shown: SummaryPreview) -> None:
    view = shown._view

    def colour() -> tuple[int, int, int]:
        image = view.picture.toImage()
        seen = image.pixelColor(image.width() // 2, image.height() * 3 // 4)
        return seen.red(), seen.green(), seen.blue()

    assert colour() == (255, 0, 0)
    shown._grey.click()
    assert shown.is_grey
    assert len(set(colour())) == 1
    shown._grey.click()
    assert colour() == (255, 0, 0)


def test_the_same_words_can_be_read_as_text(qtbot: QtBot, shown: SummaryPreview) -> None:
    shown._as_text.click()
    assert shown._text.toPlainText().split() == ["One", "Two", "Three"]
    assert shown._text.isVisible()
    with qtbot.waitSignal(shown.ready):
        shown.start_over(partial(write_pages, ["Four"]))
    assert shown._text.toPlainText().strip() == "Four"
    shown._as_text.click()
    assert shown._view.isVisible()


def test_what_is_read_as_text_is_in_the_order_of_reading(
    qtbot: QtBot, preview: SummaryPreview
) -> None:
    def write_words(target: Path) -> tuple[str, ...]:
        words = "\u05de\u05d4 \u05e7\u05e8\u05d4 (5)"
        target.write_text(
            "<head><title>Not this</title></head><body>"
            '<img src="data:," width="9" alt="Logo of D3"><h1>A session</h1>'
            f'<section><h2>Question</h2><p dir="auto">{words}?</p></section>'
            '<section><svg class="strip" aria-label="Two stages."><text>1</text></svg></section>',
            encoding="utf-8",
        )
        return ()

    with qtbot.waitSignal(preview.ready):
        preview.start_over(partial(write_pages, ["Pages"]), write_words)
    preview._as_text.click()
    assert preview._text.toPlainText() == (
        "Logo of D3\nA session\n\nQuestion\n\u05de\u05d4 \u05e7\u05e8\u05d4 (5)?\n\nTwo stages."
    )
    with qtbot.waitSignal(preview.ready):
        preview.start_over(partial(write_pages, ["Four"]))
    assert preview._text.toPlainText().strip() == "Four"


def test_a_page_is_painted_on_white_paper(shown: SummaryPreview) -> None:
    assert shown.document is not None
    image = page_image(shown.document, 0, QSize(30, 40))
    assert image.pixelColor(29, 1).getRgb() == (255, 255, 255, 255)


@pytest.mark.parametrize(("both_sides", "sheets"), [(False, 3), (True, 4)])
def test_on_paper_printed_on_both_sides_a_copy_begins_on_its_own_sheet(
    shown: SummaryPreview, tmp_path: Path, both_sides: bool, sheets: int
) -> None:
    assert shown.document is not None
    printer = Duplexer(both_sides=both_sides)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setResolution(72)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert print_pages(shown.document, printer, frozenset({1, 3}), grey=True)
    printed = QPdfDocument()
    printed.load(str(tmp_path / "printed.pdf"))
    assert printed.pageCount() == sheets
    printed.close()
