"""Appointments and notes of the sandbox's HighLevel: read cheaply, local times, and what became of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.connectors.highlevel.resources.models import Note
from app.errors import RequestRefused, UsageError
from app.records.contact import Contact
from app.sandbox.highlevel.resources.appointments import put_appointment, remove_appointment
from app.sandbox.highlevel.resources.notes import put_note, remove_note
from app.services.agenda.reading import read_notes
from app.services.api.agenda import AppointmentLine
from app.store import Mark
from tests.services.stage import Stage, stage

ROME = ZoneInfo("Europe/Rome")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path, contacts=20, highlevel={"search_lag_seconds": 0}) as made:
        asyncio.run(prepare(made))
        yield made


async def prepare(made: Stage) -> None:
    await made.connect()
    await made.import_export()
    await made.whole_sync()
    made.forget()


def today(scene: Stage) -> date:
    return scene.service.agenda.today()


def calls(scene: Stage) -> list[str]:
    return [f"{r['method']} {r['path']}" for r in scene.requests("highlevel")]


def linked(scene: Stage) -> tuple[str, str]:
    """A customer and its contact."""
    return next(iter(sorted(scene.service.store.links.contacts().items(), key=lambda pair: int(pair[0]))))


def meet(scene: Stage, contact: str, days: int, hour: int = 15, calendar: int = 0) -> str:
    store = scene.sandbox.state.highlevel
    chosen = [c for c in store.records.calendars.values() if c["isActive"]][calendar]
    start = datetime.combine(today(scene) + timedelta(days=days), datetime.min.time(), ROME).replace(hour=hour)
    made = put_appointment(
        store, {"calendarId": chosen["id"], "contactId": contact, "startTime": start.isoformat(), "title": "Visita"}
    )
    return str(made["id"])


def record_of(scene: Stage, event: str) -> dict[str, Any]:
    found = scene.sandbox.state.highlevel.records.appointments.get(event)
    assert found is not None
    return found


def mine(scene: Stage, event: str) -> AppointmentLine:
    day = today(scene)
    found = scene.service.agenda.appointments(day - timedelta(days=30), day + timedelta(days=90))
    return next(a for a in found if a.id == event)


def test_appointments_have_local_times_and_a_quiet_look_costs_one_request_a_calendar(scene: Stage) -> None:
    customer, contact = linked(scene)
    event = meet(scene, contact, 3)
    asyncio.run(scene.service.agenda.read())
    scene.forget()
    asyncio.run(scene.service.agenda.read())
    active = [c for c in scene.sandbox.state.highlevel.records.calendars.values() if c["isActive"]]
    assert len(calls(scene)) == len(active)
    found = mine(scene, event)
    assert found.start == datetime.combine(today(scene) + timedelta(3), datetime.min.time(), ROME).replace(hour=15)
    assert (found.customer, found.contact, found.calendar) == (customer, contact, active[0]["name"])
    assert [
        a.id for a in scene.service.agenda.appointments(today(scene), today(scene) + timedelta(9), customer=customer)
    ] == [event]
    assert scene.service.agenda.summary().next_appointment is not None


def test_moved_cancelled_and_deleted_ones_are_told(scene: Stage) -> None:
    _, contact = linked(scene)
    moved, cancelled, deleted = (meet(scene, contact, n, calendar=1) for n in (2, 3, 4))
    asyncio.run(scene.service.agenda.read())
    new = datetime.combine(today(scene) + timedelta(6), datetime.min.time(), ROME).replace(hour=10)
    store = scene.sandbox.state.highlevel
    put_appointment(store, {"startTime": new.isoformat()}, record_of(scene, moved))
    put_appointment(store, {"appointmentStatus": "cancelled"}, record_of(scene, cancelled))
    remove_appointment(store, deleted)
    asyncio.run(scene.service.agenda.read())
    asyncio.run(scene.service.agenda.read())  # what became of it is not forgotten by the next look
    one, two, three = (mine(scene, e) for e in (moved, cancelled, deleted))
    assert one.start == new
    assert one.moved_from is not None
    assert one.moved_from.date() == today(scene) + timedelta(2)
    assert (two.cancelled, two.gone, three.cancelled, three.gone) == (True, False, True, True)
    kept = scene.service.store.appointments.get_many([moved, cancelled, deleted])
    assert {a.revision for a in kept.values()} == {2}


def test_an_appointment_far_away_is_read_when_a_webhook_marks_it(scene: Stage) -> None:
    _, contact = linked(scene)
    event = meet(scene, contact, 120)
    asyncio.run(scene.service.agenda.read())
    assert scene.service.store.appointments.get_many([event]) == {}
    mark(scene, "appointment", event, contact)
    asyncio.run(scene.service.agenda.read())
    assert scene.service.store.appointments.get_many([event]).keys() == {event}
    assert scene.service.store.webhooks.marks("appointment") == []
    remove_appointment(scene.sandbox.state.highlevel, event)
    mark(scene, "appointment", event, contact)
    asyncio.run(scene.service.agenda.read())
    assert scene.service.store.webhooks.marks("appointment") == []


def mark(scene: Stage, record: str, number: str, contact: str) -> None:
    now = scene.clock.now()
    scene.service.store.webhooks.take(f"w-{record}-{number}-{now}", now, [Mark(record, number, "x", now, now, contact)])


def test_notes_are_read_as_text_and_a_deleted_one_is_gone(scene: Stage) -> None:
    customer, contact = linked(scene)
    store = scene.sandbox.state.highlevel
    for old in store.records.notes.of_contact(contact):
        remove_note(store, old["id"])
    made = put_note(store, contact, {"body": "<p>Due <b>casse</b> &amp; più</p><p>Lunedì</p>"})
    asyncio.run(scene.service.agenda.read_notes(customer))
    [note] = scene.service.agenda.notes(customer)
    assert note.text == "Due casse & più\nLunedì"
    assert not note.own
    [kept] = scene.service.store.notes.of_contact(contact)
    assert kept.wire["body"].startswith("<p>")
    remove_note(store, made["id"])
    asyncio.run(scene.service.agenda.read_notes(customer))
    assert scene.service.agenda.notes(customer) == ()


def test_a_note_that_cannot_be_read_is_told_once_and_no_other_counts_as_gone(scene: Stage) -> None:
    customer, contact = linked(scene)
    store, service = scene.service.store, scene.service
    answer: list[Any] = [{"id": "n1", "body": "Prima"}, {"id": "n2", "body": "Seconda"}]

    class Client:
        async def get_all_notes(self, contact_id: str) -> list[Note]:
            return [Note.of(one) for one in answer]

    def look() -> list[str]:
        asyncio.run(read_notes(store, Client(), scene.clock, contact))  # type: ignore[arg-type]  # all that it asks
        return sorted(note.text for note in service.agenda.notes(customer))

    def told() -> list[Any]:
        return [e.params["n"] for e in store.activity.recent(50) if e.key == "notes_unreadable"]

    assert look() == ["Prima", "Seconda"]
    answer[:] = [{"id": "n1", "body": "Prima di nuovo"}, {}]
    assert look() == ["Prima di nuovo", "Seconda"], "what cannot be read may be just that one"
    look()
    assert told() == [1]
    answer[:] = [{"id": "n1", "body": "Prima"}]
    assert look() == ["Prima"]
    answer[:] = [{}]
    look()
    assert told() == [1, 1], "said again when it has come again"


def test_only_contacts_with_news_cost_a_request_for_their_notes(scene: Stage) -> None:
    _, contact = linked(scene)
    asyncio.run(scene.service.agenda.read())
    assert not any("/notes" in call for call in calls(scene))
    mark(scene, "note", "n1", contact)
    scene.forget()
    asyncio.run(scene.service.agenda.read())
    assert [c for c in calls(scene) if "/notes" in c] == [f"GET /contacts/{contact}/notes"]
    assert scene.service.store.webhooks.marks("note") == []
    scene.forget()
    asyncio.run(scene.service.agenda.read())
    assert not any("/notes" in call for call in calls(scene))
    # the contact has changed since its notes were read: perhaps a note, too
    scene.clock.sandbox.advance(60)
    scene.sandbox.state.edit_contact(contact, {"city": "Pisa"})
    asyncio.run(scene.whole_sync())
    scene.forget()
    asyncio.run(scene.service.agenda.read())
    assert [c for c in calls(scene) if "/notes" in c] == [f"GET /contacts/{contact}/notes"]


def test_a_sweep_reads_the_oldest_first(scene: Stage) -> None:
    service = scene.service.agenda
    service.save_settings(replace(service.settings(), sweep_notes=True))
    asyncio.run(service.read())
    assert set(scene.service.store.notes.read_at()) == set(scene.service.store.links.contacts().values())


def test_an_appointment_is_made_in_a_free_slot_and_moved(scene: Stage) -> None:
    customer, contact = linked(scene)
    service = scene.service.agenda
    asyncio.run(service.read())
    [calendar, *_] = [c for c in service.calendars() if c.active]
    day = today(scene) + timedelta(days=14)
    while day.weekday() > 4:
        day += timedelta(days=1)
    slots = asyncio.run(service.free_slots(calendar.id, day))
    assert slots
    assert {slot.date() for slot in slots} == {day}
    assert slots[0].utcoffset() == datetime.combine(day, datetime.min.time(), ROME).utcoffset()
    asyncio.run(service.make_appointment(calendar.id, customer, slots[0], "Assaggio"))
    [made] = service.appointments(day, day + timedelta(1), customer=customer)
    assert (made.start, made.title) == (slots[0], "Assaggio")
    assert made.end - made.start == timedelta(minutes=calendar.minutes)
    assert slots[0] not in asyncio.run(service.free_slots(calendar.id, day))
    with pytest.raises(RequestRefused) as taken:
        asyncio.run(service.make_appointment(calendar.id, customer, slots[0], "Doppio"))
    assert taken.value.code == "slot_taken"
    asyncio.run(service.move_appointment(made.id, slots[2]))
    [moved] = service.appointments(day, day + timedelta(1), customer=customer)
    assert (moved.start, moved.moved_from, moved.end - moved.start) == (slots[2], slots[0], made.end - made.start)
    assert record_of(scene, made.id)["contactId"] == contact


def test_an_appointment_whose_answer_is_lost_is_found_and_not_made_twice(scene: Stage) -> None:
    customer, _ = linked(scene)
    service = scene.service.agenda
    asyncio.run(service.read())
    calendar = next(c for c in service.calendars() if c.active)
    day = today(scene) + timedelta(days=14)
    while day.weekday() > 4:
        day += timedelta(days=1)
    slot = asyncio.run(service.free_slots(calendar.id, day))[1]
    scene.sandbox.state.faults.add("cut-after", service="highlevel", method="POST", path="*/appointments", times=1)
    asyncio.run(service.make_appointment(calendar.id, customer, slot, "Assaggio"))
    there = [a for a in scene.sandbox.state.highlevel.records.appointments if a["title"] == "Assaggio"]
    assert len(there) == 1
    assert [a.start for a in service.appointments(day, day + timedelta(1), customer=customer)] == [slot]


def test_without_a_contact_there_is_no_appointment_and_no_note(scene: Stage) -> None:
    some = next(scene.service.store.mirror.plain())
    alone = scene.service.store.mirror.put(replace(some, id="", code="", api_id="", contact=Contact(company="Da solo")))
    scene.forget()
    with pytest.raises(UsageError) as refused:
        asyncio.run(scene.service.agenda.make_appointment("cal", alone, datetime(2027, 1, 1, 9), "x"))
    assert refused.value.code == "no_contact"
    asyncio.run(scene.service.agenda.read_notes(alone))
    assert scene.service.agenda.notes(alone) == ()
    assert calls(scene) == []
    with pytest.raises(UsageError) as gone:
        asyncio.run(scene.service.agenda.move_appointment("nobody", datetime(2027, 1, 1, 9)))
    assert gone.value.code == "unknown_appointment"


def test_a_scheduled_sync_reads_them_too_and_is_not_hindered_where_that_fails(scene: Stage) -> None:
    _, contact = linked(scene)
    event = meet(scene, contact, 3)
    scene.sandbox.state.faults.add("500", service="highlevel", method="GET", path="/calendars/*")
    done = asyncio.run(scene.service.sync(apply=False))
    assert done.plan is not None
    scene.sandbox.state.faults.clear()
    asyncio.run(scene.service.sync(apply=False))
    assert mine(scene, event).title == "Visita"
