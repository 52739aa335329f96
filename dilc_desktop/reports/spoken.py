"""What of a session is printed, sorted by its place: own words, colleagues' words, what was seen.

It is made of a record as its reader may see it, see `domain.readers`; nobody is counted or ranked.
Focus tags are never printed: "off instruction" and "off the role" are the facilitator's own notes,
and a page with only the other tags would give them away. Neither are talk turns and passes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.quoting import within_marks
from dilc_desktop.domain.readers import Reader, same
from dilc_desktop.domain.record import Contribution, Participant, Role, SessionRecord
from dilc_desktop.domain.session import PlannedStage

SOMEBODY = "A colleague"
_ROLES = (
    (Role.PRESENTER, "Presenter"),
    (Role.FACILITATOR, "Facilitator"),
    (Role.OBSERVER, "Observer"),
)

_OWN = {
    Kind.PROBLEM: "The problem, as you told it",
    Kind.ARTIFACT: "What you showed",
    Kind.FRAMING_QUESTION: "On the framing question",
    Kind.ANSWER: "Your answers",
    Kind.REFLECTION: "Your reflections",
}
_PRESENTERS = {
    Kind.PROBLEM: "The problem, as the presenter told it",
    Kind.ARTIFACT: "What the presenter showed",
    Kind.FRAMING_QUESTION: "On the framing question",
    Kind.ANSWER: "The presenter's answers",
    Kind.REFLECTION: "The presenter's reflections",
}
_OFFERED = {
    Kind.PROBING_QUESTION: "Probing questions",
    Kind.QUESTION_RAISED: "Questions raised",
    Kind.RESTATEMENT: "What they heard",
    Kind.INTERPRETATION: "How they read it",
    Kind.ASSUMPTION: "Assumptions they named",
    Kind.WARM_FEEDBACK: "Warm feedback",
    Kind.COOL_FEEDBACK: "Cool feedback",
    Kind.SUGGESTION: "Suggestions",
    Kind.QUOTE: "Quotes",
    Kind.CLARIFYING_QUESTION: "Clarifying questions",
    Kind.ANSWER: "Answers",
    Kind.REFLECTION: "Reflections",
    Kind.PROBLEM: "On the problem",
    Kind.FRAMING_QUESTION: "On the framing question",
    Kind.ARTIFACT: "On what was shown",
}
_SEEN = {Kind.LOOK_FOR: "Look-fors", Kind.OBSERVATION: "What was seen and heard"}
_MADE_OF_IT = {
    Kind.PATTERN: "Patterns",
    Kind.EXCEPTION: "Exceptions",
    Kind.PREDICTION: "Predictions",
    Kind.NEXT_STEP: "Next steps",
}
_OWN_ANYWHERE = frozenset(_OWN)
_QUESTIONS = frozenset({Kind.CLARIFYING_QUESTION, Kind.PROBING_QUESTION, Kind.QUESTION_RAISED})
_ELSEWHERE = frozenset(
    {
        *_SEEN,
        *_MADE_OF_IT,
        Kind.RESTATED_QUESTION,
        Kind.COMMITMENT,
        Kind.DEBRIEF,
        Kind.PROCESS_NOTE,
        Kind.PARKING_LOT,
    }
)


@dataclass(frozen=True, slots=True)
class Saying:
    """Words as they were captured, and who is named for them; empty where nobody is.

    `evidence` is what was seen or heard, `artifact` the title of what it speaks of, `place` the
    room or small group. `answers` stand under their question.
    """

    text: str
    speaker: str
    evidence: str = ""
    place: str = ""
    answers: tuple[Saying, ...] = ()
    artifact: str = ""
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The sayings of one kind, place by place, in the order in which they were said."""

    kind: Kind
    heading: str
    sayings: tuple[Saying, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A commitment as it is printed; `as_said` where the words of the session differ.

    `own` says that it is of the person whose own copy the page is.
    """

    who: str
    what: str
    by_when: date | None = None
    evidence: str = ""
    as_said: str = ""
    own: bool = False


class Naming:
    """How people are named on the page.

    `speakers` is "code", "name" or "role". A person who does not want to be quoted by name or
    code is "A colleague" in every mode and every place. `own` is the person whose own copy it is.
    """

    def __init__(self, record: SessionRecord, speakers: str, own: str | None = None) -> None:
        self._record = record
        self._speakers = speakers
        self._own = own

    def is_own(self, participant_id: str | None) -> bool:
        """Whether it is the person whose own copy the page is."""
        return participant_id is not None and participant_id == self._own

    def promiser(self, participant_id: str | None) -> str:
        """How a person is named beside what they will do; on their own copy they are "you"."""
        named = self.of(participant_id)
        if not self.is_own(participant_id):
            return named
        return "You" if named == SOMEBODY else f"You, {named}"

    @property
    def copy(self) -> str:
        """Whose own copy the page is, as they are named on it; empty where it is nobody's."""
        if self._own is None:
            return ""
        named = self.of(self._own)
        return "Your own copy" if named == SOMEBODY else f"Your own copy, {named}"

    def of(self, participant_id: str | None) -> str:
        """How a person is named; None is the whole group."""
        if participant_id is None:
            return "Group"
        person = self._record.participant(participant_id)
        return SOMEBODY if person is None else self.person(person)

    def person(self, person: Participant) -> str:
        """How a person is named."""
        if person.consent.quotes is False:
            return SOMEBODY
        if self._speakers == "role":
            return next((word for role, word in _ROLES if role in person.roles), SOMEBODY)
        return person.shown if self._speakers == "name" else person.code

    @property
    def by_role(self) -> bool:
        """Whether people are named by nothing but what they did in the session."""
        return self._speakers == "role"

    def everyone(self, role: Role) -> str:
        """All who have a role, in one phrase."""
        return ", ".join(self.person(person) for person in self._record.with_role(role))


class Spoken:
    """The printed part of what was said, by the places it has on the page."""

    def __init__(
        self, record: SessionRecord, naming: Naming, reader: Reader = Reader.PRESENTER
    ) -> None:
        self._record = record
        self._naming = naming
        self._reader = reader
        self._presenters = {person.id for person in record.with_role(Role.PRESENTER)}
        self._said = record.kept
        self._places = {place: n for n, place in enumerate(_places(record.plan, self._said))}
        self._artifacts = {artifact.id: artifact.title.strip() for artifact in record.artifacts}
        self._answers: dict[str, list[Contribution]] = {}
        questions = {c.id for c in self._said if c.kind in _QUESTIONS}
        for contribution in self._said:
            if contribution.kind is Kind.ANSWER and contribution.about in questions:
                self._answers.setdefault(contribution.about or "", []).append(contribution)
        under = {answer.id for answers in self._answers.values() for answer in answers}
        self._grouped = [c for c in self._said if c.id not in under and c.kind not in _ELSEWHERE]

    def own(self) -> tuple[Group, ...]:
        """The presenters' own words that have no other place."""
        mine = [c for c in self._grouped if self._is_own(c)]
        own = _OWN if self._reader is Reader.PRESENTER else _PRESENTERS
        headings = {**_OFFERED, **own}
        order = {kind: headings[kind] for kind in (*_OWN, *_OFFERED)}
        return self._groups(mine, order)

    def offered(self) -> tuple[Group, ...]:
        """What the others said to the presenter."""
        theirs = [c for c in self._grouped if not self._is_own(c)]
        return self._groups(theirs, _OFFERED)

    def seen(self) -> tuple[Group, ...]:
        """What a visit looked for, saw and heard."""
        return self._groups(self._said, _SEEN)

    def made_of_it(self) -> tuple[Group, ...]:
        """What was made of what was seen."""
        return self._groups(self._said, _MADE_OF_IT)

    def of_kind(self, kind: Kind) -> tuple[Saying, ...]:
        """All sayings of a kind, whoever said them."""
        return tuple(self._saying(c) for c in self._by_place(self._said) if c.kind is kind)

    def promises(self) -> tuple[Promise, ...]:
        """Commitments, with those captured in the session that nobody wrote up afterwards.

        On somebody's own copy theirs stand before the others.
        """
        printed = {c.id: c for c in self._said}
        found: list[Promise] = []
        written_up: set[str] = set()
        for commitment in self._record.commitments:
            source = printed.get(commitment.contribution or "")
            if source is not None and source.kind is Kind.COMMITMENT:
                written_up.add(source.id)
                as_said = "" if same(source.text, commitment.what) else words_of(source)
            else:
                as_said = ""
            found.append(
                Promise(
                    who=self._naming.promiser(commitment.who),
                    what=commitment.what,
                    by_when=commitment.by_when,
                    evidence=commitment.evidence,
                    as_said=as_said,
                    own=self._naming.is_own(commitment.who),
                )
            )
        found.extend(
            Promise(
                who=self._naming.promiser(c.speaker),
                what=words_of(c),
                own=self._naming.is_own(c.speaker),
            )
            for c in self._said
            if c.kind is Kind.COMMITMENT and c.id not in written_up
        )
        return tuple(sorted(found, key=lambda promise: not promise.own))

    def _is_own(self, contribution: Contribution) -> bool:
        """Whether a presenter said it, or nobody named and it is of a kind of theirs."""
        if contribution.speaker is None:
            return contribution.kind in _OWN_ANYWHERE
        return contribution.speaker in self._presenters

    def _by_place(self, said_: Iterable[Contribution]) -> list[Contribution]:
        """Room by room and group by group, after what belongs to no place."""
        return sorted(said_, key=lambda c: self._places.get(c.place.strip(), -1))

    def _groups(self, said_: Iterable[Contribution], order: dict[Kind, str]) -> tuple[Group, ...]:
        sorted_: dict[Kind, list[Saying]] = {}
        for contribution in self._by_place(said_):
            sorted_.setdefault(contribution.kind, []).append(self._saying(contribution))
        return tuple(
            Group(kind, heading, tuple(sorted_[kind]))
            for kind, heading in order.items()
            if kind in sorted_
        )

    def _saying(self, contribution: Contribution) -> Saying:
        """The words, named unless they can only be the one presenter's."""
        alone = len(self._presenters) <= 1
        theirs = alone and self._is_own(contribution) and contribution.kind not in _ELSEWHERE
        place = contribution.place.strip()
        # Under the name of a small group there is nothing to add to it.
        unnamed = theirs or (place and contribution.speaker is None)
        return Saying(
            words_of(contribution),
            "" if unnamed else self._naming.of(contribution.speaker),
            contribution.evidence.strip(),
            place,
            tuple(self._saying(answer) for answer in self._answers.get(contribution.id, ())),
            self._artifacts.get(contribution.artifact or "", ""),
            contribution.starred,
        )


def words_of(contribution: Contribution) -> str:
    """The words, in quotation marks where they are word for word; those inside become single."""
    if not contribution.verbatim:
        return contribution.text
    return f"\u201c{within_marks(contribution.text)}\u201d"


def _places(plan: Iterable[PlannedStage], said_: Iterable[Contribution]) -> dict[str, None]:
    """Rooms and small groups, those of the plan first."""
    named = [place for stage in plan for place in stage.places]
    return dict.fromkeys([*named, *(place for c in said_ if (place := c.place.strip()))])
