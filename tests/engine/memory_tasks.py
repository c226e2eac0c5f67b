"""HighLevel's tasks and notes in memory, behind the client's own operations, as ill as the weather."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from app.clock import Clock
from app.connectors.highlevel.dates import due_date
from app.connectors.highlevel.models import Note, Task
from app.connectors.highlevel.paging import Page
from app.errors import RecordGone
from tests.engine.weather import Weather

SERVICE = "HighLevel"


class MemoryTasks:
    """Implements what is used of `HighLevelClient` for tasks and notes."""

    location_id = "loc"

    def __init__(self, clock: Clock, weather: Weather) -> None:
        self.clock, self.weather = clock, weather
        self.tasks: dict[str, dict[str, Any]] = {}
        self.notes: dict[str, dict[str, Any]] = {}
        self.made = 0

    # --- what people do there ---

    def typed(self, contact: str, title: str, due: str, **more: Any) -> str:
        self.made += 1
        task_id = f"t{self.made}"
        task = {"id": task_id, "contactId": contact, "title": title, "dueDate": due, "completed": False}
        self.tasks[task_id] = task | more
        return task_id

    def titled(self, title: str) -> dict[str, Any]:
        (found,) = [t for t in self.tasks.values() if t["title"] == title]
        return found

    # --- the operations ---

    async def iterate_tasks(self, *, completed: bool | None = None) -> AsyncIterator[Page[Task]]:
        found = await self._call("tasks", lambda: [dict(t) for t in self.tasks.values()])
        rows = [Task.of(t) for t in found if completed is None or t["completed"] is completed]
        yield Page(rows, len(rows), True)

    async def get_task(self, contact_id: str, task_id: str) -> Task:
        return Task.of(await self._call("task", lambda: dict(self._there(self.tasks, task_id))))

    async def get_all_tasks(self, contact_id: str) -> list[Task]:
        def act() -> list[dict[str, Any]]:
            return [dict(t) for t in self.tasks.values() if t["contactId"] == contact_id]

        return [Task.of(t) for t in await self._call("tasks of", act)]

    async def create_task(
        self, contact_id: str, title: str, due: float, *, completed: bool = False, body: str = "", assigned_to: str = ""
    ) -> Task:
        def act() -> dict[str, Any]:
            task_id = self.typed(contact_id, title, due_date(due), body=body, assignedTo=assigned_to)
            return dict(self.tasks[task_id])

        return Task.of(await self._call("create task", act, write=True))

    async def update_task(self, contact_id: str, task_id: str, values: Mapping[str, Any]) -> Task:
        def act() -> dict[str, Any]:
            sent = {n: due_date(v) if n == "dueDate" else v for n, v in values.items()}
            self._there(self.tasks, task_id).update(sent)
            return dict(self.tasks[task_id])

        return Task.of(await self._call("update task", act, write=True))

    async def update_task_completed(self, contact_id: str, task_id: str, completed: bool) -> Task:
        return await self.update_task(contact_id, task_id, {"completed": completed})

    async def delete_task(self, contact_id: str, task_id: str) -> None:
        def act() -> None:
            self._there(self.tasks, task_id)
            del self.tasks[task_id]

        await self._call("delete task", act, write=True)

    async def get_note(self, contact_id: str, note_id: str) -> Note:
        return Note.of(await self._call("note", lambda: dict(self._there(self.notes, note_id))))

    async def get_all_notes(self, contact_id: str) -> list[Note]:
        def act() -> list[dict[str, Any]]:
            return [dict(n) for n in self.notes.values() if n["contactId"] == contact_id]

        return [Note.of(n) for n in await self._call("notes of", act)]

    async def create_note(self, contact_id: str, body: str, *, title: str = "", **_more: Any) -> Note:
        def act() -> dict[str, Any]:
            self.made += 1
            note = {"id": f"n{self.made}", "contactId": contact_id, "body": body, "title": title}
            self.notes[note["id"]] = note
            return dict(note)

        return Note.of(await self._call("create note", act, write=True))

    async def update_note(self, contact_id: str, note_id: str, values: Mapping[str, Any]) -> Note:
        def act() -> dict[str, Any]:
            self._there(self.notes, note_id).update(values)
            return dict(self.notes[note_id])

        return Note.of(await self._call("update note", act, write=True))

    async def delete_note(self, contact_id: str, note_id: str) -> None:
        def act() -> None:
            self._there(self.notes, note_id)
            del self.notes[note_id]

        await self._call("delete note", act, write=True)

    def _there(self, records: dict[str, dict[str, Any]], record_id: str) -> dict[str, Any]:
        if record_id not in records:
            raise RecordGone(service=SERVICE)
        return records[record_id]

    async def _call(self, name: str, act: Callable[[], Any], *, write: bool = False) -> Any:
        return await self.weather.through(SERVICE, name, act, write=write)
