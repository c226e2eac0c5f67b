"""What is let go after a while: old plans, runs, log lines and copies; never what an undo, a base or a limit needs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, select

from app.paths import Home
from app.store.automations.events import Events
from app.store.automations.runs import AutomationRuns
from app.store.home.files import as_storage_error, private_folder
from app.store.home.opening import copy_database
from app.store.schema import tables
from app.store.schema.database import Database, delete_by
from app.store.sync.plans import sweep

DAILY_KEPT = 7
"""Daily copies that are kept."""
_DAILY = "daily-"


def daily_copy(home: Home, now: float) -> Path | None:
    """Copy the database once a day (UTC) into the backups and keep the newest seven; None where today's is there.

    Raises StorageError; where the database is damaged the copies that there are stay.
    """
    folder = private_folder(home.backups)
    target = folder / f"{_DAILY}{datetime.fromtimestamp(now, UTC):%Y%m%d}.sqlite3"
    if target.exists():
        return None
    try:
        copy_database(home.database, target, checked=True)
        for old in daily_copies(home)[DAILY_KEPT:]:
            old.unlink()
    except OSError as error:
        raise as_storage_error(error, folder) from error
    return target


def daily_copies(home: Home) -> list[Path]:
    """Return the daily copies, newest first."""
    return sorted(home.backups.glob(f"{_DAILY}*.sqlite3"), reverse=True) if home.backups.is_dir() else []


def newest_copy(home: Home) -> Path | None:
    """Return the copy made last, whatever for; None where there is none."""
    copies = home.backups.glob("*.sqlite3") if home.backups.is_dir() else ()
    return max(copies, key=lambda path: path.stat().st_mtime, default=None)


def copies_of(home: Home) -> list[Path]:
    """Return every copy of the database that stands in the home."""
    return list(home.backups.glob("*.sqlite3*")) if home.backups.is_dir() else []


def clear_copies(home: Home) -> int:
    """Delete every copy of the database, as what was forgotten still stands in them; return how many went."""
    found = copies_of(home)
    for path in found:
        path.unlink()
    return len(found)


def prune(database: Database, home: Home, before: float, unseen_before: float | None = None) -> dict[str, int]:
    """Let go what ended before a moment (epoch seconds); return rows and files by name.

    Runs that did not end, the newest run, and every run that another one refers to stay with their operations;
    so does each plan that is open or being applied, and each that a run which stays belongs to. Events that an
    automation has yet to see stay until ``unseen_before``.
    """
    runs, operations, plans = tables.runs, tables.operations, tables.plans
    gone: dict[str, int] = {}
    with database.transaction() as connection:
        newest = connection.scalar(select(runs.c.id).order_by(runs.c.number.desc()).limit(1))
        unfinished = {
            row.run for row in connection.execute(select(operations.c.run).where(operations.c.state == "sent"))
        }
        undone = {row.undoes for row in connection.execute(select(runs.c.undoes).where(runs.c.ended_at >= before))}
        ended = select(runs.c.id).where(runs.c.ended_at > 0, runs.c.ended_at < before, runs.c.started_at < before)
        old = [row.id for row in connection.execute(ended) if row.id not in {newest, *unfinished, *undone}]
        delete_by(connection, operations.c.run, old)
        delete_by(connection, runs.c.id, old)
        gone["runs"] = len(old)
        kept = select(runs.c.plan)
        stale = plans.c.created_at < before, plans.c.state.in_(("applied", "superseded")), plans.c.id.not_in(kept)
        gone["plans"] = connection.execute(delete(plans).where(*stale)).rowcount
        if gone["plans"]:
            sweep(connection)
        gone["activity"] = connection.execute(delete(tables.activity).where(tables.activity.c.at < before)).rowcount
    gone["automation_runs"] = AutomationRuns(database).prune(before)
    gone["events"] = Events(database).prune(before, unseen_before)
    gone["copies"] = _prune_copies(home, before)
    return {name: count for name, count in gone.items() if count}


def _prune_copies(home: Home, before: float) -> int:
    gone = 0
    newest = newest_copy(home)
    for path in home.backups.glob("*.sqlite3") if home.backups.is_dir() else ():
        if path != newest and path.stat().st_mtime < before:
            path.unlink()
            gone += 1
    return gone
