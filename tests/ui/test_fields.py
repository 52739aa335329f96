from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication, QCalendarWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop.ui.fields import (
    ChoiceField,
    DateField,
    DurationField,
    LineField,
    TextField,
    TimeField,
    labelled,
    minutes_text,
    parse_date,
    parse_time,
)
from dilc_desktop.ui.parts import column
from dilc_desktop.ui.theme import Theme

# The offscreen platform says so of windows and lists that open.
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> Iterator[Callable[[QWidget], QPushButton]]:
    """Shows a field with the cursor in it, above a button where the focus can go."""
    assert theme.text_scale == 1.0
    windows: list[QWidget] = []

    def show(field: QWidget) -> QPushButton:
        window = QWidget()
        elsewhere = QPushButton("Elsewhere")
        window.setLayout(column(field, elsewhere))
        qtbot.addWidget(window)
        windows.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        field.setFocus()
        return elsewhere

    yield show
    windows.clear()


def test_a_label_leads_to_its_field_and_names_it(qtbot: QtBot) -> None:
    field = LineField()
    qtbot.addWidget(field)
    label = labelled("Title", field)
    qtbot.addWidget(label)
    assert label.buddy() is field
    found = QAccessible.queryAccessibleInterface(field)
    assert found.text(QAccessible.Text.Name) == "Title"


@pytest.mark.parametrize("make", [LineField, TextField])
def test_typing_is_told_soon_and_once(
    qtbot: QtBot, shown: Callable[[QWidget], QPushButton], make: type[LineField | TextField]
) -> None:
    field = make()
    elsewhere = shown(field)
    told: list[str] = []
    field.edited.connect(told.append)
    qtbot.keyClicks(field, "abc")
    assert told == []
    qtbot.waitUntil(lambda: told == ["abc"])
    elsewhere.setFocus()
    field.settle()
    assert told == ["abc"]


@pytest.mark.parametrize("make", [LineField, TextField])
def test_leaving_a_field_tells_at_once(
    qtbot: QtBot, shown: Callable[[QWidget], QPushButton], make: type[LineField | TextField]
) -> None:
    field = make()
    elsewhere = shown(field)
    told: list[str] = []
    field.edited.connect(told.append)
    qtbot.keyClicks(field, "abc")
    elsewhere.setFocus()
    assert told == ["abc"]


@pytest.mark.parametrize("make", [LineField, TextField])
def test_showing_what_is_stored_tells_nothing_and_does_not_disturb_typing(
    qtbot: QtBot, shown: Callable[[QWidget], QPushButton], make: type[LineField | TextField]
) -> None:
    field = make()
    shown(field)
    told: list[str] = []
    field.edited.connect(told.append)
    field.show_text("stored")
    field.settle()
    assert told == []
    qtbot.keyClicks(field, "X")
    field.show_text("stored")
    typed = field.text()
    assert "X" in typed
    field.settle()
    assert told == [typed]


def test_text_keeps_every_character_as_typed(
    qtbot: QtBot, shown: Callable[[QWidget], QPushButton]
) -> None:
    field = TextField()
    shown(field)
    written = "12\u00a0% \u202fof\u2009it\nsecond line \U0001f44d"
    field.insertPlainText(written)
    with qtbot.waitSignal(field.edited) as told:
        field.settle()
    assert told.args == [written]
    field.show_text(written)
    assert field.text() == written


def test_a_text_field_grows_and_tab_leaves_it(
    qtbot: QtBot, shown: Callable[[QWidget], QPushButton]
) -> None:
    field = TextField()
    elsewhere = shown(field)
    low = field.height()
    field.insertPlainText("line\n" * 6)
    assert field.height() > low
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert elsewhere.hasFocus()


