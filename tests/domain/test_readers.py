"""What each reader may see of a session: nothing that is not meant for them, nor a trace of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.readers import Reader, for_reader, reaches
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
    Role,
    SessionRecord,
    Wording,
)
from dilc_desktop.domain.session import Passed, PlaceEntered, TurnBegan

AT = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
SEES = {
    Reader.PRESENTER: {Level.PRESENTER, Level.GROUP, Level.DISTRICT, Level.RESEARCH},
    Reader.GROUP: {Level.GROUP, Level.DISTRICT, Level.RESEARCH},
    Reader.DISTRICT: {Level.DISTRICT, Level.RESEARCH},
    Reader.RESEARCH: {Level.RESEARCH},
}
EVERY = set(Reader)
IN_THE_ROOM = {Reader.PRESENTER, Reader.GROUP}
AND_DISTRICT = {*IN_THE_ROOM, Reader.DISTRICT}


def said(id_: str, text: str, level: Level = Level.RESEARCH, **more: Any) -> Contribution:
    given: dict[str, Any] = {
        "id": id_,
        "kind": Kind.SUGGESTION,
        "text": text,
        "speaker": None,
        "stage_run": None,
        "offset_ms": 0,
        "captured_at": AT,
    }
    return Contribution(level=level, **(given | more))


def wording(id_: str, text: str, level: Level, **more: Any) -> Wording:
    given: dict[str, Any] = {"kind": Kind.SUGGESTION, "speaker": None, "replaced_at": AT}
    return Wording(id=id_, text=text, level=level, **(given | more))


def words(value: object) -> Iterator[str]:
    """Every text in a record, in whatever it holds."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from words(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from words(part)


def seen(record: SessionRecord, reader: Reader) -> str:
    return "\n".join(words(for_reader(record, reader)))


def readers_of(record: SessionRecord, text: str) -> set[Reader]:
    return {reader for reader in Reader if text in seen(record, reader)}


@pytest.fixture
def bare(record: SessionRecord) -> SessionRecord:
    """The session without anything that was said, by people who agreed to everything."""
    agreed = Consent(quotes=True, artifacts=True, research=True)
    return replace(
        record,
        participants=tuple(replace(p, consent=agreed) for p in record.participants),
        contributions=(),
        commitments=(),
    )


@pytest.mark.parametrize("reader", Reader)
def test_a_capture_reaches_its_own_circle_and_those_within_it(
    bare: SessionRecord, reader: Reader
) -> None:
    captures = tuple(said(f"c-{level}", f"Meant for {level}.", level) for level in Level)
    shown = for_reader(replace(bare, contributions=captures), reader).contributions
    assert {c.level for c in shown} == SEES[reader] == {v for v in Level if reaches(v, reader)}


@pytest.mark.parametrize("level", Level)
def test_what_is_kept_back_leaves_no_trace(bare: SessionRecord, level: Level) -> None:
    hidden = said(
        "hidden-1",
        "Hiddentext",
        level,
        evidence="Hiddenevidence",
        place="Hiddenplace",
        focus=(Focus.OFF_ROLE,),
        earlier=(wording("hidden-2", "Hiddenwording", Level.RESEARCH, evidence="Hiddenearlier"),),
    )
    answer = said("answer", "An answer.", kind=Kind.ANSWER, about="hidden-1", offset_ms=1)
    promise = Commitment(
        id="hidden-3",
        who=None,
        what="Hiddenpromise",
        evidence="Hiddenproof",
        contribution=hidden.id,
    )
    record = replace(bare, contributions=(hidden, answer), commitments=(promise,))
    for reader in Reader:
        found = seen(record, reader).casefold()
        traces = [trace for trace in found.splitlines() if "hidden" in trace]
        assert len(traces) == (12 if level in SEES[reader] else 0)
        assert "off_role" not in found, "focus tags are the facilitator's own"
        assert for_reader(record, reader).kept[-1].about == (
            "hidden-1" if level in SEES[reader] else None
        )


def test_a_wording_that_was_for_a_narrower_circle_stays_there(bare: SessionRecord) -> None:
    opened = said(
        "c",
        "As it is now.",
        earlier=tuple(wording(f"w-{level}", f"Once for {level}.", level) for level in Level),
    )
    record = replace(bare, contributions=(opened,))
    for reader in Reader:
        shown = for_reader(record, reader).contributions[0]
        assert {w.level for w in shown.earlier} == SEES[reader]


