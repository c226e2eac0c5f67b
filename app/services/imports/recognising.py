"""Know again what a row says: a name whose kind is known, and values that were said before something newer.

Fattura24's one name does not tell a person from a firm, and a file's date does not tell how old its content is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app.records import provenance
from app.records.codes.fiscal_code import is_person_code
from app.records.contact import PERSON_FIELDS, Contact
from app.records.naming.casing import nicer, tidy_case
from app.records.naming.names import split_name
from app.records.sent import (
    NAME_FIELDS,
    cut_inside,
    known_name,
    named_as,
    one_name,
    proves_kind,
    same_when_sent,
    sent_value,
)
from app.records.text.words import words
from app.store import Customer, StoredLink


def name_as_known(
    row: Contact, certain: bool, before: Customer, link: StoredLink | None, *, tells_code: bool
) -> tuple[Contact, bool]:
    """Return a row's contact with its name taken for what it is known to be, and whether its order is certain.

    What Ponte24 wrote, and the name at which a linked contact was last equal, tell whether it is a person's and how it
    is split; a fiscal code's shape and a legal form go before a guess from the words. ``tells_code`` says that the file
    has the fiscal codes: a card without them is no reason to forget how a name was split by one.
    """
    agreed = _agreed(link) if link else None
    known = [before.contact] if before.statements["name"][0] in ("write", "handover") or not tells_code else []
    if agreed is not None:
        known.insert(0, agreed)
    for one in (*known, before.contact):
        if _question_marks(one_name(row), one_name(one)):
            return _with_name_of(row, one), True
    for one in known:
        if cut_inside(one_name(row), one_name(one)):  # it came back as far as there was room for it
            return _with_name_of(row, one), True
        if _same_words(known_name(row), known_name(one)):
            return named_as(row, one), certain if one is agreed and not _person(one) else True
        if one.company and one.person and _same_words(one_name(row), one.person):
            return named_as(row, Contact(one.first_name, one.last_name)), True
    kind = agreed or (before.contact if before.statements["name"][0] in ("write", "handover") else None)
    if kind is None or proves_kind(row):
        return row, certain
    if _person(kind) and row.company:
        first, last, sure = split_name(row.company, row.fiscal_code)
        return replace(row, company="", first_name=tidy_case(first), last_name=tidy_case(last)), sure
    if kind.company and not kind.person and row.person and not row.company and not is_person_code(row.fiscal_code):
        return replace(row, company=row.person, first_name="", last_name=""), True
    return row, certain


def spelled_as_known(row: Contact, before: Contact) -> Contact:
    """Return a row's contact with the spelling that is known wherever a person would call both equal and the row's is
    no nicer: shouted, shortened, or with question marks for what the file's encoding cannot write."""
    kept: dict[str, str] = {}
    for name in _TEXTS:
        new, old = getattr(row, name), getattr(before, name)
        if new == old or not new or not old:
            continue
        if _lost_letters(new, old) or (same_when_sent(name, new, old) and nicer(new, sent_value(name, old)) != new):
            kept[name] = old
    if (code := row.postal_code) != before.postal_code and code.isdigit() and code.zfill(_CODE) == before.postal_code:
        kept["postal_code"] = before.postal_code  # a spreadsheet has eaten its zeros, and nothing else tells them
    return row.with_values(kept) if kept else row


def _lost_letters(new: str, old: str) -> bool:
    """Tell whether a value is the known one, but for letters that a file of Western Europe (cp1252) cannot hold."""
    if "?" not in new:
        return False
    there = "".join(c for c in old if c != "?" and c.encode("cp1252", "ignore"))
    return bool(there) and new.replace("?", "").casefold() == there.casefold()


def _with_name_of(row: Contact, known: Contact) -> Contact:
    told = Contact(company=known.company) if known.company else Contact(known.first_name, known.last_name)
    return row.with_values({name: told.get(name) for name in NAME_FIELDS})


def _question_marks(new: str, old: str) -> bool:
    """Tell whether a name is the known one with question marks for what the file's encoding cannot write, in whatever
    order a reader has put its words: without those letters it may have taken another for the first name."""
    if "?" not in new:
        return False
    lossy = old.encode("cp1252", "replace").decode("cp1252")
    return lossy != old and sorted(new.casefold().split()) == sorted(lossy.casefold().split())


def _agreed(link: StoredLink) -> Contact | None:
    values = {n: link.base_highlevel[n] for n in NAME_FIELDS if link.base_highlevel.get(n)}
    return Contact().with_values(values) if values else None


def _person(contact: Contact) -> bool:
    return bool(contact.person) and not contact.company


def kind_is_doubtful(row: Contact, before: Contact) -> bool:
    """Tell whether a link may know better than a row what its name is."""
    return not proves_kind(row) or bool(row.company) != bool(before.company)


def was_written(before: Customer, contact: Contact) -> bool:
    """Tell whether a name is still the one that Ponte24 wrote."""
    return provenance.digest("name", before.contact) == provenance.digest("name", contact)


def _same_words(a: str, b: str) -> bool:
    x, y = words(a), words(b)
    return bool(x) and sorted(x) == sorted(y)


_CODE = 5
"""Digits of a postal code of Italy."""

_TEXTS = ("company", *PERSON_FIELDS, "street", "city", "province", "email", "pec", "website", "note")


class Stale(NamedTuple):
    """A unit of a customer that a row gives the value it had before a newer statement."""

    customer: str
    unit: str
    values: Contact
    at: float
    line: int


@dataclass(slots=True)
class Returning:
    """Which values of a file were said before something newer, and whether the file proves to be newer still.

    A file that shows any value which took another's place at a later moment was made after that: then a former value
    in it is news. Otherwise it is an old export, saved again or copied.
    """

    stale: list[Stale] = field(default_factory=list)
    shows: float = 0.0
    """The latest moment of a change that the file shows."""

    def sift(self, before: Customer, row: Contact, units: set[str], line: int) -> set[str]:
        """Return the units of a row that are statements of their own; remember those that were said before."""
        if not before.superseded:
            return units
        own: set[str] = set()
        for unit in units:
            value = provenance.digest(unit, row)
            if value == provenance.digest(unit, before.contact):
                self.shows = max(self.shows, provenance.confirmed_at(before.superseded, unit))
                own.add(unit)
            elif at := provenance.superseded_at(before.superseded, unit, value):
                self.stale.append(Stale(before.id, unit, row, at, line))
            else:
                own.add(unit)
        return own

    @property
    def news(self) -> list[Stale]:
        """What is true again after all: the file is newer than the statement that had taken its place."""
        return [one for one in self.stale if self.shows >= one.at]

    @property
    def old(self) -> list[Stale]:
        """What only an old export says."""
        return [one for one in self.stale if self.shows < one.at]


def told_again(customer: Customer, stale: Stale, at: float) -> Customer:
    """Return a customer with a value that it had before and has again, as a file of the moment ``at`` proves."""
    by: provenance.Statement = ("export", at)
    contact, statements = provenance.settle(
        customer.contact, customer.statements, stale.values, by, [stale.unit], tolerant=False
    )
    return replace(
        customer,
        contact=contact,
        provenance=provenance.deviations(statements, (customer.source, customer.seen_at)),
        superseded=provenance.superseded(customer.superseded, customer.contact, contact, at),
    )
