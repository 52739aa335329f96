"""Files that a person takes along: the summary and the session file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from dilc_desktop.domain.handouts import HandoutKind
from dilc_desktop.domain.outputs import Output
from dilc_desktop.domain.protocol import Protocol
from dilc_desktop.domain.readers import Reader, for_reader
from dilc_desktop.domain.record import Role, SessionRecord
from dilc_desktop.domain.unprinted import named
from dilc_desktop.services.desk import Desk
from dilc_desktop.ui.background import Background
from dilc_desktop.ui.date_words import record_day
from dilc_desktop.ui.preferences import Preferences

if TYPE_CHECKING:
    from dilc_desktop.reports.letterhead import Letterhead
    from dilc_desktop.reports.summary import SummaryOptions

_LONGEST = 80
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Copies:
    """Everybody's own copy: the pages of each, and the characters that no font has."""

    pages: tuple[int, ...]
    unprinted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CopiesApart:
    """Everybody's own copy as a file of its own, and the characters that no font has."""

    files: tuple[Path, ...]
    unprinted: tuple[str, ...] = ()


def file_stem(record: SessionRecord) -> str:
    """A file's name from the day, the presenter's code and the title, in plain letters."""
    presenters = record.with_role(Role.PRESENTER)
    code = presenters[0].code if presenters else ""
    words = unicodedata.normalize("NFKD", f"{code} {record.title}")
    plain = _NOT_PLAIN.sub("-", words.encode("ascii", "ignore").decode()).strip("-")
    return f"{record_day(record).isoformat()}-{plain or 'session'}"[:_LONGEST].strip("-")


def summary_stem(record: SessionRecord, reader: Reader) -> str:
    """A summary's name, which says whom it is for and tells that reader nothing else."""
    stem = file_stem(for_reader(record, reader))
    return stem if reader is Reader.PRESENTER else f"{stem}-for-{reader}"


def output_stem(record: SessionRecord, reader: Reader, output: Output) -> str:
    """An output's name; what goes round without names has none in its own."""
    from dilc_desktop.reports.unnamed import without_names  # noqa: PLC0415 - slow to import

    if output is Output.SUMMARY:
        return summary_stem(record, reader)
    if output is Output.DEBRIEF:
        return f"{file_stem(record)}-{output}"
    if reader is Reader.PRESENTER:
        reader = Reader.GROUP
    unnamed = replace(without_names(for_reader(record, reader)), participants=())
    stem = f"{file_stem(unnamed)}-{output}"
    return stem if reader is Reader.GROUP else f"{stem}-for-{reader}"


def protocol_stem(protocol: Protocol, ending: str = "") -> str:
    """A file's name from a protocol's name in plain letters, its key where it has none."""
    words = unicodedata.normalize("NFKD", protocol.name)
    plain = _NOT_PLAIN.sub("-", words.encode("ascii", "ignore").decode()).strip("-").lower()
    stem = (plain or protocol.key)[:_LONGEST].strip("-")
    return f"{stem}-{ending}" if ending else stem


def letterhead_of(desk: Desk, preferences: Preferences) -> Letterhead:
    """Whose paper it is, as chosen in the settings."""
    now = preferences.now
    return desk.print_identity.letterhead(now.district, now.logo)


def _options(desk: Desk, preferences: Preferences, output: Output) -> SummaryOptions:
    from dilc_desktop.reports.summary import SummaryOptions  # noqa: PLC0415 - slow to import

    chosen = preferences.now
    return SummaryOptions(
        paper=chosen.paper,
        speakers=chosen.speakers,
        reader=Reader(chosen.reader),
        output=output,
        letterhead=letterhead_of(desk, preferences),
    )


def write_summary(
    desk: Desk,
    preferences: Preferences,
    session_id: str,
    target: Path,
    output: Output = Output.SUMMARY,
) -> tuple[str, ...]:
    """Write an output with a connection of its own; returns the characters that no font has."""
    with desk.second() as second:
        unprinted: list[str] = []
        second.publishing.write_summary(
            session_id,
            target,
            _options(second, preferences, output),
            unprinted=unprinted.extend,
        )
        return tuple(unprinted)


