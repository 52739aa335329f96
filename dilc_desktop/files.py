"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO


@contextlib.contextmanager
def written_aside(target: Path) -> Iterator[IO[bytes]]:
    """A stream beside `target` that takes its place, durable, once the block ends well.

    OSError where the system refuses. After any error what stood at the target before stays.
    """
    aside = target.with_name(f".{target.name}.new")
    try:
        with aside.open("wb") as file:
            yield file
            sync(file)
        aside.replace(target)
        # Some network drives refuse this; the file itself is safe by now.
        with contextlib.suppress(OSError):
            sync_folder(target.parent)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)


def sync(file: IO[bytes]) -> None:
    """Bring what was written to an open file to the disk itself."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make new names in a folder durable where the system can; Windows does it by itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
