from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import (
    Artifact,
    Contribution,
    Details,
    Focus,
    Level,
    Participant,
    SessionRecord,
)
from dilc_desktop.domain.session import Moment
from dilc_desktop.services.live import FirstKey
from dilc_desktop.ui.capture_panel import CapturePanel
from dilc_desktop.ui.fields import ChoiceField
from dilc_desktop.ui.theme import Theme

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PAD = Qt.KeyboardModifier.KeypadModifier
KINDS = (ContributionKind.PROBING_QUESTION, ContributionKind.ANSWER)
PEOPLE = tuple(Participant(id=f"p-{n}", code=f"P{n:02}") for n in range(1, 13))
STAMP = FirstKey(7, "run-1", Moment(0, "b", 0, 0), during_interruption=False)
INTERPRETATION = ContributionKind.INTERPRETATION

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


class Owner:
    """Stamps as the live page does, and remembers what was handed over."""

    def __init__(self, panel: CapturePanel) -> None:
        self.panel = panel
        self.stamps = 0
        self.now_ms = 0
        self.submitted: list[tuple[Any, ...]] = []
        self.drafted: list[tuple[Any, ...]] = []
        panel.first_key_wanted.connect(self.stamp)
        panel.submitted.connect(lambda *given: self.submitted.append(given))
        panel.drafted.connect(lambda *given: self.drafted.append(given))

    def stamp(self) -> None:
        self.stamps += 1
        at = Moment(self.now_ms, "b", self.now_ms, 0)
        self.panel.stamp(STAMP if self.now_ms == 0 else replace(STAMP, at=at))


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
    told = ("half", ContributionKind.ANSWER, "p-3", Level.GROUP, STAMP, Details())
    assert owner.drafted[-1] == told


def test_restored_words_go_on_at_their_end_and_keep_their_stamp(
    qtbot: QtBot, panel: CapturePanel, owner: Owner
) -> None:
    key = FirstKey(3, "run-0", STAMP.at, during_interruption=True)
    panel.restore("half", ContributionKind.ANSWER, "p-2", Level.FACILITATOR, key)
    qtbot.keyClicks(panel.text, " more")
    assert owner.stamps == 0
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
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
    before = field.currentIndex()
    field.setFocus()
    field.showPopup()
    qtbot.keyClick(field.view(), Qt.Key.Key_Down)
    qtbot.keyClick(field.view(), Qt.Key.Key_Return)
    assert field.currentIndex() == before + 1
    assert panel.text.hasFocus()


# The speaker, frozen by the first key


def test_whose_turn_it_is_is_taken_until_the_first_key(qtbot: QtBot, panel: CapturePanel) -> None:
    panel.suggest_speaker("p-3")
    assert panel.speaker == "p-3"
    qtbot.keyClicks(panel.text, "half")
    panel.suggest_speaker("p-4")
    assert panel.speaker == "p-3"
    qtbot.keyClick(panel.text, Qt.Key.Key_5, CTRL)
    assert panel.speaker == "p-5"
    panel.suggest_speaker("p-6")
    assert panel.speaker == "p-5"
    panel.accept()
    assert panel.speaker == "p-6"


def test_a_speaker_chosen_by_hand_is_for_the_next_capture(
    qtbot: QtBot, panel: CapturePanel
) -> None:
    panel.suggest_speaker("p-3")
    qtbot.keyClick(panel.text, Qt.Key.Key_2, CTRL)
    panel.suggest_speaker("p-4")
    assert panel.speaker == "p-2"
    panel.suggest_speaker(None)
    panel.accept()
    assert panel.speaker == "p-2"


def test_words_that_are_taken_back_let_the_speaker_go(qtbot: QtBot, panel: CapturePanel) -> None:
    panel.suggest_speaker("p-3")
    qtbot.keyClicks(panel.text, "x")
    panel.suggest_speaker("p-4")
    qtbot.keyClick(panel.text, Qt.Key.Key_Backspace)
    assert panel.speaker == "p-4"


# T72: the same key twice within 300 ms


@pytest.fixture
def keeper(owner: Owner, panel: CapturePanel) -> Owner:
    """An owner that makes each capture durable at once."""
    panel.submitted.connect(lambda *_: panel.accept())
    return owner


