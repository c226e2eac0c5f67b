"""One window per home: a second start raises the first one, or asks an older one to make room.

Two programs on one database would plan from the same budget twice, and a newer one would migrate it under an older one.
So the home is claimed before its database is opened: by a lock of the operating system, which no crash leaves behind.
Only who has the lock listens on the home's local socket; a later start says one word there and ends.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import stat
import time
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QDir, QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app import __version__
from app.clock import SystemClock
from app.errors import HomeBusy
from app.store.home.files import private_folder
from app.store.home.lease import INSTANCE, WINDOW, Lease

SOCKET = "ponte24.socket"
_LONGEST_PATH = 100
"""Bytes a socket's path may have everywhere (macOS allows 104, Linux 108)."""

_WAIT_MS = 500
_LEAVE_SECONDS = 60.0
_LONGEST_WORD = 32
_MOST_SPEAKERS = 8
_PATIENCE_MS = 5_000
"""How long one may take to say its word."""
_log = logging.getLogger(__name__)


class Word(StrEnum):
    """What a later start can say."""

    RAISE = "raise"
    QUIT = "quit"


def socket_name(home_root: Path) -> str:
    """Return the name of the local socket of a home: a path in the home, where nobody else can put one; where that is
    too long, in the user's own folder for what runs; and without one (or on Windows) a name that is the same for each
    way to write the home, another for each user."""
    root = home_root.expanduser().resolve()
    if os.name == "posix" and len(os.fsencode(root / SOCKET)) <= _LONGEST_PATH:
        return str(root / SOCKET)
    user = str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    place = os.path.normcase(str(root))
    name = f"ponte24-{hashlib.sha256(f'{user}:{place}'.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"
    private = _runtime_folder()
    if private is not None and len(os.fsencode(private / name)) <= _LONGEST_PATH:
        return str(private / name)
    return name


def _runtime_folder() -> Path | None:
    """Return the user's own folder for sockets, if there is one and nobody else may write there (XDG base directory
    specification)."""
    if os.name != "posix":
        return None
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nothing")
    try:
        found = folder.lstat()
    except OSError:
        return None
    own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return folder if own and folder.is_absolute() else None


class SingleInstance(QObject):
    """Holds the claim of this process on a home. ``raise_requested``: another start wants the window in front;
    ``quit_requested``: a newer version wants to take over."""

    raise_requested = Signal()
    quit_requested = Signal()

    def __init__(self, home_root: Path, parent: QObject | None = None, *, version: str = __version__) -> None:
        super().__init__(parent)
        self.name = socket_name(home_root)
        self._root = home_root
        self._version = version
        self._server: QLocalServer | None = None
        self._held: ExitStack | None = None
        self._open = 0

    def acquire(self, *, background: bool = False) -> bool:
        """Claim the home; False if another one of it runs, which was then asked to raise its window (unless this start
        is one in the ``background``). Where the folder knows no locks the claim is granted: better two windows, whose
        writes the database orders, than none. Raises StorageError if the home cannot be used.
        """
        if self._held is not None:
            return True
        if not self._claim():
            if not background:
                self.say(Word.RAISE)
            return False
        self._listen()
        return True

    def _claim(self) -> bool:
        private_folder(self._root)
        lease = Lease(self._root, WINDOW, SystemClock(), name=INSTANCE, version=self._version)
        held = ExitStack()
        try:
            held.enter_context(lease.held())
        except HomeBusy:
            return False
        self._held = held
        return True

    def other_version(self) -> str:
        """Return the version of the program that has the home; "" where it does not say."""
        try:
            told = json.loads((self._root / INSTANCE).read_text(encoding="utf-8"))
            return str(told["version"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def take_over(self, *, seconds: float = _LEAVE_SECONDS) -> bool:
        """Ask the other program to end and claim the home as soon as it has; False where it does not end in time."""
        if not self.say(Word.QUIT):
            return False
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._claim():
                self._listen()
                return True
            time.sleep(0.1)
        return False

    def say(self, word: Word) -> bool:
        """Say a word to the program that has the home; tell whether it could be reached."""
        if not self._is_ours():
            _log.warning("the socket of this home belongs to somebody else")
            return False
        socket = QLocalSocket()
        socket.connectToServer(self.name)
        if not socket.waitForConnected(_WAIT_MS):
            return False
        socket.write(f"{word.value}\n".encode())
        socket.waitForBytesWritten(_WAIT_MS)
        socket.disconnectFromServer()
        return True

    def _is_ours(self) -> bool:
        """Tell whether the socket is this user's: in a folder for everybody another one could stand there."""
        if os.name != "posix":
            return True
        path = Path(self.name) if os.sep in self.name else Path(QDir.tempPath()) / self.name
        try:
            found = path.lstat()  # not what a link leads to
            return found.st_uid == os.getuid() and stat.S_ISSOCK(found.st_mode)
        except OSError:
            return False

    def release(self) -> None:
        """Give the claim up; may be called more than once."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
        if self._held is not None:
            self._held.close()
            self._held = None

    def _listen(self) -> None:
        # the lock is ours, so a socket file that is there was left by a crash
        QLocalServer.removeServer(self.name)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._take)
        if not server.listen(self.name):
            _log.warning("nobody can raise this window: %s", server.errorString())
        self._server = server

    def _take(self) -> None:
        """One short word is all that is read; whoever says nothing wants the window."""
        while self._server is not None and (socket := self._server.nextPendingConnection()) is not None:
            if self._open >= _MOST_SPEAKERS:
                socket.abort()
                socket.deleteLater()
                continue
            self._open += 1
            QTimer.singleShot(_PATIENCE_MS, socket, socket.abort)
            socket.disconnected.connect(self._gone)
            if socket.state() is QLocalSocket.LocalSocketState.UnconnectedState:
                self._heard(socket)

    def _gone(self) -> None:
        # a closure over the socket would live in a circle with it, and deleting it after its server crashes Qt
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._heard(socket)

    def _heard(self, socket: QLocalSocket) -> None:
        if socket.property("heard"):
            return
        socket.setProperty("heard", True)
        self._open -= 1
        word = bytes(socket.read(_LONGEST_WORD).data()).strip().decode("ascii", "replace")
        socket.deleteLater()
        if word == Word.QUIT.value:
            self.quit_requested.emit()
        else:
            self.raise_requested.emit()
