"""The lines of a payment schedule ("Scadenze"): what is due, when, of which document, and whether it was paid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import chain, islice

from app.connectors.exports.columns import Columns, plain
from app.connectors.exports.schedule_direction import DocumentSort, by_words, document_sort, line_direction
from app.connectors.exports.table import RefusedLine, Table, TableRow
from app.connectors.files.xlsx_cells import NumberCell
from app.records.fiscal_code import tidy_fiscal_code
from app.records.invoice import Direction, Instalment
from app.records.vat import pad_vat, tidy_vat
from app.records.words import fold, squeeze

_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?")
_NOT_AMOUNT = re.compile(r"[€\s'’\u00a0]|EUR", re.IGNORECASE)
_MINUS = "-−–"
_DOT_DECIMAL = re.compile(r"[0-9]+(?:,[0-9]{3})*\.(?:[0-9]{1,2}|[0-9]{4,})")
_COMMA_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]{3})*,(?:[0-9]{1,2}|[0-9]{4,})")
_STYLED = 2_000
"""Rows that are looked at for how a file writes its decimals."""
_OLDEST = 1990
"""An instalment due earlier is a program's blank (30/12/1899) or a slip."""
_LONGEST = 60
_MOST = Decimal("1e11")
_AMOUNTS = frozenset({"amount", "amount_in", "amount_out", "paid_amount", "open_amount"})
_NAMES_DOCUMENT = frozenset({"documento", "doc", "tipo", "tipodocumento", "tipodoc", "tipologia"})
_YES = frozenset(
    {"si", "s", "yes", "true", "1", "x", "ok", "pagato", "pagata", "saldato", "saldata", "incassato", "incassata"}
    | {"chiuso", "chiusa"}
)
_NO = frozenset(
    {"no", "n", "false", "aperto", "aperta", "insoluto", "insoluta", "scaduto", "scaduta", "nonpagato", "nonpagata"}
    | {"dapagare", "daincassare", "dasaldare", "nonsaldato", "nonsaldata", "inattesa", "inscadenza", "parziale"}
)


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One instalment as the schedule states it.

    ``number`` and ``document_date`` are the document's (blank and None where the file does not say), the rest names the
    customer, or of a purchase the supplier; ``code`` is Fattura24's own number for them. The instalment's ``paid`` is
    None where the file says nothing about it. ``direction`` is issued for sales, received for purchases and other for
    taxes, ``doubtful`` where the line contradicts itself.
    """

    line: int
    number: str
    document_date: date | None
    instalment: Instalment
    customer: str = ""
    vat_code: str = ""
    fiscal_code: str = ""
    code: str = ""
    direction: Direction = Direction.UNKNOWN
    doubtful: bool = False
    sort: DocumentSort = DocumentSort.UNSAID


def schedule_lines(table: Table, file: str = "") -> Iterator[ScheduleLine | RefusedLine]:
    """Yield the lines of a table whose columns are a payment schedule's; a line without sense is refused.

    ``file`` is the file's name, which may say whose schedule it is.
    """
    rows = iter(table.rows)
    first = list(islice(rows, _STYLED))
    dots = _dots_are_decimal(table.columns, [r for r in first if not isinstance(r, RefusedLine)])
    everywhere = by_words(table.sheet)
    if everywhere is Direction.UNKNOWN:
        everywhere = by_words(file)
    for row in chain(first, rows):
        if isinstance(row, RefusedLine):
            yield row
        else:
            values = table.columns.values(row.cells)
            yield _line(row.line, values, _kind(table.columns, row.cells, values), everywhere, dots=dots)


def _kind(columns: Columns, cells: Sequence[str], values: Mapping[str, str]) -> str:
    """Return what a line calls its document; a column "Documento" beside the one of its number names it, too."""
    said = [values.get("document_type", "")]
    for name, field, cell in zip(columns.names, columns.fields, cells, strict=True):
        if not field and plain(name) in _NAMES_DOCUMENT:
            said.append(cell.strip())
    return " ".join(s for s in said if s)


def _dots_are_decimal(columns: Columns, rows: Sequence[TableRow]) -> bool:
    """Tell whether a file writes its decimals with a dot: 61.01 says so, and then 305.061 is no 305,061."""
    dots = commas = False
    for row in rows:
        for field, cell in columns.values(row.cells).items():
            if field in _AMOUNTS and not isinstance(cell, NumberCell):
                bare = _NOT_AMOUNT.sub("", cell[:_LONGEST]).strip("()+-−–")
                dots = dots or bool(_DOT_DECIMAL.fullmatch(bare))
                commas = commas or bool(_COMMA_DECIMAL.fullmatch(bare))
    return dots and not commas


def _amount_of(values: Mapping[str, str], dots: bool) -> tuple[str, Decimal | None]:
    """Return the cell that says the amount, and the amount; of two columns for in and out the one that is filled."""
    for field in ("amount", "amount_in", "amount_out"):
        cell = values.get(field, "")
        amount = parse_amount(cell, dots=dots)
        if cell and (amount or field == "amount"):
            return cell, amount
    return next((values[f] for f in ("amount_in", "amount_out") if values.get(f)), values.get("amount", "")), None


def _line(
    number: int, values: Mapping[str, str], kind: str, everywhere: Direction, *, dots: bool = False
) -> ScheduleLine | RefusedLine:
    cell, amount = _amount_of(values, dots)
    due = parse_day(values.get("due_date", ""))
    if amount is None:
        return RefusedLine(number, "amount_unreadable", {"value": cell[:_LONGEST]})
    if due is None or due.year < _OLDEST:
        return RefusedLine(number, "day_unreadable", {"value": values.get("due_date", "")[:_LONGEST]})
    document = squeeze(values.get("number", ""))
    customer = squeeze(values.get("name", "")) or squeeze(values.get("supplier", ""))
    direction = line_direction(values, kind, everywhere, amount < 0)
    if not (document or customer or values.get("vat_code") or values.get("fiscal_code") or values.get("code")):
        return RefusedLine(number, "document_missing")
    paid_on = parse_day(values.get("paid_on", ""))
    paid = _paid(values, amount, paid_on, dots)
    return ScheduleLine(
        number,
        document,
        parse_day(values.get("document_date", "")),
        Instalment(
            amount,
            due,
            squeeze(values.get("method", "")),
            paid,
            paid_on if paid else None,
            "schedule" if paid is not None else "",
            _part_paid(values, amount, dots) if paid is False else Decimal(0),
        ),
        customer,
        pad_vat(tidy_vat(values.get("vat_code", ""))),
        tidy_fiscal_code(values.get("fiscal_code", "")),
        squeeze(values.get("code", "")),
        direction or Direction.UNKNOWN,
        direction is None,
        document_sort(f"{kind} {values.get('direction', '')}"),
    )


def _paid(values: Mapping[str, str], amount: Decimal, paid_on: date | None, dots: bool) -> bool | None:
    """Return what the line says about its payment; a part paid is not paid."""
    said = "".join(c for c in fold(values.get("paid", "")) if c.isalnum())
    if said in _YES:
        return True
    if said in _NO:
        return False
    rest = parse_amount(values.get("open_amount", ""), dots=dots)
    if rest is not None:
        return rest == 0
    settled = parse_amount(values.get("paid_amount", "") or values.get("paid", ""), dots=dots)
    if settled is not None:
        return abs(settled) >= abs(amount)
    return True if paid_on is not None else None


def _part_paid(values: Mapping[str, str], amount: Decimal, dots: bool) -> Decimal:
    """Return what of an amount that is not paid was paid all the same; 0 where the line does not say, or says
    nonsense."""
    rest = parse_amount(values.get("open_amount", ""), dots=dots)
    settled = parse_amount(values.get("paid_amount", "") or values.get("paid", ""), dots=dots)
    part = abs(amount) - abs(rest) if rest is not None else abs(settled) if settled is not None else Decimal(0)
    return part if 0 < part < abs(amount) else Decimal(0)


def parse_amount(text: str, *, dots: bool = False) -> Decimal | None:
    """Return an amount as Italians or programs write it (``1.234,50``, ``€ 1234.5``, ``12,00-``), or None where it is
    none.

    A number of a workbook is that number. ``dots`` says that the file writes decimals with a dot.
    """
    if isinstance(text, NumberCell):
        try:
            number = Decimal(text[:_LONGEST])
        except InvalidOperation:
            return None
        return number if number.is_finite() and abs(number) < _MOST else None
    bare = _NOT_AMOUNT.sub("", text[: 2 * _LONGEST])[:_LONGEST]
    negative = bare[:1] in tuple(_MINUS) or bare[-1:] in tuple(_MINUS) or (bare[:1] == "(" and bare[-1:] == ")")
    bare = bare.strip("()+" + _MINUS)
    if not re.fullmatch(r"[0-9]+(?:[.,][0-9]+)*", bare):
        return None
    point = max(bare.rfind("."), bare.rfind(","))
    marks = bare.count(".") + bare.count(",")
    # one dot before three digits separates thousands here: nobody writes tenths of a cent
    thousands = not (dots and point >= 0 and bare[point] == "." and bare.count(".") == 1)
    if thousands and point >= 0 and (len(bare) - point - 1 == 3 and (marks == 1 or bare.count(bare[point]) > 1)):
        point = -1
    whole, rest = (bare[:point], bare[point + 1 :]) if point >= 0 else (bare, "")
    digits = whole.replace(".", "").replace(",", "")
    try:
        amount = Decimal(f"{digits}.{rest or 0}")
    except InvalidOperation:
        return None
    if amount >= _MOST:
        return None
    return -amount if negative else amount


def parse_day(text: str) -> date | None:
    """Return a day written as dd/mm/yyyy, dd/mm/yy or yyyy-mm-dd, or None where it is none."""
    value = text.strip()[:_LONGEST]
    found = _YEAR_FIRST.fullmatch(value)
    parts = [int(p) for p in found.groups()] if found else []
    if not parts and (found := _DAY_FIRST.fullmatch(value)):
        day, month, year = (int(p) for p in found.groups())
        parts = [year + 2000 if year < 100 else year, month, day]
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None
