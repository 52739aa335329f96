"""All stages of the session that is live: looked at here, and entered only by a button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidgetItem, QPushButton, QScrollArea, QSizePolicy

from dilc_desktop.domain.session import (
    PlannedStage,
    Session,
    left_of_later_rounds,
    left_of_round,
    left_of_stage,
)
from dilc_desktop.domain.timing import Timing, clock_text
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
from dilc_desktop.ui.stage_rows import HAS_ENTRY, RowMinutes, StageList, StageRows
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.time_words import wall_time
from dilc_desktop.ui.words import minutes_words

Replan = list[tuple[str, int]]


class StagesPanel(QFrame):
    """The stages in order with what each has used or will have; a row is looked at, not entered.

    `enter_wanted` and `skip_wanted` carry a stage's id, `replan_wanted` a list of stage ids with
    seconds in their new order: the coming stages, before them the running one where its length
    was changed. The running and the coming rows have an entry for their minutes.
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
        self._rows: list[tuple[str, bool]] = []
        self._shown: list[str] = []
        self.fields: dict[str, RowMinutes] = {}
        self.list = StageList()
        self.list.setObjectName("live.stages.list")
        self.list.setAccessibleName(self.tr("Stages"))
        self.list.setProperty("role", "stages")
        self.list.setItemDelegate(StageRows(theme, self._entry, self.list))
        self.list.installEventFilter(self)
        self.who = paragraph("", "body", strong=True)
        self.say = paragraph("", "body", "quiet")
        self.note = paragraph("", "small", "quiet")
        self.enter = self._act(self.tr("Go here"), self._enter, "enter")
        self.repeat = self._act(self.tr("Once more"), self._repeat, "repeat")
        self.skip = self._act(self.tr("Skip"), self._skip, "skip")
        self.up = icon_button(theme, "arrow-up", self.tr("Earlier"), lambda: self._move(-1))
        self.up.setObjectName("live.stages.up")
        self.up.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.down = icon_button(theme, "arrow-down", self.tr("Later"), lambda: self._move(1))
        self.down.setObjectName("live.stages.down")
        self.down.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close = button(self.tr("Close"), self.close_wanted.emit, "plain")
        close.setObjectName("live.stages.close")
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head = label(self.tr("STAGES"), "small", "quiet", strong=True)
        px = theme.px
        acts = Flow(self.enter, self.repeat, self.skip, self.up, self.down, spacing=px(8))
        top = row(head, None, close)
        box = column(
            top,
            self.list,
            self.note,
            self.who,
            self.say,
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
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setLayout(column(area, spacing=0))
        self._area = area
        theme.changed.connect(self._fit)
        self._fit()
        self.setFocusProxy(self.list)
        self.list.currentRowChanged.connect(lambda _: self._look())

    def _fit(self) -> None:
        """Follow the text size."""
        self._area.setMinimumHeight(self._theme.px(300))
        self.list.setMinimumHeight(self._theme.px(110))

    def _act(self, words: str, press: object, name: str) -> QPushButton:
        made = button(words, press)  # type: ignore[arg-type]  # a signal's emit is callable
        # What is typed after a click is meant for the words, never for the button again.
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setObjectName(f"live.stages.{name}")
        return made

    # Showing

    def show_session(self, session: Session, timing: Timing, offset_min: int = 0) -> None:
        """Show where the session stands; what is looked at stays."""
        looked_at = self.looked_at
        self._session = session
        texts = self._texts(session, timing, offset_min)
        self._shown = texts
        self.list.blockSignals(True)
        self._lay_rows(session)
        for place, (stage, text) in enumerate(zip(session.stages, texts, strict=True)):
            item = self.list.item(place)
            field = self.fields.get(stage.id)
            if field is not None:
                field.show_seconds(stage.planned_s)
            self._write(item, self._with_refusal(text, field))
            font = item.font()
            here = session.run is not None and session.run.stage_id == stage.id
            font.setBold(here)
            item.setFont(font)
        wanted = looked_at or (session.runs[-1].stage_id if session.runs else "")
        places = {stage.id: place for place, stage in enumerate(session.stages)}
        self.list.setCurrentRow(places.get(wanted, 0))
        self.list.blockSignals(False)
        # Rows have grown with their words; the entries go with them.
        self.list.doItemsLayout()
        self._look()

    def follow_clock(self, timing: Timing, offset_min: int = 0) -> None:
        """Keep the times in the rows true while the panel is open."""
        session = self._session
        if session is None:
            return
        self._shown = self._texts(session, timing, offset_min)
        differ = [
            self._write(self.list.item(place), self._with_refusal(text, self.fields.get(stage.id)))
            for place, (stage, text) in enumerate(zip(session.stages, self._shown, strict=True))
        ]
        if any(differ):
            self.list.doItemsLayout()

    def _lay_rows(self, session: Session) -> None:
        """Make the rows anew where others stand in order, or other ones can be changed."""
        open_ids = {stage.id for stage in session.coming} if session.live else set()
        if session.run is not None:
            open_ids.add(session.run.stage_id)
        rows = [(stage.id, stage.id in open_ids) for stage in session.stages]
        if rows == self._rows:
            return
        typed = {i: field.text() for i, field in self.fields.items() if field.isModified()}
        inside = next((i for i, field in self.fields.items() if field.hasFocus()), "")
        for field in self.fields.values():
            # It goes; what leaving it would say is no decision.
            field.blockSignals(True)
        if inside:
            self.list.setFocus()
        self.list.clear()
        self.fields = {}
        self._rows = rows
        for stage, (stage_id, has_entry) in zip(session.stages, rows, strict=True):
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, stage_id)
            item.setData(HAS_ENTRY, has_entry)
            self.list.addItem(item)
            if has_entry:
                self.list.openPersistentEditor(item)
                field = self.fields[stage_id]
                field.setAccessibleName(self.tr("Minutes of {0}").format(stage.name))
                if stage_id in typed:
                    field.carry(typed[stage_id])
                if stage_id == inside:
                    field.setFocus()

    def _entry(self, place: int) -> RowMinutes:
        """The entry for the minutes of one row."""
        stage_id = self._rows[place][0]
        field = RowMinutes()
        field.setObjectName(f"live.stages.minutes.{stage_id}")
        field.decided.connect(lambda seconds: self._set_minutes(stage_id, seconds))
        field.editingFinished.connect(lambda: self._say_refusal(stage_id))
        field.textEdited.connect(lambda: self._say_refusal(stage_id))
        field.stepped.connect(lambda rows: self._step(stage_id, rows))
        field.left.connect(lambda: self._leave_entry(stage_id))
        field.entered.connect(lambda: self._go_to(stage_id))
        self.fields[stage_id] = field
        return field

    def _texts(self, session: Session, timing: Timing, offset_min: int) -> list[str]:
        begins = self._begins(session, timing)
        texts = []
        for number, stage in enumerate(session.stages, start=1):
            state = self._state(session, stage, timing.now)
            at = begins.get(stage.id)
            when = "" if at is None else "  \u00b7  " + wall_time(at, offset_min)
            rounds = self._rounds(session, stage)
            texts.append(f"{number}  {stage.name}{rounds}\n     {state}{when}")
        return texts

    def _rounds(self, session: Session, stage: PlannedStage) -> str:
        """Which round runs, or how many there will be; nothing where there is but one."""
        run = session.run
        if run is not None and run.stage_id == stage.id:
            most = max(stage.rounds, run.round)
            words = self.tr(" (round {0} of {1})").format(run.round, most)
            return words if most > 1 else ""
        return "" if stage.rounds == 1 else self.tr(" ({0} rounds)").format(stage.rounds)

    def _begins(self, session: Session, timing: Timing) -> dict[str, int]:
        """When each coming stage will begin, in UTC milliseconds, if all goes by the plan."""
        if timing.expected_end_ms is None or not session.live:
            return {}
        coming, here = session.coming, session.stage
        later = left_of_later_rounds(session)
        at = timing.expected_end_ms - later - sum(left_of_stage(session, s) for s in coming)
        block = here.block if here is not None else ""
        found = {}
        for stage in coming:
            if not block or stage.block != block:
                # The rounds to come of what goes round together end before this one begins.
                at, later = at + later, 0
            found[stage.id] = at
            once = left_of_round(session, stage, session.round_of(stage))
            at += once
            later += left_of_stage(session, stage) - once
            block = stage.block
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
        self.note.setText(self._hint(has_entry=stage.id in self.fields))
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

    def _take_typed(self) -> None:
        """Take the minutes that are being typed, before something else is done."""
        if any(field.hasFocus() for field in self.fields.values()):
            self.list.setFocus()

    def _enter(self) -> None:
        self._take_typed()
        if self.looked_at:
            self.enter_wanted.emit(self.looked_at)

    def _repeat(self) -> None:
        self._take_typed()
        self.repeat_wanted.emit()

    def _skip(self) -> None:
        self._take_typed()
        if self.looked_at:
            self.skip_wanted.emit(self.looked_at)

    def _hint(self, *, has_entry: bool) -> str:
        if has_entry:
            return self.tr("Enter: minutes. Alt+Up or Alt+Down: another place.")
        return self.tr("Only what runs or is to come can get other minutes.")

    def _refusal(self) -> str:
        return self.tr("Please give minutes, for example 5, 1:30 or 90s.")

    def _say_refusal(self, stage_id: str) -> None:
        """Say beside an entry what a length looks like; the stored one stays."""
        place = next((n for n, (i, _) in enumerate(self._rows) if i == stage_id), -1)
        field, item = self.fields.get(stage_id), self.list.item(place)
        if field is None or item is None:
            return
        field.setAccessibleDescription(self._refusal() if field.refused else "")
        if self._write(item, self._with_refusal(self._shown[place], field)):
            self.list.doItemsLayout()

    def _write(self, item: QListWidgetItem, words: str) -> bool:
        """Set the words of a row; whether they are others."""
        differs = item.text() != words
        if differs:
            item.setText(words)
        return differs

    def _with_refusal(self, text: str, field: RowMinutes | None) -> str:
        if field is None or not field.refused:
            return text
        name = text.split("\n", 1)[0]
        return f"{name}\n     {self._refusal()}"

    def _set_minutes(self, stage_id: str, seconds: int) -> None:
        session = self._session
        if session is None or stage_id not in self.fields:
            return
        plan = [(s.id, s.planned_s) for s in session.coming]
        if session.run is not None and session.run.stage_id == stage_id:
            plan.insert(0, (stage_id, seconds))
        self.replan_wanted.emit([(i, seconds if i == stage_id else s) for i, s in plan])

    def _go_to(self, stage_id: str) -> None:
        """Look at the row whose entry has the focus."""
        place = next((n for n, (i, _) in enumerate(self._rows) if i == stage_id), -1)
        if place >= 0:
            self.list.setCurrentRow(place)

    def _step(self, stage_id: str, rows: int) -> None:
        """Go on to the entry above or below."""
        ids = list(self.fields)
        place = ids.index(stage_id) + rows if stage_id in ids else -1
        if 0 <= place < len(ids):
            self._edit(ids[place])

    def _edit(self, stage_id: str) -> None:
        field = self.fields.get(stage_id)
        if field is not None:
            self._go_to(stage_id)
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            field.selectAll()
            self._bring_into_sight(field)

    def _bring_into_sight(self, field: RowMinutes) -> None:
        """Scroll whatever holds the panel; at large text the page itself scrolls."""
        held = self.parentWidget()
        while held is not None:
            if isinstance(held, QScrollArea):
                held.ensureWidgetVisible(field)
            held = held.parentWidget()

    def _leave_entry(self, stage_id: str) -> None:
        """Back to the list; what was typed and is no length is forgotten."""
        session, field = self._session, self.fields.get(stage_id)
        if session is not None and field is not None:
            field.forget(session.stage_of(stage_id).planned_s)
            self._say_refusal(stage_id)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, places: int) -> None:
        self._take_typed()
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
        """In the list Enter goes to the minutes, Alt with an arrow moves a stage, Esc closes."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._edit(self.looked_at)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_wanted.emit()
        else:
            return False
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The list has the focus for the panel."""
        self.list.setFocus(event.reason())
