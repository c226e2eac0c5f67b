"""The operations on tasks: those of one contact, and the search through all of the location."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.connectors.highlevel.http.dates import due_date
from app.connectors.highlevel.http.paging import Page, cursor_pages
from app.connectors.highlevel.http.session import Operations
from app.connectors.highlevel.http.wire import Wire, confirmed, inner, listed, segment, written
from app.connectors.highlevel.resources.models import Task
from app.connectors.transport_retry import Effect

_PAGES = "tasks"
TASK_PAGE = 500
"""Tasks asked for at a time: full pages of 500 were seen (reference: HighLevel 12.1)."""

_LEAST_PAGE = 25

Due = datetime | float | str
"""A moment: aware, epoch seconds, or ISO 8601 with zone."""


class TaskOperations(Operations):
    """Every task belongs to a contact (reference: HighLevel 3)."""

    async def get_all_tasks(self, contact_id: str) -> list[Task]:
        """Return the tasks of a contact. Raises RecordGone without the contact."""
        body = await self.session.read("get-all-tasks", _path(contact_id), record_id=contact_id)
        return [Task.of({"contactId": contact_id, **one}) for one in listed(body, "tasks")]

    async def create_task(
        self, contact_id: str, title: str, due: Due, *, completed: bool = False, body: str = "", assigned_to: str = ""
    ) -> Task:
        """Create a task and return it. Raises RequestRefused (date_unreadable), LostAnswer and others."""
        values: Wire = {"title": title, "dueDate": due_date(due), "completed": completed}
        if body:
            values["body"] = body
        if assigned_to:
            values["assignedTo"] = assigned_to
        made = await self.session.write(
            "create-task", "POST", _path(contact_id), Effect.ONCE, values, record_id=contact_id
        )
        return Task.of({"contactId": contact_id, **written(made, "task")})

    async def get_task(self, contact_id: str, task_id: str) -> Task:
        """Return a task as it is now. Raises RecordGone."""
        body = await self.session.read("get-task", _path(contact_id, task_id), record_id=task_id)
        return Task.of({"contactId": contact_id, **inner(body, "task")})

    async def update_task(self, contact_id: str, task_id: str, values: Mapping[str, Any]) -> Task:
        """Change some of title, body, dueDate, completed and assignedTo, and return the task.

        A due date as it was read is sent without its milliseconds, which the service does not take. Raises
        RequestRefused (date_unreadable), RecordGone.
        """
        sent = dict(values)
        if "dueDate" in sent:
            sent["dueDate"] = due_date(sent["dueDate"])
        body = await self.session.write(
            "update-task", "PUT", _path(contact_id, task_id), Effect.IDEMPOTENT, sent, task_id
        )
        return Task.of({"contactId": contact_id, **written(body, "task")})

    async def update_task_completed(self, contact_id: str, task_id: str, completed: bool) -> Task:
        """Mark a task as done, or open it again. Raises RecordGone."""
        body = await self.session.write(
            "update-task-completed",
            "PUT",
            f"{_path(contact_id, task_id)}/completed",
            Effect.IDEMPOTENT,
            {"completed": completed},
            task_id,
        )
        return Task.of({"contactId": contact_id, **written(body, "task")})

    async def delete_task(self, contact_id: str, task_id: str) -> None:
        """Delete a task. Raises RecordGone if it no longer exists."""
        confirmed(
            await self.session.write(
                "delete-task", "DELETE", _path(contact_id, task_id), Effect.IDEMPOTENT, record_id=task_id
            )
        )

    async def task_search(
        self,
        *,
        contact_ids: Sequence[str] = (),
        completed: bool | None = None,
        assigned_to: Sequence[str] = (),
        query: str = "",
        business_id: str = "",
        limit: int = _LEAST_PAGE,
        skip: int = 0,
        search_after: Sequence[Any] = (),
    ) -> list[Task]:
        """Return a page of the location's tasks: those behind ``search_after``, the last row's of the page before.

        There is no filter by change: compare ``date_updated``, where the rows have it, or the values. No total is
        told. Rows with ``deleted``, and what is no task and has no id, are among them as the service gives them.
        """
        criteria: Wire = {"limit": limit, "skip": skip}
        if search_after:
            criteria["searchAfter"] = list(search_after)
        if contact_ids:
            criteria["contactId"] = list(contact_ids)
        if completed is not None:
            criteria["completed"] = completed
        if assigned_to:
            criteria["assignedTo"] = list(assigned_to)
        if query:
            criteria["query"] = query
        if business_id:
            criteria["businessId"] = business_id
        path = f"/locations/{segment(self.location_id)}/tasks/search"
        body = await self.session.send("task-search", "POST", path, Effect.READ, criteria)
        return [Task.of({"locationId": self.location_id, **one}) for one in listed(body, "tasks", each=True)]

    async def iterate_tasks(
        self,
        *,
        contact_ids: Sequence[str] = (),
        completed: bool | None = None,
        assigned_to: Sequence[str] = (),
        page_limit: int = TASK_PAGE,
    ) -> AsyncIterator[Page[Task]]:
        """Yield all tasks page by page; the last page tells whether none can be missing. Deleted ones are left out."""

        async def fetch(limit: int, skip: int, after: Sequence[Any]) -> list[Task]:
            return await self.task_search(
                contact_ids=contact_ids,
                completed=completed,
                assigned_to=assigned_to,
                limit=limit,
                skip=skip,
                search_after=after,
            )

        granted = self.session.page_sizes
        limit = min(page_limit, granted.get(_PAGES, page_limit))
        async for page in cursor_pages(fetch, limit, _LEAST_PAGE, lambda size: granted.update({_PAGES: size})):
            yield replace(page, items=[task for task in page.items if not task.deleted])


def _path(contact_id: str, task_id: str = "") -> str:
    path = f"/contacts/{segment(contact_id)}/tasks"
    return f"{path}/{segment(task_id)}" if task_id else path
