"""One contact of the address book, from the values of its row or card."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.connectors.exports.address_book.address_book_repair import further_of, repair
from app.connectors.exports.tables.address_book_columns import NEEDED
from app.connectors.exports.tables.table import RefusedLine
from app.records.codes.fiscal_code import is_person_code
from app.records.codes.vat import body_of, canonical_vat
from app.records.contact import IDENTITY_FIELDS, Contact, Further
from app.records.naming.casing import tidy_case
from app.records.naming.legal_form import parse_company
from app.records.naming.names import is_company, looks_like_person, split_name, without_remark
from app.records.normalise import normalised, place_phones
from app.records.sent import one_name, still_names
from app.records.text.clean import clean_text, clean_texts, clean_value
from app.records.text.words import squeeze
from app.records.validate import warnings

FIRM = "firm"
"""A value that a card has where it says itself that it is an organisation's."""


@dataclass(frozen=True, slots=True)
class ImportedCustomer:
    """One contact of the address book.

    ``line`` is where its row begins (1-based), ``code`` Fattura24's own number ("Cod."), ``kind`` the words
    of "Tipo" in capitals, ``raw`` all cells that are not empty, as they stand in the file, by column.
    ``name_certain`` is False where the order of a person's name is a guess; ``is_customer`` is False for a
    mere supplier; ``repairs`` are kinds under ``repairs``; ``further`` are e-mails and phones that stand in a cell
    behind its first one; ``held_vat`` is a foreign VAT code as it stands in the file, if it may stand so in Fattura24;
    ``odd_codes`` are the fields of codes that stand there otherwise than they are sent, so that nobody would be
    recognised by them; ``held_name`` is the name as it stands there, where it is not just the contact's; ``doubts`` are
    what looks wrong in it: a text key under ``warnings`` and the value.
    """

    line: int
    code: str
    contact: Contact
    kind: str
    raw: Mapping[str, str]
    name_certain: bool
    is_customer: bool
    repairs: tuple[str, ...] = ()
    further: Further = ()
    held_vat: str = ""
    odd_codes: tuple[str, ...] = ()
    held_name: str = ""
    doubts: tuple[tuple[str, str], ...] = ()


MOST_RAW = 20_000
"""Letters that are kept of a row's cells; what is read from them is not affected."""
LONGEST_NOTE = 10_000
LONGEST_VALUE = 1_000
"""Letters of a note and of any other value; the longest field of an e-invoice has 256."""

