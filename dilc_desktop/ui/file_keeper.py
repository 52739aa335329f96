"""Copies files into the library one after another, away from the windows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QMimeData, QObject, Signal

from dilc_desktop.ui.background import Background

if TYPE_CHECKING:
    from dilc_desktop.store.artifacts import KeptFile


class FileKeeper(QObject):
    """`keeping` names the file at work, empty when none is; `kept` carries session and copy.

    `refused` carries why a file could not be kept; the others go on.
    """

    keeping = Signal(str)
    kept = Signal(str, object)
    refused = Signal(str)

    def __init__(
        self, background: Background, copy: Callable[[Path], KeptFile], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._copy = copy
        self._waiting: list[tuple[str, Path]] = []
        background.busy.connect(lambda busy: None if busy else self._keep_next())

    def keep(self, session_id: str, files: Sequence[Path]) -> None:
        """Keep copies of files for a session."""
        self._waiting.extend((session_id, file) for file in files)
        self._keep_next()

    def _keep_next(self) -> None:
        if self._background.is_busy or not self._waiting:
            return
        session_id, file = self._waiting.pop(0)
        self.keeping.emit(file.name)
        self._background.start(
            lambda: self._copy(file),
            lambda found: self._done(session_id, cast("KeptFile", found)),
            self._not_kept,
        )

    def _done(self, session_id: str, found: KeptFile) -> None:
        self.keeping.emit("")
        self.kept.emit(session_id, found)

    def _not_kept(self, words: str) -> None:
        self.keeping.emit("")
        self.refused.emit(words)


def dropped_files(data: QMimeData) -> list[Path]:
    """The files on this laptop that something dragged holds."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
