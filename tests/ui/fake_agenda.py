"""A stand-in for the agenda that keeps its promises in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from app.errors import Ponte24Error, UsageError
from app.records.task import Removed, Task, TaskKind
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

TODAY = date(2026, 11, 26)


def sample_tasks() -> list[TaskLine]:
    """A few tasks of every kind, as a bakery would have them."""

    def line(number: int, title: str, kind: TaskKind, days: int | None, name: str, contact: str = "") -> TaskLine:
        due = TODAY + timedelta(days=days) if days is not None else None
        money = 24_400 if kind in (TaskKind.DUE, TaskKind.OVERDUE) else None
        task = Task(title, kind, str(number), str(number), contact, due=due, amount_cents=money)
        return TaskLine(task, name, contact, "Anna Verdi" if number % 2 else "", bool(contact))

    return [
        line(1, "Sollecitare la fattura 5: 244,00 €", TaskKind.OVERDUE, -12, "Mulino Rossi SRL", "c1"),
        line(2, "Scade la fattura 9: 244,00 €", TaskKind.DUE, 0, "Bar Centrale SNC"),
        line(3, "Dare il benvenuto e presentarsi", TaskKind.ONBOARDING, 3, "Anna Bianchi", "c3"),
        line(4, "Portare il campionario", TaskKind.OWN, 20, "Bar Centrale SNC"),
        line(5, "Rivedere i prezzi", TaskKind.OWN, None, ""),
        line(6, "Richiamare per il preventivo", TaskKind.HIGHLEVEL, 1, "Paolo Neri", "c6"),
    ]


class FakeAgenda:
    """Implements `app.services.api.agenda.AgendaService`."""

    def __init__(self) -> None:
        self.lines: list[TaskLine] = sample_tasks()
        self.waiting: tuple[AgendaQuestion, ...] = ()
        self.answers: list[tuple[str, tuple[str, ...], bool]] = []
        self.paid: list[tuple[str, int, date | None, bool]] = []
        self.chosen = AgendaSettings()
        self.meetings: list[AppointmentLine] = []
        self.of_customer: list[NoteLine] = []
        self.problem: Ponte24Error | None = None
        self.reads = 0
        self.made: list[tuple[str, str, datetime, str]] = []
        self.moved: list[tuple[str, datetime]] = []

    def today(self) -> date:
        return TODAY

    def tasks(self, customer: str = "", *, everything: bool = False) -> tuple[TaskLine, ...]:
        self._fail()
        found = [x for x in self.lines if (everything or x.task.open) and customer in ("", x.task.customer)]
        return tuple(sorted(found, key=lambda x: (x.task.due or date.max, int(x.task.id))))

    def task(self, task_id: str) -> TaskLine:
        found = next((x for x in self.lines if x.task.id == task_id), None)
        if found is None:
            raise UsageError("unknown_task", value=task_id)
        return found

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
        self._fail()
        if not title.strip():
            raise UsageError("task_without_title")
        task = Task(title, id=str(len(self.lines) + 1), customer=customer, due=due, at=at, body=body, assignee=assignee)
        self.lines.append(TaskLine(task))
        return self.lines[-1]

    def edit(
        self, task_id: str, *, title: str, body: str, due: date | None, at: time | None, assignee: str
    ) -> TaskLine:
        return self._change(task_id, title=title, body=body, due=due, at=at, assignee=assignee)

    def move(self, task_id: str, due: date | None) -> TaskLine:
        return self._change(task_id, due=due)

    def done(self, task_id: str) -> TaskLine:
        return self._change(task_id, completed=True)

    def reopen(self, task_id: str) -> TaskLine:
        return self._change(task_id, completed=False, removed=Removed.NO)

    def remove(self, task_id: str) -> TaskLine:
        return self._change(task_id, removed=Removed.PERSON)

    def summary(self) -> AgendaSummary:
        days = [x.task.due for x in self.lines if x.task.open and x.task.due is not None]
        week = TODAY + timedelta(days=WEEK)
        return AgendaSummary(
            sum(d == TODAY for d in days),
            sum(TODAY <= d < week for d in days),
            sum(d < TODAY for d in days),
            (Money("EUR", Decimal("2293.60"), Decimal("1805.60"), Decimal("244.00")),),
            next((m for m in self.meetings if not m.cancelled), None),
            len(self.waiting),
        )

    def mark_paid(
        self, document: str, instalment: int = 0, paid_on: date | None = None, *, paid: bool = True
    ) -> tuple[str, ...]:
        self._fail()
        self.paid.append((document, instalment, paid_on, paid))
        return ("key#1",)

    def questions(self) -> tuple[AgendaQuestion, ...]:
        return self.waiting

    def answer(self, kind: str, keys: Sequence[str], *, yes: bool) -> None:
        self.answers.append((kind, tuple(keys), yes))
        self.waiting = tuple(q for q in self.waiting if q.kind != kind)

    def appointments(self, start: date, end: date, *, customer: str = "") -> tuple[AppointmentLine, ...]:
        return tuple(m for m in self.meetings if start <= m.start.date() < end and customer in ("", m.customer))

    def notes(self, customer: str) -> tuple[NoteLine, ...]:
        return tuple(self.of_customer)

    def calendars(self) -> tuple[CalendarInfo, ...]:
        return (CalendarInfo("cal1", "Visite", 30),)

    def users(self) -> tuple[UserInfo, ...]:
        return (UserInfo("u1", "Anna Verdi"),)

    def settings(self) -> AgendaSettings:
        return self.chosen

    def checklist(self) -> tuple[ChecklistLine, ...]:
        return self.chosen.checklist or (ChecklistLine("Dare il benvenuto", 1), ChecklistLine("Telefonare", 14))

    def save_settings(self, settings: AgendaSettings) -> None:
        self._fail()
        self.chosen = settings

    def export(self, file: Path) -> int:
        self._fail()
        file.write_bytes(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
        return len(self.tasks())

    async def read(self) -> None:
        self._fail()
        self.reads += 1

    async def read_notes(self, customer: str) -> None:
        self._fail()
        self.reads += 1

    async def free_slots(self, calendar: str, day: date) -> tuple[datetime, ...]:
        self._fail()
        return (datetime.combine(day, time(9)), datetime.combine(day, time(9, 30)))

    async def make_appointment(self, calendar: str, customer: str, start: datetime, title: str) -> None:
        self._fail()
        self.made.append((calendar, customer, start, title))

    async def move_appointment(self, appointment: str, start: datetime) -> None:
        self._fail()
        self.moved.append((appointment, start))

    def _change(self, task_id: str, **values: object) -> TaskLine:
        self._fail()
        at = self.lines.index(self.task(task_id))
        task = replace(self.lines[at].task, **values)  # type: ignore[arg-type]  # the names are the fields'
        self.lines[at] = replace(self.lines[at], task=task)
        return self.lines[at]

    def _fail(self) -> None:
        if self.problem is not None:
            raise self.problem
