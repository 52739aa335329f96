"""The protocol library: every protocol that the field names, with its figures and its advice.

`data/protocol_facts.json` holds, for each stage in order: the shortest, longest and default
minutes, how its place is known (C: read in a source, K: commonly known, D: our own design), and
kinds of contribution of which at least one belongs there.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dilc_desktop.domain.protocol import (
    ContributionKind,
    MinutesFrom,
    Protocol,
    Situation,
    Stage,
    StageKind,
    Trust,
)
from dilc_desktop.exchange.protocol_file import read_protocol

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "protocols").glob("*.toml"))
PROMPTS = ROOT / "resources" / "equity_prompts.toml"
OTHER_MEETINGS = ("des_meeting", "focal_school_observation", "interview_guide", "retreat_block")
DESIGNED = {"own_plan", "preconf", "site_visit", *OTHER_MEETINGS}

# What presenters bring and take away, and what any stage may hold, needs no help to be told apart.
PLAIN = {
    ContributionKind.PROBLEM,
    ContributionKind.FRAMING_QUESTION,
    ContributionKind.RESTATED_QUESTION,
    ContributionKind.ANSWER,
    ContributionKind.REFLECTION,
    ContributionKind.DEBRIEF,
    ContributionKind.ARTIFACT,
    ContributionKind.PROCESS_NOTE,
    ContributionKind.PARKING_LOT,
}
# Marks that our notes give to sources; they say nothing to a reader.
SOURCE_CODE = re.compile(
    r"\b(?:CON|TUN|CAC|ATL|ISS|PEEL|IR|SV)\d+\b"
    r"|\b(?:ATD|CFK|CHA|TRI|PQ|SUC|SLW|FW|TXT|4A|CHALK|DDD|COMP|PEER|POP|CEL|NSRF-[DG])\b"
)


class Figures(NamedTuple):
    """What the field says of one stage."""

    shortest: int
    longest: int
    minutes: int
    known: str
    kinds: list[str]


def _facts() -> dict[str, list[Figures]]:
    text = (ROOT / "tests" / "data" / "protocol_facts.json").read_text(encoding="utf-8")
    return {key: [Figures(*row) for row in rows] for key, rows in json.loads(text).items()}


FACTS = _facts()


@pytest.fixture(scope="module")
def library() -> dict[str, Protocol]:
    return {file.stem: read_protocol(file) for file in FILES}


def texts(told: object) -> Iterator[str]:
    """All strings of a parsed file."""
    match told:
        case str():
            yield told
        case dict():
            for value in told.values():
                yield from texts(value)
        case list():
            for value in told:
                yield from texts(value)


def raw(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


# What the field says


def test_the_facts_are_of_twenty_five_protocols_with_158_stages() -> None:
    assert (len(FACTS), sum(map(len, FACTS.values()))) == (25, 158)


def test_the_library_holds_them_and_the_studys_other_meetings_and_nothing_else() -> None:
    assert {file.stem for file in FILES} == {*FACTS, *OTHER_MEETINGS, "own_plan"}


@pytest.mark.parametrize("key", FACTS)
def test_a_protocol_has_its_stages_in_order_with_their_minutes(key: str) -> None:
    protocol = read_protocol(ROOT / "protocols" / f"{key}.toml")
    assert protocol.key == key
    assert [(s.shortest, s.longest, s.minutes) for s in protocol.stages] == [
        (f.shortest, f.longest, f.minutes) for f in FACTS[key]
    ]
    misplaced = [
        stage.key
        for stage, fact in zip(protocol.stages, FACTS[key], strict=True)
        if fact.kinds and not {kind.value for kind in stage.kinds} & set(fact.kinds)
    ]
    assert misplaced == []


@pytest.mark.parametrize("key", FACTS)
def test_minutes_claim_no_better_source_than_the_field_has(key: str) -> None:
    allowed = {
        "C": {MinutesFrom.PUBLISHED, MinutesFrom.SUGGESTED},
        "K": {MinutesFrom.COMMON, MinutesFrom.SUGGESTED},
        "D": {MinutesFrom.SUGGESTED},
    }
    stages = read_protocol(ROOT / "protocols" / f"{key}.toml").stages
    claims = [
        (stage.key, stage.minutes_from)
        for stage, fact in zip(stages, FACTS[key], strict=True)
        if stage.minutes_from not in allowed[fact.known]
    ]
    assert claims == []


def test_minutes_that_nobody_found_are_called_suggested(library: dict[str, Protocol]) -> None:
    for key in ("ddd", "text_rendering", "site_visit", "preconf", *OTHER_MEETINGS):
        found = {stage.minutes_from for stage in library[key].stages}
        assert found == {MinutesFrom.SUGGESTED}, key


def test_turns_repeat_for_each_presenter_and_nothing_else_does(
    library: dict[str, Protocol],
) -> None:
    turning = {
        key: [number for number, stage in enumerate(protocol.stages, start=1) if stage.block]
        for key, protocol in library.items()
    }
    assert {key: numbers for key, numbers in turning.items() if numbers} == {
        "dilemma_triad": [1, 2, 3, 4, 5],
        "success": [2, 3, 4, 5],
        "last_word": [2, 3, 4],
    }
    for protocol in library.values():
        for stage in protocol.stages:
            assert (stage.block == "turn") == (stage.rounds > 1), (protocol.key, stage.key)
    assert library["last_word"].stages[1].rounds == 4


def test_minutes_that_hang_on_the_number_of_people_say_what_one_takes(
    library: dict[str, Protocol],
) -> None:
    rounds = [s for s in library["onion"].stages if s.kind is StageKind.GO_ROUND]
    assert len(rounds) == 4
    assert all(30 <= stage.per_person_s <= 40 for stage in rounds)
    # Five minutes for each person, shared out between the rounds.
    assert sum(stage.per_person_s for stage in library["four_as"].stages) == 5 * 60
    answers = library["last_word"].stages[2]
    assert (answers.per_person_s * 3, answers.kind) == (answers.minutes * 60, StageKind.GO_ROUND)


# What each file says


@pytest.fixture(scope="module", params=FILES, ids=[file.stem for file in FILES])
def file(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_a_file_says_what_a_supervisor_needs_to_choose_and_to_prepare(file: Path) -> None:
    protocol = read_protocol(file)
    assert protocol.key == file.stem
    for field in ("purpose", "use_when", "avoid_when", "risk", "credit", "group_size", "roles"):
        assert getattr(protocol, field).strip(), field
    assert protocol.differs.strip()
    assert 3 <= len(protocol.norms) <= 5
    assert 3 <= len(protocol.preparation) <= 6
    assert all(len(step) <= 100 for step in (*protocol.norms, *protocol.preparation))


def test_a_credit_names_its_origin_and_claims_no_endorsement(file: Path) -> None:
    credit = read_protocol(file).credit
    assert credit.startswith("Our own" if file.stem in DESIGNED else "After ")
    assert "endorse" in credit or file.stem == "own_plan"


def test_a_file_says_of_each_stage_where_its_minutes_come_from(file: Path) -> None:
    assert [s["key"] for s in raw(file)["stage"] if "minutes_from" not in s] == []


def test_wording_can_be_said_in_one_breath_and_read_from_afar(file: Path) -> None:
    for stage in read_protocol(file).stages:
        assert len(stage.say) <= 340, stage.key
        assert len(stage.room) <= 110, stage.key
        assert 2 <= len(sentences(stage)) <= 7, stage.key
        assert 2 <= len(stage.kinds) <= 6, stage.key
        assert stage.room.endswith((".", "?")), stage.key


def sentences(stage: Stage) -> list[str]:
    return re.findall(r"[.?](?=[\s”]|$)", stage.say)


def test_there_is_help_for_what_each_stage_mainly_captures(file: Path) -> None:
    protocol = read_protocol(file)
    helped = {help_.kind for help_ in protocol.helps}
    missing = [
        (stage.key, stage.kinds[0])
        for stage in protocol.stages
        if stage.kinds[0] not in helped | PLAIN
    ]
    assert missing == []
    for help_ in protocol.helps:
        assert 1 <= len(help_.stems) <= 3, help_.kind
        assert help_.test.strip(), help_.kind
    captured = {kind for stage in protocol.stages for kind in stage.kinds}
    assert helped - captured == set()


def test_the_presenters_reflection_and_the_debrief_are_protected_and_nothing_else(
    file: Path,
) -> None:
    closing = {ContributionKind.REFLECTION, ContributionKind.DEBRIEF}
    for stage in read_protocol(file).stages:
        if stage.key in {"debrief", "reflect"} or stage.kinds[0] is ContributionKind.DEBRIEF:
            assert stage.protected, stage.key
        if stage.protected:
            assert closing & set(stage.kinds), stage.key


def test_no_text_shows_a_mark_of_our_notes_or_is_left_unfinished(file: Path) -> None:
    for text in texts(raw(file)):
        assert not SOURCE_CODE.search(text), text
        assert text == text.strip(), text
        assert "  " not in text, text
        assert not re.search(r"\b(?:TODO|TBD)\b", text), text


# What a group brings


def test_every_situation_has_a_protocol_and_classrooms_have_three(
    library: dict[str, Protocol],
) -> None:
    suited = {
        situation: {key for key, found in library.items() if situation in found.situations}
        for situation in Situation
    }
    assert suited[Situation.CLASSROOMS] >= {"site_visit", "rounds", "peer_observer_coach"}
    assert suited[Situation.TEXT] >= {"last_word", "four_as", "text_rendering"}
    assert suited[Situation.STUDENT_WORK] >= {"cac", "atlas_work", "atlas_data", "ddd"}
    assert suited[Situation.OPEN_DILEMMA] >= {"consultancy", "onion"}
    assert suited[Situation.DRAFT] >= {"tuning", "tuning_plan", "tuning_short"}
    assert "success" in suited[Situation.SUCCESS]
    assert "chalk_talk" in suited[Situation.TENSION]
    assert "charrette" in suited[Situation.STUCK_TEAM]
    for key in (*OTHER_MEETINGS, "own_plan", "preconf"):
        assert library[key].situations == (), key


def test_tension_needs_little_trust_and_atlas_much(library: dict[str, Protocol]) -> None:
    assert library["chalk_talk"].trust is Trust.LOW
    assert library["atlas_work"].trust is Trust.HIGH


def test_rooms_have_codes_and_no_names(library: dict[str, Protocol]) -> None:
    visits = {s.key: s for s in library["site_visit"].stages}["visits"]
    assert (visits.kind, visits.places) == (StageKind.VISIT, ("Room A", "Room B", "Room C"))


def test_the_interview_asks_for_consent_before_anything_else(library: dict[str, Protocol]) -> None:
    guide = library["interview_guide"]
    assert guide.stages[0].key == "consent"
    assert 40 <= guide.minutes <= 50
    assert library["retreat_block"].minutes == 90


# The prompts that can be laid over any of them


def test_equity_prompts_each_have_a_place_and_are_short() -> None:
    overlay = raw(PROMPTS)
    assert overlay["name"].strip()
    assert overlay["purpose"].strip()
    assert overlay["version"] == 1
    places = {kind.value for kind in (*ContributionKind, *StageKind)}
    assert 10 <= len(overlay["prompt"]) <= 16
    for prompt in overlay["prompt"]:
        assert set(prompt) == {"when", "text"}
        assert prompt["when"] in places
        assert 20 <= len(prompt["text"]) <= 110, prompt["text"]
        assert prompt["text"].endswith((".", "?"))
    assert len({prompt["text"] for prompt in overlay["prompt"]}) == len(overlay["prompt"])


def test_an_equity_prompt_can_come_up_in_every_protocol_of_the_field(
    library: dict[str, Protocol],
) -> None:
    asked = {prompt["when"] for prompt in raw(PROMPTS)["prompt"]}
    for key in FACTS:
        stages = library[key].stages
        heard = {kind.value for stage in stages for kind in stage.kinds}
        assert asked & (heard | {stage.kind.value for stage in stages}), key
