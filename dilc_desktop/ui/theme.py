"""Colours, type and spacing: widgets ask for roles, never for colours or pixels."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, QTemporaryDir, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleFactory

from dilc_desktop.ui.stylesheet import TEXT_SIZES, stylesheet

FAMILY = "IBM Plex Sans"
SMALL, BODY, LEAD, DISPLAY = (TEXT_SIZES[name] for name in ("small", "body", "lead", "display"))
CLOCK = 72
ICON_PX = 18


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette: its name, whether it is light on dark, and the colour of each role."""

    name: str
    dark: bool
    roles: dict[str, str]

    def __getitem__(self, role: str) -> str:
        return self.roles[role]


def read_colours(file: Path) -> Colours:
    """Read a palette file."""
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return Colours(name=found["name"], dark=found["dark"], roles=found["colours"])


def load_fonts(folder: Path, pattern: str = "*.ttf") -> None:
    """Make the program's own fonts available to Qt."""
    for file in sorted(folder.glob(pattern)):
        QFontDatabase.addApplicationFont(str(file))


class Theme(QObject):
    """The palette and text size in use; `changed` tells painters to paint again."""

    changed = Signal()

    def __init__(self, resources: Path, palette: str = "system", text_scale: float = 1.0) -> None:
        super().__init__()
        self._resources = resources
        self._shapes = QTemporaryDir()
        self._svgs: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, str, str, int, int], QPixmap] = {}
        self.palette = palette
        self.text_scale = text_scale
        self.colours = read_colours(resources / "palettes" / f"{self._resolved(palette)}.toml")

    def use(self, palette: str, text_scale: float) -> None:
        """Change the palette ("system" follows the system) and the text size, at once."""
        self.palette = palette
        self.text_scale = text_scale
        file = self._resources / "palettes" / f"{self._resolved(palette)}.toml"
        self.colours = read_colours(file)
        self.apply()

    def apply(self) -> None:
        """Dress the running application."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(self.font(BODY))
        app.setPalette(self._qt_palette())
        app.setStyleSheet(stylesheet(self.colours.roles, self.px, self._shape))
        self.changed.emit()

    def follow_system(self) -> None:
        """Take up the system's colour scheme and contrast when they change."""
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)

    def _system_changed(self) -> None:
        if self.palette == "system":
            self.use("system", self.text_scale)

    def _resolved(self, palette: str) -> str:
        if palette != "system":
            return palette
        hints = QGuiApplication.styleHints()
        if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
            return "high-contrast"
        return "dark" if hints.colorScheme() is Qt.ColorScheme.Dark else "light"

    def px(self, length: float) -> int:
        """A length of the design, in pixels at the present text size."""
        return round(length * self.text_scale)

    def colour(self, role: str) -> QColor:
        """The colour of a role."""
        return QColor(self.colours[role])

    def font(self, size: int, *, bold: bool = False) -> QFont:
        """The program's face at a size of the type scale, with figures of one width."""
        font = QFont(FAMILY)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def pixmap(self, name: str, role: str = "ink", size: int = ICON_PX, gap: int = 0) -> QPixmap:
        """A stroke icon in the colour of a role, with an empty gap at its right."""
        side = self.px(size)
        key = (self.colours.name, name, role, side, gap)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._drawn(name, role, side, self.px(gap))
        return self._pixmaps[key]

    def _drawn(self, name: str, role: str, side: int, gap: int) -> QPixmap:
        ratio = 2
        picture = QPixmap(QSize((side + gap) * ratio, side * ratio))
        picture.fill(Qt.GlobalColor.transparent)
        svg = self._svg(name).replace("currentColor", self.colours[role])
        painter = QPainter(picture)
        area = QRectF(0, 0, side * ratio, side * ratio)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, area)
        painter.end()
        picture.setDevicePixelRatio(ratio)
        return picture

    def icon(self, name: str, role: str = "ink", gap: int = 0) -> QIcon:
        """A stroke icon for a button; Qt leaves little room before the words, `gap` adds some."""
        return QIcon(self.pixmap(name, role, gap=gap))

    def _svg(self, name: str) -> str:
        if name not in self._svgs:
            file = self._resources / "icons" / f"{name}.svg"
            self._svgs[name] = file.read_text(encoding="utf-8")
        return self._svgs[name]

    def _shape(self, name: str, role: str) -> str:
        """Write a recoloured icon where a style sheet can name it."""
        file = Path(self._shapes.path()) / f"{name}-{self.colours.name}-{role}.svg"
        if not file.exists():
            svg = self._svg(name).replace("currentColor", self.colours[role])
            file.write_text(svg, encoding="utf-8")
        return file.as_posix()

    def _qt_palette(self) -> QPalette:
        roles = QPalette.ColorRole
        palette = QPalette()
        for role, name in {
            roles.Window: "paper",
            roles.WindowText: "ink",
            roles.Base: "sheet",
            roles.AlternateBase: "paper",
            roles.Text: "ink",
            roles.Button: "sheet",
            roles.ButtonText: "ink",
            roles.BrightText: "over",
            roles.ToolTipBase: "sheet",
            roles.ToolTipText: "ink",
            roles.PlaceholderText: "quiet",
            roles.Highlight: "accent",
            roles.HighlightedText: "on_accent",
            roles.Link: "accent",
            roles.LinkVisited: "accent",
            roles.Light: "sheet",
            roles.Midlight: "line",
            roles.Mid: "line",
            roles.Dark: "edge",
            roles.Shadow: "edge",
            roles.Accent: "accent",
        }.items():
            palette.setColor(role, self.colour(name))
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("quiet"))
        return palette
