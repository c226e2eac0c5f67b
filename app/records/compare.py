"""When two values, names or contacts are the same to a person.

All functions take any text and never raise. Nothing here is stored: keys and folded forms are for comparing
only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from app.records.codes.fiscal_code import fiscal_code_key, is_person_code, tidy_fiscal_code, without_omocodia
from app.records.codes.vat import pad_vat, tidy_vat, vat_key
from app.records.naming.casing import nicer, tidy_case
from app.records.naming.legal_form import forms_agree, parse_company
from app.records.phone import to_e164
from app.records.places.country import country_code
from app.records.places.province import province_code
from app.records.places.two_names import one_town, spelled_out
from app.records.text.words import fold, glue, name_words, squeeze, words

__all__ = ["blank", "match_key", "nicer", "same", "same_person", "tidy_case"]

_STREET_WORDS = {
    "pzza": "piazza",
    "pza": "piazza",
    "ple": "piazzale",
    "pzle": "piazzale",
    "cso": "corso",
    "vle": "viale",
    "lgo": "largo",
    "str": "strada",
    "fraz": "frazione",
    "loc": "localita",
    "vlo": "vicolo",
    "pzz": "piazza",
}
_ABBREVIATION = re.compile(r"\b([pclv])\.\s?(zza|za|zzale|zle|le|so|go|lo)\b", re.IGNORECASE)
_SPELLED = frozenset({"first_name", "last_name", "street", "city"})
_PHONES = frozenset({"mobile", "landline"})
_NATIONAL, _PREFIX = 7, 4
"""Digits that a number has at least, and signs of a country's prefix at most, its plus included."""

_SAN_MARINO = "+390549"
_NUMBER_SIGNS = frozenset({"n", "nr", "num", "numero", "civ"})
_CITY_PARTICLES = frozenset({"di", "nell", "nella", "in", "d"})


def blank(field: str, value: str) -> bool:
    """Tell whether a value says nothing: it is empty or only spaces.

    Placeholders such as the recipient code ``0000000`` are gone from what is kept (see `app.records.text.clean`).
    """
    return not value.strip()


def same(field: str, a: str, b: str) -> bool:
    """Tell whether two values of a contact's field are equal to a person.

    Case, accents, spaces, the punctuation of names and streets, the way a phone number is written, a legal
    form that one side leaves out, omocodia, the prefix IT and names of countries make no difference. A blank
    equals only a blank.
    """
    if a == b:
        return True
    if blank(field, a) or blank(field, b):
        return blank(field, a) and blank(field, b)
    if field == "company":
        return _same_company(a, b)
    if field in _PHONES and a[:1] != b[:1] and "+" in (a[:1], b[:1]) and _same_number(a, b):
        return True
    return comparable(field, a) == comparable(field, b) or (
        field in _SPELLED and not (a.isascii() and b.isascii()) and _spelled_alike(field, a, b)
    )


def _same_number(a: str, b: str) -> bool:
    """Tell whether one value is a number with its country's prefix, and the other one the same without it: typed where
    nobody could say whose it is."""
    whole, bare = (a, b) if a[:1] == "+" else (b, a)
    digits = "".join(c for c in bare if c.isdigit())
    if digits[:2] == "00" or len(digits.lstrip("0")) < _NATIONAL or any(c.isalpha() for c in bare):
        return False
    return whole.endswith(digits.lstrip("0")) and len(whole) - len(digits.lstrip("0")) <= _PREFIX


def _spelled_alike(field: str, a: str, b: str) -> bool:
    """Tell whether two values differ only in how German letters are written: Müller is Mueller, as it is Muller."""
    x, y = spelled_out(a), spelled_out(b)
    return (x != a or y != b) and comparable(field, x) == comparable(field, y)


@lru_cache(maxsize=16384)
def comparable(field: str, value: str) -> str:
    """Return a value without what makes no difference in its field; blank only for a blank value."""
    return _COMPARABLE.get(field, fold)(value) or fold(value) or squeeze(value)


def _same_company(a: str, b: str) -> bool:
    plain_a, plain_b = fold(a), fold(b)
    if plain_a == plain_b:
        return True
    # dots part no words: "S.R.L." for "Srl" is the difference that most have, and needs no taking apart
    bare = plain_a.replace(".", "")
    if bare == plain_b.replace(".", "") and any(c.isalnum() for c in bare):
        return True
    if not (a.isascii() and b.isascii()):
        spelled = spelled_out(a), spelled_out(b)
        if spelled != (a, b) and _same_company(*spelled):
            return True
    x, y = parse_company(a), parse_company(b)
    if not x.stem or not y.stem or glue(list(x.stem)) != glue(list(y.stem)):
        return False
    return forms_agree(x.forms, y.forms)


