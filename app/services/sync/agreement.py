"""Whether both sides agree, as far as it has been proven: the one source for every place that says "in step"."""

from __future__ import annotations

from app.services.api.runs import RunResult
from app.services.api.status import Agreement
from app.services.settings.preferences import load_mapping
from app.store import Store
from app.sync.plan.model import LINK_PREFIX, Plan

_SETTING = "agreement"


def compared(store: Store, plan: Plan, *, complete: bool, seq: int) -> None:
    """Note what a comparison of everything has shown; ``seq`` is the last change that it knows of."""
    found = {
        "at": plan.created_at,
        "complete": complete,
        "apart": plan.apart,
        "pending": sum(a.effective for a in plan.actions),
        "mapping": plan.mapping_digest,
        "seq": seq,
    }
    store.settings.set(_SETTING, found)


def applied(store: Store, plan: Plan, result: RunResult, before: int) -> None:
    """Note what a run has left undone. ``before`` is the last change before it: what came since is its own."""
    found = store.settings.get(_SETTING, {})
    if not found or found["seq"] != before:
        return  # something else has changed since, and that is yet to be compared
    # two that a person has just joined are compared by the next check
    joined = sum(a.effective and a.decision.startswith(LINK_PREFIX) for a in plan.actions)
    left = result.failed + result.stale + result.deferred + joined
    undone = plan.undoes or result.stopped or result.problem is not None
    pending = found["pending"] if undone else left
    store.settings.set(_SETTING, {**found, "pending": pending, "seq": store.changes.newest()})


def agreement(store: Store, waiting: int, pairs: int) -> Agreement:
    """Return how far both sides are known to agree. ``waiting`` counts what waits for a person, ``pairs`` the links."""
    found = store.settings.get(_SETTING, {})
    if not found:
        return Agreement(waiting=waiting, pairs=pairs)
    fresh = (
        found["complete"] and found["seq"] == store.changes.newest() and found["mapping"] == load_mapping(store).digest
    )
    return Agreement(found["at"], fresh, pairs, found["apart"], found["pending"], waiting)
