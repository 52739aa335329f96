"""The card for the protocol and this session's plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from dilc_desktop.domain.choosing import Fitting
from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.framing import Ready
from dilc_desktop.domain.overlay import is_laid
from dilc_desktop.domain.protocol import Stage
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.domain.session import PlannedStage
from dilc_desktop.domain.timing import parse_duration, total_planned_s
from dilc_desktop.services.change import Change
from dilc_desktop.services.planning import StageChoices, rounds_offer
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import button, column, label, paragraph, row, rule, wear_icon
from dilc_desktop.ui.prepare.plan_row import PlanHead, PlanRow, Seat
from dilc_desktop.ui.prepare.protocol_choice import ProtocolChoice, wish_of
from dilc_desktop.ui.prepare.section import Complaint, Section, attempt
from dilc_desktop.ui.tab_order import chain_tabs
from dilc_desktop.ui.words import minutes_words


class PlanCard(Section):
    """The protocol in use and its stages with this session's minutes."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, "plan", self.tr("Protocol and plan"))
        theme = around.theme
        self._narrow = False
        self.choice = ProtocolChoice(theme, around.desk.shelf.choose)
        self._choice_complaint = Complaint(theme)
        self._reason = paragraph(
            self.tr("The session has begun, so its plan stays as it is here."), tone="quiet"
        )
        self._reason.setObjectName("prepare.plan.reason")
        self.rows: dict[str, PlanRow] = {}
        self._offered = ("", 1)
        self._order: list[str] = []
        self._columns = PlanHead(theme)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(6))
        self.own_name = QLineEdit()
        self.own_name.setObjectName("prepare.plan.own.name")
        self.own_name.setPlaceholderText(self.tr("A stage of our own"))
        self.own_name.setAccessibleName(self.tr("Name of a stage of our own"))
        self.own_minutes = QLineEdit("5")
        self.own_minutes.setObjectName("prepare.plan.own.minutes")
        self.own_minutes.setAccessibleName(self.tr("Minutes of a stage of our own"))
        self.own_add = button(self.tr("Add stage"), self._add_own)
        self.own_add.setObjectName("prepare.plan.own.add")
        wear_icon(theme, self.own_add, "plus")
        self._own = QWidget()
        own = row(
            self.own_name, self.own_minutes, label(self.tr("min"), "small", "quiet"), self.own_add
        )
        own.setStretch(0, 1)
        self._own.setLayout(own)
        self._own_complaint = Complaint(theme)
        self._offer_words = paragraph("", tone="quiet")
        self.offer_take = button(self.tr("Run so many times"), self._take_offer)
        self.offer_take.setObjectName("prepare.plan.offer.take")
        self._offer = QWidget()
        self._offer.setObjectName("prepare.plan.offer")
        offer = row(self._offer_words, self.offer_take, spacing=theme.px(12))
        offer.setStretch(0, 1)
        self._offer.setLayout(offer)
        self.prompts = QCheckBox(self.tr("Equity prompts"))
        self.prompts.setObjectName("prepare.plan.prompts")
        hint = self.tr("One or two questions in each stage that they fit. Only you see them.")
        self.prompts.setAccessibleName(self.prompts.text())
        self.prompts.setAccessibleDescription(hint)
        self._prompts = QWidget()
        prompted = row(self.prompts, paragraph(hint, "small", "quiet"), spacing=theme.px(12))
        prompted.setStretch(1, 1)
        self._prompts.setLayout(prompted)
        self._prompts_complaint = Complaint(theme)
        self.total = paragraph(strong=True)
        self.total.setObjectName("prepare.plan.total")
        self.end = paragraph("", tone="quiet")
        self.end.setObjectName("prepare.plan.end")
        self.body.addWidget(self.choice)
        self.body.addWidget(self._choice_complaint)
        self.body.addWidget(rule())
        self.body.addWidget(self._reason)
        self.body.addLayout(column(self._columns, self._rows, spacing=4))
        self.body.addWidget(self._offer)
        self.body.addLayout(column(self._own, self._own_complaint))
        self.body.addLayout(column(self._prompts, self._prompts_complaint))
        self.body.addLayout(column(self.total, self.end, spacing=4))
        self.choice.chosen.connect(self._choose)
        self.prompts.clicked.connect(self._lay_prompts)
        self.own_name.returnPressed.connect(self._add_own)
        self.own_minutes.returnPressed.connect(self._add_own)
        theme.changed.connect(self._dress_rows)
        self._dress_rows()

    def _dress_rows(self) -> None:
        self.choice.dress()
        self._columns.dress()
        self.own_minutes.setFixedWidth(self.theme.px(62))
        for stage in self.rows.values():
            stage.dress()

    def be_narrow(self, narrow: bool) -> None:
        """Set each stage in two lines."""
        self._narrow = narrow
        self._columns.setVisible(not narrow)
        for stage in self.rows.values():
            stage.be_narrow(narrow)

    def repaint_record(self, record: SessionRecord) -> None:
        """Show the protocol, the stages and the minutes in all."""
        fixed = bool(record.facts)
        self._reason.setVisible(fixed)
        self.choice.setVisible(not fixed)
        self._own.setVisible(not fixed)
        self._prompts.setVisible(not fixed)
        self.prompts.setChecked(is_laid(record.plan))
        self._prompts_complaint.say("")
        if not fixed:
            wish = wish_of(record)
            self.choice.show_choice(
                self.desk.shelf.all(),
                self.desk.shelf.suggestions(record.learning_purpose, wish),
                (record.protocol_key, record.protocol_name),
                edited=self._is_edited(record),
                wish=wish,
            )
            self.choice.credit.setText(record.protocol_credit)
        self._show_rows(record, fixed=fixed)
        seconds = total_planned_s(record.plan)
        again = any(stage.rounds > 1 for stage in record.plan if not stage.left_out)
        whole = self.tr("{0} in all, every round counted") if again else self.tr("{0} in all")
        self.total.setText(whole.format(minutes_words(seconds)))
        self._show_offer(record, fixed=fixed)
        self.end.setText(self._end_words(record, seconds))
        count = len([stage for stage in record.plan if not stage.left_out])
        self.set_essence(
            self.tr("{0}: {1} in {2} stages.").format(
                record.protocol_name, minutes_words(seconds), count
            )
        )

    def field_for(self, line: Ready) -> QWidget:
        """The choice of protocol."""
        return self.choice.every

    def _show_rows(self, record: SessionRecord, *, fixed: bool) -> None:
        ids = [stage.id for stage in record.plan]
        for gone in [stage_id for stage_id in self.rows if stage_id not in ids]:
            stage_row = self.rows.pop(gone)
            self._rows.removeWidget(stage_row)
            stage_row.hide()
            stage_row.deleteLater()
        for place, stage in enumerate(record.plan):
            if stage.id not in self.rows:
                self.rows[stage.id] = self._new_row(stage.id)
            stage_row = self.rows[stage.id]
            if self._rows.indexOf(stage_row) != place:
                self._rows.insertWidget(place, stage_row)
                stage_row.show()
            stage_row.show_stage(stage, _seat(record.plan, place), fixed=fixed)
        if ids != self._order:
            self._order = ids
            parts = [part for stage_id in ids for part in self.rows[stage_id].parts()]
            own = (self.own_name, self.own_minutes, self.own_add)
            chain_tabs([self.choice.keep, *parts, self.offer_take, *own, self.prompts])

    def _new_row(self, stage_id: str) -> PlanRow:
        made = PlanRow(self.theme, stage_id)
        made.be_narrow(self._narrow)
        made.renamed.connect(self._rename)
        made.timed.connect(self._time)
        made.moved.connect(self._move)
        made.left_out.connect(self._leave_out)
        made.chosen.connect(self._choose_for)
        made.repeated.connect(self._repeat)
        made.joined.connect(self._join)
        return made

    def _show_offer(self, record: SessionRecord, *, fixed: bool) -> None:
        """Offer a round for each presenter where the plan repeats for presenters."""
        offer = None if fixed else rounds_offer(record)
        self._offer.setVisible(offer is not None)
        if offer is None:
            return
        self._offered = (offer.stages[0].id, offer.presenters)
        places = [record.plan.index(stage) + 1 for stage in offer.stages]
        words = (
            self.tr("{0} people present. Let stages {1} to {2} run {0} times?")
            if len(places) > 1
            else self.tr("{0} people present. Let stage {1} run {0} times?")
        )
        said = words.format(offer.presenters, places[0], places[-1])
        self._offer_words.setText(said)
        self.offer_take.setText(self.tr("Run {0} times").format(offer.presenters))
        self.offer_take.setAccessibleName(said)

    def _is_edited(self, record: SessionRecord) -> bool:
        """Whether the plan differs from its protocol, so that replacing it would lose something."""
        try:
            stages = self.desk.shelf.protocol(record.protocol_key).stages
        except RuleError:
            return bool(record.plan)
        planned = [
            (s.stage_key, s.name, s.planned_s, s.left_out, bool(s.block), _choices_of(s))
            for s in record.plan
        ]
        return planned != [
            (s.key, s.name, s.minutes * 60, False, bool(s.block), _choices_of(s)) for s in stages
        ]

    def _end_words(self, record: SessionRecord, seconds: int) -> str:
        start, agreed = record.scheduled_start, record.agreed_end
        if start is None:
            return self.tr("Give a start time to see when it ends.")
        end = start + timedelta(seconds=seconds)
        span = self.tr("From {0} it takes until {1}.").format(f"{start:%H:%M}", f"{end:%H:%M}")
        if agreed is None:
            return span
        over = round((end - agreed).total_seconds())
        if over > 0:
            more = self.tr("That is {0} after the agreed end, {1}.")
        elif over < 0:
            more = self.tr("That leaves {0} before the agreed end, {1}.")
        else:
            more = self.tr("That is the agreed end.")
        return f"{span} {more.format(minutes_words(abs(over)), f'{agreed:%H:%M}')}"

    def _choose(self, key: str, fitting: Fitting | None) -> None:
        """Take another protocol, and fit the plan to the minutes where they are given."""
        planning, session_id = self.desk.planning, self.session_id

        def choose() -> Change:
            return planning.choose_protocol(session_id, self.desk.shelf.protocol(key))

        if fitting is None:
            self._attempt_choice(choose)
        elif self.record is not None and key == self.record.protocol_key:
            # The plan may have stages of its own by now.
            self._attempt_choice(lambda: planning.fit_plan(session_id, fitting.total))
        elif self._attempt_choice(choose):
            self._attempt_choice(lambda: planning.take_minutes(session_id, fitting.minutes))

    def _attempt_choice(self, verb: Callable[[], Change]) -> bool:
        return attempt(self.notifier, verb, self._choice_complaint) is not None

    def _rename(self, stage_id: str, name: str) -> None:
        session_id = self.session_id
        attempt(
            self.notifier,
            lambda: self.desk.planning.rename_stage(session_id, stage_id, name),
            self.rows[stage_id].complaint,
        )

    def _time(self, stage_id: str, seconds: int) -> None:
        session_id = self.session_id
        attempt(
            self.notifier,
            lambda: self.desk.planning.set_planned(session_id, stage_id, seconds),
            self.rows[stage_id].complaint,
        )

    def _move(self, stage_id: str, places: int) -> None:
        session_id = self.session_id
        place = self._order.index(stage_id) + places
        if not 0 <= place < len(self._order):
            return
        attempt(
            self.notifier,
            lambda: self.desk.planning.move_stage(session_id, stage_id, place),
            self.rows[stage_id].complaint,
        )

    def _leave_out(self, stage_id: str, left_out: bool) -> None:
        session_id = self.session_id
        attempt(
            self.notifier,
            lambda: self.desk.planning.leave_out(session_id, stage_id, left_out=left_out),
            self.rows[stage_id].complaint,
        )

    def _choose_for(self, stage_id: str, choices: StageChoices) -> None:
        session_id = self.session_id
        self._attempt_detail(
            stage_id, lambda: self.desk.planning.change_stage(session_id, stage_id, **choices)
        )

    def _repeat(self, stage_id: str, rounds: int) -> None:
        session_id = self.session_id
        self._attempt_detail(
            stage_id, lambda: self.desk.planning.set_rounds(session_id, stage_id, rounds)
        )

    def _join(self, stage_id: str, joined: bool) -> None:
        session_id = self.session_id
        self._attempt_detail(
            stage_id,
            lambda: self.desk.planning.repeat_together(session_id, stage_id, together=joined),
        )

    def _attempt_detail(self, stage_id: str, verb: Callable[[], Change]) -> None:
        details = self.rows[stage_id].details
        if details is not None:
            attempt(self.notifier, verb, details.complaint)

    def _take_offer(self) -> None:
        stage_id, rounds = self._offered
        session_id = self.session_id
        done = attempt(
            self.notifier,
            lambda: self.desk.planning.set_rounds(session_id, stage_id, rounds),
            self.rows[stage_id].complaint,
        )
        if done is not None and self._offer.isHidden():
            self.rows[stage_id].more.setFocus()

    def _lay_prompts(self, on: bool) -> None:
        session_id = self.session_id
        done = attempt(
            self.notifier,
            lambda: self.desk.planning.lay_overlay(session_id, on=on),
            self._prompts_complaint,
        )
        if done is None:
            self.prompts.setChecked(not on)

    def _add_own(self) -> None:
        session_id, name = self.session_id, self.own_name.text()
        seconds = parse_duration(self.own_minutes.text())
        if seconds is None:
            self._own_complaint.say(self.tr("Please give minutes, for example 5, 1:30 or 90s."))
            self.own_minutes.setFocus()
            return
        place = len(self._order)
        done = attempt(
            self.notifier,
            lambda: self.desk.planning.add_stage(session_id, name, seconds, place),
            self._own_complaint,
        )
        if done is not None:
            self.own_name.clear()
        self.own_name.setFocus()


def _seat(plan: Sequence[PlannedStage], place: int) -> Seat:
    """Where a stage stands, and what repeats together with it."""
    block = plan[place].block
    joined = place > 0 and bool(block) and plan[place - 1].block == block
    in_use = [at for at, s in enumerate(plan) if block and s.block == block and not s.left_out]
    together = (in_use[0], in_use[-1]) if len(in_use) > 1 else None
    return Seat(place, len(plan), joined, together)


def _choices_of(stage: Stage | PlannedStage) -> tuple[object, ...]:
    """What can be chosen for a stage beside its name and minutes."""
    clock = (stage.room_time, stage.counts_up, stage.soon_s, stage.protected)
    return (stage.kind, stage.rounds, stage.places, *clock)