def test_a_list_of_choices_shows_all_of_a_few_whichever_is_chosen(
    qtbot: QtBot, shown: Callable[[QWidget], QPushButton]
) -> None:
    field = ChoiceField()
    field.offer([(f"Role {n}", n) for n in range(7)])
    field.show_value(3)
    shown(field)
    field.showPopup()
    view = field.view()
    qtbot.waitUntil(view.isVisible)
    seen = view.viewport().rect()
    last = field.count() - 1
    for row in (0, last):
        rectangle = view.visualRect(field.model().index(row, field.modelColumn()))
        assert seen.contains(rectangle)
    field.hidePopup()


def test_words_that_run_from_the_right_begin_there(
    qtbot: QtBot, shown: Callable[[QWidget], QPushButton]
) -> None:
    field = TextField()
    shown(field)

    def left_edge() -> float:
        return field.document().firstBlock().layout().lineAt(0).naturalTextRect().left()

    for arabic in ("כיצד נדע?", "كيف نعرف أن التلاميذ فهموا؟"):
        field.show_text(arabic)
        assert left_edge() > 30
        field.show_text("How do we know?")
        assert left_edge() < 10
    field.clear()
    qtbot.keyClicks(field, "How")
    assert left_edge() < 10


@pytest.mark.parametrize("count", [3, 30])
@pytest.mark.parametrize("text_scale", [1.0, 2.0])
def test_a_list_of_choices_cuts_none_however_narrow_its_field_is(
    qtbot: QtBot,
    theme: Theme,
    shown: Callable[[QWidget], QPushButton],
    text_scale: float,
    count: int,
) -> None:
    field = ChoiceField()
    field.offer([(f"Open dilemma, no plan yet, {n}", n) for n in range(count)])
    field.keep_narrow(8)
    shown(field)
    try:
        theme.use("light", text_scale)
        field.showPopup()
        view = field.view()
        qtbot.waitUntil(view.isVisible)
        assert field.width() < view.sizeHintForColumn(0)
        assert view.viewport().width() >= view.sizeHintForColumn(0)
        field.hidePopup()
    finally:
        theme.use("light", 1.0)


def test_a_choice_tells_what_a_person_picks_and_not_what_is_shown(
    qtbot: QtBot, shown: Callable[[QWidget], QPushButton]
) -> None:
    field = ChoiceField()
    field.offer([("One", 1), ("Two", 2), ("Three", 3)])
    shown(field)
    told: list[object] = []
    field.chosen.connect(told.append)
    field.show_value(2)
    field.show_value(99)
    assert (field.currentData(), told) == (2, [])
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert told == [3]


def test_the_wheel_does_not_change_an_answer(
    shown: Callable[[QWidget], QPushButton],
) -> None:
    field = ChoiceField()
    field.offer([("One", 1), ("Two", 2)])
    shown(field)
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(field.mapToGlobal(QPoint(5, 5))),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, wheel)
    assert field.currentData() == 1


@pytest.mark.parametrize(
    ("typed", "seconds", "shows"),
    [
        ("5", 300, "5"),
        ("5m", 300, "5"),
        ("5:00", 300, "5"),
        ("90s", 90, "1:30"),
        ("1h5", 3900, "65"),
        ("1.5", 90, "1:30"),
        (" 5 ", 300, "5"),
        ("5,30", 330, "5:30"),
        ("0", 0, "0"),
    ],
)
def test_a_length_is_read_as_people_type_it(
    qtbot: QtBot,
    shown: Callable[[QWidget], QPushButton],
    typed: str,
    seconds: int,
    shows: str,
) -> None:
    field = DurationField()
    field.show_seconds(600)
    shown(field)
    told: list[int] = []
    field.decided.connect(told.append)
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told == [seconds]
    assert field.text() == shows
    field.settle()
    assert told == [seconds]


@pytest.mark.parametrize("typed", ["", "-3", "abc", "100h", "5:75"])
def test_what_is_no_length_stays_marked_and_explained_and_changes_nothing(
    qtbot: QtBot, shown: Callable[[QWidget], QPushButton], typed: str
) -> None:
    field = DurationField()
    field.show_seconds(600)
    elsewhere = shown(field)
    told: list[int] = []
    field.decided.connect(told.append)
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, typed)
    elsewhere.setFocus()
    assert told == []
    assert field.property("invalid") == "true"
    assert "90s" in field.toolTip()
    field.show_seconds(600)
    assert field.text() == typed, "what was typed stays to be mended"
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "7")
    assert field.property("invalid") == "false"
    elsewhere.setFocus()
    assert told == [420]
    assert field.toolTip() == ""


