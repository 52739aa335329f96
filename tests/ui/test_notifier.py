from __future__ import annotations

import pytest

from dilc_desktop.domain.errors import FileProblem, RuleError, StorageError
from dilc_desktop.services.change import Change, Changed
from dilc_desktop.ui.notifier import Notifier

DONE = Change(Changed.CLOCK, "s-1")


@pytest.fixture
def heard(qapp: object) -> tuple[Notifier, list[tuple[str, object]]]:
    assert qapp is not None
    notifier = Notifier()
    log: list[tuple[str, object]] = []
    notifier.changed.connect(lambda change: log.append(("changed", change)))
    notifier.refused.connect(lambda words: log.append(("refused", words)))
    notifier.unsaved.connect(lambda words: log.append(("unsaved", words)))
    notifier.saved.connect(lambda: log.append(("saved", None)))
    return notifier, log


def storage() -> Change:
    raise StorageError("The disk is full.")


def test_a_change_is_told_and_returned(
    heard: tuple[Notifier, list[tuple[str, object]]],
) -> None:
    notifier, log = heard
    assert notifier.run(lambda: DONE) == DONE
    assert log == [("changed", DONE)]


def test_what_is_refused_is_told_and_nothing_changed(
    heard: tuple[Notifier, list[tuple[str, object]]],
) -> None:
    notifier, log = heard

    def rule() -> Change:
        raise RuleError("Not now.")

    def file() -> Change:
        raise FileProblem("march.dilc", "the whole file", "a session")

    assert notifier.run(rule) is None
    assert notifier.run(file) is None
    assert log[0] == ("refused", "Not now.")
    assert "march.dilc" in str(log[1])


def test_trouble_with_the_disk_ends_with_the_first_thing_that_is_saved(
    heard: tuple[Notifier, list[tuple[str, object]]],
) -> None:
    notifier, log = heard
    assert notifier.run(storage) is None
    assert notifier.run(storage) is None
    notifier.run(lambda: DONE)
    notifier.run(lambda: DONE)
    assert [name for name, _ in log] == ["unsaved", "unsaved", "saved", "changed", "changed"]


def test_trouble_with_a_draft_is_told_once_and_ends_with_the_next_draft(
    heard: tuple[Notifier, list[tuple[str, object]]],
) -> None:
    notifier, log = heard

    def refuse() -> None:
        storage()

    notifier.keep(refuse)
    notifier.keep(refuse)
    notifier.keep(lambda: None)
    notifier.keep(lambda: None)
    assert [name for name, _ in log] == ["unsaved", "saved"]


def test_a_bug_is_not_hidden(heard: tuple[Notifier, list[tuple[str, object]]]) -> None:
    notifier, log = heard

    def bug() -> Change:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        notifier.run(bug)
    assert log == []
