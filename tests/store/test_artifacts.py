"""Files that people brought are kept by what is in them, whole or not at all."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest

from dilc_desktop.domain.errors import FileProblem, StorageError
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.store.artifacts import Artifacts
from dilc_desktop.store.library import Library

CONTENT = b"student work" * 100_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def kept(tmp_path: Path) -> Artifacts:
    return Artifacts(tmp_path / "artifacts")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "Work of P07.pdf"
    path.write_bytes(CONTENT)
    return path


def files(kept: Artifacts) -> list[str]:
    return sorted(path.name for path in kept.folder.rglob("*") if path.is_file())


def test_a_file_is_kept_under_its_hash(kept: Artifacts, source: Path) -> None:
    found = kept.keep(source)
    assert found.sha256 == SHA256
    assert found.file_name == "Work of P07.pdf"
    assert found.media_type == "application/pdf"
    assert found.size == len(CONTENT)
    source.unlink()
    assert kept.exists(SHA256)
    assert kept.path(SHA256) == kept.folder / SHA256[:2] / SHA256
    assert kept.path(SHA256).read_bytes() == CONTENT
    assert files(kept) == [SHA256]


def test_the_same_content_is_kept_once(kept: Artifacts, source: Path, tmp_path: Path) -> None:
    twin = tmp_path / "other name"
    twin.write_bytes(CONTENT)
    first = kept.keep(source)
    second = kept.keep(twin)
    assert (first.sha256, second.file_name) == (second.sha256, "other name")
    assert second.media_type == "application/octet-stream"
    assert files(kept) == [SHA256]


def test_keeping_again_heals_a_damaged_copy(kept: Artifacts, source: Path) -> None:
    kept.keep(source)
    kept.path(SHA256).write_bytes(b"damaged")
    assert not kept.sound(SHA256)
    kept.keep(source)
    assert kept.sound(SHA256)


@pytest.mark.parametrize("name", ["gone.pdf", "."])
def test_what_cannot_be_read_is_a_problem_of_the_file(
    kept: Artifacts, tmp_path: Path, name: str
) -> None:
    with pytest.raises(FileProblem, match="can be read"):
        kept.keep(tmp_path / name)
    assert files(kept) == []


def test_a_stream_is_kept_when_its_hash_is_right(kept: Artifacts) -> None:
    kept.keep_stream(io.BytesIO(CONTENT), SHA256)
    assert kept.path(SHA256).read_bytes() == CONTENT


def test_a_stream_with_another_hash_is_refused_and_nothing_stays(kept: Artifacts) -> None:
    with pytest.raises(FileProblem, match="hash"):
        kept.keep_stream(io.BytesIO(b"something else"), SHA256)
    assert not kept.exists(SHA256)
    assert files(kept) == []


def test_a_folder_that_is_none_is_trouble_with_the_disk(source: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("in the way")
    with pytest.raises(StorageError, match="try again"):
        Artifacts(blocked).keep(source)


@pytest.mark.parametrize("text", ["", "../../etc/passwd", SHA256.upper(), SHA256 + "\n"])
def test_what_is_no_hash_has_no_place(kept: Artifacts, text: str) -> None:
    assert not kept.exists(text)
    with pytest.raises(ValueError, match="64"):
        kept.path(text)


def test_missing_and_changed_files_are_found(
    library: Library, record: SessionRecord, source: Path
) -> None:
    found = library.artifacts.keep(source)
    work = replace(record.artifacts[0], sha256=found.sha256, file_name=found.file_name)
    library.sessions.insert(replace(record, artifacts=(work,)))
    assert library.verify() == []
    library.artifacts.path(found.sha256).write_bytes(b"changed")
    (line,) = library.verify()
    assert line == "The kept copy of “Work of P07.pdf” has changed since it was added."
    library.artifacts.drop(found.sha256)
    library.artifacts.drop(found.sha256)
    (line,) = library.verify()
    assert line == "The kept copy of “Work of P07.pdf” is missing."


def test_a_file_goes_when_no_session_has_it_any_more(
    library: Library, record: SessionRecord, source: Path
) -> None:
    sha256 = library.artifacts.keep(source).sha256
    with_file = replace(record, artifacts=(replace(record.artifacts[0], sha256=sha256),))
    library.sessions.insert(with_file)
    library.sessions.insert(replace(with_file, id="twin"))
    library.sessions.delete(record.id)
    library.drop_unused({sha256, ""})
    assert library.artifacts.exists(sha256)
    library.sessions.delete("twin")
    library.drop_unused({sha256, ""})
    assert not library.artifacts.exists(sha256)
