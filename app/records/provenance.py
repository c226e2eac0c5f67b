"""Where each value of a customer comes from and when, and which of two sources has the last word.

A name and an address count as a whole: half of one and half of another is wrong. At one moment an export goes before
a write of ours, and that before an invoice: the later ones only repeat what the first one states.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Literal

from app.records.contact import ADDRESS_FIELDS, CONTACT_FIELDS, PERSON_FIELDS, Contact

Source = Literal["export", "write", "invoice", "handover"]
"""``handover`` is a file that the owner loaded by hand and that an export has confirmed."""

Statement = tuple[str, float]
"""A source and the moment for which it speaks (epoch seconds); a blank source: nobody has said anything."""

NOBODY: Statement = ("", 0.0)

Superseded = tuple[tuple[str, str, float], ...]
"""What a customer said before and says no more: the unit, a digest of its value, and the moment (epoch seconds) of the
statement that took its place. By this an old export is known again, whatever date its file bears."""

_REMEMBERED = 5
"""Former values of a unit that are remembered."""

_RANK = {"": -1, "invoice": 0, "write": 1, "export": 2, "handover": 2}
_WHOLE = {**dict.fromkeys(("company", *PERSON_FIELDS), "name"), **dict.fromkeys(ADDRESS_FIELDS, "address")}

UNITS: Mapping[str, tuple[str, ...]] = {
    "name": (*PERSON_FIELDS, "company"),
    "address": ADDRESS_FIELDS,
    **{name: (name,) for name in CONTACT_FIELDS if name not in _WHOLE and name != "tags"},
}
"""The fields of each unit that one source decides; Fattura24 knows no tags."""

_TOLD = tuple(name for name in CONTACT_FIELDS if name != "tags")
_values_told = attrgetter(*_TOLD)


def unit_of(field: str) -> str:
    """Return the unit that a field belongs to."""
    return _WHOLE.get(field, field)


def wins(new: Statement, old: Statement) -> bool:
    """Tell whether what a source says replaces what another said; the same source may repeat itself."""
    return (new[1], _RANK.get(new[0], -1)) >= (old[1], _RANK.get(old[0], -1))


def settle(
    before: Contact,
    known: Mapping[str, Statement],
    said: Contact,
    by: Statement,
    units: Collection[str],
    *,
    tolerant: bool,
) -> tuple[Contact, dict[str, Statement]]:
    """Return a contact in which a source's units replace older ones, and who has told each unit now.

    ``known`` has every unit. ``tolerant`` keeps the spelling that is there where a person would call both equal.
    """
    from app.records.compare import same

    values: dict[str, str] = {}
    statements = dict(known)
    for unit in units:
        if not wins(by, statements[unit]):
            continue
        statements[unit] = by
        names = UNITS[unit]
        if not (tolerant and all(same(n, before.get(n), said.get(n)) for n in names)):
            values |= {n: said.get(n) for n in names}
    return (before.with_values(values) if values else before), statements


def said_by(contact: Contact) -> Sequence[str]:
    """Return the units of which a contact says anything."""
    return _units_of(tuple(map(bool, _values_told(contact))))


@lru_cache(maxsize=4096)
def _units_of(there: tuple[bool, ...]) -> tuple[str, ...]:
    told = {name for name, is_there in zip(_TOLD, there, strict=True) if is_there}
    return tuple(unit for unit, names in UNITS.items() if not told.isdisjoint(names))


def changed_units(before: Contact, after: Contact) -> list[str]:
    """Return the units in which two states of a contact differ."""
    changed = {name for name in _TOLD if getattr(before, name) != getattr(after, name)}
    return [unit for unit, names in UNITS.items() if not changed.isdisjoint(names)] if changed else []


def expanded(deviations: Mapping[str, Statement], rest: Statement) -> dict[str, Statement]:
    """Return who has told each unit, from those that differ and what goes for the rest."""
    return {unit: deviations.get(unit, rest) for unit in UNITS}


def deviations(statements: Mapping[str, Statement], rest: Statement) -> dict[str, Statement]:
    """Return only the units that differ from the rest: most customers have none, and 100,000 are kept."""
    return {unit: by for unit, by in statements.items() if by != rest}


def newest(statements: Iterable[Statement]) -> float:
    """Return the latest moment of which any source has spoken (0: none)."""
    return max((by[1] for by in statements), default=0.0)


def digest(unit: str, contact: Contact) -> str:
    """Return what a unit's value is known again by, in whatever encoding, case, order or shortening it comes back."""
    from app.records.compare import comparable
    from app.records.sent import known_name, sent_value
    from app.records.text.words import words

    if unit == "name":
        key = " ".join(sorted(words(known_name(contact))))
    else:
        values = ((n, sent_value(n, contact.get(n))) for n in UNITS[unit])
        key = "|".join(comparable(n, v) if v.strip() else "" for n, v in values)
    return hashlib.blake2s(f"{unit}|{key}".encode(), digest_size=8).hexdigest()


def superseded(known: Superseded, before: Contact, after: Contact, at: float) -> Superseded:
    """Return what was said before, once a statement of the moment ``at`` has turned one contact into another."""
    found = known
    for unit in changed_units(before, after):
        old, new = digest(unit, before), digest(unit, after)
        if old == new:
            continue
        former = [entry for entry in found if entry[0] == unit and entry[1] not in (old, new)]
        others = tuple(entry for entry in found if entry[0] != unit)
        found = (*others, *former[1 - _REMEMBERED :], (unit, old, at))
    return found


def superseded_at(known: Superseded, unit: str, value: str) -> float:
    """Return when a value (its digest) of a unit was superseded; 0 if it was not."""
    return max((at for u, old, at in known if u == unit and old == value), default=0.0)


def confirmed_at(known: Superseded, unit: str) -> float:
    """Return when the present value of a unit took another's place; 0 if it was always there."""
    return max((at for u, _, at in known if u == unit), default=0.0)
