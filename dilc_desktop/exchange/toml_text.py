"""TOML files that people write by hand: their text and their tables, or why there are none."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from dilc_desktop.domain.errors import FileProblem
from dilc_desktop.exchange.opening import read_at_most

MAX_BYTES = 1024 * 1024
ADVICE = "Please correct the file in a text editor, then open it again."

_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_text(path: Path, *, expected: str) -> str:
    """The file's text; a byte order mark, as some editors write it, is taken off.

    `expected` is said of a file of more than 1 MiB.
    """
    data = read_at_most(path, MAX_BYTES, expected=expected, advice=ADVICE)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        advice = "Please save it again with the encoding UTF-8."
        raise FileProblem(path.name, f"line {line}", "expected UTF-8 text.", advice) from error


def tables(text: str, name: str, *, heading: str) -> dict[str, Any]:
    """The text's tables, as TOML gives them; a FileProblem calls the text by this name.

    `heading` is what a table of the file begins with.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _LINE.search(str(error))
        place = f"line {at[1]}" if at else "the end of the file"
        expected = f"expected TOML: name = value lines and {heading} headings, texts in quotes."
        raise FileProblem(name, place, expected, ADVICE) from error
    except (RecursionError, ValueError) as error:
        expected = "expected plain TOML, without lists deep inside lists or endless numbers."
        raise FileProblem(name, "", expected, ADVICE) from error
