"""Put the values of a contact into the form in which they are kept (see ``Contact``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from app.records.address import apart, tidy_postal_code
from app.records.codes.fiscal_code import tidy_fiscal_code
from app.records.codes.tax_cell import LONGEST_CODE, codes_of, mended_vat
from app.records.codes.vat import canonical_vat, is_no_code, is_placeholder, pad_vat, vat_is_valid, without_label
from app.records.contact import CONTACT_FIELDS, Contact
from app.records.mail import addresses_in, normalise_address
from app.records.naming.titles import person_without_titles
from app.records.phone import has_extension, numbers_in, place_phones, to_e164
from app.records.places.country import tidy_country
from app.records.places.home import home_of
from app.records.places.province import tidy_province
from app.records.text.clean import clean_texts, clean_value, is_ordinary, plain_digits, says_nothing
from app.records.text.words import squeeze

_E164 = re.compile(r"\+39[0-9]{6,11}")
_FEW_SIGNS = 3
"""A code of no more different signs may be a placeholder."""

_POSTAL_DIGITS = 5
_ITALIAN_DIGITS = 11
"""Digits of a VAT code of Italy."""

_SDI = re.compile(r"[A-Z0-9]{6,7}")
_DIGITS_ALONE = re.compile(r"\+?[0-9 ()./-]*")
"""A number without a word or mark that might begin an extension."""
_SDI_LABEL = re.compile(
    r"^(?:(?:cod(?:ice)?\.?|c\.)\s*)?(?:sdi|dest(?:inatario)?|univoco|unico)?[\s.:]+(?=[a-z0-9]{6,7}\W*$)",
    re.IGNORECASE,
)
"""What a cell calls its recipient code: ``SDI: M5UXCR1``, ``cod. M5UXCR1``."""

_APART = re.compile(r"[^A-Za-z0-9]+")

__all__ = [
    "normalise",
    "normalise_address",
    "normalise_note",
    "normalise_phone",
    "normalised",
    "place_phones",
]


def normalise(contact: Contact) -> Contact:
    """Return the contact with each value in its kept form; idempotent.

    Invisible characters and placeholders go. E-mail addresses small and stripped, province and codes in capitals, the
    country as ISO 3166 alpha-2, the VAT code with the prefix of any country but Italy, phones as E.164 where they can
    be read, in the contact's country. Letter case of names and streets stays as it is.
    """
    return Contact(**normalised({name: value for name in CONTACT_FIELDS if (value := getattr(contact, name))}))


def normalised(given: Mapping[str, Any]) -> dict[str, Any]:
    """Do as `normalise` with a contact's values by field, and return those that are not blank: nearly all of 100,000
    contacts are made but once."""
    # most fields of most contacts are blank
    clean = clean_texts({name: value for name, value in given.items() if value and name in _KEPT})
    values: dict[str, Any] = {
        name: kept
        for name, value in clean.items()
        if (is_ordinary(value) or not says_nothing(name, value)) and (kept := _KEPT[name](value))
    }
    country = values.get("country", "")
    if values.get("vat_code") or values.get("fiscal_code"):
        _codes(values, country)
    if values.get("city") or values.get("postal_code") or values.get("street"):
        apart(values, country)
    if "@" in values.get("sdi_code", "") or "@" not in values.get("pec", "@"):
        _delivery(values)
    for name in ("mobile", "landline"):
        if number := values.get(name):
            # with its prefix it is the same number wherever it is read
            values[name] = normalise_phone(number, "" if number[0] == "+" else _home(values))
    if values.get("first_name") or values.get("last_name"):
        values["first_name"], values["last_name"] = person_without_titles(
            values.get("first_name", ""), values.get("last_name", "")
        )
    code = values.get("postal_code", "")
    if code and country in ("", "IT") and not (len(code) == _POSTAL_DIGITS and code.isdigit()):
        values["postal_code"] = tidy_postal_code(code)
    if tags := given.get("tags"):
        values["tags"] = tuple(sorted({clean_value("tags", t).strip().lower() for t in tags} - {""}))
    return values


def _home(values: dict[str, Any]) -> str:
    place = (values.get(name, "") for name in ("country", "vat_code", "postal_code", "city", "province"))
    return home_of(*place)


def _delivery(values: dict[str, Any]) -> None:
    """Put a PEC that stands where the recipient code belongs, and a code in the PEC's place, where they belong."""
    sdi, pec = values.get("sdi_code", ""), values.get("pec", "")
    if found := addresses_in(sdi):
        rest = _APART.split(sdi.lower().replace(found[0], " "))
        codes = [part.upper() for part in rest if _SDI.fullmatch(part.upper())]
        if len(found) == 1 and len(codes) < 2 and pec in ("", found[0]):
            values["pec"], values["sdi_code"] = found[0], "".join(codes)
    elif _SDI.fullmatch(code := pec.upper()) and len(code) == 7 and not code.isalpha() and sdi in ("", code):
        values["pec"], values["sdi_code"] = "", code


