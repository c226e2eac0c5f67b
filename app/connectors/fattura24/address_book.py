"""Import of Fattura24's address book ("Rubrica") from its CSV export.

Columns are found by name; encoding, separator and quotes by looking; what a spreadsheet has damaged is mended
and counted; a row that makes no sense is refused with its line and reason, and the rest goes on (reference:
Fattura24 3).
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.connectors.fattura24.address_book_columns import NEEDED, Columns, choose_separator
from app.connectors.fattura24.address_book_csv import CsvReader, CsvRecord
from app.connectors.fattura24.address_book_file import check_file, open_text
from app.connectors.fattura24.address_book_repair import repair
from app.errors import FileRefused
from app.records.casing import tidy_case
from app.records.contact import Contact
from app.records.names import is_company, split_name
from app.records.normalise import normalise, place_phones
from app.records.words import squeeze


@dataclass(frozen=True, slots=True)
class ImportedCustomer:
    """One contact of the address book.

    ``line`` is where its row begins (1-based), ``code`` Fattura24's own number ("Cod."), ``kind`` the words
    of "Tipo" in capitals, ``raw`` all cells that are not empty, as they stand in the file, by column.
    ``name_certain`` is False where the order of a person's name is a guess; ``is_customer`` is False for a
    mere supplier; ``repairs`` are kinds under ``repairs``.
    """

    line: int
    code: str
    contact: Contact
    kind: str
    raw: Mapping[str, str]
    name_certain: bool
    is_customer: bool
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A row that was not read: its line (1-based), the reason (a key under ``refused``) and its parameters."""

    line: int
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AddressBook:
    """All that was read from one file. ``repairs`` counts rows by kind, ``columns`` are the header's names."""

    rows: tuple[ImportedCustomer, ...]
    refused: tuple[RefusedLine, ...]
    unknown_columns: tuple[str, ...]
    encoding: str
    repairs: Mapping[str, int]
    columns: tuple[str, ...] = ()


def read_address_book(path: Path) -> AddressBook:
    """Read an address book.

    Raises FileRefused with the codes named there if the file as a whole is no address book.
    """
    encoding = check_file(path)
    rows: list[ImportedCustomer] = []
    refused: list[RefusedLine] = []
    with open_text(path, encoding) as file:
        reader = CsvReader(file)
        reader.separator = choose_separator(reader.first_line())
        records = iter(reader)
        columns = _header(path, next(records, None))
        reader.width = len(columns.names)
        for record in records:
            outcome = _row(record, reader, columns)
            if isinstance(outcome, ImportedCustomer):
                rows.append(outcome)
            elif outcome is not None:
                refused.append(outcome)
    repairs = Counter(kind for row in rows for kind in row.repairs)
    return AddressBook(
        tuple(rows), tuple(refused), columns.unknown, encoding, dict(sorted(repairs.items())), columns.names
    )


def _header(path: Path, record: CsvRecord | None) -> Columns:
    columns = Columns.of([sys.intern(c) for c in record.cells] if record else ())
    if not columns.is_address_book:
        found = ", ".join(n[:30] for n in columns.names[:12] if n.isprintable()) or "–"
        raise FileRefused("file_header_unknown", file=path.name, found=found, needed=NEEDED)
    return columns


def _row(record: CsvRecord, reader: CsvReader, columns: Columns) -> ImportedCustomer | RefusedLine | None:
    cells, notes = _to_width(record, reader, columns)
    if not any(c.strip() for c in record.cells) or tuple(c.strip() for c in record.cells) == columns.names:
        return None  # a blank row, or the header once more where two exports were joined
    if cells is None:
        reason = "columns_many" if len(record.cells) > reader.width else "columns_few"
        return RefusedLine(record.line, reason, {"found": str(len(record.cells)), "expected": str(reader.width)})
    values, repairs = repair(columns.values(cells))
    if not values["name"]:
        return RefusedLine(record.line, "name_missing", {"column": NEEDED})
    contact, certain = _contact(values)
    kind = squeeze(re.sub(r"[,;/|+]|\be\b", " ", values.get("kind", ""), flags=re.IGNORECASE)).upper()
    return ImportedCustomer(
        record.line,
        values.get("code", ""),
        contact,
        kind,
        columns.raw(cells),
        certain,
        "CLIENTE" in kind or "FORNITORE" not in kind,
        (*notes, *repairs),
    )


def _to_width(record: CsvRecord, reader: CsvReader, columns: Columns) -> tuple[list[str] | None, tuple[str, ...]]:
    """Bring a row to as many cells as there are columns, or return None where that would be guessing."""
    cells, width = list(record.cells), reader.width
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) == width:
        return cells, record.notes
    if len(cells) > width:
        folded = columns.fold_back(cells, reader.separator)
        return folded, (*record.notes, "separator")
    joined = _join_lines(cells, reader, columns)
    if joined:
        return joined, (*record.notes, "line_break")
    padded = [*cells, *[""] * (width - len(cells))]
    # Some programs leave out blank cells at the end of a row. A row cut elsewhere does not fit its columns,
    # and at the end of a file that broke off, half a name must not pass for a name.
    whole = record.ended and len(cells) > max(columns.fields.index("name"), 1) and columns.fits(padded)
    return (padded if whole else None), record.notes


def _join_lines(cells: list[str], reader: CsvReader, columns: Columns) -> list[str] | None:
    """Undo a line break inside an unquoted note: the next lines hold the rest of the row, and nothing else does."""
    following = reader.peek()
    if following is None or columns.fields[len(cells) - 1] not in ("note", "street", "name"):
        return None
    rest = following.rstrip("\r\n").split(reader.separator)
    if len(cells) + len(rest) - 1 != reader.width:
        return None
    joined = [*cells[:-1], f"{cells[-1]}\n{rest[0]}", *rest[1:]]
    if not columns.fits(joined):
        return None
    reader.take_line()
    return joined


def _contact(values: dict[str, str]) -> tuple[Contact, bool]:
    """Build the contact of one mended row; the second value tells whether a person's name is certain."""
    name = squeeze(values["name"])
    first, last, company, certain = "", "", "", True
    if is_company(name, values.get("vat_code", ""), values.get("fiscal_code", "")):
        company = tidy_case(name, company=True)
    else:
        first, last, certain = split_name(name, values.get("fiscal_code", ""))
        first, last = tidy_case(first), tidy_case(last)
    mobile, landline = place_phones(values.get("mobile", ""), values.get("landline", ""))
    contact = Contact(
        first_name=first,
        last_name=last,
        company=company,
        email=values.get("email", ""),
        mobile=mobile,
        landline=landline,
        street=tidy_case(values.get("street", ""), company=True),
        postal_code=values.get("postal_code", ""),
        city=tidy_case(values.get("city", ""), company=True),
        province=values.get("province", ""),
        country=values.get("country", ""),
        vat_code=values.get("vat_code", ""),
        fiscal_code=values.get("fiscal_code", ""),
        sdi_code=values.get("sdi_code", ""),
        pec=values.get("pec", ""),
        website=values.get("website", ""),
        note=values.get("note", ""),
    )
    return normalise(contact), certain
