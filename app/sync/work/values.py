"""A task's fields as texts, from either side, and when two of them are the same to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.records.task import Removed, Task, TaskBase, due_of, due_text
from app.sync.work.days import Place

FIELDS = ("title", "body", "due", "completed", "assignee")
YES, NO = "yes", "no"
REMOVED = "removed"
"""The field that says who took a task of the book away; HighLevel has none like it."""
KEPT = "kept"
"""The field that says why a task is in the book alone from now on: its contact is gone from HighLevel."""


@dataclass(frozen=True, slots=True)
class RemoteTask:
    """A task of HighLevel. ``body`` is plain and without Ponte24's line, which is ``marker`` (blank: none); ``moment``
    is the due date and ``changed`` that of the last change (epoch seconds, 0: not known); ``contact`` may be blank.
    ``wire`` is what the service sent."""

    id: str
    contact: str
    title: str
    body: str = ""
    marker: str = ""
    moment: float = 0.0
    completed: bool = False
    assignee: str = ""
    changed: float = 0.0
    wire: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def key(self) -> str:
        """The id by which a plan names it: no task can be asked for without its contact."""
        return f"{self.contact}/{self.id}"


def split_key(key: str) -> tuple[str, str]:
    """Return contact and id of `RemoteTask.key`."""
    contact, _, task_id = key.rpartition("/")
    return contact, task_id


def same(name: str, one: str, other: str) -> bool:
    """Tell whether two values of a field are the same to a person."""
    return one == other or _plain(name, one) == _plain(name, other)


def _plain(name: str, text: str) -> str:
    if name == "body":
        return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    return " ".join(text.split())


def book_values(task: Task, place: Place) -> dict[str, str]:
    """Return the fields of a task of the book. One that was taken away needs doing no more: it counts as done."""
    away = task.removed not in (Removed.NO, Removed.HIGHLEVEL)
    return {
        "title": task.title,
        "body": task.body,
        "due": place.due_text(task.due, task.at),
        "completed": YES if task.completed or away else NO,
        "assignee": task.assignee,
    }


def remote_values(remote: RemoteTask, base: TaskBase | None, place: Place) -> dict[str, str]:
    """Return the fields of a task of HighLevel. The moment of the base is the day of the base, whatever hour and zone
    are usual by now: that cannot make it another day."""
    due = ""
    if base is not None and remote.moment and abs(remote.moment - base.moment) < 1:
        due = place.due_text(base.due, base.at) or due_text(*place.due(remote.moment))
    elif remote.moment:
        day, at = place.due(remote.moment)
        if base is not None and base.at is None and base.moment and at == place.local(base.moment)[1]:
            at = None  # moved to another day at the hour that was usual when it was sent
        due = due_text(day, at)
    return {
        "title": remote.title,
        "body": remote.body,
        "due": due,
        "completed": YES if remote.completed else NO,
        "assignee": remote.assignee,
    }


def base_values(base: TaskBase, place: Place) -> dict[str, str]:
    """Return the fields as they were when both sides were last equal."""
    return {
        "title": base.title,
        "body": base.body,
        "due": place.due_text(base.due, base.at),
        "completed": YES if base.completed else NO,
        "assignee": base.assignee,
    }


def with_values(task: Task, values: Mapping[str, str], now: float) -> Task:
    """Return a task of the book with some fields changed. ``now`` is epoch seconds."""
    changed: dict[str, Any] = {n: values[n] for n in ("title", "body", "assignee") if n in values}
    if "due" in values:
        changed["due"], changed["at"] = due_of(values["due"])
    if "completed" in values:
        done = values["completed"] == YES
        changed |= {"completed": done, "completed_at": now if done else 0.0}
        if not done and task.removed:
            changed |= {"removed": Removed.NO, "removed_at": 0.0}
    if REMOVED in values:
        removed = Removed(values[REMOVED])
        changed |= {"removed": removed, "removed_at": now if removed else 0.0}
    return replace(task, **changed, changed_at=now)


def rebased(base: TaskBase, task: Task, remote: RemoteTask, place: Place, settled: frozenset[str]) -> TaskBase:
    """Return the base moved to what is equal on both sides now, and to the book's value of the ``settled`` fields.

    A due day was written, or left out on purpose, where it is settled: then the day of the one side goes with the
    moment of the other.
    """
    book, there = book_values(task, place), remote_values(remote, base, place)
    equal = {n for n in FIELDS if same(n, book[n], there[n])} | settled
    moved: dict[str, Any] = {n: getattr(task, n) for n in ("title", "body", "assignee") if n in equal}
    if "completed" in equal:
        moved["completed"] = book["completed"] == YES
    if "due" in equal:
        moved |= {"due": task.due, "at": task.at, "moment": remote.moment}
    return replace(base, **moved)


def taken_back(base: TaskBase, name: str, task: Task, remote: RemoteTask, place: Place, *, in_book: bool) -> TaskBase:
    """Return the base of a field that an undo put back on one side only: what it has there counts as old, so that only
    what somebody changes from now on goes over."""
    if name == "due":
        day, at = (task.due, task.at) if in_book else place.due(remote.moment)
        return replace(base, due=day, at=at, moment=0.0 if in_book else remote.moment)
    text = book_values(task, place)[name] if in_book else remote_values(remote, base, place)[name]
    return replace(base, **{name: text == YES if name == "completed" else text})  # type: ignore[arg-type]


def first_base(task: Task, remote: RemoteTask, place: Place) -> TaskBase:
    """Return the base of two that are found to be one: what differs counts as HighLevel's change, except that whoever
    has done it has done it."""
    due = same("due", place.due_text(task.due, task.at), remote_values(remote, None, place)["due"])
    moment = remote.moment if due else 0.0
    return TaskBase(task.title, task.body, task.due, task.at, moment, False, task.assignee)
