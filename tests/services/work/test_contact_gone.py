"""A contact is deleted in HighLevel, and its tasks with it: what is to be done is still to be done."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.records.task import Removed, TaskKind
from app.sync.plan.model import RecordType
from app.ui.models import plan_words
from tests.services.work.test_payment_whole_way import invoice
from tests.services.work_stage import WorkStage, work_stage


@pytest.fixture
def w(tmp_path: Path) -> Iterator[WorkStage]:
    with work_stage(tmp_path) as stage:
        yield stage


def gone(w: WorkStage, contact: str) -> None:
    """Somebody deletes the contact; HighLevel deletes its tasks with it."""
    state = w.s.sandbox.state
    state.delete_contact(contact)
    assert not [t for t in w.tasks.values() if t["contactId"] == contact]


@pytest.mark.parametrize("hours", [1, 30])
def test_an_own_to_do_and_a_reminder_stay_to_be_done_and_it_is_told(w: WorkStage, hours: int) -> None:
    customer, contact = w.linked()
    book = w.s.service.agenda
    book.add("Mandare il contratto", customer=customer, due=w.day(3))
    invoice(w, customer)
    w.typed(contact, "Di là")
    w.sync()
    gone(w, contact)
    plan = w.plan(hours * 3600)
    told = {a.title: a.reason.key for a in w.work(plan)}
    assert told.pop("Di là") == "task_gone"
    assert set(told.values()) == {"task_contact_gone"}
    (action, *_) = [a for a in w.work(plan) if a.reason.key == "task_contact_gone"]
    assert "stays to be done" in plan_words.reason(action) or "resta da fare" in plan_words.reason(action)
    w.apply(plan)
    for title in told:
        line = w.in_book(title)
        assert line.task.open
        assert not line.in_highlevel
    assert w.in_book("Di là").task.removed is Removed.HIGHLEVEL
    for _ in range(2):
        again = w.work(w.plan(hours * 3600))
        assert not [a for a in again if a.effective], again
    # it is the owner's as before: ticked, and no more about it
    book.done(w.in_book("Mandare il contratto").task.id)
    assert not [a for a in w.work(w.plan()) if a.effective]


def test_a_scheduled_run_keeps_it_too(w: WorkStage) -> None:
    customer, contact = w.linked()
    w.s.service.agenda.add("Mia", customer=customer, due=w.day(3))
    w.sync()
    gone(w, contact)
    w.s.clock.sandbox.advance(4000)
    asyncio.run(w.s.service.sync(origin="scheduled"))
    assert w.in_book("Mia").task.open


def test_with_a_new_contact_the_to_do_goes_over_once_more(w: WorkStage) -> None:
    customer, contact = w.linked()
    w.s.service.agenda.add("Mia", customer=customer, due=w.day(3))
    w.sync()
    wire = dict(w.s.service.store.highlevel.get(contact).wire)  # type: ignore[union-attr]
    gone(w, contact)
    w.apply(w.plan())
    made = w.s.sandbox.state.create_contact(
        {n: wire[n] for n in ("firstName", "lastName", "companyName", "email", "phone") if wire.get(n)}
    )
    for _ in range(3):
        plan = w.plan(90_000)
        asked = [a for a in plan.actions if a.reason.key == "made_again" and a.source_id == made["id"]]
        if asked:
            plan = w.s.service.decide(plan.id, [asked[0].id], f"link:{customer}")
        if any(a.effective for a in plan.actions):
            asyncio.run(w.s.service.apply(plan.id, digest=plan.digest, confirmed=True))
    assert [t["contactId"] for t in w.tasks.values()] == [made["id"]]
    assert w.in_book("Mia").in_highlevel


def test_a_contact_that_is_restored_brings_its_task_back_and_none_is_made(w: WorkStage) -> None:
    customer, contact = w.linked()
    w.s.service.agenda.add("Mia", customer=customer, due=w.day(3))
    w.sync()
    state = w.s.sandbox.state
    with state.lock:
        kept = dict(state.highlevel.contacts[contact])
    (task,) = w.tasks.values()
    gone(w, contact)
    w.apply(w.plan())
    with state.lock:
        state.highlevel.contacts[contact] = kept
        state.highlevel.records.tasks.put(task)
    for _ in range(3):
        plan = w.plan(90_000)
        if any(a.effective for a in plan.actions):
            asyncio.run(w.s.service.apply(plan.id, digest=plan.digest, confirmed=True))
    assert list(w.tasks) == [task["id"]]
    assert w.in_book("Mia").in_highlevel
    assert not [t for t in w.s.service.store.tasks.all() if t.kind is TaskKind.HIGHLEVEL]


def test_an_undo_says_that_it_cannot_be_undone(w: WorkStage) -> None:
    customer, contact = w.linked()
    w.s.service.agenda.add("Mia", customer=customer, due=w.day(3))
    w.sync()
    gone(w, contact)
    w.apply(w.plan())
    undo = w.undo()
    (action,) = [a for a in undo.actions if a.record is RecordType.TASK]
    assert (action.note, action.effective, action.reason.key) == (True, False, "undo_contact_gone")
    assert w.in_book("Mia").task.open
