"""What was captured, stage by stage, as a transcript: a model, the painter of its rows, a list."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dilc_desktop.domain.protocol import ContributionKind, StageKind
from dilc_desktop.domain.record import Artifact, Contribution, Focus, SessionRecord, Wording
from dilc_desktop.domain.session import PlannedStage, Session
from dilc_desktop.domain.timing import clock_text
from dilc_desktop.ui.capture_details import link_words
from dilc_desktop.ui.course_words import Happening, happenings, run_details
from dilc_desktop.ui.theme import BODY, LEAD, SMALL, Theme
from dilc_desktop.ui.words import (
    focus_words,
    kind_icon,
    kind_words,
    level_words,
    quotation,
    speaker_words,
)

_tr = QCoreApplication.translate
_Index = QModelIndex | QPersistentModelIndex
_WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignTop)
_TAKEN_BACK = "taken-back"
_QUIET_TOP = 4
_OFF = (Focus.OFF_INSTRUCTION, Focus.OFF_ROLE)


class TranscriptRole(IntEnum):
    """What the model says beside the text."""

    ID = Qt.ItemDataRole.UserRole
    ENTRY = Qt.ItemDataRole.UserRole + 1


class EntryKind(StrEnum):
    """A row is a stage's heading, something that was said, or what became of the plan."""

    HEADING = "heading"
    SAID = "said"
    HAPPENED = "happened"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, in words: `head` and `notes` stand over `text`, `details` and `originals` under it.

    `quoted` says that the text is someone's own words.
    """

    id: str
    kind: EntryKind
    text: str
    time: str = ""
    head: str = ""
    speaker: str = ""
    icon: str = ""
    tone: str = "ink"
    notes: tuple[tuple[str, str], ...] = ()
    originals: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    quoted: bool = False

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        notes = ", ".join(words for _, words in self.notes)
        exact = _tr("transcript", "word for word") if self.quoted else ""
        parts = (self.time, self.head, self.speaker, exact, self.text, *self.details, notes)
        return ". ".join(part for part in (*parts, *self.originals) if part)


def transcript(
    record: SessionRecord, *, originals: bool = True, taken_back: bool = False
) -> tuple[Entry, ...]:
    """Lay the record's contributions out by stage run, in the order they were captured.

    What became of the plan stands between them at its place in time.
    """
    session = record.session()
    words = _Words(record, originals=originals)
    sections = _Sections(session)
    for contribution in record.kept:
        sections.add_said(contribution)
    for happening in happenings(record):
        sections.add_happened(happening)
    entries: list[Entry] = []
    for number in range(-1, 2 * len(session.runs)):
        said, happened = sections.said.get(number, []), sections.happened.get(number, [])
        if not said and not happened and not _tells(session, number):
            continue
        groups = _in_groups(session, number)
        rows = [(c.offset_ms, words.of(c, groups=groups)) for c in said]
        if happened:
            rows += [(one.at, _happened(one)) for one in happened]
            rows.sort(key=lambda row: row[0])
        entries.append(_heading(record, session, number, said))
        entries.extend(row for _, row in rows)
    if taken_back:
        gone = sorted(
            (c for c in record.contributions if c.withdrawn_at is not None),
            key=lambda c: (c.offset_ms, c.id),
        )
        if gone:
            name = _tr("transcript", "Taken back")
            entries.append(Entry(f"heading-{_TAKEN_BACK}", EntryKind.HEADING, name))
        entries.extend(words.of(c) for c in gone)
    return tuple(entries)


class _Sections:
    """Sorts rows by where they belong: 2n is the stage run n, 2n+1 the time after it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._runs = {run.id: number for number, run in enumerate(session.runs)}
        self._starts = [run.started for run in session.runs]
        self.said: dict[int, list[Contribution]] = {}
        self.happened: dict[int, list[Happening]] = {}

    def add_said(self, contribution: Contribution) -> None:
        """Put a contribution to the others of its stage run."""
        number = self._section(contribution.stage_run, contribution.offset_ms)
        self.said.setdefault(number, []).append(contribution)

    def add_happened(self, happening: Happening) -> None:
        """Put what happened to the stage run in which it did."""
        number = self._section(happening.run, happening.at)
        self.happened.setdefault(number, []).append(happening)

    def _section(self, run_id: str | None, at: int) -> int:
        if run_id in self._runs:
            return 2 * self._runs[run_id]
        # A run that was undone keeps its captures; they belong to what ran in its place.
        run = None if run_id is None else self._session.run_at(at)
        if run is not None:
            return 2 * self._runs[run.id]
        return 2 * bisect_right(self._starts, at) - 1


