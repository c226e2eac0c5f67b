"""What in a plan hangs on another of its actions: a task or note whose contact the same plan makes or links."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from app.sync.plan.model import Action, Choice, Kind, Plan, RecordType, Side


def joined(action: Action) -> str:
    """Return the customer (by the mirror's id) to whom an action gives a contact of HighLevel, or blank."""
    if action.record is not RecordType.CONTACT or not action.effective:
        return ""
    if action.linked_to:
        return action.source_id if action.side is Side.HIGHLEVEL else action.linked_to
    if action.kind is Kind.LINK:
        return action.source_id
    made = action.kind is Kind.CREATE or action.decision == Choice.NEW
    return action.source_id if made and action.writes_to is Side.HIGHLEVEL else ""


def added(plan: Plan, wanted: Iterable[Action]) -> Plan:
    """Return a plan with further actions at its end, numbered on from its own."""
    last = len(plan.actions)
    return replace(plan, actions=(*plan.actions, *(replace(a, id=f"A{n}") for n, a in enumerate(wanted, last + 1))))


def settled(plan: Plan, changed: Collection[str], wanted: Sequence[Action]) -> Plan:
    """Return a plan in which exactly ``wanted`` of what hangs on the ``changed`` actions (by their ids) can be carried
    out: the rest is held back, and what was not in the plan yet stands at its end."""
    want = {_same(a): a for a in wanted}
    there = [a for a in plan.actions if a.needs in changed]
    moved = [replace(a, blocked=_same(a) not in want) for a in there if a.blocked is (_same(a) in want)]
    known = {_same(a) for a in there}
    plan = plan.with_actions(moved) if moved else plan
    new = [a for key, a in want.items() if key not in known]
    return added(plan, new) if new else plan


def _same(action: Action) -> tuple[str, str, str]:
    return action.needs, action.record.value, action.source_id
