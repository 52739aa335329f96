"""The binding gives back what it borrowed: else a long session would end the interpreter."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

_CALLS = 2_000


class _Sender(QObject):
    sent = Signal()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True live for ever from 3.12 on")
def test_thousands_of_qt_calls_lose_no_reference_to_none_or_true(qtbot: QtBot) -> None:
    sender, label = _Sender(), QLabel()
    qtbot.addWidget(label)
    before = [sys.getrefcount(value) for value in (None, True)]

    for _ in range(_CALLS):
        label.setToolTip("")
        sender.sent.emit()

    after = [sys.getrefcount(value) for value in (None, True)]
    lost = [was - now for was, now in zip(before, after, strict=True)]
    assert max(lost) < _CALLS / 10
