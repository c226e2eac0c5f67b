"""Put the values of a contact into the form in which they are kept (see ``Contact``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.records.contact import Contact
from app.records.country import tidy_country
from app.records.fiscal_code import tidy_fiscal_code
from app.records.phone import has_extension, place_phones, to_e164
from app.records.province import tidy_province
from app.records.vat import tidy_vat
from app.records.words import squeeze

__all__ = ["normalise", "normalise_note", "normalise_phone", "place_phones"]


def normalise(contact: Contact) -> Contact:
    """Return the contact with each value in its kept form; idempotent.

    E-mail addresses small and stripped, province and codes in capitals, the country as ISO 3166 alpha-2, the
    VAT code without IT, phones as E.164 where they can be read. Letter case of names and streets stays as it
    is.
    """
    # most fields of most contacts are blank, and this is asked of each of 100,000
    values: dict[str, Any] = {name: kept(value) for name, kept in _KEPT.items() if (value := getattr(contact, name))}
    if contact.tags:
        values["tags"] = tuple(sorted({t.strip().lower() for t in contact.tags} - {""}))
    return Contact(**values)


def normalise_address(text: str) -> str:
    """Return an e-mail address in small letters without outer spaces and without ``mailto:``."""
    return text.strip().lower().removeprefix("mailto:").strip()


def normalise_phone(text: str) -> str:
    """Return E.164, or the text as typed where it is no number or has an extension that E.164 would lose."""
    typed = squeeze(text)
    if any(c.isalpha() or c in "#;" for c in typed) and has_extension(typed):
        return typed
    return to_e164(typed) or typed


def normalise_note(text: str) -> str:
    """Return a note with plain line breaks and without blank ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _capitals(text: str) -> str:
    return "".join(text.split()).upper()


def _postal_code(text: str) -> str:
    return squeeze(text).upper()


_KEPT: dict[str, Callable[[str], str]] = {
    "first_name": squeeze,
    "last_name": squeeze,
    "company": squeeze,
    "email": normalise_address,
    "pec": normalise_address,
    "mobile": normalise_phone,
    "landline": normalise_phone,
    "street": squeeze,
    "postal_code": _postal_code,
    "city": squeeze,
    "province": tidy_province,
    "country": tidy_country,
    "vat_code": tidy_vat,
    "fiscal_code": tidy_fiscal_code,
    "sdi_code": _capitals,
    "website": squeeze,
    "note": normalise_note,
}
"""How each field but the tags is kept."""
