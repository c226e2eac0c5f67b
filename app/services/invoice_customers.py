"""Which customer of the mirror an invoice belongs to, and what the invoice adds to it.

An invoice is a weaker source than the address book: it fills blanks and never overwrites what an export or a write of
ours says. A customer that only invoices name is made from the newest of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

from app.records.compare import match_key, name_key, names_agree
from app.records.complete import completed, renewed
from app.records.contact import Contact
from app.records.invoice import Invoice
from app.store import Customer, Store

KIND = "CLIENTE"
"""The address book's word for whom one invoices."""


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
        self.made = 0
        for customer in store.mirror.all():
            self._remember(customer)

    def begin(self) -> None:
        """Forget what was read in an earlier transaction."""
        self._now.clear()
        self._changed.clear()
        self.made = 0

    def take(self, invoice: Invoice) -> str:
        """Return the id of the mirror customer that an issued invoice belongs to, completed or made."""
        found = self._find(invoice.customer)
        at = _epoch(invoice.date)
        if found is None:
            made = Customer("", "", "", invoice.customer, KIND, {}, "invoice", at, invoice.name_certain)
            made = replace(made, id=self._store.mirror.put(made))
            self.made += 1
            self._now[made.id] = made
            self._remember(made)
            return made.id
        newer = found.source == "invoice" and at > found.seen_at
        merge = renewed if newer else completed
        changed = replace(found, contact=merge(found.contact, invoice.customer))
        if newer:
            changed = replace(changed, seen_at=at, name_certain=invoice.name_certain)
        if changed != found:
            self._now[found.id] = changed
            self._changed.add(found.id)
            self._remember(changed)
        return found.id

    def knows(self, customer_id: str) -> bool:
        """Tell whether the mirror has this customer."""
        return bool(customer_id) and self._get(customer_id) is not None

    def save(self) -> None:
        """Write what invoices have added."""
        self._store.mirror.put_many([self._now[i] for i in sorted(self._changed, key=int)])
        self._changed.clear()

    def _find(self, contact: Contact) -> Customer | None:
        for key in _keys(contact):
            candidates = (self._get(i) for i in self._ids.get(key, ()))
            found = [c for c in candidates if c is not None and key in _keys(c.contact)]
            if found:
                return min(found, key=lambda c: (_rank(c, contact), int(c.id)))
        return None

    def _get(self, customer_id: str) -> Customer | None:
        if customer_id not in self._now:
            read = self._store.mirror.get(customer_id)
            if read is None:
                return None
            self._now[customer_id] = read
        return self._now[customer_id]

    def _remember(self, customer: Customer) -> None:
        for key in _keys(customer.contact):
            ids = self._ids.setdefault(key, [])
            if customer.id not in ids:
                ids.append(customer.id)


def _keys(contact: Contact) -> Iterator[tuple[str, str]]:
    """Yield what a contact is recognised by, strongest first: a name with its city only where there is no code.

    A company's fiscal code is its VAT code: both are one kind of key.
    """
    codes = [match_key(field, contact.get(field)) for field in ("vat_code", "fiscal_code")]
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
