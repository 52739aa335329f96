"""The whole record of one session: its time, its questions, and what was said, stage by stage."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import (
    Contribution,
    Level,
    Participant,
    SessionRecord,
    Status,
    status_of,
)
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.ui.course_words import voices_words
from dilc_desktop.ui.date_words import clock_words, day_words, record_day
from dilc_desktop.ui.fields import ChoiceField, TextField, labelled
from dilc_desktop.ui.page import NewsPage, PageId, Surroundings
from dilc_desktop.ui.parts import (
    Paper,
    button,
    clear,
    column,
    label,
    paragraph,
    row,
    rule,
    scrolling,
    wear_icon,
)
from dilc_desktop.ui.saving import Saver
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.time_strip import TimeStrip, stage_time_words, stage_times
from dilc_desktop.ui.transcript import TranscriptView
from dilc_desktop.ui.words import (
    agreement_words,
    kind_words,
    level_words,
    relevance_words,
    role_words,
    session_file_words,
    speaker_words,
)

# Names can be of any length; the list shows all of each.
_SPEAKER_LETTERS = 16
_MAIN, _SIDE, _GAP, _EDGE, _WIDEST = 660, 360, 40, 32, 1240


class CorrectionEditor(QFrame):
    """Corrects a contribution in its place: Enter saves, Shift+Enter begins a line, Esc leaves."""

    saved = Signal()
    left = Signal()
    grown = Signal()

    def __init__(self, theme: Theme, record: SessionRecord, contribution: Contribution) -> None:
        super().__init__()
        self.setProperty("surface", "sheet")
        self.setObjectName("session.correction")
        self.setAutoFillBackground(True)
        self.contribution_id = contribution.id
        self.kind = ChoiceField()
        self.kind.offer([(kind_words(kind), kind) for kind in ContributionKind])
        self.kind.show_value(contribution.kind)
        self.speaker = ChoiceField()
        self.speaker.keep_narrow(_SPEAKER_LETTERS)
        people: list[Participant | None] = [None, *record.participants]
        self.speaker.offer([(speaker_words(p), None if p is None else p.id) for p in people])
        self.speaker.show_value(contribution.speaker)
        self.level = ChoiceField()
        self.level.offer([(level_words(level), level) for level in Level])
        self.level.show_value(contribution.level)
        self.text = TextField(self.tr("What was said"), lines=1)
        self.text.show_text(contribution.text)
        self.text.setAccessibleName(self.tr("What was said"))
        for key, field in (
            ("kind", self.kind),
            ("speaker", self.speaker),
            ("level", self.level),
            ("text", self.text),
        ):
            field.setObjectName(f"session.correction.{key}")
            field.installEventFilter(self)
        save = button(self.tr("Save the correction"), self.saved.emit, tip=self.tr("Enter"))
        leave = button(self.tr("Leave as it was"), self.left.emit, "plain", tip=self.tr("Esc"))
        save.setObjectName("session.correction.save")
        leave.setObjectName("session.correction.leave")
        leave.installEventFilter(self)
        choices = row(spacing=theme.px(10))
        for name, field in (
            (self.tr("Who said it"), self.speaker),
            (self.tr("Kind"), self.kind),
            (self.tr("For"), self.level),
        ):
            choices.addLayout(column(labelled(name, field), field, spacing=theme.px(2)), 1)
        box = column(choices, self.text, row(save, leave, None), spacing=theme.px(8))
        box.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(12))
        self.setLayout(box)

    def event(self, event: QEvent) -> bool:
        """Tell the list when more room is needed."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.grown.emit()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter saves from the text, Esc leaves from anywhere."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if enter and watched is self.text and not shifted:
                self.saved.emit()
                return True
        return super().eventFilter(watched, event)


