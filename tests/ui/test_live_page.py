from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTranslator
from PySide6.QtGui import QAccessible, QFontMetrics, QKeyEvent, QShortcut, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from dilc_desktop.domain.errors import StorageError
from dilc_desktop.domain.protocol import ContributionKind, StageKind
from dilc_desktop.domain.record import FramingQuestion, Level, Participant, SessionRecord
from dilc_desktop.domain.session import PlannedStage, Reason
from dilc_desktop.domain.timing import Phase
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.services.live import OutageAnswer
from dilc_desktop.ui.live_guard import GUARD_MS
from dilc_desktop.ui.live_page import LivePage
from dilc_desktop.ui.main_window import MainWindow
from dilc_desktop.ui.page import PageId, Surroundings
from dilc_desktop.ui.room_screen import RoomScreen
from dilc_desktop.ui.signals import Signals

if TYPE_CHECKING:
    from tests.conftest import FakeClock

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
WARM, COOL = ContributionKind.WARM_FEEDBACK, ContributionKind.COOL_FEEDBACK

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|does not support raise", extend=True)


def stage(number: int, name: str, minutes: int, kind: StageKind, **more: Any) -> PlannedStage:
    told: dict[str, Any] = {
        "speaks": "Group asks",
        "silent": "Presenter answers briefly",
        "kinds": (WARM, COOL),
    }
    return PlannedStage(
        id=f"stage-{number}",
        name=name,
        kind=kind,
        planned_s=minutes * 60,
        say=f"Say for {name}.",
        room=f"Room for {name}.",
        stage_key=name.lower(),
        **(told | more),
    )


RECORD = SessionRecord(
    id="session-1",
    title="March",
    created_at=datetime(2026, 3, 1, tzinfo=UTC),
    protocol_key="tuning",
    protocol_name="Tuning",
    protocol_version=1,
    protocol_credit="",
    learning_purpose="Feedback that teachers use.",
    plan=(
        stage(1, "Opening", 10, StageKind.TALK, speaks="Presenter speaks", silent=""),
        stage(2, "Q & A", 5, StageKind.QUESTION_AND_ANSWER),
        stage(3, "Discussion", 5, StageKind.PRESENTER_LISTENS),
    ),
    participants=(
        Participant(id="p-1", code="DES-3"),
        Participant(id="p-2", code="P07"),
        Participant(id="p-3", code="P11"),
    ),
    framing_questions=(
        FramingQuestion(
            id="q-1", text="How do I ask?", written_at=datetime(2026, 3, 1, tzinfo=UTC)
        ),
    ),
)


class Silent:
    """A laptop without sound."""

    def get_ready(self) -> bool:
        return False

    def play(self) -> bool:
        return False


@pytest.fixture
def around(around: Surroundings) -> Surroundings:
    """The shared surroundings, with a session in the library."""
    around.desk._library.sessions.insert(RECORD)
    return around


@pytest.fixture
def opened(qtbot: QtBot, around: Surroundings) -> Iterator[Callable[..., LivePage]]:
    """Opens a session on a live page of its own."""
    made: list[LivePage] = []

    def open_page(session_id: str = "session-1") -> LivePage:
        room = RoomScreen(around.theme)
        page = LivePage(around, room, Signals(around.preferences, Silent()))
        qtbot.addWidget(room)
        qtbot.addWidget(page)
        page.resize(1366, 768)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.open_session(session_id)
        made.append(page)
        return page

    yield open_page
    for page in made:
        page.rest()
        page.room.close()


@pytest.fixture
def page(opened: Callable[..., LivePage]) -> LivePage:
    return opened()


@pytest.fixture
def live(qtbot: QtBot, page: LivePage) -> LivePage:
    """The page with the first stage running and the cursor in the words."""
    qtbot.keyClick(page.foot.next_button, Qt.Key.Key_Return, CTRL)
    assert page.panel.text.hasFocus()
    return page


def record(page: LivePage) -> SessionRecord:
    """What is on disk."""
    return page.desk._library.sessions.record(page.session_id)


def keys_to(page: LivePage, qtbot: QtBot, words: str) -> None:
    """Type where the focus is, whatever has it."""
    for letter in words:
        focused = page.focusWidget()
        assert focused is not None
        qtbot.keyClicks(focused, letter)


def here(page: LivePage) -> str:
    found = record(page).session().stage
    return "" if found is None else found.name


def look(page: LivePage, clock: FakeClock, seconds: float) -> None:
    clock.advance(seconds)
    page.ticker.tick()


def focusable(root: QWidget) -> list[QWidget]:
    return [
        w
        for w in root.findChildren(QWidget)
        if w.isVisible() and w.isEnabled() and w.focusPolicy() is not Qt.FocusPolicy.NoFocus
    ]


def refuse(*_: object, **_named: object) -> None:
    raise StorageError("The disk is full. Please make room.")


# Moves by keys


def test_the_one_button_starts_goes_on_finishes_and_wraps_up(qtbot: QtBot, page: LivePage) -> None:
    assert page.foot.next_button.text() == "Start the clock\nCtrl+Enter"
    assert page.foot.next_button.hasFocus()
    seen = []
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
        seen.append((here(page), page.foot.next_button.text().split("\n")[0]))
    assert seen == [
        ("Opening", "Next: Q && A"),
        ("Q & A", "Next: Discussion"),
        ("Discussion", "Finish"),
        ("Discussion", "Wrap up"),
    ]
    assert page.foot.next_button.accessibleName() == "Wrap up, Ctrl+Enter"
    with qtbot.waitSignal(page.wanted) as asked:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    assert asked.args == [PageId.WRAP_UP, "session-1"]


def test_a_name_with_an_ampersand_is_no_shortcut_and_is_spoken_whole(live: LivePage) -> None:
    assert live.foot.next_button.shortcut().isEmpty()
    assert live.foot.next_button.accessibleName() == "Next: Q & A, Ctrl+Enter"


def places(page: LivePage) -> dict[str, QWidget]:
    return {
        "words": page.panel.text,
        "kind list": page.panel.kind_field,
        "kind button": page.panel.strip.button(WARM) or page,
        "speaker list": page.panel.speaker_field,
        "captures": page.captures,
        "button": page.foot.more_button,
        "big button": page.foot.next_button,
        "room screen": page.room,
    }


@pytest.mark.parametrize(
    "place",
    [
        "words",
        "kind list",
        "kind button",
        "speaker list",
        "captures",
        "button",
        "big button",
        "room screen",
    ],
)
def test_the_live_keys_work_wherever_the_focus_is(qtbot: QtBot, live: LivePage, place: str) -> None:
    target = places(live)[place]

    def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        if target is live.room:
            if not live.room.isVisible():
                live.room.show()
            live.room.activateWindow()
        else:
            live.activateWindow()
        target.setFocus()
        qtbot.waitUntil(target.hasFocus)
        qtbot.keyClick(target, key, modifiers)

    press(Qt.Key.Key_Return, CTRL)
    assert here(live) == "Q & A"
    press(Qt.Key.Key_Z, CTRL)
    assert here(live) == "Opening"
    press(Qt.Key.Key_PageDown)
    assert here(live) == "Q & A"
    press(Qt.Key.Key_PageUp)
    assert here(live) == "Opening"
    press(Qt.Key.Key_Up, CTRL)
    press(Qt.Key.Key_Up, CTRL)
    press(Qt.Key.Key_Down, CTRL)
    run = record(live).session().run
    assert run is not None
    assert run.added_ms == 60_000
    press(Qt.Key.Key_Space, CTRL)
    assert live.band.word.text() == "left, held"
    press(Qt.Key.Key_Space, CTRL)
    assert live.band.word.text() == "left"
    before = live.room.isVisible()
    press(Qt.Key.Key_B, CTRL)
    assert live.room.isVisible() is not before or target is live.room
    with qtbot.waitSignal(live.pages_wanted):
        press(Qt.Key.Key_F10)


