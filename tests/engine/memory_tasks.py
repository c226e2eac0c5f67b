"""HighLevel's tasks and notes in memory, behind the client's own operations, as ill as the weather."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.clock import Clock
from app.connectors.highlevel.http.dates import due_date
from app.connectors.highlevel.http.paging import Page
from app.connectors.highlevel.resources.models import Note, Task
from app.errors import RecordGone
from tests.engine.memory_calendar import MemoryCalendar
from tests.engine.weather import Weather

SERVICE = "HighLevel"


@dataclass(frozen=True)
class Written:
    """One write of a task or note that HighLevel has carried out for Ponte24: what it held before and after."""

    record: str
    kind: str
    id: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def changed(self) -> set[str]:
        """The attributes that have another value than before."""
        names = (self.before.keys() | self.after.keys()) - {"revision"}
        return {n for n in names if self.before.get(n) != self.after.get(n)}


class MemoryTasks(MemoryCalendar):
    """Implements what is used of `HighLevelClient` for tasks and notes.

    ``lag`` gives the seconds by which the search lags, ``there`` whether a contact exists: with it goes its work.
    ``doubled`` lets the next search bring each row twice, over two pages, ``short`` lets it end before its end.
    """

    location_id = "loc"

    def __init__(
        self,
        clock: Clock,
        weather: Weather,
        lag: Callable[[], float] = lambda: 0.0,
        there: Callable[[str], bool] = lambda _contact: True,
    ) -> None:
        super().__init__()
        self.clock, self.weather, self.lag, self.there = clock, weather, lag, there
        self.tasks: dict[str, dict[str, Any]] = {}
        self.notes: dict[str, dict[str, Any]] = {}
        self.made = self.changes = 0
        self.writes: list[Written] = []
        self.doubled = self.short = False
        self._past: list[tuple[float, list[dict[str, Any]]]] = []

    def remember(self) -> None:
        """Keep how the tasks are from this moment on, for a search that lags; call it after each change."""
        self._past.append((self.clock.now(), [dict(t) for t in self.tasks.values()]))

    def _indexed(self) -> list[dict[str, Any]]:
        """The tasks as the search knows them."""
        if not (lag := self.lag()):
            return [dict(t) for t in self.tasks.values() if self._shown(t)]
        seen = [rows for at, rows in self._past if at <= self.clock.now() - lag]
        return [dict(t) for t in (seen[-1] if seen else []) if self._shown(t)]

    def present(self) -> list[dict[str, Any]]:
        """The tasks that are there: what was a deleted contact's went with it."""
        return [t for t in self.tasks.values() if self._shown(t)]

    def _shown(self, task: Mapping[str, Any]) -> bool:
        return not task["contactId"] or self.there(task["contactId"])

    # --- what people do there ---

    def typed(self, contact: str, title: str, due: str, **more: Any) -> str:
        self.made += 1
        task_id = f"t{self.made}"
        task: dict[str, Any] = {"id": task_id, "contactId": contact, "title": title, "dueDate": due, "completed": False}
        task["revision"] = self._revision()
        self.tasks[task_id] = task | more
        self.remember()
        return task_id

    def edited(self, task_id: str, **values: Any) -> None:
        self.tasks[task_id].update(values, revision=self._revision())
        self.remember()

    def _revision(self) -> int:
        """Count the changes: nobody but a promise looks at which one a task is of."""
        self.changes += 1
        return self.changes

    def deleted(self, task_id: str) -> None:
        del self.tasks[task_id]
        self.remember()

    def titled(self, title: str) -> dict[str, Any]:
        (found,) = [t for t in self.tasks.values() if t["title"] == title]
        return found

    # --- the operations ---

    async def iterate_tasks(self, *, completed: bool | None = None) -> AsyncIterator[Page[Task]]:
        found = await self._call("tasks", self._indexed)
        rows = [Task.of(t) for t in found if completed is None or t["completed"] is completed]
        doubled, short, self.doubled, self.short = self.doubled, self.short, False, False
        if doubled:
            yield Page(rows, 2 * len(rows), False)
        if short:
            rows = [t for n, t in enumerate(rows) if n % 3]
        yield Page(rows, len(rows), not short)

    async def get_user_by_location(self) -> list[Any]:
        return []

    async def get_contact(self, contact_id: str) -> None:
        await self._call("contact", lambda: self._on(contact_id))

    async def get_task(self, contact_id: str, task_id: str) -> Task:
        return Task.of(await self._call("task", lambda: dict(self._there(self.tasks, task_id))))

    async def get_all_tasks(self, contact_id: str) -> list[Task]:
        def act() -> list[dict[str, Any]]:
            self._on(contact_id)
            return [dict(t) for t in self.tasks.values() if t["contactId"] == contact_id]

        return [Task.of(t) for t in await self._call("tasks of", act)]

    async def create_task(
        self, contact_id: str, title: str, due: float, *, completed: bool = False, body: str = "", assigned_to: str = ""
    ) -> Task:
        def act() -> dict[str, Any]:
            self._on(contact_id)
            task_id = self.typed(contact_id, title, due_date(due), body=body, assignedTo=assigned_to)
            return self._wrote("task", "create", {}, self.tasks[task_id])

        return Task.of(await self._call("create task", act, write=True))

    async def update_task(self, contact_id: str, task_id: str, values: Mapping[str, Any]) -> Task:
        def act() -> dict[str, Any]:
            sent = {n: due_date(v) if n == "dueDate" else v for n, v in values.items()}
            task = self._there(self.tasks, task_id)
            before = dict(task)
            self.edited(task_id, **sent)
            return self._wrote("task", "update", before, task)

        return Task.of(await self._call("update task", act, write=True))

    async def update_task_completed(self, contact_id: str, task_id: str, completed: bool) -> Task:
        return await self.update_task(contact_id, task_id, {"completed": completed})

    async def delete_task(self, contact_id: str, task_id: str) -> None:
        def act() -> None:
            self._wrote("task", "delete", self._there(self.tasks, task_id), {})
            self.deleted(task_id)

        await self._call("delete task", act, write=True)

    async def get_note(self, contact_id: str, note_id: str) -> Note:
        return Note.of(await self._call("note", lambda: dict(self._there(self.notes, note_id))))

    async def get_all_notes(self, contact_id: str) -> list[Note]:
        def act() -> list[dict[str, Any]]:
            self._on(contact_id)
            return [dict(n) for n in self.notes.values() if n["contactId"] == contact_id]

        return [Note.of(n) for n in await self._call("notes of", act)]

    async def create_note(self, contact_id: str, body: str, *, title: str = "", **_more: Any) -> Note:
        def act() -> dict[str, Any]:
            self._on(contact_id)
            self.made += 1
            note = {"id": f"n{self.made}", "contactId": contact_id, "body": body, "title": title}
            self.notes[str(note["id"])] = note
            return self._wrote("note", "create", {}, note)

        return Note.of(await self._call("create note", act, write=True))

    async def update_note(self, contact_id: str, note_id: str, values: Mapping[str, Any]) -> Note:
        def act() -> dict[str, Any]:
            note = self._there(self.notes, note_id)
            before = dict(note)
            note.update(values)
            return self._wrote("note", "update", before, note)

        return Note.of(await self._call("update note", act, write=True))

    async def delete_note(self, contact_id: str, note_id: str) -> None:
        def act() -> None:
            self._wrote("note", "delete", self._there(self.notes, note_id), {})
            del self.notes[note_id]

        await self._call("delete note", act, write=True)

    def _there(self, records: dict[str, dict[str, Any]], record_id: str) -> dict[str, Any]:
        if record_id not in records or not self._shown(records[record_id]):
            raise RecordGone(service=SERVICE)
        return records[record_id]

    def _on(self, contact: str) -> None:
        if not self.there(contact):
            raise RecordGone(service=SERVICE)

    def _wrote(self, record: str, kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
        told = before or after
        self.writes.append(Written(record, kind, f"{told['contactId']}/{told['id']}", dict(before), dict(after)))
        return dict(after)

    async def _call(self, name: str, act: Callable[[], Any], *, write: bool = False) -> Any:
        return await self.weather.through(SERVICE, name, act, write=write)
