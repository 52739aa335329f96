from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.retiming import Proposal, Retimed
from dilc_desktop.ui.retiming_panel import RetimingPanel
from dilc_desktop.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

PROPOSAL = Proposal(
    (
        Retimed("a", "Probing questions", 600, 480, kept=False),
        Retimed("b", "Debrief", 300, 300, kept=True),
    ),
    missing_s=0,
)


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> RetimingPanel:
    made = RetimingPanel(theme)
    qtbot.addWidget(made)
    made.resize(560, 400)
    made.show_proposal(PROPOSAL)
    made.show()
    qtbot.waitExposed(made)
    return made


def write(qtbot: QtBot, panel: RetimingPanel, text: str) -> None:
    panel.fields["a"].setFocus()
    panel.fields["a"].selectAll()
    qtbot.keyClicks(panel.fields["a"], text)


def test_it_says_how_late_it_is_and_what_would_be_saved(panel: RetimingPanel) -> None:
    assert panel.words.text() == "2:00 late"
    assert panel.sum.text() == "Saves 2:00: all of it."


def test_a_stage_that_stays_whole_offers_no_minutes(panel: RetimingPanel) -> None:
    assert list(panel.fields) == ["a"]


def test_the_minutes_are_taken_as_proposed(qtbot: QtBot, panel: RetimingPanel) -> None:
    with qtbot.waitSignal(panel.accepted) as taken:
        panel.use.click()
    assert taken.args == [[("a", 480), ("b", 300)]]


def test_an_adjusted_length_changes_the_sum_and_is_taken(
    qtbot: QtBot, panel: RetimingPanel
) -> None:
    write(qtbot, panel, "9")
    qtbot.keyClick(panel.fields["a"], Qt.Key.Key_Return)
    assert panel.sum.text() == "Saves 1:00; 1:00 late stay."
    with qtbot.waitSignal(panel.accepted) as taken:
        panel.use.click()
    assert taken.args == [[("a", 540), ("b", 300)]]


def test_what_was_typed_last_counts(qtbot: QtBot, panel: RetimingPanel) -> None:
    write(qtbot, panel, "7")
    with qtbot.waitSignal(panel.accepted) as taken:
        panel.use.click()
    assert taken.args == [[("a", 420), ("b", 300)]]


@pytest.mark.parametrize("entry", ["abc", "-3", "100 h"])
def test_nothing_is_taken_while_an_entry_is_no_length(
    qtbot: QtBot, panel: RetimingPanel, entry: str
) -> None:
    write(qtbot, panel, entry)
    with qtbot.assertNotEmitted(panel.accepted):
        panel.use.click()
    assert panel.problem.isVisible()


def test_not_now_changes_nothing(qtbot: QtBot, panel: RetimingPanel) -> None:
    with qtbot.assertNotEmitted(panel.accepted), qtbot.waitSignal(panel.dismissed):
        panel.leave.click()
