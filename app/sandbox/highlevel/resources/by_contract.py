"""Answers by the contract: what is made can be read, listed, changed and deleted, whatever it is.

The sandbox imitates no behaviour here beyond that; nothing of it reaches the contacts. Calendars and users are those
that everything else knows, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.sandbox.highlevel.base.access import UserType
from app.sandbox.highlevel.base.contract import Contracted, contracted, faults, shaped
from app.sandbox.highlevel.base.errors import missing, unprocessable
from app.sandbox.highlevel.base.operations import Answer, Call, Operation
from app.sandbox.highlevel.base.records import Record
from app.sandbox.highlevel.resources.calendars import calendar_of

_LISTS = {
    "get-blocked-slots": "/calendars/events/block-slots",
    "getAllSchedules": "/calendars/schedules",
    "search-locations": "/locations",
    "filter-users-by-email": "/users",
    "validate-groups-slug": "/calendars/groups",
    "upload-file-customFields": "",
}
"""Operations that are about a collection which their path does not name."""

_OWNED = ("/locations/{locationId}/templates",)
"""Collections that only the owner fills: a world has one of each."""


def contract_operations() -> list[Operation]:
    """Return the operations that have no behaviour of their own."""
    return [_operation(one) for one in contracted()]


def _operation(one: Contracted) -> Operation:
    kinds: dict[str, UserType] = {"Company": "Company", "Location": "Location"}
    users = frozenset(kinds[token] for token in one.tokens) or frozenset[UserType]({"Location"})

    def run(call: Call) -> Answer:
        return one.status, _answered(one, call)

    return Operation(
        one.id,
        one.method,
        one.path,
        one.scope,
        run,
        version=one.version,
        users=users,
        media=one.media,
        takes_list=one.body.get("type") == "array",
        gives_list=one.answer.get("type") == "array",
    )


def _answered(one: Contracted, call: Call) -> dict[str, Any]:
    wrong = [f"{name} should not be empty" for name in one.query if not call.query.get(name)]
    if one.media == "application/json":
        is_list = one.body.get("type") == "array"
        wrong += faults(one.body, call.body.get("items", call.body) if is_list else call.body)
    if wrong:
        raise unprocessable(*wrong)
    if "calendarId" in call.params and "schedules" not in one.path:
        calendar_of(call.store, call.params["calendarId"])
    record, records = _worked(one, call)
    found = shaped(one.answer, record, records)
    if isinstance(found, list):
        return {"items": found}
    return found if isinstance(found, dict) else {}


def _worked(one: Contracted, call: Call) -> tuple[Record, list[Record]]:
    """Do what the operation says to its collection; return the record and the records that it is about."""
    found = _item(one, call)
    if found is None:
        table = _table(call, _LISTS.get(one.id, one.path.rstrip("/")))
        if one.method == "POST" and one.id not in _LISTS:
            made = {**call.params, **call.query, **call.body, "id": call.store.new_id()}
            made.setdefault("locationId", call.store.location_id)
            table[made["id"]] = made
            call.store.writes[f"{one.id}"] += 1
            return made, [made]
        return {**call.query, **call.body, "total": len(table), "count": len(table)}, list(table.values())
    template, key, whole = found
    table = _table(call, template)
    if key not in table:
        raise missing(template.rpartition("/")[2].rstrip("s").capitalize() or "Record", key, 404)
    record = table[key]
    if one.method == "DELETE" and whole:
        del table[key]
    elif one.method != "GET":
        record = table[key] = {**record, **call.body}
    if one.method != "GET":
        call.store.writes[f"{one.id}"] += 1
    return record, [record]


def _item(one: Contracted, call: Call) -> tuple[str, str, bool] | None:
    """Return the collection, the id and whether the path ends there, of the record that a path names."""
    made = frozenset(_collections())
    if one.id in _LISTS or one.path.rstrip("/") in made:
        return None
    parts = one.path.strip("/").split("/")
    for place in range(len(parts) - 1, 0, -1):
        template = "/" + "/".join(parts[:place])
        if parts[place].startswith("{") and template in made:
            name = parts[place].strip("{}")
            return template, str(call.params[name]), place == len(parts) - 1
    return None


def _collections() -> Iterator[str]:
    """The paths on which records can be made, without a slash at their end."""
    yield from _OWNED
    for one in contracted():
        if one.method == "POST" and one.id not in _LISTS:
            yield one.path.rstrip("/")


def _table(call: Call, template: str) -> dict[str, Record]:
    """Return a collection of this location by the template of its path."""
    store = call.store
    if template == "/calendars":
        return store.records.calendars
    if template == "/users":
        return _Users(store.users)
    filled = template.format(**call.params)
    table = store.records.others.setdefault(filled, {})
    if template == "/locations" and store.location_id not in table:
        table[store.location_id] = dict(store.location)
    if template in _OWNED and not table:
        first = store.new_id()
        table[first] = {"id": first, "name": "Benvenuto", "type": "sms", "locationId": store.location_id}
    return table


class _Users(dict[str, Record]):
    """The users of the location, by id; writes reach the list that the other routes read."""

    def __init__(self, users: list[Record]) -> None:
        super().__init__({user["id"]: user for user in users})
        self._users = users

    def __setitem__(self, key: str, value: Record) -> None:
        super().__setitem__(key, value)
        named = {**value, "name": value.get("name") or f"{value.get('firstName', '')} {value.get('lastName', '')}"}
        self._users[:] = [user for user in self._users if user["id"] != key] + [named]

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self._users[:] = [user for user in self._users if user["id"] != key]
