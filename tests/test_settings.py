from __future__ import annotations

import json
import logging
from dataclasses import fields, replace
from pathlib import Path

import pytest

from dilc_desktop.domain.readers import Reader
from dilc_desktop.settings import (
    MOTIONS,
    PALETTES,
    PAPERS,
    READERS,
    SPEAKERS,
    TALK_TURNS,
    TEXT_SCALES,
    Settings,
    load_settings,
    save_settings,
)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    chosen = Settings(
        palette=PALETTES[-1],
        text_scale=TEXT_SCALES[-1],
        paper=PAPERS[-1],
        speakers=SPEAKERS[0],
        room_screen="EPSON | X1234",
        reader=READERS[-1],
        chime=True,
        pulse=False,
        quick_keys=False,
        reduced_motion=MOTIONS[1],
        focus_cue=False,
        talk_turns=TALK_TURNS[-1],
        district="Distrito Escolar 3",
        logo="0123456789abcdef.png",
        keys=(("next", "F5"), ("undo", "F4")),
        quick_kind_keys=(("warm_feedback", "X"),),
    )
    assert all(getattr(chosen, f.name) != f.default for f in fields(Settings)), "each is tried"
    folder = tmp_path / "not" / "there yet"
    save_settings(folder, chosen)
    assert load_settings(folder) == chosen
    assert [file.name for file in folder.iterdir()] == ["settings.json"]


def test_a_later_choice_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    save_settings(tmp_path, Settings(palette="dark"))
    save_settings(tmp_path, Settings(palette="light"))
    assert load_settings(tmp_path).palette == "light"


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", '"dark"'])
def test_a_file_that_is_no_settings_file_gives_the_defaults(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_text(text, encoding="utf-8")
    assert load_settings(tmp_path) == Settings()


def test_bytes_that_are_no_text_give_the_defaults_and_a_quiet_note(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "settings.json").write_bytes(b"\xff\xfe\x00")
    with caplog.at_level(logging.INFO):
        assert load_settings(tmp_path) == Settings()
    assert [record.levelname for record in caplog.records] == ["INFO"]


def test_a_folder_in_the_place_of_the_file_gives_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "settings.json").mkdir()
    assert load_settings(tmp_path) == Settings()


def test_a_summary_can_be_for_every_reader_there_is() -> None:
    assert list(READERS) == list(Reader)


STRANGE = [None, True, False, 7, -1.0, [], {}, ["dark"], {"dark": 1}, "\u2603" * 3, "\u2603" * 999]
SWITCHES = {"chime", "pulse", "quick_keys", "focus_cue"}
DOES_NOT_FIT = [
    (field.name, value)
    for field in fields(Settings)
    for value in STRANGE
    # The talk turns were a switch once.
    if not (field.name in SWITCHES | {"talk_turns"} and isinstance(value, bool))
    and not (
        field.name in {"room_screen", "district", "logo"}
        and isinstance(value, str)
        and len(value) < 10
    )
]


@pytest.mark.parametrize(("name", "value"), DOES_NOT_FIT)
def test_each_field_that_does_not_fit_falls_back_alone(
    tmp_path: Path, name: str, value: object
) -> None:
    others = Settings("dark", 1.5, "a4", "name", "EPSON", chime=True, keys=(("next", "F5"),))
    save_settings(tmp_path, others)
    file = tmp_path / "settings.json"
    found = json.loads(file.read_text(encoding="utf-8")) | {name: value}
    file.write_text(json.dumps(found), encoding="utf-8")
    assert load_settings(tmp_path) == replace(others, **{name: getattr(Settings(), name)})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({"next": "F5", "undo": 7, "": ""}, (("next", "F5"),)),
        ({"next": "F5", "undo": "F5"}, (("next", "F5"),)),
        ({"next": "x" * 300, "undo": "F4"}, (("undo", "F4"),)),
    ],
)
@pytest.mark.parametrize("name", ["keys", "quick_kind_keys"])
def test_a_key_that_cannot_be_read_is_dropped_and_the_others_hold(
    tmp_path: Path, name: str, written: dict[str, object], read: object
) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({name: written}), encoding="utf-8")
    assert getattr(load_settings(tmp_path), name) == read


def test_a_file_that_never_ends_is_not_taken_in_whole(tmp_path: Path) -> None:
    many = {"keys": {f"act {number}": f"key {number}" for number in range(5_000)}}
    (tmp_path / "settings.json").write_text(json.dumps(many), encoding="utf-8")
    assert len(load_settings(tmp_path).keys) == 100


def test_a_file_from_before_there_were_live_choices_still_holds(tmp_path: Path) -> None:
    old = {"palette": "dark", "text_scale": 1.25, "paper": "a4", "speakers": "role"}
    (tmp_path / "settings.json").write_text(json.dumps(old), encoding="utf-8")
    assert load_settings(tmp_path) == Settings("dark", 1.25, "a4", "role")


@pytest.mark.parametrize(("before", "now"), [(True, "tap"), (False, "off"), ("hold", "hold")])
def test_talk_turns_that_were_switched_on_are_noted_by_a_tap(
    tmp_path: Path, before: object, now: str
) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"talk_turns": before}), encoding="utf-8")
    assert load_settings(tmp_path) == Settings(talk_turns=now)


def test_unknown_names_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"palette": "dark", "colour": 1}', encoding="utf-8")
    assert load_settings(tmp_path) == Settings(palette="dark")


def test_a_whole_number_is_a_text_scale_too(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"text_scale": 2}', encoding="utf-8")
    assert load_settings(tmp_path).text_scale == 2.0
