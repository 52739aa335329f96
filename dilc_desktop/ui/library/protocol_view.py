"""One protocol, as a page of a book: what it is for, its stages in time, and how each sounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dilc_desktop.domain.choosing import Fitting
from dilc_desktop.domain.protocol import KindHelp, Protocol, Stage
from dilc_desktop.ui.handouts_menu import HandoutsMenu
from dilc_desktop.ui.parts import (
    Flow,
    Paper,
    Picture,
    button,
    clear,
    column,
    label,
    paragraph,
    row,
    rule,
    scrolling,
    set_property,
    surface,
    wear_icon,
)
from dilc_desktop.ui.plan_strip import PlanStrip
from dilc_desktop.ui.theme import ICON_PX, Theme
from dilc_desktop.ui.words import (
    kind_icon,
    kind_words,
    minutes_from_words,
    minutes_words,
    people_words,
    quotation,
    situation_words,
    trust_words,
)

_READING, _EDGE, _EDGE_MOST, _TWO, _BESIDE = 720, 32, 40, 560, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What this library knows of a protocol: whose it is, and how it went here.

    `runs` has the minutes of the last runs of each stage by its key, newest first; `last_used`
    is a day in words.
    """

    house: bool = False
    runs: dict[str, tuple[int, ...]]
    last_used: str = ""


def listed(numbers: Sequence[int]) -> str:
    """Minutes as they are said: 9, 11, 10 min."""
    *before, last = [QLocale().toString(number) for number in numbers]
    return ", ".join((*before, last))