@pytest.mark.parametrize(("apart", "kept"), [(0, 1), (299, 1), (300, 2)])
def test_t72_enter_that_bounces_leaves_one_mark(
    qtbot: QtBot, panel: CapturePanel, keeper: Owner, apart: int, kept: int
) -> None:
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    keeper.now_ms += apart
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert len(keeper.submitted) == kept
    assert panel.first_key is None


@pytest.mark.parametrize(("apart", "kept"), [(1, ["one"]), (300, ["one", ""])])
def test_t72_enter_that_bounces_after_words_leaves_no_mark(
    qtbot: QtBot, panel: CapturePanel, keeper: Owner, apart: int, kept: list[str]
) -> None:
    qtbot.keyClicks(panel.text, "one")
    keeper.now_ms = 20_000
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    keeper.now_ms += apart
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert [given[1] for given in keeper.submitted] == kept


def test_t72_the_same_words_at_once_are_one_entry_and_the_line_is_free(
    qtbot: QtBot, panel: CapturePanel, keeper: Owner
) -> None:
    for _ in range(2):
        keeper.now_ms += 100
        panel.text.insertPlainText("pasted")
        qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert len(keeper.submitted) == 1
    assert panel.words == ""
    keeper.now_ms += 300
    panel.text.insertPlainText("pasted")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert len(keeper.submitted) == 2


def test_t72_another_kind_speaker_or_word_is_another_entry(
    qtbot: QtBot, panel: CapturePanel, keeper: Owner
) -> None:
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    qtbot.keyClick(panel.text, Qt.Key.Key_Tab)
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    qtbot.keyClick(panel.text, Qt.Key.Key_2, CTRL)
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    qtbot.keyClicks(panel.text, "x")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert len(keeper.submitted) == 4


def test_t72_what_was_refused_is_tried_again_at_once(
    qtbot: QtBot, panel: CapturePanel, owner: Owner
) -> None:
    qtbot.keyClicks(panel.text, "one")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert [given[1] for given in owner.submitted] == ["one", "one"]


def test_t72_a_focus_key_that_bounces_is_one_step(
    qtbot: QtBot, panel: CapturePanel, keeper: Owner
) -> None:
    qtbot.keyClick(panel.text, Qt.Key.Key_1, CTRL | SHIFT)
    qtbot.keyClick(panel.text, Qt.Key.Key_1, CTRL | SHIFT)
    assert panel.details.focus == (Focus.INSTRUCTION,)
    keeper.now_ms += 300
    qtbot.keyClick(panel.text, Qt.Key.Key_1, CTRL | SHIFT)
    assert panel.details.focus == (Focus.OFF_INSTRUCTION,)


# Quick keys


def test_quick_keys_follow_the_mapping(qtbot: QtBot, panel: CapturePanel) -> None:
    panel.set_quick_keys({ContributionKind.ANSWER: "x"}, on=True)
    qtbot.keyClick(panel.text, Qt.Key.Key_Escape)
    strip = QApplication.focusWidget()
    qtbot.keyClick(strip, Qt.Key.Key_K)
    seen = [panel.kind]
    qtbot.keyClick(strip, Qt.Key.Key_X)
    seen.append(panel.kind)
    assert seen == [ContributionKind.PROBING_QUESTION, ContributionKind.ANSWER]
    button = panel.strip.button(ContributionKind.ANSWER)
    assert button is not None
    assert button.toolTip() == "X"


@pytest.mark.parametrize("compact", [False, True])
def test_quick_keys_that_are_off_do_nothing(
    qtbot: QtBot, panel: CapturePanel, *, compact: bool
) -> None:
    panel.set_quick_keys({ContributionKind.PARKING_LOT: "K"}, on=False)
    panel.set_compact(compact=compact)
    qtbot.keyClick(panel.text, Qt.Key.Key_Escape)
    strip = QApplication.focusWidget()
    for key in (Qt.Key.Key_K, Qt.Key.Key_4, Qt.Key.Key_P, Qt.Key.Key_A):
        qtbot.keyClick(strip, key)
    assert panel.kind is ContributionKind.PROBING_QUESTION
    assert panel.speaker is None
    qtbot.keyClick(strip, Qt.Key.Key_Escape)
    assert panel.text.hasFocus()


