"""Tasks as lines of a list: with the names of those they are about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from threading import Lock

from app.records.task import Task
from app.services.api.agenda import TaskLine
from app.services.api.task_lines import Columns, TaskLines
from app.services.settings import agenda as preferences
from app.services.work.people import contact_name, users
from app.store import Store


class OpenLines:
    """All open tasks as lines, kept as long as nothing they show has changed: the agenda asks for them at every
    turn. Of ten thousand few are ever looked at, so each is put together only then."""

    def __init__(self, store: Store) -> None:
        self._store, self._lock = store, Lock()
        self._of: object = None
        self._lines = TaskLines.of(())

    def all(self) -> TaskLines:
        """Return them by day, those without one last."""
        with self._lock:  # two that ask at once need not both read
            known = self._stamp()
            if known != self._of:
                self._lines, self._of = _open_lines(self._store), known
            return self._lines

    def _stamp(self) -> Sequence[object]:
        store = self._store
        return (
            store.tasks.state(),
            store.task_links.state(),
            store.changes.newest(),
            users(store),
            preferences.load(store),
        )


def task_lines(store: Store, tasks: Iterable[Task]) -> tuple[TaskLine, ...]:
    """Return tasks with the names of customer, contact and whom they are assigned to."""
    found = list(tasks)
    names = _Names(store, {(t.customer, t.contact) for t in found})
    return tuple(names.line(task) for task in found)


class _Names:
    """How those are called whom tasks are about: ``about`` are their customers and contacts, either perhaps blank."""

    def __init__(self, store: Store, about: Collection[tuple[str, str]]) -> None:
        self.customers = store.mirror.titles({customer for customer, _ in about if customer})
        self.contacts = store.links.contacts()
        alone = {contact for customer, contact in about if contact and customer not in self.customers}
        self.people = {i: contact_name(c.wire) for i, c in store.highlevel.get_many(alone).items()}
        self.staff = {user.id: user.name for user in users(store)}
        self.day_needed = preferences.load(store).without_day != "week"
        self.linked, self.alone = store.task_links.tasks(), store.task_links.without_contact()

    def of(self, customer: str, contact: str) -> str:
        return self.customers.get(customer) or self.people.get(contact, "")

    def _hint(self, task: Task) -> str:
        if task.id in self.alone:
            return "alone"
        if not task.open:
            return ""
        if task.id in self.linked:
            return "day_stays" if task.due is None else ""
        if not (self.contacts.get(task.customer) or task.contact):
            return "no_contact" if task.customer else "no_customer"
        return "no_day" if task.due is None and self.day_needed else ""

    def line(self, task: Task) -> TaskLine:
        return TaskLine(
            task,
            self.of(task.customer, task.contact),
            self.contacts.get(task.customer, "") or task.contact,
            self.staff.get(task.assignee, task.assignee),
            task.id in self.linked,
            self._hint(task),
        )


def _open_lines(store: Store) -> TaskLines:
    rows = store.tasks.open_rows()
    about = list(zip(rows.customers, rows.contacts, strict=True))
    names = _Names(store, set(about))
    columns = Columns(
        rows.ids,
        rows.days,
        [True] * len(about),
        rows.customers,
        [names.of(customer, contact) for customer, contact in about],
        rows.assignees,
        [names.staff.get(user, user) for user in rows.assignees],
        rows.kinds,
    )
    return TaskLines(columns, lambda n: names.line(rows.task(n)), rows.words, in_order=True)