def write_copies(desk: Desk, preferences: Preferences, session_id: str, target: Path) -> Copies:
    """Write everybody's own copy in one PDF, with a connection of its own."""
    with desk.second() as second:
        unprinted: list[str] = []
        options = _options(second, preferences, Output.SUMMARY)
        pages = second.publishing.write_copies(
            session_id, target, options, unprinted=unprinted.extend
        )
        return Copies(pages, tuple(unprinted))


def write_copies_apart(
    desk: Desk, preferences: Preferences, session_id: str, folder: Path
) -> CopiesApart:
    """Write everybody's own copy as a PDF of its own in a folder."""
    with desk.second() as second:
        unprinted: list[str] = []
        options = _options(second, preferences, Output.SUMMARY)
        files = second.publishing.write_copies_apart(
            session_id, folder, options, unprinted=unprinted.extend
        )
        return CopiesApart(files, tuple(unprinted))


def write_session_file(desk: Desk, session_id: str, target: Path) -> None:
    """Write a session file with a connection of its own; private notes stay here."""
    with desk.second() as second:
        second.publishing.export_session(session_id, target)


def documents_folder() -> Path:
    """Where file dialogs begin: the folder the program was started in means nothing to a person.

    A dialog that is told a folder that is not there begins in that very one.
    """
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    folder = Path(QStandardPaths.writableLocation(documents))
    return folder if folder.is_dir() else Path.home()


def write_handout(
    desk: Desk,
    preferences: Preferences,
    kind: HandoutKind,
    of: Protocol | SessionRecord,
    target: Path,
) -> tuple[str, ...]:
    """Write a handout, blank of a protocol or filled from a session.

    Returns the characters that no font has.
    """
    from dilc_desktop.reports.handouts import HandoutOptions  # noqa: PLC0415 - slow to import

    letterhead = letterhead_of(desk, preferences)
    options = HandoutOptions(paper=preferences.now.paper, letterhead=letterhead)
    with desk.second() as second:
        protocol, session_id = (
            (second.shelf.protocol_of(of), of.id) if isinstance(of, SessionRecord) else (of, None)
        )
        unprinted: list[str] = []
        second.publishing.write_handout(
            kind,
            target,
            options,
            protocol=protocol,
            session_id=session_id,
            unprinted=unprinted.extend,
        )
        return tuple(unprinted)


def write_protocol(desk: Desk, key: str, target: Path) -> None:
    """Write the newest version of a protocol as a file."""
    with desk.second() as second:
        second.shelf.export(key, target)


def _ending(kind: str) -> str:
    """The ending in a dialog's kind of file, such as .pdf in "PDF (*.pdf)"."""
    return kind.rpartition("*")[2].rstrip(")")