def test_a_length_that_is_unchanged_is_not_told(
    qtbot: QtBot, shown: Callable[[QWidget], QPushButton]
) -> None:
    field = DurationField()
    field.show_seconds(300)
    shown(field)
    told: list[int] = []
    field.decided.connect(told.append)
    field.selectAll()
    qtbot.keyClicks(field, "5:00")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (told, field.text()) == ([], "5")
    assert minutes_text(250) == "4:10"


def test_a_date_is_typed_and_taken_back(
    qtbot: QtBot, theme: Theme, shown: Callable[[QWidget], QPushButton]
) -> None:
    field = DateField(theme, "Date")
    shown(field)
    told: list[object] = []
    field.decided.connect(told.append)
    qtbot.keyClicks(field.line, "2026-11-18")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    field.line.selectAll()
    qtbot.keyClick(field.line, Qt.Key.Key_Delete)
    field.settle()
    assert told == [date(2026, 11, 18), None]
    qtbot.keyClicks(field.line, "soon")
    field.settle()
    assert field.line.property("invalid") == "true"
    assert "2026-11-18" in field.line.toolTip()
    field.show_date(date(2026, 1, 2))
    assert field.line.text() == "soon"


def test_a_date_is_chosen_from_the_calendar_by_keyboard(
    qtbot: QtBot, theme: Theme, shown: Callable[[QWidget], QPushButton]
) -> None:
    field = DateField(theme, "Date")
    shown(field)
    field.show_date(date(2026, 11, 18))
    told: list[object] = []
    field.decided.connect(told.append)
    (opener,) = field.findChildren(QPushButton)
    opener.setFocus()
    qtbot.keyClick(opener, Qt.Key.Key_Space)
    (calendar,) = field.findChildren(QCalendarWidget)
    view = calendar.focusWidget() or calendar
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told == [date(2026, 11, 19)]
    assert field.line.text() == "2026-11-19"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-18", date(2026, 11, 18)),
        ("11/18/26", date(2026, 11, 18)),
        ("11/18/2026", date(2026, 11, 18)),
        ("Wednesday, November 18, 2026", date(2026, 11, 18)),
        ("2026-02-30", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_dates_are_read_in_the_system_language_too(text: str, day: date | None) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    try:
        assert parse_date(text) == day
    finally:
        QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("9", time(9)),
        ("9:30", time(9, 30)),
        ("09.30", time(9, 30)),
        ("0930", time(9, 30)),
        ("1:15 pm", time(13, 15)),
        ("1:15 p.m.", time(13, 15)),
        ("1pm", time(13)),
        ("12 am", time(0)),
        ("24:00", None),
        ("9:75", None),
        ("noon", None),
        ("", None),
    ],
)
def test_times_are_read_as_people_type_them(text: str, moment: time | None) -> None:
    assert parse_time(text) == moment


def test_a_time_is_told_once_and_a_wrong_one_is_explained(
    qtbot: QtBot, shown: Callable[[QWidget], QPushButton]
) -> None:
    field = TimeField()
    shown(field)
    told: list[object] = []
    field.decided.connect(told.append)
    qtbot.keyClicks(field, "1:15 pm")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (told, field.text()) == ([time(13, 15)], "13:15")
    field.selectAll()
    qtbot.keyClicks(field, "noonish")
    field.settle()
    assert field.property("invalid") == "true"
    assert "1:30 pm" in field.toolTip()
    field.show_time(time(8))
    assert field.text() == "noonish"
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    field.settle()
    assert told == [time(13, 15), None]
    assert field.property("invalid") == "false"
