"""Who is who: pair the records of both sides, strongest evidence first, and never on a guess."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.records.alike import name_key, names_agree, only_surname
from app.records.codes.fiscal_code import fiscal_code_key, omocodia_key
from app.records.codes.vat import vat_key
from app.records.compare import email_key, match_key, phone_key
from app.records.contact import Contact
from app.records.places.home import home_of_contact
from app.sync.contacts.evidence import (
    clearly_different,
    contradict,
    groups_code,
    place_key,
    somebody_else,
    vouched,
    worth_asking,
)
from app.sync.plan.model import Record

LEVELS = ("origin", "fiscal_code", "vat_code", "email", "phone")
"""The evidence, strongest first: the firms of a VAT group have one VAT code and each a fiscal code of its own."""

HINTS = ("omocodia", "further_email", "further_phone", "name", "place")
"""What only suggests: fiscal codes that differ in letters of omocodia, an e-mail or a phone that one of both has
besides its first one, the same name, and the same street, number and town."""

_FURTHER = {"email": "further_email", "phone": "further_phone"}

_MOST_TOLD_APART = 36
"""Pairs of records with one e-mail or phone that are told apart by their names; with more it is nobody's own."""

_NAMELESS_PROOF = frozenset({"origin", "vat_code", "fiscal_code"})
"""Evidence that stands even where the names differ: a company may have been renamed."""

Apart = Callable[[str, str], bool]
"""Tells whether a person said that a HighLevel and a Fattura24 record are not the same."""


def keys_of(record: Record, level: str) -> tuple[str, ...]:
    """Return the keys by which a record can be recognised at a level."""
    if level == "origin":
        return record.origins
    contact = record.contact
    if level == "phone":
        return _phones(contact) if contact.mobile or contact.landline else ()
    if level == "vat_code":
        return _vat_codes(contact, fiscal_code_key(contact.fiscal_code) if contact.fiscal_code else "")
    value: str = contact.email if level == "email" else contact.fiscal_code
    key = (email_key if level == "email" else fiscal_code_key)(value) if value else ""
    return (key,) if key else ()


def _every_key(record: Record) -> tuple[tuple[str, ...], ...]:
    """Return the keys of a record at all levels, in the order of `LEVELS`: the same as `keys_of` gives, at once."""
    contact = record.contact
    fiscal = fiscal_code_key(contact.fiscal_code) if contact.fiscal_code else ""
    email = email_key(contact.email) if contact.email else ""
    return (
        record.origins,
        (fiscal,) if fiscal else (),
        _vat_codes(contact, fiscal) if fiscal or contact.vat_code else (),
        (email,) if email else (),
        _phones(contact) if contact.mobile or contact.landline else (),
    )


def _vat_codes(contact: Contact, fiscal: str) -> tuple[str, ...]:
    key = vat_key(contact.vat_code) if contact.vat_code else ""
    # a company's two codes are one number as a rule, and either may be blank or stand in the other's place
    if fiscal and fiscal != key and contact.fiscal_code[:1].isdigit():
        return (key, fiscal) if key else (fiscal,)
    return (key,) if key else ()


def _phones(contact: Contact) -> tuple[str, ...]:
    home = _home(contact)
    mobile = phone_key(contact.mobile, home) if contact.mobile else ""
    landline = phone_key(contact.landline, home) if contact.landline else ""
    if mobile and landline and mobile != landline:
        return mobile, landline
    return (mobile or landline,) if mobile or landline else ()


def _home(contact: Contact) -> str:
    # with their prefix, as nearly all are kept, numbers are the same wherever they are read
    mobile, landline = contact.mobile, contact.landline
    return "" if mobile[:1] in "+" and landline[:1] in "+" else home_of_contact(contact)


def hints_of(record: Record) -> tuple[tuple[str, str], ...]:
    """Return what a record has of `HINTS`, with the keys."""
    contact = record.contact
    found: list[tuple[str, str]] = []
    if contact.fiscal_code and (key := omocodia_key(contact.fiscal_code)):
        found.append(("omocodia", key))
    if key := name_key(contact):
        found.append(("name", key))
    if contact.street and (key := place_key(contact)):
        found.append(("place", key))
    return (*found, *further_keys(record)) if record.further else tuple(found)


def further_keys(record: Record) -> tuple[tuple[str, str], ...]:
    """Return the keys of a record's further e-mails and phones, each with its hint."""
    home = home_of_contact(record.contact)
    return tuple(
        ("further_email" if name == "email" else "further_phone", key)
        for name, value in record.further
        if (key := match_key(name, value, home))
    )


def reach(record: Record) -> tuple[tuple[str, str], ...]:
    """Return every key, with its level or hint, by which a record can bear on what is planned for another one.

    Two records that share none of these, and no link, have nothing to do with each other.
    """
    own = [(level, key) for level in LEVELS for key in keys_of(record, level)]
    hints = hints_of(record)
    # what one has as its first e-mail another may have as a further one
    crossed = [(_FURTHER[level], key) for level, key in own if level in _FURTHER]
    back = [(level, key) for hint, key in hints for level, name in _FURTHER.items() if name == hint]
    return (*own, *hints, *crossed, *back)


