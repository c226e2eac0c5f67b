"""Appointments, with one shape for writes, one for reads by id, one for a contact (reference: HighLevel 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.sandbox.highlevel.base.checking import Kind, check, epoch_millis, moment
from app.sandbox.highlevel.base.errors import (
    HighLevelError,
    bad_request,
    contact_missing,
    missing,
    unauthorized,
    unprocessable,
)
from app.sandbox.highlevel.base.operations import Answer, Call
from app.sandbox.highlevel.base.records import Record
from app.sandbox.highlevel.base.store import HighLevelStore
from app.sandbox.highlevel.resources.calendars import calendar_of, from_millis, is_free, slot_minutes, zone_of
from app.sandbox.highlevel.resources.contacts import contact_of

_CHANGE_KINDS: dict[str, Kind] = {
    "title": "text",
    "meetingLocationType": "text",
    "meetingLocationId": "text",
    "overrideLocationConfig": "flag",
    "appointmentStatus": "text",
    "assignedUserId": "text",
    "description": "text",
    "address": "text",
    "ignoreDateRange": "flag",
    "toNotify": "flag",
    "ignoreFreeSlotValidation": "flag",
    "rrule": "text",
    "calendarId": "text",
    "startTime": "text",
    "endTime": "text",
}
_CREATE_KINDS: dict[str, Kind] = {**_CHANGE_KINDS, "locationId": "text", "contactId": "text"}
_NOT_KEPT = frozenset(
    {"locationId", "overrideLocationConfig", "ignoreDateRange", "toNotify", "ignoreFreeSlotValidation"}
)
_STATUSES = ("new", "confirmed", "cancelled", "showed", "noshow", "invalid")
_PLACES = ("custom", "zoom", "gmeet", "phone", "address", "ms_teams", "google")


def shown(store: HighLevelStore, made: Record) -> dict[str, Any]:
    """The shape of GET by id and of the list of a calendar: times with the location's offset."""
    zone = zone_of(store)
    dates = ("startTime", "endTime", "dateAdded", "dateUpdated")
    times = {name: from_millis(made[name], zone).isoformat(timespec="seconds") for name in dates}
    optional = ("address", "description", "notes", "rrule", "meetingLocationType")
    return {
        "id": made["id"],
        "title": made["title"],
        "calendarId": made["calendarId"],
        "locationId": store.location_id,
        "contactId": made["contactId"],
        "groupId": made.get("groupId", ""),
        "appointmentStatus": made["appointmentStatus"],
        "assignedUserId": made.get("assignedUserId", ""),
        "users": list(made.get("users", ())),
        **{name: made[name] for name in optional if made.get(name) is not None},
        "isRecurring": bool(made.get("rrule")),
        "assignedResources": [],
        "createdBy": {"source": "third_party"},
        **times,
    }


def _of_contact(store: HighLevelStore, made: Record) -> dict[str, Any]:
    """The shape of the list of a contact: times of the location without a zone."""
    zone = zone_of(store)
    dates = ("startTime", "endTime", "dateAdded", "dateUpdated")
    values = {
        n: v for n, v in shown(store, made).items() if n not in ("description", "isRecurring", "rrule", "createdBy")
    }
    times = {name: from_millis(made[name], zone).strftime("%Y-%m-%d %H:%M:%S") for name in dates}
    return {**values, **times, "status": "booked", "notes": made.get("description", "")}


def _written(call: Call, made: Record) -> dict[str, Any]:
    """The flat answer to a write, without the dates of the record (7, issue 246); v3 has them (SDK-PY)."""
    store = call.store
    values = shown(store, made)
    names: tuple[str, ...] = (
        "calendarId", "locationId", "contactId", "startTime", "endTime", "title", "meetingLocationType",
        "appointmentStatus", "assignedUserId", "address", "isRecurring", "rrule", "id",
    )  # fmt: skip
    if call.version == "v3" or not store.switches.appointment_reply_lacks_dates:
        names = (*names, "dateAdded", "dateUpdated")
    return {name: values[name] for name in names if name in values}


def _told(store: HighLevelStore, made: Record) -> dict[str, Any]:
    """What an event tells: the shape of a read and where it was booked (5.2)."""
    return {**shown(store, made), "source": "third_party"}


def put_appointment(store: HighLevelStore, values: Mapping[str, Any], old: Record | None = None) -> Record:
    """Write an appointment, tell of it and return it; times as text or epoch milliseconds.

    Raises KeyError for an unknown calendar, ValueError for a bad date.
    """
    now, sent = store.clock.now_ms(), {n: v for n, v in values.items() if v is not None and n not in _NOT_KEPT}
    for name in ("startTime", "endTime"):
        if isinstance(sent.get(name), str):
            sent[name] = moment(sent[name])
    calendar = store.records.calendars[sent.get("calendarId") or (old or {})["calendarId"]]
    base = old or {
        "id": store.new_id(),
        "title": calendar["name"],
        "appointmentStatus": "confirmed" if calendar.get("autoConfirm", True) else "new",
        "meetingLocationType": "custom",
        "dateAdded": now,
    }
    if "startTime" in sent and "endTime" not in sent:
        length = old["endTime"] - old["startTime"] if old else slot_minutes(calendar) * 60_000
        sent["endTime"] = sent["startTime"] + length
    made = {**base, **sent, "dateUpdated": max(now, base["dateUpdated"] + 1) if old else now}
    store.records.appointments.put(made)
    store.events.emit("AppointmentUpdate" if old else "AppointmentCreate", _told(store, made))
    store.touch(made["contactId"])
    return made


