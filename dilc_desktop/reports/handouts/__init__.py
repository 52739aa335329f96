"""Handouts: what lies on the table, goes along to a visit or is written on, on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.handouts import HandoutKind, fits
from dilc_desktop.domain.protocol import Protocol
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.domain.unprinted import Unprinted, say_nothing
from dilc_desktop.reports.blocks import Block
from dilc_desktop.reports.handouts import (
    notes,
    observation,
    preparation,
    script,
    slips,
    table_card,
)
from dilc_desktop.reports.handouts.material import Material, of_protocol, of_session
from dilc_desktop.reports.letterhead import NO_LETTERHEAD, Letterhead
from dilc_desktop.reports.paper import PAPERS, document, room_on, write_document
from dilc_desktop.reports.pen import DocumentFacts

__all__ = ["HandoutKind", "HandoutOptions", "write_handout"]


@dataclass(frozen=True)
class HandoutOptions:
    """How a handout is printed.

    `paper` is "letter" or "a4", `language` the code of the language that most of it is written in,
    `letterhead` whose paper it is.
    """

    paper: str = "letter"
    language: str = "en"
    letterhead: Letterhead = NO_LETTERHEAD


_Pages = Callable[[Material, float, float], Sequence[Block]]

_MADE: dict[HandoutKind, tuple[str, _Pages]] = {
    HandoutKind.PROTOCOL: ("protocol on one page", table_card.pages),
    HandoutKind.PREPARATION: ("preparation sheet", preparation.pages),
    HandoutKind.NOTES: ("note sheet", notes.pages),
    HandoutKind.PRESENTER_NOTES: ("note sheet for the presenter", notes.presenter_pages),
    HandoutKind.SLIPS: ("feedback slips", slips.feedback_pages),
    HandoutKind.OBSERVATION: ("observation sheet", observation.pages),
    HandoutKind.SMALL_MEASURE: ("small measure", slips.measure_pages),
    HandoutKind.SCRIPT: ("facilitator's script", script.pages),
}


def write_handout(
    kind: HandoutKind,
    target: Path,
    options: HandoutOptions,
    *,
    protocol: Protocol | None = None,
    record: SessionRecord | None = None,
    printed_at: datetime,
    unprinted: Unprinted = say_nothing,
) -> int:
    """Write a handout as a PDF and return its number of pages.

    `unprinted` is told the characters that no font has: a small sign stands for each.
    Blank from a protocol, filled from a session; with both the session's plan and words, and the
    protocol's norms and stems. Equal input gives an equal file. RuleError for an unknown option or
    where a kind needs what is not there; StorageError where the file cannot be written: what stood
    there before stays.
    """
    if options.paper not in PAPERS:
        raise RuleError("The paper can be letter or a4.")
    material = _material(protocol, record)
    if not fits(kind, material.stages):
        raise RuleError(
            f"“{material.title}” has no stage in which rooms are visited. Choose a protocol with "
            "a visit, such as the Instructional Site Visit, or make one of its stages a visit."
        )
    name, made = _MADE[kind]
    pages = made(material, *room_on(options.paper))
    width, height = PAPERS[options.paper]
    facts = DocumentFacts(
        title=f"{material.title}: {name}",
        author=material.author or "DILC Desktop",
        subject=f"Handout for {material.protocol_name or 'a session'}",
        language=options.language,
        printed_at=printed_at,
        width=width,
        height=height,
    )
    content = document(facts, pages, (material.title, name), options.letterhead, unprinted)
    write_document(target, content, "The handout")
    return len(pages)


def _material(protocol: Protocol | None, record: SessionRecord | None) -> Material:
    if record is not None:
        return of_session(record, protocol)
    if protocol is None:
        raise RuleError("A handout is made of a protocol or a session. Please choose one.")
    return of_protocol(protocol)