class Fold(QWidget):
    """A line that opens what is below it; what is inside is made when it first opens."""

    def __init__(self, theme: Theme, words: str, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._words = words
        self.head = button(words, self.toggle, "fold")
        self.head.setObjectName(name)
        self._body = QWidget()
        self.body = column(spacing=theme.px(10))
        inner = self.body
        inner.setContentsMargins(0, theme.px(6), 0, theme.px(4))
        self._body.setLayout(inner)
        self._body.hide()
        line = row(self.head, None)
        self.setLayout(column(line, self._body, spacing=0))
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def is_open(self) -> bool:
        """Whether what is inside can be seen."""
        return not self._body.isHidden()

    def toggle(self) -> None:
        """Open or close."""
        self._body.setVisible(not self.is_open)
        self._dress()

    def _dress(self) -> None:
        side = self._theme.px(ICON_PX)
        arrow = "chevron-down" if self.is_open else "chevron-right"
        self.head.setIconSize(QSize(side, side))
        self.head.setIcon(self._theme.icon(arrow, "accent"))
        state = self.tr("open") if self.is_open else self.tr("folded")
        self.head.setAccessibleName(f"{self._words}, {state}")


class StageBlock(QFrame):
    """One stage: who speaks, who listens, what is said, what the room reads, what it takes."""

    def __init__(
        self,
        theme: Theme,
        number: int,
        stage: Stage,
        minutes: int,
        helps: dict[object, KindHelp],
        runs: Sequence[int],
    ) -> None:
        super().__init__()
        px = theme.px
        self.setObjectName(f"library.stage.{stage.key}")
        digit = label(QLocale().toString(number), "lead", "accent", strong=True)
        digit.setFixedWidth(px(28))
        time = minutes_words(minutes * 60)
        if stage.rounds > 1:
            time = f"{QLocale().toString(stage.rounds)} \u00d7 {time}"
        name = row(paragraph(stage.name, strong=True), label(time, strong=True), spacing=px(12))
        name.setStretch(0, 1)
        voices = " \u00b7 ".join(part for part in (stage.speaks, stage.silent) if part.strip())
        heard = paragraph(voices, "small", "quiet")
        words: list[QWidget | QLayout] = [column(name, heard, spacing=px(3))]
        words.append(paragraph(quotation(stage.say)))
        room = row(
            label(self.tr("Room"), "small", "quiet"),
            paragraph(stage.room, "small"),
            spacing=px(8),
        )
        room.setAlignment(Qt.AlignmentFlag.AlignTop)
        room.setStretch(1, 1)
        words.append(room)
        figures = column(paragraph(self._source(stage), "small", "quiet"), spacing=px(2))
        if runs:
            figures.addWidget(self._runs(runs))
        words.append(figures)
        if stage.kinds:
            words.append(self._kinds(theme, stage, helps))
        inner = column(*words, spacing=px(8))
        whole = row(digit, inner, spacing=px(4))
        whole.setAlignment(digit, Qt.AlignmentFlag.AlignTop)
        whole.setStretch(1, 1)
        whole.setContentsMargins(0, px(14), 0, px(6))
        self.setLayout(column(rule(), whole, spacing=0))

    def _source(self, stage: Stage) -> str:
        said = minutes_from_words(stage.minutes_from)
        if stage.shortest is not None and stage.shortest != stage.longest:
            span = self.tr("{0}, {1} to {2}")
            said = span.format(said, stage.shortest, stage.longest)
        if stage.per_person_s:
            each = minutes_words(stage.per_person_s)
            said = self.tr("{0}; {1} for each person").format(said, each)
        if stage.protected:
            said = self.tr("{0}; kept whole when late").format(said)
        return said

    def _runs(self, runs: Sequence[int]) -> QWidget:
        if len(runs) == 1:
            said = self.tr("Your last run: {0} min").format(listed(runs))
        else:
            said = self.tr("Your last {0} runs: {1} min").format(len(runs), listed(runs))
        return paragraph(said, "small", "accent", strong=True)

    def _kinds(self, theme: Theme, stage: Stage, helps: dict[object, KindHelp]) -> Fold:
        count = len(stage.kinds)
        words = self.tr("What belongs here ({0})").format(count)
        fold = Fold(theme, words, f"library.kinds.{stage.key}")
        fold.head.clicked.connect(partial(_fill_kinds, theme, fold, stage, helps))
        return fold


def _fill_kinds(theme: Theme, fold: Fold, stage: Stage, helps: dict[object, KindHelp]) -> None:
    """Write what belongs into a stage, once it is asked for."""
    if fold.body.count():
        return
    for kind in stage.kinds:
        icon, role = kind_icon(kind)
        picture = Picture(theme, icon, role)
        said = column(label(kind_words(kind), strong=True), spacing=theme.px(2))
        found = helps.get(kind)
        if found is not None and found.stems:
            stems = "   ".join(quotation(stem) for stem in found.stems)
            said.addWidget(paragraph(stems, "small"))
        if found is not None and found.test.strip():
            said.addWidget(paragraph(found.test, "small", "quiet"))
        line = row(picture, said, spacing=theme.px(10))
        line.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        fold.body.addLayout(line)


class ProtocolView(QWidget):
    """Shows one protocol and what can be done with it; it knows no service.

    `used` asks for a new session, `handout_wanted` carries a kind of handout, `gone_on` asks for
    the changes that are not saved yet.
    """

    used = Signal()
    starred = Signal(bool)
    handout_wanted = Signal(object)
    copied = Signal()
    edited = Signal()
    versions_wanted = Signal()
    exported = Signal()
    unfitted = Signal()
    gone_on = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pairs: list[QBoxLayout] = []
        self._banners: list[QBoxLayout] = []
        px = theme.px
        self._name = paragraph("", "title", strong=True)
        self._name.setObjectName("library.name")
        self._details = paragraph("", tone="quiet")
        self._purpose = paragraph("", "lead")
        self.use = self._act(self.tr("Use for a new session"), self.used.emit, "use", "primary")
        self.star = self._act(self.tr("Favourite"), self._star, "star")
        self.star.setCheckable(True)
        self.handouts = self._act(self.tr("Handouts"), lambda: None, "handouts", icon="printer")
        self._handouts = HandoutsMenu(self, "library")
        self._handouts.wanted.connect(self.handout_wanted)
        self.handouts.setMenu(self._handouts)
        make = self.tr("Make a house version")
        self.copy = self._act(make, self.copied.emit, "copy", icon="plus")
        self.edit = self._act(self.tr("Edit"), self.edited.emit, "edit", icon="pencil-line")
        self.versions = self._act(self.tr("Versions"), self.versions_wanted.emit, "versions")
        self.export = self._act(self.tr("Export"), self.exported.emit, "export", icon="download")
        acts = QWidget()
        acts.setLayout(
            Flow(
                self.use,
                self.handouts,
                self.copy,
                self.edit,
                self.versions,
                self.export,
            )
        )
        self._fitted = self._make_fitted()
        self._unsaved = self._make_unsaved()
        self.strip = PlanStrip(theme)
        self._rest = QVBoxLayout()
        self._rest.setSpacing(px(24))
        content = Paper()
        content.setMaximumWidth(px(_READING + 2 * _EDGE))
        self._named = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._named.setSpacing(px(12))
        self._named.addWidget(self._name, 1)
        corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        self._named.addWidget(self.star, 0, corner)
        head = column(self._named, self._details, spacing=px(4))
        whole = column(
            head,
            self._purpose,
            acts,
            column(self._unsaved, self._fitted, self.strip, spacing=px(8)),
            self._rest,
            None,
            spacing=px(18),
        )
        edge = min(px(_EDGE), _EDGE_MOST)
        whole.setContentsMargins(edge, px(24), edge, px(40))
        content.setLayout(whole)
        self._content = content
        self._area: QScrollArea = scrolling(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        theme.changed.connect(self._dress)

    # Building

    def _act(
        self, words: str, press: object, name: str, role: str = "", icon: str = ""
    ) -> QPushButton:
        made = button(words, press, role)  # type: ignore[arg-type] # a signal's emit
        made.setObjectName(f"library.{name}")
        if icon:
            wear_icon(self._theme, made, icon)
        return made

    def _make_fitted(self) -> QFrame:
        self._fitted_words = paragraph()
        self._fitted_words.setObjectName("library.fitted")
        self.usual = self._act(self.tr("Usual minutes"), self.unfitted.emit, "usual", "plain")
        return self._banner(self._fitted_words, self.usual)

    def _banner(self, words: QWidget, act: QWidget) -> QFrame:
        """Words with what can be done about them, hidden until there is something to say."""
        px = self._theme.px
        box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        box.setSpacing(px(6))
        box.setContentsMargins(px(14), px(6), px(8), px(6))
        box.addWidget(words, 1)
        box.addWidget(act, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        made = surface("banner")
        made.setLayout(box)
        made.hide()
        self._banners.append(box)
        return made

    def _make_unsaved(self) -> QFrame:
        self._unsaved_words = paragraph()
        self._unsaved_words.setObjectName("library.unsaved")
        self.go_on = self._act(self.tr("Go on with them"), self.gone_on.emit, "go_on", "plain")
        return self._banner(self._unsaved_words, self.go_on)

    # Filling

    def show_unsaved(self, words: str) -> None:
        """Offer changes that are in no version yet; no words take the offer away."""
        self._unsaved_words.setText(words)
        if not words and self.go_on.hasFocus():
            # Hidden with the focus, it would hand it on to a stage, and the page would follow.
            self.begin()
        self._unsaved.setVisible(bool(words))

    def show_protocol(
        self, protocol: Protocol, known: Known, fitting: Fitting | None = None
    ) -> None:
        """Show a protocol, from its top; `fitting` lays it into other minutes."""
        self._name.setText(protocol.name)
        self._details.setText(self._details_words(protocol, known))
        self._purpose.setText(protocol.purpose)
        for made, shown in (
            (self.copy, not known.house),
            (self.edit, known.house),
            (self.versions, known.house),
        ):
            made.setVisible(shown)
        self._handouts.show_stages(protocol.stages)
        minutes = () if fitting is None else fitting.minutes
        self.strip.show_protocol(protocol, minutes)
        self._fitted.setVisible(fitting is not None)
        if fitting is not None:
            self._fitted_words.setText(
                self.tr("Fitted to {0}.").format(minutes_words(fitting.total * 60))
            )
        self._show_rest(protocol, known, minutes)
        self._area.verticalScrollBar().setValue(0)

    def _details_words(self, protocol: Protocol, known: Known) -> str:
        said = [minutes_words(protocol.minutes * 60)]
        if protocol.shortest != protocol.longest:
            span = self.tr("{0} to {1} possible").format(protocol.shortest, protocol.longest)
            said.append(span)
        said.append(people_words(protocol.smallest, protocol.largest))
        said.append(trust_words(protocol.trust).lower())
        if known.house:
            said.append(self.tr("house version {0}").format(protocol.version))
        if known.last_used:
            said.append(self.tr("last used {0}").format(known.last_used))
        return " \u00b7 ".join(part for part in said if part)

    def _show_rest(self, protocol: Protocol, known: Known, minutes: Sequence[int]) -> None:
        self._content.setUpdatesEnabled(False)
        clear(self._rest)
        self._pairs = []
        roles = (protocol.roles, protocol.roles_optional)
        whole = (self.tr("Roles"), "\n".join(one for one in roles if one.strip()))
        for pair in (
            (
                (self.tr("Choose it when"), protocol.use_when),
                (self.tr("Leave it when"), protocol.avoid_when),
            ),
            (
                (self.tr("Watch for"), protocol.risk),
                (self.tr("Made for"), ", ".join(map(situation_words, protocol.situations))),
            ),
            (whole, (self.tr("People"), protocol.group_size)),
            ((self.tr("Norms"), _bullets(protocol.norms)),),
        ):
            self._add_pair([(title, words) for title, words in pair if words.strip()])
        self._fit()
        self._rest.addLayout(self._stages(protocol, known, minutes))
        for title, words in (
            (self.tr("What the presenter prepares"), _bullets(protocol.preparation)),
            (self.tr("Good to know"), protocol.notes),
            (self.tr("Where versions differ"), protocol.differs),
            (self.tr("Origin"), protocol.credit),
        ):
            if words.strip():
                self._rest.addLayout(self._part(title, words))
        self._content.setUpdatesEnabled(True)

    def _add_pair(self, parts: Sequence[tuple[str, str]]) -> None:
        """Put short parts side by side; where there is no room, below each other."""
        if not parts:
            return
        pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for title, words in parts:
            pair.addLayout(self._part(title, words), 1)
        self._pairs.append(pair)
        self._rest.addLayout(pair)

    def _part(self, title: str, words: str) -> QVBoxLayout:
        head = label(title, "small", "quiet", strong=True)
        return column(head, paragraph(words), None, spacing=self._theme.px(4))

    def _stages(self, protocol: Protocol, known: Known, minutes: Sequence[int]) -> QVBoxLayout:
        px = self._theme.px
        helps: dict[object, KindHelp] = {one.kind: one for one in protocol.helps}
        made = column(label(self.tr("Stages"), "lead", strong=True), spacing=px(8))
        shown = minutes or [stage.minutes for stage in protocol.stages]
        for number, (stage, length) in enumerate(zip(protocol.stages, shown, strict=True), start=1):
            runs = known.runs.get(stage.key, ())
            made.addWidget(StageBlock(self._theme, number, stage, length, helps, runs))
        return made

    # What a person does

    def parts(self) -> list[QWidget]:
        """What takes the focus above the stages, in order."""
        acts = (self.use, self.handouts, self.copy, self.edit, self.versions, self.export)
        return [self.star, *acts, self.go_on, self.usual]

    def begin(self) -> None:
        """Take the focus to the first thing that can be done."""
        self.use.setFocus(Qt.FocusReason.TabFocusReason)

    def _star(self) -> None:
        on = self.star.isChecked()
        self.show_star(on=on)
        self.starred.emit(on)

    def show_star(self, *, on: bool) -> None:
        """Show whether it is a favourite."""
        self.star.setChecked(on)
        self.star.setAccessibleName(
            self.tr("Favourite, press to take the star away") if on else self.tr("Make a favourite")
        )
        self._dress()

    def _dress(self) -> None:
        px = self._theme.px
        self._content.setMaximumWidth(px(_READING + 2 * _EDGE))
        self._fit()
        self.star.setIconSize(QSize(px(ICON_PX + 4), px(ICON_PX)))
        starred = self.star.isChecked()
        icon, role = ("star-filled", "accent") if starred else ("star", "ink")
        self.star.setIcon(self._theme.icon(icon, role, 4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Short parts side by side, or below each other."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        px = self._theme.px
        directions = QBoxLayout.Direction
        wide = self.width() >= px(_TWO)
        beside = self.width() >= px(_BESIDE)
        self._named.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        for banner in self._banners:
            banner.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        set_property(self._name, "type", "title" if beside else "heading")
        for pair in self._pairs:
            pair.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
            pair.setSpacing(px(32) if wide else px(18))


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"\u2022 {line}" for line in lines)
