"""The lines of a payment schedule ("Scadenze"): what is due, when, of which document, and whether it was paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, islice

from app.connectors.exports.schedule.schedule_direction import DocumentSort, by_words, document_sort, line_direction
from app.connectors.exports.schedule.written import Style, parse_amount, parse_day, parse_term, style_of
from app.connectors.exports.tables.columns import Columns, plain
from app.connectors.exports.tables.table import RefusedLine, Table, TableRow
from app.connectors.files.xlsx_cells import NumberCell
from app.records.codes.fiscal_code import tidy_fiscal_code
from app.records.codes.vat import pad_vat, tidy_vat
from app.records.invoice import Direction, Instalment
from app.records.text.clean import clean_texts, says_nothing
from app.records.text.words import fold, squeeze

_STYLED = 2_000
"""Rows that are looked at for how a file writes its decimals."""
_LATEST = 2100
"""A year from which on a day is a program's "never" (31/12/9999)."""

_PAID_WORDS = ("pagat", "saldat", "incassat")
_OLDEST = 1990
"""An instalment due earlier is a program's blank (30/12/1899) or a slip."""
_LONGEST = 60
_DAYS = frozenset({"due_date", "document_date", "paid_on"})
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
    taxes, ``doubtful`` where the line contradicts itself. ``state`` is what stands there about the payment where nobody
    knows what that means ("stornata"): it changes nothing.
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
    state: str = ""


_TOTALS = frozenset({"totale", "totali", "subtotale", "total", "totals", "subtotal"})
_MARKS = dict.fromkeys(("✓", "✔", "✔️", "☑", "☑️", "✅", "√"), True) | dict.fromkeys(("☐", "□", "✗", "✘", "❌"), False)
"""What people and programs tick."""


@dataclass(frozen=True, slots=True)
class ScheduleFile:
    """An open payment schedule. ``lines`` is read once; ``total`` is about how many there are (0: not known)."""

    lines: Iterator[ScheduleLine | RefusedLine]
    unknown_columns: tuple[str, ...] = ()
    encoding: str = ""
    sheet: str = ""
    total: int = 0


def schedule_of(table: Table, file: str = "") -> ScheduleFile:
    """Return the payment schedule that a table is; ``file`` is the file's name, which may say whose it is."""
    return ScheduleFile(schedule_lines(table, file), table.columns.unknown, table.encoding, table.sheet, table.total)


def schedule_lines(table: Table, file: str = "") -> Iterator[ScheduleLine | RefusedLine]:
    """Yield the lines of a table whose columns are a payment schedule's; a line without sense is refused.

    ``file`` is the file's name, which may say whose schedule it is.
    """
    rows = iter(table.rows)
    first = list(islice(rows, _STYLED))
    style = _style(table.columns, [r for r in first if not isinstance(r, RefusedLine)])
    kinds = _kind_columns(table.columns)
    said = (by_words(text) for text in (table.sheet, table.title, file))
    everywhere = next((direction for direction in said if direction is not Direction.UNKNOWN), Direction.UNKNOWN)
    for row in chain(first, rows):
        if isinstance(row, RefusedLine):
            yield row
        elif (section := _section(row)) is not Direction.UNKNOWN:
            everywhere = section
        else:
            values = _clean(table.columns.values(row.cells))
            if not _is_total(row, values):
                yield _line(row.line, values, _kind(kinds, row.cells, values), everywhere, style)


def _section(row: TableRow) -> Direction:
    """Return what a line says of all below it, where it is nothing but a heading: ``FORNITORI``."""
    filled = [cell for c in row.cells if (cell := c.strip())]
    return by_words(filled[0]) if len(filled) == 1 and not any(c.isdigit() for c in filled[0]) else Direction.UNKNOWN


def _is_total(row: TableRow, values: Mapping[str, str]) -> bool:
    """Tell whether a line only adds up those above it."""
    if values.get("due_date") or values.get("document_date"):
        return False
    return any(w[0].strip(".:") in _TOTALS for c in row.cells if (w := fold(c).split()))


def _clean(values: dict[str, str]) -> dict[str, str]:
    """Return the values of a row without what nobody sees; a number of a workbook stays that number."""
    numbers = {name: cell for name, cell in values.items() if isinstance(cell, NumberCell)}
    return clean_texts(values) | numbers if len(numbers) < len(values) else values


def _kind_columns(columns: Columns) -> list[int]:
    """Return the places of the columns that name the document without being anything else: "Documento" beside the one
    of its number."""
    names = zip(columns.names, columns.fields, strict=True)
    return [n for n, (name, field) in enumerate(names) if not field and plain(name) in _NAMES_DOCUMENT]


def _kind(columns: Sequence[int], cells: Sequence[str], values: Mapping[str, str]) -> str:
    """Return what a line calls its document."""
    said = [values.get("document_type", ""), *(cells[n].strip() for n in columns)]
    return " ".join(s for s in said if s)


