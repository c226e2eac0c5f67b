"""What must always hold, checked while the engine works; each raises AssertionError with the promise's number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.records.compare import same, same_person
from app.records.contact import PERSON_FIELDS, Contact
from app.services.api.runs import RunResult
from app.services.sync.snapshot import origins_of
from app.store import StoredLink
from app.sync.contacts.linked import ORIGIN
from app.sync.contacts.merge import unit_of
from app.sync.plan.model import Action, Kind, Plan, RecordType, Side

if TYPE_CHECKING:
    from tests.engine.machine import Machine
    from tests.engine.memory_highlevel import Write

WINDOWS = ((60.0, 30), (3600.0, 200), (86_400.0, 500))
"""Fattura24's limits (reference: Fattura24 1.8)."""


def base_moves(machine: Machine, before: Mapping[str, StoredLink]) -> None:
    """I3: a base moves only to values that are equal on both sides (an undo may agree on a difference)."""
    undoing = any(r.undoes for r in machine.store.journal.runs(3))
    for link in machine.store.links.all():
        old = before.get(link.id)
        for name, value in link.base_highlevel.items():
            other = link.base_fattura24.get(name)
            assert other is not None, f"I3: only one half of the base of {name} moved"
            if old is not None and (old.base_highlevel.get(name), old.base_fattura24.get(name)) == (value, other):
                continue
            if not undoing and name not in PERSON_FIELDS:
                assert same(name, value, other), f"I3: the base of {name} moved to {value!r} and {other!r}"
        if not undoing and (old is None or old.base_highlevel != link.base_highlevel):
            h, f = Contact().with_values(link.base_highlevel), Contact().with_values(link.base_fattura24)
            if "first_name" in link.base_highlevel and "last_name" in link.base_highlevel:
                assert same_person(h.first_name, h.last_name, f.first_name, f.last_name), "I3: names differ in the base"


def budget_kept(machine: Machine) -> None:
    """I7: Fattura24 never got more calls than any of its windows allows, and refused none for a limit."""
    calls = machine.fattura24.calls
    for seconds, limit in WINDOWS:
        for n, moment in enumerate(calls):
            inside = sum(moment - seconds < other <= moment for other in calls[: n + 1])
            assert inside <= limit, f"I7: {inside} calls within {seconds:.0f} s"
    assert not machine.fattura24.refused, "I7: Fattura24 refused a call for its limit"


def one_create_each(machine: Machine) -> None:
    """I6: no customer has two contacts made for it, no contact two customers.

    A contact that was let go by an undo while HighLevel must not be written keeps the key; by then it is declared to be
    somebody else, and the customer may get another contact.
    """
    twice = [k for k, n in machine.origins(without=_apart(machine)).items() if n > 1]
    assert not twice, f"I6: two contacts carry the key {twice}"
    codes = Counter(c.vat_code or c.fiscal_code for c in machine.customers.customers.values())
    typed = machine.typed_codes
    twins = [c for c, n in codes.items() if c and n > max(1, typed[c])]
    assert not twins, f"I6: Fattura24 holds a tax code twice: {twins}"
    many = {s: n for s, n in machine.made_for.items() if n > 1}
    assert not many, f"I6: more than one customer made for one contact: {many}"


def _apart(machine: Machine) -> set[tuple[str, str]]:
    """Return the contacts that were declared not to be a customer, each with the customer's keys."""
    keys = {c.id: origins_of(c) for c in machine.store.mirror.all()}
    said = (key.split("|") for key in machine.store.decisions.all() if key.startswith("apart|"))
    return {(contact, key) for _, contact, customer in said for key in keys.get(customer, ())}


def plan_is_careful(machine: Machine, plan: Plan) -> None:
    """I4 and I10: nothing is removed by itself, and nothing is meant for a side that must not be written."""
    if plan.undoes:
        return
    removing = [a for a in plan.actions if a.kind in (Kind.DELETE, Kind.UNLINK) and a.effective and not a.choices]
    assert not removing, "I4: a plan removes by itself"
    for side in machine.read_only():
        assert not [a for a in plan.actions if a.effective and _written(a) is side], "I10: planned for a read-only side"


def _written(action: Action) -> Side | None:
    return action.side if action.record is RecordType.CUSTOM_FIELD else action.writes_to


