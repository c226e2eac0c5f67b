"""Which contacts, customers and links changed after which, so that a reader need not read all of them again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from app.store.schema.database import Database
from app.store.schema.prepared import Prepared
from app.store.schema.tables import changes as table


@dataclass(frozen=True, slots=True)
class Changed:
    """The ids of what was added, changed or removed: HighLevel's contacts, the mirror's customers, links."""

    highlevel: frozenset[str]
    mirror: frozenset[str]
    links: frozenset[str]

    def __len__(self) -> int:
        return len(self.highlevel) + len(self.mirror) + len(self.links)


_NEWEST = Prepared(select(func.max(table.c.seq)))
_SINCE = Prepared(select(table.c.kind, table.c.record).where(table.c.seq > bindparam("known")))


class Changes:
    """The changes in their order, the last one of each record only.

    Triggers note them (see the migration 0008), so that none can be forgotten, whichever program or thread writes.
    Whoever reads notes `newest` first and then reads: what changes in between is told a second time.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self) -> int:
        """Return the number of the newest change (0: none yet)."""
        with self._database.reading() as connection:
            return _NEWEST.scalar(connection) or 0

    def since(self, seq: int) -> Changed:
        """Return what changed after the change of this number."""
        ids: dict[str, set[str]] = {"highlevel": set(), "mirror": set(), "links": set()}
        with self._database.reading() as connection:
            for kind, record in _SINCE.each(connection, known=seq):
                ids[kind].add(record)
        return Changed(frozenset(ids["highlevel"]), frozenset(ids["mirror"]), frozenset(ids["links"]))
