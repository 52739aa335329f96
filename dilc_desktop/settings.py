"""What a person chose for this laptop, kept in one small file."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from dilc_desktop.files import written_aside

PALETTES = ("system", "light", "dark", "high-contrast")
TEXT_SCALES = (1.0, 1.25, 1.5, 2.0)
PAPERS = ("letter", "a4")
SPEAKERS = ("name", "role", "code")
READERS = ("presenter", "group", "district", "research")
MOTIONS = ("system", "on", "off")
TALK_TURNS = ("off", "tap", "hold")

_LONGEST = 200
_MOST_PAIRS = 100
_PAIRS = frozenset({"keys", "quick_kind_keys"})
_log = logging.getLogger(__name__)

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices with their defaults.

    `paper`, `speakers` and `reader` are those of the last summary. `room_screen` is the key of a
    screen, empty for whichever is free. `keys` pairs the id of a live action with a key,
    `quick_kind_keys` a kind of contribution with a letter; both hold only what differs from the
    defaults, and who uses them decides which of them can be used. `talk_turns` says whether a seat
    key also notes a turn of talk: by a tap at its begin and its end, or for as long as it is held.
    `district` and `logo`, the name of a kept picture, stand at the head of what is printed.
    """

    palette: str = "system"
    text_scale: float = 1.0
    paper: str = "letter"
    speakers: str = "code"
    room_screen: str = ""
    reader: str = "presenter"
    chime: bool = False
    pulse: bool = True
    quick_keys: bool = True
    reduced_motion: str = "system"
    focus_cue: bool = True
    talk_turns: str = "off"
    district: str = ""
    logo: str = ""
    keys: Pairs = ()
    quick_kind_keys: Pairs = ()


def _one_of(*choices: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in choices


def _is_scale(value: object) -> bool:
    # Python takes true for 1.0.
    return not isinstance(value, bool) and value in TEXT_SCALES


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


def _is_short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST


_FITS: dict[str, Callable[[object], bool]] = {
    "palette": _one_of(*PALETTES),
    "text_scale": _is_scale,
    "paper": _one_of(*PAPERS),
    "speakers": _one_of(*SPEAKERS),
    "room_screen": _is_short,
    "reader": _one_of(*READERS),
    "chime": _is_switch,
    "pulse": _is_switch,
    "quick_keys": _is_switch,
    "reduced_motion": _one_of(*MOTIONS),
    "focus_cue": _is_switch,
    "talk_turns": _one_of(*TALK_TURNS),
    "district": _is_short,
    "logo": _is_short,
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
    if isinstance(found.get("talk_turns"), bool):
        # At first this was a switch, and what it switched on was tapping.
        found["talk_turns"] = "tap" if found["talk_turns"] else "off"
    kept = {name: found[name] for name, fits in _FITS.items() if fits(found.get(name))}
    return Settings(**kept | {name: _pairs(found.get(name)) for name in _PAIRS})


def _pairs(value: object) -> Pairs:
    """The readable pairs of an object in a file; what two names share belongs to the first."""
    if not isinstance(value, dict):
        return ()
    pairs: dict[str, str] = {}
    for name, key in value.items():
        short = _is_short(name) and _is_short(key)
        if short and key and key not in pairs.values() and len(pairs) < _MOST_PAIRS:
            pairs[name] = key
    return tuple(pairs.items())


def save_settings(folder: Path, settings: Settings) -> None:
    """Write the choices beside the file and then replace it."""
    told = asdict(settings) | {name: dict(getattr(settings, name)) for name in _PAIRS}
    folder.mkdir(parents=True, exist_ok=True)
    with written_aside(folder / "settings.json") as file:
        file.write(json.dumps(told, indent=2).encode("utf-8"))
