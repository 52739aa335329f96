"""The card for a session's title, day and times."""

from __future__ import annotations

from datetime import date, datetime, time

from PySide6.QtCore import QDate, QLocale
from PySide6.QtWidgets import QWidget

from dilc_desktop.domain.framing import Ready
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.ui.fields import DateField, LineField, TimeField, labelled
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import column, paragraph, row, set_property
from dilc_desktop.ui.prepare.section import Complaint, Section, attempt


class SessionCard(Section):
    """Title, day, start and agreed end of a session."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, "session", self.tr("Session"))
        self._day: date | None = None
        self._start: time | None = None
        self._end: time | None = None
        self.title = LineField()
        self.title.setObjectName("prepare.title")
        self.title.setProperty("type", "lead")
        self.day = DateField(around.theme, self.tr("Day"))
        self.day.line.setObjectName("prepare.day")
        self.start = TimeField(self.tr("13:30"))
        self.start.setObjectName("prepare.start")
        self.end = TimeField(self.tr("14:30"))
        self.end.setObjectName("prepare.end")
        self.complaint = Complaint(around.theme)
        self._hint = paragraph("", "small", "quiet")
        self._hint.hide()
        title = labelled(self.tr("Title"), self.title)
        self.body.addLayout(column(title, self.title, spacing=4))
        day = labelled(self.tr("Day"), self.day)
        self.day.setAccessibleName("")
        start = labelled(self.tr("Starts at"), self.start)
        end = labelled(self.tr("Agreed end"), self.end)
        times = row(
            column(day, self.day, spacing=4),
            column(start, self.start, spacing=4),
            column(end, self.end, spacing=4),
            spacing=16,
        )
        for place, share in enumerate((3, 2, 2)):
            times.setStretch(place, share)
        self.body.addLayout(times)
        self.body.addWidget(self._hint)
        self.body.addWidget(self.complaint)
        self.title.edited.connect(self._save_title)
        self.day.decided.connect(self._decide_day)
        self.start.decided.connect(self._decide_start)
        self.end.decided.connect(self._decide_end)
        for field in (self.day.line, self.start, self.end):
            self.complaint.watch(field)

    def forget(self) -> None:
        """Empty the fields, whatever stands half-typed in them."""
        self._day = self._start = self._end = None
        self.complaint.say("")
        for field in (self.day.line, self.start, self.end):
            field.setModified(False)
            field.clear()
            set_property(field, "invalid", "false")

    def repaint_record(self, record: SessionRecord) -> None:
        """Show title and times; a day that waits for its time stays."""
        self.title.show_text(record.title)
        self.set_essence(self._essence_of(record))
        if self.complaint.words:
            return
        known = record.scheduled_start or record.agreed_end
        if known is not None:
            self._day = known.date()
        self._start = _time_of(record.scheduled_start)
        self._end = _time_of(record.agreed_end)
        self.day.show_date(self._day)
        self.start.show_time(self._start)
        self.end.show_time(self._end)
        waiting = known is None and self._day is not None
        self._hint.setText(self.tr("Give a time too, then the day is kept.") if waiting else "")
        self._hint.setVisible(waiting)

    def field_for(self, line: Ready) -> QWidget:
        """The agreed end."""
        return self.end

    def _save_title(self, text: str) -> None:
        session_id = self.session_id
        self.notifier.run(lambda: self.desk.planning.write(session_id, title=text))

    def _decide_day(self, day: date | None) -> None:
        self._day = day
        self._save_times()

    def _decide_start(self, moment: time | None) -> None:
        self._start = moment
        self._save_times()

    def _decide_end(self, moment: time | None) -> None:
        self._end = moment
        self._save_times()

    def _save_times(self) -> None:
        session_id, day, start, end = self.session_id, self._day, self._start, self._end
        self.complaint.say("")
        if start is None and end is None and self._nothing_stored():
            self._show_again()
            return
        attempt(
            self.notifier,
            lambda: self.desk.planning.schedule(session_id, day, start, end),
            self.complaint,
        )
        self._show_again()

    def _nothing_stored(self) -> bool:
        record = self.record
        return record is None or (record.scheduled_start is None and record.agreed_end is None)

    def _show_again(self) -> None:
        if self.record is not None:
            self.repaint_record(self.record)

    def _essence_of(self, record: SessionRecord) -> str:
        start, end = record.scheduled_start, record.agreed_end
        known = start or end
        if known is None:
            return self.tr("{0}. No day and times yet.").format(record.title)
        day = QLocale().toString(
            QDate(known.year, known.month, known.day), QLocale.FormatType.LongFormat
        )
        if start is None or end is None:
            moment = f"{known:%H:%M}"
            words = self.tr("from {0}") if end is None else self.tr("until {0}")
            return f"{record.title}. {day}, {words.format(moment)}"
        span = self.tr("{0} to {1}").format(f"{start:%H:%M}", f"{end:%H:%M}")
        return f"{record.title}. {day}, {span}"


def _time_of(moment: datetime | None) -> time | None:
    return None if moment is None else moment.time()
