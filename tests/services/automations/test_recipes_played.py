"""The twelve recipes on real services: tried first, then asking, then alone; each does what its name says, once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.automation.kept.recipes import recipes
from app.automation.model import Mode
from app.records.contact import Contact
from app.records.invoice import Direction, Instalment, Invoice
from tests.services.automations.play import Play, play

OWN = "12345678903"


@contextmanager
def business(folder: Path) -> Iterator[Play]:
    """A home in step whose derived tasks are off, so that what is there the recipe has made."""
    with play(folder) as p:
        agenda = p.service.agenda
        off = replace(agenda.settings(), due=False, overdue=False, onboarding=False, followup=False, payment_note="off")
        agenda.save_settings(off)
        yield p


def invoice(p: Play, customer: str, number: str, due_in: int, kind: str = "TD01", amount: int = 122) -> None:
    """An e-invoice is read."""
    due = p.w.day(due_in)
    known = p.service.store.mirror.get(customer)
    contact = known.contact if known is not None else Contact(company="Nuovo Cliente SRL")
    part = Instalment(Decimal(amount), due)
    made = Invoice(
        OWN,
        kind,
        number,
        min(p.w.today, due) - timedelta(days=10),
        Decimal(amount),
        direction=Direction.ISSUED,
        customer=contact,
        instalments=(part,),
        customer_id=customer,
    )
    p.service.store.invoices.put_many([made], p.w.s.clock.now())
    p.service.agenda.refresh()


def schedule(p: Play, *rows: tuple[str, str, str, str]) -> None:
    """The owner imports the payment schedule: number, due day, state, day of payment."""
    header = "Cliente;Numero;Data;Scadenza;Importo;Stato;Data pagamento"
    dated = italian(p.w.day(-20))
    lines = [f";{number};{dated};{due};122,00;{state};{paid}" for number, due, state, paid in rows]
    file = p.w.s.folder / f"scadenze{p.w.s.clock.now():.0f}.csv"
    file.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    asyncio.run(p.service.import_files([file]))


def pay(p: Play, number: str) -> None:
    p.service.agenda.mark_paid(number)


def italian(day: Any) -> str:
    return f"{day:%d/%m/%Y}"


def happen(p: Play, recipe: str, turn: int) -> None:
    """Let happen what sets a recipe off: another time each turn."""
    customer = p.w.linked(turn)[0]
    number = f"R{turn}"
    match recipe:
        case "first_invoice":
            invoice(p, customer, number, 20)
        case "payment_note" | "payment_closes_reminders" | "settled_untag":
            pay(p, number)
        case "due_soon_task":
            p.w.s.clock.sandbox.advance(7 * 86_400)
            invoice(p, customer, number, 2)
        case "overdue_task":
            schedule(p, (number, italian(p.w.day(-10)), "da pagare", ""))
        case "address_book_old":
            p.w.s.clock.sandbox.advance(20 * 86_400)
        case "credit_note_check":
            invoice(p, customer, number, 5, kind="TD04")
        case "monday_digest":
            p.w.s.clock.sandbox.advance(7 * 86_400)


@pytest.mark.parametrize("recipe", ["first_invoice", "due_soon_task", "overdue_task", "credit_note_check"])
def test_what_invoices_set_off(tmp_path: Path, recipe: str) -> None:
    with business(tmp_path) as p:
        for turn in range(4):
            customer = p.w.linked(turn)[0]
            if recipe == "overdue_task":
                invoice(p, customer, f"R{turn}", -10)
            invoice(p, p.w.linked(9)[0], f"baseline{turn}", 30)
        three_modes(p, recipe)


@pytest.mark.parametrize("recipe", ["payment_note", "payment_closes_reminders", "settled_untag"])
def test_what_payments_set_off(tmp_path: Path, recipe: str) -> None:
    with business(tmp_path) as p:
        for turn in range(4):
            customer, contact = p.w.linked(turn)
            invoice(p, customer, f"R{turn}", 3)
            if recipe == "settled_untag":
                p.tag(contact, "insoluto")
        p.sync()
        if recipe == "payment_closes_reminders":
            p.service.agenda.save_settings(replace(p.service.agenda.settings(), due=True))
            p.sync()
        three_modes(p, recipe)


@pytest.mark.parametrize("recipe", ["address_book_old", "monday_digest"])
def test_what_time_sets_off(tmp_path: Path, recipe: str) -> None:
    with business(tmp_path) as p:
        p.sync()
        three_modes(p, recipe)


def three_modes(p: Play, recipe: str) -> None:
    """Try, ask, go alone: each time something else happens."""
    automations = p.service.automations
    one = automations.add_recipe(recipe, {}, "it").id
    assert automations.get(one).automation.recipe == recipe
    shown = automations.try_out(automations.get(one).automation)
    assert shown.passed or recipe in ("overdue_task", "settled_untag"), shown.to_json("it")
    automations.switch(one, on=True, mode=Mode.TRY)
    p.w.s.clock.sandbox.advance(5)
    before = picture(p)
    happen(p, recipe, 0)
    p.sync()
    assert [r.state for r in p.runs(one)] == ["tried"], [(r.state, r.detail) for r in p.runs(one)]
    automations.switch(one, on=True, mode=Mode.ASK)
    p.w.s.clock.sandbox.advance(5)
    after_try = picture(p)
    happen(p, recipe, 1)
    p.sync()
    acts = any(step.change is not None and step.change.verb != "local" for step in p.runs(one)[0].steps)
    if acts and p.runs(one)[0].state == "open":
        plan = p.service.open_plan()
        assert plan is not None
        assert [a for a in plan.actions if a.asks], recipe
        done = p.confirm(plan)
        assert not done.failed, done.errors
        p.sync()
    p.sync()
    assert [r.state for r in p.runs(one)] == ["done", "tried"], [(r.state, r.detail, r.steps) for r in p.runs(one)]
    automations.switch(one, on=True, mode=Mode.AUTO, trusted=True)
    p.w.s.clock.sandbox.advance(5)
    happen(p, recipe, 2)
    for _ in range(3):
        p.sync()
    assert [r.state for r in p.runs(one)] == ["done", "done", "tried"]
    assert all(step.state == "done" or not step.change for r in p.runs(one)[:2] for step in r.steps)
    said = p.service.automation_ticks.notices()
    if acts and recipe != "payment_note":
        assert picture(p) != after_try or before != after_try
    elif not acts:
        assert said
    left = p.plan()
    assert not p.wanted(left)


def picture(p: Play) -> Any:
    """Return what an owner sees: the agenda and the labels."""
    tasks = sorted((t.task.title, t.task.completed) for t in p.service.agenda.tasks(everything=True))
    tags = {i: sorted(c.get("tags", ())) for i, c in p.w.s.sandbox.state.highlevel.contacts.items()}
    return tasks, tags


def test_a_task_that_is_done_in_highlevel_is_done_in_the_agenda(tmp_path: Path) -> None:
    with business(tmp_path) as p:
        for turn in range(3):
            p.service.agenda.add(f"Chiamare {turn}", customer=p.w.linked(turn)[0], due=p.w.day(2))
        p.sync(), p.sync()
        one = p.service.automations.add_recipe("task_done_both", {}, "it").id
        p.service.automations.switch(one, on=True, mode=Mode.AUTO)
        p.w.s.clock.sandbox.advance(5)
        p.w.edited("Chiamare 1", completed=True)
        p.w.typed(p.contact(3), "Solo di HighLevel")
        p.sync(), p.sync()
        p.w.edited("Solo di HighLevel", completed=True)
        p.sync(), p.sync()
        assert p.w.in_book("Chiamare 1").task.completed
        assert not p.w.in_book("Chiamare 0").task.completed
        assert {r.state for r in p.runs(one)} == {"done"}


@pytest.mark.parametrize("mode", [Mode.ASK, Mode.AUTO])
def test_a_tagged_contact_comes_to_fattura24_whatever_the_settings_say_of_others(tmp_path: Path, mode: Mode) -> None:
    with business(tmp_path) as p:
        p.service.save_settings(replace(p.service.settings(), create_in_fattura24="never"))
        one = p.service.automations.add_recipe("tagged_contact_customer", {"tag": "nuovo"}, "it").id
        p.service.automations.switch(one, on=True, mode=mode, trusted=True)
        p.w.s.clock.sandbox.advance(5)
        made = p.ask("POST", "/contacts/", {"locationId": p.w.s.sandbox.location_id, **PERSON})["contact"]["id"]
        other = {**PERSON, "email": "b@x.it", "phone": "+393331112223", "companyName": "Altra SRL"}
        p.ask("POST", "/contacts/", {"locationId": p.w.s.sandbox.location_id, **other})
        p.sync()
        before = len(p.w.s.sandbox.state.fattura24.customers)
        p.tag(made, "nuovo")
        p.sync()
        if mode is Mode.ASK:
            assert len(p.w.s.sandbox.state.fattura24.customers) == before
            plan = p.service.open_plan()
            assert plan is not None
            [asked] = [a for a in plan.actions if a.asks]
            assert (asked.record.value, asked.side.value, asked.title) == ("contact", "fattura24", "Re SRL (Ida Re)")
            p.confirm(plan)
        p.sync()
        assert len(p.w.s.sandbox.state.fattura24.customers) == before + 1
        assert [r.state for r in p.runs(one)] == ["done"]


def test_an_appointment_that_was_held_is_to_be_invoiced(tmp_path: Path) -> None:
    with business(tmp_path) as p:
        record = next(iter(p.w.s.sandbox.state.highlevel.records.appointments))
        begin = int(p.w.s.clock.now() * 1000) + 3_600_000
        record |= {"startTime": begin, "endTime": begin + 1_800_000}
        p.sync()
        one = p.service.automations.add_recipe("appointment_invoice", {}, "it").id
        p.service.automations.switch(one, on=True, mode=Mode.AUTO)
        p.w.s.clock.sandbox.advance(5)
        p.w.s.sandbox.state.owner.edit("appointments", record["id"], {"appointmentStatus": "showed"})
        for _ in range(4):
            p.sync()
        assert any(title.startswith("Fatturare") for title in p.book())
        assert [r.state for r in p.runs(one)] == ["done"]


PERSON = {"firstName": "Ida", "lastName": "Re", "companyName": "Re SRL", "email": "ida@x.it", "phone": "+393330000001"}


def test_all_of_them_are_played() -> None:
    assert len(recipes()) == 12
