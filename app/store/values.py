"""Settings, and what a person has decided, by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from app.store.database import Database, delete_by
from app.store.tables import decisions, dump, load, settings

_ONE = {table.name: select(table.c.value).where(table.c.key == bindparam("wanted")) for table in (settings, decisions)}
"""What is asked most often of all, so made once: making a statement takes longer than asking it."""


class _Values:
    """JSON values of one table with the columns key and value."""

    table: Table

    def __init__(self, database: Database) -> None:
        self._database = database

    def _get(self, key: str, default: Any) -> Any:
        with self._database.reading() as connection:
            value = connection.scalar(_ONE[self.table.name], {"wanted": key})
        return default if value is None else load(value)

    def _set(self, values: Mapping[str, Any]) -> None:
        rows = [{"key": key, "value": dump(value)} for key, value in values.items()]
        if rows:
            statement = insert(self.table)
            statement = statement.on_conflict_do_update(
                index_elements=[self.table.c.key], set_={"value": statement.excluded.value}
            )
            with self._database.transaction() as connection:
                connection.execute(statement, rows)

    def _all(self, prefix: str) -> dict[str, Any]:
        # not LIKE: that would take underscores for any letter and upper case for lower case
        statement = select(self.table).where(func.substr(self.table.c.key, 1, len(prefix)) == prefix)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(self.table.c.key))
            return {row.key: load(row.value) for row in rows}

    def remove(self, key: str) -> None:
        """Forget a value; an unknown key is passed over."""
        with self._database.transaction() as connection:
            connection.execute(delete(self.table).where(self.table.c.key == key))


class SettingValues(_Values):
    """What the owner or the program has set; any JSON value."""

    table = settings

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value, or the default if it was never set."""
        return self._get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Keep a value. Raises TypeError if it is no JSON."""
        self._set({key: value})

    def all(self, prefix: str = "") -> dict[str, Any]:
        """Return all values whose keys begin with ``prefix``, by their whole keys."""
        return self._all(prefix)


class Decisions(_Values):
    """What a person decided about records, so that the next plan does not ask again."""

    table = decisions

    def get(self, key: str) -> dict[str, Any] | None:
        """Return a decision, or None."""
        found: dict[str, Any] | None = self._get(key, None)
        return found

    def put(self, key: str, decision: Mapping[str, Any]) -> None:
        """Keep a decision, in place of an earlier one."""
        self._set({key: dict(decision)})

    def put_many(self, decisions: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep many decisions by their keys, in place of earlier ones, together."""
        self._set({key: dict(decision) for key, decision in decisions.items()})

    def remove_many(self, keys: Iterable[str]) -> None:
        """Forget many decisions together; unknown keys are passed over."""
        with self._database.transaction() as connection:
            delete_by(connection, self.table.c.key, keys)

    def all(self) -> dict[str, dict[str, Any]]:
        """Return all decisions by key."""
        return self._all("")