def test_no_key_means_two_things(qtbot: QtBot, live: LivePage) -> None:
    ambiguous: list[str] = []
    shortcuts = live.findChildren(QShortcut)
    for shortcut in shortcuts:
        shortcut.activatedAmbiguously.connect(
            lambda s=shortcut: ambiguous.append(s.key().toString())
        )
    keys = [key.toString() for action in live.actions() for key in action.shortcuts()]
    keys += [shortcut.key().toString() for shortcut in shortcuts]
    assert len(keys) == len(set(keys))
    for digit in range(10):
        qtbot.keyClick(live.panel.text, Qt.Key(Qt.Key.Key_0 + digit), CTRL)
    assert ambiguous == []


def test_ten_quick_presses_are_ten_minutes(qtbot: QtBot, live: LivePage) -> None:
    for _ in range(10):
        qtbot.keyClick(live.panel.text, Qt.Key.Key_Up, CTRL)
    run = record(live).session().run
    assert run is not None
    assert run.added_ms == 600_000
    assert live.band.time.text() == "20:00"
    assert len(record(live).facts) == 11


@pytest.mark.parametrize(
    ("key", "modifiers"), [(Qt.Key.Key_Return, CTRL), (Qt.Key.Key_PageDown, NONE)]
)
def test_a_key_held_down_goes_one_stage_only(
    live: LivePage, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    window = live.windowHandle()
    for repeated in (False, True, True, True):
        QTest.qWait(0)
        send_key(window, key, modifiers, repeated=repeated)
    assert here(live) == "Q & A"


def send_key(
    window: QWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier, *, repeated: bool
) -> None:
    """Send a key the way the platform does: shortcuts first, then the widget."""
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, "", repeated)
    QCoreApplication.sendEvent(window, event)


def test_control_z_in_typed_words_takes_back_the_typing(qtbot: QtBot, live: LivePage) -> None:
    qtbot.keyClicks(live.panel.text, "abc")
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Z, CTRL)
    assert live.panel.words == ""
    assert here(live) == "Opening"
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Z, CTRL)
    assert record(live).session().began is None


def test_page_up_takes_back_the_newest_act_even_with_words(qtbot: QtBot, live: LivePage) -> None:
    qtbot.keyClick(live.panel.text, Qt.Key.Key_PageDown)
    qtbot.keyClicks(live.panel.text, "abc")
    qtbot.keyClick(live.panel.text, Qt.Key.Key_PageUp)
    assert here(live) == "Opening"
    assert live.panel.words == "abc"


def test_f6_goes_round_and_back_to_the_words(qtbot: QtBot, live: LivePage) -> None:
    seen = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert seen == [live.captures, live.foot.next_button, live.panel.text]


def test_every_control_is_reached_by_tab_from_the_kinds(qtbot: QtBot, live: LivePage) -> None:
    qtbot.keyClick(live.panel.text, Qt.Key.Key_PageDown)
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Escape)
    reached = set()
    for _ in range(40):
        focus = QApplication.focusWidget()
        reached.add(focus)
        if focus is live.panel.text:
            qtbot.keyClick(focus, Qt.Key.Key_F6)
        else:
            qtbot.keyClick(focus, Qt.Key.Key_Tab)
    wanted = {
        live.panel.kind_field,
        live.panel.speaker_field,
        live.panel.level_field,
        live.panel.text,
        live.captures,
        live.foot.next_button,
        live.foot.less_button,
        live.foot.more_button,
        live.foot.interrupt_button,
        live.foot.reason_button,
        live.foot.back_button,
        live.foot.undo_button,
        live.foot.room_button,
        live.foot.end_button,
        live.foot.pages_button,
    }
    assert wanted - reached == set()


# What is shown


def test_the_band_tells_stage_place_voices_question_and_time(
    qtbot: QtBot, live: LivePage, clock: FakeClock
) -> None:
    band = live.band
    assert (band.stage.text(), band.place.text()) == ("Opening", "1 of 3")
    assert band.speaks.text() == "Presenter speaks"
    assert not band.silent.isVisible()
    assert band.question.text() == "\u201cHow do I ask?\u201d"
    assert (band.time.text(), band.word.text()) == ("10:00", "left")
    look(live, clock, 481)
    assert (band.time.text(), band.word.text()) == ("1:59", "left, soon over")
    look(live, clock, 119)
    assert (band.time.text(), band.word.text()) == ("0:00", "over")
    look(live, clock, 80)
    assert (band.time.text(), band.word.text()) == ("1:20", "over")
    assert band.standing.text().startswith("1:20 behind, ends ")
    qtbot.keyClick(live.panel.text, Qt.Key.Key_PageDown)
    assert (band.stage.text(), band.place.text()) == ("Q & A", "2 of 3")
    assert band.silent.text() == "Presenter answers briefly"
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Return, CTRL)
    assert band.silent.text() == "Presenter listens."
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Return, CTRL)
    assert (band.time.text(), band.word.text()) == ("11:20", "in all")


def test_the_script_the_purpose_and_what_follows_stand_below(qtbot: QtBot, live: LivePage) -> None:
    assert live.say.text() == "Say for Opening."
    assert live.purpose.text() == "Feedback that teachers use."
    assert live.then.text() == "then: Q & A (5 min)"
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Return, CTRL)
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Return, CTRL)
    assert live.then.text() == "then: the end of the session"
    live.end_or_reopen()
    assert live.then.text() == ""


def test_undo_is_called_after_what_it_takes_back(qtbot: QtBot, live: LivePage) -> None:
    said = [live.foot.undo_button.text()]
    live.add_minutes(-1)
    said.append(live.foot.undo_button.text())
    live.interrupt(Reason.VISITOR)
    said.append(live.foot.undo_button.text())
    live.toggle_interruption()
    said.append(live.foot.undo_button.text())
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Return)
    said.append(live.foot.undo_button.text())
    live.go_on()
    said.append(live.foot.undo_button.text())
    live.end_or_reopen()
    said.append(live.foot.undo_button.text())
    assert said == [
        "Undo: moved to Opening",
        "Undo: \u22121:00",
        "Undo: interruption",
        "Undo: resumed",
        "Undo: warm feedback",
        "Undo: moved to Q && A",
        "Undo: ended",
    ]
    for _ in said:
        live.undo()
    assert live.foot.undo_button.text() == "Undo"
    assert not live.foot.undo_button.isEnabled()
    assert record(live).session().began is None


