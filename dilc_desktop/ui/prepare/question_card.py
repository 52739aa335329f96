"""The card for the framing question and its versions."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from dilc_desktop.domain.framing import QuestionCheck, Ready, question_checks
from dilc_desktop.domain.record import FramingQuestion, SessionRecord
from dilc_desktop.ui.fields import TextField, labelled
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import button, clear, column, label, paragraph, row, wear_icon
from dilc_desktop.ui.prepare.section import Section
from dilc_desktop.ui.theme import Theme


class CheckLine(QWidget):
    """One check of the framing question, as a mark and advice in words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._mark = QLabel()
        self._words = paragraph("", "small", "quiet")
        box = row(self._mark, self._words)
        box.setStretch(1, 1)
        self.setLayout(box)

    @property
    def words(self) -> str:
        """What the line says."""
        return self._words.text()

    def say(self, words: str, passed: bool) -> None:
        """Show the advice, with a tick where the question does it already."""
        mark, role = ("check", "good") if passed else ("lightbulb", "soon")
        self._mark.setPixmap(self._theme.pixmap(mark, role, 16))
        self._words.setText(words)


class QuestionCard(Section):
    """The newest version of the framing question large, earlier ones kept above it."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(
            around,
            "question",
            self.tr("Framing question"),
            self.tr("The one question that the group thinks about. It stays on the room screen."),
        )
        self._begins_new = False
        self._earlier = QVBoxLayout()
        self._earlier.setSpacing(around.theme.px(4))
        self._shown_earlier: tuple[FramingQuestion, ...] | None = None
        self.text = TextField(self.tr("In what ways does what I do …?"))
        self.text.setProperty("type", "heading")
        self.text.setObjectName("prepare.question.text")
        self.version = labelled(self.tr("Version 1"), self.text)
        self.text.setAccessibleName(self.tr("Framing question"))
        self.new = button(self.tr("Write a new version"), self._begin_new, "plain")
        self.new.setObjectName("prepare.question.new")
        wear_icon(around.theme, self.new, "pencil-line", "accent")
        self.checks = {check: CheckLine(around.theme) for check in QuestionCheck}
        self.body.addLayout(self._earlier)
        self.body.addLayout(column(self.version, self.text, spacing=4))
        self.body.addLayout(column(*self.checks.values(), spacing=4))
        self.body.addLayout(row(self.new, None))
        self.text.edited.connect(self._save)
        self.text.textChanged.connect(self._check)
        around.theme.changed.connect(self._check)

    def forget(self) -> None:
        """No new version is waited for."""
        self._begins_new = False

    def repaint_record(self, record: SessionRecord) -> None:
        """Show the versions."""
        versions = record.framing_questions
        self.text.show_text(record.framing_question)
        earlier = versions if self._begins_new else versions[:-1]
        if earlier != self._shown_earlier:
            self._shown_earlier = earlier
            self._list(earlier)
        number = len(earlier) + 1
        if self._begins_new:
            words = self.tr("Version {0}, kept beside the earlier ones from your first change")
        elif number > 1:
            words = self.tr("Version {0}, the one the room sees")
        else:
            words = self.tr("Version {0}")
        self.version.setText(words.format(number))
        self.new.setVisible(bool(record.framing_question.strip()) and not self._begins_new)
        self.set_essence(record.framing_question.strip() or self.tr("No question written yet."))
        self._check()

    def field_for(self, line: Ready) -> QWidget:
        """The newest version."""
        return self.text

    def _list(self, versions: tuple[FramingQuestion, ...]) -> None:
        clear(self._earlier)
        for number, version in enumerate(versions, start=1):
            mark = label(self.tr("v{0}").format(number), "small", "quiet")
            words = paragraph(version.text, tone="quiet")
            words.setObjectName(f"prepare.question.v{number}")
            line = row(mark, words, spacing=12)
            line.setStretch(1, 1)
            self._earlier.addLayout(line)

    def _begin_new(self) -> None:
        self.text.settle()
        if self.record is None or not self.record.framing_question.strip():
            return
        self._begins_new = True
        self.repaint_record(self.record)
        self.text.setFocus()
        self.text.selectAll()

    def _save(self, text: str) -> None:
        session_id, new = self.session_id, self._begins_new
        self._begins_new = False
        done = self.notifier.run(
            lambda: self.desk.planning.write_framing_question(session_id, text, new=new)
        )
        if done is None:
            self._begins_new = new

    def _check(self) -> None:
        found = dict(question_checks(self.text.text()))
        for check, line in self.checks.items():
            line.setVisible(check in found)
            if check in found:
                line.say(self._advice(check, passed=found[check]), found[check])

    def _advice(self, check: QuestionCheck, *, passed: bool) -> str:
        good, better = {
            QuestionCheck.ONE_QUESTION: (
                self.tr("It asks one thing."),
                self.tr("Ask one thing, and end it with a question mark."),
            ),
            QuestionCheck.OPEN: (
                self.tr("It is open."),
                self.tr("It may be answered with yes or no. Try how, what or in what ways."),
            ),
            QuestionCheck.OWN_ROLE: (
                self.tr("It speaks of the presenter's own part."),
                self.tr("Where is the presenter in it? With I or my it stays their own."),
            ),
            QuestionCheck.SHORT: (
                self.tr("It is short enough to be read aloud."),
                self.tr("It is long. What is the heart of it?"),
            ),
        }[check]
        return good if passed else better
