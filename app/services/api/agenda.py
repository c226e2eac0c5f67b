"""The agenda as the window and the command line get it: tasks beside Fattura24's customers, payments, appointments,
notes. Fattura24 has no tasks of its own; the book of them is kept by Ponte24."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.records.task import Task

WEEK = 7
"""Days, today included, that count as "this week"."""


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """A line of the checklist for a new customer: due so many days after the customer came; ``assignee`` is a user of
    HighLevel (blank: nobody)."""

    title: str
    days: int = 0
    assignee: str = ""


@dataclass(frozen=True, slots=True)
class AgendaSettings:
    """What the owner chooses for the agenda.

    ``hour`` is the time at which a task without one is due in HighLevel (HH:MM), ``without_day`` what becomes there of
    a task without a day: ``stay`` (it stays here) or ``week`` (it is due in seven days). ``due`` and ``overdue`` turn
    the tasks for instalments on; an overdue one comes ``overdue_after`` days after the day; where nothing says whether
    an instalment was paid, only those of the last ``unknown_back`` days count. ``checklist`` is the template for new
    customers (empty: the three lines to start with). ``followup_days`` after a payment a task follows,
    or (``followup_as`` is ``appointment``) an appointment at the first free time in ``followup_calendar``.
    ``payment_note``: ``after_payment``,
    ``all`` customers with invoices, or ``off``. ``which`` are the tasks that come over from HighLevel: ``open_linked``,
    ``linked`` (those done in the last 30 days, too), or ``mine`` (of the user ``mine``). ``assignees`` are users by
    kind of task. ``address_book_note`` writes the address book's note to HighLevel, ``sweep_notes`` reads all notes
    little by little. ``calendar_folder`` is where the .ics file is kept up to date (blank: nowhere).
    """

    hour: str = "09:00"
    without_day: str = "stay"
    due: bool = True
    overdue: bool = True
    overdue_after: int = 1
    unknown_back: int = 180
    onboarding: bool = True
    checklist: tuple[ChecklistLine, ...] = ()
    followup: bool = True
    followup_days: int = 7
    followup_as: str = "task"
    followup_calendar: str = ""
    payment_note: str = "after_payment"
    which: str = "open_linked"
    mine: str = ""
    assignees: Mapping[str, str] = field(default_factory=dict)
    address_book_note: bool = False
    sweep_notes: bool = False
    calendar_folder: str = ""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in a list: with the name of its customer (or, without one, its contact in HighLevel), the contact's id if
    any is known, and the name of whom it is assigned to. ``in_highlevel`` says that a task there stands for it.

    ``hint`` says what of it does not go to HighLevel (a key under agenda.hints, blank: nothing): alone, because it is
    on no contact there and each way to write one goes by the contact; no_customer and no_contact, because there is none
    here; no_day, because HighLevel demands a day and it has none; day_stays, because it has none here and keeps its day
    there (reference: HighLevel 3)."""

    task: Task
    customer_name: str = ""
    contact: str = ""
    assignee_name: str = ""
    in_highlevel: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """What customers owe in one currency: in all, overdue, and due within the week (overdue ones not among it)."""

    currency: str
    open: Decimal
    overdue: Decimal
    week: Decimal


