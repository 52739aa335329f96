"""Who a summary is made for, and the session as that reader may see it.

Whatever is made for somebody is made from this alone: what is not in the record cannot leak.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from enum import StrEnum

from dilc_desktop.domain.record import (
    Artifact,
    Closing,
    Commitment,
    Consent,
    Contribution,
    Level,
    Participant,
    SessionRecord,
    Wording,
)
from dilc_desktop.domain.rewording import cleaner, reworded
from dilc_desktop.domain.session import Fact, Passed, TurnBegan


class Reader(StrEnum):
    """Who reads it; each sees what is meant for them or for wider circles."""

    PRESENTER = "presenter"
    GROUP = "group"
    DISTRICT = "district"
    RESEARCH = "research"


_NARROW_TO_WIDE = tuple(Level)
_IN_THE_ROOM = frozenset({Reader.PRESENTER, Reader.GROUP})
# What is written down without a level of its own is for the group, as a contribution is.
_WITHOUT_LEVEL = Level.GROUP
# What stands for a person in words, where neither name nor code may.
A_COLLEAGUE = "[a colleague]"


def reaches(level: Level, reader: Reader) -> bool:
    """Whether something of this level is for this reader."""
    return _NARROW_TO_WIDE.index(level) >= _NARROW_TO_WIDE.index(Level(reader.value))


def for_reader(record: SessionRecord, reader: Reader) -> SessionRecord:
    """The record as a reader may see it; asking again for the same reader changes nothing.

    Gone are captures that do not reach the reader, that were taken back or that have no words,
    and for research everything of people who did not agree to it. Nobody sees focus tags and
    prompts, which are the facilitator's own. The district and research know people by code.
    """
    seen = _Seen(record, reader)
    readable = replace(
        record,
        plan=tuple(replace(stage, prompts=()) for stage in record.plan),
        participants=seen.people(),
        artifacts=seen.artifacts(),
        facts=seen.facts(),
        contributions=seen.contributions(),
        commitments=seen.commitments(),
        closing=seen.closing(),
        checklist=record.checklist if reader is Reader.PRESENTER else (),
    )
    if reader is Reader.RESEARCH:
        readable = replace(
            readable,
            title="",
            learning_purpose="",
            student_aim="",
            problem="",
            framing_questions=(),
        )
    if reader in _IN_THE_ROOM:
        return readable
    return _by_code(readable, record.participants, {person.id for person in seen.people()})


class _Seen:
    """What of a record one reader may see."""

    def __init__(self, record: SessionRecord, reader: Reader) -> None:
        self._record = record
        self._reader = reader
        # Without an answer nobody has agreed.
        self._agreed = {
            person.id
            for person in record.participants
            if reader is not Reader.RESEARCH or person.consent.research is True
        }
        self._captured = {c.id: c for c in record.contributions}
        self._shown = {
            c.id
            for c in record.contributions
            if c.withdrawn_at is None and not c.is_mark and self._is_for(c)
        }

    def people(self) -> tuple[Participant, ...]:
        """The people, with nothing of their consent but what printing needs."""
        research = True if self._reader is Reader.RESEARCH else None
        by_name = self._reader in _IN_THE_ROOM
        return tuple(
            replace(
                person,
                name=person.name if by_name else "",
                consent=Consent(quotes=person.consent.quotes, research=research),
            )
            for person in self._record.participants
            if person.id in self._agreed
        )

    def contributions(self) -> tuple[Contribution, ...]:
        """What was said, pointing to nothing that this reader does not see."""
        artifacts = {artifact.id for artifact in self.artifacts()}
        return tuple(
            replace(
                c,
                earlier=tuple(wording for wording in c.earlier if self._is_for(wording)),
                focus=(),
                about=c.about if c.about in self._shown else None,
                artifact=c.artifact if c.artifact in artifacts else None,
            )
            for c in self._record.contributions
            if c.id in self._shown
        )

    def commitments(self) -> tuple[Commitment, ...]:
        """Who will do what, where neither the person nor what it grew from is kept back."""
        return tuple(
            c if c.contribution in self._shown else replace(c, contribution=None)
            for c in self._record.commitments
            if self._is_by_agreed(c.who) and self._may_follow(c)
        )

    def artifacts(self) -> tuple[Artifact, ...]:
        """All that is known of the artifacts, their titles or nothing."""
        if self._reader in _IN_THE_ROOM:
            return self._record.artifacts
        if self._reader is Reader.RESEARCH:
            return ()
        return tuple(Artifact(id=a.id, title=a.title) for a in self._record.artifacts)

    def facts(self) -> tuple[Fact, ...]:
        """The times; who talked and who passed only the presenter learns."""
        if self._reader is Reader.PRESENTER:
            return self._record.facts
        return tuple(
            replace(fact, speaker="") if isinstance(fact, (TurnBegan, Passed)) else fact
            for fact in self._record.facts
        )

    def closing(self) -> Closing:
        """What was written down after the last stage."""
        whole = self._record.closing
        if self._reader in _IN_THE_ROOM:
            return whole
        if self._reader is Reader.RESEARCH:
            return Closing()
        # That a purpose was shared would tell, where it is left out, that another was not.
        return replace(whole, reflection="", purpose_agreement=None, purpose_as_contested="")

    def _is_for(self, said: Contribution | Wording) -> bool:
        return reaches(said.level, self._reader) and self._is_by_agreed(said.speaker)

    def _is_by_agreed(self, person_id: str | None) -> bool:
        """Whether it is the whole group's, or of a person whose words may be used for this."""
        if self._reader is not Reader.RESEARCH:
            return True
        return person_id is None or person_id in self._agreed

    def _may_follow(self, commitment: Commitment) -> bool:
        """Whether a commitment may be seen by what it grew from.

        What was kept back keeps it back; what was taken back takes it along unless it was written
        anew.
        """
        source = self._captured.get(commitment.contribution or "")
        if source is None:
            return reaches(_WITHOUT_LEVEL, self._reader)
        if source.id in self._shown or not self._is_for(source):
            return may_follow(commitment, source, self._is_for)
        return reaches(_WITHOUT_LEVEL, self._reader) and written_anew(commitment, source)


