"""The keys of a live session: which act has which, and which keys a person may choose instead.

No act has a bare letter, and none has a key that a field of text needs: whatever is typed into a
note stays in the note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.settings import Settings

_tr = QCoreApplication.translate

Keys = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LiveAction:
    """One act: `keys` are changeable, `clicker` keys stay, a presenter's remote sends them."""

    id: str
    keys: tuple[str, ...]
    clicker: tuple[str, ...] = ()


LIVE_ACTIONS = (
    LiveAction("next", ("Ctrl+Return", "Ctrl+Enter"), ("PgDown",)),
    LiveAction("undo", ("Ctrl+Z",), ("PgUp",)),
    # Not Ctrl+Shift+Z: in a field of text that is "redo".
    LiveAction("undo_move", ("Ctrl+Shift+PgUp",)),
    LiveAction("interrupt", ("Ctrl+Space",)),
    LiveAction("more", ("Ctrl+Up",)),
    LiveAction("less", ("Ctrl+Down",)),
    LiveAction("backdate", ("Ctrl+Shift+S",)),
    LiveAction("blank_room", ("Ctrl+B",)),
    LiveAction("room", ("Ctrl+Shift+B",)),
    LiveAction("message", ("Ctrl+M",)),
    LiveAction("stages", ("Ctrl+L",)),
    LiveAction("retime", ("Ctrl+T",)),
    # Not Ctrl+Shift+Q: on a Mac that logs the person out.
    LiveAction("quiet", ("Ctrl+Shift+H",)),
    LiveAction("mini", ("Ctrl+Shift+M",)),
    LiveAction("leave_stage", ("Ctrl+Shift+Return",)),
    LiveAction("skip", ("Ctrl+Shift+PgDown",)),
    LiveAction("repeat", ("Ctrl+R",)),
    LiveAction("help", ("F1",)),
    LiveAction("panes", ("F6",)),
    LiveAction("pages", ("F10",)),
)
_BY_ID = {action.id: action for action in LIVE_ACTIONS}

QUICK_LETTERS = {
    ContributionKind.WARM_FEEDBACK: "W",
    ContributionKind.COOL_FEEDBACK: "C",
    ContributionKind.CLARIFYING_QUESTION: "Q",
    ContributionKind.PROBING_QUESTION: "P",
    ContributionKind.PROCESS_NOTE: "N",
    ContributionKind.COMMITMENT: "A",
    ContributionKind.PARKING_LOT: "K",
}

# Held down, these are no key yet.
MODIFIERS = (
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
)

_SEATS = frozenset(f"Ctrl+{digit}" for digit in range(10))
_PAGES = frozenset(f"Alt+{digit}" for digit in range(1, 8))
# The keys of Qt's own fields, on all three systems: a live key must do the same everywhere.
_WRITING = frozenset(
    f"{modifier}+{key}"
    for modifiers, keys in (
        (("Ctrl",), ("A", "C", "V", "X", "Y", "Z", "K", "U", "E", "D")),
        (("Ctrl+Shift",), ("Z", "V", "Up", "Down")),
        (
            ("Ctrl", "Ctrl+Shift"),
            ("Left", "Right", "Home", "End", "Backspace", "Del", "Ins"),
        ),
    )
    for modifier in modifiers
    for key in keys
)
# The capture panel's own keys beside the words.
_CAPTURE = frozenset(
    {"Ctrl+'", *(f"Ctrl+Shift+{key}" for key in ("1", "2", "3", "A", "L", "P", "R"))}
)
_SYSTEM = frozenset(("Ctrl+Q", "Ctrl+W", "Ctrl+Shift+Q", "Ctrl+Esc", "Ctrl+Shift+Esc", "Alt+F4"))
_CLICKER = frozenset(key for action in LIVE_ACTIONS for key in action.clicker)


class Refusal(StrEnum):
    """Why a key cannot be a live key."""

    UNREADABLE = "unreadable"
    BARE = "bare"
    TYPES = "types"
    WRITING = "writing"
    SEATS = "seats"
    PAGES = "pages"
    CLICKER = "clicker"
    SYSTEM = "system"


def action_words(action_id: str) -> str:
    """What a live act does, for its button's tip, the sheet of keys and the settings."""
    return {
        "next": _tr("live_key", "Next stage"),
        "undo": _tr("live_key", "Undo the newest act"),
        "undo_move": _tr("live_key", "Undo the newest move between stages"),
        "interrupt": _tr("live_key", "Interruption on or off"),
        "more": _tr("live_key", "One minute more"),
        "less": _tr("live_key", "One minute less"),
        "backdate": _tr("live_key", "The stage began earlier"),
        "blank_room": _tr("live_key", "Blank the room screen"),
        "room": _tr("live_key", "Room screen on or off"),
        "message": _tr("live_key", "Message to the room"),
        "stages": _tr("live_key", "All stages"),
        "retime": _tr("live_key", "Fit what is left to the time"),
        "quiet": _tr("live_key", "No more signals in this stage"),
        "mini": _tr("live_key", "Small strip on top of other windows"),
        "leave_stage": _tr("live_key", "Leave the stage without beginning another"),
        "skip": _tr("live_key", "Skip the next stage"),
        "repeat": _tr("live_key", "Repeat the stage"),
        "help": _tr("live_key", "Show the keys"),
        "panes": _tr("live_key", "Go round the parts of the screen"),
        "pages": _tr("live_key", "Other pages"),
    }[action_id]


