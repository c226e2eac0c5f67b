"""Instalments that only the payment schedule names: their invoice was never imported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from app.records.codes.fiscal_code import fiscal_code_key
from app.records.codes.vat import vat_key
from app.records.contact import Contact
from app.records.invoice import Direction, Invoice, to_cents
from app.records.text.words import fold
from app.services.agenda.derived.positions import Position, scheduled_key
from app.store import Store
from app.store.mirrored.schedule import DueDocument


def scheduled(store: Store, invoices: Iterable[Invoice]) -> list[Position]:
    """Return the instalments of sales of which no invoice is known.

    A line must say that it is a sale, or name a customer that the address book has: purchases and taxes stand in the
    same schedule. One without a number counts only for a customer of whom no invoice is known at all.
    """
    documents = [d for d in store.schedule.all() if d.direction in (Direction.ISSUED, Direction.UNKNOWN)]
    if not documents:
        return []
    given = list(invoices)
    numbers = {i.number for i in given}
    dated = {(i.number, i.date) for i in given}
    billed = {i.customer_id for i in given}
    people = _People(store)
    found: list[Position] = []
    for document in documents:
        if document.sort == "credit_note":
            continue
        known = (document.number, document.document_date) in dated
        if document.number and (known or (document.document_date is None and document.number in numbers)):
            continue  # it is that invoice, or waits for a person to say so
        customer = people.find(document)
        if not customer and (document.direction != Direction.ISSUED or not document.number):
            continue
        if document.number or customer not in billed:
            found += _positions(document, customer)
    return found


def _positions(document: DueDocument, customer: str) -> list[Position]:
    dues = [part.due for part in document.instalments if part.due is not None]
    invoice = Invoice(
        "",
        "",
        document.number,
        document.document_date or min(dues, default=date.min),
        sum((part.amount for part in document.instalments), start=document.instalments[0].amount * 0),
        direction=Direction.ISSUED,
        customer=Contact(company=document.customer),
        customer_id=customer,
    )
    return [
        Position(
            invoice,
            n,
            len(document.instalments),
            to_cents(part.amount),
            0 if part.paid else to_cents(part.amount - part.part_paid),
            "paid" if part.paid else "unknown" if part.paid is None else "open",
            part.due,
            part.paid_on,
            document.source,
            own_key=scheduled_key(document.number or f"({customer})", document.document_date, n),
            dated=document.document_date is not None,
            part_cents=0 if part.paid else to_cents(part.part_paid),
        )
        for n, part in enumerate(document.instalments, 1)
        if part.amount > 0
    ]


class _People:
    """Finds the one customer of the address book that a line of the schedule names."""

    def __init__(self, store: Store) -> None:
        self._ids: dict[tuple[str, str], set[str]] = defaultdict(set)
        for customer in store.mirror.plain():
            contact = customer.contact
            keys = (("vat", vat_key(contact.vat_code)), ("fiscal", fiscal_code_key(contact.fiscal_code)))
            names = {fold(contact.title), fold(contact.person), fold(f"{contact.last_name} {contact.first_name}")}
            for key in (*keys, *(("name", name.strip()) for name in names)):
                if key[1]:
                    self._ids[key].add(customer.id)

    def find(self, document: DueDocument) -> str:
        """Return the customer's id; blank where none or several fit."""
        for key in (
            ("fiscal", fiscal_code_key(document.fiscal_code)),
            ("vat", vat_key(document.vat_code)),
            ("name", fold(document.customer).strip()),
        ):
            found = self._ids.get(key, set()) if key[1] else set()
            if found:
                return next(iter(found)) if len(found) == 1 else ""
        return ""
