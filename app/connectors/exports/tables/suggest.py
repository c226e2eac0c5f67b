"""What an unknown column may hold: by the likeness of its name and by the look of its values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

from app.connectors.exports.tables.columns import Vocabulary, plain
from app.records.codes.fiscal_code import is_person_code
from app.records.codes.vat import vat_is_valid
from app.records.places.country import country_code
from app.records.places.province import province_code

_LIKE = 82.0
"""Likeness (0 to 100) from which two names are taken for one."""

_MOST = 0.7
"""Share of a column's values that must look alike."""

_DIGITS = re.compile(r"(?:IT)?\d{11}", re.IGNORECASE)
_MAIL = re.compile(r"\S+@\S+\.\S+")
_PEC = re.compile(
    r"@(?:[\w-]+\.)*(?:pec|legalmail|postacert|pecimprese|arubapec|cert|legalpec|sicurezzapostale)\b", re.I
)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}(?:[ T].*)?")
_AMOUNT = re.compile(r"-?(?:€ ?)?\d{1,3}(?:[. ]?\d{3})*,\d{2}(?: ?€)?|-?\d+\.\d{2}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[0-9A-Z ]{11,30}")
_YES_NO = frozenset({"si", "sì", "no", "pagato", "pagata", "non pagato", "non pagata", "saldato", "aperto", "aperta"})
_WEB = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|00)?[\d ./()-]{6,20}")


def _is_phone(value: str, mobile: bool) -> bool:
    digits = re.sub(r"\D", "", value)
    national = digits.removeprefix("0039") if digits.startswith("0039") else digits.removeprefix("39")
    if not _PHONE.fullmatch(value) or not 6 <= len(national) <= 12 or _DATE.fullmatch(value):
        return False
    return national.startswith("3") if mobile else national.startswith("0")


def looks_like_pec(address: str) -> bool:
    """Tell a certified address (PEC) by the names that its providers give their hosts."""
    return bool(_MAIL.fullmatch(address) and _PEC.search(address))


_LOOKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("fiscal_code", is_person_code),
    ("vat_code", lambda v: bool(_DIGITS.fullmatch(v)) and vat_is_valid(v.upper().removeprefix("IT"))),
    ("pec", looks_like_pec),
    ("email", lambda v: bool(_MAIL.fullmatch(v))),
    ("iban", lambda v: bool(_IBAN.fullmatch(v.upper()))),
    ("website", lambda v: bool(_WEB.fullmatch(v))),
    ("due_date", lambda v: bool(_DATE.fullmatch(v))),
    ("paid", lambda v: v.lower() in _YES_NO),
    ("amount", lambda v: bool(_AMOUNT.fullmatch(v))),
    ("postal_code", lambda v: bool(re.fullmatch(r"\d{5}", v))),
    ("province", lambda v: len(v) == 2 and bool(province_code(v))),
    ("country", lambda v: bool(country_code(v))),
    ("mobile", lambda v: _is_phone(v, True)),
    ("landline", lambda v: _is_phone(v, False)),
    ("sdi_code", lambda v: bool(re.fullmatch(r"[0-9A-Z]{7}", v)) and (v.isdigit() or not v.isalpha())),
)
"""Fields by the look of their values, the surest first."""


def suggest(names: Sequence[str], values: Sequence[Sequence[str]], words: Vocabulary) -> tuple[str, ...]:
    """Return a field for each column, blank where nothing suggests one; no field twice.

    ``values`` are the values of each column that are not blank, stripped. An exact name goes before a look that only
    one field has, that before a similar name.
    """
    allowed = set(words.fields)
    wishes: list[tuple[float, int, str]] = []
    for place, name in enumerate(names):
        key = plain(name)
        if key in words.names:
            wishes.append((300.0, place, words.names[key]))
            continue
        look = _look(values[place], allowed)
        if look:
            wishes.append((200.0, place, look))
        likeness, field = _nearest(key, words)
        if field and (not look or look == field):
            wishes.append((likeness, place, field))
        elif field:
            wishes.append((likeness / 2, place, field))
    found = [""] * len(names)
    taken: set[str] = set()
    for _weight, place, field in sorted(wishes, key=lambda w: (-w[0], w[1])):
        if not found[place] and field not in taken:
            found[place] = field
            taken.add(field)
    if taken and "name" in allowed and "name" not in taken:
        # whoever lists codes and addresses lists whose they are
        place = next((i for i, held in enumerate(values) if not found[i] and _like_names(held)), -1)
        if place >= 0:
            found[place] = "name"
    return tuple(found)


def _like_names(values: Sequence[str]) -> bool:
    named = sum(len(v) > 3 and "@" not in v and sum(c.isalpha() for c in v) > len(v) / 2 for v in values)
    return bool(values) and named >= _MOST * len(values) and len(set(values)) > len(values) / 2


def _look(values: Sequence[str], allowed: set[str]) -> str:
    if not values:
        return ""
    for field, fits in _LOOKS:
        if field in allowed and sum(fits(v) for v in values) >= _MOST * len(values):
            return field
    return ""


def _nearest(key: str, words: Vocabulary) -> tuple[float, str]:
    """Return the likeness and the field of the known name that is most like this one."""
    if len(key) < 3:
        return 0.0, ""
    best, field = 0.0, ""
    for name, found in words.names.items():
        likeness = fuzz.ratio(key, name)
        if len(name) >= 4 and name in key:
            likeness = max(likeness, 84.0 + len(name) / len(key) * 10)
        if likeness > best:
            best, field = likeness, found
    return (best, field) if best >= _LIKE else (0.0, "")
