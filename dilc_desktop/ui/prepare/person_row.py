"""One person of the session as a row."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QMenu, QWidget

from dilc_desktop.domain.record import Consent, Participant, Role
from dilc_desktop.ui.fields import LineField
from dilc_desktop.ui.parts import button, icon_button, label, row, set_property, wear_icon
from dilc_desktop.ui.prepare.consent_line import ConsentLine
from dilc_desktop.ui.prepare.section import Complaint
from dilc_desktop.ui.tab_order import chain_tabs
from dilc_desktop.ui.theme import ICON_PX, Theme
from dilc_desktop.ui.words import role_words

_SEAT_W, _CODE_W, _ROLE_W, _CONSENT_W, _MORE_W = 24, 84, 156, 136, 34
_APART = 8
_LEADING = (Role.PRESENTER, Role.FACILITATOR, Role.OBSERVER)


class PersonRow(QWidget):
    """Seat, code, name, roles and consent of a person.

    Every signal carries the person's id first; `moved` the number of seats, down is positive.
    """

    coded = Signal(str, str)
    named = Signal(str, str)
    cast = Signal(str, object)
    agreed = Signal(str, object)
    moved = Signal(str, int)
    removed = Signal(str)
    entered = Signal(str)

    def __init__(self, theme: Theme, person_id: str) -> None:
        super().__init__()
        self._theme = theme
        self.person_id = person_id
        self._shown: tuple[Participant, int, int] | None = None
        self._roles: tuple[Role, ...] = ()
        self.seat = label("", tone="quiet")
        self.seat.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.code = LineField(self.tr("Code"))
        self.name = LineField(self.tr("Name, if it may be kept"))
        self.role = button("", lambda: None)
        self.role.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        wear_icon(theme, self.role, "chevron-down")
        self._role_menu = QMenu(self.role)
        self.role_actions = {role: self._role_action(role) for role in Role}
        self.role.setMenu(self._role_menu)
        self.consent = button("", self._open_consent)
        self.consent.setCheckable(True)
        self.consent.setProperty("role", "choice")
        self.more = icon_button(theme, "ellipsis-vertical", "", lambda: None)
        menu = QMenu(self.more)
        self.up = menu.addAction(self.tr("Move to the seat before"))
        self.down = menu.addAction(self.tr("Move to the seat after"))
        menu.addSeparator()
        self.remove = menu.addAction(self.tr("Remove"))
        self.more.setMenu(menu)
        self._consent_line: ConsentLine | None = None
        self._narrow = False
        self.complaint = Complaint(theme)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._first = row(self.seat, self.code, self.name)
        self._first.setStretch(2, 1)
        self._second = row(self.role, self.consent, self.more, None)
        self._line.addLayout(self._first, 1)
        self._line.addLayout(self._second)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addLayout(self._line)
        self._box.addWidget(self.complaint)
        self._connect()
        self.dress()

    def _connect(self) -> None:
        self.code.edited.connect(lambda text: self.coded.emit(self.person_id, text))
        self.code.textEdited.connect(lambda: set_property(self.code, "invalid", "false"))
        self.code.returnPressed.connect(lambda: self.entered.emit(self.person_id))
        self.name.edited.connect(lambda text: self.named.emit(self.person_id, text))
        self.up.triggered.connect(lambda: self._move(-1))
        self.down.triggered.connect(lambda: self._move(1))
        self.remove.triggered.connect(lambda: self.removed.emit(self.person_id))
        for key, places in ((Qt.Key.Key_Up, -1), (Qt.Key.Key_Down, 1)):
            shortcut = QShortcut(QKeySequence(Qt.Modifier.ALT | key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda n=places: self._move(n))

    def _role_action(self, role: Role) -> QAction:
        action = self._role_menu.addAction(role_words(role))
        action.setCheckable(True)
        action.triggered.connect(lambda: self._toggle(role))
        return action

    def dress(self) -> None:
        """Take the widths and colours of the present theme."""
        px = self._theme.px
        self._box.setSpacing(px(4))
        for line in (self._line, self._first, self._second):
            line.setSpacing(px(_APART))
        self._indent()
        self.seat.setFixedWidth(px(_SEAT_W))
        self.code.setFixedWidth(px(_CODE_W))
        self.role.setFixedWidth(px(_ROLE_W))
        self.consent.setFixedWidth(px(_CONSENT_W))
        self.more.setFixedWidth(px(_MORE_W))
        if self._shown is not None:
            self._show_consent(self._shown[0].consent)

    def be_narrow(self, narrow: bool) -> None:
        """Put roles and consent under the name."""
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self._narrow = narrow
        self._indent()
        if self._consent_line is not None:
            self._consent_line.be_narrow(narrow)

    def _indent(self) -> None:
        """Let what stands below the code begin where it begins."""
        left = self._theme.px(_SEAT_W) + self._theme.px(_APART) if self._narrow else 0
        self._second.setContentsMargins(left, 0, 0, 0)

    def parts(self) -> list[QWidget]:
        """What Tab visits, in order."""
        answers = self._consent_line.parts() if self._consent_line is not None else []
        return [self.code, self.name, self.role, self.consent, self.more, *answers]

    def show_person(self, person: Participant, place: int, places: int) -> None:
        """Show a person on a seat counted from 0."""
        if self._shown == (person, place, places):
            return
        self._shown = (person, place, places)
        seat = str(place + 1)
        self.seat.setText(seat)
        if not self.complaint.words:
            self.code.show_text(person.code)
        self.name.show_text(person.name)
        self._roles = person.roles
        self._show_roles(person)
        self._show_consent(person.consent)
        if self._consent_line is not None:
            self._consent_line.show_consent(person.consent)
        self.up.setEnabled(place > 0)
        self.down.setEnabled(place < places - 1)
        self._name_parts(seat, person)

    @property
    def stored_code(self) -> str:
        """The code as it is stored, which the field differs from while it is refused."""
        return self._shown[0].code if self._shown is not None else ""

    def _show_roles(self, person: Participant) -> None:
        ordered = sorted(
            person.roles, key=lambda r: _LEADING.index(r) if r in _LEADING else len(_LEADING)
        )
        words = [role_words(role) for role in ordered] or [role_words(Role.PARTICIPANT)]
        more = f" +{len(words) - 1}" if len(words) > 1 else ""
        self.role.setText(words[0] + more)
        self.role.setToolTip(", ".join(words))
        self.role.setAccessibleName(
            self.tr("Roles of {0}: {1}").format(person.code, ", ".join(words))
        )
        for role, action in self.role_actions.items():
            action.setChecked(role in person.roles)

    def _show_consent(self, consent: Consent) -> None:
        answers = (consent.quotes, consent.artifacts, consent.research)
        asked = sum(answer is not None for answer in answers)
        if asked == 0:
            words, icon, role = self.tr("Not asked"), "circle-dashed", "quiet"
        elif asked < len(answers):
            words, icon, role = self.tr("Partly asked"), "circle", "quiet"
        else:
            words, icon, role = self.tr("Asked"), "circle-check", "good"
        self.consent.setText(words)
        side = self._theme.px(ICON_PX)
        self.consent.setIconSize(QSize(side, side))
        self.consent.setIcon(self._theme.icon(icon, role))

    def _name_parts(self, seat: str, person: Participant) -> None:
        who = person.code
        spoken = {None: self.tr("not asked"), True: self.tr("yes"), False: self.tr("no")}
        consent = self.tr("Consent of {0}: printing {1}, files {2}, research {3}").format(
            who,
            spoken[person.consent.quotes],
            spoken[person.consent.artifacts],
            spoken[person.consent.research],
        )
        names: tuple[tuple[QWidget, str, str], ...] = (
            (self.code, "code", self.tr("Code of seat {0}").format(seat)),
            (self.name, "name", self.tr("Name of {0}").format(who)),
            (self.role, "role", self.role.accessibleName()),
            (self.consent, "consent", consent),
            (self.more, "more", self.tr("Move or remove {0}").format(who)),
        )
        for part, key, words in names:
            part.setObjectName(f"prepare.people.{key}.{seat}")
            part.setAccessibleName(words)
        self.consent.setToolTip(consent)
        self.more.setToolTip(self.tr("Move or remove {0} (Alt+Up, Alt+Down)").format(who))
        if self._consent_line is not None:
            self._consent_line.name_parts(seat)
        for role, action in self.role_actions.items():
            action.setObjectName(f"prepare.people.role.{seat}.{role}")

    def _toggle(self, role: Role) -> None:
        roles = set(self._roles) ^ {role}
        if role in _LEADING and role in roles:
            roles.discard(Role.PARTICIPANT)
        self.cast.emit(self.person_id, tuple(r for r in Role if r in roles) or (Role.PARTICIPANT,))

    def _open_consent(self) -> None:
        self.consent_line().setVisible(self.consent.isChecked())

    def open_consent(self) -> None:
        """Show what was agreed to."""
        self.consent.setChecked(True)
        self._open_consent()

    def consent_line(self) -> ConsentLine:
        """The questions about consent, made when they are first wanted: rooms can be large."""
        if self._consent_line is None:
            made = self._consent_line = ConsentLine(self._theme)
            made.be_narrow(self._narrow)
            made.given.connect(lambda consent: self.agreed.emit(self.person_id, consent))
            self._box.addWidget(made)
            if self._shown is not None:
                made.show_consent(self._shown[0].consent)
                made.name_parts(self.seat.text())
            chain_tabs([self.more, *made.parts()])
        return self._consent_line

    def _move(self, places: int) -> None:
        self.code.settle()
        self.name.settle()
        self.moved.emit(self.person_id, places)


class PeopleHead(QWidget):
    """The words above the columns of the people."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._seat = label(self.tr("Seat"), "small", "quiet")
        self._code = label(self.tr("Code"), "small", "quiet")
        self._role = label(self.tr("Role"), "small", "quiet")
        self._consent = label(self.tr("Consent"), "small", "quiet")
        name = label(self.tr("Name"), "small", "quiet")
        self._box = row(self._seat, self._code, name, None, self._role, self._consent)
        self.setLayout(self._box)
        self.dress()

    def dress(self) -> None:
        """Take the widths of the present text size."""
        px = self._theme.px
        self._seat.setFixedWidth(px(_SEAT_W + 8))
        self._code.setFixedWidth(px(_CODE_W + 8))
        self._role.setFixedWidth(px(_ROLE_W + 8))
        self._consent.setFixedWidth(px(_CONSENT_W + 8 + _MORE_W))
        self._box.setSpacing(0)
