"""Numbers that are given out once and never again."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from app.store.schema.prepared import Prepared
from app.store.schema.tables import counters

_LAST = Prepared(select(counters.c.value).where(counters.c.name == bindparam("name")))
_insert = insert(counters)
_KEEP = Prepared(
    _insert.on_conflict_do_update(index_elements=[counters.c.name], set_={"value": _insert.excluded.value})
)


def take(connection: Connection, name: str, count: int = 1, *, at_least: int = 0) -> int:
    """Reserve ``count`` numbers within a transaction and return the first.

    ``at_least`` is the highest number known to be used elsewhere; the numbers lie above it.
    """
    last = max(_LAST.scalar(connection, name=name) or 0, at_least)
    _KEEP.run(connection, name=name, value=last + count)
    return last + 1
