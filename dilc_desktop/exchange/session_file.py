"""Session files: whole sessions, with their artifacts, on the way between two laptops.

A session file is a zip of `manifest.json`, `sessions/<id>.json` and `artifacts/<sha256>`. It is
written aside and then put in place, and it is read with distrust: everything is checked before
anything can be used. It has the oldest format version that can hold its sessions, so that an older
program reads whatever it could understand.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Annotated, BinaryIO, Self, cast

import msgspec
from msgspec import Meta

from dilc_desktop import __version__
from dilc_desktop.domain.errors import FileProblem, RuleError, StorageError
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.exchange.opening import cannot_open
from dilc_desktop.exchange.places import Vocabulary, misfit_of
from dilc_desktop.exchange.session_document import (
    DocumentMisfit,
    SessionDocument,
    content_sha256,
    earlier_sha256,
    holds_private,
    read,
    written,
)
from dilc_desktop.files import written_aside

__all__ = [
    "FORMAT_VERSION",
    "SessionDocument",
    "SessionFile",
    "content_sha256",
    "earlier_sha256",
    "holds_private",
    "write_session_file",
]

FORMAT = "dilc-session"
FORMAT_VERSION = 3

MAX_MEMBERS = 2_000
MAX_JSON = 64 * 1024**2
MAX_ALL_JSON = 256 * 1024**2
MAX_ARTIFACT = 512 * 1024**2
MAX_TOTAL = 2_000_000_000  # stays below the size from which a zip needs its 64-bit form
_MAX_DIRECTORY = MAX_MEMBERS * 512
_CHUNK = 1024**2

_MANIFEST = "manifest.json"
_SESSION_NAME = re.compile(r"sessions/(?P<id>[A-Za-z0-9][A-Za-z0-9_-]{0,63})\.json")
_ARTIFACT_NAME = re.compile(r"artifacts/(?P<sha256>[0-9a-f]{64})")
_END_OF_ZIP = b"PK\x05\x06"
_END_SIZE = 22
_WIDE_LOCATOR = b"PK\x06\x07"
_LOCATOR_SIZE = 20
_LONGEST_COMMENT = 0xFFFF

# Deflating these again costs time and saves nothing.
_PACKED = re.compile(
    r"image/(?!svg|bmp|x-ms-bmp|tiff)|audio/(?!x?-?wav)|video/|application/(?:pdf|zip|gzip"
    r"|x-7z-compressed|vnd\.openxmlformats|vnd\.oasis)"
)
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_ASK_AGAIN = "Please ask for the file again, or copy it again from where it came."


class _Member(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sha256: str
    size: Annotated[int, Meta(ge=0)]


class _Listed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    title: str
    content_sha256: str


class _Head(msgspec.Struct, frozen=True, kw_only=True):
    """What every version of the format has, so that a newer one can be recognised."""

    format: str
    format_version: int


class _Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: str
    format_version: int
    program_version: str
    exported_at: Annotated[datetime, Meta(tz=True)]
    members: dict[str, _Member]
    sessions: Annotated[tuple[_Listed, ...], Meta(min_length=1)]


_VOCABULARY = Vocabulary(lambda name, index: f"{name}, entry {index + 1}", {})


# Writing


def write_session_file(
    target: Path,
    documents: Sequence[tuple[SessionRecord, Sequence[str]]],
    artifact_path: Callable[[str], Path],
    *,
    exported_at: datetime,
    private: bool = False,
) -> None:
    """Write sessions, each with its history, and their artifacts into one file.

    `artifact_path` gives the kept file of a hash. Contributions at facilitator level and the words
    of what was taken back are left out unless `private`. Equal input makes equal bytes.
    StorageError says what stood in the way; then no file is made and one that was there stays as
    it was.
    """
    if not documents:
        raise RuleError("Please choose at least one session to export.")
    if len({record.id for record, _ in documents}) != len(documents):
        raise RuleError("One session was chosen twice. Please choose each session once.")
    members: dict[str, _Member] = {}
    listed: list[_Listed] = []
    texts: dict[str, bytes] = {}
    version = 1
    for record, history in documents:
        data, document = _session_text(record, history, private=private)
        name = f"sessions/{record.id}.json"
        texts[name] = data
        version = max(version, document.format_version)
        members[name] = _Member(sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        title, content = document.record.title, document.content_sha256
        listed.append(_Listed(id=record.id, title=title, content_sha256=content))
    kept = _kept_files([record for record, _ in documents], artifact_path)
    _check_sizes(texts, kept)
    try:
        with written_aside(target) as file, zipfile.ZipFile(file, "w") as archive:
            for sha256 in sorted(kept):
                name = f"artifacts/{sha256}"
                members[name] = _pack_artifact(archive, name, sha256, kept[sha256])
            manifest = _Manifest(
                format=FORMAT,
                format_version=version,
                program_version=__version__,
                exported_at=exported_at.astimezone(UTC),
                members=dict(sorted(members.items())),
                sessions=tuple(sorted(listed, key=lambda entry: entry.id)),
            )
            _pack_text(archive, _MANIFEST, _manifest_text(manifest))
            for name in sorted(texts):
                _pack_text(archive, name, texts[name])
    except OSError as error:
        raise StorageError(
            f"The session file {target.name} could not be written: {error.strerror or error}. "
            "Please choose a folder that you may write to and that has room."
        ) from error


def _session_text(
    record: SessionRecord, history: Sequence[str], *, private: bool
) -> tuple[bytes, SessionDocument]:
    try:
        data, document = written(record, history, private=private)
    except DocumentMisfit as error:
        raise StorageError(
            f"The session “{_shown(record)}” does not fit into a session file: {error} "
            "Please let the library be checked."
        ) from error
    if len(data) > MAX_JSON:
        raise StorageError(
            f"The session “{_shown(record)}” holds more text than a session file can carry."
        )
    return data, document


def _shown(record: SessionRecord) -> str:
    """The title, as text that every file can hold."""
    return record.title.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class _Kept:
    """An artifact's kept file, and how its session names it."""

    path: Path
    size: int
    title: str
    media_type: str


