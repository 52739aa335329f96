"""Wrapping up a session: what was learned, who will do what, and how well the artifacts served."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypedDict, Unpack

from dilc_desktop.clock import Clock
from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import ContributionKind
from dilc_desktop.domain.record import Agreement, Commitment, Relevance, SessionRecord
from dilc_desktop.services.change import Change, Changed

if TYPE_CHECKING:
    from dilc_desktop.store.library import Library

PROMISES = frozenset({ContributionKind.COMMITMENT, ContributionKind.NEXT_STEP})


class ClosingFields(TypedDict, total=False):
    """The fields that are written down after the last stage."""

    reflection: str
    debrief_purpose: str
    debrief_approach: str
    debrief_effects: str
    purpose_agreement: Agreement | None
    purpose_as_contested: str
    next_date: date | None


class WrapUp:
    """Everything a facilitator does on the Wrap-up page; nothing there is required."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    def write(self, session_id: str, **fields: Unpack[ClosingFields]) -> Change:
        """Save what was written into one or more fields."""
        closing = self._record(session_id).closing
        self._library.sessions.save_closing(session_id, replace(closing, **fields))
        return Change(Changed.CLOSING, session_id)

    def add_commitment(
        self,
        session_id: str,
        who: str | None,
        what: str,
        by_when: date | None = None,
        evidence: str = "",
        contribution: str | None = None,
    ) -> Change:
        """Add who will do what by when; its id is in the change."""
        commitment = Commitment(
            id=self._clock.new_id(),
            who=who,
            what=what,
            by_when=by_when,
            evidence=evidence,
            contribution=contribution,
        )
        record = self._record(session_id)
        return self._save(record, (*record.commitments, _checked(record, commitment)))

    def change_commitment(self, session_id: str, commitment: Commitment) -> Change:
        """Save what a commitment says now."""
        record = self._record(session_id)
        _check_made(record, commitment.id)
        new = _checked(record, commitment)
        return self._save(
            record, tuple(new if old.id == new.id else old for old in record.commitments)
        )

    def remove_commitment(self, session_id: str, commitment_id: str) -> Change:
        """Take a commitment out; the capture it grew from stays."""
        record = self._record(session_id)
        _check_made(record, commitment_id)
        kept = tuple(c for c in record.commitments if c.id != commitment_id)
        return self._save(record, kept, (commitment_id,))

    def gather_commitments(self, session_id: str) -> Change:
        """Make commitments of what was captured as one; those that are there stay as they are."""
        record = self._record(session_id)
        linked = {commitment.contribution for commitment in record.commitments}
        gathered = tuple(
            Commitment(
                id=self._clock.new_id(),
                who=said.speaker,
                what=said.text.strip(),
                contribution=said.id,
            )
            for said in record.kept
            if said.kind in PROMISES
            and not said.private
            and not said.is_mark
            and said.id not in linked
        )
        if not gathered:
            return Change(Changed.CLOSING, session_id)
        return self._save(record, (*record.commitments, *gathered))

    def rate_artifact(
        self, session_id: str, artifact_id: str, relevance: Relevance | None
    ) -> Change:
        """Say, after the session, how well an artifact served the learning purpose."""
        record = self._record(session_id)
        if all(artifact.id != artifact_id for artifact in record.artifacts):
            raise RuleError("That artifact is not in this session.")
        rated = tuple(
            replace(artifact, relevance=relevance) if artifact.id == artifact_id else artifact
            for artifact in record.artifacts
        )
        self._library.sessions.save_artifacts(session_id, rated)
        return Change(Changed.ARTIFACTS, session_id, (artifact_id,))

    def _record(self, session_id: str) -> SessionRecord:
        return self._library.sessions.record(session_id)

    def _save(
        self, record: SessionRecord, commitments: tuple[Commitment, ...], ids: tuple[str, ...] = ()
    ) -> Change:
        """Save the list; the change names what is new or different in it, and `ids`."""
        self._library.sessions.save_commitments(record.id, commitments)
        touched = tuple(c.id for c in commitments if c not in record.commitments)
        return Change(Changed.CLOSING, record.id, (*touched, *ids))


def _check_made(record: SessionRecord, commitment_id: str) -> None:
    if all(commitment.id != commitment_id for commitment in record.commitments):
        raise RuleError("That commitment is not in this session.")


def _checked(record: SessionRecord, commitment: Commitment) -> Commitment:
    """The commitment with its words trimmed; RuleError where it does not fit the session."""
    trimmed = replace(
        commitment, what=commitment.what.strip(), evidence=commitment.evidence.strip()
    )
    if not trimmed.what:
        raise RuleError("A commitment needs a few words: what will be done.")
    if trimmed.who is not None and record.participant(trimmed.who) is None:
        raise RuleError("That person is not in this session.")
    said = {contribution.id for contribution in record.contributions}
    if trimmed.contribution is not None and trimmed.contribution not in said:
        raise RuleError("That contribution is not in this session.")
    return trimmed
