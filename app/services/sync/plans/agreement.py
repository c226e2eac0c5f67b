"""Whether both sides agree, as far as it has been proven: the one source for every place that says "in step"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.services.api.runs import RunResult
from app.services.api.status import Agreement
from app.services.settings.preferences import load_mapping, load_settings, policy_of
from app.store import Store
from app.sync.plan.model import LEFT_ALONE, LINK_PREFIX, Action, Choice, Plan

_SETTING = "agreement"


@dataclass(frozen=True, slots=True)
class Before:
    """What a run knows of itself: the last change and how the book stood before it, and in how many pairs it left or
    met something that only a comparison can tell the meaning of."""

    change: int
    work: int
    uncompared: int = 0


def compared(store: Store, plan: Plan, *, complete: bool, seq: int, pending: int) -> None:
    """Note what a comparison of everything has shown; ``seq`` is the last change that it knows of, ``pending`` how many
    actions of the plan can be carried out. What a person has left out of it keeps its pair different."""
    found = {
        "at": plan.created_at,
        "complete": complete,
        "apart": plan.apart,
        "left": sorted(_told(a) for a in plan.actions if not a.included and _linked(a)),
        "pending": pending,
        "uncompared": 0,
        "mapping": plan.mapping_digest,
        "policy": _policy(store),
        "seq": seq,
        "work": store.tasks.revision(),
    }
    store.settings.set(_SETTING, found)


def decided(store: Store, actions: Iterable[Action]) -> None:
    """Note that a person has just left pairs different, or thought better of it; the next comparison counts them."""
    found = store.settings.get(_SETTING, {})
    left = set(found.get("left", ()))
    before = set(left)
    for action in actions:
        if _linked(action):
            alone = action.decision in (*LEFT_ALONE, Choice.SEEN) or not action.included
            # by action: another question about the same pair that is answered otherwise takes nothing back
            (left.add if alone else left.discard)(_told(action))
    if found and left != before:
        store.settings.set(_SETTING, {**found, "left": sorted(left)})


def _linked(action: Action) -> bool:
    return bool(action.link and not action.link.startswith("new~"))


def _told(action: Action) -> str:
    return f"{action.link}#{action.id}"


def applied(store: Store, plan: Plan, result: RunResult, before: Before) -> None:
    """Note what a run has left undone; what came since ``before`` is its own."""
    found = store.settings.get(_SETTING, {})
    if not found or found["seq"] != before.change or found.get("work", before.work) != before.work or plan.undoes:
        return  # something else has changed since, or was taken back, and that is yet to be compared
    # two that a person has just joined are compared by the next check
    joined = sum(a.effective and a.decision.startswith(LINK_PREFIX) for a in plan.actions)
    left = max(0, sum(a.effective for a in plan.actions) - result.applied)
    uncompared = found.get("uncompared", 0) + joined + before.uncompared
    now = {"pending": left, "uncompared": uncompared, "seq": store.changes.newest(), "work": store.tasks.revision()}
    store.settings.set(_SETTING, {**found, **now})


def put_aside(store: Store, waiting: int) -> None:
    """Note that a plan was put in the place of one in which so many things waited for a person: they are as open as
    before, and stand in no plan until everything is compared again."""
    found = store.settings.get(_SETTING, {})
    if found and waiting:
        store.settings.set(_SETTING, {**found, "uncompared": found.get("uncompared", 0) + waiting})


def _policy(store: Store) -> list[object]:
    policy = policy_of(load_settings(store))
    locked = sorted(side.value for side in policy.read_only)
    return [policy.create_in_fattura24, policy.create_tag, policy.create_in_highlevel, locked]


def agreement(store: Store, waiting: int, pairs: int) -> Agreement:
    """Return how far both sides are known to agree. ``waiting`` counts what waits for a person, ``pairs`` the links."""
    found = store.settings.get(_SETTING, {})
    if not found:
        return Agreement(waiting=waiting, pairs=pairs)
    moved = found["seq"] != store.changes.newest() or found["mapping"] != load_mapping(store).digest
    # other settings let other questions and changes come up
    moved = moved or found.get("policy", _policy(store)) != _policy(store)
    # a to-do made or ticked since may have to go over, too
    moved = moved or found.get("work") != store.tasks.revision()
    fresh = found["complete"] and not moved
    apart = found["apart"] + len({told.rpartition("#")[0] for told in found.get("left", ())})
    unconfirmed = sum(1 for _ in store.links.unconfirmed())  # sent or handed over: no export has shown them yet
    pending = found["pending"] + unconfirmed
    return Agreement(found["at"], fresh, pairs, apart, pending, waiting, moved, found.get("uncompared", 0))
