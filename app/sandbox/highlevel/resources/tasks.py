"""The tasks of one contact (reference: HighLevel 3); `task_search` finds those of the whole location."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.sandbox.clock import iso_ms
from app.sandbox.highlevel.base.checking import Kind, check, moment
from app.sandbox.highlevel.base.errors import unprocessable
from app.sandbox.highlevel.base.operations import Answer, Call
from app.sandbox.highlevel.base.records import Record
from app.sandbox.highlevel.base.store import HighLevelStore
from app.sandbox.highlevel.resources.contacts import belonging, contact_of

_KINDS: dict[str, Kind] = {
    "title": "text",
    "body": "text",
    "dueDate": "text",
    "completed": "flag",
    "assignedTo": "text",
}


def shown(task: Record) -> dict[str, Any]:
    """The shape of the routes of a contact: dueDate with milliseconds, no date of the last change."""
    return {
        "id": task["id"],
        "title": task["title"],
        **{name: task[name] for name in ("body", "assignedTo") if task.get(name) is not None},
        "dueDate": iso_ms(task["dueDate"]),
        "completed": task["completed"],
        **({"contactId": task["contactId"]} if task["contactId"] else {}),
    }


def to_state(task: Record) -> dict[str, Any]:
    """The shape of the control API and of events: as shown, and when it was made and changed."""
    return {**shown(task), "dateAdded": iso_ms(task["dateAdded"]), "dateUpdated": iso_ms(updated(task))}


def updated(task: Record) -> int:
    """When the task was changed last, in epoch milliseconds; only tasks/search shows it (12.1)."""
    return int(task.get("dateUpdated") or task["dateAdded"])


def put_task(store: HighLevelStore, contact_id: str, values: Mapping[str, Any], old: Record | None = None) -> Record:
    """Write a task, tell of it and return it; dueDate as text or epoch milliseconds.

    Only creating, completing and deleting a task is told of: there is no TaskUpdate (3).
    """
    base = old or {
        "id": store.new_id(),
        "contactId": contact_id,
        "completed": False,
        "dateAdded": store.clock.now_ms(),
    }
    sent = {name: value for name, value in values.items() if value is not None}
    if isinstance(sent.get("dueDate"), str):
        sent["dueDate"] = moment(sent["dueDate"])
    now = store.clock.now_ms()
    task = {**base, **sent, "dateUpdated": max(now, updated(old) + 1) if old else now}
    store.records.tasks.put(task)
    store.records.task_history.note(store.clock.now(), task["id"], old)
    event = {**to_state(task), "locationId": store.location_id}
    if old is None:
        store.events.emit("TaskCreate", event)
    if task["completed"] and not (old and old["completed"]):
        store.events.emit("TaskComplete", event)
    store.touch(contact_id)
    return task


def remove_task(store: HighLevelStore, task_id: str) -> None:
    """Delete a task and tell of it. Raises KeyError when there is none."""
    task = store.records.tasks.remove(task_id)
    store.records.task_history.note(store.clock.now(), task_id, task)
    store.records.removed_tasks[task_id] = {**task, "deleted": True, "dateUpdated": store.clock.now_ms()}
    store.events.emit("TaskDelete", {**to_state(task), "locationId": store.location_id})
    store.touch(task["contactId"])


def _task(call: Call) -> Record:
    return belonging(call, "Task", call.store.records.tasks, call.params["taskId"])


def _checked(call: Call, required: tuple[str, ...]) -> dict[str, Any]:
    check(call.body, _KINDS, required)
    due = call.body.get("dueDate")
    if due is not None:
        try:
            moment(due)
        except ValueError:
            raise unprocessable("dueDate must be a valid ISO 8601 date string") from None
        if "." in due and not required and call.store.switches.task_put_refuses_millis:
            raise unprocessable("dueDate must be a valid ISO 8601 date string")
    return call.body


def list_tasks(call: Call) -> Answer:
    """GET /contacts/{id}/tasks: all of them, without paging."""
    contact = contact_of(call)
    return 200, {"tasks": [shown(task) for task in call.store.records.tasks.of_contact(contact["id"])]}


def get_task(call: Call) -> Answer:
    """GET /contacts/{id}/tasks/{taskId}."""
    return 200, {"task": shown(_task(call))}


def create_task(call: Call) -> Answer:
    """POST /contacts/{id}/tasks: title, dueDate and completed are required."""
    values = _checked(call, ("title", "dueDate", "completed"))
    task = put_task(call.store, contact_of(call)["id"], values)
    call.store.writes["task.create"] += 1
    return 201, {"task": shown(task)}


def update_task(call: Call) -> Answer:
    """PUT /contacts/{id}/tasks/{taskId}: any of the fields."""
    values, old = _checked(call, ()), _task(call)
    task = put_task(call.store, old["contactId"], values, old)
    call.store.writes["task.update"] += 1
    return 200, {"task": shown(task)}


def complete_task(call: Call) -> Answer:
    """PUT /contacts/{id}/tasks/{taskId}/completed: done, or open again."""
    check(call.body, {"completed": "flag"}, ("completed",))
    old = _task(call)
    task = put_task(call.store, old["contactId"], call.body, old)
    call.store.writes["task.update"] += 1
    return 200, {"task": shown(task)}


def delete_task(call: Call) -> Answer:
    """DELETE /contacts/{id}/tasks/{taskId}."""
    remove_task(call.store, _task(call)["id"])
    call.store.writes["task.delete"] += 1
    return 200, {"succeded": True}
