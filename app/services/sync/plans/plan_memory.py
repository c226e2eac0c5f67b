"""The plan last used stays in memory: a click on one of 100,000 rows must not read all of them anew.

Whether it is still the plan that is stored is asked of the store each time, so that what another program of the same
home has changed is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from app.errors import UsageError
from app.sync.plan.model import Action, Plan

if TYPE_CHECKING:
    from app.store import Store


@dataclass(slots=True)
class _Kept:
    plan: Plan
    revision: str
    waiting: int = -1
    """How many actions wait for a person; counted when it is first asked for."""

    def holds(self, plan_id: str, revision: str) -> bool:
        return self.plan.id == plan_id and bool(revision) and self.revision == revision


HEADER = ("id", "created_at", "unchanged", "mapping_digest", "mirror_seen_at", "undoes", "apart")
"""The parts of a plan that are kept as they are."""

_kept: WeakKeyDictionary[Store, _Kept] = WeakKeyDictionary()


def keep(store: Store, plan: Plan, revision: str) -> None:
    """Remember a plan that was just stored, in place of the one before. A write that is taken back may be remembered:
    its revision never comes again."""
    _kept[store] = _Kept(plan, revision)


def last(store: Store) -> tuple[Sequence[Action], Sequence[int]]:
    """Return the actions of the plan last used and their bodies as they are kept (see `Plans.bodies`); nothing where
    another program has changed it since."""
    kept = _kept.get(store)
    if kept is None:
        return (), ()
    revision, bodies = store.plans.bodies(kept.plan.id)
    return (kept.plan.actions, bodies) if kept.holds(kept.plan.id, revision) else ((), ())


def waiting(store: Store, plan_id: str) -> int:
    """Return how many actions of a plan wait for a person; 0 for a plan that there is not."""
    standing, kept = store.plans.standing(plan_id) if plan_id else None, _kept.get(store)
    if standing is None:
        return 0
    if kept is None or not kept.holds(plan_id, standing[1]):
        return store.plans.undecided(plan_id)
    if kept.waiting < 0:
        kept.waiting = kept.plan.waiting
    return kept.waiting


def load(store: Store, plan_id: str) -> tuple[Plan, str]:
    """Return a stored plan and its state. Raises UsageError (unknown_plan)."""
    standing, kept = store.plans.standing(plan_id), _kept.get(store)
    if standing is None:
        raise UsageError("unknown_plan", plan=plan_id)
    state, revision = standing
    if kept is not None and kept.holds(plan_id, revision):
        return kept.plan, state
    return _read(store, plan_id)


def _read(store: Store, plan_id: str) -> tuple[Plan, str]:
    with store.plans.opened(plan_id) as found:
        if found is None:  # another program has just let it go
            raise UsageError("unknown_plan", plan=plan_id)
        plan = Plan(
            actions=tuple(Action.from_json(a) for a in found.actions),
            guards=tuple(found.header["guards"]),
            calls=found.header["calls"],
            undoes_actions=tuple(found.header.get("undoes_actions", ())),
            **{name: found.header[name] for name in HEADER if name in found.header},
        )
        state, revision = found.state, found.revision
    # what was decided, left out or handed over since the plan was made costs nothing any more
    from app.sync.contacts.planner import calls_of

    plan = replace(plan, calls=calls_of(plan))
    keep(store, plan, revision)
    return plan, state
