"""The protocols at hand, and which of them suit a purpose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from dilc_desktop.domain.errors import FileProblem, RuleError
from dilc_desktop.domain.protocol import Protocol

OWN_PLAN = "own_plan"

_SUGGESTED = 3
_ORDER = ("consultancy", "tuning", "site_visit")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A protocol that may suit, and why."""

    protocol: Protocol
    reason: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """Words that speak for a protocol, and the reason that they give."""

    key: str
    words: re.Pattern[str]
    reason: str


# Source: choosing a protocol, `Choosing` in the field's guidance: no plan yet, a dilemma family; a
# draft or tool, the tuning family; evidence from classrooms, a visit. The order matters: "no plan
# yet" is taken out of the text before "plan" is looked for.
_RULES = (
    _Rule(
        "consultancy",
        re.compile(
            r"\bno (?:clear )?(?:plan|draft|answer)s?(?: yet)?\b|\bnot sure\b|\bunsure\b|\bstuck\b"
            r"|\bdilemmas?\b|\bproblems?\b|\bchalleng\w*|\bstruggl\w*|\bpuzzl\w*|\bwonder\w*",
            re.IGNORECASE,
        ),
        "a question that is still open gains most from many ways of seeing it.",
    ),
    _Rule(
        "site_visit",
        re.compile(
            r"\bvisit(?:s|ing|ed)?\b|\bclassrooms?\b|\bobserv\w+|\bevidence\b|\brounds\b",
            re.IGNORECASE,
        ),
        "what happens in classrooms is best seen there, together.",
    ),
    _Rule(
        "tuning",
        re.compile(
            r"\bdrafts?\b|\btools?\b|\bforms?\b|\bplans?\b|\blessons?\b|\bproducts?\b|\brubrics?\b"
            r"|\btemplates?\b|\bagendas?\b|\btun(?:e|ing)\b|\bfeedback on\b",
            re.IGNORECASE,
        ),
        "work that is already on paper gets sharper with warm and cool feedback.",
    ),
)


class ProtocolShelf:
    """The protocols of one folder; it is read once, when first asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._protocols: tuple[Protocol, ...] | None = None
        self._problems: tuple[FileProblem, ...] = ()

    def all(self) -> tuple[Protocol, ...]:
        """Every valid protocol: the well-known ones first, then by name, the open session last."""
        if self._protocols is None:
            self._protocols, self._problems = _read(self._folder)
        return self._protocols

    def problems(self) -> tuple[FileProblem, ...]:
        """What kept files of the folder off the shelf."""
        self.all()
        return self._problems

    def protocol(self, key: str) -> Protocol:
        """The protocol with this key; RuleError where there is none."""
        for protocol in self.all():
            if protocol.key == key:
                return protocol
        raise RuleError("That protocol is not on the shelf. Please choose another one.")

    def suggestions(self, purpose: str) -> tuple[Suggestion, ...]:
        """Three protocols for a purpose, the most fitting first, each with a reason.

        Protocols that the purpose says nothing about follow in the shelf's order, with their own
        purpose as the reason.
        """
        spoken_for = _spoken_for(purpose)
        ranked = sorted(
            self.all(),
            key=lambda p: (p.key == OWN_PLAN, -len(spoken_for.get(p.key, ((), ""))[0])),
        )
        return tuple(
            Suggestion(p, _reason(p, *spoken_for.get(p.key, ((), "")))) for p in ranked[:_SUGGESTED]
        )


def _spoken_for(purpose: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """The different words found for each protocol's key, with the rule's reason."""
    text = purpose
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    for rule in _RULES:
        words = dict.fromkeys(match[0].lower() for match in rule.words.finditer(text))
        if words:
            found[rule.key] = (tuple(words), rule.reason)
        text = rule.words.sub(" ", text)
    return found


def _reason(protocol: Protocol, words: tuple[str, ...], reason: str) -> str:
    if not words:
        return protocol.purpose
    return f"You wrote “{words[0]}”: {reason}"


def _read(folder: Path) -> tuple[tuple[Protocol, ...], tuple[FileProblem, ...]]:
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
    return tuple(sorted(protocols.values(), key=_place)), tuple(problems)


def _place(protocol: Protocol) -> tuple[bool, int, str]:
    known = _ORDER.index(protocol.key) if protocol.key in _ORDER else len(_ORDER)
    return (protocol.key == OWN_PLAN, known, protocol.name.casefold())
