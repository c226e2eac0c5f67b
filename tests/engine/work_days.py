"""What people do to tasks and notes on a day, on both sides, and what HighLevel's task search does to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from app.records.task import Task, TaskKind
from app.services.settings import place
from app.store.agenda.notes import OwnNote
from tests.engine.machine import Machine
from tests.engine.memory_calendar import CALENDAR

PICK = st.integers(0, 11)
TITLES = ("Richiamare", "Mandare il preventivo", "Chiedere la partita IVA")
ZONES = ("Europe/Rome", "America/Los_Angeles", "Asia/Tokyo", "Atlantic/Azores")
DAYS = (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 2), None)
"""Around the nights on which the clocks change, an ordinary one, and none."""
MOMENTS = ("2026-03-29T00:30:00Z", "2026-10-25T01:00:00Z", "2026-12-01T08:00:00Z", "2026-12-01T22:59:00Z")
EDITS: tuple[dict[str, Any], ...] = (
    {"title": "Richiamare domani"},
    {"title": "Richiamare lunedì"},
    {"body": "porta il campionario"},
    {"body": ""},
    {"dueDate": MOMENTS[1]},
    {"dueDate": MOMENTS[3]},
    {"assignedTo": "u2"},
    {"completed": True},
    {"completed": False},
)


class WorkDays(RuleBasedStateMachine):
    """The part of the days that is about tasks and notes."""

    m: Machine

    def _task(self, pick: int) -> Task | None:
        found = sorted(self.m.store.tasks.all(), key=lambda t: int(t.id))
        return found[pick % len(found)] if found else None

    def _there(self, pick: int) -> str:
        ids = sorted(self.m.work.tasks)
        return ids[pick % len(ids)] if ids else ""

    # --- in the book ---

    @rule(pick=PICK, title=st.sampled_from(TITLES), due=st.sampled_from(DAYS), at=st.sampled_from((None, time(15, 30))))
    def new_to_do(self, pick: int, title: str, due: date | None, at: time | None) -> None:
        customers = sorted(c.id for c in self.m.store.mirror.all())
        whose = customers[pick % len(customers)] if customers and pick < 10 else ""
        self.m.service.agenda.add(title, customer=whose, due=due, at=at if due else None)

    @rule(pick=PICK, title=st.sampled_from(TITLES), days=st.sampled_from((-1, 0, 1, 7)), body=st.booleans())
    def edit_to_do(self, pick: int, title: str, days: int, body: bool) -> None:
        task = self._task(pick)
        if task is not None:
            due = task.due + timedelta(days=days) if task.due else None
            text = "con lo sconto" if body else task.body
            self.m.service.agenda.edit(
                task.id, title=title, body=text, due=due, at=task.at if due else None, assignee=task.assignee
            )

    @rule(pick=PICK, what=st.sampled_from(("done", "done", "reopen", "remove")))
    def tick(self, pick: int, what: str) -> None:
        task = self._task(pick)
        if task is not None:
            getattr(self.m.service.agenda, what)(task.id)

    @rule(pick=PICK, text=st.sampled_from(("Saldo 10", "Saldo 20", "Niente da incassare")))
    def note_wanted(self, pick: int, text: str) -> None:
        customers = sorted(c.id for c in self.m.store.mirror.all())
        if not customers:
            return
        whose = customers[pick % len(customers)]
        wanted = f"{text}\nPonte24:pagamenti:abcdefg{whose[-1]}"
        known = {n.customer: n for n in self.m.store.notes.own("payments")}
        note = replace(known[whose], wanted=wanted) if whose in known else OwnNote("payments", whose, wanted)
        self.m.store.notes.put_own([note])

    @rule(pick=PICK, days=st.sampled_from((0, 1, 7)))
    def payment_comes_in(self, pick: int, days: int) -> None:
        """An instalment is paid, and the owner is to thank for it: as a task, or as an appointment."""
        customers = sorted(c.id for c in self.m.store.mirror.all())
        if customers:
            number = self.m.store.tasks.state()[2] + 1
            today = place.today(self.m.store, self.m.clock)
            followup = Task(
                f"Ringraziare {number}",
                TaskKind.FOLLOWUP,
                customer=customers[pick % len(customers)],
                due=today + timedelta(days=days),
                origin=f"followup:{number}",
                reference=f"paid:{number}",
                created_at=self.m.clock.now(),
            )
            self.m.store.tasks.add([followup])

    # --- in HighLevel ---

    @rule(pick=PICK, first=st.integers(0, 4))
    def somebody_books(self, pick: int, first: int) -> None:
        """A client takes one of the first free times."""
        now = datetime.fromtimestamp(self.m.clock.now(), UTC)
        free = self.m.work.free(now, now + timedelta(days=9), "Europe/Rome")
        ids = sorted(self.m.contacts.contacts)
        if ids:
            self.m.work.books(ids[pick % len(ids)], free[first].timestamp())

    @precondition(lambda self: self.m.work.appointments)
    @rule(pick=PICK, delete=st.booleans())
    def appointment_called_off(self, pick: int, delete: bool) -> None:
        ids = sorted(self.m.work.appointments)
        self.m.work.calls_off(ids[pick % len(ids)], delete=delete)

    @rule(pick=PICK, title=st.sampled_from(TITLES), due=st.sampled_from(MOMENTS), contactless=st.booleans())
    def new_task_there(self, pick: int, title: str, due: str, contactless: bool) -> None:
        ids = sorted(self.m.contacts.contacts)
        whose = ids[pick % len(ids)] if ids else ""
        if whose or contactless:
            self.m.work.typed("" if contactless and pick > 8 else whose, title, due, recurring="kept")

    @rule(pick=PICK, values=st.sampled_from(EDITS))
    def edit_task_there(self, pick: int, values: dict[str, Any]) -> None:
        task_id = self._there(pick)
        if not task_id:
            return
        marker = self.m.work.tasks[task_id].get("body", "").rpartition("\n")[2]
        if "body" in values and marker.startswith("Ponte24:"):
            values = {"body": f"{values['body']}\n\n{marker}"}  # people write above the line
        self.m.work.edited(task_id, **values)

    @rule(pick=PICK)
    def delete_task_there(self, pick: int) -> None:
        if task_id := self._there(pick):
            self.m.work.deleted(task_id)

    @rule(pick=PICK)
    def next_of_a_recurring_task(self, pick: int) -> None:
        """One occurrence is done, and HighLevel makes the next one: a plain task with the same words."""
        if task_id := self._there(pick):
            task = dict(self.m.work.tasks[task_id])
            self.m.work.edited(task_id, completed=True)
            body = task.get("body", "")
            self.m.work.typed(task["contactId"], task["title"], MOMENTS[2], body=body)

    @rule(pick=PICK, below=st.booleans())
    def write_into_a_note(self, pick: int, below: bool) -> None:
        ids = sorted(self.m.work.notes)
        if ids:
            note = self.m.work.notes[ids[pick % len(ids)]]
            note["body"] = f"{note['body']}\nvisto, grazie" if below else f"visto\n{note['body']}"

    @precondition(lambda self: self.m.work.notes)
    @rule(pick=PICK)
    def delete_note(self, pick: int) -> None:
        ids = sorted(self.m.work.notes)
        del self.m.work.notes[ids[pick % len(ids)]]

    @rule(doubled=st.booleans(), short=st.booleans())
    def task_search_is_odd(self, doubled: bool, short: bool) -> None:
        self.m.work.doubled, self.m.work.short = doubled, short

    # --- the settings ---

    @rule(appointments=st.booleans())
    def followups_as(self, appointments: bool) -> None:
        settings = self.m.service.agenda.settings()
        wanted = "appointment" if appointments else "task"
        self.m.service.agenda.save_settings(replace(settings, followup_as=wanted, followup_calendar=CALENDAR))

    @rule(zone=st.sampled_from(ZONES), hour=st.sampled_from(("09:00", "08:30")), week=st.booleans())
    def move_the_business(self, zone: str, hour: str, week: bool) -> None:
        settings = self.m.service.agenda.settings()
        self.m.store.settings.set("account.highlevel", {"extra": {"timezone": zone}})
        self.m.service.agenda.save_settings(replace(settings, hour=hour, without_day="week" if week else "not"))
        self.m.rezoned = True
