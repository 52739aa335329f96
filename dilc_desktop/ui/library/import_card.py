"""A protocol from a file, looked at before it is taken in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from dilc_desktop.domain.errors import FileProblem
from dilc_desktop.domain.protocol import Protocol, Stage
from dilc_desktop.domain.protocol_differences import differences
from dilc_desktop.services.change import Change
from dilc_desktop.ui.fields import labelled
from dilc_desktop.ui.library.difference_list import DifferenceList
from dilc_desktop.ui.library.save_pane import be_ready
from dilc_desktop.ui.library.why_fields import WhyFields
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import (
    Flow,
    Paper,
    button,
    clear,
    column,
    icon_button,
    label,
    paragraph,
    row,
    rule,
    scrolling,
    surface,
)
from dilc_desktop.ui.prepare.section import Complaint, attempt
from dilc_desktop.ui.tab_order import chain_tabs
from dilc_desktop.ui.words import minutes_words, people_words

_tr = QCoreApplication.translate
_COLUMN, _SIDE, _MARGIN, _SIDE_BY_SIDE = 640, 400, 24, 760


class ImportCard(QWidget):
    """Shows what a file holds; `taken` carries the protocol's key, nothing where it was left."""

    taken = Signal(str)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._desk = around.desk
        self._notifier = around.notifier
        self._theme = around.theme
        self._protocol: Protocol | None = None
        self._known = ""
        # Whether the same text is here, off the shelf.
        self._off = False
        self.setProperty("surface", "paper")
        self._band_row = row()
        self._found, self._asking = QWidget(), surface("sheet")
        self._found.setLayout(self._make_found())
        self._asking.setLayout(self._make_asking())
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for half, share in ((self._found, 3), (self._asking, 2)):
            self._halves.addWidget(half, share, Qt.AlignmentFlag.AlignTop)
        self._centred = row(self._halves, None)
        self._centred.setStretch(0, 100)
        self._paper = Paper()
        self._paper.setLayout(column(self._centred, None))
        self._area = scrolling(self._paper)
        page = column(self._band(), self._area, spacing=0)
        page.setStretch(1, 1)
        self.setLayout(page)
        self.why.edited.connect(self._look)
        self.name.textEdited.connect(lambda: self._look())
        chain_tabs([self.back, self.name, *self.why.parts(), self.take, self.leave])
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(lambda: self._put_away())
        around.theme.changed.connect(self._fit)
        self._fit()

    def _band(self) -> QWidget:
        self.back = icon_button(self._theme, "chevron-left", self.tr("Back"), self._put_away)
        self.back.setObjectName("library.import.back")
        self._file = paragraph("", "small", "quiet")
        self._heading = paragraph("", "heading", strong=True)
        self._heading.setObjectName("library.import.heading")
        self._band_row.addWidget(self.back)
        self._band_row.addLayout(column(self._file, self._heading, spacing=0), 1)
        band = surface("band")
        band.setLayout(self._band_row)
        band.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        return band

    def _make_found(self) -> QVBoxLayout:
        gap = self._theme.px(12)
        self.problem = Complaint(self._theme)
        self._advice = paragraph("", tone="quiet")
        self._purpose = paragraph()
        self._people = paragraph("", tone="quiet")
        self._stages = column(spacing=self._theme.px(4))
        self.total = paragraph("", strong=True)
        self.total.setObjectName("library.import.total")
        self._credit = paragraph("", "small", "quiet")
        self.differences = DifferenceList(self._theme, self.tr("Here"), self.tr("In the file"))
        differs = label(self.tr("What differs from the one here"), "lead", strong=True)
        self._differing = QWidget()
        self._differing.setLayout(column(rule(), differs, self.differences, spacing=gap))
        return column(
            self.problem,
            self._advice,
            self._purpose,
            self._people,
            self._stages,
            self.total,
            self._credit,
            self._differing,
            spacing=gap,
        )

    def _make_asking(self) -> QVBoxLayout:
        theme, gap = self._theme, self._theme.px(12)
        self.news = paragraph()
        self.news.setObjectName("library.import.news")
        self.name = QLineEdit()
        self.name.setObjectName("library.import.name")
        self._naming = QWidget()
        named = labelled(self.tr("Name of your own"), self.name)
        self._naming.setLayout(column(named, self.name, spacing=2))
        self.why = WhyFields(theme, "library.import", who=self.tr("Who sent it?"))
        self._missing = paragraph("", "small", "quiet")
        self._missing.setObjectName("library.import.missing")
        self.refusal = Complaint(theme)
        self.take = button(self.tr("Take in"), self._take_in, "primary")
        self.take.setObjectName("library.import.take")
        self.leave = button(self.tr("Leave it"), self._put_away)
        self.leave.setObjectName("library.import.leave")
        acts = Flow(self.take, self.leave)
        parts = (self.news, self._naming, self.why, self.refusal, self._missing, acts)
        return column(*parts, spacing=gap, margins=theme.px(16))

    def read(self, path: Path) -> None:
        """Show what a file holds, or why it cannot be read as a protocol."""
        self._protocol = None
        self._file.setText(path.name)
        self.why.show_given("", "")
        self.refusal.say("")
        self._area.verticalScrollBar().setValue(0)
        try:
            protocol = self._desk.shelf.read(path)
        except FileProblem as problem:
            self._refuse(problem)
            return
        self._protocol = protocol
        self._show(protocol)

    # Showing

    def _refuse(self, problem: FileProblem) -> None:
        """Say what does not fit, where in the file, and what to do."""
        self._heading.setText(self.tr("This file does not fit yet"))
        where = f"{problem.place}: " if problem.place else ""
        words = f"{where}{problem.expected}"
        self.problem.say(f"{words[:1].upper()}{words[1:]}")
        self._advice.setText(problem.advice)
        self._advice.setVisible(bool(problem.advice))
        for part in (self._purpose, self._people, self.total, self._credit, self._differing):
            part.hide()
        clear(self._stages)
        self.news.setText(self.tr("Nothing was taken in."))
        for part in (self._naming, self.why, self._missing, self.take):
            part.hide()
        self.leave.setFocus()

    def _show(self, protocol: Protocol) -> None:
        self._heading.setText(protocol.name)
        self.problem.say("")
        self._advice.hide()
        for part in (self._purpose, self.total, self._credit):
            part.show()
        self._purpose.setText(protocol.purpose)
        people = people_words(protocol.smallest, protocol.largest)
        self._people.setText(people)
        self._people.setVisible(bool(people))
        clear(self._stages)
        for number, stage in enumerate(protocol.stages, start=1):
            self._stages.addWidget(paragraph(stage_words(number, stage)))
        count = len(protocol.stages)
        whole = self.tr("1 stage, {1} in all") if count == 1 else self.tr("{0} stages, {1} in all")
        self.total.setText(whole.format(count, minutes_words(protocol.minutes * 60)))
        self._credit.setText(protocol.credit)
        self._show_news(protocol)
        # Where nothing can be taken in nothing is asked.
        self.why.setVisible(not self._known and not self._off)
        self.take.setVisible(not self._known)
        self.take.setText(self.tr("Put it back") if self._off else self.tr("Take in"))
        self._look()
        if self._known:
            self.leave.setFocus()
        elif self._off:
            self.take.setFocus()
        elif self._naming.isVisibleTo(self):
            self.name.setFocus()
        else:
            self.why.asked_by.setFocus()

    def _show_news(self, protocol: Protocol) -> None:
        """Say what is new about it, and how it differs from what is here."""
        shelf = self._desk.shelf
        here = self._here(protocol.key)
        house = here is not None and shelf.is_house(protocol.key)
        found = () if here is None else differences(here, protocol)
        off = here is not None and any(p.key == here.key for p in shelf.removed())
        self._known, self._off = "", off and not found
        if here is None:
            words = self.tr("This protocol is new here.")
        elif self._off:
            words = self.tr(
                "{0} is here already, word for word, but off the shelf. It can be put back, "
                "with all its versions."
            ).format(here.name)
        elif not found:
            self._known = self.tr("{0} is here already, word for word.").format(here.name)
            words = self._known
        elif house:
            newest = shelf.versions(protocol.key)[0].version
            words = self.tr("Here is version {0} of it. The file becomes version {1}.")
            words = words.format(newest, max(newest + 1, protocol.version))
            if off:
                words += " " + self.tr("It is off the shelf now, and comes back with that.")
        else:
            words = self.tr(
                "The program has a protocol like it, which stays as it is. The file becomes "
                "a protocol of your own beside it."
            )
        self.news.setText(words)
        self._naming.setVisible(bool(found) and not house)
        named = here is not None and here.name == protocol.name
        own = self.tr("{0}, our version").format(protocol.name) if named else protocol.name
        self.name.setText(own)
        self._differing.setVisible(bool(found))
        self.differences.show_differences(found)

    def _here(self, key: str) -> Protocol | None:
        """The protocol with this key that is here, also where it is off the shelf."""
        shelf = self._desk.shelf
        return next((p for p in (*shelf.all(), *shelf.removed()) if p.key == key), None)

    def _look(self) -> None:
        unnamed = self._naming.isVisibleTo(self) and not self.name.text().strip()
        if self._off:
            missing = ""
        elif self._known:
            missing = self.tr("There is nothing to take in.")
        elif unnamed:
            missing = self.tr("Please give it a name of your own.")
        else:
            missing = self.tr("Please say why. Then it can be taken in.")
        self._missing.setText(missing)
        ready = self._off or (not self._known and not unnamed and self.why.is_ready)
        be_ready(self.take, self._missing, ready=ready)

    # What can be done

    def _take_in(self) -> None:
        asked_by, reason = self.why.given
        protocol = self._protocol
        if protocol is None:
            return
        if self._naming.isVisibleTo(self):
            protocol = replace(protocol, name=self.name.text().strip())

        def verb() -> Change:
            return self._desk.shelf.take_in(protocol, asked_by=asked_by, reason=reason)

        change = attempt(self._notifier, verb, self.refusal)
        if change is not None:
            self._protocol = None
            self.taken.emit(change.ids[0])

    def _put_away(self) -> None:
        self._protocol = None
        self.taken.emit("")

    # Fitting

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the questions under what the file holds where they have no room beside it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        px = self._theme.px
        margin = px(_MARGIN)
        self._band_row.setSpacing(px(12))
        self._band_row.setContentsMargins(px(12), px(12), margin, px(12))
        self._centred.setContentsMargins(margin, px(16), margin, px(32))
        self._halves.setSpacing(px(24))
        narrow = self.width() < px(_SIDE_BY_SIDE)
        directions = QBoxLayout.Direction
        self._halves.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self._found.setMaximumWidth(px(_COLUMN))
        self._asking.setMaximumWidth(px(_COLUMN if narrow else _SIDE))


def stage_words(number: int, stage: Stage) -> str:
    """A stage in a line: its number, its name, its minutes and their range."""
    time = minutes_words(stage.minutes * 60)
    if stage.shortest is not None and stage.longest is not None and stage.shortest < stage.longest:
        time = _tr("import", "{0} ({1} to {2})").format(time, stage.shortest, stage.longest)
    if stage.rounds > 1:
        time = _tr("import", "{0}, {1} times").format(time, stage.rounds)
    # A name of another direction keeps to itself: number and minutes stay at their ends.
    return f"{number}  \u2068{stage.name}\u2069 \u00b7 {time}"