# Details


def asked(number: int, kind: ContributionKind, run: str = "run-1") -> Contribution:
    return Contribution(
        id=f"c-{number}",
        kind=kind,
        text=f"Words {number}",
        speaker="p-3",
        stage_run=run,
        offset_ms=number,
        captured_at=datetime(2026, 3, 10, tzinfo=UTC),
    )


def test_without_a_key_a_capture_has_no_details(panel: CapturePanel) -> None:
    assert panel.details == Details()
    assert panel.extras.isHidden()


def test_closed_the_details_take_no_room(panel: CapturePanel) -> None:
    closed = panel.sizeHint().height()
    panel.more.setChecked(True)
    assert panel.sizeHint().height() > closed
    panel.more.setChecked(False)
    assert panel.sizeHint().height() == closed


def test_more_is_opened_by_key_and_stays_open(
    qtbot: QtBot, panel: CapturePanel, keeper: Owner
) -> None:
    qtbot.keyClick(panel.text, Qt.Key.Key_D, CTRL)
    assert panel.extras.verbatim.isVisible()
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert panel.extras.verbatim.isVisible()
    keeper.now_ms += 400
    qtbot.keyClick(panel.text, Qt.Key.Key_D, CTRL)
    assert not panel.extras.verbatim.isVisible()


def test_the_keys_work_closed_and_the_hint_says_what_is_set(
    qtbot: QtBot, panel: CapturePanel
) -> None:
    kept = []
    panel.submitted.connect(lambda *_: kept.append(panel.details))
    panel.submitted.connect(lambda *_: panel.accept())
    qtbot.keyClicks(panel.text, "We never ask why")
    qtbot.keyClick(panel.text, Qt.Key.Key_Apostrophe, CTRL)
    qtbot.keyClick(panel.text, Qt.Key.Key_2, CTRL | SHIFT)
    qtbot.keyClick(panel.text, Qt.Key.Key_3, CTRL | SHIFT)
    assert panel.words == "We never ask why"
    assert panel.hint.text() == "Word for word \u00b7 principal's role \u00b7 evidence"
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert kept == [Details(verbatim=True, focus=(Focus.PRINCIPALS_ROLE, Focus.EVIDENCE))]
    assert panel.details == Details()
    assert panel.hint.text().startswith("Enter saves")


def test_a_focus_key_steps_on_the_subject_off_it_and_to_none(
    qtbot: QtBot, panel: CapturePanel, keeper: Owner
) -> None:
    seen = []
    for digit in (1, 1, 1, 2, 2, 2, 3, 3):
        keeper.now_ms += 1000
        qtbot.keyClick(panel.text, Qt.Key(Qt.Key.Key_0 + digit), CTRL | SHIFT)
        seen.append(panel.details.focus)
    assert seen == [
        (Focus.INSTRUCTION,),
        (Focus.OFF_INSTRUCTION,),
        (),
        (Focus.PRINCIPALS_ROLE,),
        (Focus.OFF_ROLE,),
        (),
        (Focus.EVIDENCE,),
        (),
    ]


def test_every_level_can_be_chosen_and_the_group_comes_by_itself(panel: CapturePanel) -> None:
    field = panel.level_field
    assert [field.itemData(i) for i in range(field.count())] == list(Level)
    seen = [panel.level]
    field.show_value(Level.RESEARCH)
    seen.append(panel.level)
    panel.accept()
    assert [*seen, panel.level] == [Level.GROUP, Level.RESEARCH, Level.GROUP]


def test_an_answer_is_linked_to_the_question_before_it_and_one_key_unlinks(
    qtbot: QtBot, panel: CapturePanel, keeper: Owner
) -> None:
    said = [asked(1, ContributionKind.PROBING_QUESTION), asked(2, ContributionKind.ANSWER)]
    panel.offer_earlier(said[:1], "run-1")
    assert panel.details.about is None
    panel.choose_kind(ContributionKind.ANSWER)
    assert panel.details.about == "c-1"
    assert panel.hint.text() == "Answers P03: Words 1 (Ctrl+K unlinks)"
    qtbot.keyClick(panel.text, Qt.Key.Key_K, CTRL)
    assert panel.details.about is None
    keeper.now_ms += 1000
    qtbot.keyClick(panel.text, Qt.Key.Key_K, CTRL)
    assert panel.details.about == "c-1"
    panel.accept()
    panel.offer_earlier(said, "run-1")
    assert panel.details.about is None


