"""Automations as the owner made them, each version kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, literal, select, update

from app.store.automations.tables import automations as table
from app.store.automations.tables import baselines, versions
from app.store.schema.database import Database
from app.store.schema.prepared import Prepared
from app.store.schema.tables import dump, load

_made = (
    select(table, versions.c.body)
    .join(versions, (versions.c.automation == table.c.id) & (versions.c.version == table.c.version))
    .order_by(table.c.created_at, table.c.id)
)
_ONE = Prepared(_made.where(table.c.id == bindparam("one")))
_ALL = Prepared(_made)
_ANY = Prepared(select(table.c.id).where(table.c.state != "off").limit(1))
_NOT_AFTER = Prepared(
    update(table).where(table.c.since > bindparam("moment")).values(since=bindparam("moment") - literal(1.0))
)


@dataclass(frozen=True, slots=True)
class StoredAutomation:
    """An automation and how it stands; the columns mean what `app.store.automations.tables` says.

    ``body`` is the present version (trigger, conditions, steps), as JSON knows it.
    """

    id: str
    name: str
    body: Mapping[str, Any]
    state: str = "off"
    cause: str = ""
    mode: str = "ask"
    version: int = 1
    since: float = 0.0
    seen: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)
    created_at: float = 0.0


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One version of an automation and when it was saved."""

    version: int
    body: Mapping[str, Any]
    at: float


class Automations:
    """Automations by id. Saving another body keeps the ones before."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, automation: StoredAutomation, at: float) -> StoredAutomation:
        """Keep an automation, new or changed; another body is another version. Returns it as kept."""
        with self._database.transaction() as connection:
            before = self.get(automation.id)
            version = 1
            if before is not None:
                newest = select(func.max(versions.c.version)).where(versions.c.automation == automation.id)
                version = before.version if before.body == automation.body else (connection.scalar(newest) or 0) + 1
            row = _row(automation) | {"version": version}
            if before is None:
                connection.execute(insert(table), row)
            else:
                connection.execute(update(table).where(table.c.id == automation.id).values(**row))
            if before is None or version != before.version:
                connection.execute(
                    insert(versions),
                    {"automation": automation.id, "version": version, "body": dump(dict(automation.body)), "at": at},
                )
        found = self.get(automation.id)
        assert found is not None
        return found

    def get(self, automation_id: str) -> StoredAutomation | None:
        """Return an automation, or None."""
        return next(iter(self._read(automation_id)), None)

    def all(self) -> list[StoredAutomation]:
        """Return all automations in the order in which they were made."""
        return self._read()

    def any_watching(self) -> bool:
        """Tell whether any is on or paused: only then differences are noted."""
        with self._database.reading() as connection:
            return _ANY.scalar(connection) is not None

    def standing(self, automation_id: str, **values: Any) -> None:
        """Change some of name, state, cause, mode, since, seen and facts."""
        if "facts" in values:
            values["facts"] = dump(dict(values["facts"]))
        with self._database.transaction() as connection:
            connection.execute(update(table).where(table.c.id == automation_id).values(**values))

    def seen(self, up_to: Mapping[str, int]) -> None:
        """Note the newest event that was evaluated for some automations."""
        rows = [{"automation": automation_id, "newest": seq} for automation_id, seq in up_to.items()]
        if rows:
            older = (table.c.id == bindparam("automation"), table.c.seen < bindparam("newest"))
            with self._database.transaction() as connection:
                connection.execute(update(table).where(*older).values(seen=bindparam("newest")), rows)

    def not_after(self, moment: float) -> None:
        """Let none look only at what happens after a moment that is still to come, as where the clock was set back: all
        that happens until then would be before."""
        with self._database.transaction() as connection:
            _NOT_AFTER.run(connection, moment=moment)

    def remove(self, automation_id: str) -> None:
        """Forget an automation with its versions and what it passed over; its runs stay in the log."""
        with self._database.transaction() as connection:
            connection.execute(delete(table).where(table.c.id == automation_id))

    def versions(self, automation_id: str) -> list[StoredVersion]:
        """Return all versions, newest first."""
        wanted = select(versions).where(versions.c.automation == automation_id).order_by(versions.c.version.desc())
        with self._database.reading() as connection:
            return [StoredVersion(r.version, load(r.body), r.at) for r in connection.execute(wanted)]

    def version(self, automation_id: str, version: int) -> Mapping[str, Any] | None:
        """Return the body of a version, or None."""
        wanted = select(versions.c.body).where(versions.c.automation == automation_id, versions.c.version == version)
        with self._database.reading() as connection:
            body = connection.scalar(wanted)
        return load(body) if body is not None else None

    def baselines(self) -> set[str]:
        """Return the kinds of things of which a first picture has been taken."""
        with self._database.reading() as connection:
            return set(connection.scalars(select(baselines.c.kind)))

    def take_baseline(self, kinds: set[str], at: float) -> None:
        """Note that of these kinds the first picture is whole."""
        with self._database.transaction() as connection:
            for kind in kinds - self.baselines():
                connection.execute(insert(baselines), {"kind": kind, "at": at})

    def _read(self, automation_id: str = "") -> list[StoredAutomation]:
        with self._database.reading() as connection:
            found = (_ONE if automation_id else _ALL).all(connection, one=automation_id)
        return [
            StoredAutomation(
                r.id,
                r.name,
                load(r.body),
                r.state,
                r.cause,
                r.mode,
                r.version,
                r.since,
                r.seen,
                load(r.facts),
                r.created_at,
            )
            for r in found
        ]


def _row(automation: StoredAutomation) -> dict[str, Any]:
    return {
        "id": automation.id,
        "name": automation.name,
        "state": automation.state,
        "cause": automation.cause,
        "mode": automation.mode,
        "since": automation.since,
        "seen": automation.seen,
        "facts": dump(dict(automation.facts)),
        "created_at": automation.created_at,
    }
