"""Statements that are made once and sent past SQLAlchemy: for what is asked and written so often that making the
statement and its result anew would take five times as long as the answer.

They are written with SQLAlchemy as ever, values that change as ``bindparam``, and become SQL when they are first used.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Column, Connection, SelectBase, UpdateBase
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.sql.compiler import SQLCompiler

_DIALECT = dialect(paramstyle="qmark")
_named: Any = namedtuple
"""Whose fields mypy wants to know beforehand."""


class Prepared:
    """One statement. ``columns`` name those that an insert without values fills (blank: all of its table).

    Each call takes a connection of `app.store.schema.database.Database` and raises what SQLite raises (sqlite3.Error),
    which the database turns into words. A single statement is answered as of one moment; questions that must be
    answered as of the same one belong into a transaction.
    """

    def __init__(self, statement: UpdateBase | SelectBase, *columns: str) -> None:
        self._statement, self._columns = statement, list(columns) or None

    def all(self, connection: Connection, **values: Any) -> list[Any]:
        """Return all rows, as named tuples."""
        rows = self._send(connection, values).fetchall()
        return list(map(self._row, rows)) if rows else rows

    def each(self, connection: Connection, **values: Any) -> Iterator[Any]:
        """Yield the rows one after the other, as named tuples; for very many."""
        return map(self._row, self._send(connection, values))

    def among(self, connection: Connection, column: Column[Any], values: Sequence[Any]) -> list[Any]:
        """Return the rows whose ``column`` is one of ``values``; for a statement that has no conditions."""
        name = _DIALECT.identifier_preparer.format_column(column, use_table=True)
        asked = f"{self._made[0]} WHERE {name} IN ({', '.join('?' * len(values))})"
        return list(map(self._row, _driver(connection).execute(asked, values)))

    def plain(self, connection: Connection, **values: Any) -> Iterator[Any]:
        """Yield the rows one after the other as tuples of what SQLite answers (a truth is 0 or 1); for very many."""
        return iter(self._send(connection, values))

    def first(self, connection: Connection, **values: Any) -> Any:
        """Return the first row as a named tuple, or None."""
        row = self._send(connection, values).fetchone()
        return None if row is None else self._row(row)

    def scalars(self, connection: Connection, **values: Any) -> list[Any]:
        """Return the first column of all rows."""
        return [row[0] for row in self._send(connection, values)]

    def scalar(self, connection: Connection, **values: Any) -> Any:
        """Return the first column of the first row, or None."""
        row = self._send(connection, values).fetchone()
        return None if row is None else row[0]

    def run(self, connection: Connection, **values: Any) -> int:
        """Write; return how many rows that were."""
        return int(self._send(connection, values).rowcount)

    def insert(self, connection: Connection, **values: Any) -> int:
        """Add a row; return its number."""
        return int(self._send(connection, values).lastrowid)

    def run_many(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> int:
        """Write once for each of ``rows``; return how many rows that were."""
        values = [self._values(row) for row in rows]
        return int(_driver(connection).executemany(self._made[0], values).rowcount) if values else 0

    def _send(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        return _driver(connection).execute(self._made[0], self._values(values))

    def _values(self, given: Mapping[str, Any]) -> list[Any]:
        _, names, fixed = self._made
        # a value that was forgotten is told by its name
        return [fixed[name] if name in fixed else given[name] for name in names]

    @cached_property
    def _compiled(self) -> SQLCompiler:
        made = self._statement.compile(dialect=_DIALECT, column_keys=self._columns)
        assert isinstance(made, SQLCompiler)
        return made

    @cached_property
    def _made(self) -> tuple[str, list[str], dict[str, Any]]:
        """The SQL, the names of its values in their order, and those that the statement itself has."""
        compiled = self._compiled
        fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        return str(compiled), list(compiled.positiontup or ()), fixed

    @cached_property
    def _row(self) -> Callable[[Any], Any]:
        columns = self._compiled._result_columns
        names = [column.keyname for column in columns]
        made: Callable[[Any], Any] = _named("Row", names)._make
        booleans = [n for n, column in enumerate(columns) if column.type.python_type is bool]
        if not booleans:
            return made

        def row(values: Any) -> Any:
            told = list(values)
            for n in booleans:
                told[n] = None if told[n] is None else bool(told[n])
            return made(told)

        return row


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
