"""The summary as a Word file, for those who must edit it, with real headings, lists and tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shape import InlineShape
from docx.shared import Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Written

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.reports import look
from dilc_desktop.reports.letterhead import Letterhead
from dilc_desktop.reports.look import Ink
from dilc_desktop.reports.outline import (
    Cell,
    Figure,
    ListItems,
    Node,
    Outline,
    Paragraph,
    Part,
    Rows,
    SayingItem,
    Section,
    Table,
    Titled,
    Tone,
    WritingLines,
)
from dilc_desktop.reports.paper import FOOT, NOT_AN_EVALUATION, PAPERS, SIDE, TOP, write_document
from dilc_desktop.reports.scripts import is_right_to_left
from dilc_desktop.reports.strip_picture import picture_of
from dilc_desktop.reports.strip_png import png_of
from dilc_desktop.reports.summary import SummaryOptions, outline_for
from dilc_desktop.reports.when import plain_date
from dilc_desktop.reports.written import passages

_FONT = "Calibri"
_LONGEST_PROPERTY = 255
_DEEPEST_LIST = 3
_STYLES = {
    Tone.BODY: "Normal",
    Tone.STRONG: "Normal",
    Tone.NOTE: "Note",
    Tone.QUESTION: "Question",
    Tone.RESTATED: "Restated question",
}
_SIGNED = {Kind.WARM_FEEDBACK: look.WARM, Kind.COOL_FEEDBACK: look.COOL}
_ABOUT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"><Application>DILC Desktop</Application></Properties>'
)
# What may stand behind a paragraph's borders in the order that the format asks for.
_BEHIND_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:outlineLvl")


def write_docx(
    record: SessionRecord, target: Path, options: SummaryOptions, *, written_at: datetime
) -> None:
    """Write a session's summary as a Word file.

    Equal input gives an equal file. RuleError for an unknown option; StorageError where the file
    cannot be written: what stood there before stays.
    """
    outline = outline_for(record, options)
    writer = _Writer(options, written_at)
    writer.letterhead(options.letterhead)
    writer.write(outline)
    write_document(target, writer.finished(), f"The {outline.kind}")


class _Writer:
    """Writes an outline into a new document."""

    def __init__(self, options: SummaryOptions, written_at: datetime) -> None:
        self._document: Document = docx.Document()
        self._written_at = written_at
        self._language = options.language
        width, height = PAPERS[options.paper]
        self._room = width - 2 * SIDE
        sheet = self._document.sections[0]
        sheet.page_width, sheet.page_height = Pt(width), Pt(height)
        sheet.left_margin = sheet.right_margin = Pt(SIDE)
        sheet.top_margin, sheet.bottom_margin = Pt(TOP), Pt(FOOT)
        _dress(self._document, options.language)
        self._ids = {style.name: style.style_id for style in self._document.styles}

    def letterhead(self, letterhead: Letterhead) -> None:
        """Write the logo with the district's name beside it; nothing where there is neither.

        It stands above the title and not in the page's header, which screen readers pass over.
        """
        logo, name = letterhead.png(), letterhead.name
        if logo is None and not name:
            return
        written = self._new("Letterhead")
        if logo is not None:
            content, (width, height) = logo
            shown = written.add_run().add_picture(io.BytesIO(content), Pt(width), Pt(height))
            _describe_picture(shown, "Logo", letterhead.alternative)
            written.add_run("   " if name else "")
        self._fill(written, name)

    def write(self, outline: Outline) -> None:
        """Write everything that the outline holds."""
        self._describe(outline)
        self._fill(self._new("Heading 1"), outline.title)
        for paragraph in outline.head:
            self._paragraph(paragraph)
        for section in outline.sections:
            self._section(section)
        self._foot(outline.mark)

    def finished(self) -> bytes:
        """The file, with neither the hour of its making nor the name of another program in it."""
        saved = io.BytesIO()
        self._document.save(saved)
        packed = io.BytesIO()
        with zipfile.ZipFile(saved) as made, zipfile.ZipFile(packed, "w") as file:
            for name in made.namelist():
                member = zipfile.ZipInfo(name)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.create_system = 0
                file.writestr(member, _ABOUT if name == "docProps/app.xml" else made.read(name))
        return packed.getvalue()

    def _describe(self, outline: Outline) -> None:
        """What the file says about itself."""
        about = self._document.core_properties
        about.title = _property(outline.document_title)
        about.subject = _property(outline.subject)
        about.author = _property(outline.author)
        about.last_modified_by = "DILC Desktop"
        about.comments = ""
        about.language = _property(self._language)
        about.created = about.modified = self._written_at.astimezone(UTC).replace(tzinfo=None)

    def _new(self, style: str) -> Written:
        """A new paragraph at the end."""
        written = self._document.add_paragraph()
        self._dress(written, style)
        return written

    def _dress(self, written: Written, style: str) -> None:
        """Give a paragraph its style by the id: by name python-docx searches all of them anew."""
        written._p.style = self._ids[style]  # noqa: SLF001 - the only way by id

    def _section(self, section: Section) -> None:
        if section.heading:
            heading = self._new("Heading 2")
            heading.paragraph_format.page_break_before = section.part is Part.EVERYTHING or None
            self._fill(heading, section.heading)
        if section.note:
            note = self._new("Note")
            note.paragraph_format.keep_with_next = True
            self._fill(note, section.note)
        for node in section.body:
            self._node(node)

    def _node(self, node: Node) -> None:
        if isinstance(node, Titled):
            self._titled(node)
        elif isinstance(node, Rows):
            for row in node.rows:
                self._fill(self._new("Label"), row.label)
                self._flow(row.body)
        elif isinstance(node, Table):
            self._table(node)
        elif isinstance(node, Figure):
            self._figure(node)
        elif isinstance(node, WritingLines):
            self._fill(self._new("Label"), node.heading)
            for _ in range(node.count):
                line = self._new("Normal")
                line._p.get_or_add_pPr().append(_rule("bottom", "between"))  # noqa: SLF001 - as above
        else:
            self._flow((node,))

    def _titled(self, group: Titled) -> None:
        heading = self._new("Heading 3")
        self._fill(heading, group.heading)
        ink = _SIGNED.get(group.kind) if group.kind else None
        if ink is not None:
            for run in heading.runs:
                run.font.color.rgb = _colour(ink)
        self._flow(group.body)

    def _flow(self, nodes: Iterable[Paragraph | ListItems]) -> None:
        for node in nodes:
            if isinstance(node, Paragraph):
                self._paragraph(node)
                continue
            if node.place:
                self._fill(self._new("Label"), node.place)
            for item in node.items:
                self._item(item, 1)

    def _paragraph(self, paragraph: Paragraph) -> None:
        self._tell(self._new("Normal"), paragraph)

    def _tell(self, written: Written, paragraph: Paragraph, *, strong: bool = False) -> None:
        """Write a paragraph's words, with what is beside them in small."""
        self._dress(written, _STYLES[paragraph.tone])
        self._fill(written, paragraph.text, paragraph.beside)
        if strong or paragraph.tone is Tone.STRONG:
            for run in written.runs:
                run.font.bold = run.font.cs_bold = True

    def _item(self, item: SayingItem, depth: int) -> None:
        """A saying as a list's item, with what was seen or heard and its answers below it."""
        level = "" if depth == 1 else f" {min(depth, _DEEPEST_LIST)}"
        words = self._new(f"List Bullet{level}")
        self._fill(words, item.text, item.speaker)
        if item.evidence:
            below = self._new(f"List Continue{level}")
            self._fill(below, item.evidence)
            words.paragraph_format.keep_with_next = True
        for answer in item.answers:
            self._item(answer, depth + 1)

    def _table(self, table: Table) -> None:
        """A table whose first row is said again on every page that it reaches."""
        made = self._document.add_table(1 + len(table.rows), len(table.header))
        made.autofit = False
        for column, share in zip(made.columns, table.shares, strict=True):
            column.width = Pt(self._room * share)
        look_of = made._tbl.tblPr  # noqa: SLF001 - python-docx has no other way to a caption
        look_of.insert_element_before(_borders(), "w:tblLayout", "w:tblCellMar", "w:tblLook")
        caption = OxmlElement("w:tblCaption")
        caption.set(qn("w:val"), _property(table.caption))
        look_of.append(caption)
        head, *rows = made.rows
        head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - as above
        for cell, name in zip(head.cells, table.header, strict=True):
            self._dress(cell.paragraphs[0], "Label")
            self._fill(cell.paragraphs[0], name)
        for row, told in zip(rows, table.rows, strict=True):
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - as above
            for number, (cell, words) in enumerate(zip(row.cells, told, strict=True)):
                self._cell(cell, words, strong=number == 0 and not table.small, small=table.small)
        for row in made.rows:
            for cell, share in zip(row.cells, table.shares, strict=True):
                cell.width = Pt(self._room * share)
        if table.small:
            _keep_whole(made)

    def _cell(self, cell: _Cell, words: Cell, *, strong: bool, small: bool) -> None:
        for number, paragraph in enumerate(words):
            written = cell.add_paragraph() if number else cell.paragraphs[0]
            self._tell(written, paragraph, strong=strong)
            if small and paragraph.tone is Tone.BODY:
                # As large as what stands beside it, else the two would not share a line.
                self._dress(written, "Legend")

    def _figure(self, figure: Figure) -> None:
        """The strip as a picture that is read out as one sentence."""
        picture = io.BytesIO(png_of(picture_of(figure.strip)))
        written = self._new("Normal")
        written.paragraph_format.keep_with_next = True
        shown = written.add_run().add_picture(picture, width=Pt(self._room))
        _describe_picture(shown, "Time strip", figure.alternative)

    def _foot(self, mark: str) -> None:
        """What stands on every page: what it is not, when it was written, and which page."""
        foot = self._document.sections[0].footer.paragraphs[0]
        about = (mark, NOT_AN_EVALUATION, f"Written {plain_date(self._written_at.date())}")
        self._fill(foot, "  ·  ".join(part for part in about if part))
        foot.add_run("  ·  Page ")
        number = OxmlElement("w:fldSimple")
        number.set(qn("w:instr"), "PAGE")
        number.append(foot.add_run("1")._r)  # noqa: SLF001 - python-docx knows no fields
        foot._p.append(number)  # noqa: SLF001 - as above

    def _fill(self, written: Written, text: str, beside: str = "") -> None:
        """Put words into a paragraph, which runs as its first words do."""
        lines = passages(text)
        turned = bool(lines) and is_right_to_left(lines[0])
        if turned:
            written._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001 - as above
        for number, line in enumerate(lines):
            run = written.add_run(line)
            if is_right_to_left(line):
                run.font.rtl = True
            if number + 1 < len(lines):
                run.add_break()
        if small := " ".join(passages(beside)):
            run = written.add_run(f"   {small}" if lines else small)
            run._r.style = self._ids["Speaker"]  # noqa: SLF001 - as above
            if is_right_to_left(small):
                run.font.rtl = True


