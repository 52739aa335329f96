"""Where things are: the only module that knows whether we run from source, a wheel or a bundle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one run: where a person's data is kept, and where settings and logs go."""

    data: Path
    settings: Path
    logs: Path


def user_folders() -> Folders:
    """The platform's folders for this user."""
    dirs = platformdirs.PlatformDirs("dilc-desktop", appauthor=False)
    return Folders(
        data=dirs.user_data_path, settings=dirs.user_config_path, logs=dirs.user_log_path
    )


def folders_in(data_dir: Path) -> Folders:
    """Everything inside one folder of the person's choice."""
    return Folders(data=data_dir, settings=data_dir, logs=data_dir / "logs")


def _shipped(name: str) -> Path:
    """A folder that travels with the program: inside the wheel, or beside the package."""
    inside = _PACKAGE / "_data" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resources() -> Path:
    """Palettes, icons, fonts and sample sessions."""
    return _shipped("resources")


def protocols() -> Path:
    """The built-in protocols."""
    return _shipped("protocols")
