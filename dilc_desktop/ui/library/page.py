"""The Library page: the shelf at the left, one protocol at the right, help to choose on top."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from dilc_desktop.domain.choosing import Fitting
from dilc_desktop.domain.handouts import HandoutKind
from dilc_desktop.domain.protocol import Protocol
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.ui.chooser import Chooser
from dilc_desktop.ui.date_words import clock_words, short_day_words
from dilc_desktop.ui.library.protocol_list import Entry, ProtocolList
from dilc_desktop.ui.library.protocol_view import Known, ProtocolView
from dilc_desktop.ui.page import NewsPage, PageId, Surroundings
from dilc_desktop.ui.parts import (
    Paper,
    button,
    column,
    label,
    paragraph,
    row,
    scrolling,
    surface,
    wear_icon,
)
from dilc_desktop.ui.saving import Saver, documents_folder
from dilc_desktop.ui.tab_order import chain_tabs
from dilc_desktop.ui.theme import ICON_PX

if TYPE_CHECKING:
    from dilc_desktop.ui.library.editor import Editor
    from dilc_desktop.ui.library.import_card import ImportCard
    from dilc_desktop.ui.library.versions_view import VersionsView

_LIST, _LIST_SHARE, _EDGE, _ROOMY, _READING = 340, 0.4, 24, 700, 560


class LibraryPage(NewsPage):
    """Answers "what do I run" in seconds, and shows each protocol whole.

    Editor, versions and import take the place of both columns until they are done.
    """

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, "library")
        self._around = around
        self._entries: dict[str, Entry] = {}
        self._shown: tuple[Protocol, Fitting | None, Known] | None = None
        self._fitted: dict[str, Fitting] = {}
        self._editor: Editor | None = None
        self._versions: VersionsView | None = None
        self._import: ImportCard | None = None
        self._offered = False
        self._saver = Saver(self.desk, self.background, self.preferences, self)
        self._saver.said.connect(lambda words, file: self._say(words, "good", file))
        self._saver.failed.connect(lambda words: self._say(words, "over"))

        self.list = ProtocolList(self.theme)
        self.view = ProtocolView(self.theme)
        self.chooser = Chooser(self.theme, self.desk.shelf.choose)
        self._browse = QWidget()
        side = surface("rail")
        side.setLayout(column(self.list, margins=12))
        self._side = side
        self._missed = self._make_missed()
        both = row(side, self.view, self._missed, spacing=0)
        both.setStretch(1, 1)
        both.setStretch(2, 1)
        self._browse.setLayout(both)
        self._choosing = self._make_choosing()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._browse)
        self._stack.addWidget(self._choosing)
        self._band = self._make_band()
        page = column(self._band, self._stack, spacing=0)
        page.setStretch(1, 1)
        self.setLayout(page)
        above = (self.help, self.take_in, *self.chooser.parts())
        chain_tabs([*above, *self.list.parts(), self.every, *self.view.parts()])
        self._connect()
        self.theme.changed.connect(self._fit)
        self._fit()

    # Building

    def _make_band(self) -> QWidget:
        px = self.theme.px
        self.help = button(self.tr("Help me choose"), self.toggle_choosing, "head")
        self.help.setObjectName("library.help")
        self._essence = paragraph("", "small", "quiet")
        self._essence.setObjectName("library.essence")
        self.take_in = button(self.tr("Import"), self._ask_file)
        self.take_in.setAccessibleName(self.tr("Import a protocol file"))
        self.take_in.setObjectName("library.import")
        wear_icon(self.theme, self.take_in, "upload")
        band = surface("band")
        title = label(self.tr("Library"), "heading", strong=True)
        first = row(title, self.help, self._essence, self.take_in, spacing=px(16))
        first.setStretch(2, 1)
        box = column(first, self._news, spacing=px(4))
        box.setContentsMargins(px(_EDGE), px(10), px(_EDGE), px(10))
        band.setLayout(box)
        return band

    def _make_missed(self) -> QWidget:
        """What stands in place of a protocol while no row is left."""
        px = self.theme.px
        self._missed_title = paragraph("", "lead", strong=True)
        self._missed_words = paragraph("", tone="quiet")
        self.every = button("", self._show_every)
        self.every.setObjectName("library.every")
        acts = row(self.every, None)
        box = column(self._missed_title, self._missed_words, acts, None, spacing=px(12))
        box.setContentsMargins(px(_EDGE + 8), px(32), px(_EDGE), px(32))
        content = QWidget()
        content.setMaximumWidth(px(_READING))
        content.setLayout(box)
        beside = row(content, None, spacing=0)
        beside.setStretch(0, 1)
        made = QWidget()
        made.setLayout(beside)
        made.hide()
        return made

    def _make_choosing(self) -> QWidget:
        px = self.theme.px
        content = Paper()
        content.setMaximumWidth(px(1240))
        box = column(self.chooser, None)
        box.setContentsMargins(px(_EDGE), px(20), px(_EDGE), px(32))
        content.setLayout(box)
        area = scrolling(content)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), area)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self._stop_choosing)
        return area

    def _connect(self) -> None:
        view = self.view
        self._stack.currentChanged.connect(self._turn_to)
        self.list.picked.connect(self._show)
        self.list.missed.connect(self._show_missed)
        self.list.entered.connect(view.begin)
        self.list.restored.connect(self._restore)
        self.chooser.taken.connect(self._use)
        self.chooser.looked_at.connect(self._look_at)
        self.chooser.answered.connect(self._show_essence)
        view.used.connect(lambda: self._use(self.key, self._fitted.get(self.key)))
        view.unfitted.connect(self._unfit)
        view.starred.connect(self._star)
        view.handout_wanted.connect(self._save_handout)
        view.exported.connect(self._export)
        view.copied.connect(self._edit)
        view.edited.connect(self._edit)
        view.gone_on.connect(self._edit)
        view.versions_wanted.connect(self._show_versions)

    # Filling

    @property
    def key(self) -> str:
        """The key of the protocol on show, empty where there is none."""
        return self.list.key

    def show_session(self) -> None:
        """Fill the shelf with what is at hand now."""
        shelf = self.desk.shelf
        favourites, used, drafts = shelf.favourites(), shelf.last_used(), shelf.drafts()
        entries = [
            Entry(
                protocol=protocol,
                house=shelf.is_house(protocol.key),
                favourite=protocol.key in favourites,
                last_used=used.get(protocol.key),
                unsaved=protocol.key in drafts,
            )
            for protocol in shelf.all()
        ]
        before, self._entries = self._entries, {one.protocol.key: one for one in entries}
        # Minutes that were fitted to another version would not fit this one.
        self._fitted = {
            key: fitting
            for key, fitting in self._fitted.items()
            if key in self._entries and self._entries[key].protocol == before[key].protocol
        }
        self.list.show_entries(entries)
        self.list.show_removed(shelf.removed())
        self.chooser.answer_again()
        if not self._offered:
            self._offered = True
            self._offer_drafts()

    def _offer_drafts(self) -> None:
        """Say once what was left unsaved when the program ended, and what of it is unreadable."""
        problems = self.desk.shelf.draft_problems()
        names = [one.protocol.name for one in self._entries.values() if one.unsaved]
        said = [str(problem) for problem in problems]
        if names:
            words = self.tr("Changes that are not saved yet are still here: {0}.")
            said.append(words.format(", ".join(names)))
        self._say(" ".join(said), "over" if problems else "quiet")

    def open_session(self, session_id: str) -> None:
        """Remember the session that is at hand; what is shown here is of no session."""
        self.session_id = session_id
        self.show_session()
        if self._stack.currentWidget() is self._browse:
            self.list.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def settle(self) -> None:
        """Take over what is still being typed in the editor, and keep it."""
        if self._editor is not None:
            self._editor.settle()
            self._editor.keep_now()

    def _heard(self, change: Change) -> None:
        """Protocols changed: here, or by a file that was taken in; hidden it waits to be shown."""
        if change.what is Changed.PROTOCOLS and self.isVisible():
            self.show_session()

    def _show(self, key: str) -> None:
        self._missed.hide()
        self.view.show()
        entry, fitting = self._entries[key], self._fitted.get(key)
        self.view.show_unsaved(self._unsaved_words(key))
        known = self._known(entry)
        self.view.show_star(on=entry.favourite)
        shown = (entry.protocol, fitting, known)
        if shown == self._shown:
            # Where it is being read it stays as it is.
            return
        self._shown = shown
        self.view.show_protocol(entry.protocol, known, fitting)

    def _show_missed(self) -> None:
        """Nothing is left in the list: no protocol is on show, and none can be used by mistake."""
        searched = self.list.is_searched
        title = self.tr("Nothing found") if searched else self.tr("Nothing to show here")
        hint = self.tr(
            "Fewer or other words may find it. “{0}” above looks for one by what the group brings."
        )
        other = self.tr("“{0}” above looks for one by what the group brings.")
        self._missed_title.setText(title)
        self._missed_words.setText((hint if searched else other).format(self.help.text()))
        clear = self.tr("Clear the search") if searched else self.tr("Show all protocols")
        if searched and self.list.is_filtered:
            clear = self.tr("Search in all protocols")
        self.every.setText(clear)
        self.view.hide()
        self._missed.setVisible(bool(self._entries))

    def _show_every(self) -> None:
        self.list.show_every(search=self.list.is_searched and self.list.is_filtered)
        self.list.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unsaved_words(self, key: str) -> str:
        """When changes were kept that are in no version yet; empty where there are none."""
        draft = self.desk.shelf.drafts().get(key)
        if draft is None:
            return ""
        if draft.kept_at is None:
            return self.tr("You have changes here that are not saved yet.")
        local = draft.kept_at.astimezone()
        words = self.tr("You have changes here that are not saved yet, from {0}, {1}.")
        return words.format(short_day_words(local.date(), self._today()), clock_words(local))

    def _today(self) -> date:
        return self.desk.clock.utc().astimezone().date()

    def _known(self, entry: Entry) -> Known:
        key = entry.protocol.key
        used = entry.last_used
        return Known(
            house=entry.house,
            runs=self.desk.shelf.last_runs(key) if used is not None else {},
            last_used="" if used is None else short_day_words(used.date(), self._today()),
        )

    # Help to choose

    @property
    def is_choosing(self) -> bool:
        """Whether the help to choose is open."""
        return self._stack.currentWidget() is self._choosing

    def toggle_choosing(self) -> None:
        """Open the help to choose, or fold it to its line."""
        if self.is_choosing:
            self._stop_choosing()
            return
        self._stack.setCurrentWidget(self._choosing)
        self.chooser.begin()

    def _stop_choosing(self) -> None:
        self._stack.setCurrentWidget(self._browse)
        self.help.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_essence(self) -> None:
        essence = self.chooser.essence
        roomy = self.width() >= self.theme.px(_ROOMY)
        hint = self.tr("by what the group brings, its size, its time and its trust")
        self._essence.setText(essence or (hint if roomy else ""))

    def _look_at(self, key: str, fitting: Fitting | None) -> None:
        """Show a choice, laid into the minutes that were given."""
        self._fitted = {} if fitting is None else {key: fitting}
        self._stack.setCurrentWidget(self._browse)
        self.list.choose(key)
        self.view.begin()

    def _unfit(self) -> None:
        self._fitted.clear()
        self._show(self.key)
        self.view.begin()

    def _dress_help(self) -> None:
        side = self.theme.px(ICON_PX)
        arrow = "chevron-down" if self.is_choosing else "chevron-right"
        self.help.setIconSize(QSize(side, side))
        self.help.setIcon(self.theme.icon(arrow, "accent"))
        state = self.tr("open") if self.is_choosing else self.tr("folded")
        self.help.setAccessibleName(f"{self.help.text()}, {state}")

    # What a person does with a protocol

    def _use(self, key: str, fitting: Fitting | None) -> None:
        """Plan a new session by a protocol, and go on to prepare it."""
        planning, protocol = self.desk.planning, self._entries[key].protocol
        change = self.notifier.run(lambda: planning.start_session(protocol))
        if change is None:
            return
        session_id = change.session_id
        if fitting is not None:
            self.notifier.run(lambda: planning.take_minutes(session_id, fitting.minutes))
        self._fitted.clear()
        if self.is_choosing:
            self._stop_choosing()
        self.wanted.emit(PageId.PREPARE, session_id)

    def _star(self, on: bool) -> None:
        key = self.key
        self.notifier.run(lambda: self.desk.shelf.set_favourite(key, on))

    def _export(self) -> None:
        self._saver.save_protocol(self._entries[self.key].protocol)

    def _save_handout(self, kind: HandoutKind) -> None:
        self._saver.save_handout(kind, self._entries[self.key].protocol)

    def _restore(self, key: str) -> None:
        """Put a house version back on the shelf, and show it."""
        if self.notifier.run(lambda: self.desk.shelf.restore(key)) is not None:
            self.list.choose(key)
            self.list.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    # Editor, versions, import

    def _edit(self) -> None:
        if self._editor is None:
            from dilc_desktop.ui.library.editor import Editor  # noqa: PLC0415 - rarely wanted

            self._editor = Editor(self._around)
            self._editor.done.connect(self._come_back)
            self._stack.addWidget(self._editor)
        self._open(self._editor)
        self._editor.open(self._entries[self.key].protocol)

    def _show_versions(self) -> None:
        if self._versions is None:
            from dilc_desktop.ui.library.versions_view import (  # noqa: PLC0415 - rarely wanted
                VersionsView,
            )

            self._versions = VersionsView(self._around)
            self._versions.done.connect(lambda: self._come_back(self.key))
            self._stack.addWidget(self._versions)
        self._open(self._versions)
        self._versions.open(self.key)

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Import a protocol file"),
            str(documents_folder()),
            self.tr("Protocol files (*.toml);;All files (*)"),
        )
        if chosen:
            self.import_file(Path(chosen))

    def import_file(self, source: Path) -> None:
        """Show what a protocol file from elsewhere holds, before it is taken in."""
        if self._import is None:
            from dilc_desktop.ui.library.import_card import ImportCard  # noqa: PLC0415 - rare

            self._import = ImportCard(self._around)
            self._import.taken.connect(self._come_back)
            self._stack.addWidget(self._import)
        self._open(self._import)
        self._import.read(source)

    def left_behind(self) -> str:
        """The house versions with changes that could not be kept for later."""
        names = () if self._editor is None else self._editor.unkept
        if not names:
            return ""
        words = self.tr(
            "Changes in the library are not on the disk yet: {0}. "
            "Closing once more leaves them behind."
        )
        return words.format(", ".join(names))

    def _open(self, part: QWidget) -> None:
        self._say("")
        self._stack.setCurrentWidget(part)

    def _turn_to(self) -> None:
        """Editor, versions and import have a head of their own."""
        self._band.setVisible(self._stack.currentWidget() in (self._browse, self._choosing))
        self._dress_help()

    def _come_back(self, key: str) -> None:
        """Back to both columns, with the protocol that was worked on."""
        self._stack.setCurrentWidget(self._browse)
        self.show_session()
        if key in self._entries:
            self.list.choose(key)
        self.view.begin()

    # Size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list keeps its measure, and leaves the larger part to the protocol."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wanted = self.theme.px(_LIST)
        self._side.setFixedWidth(max(280, min(wanted, round(self.width() * _LIST_SHARE))))
        self._show_essence()
        self._dress_help()