def test_a_question_of_another_run_and_a_note_between_are_told_apart(panel: CapturePanel) -> None:
    panel.choose_kind(ContributionKind.ANSWER)
    panel.offer_earlier([asked(1, ContributionKind.PROBING_QUESTION, "run-0")], "run-1")
    assert panel.details.about is None
    question = asked(1, ContributionKind.CLARIFYING_QUESTION)
    panel.offer_earlier([question, asked(2, ContributionKind.PROCESS_NOTE)], "run-1")
    assert panel.details.about == "c-1"


@pytest.mark.usefixtures("owner")
def test_the_link_is_to_the_run_of_the_first_key(qtbot: QtBot, panel: CapturePanel) -> None:
    question = asked(1, ContributionKind.PROBING_QUESTION)
    panel.offer_earlier([question], "run-1")
    panel.choose_kind(ContributionKind.ANSWER)
    qtbot.keyClicks(panel.text, "Yes")
    panel.offer_earlier([question], "run-2")
    assert panel.details.about == "c-1"


def test_a_link_to_what_was_withdrawn_is_let_go(qtbot: QtBot, panel: CapturePanel) -> None:
    question = asked(1, ContributionKind.PROBING_QUESTION)
    panel.offer_earlier([question], "run-1")
    qtbot.keyClick(panel.text, Qt.Key.Key_K, CTRL)
    assert panel.details.about == "c-1"
    panel.offer_earlier([replace(question, withdrawn_at=question.captured_at)], "run-1")
    assert panel.details.about is None


def test_evidence_stands_beside_a_judgement_and_is_saved_with_it(
    qtbot: QtBot, panel: CapturePanel, owner: Owner
) -> None:
    panel.offer((INTERPRETATION,), PEOPLE)
    qtbot.keyClick(panel.text, Qt.Key.Key_E, CTRL)
    evidence = panel.extras.evidence
    assert evidence.hasFocus()
    assert evidence.accessibleName() == "What did you see or hear?"
    qtbot.keyClicks(evidence, "Nine of ten")
    assert owner.stamps > 0
    assert panel.first_key is STAMP
    qtbot.keyClick(evidence, Qt.Key.Key_Escape)
    assert panel.text.hasFocus()
    qtbot.keyClicks(panel.text, "No trust")
    assert panel.details.evidence == "Nine of ten"
    qtbot.keyClick(evidence, Qt.Key.Key_Return)
    assert owner.submitted == [(INTERPRETATION, "No trust", None, STAMP, Level.GROUP)]
    panel.accept()
    assert panel.details == Details()
    assert panel.text.hasFocus()


def test_evidence_is_for_judgements_but_is_never_hidden_with_words_in_it(
    qtbot: QtBot, panel: CapturePanel, keeper: Owner
) -> None:
    qtbot.keyClick(panel.text, Qt.Key.Key_E, CTRL)
    assert not panel.extras.evidence.isVisible()
    assert "judgement" in panel.hint.text()
    panel.choose_kind(ContributionKind.WARM_FEEDBACK)
    keeper.now_ms += 1000
    qtbot.keyClick(panel.text, Qt.Key.Key_E, CTRL)
    qtbot.keyClicks(panel.extras.evidence, "x")
    panel.choose_kind(ContributionKind.ANSWER)
    assert panel.extras.evidence.isVisible()
    panel.accept()
    assert not panel.extras.evidence.isVisible()


