"""The card for the people in the room, in the order of their seats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from dilc_desktop.domain.framing import Ready
from dilc_desktop.domain.record import Consent, Participant, Role, SessionRecord
from dilc_desktop.services.change import Change
from dilc_desktop.ui.fields import ChoiceField
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import button, column, row, set_property, wear_icon
from dilc_desktop.ui.prepare.person_row import PeopleHead, PersonRow
from dilc_desktop.ui.prepare.section import Complaint, Section, attempt
from dilc_desktop.ui.tab_order import chain_tabs
from dilc_desktop.ui.words import role_words


class PeopleCard(Section):
    """Seats in order: the number of a seat is the digit that names its person while live."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(
            around,
            "people",
            self.tr("People"),
            self.tr(
                "In the order of their seats: in the session the seat's number says who speaks."
            ),
        )
        theme = around.theme
        self._narrow = False
        self.rows: dict[str, PersonRow] = {}
        self._order: list[str] = []
        self._columns = PeopleHead(theme)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(6))
        self.add_code = QLineEdit()
        self.add_code.setObjectName("prepare.people.add.code")
        self.add_code.setPlaceholderText(self.tr("Next code"))
        self.add_code.setAccessibleName(self.tr("Code of the next person"))
        self.add_role = ChoiceField()
        self.add_role.setObjectName("prepare.people.add.role")
        self.add_role.setAccessibleName(self.tr("Role of the next person"))
        self.add_role.offer([(role_words(role), role) for role in Role])
        self.add_role.show_value(Role.PARTICIPANT)
        self.add = button(self.tr("Add person"), self._add)
        self.add.setObjectName("prepare.people.add")
        wear_icon(theme, self.add, "plus")
        adding = row(self.add_code, self.add_role, self.add)
        adding.setStretch(0, 1)
        self._add_complaint = Complaint(theme)
        self.body.addLayout(column(self._columns, self._rows, spacing=4))
        self.body.addLayout(column(adding, self._add_complaint, spacing=4))
        self.add_code.returnPressed.connect(self._add)
        self.add_code.textEdited.connect(lambda: self._add_complaint.say(""))
        theme.changed.connect(self._dress_rows)

    def _dress_rows(self) -> None:
        self._columns.dress()
        for person in self.rows.values():
            person.dress()

    def be_narrow(self, narrow: bool) -> None:
        """Set each person in two lines."""
        self._narrow = narrow
        self._show_columns()
        for person in self.rows.values():
            person.be_narrow(narrow)

    def _show_columns(self) -> None:
        self._columns.setVisible(bool(self._order) and not self._narrow)

    def forget(self) -> None:
        """Empty the line for the next person."""
        self.add_code.clear()
        self._add_complaint.say("")

    def repaint_record(self, record: SessionRecord) -> None:
        """Show the people; rows that did not change are left alone."""
        people = record.participants
        ids = [person.id for person in people]
        for gone in [person_id for person_id in self.rows if person_id not in ids]:
            person_row = self.rows.pop(gone)
            self._rows.removeWidget(person_row)
            person_row.hide()
            person_row.deleteLater()
        for place, person in enumerate(people):
            if person.id not in self.rows:
                self.rows[person.id] = self._new_row(person.id)
            person_row = self.rows[person.id]
            if self._rows.indexOf(person_row) != place:
                self._rows.insertWidget(place, person_row)
                person_row.show()
            person_row.show_person(person, place, len(people))
        if ids != self._order:
            self._order = ids
            parts = [part for person_id in ids for part in self.rows[person_id].parts()]
            chain_tabs([self.head, *parts, self.add_code, self.add_role, self.add])
        self._show_columns()
        self.set_essence(self._essence_of(people))

    def field_for(self, line: Ready) -> QWidget:
        """For consent the first person not asked about research, else the line for the next."""
        if self.record is None or line is not Ready.CONSENT:
            return self.rows[self._order[0]].role if self._order else self.add_code
        for person in self.record.participants:
            if person.consent.research is None:
                self.rows[person.id].open_consent()
                return self.rows[person.id].consent_line().research
        return self.rows[self._order[0]].consent if self._order else self.add_code

    def _essence_of(self, people: tuple[Participant, ...]) -> str:
        if not people:
            return self.tr("Nobody listed yet.")
        presenters = [p.shown for p in people if Role.PRESENTER in p.roles]
        count = self.tr("1 person") if len(people) == 1 else self.tr("{0} people")
        said = count.format(len(people))
        if not presenters:
            return self.tr("{0}, no presenter yet.").format(said)
        return self.tr("{0}. Presenter: {1}.").format(said, ", ".join(presenters))

    def _new_row(self, person_id: str) -> PersonRow:
        made = PersonRow(self.theme, person_id)
        made.be_narrow(self._narrow)
        made.coded.connect(self._recode)
        made.named.connect(self._rename)
        made.cast.connect(self._cast)
        made.agreed.connect(self._agree)
        made.moved.connect(self._move)
        made.removed.connect(self._remove)
        made.entered.connect(self._go_on)
        return made

    def _change(self, person_id: str, change: Callable[[Participant], Participant]) -> bool:
        person = self.record.participant(person_id) if self.record is not None else None
        if person is None:
            return True
        session_id = self.session_id
        changed = change(person)
        done = attempt(
            self.notifier,
            lambda: self.desk.planning.change_participant(session_id, changed),
            self.rows[person_id].complaint,
        )
        return done is not None

    def _recode(self, person_id: str, code: str) -> None:
        taken = self._change(person_id, lambda person: replace(person, code=code.strip()))
        if person_id not in self.rows:
            return
        set_property(self.rows[person_id].code, "invalid", "false" if taken else "true")
        if taken:
            self._try_refused_again(person_id)

    def _try_refused_again(self, changed_id: str) -> None:
        """A code that was refused for being taken may be free now."""
        used = {p.code for p in self.record.participants} if self.record is not None else set()
        for person_id, person_row in self.rows.items():
            code = person_row.code.text().strip()
            waits = person_row.complaint.words and code != person_row.stored_code
            if person_id != changed_id and waits and code and code not in used:
                self._recode(person_id, code)
                return

    def _rename(self, person_id: str, name: str) -> None:
        self._change(person_id, lambda person: replace(person, name=name.strip()))

    def _cast(self, person_id: str, roles: tuple[Role, ...]) -> None:
        self._change(person_id, lambda person: replace(person, roles=roles))

    def _agree(self, person_id: str, consent: Consent) -> None:
        session_id = self.session_id
        self._attempt_for(
            person_id,
            lambda: self.desk.planning.record_consent(session_id, person_id, consent),
        )

    def _move(self, person_id: str, places: int) -> None:
        session_id = self.session_id
        place = self._order.index(person_id) + places
        if 0 <= place < len(self._order):
            self._attempt_for(
                person_id,
                lambda: self.desk.planning.move_participant(session_id, person_id, place),
            )

    def _remove(self, person_id: str) -> None:
        session_id, place = self.session_id, self._order.index(person_id)
        self._attempt_for(
            person_id, lambda: self.desk.planning.remove_participant(session_id, person_id)
        )
        if person_id not in self.rows:
            left = min(place, len(self._order) - 1)
            (self.rows[self._order[left]].code if self._order else self.add_code).setFocus()

    def _attempt_for(self, person_id: str, verb: Callable[[], Change]) -> None:
        attempt(self.notifier, verb, self.rows[person_id].complaint)

    def _go_on(self, person_id: str) -> None:
        """After Enter in a code comes the next code; after the last one a new person."""
        place = self._order.index(person_id) + 1
        last = place >= len(self._order)
        (self.add_code if last else self.rows[self._order[place]].code).setFocus()

    def _add(self) -> None:
        code, role = self.add_code.text().strip(), self.add_role.currentData()
        if not code:
            self.add_code.setFocus()
            return
        session_id = self.session_id
        done = attempt(
            self.notifier,
            lambda: self.desk.planning.add_participant(session_id, code, roles=(Role(role),)),
            self._add_complaint,
        )
        if done is not None:
            self.add_code.clear()
            self.add_role.show_value(Role.PARTICIPANT)
        self.add_code.setFocus()
