"""Tasks: of one contact, and of the whole location (reference: HighLevel 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.sandbox.clock import iso_ms
from app.sandbox.highlevel.checking import Kind, check, moment
from app.sandbox.highlevel.contacts import belonging, contact_of
from app.sandbox.highlevel.errors import unprocessable
from app.sandbox.highlevel.operations import Answer, Call
from app.sandbox.highlevel.records import Record
from app.sandbox.highlevel.store import HighLevelStore

_KINDS: dict[str, Kind] = {
    "title": "text",
    "body": "text",
    "dueDate": "text",
    "completed": "flag",
    "assignedTo": "text",
}
_SEARCH_KINDS: dict[str, Kind] = {
    "contactId": "texts",
    "completed": "flag",
    "assignedTo": "texts",
    "query": "text",
    "limit": "number",
    "skip": "number",
    "businessId": "text",
    # Seen live and undocumented (3):
    "count": "flag",
    "overdue": "flag",
    "dueDate": "object",
    "sortKey": "text",
    "sortDirection": "text",
    "unAssigned": "flag",
    "locationId": "text",
}
_SORT_KEYS = ("dateAdded", "dueDate", "title", "completed")
_BOUNDS: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda due, bound: due > bound,
    "gte": lambda due, bound: due >= bound,
    "lt": lambda due, bound: due < bound,
    "lte": lambda due, bound: due <= bound,
}


def shown(task: Record) -> dict[str, Any]:
    """The shape of the routes of a contact: dueDate with milliseconds, no date of the last change."""
    return {
        "id": task["id"],
        "title": task["title"],
        **{name: task[name] for name in ("body", "assignedTo") if task.get(name) is not None},
        "dueDate": iso_ms(task["dueDate"]),
        "completed": task["completed"],
        "contactId": task["contactId"],
    }


def to_state(task: Record) -> dict[str, Any]:
    """The shape of the control API and of events: as shown, and when it was made."""
    return {**shown(task), "dateAdded": iso_ms(task["dateAdded"])}


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
    task = {**base, **sent}
    store.records.tasks.put(task)
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


def _found(task: Record, store: HighLevelStore) -> dict[str, Any]:
    """The shape of tasks/search: `_id`, and names beside the ids."""
    values = shown(task)
    contact = store.contacts.get(task["contactId"], {})
    user = next((user for user in store.users if user["id"] == task.get("assignedTo")), None)
    return {
        store.switches.task_search_id: values.pop("id"),
        **values,
        "contactDetails": {name: contact[name] for name in ("firstName", "lastName") if contact.get(name)},
        **({"assignedToUserDetails": {name: user[name] for name in ("id", "firstName", "lastName")}} if user else {}),
    }


def _due_bounds(body: Mapping[str, Any]) -> dict[str, int]:
    bounds = body.get("dueDate") or {}
    try:
        if not set(bounds) <= set(_BOUNDS):
            raise ValueError
        return {name: moment(bound) if isinstance(bound, str) else int(bound) for name, bound in bounds.items()}
    except (TypeError, ValueError):
        raise unprocessable("dueDate must be a range of dates") from None


def _fits(task: Record, body: Mapping[str, Any], bounds: Mapping[str, int], store: HighLevelStore) -> bool:
    wanted, words = body.get("assignedTo"), (body.get("query") or "").lower()
    business = body.get("businessId")
    is_overdue = not task["completed"] and task["dueDate"] < store.clock.now_ms()
    return (
        (not body.get("contactId") or task["contactId"] in body["contactId"])
        and (body.get("completed") is None or task["completed"] == body["completed"])
        and (not wanted or task.get("assignedTo") in wanted)
        and (not body.get("unAssigned") or not task.get("assignedTo"))
        and (words in task["title"].lower())
        and (not business or store.contacts.get(task["contactId"], {}).get("businessId") == business)
        and (body.get("overdue") is None or is_overdue == body["overdue"])
        and all(_BOUNDS[name](task["dueDate"], bound) for name, bound in bounds.items())
    )


def _size(body: Mapping[str, Any], name: str, default: int) -> int:
    value = body.get(name)
    if value is None:
        return default
    if value < 0 or value != int(value):
        raise unprocessable(f"{name} must not be less than 0")
    return int(value)


def search_tasks(call: Call) -> Answer:
    """POST /locations/{id}/tasks/search: oldest entry first unless `sortKey` says otherwise; 25 when not said."""
    body, store = call.body, call.store
    check(body, _SEARCH_KINDS)
    bounds, limit, skip = _due_bounds(body), _size(body, "limit", 25), _size(body, "skip", 0)
    key, direction = body.get("sortKey") or "dateAdded", body.get("sortDirection") or "asc"
    faults = []
    if limit > store.switches.task_search_limit:
        faults.append(f"limit must not be greater than {store.switches.task_search_limit}")
    if key not in _SORT_KEYS:
        faults.append(f"sortKey must be one of the following values: {', '.join(_SORT_KEYS)}")
    if direction not in ("asc", "desc"):
        faults.append("sortDirection must be one of the following values: asc, desc")
    if faults:
        raise unprocessable(*faults)
    wanted = body.get("contactId")
    candidates = (
        [task for contact_id in dict.fromkeys(wanted) for task in store.records.tasks.of_contact(contact_id)]
        if wanted
        else list(store.records.tasks)
    )
    rows = [task for task in candidates if _fits(task, body, bounds, store)]
    rows.sort(key=lambda task: (task[key], task["id"]), reverse=direction == "desc")
    answer: dict[str, Any] = {"tasks": [_found(task, store) for task in rows[skip : skip + limit]]}
    if body.get("count"):
        answer["count"] = len(rows)
    return 200, answer
