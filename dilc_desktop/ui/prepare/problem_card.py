"""The card for the presenting problem."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from dilc_desktop.domain.framing import Ready
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.ui.fields import TextField, labelled
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import column
from dilc_desktop.ui.prepare.section import Section


class ProblemCard(Section):
    """The presenting problem in the presenter's own words."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(
            around,
            "problem",
            self.tr("Problem"),
            self.tr(
                "Told in three minutes: what happens, the presenter's part in it, what was tried."
            ),
        )
        self.problem = TextField(
            self.tr("What is the presenter wrestling with, in their own words?"), lines=3
        )
        self.problem.setObjectName("prepare.problem.text")
        words = labelled(self.tr("Presenting problem"), self.problem)
        self.body.addLayout(column(words, self.problem, spacing=4))
        self.problem.edited.connect(self._save)

    def repaint_record(self, record: SessionRecord) -> None:
        """Show the problem."""
        self.problem.show_text(record.problem)
        self.set_essence(record.problem.strip() or self.tr("No problem written yet."))

    def field_for(self, line: Ready) -> QWidget:
        """The problem's text."""
        return self.problem

    def _save(self, text: str) -> None:
        session_id = self.session_id
        self.notifier.run(lambda: self.desk.planning.write(session_id, problem=text))
