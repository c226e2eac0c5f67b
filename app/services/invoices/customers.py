"""Which customer of the mirror an invoice belongs to, and what the invoice adds to it.

Each value is that of the newest source: an invoice speaks for its date, brings what it names and nothing else, and
yields to an export or a write of ours of the same day or later. A blank it fills in any case. A customer that only
invoices name is made from the newest of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

from app.records import provenance
from app.records.alike import name_key, names_agree
from app.records.codes.fiscal_code import fiscal_codes_differ
from app.records.compare import match_key
from app.records.complete import completed, stated
from app.records.contact import Contact
from app.records.invoice import Invoice
from app.store import Customer, Store

KIND = "CLIENTE"
"""The address book's word for whom one invoices."""

_NEW = "new-"


class InvoiceCustomers:
    """Finds, completes and makes the mirror's customers for invoices, within the caller's transactions.

    What is remembered from one transaction to the next is only which customers a code or a name may mean; the customers
    themselves are read again each time.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ids: dict[tuple[str, str], list[str]] = {}
        self._now: dict[str, Customer] = {}
        self._changed: set[str] = set()
        self._made: dict[str, str] = {}
        self.made = 0
        for customer in store.mirror.all():
            self._remember(customer, customer.id)

    def begin(self) -> None:
        """Forget what was read in an earlier transaction."""
        self._now.clear()
        self._changed.clear()
        self._made.clear()

    def take(self, invoice: Invoice) -> str:
        """Return the mirror customer that an issued invoice belongs to, completed or made: its id, or for a new one a
        name that `id_of` turns into one after `save`; blank for an invoice that names nobody."""
        known = self._find(invoice.customer)
        found = self._get(known) if known else None
        at = _epoch(invoice.date)
        who = invoice.customer
        if found is None and not (who.title or who.vat_code or who.fiscal_code):
            return ""  # it names nobody, and nobody is not a customer
        if known is None or found is None:
            said = provenance.said_by(invoice.customer)
            silent = {unit: provenance.NOBODY for unit in provenance.UNITS if unit not in said}
            made = Customer(
                "", "", "", invoice.customer, KIND, {}, "invoice", at, invoice.name_certain, provenance=silent
            )
            self.made += 1
            name = f"{_NEW}{self.made}"
            self._now[name] = made
            self._made[name] = ""
            self._remember(made, name)
            return name
        changed = _informed(found, invoice, at)
        if changed != found:
            self._now[known] = changed
            self._changed.add(known)
            self._remember(changed, known)
        return known

    def knows(self, customer_id: str) -> bool:
        """Tell whether the mirror has this customer."""
        return bool(customer_id) and self._get(customer_id) is not None

    def save(self) -> None:
        """Write what invoices have added and made."""
        old = sorted((name for name in self._changed if name not in self._made), key=int)
        new = [name for name, number in self._made.items() if not number]
        ids = self._store.mirror.put_many([self._now[name] for name in (*old, *new)])
        for name, number in zip(new, ids[len(old) :], strict=True):
            self._made[name] = number
            customer = replace(self._now.pop(name), id=number)
            self._now[number] = customer
            for key in _keys(customer.contact):
                self._ids[key] = [number if i == name else i for i in self._ids[key]]
        self._changed.clear()

    def id_of(self, name: str) -> str:
        """Return the id of what `take` returned, once it is saved."""
        return self._made.get(name) or name

    def _find(self, contact: Contact) -> str | None:
        for key in _keys(contact):
            candidates = [(n, name, self._get(name)) for n, name in enumerate(self._ids.get(key, ()))]
            found = [
                (_rank(c, contact), n, name)
                for n, name, c in candidates
                if c and key in _keys(c.contact) and not fiscal_codes_differ(c.contact.fiscal_code, contact.fiscal_code)
            ]
            if found:
                return min(found)[2]
        return None

    def _get(self, customer_id: str) -> Customer | None:
        if customer_id not in self._now:
            if customer_id.startswith(_NEW):
                return None  # made in a transaction that was taken back
            read = self._store.mirror.get(customer_id)
            if read is None:
                return None
            self._now[customer_id] = read
        return self._now[customer_id]

    def _remember(self, customer: Customer, name: str) -> None:
        for key in _keys(customer.contact):
            names = self._ids.setdefault(key, [])
            if name not in names:
                names.append(name)


def _informed(customer: Customer, invoice: Invoice, at: float) -> Customer:
    """Return the customer with what the invoice names and no newer source has told."""
    said = stated(invoice.customer)
    by = ("invoice", at)
    contact, statements = provenance.settle(
        customer.contact, customer.statements, said, by, provenance.said_by(said), tolerant=customer.source != "invoice"
    )
    # a blank is nobody's word against an invoice: the address book may simply not have it
    whole = completed(contact, said)
    statements |= dict.fromkeys(provenance.changed_units(contact, whole), by)
    contact = whole
    only_invoices = customer.source == "invoice"
    named = statements["name"] == by and contact != customer.contact
    seen_at = max(customer.seen_at, at) if only_invoices else customer.seen_at
    return replace(
        customer,
        contact=contact,
        seen_at=seen_at,
        name_certain=invoice.name_certain if named else customer.name_certain,
        provenance=provenance.deviations(statements, (customer.source, seen_at)),
        superseded=provenance.superseded(customer.superseded, customer.contact, contact, at),
    )


def _keys(contact: Contact) -> Iterator[tuple[str, str]]:
    """Yield what a contact is recognised by, strongest first: a name with its city only where there is no code.

    A company's fiscal code is its VAT code as a rule: both are one kind of key. The firms of a VAT group share the VAT
    code, so the fiscal code comes first.
    """
    codes = [match_key(field, contact.get(field)) for field in ("fiscal_code", "vat_code")]
    for code in dict.fromkeys(filter(None, codes)):
        yield "code", code
    if not any(codes) and (name := name_key(contact)):
        yield "name", f"{name}|{contact.city.casefold()}"


def _rank(customer: Customer, contact: Contact) -> int:
    """Order several customers with one code: the same name, then no contradiction, then those of the address book."""
    agree = names_agree(customer.contact, contact)
    return (0 if agree else 2 if agree is None else 4) + (customer.source == "invoice")


def _epoch(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp()
