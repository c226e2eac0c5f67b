"""What must stop a run until a person has confirmed it by typing."""

from __future__ import annotations

from collections.abc import Collection, Sized
from typing import Protocol

from app.sync.plan.model import Kind, Link, Plan, Side

FIRST_RUN = "first_run"
MAPPING_CHANGED = "mapping_changed"
SIDE_EMPTY = "side_empty"
MANY_REMOVED = "many_removed"
NEARLY_ALL_CHANGED = "nearly_all_changed"
PLAN_OLD = "plan_old"

ROUTINE = frozenset({FIRST_RUN, MAPPING_CHANGED})
"""Guards that say "look well", not "something is wrong": confirming the shown plan confirms them."""

PLAN_LIFETIME = 3600.0
"""Seconds after which a plan is too old to be applied without another look."""

_REMOVED_SHARE, _REMOVED_FEW = 0.10, 5
_CHANGED_SHARE, _CHANGED_FEW = 0.80, 20
_EMPTY_BEFORE = 5


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


def raised(plan: Plan, given: Given) -> tuple[str, ...]:
    """Return the codes of the guards that a plan raises."""
    if plan.summary.nothing_to_do:
        return ()
    found: list[str] = []
    if not given.synced_before:
        found.append(FIRST_RUN)
    if given.last_mapping and given.last_mapping != plan.mapping_digest:
        found.append(MAPPING_CHANGED)
    if any(not s.records and s.before > _EMPTY_BEFORE for s in (given.highlevel, given.fattura24)):
        found.append(SIDE_EMPTY)
    links = len(given.links)
    removed = sum(a.kind in (Kind.DELETE, Kind.UNLINK) and a.effective for a in plan.actions)
    if removed > _REMOVED_FEW and removed > _REMOVED_SHARE * max(links, 1):
        found.append(MANY_REMOVED)
    known = {link.id for link in given.links}
    for side in Side:
        changed = sum(
            a.kind is Kind.UPDATE and a.side is side and a.effective and a.link in known for a in plan.actions
        )
        if changed > _CHANGED_FEW and changed > _CHANGED_SHARE * links:
            found.append(NEARLY_ALL_CHANGED)
            break
    return tuple(found)


def at_apply(plan: Plan, now: float) -> tuple[str, ...]:
    """Return the plan's guards, with the one that only time raises."""
    if now - plan.created_at > PLAN_LIFETIME and not plan.summary.nothing_to_do:
        return (*plan.guards, PLAN_OLD)
    return plan.guards
