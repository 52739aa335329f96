"""One artifact: what it is, how it serves the purpose, and whether names were removed."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QLabel, QWidget

from dilc_desktop.domain.record import Artifact, Relevance
from dilc_desktop.ui.fields import LineField, TextField, labelled
from dilc_desktop.ui.parts import button, column, icon_button, label, row
from dilc_desktop.ui.prepare.choice_buttons import ChoiceButtons
from dilc_desktop.ui.theme import Theme

_SIZES = QLocale.DataSizeFormat.DataSizeSIFormat


class ArtifactRow(QWidget):
    """An artifact and its fields; every signal carries the artifact's id first."""

    titled = Signal(str, str)
    judged = Signal(str, object)
    noted = Signal(str, str)
    cleared = Signal(str, bool)
    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, theme: Theme, artifact_id: str) -> None:
        super().__init__()
        self._theme = theme
        self.artifact_id = artifact_id
        self._shown: tuple[Artifact, int] | None = None
        self._mark = QLabel()
        self.title = LineField(self.tr("What is it?"))
        self.what = label("", "small", "quiet")
        self.open = button(self.tr("Open"), lambda: self.opened.emit(self.artifact_id), "plain")
        self.remove = icon_button(
            theme, "trash-2", self.tr("Remove"), lambda: self.removed.emit(self.artifact_id)
        )
        levels: list[tuple[str, object]] = [
            (self.tr("High"), Relevance.HIGH),
            (self.tr("Medium"), Relevance.MEDIUM),
            (self.tr("Low"), Relevance.LOW),
            (self.tr("None"), Relevance.NONE),
        ]
        self.relevance = ChoiceButtons(self.tr("Relevance to the purpose"), levels)
        self.note = TextField(self.tr("It shows …"), lines=1)
        self.names = QCheckBox(self.tr("Names are removed"))
        head = row(self._mark, self.title, self.open, self.remove)
        head.setStretch(1, 1)
        self._judging = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._judging.setSpacing(theme.px(12))
        relevance = label(self.tr("Relevance to the purpose"), "small", "quiet")
        self._judging.addWidget(relevance)
        self._judging.addWidget(self.relevance)
        self._judging.addStretch(1)
        self._judging.addWidget(self.names)
        note = labelled(self.tr("What it shows for the purpose"), self.note)
        self.setLayout(
            column(head, self.what, self._judging, column(note, self.note, spacing=2), spacing=6)
        )
        self.title.edited.connect(lambda text: self.titled.emit(self.artifact_id, text))
        self.relevance.chosen.connect(lambda value: self.judged.emit(self.artifact_id, value))
        self.note.edited.connect(lambda text: self.noted.emit(self.artifact_id, text))
        self.names.clicked.connect(lambda on: self.cleared.emit(self.artifact_id, on))

    def be_narrow(self, narrow: bool) -> None:
        """Put the answers below each other."""
        directions = QBoxLayout.Direction
        self._judging.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    def dress(self) -> None:
        """Take the colours of the present theme."""
        if self._shown is not None:
            self._mark.setPixmap(self._theme.pixmap(_icon_of(self._shown[0]), "accent"))

    def parts(self) -> list[QWidget]:
        """What Tab visits, in order."""
        answers = self.relevance.buttons
        return [self.title, self.open, self.remove, *answers, self.names, self.note]

    def show_artifact(self, artifact: Artifact, place: int) -> None:
        """Show an artifact at a place counted from 0."""
        if self._shown == (artifact, place):
            return
        self._shown = (artifact, place)
        self.title.show_text(artifact.title)
        self.relevance.show_value(artifact.relevance)
        self.note.show_text(artifact.relevance_note)
        self.names.setChecked(artifact.names_removed)
        self.what.setText(self._what_words(artifact))
        self.what.setVisible(artifact.title != artifact.link)
        self.open.setVisible(bool(artifact.sha256 or artifact.link))
        self.dress()
        self._name_parts(str(place + 1), artifact.title)

    def _what_words(self, artifact: Artifact) -> str:
        if artifact.sha256:
            size = QLocale().formattedDataSize(artifact.size, 0, _SIZES)
            return self.tr("A copy of {0}, {1}, is kept with your sessions.").format(
                artifact.file_name, size
            )
        if artifact.link:
            return artifact.link
        return self.tr("A paper in the room")

    def _name_parts(self, number: str, title: str) -> None:
        names: tuple[tuple[QWidget, str, str], ...] = (
            (self.title, "title", self.tr("Title of artifact {0}").format(number)),
            (self.open, "open", self.tr("Open {0}").format(title)),
            (self.remove, "remove", self.tr("Remove {0}").format(title)),
            (self.note, "note", self.tr("What {0} shows for the purpose").format(title)),
            (self.names, "names", self.tr("Names are removed from {0}").format(title)),
        )
        for part, key, words in names:
            part.setObjectName(f"prepare.artifacts.{key}.{number}")
            part.setAccessibleName(words)
        self.relevance.name_parts(f"prepare.artifacts.relevance.{number}")


def _icon_of(artifact: Artifact) -> str:
    if artifact.sha256:
        return "paperclip"
    return "link" if artifact.link else "file-text"