_TOTAL = re.compile(
    r"(?:totale|totali|tot\.)(?:\W.*)?|total(?:\s+\w+)?\s*:.*"
    r"|(?:n\.?|nr\.?|numero|num\.)\s*(?:clienti|contatti|record|righe)\b.*|[0-9]+\s+(?:clienti|contatti|record|righe)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_COUNT = re.compile(r"[0-9]{1,6}")
_ENGLISH_KINDS = {
    **dict.fromkeys(("CUSTOMER", "CUSTOMERS", "CLIENT"), "CLIENTE"),
    **dict.fromkeys(("SUPPLIER", "SUPPLIERS", "VENDOR"), "FORNITORE"),
}
_COUNTED = frozenset({"name", "code", "kind", "note"})

_DECIMALS = re.compile(r"[.,]0+$")
_FURTHER_FROM = ("email", "pec", "mobile", "landline", "country", "vat_code", "postal_code", "city", "province")
"""The cells that may hold several values, and those that say whose numbers they are."""

_KIND_MARKS = re.compile(r"[,;/|+]|\be\b", re.IGNORECASE)


def imported(
    line: int, given: dict[str, str], raw: Mapping[str, str], notes: tuple[str, ...] = ()
) -> ImportedCustomer | RefusedLine:
    """Return the contact of one row from its values by field, mended; refused where it has no name."""
    if max(map(len, given.values()), default=0) > LONGEST_VALUE:
        long = next((n for n, v in given.items() if len(v) > (LONGEST_NOTE if n == "note" else LONGEST_VALUE)), "")
        if long:
            return RefusedLine(line, "value_too_long", {"column": long, "limit": str(LONGEST_VALUE)})
    values, repairs = repair(given)
    if _is_total(values):
        return RefusedLine(line, "row_of_totals", {"value": squeeze(f"{values.get('code', '')} {values['name']}")[:60]})
    if not clean_value("company", values.get("name", "")):
        return RefusedLine(line, "name_missing", {"column": NEEDED})
    contact, certain = _contact(values)
    kind = _kind(values.get("kind", ""))
    return ImportedCustomer(
        line,
        values.get("code", ""),
        contact,
        kind,
        capped(raw),
        certain,
        "CLIENTE" in kind or "FORNITORE" not in kind,
        (*notes, *repairs),
        further_of(clean_texts({name: value for name in _FURTHER_FROM if (value := given.get(name))})),
        held := _held_vat(clean_text(given.get("vat_code", "")).strip(), contact.vat_code),
        tuple(n for n in IDENTITY_FIELDS if n in given and _is_odd(given[n], contact.get(n), held)),
        _held_name(given.get("name", ""), contact),
        tuple((key.removeprefix("warnings."), params["value"]) for _field, key, params in warnings(contact)),
    )


def _is_total(values: Mapping[str, str]) -> bool:
    """Tell whether a row counts the others: nothing but a name or number that says so."""
    others = [value for name, value in values.items() if value and name not in _COUNTED]
    if any(not _COUNT.fullmatch(value) for value in others):
        return False
    if parse_company(values.get("name", "")).forms:
        return False
    return any(_TOTAL.fullmatch(values.get(name, "").strip()) for name in ("name", "code"))


@lru_cache(maxsize=256)
def _kind(cell: str) -> str:
    found = squeeze(_KIND_MARKS.sub(" ", cell)).upper()
    return " ".join(_ENGLISH_KINDS.get(word, word) for word in found.split())


def _held_vat(cell: str, code: str) -> str:
    """Return a foreign code's cell, unless a spreadsheet has eaten its leading zeros."""
    if not code[:1].isalpha():
        return ""
    digits = sum(c.isdigit() for c in cell)
    return cell if digits == sum(c.isdigit() for c in code) and canonical_vat(cell, code[:2]) == code else ""


def _held_name(cell: str, contact: Contact) -> str:
    name = squeeze(clean_text(cell))
    return name if name != one_name(contact) and still_names(name, contact) else ""


def _is_odd(cell: str, code: str, held: str) -> bool:
    """Tell whether a cell says a code in other letters than it is sent with, and no spreadsheet has done that.

    Spaces, case and the prefix IT make no difference to Fattura24, as far as anybody knows; a label, dots, a second
    code or a sign that nobody sees may.
    """
    if not code:
        return False
    found = "".join(cell.split()).upper().removeprefix("IT")
    if found and found in (code, "".join(held.split()).upper()):
        return False
    bare, digits = _DECIMALS.sub("", found.lstrip("'")), body_of(code)
    return bare != digits and not (bare.isascii() and bare.isdigit() and bare.zfill(len(digits)) == digits)


def capped(raw: Mapping[str, str]) -> Mapping[str, str]:
    """Return the cells of a row as they are kept: of a row that holds more than any contact does, the beginnings."""
    if sum(map(len, raw.values())) <= MOST_RAW:
        return raw
    share = MOST_RAW // max(len(raw), 1)
    return {name: value if len(value) <= share else f"{value[:share]}…" for name, value in raw.items()}


def _contact(values: dict[str, str]) -> tuple[Contact, bool]:
    """Build the contact of one mended row; the second value tells whether a person's name is certain."""
    name = squeeze(values["name"])
    first, last, company, certain = "", "", "", True
    if values.get("first_name") and values.get("last_name"):
        first, last = tidy_case(values["first_name"]), tidy_case(values["last_name"])
    elif values.get(FIRM) or is_company(name, values.get("vat_code", ""), values.get("fiscal_code", "")):
        company = tidy_case(name, company=True)
    else:
        codes = values.get("vat_code", ""), values.get("fiscal_code", "")
        first, last, certain = split_name(without_remark(name), codes[1])
        certain = certain and (is_person_code(codes[1]) or not looks_like_person(name, *codes))
        first, last = tidy_case(first), tidy_case(last)
    kept = normalised(
        {
            **values,
            "first_name": first,
            "last_name": last,
            "company": company,
            "street": tidy_case(values.get("street", ""), company=True),
            "city": tidy_case(values.get("city", ""), company=True),
        }
    )
    # only now are they numbers of the contact's country
    kept["mobile"], kept["landline"] = place_phones(kept.get("mobile", ""), kept.get("landline", ""))
    return Contact(**kept), certain
