"""The foot of the live page: one big button, and the acts that are wanted now and then."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QWidget

from dilc_desktop.domain.session import Reason
from dilc_desktop.services.live import Live
from dilc_desktop.ui.live_keys import action_words, shown_key
from dilc_desktop.ui.live_words import next_words, undo_words
from dilc_desktop.ui.parts import Flow, button, icon_button, on_button, row, set_property, wear_icon
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.words import reason_words

_REASONS = (
    Reason.BREAK,
    Reason.VISITOR,
    Reason.ANNOUNCEMENT,
    Reason.TECHNICAL,
    Reason.OTHER,
)
_IN_MENU = (
    ("undo_move", "backdate", "leave_stage", "skip", "repeat", "retime"),
    ("room", "message", "quiet", "mini", "help"),
)


class LiveFoot(QFrame):
    """`pressed` carries the id of a live act, `interrupted` the reason of an interruption."""

    pressed = Signal(str)
    interrupted = Signal(object)

    def __init__(self, theme: Theme, keys: dict[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._theme = theme
        self._keys = keys
        self._keyed: dict[str, QPushButton] = {}
        self._compact: bool | None = None
        self.setProperty("surface", "foot")
        self.next_button = button("", lambda: self.pressed.emit("next"), "next")
        self.next_button.setObjectName("live.next")
        # A click leaves the focus in the words: a space typed after it must press nothing here.
        self.next_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.less_button = self._act("less", "\u22121")
        self.more_button = self._act("more", "+1")
        self.interrupt_button = self._act("interrupt", self.tr("Interrupt"))
        self.reason_button = self._act("reason", "", self.tr("Interrupt, with a reason"))
        wear_icon(theme, self.reason_button, "chevron-up")
        self.reason_button.setMenu(self._reasons())
        self.back_button = self._act("back", self.tr("Back"), self.tr("Back to the stage before"))
        self.undo_button = self._act("undo", "")
        self.stages_button = self._act("stages", self.tr("Stages"))
        self.room_button = self._act("blank_room", "")
        self.room_button.setObjectName("live.room")
        self.end_button = self._act(
            "end", self.tr("End"), self.tr("End the session here; everything is kept")
        )
        self.more_acts = self._act("acts", "", self.tr("More to do"))
        wear_icon(theme, self.more_acts, "ellipsis-vertical")
        self.acts = QMenu(self.more_acts)
        self.more_acts.setMenu(self.acts)
        self._fill_menu()
        self.pages_button = icon_button(
            theme, "menu", self.tr("Other pages"), lambda: self.pressed.emit("pages"), "live"
        )
        self.pages_button.setObjectName("live.pages")
        self.pages_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._interrupt_pair = QWidget()
        self._interrupt_pair.setLayout(row(self.interrupt_button, self.reason_button, spacing=2))
        self._often = Flow(spacing=theme.px(8))
        self._seldom = Flow(spacing=theme.px(8))
        self._box = row(self._often, self._seldom, spacing=theme.px(8))
        self.setLayout(self._box)

    def use_keys(self, keys: dict[str, tuple[str, ...]]) -> None:
        """Print other keys on the buttons and in the menu."""
        self._keys = keys
        for act, made in self._keyed.items():
            made.setToolTip(self._tip(act))
        self._fill_menu()

    def _tip(self, act: str) -> str:
        return f"{action_words(act)} ({shown_key(self._keys[act][0])})"

    def _act(self, act: str, words: str, tip: str = "") -> QPushButton:
        tip = tip or self._tip(act)
        made = button(words, lambda: self.pressed.emit(act), "live", name=tip, tip=tip)
        made.setMinimumWidth(self._theme.px(44))
        made.setObjectName(f"live.{act}")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if act in self._keys:
            self._keyed[act] = made
        return made

    def _reasons(self) -> QMenu:
        menu = QMenu(self.reason_button)
        for reason in _REASONS:
            action = menu.addAction(reason_words(reason))
            action.triggered.connect(lambda _=False, r=reason: self.interrupted.emit(r))
        return menu

    def _fill_menu(self) -> None:
        menu = self.acts
        menu.clear()
        for group in _IN_MENU:
            for act in group:
                # The key is printed beside the words; the page's own action answers to it.
                action = menu.addAction(f"{action_words(act)}\t{shown_key(self._keys[act][0])}")
                action.setObjectName(f"live.act.{act}")
                action.triggered.connect(lambda _=False, a=act: self.pressed.emit(a))
            menu.addSeparator()
        # At large text these have no button of their own.
        for made in (self.stages_button, self.back_button, self.end_button):
            action = menu.addAction(made.accessibleName())
            action.setObjectName(f"live.act.{made.objectName().rpartition('.')[2]}")
            action.triggered.connect(made.click)
            action.setVisible(made.isHidden())

    def show_session(self, live: Live, *, rehearsal: bool = False) -> None:
        """Say what each button would do now, and which have nothing to do."""
        session = live.session
        stage, following = session.stage, session.next_stage
        key = self._keys["next"][0]
        shown = "Ctrl+Enter" if key == "Ctrl+Return" else shown_key(key)
        self.next_button.setText(on_button(next_words(session, following, shown, short=True)))
        spoken = next_words(session, following, shown, short=False)
        if rehearsal and session.ended is not None:
            # Nothing of it is kept, so there is nothing to wrap up.
            spoken = self.tr("Back to Prepare") + f"\n{shown}"
            self.next_button.setText(on_button(spoken))
        self.next_button.setAccessibleName(spoken.replace("\n", ", "))
        first = stage is None or session.stage_left_out(stage) or session.position(stage.id) == 0
        self.back_button.setEnabled(session.live and not first)
        running = session.run is not None
        for made in (self.less_button, self.more_button, self.interrupt_button, self.reason_button):
            made.setEnabled(running)
        self.end_button.setEnabled(session.live or session.ended is not None)
        reopen = session.ended is not None
        self.end_button.setText(self.tr("Go on") if reopen else self.tr("End"))
        words = self.tr("End the session here; everything is kept")
        if reopen:
            words = self.tr("Go on with the session; the time since its end is a gap")
        self.end_button.setToolTip(words)
        self.end_button.setAccessibleName(words)
        held = session.run is not None and session.run.interrupted
        self.interrupt_button.setText(self.tr("Resume") if held else self.tr("Interrupt"))
        enabled = {
            "undo_move": live.undoable_move() is not None,
            "backdate": running,
            "leave_stage": running,
            "repeat": running,
            "skip": session.live and bool(session.coming),
            "retime": session.live,
            "quiet": running,
        }
        for action in self.acts.actions():
            act = action.objectName().rpartition(".")[2]
            action.setEnabled(enabled.get(act, True))

    def show_undo(self, live: Live) -> None:
        """Say what an undo would take back."""
        undoable = live.undoable()
        self.undo_button.setText(on_button(undo_words(undoable)))
        self.undo_button.setEnabled(undoable is not None)
        self.undo_button.setAccessibleName(undo_words(undoable))

    def set_compact(self, *, compact: bool) -> None:
        """One row of two halves, or, at large text, all in one flow."""
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
        seldom = (
            self.stages_button,
            self.room_button,
            self.end_button,
            self.more_acts,
            self.pages_button,
        )
        for made in (self.stages_button, self.back_button, self.end_button):
            made.setHidden(compact)
        self._fill_menu()
        for part in (*often, *seldom):
            self._often.removeWidget(part)
            self._seldom.removeWidget(part)
        set_property(self.next_button, "role", "next-small" if compact else "next")
        for part in often:
            self._often.addWidget(part)
        for part in seldom:
            (self._often if compact else self._seldom).addWidget(part)
        for part in (*often[1:], *seldom, self.interrupt_button, self.reason_button):
            if part is not self._interrupt_pair:
                set_property(part, "role", "live-small" if compact else "live")
        self._box.setStretch(0, 1)
        px = self._theme.px
        side = px(12 if compact else 24)
        self._box.setContentsMargins(side, px(8), side, px(8))
        self._often.setSpacing(px(4 if compact else 8))
