"""PDF/UA on ReportLab: a canvas whose every mark is tagged for screen readers or an artifact.

This module knows ReportLab and nothing of this program; another project can take it as it is. An
`Element` is a node of the document's structure (H1 to H3, P, L, LI, Table, TR, TH, TD, Figure,
Link, Span and so on). `TaggedCanvas` keeps the tree while it is drawn, and `save` writes it with
all that PDF/UA-1 asks of the file around it. An element may go on after a page break: what is
drawn under it again belongs to it still, so that the tree is in reading order whatever the order
of drawing was. Text is drawn with a `ReadableFont`, which is embedded and tells its characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from reportlab.pdfbase.pdfdoc import (
    XMP,
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObject,
    PDFObjectReference,
    PDFString,
)
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_CHARACTER = re.compile(r"<([0-9A-F]{2})> <([0-9A-F]{4,6})>\n")
_CHARACTERS = re.compile(r"\d+ beginbfchar\n(.*?)endbfchar\n", re.DOTALL)
_MOST_IN_A_BLOCK = 100
_HEADING = re.compile(r"H([1-6])")
_PRINTED = 4
# Planes 15 and 16: no font draws what anybody writes with these.
PRIVATE_USE = 0xF0000

Box = tuple[float, float, float, float]


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


@dataclass(frozen=True, slots=True)
class _Piece:
    """Marked content of an element: its number on a page."""

    number: int
    page: PDFObjectReference


@dataclass(frozen=True, slots=True)
class _Target:
    """An annotation of an element, and its page."""

    annotation: PDFObjectReference
    page: PDFObjectReference


@dataclass(eq=False, slots=True)
class Element:
    """One node of the document's structure; it takes its place where it is first used.

    Without a tag it only holds its kids together in the reading order and is not written.
    `alternative` describes a figure, `spoken` is what the drawn glyphs say, `language` is a code
    where it is not the document's own, `scope` (Column or Row) belongs to a TH, `numbering` to an
    L, `title` to a heading (its bookmark), and `box` (left, foot, right, top) to a Figure.
    """

    tag: str = ""
    alternative: str = ""
    spoken: str = ""
    language: str = ""
    scope: str = ""
    numbering: str = ""
    title: str = ""
    box: Box | None = None
    placed: bool = field(default=False, init=False)
    parts: list[Element | _Piece | _Target] = field(default_factory=list, init=False)

    def kids(self) -> Iterator[Element | _Piece | _Target]:
        """What belongs to it, in reading order."""
        for kid in self.parts:
            if isinstance(kid, Element) and not kid.tag:
                yield from kid.kids()
            else:
                yield kid


class _Node(PDFObject):  # type: ignore[misc]  # ReportLab ships no types
    """An element as it is written: a document has thousands, and a dictionary takes its time."""

    def __init__(
        self,
        tag: str,
        parent: PDFObjectReference,
        page: PDFObjectReference | None,
        kids: Sequence[int | PDFObject],
    ) -> None:
        self._start = f"/Type /StructElem /S /{tag}".encode()
        self._parent, self._page, self._kids = parent, page, kids
        self.entries: dict[str, PDFObject] = {}

    def format(self, document: Any) -> bytes:
        """The element as bytes."""
        parts = [self._start, b"/P", self._parent.format(document)]
        if self._page is not None:
            parts += [b"/Pg", self._page.format(document)]
        kids = [b"%d" % k if isinstance(k, int) else k.format(document) for k in self._kids]
        if kids:
            parts += [b"/K", kids[0] if len(kids) == 1 else b"[ %b ]" % b" ".join(kids)]
        for key, value in self.entries.items():
            parts += [b"/" + key.encode(), value.format(document)]
        return b"<< %b >>" % b" ".join(parts)


class Artifact(StrEnum):
    """What a screen reader passes over."""

    LAYOUT = "/Type /Layout"
    HEADER = "/Type /Pagination /Subtype /Header"
    FOOTER = "/Type /Pagination /Subtype /Footer"
    REPEATED = "/Type /Pagination"


class ReadableFont(TTFont):  # type: ignore[misc]  # ReportLab ships no types
    """A font whose characters can be read and copied out of the page again, emoji too.

    ReportLab writes the code of a character beyond 16 bits as one number, where a page needs
    UTF-16, all characters in one block, where a page may have a hundred, and a character for
    glyphs that have none, which PDF/UA forbids.
    """

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name, filename)
        self._codes = count(PRIVATE_USE)
        self._private: dict[tuple[int, str], int] = {}
        self._read_as: dict[int, str] = {}

    def character_of(self, glyph: int, width: float, text: str) -> str:
        """A character that draws a glyph (by its number) and is read and copied as `text`.

        `width` is the glyph's own, in thousandths of the type size. Where the font draws this
        character, or these letters in one, by this glyph it is that one, else a private one.
        """
        face = self.face
        if len(text) == 1 and face.charToGlyph.get(ord(text)) == glyph:
            return text
        if len(text) > 1 and text.isalpha() and glyph in face.glyphToChar:
            return chr(face.glyphToChar[glyph][0])
        code = self._private.get((glyph, text))
        if code is None:
            code = self._private[glyph, text] = next(self._codes)
            self._read_as[code] = text
            face.charToGlyph[code] = glyph
            face.charWidths[code] = width
        return chr(code)

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - ReportLab's own name
        """Write the font, with a table of characters that readers understand."""
        before = set(doc.idToObject)
        super().addObjects(doc)
        for name, part in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:") and name not in before:
                part.content = _CHARACTERS.sub(self._readable, part.content)

    def _readable(self, table: re.Match[str]) -> str:
        """The table of characters, in blocks and without those that do not exist."""
        told = [
            f"<{code}> <{self._text_of(int(number, 16)).encode('utf-16-be').hex().upper()}>\n"
            for code, number in _CHARACTER.findall(table[1])
            if int(number, 16)
        ]
        blocks = (told[at : at + _MOST_IN_A_BLOCK] for at in range(0, len(told), _MOST_IN_A_BLOCK))
        return "".join(f"{len(b)} beginbfchar\n{''.join(b)}endbfchar\n" for b in blocks)

    def _text_of(self, code: int) -> str:
        return self._read_as.get(code) or chr(code)


class TaggedCanvas(Canvas):  # type: ignore[misc]  # ReportLab ships no types
    """A canvas that keeps the structure which ReportLab does not write by itself."""

    def __init__(self, target: BinaryIO, facts: DocumentFacts, *, font: str, program: str) -> None:
        super().__init__(
            target,
            pagesize=(facts.width, facts.height),
            invariant=1,
            pageCompression=1,
            pdfVersion=(1, 7),
            initialFontName=font,
            lang=facts.language,
        )
        self._facts = facts
        self._program = program
        self._root = Element("Document")
        self._stack: list[tuple[Element, bool]] = []
        self._artifacts = 0
        self._on_page: list[Element] = []
        self._parents: list[list[Element] | Element] = []
        self._bookmarks: dict[Element, str] = {}
        self._names: dict[Element, str] = {}
        self.setTitle(_holdable(facts.title))
        self.setAuthor(_holdable(facts.author))
        self.setSubject(_holdable(facts.subject))
        self.setCreator(program)
        self.setProducer(program)
        self.setViewerPreference("DisplayDocTitle", "true")
        stamp = _pdf_date(facts.printed_at)
        self.setDateFormatter(lambda *_: stamp)

    @contextmanager
    def within(self, element: Element) -> Iterator[None]:
        """Elements that are first used inside become kids of this one."""
        if self._artifacts:
            yield
            return
        self._place(element)
        self._stack.append((element, False))
        yield
        self._stack.pop()

    @contextmanager
    def content(
        self, element: Element, *, spoken: str = "", top: float | None = None
    ) -> Iterator[None]:
        """What is drawn inside is marked content of an element.

        `spoken` is what it gives when it is copied. A heading with a title is bookmarked at `top`.
        Inside other content that one pauses; inside an artifact nothing is tagged.
        """
        if self._artifacts:
            yield
            return
        outer = self._stack[-1][0] if self._stack and self._stack[-1][1] else None
        self._place(element)
        if outer is not None:
            self._end(outer)
        if element.title and element not in self._bookmarks:
            self._bookmarks[element] = f"heading{len(self._bookmarks)}"
            self.bookmarkPage(self._bookmarks[element], fit="XYZ", left=0, top=top)
        self._begin(element, spoken)
        self._stack.append((element, True))
        yield
        self._stack.pop()
        self._end(element)
        if outer is not None:
            self._begin(outer)

    @contextmanager
    def artifact(self, kind: Artifact) -> Iterator[None]:
        """What is drawn inside says nothing to a screen reader."""
        self._artifacts += 1
        if self._artifacts == 1:
            self._code.append(f"/Artifact <<{kind}>> BDC")
        yield
        self._artifacts -= 1
        if not self._artifacts:
            self._code.append("EMC")

    @contextmanager
    def copied_as(self, text: str) -> Iterator[None]:
        """What is drawn inside gives `text` when it is copied, whatever its glyphs say."""
        self._code.append(f"/Span <</ActualText <{_hex(text)}>>> BDC")
        yield
        self._code.append("EMC")

    def link(self, element: Element, address: str, box: Box) -> None:
        """Make a box lead to an address; its words are the content of the Link element."""
        if self._artifacts:
            return
        name = f"link{len(self._parents)}"
        annotation = PDFDictionary(
            {
                "Type": PDFName("Annot"),
                "Subtype": PDFName("Link"),
                "Rect": PDFArray([round(side, 2) for side in box]),
                "Border": PDFArray([0, 0, 0]),
                "F": _PRINTED,
                "Contents": PDFString(address),
                "StructParent": len(self._parents),
                "A": PDFDictionary(
                    {
                        "Type": PDFName("Action"),
                        "S": PDFName("URI"),
                        "URI": PDFString(address.encode("ascii", "ignore")),
                    }
                ),
            }
        )
        self._parents.append(element)
        self._addAnnotation(annotation, name)
        element.parts.append(_Target(self._doc.refAnnotation(name), self._doc.thisPageRef()))

    def showPage(self) -> None:  # noqa: N802 - ReportLab decides how overridden methods are spelt
        """Finish the page and remember which elements lie on it."""
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents = len(self._parents)
        page.Tabs = PDFName("S")
        self._parents.append(self._on_page)
        self._on_page = []

    def save(self) -> None:
        """Write the structure, the bookmarks, what the document says of itself, then the file."""
        self._write_structure()
        self._write_bookmarks()
        about = _metadata(self._facts, self._program)
        self._doc.Catalog.Metadata = XMP(creator=lambda _: about)
        super().save()

    def _place(self, element: Element) -> None:
        """Hang an element that is new into the tree, where drawing stands."""
        if not element.placed:
            element.placed = True
            (self._stack[-1][0] if self._stack else self._root).parts.append(element)

    def _begin(self, element: Element, spoken: str = "") -> None:
        number = len(self._on_page)
        told = f" /ActualText <{_hex(spoken)}>" if spoken else ""
        element.parts.append(_Piece(number, self._doc.thisPageRef()))
        self._on_page.append(element)
        self._code.append(f"/{element.tag} <</MCID {number}{told}>> BDC")

    def _end(self, element: Element) -> None:
        """End a piece, or take it back where nothing was drawn in it."""
        if self._code[-1].endswith(" BDC"):
            self._code.pop()
            self._on_page.pop()
            element.parts = [p for p in element.parts if not self._is_taken_back(p)]
        else:
            self._code.append("EMC")

    def _is_taken_back(self, kid: Element | _Piece | _Target) -> bool:
        if not isinstance(kid, _Piece) or kid.number != len(self._on_page):
            return False
        return bool(kid.page.name == self._doc.thisPageRef().name)

    def _write_structure(self) -> None:
        """Write the tree of elements, and the way back to it from pages and annotations."""
        root = PDFObjectReference("structure")
        top = self._written(self._root, root)
        nums: list[object] = []
        for key, parent in enumerate(self._parents):
            if isinstance(parent, Element):
                nums += [key, PDFObjectReference(self._names[parent])]
            else:
                on_page = [PDFObjectReference(self._names[element]) for element in parent]
                nums += [key, PDFArray(on_page)]
        tree = PDFDictionary(
            {
                "Type": PDFName("StructTreeRoot"),
                "K": PDFArray([top]),
                "ParentTree": PDFDictionary({"Nums": PDFArray(nums)}),
                "ParentTreeNextKey": len(self._parents),
            }
        )
        self._doc.Reference(tree, "structure")
        self._doc.Catalog.StructTreeRoot = root
        self._doc.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    def _written(self, element: Element, parent: PDFObjectReference) -> PDFObjectReference:
        """Write an element and all below it."""
        name = self._names[element] = f"element{len(self._names)}"
        own = PDFObjectReference(name)
        kids = list(element.kids())
        page = next((kid.page for kid in kids if isinstance(kid, _Piece)), None)
        parts = [self._kid(kid, own, page) for kid in kids]
        node = _Node(element.tag, parent, page, parts)
        for key, value in (
            ("Alt", element.alternative),
            ("ActualText", element.spoken),
            ("Lang", element.language),
        ):
            if value:
                node.entries[key] = PDFString(_holdable(value))
        attributes = _attributes(element)
        if attributes is not None:
            node.entries["A"] = attributes
        self._doc.Reference(node, name)
        return own

    def _kid(
        self,
        kid: Element | _Piece | _Target,
        parent: PDFObjectReference,
        page: PDFObjectReference | None,
    ) -> int | PDFObject:
        if isinstance(kid, Element):
            return self._written(kid, parent)
        if isinstance(kid, _Target):
            return PDFDictionary({"Type": PDFName("OBJR"), "Obj": kid.annotation, "Pg": kid.page})
        if page is not None and kid.page.name == page.name:
            return kid.number
        return PDFDictionary({"Type": PDFName("MCR"), "Pg": kid.page, "MCID": kid.number})

    def _write_bookmarks(self) -> None:
        """List the headings in reading order; a level that was left out is closed up."""
        last = -1
        for element in _headings(self._root):
            if element in self._bookmarks:
                level = _HEADING.fullmatch(element.tag)
                last = min(int(level[1]) - 1 if level else 0, last + 1)
                self.addOutlineEntry(
                    _holdable(element.title), self._bookmarks[element], last, closed=0
                )


def _headings(element: Element) -> Iterator[Element]:
    """All elements with a title, in reading order."""
    if element.title:
        yield element
    for kid in element.kids():
        if isinstance(kid, Element):
            yield from _headings(kid)


def _attributes(element: Element) -> PDFDictionary | None:
    """What an element says of itself beyond its tag."""
    if element.scope:
        return PDFDictionary({"O": PDFName("Table"), "Scope": PDFName(element.scope)})
    if element.numbering:
        return PDFDictionary({"O": PDFName("List"), "ListNumbering": PDFName(element.numbering)})
    if element.box is not None:
        return PDFDictionary(
            {
                "O": PDFName("Layout"),
                "Placement": PDFName("Block"),
                "BBox": PDFArray([round(side, 2) for side in element.box]),
            }
        )
    return None


def _metadata(facts: DocumentFacts, program: str) -> bytes:
    """The packet in which a document says what it is, and that it keeps to PDF/UA-1."""
    language = quoteattr(facts.language)
    title, author, subject, maker = (
        escape(_holdable(text)) for text in (facts.title, facts.author, facts.subject, program)
    )
    moment = facts.printed_at.isoformat(timespec="seconds")
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li>
<rdf:li xml:lang={language}>{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{escape(facts.language)}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{maker}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<pdf:Producer>{maker}</pdf:Producer>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>""".encode()


def _holdable(text: str) -> str:
    """A text without what neither XML nor a PDF can hold."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff"))


def _hex(text: str) -> str:
    """A text as a PDF writes it in hexadecimal."""
    return ("\ufeff" + text).encode("utf-16-be").hex().upper()


def _pdf_date(moment: datetime) -> str:
    """A time as PDF writes it, with its distance from UTC."""
    zone = moment.strftime("%z") or "+0000"
    return f"D:{moment:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'"
