"""Every palette can be read: the contrast of text and parts, computed as WCAG 2.2 does."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dilc_desktop.settings import PALETTES
from dilc_desktop.ui.theme import Theme

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "resources" / "palettes").glob("*.toml"))
TEXTS = ("ink", "quiet", "accent", "warm", "cool", "soon", "over", "good")
# What alone shows where a field, the focus or the time is.
PARTS = ("accent", "edge", "soon", "over", "quiet")
TEXT, PART = 4.5, 3.0


def colours(file: Path) -> dict[str, str]:
    told = tomllib.loads(file.read_text(encoding="utf-8"))["colours"]
    assert isinstance(told, dict)
    return told


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, from 0 (black) to 1 (white)."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in bytes.fromhex(colour.removeprefix("#")))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ff0000", "#0000ff") == pytest.approx(2.15, abs=0.005)


def too_faint(file: Path, pairs: Iterator[tuple[str, str]], least: float) -> list[str]:
    named = colours(file)
    return [
        f"{front} on {back}: {ratio:.2f}"
        for front, back in pairs
        if (ratio := contrast(named[front], named[back])) < least
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
class TestPalette:
    def test_every_text_can_be_read_on_paper_and_sheet(self, file: Path) -> None:
        pairs = ((text, back) for text in TEXTS for back in ("paper", "sheet"))
        assert too_faint(file, pairs, TEXT) == []

    def test_text_on_an_accent_or_a_tint_can_be_read(self, file: Path) -> None:
        on_tint = [("ink", "tint"), ("accent", "tint"), ("quiet", "tint"), ("over", "tint")]
        assert too_faint(file, iter([("on_accent", "accent"), *on_tint]), TEXT) == []

    def test_fields_the_focus_and_the_time_can_be_seen(self, file: Path) -> None:
        pairs = ((part, back) for part in PARTS for back in ("paper", "sheet"))
        assert too_faint(file, pairs, PART) == []

    def test_what_is_left_of_the_time_stands_out_from_what_is_gone(self, file: Path) -> None:
        pairs = ((part, "track") for part in ("accent", "soon", "over"))
        assert too_faint(file, pairs, PART) == []

    def test_it_names_the_same_roles_as_every_other(self, file: Path) -> None:
        assert colours(file).keys() == colours(FILES[0]).keys()
        assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours(file).values())

    def test_it_bears_its_own_name_and_can_be_chosen(self, file: Path) -> None:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        assert told["name"] == file.stem
        assert file.stem in PALETTES
        light = luminance(told["colours"]["ink"]) > luminance(told["colours"]["paper"])
        assert told["dark"] is light


def test_every_palette_that_can_be_chosen_exists() -> None:
    assert {file.stem for file in FILES} == set(PALETTES) - {"system"}


def test_every_role_that_the_windows_ask_for_is_in_the_palettes() -> None:
    asked = set()
    for file in (ROOT / "dilc_desktop" / "ui").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        asked |= set(re.findall(r"""\bc(?:olours)?\["(\w+)"\]|\bcolour\("(\w+)"\)""", text))
    roles = {one or other for one, other in asked}
    assert len(roles) > 10
    assert roles <= colours(FILES[0]).keys()
    assert colours(FILES[0]).keys() - roles <= {"warm", "cool", "soon", "good"}  # asked by tone


def test_the_inks_of_the_printed_page_can_be_read_on_paper() -> None:
    source = (ROOT / "dilc_desktop" / "reports" / "look.py").read_text(encoding="utf-8")
    inks = dict(re.findall(r"""(\w+) = _ink\("(#[0-9a-f]{6})"\)""", source))
    for name in ("INK", "QUIET", "WARM", "COOL"):
        assert contrast(inks[name], inks["WHITE"]) >= TEXT, name
        assert contrast(inks[name], inks["TINT"]) >= TEXT, name


# Icons

ICON_PLACE = {
    "wear_icon": 2,
    "icon_button": 1,
    "Picture": 1,
    "EntryButton": 1,
    "pixmap": 0,
    "icon": 0,
    "shape": 0,
}
ICON = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def firsts(value: ast.expr) -> Iterator[str]:
    """The icon names in a value: itself, the values of a table, the first part of a pair."""
    match value:
        case ast.Constant(str(name)):
            yield name
        case ast.Dict(_, values):
            for inner in values:
                yield from firsts(inner)
        case ast.Tuple(parts) if parts:
            yield from firsts(parts[0])
        case ast.IfExp(_, one, other):
            yield from firsts(one)
            yield from firsts(other)
        case ast.Subscript(table):
            yield from firsts(table)


def icons_in(tree: ast.AST) -> Iterator[str]:
    """The icons that a source file names."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(ast.Name(name) | ast.Attribute(attr=name), arguments):
                place = ICON_PLACE.get(name)
                if place is not None and len(arguments) > place:
                    yield from firsts(arguments[place])
            case (
                ast.Assign(targets=[target], value=value)
                | ast.AnnAssign(target=target, value=ast.expr() as value)
            ):
                if any(word in ast.unparse(target).lower() for word in ("icon", "arrow", "mark")):
                    yield from firsts(value)


def test_every_icon_that_the_windows_name_exists() -> None:
    shipped = {file.stem for file in (ROOT / "resources" / "icons").glob("*.svg")}
    named = set()
    for file in (ROOT / "dilc_desktop" / "ui").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named |= {icon for icon in icons_in(tree) if ICON.fullmatch(icon)}
    assert len(named) > 30
    assert named - shipped == set()


def test_no_icon_is_shipped_that_nothing_names() -> None:
    code = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "dilc_desktop").rglob("*.py")
    )
    for file in (ROOT / "resources" / "icons").glob("*.svg"):
        assert f'"{file.stem}"' in code or f'"{file.name}"' in code, file.name


@pytest.mark.usefixtures("qapp")
def test_an_icon_follows_the_palette_and_the_text_size() -> None:
    theme = Theme(ROOT / "resources", "light")
    light = theme.pixmap("sun", "warm").toImage()
    theme.use("dark", 1.0)
    dark = theme.pixmap("sun", "warm").toImage()
    assert dark.size() == light.size()
    assert dark != light
    theme.use("dark", 2.0)
    assert theme.pixmap("sun", "warm").width() == 2 * dark.width()
    theme.use("light", 1.0)
    assert theme.pixmap("sun", "warm").toImage() == light


def test_every_icon_takes_the_colour_that_it_is_given() -> None:
    for file in (ROOT / "resources" / "icons").glob("*.svg"):
        if file.stem != "dilc-desktop":  # the program's own sign has its own colours
            text = file.read_text(encoding="utf-8")
            assert 'stroke="currentColor"' in text, file.name
