"""What the operating system must offer before Qt can start, and which packages bring it."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Mapping

# Tested on a bare Debian 12: the first list is what any window needs, the second what X11 adds.
OFFSCREEN_PACKAGES = (
    "libglib2.0-0",
    "libegl1",
    "libgl1",
    "libdbus-1-3",
    "libfontconfig1",
    "libxkbcommon0",
)
X11_PACKAGES = (
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxkbcommon-x11-0",
)
_OFFSCREEN_LIBRARIES = (
    "libglib-2.0.so.0",
    "libEGL.so.1",
    "libGL.so.1",
    "libdbus-1.so.3",
    "libfontconfig.so.1",
    "libxkbcommon.so.0",
)
_X11_LIBRARIES = (
    "libxcb-cursor.so.0",
    "libxcb-icccm.so.4",
    "libxcb-keysyms.so.1",
    "libxcb-shape.so.0",
    "libxkbcommon-x11.so.0",
)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x11_answers(display: str) -> bool:
    """Whether an X11 server answers; taken as given where that cannot be asked."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(os.fsencode(display), None))
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed


def has_screen(
    environment: Mapping[str, str] = os.environ,
    x11_answers: Callable[[str], bool] = _x11_answers,
) -> bool:
    """Whether there is a screen to open a window on."""
    if sys.platform != "linux":
        return True
    if environment.get("WAYLAND_DISPLAY"):
        return True
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen and not chosen.startswith("xcb"):
        return True
    display = environment.get("DISPLAY", "")
    return bool(display) and x11_answers(display)


def wants_x11(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether Qt will talk to an X11 server."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen:
        return chosen.startswith("xcb")
    return bool(environment.get("DISPLAY")) and not environment.get("WAYLAND_DISPLAY")


def missing_packages(*, x11: bool, loads: Callable[[str], bool] = _loads) -> tuple[str, ...]:
    """Debian's names of the packages whose libraries are not there; always empty elsewhere."""
    if sys.platform != "linux":
        return ()
    wanted = list(zip(_OFFSCREEN_LIBRARIES, OFFSCREEN_PACKAGES, strict=True))
    if x11:
        wanted += zip(_X11_LIBRARIES, X11_PACKAGES, strict=True)
    return tuple(package for library, package in wanted if not loads(library))


def advice(packages: tuple[str, ...]) -> str:
    """One sentence that says what to install."""
    return (
        "Windows cannot be opened yet: please install these system packages, for example with "
        f"'sudo apt-get install {' '.join(packages)}', and start again."
    )
