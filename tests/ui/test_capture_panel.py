from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Level, Participant
from dilc_desktop.domain.session import Moment
from dilc_desktop.services.live import FirstKey
from dilc_desktop.ui.capture_panel import CapturePanel
from dilc_desktop.ui.theme import Theme

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PAD = Qt.KeyboardModifier.KeypadModifier
KINDS = (ContributionKind.PROBING_QUESTION, ContributionKind.ANSWER)
PEOPLE = tuple(Participant(id=f"p-{n}", code=f"P{n:02}") for n in range(1, 13))
STAMP = FirstKey(7, "run-1", Moment(0, "b", 0, 0), during_interruption=False)

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


class Owner:
    """Stamps as the live page does, and remembers what was handed over."""

    def __init__(self, panel: CapturePanel) -> None:
        self.panel = panel
        self.stamps = 0
        self.submitted: list[tuple[Any, ...]] = []
        self.drafted: list[tuple[Any, ...]] = []
        panel.first_key_wanted.connect(self.stamp)
        panel.submitted.connect(lambda *given: self.submitted.append(given))
        panel.drafted.connect(lambda *given: self.drafted.append(given))

    def stamp(self) -> None:
        self.stamps += 1
        self.panel.stamp(STAMP)


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication, theme: Theme) -> Iterator[CapturePanel]:
    made = CapturePanel(theme)
    qtbot.addWidget(made)
    made.offer(KINDS, PEOPLE)
    made.resize(700, 300)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.text.setFocus()
    yield made
    qapp.processEvents()


@pytest.fixture
def owner(panel: CapturePanel) -> Owner:
    return Owner(panel)


def test_tab_goes_round_the_kinds_of_the_stage_both_ways(qtbot: QtBot, panel: CapturePanel) -> None:
    seen = [panel.kind]
    for _ in range(4):
        qtbot.keyClick(panel.text, Qt.Key.Key_Tab)
        seen.append(panel.kind)
    assert seen == [
        ContributionKind.PROBING_QUESTION,
        ContributionKind.ANSWER,
        ContributionKind.PROCESS_NOTE,
        ContributionKind.PARKING_LOT,
        ContributionKind.PROBING_QUESTION,
    ]
    qtbot.keyClick(panel.text, Qt.Key.Key_Backtab, SHIFT)
    assert panel.kind is ContributionKind.PARKING_LOT
    assert panel.text.hasFocus()
    button = panel.strip.button(ContributionKind.PARKING_LOT)
    assert button is not None
    assert button.isChecked()


@pytest.mark.parametrize("pad", [Qt.KeyboardModifier.NoModifier, PAD])
def test_control_and_a_digit_choose_the_seat(
    qtbot: QtBot, panel: CapturePanel, pad: Qt.KeyboardModifier
) -> None:
    qtbot.keyClick(panel.text, Qt.Key.Key_9, CTRL | pad)
    assert panel.speaker == "p-9"
    qtbot.keyClick(panel.text, Qt.Key.Key_1, CTRL | pad)
    assert panel.speaker == "p-1"
    qtbot.keyClick(panel.text, Qt.Key.Key_0, CTRL | pad)
    assert panel.speaker is None
    assert panel.words == ""


def test_a_digit_without_a_seat_changes_nothing(qtbot: QtBot, panel: CapturePanel) -> None:
    panel.offer(KINDS, PEOPLE[:2])
    qtbot.keyClick(panel.text, Qt.Key.Key_2, CTRL)
    qtbot.keyClick(panel.text, Qt.Key.Key_5, CTRL)
    assert panel.speaker == "p-2"


def test_only_seats_with_a_key_show_a_digit(panel: CapturePanel) -> None:
    words = [panel.speaker_field.itemText(i) for i in range(panel.speaker_field.count())]
    assert words[0] == "0 \u00b7 Whole group"
    assert words[9] == "9 \u00b7 P09"
    assert words[10] == "P10"


def test_alt_gr_types_and_chooses_nothing(qtbot: QtBot, panel: CapturePanel) -> None:
    qtbot.keyClick(panel.text, Qt.Key.Key_2, CTRL)
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_7, CTRL | ALT, "{")
        QApplication.sendEvent(panel.text, event)
    qtbot.keyClick(panel.text, Qt.Key.Key_7, CTRL | ALT)
    assert panel.speaker == "p-2"


