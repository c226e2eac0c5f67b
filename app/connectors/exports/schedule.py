"""The lines of a payment schedule ("Scadenze"): what is due, when, of which document, and whether it was paid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from app.connectors.exports.table import RefusedLine, Table
from app.records.fiscal_code import tidy_fiscal_code
from app.records.invoice import Instalment
from app.records.vat import pad_vat, tidy_vat
from app.records.words import fold, squeeze

_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?")
_NOT_AMOUNT = re.compile(r"[€\s'\u00a0]|EUR", re.IGNORECASE)
_LONGEST = 60
_MOST = Decimal("1e11")
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
    customer. The instalment's ``paid`` is None where the file says nothing about it.
    """

    line: int
    number: str
    document_date: date | None
    instalment: Instalment
    customer: str = ""
    vat_code: str = ""
    fiscal_code: str = ""


def schedule_lines(table: Table) -> Iterator[ScheduleLine | RefusedLine]:
    """Yield the lines of a table whose columns are a payment schedule's; a line without sense is refused."""
    for row in table.rows:
        yield row if isinstance(row, RefusedLine) else _line(row.line, table.columns.values(row.cells))


def _line(number: int, values: Mapping[str, str]) -> ScheduleLine | RefusedLine:
    amount = parse_amount(values.get("amount", ""))
    due = parse_day(values.get("due_date", ""))
    if amount is None:
        return RefusedLine(number, "amount_unreadable", {"value": values.get("amount", "")[:_LONGEST]})
    if due is None:
        return RefusedLine(number, "day_unreadable", {"value": values.get("due_date", "")[:_LONGEST]})
    document = squeeze(values.get("number", ""))
    customer = squeeze(values.get("name", ""))
    if not (document or customer or values.get("vat_code") or values.get("fiscal_code") or values.get("code")):
        return RefusedLine(number, "document_missing")
    paid_on = parse_day(values.get("paid_on", ""))
    paid = _paid(values, amount, paid_on)
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
        ),
        customer,
        pad_vat(tidy_vat(values.get("vat_code", ""))),
        tidy_fiscal_code(values.get("fiscal_code", "")),
    )


def _paid(values: Mapping[str, str], amount: Decimal, paid_on: date | None) -> bool | None:
    """Return what the line says about its payment; a part paid is not paid."""
    said = "".join(c for c in fold(values.get("paid", "")) if c.isalnum())
    if said in _YES:
        return True
    if said in _NO:
        return False
    rest = parse_amount(values.get("open_amount", ""))
    if rest is not None:
        return rest == 0
    settled = parse_amount(values.get("paid_amount", "") or values.get("paid", ""))
    if settled is not None:
        return abs(settled) >= abs(amount)
    return True if paid_on is not None else None


def parse_amount(text: str) -> Decimal | None:
    """Return an amount as Italians or programs write it (``1.234,50``, ``€ 1234.5``), or None where it is none."""
    bare = _NOT_AMOUNT.sub("", text)[:_LONGEST]
    negative = bare.startswith("-") or (bare.startswith("(") and bare.endswith(")"))
    bare = bare.strip("()+-")
    if not re.fullmatch(r"[0-9]+(?:[.,][0-9]+)*", bare):
        return None
    point = max(bare.rfind("."), bare.rfind(","))
    marks = bare.count(".") + bare.count(",")
    # one dot before three digits separates thousands here: nobody writes tenths of a cent
    if point >= 0 and (len(bare) - point - 1 == 3 and (marks == 1 or bare.count(bare[point]) > 1)):
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
