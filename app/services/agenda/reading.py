"""Read from HighLevel what the agenda shows beside tasks: appointments of a span, notes where they may have changed.

The least number of requests for a quiet look: one for each active calendar; once a day one more for the calendars and
one for the users; one for each contact whose notes a webhook marked, or that changed since its notes were read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.clock import Clock
from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.models import Appointment
from app.errors import CredentialsRefused, RecordGone
from app.services.agenda.calendar_file import AHEAD, BACK
from app.services.agenda.shown import CALENDARS, READ_AT
from app.services.api.agenda import CalendarInfo, UserInfo
from app.services.api.progress import StopSignal
from app.services.settings import place
from app.services.work.people import USERS
from app.store import Mark, Store
from app.store.agenda.appointments import StoredAppointment
from app.store.agenda.notes import StoredNote

DAILY = 86_400.0
NOTES_AT_ONCE = 20
"""Contacts whose notes are read in one look, at most: each costs a request."""
SWEEP_AT_ONCE = 84
"""Contacts whose notes a sweep reads more in one look: 2,000 in a day of hourly looks (reference: tasks 6)."""
KEPT = timedelta(days=400)
"""Appointments older than this are forgotten."""


async def read_work(
    store: Store, client: HighLevelClient, clock: Clock, *, sweep: bool = False, stop: StopSignal | None = None
) -> None:
    """Read appointments and the notes that need it. What the token may not read is passed over. Raises what the client
    raises otherwise."""
    try:
        await read_appointments(store, client, clock, stop)
    except CredentialsRefused as refused:
        if refused.code != "highlevel_scope_missing":
            raise
    if not stop:
        await _read_users(store, client, clock)
    try:
        for contact in _contacts_with_news(store, sweep=sweep):
            if stop:
                return
            await read_notes(store, client, clock, contact)
    except CredentialsRefused as refused:
        if refused.code != "highlevel_scope_missing":
            raise


async def read_notes(store: Store, client: HighLevelClient, clock: Clock, contact: str) -> None:
    """Read all notes of a contact and take their marks off; a contact that is gone has none."""
    marks = [mark for mark in store.webhooks.marks("note") if mark.contact == contact]
    try:
        found = await client.get_all_notes(contact)
    except RecordGone:
        found = []
    kept = [
        StoredNote(note.id, contact, note.text, note.wire, note.date_added.timestamp() if note.date_added else 0.0)
        for note in found
        if note.id
    ]
    with store.transaction():
        store.notes.read(contact, kept, clock.now())
        store.webhooks.clear(marks)


async def read_appointments(
    store: Store, client: HighLevelClient, clock: Clock, stop: StopSignal | None = None
) -> None:
    """Read the appointments of the span, calendar by calendar, and tell what was moved, cancelled or deleted."""
    now = clock.now()
    start, end = now - BACK.total_seconds(), now + AHEAD.total_seconds()
    marks = store.webhooks.marks("appointment")
    calendars = await _calendars(store, client, clock)
    found: dict[str, StoredAppointment] = {}
    for calendar in calendars:
        if stop:
            return
        for event in await client.get_calendar_events(start, end, calendar_id=calendar.id):
            if (one := stored(event)) is not None:
                found[one.id] = one
    far = [mark for mark in marks if mark.id not in found]
    for mark in far[:NOTES_AT_ONCE]:
        await _read_one(client, mark, found)
    left = {mark.id for mark in far[NOTES_AT_ONCE:]}
    with store.transaction():
        known = store.appointments.get_many(found) | {a.id: a for a in store.appointments.between(start, end)}
        keep_appointments(store, found.values(), known, now)
        # only a whole read proves that one is gone: those marked were asked for one by one
        gone = [a for a in known.values() if a.id not in found and a.id not in left and not a.gone_at]
        store.appointments.put(
            replace(a, gone_at=now, seen_at=now, revision=a.revision + 1) for a in gone if start <= a.starts_at <= end
        )
        store.appointments.prune(now - KEPT.total_seconds())
        store.webhooks.clear(mark for mark in marks if mark.id not in left)
        store.settings.set(READ_AT, now)


def keep_appointments(store: Store, found: Any, known: dict[str, StoredAppointment], now: float) -> None:
    """Keep appointments as read now, each with what became of it since it was read before."""
    store.appointments.put(after for one in found if (after := _followed(one, known.get(one.id), now)) is not None)


def stored(event: Appointment) -> StoredAppointment | None:
    """Return an appointment as it is kept; None for one without an id or a beginning."""
    if not event.id or event.start_time is None:
        return None
    starts = event.start_time.timestamp()
    return StoredAppointment(
        event.id,
        event.calendar_id,
        event.contact_id,
        event.title,
        event.status,
        starts,
        event.end_time.timestamp() if event.end_time is not None else starts,
        event.assigned_user_id,
        event.address,
        event.notes or event.description,
        event.is_recurring,
    )


def _followed(one: StoredAppointment, old: StoredAppointment | None, now: float) -> StoredAppointment | None:
    """Return what to keep of an appointment, None where nothing changed."""
    if old is None:
        cancelled = now if one.status == "cancelled" else 0.0
        return replace(one, seen_at=now, cancelled_at=cancelled)
    kept: dict[str, Any] = {
        "seen_at": old.seen_at,
        "moved_from": old.moved_from,
        "cancelled_at": old.cancelled_at,
        "revision": old.revision,
    }
    same = replace(one, **kept)
    if same == old:
        return None
    moved = old.starts_at if one.starts_at != old.starts_at else old.moved_from
    cancelled = (old.cancelled_at or now) if one.status == "cancelled" else 0.0
    return replace(one, seen_at=now, moved_from=moved, cancelled_at=cancelled, revision=old.revision + 1)


async def _read_one(client: HighLevelClient, mark: Mark, found: dict[str, StoredAppointment]) -> None:
    try:
        one = stored(await client.get_appointment(mark.id))
    except RecordGone:
        return
    if one is not None:
        found[one.id] = one


async def _calendars(store: Store, client: HighLevelClient, clock: Clock) -> Sequence[CalendarInfo]:
    """Return the active calendars; their list is asked for once a day."""
    kept: dict[str, Any] = store.settings.get(CALENDARS, {})
    now = clock.now()
    if kept.get("location") != client.location_id or not 0 <= now - kept.get("at", 0.0) < DAILY:
        if kept and kept.get("location") != client.location_id:
            store.appointments.clear()
        found = [
            CalendarInfo(
                c.id, c.name, _minutes(c.slot_duration, str(c.wire.get("slotDurationUnit") or "")), c.is_active
            )
            for c in await client.get_calendars()
            if c.id
        ]
        kept = {"location": client.location_id, "at": now, "calendars": [asdict(c) for c in found]}
        store.settings.set(CALENDARS, kept)
    return [c for c in (CalendarInfo(**one) for one in kept["calendars"]) if c.active]


def _minutes(duration: int | float | None, unit: str) -> int:
    """Return a slot's length: HighLevel says it in minutes or hours (reference: HighLevel 4)."""
    if not duration or duration <= 0:
        return 0
    return int(duration * 60) if unit.startswith("hour") else int(duration)


