"""Forget one person everywhere in this home, and say what is kept and from where the person could come back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.clock import Clock
from app.errors import UsageError
from app.paths import Home
from app.records.contact import Contact
from app.services.api.housekeeping import Forgotten
from app.services.sync.reading.snapshot import Snapshot
from app.store import Store
from app.store.erasure import SHORTEST_TRACE, Erased, Person, forget_person
from app.store.retention import clear_copies, copies_of
from app.sync.plan.model import Side

_TRACES = ("email", "pec", "mobile", "landline", "vat_code", "fiscal_code")
"""Fields whose values point to one person or firm alone."""


def forget(store: Store, snapshot: Snapshot, home: Home, clock: Clock, customer: str) -> Forgotten:
    """Forget a person by the customer's id or code, or the contact's id. Raises UsageError, StorageError."""
    person, title, invoices = _meant(store, snapshot, customer)
    done = forget_person(store.database, person)
    copies = clear_copies(home)
    store.activity.add(clock.now(), "info", "person_forgotten", {"rows": sum(done.deleted.values())})
    return _told(title, person, done, invoices, copies)


def preview(store: Store, snapshot: Snapshot, home: Home, customer: str) -> Forgotten:
    """Return what forgetting a person would do; nothing changes. Raises UsageError, StorageError."""
    person, title, invoices = _meant(store, snapshot, customer)
    done = forget_person(store.database, person, rehearse=True)
    return _told(title, person, done, invoices, len(copies_of(home)))


def _meant(store: Store, snapshot: Snapshot, customer: str) -> tuple[Person, str, int]:
    """Return whom a name means, how that one is called, and how many invoices stay."""
    if store.journal.unfinished():
        raise UsageError("forget_interrupted")
    person, contacts = find(store, snapshot, customer)
    invoices = len(store.invoices.of_customer(person.customer)) if person.customer else 0
    return person, next((c.title for c in contacts if c.title), customer), invoices


def _told(title: str, person: Person, done: Erased, invoices: int, copies: int) -> Forgotten:
    stays: list[tuple[str, Mapping[str, str]]] = []
    if invoices:
        stays.append(("invoices" if invoices > 1 else "invoice", {"n": str(invoices)}))
    if lines := done.emptied.get("operations"):
        stays.append(("operations" if lines > 1 else "operation", {"n": str(lines)}))
    returns: list[tuple[str, Mapping[str, str]]] = []
    if person.contact:
        returns.append(("highlevel", {}))
    if person.customer:
        returns.append(("fattura24", {}))
    rows = sum(done.deleted.values()) + sum(done.emptied.values())
    return Forgotten(title, rows, copies, tuple(stays), tuple(returns))


def find(store: Store, snapshot: Snapshot, named: str) -> tuple[Person, list[Contact]]:
    """Return whom an id or a code means, with the values known of both sides. Raises UsageError (forget_unknown)."""
    customer = store.mirror.get(named) if named.isdigit() else None
    customer = customer or next((c for c in store.mirror.all() if named and named in (c.code, c.api_id)), None)
    links = [
        link
        for link in store.links.all()
        if (customer and link.fattura24_id == customer.id) or link.highlevel_id == named
    ]
    if customer is None and links:
        customer = store.mirror.get(links[0].fattura24_id)
    contact = next((link.highlevel_id for link in links if link.highlevel_id), "" if customer else named)
    row = snapshot.record(Side.HIGHLEVEL, contact) if contact else None
    if customer is None and row is None and not links:
        raise UsageError("forget_unknown", customer=named)
    known = [customer.contact] if customer else []
    if row is not None:
        known.append(row.contact)
    values = [
        *known,
        *(Contact().with_values(_own(base)) for link in links for base in (link.base_highlevel, link.base_fattura24)),
    ]
    person = Person(
        customer.id if customer else "", contact, tuple(link.id for link in links), tuple(sorted(traces(values)))
    )
    return person, known


def _own(base: Mapping[str, str]) -> dict[str, str]:
    fields = Contact.__dataclass_fields__
    return {name: value for name, value in base.items() if name in fields}


def traces(contacts: Iterable[Contact]) -> set[str]:
    """Return the values that lead to a person and to nobody else: codes, e-mails, numbers, the whole name."""
    found = set()
    for contact in contacts:
        values = [getattr(contact, name, "") for name in _TRACES]
        whole = f"{contact.first_name} {contact.last_name}".strip()
        turned = f"{contact.last_name} {contact.first_name}".strip()
        names = [contact.company] + ([whole, turned] if contact.first_name and contact.last_name else [])
        numbers = [re.sub(r"\D", "", value) for value in values if value.startswith("+")]
        found |= {v for v in (*values, *names, *numbers) if len(v) >= SHORTEST_TRACE}
    return found
