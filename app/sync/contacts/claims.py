"""One tax code makes one customer: SaveCustomer would take a second create for a change of the first."""

from __future__ import annotations

from dataclasses import replace

from app.sync.contacts.asking import claimed
from app.sync.plan.model import Action, Choice, Kind, Plan, Side

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
