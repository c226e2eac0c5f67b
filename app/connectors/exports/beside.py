"""A large address book is read by a second process while this one keeps what that has read: two processors work at it.

The reader says what the file is, then sends its contacts some at a time and waits while nobody takes them. While they
are waited for, it leaves the cleaning of some to who waits: so both have the same to do. It has the memory limit of
`app.connectors.exports.apart` and ends with this process, with Stop, and with whoever leaves the block.
"""

from __future__ import annotations

import contextlib
import marshal
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.connectors.exports.address_book.address_book import (
    AddressBookFile,
    Uncleaned,
    address_book_of,
    cleaned,
    open_cards,
    open_table,
)
from app.connectors.exports.address_book.contact_row import ImportedCustomer
from app.connectors.exports.apart import MEGABYTES, limit_memory, limit_time, refusal, said_of
from app.connectors.exports.tables.columns import Content
from app.connectors.exports.tables.table import ColumnsUnknown, KnownColumns, RefusedLine
from app.connectors.files.file_kind import FileKind
from app.connectors.files.xlsx_cells import NumberCell
from app.errors import FileRefused
from app.records.contact import CONTACT_FIELDS, Contact

_FROM = {FileKind.XLSX: 300_000}
"""Bytes from which on a second process is worth its start: some 5,000 contacts; a workbook is packed."""
_FROM_TEXT = 1_000_000

_BATCH = 500
"""Contacts that are sent together."""

_SECONDS = 300.0
"""Seconds of computing after which a reader ends itself: ten times what the bounds of the readers allow."""

_LISTEN = 0.2
"""Seconds between two looks at Stop while the reader has nothing yet."""

_AT_ONCE = 0.25
"""What was sent within this part of the time that it took to read was waited for."""

_Row = ImportedCustomer | RefusedLine


def worth_it(path: Path, kind: FileKind) -> bool:
    """Tell whether a file is so large that a second process is worth its start."""
    try:
        return path.stat().st_size >= _FROM.get(kind, _FROM_TEXT)
    except OSError:
        return False


@contextmanager
def open_beside(
    path: Path, kind: FileKind, known: KnownColumns, check: Callable[[], None]
) -> Iterator[AddressBookFile | None]:
    """Open an address book that another process reads; None where it is none, or no process can be had.

    ``check`` is called while nothing comes, and raises to end the reading. Raises FileRefused, ColumnsUnknown.
    """
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
        opened = _next(mine, path, check)
        yield None if opened is None else AddressBookFile(_contacts(mine, path, check), *opened)
    finally:
        process.kill()
        process.join(5.0)
        mine.close()


def _contacts(pipe: Connection, path: Path, check: Callable[[], None]) -> Iterator[_Row]:
    while rows := _next(pipe, path, check):
        yield from map(_unpacked, rows)


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
    """Read a file and send its contacts. Runs in the other process."""
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
            _send_rows(pipe, cards)
        return
    with open_table(path, kind, known) as table:
        if table.columns.content is Content.ADDRESS_BOOK:
            _send_rows(pipe, address_book_of(table))
        else:
            pipe.send(("opened", None))


def _send_rows(pipe: Connection, file: AddressBookFile) -> None:
    about = (file.carried, file.columns, file.unknown_columns, file.encoding, file.sheet, file.total)
    pipe.send(("opened", about))
    waited_for = False
    begun = time.perf_counter()
    while rows := list(islice(file.rows, _BATCH)):
        told = marshal.dumps([_plain(row) if waited_for else _packed(cleaned(row)) for row in rows])
        ready = time.perf_counter()
        pipe.send(("rows", None))
        pipe.send_bytes(told)
        sent = time.perf_counter()
        waited_for, begun = sent - ready < (ready - begun) * _AT_ONCE, sent
    pipe.send(("end", None))


def _plain(row: Uncleaned | RefusedLine) -> tuple[Any, ...]:
    """Return a row that is not cleaned yet as plain values; which of its cells are numbers matters to the cleaning."""
    if isinstance(row, RefusedLine):
        return _packed(row)
    numbers = tuple(name for name, value in row.given.items() if isinstance(value, NumberCell))
    given = {name: str(value) for name, value in row.given.items()} if numbers else row.given
    return row.line, given, numbers, {name: str(cell) for name, cell in row.raw.items()}, row.notes


def _packed(row: _Row) -> tuple[Any, ...]:
    """Return a row as plain values, which are told to another process in a tenth of the time."""
    if isinstance(row, RefusedLine):
        return row.line, row.reason, dict(row.params)
    # cells of a workbook are texts of a kind of their own
    contact = {name: str(value) for name in CONTACT_FIELDS if (value := getattr(row.contact, name)) and name != "tags"}
    return (
        row.line,
        str(row.code),
        contact,
        row.kind,
        {name: str(cell) for name, cell in row.raw.items()},
        row.name_certain,
        row.is_customer,
        row.repairs,
        tuple((name, str(value)) for name, value in row.further),
        str(row.held_vat),
        row.odd_codes,
        str(row.held_name),
        tuple((name, str(value)) for name, value in row.doubts),
    )


def _unpacked(row: tuple[Any, ...]) -> _Row:
    if len(row) == 3:
        line, reason, params = row
        return RefusedLine(line, reason, params)
    if len(row) == len(Uncleaned._fields) + 1:
        line, given, numbers, raw, notes = row
        return cleaned(Uncleaned(line, given | {name: NumberCell(given[name]) for name in numbers}, raw, notes))
    line, code, contact, *rest = row
    values: Mapping[str, Any] = contact
    return ImportedCustomer(line, code, Contact(**values), *rest)
