from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.choosing import Wish
from dilc_desktop.domain.protocol import Situation
from dilc_desktop.services.change import Change
from dilc_desktop.ui.library import LibraryPage
from dilc_desktop.ui.library.protocol_view import Fold, Known, StageBlock
from dilc_desktop.ui.page import PageId, Surroundings
from dilc_desktop.ui.plan_strip import pieces

if TYPE_CHECKING:
    from tests.conftest import FakeClock

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

ARABIC = "\u0645\u0634\u0627\u0648\u0631\u0629 \u0627\u0644\u0645\u0646\u0637\u0642\u0629"


@pytest.fixture
def page(qtbot: QtBot, around: Surroundings) -> LibraryPage:
    made = LibraryPage(around)
    qtbot.addWidget(made)
    made.resize(1166, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.open_session("")
    return made


def part(page: QWidget, name: str) -> QWidget:
    found = [w for w in page.findChildren(QWidget, name) if w.isVisible()]
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def press(qtbot: QtBot, page: QWidget, name: str) -> None:
    qtbot.keyClick(part(page, name), Qt.Key.Key_Space)


def words(page: QWidget) -> str:
    # What was just laid out is shown by the next turn of the event loop.
    QApplication.processEvents()
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def blocks(page: LibraryPage) -> list[StageBlock]:
    QApplication.processEvents()
    return [block for block in page.view.findChildren(StageBlock) if block.isVisible()]


def house(page: LibraryPage, name: str, key: str = "consultancy") -> str:
    shelf = page.desk.shelf
    change = page.notifier.run(
        lambda: shelf.copy(key, name, asked_by="DES-3", reason="More time to reflect")
    )
    assert isinstance(change, Change)
    return change.ids[0]


def held(page: LibraryPage, clock: FakeClock, key: str, minutes: tuple[int, ...]) -> None:
    """A session of the protocol whose stages took these minutes, and the others one each."""
    planning = page.desk.planning
    protocol = page.desk.shelf.protocol(key)
    live = page.desk.live(planning.start_session(protocol).session_id)
    live.start()
    for place in range(len(protocol.stages)):
        clock.advance(60 * (minutes[place] if place < len(minutes) else 1))
        if place < len(protocol.stages) - 1:
            live.next()
    live.end()


def test_the_first_protocol_is_open_and_everything_of_it_can_be_read(page: LibraryPage) -> None:
    page.list.choose("consultancy")
    protocol = page.desk.shelf.protocol("consultancy")
    shown = words(page.view)
    for said in (
        protocol.name,
        protocol.purpose,
        protocol.use_when,
        protocol.avoid_when,
        protocol.risk,
        protocol.credit,
        protocol.differs,
        protocol.notes,
        "48 min",
        "4 to 10 people",
        "some trust needed",
        "Open dilemma, no plan yet",
        *protocol.norms,
        *protocol.preparation,
    ):
        assert said in shown, said
    assert len(blocks(page)) == len(protocol.stages)
    for block, stage in zip(blocks(page), protocol.stages, strict=True):
        told = words(block)
        for said in (stage.name, stage.speaks, stage.silent, stage.room):
            assert said in told
        assert stage.say[:20] in told
    assert "Minutes as published, 5 to 10" in words(blocks(page)[0])
    assert "Minutes as commonly done" in words(blocks(page)[-1])


def test_every_protocol_of_the_shelf_opens_by_the_arrow_keys(
    page: LibraryPage, qtbot: QtBot
) -> None:
    page.list.rows.setFocus()
    for protocol in page.desk.shelf.all():
        assert page.view._name.text() == protocol.name
        assert len(blocks(page)) == len(protocol.stages)
        qtbot.keyClick(page.list.rows, Qt.Key.Key_Down)


def test_kinds_with_stems_and_tests_unfold_below_their_stage(
    page: LibraryPage, qtbot: QtBot
) -> None:
    page.list.choose("consultancy")
    (fold,) = blocks(page)[2].findChildren(Fold)
    assert not fold.is_open
    qtbot.keyClick(fold.head, Qt.Key.Key_Space)
    assert fold.is_open
    assert "Probing question" in words(fold)
    assert "the asker has no answer in mind" in words(fold)
    assert fold.head.accessibleName().endswith("open")
    qtbot.keyClick(fold.head, Qt.Key.Key_Space)
    assert not fold.is_open


def test_the_strip_is_divided_by_the_minutes_and_tells_each_stage(page: LibraryPage) -> None:
    page.list.choose("consultancy")
    strip = page.view.strip
    widths = [piece.width() for piece in strip._pieces()]
    assert widths[3] > widths[2] > widths[0] > widths[1]
    assert widths[1] == widths[4] == widths[5]
    told = strip.accessibleDescription()
    assert "4 Group discusses, presenter listens, 15 min. Group, to each other" in told


def test_each_number_of_a_strip_stands_in_its_piece_or_below_it(page: LibraryPage) -> None:
    page.list.choose("site_visit")
    QApplication.processEvents()
    strip = page.view.strip
    for wide in (strip.width(), 150):
        strip.setMinimumWidth(0)
        strip.resize(wide, strip.height())
        made = strip._pieces()
        below = strip._labels(made)
        for place, piece in enumerate(made):
            inside = [words for words, _, bold in strip._lines(place, piece)[0] if bold]
            assert (inside == [str(place + 1)]) is (place not in below)
        assert bool(below) is (wide == 150)
        places = [(row, label) for row, label in below.values()]
        for n, (row, label) in enumerate(places):
            assert 0 <= label.left() <= label.right() <= wide
            others = (other for at, other in places[n + 1 :] if at == row)
            assert not any(label.intersects(other) for other in others)
        if below:
            assert max(piece.bottom() for piece in made) < strip.height() - 10


def test_each_number_of_a_strip_has_its_place_at_every_width_and_text_size(
    page: LibraryPage,
) -> None:
    strip = page.view.strip
    strip.show_protocol(page.desk.shelf.protocol("site_visit"))
    strip.setMinimumWidth(0)
    try:
        for scale in (1.0, 1.25, 1.5, 2.0):
            page.theme.use("light", scale)
            for wide in range(240, 760, 13):
                strip.resize(wide, strip.height())
                made = strip._pieces()
                below = strip._labels(made)
                for place, piece in enumerate(made):
                    lines = strip._lines(place, piece)[0]
                    inside = bool(lines) and lines[0][0] == str(place + 1)
                    assert inside != (place in below), (scale, wide, place + 1)
    finally:
        page.theme.use("light", 1.0)


def test_who_speaks_is_shortened_at_a_word_where_it_has_no_room_whole(page: LibraryPage) -> None:
    page.list.choose("consultancy")
    strip = page.view.strip
    protocol = page.desk.shelf.protocol("consultancy")
    stage = replace(protocol.stages[-1], speaks="Everybody, the presenter and the coach " * 4)
    strip.show_protocol(replace(protocol, stages=(*protocol.stages[:-1], stage)))
    place = len(protocol.stages) - 1
    for wide, said in ((90, "Everybody, the presenter and"), (80, "Everybody"), (30, None)):
        lines, whole = strip._lines(place, QRectF(0, 0, wide, 100))
        words = [text for text, _, _ in lines][2:]
        if said is None:
            assert words == []
        else:
            assert words[0].startswith(said)
            assert words[0].endswith("\u00a0\u2026")
            assert stage.speaks.startswith(words[0][:-2])
        assert whole <= 112


def test_a_strip_shows_stages_without_minutes_too() -> None:
    area = QRectF(0, 0, 100, 10)
    made = pieces(area, [0, 0, 0], 2, 10)
    assert [round(piece.width()) for piece in made] == [32, 32, 32]
    made = pieces(area, [0, 50], 2, 10)
    assert made[0].width() == 10
    turned = pieces(area, [0, 50], 2, 10, mirrored=True)
    assert turned[0].right() == area.right()
    assert turned[1].left() == area.left()


def test_the_last_runs_of_a_stage_are_told(page: LibraryPage, clock: FakeClock) -> None:
    held(page, clock, "consultancy", (9,))
    page.show_session()
    page.list.choose("consultancy")
    assert "Your last run: 9 min" in words(blocks(page)[0])
    for minutes in (11, 10, 12):
        clock.advance(3600)
        held(page, clock, "consultancy", (minutes,))
    page.show_session()
    assert "Your last 3 runs: 12, 10, 11 min" in words(blocks(page)[0])
    assert "last used" in words(page.view)


def test_use_plans_a_session_and_goes_on_to_prepare_it(page: LibraryPage, qtbot: QtBot) -> None:
    page.list.choose("wagon")
    with qtbot.waitSignal(page.wanted) as heard:
        press(qtbot, page, "library.use")
    assert heard.args is not None
    page_id, session_id = heard.args
    assert page_id is PageId.PREPARE
    record = page.desk.catalogue.record(session_id)
    assert record.protocol_key == "wagon"


def test_from_the_chooser_to_a_session_that_fits(page: LibraryPage, qtbot: QtBot) -> None:
    press(qtbot, page, "library.help")
    assert page.is_choosing
    dilemma = page.chooser.situation.buttons[Situation.OPEN_DILEMMA]
    assert dilemma.hasFocus()
    qtbot.keyClick(dilemma, Qt.Key.Key_Space)
    QTest.keyClicks(page.chooser.people, "8")
    QTest.keyClicks(page.chooser.minutes, "45")
    press(qtbot, page, "chooser.show.1")
    assert not page.is_choosing
    assert page.key == "consultancy"
    assert page.view.use.hasFocus()
    assert "Fitted to 45 min." in words(page.view)
    with qtbot.waitSignal(page.wanted) as heard:
        press(qtbot, page, "library.use")
    assert heard.args is not None
    record = page.desk.catalogue.record(heard.args[1])
    assert sum(stage.planned_s for stage in record.plan) == 45 * 60


def test_the_usual_minutes_come_back(page: LibraryPage, qtbot: QtBot) -> None:
    page.toggle_choosing()
    page.chooser.situation.buttons[Situation.OPEN_DILEMMA].click()
    QTest.keyClicks(page.chooser.minutes, "45")
    page.chooser.answers[0].show_it.click()
    press(qtbot, page, "library.usual")
    assert "Fitted to" not in words(page.view)
    assert "8 min" in page.view.strip.accessibleDescription()


def test_fitted_minutes_are_let_go_when_the_protocol_changes(page: LibraryPage) -> None:
    key = house(page, "Consultancy of our district")
    page.chooser.show_wish(Wish(situation=Situation.OPEN_DILEMMA, minutes=45))
    choice = next(c for c in page.chooser._choices if c.protocol.key == key)
    page._look_at(key, choice.fitting)
    assert "Fitted to 45 min." in words(page.view)
    shelf, protocol = page.desk.shelf, choice.protocol
    shorter = replace(protocol, stages=protocol.stages[:-1])
    page.notifier.run(lambda: shelf.save(shorter, asked_by="DES-3", reason="No time"))
    assert "Fitted to" not in words(page.view)
    assert len(blocks(page)) == len(protocol.stages) - 1


def test_escape_folds_the_chooser_and_its_line_keeps_what_was_said(
    page: LibraryPage, qtbot: QtBot
) -> None:
    press(qtbot, page, "library.help")
    page.chooser.situation.buttons[Situation.SUCCESS].click()
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Qt.Key.Key_Escape)
    assert not page.is_choosing
    assert page.help.hasFocus()
    essence = part(page, "library.essence")
    assert isinstance(essence, QLabel)
    assert essence.text() == "A success"


