"""Help to choose: what the group brings, how many they are, how long; three answers at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLineEdit, QPushButton, QWidget

from dilc_desktop.domain.choosing import SUGGESTED, Choice, Fitting, Wish, because
from dilc_desktop.domain.protocol import MAX_PEOPLE, MAX_STAGE_MINUTES, Protocol, Situation, Trust
from dilc_desktop.ui.fields import labelled
from dilc_desktop.ui.parts import (
    Flow,
    Picture,
    button,
    clear,
    column,
    label,
    paragraph,
    row,
    set_property,
)
from dilc_desktop.ui.plan_strip import SmallStrip, lengths_of
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.words import minutes_words, situation_words

_WIDE, _LINE = 780, 700


def fitting_words(protocol: Protocol, fitting: Fitting) -> str:
    """The minutes of each stage in a row: 5 + 3 x 15 + 5."""
    parts = []
    for stage, minutes in zip(protocol.stages, fitting.minutes, strict=True):
        parts.append(str(minutes) if stage.rounds == 1 else f"{stage.rounds} \u00d7 {minutes}")
    return " + ".join(parts)


class Chips(QWidget):
    """Answers to one question, of which one or none is chosen; a second press takes it back."""

    chosen = Signal()

    def __init__(self, name: str, question: str, answers: Sequence[tuple[str, object]]) -> None:
        super().__init__()
        self.value: object = None
        self.buttons: dict[object, QPushButton] = {}
        for words, value in answers:
            made = button(words, self._presser(value), "choice", name=f"{question} {words}")
            made.setCheckable(True)
            made.setObjectName(f"chooser.{name}.{value}")
            self.buttons[value] = made
        self.setLayout(Flow(*self.buttons.values(), spacing=6))

    def _presser(self, value: object) -> Callable[[], None]:
        def press() -> None:
            self.show_value(None if value == self.value else value)
            self.chosen.emit()

        return press

    def show_value(self, value: object) -> None:
        """Show an answer, or none."""
        self.value = value
        for own, made in self.buttons.items():
            made.setChecked(own == value)


class NumberField(QLineEdit):
    """A whole number that may be left out; `typed` follows each key."""

    typed = Signal()

    def __init__(self, name: str, most: int) -> None:
        super().__init__()
        self._most = most
        self.setObjectName(f"chooser.{name}")
        self.textEdited.connect(self._look)

    @property
    def number(self) -> int | None:
        """The number, None where there is none."""
        text = self.text().strip()
        number = int(text) if text.isdecimal() and len(text) < len(str(self._most)) + 1 else 0
        return number if 1 <= number <= self._most else None

    def show_number(self, number: int | None) -> None:
        """Show a number, or none."""
        self.setText("" if number is None else str(number))
        self._mark()

    def _look(self) -> None:
        self._mark()
        self.typed.emit()

    def _mark(self) -> None:
        wrong = bool(self.text().strip()) and self.number is None
        set_property(self, "invalid", "true" if wrong else "false")
        most = self.tr("Please give a whole number from 1 to {0}.").format(self._most)
        self.setToolTip(most if wrong else "")


class Answer(QFrame):
    """One protocol that may suit: why, its minutes, its risk, and what speaks against it."""

    looked_at = Signal()
    taken = Signal()

    def __init__(self, theme: Theme, number: int, *, with_look: bool) -> None:
        super().__init__()
        self.setProperty("surface", "sheet")
        self.setObjectName(f"chooser.answer.{number}")
        px = theme.px
        self._theme = theme
        self._name = paragraph("", "lead", strong=True)
        self._purpose = paragraph()
        self._reason = paragraph("", "small", "quiet")
        self._strip = SmallStrip(theme)
        self._time = paragraph("", strong=True)
        self._time.setObjectName(f"chooser.time.{number}")
        self._stages = paragraph("", "small", "quiet")
        self._risk = paragraph("", "small", "quiet")
        self._doubts = column(spacing=px(4))
        self.use = button("", self.taken.emit)
        self.use.setText(self.tr("Use"))
        self.use.setObjectName(f"chooser.use.{number}")
        self.show_it = button("", self.looked_at.emit, "plain")
        self.show_it.setText(self.tr("Show"))
        self.show_it.setObjectName(f"chooser.show.{number}")
        self.show_it.setVisible(with_look)
        acts = row(self.use, self.show_it, None, spacing=px(8))
        time = column(self._time, self._strip, self._stages, spacing=px(5))
        more = column(self._reason, self._risk, spacing=px(6))
        box = column(
            self._name, self._purpose, time, self._doubts, more, None, acts, spacing=px(10)
        )
        box.setContentsMargins(px(18), px(14), px(18), px(14))
        self.setLayout(box)

    def show_choice(self, choice: Choice, minutes: int | None) -> None:
        """Show a choice for the minutes that there are."""
        protocol, fitting = choice.protocol, choice.fitting
        self._name.setText(protocol.name)
        self._purpose.setText(protocol.purpose)
        # A reason may end in the purpose, which stands above it already.
        reason = choice.reason.removesuffix(protocol.purpose).strip()
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._risk.setText(self.tr("Watch for: {0}").format(choice.risk) if choice.risk else "")
        self._risk.setVisible(bool(choice.risk))
        self._strip.show_lengths(lengths_of(protocol, () if fitting is None else fitting.minutes))
        self._time.setText(self._time_words(protocol, fitting, minutes))
        self._stages.setText("" if fitting is None else fitting_words(protocol, fitting))
        self._stages.setVisible(fitting is not None)
        clear(self._doubts)
        for doubt in choice.doubts:
            icon = Picture(self._theme, "info", "soon", 16)
            line = row(icon, paragraph(doubt, "small", "soon"), spacing=self._theme.px(6))
            line.setAlignment(icon, Qt.AlignmentFlag.AlignTop)
            line.setStretch(1, 1)
            self._doubts.addLayout(line)
        self.use.setAccessibleName(self.tr("Use {0}").format(protocol.name))
        self.show_it.setAccessibleName(self.tr("Show {0}").format(protocol.name))
        said = [
            protocol.name,
            protocol.purpose,
            choice.reason,
            self._time.text(),
            self._stages.text(),
        ]
        self.setAccessibleName(". ".join(part for part in (*said, *choice.doubts) if part))

    def _time_words(self, protocol: Protocol, fitting: Fitting | None, minutes: int | None) -> str:
        if fitting is None or minutes is None:
            return minutes_words(protocol.minutes * 60)
        total = minutes_words(fitting.total * 60)
        if not fitting.fits:
            return self.tr("{0} at the least").format(total)
        if fitting.total < minutes:
            return self.tr("{0} at the most, with time left").format(total)
        return self.tr("Fits in {0}").format(total)


class Chooser(QWidget):
    """Asks and answers at once; `ask` gives the choices for a wish.

    `taken` carries the key of a protocol and how it fits the minutes, None for its usual ones;
    `looked_at` the same, for a look at it first.
    """

    taken = Signal(str, object)
    looked_at = Signal(str, object)
    answered = Signal()

    def __init__(
        self,
        theme: Theme,
        ask: Callable[[Wish], tuple[Choice, ...]],
        *,
        with_look: bool = True,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._ask = ask
        self._choices: tuple[Choice, ...] = ()
        self._said = ""
        px = theme.px
        question = self.tr("What does the group bring?")
        situations = [(situation_words(one), one) for one in Situation]
        self.situation = Chips("situation", question, situations)
        self.people = NumberField("people", MAX_PEOPLE)
        self.minutes = NumberField("minutes", MAX_STAGE_MINUTES)
        trust = [
            (self.tr("Little"), Trust.LOW),
            (self.tr("Some"), Trust.SOME),
            (self.tr("Much"), Trust.HIGH),
        ]
        trusted = self.tr("How much trust is there?")
        self.trust = Chips("trust", trusted, trust)
        people = labelled(self.tr("People in the room"), self.people)
        minutes = labelled(self.tr("Minutes"), self.minutes)
        self._asked = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._asked.setSpacing(px(24))
        for part in (
            column(people, self.people, spacing=px(4)),
            column(minutes, self.minutes, spacing=px(4)),
            column(label(trusted, "small", "quiet"), self.trust, spacing=px(4)),
        ):
            self._asked.addLayout(part)
        self._asked.setStretch(2, 1)
        self._hint = paragraph(
            self.tr("Say what the group brings or how long you have. Three answers come at once."),
            tone="quiet",
        )
        self._hint.setObjectName("chooser.hint")
        self.answers = [
            Answer(theme, number, with_look=with_look) for number in range(1, SUGGESTED + 1)
        ]
        if with_look:
            # Elsewhere the page around it has a button of that rank.
            set_property(self.answers[0].use, "role", "primary")
        self._because = paragraph("", "lead")
        self._because.setObjectName("chooser.because")
        self._answers = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._answers.setSpacing(px(12))
        for place, answer in enumerate(self.answers):
            self._answers.addWidget(answer, 1)
            answer.taken.connect(self._teller(place, self.taken))
            answer.looked_at.connect(self._teller(place, self.looked_at))
        questions = column(
            column(label(question, "small", "quiet"), self.situation, spacing=px(6)),
            self._asked,
            spacing=px(14),
        )
        self.setLayout(column(questions, self._hint, self._because, self._answers, spacing=px(18)))
        for field in (self.people, self.minutes):
            field.typed.connect(self._answer)
        for chips in (self.situation, self.trust):
            chips.chosen.connect(self._answer)
        theme.changed.connect(self._fit)
        self._fit()
        self._answer()

    @property
    def wish(self) -> Wish:
        """What was said so far."""
        situation, trust = self.situation.value, self.trust.value
        return Wish(
            situation=situation if isinstance(situation, Situation) else None,
            people=self.people.number,
            minutes=self.minutes.number,
            trust=trust if isinstance(trust, Trust) else None,
        )

    @property
    def essence(self) -> str:
        """What was said so far in a few words, empty where nothing was."""
        wish = self.wish
        said = []
        if wish.situation is not None:
            said.append(situation_words(wish.situation))
        if wish.people is not None:
            said.append(self.tr("{0} people").format(wish.people))
        if wish.minutes is not None:
            said.append(minutes_words(wish.minutes * 60))
        if wish.trust is not None:
            chip = self.trust.buttons[wish.trust].text().lower()
            said.append(self.tr("trust: {0}").format(chip))
        return " \u00b7 ".join(said)

    def show_wish(self, wish: Wish) -> None:
        """Begin with what is known already."""
        self.situation.show_value(wish.situation)
        self.trust.show_value(wish.trust)
        self.people.show_number(wish.people)
        self.minutes.show_number(wish.minutes)
        self._answer()

    def answer_again(self) -> None:
        """Look for answers again, after the protocols changed."""
        self._answer()

    def parts(self) -> list[QWidget]:
        """Everything that takes the focus, in order."""
        trust = self.trust.buttons.values()
        answers = (part for answer in self.answers for part in (answer.use, answer.show_it))
        return [*self.situation.buttons.values(), self.people, self.minutes, *trust, *answers]

    def begin(self) -> None:
        """Take the focus to the first question."""
        chosen = self.situation.buttons.get(self.situation.value)
        first = next(iter(self.situation.buttons.values()))
        (chosen or first).setFocus(Qt.FocusReason.TabFocusReason)

    def _answer(self) -> None:
        wish = self.wish
        self._choices = () if wish == Wish() else self._ask(wish)
        self._hint.setVisible(not self._choices)
        self._because.setText("" if wish.situation is None else because(wish.situation))
        self._because.setVisible(bool(self._choices and wish.situation))
        for place, answer in enumerate(self.answers):
            known = place < len(self._choices)
            answer.setVisible(known)
            if known:
                answer.show_choice(self._choices[place], wish.minutes)
        self._announce()
        self.answered.emit()

    def _announce(self) -> None:
        """Say the names of new answers, where the person does not see them change."""
        names = ", ".join(choice.protocol.name for choice in self._choices)
        if names and names != self._said and self.isVisible():
            event = QAccessibleAnnouncementEvent(self, names)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
            QAccessible.updateAccessibility(event)
        self._said = names

    def _teller(self, place: int, told: SignalInstance) -> Callable[[], None]:
        def tell() -> None:
            choice = self._choices[place]
            told.emit(choice.protocol.key, choice.fitting)

        return tell

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Answers stand side by side where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        px = self._theme.px
        directions = QBoxLayout.Direction
        wide = self.width() >= px(_WIDE)
        self._answers.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        roomy = self.width() >= px(440)
        self._asked.setDirection(directions.LeftToRight if roomy else directions.TopToBottom)
        self.situation.setMaximumWidth(px(_LINE))
        for field in (self.people, self.minutes):
            field.setFixedWidth(px(110))
