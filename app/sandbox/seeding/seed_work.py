"""What the world of a seed holds besides people: calendars, appointments, tasks, notes, workflows, businesses."""

from __future__ import annotations

import random
import string
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_ALPHABET = string.ascii_letters + string.digits
_DAY_MS = 86_400_000
_TITLES = (
    "Richiamare per il preventivo",
    "Mandare il listino nuovo",
    "Sollecitare il pagamento",
    "Confermare la consegna",
    "Chiedere la partita IVA",
)
_NOTES = (
    "Preferisce essere chiamato al mattino.",
    "<p>Ordine ricorrente: <b>due casse</b> al mese.</p>",
    "Ha chiesto la fattura elettronica a nome della ditta.",
    "Allergico alle nocciole.",
)
_OPEN = ({"openHour": 9, "openMinute": 0, "closeHour": 18, "closeMinute": 0},)


@dataclass
class Work:
    """Records by the names of the API, dates in epoch milliseconds."""

    calendars: list[dict[str, Any]] = field(default_factory=list)
    workflows: list[dict[str, Any]] = field(default_factory=list)
    businesses: list[dict[str, Any]] = field(default_factory=list)
    custom_values: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    appointments: list[dict[str, Any]] = field(default_factory=list)


class _Builder:
    def __init__(self, seed: int, location: dict[str, Any], users: Sequence[dict[str, Any]], now_ms: int) -> None:
        self.rng = random.Random(f"work-{seed}")
        self.location_id, self.zone = location["id"], ZoneInfo(location["timezone"])
        self.users = [user["id"] for user in users]
        self.now_ms = now_ms
        self.work = Work()

    def new_id(self) -> str:
        return "".join(self.rng.choices(_ALPHABET, k=20))

    def calendar(self, name: str, kind: str, minutes: int, members: Sequence[str], is_active: bool = True) -> None:
        slug = name.lower().replace(" ", "-")
        self.work.calendars.append({
            "id": self.new_id(), "locationId": self.location_id, "name": name, "description": "", "slug": slug,
            "widgetSlug": slug, "calendarType": kind, "widgetType": "classic", "eventTitle": "{{contact.name}}",
            "eventColor": "#039be5", "slotDuration": minutes, "slotDurationUnit": "mins", "slotInterval": minutes,
            "slotIntervalUnit": "mins", "appoinmentPerSlot": 1, "isActive": is_active, "autoConfirm": True,
            "openHours": [{"daysOfTheWeek": [day], "hours": list(_OPEN)} for day in range(1, 6)],
            "teamMembers": [{"userId": user, "priority": 0.5, "isPrimary": not n} for n, user in enumerate(members)],
        })  # fmt: skip

    def places(self) -> None:
        """What belongs to the location itself; it does not depend on the contacts."""
        self.calendar("Consulenza in negozio", "personal", 30, self.users[:1])
        self.calendar("Degustazione", "round_robin", 60, self.users)
        self.calendar("Corso serale", "event", 60, self.users[:1], is_active=False)
        for name, status in (("Benvenuto", "published"), ("Sollecito", "published"), ("Natale", "draft")):
            made = datetime.fromtimestamp((self.now_ms - self.rng.randrange(30, 400) * _DAY_MS) / 1000, ZoneInfo("UTC"))
            date = made.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            self.work.workflows.append({
                "id": self.new_id(), "name": name, "status": status, "version": 1, "createdAt": date,
                "updatedAt": date, "locationId": self.location_id,
            })  # fmt: skip
        for name, city in (("Forno Rinaldi Srl", "Bologna"), ("Osteria del Ponte Snc", "Modena")):
            made_ms = self.now_ms - self.rng.randrange(30, 400) * _DAY_MS
            self.work.businesses.append({
                "id": self.new_id(), "name": name, "city": city, "country": "IT", "createdAt": made_ms,
                "updatedAt": made_ms,
            })  # fmt: skip
        self.work.custom_values.append({
            "id": self.new_id(), "name": "Orari", "fieldKey": "{{ custom_values.orari }}",
            "value": "lun-ven 9-18", "locationId": self.location_id,
        })  # fmt: skip

    def morning(self, moment_ms: int) -> int:
        """Return nine o'clock of that day in the location: when people mean a day."""
        day = datetime.fromtimestamp(moment_ms / 1000, self.zone)
        return int(day.replace(hour=9, minute=0, second=0, microsecond=0).timestamp() * 1000)

    def task(self, contact_id: str) -> None:
        added = self.now_ms - self.rng.randrange(1, 60) * _DAY_MS
        task = {
            "id": self.new_id(), "contactId": contact_id, "title": self.rng.choice(_TITLES),
            "dueDate": self.morning(added + self.rng.randrange(1, 90) * _DAY_MS),
            "completed": self.rng.random() < 0.3, "dateAdded": added,
        }  # fmt: skip
        if self.rng.random() < 0.6:
            task["assignedTo"] = self.rng.choice(self.users)
        if self.rng.random() < 0.5:
            task["body"] = "Vedi l'ultimo ordine."
        self.work.tasks.append(task)

    def note(self, contact_id: str) -> None:
        self.work.notes.append({
            "id": self.new_id(), "contactId": contact_id, "body": self.rng.choice(_NOTES),
            "userId": self.rng.choice(self.users),
            "dateAdded": self.now_ms - self.rng.randrange(1, 300) * _DAY_MS,
        })  # fmt: skip

    def appointment(self, contact_id: str, number: int) -> None:
        """Eight a day on working days around now, each in a slot of its own."""
        calendar = self.work.calendars[0]
        today = datetime.fromtimestamp(self.now_ms / 1000, self.zone).replace(minute=0, second=0, microsecond=0)
        day, hour = divmod(number, 8)
        weeks, weekday = divmod(day, 5)
        monday = today - timedelta(days=today.weekday() + 7)
        start = (monday + timedelta(days=7 * weeks + weekday)).replace(hour=9 + hour)
        start_ms, added = int(start.timestamp() * 1000), self.now_ms - self.rng.randrange(15, 30) * _DAY_MS
        self.work.appointments.append({
            "id": self.new_id(), "contactId": contact_id, "calendarId": calendar["id"], "title": calendar["name"],
            "appointmentStatus": "confirmed", "assignedUserId": self.users[0], "meetingLocationType": "custom",
            "startTime": start_ms, "endTime": start_ms + 30 * 60_000, "dateAdded": added, "dateUpdated": added,
        })  # fmt: skip


def build_work(
    seed: int, location: dict[str, Any], users: Sequence[dict[str, Any]], contact_ids: Sequence[str], now_ms: int
) -> Work:
    """Make the work of a seed: every third contact has a task, every fourth a note, every tenth an appointment.

    It draws from a sequence of its own, so that the people of a seed do not depend on it.
    """
    builder = _Builder(seed, location, users, now_ms)
    builder.places()
    for number, contact_id in enumerate(contact_ids):
        if number % 3 == 0:
            builder.task(contact_id)
        if number % 4 == 0:
            builder.note(contact_id)
        if number % 10 == 0:
            builder.appointment(contact_id, number // 10)
    return builder.work
