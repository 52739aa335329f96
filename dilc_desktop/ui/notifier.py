"""The one place where pages learn that something changed, or could not be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from dilc_desktop.domain.errors import FileProblem, RuleError, StorageError
from dilc_desktop.services.change import Change


class Notifier(QObject):
    """Runs a verb and tells everybody what came of it.

    `changed` carries a `Change`, after it is durable. `refused` carries a sentence about what was
    asked for, `unsaved` one about the disk; `saved` follows the first change that succeeds again.
    """

    changed = Signal(object)
    refused = Signal(str)
    unsaved = Signal(str)
    saved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._trouble = False

    def run(self, verb: Callable[[], Change]) -> Change | None:
        """Call a verb of a service; None says that nothing was changed."""
        try:
            change = verb()
        except (RuleError, FileProblem) as problem:
            self.refused.emit(str(problem))
            return None
        except StorageError as problem:
            self._trouble = True
            self.unsaved.emit(str(problem))
            return None
        self._well()
        self.changed.emit(change)
        return change

    def keep(self, act: Callable[[], None]) -> None:
        """Keep something that no page shows, such as a draft; trouble is told once."""
        try:
            act()
        except StorageError as problem:
            if not self._trouble:
                self._trouble = True
                self.unsaved.emit(str(problem))
            return
        self._well()

    def _well(self) -> None:
        if self._trouble:
            self._trouble = False
            self.saved.emit()
