from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import (
    ContributionKind,
    MinutesFrom,
    RoomTime,
    StageKind,
    Trust,
)
from dilc_desktop.domain.protocol_differences import differences
from dilc_desktop.services.desk import Desk
from dilc_desktop.ui.library.difference_list import difference_words, in_words, short_words
from dilc_desktop.ui.library.edits import with_stage
from dilc_desktop.ui.library.versions_view import VersionsView
from dilc_desktop.ui.page import Surroundings

if TYPE_CHECKING:
    from tests.conftest import FakeClock

# The offscreen platform says so of every window that has a smallest size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

LONG = "What facts do you still need? A phrase is enough for an answer, and we keep the rest."


@pytest.fixture
def key(desk: Desk, clock: FakeClock) -> str:
    """A house protocol with three versions, and two sessions that used the first and the last."""
    shelf = desk.shelf
    made = shelf.copy("consultancy", "Ours", asked_by="P07", reason="Shorter days.").ids[0]
    desk.planning.start_session(shelf.protocol(made), "March meeting")
    clock.advance(86_400)
    second = with_stage(shelf.protocol(made), "probing", minutes=12, longest=15)
    shelf.save(
        with_stage(second, "clarifying", say=LONG), asked_by="March", reason="They were cut short."
    )
    clock.advance(86_400)
    third = with_stage(shelf.protocol(made), "reflect", name="Looking back")
    shelf.save(third, asked_by="", reason="A plainer name.")
    desk.planning.start_session(shelf.protocol(made), "")
    return made


@pytest.fixture
def view(qtbot: QtBot, around: Surroundings) -> VersionsView:
    made = VersionsView(around)
    qtbot.addWidget(made)
    made.resize(1166, 700)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def words(view: VersionsView) -> str:
    QApplication.processEvents()
    return "\n".join(w.text() for w in view.findChildren(QLabel) if w.isVisibleTo(view))


def focused() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget is not None else ""


def tab_to(qtbot: QtBot, name: str) -> None:
    passed = []
    while focused() != name:
        passed.append(focused())
        assert len(passed) < 60, f"Tab does not lead to {name}, only to {passed}"
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)


def part(view: VersionsView, name: str) -> QWidget:
    found = [w for w in view.findChildren(QWidget, name) if w.isVisibleTo(view)]
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def test_each_version_tells_its_day_who_asked_why_and_what_changed(
    view: VersionsView, key: str
) -> None:
    view.open(key)
    said = words(view)
    assert "Version 3, in use" in said
    assert "2026" in said
    assert "They were cut short." in said
    assert "Asked for by: March" in said
    assert "Stage \u201cProbing questions\u201d, minutes: 10 \u2192 12" in said
    assert "Stage \u201cClarifying questions\u201d, what you say: in other words" in said
    assert "Copied from Consultancy, version 1" in said
    assert said.index("A plainer name.") < said.index("They were cut short.")


def test_any_two_versions_are_compared_place_by_place(view: VersionsView, key: str) -> None:
    view.open(key)
    assert (view.older.currentData(), view.newer.currentData()) == (2, 3)
    assert "Looking back" in words(view)
    view.older.setCurrentIndex(2)
    view.older.chosen.emit(1)
    said = words(view)
    assert "Stage \u201cClarifying questions\u201d, what you say" in said
    assert LONG in said
    view.newer.setCurrentIndex(2)
    view.newer.chosen.emit(1)
    assert "Nothing differs." in words(view)


def test_choices_and_lengths_are_told_in_the_words_of_the_editor(desk: Desk) -> None:
    before = desk.shelf.protocol("site_visit")
    stage = replace(
        before.stages[0],
        kind=StageKind.SILENT_WORK,
        minutes_from=MinutesFrom.COMMON,
        kinds=(
            ContributionKind.LOOK_FOR,
            ContributionKind.PATTERN,
            ContributionKind.CLARIFYING_QUESTION,
        ),
        room_time=RoomTime.MINUTES,
        soon_s=90,
        per_person_s=120,
        block="turn",
    )
    after = replace(before, trust=Trust.HIGH, stages=(stage, *before.stages[1:]))
    told = "\n".join(difference_words(in_words(one)) for one in differences(before, after))
    for words in (
        "Trust: Some trust needed \u2192 Much trust needed",
        "kind of stage: One speaks \u2192 Silent work",
        "where the minutes come from: Our own proposal \u2192 What is usual",
        "Look-for, Pattern",
        "what the room sees of the time: Minutes and seconds \u2192 Minutes only",
        "soon, before the end: automatic \u2192 1:30 min",
        "minutes for each person: none \u2192 2 min",
        "repeats together: no \u2192 yes",
    ):
        assert words in told, told
    short = [short_words(one) for one in differences(before, after)]
    assert "Stage \u201cWelcome\u201d, kinds of contribution: other choices" in short