def refusal_words(refusal: Refusal) -> str:
    """Why a key was not taken, and what to do."""
    return {
        Refusal.UNREADABLE: _tr("live_key", "This key cannot be used. Please try another."),
        Refusal.BARE: _tr(
            "live_key", "Please hold Ctrl with it, or take a key from F1 to F12: letters are typed."
        ),
        Refusal.TYPES: _tr(
            "live_key", "On some keyboards these keys type a letter. Please try others."
        ),
        Refusal.WRITING: _tr("live_key", "Fields of text need this key. Please try another."),
        Refusal.SEATS: _tr("live_key", "Ctrl with a digit chooses the speaker."),
        Refusal.PAGES: _tr("live_key", "Alt with a digit goes to a page."),
        Refusal.CLICKER: _tr("live_key", "Presentation remotes use this key already."),
        Refusal.SYSTEM: _tr("live_key", "The system uses this key. Please try another."),
    }[refusal]


def shown_key(key: str) -> str:
    """A key as it is printed on this system's keyboards."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def readable(key: str) -> str:
    """A key in its one stored spelling; empty where it is not one key that Qt can read."""
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    text = sequence.toString(QKeySequence.SequenceFormat.PortableText)
    return text if sequence.count() == 1 and text.isprintable() else ""


def refused(key: str) -> Refusal | None:
    """Why a key cannot be a live key, whoever has it now; None where it can."""
    text = readable(key)
    *modifiers, last = text.replace("++", "+Plus").split("+")
    if not last:
        return Refusal.UNREADABLE
    for refusal, keys in (
        (Refusal.CLICKER, _CLICKER),
        (Refusal.SEATS, _SEATS),
        (Refusal.PAGES, _PAGES),
        (Refusal.WRITING, _WRITING | _CAPTURE),
        (Refusal.SYSTEM, _SYSTEM),
    ):
        if text in keys:
            return refusal
    if "Meta" in modifiers or last in ("Tab", "Backtab"):
        return Refusal.SYSTEM
    if "Alt" in modifiers:
        # Alt alone opens menus or types on a Mac; with Ctrl it is AltGr on Windows.
        return Refusal.TYPES
    function = last.startswith("F") and last[1:].isdigit()
    return None if function or "Ctrl" in modifiers else Refusal.BARE


def objection(settings: Settings, action_id: str, key: str) -> str:
    """Say why an act cannot have a key; no words where it can."""
    text = readable(key)
    refusal = None if text in _BY_ID[action_id].keys else refused(key)
    if refusal is not None:
        return refusal_words(refusal)
    holder = holder_of(settings, text)
    if holder is None or holder == action_id:
        return ""
    return _tr("live_key", "This is the key of \u201c{0}\u201d. Please try another.").format(
        action_words(holder)
    )


def conflicts(keys: Keys) -> tuple[tuple[str, str, str], ...]:
    """The keys that two acts would share: each key with the ids of both."""
    holders: dict[str, str] = {}
    found: list[tuple[str, str, str]] = []
    for action_id, held in keys.items():
        for key in held:
            first = holders.setdefault(key, action_id)
            if first != action_id:
                found.append((key, first, action_id))
    return tuple(found)


def keys_of(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The keys of every live act.

    A person's own key takes the place of the changeable ones; a key that cannot be used, or that
    two acts would share, is passed over.
    """
    own = {
        action_id: readable(key)
        for action_id, key in settings.keys
        if action_id in _BY_ID and (readable(key) in _BY_ID[action_id].keys or not refused(key))
    }
    while shared := conflicts(keys := _keys(own)):
        _, first, second = shared[0]
        # One of them is a person's own, for no two defaults are the same.
        del own[second if second in own else first]
    return keys


def _keys(own: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {
        action.id: ((own[action.id],) if action.id in own else action.keys) + action.clicker
        for action in LIVE_ACTIONS
    }


def holder_of(settings: Settings, key: str) -> str | None:
    """The id of the live act that has a key now."""
    text = readable(key)
    return next((name for name, held in keys_of(settings).items() if text in held), None)


def with_key(settings: Settings, action_id: str, key: str) -> tuple[tuple[str, str], ...]:
    """The pairs to store when an act gets a key; an empty key gives it its own back."""
    own = {name: kept for name, kept in settings.keys if name != action_id}
    text = readable(key)
    if text and text != _BY_ID[action_id].keys[0]:
        own[action_id] = text
    return tuple(own.items())


def letters_of(settings: Settings) -> dict[ContributionKind, str]:
    """The letter of each kind that has one; they work only where `settings.quick_keys` says so."""
    own: dict[ContributionKind, str] = {}
    for name, letter in settings.quick_kind_keys:
        kind = next((kind for kind in QUICK_LETTERS if kind.value == name), None)
        if kind is not None and is_letter(letter):
            own[kind] = letter.upper()
    while True:
        letters = QUICK_LETTERS | own
        twice = [kind for kind in own if list(letters.values()).count(letters[kind]) > 1]
        if not twice:
            return letters
        del own[twice[-1]]


def is_letter(text: str) -> bool:
    """Whether a text is one letter, of any alphabet, that stays one letter as a capital."""
    return len(text) == 1 and text.isalpha() and len(text.upper()) == 1


def with_letter(
    settings: Settings, kind: ContributionKind, letter: str
) -> tuple[tuple[str, str], ...]:
    """The pairs to store when a kind gets a letter; an empty one gives it its own back."""
    own = {name: kept for name, kept in settings.quick_kind_keys if name != kind.value}
    if letter and letter.upper() != QUICK_LETTERS[kind]:
        own[kind.value] = letter.upper()
    return tuple(own.items())
