"""The local snapshot of HighLevel's contacts, so that only what changed needs to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from app.quick_records import quickly_made
from app.store.mirrored.kept_records import keep_read
from app.store.schema.database import Database, delete_by, select_by, select_pairs
from app.store.schema.prepared import Prepared
from app.store.schema.tables import HALF_LETTER, dump, load
from app.store.schema.tables import highlevel as table


@quickly_made
@dataclass(frozen=True, slots=True)
class CachedContact:
    """A contact as HighLevel sent it: ``updated_at`` is its dateUpdated, ``seen_at`` when it was read.

    Moments are epoch seconds. ``record`` is what the contact means, as it is to be kept (see `kept_records`; blank: not
    at all); it is not read back here.
    """

    id: str
    wire: dict[str, Any]
    updated_at: float
    seen_at: float
    record: str = ""


def _put(*, newer: bool) -> Prepared:
    statement = insert(table)
    new = statement.excluded
    changed = {"updated_at": new.updated_at, "seen_at": new.seen_at, "wire": new.wire}
    where = new.updated_at >= table.c.updated_at if newer else None
    return Prepared(statement.on_conflict_do_update(index_elements=[table.c.id], set_=changed, where=where))


_PUT, _PUT_NEWER = _put(newer=False), _put(newer=True)
_ALL = Prepared(select(table).order_by(table.c.id))
_ONE = Prepared(select(table).where(table.c.id == bindparam("known")))
_IDS = Prepared(select(table.c.id))
_COUNT = Prepared(select(func.count()).select_from(table))


class HighLevelCache:
    """The contacts of HighLevel by id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, contacts: Iterable[CachedContact], force: bool = False, *, rules: int = 0) -> int:
        """Keep contacts and return how many were taken; ``rules`` is the number of those that their records were made
        by (0: keep no records).

        HighLevel's search lags behind its records, so an older ``updated_at`` never replaces a newer one
        unless ``force`` is set (reference: HighLevel 7).
        """
        rows, made = [], []
        for c in contacts:
            rows.append({"id": c.id, "updated_at": c.updated_at, "seen_at": c.seen_at, "wire": (wire := dump(c.wire))})
            # half a letter is mended when it is read back, so that the record was made of other letters
            if rules and c.record and HALF_LETTER not in wire:
                made.append((c.id, c.updated_at, c.record))
        if not rows:
            return 0
        with self._database.transaction() as connection:
            taken = max(0, (_PUT if force else _PUT_NEWER).run_many(connection, rows))
            keep_read(connection, rules, made)
            return taken

    def all(self) -> list[CachedContact]:
        """Return all contacts in the order of their ids."""
        with self._database.reading() as connection:
            return [_contact(row) for row in _ALL.all(connection)]

    def each(self) -> Iterator[CachedContact]:
        """Yield all contacts in the order of their ids; for what must not hold all that HighLevel sent at once."""
        with self._database.reading() as connection:
            for contact_id, updated_at, seen_at, wire in _ALL.each(connection):
                yield CachedContact(contact_id, load(wire), updated_at, seen_at)

    def get(self, contact_id: str) -> CachedContact | None:
        """Return a contact, or None."""
        with self._database.reading() as connection:
            row = _ONE.first(connection, known=contact_id)
        return _contact(row) if row else None

    def get_many(self, ids: Iterable[str]) -> dict[str, CachedContact]:
        """Return the contacts of these ids that there are, by id."""
        with self._database.reading() as connection:
            return {row.id: _contact(row) for row in select_by(connection, table.c.id, sorted(ids))}

    def updated_after(self, moments: Mapping[str, float]) -> list[str]:
        """Return which of these contacts were changed after the moment given for each, by id."""
        with self._database.reading() as connection:
            rows = select_by(connection, table.c.id, sorted(moments))
            return [row.id for row in rows if row.updated_at > moments[row.id]]

    def remove(self, ids: Iterable[str]) -> None:
        """Forget contacts; unknown ids are passed over."""
        with self._database.transaction() as connection:
            delete_by(connection, table.c.id, ids)

    def ids(self) -> set[str]:
        """Return the ids of all contacts."""
        with self._database.reading() as connection:
            return set(_IDS.scalars(connection))

    def there(self, ids: Iterable[str]) -> set[str]:
        """Return which of these ids are those of contacts that are kept."""
        with self._database.reading() as connection:
            return {contact for contact, _ in select_pairs(connection, table.c.id, table.c.id, ids)}

    def count(self) -> int:
        """Return how many contacts are kept."""
        with self._database.reading() as connection:
            return _COUNT.scalar(connection) or 0

    def clear(self) -> None:
        """Forget all contacts (another location, or a full read that starts anew)."""
        with self._database.transaction() as connection:
            connection.execute(delete(table))


def _contact(row: Any) -> CachedContact:
    return CachedContact(row.id, load(row.wire), row.updated_at, row.seen_at)
