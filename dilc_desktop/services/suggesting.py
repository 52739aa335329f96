"""What the words of a purpose say about the protocol that may suit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from dilc_desktop.domain.choosing import SUGGESTED, Choice, Wish, choose
from dilc_desktop.domain.protocol import Protocol, Situation


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A protocol that may suit, and why; `word` of the purpose speaks for it, where one does."""

    protocol: Protocol
    reason: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    """Words that speak of a situation."""

    situation: Situation
    words: re.Pattern[str]


def _rule(situation: Situation, *words: str) -> _Rule:
    return _Rule(situation, re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE))


_NOTHING_SAID = Wish()

# What a rule finds is taken out of the text before the next one looks: "no plan yet" speaks of no
# plan, a team that is stuck of no dilemma, the work of pupils of no draft.
_RULES = (
    _rule(
        Situation.STUCK_TEAM,
        r"teams?\W+(?:\w+\W+){0,3}stuck",
        r"we(?:['\u2019]re| are| got| get| feel)? stuck",
        r"stuck (?:as a |our )?team",
        r"dead end",
        r"going (?:round )?in circles",
    ),
    _rule(
        Situation.OPEN_DILEMMA,
        r"no (?:clear )?(?:plan|draft|answer)s?(?: yet)?",
        r"not sure",
        r"unsure",
        r"stuck",
        r"dilemmas?",
        r"problems?",
        r"challeng\w*",
        r"struggl\w*",
        r"puzzl\w*",
        r"wonder\w*",
    ),
    _rule(
        Situation.TENSION,
        r"tensions?",
        r"tense",
        r"conflicts?",
        r"disagree\w*",
        r"mistrust\w*",
        r"hard to (?:talk|say|hear)",
        r"difficult (?:talk|conversation)s?",
        r"resist\w*",
    ),
    _rule(
        Situation.STUDENT_WORK,
        r"(?:student|pupil)s?['\u2019]?s? (?:work|writing|talk about)",
        r"(?:work|writing) (?:samples?|of (?:the )?(?:student|pupil)s)",
        r"data",
        r"(?:test|assessment|survey) (?:results?|scores?)",
    ),
    _rule(
        Situation.SUCCESS,
        r"success\w*",
        r"(?:went|worked|goes|works) well",
        r"proud",
        r"celebrat\w*",
        r"breakthroughs?",
    ),
    _rule(
        Situation.TEXT,
        r"texts?",
        r"articles?",
        r"chapters?",
        r"books?",
        r"readings?",
        r"study groups?",
    ),
    _rule(
        Situation.CLASSROOMS,
        r"visit(?:s|ing|ed)?",
        r"classrooms?",
        r"observ\w+",
        # Every purpose is to be met with evidence.
        r"(?<!with )evidence",
        r"rounds",
    ),
    _rule(
        Situation.DRAFT,
        r"drafts?",
        r"tools?",
        r"forms?",
        r"plans?",
        r"lessons?",
        r"products?",
        r"rubrics?",
        r"templates?",
        r"agendas?",
        r"tun(?:e|ing)",
        r"feedback on",
    ),
)


def suggest(
    protocols: Sequence[Protocol], purpose: str, wish: Wish = _NOTHING_SAID
) -> tuple[Suggestion, ...]:
    """Three of these protocols for a purpose, the most fitting first, each with a reason.

    What does not fit the people and the time of the wish comes later, and says so. A purpose that
    speaks of several situations gets something for each of them. Protocols that it says nothing
    about follow in the order given, with their own purpose as the reason.
    """
    found: dict[str, Suggestion] = {}
    for suggestion in _spoken_for(protocols, purpose, wish):
        found.setdefault(suggestion.protocol.key, suggestion)
    for protocol in protocols:
        found.setdefault(protocol.key, Suggestion(protocol, protocol.purpose))
    return tuple(found.values())[:SUGGESTED]


def _spoken_for(protocols: Sequence[Protocol], purpose: str, wish: Wish) -> Iterator[Suggestion]:
    """The choices for each situation in turn, the situation with the most words first."""
    rows = [
        [
            Suggestion(choice.protocol, _reason(word, choice), word)
            for choice in choose(protocols, replace(wish, situation=situation))
            if situation in choice.protocol.situations
        ]
        for situation, word in _situations(purpose)
    ]
    for column in zip_longest(*rows):
        yield from (suggestion for suggestion in column if suggestion is not None)


def _situations(purpose: str) -> list[tuple[Situation, str]]:
    """The situations that a text speaks of, each with the first word that does."""
    text = purpose
    found: list[tuple[int, Situation, str]] = []
    for rule in _RULES:
        words = dict.fromkeys(" ".join(m[0].lower().split()) for m in rule.words.finditer(text))
        if words:
            found.append((len(words), rule.situation, next(iter(words))))
        text = rule.words.sub(" ", text)
    return [(what, word) for _, what, word in sorted(found, key=lambda one: -one[0])]


def _reason(word: str, choice: Choice) -> str:
    why = f"You wrote “{word}”: {choice.reason[:1].lower()}{choice.reason[1:]}"
    return " ".join((why, *choice.doubts))
