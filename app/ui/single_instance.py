"""One window per home: a second start raises the first one instead.

Two programs on one database would plan from the same budget twice. The first start listens on a local
socket named after the home; a later one finds it answering, asks it to show its window, and ends.
"""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

from PySide6.QtCore import QDir, QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS = 500
_LOCK_WAIT_MS = 3000
_log = logging.getLogger(__name__)


def socket_name(home_root: Path) -> str:
    """Return the name of the local socket of a home: the same for each way to write its path, another for each
    user, and short enough for every system (macOS allows 104 characters with the folder)."""
    user = str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    place = os.path.normcase(str(home_root.expanduser().resolve()))
    return f"ponte24-{hashlib.sha256(f'{user}:{place}'.encode()).hexdigest()[:16]}"


class SingleInstance(QObject):
    """Holds the claim of this process on a home. ``raise_requested``: another start wants the window in front."""

    raise_requested = Signal()

    def __init__(self, home_root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = socket_name(home_root)
        self._server: QLocalServer | None = None

    def acquire(self) -> bool:
        """Claim the home; False if another one of it runs, which was then asked to raise its window.

        Waits at most a few seconds. Where the system offers no local sockets the claim is granted: better two
        windows, whose writes the database orders, than none.
        """
        if self._server is not None:
            return True
        # only while claiming: two starts at the same moment must not both find nobody there
        turn = QLockFile(str(Path(QDir.tempPath()) / f"{self.name}.lock"))
        turn.setStaleLockTime(10_000)
        turn.tryLock(_LOCK_WAIT_MS)
        try:
            if self._ask_to_raise():
                return False
            self._listen()
            return True
        finally:
            turn.unlock()

    def release(self) -> None:
        """Give the claim up; may be called more than once."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None

    def _ask_to_raise(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self.name)
        found = socket.waitForConnected(_WAIT_MS)
        socket.abort()
        return found

    def _listen(self) -> None:
        # nobody answers, so a socket file that is there was left by a crash
        QLocalServer.removeServer(self.name)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._take)
        if not server.listen(self.name):
            _log.warning("no claim on the home: %s", server.errorString())
        self._server = server

    def _take(self) -> None:
        """A connection is the whole message: nothing is read, so nobody can send anything else."""
        while self._server is not None and (socket := self._server.nextPendingConnection()) is not None:
            socket.abort()
            socket.deleteLater()
            self.raise_requested.emit()
