"""python -m dilc_desktop: arguments first, Qt only for the commands that need it."""

from __future__ import annotations

import argparse
import io
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from dilc_desktop import __version__, paths
from dilc_desktop.domain.errors import FileProblem, RuleError, StorageError

# Written out: the domain's own list would load the domain before the window.
HANDOUTS = (
    "protocol",
    "preparation",
    "notes",
    "presenter_notes",
    "slips",
    "observation",
    "small_measure",
    "script",
)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="keep everything in this folder instead of the platform's",
    )
    whole = argparse.ArgumentParser(
        prog="dilc-desktop",
        description="Prepare, run, capture and print Critical Friends sessions. "
        "Without a command, the window opens.",
        parents=[place],
    )
    whole.add_argument("--version", action="version", version=f"DILC Desktop {__version__}")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")

    demo = commands.add_parser(
        "demo", parents=[place], help="play a worked session through the real windows"
    )
    played = demo.add_mutually_exclusive_group()
    played.add_argument(
        "--script", type=Path, metavar="FILE.json", help="play this file's sessions"
    )
    played.add_argument(
        "--protocol", type=Path, metavar="FILE.toml", help="play a session by this protocol"
    )
    demo.add_argument("--out", type=Path, metavar="DIR", default=Path("dilc-demo"))
    demo.add_argument(
        "--speed", type=_speed, metavar="N", help="play N times as fast as life, to be watched"
    )

    summary = commands.add_parser("summary", parents=[place], help="write a session's summary")
    summary.add_argument("session", metavar="SESSION", help="the id, its beginning, or the title")
    summary.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="F.pdf",
        help="the file; one that ends in .html or .docx becomes a web page or a Word file",
    )
    summary.add_argument("--paper", choices=("letter", "a4"))
    summary.add_argument("--speakers", choices=("code", "name", "role"))
    summary.add_argument(
        "--for",
        dest="reader",
        choices=("presenter", "group", "district", "research"),
        help="who reads it; what is not meant for them is left out",
    )
    summary.add_argument(
        "--output",
        choices=("summary", "group", "debrief", "visit"),
        default="summary",
        help="the presenter's summary, the group's without names, the facilitator's own sheet "
        "with private notes, or the report of a visit",
    )

    export = commands.add_parser("export", parents=[place], help="write a session file")
    export.add_argument("session", metavar="SESSION", help="the id, its beginning, or the title")
    export.add_argument("--out", type=Path, required=True, metavar="F.dilc")
    export.add_argument(
        "--private",
        action="store_true",
        help="with the facilitator's own notes and the words of what was taken back",
    )

    take = commands.add_parser("import", parents=[place], help="take in session files")
    take.add_argument("files", type=Path, nargs="+", metavar="F.dilc")

    commands.add_parser("list", parents=[place], help="list the sessions")

    verify = commands.add_parser(
        "verify", parents=[place], help="check the library, or session files"
    )
    verify.add_argument("files", type=Path, nargs="*", metavar="F.dilc")
    group = commands.add_parser("protocols", parents=[place], help="the protocol library")
    _add_protocols(group, place)
    return whole


