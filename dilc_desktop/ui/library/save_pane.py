"""What is asked before a changed protocol is saved, and before a built-in one is copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from dilc_desktop.domain.protocol_differences import Difference
from dilc_desktop.ui.fields import labelled
from dilc_desktop.ui.library.difference_list import DifferenceList
from dilc_desktop.ui.library.why_fields import WhyFields
from dilc_desktop.ui.parts import button, column, label, paragraph, row, rule
from dilc_desktop.ui.prepare.section import Complaint
from dilc_desktop.ui.tab_order import chain_tabs
from dilc_desktop.ui.theme import Theme


class SavePane(QWidget):
    """Asks who wanted the changes and why; `saved` and `put_away` carry the two answers."""

    saved = Signal()
    put_away = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.heading = paragraph("", "heading", strong=True)
        keeps = paragraph(
            self.tr("Sessions that are planned or have run keep the words they have."), tone="quiet"
        )
        self.why = WhyFields(theme, "library.save")
        self.complaint = Complaint(theme)
        self.missing = paragraph(self.tr("Please say why. Then it can be saved."), "small", "quiet")
        self.save = button(self.tr("Save"), lambda: self.saved.emit(), "primary")
        self.save.setObjectName("library.save.save")
        self.back = button(self.tr("Go on editing"), lambda: self.put_away.emit())
        self.back.setObjectName("library.save.back")
        self.changes = DifferenceList(theme)
        self.setLayout(
            column(
                self.heading,
                keeps,
                self.why,
                self.complaint,
                self.missing,
                row(self.save, self.back, None),
                rule(),
                label(self.tr("What changed since the last version"), strong=True),
                self.changes,
                None,
                spacing=theme.px(12),
            )
        )
        self.why.edited.connect(self._look)
        chain_tabs([*self.why.parts(), self.save, self.back])
        self._look()

    def show_changes(self, version: int, changes: Sequence[Difference]) -> None:
        """Show what would be saved as the next version."""
        self.heading.setText(self.tr("Save as version {0}").format(version))
        words = self.tr("Save version {0}").format(version)
        self.save.setText(words)
        self.save.setAccessibleName(words)
        self.changes.show_differences(changes)
        self.complaint.say("")

    def _look(self) -> None:
        be_ready(self.save, self.missing, ready=self.why.is_ready)


class CopyPane(QWidget):
    """Asks for the name of a copy; `copied` and `put_away` carry the two answers."""

    copied = Signal()
    put_away = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.heading = paragraph("", "heading", strong=True)
        self.heading.setObjectName("library.copy.heading")
        stays = paragraph(
            self.tr(
                "It stays as it is, so that its words can be relied on. Make a copy of it, "
                "and change the copy as you need it."
            )
        )
        self.name = QLineEdit()
        self.name.setObjectName("library.copy.name")
        self.name.setProperty("type", "lead")
        self.why = WhyFields(theme, "library.copy", why=self.tr("Why do you need your own?"))
        self.complaint = Complaint(theme)
        self.missing = paragraph("", "small", "quiet")
        self.copy = button(self.tr("Make a copy"), lambda: self.copied.emit(), "primary")
        self.copy.setObjectName("library.copy.copy")
        self.back = button(self.tr("Leave it"), lambda: self.put_away.emit())
        self.back.setObjectName("library.copy.back")
        named = column(labelled(self.tr("Name of your copy"), self.name), self.name, spacing=2)
        self.setLayout(
            column(
                self.heading,
                stays,
                named,
                self.why,
                self.complaint,
                self.missing,
                row(self.copy, self.back, None),
                None,
                spacing=theme.px(12),
            )
        )
        self.why.edited.connect(self._look)
        self.name.textEdited.connect(lambda: self._look())
        chain_tabs([self.name, *self.why.parts(), self.copy, self.back])
        self._look()

    def show_origin(self, name: str) -> None:
        """Ask for a copy of a protocol."""
        self.heading.setText(self.tr("{0} comes with the program").format(name))
        self.name.setText(self.tr("{0}, our version").format(name))
        self.why.show_given("", "")
        self.complaint.say("")
        self._look()

    def _look(self) -> None:
        named = bool(self.name.text().strip())
        self.missing.setText(
            self.tr("Please say why. Then the copy can be made.")
            if named
            else self.tr("Please give your copy a name.")
        )
        be_ready(self.copy, self.missing, ready=named and self.why.is_ready)


def be_ready(act: QPushButton, missing: QWidget, *, ready: bool) -> None:
    """Let a button be pressed, or say above it what is missing; it stays where it is."""
    policy = missing.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    missing.setSizePolicy(policy)
    act.setEnabled(ready)
    missing.setVisible(not ready)