def test_counts_and_marks_follow_the_captures(qtbot: QtBot, live: LivePage) -> None:
    text = live.panel.text
    qtbot.keyClicks(text, "Good")
    qtbot.keyClick(text, Qt.Key.Key_Return)
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    qtbot.keyClick(text, Qt.Key.Key_Return)
    counts = live.capturing.counts.text()
    assert "Warm feedback 1" in counts
    assert "Cool feedback 1" in counts
    assert "marks to fill 1" in counts


def test_each_phase_has_a_word_and_a_shape_of_its_own(live: LivePage, clock: FakeClock) -> None:
    pictures = {}
    words = {}

    def keep(name: str) -> None:
        live.ticker.look()
        pictures[name] = (
            live.grab().toImage().convertToFormat(live.grab().toImage().Format.Format_Grayscale8)
        )
        words[name] = live.band.word.text()

    keep("running")
    clock.advance(500)
    keep("soon")
    clock.advance(200)
    keep("over")
    live.toggle_interruption()
    keep("held")
    assert len(set(words.values())) == 4

    def edge(name: str) -> set[int]:
        image = pictures[name]
        return {image.pixelColor(x, 2).value() for x in range(300, 340)}

    assert len(edge("running")) == 1
    assert edge("over") != edge("running")
    assert len(edge("held")) > 1, "the edge is hatched"
    bar = live.band.bar
    y = bar.mapTo(live, QPoint(0, bar.height() // 2)).y()
    striped = {pictures["soon"].pixelColor(x, y).value() for x in range(34, 90)}
    plain = {pictures["running"].pixelColor(x, y).value() for x in range(34, 90)}
    assert len(plain) == 1
    assert len(striped) > 1


def test_a_refusal_is_said_until_the_next_move(qtbot: QtBot, page: LivePage) -> None:
    qtbot.keyClick(page.foot.next_button, Qt.Key.Key_Space, CTRL)
    assert page.notice.isVisible()
    assert page.notice.text()
    qtbot.keyClick(page.foot.next_button, Qt.Key.Key_Return, CTRL)
    assert not page.notice.isVisible()


def test_without_a_question_or_a_purpose_their_places_are_empty(
    around: Surroundings, opened: Callable[..., LivePage]
) -> None:
    bare = replace(RECORD, id="session-2", learning_purpose="", framing_questions=())
    around.desk._library.sessions.insert(bare)
    page = opened("session-2")
    assert not page.band.question.isVisible()
    assert not page.purpose.isVisible()


def test_a_session_without_stages_says_what_to_do(
    qtbot: QtBot, around: Surroundings, opened: Callable[..., LivePage]
) -> None:
    around.desk._library.sessions.insert(replace(RECORD, id="session-2", plan=()))
    page = opened("session-2")
    qtbot.keyClick(page.foot.next_button, Qt.Key.Key_Return, CTRL)
    assert "Prepare page" in page.notice.text()


PROMPTS = ("Whose voice is missing? \u0644\u0645\u0646 \U0001f642", "<b>Whom</b> would this help?")


def test_prompts_stand_beneath_what_to_say_and_never_on_the_room_screen(
    around: Surroundings, opened: Callable[..., LivePage], clock: FakeClock
) -> None:
    plan = (RECORD.plan[0], replace(RECORD.plan[1], prompts=PROMPTS), RECORD.plan[2])
    around.desk._library.sessions.insert(replace(RECORD, id="prompted", plan=plan))
    page = opened("prompted")
    page.room.show()
    page.go_on()
    assert not page.ask.isVisible()
    page.go_on()
    look(page, clock, 1)
    assert page.ask.text() == "\n".join(PROMPTS)
    heads = [part for part in page.findChildren(QLabel) if part.text() == "ALSO ASK"]
    assert [part.isVisible() for part in (*heads, page.ask)] == [True, True]
    assert (
        page.say.mapTo(page, page.say.rect().bottomLeft()).y() < page.ask.mapTo(page, QPoint()).y()
    )
    live = page.live
    assert live is not None
    seen = repr(live.frame(live.timing()))
    assert "Q & A" in seen
    said = [part.text() for part in page.room.findChildren(QLabel)]
    for prompt in PROMPTS:
        assert prompt not in seen
        assert prompt not in said
        assert prompt not in page.room.accessibleDescription()
    page.go_on()
    assert not page.ask.isVisible()


# Captures


def test_enter_saves_and_keeps_the_focus_the_kind_and_the_speaker(
    qtbot: QtBot, live: LivePage
) -> None:
    text = live.panel.text
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    qtbot.keyClick(text, Qt.Key.Key_3, CTRL)
    for words in ("One", "Two"):
        qtbot.keyClicks(text, words)
        qtbot.keyClick(text, Qt.Key.Key_Return)
    kept = record(live).contributions
    assert [(c.text, c.kind, c.speaker) for c in kept] == [
        ("One", COOL, "p-3"),
        ("Two", COOL, "p-3"),
    ]
    assert text.hasFocus()
    assert live.panel.words == ""
    assert live.captures.captures.rowCount() == 2


def test_the_first_key_freezes_time_and_stage(
    qtbot: QtBot, live: LivePage, clock: FakeClock
) -> None:
    clock.advance(60)
    live.toggle_interruption()
    clock.advance(5)
    qtbot.keyClicks(live.panel.text, "S")
    clock.advance(30)
    live.toggle_interruption()
    qtbot.keyClick(live.panel.text, Qt.Key.Key_PageDown)
    clock.advance(30)
    qtbot.keyClicks(live.panel.text, "low")
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Return)
    (kept,) = record(live).contributions
    assert kept.text == "Slow"
    assert kept.offset_ms == 65_000
    assert kept.stage_run == record(live).session().runs[0].id
    assert kept.during_interruption


def test_after_a_capture_the_next_is_for_the_group_again(qtbot: QtBot, live: LivePage) -> None:
    live.panel.level_field.show_value(Level.FACILITATOR)
    qtbot.keyClicks(live.panel.text, "For me")
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Return)
    qtbot.keyClicks(live.panel.text, "For all")
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Return)
    assert [c.level for c in record(live).contributions] == [Level.FACILITATOR, Level.GROUP]