def test_a_star_is_kept_and_the_reader_stays_where_they_read(
    page: LibraryPage, qtbot: QtBot
) -> None:
    page.list.choose("wagon")
    before = blocks(page)
    press(qtbot, page, "library.star")
    assert page.desk.shelf.favourites() == {"wagon"}
    assert blocks(page) == before, "it was written anew"
    assert page.key == "wagon"
    assert page.list.rows.currentIndex().row() == 0
    press(qtbot, page, "library.star")
    assert page.desk.shelf.favourites() == frozenset()
    assert not page.view.star.isChecked()


def test_a_built_in_protocol_can_be_copied_and_a_house_version_changed(page: LibraryPage) -> None:
    page.list.choose("consultancy")
    assert page.view.copy.isVisible()
    assert not page.view.edit.isVisible()
    key = house(page, "Consultancy of our district")
    page.list.choose(key)
    assert not page.view.copy.isVisible()
    assert page.view.edit.isVisible()
    assert page.view.versions.isVisible()
    assert "house version 1" in words(page.view)


def test_what_was_taken_off_the_shelf_can_be_put_back(page: LibraryPage) -> None:
    key = house(page, "Rounds & talks of our district")
    assert not page.list.gone.isVisible()
    page.notifier.run(lambda: page.desk.shelf.remove(key))
    assert page.list.gone.text() == "Off the shelf: 1"
    (action,) = page.list.gone.menu().actions()
    assert action.text().replace("&&", "&") == "Rounds & talks of our district"
    action.trigger()
    assert page.key == key
    assert not page.list.gone.isVisible()


