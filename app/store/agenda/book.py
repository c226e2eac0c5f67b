"""The book of tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.records.task import Removed, Task, TaskKind
from app.store.agenda.tables import tasks as table
from app.store.agenda.tables import used_origins
from app.store.schema.counters import take
from app.store.schema.database import Database, select_by
from app.store.schema.kept_values import kept_day, kept_time
from app.store.schema.prepared import Prepared
from app.store.schema.tables import dump, load

_COUNTER = "tasks"
_ORDER = (table.c.due_day == "", table.c.due_day, table.c.due_time == "", table.c.due_time, table.c.id)
_IS_OPEN = (table.c.completed.is_(False), table.c.removed == "")
_OPEN = Prepared(select(table).where(*_IS_OPEN).order_by(*_ORDER))
_WAITING = Prepared(
    select(table.c.customer).where(table.c.customer.is_not(None), table.c.contact == "", *_IS_OPEN).distinct()
)
_STATE = Prepared(select(func.sum(table.c.revision), func.count(), func.max(table.c.id)))
_KINDS = {kind.value: kind for kind in TaskKind}
_REMOVED = {who.value: who for who in Removed}


_COLUMNS = ", ".join(column.name for column in table.c)


class OpenRows:
    """The open tasks by day (those without one last), of which only columns have been put into words yet: one entry a
    task, as in `app.records.task.Task`. The rest is made of the driver's own tuples when it is wanted."""

    def __init__(self, raw: Sequence[tuple[Any, ...]]) -> None:
        self._raw = raw
        columns = list(zip(*raw, strict=True)) if raw else [()] * len(table.c)
        days: dict[str, date | None] = {day: kept_day(day) if day else None for day in set(columns[8])}
        self.ids = list(map(str, columns[0]))
        self.customers = ["" if number is None else str(number) for number in columns[1]]
        self.contacts, self.kinds, self.assignees = columns[2], columns[3], columns[14]
        self.days = [days[day] for day in columns[8]]

    def words(self, place: int) -> tuple[str, str]:
        """Return title and text of one."""
        row = self._raw[place]
        return row[6], row[7]

    def task(self, place: int) -> Task:
        """Return one whole."""
        return _task(self._raw[place])


