"""The printed summary as it will look: written in the background a moment after a change."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, QTemporaryDir, QTimer, Signal
from PySide6.QtGui import QPainter, QShowEvent, QTextDocumentFragment
from PySide6.QtWidgets import (
    QFrame,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dilc_desktop.domain.unprinted import named
from dilc_desktop.ui.background import Background
from dilc_desktop.ui.page_view import ZOOMS, PageView, page_image
from dilc_desktop.ui.parts import Flow, button, column, icon_button, label, paragraph, row
from dilc_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPrintSupport import QPrinter

WRITE_AFTER_MS = 800
CHOICE_AFTER_MS = 150
_SHARPEST_DPI, _SHARP_DPI = 600, 300
_FEW_PAGES = 8
_SECTION = re.compile("(?=<section)")
_PICTURE = re.compile(
    r'<svg[^>]* aria-label="([^"]*)".*?</svg>|<img[^>]* alt="([^"]*)"[^>]*>', re.DOTALL
)

Write = Callable[[Path], tuple[str, ...]]


class PageWords(QPlainTextEdit):
    """The words of the pages to be read; Tab goes on to the next control."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)


class SummaryPreview(QWidget):
    """Shows the pages; `ready` carries their number each time a newer summary is shown.

    `failed` carries why there is none. Nothing is written while the preview is hidden, and what
    was asked for last is what comes to be shown.
    """

    ready = Signal(int)
    failed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._write: Write | None = None
        self._write_words: Write | None = None
        self._web_page = ""
        self._folder = QTemporaryDir()
        self._background = Background(self)
        self._timer = QTimer(self, singleShot=True, interval=WRITE_AFTER_MS)
        self._timer.timeout.connect(self._start)
        self._number = 0
        self._asked = 0
        self._shown = 0
        self._file: Path | None = None
        self._document: QPdfDocument | None = None
        self.setObjectName("wrap_up.preview")
        self.setAccessibleName(self.tr("Preview of the summary"))

        self._words = paragraph(self.tr("The summary is being set."), tone="quiet")
        self._words.setObjectName("wrap_up.preview.words")
        waiting = QWidget()
        waiting.setLayout(column(None, self._words, None, margins=theme.px(24)))
        self._view = PageView(theme)
        self._view.setObjectName("wrap_up.preview.pages")
        self._view.setAccessibleName(self.tr("Pages of the summary"))
        self._view.setAccessibleDescription(
            self.tr("Page Up and Page Down turn pages; plus, minus and zero change the size.")
        )
        self._view.turned.connect(self._say_page)
        self._view.magnified.connect(self._say_page)
        self._text = PageWords()
        self._text.setObjectName("wrap_up.preview.text")
        self._text.setAccessibleName(self.tr("The summary as text"))
        self._stack = QStackedWidget()
        for part in (waiting, self._view, self._text):
            self._stack.addWidget(part)
        self._stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._build_controls()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack, 1)
        self._unprinted = paragraph("", tone="over")
        self._unprinted.setObjectName("wrap_up.preview.unprinted")
        self._unprinted.hide()
        box.addLayout(Flow(self._turning, self._sizing, self._grey, self._as_text, spacing=8))
        box.addWidget(self._unprinted)
        self._say_page()

    def _build_controls(self) -> None:
        theme = self._theme
        self._page_words = label("", "small", "quiet")
        self._page_words.setObjectName("wrap_up.preview.page")
        self._back = icon_button(
            theme, "chevron-left", self.tr("Page before"), lambda: self._turn(-1)
        )
        self._on = icon_button(theme, "chevron-right", self.tr("Next page"), lambda: self._turn(1))
        self._turning = QWidget()
        self._turning.setLayout(row(self._back, self._page_words, self._on, spacing=4))
        self._smaller = button(
            "\u2212", lambda: self._view.zoom_by(-1), "plain", name=self.tr("Smaller page")
        )
        self._larger = button(
            "+", lambda: self._view.zoom_by(1), "plain", name=self.tr("Larger page")
        )
        self._whole = button(self.tr("Whole page"), lambda: self._view.zoom_to(None), "plain")
        self._sizing = QWidget()
        self._sizing.setLayout(row(self._smaller, self._whole, self._larger, spacing=4))
        self._grey = self._choice(
            self.tr("No colour"), self._show_grey, self.tr("Show and print it in black and white")
        )
        self._as_text = self._choice(
            self.tr("As text"), self._show_pages, self.tr("Show the same words as plain text")
        )
        for part, name in (
            (self._back, "back"),
            (self._on, "next"),
            (self._smaller, "smaller"),
            (self._larger, "larger"),
            (self._whole, "whole"),
            (self._grey, "grey"),
            (self._as_text, "as_text"),
        ):
            part.setObjectName(f"wrap_up.preview.{name}")

    def _choice(self, words: str, press: Callable[[], None], tip: str) -> QPushButton:
        made = button(words, press, "choice", tip=tip)
        made.setCheckable(True)
        made.setAccessibleDescription(tip)
        return made

    # What the page asks for

    def refresh_soon(self, *, chosen: bool = False) -> None:
        """Write the summary again: a moment after typing ends, sooner where it was a choice."""
        self._asked += 1
        if self.isVisible():
            self._timer.start(CHOICE_AFTER_MS if chosen else WRITE_AFTER_MS)

    def start_over(self, write: Write, write_words: Write | None = None) -> None:
        """Show another session's summary; `write` makes its PDF, in another thread.

        It returns the characters that no font has. `write_words` makes the same summary as a web
        page, whose words are read as text: a page of a PDF tells them in the order of its lines,
        which is not everywhere the order of reading.
        """
        self._write, self._write_words = write, write_words
        self._shown = -1
        self._words.setText(self.tr("The summary is being set."))
        self._stack.setCurrentIndex(0)
        self._view.go_to(0)
        self.refresh_soon(chosen=True)

    @property
    def is_current(self) -> bool:
        """Whether what is shown holds the last change."""
        return self._shown == self._asked and self._document is not None

    @property
    def is_grey(self) -> bool:
        """Whether pages are shown, and are to be printed, without colour."""
        return self._grey.isChecked()

    @property
    def pages(self) -> int:
        """How many pages are shown."""
        return 0 if self._document is None else self._document.pageCount()

    @property
    def document(self) -> QPdfDocument | None:
        """The document that is shown."""
        return self._document if self.is_current else None

    def wait(self) -> None:
        """Wait until no summary is being written."""
        self._timer.stop()
        self._background.wait()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the preview was hidden."""
        super().showEvent(event)
        if self._shown != self._asked:
            self._timer.start(CHOICE_AFTER_MS)

    # Writing and showing

    def _start(self) -> None:
        if self._write is None or self._background.is_busy:
            # What is under way is out of date by now: when it ends the newest is begun.
            return
        self._number += 1
        target = Path(self._folder.path()) / f"summary-{self._number}.pdf"
        asked = self._asked
        self._background.start(
            partial(_written, self._write, self._write_words, target),
            lambda made: self._show(target, asked, made),
            lambda words: self._fail(words, asked),
        )

    def _is_newest(self, asked: int) -> bool:
        """Whether nothing was asked for since; else the newest is begun, if it was waiting."""
        if asked == self._asked:
            return True
        if self.isVisible() and not self._timer.isActive():
            self._start()
        return False

    def _show(self, target: Path, asked: int, made: object) -> None:
        if not self._is_newest(asked):
            target.unlink(missing_ok=True)
            return
        from PySide6.QtPdf import QPdfDocument  # noqa: PLC0415 - only when there is a PDF

        document = QPdfDocument(self)
        document.load(str(target))
        old, self._document = self._document, document
        self._view.show_document(document)
        if old is not None:
            old.close()
            old.deleteLater()
        if self._file is not None:
            self._file.unlink(missing_ok=True)
        self._file = target
        self._shown = asked
        unprinted, self._web_page = made if isinstance(made, tuple) else ((), "")
        self._say_unprinted(unprinted)
        self._show_pages()
        self.ready.emit(document.pageCount())

    def _fail(self, words: str, asked: int) -> None:
        if not self._is_newest(asked):
            return
        self._shown = asked
        self._words.setText(words)
        self._stack.setCurrentIndex(0)
        self._say_page()
        self.failed.emit(words)

    def _say_unprinted(self, characters: tuple[str, ...]) -> None:
        """Tell which characters are a small box on the pages; nothing where there are none."""
        self._unprinted.setText(
            self.tr("No font here can print these; a small box stands for each: {0}").format(
                named(characters)
            )
            if characters
            else ""
        )
        self._unprinted.setVisible(bool(characters))

    def _show_pages(self) -> None:
        """Show the pages, or their words where a person reads those."""
        if self._document is not None and self._shown >= 0:
            if self._as_text.isChecked():
                self._fill_text(self._document)
            self._stack.setCurrentWidget(self._text if self._as_text.isChecked() else self._view)
        self._say_page()

    def _fill_text(self, document: QPdfDocument) -> None:
        """Fill in the words without moving who reads them."""
        if self._web_page:
            words = words_of_page(self._web_page)
        else:
            pages = (document.getAllText(n).text().strip() for n in range(document.pageCount()))
            words = "\n\n".join(page.replace("\r\n", "\n") for page in pages)
        if words == self._text.toPlainText():
            return
        at, scrolled = self._text.textCursor().position(), self._text.verticalScrollBar().value()
        self._text.setPlainText(words)
        cursor = self._text.textCursor()
        cursor.setPosition(min(at, len(self._text.toPlainText())))
        self._text.setTextCursor(cursor)
        self._text.verticalScrollBar().setValue(scrolled)

    def _show_grey(self) -> None:
        self._view.show_grey(grey=self._grey.isChecked())

    def _turn(self, by: int) -> None:
        self._view.go_to(self._view.page + by)

    def _say_page(self) -> None:
        seen = self._stack.currentWidget() is self._view
        pages, page, zoom = (self.pages if seen else 0), self._view.page, self._view.zoom
        self._page_words.setText(
            self.tr("page {0} of {1}").format(page + 1, pages) if pages else ""
        )
        self._turning.setVisible(pages > 0)
        self._sizing.setVisible(pages > 0)
        self._grey.setVisible(pages > 0)
        self._as_text.setVisible(self._stack.currentIndex() > 0)
        for made, there in ((self._back, page > 0), (self._on, page + 1 < pages)):
            made.setVisible(pages > 1)
            made.setEnabled(there)
        self._larger.setEnabled(zoom is None or zoom < ZOOMS[-1])
        self._smaller.setEnabled(zoom is None or zoom > ZOOMS[0])
        self._whole.setText(
            self.tr("Whole page") if zoom is None else self.tr("{0} %").format(round(zoom * 100))
        )
        self._whole.setAccessibleName(
            self.tr("Whole page is shown")
            if zoom is None
            else self.tr("Whole page, now {0} %").format(round(zoom * 100))
        )


def _written(write: Write, write_words: Write | None, target: Path) -> tuple[tuple[str, ...], str]:
    """Write a summary; the characters that no font has, and its web page if that is wanted."""
    unprinted = write(target)
    if write_words is None:
        return unprinted, ""
    page = target.with_suffix(".html")
    write_words(page)
    words = page.read_text(encoding="utf-8")
    page.unlink()
    return unprinted, words


def words_of_page(page: str) -> str:
    """The words of a summary's web page in reading order; a picture is told in words."""
    body = _PICTURE.sub(r"<p>\1\2</p>", page.partition("<body>")[2])
    parts = (QTextDocumentFragment.fromHtml(part) for part in _SECTION.split(body))
    lines = (line.rstrip() for part in parts for line in f"{part.toPlainText()}\n".split("\n"))
    return "\n".join(lines).strip()


