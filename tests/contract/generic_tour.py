"""Inputs for the operations that the sandbox knows by a behaviour of its own, in an order in which each finds what it
needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx

from app.sandbox.server import SandboxServer

Asked = tuple[str, dict[str, Any]]


def raw(sandbox: SandboxServer, method: str, path: str, **more: Any) -> Any:
    """Ask the sandbox past the caller: for what no operation of the catalogue makes."""
    headers = {"Version": "2021-07-28", "Authorization": f"Bearer {sandbox.token}"}
    return httpx.request(method, sandbox.highlevel_url + path, headers=headers, **more).json()


def tour(sandbox: SandboxServer, answers: list[Any]) -> Iterator[Asked]:
    """Yield each operation's id with its inputs; ``answers`` grows with each that is carried out."""
    state, here = sandbox.state.highlevel, {"locationId": sandbox.location_id}
    contact, user = next(iter(state.contacts)), str(state.users[0]["id"])
    business = raw(sandbox, "GET", "/businesses/", params=here)["businesses"][0]["id"]
    workflow = raw(sandbox, "GET", "/workflows/", params=here)["workflows"][0]["id"]
    at = {"contactId": contact}
    yield "search-contacts-advanced", {"pageLimit": 20}
    yield "create-contact", {"firstName": "Ida", "email": "ida@x.it", "tags": ["vip"]}
    yield "update-contact", {**at, "city": "Bari"}
    yield "upsert-contact", {"email": "new@x.it"}
    yield "get-contact", at
    yield "get-duplicate-contact", {"email": "ida@x.it"}
    yield "add-tags", {**at, "tags": ["b"]}
    yield "remove-tags", {**at, "tags": ["b"]}
    yield "create-association", {"type": "add", "contacts": [contact], "tags": ["a"]}
    yield "add-remove-contact-from-business", {"ids": [contact], "businessId": business}
    yield "get-contacts-by-businessId", {"businessId": business}
    yield "add-followers-contact", {**at, "followers": [user]}
    yield "remove-followers-contact", {**at, "followers": [user]}
    yield "add-contact-to-campaign", {**at, "campaignId": "C1"}
    yield "remove-contact-from-campaign", {**at, "campaignId": "C1"}
    yield "remove-contact-from-every-campaign", at
    yield "add-contact-to-workflow", {**at, "workflowId": workflow}
    yield "delete-contact-from-workflow", {**at, "workflowId": workflow}
    task = {"title": "A", "dueDate": "2026-12-01T09:00:00Z", "completed": False, "assignedTo": user}
    yield "create-task", {**at, **task}
    mine = {**at, "taskId": answers[-1]["task"]["id"]}
    yield "get-task", mine
    yield "get-all-tasks", at
    yield "update-task", {**mine, "title": "C"}
    yield "update-task-completed", {**mine, "completed": True}
    yield "task-search", {"limit": 10, "skip": 0}
    yield "delete-task", mine
    yield "create-note", {**at, "body": "A"}
    noted = {**at, "id": answers[-1]["note"]["id"]}
    yield "get-note", noted
    yield "get-all-notes", at
    yield "update-note", {**noted, "body": "C"}
    yield "delete-note", noted
    now = sandbox.state.clock.now_ms()
    yield "get-calendars", {}
    calendar = answers[-1]["calendars"][0]["id"]
    yield "get-calendar", {"calendarId": calendar}
    yield "get-slots", {"calendarId": calendar, "startDate": now, "endDate": now + 20 * 86_400_000}
    slot = next(day["slots"][0] for day in answers[-1].values() if isinstance(day, dict) and day.get("slots"))
    yield "create-appointment", {**at, "calendarId": calendar, "startTime": slot}
    event = {"eventId": answers[-1]["id"]}
    yield "get-appointment", event
    yield "edit-appointment", {**event, "title": "Torta"}
    span = {"startTime": str(now), "endTime": str(now + 30 * 86_400_000)}
    yield "get-calendar-events", {**span, "calendarId": calendar}
    yield "get-appointments-for-contact", at
    yield "delete-event", event
    yield "create-tag", {"name": "nuova"}
    tag = {"tagId": answers[-1]["tag"]["id"]}
    yield "get-tag-by-id", tag
    yield "update-tag", {**tag, "name": "vecchia"}
    yield "get-location-tags", {}
    raw(sandbox, "POST", f"/locations/{sandbox.location_id}/customFields", json={"name": "Sconto", "dataType": "TEXT"})
    yield "get-custom-fields", {}
    yield "get-custom-field", {"id": answers[-1]["customFields"][0]["id"]}
    yield "create-custom-value", {"name": "Saluto", "value": "Ciao"}
    value = {"id": answers[-1]["customValue"]["id"]}
    yield "get-custom-value", value
    yield "update-custom-value", {**value, "name": "Saluto", "value": "Salve"}
    yield "get-custom-values", {}
    yield "get-timezones", {}
    yield "search-users", {"companyId": state.location["companyId"]}
    yield "get-user", {"userId": user}
