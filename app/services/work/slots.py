"""Free times for the follow-ups that are to become appointments: read only when there is one to be made.

Two requests then: the free slots of the calendar, and what stands in it already, among which a follow-up's appointment
is known again by its mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

from app.clock import Clock
from app.connectors.highlevel.client import HighLevelClient
from app.errors import CredentialsRefused, Ponte24Error, RequestRefused
from app.records.task import Task, TaskKind
from app.services.api.agenda import AgendaSettings
from app.services.settings import agenda as preferences
from app.services.settings import place
from app.services.work.calendars import calendars, minutes_of
from app.services.work.highlevel import remote_appointment
from app.services.work.people import without_leavers
from app.store import Store
from app.sync.plan.model import Choice
from app.sync.work.appointments import OVER
from app.sync.work.followups import BOOKED, Booking
from app.sync.work.planner import skip_key

SLOTS = "work.slots"
"""Setting: the free times as read for the coming plan."""

AHEAD = timedelta(days=30)
"""How far ahead of its day a follow-up looks for a free time; HighLevel allows 31 days, and one may have 25 hours."""


def calendar_of(settings: AgendaSettings) -> str:
    """Return the calendar in which follow-ups become appointments (blank: they are tasks)."""
    return settings.followup_calendar if settings.followup_as == "appointment" else ""


async def read_slots(store: Store, client: HighLevelClient, clock: Clock) -> None:
    """Read what the coming plan needs for follow-ups that wait for an appointment. A failure hinders nothing: they wait
    for the next plan; where the calendar is not to be had at all, they are to become tasks."""
    settings = preferences.load(store)
    calendar = calendar_of(settings)
    waiting = _waiting(store, clock.now()) if calendar else []
    if not waiting:
        store.settings.remove(SLOTS)
        return
    zone, today = place.zone(store), place.today(store, clock)
    first = max(today, min((t.due for t in waiting if t.due), default=today))
    midnight = datetime.combine(today, time(), zone)
    start, end = (datetime.combine(day, time(), zone) for day in (first, first + AHEAD))
    user = user_of(store, settings)
    try:
        calendar = await _known(store, client, calendar)
        there = await client.get_calendar_events(midnight, end, calendar_id=calendar)
        free = await client.get_slots(calendar, start, end, timezone=zone.key, user_id=user)
    except (CredentialsRefused, RequestRefused):
        store.settings.set(SLOTS, {"calendar": calendar, "slots": [], "marks": {}})
        return
    except Ponte24Error:
        store.settings.remove(SLOTS)
        return
    marked = [one for one in map(remote_appointment, there) if one.marker and one.status not in OVER]
    moments = sorted({m for slot in free if (m := slot.timestamp()) >= max(start.timestamp(), clock.now())})
    store.settings.set(SLOTS, {"calendar": calendar, "slots": moments, "marks": {one.marker: one.id for one in marked}})


async def _known(store: Store, client: HighLevelClient, calendar: str) -> str:
    """Return the id of a calendar that the owner named before any had been read; what it was found by is kept."""
    if calendar in {c.id for c in calendars(store)}:
        return calendar
    there = {c.id: c.name for c in await client.get_calendars()}
    named = [i for i, name in there.items() if name.casefold() == calendar.casefold()]
    if calendar in there or len(named) != 1:
        return calendar
    preferences.save(store, replace(preferences.load(store), followup_calendar=named[0]))
    return named[0]


def booking(store: Store, settings: AgendaSettings, taken: Iterable[float] = ()) -> Booking | None:
    """Return what planning needs to make appointments of follow-ups, None where they are tasks. ``taken`` are moments
    that the same plan has given away already."""
    calendar = calendar_of(settings)
    if not calendar:
        return None
    kept = store.settings.get(SLOTS, {})
    known = kept.get("calendar") == calendar
    return Booking(
        calendar,
        minutes_of(store, calendar) * 60.0,
        user_of(store, settings),
        tuple(kept["slots"]) if known else None,
        kept["marks"] if known else {},
        tuple(taken),
    )


def user_of(store: Store, settings: AgendaSettings) -> str:
    """Return whose appointment a follow-up is: the owner's choice, else whoever keeps a calendar of several."""
    chosen = without_leavers(store, settings).assignees.get(TaskKind.FOLLOWUP.value, "")
    return chosen or next((c.user for c in calendars(store) if c.id == settings.followup_calendar), "")


def _waiting(store: Store, now: float) -> list[Task]:
    """Return the open follow-ups for which neither an appointment nor a task of HighLevel stands. Of a customer without
    a contact the coming plan may make one: it counts, but not for ever."""
    found = [t for tasks in store.tasks.following([TaskKind.FOLLOWUP]).values() for t in tasks]
    found = [t for t in found if t.open and BOOKED not in t.derived]
    linked = store.task_links.of_tasks(t.id for t in found)
    contacts = store.links.contacts() if found else {}
    return [
        t
        for t in found
        if t.id not in linked
        and (t.customer in contacts or t.contact or now - t.created_at < AHEAD.total_seconds())
        and (store.decisions.get(skip_key(t.id)) or {}).get("choice") != Choice.SKIP
    ]
