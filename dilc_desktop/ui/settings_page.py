"""The Settings page: what a person chose for this laptop; each choice is kept at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QKeyCombination, QSize, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QDesktopServices,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPixmap,
    QScreen,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dilc_desktop.domain.errors import RuleError, StorageError
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.settings import MOTIONS, PALETTES, TALK_TURNS, TEXT_SCALES
from dilc_desktop.ui.awake import Awake
from dilc_desktop.ui.fields import ChoiceField, LineField, labelled
from dilc_desktop.ui.live_keys import (
    LIVE_ACTIONS,
    MODIFIERS,
    QUICK_LETTERS,
    LiveAction,
    action_words,
    is_letter,
    keys_of,
    letters_of,
    objection,
    shown_key,
    with_key,
    with_letter,
)
from dilc_desktop.ui.logo import logo_content
from dilc_desktop.ui.page import Page, Surroundings
from dilc_desktop.ui.parts import (
    Card,
    Flow,
    Paper,
    button,
    column,
    icon_button,
    label,
    on_button,
    paragraph,
    row,
    rule,
    scrolling,
)
from dilc_desktop.ui.prepare.section import Complaint
from dilc_desktop.ui.room_projector import screen_key, screen_words
from dilc_desktop.ui.signals import Signals
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.words import kind_words

_COLUMN, _EDGE, _INDENT = 720, 32, 32
_KEY_PX, _LETTER_PX = 176, 56
_LOGO_WIDTH, _LOGO_HEIGHT = 300, 56
_LONGEST_DISTRICT = 120
_BREAK = "\u200b"
_NO_KEYS_YET = (*MODIFIERS, Qt.Key.Key_CapsLock, Qt.Key.Key_unknown)
_GO_ELSEWHERE = (
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)


def _sized_words(screen: QScreen) -> str:
    """A screen's name, and its size, by which people know which is which."""
    size = screen.size() * screen.devicePixelRatio()
    words = f"{screen_words(screen)}, {size.width()} \u00d7 {size.height()}"
    return words.lstrip(", ")


def _key_offered(kept: str, screens: Sequence[QScreen]) -> str:
    """The present key of the screen that a kept key means; the kept one where it is not there.

    A screen with a serial number is the same one at another socket, the last part of its key.
    """
    for screen in screens:
        key = screen_key(screen)
        if screen.serialNumber().strip() and _but_last(key) == _but_last(kept):
            return key
    return kept


def _but_last(key: str) -> str:
    return key.rpartition(" | ")[0]


class CatchField(QLineEdit):
    """Shows a key and waits for another; Tab, Esc and keys that scroll go their own way.

    `caught` carries the key as Qt spells it, and the letter that it types; `cleared` asks for the
    first key back.
    """

    caught = Signal(str, str)
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def event(self, event: QEvent) -> bool:
        """Catch also what is a key of the window elsewhere, but for those that go to a page."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.modifiers() != Qt.KeyboardModifier.AltModifier:
                event.accept()
                return True
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the key."""
        bare = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        key = Qt.Key(event.key())
        if key in _NO_KEYS_YET or (bare and key in _GO_ELSEWHERE):
            event.ignore()
        elif bare and key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.cleared.emit()
        else:
            modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            sequence = QKeySequence(QKeyCombination(modifiers, key))
            text = sequence.toString(QKeySequence.SequenceFormat.PortableText)
            self.caught.emit(text, event.text())


class _Group(Card):
    """A titled sheet of the page."""

    def __init__(self, theme: Theme, key: str, title: str, hint: str = "") -> None:
        super().__init__(theme, title, hint)
        self.head = self._head
        self.head.setObjectName(f"settings.{key}.fold")
        self.setObjectName(f"settings.{key}")

    def say_hint(self, words: str) -> None:
        """Say something else under the title."""
        self._hint.setText(words)
        self._hint.setVisible(not self.is_folded)


