"""Overlay files: prompts to be laid over any protocol, as a TOML text."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from dilc_desktop.domain.errors import FileProblem
from dilc_desktop.domain.overlay import Overlay, Prompt, When, overlay_misfits
from dilc_desktop.domain.protocol import ContributionKind, Misfit, StageKind
from dilc_desktop.exchange.places import Vocabulary, misfit_of
from dilc_desktop.exchange.toml_text import ADVICE, read_tables

_EXPECTED = "expected prompts of at most 1 MiB."
# A prompt belongs to a kind of contribution or to the way in which a stage is talked; no word of
# the one list is in the other.
_Place = StrEnum("_Place", {kind.name: kind.value for kind in (*ContributionKind, *StageKind)})