def _keep_whole(table: DocxTable) -> None:
    """Keep a short table on one page: each row stays with the next."""
    for row in list(table.rows)[:-1]:
        for cell in row.cells:
            for written in cell.paragraphs:
                written.paragraph_format.keep_with_next = True


def _describe_picture(shown: InlineShape, name: str, alternative: str) -> None:
    """Name a picture, and say what it shows."""
    told = shown._inline.docPr  # noqa: SLF001 - python-docx has no other way to the words
    told.set("name", name)
    told.set("descr", alternative)


def _dress(document: Document, language: str) -> None:
    """Give the document's styles the look of the printed page, instead of a theme's."""
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        for name in ("asciiTheme", "hAnsiTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        for name in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{name}"), _FONT)
    for ink in document.styles.element.iter(qn("w:color")):
        for name in ("themeColor", "themeShade", "themeTint"):
            ink.attrib.pop(qn(f"w:{name}"), None)
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), _property(language))
    _style(document, "Normal", 10.5, look.INK, after=3)
    for name, size, before, after in (
        ("Heading 1", 18.0, 0, 4),
        ("Heading 2", 14.0, 18, 5),
        ("Heading 3", 10.5, 10, 3),
    ):
        _style(document, name, size, look.INK, before=before, after=after, bold=True)
        _letters(document.styles[f"{name} Char"], size, look.INK, bold=True)
    section = document.styles["Heading 2"].element.get_or_add_pPr()
    section.insert_element_before(_rule("top"), *_BEHIND_BORDERS)
    for name in ("Note", "Legend", "Label", "Letterhead", "Question", "Restated question"):
        made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = document.styles["Normal"]
    _style(document, "Note", 9, look.QUIET, after=2)
    _style(document, "Legend", 9, look.INK, after=2)
    _style(document, "Label", 9, look.QUIET, before=8, after=1, bold=True)
    document.styles["Label"].paragraph_format.keep_with_next = True
    _style(document, "Letterhead", 9, look.QUIET, after=14, bold=True)
    middle = OxmlElement("w:textAlignment")
    middle.set(qn("w:val"), "center")
    document.styles["Letterhead"].element.get_or_add_pPr().append(middle)
    _style(document, "Question", 18, look.INK, after=6)
    _style(document, "Restated question", 13, look.INK, after=4)
    _style(document, "Footer", 8, look.QUIET)
    for level in ("", " 2", " 3"):
        _style(document, f"List Bullet{level}", 10.5, look.INK, after=3)
        _style(document, f"List Continue{level}", 9, look.QUIET, after=3)
    speaker = document.styles.add_style("Speaker", WD_STYLE_TYPE.CHARACTER)
    speaker.base_style = document.styles["Default Paragraph Font"]
    _letters(speaker, 9, look.QUIET)


