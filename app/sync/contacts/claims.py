"""What only one answer of a plan may have: a tax code (SaveCustomer would take a second create for a change of the
first), and a record (it is the same as one of the other side, never as two)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.sync.contacts.asking import claimed
from app.sync.plan.model import Action, Choice, Kind, Plan, RecordType, Side

_NEW, _KEEP = Choice.NEW.value, Choice.KEEP.value


def settle_claims(plan: Plan) -> Plan:
    """Offer ``new`` only where no other action of the plan makes a customer of the same tax code.

    The first that was decided to be new has it; whoever decides otherwise gives it back to the others.
    """
    asked = [a for a in plan.actions if a.codes]
    if not asked:
        return plan
    taken: dict[str, str] = {}
    for action in plan.actions:
        for code in _claims(action):
            taken.setdefault(code, action.id)
    changed = []
    for action in asked:
        lost = any(taken.get(code, action.id) != action.id for code in action.codes)
        wanted, other = (_KEEP, _NEW) if lost else (_NEW, _KEEP)
        if other in action.choices:
            choices = tuple(wanted if c == other else c for c in action.choices)
            decision = "" if action.decision == other else action.decision
            changed.append(replace(action, choices=choices, decision=decision))
    return plan.with_actions(changed) if changed else plan


def _claims(action: Action) -> tuple[str, ...]:
    if action.side is not Side.FATTURA24 or not action.effective:
        return ()
    if action.codes:
        return action.codes if action.decision == _NEW else ()
    # a create that nobody had to decide shares no code with a question
    if action.kind is Kind.CREATE and action.reason.key == "decided":
        sent = {f.name: f.after for f in action.fields}
        return claimed(action.source_id, sent, sent.get("country", ""))
    return ()


def joined_pair(action: Action) -> tuple[str, str] | None:
    """Return the contact and the customer that a person's answer joins (HighLevel's id, Fattura24's), or None."""
    chosen = action.linked_to
    if not chosen or not action.source_id or action.record is not RecordType.CONTACT or not action.effective:
        return None
    return (chosen, action.source_id) if action.side is Side.HIGHLEVEL else (action.source_id, chosen)


def chosen_twice(actions: Iterable[Action]) -> tuple[Action, Action] | None:
    """Return the first two answers that join one record to two different ones of the other side, or None."""
    partners: dict[tuple[Side, str], tuple[str, Action]] = {}
    for action in actions:
        pair = joined_pair(action)
        if pair is None:
            continue
        contact, customer = pair
        for side, end, other in ((Side.HIGHLEVEL, contact, customer), (Side.FATTURA24, customer, contact)):
            known, by = partners.setdefault((side, end), (other, action))
            if known != other:
                return by, action
    return None
