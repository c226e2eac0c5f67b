"""What a customer still owes: instalments less payments and credit notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from app.records.invoice import Invoice, is_short_for, number_key

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is left of one instalment; ``open`` is above zero. An invoice without terms is one item without a date.
    ``seq`` is the instalment's place in the invoice, from 0, ``paid_on`` the day on which all of it was paid (None: it
    was not)."""

    invoice: Invoice
    due: date | None
    amount: Decimal
    open: Decimal
    method: str = ""
    seq: int = 0
    paid_on: date | None = None

    def is_overdue(self, today: date) -> bool:
        """Tell whether the day it was due has passed; without a date it never has."""
        return self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class Account:
    """One customer's account in one currency: what is open, and what of the credit notes is left over; ``credited`` is
    what a credit note took off an instalment before it was paid, by the invoice's id and the instalment's place."""

    currency: str
    items: tuple[OpenItem, ...]
    credit: Decimal = _ZERO
    credited: Mapping[tuple[str, int], Decimal] = field(default_factory=dict)

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
    a source says so; one that was paid when a credit note naming its invoice was there already, was paid less that:
    the credit is used up. What was paid on a credit note (a refund) no longer lowers anything.
    """
    by_currency: dict[str, list[Invoice]] = {}
    for invoice in sorted(invoices, key=lambda i: (i.date, i.number, i.document_type)):
        by_currency.setdefault(invoice.currency, []).append(invoice)
    return {currency: _account(currency, found) for currency, found in sorted(by_currency.items())}


def _account(currency: str, invoices: list[Invoice]) -> Account:
    asked = [i for i in invoices if not i.is_credit_note]
    items = [item for invoice in asked for item in (*_items(invoice), *_paid_items(invoice))]
    items.sort(key=lambda i: (i.due is None, i.due or i.invoice.date, i.invoice.date, i.invoice.number))
    left = [item.open for item in items]
    paid_on = [item.paid_on for item in items]
    still_open = [n for n, day in enumerate(paid_on) if day is None]
    remaining: list[Decimal] = []
    for note in (i for i in invoices if i.is_credit_note):
        credit = sum((abs(item.open) for item in _items(note)), _ZERO)
        named = [n for n in _named(items, note) if (day := paid_on[n]) is None or day >= note.date]
        remaining.append(_lower(left, named, credit))
    rest = _lower(left, still_open, sum(remaining, _ZERO))
    still = tuple(replace(items[n], open=left[n]) for n in still_open if left[n] != 0)
    credited = {(i.invoice.id, i.seq): i.open - left[n] for n, i in enumerate(items) if i.paid_on and i.open != left[n]}
    return Account(currency, still, rest, credited)


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


def _paid_items(invoice: Invoice) -> list[OpenItem]:
    """Return the instalments that were paid on a known day, with all of their amount."""
    if invoice.is_choice:
        return []
    return [
        OpenItem(invoice, p.due, p.amount, p.amount, p.method, n, p.paid_on)
        for n, p in enumerate(invoice.asked)
        if p.paid and p.paid_on is not None
    ]


def _lower(left: list[Decimal], places: Iterable[int], credit: Decimal) -> Decimal:
    """Take credit off the amounts at these places, in order, and return what of it is left."""
    for place in places:
        taken = min(credit, max(left[place], _ZERO))
        left[place] -= taken
        credit -= taken
    return credit
