"""Three-way merge of two linked contacts, field by field, against the base."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.quick_records import quickly_made
from app.records.compare import same_person
from app.records.contact import ADDRESS_FIELDS, PERSON_FIELDS, Contact
from app.records.sent import NAME_FIELDS, begins, one_name, same_one_name, same_when_sent
from app.records.text.words import words
from app.sync.contacts import addresses
from app.sync.contacts.mapping import ConflictRule, FieldRule
from app.sync.contacts.mapping import Mapping as FieldMapping
from app.sync.plan.model import Choice, Link, Side

PERSON_UNIT = "name"
ADDRESS_UNIT = "address"

ONE_NAME_ONLY, BLANK_KEPT = "one_name_only", "blank_kept"
"""Why a difference stays: Fattura24 has one name field, so it is none; and what was cleared clears nothing."""

Base = Mapping[str, str]


class Outcome(StrEnum):
    """What the merge says of one field."""

    EQUAL = "equal"
    KEEP = "keep"
    TO_HIGHLEVEL = "to_highlevel"
    TO_FATTURA24 = "to_fattura24"
    CONFLICT = "conflict"

    @property
    def target(self) -> Side | None:
        """The side to be written, if any."""
        return {Outcome.TO_HIGHLEVEL: Side.HIGHLEVEL, Outcome.TO_FATTURA24: Side.FATTURA24}.get(self)


TOWARDS = {Side.HIGHLEVEL: Outcome.TO_HIGHLEVEL, Side.FATTURA24: Outcome.TO_FATTURA24}


@quickly_made
@dataclass(frozen=True, slots=True)
class FieldMerge:
    """The verdict on one field: both present values and why (a key under ``reasons``)."""

    field: str
    outcome: Outcome
    highlevel: str
    fattura24: str
    reason: str


Decide = Callable[[str, tuple[tuple[str, str, str], ...]], str]
"""Asked with a unit and its (field, HighLevel's value, Fattura24's value); answers with a choice or blank."""


def no_decision(_unit: str, _values: tuple[tuple[str, str, str], ...]) -> str:
    """Answer that nothing has been decided."""
    return ""


def unit_of(field: str) -> str:
    """Return the unit in which a field is decided: a name and an address are decided as a whole."""
    if field in PERSON_FIELDS:
        return PERSON_UNIT
    return ADDRESS_UNIT if field in ADDRESS_FIELDS else field


def equal_values(field: str, a: Contact, b: Contact) -> bool:
    """Tell whether a field is equal to a person on both; a name counts as a whole, whichever way it is split, and a
    value equals what Fattura24 makes of it."""
    if field in NAME_FIELDS and same_one_name(a, b):
        return True
    if field in PERSON_FIELDS:
        return same_person(a.first_name, a.last_name, b.first_name, b.last_name)
    return same_when_sent(field, a.get(field), b.get(field))


def merge(
    highlevel: Contact, fattura24: Contact, link: Link | None, mapping: FieldMapping, decide: Decide = no_decision
) -> list[FieldMerge]:
    """Compare two linked contacts and say for each mapped field what has to happen.

    Without a link (or without a base for a field) equal values are equal, a blank is filled, all else is a conflict.
    """
    unequal = differing(highlevel, fattura24, mapping)
    verdicts = {v.field: v for v in merge_differing(unequal, highlevel, fattura24, link, mapping, decide)}
    return [
        verdicts.get(name) or FieldMerge(name, Outcome.EQUAL, highlevel.get(name), fattura24.get(name), "equal")
        for name in (rule.field for rule in mapping.active())
    ]


def differing(a: Contact, b: Contact, mapping: FieldMapping) -> tuple[FieldRule, ...]:
    """Return the rules of the mapped fields that are not equal to a person on both."""
    values_of = mapping.values_of
    values_a, values_b = values_of(a), values_of(b)
    if values_a == values_b:  # letter by letter, as most are: no need to look at what a difference means
        return ()
    # a name is compared as a whole, of anything else only what is not written the same
    renamed = values_a[-2:] != values_b[-2:]
    return tuple(
        rule
        for rule, x, y in zip(mapping.active(), values_a, values_b, strict=False)
        if (x != y or (renamed and rule.field in PERSON_FIELDS)) and not equal_values(rule.field, a, b)
    )


def merge_differing(
    unequal: Sequence[FieldRule],
    highlevel: Contact,
    fattura24: Contact,
    link: Link | None,
    mapping: FieldMapping,
    decide: Decide = no_decision,
) -> list[FieldMerge]:
    """Do as `merge`, for the fields that `differing` named only: the others need nothing."""
    if not unequal:
        return []
    rules = {rule.field: rule for rule in unequal}
    parts = [rule.field for rule in unequal if rule.field in ADDRESS_FIELDS]
    clears = frozenset(n for n in parts if rules[n].clears)
    whole = addresses.merge_address(parts, highlevel, fattura24, link, clears) if parts else {}
    renamed = _renamed(highlevel, fattura24, link)
    verdicts = []
    for rule in unequal:
        if rule.field in whole:
            verdicts.append(_part(rule, whole[rule.field], highlevel, fattura24))
        elif renamed and rule.field in NAME_FIELDS:
            verdicts.append(_part(rule, renamed, highlevel, fattura24))
        else:
            verdicts.append(_field(rule, highlevel, fattura24, link))
    return _settle_conflicts(verdicts, rules, decide)


def _part(rule: FieldRule, verdict: addresses.Verdict, highlevel: Contact, fattura24: Contact) -> FieldMerge:
    """Return the verdict on a part of an address, as far as its direction allows."""
    kind, target, reason = verdict
    outcome = Outcome.CONFLICT if kind == addresses.CONFLICT else Outcome.KEEP
    if target is not None:
        outcome, reason = _flow(rule, target, reason)
    return FieldMerge(rule.field, outcome, highlevel.get(rule.field), fattura24.get(rule.field), reason)


def _renamed(highlevel: Contact, fattura24: Contact, link: Link | None) -> addresses.Verdict | None:
    """Say what happens to a name that was one while Fattura24's side was read as a firm and HighLevel's as a person, or
    the other way round: a new name in HighLevel goes over whole; one in Fattura24 nobody can part by itself."""
    if link is None or not _crossed(link):
        return None
    was_h, was_f = _names_at_base(link)
    h_changed, g_changed = (
        sorted(words(one_name(now))) != sorted(words(one_name(was)))
        for now, was in ((highlevel, was_h), (fattura24, was_f))
    )
    if h_changed and not g_changed and one_name(highlevel):
        return "", Side.FATTURA24, "changed_in_highlevel"
    crossed = bool(fattura24.company) != bool(highlevel.company)
    return (
        (addresses.CONFLICT, None, "both_changed" if h_changed else "name_changed") if crossed and g_changed else None
    )


def _names_at_base(link: Link) -> tuple[Contact, Contact]:
    bases = (link.base_highlevel, link.base_fattura24)
    was_h, was_f = (Contact().with_values({n: base.get(n, "") for n in NAME_FIELDS}) for base in bases)
    return was_h, was_f


def _crossed(link: Link) -> bool:
    """Tell whether a name was last equal while one side had it as a person's and the other as a firm's."""
    return same_one_name(*_names_at_base(link))


def _field(rule: FieldRule, highlevel: Contact, fattura24: Contact, link: Link | None) -> FieldMerge:
    """Say what happens to a field that is not equal on both."""
    name = rule.field
    h, g = highlevel.get(name), fattura24.get(name)

    def verdict(outcome: Outcome, reason: str) -> FieldMerge:
        return FieldMerge(name, outcome, h, g, reason)

    if _other_kind_of_name(name, highlevel, fattura24):
        return verdict(Outcome.KEEP, ONE_NAME_ONLY)
    h_value, g_value = _whole(name, highlevel), _whole(name, fattura24)
    base_h, base_g = (link.base_highlevel, link.base_fattura24) if link else ({}, {})
    if name not in base_h or name not in base_g:
        if not h_value:
            return verdict(*_flow(rule, Side.HIGHLEVEL, "blank_filled"))
        if not g_value:
            return verdict(*_flow(rule, Side.FATTURA24, "blank_filled"))
        return verdict(Outcome.CONFLICT, "different_from_the_start")
    h_changed = not _same_as_base(name, highlevel, base_h)
    g_changed = not _same_as_base(name, fattura24, base_g)
    if not h_changed and not g_changed:
        return verdict(Outcome.KEEP, "left_different")
    if h_changed and g_changed:
        if h_value and g_value:
            return verdict(Outcome.CONFLICT, "both_changed")
        # a blank beside a new value: the new value wins, it cannot overwrite anything
        target = Side.HIGHLEVEL if g_value else Side.FATTURA24
        return verdict(*_flow(rule, target, "blank_filled"))
    if g_changed and name == "company" and begins(g_value, h_value) and rule.direction.allows(Side.HIGHLEVEL):
        # cut at the end of a word it may be a person's work or a lack of room: HighLevel's would lose its end for that
        return verdict(Outcome.CONFLICT, "name_shortened")
    source = Side.HIGHLEVEL if h_changed else Side.FATTURA24
    new_value = h_value if h_changed else g_value
    if not new_value and not rule.clears:
        return verdict(Outcome.KEEP, BLANK_KEPT)
    return verdict(*_flow(rule, source.other, f"changed_in_{source.value}"))


def _flow(rule: FieldRule, target: Side, reason: str) -> tuple[Outcome, str]:
    if not rule.direction.allows(target):
        return Outcome.KEEP, "direction_off"
    return TOWARDS[target], reason


def _whole(field: str, contact: Contact) -> str:
    return contact.person if field in PERSON_FIELDS else contact.get(field)


def _same_as_base(field: str, contact: Contact, base: Base) -> bool:
    if field in PERSON_FIELDS:
        return same_person(contact.first_name, contact.last_name, base.get("first_name", ""), base.get("last_name", ""))
    return same_when_sent(field, contact.get(field), base[field])


def _other_kind_of_name(field: str, highlevel: Contact, fattura24: Contact) -> bool:
    """Fattura24 has one name field: a company's contact person, or a person's employer, cannot be kept there.

    Writing it would rename the customer on every later invoice.
    """
    if field in PERSON_FIELDS:
        return bool(fattura24.company) and not fattura24.person
    return field == "company" and bool(fattura24.person) and not fattura24.company


def _settle_conflicts(verdicts: list[FieldMerge], rules: Mapping[str, FieldRule], decide: Decide) -> list[FieldMerge]:
    units: dict[str, list[FieldMerge]] = {}
    for v in verdicts:
        if v.outcome is Outcome.CONFLICT:
            units.setdefault(unit_of(v.field), []).append(v)
    settled: dict[str, FieldMerge] = {}
    for unit, members in units.items():
        rule = rules[members[0].field]
        choice = decide(unit, tuple((m.field, m.highlevel, m.fattura24) for m in members))
        reason = "decided"
        if not choice and rule.conflict is not ConflictRule.ASK:
            choice, reason = rule.conflict.value, f"rule_{rule.conflict.value}"
        if not choice:
            continue
        for m in members:
            settled[m.field] = _decided(m, rules[m.field], choice, reason)
    return [settled.get(v.field, v) for v in verdicts]


def _decided(verdict: FieldMerge, rule: FieldRule, choice: str, reason: str) -> FieldMerge:
    if choice == Choice.SKIP:
        outcome = Outcome.KEEP
    else:
        outcome, reason = _flow(rule, Side(choice).other, reason)
    return FieldMerge(verdict.field, outcome, verdict.highlevel, verdict.fattura24, reason)


def rebase(
    link: Link, highlevel: Contact, fattura24: Contact, mapping: FieldMapping, forced: frozenset[str] = frozenset()
) -> Link:
    """Move the base of every field that is equal on both sides, and of the ``forced`` ones as they are now.

    Forced are the fields of an undo: both values are taken as agreed, so that the next run does not redo them.
    """
    unequal = frozenset(r.field for r in differing(highlevel, fattura24, mapping)) - forced
    return rebase_equal(link, highlevel, fattura24, mapping, unequal)


def rebase_equal(
    link: Link, highlevel: Contact, fattura24: Contact, mapping: FieldMapping, unequal: Collection[str]
) -> Link:
    """Move the base of every mapped field but the ``unequal`` ones; the very same link where nothing moves."""
    base_h, base_g = link.base_highlevel, link.base_fattura24
    held = NAME_FIELDS if unequal and not set(NAME_FIELDS).isdisjoint(unequal) and _crossed(link) else ()
    now_h, now_g = mapping.texts_of(highlevel), mapping.texts_of(fattura24)
    for name in (*unequal, *held):
        now_h.pop(name, None)
        now_g.pop(name, None)
    # by the items of both: a base that is kept packed is then unpacked once
    if now_h.items() <= base_h.items() and now_g.items() <= base_g.items():
        return link
    base_h, base_g = {**base_h, **now_h}, {**base_g, **now_g}
    return Link(link.id, link.highlevel_id, link.fattura24_id, base_h, base_g, link.confirmed)
