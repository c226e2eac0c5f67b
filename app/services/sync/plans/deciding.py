"""Decisions for more than one action: all conflicts at once, and always for a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from app.clock import Clock
from app.errors import UsageError
from app.services.settings.preferences import MAPPING, load_mapping
from app.services.sync.plans import plans
from app.store import Store
from app.sync.contacts.conflicts import is_field_conflict
from app.sync.contacts.mapping import ConflictRule
from app.sync.contacts.merge import unit_of
from app.sync.plan.model import Choice, Plan


def decide_always(store: Store, clock: Clock, plan_id: str, action_ids: Sequence[str], choice: str) -> Plan:
    """Make one side right for the fields of some conflicts from now on: in the mapping, and in all of the plan.

    An address and a name are decided as a whole. Nobody is asked to confirm the changed mapping again: this was it.
    Raises UsageError: unknown_plan, plan_closed, unknown_action, always_side, always_conflict; nothing is kept then.
    """
    if choice not in (Choice.HIGHLEVEL, Choice.FATTURA24):
        raise UsageError("always_side", choice=choice)
    plan, actions = plans.picked(store, plan_id, action_ids)
    other = next((a for a in actions if not is_field_conflict(a)), None)
    if other is not None:
        raise UsageError("always_conflict", action=other.id)
    units = {unit_of(a.fields[0].name) for a in actions}
    before = load_mapping(store)
    mapping = before
    for rule in before:
        if unit_of(rule.field) in units:
            mapping = mapping.with_rule(replace(rule, conflict=ConflictRule(choice)))
    same = [a for a in plan.actions if is_field_conflict(a) and unit_of(a.fields[0].name) in units]
    with store.transaction():
        store.settings.set(MAPPING, [asdict(rule) for rule in mapping])
        if store.settings.get("last_mapping", "") == before.digest:
            store.settings.set("last_mapping", mapping.digest)
        plans.save(store, replace(plan, mapping_digest=mapping.digest))
        return plans.decide(store, clock, plan_id, [a.id for a in same], choice)