def _tells(session: Session, number: int) -> bool:
    """Whether a section without rows has something to tell: its rooms, or how many spoke."""
    place, between = divmod(number, 2)
    return not between and bool(session.runs[place].stops or session.runs[place].turns)


def _in_groups(session: Session, number: int) -> bool:
    """Whether small groups worked side by side in a section."""
    place, between = divmod(number, 2)
    if between:
        return False
    return session.stage_of(session.runs[place].stage_id).kind is StageKind.SMALL_GROUPS


def _heading(
    record: SessionRecord, session: Session, number: int, said: list[Contribution]
) -> Entry:
    """The heading of a section, by the number that `_Sections` gives it."""
    place, between = divmod(number, 2)
    if between:
        name = _tr("transcript", "Between stages")
        if place < 0:
            name = _tr("transcript", "Before the first stage")
        elif place == len(session.runs) - 1 and session.ended is not None:
            name = _tr("transcript", "After the last stage")
        return Entry(f"heading-after-{place + 1}", EntryKind.HEADING, name)
    run = session.runs[place]
    stage = session.stage_of(run.stage_id)
    started = clock_text(run.started // 1000)
    return Entry(
        f"heading-{run.id}",
        EntryKind.HEADING,
        f"{session.position(stage.id) + 1}  {stage.name}",
        time=f"\u2212{started}" if run.started < 0 else started,
        details=run_details(record, session, run, said),
    )


def _happened(happening: Happening) -> Entry:
    return Entry(
        f"happened-{happening.id}",
        EntryKind.HAPPENED,
        happening.words,
        time=clock_text(max(0, happening.at) // 1000),
    )


class _Words:
    """Makes rows of contributions; what they refer to is looked up by its id."""

    def __init__(self, record: SessionRecord, *, originals: bool) -> None:
        self._record = record
        self._originals = originals
        self._said = {c.id: c for c in record.contributions}
        self._artifacts: dict[str, Artifact] = {a.id: a for a in record.artifacts}
        self._stages: dict[str, PlannedStage] = {stage.id: stage for stage in record.plan}

    def of(self, contribution: Contribution, *, groups: bool = False) -> Entry:
        """The row of a contribution; with `groups` its place is a small group, which said it."""
        icon, tone = kind_icon(contribution.kind)
        text = contribution.text.strip()
        quoted = contribution.verbatim and bool(text)
        who = ""
        if not _words_stayed(contribution):
            who = speaker_words(self._record.participant(contribution.speaker))
        place = contribution.place
        if groups and contribution.speaker is None and place:
            who, place = place, ""
        before: tuple[str, ...] = ()
        if self._originals and contribution.earlier:
            places = range(len(contribution.earlier))
            before = tuple(_before(self._record, contribution, place) for place in places)
        return Entry(
            contribution.id,
            EntryKind.SAID,
            (quotation(text) if quoted else text) or _wordless(contribution),
            time=clock_text(contribution.offset_ms // 1000),
            head=kind_words(contribution.kind),
            speaker=who,
            icon=icon,
            tone="quiet" if contribution.withdrawn_at is not None else tone,
            notes=_notes(contribution, place),
            originals=before,
            details=self._details(contribution),
            quoted=quoted,
        )

    def _details(self, contribution: Contribution) -> tuple[str, ...]:
        """What was seen or heard, and what the contribution answers, speaks of and returns in."""
        details = []
        if evidence := contribution.evidence.strip():
            details.append(_tr("transcript", "Seen or heard: {0}").format(evidence))
        earlier = self._said.get(contribution.about or "")
        if earlier is not None and not _words_stayed(earlier):
            who = speaker_words(self._record.participant(earlier.speaker))
            link = link_words(contribution.kind, earlier, who)
            details.append(link[:1].upper() + link[1:])
        artifact = self._artifacts.get(contribution.artifact or "")
        if artifact is not None:
            title = artifact.title.strip() or artifact.file_name or artifact.link
            details.append(_tr("transcript", "Artifact: {0}").format(title))
        stage = self._stages.get(contribution.returns_in or "")
        if stage is not None and contribution.kind is ContributionKind.PARKING_LOT:
            details.append(_tr("transcript", "Returns in: {0}").format(stage.name))
        elif stage is not None and contribution.stage_run is None:
            details.append(_tr("transcript", "Kept for: {0}").format(stage.name))
        return tuple(details)


def _wordless(contribution: Contribution) -> str:
    """What stands for words that are not there yet, or that no session file brings along."""
    if _words_stayed(contribution):
        return _tr("transcript", "Its words are not here.")
    return _tr("transcript", "A mark, still without words.")


def _words_stayed(contribution: Contribution) -> bool:
    """Whether it was taken back, and its words and whose they were are not here."""
    return contribution.withdrawn_at is not None and contribution.is_mark


def _notes(contribution: Contribution, place: str) -> tuple[tuple[str, str], ...]:
    """What stands beside the kind: the place, the focus, and what became of the words."""
    notes = [("", place)] if place else []
    notes.extend(
        ("circle-dashed" if tag in _OFF else "target", focus_words(tag).lower())
        for tag in contribution.focus
    )
    if contribution.starred:
        notes.append(("star-filled", _tr("transcript", "starred")))
    if contribution.private:
        notes.append(("lock", _tr("transcript", "only me")))
    if contribution.during_interruption:
        notes.append(("pause", _tr("transcript", "during an interruption")))
    if contribution.earlier:
        notes.append(("pencil-line", _tr("transcript", "corrected")))
    if contribution.withdrawn_at is not None:
        notes.append(("undo-2", _tr("transcript", "taken back")))
    return tuple(notes)


def _before(record: SessionRecord, contribution: Contribution, place: int) -> str:
    """What an earlier wording said, with whatever else of it was changed."""
    old = contribution.earlier[place]
    later = contribution.earlier[place + 1 :]
    new: Contribution | Wording = later[0] if later else contribution
    changed = []
    if old.kind is not new.kind:
        changed.append(kind_words(old.kind))
    if old.speaker != new.speaker:
        changed.append(speaker_words(record.participant(old.speaker)))
    if old.level is not new.level:
        changed.append(_tr("transcript", "for: {0}").format(level_words(old.level)))
    said = old.text.strip() or _tr("transcript", "no words yet")
    lead = _tr("transcript", "Before")
    words = [*changed, quotation(said)]
    if old.evidence.strip() and old.evidence != new.evidence:
        seen = _tr("transcript", "seen or heard: {0}")
        words.append(seen.format(quotation(old.evidence.strip())))
    return f"{lead}: " + ", ".join(words)


class TranscriptModel(QAbstractListModel):
    """Rows over a tuple of entries; a corrected entry changes its row, nothing else moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The rows, in order."""
        return self._entries

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show these rows instead."""
        old = self._entries
        if [e.id for e in old] == [e.id for e in entries]:
            self._entries = entries
            for place, (before, after) in enumerate(zip(old, entries, strict=True)):
                if before != after:
                    self.dataChanged.emit(self.index(place), self.index(place))
            return
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def index_of(self, entry_id: str) -> QModelIndex:
        """The row with this id, an invalid index where there is none."""
        for place, entry in enumerate(self._entries):
            if entry.id == entry_id:
                return self.index(place)
        return QModelIndex()

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many rows there are; a list has no rows below rows."""
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a row, its id, its entry, or its words for a screen reader."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return entry.spoken
            case TranscriptRole.ID:
                return entry.id
            case TranscriptRole.ENTRY:
                return entry
            case _:
                return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Every row can be read, what was said can be chosen as well."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        entry = self._entries[index.row()] if index.isValid() else None
        if entry is not None and entry.kind is EntryKind.SAID:
            flags |= Qt.ItemFlag.ItemIsSelectable
        return flags


@dataclass(slots=True)
class _Measures:
    """Lengths of a row at the present text size, in pixels."""

    time: int
    pad: int
    icon: int
    gap: int
    top: int


@dataclass(frozen=True, slots=True)
class _Word:
    """An icon and its word, placed in a row's first lines."""

    icon: str
    tone: str
    text: str
    x: int
    line: int
    strong: bool


@dataclass(slots=True)
class _Heights:
    """Row heights by id and width, with the entry they were measured for."""

    known: dict[tuple[str, int], tuple[Entry, int]] = field(default_factory=dict)


class TranscriptDelegate(QStyledItemDelegate):
    """Paints rows through the theme and remembers how high each is at each width."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._heights = _Heights()
        self.editing: tuple[str, int] | None = None
        theme.changed.connect(self.forget)

    def forget(self) -> None:
        """Measure everything again."""
        self._heights = _Heights()

    def height(self, entry: Entry, width: int) -> int:
        """The height of a row at a width; the row that is being corrected has its editor's."""
        if self.editing is not None and self.editing[0] == entry.id:
            return self.editing[1]
        found = self._heights.known.get((entry.id, width))
        if found is not None and found[0] == entry:
            return found[1]
        height = self._measure(entry, width)
        self._heights.known[(entry.id, width)] = (entry, height)
        return height

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As wide as the list, as high as the words need."""
        del option
        width = self._view().viewport().width()
        entry = index.data(TranscriptRole.ENTRY)
        return QSize(width, self.height(entry, width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one row."""
        entry: Entry = index.data(TranscriptRole.ENTRY)
        if self.editing is not None and self.editing[0] == entry.id:
            return
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, self._theme.colour("tint"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        if entry.kind is EntryKind.HEADING:
            self._paint_heading(painter, area, entry)
        elif entry.kind is EntryKind.HAPPENED:
            self._paint_happened(painter, area, entry)
        else:
            self._paint_said(painter, area, entry)
        painter.restore()

    def _view(self) -> QAbstractItemView:
        view = self.parent()
        assert isinstance(view, QAbstractItemView)  # noqa: S101 - made by the list itself
        return view

    def _lengths(self) -> _Measures:
        px = self._theme.px
        small = QFontMetrics(self._theme.font(SMALL))
        return _Measures(
            time=small.horizontalAdvance("0:00:00") + px(12),
            pad=px(12),
            icon=px(16),
            gap=px(6),
            top=px(9),
        )

    def _measure(self, entry: Entry, width: int) -> int:
        at = self._lengths()
        if entry.kind is EntryKind.HEADING:
            room = width - 2 * at.pad
            height = self._wrapped(entry.text, LEAD, room) + self._theme.px(28)
            return height + sum(self._wrapped(detail, SMALL, room) for detail in entry.details)
        room = width - at.time - 2 * at.pad
        if entry.kind is EntryKind.HAPPENED:
            return self._wrapped(entry.text, SMALL, room) + 2 * self._theme.px(_QUIET_TOP)
        lines = self._flow(entry, room)[-1].line + 1
        height = 2 * at.top + lines * self._head_height() + self._theme.px(2)
        height += self._wrapped(entry.text, BODY, room)
        for line in (*entry.details, *entry.originals):
            height += self._wrapped(line, SMALL, room) + self._theme.px(3)
        return height

    def _head_height(self) -> int:
        return max(self._theme.px(18), QFontMetrics(self._theme.font(SMALL)).height())

    def _wrapped(self, text: str, size: int, width: int) -> int:
        metrics = QFontMetrics(self._theme.font(size, bold=size == LEAD))
        return metrics.boundingRect(QRect(0, 0, max(1, width), 1 << 20), _WRAP, text).height()

    def _paint_heading(self, painter: QPainter, area: QRect, entry: Entry) -> None:
        at = self._lengths()
        inner = area.adjusted(at.pad, self._theme.px(18), -at.pad, 0)
        painter.setFont(self._theme.font(LEAD, bold=True))
        painter.setPen(self._theme.colour("ink"))
        painter.drawText(inner, _WRAP, entry.text)
        inner.translate(0, self._wrapped(entry.text, LEAD, inner.width()))
        painter.setFont(self._theme.font(SMALL))
        painter.setPen(self._theme.colour("quiet"))
        for detail in entry.details:
            painter.drawText(inner, _WRAP, detail)
            inner.translate(0, self._wrapped(detail, SMALL, inner.width()))
        painter.setPen(QPen(self._theme.colour("line"), 1))
        bottom = area.bottom() - self._theme.px(2)
        painter.drawLine(
            QPoint(area.left() + at.pad, bottom), QPoint(area.right() - at.pad, bottom)
        )

    def _paint_happened(self, painter: QPainter, area: QRect, entry: Entry) -> None:
        """One quiet line in the column of the words, with its time."""
        at = self._lengths()
        painter.setFont(self._theme.font(SMALL))
        painter.setPen(self._theme.colour("quiet"))
        top = area.top() + self._theme.px(_QUIET_TOP)
        left = area.left() + at.pad
        painter.drawText(QRect(left, top, at.time, 1 << 20), _WRAP, entry.time)
        width = area.width() - at.time - 2 * at.pad
        painter.drawText(QRect(left + at.time, top, width, 1 << 20), _WRAP, entry.text)

    def _paint_said(self, painter: QPainter, area: QRect, entry: Entry) -> None:
        at = self._lengths()
        head = self._head_height()
        small = self._theme.font(SMALL)
        top = area.top() + at.top
        painter.setFont(small)
        painter.setPen(self._theme.colour("quiet"))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRect(area.left() + at.pad, top, at.time, head), middle, entry.time)
        left = area.left() + at.pad + at.time
        width = area.width() - at.time - 2 * at.pad
        words = self._flow(entry, width)
        for word in words:
            self._paint_word(painter, word, left, top)
        top += (words[-1].line + 1) * head + self._theme.px(2)
        room = QRect(left, top, width, 1 << 20)
        painter.setFont(self._theme.font(BODY))
        painter.setPen(self._theme.colour("quiet" if entry.tone == "quiet" else "ink"))
        painter.drawText(room, _WRAP, entry.text)
        room.translate(0, self._wrapped(entry.text, BODY, room.width()))
        painter.setFont(small)
        for line in (*entry.details, *entry.originals):
            known = line in entry.details and entry.tone != "quiet"
            painter.setPen(self._theme.colour("ink" if known else "quiet"))
            room.translate(0, self._theme.px(3))
            painter.drawText(room, _WRAP, line)
            room.translate(0, self._wrapped(line, SMALL, room.width()))

    def _flow(self, entry: Entry, width: int) -> list[_Word]:
        """Lay speaker, kind and notes out in as many lines as they need."""
        at = self._lengths()
        words = [("", "ink", entry.speaker)] if entry.speaker else []
        words.append((entry.icon, entry.tone, entry.head))
        words += [(icon, "quiet", note) for icon, note in entry.notes]
        placed: list[_Word] = []
        x = line = 0
        for icon, tone, text in words:
            strong = not placed and bool(entry.speaker)
            metrics = QFontMetrics(self._theme.font(SMALL, bold=strong))
            long = metrics.horizontalAdvance(text) + (at.icon + at.gap if icon else 0)
            if placed and x + long > width:
                x, line = 0, line + 1
            placed.append(_Word(icon, tone, text, x, line, strong))
            x += long + self._theme.px(14)
        return placed

    def _paint_word(self, painter: QPainter, word: _Word, left: int, top: int) -> None:
        at = self._lengths()
        head = self._head_height()
        x, top = left + word.x, top + word.line * head
        if word.icon:
            picture = self._theme.pixmap(word.icon, word.tone, 16)
            painter.drawPixmap(x, top + (head - at.icon) // 2, picture)
            x += at.icon + at.gap
        painter.setFont(self._theme.font(SMALL, bold=word.strong))
        painter.setPen(self._theme.colour(word.tone))
        width = painter.fontMetrics().horizontalAdvance(word.text)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRect(x, top, width + 2, head), middle, word.text)


class TranscriptView(QListView):
    """The list: as high as all its rows, so that the page scrolls and not the list in it."""

    correction_wanted = Signal(str)
    star_wanted = Signal(str)
    moved = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._rows = TranscriptModel(self)
        self._painter = TranscriptDelegate(theme, self)
        self._editor: QWidget | None = None
        self.setObjectName("session.transcript")
        self.setAccessibleName(self.tr("What was captured, by stage"))
        self.setProperty("frame", "none")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setItemDelegate(self._painter)
        self.setModel(self._rows)
        self.doubleClicked.connect(lambda index: self._ask_for(index))
        theme.changed.connect(self._measure_again)

    @property
    def rows(self) -> TranscriptModel:
        """The model."""
        return self._rows

    @property
    def chosen(self) -> str:
        """The id of the chosen contribution, empty where none is."""
        entry = self.currentIndex().data(TranscriptRole.ENTRY)
        return entry.id if entry is not None and entry.kind is EntryKind.SAID else ""

    def show_record(self, record: SessionRecord, *, originals: bool, taken_back: bool) -> None:
        """Show what a record holds; the chosen row stays chosen."""
        chosen = self.chosen
        self._rows.show_entries(transcript(record, originals=originals, taken_back=taken_back))
        again = self._rows.index_of(chosen)
        if again.isValid() and not self.currentIndex().isValid():
            self.setCurrentIndex(again)
        self._measure_again()

    def open_editor(self, entry_id: str, editor: QWidget) -> None:
        """Put an editor in the place of a row."""
        self.close_editor()
        index = self._rows.index_of(entry_id)
        self.setCurrentIndex(index)
        self._editor = editor
        self.setIndexWidget(index, editor)
        self.fit_editor(entry_id)

    def fit_editor(self, entry_id: str) -> None:
        """Give the row the height that its editor needs now."""
        if self._editor is None:
            return
        height = max(self._editor.sizeHint().height(), self._editor.minimumSizeHint().height())
        if self._painter.editing != (entry_id, height):
            self._painter.editing = (entry_id, height)
            self._measure_again()

    def close_editor(self) -> None:
        """Show the row again."""
        if self._editor is None:
            return
        self._editor = None
        self._painter.editing = None
        for place in range(self._rows.rowCount()):
            if self.indexWidget(self._rows.index(place)) is not None:
                # The stubs do not know that no widget takes the old one away.
                self.setIndexWidget(self._rows.index(place), None)  # type: ignore[arg-type] # see above
        self._measure_again()

    def place_of(self, entry_id: str) -> QRect:
        """Where a row is in the list."""
        return self.visualRect(self._rows.index_of(entry_id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 ask for a correction, F for a star; the rest moves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self.chosen:
            self.correction_wanted.emit(self.chosen)
            return
        if event.key() == Qt.Key.Key_F and not event.modifiers() and self.chosen:
            self.star_wanted.emit(self.chosen)
            return
        super().keyPressEvent(event)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Say which row has the cursor, so that the page can bring it into view."""
        super().currentChanged(current, previous)
        self.moved.emit(current.data(TranscriptRole.ID) or "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words wrap anew at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._measure_again()

    def _ask_for(self, index: QModelIndex) -> None:
        entry: Entry = index.data(TranscriptRole.ENTRY)
        if entry.kind is EntryKind.SAID:
            self.correction_wanted.emit(entry.id)

    def _measure_again(self) -> None:
        width = self.viewport().width()
        whole = sum(self._painter.height(entry, width) for entry in self._rows.entries)
        self.scheduleDelayedItemsLayout()
        self.setFixedHeight(whole + 2 * self.frameWidth() + 4)
