"""What becomes of a contact on its way to Fattura24: the form in which it is held there and comes back in exports.

Fattura24 takes 60 letters of a street, 50 of a town, two of a province, and has one name (reference: Fattura24 1.5). A
value and its sent form are one to a person: a program that did not know would bring its own shortening back.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import lru_cache

from app.records.codes.fiscal_code import is_entity_code, is_person_code
from app.records.compare import same
from app.records.contact import PERSON_FIELDS, Contact
from app.records.naming.legal_form import parse_company
from app.records.naming.titles import without_titles
from app.records.places.country import tidy_country
from app.records.places.province import province_code
from app.records.text.words import words

LONGEST = {"street": 60, "city": 50, "postal_code": 10, "country": 50}
"""Letters that Fattura24 takes of a field."""

LEAST_CUT = 30
"""Letters of a name from which on it may be the beginning of a longer one: how many Fattura24 has room for is not known
(reference: Fattura24 1.5), but a field for names has this many."""

_PROVINCE = 2
NAME_FIELDS = ("company", *PERSON_FIELDS)


@lru_cache(maxsize=16384)
def sent_value(field: str, value: str) -> str:
    """Return a value as Fattura24 gets it: cut where it is too long, blank where there is no room for it at all."""
    if field == "province":
        code = province_code(value) or value.strip()
        return code if len(code) <= _PROVINCE else ""
    if field == "country":
        value = tidy_country(value)
    longest = LONGEST.get(field)
    return value[:longest].rstrip(" ,;-") if longest and len(value) > longest else value


def sent_form(contact: Contact) -> Contact:
    """Return a contact with each value as Fattura24 gets it; of a company with a person the company's name alone."""
    values = {name: cut for name in ("province", *LONGEST) if (cut := sent_value(name, v := contact.get(name))) != v}
    if contact.company and contact.person:
        values |= dict.fromkeys(PERSON_FIELDS, "")
    return contact.with_values(values) if values else contact


def same_when_sent(field: str, a: str, b: str) -> bool:
    """Tell whether two values are one to a person, or one is what becomes of the other in Fattura24."""
    return same(field, a, b) or same(field, sent_value(field, a), b) or same(field, a, sent_value(field, b))


def one_name(contact: Contact) -> str:
    """Return Fattura24's one name: the company, else first and last name; blank if there is neither."""
    return contact.company or contact.person


def begins(short: str, whole: str) -> bool:
    """Tell whether a name is the beginning of a longer one, and too long to be all of another."""
    a, b = plain_name(short), plain_name(whole)
    return LEAST_CUT <= len(a) < len(b) and b.startswith(a)


def cut_inside(short: str, whole: str) -> bool:
    """Tell whether a name is what became of a longer one where there was no room for it: its beginning, cut in a word.

    Who shortens a name by hand ends it with a word; only a field that is too short ends it within one.
    """
    a, b = plain_name(short), plain_name(whole)
    return begins(a, b) and a[-1].isalpha() and b[len(a)].isalpha()


def known_name(contact: Contact) -> str:
    """Return the one name by which a record is known again: without titles, which a reader of names leaves out."""
    return " ".join(without_titles(one_name(contact).split()))


def plain_name(name: str) -> str:
    """Return a name as its beginnings are compared: without regard to case and spaces."""
    return " ".join(name.casefold().split())


def proves_kind(contact: Contact) -> bool:
    """Tell whether more than a list of words says whether a name is a person's or a firm's."""
    code = contact.fiscal_code
    return is_person_code(code) or is_entity_code(code) or bool(parse_company(contact.company).forms)


def named_as(contact: Contact, known: Contact) -> Contact:
    """Return a contact whose one name is taken for what it is known to be: a firm's, or a person's with its halves."""
    if known.company:
        return replace(contact, company=contact.company or known.company, first_name="", last_name="")
    return replace(contact, company="", first_name=known.first_name, last_name=known.last_name)


def still_names(held: str, contact: Contact) -> bool:
    """Tell whether a name as Fattura24 holds it is still a contact's: none of its words is missing there.

    What it has beyond them is a title or a remark, which are no part of a person's name and nobody's to take away.
    """
    name = one_name(contact)
    found = words(name)
    # most are held in another case only
    return bool(found) and (held.casefold() == name.casefold() or not Counter(found) - Counter(words(held)))


def same_one_name(a: Contact, b: Contact) -> bool:
    """Tell whether a person on one side and a company on the other bear one and the same name.

    One name field cannot say which of both it is, so a reader may have taken ``Sara Villa`` for a firm.
    """
    if bool(a.company) == bool(b.company):
        return False
    alone = (not a.company and bool(a.person), not b.company and bool(b.person))
    only = (bool(a.company) and not a.person, bool(b.company) and not b.person)
    if not ((alone[0] and only[1]) or (only[0] and alone[1])):
        return False
    x, y = words(one_name(a)), words(one_name(b))
    return bool(x) and sorted(x) == sorted(y)
