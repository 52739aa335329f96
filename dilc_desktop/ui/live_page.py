"""The facilitator's screen while a session is live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QGridLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Level
from dilc_desktop.domain.session import Reason
from dilc_desktop.domain.timing import Phase, Timing, clock_text
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.services.live import Act, FirstKey, Live, Outage, OutageAnswer, Undoable
from dilc_desktop.services.moments import milliseconds
from dilc_desktop.ui.capture_panel import CapturePanel
from dilc_desktop.ui.captures_list import CapturesList
from dilc_desktop.ui.live_band import LiveBand
from dilc_desktop.ui.page import Page, PageId, Surroundings
from dilc_desktop.ui.parts import (
    Flow,
    button,
    column,
    icon_button,
    label,
    on_button,
    paragraph,
    row,
    scrolling,
    set_property,
    surface,
    wear_icon,
)
from dilc_desktop.ui.room_screen import RoomScreen
from dilc_desktop.ui.ticker import Ticker
from dilc_desktop.ui.time_shapes import hatch
from dilc_desktop.ui.words import kind_words, minutes_words, reason_words

if TYPE_CHECKING:
    from dilc_desktop.domain.session import PlannedStage

MINUTE_S = 60
_FRAME = 6
_COUNTED = (
    ContributionKind.WARM_FEEDBACK,
    ContributionKind.COOL_FEEDBACK,
    ContributionKind.PARKING_LOT,
)
_REASONS = (
    Reason.BREAK,
    Reason.VISITOR,
    Reason.ANNOUNCEMENT,
    Reason.TECHNICAL,
    Reason.OTHER,
)


class LivePage(Page):
    """Runs the stages, shows the time, captures what is said."""

    pages_wanted = Signal()

    def __init__(self, around: Surroundings, room: RoomScreen) -> None:
        super().__init__(around)
        self._live: Live | None = None
        self._outage: Outage | None = None
        self._phase = Phase.NOT_STARTED
        self._announced: tuple[str, Phase] | None = None
        self.room = room
        self.ticker = Ticker(self)
        self.band = LiveBand(self.theme)
        self.panel = CapturePanel(self.theme)
        self.captures = CapturesList(self.theme)
        self._build()
        self._make_actions()
        self.ticker.ticked.connect(self._show_timing)
        self.room.put_away.connect(self._show_room_state)
        self.room.screen_lost.connect(self._say_screen_lost)
        self.panel.submitted.connect(self._capture)
        self.panel.drafted.connect(self._keep_draft)
        self.panel.first_key_wanted.connect(self._stamp)
        self.notifier.refused.connect(self._say)
        self.theme.changed.connect(self._arrange)
        self.theme.changed.connect(self.update)

    # Building

    def _build(self) -> None:
        px = self.theme.px
        self._outage_bar = self._build_outage_bar()
        self.say = paragraph("", "heading")
        self.then = paragraph("", "body", "quiet")
        self.purpose = paragraph("", "body", "quiet")
        self.counts = paragraph("", "small", "quiet")
        self.notice = paragraph("", strong=True)
        self._notice_bar = surface("banner")
        noticed = row(self.notice)
        noticed.setContentsMargins(px(20), px(6), px(20), px(6))
        self._notice_bar.setLayout(noticed)
        self._notice_bar.hide()
        self._say_head = label(self.tr("SAY NEXT"), "small", "quiet", strong=True)
        self._purpose_head = label(self.tr("LEARNING PURPOSE"), "small", "quiet", strong=True)
        left = QFrame()
        left.setLayout(
            column(
                column(self._say_head, self.say, spacing=px(10)),
                column(self._purpose_head, self.purpose, spacing=px(4)),
                None,
                self.then,
                spacing=px(24),
            )
        )
        last = surface("sheet")
        counted = column(self.counts)
        counted.setContentsMargins(px(8), px(2), px(8), px(4))
        listed = column(self.captures, counted, spacing=px(4), margins=px(4))
        listed.setStretch(0, 1)
        last.setLayout(listed)
        middle = QWidget()
        self._middle = QGridLayout(middle)
        self._middle.setContentsMargins(px(24), px(14), px(24), px(14))
        self._middle.setHorizontalSpacing(px(24))
        self._middle.setVerticalSpacing(px(10))
        self._left, self._right = left, QWidget()
        right = column(self.panel, last, spacing=px(10))
        right.setStretch(1, 1)
        self._right.setLayout(right)
        self._compact: bool | None = None
        box = QVBoxLayout()
        box.setContentsMargins(_FRAME, _FRAME, _FRAME, _FRAME)
        box.setSpacing(0)
        box.addWidget(self.band)
        page = column(self._outage_bar, middle, spacing=0)
        page.setStretch(1, 1)
        scrolled = QWidget()
        scrolled.setLayout(page)
        self._scroll = scrolling(scrolled)
        box.addWidget(self._scroll, 1)
        box.addWidget(self._notice_bar)
        box.addWidget(self._build_foot())
        self.setLayout(box)

    def _build_foot(self) -> QFrame:
        self.next_button = button("", self.go_on, "next")
        self.next_button.setObjectName("live.next")
        self.less_button = self._live_button(
            "\u22121", lambda: self.add_minutes(-1), self.tr("One minute less (Ctrl+Down)")
        )
        self.more_button = self._live_button(
            "+1", lambda: self.add_minutes(1), self.tr("One minute more (Ctrl+Up)")
        )
        self.interrupt_button = self._live_button(
            self.tr("Interrupt"), self.toggle_interruption, self.tr("Hold the clock (Ctrl+Space)")
        )
        self.reason_button = self._live_button(
            "", lambda: None, self.tr("Interrupt, with a reason")
        )
        wear_icon(self.theme, self.reason_button, "chevron-up")
        reasons = QMenu(self.reason_button)
        for reason in _REASONS:
            action = reasons.addAction(reason_words(reason))
            action.triggered.connect(lambda _=False, r=reason: self.interrupt(r))
        self.reason_button.setMenu(reasons)
        self.back_button = self._live_button(
            self.tr("Back"), self.go_back, self.tr("Back to the stage before")
        )
        self.undo_button = self._live_button("", self.undo, self.tr("Undo (Ctrl+Z or Page Up)"))
        self.room_button = self._live_button(
            "", self.toggle_room, self.tr("Show or hide the room screen (Ctrl+B)")
        )
        self.end_button = self._live_button(
            self.tr("End"), self.end_early, self.tr("End the session here; everything is kept")
        )
        self.pages_button = icon_button(
            self.theme, "menu", self.tr("Other pages"), self.pages_wanted.emit, "live"
        )
        for made, name in (
            (self.less_button, "live.less"),
            (self.more_button, "live.more"),
            (self.interrupt_button, "live.interrupt"),
            (self.reason_button, "live.reason"),
            (self.back_button, "live.back"),
            (self.undo_button, "live.undo"),
            (self.room_button, "live.room"),
            (self.end_button, "live.end"),
            (self.pages_button, "live.pages"),
        ):
            made.setObjectName(name)
        self._interrupt_pair = QWidget()
        self._interrupt_pair.setLayout(row(self.interrupt_button, self.reason_button, spacing=2))
        px = self.theme.px
        self._often = Flow(spacing=px(8))
        self._seldom = Flow(spacing=px(8))
        foot = surface("foot")
        self._foot = row(self._often, self._seldom, spacing=px(8))
        foot.setLayout(self._foot)
        return foot

    def _arrange(self) -> None:
        """Two columns, and the seldom buttons at the right; at large text one column."""
        compact = self.width() < self.theme.px(1000)
        if compact is self._compact:
            return
        self._compact = compact
        often = (
            self.next_button,
            self.less_button,
            self.more_button,
            self._interrupt_pair,
            self.back_button,
            self.undo_button,
        )
        seldom = (self.room_button, self.end_button, self.pages_button)
        for part in (*often, *seldom):
            self._often.removeWidget(part)
            self._seldom.removeWidget(part)
        for part in (self._left, self._right, self.band.question):
            self._middle.removeWidget(part)
        self.band.set_compact(compact=compact)
        self.panel.set_compact(compact=compact)
        set_property(self.notice, "type", "small" if compact else "body")
        set_property(self.next_button, "role", "next-small" if compact else "next")
        for part in often:
            self._often.addWidget(part)
        for part in seldom:
            (self._often if compact else self._seldom).addWidget(part)
        for part in (*often[1:], *seldom, self.interrupt_button, self.reason_button):
            if part is not self._interrupt_pair:
                set_property(part, "role", "live-small" if compact else "live")
        self._foot.setStretch(0, 1)
        px = self.theme.px
        side = px(12 if compact else 24)
        self._foot.setContentsMargins(side, px(8), side, px(8))
        self._often.setSpacing(px(4 if compact else 8))
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the layout that fits the width."""
        super().resizeEvent(event)
        self._arrange()

    def _live_button(self, words: str, press: Callable[[], object], tip: str) -> QPushButton:
        made = button(words, press, "live", name=tip, tip=tip)
        made.setMinimumWidth(self.theme.px(44))
        return made

    def _build_outage_bar(self) -> QFrame:
        bar = surface("banner")
        self._outage_words = paragraph("", strong=True)
        self.outage_buttons = {
            answer: button(words, partial(self.answer_outage, answer))
            for answer, words in (
                (OutageAnswer.COUNT, self.tr("Count it: we went on talking")),
                (OutageAnswer.INTERRUPTION, self.tr("It was an interruption")),
                (OutageAnswer.SESSION_ENDED, self.tr("The session ended then")),
            )
        }
        choices = Flow(*self.outage_buttons.values(), spacing=self.theme.px(8))
        px = self.theme.px
        box = column(self._outage_words, choices)
        box.setContentsMargins(px(20), px(12), px(20), px(12))
        bar.setLayout(box)
        bar.hide()
        return bar

    def _make_actions(self) -> None:
        """The live keys; the room screen carries them too, so they work where the focus is."""
        table: tuple[tuple[str, tuple[str, ...], Callable[[], object]], ...] = (
            (self.tr("Next stage"), ("Ctrl+Return", "Ctrl+Enter", "PgDown"), self.go_on),
            (self.tr("Undo"), ("Ctrl+Z", "PgUp"), self.undo),
            (self.tr("Interruption on or off"), ("Ctrl+Space",), self.toggle_interruption),
            (self.tr("One minute more"), ("Ctrl+Up",), lambda: self.add_minutes(1)),
            (self.tr("One minute less"), ("Ctrl+Down",), lambda: self.add_minutes(-1)),
            (self.tr("Room screen on or off"), ("Ctrl+B",), self.toggle_room),
            (self.tr("Back to the capture line"), ("F6",), self._cycle_panes),
            (self.tr("Other pages"), ("F10",), self.pages_wanted.emit),
        )
        for words, keys, call in table:
            action = QAction(words, self)
            action.setShortcuts([QKeySequence(key) for key in keys])
            # A key that is held down must not race through stages or fill the log.
            action.setAutoRepeat(False)
            action.triggered.connect(lambda _=False, c=call: c())
            self.addAction(action)
            self.room.addAction(action)

    # Showing

    def show_session(self) -> None:
        """Show a session and follow its clock."""
        if self._live is not None and self._live.record.id != self.session_id:
            # Words that belong to the other session are kept there.
            self.panel.accept()
        self._live = self.desk.live(self.session_id)
        self._live.reload()
        self._outage = self._live.outage()
        self._announced = None
        self._show_stage()
        self._show_captures()
        self._show_outage()
        self._restore_draft()
        self.ticker.follow(self._live)
        self._focus_first()

    def _focus_first(self) -> None:
        """The words while the session is live, else the one thing to press."""
        live = self._live
        capturing = live is not None and live.session.live
        (self.panel.text if capturing else self.next_button).setFocus()

    def settle(self) -> None:
        """Keep half-typed words."""
        self.panel.keep_draft()

    def rest(self) -> None:
        """Stop following the clock, before the program ends."""
        self.ticker.follow(None)

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
        self.then.setText(self._then_words(following) if session.live else "")
        self.purpose.setText(live.record.learning_purpose.strip())
        for part in (self._purpose_head, self.purpose):
            part.setVisible(bool(self.purpose.text()))
        self.next_button.setText(on_button(self._next_words(following, short=True)))
        spoken = self._next_words(following, short=False)
        self.next_button.setAccessibleName(spoken.replace("\n", ", "))
        first = stage is None or session.position(stage.id) == 0
        running = session.run is not None
        self.back_button.setEnabled(session.live and not first)
        for made in (self.less_button, self.more_button, self.interrupt_button, self.reason_button):
            made.setEnabled(running)
        self.end_button.setEnabled(session.live)
        held = session.run is not None and session.run.interrupted
        self.interrupt_button.setText(self.tr("Resume") if held else self.tr("Interrupt"))
        self.panel.setEnabled(session.began is not None)
        self.panel.offer(stage.kinds if stage is not None else (), live.record.participants)
        self._show_room_state()

    def _then_words(self, following: PlannedStage | None) -> str:
        if following is None:
            return self.tr("then: the end of the session")
        return self.tr("then: {0} ({1})").format(following.name, minutes_words(following.planned_s))

    def _next_words(self, following: PlannedStage | None, *, short: bool) -> str:
        live = self._live
        if live is None:
            return ""
        key = "Ctrl+Enter"
        if live.session.ended is not None:
            return self.tr("Wrap up\n{0}").format(key)
        if live.session.began is None:
            return self.tr("Start the clock\n{0}").format(key)
        if following is None:
            return self.tr("Finish\n{0}").format(key)
        name = _short(following.name) if short else following.name
        return self.tr("Next: {0}\n{1}").format(name, key)

    def _show_captures(self) -> None:
        live = self._live
        if live is None:
            return
        record = live.record
        self.captures.show_record(record)
        kept = [c for c in record.contributions if c.withdrawn_at is None]
        kinds = Counter(c.kind for c in kept)
        counts = [f"{kind_words(kind)} {kinds[kind]}" for kind in _COUNTED]
        marks = sum(c.is_mark for c in kept)
        if marks:
            counts.append(self.tr("marks to fill {0}").format(marks))
        self.counts.setText("  \u00b7  ".join(counts))
        undoable = live.undoable()
        self.undo_button.setText(on_button(self._undo_words(undoable)))
        self.undo_button.setEnabled(undoable is not None)
        self.undo_button.setAccessibleName(self._undo_words(undoable))

    def _undo_words(self, undoable: Undoable | None) -> str:
        if undoable is None:
            return self.tr("Undo")
        match undoable.act:
            case Act.ENTERED:
                what = self.tr("moved to {0}").format(_short(undoable.detail, 24))
            case Act.INTERRUPTED:
                what = self.tr("interruption")
            case Act.RESUMED:
                what = self.tr("resumed")
            case Act.TIME_ADDED:
                seconds = int(undoable.detail)
                sign = "+" if seconds > 0 else "\u2212"
                what = f"{sign}{clock_text(abs(seconds))}"
            case Act.ENDED:
                what = self.tr("ended")
            case Act.CAPTURED:
                what = kind_words(ContributionKind(undoable.detail)).lower()
        return self.tr("Undo: {0}").format(what)

    def _show_timing(self, timing: Timing) -> None:
        live = self._live
        if live is None:
            return
        self.room.show_frame(live.frame(timing))
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
        words = {
            Phase.SOON: self.tr("Soon over."),
            Phase.OVER: self.tr("Time is up."),
            Phase.INTERRUPTED: self.tr("Interrupted. The clock is held."),
            Phase.ENDED: self.tr("The session has ended."),
        }.get(phase, "")
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
        """Paint the page; soon, over, held and idle show at its edge, each in its own shape."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.colour("paper"))
        edge = QRectF(self.rect())
        brush = hatch(self.theme, self._phase)
        if self._phase is Phase.OVER:
            _paint_edge(painter, edge, QPen(self.theme.colour("over"), _FRAME * 2))
        elif self._phase is Phase.BETWEEN:
            pen = QPen(self.theme.colour("quiet"), _FRAME * 2, Qt.PenStyle.DashLine)
            _paint_edge(painter, edge, pen)
        elif brush is not None and self._phase is Phase.INTERRUPTED:
            _paint_edge(painter, edge, QPen(brush, _FRAME * 2))
        painter.end()

    def _say(self, words: str) -> None:
        """Say something above the buttons until the next move."""
        if not self.isVisible():
            return
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
        self.panel.keep_draft()
        return self.notifier.run(verb)

    def go_on(self) -> None:
        """Start, go to the next stage, finish, or wrap up: the one big button."""
        live = self._live
        if live is None:
            return
        if live.session.ended is not None:
            self.wanted.emit(PageId.WRAP_UP, self.session_id)
        elif live.session.began is None:
            self._do(live.start)
            self.panel.text.setFocus()
        else:
            self._do(live.next)

    def go_back(self) -> None:
        """Go back to the stage before."""
        if self._live is not None:
            self._do(self._live.back)

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
        if self._live is not None:
            self._do(self._live.undo)

    def end_early(self) -> None:
        """End the session wherever it is."""
        if self._live is not None:
            self._do(self._live.end)

    # Captures

    def _stamp(self) -> None:
        if self._live is not None:
            self.panel.stamp(self._live.first_key())

    def _capture(
        self,
        kind: ContributionKind,
        text: str,
        speaker: str | None,
        first_key: FirstKey,
        level: Level,
    ) -> None:
        live = self._live
        if live is None:
            return
        self._say("")
        change = self.notifier.run(
            lambda: live.add_contribution(kind, text, speaker, first_key, level)
        )
        if change is not None:
            self.panel.accept()
        else:
            self.panel.say(
                self.tr("Not saved yet. What you typed is still here; Enter tries again.")
            )

    def _keep_draft(
        self,
        text: str,
        kind: ContributionKind,
        speaker: str | None,
        level: Level,
        first_key: FirstKey | None,
    ) -> None:
        live = self._live
        if live is not None:
            self.notifier.keep(lambda: live.save_draft(text, kind, speaker, level, first_key))

    def _restore_draft(self) -> None:
        live = self._live
        if live is None:
            return
        draft = live.draft()
        if draft is not None and draft.text and not self.panel.words:
            self.panel.restore(
                draft.text,
                draft.kind or ContributionKind.PROCESS_NOTE,
                draft.speaker,
                draft.level,
                live.first_key_of(draft),
            )

    # After the program was away

    def _show_outage(self) -> None:
        self._outage_bar.setVisible(self._outage is not None)
        if self._outage is None:
            return
        length = clock_text(self._outage.length_ms // 1000)
        words = self.tr("The program was away for {0}. The clock has counted it; is that right?")
        if self._outage.estimated:
            words = self.tr(
                "The laptop restarted: the program was away for about {0} (estimated). "
                "The clock has counted it; is that right?"
            )
        self._outage_words.setText(words.format(length))

    def answer_outage(self, answer: OutageAnswer) -> None:
        """Say what the time was in which the program was away."""
        live, outage = self._live, self._outage
        if live is None or outage is None:
            return
        if self._do(lambda: live.answer_outage(outage, answer)) is not None:
            self._outage = None
            self._show_outage()

    # The room screen

    def toggle_room(self) -> None:
        """Show the room screen on another screen, or as a window; or put it away."""
        if self.room.isVisible():
            self.room.hide()
        else:
            self.room.place(self.screen(), QGuiApplication.screens())
        # The keys stay with the facilitator's window, and in it where they were.
        self.activateWindow()
        if self.room.isVisible():
            # On an only screen the window that was just made active would cover it.
            self.room.raise_()
        self._show_room_state()

    def _show_room_state(self) -> None:
        state = self.tr("Room: on") if self.room.isVisible() else self.tr("Room: off")
        self.room_button.setText(state)
        self.room_button.setAccessibleName(state)

    # Focus

    def _cycle_panes(self) -> None:
        """F6 goes round: the words, the last captures, the big button."""
        panes: tuple[QWidget, ...] = (self.panel.text, self.captures, self.next_button)
        here = next((i for i, pane in enumerate(panes) if pane.hasFocus()), -1)
        pane = panes[(here + 1) % len(panes)]
        pane.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._scroll.ensureWidgetVisible(pane)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint the edge after a change of palette."""
        super().changeEvent(event)
        self.update()


def _paint_edge(painter: QPainter, area: QRectF, pen: QPen) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawRect(area)


def _short(name: str, most: int = 30) -> str:
    """The first words of a long name, for a button; the band above has it whole."""
    if len(name) <= most:
        return name
    return name[:most].rsplit(" ", 1)[0].rstrip(",;:") + " \u2026"
