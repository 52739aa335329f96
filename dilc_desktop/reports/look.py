"""The look of the printed page: the screen's tokens and type scale, as ink on white.

Sizes are the screen's pixels at three quarters of a point each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dilc_desktop.reports.fonts import Face


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour, as red, green and blue from 0 to 1."""

    red: float
    green: float
    blue: float


def _ink(code: str) -> Ink:
    return Ink(*(int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)))


INK = _ink("#1b1f24")
QUIET = _ink("#5a616b")
LINE = _ink("#d9d6ce")
WARM = _ink("#8a4b08")
COOL = _ink("#2a6478")
TINT = _ink("#e9e6df")
WHITE = _ink("#ffffff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a text is set; `size` and `leading` are in points."""

    face: Face = Face.REGULAR
    size: float
    leading: float
    ink: Ink = INK


def _style(size: float, height: float, face: Face = Face.REGULAR, ink: Ink = INK) -> Style:
    return Style(face=face, size=size, leading=round(size * height, 2), ink=ink)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """All styles of a page and the white between its blocks, in points.

    `question` is for a short, a long and a very long framing question; `note_ink` is as small
    as a note but in ink.
    """

    title: Style
    section: Style
    question: tuple[Style, Style, Style]
    restated: Style
    body: Style
    strong: Style
    group: Style
    warm: Style
    cool: Style
    speaker: Style
    label: Style
    note: Style
    note_ink: Style
    between: float
    between_rows: float
    between_groups: float
    between_sections: float


def _setting(body: float, small: float, height: float, white: float) -> Setting:
    """A page's setting from the sizes of its text and how much white it has, 1 being the most."""
    text = _style(body, height)
    group = replace(text, face=Face.SEMIBOLD)
    beside = Style(size=small, leading=text.leading, ink=QUIET)
    roomy = white == 1
    return Setting(
        title=_style(16.5, 1.25, Face.SEMIBOLD),
        section=_style(13.5 if roomy else 12, 1.25, Face.SEMIBOLD),
        question=(
            _style(21 if roomy else 16.5, 1.28),
            _style(18 if roomy else 15, 1.3),
            _style(13.5, 1.35),
        ),
        restated=_style(13.5 if roomy else 12, 1.35),
        body=text,
        strong=group,
        group=group,
        warm=replace(group, ink=WARM),
        cool=replace(group, ink=COOL),
        speaker=beside,
        label=replace(beside, face=Face.SEMIBOLD),
        note=_style(small, 1.36, ink=QUIET),
        note_ink=_style(small, 1.36),
        between=3.5 * white,
        between_rows=6 * white,
        between_groups=8 * white,
        between_sections=15 * white,
    )


LARGE = _setting(11.25, 9.5, 1.36, 1)
ROOMY = _setting(10.5, 9, 1.36, 1)
CLOSE = _setting(9.75, 8.25, 1.3, 0.5)
CLOSEST = _setting(9.25, 8, 1.3, 0.5)
STRIP_NUMBER = _style(7.5, 1.36, Face.SEMIBOLD)
STRIP_LABEL = _style(8.25, 1.36, Face.SEMIBOLD, QUIET)
FINE = _style(7.5, 1.36, ink=QUIET)
LETTERHEAD = _style(9, 1.3, Face.SEMIBOLD, QUIET)
