"""A draft in the person's own mail program, with a file; nothing is ever sent from here."""

from __future__ import annotations

import sys
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

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts: dict[QProcess, tuple[Path, str]] = {}

    def open_with(self, file: Path, subject: str) -> None:
        """Open a draft with a subject and the file."""
        command = _attaching(file, subject)
        if command is None:
            self._open_beside(file, subject)
            return
        program, arguments = command
        process = QProcess(self)
        self._drafts[process] = file, subject
        # Methods of this object, for then Qt lets go of them before a process that still runs
        # dies with it and says so.
        process.started.connect(self._started)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._went_wrong)
        process.start(program, arguments)

    def _started(self) -> None:
        # A mail program that was not running yet ends only when a person closes it.
        self.said.emit(
            self.tr("Your mail program opens a draft with the PDF. You send it yourself.")
        )

    def _finished(self, code: int) -> None:
        self._end(failed=code != 0)

    def _went_wrong(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end(failed=True)

    def _end(self, *, failed: bool) -> None:
        process = self.sender()
        if not isinstance(process, QProcess) or process not in self._drafts:
            return
        file, subject = self._drafts.pop(process)
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
            # The file lies among passing ones, whose place is nothing to send a person to.
            self.said.emit(
                self.tr("A draft opened without the PDF. Please save the summary and attach it.")
            )
        else:
            self.failed.emit(
                self.tr(
                    "No mail program opened. Please save the summary, and attach it to an e-mail "
                    "where you write your mail."
                )
            )


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
