"""Session files: what is written, and everything that is refused when read."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dilc_desktop import __version__
from dilc_desktop.domain.errors import FileProblem, RuleError, StorageError
from dilc_desktop.domain.record import Artifact, SessionRecord
from dilc_desktop.exchange import session_file
from dilc_desktop.exchange.session_document import shared
from dilc_desktop.exchange.session_file import (
    FORMAT_VERSION,
    SessionFile,
    content_sha256,
    earlier_sha256,
    holds_private,
    write_session_file,
)

ROOT = Path(__file__).parents[2]
# As programs of the earlier versions wrote them.
OLD = {version: Path(__file__).parent / f"version-{version}.dilc" for version in (1, 2)}
EXPORTED = datetime(2026, 3, 11, 8, 0, 0, 250_000, tzinfo=UTC)
PAPER = b"%PDF-1.7 a paper with " + bytes(range(256)) * 8
NOTES = b"a text that packs well, " * 400

Members = dict[str, bytes]
Manifest = dict[str, Any]


class Kept:
    """A folder of kept files, as the library has one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        self.path(sha256).write_bytes(data)
        return sha256

    def path(self, sha256: str) -> Path:
        return self.folder / sha256


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    (tmp_path / "kept").mkdir()
    return Kept(tmp_path / "kept")


@pytest.fixture
def with_files(record: SessionRecord, kept: Kept) -> SessionRecord:
    """A session with two files, one of them twice, and something of the newest format version."""
    paper, notes = kept.keep(PAPER), kept.keep(NOTES)
    files = (
        Artifact(id="file-1", title="A paper", media_type="application/pdf", sha256=paper),
        Artifact(id="file-2", title="Notes", media_type="text/plain", sha256=notes),
        Artifact(id="file-3", title="Notes again", media_type="text/plain", sha256=notes),
    )
    new = replace(record.plan[0], soon_s=90, prompts=("Who is “missing”? \U0001f642",))
    plan = (new, *record.plan[1:])
    return replace(record, plan=plan, artifacts=(*record.artifacts, *files))


@pytest.fixture
def written(with_files: SessionRecord, kept: Kept, tmp_path: Path) -> Path:
    target = tmp_path / "session.dilc"
    write_session_file(target, [(with_files, ("ab" * 32,))], kept.path, exported_at=EXPORTED)
    return target


def _members(path: Path) -> Members:
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _pack(path: Path, members: Members) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def _problem(path: Path) -> FileProblem:
    with pytest.raises(FileProblem) as caught:
        SessionFile.open(path)
    problem = caught.value
    assert problem.file == path.name
    assert problem.expected
    return problem


# Writing


def test_what_was_written_is_read_back_with_its_artifacts(
    written: Path, with_files: SessionRecord
) -> None:
    with SessionFile.open(written) as opened:
        (document,) = opened.documents
        assert document.record == shared(with_files)
        assert document.history == ("ab" * 32,)
        assert document.content_sha256 == content_sha256(with_files)
        for artifact, data in zip(with_files.artifacts[2:], (PAPER, NOTES, NOTES), strict=True):
            with opened.artifact(artifact.sha256) as stream:
                assert stream.read() == data
        with pytest.raises(RuleError, match="not in this session file"):
            opened.artifact("0" * 64)


def test_private_notes_travel_only_when_asked_for(
    written: Path, with_files: SessionRecord, kept: Kept, tmp_path: Path
) -> None:
    name = "sessions/session-1.json"
    assert b"ask P12 first" not in _members(written)[name]
    target = tmp_path / "private.dilc"
    write_session_file(target, [(with_files, ())], kept.path, exported_at=EXPORTED, private=True)
    assert b"ask P12 first" in _members(target)[name]
    (taken_back,) = (c.text for c in with_files.contributions if c.withdrawn_at is not None)
    assert taken_back.encode() not in _members(written)[name]
    assert taken_back.encode() in _members(target)[name]
    with SessionFile.open(target) as opened:
        assert opened.documents[0].record == with_files
        assert opened.documents[0].content_sha256 == content_sha256(with_files, private=True)


