"""A line that tells what came of something, and opens the file that was written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from dilc_desktop.ui.parts import button, paragraph, row, set_property

_EDGE = 8
# What a person can read or print; a protocol or session file is for another laptop.
_READABLE = frozenset({"", ".pdf", ".html", ".docx"})


def open_by_system(file: Path) -> bool:
    """Open a file or a folder with the program that the system has for it, if it has one."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


class NewsLine(QWidget):
    """Hidden while there is nothing to tell."""

    def __init__(
        self, size: str = "small", *, open_file: Callable[[Path], bool] = open_by_system
    ) -> None:
        super().__init__()
        self._open_file = open_file
        self._file = Path()
        self._words = paragraph("", size, "quiet")
        self.open = button(self.tr("Open it"), self._open, "plain")
        line = row(self._words, self.open, None, spacing=8)
        line.setStretch(0, 1)
        line.setStretch(2, 0)
        self.setLayout(line)
        self.open.hide()
        self.hide()

    def text(self) -> str:
        """What is told now."""
        return self._words.text()

    @property
    def tone(self) -> str:
        """The tone in which it is told."""
        return str(self._words.property("tone"))

    def say(self, words: str, tone: str = "quiet", file: Path | None = None) -> None:
        """Tell something; `file` is what was written, or the folder that it is in."""
        self._words.setText(words)
        set_property(self._words, "tone", tone)
        # As wide as the words, so that what can be done stands beside them.
        natural = self._words.fontMetrics().horizontalAdvance(words)
        self._words.setMaximumWidth(natural + _EDGE)
        self.open.setVisible(file is not None and file.suffix.lower() in _READABLE)
        if file is not None:
            self._file = file
            self.open.setAccessibleName(self.tr("Open {0}").format(file.name))
        self.setVisible(bool(words))

    def _open(self) -> None:
        if not self._open_file(self._file):
            self.say(
                self.tr("No program here opens {0}. It is in {1}.").format(
                    self._file.name, self._file.parent
                ),
                "over",
            )
