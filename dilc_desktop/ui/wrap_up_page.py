"""After the last stage: what was learned, who will do what, and the summary to take home."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import accumulate
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTemporaryDir, Signal
from PySide6.QtGui import QFontMetrics, QPageSize, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QWidget,
)

from dilc_desktop.domain.outputs import Output, offered
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.readers import Reader, for_reader
from dilc_desktop.domain.record import (
    Agreement,
    Artifact,
    Commitment,
    Contribution,
    Level,
    Relevance,
    Role,
    SessionRecord,
    Status,
    status_of,
)
from dilc_desktop.domain.timing import clock_text
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.settings import PAPERS
from dilc_desktop.ui.date_words import day_words, record_day
from dilc_desktop.ui.fields import ChoiceField, DateField, LineField, TextField, labelled
from dilc_desktop.ui.mail_draft import MailDraft
from dilc_desktop.ui.page import NewsPage, PageId, Surroundings
from dilc_desktop.ui.parts import (
    Card,
    Flow,
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
from dilc_desktop.ui.saving import Copies, Saver, write_copies, write_summary
from dilc_desktop.ui.summary_preview import SummaryPreview, print_pages
from dilc_desktop.ui.theme import BODY, Theme
from dilc_desktop.ui.words import (
    agreement_words,
    kind_icon,
    kind_words,
    level_words,
    output_words,
    relevance_words,
    speaker_words,
)

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_READING, _NARROWEST, _PANEL, _PANEL_WIDEST, _EDGE = 700, 560, 420, 640, 32


class CommitmentRow(QFrame):
    """Who, what, by when, what evidence; a new one is kept as soon as it says what."""

    edited = Signal()
    removed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.commitment_id = ""
        self._stored: Commitment | None = None
        self.who = ChoiceField()
        self.what = TextField(lines=1)
        self.by_when = DateField(theme, self.tr("By when"))
        self.evidence = TextField(lines=1)
        self._remove = button("", self.removed.emit, "plain", tip=self.tr("Remove this commitment"))
        wear_icon(theme, self._remove, "trash-2", "quiet")
        self.who.chosen.connect(lambda _: self.edited.emit())
        self.what.edited.connect(lambda _: self.edited.emit())
        self.evidence.edited.connect(lambda _: self.edited.emit())
        self.by_when.decided.connect(self._decided)
        self._day: date | None = None
        top = Qt.AlignmentFlag.AlignTop
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(2))
        grid.addWidget(labelled(self.tr("Who"), self.who), 0, 0)
        grid.addWidget(labelled(self.tr("What"), self.what), 0, 1)
        grid.addWidget(self.who, 1, 0, top)
        grid.addWidget(self.what, 1, 1, 1, 2, top)
        grid.setRowMinimumHeight(2, theme.px(8))
        grid.addWidget(labelled(self.tr("By when"), self.by_when), 3, 0)
        grid.addWidget(labelled(self.tr("What will show it"), self.evidence), 3, 1)
        grid.addWidget(self.by_when, 4, 0, top)
        grid.addWidget(self.evidence, 4, 1, top)
        grid.addWidget(self._remove, 4, 2, top)
        grid.setColumnMinimumWidth(0, theme.px(190))
        grid.setColumnStretch(1, 1)
        self.setLayout(grid)
        for first, second in (
            (self.who, self.what),
            (self.what, self.by_when.line),
            (self.evidence, self._remove),
        ):
            self.setTabOrder(first, second)

    def name_parts(self, place: int) -> None:
        """Name the fields by the row's place, counted from 1."""
        self.setObjectName(f"wrap_up.commitment{place}")
        for part, widget in {
            "who": self.who,
            "what": self.what,
            "by_when": self.by_when.line,
            "evidence": self.evidence,
            "remove": self._remove,
        }.items():
            widget.setObjectName(f"wrap_up.commitment{place}.{part}")
        for words, widget in (
            (self.tr("Who, commitment {0}"), self.who),
            (self.tr("What, commitment {0}"), self.what),
            (self.tr("By when, commitment {0}"), self.by_when.line),
            (self.tr("What will show it, commitment {0}"), self.evidence),
            (self.tr("Remove commitment {0}"), self._remove),
        ):
            widget.setAccessibleName(words.format(place))

    def offer_people(self, record: SessionRecord) -> None:
        """Offer the people of the session, and nobody."""
        chosen = self.who.currentData()
        choices: list[tuple[str, object]] = [(self.tr("Nobody yet"), None)]
        choices += [(person.shown, person.id) for person in record.participants]
        if [self.who.itemText(i) for i in range(self.who.count())] != [c[0] for c in choices]:
            self.who.offer(choices)
            self.who.show_value(chosen)

    def show_commitment(self, commitment: Commitment) -> None:
        """Show what is stored."""
        self.commitment_id = commitment.id
        self._stored = commitment
        self._day = commitment.by_when
        self.who.show_value(commitment.who)
        if self.what.text().strip() != commitment.what:
            self.what.show_text(commitment.what)
        self.by_when.show_date(commitment.by_when)
        if self.evidence.text().strip() != commitment.evidence:
            self.evidence.show_text(commitment.evidence)

    def as_typed(self) -> Commitment:
        """What stands in the fields; its id is empty for a new one."""
        stored = self._stored or Commitment(id="", who=None, what="")
        return replace(
            stored,
            who=self.who.currentData(),
            what=self.what.text(),
            by_when=self._day,
            evidence=self.evidence.text(),
        )

    def settle(self) -> None:
        """Save what is still being typed."""
        for typed in (self.what, self.by_when, self.evidence):
            typed.settle()

    def _decided(self, day: object) -> None:
        self._day = day if isinstance(day, date) else None
        self.edited.emit()


