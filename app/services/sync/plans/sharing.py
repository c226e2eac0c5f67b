"""What a plan shares with the one before: an action that stands as it stood is not written a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from app.store.sync.plan_lines import Again
from app.sync.plan.model import Action, Plan

_TOLD_APART = attrgetter("link", "target_id", "source_id", "reason")
_ALL_ELSE = attrgetter(*(f.name for f in fields(Action) if f.name not in ("id", "deferred_until")))
"""All but what is another in each plan."""


def as_before(plan: Plan, before: Sequence[Action], bodies: Sequence[int]) -> Iterator[Mapping[str, Any] | Again]:
    """Yield the actions of a plan as the store takes them; ``before`` are those of one that is kept, with the numbers
    of their bodies there."""
    known = {_place(a): (a, body) for a, body in zip(before, bodies, strict=True)}
    for action in plan.actions:
        found = known.get(_place(action))
        if found is not None and _ALL_ELSE(action) == _ALL_ELSE(found[0]):
            yield Again(action.id, found[1], action.deferred_until)
        else:
            yield action.to_json()


def _place(action: Action) -> tuple[Any, ...]:
    link, target, source, reason = _TOLD_APART(action)
    return link, target, source, reason.key
