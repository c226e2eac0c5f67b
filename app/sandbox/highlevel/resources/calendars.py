"""Calendars and their free slots (reference: HighLevel 4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.sandbox.highlevel.base.checking import epoch_millis
from app.sandbox.highlevel.base.errors import bad_request, missing, wrong_location
from app.sandbox.highlevel.base.operations import Answer, Call
from app.sandbox.highlevel.base.records import Record
from app.sandbox.highlevel.base.store import HighLevelStore

_LONGEST_RANGE_MS = 31 * 86_400_000
_NO_LONGER = frozenset({"cancelled", "noshow", "invalid"})
"""Appointments of these states take no slot."""


def zone_of(store: HighLevelStore) -> ZoneInfo:
    """Return the time zone of the location."""
    return ZoneInfo(str(store.location.get("timezone") or "UTC"))


def from_millis(milliseconds: int, zone: ZoneInfo) -> datetime:
    """Return epoch milliseconds as a time of this zone."""
    return datetime.fromtimestamp(milliseconds / 1000, zone)


def calendar_of(store: HighLevelStore, calendar_id: str) -> Record:
    """Return a calendar. Raises HighLevelError when there is none."""
    calendar = store.records.calendars.get(calendar_id)
    if calendar is None:
        raise missing("Calendar", calendar_id, store.switches.missing_status)
    return calendar


def slot_minutes(calendar: Record) -> int:
    """Return how long an appointment of this calendar takes."""
    return int(calendar.get("slotDuration", 30)) * (60 if calendar.get("slotDurationUnit") == "hours" else 1)


def _windows(calendar: Record, day: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The open hours of the day on which `day` (midnight) falls; the service counts Sunday as 0."""
    for rule in calendar.get("openHours", ()):
        if day.isoweekday() % 7 in rule["daysOfTheWeek"]:
            for span in rule["hours"]:
                yield (
                    day.replace(hour=span["openHour"], minute=span["openMinute"]),
                    day.replace(hour=span["closeHour"], minute=span["closeMinute"]),
                )


def _taken(store: HighLevelStore, calendar_id: str, user_id: str | None, but: str) -> list[tuple[int, int]]:
    """The spans in which a calendar, or a user of it, is taken, set aside the appointment `but`."""
    return [
        (made["startTime"], made["endTime"])
        for made in store.records.appointments
        if made["calendarId"] == calendar_id
        and made["id"] != but
        and made["appointmentStatus"] not in _NO_LONGER
        and (not user_id or made.get("assignedUserId") in (None, "", user_id))
    ]


def is_free(store: HighLevelStore, calendar: Record, start: int, end: int, user_id: str | None, but: str = "") -> bool:
    """Tell whether the calendar is open and not taken from `start` to `end` (epoch milliseconds)."""
    zone = zone_of(store)
    opens, closes = from_millis(start, zone), from_millis(end, zone)
    midnight = opens.replace(hour=0, minute=0, second=0, microsecond=0)
    if not any(first <= opens and closes <= last for first, last in _windows(calendar, midnight)):
        return False
    return all(end <= taken or start >= until for taken, until in _taken(store, calendar["id"], user_id, but))


def list_calendars(call: Call) -> Answer:
    """GET /calendars/?locationId&groupId&showDrafted: drafts are shown unless `showDrafted` is false."""
    if not call.query.get("locationId"):
        raise wrong_location()
    drafted, group = call.query.get("showDrafted", "true") != "false", call.query.get("groupId")
    found = [
        calendar
        for calendar in call.store.records.calendars.values()
        if (drafted or calendar.get("isActive", True)) and (not group or calendar.get("groupId") == group)
    ]
    return 200, {"calendars": found}


def get_calendar(call: Call) -> Answer:
    """GET /calendars/{calendarId}."""
    return 200, {"calendar": calendar_of(call.store, call.params["calendarId"])}


def free_slots(call: Call) -> Answer:
    """GET /calendars/{calendarId}/free-slots?startDate&endDate (epoch milliseconds): at most 31 days, by date.

    Slots of the past are not offered.
    """
    store = call.store
    calendar = calendar_of(store, call.params["calendarId"])
    first, last = epoch_millis(call.query, "startDate"), epoch_millis(call.query, "endDate")
    if not 0 < last - first <= _LONGEST_RANGE_MS:
        raise bad_request("Date range cannot be more than 31 days", error="Bad Request")
    home = zone_of(store)
    try:
        shown_in = ZoneInfo(call.query.get("timezone") or home.key)
    except (KeyError, ValueError):
        raise bad_request("Invalid timezone", error="Bad Request") from None
    first = max(first, store.clock.now_ms())
    length, user = timedelta(minutes=slot_minutes(calendar)), call.query.get("userId")
    every = timedelta(minutes=int(calendar.get("slotInterval") or slot_minutes(calendar)))
    taken = _taken(store, calendar["id"], user, "")
    days: dict[str, dict[str, list[str]]] = {}
    day = from_millis(first, home).replace(hour=0, minute=0, second=0, microsecond=0)
    while day.timestamp() * 1000 < last:
        for opens, closes in _windows(calendar, day):
            slot = opens
            while slot + length <= closes:
                start, end = int(slot.timestamp() * 1000), int((slot + length).timestamp() * 1000)
                if first <= start < last and all(end <= begun or start >= until for begun, until in taken):
                    shown = slot.astimezone(shown_in)
                    days.setdefault(shown.date().isoformat(), {"slots": []})["slots"].append(shown.isoformat())
                slot += every
        day = (day + timedelta(days=1)).replace(hour=0)
    return 200, dict(days)
