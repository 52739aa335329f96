"""The card with the checklist for a problem of practice."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dilc_desktop.domain.framing import CHECKLIST_ITEMS, Ready
from dilc_desktop.domain.record import ChecklistAnswer, SessionRecord
from dilc_desktop.ui.fields import LineField
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import column, paragraph, row
from dilc_desktop.ui.prepare.choice_buttons import ChoiceButtons
from dilc_desktop.ui.prepare.section import Section


class ChecklistItem(QWidget):
    """One question of the checklist with its answers and, once answered, room for a note."""

    given = Signal(str, str, str)

    def __init__(self, item: str, question: str) -> None:
        super().__init__()
        self._item = item
        answers: list[tuple[str, object]] = [
            (self.tr("Yes"), "yes"),
            (self.tr("Partly"), "partly"),
            (self.tr("No"), "no"),
        ]
        self.answer = ChoiceButtons(question, answers)
        self.answer.name_parts(f"prepare.checklist.{item}")
        self.note = LineField(self.tr("A note"))
        self.note.setObjectName(f"prepare.checklist.{item}.note")
        self.note.setAccessibleName(self.tr("Note: {0}").format(question))
        self.note.hide()
        self._value: object = None
        words = row(paragraph(question), self.answer, spacing=16)
        words.setStretch(0, 1)
        self.setLayout(column(words, self.note, spacing=4))
        self.answer.chosen.connect(self._choose)
        self.note.edited.connect(lambda: self._give())

    def show_answer(self, stored: ChecklistAnswer | None) -> None:
        """Show the answer and note that are stored."""
        self._value = stored.answer or None if stored is not None else None
        note = stored.note if stored is not None else ""
        self.answer.show_value(self._value)
        self.note.show_text(note)
        self.note.setVisible(self._value is not None or bool(note) or bool(self.note.text()))

    def _choose(self, value: object) -> None:
        self._value = value
        self._give()

    def _give(self) -> None:
        self.given.emit(self._item, str(self._value or ""), self.note.text())


class ChecklistCard(Section):
    """Twelve questions that show whether a problem is one of the presenter's own practice."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(
            around,
            "checklist",
            self.tr("Is it a problem of practice?"),
            self.tr("Talk it through with the presenter. It coaches; it is not a test."),
        )
        questions = {
            "instruction": self.tr(
                "Is it about teaching and learning: pupils, teachers, content or tasks?"
            ),
            "own_role": self.tr("Does it name the presenter's own leadership practice?"),
            "observable": self.tr("Can it be seen or heard in classrooms or meetings?"),
            "own_control": self.tr("Can the presenter change it, within weeks?"),
            "strategy": self.tr("Does it belong to a larger aim of the school or district?"),
            "leverage": self.tr("Would it matter much for pupils if it were solved?"),
            "evidence": self.tr("Does it rest on evidence rather than a hunch?"),
            "if_then": self.tr(
                "Can the presenter finish “If I …, then teachers …, so that pupils …”?"
            ),
            "open_question": self.tr("Is it still open: does nobody know the answer yet?"),
            "one_cycle": self.tr("Is it small enough for three or four months?"),
            "artifact": self.tr("Is there an artifact of the presenter's own leadership?"),
            "not_evaluation": self.tr("Is it free of pupils' names and of judging one teacher?"),
        }
        self.items: dict[str, ChecklistItem] = {}
        for item in CHECKLIST_ITEMS:
            made = ChecklistItem(item, questions[item])
            made.given.connect(self._save)
            self.items[item] = made
            self.body.addWidget(made)

    def repaint_record(self, record: SessionRecord) -> None:
        """Show the answers."""
        stored = {answer.item: answer for answer in record.checklist}
        for item, made in self.items.items():
            made.show_answer(stored.get(item))
        answers = [answer.answer for answer in record.checklist]
        if not any(answers):
            self.set_essence(self.tr("Twelve questions, none answered yet."))
            return
        counts = [answers.count(a) for a in ("yes", "partly", "no")]
        self.set_essence(self.tr("Yes {0}, partly {1}, no {2}, of 12.").format(*counts))

    def field_for(self, line: Ready) -> QWidget:
        """The first answer of the question that the line speaks of."""
        item = "own_role" if line is Ready.OWN_ROLE else "instruction"
        return self.items[item].answer.buttons[0]

    def _save(self, item: str, answer: str, note: str) -> None:
        session_id = self.session_id
        given = ChecklistAnswer(item=item, answer=answer, note=note)
        self.notifier.run(lambda: self.desk.planning.answer_checklist(session_id, given))
