"""What Fattura24's API cannot be trusted with, customer by customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from app.connectors.fattura24.codec import update_blocker as blocker_of
from app.records.compare import match_key
from app.store import Store
from app.sync.model import Record
from app.sync.policy import UpdateBlocker

_TAX_CODES = ("vat_code", "fiscal_code")


def update_blocker(store: Store) -> UpdateBlocker:
    """Return the check whether a change may be sent: SaveCustomer recognises a customer by tax code only, so a customer
    without one, or with one that another customer has too, cannot be addressed (reference: Fattura24 1.7)."""
    counts: Counter[tuple[str, str]] = Counter()
    for customer in store.mirror.all():
        for name in _TAX_CODES:
            key = match_key(name, customer.contact.get(name))
            if key:
                counts[name, key] += 1

    def blocked(record: Record, values: Mapping[str, str]) -> str:
        contact, after = record.contact, record.contact.with_values(dict(values))
        shared = set()
        for name in _TAX_CODES:
            key = match_key(name, after.get(name))
            own = int(bool(key) and key == match_key(name, contact.get(name)))
            if key and counts[name, key] > own:
                shared.add(after.get(name))
        return blocker_of(contact, after, shared) or ""

    return blocked