def test_what_was_taken_back_or_has_no_words_is_in_nothing(bare: SessionRecord) -> None:
    gone = said("gone", "Takenback", withdrawn_at=AT)
    mark = said("mark", " ", evidence="Onlymarked")
    about = said("about", "Stays.", about="gone")
    record = replace(bare, contributions=(gone, mark, about))
    for reader in Reader:
        shown = for_reader(record, reader).contributions
        assert [(c.id, c.about) for c in shown] == [("about", None)]


# What is written down without a level

WRITTEN: dict[str, set[Reader]] = {
    "Thetitle": AND_DISTRICT,
    "Theprotocol": EVERY,
    "Thecredit": EVERY,
    "Thepurpose": AND_DISTRICT,
    "Theaim": AND_DISTRICT,
    "Theproblem": AND_DISTRICT,
    "Firstquestion": AND_DISTRICT,
    "Lastquestion": AND_DISTRICT,
    "Theanswer": {Reader.PRESENTER},
    "Thechecknote": {Reader.PRESENTER},
    "Theartifact": AND_DISTRICT,
    "Itsnote": IN_THE_ROOM,
    "Itslink": IN_THE_ROOM,
    "Itsfile": IN_THE_ROOM,
    "Itshash": IN_THE_ROOM,
    "Theprompt": set(),
    "Thereflection": IN_THE_ROOM,
    "Debriefedpurpose": AND_DISTRICT,
    "Debriefedapproach": AND_DISTRICT,
    "Debriefedeffects": AND_DISTRICT,
    "Ascontested": IN_THE_ROOM,
    "contested": IN_THE_ROOM,
    "Writtenpromise": IN_THE_ROOM,
    "Writtenproof": IN_THE_ROOM,
    "Thename": IN_THE_ROOM,
    "Thecode": EVERY,
}


@pytest.fixture
def written(bare: SessionRecord) -> SessionRecord:
    """A session whose every text says which field it stands in."""
    return replace(
        bare,
        title="Thetitle",
        protocol_name="Theprotocol",
        protocol_credit="Thecredit",
        learning_purpose="Thepurpose",
        student_aim="Theaim",
        problem="Theproblem",
        plan=(replace(bare.plan[0], prompts=("Theprompt",)), *bare.plan[1:]),
        participants=(
            *bare.participants,
            Participant(
                id="person-9",
                code="Thecode",
                name="Thename",
                roles=(Role.OBSERVER,),
                consent=Consent(research=True),
            ),
        ),
        framing_questions=tuple(
            FramingQuestion(id=f"q-{text}", text=text, written_at=AT)
            for text in ("Firstquestion", "Lastquestion")
        ),
        checklist=(ChecklistAnswer(item="own_role", answer="Theanswer", note="Thechecknote"),),
        artifacts=(
            Artifact(
                id="artifact-9",
                title="Theartifact",
                relevance_note="Itsnote",
                link="Itslink",
                file_name="Itsfile",
                sha256="Itshash",
            ),
        ),
        commitments=(Commitment(id="k", who=None, what="Writtenpromise", evidence="Writtenproof"),),
        closing=Closing(
            reflection="Thereflection",
            debrief_purpose="Debriefedpurpose",
            debrief_approach="Debriefedapproach",
            debrief_effects="Debriefedeffects",
            purpose_agreement=Agreement.CONTESTED,
            purpose_as_contested="Ascontested",
        ),
    )


@pytest.mark.parametrize("text", WRITTEN)
def test_each_field_has_its_readers(written: SessionRecord, text: str) -> None:
    assert readers_of(written, text) == WRITTEN[text]


def test_that_a_purpose_was_shared_is_told_to_nobody_who_would_not_hear_the_contrary(
    written: SessionRecord,
) -> None:
    shared = replace(written, closing=Closing(purpose_agreement=Agreement.AGREED))
    assert readers_of(shared, "agreed") == IN_THE_ROOM


def test_nobody_learns_what_others_consented_to(record: SessionRecord) -> None:
    for reader in (Reader.PRESENTER, Reader.GROUP, Reader.DISTRICT):
        for person in for_reader(record, reader).participants:
            assert person.consent == Consent(quotes=person.consent.quotes)
    assert for_reader(record, Reader.GROUP).participants[1].consent.quotes is True