def test_what_was_seen_or_heard_is_opened_and_put_away_by_mouse(
    qtbot: QtBot, panel: CapturePanel
) -> None:
    left = Qt.MouseButton.LeftButton
    panel.more.setChecked(True)
    panel.choose_kind(ContributionKind.WARM_FEEDBACK)
    seen, evidence = panel.extras.seen, panel.extras.evidence
    qtbot.mouseClick(seen, left)
    assert evidence.hasFocus()
    assert seen.isChecked()
    qtbot.mouseClick(seen, left)
    assert panel.text.hasFocus()
    assert not evidence.isVisible()
    assert not seen.isChecked()
    qtbot.mouseClick(seen, left)
    qtbot.keyClicks(evidence, "Nine")
    panel.text.setFocus()
    # Words in it are never hidden: a click goes back to them.
    qtbot.mouseClick(seen, left)
    assert evidence.hasFocus()
    assert seen.isChecked()


def test_the_evidence_is_drafted_when_the_words_are(
    qtbot: QtBot, panel: CapturePanel, owner: Owner
) -> None:
    panel.offer((INTERPRETATION,), PEOPLE)
    qtbot.keyClick(panel.text, Qt.Key.Key_E, CTRL)
    qtbot.keyClicks(panel.extras.evidence, "Nine")
    qtbot.waitUntil(lambda: bool(owner.drafted))
    assert owner.drafted[-1][-2:] == (STAMP, Details(evidence="Nine"))


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_artifact_and_place_are_chosen_from_lists_that_their_keys_open(
    qtbot: QtBot, panel: CapturePanel
) -> None:
    panel.offer_artifacts((Artifact(id="a-1", title="Three notes"),))
    panel.offer_places(("Room 4", "Room 7"), "Room 4")
    assert panel.details.place == "Room 4"
    for key, field, chosen in (
        (Qt.Key.Key_A, panel.extras.artifact_field, "a-1"),
        (Qt.Key.Key_P, panel.extras.place_field, "Room 7"),
    ):
        qtbot.keyClick(panel.text, key, CTRL | SHIFT)
        qtbot.keyClick(field.view(), Qt.Key.Key_Down)
        qtbot.keyClick(field.view(), Qt.Key.Key_Return)
        assert field.currentData() == chosen
        assert panel.text.hasFocus()
    assert (panel.details.artifact, panel.details.place) == ("a-1", "Room 7")
    panel.accept()
    assert (panel.details.artifact, panel.details.place) == (None, "Room 4")


def test_the_place_moves_on_but_not_under_half_typed_words(
    qtbot: QtBot, panel: CapturePanel
) -> None:
    panel.offer_places(("Room 4", "Room 7"), "Room 4")
    panel.offer_places(("Room 4", "Room 7"), "Room 7")
    assert panel.details.place == "Room 7"
    qtbot.keyClicks(panel.text, "x")
    panel.offer_places(("Room 4", "Room 7"), "Room 4")
    assert panel.details.place == "Room 7"
    panel.accept()
    assert panel.details.place == "Room 4"


def test_only_the_parking_lot_returns_in_a_coming_stage(
    panel: CapturePanel, record: SessionRecord
) -> None:
    panel.offer_returns(record.plan[3:5], "stage-5")
    assert panel.details.returns_in is None
    panel.choose_kind(ContributionKind.PARKING_LOT)
    assert panel.details.returns_in == "stage-5"
    assert panel.hint.text() == "Returns in Debrief"
    panel.extras.returns_field.show_value("stage-4")
    assert panel.details.returns_in == "stage-4"
    panel.accept()
    assert panel.details.returns_in == "stage-5"


def test_restored_details_are_there_again(panel: CapturePanel) -> None:
    details = Details(verbatim=True, evidence="Seen", focus=(Focus.OFF_ROLE,))
    panel.restore("half", ContributionKind.ANSWER, None, Level.GROUP, STAMP)
    panel.restore_details(details)
    assert panel.details == details


