"""Tasks as a kind of record: HighLevel's are written over its API, the book's on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.clock import Clock
from app.errors import RecordGone, RequestRefused
from app.records.task import Removed, Task, TaskBase, TaskKind, TaskLink, due_of, with_marker
from app.sync.apply.ports import Ledger
from app.sync.apply.readable import Found, ReadableKind
from app.sync.contacts.policy import conflict_key
from app.sync.plan.model import Action, Choice, Kind, RecordType, Side
from app.sync.plan.operation import Operation, Stale, Verb
from app.sync.work import values
from app.sync.work.days import Place
from app.sync.work.planner import digest_of, link_name, origin_of, skip_key
from app.sync.work.ports import TaskService, TaskShelf
from app.sync.work.values import (
    KEPT,
    REMOVED,
    YES,
    RemoteTask,
    book_values,
    rebased,
    remote_values,
    split_key,
    taken_back,
)

HIGHLEVEL, BOOK = Side.HIGHLEVEL, Side.FATTURA24

OWN = "auto:"
"""How the source of a task begins that an automation makes in the book; what follows is its origin key, used once."""


class TaskRecords(ReadableKind):
    """A task is known by its link, else by the mark in its last line, and by nothing else. ``undoing`` says that the
    run takes another one back: what it writes must not be written again the other way round by the next plan."""

    record = RecordType.TASK

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        service: TaskService | None,
        shelf: TaskShelf,
        place: Place,
        *,
        undoing: bool = False,
    ) -> None:
        super().__init__(ledger, clock)
        self._service, self._shelf, self._place, self._undoing = service, shelf, place, undoing
        self._looked: dict[str, list[RemoteTask]] = {}

    # --- what the seam asks ---

    def same(self, name: str, one: str, other: str) -> bool:
        """Tell whether two values are the same to a person."""
        return values.same(name, one, other)

    def is_local(self, operation: Operation) -> bool:
        """The book is kept on this machine, beside Fattura24."""
        return operation.side is BOOK

    async def read(self, record_id: str) -> Found:
        """Return a task of HighLevel as it is now. Raises RecordGone."""
        return self._found(await self._api().task(*split_key(record_id)))

    async def create(self, operation: Operation) -> Found:
        """Create a task in HighLevel for one of the book, marked as Ponte24's. Raises Stale, also where another
        computer's Ponte24 has made it: then it is known from now on, and the next plan goes on with it."""
        task, contact = self._wanted(operation)
        if (there := await self._made_elsewhere(task, contact)) is not None:
            self._shelf.put_remote(there)
            raise Stale("made_elsewhere_since_preview", service="HighLevel")
        day, at = due_of(operation.goal["due"])
        assert day is not None
        body = with_marker(operation.goal.get("body", ""), task.marker)
        goal = operation.goal
        made = await self._api().create_task(
            contact, goal["title"], body, self._place.moment(day, at), goal.get("assignee", "")
        )
        return self._found(made)

    async def _made_elsewhere(self, task: Task, contact: str) -> RemoteTask | None:
        """Return the contact's task that bears this one's mark: a search may have missed it, being done already, or it
        was made a moment ago. A contact is asked once in a run."""
        if contact not in self._looked:
            self._looked[contact] = [t for t in await self._api().tasks_of(contact) if t.marker]
        mine = (t for t in self._looked[contact] if t.marker == task.marker)
        return next((t for t in mine if self._shelf.link_of(t.id) is None and not self._shelf.came_over(t.id)), None)

    async def change(self, current: Found, goal: Mapping[str, str]) -> Found:
        """Write some fields of a task of HighLevel. Raises RequestRefused (value_not_taken)."""
        remote: RemoteTask = current.wire
        sent: dict[str, str | float | bool] = {n: goal[n] for n in ("title", "assignee") if n in goal}
        if "body" in goal:
            link = self._shelf.link_of(remote.id)
            task = self._shelf.task(link.task) if link else None
            # a copy of one of ours is HighLevel's own: it must not go on bearing another's mark
            ours = task is not None and task.kind is not TaskKind.HIGHLEVEL
            sent["body"] = with_marker(goal["body"], task.marker) if task and ours else goal["body"]
        if "completed" in goal:
            sent["completed"] = goal["completed"] == YES
        day, at = due_of(goal.get("due", ""))
        if day is not None:
            sent["moment"] = self._place.moment(day, at)
        found = self._found(await self._api().change_task(remote.contact, remote.id, sent))
        left = [n for n, v in goal.items() if not self._taken(n, found, v, sent)]
        if left:
            raise RequestRefused("value_not_taken", service="HighLevel", fields=", ".join(left))
        return found

    async def delete(self, record_id: str) -> None:
        """Delete a task in HighLevel. Raises RecordGone."""
        await self._api().delete_task(*split_key(record_id))

    async def find_created(self, operation: Operation) -> Found | None:
        """Look for the mark among the tasks of the contact; the list is no index and lags not."""
        task = self._shelf.task(operation.source_id)
        contact = self._shelf.contact(task) if task else ""
        if task is None or not contact:
            return None
        try:
            found = await self._api().tasks_of(contact)
        except RecordGone:
            return None
        mine = (r for r in found if r.marker == task.marker and self._shelf.link_of(r.id) is None)
        return next((self._found(remote) for remote in mine), None)

    def known(self, side: Side, record_id: str) -> Found | None:
        """Return a task as this machine has it."""
        if side is BOOK:
            task = self._shelf.task(record_id)
            return (
                None
                if task is None
                else Found(task.id, {**book_values(task, self._place), REMOVED: task.removed.value})
            )
        remote = self._shelf.remote(split_key(record_id)[1])
        return None if remote is None else self._found(remote)

    def inverse(self, operation: Operation) -> list[Action]:
        """Take it back, except that a contact which is gone takes no task: as it was before, the next look would find
        the task gone again. Once the contact is restored the two know each other by their mark."""
        if KEPT in operation.goal:
            return [self._back(operation, Kind.UPDATE, "undo_contact_gone", operation.target_id, note=True)]
        return super().inverse(operation)

    def keep(self, operation: Operation, found: Found | None) -> None:
        """Take over what was written: HighLevel's task as answered, the link, and its base."""
        if operation.side is BOOK:
            if found is not None and operation.verb is Verb.UPDATE:
                self._rebase(self._shelf.link(found.id), operation)
            return
        if found is None:
            self._deleted(operation)
            return
        remote: RemoteTask = found.wire
        self._shelf.put_remote(remote)
        if operation.verb is Verb.CREATE:
            self._shelf.put_link(TaskLink(operation.source_id, remote.contact, remote.id, TaskBase()))
        self._rebase(self._shelf.link_of(remote.id), operation)

    def write_locally(self, operation: Operation) -> Found | None:
        """Write a task of the book."""
        now = self.clock.now()
        if operation.verb is Verb.CREATE and operation.source_id.startswith(OWN):
            return self._make(operation, now)
        if operation.verb is Verb.CREATE:
            return self._come_over(operation, now)
        task = self._shelf.task(operation.target_id)
        assert task is not None  # it was looked at in the same breath
        if KEPT in operation.goal:
            self._let_go(task)
            return self._in_book(task)
        if operation.verb is Verb.DELETE:
            self._part(task)
            self._shelf.save(replace(task, removed=Removed.REASON, removed_at=now, changed_at=now))
            return None
        task = self._shelf.save(values.with_values(task, operation.goal, now))
        if task.removed is Removed.HIGHLEVEL:
            self._part(task)
        elif self._undoing and REMOVED in operation.goal:  # it is in the book again, and gone from HighLevel
            self._shelf.decide(skip_key(task.id), Choice.SKIP)
        return self._in_book(task)

    # --- helpers ---

    def _come_over(self, operation: Operation, now: float) -> Found:
        remote = self._shelf.remote(split_key(operation.source_id)[1])
        if remote is None:
            raise Stale("gone_since_preview", service="HighLevel")
        new = Task(
            remote.title,
            TaskKind.HIGHLEVEL,
            customer=self._shelf.customer(remote.contact),
            contact=remote.contact,
            origin=origin_of(remote.id),
            created_at=now,
        )
        task = self._shelf.add(values.with_values(new, operation.goal, now))
        if task is None or self._shelf.link_of(remote.id) is not None:
            raise Stale("changed_since_preview", service="HighLevel")
        base = rebased(TaskBase(), task, remote, self._place, frozenset(values.FIELDS))
        self._shelf.put_link(TaskLink(task.id, remote.contact, remote.id, base))
        return self._in_book(task)

    def _make(self, operation: Operation, now: float) -> Found | None:
        """Make a task of the book by itself; one whose key was used before has been made, whatever became of it."""
        goal = operation.goal
        customer, contact, reference = self._shelf.about(operation.source_id)
        new = Task(
            goal["title"],
            TaskKind.OWN,
            customer=customer,
            contact="" if customer else contact,
            origin=operation.source_id,
            reference=reference,
            created_at=now,
        )
        task = self._shelf.add(values.with_values(new, goal, now))
        return self._in_book(task) if task is not None else None

    def _wanted(self, operation: Operation) -> tuple[Task, str]:
        """Return the task of the book that is to be made, as the preview had it, and its contact. Raises Stale."""
        task = self._shelf.task(operation.source_id)
        contact = self._shelf.contact(task) if task else ""
        if task is None or not contact:
            raise Stale("gone_since_preview", service="Fattura24")
        book = book_values(task, self._place)
        names = [n for n in operation.goal if n != "due" or task.due is not None]
        if not task.open or not all(self.same(n, book[n], operation.goal[n]) for n in names):
            raise Stale("changed_since_preview", service="Fattura24")
        return task, contact

    def _deleted(self, operation: Operation) -> None:
        _contact, highlevel_id = split_key(operation.target_id)
        self._shelf.drop_remote(highlevel_id)
        link = self._shelf.link_of(highlevel_id)
        if link is not None:
            self._shelf.drop_link(link)
            self._shelf.decide(skip_key(link.task), Choice.SKIP)

    def _let_go(self, task: Task) -> None:
        """Part a task from the one that went with its contact: a contact that is restored brings that one back."""
        link = self._shelf.link(task.id)
        if link is not None:
            self._shelf.let_go(link)
            self._shelf.drop_remote(link.highlevel_id)

    def _part(self, task: Task) -> None:
        link = self._shelf.link(task.id)
        if link is not None:
            self._shelf.drop_link(link)
            self._shelf.drop_remote(link.highlevel_id)

    def _rebase(self, link: TaskLink | None, operation: Operation) -> None:
        task = self._shelf.task(link.task) if link else None
        remote = self._shelf.remote(link.highlevel_id) if link else None
        if link is None or task is None or remote is None:
            return
        settled = frozenset(n for n in operation.goal if n == "due" and not self._undoing)
        base = rebased(link.base, task, remote, self._place, settled)
        if self._undoing:
            book, there = book_values(task, self._place), remote_values(remote, base, self._place)
            for name in operation.goal:
                if name in book and not self.same(name, book[name], there[name]):
                    base = taken_back(base, name, task, remote, self._place, in_book=operation.side is BOOK)
                    key = conflict_key(link_name(task.id), name)
                    self._shelf.decide(key, Choice.SKIP, digest_of(name, there[name], book[name]))
        self._shelf.put_link(replace(link, base=base))

    def _taken(self, name: str, found: Found, wanted: str, sent: Mapping[str, str | float | bool]) -> bool:
        if name == "due":
            return "moment" not in sent or abs(found.wire.moment - float(sent["moment"])) < 1
        return self.same(name, found.values.get(name, ""), wanted)

    def _in_book(self, task: Task) -> Found:
        return Found(task.id, {**book_values(task, self._place), REMOVED: task.removed.value})

    def _found(self, remote: RemoteTask) -> Found:
        link = self._shelf.link_of(remote.id)
        return Found(remote.key, remote_values(remote, link.base if link else None, self._place), remote)

    def _api(self) -> TaskService:
        if self._service is None:
            raise RequestRefused("not_connected", service="HighLevel")
        return self._service
