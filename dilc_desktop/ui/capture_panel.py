"""The capture line: a kind, a speaker, words, Enter; always there while a session is live.

The first key freezes the time, the stage run and the speaker. Half-typed words are kept at most a
second after the last key, and at once when the focus or the stage changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Artifact, Contribution, Details, Level, Participant
from dilc_desktop.ui.capture_details import CaptureDetails, CaptureText, pair
from dilc_desktop.ui.fields import ChoiceField, labelled
from dilc_desktop.ui.live_keys import MODIFIERS, QUICK_LETTERS
from dilc_desktop.ui.parts import PLAIN, Button, Flow, clear, paragraph, set_property, wear_icon
from dilc_desktop.ui.theme import ICON_PX, Theme
from dilc_desktop.ui.words import kind_icon, kind_words, level_words, speaker_words

if TYPE_CHECKING:
    from dilc_desktop.domain.session import Moment, PlannedStage
    from dilc_desktop.services.live import FirstKey

DRAFT_AFTER_MS = 500
# A key that bounces comes twice within this time; a person does not.
BOUNCE_MS = 300
_SPEAKER_LETTERS = 12
_ALWAYS = (ContributionKind.PROCESS_NOTE, ContributionKind.PARKING_LOT)
_DIGITS = tuple(range(Qt.Key.Key_0, Qt.Key.Key_9 + 1))


class HeldSeat(QObject):
    """Follows a seat key that is down; `released` says that it was let go.

    A release that goes to another window is never seen, so leaving the window lets go too.
    """

    released = Signal()

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self._key: int | None = None
        self._since: set[int] = set()

    def follow(self, digit: int) -> None:
        """Follow the key of a seat, in the place of the one before."""
        app = QApplication.instance()
        if self._key is None and isinstance(app, QApplication):
            # Only where the next key goes, and only while this one is down.
            app.focusChanged.connect(self._go_along)
            self._panel.window().installEventFilter(self)
            self._go_along(None, QApplication.focusWidget())
        self._key = Qt.Key.Key_0 + digit
        self._since.clear()

    def let_go(self) -> None:
        """Take the key as released."""
        app = QApplication.instance()
        if self._key is None or not isinstance(app, QApplication):
            return
        self._key = None
        app.focusChanged.disconnect(self._go_along)
        self._panel.window().removeEventFilter(self)
        self._go_along(QApplication.focusWidget(), None)
        self.released.emit()

    def _go_along(self, before: QWidget | None, now: QWidget | None) -> None:
        """Go with the focus, which has the keys; into another window it is not followed."""
        if before is not None:
            before.removeEventFilter(self)
        if now is not None and now.window() is self._panel.window():
            now.installEventFilter(self)
        elif now is not None:
            self.let_go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look for the release; the repeats of the key that is held are typed nowhere."""
        kind = event.type()
        if kind is QEvent.Type.WindowDeactivate:
            self.let_go()
        elif kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.isAutoRepeat():
                return event.key() not in self._since
            self._since.add(event.key())
        elif kind is QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            released = not event.isAutoRepeat() and self._is_seat(event.key())
            if released:
                self.let_go()
        return False

    def _is_seat(self, key: int) -> bool:
        """Whether this is the key that is held.

        Where a layout has its digits on a second level, the key is called otherwise once Shift
        was let go; then it is the one that was down before.
        """
        other = key in _DIGITS or key in MODIFIERS or key in self._since
        return key == self._key or not other


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
        self._letters = {letter: kind for kind, letter in QUICK_LETTERS.items()}
        self._quick = True

    def set_quick_keys(self, keys: Mapping[ContributionKind, str], *, on: bool) -> None:
        """Take other letters, or none at all."""
        self._letters = {letter.upper(): kind for kind, letter in keys.items() if letter}
        self._quick = on
        self._show_letters()

    def _show_letters(self) -> None:
        letters = {kind: letter for letter, kind in self._letters.items()} if self._quick else {}
        for kind, button in self._buttons.items():
            button.setToolTip(letters.get(kind, ""))

    def offer(self, kinds: Sequence[ContributionKind]) -> None:
        """Offer the kinds of a stage."""
        offered = tuple(dict.fromkeys((*kinds, *_ALWAYS)))
        if offered == self.kinds:
            return
        self.kinds = offered
        clear(self._box)
        self._buttons = {}
        for kind in offered:
            button = Button(kind_words(kind))
            button.setProperty("role", "choice")
            button.setCheckable(True)
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
        self._show_letters()

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
        if event.modifiers() not in PLAIN:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.done.emit()
            return True
        # The key stands for its letter where an input method gives none.
        letter = event.text().upper() or QKeySequence(event.key()).toString()
        if len(letter) != 1 or not letter.isalnum():
            return False
        if self._quick and letter in self._letters:
            self.chosen.emit(self._letters[letter])
        elif self._quick and event.key() in _DIGITS:
            self.seat.emit(event.key() - Qt.Key.Key_0)
        elif self._quick:
            return False
        # Where quick keys are off a letter does nothing, in the list of kinds as on the buttons.
        return True