def test_the_times_stay_and_who_talked_or_passed_only_the_presenter_learns(
    record: SessionRecord,
) -> None:
    for reader in Reader:
        shown = for_reader(record, reader)
        assert [fact.at for fact in shown.facts] == [fact.at for fact in record.facts]
        talked = [f.speaker for f in shown.facts if isinstance(f, (TurnBegan, Passed))]
        presenter = reader is Reader.PRESENTER
        assert talked == (["person-2", "person-3"] if presenter else ["", ""])
        ours, theirs = record.session(), shown.session()
        assert (theirs.axis, theirs.ended) == (ours.axis, ours.ended)
        assert [(r.started, r.ended, r.stops) for r in theirs.runs] == [
            (r.started, r.ended, r.stops) for r in ours.runs
        ]


# Commitments


def promised(bare: SessionRecord, source: Contribution | None, what: str) -> set[Reader]:
    """Who reads a commitment that grew from a capture."""
    link = None if source is None else source.id
    commitment = Commitment(id="k", who=None, what=what, contribution=link)
    record = replace(bare, contributions=(source,) if source else (), commitments=(commitment,))
    for reader in Reader:
        shown = for_reader(record, reader)
        assert {c.contribution for c in shown.commitments} <= {None, *(c.id for c in shown.kept)}
    return {reader for reader in Reader if for_reader(record, reader).commitments}


def test_a_commitment_goes_as_far_as_the_capture_it_grew_from(bare: SessionRecord) -> None:
    for level in Level:
        for what in ("I will ask.", "Ask in other words."):
            source = said("c", "I will ask.", level, kind=Kind.COMMITMENT)
            assert promised(bare, source, what) == {r for r in Reader if level in SEES[r]}


def test_a_commitment_without_a_capture_is_for_the_group(bare: SessionRecord) -> None:
    assert promised(bare, None, "I will ask.") == IN_THE_ROOM
    dangling = Commitment(id="k", who=None, what="Ask.", contribution="nowhere")
    record = replace(bare, commitments=(dangling,))
    assert readers_of(record, "Ask.") == IN_THE_ROOM
    assert readers_of(record, "nowhere") == set()


def test_a_capture_taken_back_takes_its_commitment_along_unless_it_was_written_anew(
    bare: SessionRecord,
) -> None:
    gone = said(
        "c",
        "I will ask.",
        withdrawn_at=AT,
        earlier=(wording("w", "I will  ask them.", Level.RESEARCH),),
    )
    assert promised(bare, gone, "I  will ask.") == set()
    assert promised(bare, gone, "I will ask them.") == set()
    assert promised(bare, gone, "Three questions in May.") == IN_THE_ROOM
    for_me = replace(gone, level=Level.FACILITATOR)
    assert promised(bare, for_me, "Three questions in May.") == set()


def test_a_commitment_in_the_words_of_a_narrower_wording_stays_with_that_circle(
    bare: SessionRecord,
) -> None:
    source = said(
        "c", "Ask in grade 4.", earlier=(wording("w", "Ask the new one.", Level.PRESENTER),)
    )
    assert promised(bare, source, "Ask the new one.") == {Reader.PRESENTER}
    assert promised(bare, source, "Ask in grade 4.") == EVERY
    assert promised(bare, replace(source, text="Ask the new one."), "Ask the new one.") == EVERY


# Research


@pytest.mark.parametrize(("answer", "stays"), [(True, True), (False, False), (None, False)])
def test_research_gets_nothing_from_who_did_not_agree_to_it(
    bare: SessionRecord, *, answer: bool | None, stays: bool
) -> None:
    person = replace(bare.participants[2], code="P12", consent=Consent(research=answer))
    theirs = said(
        "theirs",
        "Theirwords",
        speaker=person.id,
        earlier=(wording("w-1", "Theirearlier", Level.RESEARCH, speaker=person.id),),
    )
    others = said(
        "others",
        "Others.",
        about="theirs",
        offset_ms=1,
        earlier=(wording("w-2", "Theirsatfirst", Level.RESEARCH, speaker=person.id),),
    )
    commitments = (
        Commitment(id="k-1", who=person.id, what="Theirpromise", contribution="others"),
        Commitment(id="k-2", who=None, what="Theirgrown", contribution="theirs"),
    )
    record = replace(
        bare,
        participants=(*bare.participants[:2], person),
        contributions=(theirs, others),
        commitments=commitments,
    )
    found = seen(record, Reader.RESEARCH)
    for text in ("Theirwords", "Theirearlier", "Theirsatfirst", "Theirpromise", "Theirgrown"):
        assert (text in found) is stays
        assert text in seen(record, Reader.DISTRICT)
    assert "Others." in found
    assert (person.id in found, "P12" in found) == (stays, stays)
    assert for_reader(record, Reader.RESEARCH).kept[-1].about == ("theirs" if stays else None)


