"""What happened: differences in the picture, and the events that are made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.store.automations.tables import automations as definitions
from app.store.automations.tables import events as table
from app.store.automations.tables import observations, writing
from app.store.schema.database import Database, ask, select_by
from app.store.schema.prepared import Prepared
from app.store.schema.tables import dump, load


@dataclass(frozen=True, slots=True)
class Observation:
    """A difference in the picture: ``before`` is empty for what is new, ``after`` for what is gone; ``cause`` is the
    run of the automation that wrote it (blank: others did)."""

    seq: int
    kind: str
    record: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    cause: str = ""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """Something that happened, once; the columns mean what `app.store.automations.tables` says."""

    key: str
    kind: str
    record: str
    subject: str
    at: float
    body: Mapping[str, Any] = field(default_factory=dict)
    run: str = ""
    depth: int = 0
    seq: int = 0


_most: Any = bindparam("most")
_COLUMNS = ("key", "kind", "record", "subject", "at", "body", "run", "depth")
_ADD = Prepared(upsert(table).on_conflict_do_nothing(), *_COLUMNS)
_AFTER = Prepared(select(table).where(table.c.seq > bindparam("known")).order_by(table.c.seq).limit(_most))
_OBSERVATIONS = Prepared(select(observations).order_by(observations.c.seq).limit(_most))
_OBSERVED = Prepared(delete(observations).where(observations.c.seq <= bindparam("up_to")))
_WRITER, _NO_WRITER, _SET_WRITER = Prepared(select(writing.c.run)), Prepared(delete(writing)), Prepared(insert(writing))


COMPUTED = (
    "f24.instalment_due_soon",
    "f24.instalment_overdue",
    "task.due",
    "task.overdue",
    "appointment.soon",
    "f24.export_stale",
    "f24.subscription_expiring",
    "f24.calls_low",
    "run.needs_person",
    "clock.schedule",
)
"""Kinds of events that time brings, each computed from facts under a key of its own."""
KEYS_KEPT = 400 * 86_400.0
"""Seconds for which the key of such an event stays: longer than any threshold in days that can be chosen."""


class Events:
    """Observations in their order, and events by their keys: a key that is there is never taken a second time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def caused_by(self, run: str) -> Iterator[None]:
        """Let what is written within, in one transaction, count as the write of an automation's run."""
        with self._database.transaction() as connection:
            before = _WRITER.scalar(connection)
            self._writing(run)
            yield
            self._writing(before or "")

    def _writing(self, run: str) -> None:
        with self._database.transaction() as connection:
            _NO_WRITER.run(connection)
            if run:
                _SET_WRITER.run(connection, id=1, run=run)

    def observations(self, limit: int = 500) -> list[Observation]:
        """Return the oldest differences that have not been made into events."""
        with self._database.reading() as connection:
            return [
                Observation(
                    r.seq,
                    r.kind,
                    r.record,
                    load(r.before) if r.before else {},
                    load(r.after) if r.after else {},
                    r.cause,
                )
                for r in _OBSERVATIONS.all(connection, most=limit)
            ]

    def observed(self, up_to: int) -> None:
        """Let differences go that have become events, in the transaction that keeps these."""
        with self._database.transaction() as connection:
            _OBSERVED.run(connection, up_to=up_to)

    def add(self, events: Iterable[StoredEvent]) -> int:
        """Keep events and return how many were new: one whose key is known is passed over."""
        rows = [_row(event) for event in events]
        if not rows:
            return 0
        with self._database.transaction() as connection:
            known = {r.key for r in select_by(connection, table.c.key, sorted({row["key"] for row in rows}))}
            fresh = {row["key"]: row for row in rows if row["key"] not in known}
            if fresh:
                _ADD.run_many(connection, fresh.values())
        return len(fresh)

    def newest(self) -> int:
        """Return the number of the newest event ever (0: none yet)."""
        with self._database.reading() as connection:
            found = ask(connection, "SELECT seq FROM sqlite_sequence WHERE name = 'events'", ())
        return int(found[0][0] or 0) if found else 0

    def after(self, seq: int, limit: int = 500) -> list[StoredEvent]:
        """Return the events after one, in order."""
        with self._database.reading() as connection:
            return [_event(row) for row in _AFTER.all(connection, known=seq, most=limit)]

    def get(self, key: str) -> StoredEvent | None:
        """Return an event by its key."""
        return self.get_many([key]).get(key)

    def get_many(self, keys: Iterable[str]) -> dict[str, StoredEvent]:
        """Return the events of these keys that there are."""
        with self._database.reading() as connection:
            return {row.key: _event(row) for row in select_by(connection, table.c.key, sorted(set(keys)))}

    def recent(self, kind: str = "", limit: int = 20) -> list[StoredEvent]:
        """Return the newest events, of a kind or all."""
        wanted = select(table).order_by(table.c.seq.desc()).limit(limit)
        if kind:
            wanted = wanted.where(table.c.kind == kind)
        with self._database.reading() as connection:
            return [_event(row) for row in connection.execute(wanted)]

    def count_since(self, kind: str, at: float) -> int:
        """Return how many events of a kind there were since a moment."""
        wanted = select(func.count()).select_from(table).where(table.c.kind == kind, table.c.at >= at)
        with self._database.reading() as connection:
            return connection.scalar(wanted) or 0

    def prune(self, before: float, unseen_before: float | None = None) -> int:
        """Forget events that happened before a moment, and return how many.

        Those that are computed from facts would be made anew from the same facts and act a second time: of these the
        key stays for longer than any threshold reaches, without what was known. Those that an automation that is on or
        paused has not seen yet stay until ``unseen_before`` (default: as long as the others).
        """
        unseen = select(func.min(definitions.c.seen)).where(definitions.c.state != "off").scalar_subquery()
        seen = table.c.seq <= func.coalesce(unseen, table.c.seq)
        if unseen_before is not None:
            seen = or_(seen, table.c.at < min(before, unseen_before))
        computed = table.c.kind.in_(COMPUTED)
        with self._database.transaction() as connection:
            forgotten = delete(table).where(table.c.at < before, ~computed, seen)
            gone = connection.execute(forgotten).rowcount
            gone += connection.execute(delete(table).where(table.c.at < before - KEYS_KEPT)).rowcount
            bare = update(table).where(table.c.at < before, computed, seen, table.c.body != "{}").values(body="{}")
            return gone + connection.execute(bare).rowcount


def _row(event: StoredEvent) -> dict[str, Any]:
    return {
        "key": event.key,
        "kind": event.kind,
        "record": event.record,
        "subject": event.subject,
        "at": event.at,
        "body": dump(dict(event.body)),
        "run": event.run,
        "depth": event.depth,
    }


def _event(row: Any) -> StoredEvent:
    return StoredEvent(row.key, row.kind, row.record, row.subject, row.at, load(row.body), row.run, row.depth, row.seq)
