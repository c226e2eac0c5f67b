"""Calls that were spent, kept across restarts, since the services count them, too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import bindparam, delete, insert, select, update

from app.store.schema.database import Database
from app.store.schema.prepared import Prepared
from app.store.schema.tables import calls

_SPEND = Prepared(insert(calls), "service", "at")
_SETTLE = Prepared(update(calls).where(calls.c.id == bindparam("known")).values(at=bindparam("moment")))
_since = select(calls.c.at).where(calls.c.service == bindparam("of"), calls.c.at >= bindparam("since"))
_TIMES = Prepared(_since.order_by(calls.c.at))
_TIMES_TOLD = Prepared(_since.where(calls.c.told == bindparam("by_it")).order_by(calls.c.at))


class MonotonicClock(Protocol):
    """A time that no change of this machine's clock moves; see `app.services.calls.monotonic`."""

    def ahead(self) -> float:
        """Return by how many seconds the machine's clock is ahead of it."""
        ...

    def keep(self) -> None:
        """Keep where it stands, so that it goes on after a restart."""
        ...


class ClockTime:
    """The machine's clock itself, where nothing better is known."""

    def ahead(self) -> float:
        """Return 0."""
        return 0.0

    def keep(self) -> None:
        """There is nothing to keep."""


class CallLog:
    """When each call was made, by service.

    Moments go in and come out as the machine's clock has them now, and are kept on ``monotonic``: a clock that is set
    forward makes no call look older than it is. ``told`` calls are those that the service says others have made.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.monotonic: MonotonicClock = ClockTime()

    def spend(self, service: str, at: float) -> int:
        """Count a call before it is sent (``at`` in epoch seconds) and return its row's id for `settle`."""
        at -= self.monotonic.ahead()
        with self._database.transaction() as connection:
            key = _SPEND.insert(connection, service=service, at=at)
            self.monotonic.keep()
        return key

    def settle(self, call_id: int, at: float) -> None:
        """Move a call to the moment at which the service counted it; one that is pruned stays so."""
        at -= self.monotonic.ahead()
        with self._database.transaction() as connection:
            _SETTLE.run(connection, known=call_id, moment=at)

    def times(self, service: str, since: float, *, reported: bool | None = None) -> list[float]:
        """Return the moments of a service's calls from ``since`` on, ascending; all, or those (not) reported by it."""
        ahead = self.monotonic.ahead()
        wanted = _TIMES if reported is None else _TIMES_TOLD
        with self._database.reading() as connection:
            found = wanted.scalars(connection, of=service, since=since - ahead, by_it=reported)
        return [at + ahead for at in found]

    def tell(self, service: str, moments: Iterable[float]) -> None:
        """Take these for the calls that others have made, in place of what was told before."""
        ahead = self.monotonic.ahead()
        rows = [{"service": service, "at": at - ahead, "told": True} for at in moments]
        with self._database.transaction() as connection:
            connection.execute(delete(calls).where(calls.c.service == service, calls.c.told))
            if rows:
                connection.execute(insert(calls), rows)

    def forget(self, service: str) -> None:
        """Forget all calls of a service: they belong to another account."""
        with self._database.transaction() as connection:
            connection.execute(delete(calls).where(calls.c.service == service))

    def prune(self, before: float) -> int:
        """Forget calls older than a moment; return how many."""
        with self._database.transaction() as connection:
            return connection.execute(delete(calls).where(calls.c.at < before - self.monotonic.ahead())).rowcount
