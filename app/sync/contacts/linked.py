"""Plan what happens to two records that belong together."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from app.records.compare import match_key
from app.records.contact import ADDRESS_FIELDS, IDENTITY_FIELDS, PERSON_FIELDS, Contact
from app.records.sent import NAME_FIELDS, sent_value
from app.records.text.words import words
from app.sync.contacts.evidence import unsendable
from app.sync.contacts.keys import KeyIndex, shared_by_many
from app.sync.contacts.mapping import ORIGIN_FIELD, FieldRule
from app.sync.contacts.merge import BLANK_KEPT, ONE_NAME_ONLY, FieldMerge, Outcome, merge_differing, unit_of
from app.sync.contacts.origins import unmarked
from app.sync.contacts.policy import (
    PlanInput,
    changes_digest,
    conflict_digest,
    conflict_key,
    gone_key,
    note_key,
    unmarked_key,
)
from app.sync.plan.model import Action, Choice, FieldChange, Kind, Link, Reason, Record, RecordType, Side
from app.sync.plan.parts import CUT

ORIGIN = "fattura24_id"
"""Name of the pseudo field in which HighLevel keeps Fattura24's key (custom field "Fattura24 ID")."""

assert ORIGIN_FIELD == "Fattura24 ID"

_HANDED = {"handed": "handed_over", "missing": "handover_missing"}
_OF_ONE_EXPORT = "code_unusual"
"""The reason that comes and goes with how an export writes codes."""

SEEN_CHOICE = (Choice.SEEN.value,)
"""The one answer to a remark."""

_CONFLICT_CHOICES = (Choice.HIGHLEVEL.value, Choice.FATTURA24.value, Choice.SKIP.value)


def plan_linked(
    link: Link,
    highlevel: Record | None,
    fattura24: Record | None,
    given: PlanInput,
    contacts: KeyIndex,
    customers: KeyIndex,
    unequal: Sequence[FieldRule],
) -> tuple[list[Action], bool]:
    """Return the actions for one link: updates of either side, conflicts, or what to do when a record is gone; and
    whether the two differ in anything that none of these is about, because it is left alone on purpose.

    ``contacts`` are all of HighLevel's: it refuses a second one with the same e-mail or phone. ``customers`` are all of
    Fattura24's: a key that another of them answers to says nothing of this one. ``unequal`` are the fields in which the
    two records differ (see `differing`).
    """
    if not link.confirmed or highlevel is None or fattura24 is None:
        found = (_gone if link.confirmed else _unconfirmed)(link, highlevel, fattura24, given)
        return found, not found
    missing = origin_missing(highlevel, fattura24, customers) and not given.decisions.about(unmarked_key(link.id))
    if not unequal and not missing and link.id not in given.handed:
        return [], False

    def decide(unit: str, values: tuple[tuple[str, str, str], ...]) -> str:
        return given.decisions.about(conflict_key(link.id, unit), conflict_digest(values, link))

    verdicts = merge_differing(unequal, highlevel.contact, fattura24.contact, link, given.mapping, decide)
    title = fattura24.contact.title or highlevel.contact.title
    actions = _conflicts(link, title, highlevel, fattura24, verdicts)
    for side, record, source in ((Side.HIGHLEVEL, highlevel, fattura24), (Side.FATTURA24, fattura24, highlevel)):
        mark = missing and side is Side.HIGHLEVEL
        found = _update(link, title, side, record, source, verdicts, given, contacts, customers, mark)
        if side is Side.FATTURA24 and link.id in given.handed:
            found = _handed(link, found, given)
        actions += found
    actions += _blanks_kept(link, title, highlevel, fattura24, verdicts, given)
    told = {change.name for action in actions for change in action.fields}
    return actions, any(v.field not in told and v.reason != ONE_NAME_ONLY for v in verdicts)


def _blanks_kept(
    link: Link, title: str, highlevel: Record, fattura24: Record, verdicts: list[FieldMerge], given: PlanInput
) -> list[Action]:
    """Point out what was cleared on one side and stays on the other, until a person has seen it."""
    notes: list[Action] = []
    for side, record, source in ((Side.HIGHLEVEL, highlevel, fattura24), (Side.FATTURA24, fattura24, highlevel)):
        kept = tuple(
            FieldChange(v.field, value_of(record, v.field), "")
            for v in verdicts
            if v.reason == BLANK_KEPT and value_of(record, v.field)
        )
        seen = given.decisions.about(note_key(link.id, BLANK_KEPT), changes_digest(kept))
        if kept and not seen and side not in given.policy.read_only:
            notes.append(_note(link, title, side, record, source, kept, BLANK_KEPT))
    return notes


def _note(
    link: Link, title: str, side: Side, record: Record, source: Record, fields: tuple[FieldChange, ...], why: str
) -> Action:
    return Action(
        "",
        Kind.UPDATE,
        side,
        RecordType.CONTACT,
        title,
        link=link.id,
        fields=fields,
        reason=Reason(why),
        target_id=record.id,
        source_id=source.id,
        choices=SEEN_CHOICE,
        note=True,
    )


