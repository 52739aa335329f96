"""What a person chose for this laptop, kept in one small file."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from dilc_desktop.files import written_aside

PALETTES = ("system", "light", "dark", "high-contrast")
TEXT_SCALES = (1.0, 1.25, 1.5, 2.0)
PAPERS = ("letter", "a4")
SPEAKERS = ("name", "role", "code")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices with their defaults.

    `paper` and `speakers` are those of the printed summary.
    """

    palette: str = "system"
    text_scale: float = 1.0
    paper: str = "letter"
    speakers: str = "code"


_CHOICES: dict[str, tuple[object, ...]] = {
    "palette": PALETTES,
    "text_scale": TEXT_SCALES,
    "paper": PAPERS,
    "speakers": SPEAKERS,
}


def load_settings(folder: Path) -> Settings:
    """Read the choices; what is missing or does not fit falls back to its default."""
    file = folder / "settings.json"
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError):
        _log.info("settings could not be read; the defaults are used")
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    known = {f.name: type(f.default) for f in fields(Settings)}
    return Settings(**{k: v for k, v in found.items() if k in known and _fits(k, v, known[k])})


def _fits(name: str, value: object, kind: type) -> bool:
    # Python takes true for 1.0, so the kind is asked first.
    if isinstance(value, bool) or not isinstance(value, (int, float) if kind is float else kind):
        return False
    return value in _CHOICES[name]


def save_settings(folder: Path, settings: Settings) -> None:
    """Write the choices beside the file and then replace it."""
    folder.mkdir(parents=True, exist_ok=True)
    with written_aside(folder / "settings.json") as file:
        file.write(json.dumps(asdict(settings), indent=2).encode("utf-8"))