def _street(value: str) -> str:
    found = [_STREET_WORDS.get(w, w) for w in words(_ABBREVIATION.sub(r"\1\2", value))]
    if found[:1] == ["v"]:
        found[0] = "via"
    kept = [
        w for i, w in enumerate(found) if not (w in _NUMBER_SIGNS and i + 1 < len(found) and found[i + 1].isdigit())
    ]
    return glue(kept)


def _city(value: str) -> str:
    value = one_town(value)
    found = words(value.replace("'", " ").replace("’", " "))
    return "".join(w for w in found if w not in _CITY_PARTICLES) or "".join(found)


def _phone(value: str) -> str:
    return _by_one_way(to_e164(value)) or "".join(c for c in value if c.isdigit())


def _by_one_way(number: str) -> str:
    # San Marino is reached by its own prefix and, from Italy, by 0549: it is one line
    return f"+378{number[3:]}" if number.startswith(_SAN_MARINO) else number


def _vat(value: str) -> str:
    return pad_vat(tidy_vat(value))


def _fiscal_code(value: str) -> str:
    # to a person omocodia is another spelling; that it may be another person is asked, not assigned (see match)
    return without_omocodia(value) if is_person_code(value) else pad_vat(tidy_fiscal_code(value))


def _postal_code(value: str) -> str:
    code = "".join(c for c in fold(value) if c.isalnum())
    return code.zfill(5) if code.isascii() and code.isdigit() else code


def _letters(value: str) -> str:
    return "".join(c for c in fold(value) if c.isalnum())


def _website(value: str) -> str:
    address = fold(value)
    for opening in ("https://", "http://", "//", "www."):
        address = address.removeprefix(opening)
    return address.rstrip("/")


def _tags(value: str) -> str:
    return ",".join(sorted({fold(t) for t in value.split(",")} - {""}))


_COMPARABLE: dict[str, Callable[[str], str]] = {
    "first_name": lambda v: "".join(name_words(v)),
    "last_name": lambda v: "".join(name_words(v)),
    "email": lambda v: "".join(fold_case(v).split()),
    "pec": lambda v: "".join(fold_case(v).split()),
    "mobile": _phone,
    "landline": _phone,
    "street": _street,
    "postal_code": _postal_code,
    "city": _city,
    "province": lambda v: province_code(v) or _letters(v),
    "country": lambda v: country_code(v) or _letters(v),
    "vat_code": _vat,
    "fiscal_code": _fiscal_code,
    "sdi_code": _letters,
    "website": _website,
    "tags": _tags,
}


def fold_case(value: str) -> str:
    """Drop the case alone: an accent in an e-mail address is another address."""
    return value.casefold()


def same_person(first_a: str, last_a: str, first_b: str, last_b: str) -> bool:
    """Tell whether two names of persons are the same, whichever way they are split and ordered.

    The words must be the same ones as often; accents, case, apostrophes and the space behind a particle do
    not count.
    """
    a, b = f"{first_a} {last_a}", f"{first_b} {last_b}"
    if a.split() == b.split():
        return True
    if sorted(person_words(a)) == sorted(person_words(b)) and person_words(a):
        return True
    if not (a.isascii() and b.isascii()):
        x, y = sorted(person_words(spelled_out(a))), sorted(person_words(spelled_out(b)))
        if x and x == y:
            return True
    plain_a, plain_b = sorted(words(a)), sorted(words(b))
    if plain_a or plain_b:
        return plain_a == plain_b
    return sorted(fold(a).split()) == sorted(fold(b).split())


@lru_cache(maxsize=16384)
def person_words(text: str) -> tuple[str, ...]:
    """Return the words of a person's name, particles joined to what follows."""
    return tuple(name_words(text))


def match_key(field: str, value: str, country: str = "") -> str:
    """Return the key by which ``vat_code``, ``fiscal_code``, ``email`` (or ``pec``) and phones recognise a
    contact.

    Blank where the value is missing, malformed or obviously made up. Other fields have no key. ``country`` is whose
    phone numbers have no prefix (see `app.records.normalise.home_of`).
    """
    if not value:
        return ""
    if field == "vat_code":
        return vat_key(value)
    if field == "fiscal_code":
        return fiscal_code_key(value)
    if field in ("mobile", "landline", "phone"):
        return phone_key(value, country)
    return email_key(value) if field in ("email", "pec") else ""


def email_key(value: str) -> str:
    """Return the key by which an e-mail address recognises a contact; see `match_key`."""
    address = value.strip().casefold()
    user, _, host = address.rpartition("@")
    if address == value:
        address = value  # the very text that is kept: of 100,000 no second one
    return address if user and host and len(address.split()) == 1 else ""


def phone_key(value: str, country: str = "") -> str:
    """Return the key by which a phone recognises a contact; see `match_key`."""
    return _by_one_way(to_e164(value, country))
