"""What webhooks have told: which records must be read again, and which deliveries have been taken already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, case, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from app.store.schema.database import Database
from app.store.schema.prepared import Prepared
from app.store.schema.tables import deliveries, marks

_all = select(marks).order_by(marks.c.marked_at, marks.c.id)
_MARKS, _MARKS_OF = Prepared(_all), Prepared(_all.where(marks.c.record == bindparam("of")))


@dataclass(frozen=True, slots=True)
class Mark:
    """A record that must be read again.

    ``record`` is its type (``contact``, ``task``, ``note``, ``appointment``, ``location``), ``contact`` the contact
    it belongs to (blank: not told), ``why`` the newest event about it, ``at`` when that happened by the service's
    clock and ``marked_at`` when it was told here (epoch seconds).
    """

    record: str
    id: str
    why: str
    at: float
    marked_at: float
    contact: str = ""


class Webhooks:
    """Marks and deliveries; taking a delivery and marking what it tells of is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, delivery_id: str, at: float, told: Iterable[Mark] = ()) -> bool:
        """Take a delivery and keep its marks; return False, and do nothing, when it was taken before.

        ``at`` is now in epoch seconds. Of several marks of one record the newest event counts, in whatever order
        they come.
        """
        with self._database.transaction() as connection:
            fresh = insert(deliveries).values(id=delivery_id, at=at).on_conflict_do_nothing()
            if not connection.execute(fresh).rowcount:
                return False
            for mark in told:
                statement = insert(marks).values(
                    record=mark.record,
                    id=mark.id,
                    why=mark.why,
                    at=mark.at,
                    marked_at=mark.marked_at,
                    contact=mark.contact,
                )
                new = statement.excluded
                newer = new.at >= marks.c.at
                connection.execute(
                    statement.on_conflict_do_update(
                        index_elements=[marks.c.record, marks.c.id],
                        set_={
                            "why": case((newer, new.why), else_=marks.c.why),
                            "at": func.max(new.at, marks.c.at),
                            "marked_at": func.max(new.marked_at, marks.c.marked_at),
                            "contact": case((new.contact != "", new.contact), else_=marks.c.contact),
                        },
                    )
                )
            return True

    def marks(self, record: str = "") -> list[Mark]:
        """Return the marks of a type of record (all without one), oldest first."""
        with self._database.reading() as connection:
            found = (_MARKS_OF if record else _MARKS).all(connection, of=record)
        return [Mark(r.record, r.id, r.why, r.at, r.marked_at, r.contact) for r in found]

    def clear(self, done: Iterable[Mark]) -> None:
        """Take marks off whose records have been read; one that was told of again meanwhile stays."""
        with self._database.transaction() as connection:
            for mark in done:
                same = and_(marks.c.record == mark.record, marks.c.id == mark.id, marks.c.marked_at == mark.marked_at)
                connection.execute(delete(marks).where(same, marks.c.at == mark.at))

    def forget_all(self) -> None:
        """Take all marks off: another location has other records."""
        with self._database.transaction() as connection:
            connection.execute(delete(marks))

    def newest(self) -> float:
        """Return when the newest mark was told here (epoch seconds, 0: there is none)."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.max(marks.c.marked_at))) or 0.0

    def count(self, record: str = "") -> int:
        """Return how many records are marked."""
        wanted = select(func.count()).select_from(marks)
        if record:
            wanted = wanted.where(marks.c.record == record)
        with self._database.reading() as connection:
            return connection.scalar(wanted) or 0

    def prune(self, deliveries_before: float, marks_before: float) -> None:
        """Forget deliveries that are too old to be repeated, and marks of other records than contacts that nobody
        has read since (moments in epoch seconds)."""
        with self._database.transaction() as connection:
            connection.execute(delete(deliveries).where(deliveries.c.at < deliveries_before))
            old = and_(marks.c.record != "contact", marks.c.marked_at < marks_before)
            connection.execute(delete(marks).where(old))
