"""The connection to SQLite: transactions that nest, reads that never wait for them, errors in words."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, FromClause, bindparam, create_engine, delete, event, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from app.errors import StorageError
from app.store.schema.failures import mapped_errors, storage_error
from app.store.schema.prepared import Prepared

BUSY_TIMEOUT = 10.0
"""Seconds for which a write waits for another process; another thread is waited for without end."""

SHORT_WAIT = 1.0
"""Seconds after which it is told that a write waits."""

_WRITES = "ponte24_writes"

_IDLE = 2
"""Connections kept for the next reads: fetching one from SQLAlchemy takes longer than most questions."""


SYNCHRONOUS = "FULL"
"""When the disk is waited for: in WAL mode anything less than at each commit may lose the last ones with the power."""


def sqlite_engine(
    path: Path,
    *,
    busy_timeout: float = BUSY_TIMEOUT,
    foreign_keys: bool = True,
    waiting: Callable[[], None] = lambda: None,
) -> Engine:
    """Return an engine that begins transactions itself, as Python's driver does not for DDL and reads.

    ``waiting`` is called once when a write has waited for another process for `SHORT_WAIT`, and will wait on."""
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": busy_timeout})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.execute("PRAGMA temp_store = MEMORY")  # customer data must not lie about in /tmp
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # a write that begins as a read cannot wait for another writer, it fails at once
        writes = connection.get_execution_options().get(_WRITES)
        if not writes:
            driver: Any = connection.connection.driver_connection
            driver.execute("BEGIN")
        elif not _begun_soon(connection.connection.driver_connection):
            waiting()
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    def _begun_soon(driver: Any) -> bool:
        if busy_timeout <= SHORT_WAIT:
            return False
        driver.execute(f"PRAGMA busy_timeout = {int(SHORT_WAIT * 1000)}")
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        else:
            return True
        finally:
            driver.execute(f"PRAGMA busy_timeout = {int(busy_timeout * 1000)}")

    return engine


class _Current(threading.local):
    connection: Connection | None = None
    lost: StorageError | None = None
    torn: bool = False
    """A part of the transaction failed that cannot be undone without the whole."""


class Database:
    """One SQLite file, used from any thread.

    Writers of this process queue; readers see the last commit and wait for nobody (WAL). Within a transaction
    all calls of the same thread share its connection. A transaction must not stay open across an ``await``.
    """

    def __init__(self, path: Path, *, busy_timeout: float = BUSY_TIMEOUT) -> None:
        self.path = path
        self.engine = sqlite_engine(path, busy_timeout=busy_timeout, waiting=self._waits)
        self.waiting: Callable[[], None] = lambda: None
        """Called when a write waits for another process longer than it usually does."""
        self.why_busy: Callable[[], StorageError | None] = lambda: None
        """Tells what another process does, where it is known: asked before a write gives up."""
        self._busy_timeout = busy_timeout
        self._writing = threading.RLock()
        self._current = _Current()
        self._closed = False
        self._idle: list[Connection] = []

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield a connection that may write; the outermost commits, a failing inner one undoes only itself.

        Raises StorageError when the disk does not take it; then nothing of the outermost transaction is kept.
        """
        with self._writing:
            if self._current.connection is None:
                with self._reasons(), mapped_errors(self.path), self._outermost() as connection:
                    yield connection
            else:
                with self._inner(self._current.connection):
                    yield self._current.connection

    @contextmanager
    def joined(self) -> Iterator[Connection]:
        """Yield a connection for very many writes, as part of the transaction that this thread is in, or as one.

        Unlike `transaction`, what fails within it fails with all that it is a part of: to go on raises RuntimeError.
        To undo a part alone, SQLite keeps each page that it changes, and goes through what it has kept with every
        statement that sets off a trigger: ten times the rows take a hundred times as long.
        """
        with self._writing:
            current = self._current
            if current.connection is None:
                with self.transaction() as connection:
                    yield connection
                return
            self._check_alive()
            try:
                yield current.connection
            except BaseException:
                current.torn = True
                raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection for reads: the transaction's own if this thread is in one."""
        current = self._current.connection
        if current is not None:
            self._check_alive()
            yield current
            return
        with mapped_errors(self.path):
            connection = self._at_hand() or self._connect(writes=False)
            try:
                yield connection
                if connection.in_transaction():
                    connection.rollback()
                elif self._still_open(connection):  # it was begun past SQLAlchemy
                    connection.connection.rollback()
            except BaseException:
                connection.close()
                raise
            if self._closed or len(self._idle) >= _IDLE:
                connection.close()
            else:
                self._idle.append(connection)

    def give_back(self) -> None:
        """Take what the last transactions wrote beside the file (-wal) into it, and give its room back to the disk: an
        import may have written as much again as the file holds. What others still read stays; nothing is raised."""
        if self._current.connection is not None:
            return
        with self._writing, contextlib.suppress(StorageError), mapped_errors(self.path):
            connection = self._connect(writes=False)
            try:
                driver: Any = connection.connection.driver_connection
                driver.execute("PRAGMA busy_timeout = 0")  # whoever reads or writes now goes first
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                driver.execute(f"PRAGMA busy_timeout = {int(self._busy_timeout * 1000)}")
            finally:
                connection.close()

    def close(self) -> None:
        """Close the file; waits for a transaction of another thread. Later calls raise RuntimeError."""
        with self._writing:
            self._closed = True
            while self._idle:
                self._idle.pop().close()
            self.engine.dispose()

    def _at_hand(self) -> Connection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _connect(self, *, writes: bool) -> Connection:
        if self._closed:
            raise RuntimeError("the store is closed")
        connection = self.engine.connect()
        return connection.execution_options(**{_WRITES: True}) if writes else connection

    def _waits(self) -> None:
        self.waiting()

    @contextmanager
    def _reasons(self) -> Iterator[None]:
        try:
            yield
        except StorageError as error:
            better = self.why_busy() if error.code == "database_busy" else None
            if better is None:
                raise
            raise better from error

    @contextmanager
    def _outermost(self) -> Iterator[Connection]:
        with self._connect(writes=True) as connection, connection.begin():
            self._current.connection = connection
            try:
                yield connection
                self._check_alive()
            finally:
                self._current.connection = None
                self._current.lost = None
                self._current.torn = False

    @contextmanager
    def _inner(self, connection: Connection) -> Iterator[None]:
        self._check_alive()
        # by hand: SQLAlchemy's way to a savepoint takes longer than most of what is done within one. One name will do,
        # since SQLite means the innermost of that name
        driver: Any = connection.connection.driver_connection
        driver.execute("SAVEPOINT inner_one")
        try:
            yield
            self._check_alive()
            driver.execute("RELEASE inner_one")
        except BaseException as error:
            if self._still_open(connection):
                driver.execute("ROLLBACK TO inner_one")
                driver.execute("RELEASE inner_one")
                self._current.torn = False  # it was whole when this part began
                found = storage_error(error, self.path)
            else:
                # SQLite itself has taken the whole transaction back: going on would write without one
                found = storage_error(error, self.path) or self._current.lost or self._ended_early()
                self._current.lost = found
            if found is not None and found is not error and isinstance(error, DBAPIError | sqlite3.Error):
                raise found from error
            raise

    def _check_alive(self) -> None:
        connection = self._current.connection
        if self._current.lost is None and connection is not None and not self._still_open(connection):
            self._current.lost = self._ended_early()
        if self._current.lost is not None:
            lost = self._current.lost
            raise StorageError(lost.code, details=lost.details, **lost.params)
        if self._current.torn:
            raise RuntimeError("a part of this transaction has failed")

    def _ended_early(self) -> StorageError:
        return StorageError("disk_failed", details="SQLite took the transaction back", path=str(self.path))

    @staticmethod
    def _still_open(connection: Connection) -> bool:
        driver: Any = connection.connection.driver_connection
        return bool(driver.in_transaction)


