"""The session document: lossless for any session, exact about time, strict when read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import ContributionKind, RoomTime, StageKind
from dilc_desktop.domain.record import (
    Agreement,
    Artifact,
    ChecklistAnswer,
    Closing,
    Commitment,
    Consent,
    Contribution,
    Focus,
    FramingQuestion,
    Level,
    Participant,
    Relevance,
    Role,
    SessionRecord,
    Wording,
)
from dilc_desktop.domain.session import (
    Ended,
    Fact,
    Interrupted,
    Moment,
    Passed,
    PlaceEntered,
    PlannedStage,
    Reason,
    Recovered,
    Reopened,
    Replanned,
    Resumed,
    StageEntered,
    StageLeft,
    StageSkipped,
    StartMoved,
    TimeAdded,
    TurnBegan,
    TurnEnded,
    Undone,
    replay,
)
from dilc_desktop.exchange.session_document import (
    MAX_FACTS,
    MAX_MOVES,
    DocumentMisfit,
    content_sha256,
    holds_private,
    read,
    session_schema,
    shared,
    written,
)

SCHEMA = Path(__file__).parents[2] / "resources" / "schemas" / "session.schema.json"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Any session

texts = st.text(max_size=12) | st.sampled_from(
    [
        "👩🏽‍🏫 naïve",
        "שלום, עולם",
        "a\r\nb\rc\td",
        "x\u2028y\u2029z",
        "\x00",
        '"\\/',
        "\ufeff",
        "\x7f\x85",
    ]
)
instants = st.integers(0, 7_000_000_000_000).map(lambda ms: EPOCH + timedelta(milliseconds=ms))
zones = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
local_times = st.none() | st.builds(lambda at, zone: at.astimezone(zone), instants, zones)
dates = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31))
answers = st.sampled_from([None, True, False])


@st.composite
def facts(
    draw: st.DrawFn,
    plan: tuple[PlannedStage, ...],
    people: tuple[Participant, ...],
    log: list[Fact],
    common: dict[str, Any],
    run_id: str,
) -> Fact:
    """One more fact after a log, that may or may not be possible."""
    stages = st.sampled_from([stage.id for stage in plan])
    lengths = st.lists(st.tuples(stages, st.integers(0, 86_400)), max_size=3)
    own: dict[type[Fact], dict[str, st.SearchStrategy[Any]]] = {
        StageEntered: {"stage_id": stages, "run_id": st.just(run_id), "again": st.booleans()},
        StageLeft: {},
        StageSkipped: {"stage_id": stages},
        StartMoved: {"seconds": st.integers(-60, 1_800)},
        Interrupted: {"reason": st.sampled_from(Reason)},
        Resumed: {},
        TimeAdded: {"seconds": st.integers(-600, 600)},
        Replanned: {"stages": lengths.map(tuple)},
        TurnEnded: {},
        PlaceEntered: {"place": texts},
        Ended: {},
        Reopened: {},
        Recovered: {"away_ms": st.sampled_from([0, 0, 1, 240_000, 10**9 + 1])},
    }
    if people:
        speakers = st.sampled_from([person.id for person in people])
        own |= {TurnBegan: {"speaker": speakers}, Passed: {"speaker": speakers}}
    if log:
        own[Undone] = {"undone_action": st.sampled_from([fact.action for fact in log])}
    kinds: list[type[Fact]] = [StageEntered, *own] if log else [StageEntered]
    kind = draw(st.sampled_from(kinds))
    return kind(**common, **{name: draw(values) for name, values in own[kind].items()})


@st.composite
def logs(
    draw: st.DrawFn, plan: tuple[PlannedStage, ...], people: tuple[Participant, ...]
) -> tuple[Fact, ...]:
    """A log that could have happened, with undone acts, restarts and a turned wall clock."""
    steady, utc, boot = 1_000, 1_790_000_000_000, 0
    log: list[Fact] = []
    for number in range(draw(st.integers(0, 3) | st.integers(6, 12))):
        passed = draw(st.integers(0, 3_600_000))
        steady, utc = steady + passed, utc + passed
        if draw(st.integers(0, 9)) == 0:
            boot, steady = boot + 1, 5
        if draw(st.integers(0, 9)) == 0:
            utc += draw(st.integers(-10_000_000, 10_000_000))
        common: dict[str, Any] = {
            "id": f"f{number}",
            "action": f"a{draw(st.integers(max(0, number - 1), number))}",
            "at": Moment(steady, f"boot {boot}", utc, draw(st.integers(-840, 840))),
        }
        fact = draw(facts(plan, people, log, common, f"r{number}"))
        try:
            replay(plan, (*log, fact))
        except RuleError:
            continue
        log.append(fact)
    return tuple(log)


@st.composite
def sessions(draw: st.DrawFn) -> SessionRecord:
    """Any session that the program could hold, in the order of its offsets."""
    seconds = st.integers(0, 86_400)
    plan = tuple(
        PlannedStage(
            id=f"s{number}",
            name=draw(texts),
            kind=draw(st.sampled_from(StageKind)),
            planned_s=draw(seconds),
            speaks=draw(texts),
            silent=draw(texts),
            kinds=tuple(draw(st.lists(st.sampled_from(ContributionKind), max_size=2))),
            say=draw(texts),
            room=draw(texts),
            shortest_s=draw(st.none() | seconds),
            longest_s=draw(st.none() | seconds),
            protected=draw(st.booleans()),
            stage_key=draw(texts),
            left_out=number > 1 and draw(st.booleans()),
            block=draw(st.sampled_from(["", "", "round"])),
            rounds=draw(st.integers(1, 3)),
            places=tuple(draw(st.lists(texts, max_size=2))),
            room_time=draw(st.sampled_from(RoomTime)),
            counts_up=draw(st.booleans()),
            soon_s=draw(st.sampled_from([0, 0, 0, 1, 600, 86_400])),
            prompts=tuple(draw(st.lists(texts, max_size=2))) if draw(st.booleans()) else (),
        )
        for number in range(draw(st.integers(1, 3)))
    )
    people = tuple(
        Participant(
            id=f"p{number}",
            code=draw(texts),
            name=draw(texts),
            roles=tuple(draw(st.lists(st.sampled_from(Role), max_size=2))),
            consent=Consent(
                quotes=draw(answers),
                artifacts=draw(answers),
                research=draw(answers),
                asked_on=draw(dates),
            ),
        )
        for number in range(draw(st.integers(0, 2)))
    )
    log = draw(logs(plan, people))
    artifacts = tuple(
        Artifact(
            id=f"a{number}",
            title=draw(texts),
            relevance=draw(st.none() | st.sampled_from(Relevance)),
            relevance_note=draw(texts),
            names_removed=draw(st.booleans()),
            link=draw(texts),
            file_name=draw(texts),
            media_type=draw(texts),
            sha256=draw(st.sampled_from(["", "ab" * 32])),
            size=draw(st.integers(0, 2**53)),
        )
        for number in range(draw(st.integers(0, 2)))
    )
    captures = draw(st.integers(0, 4))
    targets = st.sampled_from([None, *(f"c{number}" for number in range(captures))])
    runs = [fact.run_id for fact in log if isinstance(fact, StageEntered)]
    speakers = st.sampled_from([None, *(person.id for person in people)])
    contributions = tuple(
        Contribution(
            id=f"c{number}",
            kind=draw(st.sampled_from(ContributionKind)),
            text=draw(texts),
            speaker=draw(speakers),
            stage_run=draw(st.sampled_from([None, *runs])),
            offset_ms=draw(st.integers(0, 20_000_000)),
            captured_at=draw(instants),
            level=draw(st.sampled_from(Level)),
            during_interruption=draw(st.booleans()),
            withdrawn_at=draw(st.none() | instants),
            earlier=tuple(
                Wording(
                    id=f"w{number}-{version}",
                    kind=draw(st.sampled_from(ContributionKind)),
                    text=draw(texts),
                    speaker=draw(speakers),
                    level=draw(st.sampled_from(Level)),
                    replaced_at=draw(instants),
                    evidence=draw(texts),
                )
                for version in range(draw(st.integers(0, 2)))
            ),
            evidence=draw(texts),
            verbatim=draw(st.booleans()),
            focus=tuple(draw(st.lists(st.sampled_from(Focus), max_size=2))),
            about=draw(targets),
            artifact=draw(st.sampled_from([None, *(artifact.id for artifact in artifacts)])),
            place=draw(texts),
            returns_in=draw(st.sampled_from([None, *(stage.id for stage in plan)])),
        )
        for number in range(captures)
    )
    captured = [None, *(contribution.id for contribution in contributions)]
    return SessionRecord(
        id="0199-AB_c",
        title=draw(texts),
        created_at=draw(instants),
        protocol_key=draw(texts),
        protocol_name=draw(texts),
        protocol_version=draw(st.integers(0, 1_000_000)),
        protocol_credit=draw(texts),
        learning_purpose=draw(texts),
        student_aim=draw(texts),
        problem=draw(texts),
        scheduled_start=draw(local_times),
        agreed_end=draw(local_times),
        plan=plan,
        participants=people,
        framing_questions=tuple(
            FramingQuestion(id=f"q{number}", text=draw(texts), written_at=draw(instants))
            for number in range(draw(st.integers(0, 2)))
        ),
        checklist=tuple(
            ChecklistAnswer(item=item, answer=draw(texts), note=draw(texts))
            for item in draw(st.lists(texts, max_size=2, unique=True))
        ),
        artifacts=artifacts,
        facts=log,
        contributions=tuple(sorted(contributions, key=lambda c: (c.offset_ms, c.id))),
        commitments=tuple(
            Commitment(
                id=f"m{number}",
                who=draw(speakers),
                what=draw(texts),
                by_when=draw(dates),
                evidence=draw(texts),
                contribution=draw(st.sampled_from(captured)),
            )
            for number in range(draw(st.integers(0, 2)))
        ),
        closing=Closing(
            reflection=draw(texts),
            debrief_purpose=draw(texts),
            debrief_approach=draw(texts),
            debrief_effects=draw(texts),
            purpose_agreement=draw(st.none() | st.sampled_from(Agreement)),
            purpose_as_contested=draw(texts),
            next_date=draw(dates),
        ),
        copy_of=draw(st.sampled_from(["", "0199-AB_d"])),
    )


@settings(max_examples=150, deadline=None)
@given(sessions(), st.lists(st.sampled_from(["0" * 64, "f" * 64]), max_size=2))
def test_any_session_comes_back_equal(record: SessionRecord, history: list[str]) -> None:
    data, document = written(record, history, private=True)
    assert read(data) == document
    assert document.record == record
    assert document.history == tuple(history)
    assert document.content_sha256 == content_sha256(record, private=True)
    for ours, theirs in (
        (record.scheduled_start, document.record.scheduled_start),
        (record.agreed_end, document.record.agreed_end),
    ):
        assert (ours and ours.utcoffset()) == (theirs and theirs.utcoffset())


@settings(max_examples=40, deadline=None)
@given(sessions())
def test_nothing_private_or_taken_back_leaves_unless_asked_for(record: SessionRecord) -> None:
    def kept_back(said: Contribution) -> bool:
        return said.private or said.withdrawn_at is not None

    marked = replace(
        record,
        contributions=tuple(
            replace(
                c,
                text="SECRET" if kept_back(c) else c.text,
                evidence="SECRET" if kept_back(c) else c.evidence,
                place="SECRET" if kept_back(c) else c.place,
                earlier=tuple(
                    replace(w, text="SECRET", evidence="SECRET")
                    if w.level is Level.FACILITATOR or kept_back(c)
                    else w
                    for w in c.earlier
                ),
            )
            for c in record.contributions
        ),
    )
    data, document = written(marked, ())
    assert b"SECRET" not in data
    assert document.record == shared(record)
    assert document.content_sha256 == content_sha256(record)
    known = {c.id for c in record.contributions if not c.private}
    assert {c.id for c in document.record.contributions} == known
    before = {c.id: None if kept_back(c) else c.about for c in record.contributions}
    assert {c.id: c.about for c in document.record.contributions} == {
        id_: before[id_] if before[id_] in known else None for id_ in known
    }
    assert not holds_private(document.record)


@settings(max_examples=60, deadline=None)
@given(sessions())
def test_a_session_that_uses_nothing_new_has_the_document_that_it_always_had(
    record: SessionRecord,
) -> None:
    plain = _as_of_version_1(record)
    data, document = written(plain, (), private=True)
    assert document.format_version == 1
    assert document.record == plain
    for field in NEW_FIELDS:
        assert f'"{field}": '.encode() not in data
    second = _as_of_version_2(record)
    data, document = written(second, (), private=True)
    assert document.format_version == (1 if second == plain else 2)
    for field in NEW_SINCE_3:
        assert f'"{field}": '.encode() not in data
    _, whole = written(record, (), private=True)
    assert whole.format_version == (3 if record != second else document.format_version)


# `evidence` is new for contributions; commitments always had one.
NEW_FIELDS = (
    *("again", "block", "rounds", "places", "room_time", "counts_up", "verbatim", "focus"),
    *("about", "artifact", "place", "returns_in", "round", "turns", "passed", "stops"),
    *("soon_s", "prompts", "away_s", "starred"),
)
NEW_SINCE_3 = ("soon_s", "prompts", "away_s", "starred")


def _as_of_version_2(record: SessionRecord) -> SessionRecord:
    """The session without anything that came with format version 3."""
    plan = tuple(replace(stage, soon_s=0, prompts=()) for stage in record.plan)
    facts = tuple(
        replace(fact, away_ms=0) if isinstance(fact, Recovered) else fact for fact in record.facts
    )
    said = tuple(replace(c, starred=False) for c in record.contributions)
    return replace(record, plan=plan, facts=facts, contributions=said)


def _as_of_version_1(record: SessionRecord) -> SessionRecord:
    """The session without anything that came with format version 2 or later."""
    record = _as_of_version_2(record)
    known = (StageEntered, StageLeft, Interrupted, Resumed, TimeAdded, Ended, Undone)
    log: list[Fact] = []
    for fact in record.facts:
        old = replace(fact, again=False) if isinstance(fact, StageEntered) else fact
        try:
            replay(record.plan, (*log, old))
        except RuleError:
            continue
        if isinstance(old, known):
            log.append(old)
    runs = {fact.run_id for fact in log if isinstance(fact, StageEntered)}
    return replace(
        record,
        facts=tuple(log),
        plan=tuple(
            replace(
                stage, block="", rounds=1, places=(), room_time=RoomTime.DIGITS, counts_up=False
            )
            for stage in record.plan
        ),
        contributions=tuple(
            replace(
                c,
                stage_run=c.stage_run if c.stage_run in runs else None,
                evidence="",
                verbatim=False,
                focus=(),
                about=None,
                artifact=None,
                place="",
                returns_in=None,
                earlier=tuple(replace(w, evidence="") for w in c.earlier),
            )
            for c in record.contributions
        ),
    )


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(categories=["Cs", "Ll", "So"]), min_size=1, max_size=8))
def test_half_characters_become_replacement_characters_and_nothing_crashes(title: str) -> None:
    record = replace(_bare(), title=title, problem=title)
    _, document = written(record, ())
    assert document.content_sha256 == content_sha256(record)
    whole = [c for c in title if not "\ud800" <= c <= "\udfff"]
    assert [c for c in document.record.title if c in whole] == whole
    if len(whole) == len(title):
        assert document.record.title == title


def _bare() -> SessionRecord:
    return SessionRecord(
        id="session-1",
        title="",
        created_at=EPOCH,
        protocol_key="",
        protocol_name="",
        protocol_version=1,
        protocol_credit="",
    )


# What the document says


def _json(record: SessionRecord, *, private: bool = True) -> dict[str, Any]:
    data, _ = written(record, ("ab" * 32,), private=private)
    found: dict[str, Any] = json.loads(data)
    return found


def test_the_document_has_the_published_fields_in_order(record: SessionRecord) -> None:
    document = _json(record)
    assert list(document) == [
        "id",
        "title",
        "protocol",
        "learning_purpose",
        "student_aim",
        "problem",
        "scheduled_start",
        "agreed_end",
        "created_at",
        "started_at",
        "ended_at",
        "utc_offset_min",
        "copy_of",
        "plan",
        "participants",
        "framing_questions",
        "checklist",
        "artifacts",
        "facts",
        "stage_runs",
        "contributions",
        "withdrawn_contributions",
        "commitments",
        "closing",
        "history",
    ]
    assert document["history"] == ["ab" * 32]
    assert list(document["contributions"][0]) == [
        "id",
        "kind",
        "text",
        "speaker",
        "stage_run",
        "offset_s",
        "captured_at",
        "level",
        "during_interruption",
        "earlier",
    ]


def test_times_are_utc_with_milliseconds_and_local_times_keep_their_offset(
    record: SessionRecord,
) -> None:
    document = _json(record)
    assert document["started_at"] == "2026-03-10T19:00:00.000Z"
    assert document["ended_at"] == "2026-03-10T19:40:00.000Z"
    assert document["utc_offset_min"] == -300
    assert document["scheduled_start"] == "2026-03-10T13:55:00.000-05:00"
    assert document["created_at"] == "2026-03-03T19:00:00.000Z"
    assert document["facts"][0]["at"]["utc"] == "2026-03-10T19:00:00.000Z"


def test_stage_runs_tell_planned_active_interrupted_and_added_time(record: SessionRecord) -> None:
    runs = {run["id"]: run for run in _json(record)["stage_runs"]}
    assert list(runs) == ["run-1", "run-2", "run-4", "run-5"]
    assert runs["run-1"] == {
        "id": "run-1",
        "stage": "stage-1",
        "name": "Presentation",
        "planned_s": 600.0,
        "started_at": "2026-03-10T19:00:00.000Z",
        "ended_at": "2026-03-10T19:11:00.000Z",
        "active_s": 660.0,
        "interrupted_s": 0.0,
        "added_s": 120.0,
    }
    assert (runs["run-2"]["active_s"], runs["run-2"]["interrupted_s"]) == (300.0, 120.0)


def test_stage_runs_tell_rounds_talk_turns_passes_and_stops_by_id(record: SessionRecord) -> None:
    named = tuple(replace(p, name=f"Name-{p.code}") for p in record.participants)
    data, _ = written(replace(record, participants=named), (), private=True)
    document = json.loads(data)
    runs = {run["id"]: run for run in document["stage_runs"]}
    assert runs["run-5"]["turns"] == [
        {
            "speaker": "person-2",
            "started_at": "2026-03-10T19:33:50.000Z",
            "ended_at": "2026-03-10T19:34:10.000Z",
        }
    ]
    assert runs["run-5"]["passed"] == ["person-3"]
    assert runs["run-5"]["stops"] == [
        {
            "place": "Room 4",
            "started_at": "2026-03-10T19:34:30.000Z",
            "ended_at": "2026-03-10T19:35:00.000Z",
        }
    ]
    # A name stands once, where the person is listed; everywhere else their id stands for them.
    del document["participants"]
    assert "Name-" not in json.dumps(document)
    assert data.count(b"Name-P07") == 1


def test_a_long_day_of_talk_turns_fits(record: SessionRecord) -> None:
    (first,) = (f for f in record.facts if isinstance(f, TurnBegan))
    turns = [replace(first, id=f"t{n}", action=f"u{n}") for n in range(3 * MAX_MOVES)]
    at = record.facts.index(first)
    talked = replace(record, facts=(*record.facts[:at], *turns, *record.facts[at:]))
    assert written(talked, ())[1].record.facts == talked.facts


def test_a_round_that_runs_again_says_which_it_is(record: SessionRecord) -> None:
    log = (
        *record.facts[:1],
        replace(record.facts[2], stage_id="stage-1", run_id="run-2", again=True),  # type: ignore[call-arg] # a stage entered
    )
    document = _json(replace(record, facts=log, contributions=(), commitments=()))
    assert [run.get("round") for run in document["stage_runs"]] == [None, 2]
    assert document["facts"][1]["again"] is True


def test_the_first_run_may_start_before_the_session_did(record: SessionRecord) -> None:
    moved = StartMoved(id="moved", action="moved", at=record.facts[0].at, seconds=90)
    log = (record.facts[0], moved, *record.facts[1:])
    _, document = written(replace(record, facts=log), ())
    assert document.record.facts == log
    told = _json(replace(record, facts=log))
    assert told["started_at"] == "2026-03-10T19:00:00.000Z"
    assert told["stage_runs"][0]["started_at"] == "2026-03-10T18:58:30.000Z"
    assert told["stage_runs"][0]["active_s"] == 750.0


def test_a_session_that_went_on_after_its_end_is_told_so(record: SessionRecord) -> None:
    end = record.facts[-1]
    later = replace(end.at, steady_ms=end.at.steady_ms + 60_000, utc_ms=end.at.utc_ms + 60_000)
    log = (
        *record.facts,
        Reopened(id="on", action="on", at=later),
        Ended(id="off", action="off", at=later),
    )
    document = _json(replace(record, facts=log))
    assert document["facts"][-2]["type"] == "reopened"
    assert document["ended_at"] == "2026-03-10T19:41:00.000Z"


def test_a_run_that_is_still_open_has_no_end(record: SessionRecord) -> None:
    document = _json(replace(record, facts=record.facts[:1], contributions=(), commitments=()))
    assert document["ended_at"] is None
    assert document["stage_runs"][0]["ended_at"] is None


def test_contributions_stand_in_order_of_offset_and_withdrawn_ones_apart(
    record: SessionRecord,
) -> None:
    shuffled = replace(record, contributions=tuple(reversed(record.contributions)))
    document = _json(shuffled)
    offsets = [c["offset_s"] for c in document["contributions"]]
    assert offsets == [60.0, 690.0, 750.0, 1100.0, 1300.0, 2100.0, 2200.0]
    assert [c["id"] for c in document["withdrawn_contributions"]] == ["said-5"]
    assert document["withdrawn_contributions"][0]["withdrawn_at"] == "2026-03-10T19:20:10.000Z"
    assert content_sha256(shuffled) == content_sha256(record)


def test_of_what_was_taken_back_only_time_and_kind_leave(record: SessionRecord) -> None:
    by_whom = {"said-5": "person-2"}
    told = replace(
        record,
        contributions=tuple(
            replace(c, speaker=by_whom.get(c.id, c.speaker)) for c in record.contributions
        ),
    )
    (gone,) = (c for c in told.contributions if c.withdrawn_at is not None)
    (left,) = _json(told, private=False)["withdrawn_contributions"]
    assert left == {
        "id": gone.id,
        "kind": gone.kind.value,
        "text": "",
        "speaker": None,
        "stage_run": gone.stage_run,
        "offset_s": gone.offset_ms / 1000,
        "captured_at": "2026-03-10T19:20:00.000Z",
        "level": gone.level.value,
        "during_interruption": gone.during_interruption,
        "earlier": [],
        "withdrawn_at": "2026-03-10T19:20:10.000Z",
    }
    (whole,) = _json(told)["withdrawn_contributions"]
    assert (whole["text"], whole["speaker"]) == (gone.text, "person-2")


def test_a_commitment_leaves_with_what_was_taken_back_only_if_written_anew(
    record: SessionRecord,
) -> None:
    (gone,) = (c for c in record.contributions if c.withdrawn_at is not None)
    promises = tuple(
        replace(record.commitments[0], id=f"k{number}", what=what, contribution=gone.id)
        for number, what in enumerate((f" {gone.text} ", "In other words."))
    )
    told = replace(record, commitments=promises)
    (left,) = _json(told, private=False)["commitments"]
    assert (left["id"], left["contribution"]) == ("k1", gone.id)
    assert len(_json(told)["commitments"]) == 2


def test_prompts_focus_tags_checklist_and_originals_are_the_sessions_own_and_leave(
    record: SessionRecord,
) -> None:
    first = replace(record.contributions[0], focus=(Focus.OFF_INSTRUCTION,))
    stage = replace(record.plan[0], prompts=("Who is served?",))
    told = replace(
        record,
        plan=(stage, *record.plan[1:]),
        contributions=(first, *record.contributions[1:]),
    )
    document = _json(told, private=False)
    assert document["plan"][0]["prompts"] == ["Who is served?"]
    assert document["contributions"][0]["focus"] == ["off_instruction"]
    assert document["checklist"] == _json(told)["checklist"] != []
    assert any(said["earlier"] for said in document["contributions"])


def test_a_commitment_that_grew_from_what_is_private_does_not_leave(record: SessionRecord) -> None:
    first = record.contributions[0]
    before = Wording(
        id="before",
        kind=first.kind,
        text="Ask the new  one.",
        speaker=None,
        level=Level.FACILITATOR,
        replaced_at=datetime(2026, 3, 10, tzinfo=UTC),
    )
    promises = tuple(
        replace(record.commitments[0], id=f"k{number}", what=what, contribution=source)
        for number, (what, source) in enumerate(
            (
                ("Whatever it says now.", "said-6"),
                ("Ask the new one.", first.id),
                (first.text, first.id),
                ("Written afterwards.", None),
            )
        )
    )
    told = replace(
        record,
        contributions=(replace(first, earlier=(before,)), *record.contributions[1:]),
        commitments=promises,
    )
    document = _json(told, private=False)
    assert [c["id"] for c in document["commitments"]] == ["k2", "k3"]
    assert len(_json(told)["commitments"]) == 4


def test_what_a_contribution_points_to_is_in_the_document_or_left_out(
    record: SessionRecord,
) -> None:
    answer = replace(record.contributions[3], about="said-6", artifact="gone", returns_in="gone")
    pointing = replace(
        record, contributions=(*record.contributions[:3], answer, *record.contributions[4:])
    )
    _, document = written(pointing, (), private=True)
    found = document.record.contributions[3]
    assert (found.about, found.artifact, found.returns_in) == ("said-6", None, None)
    assert document.content_sha256 == content_sha256(pointing, private=True)
    data, document = written(pointing, ())
    found = document.record.contributions[3]
    assert (found.about, found.artifact, found.returns_in) == (None, None, None)
    assert b"said-6" not in data
    assert document.content_sha256 == content_sha256(pointing)


def test_a_named_zone_and_one_with_odd_seconds_keep_the_instant(record: SessionRecord) -> None:
    named = datetime(2026, 3, 10, 13, 55, tzinfo=ZoneInfo("America/New_York"))
    odd = named.astimezone(timezone(timedelta(hours=1, seconds=11)))
    _, document = written(replace(record, scheduled_start=named, agreed_end=odd), ())
    assert document.record.scheduled_start == named
    assert document.record.agreed_end == odd


# The hash of the content


def test_the_hash_leaves_history_and_kinship_out_and_everything_else_in(
    record: SessionRecord,
) -> None:
    plain = content_sha256(record)
    assert len(plain) == 64
    assert content_sha256(replace(record, copy_of="session-0")) == plain
    assert written(record, ("ab" * 32,))[1].content_sha256 == plain
    assert content_sha256(record, private=True) != plain
    note = replace(record.contributions[5], text="Other words")
    others = (*record.contributions[:5], note, *record.contributions[6:])
    assert content_sha256(replace(record, contributions=others)) == plain
    for change in (
        {"title": "Other"},
        {"plan": (*record.plan[:5], replace(record.plan[5], name="Other"))},
        {"facts": record.facts[:-1]},
        {"closing": replace(record.closing, next_date=None)},
        {"contributions": record.contributions[1:]},
        {"agreed_end": None},
    ):
        assert content_sha256(replace(record, **change)) != plain


def test_the_hash_can_be_worked_out_from_the_file_alone(record: SessionRecord) -> None:
    import hashlib  # noqa: PLC0415 - shows that a stranger needs nothing else

    document = _json(record, private=False)
    del document["history"], document["copy_of"]
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == content_sha256(record)


# Reading with distrust

Edit = Callable[[dict[str, Any]], object]


def _twice(name: str) -> Edit:
    return lambda d: d[name].append(d[name][0])


MISFITS: list[tuple[str, Edit, str, str]] = [
    ("unknown field", lambda d: d.update(extra=1), "extra", "not known"),
    ("unknown inner field", lambda d: d["closing"].update(mood=1), "closing, mood", "not known"),
    ("missing field", lambda d: d.pop("title"), "title", "missing"),
    ("missing inner", lambda d: d["facts"][0].pop("stage"), "fact 1, stage", "missing"),
    ("wrong type", lambda d: d.update(title=7), "title", "a text in quotes, found a whole number"),
    (
        "wrong inner type",
        lambda d: d["contributions"][3].update(text=None),
        "contribution 4, text",
        "found nothing",
    ),
    (
        "unknown kind",
        lambda d: d["contributions"][2]["earlier"][0].update(kind="gossip"),
        "contribution 3, earlier wording 1, kind",
        "probing_question",
    ),
    ("unknown role", lambda d: d["participants"][0].update(roles=["boss"]), "", "process_observer"),
    ("unknown fact", lambda d: d["facts"][0].update(type="slept"), "fact 1, type", "another value"),
    ("list for text", lambda d: d.update(plan="none"), "plan", "a list, found a text"),
    (
        "date without zone",
        lambda d: d.update(created_at="2026-03-03T19:00:00"),
        "created_at",
        "zone",
    ),
    ("no date", lambda d: d["closing"].update(next_date="soon"), "closing, next_date", "a date"),
    ("a far year", lambda d: d.update(created_at="2901-01-01T00:00:00Z"), "created_at", "year"),
    (
        "first year",
        lambda d: d.update(agreed_end="0001-01-01T00:00:00+14:00"),
        "agreed_end",
        "year",
    ),
    ("id with a path", lambda d: d.update(id="../x"), "id", "another form of text"),
    ("id with a line break", lambda d: d.update(id="session-1\n"), "id", "another form of text"),
    ("negative time", lambda d: d["contributions"][0].update(offset_s=-1), "", "0 or more"),
    (
        "too many decimals",
        lambda d: d["contributions"][0].update(offset_s=1.0001),
        "contribution 1, offset_s",
        "three decimals",
    ),
    (
        "huge plan",
        lambda d: d["plan"][0].update(planned_s=10**9),
        "planned stage 1, planned_s",
        "less",
    ),
    (
        "soon before it",
        lambda d: d["plan"][0].update(soon_s=-1),
        "planned stage 1, soon_s",
        "0 or more",
    ),
    ("endless prompts", lambda d: d["plan"][0].update(prompts=["?"] * 101), "", "at most 100"),
    (
        "away before it left",
        lambda d: d["facts"][17].update(away_s=-1),
        "fact 18, away_s",
        "0 or more",
    ),
    (
        "away by half a millisecond",
        lambda d: d["facts"][17].update(away_s=0.0005),
        "fact 18, away_s",
        "three decimals",
    ),
    ("hash", lambda d: d.update(history=["abc"]), "history, entry 1", "another form of text"),
    ("twice: stage", _twice("plan"), "planned stage stage-1", "twice"),
    ("twice: person", _twice("participants"), "participant person-1", "twice"),
    ("twice: question", _twice("framing_questions"), "framing question question-1", "twice"),
    ("twice: checklist", _twice("checklist"), "checklist answer instruction", "twice"),
    ("twice: artifact", _twice("artifacts"), "artifact artifact-1", "twice"),
    ("twice: fact", _twice("facts"), "fact fact-1", "twice"),
    ("twice: contribution", _twice("contributions"), "contribution said-1", "twice"),
    ("twice: commitment", _twice("commitments"), "commitment commitment-1", "twice"),
    (
        "withdrawn and kept",
        lambda d: d["contributions"][0].update(id="said-5"),
        "contribution said-5",
        "twice",
    ),
    (
        "unknown speaker",
        lambda d: d["contributions"][0].update(speaker="person-9"),
        "contribution said-1, speaker",
        "person-9",
    ),
    (
        "unknown earlier speaker",
        lambda d: d["contributions"][2]["earlier"][0].update(speaker="person-9"),
        "earlier wording wording-1, speaker",
        "person-9",
    ),
    (
        "unknown run",
        lambda d: d["withdrawn_contributions"][0].update(stage_run="run-9"),
        "contribution said-5, stage_run",
        "run-9",
    ),
    (
        "unknown owner",
        lambda d: d["commitments"][0].update(who="person-9"),
        "commitment commitment-1, who",
        "person-9",
    ),
    (
        "unknown origin",
        lambda d: d["commitments"][0].update(contribution="said-9"),
        "commitment commitment-1, contribution",
        "said-9",
    ),
    (
        "unknown stage",
        lambda d: d["facts"][5].update(stage="stage-9"),
        "fact fact-6, stage",
        "stage-9",
    ),
    (
        "unknown action",
        lambda d: d["facts"][6].update(undone_action="act-99"),
        "fact fact-7, undone_action",
        "act-99",
    ),
    (
        "unknown talker",
        lambda d: d["facts"][12].update(speaker="person-9"),
        "fact fact-13, speaker",
        "person-9",
    ),
    (
        "unknown question",
        lambda d: d["contributions"][3].update(about="said-9"),
        "contribution said-4, about",
        "said-9",
    ),
    (
        "unknown artifact",
        lambda d: d["contributions"][3].update(artifact="paper-9"),
        "contribution said-4, artifact",
        "paper-9",
    ),
    (
        "unknown return",
        lambda d: d["contributions"][1].update(returns_in="stage-9"),
        "contribution said-2, returns_in",
        "stage-9",
    ),
    (
        "unknown focus",
        lambda d: d["contributions"][3].update(focus=["weather"]),
        "contribution 4, focus, entry 1",
        "off_instruction",
    ),
    ("no round", lambda d: d["plan"][5].update(rounds=0), "planned stage 6, rounds", "1 or more"),
    (
        "unknown room time",
        lambda d: d["plan"][5].update(room_time="bell"),
        "planned stage 6, room_time",
        "minutes",
    ),
    (
        "endless new length",
        lambda d: d["facts"][11]["stages"][0].update(planned_s=10**6),
        "fact 12, stage 1, planned_s",
        "86400 or less",
    ),
    ("another turn", lambda d: d["stage_runs"][3]["turns"].pop(), "stage_runs", "the facts say"),
    (
        "another passer",
        lambda d: d["stage_runs"][3].update(passed=["person-2"]),
        "stage_runs",
        "the facts say",
    ),
    ("impossible order", lambda d: d["facts"].reverse(), "facts", "cannot have happened"),
    ("two ends", lambda d: d["facts"].append(d["facts"][-1] | {"id": "z"}), "facts", "has ended"),
    (
        "a left-out stage",
        lambda d: d["facts"][7].update(stage="stage-6"),
        "facts",
        "left out",
    ),
    (
        "a session of centuries",
        lambda d: d["facts"][-1]["at"].update(steady_ms=2**52),
        "facts",
        "one session",
    ),
    ("another start", lambda d: d.update(started_at=None), "started_at", "what the facts say"),
    (
        "another end",
        lambda d: d.update(ended_at="2026-03-10T19:40:00.001Z"),
        "ended_at",
        "what the facts say",
    ),
    ("another zone", lambda d: d.update(utc_offset_min=0), "utc_offset_min", "what the facts say"),
    (
        "another active time",
        lambda d: d["stage_runs"][1].update(active_s=299.999),
        "stage_runs",
        "what the facts say",
    ),
    ("a run too few", lambda d: d["stage_runs"].pop(), "stage_runs", "what the facts say"),
    (
        "too many facts",
        lambda d: d.update(facts=d["facts"][:1] * (MAX_FACTS + 1)),
        "facts",
        f"at most {MAX_FACTS}",
    ),
    (
        "too many moves",
        lambda d: d.update(facts=d["facts"][:1] * (MAX_MOVES + 1)),
        "facts",
        f"at most {MAX_MOVES} besides",
    ),
]


@pytest.mark.parametrize(
    ("edit", "place", "expected"), [m[1:] for m in MISFITS], ids=[m[0] for m in MISFITS]
)
def test_a_document_that_does_not_fit_is_refused_with_its_place(
    record: SessionRecord, edit: Edit, place: str, expected: str
) -> None:
    document = _json(record)
    edit(document)
    with pytest.raises(DocumentMisfit) as caught:
        read(json.dumps(document).encode())
    misfit = caught.value.misfit
    assert not place or misfit.place == place
    assert expected in misfit.expected
    assert "`" not in str(caught.value)
    assert "$" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe{}",
        b'{"id": "\xed\xa0\x80"}',
        b'{"id": NaN}',
        b'{"history": ' + b"[" * 200_000,
        b'{"x": ' * 50_000,
        b'{"id": "\\ud800"}',
        b'{"id": 1e999}',
    ],
)
def test_what_is_no_document_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentMisfit):
        read(data)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_numbers_that_are_none_are_refused(record: SessionRecord, number: str) -> None:
    data, _ = written(record, ())
    broken = data.replace(b'"offset_s": 60.0', f'"offset_s": {number}'.encode())
    assert broken != data
    with pytest.raises(DocumentMisfit):
        read(broken)


def test_a_time_in_another_zone_is_the_same_instant(record: SessionRecord) -> None:
    document = _json(record)
    document["created_at"] = "2026-03-03T20:00:00+01:00"
    assert read(json.dumps(document).encode()).record.created_at == record.created_at


def test_a_session_that_no_reader_would_take_is_not_written(record: SessionRecord) -> None:
    stranger = replace(record.contributions[0], speaker="person-9")
    with pytest.raises(DocumentMisfit, match="person-9"):
        written(replace(record, contributions=(stranger,), commitments=()), ())
    with pytest.raises(DocumentMisfit, match="facts"):
        written(replace(record, facts=record.facts[1:]), ())


# The published schema


def test_the_published_schema_is_the_one_that_is_read_by() -> None:
    now = json.dumps(session_schema(), indent=2, ensure_ascii=False) + "\n"
    assert SCHEMA.read_text(encoding="utf-8") == now, "write session_schema() to the file again"


def test_the_schema_requires_what_always_was_and_allows_no_other_field() -> None:
    optional = set()
    for name, part in session_schema()["$defs"].items():
        if part.get("type") != "object":
            continue
        assert part["additionalProperties"] is False, name
        optional |= set(part["properties"]) - set(part["required"])
        for field in set(part["properties"]) - set(part["required"]) - {"type"}:
            assert "default" in part["properties"][field], (name, field)
    assert optional == {*NEW_FIELDS, "evidence"}


def test_the_schema_speaks_the_words_of_the_domain() -> None:
    definitions = session_schema()["$defs"]
    assert set(definitions["ContributionKind"]["enum"]) == {str(kind) for kind in ContributionKind}
    assert set(definitions["Focus"]["enum"]) == {str(focus) for focus in Focus}
    assert set(definitions["RoomTime"]["enum"]) == {str(way) for way in RoomTime}
    assert set(definitions["Level"]["enum"]) == {str(level) for level in Level}
