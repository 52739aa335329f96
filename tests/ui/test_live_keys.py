from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.settings import Settings
from dilc_desktop.ui.live_keys import (
    LIVE_ACTIONS,
    QUICK_LETTERS,
    Refusal,
    action_words,
    conflicts,
    holder_of,
    keys_of,
    letters_of,
    objection,
    readable,
    refusal_words,
    refused,
    shown_key,
    with_key,
    with_letter,
)

# Qt asks the platform which keys edit.
pytestmark = pytest.mark.usefixtures("qapp")

DEFAULTS = keys_of(Settings())
# What Qt's own fields of text understand.
EDITING = [
    key
    for key in QKeySequence.StandardKey
    if key.name.startswith(("Move", "Select", "Delete", "Cut", "Copy", "Paste", "Redo", "Insert"))
    or key is QKeySequence.StandardKey.Deselect
]


def test_every_act_has_words_and_a_key_in_its_one_spelling() -> None:
    assert len(LIVE_ACTIONS) == 20
    words = [action_words(action.id) for action in LIVE_ACTIONS]
    assert len(set(words)) == len(words)
    for keys in DEFAULTS.values():
        assert keys
        assert [readable(key) for key in keys] == list(keys)


def test_no_two_acts_share_a_key() -> None:
    assert conflicts(DEFAULTS) == ()


def test_the_keys_of_the_design_are_the_defaults() -> None:
    assert DEFAULTS["next"] == ("Ctrl+Return", "Ctrl+Enter", "PgDown")
    assert DEFAULTS["undo"] == ("Ctrl+Z", "PgUp")
    assert DEFAULTS["interrupt"] == ("Ctrl+Space",)
    assert DEFAULTS["more"] == ("Ctrl+Up",)
    assert DEFAULTS["less"] == ("Ctrl+Down",)
    assert DEFAULTS["backdate"] == ("Ctrl+Shift+S",)
    assert DEFAULTS["blank_room"] == ("Ctrl+B",)
    assert DEFAULTS["help"] == ("F1",)


def test_no_default_but_undo_is_one_that_a_field_of_text_or_the_system_needs() -> None:
    for action in LIVE_ACTIONS:
        for key in action.keys:
            assert key == "Ctrl+Z" or refused(key) is None, key


def test_no_default_but_undo_and_the_clickers_is_an_editing_key_of_qt_here() -> None:
    editing = {
        shortcut.toString(QKeySequence.SequenceFormat.PortableText)
        for standard in EDITING
        for shortcut in QKeySequence.keyBindings(standard)
    }
    assert "Ctrl+C" in editing
    changeable = {key for action in LIVE_ACTIONS for key in action.keys}
    assert changeable & editing == set()


def test_what_qt_edits_with_here_is_never_taken_from_it() -> None:
    for standard in EDITING:
        for shortcut in QKeySequence.keyBindings(standard):
            text = shortcut.toString(QKeySequence.SequenceFormat.PortableText)
            # Function keys that only old keyboards name.
            if not text.startswith(("F", "Shift+F")):
                assert refused(text) is not None, text


def test_a_key_of_ones_own_takes_the_place_of_the_default_and_the_clicker_stays() -> None:
    keys = keys_of(Settings(keys=(("next", "F5"), ("interrupt", "ctrl+i"))))
    assert keys["next"] == ("F5", "PgDown")
    assert keys["interrupt"] == ("Ctrl+I",)
    assert keys["undo"] == ("Ctrl+Z", "PgUp")


@pytest.mark.parametrize(
    "own",
    [
        (("dance", "F5"),),
        (("next", "nonsense"),),
        (("next", "Ctrl+A, Ctrl+B"),),
        (("next", "N"),),
        (("next", "PgUp"),),
        (("next", "Ctrl+C"),),
        (("next", "Ctrl+3"),),
        (("next", "Alt+2"),),
        (("next", "Ctrl+Space"),),
        (("retime", "Ctrl+R"), ("repeat", "Ctrl+R")),
    ],
)
def test_what_cannot_be_used_in_a_file_is_passed_over(own: tuple[tuple[str, str], ...]) -> None:
    assert keys_of(Settings(keys=own)) == DEFAULTS


def test_of_two_that_share_a_key_the_first_keeps_it() -> None:
    keys = keys_of(Settings(keys=(("repeat", "F5"), ("retime", "F5"))))
    assert sorted(name for name, held in keys.items() if "F5" in held) == ["retime"]
    assert conflicts(keys) == ()


