"""The summary as one web page that needs nothing else: for screens, screen readers and posting.

Nothing in it runs, and it fetches nothing. It is light or dark as its reader's screen is, and ink
on white where it is printed.
"""

from __future__ import annotations

import tomllib
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.paths import resources
from dilc_desktop.reports.letterhead import Letterhead
from dilc_desktop.reports.outline import (
    FACING,
    Cell,
    Figure,
    ListItems,
    Node,
    Outline,
    Paragraph,
    Rows,
    SayingItem,
    Section,
    Table,
    Titled,
    WritingLines,
)
from dilc_desktop.reports.paper import NOT_AN_EVALUATION, write_document
from dilc_desktop.reports.strip_picture import WIDTH, Box, Hatch, Rule, Shape, picture_of
from dilc_desktop.reports.summary import SummaryOptions, outline_for
from dilc_desktop.reports.when import plain_date
from dilc_desktop.reports.written import passages

_TOKENS = ("paper", "sheet", "line", "ink", "quiet", "warm", "cool", "track")
_SIGNS = {Kind.WARM_FEEDBACK: "warm", Kind.COOL_FEEDBACK: "cool"}
_STYLE = """\
:root { color-scheme: light dark; %(light)s }
@media screen and (prefers-color-scheme: dark) { :root { %(dark)s }
  .letterhead img { background: white; outline: .25rem solid white; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.5;
  font: 1rem/1.5 "IBM Plex Sans", system-ui, "Segoe UI", "Noto Sans", sans-serif;
  overflow-wrap: break-word; }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2.5rem; }
.letterhead { display: flex; align-items: center; gap: .75rem; margin-bottom: 1.5rem;
  color: var(--quiet); font-size: .875rem; font-weight: 600; }
.letterhead img { flex: none; }
h1, h2, h3, p, dl, ul, dd { margin: 0; padding: 0; }
h1 { font-size: 1.75rem; line-height: 1.25; font-weight: 600; margin-bottom: .5rem; }
h2 { font-size: 1.375rem; line-height: 1.25; font-weight: 600; margin-bottom: 1rem; }
h3 { font-size: 1rem; font-weight: 600; margin: 1.25rem 0 .375rem; }
h2 + h3, h2 + div > h3:first-child { margin-top: 0; }
p, dd { max-width: 70ch; }
main p:dir(rtl) { margin-left: auto; }
section > p + p { margin-top: .25rem; }
section, .line { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1.25rem; }
.pair > section { border: 0; margin: 0; padding: 0; }
.pair { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1.25rem;
  display: grid; gap: 2rem 2.5rem; }
.question h2 { font-size: .875rem; color: var(--quiet); margin-bottom: .25rem; }
.question > p { font-size: 1.75rem; line-height: 1.3; max-width: 46ch; text-wrap: pretty; }
.question dd { font-size: 1.125rem; }
.note, .beside, .small { color: var(--quiet); font-size: .875rem; }
.strong { font-weight: 600; }
.how { color: var(--quiet); font-size: .875rem; margin: -.625rem 0 1rem; }
.place { color: var(--quiet); font-size: .875rem; font-weight: 600; margin-top: .75rem; }
.beside { margin-inline-start: .25em; }
ul { list-style: none; }
/* A browser gives an item the side of the list, whatever way its words run. */
li > p { text-align: start; }
li { margin-top: .375rem; }
li ul { margin-inline-start: 1.25rem; }
.warm, .cool { display: flex; align-items: baseline; gap: .5rem; }
.warm { color: var(--warm); }
.cool { color: var(--cool); }
.warm::before, .cool::before { content: ""; width: .625rem; height: .625rem; flex: none;
  border: 1.5px solid currentColor; border-radius: 50%%; }
.warm::before { background: currentColor; }
dl > div { margin-top: .75rem; }
dl > div:first-child { margin-top: 0; }
section > * + dl { margin-top: 1rem; }
dt { color: var(--quiet); font-size: .875rem; font-weight: 600; }
dd > * + p:not(.note) { margin-top: .25rem; }
table { width: 100%%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: start; vertical-align: top; padding: .5rem 1.25rem .5rem 0;
  border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-size: .875rem; font-weight: 600; padding-top: 0; }
tbody th { font-weight: 600; }
.legend tbody th { font-weight: 400; }
.write { height: 2rem; border-bottom: 1px solid var(--line); }
.legend th, .legend td { padding-top: .25rem; padding-bottom: .25rem; }
.strip { display: block; width: 100%%; height: auto; max-width: 62rem; margin-bottom: 1rem; }
.strip text { font: 12px "IBM Plex Sans", system-ui, sans-serif; fill: var(--ink); }
.strip .faint { fill: var(--quiet); }
.strip .number { font-weight: 600; }
.strip .centred { text-anchor: middle; }
.strip rect { stroke: var(--ink); fill: var(--sheet); }
.strip .went { fill: var(--track); }
.strip .clear { stroke: none; }
.strip .hatch { fill: url(#hatch); }
.strip path, .strip line { stroke: var(--ink); fill: none; }
.strip .dashed { stroke-dasharray: 2 2; }
footer { color: var(--quiet); font-size: .875rem; padding-bottom: 2.5rem; }
footer p { border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: .75rem; }
@media (min-width: 52rem), print {
  .pair { grid-template-columns: 1fr 1fr; }
  dl > div { display: grid; grid-template-columns: 9.5rem 1fr; gap: 1rem; }
  dt { padding-top: .1875rem; }
  .question dt { padding-top: .3125rem; }
}
@media print {
  @page { margin: 18mm; }
  :root { %(light)s --paper: var(--sheet); color-scheme: light; }
  html { font-size: 10pt; }
  header, main, footer { max-width: none; padding: 0; }
  body { line-height: 1.35; }
  section, .pair, .line { margin-top: .75rem; padding-top: .625rem; }
  h2 { margin-bottom: .5rem; }
  h3 { margin: .75rem 0 .25rem; }
  .how { margin: -.25rem 0 .5rem; }
  li, dl > div { margin-top: .25rem; }
  th, td { padding-top: .25rem; padding-bottom: .25rem; }
  .legend th, .legend td { padding-top: .0625rem; padding-bottom: .0625rem; }
  footer { padding-bottom: 0; }
  footer p { margin-top: 1rem; padding-top: .5rem; }
  h1, h2, h3, dt, .place, .how { break-after: avoid; }
  footer { break-before: avoid; }
  li, tr, .strip, .legend { break-inside: avoid; }
  .strip { break-after: avoid; }
  .everything { break-before: page; }
  .strip, rect, .warm::before { print-color-adjust: exact; }
}
"""
_PAGE = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
img-src data:">
<title>{title}</title>
<meta name="author" content="{author}">
<meta name="description" content="{subject}">
<meta name="generator" content="DILC Desktop">
<style>
{style}</style>
</head>
<body>
<header>
{head}
</header>
<main>
{body}
</main>
<footer>
<p>{foot}</p>
</footer>
</body>
</html>
"""


def write_html(
    record: SessionRecord, target: Path, options: SummaryOptions, *, written_at: datetime
) -> None:
    """Write a session's summary as a web page.

    Equal input gives an equal file. RuleError for an unknown option; StorageError where the file
    cannot be written: what stood there before stays.
    """
    outline = outline_for(record, options)
    page = _page(outline, options, written_at)
    write_document(target, page.encode("utf-8"), f"The {outline.kind}")


def _page(outline: Outline, options: SummaryOptions, written_at: datetime) -> str:
    head = [
        f'{_letterhead(options.letterhead)}<h1 dir="auto">{_words(outline.title)}</h1>',
        *map(_paragraph, outline.head),
    ]
    about = (f"{outline.mark}." if outline.mark else "", NOT_AN_EVALUATION)
    foot = " ".join(part for part in (*about, f"Written {plain_date(written_at.date())}.") if part)
    return _PAGE.format(
        language=_value(options.language),
        title=_value(outline.document_title),
        author=_value(outline.author),
        subject=_value(outline.subject),
        style=_style(),
        head="\n".join(head),
        body="\n".join(_sections(outline)),
        foot=foot,
    )


def _letterhead(letterhead: Letterhead) -> str:
    """The logo with the district's name beside it; nothing where there is neither."""
    parts = []
    logo = letterhead.png()
    if logo is not None:
        content, (width, height) = logo
        # From points to the pixels of a style sheet, of which 96 are an inch.
        size = " ".join(
            f'{side}="{max(1, round(length * 96 / 72))}"'
            for side, length in (("width", width), ("height", height))
        )
        source = f"data:image/png;base64,{b64encode(content).decode('ascii')}"
        parts.append(f'<img src="{source}" {size} alt="{_value(letterhead.alternative)}">')
    if name := _value(letterhead.name):
        parts.append(f'<p dir="auto">{name}</p>')
    return f'<div class="letterhead">{"".join(parts)}</div>\n' if parts else ""


