from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop.app import Program, fill_small_screen
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.settings import TEXT_SCALES
from dilc_desktop.ui.main_window import MainWindow
from dilc_desktop.ui.page import Page, PageId, Surroundings
from dilc_desktop.ui.parts import button, column
from dilc_desktop.ui.prepare import PreparePage
from dilc_desktop.ui.report_window import ReportWindow

if TYPE_CHECKING:
    from tests.conftest import FakeClock

ALT = Qt.KeyboardModifier.AltModifier

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


class Blank(Page):
    """A page that remembers what was asked of it."""

    def __init__(self, around: Surroundings, log: list[str], name: str) -> None:
        super().__init__(around)
        self._log = log
        self._name = name
        self.field = button("Here", lambda: None)
        self.setLayout(column(self.field))

    def show_session(self) -> None:
        self._log.append(f"show {self._name} {self.session_id}".strip())
        self.field.setFocus()

    def settle(self) -> None:
        self._log.append(f"settle {self._name}")

    def rest(self) -> None:
        self._log.append(f"rest {self._name}")

    def session_title(self) -> str:
        return "March" if self.session_id else ""


@pytest.fixture
def log() -> list[str]:
    return []


@pytest.fixture
def window(qtbot: QtBot, around: Surroundings, log: list[str]) -> MainWindow:
    made = MainWindow(around.theme, around.preferences)
    qtbot.addWidget(made)
    for page_id in PageId:
        made.add_page(page_id, Blank(around, log, page_id.value))
    made.show_page(PageId.HOME)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def rail(window: MainWindow, page_id: PageId) -> QPushButton:
    return window._rail_buttons[page_id]


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    qtbot.keyClick(target, key, modifiers or Qt.KeyboardModifier.NoModifier)


def test_before_the_library_is_open_it_says_what_happens(
    qtbot: QtBot, around: Surroundings
) -> None:
    window = MainWindow(around.theme, around.preferences)
    qtbot.addWidget(window)
    window.show()
    words = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert "Opening your sessions \u2026" in words
    window.cannot_open("The folder is read-only.", Path("kept"))
    words = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert "The folder is read-only.\n\nThe folder of your sessions is kept." in words


def test_without_a_session_the_rail_offers_home_the_library_and_the_settings(
    window: MainWindow,
) -> None:
    offered = [b.objectName() for b in window._rail.findChildren(QPushButton) if b.isVisible()]
    assert offered == ["rail.home", "rail.library", "rail.settings"]
    window.show_page(PageId.PREPARE)
    assert window.here is PageId.HOME, "a page of a session needs one"


def test_alt_and_a_digit_go_to_each_page(qtbot: QtBot, window: MainWindow, log: list[str]) -> None:
    window.show_page(PageId.PREPARE, "s-1")
    log.clear()
    for digit, page_id in enumerate(PageId, start=1):
        press(qtbot, Qt.Key(Qt.Key.Key_0 + digit), ALT)
        assert window.here is page_id
        assert rail(window, page_id).isChecked()
    assert log == [
        "settle prepare",
        "show home",
        "settle home",
        "show prepare s-1",
        "settle prepare",
        "show live s-1",
        "settle live",
        "show wrap_up s-1",
        "settle wrap_up",
        "show session s-1",
        "settle session",
        "show library s-1",
        "settle library",
        "show settings s-1",
    ]


BESIDE = pytest.mark.parametrize(
    ("page_id", "digit"),
    [(PageId.LIBRARY, Qt.Key.Key_6), (PageId.SETTINGS, Qt.Key.Key_7)],
)


@BESIDE
def test_the_library_and_the_settings_open_without_a_session(
    qtbot: QtBot, window: MainWindow, page_id: PageId, digit: Qt.Key
) -> None:
    press(qtbot, digit, ALT)
    assert rail(window, page_id).isChecked()
    press(qtbot, Qt.Key.Key_1, ALT)
    assert window.here is PageId.HOME


