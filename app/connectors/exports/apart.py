"""A reader in a process of its own, for files that nobody has asked to read: watched folders hold anything.

It has a deadline, and a memory limit where the system has one (Linux; on Windows and macOS the bounds of the readers
are what there is). Whatever a file does to it, this program goes on: the process is killed and the file refused.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from app.connectors.einvoices.files import Archive, read_file
from app.connectors.exports.address_book.address_book import address_book_of, open_cards, open_table
from app.connectors.exports.recognise import content_of
from app.connectors.exports.schedule.schedule import schedule_lines
from app.connectors.exports.tables.columns import Content
from app.connectors.exports.tables.table import KnownColumns
from app.connectors.files.file_kind import FileKind, file_kind
from app.errors import FileRefused

LOOK_SECONDS = 10.0
"""Seconds of computing to tell what a file is, by its beginning."""
READ_SECONDS = 60.0
"""Seconds of computing to go through a whole file; those of a hundred megabytes take some twenty."""
MEGABYTES = 300
"""Memory beyond what the process has when it begins."""
_PATIENCE = 3
"""How often as long, by the clock, a reader may take that computes beside others: it goes behind the window."""
_NICE = 10
_OUT_OF_TIME = int(getattr(signal, "SIGXCPU", 0))
_START_SECONDS = 30.0


def look(path: Path, known: KnownColumns) -> str:
    """Return what an export holds, by its beginning (see `recognise.content_of`)."""
    return content_of(path, known)


def read_through(path: Path, known: KnownColumns) -> int:
    """Read a file to its end, keep nothing, and return how many records it has. Raises FileRefused."""
    kind = file_kind(path)
    if kind is FileKind.VCARD:
        with open_cards(path) as cards:
            return sum(1 for _ in cards.contacts)
    if kind is FileKind.ZIP:
        with Archive(path) as archive:
            return sum(1 for _ in archive.entries())
    if kind in (FileKind.XML, FileKind.P7M):
        return len(read_file(path).invoices)
    with open_table(path, kind, known) as table:
        if table.columns.content is Content.SCHEDULE:
            return sum(1 for _ in schedule_lines(table, path.stem))
        return sum(1 for _ in address_book_of(table).contacts)


Task = Callable[[Path, KnownColumns], Any]


class _Process(Protocol):
    @property
    def exitcode(self) -> int | None: ...
    def is_alive(self) -> bool: ...
    def kill(self) -> None: ...
    def join(self, timeout: float | None = None) -> None: ...


class ReaderApart:
    """Reads files in another process, one at a time; a context manager, for the process ends with its work."""

    def __init__(self, megabytes: int = MEGABYTES) -> None:
        self._megabytes = megabytes
        self._process: _Process | None = None
        self._pipe: Connection | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> ReaderApart:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; another one begins when it is needed."""
        process, self._process = self._process, None
        pipe, self._pipe = self._pipe, None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.kill()
            process.join(5.0)

    def ask(self, task: Task, path: Path, known: KnownColumns, seconds: float) -> Any:
        """Return what a task makes of a file. Raises FileRefused, also file_too_slow, file_too_much_memory and
        file_unexpected where the reader did not come back."""
        with self._lock:
            pipe = self._started()
            try:
                pipe.send((task, path, known, seconds))
                if not pipe.poll(seconds * _PATIENCE):
                    self.close()
                    raise FileRefused("file_too_slow", file=path.name, limit=f"{seconds:.0f}")
                kind, answer = pipe.recv()
            except (EOFError, OSError) as error:
                # the system has ended it, or it has ended itself
                too_slow = self._ended_by_deadline()
                self.close()
                if too_slow:
                    raise FileRefused("file_too_slow", file=path.name, limit=f"{seconds:.0f}") from error
                raise FileRefused("file_unexpected", file=path.name, details="reader gone") from error
        if kind == "done":
            return answer
        if kind != "refused":
            self.close()
        raise refusal(kind, answer, path, self._megabytes)

    def _ended_by_deadline(self) -> bool:
        if self._process is None:
            return False
        self._process.join(5.0)
        return self._process.exitcode == -_OUT_OF_TIME

    def _started(self) -> Connection:
        if self._pipe is None or self._process is None or not self._process.is_alive():
            self.close()
            context = multiprocessing.get_context("spawn")  # a fork would copy locks that other threads hold
            mine, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, self._megabytes), name="ponte24-reader", daemon=True)
            process.start()
            theirs.close()
            self._process, self._pipe = process, mine
            try:
                if not mine.poll(_START_SECONDS):
                    raise EOFError
                mine.recv()
            except (EOFError, OSError) as error:
                self.close()
                raise FileRefused("file_unexpected", file="–", details="reader did not start") from error
        return self._pipe


def _serve(pipe: Connection, megabytes: int) -> None:
    """Do tasks until nobody asks any more. Runs in the other process."""
    with contextlib.suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides when to end
    limit_memory(megabytes)
    with contextlib.suppress(AttributeError, OSError):
        os.nice(_NICE)  # the window goes first
    pipe.send("ready")
    with contextlib.suppress(EOFError, OSError):
        while True:
            task, path, known, seconds = pipe.recv()
            limit_time(seconds)
            pipe.send(_done(task, path, known))


def _done(task: Task, path: Path, known: KnownColumns) -> tuple[str, Any]:
    try:
        return "done", task(path, known)
    except BaseException as error:  # whatever it is, it is the file's
        return said_of(error)


def said_of(error: BaseException) -> tuple[str, Any]:
    """Return what a reader tells of what its file did to it; what is not the product's own by its kind alone."""
    if isinstance(error, FileRefused):
        params = {name: str(value) for name, value in error.params.items()}
        return "refused", (error.code, error.details, params)
    if isinstance(error, MemoryError):
        return "memory", ""
    return "failed", type(error).__name__


def refusal(kind: str, answer: Any, path: Path, megabytes: int) -> FileRefused:
    """Return the error that `said_of` has told of, for the process that asked."""
    if kind == "refused":
        code, details, params = answer
        return FileRefused(code, details=details, **params)
    if kind == "memory":
        return FileRefused("file_too_much_memory", file=path.name, limit=str(megabytes))
    return FileRefused("file_unexpected", file=path.name, details=str(answer))


def limit_time(seconds: float) -> None:
    """Let the system end this process once it has computed for so long: a busy computer is no fault of a file."""
    try:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        deadline = math.ceil(used.ru_utime + used.ru_stime + seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (deadline, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    except (ImportError, OSError, ValueError):
        return  # Windows: the time by the clock stands alone


def limit_memory(megabytes: int) -> None:
    """Let this process have so much memory beyond what it has now, where the system knows such a limit."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        room = pages * resource.getpagesize() + megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (room, room))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError, IndexError):
        return  # Windows and macOS: the readers' own bounds stand alone
