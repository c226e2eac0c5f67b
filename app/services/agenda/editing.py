"""What a person does to the book: make, change, tick, open again, take away."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

from app.errors import UsageError
from app.records.task import Removed, Task
from app.services.agenda.derived.instalments import CLOSED_BY, KEPT
from app.store import Store
from app.wellformed import wellformed

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What a paste may bring that no service takes as text."""
LONGEST_TITLE = 300
LONGEST_BODY = 5_000


def make(
    store: Store, title: str, *, customer: str, due: date | None, at: time | None, body: str, assignee: str, now: float
) -> Task:
    """Make an own task. Raises UsageError (task_without_title, task_time_without_day)."""
    task = Task(
        _title(title),
        customer=customer,
        body=_body(body),
        due=due,
        at=_time(due, at),
        assignee=assignee,
        created_at=now,
        changed_at=now,
    )
    return store.tasks.add([task])[0]


def change(store: Store, task_id: str, what: Callable[[Task], Task], now: float) -> Task:
    """Change a task and return it; nothing is written where nothing changed. Raises UsageError (unknown_task)."""
    with store.transaction():
        task = store.tasks.get(task_id)
        if task is None:
            raise UsageError("unknown_task", value=task_id[:40])
        after = what(task)
        return task if after == task else store.tasks.save([replace(after, changed_at=now)])[0]


def edited(title: str, body: str, due: date | None, at: time | None, assignee: str) -> Callable[[Task], Task]:
    """Return the change to these values. Raises UsageError (task_without_title, task_time_without_day)."""
    values = {"title": _title(title), "body": _body(body), "due": due, "at": _time(due, at), "assignee": assignee}
    return lambda task: replace(task, **values)  # type: ignore[arg-type]  # the names are the fields'


def moved(due: date | None) -> Callable[[Task], Task]:
    """Return the change to another day; without a day there is no time, either."""
    return lambda task: replace(task, due=due, at=task.at if due else None)


def done(now: float) -> Callable[[Task], Task]:
    """Return the change to done. One that was removed comes back as done."""

    def what(task: Task) -> Task:
        if task.completed and not task.removed:
            return task
        return replace(task, completed=True, completed_at=now, removed=Removed.NO, removed_at=0.0)

    return what


def reopened(task: Task) -> Task:
    """Return a task open again, whoever closed it; what a person opened Ponte24 does not close by itself."""
    derived = {name: value for name, value in task.derived.items() if name != CLOSED_BY}
    if task.kind.derived and not task.open:
        derived[KEPT] = True
    return replace(task, completed=False, completed_at=0.0, removed=Removed.NO, removed_at=0.0, derived=derived)


def removed(now: float) -> Callable[[Task], Task]:
    """Return the change to removed by a person: it never comes again."""

    def what(task: Task) -> Task:
        if task.removed is Removed.PERSON:
            return task
        return replace(task, removed=Removed.PERSON, removed_at=now)

    return what


def _title(text: str) -> str:
    title = " ".join(_CONTROLS.sub(" ", wellformed(text)).split())[:LONGEST_TITLE]
    if not title:
        raise UsageError("task_without_title")
    return title


def _body(text: str) -> str:
    lines = wellformed(text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", lines).strip()[:LONGEST_BODY]


def _time(due: date | None, at: time | None) -> time | None:
    if at is not None and due is None:
        raise UsageError("task_time_without_day")
    return at.replace(second=0, microsecond=0) if at is not None else None
