"""Tasks as lines of a list: with the names of those they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock

from app.records.task import Task
from app.services.api.agenda import TaskLine
from app.services.work.people import contact_name, users
from app.store import Store


class OpenLines:
    """All open tasks as lines, kept as long as nothing they show has changed: ten thousand take a tenth of a second,
    and the agenda asks for them at every turn."""

    def __init__(self, store: Store) -> None:
        self._store, self._lock = store, Lock()
        self._of: object = None
        self._lines: tuple[TaskLine, ...] = ()

    def all(self) -> tuple[TaskLine, ...]:
        """Return them by day, those without one last."""
        with self._lock:  # two that ask at once need not both read
            known = self._stamp()
            if known != self._of:
                self._lines, self._of = task_lines(self._store, self._store.tasks.all(only_open=True)), known
            return self._lines

    def _stamp(self) -> Sequence[object]:
        store = self._store
        return (store.tasks.state(), store.task_links.state(), store.changes.newest(), users(store))


def task_lines(store: Store, tasks: Iterable[Task]) -> tuple[TaskLine, ...]:
    """Return tasks with the names of customer, contact and whom they are assigned to."""
    found = list(tasks)
    names = store.mirror.titles({t.customer for t in found if t.customer})
    contacts = store.links.contacts()
    alone = {t.contact for t in found if t.contact and t.customer not in names}
    people = {i: contact_name(c.wire) for i, c in store.highlevel.get_many(alone).items()}
    staff = {user.id: user.name for user in users(store)}
    linked = store.task_links.tasks()
    return tuple(
        TaskLine(
            task,
            names.get(task.customer) or people.get(task.contact, ""),
            contacts.get(task.customer, "") or task.contact,
            staff.get(task.assignee, task.assignee),
            task.id in linked,
        )
        for task in found
    )
