"""Numbers that are given out once and never again."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from app.store.schema.tables import counters


def take(connection: Connection, name: str, count: int = 1, *, at_least: int = 0) -> int:
    """Reserve ``count`` numbers within a transaction and return the first.

    ``at_least`` is the highest number known to be used elsewhere; the numbers lie above it.
    """
    last = connection.scalar(select(counters.c.value).where(counters.c.name == name)) or 0
    last = max(last, at_least)
    statement = insert(counters).values(name=name, value=last + count)
    connection.execute(
        statement.on_conflict_do_update(index_elements=[counters.c.name], set_={"value": statement.excluded.value})
    )
    return last + 1
