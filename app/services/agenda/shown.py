"""Appointments and notes of HighLevel as a person reads them: local times, names, no markup."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from app.records.task import MARKER
from app.services.api.agenda import AppointmentLine, NoteLine
from app.services.settings import place
from app.services.work.calendars import calendars
from app.services.work.people import contact_name, users
from app.store import Store
from app.store.agenda.appointments import StoredAppointment

READ_AT = "agenda.read_at"
"""Setting: when appointments were last read."""


def appointments(store: Store, start: date, end: date, *, contact: str = "") -> tuple[AppointmentLine, ...]:
    """Return the appointments from a day to before another, in order; with ``contact`` only that contact's."""
    zone = place.zone(store)
    first, last = (datetime.combine(day, time(), zone).timestamp() for day in (start, end))
    found = store.appointments.between(first, last)
    return _lines(store, [one for one in found if contact in ("", one.contact)])


def next_appointment(store: Store, now: float) -> AppointmentLine | None:
    """Return the next appointment that will take place, or None."""
    coming = store.appointments.between(now, now + timedelta(days=60).total_seconds())
    return next((line for line in _lines(store, coming) if not line.cancelled), None)


def notes(store: Store, contact: str) -> tuple[NoteLine, ...]:
    """Return the notes of a contact, newest first, as text."""
    staff = {user.id: user.name for user in users(store)}
    return tuple(
        NoteLine(
            note.id,
            str(note.wire.get("title") or ""),
            _without_marks(note.text),
            place.local(store, note.added_at) if note.added_at else None,
            staff.get(str(note.wire.get("userId") or ""), ""),
            MARKER in note.text,
        )
        for note in store.notes.of_contact(contact)
    )


def _without_marks(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.strip().startswith(MARKER)).strip()


def _lines(store: Store, found: Iterable[StoredAppointment]) -> tuple[AppointmentLine, ...]:
    given = list(found)
    zone = place.zone(store)
    wires = store.highlevel.get_many({one.contact for one in given if one.contact})
    customers = {contact: customer for customer, contact in store.links.contacts().items()}
    staff = {user.id: user.name for user in users(store)}
    names = {one.id: one.name for one in calendars(store)}
    return tuple(
        AppointmentLine(
            one.id,
            one.title,
            datetime.fromtimestamp(one.starts_at, zone),
            datetime.fromtimestamp(one.ends_at, zone),
            one.status,
            one.contact,
            contact_name(wires[one.contact].wire) if one.contact in wires else "",
            customers.get(one.contact, ""),
            names.get(one.calendar, ""),
            staff.get(one.assignee, ""),
            one.address,
            one.notes,
            one.recurring,
            datetime.fromtimestamp(one.moved_from, zone) if one.moved_from else None,
            bool(one.gone_at),
        )
        for one in given
    )
