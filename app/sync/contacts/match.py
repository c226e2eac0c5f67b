"""Who is who: pair the records of both sides, strongest evidence first, and never on a guess."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.records.alike import names_agree, only_surname, works_there
from app.sync.contacts.evidence import (
    clearly_different,
    contradict,
    groups_code,
    somebody_else,
    vouched,
    worth_asking,
)
from app.sync.contacts.keys import FURTHER, LEVELS, NOBODYS_FROM, KeyIndex, hints_of, holders_of, keys_of
from app.sync.plan.model import Record

_FURTHER_OF = {hint: level for level, hint in FURTHER.items()}

_MOST_TOLD_APART = 36
"""Pairs of records with one e-mail or phone that are told apart by their names; with more it is nobody's own."""

_NAMELESS_PROOF = frozenset({"origin", "vat_code", "fiscal_code"})
"""Evidence that stands even where the names differ: a company may have been renamed."""

Apart = Callable[[str, str], bool]
"""Tells whether a person said that a HighLevel and a Fattura24 record are not the same."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are the same beyond doubt, and the level of the proof."""

    highlevel: str
    fattura24: str
    level: str


@dataclass(slots=True)
class Matches:
    """The pairs found, and per record the others that it might be (with the level or hint)."""

    pairs: list[Pair] = field(default_factory=list)
    maybe_highlevel: dict[str, dict[str, str]] = field(default_factory=dict)
    maybe_fattura24: dict[str, dict[str, str]] = field(default_factory=dict)


def match(
    highlevel: KeyIndex,
    fattura24: KeyIndex,
    linked_h: Mapping[str, str],
    linked_f: Mapping[str, str],
    apart: Apart = lambda _h, _g: False,
) -> Matches:
    """Pair the records that no link joins yet; ``linked_h`` and ``linked_f`` tell who is linked with whom already.

    A pair needs a key that is unique on both sides among all records, no contradicting tax code and, for e-mail
    and phone, names that could be the same. Whatever shares a key without that proof is only a candidate.
    """
    result = Matches()
    taken_h: set[str] = set()
    taken_f: set[str] = set()
    suspects: dict[str, set[str]] = defaultdict(set)
    alone = [record for h_id, record in highlevel.records.items() if h_id not in linked_h]
    for level in LEVELS:
        found: list[tuple[str, str]] = []
        for record in alone:
            h_id = record.id
            if h_id in taken_h:
                continue
            for key in keys_of(record, level):
                others = fattura24.with_key(level, key)
                if not others:
                    continue
                only = _only_one(record, level, highlevel.with_key(level, key), others, highlevel, fattura24)
                if (
                    only
                    and only not in linked_f
                    and only not in taken_f
                    and _proven(record, fattura24.records[only], level, key, suspects[h_id], apart)
                ):
                    found.append((h_id, only))
                    break
                if _nobodys_own(level, key, (highlevel, fattura24)):
                    others = _of_its_name(record, fattura24, others)
                suspects[h_id].update(
                    f for f in others if not somebody_else(record.contact, fattura24.records[f].contact, level)
                )
        # two keys of one level (mobile and landline) may point from two records to one: then none is proven
        seen: dict[str, int] = defaultdict(int)
        for _, f_id in found:
            seen[f_id] += 1
        for h_id, f_id in found:
            if seen[f_id] == 1:
                taken_h.add(h_id)
                taken_f.add(f_id)
                result.pairs.append(Pair(h_id, f_id, level))
            else:
                suspects[h_id].add(f_id)
    _collect_candidates(result, highlevel, fattura24, linked_h, linked_f, apart)
    result.pairs.sort(key=lambda p: (p.highlevel, p.fattura24))
    return result


def _only_one(
    record: Record, level: str, own: Sequence[str], others: Sequence[str], highlevel: KeyIndex, fattura24: KeyIndex
) -> str:
    """Return the one customer that a key of a contact points to, or blank.

    Husband and wife share a mailbox: where several have an e-mail or a phone, full names tell them apart, on both
    sides, if all the others are somebody else by theirs.
    """
    if len(others) == 1 and len(own) == 1:
        return others[0]
    if level not in ("email", "phone") or len(own) * len(others) > _MOST_TOLD_APART:
        return ""
    contact = record.contact
    left = [f for f in others if not somebody_else(contact, fattura24.records[f].contact, level)]
    if len(left) != 1:
        return ""
    customer = fattura24.records[left[0]].contact
    rivals = [h for h in own if h != record.id and not somebody_else(highlevel.records[h].contact, customer, level)]
    sure = names_agree(contact, customer) and not only_surname(contact, customer)
    return left[0] if sure and not rivals else ""