def value_of(record: Record, field: str) -> str:
    """Return a field of a record as text, the origin key's pseudo field included."""
    return ", ".join(record.origins) if field == ORIGIN else record.contact.get(field)


def origin_missing(highlevel: Record, fattura24: Record, customers: KeyIndex) -> bool:
    """Tell whether the HighLevel contact is to be given a key of its Fattura24 customer.

    Fattura24 gives the code of a deleted customer out again: what another customer answers to is no key of this one.
    """
    mine = fattura24.origins
    for key in highlevel.origins:
        if key in mine:
            return False
    return unmarked((key for key in highlevel.origins if not customers.with_key("origin", key)), mine)


def moment_of(record: Record) -> dict[str, str]:
    """Return as a reason's parameter ``at`` when a record was last edited (HighLevel) or seen (Fattura24 tells no
    more), as whole epoch seconds; nothing where it is not known."""
    at = record.updated_at if record.side is Side.HIGHLEVEL else record.seen_at
    return {"at": f"{at:.0f}"} if at else {}


def _conflicts(
    link: Link, title: str, highlevel: Record, fattura24: Record, verdicts: list[FieldMerge]
) -> list[Action]:
    units: dict[str, list[FieldMerge]] = {}
    for v in verdicts:
        if v.outcome is Outcome.CONFLICT:
            units.setdefault(unit_of(v.field), []).append(v)
    if not units:
        return []
    moments = {f"{r.side.value}_at": at for r in (highlevel, fattura24) if (at := moment_of(r).get("at"))}
    return [
        Action(
            "",
            Kind.CONFLICT,
            Side.HIGHLEVEL,
            RecordType.CONTACT,
            title,
            link=link.id,
            fields=tuple(
                FieldChange(m.field, m.highlevel, m.fattura24, beside=_beside(fattura24, m.field)) for m in members
            ),
            reason=Reason(members[0].reason, moments),
            target_id=highlevel.id,
            source_id=link.fattura24_id,
            choices=_CONFLICT_CHOICES,
        )
        for members in units.values()
    ]


def _update(
    link: Link,
    title: str,
    side: Side,
    record: Record,
    source: Record,
    verdicts: list[FieldMerge],
    given: PlanInput,
    contacts: KeyIndex,
    customers: KeyIndex,
    mark: bool,
) -> list[Action]:
    """Return what one side gets; ``mark`` says that Fattura24's key is among it."""
    if side in given.policy.read_only:
        return []
    changes: list[FieldChange] = []
    reasons: list[str] = []
    for v in verdicts:
        if v.outcome.target is side:
            before, after = (v.highlevel, v.fattura24) if side is Side.HIGHLEVEL else (v.fattura24, v.highlevel)
            why = v.reason
            if side is Side.FATTURA24 and (cut := sent_value(v.field, after)) != after:
                after, why = cut, CUT
            beside = _beside(record, v.field) if side is Side.FATTURA24 else ""
            changes.append(FieldChange(v.field, before, after, why, beside))
            reasons.append(v.reason)
    notes: list[Action] = []
    if changes:
        changes, notes = _storable(link, title, side, record, source, changes, given, contacts, customers)
    if mark:
        changes.append(FieldChange(ORIGIN, ", ".join(record.origins), source.origins[0], "origin_key"))
        reasons.append("origin_key")
    if not changes:
        return notes
    return [
        *notes,
        Action(
            "",
            Kind.UPDATE,
            side,
            RecordType.CONTACT,
            title,
            link=link.id,
            fields=tuple(changes),
            reason=Reason(_main_reason(reasons), moment_of(source)),
            target_id=record.id,
            source_id=source.id,
        ),
    ]


def _beside(customer: Record, field: str) -> str:
    """Return what stands in a customer's cell behind its first value."""
    return "; ".join(value for name, value in customer.further if name == field)


def _main_reason(reasons: list[str]) -> str:
    named = [r for r in dict.fromkeys(reasons) if r != "origin_key"]
    if not named:
        return "origin_key"
    return named[0] if len(named) == 1 else "several_reasons"


def _storable(
    link: Link,
    title: str,
    side: Side,
    record: Record,
    source: Record,
    changes: list[FieldChange],
    given: PlanInput,
    contacts: KeyIndex,
    customers: KeyIndex,
) -> tuple[list[FieldChange], list[Action]]:
    """Part the changes that a service can take from those only its owner can make, field by field."""
    kept: list[FieldChange] = []
    refused: dict[str, list[FieldChange]] = {}
    shared = shared_by_many(source, (customers,)) if side is Side.HIGHLEVEL else {}
    whys = {change.name: _refusal(side, record, source, change, given, contacts, shared) for change in changes}
    # an address that cannot go over as a whole does not go at all: half of one and half of another is wrong
    parts = [why for name, why in whys.items() if why and name in ADDRESS_FIELDS]
    # that a code is written oddly is of one export only: told first, it would be another remark than the last one
    torn = next((why for why in parts if why != _OF_ONE_EXPORT), next(iter(parts), ""))
    for change in changes:
        why = torn if change.name in ADDRESS_FIELDS else whys[change.name]
        if why:
            refused.setdefault(why, []).append(change)
        else:
            kept.append(change)
    notes: list[Action] = []
    for why, blocked in refused.items():
        key = note_key(link.id, why)
        told = _as_agreed(blocked, side, record.contact, link)
        if given.decisions.about(key, changes_digest(told)):
            continue  # seen before with the same values: not the same remark again and again
        note = _note(link, title, side, record, source, told, why)
        holder = _holder(why, record, told, contacts if side is Side.HIGHLEVEL else customers)
        notes.append(replace(note, reason=Reason(why, {"holder": holder})) if holder else note)
    return kept, notes


