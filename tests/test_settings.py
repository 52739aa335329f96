from __future__ import annotations

import json
import logging
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from dilc_desktop.settings import (
    PALETTES,
    PAPERS,
    SPEAKERS,
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
    )
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


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
@pytest.mark.parametrize("value", [None, True, False, 7, -1.0, [], {}, ["dark"], "\u2603" * 3])
def test_each_field_that_does_not_fit_falls_back_alone(
    tmp_path: Path, name: str, value: object
) -> None:
    others = Settings("dark", 1.5, "a4", "name")
    found = json.dumps(asdict(others) | {name: value})
    (tmp_path / "settings.json").write_text(found, encoding="utf-8")
    expected = asdict(others) | {name: getattr(Settings(), name)}
    assert asdict(load_settings(tmp_path)) == expected


def test_unknown_names_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"palette": "dark", "colour": 1}', encoding="utf-8")
    assert load_settings(tmp_path) == Settings(palette="dark")


def test_a_whole_number_is_a_text_scale_too(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"text_scale": 2}', encoding="utf-8")
    assert load_settings(tmp_path).text_scale == 2.0
