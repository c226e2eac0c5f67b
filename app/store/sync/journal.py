"""Runs and their operations: what was meant, what was sent, what came of it. Undo and restart live on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Row, insert, select, update

from app.store.schema.counters import take
from app.store.schema.database import Database
from app.store.schema.tables import dump, load, operations, runs

SENT = "sent"
"""The state of an operation whose outcome is not known."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run. Moments are epoch seconds (0: not yet); ``undoes`` is the run it takes back."""

    id: str
    plan: str
    started_at: float
    ended_at: float = 0.0
    state: str = "running"
    origin: str = "manual"
    undoes: str = ""
    applied: int = 0
    failed: int = 0
    stale: int = 0
    deferred: int = 0
    calls_highlevel: int = 0
    calls_fattura24: int = 0
    result: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One write of a run; the fields mean what they mean in the engine's Operation, in plain types."""

    id: str
    run: str
    plan: str
    actions: tuple[str, ...]
    side: str
    verb: str
    title: str
    target_id: str = ""
    source_id: str = ""
    link: str = ""
    before: dict[str, str] = field(default_factory=dict)
    goal: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    result_id: str = ""
    state: str = SENT
    detail: str = ""
    at: float = 0.0
    record: str = "contact"
    steps: tuple[str, ...] = ()


_OF_FIELDS = {"create_field": "create", "delete_field": "delete"}
"""How earlier versions called what was done to custom fields, when an operation did not name its kind of record."""

_COLUMNS = ("id", "run", "plan", "state", "at")


class Journal:
    """The journal; each call is one transaction that has reached the disk when it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start_run(self, run: RunRow) -> None:
        """Record a new run. Raises ValueError if there is one of this id."""
        with self._database.transaction() as connection:
            if connection.scalar(select(runs.c.number).where(runs.c.id == run.id)) is not None:
                raise ValueError(f"run exists: {run.id}")
            connection.execute(insert(runs), {"number": take(connection, "runs"), **_run_values(run)})

    def update_run(self, run: RunRow) -> None:
        """Record how a run stands. Raises KeyError if it was not started."""
        with self._database.transaction() as connection:
            statement = update(runs).where(runs.c.id == run.id).values(**_run_values(run))
            if not connection.execute(statement).rowcount:
                raise KeyError(run.id)

    def run(self, run_id: str) -> RunRow | None:
        """Return a run, or None."""
        with self._database.reading() as connection:
            row = connection.execute(select(runs).where(runs.c.id == run_id)).one_or_none()
        return _run(row) if row else None

    def runs(self, limit: int = 100) -> list[RunRow]:
        """Return the runs started last, newest first."""
        with self._database.reading() as connection:
            return [_run(row) for row in connection.execute(select(runs).order_by(runs.c.number.desc()).limit(limit))]

    def begin(self, operation: OperationRow) -> None:
        """Record an intent before it is sent; a repeat replaces the first and keeps its place."""
        self._write(operation)

    def finish(self, operation: OperationRow) -> None:
        """Record the outcome of an operation, whether its intent was recorded or not (links send nothing)."""
        self._write(operation)

    def operations(self, run: str) -> list[OperationRow]:
        """Return the operations of a run in the order of their intents."""
        with self._database.reading() as connection:
            return _operations(
                connection.execute(select(operations).where(operations.c.run == run).order_by(operations.c.number))
            )

    def unfinished(self) -> list[OperationRow]:
        """Return all operations whose outcome is not known, of all runs, in the order of their intents."""
        with self._database.reading() as connection:
            return _operations(
                connection.execute(select(operations).where(operations.c.state == SENT).order_by(operations.c.number))
            )

    def attempted(self, side: str, verb: str, record: str = "contact") -> set[str]:
        """Return the source ids of operations on a kind of record that were sent once and are not known to be done:
        they may have been."""
        unsure = operations.c.state.in_((SENT, "failed", "retry", "unconfirmed"))
        with self._database.reading() as connection:
            found = _operations(connection.execute(select(operations).where(unsure)))
        return {o.source_id for o in found if (o.side, o.verb, o.record) == (side, verb, record)}

    def _write(self, operation: OperationRow) -> None:
        body = asdict(operation)
        columns = {name: body.pop(name) for name in _COLUMNS}
        columns["body"] = dump(body)
        with self._database.transaction() as connection:
            known = update(operations).where(operations.c.id == operation.id).values(**columns)
            if not connection.execute(known).rowcount:
                connection.execute(insert(operations), {"number": take(connection, "operations"), **columns})


def _run_values(run: RunRow) -> dict[str, Any]:
    return asdict(run) | {"result": dump(run.result)}


def _run(row: Row[Any]) -> RunRow:
    values = dict(row._mapping)
    del values["number"]
    return RunRow(**values | {"result": load(row.result)})


def _operations(rows: Iterable[Row[Any]]) -> list[OperationRow]:
    found = []
    for row in rows:
        body = load(row.body)
        body["actions"] = tuple(body["actions"])
        body["steps"] = tuple(body.get("steps", ()))
        if body["verb"] in _OF_FIELDS:
            body |= {"verb": _OF_FIELDS[body["verb"]], "record": "custom_field"}
        found.append(OperationRow(**{name: getattr(row, name) for name in _COLUMNS}, **body))
    return found
