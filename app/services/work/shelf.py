"""The book, the links, HighLevel's tasks as last seen and Ponte24's own notes, over the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, replace

from app.clock import Clock, parse_iso
from app.records.task import Task, TaskLink
from app.services.work.calendars import gone, keep_appointments
from app.services.work.highlevel import as_kept, task_from_wire
from app.store import CachedContact, Store
from app.store.agenda.links import CachedTask
from app.store.agenda.notes import OwnNote as StoredOwnNote
from app.sync.work.appointments import RemoteAppointment
from app.sync.work.notes import OwnNote
from app.sync.work.planner import origin_of
from app.sync.work.tags import Tagged
from app.sync.work.tasks import OWN
from app.sync.work.values import RemoteTask

GONE = "work.gone"
"""Setting: ids of HighLevel's tasks of which it said that there are no such, until their links are given up."""

OFF = "work.appointments_off"
"""Setting: ids of appointments that stand for follow-ups which the owner wants no more."""

TITLES = {"payments": "Pagamenti Fattura24", "address_book": "Nota Fattura24"}


class WorkShelf:
    """Implements `app.sync.work.ports.TaskShelf`, `app.sync.work.notes.NoteShelf` and
    `app.sync.work.appointments.AppointmentShelf`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    # --- tasks ---

    def task(self, task_id: str) -> Task | None:
        """Return a task of the book."""
        return self._store.tasks.get(task_id)

    def link(self, task_id: str) -> TaskLink | None:
        """Return the link of a task of the book."""
        return self._store.task_links.of_tasks([task_id]).get(task_id)

    def link_of(self, highlevel_id: str) -> TaskLink | None:
        """Return the link of a task of HighLevel."""
        return self._store.task_links.of_highlevel([highlevel_id]).get(highlevel_id)

    def remote(self, highlevel_id: str) -> RemoteTask | None:
        """Return a task of HighLevel as last seen."""
        cached = self._store.highlevel_tasks.get(highlevel_id)
        return task_from_wire(cached.wire, cached.contact) if cached else None

    def contact(self, task: Task) -> str:
        """Return the contact on which a task of the book is written."""
        link = self._store.links.by_fattura24(task.customer) if task.customer else None
        return (link.highlevel_id if link else "") or task.contact

    def customer(self, contact: str) -> str:
        """Return the customer that a contact is linked to."""
        link = self._store.links.by_highlevel(contact)
        return link.fattura24_id if link else ""

    def about(self, source: str) -> tuple[str, str, str]:
        """Return whom and which instalment a task is about that an automation makes."""
        step = self._store.automation_runs.step(source.removeprefix(OWN).partition("#")[0])
        run = self._store.automation_runs.get(step.run) if step is not None else None
        if run is None:
            return "", "", ""
        event = run.body.get("event", {})
        customer, contact = str(event.get("customer", "")), str(event.get("contact", ""))
        kind, _, record = str(event.get("record", "")).partition(":")
        return customer or (self.customer(contact) if contact else ""), contact, record if kind == "instalment" else ""

    def add(self, task: Task) -> Task | None:
        """Make a task of the book; None where its origin key has been used."""
        made = self._store.tasks.add([task])
        return made[0] if made else None

    def save(self, task: Task) -> Task:
        """Keep a changed task."""
        return self._store.tasks.save([task])[0]

    def put_remote(self, remote: RemoteTask) -> None:
        """Keep a task of HighLevel as it was answered."""
        self._store.highlevel_tasks.put([CachedTask(remote.id, remote.contact, remote.wire, self._clock.now())])

    def drop_remote(self, highlevel_id: str) -> None:
        """Forget a task of HighLevel."""
        self._store.highlevel_tasks.remove([highlevel_id])

    def put_link(self, link: TaskLink) -> None:
        """Keep a link."""
        self._store.task_links.put([link])

    def drop_link(self, link: TaskLink) -> None:
        """Forget a link; the task of HighLevel never comes over again."""
        self.give_up([link])

    def give_up(self, links: Collection[TaskLink]) -> None:
        """Forget links; none of their tasks of HighLevel ever comes over again."""
        self._store.tasks.use((origin_of(i) for i in sorted({k.highlevel_id for k in links})), self._clock.now())
        self._forget(links)

    def let_go(self, link: TaskLink) -> None:
        """Forget a link; its task of HighLevel is known again by its mark, should it be there again."""
        self._forget([link])

    def came_over(self, highlevel_id: str) -> bool:
        """Tell whether a task of HighLevel has been one of the book's before."""
        return bool(self._store.tasks.used([origin_of(highlevel_id)]))

    def _forget(self, links: Collection[TaskLink]) -> None:
        ids = {link.highlevel_id for link in links}
        self._store.task_links.remove(link.task for link in links)
        gone: list[str] = self._store.settings.get(GONE, [])
        if left := ids.intersection(gone):
            self._store.settings.set(GONE, [i for i in gone if i not in left])

    # --- appointments ---

    def appointment(self, appointment_id: str) -> RemoteAppointment | None:
        """Return an appointment as last seen, None where it is gone."""
        one = self._store.appointments.get_many([appointment_id]).get(appointment_id)
        return None if one is None or one.gone_at else as_kept(one)

    def put_appointment(self, appointment: RemoteAppointment) -> None:
        """Keep an appointment as it was answered."""
        if appointment.wire is not None:
            known = self._store.appointments.get_many([appointment.id])
            keep_appointments(self._store, [appointment.wire], known, self._clock.now())

    def drop_appointment(self, appointment_id: str) -> None:
        """Note that an appointment is gone, and that nobody wants it taken away any more."""
        known = self._store.appointments.get_many([appointment_id]).values()
        self._store.appointments.put(gone(one, self._clock.now()) for one in known if not one.gone_at)
        off: list[str] = self._store.settings.get(OFF, [])
        if appointment_id in off:
            self._store.settings.set(OFF, [i for i in off if i != appointment_id])

    # --- labels ---

    def keep_tagged(self, contact: Tagged) -> None:
        """Take a contact over as HighLevel answered it."""
        moment = contact.wire.get("dateUpdated") or contact.wire.get("dateAdded")
        at = parse_iso(moment) if isinstance(moment, str) else 0.0
        self._store.highlevel.put([CachedContact(contact.id, dict(contact.wire), at, self._clock.now())], force=True)

    # --- notes ---

    def own(self, key: str) -> OwnNote | None:
        """Return one of Ponte24's notes by its key: of a step of an automation, or a standing one of a customer."""
        if key.startswith(OWN):
            step = self._store.automation_runs.step(key.removeprefix(OWN))
            return OwnNote(key, **step.output["note"]) if step is not None and "note" in step.output else None
        kind, _, customer = key.partition(":")
        found = [n for n in self._store.notes.own(kind) if n.customer == customer]
        return self._own(found[0]) if found else None

    def own_notes(self) -> list[OwnNote]:
        """Return all notes that Ponte24 writes; one whose contact HighLevel has no more belongs nowhere for now."""
        notes = self._store.notes.own()
        contacts = self._store.links.contacts_of({note.customer for note in notes})
        there = self._store.highlevel.there(contacts.values())
        found = ((note, contacts.get(note.customer, "")) for note in notes)
        return [_own(note, contact if contact in there else "") for note, contact in found]

    def put(self, note: OwnNote) -> None:
        """Keep what was sent of a note and how it came back."""
        if note.key.startswith(OWN):
            step = self._store.automation_runs.step(note.key.removeprefix(OWN))
            if step is not None:
                kept = {name: value for name, value in asdict(note).items() if name != "key"}
                self._store.automation_runs.put_steps([replace(step, output={**step.output, "note": kept})])
            return
        kind, _, customer = note.key.partition(":")
        for stored in self._store.notes.own(kind):
            if stored.customer == customer:
                now = replace(stored, contact=note.written_on, note=note.note, base=note.base, answer=note.answer)
                self._store.notes.put_own([now])

    def decide(self, key: str, choice: str, digest: str = "") -> None:
        """Keep what was decided, so that no plan does it again by itself."""
        self._store.decisions.put(key, {"choice": choice, "digest": digest})

    def forget(self, keys: Iterable[str]) -> None:
        """Take decisions back."""
        self._store.decisions.remove_many(keys)

    def _own(self, stored: StoredOwnNote) -> OwnNote:
        link = self._store.links.by_fattura24(stored.customer)
        return _own(stored, link.highlevel_id if link else "")


def _own(stored: StoredOwnNote, contact: str) -> OwnNote:
    return OwnNote(
        f"{stored.kind}:{stored.customer}",
        TITLES.get(stored.kind, "Ponte24"),
        stored.wanted,
        contact,
        stored.note,
        stored.base,
        stored.answer,
        stored.contact,
    )
