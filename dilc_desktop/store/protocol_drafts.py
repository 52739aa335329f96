"""Changes of house protocols that are in no version yet, each protocol's in a file of its own.

A draft may be half a protocol and goes as it came; a file needs no place in the library's schema.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from dilc_desktop.domain.errors import FileProblem, StorageError
from dilc_desktop.domain.protocol_draft import ProtocolDraft
from dilc_desktop.files import written_aside

# Part of the name, because some keys, such as "con", are no names for files everywhere.
_START, _END = "draft-", ".json"
_FORMAT = 1


class ProtocolDrafts:
    """Keeps drafts in a folder, which is made with the first one.

    A file that cannot be read is put aside under another name, and stays.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, ProtocolDraft] | None = None
        self._problems: tuple[FileProblem, ...] = ()

    def all(self) -> dict[str, ProtocolDraft]:
        """The drafts by the keys of their protocols; the files are read once."""
        if self._kept is None:
            self._kept, self._problems = self._read()
        return dict(self._kept)

    def problems(self) -> tuple[FileProblem, ...]:
        """What could not be read this time."""
        self.all()
        return self._problems

    def keep(self, draft: ProtocolDraft) -> None:
        """Keep a draft in place of the one before; StorageError where it cannot be written."""
        import msgspec  # noqa: PLC0415 - rarely wanted

        kept = {**self.all(), draft.key: draft}
        said = {"format": _FORMAT, "draft": msgspec.to_builtins(draft)}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with written_aside(self._path(draft.key)) as file:
                # In plain letters: half a character, as a paste may leave it, is kept too.
                file.write(json.dumps(said, indent=1).encode("ascii"))
        except OSError as error:
            reason = error.strerror or "the system gave no reason"
            raise StorageError(
                f"Your changes of {draft.now.name} are not on the disk yet ({reason}). "
                "Please make room there; they stay here while the program is open."
            ) from error
        self._kept = kept

    def drop(self, key: str) -> None:
        """Let go of a draft that was saved or is not wanted; there need not be one."""
        kept = self.all()
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or "the system gave no reason"
            raise StorageError(
                f"Old changes could not be deleted ({reason}). They will be offered again."
            ) from error
        kept.pop(key, None)
        self._kept = kept

    def _path(self, key: str) -> Path:
        return self._folder / _name(key)

    def _read(self) -> tuple[dict[str, ProtocolDraft], tuple[FileProblem, ...]]:
        kept: dict[str, ProtocolDraft] = {}
        problems: list[FileProblem] = []
        for path in sorted(self._folder.glob(f"{_START}*{_END}")):
            try:
                draft = _draft(path.read_bytes(), path.name)
            except OSError as error:
                reason = error.strerror or "the system gave no reason"
                problems.append(_problem(path, f"could not be opened ({reason})."))
            except ValueError:
                problems.append(_problem(_put_aside(path), "cannot be read any more."))
            else:
                kept[draft.key] = draft
        return kept, tuple(problems)


def _name(key: str) -> str:
    return f"{_START}{key}{_END}"


def _draft(text: bytes, name: str) -> ProtocolDraft:
    """Read the draft in the file of that name; ValueError for anything else."""
    import msgspec  # noqa: PLC0415 - rarely wanted

    try:
        said = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(said, dict) or said.get("format") != _FORMAT:
        raise ValueError("another format")
    try:
        draft = msgspec.convert(said.get("draft"), ProtocolDraft)
    except msgspec.ValidationError as error:
        raise ValueError("no draft") from error
    if name != _name(draft.key):
        raise ValueError("a draft of another protocol")
    return draft


def _put_aside(path: Path) -> Path:
    """Free the name for other changes, and keep what is there; the name it has now."""
    number = 1
    while (aside := path.with_name(f"{path.name}.unread-{number}")).exists():
        number += 1
    with contextlib.suppress(OSError):
        return path.rename(aside)
    return path


def _problem(path: Path, trouble: str) -> FileProblem:
    found = f"Changes of a house version were kept here, but {trouble}"
    advice = f"The file stays in the folder {path.parent.name}; the house version is as it was."
    return FileProblem(path.name, "", found, advice)