# Names

ACCENTED = "Jos\u00e9 Nu\u00f1ez"
CHINESE = "\u738b\u5c0f\u660e"
HEBREW = "\u05e0\u05d5\u05e2\u05d4"
SHARP = "Strau\u00df"


def named(bare: SessionRecord, name: str, text: str, code: str = "P07") -> SessionRecord:
    """A session with a person's name, and a text wherever a text can stand."""
    person = replace(bare.participants[1], name=name, code=code)
    capture = said(
        "c",
        text,
        speaker=person.id,
        evidence=text,
        place=text,
        earlier=(wording("w", text, Level.RESEARCH, evidence=text),),
    )
    stage = replace(bare.plan[0], name=text, room=text, say=text, speaks=text, silent=text)
    return replace(
        bare,
        title=text,
        learning_purpose=text,
        student_aim=text,
        problem=text,
        plan=(replace(stage, places=(text,)), *bare.plan[1:]),
        participants=(bare.participants[0], person, bare.participants[2]),
        framing_questions=(FramingQuestion(id="q", text=text, written_at=AT),),
        artifacts=(Artifact(id="a", title=text),),
        facts=tuple(
            replace(fact, place=text) if isinstance(fact, PlaceEntered) and fact.place else fact
            for fact in bare.facts
        ),
        contributions=(capture,),
        commitments=(Commitment(id="k", who=None, what=text, evidence=text, contribution="c"),),
        closing=Closing(debrief_purpose=text, debrief_approach=text, debrief_effects=text),
    )


@pytest.mark.parametrize(
    ("name", "text", "coded"),
    [
        (ACCENTED, f"Ask {ACCENTED}'s team.", "Ask [P07]'s team."),
        (ACCENTED, unicodedata.normalize("NFD", f"Ask {ACCENTED}."), "Ask [P07]."),
        (ACCENTED, "ask JOS\u00c9\n nu\u00f1ez now", "ask [P07] now"),
        (CHINESE, f"\u8bf7\u95ee{CHINESE}\u8001\u5e08", "\u8bf7\u95ee[P07]\u8001\u5e08"),
        (HEBREW, f"\u05dc{HEBREW} \u05d9\u05e9", "\u05dc[P07] \u05d9\u05e9"),
        (SHARP, f"With {SHARP}.", "With [P07]."),
        ("A. (Ann) B+", "A. (Ann) B+ said so", "[P07] said so"),
        ("Ana", "Ana\u2019s analysis of Susana", "[P07]\u2019s analysis of Susana"),
    ],
)
def test_the_district_and_research_read_codes_where_a_name_was_written(
    bare: SessionRecord, name: str, text: str, coded: str
) -> None:
    record = named(bare, name, text)
    for reader in Reader:
        found = seen(record, reader)
        if reader in IN_THE_ROOM:
            assert name in found
            assert text in found
            continue
        assert coded in found
        assert text not in found
        assert name not in unicodedata.normalize("NFC", found).split()


@pytest.mark.parametrize("answer", [False, None])
def test_research_does_not_learn_by_others_words_of_who_did_not_agree_to_it(
    bare: SessionRecord, *, answer: bool | None
) -> None:
    record = named(bare, ACCENTED, f"{ACCENTED} or P07 or [P07], not P071.")
    person = replace(record.participants[1], consent=Consent(research=answer))
    people = (record.participants[0], person, record.participants[2])
    speaker = record.participants[2].id
    theirs = tuple(replace(c, speaker=speaker) for c in record.contributions)
    record = replace(record, participants=people, contributions=theirs)
    who = "[a colleague]"
    kept = for_reader(record, Reader.RESEARCH).kept
    assert [c.text for c in kept] == [f"{who} or {who} or {who}, not P071."]
    assert "[P07] or P07 or [P07], not P071." in seen(record, Reader.DISTRICT)


def test_of_two_names_the_longer_one_is_read_first(bare: SessionRecord) -> None:
    record = named(bare, "Ana Paz", "Ana Paz and Ana.")
    short = replace(bare.participants[2], name="Ana", code="P12")
    record = replace(record, participants=(*record.participants[:2], short))
    assert "[P07] and [P12]." in seen(record, Reader.DISTRICT)


