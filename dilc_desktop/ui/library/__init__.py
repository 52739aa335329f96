"""The Library page: the protocols at hand, the help to choose one, and house versions."""

from dilc_desktop.ui.library.page import LibraryPage

__all__ = ["LibraryPage"]
