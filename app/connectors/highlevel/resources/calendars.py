"""The operations on calendars, their free slots and their appointments (reference: HighLevel 4)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from app.connectors.highlevel.http.checks import span_of_days
from app.connectors.highlevel.http.dates import appointment_time, epoch_millis, lacks_zone, read_moment
from app.connectors.highlevel.http.session import Operations
from app.connectors.highlevel.http.wire import Wire, confirmed, inner, listed, record_id, segment
from app.connectors.highlevel.resources.models import Appointment, Calendar
from app.connectors.transport_retry import Effect
from app.errors import CredentialsRefused, LimitReached, LostAnswer, RecordGone, RequestRefused, ServiceUnavailable

SLOT_DAYS = 31
"""Days that one question for free slots may span (reference: HighLevel 4)."""

When = datetime | float
"""A moment: aware, or epoch seconds."""

_APPOINTMENTS = "/calendars/events/appointments"
_TIMES = ("startTime", "endTime")


class CalendarOperations(Operations):
    """Calendars and appointments; their operations have an API version of their own."""

    _zone: str | None = None

    async def get_calendars(self, *, group_id: str = "", show_drafted: bool = True) -> list[Calendar]:
        """Return the location's calendars."""
        params = {"locationId": self.location_id, "showDrafted": "true" if show_drafted else "false"}
        if group_id:
            params["groupId"] = group_id
        return [
            Calendar.of(c) for c in listed(await self.session.read("get-calendars", "/calendars/", params), "calendars")
        ]

    async def get_calendar(self, calendar_id: str) -> Calendar:
        """Return a calendar. Raises RecordGone."""
        body = await self.session.read("get-calendar", f"/calendars/{segment(calendar_id)}", record_id=calendar_id)
        return Calendar.of(inner(body, "calendar"))

    async def get_slots(
        self, calendar_id: str, start: datetime, end: datetime, *, timezone: str = "", user_id: str = ""
    ) -> list[datetime]:
        """Return the free slots' starts between two aware moments, at most `SLOT_DAYS` apart.

        Raises RequestRefused (range_too_long).
        """
        params = {"startDate": epoch_millis(start, "startDate"), "endDate": epoch_millis(end, "endDate")}
        span_of_days(start, end, SLOT_DAYS)
        if timezone:
            params["timezone"] = timezone
        if user_id:
            params["userId"] = user_id
        path = f"/calendars/{segment(calendar_id)}/free-slots"
        body = await self.session.read("get-slots", path, params, calendar_id)
        days = [day["slots"] for day in body.values() if isinstance(day, dict) and isinstance(day.get("slots"), list)]
        found = (read_moment(slot, timezone) for slots in days for slot in slots)
        return sorted(moment for moment in found if moment is not None)

    async def get_calendar_events(
        self,
        start: datetime | float,
        end: datetime | float,
        *,
        calendar_id: str = "",
        user_id: str = "",
        group_id: str = "",
    ) -> list[Appointment]:
        """Return the events of one calendar, user or group between two moments (aware, or epoch seconds).

        Raises ValueError unless exactly one of the three is given: there is no list for a whole location
        (reference: HighLevel 7, #7); `iterate_events` goes through the calendars.
        """
        owners = {"calendarId": calendar_id, "userId": user_id, "groupId": group_id}
        chosen = {key: value for key, value in owners.items() if value}
        if len(chosen) != 1:
            raise ValueError("exactly one of calendar_id, user_id and group_id is needed")
        times = {"startTime": epoch_millis(start), "endTime": epoch_millis(end, "endTime")}
        params = {"locationId": self.location_id, **times, **chosen}
        body = await self.session.read("get-calendar-events", "/calendars/events", params)
        return await self._appointments(listed(body, "events"))

    async def iterate_events(
        self, start: When, end: When, calendar_ids: Iterable[str] | None = None
    ) -> AsyncIterator[Appointment]:
        """Yield every event of the location between two moments once, calendar by calendar."""
        if calendar_ids is None:
            calendar_ids = [calendar.id for calendar in await self.get_calendars()]
        seen: set[str] = set()
        for calendar_id in calendar_ids:
            for event in await self.get_calendar_events(start, end, calendar_id=calendar_id):
                if event.id not in seen:
                    seen.add(event.id)
                    yield event

    async def get_appointments_for_contact(self, contact_id: str) -> list[Appointment]:
        """Return a contact's appointments, past ones too. Raises RecordGone without the contact.

        Some tokens are refused here in spite of their scope: see `find_appointments`.
        """
        path = f"/contacts/{segment(contact_id)}/appointments"
        body = await self.session.read("get-appointments-for-contact", path, record_id=contact_id)
        return await self._appointments(listed(body, "events"))

    async def find_appointments(self, contact_id: str, start: When, end: When) -> list[Appointment]:
        """Return a contact's appointments that begin between two moments, the way that the token may go.

        Where the contact's own list is refused in spite of the scope (reference: HighLevel 7, #172), the
        calendars are gone through.
        """
        try:
            found = await self.get_appointments_for_contact(contact_id)
        except CredentialsRefused as refused:
            if refused.code != "highlevel_scope_missing":
                raise
            return [one async for one in self.iterate_events(start, end) if one.contact_id == contact_id]
        first, last = (int(epoch_millis(moment)) / 1000 for moment in (start, end))
        return [one for one in found if one.start_time is None or first <= one.start_time.timestamp() <= last]

    async def get_appointment(self, event_id: str) -> Appointment:
        """Return an appointment as it is now. Raises RecordGone."""
        body = await self.session.read("get-appointment", f"{_APPOINTMENTS}/{segment(event_id)}", record_id=event_id)
        # Nested by the specification, flat elsewhere; the key is not settled (reference: HighLevel 11).
        wire = body if record_id(body) else inner(body, "event", "appointment")
        return (await self._appointments([wire]))[0]

    async def create_appointment(
        self,
        calendar_id: str,
        contact_id: str,
        start: datetime | str,
        values: Mapping[str, Any] | None = None,
    ) -> Appointment:
        """Create an appointment and return it as it is then.

        ``values`` are further ones as the wire spells them, ``endTime`` and ``assignedUserId`` among them;
        some calendars demand the user (reference: HighLevel 7, #23). Raises RequestRefused: date_unreadable,
        slot_taken, appointment_needs_user.
        """
        sent = {
            **_timed(values or {}),
            "calendarId": calendar_id,
            "locationId": self.location_id,
            "contactId": contact_id,
            "startTime": appointment_time(start, "startTime"),
        }
        body = await self._write("create-appointment", "POST", _APPOINTMENTS, Effect.ONCE, sent)
        return await self._read_again(body)

    async def edit_appointment(self, event_id: str, values: Mapping[str, Any]) -> Appointment:
        """Change some values of an appointment and return it as it is then.

        Raises RequestRefused as `create_appointment`, RecordGone.
        """
        path, sent = f"{_APPOINTMENTS}/{segment(event_id)}", _timed(values)
        try:
            body = await self._write("edit-appointment", "PUT", path, Effect.IDEMPOTENT, sent, event_id)
        except RequestRefused as refused:
            # Perhaps it was done, its answer was lost, and the repeated request met its own slot.
            if refused.code == "slot_taken" and _holds(now := await self.get_appointment(event_id), sent):
                return now
            raise
        return await self._read_again(body)

    async def delete_event(self, event_id: str) -> None:
        """Delete an appointment or another event. Raises RecordGone if it no longer exists."""
        path = f"/calendars/events/{segment(event_id)}"
        # An empty body is demanded, and the answer is 201 (reference: HighLevel 4).
        confirmed(await self.session.write("delete-event", "DELETE", path, Effect.IDEMPOTENT, {}, event_id))

    async def time_zone(self) -> str:
        """Return the location's time zone (IANA name), asked for once; blank if it has none."""
        if self._zone is None:
            path = f"/locations/{segment(self.location_id)}"
            location = inner(await self.session.read("get-location", path), "location")
            self._zone = str(location.get("timezone") or "")
        return self._zone

    async def _appointments(self, wires: Sequence[Wire]) -> list[Appointment]:
        zone = await self.time_zone() if any(lacks_zone(w.get(key)) for w in wires for key in _TIMES) else ""
        return [Appointment.of(wire, zone) for wire in wires]

    async def _write(
        self, operation: str, method: str, path: str, effect: Effect, sent: Wire, event_id: str = ""
    ) -> Wire:
        try:
            body = await self.session.write(operation, method, path, effect, sent, event_id)
        except RecordGone:
            raise
        except RequestRefused as refused:
            messages = " ".join(refused.params.get("messages", ())).lower()
            if "slot" in messages and "available" in messages:
                raise RequestRefused("slot_taken", details=refused.details, **refused.params) from refused
            # The wording is not documented; only a new appointment lacks its user altogether.
            unnamed = operation == "create-appointment" and not sent.get("assignedUserId")
            if "assigneduserid" in messages or (unnamed and re.search(r"\b(user|team member)\b", messages)):
                raise RequestRefused("appointment_needs_user", details=refused.details, **refused.params) from refused
            raise
        found = body if record_id(body) else next((body[k] for k in ("event", "appointment") if k in body), {})
        if not isinstance(found, dict) or not record_id(found):
            raise LostAnswer(details="the answer has no appointment", service="HighLevel")
        return found

    async def _read_again(self, wire: Wire) -> Appointment:
        """Return what was written as it is now: the answer of a write lacks both dates (HighLevel 7, #246)."""
        if not wire.get("dateUpdated"):
            # It is written, which is what counts; without the reading only the dates are missing.
            with suppress(CredentialsRefused, LimitReached, RequestRefused, ServiceUnavailable):
                return await self.get_appointment(record_id(wire))
        return Appointment.of(wire, self._zone or "")


def _holds(appointment: Appointment, sent: Mapping[str, Any]) -> bool:
    """Tell whether an appointment has the times that were sent, and all else that it shows."""
    times = {"startTime": appointment.start_time, "endTime": appointment.end_time}
    moments = [times[key] == read_moment(sent[key]) for key in _TIMES if key in sent]
    others = [appointment.wire[key] == sent[key] for key in sent if key not in _TIMES and key in appointment.wire]
    return bool(moments) and all(moments) and all(others)


def _timed(values: Mapping[str, Any]) -> Wire:
    times = {key: appointment_time(values[key], key) for key in _TIMES if key in values}
    return {**values, **times}
