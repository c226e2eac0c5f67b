"""The agenda's use cases behind one object: implements the local part of `app.services.api.agenda.AgendaService`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

from app.clock import Clock
from app.errors import UsageError
from app.records.invoice import from_cents
from app.records.task import Task
from app.services.agenda import calendar_file, editing, lines, questions, shown
from app.services.agenda.derived import deriving, paying
from app.services.agenda.derived.context import Context
from app.services.agenda.derived.words import Words
from app.services.api.agenda import (
    WEEK,
    AgendaQuestion,
    AgendaSettings,
    AgendaSummary,
    AppointmentLine,
    CalendarInfo,
    ChecklistLine,
    Money,
    NoteLine,
    TaskLine,
    UserInfo,
)
from app.services.invoices.finding import find_by_id_or_name
from app.services.settings import agenda as preferences
from app.services.settings import place
from app.services.work import people
from app.services.work.calendars import calendars
from app.store import Store


class AgendaDesk:
    """Reads and changes the book. ``language`` is that of the texts Ponte24 writes."""

    def __init__(self, store: Store, clock: Clock, language: Callable[[], str]) -> None:
        self._store, self._clock, self._language = store, clock, language
        self._known = calendar_file.Known()
        self._open = lines.OpenLines(store)

    def refresh(self) -> bool:
        """Bring the book up to what is known now; tell whether anything it rests on had changed. Then the calendar
        file is written anew, if there is one."""
        changed = deriving.refresh(self._store, self._clock, self._language())
        if changed:
            self._write_calendar()
        return changed

    def today(self) -> date:
        """Return the present day where the business is."""
        return place.today(self._store, self._clock)

    # --- the book ---

    def tasks(self, customer: str = "", *, everything: bool = False) -> Sequence[TaskLine]:
        """Return open tasks by day; see `AgendaService`."""
        self.refresh()
        if not customer and not everything:
            return self._open.all()
        if not customer:
            return lines.task_lines(self._store, self._store.tasks.all())
        found: dict[str, Task] = {}
        contacts = self._store.links.contacts()
        for one in sorted(find_by_id_or_name(self._store, customer), key=int):
            of = self._store.tasks.all(customer=one, contact=contacts.get(one, ""), only_open=not everything)
            found |= {task.id: task for task in of}
        return lines.task_lines(self._store, sorted(found.values(), key=_order))

    def task(self, task_id: str) -> TaskLine:
        """Return a task. Raises UsageError (unknown_task)."""
        found = self._store.tasks.get(task_id)
        if found is None:
            raise UsageError("unknown_task", value=task_id[:40])
        return self._line(found)

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
        """Make an own task; see `AgendaService`."""
        of = self._customer(customer) if customer else ""
        made = editing.make(
            self._store,
            title,
            customer=of,
            due=due,
            at=at,
            body=body,
            assignee=assignee or people.without_leavers(self._store, self.settings()).assignees.get("own", ""),
            now=self._clock.now(),
        )
        return self._changed(made)

    def edit(
        self, task_id: str, *, title: str, body: str, due: date | None, at: time | None, assignee: str
    ) -> TaskLine:
        """Change a task; see `AgendaService`."""
        return self._change(task_id, editing.edited(title, body, due, at, assignee))

    def move(self, task_id: str, due: date | None) -> TaskLine:
        """Move a task to another day; its time stays."""
        return self._change(task_id, editing.moved(due))

    def done(self, task_id: str) -> TaskLine:
        """Mark a task as done; what is owed stays owed."""
        return self._change(task_id, editing.done(self._clock.now()))

    def reopen(self, task_id: str) -> TaskLine:
        """Open a task that is done or removed."""
        return self._change(task_id, editing.reopened)

    def remove(self, task_id: str) -> TaskLine:
        """Take a task away; it is never made again."""
        return self._change(task_id, editing.removed(self._clock.now()))

    def summary(self) -> AgendaSummary:
        """Return what Home and the tray show."""
        self.refresh()
        today = self.today()
        days = self._store.tasks.open_days()
        money = self._store.settings.get(deriving.MONEY, {})
        return AgendaSummary(
            days.get(today, 0),
            sum(n for day, n in days.items() if today <= day < today + timedelta(days=WEEK)),
            sum(n for day, n in days.items() if day < today),
            tuple(Money(c, *(from_cents(n) for n in sums)) for c, sums in sorted(money.items())),
            shown.next_appointment(self._store, self._clock.now()),
            len(questions.questions(self._store, self._language(), self._clock.now())),
            float(self._store.settings.get(shown.READ_AT, 0.0)),
        )

    # --- payments and questions ---

    def mark_paid(
        self, document: str, instalment: int = 0, paid_on: date | None = None, *, paid: bool = True
    ) -> tuple[str, ...]:
        """Keep the owner's word about a payment; see `AgendaService`."""
        self.refresh()  # what was known until now is no news of this moment
        changed = paying.mark_paid(self._store, document, instalment, paid_on, self.today(), paid=paid)
        self.refresh()
        return changed

    def questions(self) -> tuple[AgendaQuestion, ...]:
        """Return what only a person knows."""
        self.refresh()
        return questions.questions(self._store, self._language(), self._clock.now())

    def answer(self, kind: str, keys: Sequence[str], *, yes: bool) -> None:
        """Answer a question. Raises UsageError (unknown_question)."""
        questions.answer(self._store, kind, keys, self._context(), yes=yes)
        self.refresh()

    # --- what is HighLevel's ---

    def appointments(self, start: date, end: date, *, customer: str = "") -> tuple[AppointmentLine, ...]:
        """Return the appointments from a day to before another, in order."""
        contact = self._contact(customer) if customer else ""
        return shown.appointments(self._store, start, end, contact=contact) if contact or not customer else ()

    def notes(self, customer: str) -> tuple[NoteLine, ...]:
        """Return the notes of a customer's contact, newest first."""
        contact = self._contact(customer)
        return shown.notes(self._store, contact) if contact else ()

    def calendars(self) -> tuple[CalendarInfo, ...]:
        """Return HighLevel's calendars as last read."""
        return calendars(self._store)

    def users(self) -> tuple[UserInfo, ...]:
        """Return who works in the location, as last read."""
        return people.users(self._store)

    # --- choices and the calendar file ---

    def settings(self) -> AgendaSettings:
        """Return the owner's choices."""
        return preferences.load(self._store)

    def checklist(self) -> tuple[ChecklistLine, ...]:
        """Return the template for new customers: the owner's, else three lines to start with."""
        return preferences.checklist(self.settings(), self._language())

    def save_settings(self, settings: AgendaSettings) -> None:
        """Keep them; see `AgendaService`. A calendar may be named by its name."""
        preferences.save(self._store, replace(settings, followup_calendar=self._calendar(settings)))
        self.refresh()
        self._write_calendar()

    def export(self, file: Path) -> int:
        """Write tasks and appointments as a calendar file. Raises FileRefused (calendar_not_written)."""
        self.refresh()
        return calendar_file.write(self._store, self._clock, file, self._language())

    # --- helpers ---

    def _context(self) -> Context:
        return Context(
            self.today(),
            self._clock.now(),
            people.without_leavers(self._store, self.settings()),
            Words(self._language()),
        )

    def _customer(self, text: str) -> str:
        found = find_by_id_or_name(self._store, text)
        if len(found) > 1:
            raise UsageError("ambiguous_customer", value=text[:60], n=len(found))
        return next(iter(found))

    def _contact(self, customer: str) -> str:
        link = self._store.links.by_fattura24(customer)
        return link.highlevel_id if link is not None else ""

    def _calendar(self, settings: AgendaSettings) -> str:
        """Return the id of the calendar for follow-ups. Raises UsageError (calendar_unknown, calendar_missing)."""
        wanted = settings.followup_calendar.strip()
        if not wanted and settings.followup_as == "appointment":
            raise UsageError("calendar_missing")
        known = {c.id: c.name for c in self.calendars() if c.active}
        if not wanted or not known or wanted in known:
            return wanted
        named = [i for i, name in known.items() if name.casefold() == wanted.casefold()]
        if len(named) == 1:
            return named[0]
        if wanted != self.settings().followup_calendar:
            raise UsageError("calendar_unknown", value=wanted[:60], known=", ".join(known.values()))
        return wanted

    def _change(self, task_id: str, what: Callable[[Task], Task]) -> TaskLine:
        return self._changed(editing.change(self._store, task_id, what, self._clock.now()))

    def _changed(self, task: Task) -> TaskLine:
        self._write_calendar()
        return self._line(task)

    def _line(self, task: Task) -> TaskLine:
        return lines.task_lines(self._store, [task])[0]

    def write_calendar(self) -> None:
        """Write the calendar file anew, if the owner has one."""
        self._write_calendar()

    def _write_calendar(self) -> None:
        calendar_file.keep_up_to_date(self._store, self._clock, self.settings(), self._known, self._language())


def _order(task: Task) -> tuple[bool, date, bool, time, int]:
    return task.due is None, task.due or date.max, task.at is None, task.at or time.max, int(task.id)
