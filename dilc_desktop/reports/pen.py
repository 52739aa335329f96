"""Drawing on a PDF page, with every mark either tagged for screen readers or told as decoration.

Positions are in points from the page's lower left corner.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference, PDFString
from reportlab.pdfgen.canvas import Canvas

from dilc_desktop.reports.fonts import base_font, can_draw, runs
from dilc_desktop.reports.lines import Line
from dilc_desktop.reports.look import Ink, Style
from dilc_desktop.reports.scripts import has_right_to_left, in_page_order

_HAIRLINE = 0.6
_PROGRAM = "DILC Desktop"


@dataclass(slots=True)
class Mark:
    """One element of the document's structure: a heading, a paragraph or a figure.

    `places` are its pieces: the number of the marked content and the page it lies on.
    """

    tag: str
    alternative: str = ""
    places: list[tuple[int, PDFObjectReference]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """What a PDF says about itself; width and height of its pages in points."""

    title: str
    author: str
    subject: str
    language: str
    printed_at: datetime
    width: float
    height: float


class _TaggedCanvas(Canvas):  # type: ignore[misc]  # ReportLab ships no types
    """A canvas that keeps the structure which ReportLab does not write by itself."""

    def __init__(self, target: io.BytesIO, facts: DocumentFacts) -> None:
        super().__init__(
            target,
            pagesize=(facts.width, facts.height),
            invariant=1,
            pageCompression=1,
            pdfVersion=(1, 7),
            initialFontName=base_font(),
            lang=facts.language,
        )
        self._marks: list[Mark] = []
        self._pages: list[list[Mark]] = []
        self._on_page: list[Mark] = []

    def open_mark(self, mark: Mark) -> None:
        """Begin marked content that belongs to an element."""
        if not mark.places:
            self._marks.append(mark)
        mark.places.append((len(self._on_page), self._doc.thisPageRef()))
        self._code.append(f"/{mark.tag} <</MCID {len(self._on_page)}>> BDC")
        self._on_page.append(mark)

    def open_decoration(self) -> None:
        """Begin content that says nothing to a reader."""
        self._code.append("/Artifact BMC")

    def open_spoken(self, text: str) -> None:
        """Begin content that reads as `text`, whatever its glyphs say."""
        told = ("\ufeff" + text).encode("utf-16-be").hex().upper()
        self._code.append(f"/Span <</ActualText <{told}>>> BDC")

    def close(self) -> None:
        """End what was opened last."""
        self._code.append("EMC")

    def showPage(self) -> None:  # noqa: N802 - ReportLab decides how overridden methods are spelt
        """Finish the page and remember which elements lie on it."""
        self._pages.append(self._on_page)
        self._on_page = []
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents = len(self._pages) - 1
        page.Tabs = PDFName("S")

    def write_structure(self) -> None:
        """Write the tree of elements and the way back from the pages to it."""
        names = {id(mark): f"element{number}" for number, mark in enumerate(self._marks)}
        references = {key: PDFObjectReference(name) for key, name in names.items()}
        top = PDFObjectReference("document")
        for mark in self._marks:
            self._doc.Reference(self._element(mark, top), names[id(mark)])
        document = PDFDictionary(
            {
                "Type": PDFName("StructElem"),
                "S": PDFName("Document"),
                "P": PDFObjectReference("structure"),
                "K": PDFArray(list(references.values())),
            }
        )
        self._doc.Reference(document, "document")
        pages: list[object] = []
        for number, marks in enumerate(self._pages):
            pages += [number, PDFArray([references[id(mark)] for mark in marks])]
        root = PDFDictionary(
            {
                "Type": PDFName("StructTreeRoot"),
                "K": PDFArray([top]),
                "ParentTree": PDFDictionary({"Nums": PDFArray(pages)}),
                "ParentTreeNextKey": len(self._pages),
            }
        )
        self._doc.Reference(root, "structure")
        self._doc.Catalog.StructTreeRoot = PDFObjectReference("structure")
        self._doc.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    @staticmethod
    def _element(mark: Mark, parent: PDFObjectReference) -> PDFDictionary:
        kids = [
            PDFDictionary({"Type": PDFName("MCR"), "Pg": page, "MCID": number})
            for number, page in mark.places
        ]
        element = PDFDictionary(
            {
                "Type": PDFName("StructElem"),
                "S": PDFName(mark.tag),
                "P": parent,
                "K": PDFArray(kids),
            }
        )
        if mark.alternative:
            element["Alt"] = PDFString(mark.alternative)
        return element


class Pen:
    """Everything that the page's blocks draw with."""

    def __init__(self, facts: DocumentFacts) -> None:
        self._target = io.BytesIO()
        self._canvas = _TaggedCanvas(self._target, facts)
        self._canvas.setTitle(facts.title)
        self._canvas.setAuthor(facts.author)
        self._canvas.setSubject(facts.subject)
        self._canvas.setCreator(_PROGRAM)
        self._canvas.setProducer(_PROGRAM)
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        stamp = _pdf_date(facts.printed_at)
        self._canvas.setDateFormatter(lambda *_: stamp)

    @contextmanager
    def tagged(self, mark: Mark) -> Iterator[None]:
        """What is drawn inside belongs to an element of the structure."""
        self._canvas.open_mark(mark)
        yield
        self._canvas.close()

    @contextmanager
    def decoration(self) -> Iterator[None]:
        """What is drawn inside says nothing to a screen reader."""
        self._canvas.open_decoration()
        yield
        self._canvas.close()

    def line(
        self, line: Line, style: Style, x: float, baseline: float, *, goes_on: bool = False
    ) -> None:
        """Draw one line of text with its left end at `x`.

        Where the words go on in another line a space ends it, so that nobody hears two as one.
        """
        drawn = in_page_order(line.shaped, right_to_left=line.right_to_left)
        if goes_on and not line.right_to_left:
            drawn += " "
        spoken = _needs_words(drawn, style)
        if spoken:
            self._canvas.open_spoken(drawn)
        text = self._canvas.beginText(x, baseline)
        text.setFillColorRGB(style.ink.red, style.ink.green, style.ink.blue)
        for run in runs(drawn, style.face):
            text.setFont(run.font, style.size)
            text.textOut(run.text)
        self._canvas.drawText(text)
        if spoken:
            self._canvas.close()

    def rule(
        self, start: tuple[float, float], end: tuple[float, float], ink: Ink, dash: float = 0
    ) -> None:
        """Draw a hairline, dashed in lengths of `dash` points where that is not 0."""
        self._canvas.saveState()
        self._canvas.setStrokeColorRGB(ink.red, ink.green, ink.blue)
        self._canvas.setLineWidth(_HAIRLINE)
        if dash:
            self._canvas.setDash(dash, dash)
        self._canvas.line(*start, *end)
        self._canvas.restoreState()

    def box(self, x: float, y: float, width: float, height: float, fill: Ink, edge: Ink) -> None:
        """Draw a framed box with its lower left corner at x, y."""
        self._colours(fill, edge)
        self._canvas.rect(x, y, width, height, stroke=1, fill=1)

    def hatch(self, x: float, y: float, width: float, height: float, ink: Ink) -> None:
        """Draw slanted lines over a box."""
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
        self._colours(fill, edge)
        self._canvas.circle(x, y, radius, stroke=1, fill=1)

    def _colours(self, fill: Ink, edge: Ink) -> None:
        self._canvas.setFillColorRGB(fill.red, fill.green, fill.blue)
        self._canvas.setStrokeColorRGB(edge.red, edge.green, edge.blue)
        self._canvas.setLineWidth(_HAIRLINE)

    def end_page(self) -> None:
        """Finish this page."""
        self._canvas.showPage()

    def finished(self) -> bytes:
        """The whole document."""
        self._canvas.write_structure()
        self._canvas.save()
        return self._target.getvalue()


def _needs_words(drawn: str, style: Style) -> bool:
    """Whether a line must carry its text beside its glyphs, so that it can be read out and copied.

    ReportLab tells the text of a glyph only up to U+FFFF, and an empty box tells none. Lines that
    run from right to left go without: readers bring glyphs back into reading order by themselves.
    """
    if has_right_to_left(drawn):
        return False
    return any(ord(c) > 0xFFFF or not can_draw(c, style.face) for c in drawn)


def _pdf_date(moment: datetime) -> str:
    """A time as PDF writes it, with its distance from UTC."""
    zone = moment.strftime("%z") or "+0000"
    return f"D:{moment:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'"
