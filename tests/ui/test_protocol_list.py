from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import Protocol, Situation
from dilc_desktop.services.desk import Desk
from dilc_desktop.ui.library.protocol_list import KEY_ROLE, Entry, ProtocolList
from dilc_desktop.ui.theme import BODY, Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

AUTUMN = datetime(2026, 10, 2, tzinfo=UTC)
WINTER = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def protocols(desk: Desk) -> dict[str, Protocol]:
    return {protocol.key: protocol for protocol in desk.shelf.all()}


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme, protocols: dict[str, Protocol]) -> ProtocolList:
    made = ProtocolList(theme)
    qtbot.addWidget(made)
    made.resize(320, 700)
    made.show_entries([Entry(protocol=protocol) for protocol in protocols.values()])
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def keys(shown: ProtocolList) -> list[str]:
    model = shown.protocols
    return [model.index(row).data(KEY_ROLE) for row in range(model.rowCount())]


def test_favourites_come_first_then_what_was_used_last_then_the_shelf(
    shown: ProtocolList, protocols: dict[str, Protocol]
) -> None:
    used = {"wagon": AUTUMN, "compass": WINTER}
    shown.show_entries(
        [
            Entry(protocol=p, favourite=p.key in ("success", "onion"), last_used=used.get(p.key))
            for p in protocols.values()
        ]
    )
    favourites = [key for key in protocols if key in ("success", "onion")]
    rest = [key for key in protocols if key not in ("success", "onion", *used)]
    assert keys(shown) == [*favourites, "compass", "wagon", *rest]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("wagon", "wagon"),
        ("TUNING", "tuning"),
        ("warm cool", "tuning"),
        ("probing questions", "consultancy"),
        ("open dilemma", "consultancy"),
    ],
)
def test_a_search_looks_into_names_purposes_stages_and_situations(
    shown: ProtocolList, search: str, found: str
) -> None:
    whole = len(keys(shown))
    QTest.keyClicks(shown.search, search)
    assert found in keys(shown)
    assert 0 < len(keys(shown)) < whole


def test_a_search_puts_the_name_itself_first_and_chooses_it(
    shown: ProtocolList, protocols: dict[str, Protocol]
) -> None:
    tuning = protocols["tuning"]
    numbered = [
        replace(tuning, key=f"house_{n}", name=f"House protocol {n}") for n in (15, 25, 50, 5)
    ]
    elsewhere = replace(tuning, key="other", name="Other", purpose="Like house protocol 5.")
    shown.show_entries([Entry(protocol=p) for p in (elsewhere, *numbered)])
    picked: list[str] = []
    shown.picked.connect(picked.append)
    QTest.keyClicks(shown.search, "house protocol 5")
    assert keys(shown) == ["house_5", "house_15", "house_25", "house_50", "other"]
    assert shown.key == picked[-1] == "house_5"
    shown.search.setText("nowhere at all")
    assert keys(shown) == []
    QTest.keyClick(shown.search, Qt.Key.Key_Escape)
    assert shown.key == "house_5"


def test_the_situation_that_is_chosen_can_be_read_whole(shown: ProtocolList) -> None:
    field = shown.situation
    for at in range(field.count()):
        field.setCurrentIndex(at)
        field.activated.emit(at)
        QApplication.processEvents()
        words = field.fontMetrics().horizontalAdvance(field.currentText())
        assert words + 40 <= field.width() <= shown.width(), field.currentText()


def test_every_word_of_a_search_must_be_there_in_any_order(shown: ProtocolList) -> None:
    shown.search.setText("questions probing dilemma")
    assert "consultancy" in keys(shown)
    shown.search.setText("consultancy zebra")
    assert keys(shown) == []


def test_a_filter_by_situation_leaves_what_is_made_for_it(
    shown: ProtocolList, protocols: dict[str, Protocol]
) -> None:
    shown.situation.show_value(Situation.TEXT)
    shown.situation.chosen.emit(Situation.TEXT)
    expected = [k for k, p in protocols.items() if Situation.TEXT in p.situations]
    assert expected
    assert keys(shown) == expected


def test_where_nothing_is_found_it_says_so_and_the_chosen_one_comes_back(
    shown: ProtocolList, qtbot: QtBot
) -> None:
    chosen = shown.key
    with qtbot.waitSignal(shown.missed):
        shown.search.setText("zebra")
    assert not shown.rows.isVisible()
    assert shown.none.text() == "Nothing here has all of these words."
    shown.show_every()
    assert shown.rows.isVisible()
    assert shown.key == chosen