def test_the_manifest_lists_format_program_members_and_sessions(
    written: Path, with_files: SessionRecord
) -> None:
    members = _members(written)
    manifest = json.loads(members["manifest.json"])
    assert list(manifest) == [
        "format",
        "format_version",
        "program_version",
        "exported_at",
        "members",
        "sessions",
    ]
    assert (manifest["format"], manifest["format_version"]) == ("dilc-session", FORMAT_VERSION)
    assert manifest["program_version"] == __version__
    assert manifest["exported_at"] == "2026-03-11T08:00:00.250Z"
    assert manifest["members"] == {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        for name, data in sorted(members.items())
        if name != "manifest.json"
    }
    assert manifest["sessions"] == [
        {
            "id": "session-1",
            "title": "Discussion in grade 4",
            "content_sha256": content_sha256(with_files),
        }
    ]


def test_a_session_that_uses_nothing_new_goes_into_a_file_that_older_programs_read(
    record: SessionRecord, kept: Kept, tmp_path: Path
) -> None:
    plain = replace(record, plan=record.plan[:5], facts=record.facts[:7], contributions=())
    plain = replace(plain, commitments=())
    target = tmp_path / "plain.dilc"
    write_session_file(target, [(plain, ())], kept.path, exported_at=EXPORTED)
    assert json.loads(_members(target)["manifest.json"])["format_version"] == 1
    second = replace(
        record,
        id="session-2",
        plan=tuple(replace(stage, soon_s=0) for stage in record.plan),
        contributions=tuple(replace(c, starred=False) for c in record.contributions),
    )
    both = [(plain, ()), (second, ())]
    write_session_file(target, both, kept.path, exported_at=EXPORTED)
    assert json.loads(_members(target)["manifest.json"])["format_version"] == 2
    with SessionFile.open(target) as opened:
        assert [d.record for d in opened.documents] == [plain, shared(both[1][0])]


@pytest.mark.parametrize("version", sorted(OLD))
def test_a_file_of_an_earlier_version_opens_and_is_written_again_as_it_was(
    kept: Kept, tmp_path: Path, version: int
) -> None:
    with SessionFile.open(OLD[version]) as opened:
        documents = opened.documents
        for sha256 in {a.sha256 for d in documents for a in d.record.artifacts if a.sha256}:
            with opened.artifact(sha256) as stream:
                kept.keep(stream.read())
    target = tmp_path / "again.dilc"
    known = [(d.record, d.history) for d in documents]
    # Whole, because what was taken back left with its words then.
    write_session_file(target, known, kept.path, exported_at=EXPORTED, private=True)
    assert not any(holds_private(d.record) for d in documents)
    assert [earlier_sha256(d.record) for d in documents] == [d.content_sha256 for d in documents]
    before, after = _members(OLD[version]), _members(target)
    assert json.loads(before.pop("manifest.json"))["format_version"] == version
    assert json.loads(after.pop("manifest.json"))["format_version"] == version
    assert after == before


def test_equal_input_makes_equal_bytes_and_dates_are_fixed(
    written: Path, with_files: SessionRecord, kept: Kept, tmp_path: Path
) -> None:
    again = tmp_path / "again.dilc"
    write_session_file(again, [(with_files, ("ab" * 32,))], kept.path, exported_at=EXPORTED)
    assert again.read_bytes() == written.read_bytes()
    with zipfile.ZipFile(written) as archive:
        infos = archive.infolist()
    names = [info.filename for info in infos]
    assert names == sorted(names)
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}


def test_text_is_deflated_and_what_is_packed_already_is_stored(
    written: Path, with_files: SessionRecord
) -> None:
    paper, notes, _ = (a.sha256 for a in with_files.artifacts[2:])
    with zipfile.ZipFile(written) as archive:
        methods = {info.filename: info.compress_type for info in archive.infolist()}
    assert methods[f"artifacts/{paper}"] == zipfile.ZIP_STORED
    assert methods[f"artifacts/{notes}"] == zipfile.ZIP_DEFLATED
    assert methods["manifest.json"] == zipfile.ZIP_DEFLATED
    assert written.stat().st_size < len(PAPER) + len(NOTES) + 5_000


def test_several_sessions_share_one_file_and_one_copy_of_an_artifact(
    with_files: SessionRecord, kept: Kept, tmp_path: Path
) -> None:
    target = tmp_path / "year.dilc"
    other = replace(with_files, id="session-0", title="An earlier one", copy_of="session-1")
    write_session_file(target, [(with_files, ()), (other, ())], kept.path, exported_at=EXPORTED)
    assert sum(name.startswith("artifacts/") for name in _members(target)) == 2
    with SessionFile.open(target) as opened:
        records = [document.record for document in opened.documents]
    assert [record.id for record in records] == ["session-0", "session-1"]
    assert records[0].copy_of == "session-1"


