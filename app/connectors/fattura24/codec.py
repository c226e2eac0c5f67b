"""Between our contact and the elements of SaveCustomer. Pure."""

from __future__ import annotations

from collections.abc import Collection

from app.records.codes.vat import body_of, country_prefix
from app.records.compare import same
from app.records.contact import IDENTITY_FIELDS, PERSON_FIELDS, Contact, Further
from app.records.places.country import country_code
from app.records.sent import one_name, sent_value, still_names

ELEMENT_OF = {
    "email": "CustomerEmail",
    "mobile": "CustomerCellPhone",
    "street": "CustomerAddress",
    "postal_code": "CustomerPostcode",
    "city": "CustomerCity",
    "province": "CustomerProvince",
    "country": "CustomerCountry",
    "vat_code": "CustomerVatCode",
    "fiscal_code": "CustomerFiscalCode",
    "sdi_code": "FeDestinationCode",
    "pec": "FeCustomerPec",
}
"""The element of each field but the name's (reference: Fattura24 1.5)."""

NAME_FIELDS = ("company", *PERSON_FIELDS)

UPDATABLE = frozenset((*ELEMENT_OF, *NAME_FIELDS))
"""Fields that an update can carry. Landline, website, note and tags have no element."""

CREATABLE = UPDATABLE | {"landline"}
"""Fields that a create can carry: a landline goes into the one phone element while there is no mobile."""

SEVERAL = "; "
"""What parts two values in one element."""

NEEDS_TAX_CODE = "needs_tax_code"
IDENTITY_CHANGE = "identity_change"
IDENTITY_SHARED = "identity_shared"
CODE_UNUSUAL = "code_unusual"
CANNOT_CLEAR = "cannot_clear"
NO_ELEMENT = "no_element"


def customer_name(contact: Contact) -> str:
    """Return Fattura24's one name: the company, else first and last name; blank if there is neither."""
    return one_name(contact)


def create_elements(contact: Contact) -> dict[str, str]:
    """Return all elements of a new customer, blank ones left out."""
    elements = {element: _outgoing(contact, name) for name, element in ELEMENT_OF.items()}
    elements["CustomerName"] = customer_name(contact)
    elements["CustomerCellPhone"] = contact.mobile or contact.landline
    return {name: value for name, value in elements.items() if value}


def update_elements(
    current: Contact, after: Contact, further: Further = (), held_vat: str = "", held_name: str = ""
) -> dict[str, str]:
    """Return what an update sends: the name (required), the tax codes (to be recognised) and what changed.

    ``further`` are the values that stand beside the first one in the same cell: they stay there. ``held_vat`` is the
    VAT code as Fattura24 holds it, with its country or without: written otherwise it would be a second customer's.
    ``held_name`` is the name as it stands there, title and order included: it changes only where the name does.
    """
    named = all(after.get(name) == current.get(name) for name in NAME_FIELDS) and still_names(held_name, after)
    elements = {"CustomerName": held_name if named else customer_name(after)}
    for name, element in ELEMENT_OF.items():
        # a code goes as it went before: with another country it would be another code
        value = _outgoing(current if name in IDENTITY_FIELDS and current.get(name) else after, name)
        if name == "vat_code" and current.vat_code and held_vat:
            value = held_vat
        if value and (name in IDENTITY_FIELDS or after.get(name) != current.get(name)):
            beside = [v for n, v in further if n == name and not same(name, v, value)]
            elements[element] = SEVERAL.join((value, *beside))
    return elements


def update_blocker(
    current: Contact, after: Contact, shared_ids: Collection[str] = (), odd: Collection[str] = ()
) -> str | None:
    """Return why an update cannot be sent safely (a key under ``reasons``), or None.

    ``shared_ids`` are VAT and fiscal codes that several customers have: an update could reach the wrong one. ``odd``
    are the fields of codes that Fattura24 holds otherwise than they are sent. SaveCustomer finds the customer by VAT or
    fiscal code (reference: Fattura24 1.7): without one it would make a new customer, and with a changed one, too.
    Whether an empty element clears is not known, so nothing is cleared.
    """
    changed = [name for name, value in after.items() if value != current.get(name)]
    if any(name not in UPDATABLE for name in changed):
        return NO_ELEMENT
    if any(current.get(name) and after.get(name) for name in IDENTITY_FIELDS if name in changed):
        return IDENTITY_CHANGE
    for name in changed:
        # a part of the name that goes is no clearing: the one name element is overwritten
        if not after.get(name) and name not in NAME_FIELDS:
            return CANNOT_CLEAR
    if not customer_name(after):
        return CANNOT_CLEAR
    if not any(current.get(name) for name in IDENTITY_FIELDS):
        return NEEDS_TAX_CODE
    codes = {after.get(name) for name in IDENTITY_FIELDS} - {""}
    if codes & set(shared_ids):
        return IDENTITY_SHARED  # whatever a code looks like in the next export: it stays the same remark
    return CODE_UNUSUAL if all(name in odd for name in IDENTITY_FIELDS if current.get(name)) else None


def _outgoing(contact: Contact, name: str) -> str:
    """Return a value as Fattura24 takes it: cut where it is too long, the VAT code without its country's prefix
    (reference: Fattura24 1.5)."""
    value = sent_value(name, contact.get(name))
    if name == "vat_code" and contact.country and country_code(country_prefix(value)) == contact.country:
        return body_of(value)
    return value
