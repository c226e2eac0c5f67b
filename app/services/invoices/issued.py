"""The issued invoices, as the documents of a payment schedule look for theirs: all of them are gone through once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from app.records.contact import Contact
from app.records.invoice import Instalment, Invoice, from_cents, is_short_for, number_key, to_cents
from app.store import Store
from app.store.mirrored.invoices import IssuedDocument
from app.store.mirrored.schedule import DueDocument

_Figures = tuple[date, tuple[str, ...]]


class IssuedInvoices:
    """Finds issued invoices by number and day for some documents of the schedule, and holds those that are looked at.

    What is set with `set_instalments` is seen at once, and written with `write`.
    """

    def __init__(self, store: Store, documents: Collection[DueDocument]) -> None:
        self._store = store
        self._numbered: dict[str, list[IssuedDocument]] = defaultdict(list)
        self._dated: dict[tuple[str, date], list[IssuedDocument]] = defaultdict(list)
        self._figures: dict[_Figures, list[IssuedDocument]] = defaultdict(list)
        self._beginnings: dict[_Figures, list[IssuedDocument]] = defaultdict(list)
        self._most_figures = 0
        self._contacts: dict[str, Contact | None] = {}
        self._held: dict[str, Invoice] = {}
        self._changed: dict[str, tuple[Instalment, ...]] = {}
        numbers = {d.number for d in documents if d.number}
        days = {d.document_date for d in documents if d.number}
        for issued in store.invoices.issued() if numbers else ():
            if issued.number in numbers:
                self._numbered[issued.number].append(issued)
                self._dated[issued.number, issued.date].append(issued)
            if issued.date in days:
                self._index(issued)

    def numbered(self, number: str, day: date | None = None) -> list[IssuedDocument]:
        """Return those with exactly this number: of a day, or all."""
        found = self._numbered.get(number, []) if day is None else self._dated.get((number, day), [])
        return list(found)

    def alike(self, number: str, day: date) -> list[IssuedDocument]:
        """Return those of a day whose number another program may write so (see `is_short_for`)."""
        figures = _figures(number)
        found = list(self._beginnings.get((day, figures), ()))
        for most in range(bool(figures), min(len(figures), self._most_figures) + 1):
            found += self._figures.get((day, figures[:most]), ())
        return [issued for issued in {i.id: i for i in found}.values() if is_short_for(number, issued.number)]

    def hold(self, ids: Iterable[str]) -> None:
        """Read these invoices and forget those that were held before."""
        self._held = self._store.invoices.get_many(ids)

    def invoice(self, issued: IssuedDocument) -> Invoice:
        """Return one of those that are held."""
        return self._held[issued.id]

    def customer(self, invoice: Invoice) -> Contact | None:
        """Return the invoice's customer as the address book has it, or None."""
        if not invoice.customer_id:
            return None
        if invoice.customer_id not in self._contacts:
            known = self._store.mirror.get(invoice.customer_id)
            self._contacts[invoice.customer_id] = known.contact if known else None
        return self._contacts[invoice.customer_id]

    def set_instalments(self, invoice: Invoice, parts: tuple[Instalment, ...]) -> None:
        """Give an invoice that is held other instalments, in whole cents as they are kept."""
        self._held[invoice.id] = replace(invoice, instalments=tuple(_in_cents(part) for part in parts))
        self._changed[invoice.id] = parts

    def write(self) -> None:
        """Write what was set."""
        self._store.invoices.set_many(self._changed)
        self._changed = {}

    def _index(self, issued: IssuedDocument) -> None:
        figures = _figures(issued.number)
        self._figures[issued.date, figures].append(issued)
        self._most_figures = max(self._most_figures, len(figures))
        for most in range(len(figures) - 1, 0, -1):
            if len(figures[most]) not in (2, 4):
                break  # what is left out of a number is its year or its section
            self._beginnings[issued.date, figures[:most]].append(issued)


def _in_cents(part: Instalment) -> Instalment:
    return replace(part, amount=from_cents(to_cents(part.amount)), part_paid=from_cents(to_cents(part.part_paid)))


def _figures(number: str) -> tuple[str, ...]:
    return tuple(part for part in number_key(number) if part.isdigit())
