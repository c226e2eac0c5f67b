"""One program at a time may plan, apply or sync in a home: a lease that ends with its process.

The lease is a lock of the operating system on a file. It needs no clock and cannot outlive its owner: a process that
is killed, a computer that loses power and a clock that is set wrong all leave it free. What the file says (who, since
when) is for people. A program that hangs keeps it on purpose: taking it away could write twice.
"""

from __future__ import annotations

import errno
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from app.clock import Clock
from app.errors import HomeBusy, StorageError

NAME = "ponte24.lease"
INSTANCE = "ponte24.instance"
"""Held by an open window as long as it lives; `NAME` only while something works."""

WINDOW, COMMAND = "window", "command"
"""The programs that can hold it."""

_HELD = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK}
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL}
_LOCKED_BYTE = 1 << 30
"""Where Windows locks, far behind the text, so that others can read who it is."""

_log = logging.getLogger(__name__)


class Lease:
    """The lease of one home for one program (`WINDOW` or `COMMAND`): of its work, or by another ``name`` of something
    else that only one may have at a time. ``version`` is written down for others to read."""

    def __init__(self, folder: Path, program: str, clock: Clock, *, name: str = NAME, version: str = "") -> None:
        self.path = folder / name
        self.program = program
        self._version = version
        self._clock = clock

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lease for a while. Raises HomeBusy if another program has it, StorageError if the folder cannot be
        written."""
        try:
            file = self._open()
        except OSError as error:
            raise StorageError("home_read_only", path=str(self.path.parent), details=str(error)) from error
        try:
            self._lock(file)
            self._sign(file)
            yield
        finally:
            with suppress(OSError, ValueError):
                file.truncate(0)
            file.close()  # which frees the lock

    def _open(self) -> IO[str]:
        # what stands there is emptied at the end: a link would empty somebody else's file
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        return os.fdopen(descriptor, "r+", encoding="utf-8")

    def _lock(self, file: IO[str]) -> None:
        try:
            _take(file.fileno())
        except OSError as error:
            if error.errno in _HELD:
                owner = self._owner(file)
                file.close()
                raise owner from error
            if error.errno not in _NO_LOCKS:
                raise
            _log.warning("this folder knows no locks: two programs could work in it at a time")

    def _sign(self, file: IO[str]) -> None:
        file.seek(0)
        file.truncate(0)
        told = {"program": self.program, "process": os.getpid(), "since": self._clock.now()}
        json.dump(told | {"version": self._version} if self._version else told, file)
        file.flush()

    @staticmethod
    def _owner(file: IO[str]) -> HomeBusy:
        """Return who has it; right after it was taken the file may not say so yet."""
        try:
            owner = json.loads(file.read() or "{}")
            program, process, since = str(owner["program"]), int(owner["process"]), float(owner["since"])
        except (ValueError, KeyError, TypeError):
            return HomeBusy(COMMAND, 0, 0.0)
        return HomeBusy(program if program in (WINDOW, COMMAND) else COMMAND, process, since)


def _take(descriptor: int) -> None:
    """Lock without waiting. Raises OSError."""
    if os.name == "nt":  # pragma: no cover - only there
        import msvcrt

        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        os.lseek(descriptor, 0, os.SEEK_SET)
        return
    import fcntl

    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