Ids = dict[str, str | tuple[str, ...]]
"""Ids by key; nearly always there is one, and 100,000 lists of one id would take more room than the records."""


def note(known: Ids, key: str, record_id: str) -> None:
    """Add an id to those of a key."""
    before = known.get(key)
    if before is None:
        known[key] = record_id
    else:
        known[key] = (*(before if isinstance(before, tuple) else (before,)), record_id)


def forget(known: Ids, key: str, record_id: str) -> None:
    """Take an id from those of a key."""
    left = tuple(i for i in noted(known, key) if i != record_id)
    if left:
        known[key] = left if len(left) > 1 else left[0]
    else:
        known.pop(key, None)


def noted(known: Ids, key: str) -> tuple[str, ...]:
    """Return the ids of a key."""
    found = known.get(key, ())
    return found if isinstance(found, tuple) else (found,)


class KeyIndex:
    """All records of one side by their keys; one that is there no more has none, and so stands in nobody's way."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records: dict[str, Record] = {}
        self._by_key: dict[str, Ids] = {level: {} for level in LEVELS}
        self._levels = tuple(self._by_key.values())
        self._hints: dict[str, Ids] | None = None
        for record in records:
            self.put(record)

    def put(self, record: Record) -> None:
        """Take in a record that is new here; one of the same id must be taken out before."""
        self.records[record.id] = record
        if record.gone_since:
            return
        record_id = record.id
        for known, keys in zip(self._levels, _every_key(record), strict=True):
            for key in keys:
                if key in known:
                    note(known, key, record_id)
                else:
                    known[key] = record_id
        if self._hints is not None:
            for hint, key in hints_of(record):
                note(self._hints[hint], key, record_id)

    def remove(self, record_id: str) -> Record | None:
        """Take out a record and return it as it was known, or None if it was not."""
        record = self.records.pop(record_id, None)
        if record is None:
            return None
        for level, known in self._by_key.items():
            for key in keys_of(record, level):
                forget(known, key, record_id)
        if self._hints is not None:
            for hint, key in hints_of(record):
                forget(self._hints[hint], key, record_id)
        return record

    def with_key(self, level: str, key: str) -> tuple[str, ...]:
        """Return the ids of the records that carry a key."""
        return noted(self._by_key[level], key)

    def held_by_another(self, record_id: str, field: str, value: str) -> bool:
        """Tell whether HighLevel would refuse a value because another contact has it: no two share an e-mail or the one
        phone, which is the mobile or, without one, the landline (reference: HighLevel 2.6)."""
        level = {"email": "email", "mobile": "phone", "landline": "phone"}.get(field, "")
        key = match_key(field, value) if level else ""
        for other in self.with_key(level, key) if key else ():
            contact = self.records[other].contact
            if other != record_id and key in (
                match_key("email", contact.email),
                match_key("mobile", contact.mobile or contact.landline),
            ):
                return True
        return False

    def sharing(self, record: Record, levels: Sequence[str] = LEVELS) -> dict[str, str]:
        """Return the ids of records that share any key with ``record``, each with the strongest shared level."""
        found: dict[str, str] = {}
        for level in levels:
            for key in keys_of(record, level):
                for other in self.with_key(level, key):
                    found.setdefault(other, level)
        return found

    def hinted(self, hint: str, key: str) -> tuple[str, ...]:
        """Return the ids of records that have the key of a hint (see `HINTS`)."""
        if self._hints is None:  # only when first asked for: where everybody has a counterpart nobody asks
            self._hints = {name: {} for name in HINTS}
            for record in (r for r in self.records.values() if not r.gone_since):
                for name, found in hints_of(record):
                    note(self._hints[name], found, record.id)
        return noted(self._hints[hint], key)


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


def _candidates(record: Record, others: KeyIndex, partners: Mapping[str, str], own: KeyIndex) -> dict[str, str]:
    found = {
        other: level
        for other, level in others.sharing(record).items()
        if level == "origin" or not clearly_different(record.contact, others.records[other].contact, level)
    }
    for why, key in suggestions_of(record):
        for other in _suggested(others, why, key):
            partner = own.records.get(partners.get(other, ""))
            if other in found or (partner is not None and contradict(record.contact, partner.contact)):
                continue  # or it has its own counterpart, and that one is somebody else by its tax code
            if worth_asking(record.contact, others.records[other].contact, why):
                found[other] = why
    return found


def suggestions_of(record: Record) -> list[tuple[str, str]]:
    """Return a record's hints, and its first e-mail and phones as another's further ones."""
    crossed = [(hint, key) for level, hint in _FURTHER.items() for key in keys_of(record, level)]
    return [*hints_of(record), *crossed]


def _suggested(others: KeyIndex, why: str, key: str) -> tuple[str, ...]:
    first = next((others.with_key(level, key) for level, hint in _FURTHER.items() if hint == why), ())
    return (*others.hinted(why, key), *first)


def candidates_among(record: Record, others: KeyIndex) -> dict[str, str]:
    """Return which of the others a record might be, each with the strongest evidence (a level or a hint)."""
    return _candidates(record, others, {}, KeyIndex(()))
