"""The printed summary: what stands on it, what never does, and the file it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from dilc_desktop.domain.errors import RuleError, StorageError
from dilc_desktop.domain.protocol import ContributionKind as Kind
from dilc_desktop.domain.protocol import StageKind
from dilc_desktop.domain.record import (
    Agreement,
    Closing,
    Commitment,
    Consent,
    Contribution,
    Focus,
    Level,
    Participant,
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
    Reason,
    Replanned,
    Resumed,
    StageEntered,
    StartMoved,
    TurnBegan,
)
from dilc_desktop.reports.summary import SummaryOptions, write_summary
from dilc_desktop.reports.time_strip import strip_of

PRINTED_AT = datetime(2026, 10, 14, 19, 10, tzinfo=UTC)
SAMPLES = ("consultancy", "tuning", "site_visit")
Sample = Callable[[str], SessionRecord]
Page = Callable[..., str]


@pytest.fixture
def printed(tmp_path: Path) -> Page:
    """Prints a record and returns all its text with single spaces."""

    def print_it(record: SessionRecord, **options: Any) -> str:
        target = tmp_path / "summary.pdf"
        write_summary(record, target, SummaryOptions(**options), printed_at=PRINTED_AT)
        return text_of(target)

    return print_it


def text_of(target: Path) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(target).pages)
    return " ".join(text.split())


def saying(text: str, kind: Kind, speaker: str | None, **fields: Any) -> Contribution:
    values: dict[str, Any] = {
        "id": "new",
        "kind": kind,
        "text": text,
        "speaker": speaker,
        "stage_run": None,
        "offset_ms": 1,
        "captured_at": PRINTED_AT,
    }
    return Contribution(**(values | fields))


def rich(record: SessionRecord) -> SessionRecord:
    """The record with everything that can be written down after a session."""
    source = next(c for c in record.contributions if c.kind is Kind.COMMITMENT)
    return replace(
        record,
        student_aim="Pupils explain their reasoning in more than one sentence.",
        commitments=(
            Commitment(
                id="k",
                who=source.speaker,
                what="Fifteen minutes of rehearsal in each of three meetings; the tally again.",
                by_when=date(2026, 11, 10),
                evidence="The second tally beside the first, and three agendas.",
                contribution=source.id,
            ),
        ),
        closing=Closing(
            reflection="I came for tricks and leave with one routine to lead.",
            debrief_purpose="Stayed on the purpose.",
            debrief_approach="Probing ran long; the silence helped.",
            debrief_effects="Everyone took one thing home.",
            purpose_agreement=Agreement.CONTESTED,
            purpose_as_contested="Two of us thought it was about how teachers plan.",
            next_date=date(2026, 11, 18),
        ),
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_every_contribution_of_a_session_is_printed_once(
    sample: Sample, printed: Page, name: str
) -> None:
    record = sample(name)
    page = printed(record)
    for contribution in record.contributions:
        assert page.count(contribution.text) == 1, contribution.text


@pytest.mark.parametrize(("count", "body_pt"), [(2, 11.25), (16, 11.25), (28, 9.75), (300, 9.75)])
def test_type_is_as_large_as_fits_and_a_choice_of_what_was_said_is_never_small(
    sample: Sample, tmp_path: Path, count: int, body_pt: float
) -> None:
    record = sample("consultancy")
    said = record.contributions
    many = tuple(replace(said[n % len(said)], id=f"c{n}") for n in range(count))
    target = tmp_path / "summary.pdf"
    write_summary(
        replace(record, contributions=many), target, SummaryOptions(), printed_at=PRINTED_AT
    )
    sizes: list[float] = []

    def note(text: str, _: object, matrix: list[float], __: object, size: float) -> None:
        if record.learning_purpose[:20] in text:
            sizes.append(round(size * matrix[0], 2))

    PdfReader(target).pages[0].extract_text(visitor_text=note)
    assert sizes
    assert sizes == [body_pt] * len(sizes)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize(("paper", "size"), [("letter", (612, 792)), ("a4", (595.28, 841.89))])
def test_a_session_with_all_its_closing_fits_two_pages(
    sample: Sample, tmp_path: Path, name: str, paper: str, size: tuple[float, float]
) -> None:
    target = tmp_path / "summary.pdf"
    options = SummaryOptions(paper=paper)
    pages = write_summary(rich(sample(name)), target, options, printed_at=PRINTED_AT)
    read = PdfReader(target)
    assert pages == len(read.pages) <= 2
    for page in read.pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(size)


def test_the_golden_facts_of_the_consultancy_stand_on_the_page(
    sample: Sample, printed: Page
) -> None:
    record = rich(sample("consultancy"))
    page = printed(record)
    for fact in (
        record.title,
        "Wednesday, 14 October 2026, 13:00 to 13:53",
        "Presenter P07",
        "Facilitator DES-3",
        record.protocol_credit,
        record.learning_purpose,
        record.student_aim,
        record.problem,
        record.framing_questions[0].text,
        record.framing_questions[-1].text,
        "High relevance: evidence of the gap",
        "10 November 2026",
        "The second tally beside the first, and three agendas.",
        "As others saw it: Two of us thought it was about how teachers plan.",
        f"As planned: {record.learning_purpose}",
        "Next date Wednesday, 18 November 2026",
        "Planned 51 min",
        "As it went 53:35 min",
        "4 Probing questions and restated question 10 → 13:05 min",
        "It is not an evaluation",
        "Page 1 of 2",
        "Page 2 of 2",
        "What would you be giving up if logistics left that meeting altogether? P21",
    ):
        assert fact in page, fact


def test_the_presenters_words_stand_before_what_colleagues_offered(
    sample: Sample, printed: Page
) -> None:
    page = printed(sample("tuning"))
    own = page.index("Ten rooms a week, fourteen boxes, one line for words.")
    assert page.index("In your words") < own < page.index("What colleagues offered")
    assert page.index("Warm feedback") < page.index("Cool feedback") < page.index("Suggestions")


def test_a_visits_evidence_stands_apart_from_what_was_made_of_it(
    sample: Sample, printed: Page
) -> None:
    page = printed(sample("site_visit"))
    for heading in ("Look-fors", "What was seen and heard", "Patterns", "Exceptions"):
        assert heading in page
    seen, made_of_it = page.index("Evidence Look-fors"), page.index("What we made of it Patterns")
    assert seen < page.index("Who holds the text?") < made_of_it
    assert made_of_it < page.index("Pupils did the reading where")


def test_private_withdrawn_and_wordless_captures_never_reach_the_page(
    sample: Sample, printed: Page, tmp_path: Path
) -> None:
    record = sample("consultancy")
    hidden = (
        saying("Privately noted", Kind.PROCESS_NOTE, "DES-3", id="x1", level=Level.FACILITATOR),
        saying("Private praise", Kind.WARM_FEEDBACK, "P11", id="x2", level=Level.FACILITATOR),
        saying("Taken back", Kind.SUGGESTION, "P11", id="x3", withdrawn_at=PRINTED_AT),
        saying("  ", Kind.QUOTE, "P11", id="x4"),
        saying("Secret promise", Kind.COMMITMENT, "P07", id="x5", level=Level.FACILITATOR),
    )
    follow = Commitment(id="k", who="P07", what="Secret promise written up", contribution="x5")
    shown = printed(
        replace(record, contributions=(*record.contributions, *hidden), commitments=(follow,))
    )
    for text in ("Privately", "Private praise", "Taken back", "Quotes", "Secret"):
        assert text not in shown
    assert b"Secret" not in (tmp_path / "summary.pdf").read_bytes()


@pytest.mark.parametrize("level", [Level.PRESENTER, Level.GROUP, Level.DISTRICT, Level.RESEARCH])
def test_what_is_for_the_presenter_or_more_people_is_printed(
    sample: Sample, printed: Page, level: Level
) -> None:
    record = sample("consultancy")
    open_words = saying("For these eyes too", Kind.PARKING_LOT, "P11", level=level)
    page = printed(replace(record, contributions=(*record.contributions, open_words)))
    assert "Parked for later For these eyes too P11" in page


def with_names(record: SessionRecord, **consents: Consent) -> SessionRecord:
    people = tuple(
        replace(person, name=f"Name of {person.code}", consent=consents.get(person.id, Consent()))
        for person in record.participants
    )
    return replace(record, participants=people)


def added(record: SessionRecord, *more: Contribution) -> SessionRecord:
    return replace(record, contributions=(*record.contributions, *more))


def test_what_must_not_be_printed_is_not_in_the_file(sample: Sample, printed: Page) -> None:
    record = sample("consultancy")
    private = {"level": Level.FACILITATOR}
    question = saying("Why?", Kind.PROBING_QUESTION, "P11", id="q", offset_ms=5, **private)
    before = Wording(
        id="w",
        kind=Kind.COOL_FEEDBACK,
        text="Harsher words",
        speaker="P11",
        level=Level.GROUP,
        replaced_at=PRINTED_AT,
        evidence="Harsher evidence",
    )
    record = added(
        record,
        question,
        saying("An answer to nobody", Kind.ANSWER, "P07", id="a", about="q"),
        saying("Whispered", Kind.WARM_FEEDBACK, "P11", id="x1", evidence="Overheard", **private),
        saying("Noted", Kind.OBSERVATION, None, id="x2", place="Hidden room", **private),
        saying(
            "The buses are late.",
            Kind.COOL_FEEDBACK,
            "P14",
            id="o",
            focus=tuple(Focus),
            earlier=(before,),
        ),
    )
    start = record.facts[0].at

    def at(ms: int) -> Moment:
        return replace(start, steady_ms=start.steady_ms + ms, utc_ms=start.utc_ms + ms)

    turns: tuple[Fact, ...] = tuple(
        TurnBegan(id=f"t{n}", action=f"t{n}", at=at(1000 * n), speaker=f"P{code}")
        for n, code in enumerate((11, 14, 11, 21, 11), start=1)
    )
    passed = Passed(id="p", action="p", at=at(9000), speaker="P52")
    quiet = printed(record)
    loud = printed(replace(record, facts=(record.facts[0], *turns, passed, *record.facts[1:])))
    assert loud == quiet, "talk turns and passes leave no trace"
    assert "The buses are late. P14" in loud
    assert "An answer to nobody" in loud
    for words in ("Why?", "Whispered", "Overheard", "Noted", "Hidden", "Harsher"):
        assert words not in loud, words
    for tag in ("off instruction", "off the role", "principal's role", "focus", "passed"):
        assert tag not in loud.lower(), tag


def test_a_quotation_is_printed_as_one(sample: Sample, printed: Page) -> None:
    page = printed(
        added(
            sample("tuning"),
            saying("“Why?” is all I ask.", Kind.REFLECTION, "P18", id="x1", verbatim=True),
            saying("I will ask it aloud.", Kind.COMMITMENT, "P18", id="x2", verbatim=True),
        )
    )
    assert "“‘Why?’ is all I ask.”" in page  # noqa: RUF001 - these are the marks meant
    assert "“I will ask it aloud.”" in page


def test_evidence_stands_beside_the_judgement(sample: Sample, printed: Page) -> None:
    seen = "Three of three notes. \u05e9\u05dc\u05d5\u05dd 😀 " + "and on " * 60
    kinds = (Kind.WARM_FEEDBACK, Kind.COOL_FEEDBACK, Kind.INTERPRETATION, Kind.PROCESS_NOTE)
    sayings = [
        saying(f"Judgement {n}.", kind, "P03", id=f"x{n}", evidence=f"{n} {seen}")
        for n, kind in enumerate(kinds)
    ]
    page = printed(added(sample("tuning"), *sayings))
    for n in range(len(kinds)):
        assert f"Judgement {n}. P03 Seen or heard: {n} Three of three notes." in page


def test_an_answer_stands_under_its_question_and_nowhere_else(
    sample: Sample, printed: Page
) -> None:
    page = printed(
        added(
            sample("tuning"),
            saying("Who reads them?", Kind.CLARIFYING_QUESTION, "P03", id="q", offset_ms=1),
            saying("How often?", Kind.CLARIFYING_QUESTION, "P03", id="q2", offset_ms=2),
            saying("Nobody, so far.", Kind.ANSWER, "P18", id="a", offset_ms=3, about="q"),
            saying("We do, on Fridays.", Kind.ANSWER, "P09", id="b", offset_ms=4, about="q"),
        )
    )
    whole = page.replace("Clarifying questions, continued ", "")
    assert (
        "Who reads them? P03 Answer: Nobody, so far. Answer: We do, on Fridays. P09 How often?"
    ) in whole
    assert page.count("Nobody, so far.") == 1


def test_what_was_said_in_groups_and_rooms_stands_under_their_names(
    sample: Sample, printed: Page
) -> None:
    record = sample("site_visit")
    plan = (replace(record.plan[0], places=("Group 1", "Group 2")), *record.plan[1:])
    page = printed(
        added(
            replace(record, plan=plan, contributions=()),
            saying("From two.", Kind.SUGGESTION, None, id="x1", offset_ms=1, place="Group 2"),
            saying("From one.", Kind.SUGGESTION, None, id="x2", offset_ms=2, place="Group 1"),
            saying("Of nobody.", Kind.SUGGESTION, "P05", id="x3", offset_ms=3),
            saying("More of two.", Kind.SUGGESTION, None, id="x4", offset_ms=4, place="Group 2"),
            saying("Pupils read.", Kind.OBSERVATION, "P05", id="x5", offset_ms=5, place="K4"),
        )
    )
    whole = page.replace("Suggestions, continued ", "")
    assert "Suggestions Of nobody. P05 Group 1 From one. Group 2 From two. More of two." in whole
    assert "What was seen and heard K4 Pupils read. P05" in page


def test_rounds_and_rooms_stand_in_the_strip(sample: Sample, printed: Page) -> None:
    record = sample("tuning")
    first = record.facts[0].at

    def at(seconds: int) -> Moment:
        ms = seconds * 1000
        return replace(first, steady_ms=first.steady_ms + ms, utc_ms=first.utc_ms + ms)

    plan = (
        *(replace(s, block="pair", rounds=3) for s in record.plan[:2]),
        replace(record.plan[2], kind=StageKind.VISIT),
    )
    facts: list[Fact] = []

    def enter(seconds: int, stage: int, run: str, *, again: bool = False) -> None:
        facts.append(
            StageEntered(
                id=run, action=run, at=at(seconds), stage_id=f"s{stage}", run_id=run, again=again
            )
        )

    enter(0, 0, "r0")
    facts.append(StartMoved(id="m", action="m", at=at(10), seconds=60))
    enter(120, 1, "r1")
    enter(240, 0, "r2", again=True)
    enter(300, 1, "r3")
    enter(360, 2, "r4")
    facts.append(PlaceEntered(id="k", action="k", at=at(360), place="K4"))
    facts.append(PlaceEntered(id="l", action="l", at=at(600), place="K6"))
    facts.append(Ended(id="e", action="e", at=at(690)))
    visited = replace(record, plan=plan, facts=tuple(facts))
    strip = strip_of(visited)
    assert [part.number for part in strip.planned] == [1, 2, 1, 2, 1, 2, 3]
    assert [part.number for part in strip.actual] == [1, 2, 1, 2, 3]
    assert strip.actual[0].started == 0, "the start was moved, and the strip begins with it"
    assert (strip.actual[0].ended, strip.actual_total) == (180_000, 750_000)
    assert strip.entries[0].planned == 3 * plan[0].planned_s * 1000
    page = printed(visited)
    assert f"1 {plan[0].name}, 2 of 3 rounds" in page
    assert "K4 4 min, K6 1:30 min" in page
    assert "Wednesday, 4 November 2026, 08:59 to 09:11" in page


def test_the_plan_with_which_the_session_began_is_the_one_that_is_printed(
    sample: Sample,
) -> None:
    record = sample("tuning")
    last = record.plan[-1]
    changed = Replanned(
        id="n", action="n", at=record.facts[0].at, stages=((last.id, last.planned_s + 300),)
    )
    facts = (record.facts[0], changed, *record.facts[1:])
    strip = strip_of(replace(record, facts=facts))
    assert strip.planned == strip_of(record).planned
    assert strip.entries == strip_of(record).entries


def test_speakers_are_shown_by_code_name_or_role(sample: Sample, printed: Page) -> None:
    record = with_names(sample("tuning"))
    words = "The note in room K4 quotes a child. It is the one a teacher could use."
    assert f"{words} P03" in printed(record)
    assert f"{words} Name of P03" in printed(record, speakers="name")
    page = printed(record, speakers="role")
    assert f"{words} A colleague" in page
    assert "P03" not in page
    assert "Name of" not in page
    assert "Presenter Presenter" not in page


@pytest.mark.parametrize("speakers", ["code", "name", "role"])
def test_who_does_not_want_to_be_quoted_is_a_colleague_everywhere(
    sample: Sample, printed: Page, speakers: str
) -> None:
    refused = Consent(quotes=False)
    record = with_names(sample("tuning"), P03=refused, P18=refused)
    page = printed(record, speakers=speakers)
    assert "It is the one a teacher could use. A colleague" in page
    assert "P03" not in page
    assert "P18" not in page
    assert "Name of P18" not in page


def test_a_commitment_written_up_with_the_same_words_is_printed_once(
    sample: Sample, printed: Page
) -> None:
    record = sample("consultancy")
    source = next(c for c in record.contributions if c.kind is Kind.COMMITMENT)
    written = Commitment(id="k", who="P07", what=source.text, contribution=source.id)
    assert printed(replace(record, commitments=(written,))).count(source.text) == 1


def test_a_commitment_written_up_in_other_words_keeps_the_words_said(
    sample: Sample, printed: Page
) -> None:
    record = rich(sample("consultancy"))
    source = next(c for c in record.contributions if c.kind is Kind.COMMITMENT)
    assert f"As said in the session: {source.text}" in printed(record)


def test_what_is_empty_leaves_no_heading(sample: Sample, printed: Page) -> None:
    bare = replace(
        sample("consultancy"),
        learning_purpose="",
        problem="",
        framing_questions=(),
        artifacts=(),
        contributions=(),
        plan=(),
        facts=(),
        closing=Closing(),
        participants=(),
    )
    page = printed(bare)
    assert page.startswith("Consultancy: a principal's instructional dilemma Wednesday")
    for heading in ("question", "purpose", "Artifacts", "words", "Commit", "Looking", "Time"):
        assert heading not in page.replace("in our own words after", "")


def test_no_page_counts_what_people_said(sample: Sample, printed: Page) -> None:
    page = printed(sample("site_visit")).lower()
    for word in ("contributions", "score", "rank", "voices", "%"):
        assert word not in page


def test_every_font_is_embedded_and_none_is_built_in(sample: Sample, tmp_path: Path) -> None:
    record = replace(
        sample("consultancy"),
        learning_purpose="Học sinh, Աշակերտներ, \u05e9\u05dc\u05d5\u05dd, 学生, 학생 😀",
    )
    target = tmp_path / "summary.pdf"
    write_summary(record, target, SummaryOptions(), printed_at=PRINTED_AT)
    fonts: dict[str, bool] = {}
    for page in PdfReader(target).pages:
        resources: Any = page["/Resources"]
        for reference in resources["/Font"].values():
            font = reference.get_object()
            fonts[font["/BaseFont"].split("+")[-1]] = "/FontFile2" in font["/FontDescriptor"]
    assert all(fonts.values())
    assert {"IBMPlexSans", "DejaVuSans", "NotoEmoji-Regular"} <= fonts.keys()


def test_the_document_says_what_it_is(sample: Sample, tmp_path: Path) -> None:
    target = tmp_path / "summary.pdf"
    options = SummaryOptions(language="es")
    write_summary(sample("consultancy"), target, options, printed_at=PRINTED_AT)
    read = PdfReader(target)
    about = read.metadata
    assert about is not None
    assert about.title == "Consultancy: a principal's instructional dilemma: summary"
    assert about.author == "DES-3"
    assert about.creator == "DILC Desktop"
    assert about.subject == "Summary of a session, Wednesday, 14 October 2026"
    assert about.creation_date == PRINTED_AT
    root: Any = read.trailer["/Root"]
    assert root["/Lang"] == "es"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/MarkInfo"]["/Marked"]


def test_the_structure_names_headings_paragraphs_and_the_strip(
    sample: Sample, tmp_path: Path
) -> None:
    target = tmp_path / "summary.pdf"
    write_summary(sample("tuning"), target, SummaryOptions(), printed_at=PRINTED_AT)
    root: Any = PdfReader(target).trailer["/Root"]
    document = root["/StructTreeRoot"]["/K"][0].get_object()
    elements = [kid.get_object() for kid in document["/K"]]
    tags = [element["/S"] for element in elements]
    assert tags[0] == "/H1"
    assert {"/H2", "/H3", "/P", "/L", "/Table", "/Figure"} == set(tags[1:])
    figure = elements[tags.index("/Figure")]
    assert (
        figure["/Alt"] == "Planned stages, 53 min; below to the same scale as they went, 57:30 min."
    )


def test_words_at_the_end_of_a_line_are_not_heard_as_one_with_the_next(
    sample: Sample, tmp_path: Path
) -> None:
    target = tmp_path / "summary.pdf"
    record = sample("tuning")
    write_summary(record, target, SummaryOptions(), printed_at=PRINTED_AT)
    drawn: list[str] = []
    PdfReader(target).pages[0].extract_text(visitor_text=lambda text, *_: drawn.append(text))
    heard = "".join(drawn).replace("\n", "")
    assert record.framing_question in heard
    assert record.problem in heard


def test_equal_input_gives_an_equal_file(sample: Sample, tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        write_summary(
            sample("consultancy"), tmp_path / name, SummaryOptions(), printed_at=PRINTED_AT
        )
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


@pytest.mark.parametrize(
    "words",
    [
        "Học sinh giải thích cách suy nghĩ của mình như thế nào?",
        "¿Cómo explican los niños su razonamiento? Señaló: «así».",
        "Աշակերտները բացատրում են իրենց մտքերը",
        "Πώς εξηγούν οι μαθητές τη σκέψη τους;",  # noqa: RUF001 - it is Greek
        "Как ученики объясняют свои мысли?",
        'Say <b>less</b> & ask "why" <font name="x">',
    ],
)
def test_words_of_any_alphabet_come_out_of_the_file_as_they_went_in(
    sample: Sample, printed: Page, words: str
) -> None:
    assert words in printed(replace(sample("tuning"), learning_purpose=words))


def test_right_to_left_words_are_drawn_in_page_order(sample: Sample, printed: Page) -> None:
    # pypdf brings right-to-left runs back into reading order, which only works from page order.
    hebrew, arabic = "\u05d0\u05d9\u05da", "\u0643\u064a\u0641"
    assert hebrew in printed(replace(sample("tuning"), learning_purpose=hebrew))
    assert arabic in printed(replace(sample("tuning"), learning_purpose=arabic))


def test_a_word_without_spaces_is_broken_and_never_cut(sample: Sample, printed: Page) -> None:
    endless = "".join(chr(ord("a") + n % 26) for n in range(500))
    link = "https://example.org/" + "/".join(f"part{n}" for n in range(60))
    bare = replace(sample("tuning"), artifacts=(), learning_purpose="", framing_questions=())
    spoken = saying(endless, Kind.WARM_FEEDBACK, "P03")
    page = printed(replace(bare, problem=link, contributions=(spoken,)))
    whole = page.replace("Warm feedback, continued", "")
    assert endless in whole.replace(" ", "")
    assert link in page.replace(" ", "")
    page = printed(replace(bare, title=endless, contributions=()))
    assert endless in page.replace(" ", "")


def test_many_and_long_contributions_flow_over_pages_without_loss(
    sample: Sample, tmp_path: Path
) -> None:
    record = sample("tuning")
    kinds = (
        Kind.WARM_FEEDBACK,
        Kind.COOL_FEEDBACK,
        Kind.REFLECTION,
        Kind.DEBRIEF,
        Kind.OBSERVATION,
    )
    many = tuple(
        saying(
            " ".join(f"w{n}x{word}" for word in range(300 if n % 50 == 0 else 12)),
            kinds[n % len(kinds)],
            "P18" if n % 3 == 0 else "P03",
            id=f"n{n:04}",
        )
        for n in range(400)
    )
    target = tmp_path / "summary.pdf"
    pages = write_summary(
        replace(record, contributions=many), target, SummaryOptions(), printed_at=PRINTED_AT
    )
    text = text_of(target)
    assert pages > 5
    assert f"Page {pages} of {pages}" in text
    words = text.split()
    for contribution in many:
        for word in contribution.text.split():
            # What was chosen stands in the appendix too.
            assert words.count(word) in {1, 2} if word.endswith("x0") else word in text


def test_a_huge_title_question_and_plan_still_make_pages(sample: Sample, printed: Page) -> None:
    record = sample("consultancy")
    huge = " ".join(f"word{n}" for n in range(1500))
    stages = tuple(
        replace(record.plan[0], id=f"p{n}", name=f"Stage called {n}") for n in range(150)
    )
    question = replace(record.framing_questions[0], text=huge)
    page = printed(
        replace(record, title=huge, framing_questions=(question,), plan=stages, facts=())
    )
    assert page.count("word1499") == 2
    assert "Stage called 149" in page


def test_the_strip_holds_every_visit_to_scale_with_its_interruptions(sample: Sample) -> None:
    record = sample("tuning")
    first = record.facts[0].at
    pause, on = (replace(first, steady_ms=ms, utc_ms=first.utc_ms + ms) for ms in (60_000, 90_000))
    assert isinstance(pause, Moment)
    facts = (
        record.facts[0],
        Interrupted(id="i", action="i", at=pause, reason=Reason.VISITOR),
        Resumed(id="j", action="j", at=on),
        *record.facts[1:],
    )
    strip = strip_of(replace(record, facts=facts))
    assert strip.planned_total == 3_180_000
    assert strip.actual_total == 3_450_000
    assert strip.actual[0].interruptions == ((60_000, 90_000),)
    assert strip.entries[0].actual == 170_000
    assert [part.number for part in strip.actual] == list(range(1, 9))


def test_a_session_that_has_not_begun_shows_its_plan_alone(sample: Sample, printed: Page) -> None:
    page = printed(replace(sample("tuning"), facts=()))
    assert "Planned 53 min" in page
    assert "As it went" not in page
    assert "Wednesday, 4 November 2026, 09:00" in page


def test_a_file_that_cannot_be_replaced_leaves_the_old_one(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "summary.pdf"
    target.write_bytes(b"old")

    def refuse(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StorageError, match=r"summary\.pdf.*open in another program.*folder"):
        write_summary(sample("tuning"), target, SummaryOptions(), printed_at=PRINTED_AT)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["summary.pdf"]


def test_a_folder_that_is_gone_is_told(sample: Sample, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="choose another folder"):
        write_summary(
            sample("tuning"), tmp_path / "gone" / "s.pdf", SummaryOptions(), printed_at=PRINTED_AT
        )


@pytest.mark.parametrize("options", [SummaryOptions(paper="a3"), SummaryOptions(speakers="face")])
def test_an_unknown_option_is_refused(
    sample: Sample, tmp_path: Path, options: SummaryOptions
) -> None:
    with pytest.raises(RuleError):
        write_summary(sample("tuning"), tmp_path / "s.pdf", options, printed_at=PRINTED_AT)
    assert not list(tmp_path.iterdir())


def test_two_presenters_are_told_apart(sample: Sample, printed: Page) -> None:
    record = sample("tuning")
    other = Participant(id="P60", code="P60", roles=(Role.PRESENTER,))
    page = printed(replace(record, participants=(*record.participants, other)))
    assert "Presenter P18, P60" in page
    assert "Ten rooms a week, fourteen boxes, one line for words. P18" in page


def test_the_samples_of_these_tests_name_no_one() -> None:
    samples = json.loads((Path(__file__).parent / "samples.json").read_text(encoding="utf-8"))
    codes = {code for sample in samples.values() for code, _ in sample["participants"]}
    assert all(code.rstrip("0123456789") in {"P", "C", "R", "DES-"} for code in codes)
