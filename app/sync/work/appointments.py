"""Appointments as a kind of record: one that stands for a task of the book, made in a calendar of HighLevel.

HighLevel owns them: Ponte24 makes one, and takes one away that it made; moving it is a person's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from app.clock import Clock
from app.errors import RecordGone, RequestRefused
from app.records.task import Task, due_of, due_text, marker_of, with_marker
from app.sync.apply.ports import Ledger
from app.sync.apply.readable import Found, ReadableKind
from app.sync.plan.model import Choice, RecordType, Side
from app.sync.plan.operation import Operation, Stale
from app.sync.work.days import Place
from app.sync.work.followups import BOOKED
from app.sync.work.planner import skip_key
from app.sync.work.tasks import OWN

OVER = frozenset({"cancelled", "invalid", "noshow"})
"""HighLevel's words for an appointment that will not take place (reference: HighLevel 4)."""

_AHEAD = 30 * 86_400.0
"""Seconds after the time in the preview within which another computer may have put the same appointment."""


@dataclass(frozen=True, slots=True)
class RemoteAppointment:
    """An appointment of HighLevel. ``moment`` is when it begins (epoch seconds), ``marker`` Ponte24's line in its
    description (blank: none), ``status`` HighLevel's word. ``wire`` is what it was read from."""

    id: str
    calendar: str
    contact: str
    title: str
    moment: float
    marker: str = ""
    status: str = ""
    assignee: str = ""
    wire: Any = field(default=None, compare=False, repr=False)


class AppointmentService(Protocol):
    """HighLevel's calendars. All calls raise what `app.sync.apply.ports.Gateway` raises."""

    async def appointment(self, appointment_id: str) -> RemoteAppointment:
        """Return an appointment as it is now. Raises RecordGone."""
        ...

    async def appointments_on(self, calendar: str, start: float, end: float) -> list[RemoteAppointment]:
        """Return the appointments of a calendar that begin between two moments."""
        ...

    async def create_appointment(
        self, calendar: str, contact: str, moment: float, title: str, description: str, assignee: str
    ) -> RemoteAppointment:
        """Make an appointment of the calendar's usual length, telling nobody. Raises RequestRefused (slot_taken)."""
        ...

    async def delete_appointment(self, appointment_id: str) -> None:
        """Delete an appointment. Raises RecordGone."""
        ...


class AppointmentShelf(Protocol):
    """The book and the appointments as last seen; writes belong to the transaction that is open when they are made."""

    def task(self, task_id: str) -> Task | None:
        """Return a task of the book."""
        ...

    def contact(self, task: Task) -> str:
        """Return the contact on which a task of the book is written (blank: there is none)."""
        ...

    def about(self, source: str) -> tuple[str, str, str]:
        """Return whom (customer, contact) and which instalment an automation's step is about."""
        ...

    def save(self, task: Task) -> Task:
        """Keep a changed task."""
        ...

    def appointment(self, appointment_id: str) -> RemoteAppointment | None:
        """Return an appointment as last seen, None where it is gone."""
        ...

    def put_appointment(self, appointment: RemoteAppointment) -> None:
        """Keep an appointment as it was answered."""
        ...

    def drop_appointment(self, appointment_id: str) -> None:
        """Note that an appointment is gone, and that nobody wants it taken away any more."""
        ...

    def decide(self, key: str, choice: str, digest: str = "") -> None:
        """Keep what was decided, so that no plan does it again by itself."""
        ...


def values_of(remote: RemoteAppointment, place: Place) -> dict[str, str]:
    """Return the fields of an appointment as texts; ``start`` is local, always with its time."""
    day, at = place.local(remote.moment)
    return {
        "title": remote.title,
        "start": due_text(day, at),
        "calendar": remote.calendar,
        "assignee": remote.assignee,
    }


def booked(task: Task, appointment_id: str, now: float) -> Task:
    """Return a task for which an appointment stands: in the book there is nothing more to do."""
    return replace(
        task, completed=True, completed_at=now, derived={**task.derived, BOOKED: appointment_id}, changed_at=now
    )