def test_a_title_with_half_a_character_can_be_written_and_read(
    record: SessionRecord, kept: Kept, tmp_path: Path
) -> None:
    target = tmp_path / "half.dilc"
    broken = replace(record, title="half \ud83d", problem="\x00 כן 👍\r\n\t\u2028")
    write_session_file(target, [(broken, ())], kept.path, exported_at=EXPORTED)
    with SessionFile.open(target) as opened:
        assert opened.documents[0].record.title == "half \ufffd"
        assert opened.documents[0].record.problem == broken.problem


def test_a_session_must_be_chosen_and_only_once(
    record: SessionRecord, kept: Kept, tmp_path: Path
) -> None:
    target = tmp_path / "none.dilc"
    with pytest.raises(RuleError, match="at least one"):
        write_session_file(target, [], kept.path, exported_at=EXPORTED)
    with pytest.raises(RuleError, match="once"):
        write_session_file(target, [(record, ()), (record, ())], kept.path, exported_at=EXPORTED)
    assert not target.exists()


# When writing fails


def _refused(
    target: Path, record: SessionRecord, kept: Kept, words: str, *, old: bytes = b"old"
) -> None:
    """Expect a StorageError; what was there before stays, and nothing is left beside it."""
    target.write_bytes(old)
    with pytest.raises(StorageError, match=words):
        write_session_file(target, [(record, ())], kept.path, exported_at=EXPORTED)
    assert target.read_bytes() == old
    assert [f.name for f in target.parent.iterdir() if f.is_file()] == [target.name]


def test_a_missing_artifact_is_named(with_files: SessionRecord, kept: Kept, tmp_path: Path) -> None:
    kept.path(with_files.artifacts[2].sha256).unlink()
    _refused(tmp_path / "a.dilc", with_files, kept, "“A paper” cannot be found")


def test_a_damaged_artifact_is_named(with_files: SessionRecord, kept: Kept, tmp_path: Path) -> None:
    path = kept.path(with_files.artifacts[2].sha256)
    path.write_bytes(PAPER[:-1] + b"?")
    _refused(tmp_path / "a.dilc", with_files, kept, "“A paper” is damaged")


def test_an_artifact_that_cannot_be_opened_is_named(
    with_files: SessionRecord, kept: Kept, tmp_path: Path
) -> None:
    path = kept.path(with_files.artifacts[2].sha256)
    path.unlink()
    path.mkdir()
    _refused(tmp_path / "a.dilc", with_files, kept, "“A paper” cannot be opened")


@pytest.mark.parametrize(
    ("name", "limit", "words"),
    [
        ("MAX_ARTIFACT", 100, "“A paper” is larger"),
        ("MAX_JSON", 100, "more text"),
        ("MAX_ALL_JSON", 100, "smaller groups"),
        ("MAX_TOTAL", 10_000, "smaller groups"),
        ("MAX_MEMBERS", 3, "smaller groups"),
    ],
)
def test_what_no_reader_would_take_is_not_written(
    with_files: SessionRecord,
    kept: Kept,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    limit: int,
    words: str,
) -> None:
    monkeypatch.setattr(session_file, name, limit)
    _refused(tmp_path / "a.dilc", with_files, kept, words)


def test_a_session_that_contradicts_itself_is_not_written(
    record: SessionRecord, kept: Kept, tmp_path: Path
) -> None:
    _refused(tmp_path / "a.dilc", replace(record, facts=record.facts[1:]), kept, "does not fit")