class TaskBook:
    """Tasks by id, a whole number as decimal text that is never given out twice.

    A task with an origin key is made at most once, ever: the key stays used when the task is done, removed or gone.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, tasks: Iterable[Task]) -> list[Task]:
        """Make tasks and return those made, with their ids; one whose origin key has been used is passed over."""
        given = list(tasks)
        if not given:
            return []
        with self._database.transaction() as connection:
            used = self.used(t.origin for t in given if t.origin)
            new: list[Task] = []
            for task in given:
                if task.origin and task.origin in used:
                    continue
                used.add(task.origin)
                new.append(task)
            if not new:
                return []
            newest = connection.scalar(select(func.max(table.c.id))) or 0
            first = take(connection, _COUNTER, len(new), at_least=newest)
            made = [replace(task, id=str(first + n), revision=1) for n, task in enumerate(new)]
            connection.execute(insert(table), [_row(task) for task in made])
            keys = [{"key": t.origin, "at": t.created_at} for t in made if t.origin]
            if keys:
                connection.execute(insert(used_origins), keys)
        return made

    def save(self, tasks: Iterable[Task]) -> list[Task]:
        """Keep changed tasks, each with its next revision, and return them so."""
        changed = [replace(task, revision=task.revision + 1) for task in tasks]
        if changed:
            statement = upsert(table)
            new = {c.name: statement.excluded[c.name] for c in table.c if c.name != "id"}
            statement = statement.on_conflict_do_update(index_elements=[table.c.id], set_=new)
            with self._database.transaction() as connection:
                connection.execute(statement, [_row(task) for task in changed])
        return changed

    def get(self, task_id: str) -> Task | None:
        """Return a task, or None."""
        return self.get_many([task_id]).get(task_id)

    def get_many(self, ids: Iterable[str]) -> dict[str, Task]:
        """Return the tasks of these ids that there are, by id."""
        numbers = [int(i) for i in ids if i.isascii() and i.isdecimal() and len(i) < 19]
        with self._database.reading() as connection:
            return {str(row.id): _task(row) for row in select_by(connection, table.c.id, numbers)}

    def all(self, *, customer: str = "", contact: str = "", only_open: bool = False) -> list[Task]:
        """Return tasks by day (those without one last) and id: of a customer, or of a contact, or all."""
        if only_open and not customer and not contact:
            with self._database.reading() as connection:
                return [_task(row) for row in _OPEN.all(connection)]
        wanted: list[ColumnElement[bool]] = []
        if customer or contact:
            of: list[ColumnElement[bool]] = []
            if customer:
                of.append(table.c.customer == int(customer))
            if contact:
                of.append(table.c.contact == contact)
            wanted.append(of[0] if len(of) == 1 else of[0] | of[1])
        if only_open:
            wanted += _IS_OPEN
        statement = select(table).where(and_(*wanted)) if wanted else select(table)
        with self._database.reading() as connection:
            # all rows at once: asking for one after the other takes half as long again
            return [_task(row) for row in connection.execute(statement.order_by(*_ORDER)).all()]

    def open_rows(self) -> OpenRows:
        """Return the open tasks for whoever looks at few of very many."""
        order = "due_day = '', due_day, due_time = '', due_time, id"
        statement = f"SELECT {_COLUMNS} FROM tasks WHERE completed = 0 AND removed = '' ORDER BY {order}"
        with self._database.reading() as connection:
            cursor = connection.exec_driver_sql(statement).cursor
            return OpenRows(cursor.fetchall() if cursor is not None else ())

    def open_of(self, customers: Iterable[str]) -> list[Task]:
        """Return the open tasks of some customers, by customer and id."""
        numbers = sorted({int(c) for c in customers})
        with self._database.reading() as connection:
            found = [_task(row) for row in select_by(connection, table.c.customer, numbers)]
        return [t for t in sorted(found, key=lambda t: (int(t.customer), int(t.id))) if t.open]

    def waiting_customers(self) -> set[str]:
        """Return the customers of whom the book has open tasks that are on no contact."""
        with self._database.reading() as connection:
            return {str(number) for number in _WAITING.scalars(connection)}

    def following(self, kinds: Sequence[TaskKind]) -> dict[str, list[Task]]:
        """Return the tasks of these kinds that follow an instalment or a payment, by reference."""
        found: dict[str, list[Task]] = {}
        wanted = select(table).where(table.c.reference != "", table.c.kind.in_([kind.value for kind in kinds]))
        with self._database.reading() as connection:
            for row in connection.execute(wanted.order_by(table.c.id)):
                found.setdefault(row.reference, []).append(_task(row))
        return found

    def used(self, origins: Iterable[str]) -> set[str]:
        """Return which of these origin keys have been used."""
        with self._database.reading() as connection:
            return {row.key for row in select_by(connection, used_origins.c.key, sorted(set(origins)))}

    def use(self, origins: Iterable[str], at: float) -> None:
        """Use up origin keys without making anything of them."""
        rows = [{"key": key, "at": at} for key in dict.fromkeys(origins)]
        if rows:
            with self._database.transaction() as connection:
                connection.execute(upsert(used_origins).on_conflict_do_nothing(), rows)

    def revision(self) -> int:
        """Return a number that is another one after each change of a task."""
        return sum(self.state())

    def state(self) -> tuple[int, int, int]:
        """Return what is other after each change of a task, and after each one that is forgotten."""
        with self._database.reading() as connection:
            total = _STATE.first(connection)
        revisions, count, newest = (n or 0 for n in total)
        return revisions, count, newest

    def open_days(self) -> dict[date, int]:
        """Return how many open tasks each day has; those without a day do not count."""
        days = select(table.c.due_day, func.count()).where(table.c.completed.is_(False), table.c.removed == "")
        with self._database.reading() as connection:
            rows = connection.execute(days.where(table.c.due_day != "").group_by(table.c.due_day))
            return {kept_day(day): count for day, count in rows}

    def count(self, *, only_open: bool = False) -> int:
        """Return how many tasks there are."""
        statement = select(func.count()).select_from(table)
        if only_open:
            statement = statement.where(table.c.completed.is_(False), table.c.removed == "")
        with self._database.reading() as connection:
            return connection.scalar(statement) or 0


def _row(task: Task) -> dict[str, Any]:
    return {
        "id": int(task.id),
        "customer": int(task.customer) if task.customer else None,
        "contact": task.contact,
        "kind": task.kind.value,
        "origin_key": task.origin or None,
        "reference": task.reference,
        "title": task.title,
        "body": task.body,
        "due_day": task.due.isoformat() if task.due else "",
        "due_time": task.at.strftime("%H:%M") if task.at else "",
        "completed": task.completed,
        "completed_at": task.completed_at,
        "removed": task.removed.value,
        "removed_at": task.removed_at,
        "assignee": task.assignee,
        "amount_cents": task.amount_cents,
        "currency": task.currency,
        "derived": dump(dict(task.derived)) if task.derived else "{}",
        "created_at": task.created_at,
        "changed_at": task.changed_at,
        "revision": task.revision,
    }


def _task(row: Any) -> Task:
    # by place, in the order of the table's columns: by name, ten thousand rows would take three times as long
    number, customer, contact, kind, origin, reference, title, body, due, at, completed, completed_at, *rest = row
    removed, removed_at, assignee, amount, currency, derived, created_at, changed_at, revision = rest
    return Task(
        title,
        _KINDS[kind],
        str(number),
        str(customer) if customer is not None else "",
        contact,
        body,
        kept_day(due) if due else None,
        kept_time(at) if at else None,
        bool(completed),
        completed_at,
        _REMOVED[removed],
        removed_at,
        assignee,
        amount,
        currency,
        origin or "",
        reference,
        load(derived) if derived != "{}" else {},
        created_at,
        changed_at,
        revision,
    )