@BESIDE
def test_from_the_library_and_the_settings_the_way_back_to_the_session_stays(
    qtbot: QtBot, window: MainWindow, page_id: PageId, digit: Qt.Key
) -> None:
    window.show_page(PageId.PREPARE, "s-1")
    press(qtbot, digit, ALT)
    assert window.here is page_id
    assert window._session_label.text() == "March"
    press(qtbot, Qt.Key.Key_2, ALT)
    assert window.here is PageId.PREPARE
    assert window.page(PageId.PREPARE).session_id == "s-1"


@BESIDE
def test_the_library_and_the_settings_forget_a_session_that_was_deleted(
    window: MainWindow, page_id: PageId, digit: Qt.Key
) -> None:
    del digit
    window.show_page(PageId.PREPARE, "s-1")
    window.show_page(page_id)
    window.show_page(PageId.HOME)
    window.on_change(Change(Changed.SESSION_LIST, "s-1"))
    window.show_page(page_id)
    assert window.page(page_id).session_id == ""


def test_a_page_may_put_the_focus_where_it_belongs_even_before_the_window_is_active(
    qtbot: QtBot, around: Surroundings, log: list[str]
) -> None:
    window = MainWindow(around.theme, around.preferences)
    qtbot.addWidget(window)
    window.show()
    page = Blank(around, log, "live")
    window.add_page(PageId.LIVE, page)
    window.show_page(PageId.LIVE, "s-1")
    assert window.focusWidget() is page.field
    window.activateWindow()
    qtbot.waitUntil(page.field.hasFocus)


def test_no_key_of_the_window_means_two_things(window: MainWindow) -> None:
    keys = [shortcut.key().toString() for shortcut in window.findChildren(QShortcut)]
    assert len(keys) == len(set(keys))
    assert "Alt+5" in keys


def test_the_rail_folds_on_live_and_comes_back_elsewhere(window: MainWindow) -> None:
    window.show_page(PageId.LIVE, "s-1")
    assert not window._rail.isVisible()
    window.show_page(PageId.SESSION, "s-1")
    assert window._rail.isVisible()


def by_key(qtbot: QtBot, _window: MainWindow) -> None:
    press(qtbot, Qt.Key.Key_Escape)


def by_asking_again(_qtbot: QtBot, window: MainWindow) -> None:
    window.show_rail()


@pytest.mark.parametrize("fold", [by_key, by_asking_again])
def test_unfolded_on_live_the_rail_has_the_focus_and_gives_it_back(
    qtbot: QtBot, window: MainWindow, fold: Callable[[QtBot, MainWindow], None]
) -> None:
    window.show_page(PageId.LIVE, "s-1")
    before = QApplication.focusWidget()
    window.show_rail()
    assert window._rail.isVisible()
    assert rail(window, PageId.LIVE).hasFocus()
    fold(qtbot, window)
    assert not window._rail.isVisible()
    assert QApplication.focusWidget() is before


