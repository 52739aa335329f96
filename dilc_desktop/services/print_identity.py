"""The district's logo, kept as one small picture in the data folder."""

from __future__ import annotations

import contextlib
import io
import warnings
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from dilc_desktop.domain.errors import RuleError, StorageError
from dilc_desktop.files import written_aside

if TYPE_CHECKING:
    from dilc_desktop.reports.letterhead import Letterhead

LARGEST_FILE = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
_KEPT_SIZE = (1200, 400)
_FORMATS = ("PNG", "JPEG")
_FOLDER = "letterhead"


class PrintIdentity:
    """Keeps the logo for printed pages; a name stands for one picture and never for another."""

    def __init__(self, data: Path) -> None:
        self._folder = data / _FOLDER

    def logo(self, name: str) -> Path | None:
        """The kept picture with a name, None where it is not there."""
        if not name or Path(name).name != name:
            return None
        kept = self._folder / name
        return kept if kept.is_file() else None

    def letterhead(self, district: str, logo: str) -> Letterhead:
        """What stands at the head of printed pages, by the district's name and the logo's."""
        from dilc_desktop.reports.letterhead import Letterhead  # noqa: PLC0415 - when printing

        return Letterhead(district.strip(), self.logo(logo))

    def keep_logo(self, content: bytes) -> str:
        """Keep a PNG or JPEG, no larger than printing needs, and return the name of the copy.

        RuleError where it is too large or no such picture; StorageError where it cannot be kept.
        """
        picture = _small_png(content)
        name = f"{sha256(picture).hexdigest()[:16]}.png"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with written_aside(self._folder / name) as file:
                file.write(picture)
        except OSError as trouble:
            reason = trouble.strerror or "the system gave no reason"
            raise StorageError(
                f"The logo could not be kept ({reason}). Please free some space and try again."
            ) from trouble
        return name

    def drop_logo(self, name: str) -> None:
        """Delete a kept picture; it may be gone already."""
        kept = self.logo(name)
        if kept is not None:
            # Left behind it takes a little room and is printed nowhere.
            with contextlib.suppress(OSError):
                kept.unlink()


def _small_png(content: bytes) -> bytes:
    """The picture as a PNG of a size for printing, without what else its file tells."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - only when a logo is chosen

    if len(content) > LARGEST_FILE:
        raise RuleError("A logo can have up to 5 MB. Please choose a smaller file.")
    try:
        with warnings.catch_warnings():
            # Its size is looked at below, before a pixel is read.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content), formats=_FORMATS)
        width, height = opened.size
        if width * height > MOST_PIXELS:
            raise RuleError(
                f"This picture has {width} by {height} pixels, more than can be read here. Please "
                "choose one of 6000 by 6000 or smaller."
            )
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as trouble:
        raise RuleError(
            "This file is no picture that can be read. Please choose a PNG, JPEG or SVG file."
        ) from trouble
    upright.thumbnail(_KEPT_SIZE)
    kept = io.BytesIO()
    upright.save(kept, "PNG", optimize=True)
    return kept.getvalue()