def test_a_restored_capture_is_whole_but_for_what_is_gone(
    panel: CapturePanel, record: SessionRecord
) -> None:
    panel.offer_earlier([asked(1, ContributionKind.ANSWER)], "run-1")
    panel.offer_artifacts((Artifact(id="a-1", title="Three notes"),))
    panel.offer_places(("Room 4",), "Room 4")
    panel.offer_returns(record.plan[3:5], "stage-5")
    earlier = asked(1, ContributionKind.ANSWER).id
    whole = Details(
        evidence="Nine", about=earlier, artifact="a-1", place="Room 9", returns_in="stage-4"
    )
    panel.restore("", ContributionKind.PARKING_LOT, "p-2", Level.DISTRICT, STAMP)
    panel.restore_details(whole)
    assert panel.details == whole
    assert (panel.speaker, panel.level, panel.first_key) == ("p-2", Level.DISTRICT, STAMP)
    panel.offer_places(("Room 5",), "Room 5")
    assert panel.details == whole
    panel.accept()
    assert panel.details.place == "Room 5"

    gone = replace(whole, about="gone", artifact="gone", returns_in="gone")
    panel.suggest_speaker("p-3")
    panel.restore("Half", ContributionKind.PARKING_LOT, "gone", Level.GROUP, STAMP)
    panel.restore_details(gone)
    assert panel.details == replace(whole, about=None, artifact=None, returns_in="stage-5")
    assert panel.speaker is None


def test_an_answer_that_was_unlinked_stays_so_when_it_is_restored(panel: CapturePanel) -> None:
    panel.offer_earlier([asked(1, ContributionKind.CLARIFYING_QUESTION)], "run-1")
    panel.restore("Half", ContributionKind.ANSWER, None, Level.GROUP, STAMP)
    panel.restore_details(Details())
    assert panel.details.about is None


# Seat keys that are held


class Held:
    """What the panel says of seat keys."""

    def __init__(self, panel: CapturePanel) -> None:
        self.told: list[str] = []
        panel.seated.connect(self.told.append)
        panel.unseated.connect(lambda: self.told.append("released"))


