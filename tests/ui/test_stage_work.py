from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.record import Participant
from dilc_desktop.domain.session import PlannedStage, StageRun, Stop
from dilc_desktop.ui.stage_work import StageWork
from dilc_desktop.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

STAGE = PlannedStage(
    id="s",
    name="Round",
    kind=StageKind.GO_ROUND,
    planned_s=600,
    speaks="",
    silent="",
    kinds=(),
    say="",
    room="",
)
GROUPS = replace(STAGE, id="g", kind=StageKind.SMALL_GROUPS, places=("Window", "Door"))
# "Sample" in Arabic, and a microscope.
SAMPLE = "\u0639\u064a\u0651\u0646\u0629 \U0001f52c"
RUN = StageRun(id="r", stage_id="s", started=0, planned_ms=600_000)
PEOPLE = tuple(Participant(id=f"p{n}", code=f"P{n:02}") for n in range(1, 16))


@pytest.fixture
def work(qtbot: QtBot, theme: Theme) -> StageWork:
    made = StageWork(theme)
    qtbot.addWidget(made)
    made.resize(560, 400)
    return made


def test_a_go_round_says_who_is_next_and_who_was_not_heard_yet(
    qtbot: QtBot, work: StageWork
) -> None:
    work.show_stage(STAGE, RUN, PEOPLE[:3], 0)
    assert work.turns.people.text() == "P01, P02, P03"
    assert work.turns.next_button.text() == "Next: P01"
    with qtbot.waitSignal(work.speaker_wanted) as wanted:
        work.turns.next_button.click()
    assert wanted.args == ["p1"]
    with qtbot.waitSignal(work.pass_wanted) as passed:
        work.turns.pass_button.click()
    assert passed.args == ["p1"]


def test_where_all_talk_nobody_is_next(work: StageWork) -> None:
    work.show_stage(replace(STAGE, kind=StageKind.ALL_TALK), RUN, PEOPLE[:2], 0)
    assert work.turns.people.text() == "P01, P02"
    assert not work.turns.next_button.isVisibleTo(work)


def test_of_many_only_the_first_are_named(work: StageWork) -> None:
    work.show_stage(STAGE, RUN, PEOPLE, 0)
    assert work.turns.people.text().endswith("P12, and 3 more")


def test_once_all_were_heard_there_is_nothing_to_show(work: StageWork) -> None:
    work.show_stage(STAGE, RUN, (), 0)
    assert work.turns.isHidden()


def test_a_visit_offers_its_rooms_and_says_how_long_the_group_is_where(
    qtbot: QtBot, work: StageWork
) -> None:
    stage = replace(STAGE, kind=StageKind.VISIT, places=("A12", "B7"))
    work.show_stage(stage, RUN, (), 65_000)
    assert work.rooms.now.text() == "On the way for 1:05"
    with qtbot.waitSignal(work.place_wanted) as wanted:
        work.rooms.buttons["B7"].click()
    assert wanted.args == ["B7"]
    inside = replace(RUN, stops=(Stop("B7", 60_000),))
    work.show_stage(stage, inside, (), 300_000)
    assert work.rooms.now.text() == "In B7 for 4:00"
    assert work.rooms.buttons["B7"].isChecked()
    left = replace(RUN, stops=(Stop("B7", 60_000, 300_000),))
    work.show_stage(stage, left, (), 330_000)
    assert work.rooms.now.text() == "On the way for 0:30"
    assert work.rooms.buttons[""].isChecked()


def test_a_room_that_was_not_planned_is_entered_by_its_code(qtbot: QtBot, work: StageWork) -> None:
    stage = replace(STAGE, kind=StageKind.VISIT)
    work.show_stage(stage, RUN, (), 0)
    with qtbot.waitSignal(work.place_wanted) as wanted:
        qtbot.keyClicks(work.rooms.other, " C3 ")
        qtbot.keyClick(work.rooms.other, Qt.Key.Key_Return)
    assert wanted.args == ["C3"]
    assert work.rooms.other.text() == ""
    work.show_stage(stage, replace(RUN, stops=(Stop("C3", 0),)), (), 0)
    assert "C3" in work.rooms.buttons


