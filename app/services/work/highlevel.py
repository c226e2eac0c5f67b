"""HighLevel's tasks and notes as the engine sees them: text without markup, moments as epoch seconds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.http.dates import read_moment
from app.connectors.highlevel.http.markup import plain_text
from app.connectors.highlevel.resources.models import Appointment, Note, Task
from app.errors import RequestRefused, UsageError
from app.records.task import MARKER, without_marker
from app.services.work.calendars import stored
from app.sync.work.appointments import RemoteAppointment
from app.sync.work.notes import RemoteNote
from app.sync.work.tags import Tagged
from app.sync.work.values import RemoteTask

if TYPE_CHECKING:
    from app.automation.offer.catalogue import Entry
    from app.store.agenda.appointments import StoredAppointment

_NAMES = {"title": "title", "body": "body", "moment": "dueDate", "assignee": "assignedTo", "completed": "completed"}


def remote_task(task: Task, contact: str = "") -> RemoteTask:
    """Return a task as the engine sees it; ``contact`` is where it was found, if the answer does not say."""
    body, marker = _parted(task.body)
    return RemoteTask(
        task.id,
        task.contact_id or contact,
        task.title,
        body,
        marker,
        _epoch(task.due_date),
        task.completed,
        task.assigned_to,
        _epoch(task.date_updated),
        task.wire,
    )


_TEXTS = ("id", "contactId", "title", "body", "assignedTo")


def task_from_wire(wire: Mapping[str, Any], contact: str = "") -> RemoteTask:
    """Return a task from what was kept of it."""
    told = [wire.get(name) for name in _TEXTS]
    done = wire.get("completed")
    # ten thousand are read for each comparison: what has the usual shape need not go through the tolerant reading
    usual = all(type(value) is str or value is None for value in told) and (done is None or type(done) is bool)
    if not usual or not told[0]:
        return remote_task(Task.of(dict(wire)), contact)
    task_id, on, title, text, assignee = (value or "" for value in told)
    changed = wire.get("dateUpdated")
    body, marker = _parted(text)
    return RemoteTask(
        task_id,
        on or contact,
        title,
        body,
        marker,
        _epoch(read_moment(wire.get("dueDate"))),
        bool(done),
        assignee,
        _epoch(read_moment(wire.get("updatedAt") if changed is None else changed)),
        wire,
    )


def _parted(text: str) -> tuple[str, str]:
    """Return a body without markup and Ponte24's line. Where that stands as it was sent, no editor has been at it: a
    ``<`` in such a text is a ``<``."""
    body, marker = without_marker(text)
    return (body, marker) if marker else without_marker(plain_text(text))


def remote_note(note: Note, contact: str) -> RemoteNote:
    """Return a note as the engine sees it: one in which Ponte24's line stands as it was sent is no markup."""
    sent = any(line.strip().startswith(MARKER) for line in note.body.splitlines())
    return RemoteNote(note.id, note.contact_id or contact, note.body, note.body if sent else note.text)


def remote_appointment(event: Appointment) -> RemoteAppointment:
    """Return an appointment as the engine sees it; without a beginning it begins at no moment."""
    one = stored(event)
    if one is None:
        return RemoteAppointment(event.id, event.calendar_id, event.contact_id, event.title, 0.0, status=event.status)
    return as_kept(one, f"{event.description}\n{event.notes}")


def as_kept(one: StoredAppointment, text: str = "") -> RemoteAppointment:
    """Return a kept appointment as the engine sees it; its mark may stand anywhere in what was written to it."""
    lines = (line.strip() for line in plain_text(text or one.notes).splitlines())
    marker = next((line for line in lines if line.startswith(MARKER) and " " not in line), "")
    status = "cancelled" if one.gone_at else one.status
    return RemoteAppointment(
        one.id, one.calendar, one.contact, one.title, one.starts_at, marker, status, one.assignee, one
    )


