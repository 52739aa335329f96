"""What the person chose for this laptop, changed while the program runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from dilc_desktop.settings import Settings, load_settings, save_settings


class Preferences(QObject):
    """The settings in use; `changed` follows each change, `unsaved` one that the disk refused."""

    changed = Signal()
    unsaved = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.now: Settings = load_settings(folder)

    def change(self, **fields: object) -> None:
        """Take up new choices and keep them for the next start."""
        self.now = replace(self.now, **fields)  # type: ignore[arg-type] # one of each type
        self.changed.emit()
        try:
            save_settings(self._folder, self.now)
        except OSError:
            self.unsaved.emit(
                self.tr("These choices hold until you close: their file cannot be written.")
            )
