"""Appointments made and moved by an explicit step of the owner; HighLevel owns them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from app.clock import Clock
from app.connectors.highlevel.client import HighLevelClient
from app.errors import LostAnswer, RecordGone, UsageError
from app.records.task import marker_of, with_marker
from app.services.agenda.reading import local_start
from app.services.settings import place
from app.services.work.calendars import keep_appointments, minutes_of, stored
from app.store import Store

_MINUTES = 30
"""An appointment's length where its calendar does not say."""


async def free_slots(store: Store, client: HighLevelClient, calendar: str, day: date) -> tuple[datetime, ...]:
    """Return the free times of a day in a calendar, local."""
    zone = place.zone(store)
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    found = await client.get_slots(calendar, start, end, timezone=zone.key)
    return tuple(slot.astimezone(zone) for slot in found if start <= slot < end)


async def make(
    store: Store, client: HighLevelClient, clock: Clock, calendar: str, contact: str, start: datetime, title: str
) -> None:
    """Make an appointment. After a lost answer it is looked for by its marker, in its calendar and on its day."""
    begin = local_start(store, start)
    minutes = minutes_of(store, calendar)
    marker = marker_of(f"appointment:{calendar}:{contact}:{begin.isoformat()}:{clock.now()}")
    values = {
        "endTime": begin + timedelta(minutes=minutes),
        "title": title,
        "description": with_marker("", marker),
        "toNotify": False,
    }
    try:
        made = await client.create_appointment(calendar, contact, begin, values)
    except LostAnswer:
        events = await client.get_calendar_events(begin, begin + timedelta(days=1), calendar_id=calendar)
        found = next((e for e in events if marker in e.description and e.contact_id == contact), None)
        if found is None:
            raise
        made = found
    if (one := stored(made)) is not None:
        keep_appointments(store, [one], store.appointments.get_many([one.id]), clock.now())


async def move(store: Store, client: HighLevelClient, clock: Clock, appointment: str, start: datetime) -> None:
    """Move an appointment, its length kept: as it is now in HighLevel, not as it was last read. After a lost answer it
    is looked at: it stands there already, or the error says that nobody knows."""
    try:
        now = stored(await client.get_appointment(appointment))
    except RecordGone:
        now = None
    if now is None:
        raise UsageError("unknown_appointment")
    begin = local_start(store, start)
    end = begin + timedelta(seconds=max(now.ends_at - now.starts_at, 0) or _MINUTES * 60)
    values = {"startTime": begin, "endTime": end, "toNotify": False}
    try:
        moved = stored(await client.edit_appointment(appointment, values))
    except LostAnswer:
        moved = stored(await client.get_appointment(appointment))
        if moved is None or moved.starts_at != begin.timestamp():
            raise
    known = store.appointments.get_many([appointment])
    known.setdefault(appointment, now)
    if moved is not None:
        keep_appointments(store, [moved], known, clock.now())
