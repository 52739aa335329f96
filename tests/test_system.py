"""What must be there before Qt can start."""

from __future__ import annotations

import sys

import pytest

from dilc_desktop.system import (
    OFFSCREEN_PACKAGES,
    X11_PACKAGES,
    advice,
    has_screen,
    missing_packages,
    wants_x11,
)

linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems bring all of it")


@linux
def test_each_library_that_does_not_load_names_its_package() -> None:
    asked: list[str] = []

    def loads(library: str) -> bool:
        asked.append(library)
        return library not in ("libGL.so.1", "libxcb-cursor.so.0")

    assert missing_packages(x11=True, loads=loads) == ("libgl1", "libxcb-cursor0")
    assert missing_packages(x11=False, loads=loads) == ("libgl1",)
    assert len(asked) == 2 * len(OFFSCREEN_PACKAGES) + len(X11_PACKAGES)
    everything = missing_packages(x11=True, loads=lambda _: False)
    assert everything == OFFSCREEN_PACKAGES + X11_PACKAGES


@linux
def test_nothing_is_missing_where_windows_open_offscreen() -> None:
    assert missing_packages(x11=False) == ()
    assert missing_packages(x11=False, loads=lambda _: True) == ()


def test_the_advice_is_one_line_that_can_be_copied() -> None:
    line = advice(("libegl1", "libgl1"))
    assert "sudo apt-get install libegl1 libgl1'" in line
    assert "\n" not in line


@linux
@pytest.mark.parametrize(
    ("environment", "answers", "there"),
    [
        ({}, True, False),
        ({"DISPLAY": ":0"}, True, True),
        ({"DISPLAY": ":0"}, False, False),
        ({"DISPLAY": ""}, True, False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, False, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, False, True),
        ({"QT_QPA_PLATFORM": "xcb"}, True, False),
        ({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":0"}, True, True),
        ({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":0"}, False, False),
    ],
)
def test_a_screen_is_there_where_a_server_answers(
    environment: dict[str, str], answers: bool, there: bool
) -> None:
    assert has_screen(environment, lambda _: answers) is there


@linux
def test_a_display_without_a_server_is_no_screen() -> None:
    assert not has_screen({"DISPLAY": ":4711"})


def test_x11_is_wanted_where_qt_would_choose_it() -> None:
    assert wants_x11({"DISPLAY": ":0"})
    assert wants_x11({"DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"})
    assert not wants_x11({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"})
    assert not wants_x11({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"})
    assert not wants_x11({})
