"""Logs: one file that turns over, never with words that people said."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import traceback
from pathlib import Path
from types import TracebackType
from typing import TextIO

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# Python words these by names of the program's own; the words of others may quote anything.
_TOLD = (
    AttributeError,
    ImportError,
    NameError,
    RecursionError,
    TypeError,
    ZeroDivisionError,
)

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Wordless(logging.Formatter):
    """Tells of errors where they came from and their kind, not the values in their messages."""

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging names it
        """The chain of errors behind one, the first cause first."""
        told: list[str] = []
        seen: set[int] = set()
        error = ei[1]
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            told.append("".join(traceback.format_tb(error.__traceback__)) + _named(error))
            hidden = error.__suppress_context__ and error.__cause__ is None
            error = None if hidden else error.__cause__ or error.__context__
        return "\n".join(reversed(told))


def _named(error: BaseException) -> str:
    """The kind of an error, with its words where they cannot quote what people said."""
    name = type(error).__qualname__
    if isinstance(error, OSError):
        # Not its path: files are named after sessions.
        return f"{name}: {error.strerror or error.errno}"
    # SQLite names tables and columns; it is not imported for this, because the window comes first.
    told = isinstance(error, _TOLD) or type(error).__module__ == "sqlite3"
    return f"{name}: {error}" if told else name


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
    handler.setFormatter(_Wordless(_FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    faulthandler.enable(crashes)
    return crashes
