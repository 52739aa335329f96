"""What is typed is typed, and what is a live key acts, wherever the focus is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.timing import Phase
from dilc_desktop.ui.live_keys import LIVE_ACTIONS
from dilc_desktop.ui.page import PageId

if TYPE_CHECKING:
    from tests.journeys.conftest import Evening, Planned

# The offscreen platform says so of much that other platforms do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
# Every printable character of a US keyboard, with the key and the Shift that give it.
UNSHIFTED = "`1234567890-=[]\\;',./ abcdefghijklmnopqrstuvwxyz"
SHIFTED = '~!@#$%^&*()_+{}|:"<>? ABCDEFGHIJKLMNOPQRSTUVWXYZ'
FOREIGN = (
    "\u00e4\u00e9\u00df\u0142\u00f8\u0416\u05e9\u0639\u3042\u6f22\u314e\u201e\u2013\u20ac\u2026"
)


SMALL_GROUPS: tuple[Planned, ...] = (
    ("Presentation", StageKind.TALK, 10, {}),
    ("Small groups", StageKind.SMALL_GROUPS, 10, {"places": ("Window", "Door")}),
    ("Debrief", StageKind.ALL_TALK, 5, {}),
)


def send(widget: QWidget, key: int, modifiers: Qt.KeyboardModifier, text: str) -> None:
    """Send a key the way the platform does: shortcuts first, then the widget."""
    window = widget.window().windowHandle()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(window, QKeyEvent(kind, key, modifiers, text))


def type_everything(widget: QWidget) -> str:
    """Type every printable character, each with the Shift it needs; returns what was typed."""
    for plain, shifted in zip(UNSHIFTED, SHIFTED, strict=True):
        key = ord(plain.upper())
        send(widget, key, NONE, plain)
        send(widget, key if shifted.isalpha() else ord(shifted), SHIFT, shifted)
    for letter in FOREIGN:
        send(widget, ord(letter), NONE, letter)
    pairs = zip(UNSHIFTED, SHIFTED, strict=True)
    return "".join(plain + shifted for plain, shifted in pairs) + FOREIGN


def to_line(evening: Evening) -> None:
    assert evening.keyboard.here == "live.text"


def to_evidence(evening: Evening) -> None:
    evening.key(Qt.Key.Key_E, CTRL)


def to_own_message(evening: Evening) -> None:
    evening.key(Qt.Key.Key_M, CTRL)
    evening.keyboard.tab_to("live.messages.own")


def to_correction(evening: Evening) -> None:
    evening.key(Qt.Key.Key_F6)
    evening.key(Qt.Key.Key_Down)
    evening.key(Qt.Key.Key_E)
    evening.key(Qt.Key.Key_A, CTRL)


def to_mark(evening: Evening) -> None:
    evening.key(Qt.Key.Key_Return)
    evening.key(Qt.Key.Key_F6)
    evening.key(Qt.Key.Key_Backtab, SHIFT)
    assert evening.keyboard.here == "live.marks"
    evening.key(Qt.Key.Key_Space)


def to_group(evening: Evening) -> None:
    evening.key(Qt.Key.Key_PageDown)
    evening.go_to("live.group.Window")


@pytest.mark.parametrize(
    "go", [to_line, to_evidence, to_own_message, to_correction, to_mark, to_group]
)
def test_every_printable_key_with_and_without_shift_is_written_and_none_acts(
    begin: Callable[..., Evening], go: Callable[[Evening], None]
) -> None:
    evening = begin(plan=SMALL_GROUPS)
    evening.wait(30, 10)
    evening.capture("Said before.")
    evening.wait(1)
    go(evening)
    place = evening.keyboard.place
    facts, said = evening.record.facts, evening.record.contributions
    typed = type_everything(place)
    assert evening.keyboard.place is place
    assert isinstance(place, (QPlainTextEdit, QLineEdit))
    written = place.toPlainText() if isinstance(place, QPlainTextEdit) else place.text()
    # The own message has room for 120 characters.
    assert written == (typed[:120] if go is to_own_message else typed)
    assert (evening.record.facts, evening.record.contributions) == (facts, said)
    assert evening.program.window.here is PageId.LIVE
    assert evening.live.timing().phase is Phase.RUNNING


def line(evening: Evening) -> QWidget:
    evening.program.window.activateWindow()
    evening.page.panel.text.setFocus()
    return evening.page.panel.text


def captures(evening: Evening) -> QWidget:
    evening.program.window.activateWindow()
    evening.page.captures.setFocus()
    return evening.page.captures


def room_screen(evening: Evening) -> QWidget:
    room = evening.program.room
    assert room is not None
    if not room.isVisible():
        evening.key(Qt.Key.Key_B, CTRL | SHIFT)
    room.activateWindow()
    return room


def mini_strip(evening: Evening) -> QWidget:
    if evening.program.mini is None or not evening.program.mini.isVisible():
        line(evening)
        evening.key(Qt.Key.Key_M, CTRL | SHIFT)
    assert evening.program.mini is not None
    evening.program.mini.activateWindow()
    return evening.program.mini.next_button


KEYS = {action.id: action.keys + action.clicker for action in LIVE_ACTIONS}


@dataclass
class Presses:
    """Presses the keys of live acts, each at one and the same place, and knows which it pressed."""

    qtbot: QtBot
    evening: Evening
    place: Callable[[Evening], QWidget]
    pressed: set[str] = field(default_factory=set)

    def __call__(self, act: str, number: int = 0) -> None:
        """Press the key of an act, then let four seconds pass."""
        target = self.place(self.evening)
        self.qtbot.waitUntil(target.window().isActiveWindow)
        self.evening.keyboard.app.processEvents()
        combination = QKeySequence(KEYS[act][number])[0]  # type: ignore[index]  # not in the stubs
        self.pressed.add(act)
        send(target, combination.key(), combination.keyboardModifiers(), "")
        self.evening.keyboard.app.processEvents()
        self.evening.wait(4, 4)


def press_moves(press: Presses, evening: Evening) -> None:
    """The keys that go from stage to stage."""
    for number in range(len(KEYS["next"])):
        press("next", number)
        assert evening.stage == "Small groups", KEYS["next"][number]
        press("undo", number % 2)
        assert evening.stage == "Presentation"
    press("next")
    press("undo_move")
    assert evening.stage == "Presentation"
    press("skip")
    assert evening.live.session.skipped == {"stage-2"}
    press("undo")
    press("repeat")
    assert [run.stage_id for run in evening.runs] == ["stage-1", "stage-1"]
    press("leave_stage")
    assert evening.live.session.run is None
    press("next")
    assert evening.stage == "Small groups"


def press_times(press: Presses, evening: Evening) -> None:
    """The keys that hold, lengthen and move the running stage."""
    press("interrupt")
    assert evening.live.timing().phase is Phase.INTERRUPTED
    press("interrupt")
    assert evening.live.timing().phase is Phase.RUNNING
    press("more")
    press("more")
    press("less")
    assert evening.runs[-1].added_ms == 60_000
    press("backdate")
    assert evening.runs[-1].started == -30_000


def press_panels(press: Presses, evening: Evening) -> None:
    """The keys that show something on the page."""
    page = evening.page
    press("quiet")
    assert page.signals.silent
    press("stages")
    assert not page.stages.isHidden()
    press("stages")
    assert page.stages.isHidden()
    press("retime")
    assert page.retiming.isVisibleTo(page) or page.notice.text()
    press("message")
    assert not page.message_bar.isHidden()
    press("message")
    assert page.message_bar.isHidden()
    press("panes")
    assert page.isAncestorOf(evening.program.window.focusWidget())
    press("help")
    assert not page.key_sheet.isHidden()
    page.key_sheet.close_sheet()
    press("pages")
    assert evening.program.window.focusWidget().objectName() == "rail.live"


def press_windows(press: Presses, evening: Evening) -> None:
    """The keys of the room screen and of the small strip."""
    room = evening.program.room
    assert room is not None
    # Where the room screen has the focus it is shown already.
    press("room")
    assert room.isVisible() is (press.place is not room_screen)
    room_screen(evening)
    press("blank_room")
    assert room.blanked
    press("blank_room")
    assert not room.blanked
    press("mini")
    assert evening.program.mini is not None
    assert evening.program.mini.isVisible() is (press.place is not mini_strip)


@pytest.mark.parametrize("place", [line, captures, room_screen, mini_strip])
def test_every_live_key_acts_wherever_the_focus_is(
    qtbot: QtBot, begin: Callable[..., Evening], place: Callable[[Evening], QWidget]
) -> None:
    evening = begin(plan=SMALL_GROUPS)
    evening.wait(30, 10)
    evening.capture("Said before.")
    press = Presses(qtbot, evening, place)
    press_times(press, evening)
    press_moves(press, evening)
    press_panels(press, evening)
    press_windows(press, evening)
    assert press.pressed == set(KEYS)
    assert [c.text for c in evening.record.kept] == ["Said before."]