def _kept_files(
    records: Sequence[SessionRecord], artifact_path: Callable[[str], Path]
) -> dict[str, _Kept]:
    kept: dict[str, _Kept] = {}
    for record in records:
        for artifact in record.artifacts:
            if not artifact.sha256 or artifact.sha256 in kept:
                continue
            path = artifact_path(artifact.sha256)
            try:
                size = path.stat().st_size
            except OSError as error:
                raise _artifact_trouble(artifact.title, "cannot be found") from error
            if size > MAX_ARTIFACT:
                raise _artifact_trouble(artifact.title, "is larger than 512 MiB")
            kept[artifact.sha256] = _Kept(path, size, artifact.title, artifact.media_type)
    return kept


def _artifact_trouble(title: str, trouble: str) -> StorageError:
    return StorageError(
        f"The file of the artifact “{title}” {trouble}, so the session was not exported. "
        "Please take the artifact out of the session or add its file again."
    )


def _check_sizes(texts: Mapping[str, bytes], kept: Mapping[str, _Kept]) -> None:
    text = sum(map(len, texts.values()))
    whole = text + sum(file.size for file in kept.values())
    if text > MAX_ALL_JSON or whole > MAX_TOTAL or len(texts) + len(kept) >= MAX_MEMBERS:
        raise StorageError(
            "These sessions are more than one session file can carry. "
            "Please export them in smaller groups."
        )


