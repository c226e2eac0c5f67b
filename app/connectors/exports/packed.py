"""Rows, lines and documents as plain values: so they are told to another process in a tenth of the time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.connectors.einvoices.files import Entry, EntryNote
from app.connectors.exports.address_book.address_book import Uncleaned, cleaned
from app.connectors.exports.address_book.contact_row import ImportedCustomer
from app.connectors.exports.schedule.schedule import ScheduleLine
from app.connectors.exports.schedule.schedule_direction import DocumentSort
from app.connectors.exports.tables.table import RefusedLine
from app.connectors.files.xlsx_cells import NumberCell
from app.records.contact import CONTACT_FIELDS, Contact
from app.records.invoice import Direction, Instalment, Invoice

Packed = tuple[Any, ...]
"""A row for another process: texts, numbers, truths, None, and tuples, lists and mappings of these."""

Row = ImportedCustomer | RefusedLine

_MANY = 4096
"""Days and amounts that are kept: most rows share them."""


def plain_row(row: Uncleaned | RefusedLine) -> Packed:
    """Return a row that is not cleaned yet as plain values; which of its cells are numbers matters to the cleaning."""
    if isinstance(row, RefusedLine):
        return packed_row(row)
    numbers = tuple(name for name, value in row.given.items() if isinstance(value, NumberCell))
    given = {name: str(value) for name, value in row.given.items()} if numbers else row.given
    return row.line, given, numbers, {name: str(cell) for name, cell in row.raw.items()}, row.notes


def packed_row(row: Row) -> Packed:
    """Return a row of an address book as plain values."""
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


def unpacked_row(row: Packed) -> Row:
    """Return the row that `packed_row` or `plain_row` has told of; what is not cleaned yet is."""
    if len(row) == 3:
        line, reason, params = row
        return RefusedLine(line, reason, params)
    if len(row) == len(Uncleaned._fields) + 1:
        line, given, numbers, raw, notes = row
        return cleaned(Uncleaned(line, given | {name: NumberCell(given[name]) for name in numbers}, raw, notes))
    line, code, contact, *rest = row
    values: Mapping[str, Any] = contact
    return ImportedCustomer(line, code, Contact(**values), *rest)


def packed_line(line: ScheduleLine | RefusedLine) -> Packed:
    """Return a line of a payment schedule as plain values."""
    if isinstance(line, RefusedLine):
        return line.line, line.reason, dict(line.params)
    return (
        line.line,
        str(line.number),
        _told_day(line.document_date),
        _packed_part(line.instalment),
        str(line.customer),
        str(line.vat_code),
        str(line.fiscal_code),
        str(line.code),
        line.direction.value,
        line.doubtful,
        line.sort.value,
        line.state,
    )


def unpacked_line(line: Packed) -> ScheduleLine | RefusedLine:
    """Return the line that `packed_line` has told of."""
    if len(line) == 3:
        return RefusedLine(*line)
    place, number, day, part, customer, vat_code, fiscal_code, code, direction, doubtful, sort, state = line
    return ScheduleLine(
        place,
        number,
        _day(day),
        _part(part),
        customer,
        vat_code,
        fiscal_code,
        code,
        Direction(direction),
        doubtful,
        DocumentSort(sort),
        state,
    )


def packed_entry(entry: Entry) -> Packed:
    """Return an entry of an archive of e-invoices as plain values."""
    return (
        entry.name,
        [_packed_invoice(invoice) for invoice in entry.invoices],
        [_packed_note(note) for note in entry.refused],
        [_packed_note(note) for note in entry.skipped],
    )


def unpacked_entry(entry: Packed) -> Entry:
    """Return the entry that `packed_entry` has told of."""
    name, invoices, refused, skipped = entry
    return Entry(
        name,
        tuple(_invoice(invoice) for invoice in invoices),
        tuple(EntryNote(*note) for note in refused),
        tuple(EntryNote(*note) for note in skipped),
    )


def _packed_note(note: EntryNote) -> Packed:
    return note.reason, {name: str(value) for name, value in note.params.items()}, note.body


def _packed_invoice(invoice: Invoice) -> Packed:
    return (
        invoice.supplier_vat,
        invoice.document_type,
        invoice.number,
        invoice.date.isoformat(),
        str(invoice.total),
        None if invoice.payable is None else str(invoice.payable),
        invoice.currency,
        invoice.direction.value,
        invoice.supplier_name,
        {name: value for name in CONTACT_FIELDS if (value := getattr(invoice.customer, name))},
        invoice.name_certain,
        [_packed_part(part) for part in invoice.instalments],
        list(invoice.refers_to),
        invoice.file,
        invoice.digest,
    )


def _invoice(invoice: Packed) -> Invoice:
    vat, kind, number, day, total, payable, currency, direction, supplier, customer, certain, parts, *rest = invoice
    refers_to, file, digest = rest
    return Invoice(
        vat,
        kind,
        number,
        date.fromisoformat(day),
        _amount(total),
        None if payable is None else _amount(payable),
        currency,
        Direction(direction),
        supplier,
        Contact(**customer),
        certain,
        tuple(_part(part) for part in parts),
        tuple(refers_to),
        file,
        digest,
    )


def _packed_part(part: Instalment) -> Packed:
    return (
        str(part.amount),
        _told_day(part.due),
        str(part.method),
        part.paid,
        _told_day(part.paid_on),
        part.paid_source,
        str(part.part_paid),
    )


def _part(part: Packed) -> Instalment:
    amount, due, method, paid, paid_on, source, part_paid = part
    return Instalment(_amount(amount), _day(due), method, paid, _day(paid_on), source, _amount(part_paid))


def _told_day(day: date | None) -> str:
    return day.isoformat() if day else ""


@lru_cache(maxsize=_MANY)
def _day(told: str) -> date | None:
    return date.fromisoformat(told) if told else None


_amount = lru_cache(maxsize=_MANY)(Decimal)