def test_a_house_version_made_elsewhere_shows_at_once(page: LibraryPage) -> None:
    key = house(page, ARABIC)
    assert page.list.protocols.row_of(key) is not None


@pytest.mark.parametrize(
    ("control", "ending", "begins"),
    [("library.export", ".toml", b""), ("handout", ".pdf", b"%PDF")],
)
def test_files_are_saved_where_the_person_wants_them(
    page: LibraryPage,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    control: str,
    ending: str,
    begins: bytes,
) -> None:
    target = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    page.list.choose("consultancy")
    if control == "handout":
        action = page.view.findChild(QAction, "library.handout.protocol")
        assert isinstance(action, QAction)
        action.trigger()
    else:
        press(qtbot, page, control)
    qtbot.waitUntil(lambda: "Saved as" in words(page), timeout=20_000)
    assert target.with_suffix(ending).read_bytes().startswith(begins)


def test_an_observation_sheet_is_offered_where_classrooms_are_visited(page: LibraryPage) -> None:
    def offered(key: str) -> bool:
        page.list.choose(key)
        action = page.view.findChild(QAction, "library.handout.observation")
        assert isinstance(action, QAction)
        return action.isVisible()

    assert offered("site_visit")
    assert not offered("consultancy")


def test_making_a_house_version_opens_the_editor_in_place_of_the_page(
    page: LibraryPage, qtbot: QtBot
) -> None:
    page.list.choose("consultancy")
    press(qtbot, page, "library.copy")
    assert page._editor is not None
    assert page._editor.isVisible()
    assert not page.help.isVisible()
    page._editor.done.emit("consultancy")
    assert page.help.isVisible()
    assert page.view.use.hasFocus()


