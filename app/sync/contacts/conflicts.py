"""Which actions of a plan ask whose value is right."""

from __future__ import annotations

from collections.abc import Sequence

from app.sync.contacts.merge import unit_of
from app.sync.plan.model import Action, Kind, Plan


def conflicts(plan: Plan, fields: Sequence[str] = ()) -> list[str]:
    """Return the ids of all conflicts of a plan that still wait, of some fields only if any are named."""
    units = {unit_of(name) for name in fields}
    return [
        a.id
        for a in plan.actions
        if is_field_conflict(a) and a.waits_for_person and (not units or unit_of(a.fields[0].name) in units)
    ]


def is_field_conflict(action: Action) -> bool:
    """Tell whether an action asks which side's values of a linked customer are right."""
    return action.kind is Kind.CONFLICT and bool(action.link)
