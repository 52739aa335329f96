"""What a person agreed to, as three questions that open under their row."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from dilc_desktop.domain.record import Consent
from dilc_desktop.ui.fields import ChoiceField, labelled
from dilc_desktop.ui.parts import button, column, label, row
from dilc_desktop.ui.theme import Theme


class ConsentLine(QWidget):
    """Printing their words, keeping their files, research: yes, no or not asked."""

    given = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._consent = Consent()
        self.quotes = ChoiceField()
        self.artifacts = ChoiceField()
        self.research = ChoiceField()
        self.quotes.offer(_answers(self, self.tr("Yes, with name or code")))
        self.artifacts.offer(_answers(self, self.tr("Yes")))
        self.research.offer(_answers(self, self.tr("Yes")))
        self.all = button(self.tr("Yes to all three"), self._agree_to_all, "plain")
        self._asked = label("", "small", "quiet")
        self._questions = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._questions.setSpacing(theme.px(12))
        for words, field in (
            (self.tr("Own words may be printed"), self.quotes),
            (self.tr("Files they bring may be kept"), self.artifacts),
            (self.tr("Use in research"), self.research),
        ):
            name = labelled(words, field)
            self._questions.addLayout(column(name, field, spacing=2), 1)
            field.chosen.connect(lambda _: self._give())
        box = column(self._questions, row(self.all, self._asked, None), spacing=4)
        box.setContentsMargins(theme.px(32), 0, 0, theme.px(8))
        self.setLayout(box)

    def name_parts(self, number: str) -> None:
        """Give the fields their object names."""
        for key, field in (
            ("quotes", self.quotes),
            ("artifacts", self.artifacts),
            ("research", self.research),
            ("all", self.all),
        ):
            field.setObjectName(f"prepare.people.consent.{key}.{number}")

    def parts(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [self.quotes, self.artifacts, self.research, self.all]

    def be_narrow(self, narrow: bool) -> None:
        """Put the questions below each other."""
        directions = QBoxLayout.Direction
        self._questions.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    def show_consent(self, consent: Consent) -> None:
        """Show what is stored."""
        self._consent = consent
        self.quotes.show_value(consent.quotes)
        self.artifacts.show_value(consent.artifacts)
        self.research.show_value(consent.research)
        asked = consent.asked_on
        words = self.tr("Asked on {0}").format(asked.isoformat()) if asked is not None else ""
        self._asked.setText(words)

    def _give(self) -> None:
        self.given.emit(
            Consent(
                quotes=self.quotes.currentData(),
                artifacts=self.artifacts.currentData(),
                research=self.research.currentData(),
            )
        )

    def _agree_to_all(self) -> None:
        self.given.emit(Consent(quotes=True, artifacts=True, research=True))


def _answers(place: QWidget, yes: str) -> list[tuple[str, object]]:
    return [(place.tr("Not asked"), None), (yes, True), (place.tr("No"), False)]
