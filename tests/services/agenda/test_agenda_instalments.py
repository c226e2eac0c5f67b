"""Tasks for instalments: one while due, another once overdue, none once paid; each made once, ever."""

from __future__ import annotations

import os
import time as system_time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.records.contact import Contact
from app.records.invoice import Direction, Instalment, Invoice
from app.records.task import Removed, Task, TaskKind
from app.services.agenda.derived.context import Context
from app.services.agenda.derived.instalments import derive
from app.services.agenda.derived.positions import Position, of_customer
from app.services.agenda.derived.words import Words
from app.services.api.agenda import AgendaSettings
from tests.services.agenda.books import OWN, TODAY, Books, books, part


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Books]:
    with books(tmp_path) as made:
        yield made


def test_an_instalment_due_gets_a_task_with_day_and_amount(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part("122.00", 4), part("122.00", 34))
    first, second = home.desk.tasks()
    assert first.task.title == "Scade la rata 1 di 2 della fattura 5: 122,00 €"
    assert (first.task.due, first.task.amount_cents, first.task.kind) == (TODAY + timedelta(4), 12_200, TaskKind.DUE)
    assert (first.customer_name, first.task.origin) == ("Mulino Rossi", f"due:{OWN}|TD01|5|2026-10-01#1")
    assert second.task.due == TODAY + timedelta(34)


