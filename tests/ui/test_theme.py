from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QFontMetricsF, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dilc_desktop import paths
from dilc_desktop.ui import theme as theme_module
from dilc_desktop.ui.stylesheet import stylesheet
from dilc_desktop.ui.theme import BODY, CLOCK, FAMILY, Theme, load_fonts, read_colours

PALETTES = sorted((paths.resources() / "palettes").glob("*.toml"))
SKIN = Path(theme_module.__file__).parent


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    load_fonts(paths.resources() / "fonts")
    made = Theme(paths.resources(), "light")
    made.apply()
    yield made
    made.use("light", 1.0)
    assert qapp.styleSheet()


@pytest.mark.parametrize("file", PALETTES, ids=lambda file: file.stem)
def test_every_palette_dresses_the_program_without_a_warning(
    qtbot: QtBot, theme: Theme, file: Path
) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    theme.use(file.stem, 1.5)
    widget.show()
    assert widget.palette().window().color() == theme.colour("paper")


@pytest.mark.parametrize("file", PALETTES, ids=lambda file: file.stem)
def test_the_style_sheet_names_nothing_that_is_missing(file: Path) -> None:
    colours = read_colours(file)
    sheet = stylesheet(colours.roles, round, lambda name, role: f"{name}-{role}.svg")
    assert "None" not in sheet
    assert sheet.count("{") == sheet.count("}")
    assert set(re.findall(r"#[0-9a-fA-F]{6}\b", sheet)) <= set(colours.roles.values())
    assert re.search(r"\{c\[|px\(", sheet) is None


def test_every_palette_has_the_same_roles() -> None:
    roles = [frozenset(read_colours(file).roles) for file in PALETTES]
    assert len(set(roles)) == 1


def asked(pattern: str) -> set[str]:
    """What the widgets' code asks the style sheet for."""
    found: set[str] = set()
    for file in SKIN.rglob("*.py"):
        if file.name != "stylesheet.py":
            found |= set(re.findall(pattern, file.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        (r'surface\("([\w-]+)"\)', "surface"),
        (r'set_property\([^)]*"role", "([\w-]+)"', "role"),
        (r'\btone="([\w-]+)"', "tone"),
        (r'"type", "([\w-]+)"', "type"),
    ],
)
def test_what_widgets_ask_for_is_in_the_style_sheet(pattern: str, name: str) -> None:
    colours = read_colours(PALETTES[0])
    sheet = stylesheet(colours.roles, round, lambda icon, role: f"{icon}-{role}.svg")
    offered = set(re.findall(rf'\[{name}="([\w-]+)"\]', sheet))
    wanted = asked(pattern)
    assert wanted
    assert wanted - {"body"} <= offered | {"body"}


def test_icons_take_the_colour_of_their_role(theme: Theme) -> None:
    def colours(role: str) -> set[str]:
        image = theme.pixmap("sun", role).toImage()
        return {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() == 255
        }

    assert theme.colours["warm"] in colours("warm")
    assert theme.colours["warm"] not in colours("cool")


def test_a_change_of_palette_repaints_pictures_in_the_new_colour(theme: Theme) -> None:
    before = theme.pixmap("sun").toImage()
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(True))
    theme.use("dark", 1.0)
    assert theme.pixmap("sun").toImage() != before
    assert told == [True]


def test_lengths_and_letters_grow_together(qtbot: QtBot, theme: Theme) -> None:
    words = QLabel("Words")
    qtbot.addWidget(words)
    words.show()
    before = words.sizeHint().height()
    theme.use("light", 2.0)
    assert theme.px(44) == 88
    assert theme.font(BODY).pixelSize() == 30
    assert words.sizeHint().height() >= before * 1.9


def test_the_focus_on_a_button_is_a_line_around_it_and_nothing_behind_its_words(
    qtbot: QtBot, theme: Theme
) -> None:
    window = QWidget()
    one, chosen = QPushButton("One", window), QPushButton("Chosen", window)
    for made in (one, chosen):
        made.setCheckable(True)
        made.setProperty("role", "choice")
    chosen.setChecked(True)
    chosen.move(0, 60)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitActive(window)
    seen = []
    for made in (one, chosen):
        made.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(made.hasFocus)
        image = made.grab().toImage()
        beside_the_words = image.pixelColor(theme.px(12) + 1, theme.px(8))
        seen.append((image.pixelColor(0, image.height() // 2), beside_the_words))
    colour = theme.colour
    assert seen == [(colour("accent"), colour("sheet")), (colour("ink"), colour("tint"))]


def test_figures_have_one_width_so_that_the_clock_stands_still(theme: Theme) -> None:
    assert QFontInfo(theme.font(CLOCK)).family() == FAMILY
    metrics = QFontMetricsF(theme.font(CLOCK, bold=True))
    assert len({metrics.horizontalAdvance(f"{d}{d}:{d}{d}") for d in range(10)}) == 1


def test_alike_letters_differ(theme: Theme) -> None:
    load_fonts(paths.resources() / "fonts")
    font = theme.font(BODY)
    for one, other in ("1l", "lI", "0O"):
        metrics = QFontMetricsF(font)
        assert metrics.tightBoundingRect(one) != metrics.tightBoundingRect(other)


def test_the_system_palette_follows_the_system(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hints:
        scheme = Qt.ColorScheme.Dark
        contrast = Qt.ContrastPreference.NoPreference

        def colorScheme(self) -> Qt.ColorScheme:
            return self.scheme

        def accessibility(self) -> Hints:
            return self

        def contrastPreference(self) -> Qt.ContrastPreference:
            return self.contrast

    hints = Hints()
    monkeypatch.setattr(QGuiApplication, "styleHints", lambda: hints)
    monkeypatch.setattr(theme_module, "QGuiApplication", QGuiApplication)
    theme.use("system", 1.0)
    assert theme.colours.dark
    hints.scheme = Qt.ColorScheme.Light
    theme._system_changed()
    assert not theme.colours.dark
    hints.contrast = Qt.ContrastPreference.HighContrast
    theme._system_changed()
    assert theme.colours.name == "high-contrast"
    theme.use("dark", 1.0)
    hints.contrast = Qt.ContrastPreference.NoPreference
    theme._system_changed()
    assert theme.colours.name == "dark", "a palette that was chosen stays"
