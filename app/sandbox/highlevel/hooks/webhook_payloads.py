"""What a webhook shows of a record: fixed lists of fields, less than the API shows (reference: HighLevel 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.sandbox.clock import iso_ms
from app.sandbox.highlevel.base.events import Event
from app.sandbox.highlevel.base.shapes import full_name
from app.sandbox.switches import WebhookSwitches

_CONTACT = (
    "id", "address1", "city", "state", "companyName", "country", "source", "dateOfBirth", "email", "firstName",
    "lastName", "phone", "postalCode", "tags", "website", "assignedTo",
)  # fmt: skip
"""No dateUpdated, no timezone: who needs them asks the API."""
_TASK = ("id", "assignedTo", "body", "contactId", "title", "dateAdded", "dueDate")
_BARE_TASK = ("id", "assignedTo", "title", "dateAdded", "dueDate")
_NOTE = ("id", "body", "contactId", "dateAdded")
_APPOINTMENT = (
    "id", "address", "title", "calendarId", "contactId", "groupId", "appointmentStatus", "assignedUserId", "users",
    "notes", "source", "startTime", "endTime", "dateAdded", "dateUpdated",
)  # fmt: skip

_TYPES = {"AppInstall": "INSTALL", "AppUninstall": "UNINSTALL"}
"""Events whose webhook bears another name (5.1)."""


def _picked(record: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: record[name] for name in names if record.get(name) is not None}


def _contact(event: Event) -> dict[str, Any]:
    contact = event.record
    fields = contact.get("customFields", {})
    shown = {
        **_picked(contact, _CONTACT),
        "name": full_name(dict(contact)),
        "dnd": bool(contact.get("dnd")),
        "dateAdded": iso_ms(contact["dateAdded"]),
        "attachments": [],  # never filled (7, issue 324)
        "customFields": [{"id": field_id, "value": value} for field_id, value in fields.items()],
    }
    if event.type == "ContactDndUpdate":
        shown["dndSettings"] = contact.get("dndSettings", {})
    return shown


def payload(event: Event, location_id: str, switches: WebhookSwitches) -> dict[str, Any]:
    """Return the body of a webhook without its envelope (appId, versionId, timestamp, webhookId)."""
    record = event.record
    head = {"type": event.type, "locationId": str(record.get("locationId") or location_id)}
    if event.type.startswith("Contact"):
        return {**head, **_contact(event)}
    if event.type.startswith("Task"):
        bare = event.type == "TaskCreate" and switches.task_create_bare
        return {**head, **_picked(record, _BARE_TASK if bare else _TASK)}
    if event.type.startswith("Note"):
        names = _NOTE if switches.note_bare else (*_NOTE, "userId", "title")
        return {**head, **_picked(record, names)}
    if event.type.startswith("Appointment"):
        return {**head, "appointment": _picked(record, _APPOINTMENT)}
    return {**record, **head, "type": _TYPES.get(event.type, event.type)}


def sent_for(event: Event, switches: WebhookSwitches) -> int:
    """Return how many webhooks HighLevel makes of an event: none, one, or two."""
    if event.type == "ContactDndUpdate" and event.changed == {"inboundDndSettings"}:
        return int(switches.inbound_dnd_event)
    if event.type == "ContactUpdate" and event.changed == {"timezone"}:
        return int(switches.timezone_event)
    if event.type.startswith("Opportunity"):
        return 2 if switches.opportunity_doubled else 1
    return 1
