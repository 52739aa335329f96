"""Coaching before a session: checks of the framing question, the checklist and readiness.

Nothing here blocks a session; every finding is advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dilc_desktop.domain.record import Relevance, Role, SessionRecord

CHECKLIST_ITEMS = (
    "instruction",
    "own_role",
    "observable",
    "own_control",
    "strategy",
    "leverage",
    "evidence",
    "if_then",
    "open_question",
    "one_cycle",
    "artifact",
    "not_evaluation",
)
ANSWERS = ("yes", "partly", "no")

_YES_NO_OPENERS = re.compile(
    r"(is|are|am|was|were|do|does|did|can|could|should|would|will|shall|has|have|had|may|might)\b",
    re.IGNORECASE,
)
_OPEN_OPENERS = re.compile(
    r"\b(how|what|which|why|in what ways?|where|when|to what extent)\b", re.IGNORECASE
)
_FIRST_PERSON = re.compile(r"\b(i|my|me|mine|myself|we|our)\b", re.IGNORECASE)
_LONGEST_WORDS = 60


class QuestionCheck(StrEnum):
    """What a framing question may still lack."""

    ONE_QUESTION = "one_question"
    OPEN = "open"
    OWN_ROLE = "own_role"
    SHORT = "short"


def question_checks(text: str) -> tuple[tuple[QuestionCheck, bool], ...]:
    """Say for each check whether the question passes; nothing for an empty question.

    Source: question checks in the pre-conference materials of Consultancy protocols.
    """
    question = text.strip()
    if not question:
        return ()
    marks = sum(question.count(mark) for mark in "?\u061f\uff1f")
    closed = bool(_YES_NO_OPENERS.match(question))
    ascii_words = bool(re.search(r"[A-Za-z]{2}", question))
    is_open = not closed and (not ascii_words or bool(_OPEN_OPENERS.search(question)))
    return (
        (QuestionCheck.ONE_QUESTION, marks == 1),
        (QuestionCheck.OPEN, is_open),
        (QuestionCheck.OWN_ROLE, not ascii_words or bool(_FIRST_PERSON.search(question))),
        (QuestionCheck.SHORT, len(question.split()) <= _LONGEST_WORDS),
    )


class Ready(StrEnum):
    """One line of the readiness list."""

    PURPOSE = "purpose"
    STUDENT_AIM = "student_aim"
    PRESENTER = "presenter"
    PROBLEM = "problem"
    INSTRUCTION = "instruction"
    OWN_ROLE = "own_role"
    QUESTION = "question"
    ARTIFACT = "artifact"
    NAMES_REMOVED = "names_removed"
    CONSENT = "consent"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Advice:
    """A line of the readiness list and whether it is in place."""

    line: Ready
    done: bool


def readiness(record: SessionRecord) -> tuple[Advice, ...]:
    """Say what a session still could use before it starts; nothing here is required."""
    answers = {answer.item: answer.answer for answer in record.checklist}
    checks = question_checks(record.framing_question)
    relevant = [a for a in record.artifacts if a.relevance in (Relevance.HIGH, Relevance.MEDIUM)]
    return (
        Advice(Ready.PURPOSE, bool(record.learning_purpose.strip())),
        Advice(Ready.STUDENT_AIM, bool(record.student_aim.strip())),
        Advice(Ready.PRESENTER, bool(record.with_role(Role.PRESENTER))),
        Advice(Ready.PROBLEM, bool(record.problem.strip())),
        Advice(Ready.INSTRUCTION, answers.get("instruction") == "yes"),
        Advice(Ready.OWN_ROLE, answers.get("own_role") == "yes"),
        Advice(Ready.QUESTION, bool(checks) and all(passed for _, passed in checks)),
        Advice(Ready.ARTIFACT, bool(relevant)),
        Advice(Ready.NAMES_REMOVED, _all(a.names_removed for a in record.artifacts)),
        Advice(Ready.CONSENT, _all(p.consent.research is not None for p in record.participants)),
        Advice(Ready.TIME, record.agreed_end is not None),
    )


def _all(answers: Iterable[bool]) -> bool:
    """Whether there is at least one answer and every answer is true."""
    given = list(answers)
    return bool(given) and all(given)