def _entry(name: str, method: int) -> zipfile.ZipInfo:
    """A member whose header says nothing of when and where it was written."""
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = method
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def _pack_text(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(_entry(name, zipfile.ZIP_DEFLATED), data, compresslevel=1)


def _pack_artifact(archive: zipfile.ZipFile, name: str, sha256: str, kept: _Kept) -> _Member:
    """Copy a kept file in, and see on the way that it is still what its hash says."""
    packed = _PACKED.match(kept.media_type.lower())
    entry = _entry(name, zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)
    entry.file_size = kept.size
    digest, size = hashlib.sha256(), 0
    try:
        source = kept.path.open("rb")
    except OSError as error:
        raise _artifact_trouble(kept.title, "cannot be opened") from error
    with source, archive.open(entry, "w") as member:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            member.write(chunk)
    if digest.hexdigest() != sha256:
        raise _artifact_trouble(kept.title, "is damaged in the library")
    return _Member(sha256=sha256, size=size)


def _manifest_text(manifest: _Manifest) -> bytes:
    plain = msgspec.to_builtins(manifest, builtin_types=(datetime,))
    plain["exported_at"] = manifest.exported_at.isoformat(timespec="milliseconds").replace(
        "+00:00", "Z"
    )
    return json.dumps(plain, ensure_ascii=False, indent=1).encode("utf-8")


# Reading


class SessionFile:
    """A session file that was checked whole; use `open`, and close it when done."""

    def __init__(
        self, archive: zipfile.ZipFile, handle: IO[bytes], documents: tuple[SessionDocument, ...]
    ) -> None:
        self._archive = archive
        self._handle = handle
        self.documents = documents

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a session file and check all of it; FileProblem says what does not fit."""
        with contextlib.ExitStack() as stack:
            try:
                handle = stack.enter_context(path.open("rb"))
            except OSError as error:
                raise cannot_open(path, error, "session file") from error
            checked = _Checked(path.name, handle)
            stack.enter_context(checked.archive)
            opened = cls(checked.archive, handle, checked.documents())
            stack.pop_all()
            return opened

    def artifact(self, sha256: str) -> BinaryIO:
        """An open stream of an artifact's bytes; RuleError where the file does not hold it."""
        try:
            return cast("BinaryIO", self._archive.open(f"artifacts/{sha256}"))
        except KeyError as error:
            raise RuleError("That artifact is not in this session file.") from error

    def close(self) -> None:
        """Let the file go."""
        self._archive.close()
        self._handle.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _Checked:
    """A session file under examination."""

    def __init__(self, file: str, handle: IO[bytes]) -> None:
        self._file = file
        self._check_directory(handle)
        try:
            self.archive = zipfile.ZipFile(handle)
        except _UNREADABLE as error:
            raise self._not_ours() from error
        self._entries = self._checked_entries()

    def documents(self) -> tuple[SessionDocument, ...]:
        """Check manifest, members and sessions, and give the sessions."""
        manifest = self._manifest()
        self._check_members(manifest)
        documents = tuple(self._document(entry, manifest) for entry in manifest.sessions)
        named = {a.sha256 for d in documents for a in d.record.artifacts if a.sha256}
        held = {match["sha256"] for match in map(_ARTIFACT_NAME.fullmatch, self._entries) if match}
        for sha256 in sorted(named - held):
            raise self._problem(f"artifacts/{sha256}", "a session names this file, it is missing.")
        for sha256 in sorted(held - named):
            raise self._problem(f"artifacts/{sha256}", "no session in the file names it.")
        for sha256 in sorted(held):
            self._check_artifact(f"artifacts/{sha256}", sha256)
        return documents

    def _problem(self, place: str, expected: str, advice: str = _ASK_AGAIN) -> FileProblem:
        return FileProblem(self._file, place, expected, advice)

    def _not_ours(self) -> FileProblem:
        return self._problem("", "expected a whole session file, and it is none or is cut short.")

    def _check_directory(self, handle: IO[bytes]) -> None:
        """Refuse an endless table of contents before it is read into memory."""
        try:
            size = handle.seek(0, os.SEEK_END)
            handle.seek(max(0, size - _LOCATOR_SIZE - _END_SIZE - _LONGEST_COMMENT))
            tail = handle.read()
            handle.seek(0)
        except OSError as error:
            raise self._not_ours() from error
        at = tail.rfind(_END_OF_ZIP)
        if at < 0 or len(tail) - at < _END_SIZE:
            raise self._not_ours()
        count, length = struct.unpack_from("<HL", tail, at + 10)
        wide = tail[max(0, at - _LOCATOR_SIZE) : at].startswith(_WIDE_LOCATOR)
        if count > MAX_MEMBERS or length > _MAX_DIRECTORY or wide:
            raise self._problem("", f"expected at most {MAX_MEMBERS:,} members.")

    def _checked_entries(self) -> dict[str, zipfile.ZipInfo]:
        """The members by name, when all have names, sizes and methods that we write."""
        entries: dict[str, zipfile.ZipInfo] = {}
        infos = self.archive.infolist()
        if len(infos) > MAX_MEMBERS:
            raise self._problem("", f"expected at most {MAX_MEMBERS:,} members.")
        for info in infos:
            name = info.filename
            if info.orig_filename != name or not _is_ours(name):
                raise self._problem(
                    _printable(info.orig_filename), "this member has no place in a session file."
                )
            if name in entries:
                raise self._problem(name, "expected this member once.")
            if info.flag_bits & 0x1:
                advice = "Please ask for it without a password."
                raise self._problem(name, "the file is locked with a password.", advice)
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self._problem(name, "expected a member stored or deflated.")
            limit = MAX_ARTIFACT if _ARTIFACT_NAME.fullmatch(name) else MAX_JSON
            if info.file_size > limit:
                raise self._problem(name, f"expected at most {limit // 1024**2} MiB.")
            entries[name] = info
        texts = sum(i.file_size for n, i in entries.items() if not _ARTIFACT_NAME.fullmatch(n))
        if texts > MAX_ALL_JSON or sum(i.file_size for i in entries.values()) > MAX_TOTAL:
            raise self._problem("", "it would unpack to more than a session file can hold.")
        return entries

    def _manifest(self) -> _Manifest:
        if _MANIFEST not in self._entries:
            raise self._problem(_MANIFEST, "expected this member, and it is missing.")
        data = self._text(_MANIFEST)
        try:
            data.decode("utf-8")
            head = msgspec.json.decode(data, type=_Head)
            if head.format != FORMAT:
                raise self._problem(_MANIFEST, f"expected the format {FORMAT}.")
            if head.format_version > FORMAT_VERSION:
                raise self._problem(
                    _MANIFEST,
                    f"the file has format version {head.format_version}, "
                    f"and this program reads versions 1 to {FORMAT_VERSION}.",
                    "It was written by a newer program. Please update this one.",
                )
            if head.format_version < 1:
                raise self._problem(
                    _MANIFEST, f"expected a format version from 1 to {FORMAT_VERSION}."
                )
            return msgspec.json.decode(data, type=_Manifest)
        except msgspec.ValidationError as error:
            misfit = misfit_of(error, _VOCABULARY)
            raise self._problem(_within(_MANIFEST, misfit.place), misfit.expected) from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise self._problem(_MANIFEST, "expected whole and valid JSON.") from error

    def _check_members(self, manifest: _Manifest) -> None:
        """Hold what the manifest lists against what is there."""
        found = self._entries.keys() - {_MANIFEST}
        for name in sorted(manifest.members.keys() - found):
            raise self._problem(_printable(name), "the manifest lists this member, it is missing.")
        for name in sorted(found - manifest.members.keys()):
            raise self._problem(name, "the manifest does not list this member.")
        for name, member in manifest.members.items():
            if self._entries[name].file_size != member.size:
                raise self._problem(name, f"expected {member.size} bytes, as the manifest says.")
        listed = [f"sessions/{entry.id}.json" for entry in manifest.sessions]
        if len(set(listed)) != len(listed):
            raise self._problem(f"{_MANIFEST}, sessions", "expected each session once.")
        there = {name for name in found if _SESSION_NAME.fullmatch(name)}
        for name in sorted(there.symmetric_difference(listed)):
            raise self._problem(
                f"{_MANIFEST}, sessions", f"expected the sessions of the file; look at {name!r}."
            )

    def _document(self, entry: _Listed, manifest: _Manifest) -> SessionDocument:
        name = f"sessions/{entry.id}.json"
        data = self._text(name)
        if hashlib.sha256(data).hexdigest() != manifest.members[name].sha256:
            raise self._problem(name, "its bytes changed since it was written.")
        try:
            document = read(data)
        except DocumentMisfit as error:
            misfit = error.misfit
            raise self._problem(_within(name, misfit.place), misfit.expected) from error
        if document.format_version > manifest.format_version:
            raise self._problem(
                f"{_MANIFEST}, format_version",
                f"expected {document.format_version}, by what is in {name}.",
            )
        if document.record.id != entry.id:
            raise self._problem(f"{name}, id", "expected the id that the member is named after.")
        if document.record.title != entry.title:
            raise self._problem(f"{name}, title", "expected the title that the manifest gives.")
        if document.content_sha256 != entry.content_sha256:
            raise self._problem(name, "expected the content_sha256 that the manifest gives.")
        return document

    def _check_artifact(self, name: str, sha256: str) -> None:
        digest = hashlib.sha256()
        for chunk in self._chunks(name, MAX_ARTIFACT):
            digest.update(chunk)
        if digest.hexdigest() != sha256:
            raise self._problem(name, "its bytes changed since it was written.")

    def _text(self, name: str) -> bytes:
        return b"".join(self._chunks(name, MAX_JSON))

    def _chunks(self, name: str, limit: int) -> Iterator[bytes]:
        """Unpack a member piece by piece, never past its limit, whatever its header declares."""
        unpacked = 0
        try:
            with self.archive.open(self._entries[name]) as member:
                while chunk := member.read(_CHUNK):
                    unpacked += len(chunk)
                    if unpacked > limit:
                        break
                    yield chunk
        except _UNREADABLE as error:
            raise self._problem(name, "it is damaged and cannot be unpacked.") from error
        if unpacked > limit or unpacked != self._entries[name].file_size:
            raise self._problem(name, "it unpacks to another size than it declares.")


def _is_ours(name: str) -> bool:
    return (
        name == _MANIFEST
        or _SESSION_NAME.fullmatch(name) is not None
        or _ARTIFACT_NAME.fullmatch(name) is not None
    )


def _within(member: str, place: str) -> str:
    return f"{member}, {place}" if place else member


def _printable(name: str) -> str:
    """A name from a stranger, short and without characters that could disturb a screen."""
    shown = "".join(character if character.isprintable() else "·" for character in name)
    return f"{shown[:60]}…" if len(shown) > 60 else shown