def _add_protocols(group: argparse.ArgumentParser, place: argparse.ArgumentParser) -> None:
    """The commands of the protocol library; each names itself as `act`."""
    acts = group.add_subparsers(dest="act", metavar="ACT", required=True)

    acts.add_parser("list", parents=[place], help="list the protocols")

    show = acts.add_parser("show", parents=[place], help="show a protocol with its stages")
    show.add_argument("key", metavar="KEY", help="the first word of its line in the list")

    check = acts.add_parser("check", parents=[place], help="check protocol files")
    check.add_argument("files", type=Path, nargs="+", metavar="F.toml")

    export = acts.add_parser("export", parents=[place], help="write a protocol as a file")
    export.add_argument("key", metavar="KEY")
    export.add_argument("file", type=Path, metavar="F.toml")
    export.add_argument("--version", type=int, metavar="N", help="instead of the newest one")

    take = acts.add_parser("import", parents=[place], help="take in a protocol as a house protocol")
    take.add_argument("file", type=Path, metavar="F.toml")
    take.add_argument("--by", metavar="WHO", default="", help="who asked for it")
    take.add_argument("--reason", metavar="WHY", required=True, help="why, in a few words")

    handout = acts.add_parser(
        "handout", parents=[place], help="print a handout, blank or filled from a session"
    )
    handout.add_argument(
        "subject", metavar="KEY|SESSION", help="a protocol's key, or a session's id or title"
    )
    handout.add_argument("kind", metavar="KIND", choices=HANDOUTS, help=", ".join(HANDOUTS))
    handout.add_argument("file", type=Path, metavar="F.pdf")
    handout.add_argument("--paper", choices=("letter", "a4"))


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed <= 1_000_000:
        raise argparse.ArgumentTypeError("expected a number above 0")
    return speed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 is done, 1 refused with the reason on stderr, 2 not understood."""
    before, sys.excepthook = sys.excepthook, _report
    _speak_any_language()
    logging.getLogger().addHandler(logging.NullHandler())
    chosen = parser().parse_args(arguments)
    code = _answered(chosen)
    # A bug does not come here: then the hook stays and tells it in one line.
    sys.excepthook = before
    return code


def _speak_any_language() -> None:
    """Where the terminal lacks a character its number is shown instead."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _answered(chosen: argparse.Namespace) -> int:
    data_dir: Path | None = getattr(chosen, "data_dir", None)
    try:
        folders = paths.user_folders() if data_dir is None else paths.folders_in(data_dir)
        code = _run(chosen, folders, own_folder=data_dir is not None)
        if sys.stdout is not None:
            sys.stdout.flush()
    except (RuleError, StorageError, FileProblem) as problem:
        print(problem, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read our lines has seen enough.
        _close_stdout()
        return 0
    except OSError as error:
        _close_stdout()
        print(f"The system stopped it: {error.strerror or error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. What was saved is safe.", file=sys.stderr)
        return 1
    return code


def _close_stdout() -> None:
    """Write what can be written, and no more: the interpreter must not complain at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(chosen: argparse.Namespace, folders: paths.Folders, *, own_folder: bool) -> int:
    if chosen.command is None:
        return _window(folders)
    if chosen.command == "demo":
        return _demo(chosen, folders if own_folder else None)
    from dilc_desktop import cli  # noqa: PLC0415 - the window does without it

    match chosen.command:
        case "list":
            return cli.list_sessions(folders)
        case "summary":
            return cli.write_summary(
                folders,
                chosen.session,
                chosen.out,
                chosen.paper,
                chosen.speakers,
                chosen.reader,
                chosen.output,
            )
        case "export":
            return cli.export_session(folders, chosen.session, chosen.out, private=chosen.private)
        case "import":
            return cli.import_files(folders, chosen.files)
        case "protocols":
            return _protocols(chosen, folders)
        case _:
            return cli.verify(folders, chosen.files)


def _protocols(chosen: argparse.Namespace, folders: paths.Folders) -> int:
    from dilc_desktop import cli  # noqa: PLC0415 - the window does without it

    match chosen.act:
        case "list":
            return cli.list_protocols(folders)
        case "show":
            return cli.show_protocol(folders, chosen.key)
        case "check":
            return cli.check_protocols(chosen.files)
        case "export":
            return cli.export_protocol(folders, chosen.key, chosen.file, chosen.version)
        case "handout":
            sheet = (chosen.subject, chosen.kind, chosen.file, chosen.paper)
            return cli.write_handout(folders, *sheet)
        case _:
            return cli.import_protocol(folders, chosen.file, chosen.by, chosen.reason)


def _window(folders: paths.Folders) -> int:
    from dilc_desktop import system  # noqa: PLC0415 - only windows need it

    if not system.has_screen():
        print(
            "There is no screen to open a window on. 'dilc-desktop demo' works without one.",
            file=sys.stderr,
        )
        return 1
    if not _qt_can_start():
        return 1
    from dilc_desktop.app import run_window  # noqa: PLC0415 - Qt only where it is needed

    return run_window(folders)


def _demo(chosen: argparse.Namespace, folders: paths.Folders | None) -> int:
    from dilc_desktop import system  # noqa: PLC0415 - only windows need it

    if not system.has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if not _qt_can_start():
        return 1
    from dilc_desktop.demo import play_protocol, run_demo  # noqa: PLC0415 - Qt only here

    if chosen.protocol is not None:
        return play_protocol(chosen.protocol, chosen.out, chosen.speed, folders)
    script = chosen.script or paths.resources() / "samples" / "worked-sessions.json"
    return run_demo(script, chosen.out, chosen.speed, folders, only_first=chosen.script is None)


def _qt_can_start() -> bool:
    from dilc_desktop import system  # noqa: PLC0415 - only windows need it

    missing = system.missing_packages(x11=system.wants_x11())
    if missing:
        print(system.advice(missing), file=sys.stderr)
    return not missing


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say in one line that the program went wrong; the whole story is for the log."""
    logging.getLogger(__name__).error("a bug", exc_info=(kind, error, trace))
    print(
        f"Something went wrong inside the program ({kind.__name__}). What was saved is safe; "
        "please report this with what you were doing.",
        file=sys.stderr,
    )


if __name__ == "__main__":
    sys.exit(main())