@cache
def _style() -> str:
    """The style sheet, with the tokens of the screen's palettes."""
    return _STYLE % {"light": _colours("light"), "dark": _colours("dark")}


def _colours(palette: str) -> str:
    """A palette's tokens as properties of a style sheet."""
    file = resources() / "palettes" / f"{palette}.toml"
    colours = tomllib.loads(file.read_text(encoding="utf-8"))["colours"]
    return " ".join(f"--{token}: {colours[token]};" for token in _TOKENS)


def _words(text: str) -> str:
    """Words as a page shows them, whatever is written in them."""
    return "<br>".join(escape(line) for line in passages(text))


def _value(text: str) -> str:
    """Words as the value of an attribute or as the title."""
    return escape(" ".join(passages(text)))


def _sections(outline: Outline) -> Iterable[str]:
    """The sections, those that face each other in one frame."""
    facing = dict(FACING)
    faced = set()
    for section in outline.sections:
        if section.part in faced:
            continue
        other = outline.section(facing[section.part]) if section.part in facing else None
        if other is None:
            yield _section(section)
        else:
            faced.add(other.part)
            yield f'<div class="pair">\n{_section(section)}\n{_section(other)}\n</div>'


def _section(section: Section) -> str:
    """A section under its heading, a plain frame where it has none."""
    body = "\n".join(map(_node, section.body))
    if not section.heading:
        return f'<div class="line {section.part}">\n{body}\n</div>'
    how = f'<p class="how">{_words(section.note)}</p>\n' if section.note else ""
    return (
        f'<section class="{section.part}" aria-labelledby="{section.part}">\n'
        f'<h2 id="{section.part}">{_words(section.heading)}</h2>\n{how}{body}\n</section>'
    )


