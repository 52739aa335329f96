"""The three kinds of trouble that a person can do something about."""

from __future__ import annotations


class RuleError(Exception):
    """Something asked for does not fit the session as it stands; nothing was changed.

    The message is a sentence that a facilitator can read beside the field.
    """


class StorageError(Exception):
    """The disk or the library file stopped a change; the message says what to do."""


class FileProblem(Exception):  # noqa: N818 - a problem with a file is not a program error
    """A file does not fit; it is refused whole and nothing was changed.

    `file` is its name, `place` where in it (empty for the whole file), `expected` what would fit,
    `advice` what the person can do.
    """

    def __init__(self, file: str, place: str, expected: str, advice: str = "") -> None:
        self.file = file
        self.place = place
        self.expected = expected
        self.advice = advice
        where = f"{file}, {place}" if place else file
        super().__init__(f"{where}: {expected}" + (f" {advice}" if advice else ""))
