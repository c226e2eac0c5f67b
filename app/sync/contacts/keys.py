"""What a record can be recognised by, and all records of one side by these keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.records.alike import name_key
from app.records.codes.fiscal_code import fiscal_code_key, omocodia_key
from app.records.codes.vat import vat_key
from app.records.compare import email_key, match_key, phone_key
from app.records.contact import Contact
from app.records.places.home import home_of_contact
from app.sync.contacts.evidence import place_key
from app.sync.plan.model import Record

LEVELS = ("origin", "fiscal_code", "vat_code", "email", "phone")
"""The evidence, strongest first: the firms of a VAT group have one VAT code and each a fiscal code of its own."""

HINTS = ("omocodia", "further_email", "further_phone", "name", "place")
"""What only suggests: fiscal codes that differ in letters of omocodia, an e-mail or a phone that one of both has
besides its first one, the same name, and the same street, number and town."""

FURTHER = {"email": "further_email", "phone": "further_phone"}


SHARED_FIELDS = {"email": "email", "mobile": "phone", "landline": "phone"}
"""What several may have in common without being one, with its level."""

NOBODYS_FROM = 5
"""With so many records of one side an e-mail or a phone is nobody's own: the accountant's, a switchboard's."""


def keys_of(record: Record, level: str) -> tuple[str, ...]:
    """Return the keys by which a record can be recognised at a level."""
    if level == "origin":
        return record.origins
    contact = record.contact
    if level == "phone":
        return _phones(contact) if contact.mobile or contact.landline else ()
    if level == "vat_code":
        return _vat_codes(contact, fiscal_code_key(contact.fiscal_code) if contact.fiscal_code else "")
    value: str = contact.email if level == "email" else contact.fiscal_code
    key = (email_key if level == "email" else fiscal_code_key)(value) if value else ""
    return (key,) if key else ()


def _every_key(record: Record) -> tuple[tuple[str, ...], ...]:
    """Return the keys of a record at all levels, in the order of `LEVELS`: the same as `keys_of` gives, at once."""
    contact = record.contact
    fiscal = fiscal_code_key(contact.fiscal_code) if contact.fiscal_code else ""
    email = email_key(contact.email) if contact.email else ""
    return (
        record.origins,
        (fiscal,) if fiscal else (),
        _vat_codes(contact, fiscal) if fiscal or contact.vat_code else (),
        (email,) if email else (),
        _phones(contact) if contact.mobile or contact.landline else (),
    )


def _vat_codes(contact: Contact, fiscal: str) -> tuple[str, ...]:
    key = vat_key(contact.vat_code) if contact.vat_code else ""
    # a company's two codes are one number as a rule, and either may be blank or stand in the other's place
    if fiscal and fiscal != key and contact.fiscal_code[:1].isdigit():
        return (key, fiscal) if key else (fiscal,)
    return (key,) if key else ()


def _phones(contact: Contact) -> tuple[str, ...]:
    home = _home(contact)
    mobile = phone_key(contact.mobile, home) if contact.mobile else ""
    landline = phone_key(contact.landline, home) if contact.landline else ""
    if mobile and landline and mobile != landline:
        return mobile, landline
    return (mobile or landline,) if mobile or landline else ()


def _home(contact: Contact) -> str:
    # with their prefix, as nearly all are kept, numbers are the same wherever they are read
    mobile, landline = contact.mobile, contact.landline
    return "" if mobile[:1] in "+" and landline[:1] in "+" else home_of_contact(contact)


def hints_of(record: Record) -> tuple[tuple[str, str], ...]:
    """Return what a record has of `HINTS`, with the keys."""
    contact = record.contact
    found: list[tuple[str, str]] = []
    if contact.fiscal_code and (key := omocodia_key(contact.fiscal_code)):
        found.append(("omocodia", key))
    if key := name_key(contact):
        found.append(("name", key))
    if contact.street and (key := place_key(contact)):
        found.append(("place", key))
    return (*found, *further_keys(record)) if record.further else tuple(found)


def further_keys(record: Record) -> tuple[tuple[str, str], ...]:
    """Return the keys of a record's further e-mails and phones, each with its hint."""
    home = home_of_contact(record.contact)
    return tuple(
        ("further_email" if name == "email" else "further_phone", key)
        for name, value in record.further
        if (key := match_key(name, value, home))
    )


