"""The Prepare page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from dilc_desktop.domain.framing import Ready, readiness
from dilc_desktop.domain.handouts import HandoutKind
from dilc_desktop.domain.record import SessionRecord, Status, status_of
from dilc_desktop.services.change import Change
from dilc_desktop.ui.fields import DateField, DurationField, LineField, TextField, TimeField
from dilc_desktop.ui.handouts_menu import HandoutsMenu
from dilc_desktop.ui.news_line import NewsLine
from dilc_desktop.ui.page import Page, PageId, Surroundings
from dilc_desktop.ui.parts import (
    button,
    column,
    label,
    paragraph,
    row,
    scrolling,
    set_property,
    surface,
    wear_icon,
)
from dilc_desktop.ui.prepare.artifacts_card import ArtifactsCard
from dilc_desktop.ui.prepare.checklist_card import ChecklistCard
from dilc_desktop.ui.prepare.people_card import PeopleCard
from dilc_desktop.ui.prepare.plan_card import PlanCard
from dilc_desktop.ui.prepare.problem_card import ProblemCard
from dilc_desktop.ui.prepare.purpose_card import PurposeCard
from dilc_desktop.ui.prepare.question_card import QuestionCard
from dilc_desktop.ui.prepare.readiness_list import ReadinessList
from dilc_desktop.ui.prepare.section import Section
from dilc_desktop.ui.prepare.session_card import SessionCard
from dilc_desktop.ui.saving import Saver
from dilc_desktop.ui.tab_order import chain_tabs

_SAVING = (LineField, TextField, DurationField, TimeField, DateField)
_COLUMN, _SIDE, _MARGIN = 720, 280, 24


class PreparePage(Page):
    """Everything before a session, in one column; nothing is required, all is saved as typed."""

    rehearsal_wanted = Signal(str)

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self.session = SessionCard(around)
        self.purpose = PurposeCard(around)
        self.problem = ProblemCard(around)
        self.checklist = ChecklistCard(around)
        self.question = QuestionCard(around)
        self.plan = PlanCard(around)
        self.people = PeopleCard(around)
        self.artifacts = ArtifactsCard(around)
        self.sections: tuple[Section, ...] = (
            self.session,
            self.purpose,
            self.problem,
            self.checklist,
            self.question,
            self.plan,
            self.people,
            self.artifacts,
        )
        self._saver = Saver(self.desk, self.background, self.preferences, self)
        self._saver.said.connect(lambda words, file: self._say(words, "good", file))
        self._saver.failed.connect(lambda words: self._say(words, "over"))
        self._status = Status.PLANNED
        self._stale = False
        self.readiness = ReadinessList(around.theme)
        self.readiness.asked.connect(self._go_to)
        self._column = QWidget()
        self._cards = QVBoxLayout(self._column)
        self._cards.setContentsMargins(0, 0, 0, 0)
        for section in self.sections:
            self._cards.addWidget(section)
        self._cards.addStretch(1)
        self._content = QWidget()
        self._centred = row(None, self._column, None)
        self._centred.setStretch(1, 100)
        self._content.setLayout(self._centred)
        self._scroll = scrolling(self._content)
        self._side = QWidget()
        self._beside = column()
        self._side.setLayout(self._beside)
        self._side_scroll = scrolling(self._side)
        body = row(self._scroll, self._side_scroll, spacing=0)
        body.setStretch(0, 1)
        self._narrow: bool | None = None
        page = column(self._band(), body, spacing=0)
        page.setStretch(1, 1)
        self.setLayout(page)
        self.notifier.unsaved.connect(self._say_unsaved)
        self.notifier.saved.connect(self._say_saved)
        self.theme.changed.connect(self._fit)
        self._fit()
        lines = self.readiness.lines.values()
        chain_tabs(
            [
                self.artifacts.add_file,
                self.readiness.head,
                *lines,
                self.saved.open,
                self.handouts,
                self.rehearse,
                self.begin,
            ]
        )

    def _band(self) -> QWidget:
        self._heading = paragraph("", "heading", strong=True)
        self._heading.setObjectName("prepare.heading")
        self.saved = NewsLine()
        self.saved.setObjectName("prepare.saved")
        self.begin = button("", self._go_on, "primary")
        self.begin.setObjectName("prepare.begin")
        band = surface("band")
        above = row(label(self.tr("Prepare"), "small", "quiet"), self.saved, spacing=12)
        above.setStretch(1, 1)
        words = column(above, self._heading, spacing=0)
        tip = self.tr("A practice run: everything works, nothing is kept")
        self.rehearse = button(self.tr("Rehearse"), self._rehearse, tip=tip)
        self.rehearse.setObjectName("prepare.rehearse")
        self.handouts = button(self.tr("Handouts"), lambda: None)
        self.handouts.setObjectName("prepare.handouts")
        wear_icon(self.theme, self.handouts, "printer")
        self.handouts_menu = HandoutsMenu(self, "prepare")
        self.handouts_menu.wanted.connect(self._save_handout)
        self.handouts.setMenu(self.handouts_menu)
        acts = row(self.handouts, self.rehearse, self.begin, None, spacing=16)
        self._band_row: QHBoxLayout = row(words, acts, spacing=16)
        self._band_row.setStretch(0, 1)
        band.setLayout(self._band_row)
        band.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._say_saved()
        return band

    def _save_handout(self, kind: HandoutKind) -> None:
        self.settle()
        self._saver.save_session_handout(kind, self.desk.catalogue.record(self.session_id))

    def _rehearse(self) -> None:
        self.settle()
        self.rehearsal_wanted.emit(self.session_id)

    def open_session(self, session_id: str) -> None:
        """Show a session, from its top."""
        if self.session_id:
            self.settle()
        super().open_session(session_id)
        self.checklist.fold(True)
        self._scroll.verticalScrollBar().setValue(0)
        written = bool(self.purpose.purpose.text())
        (self.session.title if written else self.purpose.purpose).setFocus()

    def show_session(self) -> None:
        """Fill every card from what is stored."""
        self._stale = False
        record = self.desk.catalogue.record(self.session_id)
        for section in self.sections:
            section.show_record(record)
        self._show_frame(record)

    def on_change(self, change: Change) -> None:
        """Repaint what changed; a page that nobody sees waits until it is shown."""
        self._stale = not self.isVisible()
        if not self._stale:
            self.show_session()

    def showEvent(self, event: QShowEvent) -> None:
        """Take up what changed meanwhile."""
        super().showEvent(event)
        if self._stale:
            self.show_session()

    def settle(self) -> None:
        """Save what is still being typed."""
        for field in self.findChildren(QWidget):
            if isinstance(field, _SAVING):
                field.settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the readiness list beside the column, or above it where there is no room."""
        super().resizeEvent(event)
        self._fit()

    def _show_frame(self, record: SessionRecord) -> None:
        self._status = status_of(record.session())
        self._heading.setText(record.title.strip() or self.tr("A session without a title"))
        self.readiness.show_advice(readiness(record))
        self.handouts_menu.show_stages(stage for stage in record.plan if not stage.left_out)
        words = {
            Status.PLANNED: self.tr("Start the session"),
            Status.LIVE: self.tr("Return to the session"),
            Status.ENDED: self.tr("Wrap up"),
        }[self._status]
        self.begin.setText(words)
        self.begin.setAccessibleName(words)

    def _go_on(self) -> None:
        self.settle()
        ended = self._status is Status.ENDED
        self.wanted.emit(PageId.WRAP_UP if ended else PageId.LIVE, self.session_id)

    def _go_to(self, line: object) -> None:
        section = {
            Ready.PURPOSE: self.purpose,
            Ready.STUDENT_AIM: self.purpose,
            Ready.PRESENTER: self.people,
            Ready.PROBLEM: self.problem,
            Ready.INSTRUCTION: self.checklist,
            Ready.OWN_ROLE: self.checklist,
            Ready.QUESTION: self.question,
            Ready.ARTIFACT: self.artifacts,
            Ready.NAMES_REMOVED: self.artifacts,
            Ready.CONSENT: self.people,
            Ready.TIME: self.session,
        }[Ready(str(line))]
        section.fold(False)
        field = section.field_for(Ready(str(line)))
        field.setFocus(Qt.FocusReason.TabFocusReason)
        QTimer.singleShot(0, self, lambda: self._bring_up(section, field))

    def _bring_up(self, section: Section, field: QWidget) -> None:
        """Scroll to a field, with its card's title above it where both fit."""
        content, margin = self._content, self.theme.px(_MARGIN)
        top = section.mapTo(content, QPoint(0, 0)).y() - margin
        bottom = field.mapTo(content, QPoint(0, field.height())).y() + 2 * margin
        height = self._scroll.viewport().height()
        self._scroll.verticalScrollBar().setValue(max(top, bottom - height))

    def _fit(self) -> None:
        px = self.theme.px
        margin = px(_MARGIN)
        narrow = self.width() < px(600) + px(_SIDE) + 3 * margin
        self._centred.setContentsMargins(margin, margin, margin, px(48))
        self._beside.setContentsMargins(0, margin, margin, margin)
        self._band_row.setContentsMargins(margin, px(12), margin, px(12))
        self._cards.setSpacing(px(16))
        self._column.setMaximumWidth(px(_COLUMN))
        self._side_scroll.setFixedWidth(px(_SIDE) + margin)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        directions = QBoxLayout.Direction
        self._band_row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        set_property(self._heading, "type", "lead" if narrow else "heading")
        self._side_scroll.setVisible(not narrow)
        if narrow:
            self._cards.insertWidget(0, self.readiness)
        else:
            self._beside.insertWidget(0, self.readiness)
            self._beside.addStretch(1)
        self.readiness.fold(narrow)
        for section in self.sections:
            section.be_narrow(narrow)

    def _say_saved(self) -> None:
        self._say(self.tr("Everything is saved as you type"), "quiet")

    def _say(self, words: str, tone: str, file: Path | None = None) -> None:
        self.saved.say(words, tone, file)

    def _say_unsaved(self, words: str) -> None:
        self._say(self.tr("Not saved yet"), "over")