class MarkRow(QFrame):
    """A capture without words yet, and the line that gives it some."""

    filled = Signal(str)

    def __init__(self, theme: Theme, record: SessionRecord, mark: Contribution) -> None:
        super().__init__()
        self.mark_id = mark.id
        icon, tone = kind_icon(mark.kind)
        picture = Picture(theme, icon, tone, 16)
        who = speaker_words(record.participant(mark.speaker))
        time = clock_text(mark.offset_ms // 1000)
        # Not "at": how far into the session reads like a time of day otherwise.
        when = self.tr("{0}, {1} into the session").format(kind_words(mark.kind), time)
        words = label(when, "small", tone)
        head = row(picture, label(who, "small", strong=True), words, spacing=theme.px(8))
        if mark.private:
            head.addWidget(Picture(theme, "lock", "quiet", 14))
            head.addWidget(label(self.tr("only me"), "small", "quiet"))
        head.addStretch(1)
        self.line = LineField(self.tr("What was said"))
        self.line.setObjectName(f"wrap_up.mark.{mark.id}")
        self.line.setAccessibleName(self.tr("What {0} said, {1}").format(who, when))
        # Half a word is no answer yet: a mark is filled when its line is left or Enter is pressed.
        self.line.editingFinished.connect(self._say)
        self.setLayout(column(head, self.line, spacing=theme.px(4)))

    def _say(self) -> None:
        if self.line.text().strip():
            self.filled.emit(self.line.text())

    def settle(self) -> None:
        """Save what is still being typed."""
        self._say()


class WrapUpPage(NewsPage):
    """Cards at reading width, and the summary beside them.

    `preview_ready` carries the number of pages each time a newer summary is shown.
    """

    preview_ready = Signal(int)

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, "wrap_up")
        self._record: SessionRecord | None = None
        self._rows: list[CommitmentRow] = []
        self._adopting: CommitmentRow | None = None
        self._marks: list[MarkRow] = []
        self._artifact_titles: list[tuple[str, str]] = []
        self._relevance: dict[str, ChoiceField] = {}
        self._print_next = False
        self._output = Output.SUMMARY
        self._chosen: tuple[str, ...] = ()
        self._copies = QTemporaryDir()
        self._panel_is_below: bool | None = None
        px = self.theme.px

        cards = column(spacing=px(16))
        cards.setContentsMargins(px(_EDGE), px(28), px(_EDGE), px(28))
        for part in (
            self._make_head(),
            self._make_running(),
            self._make_reflection(),
            self._make_commitments(),
            self._make_marks(),
            self._make_debrief(),
            self._make_purpose(),
            self._make_artifacts(),
            self._make_next(),
        ):
            cards.addWidget(part)
        cards.addStretch(1)
        self._cards = cards
        content = Paper()
        content.setLayout(cards)
        self._content = content
        self._panel = self._make_panel()
        self._outer = QHBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.addWidget(scrolling(content), 1)
        self.preferences.changed.connect(self._show_choices)
        self._show_choices()
        self._arrange()

    # Building

    def _make_head(self) -> QWidget:
        self._title = paragraph("", "title", strong=True)
        self._details = paragraph("", tone="quiet")
        back = button(
            self.tr("Whole session"),
            lambda: self.wanted.emit(PageId.SESSION, self.session_id),
            "plain",
        )
        back.setObjectName("wrap_up.session")
        wear_icon(self.theme, back, "file-text", "accent")
        head = QWidget()
        over = row(label(self.tr("Wrap-up"), "small", "accent", strong=True), None, back)
        head.setLayout(column(over, self._title, self._details, spacing=self.theme.px(4)))
        return head

    def _make_running(self) -> QFrame:
        self._running = surface("banner")
        back = button(
            self.tr("Return to the session"),
            lambda: self.wanted.emit(PageId.LIVE, self.session_id),
        )
        back.setObjectName("wrap_up.return")
        words = paragraph(
            self.tr("The session is still running. What you write here is kept all the same.")
        )
        box = row(spacing=self.theme.px(12))
        box.addWidget(words, 1)
        box.addWidget(back)
        margin = self.theme.px(12)
        box.setContentsMargins(margin, margin, margin, margin)
        self._running.setLayout(box)
        return self._running

    def _make_reflection(self) -> Card:
        card = Card(self.theme, self.tr("The presenter's reflection"))
        self._heard_words = column(spacing=self.theme.px(4))
        self._heard_box = QWidget()
        self._heard_box.setLayout(self._heard_words)
        self.reflection = TextField(
            self.tr("What the presenter heard and takes along, in their own words."), lines=3
        )
        self.reflection.setObjectName("wrap_up.reflection")
        self.reflection.setAccessibleName(self.tr("The presenter's reflection"))
        self.reflection.edited.connect(lambda text: self._write(reflection=text))
        card.body.addWidget(self._heard_box)
        card.body.addWidget(self.reflection)
        return card

    def _make_commitments(self) -> Card:
        card = Card(self.theme, self.tr("Commitments"))
        self._commitment_box = column(spacing=self.theme.px(16))
        self._add = button(self.tr("Add a commitment"), self._add_row)
        self._add.setObjectName("wrap_up.commitments.add")
        wear_icon(self.theme, self._add, "plus")
        self._gather = button(self.tr("Take in captured commitments"), self._take_in, "plain")
        self._gather.setObjectName("wrap_up.commitments.gather")
        self._gathered = paragraph("", "small", "quiet")
        self._gathered.hide()
        card.body.addLayout(self._commitment_box)
        card.body.addLayout(row(self._add, self._gather, None))
        card.body.addWidget(self._gathered)
        return card

    def _make_marks(self) -> Card:
        self._mark_card = Card(
            self.theme,
            self.tr("Marks to fill"),
            self.tr("Captured with one key, still without words. Leave what you do not remember."),
        )
        self._mark_box = column(spacing=self.theme.px(12))
        self._mark_card.body.addLayout(self._mark_box)
        return self._mark_card

    def _make_debrief(self) -> Card:
        card = Card(self.theme, self.tr("Debrief"))
        self.debrief_purpose = self._debrief_field(
            card, "purpose", self.tr("Purpose"), self.tr("Did we work on what we came for?")
        )
        self.debrief_approach = self._debrief_field(
            card, "approach", self.tr("Approach"), self.tr("What in the way we talked helped?")
        )
        self.debrief_effects = self._debrief_field(
            card, "effects", self.tr("Effects"), self.tr("What will be different from now on?")
        )
        self.debrief_purpose.edited.connect(lambda text: self._write(debrief_purpose=text))
        self.debrief_approach.edited.connect(lambda text: self._write(debrief_approach=text))
        self.debrief_effects.edited.connect(lambda text: self._write(debrief_effects=text))
        return card

    def _debrief_field(self, card: Card, key: str, name: str, question: str) -> TextField:
        made = TextField(question, lines=1)
        made.setObjectName(f"wrap_up.debrief.{key}")
        box = column(labelled(name, made, "body", ""), made, spacing=self.theme.px(4))
        card.body.addLayout(box)
        return made

    def _make_purpose(self) -> Card:
        card = Card(self.theme, self.tr("The learning purpose"))
        self._purpose = paragraph("", "lead")
        self.agreed = button(agreement_words(Agreement.AGREED), self._agree, "choice")
        self.contested = button(agreement_words(Agreement.CONTESTED), self._contest, "choice")
        self.agreed.setObjectName("wrap_up.agreed")
        self.contested.setObjectName("wrap_up.contested")
        self._agreement = QButtonGroup(self)
        for choice in (self.agreed, self.contested):
            choice.setCheckable(True)
            self._make_room(choice)
            self._agreement.addButton(choice)
        self.as_contested = TextField(self.tr("The purpose as the group saw it."), lines=2)
        self.as_contested.setObjectName("wrap_up.as_contested")
        self.as_contested.edited.connect(lambda text: self._write(purpose_as_contested=text))
        self._contested_box = QWidget()
        self._contested_box.setLayout(
            column(
                labelled(
                    self.tr("How the group saw it; both versions are kept"), self.as_contested
                ),
                self.as_contested,
                spacing=self.theme.px(4),
            )
        )
        card.body.addWidget(self._purpose)
        card.body.addLayout(Flow(self.agreed, self.contested, spacing=self.theme.px(8)))
        card.body.addWidget(self._contested_box)
        return card

    def _make_room(self, choice: QPushButton) -> None:
        """Keep room for the bolder words of the choice that was made."""
        bold = QFontMetrics(self.theme.font(BODY, bold=True))
        choice.setMinimumWidth(bold.horizontalAdvance(choice.text()) + self.theme.px(32))

    def _make_artifacts(self) -> Card:
        self._artifact_card = Card(
            self.theme,
            self.tr("Artifacts"),
            self.tr("Now that it has been used: how well did it serve the purpose?"),
        )
        self._artifact_box = column(spacing=self.theme.px(10))
        self._artifact_card.body.addLayout(self._artifact_box)
        return self._artifact_card

    def _make_next(self) -> Card:
        card = Card(self.theme, self.tr("The next time"))
        self.next_date = DateField(self.theme, self.tr("Date of the next session"))
        self.next_date.line.setObjectName("wrap_up.next_date")
        self.next_date.decided.connect(
            lambda day: self._write(next_date=day if isinstance(day, date) else None)
        )
        self.next_date.setMaximumWidth(self.theme.px(240))
        name = labelled(self.tr("Date of the next session"), self.next_date)
        card.body.addLayout(column(name, self.next_date, spacing=self.theme.px(4)))
        return card

    def _make_panel(self) -> QFrame:
        px = self.theme.px
        panel = surface("panel")
        panel.setObjectName("wrap_up.panel")
        self.preview = SummaryPreview(self.theme)
        self.preview.ready.connect(self._preview_came)
        self.preview.failed.connect(self._preview_failed)
        self.reader = ChoiceField()
        self.reader.offer([(level_words(Level(reader.value)), reader.value) for reader in Reader])
        self.reader.setObjectName("wrap_up.reader")
        self.reader.chosen.connect(lambda value: self._choose(reader=value))
        self.speakers = ChoiceField()
        words = {
            "code": self.tr("Codes"),
            "name": self.tr("Names"),
            "role": self.tr("Roles"),
        }
        self.speakers.offer([(words[value], value) for value in ("code", "name", "role")])
        self.speakers.setObjectName("wrap_up.speakers")
        self.speakers.chosen.connect(lambda value: self._choose(speakers=value))
        self.paper = ChoiceField()
        papers = {"letter": self.tr("Letter"), "a4": self.tr("A4")}
        self.paper.offer([(papers[value], value) for value in PAPERS])
        self.paper.setObjectName("wrap_up.paper")
        self.paper.chosen.connect(lambda value: self._choose(paper=value))
        self.output = ChoiceField()
        self.output.setObjectName("wrap_up.output")
        self.output.setAccessibleName(self.tr("What is made"))
        self.output.chosen.connect(self._choose_output)
        self.save = button(self.tr("Save the summary"), self._save_summary, "primary")
        self.save.setObjectName("wrap_up.save")
        self.print = button(self.tr("Print"), self._print)
        self.print.setObjectName("wrap_up.print")
        wear_icon(self.theme, self.print, "printer")
        self.everyone = button(self.tr("For everyone"), lambda: None)
        self.everyone.setObjectName("wrap_up.everyone")
        self.everyone.setMenu(self._make_everyone(self.everyone))
        self.mail = button(
            self.tr("E-mail"),
            self._mail,
            tip=self.tr("Opens a draft with the PDF in your mail program"),
        )
        self.mail.setObjectName("wrap_up.mail")
        self._draft = MailDraft(self)
        self._draft.said.connect(lambda words: self._say(words, "good"))
        self._draft.failed.connect(lambda words: self._say(words, "over"))
        self.save_file = button(self.tr("Save the session file"), self._save_session_file)
        self.save_file.setObjectName("wrap_up.save_file")
        wear_icon(self.theme, self.save_file, "download")
        self._saver = Saver(self.desk, self.background, self.preferences, self)
        self._saver.said.connect(lambda words: self._say(words, "good"))
        self._saver.failed.connect(lambda words: self._say(words, "over"))

        self._reach = paragraph("", "small", "quiet")
        self._reach.setObjectName("wrap_up.reach")
        self._reach.hide()

        choices = row(spacing=px(12))
        for name, field in (
            (self.tr("For"), self.reader),
            (self.tr("People appear as"), self.speakers),
            (self.tr("Paper"), self.paper),
        ):
            choices.addLayout(column(labelled(name, field), field, spacing=px(2)), 1)
        box = column(
            row(label(self.tr("The summary"), "lead", strong=True), None, self.output),
            choices,
            self._reach,
            self.preview,
            self._news,
            self.save,
            Flow(self.print, self.everyone, self.mail, self.save_file, spacing=px(8)),
            spacing=px(12),
        )
        box.setStretchFactor(self.preview, 1)
        box.setContentsMargins(px(20), px(20), px(20), px(20))
        panel.setLayout(box)
        return panel

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

    def open_session(self, session_id: str) -> None:
        """Show a session; what was captured as a commitment is taken in once it has ended."""
        self.settle()
        if session_id != self.session_id:
            clear(self._commitment_box)
            self._rows.clear()
            self._say("")
            self._gathered.hide()
        super().open_session(session_id)
        record = self._record
        if record is None:
            return
        if status_of(record.session()) is Status.ENDED and not record.commitments:
            self._take_in()
            self.show_session()
        made = [output for output in Output if offered(output, record.plan)]
        self.output.offer([(output_words(output), output) for output in made])
        self.output.show_value(Output.SUMMARY)
        self._start_preview(Output.SUMMARY)
        self.reflection.setFocus()

    def show_session(self) -> None:
        """Fill every card from what is stored."""
        if not self.session_id:
            return
        record = self._record = self.desk.catalogue.record(self.session_id)
        self._title.setText(record.title)
        presenters = ", ".join(p.shown for p in record.with_role(Role.PRESENTER))
        parts = (day_words(record_day(record)), record.protocol_name, presenters)
        self._details.setText(" \u00b7 ".join(part for part in parts if part))
        self._running.setVisible(status_of(record.session()) is Status.LIVE)
        closing = record.closing
        self._show_heard(record)
        self.reflection.show_text(closing.reflection)
        self._show_commitments(record)
        self._show_marks(record)
        self.debrief_purpose.show_text(closing.debrief_purpose)
        self.debrief_approach.show_text(closing.debrief_approach)
        self.debrief_effects.show_text(closing.debrief_effects)
        self._show_purpose(record)
        self._show_artifacts(record)
        self._show_reach()
        self.next_date.show_date(closing.next_date)

    def on_change(self, change: Change) -> None:
        """Show what is stored now, and set the summary anew."""
        if self._is_gone(change):
            self.session_id = ""
            return
        if self.isVisible():
            self.show_session()
        self.preview.refresh_soon()

    def _is_gone(self, change: Change) -> bool:
        """Whether the session that is shown was deleted."""
        if change.what is not Changed.SESSION_LIST:
            return False
        return all(one.id != self.session_id for one in self.desk.catalogue.sessions())

    def settle(self) -> None:
        """Save what is still being typed."""
        if not self.session_id:
            return
        fields = (
            self.reflection,
            self.debrief_purpose,
            self.debrief_approach,
            self.debrief_effects,
            self.as_contested,
        )
        for field in fields:
            field.settle()
        self.next_date.settle()
        for line in list(self._rows):
            line.settle()
        for mark in list(self._marks):
            mark.settle()

    def _show_heard(self, record: SessionRecord) -> None:
        presenters = {person.id for person in record.with_role(Role.PRESENTER)}
        heard = [
            said
            for said in record.kept
            if said.kind is ContributionKind.REFLECTION
            and not said.is_mark
            and (said.speaker in presenters or said.speaker is None)
        ]
        self._heard_box.setVisible(bool(heard))
        clear(self._heard_words)
        if heard:
            self._heard_words.addWidget(label(self.tr("Said in the session"), "small", "quiet"))
        for said in heard:
            self._heard_words.addWidget(paragraph(f"\u201c{said.text.strip()}\u201d", tone="quiet"))

    def _show_commitments(self, record: SessionRecord) -> None:
        known = {line.commitment_id: line for line in self._rows if line.commitment_id}
        here = {commitment.id for commitment in record.commitments}
        for gone in [r for r in self._rows if r.commitment_id and r.commitment_id not in here]:
            self._drop(gone)
        for commitment in record.commitments:
            line = known.get(commitment.id)
            if line is None:
                # A row that is just being stored gets the id that it was given.
                line, self._adopting = self._adopting or self._make_row(), None
            line.offer_people(record)
            line.show_commitment(commitment)
        for place, line in enumerate(self._rows, start=1):
            line.name_parts(place)
        linked = {commitment.contribution for commitment in record.commitments}
        promises = (ContributionKind.COMMITMENT, ContributionKind.NEXT_STEP)
        self._gather.setVisible(
            any(
                said.kind in promises
                and not (said.private or said.is_mark)
                and said.id not in linked
                for said in record.kept
            )
        )

    def _show_marks(self, record: SessionRecord) -> None:
        marks = [said for said in record.kept if said.is_mark]
        self._mark_card.setVisible(bool(marks))
        if [line.mark_id for line in self._marks] == [mark.id for mark in marks]:
            return
        still = {mark.id for mark in marks}
        if self._marks and still < {line.mark_id for line in self._marks}:
            for line in [m for m in self._marks if m.mark_id not in still]:
                self._marks.remove(line)
                line.blockSignals(True)  # leaving the line must not fill the mark again
                line.hide()
                line.deleteLater()
        else:
            clear(self._mark_box)
            self._marks = [MarkRow(self.theme, record, mark) for mark in marks]
            for line in self._marks:
                line.filled.connect(partial(self._fill, line.mark_id))
                self._mark_box.addWidget(line)

    def _show_purpose(self, record: SessionRecord) -> None:
        purpose = record.learning_purpose.strip()
        self._purpose.setText(
            f"\u201c{purpose}\u201d"
            if purpose
            else self.tr("No learning purpose was written down.")
        )
        agreement = record.closing.purpose_agreement
        self._agreement.setExclusive(False)
        self.agreed.setChecked(agreement is Agreement.AGREED)
        self.contested.setChecked(agreement is Agreement.CONTESTED)
        self._agreement.setExclusive(agreement is not None)
        kept = bool(record.closing.purpose_as_contested)
        self._contested_box.setVisible(agreement is Agreement.CONTESTED or kept)
        self.as_contested.show_text(record.closing.purpose_as_contested)

    def _show_artifacts(self, record: SessionRecord) -> None:
        self._artifact_card.setVisible(bool(record.artifacts))
        titles = [(artifact.id, artifact.title) for artifact in record.artifacts]
        if titles != self._artifact_titles:
            self._artifact_titles = titles
            clear(self._artifact_box)
            self._relevance = {}
            for place, artifact in enumerate(record.artifacts, start=1):
                choice = self._relevance_choice(artifact, place)
                title = paragraph(artifact.title)
                title.setBuddy(choice)
                line = row(spacing=self.theme.px(12))
                line.addWidget(title, 1)
                line.addWidget(choice)
                self._artifact_box.addLayout(line)
                self._relevance[artifact.id] = choice
        for artifact in record.artifacts:
            self._relevance[artifact.id].show_value(artifact.relevance)

    def _relevance_choice(self, artifact: Artifact, place: int) -> ChoiceField:
        choice = ChoiceField()
        options: list[Relevance | None] = [None, *Relevance]
        choice.offer([(relevance_words(option), option) for option in options])
        choice.setObjectName(f"wrap_up.artifact{place}.relevance")
        choice.setAccessibleName(self.tr("Relevance of {0}").format(artifact.title))
        choice.chosen.connect(partial(self._rate, artifact.id))
        return choice

    def _show_choices(self) -> None:
        now = self.preferences.now
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
        reader, record = Reader(self.preferences.now.reader), self._record
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

    def _write(self, **fields: object) -> None:
        session_id = self.session_id
        self.notifier.run(
            lambda: self.desk.wrap_up.write(session_id, **fields)  # type: ignore[arg-type] # one of each type
        )

    def _agree(self) -> None:
        self._write(purpose_agreement=Agreement.AGREED)

    def _contest(self) -> None:
        self._write(purpose_agreement=Agreement.CONTESTED)
        self.as_contested.setFocus()

    def _rate(self, artifact_id: str, relevance: object) -> None:
        chosen = Relevance(relevance) if isinstance(relevance, str) else None
        session_id = self.session_id
        self.notifier.run(lambda: self.desk.wrap_up.rate_artifact(session_id, artifact_id, chosen))

    def _fill(self, mark_id: str, text: str) -> None:
        def correct() -> Change:
            live = self.desk.live(self.session_id)
            live.reload()
            return live.correct(mark_id, text=text)

        self.notifier.run(correct)

    def _take_in(self) -> None:
        session_id = self.session_id
        self.notifier.run(lambda: self.desk.wrap_up.gather_commitments(session_id))

    def _add_row(self) -> None:
        if self._record is None:
            return
        line = self._make_row()
        line.offer_people(self._record)
        line.name_parts(len(self._rows))
        line.who.setFocus()

    def _make_row(self) -> CommitmentRow:
        line = CommitmentRow(self.theme)
        line.edited.connect(lambda: self._store(line))
        line.removed.connect(lambda: self._remove(line))
        self._rows.append(line)
        self._commitment_box.addWidget(line)
        line.show()  # at once, so that it can take the focus
        return line

    def _store(self, line: CommitmentRow) -> None:
        typed = line.as_typed()
        session_id = self.session_id
        if line.commitment_id:
            set_property(line.what, "invalid", "false" if typed.what.strip() else "true")
            self.notifier.run(lambda: self.desk.wrap_up.change_commitment(session_id, typed))
        elif typed.what.strip():
            self._adopting = line
            change = self.notifier.run(
                lambda: self.desk.wrap_up.add_commitment(
                    session_id, typed.who, typed.what, typed.by_when, typed.evidence
                )
            )
            self._adopting = None
            if change is not None and not line.commitment_id:
                line.show_commitment(replace(typed, id=change.ids[0]))

    def _remove(self, line: CommitmentRow) -> None:
        self._add.setFocus()
        session_id, commitment_id = self.session_id, line.commitment_id
        if not commitment_id:
            self._drop(line)
            return
        self.notifier.run(lambda: self.desk.wrap_up.remove_commitment(session_id, commitment_id))

    def _drop(self, line: CommitmentRow) -> None:
        self._rows.remove(line)
        line.blockSignals(True)  # leaving its fields must not store it again
        self._commitment_box.removeWidget(line)
        line.hide()
        line.deleteLater()

    # The summary

    def _choose_output(self, output: object) -> None:
        self._say("")
        self._start_preview(Output(output) if isinstance(output, str) else Output.SUMMARY)

    def _start_preview(self, output: Output) -> None:
        """Show an output of the session."""
        self._output = output
        # The facilitator's own sheet is nobody else's, whoever else reads the others.
        self.reader.setEnabled(output is not Output.DEBRIEF)
        self.mail.setEnabled(output is not Output.DEBRIEF)
        self._show_reach()
        write = partial(write_summary, self.desk, self.preferences, self.session_id, output=output)
        self.preview.start_over(write)

    def _choose(self, **fields: object) -> None:
        self.preferences.change(**fields)

    def _save_summary(self) -> None:
        self.settle()
        if self._record is not None:
            self._saver.save_summary(self._record, self._output)

    def _save_session_file(self) -> None:
        self.settle()
        if self._record is not None:
            self._saver.save_session_file(self._record)

    def _print(self) -> None:
        """Print what the preview shows, once it holds the last change."""
        self.settle()
        if self.preview.document is None:
            self._print_next = True
            self.preview.refresh_soon()
            self._say(self.tr("The summary is being set; printing follows."))
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
            self._say(words, "over")
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        sizes = QPageSize.PageSizeId
        letter = self.preferences.now.paper == "letter"
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
            self._say(self.tr("The summary changed meanwhile. Please press Print again."))
            return
        printed = print_pages(document, printer, grey=self.preview.is_grey)
        self._say_printed(self.tr("Sent to the printer.") if printed else "")

    def _say_printed(self, words: str) -> None:
        """Say what was printed; no words say that the printer refused."""
        if words:
            self._say(words, "good")
        else:
            self._say(self.tr("The printer did not answer. Saving the summary works too."), "over")

    def _print_for_everyone(self) -> None:
        """Print everybody's own copy, one after another."""
        self.settle()
        target = Path(self._copies.path()) / "copies.pdf"
        work = partial(write_copies, self.desk, self.preferences, self.session_id, target)
        self._in_background(work, lambda copies: self._copies_came(target, copies))

    def _copies_came(self, target: Path, copies: object) -> None:
        self._say("")
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
        self.settle()
        if self._record is not None:
            self._saver.save_copies(self._record)

    def _mail(self) -> None:
        """Open a draft in the person's mail program with the PDF; its subject names nobody."""
        self.settle()
        if self._record is None:
            return
        day = record_day(self._record)
        # Not a folder of ours that goes when the program ends: the draft may be sent later.
        folder = Path(mkdtemp(prefix="dilc-desktop-"))
        target = folder / f"session-{self._output}-{day.isoformat()}.pdf"
        subject = self.tr("{0}, session on {1}").format(output_words(self._output), day_words(day))
        work = partial(
            write_summary,
            self.desk,
            self.preferences,
            self.session_id,
            target,
            self._output,
        )
        self._in_background(work, lambda _: self._draft.open_with(target, subject))

    def _in_background(self, work: Callable[[], object], done: Callable[[object], None]) -> None:
        self._say(self.tr("The summary is being set."))
        if not self.background.start(work, done, lambda words: self._say(words, "over")):
            self._say(self.tr("A file is still being written. Please try again in a moment."))

    def _preview_came(self, pages: int) -> None:
        if self._print_next:
            self._print_next = False
            self._say("")
            self._ask_printer()
        self.preview_ready.emit(pages)

    def _preview_failed(self, words: str) -> None:
        self._print_next = False
        self._say(words, "over")

    # Shape

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the summary at the right where there is room, else under the cards."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        px = self.theme.px
        below = self.width() < px(_NARROWEST + 2 * _EDGE + _PANEL)
        margin = px(_EDGE)
        right = max(margin, self.width() - px(_PANEL) - margin - px(_READING))
        if below:
            right = max(margin, self.width() - margin - px(_READING))
        self._cards.setContentsMargins(margin, px(28), right if below else margin, px(28))
        self._content.setMaximumWidth(16_777_215 if below else px(_READING + 2 * _EDGE))
        if not below:
            beside = self.width() - px(_READING + 2 * _EDGE)
            self._panel.setFixedWidth(max(px(_PANEL), min(px(_PANEL_WIDEST), beside)))
        if below is self._panel_is_below:
            return
        self._panel_is_below = below
        if below:
            set_property(self._panel, "surface", "sheet")
            self._panel.setMinimumWidth(0)
            self._panel.setMaximumWidth(16_777_215)
            self._panel.setMinimumHeight(px(880))
            self._cards.insertWidget(self._cards.count() - 1, self._panel)
        else:
            set_property(self._panel, "surface", "panel")
            self._panel.setMinimumHeight(0)
            self._outer.addWidget(self._panel)
