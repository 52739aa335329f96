from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.session import Moment, PlannedStage, Session, StageEntered, tell
from dilc_desktop.domain.timing import timing
from dilc_desktop.ui.stages_panel import StagesPanel
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.time_words import wall_time

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def stage(number: int, block: str = "") -> PlannedStage:
    return PlannedStage(
        id=f"s{number}",
        name=f"Stage {number}",
        kind=StageKind.TALK,
        planned_s=300,
        speaks="Presenter",
        silent="Group",
        kinds=(),
        say=f"Say {number}.",
        room="",
        block=block,
    )


def running(*stages: PlannedStage) -> Session:
    entered = StageEntered(id="f", action="a", at=Moment(0, "b", 0, 0), stage_id="s2", run_id="r")
    return tell(Session(plan=stages), entered)


PLAIN = running(stage(1), stage(2), stage(3), stage(4))


def show(panel: StagesPanel, session: Session) -> None:
    panel.show_session(session, timing(session, 60_000, 60_000))


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> StagesPanel:
    made = StagesPanel(theme)
    qtbot.addWidget(made)
    made.resize(560, 500)
    show(made, PLAIN)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_each_row_says_in_a_word_where_its_stage_stands(panel: StagesPanel) -> None:
    rows = [panel.list.item(n).text() for n in range(4)]
    assert "skipped" in rows[0]
    assert "now, 1:00 of 5 min" in rows[1]
    assert "5 min" in rows[2]


def test_the_arrow_keys_look_at_a_stage_and_enter_none(qtbot: QtBot, panel: StagesPanel) -> None:
    with qtbot.assertNotEmitted(panel.enter_wanted):
        qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert panel.looked_at == "s3"
    assert panel.say.text() == "Say 3."


def test_what_is_looked_at_stays_while_time_goes_on(qtbot: QtBot, panel: StagesPanel) -> None:
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    panel.show_session(PLAIN, timing(PLAIN, 90_000, 90_000))
    assert panel.looked_at == "s3"


def test_buttons_enter_and_skip_the_stage_that_is_looked_at(
    qtbot: QtBot, panel: StagesPanel
) -> None:
    panel.list.setCurrentRow(3)
    with qtbot.waitSignal(panel.enter_wanted) as entered:
        panel.enter.click()
    with qtbot.waitSignal(panel.skip_wanted) as skipped:
        panel.skip.click()
    assert entered.args == skipped.args == ["s4"]


def test_a_click_takes_the_minutes_that_were_being_typed_first(
    qtbot: QtBot, panel: StagesPanel
) -> None:
    panel.list.setCurrentRow(2)
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    qtbot.keyClicks(panel.fields["s3"], "8")
    said: list[object] = []
    panel.replan_wanted.connect(said.append)
    panel.skip_wanted.connect(said.append)
    qtbot.mouseClick(panel.skip, Qt.MouseButton.LeftButton)
    assert said == [[("s3", 480), ("s4", 300)], "s3"]
    assert panel.list.hasFocus()


