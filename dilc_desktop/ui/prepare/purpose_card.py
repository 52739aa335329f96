"""The card for what the group, and then pupils, should learn."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from dilc_desktop.domain.framing import Ready
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.ui.fields import TextField, labelled
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import column
from dilc_desktop.ui.prepare.section import Section


class PurposeCard(Section):
    """Learning purpose and student-learning aim."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(
            around,
            "purpose",
            self.tr("Purpose"),
            self.tr("Read it aloud at the start, so that everybody shares it."),
        )
        self.purpose = TextField(self.tr("What should the group learn about leading instruction?"))
        self.purpose.setObjectName("prepare.purpose.text")
        self.purpose.setProperty("type", "lead")
        self.aim = TextField(self.tr("What should pupils come to know or do because of it?"))
        self.aim.setObjectName("prepare.aim.text")
        purpose = labelled(self.tr("Learning purpose"), self.purpose)
        aim = labelled(self.tr("Student-learning aim"), self.aim)
        self.body.addLayout(column(purpose, self.purpose, spacing=4))
        self.body.addLayout(column(aim, self.aim, spacing=4))
        self.purpose.edited.connect(self._save_purpose)
        self.aim.edited.connect(self._save_aim)

    def repaint_record(self, record: SessionRecord) -> None:
        """Show both texts."""
        self.purpose.show_text(record.learning_purpose)
        self.aim.show_text(record.student_aim)
        said = [text.strip() for text in (record.learning_purpose, record.student_aim)]
        self.set_essence("\n".join(t for t in said if t) or self.tr("No purpose written yet."))

    def field_for(self, line: Ready) -> QWidget:
        """The text that the line asks for."""
        return self.aim if line is Ready.STUDENT_AIM else self.purpose

    def _save_purpose(self, text: str) -> None:
        session_id = self.session_id
        self.notifier.run(lambda: self.desk.planning.write(session_id, learning_purpose=text))

    def _save_aim(self, text: str) -> None:
        session_id = self.session_id
        self.notifier.run(lambda: self.desk.planning.write(session_id, student_aim=text))
