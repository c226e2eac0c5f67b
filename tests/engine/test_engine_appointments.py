"""A follow-up becomes one appointment, whatever answer is lost and wherever the program dies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.records.task import Task, TaskKind
from app.services.settings import place
from app.sync.plan.model import Kind, RecordType
from tests.engine.machine import Machine
from tests.engine.memory_calendar import CALENDAR
from tests.engine.test_engine_crashes import NOVA, planned


def paid() -> Machine:
    """A client in step who has paid; follow-ups become appointments."""
    m = Machine(tasks=True)
    m.add_contact(NOVA)
    m.add_customer(NOVA)
    m.save_export()
    m.import_export()
    m.apply(planned(m))
    book = m.service.agenda
    book.save_settings(replace(book.settings(), followup_as="appointment", followup_calendar=CALENDAR))
    (customer,) = m.store.links.contacts()
    due = place.today(m.store, m.clock) + timedelta(days=7)
    thanks = Task("Ringraziare", TaskKind.FOLLOWUP, customer=customer, due=due, origin="followup:1", reference="paid:1")
    m.store.tasks.add([replace(thanks, created_at=m.clock.now())])
    return m


def rested(m: Machine) -> None:
    """Sync until nothing is left; then one appointment stands for the follow-up, which is done with."""
    for _ in range(4):
        m.sandbox_clock.advance(4_000)
        plan = planned(m)
        if not any(a.effective for a in plan.actions):
            break
        m.apply(plan)
    assert not [a for a in planned(m).actions if a.effective]
    (made,) = m.work.appointments.values()
    (task,) = m.store.tasks.all()
    assert task.completed
    assert task.marker in made["description"]
    m.close()


def test_it_is_made_once() -> None:
    m = paid()
    (action,) = [a for a in planned(m).actions if a.record is RecordType.APPOINTMENT]
    assert (action.kind, action.effective) == (Kind.CREATE, True)
    rested(m)


@pytest.mark.parametrize("fault", ["lost", "cut", "down", "busy"])
def test_an_answer_that_is_lost_makes_no_second(fault: str) -> None:
    m = paid()
    plan = planned(m)
    with m.failing("create appointment", fault):
        m.apply(plan)
    rested(m)


def test_a_crash_at_any_boundary_makes_no_second() -> None:
    m = paid()
    m.apply(planned(m))
    boundaries = len(m.weather.passed)
    rested(m)
    for at in range(1, boundaries + 1, 4):
        m = paid()
        m.apply(planned(m), None, at)
        rested(m)


def test_a_time_that_somebody_else_took_since_the_preview_is_given_to_nobody() -> None:
    m = paid()
    plan = planned(m)
    now = place.local(m.store, m.clock.now())
    (contact,) = m.contacts.contacts
    for slot in m.work.free(now, now + timedelta(days=8), "Europe/Rome"):
        m.work.books(contact, slot.timestamp())
    result = m.apply(plan)
    assert result is not None
    assert result.stale == 1
    others = len(m.work.appointments)
    m.sandbox_clock.advance(4_000)
    m.apply(planned(m))
    assert len(m.work.appointments) == others + 1
    m.close()