def overwrites_only_what_it_may(machine: Machine, plan: Plan, operation: Any) -> None:
    """I5: what is about to be overwritten equalled its base, was blank, or a person or their rule chose; and the
    journal keeps it for the undo."""
    link = machine.store.links.get(operation.link)
    side = Side(operation.side)
    base = (link.base_highlevel if side is Side.HIGHLEVEL else link.base_fattura24) if link else {}
    chosen = [plan.action(i) for i in operation.actions]
    free = bool(plan.undoes) or any(a.decision for a in chosen)
    units = {unit_of(r.field) for r in machine.service.mapping() if r.conflict != "ask"}
    ruled = {n for n in operation.goal if unit_of(n) in units} | machine.decided
    for name in operation.goal:
        assert name in operation.before, f"I5: {name} is overwritten and not kept for the undo"
        old = operation.before[name]
        if name == ORIGIN or not old or free or name in ruled or name in PERSON_FIELDS:
            continue
        assert name in base, f"I5: {name} without a base would be overwritten"
        assert same(name, old, base[name]), f"I5: {name} changed since the base and would be overwritten"


def only_what_was_agreed(
    machine: Machine, plan: Plan, contacts: Sequence[Write], customers: Sequence[Write], result: RunResult | None
) -> None:
    """I8, I10 and I12: each write belongs to an action that was agreed to, nothing else of a record moved, and no
    read-only side was written."""
    agreed = [a for a in plan.actions if a.effective]
    _highlevel(machine, plan, agreed, contacts)
    _fattura24(agreed, customers)
    for side, written in ((Side.HIGHLEVEL, contacts), (Side.FATTURA24, customers)):
        assert not (written and side in machine.read_only()), f"I10: {side.value} is read-only and was written"
    if result is not None:
        told = result.applied + result.failed + result.stale + result.deferred
        assert told <= len(agreed), f"I8: {told} actions accounted for, {len(agreed)} agreed to"


def _highlevel(machine: Machine, plan: Plan, agreed: Sequence[Action], writes: Sequence[Write]) -> None:
    rules = {r.field: f"custom:{r.custom_field}" if r.custom_field else r.highlevel for r in machine.service.mapping()}
    updates: dict[str, set[str]] = {}
    for action in agreed:
        if action.writes_to is Side.HIGHLEVEL and action.kind in (Kind.UPDATE, Kind.CONFLICT):
            updates.setdefault(action.target_id, set()).update(f.name for f in action.fields)
        if action.writes_to is Side.FATTURA24:
            updates.setdefault(action.source_id, set()).add(ORIGIN)  # the key of a customer that was made
    creates = sum(a.writes_to is Side.HIGHLEVEL and (a.kind is Kind.CREATE or a.decision == "new") for a in agreed)
    deletes = {a.target_id for a in agreed if a.kind is Kind.DELETE}
    assert sum(w.kind == "create" for w in writes) <= creates, "I8: a contact nobody agreed to"
    per_record = Counter(w.id for w in writes if w.kind == "update")
    for write in writes:
        if write.kind == "delete":
            assert write.id in deletes, "I8: a contact was deleted that nobody agreed to delete"
        if write.kind != "update":
            continue
        assert write.id in updates, "I8: a contact was changed that nobody agreed to change"
        allowed = {rules.get(n, "custom:Fattura24 ID") for n in updates[write.id]} | {"phone"}
        moved = set(write.changed)
        assert moved <= allowed, f"I12: {sorted(moved - allowed)} moved, agreed was {sorted(allowed)}"
    assert not per_record or max(per_record.values()) <= 2, "I8: more than one write and one mark for a contact"


def _fattura24(agreed: Sequence[Action], writes: Sequence[Write]) -> None:
    spending = [a for a in agreed if a.writes_to is Side.FATTURA24]
    assert len(writes) <= 2 * len(spending), "I8: calls to Fattura24 that nobody agreed to"
    sent = {"name"}
    from tests.engine.machine import FATTURA24_NAMES

    for action in spending:
        sent |= {FATTURA24_NAMES.get(f.name, "name") for f in action.fields}
    sent |= {"vat_code", "fiscal_code", "mobile"}
    for write in writes:
        if write.kind == "update":
            moved = set(write.changed)
            assert moved <= sent, f"I12: {sorted(moved - sent)} moved in Fattura24"