class CapturePanel(QFrame):
    """Kind, speaker, level and words of the next capture, and its details.

    `submitted` carries kind, text, speaker's id, first key and level; `details` holds the rest
    until the owner calls `accept`, once the capture is durable. `drafted` carries the words first,
    then the same as `submitted`, and the details. `seated` carries the person whose seat key went
    down, empty for the whole group; `unseated` follows when it was let go.
    """

    submitted = Signal(object, str, object, object, object)
    drafted = Signal(str, object, object, object, object, object)
    first_key_wanted = Signal()
    seated = Signal(str)
    unseated = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind = ContributionKind.PROCESS_NOTE
        self._first_key: FirstKey | None = None
        self._people: tuple[Participant, ...] = ()
        self._suggested: str | None = None
        self._took_suggestion = False
        self._speaker_by_hand = False
        self._run: str | None = None
        self._places: tuple[tuple[str, ...], str] | None = None
        self._entered: Moment | None = None
        self._accepted: tuple[tuple[str, str], tuple[object, ...], Moment] | None = None
        self._pressed: tuple[str, Moment] | None = None
        self._quiet = False
        self._drafted = False
        self._compact = False
        self._news = ""
        self._talk = ""
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
        self.more = Button(self.tr("More"))
        self.more.setObjectName("live.details")
        self.more.setProperty("role", "plain")
        self.more.setCheckable(True)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setMinimumHeight(theme.px(32))
        self.more.setAccessibleName(self.tr("More about this capture"))
        self.more.setToolTip(self.tr("Quotation, focus, links and place (Ctrl+D)"))
        self.extras = CaptureDetails(theme)
        self.hint = paragraph("", "small", "quiet")

        self.speaker_field.keep_narrow(_SPEAKER_LETTERS)
        kind, speaker = self.tr("Kind"), self.tr("Speaker")
        self._level_name = labelled(self.tr("For"), self.level_field)
        fields = Flow(
            pair(labelled(kind, self.kind_field), self.kind_field, theme.px(6)),
            pair(labelled(speaker, self.speaker_field), self.speaker_field, theme.px(6)),
            pair(self._level_name, self.level_field, theme.px(6)),
            self.more,
            spacing=theme.px(8),
        )
        self.level_field.setAccessibleName(self.tr("Who this is for"))
        box = QVBoxLayout()
        box.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        box.setSpacing(theme.px(6))
        box.addWidget(self.strip)
        box.addLayout(fields)
        box.addWidget(self.text)
        box.addWidget(self.extras)
        box.addWidget(self.hint)
        self.setLayout(box)

        self._held_seat = HeldSeat(self)
        self._held_seat.released.connect(self.unseated)
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_AFTER_MS)
        self._draft_timer.timeout.connect(self.keep_draft)
        self._connect()
        self._make_keys()
        theme.changed.connect(self._dress)
        self._dress()
        self.say("")

    def _connect(self) -> None:
        self.kind_field.chosen.connect(self.choose_kind)
        self.kind_field.currentIndexChanged.connect(self._kind_field_moved)
        self.speaker_field.activated.connect(lambda _: self._touch_speaker())
        self.level_field.activated.connect(lambda _: self._draft_later())
        self.strip.chosen.connect(self.choose_kind)
        self.strip.seat.connect(self._seat_then_words)
        self.strip.done.connect(self.text.setFocus)
        for field in (self.kind_field, self.speaker_field, self.level_field):
            # What is typed after a choice is meant for the words, not for the list.
            field.put_away.connect(self.text.setFocus)
        self.kind_field.installEventFilter(self.strip)
        self.text.composed.connect(self._typed)
        self.text.enter.connect(self._submit)
        self.text.tabbed.connect(self._step_kind)
        self.text.leave.connect(self._leave_words)
        self.text.textChanged.connect(self._typed)
        self.text.installEventFilter(self)
        self.more.toggled.connect(self._open)
        self.extras.typed.connect(self._typed)
        self.extras.changed.connect(self._details_changed)
        self.extras.enter.connect(self._submit_and_return)
        self.extras.leave.connect(self.text.setFocus)
        self.extras.evidence.installEventFilter(self)

    def _make_keys(self) -> None:
        for digit in range(10):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{digit}"), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda d=digit: self.choose_seat(d))
        table: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+'", lambda: self._once("verbatim", self.extras.toggle_verbatim)),
            ("Ctrl+Shift+1", lambda: self._once("1", lambda: self.extras.step_focus(1))),
            ("Ctrl+Shift+2", lambda: self._once("2", lambda: self.extras.step_focus(2))),
            ("Ctrl+Shift+3", lambda: self._once("3", lambda: self.extras.step_focus(3))),
            ("Ctrl+K", lambda: self._once("link", self.extras.toggle_link)),
            ("Ctrl+D", lambda: self._once("more", self.more.toggle)),
            ("Ctrl+E", lambda: self._once("evidence", self._toggle_evidence)),
            ("Ctrl+Shift+L", lambda: self._go_to(self.level_field)),
            ("Ctrl+Shift+A", lambda: self._go_to(self.extras.artifact_field)),
            ("Ctrl+Shift+P", lambda: self._go_to(self.extras.place_field)),
            ("Ctrl+Shift+R", lambda: self._go_to(self.extras.returns_field)),
        )
        for key, call in table:
            # With the focus elsewhere these keys are not meant for the capture.
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(call)

    def set_compact(self, *, compact: bool) -> None:
        """Where there is little room the list of kinds does without the buttons."""
        self.strip.setHidden(compact)
        self._compact = compact
        self._dress()

    def set_quick_keys(self, keys: Mapping[ContributionKind, str], *, on: bool) -> None:
        """Choose the letters that stand for kinds while the focus is on the kinds; or none."""
        self.strip.set_quick_keys(keys, on=on)

    def _leave_words(self) -> None:
        if self.strip.isVisible():
            self.strip.take_focus(self._kind)
        else:
            self.kind_field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _dress(self) -> None:
        little = self._compact or not self.extras.isHidden()
        self.text.setFixedHeight(self._theme.px(46 if little else 72))
        arrow = "chevron-up" if self.more.isChecked() else "chevron-down"
        self.more.setIcon(self._theme.icon(arrow, "accent"))
        self.more.setIconSize(QSize(self._theme.px(ICON_PX), self._theme.px(ICON_PX)))
        self.more.setText("" if self._compact else self.tr("More"))
        self._level_name.setHidden(self._compact)

    def _open(self, opened: bool) -> None:
        self.extras.open(opened)
        self.say("")

    def offer(self, kinds: Sequence[ContributionKind], people: Sequence[Participant]) -> None:
        """Offer the kinds of a stage and the people of the session."""
        new_stage = tuple(dict.fromkeys((*kinds, *_ALWAYS))) != self.strip.kinds
        self.strip.offer(kinds)
        if new_stage or self.kind_field.count() == 0:
            others = [k for k in ContributionKind if k not in self.strip.kinds]
            self._quiet = True
            self.kind_field.offer([(kind_words(k), k) for k in (*self.strip.kinds, *others)])
            self._quiet = False
            if not self._holds_words:
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
            self.level_field.offer([(level_words(level), level) for level in Level])
            self.level_field.show_value(Level.GROUP)

    def offer_earlier(
        self, contributions: Sequence[Contribution], stage_run: str | None = None
    ) -> None:
        """Offer earlier captures as links; `stage_run` is the one that is open now."""
        self._run = stage_run
        run = stage_run if self._first_key is None else self._first_key.stage_run
        self.extras.offer_earlier(contributions, self._people, run)
        self.say(self._news)

    def offer_artifacts(self, artifacts: Sequence[Artifact]) -> None:
        """Offer the artifacts of the session."""
        self.extras.offer_artifacts(artifacts)
        self.say(self._news)

    def offer_places(self, places: Sequence[str], here: str = "") -> None:
        """Offer the rooms or groups of the stage; `here` is taken unless another is chosen."""
        self._places = (tuple(places), here)
        self._take_place()
        self.say(self._news)

    def _take_place(self) -> None:
        """The first key froze the place of a capture that is begun."""
        if self._places is not None and not self._begun:
            self.extras.offer_places(*self._places)
            self._places = None

    def offer_returns(self, stages: Sequence[PlannedStage], usual: str | None = None) -> None:
        """Offer coming stages for the parking lot; `usual` is the one taken by itself."""
        self.extras.offer_returns(stages, usual)
        self.say(self._news)

    def suggest_speaker(self, speaker: str | None) -> None:
        """Take the person whose turn it is, unless a capture is begun or one is chosen by hand."""
        self._suggested = speaker
        self._take_suggestion()

    def _take_suggestion(self) -> None:
        if self._begun or self._speaker_by_hand:
            return
        if self._suggested is not None:
            self.speaker_field.show_value(self._suggested)
            self._took_suggestion = True
        elif self._took_suggestion:
            # Whose turn it was is nobody's turn afterwards.
            self.speaker_field.show_value(None)
            self._took_suggestion = False

    @property
    def words(self) -> str:
        """What is typed so far."""
        return self.text.words

    @property
    def details(self) -> Details:
        """What is said of the capture beside its words."""
        return self.extras.details

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
        self.extras.show_kind(kind)
        self.say(self._news)
        self._draft_later()

    def choose_seat(self, digit: int) -> None:
        """Choose the speaker by the digit of the seat; 0 is the whole group."""
        if digit <= len(self._people):
            self._held_seat.follow(digit)
            self.seated.emit(self._people[digit - 1].id if digit else "")
            self.speaker_field.setCurrentIndex(digit)
            self._touch_speaker()

    def accept(self) -> None:
        """Empty the line: what it held is durable."""
        self._draft_timer.stop()
        words = (self.words, self.extras.evidence.words)
        self._let_go()
        self._drafted = False
        self._quiet = True
        self.text.clear()
        self._quiet = False
        self.extras.empty()
        self.level_field.show_value(Level.GROUP)
        self._speaker_by_hand = False
        self._take_suggestion()
        self._take_place()
        self.say("")
        if self._entered is not None:
            self._accepted = (words, self._chosen, self._entered)

    def let_go_of_seat(self) -> None:
        """Take a seat key that is still down as released."""
        self._held_seat.let_go()

    def restore(
        self, text: str, kind: ContributionKind, speaker: str | None, level: Level, key: FirstKey
    ) -> None:
        """Put half-typed words back after a restart; a speaker who is gone is nobody."""
        self._quiet = True
        self.text.setPlainText(text)
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self._quiet = False
        self._first_key = key
        self.extras.freeze_run(key.stage_run)
        self._drafted = True
        self.choose_kind(kind)
        self.speaker_field.show_value(None)
        self.speaker_field.show_value(speaker)
        self.level_field.show_value(level)
        self._draft_timer.stop()

    def restore_details(self, details: Details) -> None:
        """Put the details of half-typed words back, but for links to what is gone."""
        self._drafted = True
        self.extras.show_details(details)
        self.say(self._news)

    def keep_draft(self) -> None:
        """Say now what is half typed."""
        self._draft_timer.stop()
        if self._holds_words or self._drafted:
            self._drafted = self._holds_words
            self.drafted.emit(
                self.words, self._kind, self.speaker, self.level, self._first_key, self.details
            )

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Keep half-typed words when the focus goes elsewhere."""
        left = isinstance(event, QFocusEvent) and event.lostFocus()
        if left and watched in (self.text, self.extras.evidence) and self._holds_words:
            self.keep_draft()
        return False

    @property
    def _chosen(self) -> tuple[object, ...]:
        """All that is chosen beside the words."""
        return self._kind, self.speaker, self.level, replace(self.details, evidence="", about=None)

    @property
    def _holds_words(self) -> bool:
        return bool(self.words or self.extras.evidence.words)

    @property
    def _begun(self) -> bool:
        """Whether a key of the next capture was pressed, in the words or in the evidence."""
        return self._holds_words or self.text.composing or self.extras.evidence.composing

    def _typed(self) -> None:
        if self._quiet:
            return
        if self._begun:
            self._begin()
        else:
            self._let_go()
            self._take_suggestion()
            self._take_place()
        if not self._draft_timer.isActive():
            self._draft_timer.start()

    def _begin(self) -> None:
        if self._first_key is None:
            self.first_key_wanted.emit()
            if self._first_key is not None:
                self.extras.freeze_run(self._first_key.stage_run)

    def _let_go(self) -> None:
        self._first_key = None
        self.extras.freeze_run(self._run)

    def _now(self) -> FirstKey | None:
        """A stamp of this instant; the stamp of the first key stays as it is."""
        first = self._first_key
        self._first_key = None
        self.first_key_wanted.emit()
        now = self._first_key
        self._first_key = first
        return now

    def _submit(self) -> None:
        if not self._begun:
            self._let_go()
        now = self._now()
        if self._first_key is None:
            self._first_key = now
        if now is not None:
            if self._bounced(now.at):
                return
            self._entered = now.at
        self.submitted.emit(self._kind, self.words, self.speaker, self._first_key, self.level)
        self._entered = None
        if not self._begun:
            self._let_go()

    def _submit_and_return(self) -> None:
        self._submit()
        self.text.setFocus()

    def _bounced(self, at: Moment) -> bool:
        """Whether this Enter is the last one again: nothing new was typed or chosen since."""
        if self._accepted is None:
            return False
        words, chosen, entered = self._accepted
        if entered.ms_until(at) >= BOUNCE_MS or chosen != self._chosen:
            return False
        if self._holds_words and words != (self.words, self.extras.evidence.words):
            return False
        if self._holds_words:
            # The same entry is durable already.
            self.accept()
            self.drafted.emit("", self._kind, self.speaker, self.level, None, Details())
        else:
            self._let_go()
        return True

    def _once(self, name: str, call: Callable[[], object]) -> None:
        """Do what a key asks for, but once where it bounces."""
        now = self._now()
        last = self._pressed
        self._pressed = None if now is None else (name, now.at)
        if now is not None and last is not None:
            again, at = last
            if again == name and at.ms_until(now.at) < BOUNCE_MS:
                return
        call()

    def _toggle_evidence(self) -> None:
        if self.extras.toggle_evidence():
            self.say("")
        else:
            self.say(self.tr("What was seen or heard stands beside a judgement, such as feedback."))

    def _go_to(self, field: ChoiceField) -> None:
        """Open the list of a field by its key."""
        if field is not self.level_field:
            self.more.setChecked(True)
        if not field.isHidden() and field.isVisibleTo(self):
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            field.showPopup()

    def _details_changed(self) -> None:
        self.say("")
        self._draft_later()

    def _draft_later(self) -> None:
        if self._holds_words and not self._draft_timer.isActive():
            self._draft_timer.start()

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
        self._speaker_by_hand = True
        self._took_suggestion = False
        self._draft_later()

    def show_talk(self, words: str) -> None:
        """Say who is talking, in words; empty where nobody's turn is noted."""
        if words != self._talk:
            self._talk = words
            self._show_hint()

    def say(self, words: str) -> None:
        """Say under the words what became of them; else who talks and the details set."""
        self._news = words
        self._dress()
        self._show_hint()

    def _show_hint(self) -> None:
        keys = self.tr(
            "Enter saves \u00b7 Tab changes the kind \u00b7 Ctrl+1 to 9 choose the speaker"
        )
        told = " \u00b7 ".join(part for part in (self._talk, self.extras.words()) if part)
        self.hint.setText(self._news or told or keys)
        set_property(self.hint, "tone", "over" if self._news else "quiet")


def _seat_words(seat: int, person: Participant) -> str:
    # Only nine seats have a key.
    return f"{seat} \u00b7 {person.shown}" if seat <= 9 else person.shown