def _codes(values: dict[str, Any], country: str) -> None:
    vat, fiscal = codes_of(values.get("vat_code", ""), values.get("fiscal_code", ""))
    if country in ("", "IT"):
        vat = mended_vat(vat) or vat
    if len(vat) == _ITALIAN_DIGITS and vat.isascii() and vat.isdigit():  # as nearly all are
        values["vat_code"] = canonical_vat(vat, country)
    else:
        values["vat_code"] = _vat_code(vat, country) if vat and not is_no_code(without_label(vat)) else ""
    values["fiscal_code"] = _fiscal_code(fiscal) if fiscal and not is_no_code(fiscal) else ""


def _vat_code(typed: str, country: str) -> str:
    code = canonical_vat(typed, country)
    if len(code) > LONGEST_CODE:
        return squeeze(typed)  # two codes, say: pushed together they would be none
    if country in ("", "IT") and len(code) < _ITALIAN_DIGITS and vat_is_valid(padded := pad_vat(code)):
        return padded  # a spreadsheet has eaten its zeros, on its way into HighLevel too
    return code


@lru_cache(maxsize=16384)
def normalise_phone(text: str, country: str = "") -> str:
    """Return E.164, or the text as typed where it is no number or has an extension that E.164 would lose.

    Of several numbers in one cell the first. ``country`` is whose numbers have no prefix (ISO alpha-2; blank: Italy's).
    """
    if _E164.fullmatch(text) and (quick := to_e164(text)) == text:
        return quick
    typed = squeeze(plain_digits(text).replace("?", ""))  # what an encoding could not write is no part of a number
    marked = not _DIGITS_ALONE.fullmatch(typed) and any(c.isalpha() or c in "#;" for c in typed)
    if marked and has_extension(typed, country):
        return typed
    quick = to_e164(typed, country) if typed.isalnum() or typed[:1] == "+" else ""
    if quick:
        return quick
    found = numbers_in(typed, country)
    return found[0] if found else typed


def normalise_note(text: str) -> str:
    """Return a note with plain line breaks and without blank ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _sdi_code(text: str) -> str:
    if _SDI.fullmatch(text):
        return text
    if "@" in text:
        return squeeze(text)
    code = "".join(_SDI_LABEL.sub("", text.strip()).split()).upper()
    plain = "".join(c for c in code if c.isalnum())
    return plain if _SDI.fullmatch(plain) else code


def _fiscal_code(text: str) -> str:
    if len(text) in (11, 16) and text.isascii() and text.isalnum() and text.isupper() and len(set(text)) > _FEW_SIGNS:
        return text
    plain = plain_digits(text)
    code = tidy_fiscal_code(plain)
    if is_placeholder(code):
        return ""
    return code if len(code) <= LONGEST_CODE else squeeze(plain)  # two codes, say: pushed together they would be none


def _code(text: str) -> str:
    return plain_digits(text).strip()


def _postal_code(text: str) -> str:
    return squeeze(text).upper()


_KEPT: dict[str, Callable[[str], str]] = {
    "first_name": squeeze,
    "last_name": squeeze,
    "company": squeeze,
    "email": normalise_address,
    "pec": normalise_address,
    "mobile": squeeze,
    "landline": squeeze,
    "street": squeeze,
    "postal_code": _postal_code,
    "city": squeeze,
    "province": tidy_province,
    "country": tidy_country,
    "vat_code": _code,
    "fiscal_code": _code,
    "sdi_code": _sdi_code,
    "website": squeeze,
    "note": normalise_note,
}
"""How each field but the tags is kept; phones and the VAT code once more, when the country is known."""
