"""What a webhook tells: when, of which location, and which records must be read again (reference: HighLevel 5).

Its values are not used. They are incomplete (no dateUpdated, notes without title, tasks without contact), may be late
or out of order, and what is read by id is right whatever was lost: a webhook is a reason to look, nothing more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.clock import parse_iso
from app.connectors.highlevel.webhooks.webhook_signature import WebhookRefusedError
from app.wellformed import read_json

OLDEST = 300.0
"""Seconds after which a delivery is stale (reference: HighLevel 5.3)."""

FUTURE = 300.0
"""Seconds by which a delivery may be ahead of this machine's clock."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_RECORDS = {"Contact": "contact", "Task": "task", "Note": "note", "Appointment": "appointment"}


@dataclass(frozen=True, slots=True)
class Touched:
    """A record to read again, and the contact it belongs to (blank: the webhook does not tell)."""

    record: str
    id: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A delivery. ``at`` is its timestamp (epoch seconds, the service's clock); ``touched`` is empty for events that
    concern nothing that Ponte24 keeps."""

    id: str
    type: str
    location: str
    at: float
    touched: tuple[Touched, ...]


def read_webhook(body: bytes, now: float) -> Webhook:
    """Return what a verified body tells. Raises WebhookRefusedError: unreadable, stale, clock (ahead of us)."""
    try:
        payload = read_json(body)
        webhook_id, event = str(payload["webhookId"]), str(payload["type"])
        at = _moment(payload["timestamp"])
    except (ValueError, TypeError, KeyError, OverflowError):
        raise WebhookRefusedError("unreadable", 400) from None
    if not (_ID.fullmatch(webhook_id) and _ID.fullmatch(event)):
        raise WebhookRefusedError("unreadable", 400)
    if at < now - OLDEST:
        raise WebhookRefusedError("stale", 400)
    if at > now + FUTURE:
        raise WebhookRefusedError("clock", 400)
    location = _location(event, payload)
    return Webhook(webhook_id, event, location, at, tuple(_touched(event, payload, location)))


def _moment(value: Any) -> float:
    if isinstance(value, bool):
        raise ValueError("no moment")
    if isinstance(value, int | float):
        return float(value) / 1000
    return parse_iso(str(value))


def _location(event: str, payload: dict[str, Any]) -> str:
    own = payload.get("id") if event in ("LocationCreate", "LocationUpdate") else ""
    return str(payload.get("locationId") or own or "")


def _touched(event: str, payload: dict[str, Any], location: str) -> list[Touched]:
    if event == "LocationUpdate":
        return [Touched("location", location)] if _ID.fullmatch(location) else []
    record = next((name for prefix, name in _RECORDS.items() if event.startswith(prefix)), "")
    record_data = payload.get("appointment") if record == "appointment" else payload
    if not record or not isinstance(record_data, dict):
        return []
    record_id, contact = str(record_data.get("id") or ""), str(record_data.get("contactId") or "")
    if not _ID.fullmatch(record_id):
        return []
    if record == "contact":
        return [Touched("contact", record_id)]
    return [Touched(record, record_id, contact if _ID.fullmatch(contact) else "")]