def test_quick_keys_choose_kind_then_seat_and_go_back(qtbot: QtBot, panel: CapturePanel) -> None:
    qtbot.keyClick(panel.text, Qt.Key.Key_Escape)
    assert not panel.text.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_W)
    assert panel.kind is ContributionKind.WARM_FEEDBACK
    assert panel.kind_field.currentData() is ContributionKind.WARM_FEEDBACK
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_4)
    assert panel.speaker == "p-4"
    assert panel.text.hasFocus()
    assert panel.words == ""


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter])
@pytest.mark.parametrize("compact", [False, True])
def test_from_the_kinds_a_key_leads_back_to_the_words(
    qtbot: QtBot, panel: CapturePanel, key: Qt.Key, *, compact: bool
) -> None:
    panel.set_compact(compact=compact)
    qtbot.keyClick(panel.text, Qt.Key.Key_Escape)
    assert (QApplication.focusWidget() is panel.kind_field) is compact
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_K)
    assert panel.kind is ContributionKind.PARKING_LOT
    qtbot.keyClick(QApplication.focusWidget(), key)
    assert panel.text.hasFocus()


def test_letters_in_the_words_are_letters(qtbot: QtBot, panel: CapturePanel, owner: Owner) -> None:
    qtbot.keyClicks(panel.text, "wck1")
    assert panel.words == "wck1"
    assert panel.kind is ContributionKind.PROBING_QUESTION
    assert owner.stamps == 1


def test_shift_enter_breaks_the_line_and_enter_submits(
    qtbot: QtBot, panel: CapturePanel, owner: Owner
) -> None:
    qtbot.keyClicks(panel.text, "one")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return, SHIFT)
    qtbot.keyClicks(panel.text, "two")
    qtbot.keyClick(panel.text, Qt.Key.Key_Enter, PAD)
    assert owner.submitted == [
        (ContributionKind.PROBING_QUESTION, "one\ntwo", None, STAMP, Level.GROUP)
    ]


def test_enter_without_words_leaves_a_mark_with_a_stamp_of_its_own(
    qtbot: QtBot, panel: CapturePanel, owner: Owner
) -> None:
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert [given[1:4] for given in owner.submitted] == [("", None, STAMP)] * 2
    assert owner.stamps == 2


def test_enter_held_down_submits_once(qtbot: QtBot, panel: CapturePanel, owner: Owner) -> None:
    qtbot.keyClicks(panel.text, "one")
    for repeated in (False, True, True):
        event = QKeyEvent(
            QEvent.Type.KeyPress,
            Qt.Key.Key_Return,
            Qt.KeyboardModifier.NoModifier,
            "\r",
            repeated,
        )
        QApplication.sendEvent(panel.text, event)
    assert len(owner.submitted) == 1


def test_emptying_the_words_lets_the_stamp_go(
    qtbot: QtBot, panel: CapturePanel, owner: Owner
) -> None:
    qtbot.keyClicks(panel.text, "a")
    qtbot.keyClick(panel.text, Qt.Key.Key_Backspace)
    assert panel.first_key is None
    qtbot.keyClicks(panel.text, "b")
    assert owner.stamps == 2


def compose(panel: CapturePanel, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(panel.text, event)


def test_an_input_method_stamps_with_its_first_key(panel: CapturePanel, owner: Owner) -> None:
    compose(panel, "\u306b")
    assert owner.stamps == 1
    assert panel.first_key is STAMP
    compose(panel, "\u306b\u307b")
    compose(panel, "", "\u65e5\u672c")
    assert panel.words == "\u65e5\u672c"
    assert owner.stamps == 1


def test_an_input_method_that_gives_up_lets_the_stamp_go(panel: CapturePanel) -> None:
    owner = Owner(panel)
    compose(panel, "\u306b")
    compose(panel, "")
    assert panel.words == ""
    assert panel.first_key is None
    assert owner.stamps == 1


def test_an_accent_from_a_dead_key_is_one_character(panel: CapturePanel, owner: Owner) -> None:
    compose(panel, "\u00b4")
    compose(panel, "", "\u00e9")
    assert panel.words == "\u00e9"
    assert owner.stamps == 1


def test_no_break_spaces_and_signs_beyond_the_first_plane_survive(panel: CapturePanel) -> None:
    typed = "12\u00a0% \U0001f44d \u202fa\nb"
    panel.text.insertPlainText(typed)
    assert panel.words == typed


def test_a_new_stage_offers_its_kinds_and_leaves_words_alone(
    qtbot: QtBot, panel: CapturePanel
) -> None:
    qtbot.keyClicks(panel.text, "half")
    panel.offer((ContributionKind.WARM_FEEDBACK,), PEOPLE)
    assert panel.words == "half"
    assert panel.kind is ContributionKind.PROBING_QUESTION
    assert panel.strip.kinds[0] is ContributionKind.WARM_FEEDBACK
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)


