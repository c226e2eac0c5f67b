"""HighLevel's appointments as last read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from app.store.agenda.tables import appointments as table
from app.store.schema.database import Database, select_by


@dataclass(frozen=True, slots=True)
class StoredAppointment:
    """An appointment; moments are epoch seconds, 0 where there is none.

    ``moved_from`` is where it began before it was moved last, ``cancelled_at`` and ``gone_at`` are when it was found to
    be cancelled, or deleted. ``revision`` grows with every change.
    """

    id: str
    calendar: str
    contact: str
    title: str
    status: str
    starts_at: float
    ends_at: float
    assignee: str = ""
    address: str = ""
    notes: str = ""
    recurring: bool = False
    seen_at: float = 0.0
    moved_from: float = 0.0
    cancelled_at: float = 0.0
    gone_at: float = 0.0
    revision: int = 1


class Appointments:
    """Appointments by HighLevel's id; one that is gone stays, marked so."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, appointments: Iterable[StoredAppointment]) -> None:
        """Keep appointments, each in place of what was known of it."""
        rows = [asdict(one) for one in appointments]
        if rows:
            statement = insert(table)
            new = {c.name: statement.excluded[c.name] for c in table.c if c.name != "id"}
            with self._database.transaction() as connection:
                connection.execute(statement.on_conflict_do_update(index_elements=[table.c.id], set_=new), rows)

    def between(self, start: float, end: float) -> list[StoredAppointment]:
        """Return the appointments that begin from one moment to before another, in their order."""
        inside = select(table).where(table.c.starts_at >= start, table.c.starts_at < end)
        with self._database.reading() as connection:
            rows = connection.execute(inside.order_by(table.c.starts_at, table.c.id))
            return [_appointment(row) for row in rows]

    def of_contact(self, contact: str) -> list[StoredAppointment]:
        """Return a contact's appointments, the latest first."""
        with self._database.reading() as connection:
            found = connection.execute(
                select(table).where(table.c.contact == contact).order_by(table.c.starts_at.desc(), table.c.id)
            )
            return [_appointment(row) for row in found]

    def get_many(self, ids: Iterable[str]) -> dict[str, StoredAppointment]:
        """Return the appointments of these ids that are known, by id."""
        with self._database.reading() as connection:
            return {row.id: _appointment(row) for row in select_by(connection, table.c.id, list(ids))}

    def prune(self, before: float) -> None:
        """Forget appointments that began before a moment."""
        with self._database.transaction() as connection:
            connection.execute(delete(table).where(table.c.starts_at < before))

    def clear(self) -> None:
        """Forget all appointments: another location has others."""
        with self._database.transaction() as connection:
            connection.execute(delete(table))


def _appointment(row: Any) -> StoredAppointment:
    return StoredAppointment(**{c.name: getattr(row, c.name) for c in table.c})
