"""Overlay files: prompts to be laid over any protocol, as a TOML text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from dilc_desktop.domain.errors import FileProblem
from dilc_desktop.domain.overlay import Overlay, Prompt, When, overlay_misfits
from dilc_desktop.domain.protocol import ContributionKind, Misfit, StageKind
from dilc_desktop.exchange.places import Vocabulary, misfit_of
from dilc_desktop.exchange.toml_text import ADVICE, read_text, tables

# No word is both a kind of contribution and a way in which a stage is talked.
_PLACES: dict[str, When] = {kind.value: kind for kind in (*ContributionKind, *StageKind)}
_VOCABULARY = Vocabulary(lambda item, index: f"{item} {index + 1}", {})


class _PromptTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    when: str
    text: str


class _OverlayTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    version: Annotated[int, Meta(ge=1, le=1_000_000)]
    purpose: str
    prompt: Annotated[tuple[_PromptTable, ...], Meta(max_length=500)]


def read_overlay(path: Path) -> Overlay:
    """Read an overlay; FileProblem names the place and what was expected where it does not fit."""
    text = read_text(path, expected="expected prompts of at most 1 MiB.")
    table = tables(text, path.name, heading="[[prompt]]")
    try:
        found = msgspec.convert(table, _OverlayTable)
    except msgspec.ValidationError as error:
        raise _problem(path, misfit_of(error, _VOCABULARY)) from error
    overlay = Overlay(
        name=found.name,
        version=found.version,
        purpose=found.purpose,
        prompts=tuple(
            Prompt(_when(path, number, prompt.when), prompt.text)
            for number, prompt in enumerate(found.prompt, start=1)
        ),
    )
    for misfit in overlay_misfits(overlay):
        raise _problem(path, misfit)
    return overlay


def _when(path: Path, number: int, word: str) -> When:
    """The place that a word stands for."""
    when = _PLACES.get(word)
    if when is None:
        expected = f"expected one of {', '.join(_PLACES)}."
        raise _problem(path, Misfit(f"prompt {number}, when", expected))
    return when


def _problem(path: Path, misfit: Misfit) -> FileProblem:
    return FileProblem(path.name, misfit.place, misfit.expected, ADVICE)