def reach(record: Record) -> tuple[tuple[str, str], ...]:
    """Return every key, with its level or hint, by which a record can bear on what is planned for another one.

    Two records that share none of these, and no link, have nothing to do with each other.
    """
    own = [(level, key) for level in LEVELS for key in keys_of(record, level)]
    hints = hints_of(record)
    # what one has as its first e-mail another may have as a further one
    crossed = [(FURTHER[level], key) for level, key in own if level in FURTHER]
    back = [(level, key) for hint, key in hints for level, name in FURTHER.items() if name == hint]
    return (*own, *hints, *crossed, *back)


Ids = dict[str, str | tuple[str, ...]]
"""Ids by key; nearly always there is one, and 100,000 lists of one id would take more room than the records."""


def note(known: Ids, key: str, record_id: str) -> None:
    """Add an id to those of a key."""
    before = known.get(key)
    if before is None:
        known[key] = record_id
    else:
        known[key] = (*(before if isinstance(before, tuple) else (before,)), record_id)


def forget(known: Ids, key: str, record_id: str) -> None:
    """Take an id from those of a key."""
    left = tuple(i for i in noted(known, key) if i != record_id)
    if left:
        known[key] = left if len(left) > 1 else left[0]
    else:
        known.pop(key, None)


def noted(known: Ids, key: str) -> tuple[str, ...]:
    """Return the ids of a key."""
    found = known.get(key, ())
    return found if isinstance(found, tuple) else (found,)


class KeyIndex:
    """All records of one side by their keys; one that is there no more has none, and so stands in nobody's way."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records: dict[str, Record] = {}
        self._by_key: dict[str, Ids] = {level: {} for level in LEVELS}
        self._levels = tuple(self._by_key.values())
        self._hints: dict[str, Ids] | None = None
        for record in records:
            self.put(record)

    def put(self, record: Record) -> None:
        """Take in a record that is new here; one of the same id must be taken out before."""
        self.records[record.id] = record
        if record.gone_since:
            return
        record_id = record.id
        for known, keys in zip(self._levels, _every_key(record), strict=True):
            for key in keys:
                if key in known:
                    note(known, key, record_id)
                else:
                    known[key] = record_id
        if self._hints is not None:
            for hint, key in hints_of(record):
                note(self._hints[hint], key, record_id)

    def remove(self, record_id: str) -> Record | None:
        """Take out a record and return it as it was known, or None if it was not."""
        record = self.records.pop(record_id, None)
        if record is None:
            return None
        for level, known in self._by_key.items():
            for key in keys_of(record, level):
                forget(known, key, record_id)
        if self._hints is not None:
            for hint, key in hints_of(record):
                forget(self._hints[hint], key, record_id)
        return record

    def with_key(self, level: str, key: str) -> tuple[str, ...]:
        """Return the ids of the records that carry a key."""
        return noted(self._by_key[level], key)

    def held_by_another(self, record_id: str, field: str, value: str) -> str:
        """Return the contact because of which HighLevel would refuse a value, or blank: no two share an e-mail or the
        one phone, which is the mobile or, without one, the landline (reference: HighLevel 2.6)."""
        level = SHARED_FIELDS.get(field, "")
        key = match_key(field, value) if level else ""
        for other in sorted(self.with_key(level, key)) if key else ():
            contact = self.records[other].contact
            if other != record_id and key in (
                match_key("email", contact.email),
                match_key("mobile", contact.mobile or contact.landline),
            ):
                return other
        return ""

    def hinted(self, hint: str, key: str) -> tuple[str, ...]:
        """Return the ids of records that have the key of a hint (see `HINTS`)."""
        if self._hints is None:  # only when first asked for: where everybody has a counterpart nobody asks
            self._hints = {name: {} for name in HINTS}
            for record in (r for r in self.records.values() if not r.gone_since):
                for name, found in hints_of(record):
                    note(self._hints[name], found, record.id)
        return noted(self._hints[hint], key)


def holders_of(level: str, key: str, sides: Iterable[KeyIndex]) -> int:
    """Return how many records have a key, of the side with the most of them."""
    return max(len(index.with_key(level, key)) for index in sides)


def shared_by_many(record: Record, sides: Iterable[KeyIndex]) -> Mapping[str, int]:
    """Return which of a record's first e-mail and phones are nobody's own (see `NOBODYS_FROM`), by field, and of how
    many records each is."""
    home, among = _home(record.contact), tuple(sides)
    found: dict[str, int] = {}
    for name, level in SHARED_FIELDS.items():
        value = record.contact.get(name)
        key = match_key(name, value, home) if value else ""
        if key and (n := holders_of(level, key, among)) >= NOBODYS_FROM:
            found[name] = n
    return found
