"""What a person sees when the program itself went wrong: the session goes on, it is on disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from dilc_desktop.ui.parts import button, column, paragraph, row


class ReportWindow(QDialog):
    """A window beside the others; it never blocks them."""

    def __init__(self, log_folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        words = self.tr(
            "Something went wrong inside the program. Everything that was saved is safe on disk, "
            "and you can go on. If it happens again, please close the program and start it anew: "
            "it reopens where you are."
        )
        where = self.tr("Details for whoever looks after the program are in {0}.")
        self.setLayout(
            column(
                paragraph(words),
                paragraph(where.format(log_folder), "small", "quiet"),
                row(None, button(self.tr("Go on"), self.close, "primary")),
                spacing=16,
                margins=24,
            )
        )
