"""A large file is read by a second process while this one keeps what that has read: two processors work at it.

The reader says what the file is, then sends its rows some at a time and waits while nobody takes them. While those of
an address book are waited for, it leaves the cleaning of some to who waits: so both have the same to do. It has the
memory limit of `app.connectors.exports.apart` and ends with this process, with Stop, and with whoever leaves the block.
"""

from __future__ import annotations

import contextlib
import marshal
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.connectors.einvoices.files import Archive, Entry, read_file
from app.connectors.exports.address_book.address_book import (
    AddressBookFile,
    address_book_of,
    cleaned,
    open_cards,
    open_table,
)
from app.connectors.exports.apart import MEGABYTES, limit_memory, limit_time, refusal, said_of
from app.connectors.exports.packed import (
    Packed,
    packed_entry,
    packed_line,
    packed_row,
    plain_row,
    unpacked_entry,
    unpacked_line,
    unpacked_row,
)
from app.connectors.exports.schedule.schedule import ScheduleFile, schedule_of
from app.connectors.exports.tables.columns import Content
from app.connectors.exports.tables.table import ColumnsUnknown, KnownColumns
from app.connectors.files.file_kind import FileKind
from app.errors import FileRefused

_FROM = {FileKind.XLSX: 300_000, FileKind.ZIP: 300_000, FileKind.XLS: 100_000}
"""Bytes from which on a second process is worth its start: some 5,000 contacts; a workbook and an archive are packed,
and what is in an old workbook its library takes to pieces all at once."""
_FROM_TEXT = 1_000_000

_BATCH = 500
"""Contacts or lines that are sent together."""

_FEW = 50
"""Entries of an archive that are sent together."""

_SECONDS = 300.0
"""Seconds of computing after which a reader ends itself: ten times what the bounds of the readers allow."""

_LISTEN = 0.2
"""Seconds between two looks at Stop while the reader has nothing yet."""

_AT_ONCE = 0.25
"""What was sent within this part of the time that it took to read was waited for."""


@dataclass(frozen=True, slots=True)
class InvoicesFile:
    """An open file of e-invoices: its entries, each with its place among the ``total`` at the top; read once."""

    entries: Iterator[tuple[int, Entry]]
    total: int


def worth_it(path: Path, kind: FileKind) -> bool:
    """Tell whether a file is so large that a second process is worth its start."""
    try:
        return path.stat().st_size >= _FROM.get(kind, _FROM_TEXT)
    except OSError:
        return False


@contextmanager
def open_beside(
    path: Path, kind: FileKind, known: KnownColumns, check: Callable[[], None]
) -> Iterator[AddressBookFile | ScheduleFile | None]:
    """Open a table or cards that another process reads; None where no process can be had.

    ``check`` is called while nothing comes, and raises to end the reading. Raises FileRefused, ColumnsUnknown.
    """
    with _reader(path, kind, known) as pipe:
        if pipe is None:
            yield None
            return
        what, about = _next(pipe, path, check)
        rows = _rows(pipe, path, check)
        if what == "schedule":
            yield ScheduleFile(map(unpacked_line, rows), *about)
        else:
            yield AddressBookFile(map(unpacked_row, rows), *about)


@contextmanager
def invoices_beside(path: Path, kind: FileKind, check: Callable[[], None]) -> Iterator[InvoicesFile | None]:
    """Open a file or an archive of e-invoices that another process reads; as `open_beside`. Raises FileRefused."""
    with _reader(path, kind, KnownColumns()) as pipe:
        if pipe is None:
            yield None
            return
        _what, total = _next(pipe, path, check)
        yield InvoicesFile(((place, unpacked_entry(entry)) for place, entry in _rows(pipe, path, check)), total)


