"""The commands without a window: each says what it did in one line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from dilc_desktop import paths
from dilc_desktop.clock import SystemClock
from dilc_desktop.domain.errors import FileProblem, RuleError
from dilc_desktop.domain.record import SessionSummary
from dilc_desktop.services.desk import Desk
from dilc_desktop.services.publishing import Outcome
from dilc_desktop.settings import load_settings

_OUTCOMES = {
    Outcome.ADDED: "added",
    Outcome.UPDATED: "updated to the newer revision",
    Outcome.UNCHANGED: "already here, nothing changed",
    Outcome.KEPT_BESIDE: "differs from ours, kept beside it as a copy",
}


def open_desk(folders: paths.Folders) -> Desk:
    """Open the library of these folders."""
    return Desk(folders.data, paths.protocols(), SystemClock())


def list_sessions(folders: paths.Folders) -> int:
    """Print one line for each session."""
    with open_desk(folders) as desk:
        sessions = desk.catalogue.sessions()
    for session in sessions:
        when = session.started_at or session.scheduled_start or session.created_at
        local = when.astimezone() if when is session.started_at else when
        words = [
            session.id,
            f"{local:%Y-%m-%d %H:%M}",
            session.status.value,
            _one_line(session.title),
        ]
        if session.copy_of:
            words.append(f"(a differing copy of {session.copy_of})")
        print("  ".join(words))
    if not sessions:
        print("No sessions yet.")
    return 0


def write_summary(
    folders: paths.Folders, session: str, target: Path, paper: str | None, speakers: str | None
) -> int:
    """Write the printed summary of a session."""
    from dilc_desktop.reports.summary import SummaryOptions  # noqa: PLC0415 - slow to import

    _check_ending(target, ".pdf", "A summary")
    chosen = load_settings(folders.settings)
    options = SummaryOptions(paper=paper or chosen.paper, speakers=speakers or chosen.speakers)
    with open_desk(folders) as desk:
        found = find(desk, session)
        pages = desk.publishing.write_summary(found.id, target, options)
    print(f"Wrote {target}: {pages} {'page' if pages == 1 else 'pages'}, {_one_line(found.title)}")
    return 0


def export_session(folders: paths.Folders, session: str, target: Path, *, private: bool) -> int:
    """Write a session file."""
    _check_ending(target, ".dilc", "A session file")
    with open_desk(folders) as desk:
        found = find(desk, session)
        desk.publishing.export_session(found.id, target, private=private)
    print(f"Wrote {target}: {_one_line(found.title)}")
    return 0


def import_files(folders: paths.Folders, files: Sequence[Path]) -> int:
    """Take in session files; a file that does not fit is refused whole, the others are taken."""
    refused = 0
    with open_desk(folders) as desk:
        for file in files:
            try:
                taken = desk.publishing.import_file(file)
            except FileProblem as problem:
                print(problem, file=sys.stderr)
                refused += 1
                continue
            for session in taken:
                print(f"{file}: {_one_line(session.title)}: {_OUTCOMES[session.outcome]}")
    return 1 if refused else 0


def verify(folders: paths.Folders, files: Sequence[Path]) -> int:
    """Check session files, or the library where no file is named."""
    if not files:
        with open_desk(folders) as desk:
            found = desk.verify()
            count = len(desk.catalogue.sessions())
        for line in found:
            print(line, file=sys.stderr)
        if not found:
            print(f"The library is sound: {count} {'session' if count == 1 else 'sessions'}.")
        return 1 if found else 0
    from dilc_desktop.exchange.session_file import SessionFile  # noqa: PLC0415 - slow to import

    refused = 0
    for file in files:
        try:
            with SessionFile.open(file) as checked:
                count = len(checked.documents)
        except FileProblem as problem:
            print(problem, file=sys.stderr)
            refused += 1
            continue
        print(f"{file} is sound: {count} {'session' if count == 1 else 'sessions'}.")
    return 1 if refused else 0


def find(desk: Desk, wanted: str) -> SessionSummary:
    """The one session whose id begins with the text, or whose title is the text."""
    sessions = desk.catalogue.sessions()
    found = [
        s for s in sessions if wanted and (s.id.startswith(wanted.lower()) or s.title == wanted)
    ]
    exact = [s for s in found if s.id == wanted.lower()]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        raise RuleError(f"No session is called '{wanted}'. 'dilc-desktop list' shows them all.")
    raise RuleError(f"More than one session fits '{wanted}'. Please give more of its id.")


def _check_ending(target: Path, ending: str, what: str) -> None:
    """Refuse to write over a file of another kind by mistake."""
    if target.suffix.lower() != ending:
        raise RuleError(
            f"{what} ends in {ending}. Please name a file such as {target.stem}{ending}."
        )


def _one_line(title: str) -> str:
    """A title, which may come from anywhere, as it may stand in a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in title).split())