def test_a_new_stage_starts_with_its_own_kind_where_nothing_is_typed(panel: CapturePanel) -> None:
    panel.offer((ContributionKind.WARM_FEEDBACK,), PEOPLE)
    assert panel.kind is ContributionKind.WARM_FEEDBACK


def test_a_chosen_speaker_stays_while_people_are_added(qtbot: QtBot, panel: CapturePanel) -> None:
    qtbot.keyClick(panel.text, Qt.Key.Key_2, CTRL)
    panel.offer(KINDS, (PEOPLE[5], *PEOPLE[:3]))
    assert panel.speaker == "p-2"
    panel.offer(KINDS, PEOPLE[5:])
    assert panel.speaker is None


def test_every_kind_is_in_the_list(panel: CapturePanel) -> None:
    field = panel.kind_field
    kinds = [field.itemData(i) for i in range(field.count())]
    assert set(kinds) == set(ContributionKind)
    assert tuple(kinds[:2]) == KINDS


def test_a_change_of_kind_or_speaker_is_drafted_too(
    qtbot: QtBot, panel: CapturePanel, owner: Owner
) -> None:
    qtbot.keyClicks(panel.text, "half")
    panel.keep_draft()
    qtbot.keyClick(panel.text, Qt.Key.Key_Tab)
    qtbot.keyClick(panel.text, Qt.Key.Key_3, CTRL)
    qtbot.waitUntil(lambda: len(owner.drafted) > 1)
    assert owner.drafted[-1] == ("half", ContributionKind.ANSWER, "p-3", Level.GROUP, STAMP)


def test_restored_words_go_on_at_their_end_and_keep_their_stamp(
    qtbot: QtBot, panel: CapturePanel, owner: Owner
) -> None:
    key = FirstKey(3, "run-0", STAMP.at, during_interruption=True)
    panel.restore("half", ContributionKind.ANSWER, "p-2", Level.FACILITATOR, key)
    qtbot.keyClicks(panel.text, " more")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert owner.stamps == 0
    assert owner.submitted == [
        (ContributionKind.ANSWER, "half more", "p-2", key, Level.FACILITATOR)
    ]


# The offscreen platform says so of every list that opens.
@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_a_long_name_does_not_widen_the_line_but_its_list(panel: CapturePanel) -> None:
    before = panel.speaker_field.sizeHint().width()
    panel.offer(KINDS, (Participant(id="p-x", code="X", name="A" * 90),))
    assert panel.speaker_field.sizeHint().width() == before
    panel.speaker_field.showPopup()
    assert panel.speaker_field.view().width() > 90 * 5
    panel.speaker_field.hidePopup()


def test_words_typed_after_a_click_on_a_kind_go_to_the_line(
    qtbot: QtBot, panel: CapturePanel
) -> None:
    button = panel.strip.button(ContributionKind.ANSWER)
    assert button is not None
    button.setFocus()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClicks(focus, "we can")
    assert panel.kind is ContributionKind.ANSWER
    assert panel.words == "we can"


@pytest.mark.qt_log_ignore("does not support", extend=True)
@pytest.mark.parametrize("name", ["kind_field", "speaker_field", "level_field"])
def test_words_typed_after_a_choice_in_a_list_go_to_the_line(
    qtbot: QtBot, panel: CapturePanel, name: str
) -> None:
    field = getattr(panel, name)
    field.setFocus()
    field.showPopup()
    qtbot.keyClick(field.view(), Qt.Key.Key_Down)
    qtbot.keyClick(field.view(), Qt.Key.Key_Return)
    assert field.currentIndex() == 1
    assert panel.text.hasFocus()
