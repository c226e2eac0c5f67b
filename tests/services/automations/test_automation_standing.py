"""How automations stand: refused accounts, reminders that would come twice, what an event about nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.automation.model import Cause, Mode, State
from app.services.agenda.derived.positions import Position, positions
from app.services.api.accounts import AccountState
from app.store import Store
from app.sync.plan.model import Side
from tests.services.automations.play import TAGGED, Play, made, play, tag, task
from tests.services.automations.test_recipes_played import invoice, italian, pay, schedule

NOTIFY = {"operation": "local.notify", "inputs": {"text": "Fatto"}}


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Play]:
    with play(tmp_path) as opened:
        yield opened


def stands(p: Play, one: str) -> tuple[State, Cause]:
    automation = p.service.automations.show(one)
    return automation.state, automation.cause


def test_a_refused_account_pauses_what_needs_it_in_sight_and_what_happened_meanwhile_is_taken_up(p: Play) -> None:
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    local = p.on(made("f24.calls_low", NOTIFY, parameters={"calls": 100}))
    contact = p.contact()
    accounts = p.service._accounts
    accounts.set_state(Side.HIGHLEVEL, AccountState.REFUSED, "highlevel_unauthorised")
    for _ in range(3):
        p.service.automations.tick()
    assert stands(p, one) == (State.PAUSED, Cause.CREDENTIALS)
    assert stands(p, local) == (State.ON, Cause.NONE)
    told = [row for row in p.service.store.activity.recent(100) if row.key == "automation_paused"]
    assert len(told) == 1
    [(name, words)] = p.service.automation_ticks.notices()
    assert (name, "Account" in words) == ("Prova", True)
    assert p.service.automation_ticks.notices() == ()
    p.tag(contact, "vip")
    accounts.set_state(Side.HIGHLEVEL, AccountState.CONNECTED)
    p.sync()
    p.sync()
    assert stands(p, one) == (State.ON, Cause.NONE)
    assert "x" in p.tags(contact)


def test_an_account_that_is_only_out_of_reach_pauses_nothing(p: Play) -> None:
    one = p.on(made("highlevel.ContactTagUpdate", tag("x"), **TAGGED))
    p.service._accounts.set_state(Side.HIGHLEVEL, AccountState.OFFLINE)
    p.service.automations.tick()
    assert stands(p, one)[0] is State.ON


@pytest.mark.parametrize(("mode", "own"), [(Mode.AUTO, 0), (Mode.ASK, 0), (Mode.TRY, 1)])
def test_one_payment_brings_one_reminder(p: Play, mode: Mode, own: int) -> None:
    agenda = p.service.agenda
    agenda.save_settings(replace(agenda.settings(), followup=True, payment_note="off"))
    customer = p.w.linked()[0]
    invoice(p, customer, "R1", 5)
    p.sync()
    recipe = p.service.automations.add_recipe("payment_note", {}, "it")
    p.service.automations.switch(recipe.id, on=True, mode=mode)
    p.w.s.clock.sandbox.advance(2)
    pay(p, "R1")
    plan = p.plan()
    if any(a.effective for a in plan.actions):
        p.confirm(plan)
    reminders = [line for line in p.service.agenda.tasks() if line.task.customer == customer]
    kinds = [line.task.kind.value for line in reminders]
    assert kinds.count("followup") == own
    assert kinds.count("own") == 1 - own


def test_a_part_that_was_paid_sets_off_what_waits_for_it_and_nothing_else(p: Play) -> None:
    step = task("Manca {{ rata.da_incassare | euro }} di {{ fattura.numero }}, dati {{ rata.incassato | euro }}")
    one = p.on(made("f24.instalment_partial", step))
    other = p.on(made("f24.instalment_paid", NOTIFY))
    customer = p.w.linked()[0]
    invoice(p, customer, "R1", 5)
    p.sync()
    [kept] = [i for i in p.service.store.invoices.of_customer(customer) if i.number == "R1"]
    part = replace(kept.instalments[0], part_paid=Decimal(22))
    p.service.store.invoices.set_instalments(kept.id, [part])
    p.service.agenda.refresh()
    p.sync()
    p.sync()
    [run] = p.runs(one)
    assert run.state == "done"
    assert "Manca 100,00 € di R1, dati 22,00 €" in p.book()
    assert p.runs(other) == []


def test_of_an_event_about_nobody_nothing_is_known_of_a_customer(p: Play) -> None:
    there = {"path": "cliente.in_highlevel", "op": "no"}
    one = p.on(made("task.due", NOTIFY, conditions=[there]))
    p.service.agenda.add("Di nessuno", due=p.w.today)
    p.sync()
    assert p.runs(one) == []
    [passed] = p.service.automations.passed_over(one)
    assert [c.passed for c in passed.conditions] == [False]


def test_where_neither_money_nor_day_changed_no_instalment_is_derived_anew(
    p: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []

    def counting(store: Store) -> list[Position]:
        counted.append("derived")
        return positions(store)

    monkeypatch.setattr("app.services.automations.events.facts.positions", counting)
    one = p.on(made("f24.instalment_overdue", NOTIFY, parameters={"days": 3}))
    customer = p.w.linked()[0]
    invoice(p, customer, "R1", -10)
    desk = p.service.automations
    desk.tick()
    counted.clear()
    for _ in range(5):
        p.w.s.clock.sandbox.advance(45)
        desk.tick()
    assert counted == []
    schedule(p, ("R1", italian(p.w.day(-10)), "da pagare", ""))
    desk.tick()
    assert counted
    assert len(p.runs(one)) == 1
    p.w.s.clock.sandbox.advance(86_400)
    counted.clear()
    desk.tick()
    assert counted, "another day may bring something"
    assert len(p.runs(one)) == 1
