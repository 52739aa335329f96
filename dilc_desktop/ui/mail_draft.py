"""A draft in the person's own mail program, with a file; nothing is ever sent from here."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QObject, QProcess, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices

_LINUX_HELPER = "xdg-email"


class MailDraft(QObject):
    """Opens a draft with a file attached where the system can, else shows the file beside it.

    `said` carries in words what opened, `failed` that nothing did.
    """

    said = Signal(str)
    failed = Signal(str)

    def open_with(self, file: Path, subject: str) -> None:
        """Open a draft with a subject and the file."""
        command = _attaching(file, subject)
        if command is None:
            self._open_beside(file, subject)
            return
        program, arguments = command
        process = QProcess(self)
        ended = partial(self._ended, process, file, subject)
        process.finished.connect(lambda code, _: ended(failed=code != 0))
        process.errorOccurred.connect(
            lambda error: (
                ended(failed=True) if error is QProcess.ProcessError.FailedToStart else None
            )
        )
        # A mail program that was not running yet ends only when a person closes it.
        process.started.connect(
            lambda: self.said.emit(
                self.tr("Your mail program opens a draft with the PDF. You send it yourself.")
            )
        )
        process.start(program, arguments)

    def _ended(self, process: QProcess, file: Path, subject: str, *, failed: bool) -> None:
        process.deleteLater()
        if failed:
            self._open_beside(file, subject)

    def _open_beside(self, file: Path, subject: str) -> None:
        """Open a draft without the file, and the folder in which the file is."""
        folder = QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))
        draft = QDesktopServices.openUrl(_mailto(subject))
        if draft and folder:
            words = self.tr("Please attach “{0}” from the folder that opened to the draft.")
            self.said.emit(words.format(file.name))
        elif draft:
            words = self.tr("Please attach “{0}” to the draft; it is in {1}.")
            self.said.emit(words.format(file.name, file.parent))
        else:
            words = self.tr("No mail program opened. The PDF “{0}” is in {1}.")
            self.failed.emit(words.format(file.name, file.parent))


def _attaching(file: Path, subject: str) -> tuple[str, list[str]] | None:
    """The command that opens a draft with a file, None where the system has none."""
    if sys.platform == "darwin":
        return "/usr/bin/open", ["-a", "Mail", str(file)]
    helper = QStandardPaths.findExecutable(_LINUX_HELPER)
    if sys.platform == "win32" or not helper:
        return None
    return helper, ["--utf8", "--subject", subject, "--attach", str(file)]


def _mailto(subject: str) -> QUrl:
    return QUrl(f"mailto:?subject={quote(subject)}")
