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
_BY_PLACE = itemgetter(0)


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


Placed = tuple[_Place, Action]
"""An action with its place."""


def in_order(actions: Iterable[Action]) -> list[Action]:
    """Return the actions in their order; those of one place stay as they were given."""
    return [action for _, action in placed(actions)]


def placed(actions: Iterable[Action]) -> list[Placed]:
    """Return the actions with their places, in their order.

    Many are sorted in parts and merged: 100,000 at one stroke would hold up the window for a fifth of a second.
    """
    given, parts = iter(actions), []
    while some := [(place_of(a), a) for a in islice(given, AT_ONCE)]:
        some.sort(key=_BY_PLACE)
        parts.append(some)
    return parts[0] if len(parts) == 1 else list(heapq.merge(*parts, key=_BY_PLACE))


def put_in(there: list[Placed], actions: Iterable[Action], gone: Iterable[Action] = ()) -> list[Placed]:
    """Return a list in its order without some of its actions and with others behind those of the same place. What is in
    order already costs next to nothing."""
    left_out = {id(action) for action in gone}
    kept = [pair for pair in there if id(pair[1]) not in left_out] if left_out else list(there)
    kept += placed(actions)
    kept.sort(key=_BY_PLACE)
    return kept