def test_what_passes_its_day_becomes_a_reminder_and_what_is_paid_is_done(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    invoice = home.invoice(customer, "5", part(100, 1))
    assert [s[0] for s in home.seen()] == ["due"]
    home.later(1)
    assert [s[0] for s in home.seen()] == ["due"]  # on its day it is not late
    home.later(1)
    assert home.seen() == [
        ("due", "Scade la fattura 5: 100,00 €", False, "reason"),
        ("overdue", "Sollecitare la fattura 5: 100,00 €", False, ""),
    ]
    home.pay(invoice)
    assert home.seen(everything=False) == [("followup", "Risentire Mulino Rossi dopo il pagamento", False, "")]
    assert ("overdue", "Sollecitare la fattura 5: 100,00 €", True, "") in home.seen()


def test_a_task_that_a_person_removed_never_comes_back(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    invoice = home.invoice(customer, "5", part(100, 5))
    home.desk.remove(home.desk.tasks()[0].task.id)
    home.later(1)
    home.invoice(customer, "6", part(50, 90))
    home.pay(invoice, paid=False)
    assert [s[1] for s in home.seen(everything=False)] == ["Scade la fattura 6: 50,00 €"]


def test_done_by_a_person_though_unpaid_stays_done_and_the_money_open(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part(100, -3))
    home.desk.done(home.desk.tasks()[0].task.id)
    home.later(5)
    home.invoice(customer, "6", part(1, None))
    assert home.seen(everything=False) == []
    [money] = home.desk.summary().money
    assert (money.overdue, money.open) == (Decimal("100.00"), Decimal("101.00"))


def test_a_payment_taken_back_opens_the_task_again_and_makes_no_second(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    invoice = home.invoice(customer, "5", part(100, -3))
    [before] = home.desk.tasks()
    home.pay(invoice)
    assert home.desk.task(before.task.id).task.completed is False  # not looked at yet
    home.desk.refresh()
    assert home.desk.task(before.task.id).task.completed
    home.pay(invoice, paid=False)
    open_ones = [x.task for x in home.desk.tasks() if x.task.kind is TaskKind.OVERDUE]
    assert [t.id for t in open_ones] == [before.task.id]


def test_what_a_person_opened_again_stays_open(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    invoice = home.invoice(customer, "5", part(100, -3))
    [line] = home.desk.tasks()
    home.pay(invoice)
    home.desk.refresh()
    home.desk.reopen(line.task.id)
    home.later(1)
    assert home.desk.refresh()
    assert home.desk.task(line.task.id).task.open


def test_a_new_day_and_amount_reach_the_task_but_not_what_a_person_changed(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    invoice = home.invoice(customer, "5", part(100, 5))
    other = home.invoice(customer, "6", part(100, 5))
    first, second = home.desk.tasks()
    home.desk.edit(
        second.task.id, title="Passare di persona", body="", due=TODAY + timedelta(9), at=None, assignee="u1"
    )
    for number in (invoice, other):
        home.store.invoices.set_instalments(number, [part(80, 7)])
    home.desk.refresh()
    moved, kept = home.desk.task(first.task.id).task, home.desk.task(second.task.id).task
    assert (moved.title, moved.due) == ("Scade la fattura 5: 80,00 €", TODAY + timedelta(7))
    assert (kept.title, kept.due, kept.assignee) == ("Passare di persona", TODAY + timedelta(9), "u1")
    assert (moved.amount_cents, kept.amount_cents) == (8_000, 8_000)


def test_a_postponed_instalment_takes_its_reminder_back_and_opens_the_old_task(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    invoice = home.invoice(customer, "5", part(100, 1))
    home.desk.refresh()
    home.later(3)
    home.desk.refresh()
    home.store.invoices.set_instalments(invoice, [part(100, 30)])
    assert home.seen() == [
        ("overdue", "Sollecitare la fattura 5: 100,00 €", False, "reason"),
        ("due", "Scade la fattura 5: 100,00 €", False, ""),
    ]
    assert home.desk.tasks()[0].task.due == TODAY + timedelta(30)


def test_a_credit_note_closes_what_it_settles(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part(100, 5))
    home.desk.refresh()
    home.invoice(customer, "6", part(100, None), kind="TD04")
    assert home.seen() == [("due", "Scade la fattura 5: 100,00 €", True, "")]


def test_old_invoices_of_which_nothing_says_whether_they_were_paid_make_no_flood(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "1", part(100, -400), on=date(2025, 9, 1))
    home.invoice(customer, "2", part(100, -400, paid=False), on=date(2025, 9, 2))
    assert [s[1] for s in home.seen()] == ["Sollecitare la fattura 2: 100,00 €"]


def test_an_invoice_that_is_no_longer_ones_own_takes_its_task_away(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    invoice = home.invoice(customer, "5", part(100, 5))
    home.desk.refresh()
    home.store.invoices.assign([(invoice, Direction.RECEIVED, "")])
    assert home.seen() == [("due", "Scade la fattura 5: 100,00 €", False, "reason")]
    home.store.invoices.assign([(invoice, Direction.ISSUED, customer)])
    assert home.seen() == [("due", "Scade la fattura 5: 100,00 €", False, "")]


def test_nothing_is_derived_anew_where_nothing_changed(home: Books) -> None:
    customer = home.customer("Mulino Rossi")
    home.invoice(customer, "5", part(100, 5))
    assert home.desk.refresh()
    assert not home.desk.refresh()
    home.later(1)
    assert home.desk.refresh()
    home.invoice(customer, "6", part(100, 5))
    assert home.desk.refresh()


@pytest.mark.parametrize("place", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "Europe/Rome"])
@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 31)])
def test_the_computers_own_zone_and_the_summer_time_move_no_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, day: date
) -> None:
    if not hasattr(system_time, "tzset"):
        place = "Europe/Rome"  # Windows cannot be moved
    else:
        monkeypatch.setenv("TZ", place)
        system_time.tzset()
    try:
        # 23:30 and 00:30 of Rome, on both sides of midnight
        for hour, due in ((23, day), (0, day)):
            moment = datetime(day.year, day.month, day.day, hour, 30).replace(tzinfo=UTC) - timedelta(hours=1)
            summer = date(2026, 3, 29) <= day < date(2026, 10, 25) and not (day == date(2026, 3, 29) and hour == 0)
            summer = summer or (day == date(2026, 10, 25) and hour == 0)
            moment -= timedelta(hours=1) if summer else timedelta(0)
            with books(tmp_path / f"{hour}", moment.timestamp()) as home:
                customer = home.customer("Mulino Rossi")
                home.invoice(customer, "5", Instalment(Decimal(10), due))
                assert home.desk.today() == day
                assert [(s[0], x.task.due) for s, x in zip(home.seen(), home.desk.tasks(), strict=True)] == [
                    ("due", due)
                ]
                assert home.desk.summary().today == 1
    finally:
        if hasattr(system_time, "tzset"):
            monkeypatch.delenv("TZ", raising=False)
            os.environ.pop("TZ", None)
            system_time.tzset()


# --- whatever happens, in whatever order ---

_STATES = st.sampled_from([None, True, False])
_STEP = st.tuples(
    st.integers(0, 2),  # which instalment
    _STATES,
    st.integers(-10, 10),  # its day
    st.sampled_from(["none", "done", "reopen", "remove", "remove_highlevel"]),
    st.integers(0, 12),  # days that pass
)


def _positions(parts: list[Instalment]) -> list[Position]:
    invoice = Invoice(OWN, "TD01", "5", date(2026, 10, 1), Decimal(30), customer=Contact(company="x"), customer_id="1")
    return of_customer([replace(invoice, id="1", instalments=tuple(parts))])


@settings(max_examples=300)
@given(steps=st.lists(_STEP, max_size=14))
def test_each_origin_makes_one_task_and_what_a_person_took_away_stays_away(
    steps: list[tuple[int, bool | None, int, str, int]],
) -> None:
    parts = [part(10, n) for n in range(3)]
    today, tasks, used = TODAY, dict[str, Task](), set[str]()
    gone: set[str] = set()
    for which, paid, days, act, passed in steps:
        today += timedelta(days=passed)
        parts[which] = replace(
            parts[which], paid=paid, due=today + timedelta(days=days), paid_source="schedule" if paid else ""
        )
        context = Context(today, 1.0, AgendaSettings(), Words("it"))
        existing: dict[str, list[Task]] = {}
        for task in tasks.values():
            existing.setdefault(task.reference, []).append(task)
        outcome = derive(_positions(parts), existing, context)
        for task in outcome.changed:
            assert tasks[task.origin] != task  # nothing is written that is no change
            tasks[task.origin] = task
        for task in outcome.new:
            if task.origin not in used:  # what the book does with a used key
                used.add(task.origin)
                tasks[task.origin] = task
        assert len({t.origin for t in tasks.values()}) == len(tasks)
        assert not any(tasks[o].open for o in gone)
        _follow_the_facts(tasks, parts, today)
        again = derive(_positions(parts), _by_reference(tasks), context)
        assert again.changed == []
        assert all(t.origin in used for t in again.new)
        if act != "none" and tasks:
            origin = sorted(tasks)[which % len(tasks)]
            tasks[origin] = _act(tasks[origin], act)
            (gone.add if act.startswith("remove") else gone.discard)(origin)


def _by_reference(tasks: dict[str, Task]) -> dict[str, list[Task]]:
    found: dict[str, list[Task]] = {}
    for task in tasks.values():
        found.setdefault(task.reference, []).append(task)
    return found


def _follow_the_facts(tasks: dict[str, Task], parts: list[Instalment], today: date) -> None:
    """Of one instalment at most one task is open by itself, and none of one that is paid."""
    for number, instalment in enumerate(parts, 1):
        mine = [t for t in tasks.values() if t.reference.endswith(f"#{number}") and t.open and "kept" not in t.derived]
        assert len(mine) <= 1
        if instalment.paid:
            assert not mine
        for task in mine:
            assert instalment.due is not None
            assert (task.kind is TaskKind.OVERDUE) == (instalment.due < today)


def _act(task: Task, act: str) -> Task:
    from app.services.agenda.editing import done, removed, reopened

    if act == "done":
        return done(2.0)(task)
    if act == "reopen":
        return reopened(task)
    if act == "remove":
        return removed(2.0)(task)
    return replace(task, removed=Removed.HIGHLEVEL, removed_at=2.0)
