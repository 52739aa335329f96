"""Other words in the place of names, wherever in a session somebody wrote them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace

from dilc_desktop.domain.record import Artifact, Closing, Contribution, SessionRecord
from dilc_desktop.domain.session import PlaceEntered, PlannedStage

# A single letter is no name that could be told from a word.
_SHORTEST_NAME = 2

Clean = Callable[[str], str]


def cleaner(shown: Mapping[str, str]) -> Clean:
    """Puts the word for a name in its place, in capitals or not, where it stands whole."""
    words = {_composed(name): word for name, word in shown.items()}
    # The longest first, because one name may begin with another; each is a group of its own.
    names = sorted((n for n in words if len(n) >= _SHORTEST_NAME), key=len, reverse=True)
    if not names:
        return lambda text: text
    pattern = re.compile("|".join(f"({_pattern(name)})" for name in names), re.IGNORECASE)

    def word_for(found: re.Match[str]) -> str:
        return words[names[(found.lastindex or 1) - 1]]

    def clean(text: str) -> str:
        cleaned, many = pattern.subn(word_for, unicodedata.normalize("NFC", text))
        return cleaned if many else text

    return clean


def reworded(record: SessionRecord, clean: Clean) -> SessionRecord:
    """The record with every text in it cleaned; what people and files are called stays."""
    return replace(
        record,
        title=clean(record.title),
        learning_purpose=clean(record.learning_purpose),
        student_aim=clean(record.student_aim),
        problem=clean(record.problem),
        plan=tuple(_stage(stage, clean) for stage in record.plan),
        framing_questions=tuple(
            replace(question, text=clean(question.text)) for question in record.framing_questions
        ),
        checklist=tuple(replace(answer, note=clean(answer.note)) for answer in record.checklist),
        artifacts=tuple(_artifact(artifact, clean) for artifact in record.artifacts),
        facts=tuple(
            replace(fact, place=clean(fact.place)) if isinstance(fact, PlaceEntered) else fact
            for fact in record.facts
        ),
        contributions=tuple(_contribution(c, clean) for c in record.contributions),
        commitments=tuple(
            replace(c, what=clean(c.what), evidence=clean(c.evidence)) for c in record.commitments
        ),
        closing=_closing(record.closing, clean),
    )


def _stage(stage: PlannedStage, clean: Clean) -> PlannedStage:
    return replace(
        stage,
        name=clean(stage.name),
        speaks=clean(stage.speaks),
        silent=clean(stage.silent),
        say=clean(stage.say),
        room=clean(stage.room),
        places=tuple(map(clean, stage.places)),
        prompts=tuple(map(clean, stage.prompts)),
    )


def _artifact(artifact: Artifact, clean: Clean) -> Artifact:
    return replace(
        artifact,
        title=clean(artifact.title),
        relevance_note=clean(artifact.relevance_note),
    )


def _contribution(contribution: Contribution, clean: Clean) -> Contribution:
    return replace(
        contribution,
        text=clean(contribution.text),
        evidence=clean(contribution.evidence),
        place=clean(contribution.place),
        earlier=tuple(
            replace(wording, text=clean(wording.text), evidence=clean(wording.evidence))
            for wording in contribution.earlier
        ),
    )


def _closing(closing: Closing, clean: Clean) -> Closing:
    return replace(
        closing,
        reflection=clean(closing.reflection),
        debrief_purpose=clean(closing.debrief_purpose),
        debrief_approach=clean(closing.debrief_approach),
        debrief_effects=clean(closing.debrief_effects),
        purpose_as_contested=clean(closing.purpose_as_contested),
    )


def _composed(name: str) -> str:
    """A name with single spaces, each letter one character where there is one."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def _pattern(name: str) -> str:
    """A name as it may stand in a text, as whole words where its script sets words apart."""
    before = r"(?<!\w)" if _stands_apart(name[0]) else ""
    after = r"(?!\w)" if _stands_apart(name[-1]) else ""
    return before + r"\s+".join(map(re.escape, name.split())) + after


def _stands_apart(letter: str) -> bool:
    """Whether it is a digit, or of a script with small and capital letters: all leave spaces."""
    return letter.isdigit() or letter.lower() != letter.upper()