def _node(node: Node) -> str:
    if isinstance(node, Titled):
        return f"{_heading(node)}\n{_flow(node.body)}"
    if isinstance(node, Rows):
        rows = "\n".join(
            f"<div><dt>{_words(row.label)}</dt><dd>{_flow(row.body)}</dd></div>"
            for row in node.rows
        )
        return f"<dl>\n{rows}\n</dl>"
    if isinstance(node, Table):
        return _table(node)
    if isinstance(node, Figure):
        return _figure(node)
    if isinstance(node, WritingLines):
        lines = '<div class="write"></div>' * node.count
        return f'<p class="note strong">{_words(node.heading)}</p>\n{lines}'
    return _flow((node,))


def _heading(group: Titled) -> str:
    sign = _SIGNS.get(group.kind) if group.kind else None
    dressed = f' class="{sign}"' if sign else ""
    return f"<h3{dressed}>{_words(group.heading)}</h3>"


def _flow(nodes: Iterable[Paragraph | ListItems]) -> str:
    return "\n".join(
        _paragraph(node) if isinstance(node, Paragraph) else _list(node) for node in nodes
    )


def _paragraph(paragraph: Paragraph) -> str:
    return (
        f'<p class="{paragraph.tone}" dir="auto">{_words(paragraph.text)}'
        f"{_beside(paragraph.beside)}</p>"
    )


