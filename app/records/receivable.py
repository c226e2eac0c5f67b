"""What a customer still owes: instalments less payments and credit notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.records.invoice import Invoice, is_short_for, number_key

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is left of one instalment; ``open`` is above zero. An invoice without terms is one item without a date.
    ``seq`` is the instalment's place in the invoice, from 0."""

    invoice: Invoice
    due: date | None
    amount: Decimal
    open: Decimal
    method: str = ""
    seq: int = 0

    def is_overdue(self, today: date) -> bool:
        """Tell whether the day it was due has passed; without a date it never has."""
        return self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class Account:
    """One customer's account in one currency: what is open, and what of the credit notes is left over."""

    currency: str
    items: tuple[OpenItem, ...]
    credit: Decimal = _ZERO

    @property
    def open(self) -> Decimal:
        """What the customer owes; below zero where credit is left over."""
        return sum((item.open for item in self.items), _ZERO) - self.credit

    def overdue(self, today: date) -> Decimal:
        """What of it should have been paid before today."""
        return sum((item.open for item in self.items if item.is_overdue(today)), _ZERO)


def accounts(invoices: Iterable[Invoice]) -> dict[str, Account]:
    """Return the account of one customer's issued documents by currency; the order of the documents does not matter.

    A credit note lowers the invoices it names first, then what is due longest. An instalment counts as paid only where
    a source says so. What was paid on a credit note (a refund) no longer lowers anything.
    """
    by_currency: dict[str, list[Invoice]] = {}
    for invoice in sorted(invoices, key=lambda i: (i.date, i.number, i.document_type)):
        by_currency.setdefault(invoice.currency, []).append(invoice)
    return {currency: _account(currency, found) for currency, found in sorted(by_currency.items())}


def _account(currency: str, invoices: list[Invoice]) -> Account:
    items = [item for invoice in invoices if not invoice.is_credit_note for item in _items(invoice)]
    items.sort(key=lambda i: (i.due is None, i.due or i.invoice.date, i.invoice.date, i.invoice.number))
    left = [item.open for item in items]
    remaining: list[Decimal] = []
    for note in (i for i in invoices if i.is_credit_note):
        credit = sum((abs(item.open) for item in _items(note)), _ZERO)
        named = _named(items, note)
        remaining.append(_lower(left, named, credit))
    rest = _lower(left, range(len(items)), sum(remaining, _ZERO))
    still = tuple(
        OpenItem(item.invoice, item.due, item.amount, amount, item.method, item.seq)
        for item, amount in zip(items, left, strict=True)
        if amount != 0
    )
    return Account(currency, still, rest)


def _named(items: list[OpenItem], note: Invoice) -> list[int]:
    """Return the places of the items that a credit note names: of the newest invoice with that number when it was
    written, for numbers begin anew each year; a number that nobody bears may lack its section (``1/26``)."""
    found: list[int] = []
    for number in note.refers_to:
        same = [n for n, item in enumerate(items) if number_key(item.invoice.number) == number_key(number)]
        same = same or [n for n, item in enumerate(items) if is_short_for(number, item.invoice.number)]
        days = {items[n].invoice.date for n in same}
        newest = max((day for day in days if day <= note.date), default=max(days, default=None))
        newest_ones = {items[n].invoice.number for n in same if items[n].invoice.date == newest}
        if len(newest_ones) == 1:
            found += [n for n in same if items[n].invoice.date == newest and n not in found]
    return found


def _items(invoice: Invoice) -> list[OpenItem]:
    parts = invoice.asked
    if invoice.is_choice:
        if any(p.paid for p in parts):
            return []
        first = min(range(len(parts)), key=lambda n: (parts[n].due is None, parts[n].due or date.min))
        chosen = parts[first]
        left = chosen.amount - max(p.part_paid for p in parts)
        return [OpenItem(invoice, chosen.due, chosen.amount, left, chosen.method, first)]
    return [
        OpenItem(invoice, p.due, p.amount, p.amount - p.part_paid, p.method, n)
        for n, p in enumerate(parts)
        if not p.paid
    ]


def _lower(left: list[Decimal], places: Iterable[int], credit: Decimal) -> Decimal:
    """Take credit off the amounts at these places, in order, and return what of it is left."""
    for place in places:
        taken = min(credit, max(left[place], _ZERO))
        left[place] -= taken
        credit -= taken
    return credit
