"""Calls that were spent, kept across restarts, since the services count them, too."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select, update

from app.store.database import Database
from app.store.tables import calls

DAY = 86_400.0
"""TestKey tells the calls of the last 24 hours (reference: Fattura24 1.8)."""


class CallLog:
    """When each call was made, by service."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def spend(self, service: str, at: float) -> int:
        """Count a call before it is sent (``at`` in epoch seconds) and return its row's id for `settle`."""
        with self._database.transaction() as connection:
            key = connection.execute(insert(calls).values(service=service, at=at)).inserted_primary_key
        assert key is not None
        return int(key[0])

    def settle(self, call_id: int, at: float) -> None:
        """Move a call to the moment at which the service counted it; one that is pruned stays so."""
        with self._database.transaction() as connection:
            connection.execute(update(calls).where(calls.c.id == call_id).values(at=at))

    def times(self, service: str, since: float) -> list[float]:
        """Return the moments of a service's calls from ``since`` on, ascending."""
        with self._database.reading() as connection:
            wanted = select(calls.c.at).where(calls.c.service == service, calls.c.at >= since)
            return list(connection.scalars(wanted.order_by(calls.c.at)))

    def seed(self, service: str, count: int, at: float) -> int:
        """Take over ``count`` calls of the last 24 hours that the service tells of; return how many were new.

        Only as many as exceed the own count since 24 hours before ``at`` are recorded, as made at ``at``:
        when the others were really made is not known, and this is the careful guess.
        """
        with self._database.transaction() as connection:
            own = (
                connection.scalar(
                    select(func.count()).select_from(calls).where(calls.c.service == service, calls.c.at > at - DAY)
                )
                or 0
            )
            missing = max(0, count - own)
            if missing:
                connection.execute(insert(calls), [{"service": service, "at": at}] * missing)
        return missing

    def prune(self, before: float) -> int:
        """Forget calls older than a moment; return how many."""
        with self._database.transaction() as connection:
            return connection.execute(delete(calls).where(calls.c.at < before)).rowcount
