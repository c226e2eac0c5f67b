"""Stored plans: keep them, change their decisions, bring them back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.clock import Clock
from app.errors import UsageError
from app.services.calls.counting import calls_made
from app.services.settings.preferences import load_decisions
from app.services.sync.plans.agreement import decided
from app.services.sync.plans.plan_memory import HEADER, keep, last, load
from app.services.sync.plans.sharing import as_before
from app.services.sync.reading.snapshot import to_link
from app.services.work.planning import appointments_in, plan_awaiting
from app.store import Store
from app.sync.contacts import policy
from app.sync.contacts.claims import chosen_twice, settle_claims
from app.sync.contacts.merge import unit_of
from app.sync.contacts.planner import calls_of, refresh, spends_fattura24
from app.sync.contacts.policy import (
    NOTE_NAMES,
    Decisions,
    changes_digest,
    conflict_digest,
    conflict_key,
    gone_key,
    note_key,
    pair_key,
    record_key,
)
from app.sync.plan import awaiting
from app.sync.plan.guards import PLAN_LIFETIME
from app.sync.plan.model import LINK_PREFIX, Action, Choice, Kind, Plan, RecordType, Side

__all__ = ["decide", "held_key", "hold_back", "include", "interrupted", "load", "new_id", "open_plan", "picked", "save"]


def new_id() -> str:
    """Return a short id for a plan or a run."""
    return uuid.uuid4().hex[:12]


def save(store: Store, plan: Plan) -> None:
    """Keep a new plan; the open one before it is superseded."""
    header: dict[str, Any] = {name: getattr(plan, name) for name in HEADER}
    header |= {"guards": list(plan.guards), "calls": dict(plan.calls), "undoes_actions": list(plan.undoes_actions)}
    with store.transaction():
        actions = as_before(plan, *last(store))
        before = store.plans.latest("open")
        if before:
            store.plans.set_state(before, "superseded")
        revision = store.plans.save(plan.id, plan.created_at, header, actions)
    keep(store, plan, revision)


def open_plan(store: Store) -> Plan | None:
    """Return the newest plan that is open, if any."""
    plan_id = store.plans.latest("open")
    return load(store, plan_id)[0] if plan_id else None


def interrupted(store: Store) -> Plan | None:
    """Return the plan whose run was ended by a crash and not yet closed, if any."""
    for row in store.journal.runs(5):
        if row.state == "running":
            return load(store, row.plan)[0]
    return None


def to_go_on_with(store: Store) -> Plan | None:
    """Return the plan to go on with: one whose run was interrupted, else the newest open one."""
    crashed = interrupted(store)
    return crashed if crashed is not None else open_plan(store)


def decide(store: Store, clock: Clock, plan_id: str, action_ids: Sequence[str], choice: str) -> Plan:
    """Record a decision on some actions, for this plan and for later ones about the same values.

    Raises UsageError: unknown_plan, plan_closed, unknown_action, bad_choice, record_taken (one record would be the same
    as two others). Nothing is recorded then.
    """
    plan, actions = picked(store, plan_id, action_ids)
    changed: list[Action] = []
    with store.transaction():
        for action in actions:
            allowed = action.choices or (Choice.SKIP.value,)
            if choice and choice not in allowed:
                raise UsageError("bad_choice", action=action.id, choice=choice, choices=", ".join(allowed))
            _remember(store, action, choice)
            changed.append(replace(action, decision=choice, included=True))
        twice = chosen_twice(plan.with_actions(changed).actions) if choice.startswith(LINK_PREFIX) else None
        if twice is not None:
            raise UsageError("record_taken", title=twice[1].title, other=twice[0].title)
        return _changed(store, clock, plan, actions, changed)


def include(store: Store, clock: Clock, plan_id: str, action_ids: Sequence[str], included: bool) -> Plan:
    """Take actions into a plan or leave them out, of later ones too while they are the same. Raises UsageError."""
    plan, actions = picked(store, plan_id, action_ids)
    with store.transaction():
        if included:
            store.decisions.remove_many({held_key(a) for a in actions})
        else:
            store.decisions.put_many({held_key(a): {"choice": "held", "digest": _values(a)} for a in actions})
        return _changed(store, clock, plan, actions, [replace(a, included=included) for a in actions])


def hold_back(plan: Plan, decisions: Decisions) -> Plan:
    """Leave out of a new plan what a person left out of an earlier one, as long as it would write the same: a scheduled
    run must not do behind their back what they have just unticked."""
    if not decisions.any_held():
        return plan
    held = [
        replace(a, included=False)
        for a in plan.actions
        # nearly none is: the digest of what it would write is worked out for those only
        if a.included and decisions.about(key := held_key(a)) and decisions.about(key, _values(a)) == "held"
    ]
    return plan.with_actions(held) if held else plan


def held_key(action: Action) -> str:
    """Return under which key it is kept that an action was left out."""
    return policy.held_key(action.kind.value, action.side, action.link or action.source_id or action.title)


def _values(action: Action) -> str:
    # which time is free first changes by itself: it is the same appointment that was left out
    fields = (f for f in action.fields if action.record is not RecordType.APPOINTMENT or f.name != "start")
    return changes_digest(fields)


def picked(store: Store, plan_id: str, action_ids: Sequence[str]) -> tuple[Plan, list[Action]]:
    """Return an open plan and some of its actions. Raises UsageError: unknown_plan, plan_closed, unknown_action."""
    plan, state = load(store, plan_id)
    if state != "open":
        raise UsageError("plan_closed", plan=plan_id)
    by_id = {a.id: a for a in plan.actions}
    for action_id in action_ids:
        if action_id not in by_id:
            raise UsageError("unknown_action", action=action_id, plan=plan_id)
    return plan, [by_id[i] for i in action_ids]


def _changed(store: Store, clock: Clock, plan: Plan, before: Sequence[Action], changed: Sequence[Action]) -> Plan:
    new = _with_awaiting(store, clock, settle_claims(plan.with_actions(changed)), before, changed)
    if any(spends_fattura24(a) != spends_fattura24(b) for a, b in zip(before, changed, strict=True)):
        new = refresh(new, *_forecast_from(store, clock, plan))
    else:
        new = replace(new, calls=calls_of(new))
    # both keep the very same object for what does not change: a click on a big plan writes a row, not all of them
    written = {a.id: a.to_json() for a, was in zip(new.actions, plan.actions, strict=False) if a is not was}
    revision = store.plans.replace_actions(plan.id, written)
    if further := new.actions[len(plan.actions) :]:
        revision = store.plans.append_actions(plan.id, (a.to_json() for a in further))
    keep(store, new, revision)
    decided(store, changed)
    return new


def _with_awaiting(store: Store, clock: Clock, plan: Plan, before: Sequence[Action], changed: Sequence[Action]) -> Plan:
    """Let the tasks and notes of a customer follow what was decided about its contact: they come with it, or wait."""
    if plan.undoes:
        return plan  # its work comes with a later plan, as it does where two are linked by hand
    moved = {n.id: n for b, n in zip(before, changed, strict=True) if awaiting.joined(b) != awaiting.joined(n)}
    if not moved:
        return plan
    customers = {customer: a.id for a in moved.values() if (customer := awaiting.joined(a))}
    wanted = plan_awaiting(store, clock, customers, appointments_in(store, plan.actions))
    held = hold_back(Plan("", 0.0, tuple(wanted)), load_decisions(store)) if wanted else None
    return awaiting.settled(plan, moved.keys(), held.actions if held else ())


def _forecast_from(store: Store, clock: Clock, plan: Plan) -> tuple[list[float], float]:
    """Return the calls made and the moment from which to say anew what the limits defer.

    While the plan is fresh and nothing was sent since, that is the moment at which it was made: otherwise a click on
    one row would move the hour of all that wait by the minutes that a person has thought, and write all of them.
    """
    now = clock.now()
    calls = calls_made(store, now)
    if now - plan.created_at > PLAN_LIFETIME or any(at > plan.created_at for at in calls):
        return calls, now
    return calls_made(store, plan.created_at), plan.created_at


def _remember(store: Store, action: Action, choice: str) -> None:
    """Keep a decision so that the same question is not asked again; taking it back forgets it."""
    key, digest = _key(store, action)
    if not key:
        return
    # a question left open is left open from its other end, too, or the next check would ask it the other way round
    free = [c for c in action.candidates if f"{LINK_PREFIX}{c.id}" in action.choices and not c.replaces]
    others = [record_key(action.side, c.id) for c in free]
    for taken_back in (key, *others):
        store.decisions.remove(taken_back)
    if not choice:
        return
    store.decisions.put(key, {"choice": choice, "digest": digest})
    if choice == Choice.SKIP:
        for other in others:
            store.decisions.put(other, {"choice": choice, "digest": ""})
    if choice in (Choice.NEW, Choice.KEEP) and action.kind is Kind.CONFLICT:
        for candidate in action.candidates:
            if candidate.side not in (None, action.side):
                continue  # one of its own side
            pair = (action.source_id, candidate.id)
            if action.side is Side.HIGHLEVEL:
                pair = (candidate.id, action.source_id)
            store.decisions.put(pair_key(*pair), {"choice": "apart"})


def _key(store: Store, action: Action) -> tuple[str, str]:
    """Return under which key, and about which values, a decision on an action is kept (blank: only in the plan)."""
    if action.note:
        name = NOTE_NAMES.get(action.reason.key, action.reason.key)
        return note_key(action.link or action.source_id, name), _values(action)
    if action.kind is Kind.UNLINK and action.link:
        return gone_key(action.link), ""
    if action.kind is Kind.CONFLICT and action.link:
        stored = store.links.get(action.link)
        values = [(f.name, f.before, f.after) for f in action.fields]
        digest = conflict_digest(values, to_link(stored) if stored else None)
        return conflict_key(action.link, unit_of(action.fields[0].name)), digest
    if action.kind in (Kind.CONFLICT, Kind.CREATE) and action.source_id:
        return record_key(action.side.other, action.source_id), ""
    return "", ""