def _beside(text: str) -> str:
    """What stands in small after words, in a direction of its own."""
    words = _words(text)
    return f' <span class="beside"><bdi>{words}</bdi></span>' if words else ""


def _list(sayings: ListItems) -> str:
    items = "\n".join(_item(item) for item in sayings.items)
    # A list without bullets is one to every screen reader only where its role says so.
    dressed = ' class="small"' if sayings.small else ""
    found = f'<ul role="list"{dressed}>\n{items}\n</ul>'
    if not sayings.place:
        return found
    return f'<p class="place" dir="auto">{_words(sayings.place)}</p>\n{found}'


def _item(item: SayingItem) -> str:
    """A saying, with what was seen or heard and its answers below it."""
    parts = [f'<p dir="auto">{_words(item.text)}{_beside(item.speaker)}</p>']
    if item.evidence:
        parts.append(f'<p class="note" dir="auto">{_words(item.evidence)}</p>')
    if item.answers:
        answers = "\n".join(_item(answer) for answer in item.answers)
        parts.append(f'<ul role="list">\n{answers}\n</ul>')
    return f"<li>{''.join(parts)}</li>"


def _table(table: Table) -> str:
    dressed = _named(legend=table.small)
    header = "".join(f'<th scope="col">{_words(name)}</th>' for name in table.header)
    rows = "\n".join(
        f'<tr><th scope="row">{_cell(first)}</th>'
        f"{''.join(f'<td>{_cell(cell)}</td>' for cell in cells)}</tr>"
        for first, *cells in table.rows
    )
    return (
        f'<table class="{dressed}" aria-label="{_value(table.caption)}">\n'
        f"<thead><tr>{header}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _cell(cell: Cell) -> str:
    return "".join(map(_paragraph, cell))


def _figure(figure: Figure) -> str:
    """The strip as a drawing, which is read out as one sentence."""
    picture = picture_of(figure.strip)
    shapes = "\n".join(map(_shape, picture.shapes))
    return (
        f'<svg class="strip" role="img" aria-label="{_value(figure.alternative)}" '
        f'viewBox="0 0 {WIDTH:g} {picture.height:g}">\n'
        '<defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse">'
        '<path d="M-1 1l2-2M0 4l4-4M3 5l2-2"/></pattern></defs>\n'
        f"{shapes}\n</svg>"
    )


def _shape(shape: Shape) -> str:
    if isinstance(shape, Rule):
        dressed = ' class="dashed"' if shape.dashed else ""
        ends = f'x1="{shape.x1:.1f}" y1="{shape.y1:.1f}" x2="{shape.x2:.1f}" y2="{shape.y2:.1f}"'
        return f"<line{dressed} {ends}/>"
    if isinstance(shape, Hatch):
        return _rectangle(shape, "hatch")
    if isinstance(shape, Box):
        return _rectangle(shape, _named(went=shape.filled, clear=not shape.edged))
    dressed = _named(centred=shape.centred, number=shape.strong, faint=shape.quiet)
    place = f'x="{shape.x:.1f}" y="{shape.y:.1f}"'
    return f'<text class="{dressed}" {place}>{_words(shape.text)}</text>'


def _rectangle(shape: Box | Hatch, dressed: str) -> str:
    place = f'x="{shape.x:.1f}" y="{shape.y:.1f}"'
    size = f'width="{shape.width:.1f}" height="{shape.height:.1f}"'
    return f'<rect class="{dressed}" {place} {size}/>'


def _named(**names: bool) -> str:
    """The names that are true, as a class."""
    return " ".join(name for name, true in names.items() if true)