def test_a_full_disk_leaves_the_old_file_and_says_what_to_do(
    with_files: SessionRecord, kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    _refused(tmp_path / "a.dilc", with_files, kept, "No space left.*that has room")


def test_a_folder_that_is_not_there_is_told(
    record: SessionRecord, kept: Kept, tmp_path: Path
) -> None:
    with pytest.raises(StorageError, match="choose a folder"):
        write_session_file(
            tmp_path / "gone" / "a.dilc", [(record, ())], kept.path, exported_at=EXPORTED
        )


def test_a_target_that_is_a_folder_is_told(
    record: SessionRecord, kept: Kept, tmp_path: Path
) -> None:
    (tmp_path / "a.dilc").mkdir()
    with pytest.raises(StorageError, match="could not be written"):
        write_session_file(tmp_path / "a.dilc", [(record, ())], kept.path, exported_at=EXPORTED)
    assert sorted(f.name for f in tmp_path.iterdir()) == ["a.dilc", "kept"]


# Files that are no session files


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    assert "not there" in _problem(tmp_path / "gone.dilc").expected
    assert "found a folder" in _problem(tmp_path).expected


@pytest.mark.parametrize("data", [b"", b"PK", b"hello" * 100, b"PK\x05\x06", b"PK\x03\x04" * 50])
def test_what_is_no_zip_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.dilc"
    path.write_bytes(data)
    assert "whole session file" in _problem(path).expected


def test_a_file_cut_short_anywhere_is_refused(written: Path, tmp_path: Path) -> None:
    data = written.read_bytes()
    path = tmp_path / "short.dilc"
    for length in range(0, len(data), 97):
        path.write_bytes(data[:length])
        _problem(path)


def test_a_flipped_byte_anywhere_is_refused_or_harmless(
    written: Path, with_files: SessionRecord, tmp_path: Path
) -> None:
    data = bytearray(written.read_bytes())
    path = tmp_path / "flipped.dilc"
    refused = 0
    for place in range(0, len(data), 61):
        data[place] ^= 0x10
        path.write_bytes(data)
        data[place] ^= 0x10
        try:
            with SessionFile.open(path) as opened:
                assert opened.documents[0].record == shared(with_files)
        except FileProblem:
            refused += 1
    assert refused > 50


def test_an_ordinary_zip_is_refused(tmp_path: Path) -> None:
    path = _pack(tmp_path / "a.dilc", {"letter.txt": b"hello"})
    assert _problem(path).place == "letter.txt"


@pytest.mark.parametrize(
    "name",
    [
        "../evil.json",
        "/etc/passwd",
        "sessions/../manifest.json",
        "sessions\\session-1.json",
        "C:\\evil",
        "sessions/",
        "sessions/.json",
        "sessions/session-1.json.exe",
        "sessions/a/b.json",
        "sessions/session-1.json\n",
        "artifacts/abc",
        "artifacts/" + "AB" * 32,
        "manifest.json\x00.exe",
        "Manifest.json",
        "x" * 5_000,
        "\u202eevil",
    ],
)
def test_a_member_with_another_name_is_refused(written: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / "names.dilc"
    stand_in = "~" * len(name.encode())
    _pack(path, _members(written) | {stand_in: b"{}"})
    # Python's writer changes some of these names, so they are put in afterwards.
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), name.encode()))
    problem = _problem(path)
    assert len(problem.place) <= 61
    assert problem.place.isprintable()


def test_a_member_twice_is_refused(written: Path, tmp_path: Path) -> None:
    path = tmp_path / "twice.dilc"
    other = "sessions/session-9.json"
    members = _members(written)
    _pack(path, members | {other: members["sessions/session-1.json"]})
    path.write_bytes(path.read_bytes().replace(b"session-9", b"session-1"))
    assert "once" in _problem(path).expected


def test_an_encrypted_member_is_refused(written: Path, tmp_path: Path) -> None:
    data = bytearray(written.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    path = tmp_path / "locked.dilc"
    path.write_bytes(data)
    problem = _problem(path)
    assert "password" in problem.expected
    assert "without a password" in problem.advice


def test_another_packing_method_is_refused(written: Path, tmp_path: Path) -> None:
    path = tmp_path / "lzma.dilc"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in _members(written).items():
            archive.writestr(name, data)
    assert "stored or deflated" in _problem(path).expected


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    members = {f"sessions/s{number}.json": b"" for number in range(2_001)}
    assert "at most 2,000" in _problem(_pack(tmp_path / "many.dilc", members)).expected


def test_a_table_of_contents_that_lies_about_its_length_is_refused(tmp_path: Path) -> None:
    path = _pack(
        tmp_path / "many.dilc", {f"sessions/s{number}.json": b"" for number in range(2_001)}
    )
    data = bytearray(path.read_bytes())
    struct.pack_into("<HH", data, len(data) - 14, 3, 3)
    path.write_bytes(data)
    assert "at most 2,000" in _problem(path).expected
    struct.pack_into("<L", data, len(data) - 10, 2**31)
    path.write_bytes(data)
    assert "at most 2,000" in _problem(path).expected


def test_a_zip_in_the_64_bit_form_is_refused(written: Path, tmp_path: Path) -> None:
    data = written.read_bytes()
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, 0, 1)
    path = tmp_path / "wide.dilc"
    path.write_bytes(data[:-22] + locator + data[-22:])
    assert "at most 2,000" in _problem(path).expected


