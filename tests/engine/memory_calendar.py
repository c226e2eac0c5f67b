"""HighLevel's calendar in memory: free times, and the appointments that people and Ponte24 put into it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.connectors.highlevel.resources.models import Appointment, Calendar
from app.errors import RecordGone, RequestRefused

CALENDAR = "k1"
_TIMES = (time(9), time(9, 30), time(15))


class MemoryCalendar:
    """Implements what is used of `HighLevelClient` for calendars: one, with three times a day that can be booked.
    ``lost`` are the appointments that people took away again."""

    def __init__(self) -> None:
        self.appointments: dict[str, dict[str, Any]] = {}
        self.lost: list[dict[str, Any]] = []
        self.booked = 0

    # --- what people do there ---

    def books(self: Any, contact: str, moment: float, **more: Any) -> dict[str, Any]:
        """Somebody takes a time. Raises RequestRefused (slot_taken)."""
        if any(a["at"] == moment and a["appointmentStatus"] != "cancelled" for a in self.appointments.values()):
            raise RequestRefused("slot_taken", service="HighLevel", status=400)
        self.booked += 1
        wire = {
            "id": f"e{self.booked}",
            "calendarId": CALENDAR,
            "contactId": contact,
            "title": "Visita",
            "appointmentStatus": "confirmed",
            "startTime": _iso(moment),
            "endTime": _iso(moment + 1_800),
            "at": moment,
        }
        self.appointments[wire["id"]] = wire | more
        made: dict[str, Any] = self.appointments[wire["id"]]
        return made

    def calls_off(self, appointment: str, *, delete: bool) -> None:
        """Somebody cancels or deletes an appointment."""
        wire = self.appointments[appointment]
        self.lost.append(dict(wire))
        if delete:
            del self.appointments[appointment]
        else:
            wire["appointmentStatus"] = "cancelled"

    def free(self: Any, start: datetime, end: datetime, zone: str) -> list[datetime]:
        """The times that are free between two moments, as HighLevel tells them."""
        here = ZoneInfo(zone)
        taken = {a["at"] for a in self.appointments.values() if a["appointmentStatus"] != "cancelled"}
        first = start.astimezone(here).date()
        days = (first + timedelta(days=n) for n in range((end - start).days + 1))
        slots = (datetime.combine(day, at, here) for day in days for at in _TIMES)
        now = self.clock.now()
        return [s for s in slots if start <= s < end and s.timestamp() >= now and s.timestamp() not in taken]

    # --- the operations ---

    async def get_calendars(self: Any) -> list[Calendar]:
        found = [Calendar.of({"id": CALENDAR, "name": "Visite", "isActive": True, "slotDuration": 30})]
        return list(await self._call("calendars", lambda: found))

    async def get_slots(
        self: Any, calendar: str, start: datetime, end: datetime, *, timezone: str = "", user_id: str = ""
    ) -> list[datetime]:
        return list(await self._call("slots", lambda: self.free(start, end, timezone)))

    async def get_calendar_events(self: Any, start: Any, end: Any, *, calendar_id: str = "") -> list[Appointment]:
        since, until = (m.timestamp() if isinstance(m, datetime) else float(m) for m in (start, end))

        def act() -> list[Appointment]:
            return [Appointment.of(a) for a in self.appointments.values() if since <= a["at"] <= until]

        return list(await self._call("events", act))

    async def get_appointment(self: Any, event_id: str) -> Appointment:
        return Appointment.of(await self._call("appointment", lambda: dict(self._booked(event_id))))

    async def create_appointment(
        self: Any, calendar: str, contact: str, start: datetime, values: Mapping[str, Any]
    ) -> Appointment:
        def act() -> dict[str, Any]:
            if not self.there(contact):
                raise RecordGone(service="HighLevel")
            told = {name: values[name] for name in ("title", "description", "assignedUserId") if name in values}
            wire = self.books(contact, start.timestamp(), **told)
            return dict(self._wrote("appointment", "create", {}, wire))

        return Appointment.of(await self._call("create appointment", act, write=True))

    async def delete_event(self: Any, event_id: str) -> None:
        def act() -> None:
            self._wrote("appointment", "delete", self._booked(event_id), {})
            del self.appointments[event_id]

        await self._call("delete appointment", act, write=True)

    def _booked(self, event_id: str) -> dict[str, Any]:
        if event_id not in self.appointments:
            raise RecordGone(service="HighLevel")
        return self.appointments[event_id]


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
