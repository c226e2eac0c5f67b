"""What keeping tasks and notes in step asks of the world: HighLevel's side of them, and what is kept here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from app.records.task import Task, TaskLink
from app.sync.work.values import RemoteTask


class TaskService(Protocol):
    """HighLevel's tasks. All calls raise what `app.sync.apply.ports.Gateway` raises; moments are epoch seconds."""

    async def task(self, contact: str, task_id: str) -> RemoteTask:
        """Return a task as it is now. Raises RecordGone."""
        ...

    async def tasks_of(self, contact: str) -> Sequence[RemoteTask]:
        """Return all tasks of a contact, by no index: what was just written is among them. Raises RecordGone."""
        ...

    async def create_task(self, contact: str, title: str, body: str, moment: float, assignee: str) -> RemoteTask:
        """Create an open task; ``body`` goes over as it is, Ponte24's line included."""
        ...

    async def change_task(self, contact: str, task_id: str, values: Mapping[str, str | float | bool]) -> RemoteTask:
        """Change some of title, body, moment, completed and assignee, nothing else. Raises RecordGone."""
        ...

    async def delete_task(self, contact: str, task_id: str) -> None:
        """Delete a task. Raises RecordGone."""
        ...


class TaskShelf(Protocol):
    """The book, the links and HighLevel's tasks as last seen, on this machine. Writes belong to the transaction that is
    open when they are made."""

    def task(self, task_id: str) -> Task | None:
        """Return a task of the book."""
        ...

    def link(self, task_id: str) -> TaskLink | None:
        """Return the link of a task of the book."""
        ...

    def link_of(self, highlevel_id: str) -> TaskLink | None:
        """Return the link of a task of HighLevel."""
        ...

    def remote(self, highlevel_id: str) -> RemoteTask | None:
        """Return a task of HighLevel as last seen."""
        ...

    def contact(self, task: Task) -> str:
        """Return the contact on which a task of the book is written (blank: there is none)."""
        ...

    def customer(self, contact: str) -> str:
        """Return the customer that a contact is linked to (blank: none)."""
        ...

    def about(self, source: str) -> tuple[str, str, str]:
        """Return customer, contact and instalment (each perhaps blank) that a task is about which an automation makes;
        ``source`` is its origin key."""
        ...

    def add(self, task: Task) -> Task | None:
        """Make a task of the book; None where its origin key has been used."""
        ...

    def save(self, task: Task) -> Task:
        """Keep a changed task."""
        ...

    def put_remote(self, remote: RemoteTask) -> None:
        """Keep a task of HighLevel as it was answered."""
        ...

    def drop_remote(self, highlevel_id: str) -> None:
        """Forget a task of HighLevel."""
        ...

    def put_link(self, link: TaskLink) -> None:
        """Keep a link."""
        ...

    def drop_link(self, link: TaskLink) -> None:
        """Forget a link; the task of HighLevel never comes over again."""
        ...

    def let_go(self, link: TaskLink) -> None:
        """Forget a link whose task of HighLevel may be there again one day: then its mark says whose it is."""
        ...

    def came_over(self, highlevel_id: str) -> bool:
        """Tell whether a task of HighLevel has been one of the book's before."""
        ...

    def decide(self, key: str, choice: str, digest: str = "") -> None:
        """Keep what was decided, so that no plan does it again by itself."""
        ...

    def forget(self, keys: Iterable[str]) -> None:
        """Take decisions back."""
        ...
