"""After the last stage: what was learned, who will do what, and the summary to take home."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.readers import may_leave
from dilc_desktop.domain.record import (
    Agreement,
    Artifact,
    Commitment,
    Contribution,
    Relevance,
    Role,
    SessionRecord,
    Status,
    status_of,
)
from dilc_desktop.domain.timing import clock_text
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.ui.date_words import day_words, record_day
from dilc_desktop.ui.fields import ChoiceField, DateField, LineField, TextField, labelled
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
from dilc_desktop.ui.summary_panel import SummaryPanel
from dilc_desktop.ui.tab_order import tab_in_reading_order
from dilc_desktop.ui.theme import BODY, Theme
from dilc_desktop.ui.words import (
    agreement_words,
    kind_icon,
    kind_words,
    relevance_words,
    speaker_words,
)

# Names can be of any length; the list shows all of each.
_WHO_LETTERS = 12
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
        self.who.keep_narrow(_WHO_LETTERS)
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
        self._stays = paragraph("", "small", "quiet")
        self._stays.hide()
        grid.addWidget(self._stays, 5, 0, 1, 3)
        grid.setColumnMinimumWidth(0, theme.px(190))
        grid.setColumnStretch(1, 1)
        self.setLayout(grid)

    def name_parts(self, place: int) -> None:
        """Name the fields by the row's place, counted from 1."""
        self.setObjectName(f"wrap_up.commitment{place}")
        for part, widget in {
            "who": self.who,
            "what": self.what,
            "by_when": self.by_when.line,
            "evidence": self.evidence,
            "remove": self._remove,
            "stays": self._stays,
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

    def show_reach(self, commitment: Commitment, record: SessionRecord) -> None:
        """Say where a commitment is in no output because of what it grew from."""
        words = ""
        if not may_leave(commitment, record):
            gone = {said.id for said in record.contributions if said.withdrawn_at is not None}
            words = (
                self.tr("Grew from what was taken back: in no summary and no session file.")
                if commitment.contribution in gone
                else self.tr("Grew from a private note: in no summary and no session file.")
            )
        self._stays.setText(words)
        self._stays.setVisible(bool(words))
        self.what.setAccessibleDescription(words)

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
    """Cards at reading width, and the summary beside them."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, "wrap_up")
        self._record: SessionRecord | None = None
        self._rows: list[CommitmentRow] = []
        self._adopting: CommitmentRow | None = None
        self._marks: list[MarkRow] = []
        self._artifact_titles: list[tuple[str, str]] = []
        self._relevance: dict[str, ChoiceField] = {}
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
        self.summary = SummaryPanel(around, self._news, self.settle)
        self._outer = QHBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._area = scrolling(content)
        self._outer.addWidget(self._area, 1)
        self._arrange()
        self.theme.changed.connect(self._arrange)

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
        name = labelled(self.tr("Date of the next session"), self.next_date)
        card.body.addLayout(column(name, self.next_date, spacing=self.theme.px(4)))
        return card

    # Filling

    def open_session(self, session_id: str) -> None:
        """Show a session; what was captured as a commitment is taken in once it has ended."""
        self.settle()
        self._say("")
        if session_id != self.session_id:
            clear(self._commitment_box)
            self._rows.clear()
            self._gathered.hide()
        super().open_session(session_id)
        record = self._record
        if record is None:
            return
        if status_of(record.session()) is Status.ENDED and not record.commitments:
            self._take_in()
            self.show_session()
        self.summary.open_session(self._record or record)
        self._area.verticalScrollBar().setValue(0)
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
        self.summary.show_record(record)
        self.next_date.show_date(closing.next_date)
        tab_in_reading_order(self)

    def on_change(self, change: Change) -> None:
        """Show what is stored now, and set the summary anew."""
        if self._is_gone(change):
            self.session_id = ""
            return
        if self.isVisible():
            self.show_session()
        self.summary.preview.refresh_soon()

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
            line.show_reach(commitment, record)
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
        tab_in_reading_order(self)
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
            self.summary.setFixedWidth(max(px(_PANEL), min(px(_PANEL_WIDEST), beside)))
        self.next_date.setMaximumWidth(px(240))
        self.summary.setMinimumHeight(px(880) if below else 0)
        if below is self._panel_is_below:
            return
        self._panel_is_below = below
        if below:
            set_property(self.summary, "surface", "sheet")
            self.summary.setMinimumWidth(0)
            self.summary.setMaximumWidth(16_777_215)
            self._cards.insertWidget(self._cards.count() - 1, self.summary)
        else:
            set_property(self.summary, "surface", "panel")
            self._outer.addWidget(self.summary)
