"""The order in which a plan shows its actions and carries them out."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from itertools import islice
from operator import itemgetter

from app.sync.plan.model import Action, Kind, RecordType

_ORDER = {Kind.LINK: 1, Kind.UNLINK: 2, Kind.UPDATE: 3, Kind.CREATE: 4, Kind.DELETE: 5, Kind.CONFLICT: 6}

AT_ONCE = 4000
"""Actions that are sorted at one stroke: some milliseconds, for which no other thread gets its turn."""

_RANK = {r: 0 if r is RecordType.CUSTOM_FIELD else 1 if r is RecordType.CONTACT else 2 for r in RecordType}

_Place = tuple[int, int, bool, str, str, str, str, str]


def place_of(action: Action) -> _Place:
    """Return what decides where an action stands: fields, contacts, then their work; each by kind, side and title."""
    return (
        _RANK[action.record],
        _ORDER[action.kind],
        action.note,
        action.side.value,
        action.title.casefold(),
        action.target_id,
        action.source_id,
        action.link or "",
    )


def in_order(actions: Iterable[Action]) -> list[Action]:
    """Return the actions in their order; those of one place stay as they were given.

    Many are sorted in parts and merged: 100,000 at one stroke would hold up the window for a fifth of a second.
    """
    given, parts = iter(actions), []
    while some := [(place_of(a), a) for a in islice(given, AT_ONCE)]:
        some.sort(key=itemgetter(0))
        parts.append(some)
    if len(parts) == 1:
        return [action for _, action in parts[0]]
    return [action for _, action in heapq.merge(*parts, key=itemgetter(0))]
