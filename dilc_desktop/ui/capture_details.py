"""What may be said of a capture beside its words: all of it optional, none of it in the way.

Closed, this takes no room; each part has a key, so that it works closed as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Artifact, Contribution, Details, Focus, Participant
from dilc_desktop.domain.session import PlannedStage
from dilc_desktop.ui.fields import ChoiceField, labelled, plain_text
from dilc_desktop.ui.parts import Button, Flow, row, wear_icon
from dilc_desktop.ui.theme import Theme
from dilc_desktop.ui.words import focus_words, kind_words, speaker_words

_tr = QCoreApplication.translate
QUESTIONS = (
    ContributionKind.CLARIFYING_QUESTION,
    ContributionKind.PROBING_QUESTION,
    ContributionKind.QUESTION_RAISED,
)
JUDGEMENTS = (
    ContributionKind.INTERPRETATION,
    ContributionKind.ASSUMPTION,
    ContributionKind.WARM_FEEDBACK,
    ContributionKind.COOL_FEEDBACK,
)
# What each focus key steps through; one press more and there is no tag.
FOCUS_STEPS = (
    (Focus.INSTRUCTION, Focus.OFF_INSTRUCTION),
    (Focus.PRINCIPALS_ROLE, Focus.OFF_ROLE),
    (Focus.EVIDENCE,),
)
_LIVE_KEYS = (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
# With Ctrl these belong to the live session or to the capture, not to the text.
_PANEL_KEYS = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Apostrophe,
    Qt.Key.Key_D,
    Qt.Key.Key_E,
    Qt.Key.Key_K,
)
_MOST_EARLIER = 30
_FIELD_LETTERS = 10
_LINK_LETTERS = 48


def step_focus(focus: Sequence[Focus], number: int) -> tuple[Focus, ...]:
    """The tags after the focus key `number`, from 1, was pressed once more."""
    steps = FOCUS_STEPS[number - 1]
    now = next((place for place, tag in enumerate(steps) if tag in focus), -1)
    stepped = [tag for tag in focus if tag not in steps]
    stepped.extend(steps[now + 1 : now + 2])
    return tuple(tag for step in FOCUS_STEPS for tag in step if tag in stepped)


def link_words(kind: ContributionKind, earlier: Contribution, who: str) -> str:
    """A link to an earlier contribution in a few words: answers P33: When a teacher ..."""
    said = " ".join(earlier.text.split()) or kind_words(earlier.kind).lower()
    if len(said) > _LINK_LETTERS:
        said = said[:_LINK_LETTERS].rsplit(" ", 1)[0].rstrip(",;:") + " \u2026"
    if kind is ContributionKind.ANSWER:
        return _tr("capture", "answers {0}: {1}").format(who, said)
    return _tr("capture", "takes up {0}: {1}").format(who, said)


class CaptureText(QPlainTextEdit):
    """A field for words: Enter saves, Shift+Enter makes a line, Tab is left to the owner.

    Keys that belong to the live session go there even while this field has the focus.
    """

    composed = Signal()
    enter = Signal()
    tabbed = Signal(int)
    leave = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.composing = False

    @property
    def words(self) -> str:
        """What is typed, exactly."""
        return plain_text(self)

    def event(self, event: QEvent) -> bool:
        """Leave the live session's own keys to it."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            ours = control and not alt and event.key() in _PANEL_KEYS
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.toPlainText()
            if event.key() in _LIVE_KEYS or ours or undo:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the keys of the line their meaning."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control:
            if shift:
                self.insertPlainText("\n")
            elif not event.isAutoRepeat():
                # A key that is held down must not leave a row of marks.
                self.enter.emit()
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.tabbed.emit(-1 if event.key() == Qt.Key.Key_Backtab else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.leave.emit()
        elif event.key() in _LIVE_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Words may begin before there is a character: in an input method's own line."""
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        self.composed.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab has a meaning of its own here; F6 and Esc leave."""
        return False


class FocusButtons(QWidget):
    """The three focus tags; each press goes on: on the subject, off it, no tag."""

    stepped = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._buttons: list[QPushButton] = []
        for number, steps in enumerate(FOCUS_STEPS, start=1):
            made = _toggle(theme, focus_words(steps[0]))
            made.setObjectName(f"live.focus.{steps[0].value}")
            made.setToolTip(f"Ctrl+Shift+{number}")
            made.clicked.connect(lambda _=False, n=number: self.stepped.emit(n))
            self._buttons.append(made)
        self.setLayout(row(*self._buttons, spacing=theme.px(4)))
        self.dress()

    def dress(self) -> None:
        """Keep each as wide as its longest words, so that nothing moves under the pointer."""
        for made, steps in zip(self._buttons, FOCUS_STEPS, strict=True):
            shown = made.text()
            made.setMinimumWidth(0)
            widths = []
            for tag in steps:
                made.setText(focus_words(tag))
                widths.append(made.sizeHint().width())
            made.setText(shown)
            made.setMinimumWidth(max(widths))

    def show_focus(self, focus: Sequence[Focus]) -> None:
        """Show the tags in words, and pressed where there is one."""
        for made, steps in zip(self._buttons, FOCUS_STEPS, strict=True):
            tag = next((tag for tag in steps if tag in focus), None)
            made.setText(focus_words(tag or steps[0]))
            made.setChecked(tag is not None)
            made.setAccessibleName(self.tr("Focus: {0}").format(made.text()))


class CaptureDetails(QFrame):
    """Evidence, quotation, focus, links and place of the next capture.

    `changed` follows every change by a person, `typed` every key in the evidence; `enter` asks to
    save and `leave` to go back to the words.
    """

    changed = Signal()
    typed = Signal()
    enter = Signal()
    leave = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind = ContributionKind.PROCESS_NOTE
        self._focus: tuple[Focus, ...] = ()
        self._kept: list[Contribution] = []
        self._earlier: list[Contribution] = []
        self._people: dict[str, Participant] = {}
        self._run: str | None = None
        self._about: str | None = None
        self._about_by_hand = False
        self._here = ""
        self._usual: str | None = None
        self._evidence_wanted = False
        self._quiet = False
        self.opened = False

        self.evidence = CaptureText()
        self.evidence.setObjectName("live.evidence")
        self.evidence.setPlaceholderText(self.tr("What did you see or hear?"))
        evidence = row(
            labelled(self.tr("Seen or heard"), self.evidence), self.evidence, spacing=theme.px(6)
        )
        self.evidence.setAccessibleName(self.evidence.placeholderText())
        self._evident = QWidget()
        self._evident.setLayout(evidence)
        self.verbatim = _toggle(theme, self.tr("Word for word"))
        self.verbatim.setObjectName("live.verbatim")
        self.verbatim.setToolTip("Ctrl+'")
        wear_icon(theme, self.verbatim, "quote")
        self.seen = _toggle(theme, self.tr("Seen or heard"))
        self.seen.setObjectName("live.seen")
        self.seen.setToolTip("Ctrl+E")
        self.focus = FocusButtons(theme)
        self.about_field = _choice("live.about", self.tr("Ctrl+K links and unlinks"))
        self.artifact_field = _choice("live.artifact", "Ctrl+Shift+A")
        self.place_field = _choice("live.place", "Ctrl+Shift+P")
        self.returns_field = _choice("live.returns", "Ctrl+Shift+R")
        self._about_name = labelled(self.tr("Takes up"), self.about_field)
        px = theme.px
        self._pairs = {
            self.about_field: pair(self._about_name, self.about_field, px(6)),
            self.artifact_field: pair(
                labelled(self.tr("Artifact"), self.artifact_field), self.artifact_field, px(6)
            ),
            self.place_field: pair(
                labelled(self.tr("Place"), self.place_field), self.place_field, px(6)
            ),
            self.returns_field: pair(
                labelled(self.tr("Returns in"), self.returns_field), self.returns_field, px(6)
            ),
        }
        self._more = QWidget()
        toggles = Flow(self.verbatim, self.seen, self.focus, spacing=px(4))
        links = Flow(*self._pairs.values(), spacing=px(8))
        more = QVBoxLayout()
        more.setContentsMargins(0, 0, 0, 0)
        more.setSpacing(px(6))
        more.addLayout(toggles)
        more.addLayout(links)
        self._more.setLayout(more)
        box = QVBoxLayout()
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(self._evident)
        box.addWidget(self._more)
        self.setLayout(box)

        self.verbatim.clicked.connect(lambda: self._touched())
        self.seen.clicked.connect(self._choose_seen)
        self.focus.stepped.connect(self.step_focus)
        self.about_field.chosen.connect(self._choose_about)
        for field in (self.artifact_field, self.place_field, self.returns_field):
            field.chosen.connect(lambda _: self._touched())
        for field in self._pairs:
            # What is typed after a choice is meant for the words, not for the list.
            field.put_away.connect(self.leave)
        self.evidence.textChanged.connect(self._evidence_typed)
        self.evidence.composed.connect(self._evidence_typed)
        self.evidence.enter.connect(self.enter)
        self.evidence.tabbed.connect(lambda _: self.leave.emit())
        self.evidence.leave.connect(self.leave)
        theme.changed.connect(self._dress)
        self.empty()
        self._dress()

    def _dress(self) -> None:
        line = self.evidence.fontMetrics().lineSpacing()
        self.evidence.setFixedHeight(line + self._theme.px(20))
        self.focus.dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back to the words from every part."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave.emit()
        else:
            super().keyPressEvent(event)

    # What there is to choose from

    def offer_earlier(
        self,
        contributions: Sequence[Contribution],
        people: Sequence[Participant],
        stage_run: str | None,
    ) -> None:
        """Offer earlier contributions as links; an answer follows the question before it."""
        self._people = {person.id: person for person in people}
        self._run = stage_run
        self._kept = [c for c in contributions if c.withdrawn_at is None]
        self._earlier = sorted(self._kept, key=attrgetter("id"), reverse=True)
        if self._about_by_hand and self._contribution(self._about) is None:
            self._about, self._about_by_hand = None, False
        self._show()

    def offer_artifacts(self, artifacts: Sequence[Artifact]) -> None:
        """Offer the artifacts of the session."""
        chosen = self.artifact_field.currentData()
        self.artifact_field.offer(
            [(self.tr("none"), None)] + [(artifact.title, artifact.id) for artifact in artifacts]
        )
        self.artifact_field.show_value(chosen)
        self._show()

    def offer_places(self, places: Sequence[str], here: str = "") -> None:
        """Offer the rooms or groups of the stage; `here` is taken unless another is chosen."""
        chosen = self.place if self.place != self._here else here
        self._here = here
        known = list(dict.fromkeys(place for place in (*places, here) if place))
        self.place_field.offer([(self.tr("none"), ""), *((place, place) for place in known)])
        self.place_field.show_value(chosen)
        self._show()

    def offer_returns(self, stages: Sequence[PlannedStage], usual: str | None = None) -> None:
        """Offer coming stages in which a parked thing returns; `usual` is taken by itself."""
        field = self.returns_field
        chosen = field.currentData() if field.currentData() != self._usual else usual
        self._usual = usual
        field.offer(
            [(self.tr("not in this session"), None)] + [(stage.name, stage.id) for stage in stages]
        )
        field.show_value(chosen)
        self._show()

    # What is chosen

    @property
    def details(self) -> Details:
        """What is said of the capture so far."""
        return Details(
            verbatim=self.verbatim.isChecked(),
            evidence=self.evidence.words,
            focus=self._focus,
            about=self.about,
            artifact=_text_or_none(self.artifact_field.currentData()),
            place=self.place,
            returns_in=self._returns_in,
        )

    @property
    def about(self) -> str | None:
        """The earlier contribution that this one answers or takes up."""
        if self._about_by_hand:
            return self._about
        asked = self._newest_of_run()
        answers = self._kind is ContributionKind.ANSWER
        return asked.id if answers and asked is not None and asked.kind in QUESTIONS else None

    def _newest_of_run(self) -> Contribution | None:
        """What was said last in the stage run; a note of one's own comes between nobody."""
        for earlier in self._earlier:
            own = earlier.kind is ContributionKind.PROCESS_NOTE or earlier.private
            if earlier.stage_run == self._run and not own:
                return earlier
        return None

    @property
    def place(self) -> str:
        """The chosen room or group."""
        return _text_or_none(self.place_field.currentData()) or ""

    @property
    def _returns_in(self) -> str | None:
        if self._kind is not ContributionKind.PARKING_LOT:
            return None
        return _text_or_none(self.returns_field.currentData())

    def show_details(self, details: Details) -> None:
        """Put the details of a draft back; links to what is gone since are dropped quietly."""
        linked = self._contribution(details.about)
        self._quiet = True
        self.verbatim.setChecked(details.verbatim)
        self.evidence.setPlainText(details.evidence)
        self._focus = details.focus
        self._about = None if linked is None else linked.id
        # An answer without a link had none, or was taken off it by hand.
        self._about_by_hand = linked is not None or self._kind is ContributionKind.ANSWER
        self.artifact_field.show_value(details.artifact)
        places = [self.place_field.itemData(i) for i in range(self.place_field.count())]
        if details.place not in places:
            # The stage may be another by now; what was said stays where it was said.
            self.offer_places((*places, details.place), self._here)
        self.place_field.show_value(details.place)
        if self._kind is ContributionKind.PARKING_LOT:
            self.returns_field.show_value(details.returns_in)
        self._quiet = False
        self._show()

    def empty(self) -> None:
        """Begin anew: the next capture is none of these things, but in the same place."""
        self._quiet = True
        self.verbatim.setChecked(False)
        self.evidence.clear()
        self._focus = ()
        self._about, self._about_by_hand = None, False
        self.artifact_field.show_value(None)
        self.place_field.show_value(self._here)
        self.returns_field.show_value(self._usual)
        self._quiet = False
        self._show()

    # What a person does

    def open(self, opened: bool) -> None:
        """Show the toggles and fields, or put them away; what is set stays set."""
        self.opened = opened
        self._show()

    def show_kind(self, kind: ContributionKind) -> None:
        """Offer what fits the kind."""
        self._kind = kind
        self._show()

    def freeze_run(self, stage_run: str | None) -> None:
        """Link to what was said in the stage run in which the capture was begun."""
        self._run = stage_run
        self._show()

    def toggle_verbatim(self) -> None:
        """Mark the words as a quotation, or no longer."""
        self.verbatim.setChecked(not self.verbatim.isChecked())
        self._touched()

    def step_focus(self, number: int) -> None:
        """Go on with a focus tag: on the subject, off it, no tag."""
        self._focus = step_focus(self._focus, number)
        self._touched()

    def toggle_link(self) -> None:
        """Let go of the link, or link to the question before, else to what was said last."""
        if self.about is not None:
            self._about = None
        else:
            asked = next((c for c in self._earlier if c.kind in QUESTIONS), None)
            found = asked or next(iter(self._earlier), None)
            self._about = None if found is None else found.id
        self._about_by_hand = True
        self._touched()

    def toggle_evidence(self) -> bool:
        """Open the line for what was seen or heard and go there, or go back to the words.

        False says that the kind is no judgement, so that there is nothing to put beside it.
        """
        if self.evidence.hasFocus():
            self._evidence_wanted = bool(self.evidence.words)
            self.leave.emit()
            self._show()
            return True
        if self._kind not in JUDGEMENTS and not self.evidence.words:
            return False
        self._evidence_wanted = True
        self._show()
        self.evidence.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def _choose_seen(self) -> None:
        """Open the line for what was seen or heard and go there; an empty one is put away."""
        if self._evident.isHidden() or self.evidence.words:
            self._evidence_wanted = True
            self._show()
            self.evidence.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._evidence_wanted = False
            self.leave.emit()
            self._show()

    def _choose_about(self, chosen: object) -> None:
        self._about = _text_or_none(chosen)
        self._about_by_hand = True
        self._touched()

    def _touched(self) -> None:
        self._show()
        self.changed.emit()

    def _evidence_typed(self) -> None:
        if not self._quiet:
            self.typed.emit()

    # Showing

    def _show(self) -> None:
        wanted = self._evidence_wanted and self._kind in JUDGEMENTS
        evident = wanted or bool(self.evidence.words)
        self._evident.setVisible(evident)
        self.seen.setVisible(evident or self._kind in JUDGEMENTS)
        self.seen.setChecked(evident)
        self.focus.show_focus(self._focus)
        self.verbatim.setAccessibleName(self.verbatim.text())
        if self.opened:
            self._show_earlier()
        answers = self._kind is ContributionKind.ANSWER
        name = self.tr("Answers") if answers else self.tr("Takes up")
        self._about_name.setText(name)
        self.about_field.setAccessibleName(name)
        self._pairs[self.about_field].setVisible(bool(self._earlier))
        self._pairs[self.artifact_field].setVisible(self.artifact_field.count() > 1)
        self._pairs[self.place_field].setVisible(self.place_field.count() > 1)
        parked = self._kind is ContributionKind.PARKING_LOT
        self._pairs[self.returns_field].setVisible(parked and self.returns_field.count() > 1)
        self._more.setVisible(self.opened)
        self.setVisible(self.opened or evident)

    def _show_earlier(self) -> None:
        about = self.about
        offered = self._earlier[:_MOST_EARLIER]
        linked = self._contribution(about)
        if linked is not None and linked not in offered:
            offered = [*offered, linked]
        self.about_field.offer(
            [(self.tr("none"), None)] + [(self._short(earlier), earlier.id) for earlier in offered]
        )
        self.about_field.show_value(about)

    def _short(self, earlier: Contribution) -> str:
        said = " ".join(earlier.text.split()) or kind_words(earlier.kind).lower()
        return f"{self._who(earlier)}: {said[:80]}"

    def _who(self, contribution: Contribution) -> str:
        return speaker_words(self._people.get(contribution.speaker or ""))

    def _contribution(self, contribution_id: str | None) -> Contribution | None:
        if contribution_id is None:
            return None
        return next((c for c in reversed(self._kept) if c.id == contribution_id), None)

    def words(self) -> str:
        """All that is set, in one line; empty where nothing is. Opened, the keys."""
        if self.opened:
            return self.tr(
                "Ctrl+' word for word \u00b7 Ctrl+Shift+1 to 3 focus \u00b7 Ctrl+K link \u00b7 "
                "Ctrl+E seen or heard"
            )
        said: list[str] = []
        linked = self._contribution(self.about)
        if linked is not None:
            link = link_words(self._kind, linked, self._who(linked))
            said.append(self.tr("{0} (Ctrl+K unlinks)").format(link))
        if self.verbatim.isChecked():
            said.append(self.tr("word for word"))
        said.extend(focus_words(tag).lower() for tag in self._focus)
        if self.artifact_field.currentData() is not None:
            said.append(self.artifact_field.currentText())
        if self.place:
            said.append(self.place)
        if self._returns_in is not None:
            said.append(self.tr("returns in {0}").format(self.returns_field.currentText()))
        line = " \u00b7 ".join(said)
        return line[:1].upper() + line[1:]


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _toggle(theme: Theme, words: str) -> QPushButton:
    made = Button(words)
    made.setProperty("role", "choice")
    made.setCheckable(True)
    made.setMinimumHeight(theme.px(32))
    # A click leaves the focus where it is: what is typed after it is meant for the words.
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def _choice(name: str, tip: str) -> ChoiceField:
    made = ChoiceField()
    made.setObjectName(name)
    made.setToolTip(tip)
    made.keep_narrow(_FIELD_LETTERS)
    return made


def pair(name: QLabel, field: QWidget, spacing: int) -> QWidget:
    """A field that stays beside its label."""
    made = QWidget()
    made.setLayout(row(name, field, spacing=spacing))
    return made