class Saver(QObject):
    """Asks where a file should go and writes it in the background.

    `said` carries what came of it in words, and the file or folder; `failed` why it did not work.
    """

    said = Signal(str, object)
    failed = Signal(str)

    def __init__(
        self, desk: Desk, background: Background, preferences: Preferences, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._background = background
        self._preferences = preferences
        self._window = parent
        self._folder = documents_folder()

    def with_unprinted(self, words: str, characters: tuple[str, ...]) -> str:
        """Words, followed by which characters no font here has where there are any."""
        if not characters:
            return words
        missing = self.tr("No font here can print these; a small box stands for each: {0}")
        return f"{words} {missing.format(named(characters))}"

    def save_summary(self, record: SessionRecord, output: Output = Output.SUMMARY) -> None:
        """Save an output where the person wants it: a PDF, a web page or a Word file."""
        stem = output_stem(record, Reader(self._preferences.now.reader), output)
        target = self._ask(
            self.tr("Save the summary"),
            f"{stem}.pdf",
            self.tr("PDF (*.pdf)"),
            self.tr("Web page (*.html)"),
            self.tr("Word file (*.docx)"),
        )
        if target is not None:
            work = partial(write_summary, self._desk, self._preferences, record.id, target, output)
            self._write(work, target)

    def save_copies(self, record: SessionRecord) -> None:
        """Save everybody's own summary as a PDF of its own, in a folder that the person chooses."""
        title = self.tr("Folder for everybody's summaries")
        chosen = QFileDialog.getExistingDirectory(self._window, title, str(self._folder))
        if not chosen:
            return
        folder = self._folder = Path(chosen)

        def done(copies: object) -> None:
            if isinstance(copies, CopiesApart):
                words = self.tr("Saved {0} summaries in {1}.").format(len(copies.files), folder)
                self.said.emit(self.with_unprinted(words, copies.unprinted), folder)

        self._start(
            partial(write_copies_apart, self._desk, self._preferences, record.id, folder), done
        )

    def save_session_file(self, record: SessionRecord, holds: str = "") -> None:
        """Save the whole session in a file for another laptop; `holds` is said when it is done."""
        target = self._ask(
            self.tr("Save the session file"),
            f"{file_stem(record)}.dilc",
            self.tr("Session file (*.dilc)"),
        )
        if target is not None:
            work = partial(write_session_file, self._desk, record.id, target)
            self._write(work, target, holds)

    def save_handout(self, kind: HandoutKind, protocol: Protocol) -> None:
        """Save a blank handout of a protocol as a PDF."""
        name = f"{protocol_stem(protocol, kind.replace('_', '-'))}.pdf"
        target = self._ask(self.tr("Save the handout"), name, self.tr("PDF (*.pdf)"))
        if target is not None:
            work = partial(write_handout, self._desk, self._preferences, kind, protocol, target)
            self._write(work, target)

    def save_session_handout(self, kind: HandoutKind, record: SessionRecord) -> None:
        """Save a handout filled from a session as a PDF."""
        name = f"{file_stem(record)}-{kind.replace('_', '-')}.pdf"
        target = self._ask(self.tr("Save the handout"), name, self.tr("PDF (*.pdf)"))
        if target is not None:
            work = partial(write_handout, self._desk, self._preferences, kind, record, target)
            self._write(work, target)

    def save_protocol(self, protocol: Protocol) -> None:
        """Save a protocol in a file for another laptop."""
        target = self._ask(
            self.tr("Save the protocol"),
            f"{protocol_stem(protocol)}.toml",
            self.tr("Protocol file (*.toml)"),
        )
        if target is not None:
            self._write(partial(write_protocol, self._desk, protocol.key, target), target)

    def _ask(self, title: str, name: str, *kinds: str) -> Path | None:
        """Where a file should go; each of the kinds names its ending in brackets."""
        start = str(self._folder / name)
        chosen, kind = QFileDialog.getSaveFileName(self._window, title, start, ";;".join(kinds))
        if not chosen:
            return None
        named = Path(chosen)
        self._folder = named.parent
        endings = [_ending(each) for each in kinds]
        wanted = _ending(kind) or endings[0]
        target = named
        if named.suffix.lower() not in endings:
            target = named.with_name(named.name + wanted)
        elif named.suffix.lower() == endings[0] != wanted:
            # Where the kind was changed some dialogs leave the ending of the name they offered.
            target = named.with_suffix(wanted)
        if target != named and target.exists():
            words = self.tr("“{0}” is there already. To replace it, choose it by its whole name.")
            self.failed.emit(words.format(target.name))
            return None
        return target

    def _write(self, work: Callable[[], object], target: Path, more: str = "") -> None:
        def done(unprinted: object) -> None:
            words = self.tr("Saved as {0} in {1}.").format(target.name, target.parent)
            words = f"{words} {more}" if more else words
            missing = unprinted if isinstance(unprinted, tuple) else ()
            self.said.emit(self.with_unprinted(words, missing), target)

        self._start(work, done)

    def _start(self, work: Callable[[], object], done: Callable[[object], None]) -> None:
        if not self._background.start(work, done, self.failed.emit):
            self.failed.emit(
                self.tr("Another file is still being written. Please try again in a moment.")
            )
