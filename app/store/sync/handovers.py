"""Writes to Fattura24 that the owner loads by hand, as a file, in place of the API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.sqlite import insert

from app.store.schema.database import Database
from app.store.schema.prepared import Prepared
from app.store.schema.tables import dump, load
from app.store.schema.tables import handovers as table

OPEN = ("handed", "missing")
"""States in which the API must not send what was handed over."""

_OPEN = Prepared(select(table).where(or_(*(table.c.state == state for state in OPEN))).order_by(table.c.at, table.c.id))
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Handover:
    """One customer that was handed over.

    ``kind`` is create or update; ``highlevel_id`` the contact whose values it has, ``customer`` the mirror's id and
    ``link`` the link of both. ``contact`` is the whole row of the file by field name, ``goal`` what of it is to change.
    ``state``: handed (saved, not confirmed yet), missing (a newer whole export does not have it: the owner is asked),
    confirmed, back (not loaded: the API may send it), dropped (not wanted any more). ``at`` is when it was saved,
    ``asked_at`` the moment of the export that did not have it, ``settled_at`` when it was settled (0: not).
    """

    id: str
    batch: str
    kind: str
    highlevel_id: str
    customer: str
    link: str
    title: str
    contact: dict[str, str] = field(default_factory=dict)
    goal: dict[str, str] = field(default_factory=dict)
    state: str = "handed"
    at: float = 0.0
    asked_at: float = 0.0
    settled_at: float = 0.0


class Handovers:
    """What was handed over, by id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_many(self, handed: Iterable[Handover]) -> None:
        """Keep new items. Raises IntegrityError if one is kept already."""
        rows = [_row(item) for item in handed]
        if rows:
            with self._database.transaction() as connection:
                connection.execute(insert(table), rows)

    def settle(self, ids: Iterable[str], state: str, at: float) -> None:
        """Set the state of items; ``at`` becomes ``asked_at`` of missing ones, else ``settled_at``."""
        moment = {"missing": {"asked_at": at}, "handed": {}}.get(state, {"settled_at": at})
        with self._database.transaction() as connection:
            for some in _slices(list(ids)):
                connection.execute(update(table).where(table.c.id.in_(some)).values(state=state, **moment))

    def open(self) -> list[Handover]:
        """Return all that is neither confirmed nor given up, in the order of saving."""
        with self._database.reading() as connection:
            return [_handover(row) for row in _OPEN.all(connection)]

    def blocks(self, *, highlevel_id: str = "", customer: str = "") -> bool:
        """Tell whether the API must not send a contact as a new customer, or a change of a customer."""
        owner = table.c.highlevel_id == highlevel_id if highlevel_id else table.c.customer == customer
        with self._database.reading() as connection:
            return connection.execute(select(table.c.id).where(owner, table.c.state.in_(OPEN))).first() is not None


def _slices(ids: list[str]) -> Iterator[list[str]]:
    for begin in range(0, len(ids), _AT_ONCE):
        yield ids[begin : begin + _AT_ONCE]


def _row(item: Handover) -> dict[str, Any]:
    row = {name: getattr(item, name) for name in table.c.keys()}  # noqa: SIM118  # a collection of columns, no dict
    return row | {"contact": dump(item.contact), "goal": dump(item.goal)}


def _handover(row: Any) -> Handover:
    values = row._asdict()
    return Handover(**values | {"contact": load(row.contact), "goal": load(row.goal)})