class _KeyRow(QWidget):
    """One act, or one kind, with its key and the way back; what is refused is said below."""

    def __init__(self, theme: Theme, name: str, words: str, width: int, also: str = "") -> None:
        super().__init__()
        self.field = CatchField()
        self.field.setObjectName(name)
        self.field.setAccessibleName(self.tr("Key: {0}").format(words))
        self.field.setAccessibleDescription(
            self.tr("Press the new key. Delete brings the first one back.")
        )
        self.field.setFixedWidth(theme.px(width))
        self.back = icon_button(
            theme,
            "undo-2",
            self.tr("{0}: the first key again").format(words),
            self.field.cleared.emit,
        )
        self.back.setObjectName(f"{name}.back")
        policy = self.back.sizePolicy()
        # The fields stay in one line whether there is a way back or not.
        policy.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(policy)
        self.complaint = Complaint(theme)
        told = paragraph(words)
        told.setBuddy(self.field)
        line = row(told, spacing=theme.px(8))
        if also:
            line.addWidget(label(also, "small", "quiet"))
        line.addWidget(self.field)
        line.addWidget(self.back)
        line.setStretch(0, 1)
        self.setLayout(column(line, self.complaint, spacing=theme.px(2)))

    def show_key(self, key: str, *, own: bool) -> None:
        """Show the key in use, and the way back where it is a person's own."""
        self.field.setText(key)
        if not own and self.back.hasFocus():
            self.field.setFocus()
        self.back.setVisible(own)

    def object_to(self, words: str) -> None:
        """Say why a key was not taken."""
        self.complaint.say(words)
        if words:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, words))


