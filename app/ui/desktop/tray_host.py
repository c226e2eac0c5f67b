"""Whether this desktop has a tray: at login the panel often comes after the programs that want to stand in it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon

POLL_MS = 2000
TRIES = 30
"""After a minute nobody waits any longer; the schedule's tick still looks."""


def available() -> bool:
    """Tell whether there is a tray just now."""
    return QSystemTrayIcon.isSystemTrayAvailable()


class TrayHost(QObject):
    """Waits for the tray. ``appeared`` comes once it is there, ``given_up`` once when a minute went by without it."""

    appeared = Signal()
    given_up = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.there = available()
        self._left = TRIES
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.look)
        if not self.there:
            self._timer.start()

    @property
    def waiting(self) -> bool:
        """True while it may still come."""
        return not self.there and self._left > 0

    def look(self) -> None:
        """Look once; also after the minute, whenever somebody wants to know."""
        if self.there:
            return
        if available():
            self.there = True
            self._timer.stop()
            self.appeared.emit()
            return
        if self._left > 0:
            self._left -= 1
            if not self._left:
                self._timer.stop()
                self.given_up.emit()

    def stop(self) -> None:
        """Wait no longer."""
        self._timer.stop()
