from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.record import Commitment, SessionRecord, Status
from dilc_desktop.ui.home_page import EntryButton, HomePage
from dilc_desktop.ui.page import PageId, Surroundings

if TYPE_CHECKING:
    from tests.conftest import FakeClock

ZONE = timezone(timedelta(hours=-5))

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def open_home(qtbot: QtBot, around: Surroundings) -> Callable[[], HomePage]:
    def opened() -> HomePage:
        page = HomePage(around)
        qtbot.addWidget(page)
        page.resize(1166, 768)
        page.show()
        page.activateWindow()
        qtbot.waitExposed(page)
        return page

    return opened


def plan(around: Surroundings, title: str) -> str:
    protocol = around.desk.shelf.suggestions("")[0].protocol
    return around.desk.planning.start_session(protocol, title).session_id


def held(around: Surroundings, record: SessionRecord) -> str:
    around.desk._library.sessions.insert(record)
    return record.id


def entries(page: HomePage) -> list[EntryButton]:
    return [b for b in page.findChildren(EntryButton) if b.isVisible()]


def entry(page: HomePage, title: str) -> EntryButton:
    found = [e for e in entries(page) if e.accessibleName().startswith(title)]
    assert len(found) == 1, [e.accessibleName() for e in entries(page)]
    return found[0]


def pressable(page: HomePage, name: str) -> QPushButton:
    found = [b for b in page.findChildren(QPushButton, name) if b.isVisible()]
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def press(qtbot: QtBot, target: QWidget) -> None:
    target.setFocus()
    qtbot.keyClick(target, Qt.Key.Key_Space)


