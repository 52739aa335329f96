from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.retiming import Proposal, Retimed
from dilc_desktop.domain.timing import Phase, Timing
from dilc_desktop.ui.retiming_panel import RetimingPanel
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.time_words import wall_time

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

PROPOSAL = Proposal(
    (
        Retimed("a", "Probing questions", 600, 480, kept=False),
        Retimed("b", "Debrief", 300, 300, kept=True),
    ),
    missing_s=0,
)
MINUTE = 60_000
# Ends at 10:59 in a zone of an hour from UTC.
TIMING = Timing(now=0, phase=Phase.RUNNING, expected_end_ms=(9 * 60 + 59) * MINUTE)


def at(hour: int, minute: int) -> str:
    return wall_time((hour * 60 + minute) * MINUTE, 0)


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> RetimingPanel:
    made = RetimingPanel(theme)
    qtbot.addWidget(made)
    made.resize(560, 400)
    made.show_proposal(PROPOSAL, TIMING, 60)
    made.show()
    qtbot.waitExposed(made)
    return made


def write(qtbot: QtBot, panel: RetimingPanel, text: str) -> None:
    panel.fields["a"].setFocus()
    panel.fields["a"].selectAll()
    qtbot.keyClicks(panel.fields["a"], text)


def test_with_many_stages_the_table_scrolls_and_the_buttons_stay_in_sight(
    qtbot: QtBot, theme: Theme
) -> None:
    panel = RetimingPanel(theme)
    qtbot.addWidget(panel)
    many = tuple(Retimed(f"s{n}", f"Stage {n}", 600, 480, kept=False) for n in range(12))
    panel.show_proposal(Proposal(many, missing_s=0), TIMING, 60)
    panel.resize(560, 400)
    panel.show()
    qtbot.waitExposed(panel)
    # A panel that wants more than the window has makes the whole page scroll.
    assert panel.heightForWidth(560) <= 400
    assert panel.rect().contains(panel.use.geometry())


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


def test_it_says_when_the_session_would_end_and_follows_each_key(
    qtbot: QtBot, panel: RetimingPanel
) -> None:
    assert panel.ends.text() == f"Ends {at(10, 57)} instead of {at(10, 59)}"
    write(qtbot, panel, "9")
    assert panel.ends.text() == f"Ends {at(10, 58)} instead of {at(10, 59)}"
    qtbot.keyClicks(panel.fields["a"], "x")
    assert panel.ends.text() == f"Ends {at(10, 58)} instead of {at(10, 59)}"
    write(qtbot, panel, "10")
    assert panel.ends.text() == f"Ends {at(10, 59)}, as it stands"
    write(qtbot, panel, "23h")
    assert panel.ends.text() == f"Ends {at(9, 49)} instead of {at(10, 59)}"


def test_the_agreed_end_stands_beside_and_the_end_moves_on_with_the_clock(
    panel: RetimingPanel,
) -> None:
    agreed = replace(TIMING, behind_agreed=14 * MINUTE)
    panel.show_proposal(PROPOSAL, agreed, 60)
    words = f"Ends {at(10, 57)} instead of {at(10, 59)}; agreed was {at(10, 45)}"
    assert panel.ends.text() == words
    later = (10 * 60 + 1) * MINUTE
    panel.show_timing(replace(agreed, expected_end_ms=later, behind_agreed=16 * MINUTE))
    words = f"Ends {at(10, 59)} instead of {at(11, 1)}; agreed was {at(10, 45)}"
    assert panel.ends.text() == words


def test_before_a_session_has_begun_no_end_is_promised(panel: RetimingPanel) -> None:
    panel.show_proposal(PROPOSAL, Timing(now=0, phase=Phase.NOT_STARTED))
    assert panel.ends.text() == ""


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
