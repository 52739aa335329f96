"""The one style sheet, made from the palette's roles and the spacing scale.

Widgets carry dynamic properties instead of styles of their own: `type` (small, lead, heading,
title, display), `tone` (quiet, warm, cool, soon, over, good, accent), `role` of buttons (primary,
plain, choice, live) and `surface` of frames (sheet, banner, band).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

TEXT_SIZES = {"small": 13, "body": 15, "lead": 18, "heading": 22, "title": 28, "display": 40}


def stylesheet(
    colours: Mapping[str, str], px: Callable[[float], int], shape: Callable[[str, str], str]
) -> str:
    """Write the style sheet; `px` scales a length, `shape` gives a recoloured icon's file."""
    return "\n".join(
        (
            _texts(colours, px),
            _frames(colours, px),
            _buttons(colours, px),
            _fields(colours, px, shape),
            _lists(colours, px, shape),
        )
    )


def _texts(c: Mapping[str, str], px: Callable[[float], int]) -> str:
    sizes = "\n".join(
        f'QLabel[type="{name}"] {{ font-size: {px(size)}px; }}' for name, size in TEXT_SIZES.items()
    )
    tones = "\n".join(
        f'QLabel[tone="{role}"] {{ color: {c[role]}; }}'
        for role in ("quiet", "warm", "cool", "soon", "over", "good", "accent")
    )
    return f"""
QWidget {{ color: {c["ink"]}; font-size: {px(15)}px; }}
QLabel {{ background: transparent; }}
{sizes}
{tones}
QLabel[strong="true"] {{ font-weight: 600; }}
QToolTip {{ background: {c["sheet"]}; color: {c["ink"]}; border: 1px solid {c["edge"]};
    padding: {px(6)}px; font-size: {px(13)}px; }}
"""


def _frames(c: Mapping[str, str], px: Callable[[float], int]) -> str:
    return f"""
QMainWindow, QDialog, QWidget[surface="paper"] {{ background: {c["paper"]}; }}
QScrollArea {{ background: {c["paper"]}; border: none; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QFrame[surface="sheet"] {{ background: {c["sheet"]}; border: 1px solid {c["line"]};
    border-radius: {px(6)}px; }}
QFrame[surface="rail"] {{ background: {c["sheet"]}; border: none;
    border-right: 1px solid {c["line"]}; }}
QFrame[surface="panel"] {{ background: {c["sheet"]}; border: none;
    border-left: 1px solid {c["line"]}; }}
QFrame[surface="band"] {{ background: {c["sheet"]}; border: none;
    border-bottom: 1px solid {c["line"]}; }}
QFrame[surface="foot"] {{ background: {c["sheet"]}; border: none;
    border-top: 1px solid {c["line"]}; }}
QFrame[surface="banner"] {{ background: {c["tint"]}; border: none;
    border-left: {px(4)}px solid {c["accent"]}; }}
QFrame[surface="alert"] {{ background: {c["sheet"]}; border: 2px solid {c["over"]};
    border-radius: {px(6)}px; }}
QFrame[surface="rule"] {{ background: {c["line"]}; border: none; max-height: 1px;
    min-height: 1px; }}
QSplitter::handle {{ background: {c["line"]}; }}
"""