def words(page: HomePage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_an_empty_library_teaches_and_offers_the_sample(
    qtbot: QtBot, open_home: Callable[[], HomePage]
) -> None:
    page = open_home()
    assert entries(page) == []
    assert "A session begins with a purpose" in words(page)
    with qtbot.waitSignal(page.sample_wanted):
        press(qtbot, pressable(page, "home.sample"))


def test_the_offer_goes_when_there_is_a_session(
    around: Surroundings, open_home: Callable[[], HomePage]
) -> None:
    plan(around, "March")
    assert not open_home().sample.isVisible()


def test_planning_makes_a_session_and_opens_it(
    qtbot: QtBot, around: Surroundings, open_home: Callable[[], HomePage]
) -> None:
    page = open_home()
    with qtbot.waitSignal(page.wanted) as asked:
        press(qtbot, pressable(page, "home.plan"))
    (made,) = around.desk.catalogue.sessions()
    assert asked.args == [PageId.PREPARE, made.id]
    assert made.status is Status.PLANNED


def test_a_planned_session_opens_where_it_is_prepared(
    qtbot: QtBot, around: Surroundings, open_home: Callable[[], HomePage]
) -> None:
    planned = plan(around, "Exit tickets")
    page = open_home()
    with qtbot.waitSignal(page.wanted) as asked:
        press(qtbot, entry(page, "Exit tickets"))
    assert asked.args == [PageId.PREPARE, planned]


def test_a_session_that_was_held_opens_as_a_whole(
    qtbot: QtBot, around: Surroundings, record: SessionRecord, open_home: Callable[[], HomePage]
) -> None:
    held(around, record)
    page = open_home()
    target = entry(page, record.title)
    assert "Ended" in target.accessibleName()
    assert "P07" in target.accessibleName()
    with qtbot.waitSignal(page.wanted) as asked:
        press(qtbot, target)
    assert asked.args == [PageId.SESSION, record.id]


def test_what_comes_next_stands_first_among_the_planned(
    around: Surroundings, open_home: Callable[[], HomePage]
) -> None:
    for title, day in (("Second", 24), ("First", 17)):
        start = datetime(2026, 3, day, 9, 0, tzinfo=ZONE)
        around.desk.planning.write(plan(around, title), scheduled_start=start)
    titles = [e.accessibleName().split(".")[0] for e in entries(open_home())]
    assert titles == ["First", "Second"]


def test_a_running_session_comes_before_everything_and_is_the_one_primary_action(
    qtbot: QtBot, around: Surroundings, open_home: Callable[[], HomePage]
) -> None:
    running = plan(around, "Reading conferences")
    around.desk.live(running).start()
    page = open_home()
    assert "Running now" in words(page)
    assert entries(page) == []
    primary = [b for b in page.findChildren(QPushButton) if b.property("role") == "primary"]
    assert [b.objectName() for b in primary if b.isVisible()] == ["home.return"]
    with qtbot.waitSignal(page.wanted) as asked:
        press(qtbot, pressable(page, "home.return"))
    assert asked.args == [PageId.LIVE, running]


def test_two_sessions_that_run_at_once_are_both_called_running(
    qtbot: QtBot, around: Surroundings, clock: FakeClock, open_home: Callable[[], HomePage]
) -> None:
    first, second = (plan(around, title) for title in ("Reading conferences", "Fractions"))
    around.desk.live(first).start()
    clock.advance(600)
    around.desk.live(second).start()
    around.desk.live(first).keep_alive()
    clock.advance(1)
    around.desk.live(second).keep_alive()
    assert around.desk.catalogue.running() == (second, first)
    assert around.desk.catalogue.live_session() == second
    page = open_home()
    assert entries(page) == []
    for session, name in ((second, "home.return"), (first, f"home.return.{first}")):
        with qtbot.waitSignal(page.wanted) as asked:
            press(qtbot, pressable(page, name))
        assert asked.args == [PageId.LIVE, session]
    # One that gave no sign of life since is not running beside the other.
    clock.advance(60)
    around.desk.live(second).keep_alive()
    assert around.desk.catalogue.running() == (second,)


def test_a_session_left_open_is_not_called_running(
    qtbot: QtBot, around: Surroundings, clock: FakeClock, open_home: Callable[[], HomePage]
) -> None:
    left = plan(around, "Reading conferences")
    around.desk.live(left).start()
    clock.advance(3 * 24 * 3600)
    page = open_home()
    assert "Running now" not in words(page)
    target = entry(page, "Reading conferences")
    assert "Left open" in target.accessibleName()
    with qtbot.waitSignal(page.wanted) as asked:
        press(qtbot, target)
    assert asked.args == [PageId.LIVE, left]


def test_commitments_stand_by_their_dates_and_open_their_session(
    qtbot: QtBot, around: Surroundings, record: SessionRecord, open_home: Callable[[], HomePage]
) -> None:
    first = record.commitments[0]
    assert first.by_when is not None
    earlier = Commitment(
        id="commitment-2", who=None, what="Try it once.", by_when=first.by_when - timedelta(days=7)
    )
    held(around, replace(record, commitments=(first, earlier)))
    page = open_home()
    names = [e.accessibleName() for e in entries(page) if "commitment" in e.objectName()]
    assert [name.split(".")[0] for name in names] == ["Try it once", "Write one next step a week"]
    assert "Nobody named yet" in names[0]
    assert "P07, by" in names[1]
    assert "2026" in names[1]
    with qtbot.waitSignal(page.wanted) as asked:
        press(qtbot, entry(page, "Try it once"))
    assert asked.args == [PageId.SESSION, record.id]


def test_deleting_asks_in_the_row_and_keeps_on_keep(
    qtbot: QtBot, around: Surroundings, open_home: Callable[[], HomePage]
) -> None:
    plan(around, "Exit tickets")
    page = open_home()
    press(qtbot, pressable(page, "home.delete"))
    assert "Delete this session and everything in it?" in words(page)
    assert page.focusWidget() is pressable(page, "home.delete.keep")
    press(qtbot, pressable(page, "home.delete.keep"))
    assert "Delete this session" not in words(page)
    assert len(around.desk.catalogue.sessions()) == 1
    assert page.focusWidget() is pressable(page, "home.delete")


def test_deleting_erases_the_session_once_it_is_confirmed(
    qtbot: QtBot, around: Surroundings, open_home: Callable[[], HomePage]
) -> None:
    plan(around, "Exit tickets")
    page = open_home()
    press(qtbot, pressable(page, "home.delete"))
    press(qtbot, pressable(page, "home.delete.yes"))
    assert around.desk.catalogue.sessions() == ()
    assert entries(page) == []
    assert "Deleted: Exit tickets." in words(page)


def test_what_changed_meanwhile_is_there_when_the_page_comes_back(
    around: Surroundings, open_home: Callable[[], HomePage]
) -> None:
    page = open_home()
    page.hide()
    planned = plan(around, "Exit tickets")
    around.notifier.run(lambda: around.desk.planning.write(planned, title="Exit slips"))
    assert entries(page) == []
    page.show()
    assert entry(page, "Exit slips")


def choose(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    def chosen(*_: object) -> tuple[str, str]:
        return str(file), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", chosen)


def test_a_session_file_is_taken_in_and_again_changes_nothing(
    qtbot: QtBot,
    around: Surroundings,
    record: SessionRecord,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    open_home: Callable[[], HomePage],
) -> None:
    held(around, record)
    file = tmp_path / "march.dilc"
    around.desk.publishing.export_session(record.id, file)
    around.desk.catalogue.delete(record.id)
    page = open_home()
    choose(monkeypatch, file)
    press(qtbot, pressable(page, "home.import"))
    qtbot.waitUntil(lambda: f"Added: {record.title}." in words(page))
    assert entry(page, record.title)
    press(qtbot, pressable(page, "home.import"))
    qtbot.waitUntil(lambda: "Unchanged, it was here already" in words(page))


def test_a_file_that_is_none_is_refused_in_words(
    qtbot: QtBot,
    around: Surroundings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    open_home: Callable[[], HomePage],
) -> None:
    file = tmp_path / "notes.dilc"
    file.write_text("these are notes", encoding="utf-8")
    page = open_home()
    choose(monkeypatch, file)
    press(qtbot, pressable(page, "home.import"))
    qtbot.waitUntil(lambda: "notes.dilc" in words(page) and "Reading" not in words(page))
    assert around.desk.catalogue.sessions() == ()


def test_every_control_has_a_name(
    around: Surroundings, record: SessionRecord, open_home: Callable[[], HomePage]
) -> None:
    held(around, record)
    plan(around, "Exit tickets")
    around.desk.live(plan(around, "Running")).start()
    page = open_home()
    controls = [
        w
        for w in page.findChildren(QWidget)
        if w.focusPolicy() is not Qt.FocusPolicy.NoFocus and w.isVisibleTo(page)
    ]
    assert len(controls) >= 8
    assert [w.objectName() for w in controls if not w.accessibleName()] == []


def test_with_large_text_the_lists_stand_below_each_other_and_nothing_is_cut(
    around: Surroundings, record: SessionRecord, open_home: Callable[[], HomePage]
) -> None:
    held(
        around, replace(record, title="What counts as evidence when pupils work in groups of four")
    )
    around.theme.use("light", 2.0)
    page = open_home()
    first, second = (e for e in entries(page))
    assert (
        second.mapTo(page, second.rect().topLeft()).y()
        > first.mapTo(page, first.rect().bottomLeft()).y()
    )
    for one in (first, second):
        assert one.height() >= one.heightForWidth(one.width())
