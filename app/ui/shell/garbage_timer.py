"""Full collections of garbage only while nobody uses the window: each of them stops it for a moment."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QGuiApplication

from app.garbage import collect_held
from app.ui.bridge import Bridge


class GarbageCollector:
    """Asked every now and then, it collects if no work goes on and the mouse has rested since it was last asked, or
    another program has the keyboard."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._mouse: QPoint | None = None

    def look(self) -> bool:
        """Collect if this is a quiet moment; returns whether it did."""
        mouse, before = QCursor.pos(), self._mouse
        self._mouse = mouse
        away = QGuiApplication.applicationState() != Qt.ApplicationState.ApplicationActive
        if self._bridge.busy or not self._bridge.settled or not (away or mouse == before):
            return False
        return collect_held()