def test_each_small_group_has_a_line_of_its_own(qtbot: QtBot, work: StageWork) -> None:
    stage = replace(STAGE, kind=StageKind.SMALL_GROUPS, places=("Window", "Door"))
    work.show_stage(stage, RUN, (), 0)
    line = work.groups.lines["Door"]
    assert line.accessibleName() == "Door"
    qtbot.keyClicks(line, "Samples first.")
    work.show_stage(stage, RUN, (), 9_000)
    with qtbot.waitSignal(work.note_wanted) as wanted:
        qtbot.keyClick(work.groups.lines["Door"], Qt.Key.Key_Return)
    assert wanted.args == ["Door", "Samples first."]
    assert line.text() == "Samples first."
    work.groups.accept("Door")
    assert line.text() == ""


def test_half_typed_lines_are_handed_over_a_second_after_the_key_and_with_each_loss_of_focus(
    qtbot: QtBot, work: StageWork
) -> None:
    drafted: list[tuple[str, str, str]] = []
    work.line_drafted.connect(lambda *told: drafted.append(told))
    work.show()
    work.activateWindow()
    qtbot.waitUntil(work.isActiveWindow)
    work.show_stage(GROUPS, RUN, (), 0)
    door, window = work.groups.lines["Door"], work.groups.lines["Window"]
    qtbot.keyClicks(door, "Samples")
    qtbot.waitUntil(lambda: drafted == [("g", "Door", "Samples")], timeout=1000)
    door.setFocus()
    qtbot.keyClicks(door, "!")
    window.setFocus()
    assert drafted[1:] == [("g", "Door", "Samples!")]
    composed = QInputMethodEvent()
    composed.setCommitString(SAMPLE)
    QApplication.sendEvent(window, composed)
    qtbot.keyClicks(door, " more")
    work.show_stage(replace(GROUPS, id="later"), RUN, (), 0)
    assert sorted(drafted[2:]) == [
        ("g", "Door", "Samples! more"),
        ("g", "Window", SAMPLE),
    ]
    assert {line.text() for line in work.groups.lines.values()} == {""}


def test_a_stage_asks_for_the_lines_of_before_and_leaves_what_is_typed_since(
    qtbot: QtBot, work: StageWork
) -> None:
    with qtbot.waitSignal(work.lines_wanted):
        work.show_stage(GROUPS, RUN, (), 0)
    qtbot.keyClicks(work.groups.lines["Door"], "New")
    work.groups.restore({"Door": "Old", "Window": "Half a", "Gone": "x"})
    assert [work.groups.lines[g].text() for g in ("Window", "Door")] == ["Half a", "New"]


def test_a_line_that_was_kept_is_not_drafted_any_more(qtbot: QtBot, work: StageWork) -> None:
    drafted: list[tuple[str, str, str]] = []
    work.note_wanted.connect(lambda place, _: work.groups.accept(place))
    work.line_drafted.connect(lambda *told: drafted.append(told))
    work.show_stage(GROUPS, RUN, (), 0)
    qtbot.keyClicks(work.groups.lines["Door"], "Samples")
    qtbot.keyClick(work.groups.lines["Door"], Qt.Key.Key_Return)
    work.groups.keep_drafts()
    assert drafted == []


def test_groups_that_nobody_named_are_three(work: StageWork) -> None:
    work.show_stage(replace(STAGE, kind=StageKind.SMALL_GROUPS), RUN, (), 0)
    assert tuple(work.groups.lines) == ("Group 1", "Group 2", "Group 3")


def test_without_a_running_stage_nothing_is_shown(work: StageWork) -> None:
    work.show_stage(STAGE, None, PEOPLE, 0)
    assert work.isHidden()
