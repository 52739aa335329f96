"""The pages of a document on the screen, one at a time, turned and magnified by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea

from dilc_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument

ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
_POINTS_PER_INCH = 72
_SCREEN_DPI = 96
_SMALLEST = 40
_MARGIN = 4
_FOCUS_EDGE = 3


def page_image(document: QPdfDocument, page: int, size: QSize, *, grey: bool = False) -> QImage:
    """A page on white paper at a size in pixels, without colour where `grey` says so."""
    drawn = document.render(page, size)
    paper = QImage(size, QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return paper.convertToFormat(QImage.Format.Format_Grayscale8) if grey else paper


class PageView(QScrollArea):
    """Shows one page, whole unless a person magnifies it.

    A new document takes the place of the old one in one step, at the same page and magnification.
    `turned` carries the number of the page, `magnified` how large it is, None for the whole page.
    """

    turned = Signal(int)
    magnified = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._document: QPdfDocument | None = None
        self._page = 0
        self._zoom: float | None = None
        self._grey = False
        self._painted: tuple[object, ...] = ()
        self._sheet = QLabel()
        self._sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWidget(self._sheet)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._paint)

    @property
    def page(self) -> int:
        """The number of the page that is shown, from 0."""
        return self._page

    @property
    def pages(self) -> int:
        """How many pages the document has."""
        return 0 if self._document is None else self._document.pageCount()

    @property
    def zoom(self) -> float | None:
        """How large the page is, 1 being its size on paper; None where the whole page shows."""
        return self._zoom

    @property
    def picture(self) -> QPixmap:
        """What is shown."""
        return self._sheet.pixmap()

    def show_document(self, document: QPdfDocument) -> None:
        """Show another document at the same place."""
        self._document = document
        self._page = min(self._page, max(0, document.pageCount() - 1))
        self._painted = ()
        self._paint()

    def show_grey(self, *, grey: bool) -> None:
        """Show pages as a printer without colour prints them, or as they are."""
        self._grey = grey
        self._paint()

    def go_to(self, page: int) -> None:
        """Show a page from its top, if there is one with this number."""
        if 0 <= page < self.pages and page != self._page:
            self._page = page
            self._paint()
            self.verticalScrollBar().setValue(0)
            self.turned.emit(page)

    def zoom_by(self, steps: int) -> None:
        """Magnify by some steps, or make smaller."""
        now = self._shown_zoom()
        larger = [zoom for zoom in ZOOMS if zoom > now + 0.01]
        smaller = [zoom for zoom in ZOOMS if zoom < now - 0.01]
        if steps > 0 and larger:
            self.zoom_to(larger[0])
        elif steps < 0 and smaller:
            self.zoom_to(smaller[-1])

    def zoom_to(self, zoom: float | None) -> None:
        """Show the page at a size, or whole."""
        self._zoom = zoom
        self._paint()
        self.magnified.emit(zoom)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages and magnify; what is magnified scrolls before the page is turned."""
        bar = self.verticalScrollBar()
        key = event.key()
        if key == Qt.Key.Key_PageDown and bar.value() >= bar.maximum():
            self.go_to(self._page + 1)
        elif key == Qt.Key.Key_PageUp and bar.value() <= bar.minimum():
            self.go_to(self._page - 1)
        elif key == Qt.Key.Key_Home:
            self.go_to(0)
        elif key == Qt.Key.Key_End:
            self.go_to(self.pages - 1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(-1)
        elif key == Qt.Key.Key_0:
            self.zoom_to(None)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Magnify with Ctrl; a whole page leaves the wheel to what is around it."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
        elif self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole page in view."""
        super().resizeEvent(event)
        self._paint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys go here."""
        super().focusInEvent(event)
        self._paint()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they no longer do."""
        super().focusOutEvent(event)
        self._paint()

    def _fitting(self) -> float:
        """The pixels of a point with which the whole page is in view."""
        if self._document is None:
            return 1.0
        size = self._document.pagePointSize(self._page)
        room = self.maximumViewportSize()
        width = max(_SMALLEST, room.width() - 2 * _MARGIN)
        height = max(_SMALLEST, room.height() - 2 * _MARGIN)
        return min(width / max(1, size.width()), height / max(1, size.height()))

    def _shown_zoom(self) -> float:
        whole = self._fitting() * _POINTS_PER_INCH / _SCREEN_DPI
        return whole if self._zoom is None else self._zoom

    def _paint(self) -> None:
        """Paint the page that is shown, unless it stands there already."""
        if self._document is None or not self.pages:
            return
        points = self._document.pagePointSize(self._page)
        scale = self._shown_zoom() * _SCREEN_DPI / _POINTS_PER_INCH
        ratio = self.devicePixelRatioF()
        wanted = QSize(
            max(1, round(points.width() * scale * ratio)),
            max(1, round(points.height() * scale * ratio)),
        )
        edge = self._theme.colour("accent" if self.hasFocus() else "line")
        asked = (self._document, self._page, wanted, ratio, self._grey, edge.name())
        if asked == self._painted:
            return
        self._painted = asked
        image = page_image(self._document, self._page, wanted, grey=self._grey)
        width = round((_FOCUS_EDGE if self.hasFocus() else 1) * ratio)
        self._sheet.setPixmap(_edged(image, edge, width, ratio))
        self._sheet.adjustSize()


def _edged(image: QImage, edge: QColor, width: int, ratio: float) -> QPixmap:
    """A page with an edge, which tells it from a white ground and shows where the focus is."""
    picture = QPixmap.fromImage(image)
    painter = QPainter(picture)
    painter.setPen(edge)
    for inset in range(width):
        inner = picture.rect().adjusted(inset, inset, -inset - 1, -inset - 1)
        painter.drawRect(inner)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