class SessionPage(NewsPage):
    """Reads like a transcript; a contribution is corrected where it stands."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, "session")
        self._record: SessionRecord | None = None
        self._editor: CorrectionEditor | None = None
        px = self.theme.px
        self.strip = TimeStrip(self.theme)
        self._side_box = column(spacing=px(24))
        self._side = QWidget()
        self._side.setLayout(self._side_box)
        self._saver = Saver(self.desk, self.background, self.preferences, self)
        self._saver.said.connect(lambda words, file: self._say(words, "good", file))
        self._saver.failed.connect(lambda words: self._say(words, "over"))

        main = QWidget()
        main.setLayout(column(self._make_tools(), self.transcript, spacing=px(4)))
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(px(_GAP))
        self._body.addWidget(main, _MAIN)
        self._body.addWidget(self._side, _SIDE)
        for part in (main, self._side):
            self._body.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        content = self._content = Paper()
        content.setMaximumWidth(px(_WIDEST))
        whole = column(
            self._make_head(),
            self.strip,
            self._body,
            None,
            spacing=px(20),
        )
        whole.setContentsMargins(px(_EDGE), px(28), px(_EDGE), px(32))
        content.setLayout(whole)
        self._area: QScrollArea = scrolling(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)

    # Building

    def _make_head(self) -> QWidget:
        px = self.theme.px
        self._title = paragraph("", "title", strong=True)
        self._details = paragraph("", tone="quiet")
        self._people = paragraph("", tone="quiet")
        wrap_up = button(
            self.tr("Wrap up"),
            lambda: self.wanted.emit(PageId.WRAP_UP, self.session_id),
            "primary",
        )
        wrap_up.setObjectName("session.wrap_up")
        summary = button(self.tr("Summary"), self._save_summary, tip=self.tr("Save it as a PDF"))
        summary.setObjectName("session.summary")
        wear_icon(self.theme, summary, "file-text")
        file = button(self.tr("Save the session file"), self._save_session_file)
        file.setObjectName("session.save_file")
        wear_icon(self.theme, file, "download")
        head = QWidget()
        head.setLayout(
            column(
                self._title,
                self._details,
                self._people,
                row(wrap_up, summary, file, None, spacing=px(8)),
                paragraph(session_file_words(), "small", "quiet"),
                self._news,
                spacing=px(6),
            )
        )
        return head

    def _make_tools(self) -> QWidget:
        self.transcript = TranscriptView(self.theme)
        self.transcript.correction_wanted.connect(self.correct)
        self.transcript.moved.connect(self._moved)
        self.originals = QCheckBox(self.tr("Show earlier wordings"))
        self.originals.setObjectName("session.originals")
        self.originals.setAccessibleName(self.tr("Show earlier wordings"))
        self.originals.toggled.connect(lambda _: self._show_transcript())
        self.taken_back = QCheckBox(self.tr("Show what was taken back"))
        self.taken_back.setObjectName("session.taken_back")
        self.taken_back.setAccessibleName(self.tr("Show what was taken back"))
        self.taken_back.toggled.connect(lambda _: self._show_transcript())
        self.edit = button(
            self.tr("Correct"),
            lambda: self.correct(self.transcript.chosen),
            name=self.tr("Correct the chosen contribution"),
            tip=self.tr("Enter or F2 on a contribution"),
        )
        self.edit.setObjectName("session.edit")
        wear_icon(self.theme, self.edit, "pencil-line")
        self.star = button(
            self.tr("Star"),
            lambda: self.turn_star(self.transcript.chosen),
            name=self.tr("Star the chosen contribution, or take its star away"),
        )
        self.star.setObjectName("session.star")
        wear_icon(self.theme, self.star, "star")
        self.transcript.star_wanted.connect(self.turn_star)
        self._captured = label(self.tr("What was said"), "lead", strong=True)
        self._empty = paragraph(self.tr("Nothing has been captured in this session."), tone="quiet")
        tools = QWidget()
        choices = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        choices.setSpacing(self.theme.px(8))
        choices.addWidget(self.originals)
        choices.addWidget(self.taken_back)
        choices.addStretch(1)
        self._choices = choices
        box = column(
            row(self._captured, None, self.star, self.edit),
            choices,
            self._empty,
            spacing=self.theme.px(6),
        )
        tools.setLayout(box)
        return tools

    # Filling

    def open_session(self, session_id: str) -> None:
        """Show a session, from its top."""
        self.settle()
        if session_id != self.session_id:
            self._close_editor()
            self._say("")
        super().open_session(session_id)
        self._area.verticalScrollBar().setValue(0)

    def show_session(self) -> None:
        """Show the whole record as it is stored now."""
        if not self.session_id:
            return
        record = self._record = self.desk.catalogue.record(self.session_id)
        session = record.session()
        self._title.setText(record.title)
        day = day_words(record_day(record))
        if session.began is not None:
            # The start may have been moved to before its key was pressed.
            start = session.began.local + timedelta(milliseconds=session.start)
            day = f"{day}, {clock_words(start)}"
        parts = [day, record.protocol_name]
        if status_of(session) is not Status.ENDED:
            parts.append(self.tr("not ended yet"))
        if record.copy_of:
            parts.append(self.tr("another laptop's copy"))
        self._details.setText(" \u00b7 ".join(parts))
        self._people.setText("; ".join(_person_words(person) for person in record.participants))
        self._people.setVisible(bool(record.participants))
        self.strip.show_session(session)
        self._show_side(record)
        self._show_transcript()

    def on_change(self, change: Change) -> None:
        """Show what is stored now, unless nobody is looking."""
        if self._is_gone(change):
            self._close_editor()
            self.session_id = ""
        elif self.isVisible():
            self.show_session()

    def _is_gone(self, change: Change) -> bool:
        """Whether the session that is shown was deleted."""
        if change.what is not Changed.SESSION_LIST:
            return False
        return all(one.id != self.session_id for one in self.desk.catalogue.sessions())

    def settle(self) -> None:
        """Save a correction that is still open: the original is kept in any case."""
        self._save_correction()

    def _show_transcript(self) -> None:
        record = self._record
        if record is None:
            return
        self._close_editor()
        corrected = any(said.earlier for said in record.contributions)
        gone = sum(said.withdrawn_at is not None for said in record.contributions)
        self.originals.setVisible(corrected)
        self.taken_back.setVisible(bool(gone))
        self._empty.setVisible(not record.kept)
        self.edit.setVisible(bool(record.contributions))
        self.star.setVisible(bool(record.contributions))
        self.transcript.show_record(
            record,
            originals=self.originals.isChecked(),
            taken_back=self.taken_back.isChecked(),
        )
        self.transcript.setVisible(bool(self.transcript.rows.entries))
        self._offer_correction()

    def _show_side(self, record: SessionRecord) -> None:
        clear(self._side_box)
        box = self._section(self.tr("Time, stage by stage"))
        session = record.session()
        for time in stage_times(session):
            box.addWidget(paragraph(f"{time.number}  {time.name}", strong=True))
            box.addWidget(paragraph(stage_time_words(time), "small", "quiet"))
        if session.estimated:
            box.addWidget(
                paragraph(
                    self.tr("The laptop restarted in between, so a part is estimated."),
                    "small",
                    "quiet",
                )
            )
        voices = voices_words(record.participants, session.runs, record.kept)
        if voices:
            box = self._section(self.tr("Voices"))
            box.addWidget(paragraph(voices))
        if record.learning_purpose or record.student_aim or record.problem:
            self._show_purpose(record)
        if record.framing_questions:
            self._show_questions(record)
        if record.artifacts:
            self._show_artifacts(record)
        if record.commitments:
            self._show_commitments(record)

    def _show_purpose(self, record: SessionRecord) -> None:
        box = self._section(self.tr("Purpose and problem"))
        for name, text in (
            (self.tr("Learning purpose"), record.learning_purpose),
            (self.tr("For the pupils"), record.student_aim),
            (self.tr("Presenting problem"), record.problem),
            (self.tr("As the group saw the purpose"), record.closing.purpose_as_contested),
        ):
            if text:
                box.addWidget(paragraph(name, "small", "quiet"))
                box.addWidget(paragraph(text))
        if record.closing.purpose_agreement is not None:
            words = agreement_words(record.closing.purpose_agreement)
            box.addWidget(paragraph(words, "small", "accent", strong=True))

    def _show_questions(self, record: SessionRecord) -> None:
        """Like drafts of a sentence: the newest large, those before it below."""
        box = self._section(self.tr("Framing question"))
        versions = record.framing_questions
        box.addWidget(paragraph(f"\u201c{versions[-1].text}\u201d", "lead"))
        for number in range(len(versions) - 1, 0, -1):
            words = self.tr("Version {0}: {1}").format(number, versions[number - 1].text)
            box.addWidget(paragraph(words, "small", "quiet"))

    def _show_artifacts(self, record: SessionRecord) -> None:
        box = self._section(self.tr("Artifacts"))
        for artifact in record.artifacts:
            box.addWidget(paragraph(artifact.title, strong=True))
            parts = [relevance_words(artifact.relevance), artifact.relevance_note, artifact.link]
            if artifact.names_removed:
                parts.append(self.tr("names removed"))
            words = " \u00b7 ".join(part for part in parts if part)
            box.addWidget(paragraph(words, "small", "quiet"))

    def _show_commitments(self, record: SessionRecord) -> None:
        box = self._section(self.tr("Commitments"))
        for commitment in record.commitments:
            person = record.participant(commitment.who)
            box.addWidget(paragraph(commitment.what))
            who = self.tr("Nobody named yet") if person is None else person.shown
            parts = [who]
            if commitment.by_when is not None:
                parts.append(self.tr("by {0}").format(day_words(commitment.by_when)))
            parts.append(commitment.evidence)
            words = " \u00b7 ".join(part for part in parts if part)
            box.addWidget(paragraph(words, "small", "quiet"))

    def _section(self, title: str) -> QVBoxLayout:
        box = column(label(title, "lead", strong=True), rule(), spacing=self.theme.px(4))
        self._side_box.addLayout(box)
        return box

    # Correcting

    def correct(self, contribution_id: str) -> None:
        """Open the editor in the place of a contribution."""
        record = self._record
        if record is None or not contribution_id:
            return
        contribution = next(c for c in record.contributions if c.id == contribution_id)
        self._close_editor()
        editor = self._editor = CorrectionEditor(self.theme, record, contribution)
        editor.saved.connect(self._save_correction)
        editor.left.connect(self._leave_correction)
        editor.grown.connect(lambda: self.transcript.fit_editor(contribution_id))
        self.transcript.open_editor(contribution_id, editor)
        editor.text.setFocus()
        editor.text.selectAll()
        self._show_row(contribution_id)

    def _save_correction(self) -> None:
        editor = self._editor
        if editor is None:
            return
        speaker = editor.speaker.currentData()

        def verb() -> Change:
            live = self.desk.live(self.session_id)
            live.reload()
            return live.correct(
                editor.contribution_id,
                kind=ContributionKind(editor.kind.currentData()),
                text=editor.text.text(),
                speaker=speaker,
                whole_group=speaker is None,
                level=Level(editor.level.currentData()),
            )

        # The text stays in the editor unless it is durable.
        if self.notifier.run(verb) is not None:
            self._leave_correction()

    def turn_star(self, contribution_id: str) -> None:
        """Star a contribution, so that a short summary has it, or take the star away."""

        def verb() -> Change:
            live = self.desk.live(self.session_id)
            live.reload()
            said = next(c for c in live.record.contributions if c.id == contribution_id)
            return live.correct(contribution_id, starred=not said.starred)

        self.notifier.run(verb)

    def _leave_correction(self) -> None:
        self._close_editor()
        self.transcript.setFocus()

    def _close_editor(self) -> None:
        self._editor = None
        self.transcript.close_editor()

    def _moved(self, entry_id: str) -> None:
        self._offer_correction()
        if entry_id and self.transcript.hasFocus():
            self._show_row(entry_id)

    def _offer_correction(self) -> None:
        self.edit.setEnabled(bool(self.transcript.chosen))
        how = self.tr("Enter or F2 on a contribution")
        first = self.tr("Choose a contribution first")
        self.edit.setToolTip(how if self.transcript.chosen else first)
        self.star.setEnabled(bool(self.transcript.chosen))
        starring = self.tr("F on a contribution: it comes first in a short summary")
        self.star.setToolTip(starring if self.transcript.chosen else first)

    def _show_row(self, entry_id: str) -> None:
        """Scroll the page, because the list itself is as high as its rows."""
        place = self.transcript.place_of(entry_id)
        top = self.transcript.viewport().mapTo(self._content, place.topLeft()).y()
        self._area.ensureVisible(0, top + place.height(), 0, self.theme.px(24))
        self._area.ensureVisible(0, top, 0, self.theme.px(24))

    # Files

    def _save_summary(self) -> None:
        if self._record is not None:
            self._saver.save_summary(self._record)

    def _save_session_file(self) -> None:
        if self._record is not None:
            self._saver.save_session_file(self._record)

    # Shape

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What belongs to the whole stands at the right, where there is room, else above."""
        super().resizeEvent(event)
        wide = self.width() >= self.theme.px(_MAIN + _SIDE)
        direction = QBoxLayout.Direction
        self._body.setDirection(direction.LeftToRight if wide else direction.BottomToTop)
        few = self.width() >= self.theme.px(480)
        self._choices.setDirection(direction.LeftToRight if few else direction.TopToBottom)


def _person_words(person: Participant) -> str:
    roles = ", ".join(role_words(role).lower() for role in person.roles)
    return f"{person.shown} ({roles})" if roles else person.shown
