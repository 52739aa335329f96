from __future__ import annotations

from pathlib import Path

import pytest

from dilc_desktop import paths


def test_everything_can_be_inside_one_folder_of_the_persons_choice(tmp_path: Path) -> None:
    folders = paths.folders_in(tmp_path)
    assert (folders.data, folders.settings) == (tmp_path, tmp_path)
    assert folders.logs == tmp_path / "logs"
    assert list(tmp_path.iterdir()) == []


def test_the_users_folders_are_the_programs_own() -> None:
    folders = paths.user_folders()
    for folder in (folders.data, folders.settings, folders.logs):
        assert folder.is_absolute()
        assert "dilc-desktop" in folder.parts


def test_what_travels_with_the_program_is_found_beside_the_package() -> None:
    assert (paths.resources() / "fonts").is_dir()
    assert list(paths.protocols().glob("*.toml"))


def test_a_wheel_brings_its_own_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "dilc_desktop"
    (package / "_data" / "protocols").mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.protocols() == package / "_data" / "protocols"
    assert paths.resources() == tmp_path / "resources"
