from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dilc_desktop.settings import Settings
from dilc_desktop.ui.preferences import Preferences


def test_a_choice_holds_at_once_and_at_the_next_start(qtbot: QtBot, tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    assert preferences.now == Settings()
    with qtbot.waitSignal(preferences.changed):
        preferences.change(palette="dark", text_scale=1.5)
    assert (preferences.now.palette, preferences.now.text_scale) == ("dark", 1.5)
    assert Preferences(tmp_path).now == preferences.now


def test_a_choice_that_cannot_be_kept_holds_and_is_told(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("dilc_desktop.ui.preferences.save_settings", refuse)
    preferences = Preferences(tmp_path)
    with qtbot.waitSignals([preferences.changed, preferences.unsaved]):
        preferences.change(palette="dark")
    assert preferences.now.palette == "dark"


def test_what_is_not_a_choice_is_a_bug(tmp_path: Path, qapp: object) -> None:
    assert qapp is not None
    with pytest.raises(TypeError):
        Preferences(tmp_path).change(colour="blue")


def test_keys_of_ones_own_are_kept_for_the_next_start(qtbot: QtBot, tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    with qtbot.waitSignal(preferences.changed):
        preferences.change(keys=(("next", "F5"),), quick_kind_keys=(("warm_feedback", "X"),))
    assert Preferences(tmp_path).now == preferences.now
    assert Preferences(tmp_path).now.keys == (("next", "F5"),)
