"""Runs and their operations: what was meant, what was sent, what came of it. Undo and restart live on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, update

from app.store.schema.counters import take
from app.store.schema.database import Database
from app.store.schema.prepared import Prepared
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


def _change(table: Table) -> Prepared:
    changed: dict[str, Any] = {c.name: bindparam(f"new_{c.name}") for c in table.c if c.name not in ("number", "id")}
    return Prepared(update(table).where(table.c.id == bindparam("known")).values(changed))


_ADD_RUN, _CHANGE_RUN = Prepared(insert(runs)), _change(runs)
_RUN = Prepared(select(runs).where(runs.c.id == bindparam("known")))
_RUNS = Prepared(select(runs).order_by(runs.c.number.desc()).limit(bindparam("most")))
_ADD, _CHANGE = Prepared(insert(operations)), _change(operations)
_OF_RUN = Prepared(select(operations).where(operations.c.run == bindparam("known")).order_by(operations.c.number))
_UNFINISHED = Prepared(select(operations).where(operations.c.state == SENT).order_by(operations.c.number))


class Journal:
    """The journal; each call is one transaction that has reached the disk when it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start_run(self, run: RunRow) -> None:
        """Record a new run. Raises ValueError if there is one of this id."""
        with self._database.transaction() as connection:
            if _RUN.first(connection, known=run.id) is not None:
                raise ValueError(f"run exists: {run.id}")
            _ADD_RUN.run(connection, number=take(connection, "runs"), **_run_values(run))

    def update_run(self, run: RunRow) -> None:
        """Record how a run stands. Raises KeyError if it was not started."""
        with self._database.transaction() as connection:
            if not _CHANGE_RUN.run(connection, known=run.id, **_new(_run_values(run))):
                raise KeyError(run.id)

    def run(self, run_id: str) -> RunRow | None:
        """Return a run, or None."""
        with self._database.reading() as connection:
            row = _RUN.first(connection, known=run_id)
        return _run(row) if row else None

    def runs(self, limit: int = 100) -> list[RunRow]:
        """Return the runs started last, newest first."""
        with self._database.reading() as connection:
            return [_run(row) for row in _RUNS.all(connection, most=limit)]

    def begin(self, operation: OperationRow) -> None:
        """Record an intent before it is sent; a repeat replaces the first and keeps its place."""
        self._write(operation)

    def finish(self, operation: OperationRow) -> None:
        """Record the outcome of an operation, whether its intent was recorded or not (links send nothing)."""
        self._write(operation)

    def operations(self, run: str) -> list[OperationRow]:
        """Return the operations of a run in the order of their intents."""
        with self._database.reading() as connection:
            return _operations(_OF_RUN.all(connection, known=run))

    def unfinished(self) -> list[OperationRow]:
        """Return all operations whose outcome is not known, of all runs, in the order of their intents."""
        with self._database.reading() as connection:
            return _operations(_UNFINISHED.all(connection))

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
            if not _CHANGE.run(connection, known=operation.id, **_new(columns)):
                _ADD.run(connection, number=take(connection, "operations"), **columns)


def _new(columns: dict[str, Any]) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in columns.items()}


def _run_values(run: RunRow) -> dict[str, Any]:
    return asdict(run) | {"result": dump(run.result)}


def _run(row: Any) -> RunRow:
    values = row._asdict()
    del values["number"]
    return RunRow(**values | {"result": load(row.result)})


def _operations(rows: Iterable[Any]) -> list[OperationRow]:
    found = []
    for row in rows:
        body = load(row.body)
        body["actions"] = tuple(body["actions"])
        body["steps"] = tuple(body.get("steps", ()))
        if body["verb"] in _OF_FIELDS:
            body |= {"verb": _OF_FIELDS[body["verb"]], "record": "custom_field"}
        found.append(OperationRow(**{name: getattr(row, name) for name in _COLUMNS}, **body))
    return found
