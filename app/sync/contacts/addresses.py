"""Merge a postal address: one value, so no address is ever made of parts of two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.records.contact import ADDRESS_FIELDS, Contact
from app.records.sent import same_when_sent
from app.sync.plan.model import Link, Side

CONFLICT = "conflict"
KEEP = "keep"

Verdict = tuple[str, Side | None, str]
"""What happens to a part: ``conflict``, ``keep`` or blank with the side to be written; and why (under ``reasons``)."""

_PLACE = ("city", "country")
_FOLLOWS_CITY = frozenset({"province", "country"})
"""What a house in the same town has in common with every other."""


def merge_address(
    unequal: Sequence[str], highlevel: Contact, fattura24: Contact, link: Link | None, clears: frozenset[str]
) -> dict[str, Verdict]:
    """Say for each part in which two addresses differ what has to happen.

    One side changed: its address goes over as a whole, and what it has no more is cleared. Both changed, in whatever
    parts: a conflict of all of them. ``clears`` are the parts of which a blank always clears.
    """
    base_h, base_g = (link.base_highlevel, link.base_fattura24) if link else ({}, {})
    if any(n not in base_h or n not in base_g for n in unequal):
        return _from_the_start(unequal, highlevel, fattura24)
    h_changed = _changed(unequal, highlevel, base_h)
    g_changed = _changed(unequal, fattura24, base_g)
    if h_changed and g_changed:
        blank_h, blank_g = _blank(highlevel), _blank(fattura24)
        if blank_h != blank_g:  # a blank beside a new address cannot overwrite anything
            return dict.fromkeys(unequal, ("", Side.HIGHLEVEL if blank_h else Side.FATTURA24, "blank_filled"))
        return dict.fromkeys(unequal, (CONFLICT, None, "both_changed"))
    if not h_changed and not g_changed:
        return dict.fromkeys(unequal, (KEEP, None, "left_different"))
    source, contact, base = (Side.HIGHLEVEL, highlevel, base_h) if h_changed else (Side.FATTURA24, fattura24, base_g)
    over: Verdict = ("", source.other, f"changed_in_{source.value}")
    moved = any(contact.get(n) for n in h_changed or g_changed)
    stays = {n: same_when_sent(n, contact.get(n), base.get(n, "")) and bool(contact.get(n)) for n in _PLACE}
    same_town = stays["city"] and (stays["country"] or not contact.country)
    found: dict[str, Verdict] = {}
    for name in unequal:
        if contact.get(name) or name in clears:
            found[name] = over
        elif not moved or (same_town and name in _FOLLOWS_CITY and not base.get(name)):
            # a blank alone clears nothing; and a side that never had the province says nothing of it within its town
            found[name] = (KEEP, None, "blank_kept")
        else:
            found[name] = over
    return found


def _from_the_start(unequal: Sequence[str], highlevel: Contact, fattura24: Contact) -> dict[str, Verdict]:
    """Without a base: a blank address is filled, and one that is merely known in less detail is completed."""
    to_h = [n for n in unequal if not highlevel.get(n)]
    to_g = [n for n in unequal if not fattura24.get(n)]
    same_house = all(_agree(n, highlevel, fattura24) for n in ("street", "city"))
    mixed = any(n != "country" for n in to_h) and any(n != "country" for n in to_g)
    if len(to_h) + len(to_g) < len(unequal) or (mixed and not same_house):
        return dict.fromkeys(unequal, (CONFLICT, None, "different_from_the_start"))
    return {n: ("", Side.HIGHLEVEL if n in to_h else Side.FATTURA24, "blank_filled") for n in unequal}


def _agree(name: str, a: Contact, b: Contact) -> bool:
    return bool(a.get(name)) and same_when_sent(name, a.get(name), b.get(name))


def _changed(names: Sequence[str], contact: Contact, base: Mapping[str, str]) -> list[str]:
    return [n for n in names if not same_when_sent(n, contact.get(n), base[n])]


def _blank(contact: Contact) -> bool:
    return not any(contact.get(n) for n in ADDRESS_FIELDS if n != "country")