def _buttons(c: Mapping[str, str], px: Callable[[float], int]) -> str:
    return f"""
QPushButton, QToolButton {{ background: {c["sheet"]}; border: 1px solid {c["edge"]};
    border-radius: {px(6)}px; padding: {px(5)}px {px(12)}px; min-height: {px(20)}px;
    outline: none; }}
QPushButton:hover, QToolButton:hover {{ background: {c["tint"]}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {c["line"]}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {c["accent"]};
    padding: {px(5) - 1}px {px(12) - 1}px; }}
QPushButton:disabled, QToolButton:disabled {{ color: {c["quiet"]}; border-color: {c["line"]}; }}
QPushButton[role="primary"] {{ background: {c["accent"]}; color: {c["on_accent"]};
    border: 1px solid {c["accent"]}; font-weight: 600; padding: {px(7)}px {px(20)}px; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {c["ink"]};
    padding: {px(7) - 1}px {px(20) - 1}px; }}
QPushButton[role="primary"]:disabled {{ background: {c["track"]}; color: {c["quiet"]};
    border-color: {c["line"]}; }}
QPushButton[role="plain"], QToolButton[role="plain"] {{ background: transparent;
    border: 1px solid transparent; color: {c["accent"]}; padding: {px(4)}px {px(8)}px; }}
QPushButton[role="plain"]:hover, QToolButton[role="plain"]:hover {{ background: {c["tint"]}; }}
QPushButton[role="plain"]:focus, QToolButton[role="plain"]:focus {{
    border: 2px solid {c["accent"]}; padding: {px(4) - 1}px {px(8) - 1}px; }}
QPushButton[role="plain"]:disabled {{ color: {c["quiet"]}; }}
QPushButton[role="choice"]:checked, QToolButton[role="choice"]:checked {{
    background: {c["tint"]}; border: 2px solid {c["accent"]};
    padding: {px(5) - 1}px {px(12) - 1}px; }}
QPushButton[role="choice"]:checked:focus, QToolButton[role="choice"]:checked:focus {{
    border-color: {c["ink"]}; }}
QPushButton[role="live"] {{ min-height: {px(34)}px; padding: {px(4)}px {px(12)}px; }}
QPushButton[role="live"]:focus {{ padding: {px(4) - 1}px {px(12) - 1}px; }}
QPushButton[role="live-small"] {{ min-height: {px(24)}px; padding: {px(2)}px {px(8)}px; }}
QPushButton[role="live-small"]:focus {{ padding: {px(2) - 1}px {px(8) - 1}px; }}
QPushButton[role="next"] {{ background: {c["accent"]}; color: {c["on_accent"]};
    border: 2px solid {c["accent"]}; font-weight: 600; font-size: {px(18)}px;
    min-height: {px(60)}px; min-width: {px(128)}px; padding: {px(4)}px {px(24)}px; }}
QPushButton[role="next"]:hover {{ border-color: {c["ink"]}; }}
QPushButton[role="next"]:focus {{ border: 3px solid {c["ink"]};
    padding: {px(4) - 1}px {px(24) - 1}px; }}
QPushButton[role="next-small"] {{ background: {c["accent"]}; color: {c["on_accent"]};
    border: 2px solid {c["accent"]}; font-weight: 600; min-height: {px(44)}px;
    min-width: {px(128)}px; padding: {px(2)}px {px(8)}px; }}
QPushButton[role="next-small"]:focus {{ border: 3px solid {c["ink"]};
    padding: {px(2) - 1}px {px(8) - 1}px; }}
QPushButton[role="next-strip"] {{ background: {c["accent"]}; color: {c["on_accent"]};
    border: 2px solid {c["accent"]}; font-weight: 600; min-height: {px(44) - 8}px;
    min-width: {px(76)}px; padding: 2px {px(8)}px; }}
QPushButton[role="next-strip"]:focus {{ border: 3px solid {c["ink"]};
    padding: 1px {px(8) - 1}px; }}
QPushButton[role="rail"] {{ background: transparent; border: 2px solid transparent;
    text-align: left; padding: {px(6)}px {px(12)}px; }}
QPushButton[role="rail"]:hover {{ background: {c["tint"]}; }}
QPushButton[role="rail"]:checked {{ background: {c["tint"]}; font-weight: 600;
    border-left: {px(3)}px solid {c["accent"]}; border-radius: 0; }}
QPushButton[role="rail"]:focus {{ border: 2px solid {c["accent"]}; }}
QPushButton[role="rail"]:disabled {{ color: {c["quiet"]}; }}
QPushButton[role="head"] {{ background: transparent; border: 2px solid transparent;
    color: {c["ink"]}; text-align: left; font-size: {px(18)}px; font-weight: 600;
    padding: {px(2)}px {px(6)}px {px(2)}px {px(2)}px; }}
QPushButton[role="head"]:hover {{ color: {c["accent"]}; }}
QPushButton[role="head"]:focus {{ border: 2px solid {c["accent"]}; }}
QPushButton[role="fold"] {{ background: transparent; border: 2px solid transparent;
    color: {c["accent"]}; text-align: left; padding: {px(2)}px; }}
QPushButton[role="fold"]:hover {{ background: {c["tint"]}; }}
QPushButton[role="fold"]:focus {{ border: 2px solid {c["accent"]}; }}
QPushButton[role="card"] {{ background: {c["sheet"]}; border: 1px solid {c["line"]};
    text-align: left; padding: {px(12)}px; }}
QPushButton[role="card"]:hover {{ border-color: {c["accent"]}; }}
QPushButton[role="card"]:focus {{ border: 2px solid {c["accent"]}; padding: {px(12) - 1}px; }}
QToolButton::menu-indicator, QPushButton::menu-indicator {{ image: none; width: 0; }}
"""


