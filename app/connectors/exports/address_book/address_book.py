"""Import of Fattura24's address book ("Rubrica") from any of its exports, one contact at a time.

What a spreadsheet has damaged is mended and counted; a row that makes no sense is refused with its line and
reason, and the rest goes on (reference: Fattura24 3). Nothing here keeps more than one contact in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from app.connectors.exports.address_book.contact_row import ImportedCustomer, imported
from app.connectors.exports.address_book.halves import put_together
from app.connectors.exports.address_book.vcard import open_vcards
from app.connectors.exports.tables.columns import Content
from app.connectors.exports.tables.table import ColumnsUnknown, KnownColumns, RefusedLine, Table
from app.connectors.exports.tables.table_csv import open_csv
from app.connectors.exports.tables.table_excel import open_workbook
from app.connectors.files.file_kind import FileKind, file_kind
from app.records.contact import CONTACT_FIELDS


class Uncleaned(NamedTuple):
    """A contact as it stands: its line (1-based), values by field, cells by column, what was mended to read the row."""

    line: int
    given: dict[str, str]
    raw: Mapping[str, str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressBookFile:
    """An open address book. ``contacts`` is read once; ``total`` is about how many there are (0: not known).

    ``carried`` are the fields of a contact whose blank means blank; any other that is blank is merely not told.
    ``rows`` are the same contacts before they are cleaned, which takes most of the time: read one of both.
    """

    contacts: Iterator[ImportedCustomer | RefusedLine]
    carried: frozenset[str]
    columns: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    encoding: str = ""
    sheet: str = ""
    total: int = 0
    rows: Iterator[Uncleaned | RefusedLine] = field(default_factory=lambda: iter(()))


def cleaned(row: Uncleaned | RefusedLine) -> ImportedCustomer | RefusedLine:
    """Return the contact of a row."""
    return row if isinstance(row, RefusedLine) else imported(*row)


@dataclass(frozen=True, slots=True)
class AddressBook:
    """All that was read from one file. ``repairs`` counts rows by kind, ``columns`` are the header's names."""

    rows: tuple[ImportedCustomer, ...]
    refused: tuple[RefusedLine, ...]
    unknown_columns: tuple[str, ...]
    encoding: str
    repairs: Mapping[str, int]
    columns: tuple[str, ...] = ()


@contextmanager
def open_table(path: Path, kind: FileKind, known: KnownColumns) -> Iterator[Table]:
    """Open a text table or a workbook. Raises FileRefused, ColumnsUnknown."""
    with open_csv(path, known) if kind is FileKind.CSV else open_workbook(path, kind, known) as table:
        yield table


def address_book_of(table: Table) -> AddressBookFile:
    """Return the contacts of a table."""
    columns = table.columns
    # the halves of a name and the slots of phones come from several columns; what a table says of them, it says
    carried = set(columns.fields) & set(CONTACT_FIELDS)
    if {"mobile", "landline"} & carried:
        carried |= {"mobile", "landline"}
    rows = _rows(table)
    return AddressBookFile(
        map(cleaned, rows),
        frozenset(carried),
        columns.names,
        columns.unknown,
        table.encoding,
        table.sheet,
        table.total,
        rows,
    )


def _rows(table: Table) -> Iterator[Uncleaned | RefusedLine]:
    columns = table.columns
    for row in table.rows:
        if isinstance(row, RefusedLine):
            yield row
        else:
            values = put_together(columns.values(row.cells))
            yield Uncleaned(row.line, values, columns.raw(row.cells), row.notes)


@contextmanager
def open_cards(path: Path) -> Iterator[AddressBookFile]:
    """Open an address book of vCards. Raises FileRefused."""
    with open_vcards(path) as cards:
        rows = (c if isinstance(c, RefusedLine) else Uncleaned(c.line, c.values, c.raw) for c in cards.cards)
        yield AddressBookFile(map(cleaned, rows), frozenset(), encoding=cards.encoding, total=cards.total, rows=rows)


def read_address_book(path: Path, known: KnownColumns | None = None) -> AddressBook:
    """Read a whole address book into memory.

    Raises FileRefused if the file as a whole is no address book.
    """
    kind = file_kind(path)
    if kind is FileKind.VCARD:
        with open_cards(path) as file:
            return _collect(file)
    with open_table(path, kind, known or KnownColumns()) as table:
        if table.columns.content is not Content.ADDRESS_BOOK:
            raise ColumnsUnknown(path, table.columns.names)
        return _collect(address_book_of(table))


def _collect(file: AddressBookFile) -> AddressBook:
    rows: list[ImportedCustomer] = []
    refused: list[RefusedLine] = []
    for found in file.contacts:
        if isinstance(found, RefusedLine):
            refused.append(found)
        else:
            rows.append(found)
    repairs = Counter(kind for row in rows for kind in row.repairs)
    return AddressBook(
        tuple(rows),
        tuple(refused),
        file.unknown_columns,
        file.encoding,
        dict(sorted(repairs.items())),
        file.columns,
    )
