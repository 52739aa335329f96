"""What every page has in common."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from dilc_desktop.services.change import Change
from dilc_desktop.ui.background import Background
from dilc_desktop.ui.news_line import NewsLine
from dilc_desktop.ui.notifier import Notifier
from dilc_desktop.ui.preferences import Preferences
from dilc_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from dilc_desktop.services.desk import Desk


class PageId(StrEnum):
    """The pages that the main window holds."""

    HOME = "home"
    PREPARE = "prepare"
    LIVE = "live"
    WRAP_UP = "wrap_up"
    SESSION = "session"
    LIBRARY = "library"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a page is given: the services, the one notifier, the look and the choices."""

    desk: Desk
    notifier: Notifier
    theme: Theme
    background: Background
    preferences: Preferences


class Page(QWidget):
    """A page knows no other page: where to go next it asks for with `wanted`."""

    wanted = Signal(object, str)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.desk = around.desk
        self.notifier = around.notifier
        self.theme = around.theme
        self.background = around.background
        self.preferences = around.preferences
        self.setProperty("surface", "paper")
        self.session_id = ""
        self.notifier.changed.connect(self._heard)

    def open_session(self, session_id: str) -> None:
        """Show a session."""
        self.session_id = session_id
        self.show_session()

    def show_session(self) -> None:
        """Fill the page from what is stored."""

    def session_title(self) -> str:
        """The title of the session that is shown, empty where there is none."""
        return self.desk.catalogue.record(self.session_id).title if self.session_id else ""

    def settle(self) -> None:
        """Save what is still being typed, before the page is left."""

    def left_behind(self) -> str:
        """What would be lost if the program ended now, in a sentence; empty where nothing would."""
        return ""

    def rest(self) -> None:
        """Stop what runs by itself, before the program ends."""

    def _heard(self, change: Change) -> None:
        if change.session_id == self.session_id and self.session_id:
            self.on_change(change)

    def on_change(self, change: Change) -> None:
        """Repaint what a change to this session touched."""


class NewsPage(Page):
    """A page with a line of news; it catches up when it comes to the front."""

    def __init__(self, around: Surroundings, name: str, news_size: str = "small") -> None:
        super().__init__(around)
        self._news = NewsLine(news_size)
        self._news.setObjectName(f"{name}.news")

    def _say(self, words: str, tone: str = "quiet", file: Path | None = None) -> None:
        self._news.say(words, tone, file)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while another page was in front."""
        super().showEvent(event)
        if not event.spontaneous():
            self.show_session()
