"""tasks/search: the tasks of the whole location (reference: HighLevel 3, 12.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.sandbox.clock import iso_ms
from app.sandbox.highlevel.base.checking import Kind, check, moment
from app.sandbox.highlevel.base.errors import bad_request, unprocessable
from app.sandbox.highlevel.base.operations import Answer, Call
from app.sandbox.highlevel.base.records import Record
from app.sandbox.highlevel.base.store import HighLevelStore
from app.sandbox.highlevel.resources.tasks import shown, updated

_KINDS: dict[str, Kind] = {
    "contactId": "texts",
    "completed": "flag",
    "assignedTo": "texts",
    "query": "text",
    "limit": "number",
    "skip": "number",
    "businessId": "text",
    # Seen live and undocumented (3, 12.1):
    "searchAfter": "list",
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


def _found(task: Record, store: HighLevelStore, key: str) -> dict[str, Any]:
    """One row: `_id`, dates, state and names beside the ids, and where the next page begins."""
    values, switches = shown(task), store.switches
    contact = store.contacts.get(task["contactId"], {})
    names = {
        name: None if switches.task_search_hides_names else contact.get(name) for name in ("firstName", "lastName")
    }
    user = next((user for user in store.users if user["id"] == task.get("assignedTo")), None)
    row = {
        switches.task_search_id: values.pop("id"),
        **values,
        "locationId": store.location_id,
        "deleted": bool(task.get("deleted")),
        "status": "completed" if task["completed"] else "to_do",
        "statusGroup": "completed" if task["completed"] else "to_do",
        **({"contactDetails": {"_id": task["contactId"], **names}} if task["contactId"] else {}),
        **({"assignedToUserDetails": {name: user[name] for name in ("id", "firstName", "lastName")}} if user else {}),
    }
    if switches.task_search_dates:
        row |= {"dateAdded": iso_ms(task["dateAdded"]), "dateUpdated": iso_ms(updated(task))}
        row["searchAfter"] = [_sort_value(task, key), task["id"]]
    return row


def _sort_value(task: Record, key: str) -> Any:
    return updated(task) if key == "dateUpdated" else task[key]


def _due_bounds(body: Mapping[str, Any]) -> dict[str, int]:
    bounds = body.get("dueDate") or {}
    try:
        if not set(bounds) <= set(_BOUNDS):
            raise ValueError
        return {name: moment(bound) if isinstance(bound, str) else int(bound) for name, bound in bounds.items()}
    except (TypeError, ValueError):
        raise unprocessable("dueDate must be a range of dates") from None


def _fits(task: Record, body: Mapping[str, Any], bounds: Mapping[str, int], store: HighLevelStore) -> bool:
    contacts, wanted = body.get("contactId"), body.get("assignedTo")
    words, business = (body.get("query") or "").lower(), body.get("businessId")
    is_overdue = not task["completed"] and task["dueDate"] < store.clock.now_ms()
    return (
        (not contacts or task["contactId"] in contacts)
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


def _limit(body: Mapping[str, Any], store: HighLevelStore) -> int:
    """The size of the page: 25 when not said; what is too much is refused, or cut without a word."""
    limit, most = _size(body, "limit", 25), store.switches.task_search_limit
    if limit > most and store.switches.task_search_over_limit == "refuse":
        raise unprocessable(f"limit must not be greater than {most}")
    return min(limit, most)


def _sorting(body: Mapping[str, Any], store: HighLevelStore) -> tuple[str, bool]:
    """The key and whether the largest comes first. Raises HighLevelError 422."""
    key, direction = body.get("sortKey") or "dateAdded", body.get("sortDirection") or "asc"
    keys = (*_SORT_KEYS, "dateUpdated") if store.switches.task_search_sorts_by_update else _SORT_KEYS
    faults = []
    if key not in keys:
        faults.append(f"sortKey must be one of the following values: {', '.join(keys)}")
    if direction not in ("asc", "desc"):
        faults.append("sortDirection must be one of the following values: asc, desc")
    if faults:
        raise unprocessable(*faults)
    return key, direction == "desc"


def _behind(rows: list[Record], cursor: Any, key: str, descending: bool) -> list[Record]:
    """Return the rows behind a row's searchAfter."""
    if not cursor:
        return rows
    if not isinstance(cursor, list) or len(cursor) != 2:
        raise bad_request("invalid searchAfter", error="Bad Request")
    after = (cursor[0], cursor[1])
    try:
        if descending:
            return [task for task in rows if (_sort_value(task, key), task["id"]) < after]
        return [task for task in rows if (_sort_value(task, key), task["id"]) > after]
    except TypeError:
        raise bad_request("invalid searchAfter", error="Bad Request") from None


def _candidates(store: HighLevelStore) -> list[Record]:
    """All tasks as search sees them: some time ago where it lags, the deleted ones among them where it shows them."""
    records, switches = store.records, store.switches
    since = store.clock.now() - switches.task_search_lag_seconds
    found = {task["id"]: task for task in records.tasks}
    for task_id, before in records.task_history.after(since):
        if before is None:
            found.pop(task_id, None)
        else:
            found[task_id] = before
    if switches.task_search_shows_deleted:
        for task_id, task in records.removed_tasks.items():
            found.setdefault(task_id, task)
    return list(found.values())


def search_tasks(call: Call) -> Answer:
    """POST /locations/{id}/tasks/search: oldest entry first unless `sortKey` says otherwise; no total (12.1)."""
    body, store = call.body, call.store
    check(body, _KINDS)
    bounds, skip = _due_bounds(body), _size(body, "skip", 0)
    limit, (key, descending) = _limit(body, store), _sorting(body, store)
    rows = [task for task in _candidates(store) if _fits(task, body, bounds, store)]
    rows.sort(key=lambda task: (_sort_value(task, key), task["id"]), reverse=descending)
    behind = _behind(rows, body.get("searchAfter"), key, descending)
    answer: dict[str, Any] = {"tasks": [_found(task, store, key) for task in behind[skip : skip + limit]]}
    if body.get("count"):
        answer["count"] = len(rows)
    return store.switches.task_search_status, answer
