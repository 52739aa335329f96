"""House protocols keep every version, and stay when they are removed from the lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.domain.protocol import ProtocolVersion
from dilc_desktop.store.library import Library

MADE = datetime(2026, 3, 2, 17, 30, 0, 123000, tzinfo=UTC)


def version(number: int, key: str = "house", **changes: object) -> ProtocolVersion:
    plain = ProtocolVersion(
        id=f"{key}-{number}",
        protocol_key=key,
        version=number,
        made_at=MADE + timedelta(days=number),
        text=f"# {key} {number}\n",
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # the test names real fields


FULL = version(
    3,
    made_at=MADE.astimezone(timezone(timedelta(hours=-8))),
    asked_by="DES-3",
    reason="Too little time for “warm”",
    changes="שני שלבים\n🙂",
    based_on_key="tuning",
    based_on_version=1,
    text='say = "Ask: \\"why?\\""\r\n' + "# " + "x" * 200_000,
)


def test_versions_come_back_oldest_first_and_whole(folder: Path, library: Library) -> None:
    assert library.protocols.versions("house") == ()
    for one in (version(2), FULL, version(1), version(1, "other")):
        library.protocols.add(one)
    with Library.open(folder) as again:
        assert again.protocols.versions("house") == (version(1), version(2), FULL)
        assert again.protocols.versions("hous") == ()


def test_the_newest_version_of_each_protocol_is_listed_by_key(library: Library) -> None:
    assert library.protocols.newest() == ()
    for one in (version(1, "b"), version(10, "a"), version(9, "a"), version(2, "b")):
        library.protocols.add(one)
    assert library.protocols.newest() == (version(10, "a"), version(2, "b"))


def test_a_version_that_is_there_is_refused_and_the_one_of_before_stays(library: Library) -> None:
    library.protocols.add(version(1))
    with pytest.raises(RuleError, match="Version 1"):
        library.protocols.add(version(1, id="another", text="other words"))
    library.protocols.remove("house")
    with pytest.raises(RuleError, match="Version 1"):
        library.protocols.add(version(1))
    assert library.protocols.versions("house") == (version(1),)
    assert library.protocols.newest() == ()


def test_a_removed_protocol_keeps_its_versions_and_comes_back(
    folder: Path, library: Library
) -> None:
    for one in (version(1), version(2), version(1, "other")):
        library.protocols.add(one)
    library.protocols.remove("house")
    library.protocols.remove("house")
    with Library.open(folder) as again:
        assert again.protocols.newest() == (version(1, "other"),)
        assert again.protocols.newest(removed=True) == (version(2),)
        assert again.protocols.versions("house") == (version(1), version(2))
        again.protocols.restore("house")
    assert library.protocols.newest() == (version(2), version(1, "other"))
    library.protocols.remove("house")
    library.protocols.add(version(3))
    assert library.protocols.newest() == (version(3), version(1, "other"))


def test_a_protocol_that_is_not_there_is_said_to_be_so(library: Library) -> None:
    for act in (library.protocols.remove, library.protocols.restore):
        with pytest.raises(RuleError, match="not in the library"):
            act("tuning")


def test_any_protocol_can_be_a_favourite_and_stop_being_one(folder: Path, library: Library) -> None:
    assert library.protocols.favourites() == frozenset()
    library.protocols.add(version(1))
    for key in ("tuning", "house", "tuning", "house"):
        library.protocols.set_favourite(key, True)
    library.protocols.remove("house")
    with Library.open(folder) as again:
        assert again.protocols.favourites() == {"tuning", "house"}
        again.protocols.set_favourite("tuning", False)
        again.protocols.set_favourite("never", False)
    assert library.protocols.favourites() == {"house"}


def test_a_time_without_a_zone_is_refused_and_nothing_is_kept(library: Library) -> None:
    with pytest.raises(TypeError):
        library.protocols.add(version(1, made_at=datetime(2026, 3, 2)))  # noqa: DTZ001 - on purpose
    library.protocols.add(version(1, "other"))
    with pytest.raises(RuleError, match="not in the library"):
        library.protocols.remove("house")
