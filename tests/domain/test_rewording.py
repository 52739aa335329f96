"""Other words in the place of names, wherever somebody wrote them and nowhere else."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

import pytest

from dilc_desktop.domain.record import Artifact, SessionRecord
from dilc_desktop.domain.rewording import cleaner, reworded

# What is no text of a person: ids and what they point to, clocks, codes, and what a file is called.
NO_WORDS = {
    *("id", "action", "boot", "run_id", "stage_id", "speaker", "undone_action", "copy_of"),
    *(
        "stages",
        "stage_run",
        "about",
        "artifact",
        "returns_in",
        "contribution",
        "who",
        "stage_key",
        "block",
    ),
    *("protocol_key", "protocol_name", "protocol_credit", "item", "answer", "code"),
    *("link", "file_name", "media_type", "sha256", "name"),
}


def marked(value: object, name: str = "") -> object:
    """A record in which every text is followed by a name."""
    if type(value) is str:
        return f"{value} Ana Paz"
    if isinstance(value, tuple):
        return tuple(marked(part, name) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = NO_WORDS - {"name"} if type(value).__name__ == "PlannedStage" else NO_WORDS
        given = {f.name: getattr(value, f.name) for f in fields(value)}
        return replace(
            value, **{key: marked(v, key) for key, v in given.items() if key not in kept}
        )
    return value


def test_every_text_is_reworded(record: SessionRecord) -> None:
    plan = (replace(record.plan[0], prompts=("Ask twice.",)), *record.plan[1:])
    named = marked(replace(record, plan=plan))
    assert isinstance(named, SessionRecord)
    assert repr(named).count("Ana Paz") > 60
    clean = reworded(named, cleaner({"Ana Paz": "[P07]"}))
    assert "Ana Paz" not in repr(clean)
    assert repr(clean) == repr(named).replace("Ana Paz", "[P07]")


def test_what_people_and_files_are_called_stays(record: SessionRecord) -> None:
    people = tuple(replace(person, name="Ana Paz") for person in record.participants)
    file = Artifact(id="a", title="", file_name="Ana Paz.pdf", link="https://example.org/Ana Paz")
    kept = replace(record, participants=people, artifacts=(file,))
    assert reworded(kept, cleaner({"Ana Paz": "[P07]"})) == kept


@pytest.mark.parametrize("shown", [{}, {"": "x"}, {" ": "x"}, {"A": "x"}])
def test_without_names_nothing_changes(record: SessionRecord, shown: dict[str, str]) -> None:
    assert reworded(record, cleaner(shown)) == record