def test_a_new_version_is_compared_with_the_one_before_when_the_page_is_opened_again(
    view: VersionsView, desk: Desk, key: str
) -> None:
    view.open(key)
    changed = replace(desk.shelf.protocol(key), purpose="Look at one dilemma together.")
    desk.shelf.save(changed, asked_by="", reason="Plainer.")
    view.open(key)
    assert (view.older.currentData(), view.newer.currentData()) == (3, 4)
    assert "Look at one dilemma together." in words(view)


def test_the_sessions_that_used_it_are_listed_with_their_version(
    view: VersionsView, key: str
) -> None:
    view.open(key)
    said = words(view)
    assert "March meeting \u00b7 not run yet \u00b7 version 1" in said
    assert "Ours \u00b7 not run yet \u00b7 version 3" in said


def test_going_back_saves_the_old_text_as_a_new_version_by_keyboard(
    qtbot: QtBot, view: VersionsView, desk: Desk, key: str
) -> None:
    view.open(key)
    assert focused() == "library.versions.back"
    tab_to(qtbot, "library.versions.go_back.1")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert focused() == "library.versions.1.asked_by"
    assert not view.rows[2].take.isEnabled()
    tab_to(qtbot, "library.versions.1.reason")
    qtbot.keyClicks(QApplication.focusWidget(), "The new one was too long.")
    tab_to(qtbot, "library.versions.take.1")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    now = desk.shelf.protocol(key)
    assert now.version == 4
    assert replace(now, version=1) == desk.shelf.version(key, 1)
    assert desk.shelf.versions(key)[0].reason == "The new one was too long."
    assert "Version 4, in use" in words(view)


def test_going_back_to_what_is_the_same_says_so_and_changes_nothing(
    view: VersionsView, desk: Desk, key: str
) -> None:
    desk.shelf.save(desk.shelf.version(key, 2), asked_by="", reason="As before.")
    view.open(key)
    row = view.rows[2]
    row.go_back.click()
    row.why.reason.setPlainText("Once more.")
    row.take.click()
    assert row.complaint.words == "Nothing has changed since version 4."
    assert desk.shelf.protocol(key).version == 4


def test_a_protocol_off_the_shelf_comes_back_and_its_sessions_keep_their_words(
    view: VersionsView, desk: Desk, key: str
) -> None:
    other = desk.shelf.copy("tuning", "Other", asked_by="", reason="Ours.").ids[0]
    desk.shelf.remove(other)
    view.open(key)
    assert "sessions that ran it keep every word" in words(view)
    view.off.click()
    assert key not in [protocol.key for protocol in desk.shelf.all()]
    assert "It is off the shelf." in words(view)
    assert "in use" not in words(view)
    assert not any(row.go_back.isVisibleTo(view) for row in view.rows)
    view.off.click()
    assert desk.shelf.protocol(key).version == 3
    put_back = part(view, f"library.versions.put_back.{other}")
    assert isinstance(put_back, QAbstractButton)
    put_back.click()
    assert desk.shelf.removed() == ()


def test_a_protocol_of_the_program_has_one_version_and_tells_its_sessions(
    qtbot: QtBot, view: VersionsView, desk: Desk
) -> None:
    desk.planning.start_session(
        desk.shelf.protocol("tuning"), "\u062c\u0644\u0633\u0629 \U0001f331"
    )
    view.open("tuning")
    said = words(view)
    assert "comes with the program" in said
    assert "\U0001f331 \u00b7 not run yet \u00b7 version 1" in said
    assert not view.off.isVisible()
    with qtbot.waitSignal(view.done):
        view.back.click()


def test_every_control_has_a_name_that_a_screen_reader_can_say(
    view: VersionsView, key: str
) -> None:
    view.open(key)
    nameless = [
        f"{type(w).__name__} {w.objectName()}"
        for w in view.findChildren(QWidget)
        if w.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and w.window() is view
        and not w.accessibleName()
        and not w.objectName().startswith("qt_")
    ]
    assert nameless == []
