"""Sentences one below the other, each with its number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout

from app.ui.i18n import locale
from app.ui.widgets.controls import label


def numbered(sentences: Sequence[str]) -> QGridLayout:
    """Return sentences one below the other, each with its number."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(7)
    grid.setColumnStretch(1, 1)
    for number, words in enumerate(sentences):
        count = label(f"{locale().toString(number + 1)}.", "strong")
        grid.addWidget(count, number, 0, count.alignment().AlignTop)
        grid.addWidget(label(words, wrap=True, selectable=True), number, 1)
    return grid
