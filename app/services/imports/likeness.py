"""How like a row of an export is to a customer that the mirror holds, where no code says who it is."""

from __future__ import annotations

from collections.abc import Sequence

from app.connectors.exports.address_book.contact_row import ImportedCustomer
from app.records.alike import name_key, names_agree
from app.records.codes.fiscal_code import fiscal_codes_differ
from app.records.compare import match_key, same
from app.records.contact import ADDRESS_FIELDS, Contact
from app.records.naming.legal_form import parse_company
from app.records.places.home import home_of_contact
from app.records.sent import begins, known_name, one_name, plain_name
from app.store import Customer

Likeness = tuple[bool, bool, bool, int, int, bool, int]
"""What makes two alike, the weightiest first: see `likeness`."""


def likeness(row: ImportedCustomer, known: Customer) -> Likeness:
    """Return how like a row is to a customer it fits: the more, the greater.

    The code that the API gave counts most, with the same name; then the name's words. Who was typed anew is not the one
    that is gone. Then come the strongest thing they are recognised by, how many they share, the name letter by letter
    and the address.
    """
    named = name_key(known.contact) == name_key(row.contact)
    keys = keys_of(known.contact)
    shared = [place for place, key in enumerate(keys_of(row.contact)) if key in keys]
    return (
        named and bool(row.code) and known.api_id == row.code,
        named,
        not known.missing_since,
        -min(shared, default=len(keys)),
        len(shared),
        _spelled_alike(row, known),
        sum(_says(row.contact, known.contact, name) for name in ADDRESS_FIELDS),
    )


def fits(row: ImportedCustomer, known: Customer) -> bool:
    """Tell whether a row can be a customer: both have something by which one is recognised, and nothing denies it."""
    if row.code and known.api_id == row.code and name_key(known.contact) == name_key(row.contact):
        return True
    # a hash may deceive, a name may not: whoever shares a phone or an info@ address is somebody else
    return (
        not set(keys_of(row.contact)).isdisjoint(keys_of(known.contact))
        and not fiscal_codes_differ(known.contact.fiscal_code, row.contact.fiscal_code)
        # whom only invoices name has no phone and no mail: the key they share is a tax code, which decides
        and (known.source == "invoice" or names_agree(known.contact, row.contact) is not False)
    )


def tells_the_same(row: ImportedCustomer, known: Customer) -> bool:
    """Tell whether a row says nothing of a customer that is not known: its name, and what it has of its address and of
    all that one is recognised by. A card tells less than a table."""
    own, keys = keys_of(row.contact), keys_of(known.contact)
    return (
        not known.missing_since
        and bool(own) == bool(keys)
        and set(own) <= set(keys)
        and name_key(row.contact) == name_key(known.contact)
        and all(_says(row.contact, known.contact, n) or not row.contact.get(n) for n in ADDRESS_FIELDS)
    )


def same_name_only(row: ImportedCustomer, free: Sequence[Customer]) -> Customer | None:
    """Return who has just a row's name, and neither of them anything else by which one is recognised."""
    if keys_of(row.contact):
        return None
    names = set(name_hashes(row.contact))
    alike = [c for c in free if not names.isdisjoint(name_hashes(c.contact)) and not keys_of(c.contact)]
    alike.sort(key=lambda c: (bool(c.missing_since), not _spelled_alike(row, c)))
    return next(iter(alike), None)


def by_name(row: ImportedCustomer, free: Sequence[Customer]) -> Customer | None:
    """Recognise by name and city alone where one of both has nothing else; by that, two are nobody."""
    bare = not keys_of(row.contact)
    names = set(name_hashes(row.contact))
    alike = [c for c in free if not names.isdisjoint(name_hashes(c.contact)) and (bare or not keys_of(c.contact))]
    alike = [c for c in alike if not c.missing_since] or alike
    alike = alike or [c for c in free if (bare or not keys_of(c.contact)) and _cut(row.contact, c)]
    return alike[0] if len(alike) == 1 else None


def _spelled_alike(row: ImportedCustomer, known: Customer) -> bool:
    return plain_name(one_name(row.contact)) == plain_name(one_name(known.contact))


def _says(row: Contact, known: Contact, name: str) -> bool:
    return bool(row.get(name)) and same(name, row.get(name), known.get(name))


def _cut(row: Contact, known: Customer) -> bool:
    """Tell whether a row bears the beginning of the name under which Ponte24 made a customer, in the same town."""
    there = known.source == "write" and not known.code and same("city", row.city, known.contact.city)
    return there and begins(one_name(row), one_name(known.contact))


def somebody_else(known: Contact, row: Contact) -> bool:
    """Tell whether a row under a known code is another person or firm: it has a tax code of its own and another name,
    and nothing by which anybody is recognised. A firm that is renamed, moves or gets another code keeps something."""
    if known.vat_code and known.vat_code == row.vat_code:
        return False
    codes = [known.vat_code or known.fiscal_code, row.vat_code or row.fiscal_code]
    if not all(codes) or names_agree(known, row) is not False:
        return False
    return not set(keys_of(known)) & set(keys_of(row))


def keys_of(contact: Contact) -> list[int]:
    """Return hashes of what a contact is recognised by, strongest first.

    A company's fiscal code is its VAT code, and e-invoices often have it in the one place only: both are one key.
    """
    codes = (match_key(level, contact.get(level)) for level in ("fiscal_code", "vat_code"))
    keys = [("code", code) for code in dict.fromkeys(codes)]
    keys.append(("email", match_key("email", contact.email)))
    home = home_of_contact(contact)
    keys += [("phone", match_key(level, contact.get(level), home)) for level in ("mobile", "landline")]
    return [hash(key) for key in keys if key[1]]


def name_hashes(contact: Contact) -> tuple[int, ...]:
    """Return hashes of name and city: of a person's or a company's words, and of the one name that Fattura24
    has, which may be read as either."""
    stem = " ".join(sorted(parse_company(known_name(contact)).stem))
    return tuple(hash(("name", f"{key}|{contact.city.casefold()}")) for key in {name_key(contact), stem} if key)