def test_two_acts_may_change_places() -> None:
    keys = keys_of(Settings(keys=(("more", "Ctrl+Down"), ("less", "Ctrl+Up"))))
    assert (keys["more"], keys["less"]) == (("Ctrl+Down",), ("Ctrl+Up",))


def test_a_key_that_two_acts_would_share_names_both() -> None:
    assert conflicts({"next": ("F5",), "undo": ("F5", "F4")}) == (("F5", "next", "undo"),)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("", Refusal.UNREADABLE),
        ("nonsense", Refusal.UNREADABLE),
        ("N", Refusal.BARE),
        ("Shift+N", Refusal.BARE),
        ("Space", Refusal.BARE),
        ("Return", Refusal.BARE),
        ("Alt+N", Refusal.TYPES),
        ("Ctrl+Alt+Q", Refusal.TYPES),
        ("Ctrl+V", Refusal.WRITING),
        ("Ctrl+Z", Refusal.WRITING),
        ("Ctrl+7", Refusal.SEATS),
        ("Alt+7", Refusal.PAGES),
        ("PgDown", Refusal.CLICKER),
        ("Ctrl+Q", Refusal.SYSTEM),
        ("Meta+L", Refusal.SYSTEM),
        ("Ctrl+Tab", Refusal.SYSTEM),
        ("Ctrl+I", None),
        ("Ctrl+Shift++", None),
        ("Shift+F5", None),
    ],
)
def test_each_key_that_is_refused_has_its_reason(key: str, why: Refusal | None) -> None:
    assert refused(key) is why


def test_a_reason_is_a_sentence() -> None:
    words = [refusal_words(refusal) for refusal in Refusal]
    assert len(set(words)) == len(Refusal)
    assert all(sentence.endswith(".") for sentence in words)


def test_a_key_that_another_act_has_is_refused_with_its_name() -> None:
    settings = Settings()
    assert action_words("interrupt") in objection(settings, "next", "Ctrl+Space")
    assert objection(settings, "interrupt", "Ctrl+Space") == ""
    assert objection(settings, "undo", "Ctrl+Z") == "", "its own default"
    assert objection(settings, "skip", "Ctrl+Z") == refusal_words(Refusal.WRITING)
    assert objection(settings, "next", "F5") == ""
    moved = Settings(keys=(("interrupt", "F5"),))
    assert holder_of(moved, "F5") == "interrupt"
    assert objection(moved, "next", "Ctrl+Space") == ""


def test_only_what_differs_is_kept() -> None:
    chosen = with_key(Settings(), "next", "F5")
    assert chosen == (("next", "F5"),)
    assert with_key(Settings(keys=chosen), "next", "Ctrl+Return") == ()
    assert with_key(Settings(keys=chosen), "next", "") == ()
    assert with_key(Settings(keys=chosen), "undo", "F4") == (("next", "F5"), ("undo", "F4"))


def test_a_key_is_shown_as_the_keyboard_prints_it() -> None:
    assert shown_key("F5") == "F5"


WARM, COOL = ContributionKind.WARM_FEEDBACK, ContributionKind.COOL_FEEDBACK


@pytest.mark.parametrize(
    "own",
    [
        (),
        (("dance", "D"),),
        (("warm_feedback", "7"),),
        (("warm_feedback", "ab"),),
        (("warm_feedback", "\u00df"),),
        (("warm_feedback", "c"),),
    ],
)
def test_letters_that_cannot_be_used_are_passed_over(own: tuple[tuple[str, str], ...]) -> None:
    assert letters_of(Settings(quick_kind_keys=own)) == QUICK_LETTERS


def test_a_letter_of_any_alphabet_may_stand_for_a_kind() -> None:
    letters = letters_of(Settings(quick_kind_keys=(("warm_feedback", "\u0436"),)))
    assert letters[WARM] == "\u0416"
    assert letters[COOL] == "C"


def test_two_kinds_may_change_their_letters() -> None:
    swapped = Settings(quick_kind_keys=(("warm_feedback", "C"), ("cool_feedback", "W")))
    letters = letters_of(swapped)
    assert (letters[WARM], letters[COOL]) == ("C", "W")


def test_of_letters_only_what_differs_is_kept() -> None:
    chosen = with_letter(Settings(), WARM, "x")
    assert chosen == (("warm_feedback", "X"),)
    assert with_letter(Settings(quick_kind_keys=chosen), WARM, "W") == ()
    assert with_letter(Settings(quick_kind_keys=chosen), WARM, "") == ()
