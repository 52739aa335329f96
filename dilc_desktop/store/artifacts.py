"""The files that people brought: kept as copies, each under the hash of what is in it."""

from __future__ import annotations

import errno
import hashlib
import mimetypes
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from dilc_desktop.domain.errors import FileProblem, StorageError
from dilc_desktop.files import sync, sync_folder

_CHUNK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that the library has a copy of; `size` is in bytes."""

    sha256: str
    file_name: str
    media_type: str
    size: int


class Artifacts:
    """The kept files of a library."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, source: Path) -> KeptFile:
        """Copy a file into the library; the same content is kept once.

        Raises FileProblem where the file cannot be read, StorageError where the copy cannot be
        written.
        """
        try:
            with source.open("rb") as stream:
                sha256, size = self._take_in(stream, source.name, expected=None)
        except OSError as error:
            raise FileProblem(
                source.name,
                "",
                "A file that can be read was expected.",
                "Please check that it is still there and not open elsewhere, then try again.",
            ) from error
        media_type, _ = mimetypes.guess_type(source.name)
        return KeptFile(sha256, source.name, media_type or "application/octet-stream", size)

    def keep_stream(self, stream: BinaryIO, sha256: str) -> None:
        """Take in a file whose hash is known; FileProblem where its content has another."""
        self._take_in(stream, self.path(sha256).name, expected=sha256)

    def path(self, sha256: str) -> Path:
        """Where the file with this hash is kept; ValueError for what is no hash."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError("a SHA-256 has 64 lower-case hexadecimal digits")
        return self.folder / sha256[:2] / sha256

    def exists(self, sha256: str) -> bool:
        """Whether a file with this hash is kept."""
        return bool(_SHA256.fullmatch(sha256)) and self.path(sha256).is_file()

    def sound(self, sha256: str) -> bool:
        """Whether the file with this hash is kept and still has that content."""
        try:
            with self.path(sha256).open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def drop(self, sha256: str) -> None:
        """Remove a kept file; one that is not there is no trouble."""
        with _disk():
            self.path(sha256).unlink(missing_ok=True)

    def _take_in(self, stream: BinaryIO, name: str, *, expected: str | None) -> tuple[str, int]:
        """Copy aside, hash on the way, make durable, then put in place; the hash and the size."""
        with _disk():
            self.folder.mkdir(parents=True, exist_ok=True)
            aside = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below, before the rename
                dir=self.folder, prefix="incoming-", suffix=".part", delete=False
            )
        try:
            with aside:
                sha256, size = _copy(stream, aside)
            if expected is not None and sha256 != expected:
                raise FileProblem(
                    name,
                    "",
                    "The content does not have the hash it was sent with.",
                    "Please ask for the file again.",
                )
            self._put_in_place(Path(aside.name), sha256)
        finally:
            with suppress(FileNotFoundError):
                Path(aside.name).unlink()
        return sha256, size

    def _put_in_place(self, aside: Path, sha256: str) -> None:
        if self.sound(sha256):
            return
        target = self.path(sha256)
        with _disk():
            target.parent.mkdir(exist_ok=True)
            aside.replace(target)
            sync_folder(target.parent)
            sync_folder(self.folder)


def _copy(stream: BinaryIO, aside: IO[bytes]) -> tuple[str, int]:
    """Copy to the disk itself; what reading raises is the reader's."""
    hashed = hashlib.sha256()
    size = 0
    while chunk := stream.read(_CHUNK):
        hashed.update(chunk)
        size += len(chunk)
        with _disk():
            aside.write(chunk)
    with _disk():
        sync(aside)
    return hashed.hexdigest(), size


@contextmanager
def _disk() -> Iterator[None]:
    """Turn what the library's own disk refuses into StorageError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            advice = "The disk is full. Please free some space on it, then try again."
        else:
            advice = (
                "The file could not be kept in the library. Please check that the library's "
                "folder is there and can be written to, then try again."
            )
        raise StorageError(advice) from error
