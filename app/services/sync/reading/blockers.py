"""What Fattura24's API cannot be trusted with, customer by customer."""

from __future__ import annotations

from collections.abc import Mapping

from app.connectors.fattura24.codec import update_blocker as blocker_of
from app.records.codes.fiscal_code import fiscal_code_key
from app.records.codes.vat import vat_key
from app.records.contact import Contact
from app.store import Customer, Store
from app.sync.contacts.policy import UpdateBlocker
from app.sync.plan.model import Record

_NAMES = ("vat_code", "fiscal_code")

_Key = tuple[str, str]


class TaxCodes:
    """How many customers of the mirror have each tax code, also of those that take no part in planning.

    Called, it tells whether a change may be sent: SaveCustomer recognises a customer by tax code only, so a customer
    without one, or with one that another customer has too, cannot be addressed (reference: Fattura24 1.7).
    """

    def __init__(self) -> None:
        self._counts: dict[_Key, int] = {}
        self._of: dict[str, tuple[_Key, ...]] = {}

    def put(self, customer_id: str, contact: Contact | None) -> set[_Key]:
        """Take in a customer as it is now (None: it is gone); return the codes that it has won or lost."""
        before = self._of.pop(customer_id, ()) if self._of else ()
        after = keys_of(contact) if contact else ()
        if after:
            self._of[customer_id] = after
        if before == after:
            return set()
        for key in before:
            self._counts[key] -= 1
        for key in after:
            self._counts[key] = self._counts.get(key, 0) + 1
        return set(before) ^ set(after)

    def answer(self, contact: Contact) -> bool:
        """Tell whether any customer has a tax code of this contact, in whichever of the two fields."""
        return any(self._counts.get((name, key), 0) > 0 for _name, key in keys_of(contact) for name in _NAMES)

    def __call__(self, record: Record, values: Mapping[str, str]) -> str:
        """Say why Fattura24 cannot be given these values for a customer (a key under ``reasons``), or blank."""
        contact, after = record.contact, record.contact.with_values(dict(values))
        own = self._of.get(record.id, ())
        shared = {after.get(key[0]) for key in keys_of(after) if self._counts.get(key, 0) > (key in own)}
        return blocker_of(contact, after, shared, record.wire.get("odd_codes", ())) or ""


def keys_of(contact: Contact) -> tuple[_Key, ...]:
    """Return the tax codes of a contact as they are compared, each with the field's name.

    A placeholder proves nobody to be the same, but SaveCustomer goes by the letters: it counts as it stands.
    """
    vat, fiscal = contact.vat_code, contact.fiscal_code
    found: tuple[_Key, ...] = ()
    if vat and (plain := vat.strip()):
        found = (("vat_code", vat_key(vat) or f"={plain.upper()}"),)
    if fiscal and (plain := fiscal.strip()):
        found = (*found, ("fiscal_code", fiscal_code_key(fiscal) or f"={plain.upper()}"))
    return found


def present(customer: Customer | None) -> Contact | None:
    """Return the contact of a customer who is there: one that the last whole export had no more blocks nothing."""
    return customer.contact if customer is not None and not customer.missing_since else None


def update_blocker(store: Store) -> UpdateBlocker:
    """Return the check against the mirror as it is when it is first asked for anything."""
    counted: list[TaxCodes] = []

    def blocked(record: Record, values: Mapping[str, str]) -> str:
        if not counted:
            codes = TaxCodes()
            for customer in store.mirror.plain():
                codes.put(customer.id, present(customer))
            counted.append(codes)
        return counted[0](record, values)

    return blocked
