"""The Prepare page: one column of cards, and a readiness list that advises."""

from dilc_desktop.ui.prepare.page import PreparePage

__all__ = ["PreparePage"]