class SettingsPage(Page):
    """Works with and without a session.

    `test_picture_wanted` carries the key of the screen to try, empty for whichever is free;
    `test_picture_done` asks to put the picture away.
    """

    test_picture_wanted = Signal(str)
    test_picture_done = Signal()

    def __init__(self, around: Surroundings, signals: Signals, awake: Awake, folder: Path) -> None:
        super().__init__(around)
        self._signals = signals
        self._awake = awake
        self._folder = folder
        self._groups: dict[str, QButtonGroup] = {}
        self._choices: dict[str, tuple[object, ...]] = {}
        self._switches: dict[str, QCheckBox] = {}
        self.key_rows: dict[str, _KeyRow] = {}
        self.letter_rows: dict[ContributionKind, _KeyRow] = {}
        px = self.theme.px
        self._title = label(self.tr("Settings"), "title", strong=True)
        self._first = paragraph(
            self.tr("They hold for this laptop. Each choice is kept at once."), tone="quiet"
        )
        self.keys_card = self._build_keys()
        self._content = Paper()
        self._fit()
        self.theme.changed.connect(self._fit)
        whole = column(
            column(self._title, self._first, spacing=px(4)),
            self._build_display(),
            self._build_signals(),
            self._build_room(),
            self.keys_card,
            self._build_print(),
            self._build_data(),
            None,
            spacing=px(16),
        )
        whole.setContentsMargins(px(_EDGE), px(28), px(_EDGE), px(32))
        self._content.setLayout(whole)
        self._area = scrolling(self._content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        self.preferences.changed.connect(self._show)
        # Not lambdas: what is connected to the page itself goes with it.
        self._awake.told.connect(self._show_awake)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._show_screens)
            app.screenRemoved.connect(self._show_screens)
        self._show()

    # Building

    def _build_display(self) -> _Group:
        card = _Group(self.theme, "display", self.tr("Display"))
        palettes = {
            "system": self.tr("As the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
            "high-contrast": self.tr("High contrast"),
        }
        motions = {
            "system": self.tr("As the system"),
            "on": self.tr("Reduced"),
            "off": self.tr("Full"),
        }
        sizes = [(self.tr("{0} %").format(round(scale * 100)), scale) for scale in TEXT_SCALES]
        card.body.addLayout(
            self._choice("palette", self.tr("Colours"), [(palettes[p], p) for p in PALETTES])
        )
        card.body.addLayout(self._choice("text_scale", self.tr("Text size"), sizes))
        card.body.addLayout(
            self._choice("reduced_motion", self.tr("Motion"), [(motions[m], m) for m in MOTIONS])
        )
        return card

    def _build_signals(self) -> _Group:
        px = self.theme.px
        card = _Group(self.theme, "signals", self.tr("Live signals"))
        self._signals_card = card
        self.test_pulse = self._test("pulse", self.tr("Try the pulse"), self._try_pulse)
        self.test_chime = self._test("chime", self.tr("Try the chime"), self._try_chime)
        self.pulse_told = Complaint(self.theme)
        self.chime_told = Complaint(self.theme)
        self.asleep = Complaint(self.theme)
        for part in (
            self._switch(
                "pulse",
                self.tr("A slow pulse at the edge of the window"),
                self.tr("Seen from the corner of the eye; it lasts two and a half seconds."),
                self.test_pulse,
                self.pulse_told,
            ),
            self._switch(
                "chime",
                self.tr("A soft chime"),
                self.tr("The whole room hears it, the one who is speaking too."),
                self.test_chime,
                self.chime_told,
            ),
            self._switch(
                "focus_cue",
                self.tr("A private cue when talk leaves the instructional focus"),
                self.tr("After three contributions in a row; only you see it."),
            ),
        ):
            card.body.addWidget(part)
        card.body.addLayout(self._build_talk_turns())
        self.awake_words = paragraph(
            self.tr("While a session is live, the screen is kept awake."), "small", "quiet"
        )
        card.body.addWidget(rule())
        card.body.addWidget(self.awake_words)
        card.body.addWidget(self.asleep)
        card.body.setSpacing(px(14))
        return card

    def _build_talk_turns(self) -> QVBoxLayout:
        turns = {
            "off": self.tr("Not noted"),
            "tap": self.tr("Tap a seat key"),
            "hold": self.tr("Hold a seat key"),
        }
        choices = [(turns[turn], turn) for turn in TALK_TURNS]
        made = self._choice("talk_turns", self.tr("Turns of talk"), choices)
        hint = self.tr(
            "Tap when somebody begins to speak and again when they end, or hold the key for as "
            "long as they speak. A short press always chooses the speaker."
        )
        made.addWidget(paragraph(hint, "small", "quiet"))
        return made

    def _build_room(self) -> _Group:
        px = self.theme.px
        card = _Group(
            self.theme,
            "room",
            self.tr("Room screen"),
            self.tr("What the group sees: the stage, who speaks and the time; never your notes."),
        )
        self.screen_field = ChoiceField()
        self.screen_field.setObjectName("settings.screen")
        self.screen_field.keep_narrow(24)
        self.screen_field.chosen.connect(lambda key: self._change(room_screen=key))
        self._tested = False
        self.test_picture = button("", self._ask_for_picture)
        self.test_picture.setObjectName("settings.test_picture")
        self.screens_told = paragraph("", "small", "quiet")
        self.show_tested(on=False)
        named = labelled(self.tr("Shown on"), self.screen_field)
        line = Flow(self.screen_field, self.test_picture, spacing=px(8))
        card.body.addLayout(column(named, line, self.screens_told, spacing=px(4)))
        return card

    def _build_keys(self) -> _Group:
        px = self.theme.px
        card = _Group(
            self.theme,
            "keys",
            self.tr("Keys"),
            self.tr("Go to a field and press the new key. Delete brings the first one back."),
        )
        acts = column(spacing=px(4))
        for action in LIVE_ACTIONS:
            acts.addWidget(self._key_row(action))
        letters = column(spacing=px(4))
        for kind in QUICK_LETTERS:
            letters.addWidget(self._letter_row(kind))
        self._letters = QWidget()
        self._letters.setLayout(letters)
        self.reset_keys = button(self.tr("Bring all first keys back"), self._reset_keys)
        self.reset_keys.setObjectName("settings.keys.reset")
        card.body.addLayout(acts)
        card.body.addWidget(rule())
        card.body.addWidget(
            self._switch(
                "quick_keys",
                self.tr("Single letters choose a kind"),
                self.tr("Only while the kinds in the capture line have the focus."),
            )
        )
        card.body.addWidget(self._indented(self._letters))
        card.body.addLayout(row(self.reset_keys, None))
        card.fold(True)
        return card

    def _build_print(self) -> _Group:
        px = self.theme.px
        card = _Group(
            self.theme,
            "print",
            self.tr("Print identity"),
            self.tr("At the head of the first page of every summary and handout."),
        )
        self.district = LineField(self.tr("For example: District 3"))
        self.district.setObjectName("settings.district")
        self.district.setMaxLength(_LONGEST_DISTRICT)
        self.district.edited.connect(lambda text: self._change(district=text.strip()))
        self.logo = QLabel()
        self.logo.setObjectName("settings.logo.picture")
        self.logo_words = paragraph("", "small", "quiet")
        self.choose_logo = button(self.tr("Choose a logo"), self._choose_logo)
        self.choose_logo.setObjectName("settings.logo.choose")
        self.remove_logo = button(self.tr("Remove the logo"), self._remove_logo)
        self.remove_logo.setObjectName("settings.logo.remove")
        self.logo_told = Complaint(self.theme)
        name = labelled(self.tr("Name of the district"), self.district)
        card.body.addLayout(column(name, self.district, spacing=px(4)))
        card.body.addWidget(self.logo)
        card.body.addWidget(self.logo_words)
        card.body.addLayout(Flow(self.choose_logo, self.remove_logo, spacing=px(8)))
        card.body.addWidget(self.logo_told)
        return card

    def _build_data(self) -> _Group:
        card = _Group(
            self.theme,
            "data",
            self.tr("Your data"),
            self.tr("Everything stays on this laptop, in this folder."),
        )
        # A path has no spaces to wrap at.
        shown = str(self._folder).replace(os.sep, os.sep + _BREAK)
        self.folder_words = paragraph(shown)
        self.open_folder = button(self.tr("Open folder"), self._open_folder)
        self.open_folder.setObjectName("settings.open_folder")
        self.not_opened = Complaint(self.theme)
        card.body.addWidget(self.folder_words)
        card.body.addLayout(row(self.open_folder, None))
        card.body.addWidget(self.not_opened)
        return card

    def _choice(self, name: str, title: str, choices: Sequence[tuple[str, object]]) -> QVBoxLayout:
        """A few choices, all of them to be seen."""
        group = QButtonGroup(self)
        line = Flow(spacing=self.theme.px(8))
        for number, (words, value) in enumerate(choices):
            made = button(
                on_button(words),
                partial(self._pick, name, value),
                "choice",
                name=f"{title}: {words}",
            )
            made.setCheckable(True)
            made.setObjectName(f"settings.{name}.{value}")
            group.addButton(made, number)
            line.addWidget(made)
        self._groups[name] = group
        self._choices[name] = tuple(value for _, value in choices)
        return column(label(title, "small", "quiet"), line, spacing=self.theme.px(4))

    def _switch(
        self,
        name: str,
        words: str,
        hint: str,
        beside: QWidget | None = None,
        below: QWidget | None = None,
    ) -> QWidget:
        """Something that is on or off, and a sentence about it."""
        px = self.theme.px
        box = QCheckBox(on_button(words))
        box.setObjectName(f"settings.{name}")
        box.setAccessibleName(words)
        box.setAccessibleDescription(hint)
        box.clicked.connect(lambda on: self._change(**{name: on}))
        self._switches[name] = box
        head = row(box, None, spacing=px(8))
        if beside is not None:
            head.addWidget(beside)
        told = column(paragraph(hint, "small", "quiet"), spacing=px(4))
        if below is not None:
            told.addWidget(below)
        told.setContentsMargins(px(_INDENT), 0, 0, 0)
        made = QWidget()
        made.setLayout(column(head, told, spacing=0))
        return made

    def _indented(self, part: QWidget) -> QWidget:
        made = QWidget()
        box = row(part)
        box.setContentsMargins(self.theme.px(_INDENT), 0, 0, 0)
        made.setLayout(box)
        return made

    def _test(self, name: str, words: str, press: Callable[[], object]) -> QPushButton:
        made = button(self.tr("Test"), press, name=words, tip=words)
        made.setObjectName(f"settings.{name}.test")
        return made

    def _key_row(self, action: LiveAction) -> _KeyRow:
        also = ""
        if action.clicker:
            also = self.tr("also {0}").format(shown_key(action.clicker[0]))
        made = _KeyRow(
            self.theme, f"settings.key.{action.id}", action_words(action.id), _KEY_PX, also
        )
        made.field.caught.connect(lambda key, _, a=action.id: self._take_key(a, key))
        made.field.cleared.connect(lambda a=action.id: self._take_key(a, ""))
        self.key_rows[action.id] = made
        return made

    def _letter_row(self, kind: ContributionKind) -> _KeyRow:
        made = _KeyRow(self.theme, f"settings.letter.{kind.value}", kind_words(kind), _LETTER_PX)
        made.field.caught.connect(lambda _, letter, k=kind: self._take_letter(k, letter))
        made.field.cleared.connect(lambda k=kind: self._take_letter(k, ""))
        self.letter_rows[kind] = made
        return made

    # Showing

    def _fit(self) -> None:
        """Let the column grow with its text, which is changed here."""
        px = self.theme.px
        self._content.setMaximumWidth(px(_COLUMN) + 2 * px(_EDGE))

    def show_session(self) -> None:
        """Show what is chosen now; the focus is on the first choice."""
        self._quiet()
        self._show()
        self._area.verticalScrollBar().setValue(0)
        checked = self._groups["palette"].checkedButton()
        if checked is not None:
            checked.setFocus()

    def _quiet(self) -> None:
        """Take away what was said about keys and tests the last time."""
        for made in (*self.key_rows.values(), *self.letter_rows.values()):
            made.object_to("")
        for told in (self.pulse_told, self.chime_told, self.not_opened, self.logo_told):
            told.say("")

    def _show(self) -> None:
        now = self.preferences.now
        for name, group in self._groups.items():
            chosen = self._choices[name].index(getattr(now, name))
            group.button(chosen).setChecked(True)
        for name, box in self._switches.items():
            box.setChecked(getattr(now, name))
        keys = keys_of(now)
        for action in LIVE_ACTIONS:
            key = keys[action.id][0]
            self.key_rows[action.id].show_key(shown_key(key), own=key != action.keys[0])
        self._signals_card.say_hint(
            self.tr(
                "Shortly before a stage ends, when its time is up, and then every two minutes. "
                "One key makes a stage quiet: {0}."
            ).format(shown_key(keys["quiet"][0]))
        )
        letters = letters_of(now)
        for kind, first in QUICK_LETTERS.items():
            self.letter_rows[kind].show_key(letters[kind], own=letters[kind] != first)
        self._letters.setVisible(now.quick_keys)
        own = len(now.keys) + len(now.quick_kind_keys)
        self.reset_keys.setVisible(own > 0)
        self.keys_card.set_essence(self._keys_essence(own))
        self.district.show_text(now.district)
        self._show_logo()
        self._show_screens()
        self._show_awake()

    def _show_logo(self) -> None:
        kept = self.desk.print_identity.logo(self.preferences.now.logo)
        picture = QPixmap() if kept is None else QPixmap(str(kept))
        there = not picture.isNull()
        if there:
            room = QSize(self.theme.px(_LOGO_WIDTH), self.theme.px(_LOGO_HEIGHT))
            shape = Qt.AspectRatioMode.KeepAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            self.logo.setPixmap(_on_white(picture.scaled(room, shape, smooth)))
        self.logo.setVisible(there)
        self.logo.setAccessibleName(self.tr("The logo") if there else "")
        self.logo_words.setText(
            self.tr("It is printed at most 9 mm high.")
            if there
            else self.tr("No logo. It can be a PNG, JPEG or SVG file of up to 5 MB.")
        )
        if not there and self.remove_logo.hasFocus():
            self.choose_logo.setFocus()
        self.remove_logo.setVisible(there)

    def _keys_essence(self, own: int) -> str:
        if own == 0:
            return self.tr("All as they came. F1 shows them while a session is live.")
        if own == 1:
            return self.tr("One key is your own.")
        return self.tr("{0} keys are your own.").format(own)

    def _show_screens(self) -> None:
        screens = QGuiApplication.screens()
        chosen = _key_offered(self.preferences.now.room_screen, screens)
        offered: list[tuple[str, object]] = [(self.tr("Whichever is free"), "")]
        offered += [(_sized_words(s), key) for s in screens if (key := screen_key(s))]
        if all(key != chosen for _, key in offered):
            offered.append((self.tr("{0} (not connected)").format(_short(chosen)), chosen))
        self.screen_field.offer(offered)
        self.screen_field.show_value(chosen)
        if len(screens) > 1:
            words = self.tr("The test picture shows which screen it is.")
        else:
            words = self.tr(
                "Only this screen is connected: the room screen opens as a window on it."
            )
        self.screens_told.setText(words)

    def _show_awake(self) -> None:
        refused = self._awake.allowed is False
        self.awake_words.setVisible(not refused)
        self.asleep.say(
            self.tr(
                "This laptop does not let programs keep the screen awake. Please set its sleep "
                "time by hand."
            )
            if refused
            else ""
        )

    # Choices

    def _change(self, **choice: object) -> None:
        self.preferences.change(**choice)

    def _pick(self, name: str, value: object) -> None:
        if getattr(self.preferences.now, name) != value:
            self._change(**{name: value})

    def _take_key(self, action_id: str, key: str) -> None:
        now = self.preferences.now
        if key == "":
            # Its first key may be another act's by now.
            key = next(a.keys[0] for a in LIVE_ACTIONS if a.id == action_id)
        words = objection(now, action_id, key)
        self._quiet()
        self.key_rows[action_id].object_to(words)
        if not words:
            self._change(keys=with_key(now, action_id, key))

    def _take_letter(self, kind: ContributionKind, letter: str) -> None:
        now = self.preferences.now
        wanted = letter.upper() or QUICK_LETTERS[kind]
        holder = next((k for k, held in letters_of(now).items() if held == wanted), kind)
        words = ""
        if not is_letter(wanted):
            words = self.tr("Please press one letter.")
        elif holder is not kind:
            words = self.tr("This is the letter of \u201c{0}\u201d. Please try another.").format(
                kind_words(holder)
            )
        self._quiet()
        self.letter_rows[kind].object_to(words)
        if not words:
            self._change(quick_kind_keys=with_letter(now, kind, wanted))

    def _reset_keys(self) -> None:
        self._quiet()
        self.keys_card.head.setFocus()
        self._change(keys=(), quick_kind_keys=())

    # Trying

    def _try_pulse(self) -> None:
        self._quiet()
        if not self._signals.test_pulse():
            self.pulse_told.say(self.tr("Motion is reduced, so nothing pulses."))

    def _try_chime(self) -> None:
        self._quiet()
        if not self._signals.test_chime():
            self.chime_told.say(self.tr("This laptop has no loudspeaker that programs can use."))

    def _ask_for_picture(self) -> None:
        if self._tested:
            self.test_picture_done.emit()
        else:
            self.test_picture_wanted.emit(self.preferences.now.room_screen)

    def show_tested(self, *, on: bool) -> None:
        """Offer to put the test picture away while it is shown."""
        self._tested = on
        words = self.tr("Put the test picture away") if on else self.tr("Show test picture")
        self.test_picture.setText(words)
        self.test_picture.setAccessibleName(words)

    def settle(self) -> None:
        """Keep what is still being typed and put the test picture away, before the page is left."""
        self.district.settle()
        if self._tested:
            self.test_picture_done.emit()

    def _choose_logo(self) -> None:
        pictures = QStandardPaths.StandardLocation.PicturesLocation
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Choose a logo"),
            QStandardPaths.writableLocation(pictures),
            self.tr("Pictures (*.png *.jpg *.jpeg *.svg)"),
        )
        if not chosen:
            return
        self._quiet()
        try:
            name = self.desk.print_identity.keep_logo(logo_content(Path(chosen)))
        except (RuleError, StorageError) as problem:
            self.logo_told.say(str(problem))
            return
        self._take_logo(name)

    def _remove_logo(self) -> None:
        self._quiet()
        self._take_logo("")

    def _take_logo(self, name: str) -> None:
        before = self.preferences.now.logo
        self._change(logo=name)
        if before != name:
            self.desk.print_identity.drop_logo(before)

    def _open_folder(self) -> None:
        opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
        self.not_opened.say(
            "" if opened else self.tr("The folder cannot be opened from here. Its place is above.")
        )


def _on_white(picture: QPixmap) -> QPixmap:
    """A picture as it looks on paper."""
    paper = QPixmap(picture.size())
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return paper


def _short(key: str) -> str:
    """The name in the key of a screen that is not connected, without serial number and socket."""
    parts = key.split(" | ")
    return " ".join(parts[:2]) if len(parts) > 2 else parts[0]