class AppointmentRecords(ReadableKind):
    """An appointment is known by its id, and after a lost answer by the mark in its description: that of its task, or
    of the automation's step that wants it."""

    record = RecordType.APPOINTMENT

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        service: AppointmentService | None,
        shelf: AppointmentShelf,
        place: Place,
    ) -> None:
        super().__init__(ledger, clock)
        self._service, self._shelf, self._place = service, shelf, place

    def same(self, name: str, one: str, other: str) -> bool:
        """Tell whether two values are the same to a person."""
        return " ".join(one.split()) == " ".join(other.split())

    async def read(self, record_id: str) -> Found:
        """Return an appointment as it is now. Raises RecordGone; one that was called off counts as gone."""
        remote = await self._api().appointment(record_id)
        if remote.status in OVER:
            raise RecordGone("record_gone", service="HighLevel", id=record_id)
        return self._found(remote)

    async def create(self, operation: Operation) -> Found:
        """Make the appointment of a task at the time that the preview showed. Raises Stale, also where another
        computer's Ponte24 has made it or the time was taken since."""
        marker, contact = self._wanted(operation)
        goal = operation.goal
        if await self._made_elsewhere(operation, marker):
            raise Stale("made_elsewhere_since_preview", service="HighLevel")
        try:
            made = await self._api().create_appointment(
                goal["calendar"],
                contact,
                self._moment(goal),
                goal["title"],
                with_marker(goal.get("body", ""), marker),
                goal.get("assignee", ""),
            )
        except RequestRefused as refused:
            if refused.code == "slot_taken":
                raise Stale("slot_gone_since_preview", service="HighLevel", details=refused.details) from refused
            raise
        return self._found(made)

    async def _made_elsewhere(self, operation: Operation, marker: str) -> bool:
        """Tell whether another computer's Ponte24 has made the appointment of a task, at whatever time: the next plan
        finds it by its mark. A step of an automation is this computer's alone."""
        if operation.source_id.startswith(OWN):
            return False
        calendar, now = operation.goal["calendar"], self.clock.now()
        there = await self._api().appointments_on(calendar, now, max(now, self._moment(operation.goal)) + _AHEAD)
        return any(one.marker == marker and one.status not in OVER for one in there)

    async def change(self, current: Found, goal: Mapping[str, str]) -> Found:
        """No plan moves an appointment. Raises RequestRefused."""
        raise RequestRefused("request_refused", service="HighLevel", details="appointment")

    async def delete(self, record_id: str) -> None:
        """Delete an appointment. Raises RecordGone."""
        await self._api().delete_appointment(record_id)

    async def find_created(self, operation: Operation) -> Found | None:
        """Look for the mark among the appointments of that calendar and time."""
        marker = self._marker(operation)
        if not marker:
            return None
        moment = self._moment(operation.goal)
        there = await self._api().appointments_on(operation.goal["calendar"], moment, moment + 60)
        mine = (one for one in there if one.marker == marker and one.status not in OVER)
        return next((self._found(one) for one in mine), None)

    def known(self, side: Side, record_id: str) -> Found | None:
        """Return an appointment as this machine has it."""
        remote = self._shelf.appointment(record_id)
        return None if remote is None or remote.status in OVER else self._found(remote)

    def keep(self, operation: Operation, found: Found | None) -> None:
        """Take over what was made or taken away, and what it means for its task."""
        task, now = self._shelf.task(operation.source_id), self.clock.now()
        if found is not None:
            self._shelf.put_appointment(found.wire)
            if task is not None and not task.removed:
                self._shelf.save(booked(task, found.id, now))
            return
        self._shelf.drop_appointment(operation.target_id)
        if task is not None and task.derived.get(BOOKED) == operation.target_id and not task.removed:
            # taken back: the task is there to be done again, and no plan makes an appointment of it by itself
            derived = {name: value for name, value in task.derived.items() if name != BOOKED}
            self._shelf.save(replace(task, completed=False, completed_at=0.0, derived=derived, changed_at=now))
            self._shelf.decide(skip_key(task.id), Choice.SKIP)

    def _marker(self, operation: Operation) -> str:
        if operation.source_id.startswith(OWN):
            return marker_of(operation.source_id)
        task = self._shelf.task(operation.source_id)
        return task.marker if task else ""

    def _wanted(self, operation: Operation) -> tuple[str, str]:
        """Return the mark and the contact of the appointment that is to be made. Raises Stale."""
        if operation.source_id.startswith(OWN):
            customer, contact, _instalment = self._shelf.about(operation.source_id)
            contact = self._shelf.contact(Task(operation.goal["title"], customer=customer, contact=contact))
            if not contact:
                raise Stale("gone_since_preview", service="HighLevel")
            return self._marker(operation), contact
        task = self._shelf.task(operation.source_id)
        contact = self._shelf.contact(task) if task else ""
        if task is None or not contact:
            raise Stale("gone_since_preview", service="Fattura24")
        if not task.open or not self.same("title", task.title, operation.goal["title"]):
            raise Stale("changed_since_preview", service="Fattura24")
        return task.marker, contact

    def _moment(self, goal: Mapping[str, str]) -> float:
        day, at = due_of(goal["start"])
        assert day is not None
        assert at is not None
        # of an hour that the clocks go through twice the preview means the first
        return datetime.combine(day, at, self._place.zone).astimezone(UTC).timestamp()

    def _found(self, remote: RemoteAppointment) -> Found:
        return Found(remote.id, values_of(remote, self._place), remote)

    def _api(self) -> AppointmentService:
        if self._service is None:
            raise RequestRefused("not_connected", service="HighLevel")
        return self._service