# Bombs


@pytest.mark.parametrize(
    ("name", "limit"),
    [("MAX_JSON", 1_000), ("MAX_ALL_JSON", 1_000), ("MAX_ARTIFACT", 2_000), ("MAX_TOTAL", 15_000)],
)
def test_a_member_that_declares_too_much_is_refused_before_it_is_unpacked(
    written: Path, monkeypatch: pytest.MonkeyPatch, name: str, limit: int
) -> None:
    monkeypatch.setattr(session_file, name, limit)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))
    _problem(written)


def test_a_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    path = tmp_path / "bomb.dilc"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("manifest.json", "w") as member,
    ):
        for _ in range(65):
            member.write(b"[" * 1024**2)
    assert path.stat().st_size < 200_000
    assert "at most 64 MiB" in _problem(path).expected


def test_a_member_that_unpacks_to_more_than_it_declares_is_refused(
    written: Path, tmp_path: Path
) -> None:
    members = _members(written)
    name = "sessions/session-1.json"
    path = _pack(tmp_path / "liar.dilc", members)
    data = path.read_bytes()
    true, false = (struct.pack("<L", len(members[name]) - less) for less in (0, 10))
    path.write_bytes(data.replace(true, false))
    assert _problem(path).place == name


# Manifests and members that do not belong together


def _manifest(members: Members) -> Manifest:
    found: Manifest = json.loads(members["manifest.json"])
    return found


def _changed(
    written: Path,
    tmp_path: Path,
    change: Callable[[Members, Manifest], object],
) -> FileProblem:
    members = _members(written)
    manifest = _manifest(members)
    change(members, manifest)
    if "manifest.json" in members:
        members["manifest.json"] = json.dumps(manifest).encode()
    return _problem(_pack(tmp_path / "changed.dilc", members))


SESSION = "sessions/session-1.json"