class HighLevelWork:
    """Implements `app.sync.work.ports.TaskService`, `app.sync.work.notes.NoteService` and
    `app.sync.work.appointments.AppointmentService`; ``minutes`` tells how long the appointments of a calendar
    take, ``zone`` is the location's, in which HighLevel wants their times."""

    def __init__(
        self, client: HighLevelClient, zone: tzinfo = UTC, minutes: Callable[[str], int] = lambda _calendar: 30
    ) -> None:
        self._client, self._zone, self._minutes = client, zone, minutes

    async def task(self, contact: str, task_id: str) -> RemoteTask:
        """Return a task as it is now. Raises RecordGone."""
        return remote_task(await self._client.get_task(contact, task_id), contact)

    async def tasks_of(self, contact: str) -> Sequence[RemoteTask]:
        """Return all tasks of a contact."""
        return [remote_task(t, contact) for t in await self._client.get_all_tasks(contact)]

    async def create_task(self, contact: str, title: str, body: str, moment: float, assignee: str) -> RemoteTask:
        """Create an open task."""
        made = await self._client.create_task(contact, title, moment, body=body, assigned_to=assignee)
        return remote_task(made, contact)

    async def change_task(self, contact: str, task_id: str, values: Mapping[str, str | float | bool]) -> RemoteTask:
        """Change some fields of a task; done or not goes its own way where it is all that changes."""
        if values.keys() == {"completed"}:
            done = bool(values["completed"])
            return remote_task(await self._client.update_task_completed(contact, task_id, done), contact)
        sent = {_NAMES[name]: value for name, value in values.items()}
        return remote_task(await self._client.update_task(contact, task_id, sent), contact)

    async def delete_task(self, contact: str, task_id: str) -> None:
        """Delete a task. Raises RecordGone."""
        await self._client.delete_task(contact, task_id)

    async def note(self, contact: str, note_id: str) -> RemoteNote:
        """Return a note as it is now. Raises RecordGone."""
        return remote_note(await self._client.get_note(contact, note_id), contact)

    async def notes_of(self, contact: str) -> Sequence[RemoteNote]:
        """Return all notes of a contact. Raises RecordGone."""
        return [remote_note(n, contact) for n in await self._client.get_all_notes(contact)]

    async def create_note(self, contact: str, title: str, body: str) -> RemoteNote:
        """Create a note."""
        return remote_note(await self._client.create_note(contact, body, title=title), contact)

    async def change_note(self, contact: str, note_id: str, body: str) -> RemoteNote:
        """Change the text of a note. Raises RecordGone."""
        return remote_note(await self._client.update_note(contact, note_id, {"body": body}), contact)

    async def delete_note(self, contact: str, note_id: str) -> None:
        """Delete a note. Raises RecordGone."""
        await self._client.delete_note(contact, note_id)

    async def appointment(self, appointment_id: str) -> RemoteAppointment:
        """Return an appointment as it is now. Raises RecordGone."""
        return remote_appointment(await self._client.get_appointment(appointment_id))

    async def appointments_on(self, calendar: str, start: float, end: float) -> list[RemoteAppointment]:
        """Return the appointments of a calendar that begin between two moments."""
        return [remote_appointment(e) for e in await self._client.get_calendar_events(start, end, calendar_id=calendar)]

    async def create_appointment(
        self, calendar: str, contact: str, moment: float, title: str, description: str, assignee: str
    ) -> RemoteAppointment:
        """Make an appointment of the calendar's usual length, telling nobody. Raises RequestRefused (slot_taken)."""
        start = datetime.fromtimestamp(moment, self._zone)
        values: dict[str, Any] = {
            "endTime": datetime.fromtimestamp(moment + 60 * self._minutes(calendar), self._zone),
            "title": title,
            "description": description,
            "toNotify": False,
        }
        if assignee:
            values["assignedUserId"] = assignee
        return remote_appointment(await self._client.create_appointment(calendar, contact, start, values))

    async def delete_appointment(self, appointment_id: str) -> None:
        """Delete an appointment. Raises RecordGone."""
        await self._client.delete_event(appointment_id)

    async def tagged(self, contact: str) -> Tagged:
        """Return a contact with its labels. Raises RecordGone."""
        wire = (await self._client.get_contact(contact)).wire
        tags = wire.get("tags")
        return Tagged(
            contact, frozenset(str(t).strip().lower() for t in tags) if isinstance(tags, list) else frozenset(), wire
        )

    async def put_on(self, contact: str, tags: Sequence[str]) -> None:
        """Put labels on a contact."""
        await self._client.add_tags(contact, tags)

    async def take_off(self, contact: str, tags: Sequence[str]) -> None:
        """Take labels off a contact."""
        await self._client.remove_tags(contact, tags)

    def repeats(self, operation: str) -> bool:
        """Tell whether sending an operation twice is the same as once."""
        entry = _entry(operation)
        return entry is not None and entry.facts.get("repeat") == "idempotent"

    async def send_operation(self, operation: str, inputs: Mapping[str, str]) -> None:
        """Send an operation of the catalogue with inputs as JSON texts. Raises UsageError where they do not fit."""
        from app.connectors.highlevel.http.calling import call, prepare

        entry = _entry(operation)
        if entry is None:
            raise RequestRefused("request_refused", service="HighLevel", details=operation)
        try:
            ready = prepare(entry, {n: json.loads(v) for n, v in inputs.items()}, self._client.location_id)
        except UsageError as error:
            raise RequestRefused("request_refused", service="HighLevel", details=error.details) from error
        await call(self._client.session, ready)


def _entry(operation: str) -> Entry | None:
    from app.automation.offer.catalogue import entries

    return next((e for e in entries() if e.id == operation), None)


def _epoch(moment: datetime | None) -> float:
    return moment.timestamp() if moment is not None else 0.0