def test_choosing_a_page_folds_the_rail_again(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page(PageId.LIVE, "s-1")
    window.show_rail()
    press(qtbot, Qt.Key.Key_Space)
    assert window.here is PageId.LIVE
    assert not window._rail.isVisible()


def test_escape_leaves_the_rail_of_other_pages_alone(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page(PageId.SESSION, "s-1")
    rail(window, PageId.SESSION).setFocus()
    press(qtbot, Qt.Key.Key_Escape)
    assert window._rail.isVisible()


def test_a_page_asks_for_another(window: MainWindow) -> None:
    window.page(PageId.HOME).wanted.emit(PageId.WRAP_UP, "s-2")
    assert window.here is PageId.WRAP_UP
    assert window.page(PageId.WRAP_UP).session_id == "s-2"


def test_a_session_that_was_deleted_leaves_the_rail(window: MainWindow) -> None:
    window.show_page(PageId.PREPARE, "s-1")
    window.show_page(PageId.HOME)
    window.on_change(Change(Changed.SESSION_LIST, "s-2"))
    assert rail(window, PageId.PREPARE).isVisible()
    window.on_change(Change(Changed.SESSION_LIST, "s-1"))
    assert not rail(window, PageId.PREPARE).isVisible()
    window._go_to(PageId.PREPARE)
    assert window.here is PageId.HOME


def test_closing_settles_the_page_and_rests_them_all(
    qtbot: QtBot, window: MainWindow, log: list[str]
) -> None:
    log.clear()
    with qtbot.waitSignal(window.closed):
        window.close()
    assert log == ["settle home", *(f"rest {page_id.value}" for page_id in PageId)]


def test_trouble_with_the_disk_is_said_until_it_is_over(
    window: MainWindow, around: Surroundings
) -> None:
    window.say("The disk is full.")
    assert window._banner.isVisible()
    around.notifier.saved.emit()
    assert not window._banner.isVisible()
    window.say("The disk is full.")
    window.show_page(PageId.HOME)
    assert not window._banner.isVisible()


def test_what_is_chosen_shows_at_once(window: MainWindow, around: Surroundings) -> None:
    try:
        around.preferences.change(palette="dark", text_scale=1.5)
        assert around.theme.palette == "dark"
        assert window.palette().window().color().name() == around.theme.colours["paper"]
        assert around.theme.text_scale == 1.5
        assert window._rail.width() == 300
    finally:
        around.theme.use("light", 1.0)


def test_what_is_chosen_holds_although_it_cannot_be_kept(
    window: MainWindow, around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("dilc_desktop.ui.preferences.save_settings", refuse)
    try:
        around.preferences.change(palette="dark")
        assert around.theme.palette == "dark"
        assert "cannot be written" in window._banner_words.text()
    finally:
        around.theme.use("light", 1.0)


def test_the_pulse_goes_round_the_window_once_and_takes_nothing_from_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    before = QApplication.focusWidget()
    pulse = window.pulse
    assert not pulse.isVisible()
    pulse.start()
    assert pulse.isVisible()
    assert pulse.geometry() == window.rect()
    middle = window.rect().center()
    assert window.childAt(middle) is not pulse
    window.resize(1200, 700)
    qtbot.waitUntil(lambda: pulse.geometry() == window.rect())
    pulse.start()
    assert QApplication.focusWidget() is before
    qtbot.waitUntil(lambda: not pulse.isVisible())
    assert not pulse.running


def test_at_its_height_the_pulse_is_seen_at_the_edge_and_only_there(
    window: MainWindow, around: Surroundings
) -> None:
    accent = around.theme.colour("accent").name()
    window.pulse.start()
    window.pulse._swell(0.5)
    picture = window.grab().toImage()
    height = picture.height()
    assert picture.pixelColor(3, height // 2).name() == accent
    assert picture.pixelColor(picture.width() - 4, height // 2).name() == accent
    assert picture.pixelColor(picture.width() - 40, height - 40).name() != accent


@pytest.mark.parametrize("scale", TEXT_SCALES)
def test_the_rail_fits_at_every_text_size(
    qapp: QApplication, window: MainWindow, around: Surroundings, scale: float
) -> None:
    try:
        around.preferences.change(text_scale=scale)
        window.show_page(PageId.SESSION, "s-1")
        window.resize(1366, 768)
        qapp.processEvents()
        assert window.minimumSizeHint().width() <= 1366
        assert window.minimumSizeHint().height() <= 768
        for made in window._rail.findChildren(QPushButton):
            if made.isVisible():
                assert made.width() >= made.sizeHint().width()
                assert made.height() >= made.sizeHint().height()
    finally:
        around.theme.use("light", 1.0)


def test_every_control_of_the_window_has_a_name(window: MainWindow) -> None:
    window.show_page(PageId.SESSION, "s-1")
    window.say("The disk is full.")
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            found = QAccessible.queryAccessibleInterface(widget)
            assert found.text(QAccessible.Text.Name).strip(), widget


def test_the_report_window_stands_beside_and_names_the_log(
    qtbot: QtBot, window: MainWindow, around: Surroundings
) -> None:
    report = ReportWindow(around.preferences._folder, window)
    report.show()
    assert not report.isModal()
    words = " ".join(label.text() for label in report.findChildren(QLabel))
    assert str(around.preferences._folder) in words
    with qtbot.waitSignal(report.destroyed):
        qtbot.keyClick(report, Qt.Key.Key_Escape)


def test_on_a_screen_too_small_for_its_frame_the_window_fills_it(window: MainWindow) -> None:
    window.resize(window.screen().availableGeometry().size())
    fill_small_screen(window)
    assert window.isMaximized()


def test_where_there_is_room_the_window_keeps_its_size(window: MainWindow) -> None:
    room = window.screen().availableGeometry()
    window.setMinimumSize(1, 1)
    window.resize(room.width() - 200, room.height() - 200)
    fill_small_screen(window)
    assert not window.isMaximized()


# What waits for the disk, the small strip, a rehearsal


def test_closing_while_something_waits_for_the_disk_is_answered_once(program: Program) -> None:
    program.window.waiting = lambda: 3
    assert not program.window.close()
    assert program.window.isVisible()
    assert "Not on disk yet: 3." in program.window._banner_words.text()
    assert program.window.close()


@pytest.mark.qt_log_ignore("propagateSizeHints|does not support raise", extend=True)
def test_the_small_strip_shows_the_clock_and_gives_the_window_back(
    qtbot: QtBot, program: Program, clock: FakeClock
) -> None:
    desk = program.desk
    assert desk is not None
    session_id = desk.planning.start_session(desk.shelf.protocol("tuning")).session_id
    program.window.show_page(PageId.LIVE, session_id)
    program.live.go_on()
    program.live.act("mini")
    strip = program.mini
    assert strip is not None
    assert strip.isVisible()
    assert program.window.isMinimized()
    first = strip.stage.text()
    strip.next_button.click()
    assert strip.stage.text() != first
    clock.advance(60)
    program.live.ticker.tick()
    assert strip.time.text() == program.live.band.time.text()
    qtbot.keyClick(strip, Qt.Key.Key_Escape)
    assert not strip.isVisible()
    assert not program.window.isMinimized()


def test_a_rehearsal_begins_on_the_prepare_page_and_ends_there(program: Program) -> None:
    desk = program.desk
    assert desk is not None
    session_id = desk.planning.start_session(desk.shelf.protocol("tuning")).session_id
    program.window.show_page(PageId.PREPARE, session_id)
    page = program.window.page(PageId.PREPARE)
    assert isinstance(page, PreparePage)
    page.rehearse.click()
    assert str(program.window.here) == PageId.LIVE
    assert program.live.band.practice.isVisible()
    program.live.go_on()
    program.live.end_or_reopen()
    program.live.go_on()
    assert program.window.here is PageId.PREPARE
    assert desk.catalogue.record(session_id).facts == ()


@pytest.mark.parametrize("scale", TEXT_SCALES)
def test_a_long_title_is_never_cut_in_the_rail(
    qtbot: QtBot, around: Surroundings, monkeypatch: pytest.MonkeyPatch, scale: float
) -> None:
    title = "Reading aloud, what the assessment shows us"
    monkeypatch.setattr(Blank, "session_title", lambda page: title if page.session_id else "")
    around.theme.use("light", scale)
    try:
        window = MainWindow(around.theme, around.preferences)
        qtbot.addWidget(window)
        for page_id in PageId:
            window.add_page(page_id, Blank(around, [], page_id.value))
        window.show_page(PageId.PREPARE, "session-1")
        window.resize(1366, 740)
        with qtbot.waitExposed(window):
            window.show()
        QApplication.processEvents()
        shown = window._session_label
        assert shown.isVisible()
        assert shown.height() >= max(shown.heightForWidth(shown.width()), shown.sizeHint().height())
        assert shown.accessibleName() == title
        assert title in (shown.text(), shown.toolTip())
    finally:
        around.theme.use("light", 1.0)
