"""All stages of the session that is live: looked at here, and entered only by a button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QPushButton, QSizePolicy

from dilc_desktop.domain.session import PlannedStage, Session, left_of_stage
from dilc_desktop.domain.timing import Timing, clock_text
from dilc_desktop.ui.fields import DurationField, labelled
from dilc_desktop.ui.parts import (
    Flow,
    Paper,
    button,
    column,
    icon_button,
    label,
    paragraph,
    row,
    scrolling,
)
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.time_words import wall_time
from dilc_desktop.ui.words import minutes_words

Replan = list[tuple[str, int]]


class StagesPanel(QFrame):
    """The stages in order with what each has used or will have; a row is looked at, not entered.

    `enter_wanted` and `skip_wanted` carry a stage's id, `replan_wanted` a list of stage ids with
    seconds in their new order: the coming stages, before them the running one where its length
    was changed.
    """

    enter_wanted = Signal(str)
    skip_wanted = Signal(str)
    repeat_wanted = Signal()
    replan_wanted = Signal(object)
    close_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._session: Session | None = None
        self._shown = ""
        self.list = QListWidget()
        self.list.setObjectName("live.stages.list")
        self.list.setAccessibleName(self.tr("Stages"))
        self.list.setProperty("role", "stages")
        self.list.setWordWrap(True)
        self.list.setUniformItemSizes(False)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.installEventFilter(self)
        self.who = paragraph("", "body", strong=True)
        self.say = paragraph("", "body", "quiet")
        self.minutes = DurationField()
        self.minutes.setObjectName("live.stages.minutes")
        self.problem = paragraph("", "small", "over")
        self.problem.hide()
        self.enter = self._act(self.tr("Go here"), self._enter, "enter")
        self.repeat = self._act(self.tr("Once more"), self.repeat_wanted.emit, "repeat")
        self.skip = self._act(self.tr("Skip"), self._skip, "skip")
        self.up = icon_button(theme, "arrow-up", self.tr("Earlier"), lambda: self._move(-1))
        self.up.setObjectName("live.stages.up")
        self.down = icon_button(theme, "arrow-down", self.tr("Later"), lambda: self._move(1))
        self.down.setObjectName("live.stages.down")
        close = button(self.tr("Close"), self.close_wanted.emit, "plain")
        close.setObjectName("live.stages.close")
        head = label(self.tr("STAGES"), "small", "quiet", strong=True)
        px = theme.px
        name = labelled(self.tr("Minutes"), self.minutes)
        self.minutes.setFixedWidth(px(90))
        acts = Flow(self.enter, self.repeat, self.skip, self.up, self.down, spacing=px(8))
        top = row(head, None, close)
        box = column(
            top,
            self.list,
            self.who,
            self.say,
            row(name, self.minutes, None, spacing=px(8)),
            self.problem,
            acts,
            spacing=px(8),
        )
        box.setStretch(1, 1)
        held = Paper()
        held.setLayout(box)
        # At large text the whole panel scrolls, so that no button is cut.
        area = scrolling(held)
        # It takes the room that there is, rather than push the page below the window.
        area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        area.setMinimumHeight(px(300))
        self.list.setMinimumHeight(px(110))
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setLayout(column(area, spacing=0))
        self.setFocusProxy(self.list)
        self.list.currentRowChanged.connect(lambda _: self._look())
        self.minutes.decided.connect(self._set_minutes)
        self.minutes.editingFinished.connect(self._say_problem)

    def _act(self, words: str, press: object, name: str) -> QPushButton:
        made = button(words, press)  # type: ignore[arg-type]  # a signal's emit is callable
        made.setObjectName(f"live.stages.{name}")
        return made

    # Showing

    def show_session(self, session: Session, timing: Timing, offset_min: int = 0) -> None:
        """Show where the session stands; what is looked at stays."""
        looked_at = self.looked_at
        self._session = session
        stages = session.stages
        texts = self._rows(session, timing, offset_min)
        self.list.blockSignals(True)
        while self.list.count() > len(stages):
            self.list.takeItem(self.list.count() - 1)
        for place, (stage, text) in enumerate(zip(stages, texts, strict=True)):
            if place >= self.list.count():
                self.list.addItem(QListWidgetItem())
            item = self.list.item(place)
            if item.text() != text:
                item.setText(text)
            item.setData(Qt.ItemDataRole.UserRole, stage.id)
            font = item.font()
            here = session.run is not None and session.run.stage_id == stage.id
            font.setBold(here)
            item.setFont(font)
        wanted = looked_at or (session.runs[-1].stage_id if session.runs else "")
        places = {stage.id: place for place, stage in enumerate(stages)}
        self.list.setCurrentRow(places.get(wanted, 0))
        self.list.blockSignals(False)
        self._look()

    def _rows(self, session: Session, timing: Timing, offset_min: int) -> list[str]:
        begins = self._begins(session, timing)
        texts = []
        for number, stage in enumerate(session.stages, start=1):
            state = self._state(session, stage, timing.now)
            at = begins.get(stage.id)
            when = "" if at is None else "  \u00b7  " + wall_time(at, offset_min)
            rounds = "" if stage.rounds == 1 else self.tr(" ({0} rounds)").format(stage.rounds)
            texts.append(f"{number}  {stage.name}{rounds}\n     {state}{when}")
        return texts

    def _begins(self, session: Session, timing: Timing) -> dict[str, int]:
        """When each coming stage will begin, in UTC milliseconds, if all goes by the plan."""
        if timing.expected_end_ms is None or not session.live:
            return {}
        at = timing.expected_end_ms
        found = {}
        for stage in reversed(session.coming):
            at -= left_of_stage(session, stage)
            found[stage.id] = at
        return found

    def _state(self, session: Session, stage: PlannedStage, now: int) -> str:
        runs = [run for run in session.runs if run.stage_id == stage.id]
        planned = minutes_words(stage.planned_s)
        used = clock_text(sum(run.active_ms(now) for run in runs) // 1000)
        if runs and runs[-1].ended is None:
            return self.tr("\u25b6 now, {0} of {1}").format(used, planned)
        if stage.id in session.skipped:
            return self.tr("\u2013 skipped, {0}").format(planned)
        if runs:
            return self.tr("\u2713 done, {0} of {1}").format(used, planned)
        return self.tr("\u25cb {0}").format(planned)

    @property
    def looked_at(self) -> str:
        """The id of the stage that is looked at."""
        item = self.list.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else ""
        return found if isinstance(found, str) else ""

    def _look(self) -> None:
        """Show the stage that is looked at; nothing is entered."""
        session = self._session
        stage = self._stage()
        if session is None or stage is None:
            return
        coming = {s.id for s in session.coming}
        here = session.run is not None and session.run.stage_id == stage.id
        self.who.setText(" \u2013 ".join(part for part in (stage.speaks, stage.silent) if part))
        self.say.setText(stage.say)
        if stage.id != self._shown:
            # What was typed for another stage was taken, or said to be no length.
            self._shown = stage.id
            self.minutes.setModified(False)
            self.problem.hide()
        self.minutes.show_seconds(stage.planned_s)
        self.minutes.setEnabled(session.live and (here or stage.id in coming))
        self.enter.setEnabled(session.ended is None and not here)
        self.repeat.setEnabled(here)
        self.skip.setEnabled(session.live and stage.id in coming)
        self.up.setEnabled(session.live and self._moved(-1) is not None)
        self.down.setEnabled(session.live and self._moved(1) is not None)

    def _stage(self) -> PlannedStage | None:
        looked_at, session = self.looked_at, self._session
        stages = () if session is None else session.stages
        return next((stage for stage in stages if stage.id == looked_at), None)

    # Acts

    def _enter(self) -> None:
        if self.looked_at:
            self.enter_wanted.emit(self.looked_at)

    def _skip(self) -> None:
        if self.looked_at:
            self.skip_wanted.emit(self.looked_at)

    def _say_problem(self) -> None:
        """Say beside the field what a length looks like; the stored one stays."""
        refused = self.minutes.isModified()
        self.problem.setText(self.tr("Please give minutes, for example 5, 1:30 or 90s."))
        self.problem.setVisible(refused)

    def _set_minutes(self, seconds: int) -> None:
        session, stage = self._session, self._stage()
        if session is None or stage is None or seconds == stage.planned_s:
            return
        plan = [(s.id, s.planned_s) for s in session.coming]
        if session.run is not None and session.run.stage_id == stage.id:
            plan.insert(0, (stage.id, stage.planned_s))
        self.replan_wanted.emit([(i, seconds if i == stage.id else s) for i, s in plan])

    def _move(self, places: int) -> None:
        plan = self._moved(places)
        if plan is not None:
            self.replan_wanted.emit(plan)

    def _moved(self, places: int) -> Replan | None:
        """The coming stages with the one looked at moved; None where it cannot go there.

        Stages that go round together stay together: they change places among themselves only,
        and others pass a block as a whole.
        """
        session, stage = self._session, self._stage()
        if session is None or stage is None or not session.live:
            return None
        coming = list(session.coming)
        here = next((n for n, s in enumerate(coming) if s.id == stage.id), -1)
        there = here + places
        if here < 0 or not 0 <= there < len(coming):
            return None
        passed = coming[there].block
        if stage.block and passed != stage.block:
            return None
        if passed and not stage.block:
            newest = session.stage
            if newest is not None and newest.block == passed:
                # A block that has begun is not left behind.
                return None
            while 0 <= there + places < len(coming) and coming[there + places].block == passed:
                there += places
        coming.insert(there, coming.pop(here))
        return [(s.id, s.planned_s) for s in coming]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the list Alt with an arrow moves a coming stage, Esc closes."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_wanted.emit()
        else:
            return False
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The list has the focus for the panel."""
        self.list.setFocus(event.reason())