def test_alt_and_an_arrow_move_a_coming_stage(qtbot: QtBot, panel: StagesPanel) -> None:
    panel.list.setCurrentRow(3)
    with qtbot.waitSignal(panel.replan_wanted) as moved:
        qtbot.keyClick(panel.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert moved.args == [[("s4", 300), ("s3", 300)]]


@pytest.mark.parametrize("place", [0, 1])
def test_past_and_running_stages_keep_their_place(
    qtbot: QtBot, panel: StagesPanel, place: int
) -> None:
    panel.list.setCurrentRow(place)
    assert not panel.up.isEnabled()
    assert not panel.down.isEnabled()
    with qtbot.assertNotEmitted(panel.replan_wanted):
        qtbot.keyClick(panel.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)


def test_stages_that_go_round_together_stay_together(qtbot: QtBot, panel: StagesPanel) -> None:
    show(panel, running(stage(1), stage(2), stage(3), stage(4, "b"), stage(5, "b"), stage(6)))
    panel.list.setCurrentRow(3)
    assert not panel.up.isEnabled()
    assert panel.down.isEnabled()
    panel.list.setCurrentRow(2)
    with qtbot.waitSignal(panel.replan_wanted) as moved:
        panel.down.click()
    assert moved.args is not None
    assert [name for name, _ in moved.args[0]] == ["s4", "s5", "s3", "s6"]


def test_a_block_that_has_begun_is_not_broken(panel: StagesPanel) -> None:
    show(panel, running(stage(1), stage(2, "b"), stage(3, "b"), stage(4)))
    panel.list.setCurrentRow(3)
    assert not panel.up.isEnabled()


def test_every_row_that_runs_or_is_to_come_has_its_minutes(panel: StagesPanel) -> None:
    assert {name: field.text() for name, field in panel.fields.items()} == {
        "s2": "5",
        "s3": "5",
        "s4": "5",
    }
    viewport = panel.list.viewport().rect()
    for place, field in zip((1, 2, 3), panel.fields.values(), strict=True):
        rectangle = panel.list.visualItemRect(panel.list.item(place))
        assert field.isVisible()
        assert rectangle.contains(field.geometry())
        assert viewport.contains(field.geometry())
        assert field.height() >= 24


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F2])
def test_a_key_in_the_list_goes_to_the_minutes_and_enter_takes_them(
    qtbot: QtBot, panel: StagesPanel, key: Qt.Key
) -> None:
    panel.list.setFocus()
    qtbot.keyClick(panel.list, key)
    field = panel.fields["s2"]
    assert field.hasFocus()
    qtbot.keyClicks(field, "7")
    with qtbot.assertNotEmitted(panel.enter_wanted), qtbot.waitSignal(panel.replan_wanted) as new:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    # The running stage comes first.
    assert new.args == [[("s2", 420), ("s3", 300), ("s4", 300)]]
    assert panel.list.hasFocus()


def test_arrows_go_from_row_to_row_and_take_what_was_typed(
    qtbot: QtBot, panel: StagesPanel
) -> None:
    panel.list.setCurrentRow(2)
    qtbot.keyClick(panel.list, Qt.Key.Key_F2)
    qtbot.keyClicks(panel.fields["s3"], "90s")
    with qtbot.waitSignal(panel.replan_wanted) as new:
        qtbot.keyClick(panel.fields["s3"], Qt.Key.Key_Down)
    assert new.args == [[("s3", 90), ("s4", 300)]]
    assert panel.fields["s4"].hasFocus()
    assert panel.looked_at == "s4"
    qtbot.keyClick(panel.fields["s4"], Qt.Key.Key_Down)
    assert panel.fields["s4"].hasFocus()
    qtbot.keyClick(panel.fields["s4"], Qt.Key.Key_Up)
    assert panel.looked_at == "s3"


@pytest.mark.parametrize(
    ("entry", "seconds"),
    [("7m", 420), ("7:00", 420), ("90s", 90), ("1h5", 3900), ("1.5", 90), (" 7 ", 420), ("0", 0)],
)
def test_minutes_are_taken_as_people_type_them(
    qtbot: QtBot, panel: StagesPanel, entry: str, seconds: int
) -> None:
    panel.list.setCurrentRow(3)
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    with qtbot.waitSignal(panel.replan_wanted) as new:
        qtbot.keyClicks(panel.fields["s4"], entry)
        qtbot.keyClick(panel.fields["s4"], Qt.Key.Key_Return)
    assert new.args == [[("s3", 300), ("s4", seconds)]]


