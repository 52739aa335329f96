"""The card for what the presenter brings: files, links and papers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTemporaryDir, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from dilc_desktop.domain.errors import StorageError
from dilc_desktop.domain.framing import Ready
from dilc_desktop.domain.record import Artifact, Relevance, SessionRecord
from dilc_desktop.ui.file_keeper import FileKeeper, dropped_files
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import button, column, paragraph, row, wear_icon
from dilc_desktop.ui.prepare.artifact_row import ArtifactRow
from dilc_desktop.ui.prepare.section import Complaint, Section, attempt
from dilc_desktop.ui.saving import documents_folder
from dilc_desktop.ui.tab_order import chain_tabs

if TYPE_CHECKING:
    from dilc_desktop.store.artifacts import KeptFile


class ArtifactsCard(Section):
    """Artifacts with their relevance to the purpose; files may be dropped on the card."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(
            around,
            "artifacts",
            self.tr("Artifacts"),
            self.tr(
                "Something of the presenter's own practice: a plan, a note, an agenda, a schedule."
            ),
        )
        theme = around.theme
        self._narrow = False
        self._keeper = FileKeeper(around.background, around.desk.planning.keep_file, self)
        self._keeper.keeping.connect(self._show_keeping)
        self._keeper.kept.connect(self._kept)
        self._keeper.refused.connect(self._not_kept)
        self._copies = QTemporaryDir()
        self.rows: dict[str, ArtifactRow] = {}
        self._order: list[str] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(24))
        self.add_file = button(self.tr("Add a file"), self._choose_files)
        self.add_file.setObjectName("prepare.artifacts.add.file")
        wear_icon(theme, self.add_file, "paperclip")
        self.add_title = QLineEdit()
        self.add_title.setObjectName("prepare.artifacts.add.title")
        self.add_title.setPlaceholderText(self.tr("A paper in the room, or a link"))
        self.add_title.setAccessibleName(self.tr("Name of a paper in the room, or a link"))
        self.add = button(self.tr("Add"), self._add)
        self.add.setObjectName("prepare.artifacts.add")
        self.add.setAccessibleName(self.tr("Add the paper or link"))
        wear_icon(theme, self.add, "plus")
        adding = row(self.add_title, self.add, self.add_file)
        adding.setStretch(0, 1)
        self._busy = paragraph("", "small", "quiet")
        self._busy.hide()
        self.complaint = Complaint(theme)
        self.body.addLayout(self._rows)
        self.body.addLayout(column(adding, self._busy, self.complaint, spacing=4))
        self.add_title.returnPressed.connect(self._add)
        self.setAcceptDrops(True)
        theme.changed.connect(self._dress_rows)

    def _dress_rows(self) -> None:
        for artifact in self.rows.values():
            artifact.dress()

    def be_narrow(self, narrow: bool) -> None:
        """Set the answers of each artifact below each other."""
        self._narrow = narrow
        for artifact in self.rows.values():
            artifact.be_narrow(narrow)

    def forget(self) -> None:
        """Empty the line for the next artifact."""
        self.add_title.clear()
        self.complaint.say("")

    def repaint_record(self, record: SessionRecord) -> None:
        """Show the artifacts; rows that did not change are left alone."""
        artifacts = record.artifacts
        ids = [artifact.id for artifact in artifacts]
        for gone in [artifact_id for artifact_id in self.rows if artifact_id not in ids]:
            artifact_row = self.rows.pop(gone)
            self._rows.removeWidget(artifact_row)
            artifact_row.hide()
            artifact_row.deleteLater()
        for place, artifact in enumerate(artifacts):
            if artifact.id not in self.rows:
                self.rows[artifact.id] = self._new_row(artifact.id)
            artifact_row = self.rows[artifact.id]
            if self._rows.indexOf(artifact_row) != place:
                self._rows.insertWidget(place, artifact_row)
                artifact_row.show()
            artifact_row.show_artifact(artifact, place)
        if ids != self._order:
            self._order = ids
            parts = [part for artifact_id in ids for part in self.rows[artifact_id].parts()]
            chain_tabs([self.head, *parts, self.add_title, self.add, self.add_file])
        titles = ", ".join(artifact.title for artifact in artifacts)
        self.set_essence(titles or self.tr("No artifact yet."))

    def field_for(self, line: Ready) -> QWidget:
        """The first artifact that still lacks what the line asks for."""
        if self.record is None or not self._order:
            return self.add_title
        for artifact in self.record.artifacts:
            made = self.rows[artifact.id]
            if line is Ready.NAMES_REMOVED and not artifact.names_removed:
                return made.names
            if line is Ready.ARTIFACT and artifact.relevance is None:
                return made.relevance.buttons[0]
        first = self.rows[self._order[0]]
        return first.names if line is Ready.NAMES_REMOVED else first.relevance.buttons[0]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Keep the files that were dropped."""
        event.acceptProposedAction()
        self.keep_files(dropped_files(event.mimeData()))

    def keep_files(self, files: list[Path]) -> None:
        """Copy files into the library one after another, away from the windows."""
        self.complaint.say("")
        self._keeper.keep(self.session_id, files)

    def _show_keeping(self, file_name: str) -> None:
        self._busy.setText(self.tr("Keeping a copy of {0} …").format(file_name))
        self._busy.setVisible(bool(file_name))

    def _kept(self, session_id: str, kept: KeptFile) -> None:
        attempt(
            self.notifier,
            lambda: self.desk.planning.add_kept_file(session_id, kept),
            self.complaint,
        )

    def _not_kept(self, words: str) -> None:
        self.complaint.say(words)

    def _choose_files(self) -> None:
        files, _ = QFileDialog.getOpenFileNames(self, self.tr("Add files"), str(documents_folder()))
        self.keep_files([Path(file) for file in files])

    def _new_row(self, artifact_id: str) -> ArtifactRow:
        made = ArtifactRow(self.theme, artifact_id)
        made.be_narrow(self._narrow)
        made.titled.connect(lambda i, text: self._change(i, lambda a: replace(a, title=text)))
        made.judged.connect(self._judge)
        made.noted.connect(
            lambda i, text: self._change(i, lambda a: replace(a, relevance_note=text))
        )
        made.cleared.connect(lambda i, on: self._change(i, lambda a: replace(a, names_removed=on)))
        made.opened.connect(self._open)
        made.removed.connect(self._remove)
        return made

    def _artifact(self, artifact_id: str) -> Artifact | None:
        artifacts = self.record.artifacts if self.record is not None else ()
        return next((a for a in artifacts if a.id == artifact_id), None)

    def _change(self, artifact_id: str, change: Callable[[Artifact], Artifact]) -> None:
        artifact, session_id = self._artifact(artifact_id), self.session_id
        if artifact is not None:
            changed = change(artifact)
            attempt(
                self.notifier,
                lambda: self.desk.planning.change_artifact(session_id, changed),
                self.complaint,
            )

    def _judge(self, artifact_id: str, value: object) -> None:
        relevance = value if isinstance(value, Relevance) else None
        self._change(artifact_id, lambda a: replace(a, relevance=relevance))

    def _open(self, artifact_id: str) -> None:
        artifact = self._artifact(artifact_id)
        if artifact is None:
            return
        if not artifact.sha256:
            QDesktopServices.openUrl(QUrl.fromUserInput(artifact.link))
            return
        kept = self.desk.artifact(artifact.sha256)
        copy = Path(self._copies.path()) / artifact.id / Path(artifact.file_name).name
        started = self.background.start(
            lambda: _copy(kept, copy),
            lambda _: _open_file(copy),
            self.complaint.say,
        )
        if not started:
            self.complaint.say(self.tr("One moment: another file is being written."))

    def _remove(self, artifact_id: str) -> None:
        session_id, place = self.session_id, self._order.index(artifact_id)
        attempt(
            self.notifier,
            lambda: self.desk.planning.remove_artifact(session_id, artifact_id),
            self.complaint,
        )
        if artifact_id not in self.rows:
            left = min(place, len(self._order) - 1)
            (self.rows[self._order[left]].title if self._order else self.add_title).setFocus()

    def _add(self) -> None:
        text, session_id = self.add_title.text().strip(), self.session_id
        if not text:
            self.add_title.setFocus()
            return
        is_link = text.lower().startswith(("http://", "https://", "www."))
        done = attempt(
            self.notifier,
            lambda: self.desk.planning.add_artifact(session_id, text, text if is_link else ""),
            self.complaint,
        )
        if done is not None:
            self.add_title.clear()
        self.add_title.setFocus()


def _open_file(copy: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy)))


def _copy(kept: Path, copy: Path) -> None:
    """Lay a copy under its own name, so that the kept one cannot be changed by accident."""
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept, copy)
    except OSError as error:
        raise StorageError("This file could not be opened. Is there room on the disk?") from error
