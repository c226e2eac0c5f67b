"""What looks wrong in a contact. Only warnings: both services take what fails here (reference: 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.records.codes.fiscal_code import (
    fiscal_code_is_valid,
    is_person_code,
    name_letters,
    surname_letters,
    tidy_fiscal_code,
)
from app.records.codes.vat import is_italian, tidy_vat, vat_is_valid
from app.records.contact import Contact
from app.records.mail import is_address
from app.records.phone import is_plausible, is_scientific, to_e164
from app.records.places.country import country_code
from app.records.places.home import home_of_contact
from app.records.places.province import province_code

Warning_ = tuple[str, str, dict[str, str]]
"""A field, the key of a text under ``warnings`` and its parameters."""

_FIRM = re.compile(r"[0-9]{11}")
_POSTAL_CODE = re.compile(r"[0-9]{5}")
_SDI_CODE = re.compile(r"[A-Z0-9]{6,7}")


def warnings(contact: Contact) -> list[Warning_]:
    """Return what looks wrong: failed check digits, implausible phones, malformed addresses and codes.

    Each is the field, a text key such as ``warnings.vat_code_check`` and parameters (always ``value``).
    """
    found = [*_codes(contact), *_reach(contact), *_place(contact)]
    return [(field, f"warnings.{key}", {"value": contact.get(field)}) for field, key in found] if found else []


def _codes(contact: Contact) -> Iterator[tuple[str, str]]:
    vat, code = contact.vat_code.strip(), tidy_fiscal_code(contact.fiscal_code)
    if vat and is_italian(vat):
        if not vat_is_valid(vat):
            yield "vat_code", "vat_code_check"
    elif vat and ((contact.country in ("", "IT") and tidy_vat(vat).isdigit()) or len(tidy_vat(vat)) > 28):
        yield "vat_code", "vat_code_length"
    if code and contact.country in ("", "IT"):
        person = is_person_code(code)
        if not (person or _FIRM.fullmatch(code)):
            yield "fiscal_code", "fiscal_code_shape"
        elif not fiscal_code_is_valid(code):
            yield "fiscal_code", "fiscal_code_check"
        elif person and contact.last_name and contact.first_name and not _fits(contact, code):
            yield "fiscal_code", "fiscal_code_name"
    if contact.sdi_code and not _SDI_CODE.fullmatch(contact.sdi_code.upper()):
        yield "sdi_code", "sdi_code_shape"


def _fits(contact: Contact, code: str) -> bool:
    return surname_letters(contact.last_name) == code[:3] or name_letters(contact.first_name) == code[3:6]


def _reach(contact: Contact) -> Iterator[tuple[str, str]]:
    for field, value in (("mobile", contact.mobile), ("landline", contact.landline)):
        if not value:
            continue
        if is_scientific(value):
            yield field, "phone_damaged"
        elif value.strip() and not is_plausible(to_e164(value, home_of_contact(contact))):
            yield field, "phone_implausible"
    for field, value in (("email", contact.email.strip()), ("pec", contact.pec.strip())):
        if value and not is_address(value.lower()):
            yield field, "email_malformed"


def _place(contact: Contact) -> Iterator[tuple[str, str]]:
    if contact.country and not country_code(contact.country):
        yield "country", "country_unknown"
    if contact.country not in ("", "IT"):
        return
    if contact.postal_code and not _POSTAL_CODE.fullmatch(contact.postal_code):
        yield "postal_code", "postal_code_shape"
    if contact.province and not province_code(contact.province):
        yield "province", "province_unknown"
