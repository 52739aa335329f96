"""The main window: a slim rail, and the pages beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dilc_desktop.services.change import Change, Changed
from dilc_desktop.ui.page import Page, PageId
from dilc_desktop.ui.parts import button, column, label, paragraph, row, surface, wear_icon
from dilc_desktop.ui.preferences import Preferences
from dilc_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from dilc_desktop.ui.signals import EdgePulse

# At large text the rail stops growing before the page beside it lacks room.
_RAIL_PX, _RAIL_MOST_PX = 200, 300
_RAIL_EDGE = 12
_ICONS = {
    PageId.HOME: "house",
    PageId.PREPARE: "pencil-line",
    PageId.LIVE: "circle-play",
    PageId.WRAP_UP: "clipboard-check",
    PageId.SESSION: "file-text",
    PageId.LIBRARY: "library",
    PageId.SETTINGS: "settings-2",
}
# These are of no session.
_ALWAYS = (PageId.HOME, PageId.LIBRARY, PageId.SETTINGS)
# From these the way back to the session stays at hand in the rail.
_BESIDE = (PageId.LIBRARY, PageId.SETTINGS)


class MainWindow(QMainWindow):
    """Holds the pages and shows one; `closed` follows the person's wish to end the program.

    `waiting` says how many acts are not on disk yet.
    """

    closed = Signal()

    def __init__(self, theme: Theme, preferences: Preferences) -> None:
        super().__init__()
        self._theme = theme
        self._preferences = preferences
        self._pages: dict[PageId, Page] = {}
        self._session_id = ""
        self._focus_before: QWidget | None = None
        self.here: PageId | None = None
        self.waiting: Callable[[], int] = lambda: 0
        self._warned = False
        self.setWindowTitle(self.tr("DILC Desktop"))
        self.resize(1366, 768)
        self._stack = QStackedWidget()
        self._waiting = self._build_waiting()
        self._stack.addWidget(self._waiting)
        self._banner, self._banner_words = self._build_banner()
        self._rail_buttons: dict[PageId, QPushButton] = {}
        self._session_label = paragraph("", "small", "quiet")
        self._rail = self._build_rail()
        whole = QWidget()
        whole.setProperty("surface", "paper")
        right = column(self._banner, self._stack, spacing=0)
        right.setStretch(1, 1)
        box = row(self._rail, right, spacing=0)
        box.setStretch(1, 1)
        whole.setLayout(box)
        self.setCentralWidget(whole)
        preferences.changed.connect(self._use_preferences)
        preferences.unsaved.connect(self.say)
        self._show_rail()

    @cached_property
    def pulse(self) -> EdgePulse:
        """The slow pulse at the window's edge."""
        from dilc_desktop.ui.signals import EdgePulse  # noqa: PLC0415 - the window comes first

        return EdgePulse(self._theme, self)

    def _build_waiting(self) -> QWidget:
        waiting = QWidget()
        waiting.setProperty("surface", "paper")
        self._waiting_words = paragraph(self.tr("Opening your sessions \u2026"), "lead", "quiet")
        self._waiting_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        waiting.setLayout(column(None, self._waiting_words, None, margins=48))
        return waiting

    def _build_banner(self) -> tuple[QFrame, QLabel]:
        banner = surface("alert")
        words = paragraph("", tone="over", strong=True)
        close = button(self.tr("Dismiss"), banner.hide, "plain")
        box = row(words, close, spacing=12, margins=8)
        box.setStretch(0, 1)
        banner.setLayout(box)
        banner.hide()
        return banner, words

    def _build_rail(self) -> QFrame:
        rail = surface("rail")
        box = QVBoxLayout()
        px = self._theme.px
        box.setContentsMargins(px(_RAIL_EDGE), px(16), px(_RAIL_EDGE), px(12))
        box.setSpacing(px(4))
        box.addWidget(label(self.tr("DILC Desktop"), "lead", "accent", strong=True))
        box.addSpacing(px(12))
        words = {
            PageId.HOME: self.tr("Home"),
            PageId.PREPARE: self.tr("Prepare"),
            PageId.LIVE: self.tr("Live"),
            PageId.WRAP_UP: self.tr("Wrap-up"),
            PageId.SESSION: self.tr("Session"),
            PageId.LIBRARY: self.tr("Library"),
            PageId.SETTINGS: self.tr("Settings"),
        }
        for number, (page, name) in enumerate(words.items(), start=1):
            key = f"Alt+{number}"
            made = button(name, partial(self._go_to, page), "rail", tip=key)
            made.setCheckable(True)
            made.setObjectName(f"rail.{page.value}")
            wear_icon(self._theme, made, _ICONS[page])
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(partial(self._go_to, page))
            self._rail_buttons[page] = made
            if page is _BESIDE[0]:
                box.addStretch(1)
            box.addWidget(made)
            if page is PageId.HOME:
                box.addSpacing(px(12))
                box.addWidget(self._session_label)
        rail.setLayout(box)
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), rail)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self._fold_rail)
        return rail

    def _use_preferences(self) -> None:
        now = self._preferences.now
        if (now.palette, now.text_scale) != (self._theme.palette, self._theme.text_scale):
            self._theme.use(now.palette, now.text_scale)
            self._show_rail()

    # Pages

    def add_page(self, page_id: PageId, page: Page) -> None:
        """Take a page in."""
        self._pages[page_id] = page
        self._stack.addWidget(page)
        page.wanted.connect(self.show_page)
        page.notifier.saved.connect(self._banner.hide)

    def _go_to(self, page_id: PageId) -> None:
        """Go to another page of the session that is open."""
        self.show_page(page_id, "" if page_id is PageId.HOME else self._session_id)

    def page(self, page_id: PageId) -> Page:
        """The page with this id."""
        return self._pages[page_id]

    def show_page(self, page_id: PageId, session_id: str = "") -> None:
        """Leave the page that is shown, after it has saved what is being typed, for another."""
        page = self._pages.get(page_id)
        if page is None or (page_id not in _ALWAYS and not session_id):
            return
        self.settle()
        self.here = page_id
        self._banner.hide()
        self._warned = False
        # First, so that the page can put the focus where it belongs: a hidden page cannot.
        self._stack.setCurrentWidget(page)
        if page_id in _BESIDE:
            page.open_session(self._session_id)
        elif session_id:
            self._session_id = session_id
            page.open_session(session_id)
        else:
            page.show_session()
        self._rail.setVisible(page_id is not PageId.LIVE)
        self._show_rail()

    def show_rail(self) -> None:
        """Unfold the rail, or fold it away again, on the live page."""
        if self._rail.isVisible():
            self._fold_rail()
            return
        self._focus_before = self.focusWidget()
        self._rail.show()
        self._rail_buttons[self.here or PageId.HOME].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fold_rail(self) -> None:
        """Fold the rail away where it gives its room to the live page; the focus goes back."""
        if self.here is not PageId.LIVE:
            return
        self._rail.hide()
        if self._focus_before is not None:
            self._focus_before.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._focus_before = None

    def on_change(self, change: Change) -> None:
        """Keep the title of the session in the rail up to date."""
        if change.session_id != self._session_id:
            return
        if change.what in (Changed.CLOCK, Changed.CONTRIBUTIONS):
            # Neither changes the title, and reading the record for it would delay every capture.
            return
        if change.what is Changed.SESSION_LIST and self.here is PageId.HOME:
            # It was deleted there, or taken in anew; its pages are reached from the list.
            self._session_id = ""
        self._show_rail()

    def settle(self) -> None:
        """Let the page that is shown save what is being typed."""
        if self.here is not None:
            self._pages[self.here].settle()

    def _show_rail(self) -> None:
        self._rail.setFixedWidth(min(self._theme.px(_RAIL_PX), _RAIL_MOST_PX))
        title = ""
        if self._session_id and self.here is not None:
            title = self._pages[self.here].session_title()
        self._show_title(title)
        for page_id, made in self._rail_buttons.items():
            made.setChecked(page_id is self.here)
            made.setEnabled(page_id in self._pages)
            made.setVisible(page_id in _ALWAYS or bool(self._session_id))

    def _show_title(self, title: str) -> None:
        """Show the session's title; at large text, where lines are scarce, in one line."""
        shown, words = self._session_label, title
        large = self._theme.px(_RAIL_PX) > _RAIL_MOST_PX
        shown.setWordWrap(not large)
        if large:
            shown.ensurePolished()
            room = _RAIL_MOST_PX - 2 * self._theme.px(_RAIL_EDGE)
            words = shown.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room)
        shown.setText(words)
        shown.setToolTip(title if words != title else "")
        shown.setAccessibleName(title)
        shown.setVisible(bool(title))

    def say(self, words: str) -> None:
        """Say something above the page, until the next page or until it is closed."""
        self._banner_words.setText(words)
        self._banner.setVisible(bool(words))
        if words:
            event = QAccessibleAnnouncementEvent(self, words)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(event)

    def cannot_open(self, words: str, folder: Path) -> None:
        """Say why the sessions cannot be opened, what to do, and which folder they are in."""
        place = self.tr("The folder of your sessions is {0}.").format(folder)
        self._waiting_words.setText(f"{words}\n\n{place}")

    # The window itself

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is being typed, then let the program end.

        While something is not kept the first wish to close is answered with a word about it.
        """
        self.settle()
        left_behind = self._left_behind()
        if left_behind and not self._warned:
            self._warned = True
            event.ignore()
            self.say(left_behind)
            return
        for page in self._pages.values():
            page.rest()
        super().closeEvent(event)
        self.closed.emit()

    def _left_behind(self) -> str:
        """What would be lost by closing now, in words; empty where nothing would."""
        waiting = self.waiting()
        if waiting:
            return self.tr(
                "Not on disk yet: {0}. Please make room on the disk and wait a moment. "
                "Closing once more leaves them behind."
            ).format(waiting)
        return " ".join(words for page in self._pages.values() if (words := page.left_behind()))
