from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.framing import Ready
from dilc_desktop.domain.protocol import RoomTime, StageKind
from dilc_desktop.domain.record import Consent, Participant, Relevance, Role, SessionRecord
from dilc_desktop.domain.timing import total_planned_s
from dilc_desktop.services.change import Change
from dilc_desktop.ui.fields import LineField, TextField
from dilc_desktop.ui.page import PageId, Surroundings
from dilc_desktop.ui.prepare import PreparePage

# The offscreen platform says so of every window that has a smallest size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

ZONE = timezone(timedelta(hours=-5))


@pytest.fixture
def session_id(around: Surroundings) -> str:
    protocol = around.desk.shelf.protocol("consultancy")
    return around.desk.planning.start_session(protocol, "March meeting").session_id


@pytest.fixture
def page(qtbot: QtBot, around: Surroundings, session_id: str) -> PreparePage:
    made = PreparePage(around)
    qtbot.addWidget(made)
    made.resize(1166, 768)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    made.open_session(session_id)
    return made


def stored(page: PreparePage) -> SessionRecord:
    return page.desk.catalogue.record(page.session_id)


def part(page: PreparePage, name: str) -> QWidget:
    found = [w for w in page.findChildren(QWidget, name) if not w.isHidden()]
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def line(page: PreparePage, name: str) -> QLineEdit:
    found = part(page, name)
    assert isinstance(found, QLineEdit)
    return found


def press(page: PreparePage, name: str) -> None:
    found = part(page, name)
    assert isinstance(found, QAbstractButton)
    found.setFocus()
    found.click()


def type_over(qtbot: QtBot, field: QWidget, text: str) -> None:
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, text)


def add_people(qtbot: QtBot, page: PreparePage, *codes: str) -> None:
    field = line(page, "prepare.people.add.code")
    field.setFocus()
    for code in codes:
        qtbot.keyClicks(field, code)
        qtbot.keyClick(field, Qt.Key.Key_Return)


def focused() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget is not None else ""


def test_what_is_typed_is_stored_a_moment_later(qtbot: QtBot, page: PreparePage) -> None:
    purpose = part(page, "prepare.purpose.text")
    assert focused() == "prepare.purpose.text"
    qtbot.keyClicks(purpose, "To observe without judging")
    qtbot.waitUntil(lambda: stored(page).learning_purpose == "To observe without judging")
    qtbot.keyClick(purpose, Qt.Key.Key_Tab)
    assert focused() == "prepare.aim.text"
    qtbot.keyClicks(part(page, "prepare.aim.text"), "Pupils explain")
    qtbot.keyClick(part(page, "prepare.aim.text"), Qt.Key.Key_Tab)
    assert stored(page).student_aim == "Pupils explain"


def test_every_control_has_a_name_that_a_screen_reader_can_say(
    qtbot: QtBot, page: PreparePage
) -> None:
    add_people(qtbot, page, "P07", "P12")
    page.notifier.run(lambda: page.desk.planning.add_artifact(page.session_id, "Form"))
    press(page, "prepare.plan.more.1")
    nameless = [
        f"{type(w).__name__} {w.objectName()}"
        for w in page.findChildren(QWidget)
        if w.window() is page
        and w.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and not w.accessibleName()
        and not w.findChildren(QLineEdit)
    ]
    assert nameless == []


def test_tab_visits_the_controls_from_top_to_bottom(qtbot: QtBot, page: PreparePage) -> None:
    add_people(qtbot, page, "P07", "P12")
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    visited: list[str] = []
    page.session.head.setFocus()
    while "prepare.begin" not in visited and len(visited) < 300:
        visited.append(focused())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    expected = [
        "prepare.session.fold",
        "prepare.title",
        "prepare.day",
        "prepare.start",
        "prepare.end",
        "prepare.purpose.text",
        "prepare.problem.text",
        "prepare.checklist.fold",
        "prepare.question.text",
        "prepare.protocol",
        "prepare.plan.name.1",
        "prepare.plan.minutes.1",
        "prepare.plan.out.1",
        "prepare.plan.more.1",
        "prepare.plan.name.6",
        "prepare.plan.own.add",
        "prepare.plan.prompts",
        "prepare.people.code.1",
        "prepare.people.consent.1",
        "prepare.people.code.2",
        "prepare.people.add.code",
        "prepare.artifacts.add.title",
        "prepare.artifacts.add.file",
        "prepare.readiness.purpose",
        "prepare.begin",
    ]
    assert [name for name in visited if name in expected] == expected


def test_a_time_without_a_day_is_meant_for_today(qtbot: QtBot, page: PreparePage) -> None:
    type_over(qtbot, part(page, "prepare.start"), "1:30 pm")
    qtbot.keyClick(part(page, "prepare.start"), Qt.Key.Key_Tab)
    assert stored(page).scheduled_start == datetime(2026, 3, 10, 13, 30, tzinfo=ZONE)
    assert line(page, "prepare.day").text() == "2026-03-10"
    assert "until 14:18" in page.plan.end.text()


