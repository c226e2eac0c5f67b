"""What HighLevel's contacts mean, kept beside what was sent: making it anew is the most work of a plan.

Each text was made of one contact by the rules of one number. Whoever writes a contact drops its text (triggers of the
migration 0035), and a text of other rules counts as none, so that what is read is always what would be made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, case, select
from sqlalchemy.dialects.sqlite import insert

from app.store.schema.database import Database
from app.store.schema.prepared import Prepared
from app.store.schema.tables import changes, load
from app.store.schema.tables import highlevel as contacts
from app.store.schema.tables import highlevel_records as table


class Made(NamedTuple):
    """A contact's text as `KeptRecords.each` found it, or, where there is none, what HighLevel sent and when."""

    id: str
    record: str | None
    wire: Any
    updated_at: float
    seen_at: float


class KeptRecords:
    """The texts by the contacts' ids."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def each(self, rules: int) -> Iterator[Made]:
        """Yield all contacts in the order of their ids, each with its text by these rules if it has one."""
        with self._database.reading() as connection:
            for contact_id, record, updated_at, seen_at, wire in _ALL.plain(connection, rules=rules):
                yield Made(contact_id, record, None if record is not None else load(wire), updated_at, seen_at)

    def keep(self, rules: int, made: Iterable[tuple[str, str]], seq: int) -> None:
        """Keep texts by the contacts' ids; those of contacts that were written after the change of the number ``seq``
        (see `app.store.changes`) are passed over."""
        rows = [{"known": i, "rules": rules, "text": text, "seq": seq} for i, text in made]
        if rows:
            with self._database.transaction() as connection:
                _KEEP.run_many(connection, rows)


def keep_read(connection: Connection, rules: int, made: Iterable[tuple[str, float, str]]) -> None:
    """Keep texts by the contacts' ids and moments of change, for those that were kept as of that moment; part of the
    transaction that has just put the contacts."""
    rows = [{"known": i, "at": at, "rules": rules, "text": text} for i, at, text in made if text]
    if rows:
        _KEEP_READ.run_many(connection, rows)


def _keep(*conditions: Any) -> Prepared:
    known: Any = bindparam("known")
    chosen = select(known, bindparam("rules"), bindparam("text")).where(
        select(contacts.c.id).where(contacts.c.id == known, *conditions).exists()
    )
    return Prepared(insert(table).prefix_with("OR REPLACE").from_select(["id", "rules", "record"], chosen))


_unknown = table.c.record.is_(None)
_ALL = Prepared(
    select(
        contacts.c.id,
        table.c.record,
        # without a look at the row itself, which takes a page or more, where the text is there
        case((_unknown, contacts.c.updated_at)).label("updated_at"),
        case((_unknown, contacts.c.seen_at)).label("seen_at"),
        case((_unknown, contacts.c.wire)).label("wire"),
    )
    .select_from(contacts.outerjoin(table, and_(table.c.id == contacts.c.id, table.c.rules == bindparam("rules"))))
    .order_by(contacts.c.id)
)
_written_since = (
    select(changes.c.seq)
    .where(changes.c.kind == "highlevel", changes.c.record == bindparam("known"), changes.c.seq > bindparam("seq"))
    .exists()
)
_KEEP = _keep(~_written_since)
_KEEP_READ = _keep(contacts.c.updated_at == bindparam("at"))
