"""How fast a summary is printed, beside an untagged document that ReportLab sets of the same text.

`python tests/benchmarks/summary.py` prints a summary of 30 contributions, at most 1.5 times the
time of the other, and then 250, 500 and 1,000 contributions: the time for each must not grow.
Both documents are set twice, because every page says how many there are.
"""

from __future__ import annotations

import gc
import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from reportlab.lib.pagesizes import LETTER  # noqa: E402 - the folder must be known first
from reportlab.lib.styles import ParagraphStyle  # noqa: E402
from reportlab.pdfgen.canvas import Canvas  # noqa: E402
from reportlab.platypus import Paragraph, SimpleDocTemplate  # noqa: E402

from dilc_desktop.domain.record import SessionRecord  # noqa: E402
from dilc_desktop.reports.blocks import _broken  # noqa: E402
from dilc_desktop.reports.fonts import base_font  # noqa: E402
from dilc_desktop.reports.lines import _pieces_of, _words, break_lines  # noqa: E402
from dilc_desktop.reports.outline import Figure, Outline  # noqa: E402
from dilc_desktop.reports.paper import write_document  # noqa: E402
from dilc_desktop.reports.summary import (  # noqa: E402
    SummaryOptions,
    outline_for,
    write_summary,
)
from tests.reports.conftest import _SAMPLES as SAMPLES  # noqa: E402
from tests.reports.conftest import built  # noqa: E402

CONTRIBUTIONS = 30
TIMES = 1.5
MANY = (250, 500, 1_000)
GROWTH = 1.15
RUNS = 12
PRINTED_AT = datetime(2026, 10, 14, 19, 10, tzinfo=UTC)
OPTIONS = SummaryOptions()


def session(count: int) -> SessionRecord:
    """A session with so many contributions, no two with the same words."""
    record = built(SAMPLES["consultancy"])
    said = record.contributions
    return replace(
        record,
        contributions=tuple(
            replace(
                said[n % len(said)],
                id=f"c{n:04}",
                text=f"{said[n % len(said)].text} That was number {n}.",
                offset_ms=n * 1000,
            )
            for n in range(count)
        ),
    )


def texts(part: object) -> Iterator[str]:
    """All words of an outline, paragraph by paragraph."""
    if isinstance(part, str):
        if part.strip():
            yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from texts(each)
    elif is_dataclass(part) and not isinstance(part, Figure):
        for field in fields(part):
            if not hasattr(getattr(part, field.name), "value"):
                yield from texts(getattr(part, field.name))


def plain_document(outline: Outline) -> bytes:
    """The same words as ReportLab sets them, untagged, with the number of pages on each."""
    style = ParagraphStyle("plain", fontName=base_font(), fontSize=9.75, leading=13.3)
    words = [escape(text) for text in texts(outline)]
    pages = 0

    def number(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(base_font(), 7.5)
        canvas.drawString(52, 30, f"Page {document.page} of {pages}")

    made = io.BytesIO()
    for _ in range(2):
        made = io.BytesIO()
        document = SimpleDocTemplate(made, pagesize=LETTER, initialFontName=base_font())
        story = [Paragraph(text, style) for text in words]
        document.build(story, onFirstPage=number, onLaterPages=number)
        pages = document.page
    return made.getvalue()


def best_of(*works: Callable[[], object]) -> list[float]:
    """The shortest time of each piece of work in milliseconds; they take turns.

    What was remembered of lines and words is forgotten before: a summary is rarely printed twice.
    """
    best = [float("inf")] * len(works)
    for _ in range(RUNS):
        for number, work in enumerate(works):
            for remembered in (break_lines, _words, _pieces_of, _broken):
                remembered.cache_clear()
            gc.collect()
            began = time.perf_counter()
            work()
            best[number] = min(best[number], (time.perf_counter() - began) * 1000)
    return best


def main() -> bool:
    """Measure both; True if every target was met."""
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "summary.pdf"

        def ours(record: SessionRecord) -> Callable[[], object]:
            return lambda: write_summary(record, target, OPTIONS, printed_at=PRINTED_AT)

        record = session(CONTRIBUTIONS)
        outline = outline_for(record, OPTIONS)
        tagged, plain = best_of(
            ours(record),
            lambda: write_document(target, plain_document(outline), "The document"),
        )
        taken = best_of(*(ours(session(count)) for count in MANY))
    times = tagged / plain
    print(f"\nA summary of {CONTRIBUTIONS} contributions")
    print(f"  {tagged:.1f} ms, untagged {plain:.1f} ms: {times:.2f} times (target {TIMES})")
    each = [ms / count for ms, count in zip(taken, MANY, strict=True)]
    print("\nMilliseconds for each contribution")
    print("  " + ", ".join(f"{count}: {ms:.2f}" for count, ms in zip(MANY, each, strict=True)))
    growth = each[-1] / each[0]
    print(f"  {growth:.2f} times from {MANY[0]} to {MANY[-1]} (target {GROWTH})")
    return times <= TIMES and growth <= GROWTH


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
