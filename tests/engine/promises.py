"""What must always hold, checked while the engine works; each raises AssertionError with the promise's number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.records.compare import same, same_person
from app.records.contact import ADDRESS_FIELDS, PERSON_FIELDS, Contact
from app.records.sent import same_one_name, same_when_sent
from app.services.api.runs import RunResult
from app.services.api.status import AgreementState
from app.services.sync.reading.snapshot import home_key, origins_of, to_link
from app.store import StoredLink
from app.sync.contacts.linked import ORIGIN
from app.sync.contacts.mapping import Direction
from app.sync.contacts.merge import ONE_NAME_ONLY, Outcome, merge, unit_of
from app.sync.plan.model import IN_THE_BOOK, Action, Kind, Plan, RecordType, Side
from app.sync.plan.operation import OperationState

if TYPE_CHECKING:
    from tests.engine.machine import Machine
    from tests.engine.memory_highlevel import Write

NAMES = ("company", *PERSON_FIELDS)
"""Fattura24 has one field for all of them: they are compared as a whole."""

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
            if not undoing and name not in NAMES:
                equal = same(name, value, other) or same_when_sent(name, value, other)
                assert equal, f"I3: the base of {name} moved to {value!r} and {other!r}"
        if not undoing and (old is None or old.base_highlevel != link.base_highlevel):
            h, f = Contact().with_values(link.base_highlevel), Contact().with_values(link.base_fattura24)
            if set(NAMES) <= link.base_highlevel.keys() and not same_one_name(h, f):
                assert same("company", h.company, f.company), "I3: the companies' names differ in the base"
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

    A contact keeps the key where an undo let it go while HighLevel must not be written or could not be (what an undo
    says it has taken off is off: `keys_taken_off`), and where nobody wrote the key in that run; by then it is declared
    to be somebody else, and the customer may get another contact. Or a person's swap has freed it and it is linked to
    another customer since: that one's key replaces the old one at the next sync (`keys_are_own`).
    """
    without = _apart(machine) | _displaced(machine) | _linked_to_another(machine)
    twice = [k for k, n in machine.origins(without=without).items() if n > 1]
    assert not twice, f"I6: two contacts carry the key {twice}"
    codes = Counter(c.vat_code or c.fiscal_code for c in machine.customers.customers.values())
    typed = machine.typed_codes
    twins = [c for c, n in codes.items() if c and n > max(1, typed[c])]
    assert not twins, f"I6: Fattura24 holds a tax code twice: {twins}"
    many = {s: n for s, n in machine.made_for.items() if n > 1}
    assert not many, f"I6: more than one customer made for one contact: {many}"


def keys_are_own(machine: Machine) -> None:
    """I6: once all is done, no linked contact carries the key of another customer."""
    if Side.HIGHLEVEL in machine.read_only():
        return
    strange = _linked_to_another(machine)
    left = [(i, machine.origin(i)) for i in machine.contacts.contacts if (i, machine.origin(i)) in strange]
    assert not left, f"I6: nothing is left to do, and contacts carry other customers' keys: {left}"


def _apart(machine: Machine) -> set[tuple[str, str]]:
    """Return the contacts that were declared not to be a customer, each with the customer's keys."""
    keys = {c.id: origins_of(c, home_key(machine.store)) for c in machine.store.mirror.all()}
    said = (key.split("|") for key in machine.store.decisions.all() if key.startswith("apart|"))
    return {(contact, key) for _, contact, customer in said for key in keys.get(customer, ())}


def _displaced(machine: Machine) -> set[tuple[str, str]]:
    """Return the contacts that a person's answer has parted from their customer, or left without one, with the keys
    they may still carry."""
    keys = [key for c in machine.store.mirror.all() for key in origins_of(c, home_key(machine.store))]
    said = (key.split("|") for key in machine.store.decisions.all() if key.startswith("alone|highlevel|"))
    return {(contact, key) for _, _, contact in said for key in keys}


def _linked_to_another(machine: Machine) -> set[tuple[str, str]]:
    """Return the linked contacts, each with the keys of all customers but its own."""
    home = home_key(machine.store)
    keys = {c.id: set(origins_of(c, home)) for c in machine.store.mirror.all()}
    everybody = set().union(*keys.values())
    return {
        (link.highlevel_id, key)
        for link in machine.store.links.all()
        for key in everybody - keys.get(link.fattura24_id, everybody)
    }


def keys_taken_off(machine: Machine, run: str) -> None:
    """I8: where the journal says that a key of Fattura24 was taken off a contact, it is off."""
    for operation in machine.store.journal.operations(run):
        if operation.goal.get(ORIGIN) == "" and operation.state == OperationState.DONE.value:
            left = machine.origin(operation.target_id)
            assert not left, f"I8: the undo says the key {left} of {operation.title} is off, and it is not"


