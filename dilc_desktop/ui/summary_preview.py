"""The printed summary as it will look: written in the background a moment after a change."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QRectF, QSize, Qt, QTemporaryDir, QTimer, Signal
from PySide6.QtGui import QPainter, QPalette, QShowEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from dilc_desktop.ui.background import Background
from dilc_desktop.ui.parts import column, icon_button, label, paragraph, row
from dilc_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPdfWidgets import QPdfView
    from PySide6.QtPrintSupport import QPrinter

WRITE_AFTER_MS = 800
_SHARPEST_DPI = 300


class SummaryPreview(QWidget):
    """Shows the pages; `ready` carries their number each time a newer summary is shown.

    `failed` carries why there is none. Nothing is written while the preview is hidden.
    """

    ready = Signal(int)
    failed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._write: Callable[[Path], int] | None = None
        self._folder = QTemporaryDir()
        self._background = Background(self)
        self._timer = QTimer(self, singleShot=True, interval=WRITE_AFTER_MS)
        self._timer.timeout.connect(self._start)
        self._number = 0
        self._asked = 0
        self._shown = 0
        self._file: Path | None = None
        self._document: QPdfDocument | None = None
        self._view: QPdfView | None = None
        self.setObjectName("wrap_up.preview")
        self.setAccessibleName(self.tr("Preview of the summary"))

        self._words = paragraph(self.tr("The summary is being set."), tone="quiet")
        self._words.setObjectName("wrap_up.preview.words")
        waiting = QWidget()
        waiting.setLayout(column(None, self._words, None, margins=theme.px(24)))
        self._stack = QStackedWidget()
        self._stack.addWidget(waiting)
        self._stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._page_words = label("", "small", "quiet")
        self._page_words.setObjectName("wrap_up.preview.page")
        self._back = icon_button(
            theme, "chevron-left", self.tr("Page before"), lambda: self._turn(-1)
        )
        self._on = icon_button(theme, "chevron-right", self.tr("Next page"), lambda: self._turn(1))
        self._back.setObjectName("wrap_up.preview.back")
        self._on.setObjectName("wrap_up.preview.next")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack, 1)
        box.addLayout(row(None, self._back, self._page_words, self._on, None))
        self._say_page()

    # What the page asks for

    def refresh_soon(self) -> None:
        """Write the summary again, a moment after the last change."""
        self._asked += 1
        if self.isVisible():
            self._timer.start()

    def start_over(self, write: Callable[[Path], int]) -> None:
        """Show another session's summary; `write` makes its PDF, in another thread."""
        self._write = write
        self._shown = -1
        self._stack.setCurrentIndex(0)
        self._words.setText(self.tr("The summary is being set."))
        self.refresh_soon()

    @property
    def is_current(self) -> bool:
        """Whether what is shown holds the last change."""
        return self._shown == self._asked and self._document is not None

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
            self._timer.start()

    # Writing and showing

    def _start(self) -> None:
        if self._write is None:
            return
        self._number += 1
        target = Path(self._folder.path()) / f"summary-{self._number}.pdf"
        asked = self._asked
        started = self._background.start(
            partial(self._write, target),
            lambda _: self._show(target, asked),
            lambda words: self._fail(words, asked),
        )
        if not started:
            # One job at a time: the change waits until the one under way has ended.
            self._timer.start()

    def _show(self, target: Path, asked: int) -> None:
        if self._shown == -1 and asked != self._asked:
            # It may be another session's; the newer one is on its way.
            target.unlink(missing_ok=True)
            return
        document, view = self._viewer()
        page = view.pageNavigator().currentPage()
        document.load(str(target))
        if self._file is not None:
            self._file.unlink(missing_ok=True)
        self._file = target
        self._shown = asked
        self._stack.setCurrentWidget(view)
        self._go(min(page, document.pageCount() - 1))
        self.ready.emit(document.pageCount())

    def _fail(self, words: str, asked: int) -> None:
        self._shown = asked
        self._words.setText(words)
        self._stack.setCurrentIndex(0)
        self._say_page()
        self.failed.emit(words)

    def _viewer(self) -> tuple[QPdfDocument, QPdfView]:
        if self._document is None or self._view is None:
            from PySide6.QtPdf import QPdfDocument  # noqa: PLC0415 - only when there is a PDF
            from PySide6.QtPdfWidgets import QPdfView  # noqa: PLC0415 - only when there is a PDF

            self._document = QPdfDocument(self)
            self._view = QPdfView(self)
            self._view.setDocument(self._document)
            self._view.setPageMode(QPdfView.PageMode.SinglePage)
            self._view.setZoomMode(QPdfView.ZoomMode.FitInView)
            self._view.setAccessibleName(self.tr("Pages of the summary"))
            self._view.setObjectName("wrap_up.preview.pages")
            # Fitting a page, Qt forgets the margins above and below it: with them it would scroll.
            self._view.setDocumentMargins(QMargins(6, 0, 6, 0))
            self._view.setFrameShape(QFrame.Shape.NoFrame)
            self._theme.changed.connect(self._dress)
            self._dress()
            self._view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._view.pageNavigator().currentPageChanged.connect(self._say_page)
            self._stack.addWidget(self._view)
        return self._document, self._view

    def _dress(self) -> None:
        """Lay the pages on the palette's ground instead of a dark desk."""
        if self._view is not None:
            palette = self._view.palette()
            palette.setColor(QPalette.ColorRole.Dark, self._theme.colour("track"))
            self._view.setPalette(palette)

    def _turn(self, by: int) -> None:
        if self._view is not None:
            self._go(self._view.pageNavigator().currentPage() + by)

    def _go(self, page: int) -> None:
        _, view = self._viewer()
        if 0 <= page < self.pages:
            view.pageNavigator().jump(page, view.pageNavigator().currentLocation())
        self._say_page()

    def _say_page(self) -> None:
        shown = self._view is not None and self._stack.currentWidget() is self._view
        pages = self.pages if shown else 0
        page = 0 if self._view is None else self._view.pageNavigator().currentPage()
        self._page_words.setText(
            self.tr("page {0} of {1}").format(page + 1, pages) if pages else ""
        )
        for button, there in ((self._back, page > 0), (self._on, page + 1 < pages)):
            button.setVisible(pages > 1)
            button.setEnabled(there)


def print_pages(document: QPdfDocument, printer: QPrinter) -> bool:
    """Print a document's pages, as large as the paper allows; False where the printer refuses."""
    from PySide6.QtPrintSupport import QPrinter as Printer  # noqa: PLC0415 - only when printing

    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    paper = printer.pageRect(Printer.Unit.DevicePixel)
    first, last = printer.fromPage() or 1, printer.toPage() or document.pageCount()
    for number in range(first - 1, min(last, document.pageCount())):
        if number >= first:
            printer.newPage()
        size = document.pagePointSize(number)
        scale = min(paper.width() / size.width(), paper.height() / size.height())
        area = QRectF(0, 0, size.width() * scale, size.height() * scale)
        area.moveCenter(QRectF(0, 0, paper.width(), paper.height()).center())
        sharp = min(scale, _SHARPEST_DPI / 72)
        pixels = QSize(round(size.width() * sharp), round(size.height() * sharp))
        painter.drawImage(area, document.render(number, pixels))
    return painter.end()
