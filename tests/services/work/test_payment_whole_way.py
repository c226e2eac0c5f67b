"""A customer pays: the note on the contact, the follow-up and the reminders, all of them by the one plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.records.contact import Contact
from app.records.invoice import Direction, Instalment, Invoice
from app.sandbox.highlevel.resources.notes import remove_note
from tests.services.work_stage import WorkStage, work_stage


@pytest.fixture
def w(tmp_path: Path) -> Iterator[WorkStage]:
    with work_stage(tmp_path) as stage:
        yield stage


def invoice(w: WorkStage, customer: str, number: str = "7") -> str:
    """An invoice of three weeks ago that was due yesterday."""
    part = Instalment(Decimal(100), w.day(-1), "MP05", False, None, "schedule")
    made = Invoice(
        "12345678903",
        "TD01",
        number,
        w.today - timedelta(days=21),
        Decimal(100),
        direction=Direction.ISSUED,
        customer=Contact(company="Cliente"),
        instalments=(part,),
        digest=number,
        customer_id=customer,
    )
    return w.s.service.store.invoices.put_many([made], w.s.clock.now())[0]


def pay(w: WorkStage, number: str, *, paid: bool = True) -> None:
    invoices = w.s.service.store.invoices
    found = invoices.get(number)
    assert found is not None
    part = replace(found.instalments[0], paid=paid, paid_on=w.today if paid else None, paid_source="schedule")
    invoices.set_instalments(number, [part])


def notes(w: WorkStage, contact: str) -> list[str]:
    mine = w.s.sandbox.state.highlevel.records.notes.of_contact(contact)
    return [n["body"] for n in mine if "Ponte24:" in n["body"]]


def test_a_payment_writes_the_note_plans_the_follow_up_and_completes_the_reminder(w: WorkStage) -> None:
    customer, contact = w.linked()
    number = invoice(w, customer)
    assert {a.reason.key for a in w.sync()} == {"task_overdue"}
    (reminder,) = w.tasks.values()
    assert (reminder["contactId"], reminder["completed"]) == (contact, False)
    pay(w, number)
    told = {(a.record.value, a.kind.value, a.reason.key) for a in w.sync()}
    assert told == {
        ("note", "create", "note_new"),
        ("task", "create", "task_followup"),
        ("task", "update", "task_done"),
    }
    assert w.tasks[reminder["id"]]["completed"]
    (follow_up,) = [t for t in w.tasks.values() if not t["completed"]]
    assert follow_up["contactId"] == contact
    (note,) = notes(w, contact)
    assert "100" in note
    pay(w, number, paid=False)
    assert ("note", "note_changed") in {(a.record.value, a.reason.key) for a in w.sync()}
    (after,) = notes(w, contact)
    assert after != note


def test_a_note_that_was_deleted_is_left_alone_until_there_is_something_new_to_say(w: WorkStage) -> None:
    customer, contact = w.linked()
    number = invoice(w, customer)
    w.sync()
    pay(w, number)
    w.sync()
    store = w.s.sandbox.state.highlevel
    (note,) = [n for n in store.records.notes.of_contact(contact) if "Ponte24:" in n["body"]]
    remove_note(store, note["id"])
    assert w.sync() == []
    pay(w, number, paid=False)
    w.sync()
    assert len(notes(w, contact)) == 1
