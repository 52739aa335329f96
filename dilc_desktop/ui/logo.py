"""A logo's file as a picture that can be kept: drawings are painted, pictures stay as they are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter

from dilc_desktop.domain.errors import RuleError
from dilc_desktop.services.print_identity import LARGEST_FILE

_PAINTED = QSize(1200, 400)


def logo_content(file: Path) -> bytes:
    """A PNG or JPEG's bytes, or a PNG of an SVG drawing; RuleError where it cannot be read."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as trouble:
        raise RuleError("This file cannot be opened. Please choose another.") from trouble
    if file.suffix.lower() != ".svg" or len(content) > LARGEST_FILE:
        return content
    return _painted(content)


def _painted(drawing: bytes) -> bytes:
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - seldom needed

    renderer = QSvgRenderer(QByteArray(drawing))
    size = renderer.defaultSize()
    if not renderer.isValid() or size.isEmpty():
        raise RuleError(
            "This file is no picture that can be read. Please choose a PNG, JPEG or SVG file."
        )
    picture = QImage(
        size.scaled(_PAINTED, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)),
        QImage.Format.Format_ARGB32,
    )
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter)
    painter.end()
    kept = QBuffer()
    kept.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(kept, QByteArray(b"png")).write(picture)
    return bytes(kept.data().data())