def print_pages(
    document: QPdfDocument,
    printer: QPrinter,
    starts: frozenset[int] = frozenset(),
    *,
    grey: bool = False,
) -> bool:
    """Print a document's pages, as large as the paper allows; False where the printer refuses.

    `starts` are the pages, from 0, with which a copy for somebody else begins: on paper printed on
    both sides it begins on a sheet of its own.
    """
    from PySide6.QtPrintSupport import QPrinter as Printer  # noqa: PLC0415 - only when printing

    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    both_sides = printer.duplex() is not Printer.DuplexMode.DuplexNone
    paper = printer.pageRect(Printer.Unit.DevicePixel)
    first, last = printer.fromPage() or 1, printer.toPage() or document.pageCount()
    # Many pages at the printer's finest would keep the person waiting.
    dpi = _SHARPEST_DPI if last - first < _FEW_PAGES else _SHARP_DPI
    sides = 0
    for number in range(first - 1, min(last, document.pageCount())):
        if sides:
            printer.newPage()
            if both_sides and number in starts and sides % 2:
                printer.newPage()
                sides += 1
        sides += 1
        size = document.pagePointSize(number)
        scale = min(paper.width() / size.width(), paper.height() / size.height())
        area = QRectF(0, 0, size.width() * scale, size.height() * scale)
        area.moveCenter(QRectF(0, 0, paper.width(), paper.height()).center())
        sharp = min(scale, dpi / 72)
        pixels = QSize(round(size.width() * sharp), round(size.height() * sharp))
        painter.drawImage(area, page_image(document, number, pixels, grey=grey))
    return painter.end()
