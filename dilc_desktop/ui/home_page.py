"""The first page: what runs, what is planned, what was promised, what was done last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QFrame,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dilc_desktop.domain.record import Commitment, SessionRecord, SessionSummary, Status
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.services.publishing import Imported, Outcome
from dilc_desktop.ui.date_words import day_words, summary_when
from dilc_desktop.ui.page import NewsPage, PageId, Surroundings
from dilc_desktop.ui.parts import (
    Button,
    Paper,
    Picture,
    button,
    clear,
    column,
    label,
    paragraph,
    row,
    scrolling,
    set_property,
    surface,
    wear_icon,
)
from dilc_desktop.ui.saving import documents_folder
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.words import status_words

_LAST = 12
_PROMISED = 12
_MAIN, _SIDE, _GAP, _EDGE, _WIDEST, _NARROW = 660, 380, 32, 48, 1240, 560


class EntryButton(Button):
    """A button that is a small card: a title, details under it, a word at the right."""

    def __init__(
        self, theme: Theme, icon: str, title: str, details: str, press: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(". ".join(part for part in (title, details) if part))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.clicked.connect(lambda: press())
        picture = Picture(theme, icon, "accent")
        picture.setFixedWidth(theme.px(20))
        picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = column(paragraph(title, strong=True), spacing=2)
        if details:
            words.addWidget(paragraph(details, "small", "quiet"))
        box = row(picture, spacing=theme.px(10))
        box.addLayout(words, 1)
        box.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        self.setLayout(box)
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def hasHeightForWidth(self) -> bool:
        """The words wrap, so the height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as its words need."""
        box = self.layout()
        return 0 if box is None else box.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """What the words need at a usual width."""
        width = max(self.width(), 200)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """As high as its words need now."""
        return QSize(120, self.heightForWidth(max(self.width(), 120)))


class SessionEntry(QFrame):
    """A session in a list: opens it, or deletes it after asking in its own place."""

    def __init__(
        self,
        theme: Theme,
        summary: SessionSummary,
        words: tuple[str, str],
        open_it: Callable[[], object],
        delete: Callable[[], object] | None,
    ) -> None:
        super().__init__()
        self.setObjectName(f"home.entry.{summary.id}")
        icons = {Status.PLANNED: "calendar", Status.LIVE: "circle-play", Status.ENDED: "check"}
        self.main = EntryButton(theme, icons[summary.status], *words, open_it)
        self.main.setObjectName("home.open")
        box = row(spacing=theme.px(4))
        box.addWidget(self.main, 1)
        self._ask = surface("alert")
        self._delete: QPushButton | None = None
        if delete is not None:
            name = self.tr("Delete {0}").format(summary.title)
            self._delete = button("", self._ask_first, "plain", name=name, tip=name)
            wear_icon(theme, self._delete, "trash-2", "quiet")
            self._delete.setObjectName("home.delete")
            box.addWidget(self._delete, 0, Qt.AlignmentFlag.AlignVCenter)
            self._yes = button(self.tr("Delete"), delete)
            self._yes.setAccessibleName(
                self.tr("Delete {0} and everything in it").format(summary.title)
            )
            self._yes.setObjectName("home.delete.yes")
            self._keep = button(self.tr("Keep"), self._keep_it)
            self._keep.setAccessibleName(self.tr("Keep {0}").format(summary.title))
            self._keep.setObjectName("home.delete.keep")
            question = paragraph(self.tr("Delete this session and everything in it?"))
            asked = row()
            asked.addWidget(question, 1)
            asked.addWidget(self._yes)
            asked.addWidget(self._keep)
            asked.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
            self._ask.setLayout(asked)
        self._ask.hide()
        whole = column(box, self._ask, spacing=theme.px(4))
        self.setLayout(whole)

    def _ask_first(self) -> None:
        self._ask.show()
        self._keep.setFocus()

    def _keep_it(self) -> None:
        self._ask.hide()
        if self._delete is not None:
            self._delete.setFocus()


@dataclass(frozen=True, slots=True)
class _Promise:
    record: SessionRecord
    commitment: Commitment

    @property
    def day(self) -> date:
        return self.commitment.by_when or date.max


class HomePage(NewsPage):
    """Today first; every entry opens the page that fits it.

    `sample_wanted` asks for the sample session to be loaded.
    """

    sample_wanted = Signal()

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, "home", "body")
        px = self.theme.px
        self._now = column(spacing=px(8))
        self._title = label(self.tr("Today"), "title", strong=True)
        self.plan = button(self.tr("Plan a session"), self._plan, "primary")
        self.plan.setObjectName("home.plan")
        self.take_in = button(self.tr("Import a session file"), self._import)
        self.take_in.setObjectName("home.import")
        wear_icon(self.theme, self.take_in, "upload")

        self._empty = self._make_empty()
        self._left_open = _Section(self.theme, self.tr("Left open"))
        self._left_open.say(
            self.tr("These sessions were never ended. Open one to end it, or to go on.")
        )
        self._planned = _Section(self.theme, self.tr("Planned"))
        self._done = _Section(self.theme, self.tr("Last sessions"))
        self._promised = _Section(self.theme, self.tr("Commitments with a date"))
        self._promised.setObjectName("home.commitments")

        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(px(12))
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self.plan)
        self._head.addWidget(self.take_in)
        main = QWidget()
        main.setLayout(column(self._planned, self._done, spacing=px(28)))
        self._main, self._side = main, self._promised
        self._lists = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lists.setSpacing(px(_GAP))
        self._lists.addWidget(main, _MAIN)
        self._lists.addWidget(self._promised, _SIDE)
        for part in (main, self._promised):
            self._lists.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        content = Paper()
        content.setMaximumWidth(px(_WIDEST))
        content.setLayout(
            column(
                self._head,
                self._now,
                self._news,
                self._empty,
                self._left_open,
                self._lists,
                None,
                spacing=px(24),
            )
        )
        whole = content.layout()
        if whole is not None:
            whole.setContentsMargins(px(_EDGE), px(32), px(_EDGE), px(32))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))

    def _make_empty(self) -> QFrame:
        px = self.theme.px
        empty = surface("sheet")
        empty.setMaximumWidth(px(720))
        self.sample = button(self.tr("Look at a sample session"), self.sample_wanted.emit)
        self.sample.setObjectName("home.sample")
        words = paragraph(
            self.tr(
                "A session begins with a purpose, a question and something to look at: plan one, "
                "and the program keeps the time and your notes while you keep your eyes on people. "
                "To see how one looks when it is done, open the sample."
            ),
            "lead",
        )
        box = column(words, row(self.sample, None), spacing=px(16))
        box.setContentsMargins(px(24), px(20), px(24), px(24))
        empty.setLayout(box)
        return empty

    # Filling

    def show_session(self) -> None:
        """List what is in the library now."""
        sessions = self.desk.catalogue.sessions()
        running = self.desk.catalogue.running()
        planned = [s for s in sessions if s.status is Status.PLANNED]
        ended = [s for s in sessions if s.status is Status.ENDED]
        # Any other that never ended was left open.
        left = [s for s in sessions if s.status is Status.LIVE and s.id not in running]
        self._show_running([next(s for s in sessions if s.id == one) for one in running])
        self._empty.setVisible(not sessions)
        # What comes next stands first: the list is newest first, a plan is read the other way.
        self._planned.show_entries([self._entry(s) for s in reversed(planned)])
        self._done.show_entries([self._entry(s) for s in ended[:_LAST]])
        self._left_open.show_entries([self._entry(s) for s in left])
        self._promised.show_entries([self._promise(p) for p in self._promises(sessions)])
        self._main.setVisible(bool(planned or ended))
        self._arrange()

    def _heard(self, change: Change) -> None:
        """Every session's changes concern this page; while hidden it waits to be shown."""
        typed = change.what in (Changed.CLOCK, Changed.CONTRIBUTIONS)
        if self.isVisible() and not typed:
            self.show_session()

    def _show_running(self, running: Sequence[SessionSummary]) -> None:
        clear(self._now)
        set_property(self.plan, "role", "" if running else "primary")
        for number, live in enumerate(running):
            self._show_live(live, "home.return" if number == 0 else f"home.return.{live.id}")

    def _show_live(self, live: SessionSummary, name: str) -> None:
        px = self.theme.px
        banner = surface("banner")
        back = button(self.tr("Return"), lambda: self.wanted.emit(PageId.LIVE, live.id), "primary")
        back.setAccessibleName(self.tr("Return to {0}, running now").format(live.title))
        back.setObjectName(name)
        words = column(
            label(self.tr("Running now"), "small", "accent", strong=True),
            paragraph(live.title, "lead", strong=True),
            spacing=2,
        )
        box = row(spacing=px(16))
        box.addLayout(words, 1)
        box.addWidget(back)
        box.setContentsMargins(px(20), px(14), px(20), px(14))
        banner.setLayout(box)
        self._now.addWidget(banner)
        banner.show()  # at once, so that it can take the focus

    def _entry(self, summary: SessionSummary) -> SessionEntry:
        page = {
            Status.PLANNED: PageId.PREPARE,
            Status.LIVE: PageId.LIVE,
            Status.ENDED: PageId.SESSION,
        }[summary.status]
        status = status_words(summary.status)
        if summary.status is Status.LIVE:
            status = self.tr("Left open")
        parts = [status, summary_when(summary), summary.protocol_name, summary.presenter]
        if summary.copy_of:
            parts.append(self.tr("another laptop's copy"))
        delete = None
        if summary.status is not Status.LIVE:
            delete = lambda: self._delete(summary)  # noqa: E731 - one line beside the case
        return SessionEntry(
            self.theme,
            summary,
            (summary.title, " \u00b7 ".join(part for part in parts if part)),
            lambda: self.wanted.emit(page, summary.id),
            delete,
        )

    def _promises(self, sessions: Sequence[SessionSummary]) -> list[_Promise]:
        found = []
        for summary in [s for s in sessions if s.open_commitments][:_PROMISED]:
            record = self.desk.catalogue.record(summary.id)
            found += [_Promise(record, c) for c in record.commitments if c.by_when is not None]
        return sorted(found, key=lambda p: p.day)[:_PROMISED]

    def _promise(self, promise: _Promise) -> EntryButton:
        person = promise.record.participant(promise.commitment.who)
        day = day_words(promise.day)
        who = self.tr("Nobody named yet") if person is None else person.shown
        entry = EntryButton(
            self.theme,
            "flag",
            promise.commitment.what,
            self.tr("{0}, by {1}").format(who, day),
            lambda: self.wanted.emit(PageId.SESSION, promise.record.id),
        )
        entry.setObjectName(f"home.commitment.{promise.commitment.id}")
        return entry

    # What a person does

    def _plan(self) -> None:
        protocol = self.desk.shelf.suggestions("")[0].protocol
        change = self.notifier.run(lambda: self.desk.planning.start_session(protocol))
        if change is not None:
            self.wanted.emit(PageId.PREPARE, change.session_id)

    def _delete(self, summary: SessionSummary) -> None:
        change = self.notifier.run(lambda: self.desk.catalogue.delete(summary.id))
        if change is not None:
            self._say(self.tr("Deleted: {0}.").format(summary.title))
            self.plan.setFocus()

    def _import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Import a session file"),
            str(documents_folder()),
            self.tr("Session files (*.dilc);;All files (*)"),
        )
        if chosen:
            self.import_file(Path(chosen))

    def import_file(self, source: Path) -> None:
        """Take in a session file in the background and say what came of it."""

        def work() -> tuple[Imported, ...]:
            with self.desk.second() as second:
                return second.publishing.import_file(source)

        started = self.background.start(work, self._imported, lambda words: self._say(words, ""))
        if started:
            self._say(self.tr("Reading {0}.").format(source.name))
        else:
            self._say(
                self.tr("Another file is still being worked on. Please try again in a moment."), ""
            )

    def _imported(self, result: object) -> None:
        assert isinstance(result, tuple)  # noqa: S101 - what the work above gives
        self._say("\n".join(self._outcome(one) for one in result), "good")
        for one in result:
            self.notifier.changed.emit(Change(Changed.SESSION_LIST, one.session_id))

    def _outcome(self, one: Imported) -> str:
        return {
            Outcome.ADDED: self.tr("Added: {0}."),
            Outcome.UPDATED: self.tr("Updated with the newer version: {0}."),
            Outcome.UNCHANGED: self.tr("Unchanged, it was here already: {0}."),
            Outcome.KEPT_BESIDE: self.tr(
                "Kept beside yours: {0}. Both versions were changed, so both are listed."
            ),
        }[one.outcome].format(one.title)

    # Shape

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room, below each other where there is not."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= self.theme.px(_MAIN + _SIDE)
        direction = QBoxLayout.Direction
        few = self.width() < self.theme.px(_NARROW)
        self._head.setDirection(direction.TopToBottom if few else direction.LeftToRight)
        self._lists.setDirection(direction.LeftToRight if wide else direction.TopToBottom)


class _Section(QWidget):
    """A heading with entries under it; without entries it is not there."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._entries = column(spacing=theme.px(8))
        self._lead = paragraph("", "small", "quiet")
        self._lead.hide()
        self.setLayout(
            column(
                label(title, "lead", strong=True), self._lead, self._entries, spacing=theme.px(10)
            )
        )

    def say(self, words: str) -> None:
        """Explain the list in a line under its heading."""
        self._lead.setText(words)
        self._lead.show()

    def show_entries(self, entries: Sequence[QWidget]) -> None:
        """Show these instead."""
        clear(self._entries)
        for entry in entries:
            self._entries.addWidget(entry)
            entry.show()  # at once, so that it can take the focus
        self.setVisible(bool(entries))