@dataclass(frozen=True, slots=True)
class AppointmentLine:
    """An appointment with its local times. ``state`` is the service's word (confirmed, cancelled, …), ``moved_from``
    the local time at which it stood before, ``gone`` that it was deleted in HighLevel."""

    id: str
    title: str
    start: datetime
    end: datetime
    state: str
    contact: str = ""
    contact_name: str = ""
    customer: str = ""
    calendar: str = ""
    assignee_name: str = ""
    address: str = ""
    notes: str = ""
    recurring: bool = False
    moved_from: datetime | None = None
    gone: bool = False

    @property
    def cancelled(self) -> bool:
        """True where it will not take place."""
        return self.gone or self.state in ("cancelled", "invalid")


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note of HighLevel as text; ``own`` where Ponte24 wrote it, ``added_at`` local."""

    id: str
    title: str
    text: str
    added_at: datetime | None
    author: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class AgendaSummary:
    """What Home and the tray show: open tasks due today, within the week and before today; what customers owe; the
    next appointment; how many questions wait; when appointments were last read (epoch seconds, 0: never)."""

    today: int = 0
    week: int = 0
    overdue: int = 0
    money: tuple[Money, ...] = ()
    next_appointment: AppointmentLine | None = None
    questions: int = 0
    read_at: float = 0.0


@dataclass(frozen=True, slots=True)
class AgendaQuestion:
    """Something that only a person knows: ``kind`` is gone_paid (are instalments that the schedule no longer names
    paid?), many_new (checklists for many new customers at once?) or followup_unpaid (drop the follow-up of a payment
    that was taken back?). ``items`` are lines for a person, ``keys`` what an answer is about, in the same order."""

    kind: str
    keys: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalendarInfo:
    """A calendar of HighLevel: appointments in it last so many minutes (0: not said). ``user`` keeps it where several
    do (blank: one alone, or nobody)."""

    id: str
    name: str
    minutes: int = 0
    active: bool = True
    user: str = ""


@dataclass(frozen=True, slots=True)
class UserInfo:
    """Somebody who works in the HighLevel location."""

    id: str
    name: str


class AgendaService(Protocol):
    """The book of tasks and what stands beside it. Plain methods touch only the local database; what they mean for
    HighLevel comes with the next plan. Coroutines go to HighLevel."""

    def today(self) -> date:
        """Return the present day where the business is."""
        ...

    def tasks(self, customer: str = "", *, everything: bool = False) -> Sequence[TaskLine]:
        """Return open tasks (``everything``: done and removed ones, too) by day, those without a day last; of one
        customer (an id, a code or a part of the name). Raises UsageError (unknown_customer)."""
        ...

    def task(self, task_id: str) -> TaskLine:
        """Return a task. Raises UsageError (unknown_task)."""
        ...

    def add(
        self,
        title: str,
        *,
        customer: str = "",
        due: date | None = None,
        at: time | None = None,
        body: str = "",
        assignee: str = "",
    ) -> TaskLine:
        """Make an own task. Raises UsageError (unknown_customer, task_without_title, task_time_without_day)."""
        ...

    def edit(
        self, task_id: str, *, title: str, body: str, due: date | None, at: time | None, assignee: str
    ) -> TaskLine:
        """Change a task. Raises UsageError (unknown_task, task_without_title, task_time_without_day)."""
        ...

    def move(self, task_id: str, due: date | None) -> TaskLine:
        """Move a task to another day; its time stays. Raises UsageError (unknown_task)."""
        ...

    def done(self, task_id: str) -> TaskLine:
        """Mark a task as done; what is owed stays owed. Raises UsageError (unknown_task)."""
        ...

    def reopen(self, task_id: str) -> TaskLine:
        """Open a task that is done or removed. Raises UsageError (unknown_task)."""
        ...

    def remove(self, task_id: str) -> TaskLine:
        """Take a task away; it is never made again. Raises UsageError (unknown_task)."""
        ...

    def summary(self) -> AgendaSummary:
        """Return what Home and the tray show."""
        ...

    def mark_paid(
        self, document: str, instalment: int = 0, paid_on: date | None = None, *, paid: bool = True
    ) -> tuple[str, ...]:
        """Keep the owner's word that an invoice (its number, or ``#`` and its id) was paid, or one instalment of it
        (from 1), or that it was not; return the instalments that this changed. Raises UsageError (unknown_document,
        ambiguous_document, unknown_instalment, paid_in_future)."""
        ...

    def questions(self) -> tuple[AgendaQuestion, ...]:
        """Return what only a person knows."""
        ...

    def answer(self, kind: str, keys: Sequence[str], *, yes: bool) -> None:
        """Answer a question, for some of its keys or all."""
        ...

    def appointments(self, start: date, end: date, *, customer: str = "") -> tuple[AppointmentLine, ...]:
        """Return the appointments from a day to before another, in order; of one customer's contact."""
        ...

    def notes(self, customer: str) -> tuple[NoteLine, ...]:
        """Return the notes of a customer's contact, newest first."""
        ...

    def calendars(self) -> tuple[CalendarInfo, ...]:
        """Return HighLevel's calendars as last read."""
        ...

    def users(self) -> tuple[UserInfo, ...]:
        """Return who works in the location, as last read."""
        ...

    def settings(self) -> AgendaSettings:
        """Return the owner's choices."""
        ...

    def checklist(self) -> tuple[ChecklistLine, ...]:
        """Return the template for new customers: the owner's, else three lines to start with."""
        ...

    def save_settings(self, settings: AgendaSettings) -> None:
        """Keep them. Raises UsageError (agenda_hour, agenda_days)."""
        ...

    def export(self, file: Path) -> int:
        """Write tasks and appointments as a calendar file (.ics) and return how many. Raises FileRefused
        (calendar_not_written)."""
        ...

    async def read(self) -> None:
        """Read appointments, and the notes that need it, from HighLevel. Raises what the client raises."""
        ...

    async def read_notes(self, customer: str) -> None:
        """Read the notes of one customer's contact now. Raises what the client raises."""
        ...

    async def free_slots(self, calendar: str, day: date) -> tuple[datetime, ...]:
        """Return the free times of a day in a calendar, local. Raises what the client raises."""
        ...

    async def make_appointment(self, calendar: str, customer: str, start: datetime, title: str) -> None:
        """Make an appointment with a customer's contact. Raises UsageError (no_contact) and what the client raises."""
        ...

    async def move_appointment(self, appointment: str, start: datetime) -> None:
        """Move an appointment, its length kept. Raises UsageError (unknown_appointment) and what the client raises."""
        ...
