from __future__ import annotations

from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QBoxLayout, QPushButton
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.choosing import Choice, Wish, fit
from dilc_desktop.domain.protocol import Situation, Trust
from dilc_desktop.services.desk import Desk
from dilc_desktop.ui.chooser import Chooser, fitting_words
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.prepare import PreparePage
from dilc_desktop.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def chooser(qtbot: QtBot, theme: Theme, desk: Desk) -> Chooser:
    made = Chooser(theme, desk.shelf.choose)
    qtbot.addWidget(made)
    made.resize(1118, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def names(chooser: Chooser) -> list[str]:
    return [answer._name.text() for answer in chooser.answers if answer.isVisible()]


def test_before_anything_is_said_it_tells_what_to_say(chooser: Chooser) -> None:
    assert names(chooser) == []
    assert chooser._hint.isVisible()
    assert chooser.essence == ""


def test_an_open_dilemma_in_45_minutes_with_8_people_is_answered_with_each_key(
    chooser: Chooser, qtbot: QtBot
) -> None:
    chooser.begin()
    qtbot.keyClick(chooser.situation.buttons[Situation.OPEN_DILEMMA], Qt.Key.Key_Space)
    assert names(chooser)[0] == "Consultancy"
    assert len(names(chooser)) == 3
    QTest.keyClicks(chooser.people, "8")
    QTest.keyClicks(chooser.minutes, "45")
    first = chooser.answers[0]
    assert first._time.text() == "Fits in 45 min"
    minutes = [int(part) for part in first._stages.text().split(" + ")]
    assert sum(minutes) == 45
    assert first._risk.text().startswith("Watch for: ")
    assert first._reason.text() == chooser._choices[0].reason
    assert chooser.essence == "Open dilemma, no plan yet \u00b7 8 people \u00b7 45 min"


def test_what_does_not_fit_says_what_it_takes_and_what_speaks_against_it(
    chooser: Chooser, desk: Desk
) -> None:
    chooser.show_wish(Wish(situation=Situation.OPEN_DILEMMA, people=40, minutes=10))
    (choice, *_) = desk.shelf.choose(chooser.wish)
    assert choice.fitting is not None
    assert not choice.fitting.fits
    first = chooser.answers[0]
    assert first._time.text() == f"{choice.fitting.total} min at the least"
    assert choice.doubts
    assert all(doubt in first.accessibleName() for doubt in choice.doubts)


def test_a_purpose_that_is_also_the_reason_stands_there_once(chooser: Chooser) -> None:
    chooser.show_wish(Wish(minutes=45))
    assert not chooser.answers[0]._reason.isVisible()
    chooser.show_wish(Wish(situation=Situation.TENSION, people=3, minutes=20, trust=Trust.LOW))
    reasons = [answer._reason.text() for answer in chooser.answers]
    assert "Not made for this, but it may serve." in reasons


def test_a_second_press_takes_an_answer_back(chooser: Chooser, qtbot: QtBot) -> None:
    success = chooser.situation.buttons[Situation.SUCCESS]
    qtbot.keyClick(success, Qt.Key.Key_Space)
    assert success.isChecked()
    qtbot.keyClick(success, Qt.Key.Key_Space)
    assert chooser.wish == Wish()
    assert names(chooser) == []


@pytest.mark.parametrize("typed", ["0", "-3", "eight", "999999", "4.5", "\u00b2"])
def test_a_number_that_is_none_is_marked_and_left_out(chooser: Chooser, typed: str) -> None:
    QTest.keyClicks(chooser.people, typed)
    assert chooser.wish.people is None
    assert chooser.people.property("invalid") == "true"
    assert "whole number" in chooser.people.toolTip()
    chooser.people.clear()
    QTest.keyClicks(chooser.people, "12")
    assert chooser.wish.people == 12
    assert chooser.people.property("invalid") == "false"


def test_numbers_in_other_digits_are_read(chooser: Chooser) -> None:
    # Qt can only press the keys of ASCII.
    chooser.minutes.insert("\u0664\u0665")
    assert chooser.wish.minutes == 45


def test_taking_an_answer_carries_its_key_and_the_minutes(chooser: Chooser, qtbot: QtBot) -> None:
    chooser.show_wish(Wish(situation=Situation.OPEN_DILEMMA, minutes=47))
    with qtbot.waitSignal(chooser.taken) as heard:
        qtbot.keyClick(chooser.answers[0].use, Qt.Key.Key_Space)
    assert heard.args == ["consultancy", chooser._choices[0].fitting]
    assert chooser._choices[0].fitting is not None
    chooser.show_wish(Wish(situation=Situation.OPEN_DILEMMA))
    with qtbot.waitSignal(chooser.looked_at) as heard:
        qtbot.keyClick(chooser.answers[0].show_it, Qt.Key.Key_Space)
    assert heard.args == ["consultancy", None]


def test_what_is_too_long_is_taken_at_its_shortest(chooser: Chooser, qtbot: QtBot) -> None:
    chooser.show_wish(Wish(situation=Situation.OPEN_DILEMMA, minutes=1))
    with qtbot.waitSignal(chooser.taken) as heard:
        chooser.answers[0].use.click()
    assert heard.args is not None
    key, fitting = heard.args
    assert key == chooser._choices[0].protocol.key
    assert fitting.total == chooser._choices[0].protocol.shortest > 1


def test_one_button_leads_and_each_says_what_it_uses(chooser: Chooser) -> None:
    chooser.show_wish(Wish(situation=Situation.DRAFT))
    leading = [b for b in chooser.findChildren(QPushButton) if b.property("role") == "primary"]
    assert leading == [chooser.answers[0].use]
    assert chooser.answers[0].use.accessibleName() == f"Use {names(chooser)[0]}"
    assert all(part.accessibleName() for part in chooser.parts())


def test_answers_stand_side_by_side_where_there_is_room(chooser: Chooser, qtbot: QtBot) -> None:
    assert chooser._answers.direction() is QBoxLayout.Direction.LeftToRight
    chooser.resize(660, 700)
    qtbot.waitUntil(lambda: chooser._answers.direction() is QBoxLayout.Direction.TopToBottom)


def test_rounds_are_told_as_such(desk: Desk) -> None:
    protocol = next(p for p in desk.shelf.all() if any(s.rounds > 1 for s in p.stages))
    fitting = fit(protocol, protocol.minutes)
    assert " \u00d7 " in fitting_words(protocol, fitting)


def test_few_or_no_protocols_give_few_or_no_answers(qtbot: QtBot, theme: Theme) -> None:
    def nothing(wish: Wish) -> tuple[Choice, ...]:
        del wish
        return ()

    made = Chooser(theme, nothing)
    qtbot.addWidget(made)
    made.show()
    made.show_wish(Wish(trust=Trust.LOW))
    assert names(made) == []


def test_what_is_shown_for_the_people_there_are_is_what_is_planned(
    desk: Desk, chooser: Chooser
) -> None:
    chooser.show_wish(Wish(situation=Situation.TEXT, people=5, minutes=45))
    for choice in chooser._choices:
        assert choice.fitting is not None
        planned = desk.planning.start_session(choice.protocol).session_id
        desk.planning.take_minutes(planned, choice.fitting.minutes)
        plan = desk.catalogue.record(planned).plan
        assert tuple(stage.planned_s // 60 for stage in plan) == choice.fitting.minutes


# On the Prepare page


@pytest.fixture
def prepare(qtbot: QtBot, around: Surroundings) -> PreparePage:
    planning = around.desk.planning
    tuning = around.desk.shelf.protocol("tuning")
    session_id = planning.start_session(tuning, "March").session_id
    for code in ("DES-3", "P07", "P12", "P13", "P20"):
        planning.add_participant(session_id, code)
    planning.schedule(session_id, date(2026, 3, 4), time(9), time(9, 46))
    made = PreparePage(around)
    qtbot.addWidget(made)
    made.resize(1166, 768)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    made.open_session(session_id)
    return made


def test_on_the_prepare_page_it_begins_with_the_people_and_the_agreed_end(
    prepare: PreparePage, qtbot: QtBot
) -> None:
    choice = prepare.plan.choice
    qtbot.keyClick(choice.help, Qt.Key.Key_Space)
    assert choice.chooser is not None
    assert choice.chooser.wish == Wish(people=5, minutes=46)
    dilemma = choice.chooser.situation.buttons[Situation.OPEN_DILEMMA]
    dilemma.click()
    qtbot.keyClick(choice.chooser.answers[0].use, Qt.Key.Key_Space)
    record = prepare.desk.catalogue.record(prepare.session_id)
    assert record.protocol_key == "consultancy"
    assert sum(stage.planned_s for stage in record.plan) == 46 * 60
    assert not choice.chooser.isVisible()


def test_on_the_prepare_page_the_plan_that_was_changed_is_not_lost_unasked(
    prepare: PreparePage, qtbot: QtBot
) -> None:
    planning, session_id = prepare.desk.planning, prepare.session_id
    first = prepare.desk.catalogue.record(session_id).plan[0]
    prepare.notifier.run(lambda: planning.rename_stage(session_id, first.id, "Welcome"))
    choice = prepare.plan.choice
    choice.toggle_help()
    assert choice.chooser is not None
    choice.chooser.situation.buttons[Situation.OPEN_DILEMMA].click()
    choice.chooser.answers[0].use.click()
    assert prepare.desk.catalogue.record(session_id).protocol_key == "tuning"
    qtbot.keyClick(choice.replace, Qt.Key.Key_Space)
    record = prepare.desk.catalogue.record(session_id)
    assert record.protocol_key == "consultancy"
    assert sum(stage.planned_s for stage in record.plan) == 46 * 60


def test_on_the_prepare_page_the_same_protocol_only_gets_other_minutes(
    prepare: PreparePage,
) -> None:
    planning, session_id = prepare.desk.planning, prepare.session_id
    first = prepare.desk.catalogue.record(session_id).plan[0]
    prepare.notifier.run(lambda: planning.rename_stage(session_id, first.id, "Welcome"))
    choice = prepare.plan.choice
    choice.toggle_help()
    assert choice.chooser is not None
    choice.chooser.minutes.clear()
    QTest.keyClicks(choice.chooser.minutes, "60")
    choice.chooser.situation.buttons[Situation.DRAFT].click()
    place = names(choice.chooser).index("Tuning")
    choice.chooser.answers[place].use.click()
    record = prepare.desk.catalogue.record(session_id)
    assert record.plan[0].name == "Welcome"
    assert sum(stage.planned_s for stage in record.plan) == 60 * 60
