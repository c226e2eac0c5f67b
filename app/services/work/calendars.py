"""HighLevel's calendars and appointments as they are kept on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.connectors.highlevel.resources.models import Appointment
from app.services.api.agenda import CalendarInfo
from app.store import Store
from app.store.agenda.appointments import StoredAppointment

CALENDARS = "agenda.calendars"
"""Setting: HighLevel's calendars as last read."""


def calendars(store: Store) -> tuple[CalendarInfo, ...]:
    """Return HighLevel's calendars as last read."""
    kept: Mapping[str, Any] = store.settings.get(CALENDARS, {})
    return tuple(CalendarInfo(**one) for one in kept.get("calendars", ()))


def minutes_of(store: Store, calendar: str) -> int:
    """Return how long an appointment of a calendar takes, as far as it says so; half an hour otherwise."""
    return next((c.minutes for c in calendars(store) if c.id == calendar), 0) or 30


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


def keep_appointments(
    store: Store, found: Iterable[StoredAppointment], known: Mapping[str, StoredAppointment], now: float
) -> None:
    """Keep appointments as read now, each with what became of it since it was read before."""
    store.appointments.put(after for one in found if (after := _followed(one, known.get(one.id), now)) is not None)


def gone(one: StoredAppointment, now: float) -> StoredAppointment:
    """Return an appointment of which HighLevel says that there is none."""
    return replace(one, gone_at=now, seen_at=now, revision=one.revision + 1)


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
