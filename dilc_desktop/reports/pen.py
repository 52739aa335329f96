"""Drawing on a PDF page, with every mark either tagged for screen readers or told as decoration.

Positions are in points from the page's lower left corner.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import category

from reportlab.lib.rl_accel import fp_str
from reportlab.lib.utils import ImageReader

from dilc_desktop.reports.fonts import (
    SIGN_EDGE,
    SIGN_SIZE,
    SIGN_WHITE,
    Run,
    base_font,
    can_draw,
    runs,
)
from dilc_desktop.reports.languages import language_of, passages
from dilc_desktop.reports.lines import Line
from dilc_desktop.reports.look import Ink, Style
from dilc_desktop.reports.scripts import (
    drawable,
    has_right_to_left,
    in_page_order,
    is_turned,
    must_be_formed,
)
from dilc_desktop.reports.tagged_pdf import Artifact, DocumentFacts, Element, TaggedCanvas

if TYPE_CHECKING:
    from PIL.Image import Image
    from reportlab.pdfgen.textobject import PDFTextObject

__all__ = ["Artifact", "DocumentFacts", "Element", "Pen"]

_HAIRLINE = 0.6
_PROGRAM = "DILC Desktop"
_THOUSAND = 1000
_SIGN_LINE = 0.4
_SIGN_FOOT = 0.08
_SIGN_HEIGHT = 0.8
_SIGN_ROW = 0.38
_ABOVE = 0.8
_BELOW = 0.25

# A character in a font, and where it stands.
Placed = tuple[str, str, tuple[float, float]]


class Pen:
    """Everything that the page's blocks draw with."""

    def __init__(self, facts: DocumentFacts) -> None:
        self._target = io.BytesIO()
        self._canvas = TaggedCanvas(self._target, facts, font=base_font(), program=_PROGRAM)
        self._language = facts.language
        self._figure: Element | None = None
        self._plain = 0
        self._unprinted: dict[str, None] = {}

    @property
    def unprinted(self) -> tuple[str, ...]:
        """The characters that no font has, in the order in which they were first drawn."""
        return tuple(self._unprinted)

    @contextmanager
    def tagged(self, element: Element, *, top: float | None = None) -> Iterator[None]:
        """What is drawn inside belongs to an element of the structure.

        A heading with a title is bookmarked at `top`. A figure's box is what is drawn inside.
        """
        outer = self._figure
        if element.tag == "Figure":
            self._figure = element
        with self._canvas.content(element, top=top):
            yield
        self._figure = outer

    @contextmanager
    def within(self, element: Element) -> Iterator[None]:
        """Elements that are first drawn inside become its kids, such as the rows of a table."""
        with self._canvas.within(element):
            yield

    @contextmanager
    def decoration(self, kind: Artifact = Artifact.LAYOUT) -> Iterator[None]:
        """What is drawn inside says nothing to a screen reader."""
        self._plain += 1
        with self._canvas.artifact(kind):
            yield
        self._plain -= 1

    def link(
        self, element: Element, address: str, line: Line, style: Style, place: tuple[float, float]
    ) -> None:
        """Make a line lead to an address; `place` is where its left end and baseline are."""
        x, baseline = place
        foot, top = baseline - _BELOW * style.size, baseline + _ABOVE * style.size
        self._canvas.link(element, address, (x, foot, x + line.width, top))

    def line(
        self, line: Line, style: Style, x: float, baseline: float, *, goes_on: bool = False
    ) -> None:
        """Draw one line of text with its left end at `x`.

        Where the words go on in another line a space ends it, so that nobody hears two as one.
        """
        size = style.size
        self._reach(x, baseline - _BELOW * size, x + line.width, baseline + _ABOVE * size)
        after = " " if goes_on else ""
        if has_right_to_left(line.plain):
            drawn = in_page_order(line.plain, right_to_left=line.right_to_left)
            if not line.right_to_left:
                drawn += after
            # Copied text goes without: readers bring glyphs back into reading order by themselves.
            element = Element(
                "Span",
                spoken=_sayable(line.plain) + after,
                language=language_of(line.plain, self._language),
            )
            with self._spoken(element):
                self._draw(drawn, style, (x, baseline), signs_tell=True)
            return
        for language, words in passages(line.plain + after, self._language):
            drawn = drawable(words)
            differs = drawn != words or must_be_formed(drawn) or _is_hard_to_copy(drawn, style)
            spoken = _sayable(words) if differs else ""
            if not drawn:
                continue
            span = Element("Span", spoken=spoken, language=language)
            with self._spoken(span), self._copied(spoken):
                x = self._draw(drawn, style, (x, baseline))

    def _draw(
        self, drawn: str, style: Style, place: tuple[float, float], *, signs_tell: bool = False
    ) -> float:
        """Draw characters as they come, and return where they end.

        Where `signs_tell` the sign for what no font has is copied as the character it stands for.
        """
        x, baseline = place
        text = self._text(x, baseline, style)
        marks: list[Placed] = []
        for run in runs(drawn, style.face):
            if run.missing:
                self._canvas.drawText(text)
                self._unprinted[run.missing] = None
                with self._copied(run.missing if signs_tell else ""):
                    self._draw_sign(run, style, x, baseline)
                text = self._text(x + run.width() * style.size / _THOUSAND, baseline, style)
            elif run.glyphs:
                text.setFont(run.font, style.size)
                marks += self._draw_glyphs(text, run, style.size, (x, baseline))
            else:
                text.setFont(run.font, style.size)
                text.textOut(run.text)
                x = float(text.getX())
                continue
            x += run.width() * style.size / _THOUSAND
        self._canvas.drawText(text)
        if marks:
            self._draw_marks(marks, style, *place)
        return x

    def _text(self, x: float, baseline: float, style: Style) -> PDFTextObject:
        text = self._canvas.beginText(x, baseline)
        text._code.append(_filled(style.ink))  # noqa: SLF001 - ReportLab spells the numbers anew
        return text

    def _draw_glyphs(
        self, text: PDFTextObject, run: Run, size: float, place: tuple[float, float]
    ) -> tuple[Placed, ...]:
        """Draw each glyph where the shaper put it, and go on behind the last.

        Returns the marks of words from right to left, which are still to be drawn: between the
        letters, readers would take the words apart at them.
        """
        x, baseline = place
        turned = is_turned("".join(glyph.text for glyph in run.glyphs))
        moved, held = False, ""
        marks: list[Placed] = []
        for character, glyph in zip(run.text, run.glyphs, strict=True):
            at = x + glyph.right * size / _THOUSAND, baseline + glyph.up * size / _THOUSAND
            x += glyph.advance * size / _THOUSAND
            if turned and not glyph.advance:
                marks.append((run.font, character, at))
                continue
            if moved or glyph.is_moved:
                text.textOut(held)
                text.setTextOrigin(*at)
                held = ""
            held += character
            moved = glyph.is_moved
        text.textOut(held)
        if moved:
            text.setTextOrigin(x, baseline)
        return tuple(marks)

    def _draw_marks(self, marks: list[Placed], style: Style, x: float, baseline: float) -> None:
        """Draw the marks of a line; the letters under them are read as both."""
        text = self._text(x, baseline, style)
        for font, character, place in marks:
            text.setFont(font, style.size)
            text.setTextOrigin(*place)
            text.textOut(character)
        with self._canvas.copied_as(""):
            self._canvas.drawText(text)

    def _draw_sign(self, run: Run, style: Style, x: float, baseline: float) -> None:
        """Draw a small frame with the two rows of digits of a character that no font has."""
        size, ink = style.size, style.ink
        small = size * SIGN_SIZE
        self._canvas.saveState()
        self._canvas.setStrokeColorRGB(ink.red, ink.green, ink.blue)
        self._canvas.setLineWidth(_SIGN_LINE)
        white = SIGN_WHITE * size
        across = run.width() * size / _THOUSAND - 2 * white
        self._canvas.rect(x + white, baseline - _SIGN_FOOT * size, across, _SIGN_HEIGHT * size)
        self._canvas.restoreState()
        left = x + (SIGN_WHITE + SIGN_EDGE) * size
        text = self._text(left, baseline, style)
        text.setFont(run.font, small)
        for digits, rise in zip(run.text.split(), (_SIGN_ROW, 0.0), strict=True):
            text.setTextOrigin(left, baseline + rise * size)
            text.textOut(digits)
        self._canvas.drawText(text)

    @contextmanager
    def _spoken(self, span: Element) -> Iterator[None]:
        """A passage that must be told how it reads; a figure has words of its own for all of it."""
        needed = (span.spoken or span.language) and self._figure is None and not self._plain
        with self._canvas.content(span) if needed else nullcontext():
            yield

    @contextmanager
    def _copied(self, spoken: str) -> Iterator[None]:
        with self._canvas.copied_as(spoken) if spoken else nullcontext():
            yield

    def rule(
        self, start: tuple[float, float], end: tuple[float, float], ink: Ink, dash: float = 0
    ) -> None:
        """Draw a hairline, dashed in lengths of `dash` points where that is not 0."""
        self._reach(*start, *end)
        self._canvas.saveState()
        self._canvas.setStrokeColorRGB(ink.red, ink.green, ink.blue)
        self._canvas.setLineWidth(_HAIRLINE)
        if dash:
            self._canvas.setDash(dash, dash)
        self._canvas.line(*start, *end)
        self._canvas.restoreState()

    def box(self, x: float, y: float, width: float, height: float, fill: Ink, edge: Ink) -> None:
        """Draw a framed box with its lower left corner at x, y."""
        self._reach(x, y, x + width, y + height)
        self._colours(fill, edge)
        self._canvas.rect(x, y, width, height, stroke=1, fill=1)

    def hatch(self, x: float, y: float, width: float, height: float, ink: Ink) -> None:
        """Draw slanted lines over a box."""
        self._reach(x, y, x + width, y + height)
        self._canvas.saveState()
        outline = self._canvas.beginPath()
        outline.rect(x, y, width, height)
        self._canvas.clipPath(outline, stroke=0, fill=0)
        self._colours(ink, ink)
        slant = x - height
        while slant < x + width:
            self._canvas.line(slant, y, slant + height, y + height)
            slant += 3
        self._canvas.restoreState()

    def disc(self, x: float, y: float, radius: float, fill: Ink, edge: Ink) -> None:
        """Draw a disc, a ring where `fill` is the paper's white."""
        self._reach(x - radius, y - radius, x + radius, y + radius)
        self._colours(fill, edge)
        self._canvas.circle(x, y, radius, stroke=1, fill=1)

    def picture(self, image: Image, x: float, y: float, width: float, height: float) -> None:
        """Draw a picture with its lower left corner at x, y."""
        self._reach(x, y, x + width, y + height)
        self._canvas.drawImage(ImageReader(image), x, y, width, height, mask="auto")

    def _colours(self, fill: Ink, edge: Ink) -> None:
        self._canvas.setFillColorRGB(fill.red, fill.green, fill.blue)
        self._canvas.setStrokeColorRGB(edge.red, edge.green, edge.blue)
        self._canvas.setLineWidth(_HAIRLINE)

    def _reach(self, left: float, foot: float, right: float, top: float) -> None:
        """Make the box of the figure that is drawn reach around a mark."""
        if self._figure is None:
            return
        drawn = (left, foot, right, top) if self._figure.box is None else self._figure.box
        self._figure.box = (
            min(left, right, drawn[0]),
            min(foot, top, drawn[1]),
            max(left, right, drawn[2]),
            max(foot, top, drawn[3]),
        )

    def end_page(self) -> None:
        """Finish this page."""
        self._canvas.showPage()

    def finished(self) -> bytes:
        """The whole document."""
        self._canvas.save()
        return self._target.getvalue()


@cache
def _filled(ink: Ink) -> str:
    """The operator that fills with an ink; every line of text needs it."""
    return f"{fp_str(ink.red, ink.green, ink.blue)} rg"


def _sayable(text: str) -> str:
    """A text without controls, which no voice says."""
    return "".join(c for c in text if category(c) != "Cc")


def _is_hard_to_copy(drawn: str, style: Style) -> bool:
    """Whether glyphs do not tell their text: older readers know them only up to U+FFFF."""
    if drawn.isascii():
        return False
    return any(ord(c) > 0xFFFF or not can_draw(c, style.face) for c in drawn)
