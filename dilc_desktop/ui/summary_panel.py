"""What a session gives to take home: seen, saved, printed and sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import accumulate
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTemporaryDir, Signal
from PySide6.QtGui import QPageSize
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QMenu, QWidget

from dilc_desktop.domain.outputs import Output, offered
from dilc_desktop.domain.readers import Reader, for_reader
from dilc_desktop.domain.record import Level, SessionRecord
from dilc_desktop.settings import PAPERS
from dilc_desktop.ui.date_words import day_words, record_day
from dilc_desktop.ui.fields import ChoiceField, labelled
from dilc_desktop.ui.mail_draft import MailDraft
from dilc_desktop.ui.news_line import NewsLine
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import Flow, button, column, label, paragraph, row, wear_icon
from dilc_desktop.ui.saving import Copies, Saver, write_copies, write_summary
from dilc_desktop.ui.summary_preview import SummaryPreview, print_pages
from dilc_desktop.ui.words import level_words, output_words, session_file_words

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class SummaryPanel(QFrame):
    """The choices for an output, its preview, and what can be done with it.

    `news` tells what came of it, `settle` saves what is still being typed on the page around it.
    `ready` carries the number of pages each time a newer summary is shown.
    """

    ready = Signal(int)

    def __init__(self, around: Surroundings, news: NewsLine, settle: Callable[[], None]) -> None:
        super().__init__()
        self._desk = around.desk
        self._theme = around.theme
        self._background = around.background
        self._preferences = around.preferences
        self._news = news
        self._settle = settle
        self._record: SessionRecord | None = None
        self._output = Output.SUMMARY
        self._chosen: tuple[str, ...] = ()
        self._print_next = False
        self._copies = QTemporaryDir()
        self.setProperty("surface", "panel")
        self.setObjectName("wrap_up.panel")
        self.preview = SummaryPreview(self._theme)
        self.preview.ready.connect(self._preview_came)
        self.preview.failed.connect(self._preview_failed)
        self._draft = MailDraft(self)
        self._draft.said.connect(lambda words: self._news.say(words, "good"))
        self._draft.failed.connect(lambda words: self._news.say(words, "over"))
        self._saver = Saver(self._desk, self._background, self._preferences, self)
        self._saver.said.connect(lambda words, file: self._news.say(words, "good", file))
        self._saver.failed.connect(lambda words: self._news.say(words, "over"))
        self._reach = paragraph("", "small", "quiet")
        self._reach.setObjectName("wrap_up.reach")
        self._reach.hide()
        px = self._theme.px
        choices = self._make_choices()
        acts = self._make_acts()
        box = column(
            row(label(self.tr("The summary"), "lead", strong=True), None, self.output),
            choices,
            self._reach,
            self.preview,
            self._news,
            self.save,
            acts,
            spacing=px(12),
        )
        box.setStretchFactor(self.preview, 1)
        box.setContentsMargins(px(20), px(20), px(20), px(20))
        self.setLayout(box)
        self._preferences.changed.connect(self._show_choices)
        self._show_choices()

    # Building

    def _make_choices(self) -> QHBoxLayout:
        """What is made, for whom, how people appear, and on which paper."""
        change = self._preferences.change
        self.output = ChoiceField()
        self.output.setObjectName("wrap_up.output")
        self.output.setAccessibleName(self.tr("What is made"))
        self.output.chosen.connect(self._choose_output)
        self.reader = ChoiceField()
        self.reader.offer([(level_words(Level(reader.value)), reader.value) for reader in Reader])
        self.reader.setObjectName("wrap_up.reader")
        self.reader.chosen.connect(lambda value: change(reader=value))
        self.speakers = ChoiceField()
        words = {
            "code": self.tr("Codes"),
            "name": self.tr("Names"),
            "role": self.tr("Roles"),
        }
        self.speakers.offer([(words[value], value) for value in ("code", "name", "role")])
        self.speakers.setObjectName("wrap_up.speakers")
        self.speakers.chosen.connect(lambda value: change(speakers=value))
        self.paper = ChoiceField()
        papers = {"letter": self.tr("Letter"), "a4": self.tr("A4")}
        self.paper.offer([(papers[value], value) for value in PAPERS])
        self.paper.setObjectName("wrap_up.paper")
        self.paper.chosen.connect(lambda value: change(paper=value))
        choices = row(spacing=self._theme.px(12))
        for name, field in (
            (self.tr("For"), self.reader),
            (self.tr("People appear as"), self.speakers),
            (self.tr("Paper"), self.paper),
        ):
            choices.addLayout(column(labelled(name, field), field, spacing=self._theme.px(2)), 1)
        return choices

    def _make_acts(self) -> Flow:
        """What can be done with it; saving stands above all else."""
        self.save = button(self.tr("Save the summary"), self._save_summary, "primary")
        self.save.setObjectName("wrap_up.save")
        self.print = button(self.tr("Print"), self._print)
        self.print.setObjectName("wrap_up.print")
        wear_icon(self._theme, self.print, "printer")
        self.everyone = button(self.tr("For everyone"), lambda: None)
        self.everyone.setObjectName("wrap_up.everyone")
        self.everyone.setMenu(self._make_everyone(self.everyone))
        self.mail = button(
            self.tr("E-mail"),
            self._mail,
            tip=self.tr("Opens a draft with the PDF in your mail program"),
        )
        self.mail.setObjectName("wrap_up.mail")
        self.save_file = button(
            self.tr("Save the session file"), self._save_session_file, tip=session_file_words()
        )
        self.save_file.setObjectName("wrap_up.save_file")
        wear_icon(self._theme, self.save_file, "download")
        return Flow(self.print, self.everyone, self.mail, self.save_file, spacing=self._theme.px(8))

    def _make_everyone(self, parent: QWidget) -> QMenu:
        """What is made once for each person, with their own commitments first."""
        menu = QMenu(parent)
        for name, words, act in (
            ("print", self.tr("Print one for each person"), self._print_for_everyone),
            ("save", self.tr("Save one for each person"), self._save_for_everyone),
        ):
            made = menu.addAction(words, act)
            made.setObjectName(f"wrap_up.everyone.{name}")
        return menu

    # Filling

    def open_session(self, record: SessionRecord) -> None:
        """Begin with the summary of a session, and offer what else can be made of it."""
        self._record = record
        made = [output for output in Output if offered(output, record.plan)]
        self.output.offer([(output_words(output), output) for output in made])
        self.output.show_value(Output.SUMMARY)
        self._start_preview(Output.SUMMARY)

    def show_record(self, record: SessionRecord) -> None:
        """Take what is stored now."""
        self._record = record
        self._show_reach()

    def _show_choices(self) -> None:
        now = self._preferences.now
        self.reader.show_value(now.reader)
        self.speakers.show_value(now.speakers)
        self.paper.show_value(now.paper)
        self._show_reach()
        printed = (now.paper, now.speakers, now.reader, now.district, now.logo)
        if printed != self._chosen:
            self._chosen = printed
            self.preview.refresh_soon(chosen=True)

    def _show_reach(self) -> None:
        """Say how much of what was captured a wider circle reads; what is private never counts."""
        reader, record = Reader(self._preferences.now.reader), self._record
        wider = reader in {Reader.DISTRICT, Reader.RESEARCH}
        self._reach.setVisible(wider and record is not None and self._output is not Output.DEBRIEF)
        if record is None or not wider:
            return
        several = sum(not said.private and not said.is_mark for said in record.kept)
        many = len(for_reader(record, reader).kept)
        words = {
            Reader.DISTRICT: self.tr("For the district: {0} of {1} contributions."),
            Reader.RESEARCH: self.tr("For research, if agreed: {0} of {1} contributions."),
        }[reader]
        more = self.tr("To add more, set them to \u201c{0}\u201d under Whole session.")
        level = level_words(Level(reader.value))
        self._reach.setText(f"{words.format(many, several)} {more.format(level)}")

    # What a person does

    def _choose_output(self, output: object) -> None:
        self._news.say("")
        self._start_preview(Output(output) if isinstance(output, str) else Output.SUMMARY)

    def _start_preview(self, output: Output) -> None:
        """Show an output of the session."""
        record = self._record
        if record is None:
            return
        self._output = output
        # The facilitator's own sheet is nobody else's, whoever else reads the others.
        self.reader.setEnabled(output is not Output.DEBRIEF)
        self.mail.setEnabled(output is not Output.DEBRIEF)
        self._show_reach()
        write = partial(write_summary, self._desk, self._preferences, record.id, output=output)
        self.preview.start_over(write, write)

    def _save_summary(self) -> None:
        self._settle()
        if self._record is not None:
            self._saver.save_summary(self._record, self._output)

    def _save_session_file(self) -> None:
        self._settle()
        if self._record is not None:
            self._saver.save_session_file(self._record, session_file_words())

    def _print(self) -> None:
        """Print what the preview shows, once it holds the last change."""
        self._settle()
        if self.preview.document is None:
            self._print_next = True
            self.preview.refresh_soon()
            self._news.say(self.tr("The summary is being set; printing follows."))
            return
        self._ask_printer()

    def _ask_printer(self) -> None:
        self._open_print_dialog(self._print_on)

    def _open_print_dialog(self, then: Callable[[QPrinter], None]) -> None:
        """Open the system's print dialog; `then` prints on what was chosen there."""
        from PySide6.QtPrintSupport import (  # noqa: PLC0415 - slow to load, seldom needed
            QPrintDialog,
            QPrinter,
            QPrinterInfo,
        )

        if not QPrinterInfo.availablePrinterNames():
            words = self.tr("No printer is set up on this laptop. Saving the summary works too.")
            self._news.say(words, "over")
            return
        self._news.say("")
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        # What the printer's queue shows, where others may read it: it names nobody.
        printer.setDocName(output_words(self._output))
        sizes = QPageSize.PageSizeId
        letter = self._preferences.now.paper == "letter"
        printer.setPageSize(QPageSize(sizes.Letter if letter else sizes.A4))
        if self.preview.is_grey:
            printer.setColorMode(QPrinter.ColorMode.GrayScale)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: then(printer))
        QDialog.open(dialog)  # the print dialog's own wants a slot by name

    def _print_on(self, printer: QPrinter) -> None:
        document = self.preview.document
        if document is None:
            self._news.say(self.tr("The summary changed meanwhile. Please press Print again."))
            return
        printed = print_pages(document, printer, grey=self.preview.is_grey)
        self._say_printed(self.tr("Sent to the printer.") if printed else "")

    def _say_printed(self, words: str) -> None:
        """Say what was printed; no words say that the printer refused."""
        if words:
            self._news.say(words, "good")
        else:
            self._news.say(
                self.tr("The printer did not answer. Saving the summary works too."), "over"
            )

    def _print_for_everyone(self) -> None:
        """Print everybody's own copy, one after another."""
        self._settle()
        if self._record is None:
            return
        target = Path(self._copies.path()) / "copies.pdf"
        work = partial(write_copies, self._desk, self._preferences, self._record.id, target)
        self._in_background(work, lambda copies: self._copies_came(target, copies))

    def _copies_came(self, target: Path, copies: object) -> None:
        self._news.say("")
        if isinstance(copies, Copies):
            self._open_print_dialog(lambda printer: self._print_copies(printer, target, copies))

    def _print_copies(self, printer: QPrinter, target: Path, copies: Copies) -> None:
        from PySide6.QtPdf import QPdfDocument  # noqa: PLC0415 - slow to load, seldom needed

        document = QPdfDocument(self)
        document.load(str(target))
        starts = frozenset(accumulate(copies.pages))
        printed = print_pages(document, printer, starts, grey=self.preview.is_grey)
        document.close()
        document.deleteLater()
        words = self.tr("Sent {0} summaries to the printer.").format(len(copies.pages))
        words = self._saver.with_unprinted(words, copies.unprinted)
        self._say_printed(words if printed else "")

    def _save_for_everyone(self) -> None:
        self._settle()
        if self._record is not None:
            self._saver.save_copies(self._record)

    def _mail(self) -> None:
        """Open a draft in the person's mail program with the PDF; its subject names nobody."""
        self._settle()
        if self._record is None:
            return
        day = record_day(self._record)
        # Not a folder of ours that goes when the program ends: the draft may be sent later.
        folder = Path(mkdtemp(prefix="dilc-desktop-"))
        target = folder / f"session-{self._output}-{day.isoformat()}.pdf"
        subject = self.tr("{0}, session on {1}").format(output_words(self._output), day_words(day))
        work = partial(
            write_summary,
            self._desk,
            self._preferences,
            self._record.id,
            target,
            self._output,
        )
        self._in_background(work, lambda _: self._draft.open_with(target, subject))

    def _in_background(self, work: Callable[[], object], done: Callable[[object], None]) -> None:
        self._news.say(self.tr("The summary is being set."))
        if not self._background.start(work, done, lambda words: self._news.say(words, "over")):
            self._news.say(self.tr("A file is still being written. Please try again in a moment."))

    def _preview_came(self, pages: int) -> None:
        if self._print_next:
            self._print_next = False
            self._news.say("")
            self._ask_printer()
        self.ready.emit(pages)

    def _preview_failed(self, words: str) -> None:
        self._print_next = False
        self._news.say(words, "over")
