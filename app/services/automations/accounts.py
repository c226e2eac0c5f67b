"""Automations wait while an account that they need is refused, and go on once it answers: their events are kept."""

from __future__ import annotations

from app.automation.model import Automation, Cause, State
from app.automation.offer.operations import operation
from app.services.api.accounts import AccountState
from app.services.automations import definitions
from app.services.automations.local import pause
from app.store import Store
from app.sync.plan.model import Side

_OF_HIGHLEVEL = ("highlevel.", "appointment.")
"""How the triggers begin of which only HighLevel tells."""


def sides_of(automation: Automation) -> set[Side]:
    """Return the accounts that an automation needs: those that tell of its events and those that it writes to."""
    found = {Side.HIGHLEVEL} if automation.trigger.kind.startswith(_OF_HIGHLEVEL) else set()
    for step in automation.acting_steps():
        kind = operation(step.operation)
        found |= {Side(side) for side, number in (kind.requests if kind else {}).items() if number}
    return found


def refused(store: Store) -> set[Side]:
    """Return the accounts whose credentials were refused when they were last used."""
    kept = {side: store.settings.get(f"account.{side.value}") or {} for side in Side}
    return {side for side, told in kept.items() if told.get("state") == AccountState.REFUSED.value}


def follow(store: Store, now: float) -> None:
    """Pause the automations that need an account which is refused, each told once; let those go on whose accounts
    answer again."""
    lost = refused(store)
    for kept in store.automations.all():
        waits = kept.state == State.PAUSED and kept.cause == Cause.CREDENTIALS
        if not waits and (kept.state != State.ON or not lost):
            continue
        needs = sides_of(definitions.automation_of(kept)) & lost
        if waits and not needs:
            definitions.switch(store, kept, State.ON, now)
            store.activity.add(now, "info", "automation_resumed", {"name": kept.name})
        elif needs and not waits:
            pause(store, kept, Cause.CREDENTIALS, now)