def _listed(manifest: Manifest, name: str, data: bytes) -> None:
    manifest["members"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def _without_artifact(members: Members, manifest: Manifest) -> None:
    name = next(name for name in members if name.startswith("artifacts/"))
    del members[name], manifest["members"][name]


def _with_stray_artifact(members: Members, manifest: Manifest) -> None:
    name = f"artifacts/{hashlib.sha256(b'stray').hexdigest()}"
    members[name] = b"stray"
    _listed(manifest, name, b"stray")


def _with_false_artifact(members: Members, manifest: Manifest) -> None:
    name = next(name for name in members if name.startswith("artifacts/"))
    members[name] = b"another"
    _listed(manifest, name, b"another")


def _with_changed_session(members: Members, manifest: Manifest) -> None:
    members[SESSION] = members[SESSION].replace(b"grade 4", b"grade 5")
    manifest["sessions"][0]["title"] = "Discussion in grade 5"


def _with_changed_content(members: Members, manifest: Manifest) -> None:
    members[SESSION] = members[SESSION].replace(b"names activities", b"names activitied")
    _listed(manifest, SESSION, members[SESSION])


def _with_misfit(members: Members, manifest: Manifest) -> None:
    document = json.loads(members[SESSION])
    document["contributions"][3]["speaker"] = 7
    members[SESSION] = json.dumps(document).encode()
    _listed(manifest, SESSION, members[SESSION])


def _with_other_id(members: Members, manifest: Manifest) -> None:
    data = members.pop(SESSION)
    members["sessions/session-2.json"] = data
    del manifest["members"][SESSION]
    _listed(manifest, "sessions/session-2.json", data)
    manifest["sessions"][0]["id"] = "session-2"


def _with_unlisted_session(members: Members, manifest: Manifest) -> None:
    members["sessions/session-2.json"] = members[SESSION]
    _listed(manifest, "sessions/session-2.json", members[SESSION])


CHANGES: list[tuple[str, Callable[[Members, Manifest], object], str, str]] = [
    ("no manifest", lambda m, _: m.pop("manifest.json"), "manifest.json", "missing"),
    ("format", lambda _, f: f.update(format="zip"), "manifest.json", "dilc-session"),
    ("version 0", lambda _, f: f.update(format_version=0), "manifest.json", "from 1 to 3"),
    (
        "no version",
        lambda _, f: f.pop("format_version"),
        "manifest.json, format_version",
        "missing",
    ),
    (
        "a version too old for what is in it",
        lambda _, f: f.update(format_version=1),
        "manifest.json, format_version",
        f"expected 3, by what is in {SESSION}",
    ),
    (
        "the version before what is in it",
        lambda _, f: f.update(format_version=2),
        "manifest.json, format_version",
        f"expected 3, by what is in {SESSION}",
    ),
    ("extra", lambda _, f: f.update(mood="good"), "manifest.json, mood", "not known"),
    ("time", lambda _, f: f.update(exported_at="now"), "manifest.json, exported_at", "a date"),
    ("size", lambda _, f: f["members"][SESSION].update(size=-1), "", "0 or more"),
    ("no session", lambda _, f: f.update(sessions=[]), "manifest.json, sessions", "at least 1"),
    (
        "twice",
        lambda _, f: f["sessions"].append(f["sessions"][0]),
        "manifest.json, sessions",
        "once",
    ),
    (
        "a size that differs",
        lambda _, f: f["members"][SESSION].update(size=5),
        SESSION,
        "expected 5 bytes",
    ),
    (
        "a hash that differs",
        lambda _, f: f["members"][SESSION].update(sha256="0" * 64),
        SESSION,
        "bytes changed",
    ),
    ("a member too few", lambda m, _: m.pop(SESSION), SESSION, "missing"),
    ("a member not listed", lambda _, f: f["members"].pop(SESSION), SESSION, "does not list"),
    ("an artifact too few", _without_artifact, "", "missing"),
    ("an artifact too many", _with_stray_artifact, "", "no session"),
    ("an artifact of other bytes", _with_false_artifact, "", "bytes changed"),
    ("another session", _with_changed_session, SESSION, "bytes changed"),
    ("another content", _with_changed_content, SESSION, "content_sha256"),
    ("a misfit", _with_misfit, f"{SESSION}, contribution 4, speaker", "a text"),
    ("another id", _with_other_id, "sessions/session-2.json, id", "named after"),
    ("an unlisted session", _with_unlisted_session, "manifest.json, sessions", "session-2"),
    (
        "another title",
        lambda _, f: f["sessions"][0].update(title="Other"),
        f"{SESSION}, title",
        "the manifest gives",
    ),
]


@pytest.mark.parametrize(
    ("change", "place", "expected"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES]
)
def test_a_file_whose_parts_disagree_is_refused_with_its_place(
    written: Path,
    tmp_path: Path,
    change: Callable[[Members, Manifest], object],
    place: str,
    expected: str,
) -> None:
    problem = _changed(written, tmp_path, change)
    assert not place or problem.place == place
    assert expected in problem.expected
    assert problem.advice


def test_a_newer_version_says_that_the_program_is_too_old(written: Path, tmp_path: Path) -> None:
    def newer(_: Members, manifest: Manifest) -> None:
        manifest.update(format_version=FORMAT_VERSION + 1, new_field={"of": "tomorrow"})

    problem = _changed(written, tmp_path, newer)
    assert f"version {FORMAT_VERSION + 1}" in problem.expected
    assert "newer program" in problem.advice


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[]", b"[" * 100_000, b'{"format": NaN}'])
def test_a_manifest_that_is_no_json_is_refused(written: Path, tmp_path: Path, data: bytes) -> None:
    members = _members(written) | {"manifest.json": data}
    assert _problem(_pack(tmp_path / "a.dilc", members)).place == "manifest.json"


def test_a_refused_file_is_closed_again(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _pack(tmp_path / "a.dilc", _members(written) | {"manifest.json": b"{"})
    opened: list[io.BufferedReader] = []
    real = Path.open

    def watch(self: Path, *args: Any, **more: Any) -> Any:
        opened.append(real(self, *args, **more))
        return opened[-1]

    monkeypatch.setattr(Path, "open", watch)
    _problem(path)
    assert [handle.closed for handle in opened] == [True]


def test_the_exchange_room_knows_only_the_rooms_below_it() -> None:
    code = (
        "import sys, dilc_desktop.exchange.session_file\n"
        "rooms = {m.split('.')[1] for m in sys.modules if m.startswith('dilc_desktop.')}\n"
        "print(sorted(rooms))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "['domain', 'exchange', 'files']"
