"""The lasting ties between records of both services, with the values at which both were last equal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from sqlite3 import IntegrityError
from typing import Any, TypeVar

from sqlalchemy import bindparam, func, insert, select

from app.quick_records import quickly_made
from app.store.schema.database import Database, delete_by, select_by, select_pairs
from app.store.schema.prepared import Prepared
from app.store.schema.tables import links as table
from app.store.sync.bases import packed, unpacked

_T = TypeVar("_T")

_ALL = Prepared(select(table).order_by(table.c.id))
_ADD = Prepared(insert(table))
_BY_ID = Prepared(select(table).where(table.c.id == bindparam("known")))
_BY_HIGHLEVEL = Prepared(select(table).where(table.c.highlevel_id == bindparam("known")))
_BY_FATTURA24 = Prepared(select(table).where(table.c.fattura24_id == bindparam("known")))
_COUNT = Prepared(select(func.count()).select_from(table))
_UNCONFIRMED = Prepared(select(table.c.fattura24_id).where(~table.c.confirmed))
_CUSTOMERS = Prepared(select(table.c.fattura24_id))


class LinkTakenError(ValueError):
    """One of the two records already belongs to another link."""


@quickly_made
@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link as kept; the fields are those of the engine's Link. ``fattura24_id`` is the mirror's id."""

    id: str
    highlevel_id: str
    fattura24_id: str
    base_highlevel: Mapping[str, str] = field(default_factory=dict)
    base_fattura24: Mapping[str, str] = field(default_factory=dict)
    confirmed: bool = True


class Links:
    """Links by id; a record of either side is in at most one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, link: StoredLink) -> None:
        """Keep a link. Raises LinkTakenError if one of its records is in another link."""
        self.put_many([link])

    def put_many(self, links: Iterable[StoredLink]) -> None:
        """Keep links all together or not at all; two may exchange records.

        Raises LinkTakenError if a record would be in two links.
        """
        rows = [_row(link) for link in links]
        if not rows:
            return
        try:
            with self._database.transaction() as connection:
                # all old ones go first, else an exchange of records would look like a record in two links
                delete_by(connection, table.c.id, [row["id"] for row in rows])
                _ADD.run_many(connection, rows)
        except IntegrityError as error:
            raise LinkTakenError(str(error)) from error

    def all(self) -> list[StoredLink]:
        """Return all links in the order of their ids."""
        return list(self.each(StoredLink))

    def each(self, made: Callable[..., _T]) -> Iterator[_T]:
        """Yield what ``made`` makes of the fields of a `StoredLink`, for all links in the order of their ids."""
        with self._database.reading() as connection:
            for link_id, highlevel, fattura24, base_highlevel, base_fattura24, confirmed in _ALL.plain(connection):
                bases = unpacked(base_highlevel, base_fattura24)
                yield made(link_id, highlevel, fattura24, *bases, bool(confirmed))

    def customers(self) -> set[str]:
        """Return the mirror's ids of the customers that are in a link."""
        with self._database.reading() as connection:
            return set(_CUSTOMERS.scalars(connection))

    def get(self, link_id: str) -> StoredLink | None:
        """Return a link, or None."""
        return self._one(_BY_ID, link_id)

    def get_many(self, ids: Iterable[str]) -> dict[str, StoredLink]:
        """Return the links of these ids that there are, by id."""
        with self._database.reading() as connection:
            return {row.id: _link(row) for row in select_by(connection, table.c.id, sorted(ids))}

    def contacts(self) -> dict[str, str]:
        """Return HighLevel's contact of each mirror customer that has one, by the customer's id."""
        both = (table.c.highlevel_id != "", table.c.fattura24_id != "")
        with self._database.reading() as connection:
            rows = connection.execute(select(table.c.fattura24_id, table.c.highlevel_id).where(*both))
            return {row.fattura24_id: row.highlevel_id for row in rows}

    def contacts_of(self, customers: Iterable[str]) -> dict[str, str]:
        """Return HighLevel's contact of each of these mirror customers that has one, by the customer's id."""
        with self._database.reading() as connection:
            found = select_pairs(connection, table.c.fattura24_id, table.c.highlevel_id, customers)
            return {customer: contact for customer, contact in found if customer and contact}

    def customers_of(self, contacts: Iterable[str]) -> dict[str, str]:
        """Return the mirror's customer of each of these HighLevel contacts that has one, by the contact's id."""
        with self._database.reading() as connection:
            found = select_pairs(connection, table.c.highlevel_id, table.c.fattura24_id, contacts)
            return {contact: customer for contact, customer in found if customer and contact}

    def by_highlevel(self, highlevel_id: str) -> StoredLink | None:
        """Return the link of a HighLevel contact, or None; a blank finds none."""
        return self._one(_BY_HIGHLEVEL, highlevel_id) if highlevel_id else None

    def by_fattura24(self, fattura24_id: str) -> StoredLink | None:
        """Return the link of a mirror customer, or None; a blank finds none."""
        return self._one(_BY_FATTURA24, fattura24_id) if fattura24_id else None

    def of_customers(self, ids: Iterable[str]) -> dict[str, StoredLink]:
        """Return the links of mirror customers that have one, by the customer's id."""
        with self._database.reading() as connection:
            rows = select_by(connection, table.c.fattura24_id, sorted(ids))
            return {row.fattura24_id: _link(row) for row in rows}

    def remove(self, ids: Iterable[str]) -> None:
        """Drop links; the records stay. Unknown ids are passed over."""
        with self._database.transaction() as connection:
            delete_by(connection, table.c.id, ids)

    def count(self) -> int:
        """Return how many links there are."""
        with self._database.reading() as connection:
            return _COUNT.scalar(connection) or 0

    def unconfirmed(self) -> list[str]:
        """Return the mirror's ids of the customers whose links are not confirmed."""
        with self._database.reading() as connection:
            return _UNCONFIRMED.scalars(connection)

    def _one(self, wanted: Prepared, known: str) -> StoredLink | None:
        with self._database.reading() as connection:
            row = wanted.first(connection, known=known)
        return _link(row) if row else None


def _row(link: StoredLink) -> dict[str, Any]:
    highlevel, fattura24 = packed(link.base_highlevel, link.base_fattura24)
    return {
        "id": link.id,
        "highlevel_id": link.highlevel_id,
        "fattura24_id": link.fattura24_id,
        "base_highlevel": highlevel,
        "base_fattura24": fattura24,
        "confirmed": link.confirmed,
    }


def _link(row: Any) -> StoredLink:
    link_id, highlevel_id, fattura24_id, base_highlevel, base_fattura24, confirmed = tuple(row)
    return StoredLink(link_id, highlevel_id, fattura24_id, *unpacked(base_highlevel, base_fattura24), confirmed)