def _fields(
    c: Mapping[str, str], px: Callable[[float], int], shape: Callable[[str, str], str]
) -> str:
    fields = "QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QDateEdit, QTimeEdit, QSpinBox"
    focused = ", ".join(f"{field}:focus" for field in fields.split(", "))
    return f"""
{fields} {{ background: {c["sheet"]}; color: {c["ink"]}; border: 1px solid {c["edge"]};
    border-radius: {px(6)}px; padding: {px(4)}px {px(8)}px; min-height: {px(22)}px;
    selection-background-color: {c["accent"]}; selection-color: {c["on_accent"]};
    placeholder-text-color: {c["quiet"]}; }}
{focused} {{ border: 2px solid {c["accent"]}; padding: {px(4) - 1}px {px(8) - 1}px; }}
QLineEdit[type="lead"], QPlainTextEdit[type="lead"] {{ font-size: {px(18)}px; }}
QPlainTextEdit[type="heading"] {{ font-size: {px(22)}px; }}
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"] {{ border: 2px dashed {c["over"]}; }}
QLineEdit[left_out="true"] {{ color: {c["quiet"]}; text-decoration: line-through;
    border-color: {c["line"]}; }}
QLineEdit[left_out="true"]:focus {{ border-color: {c["accent"]}; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {c["quiet"]}; border-color: {c["line"]}; }}
QComboBox::drop-down {{ border: none; width: {px(24)}px; }}
QComboBox::down-arrow {{ image: url({shape("chevron-down", "ink")}); width: {px(14)}px;
    height: {px(14)}px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView {{ background: {c["sheet"]}; color: {c["ink"]};
    border: 1px solid {c["edge"]}; selection-background-color: {c["accent"]};
    selection-color: {c["on_accent"]}; padding: {px(4)}px; outline: none; }}
QCheckBox, QRadioButton {{ spacing: {px(8)}px; min-height: {px(24)}px;
    border: 2px solid transparent; border-radius: {px(6)}px; padding: 0 {px(4)}px;
    outline: none; }}
QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {c["accent"]}; }}
QCheckBox::indicator {{ width: {px(16)}px; height: {px(16)}px; border: 1px solid {c["edge"]};
    border-radius: {px(3)}px; background: {c["sheet"]}; }}
QCheckBox::indicator:checked {{ background: {c["accent"]}; border-color: {c["accent"]};
    image: url({shape("check", "on_accent")}); }}
QCheckBox::indicator:indeterminate {{ background: {c["track"]}; }}
"""


def _lists(
    c: Mapping[str, str], px: Callable[[float], int], shape: Callable[[str, str], str]
) -> str:
    return f"""
QListView, QTreeView, QTableView {{ background: {c["sheet"]}; color: {c["ink"]};
    border: 1px solid {c["line"]}; border-radius: {px(6)}px; outline: none; }}
QListView[frame="none"] {{ border: none; background: transparent; }}
QListView[role="stages"]::item {{ padding: {px(5)}px {px(8)}px;
    border-bottom: 1px solid {c["line"]}; }}
QListView[role="stages"]::item:selected {{ background: {c["tint"]}; color: {c["ink"]};
    border-left: {px(4)}px solid {c["accent"]}; }}
QListView:focus, QTreeView:focus {{ border: 2px solid {c["accent"]}; }}
QMenu {{ background: {c["sheet"]}; border: 1px solid {c["edge"]}; padding: {px(4)}px; }}
QMenu::item {{ padding: {px(6)}px {px(24)}px {px(6)}px {px(28)}px; border-radius: {px(4)}px; }}
QMenu::item:selected {{ background: {c["accent"]}; color: {c["on_accent"]}; }}
QMenu::item:disabled {{ color: {c["quiet"]}; }}
QMenu::indicator {{ width: {px(14)}px; height: {px(14)}px; left: {px(6)}px; }}
QMenu::indicator:checked {{ image: url({shape("check", "ink")}); }}
QMenu::indicator:checked:selected {{ image: url({shape("check", "on_accent")}); }}
QMenu::separator {{ height: 1px; background: {c["line"]}; margin: {px(4)}px; }}
QScrollBar:vertical {{ background: transparent; width: {px(12)}px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {c["edge"]}; border-radius: {px(4)}px;
    min-height: {px(32)}px; margin: 0 {px(2)}px; }}
QScrollBar:horizontal {{ background: transparent; height: {px(12)}px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {c["edge"]}; border-radius: {px(4)}px;
    min-width: {px(32)}px; margin: {px(2)}px 0; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QCalendarWidget QWidget {{ alternate-background-color: {c["paper"]}; }}
"""
