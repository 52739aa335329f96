from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.session import Moment, PlannedStage, Session, StageEntered, tell
from dilc_desktop.domain.timing import timing
from dilc_desktop.ui.stages_panel import StagesPanel
from dilc_desktop.ui.theme import Theme

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


def test_new_minutes_of_the_running_stage_come_first(qtbot: QtBot, panel: StagesPanel) -> None:
    panel.minutes.selectAll()
    with qtbot.waitSignal(panel.replan_wanted) as planned:
        qtbot.keyClicks(panel.minutes, "7")
        qtbot.keyClick(panel.minutes, Qt.Key.Key_Return)
    assert planned.args == [[("s2", 420), ("s3", 300), ("s4", 300)]]


@pytest.mark.parametrize("entry", ["abc", "-3", "100 h"])
def test_what_is_no_length_is_refused_in_words(
    qtbot: QtBot, panel: StagesPanel, entry: str
) -> None:
    panel.minutes.selectAll()
    with qtbot.assertNotEmitted(panel.replan_wanted):
        qtbot.keyClicks(panel.minutes, entry)
        qtbot.keyClick(panel.minutes, Qt.Key.Key_Return)
    assert panel.problem.isVisible()


def test_escape_in_the_list_closes(qtbot: QtBot, panel: StagesPanel) -> None:
    with qtbot.waitSignal(panel.close_wanted):
        qtbot.keyClick(panel.list, Qt.Key.Key_Escape)


def test_whatever_takes_the_focus_has_a_name(panel: StagesPanel) -> None:
    for part in panel.findChildren(QWidget):
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.objectName().startswith("live"):
            assert part.accessibleName(), part.objectName()
