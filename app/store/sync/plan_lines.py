"""The actions of a plan in their order, as they are kept beside it: short, for each plan has them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from app.quick_records import quickly_made
from app.store.schema.tables import dump, load


@quickly_made
@dataclass(frozen=True, slots=True)
class Again:
    """An action that is what it was in a plan that is kept: ``body`` is its number there (see `Plans.bodies`), ``id``
    and ``deferred_until`` are those of now."""

    id: str
    body: int
    deferred_until: str | None


@dataclass(slots=True)
class Lines:
    """For each action the number of its body, the moment before which the limits do not allow it, and its id.

    Ids are kept only where they are not A1, A2 … in this order. Moments are kept as runs, for many neighbours share
    one: how many, and which (None: none).
    """

    bodies: list[int] = field(default_factory=list)
    _deferred: list[list[Any]] = field(default_factory=list)
    _ids: list[str] | None = None

    @classmethod
    def unpacked(cls, text: str) -> Lines:
        """Return what `packed` was."""
        found = load(text)
        return cls(found.get("bodies", []), found.get("deferred", []), found.get("ids"))

    def packed(self) -> str:
        """Return it as JSON."""
        ids = {"ids": self._ids} if self._ids is not None else {}
        return dump({"bodies": self.bodies, "deferred": self._deferred, **ids})

    def add(self, action_id: str, body: int, until: str | None) -> None:
        """Put an action at the end."""
        self.bodies.append(body)
        if self._ids is None and action_id != f"A{len(self.bodies)}":
            self._ids = [f"A{n}" for n in range(1, len(self.bodies))]
        if self._ids is not None:
            self._ids.append(action_id)
        if self._deferred and self._deferred[-1][1] == until:
            self._deferred[-1][0] += 1
        else:
            self._deferred.append([1, until])

    def put(self, changed: Mapping[int, tuple[int, str | None]]) -> None:
        """Put others in the place of some actions: body and moment by place; their ids stay."""
        moments = list(self.all_deferred())
        for place, (body, until) in changed.items():
            self.bodies[place], moments[place] = body, until
        self._deferred = [[len(list(some)), until] for until, some in groupby(moments)]

    def places(self) -> dict[str, int]:
        """Return the place of each action by its id."""
        return {action_id: place for place, action_id in enumerate(self.all_ids())}

    def all_ids(self) -> Iterator[str]:
        """Yield the ids in order."""
        return iter(self._ids) if self._ids is not None else (f"A{n}" for n in range(1, len(self.bodies) + 1))

    def all_deferred(self) -> Iterator[str | None]:
        """Yield the moments in order."""
        return (until for count, until in self._deferred for _ in range(count))