def test_a_day_waits_for_its_time(qtbot: QtBot, page: PreparePage) -> None:
    type_over(qtbot, part(page, "prepare.day"), "2026-03-17")
    qtbot.keyClick(part(page, "prepare.day"), Qt.Key.Key_Return)
    assert stored(page).scheduled_start is None
    page.notifier.run(lambda: page.desk.planning.write(page.session_id, title="April"))
    assert line(page, "prepare.day").text() == "2026-03-17"
    type_over(qtbot, part(page, "prepare.end"), "15")
    qtbot.keyClick(part(page, "prepare.end"), Qt.Key.Key_Return)
    assert stored(page).agreed_end == datetime(2026, 3, 17, 15, 0, tzinfo=ZONE)


def test_an_end_before_the_start_is_said_beside_the_field_and_stays_there(
    qtbot: QtBot, page: PreparePage
) -> None:
    for name, text in (("prepare.start", "14:00"), ("prepare.end", "13:00")):
        type_over(qtbot, part(page, name), text)
        qtbot.keyClick(part(page, name), Qt.Key.Key_Return)
    assert "end comes before the start" in page.session.complaint.words
    assert line(page, "prepare.end").text() == "13:00"
    assert stored(page).agreed_end is None
    type_over(qtbot, part(page, "prepare.end"), "15:00")
    qtbot.keyClick(part(page, "prepare.end"), Qt.Key.Key_Return)
    assert page.session.complaint.words == ""
    assert stored(page).agreed_end == datetime(2026, 3, 10, 15, 0, tzinfo=ZONE)


def test_a_time_that_cannot_be_read_is_said_in_words(qtbot: QtBot, page: PreparePage) -> None:
    type_over(qtbot, part(page, "prepare.start"), "soon")
    qtbot.keyClick(part(page, "prepare.start"), Qt.Key.Key_Return)
    assert "13:30" in page.session.complaint.words
    assert line(page, "prepare.start").text() == "soon"


def test_people_are_added_one_after_another_with_enter(qtbot: QtBot, page: PreparePage) -> None:
    add_people(qtbot, page, "DES-3", "P07", "P12")
    assert [p.code for p in stored(page).participants] == ["DES-3", "P07", "P12"]
    assert focused() == "prepare.people.add.code"
    line(page, "prepare.people.code.2").setFocus()
    qtbot.keyClick(part(page, "prepare.people.code.2"), Qt.Key.Key_Return)
    assert focused() == "prepare.people.code.3"
    qtbot.keyClick(part(page, "prepare.people.code.3"), Qt.Key.Key_Return)
    assert focused() == "prepare.people.add.code"


def test_a_code_that_is_taken_is_said_beside_it_and_kept_as_typed(
    qtbot: QtBot, page: PreparePage
) -> None:
    add_people(qtbot, page, "P07", "P12", "P07")
    assert line(page, "prepare.people.add.code").text() == "P07"
    assert len(stored(page).participants) == 2
    type_over(qtbot, part(page, "prepare.people.code.2"), "P07")
    qtbot.keyClick(part(page, "prepare.people.code.2"), Qt.Key.Key_Tab)
    row = page.people.rows[stored(page).participants[1].id]
    assert "same code" in row.complaint.words
    assert row.code.text() == "P07"
    assert stored(page).participants[1].code == "P12"


def test_a_refused_code_is_taken_once_it_is_free(qtbot: QtBot, page: PreparePage) -> None:
    add_people(qtbot, page, "P07", "P12")
    type_over(qtbot, part(page, "prepare.people.code.2"), "P07")
    qtbot.keyClick(part(page, "prepare.people.code.2"), Qt.Key.Key_Tab)
    type_over(qtbot, part(page, "prepare.people.code.1"), "P08")
    qtbot.keyClick(part(page, "prepare.people.code.1"), Qt.Key.Key_Tab)
    assert [p.code for p in stored(page).participants] == ["P08", "P07"]
    assert page.people.rows[stored(page).participants[1].id].complaint.words == ""


def test_a_person_may_have_several_roles(qtbot: QtBot, page: PreparePage) -> None:
    add_people(qtbot, page, "P07")
    row = page.people.rows[stored(page).participants[0].id]
    row.role_actions[Role.PRESENTER].trigger()
    assert stored(page).participants[0].roles == (Role.PRESENTER,)
    row.role_actions[Role.RECORDER].trigger()
    assert stored(page).participants[0].roles == (Role.PRESENTER, Role.RECORDER)
    assert row.role.text() == "Presenter +1"
    row.role_actions[Role.PRESENTER].trigger()
    row.role_actions[Role.RECORDER].trigger()
    assert stored(page).participants[0].roles == (Role.PARTICIPANT,)


def test_consent_is_stored_with_the_day_on_which_it_was_given(
    qtbot: QtBot, page: PreparePage
) -> None:
    add_people(qtbot, page, "P07")
    press(page, "prepare.people.consent.1")
    press(page, "prepare.people.consent.all.1")
    given = Consent(quotes=True, artifacts=True, research=True, asked_on=date(2026, 3, 10))
    assert stored(page).participants[0].consent == given
    field = part(page, "prepare.people.consent.research.1")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Home)
    assert stored(page).participants[0].consent.research is None
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert stored(page).participants[0].consent.research is False


def test_a_moved_person_keeps_row_and_focus(qtbot: QtBot, page: PreparePage) -> None:
    add_people(qtbot, page, "P07", "P12", "P21")
    before = dict(page.people.rows)
    first = line(page, "prepare.people.name.1")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [p.code for p in stored(page).participants] == ["P12", "P07", "P21"]
    assert QApplication.focusWidget() is first
    assert first.objectName() == "prepare.people.name.2"
    assert page.people.rows == before