@pytest.mark.usefixtures("expect_log")
def test_t64_captures_wait_in_order_while_the_disk_is_full_and_are_written_when_it_is_not(
    qtbot: QtBot, live: LivePage, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = live.desk._library.sessions
    text = live.panel.text
    with monkeypatch.context() as broken:
        for verb in ("add_contribution", "append_facts", "save_draft", "keep_alive"):
            broken.setattr(sessions, verb, refuse)
        for words in ("One", "Two"):
            qtbot.keyClicks(text, words)
            qtbot.keyClick(text, Qt.Key.Key_Return)
            clock.advance(10)
        live.go_on()
        look(live, clock, 30)
        assert live.band.stage.text() == "Q & A"
        assert live.band.time.text() == "4:30"
        assert live.unsaved.words.startswith("Not on disk yet: 3.")
        assert live.panel.words == ""
        assert text.hasFocus()
        assert record(live).contributions == ()
    look(live, clock, 1)
    assert live.unsaved.words == ""
    kept = record(live)
    assert [(c.text, c.offset_ms) for c in kept.kept] == [("One", 0), ("Two", 10_000)]
    assert kept == live.desk.live("session-1").record


def test_a_refused_capture_says_why_and_keeps_the_words(
    qtbot: QtBot, live: LivePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.keyClick(live.panel.text, Qt.Key.Key_3, CTRL)
    qtbot.keyClicks(live.panel.text, "Hm")
    service = live.desk.live("session-1")
    monkeypatch.setattr(service, "_record", replace(service._record, participants=()))
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Return)
    assert live.notice.text() == "That person is not in this session."
    assert live.panel.words == "Hm"


def test_trouble_with_a_draft_is_told_once_and_the_clock_goes_on(
    qtbot: QtBot, live: LivePage, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = live.desk._library.sessions
    for verb in ("keep_alive", "save_draft"):
        monkeypatch.setattr(sessions, verb, refuse)
    told: list[str] = []
    live.notifier.unsaved.connect(told.append)
    qtbot.keyClicks(live.panel.text, "Still here")
    live.settle()
    live.settle()
    assert len(told) == 1
    look(live, clock, 30)
    assert live.band.time.text() == "9:30"
    assert live.panel.words == "Still here"


# Drafts


def test_half_typed_words_are_kept_within_a_second_while_typing_goes_on(
    qtbot: QtBot, live: LivePage
) -> None:
    sessions = live.desk._library.sessions
    for _ in range(9):
        qtbot.keyClicks(live.panel.text, "x", delay=100)
    draft = sessions.draft("session-1")
    assert draft is not None
    assert draft.text.startswith("xxx")


@pytest.mark.parametrize("leave", ["focus", "stage", "page"])
def test_half_typed_words_are_kept_at_once_when_something_else_comes(
    qtbot: QtBot, live: LivePage, leave: str
) -> None:
    qtbot.keyClicks(live.panel.text, "half")
    if leave == "focus":
        live.captures.setFocus()
    elif leave == "stage":
        qtbot.keyClick(live.panel.text, Qt.Key.Key_PageDown)
    else:
        live.settle()
    draft = live.desk._library.sessions.draft("session-1")
    assert draft is not None
    assert draft.text == "half"
    assert draft.stage_run == record(live).session().runs[0].id


def test_half_typed_words_come_back_with_their_stamp(
    qtbot: QtBot, live: LivePage, opened: Callable[..., LivePage], clock: FakeClock
) -> None:
    clock.advance(20)
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Tab)
    qtbot.keyClick(live.panel.text, Qt.Key.Key_2, CTRL)
    qtbot.keyClicks(live.panel.text, "half")
    live.settle()
    live.rest()
    live.close()
    clock.advance(40)
    again = opened()
    assert again.panel.words == "half"
    assert again.panel.speaker == "p-2"
    qtbot.keyClicks(again.panel.text, " done")
    qtbot.keyClick(again.panel.text, Qt.Key.Key_Return)
    (kept,) = record(again).contributions
    assert (kept.text, kept.kind, kept.speaker, kept.offset_ms) == (
        "half done",
        COOL,
        "p-2",
        20_000,
    )
    assert again.desk._library.sessions.draft("session-1") is None


GROUPS = stage(1, "Groups", 10, StageKind.SMALL_GROUPS, places=("Window", "Door"))


@pytest.fixture
def grouped(qtbot: QtBot, around: Surroundings, opened: Callable[..., LivePage]) -> LivePage:
    """The page with two small groups at work, in a session whose next stage has the same ones."""
    plan = (GROUPS, replace(GROUPS, id="stage-2", name="Again"))
    around.desk._library.sessions.insert(replace(RECORD, id="grouped", plan=plan))
    page = opened("grouped")
    qtbot.keyClick(page.foot.next_button, Qt.Key.Key_Return, CTRL)
    return page


def lines(page: LivePage) -> list[str]:
    return [line.text() for line in page.work.groups.lines.values()]


@pytest.mark.parametrize("leave", ["stage", "page"])
def test_half_typed_lines_stay_with_their_stage(
    qtbot: QtBot, grouped: LivePage, opened: Callable[..., LivePage], leave: str
) -> None:
    qtbot.keyClicks(grouped.work.groups.lines["Door"], "Samples fir")
    if leave == "stage":
        grouped.go_on()
        assert lines(grouped) == ["", ""]
        grouped.go_back()
    else:
        grouped.settle()
        grouped.open_session("session-1")
        grouped.open_session("grouped")
    assert lines(grouped) == ["", "Samples fir"]
    assert lines(opened("grouped")) == ["", "Samples fir"]


def test_a_line_that_is_saved_leaves_the_half_typed_capture_and_no_draft_of_its_own(
    qtbot: QtBot, grouped: LivePage
) -> None:
    sessions = grouped.desk._library.sessions
    qtbot.keyClicks(grouped.panel.text, "half")
    grouped.settle()
    line = grouped.work.groups.lines["Door"]
    line.setFocus()
    qtbot.keyClicks(line, "Samples first.")
    grouped.settle()
    assert list(sessions.lines("grouped").values()) == ["Samples first."]
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert [(c.text, c.place) for c in record(grouped).kept] == [("Samples first.", "Door")]
    assert sessions.lines("grouped") == {}
    draft = sessions.draft("grouped")
    assert draft is not None
    assert draft.text == "half"


def test_half_typed_lines_of_a_rehearsal_are_not_those_of_the_session(
    qtbot: QtBot, grouped: LivePage
) -> None:
    grouped.act("end")
    grouped.rehearse_next()
    grouped.open_session("grouped")
    grouped.go_on()
    qtbot.keyClicks(grouped.work.groups.lines["Door"], "Only practice")
    grouped.settle()
    assert grouped.desk._library.sessions.lines("grouped") == {}
    grouped.open_session("grouped")
    grouped.end_or_reopen()
    grouped.enter(GROUPS.id)
    assert lines(grouped) == ["", ""]


def test_emptied_words_leave_no_draft(qtbot: QtBot, live: LivePage) -> None:
    qtbot.keyClicks(live.panel.text, "half")
    live.settle()
    qtbot.keyClick(live.panel.text, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Delete)
    live.settle()
    assert live.desk._library.sessions.draft("session-1") is None


def test_a_move_without_words_writes_no_draft(
    live: LivePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live.desk._library.sessions, "save_draft", refuse)
    told: list[str] = []
    live.notifier.unsaved.connect(told.append)
    live.add_minutes(1)
    assert told == []


def test_words_of_one_session_do_not_go_into_another(
    qtbot: QtBot, around: Surroundings, live: LivePage
) -> None:
    around.desk._library.sessions.insert(replace(RECORD, id="session-2", facts=()))
    qtbot.keyClicks(live.panel.text, "mine")
    live.settle()
    live.open_session("session-2")
    assert live.panel.words == ""
    live.open_session("session-1")
    assert live.panel.words == "mine"


# The program was away


@pytest.mark.parametrize(
    ("answer", "interrupted", "ended"),
    [
        (OutageAnswer.COUNT, 0, False),
        (OutageAnswer.INTERRUPTION, 90_000, False),
        (OutageAnswer.SESSION_ENDED, 0, True),
    ],
)
def test_an_outage_is_asked_about_once(
    qtbot: QtBot,
    live: LivePage,
    opened: Callable[..., LivePage],
    clock: FakeClock,
    answer: OutageAnswer,
    *,
    interrupted: int,
    ended: bool,
) -> None:
    look(live, clock, 10)
    live.rest()
    live.close()
    clock.advance(90)
    page = opened()
    assert page.outage_bar.buttons[answer].isVisible()
    button = page.outage_bar.buttons[answer]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert not button.isVisible()
    session = record(page).session()
    assert (session.ended is not None) is ended
    assert session.runs[0].interrupted_ms(session.axis + 100_000) == interrupted


def test_an_outage_answered_by_mouse_leaves_the_focus_in_the_words(
    qtbot: QtBot, live: LivePage, opened: Callable[..., LivePage], clock: FakeClock
) -> None:
    look(live, clock, 10)
    live.rest()
    live.close()
    clock.advance(90)
    page = opened()
    qtbot.mouseClick(page.outage_bar.buttons[OutageAnswer.COUNT], Qt.MouseButton.LeftButton)
    assert page.outage_bar.isHidden()
    assert page.panel.text.hasFocus()


# Screen readers


def test_every_control_has_a_name(live: LivePage) -> None:
    live.go_on()
    nameless = []
    for widget in focusable(live):
        found = QAccessible.queryAccessibleInterface(widget)
        if found is None or not found.text(QAccessible.Text.Name).strip():
            nameless.append(widget)
    assert nameless == []


def test_the_time_is_told_by_the_minute_never_by_the_second(
    live: LivePage, clock: FakeClock
) -> None:
    told = []
    for _ in range(125):
        look(live, clock, 1)
        told.append(live.band.time.accessibleDescription())
    assert list(dict.fromkeys(told)) == ["10 minutes left", "9 minutes left", "8 minutes left"]
    bar = QAccessible.queryAccessibleInterface(live.band.bar)
    assert bar.role() is QAccessible.Role.ProgressBar
    assert bar.text(QAccessible.Text.Name) == "Time left"
    assert live.band.bar.value() == 80


def test_each_stage_and_phase_is_announced_once(
    live: LivePage, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(live, "announce", said.append)
    for _ in range(70):
        look(live, clock, 10)
    live.toggle_interruption()
    look(live, clock, 10)
    live.toggle_interruption()
    live.go_on()
    look(live, clock, 10)
    live.toggle_interruption()
    live.toggle_interruption()
    assert said == [
        "Soon over.",
        "Time is up.",
        "Interrupted. The clock is held.",
        "Time is up.",
        "Q & A.",
        "Interrupted. The clock is held.",
        "The clock runs again.",
    ]


# The room screen


def test_the_room_button_follows_however_the_room_screen_goes(qtbot: QtBot, live: LivePage) -> None:
    assert live.foot.room_button.text() == "Room: off"
    qtbot.keyClick(live.panel.text, Qt.Key.Key_B, CTRL)
    assert live.foot.room_button.text() == "Room: on"
    live.room.close()
    assert live.foot.room_button.text() == "Room: off"
    live.show_room.toggle()
    qtbot.keyClick(live.room, Qt.Key.Key_Escape)
    assert live.foot.room_button.accessibleName() == "Room: off"


def test_the_focus_stays_where_it_was_when_the_room_screen_opens(
    qtbot: QtBot, live: LivePage
) -> None:
    live.captures.setFocus()
    qtbot.keyClick(live.captures, Qt.Key.Key_B, CTRL)
    assert live.focusWidget() is live.captures


def test_the_room_screen_comes_before_the_window_that_keeps_the_keys(
    live: LivePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(live, "activateWindow", lambda: done.append("keys"))
    monkeypatch.setattr(live.room, "raise_", lambda: done.append("room"))
    live.show_room.toggle()
    live.show_room.toggle()
    assert done == ["keys", "room", "keys"]


def test_a_lost_screen_is_told(live: LivePage) -> None:
    live.room.screen_lost.emit()
    assert "put away" in live.notice.text()


def test_the_room_follows_the_stage(live: LivePage, clock: FakeClock) -> None:
    look(live, clock, 700)
    frame = live.room.frame
    assert frame is not None
    assert (frame.stage, frame.seconds) == ("Opening", 0)
    live.go_on()
    assert live.room.frame is not None
    assert live.room.frame.stage == "Q & A"


# Space


class Longer(QTranslator):
    """Makes every word of the program a third longer, as German does."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, _context: str, text: str, *_: object) -> str:
        return text + " n" + "n" * (len(text) * 3 // 10)


LONG = replace(
    RECORD,
    id="session-long",
    plan=(
        stage(1, "Verst\u00e4ndnisfragen und R\u00fcckmeldungsvorbereitung", 10, StageKind.TALK),
        stage(
            2,
            "Zusammenfassende Betrachtung der Beobachtungen aus dem Unterrichtsbesuch",
            10,
            StageKind.PRESENTER_LISTENS,
            kinds=tuple(ContributionKind)[:7],
            speaks="Beobachtende und Moderation sprechen nacheinander",
        ),
        stage(3, "Schluss", 10, StageKind.TALK),
    ),
    participants=tuple(
        Participant(id=f"p-{n}", code=f"P{n:02}", name=f"Schulleitungsvertretung Nord {n}" * 2)
        for n in range(1, 13)
    ),
)


def cut(root: QWidget) -> list[str]:
    """Words that have less room than they need."""
    found = []
    for label in root.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        area = label.contentsRect()
        metrics = QFontMetrics(label.font())
        if label.wordWrap():
            longest = max(metrics.horizontalAdvance(word) for word in label.text().split())
            fits = label.height() >= label.heightForWidth(label.width()) and (
                longest <= area.width()
            )
        else:
            fits = area.width() >= metrics.horizontalAdvance(label.text())
        if not fits:
            found.append(f"{label.text()} {label.size()} {label.sizeHint()}")
    found += [
        f"{button.text()} {button.size()} {button.sizeHint()}"
        for button in root.findChildren(QPushButton)
        if button.isVisible()
        and (
            button.width() < button.sizeHint().width()
            or button.height() < button.sizeHint().height()
        )
    ]
    return found


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_nothing_is_cut_at_1366_by_768(
    qtbot: QtBot, qapp: QApplication, around: Surroundings, clock: FakeClock, scale: float
) -> None:
    around.desk._library.sessions.insert(LONG)
    around.theme.use("light", scale)
    longer = Longer()
    qapp.installTranslator(longer)
    try:
        room = RoomScreen(around.theme)
        page = LivePage(around, room, Signals(around.preferences, Silent()))
        window = MainWindow(around.theme, around.preferences)
        qtbot.addWidget(room)
        qtbot.addWidget(window)
        window.add_page(PageId.LIVE, page)
        window.resize(1366, 768)
        window.show_page(PageId.LIVE, LONG.id)
        window.show()
        qtbot.waitExposed(window)
        page.go_on()
        for seconds in (0, 500, 900):
            clock.advance(seconds)
            page.go_on() if seconds == 500 else page.ticker.look()
            qapp.processEvents()
            qapp.processEvents()
            assert window.width() <= 1366
            assert window.height() <= 768
            assert window.minimumSizeHint().width() <= 1366
            assert window.minimumSizeHint().height() <= 768
            assert cut(page) == []
        window.show_rail()
        qapp.processEvents()
        assert window.minimumSizeHint().width() <= 1366
        window.show_rail()
        page.rest()
        clock.advance(600)
        page.open_session(LONG.id)
        window.say("The disk is full. Please make room; what you typed is still here.")
        page.notifier.refused.emit("That person is not in this session. Please choose again.")
        qapp.processEvents()
        qapp.processEvents()
        assert page.outage_bar.buttons[OutageAnswer.COUNT].isVisible()
        assert (window.width(), window.height()) == (1366, 768)
        assert cut(window) == []
        page.rest()
    finally:
        qapp.removeTranslator(longer)
        around.theme.use("light", 1.0)


# Leaving


def test_a_page_that_is_deleted_leaves_no_widget_behind(
    qapp: QApplication, around: Surroundings
) -> None:
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    before = set(QApplication.allWidgets())
    room = RoomScreen(around.theme)
    page = LivePage(around, room, Signals(around.preferences, Silent()))
    page.deleteLater()
    room.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del page, room
    assert set(QApplication.allWidgets()) - before == set()


def test_a_page_that_is_deleted_lets_go_of_the_clock_and_of_every_signal(
    qapp: QApplication, around: Surroundings
) -> None:
    room = RoomScreen(around.theme)
    page = LivePage(around, room, Signals(around.preferences, Silent()))
    page.open_session("session-1")
    page.go_on()
    timers = [page.ticker._timer, page.panel._draft_timer]
    page.rest()
    assert not any(timer.isActive() for timer in timers)
    page.deleteLater()
    room.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(page)
    assert not isValid(timers[0])
    around.theme.changed.emit()
    around.notifier.refused.emit("Nobody listens.")
    around.notifier.changed.emit(Change(Changed.CLOCK, "session-1"))


def test_phases_that_no_session_reaches_yet_are_drawn(page: LivePage) -> None:
    for phase in Phase:
        page._phase = phase
        assert not page.grab().isNull()


# Moves, all stages and lateness


def test_page_down_pressed_again_within_three_seconds_takes_the_move_back(
    qtbot: QtBot, live: LivePage, clock: FakeClock
) -> None:
    clock.advance(60)
    qtbot.keyClick(live.panel.text, Qt.Key.Key_PageDown)
    assert here(live) == "Q & A"
    assert live.way_back.words.startswith("Moved on to Q & A.")
    clock.advance(2.9)
    qtbot.keyClick(live.panel.text, Qt.Key.Key_PageDown)
    assert here(live) == "Opening"
    assert live.way_back.words == ""
    qtbot.keyClick(live.panel.text, Qt.Key.Key_PageDown)
    clock.advance(3)
    qtbot.keyClick(live.panel.text, Qt.Key.Key_PageDown)
    assert here(live) == "Discussion"


def test_ctrl_enter_never_means_the_way_back(qtbot: QtBot, live: LivePage) -> None:
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Return, CTRL)
    qtbot.keyClick(live.panel.text, Qt.Key.Key_Return, CTRL)
    assert here(live) == "Discussion"


def test_the_way_back_moves_nothing_that_people_look_at(live: LivePage) -> None:
    before = live.captures.geometry()
    live.go_on()
    QCoreApplication.processEvents()
    assert live.way_back.isVisible()
    assert live.captures.geometry() == before


def test_t43_looking_at_a_stage_enters_nothing(qtbot: QtBot, live: LivePage) -> None:
    facts = record(live).facts
    live.act("stages")
    assert live.stages.list.hasFocus()
    qtbot.keyClick(live.stages.list, Qt.Key.Key_Down)
    qtbot.keyClick(live.stages.list, Qt.Key.Key_Down)
    assert live.stages.looked_at == "stage-3"
    assert record(live).facts == facts
    qtbot.keyClick(live.stages.list, Qt.Key.Key_Escape)
    assert live.panel.text.hasFocus()


def test_t39_the_running_stage_can_be_neither_skipped_nor_moved(live: LivePage) -> None:
    live.act("stages")
    panel = live.stages
    assert panel.looked_at == "stage-1"
    assert not panel.skip.isEnabled()
    assert not panel.up.isEnabled()
    assert not panel.down.isEnabled()


def test_a_stage_is_entered_skipped_and_given_other_minutes_from_the_panel(
    qtbot: QtBot, live: LivePage
) -> None:
    live.act("stages")
    live.stages.list.setCurrentRow(1)
    qtbot.keyClick(live.stages.list, Qt.Key.Key_Return)
    qtbot.keyClicks(live.stages.fields["stage-2"], "7")
    qtbot.keyClick(live.stages.fields["stage-2"], Qt.Key.Key_Return)
    service = live.desk.live("session-1")
    assert service.session.stage_of("stage-2").planned_s == 420
    assert record(live).plan[1].planned_s == 300
    live.stages.skip.click()
    assert service.session.skipped == {"stage-2"}
    live.stages.enter.click()
    assert here(live) == "Q & A"
    assert service.session.skipped == set()


def test_a_space_typed_after_a_click_presses_nothing(qtbot: QtBot, live: LivePage) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(live.foot.next_button, left)
    assert here(live) == "Q & A"
    keys_to(live, qtbot, "We saw two")
    assert here(live) == "Q & A"
    assert live.panel.text.toPlainText() == "We saw two"
    qtbot.wait(GUARD_MS + 100)
    qtbot.mouseClick(live.way_back.buttons[0], left)
    assert here(live) == "Opening"
    keys_to(live, qtbot, " of them")
    assert here(live) == "Opening"
    live.act("stages")
    live.stages.list.setCurrentRow(2)
    qtbot.wait(GUARD_MS + 100)
    qtbot.mouseClick(live.stages.enter, left)
    keys_to(live, qtbot, " and more")
    assert here(live) == "Discussion"
    assert live.panel.text.toPlainText() == "We saw two of them and more"


def test_what_is_typed_after_a_room_was_entered_goes_to_the_words(
    qtbot: QtBot, page: LivePage, around: Surroundings
) -> None:
    visit = stage(1, "Rooms", 30, StageKind.VISIT, places=("Room A", "Room B"))
    around.desk._library.sessions.insert(replace(RECORD, id="visit", plan=(visit,)))
    page.open_session("visit")
    page.go_on()
    qtbot.mouseClick(page.work.rooms.buttons["Room A"], Qt.MouseButton.LeftButton)
    keys_to(page, qtbot, "Two pupils")
    assert page.panel.text.toPlainText() == "Two pupils"
    page.work.rooms.other.setFocus()
    keys_to(page, qtbot, "Hall")
    qtbot.keyClick(page.work.rooms.other, Qt.Key.Key_Return)
    keys_to(page, qtbot, " read")
    assert page.panel.text.toPlainText() == "Two pupils read"
    run = page.desk.live("visit").session.run
    assert run is not None
    assert [stop.place for stop in run.stops] == ["Room A", "Hall"]
    page.rest()


def test_the_open_stages_and_the_time_run_together(live: LivePage, clock: FakeClock) -> None:
    live.act("stages")
    live.ticker.look()
    clock.advance(61)
    live.ticker.look()
    assert "1:01 of 10 min" in live.stages.list.item(0).text()


def test_t34_an_undone_move_asks_without_a_dialog_where_its_captures_belong(
    qtbot: QtBot, live: LivePage, clock: FakeClock
) -> None:
    live.go_on()
    clock.advance(8)
    for number in range(3):
        qtbot.keyClicks(live.panel.text, f"Answer {number}")
        qtbot.keyClick(live.panel.text, Qt.Key.Key_Return)
    live.act("undo_move")
    assert here(live) == "Opening"
    assert live.belongs.words == "3 captures were made in Q & A. Where do they belong?"
    assert live.panel.text.hasFocus()
    assert [b.accessibleName() for b in live.belongs.buttons] == ["Opening", "Q & A, once it runs"]
    live.belongs.buttons[1].click()
    assert live.belongs.words == ""
    live.go_on()
    run = record(live).session().runs[-1]
    assert {c.stage_run for c in record(live).kept} == {run.id}


def test_lateness_is_offered_once_in_a_stage_and_nothing_changes_by_itself(
    live: LivePage, clock: FakeClock
) -> None:
    look(live, clock, 660)
    assert live.late.words == ""
    look(live, clock, 120)
    assert live.late.words == "Ends 3 min later than planned. Shorten what is left?"
    facts = record(live).facts
    live.late.buttons[1].click()
    look(live, clock, 60)
    assert live.late.words == ""
    live.act("retime")
    before = live.retiming.ends.text()
    assert before.startswith("Ends ")
    assert " instead of " in before
    look(live, clock, 60)
    assert live.retiming.ends.text() != before
    assert record(live).facts == facts
    live.retiming.use.click()
    assert [s.planned_s for s in live.desk.live("session-1").session.coming] == [180, 180]
    live.undo()
    assert [s.planned_s for s in live.desk.live("session-1").session.coming] == [300, 300]


def test_lateness_names_the_agreed_end_and_is_no_longer_offered_once_it_is_made_up_for(
    page: LivePage, around: Surroundings, clock: FakeClock
) -> None:
    agreed = clock.utc() + timedelta(minutes=20)
    around.desk._library.sessions.insert(replace(RECORD, id="agreed", agreed_end=agreed))
    page.open_session("agreed")
    page.go_on()
    look(page, clock, 750)
    assert page.late.words == "Ends 2 min after the agreed end. Shorten what is left?"
    assert page.band.standing.text().startswith("2:30 behind, ends ")
    look(page, clock, 60)
    assert page.late.words == "Ends 3 min after the agreed end. Shorten what is left?"
    page.skip_next()
    look(page, clock, 1)
    assert page.band.standing.text().startswith("1:29 ahead, ends ")
    assert page.late.words == ""
    page.rest()


def test_an_end_agreed_for_another_day_makes_nothing_late(
    page: LivePage, around: Surroundings, clock: FakeClock
) -> None:
    agreed = clock.utc() - timedelta(days=2)
    around.desk._library.sessions.insert(replace(RECORD, id="old", agreed_end=agreed))
    page.open_session("old")
    page.go_on()
    look(page, clock, 60)
    assert page.band.standing.text().startswith("on time, ends ")
    assert page.late.words == ""
    page.rest()


def test_where_nothing_can_be_shortened_it_says_what_else_can_be_done(
    page: LivePage, around: Surroundings, clock: FakeClock
) -> None:
    plan = tuple(replace(s, shortest_s=s.planned_s) for s in RECORD.plan)
    around.desk._library.sessions.insert(replace(RECORD, id="short", plan=plan))
    page.open_session("short")
    page.go_on()
    page.act("retime")
    assert page.notice.text() == "There is nothing to make up for."
    look(page, clock, 900)
    page.act("retime")
    assert "Under Stages" in page.notice.text()
    page.rest()


def test_t68_a_forgotten_clock_is_said_after_a_minute_and_one_key_starts_it(
    live: LivePage, clock: FakeClock
) -> None:
    live.act("leave_stage")
    for _ in range(59):
        look(live, clock, 1)
    assert live.nudge.words == ""
    look(live, clock, 1)
    assert live.nudge.words == "No stage is running. Start Q & A?"
    live.nudge.buttons[0].click()
    assert here(live) == "Q & A"
    look(live, clock, 1)
    assert live.nudge.words == ""


def test_a_start_is_moved_back_by_two_keys_of_half_a_minute(
    qtbot: QtBot, live: LivePage, clock: FakeClock
) -> None:
    clock.advance(5)
    for _ in range(3):
        qtbot.keyClick(live.panel.text, Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.ShiftModifier)
    look(live, clock, 0)
    assert live.band.time.text() == "8:25"
    assert live.foot.undo_button.text() == "Undo: began 0:30 earlier"


def test_an_ended_session_goes_on_by_the_button_that_ended_it(live: LivePage) -> None:
    live.foot.end_button.click()
    assert live.foot.end_button.text() == "Go on"
    live.foot.end_button.click()
    assert live.desk.live("session-1").session.live
    assert live.foot.undo_button.text() == "Undo: went on"


# The room, files, seats


def test_a_message_goes_to_the_room_and_the_focus_back_to_the_line(
    qtbot: QtBot, live: LivePage
) -> None:
    live.show_room.toggle()
    live.act("message")
    qtbot.keyClick(live.message_bar, Qt.Key.Key_3)
    assert live.room.picture.message == "Two minutes, please"
    assert live.panel.text.hasFocus()


def test_the_room_is_blanked_and_shown_again_by_one_key(qtbot: QtBot, live: LivePage) -> None:
    states = []
    for _ in range(3):
        qtbot.keyClick(live.panel.text, Qt.Key.Key_B, CTRL)
        states.append(live.foot.room_button.text())
    assert states == ["Room: on", "Room: blank", "Room: on"]


def test_a_file_that_is_dropped_becomes_an_artifact(
    qtbot: QtBot, live: LivePage, tmp_path: Path
) -> None:
    photo = tmp_path / "board.png"
    photo.write_bytes(b"\x89PNG")
    live.capturing.keep_files([photo])
    qtbot.waitUntil(lambda: len(record(live).artifacts) == 1)
    assert record(live).artifacts[0].file_name == "board.png"
    assert live.notice.text() == "Kept as an artifact: board.png"


def test_a_seat_key_notes_talk_turns_only_where_that_was_chosen(
    qtbot: QtBot, live: LivePage, clock: FakeClock
) -> None:
    qtbot.keyClick(live.panel.text, Qt.Key.Key_2, CTRL)
    assert record(live).session().runs[0].turns == ()
    live.preferences.change(talk_turns="tap")
    qtbot.keyClick(live.panel.text, Qt.Key.Key_2, CTRL)
    clock.advance(20)
    qtbot.keyClick(live.panel.text, Qt.Key.Key_2, CTRL)
    (turn,) = record(live).session().runs[0].turns
    assert (turn.speaker, turn.started, turn.ended) == ("p-2", 0, 20_000)


def test_a_seat_key_that_is_held_notes_a_turn_and_a_short_press_only_chooses(
    qtbot: QtBot, live: LivePage, clock: FakeClock
) -> None:
    live.preferences.change(talk_turns="hold")
    qtbot.keyPress(live.panel.text, Qt.Key.Key_2, CTRL)
    clock.advance(0.1)
    qtbot.keyRelease(live.panel.text, Qt.Key.Key_2, CTRL)
    assert live.panel.speaker == "p-2"
    assert len(record(live).facts) == 1
    clock.advance(1.9)
    qtbot.keyPress(live.panel.text, Qt.Key.Key_3, CTRL)
    qtbot.waitUntil(lambda: len(record(live).facts) == 2)
    assert live.panel.hint.text() == "P11 is talking, 0:00"
    look(live, clock, 65)
    assert live.panel.hint.text() == "P11 is talking, 1:05"
    qtbot.keyRelease(live.panel.text, Qt.Key.Key_3, CTRL)
    assert "talking" not in live.panel.hint.text()
    (turn,) = record(live).session().runs[0].turns
    assert (turn.speaker, turn.started, turn.ended) == ("p-3", 2_000, 67_000)


@pytest.mark.parametrize("loss", ["stage", "window", "page", "session"])
def test_a_held_turn_ends_where_its_release_is_never_seen(
    qtbot: QtBot, around: Surroundings, live: LivePage, clock: FakeClock, loss: str
) -> None:
    live.preferences.change(talk_turns="hold")
    qtbot.keyPress(live.panel.text, Qt.Key.Key_2, CTRL)
    clock.advance(10)
    if loss == "stage":
        qtbot.waitUntil(lambda: len(record(live).facts) == 2)
        live.go_on()
    elif loss == "window":
        QApplication.sendEvent(live, QEvent(QEvent.Type.WindowDeactivate))
    elif loss == "page":
        live.settle()
    else:
        around.desk._library.sessions.insert(replace(RECORD, id="session-2", facts=()))
        live.open_session("session-2")
    clock.advance(10)
    qtbot.keyRelease(live.panel.text, Qt.Key.Key_2, CTRL)
    kept = around.desk._library.sessions.record("session-1")
    turns = [turn for run in kept.session().runs for turn in run.turns]
    assert [(turn.started, turn.ended) for turn in turns] == [(0, 10_000)]


def test_keys_that_are_chosen_work_at_once(qtbot: QtBot, live: LivePage) -> None:
    live.preferences.change(keys=(("stages", "F9"),))
    qtbot.keyClick(live.panel.text, Qt.Key.Key_F9)
    assert live.stages.isVisible()
    assert live.foot.stages_button.toolTip() == "All stages (F9)"


# A practice run


def test_a_rehearsal_is_marked_and_leaves_the_record_as_it_was(
    qtbot: QtBot, page: LivePage
) -> None:
    before = record(page)
    page.rehearse_next()
    page.open_session("session-1")
    assert page.band.practice.isVisible()
    page.go_on()
    qtbot.keyClicks(page.panel.text, "Only practice")
    qtbot.keyClick(page.panel.text, Qt.Key.Key_Return)
    page.end_or_reopen()
    assert "Back to Prepare" in page.foot.next_button.text()
    assert page.foot.next_button.accessibleName() == "Back to Prepare, Ctrl+Enter"
    with qtbot.waitSignal(page.wanted) as asked:
        page.go_on()
    assert asked.args == [PageId.PREPARE, "session-1"]
    assert record(page) == before
    page.open_session("session-1")
    assert not page.band.practice.isVisible()
    assert page.captures.model().rowCount() == 0


# Two sessions at once


def second(around: Surroundings) -> str:
    around.desk._library.sessions.insert(replace(RECORD, id="session-2", title="April"))
    return "session-2"


def test_a_second_clock_says_first_which_one_runs_already_and_nothing_is_lost(
    qtbot: QtBot, around: Surroundings, live: LivePage, clock: FakeClock
) -> None:
    clock.advance(120)
    live.open_session(second(around))
    live.go_on()
    assert live.desk.live("session-2").session.began is None
    assert live.other.words.startswith("\u201cMarch\u201d has been running since ")
    assert live.focusWidget() is live.other.buttons[0]
    live.go_on()
    assert live.desk.live("session-2").session.began is None
    live.other.buttons[2].click()
    assert live.other.words == ""
    assert live.foot.next_button.hasFocus()
    live.go_on()
    with qtbot.waitSignal(live.wanted) as asked:
        live.other.buttons[0].click()
    assert asked.args == [PageId.LIVE, "session-1"]
    live.go_on()
    live.other.buttons[1].click()
    assert live.other.words == ""
    assert here(live) == "Opening"
    assert live.panel.text.hasFocus()
    look(live, clock, 600)
    live.open_session("session-1")
    # The program was not away from the first one while it looked at the second.
    assert not live.outage_bar.isVisible()
    assert live.desk.live("session-1").timing().now == 720_000
    assert live.desk.live("session-2").session.live


def test_a_rehearsal_beside_a_running_session_says_so_too(
    around: Surroundings, live: LivePage
) -> None:
    other = second(around)
    live.rehearse_next()
    live.open_session(other)
    live.go_on()
    assert live.other.words.startswith("\u201cMarch\u201d has been running since ")
    assert live.other.buttons[1].accessibleName() == "Rehearse anyway"
    live.other.buttons[1].click()
    assert live.live is not None
    assert live.live.session.live
    assert live.desk.live("session-1").session.live
    live.open_session("session-1")
    assert live.ticker.beside == []


# What slides in


def test_a_bar_that_slides_in_takes_no_click_at_once_and_moves_none_onto_another(
    qtbot: QtBot, live: LivePage
) -> None:
    live.resize(700, 768)
    pressed: list[str] = []
    moved = live.panel.more
    moved.toggled.connect(lambda: pressed.append("more"))
    assert moved.isVisible()
    before = moved.mapTo(live, QPoint())
    live.nudge.ask("No stage is running.", [("Start it now", lambda: pressed.append("start"))])
    qtbot.waitUntil(lambda: moved.mapTo(live, QPoint()) != before)
    qtbot.mouseClick(live.nudge.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(moved, Qt.MouseButton.LeftButton)
    assert pressed == []
    qtbot.mouseClick(live.foot.more_button, Qt.MouseButton.LeftButton)
    run = record(live).session().run
    assert run is not None
    # What stayed where it was works on.
    assert run.added_ms == 60_000
    qtbot.wait(GUARD_MS + 100)
    qtbot.mouseClick(live.nudge.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(moved, Qt.MouseButton.LeftButton)
    assert pressed == ["start", "more"]
