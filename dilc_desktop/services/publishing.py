"""What leaves and enters the laptop: printed summaries and session files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from dilc_desktop.clock import Clock
from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.handouts import HandoutKind
from dilc_desktop.domain.protocol import Protocol
from dilc_desktop.domain.readers import may_leave
from dilc_desktop.domain.record import Commitment, Contribution, Level, SessionRecord
from dilc_desktop.domain.session import StageEntered
from dilc_desktop.domain.unprinted import Unprinted, say_nothing
from dilc_desktop.services.moments import local_now, utc_now

if TYPE_CHECKING:
    from dilc_desktop.exchange.session_file import SessionDocument, SessionFile
    from dilc_desktop.reports.handouts import HandoutOptions
    from dilc_desktop.reports.summary import SummaryOptions
    from dilc_desktop.store.library import Library


_NOT_PLAIN = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_CODE = 40
SUMMARY_ENDINGS = (".pdf", ".html", ".docx")


class Outcome(StrEnum):
    """What an import did with one session."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT_BESIDE = "kept_beside"


@dataclass(frozen=True, slots=True)
class Imported:
    """One session of an imported file, and what was done with it."""

    session_id: str
    title: str
    outcome: Outcome


class Publishing:
    """Printing, exporting and importing sessions."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    def write_summary(
        self,
        session_id: str,
        target: Path,
        options: SummaryOptions,
        *,
        unprinted: Unprinted = say_nothing,
    ) -> int:
        """Write the summary of a session, or another output, as the file that its ending names.

        Returns the number of pages, 0 for a web page or a Word file, which have no pages of their
        own. RuleError for an ending that is none of `SUMMARY_ENDINGS`, and for an output that does
        not fit the session.
        `unprinted` is told the characters that no font has, where a page has any.
        """
        kind = summary_kind(target)
        record, now = self._library.sessions.record(session_id), local_now(self._clock)
        if kind == ".html":
            from dilc_desktop.reports.html_summary import (  # noqa: PLC0415 - slow to import
                write_html,
            )

            write_html(record, target, options, written_at=now)
            return 0
        if kind == ".docx":
            from dilc_desktop.reports.docx_summary import (  # noqa: PLC0415 - slow to import
                write_docx,
            )

            write_docx(record, target, options, written_at=now)
            return 0
        from dilc_desktop.reports.summary import write_summary  # noqa: PLC0415 - slow to import

        return write_summary(record, target, options, printed_at=now, unprinted=unprinted)

    def write_copies(
        self,
        session_id: str,
        target: Path,
        options: SummaryOptions,
        *,
        unprinted: Unprinted = say_nothing,
    ) -> tuple[int, ...]:
        """Write one PDF with everybody's own copy, one after another; returns the pages of each.

        `unprinted` is told the characters that no font has, where there are any.
        """
        from dilc_desktop.reports.summary import write_copies  # noqa: PLC0415 - slow to import

        record, now = self._library.sessions.record(session_id), local_now(self._clock)
        return write_copies(record, target, options, printed_at=now, unprinted=unprinted)

    def write_copies_apart(
        self,
        session_id: str,
        folder: Path,
        options: SummaryOptions,
        *,
        unprinted: Unprinted = say_nothing,
    ) -> tuple[Path, ...]:
        """Write everybody's own copy as a PDF of its own, named by code; returns the files.

        RuleError where nobody is listed or where one of the files is there already: then none is
        written. StorageError where a file cannot be written.
        `unprinted` is told once, at the end, the characters that no font has in any of them.
        """
        from dilc_desktop.reports.summary import (  # noqa: PLC0415 - slow to import
            options_for,
            write_summary,
        )

        record, now = self._library.sessions.record(session_id), local_now(self._clock)
        if not record.participants:
            raise RuleError("Nobody is listed in this session. Please add its people first.")
        names = copy_names(record)
        there = next((name for name in names if (folder / name).exists()), None)
        if there is not None:
            raise RuleError(f"“{there}” is in this folder already. Please choose an empty folder.")
        targets = tuple(folder / name for name in names)
        missing: dict[str, None] = {}
        for person, target in zip(record.participants, targets, strict=True):
            write_summary(
                record,
                target,
                options_for(person, options),
                printed_at=now,
                unprinted=lambda characters: missing.update(dict.fromkeys(characters)),
            )
        if missing:
            unprinted(tuple(missing))
        return targets

    def write_handout(
        self,
        kind: HandoutKind,
        target: Path,
        options: HandoutOptions,
        *,
        protocol: Protocol | None = None,
        session_id: str | None = None,
        unprinted: Unprinted = say_nothing,
    ) -> int:
        """Write a handout, blank or filled from a session, and return its number of pages.

        With both the plan and the words are the session's, the norms and stems the protocol's.
        `unprinted` is told the characters that no font has, where there are any.
        """
        from dilc_desktop.reports.handouts import write_handout  # noqa: PLC0415 - slow to import

        record = None if session_id is None else self._library.sessions.record(session_id)
        return write_handout(
            kind,
            target,
            options,
            protocol=protocol,
            record=record,
            printed_at=local_now(self._clock),
            unprinted=unprinted,
        )

    def export_session(self, session_id: str, target: Path, *, private: bool = False) -> None:
        """Write a session file; what is private or was taken back only if it is asked for."""
        from dilc_desktop.exchange.session_file import (  # noqa: PLC0415 - slow to import
            content_sha256,
            write_session_file,
        )

        record = self._library.sessions.record(session_id)
        self._note(session_id, content_sha256(record))
        if private:
            self._note(session_id, content_sha256(record, private=True))
        write_session_file(
            target,
            [(record, self._library.sessions.history(session_id))],
            self._library.artifacts.path,
            exported_at=utc_now(self._clock),
            private=private,
        )

    def import_file(
        self, source: Path, progress: Callable[[int, int], None] | None = None
    ) -> tuple[Imported, ...]:
        """Take in a session file that was checked whole first; again changes nothing."""
        from dilc_desktop.exchange.session_file import SessionFile  # noqa: PLC0415 - slow to import

        with SessionFile.open(source) as file:
            done = []
            for number, document in enumerate(file.documents, start=1):
                done.append(self._take_in(file, document))
                if progress is not None:
                    progress(number, len(file.documents))
            return tuple(done)

    def _take_in(self, file: SessionFile, document: SessionDocument) -> Imported:
        record = document.record
        known = {summary.id for summary in self._library.sessions.summaries()}
        outcome = self._compare(document) if record.id in known else Outcome.ADDED
        if outcome is Outcome.UNCHANGED:
            return Imported(record.id, record.title, outcome)
        self._keep_artifacts(file, record)
        if outcome is Outcome.KEPT_BESIDE:
            record = replace(record, id=self._clock.new_id(), copy_of=record.id)
        if outcome is Outcome.UPDATED:
            ours = self._library.sessions.record(record.id)
            self._library.sessions.replace(with_private(record, ours))
            self._library.drop_unused(artifact.sha256 for artifact in ours.artifacts)
        else:
            self._library.sessions.insert(record)
        for revision in (*document.history, document.content_sha256):
            self._note(record.id, revision)
        return Imported(record.id, record.title, outcome)

    def _note(self, session_id: str, revision: str) -> None:
        """Remember a revision, once."""
        if revision not in self._library.sessions.history(session_id):
            self._library.sessions.add_history(session_id, revision)

    def _compare(self, document: SessionDocument) -> Outcome:
        """Say whether a revision is known, follows ours, or grew apart from it."""
        from dilc_desktop.exchange.session_file import (  # noqa: PLC0415 - slow to import
            content_sha256,
            earlier_sha256,
            holds_private,
        )

        sessions = self._library.sessions
        record = sessions.record(document.record.id)
        whole = content_sha256(record, private=True)
        ours = {content_sha256(record), earlier_sha256(record)}
        seen = {whole, *ours, *sessions.history(record.id)}
        for copy in sessions.copies_of(record.id):
            seen.update(sessions.history(copy))
        if document.content_sha256 in seen:
            return Outcome.UNCHANGED
        # A file with private notes may follow only what our own private notes were then.
        followed = {whole} if holds_private(document.record) else ours
        return Outcome.KEPT_BESIDE if followed.isdisjoint(document.history) else Outcome.UPDATED

    def _keep_artifacts(self, file: SessionFile, record: SessionRecord) -> None:
        for sha256 in {a.sha256 for a in record.artifacts if a.sha256}:
            if not self._library.artifacts.exists(sha256):
                with file.artifact(sha256) as stream:
                    self._library.artifacts.keep_stream(stream, sha256)


def copy_names(record: SessionRecord) -> tuple[str, ...]:
    """A file's name for everybody's own copy: by code, never by name."""
    names: list[str] = []
    for number, person in enumerate(record.participants, start=1):
        plain = _NOT_PLAIN.sub("-", person.code)[:_LONGEST_CODE].strip("-")
        stem = f"summary-{plain or number}"
        known = {name.casefold() for name in names}
        if f"{stem}.pdf".casefold() in known:
            stem = f"{stem}-no-{number}"
        names.append(f"{stem}.pdf")
    return tuple(names)


def summary_kind(target: Path) -> str:
    """The ending in small letters, which names the kind of summary; RuleError for any other."""
    ending = target.suffix.lower()
    if ending in SUMMARY_ENDINGS:
        return ending
    raise RuleError(
        f"A summary ends in .pdf, .html or .docx. Please name a file such as {target.stem}.pdf."
    )


def with_private(arrived: SessionRecord, ours: SessionRecord) -> SessionRecord:
    """A newer revision with what of ours never travelled.

    That is what is private, the words of what was taken back, and what grew from either. What was
    made private over there is private here from now on. People who are named there stay listed.
    """
    known = {contribution.id for contribution in arrived.contributions}
    runs = {fact.run_id for fact in arrived.facts if isinstance(fact, StageEntered)}
    mine = {contribution.id: contribution for contribution in ours.contributions}
    # Nothing that was captured is ever deleted: what did not come is private over there.
    private = tuple(
        replace(c, level=Level.FACILITATOR, stage_run=c.stage_run if c.stage_run in runs else None)
        for c in ours.contributions
        if c.id not in known
    )
    contributions = (
        *(_with_ours(c, mine[c.id]) if c.id in mine else c for c in arrived.contributions),
        *private,
    )
    links = {c.id: c.contribution for c in ours.commitments}
    notes = {note.id for note in private}

    def linked(commitment: Commitment) -> Commitment:
        link = links.get(commitment.id)
        lost = commitment.contribution is None and link in notes
        return replace(commitment, contribution=link) if lost else commitment

    listed = {commitment.id for commitment in arrived.commitments}
    said = {contribution.id for contribution in contributions}
    merged = replace(arrived, contributions=contributions)
    # Where what it grew from arrived with all that is private, it was taken out there.
    private_too = tuple(
        c
        for c in ours.commitments
        if c.id not in listed
        and c.contribution in said
        and may_leave(c, arrived)
        and not (may_leave(c, ours) and may_leave(c, merged))
    )
    people = {person.id for person in arrived.participants}
    named = {c.speaker for c in contributions}
    named.update(wording.speaker for c in contributions for wording in c.earlier)
    named.update(commitment.who for commitment in private_too)
    return replace(
        merged,
        commitments=(*map(linked, arrived.commitments), *private_too),
        participants=(
            *arrived.participants,
            *(p for p in ours.participants if p.id in named and p.id not in people),
        ),
    )


def _with_ours(arrived: Contribution, ours: Contribution) -> Contribution:
    """A contribution with what it said while it was private, or before it was taken back."""
    if arrived.withdrawn_at is not None and arrived.is_mark and not arrived.earlier:
        return replace(ours, withdrawn_at=arrived.withdrawn_at, stage_run=arrived.stage_run)
    known = {wording.id for wording in arrived.earlier}
    kept = [w for w in ours.earlier if w.level is Level.FACILITATOR and w.id not in known]
    inorder = sorted((*arrived.earlier, *kept), key=lambda wording: wording.replaced_at)
    return replace(arrived, earlier=tuple(inorder))