def test_a_removed_person_leaves_the_focus_on_a_neighbour(qtbot: QtBot, page: PreparePage) -> None:
    add_people(qtbot, page, "P07", "P12")
    page.people.rows[stored(page).participants[0].id].remove.trigger()
    assert [p.code for p in stored(page).participants] == ["P12"]
    assert focused() == "prepare.people.code.1"


def test_a_person_who_spoke_stays_with_the_reason_beside_them(
    qtbot: QtBot, page: PreparePage, around: Surroundings, record: SessionRecord
) -> None:
    around.desk._library.sessions.insert(record)
    page.open_session(record.id)
    page.people.rows["person-2"].remove.trigger()
    assert "stay listed" in page.people.rows["person-2"].complaint.words
    qtbot.waitUntil(lambda: len(page.people.rows) == 3)


def test_a_stage_moves_with_alt_and_an_arrow_and_keeps_the_focus(
    qtbot: QtBot, page: PreparePage
) -> None:
    names = [stage.name for stage in stored(page).plan]
    before = dict(page.plan.rows)
    minutes = line(page, "prepare.plan.minutes.2")
    minutes.setFocus()
    qtbot.keyClick(minutes, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [s.name for s in stored(page).plan] == [names[1], names[0], *names[2:]]
    assert QApplication.focusWidget() is minutes
    assert minutes.objectName() == "prepare.plan.minutes.1"
    qtbot.keyClick(minutes, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(minutes, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [s.name for s in stored(page).plan] == names
    assert page.plan.rows == before


def test_minutes_names_and_stages_left_out_change_the_total(
    qtbot: QtBot, page: PreparePage
) -> None:
    assert page.plan.total.text() == "48 min in all"
    type_over(qtbot, part(page, "prepare.plan.minutes.1"), "10")
    qtbot.keyClick(part(page, "prepare.plan.minutes.1"), Qt.Key.Key_Return)
    assert page.plan.total.text() == "50 min in all"
    press(page, "prepare.plan.out.3")
    assert stored(page).plan[2].left_out
    assert page.plan.rows[stored(page).plan[2].id].range.text() == "left out"
    assert page.plan.total.text() == "40 min in all"
    press(page, "prepare.plan.out.3")
    assert not stored(page).plan[2].left_out
    type_over(qtbot, part(page, "prepare.plan.name.1"), "The story")
    qtbot.keyClick(part(page, "prepare.plan.name.1"), Qt.Key.Key_Return)
    assert stored(page).plan[0].name == "The story"


def test_a_stage_without_a_name_is_refused_beside_its_row(qtbot: QtBot, page: PreparePage) -> None:
    name = line(page, "prepare.plan.name.1")
    type_over(qtbot, name, " ")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    row = page.plan.rows[stored(page).plan[0].id]
    assert "needs a name" in row.complaint.words
    assert stored(page).plan[0].name.strip()


def test_equity_prompts_are_laid_over_the_plan_by_one_box_and_taken_off_again(
    qtbot: QtBot, page: PreparePage
) -> None:
    box = part(page, "prepare.plan.prompts")
    assert isinstance(box, QCheckBox)
    plan = stored(page).plan
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    assert any(stage.prompts for stage in stored(page).plan)
    assert not page.plan._is_edited(stored(page))
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not box.isChecked()
    assert stored(page).plan == plan
    assert box.hasFocus()


def test_where_no_prompt_fits_the_box_says_so_and_stays_empty(
    qtbot: QtBot, page: PreparePage
) -> None:
    box = part(page, "prepare.plan.prompts")
    assert isinstance(box, QCheckBox)
    bare = [replace(s, kind=StageKind.TALK, kinds=()) for s in stored(page).plan]
    page.desk._library.sessions.save_plan(page.session_id, bare)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not box.isChecked()
    assert page.plan._prompts_complaint.words.startswith("None of the prompts fits")
    assert page.plan._prompts_complaint.isVisible()
    qtbot.keyClicks(part(page, "prepare.plan.own.name"), "Song")
    qtbot.keyClick(part(page, "prepare.plan.own.name"), Qt.Key.Key_Return)
    assert not page.plan._prompts_complaint.isVisible()


def test_once_begun_the_box_of_the_prompts_is_gone(page: PreparePage) -> None:
    box = part(page, "prepare.plan.prompts")
    page.desk.planning.lay_overlay(page.session_id, on=True)
    page.notifier.run(page.desk.live(page.session_id).start)
    assert not box.isVisible()


def test_a_stage_of_our_own_is_added_at_the_end(qtbot: QtBot, page: PreparePage) -> None:
    type_over(qtbot, part(page, "prepare.plan.own.name"), "Coffee")
    type_over(qtbot, part(page, "prepare.plan.own.minutes"), "7")
    qtbot.keyClick(part(page, "prepare.plan.own.minutes"), Qt.Key.Key_Return)
    assert (stored(page).plan[-1].name, stored(page).plan[-1].planned_s) == ("Coffee", 420)
    assert line(page, "prepare.plan.own.name").text() == ""


def tab_to(qtbot: QtBot, name: str) -> QWidget:
    """Press Tab until a field has the focus."""
    for _ in range(30):
        widget = QApplication.focusWidget()
        if widget is not None and widget.objectName() == name:
            return widget
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    raise AssertionError(name)


def unusual(page: PreparePage, number: int) -> str:
    words = page.plan.rows[stored(page).plan[number - 1].id].unusual
    return words.text() if words.isVisibleTo(page) else ""


def test_a_visit_is_planned_by_the_keyboard_alone(qtbot: QtBot, page: PreparePage) -> None:
    line(page, "prepare.plan.minutes.2").setFocus()
    more = tab_to(qtbot, "prepare.plan.more.2")
    name = stored(page).plan[1].name
    assert more.accessibleName() == f"More about {name}"
    qtbot.keyClick(more, Qt.Key.Key_Space)
    assert more.accessibleName() == f"Less about {name}"
    qtbot.keyClicks(tab_to(qtbot, "prepare.plan.kind.2"), "Visit")
    rounds = tab_to(qtbot, "prepare.plan.rounds.2")
    assert name in rounds.accessibleName()
    qtbot.keyClicks(rounds, "3")
    places = tab_to(qtbot, "prepare.plan.places.2")
    qtbot.keyClicks(places, "12, 14,7;12")
    qtbot.keyClick(tab_to(qtbot, "prepare.plan.room_time.2"), Qt.Key.Key_Down)
    qtbot.keyClick(tab_to(qtbot, "prepare.plan.zero.2"), Qt.Key.Key_Down)
    soon = tab_to(qtbot, "prepare.plan.soon.2")
    qtbot.keyClicks(soon, "1:30")
    qtbot.keyClick(tab_to(qtbot, "prepare.plan.protected.2"), Qt.Key.Key_Space)
    stage = stored(page).plan[1]
    assert (stage.kind, stage.rounds, stage.places) == (StageKind.VISIT, 3, ("12", "14", "7"))
    assert (stage.room_time, stage.counts_up) == (RoomTime.MINUTES, True)
    assert (stage.soon_s, stage.protected) == (90, True)
    said = unusual(page, 2)
    assert said.startswith("3 rounds, rooms 12, 14, 7, the room sees minutes, counts up at zero")
    assert said.endswith("soon at 1:30 min left, kept whole when late")
    before = total_planned_s(stored(page).plan)
    assert page.plan.total.text() == f"{before // 60} min in all, every round counted"
    tab_to(qtbot, "prepare.plan.name.3")
    more.setFocus()
    qtbot.keyClick(more, Qt.Key.Key_Space)
    assert not soon.isVisibleTo(page)


def test_the_room_sees_no_time_where_none_is_wanted(qtbot: QtBot, page: PreparePage) -> None:
    press(page, "prepare.plan.more.1")
    assert not any(w.isVisibleTo(page) for w in page.findChildren(QWidget, "prepare.plan.places.1"))
    qtbot.keyClicks(part(page, "prepare.plan.room_time.1"), "No")
    assert unusual(page, 1) == "The room sees no time"
    assert not part(page, "prepare.plan.zero.1").isEnabled()


def test_places_stay_in_sight_whatever_a_stage_becomes(qtbot: QtBot, page: PreparePage) -> None:
    press(page, "prepare.plan.more.1")
    kind = part(page, "prepare.plan.kind.1")
    qtbot.keyClicks(kind, "Small")
    places = line(page, "prepare.plan.places.1")
    assert "Groups, with commas between" in places.accessibleName()
    places.setFocus()
    places.insert("\u05d0\u060c Table \U0001f7e6 by the window")
    qtbot.keyClick(places, Qt.Key.Key_Return)
    assert stored(page).plan[0].places == ("\u05d0", "Table \U0001f7e6 by the window")
    kind.setFocus()
    qtbot.keyClick(kind, Qt.Key.Key_Home)
    assert stored(page).plan[0].kind is StageKind.TALK
    assert places.isVisibleTo(page)
    type_over(qtbot, places, "x" * 61)
    qtbot.keyClick(places, Qt.Key.Key_Return)
    details = page.plan.rows[stored(page).plan[0].id].details
    assert details is not None
    assert "short code" in details.complaint.words
    assert len(stored(page).plan[0].places) == 2
    type_over(qtbot, places, "A, B")
    qtbot.keyClick(places, Qt.Key.Key_Return)
    assert details.complaint.words == ""
    assert stored(page).plan[0].places == ("A", "B")


def test_soon_is_automatic_when_empty_and_what_cannot_be_is_said(
    qtbot: QtBot, page: PreparePage
) -> None:
    press(page, "prepare.plan.more.1")
    details = page.plan.rows[stored(page).plan[0].id].details
    assert details is not None
    soon = line(page, "prepare.plan.soon.1")
    assert (soon.text(), soon.placeholderText()) == ("", "auto")
    for typed, said in (("99", "nearer to its end"), ("early", "for example 5")):
        type_over(qtbot, soon, typed)
        qtbot.keyClick(soon, Qt.Key.Key_Return)
        assert said in details.complaint.words
        assert soon.text() == typed
        assert stored(page).plan[0].soon_s == 0
    type_over(qtbot, soon, "2")
    qtbot.keyClick(soon, Qt.Key.Key_Return)
    assert details.complaint.words == ""
    assert stored(page).plan[0].soon_s == 120
    type_over(qtbot, soon, " ")
    qtbot.keyClick(soon, Qt.Key.Key_Return)
    assert stored(page).plan[0].soon_s == 0


def test_stages_repeat_together_once_for_each_presenter_when_that_is_wanted(
    qtbot: QtBot, page: PreparePage
) -> None:
    press(page, "prepare.plan.more.1")
    together = page.findChild(QWidget, "prepare.plan.together.1")
    assert together is not None
    assert not together.isVisibleTo(page)
    press(page, "prepare.plan.more.3")
    press(page, "prepare.plan.together.3")
    assert [unusual(page, number) for number in (2, 3)] == ["Stages 2 and 3 together", ""]
    offer = page.findChild(QWidget, "prepare.plan.offer")
    assert offer is not None
    for number in (1, 2, 3):
        assert not offer.isVisibleTo(page) or number > 2
        page.desk.planning.add_participant(
            page.session_id, f"P{number:02}", roles=(Role.PRESENTER,)
        )
        page.show_session()
    take = part(page, "prepare.plan.offer.take")
    assert take.accessibleName() == "3 people present. Let stages 2 to 3 run 3 times?"
    assert [s.rounds for s in stored(page).plan] == [1] * 6
    take.setFocus()
    qtbot.keyClick(take, Qt.Key.Key_Space)
    assert [s.rounds for s in stored(page).plan] == [1, 3, 3, 1, 1, 1]
    assert [unusual(page, number) for number in (2, 3)] == ["Stages 2 and 3 together, 3 rounds", ""]
    assert not offer.isVisibleTo(page)
    assert focused() == "prepare.plan.more.2"
    press(page, "prepare.plan.more.4")
    press(page, "prepare.plan.together.4")
    press(page, "prepare.plan.out.2")
    assert [unusual(page, n) for n in (2, 3, 4)] == ["", "Stages 3 and 4 together, 3 rounds", ""]
    together = part(page, "prepare.plan.together.3")
    assert isinstance(together, QAbstractButton)
    assert together.isChecked()
    assert "every round counted" in page.plan.total.text()


def test_a_moved_stage_keeps_its_details_open(qtbot: QtBot, page: PreparePage) -> None:
    press(page, "prepare.plan.more.2")
    protected = part(page, "prepare.plan.protected.2")
    protected.setFocus()
    qtbot.keyClick(protected, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert focused() == "prepare.plan.protected.1"
    assert protected.isVisibleTo(page)
    qtbot.keyClick(protected, Qt.Key.Key_Tab)
    assert focused() == "prepare.plan.name.2"


def test_open_details_fit_the_page_with_large_text(
    qtbot: QtBot, page: PreparePage, around: Surroundings
) -> None:
    press(page, "prepare.plan.more.2")
    around.theme.use("dark", 2.0)
    assert page.minimumSizeHint().width() <= 1066
    kind, rounds = (part(page, f"prepare.plan.{key}.2") for key in ("kind", "rounds"))
    qtbot.waitUntil(lambda: rounds.y() > kind.y())
    around.theme.use("light", 1.0)


def test_three_protocols_are_suggested_with_a_reason(qtbot: QtBot, page: PreparePage) -> None:
    purpose = part(page, "prepare.purpose.text")
    qtbot.keyClicks(purpose, "Feedback on a draft")
    qtbot.keyClick(purpose, Qt.Key.Key_Tab)
    first = part(page, "prepare.protocol.suggested.1")
    assert isinstance(first, QPushButton)
    assert first.text() == "Tuning"
    assert "You wrote" in first.accessibleName()
    press(page, "prepare.protocol.suggested.1")
    assert stored(page).protocol_key == "tuning"


@pytest.mark.parametrize("text_scale", [1.0, 2.0])
def test_a_suggestion_shows_all_of_its_name(
    qtbot: QtBot, page: PreparePage, around: Surroundings, text_scale: float
) -> None:
    around.theme.use("light", text_scale)
    purpose = part(page, "prepare.purpose.text")
    qtbot.keyClicks(purpose, "Visit classrooms")
    qtbot.keyClick(purpose, Qt.Key.Key_Tab)
    buttons = page.plan.choice.suggested
    for made in buttons:
        assert made.width() == buttons[0].width()
        assert made.width() >= made.sizeHint().width()
        name = made.accessibleName().split(":")[0]
        assert made.text() == name or made.toolTip().startswith(name)
    around.theme.use("light", 1.0)


def test_what_stands_below_a_name_begins_where_it_begins_when_the_text_has_grown(
    qtbot: QtBot, page: PreparePage, around: Surroundings
) -> None:
    around.theme.use("light", 2.0)
    add_people(qtbot, page, "P07")
    page.resize(1066, 700)

    def aligned(above: str, below: str) -> bool:
        upper, lower = part(page, above), part(page, below)
        return upper.x() == lower.x() and upper.y() < lower.y()

    qtbot.waitUntil(lambda: aligned("prepare.plan.name.1", "prepare.plan.minutes.1"))
    qtbot.waitUntil(lambda: aligned("prepare.people.code.1", "prepare.people.role.1"))
    around.theme.use("light", 1.0)


def test_a_protocol_with_a_long_name_makes_no_card_wider_than_the_page(
    qtbot: QtBot, page: PreparePage, around: Surroundings
) -> None:
    name = "A name that the district wanted, word for word, " * 4
    page.desk.shelf.copy("tuning", name[:200].strip(), asked_by="", reason="To try it")
    page.show_session()
    around.theme.use("dark", 1.0)
    assert page.plan.choice.every.minimumSizeHint().width() <= page.theme.px(600)
    choice = page.plan.choice
    qtbot.waitUntil(lambda: choice.height() >= choice.heightForWidth(choice.width()))
    assert choice.credit.y() > choice.every.geometry().bottom()
    around.theme.use("light", 1.0)


def test_a_protocol_that_was_chosen_is_not_talked_out_of(qtbot: QtBot, page: PreparePage) -> None:
    choice = page.plan.choice
    assert all(made.isVisible() for made in choice.suggested)
    choice.every.activated.emit(choice.every.findText("Charrette"))
    assert stored(page).protocol_key == "charrette"
    assert not any(made.isVisible() for made in choice.suggested)
    assert not choice._above.isVisible()
    purpose = part(page, "prepare.purpose.text")
    purpose.setFocus()
    qtbot.keyClicks(purpose, "Feedback on a draft")
    qtbot.keyClick(purpose, Qt.Key.Key_Tab)
    assert all(made.isVisible() for made in choice.suggested)


def test_where_no_word_speaks_for_a_protocol_none_is_said_to_suit(
    qtbot: QtBot, page: PreparePage
) -> None:
    purpose = part(page, "prepare.purpose.text")
    qtbot.keyClicks(purpose, "Lead planning meetings with evidence")
    qtbot.keyClick(purpose, Qt.Key.Key_Tab)
    assert page.plan.choice._above.text() == "Three to choose from"
    purpose.setFocus()
    qtbot.keyClicks(purpose, " about a dilemma")
    qtbot.keyClick(purpose, Qt.Key.Key_Tab)
    assert page.plan.choice._above.text() == "These may suit the purpose that you wrote"


def test_a_changed_plan_is_only_replaced_after_a_yes(qtbot: QtBot, page: PreparePage) -> None:
    press(page, "prepare.plan.out.1")
    page.plan.choice.every.setFocus()
    qtbot.keyClicks(page.plan.choice.every, "Tun")
    qtbot.keyClick(page.plan.choice.every, Qt.Key.Key_Return)
    if page.plan.choice.replace.isHidden() or not page.plan.choice.replace.isVisible():
        page.plan.choice.every.activated.emit(page.plan.choice.every.findText("Tuning"))
    assert stored(page).protocol_key == "consultancy"
    press(page, "prepare.protocol.keep")
    assert page.plan.choice.every.currentText() == "Consultancy"
    page.plan.choice.every.activated.emit(page.plan.choice.every.findText("Tuning"))
    press(page, "prepare.protocol.replace")
    assert stored(page).protocol_key == "tuning"
    assert len(page.plan.rows) == len(stored(page).plan)


def test_once_begun_the_plan_is_fixed_and_the_reason_is_said(
    qtbot: QtBot, page: PreparePage
) -> None:
    page.notifier.run(lambda: page.desk.live(page.session_id).start())
    name = line(page, "prepare.plan.name.1")
    assert name.isReadOnly()
    assert line(page, "prepare.plan.minutes.1").isReadOnly()
    assert part(page, "prepare.plan.reason").isVisibleTo(page)
    assert not page.plan.rows[stored(page).plan[0].id].more.isVisibleTo(page)
    assert not page.plan.choice.isVisibleTo(page)
    assert page.begin.text() == "Return to the session"
    with qtbot.waitSignal(page.wanted) as asked:
        page.begin.click()
    assert asked.args == [PageId.LIVE, page.session_id]


def test_an_ended_session_goes_on_to_its_wrap_up(
    qtbot: QtBot, page: PreparePage, around: Surroundings, record: SessionRecord
) -> None:
    around.desk._library.sessions.insert(record)
    page.open_session(record.id)
    assert page.begin.text() == "Wrap up"
    with qtbot.waitSignal(page.wanted) as asked:
        page.begin.click()
    assert asked.args == [PageId.WRAP_UP, record.id]


def test_starting_saves_what_is_half_typed(qtbot: QtBot, page: PreparePage) -> None:
    qtbot.keyClicks(part(page, "prepare.purpose.text"), "Half a sen")
    with qtbot.waitSignal(page.wanted) as asked:
        page.begin.click()
    assert asked.args == [PageId.LIVE, page.session_id]
    assert stored(page).learning_purpose == "Half a sen"


def test_opening_another_session_saves_the_first_and_shows_the_second(
    qtbot: QtBot, page: PreparePage, around: Surroundings
) -> None:
    first = page.session_id
    qtbot.keyClicks(part(page, "prepare.purpose.text"), "For the first")
    type_over(qtbot, part(page, "prepare.day"), "not a day")
    protocol = around.desk.shelf.protocol("tuning")
    second = around.desk.planning.start_session(protocol).session_id
    page.open_session(second)
    assert around.desk.catalogue.record(first).learning_purpose == "For the first"
    assert stored(page).learning_purpose == ""
    assert page.purpose.purpose.text() == ""
    assert line(page, "prepare.day").text() == ""
    assert page.session.complaint.words == ""


def test_a_new_version_of_the_question_keeps_the_earlier_ones(
    qtbot: QtBot, page: PreparePage
) -> None:
    field = part(page, "prepare.question.text")
    assert isinstance(field, TextField)
    field.setFocus()
    qtbot.keyClicks(field, "Is it good?")
    assert "yes or no" in " ".join(check.words for check in page.question.checks.values())
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    press(page, "prepare.question.new")
    assert len(stored(page).framing_questions) == 1
    qtbot.keyClicks(field, "How do I help?")
    qtbot.waitUntil(lambda: len(stored(page).framing_questions) == 2)
    qtbot.keyClicks(field, " And when?")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    versions = [version.text for version in stored(page).framing_questions]
    assert versions == ["Is it good?", "How do I help? And when?"]
    assert part(page, "prepare.question.v1").isVisibleTo(page)


def test_a_checklist_answer_can_be_given_and_taken_back(qtbot: QtBot, page: PreparePage) -> None:
    page.checklist.fold(False)
    press(page, "prepare.checklist.own_role.partly")
    note = part(page, "prepare.checklist.own_role.note")
    assert isinstance(note, LineField)
    type_over(qtbot, note, "Name the meeting")
    qtbot.keyClick(note, Qt.Key.Key_Return)
    (answer,) = stored(page).checklist
    assert (answer.answer, answer.note) == ("partly", "Name the meeting")
    press(page, "prepare.checklist.own_role.partly")
    assert stored(page).checklist[0].answer == ""
    assert stored(page).checklist[0].note == "Name the meeting"


def test_a_line_of_the_readiness_list_goes_to_its_field(qtbot: QtBot, page: PreparePage) -> None:
    add_people(qtbot, page, "P07")
    destinations = {
        Ready.TIME: "prepare.end",
        Ready.STUDENT_AIM: "prepare.aim.text",
        Ready.OWN_ROLE: "prepare.checklist.own_role.yes",
        Ready.QUESTION: "prepare.question.text",
        Ready.PRESENTER: "prepare.people.role.1",
        Ready.CONSENT: "prepare.people.consent.research.1",
        Ready.ARTIFACT: "prepare.artifacts.add.title",
    }
    for advice, name in destinations.items():
        press(page, f"prepare.readiness.{advice}")
        assert focused() == name
        field = part(page, name)

        def in_view(field: QWidget = field) -> bool:
            view = page._scroll.viewport()
            return view.rect().contains(field.mapTo(view, QPoint(1, 1)))

        qtbot.waitUntil(in_view)


def test_the_readiness_list_says_in_words_what_is_in_place(qtbot: QtBot, page: PreparePage) -> None:
    line_of_purpose = page.readiness.lines[Ready.PURPOSE]
    assert line_of_purpose.text() == "Write the purpose"
    assert page.begin.isEnabled()
    qtbot.keyClicks(part(page, "prepare.purpose.text"), "To learn")
    qtbot.waitUntil(lambda: line_of_purpose.text() == "Purpose written")
    assert "in place" in line_of_purpose.accessibleName()


def test_a_change_from_elsewhere_leaves_alone_what_is_being_typed(
    qtbot: QtBot, page: PreparePage
) -> None:
    purpose = part(page, "prepare.purpose.text")
    assert isinstance(purpose, TextField)
    qtbot.keyClicks(purpose, "Half typed")
    page.notifier.run(lambda: page.desk.planning.write(page.session_id, title="New title"))
    assert purpose.text() == "Half typed"
    assert line(page, "prepare.title").text() == "New title"
    qtbot.waitUntil(lambda: stored(page).learning_purpose == "Half typed")


def test_a_file_is_kept_in_the_background_and_judged(
    qtbot: QtBot, page: PreparePage, tmp_path: Path
) -> None:
    file = tmp_path / "Feedback notes.txt"
    file.write_text("Three notes", encoding="utf-8")
    page.artifacts.keep_files([file, tmp_path / "missing.txt"])
    qtbot.waitUntil(lambda: bool(page.artifacts.complaint.words))
    assert "missing.txt" in page.artifacts.complaint.words
    (artifact,) = stored(page).artifacts
    assert artifact.title == "Feedback notes"
    assert page.desk.artifact(artifact.sha256).read_text(encoding="utf-8") == "Three notes"
    press(page, "prepare.artifacts.relevance.1.high")
    press(page, "prepare.artifacts.names.1")
    note = part(page, "prepare.artifacts.note.1")
    type_over(qtbot, note, "What I look at")
    qtbot.keyClick(note, Qt.Key.Key_Tab)
    (artifact,) = stored(page).artifacts
    assert artifact.relevance is Relevance.HIGH
    assert artifact.names_removed
    assert artifact.relevance_note == "What I look at"


def test_dropped_files_are_kept(qtbot: QtBot, page: PreparePage, tmp_path: Path) -> None:
    files = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for file in files:
        file.write_text(file.name, encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    drop = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.artifacts.dropEvent(drop)
    qtbot.waitUntil(lambda: [a.title for a in stored(page).artifacts] == ["one", "two"])


def test_papers_and_links_are_added_and_removed(
    qtbot: QtBot, page: PreparePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    field = line(page, "prepare.artifacts.add.title")
    field.setFocus()
    for text in ("Observation form", "https://example.org/plan"):
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert [a.link for a in stored(page).artifacts] == ["", "https://example.org/plan"]
    press(page, "prepare.artifacts.open.2")
    assert opened == ["https://example.org/plan"]
    press(page, "prepare.artifacts.remove.1")
    assert [a.title for a in stored(page).artifacts] == ["https://example.org/plan"]
    assert focused() == "prepare.artifacts.title.1"


def test_a_kept_file_is_opened_as_a_copy_under_its_own_name(
    qtbot: QtBot, page: PreparePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    file = tmp_path / "plan.txt"
    file.write_text("A plan", encoding="utf-8")
    page.artifacts.keep_files([file])
    qtbot.waitUntil(lambda: len(stored(page).artifacts) == 1)
    press(page, "prepare.artifacts.open.1")
    qtbot.waitUntil(lambda: len(opened) == 1)
    shown = Path(opened[0])
    assert shown.name == "plan.txt"
    assert shown.read_text(encoding="utf-8") == "A plan"
    assert shown != page.desk.artifact(stored(page).artifacts[0].sha256)


def test_with_large_text_the_readiness_list_stands_above_the_column(
    qtbot: QtBot, page: PreparePage, around: Surroundings
) -> None:
    add_people(qtbot, page, "P07")
    assert not page.readiness.is_folded
    assert page.readiness.mapTo(page, QPoint(0, 0)).x() > 800
    around.theme.use("dark", 2.0)
    assert page.readiness.is_folded
    below = page.session.mapTo(page, QPoint(0, 0)).y()
    qtbot.waitUntil(lambda: page.readiness.mapTo(page, QPoint(0, 0)).y() < below + 400)
    assert page.minimumSizeHint().width() <= 1166
    around.theme.use("light", 1.0)
    assert not page.readiness.is_folded


def test_folded_cards_say_their_essence(qtbot: QtBot, page: PreparePage) -> None:
    add_people(qtbot, page, "P07", "P12")
    person: Participant = stored(page).participants[0]
    page.people.rows[person.id].role_actions[Role.PRESENTER].trigger()
    essences = {section.objectName(): section._essence.text() for section in page.sections}
    assert essences["prepare.people"] == "2 people. Presenter: P07."
    assert essences["prepare.plan"] == "Consultancy: 48 min in 6 stages."
    assert all(essences.values())


def test_a_disk_that_refuses_is_said_in_the_band(page: PreparePage, around: Surroundings) -> None:
    around.notifier.unsaved.emit("The disk is full.")
    assert page.saved.text() == "Not saved yet"
    around.notifier.saved.emit()
    assert page.saved.text() == "Everything is saved as you type"


@pytest.mark.parametrize("people", [40])
def test_one_change_among_many_people_touches_one_row(
    qtbot: QtBot, page: PreparePage, people: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make: Callable[[int], Change] = lambda n: page.desk.planning.add_participant(  # noqa: E731
        page.session_id, f"P{n:02}"
    )
    for number in range(people):
        make(number)
    page.show_session()
    painted: list[str] = []
    row_type = type(page.people.rows[stored(page).participants[0].id])
    original = row_type._name_parts

    def watch(row: object, seat: str, person: Participant) -> None:
        painted.append(person.code)
        original(row, seat, person)  # type: ignore[arg-type] # the rows' own method

    monkeypatch.setattr(row_type, "_name_parts", watch)
    type_over(qtbot, page.people.rows[stored(page).participants[5].id].name, "Name")
    page.settle()
    assert painted == ["P05"]


def test_times_of_the_record_are_shown_as_they_were_agreed(
    page: PreparePage, around: Surroundings, record: SessionRecord
) -> None:
    around.desk._library.sessions.insert(record)
    page.open_session(record.id)
    assert record.scheduled_start is not None
    assert record.scheduled_start.astimezone(UTC).hour == 18
    assert line(page, "prepare.start").text() == "13:55"
    assert line(page, "prepare.end").text() == "14:45"


def test_a_page_that_nobody_sees_takes_up_changes_when_it_is_shown(
    page: PreparePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.hide()
    shown: list[str] = []
    original = page.show_session

    def show() -> None:
        shown.append("shown")
        original()

    monkeypatch.setattr(page, "show_session", show)
    page.notifier.run(lambda: page.desk.planning.write(page.session_id, title="One"))
    page.notifier.run(lambda: page.desk.planning.write(page.session_id, title="Two"))
    assert shown == []
    page.show()
    assert shown == ["shown"]
    assert line(page, "prepare.title").text() == "Two"


def test_news_of_any_length_leaves_the_buttons_beside_it_in_sight(
    qtbot: QtBot, page: PreparePage
) -> None:
    band = part(page, "prepare.begin").parentWidget()
    assert band is not None
    usual = band.height()
    assert usual < page.theme.px(80), "one line of news and one of the title"
    page.saved.say(f"Saved as {'2026-11-26-a-long-name-' * 8}.pdf in a folder.", "good")
    qtbot.waitUntil(lambda: usual < band.height() < 2 * usual)
    begin = part(page, "prepare.begin")
    assert page.rect().contains(QRect(begin.mapTo(page, QPoint(0, 0)), begin.size()))


def test_a_handout_filled_from_the_session_is_saved(
    qtbot: QtBot, page: PreparePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "script.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    entries = {entry.objectName(): entry for entry in page.handouts_menu.actions()}
    assert not entries["prepare.handout.observation"].isVisible()
    assert page.handouts.menu() is page.handouts_menu
    entries["prepare.handout.script"].trigger()
    qtbot.waitUntil(lambda: "script.pdf" in page.saved.text())
    assert target.read_bytes().startswith(b"%PDF")