def remove_appointment(store: HighLevelStore, event_id: str) -> None:
    """Delete an appointment and tell of it. Raises KeyError when there is none."""
    made = store.records.appointments.remove(event_id)
    store.events.emit("AppointmentDelete", _told(store, made))
    store.touch(made["contactId"])


def _checked(call: Call, kinds: Mapping[str, Kind], required: tuple[str, ...]) -> dict[str, Any]:
    check(call.body, kinds, required)
    body, switches = dict(call.body), call.store.switches
    for name, allowed in (("appointmentStatus", _STATUSES), ("meetingLocationType", _PLACES)):
        if body.get(name) is not None and body[name] not in allowed:
            raise unprocessable(f"{name} must be one of the following values: {', '.join(allowed)}")
    for name in ("startTime", "endTime"):
        if body.get(name) is None:
            continue
        if switches.utc_start_is_refused and body[name].endswith("Z"):
            raise _slot_gone()
        try:
            body[name] = moment(body[name])
        except ValueError:
            if switches.bad_date_is_500:
                raise HighLevelError(500, {"message": "Internal server error"}) from None
            raise unprocessable(f"{name} must be a valid ISO 8601 date string") from None
    return body


def _slot_gone() -> HighLevelError:
    return bad_request("The slot you have selected is no longer available.", error="Bad Request")


def _check_slot(store: HighLevelStore, body: Mapping[str, Any], old: Record | None) -> None:
    wanted = {**(old or {}), **body}
    calendar = calendar_of(store, str(wanted["calendarId"]))
    start = wanted["startTime"]
    end = body.get("endTime") or start + slot_minutes(calendar) * 60_000
    if end <= start:
        raise unprocessable("endTime must be after startTime")
    if not is_free(store, calendar, start, end, wanted.get("assignedUserId"), wanted.get("id", "")):
        raise _slot_gone()


def _check_user(store: HighLevelStore, body: Mapping[str, Any]) -> None:
    """Some calendars need an assigned user (7, issue 23)."""
    mode, members = store.switches.appointment_needs_user, calendar_of(store, body["calendarId"]).get("teamMembers", ())
    if (mode == "always" or (mode == "team" and len(members) > 1)) and not body.get("assignedUserId"):
        raise unprocessable("assignedUserId should not be empty")


def _appointment(call: Call) -> Record:
    made = call.store.records.appointments.get(call.params["eventId"])
    if made is None:
        raise missing("Event", call.params["eventId"], call.store.switches.missing_status)
    return made


def create_appointment(call: Call) -> Answer:
    """POST /calendars/events/appointments: flat, 200."""
    store = call.store
    body = _checked(call, _CREATE_KINDS, ("calendarId", "locationId", "contactId", "startTime"))
    calendar_of(store, body["calendarId"])
    if body["contactId"] not in store.contacts:
        raise contact_missing(body["contactId"])
    _check_user(store, body)
    if not body.get("ignoreFreeSlotValidation"):
        _check_slot(store, body, None)
    made = put_appointment(store, body)
    store.writes["appointment.create"] += 1
    return 200, _written(call, made)


def update_appointment(call: Call) -> Answer:
    """PUT /calendars/events/appointments/{eventId}: a new time is checked against the free slots, too."""
    store, body, old = call.store, _checked(call, _CHANGE_KINDS, ()), _appointment(call)
    if body.keys() & {"startTime", "endTime", "calendarId"} and not body.get("ignoreFreeSlotValidation"):
        _check_slot(store, body, old)
    made = put_appointment(store, body, old)
    store.writes["appointment.update"] += 1
    return 200, _written(call, made)


def get_appointment(call: Call) -> Answer:
    """GET /calendars/events/appointments/{eventId}: nested; under which key is not settled."""
    return 200, {call.store.switches.appointment_key: shown(call.store, _appointment(call))}


def delete_event(call: Call) -> Answer:
    """DELETE /calendars/events/{eventId}: wants a JSON body, be it empty, and answers 201."""
    if call.store.switches.delete_event_needs_body and not call.has_body:
        raise bad_request("Unexpected end of JSON input", error="Bad Request")
    remove_appointment(call.store, _appointment(call)["id"])
    call.store.writes["appointment.delete"] += 1
    return 201, {"succeeded": True}


def list_events(call: Call) -> Answer:
    """GET /calendars/events: of one user, calendar or group; there is none of the location (7, issue 7)."""
    query, store = call.query, call.store
    if not query.get("locationId"):
        raise unprocessable("locationId should not be empty")
    first, last = epoch_millis(query, "startTime"), epoch_millis(query, "endTime")
    wanted = {name: query[name] for name in ("userId", "calendarId", "groupId") if query.get(name)}
    if not wanted:
        raise unprocessable("Either of userId, calendarId or groupId is required")
    names = {"userId": "assignedUserId", "calendarId": "calendarId", "groupId": "groupId"}
    found = [
        made
        for made in store.records.appointments
        if first <= made["startTime"] <= last and all(made.get(names[n]) == value for n, value in wanted.items())
    ]
    found.sort(key=lambda made: (made["startTime"], made["id"]))
    return 200, {"events": [shown(store, made) for made in found]}


def list_for_contact(call: Call) -> Answer:
    """GET /contacts/{id}/appointments; at some accounts 401 in spite of the scope (7, issue 172)."""
    store, contact = call.store, contact_of(call)
    if store.switches.contact_appointments_refused:
        raise unauthorized("The token is not authorized for this scope.")
    return 200, {"events": [_of_contact(store, made) for made in store.records.appointments.of_contact(contact["id"])]}
