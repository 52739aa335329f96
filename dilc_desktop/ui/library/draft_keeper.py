"""Changes of house protocols, brought to the disk while they are made."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer

from dilc_desktop.domain.protocol import Protocol
from dilc_desktop.services.protocol_shelf import ProtocolShelf
from dilc_desktop.ui.library.draft import Draft
from dilc_desktop.ui.notifier import Notifier

_KEEP_AFTER_MS, _TRY_AGAIN_MS = 1_000, 5_000


class DraftKeeper(QObject):
    """Holds the drafts by the keys of their protocols, and writes those that have changed.

    What the disk refuses is told once, stays here, and is tried again.
    """

    def __init__(self, shelf: ProtocolShelf, notifier: Notifier, parent: QObject) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._notifier = notifier
        self._drafts: dict[str, Draft] = {}
        self._unkept: set[str] = set()
        self._timer = QTimer(self, singleShot=True, interval=_KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep_now)

    def __getitem__(self, key: str) -> Draft:
        """The draft of a protocol that was taken up."""
        return self._drafts[key]

    def take_up(self, protocol: Protocol) -> int:
        """Go on with what is not saved, as changes of the newest version, or begin with none.

        Returns the version in which the changes were begun, 0 where there are none.
        """
        key = protocol.key
        draft, kept = self._drafts.get(key), self._shelf.drafts().get(key)
        began = 0
        if draft is not None:
            began, draft.base = draft.base.version, protocol
        elif kept is not None:
            began, draft = kept.based_on, Draft.again(protocol, kept)
        if draft is None or not draft.is_unsaved:
            began, draft = 0, Draft(protocol, protocol)
        self._drafts[key] = draft
        return began

    @property
    def unkept(self) -> tuple[str, ...]:
        """The names of the protocols with changes that are not on the disk."""
        drafts = (self._drafts[key] for key in sorted(self._unkept) if key in self._drafts)
        return tuple(d.now.name.strip() or d.base.name for d in drafts if d.is_unsaved)

    @property
    def is_waiting(self) -> bool:
        """Whether something is to be written soon."""
        return self._timer.isActive()

    def keep_soon(self, key: str) -> None:
        """Write a draft within a second, however long somebody goes on typing."""
        if self._drafts[key].is_unsaved or key in self._shelf.drafts():
            self._unkept.add(key)
        if self._unkept and not self._timer.isActive():
            self._timer.start(_KEEP_AFTER_MS)

    def keep_now(self) -> None:
        """Write what has changed; what is refused is tried again later."""
        self._timer.stop()
        for key in sorted(self._unkept):
            self._notifier.keep(partial(self._keep, key))
        if self._unkept:
            self._timer.start(_TRY_AGAIN_MS)

    def let_go(self, key: str) -> None:
        """A draft was saved, or is not wanted: take it from the disk too."""
        self._drafts.pop(key)
        self._unkept.add(key)
        self.keep_now()

    def _keep(self, key: str) -> None:
        draft, kept = self._drafts.get(key), self._shelf.drafts().get(key)
        if draft is not None and draft.is_unsaved:
            if kept is None or replace(kept, kept_at=None) != draft.kept:
                self._shelf.keep_draft(draft.kept)
        elif kept is not None:
            self._shelf.drop_draft(key)
        self._unkept.discard(key)