def _style(
    document: Document,
    name: str,
    size: float,
    ink: Ink,
    *,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
) -> None:
    """Set a paragraph style: sizes and white in points."""
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is no style of paragraphs")
    space = style.paragraph_format
    space.space_before, space.space_after = Pt(before), Pt(after)
    space.line_spacing_rule, space.line_spacing = WD_LINE_SPACING.MULTIPLE, 1.15
    _letters(style, size, ink, bold=bold)


def _letters(style: CharacterStyle, size: float, ink: Ink, *, bold: bool = False) -> None:
    """Set a style's letters; those that run from right to left have a size of their own."""
    style.font.size = Pt(size)
    style.font.color.rgb = _colour(ink)
    style.font.bold = style.font.cs_bold = bold
    turned = OxmlElement("w:szCs")
    turned.set(qn("w:val"), str(round(size * 2)))
    letters = style.element.get_or_add_rPr()
    for old in letters.findall(qn("w:szCs")):
        letters.remove(old)
    letters.find(qn("w:sz")).addnext(turned)


def _borders() -> BaseOxmlElement:
    """Hairlines between a table's rows."""
    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        borders.append(_hairline(side))
    return borders


def _rule(*sides: str) -> BaseOxmlElement:
    """Hairlines at sides of a paragraph, or between it and the next."""
    border = OxmlElement("w:pBdr")
    for side in sides:
        border.append(_hairline(side))
    return border


def _hairline(side: str) -> BaseOxmlElement:
    line = OxmlElement(f"w:{side}")
    for name, value in (
        ("val", "single"),
        ("sz", "4"),
        ("space", "6"),
        ("color", _code(look.LINE)),
    ):
        line.set(qn(f"w:{name}"), value)
    return line


def _colour(ink: Ink) -> RGBColor:
    return RGBColor(round(ink.red * 255), round(ink.green * 255), round(ink.blue * 255))


def _code(ink: Ink) -> str:
    return str(_colour(ink))


def _property(text: str) -> str:
    """Words as a property of the file, which holds no more than so many characters."""
    return " ".join(passages(text))[:_LONGEST_PROPERTY]
