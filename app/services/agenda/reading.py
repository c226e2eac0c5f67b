"""Read from HighLevel what the agenda shows beside tasks: appointments of a span, notes where they may have changed.

The least number of requests for a quiet look: one for each active calendar, one for each appointment that stood in the
span and does not any more; once a day one more for the calendars and
one for the users; one for each contact whose notes a webhook marked, or that changed since its notes were read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from app.clock import Clock
from app.connectors.highlevel.client import HighLevelClient
from app.errors import CredentialsRefused, RecordGone
from app.services.accounts.lacking import APPOINTMENTS, NAMES, is_missing, note_granted, note_missing
from app.services.agenda.calendar_file import AHEAD, BACK
from app.services.agenda.shown import READ_AT
from app.services.api.agenda import CalendarInfo, UserInfo
from app.services.api.progress import StopSignal
from app.services.settings import place
from app.services.work.calendars import CALENDARS, gone, keep_appointments, stored
from app.services.work.people import USERS, contact_name
from app.store import Store
from app.store.agenda.appointments import StoredAppointment
from app.store.agenda.notes import StoredNote

DAILY = 86_400.0
NOTES_AT_ONCE = 20
"""Contacts whose notes are read in one look, at most: each costs a request."""
ONE_BY_ONE = 20
"""Appointments that are asked for by their ids in one look, at most; the rest waits for the next."""
SWEEP_AT_ONCE = 84
"""Contacts whose notes a sweep reads more in one look: 2,000 in a day of hourly looks (reference: tasks 6)."""
_ODD = "agenda.notes_odd"
"""Setting: how many notes of a contact could not be read, as was said."""
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
        if not is_missing(refused):
            raise
        note_missing(store, refused, clock.now())
    else:
        note_granted(store, *APPOINTMENTS)
    if not stop:
        await _read_users(store, client, clock)
    try:
        for contact in _contacts_with_news(store, sweep=sweep):
            if stop:
                return
            await read_notes(store, client, clock, contact)
    except CredentialsRefused as refused:
        if not is_missing(refused):
            raise


async def read_notes(store: Store, client: HighLevelClient, clock: Clock, contact: str) -> None:
    """Read all notes of a contact and take their marks off; a contact that is gone has none. Where some cannot be read
    none counts as gone, and the history says so, once."""
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
    odd = len(found) - len(kept)
    with store.transaction():
        store.notes.read(contact, kept, clock.now(), whole=not odd)
        store.webhooks.clear(marks)
        _tell_odd(store, contact, odd, clock.now())


def _tell_odd(store: Store, contact: str, odd: int, now: float) -> None:
    told: dict[str, int] = store.settings.get(_ODD, {})
    if told.get(contact, 0) == odd:
        return
    others = {one: n for one, n in told.items() if one != contact}
    store.settings.set(_ODD, {**others, contact: odd} if odd else others)
    if odd:
        known = store.highlevel.get_many([contact]).get(contact)
        who = contact_name(known.wire) if known is not None else ""
        store.activity.add(now, "warning", "notes_unreadable", {"who": who or contact, "n": odd})


async def read_appointments(
    store: Store, client: HighLevelClient, clock: Clock, stop: StopSignal | None = None
) -> None:
    """Read the appointments of the span, calendar by calendar, and tell what was moved, cancelled or deleted."""
    now = clock.now()
    start, end = now - BACK.total_seconds(), now + AHEAD.total_seconds()
    marks = store.webhooks.marks("appointment")
    calendars = await _calendars(store, client, clock)
    found: dict[str, StoredAppointment] = {}
    before = {a.id: a for a in store.appointments.between(start, end) if not a.gone_at}
    for calendar in calendars:
        if stop:
            return
        for event in await client.get_calendar_events(start, end, calendar_id=calendar.id):
            if (one := stored(event)) is not None:
                found[one.id] = one
    # one that is not in the span any more may be far off now, or in a calendar that was switched off: it is asked for
    missing = dict.fromkeys([*(mark.id for mark in marks), *before])
    doubtful = [i for i in missing if i not in found]
    away: set[str] = set()
    for appointment in doubtful[:ONE_BY_ONE]:
        if not await _read_one(client, appointment, found):
            away.add(appointment)
    left = set(doubtful[ONE_BY_ONE:])
    with store.transaction():
        keep_appointments(store, found.values(), store.appointments.get_many(found), now)
        known = store.appointments.get_many(away).values()
        store.appointments.put(gone(one, now) for one in known if not one.gone_at)
        store.appointments.prune(now - KEPT.total_seconds())
        store.webhooks.clear(mark for mark in marks if mark.id not in left)
        store.settings.set(READ_AT, now)


async def _read_one(client: HighLevelClient, appointment: str, found: dict[str, StoredAppointment]) -> bool:
    """Ask for an appointment by its id; return False where HighLevel has it no more."""
    try:
        one = stored(await client.get_appointment(appointment))
    except RecordGone:
        return False
    if one is not None:
        found[one.id] = one
    return True


async def _calendars(store: Store, client: HighLevelClient, clock: Clock) -> Sequence[CalendarInfo]:
    """Return the active calendars; their list is asked for once a day."""
    kept: dict[str, Any] = store.settings.get(CALENDARS, {})
    now = clock.now()
    if kept.get("location") != client.location_id or not 0 <= now - kept.get("at", 0.0) < DAILY:
        if kept and kept.get("location") != client.location_id:
            store.appointments.clear()
        found = [
            CalendarInfo(
                c.id,
                c.name,
                _minutes(c.slot_duration, str(c.wire.get("slotDurationUnit") or "")),
                c.is_active,
                _keeper(c.team_members),
            )
            for c in await client.get_calendars()
            if c.id
        ]
        kept = {"location": client.location_id, "at": now, "calendars": [asdict(c) for c in found]}
        store.settings.set(CALENDARS, kept)
    return [c for c in (CalendarInfo(**one) for one in kept["calendars"]) if c.active]


def _keeper(members: Sequence[Mapping[str, Any]]) -> str:
    """Return who keeps a calendar of several: HighLevel may demand a name there (reference: HighLevel 7, #23)."""
    if len(members) < 2:
        return ""
    first = next((m for m in members if m.get("isPrimary")), members[0])
    return str(first.get("userId") or "")


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
        if not is_missing(refused):
            raise
        note_missing(store, refused, now)
        found = []  # the names are a comfort, not a need
    else:
        note_granted(store, NAMES)
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