def test_texts_without_a_name_stay_as_they_were_written(bare: SessionRecord) -> None:
    decomposed = unicodedata.normalize("NFD", "Caf\u00e9 ")
    for name in ("", " ", "A"):
        assert decomposed in seen(named(bare, name, decomposed), Reader.RESEARCH)


# Any session

_LEVELS = st.sampled_from(Level)
_SPEAKERS = st.sampled_from([None, "person-1", "person-2", "person-3"])


@st.composite
def captures(draw: st.DrawFn) -> tuple[tuple[Contribution, ...], tuple[Commitment, ...]]:
    """Captures of any level that point to each other, and commitments that grew from them."""
    count = draw(st.integers(1, 5))
    ids = [f"c{number}" for number in range(count)]
    made = tuple(
        said(
            id_,
            draw(st.sampled_from([f"text-{id_}.", " "])),
            draw(_LEVELS),
            kind=draw(st.sampled_from(Kind)),
            speaker=draw(_SPEAKERS),
            evidence=f"evidence-{id_}.",
            about=draw(st.sampled_from([None, *ids])),
            artifact=draw(st.sampled_from([None, "artifact-1", "artifact-0"])),
            focus=tuple(draw(st.lists(st.sampled_from(Focus), max_size=1))),
            withdrawn_at=draw(st.sampled_from([None, None, AT])),
            earlier=tuple(
                wording(f"w{id_}{n}", f"before-{id_}-{n}.", draw(_LEVELS), speaker=draw(_SPEAKERS))
                for n in range(draw(st.integers(0, 2)))
            ),
        )
        for id_ in ids
    )
    commitments = tuple(
        Commitment(
            id=f"k{number}",
            who=draw(_SPEAKERS),
            what=draw(
                st.sampled_from([f"what-{number}.", f"text-{source}.", f"before-{source}-0."])
            ),
            contribution=source if draw(st.booleans()) else None,
        )
        for number, source in enumerate(draw(st.lists(st.sampled_from(ids), max_size=3)))
    )
    return made, commitments


@settings(max_examples=150)
@given(captures(), st.lists(st.sampled_from([True, False, None]), min_size=3, max_size=3))
def test_no_session_tells_a_reader_what_was_not_meant_for_them(
    made: tuple[tuple[Contribution, ...], tuple[Commitment, ...]], answers: list[bool | None]
) -> None:
    people = tuple(
        Participant(id=f"person-{n}", code=f"P{n}", name=f"Name{n}", consent=Consent(research=yes))
        for n, yes in enumerate(answers, start=1)
    )
    record = SessionRecord(
        id="s",
        title="A session",
        created_at=AT,
        protocol_key="",
        protocol_name="",
        protocol_version=1,
        protocol_credit="",
        participants=people,
        artifacts=(Artifact(id="artifact-1", title="Notes"),),
        contributions=made[0],
        commitments=made[1],
    )
    agreed = {None, *(p.id for p in people if p.consent.research)}
    for reader in Reader:
        shown = for_reader(record, reader)
        found = set(words(shown))

        def told(one: Contribution | Wording, reader: Reader = reader) -> bool:
            mine = reader is not Reader.RESEARCH or one.speaker in agreed
            return one.level in SEES[reader] and mine

        public = [c for c in record.kept if told(c) and c.text.strip()]
        assert [c.id for c in shown.kept] == [c.id for c in public]
        assert len(shown.contributions) == len(shown.kept)
        hidden = [c for c in record.contributions if c not in public]
        kept_back = [w for c in public for w in c.earlier if not told(w)]
        linked = {c.contribution for c in shown.commitments}
        assert not found & set(_own_words(hidden, kept_back)) - _written(record, linked)
        assert linked <= {None, *(c.id for c in public)}
        assert {c.about for c in shown.kept} <= {None, *(c.id for c in public)}
        assert {c.artifact for c in shown.kept} <= {None, *(a.id for a in shown.artifacts)}
        assert for_reader(shown, reader) == shown


def _own_words(hidden: Iterable[Contribution], kept_back: Iterable[Wording]) -> Iterator[str]:
    for c in hidden:
        yield from (c.id, c.text, c.evidence)
        yield from (text for w in c.earlier for text in (w.id, w.text))
    for w in kept_back:
        yield from (w.id, w.text)


def _written(record: SessionRecord, linked: set[str | None]) -> set[str]:
    """What somebody wrote down by hand as a commitment, whatever else says the same."""
    return {
        c.what
        for c in record.commitments
        if c.contribution is None or (c.contribution in linked and not c.what.startswith("before"))
    }
