"""The capture line: a kind, a speaker, words, Enter; always there while a session is live.

The first key freezes the time, the stage run and the speaker. Half-typed words are kept at most a
second after the last key, and at once when the focus or the stage changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Level, Participant
from dilc_desktop.ui.fields import ChoiceField, labelled, plain_text
from dilc_desktop.ui.parts import Flow, clear, paragraph, row, set_property, wear_icon
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.words import kind_icon, kind_words, speaker_words

if TYPE_CHECKING:
    from dilc_desktop.services.live import FirstKey

DRAFT_AFTER_MS = 500
_SPEAKER_LETTERS = 14
QUICK_KINDS = {
    Qt.Key.Key_W: ContributionKind.WARM_FEEDBACK,
    Qt.Key.Key_C: ContributionKind.COOL_FEEDBACK,
    Qt.Key.Key_Q: ContributionKind.CLARIFYING_QUESTION,
    Qt.Key.Key_P: ContributionKind.PROBING_QUESTION,
    Qt.Key.Key_N: ContributionKind.PROCESS_NOTE,
    Qt.Key.Key_A: ContributionKind.COMMITMENT,
    Qt.Key.Key_K: ContributionKind.PARKING_LOT,
}
_ALWAYS = (ContributionKind.PROCESS_NOTE, ContributionKind.PARKING_LOT)
_LIVE_KEYS = (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
_DIGITS = tuple(range(Qt.Key.Key_0, Qt.Key.Key_9 + 1))


class CaptureText(QPlainTextEdit):
    """The field for the words: Enter saves, Shift+Enter makes a line, Tab changes the kind.

    Keys that belong to the live session go there even while this field has the focus.
    """

    composed = Signal()
    enter = Signal()
    next_kind = Signal(int)
    leave = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.composing = False

    def event(self, event: QEvent) -> bool:
        """Leave the live session's own keys to it."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            up_down = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.toPlainText()
            if event.key() in _LIVE_KEYS or (control and up_down) or undo:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the keys of the line their meaning."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control:
            if shift:
                self.insertPlainText("\n")
            elif not event.isAutoRepeat():
                # A key that is held down must not leave a row of marks.
                self.enter.emit()
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.next_kind.emit(-1 if event.key() == Qt.Key.Key_Backtab else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.leave.emit()
        elif event.key() in _LIVE_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Words may begin before there is a character: in an input method's own line."""
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        self.composed.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab changes the kind here; F6 and Esc leave."""
        return False


class KindStrip(QFrame):
    """The kinds that belong to the stage, as buttons; with the focus here letters choose one."""

    chosen = Signal(object)
    seat = Signal(int)
    done = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._box = Flow(spacing=theme.px(4))
        self.setLayout(self._box)
        self.kinds: tuple[ContributionKind, ...] = ()
        self._buttons: dict[ContributionKind, QPushButton] = {}

    def offer(self, kinds: Sequence[ContributionKind]) -> None:
        """Offer the kinds of a stage."""
        offered = tuple(dict.fromkeys((*kinds, *_ALWAYS)))
        if offered == self.kinds:
            return
        self.kinds = offered
        clear(self._box)
        self._buttons = {}
        for kind in offered:
            button = QPushButton(kind_words(kind))
            button.setProperty("role", "choice")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setMinimumHeight(self._theme.px(32))
            button.setAccessibleName(self.tr("Kind: {0}").format(kind_words(kind)))
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.setObjectName(f"live.kind.{kind.value}")
            wear_icon(self._theme, button, *kind_icon(kind))
            button.clicked.connect(lambda _, k=kind: self._choose(k))
            button.installEventFilter(self)
            self._group.addButton(button)
            self._buttons[kind] = button
            self._box.addWidget(button)

    def _choose(self, kind: ContributionKind) -> None:
        self.chosen.emit(kind)
        # What is typed after a click is meant for the words; here letters would be quick keys.
        self.done.emit()

    def show_kind(self, kind: ContributionKind) -> None:
        """Mark the kind that is chosen; none where it is not among the stage's."""
        self._group.setExclusive(False)
        for offered, button in self._buttons.items():
            button.setChecked(offered is kind)
        self._group.setExclusive(True)

    def button(self, kind: ContributionKind) -> QPushButton | None:
        """The button of a kind, None where the stage does not offer it."""
        return self._buttons.get(kind)

    def take_focus(self, kind: ContributionKind) -> None:
        """Put the focus on the chosen kind."""
        button = self._buttons.get(kind) or next(iter(self._buttons.values()), None)
        if button is not None:
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Quick keys: a letter is a kind, a digit a seat, Enter or Esc goes to the words."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.modifiers() not in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            return False
        key = Qt.Key(event.key())
        if key in QUICK_KINDS:
            self.chosen.emit(QUICK_KINDS[key])
        elif key in _DIGITS:
            self.seat.emit(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.done.emit()
        else:
            return False
        return True


class CapturePanel(QFrame):
    """Kind, speaker, level and words of the next capture.

    `submitted` carries kind, text, speaker's id, first key and level. `drafted` carries the same
    with half-typed words. The owner calls `accept` once the capture is durable.
    """

    submitted = Signal(object, str, object, object, object)
    drafted = Signal(str, object, object, object, object)
    first_key_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind = ContributionKind.PROCESS_NOTE
        self._first_key: FirstKey | None = None
        self._people: tuple[Participant, ...] = ()
        self._quiet = False
        self._drafted = False
        self._compact = False
        self.setProperty("surface", "sheet")

        self.strip = KindStrip(theme)
        self.kind_field = ChoiceField()
        self.kind_field.setObjectName("live.kind")
        self.speaker_field = ChoiceField()
        self.speaker_field.setObjectName("live.speaker")
        self.level_field = ChoiceField()
        self.level_field.setObjectName("live.level")
        self.text = CaptureText()
        self.text.setObjectName("live.text")
        self.text.setProperty("type", "lead")
        self.text.setAccessibleName(self.tr("What was said"))
        self.text.setPlaceholderText(self.tr("What was said. Enter saves."))
        self.hint = paragraph("", "small", "quiet")

        self.level_field.setAccessibleName(self.tr("Who this is for"))
        self.speaker_field.keep_narrow(_SPEAKER_LETTERS)
        kind, speaker = self.tr("Kind"), self.tr("Speaker")
        fields = Flow(
            _pair(labelled(kind, self.kind_field), self.kind_field, theme.px(6)),
            _pair(labelled(speaker, self.speaker_field), self.speaker_field, theme.px(6)),
            self.level_field,
            spacing=theme.px(8),
        )
        box = QVBoxLayout()
        box.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        box.setSpacing(theme.px(6))
        box.addWidget(self.strip)
        box.addLayout(fields)
        box.addWidget(self.text)
        box.addWidget(self.hint)
        self.setLayout(box)

        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_AFTER_MS)
        self._draft_timer.timeout.connect(self.keep_draft)
        self.kind_field.chosen.connect(self.choose_kind)
        self.kind_field.currentIndexChanged.connect(self._kind_field_moved)
        self.speaker_field.activated.connect(lambda _: self._touch_speaker())
        self.strip.chosen.connect(self.choose_kind)
        self.strip.seat.connect(self._seat_then_words)
        self.strip.done.connect(self.text.setFocus)
        for field in (self.kind_field, self.speaker_field, self.level_field):
            # What is typed after a choice is meant for the words, not for the list.
            field.put_away.connect(self.text.setFocus)
        self.kind_field.installEventFilter(self.strip)
        self.text.composed.connect(self._typed)
        self.text.enter.connect(self._submit)
        self.text.next_kind.connect(self._step_kind)
        self.text.leave.connect(self._leave_words)
        self.text.textChanged.connect(self._typed)
        self.text.installEventFilter(self)
        for digit in range(10):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{digit}"), self)
            shortcut.activated.connect(lambda d=digit: self.choose_seat(d))
        theme.changed.connect(self._dress)
        self._dress()
        self.say("")

    def set_compact(self, *, compact: bool) -> None:
        """Where there is little room the list of kinds does without the buttons."""
        self.strip.setHidden(compact)
        self._compact = compact
        self._dress()

    def _leave_words(self) -> None:
        if self.strip.isVisible():
            self.strip.take_focus(self._kind)
        else:
            self.kind_field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _dress(self) -> None:
        self.text.setFixedHeight(self._theme.px(46 if self._compact else 72))

    def offer(self, kinds: Sequence[ContributionKind], people: Sequence[Participant]) -> None:
        """Offer the kinds of a stage and the people of the session."""
        new_stage = tuple(dict.fromkeys((*kinds, *_ALWAYS))) != self.strip.kinds
        self.strip.offer(kinds)
        if new_stage or self.kind_field.count() == 0:
            others = [k for k in ContributionKind if k not in self.strip.kinds]
            self._quiet = True
            self.kind_field.offer([(kind_words(k), k) for k in (*self.strip.kinds, *others)])
            self._quiet = False
            if not self.words:
                self._kind = self.strip.kinds[0]
            self.choose_kind(self._kind)
        if tuple(people) != self._people or self.speaker_field.count() == 0:
            chosen = self.speaker
            self._people = tuple(people)
            self.speaker_field.offer(
                [(f"0 \u00b7 {speaker_words(None)}", None)]
                + [(_seat_words(seat, p), p.id) for seat, p in enumerate(people, start=1)]
            )
            self.speaker_field.show_value(chosen)
        if self.level_field.count() == 0:
            self.level_field.offer(
                [
                    (self.tr("For the group"), Level.GROUP),
                    (self.tr("Only for me"), Level.FACILITATOR),
                ]
            )

    @property
    def words(self) -> str:
        """What is typed so far."""
        return plain_text(self.text)

    @property
    def kind(self) -> ContributionKind:
        """The kind that is chosen."""
        return self._kind

    @property
    def speaker(self) -> str | None:
        """The id of the chosen speaker, None for the whole group."""
        found = self.speaker_field.currentData()
        return found if isinstance(found, str) else None

    @property
    def level(self) -> Level:
        """Who the capture is for."""
        found = self.level_field.currentData()
        return found if isinstance(found, Level) else Level.GROUP

    @property
    def first_key(self) -> FirstKey | None:
        """The stamp of the first key, None while nothing is typed."""
        return self._first_key

    def stamp(self, first_key: FirstKey) -> None:
        """Freeze the time and stage run of the capture; asked for by `first_key_wanted`."""
        self._first_key = first_key

    def choose_kind(self, kind: object) -> None:
        """Choose a kind."""
        if not isinstance(kind, ContributionKind):
            return
        self._kind = kind
        self._quiet = True
        self.kind_field.show_value(kind)
        self._quiet = False
        self.strip.show_kind(kind)
        if self.words:
            self._draft_timer.start()

    def choose_seat(self, digit: int) -> None:
        """Choose the speaker by the digit of the seat; 0 is the whole group."""
        if digit <= len(self._people):
            self.speaker_field.setCurrentIndex(digit)
            self._touch_speaker()

    def accept(self) -> None:
        """Empty the line: what it held is durable."""
        self._draft_timer.stop()
        self._first_key = None
        self._drafted = False
        self.say("")
        self._quiet = True
        self.text.clear()
        self._quiet = False
        self.level_field.setCurrentIndex(0)

    def restore(
        self, text: str, kind: ContributionKind, speaker: str | None, level: Level, key: FirstKey
    ) -> None:
        """Put half-typed words back after a restart."""
        self._quiet = True
        self.text.setPlainText(text)
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self._quiet = False
        self._first_key = key
        self._drafted = True
        self.choose_kind(kind)
        self.speaker_field.show_value(speaker)
        self.level_field.show_value(level)

    def keep_draft(self) -> None:
        """Say now what is half typed."""
        self._draft_timer.stop()
        if self.words or self._drafted:
            self._drafted = bool(self.words)
            self.drafted.emit(self.words, self._kind, self.speaker, self.level, self._first_key)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Keep half-typed words when the focus goes elsewhere."""
        left = isinstance(event, QFocusEvent) and event.lostFocus()
        if watched is self.text and left and self.words:
            self.keep_draft()
        return False

    def _typed(self) -> None:
        if self._quiet:
            return
        if self.words or self.text.composing:
            self._begin()
        else:
            self._first_key = None
        if not self._draft_timer.isActive():
            self._draft_timer.start()

    def _begin(self) -> None:
        if self._first_key is None:
            self.first_key_wanted.emit()

    def _submit(self) -> None:
        if not self.words:
            self._first_key = None
        self._begin()
        self.submitted.emit(self._kind, self.words, self.speaker, self._first_key, self.level)
        if not self.words:
            self._first_key = None

    def _step_kind(self, step: int) -> None:
        kinds = self.strip.kinds
        here = kinds.index(self._kind) if self._kind in kinds else -1
        self.choose_kind(kinds[(here + step) % len(kinds)])

    def _kind_field_moved(self, index: int) -> None:
        if not self._quiet:
            self.choose_kind(self.kind_field.itemData(index))

    def _seat_then_words(self, digit: int) -> None:
        self.choose_seat(digit)
        self.text.setFocus()

    def _touch_speaker(self) -> None:
        if self.words:
            self._draft_timer.start()

    def say(self, words: str) -> None:
        """Say under the words what became of them; the keys of the line where there is nothing."""
        keys = self.tr(
            "Enter saves \u00b7 Tab changes the kind \u00b7 Ctrl+1 to 9 choose the speaker"
        )
        self.hint.setText(words or keys)
        set_property(self.hint, "tone", "over" if words else "quiet")


def _seat_words(seat: int, person: Participant) -> str:
    # Only nine seats have a key.
    return f"{seat} \u00b7 {person.shown}" if seat <= 9 else person.shown


def _pair(name: QLabel, field: QWidget, spacing: int) -> QWidget:
    """A field that stays beside its label."""
    pair = QWidget()
    pair.setLayout(row(name, field, spacing=spacing))
    return pair
