"""Tasks as lines of a list: with the names of those they are about."""

from __future__ import annotations

from collections.abc import Iterable

from app.records.task import Task
from app.services.api.agenda import TaskLine
from app.services.work.people import contact_name, users
from app.store import Store


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
