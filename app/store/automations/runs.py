"""Runs of automations, their steps, and the events that set nothing off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from app.store.automations.tables import passed_over, steps
from app.store.automations.tables import runs as table
from app.store.schema.database import Database, delete_by, select_by
from app.store.schema.prepared import Prepared
from app.store.schema.tables import dump, load

PASSED_KEPT = 200
"""Events that did not set an automation off, kept for each to answer why."""


@dataclass(frozen=True, slots=True)
class AutomationRun:
    """What one automation does about one event; the columns mean what `app.store.automations.tables` says.

    ``body`` holds the values that it works with, each condition in words with its result, and why it ended as it did.
    """

    id: str
    automation: str
    version: int
    event: str
    record: str
    subject: str
    mode: str
    state: str
    started_at: float
    ended_at: float = 0.0
    due_at: float = 0.0
    depth: int = 0
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AutomationStep:
    """A step of a run and how far it came; ``operation`` is its write in the journal (blank: none)."""

    run: str
    seq: int
    key: str
    state: str
    input: Mapping[str, Any] = field(default_factory=dict)
    output: Mapping[str, Any] = field(default_factory=dict)
    operation: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class PassedOver:
    """An event that did not set an automation off: ``why`` holds the conditions in words with their results."""

    automation: str
    event: str
    subject: str
    at: float
    why: Mapping[str, Any]


def _put_steps() -> Prepared:
    put = insert(steps)
    new = {c.name: put.excluded[c.name] for c in steps.c if c.name not in ("run", "seq")}
    return Prepared(put.on_conflict_do_update(index_elements=[steps.c.run, steps.c.seq], set_=new))


_known: Any = bindparam("known")
_new: dict[str, Any] = {c.name: bindparam(f"new_{c.name}") for c in table.c}
_ADD = Prepared(insert(table).on_conflict_do_nothing())
_SAVE = Prepared(update(table).where(table.c.id == _known).values(_new))
_ALL, _ONE = Prepared(select(table)), Prepared(select(table).where(table.c.id == _known))
_PUT_STEPS = _put_steps()
_STEPS = Prepared(select(steps).where(steps.c.run == _known).order_by(steps.c.seq))
_STEP = Prepared(select(steps).where(steps.c.key == _known))
_begun = (table.c.automation == bindparam("of"), table.c.started_at > bindparam("at_after"), table.c.mode != "try")
_started = select(func.count()).select_from(table).where(*_begun)
_STARTED, _STARTED_ON = Prepared(_started), Prepared(_started.where(table.c.record == bindparam("on")))
_RECORDS = Prepared(select(table.c.record, func.count().label("number")).where(*_begun).group_by(table.c.record))


class AutomationRuns:
    """Runs by id; of one automation and one event there is never a second."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, run: AutomationRun) -> bool:
        """Begin a run; False, and nothing, where the automation has had one for this event."""
        with self._database.transaction() as connection:
            return bool(_ADD.run(connection, **_row(run)))

    def save(self, run: AutomationRun) -> None:
        """Keep how a run stands."""
        with self._database.transaction() as connection:
            _SAVE.run(connection, known=run.id, **{f"new_{name}": value for name, value in _row(run).items()})

    def get(self, run_id: str) -> AutomationRun | None:
        """Return a run, or None."""
        with self._database.reading() as connection:
            row = _ONE.first(connection, known=run_id)
        return _run(row) if row else None

    def get_many(self, ids: Iterable[str]) -> dict[str, AutomationRun]:
        """Return the runs of these ids that there are, by id."""
        with self._database.reading() as connection:
            return {row.id: _run(row) for row in select_by(connection, table.c.id, sorted(set(ids)))}

    def in_states(self, states: Iterable[str], automation: str = "") -> list[AutomationRun]:
        """Return the runs that stand so, oldest first."""
        with self._database.reading() as connection:
            rows = _ALL.among(connection, table.c.state, list(states))
        found = sorted((_run(r) for r in rows), key=lambda run: (run.started_at, run.id))
        return [run for run in found if automation in ("", run.automation)]

    def recent(self, automation: str = "", limit: int = 100) -> list[AutomationRun]:
        """Return the newest runs, of an automation or all."""
        wanted = select(table).order_by(table.c.started_at.desc(), table.c.id.desc()).limit(limit)
        if automation:
            wanted = wanted.where(table.c.automation == automation)
        with self._database.reading() as connection:
            return [_run(r) for r in connection.execute(wanted)]

    def started_since(self, automation: str, at: float, record: str = "") -> int:
        """Return how many runs an automation began after a moment, on one record or on all."""
        wanted = _STARTED_ON if record else _STARTED
        with self._database.reading() as connection:
            return wanted.scalar(connection, of=automation, at_after=at, on=record) or 0

    def records_since(self, automation: str, at: float) -> dict[str, int]:
        """Return how many runs an automation began after a moment, by record; tries do not count."""
        with self._database.reading() as connection:
            return {row.record: row.number for row in _RECORDS.all(connection, of=automation, at_after=at)}

    # --- steps ---

    def drop_steps(self, run: str, first: int) -> None:
        """Forget the steps of a run from one on: they will be planned anew."""
        with self._database.transaction() as connection:
            connection.execute(delete(steps).where(steps.c.run == run, steps.c.seq >= first))

    def put_steps(self, given: Iterable[AutomationStep]) -> None:
        """Keep steps, each in place of what was known of it."""
        rows = [
            {
                "run": s.run,
                "seq": s.seq,
                "key": s.key,
                "state": s.state,
                "input": dump(dict(s.input)),
                "output": dump(dict(s.output)),
                "operation": s.operation,
                "at": s.at,
            }
            for s in given
        ]
        if rows:
            with self._database.transaction() as connection:
                _PUT_STEPS.run_many(connection, rows)

    def steps(self, run_id: str) -> list[AutomationStep]:
        """Return the steps of a run in their order."""
        with self._database.reading() as connection:
            return [_step(row) for row in _STEPS.all(connection, known=run_id)]

    def step(self, key: str) -> AutomationStep | None:
        """Return a step by its key."""
        with self._database.reading() as connection:
            row = _STEP.first(connection, known=key)
        return _step(row) if row else None

    # --- what set nothing off ---

    def pass_over(self, given: Iterable[PassedOver]) -> None:
        """Keep why events set nothing off: the newest of each automation."""
        rows = [
            {"automation": p.automation, "event": p.event, "subject": p.subject, "at": p.at, "why": dump(dict(p.why))}
            for p in given
        ]
        if not rows:
            return
        with self._database.transaction() as connection:
            connection.execute(insert(passed_over).on_conflict_do_nothing(), rows)
            for automation in {row["automation"] for row in rows}:
                mine = passed_over.c.automation == automation
                kept = select(passed_over.c.event).where(mine)
                kept = kept.order_by(passed_over.c.at.desc(), passed_over.c.event.desc()).limit(PASSED_KEPT)
                connection.execute(delete(passed_over).where(mine, passed_over.c.event.not_in(kept)))

    def passed(self, automation: str, subject: str = "", limit: int = PASSED_KEPT) -> list[PassedOver]:
        """Return the newest events that did not set an automation off, of one person or all."""
        wanted = select(passed_over).where(passed_over.c.automation == automation)
        if subject:
            wanted = wanted.where(passed_over.c.subject == subject)
        wanted = wanted.order_by(passed_over.c.at.desc(), passed_over.c.event.desc()).limit(limit)
        with self._database.reading() as connection:
            return [PassedOver(r.automation, r.event, r.subject, r.at, load(r.why)) for r in connection.execute(wanted)]

    def prune(self, before: float) -> int:
        """Forget runs that ended before a moment, and return how many."""
        old = select(table.c.id).where(table.c.ended_at > 0, table.c.ended_at < before)
        with self._database.transaction() as connection:
            gone = list(connection.scalars(old))
            delete_by(connection, table.c.id, gone)
        return len(gone)


def _row(run: AutomationRun) -> dict[str, Any]:
    return {c.name: getattr(run, c.name) for c in table.c} | {"body": dump(dict(run.body))}


def _run(row: Any) -> AutomationRun:
    return AutomationRun(**row._asdict() | {"body": load(row.body)})


def _step(row: Any) -> AutomationStep:
    return AutomationStep(**row._asdict() | {"input": load(row.input), "output": load(row.output)})
