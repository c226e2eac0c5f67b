"""The local snapshot of both sides: what was last seen, as records the engine understands."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Container, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from app.connectors.highlevel.packed import packed, unpacked
from app.quick_records import copier
from app.store import CachedContact, Customer, Store
from app.sync.contacts.origins import API_PREFIX, LOCAL_PREFIX
from app.sync.plan.model import Link, Record, Side

Decode = Callable[[Mapping[str, Any], float], Record]
"""Turns what HighLevel sent (and when it was seen) into a record, by the present mapping."""

CACHE = "highlevel.cache"

READ_AT = "highlevel.read_at"
"""Settings: what is known of HighLevel's fields and location, and when it was last read."""
"""Setting that holds what was learnt about the location: its data and its custom fields."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})
"""One for all: of 100,000 records nearly each has nothing here."""

_with_wire = copier(Record, "wire")

_HOME = "home.key"


def home_key(store: Store) -> str:
    """Return what tells the keys that this home gives from those of another, whose customers have other numbers."""
    known = str(store.settings.get(_HOME, ""))
    if not known:
        known = secrets.token_hex(3)
        store.settings.set(_HOME, known)
    return known


def origins_of(customer: Customer, home: str) -> tuple[str, ...]:
    """Return the keys a Fattura24 customer answers to, the most lasting first.

    The address book's code and the id of SaveCustomer's answer may or may not be the same number (unknown), so the
    latter carries a prefix: two customers can then never be mistaken for each other. A customer with neither gets a
    local key, which means nothing to another computer (``home`` is `home_key`).
    """
    keys = [customer.code] if customer.code else []
    if customer.api_id:
        keys.append(f"{API_PREFIX}{customer.api_id}")
    keys.append(f"{LOCAL_PREFIX}{home}-{customer.id}")
    return tuple(keys)


def customer_record(customer: Customer, home: str = "") -> Record:
    """Return a customer of the mirror as a record."""
    return Record(
        Side.FATTURA24,
        customer.id,
        customer.contact,
        origins_of(customer, home),
        customer.seen_at,
        name_certain=customer.name_certain,
        gone_since=customer.missing_since,
        further=customer.further,
        wire=_held(customer),
    )


def _held(customer: Customer) -> Mapping[str, Any]:
    """Return how Fattura24 itself writes the codes that it recognises a customer by, and its name."""
    if not (customer.held_vat or customer.odd_codes or customer.held_name):
        return _NOTHING
    held: dict[str, Any] = {"vat_code": customer.held_vat} if customer.held_vat else {}
    if customer.odd_codes:
        held["odd_codes"] = customer.odd_codes
    if customer.held_name:
        held["name"] = customer.held_name
    return held


class Snapshot:
    """Reads both sides from the store. ``import_suppliers`` lets records that are only suppliers take part.

    ``rules`` tells the number of the rules by which ``decode`` works (0: they have none, and nothing is kept).

    A customer that the last whole export had no more is kept. It makes no new contact in HighLevel; with
    ``ask_missing`` one that is linked counts as gone, so that the planner asks what is to become of it.
    """

    def __init__(
        self,
        store: Store,
        decode: Decode,
        *,
        import_suppliers: bool = False,
        ask_missing: bool = False,
        basis: Callable[[], object] = lambda: None,
        rules: Callable[[], int] = lambda: 0,
    ) -> None:
        self._store, self._decode, self._suppliers = store, decode, import_suppliers
        self._ask_missing, self._basis, self._rules = ask_missing, basis, rules

    @property
    def decode(self) -> Decode:
        """Turns what HighLevel sent into a record, by the present mapping."""
        return self._decode

    @property
    def basis(self) -> object:
        """What the records depend on besides what is stored of them: where it is equal, they are."""
        return self._basis(), self._suppliers, self._ask_missing

    def highlevel(self, *, keep: bool = False) -> list[Record]:
        """Return all HighLevel contacts as last seen, without what HighLevel sent. With ``keep`` those that had to be
        decoded are kept so that the next one to ask need not do it again."""
        rules = self._rules()
        if not rules:
            return [self.contact(c) for c in self._store.highlevel.each()]
        seq = self._store.changes.newest() if keep else 0
        found: list[Record] = []
        made: list[tuple[str, str]] = []
        for contact_id, text, wire, updated_at, seen_at in self._store.highlevel_records.each(rules):
            if text is not None:
                found.append(unpacked(contact_id, text))
                continue
            record = self.contact(CachedContact(contact_id, wire, updated_at, seen_at))
            found.append(record)
            if keep and record.id == contact_id and (new := packed(record)):
                made.append((contact_id, new))
        self._store.highlevel_records.keep(rules, made, seq)
        return found

    def contact(self, cached: CachedContact) -> Record:
        """Return a HighLevel contact as last seen, without what HighLevel sent: many would take much room."""
        r = self._decode(cached.wire, cached.seen_at)
        return _with_wire(r, _NOTHING)

    def fattura24(self) -> list[Record]:
        """Return all customers of the mirror: suppliers only if they are wanted or linked."""
        return self.split(self._store.mirror.plain(), self._store.links.customers())[0]

    def split(self, customers: Iterable[Customer], linked: Container[str]) -> tuple[list[Record], list[Record]]:
        """Return those of the customers that take part, and the suppliers that do not but must not be made a second
        time. ``linked`` are the ids of the customers that have a link."""
        taking_part: list[Record] = []
        bystanders: list[Record] = []
        home = home_key(self._store)
        for customer in customers:
            if customer.missing_since and (self._ask_missing or customer.id not in linked):
                continue
            wanted = self._suppliers or is_customer(customer.kind) or customer.id in linked
            (taking_part if wanted else bystanders).append(customer_record(customer, home))
        return taking_part, bystanders

    def record(self, side: Side, record_id: str) -> Record | None:
        """Return one record, or None if it is not known."""
        if side is Side.HIGHLEVEL:
            cached = self._store.highlevel.get(record_id)
            return self._decode(cached.wire, cached.seen_at) if cached else None
        customer = self._store.mirror.get(record_id) if record_id else None
        return customer_record(customer, home_key(self._store)) if customer else None

    def keep_highlevel(self, record: Record) -> None:
        """Take over a contact as HighLevel answered."""
        self._store.highlevel.put(
            [CachedContact(record.id, dict(record.wire), record.updated_at, record.seen_at)], force=True
        )


@lru_cache(maxsize=64)
def is_customer(kind: str) -> bool:
    """Tell whether a kind of the address book takes part: everything but a mere supplier."""
    words = kind.upper()
    return "CLIENTE" in words or "FORNITORE" not in words


def to_link(stored: Any) -> Link:
    """Return the engine's link of a stored one."""
    return Link(
        stored.id,
        stored.highlevel_id,
        stored.fattura24_id,
        stored.base_highlevel,
        stored.base_fattura24,
        stored.confirmed,
    )
