"""What must stop a run until a person has confirmed it by typing."""

from __future__ import annotations

from collections.abc import Collection, Sized
from typing import Protocol

from app.sync.plan.model import Kind, Link, Plan, RecordType, Side

FIRST_RUN = "first_run"
MAPPING_CHANGED = "mapping_changed"
SIDE_EMPTY = "side_empty"
MANY_REMOVED = "many_removed"
NEARLY_ALL_CHANGED = "nearly_all_changed"
MANY_TASKS = "many_tasks"
PLAN_OLD = "plan_old"

ROUTINE = frozenset({FIRST_RUN, MAPPING_CHANGED, MANY_TASKS})
"""Guards that say "look well", not "something is wrong": confirming the shown plan confirms them."""

PLAN_LIFETIME = 3600.0
"""Seconds after which a plan is too old to be applied without another look."""

# looked at for each of very many actions; in Python 3.11 naming a member costs as much as a call
_UPDATE, _TASK = Kind.UPDATE, RecordType.TASK
_REMOVING = frozenset({Kind.DELETE, Kind.UNLINK})
_REMOVED_SHARE, _REMOVED_FEW = 0.10, 5
_CHANGED_SHARE, _CHANGED_FEW = 0.80, 20
_EMPTY_BEFORE = 5
_TASKS_FEW = 20


class SideCount(Protocol):
    """One side: its records now, and how many there were before."""

    @property
    def records(self) -> Sized: ...
    @property
    def before(self) -> int: ...


class Given(Protocol):
    """What the guards ask of the planner's input (`app.sync.contacts.policy.PlanInput`)."""

    @property
    def synced_before(self) -> bool: ...
    @property
    def last_mapping(self) -> str: ...
    @property
    def highlevel(self) -> SideCount: ...
    @property
    def fattura24(self) -> SideCount: ...
    @property
    def links(self) -> Collection[Link]: ...
    @property
    def tasks_linked(self) -> int: ...


def raised(plan: Plan, given: Given) -> tuple[str, ...]:
    """Return the codes of the guards that a plan raises."""
    if not _something_is_written(plan) and plan.summary.nothing_to_do:
        return ()
    found: list[str] = []
    if not given.synced_before:
        found.append(FIRST_RUN)
    if given.last_mapping and given.last_mapping != plan.mapping_digest:
        found.append(MAPPING_CHANGED)
    if any(not s.records and s.before > _EMPTY_BEFORE for s in (given.highlevel, given.fattura24)):
        found.append(SIDE_EMPTY)
    links = len(given.links)
    removed = tasks_removed = tasks_made = 0
    effective = [action for action in plan.actions if action.effective]
    for action in effective:
        if action.record is _TASK:
            gone = any(f.name == "removed" and f.after for f in action.fields)
            tasks_removed += gone or action.kind is Kind.DELETE
            tasks_made += action.kind is Kind.CREATE and action.side is Side.HIGHLEVEL
        else:
            removed += action.kind in _REMOVING
    if _many(removed, links) or _many(tasks_removed, given.tasks_linked):
        found.append(MANY_REMOVED)
    if tasks_made > _TASKS_FEW:
        found.append(MANY_TASKS)
    for side in Side:
        updated = [a.link for a in effective if a.kind is _UPDATE and a.side is side]
        if not _nearly_all(len(updated), links):
            continue  # of 100,000 links not even their ids are gone through
        known = {link.id for link in given.links}
        if _nearly_all(sum(link in known for link in updated), links):
            found.append(NEARLY_ALL_CHANGED)
            break
    return tuple(found)


def _something_is_written(plan: Plan) -> bool:
    """Tell whether any action writes a record, as the first of them does as a rule: then nothing need be counted."""
    return any(a.effective and not a.linked_to and a.writes_to is not None for a in plan.actions)


def _nearly_all(changed: int, of: int) -> bool:
    return changed > _CHANGED_FEW and changed > _CHANGED_SHARE * of


def _many(removed: int, of: int) -> bool:
    return removed > _REMOVED_FEW and removed > _REMOVED_SHARE * max(of, 1)


def at_apply(plan: Plan, now: float) -> tuple[str, ...]:
    """Return the plan's guards, with the one that only time raises."""
    if now - plan.created_at > PLAN_LIFETIME and not plan.summary.nothing_to_do:
        return (*plan.guards, PLAN_OLD)
    return plan.guards
