"""One contact completed by what another source says of the same customer."""

from __future__ import annotations

from app.records.contact import ADDRESS_FIELDS, CONTACT_FIELDS, Contact

_PLACEHOLDERS = frozenset({"0000000", "XXXXXXX"})
"""Recipient codes that say that there is none (reference: Fattura24 5); they complete nothing."""
_NAME = ("first_name", "last_name", "company")


def completed(contact: Contact, other: Contact) -> Contact:
    """Return the contact with its blanks filled from another; nothing it has is changed.

    A name counts as a whole, and so does an address: half of one and half of another is wrong.
    """
    return contact.with_values(_values(contact, other))


def _values(contact: Contact, other: Contact) -> dict[str, str]:
    values: dict[str, str] = {}
    for group in (_NAME, ADDRESS_FIELDS):
        says = any(other.get(name) for name in group)
        if says and not any(contact.get(name) for name in group):
            values.update({name: other.get(name) for name in group})
    for name in CONTACT_FIELDS:
        value = other.get(name)
        if name in _NAME or name in ADDRESS_FIELDS or not value or contact.get(name):
            continue
        if name != "sdi_code" or value not in _PLACEHOLDERS:
            values[name] = value
    return values


def stated(contact: Contact) -> Contact:
    """Return what a contact of an invoice states, without codes that only say that there is none."""
    return contact.with_values({"sdi_code": ""}) if contact.sdi_code in _PLACEHOLDERS else contact