def _holder(why: str, record: Record, changes: Sequence[FieldChange], own: KeyIndex) -> str:
    """Return what the record of the same side is called because of which a value cannot go over, or blank."""
    if why == "held_by_another":
        found = (own.held_by_another(record.id, c.name, c.after) for c in changes)
    elif why == "identity_shared":
        keys = ((c.name, match_key(c.name, c.after)) for c in changes)
        found = (
            i
            for name, key in keys
            if name in IDENTITY_FIELDS
            for i in sorted(own.with_key(name, key))
            if i != record.id
        )
    else:
        return ""
    holder = next((i for i in found if i), "")
    return own.records[holder].contact.full_title if holder else ""


def _as_agreed(changes: Sequence[FieldChange], side: Side, held: Contact, link: Link) -> tuple[FieldChange, ...]:
    """Return what a remark tells, with the name that a customer still bears parted as when both were last equal.

    Fattura24's one name does not say how it is parted, and the next export would: the remark must not change for that.
    """
    was = Contact().with_values({n: link.base_highlevel.get(n, "") for n in NAME_FIELDS})
    one = sorted(words(was.person))
    if side is not Side.FATTURA24 or was.company or held.company or not one or one != sorted(words(held.person)):
        return tuple(changes)
    return tuple(replace(c, before=was.get(c.name)) if c.name in PERSON_FIELDS else c for c in changes)


def _refusal(
    side: Side,
    record: Record,
    source: Record,
    change: FieldChange,
    given: PlanInput,
    contacts: KeyIndex,
    shared: Container[str],
) -> str:
    """Say why a service cannot take a value (a key under ``reasons``), or blank; ``shared`` are the fields whose value
    many customers have, and HighLevel would take it once."""
    unusable = unsendable(side, change.name, change.after, source.contact)
    if unusable:
        return unusable
    if side is Side.FATTURA24:
        return given.update_blocker(record, {change.name: change.after})
    if contacts.held_by_another(record.id, change.name, change.after):
        return "held_by_another"
    return "shared_by_many" if change.name in shared else ""


def _gone(link: Link, highlevel: Record | None, fattura24: Record | None, given: PlanInput) -> list[Action]:
    """Propose what to do about a link of which one record vanished; nothing happens until a person decides."""
    missing = Side.HIGHLEVEL if highlevel is None else Side.FATTURA24
    state = given.highlevel if missing is Side.HIGHLEVEL else given.fattura24
    left = fattura24 if highlevel is None else highlevel
    decided = given.decisions.about(gone_key(link.id))
    if left is None or not state.complete or decided == Choice.SKIP:
        return []
    return [
        Action(
            "",
            Kind.UNLINK,
            missing,
            RecordType.CONTACT,
            left.contact.title,
            link=link.id,
            reason=Reason(f"gone_from_{missing.value}"),
            target_id=link.record_id(missing),
            source_id=left.id,
            choices=_CONFLICT_CHOICES,
            decision=decided,  # taken with a plan that never came to be applied
        )
    ]


def _handed(link: Link, updates: list[Action], given: PlanInput) -> list[Action]:
    """Say once, in place of an update, that the owner loads it into Fattura24 as a file."""
    reason = _HANDED[given.handed[link.id]]
    if given.decisions.about(note_key(link.id, reason)):
        return [a for a in updates if a.note]
    return [replace(a, reason=Reason(reason), choices=SEEN_CHOICE, note=True) if not a.note else a for a in updates]


def _unconfirmed(link: Link, highlevel: Record | None, fattura24: Record | None, given: PlanInput) -> list[Action]:
    """Remind once of a customer whose create had no answer or was handed over: sent again, it could become two."""
    record = highlevel or fattura24
    reason = _HANDED.get(given.handed.get(link.id, ""), "unconfirmed_create")
    note = "unconfirmed" if reason == "unconfirmed_create" else reason
    if record is None or given.decisions.about(note_key(link.id, note)):
        return []
    return [
        Action(
            "",
            Kind.CREATE,
            Side.FATTURA24,
            RecordType.CONTACT,
            record.contact.title,
            link=link.id,
            reason=Reason(reason),
            source_id=link.highlevel_id,
            choices=SEEN_CHOICE,
            note=True,
        )
    ]
