"""Which room may know which: the contracts of pyproject.toml, checked by import-linter."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def lint_imports(folder: Path, config: Path) -> subprocess.CompletedProcess[str]:
    beside = Path(sys.executable).with_name("lint-imports")
    command = str(beside) if beside.exists() else shutil.which("lint-imports")
    assert command is not None, "import-linter belongs to the dev dependencies"
    return subprocess.run(
        [command, "--no-cache", "--config", str(config)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
    )


def test_each_room_knows_only_what_the_contracts_allow() -> None:
    asked = lint_imports(ROOT, ROOT / "pyproject.toml")
    assert asked.returncode == 0, asked.stdout + asked.stderr
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    assert f"Contracts: {len(contracts)} kept, 0 broken." in asked.stdout


def test_the_contracts_notice_qt_in_a_service(tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "dilc_desktop",
        tmp_path / "dilc_desktop",
        ignore=lambda _, names: [name for name in names if name.startswith(("__pycache__", "."))],
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    moments = tmp_path / "dilc_desktop" / "services" / "moments.py"
    with moments.open("a", encoding="utf-8") as file:
        file.write("\nimport PySide6.QtCore\n")
    asked = lint_imports(tmp_path, tmp_path / "pyproject.toml")
    assert asked.returncode == 1
    assert "Qt lives in the skin and the composition root BROKEN" in asked.stdout


def test_every_room_has_its_place_in_the_layers() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = (
        contract
        for contract in config["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    )
    assert layers["exhaustive"]
    named = {room.strip() for line in layers["layers"] for room in line.split("|")}
    package = ROOT / "dilc_desktop"
    rooms = {path.stem for path in package.glob("*.py")} | {
        path.parent.name for path in package.glob("*/__init__.py")
    }
    assert rooms - {"__init__"} == named
