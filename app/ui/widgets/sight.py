"""What answers a click is brought to where it is seen: on a low screen it may lie below the edge of what scrolls."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

_SETTLING_MS = 40
"""What was shown just now has its place only after each layout around it has heard of it, one after the other."""

_AT_MOST_MS = 800
"""How long after that the page may still grow; later it is a person who changes it."""

_MARGIN = 12
"""Pixels that stay free above and below."""


def bring_into_view(widget: QWidget) -> None:
    """Scroll the page a widget is on so far that it is seen, once it has its place. Where it is seen, nothing moves."""
    QTimer.singleShot(_SETTLING_MS, widget, lambda: _scroll_to(widget))
    area = _area_of(widget)
    if area is None:
        return
    # a machine that is busy lays the page out later still: then its length changes once more
    bar = area.verticalScrollBar()

    def grown() -> None:
        with suppress(RuntimeError):  # it may have been taken down meanwhile
            _scroll_to(widget)

    bar.rangeChanged.connect(grown)
    QTimer.singleShot(_AT_MOST_MS, area, lambda: bar.rangeChanged.disconnect(grown))


def _area_of(widget: QWidget) -> QScrollArea | None:
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    return area


def _scroll_to(widget: QWidget) -> None:
    area = _area_of(widget)
    if area is None or not widget.isVisible():
        return
    area.ensureWidgetVisible(widget, 0, _MARGIN)
