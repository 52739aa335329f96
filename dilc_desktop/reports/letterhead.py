"""Whose paper it is: the district's name and logo above what is printed or written."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

# The margin above the text is 50 points high, so a letterhead never takes room from the page.
HEIGHT = 26.0
WIDEST = 156.0


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands at the head of the first page; nothing where both are empty.

    `logo` is a picture's file; one that is gone or cannot be read is left out.
    """

    district: str = ""
    logo: Path | None = None

    @property
    def name(self) -> str:
        """The district's name in one line."""
        return " ".join(self.district.split())

    @property
    def alternative(self) -> str:
        """What the logo shows, in words."""
        district = self.name
        return f"Logo of {district}" if district else "Logo"

    def picture(self) -> Image | None:
        """The logo, None where there is none that can be read."""
        if self.logo is None:
            return None
        try:
            changed = self.logo.stat().st_mtime_ns
        except OSError:
            return None
        return _picture(self.logo, changed)

    def png(self) -> tuple[bytes, tuple[float, float]] | None:
        """The logo as a PNG, with its width and height in points; None as for the picture."""
        picture = self.picture()
        if picture is None:
            return None
        saved = io.BytesIO()
        picture.save(saved, "PNG")
        return saved.getvalue(), fitted(picture.size)


NO_LETTERHEAD = Letterhead()


def fitted(size: tuple[int, int]) -> tuple[float, float]:
    """A picture's width and height in points: as large as a letterhead lets it be."""
    width, height = size
    scale = min(HEIGHT / height, WIDEST / width)
    return width * scale, height * scale


@lru_cache(maxsize=4)
def _picture(logo: Path, _changed: int) -> Image | None:
    from PIL import Image  # noqa: PLC0415 - only where there is a logo

    try:
        with Image.open(logo) as opened:
            return opened.convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