def create_lands_on_nobody(machine: Machine, operation: Any) -> None:
    """I14: nobody whom the mirror knows answers to the tax codes of what is about to be created."""
    codes = {operation.goal.get(n, "") for n in ("vat_code", "fiscal_code")} - {""}
    for customer in machine.store.mirror.all():
        known = {customer.contact.vat_code, customer.contact.fiscal_code} - {""}
        assert customer.missing_since or not codes & known, f"I14: creating {operation.title} lands on {customer.id}"


def remarks_seen(machine: Machine) -> set[tuple[str, str]]:
    """Return the remarks that count as seen, each with the values that it was about."""
    found = machine.store.decisions.all()
    return {(key, value.get("digest", "")) for key, value in found.items() if key.startswith("note|")}


def only_a_person_acknowledges(machine: Machine) -> None:
    """I15: whatever Ponte24 does by itself, no remark counts as seen by it."""
    assert remarks_seen(machine) <= machine.seen, "I15: a remark went out of sight and nobody had seen it"


def in_step_is_true(machine: Machine) -> bool:
    """I15: "in step" is said only where every linked pair that is known here is equal and nothing waits. Returns
    whether it is said."""
    status = machine.service.status()
    if status.agreement.state is not AgreementState.IN_STEP:
        return False
    assert not status.waiting, "I15: in step, and something waits"
    snapshot, mapping = machine.service._snapshot(), machine.service.mapping()
    for link in machine.store.links.all():
        h, f = snapshot.record(Side.HIGHLEVEL, link.highlevel_id), snapshot.record(Side.FATTURA24, link.fattura24_id)
        assert h is not None and f is not None and link.confirmed, "I15: in step, and half of a pair is missing"
        left = [
            v.field
            for v in merge(h.contact, f.contact, to_link(link), mapping)
            if v.outcome is not Outcome.EQUAL and v.reason != ONE_NAME_ONLY
        ]
        assert not left, f"I15: in step, and {left} differ"
    return True


def no_older_statement(machine: Machine, content: bytes, at: float, act: Callable[[], None]) -> None:
    """I16: a file that was imported before and is saved again, after the book has changed, takes nothing back."""
    newest = max((then for kept, then in machine.exports if kept in machine.imported), default=0.0)
    changed = machine.fattura24.export() != content  # else it says what holds today, whatever it is
    old = content in machine.imported and changed and at > newest
    before = {c.id: c.contact for c in machine.store.mirror.all()} if old else {}
    act()
    for customer in machine.store.mirror.all():
        was = before.get(customer.id)
        if was is not None:
            moved = [n for n, v in customer.contact.items() if not same(n, v, was.get(n))]
            assert not moved, f"I16: an old file saved again has changed {moved}"


def whole_addresses(machine: Machine, plan: Plan, writes: Sequence[Write]) -> None:
    """I17: an address that was written into HighLevel is the customer's address as a whole, not parts of two."""
    if plan.undoes or machine.decided & set(ADDRESS_FIELDS):
        return
    rules = {r.field: r for r in machine.service.mapping()}
    if any(rules[n].direction is not Direction.BOTH or rules[n].conflict != "ask" for n in ADDRESS_FIELDS):
        return
    snapshot = machine.service._snapshot()
    for write in writes:
        link = machine.store.links.by_highlevel(write.id)
        moved = {n for n in ADDRESS_FIELDS if rules[n].highlevel in write.changed}
        if write.kind != "update" or link is None or not moved or write.id in machine.raced:
            continue
        customer = snapshot.record(Side.FATTURA24, link.fattura24_id)
        if customer is None or not all(customer.contact.get(n) for n in moved):
            continue
        for name in ADDRESS_FIELDS:
            said, now = customer.contact.get(name), write.after.get(rules[name].highlevel, "")
            assert not said or same(name, said, now or ""), f"I17: {name} is {now!r} beside an address with {said!r}"


def plan_is_careful(machine: Machine, plan: Plan) -> None:
    """I4 and I10: nothing is removed by itself, and nothing is meant for a side that must not be written."""
    if plan.undoes:
        return
    removing = [a for a in plan.actions if a.kind in (Kind.DELETE, Kind.UNLINK) and a.effective and not a.choices]
    assert not removing, "I4: a plan removes by itself"
    for side in machine.read_only():
        assert not [a for a in plan.actions if a.effective and _written(a) is side], "I10: planned for a read-only side"


def _written(action: Action) -> Side | None:
    if action.side is Side.FATTURA24 and action.record in IN_THE_BOOK:
        return None  # the agenda beside Fattura24's customers is Ponte24's own
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
    whole_addresses(machine, plan, contacts)
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
