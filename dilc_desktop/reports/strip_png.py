"""The time strip as a PNG, ink on white, for files that hold pictures of dots only."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from dilc_desktop.paths import resources
from dilc_desktop.reports.look import INK, QUIET, TINT, WHITE, Ink
from dilc_desktop.reports.strip_picture import WIDTH, Box, Hatch, Picture, Rule, Shape

_DOTS = 3
_TEXT = 12
_DASH = 2
_HATCHING = 4


def png_of(picture: Picture) -> bytes:
    """Draw a picture with three dots a pixel; equal pictures give equal bytes."""
    size = round(WIDTH * _DOTS), round(picture.height * _DOTS)
    image = Image.new("RGB", size, _colour(WHITE))
    draw = ImageDraw.Draw(image)
    for shape in picture.shapes:
        _draw(draw, shape)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@cache
def _font(*, strong: bool) -> ImageFont.FreeTypeFont:
    face = "SemiBold" if strong else "Regular"
    file = resources() / "fonts" / f"IBMPlexSans-{face}.ttf"
    return ImageFont.truetype(str(file), _TEXT * _DOTS, layout_engine=ImageFont.Layout.BASIC)


def _colour(ink: Ink) -> tuple[int, int, int]:
    return round(ink.red * 255), round(ink.green * 255), round(ink.blue * 255)


def _draw(draw: ImageDraw.ImageDraw, shape: Shape) -> None:
    if isinstance(shape, Box):
        edge = _colour(INK) if shape.edged else None
        fill = _colour(TINT if shape.filled else WHITE)
        draw.rectangle(_corners(shape), fill=fill, outline=edge, width=_DOTS)
    elif isinstance(shape, Hatch):
        _hatch(draw, shape)
    elif isinstance(shape, Rule):
        _rule(draw, shape)
    else:
        place = shape.x * _DOTS, shape.y * _DOTS
        anchor = "ms" if shape.centred else "ls"
        ink = _colour(QUIET if shape.quiet else INK)
        draw.text(place, shape.text, fill=ink, font=_font(strong=shape.strong), anchor=anchor)


def _corners(shape: Box | Hatch) -> tuple[float, float, float, float]:
    """The upper left and the lower right corner, in dots."""
    left, top = shape.x * _DOTS, shape.y * _DOTS
    return left, top, left + shape.width * _DOTS, top + shape.height * _DOTS


def _hatch(draw: ImageDraw.ImageDraw, shape: Hatch) -> None:
    """Slanted lines that end at the box's edges."""
    left, top, right, foot = _corners(shape)
    high = foot - top
    slant = left - high
    while slant < right:
        begin, end = max(slant, left), min(slant + high, right)
        if begin < end:
            ends = (begin, foot - (begin - slant)), (end, foot - (end - slant))
            draw.line(ends, fill=_colour(INK), width=2)
        slant += _HATCHING * _DOTS


def _rule(draw: ImageDraw.ImageDraw, shape: Rule) -> None:
    """A line, in dashes from the top down where it is dashed."""
    x1, y1, x2, y2 = (at * _DOTS for at in (shape.x1, shape.y1, shape.x2, shape.y2))
    if not shape.dashed:
        draw.line(((x1, y1), (x2, y2)), fill=_colour(INK), width=_DOTS)
        return
    at = y1
    while at < y2:
        draw.line(((x1, at), (x2, min(at + _DASH * _DOTS, y2))), fill=_colour(INK), width=_DOTS)
        at += 2 * _DASH * _DOTS
