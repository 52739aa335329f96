"""The commands without a window: each says what it did in one line."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dilc_desktop import paths
from dilc_desktop.clock import SystemClock
from dilc_desktop.domain.errors import FileProblem, RuleError
from dilc_desktop.domain.handouts import HandoutKind
from dilc_desktop.domain.outputs import Output
from dilc_desktop.domain.protocol import Protocol
from dilc_desktop.domain.readers import Reader
from dilc_desktop.domain.record import SessionSummary
from dilc_desktop.domain.unprinted import named
from dilc_desktop.services.desk import Desk
from dilc_desktop.services.protocol_shelf import ProtocolShelf
from dilc_desktop.services.publishing import Outcome, summary_kind
from dilc_desktop.settings import load_settings

_OUTCOMES = {
    Outcome.ADDED: "added",
    Outcome.UPDATED: "updated to the newer revision",
    Outcome.UNCHANGED: "already here, nothing changed",
    Outcome.KEPT_BESIDE: "differs from ours, kept beside it as a copy",
}


_WIDTH = 88
# They are seen only in what they join or part: emoji of several signs, Persian and Indic words.
_JOINERS = "\u200c\u200d"


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
    folders: paths.Folders,
    session: str,
    target: Path,
    paper: str | None,
    speakers: str | None,
    reader: str | None,
    output: str,
) -> int:
    """Write the summary of a session, or another output: a PDF, a web page or a Word file."""
    from dilc_desktop.reports.summary import SummaryOptions  # noqa: PLC0415 - slow to import

    summary_kind(target)
    chosen = load_settings(folders.settings)
    options = SummaryOptions(
        paper=paper or chosen.paper,
        speakers=speakers or chosen.speakers,
        reader=Reader(reader or chosen.reader),
        output=Output(output),
    )
    with open_desk(folders) as desk:
        found = find(desk, session)
        letterhead = desk.print_identity.letterhead(chosen.district, chosen.logo)
        options = replace(options, letterhead=letterhead)
        pages = desk.publishing.write_summary(found.id, target, options, unprinted=_tell_unprinted)
    length = f"{pages} {'page' if pages == 1 else 'pages'}, " if pages else ""
    print(f"Wrote {target}: {length}{_one_line(found.title)}")
    return 0


def _tell_unprinted(characters: tuple[str, ...]) -> None:
    print(
        "No font here can print these characters; a small box with the number stands for each: "
        f"{named(characters)}.",
        file=sys.stderr,
    )


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


def list_protocols(folders: paths.Folders) -> int:
    """Print one line for each protocol."""
    with open_desk(folders) as desk:
        shelf = desk.shelf
        for protocol in shelf.all():
            words = [
                protocol.key,
                f"{protocol.minutes} min",
                _people(protocol),
                _one_line(protocol.name),
                f"{_origin(shelf, protocol)}, version {protocol.version}",
            ]
            print("  ".join(words))
        problems = shelf.problems()
    for problem in problems:
        print(problem, file=sys.stderr)
    return 0


def show_protocol(folders: paths.Folders, key: str) -> int:
    """Print a protocol as it may be read."""
    with open_desk(folders) as desk:
        protocol = _find_protocol(desk, key)
        origin = _origin(desk.shelf, protocol)
    print(_one_line(protocol.name))
    facts = f"{protocol.key}, {origin}, version {protocol.version}"
    span = _range(protocol.minutes, protocol.shortest, protocol.longest)
    print(f"{facts}; {span}; {_people(protocol)}; trust: {protocol.trust}", end="\n\n")
    for heading, text in (
        ("", protocol.purpose),
        ("Choose it when: ", protocol.use_when),
        ("Leave it when: ", protocol.avoid_when),
        ("Risk: ", protocol.risk),
        ("Roles: ", protocol.roles),
        ("If there are enough of you: ", protocol.roles_optional),
        ("Before it: ", " ".join(protocol.preparation)),
        ("Norms: ", " ".join(protocol.norms)),
    ):
        _print_lines(heading, text)
    for number, stage in enumerate(protocol.stages, start=1):
        times = f", {stage.rounds} rounds" if stage.rounds > 1 else ""
        span = _range(stage.minutes, stage.shortest, stage.longest)
        print(f"\n{number}. {_one_line(stage.name)}: {span}{times}")
        for heading, text in (
            ("Speaks: ", stage.speaks),
            ("Silent: ", stage.silent),
            ("Say: ", stage.say),
            ("Room screen: ", stage.room),
            ("Write down: ", ", ".join(kind.replace("_", " ") for kind in stage.kinds)),
        ):
            _print_lines(heading, text, indent="   ")
    print()
    for heading, text in (
        ("Versions differ: ", protocol.differs),
        ("Notes: ", protocol.notes),
        ("Credit: ", protocol.credit),
    ):
        _print_lines(heading, text)
    return 0


def check_protocols(files: Sequence[Path]) -> int:
    """Check protocol files without taking them in."""
    from dilc_desktop.exchange.protocol_file import read_protocol  # noqa: PLC0415 - slow to import

    refused = 0
    for file in files:
        try:
            protocol = read_protocol(file)
        except FileProblem as problem:
            print(problem, file=sys.stderr)
            refused += 1
            continue
        count = len(protocol.stages)
        stages = f"{count} {'stage' if count == 1 else 'stages'}"
        print(f"{file} is sound: {_one_line(protocol.name)}, {stages}, {protocol.minutes} minutes")
    return 1 if refused else 0


def export_protocol(folders: paths.Folders, key: str, target: Path, version: int | None) -> int:
    """Write a protocol as a file: the newest version, or the one of this number."""
    _check_ending(target, ".toml", "A protocol file")
    with open_desk(folders) as desk:
        protocol = (
            _find_protocol(desk, key) if version is None else desk.shelf.version(key, version)
        )
        desk.shelf.export(key, target, version)
    print(f"Wrote {target}: {_one_line(protocol.name)}, version {protocol.version}")
    return 0


def import_protocol(folders: paths.Folders, file: Path, asked_by: str, reason: str) -> int:
    """Take in a protocol file as a house protocol."""
    with open_desk(folders) as desk:
        protocol = desk.shelf.read(file)
        change = desk.shelf.take_in(protocol, asked_by=asked_by, reason=reason)
        taken = desk.shelf.protocol(change.ids[0])
    print(f"{file}: {_one_line(taken.name)}: taken in as {taken.key}, version {taken.version}")
    return 0


def write_handout(
    folders: paths.Folders, subject: str, kind: str, target: Path, paper: str | None
) -> int:
    """Write a handout, blank for a protocol's key or filled for a session."""
    from dilc_desktop.reports.handouts import HandoutOptions  # noqa: PLC0415 - slow to import

    _check_ending(target, ".pdf", "A handout")
    chosen = load_settings(folders.settings)
    with open_desk(folders) as desk:
        letterhead = desk.print_identity.letterhead(chosen.district, chosen.logo)
        options = HandoutOptions(paper=paper or chosen.paper, letterhead=letterhead)
        protocol = next((p for p in desk.shelf.all() if p.key == subject), None)
        session = None if protocol else _find_session(desk, subject)
        if session:
            protocol = desk.shelf.protocol_of(desk.catalogue.record(session.id))
        pages = desk.publishing.write_handout(
            HandoutKind(kind),
            target,
            options,
            protocol=protocol,
            session_id=session.id if session else None,
            unprinted=_tell_unprinted,
        )
    name = session.title if session else protocol.name if protocol else ""
    print(f"Wrote {target}: {pages} {'page' if pages == 1 else 'pages'}, {_one_line(name)}")
    return 0


