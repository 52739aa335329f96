"""The facilitator's screen while a session is live."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from dilc_desktop.domain.session import Reason
from dilc_desktop.domain.timing import Phase, Timing, nudge_due
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.services.live import Live, Outage, OutageAnswer
from dilc_desktop.services.moments import milliseconds
from dilc_desktop.ui.file_keeper import dropped_files
from dilc_desktop.ui.key_sheet import KeySheet
from dilc_desktop.ui.live_band import LiveBand
from dilc_desktop.ui.live_bars import MessageBar, QuestionBar
from dilc_desktop.ui.live_captures import LiveCaptures
from dilc_desktop.ui.live_foot import LiveFoot
from dilc_desktop.ui.live_guard import ClickGuard
from dilc_desktop.ui.live_keys import action_words, keys_of
from dilc_desktop.ui.live_retiming import LiveRetiming
from dilc_desktop.ui.live_room import LiveRoom
from dilc_desktop.ui.live_words import phase_words, shortened, then_words
from dilc_desktop.ui.outage_bar import OutageBar
from dilc_desktop.ui.page import Page, PageId, Surroundings
from dilc_desktop.ui.parts import (
    column,
    label,
    paragraph,
    row,
    scrolling,
    set_property,
    surface,
)
from dilc_desktop.ui.room_copy import RoomCopy
from dilc_desktop.ui.room_messages import READY_MADE, message_words
from dilc_desktop.ui.room_screen import RoomScreen
from dilc_desktop.ui.signals import Signals
from dilc_desktop.ui.stage_work import StageWork
from dilc_desktop.ui.stages_panel import StagesPanel
from dilc_desktop.ui.ticker import Ticker
from dilc_desktop.ui.time_shapes import edge_pen
from dilc_desktop.ui.time_words import wall_time

MINUTE_S = 60
WAY_BACK_MS = 3_000
_FRAME = 6
# A presenter's remote has few keys: pressed again at once, this one takes the move back.
_FORWARD = "PgDown"


class LivePage(Page):
    """Runs the stages, shows the time, captures what is said."""

    pages_wanted = Signal()
    mini_wanted = Signal()

    def __init__(self, around: Surroundings, room: RoomScreen, signals: Signals) -> None:
        super().__init__(around)
        self._live: Live | None = None
        self._phase = Phase.NOT_STARTED
        self._announced: tuple[str, Phase] | None = None
        self._before: Timing | None = None
        self._rehearsal = False
        self._way_back_at = 0
        self.room = room
        self.show_room = LiveRoom(room, self)
        self.ticker = Ticker(self)
        self.signals = signals
        self.keys = keys_of(self.preferences.now)
        self.band = LiveBand(self.theme)
        self.capturing = LiveCaptures(around)
        self.panel, self.captures = self.capturing.panel, self.capturing.captures
        self.work = StageWork(self.theme)
        self.stages = StagesPanel(self.theme)
        self.lateness = LiveRetiming(around, self)
        self.late, self.retiming = self.lateness.bar, self.lateness.panel
        self.outage_bar = OutageBar(self.theme)
        self.message_bar = MessageBar(self.theme, [message_words(name) for name in READY_MADE])
        self.message_bar.chosen.connect(self._send)
        self.message_bar.left.connect(self._focus_first)
        self.key_sheet = KeySheet(self.theme, self.keys, self)
        self.foot = LiveFoot(self.theme, self.keys)
        self.setAcceptDrops(True)
        self._acts = self._table_of_acts()
        self.live_actions: tuple[QAction, ...] = ()
        self._build()
        self._make_actions()
        self._wire()
        # At once, so that no part is ever without a parent to go with.
        self._arrange()

    def _wire(self) -> None:
        self.ticker.ticked.connect(self._show_timing)
        self.show_room.changed.connect(self._show_room_state)
        self.room.screen_lost.connect(self._say_screen_lost)
        self.room.screen_returned.connect(self._offer_screen)
        self.capturing.said.connect(self._say)
        self.foot.pressed.connect(self.act)
        self.foot.interrupted.connect(self.interrupt)
        self.work.speaker_wanted.connect(self._choose_speaker)
        self.work.pass_wanted.connect(lambda person: self._on_live(lambda v: v.pass_turn(person)))
        self.work.place_wanted.connect(self._enter_place)
        self.work.note_wanted.connect(self._note_of_group)
        self.work.line_drafted.connect(self.capturing.keep_line)
        self.work.lines_wanted.connect(lambda: self.work.groups.restore(self.capturing.lines()))
        self.stages.enter_wanted.connect(self.enter)
        self.stages.skip_wanted.connect(lambda stage: self._on_live(lambda v: v.skip(stage)))
        self.stages.repeat_wanted.connect(partial(self.act, "repeat"))
        self.stages.replan_wanted.connect(lambda new: self._on_live(lambda v: v.replan(new)))
        self.stages.close_wanted.connect(self.toggle_stages)
        self.lateness.opened.connect(self._show_retiming)
        self.lateness.closed.connect(self._leave_retiming)
        self.lateness.replan_wanted.connect(lambda new: self._on_live(lambda v: v.replan(new)))
        self.lateness.said.connect(self._say)
        self.outage_bar.answered.connect(self._answer_outage)
        self.preferences.changed.connect(self._use_keys)
        self.notifier.refused.connect(self._say)
        self.theme.changed.connect(self._arrange)
        self.theme.changed.connect(self.update)
        self._way_back_timer = QTimer(self, singleShot=True, interval=WAY_BACK_MS)
        self._way_back_timer.timeout.connect(self.way_back.put_away)

    # Building

    def _build(self) -> None:
        px = self.theme.px
        self.copy = RoomCopy(self.theme, self.room)
        self.copy.clicked.connect(partial(self.act, "blank_room"))
        # It lies over the page: coming and going it must not move what people look at.
        self.way_back = QuestionBar(self.theme, "live.way_back")
        self.way_back.setParent(self)
        self.belongs = QuestionBar(self.theme, "live.belongs")
        self.unsaved = QuestionBar(self.theme, "live.unsaved")
        self.nudge = QuestionBar(self.theme, "live.nudge")
        self.other = QuestionBar(self.theme, "live.other")
        self.say = paragraph("", "heading")
        self.ask = paragraph("", "body", "quiet")
        self.then = paragraph("", "body", "quiet")
        self.purpose = paragraph("", "body", "quiet")
        self.notice = paragraph("", strong=True)
        self._notice_bar = surface("banner")
        noticed = row(self.notice)
        noticed.setContentsMargins(px(20), px(6), px(20), px(6))
        self._notice_bar.setLayout(noticed)
        self._notice_bar.hide()
        self._say_head = label(self.tr("SAY NEXT"), "small", "quiet", strong=True)
        self._ask_head = label(self.tr("ALSO ASK"), "small", "quiet", strong=True)
        self._purpose_head = label(self.tr("LEARNING PURPOSE"), "small", "quiet", strong=True)
        say = QFrame()
        say.setLayout(
            column(
                column(self._say_head, self.say, spacing=px(10)),
                column(self._ask_head, self.ask, spacing=px(4)),
                self.work,
                column(self._purpose_head, self.purpose, spacing=px(4)),
                None,
                row(self.then, self.copy, spacing=px(12)),
                spacing=px(18),
            )
        )
        # Not a stack of Qt's: that one reckons with the height of lines it never shows.
        self._left_parts = (say, self.stages, self.retiming)
        left = QWidget()
        left.setLayout(column(*self._left_parts, spacing=0))
        self._show_left(0)
        middle = QWidget()
        self._middle = QGridLayout(middle)
        self._middle.setContentsMargins(px(24), px(14), px(24), px(14))
        self._middle.setHorizontalSpacing(px(24))
        self._middle.setVerticalSpacing(px(10))
        self._left, self._right = left, self.capturing
        self._compact: bool | None = None
        box = QVBoxLayout()
        box.setContentsMargins(_FRAME, _FRAME, _FRAME, _FRAME)
        box.setSpacing(0)
        box.addWidget(self.band)
        self._scrolled = column(self.outage_bar, middle, spacing=0)
        self._scrolled.setStretch(1, 1)
        scrolled = QWidget()
        scrolled.setLayout(self._scrolled)
        self._scroll = scrolling(scrolled)
        box.addWidget(self._scroll, 1)
        self._bars = (self.unsaved, self.other, self.nudge, self.late, self.belongs)
        bars = (*self._bars, self.way_back)
        self._guard = ClickGuard(self, (*bars, self._notice_bar))
        for bar in bars:
            bar.shifting.connect(self._guard.hold)
        self._barred = column(spacing=0)
        box.addLayout(self._barred)
        box.addWidget(self._notice_bar)
        box.addWidget(self.foot)
        self.setLayout(box)

    def _arrange(self) -> None:
        """Two columns, and the seldom buttons at the right; at large text one column."""
        compact = self.width() < self.theme.px(1000)
        if compact is self._compact:
            return
        self._compact = compact
        for part in (self._left, self._right, self.band.question):
            self._middle.removeWidget(part)
        self.band.set_compact(compact=compact)
        self.panel.set_compact(compact=compact)
        set_property(self.notice, "type", "small" if compact else "body")
        self.foot.set_compact(compact=compact)
        self._place_bars(compact=compact)
        self._show_room_state()
        if compact:
            self._middle.addWidget(self._right, 0, 0)
            self._middle.addWidget(self.band.question, 1, 0)
            self._middle.addWidget(self._left, 2, 0)
            self.captures.setMinimumHeight(self.theme.px(140))
        else:
            self.band.take_question()
            self._middle.addWidget(self._left, 0, 0)
            self._middle.addWidget(self._right, 0, 1)
            self.captures.setMinimumHeight(0)
        self._middle.setColumnStretch(0, 1 if compact else 5)
        self._middle.setColumnStretch(1, 0 if compact else 6)

    def _place_bars(self, *, compact: bool) -> None:
        """Above the buttons; at large text, where the page scrolls, at the top of what scrolls."""
        self.way_back.set_compact(compact=compact)
        for place, bar in enumerate(self._bars):
            bar.set_compact(compact=compact)
            if compact:
                self._scrolled.insertWidget(place, bar)
            else:
                self._barred.insertWidget(place, bar)
        if compact:
            self._scrolled.insertWidget(len(self._bars), self.message_bar)
        else:
            self._barred.addWidget(self.message_bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the layout that fits the width."""
        super().resizeEvent(event)
        self._arrange()
        self._place_way_back()

    def _table_of_acts(self) -> dict[str, Callable[[], object]]:
        """What each act of the live keys and of the foot does."""
        return {
            "next": self.go_on,
            "undo": self.undo,
            "undo_move": self.undo_move,
            "back": self.go_back,
            "end": self.end_or_reopen,
            "interrupt": self.toggle_interruption,
            "more": lambda: self.add_minutes(1),
            "less": lambda: self.add_minutes(-1),
            "backdate": lambda: self._on_live(Live.move_start),
            "leave_stage": lambda: self._on_live(Live.leave),
            "skip": self.skip_next,
            "repeat": lambda: self._on_live(Live.repeat),
            "stages": self.toggle_stages,
            "retime": self.lateness.show,
            "blank_room": self.show_room.blank,
            "room": self.show_room.toggle,
            "message": self.message_bar.open,
            "quiet": self.silence,
            "mini": self.mini_wanted.emit,
            "help": self.show_keys,
            "panes": self._cycle_panes,
            "pages": self.pages_wanted.emit,
        }

    def act(self, act: str) -> None:
        """Do what a live key or a button of the foot asks for."""
        call = self._acts.get(act)
        if call is not None:
            call()

    def _make_actions(self) -> None:
        """The live keys; the room screen carries them too, so they work where the focus is."""
        for action in self.live_actions:
            self.removeAction(action)
            self.room.removeAction(action)
            action.deleteLater()
        made = []
        for act, keys in self.keys.items():
            call = partial(self.act, act)
            kept = [key for key in keys if key != _FORWARD]
            made.append(self._add_action(action_words(act), kept, call))
        made.append(self._add_action(action_words("next"), [_FORWARD], self._click_forward))
        self.live_actions = tuple(made)

    def _use_keys(self) -> None:
        """Take up keys that were chosen while the page stands."""
        keys = keys_of(self.preferences.now)
        if keys != self.keys:
            self.keys = keys
            self._make_actions()
            self.foot.use_keys(keys)
            self.key_sheet.use_keys(keys)
            if self._live is not None:
                self.foot.show_session(self._live, rehearsal=self._rehearsal)

    def _add_action(self, words: str, keys: list[str], call: Callable[[], object]) -> QAction:
        action = QAction(words, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        # A key that is held down must not race through stages or fill the log.
        action.setAutoRepeat(False)
        action.triggered.connect(lambda _=False: call())
        self.addAction(action)
        self.room.addAction(action)
        return action

    # Showing

    def show_session(self) -> None:
        """Show a session and follow its clock."""
        before, practised = self._live, self.band.rehearsal
        live = self._take_session()
        if live is not before:
            self.work.groups.forget()
        beside = [*self.ticker.beside, *([] if before is None or practised else [before])]
        self.ticker.beside = [v for v in dict.fromkeys(beside) if v is not live and v.session.live]
        self._live = live
        self.capturing.follow(live, rehearsal=self._rehearsal)
        self._announced = self._before = None
        for bar in (*self._bars, self.way_back):
            bar.put_away()
        self.lateness.follow(live)
        self._show_left(0)
        self._show_stage()
        self._show_captures()
        self.outage_bar.show_outage(live.outage())
        self.capturing.restore_draft()
        self.ticker.follow(self._live)
        self._focus_first()

    @property
    def live(self) -> Live | None:
        """The session that is shown."""
        return self._live

    def rehearse_next(self) -> None:
        """Let the session that is opened next be a practice run."""
        self._rehearsal = True

    def _take_session(self) -> Live:
        if self._rehearsal and not self.band.rehearsal:
            self.band.mark_rehearsal(on=True)
            return self.desk.rehearse(self.session_id)
        self._rehearsal = False
        self.band.mark_rehearsal(on=False)
        self.desk.end_rehearsal()
        live = self.desk.live(self.session_id)
        live.reload()
        return live

    def _focus_first(self) -> None:
        """The words while the session is live, else the one thing to press."""
        live = self._live
        capturing = live is not None and live.session.live
        (self.panel.text if capturing else self.foot.next_button).setFocus()

    def settle(self) -> None:
        """Keep half-typed words."""
        self.capturing.settle()
        self.work.groups.keep_drafts()

    def rest(self) -> None:
        """Stop following the clock, before the program ends."""
        self.ticker.follow(None)
        self.desk.end_rehearsal()

    def on_change(self, change: Change) -> None:
        """Repaint what changed."""
        if self._live is None:
            return
        if change.what in (Changed.PREPARATION, Changed.PLAN, Changed.PEOPLE, Changed.ARTIFACTS):
            self._live.reload()
        if change.what is not Changed.CONTRIBUTIONS:
            self._show_stage()
        self._show_captures()
        self.ticker.look()

    def _show_stage(self) -> None:
        live = self._live
        if live is None:
            return
        session = live.session
        self.band.show_session(live.record, session)
        stage = session.stage if session.began is not None else session.next_stage
        following = session.next_stage if session.began is not None else stage
        self.say.setText(stage.say if stage is not None else "")
        self._say_head.setVisible(bool(self.say.text()))
        self.ask.setText("\n".join(stage.prompts) if stage is not None else "")
        for part in (self._ask_head, self.ask):
            part.setVisible(bool(self.ask.text()))
        self.then.setText(then_words(session, following) if session.live else "")
        self.purpose.setText(live.record.learning_purpose.strip())
        for part in (self._purpose_head, self.purpose):
            part.setVisible(bool(self.purpose.text()))
        self.foot.show_session(live, rehearsal=self._rehearsal)
        self.capturing.show_stage(stage)
        self._show_room_state()

    def _show_work(self) -> None:
        """Show what the running stage needs by its kind, and the stages where they are open."""
        live = self._live
        if live is None:
            return
        session = live.session
        now = live.timing()
        waiting = live.not_yet_heard()
        self.work.show_stage(session.stage, session.run, waiting, now.now)
        self.capturing.show_turns(session.stage, waiting)
        if self._stages_open:
            self.stages.show_session(session, now, self.desk.clock.offset_min())

    def _show_captures(self) -> None:
        live = self._live
        if live is None:
            return
        self.capturing.show_record()
        self.foot.show_undo(live)
        self._show_work()
        self._show_belongs()
        self._show_unsaved()

    def _show_timing(self, timing: Timing) -> None:
        live = self._live
        if live is None:
            return
        self.room.show_frame(live.frame(timing))
        run = live.session.run
        self.signals.look(timing, None if run is None else run.id)
        if self._before is not None and nudge_due(live.session, self._before, timing):
            self._nudge()
        if timing.phase is not Phase.BETWEEN:
            self.nudge.put_away()
        if self._before is None or self._before.now // 1000 != timing.now // 1000:
            self._look_each_second(timing)
        self._before = timing
        clock = self.desk.clock
        self.band.show_timing(timing, milliseconds(clock.utc()), clock.offset_min())
        if timing.phase is not self._phase:
            self._phase = timing.phase
            self.update()
        self._announce(live, timing.phase)

    def _announce(self, live: Live, phase: Phase) -> None:
        """Tell a screen reader of a new stage or phase, never of each second."""
        stage = live.session.stage
        now = (stage.id if stage is not None else "", phase)
        if now == self._announced:
            return
        entered = self._announced is None or self._announced[0] != now[0]
        held = self._announced is not None and self._announced[1] is Phase.INTERRUPTED
        self._announced = now
        words = phase_words(phase)
        if entered and stage is not None:
            words = f"{stage.name}. {words}"
        elif held and not words:
            words = self.tr("The clock runs again.")
        if words.strip():
            self.announce(words.strip())

    def announce(self, words: str) -> None:
        """Tell a screen reader, when it has said what it is saying."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page; over, held and idle show at its edge, each in its own shape."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.colour("paper"))
        pen = edge_pen(self.theme, self._phase, _FRAME * 2)
        if pen is not None and self._phase is not Phase.SOON:
            painter.setPen(pen)
            painter.drawRect(QRectF(self.rect()))
        painter.end()

    def _say(self, words: str) -> None:
        """Say something above the buttons until the next move."""
        if not self.isVisible():
            return
        if self._notice_bar.isHidden() is bool(words):
            self._guard.hold()
        self.notice.setText(words)
        self._notice_bar.setVisible(bool(words))
        if words:
            self.announce(words)

    def _say_screen_lost(self) -> None:
        self._say(
            self.tr("The other screen is gone, so the room screen was put away. Ctrl+B shows it.")
        )

    # Moves

    def _do(self, verb: Callable[[], Change]) -> Change | None:
        self._say("")
        self.way_back.put_away()
        self.panel.keep_draft()
        self.work.groups.keep_drafts()
        return self.notifier.run(verb)

    def go_on(self) -> None:
        """Start, go to the next stage, finish, or wrap up: the one big button."""
        live = self._live
        if live is None:
            return
        if live.session.ended is not None:
            page = PageId.PREPARE if self._rehearsal else PageId.WRAP_UP
            self.wanted.emit(page, self.session_id)
        elif live.session.began is None:
            other = self.desk.catalogue.live_session()
            if other is None:
                self._start()
            else:
                self._ask_of_other(other)
        elif self._do(live.next) is not None:
            self._offer_way_back(live)

    def _start(self) -> None:
        live = self._live
        self.other.put_away()
        if live is not None:
            self._do(live.start)
            self.panel.text.setFocus()

    def _ask_of_other(self, session_id: str) -> None:
        """Before a second clock runs, say which one runs already; nobody is kept from both."""
        record = self.desk.catalogue.record(session_id)
        began = record.session().began
        if began is None:
            self._start()
            return
        since = wall_time(began.utc_ms, began.offset_min)
        words = self.tr("\u201c{0}\u201d has been running since {1}. Its clock goes on.").format(
            shortened(record.title.strip() or self.tr("Another session"), 60), since
        )
        anyway = self.tr("Rehearse anyway") if self._rehearsal else self.tr("Start this one too")
        self.other.ask(
            words,
            [
                (self.tr("Go to it"), lambda: self.wanted.emit(PageId.LIVE, session_id)),
                (anyway, self._start),
                (self.tr("Not now"), self._put_other_away),
            ],
        )
        self.announce(words)
        # No words are being typed yet, and a second Enter must not start it by habit.
        self.other.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(self.other)

    def _put_other_away(self) -> None:
        self.other.put_away()
        self._focus_first()

    def enter(self, stage_id: str) -> None:
        """Go to a stage that was chosen among all of them."""
        live = self._live
        if live is not None and self._do(partial(live.enter, stage_id)) is not None:
            self._offer_way_back(live)
            self.panel.text.setFocus()

    def _click_forward(self) -> None:
        """Page Down goes on; pressed again while the way back is open it takes the move back."""
        live = self._live
        recent = live is not None and live.timing().now - self._way_back_at < WAY_BACK_MS
        if recent and self.way_back.words:
            self.way_back.buttons[0].click()
        else:
            self.go_on()

    def _offer_way_back(self, live: Live) -> None:
        """For three seconds say where the move went, and how to take it back."""
        stage = live.session.stage
        back = (self.tr("Go back"), self.undo)
        if live.session.ended is not None:
            self.way_back.ask(self.tr("The session has ended."), [back])
        elif stage is not None:
            words = self.tr("Moved on to {0}. Page Down or Page Up goes back.")
            choice = (self.tr("Go back"), self.undo_move)
            self.way_back.ask(words.format(stage.name), [choice])
        self._place_way_back()
        self._way_back_at = live.timing().now
        self._way_back_timer.start()

    def _place_way_back(self) -> None:
        """Lay the way back over the page, just above the buttons."""
        inside = self.rect().adjusted(_FRAME, 0, -_FRAME, 0)
        wanted = self.way_back.heightForWidth(inside.width())
        height = min(wanted, self.foot.geometry().top())
        self.way_back.setGeometry(
            inside.left(), self.foot.geometry().top() - height, inside.width(), height
        )
        self.way_back.raise_()

    def go_back(self) -> None:
        """Go back to the stage before."""
        self._on_live(Live.back)

    def skip_next(self) -> None:
        """Pass the next stage over beforehand."""
        live = self._live
        if live is None:
            return
        coming = live.session.coming
        if coming:
            self._do(partial(live.skip, coming[0].id))

    def _on_live(self, verb: Callable[[Live], Change]) -> Change | None:
        live = self._live
        return None if live is None else self._do(lambda: verb(live))

    def add_minutes(self, minutes: int) -> None:
        """Give the stage minutes, or take some."""
        live = self._live
        if live is not None:
            self._do(lambda: live.add_time(minutes * MINUTE_S))

    def interrupt(self, reason: Reason) -> None:
        """Hold the clock, with a reason."""
        live = self._live
        if live is not None:
            self._do(lambda: live.interrupt(reason))

    def toggle_interruption(self) -> None:
        """Hold the clock, or let it run on."""
        live = self._live
        if live is None:
            return
        if live.session.run is not None and live.session.run.interrupted:
            self._do(live.resume)
        else:
            self._do(lambda: live.interrupt(Reason.BREAK))

    def undo(self) -> None:
        """Take the newest act back."""
        self._on_live(Live.undo)

    def undo_move(self) -> None:
        """Take the newest stage move back; captures made since are kept."""
        self._on_live(Live.undo_move)

    def _show_belongs(self) -> None:
        """Ask, without stopping anything, where captures belong whose stage was undone."""
        live = self._live
        found = None if live is None else live.displaced
        if live is None or found is None:
            self.belongs.put_away()
            return
        stage = live.session.stage
        here = self.tr("Here") if stage is None else stage.name
        words = self.tr("{0} captures were made in {1}. Where do they belong?")
        if len(found.ids) == 1:
            words = self.tr("{0} capture was made in {1}. Where does it belong?")
        later = self.tr("{0}, once it runs").format(found.stage)
        self.belongs.ask(
            words.format(len(found.ids), found.stage),
            [
                (here, lambda: self._do(live.leave_displaced)),
                (later, lambda: self._do(live.hold_displaced)),
            ],
        )

    def end_or_reopen(self) -> None:
        """End the session wherever it is, or go on with one that has ended."""
        live = self._live
        if live is None:
            return
        if live.session.ended is not None:
            self._do(live.reopen)
        elif self._do(live.end) is not None:
            self._offer_way_back(live)

    # Looking at all stages, and at what is left

    def toggle_stages(self) -> None:
        """Show all stages in place of what to say, or put them away; nothing is entered."""
        opened = not self._stages_open
        self._show_left(1 if opened else 0)
        self._show_work()
        if opened:
            self.stages.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._scroll.ensureWidgetVisible(self._left)
        else:
            self._focus_first()

    @property
    def _stages_open(self) -> bool:
        return not self.stages.isHidden()

    def _show_left(self, place: int) -> None:
        for number, part in enumerate(self._left_parts):
            part.setVisible(number == place)

    def _show_retiming(self) -> None:
        self._show_left(2)
        self.retiming.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._scroll.ensureWidgetVisible(self._left)

    def _leave_retiming(self) -> None:
        self._show_left(0)
        self._focus_first()

    # No stage running, and what is not on disk

    def _nudge(self) -> None:
        live = self._live
        following = None if live is None else live.session.next_stage
        if following is None:
            return
        words = self.tr("No stage is running. Start {0}?").format(following.name)
        self.nudge.ask(words, [(self.tr("Start it now"), self.go_on)])
        self.announce(words)

    def _look_each_second(self, timing: Timing) -> None:
        live = self._live
        if live is None:
            return
        if self._stages_open:
            self.stages.follow_clock(timing, self.desk.clock.offset_min())
        if live.waiting:
            live.write_waiting()
            self._show_unsaved()
        if timing.now - self._way_back_at >= WAY_BACK_MS:
            # The timer alone would leave it up over a laptop that slept.
            self.way_back.put_away()
        if not any(bar.words for bar in self._bars):
            # One question at a time.
            self.lateness.offer(timing)
        self.lateness.follow_clock(timing)
        self.capturing.show_talk()
        run = live.session.run
        if run is not None and self.work.rooms.isVisible() and live.session.stage is not None:
            self.work.rooms.show_run(live.session.stage, run, timing.now)

    def _show_unsaved(self) -> None:
        """Say how much waits for the disk; the clock runs on and so does capturing."""
        live = self._live
        waiting = 0 if live is None else live.waiting
        if not waiting:
            if self.unsaved.words:
                self.unsaved.put_away()
                self.announce(self.tr("Everything is saved."))
                # A capture that waited took the draft of the capture line with it.
                self.panel.keep_draft()
            return
        words = self.tr(
            "Not on disk yet: {0}. They wait here in order and are saved as soon as the disk "
            "allows. Please leave the program open."
        ).format(waiting)
        if not self.unsaved.words:
            self._announce_at_once(words)
        self.unsaved.ask(words, [(self.tr("Try now"), self._try_now)], surface="alert")

    def _try_now(self) -> None:
        if self._live is not None:
            self._live.write_waiting()
        self._show_unsaved()

    def _announce_at_once(self, words: str) -> None:
        event = QAccessibleAnnouncementEvent(self, words)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    # Signals

    def silence(self) -> None:
        """No more signals in this stage."""
        self.signals.silence()
        self._say(self.tr("No more signals in this stage."))

    def show_keys(self) -> None:
        """Show the sheet of keys; any key closes it."""
        self.key_sheet.open()

    # Inside a stage

    def _choose_speaker(self, person_id: str) -> None:
        """Make the next capture this person's."""
        self.panel.speaker_field.show_value(person_id)
        self.panel.text.setFocus()

    def _enter_place(self, room: str) -> None:
        """Note that the group is in another room; what is typed next was seen there."""
        self._on_live(lambda live: live.enter_place(room))
        self.panel.text.setFocus()

    def _note_of_group(self, place: str, words: str) -> None:
        if self.capturing.note_of_group(place, words):
            self.work.groups.accept(place)

    # Files dropped on the window

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Keep what was dropped as artifacts."""
        event.acceptProposedAction()
        self.capturing.keep_files(dropped_files(event.mimeData()))

    # After the program was away

    def _answer_outage(self, outage: Outage, answer: OutageAnswer) -> None:
        """Say what the time was in which the program was away."""
        live = self._live
        if live is not None and self._do(lambda: live.answer_outage(outage, answer)) is not None:
            self.outage_bar.show_outage(None)

    # The room screen

    def _show_room_state(self) -> None:
        words = self.show_room.words
        self.foot.room_button.setText(words)
        self.foot.room_button.setAccessibleName(words)
        self.copy.setVisible(self.room.isVisible() and not self._compact)

    def _offer_screen(self) -> None:
        """A projector that came back is offered, never taken."""
        words = self.tr("The room's screen is back.")
        show = (self.tr("Show the room screen there"), self._take_screen)
        self.way_back.ask(words, [show])
        self.announce(words)

    def _take_screen(self) -> None:
        self.way_back.put_away()
        self.show_room.show_again()

    def _send(self, words: str) -> None:
        self.room.show_message(words)
        if not self.room.isVisible():
            self._say(self.tr("The room screen is off; the message shows once it is on."))

    # Focus

    def _cycle_panes(self) -> None:
        """F6 goes round: the words, the last captures, the big button."""
        panes: tuple[QWidget, ...] = (self.panel.text, self.captures, self.foot.next_button)
        here = next((i for i, pane in enumerate(panes) if pane.hasFocus()), -1)
        pane = panes[(here + 1) % len(panes)]
        pane.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._scroll.ensureWidgetVisible(pane)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint the edge after a change of palette."""
        super().changeEvent(event)
        self.update()