def may_follow(
    commitment: Commitment, source: Contribution, is_for: Callable[[Contribution | Wording], bool]
) -> bool:
    """Whether a commitment may be seen by those whom what it grew from `is_for`.

    What is kept back keeps it back in whatever words; a wording that is keeps its own words back.
    """
    if not is_for(source):
        return False
    kept_back = [wording.text for wording in source.earlier if not is_for(wording)]
    return same(source.text, commitment.what) or not _among(kept_back, commitment.what)


def may_leave(commitment: Commitment, record: SessionRecord) -> bool:
    """Whether a commitment may be seen by anybody but the facilitator."""
    source = next((c for c in record.contributions if c.id == commitment.contribution), None)
    if source is None:
        return True
    if not may_follow(commitment, source, lambda said: said.level is not Level.FACILITATOR):
        return False
    return source.withdrawn_at is None or written_anew(commitment, source)


def written_anew(commitment: Commitment, source: Contribution) -> bool:
    """Whether a commitment has other words than what it grew from ever had."""
    words = (source.text, *(wording.text for wording in source.earlier))
    return not _among(words, commitment.what)


def same(one: str, other: str) -> bool:
    """Whether two texts have the same words."""
    return " ".join(one.split()) == " ".join(other.split())


def _among(texts: Iterable[str], wanted: str) -> bool:
    return any(same(text, wanted) for text in texts)


def _by_code(
    record: SessionRecord, people: Iterable[Participant], known: Collection[str]
) -> SessionRecord:
    """The record with a person's code in brackets wherever their whole name stands in words.

    Who is not among the `known` has neither name nor code in it.
    """
    shown: dict[str, str] = {}
    for person in people:
        if person.id in known:
            shown[person.name] = f"[{person.code}]"
        else:
            names = (person.name, person.code, f"[{person.code}]")
            shown |= dict.fromkeys((name for name in names if name.strip()), A_COLLEAGUE)
    return reworded(record, cleaner(shown))