def _find_session(desk: Desk, wanted: str) -> SessionSummary:
    """The session with this id or title, where no protocol has this key either."""
    if not any(_is_called(session, wanted) for session in desk.catalogue.sessions()):
        raise RuleError(
            f"No protocol and no session is called '{wanted}'. 'dilc-desktop protocols list' and "
            "'dilc-desktop list' show them all."
        )
    return find(desk, wanted)


def _find_protocol(desk: Desk, key: str) -> Protocol:
    for protocol in desk.shelf.all():
        if protocol.key == key:
            return protocol
    raise RuleError(f"No protocol is called '{key}'. 'dilc-desktop protocols list' shows them all.")


def _origin(shelf: ProtocolShelf, protocol: Protocol) -> str:
    return "house" if shelf.is_house(protocol.key) else "built-in"


def _people(protocol: Protocol) -> str:
    fewest, most = protocol.smallest, protocol.largest
    if fewest is None and most is None:
        return "any number"
    if most is None:
        return f"{fewest} or more people"
    if fewest is None:
        return f"up to {most} people"
    return f"{most} people" if fewest == most else f"{fewest} to {most} people"


def _range(minutes: int, shortest: int | None, longest: int | None) -> str:
    if shortest is None or longest is None or shortest == longest:
        return f"{minutes} min"
    return f"{minutes} min ({shortest} to {longest})"


def _print_lines(heading: str, text: str, indent: str = "") -> None:
    """Print a text under its heading in lines of a terminal's width; nothing where it is empty."""
    plain = _one_line(text)
    if plain:
        further = f"{indent}  " if heading else indent
        lines = textwrap.wrap(
            f"{heading}{plain}", _WIDTH, initial_indent=indent, subsequent_indent=further
        )
        print(*lines, sep="\n")


def find(desk: Desk, wanted: str) -> SessionSummary:
    """The one session whose id begins with the text, or whose title is the text."""
    sessions = desk.catalogue.sessions()
    found = [session for session in sessions if _is_called(session, wanted)]
    exact = [s for s in found if s.id == wanted.lower()]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        raise RuleError(f"No session is called '{wanted}'. 'dilc-desktop list' shows them all.")
    raise RuleError(f"More than one session fits '{wanted}'. Please give more of its id.")


def _is_called(session: SessionSummary, wanted: str) -> bool:
    """Whether a session's id begins with a text, or its title is the text."""
    return bool(wanted) and (session.id.startswith(wanted.lower()) or session.title == wanted)


def _check_ending(target: Path, ending: str, what: str) -> None:
    """Refuse to write over a file of another kind by mistake."""
    if target.suffix.lower() != ending:
        raise RuleError(
            f"{what} ends in {ending}. Please name a file such as {target.stem}{ending}."
        )


def _one_line(title: str) -> str:
    """A title, which may come from anywhere, as it may stand in a terminal."""
    kept = (c if c.isprintable() or c in _JOINERS else " " for c in title)
    return " ".join("".join(kept).split())
