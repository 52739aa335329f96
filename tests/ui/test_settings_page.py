from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Self

import pytest
from PySide6.QtCore import QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QAccessible, QDesktopServices, QGuiApplication, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.settings import PALETTES, TALK_TURNS, TEXT_SCALES, Settings, load_settings
from dilc_desktop.ui.awake import Awake
from dilc_desktop.ui.live_keys import LIVE_ACTIONS, QUICK_LETTERS, Refusal, refusal_words
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.settings_page import SettingsPage
from dilc_desktop.ui.signals import Signals

WARM = ContributionKind.WARM_FEEDBACK
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier

KEYS = {
    "Display": "display",
    "Live signals": "signals",
    "Room screen": "room",
    "Keys": "keys",
    "Print identity": "print",
    "Your data": "data",
}

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


class Bell:
    """A sound that can be unplugged."""

    def __init__(self) -> None:
        self.device = True
        self.rung = 0

    def get_ready(self) -> bool:
        return self.device

    def play(self) -> bool:
        self.rung += self.device
        return self.device


class Refused:
    """A laptop that does not keep its screen awake."""

    active = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def page(qtbot: QtBot, around: Surroundings, bell: Bell, folder: Path) -> Iterator[SettingsPage]:
    signals = Signals(around.preferences, bell, lambda: True)
    awake = Awake(Refused)
    made = SettingsPage(around, signals, awake, folder)
    qtbot.addWidget(made)
    made.resize(1166, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.open_session("")
    yield made
    awake.close()


def found(page: SettingsPage, name: str) -> QAbstractButton:
    made = page.findChild(QAbstractButton, f"settings.{name}")
    assert isinstance(made, QAbstractButton), name
    return made


def kept(page: SettingsPage) -> Settings:
    """What the next start of the program would find."""
    return load_settings(page.preferences._folder)


def words(page: QWidget) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def tab_through(qtbot: QtBot, page: SettingsPage) -> list[QWidget]:
    """Every control that Tab comes by, until the first again."""
    first = QApplication.focusWidget()
    assert first is not None
    reached = [first]
    while len(reached) < 200:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
        if here is None or here is first:
            break
        reached.append(here)
    assert page.isActiveWindow()
    return reached


def test_it_works_without_a_session(page: SettingsPage) -> None:
    assert page.session_id == ""
    assert page.session_title() == ""
    for title, key in KEYS.items():
        assert found(page, f"{key}.fold").text() == title


def test_the_column_grows_with_the_text_that_is_made_larger_in_it(page: SettingsPage) -> None:
    usual = page._content.maximumWidth()
    page.theme.use("light", 2.0)
    assert page._content.maximumWidth() == 2 * usual


def test_every_palette_text_size_motion_and_way_of_talk_turns_is_offered_and_kept_at_once(
    page: SettingsPage,
) -> None:
    for palette in PALETTES:
        found(page, f"palette.{palette}").click()
        assert kept(page).palette == palette
    for scale in TEXT_SCALES:
        found(page, f"text_scale.{scale}").click()
        assert kept(page).text_scale == scale
    for motion in ("on", "off", "system"):
        found(page, f"reduced_motion.{motion}").click()
        assert kept(page).reduced_motion == motion
    for turns in reversed(TALK_TURNS):
        found(page, f"talk_turns.{turns}").click()
        assert kept(page).talk_turns == turns


@pytest.mark.parametrize("name", ["chime", "pulse", "focus_cue", "quick_keys"])
def test_each_switch_is_kept_at_once_and_back_again(page: SettingsPage, name: str) -> None:
    box = found(page, name)
    before = getattr(page.preferences.now, name)
    assert box.isChecked() is before
    box.click()
    assert getattr(kept(page), name) is not before
    box.click()
    assert getattr(kept(page), name) is before


def test_what_is_changed_elsewhere_shows_here(page: SettingsPage) -> None:
    page.preferences.change(chime=True, reduced_motion="on", keys=(("next", "F5"),))
    assert found(page, "chime").isChecked()
    assert found(page, "reduced_motion.on").isChecked()
    assert page.key_rows["next"].field.text() == "F5"


def test_everything_is_reached_by_the_keyboard_and_nothing_holds_it(
    qtbot: QtBot, page: SettingsPage
) -> None:
    page.keys_card.fold(False)
    reached = tab_through(qtbot, page)
    names = {widget.objectName() for widget in reached}
    for title in KEYS.values():
        assert f"settings.{title}.fold" in names
    assert {f"settings.key.{action.id}" for action in LIVE_ACTIONS} <= names
    assert {f"settings.letter.{kind.value}" for kind in QUICK_LETTERS} <= names
    assert {
        "settings.chime",
        "settings.chime.test",
        "settings.pulse",
        "settings.pulse.test",
        "settings.focus_cue",
        "settings.talk_turns.off",
        "settings.quick_keys",
        "settings.screen",
        "settings.test_picture",
        "settings.open_folder",
    } <= names
    heights = [widget.mapTo(page._content, QPoint(0, 0)).y() for widget in reached]
    turns = sum(later < earlier - 8 for earlier, later in pairwise(heights))
    assert turns <= 1, "from top to bottom"


def test_every_control_has_a_name_of_its_own(page: SettingsPage) -> None:
    page.preferences.change(keys=(("next", "F5"),))
    page.keys_card.fold(False)
    names = []
    for widget in page.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            assert name.strip(), widget
            names.append(name)
    assert sorted(names) == sorted(set(names))
    assert "Colours: Dark" in names
    assert "Try the chime" in names


def press(
    qtbot: QtBot, page: SettingsPage, action: str, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    field = page.key_rows[action].field
    page.keys_card.fold(False)
    field.setFocus()
    qtbot.keyClick(field, key, modifiers)


def test_a_new_key_is_pressed_in_its_field(qtbot: QtBot, page: SettingsPage) -> None:
    press(qtbot, page, "next", Qt.Key.Key_I, CTRL)
    assert kept(page).keys == (("next", "Ctrl+I"),)
    row = page.key_rows["next"]
    assert row.field.text() == "Ctrl+I"
    assert row.back.isVisible()
    assert not row.complaint.isVisible()
    assert page.key_rows["undo"].back.isHidden()


def test_a_key_of_another_act_is_refused_beside_the_field_with_its_name(
    qtbot: QtBot, page: SettingsPage
) -> None:
    press(qtbot, page, "next", Qt.Key.Key_Space, CTRL)
    row = page.key_rows["next"]
    assert row.complaint.isVisible()
    assert "Interruption on or off" in row.complaint.words
    assert kept(page).keys == ()
    assert row.field.text() == "Ctrl+Return"
    press(qtbot, page, "next", Qt.Key.Key_F5, NONE)
    assert not row.complaint.isVisible()


@pytest.mark.parametrize(
    ("key", "modifiers", "why"),
    [
        (Qt.Key.Key_N, NONE, Refusal.BARE),
        (Qt.Key.Key_N, SHIFT, Refusal.BARE),
        (Qt.Key.Key_C, CTRL, Refusal.WRITING),
        (Qt.Key.Key_4, CTRL, Refusal.SEATS),
        (Qt.Key.Key_2, ALT, Refusal.PAGES),
        (Qt.Key.Key_Q, CTRL, Refusal.SYSTEM),
    ],
)
def test_a_key_that_is_needed_elsewhere_is_refused_with_its_reason(
    qtbot: QtBot, page: SettingsPage, key: Qt.Key, modifiers: Qt.KeyboardModifier, why: Refusal
) -> None:
    press(qtbot, page, "stages", key, modifiers)
    assert page.key_rows["stages"].complaint.words == refusal_words(why)
    assert kept(page).keys == ()


@pytest.mark.parametrize("key", [Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Escape])
def test_a_key_that_is_only_held_or_that_leaves_is_no_choice(
    qtbot: QtBot, page: SettingsPage, key: Qt.Key
) -> None:
    press(qtbot, page, "stages", key, NONE)
    assert not page.key_rows["stages"].complaint.isVisible()
    assert kept(page).keys == ()


def test_delete_and_the_button_bring_the_first_key_back(qtbot: QtBot, page: SettingsPage) -> None:
    press(qtbot, page, "next", Qt.Key.Key_F5, NONE)
    press(qtbot, page, "next", Qt.Key.Key_Delete, NONE)
    assert kept(page).keys == ()
    press(qtbot, page, "next", Qt.Key.Key_F5, NONE)
    page.key_rows["next"].back.setFocus()
    qtbot.keyClick(page.key_rows["next"].back, Qt.Key.Key_Space)
    assert kept(page).keys == ()
    assert page.key_rows["next"].field.hasFocus(), "the way back is gone, the focus is not"


def test_a_first_key_that_another_act_has_by_now_is_not_taken_from_it(
    qtbot: QtBot, page: SettingsPage
) -> None:
    press(qtbot, page, "next", Qt.Key.Key_F5, NONE)
    press(qtbot, page, "repeat", Qt.Key.Key_Return, CTRL)
    press(qtbot, page, "next", Qt.Key.Key_Delete, NONE)
    assert "Repeat the stage" in page.key_rows["next"].complaint.words
    assert dict(kept(page).keys) == {"next": "F5", "repeat": "Ctrl+Return"}


def test_the_clickers_keys_are_shown_and_stay(page: SettingsPage) -> None:
    page.keys_card.fold(False)
    told = words(page.key_rows["next"])
    assert "also PgDown" in told


def test_all_first_keys_come_back_at_once(qtbot: QtBot, page: SettingsPage) -> None:
    assert not page.reset_keys.isVisible()
    press(qtbot, page, "next", Qt.Key.Key_F5, NONE)
    page.preferences.change(quick_kind_keys=(("warm_feedback", "X"),))
    assert page.reset_keys.isVisible()
    page.reset_keys.click()
    assert (kept(page).keys, kept(page).quick_kind_keys) == ((), ())
    assert page.letter_rows[WARM].field.text() == "W"
    assert page.keys_card.head.hasFocus()


def test_folded_the_keys_say_how_many_are_ones_own(page: SettingsPage) -> None:
    assert page.keys_card.is_folded
    assert "F1 shows them" in words(page)
    page.preferences.change(keys=(("next", "F5"),))
    assert "One key is your own." in words(page)
    page.preferences.change(keys=(("next", "F5"), ("help", "F2")))
    assert "2 keys are your own." in words(page)


def test_a_letter_is_pressed_for_its_kind(qtbot: QtBot, page: SettingsPage) -> None:
    page.keys_card.fold(False)
    row = page.letter_rows[WARM]
    row.field.setFocus()
    qtbot.keyClick(row.field, Qt.Key.Key_X)
    assert kept(page).quick_kind_keys == (("warm_feedback", "X"),)
    qtbot.keyClick(row.field, Qt.Key.Key_C)
    assert "Cool feedback" in row.complaint.words
    qtbot.keyClick(row.field, Qt.Key.Key_7)
    assert row.complaint.words == "Please press one letter."
    assert kept(page).quick_kind_keys == (("warm_feedback", "X"),)
    qtbot.keyClick(row.field, Qt.Key.Key_Backspace)
    assert kept(page).quick_kind_keys == ()
    assert not row.complaint.isVisible()


def test_switched_off_the_letters_are_put_away(page: SettingsPage) -> None:
    page.keys_card.fold(False)
    assert page.letter_rows[WARM].isVisible()
    found(page, "quick_keys").click()
    assert not page.letter_rows[WARM].isVisible()


def test_the_chime_can_be_tried_and_its_absence_is_told(page: SettingsPage, bell: Bell) -> None:
    page.test_chime.click()
    assert bell.rung == 1
    assert not page.chime_told.isVisible()
    bell.device = False
    page.test_chime.click()
    assert "no loudspeaker" in page.chime_told.words


def test_the_pulse_can_be_tried_and_with_reduced_motion_it_says_why_not(
    qtbot: QtBot, page: SettingsPage
) -> None:
    with qtbot.waitSignal(page._signals.pulse_wanted):
        page.test_pulse.click()
    assert not page.pulse_told.isVisible()
    found(page, "reduced_motion.on").click()
    with qtbot.assertNotEmitted(page._signals.pulse_wanted):
        page.test_pulse.click()
    assert "Motion is reduced" in page.pulse_told.words


def test_the_key_that_makes_a_stage_quiet_is_named_as_it_is_now(page: SettingsPage) -> None:
    assert "Ctrl+Shift+H" in words(page)
    page.preferences.change(keys=(("quiet", "F8"),))
    assert "quiet: F8." in words(page)


def test_a_laptop_that_lets_its_screen_sleep_is_told_of(qtbot: QtBot, page: SettingsPage) -> None:
    assert "the screen is kept awake" in words(page)
    assert not page.asleep.isVisible()
    with qtbot.waitSignal(page._awake.told):
        page._awake.keep()
    assert page.asleep.words == (
        "This laptop does not let programs keep the screen awake. Please set its sleep time by "
        "hand."
    )
    assert page.asleep.isVisible()
    assert "the screen is kept awake" not in words(page)


class Plugged:
    """A screen that somebody plugged in."""

    def __init__(self, maker: str, model: str, serial: str, socket: str) -> None:
        self.manufacturer = lambda: maker
        self.model = lambda: model
        self.serialNumber = lambda: serial
        self.name = lambda: socket
        self.size = lambda: QSize(1280, 800)
        self.devicePixelRatio = lambda: 1.5


def plug(monkeypatch: pytest.MonkeyPatch, page: SettingsPage, *screens: Plugged) -> None:
    monkeypatch.setattr(QGuiApplication, "screens", lambda: list(screens))
    page.open_session("")


def offered(page: SettingsPage) -> list[tuple[str, object]]:
    field = page.screen_field
    return [(field.itemText(at), field.itemData(at)) for at in range(field.count())]


LAPTOP = Plugged("BOE", "NV133", "", "eDP-1")
EPSON = Plugged("EPSON", "EB-X49", "X1234", "HDMI-1")


def test_every_screen_is_offered_by_its_makers_name_and_its_size(
    page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug(monkeypatch, page, LAPTOP, EPSON)
    assert offered(page) == [
        ("Whichever is free", ""),
        ("BOE NV133, 1920 \u00d7 1200", "BOE | NV133 | eDP-1"),
        ("EPSON EB-X49, 1920 \u00d7 1200", "EPSON | EB-X49 | X1234 | HDMI-1"),
    ]
    assert "Only this screen" not in words(page)
    plug(monkeypatch, page, LAPTOP)
    assert "Only this screen is connected" in words(page)


def test_the_test_picture_asks_for_the_chosen_screen(
    qtbot: QtBot, page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug(monkeypatch, page, LAPTOP, EPSON)
    page.screen_field.setFocus()
    qtbot.keyClick(page.screen_field, Qt.Key.Key_End)
    assert kept(page).room_screen == "EPSON | EB-X49 | X1234 | HDMI-1"
    with qtbot.waitSignal(page.test_picture_wanted) as asked:
        page.test_picture.click()
    assert asked.args == ["EPSON | EB-X49 | X1234 | HDMI-1"]


def test_the_test_picture_is_put_away_by_the_same_button_or_with_the_page(
    qtbot: QtBot, page: SettingsPage
) -> None:
    with qtbot.assertNotEmitted(page.test_picture_done):
        page.settle()
    page.show_tested(on=True)
    assert page.test_picture.accessibleName() == "Put the test picture away"
    with (
        qtbot.waitSignal(page.test_picture_done),
        qtbot.assertNotEmitted(page.test_picture_wanted),
    ):
        page.test_picture.click()
    with qtbot.waitSignal(page.test_picture_done):
        page.settle()
    page.show_tested(on=False)
    with qtbot.waitSignal(page.test_picture_wanted):
        page.test_picture.click()


def test_a_chosen_screen_that_is_gone_stays_chosen_and_says_so(
    page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.preferences.change(room_screen="EPSON | EB-X49 | X1234 | HDMI-1")
    plug(monkeypatch, page, LAPTOP)
    assert page.screen_field.currentText() == "EPSON EB-X49 (not connected)"
    assert page.screen_field.currentData() == "EPSON | EB-X49 | X1234 | HDMI-1"
    plug(monkeypatch, page, LAPTOP, Plugged("EPSON", "EB-X49", "X1234", "DP-2"))
    assert page.screen_field.currentText().startswith("EPSON EB-X49, "), "at another socket"
    page.preferences.change(room_screen="HDMI-7")
    assert page.screen_field.currentText() == "HDMI-7 (not connected)"


def test_the_folder_is_shown_whole_and_opened(
    page: SettingsPage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page.folder_words.text().replace("\u200b", "") == str(folder)
    assert page.folder_words.text().count("\u200b") == str(folder).count(os.sep)
    asked: list[QUrl] = []
    can_open = True

    def open_url(url: QUrl) -> bool:
        asked.append(url)
        return can_open

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    page.open_folder.click()
    assert [Path(url.toLocalFile()) for url in asked] == [folder]
    assert not page.not_opened.isVisible()
    can_open = False
    page.open_folder.click()
    assert "cannot be opened" in page.not_opened.words


def test_what_was_said_the_last_time_is_gone_at_the_next_visit(
    qtbot: QtBot, page: SettingsPage, bell: Bell
) -> None:
    bell.device = False
    page.test_chime.click()
    press(qtbot, page, "next", Qt.Key.Key_N, NONE)
    page.open_session("")
    assert page.chime_told.words == ""
    assert page.key_rows["next"].complaint.words == ""
    assert found(page, "palette.system").hasFocus()


@pytest.mark.parametrize("scale", TEXT_SCALES)
def test_no_words_are_cut_at_any_text_size(
    qtbot: QtBot, around: Surroundings, bell: Bell, folder: Path, scale: float
) -> None:
    around.theme.use("light", scale)
    try:
        signals = Signals(around.preferences, bell, lambda: True)
        page = SettingsPage(around, signals, Awake(Refused), folder)
        qtbot.addWidget(page)
        page.keys_card.fold(False)
        # Beside the rail, which grows to 300.
        page.resize(1366 - min(round(200 * scale), 300), 768)
        page.show()
        for _ in range(3):
            QApplication.processEvents()
        assert page._content.width() <= page._area.viewport().width()
        for widget in page.findChildren(QWidget):
            if isinstance(widget, (QCheckBox, QPushButton)) and widget.isVisible():
                assert widget.width() >= widget.sizeHint().width(), widget.objectName()
    finally:
        around.theme.use("light", 1.0)


def test_a_choice_is_made_with_the_keyboard(qtbot: QtBot, page: SettingsPage) -> None:
    first = found(page, "palette.system")
    assert first.hasFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    second = found(page, "palette.light")
    assert second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_Space)
    assert kept(page).palette == "light"


def test_a_screen_that_is_plugged_in_meanwhile_is_offered(
    qapp: QApplication, page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QGuiApplication, "screens", lambda: [LAPTOP, EPSON])
    qapp.screenAdded.emit(page.screen())
    assert [key for _, key in offered(page)][-1] == "EPSON | EB-X49 | X1234 | HDMI-1"
    monkeypatch.setattr(QGuiApplication, "screens", lambda: [LAPTOP])
    qapp.screenRemoved.emit(page.screen())
    assert [key for _, key in offered(page)] == ["", "BOE | NV133 | eDP-1"]


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20">'
    '<rect width="60" height="20"/></svg>'
)


def choose_file(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))


def test_the_district_is_typed_and_kept(qtbot: QtBot, page: SettingsPage) -> None:
    page.district.setFocus()
    qtbot.keyClicks(page.district, " Distrito 3 ")
    qtbot.keyClick(page.district, Qt.Key.Key_Tab)
    assert kept(page).district == "Distrito 3"


def test_a_logo_is_kept_as_a_copy_and_removed_again(
    page: SettingsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "logo.svg"
    file.write_text(SVG, encoding="utf-8")
    choose_file(monkeypatch, file)
    found(page, "logo.choose").click()
    copy = page.desk.print_identity.logo(kept(page).logo)
    assert copy is not None
    assert QPixmap(str(copy)).size() == QSize(1200, 400)
    assert page.logo.isVisible()
    file.unlink()
    found(page, "logo.remove").setFocus()
    found(page, "logo.remove").click()
    assert kept(page).logo == ""
    assert not copy.exists()
    assert page.choose_logo.hasFocus()


@pytest.mark.parametrize("name", ["logo.png", "logo.svg"])
def test_a_file_that_is_no_picture_is_refused_in_words(
    page: SettingsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).write_text("<no picture>", encoding="utf-8")
    choose_file(monkeypatch, tmp_path / name)
    found(page, "logo.choose").click()
    assert "no picture that can be read" in page.logo_told.words
    assert kept(page).logo == ""
    choose_file(monkeypatch, tmp_path / "gone.png")
    found(page, "logo.choose").click()
    assert "cannot be opened" in page.logo_told.words