def _proven(h: Record, f: Record, level: str, key: str, suspects: set[str], apart: Apart) -> bool:
    if apart(h.id, f.id) or (suspects and f.id not in suspects):  # a stronger key pointed elsewhere
        return False
    if level == "origin":
        return True
    if contradict(h.contact, f.contact):
        return False
    if level == "vat_code" and groups_code(h.contact, f.contact):
        return False
    return level in _NAMELESS_PROOF or vouched(h.contact, f.contact, level, key)


def _collect_candidates(
    result: Matches,
    highlevel: KeyIndex,
    fattura24: KeyIndex,
    linked_h: Mapping[str, str],
    linked_f: Mapping[str, str],
    apart: Apart,
) -> None:
    if result.pairs:
        linked_h = {**linked_h, **{p.highlevel: p.fattura24 for p in result.pairs}}
        linked_f = {**linked_f, **{p.fattura24: p.highlevel for p in result.pairs}}
    for h_id, record in highlevel.records.items():
        if h_id not in linked_h:
            found = _candidates(record, fattura24, linked_f, highlevel)
            kept = {f: why for f, why in found.items() if not apart(h_id, f)}
            if kept:
                result.maybe_highlevel[h_id] = kept
    for f_id, record in fattura24.records.items():
        if f_id not in linked_f:
            found = _candidates(record, highlevel, linked_h, fattura24)
            kept = {h: why for h, why in found.items() if not apart(h, f_id)}
            if kept:
                result.maybe_fattura24[f_id] = kept


def _candidates(
    record: Record, others: KeyIndex, partners: Mapping[str, str], own: KeyIndex, sides: Sequence[KeyIndex] = ()
) -> dict[str, str]:
    among = sides or (own, others)
    found: dict[str, str] = {}
    for level in LEVELS:
        for key in keys_of(record, level):
            holders = others.with_key(level, key)
            if holders and _nobodys_own(level, key, among):
                holders = _of_its_name(record, others, holders)
            for other in holders:
                if level == "origin" or not clearly_different(record.contact, others.records[other].contact, level):
                    found.setdefault(other, level)
    for why, key in suggestions_of(record):
        if why in _FURTHER_OF and _nobodys_own(_FURTHER_OF[why], key, among):
            continue
        for other in _suggested(others, why, key):
            partner = own.records.get(partners.get(other, ""))
            if other in found or (partner is not None and contradict(record.contact, partner.contact)):
                continue  # or it has its own counterpart, and that one is somebody else by its tax code
            if worth_asking(record.contact, others.records[other].contact, why):
                found[other] = why
    return found


def _nobodys_own(level: str, key: str, sides: Sequence[KeyIndex]) -> bool:
    """Tell whether so many have an e-mail or a phone that it says of nobody who he is."""
    return level in FURTHER and holders_of(level, key, sides) >= NOBODYS_FROM


def _of_its_name(record: Record, others: KeyIndex, holders: Sequence[str]) -> tuple[str, ...]:
    """Return those of many holders of an e-mail or a phone whose name is the record's; of very many none: who bears its
    name is found by that."""
    if len(holders) > _MOST_TOLD_APART:
        return ()
    return tuple(i for i in holders if same_by_name(record, others.records[i]))


def same_by_name(a: Record, b: Record) -> bool:
    """Tell whether two are called the same, or one is a company that bears the name of the other, a person."""
    return names_agree(a.contact, b.contact) is True or works_there(a.contact, b.contact) is True


def suggestions_of(record: Record) -> list[tuple[str, str]]:
    """Return a record's hints, and its first e-mail and phones as another's further ones."""
    crossed = [(hint, key) for level, hint in FURTHER.items() for key in keys_of(record, level)]
    return [*hints_of(record), *crossed]


def _suggested(others: KeyIndex, why: str, key: str) -> tuple[str, ...]:
    first = next((others.with_key(level, key) for level, hint in FURTHER.items() if hint == why), ())
    return (*others.hinted(why, key), *first)


def candidates_among(record: Record, others: KeyIndex, sides: Sequence[KeyIndex]) -> dict[str, str]:
    """Return which of the others a record might be, each with the strongest evidence (a level or a hint). ``sides`` are
    all among whom an e-mail or a phone may be nobody's own."""
    return _candidates(record, others, {}, KeyIndex(()), sides)


def clashing(record: Record, level: str, key: str, own: KeyIndex, sides: Sequence[KeyIndex]) -> tuple[str, ...]:
    """Return the other records of the same side that a key of this one says it might be twice with."""
    others = tuple(i for i in own.with_key(level, key) if i != record.id)
    return _of_its_name(record, own, others) if others and _nobodys_own(level, key, sides) else others
