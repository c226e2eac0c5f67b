"""The activity log that the owner sees."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from app.store.schema.database import Database
from app.store.schema.prepared import Prepared
from app.store.schema.tables import activity as table
from app.store.schema.tables import dump, load

_log = logging.getLogger(__name__)

_ADD = Prepared(insert(table), "at", "level", "key", "params", "run")

_LEVELS = {"info": logging.INFO, "warning": logging.WARNING}
"""How loud the log file is; a line for the owner is never an error of the program."""


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One line: ``key`` is a text key that ``params`` fill, ``at`` epoch seconds, ``run`` the run if any."""

    id: int
    at: float
    level: str
    key: str
    params: dict[str, Any]
    run: str = ""


class Activity:
    """The lines of the activity log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, at: float, level: str, key: str, params: Mapping[str, Any], run: str = "") -> int:
        """Add a line and return its id; its key goes to the log file, too, without what fills the sentence."""
        _log.log(_LEVELS.get(level, logging.INFO), "%s", key)
        with self._database.transaction() as connection:
            return _ADD.insert(connection, at=at, level=level, key=key, params=dump(dict(params)), run=run)

    def recent(self, limit: int = 500, before: int | None = None) -> list[ActivityRow]:
        """Return the newest lines, newest first; ``before`` is the id of the last line already seen."""
        statement = select(table).order_by(table.c.id.desc()).limit(limit)
        if before is not None:
            statement = statement.where(table.c.id < before)
        with self._database.reading() as connection:
            return [
                ActivityRow(row.id, row.at, row.level, row.key, load(row.params), row.run)
                for row in connection.execute(statement)
            ]

    def prune(self, keep: int) -> int:
        """Drop all but the newest ``keep`` lines; return how many went."""
        newest = select(table.c.id).order_by(table.c.id.desc()).limit(keep)
        with self._database.transaction() as connection:
            return connection.execute(delete(table).where(table.c.id.not_in(newest))).rowcount
