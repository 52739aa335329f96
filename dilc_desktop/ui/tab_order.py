"""The order in which the Tab key visits the parts of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def chain_tabs(widgets: Iterable[QWidget]) -> None:
    """Let Tab visit the widgets one after another."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)


def tab_in_reading_order(page: QWidget) -> None:
    """Let Tab visit the parts as they are laid out, also those that were added later."""
    chain_tabs(_parts(page))


def _parts(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    elif isinstance(widget, QScrollArea):
        content = widget.widget()
        yield from () if content is None else _parts(content)
    elif layout := widget.layout():
        yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from _parts(widget)
        elif inner is not None:
            yield from _laid_out(inner)
