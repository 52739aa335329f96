"""The protocols at hand: the built-in ones, and the house protocols with all their versions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from dilc_desktop.clock import Clock
from dilc_desktop.domain.choosing import Choice, Wish, choose
from dilc_desktop.domain.errors import FileProblem, RuleError, StorageError
from dilc_desktop.domain.protocol import Misfit, Protocol, ProtocolUse, ProtocolVersion, misfits
from dilc_desktop.domain.protocol_differences import Difference, differences, told
from dilc_desktop.domain.protocol_draft import ProtocolDraft
from dilc_desktop.domain.record import SessionRecord
from dilc_desktop.domain.session import PlannedStage, Session
from dilc_desktop.files import written_aside
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.services.moments import utc_now
from dilc_desktop.services.suggesting import Suggestion, suggest

if TYPE_CHECKING:
    from dilc_desktop.store.library import Library

OWN_PLAN = "own_plan"
RUNS_TOLD = 3

_WELL_KNOWN = ("consultancy", "tuning", "site_visit")
# Meetings around the sessions; a group that brings something is better served by the others.
_MEETINGS = (
    "des_meeting",
    "retreat_block",
    "focal_school_observation",
    "interview_guide",
    "preconf",
)
_PLAIN_KEY = "house"
_LONGEST_KEY = 48
_UNKNOWN = "That protocol is not on the shelf. Please choose another one."
_NO_VERSION = "That version is not kept. Please choose another one."
_BUILT_IN = "The protocols that come with the program stay as they are. Please make a copy first."
_ADVICE = "Please go on from an earlier version, or take in its file again."
_NO_REASON = "Please say in a few words why, so that others understand it later."
_NO_NAME = "A protocol needs a name, so that it can be chosen."


class ProtocolShelf:
    """All protocols: those of a folder, read once when first asked, and those of the library.

    Raises RuleError for what does not fit, StorageError where the disk or another program stopped
    a change; after either nothing has changed.
    """

    def __init__(self, folder: Path, library: Library, clock: Clock) -> None:
        self._folder = folder
        self._library = library
        self._clock = clock
        self._built_in: dict[str, Protocol] | None = None
        self._folder_problems: tuple[FileProblem, ...] = ()
        self._read: dict[tuple[str, int, str], Protocol | FileProblem] = {}

    # What is there

    def all(self) -> tuple[Protocol, ...]:
        """Every protocol: the well-known ones, the others by name, meetings, the open session."""
        found = {**self._from_folder(), **self._houses()}
        return tuple(sorted(found.values(), key=_place))

    def problems(self) -> tuple[FileProblem, ...]:
        """What kept files of the folder, or versions of the library, off the shelf."""
        self._from_folder()
        kept = (*self._library.protocols.newest(), *self._library.protocols.newest(removed=True))
        found = [self._readable(version) for version in kept]
        return (*self._folder_problems, *(one for one in found if isinstance(one, FileProblem)))

    def protocol(self, key: str) -> Protocol:
        """The protocol with this key; RuleError where there is none."""
        for protocol in self.all():
            if protocol.key == key:
                return protocol
        raise RuleError(_UNKNOWN)

    def is_house(self, key: str) -> bool:
        """Whether a protocol is a house protocol, one that was removed too."""
        return bool(self._library.protocols.versions(key))

    def version(self, key: str, number: int) -> Protocol:
        """One version of a protocol, word for word; RuleError where it is not kept."""
        for kept in self._library.protocols.versions(key):
            if kept.version == number:
                found = self._readable(kept)
                if isinstance(found, FileProblem):
                    raise RuleError(str(found))
                return found
        built_in = self._from_folder().get(key)
        if built_in is None or built_in.version != number:
            raise RuleError(_NO_VERSION)
        return built_in

    def protocol_of(self, record: SessionRecord) -> Protocol | None:
        """The protocol that a session was planned by, in its version; None where it is gone."""
        try:
            return self.version(record.protocol_key, record.protocol_version)
        except RuleError:
            return None

    def versions(self, key: str) -> tuple[ProtocolVersion, ...]:
        """The versions of a house protocol, newest first; a built-in protocol has none."""
        return self._library.protocols.versions(key)[::-1]

    def differences(self, key: str, older: int, newer: int) -> tuple[Difference, ...]:
        """What changed between two versions of a protocol."""
        return differences(self.version(key, older), self.version(key, newer))

    def removed(self) -> tuple[Protocol, ...]:
        """House protocols that were taken off the shelf, by name."""
        found = self._readable_houses(removed=True)
        return tuple(sorted(found, key=lambda protocol: by_name(protocol.name)))

    # What suits

    def suggestions(self, purpose: str, wish: Wish | None = None) -> tuple[Suggestion, ...]:
        """Three protocols for a purpose in words, the most fitting first, each with a reason."""
        return suggest(self.all(), purpose, wish or Wish())

    def choose(self, wish: Wish) -> tuple[Choice, ...]:
        """At most three protocols for a wish, the most fitting first."""
        return choose(self.all(), wish)

    # House protocols

    def copy(self, key: str, name: str, *, asked_by: str, reason: str) -> Change:
        """Make a house protocol from one on the shelf; its key is in the change."""
        origin = self.protocol(key)
        if not name.strip():
            raise RuleError(_NO_NAME)
        made = replace(origin, key=self._free_key(name), name=" ".join(name.split()), version=1)
        changes = f"Copied from {origin.name}, version {origin.version}"
        return self._keep(made, asked_by, reason, changes=changes, origin=origin)

    def check(self, protocol: Protocol) -> tuple[Misfit, ...]:
        """Everything that keeps a protocol from being valid."""
        return tuple(misfits(protocol))

    def save(self, protocol: Protocol, *, asked_by: str, reason: str) -> Change:
        """Keep a changed house protocol as its next version."""
        before = self._houses().get(protocol.key)
        if before is None:
            raise RuleError(_BUILT_IN if protocol.key in self._from_folder() else _UNKNOWN)
        return self._next_version(before, protocol, asked_by, reason)

    def take_in(self, protocol: Protocol, *, asked_by: str, reason: str) -> Change:
        """Keep a protocol from elsewhere as a house protocol; its key is in the change.

        One whose house protocol is here becomes its next version, under its own number where that
        is higher, so that a district's laptops mean the same by it; one that was removed comes
        back. Built-in protocols stay, so another one with the key of one of them gets its own.
        """
        _check(protocol)
        here = {**self._from_folder(), **self._houses(removed=True), **self._houses()}
        before = here.get(protocol.key)
        if before is None:
            taken = protocol
            if self.is_house(protocol.key):
                raise RuleError(f"The versions of {protocol.key} here cannot be read any more.")
        elif self.is_house(protocol.key):
            if before in self.removed() and not differences(before, protocol):
                return self.restore(protocol.key)
            return self._next_version(before, protocol, asked_by, reason)
        elif differences(before, protocol):
            taken = replace(protocol, key=self._free_key(protocol.name))
        else:
            raise RuleError(f"{before.name} is on the shelf already, word for word.")
        return self._keep(taken, asked_by, reason, changes="Taken in from a file", origin=before)

    def remove(self, key: str) -> Change:
        """Take a house protocol off the shelf; sessions keep what they ran."""
        self._refuse_built_in(key)
        self._library.protocols.remove(key)
        return _changed(key)

    def restore(self, key: str) -> Change:
        """Put a house protocol that was removed back on the shelf."""
        self._refuse_built_in(key)
        self._library.protocols.restore(key)
        return _changed(key)

    # What is not saved yet

    def drafts(self) -> dict[str, ProtocolDraft]:
        """The changes of house protocols that are in no version yet, by key."""
        return self._library.protocol_drafts.all()

    def draft_problems(self) -> tuple[FileProblem, ...]:
        """Which of them could not be read; their files are kept."""
        return self._library.protocol_drafts.problems()

    def keep_draft(self, draft: ProtocolDraft) -> None:
        """Keep changes on the disk while they are made, in place of those kept before."""
        self._library.protocol_drafts.keep(replace(draft, kept_at=utc_now(self._clock)))

    def drop_draft(self, key: str) -> None:
        """Let go of changes that were saved or are not wanted; there need not be any."""
        self._library.protocol_drafts.drop(key)

    # Files

    def read(self, path: Path) -> Protocol:
        """Read a protocol's file without taking it in; FileProblem where it does not fit."""
        from dilc_desktop.exchange.protocol_file import (  # noqa: PLC0415 - decoders load when needed
            read_protocol,
        )

        return read_protocol(path)

    def export(self, key: str, target: Path, version: int | None = None) -> None:
        """Write a protocol as a file: the newest version, or one of before."""
        from dilc_desktop.exchange.protocol_file import (  # noqa: PLC0415 - decoders load when needed
            write_protocol,
        )

        protocol = self.protocol(key) if version is None else self.version(key, version)
        try:
            with written_aside(target) as file:
                file.write(write_protocol(protocol).encode())
        except OSError as error:
            reason = error.strerror or "the system gave no reason"
            raise StorageError(
                f"{target.name} could not be written ({reason}). Please choose another place."
            ) from error

    # What was used

    def favourites(self) -> frozenset[str]:
        """The keys of the favourites."""
        return self._library.protocols.favourites()

    def set_favourite(self, key: str, on: bool) -> Change:
        """Make a protocol a favourite, or a favourite no longer."""
        self._library.protocols.set_favourite(key, on)
        return _changed(key)

    def uses(self, key: str) -> tuple[ProtocolUse, ...]:
        """The sessions that were planned by a protocol, newest first."""
        return self._library.sessions.uses_of(key)

    def last_used(self) -> dict[str, datetime]:
        """When a session last began with each protocol, by key."""
        used: dict[str, datetime] = {}
        for use in self._library.sessions.usage():
            if use.started_at is not None:
                before = used.setdefault(use.protocol_key, use.started_at)
                used[use.protocol_key] = max(before, use.started_at)
        return used

    def last_runs(self, key: str) -> dict[str, tuple[int, ...]]:
        """The minutes that stages took in the last three ended sessions, newest first, by key.

        Where a stage ran several rounds it is what one of them took, on average.
        """
        began = [
            (use.started_at, use.session_id)
            for use in self.uses(key)
            if use.started_at is not None and not use.copy_of
        ]
        runs: dict[str, tuple[int, ...]] = {}
        told_of = 0
        for _, session_id in sorted(began, reverse=True):
            session = self._library.sessions.record(session_id).session()
            if session.ended is None:
                continue
            for stage in session.stages:
                minutes = _minutes(session, stage)
                if stage.stage_key and minutes is not None:
                    runs[stage.stage_key] = (*runs.get(stage.stage_key, ()), minutes)
            told_of += 1
            if told_of == RUNS_TOLD:
                break
        return runs

    # Inside

    def _from_folder(self) -> dict[str, Protocol]:
        if self._built_in is None:
            self._built_in, self._folder_problems = _read_folder(self._folder)
        return self._built_in

    def _houses(self, *, removed: bool = False) -> dict[str, Protocol]:
        return {protocol.key: protocol for protocol in self._readable_houses(removed=removed)}

    def _readable_houses(self, *, removed: bool) -> Iterator[Protocol]:
        """The newest readable version of each house protocol."""
        for newest in self._library.protocols.newest(removed=removed):
            found = self._readable(newest)
            if isinstance(found, FileProblem):
                earlier = map(self._readable, self.versions(newest.protocol_key))
                found = next((one for one in earlier if isinstance(one, Protocol)), found)
            if isinstance(found, Protocol):
                yield found

    def _readable(self, kept: ProtocolVersion) -> Protocol | FileProblem:
        """What a version says, or why it cannot be read any more; each text is read once."""
        known = self._read.get((kept.protocol_key, kept.version, kept.text))
        if known is None:
            known = _read_version(kept)
            self._read[(kept.protocol_key, kept.version, kept.text)] = known
        return known

    def _next_version(
        self, before: Protocol, protocol: Protocol, asked_by: str, reason: str
    ) -> Change:
        found = differences(before, protocol)
        if not found:
            raise RuleError(f"Nothing has changed since version {before.version}.")
        newest = self.versions(protocol.key)[0].version
        taken = replace(protocol, version=max(newest + 1, protocol.version))
        return self._keep(taken, asked_by, reason, changes=told(found), origin=before)

    def _keep(
        self,
        protocol: Protocol,
        asked_by: str,
        reason: str,
        *,
        changes: str,
        origin: Protocol | None,
    ) -> Change:
        """Add a version to the library, in the words in which it can be read again."""
        if not reason.strip():
            raise RuleError(_NO_REASON)
        _check(protocol)
        self._library.protocols.add(
            ProtocolVersion(
                id=self._clock.new_id(),
                protocol_key=protocol.key,
                version=protocol.version,
                made_at=utc_now(self._clock),
                text=_text(protocol),
                asked_by=asked_by.strip(),
                reason=reason.strip(),
                changes=changes,
                based_on_key="" if origin is None else origin.key,
                based_on_version=None if origin is None else origin.version,
            )
        )
        return _changed(protocol.key)

    def _refuse_built_in(self, key: str) -> None:
        if key in self._from_folder() and not self.is_house(key):
            raise RuleError(_BUILT_IN)

    def _free_key(self, name: str) -> str:
        """A key that no other protocol has or had, made from a name."""
        plain = unicodedata.normalize("NFKD", name.casefold())
        words = re.findall("[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
        key = "_".join(words) or _PLAIN_KEY
        if not key[0].isalpha():
            key = f"{_PLAIN_KEY}_{key}"
        endings = ("" if number == 1 else f"_{number}" for number in count(1))
        keys = (key[: _LONGEST_KEY - len(end)].rstrip("_") + end for end in endings)
        return next(k for k in keys if k not in self._from_folder() and not self.is_house(k))


def _minutes(session: Session, stage: PlannedStage) -> int | None:
    """The whole minutes that one round of a stage took; None where it did not run."""
    runs = [run for run in session.runs if run.stage_id == stage.id]
    if not runs:
        return None
    took = sum(run.active_ms(session.axis) for run in runs)
    return round(took / len({run.round for run in runs}) / 60_000)


def _check(protocol: Protocol) -> None:
    for misfit in misfits(protocol):
        raise RuleError(f"{misfit.place}: {misfit.expected}")


def _text(protocol: Protocol) -> str:
    """The text of a protocol, which can be read again; RuleError where it could not."""
    from dilc_desktop.exchange.protocol_file import (  # noqa: PLC0415 - decoders load when needed
        read_protocol_text,
        write_protocol,
    )
    from dilc_desktop.exchange.toml_text import MAX_BYTES  # noqa: PLC0415 - with its decoder

    text = write_protocol(protocol)
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise RuleError("A text holds half a character. Please write it again.") from error
    if size > MAX_BYTES:
        raise RuleError("The texts are too long for one protocol. Please make them shorter.")
    try:
        read_protocol_text(text, protocol.key)
    except FileProblem as problem:
        raise RuleError(f"{problem.place}: {problem.expected}") from problem
    return text


def _read_version(kept: ProtocolVersion) -> Protocol | FileProblem:
    from dilc_desktop.exchange.protocol_file import (  # noqa: PLC0415 - decoders load when needed
        read_protocol_text,
    )

    name = f"{kept.protocol_key}, version {kept.version}"
    try:
        protocol = read_protocol_text(kept.text, name)
    except FileProblem as problem:
        return FileProblem(name, problem.place, problem.expected, _ADVICE)
    # The library's own columns say what it is, whatever was written into the text.
    return replace(protocol, key=kept.protocol_key, version=kept.version)


def _read_folder(folder: Path) -> tuple[dict[str, Protocol], tuple[FileProblem, ...]]:
    from dilc_desktop.exchange.protocol_file import (  # noqa: PLC0415 - decoders load when needed
        read_protocol,
    )

    protocols: dict[str, Protocol] = {}
    problems: list[FileProblem] = []
    for file in sorted(folder.glob("*.toml")):
        try:
            protocol = read_protocol(file)
        except FileProblem as problem:
            problems.append(problem)
            continue
        if protocol.key in protocols:
            expected = f"expected a key of its own; another file has {protocol.key} already."
            problems.append(FileProblem(file.name, "key", expected))
        else:
            protocols[protocol.key] = protocol
    return protocols, tuple(problems)


def _changed(key: str) -> Change:
    return Change(Changed.PROTOCOLS, "", (key,))


def by_name(name: str) -> tuple[tuple[bool, int, str], ...]:
    """What names are sorted by: words as words, numbers as numbers, so that 5 is before 15."""
    parts = re.findall(r"\d{1,18}|\D+", name.casefold())
    return tuple((False, int(p), "") if p.isdecimal() else (True, 0, p) for p in parts)


def _place(protocol: Protocol) -> tuple[bool, int, int, tuple[tuple[bool, int, str], ...], str]:
    known = _WELL_KNOWN.index(protocol.key) if protocol.key in _WELL_KNOWN else len(_WELL_KNOWN)
    meeting = _MEETINGS.index(protocol.key) + 1 if protocol.key in _MEETINGS else 0
    return (protocol.key == OWN_PLAN, meeting, known, by_name(protocol.name), protocol.key)
