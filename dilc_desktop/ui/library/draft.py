"""What is being edited and not saved yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

from PySide6.QtCore import QCoreApplication

from dilc_desktop.domain.protocol import Misfit, Protocol, Stage
from dilc_desktop.domain.protocol_differences import Difference, differences
from dilc_desktop.domain.protocol_draft import ProtocolDraft
from dilc_desktop.ui.library.edits import finished
from dilc_desktop.ui.library.misfit_words import Open, open_things

_tr = QCoreApplication.translate
_LENGTHS = frozenset({"soon_s", "per_person_s"})


@dataclass(slots=True)
class Draft:
    """A protocol as it was saved last, and as it stands in the editor now.

    `fresh` are the keys of stages that are new and get their keys from their names. `typed` holds
    texts that are no numbers, by stage (empty for the protocol itself) and field. `taken_out` is
    the stage that was removed last, and its place. `young` are new stages that were not left yet:
    what is missing in them is still being written.
    """

    base: Protocol
    now: Protocol
    fresh: set[str] = field(default_factory=set)
    typed: dict[tuple[str, str], str] = field(default_factory=dict)
    asked_by: str = ""
    reason: str = ""
    taken_out: tuple[Stage, int] | None = None
    place: int = 0
    young: set[str] = field(default_factory=set)

    @classmethod
    def again(cls, base: Protocol, kept: ProtocolDraft) -> Self:
        """What was kept on the disk, as changes of `base`."""
        return cls(
            base,
            kept.now,
            fresh=set(kept.fresh),
            typed={(stage, name): text for stage, name, text in kept.typed},
            asked_by=kept.asked_by,
            reason=kept.reason,
            place=max(0, kept.place),
        )

    @property
    def kept(self) -> ProtocolDraft:
        """What is kept of it on the disk."""
        return ProtocolDraft(
            based_on=self.base.version,
            now=self.now,
            fresh=tuple(sorted(self.fresh)),
            typed=tuple((*place, text) for place, text in self.typed.items()),
            asked_by=self.asked_by,
            reason=self.reason,
            place=self.place,
        )

    @property
    def finished(self) -> Protocol:
        """The protocol as it would be saved."""
        return finished(self.now, self.fresh)

    @property
    def changes(self) -> tuple[Difference, ...]:
        """What differs from the version that was saved last."""
        return differences(self.base, self.finished)

    @property
    def is_unsaved(self) -> bool:
        """Whether something would be lost with it."""
        return bool(self.typed) or bool(self.changes)

    def type(self, stage_key: str, name: str, text: str) -> None:
        """Keep a text that is no number."""
        self.typed[(stage_key, name)] = text

    def typed_in(self, stage_key: str) -> dict[str, str]:
        """The texts that are no numbers, of one stage, by field."""
        return {name: text for (key, name), text in self.typed.items() if key == stage_key}

    def take_read(self, stage_key: str, names: Sequence[str]) -> None:
        """Forget texts of fields that hold a number now."""
        for name in names:
            self.typed.pop((stage_key, name), None)

    def forget(self, stage_key: str) -> None:
        """Forget the texts of a stage that is gone."""
        self.take_read(stage_key, list(self.typed_in(stage_key)))

    def open_things(self, found: Sequence[Misfit]) -> tuple[Open, ...]:
        """What keeps it from being saved, from the top down."""
        unread = list(self._unread())
        places = {(thing.stage, thing.field) for thing in unread}
        others = [t for t in open_things(self.now, found) if (t.stage, t.field) not in places]
        return tuple(sorted((*unread, *others), key=_from_the_top))

    def _unread(self) -> Iterator[Open]:
        numbers = {stage.key: at for at, stage in enumerate(self.now.stages, start=1)}
        for key, name in self.typed:
            words = (
                _tr("open", "Please give minutes, for example 2, 1:30 or 90s.")
                if name in _LENGTHS
                else _tr("open", "Please give a whole number, such as 10.")
            )
            yield Open(words, name, stage=numbers.get(key, 0))


def _from_the_top(thing: Open) -> tuple[bool, int, int]:
    return (bool(thing.help), thing.stage, thing.help)