async def _read_users(store: Store, client: HighLevelClient, clock: Clock) -> None:
    kept: dict[str, Any] = store.settings.get(USERS, {})
    now = clock.now()
    if kept.get("location") == client.location_id and 0 <= now - kept.get("at", 0.0) < DAILY:
        return
    try:
        found = [
            UserInfo(u.id, u.name or f"{u.first_name} {u.last_name}".strip() or u.email)
            for u in await client.get_user_by_location()
            if u.id and not u.deleted
        ]
    except CredentialsRefused as refused:
        if refused.code != "highlevel_scope_missing":
            raise
        found = []  # the names are a comfort, not a need
    store.settings.set(USERS, {"location": client.location_id, "at": now, "users": [asdict(u) for u in found]})


def _contacts_with_news(store: Store, *, sweep: bool) -> list[str]:
    """Return the contacts whose notes to read: those marked, those that changed since, and some more with ``sweep``."""
    marked = [mark.contact for mark in store.webhooks.marks("note") if mark.contact]
    read_at = store.notes.read_at()
    wanted = dict.fromkeys(marked)
    linked = set(store.links.contacts().values())
    known = {contact: at for contact, at in read_at.items() if contact in linked}
    moved = store.highlevel.updated_after(known)
    wanted |= dict.fromkeys(moved)
    found = list(wanted)[:NOTES_AT_ONCE]
    if sweep:
        oldest = sorted(linked - set(found), key=lambda contact: (read_at.get(contact, 0.0), contact))
        found += oldest[:SWEEP_AT_ONCE]
    return found


def local_start(store: Store, start: datetime) -> datetime:
    """Return a time as the business has it: one without zone is local there."""
    zone = place.zone(store)
    moment = start.replace(tzinfo=zone) if start.tzinfo is None else start
    # by way of UTC: an hour that the clocks skip becomes one that there is
    return moment.astimezone(UTC).astimezone(zone)
