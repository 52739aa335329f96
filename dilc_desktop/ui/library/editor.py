"""The editor of house protocols."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from dilc_desktop.domain.protocol import ContributionKind, KindHelp, Protocol, Stage
from dilc_desktop.services.change import Change
from dilc_desktop.ui.library.about_editor import AboutEditor
from dilc_desktop.ui.library.draft import Draft
from dilc_desktop.ui.library.draft_keeper import DraftKeeper
from dilc_desktop.ui.library.edits import (
    is_joined,
    joined,
    place_of,
    with_help,
    with_new_stage,
    with_stage,
    with_stage_moved,
    with_stage_put_in,
    without_help,
    without_stage,
)
from dilc_desktop.ui.library.helps_editor import HelpsEditor
from dilc_desktop.ui.library.misfit_words import Open
from dilc_desktop.ui.library.save_pane import CopyPane, SavePane
from dilc_desktop.ui.library.stage_editor import StageEditor
from dilc_desktop.ui.library.stage_list import StageList
from dilc_desktop.ui.live_words import shortened
from dilc_desktop.ui.page import Surroundings
from dilc_desktop.ui.parts import (
    Flow,
    button,
    column,
    icon_button,
    label,
    paragraph,
    row,
    scrolling,
    set_property,
    surface,
)
from dilc_desktop.ui.prepare.section import Complaint, attempt
from dilc_desktop.ui.tab_order import chain_tabs

_tr = QCoreApplication.translate
# What a new stage lacks at first; it is said once the person has been elsewhere.
_WRITTEN = frozenset({"name", "say", "room", "speaks"})
_COLUMN, _MARGIN, _WIDE = 680, 24, 900


class Editor(QWidget):
    """Edits a house protocol; a built-in one it offers to copy first.

    What is not saved is kept on the disk while it is written, and is here again after a restart.
    `done` carries the key of what was saved or copied, and nothing where it was left as it was.
    """

    done = Signal(str)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._desk = around.desk
        self._notifier = around.notifier
        self._theme = around.theme
        self._drafts = DraftKeeper(around.desk.shelf, around.notifier, self)
        self._key = ""
        self._origin = ""
        self._made = ""
        self._next = 1
        self._things: tuple[Open, ...] = ()
        self.setProperty("surface", "paper")
        self.stages = StageList(around.theme)
        self.about = AboutEditor(around.theme)
        self.stage = StageEditor(around.theme)
        self.helps = HelpsEditor(around.theme)
        self.saving = SavePane(around.theme)
        self.copying = CopyPane(around.theme)
        self._panes = QStackedWidget()
        self._areas: dict[QWidget, QScrollArea] = {}
        self._margins: list[QHBoxLayout] = []
        for form in (self.about, self.stage, self.helps, self.saving, self.copying):
            content = QWidget()
            centred = row(form, None)
            centred.setStretch(0, 100)
            content.setLayout(centred)
            self._margins.append(centred)
            self._areas[form] = scrolling(content)
            self._panes.addWidget(self._areas[form])
        self._body = row(self.stages, self._panes, spacing=0)
        self._body.setStretch(1, 1)
        page = column(self._band(), self._leave_bar(), self._notes(), self._body, spacing=0)
        page.setStretch(3, 1)
        self.setLayout(page)
        self._connect()
        around.theme.changed.connect(self._fit)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._leave_field)
        self._fit()

    # What the page is made of

    def _band(self) -> QWidget:
        self.back = icon_button(self._theme, "chevron-left", self.tr("Back"), self.leave)
        self.back.setObjectName("library.editor.back")
        self._small = label("", "small", "quiet")
        self._heading = paragraph("", "heading", strong=True)
        self._heading.setObjectName("library.editor.heading")
        self.status = label("", "small", "quiet")
        self.status.setObjectName("library.editor.status")
        self.first = button(self.tr("Show it"), self._show_first, "plain")
        self.first.setObjectName("library.editor.first")
        self.save = button(self.tr("Save"), self.ask_to_save, "primary", tip="Ctrl+S")
        self.save.setObjectName("library.editor.save")
        band = surface("band")
        words = column(self._small, self._heading, spacing=0)
        named = row(self.back, words, spacing=12)
        named.setStretch(1, 1)
        self._band_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._band_row.addLayout(named, 1)
        self._band_row.addLayout(row(None, self.status, self.first, self.save, spacing=12))
        band.setLayout(self._band_row)
        band.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        return band

    def _leave_bar(self) -> QWidget:
        self.leaving = surface("banner")
        self.leaving.setObjectName("library.editor.leaving")
        self._leave_words = paragraph("", strong=True)
        self.leave_save = button(self.tr("Save"), self.ask_to_save)
        self.leave_save.setObjectName("library.editor.leave.save")
        self.later = button(self.tr("Keep for later"), self._keep_for_later)
        self.later.setObjectName("library.editor.leave.later")
        self.throw = button(self.tr("Throw away"), self._throw_away)
        self.throw.setObjectName("library.editor.leave.throw")
        self.stay = button(self.tr("Stay"), self._stay)
        self.stay.setObjectName("library.editor.leave.stay")
        acts = Flow(self.leave_save, self.later, self.throw, self.stay)
        self._leave_box = column(self._leave_words, acts)
        self.leaving.setLayout(self._leave_box)
        self.leaving.hide()
        return self.leaving

    def _notes(self) -> QWidget:
        """What is to be known before one goes on, and what is open but has no field."""
        self._loose = Complaint(self._theme)
        self._note_words = paragraph("", "small", "quiet")
        self._note_words.setObjectName("library.editor.note")
        self.put_back = button(self.tr("Put it back"), self._put_back, "plain")
        self.put_back.setObjectName("library.editor.put_back")
        self._note = QWidget()
        note = row(self._note_words, self.put_back, None)
        note.setStretch(0, 100)
        self._note.setLayout(note)
        made = QWidget()
        self._notes_box = column(self._loose, self._note, spacing=2)
        made.setLayout(self._notes_box)
        return made

    def _connect(self) -> None:
        self.stages.chosen.connect(self._go_to)
        self.stages.entered.connect(self._enter)
        self.stages.added.connect(self._add)
        self.stages.removed.connect(self._remove)
        self.stages.moved.connect(self._move)
        self.about.changed.connect(self._change_protocol)
        self.about.unread.connect(lambda field, text: self._type("", field, text))
        self.stage.changed.connect(self._change_stage)
        self.stage.joined.connect(self._join)
        self.stage.unread.connect(lambda field, text: self._type(self._stage.key, field, text))
        self.helps.written.connect(self._write_help)
        self.helps.taken_out.connect(self._take_help_out)
        self.saving.saved.connect(self._save)
        self.saving.put_away.connect(self._step_back)
        self.saving.why.edited.connect(self._keep_why)
        self.copying.copied.connect(self._copy)
        self.copying.put_away.connect(lambda: self.done.emit(""))
        for key, act in (
            ("Alt+Up", lambda: self._move(-1)),
            ("Alt+Down", lambda: self._move(1)),
            ("Ctrl+PgUp", lambda: self._step(-1)),
            ("Ctrl+PgDown", lambda: self._step(1)),
            ("Ctrl+S", self.ask_to_save),
            ("Esc", self._step_back),
        ):
            self._on_key(key, act)
        asked = [self.leave_save, self.later, self.throw, self.stay]
        bar = [self.back, self.first, self.save, *asked]
        chain_tabs([*bar, self.put_back, *self.stages.parts()])

    def _on_key(self, key: str, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    # What is being edited

    @property
    def _draft(self) -> Draft:
        return self._drafts[self._key]

    @property
    def _stage(self) -> Stage:
        return self._draft.now.stages[self._draft.place - 1]

    @property
    def _is_editing(self) -> bool:
        """Whether the fields are shown, and not what is asked before a text is saved or copied."""
        return bool(self._key) and self._panes.currentWidget() is self._areas[self._form()]

    @property
    def unkept(self) -> tuple[str, ...]:
        """The names of the protocols with changes that are not on the disk."""
        return self._drafts.unkept

    def keep_now(self) -> None:
        """Bring to the disk what is not there yet."""
        self._drafts.keep_now()

    def _leave_field(self, left: QWidget | None) -> None:
        if self._drafts.is_waiting and left is not None and self.isAncestorOf(left):
            self.keep_now()

    def _let_go(self) -> None:
        """The draft is saved, or is not wanted."""
        key, self._key = self._key, ""
        self._drafts.let_go(key)

    def open(self, protocol: Protocol) -> None:
        """Edit a house protocol, with what was left unsaved; offer a copy of a built-in one."""
        if self._key:
            self.settle()
        self._made = ""
        if not self._desk.shelf.is_house(protocol.key):
            self._offer_copy(protocol)
            return
        self._key = protocol.key
        self._next = self._desk.shelf.versions(protocol.key)[0].version + 1
        note = self._take_up(protocol)
        self._origin = ""
        self.saving.why.show_given(self._draft.asked_by, self._draft.reason)
        self.leaving.hide()
        self._say(note)
        self._go_on()
        self.stages.list.setFocus()

    def _take_up(self, protocol: Protocol) -> str:
        """Go on with what is not saved yet, and say so; without any, begin with the protocol."""
        began = self._drafts.take_up(protocol)
        if not began:
            return ""
        if began != protocol.version:
            words = self.tr(
                "Your changes are still here. They were begun in version {0}; "
                "version {1} was saved meanwhile."
            )
            return words.format(began, protocol.version)
        return self.tr("Your changes are still here. They are not saved yet.")

    def settle(self) -> None:
        """Take over what is still being typed."""
        for form in (self.about, self.stage, self.helps):
            form.settle()

    def leave(self) -> None:
        """Go back; what is not saved is asked about first."""
        if self._origin:
            self.done.emit("")
            return
        self.settle()
        if self._draft.is_unsaved:
            self._ask_to_leave()
            return
        self._let_go()
        self.done.emit(self._made)

    def _step_back(self) -> None:
        """Put away what was asked last; where nothing was asked, go back."""
        if not self.leaving.isHidden():
            self._stay()
        elif self._key and not self._is_editing:
            self._go_on()
            self.stages.list.setFocus()
        else:
            self.leave()

    def _ask_to_leave(self) -> None:
        count = len(self._things)
        if self._draft.taken_out is None:
            self._say("")
        self._leave_words.setText(
            self.tr("These changes are not saved yet.")
            if count == 0
            else self.tr("These changes are not saved yet, and {0}.").format(_open_words(count))
        )
        self.leave_save.setEnabled(count == 0)
        self.leave_save.setToolTip("" if count == 0 else _open_words(count))
        self.leaving.show()
        (self.leave_save if count == 0 else self.later).setFocus()

    def _keep_for_later(self) -> None:
        """Leave with nothing saved and nothing lost; the page offers to go on."""
        self.keep_now()
        self._key = ""
        self.leaving.hide()
        self.done.emit(self._made)

    def _throw_away(self) -> None:
        self._let_go()
        self.leaving.hide()
        self.done.emit(self._made)

    def _stay(self) -> None:
        self.leaving.hide()
        self.stages.list.setFocus()

    # Showing

    def _go_on(self) -> None:
        """Show the part of the protocol that is being edited."""
        self._show(self._form())
        self._refresh()

    def _form(self) -> QWidget:
        place = self._draft.place
        if place == 0:
            return self.about
        return self.stage if place <= len(self._draft.now.stages) else self.helps

    def _show(self, form: QWidget) -> None:
        self._panes.setCurrentWidget(self._areas[form])
        editing = form in (self.about, self.stage, self.helps)
        for part in (self.stages, self._note, self.status, self.save):
            part.setVisible(editing)
        if not editing:
            self.first.hide()
            self.leaving.hide()

    def _refresh(self) -> None:
        """Show what stands, and what is still open in it."""
        draft = self._draft
        self._things = draft.open_things(self._desk.shelf.check(draft.now))
        self.stages.show_parts(draft.now, self._things, draft.place)
        draft.place = self.stages.place
        self._show_form()
        self._show_open()
        self._show_status()
        self._drafts.keep_soon(self._key)

    def _show_form(self) -> None:
        draft = self._draft
        form = self._form()
        if form is self.about:
            self.about.show_protocol(draft.now, draft.typed_in(""))
        elif form is self.stage:
            key = self._stage.key
            self.stage.show_stage(
                self._stage,
                draft.typed_in(key),
                first=draft.place == 1,
                joined=is_joined(draft.now, key),
            )
        self.helps.show_protocol(draft.now)

    def _show_open(self) -> None:
        """Say beside each field what is still open, and on top what has no field."""
        place = self._draft.place
        of_protocol = [t for t in self._things if not t.stage and not t.help and t.field]
        self.about.say_open({thing.field: thing.words for thing in of_protocol})
        here = [t for t in self._things if place and t.stage == place]
        if here and self._stage.key in self._draft.young:
            here = [t for t in here if t.field not in _WRITTEN]
        self.stage.say_open({thing.field: thing.words for thing in here})
        self.helps.say_open({thing.help: thing.words for thing in self._things if thing.help})
        loose = [t.words for t in self._things if not t.field]
        self._loose.say("\n".join(loose))

    def _show_status(self) -> None:
        draft, count = self._draft, len(self._things)
        changed = draft.is_unsaved
        if count:
            words = _open_words(count)
        elif changed:
            words = self.tr("Ready to be saved as version {0}").format(self._next)
        else:
            words = self.tr("Nothing changed since version {0}").format(draft.base.version)
        self.status.setText(words)
        self.first.setVisible(bool(count) and self.save.isVisibleTo(self))
        self.save.setEnabled(changed and not count)
        self.save.setToolTip(words if not self.save.isEnabled() else "Ctrl+S")
        self.save.setAccessibleDescription(words)
        self._small.setText(self.tr("House version {0}").format(draft.base.version))
        self._heading.setText(draft.now.name.strip() or draft.base.name)

    def _say(self, words: str) -> None:
        """Say something in the line above the fields, which stays, so that nothing moves."""
        self._note.setMinimumHeight(self.put_back.sizeHint().height())
        self._note_words.setText(words)
        # As wide as the words, so that what can be done stands beside them.
        natural = self._note_words.fontMetrics().horizontalAdvance(words)
        self._note_words.setMaximumWidth(natural + self._theme.px(8))
        self.put_back.setVisible(bool(self._key) and self._draft.taken_out is not None)

    def _let_note_go(self) -> None:
        """What was said is of the past once something else is changed; the fields stay put."""
        self._draft.taken_out = None
        if self._note_words.text():
            high = self._note.height()
            self._say("")
            self._note.setMinimumHeight(high)

    def _show_first(self) -> None:
        """Go to the first field that is still open."""
        if not self._things:
            return
        thing = self._things[0]
        self._draft.young.clear()
        self._show_open()
        stages = len(self._draft.now.stages)
        self._choose(thing.stage or (stages + 1 if thing.help else 0))
        fields = {self.about: self.about.fields, self.stage: self.stage.fields}
        form = self._form()
        if form is self.helps:
            shown = list(self.helps.rows.values())
            self._bring_up(shown[thing.help - 1].stems)
        elif thing.field in fields.get(form, {}):
            self._bring_up(fields[form][thing.field].field)
        else:
            self.stages.list.setFocus()

    def _bring_up(self, field: QWidget) -> None:
        field.setFocus(Qt.FocusReason.TabFocusReason)
        area = self._areas[self._form()]
        margin = self._theme.px(_MARGIN)
        QTimer.singleShot(0, self, lambda: area.ensureWidgetVisible(field, margin, margin * 3))

    # Changes

    def _go_to(self, place: int) -> None:
        if place == self._draft.place and self._panes.currentWidget() is self._areas[self._form()]:
            return
        self.settle()
        self._draft.place = place
        self._draft.young.clear()
        self._go_on()
        self._areas[self._form()].verticalScrollBar().setValue(0)

    def _choose(self, place: int) -> None:
        self.stages.list.setCurrentRow(place)

    def _step(self, by: int) -> None:
        """Go to the part before or after; the focus stays in its field."""
        if self._is_editing:
            last = self.stages.list.count() - 1
            self._choose(max(0, min(last, self.stages.place + by)))

    def _enter(self) -> None:
        form = self._form()
        if form is self.about:
            self.about.texts["name"].setFocus()
        elif form is self.stage:
            self.stage.name.setFocus()
        else:
            self.helps.add.setFocus()

    def _take(self, protocol: Protocol) -> None:
        self._let_note_go()
        self._draft.now = protocol
        self._refresh()

    def _change_protocol(self, fields: dict[str, object]) -> None:
        self._draft.take_read("", list(fields))
        # One of each type: every field of the form sends what its own entry has read.
        self._take(replace(self._draft.now, **fields))  # type: ignore[arg-type]

    def _change_stage(self, fields: dict[str, object]) -> None:
        key = self._stage.key
        self._draft.take_read(key, list(fields))
        self._take(with_stage(self._draft.now, key, **fields))

    def _type(self, stage_key: str, field: str, text: str) -> None:
        self._let_note_go()
        self._draft.type(stage_key, field, text)
        self._refresh()

    def _join(self, together: bool) -> None:
        self._take(joined(self._draft.now, self._stage.key, together=together))

    def _write_help(self, written: KindHelp) -> None:
        self._take(with_help(self._draft.now, written))

    def _take_help_out(self, kind: ContributionKind) -> None:
        self._take(without_help(self._draft.now, kind))

    def _add(self) -> None:
        """Add a stage after the chosen one, at the end where none is chosen."""
        self.settle()
        draft = self._draft
        stages = len(draft.now.stages)
        place = draft.place if 1 <= draft.place <= stages else stages
        self._let_note_go()
        draft.now, key = with_new_stage(draft.now, place)
        draft.fresh.add(key)
        draft.young = {key}
        draft.place = place + 1
        self._go_on()
        self._areas[self.stage].verticalScrollBar().setValue(0)
        self.stage.name.setFocus()

    def _remove(self) -> None:
        draft = self._draft
        if not 1 <= draft.place <= len(draft.now.stages):
            return
        self.settle()
        gone = self._stage
        draft.taken_out = (gone, draft.place - 1)
        draft.forget(gone.key)
        draft.now = without_stage(draft.now, gone.key)
        draft.place = min(draft.place, len(draft.now.stages))
        self._go_on()
        name = shortened(gone.name.strip()) or self.tr("The new stage")
        self._say(self.tr("{0} was taken out.").format(name))
        self.stages.list.setFocus()

    def _put_back(self) -> None:
        draft = self._draft
        if draft.taken_out is None:
            return
        gone, place = draft.taken_out
        self.settle()
        draft.taken_out = None
        place = min(place, len(draft.now.stages))
        draft.now = with_stage_put_in(draft.now, gone, place)
        draft.place = place + 1
        self._say("")
        self._go_on()
        self.stages.list.setFocus()

    def _move(self, by: int) -> None:
        if not self._is_editing or self._form() is not self.stage:
            return
        draft = self._draft
        self.settle()
        self._let_note_go()
        key = self._stage.key
        draft.now = with_stage_moved(draft.now, key, by)
        draft.place = place_of(draft.now, key) + 1
        self._refresh()

    # Saving

    def ask_to_save(self) -> None:
        """Ask who wanted the changes and why; nothing is saved before that is answered."""
        if not self._is_editing:
            return
        self.settle()
        if self._things or not self._draft.is_unsaved:
            return
        self._say("")
        self.saving.show_changes(self._next, self._draft.changes)
        self._show(self.saving)
        self._areas[self.saving].verticalScrollBar().setValue(0)
        self.saving.why.asked_by.setFocus()

    def _keep_why(self) -> None:
        if self._key:
            self._draft.asked_by, self._draft.reason = self.saving.why.given
            self._drafts.keep_soon(self._key)

    def _save(self) -> None:
        asked_by, reason = self.saving.why.given
        protocol = self._draft.finished

        def verb() -> Change:
            return self._desk.shelf.save(protocol, asked_by=asked_by, reason=reason)

        if attempt(self._notifier, verb, self.saving.complaint) is None:
            return
        key = self._key
        self._let_go()
        self.done.emit(key)

    def _offer_copy(self, protocol: Protocol) -> None:
        self._key = ""
        self._origin = protocol.key
        self._say("")
        self._loose.say("")
        self._small.setText(self.tr("Protocol of the program"))
        self._heading.setText(protocol.name)
        self.copying.show_origin(protocol.name)
        self._show(self.copying)
        self.copying.name.setFocus()
        self.copying.name.selectAll()

    def _copy(self) -> None:
        asked_by, reason = self.copying.why.given
        origin, name = self._origin, self.copying.name.text()

        def verb() -> Change:
            return self._desk.shelf.copy(origin, name, asked_by=asked_by, reason=reason)

        change = attempt(self._notifier, verb, self.copying.complaint)
        if change is not None:
            self.open(self._desk.shelf.protocol(change.ids[0]))
            self._made = change.ids[0]

    # Fitting

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the list and the fields."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        px = self._theme.px
        margin = px(_MARGIN)
        self._band_row.setContentsMargins(px(12), px(12), margin, px(12))
        self._leave_box.setContentsMargins(margin, px(12), margin, px(12))
        self._notes_box.setContentsMargins(margin, 0, margin, 0)
        self.stages.fit(self.width())
        narrow = self.width() < px(_WIDE)
        set_property(self._heading, "type", "lead" if narrow else "heading")
        directions = QBoxLayout.Direction
        self._band_row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self._band_row.setSpacing(px(4) if narrow else px(12))
        width = self.width() - self.stages.maximumWidth() - 2 * margin
        for form in (self.about, self.stage):
            form.be_narrow(min(width, px(_COLUMN)))
        for shown in self._areas:
            shown.setMaximumWidth(px(_COLUMN))
        self._note.setMinimumHeight(self.put_back.sizeHint().height())
        noted = (self.about, self.stage, self.helps)
        for shown, centred in zip(self._areas, self._margins, strict=True):
            centred.setContentsMargins(margin, px(4 if shown in noted else 16), margin, px(32))


def _open_words(count: int) -> str:
    if count == 1:
        return _tr("editor", "1 thing is still open")
    return _tr("editor", "{0} things are still open").format(count)