def _style(columns: Columns, rows: Sequence[TableRow]) -> Style:
    held = [_clean(columns.values(row.cells)) for row in rows]
    return style_of(
        (cell for values in held for field, cell in values.items() if field in _AMOUNTS),
        (cell for values in held for field, cell in values.items() if field in _DAYS),
    )


def _amount_of(values: Mapping[str, str], style: Style) -> tuple[str, Decimal | None]:
    """Return the cell that says the amount, and the amount; of two columns for in and out the one that is filled."""
    for field in ("amount", "amount_in", "amount_out"):
        cell = values.get(field, "")
        amount = parse_amount(cell, style)
        if cell and (amount or field == "amount"):
            return cell, amount
    return next((values[f] for f in ("amount_in", "amount_out") if values.get(f)), values.get("amount", "")), None


def _line(
    number: int, values: Mapping[str, str], kind: str, everywhere: Direction, style: Style
) -> ScheduleLine | RefusedLine:
    cell, amount = _amount_of(values, style)
    document_date = parse_day(values.get("document_date", ""), style)
    due = parse_day(values.get("due_date", ""), style) or parse_term(values.get("due_date", ""), document_date)
    if amount is None:
        return RefusedLine(number, "amount_unreadable", {"value": cell[:_LONGEST]})
    if due is None or not _OLDEST <= due.year < _LATEST:
        return RefusedLine(number, "day_unreadable", {"value": values.get("due_date", "")[:_LONGEST]})
    document = squeeze(values.get("number", ""))
    customer = squeeze(values.get("name", "")) or squeeze(values.get("supplier", ""))
    direction = line_direction(values, kind, everywhere, amount < 0)
    if not (document or customer or values.get("vat_code") or values.get("fiscal_code") or values.get("code")):
        return RefusedLine(number, "document_missing")
    paid_on = parse_day(values.get("paid_on", ""), style) or _day_within(values.get("paid", ""), style)
    paid = _paid(values, amount, paid_on, style)
    return ScheduleLine(
        number,
        document,
        document_date,
        Instalment(
            amount,
            due,
            squeeze(values.get("method", "")),
            paid,
            paid_on if paid else None,
            "schedule" if paid is not None else "",
            _part_paid(values, amount, style) if paid is False else Decimal(0),
        ),
        customer,
        pad_vat(tidy_vat(values.get("vat_code", ""))),
        tidy_fiscal_code(values.get("fiscal_code", "")),
        squeeze(values.get("code", "")),
        direction or Direction.UNKNOWN,
        direction is None,
        document_sort(f"{kind} {values.get('direction', '')}"),
        _unread(values.get("paid", "")) if paid is None else "",
    )


def _paid(values: Mapping[str, str], amount: Decimal, paid_on: date | None, style: Style) -> bool | None:
    """Return what the line says about its payment; a part paid is not paid."""
    if (mark := values.get("paid", "").strip()) in _MARKS:
        return _MARKS[mark]
    said = "".join(c for c in fold(mark) if c.isalnum())
    if said in _YES:
        return True
    if said in _NO or "parz" in said or "inparte" in said:
        return False
    if said.startswith(_PAID_WORDS):  # "Pagata il 25/11/2026", "Saldata con bonifico"
        return True
    rest = parse_amount(values.get("open_amount", ""), style)
    if rest is not None:
        return rest == 0
    settled = parse_amount(values.get("paid_amount", "") or values.get("paid", ""), style)
    if settled is not None:
        return abs(settled) >= abs(amount) and settled * amount >= 0
    return True if paid_on is not None else None


def _unread(mark: str) -> str:
    """Return a word about a payment of which nobody knows what it means; blank for what says nothing."""
    said = squeeze(mark)[:_LONGEST]
    return said if any(c.isalpha() for c in said) and not says_nothing("number", said) else ""


def _day_within(mark: str, style: Style) -> date | None:
    """Return the day that stands behind a word that says paid; None where there is none."""
    words = mark.split()
    if len(words) < 2 or not fold(words[0]).startswith(_PAID_WORDS):
        return None
    return parse_day(words[-1].strip("()"), style)


def _part_paid(values: Mapping[str, str], amount: Decimal, style: Style) -> Decimal:
    """Return what of an amount that is not paid was paid all the same; 0 where the line does not say, or says
    nonsense."""
    rest = parse_amount(values.get("open_amount", ""), style)
    settled = parse_amount(values.get("paid_amount", "") or values.get("paid", ""), style)
    if settled is not None and settled * amount < 0:
        settled = None  # that went the other way
    part = abs(amount) - abs(rest) if rest is not None else abs(settled) if settled is not None else Decimal(0)
    return part if 0 < part < abs(amount) else Decimal(0)
