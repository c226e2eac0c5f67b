"""Ways in which the system asks a program to end; each must let the current operation finish."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Signal
from PySide6.QtWidgets import QApplication

_log = logging.getLogger(__name__)


class Afterwards(StrEnum):
    """What can be done with a home only while nobody has it open."""

    RESTORE = "restore"
    FORGET = "forget"
    START_AGAIN = "start_again"
    """The program was replaced by another version: that one opens it."""


class Application(QApplication):
    """Asks before it ends: macOS's Quit and a log-out must let the current operation finish."""

    quit_asked = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Quit:
            self.quit_asked.emit()
            event.ignore()
            return True
        return super().event(event)


class EndWatch(QObject):
    """Turns every way in which the system asks a program to end into one call: signals, log-out, macOS's Quit."""

    asked = Signal()

    def __init__(self, app: QApplication, then: Callable[[], object]) -> None:
        super().__init__()
        self._app = app
        self.asked.connect(then)
        app.commitDataRequest.connect(self._session_ends)
        if isinstance(app, Application):
            app.quit_asked.connect(self.asked)
        # Python's handlers run only when Python runs; a byte through a socket wakes Qt's loop for them
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._woken)
        self._before = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._handlers = {
            number: signal.signal(number, lambda *_: self.asked.emit()) for number in (signal.SIGINT, signal.SIGTERM)
        }

    def _woken(self) -> None:
        try:
            self._read.recv(64)
        except BlockingIOError:
            _log.debug("woken without a signal")

    def _session_ends(self) -> None:
        self.asked.emit()

    def close(self) -> None:
        """Put everything back as it was."""
        self._app.commitDataRequest.disconnect(self._session_ends)
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._read.close()
        self._write.close()