@pytest.mark.parametrize("entry", ["abc", "-3", "100 h", "\u0665", "\U0001f642", "9" * 40])
def test_what_is_no_length_is_refused_in_words_beside_it(
    qtbot: QtBot, panel: StagesPanel, entry: str
) -> None:
    panel.list.setCurrentRow(2)
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    field = panel.fields["s3"]
    with qtbot.assertNotEmitted(panel.replan_wanted):
        # Test keys are of the Latin alphabet; a paste would bring the others.
        field.carry(entry)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.hasFocus()
    assert "for example 5, 1:30 or 90s" in panel.list.item(2).text()
    assert "for example" in field.accessibleDescription()
    show(panel, PLAIN)
    assert field.text() == entry
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert panel.list.hasFocus()
    assert field.text() == "5"
    assert "5 min" in panel.list.item(2).text()


def test_what_is_being_typed_outlives_a_move_and_what_is_over_takes_no_minutes(
    qtbot: QtBot, panel: StagesPanel
) -> None:
    panel.list.setCurrentRow(3)
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    qtbot.keyClicks(panel.fields["s4"], "12")
    moved = StageEntered(id="g", action="b", at=Moment(9, "b", 9, 0), stage_id="s3", run_id="q")
    with qtbot.assertNotEmitted(panel.replan_wanted):
        show(panel, tell(PLAIN, moved))
    assert list(panel.fields) == ["s3", "s4"]
    assert panel.fields["s4"].text() == "12"
    assert panel.fields["s4"].hasFocus()
    with qtbot.waitSignal(panel.replan_wanted) as new:
        qtbot.keyClick(panel.fields["s4"], Qt.Key.Key_Return)
    assert new.args == [[("s4", 720)]]
    panel.list.setCurrentRow(1)
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert panel.list.hasFocus()
    assert "is to come" in panel.note.text()


def test_rounds_are_said_as_they_run_and_as_they_come(panel: StagesPanel) -> None:
    plan = (stage(1, "b"), stage(2, "b"), stage(3, "c"))
    thrice = [replace(s, rounds=3) for s in plan]
    at = Moment(1, "b", 1, 0)
    again = StageEntered(id="g", action="b", at=at, stage_id="s2", run_id="q", again=True)
    session = tell(running(*thrice), again)
    show(panel, session)
    rows = [panel.list.item(n).text() for n in range(3)]
    assert "Stage 2 (round 2 of 3)" in rows[1]
    assert "Stage 3 (3 rounds)" in rows[2]


def test_a_coming_stage_of_a_block_begins_in_this_round(panel: StagesPanel) -> None:
    block = [replace(stage(n, "b"), rounds=3) for n in (2, 3)]
    session = running(stage(1), *block, stage(4))
    # Nothing of its five minutes is used; the block has 30 in all, and five follow.
    seen = replace(timing(session, 0, 0), expected_end_ms=35 * 60_000)
    panel.show_session(session, seen)
    rows = [panel.list.item(n).text() for n in range(4)]
    assert rows[2].endswith(wall_time(5 * 60_000, 0))
    assert rows[3].endswith(wall_time(30 * 60_000, 0))


def test_a_long_foreign_name_keeps_clear_of_the_minutes(panel: StagesPanel) -> None:
    long = replace(stage(3), name="\u0634\u0631\u062d \U0001f642 " * 30)
    show(panel, running(stage(1), stage(2), long))
    rectangle = panel.list.visualItemRect(panel.list.item(2))
    assert rectangle.height() > panel.list.visualItemRect(panel.list.item(1)).height()
    assert panel.list.horizontalScrollBar().maximum() == 0


def test_the_rows_keep_their_room_when_the_text_grows(panel: StagesPanel, theme: Theme) -> None:
    before = panel.list.minimumHeight()
    theme.use("light", 2.0)
    try:
        assert panel.list.minimumHeight() == 2 * before
    finally:
        theme.use("light", 1.0)


def test_escape_in_the_list_closes(qtbot: QtBot, panel: StagesPanel) -> None:
    with qtbot.waitSignal(panel.close_wanted):
        qtbot.keyClick(panel.list, Qt.Key.Key_Escape)


def test_whatever_takes_the_focus_has_a_name(panel: StagesPanel) -> None:
    for part in panel.findChildren(QWidget):
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.objectName().startswith("live"):
            assert part.accessibleName(), part.objectName()
