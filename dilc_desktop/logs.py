"""Logs: one file that turns over, never with words that people said."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
from pathlib import Path
from typing import TextIO

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start_logging(folder: Path) -> TextIO | None:
    """Log to `folder`, native crashes too; where the folder cannot be written, log nothing.

    Returns the open file for native crashes, which the caller keeps open.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        crashes = (folder / "crash.log").open("a", encoding="utf-8")
        try:
            handler = logging.handlers.RotatingFileHandler(
                folder / "dilc-desktop.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
            )
        except OSError:
            crashes.close()
            raise
    except OSError:
        logging.getLogger().addHandler(logging.NullHandler())
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    faulthandler.enable(crashes)
    return crashes