@contextmanager
def _reader(path: Path, kind: FileKind, known: KnownColumns) -> Iterator[Connection | None]:
    context = multiprocessing.get_context("spawn")  # a fork would copy locks that other threads hold
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(theirs, path, kind, known), name="ponte24-reader", daemon=True)
    try:
        process.start()
    except (OSError, RuntimeError):
        mine.close()
        theirs.close()
        yield None  # a system that gives no process: it is read here
        return
    theirs.close()
    try:
        yield mine
    finally:
        process.kill()
        process.join(5.0)
        mine.close()


def _rows(pipe: Connection, path: Path, check: Callable[[], None]) -> Iterator[Packed]:
    while rows := _next(pipe, path, check):
        yield from rows


def _next(pipe: Connection, path: Path, check: Callable[[], None]) -> Any:
    """Return what the reader says next. Raises what it was refused with, and what ``check`` raises."""
    try:
        while not pipe.poll(_LISTEN):
            check()
        found, said = pipe.recv()
        if found == "rows":
            return marshal.loads(pipe.recv_bytes())
    except (EOFError, OSError) as error:
        raise FileRefused("file_unexpected", file=path.name, details="reader gone") from error
    if found == "columns":
        raise ColumnsUnknown(path, said[0], said[1])
    if found in ("refused", "memory", "failed"):
        raise refusal(found, said, path, MEGABYTES)
    return said


def _serve(pipe: Connection, path: Path, kind: FileKind, known: KnownColumns) -> None:
    """Read a file and send what it holds. Runs in the other process."""
    with contextlib.suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides when to end
    limit_memory(MEGABYTES)
    limit_time(_SECONDS)
    with contextlib.suppress(BrokenPipeError):  # the first process has ended, or wants no more
        try:
            _send(pipe, path, kind, known)
        except BrokenPipeError:
            raise
        except ColumnsUnknown as unknown:
            pipe.send(("columns", (unknown.names, unknown.preview)))
        except BaseException as error:  # whatever it is, it is the file's
            pipe.send(said_of(error))


def _send(pipe: Connection, path: Path, kind: FileKind, known: KnownColumns) -> None:
    if kind is FileKind.VCARD:
        with open_cards(path) as cards:
            _send_contacts(pipe, cards)
    elif kind is FileKind.ZIP:
        with Archive(path) as archive:
            _send_rows(pipe, "invoices", archive.total, ((n, packed_entry(e)) for n, e in archive.entries()), _FEW)
    elif kind in (FileKind.XML, FileKind.P7M):
        _send_rows(pipe, "invoices", 1, iter([(1, packed_entry(read_file(path)))]))
    else:
        with open_table(path, kind, known) as table:
            if table.columns.content is Content.ADDRESS_BOOK:
                _send_contacts(pipe, address_book_of(table))
            else:
                file = schedule_of(table, path.stem)
                about = (file.unknown_columns, file.encoding, file.sheet, file.total)
                _send_rows(pipe, "schedule", about, map(packed_line, file.lines))


def _send_rows(pipe: Connection, what: str, about: Any, rows: Iterable[Packed], together: int = _BATCH) -> None:
    pipe.send(("opened", (what, about)))
    given = iter(rows)
    while some := list(islice(given, together)):
        pipe.send(("rows", None))
        pipe.send_bytes(marshal.dumps(some))
    pipe.send(("end", None))


def _send_contacts(pipe: Connection, file: AddressBookFile) -> None:
    about = (file.carried, file.columns, file.unknown_columns, file.encoding, file.sheet, file.total)
    pipe.send(("opened", ("address_book", about)))
    waited_for = False
    begun = time.perf_counter()
    while rows := list(islice(file.rows, _BATCH)):
        told = marshal.dumps([plain_row(row) if waited_for else packed_row(cleaned(row)) for row in rows])
        ready = time.perf_counter()
        pipe.send(("rows", None))
        pipe.send_bytes(told)
        sent = time.perf_counter()
        waited_for, begun = sent - ready < (ready - begun) * _AT_ONCE, sent
    pipe.send(("end", None))
