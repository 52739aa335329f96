from __future__ import annotations

from dataclasses import replace

import pytest

from dilc_desktop.domain.framing import (
    CHECKLIST_ITEMS,
    QuestionCheck,
    Ready,
    question_checks,
    readiness,
)
from dilc_desktop.domain.record import (
    ChecklistAnswer,
    Consent,
    FramingQuestion,
    Participant,
    SessionRecord,
)

FINE = "How can my feedback help teachers plan the next lesson?"


def failed(question: str) -> set[QuestionCheck]:
    return {check for check, passed in question_checks(question) if not passed}


def test_an_empty_question_is_not_checked() -> None:
    assert question_checks("  \n") == ()


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        (FINE, set()),
        ("In what ways do we support P07?", set()),
        ("How can my notes help", {QuestionCheck.ONE_QUESTION}),
        ("How can I help? What do I say?", {QuestionCheck.ONE_QUESTION}),
        ("Should I visit more often?", {QuestionCheck.OPEN}),
        ("Do I know how to ask?", {QuestionCheck.OPEN}),
        ("My feedback, and then?", {QuestionCheck.OPEN}),
        ("How can teachers plan better?", {QuestionCheck.OWN_ROLE}),
        ("How can I " + "really " * 60 + "help?", {QuestionCheck.SHORT}),
        ("\u5982\u4f55\u6539\u8fdb\uff1f", set()),
        ("\u0643\u064a\u0641 \u0623\u0633\u0627\u0639\u062f\u061f", set()),
    ],
)
def test_a_question_is_told_what_it_still_lacks(question: str, lacks: set[QuestionCheck]) -> None:
    assert failed(question) == lacks


def lines(record: SessionRecord) -> dict[Ready, bool]:
    return {advice.line: advice.done for advice in readiness(record)}


def test_a_bare_session_lacks_every_line(record: SessionRecord) -> None:
    bare = SessionRecord(
        id="s",
        title="",
        created_at=record.created_at,
        protocol_key="",
        protocol_name="",
        protocol_version=1,
        protocol_credit="",
    )
    assert lines(bare) == dict.fromkeys(Ready, False)


def test_a_prepared_session_shows_only_what_is_missing(record: SessionRecord) -> None:
    missing = {line for line, done in lines(record).items() if not done}
    assert missing == {Ready.OWN_ROLE, Ready.NAMES_REMOVED, Ready.CONSENT}


def test_each_missing_line_can_be_mended(record: SessionRecord) -> None:
    asked = tuple(
        replace(person, consent=Consent(research=False)) for person in record.participants
    )
    mended = replace(
        record,
        checklist=tuple(ChecklistAnswer(item=item, answer="yes") for item in CHECKLIST_ITEMS),
        artifacts=tuple(replace(a, names_removed=True) for a in record.artifacts),
        participants=asked,
    )
    assert all(lines(mended).values())


def test_a_question_that_lacks_something_is_not_ready(record: SessionRecord) -> None:
    weak = FramingQuestion(id="q", text="Is it good?", written_at=record.created_at)
    assert not lines(replace(record, framing_questions=(weak,)))[Ready.QUESTION]


def test_one_person_not_asked_keeps_consent_open(record: SessionRecord) -> None:
    asked = Participant(id="p", code="P01", consent=Consent(research=True))
    waiting = Participant(id="q", code="P02")
    assert lines(replace(record, participants=(asked,)))[Ready.CONSENT]
    assert not lines(replace(record, participants=(asked, waiting)))[Ready.CONSENT]
