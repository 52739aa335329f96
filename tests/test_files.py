from __future__ import annotations

import os
from pathlib import Path

import pytest

from dilc_desktop.files import written_aside


def test_a_file_takes_its_place_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"before")
    with written_aside(target) as file:
        file.write(b"after")
        file.flush()
        assert target.read_bytes() == b"before"
    assert target.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [target]


def test_after_an_error_what_stood_there_stays_and_nothing_is_left_over(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"before")

    def stopped_half_way() -> None:
        with written_aside(target) as file:
            file.write(b"half")
            raise ValueError("stopped")

    with pytest.raises(ValueError, match="stopped"):
        stopped_half_way()
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


def test_where_the_target_cannot_be_replaced_nothing_is_left_over(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(OSError, match="folder"), written_aside(target) as file:
        file.write(b"x")
    assert list(tmp_path.iterdir()) == [target]


def test_it_is_on_the_disk_before_it_takes_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.txt"
    there: list[bool] = []
    sync = os.fsync

    def watched(handle: int) -> None:
        there.append(target.exists())
        sync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    with written_aside(target) as file:
        file.write(b"x")
    assert there[0] is False
    assert there[1:] == ([True] if os.name == "posix" else [])
