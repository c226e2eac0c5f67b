"""How large the window is before anybody has sized it."""

from __future__ import annotations

from PySide6.QtCore import QSize

SMALLEST = (760, 440)
"""Logical pixels; a screen of 1280 by 720 at 150 % has 853 by 480, less its panel and the title bar."""

_FIRST = QSize(1180, 800)


def first_size(screen: QSize) -> QSize:
    """Return the size of a window that nobody has sized yet: what is wanted, where the screen has room for it."""
    room = QSize(screen.width() - 16, screen.height() - 48)  # the frame and the title bar stand around it
    return _FIRST.boundedTo(room).expandedTo(QSize(*SMALLEST))
