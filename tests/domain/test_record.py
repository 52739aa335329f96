from __future__ import annotations

from dataclasses import replace

from dilc_desktop.domain.errors import FileProblem
from dilc_desktop.domain.record import Role, SessionRecord, Status, status_of
from dilc_desktop.domain.session import replay


def test_a_record_replays_its_facts(record: SessionRecord) -> None:
    session = record.session()
    assert [run.id for run in session.runs] == ["run-1", "run-2", "run-4", "run-5"]
    assert session.skipped == {"stage-4"}
    assert session.ended == 2_400_000


def test_the_status_follows_from_the_facts(record: SessionRecord) -> None:
    seen = [
        status_of(replay(record.plan, record.facts[:length]))
        for length in (0, 1, len(record.facts) - 1, len(record.facts))
    ]
    assert seen == [Status.PLANNED, Status.LIVE, Status.LIVE, Status.ENDED]


def test_people_are_found_by_id_and_by_role(record: SessionRecord) -> None:
    person = record.participant("person-2")
    assert person is not None
    assert person.shown == "P07"
    assert replace(person, name="N.").shown == "N."
    assert record.participant(None) is None
    assert record.participant("nobody") is None
    assert record.with_role(Role.PRESENTER) == (person,)
    assert record.with_role(Role.OBSERVER) == ()


def test_the_newest_framing_question_counts(record: SessionRecord) -> None:
    assert record.framing_question == "How can my feedback help teachers plan the next lesson?"
    assert replace(record, framing_questions=()).framing_question == ""


def test_kept_contributions_are_in_the_order_of_their_time_without_what_was_undone(
    record: SessionRecord,
) -> None:
    shuffled = replace(record, contributions=record.contributions[::-1])
    assert [c.id for c in shuffled.kept] == [
        "said-1",
        "said-2",
        "said-3",
        "said-4",
        "said-6",
        "said-7",
        "said-8",
    ]


def test_a_contribution_knows_whether_it_is_private_and_whether_it_has_words(
    record: SessionRecord,
) -> None:
    assert [c.id for c in record.contributions if c.private] == ["said-6"]
    assert [c.id for c in record.contributions if c.is_mark] == ["said-2"]


def test_a_problem_with_a_file_names_the_file_and_the_place() -> None:
    assert str(FileProblem("a.toml", "stage 3", "expected minutes.", "Open it.")) == (
        "a.toml, stage 3: expected minutes. Open it."
    )
    assert str(FileProblem("a.toml", "", "expected a protocol.")) == "a.toml: expected a protocol."