def ask(connection: Connection, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of one plain question, past SQLAlchemy: for what is asked so often that making a statement and
    its result would take ten times as long as the answer."""
    driver: Any = connection.connection.driver_connection
    found: list[tuple[Any, ...]] = driver.execute(sql, values).fetchall()
    return found


_AT_ONCE = 500
"""Values in one question: SQLite takes no more than some thousand."""


def select_by(connection: Connection, column: Column[Any], values: Sequence[Any]) -> Iterator[Any]:
    """Yield the rows whose ``column`` is one of ``values``, however many these are."""
    if len(values) <= _AT_ONCE:
        if values:
            yield from _whole(column.table).among(connection, column, values)
        return
    for begin in range(0, len(values), _AT_ONCE):  # as of one moment, so not past SQLAlchemy, which begins with a read
        yield from connection.execute(select(column.table).where(column.in_(values[begin : begin + _AT_ONCE])))


def select_pairs(
    connection: Connection, key: Column[Any], value: Column[Any], values: Iterable[Any]
) -> Iterator[tuple[Any, Any]]:
    """Yield ``key`` and ``value`` of the rows whose ``key`` is one of ``values``: no more is read of them."""
    wanted = sorted(set(values))
    if len(wanted) <= _AT_ONCE:
        if wanted:
            yield from _pair(key, value).among(connection, key, wanted)
        return
    for begin in range(0, len(wanted), _AT_ONCE):
        found = connection.execute(select(key, value).where(key.in_(wanted[begin : begin + _AT_ONCE])))
        yield from ((row[0], row[1]) for row in found)


def delete_by(connection: Connection, column: Column[Any], values: Iterable[Any]) -> None:
    """Delete the rows whose ``column`` is one of ``values``, however many these are."""
    wanted = [{"value": value} for value in values]
    if wanted:
        _removal(column).run_many(connection, wanted)


@cache
def _whole(table: FromClause) -> Prepared:
    return Prepared(select(table))


@cache
def _pair(key: Column[Any], value: Column[Any]) -> Prepared:
    return Prepared(select(key, value))


@cache
def _removal(column: Column[Any]) -> Prepared:
    return Prepared(delete(column.table).where(column == bindparam("value")))