def test_versions_and_back(page: LibraryPage, qtbot: QtBot) -> None:
    key = house(page, "Consultancy of our district")
    page.list.choose(key)
    press(qtbot, page, "library.versions")
    assert page._versions is not None
    assert page._versions.isVisible()
    page._versions.done.emit()
    assert page.key == key
    assert page.view.isVisible()


def test_a_file_is_looked_at_before_it_is_taken_in(
    page: LibraryPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ours.toml"
    page.desk.shelf.export("wagon", file)
    file.write_text(file.read_text().replace('key = "wagon"', 'key = "ours"'))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    press(qtbot, page, "library.import")
    assert page._import is not None
    assert page._import.isVisible()
    page._import.taken.emit("")
    assert page.list.isVisible()


def test_everything_that_takes_the_focus_has_a_name_and_is_reached_by_tab(
    page: LibraryPage, qtbot: QtBot
) -> None:
    page.list.choose("consultancy")
    page.list.search.setFocus()
    reached: list[QWidget] = []
    for _ in range(60):
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in reached:
            break
        reached.append(focus)
        assert focus.accessibleName(), focus.objectName()
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    names = [widget.objectName() for widget in reached]
    assert names[:5] == [
        "library.search",
        "library.filter.favourites",
        "library.filter.house",
        "library.filter.situation",
        "library.list",
    ]
    assert names[5:7] == ["library.star", "library.use"]
    for button in page.findChildren(QAbstractButton):
        if button.isVisible():
            assert button in reached, button.objectName()


def test_a_name_in_another_script_and_endless_words_stay_inside(
    page: LibraryPage, around: Surroundings
) -> None:
    protocol = page.desk.shelf.protocol("consultancy")
    huge = replace(
        protocol,
        name=f"{ARABIC} \U0001f33f " + "und noch etwas mehr " * 20,
        purpose="x" * 400,
        stages=tuple(replace(s, name="Wort" * 60, speaks=ARABIC * 9) for s in protocol.stages),
    )
    view = page.view
    view.show_protocol(huge, Known(house=True, runs={}))
    QApplication.processEvents()
    assert view._content.width() <= view._area.viewport().width()
    around.theme.use("dark", 2.0)
    try:
        QApplication.processEvents()
        assert view._content.width() <= view._area.viewport().width()
    finally:
        around.theme.use("light", 1.0)


def test_a_shelf_without_protocols_says_so_and_shows_nothing_else(
    page: LibraryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page.desk.shelf, "all", lambda: ())
    page.show_session()
    assert "No protocol could be read" in words(page)
    assert not page.view.isVisible()
    assert not page.every.isVisible()


def test_a_search_without_a_hit_leaves_no_protocol_that_could_be_used_by_mistake(
    page: LibraryPage, qtbot: QtBot
) -> None:
    key = page.key
    page.list.search.setText("zebra")
    assert not page.view.isVisible()
    assert "Nothing found" in words(page)
    assert page.every.text() == "Clear the search"
    press(qtbot, page, "library.every")
    assert page.list.search.hasFocus()
    assert page.list.search.text() == ""
    assert (page.key, page.view.isVisible()) == (key, True)
    page.list.favourites.click()
    assert "Nothing to show here" in words(page)
    assert page.every.text() == "Show all protocols"
    page.list.search.setText("chalk")
    assert "Nothing that the filters leave has all of these words." in words(page)
    assert page.every.text() == "Search in all protocols"
    press(qtbot, page, "library.every")
    assert page.list.search.text() == "chalk"
    assert page.key == "chalk_talk"
    assert page.view.isVisible()
