"""How files from elsewhere are opened, and what is said where they cannot be."""

from __future__ import annotations

from pathlib import Path

from dilc_desktop.domain.errors import FileProblem


def read_at_most(path: Path, most: int, *, expected: str, advice: str) -> bytes:
    """A file's bytes; FileProblem where it cannot be read or holds more than `most`.

    `expected` and `advice` are said of a file that is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise cannot_open(path, error) from error
    if len(data) > most:
        raise FileProblem(path.name, "", expected, advice)
    return data


def cannot_open(path: Path, error: OSError, what: str = "file") -> FileProblem:
    """Why a file could not be opened, in words; `what` names the kind of file."""
    # Windows says of a folder that access was denied, so the path itself is asked.
    if path.is_dir():
        return FileProblem(path.name, "", f"expected a {what}, found a folder.")
    if isinstance(error, FileNotFoundError):
        advice = "Please check whether it was moved or renamed."
        return FileProblem(path.name, "", "the file is not there.", advice)
    advice = "Please check that you may open it."
    return FileProblem(path.name, "", "it could not be read.", advice)
