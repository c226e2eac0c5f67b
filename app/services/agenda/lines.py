"""Tasks as lines of a list: with the names of those they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.records.task import Task
from app.services.api.agenda import TaskLine, UserInfo
from app.store import Store

USERS = "agenda.users"
"""Setting: who works in the location, as last read."""


def users(store: Store) -> tuple[UserInfo, ...]:
    """Return who works in the location, as last read."""
    stored: Mapping[str, Any] = store.settings.get(USERS, {})
    return tuple(UserInfo(str(one["id"]), str(one["name"])) for one in stored.get("users", ()))


def contact_name(wire: Mapping[str, Any]) -> str:
    """Return how a contact of HighLevel is called, as it was sent."""
    for keys in (("companyName",), ("firstNameRaw", "lastNameRaw"), ("firstName", "lastName"), ("contactName",)):
        name = " ".join(str(wire.get(key) or "").strip() for key in keys).strip()
        if name:
            return name
    return str(wire.get("email") or wire.get("phone") or "")


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