def repeat(place: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    """What a key sends while it is held down."""
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
        text = chr(key) if modifiers == Qt.KeyboardModifier.NoModifier else ""
        QApplication.sendEvent(place, QKeyEvent(kind, key, modifiers, text, autorep=True))


def test_a_held_seat_key_is_pressed_once_and_released_once_and_types_nothing(
    qtbot: QtBot, panel: CapturePanel
) -> None:
    held = Held(panel)
    qtbot.keyPress(panel.text, Qt.Key.Key_2, CTRL)
    for _ in range(3):
        repeat(panel.text, Qt.Key.Key_2, CTRL)
    # Many let go of the modifier first.
    qtbot.keyRelease(panel.text, Qt.Key.Key_Control)
    repeat(panel.text, Qt.Key.Key_2, Qt.KeyboardModifier.NoModifier)
    qtbot.keyClicks(panel.text, "so")
    assert held.told == ["p-2"]
    assert panel.speaker == "p-2"
    qtbot.keyRelease(panel.text, Qt.Key.Key_2)
    qtbot.keyClicks(panel.text, "2")
    assert held.told == ["p-2", "released"]
    assert panel.words == "so2"


def test_a_bare_digit_on_the_kinds_is_held_too(qtbot: QtBot, panel: CapturePanel) -> None:
    held = Held(panel)
    panel.strip.take_focus(panel.kind)
    place = QApplication.focusWidget()
    assert place is not None
    qtbot.keyPress(place, Qt.Key.Key_2)
    assert panel.text.hasFocus()
    repeat(panel.text, Qt.Key.Key_2, Qt.KeyboardModifier.NoModifier)
    qtbot.keyRelease(panel.text, Qt.Key.Key_2)
    assert held.told == ["p-2", "released"]
    assert panel.words == ""


def test_a_second_seat_key_takes_over_from_the_first(qtbot: QtBot, panel: CapturePanel) -> None:
    held = Held(panel)
    qtbot.keyPress(panel.text, Qt.Key.Key_2, CTRL)
    qtbot.keyPress(panel.text, Qt.Key.Key_3, CTRL)
    qtbot.keyRelease(panel.text, Qt.Key.Key_2, CTRL)
    assert held.told == ["p-2", "p-3"]
    qtbot.keyRelease(panel.text, Qt.Key.Key_3, CTRL)
    assert held.told == ["p-2", "p-3", "released"]


def test_a_release_that_another_window_takes_is_not_waited_for(
    qtbot: QtBot, panel: CapturePanel
) -> None:
    held = Held(panel)
    qtbot.keyPress(panel.text, Qt.Key.Key_2, CTRL)
    QApplication.sendEvent(panel.window(), QEvent(QEvent.Type.WindowDeactivate))
    qtbot.keyRelease(panel.text, Qt.Key.Key_2, CTRL)
    assert held.told == ["p-2", "released"]


def test_a_key_that_the_layout_calls_otherwise_without_its_modifier_ends_the_hold(
    qtbot: QtBot, panel: CapturePanel
) -> None:
    held = Held(panel)
    qtbot.keyPress(panel.text, Qt.Key.Key_2, CTRL)
    qtbot.keyRelease(panel.text, Qt.Key.Key_Shift)
    qtbot.keyRelease(panel.text, Qt.Key.Key_Eacute)
    assert held.told == ["p-2", "released"]


def test_who_talks_stands_under_the_words_until_there_is_news(panel: CapturePanel) -> None:
    panel.show_talk("P02 is talking, 0:20")
    assert panel.hint.text() == "P02 is talking, 0:20"
    panel.extras.step_focus(1)
    assert panel.hint.text() == "P02 is talking, 0:20 \u00b7 Instruction"
    panel.say("Not saved yet.")
    assert panel.hint.text() == "Not saved yet."
    panel.say("")
    panel.show_talk("")
    assert panel.hint.text() == "Instruction"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_control_of_the_details_has_a_name_and_none_is_cut(
    qapp: QApplication, panel: CapturePanel, theme: Theme, scale: float
) -> None:
    panel.offer_earlier([asked(1, ContributionKind.ANSWER)], "run-1")
    panel.offer_artifacts((Artifact(id="a-1", title="Three notes"),))
    panel.offer_places(("Room 4",))
    panel.more.setChecked(True)
    theme.use("dark", scale)
    qapp.processEvents()
    buttons = [b for b in panel.extras.findChildren(QPushButton) if b.isVisible()]
    fields = [f for f in panel.extras.findChildren(ChoiceField) if f.isVisible()]
    assert (len(buttons), len(fields)) == (4, 3)
    for control in (*buttons, *fields, panel.more, panel.extras.evidence):
        assert control.accessibleName()
        assert control.objectName().startswith("live.")
    for button in buttons:
        assert button.width() >= button.sizeHint().width()


def test_words_typed_after_a_click_on_a_toggle_go_to_the_line(
    qtbot: QtBot, panel: CapturePanel
) -> None:
    panel.more.setChecked(True)
    for button in (panel.extras.verbatim, *panel.extras.focus.findChildren(QPushButton)):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert button.isChecked()
    qtbot.mouseClick(panel.more, Qt.MouseButton.LeftButton)
    assert panel.text.hasFocus()
    assert panel.details == Details(
        verbatim=True, focus=(Focus.INSTRUCTION, Focus.PRINCIPALS_ROLE, Focus.EVIDENCE)
    )


def test_every_part_of_the_details_is_reached_by_tab_and_escape_leads_back(
    qtbot: QtBot, panel: CapturePanel
) -> None:
    panel.offer_artifacts((Artifact(id="a-1", title="Three notes"),))
    panel.offer_earlier([asked(1, ContributionKind.ANSWER)], "run-1")
    panel.offer_places(("Room 4",))
    panel.more.setChecked(True)
    extras = panel.extras
    wanted = [
        extras.verbatim,
        *extras.focus.findChildren(QPushButton),
        extras.about_field,
        extras.artifact_field,
        extras.place_field,
    ]
    wanted[0].setFocus()
    reached = []
    for part in wanted:
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.append(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Escape)
        assert panel.text.hasFocus()
        part.setFocus()
        qtbot.keyClick(part, Qt.Key.Key_Tab)
    assert reached == wanted


@pytest.mark.parametrize("kind", list(ContributionKind))
def test_open_details_fit_the_width_for_every_kind(
    qapp: QApplication, panel: CapturePanel, record: SessionRecord, kind: ContributionKind
) -> None:
    panel.offer_places(("A room with a rather long name", "Room 7"))
    panel.offer_returns(record.plan)
    panel.more.setChecked(True)
    panel.choose_kind(kind)
    qapp.processEvents()
    assert panel.minimumSizeHint().width() <= 700