def test_an_empty_shelf_of_favourites_teaches_how_to_fill_it(shown: ProtocolList) -> None:
    shown.favourites.click()
    assert "star" in shown.none.text()
    shown.favourites.click()
    shown.house.click()
    assert "No house versions here yet" in shown.none.text()


def test_a_shelf_without_a_protocol_says_so(shown: ProtocolList) -> None:
    shown.show_entries([])
    assert "No protocol could be read" in shown.none.text()


def test_down_goes_from_the_search_to_the_list_and_enter_on_from_there(
    shown: ProtocolList, qtbot: QtBot
) -> None:
    shown.search.setFocus()
    qtbot.keyClick(shown.search, Qt.Key.Key_Down)
    assert shown.rows.hasFocus()
    with qtbot.waitSignal(shown.picked) as heard:
        qtbot.keyClick(shown.rows, Qt.Key.Key_Down)
    assert heard.args == [keys(shown)[1]]
    with qtbot.waitSignal(shown.entered):
        qtbot.keyClick(shown.rows, Qt.Key.Key_Return)


def test_escape_empties_the_search(shown: ProtocolList, qtbot: QtBot) -> None:
    QTest.keyClicks(shown.search, "wagon")
    qtbot.keyClick(shown.search, Qt.Key.Key_Escape)
    assert shown.search.text() == ""


def test_the_chosen_one_stays_chosen_when_the_shelf_changes(
    shown: ProtocolList, protocols: dict[str, Protocol]
) -> None:
    shown.choose("wagon")
    shown.show_entries([Entry(protocol=p, favourite=p.key == "wagon") for p in protocols.values()])
    assert keys(shown)[0] == "wagon"
    assert shown.key == "wagon"
    assert shown.rows.currentIndex().row() == 0


def test_choosing_what_a_filter_hides_takes_the_filter_away(shown: ProtocolList) -> None:
    shown.search.setText("wagon")
    shown.choose("consultancy")
    assert shown.search.text() == ""
    assert shown.key == "consultancy"


@pytest.mark.parametrize(
    "name",
    [
        "Consultancy as our district has run it since the January retreat, and a long reflection",
        "\u0645\u0634\u0627\u0648\u0631\u0629 \u0627\u0644\u0645\u0646\u0637\u0642\u0629",
        "Wort" * 40,
        "Tuning \U0001f33f \U0001f469\u200d\U0001f3eb",
    ],
)
@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_a_name_of_any_length_and_script_is_shown_whole(
    shown: ProtocolList,
    protocols: dict[str, Protocol],
    theme: Theme,
    name: str,
    direction: Qt.LayoutDirection,
) -> None:
    shown.setLayoutDirection(direction)
    long = replace(protocols["consultancy"], name=name)
    shown.show_entries([Entry(protocol=long, house=True, favourite=True)])
    shown.rows.grab()
    height = shown.rows.visualRect(shown.protocols.index(0)).height()
    metrics = QFontMetrics(theme.font(BODY, bold=True))
    lines = metrics.horizontalAdvance(name) // shown.rows.viewport().width()
    assert height > metrics.lineSpacing() * lines
    assert shown.protocols.index(0).data(Qt.ItemDataRole.DisplayRole) == name


def test_a_row_tells_a_screen_reader_what_it_shows(
    shown: ProtocolList, protocols: dict[str, Protocol]
) -> None:
    entry = Entry(protocol=protocols["consultancy"], house=True, favourite=True)
    shown.show_entries([entry])
    said = shown.protocols.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Consultancy, 48 min \u00b7 4 to 10 people \u00b7 house version 1, favourite"


def test_the_chosen_row_differs_in_more_than_its_colour(
    qapp: QApplication, shown: ProtocolList, theme: Theme
) -> None:
    shown.choose(keys(shown)[1])
    qapp.processEvents()
    picture = shown.rows.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()

    def edge(row: int) -> str:
        area = shown.rows.visualRect(shown.protocols.index(row))
        return picture.pixelColor(round(2 * ratio), round(area.center().y() * ratio)).name()

    assert edge(1) == theme.colour("accent").name()
    assert edge(0) == theme.colour("sheet").name()
