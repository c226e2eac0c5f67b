"""What a plan shares with the one before: an action that stands as it stood is not written a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from app.quick_records import comparer
from app.store.sync.plan_lines import Again
from app.sync.plan.model import Action, Plan

_PLACE = attrgetter("link", "target_id", "source_id", "reason.key")
_same = comparer(Action, "id", "deferred_until")
"""Tells whether two are one but for what is another in each plan."""


def as_before(plan: Plan, before: Sequence[Action], bodies: Sequence[int]) -> Iterator[Mapping[str, Any] | Again]:
    """Yield the actions of a plan as the store takes them; ``before`` are those of one that is kept, with the numbers
    of their bodies there."""
    at: dict[tuple[Any, ...], int] | None = None
    following, last = 0, len(before)
    for action in plan.actions:
        # nearly all stand one behind the other as they stood
        found: int | None = following if following < last and _same(action, before[following]) else None
        if found is None:
            at = dict(zip(map(_PLACE, before), range(last), strict=True)) if at is None else at
            found = at.get(_PLACE(action))
            if found is not None and not _same(action, before[found]):
                following, found = found + 1, None
        if found is None:
            yield action.to_json()
        else:
            yield Again(action.id, bodies[found], action.deferred_until)
            following = found + 1
