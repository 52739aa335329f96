"""What is installed is whole: every resource travels in the wheel and is found there."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Pictures for the README are not for running the program.
STAYS = {"screenshots"}
FIND = "from dilc_desktop import paths; print(paths.resources()); print(paths.protocols())"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed")
    place = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (found,) = place.glob("*.whl")
    return found


def shipped() -> set[str]:
    """Every file that the program reads beside its code, by its place in the wheel."""
    places = [ROOT / "protocols"]
    places += [
        place
        for place in (ROOT / "resources").iterdir()
        if place.is_dir() and place.name not in STAYS
    ]
    return {
        f"dilc_desktop/_data/{file.relative_to(ROOT).as_posix()}"
        for place in places
        for file in place.rglob("*")
        if file.is_file()
    }


def test_every_resource_travels_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    assert len(shipped()) > 60
    assert shipped() - names == set()


def test_every_module_and_migration_travels_in_the_wheel_and_nothing_of_a_tool(
    wheel: Path,
) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    modules = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "dilc_desktop").rglob("*.py")
        if not any(part.startswith(".") for part in file.relative_to(ROOT).parts)
    }
    assert modules - names == set()
    assert [name for name in names if "cache" in name.lower() or name.startswith("tests")] == []


def test_the_installed_program_finds_its_resources_wherever_it_is_started(
    wheel: Path, tmp_path: Path
) -> None:
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(installed)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    asked = subprocess.run(
        [sys.executable, "-c", FIND],
        cwd=elsewhere,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(installed)},
    )
    resources, protocols = (Path(line) for line in asked.stdout.splitlines())
    assert resources == installed / "dilc_desktop" / "_data" / "resources"
    assert (resources / "palettes" / "light.toml").is_file()
    assert (resources / "samples" / "worked-sessions.json").is_file()
    assert (protocols / "consultancy.toml").is_file()


def test_from_source_the_resources_are_found_beside_the_package() -> None:
    asked = subprocess.run(
        [sys.executable, "-c", FIND],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert asked.stdout.splitlines() == [str(ROOT / "resources"), str(ROOT / "protocols")]
