"""Which task of HighLevel stands for which of the book, and HighLevel's tasks as last read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from app.records.task import TaskBase, TaskLink
from app.store.agenda.tables import highlevel_tasks as remote
from app.store.agenda.tables import task_links as table
from app.store.schema.database import Database, delete_by, select_by
from app.store.schema.kept_values import kept_day, kept_time
from app.store.schema.prepared import Prepared
from app.store.schema.tables import dump, load

_ALL = Prepared(select(table).order_by(table.c.task))
_COUNT = Prepared(select(func.count()).select_from(table))
_ALL_REMOTE = Prepared(select(remote.c.id, remote.c.contact, remote.c.wire, remote.c.seen_at))
_ONE_REMOTE = Prepared(select(remote).where(remote.c.id == bindparam("known")))


@dataclass(frozen=True, slots=True)
class CachedTask:
    """A task as HighLevel sent it, and when (epoch seconds)."""

    id: str
    contact: str
    wire: Mapping[str, Any]
    seen_at: float


class TaskLinks:
    """Links by the book's task; neither a task of the book nor one of HighLevel has two."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[TaskLink]:
        """Return all links in the order of the book's ids."""
        with self._database.reading() as connection:
            return [_link(row) for row in _ALL.all(connection)]

    def count(self) -> int:
        """Return how many links there are."""
        with self._database.reading() as connection:
            return _COUNT.scalar(connection) or 0

    def state(self) -> tuple[int, int]:
        """Return what is other after one was added or removed."""
        with self._database.reading() as connection:
            count, total = connection.execute(select(func.count(), func.sum(table.c.task))).one()
        return count or 0, total or 0

    def tasks(self) -> set[str]:
        """Return the book's tasks for which one of HighLevel stands."""
        with self._database.reading() as connection:
            return {str(number) for number in connection.scalars(select(table.c.task)).all()}

    def without_contact(self) -> set[str]:
        """Return the tasks of the book whose task of HighLevel is on no contact."""
        with self._database.reading() as connection:
            return {str(number) for number in connection.scalars(select(table.c.task).where(table.c.contact == ""))}

    def of_tasks(self, ids: Iterable[str]) -> dict[str, TaskLink]:
        """Return the links of these tasks of the book, by task."""
        with self._database.reading() as connection:
            return {str(row.task): _link(row) for row in select_by(connection, table.c.task, [int(i) for i in ids])}

    def of_highlevel(self, ids: Iterable[str]) -> dict[str, TaskLink]:
        """Return the links of these tasks of HighLevel, by its id."""
        with self._database.reading() as connection:
            rows = select_by(connection, table.c.highlevel_id, list(ids))
            return {row.highlevel_id: _link(row) for row in rows}

    def put(self, links: Iterable[TaskLink]) -> None:
        """Keep links, each in place of the task's earlier one. Raises sqlalchemy.exc.IntegrityError where a task of
        HighLevel stands for another of the book."""
        rows = [
            {
                "task": int(link.task),
                "contact": link.contact,
                "highlevel_id": link.highlevel_id,
                "base": dump(_base_json(link.base)),
            }
            for link in links
        ]
        if rows:
            statement = insert(table)
            new = statement.excluded
            statement = statement.on_conflict_do_update(
                index_elements=[table.c.task],
                set_={"contact": new.contact, "highlevel_id": new.highlevel_id, "base": new.base},
            )
            with self._database.transaction() as connection:
                connection.execute(statement, rows)

    def remove(self, tasks: Iterable[str]) -> None:
        """Forget the links of these tasks of the book."""
        with self._database.transaction() as connection:
            delete_by(connection, table.c.task, [int(i) for i in tasks])

    def clear(self) -> None:
        """Forget all links: another location has other tasks."""
        with self._database.transaction() as connection:
            connection.execute(delete(table))


class HighLevelTasks:
    """HighLevel's tasks as last read, by their id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, tasks: Iterable[CachedTask]) -> None:
        """Keep tasks, each in place of what was read of it before."""
        rows = [{"id": t.id, "contact": t.contact, "wire": dump(dict(t.wire)), "seen_at": t.seen_at} for t in tasks]
        if rows:
            statement = insert(remote)
            new = statement.excluded
            statement = statement.on_conflict_do_update(
                index_elements=[remote.c.id], set_={"contact": new.contact, "wire": new.wire, "seen_at": new.seen_at}
            )
            with self._database.transaction() as connection:
                connection.execute(statement, rows)

    def all(self) -> list[CachedTask]:
        """Return all tasks in the order of their ids."""
        with self._database.reading() as connection:
            rows = _ALL_REMOTE.all(connection)
            return [CachedTask(i, contact, load(wire), seen_at) for i, contact, wire, seen_at in sorted(rows)]

    def get(self, task_id: str) -> CachedTask | None:
        """Return a task, or None."""
        with self._database.reading() as connection:
            row = _ONE_REMOTE.first(connection, known=task_id)
            return CachedTask(row.id, row.contact, load(row.wire), row.seen_at) if row else None

    def remove(self, ids: Iterable[str]) -> None:
        """Forget tasks; unknown ids are passed over."""
        with self._database.transaction() as connection:
            delete_by(connection, remote.c.id, ids)

    def clear(self) -> None:
        """Forget all tasks: another location has others."""
        with self._database.transaction() as connection:
            connection.execute(delete(remote))


def _base_json(base: TaskBase) -> dict[str, Any]:
    return {
        "title": base.title,
        "body": base.body,
        "due": base.due.isoformat() if base.due else "",
        "at": base.at.strftime("%H:%M") if base.at else "",
        "moment": base.moment,
        "completed": base.completed,
        "assignee": base.assignee,
    }


def _link(row: Any) -> TaskLink:
    base = load(row.base)
    return TaskLink(
        str(row.task),
        row.contact,
        row.highlevel_id,
        TaskBase(
            base["title"],
            base["body"],
            kept_day(base["due"]) if base["due"] else None,
            kept_time(base["at"]) if base["at"] else None,
            base["moment"],
            base["completed"],
            base["assignee"],
        ),
    )
