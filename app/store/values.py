"""Settings, and what a person has decided, by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, bindparam, delete
from sqlalchemy.dialects.sqlite import insert

from app.store.schema.database import Database, ask, delete_by
from app.store.schema.prepared import Prepared
from app.store.schema.tables import decisions, dump, load, settings


def _put(table: Table) -> Prepared:
    statement = insert(table)
    new = {"value": statement.excluded.value}
    return Prepared(statement.on_conflict_do_update(index_elements=[table.c.key], set_=new))


class _Values:
    """JSON values of one table with the columns key and value."""

    table: Table
    put_one: Prepared
    remove_one: Prepared

    def __init__(self, database: Database) -> None:
        self._database = database

    def _get(self, key: str, default: Any) -> Any:
        with self._database.reading() as connection:
            rows = ask(connection, f"SELECT value FROM {self.table.name} WHERE key = ?", (key,))
        return load(rows[0][0]) if rows else default

    def _set(self, values: Mapping[str, Any]) -> None:
        rows = [{"key": key, "value": dump(value)} for key, value in values.items()]
        if rows:
            with self._database.transaction() as connection:
                self.put_one.run_many(connection, rows)

    def _all(self, prefix: str) -> dict[str, Any]:
        # not LIKE: that would take underscores for any letter and upper case for lower case
        sql = f"SELECT key, value FROM {self.table.name} WHERE substr(key, 1, ?) = ? ORDER BY key"
        with self._database.reading() as connection:
            return {key: load(value) for key, value in ask(connection, sql, (len(prefix), prefix))}

    def remove(self, key: str) -> None:
        """Forget a value; an unknown key is passed over."""
        with self._database.transaction() as connection:
            self.remove_one.run(connection, known=key)


class SettingValues(_Values):
    """What the owner or the program has set; any JSON value."""

    table = settings
    put_one = _put(settings)
    remove_one = Prepared(delete(settings).where(settings.c.key == bindparam("known")))

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
    put_one = _put(decisions)
    remove_one = Prepared(delete(decisions).where(decisions.c.key == bindparam("known")))

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
