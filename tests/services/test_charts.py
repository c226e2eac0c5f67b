"""The numbers behind the charts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.clock import ManualClock
from app.paths import Home
from app.records.contact import Contact
from app.records.invoice import Direction, Instalment, Invoice
from app.services.calls.hours import calls_by_hour
from app.services.invoices.months import money_by_month
from app.store import Store


def test_calls_are_counted_in_the_hour_they_were_made(tmp_path: Path) -> None:
    store = Store.open(Home(tmp_path / "home"), ManualClock())
    now = datetime(2026, 11, 26, 14, 30).timestamp()
    hour = now // 3600 * 3600
    for at in (hour + 1, hour + 2, hour - 1, hour - 23 * 3600, hour - 24 * 3600):
        store.budget.spend("fattura24", at)
    store.budget.tell("fattura24", [hour + 5])
    found = calls_by_hour(store, now)
    assert len(found) == 24
    assert (found[-1].own, found[-1].others) == (2, 1)
    assert (found[-2].own, found[0].own) == (1, 1)
    assert sum(h.own for h in found) == 4, "what is older is not shown"
    store.close()


def test_money_comes_in_by_the_day_it_was_paid_and_is_overdue_by_the_day_it_was_due(tmp_path: Path) -> None:
    store = Store.open(Home(tmp_path / "home"), ManualClock())
    parts = (
        Instalment(Decimal(100), date(2026, 9, 30), paid=True, paid_on=date(2026, 10, 2)),
        Instalment(Decimal(70), date(2026, 10, 31), paid=False),
        Instalment(Decimal(30), date(2026, 12, 31), paid=False),
        Instalment(Decimal(20), date(2024, 1, 31), paid=False),
        Instalment(Decimal(10), date(2026, 8, 31), paid=True),
    )
    invoice = Invoice(
        "12345670017",
        "TD01",
        "7",
        date(2026, 9, 1),
        Decimal(230),
        direction=Direction.ISSUED,
        customer=Contact(company="Bar Sport"),
        instalments=parts,
        customer_id="1",
    )
    store.invoices.put_many([invoice], 1.0)
    months = {m.month: m for m in money_by_month(store, date(2026, 11, 26))}
    assert months[date(2026, 10, 1)].came_in == 100
    assert months[date(2026, 10, 1)].overdue == 70
    assert months[None].overdue == 20, "what is older stands before the first month"
    assert sum(m.came_in for m in months.values()) == 100, "a payment without a day came in on no month"
    assert sum(m.overdue for m in months.values()) == 90, "what is due later is not overdue"
    store.close()


def test_what_came_in_is_what_the_customer_paid(tmp_path: Path) -> None:
    """Less a credit note that was there before, less withholding tax; a refund goes out again."""
    store = Store.open(Home(tmp_path / "home"), ManualClock())
    bar: dict[str, Any] = {"direction": Direction.ISSUED, "customer": Contact(company="Bar Sport"), "customer_id": "1"}
    day = date(2026, 10, 2)
    whole = (Instalment(Decimal(100), date(2026, 9, 30), paid=True, paid_on=day),)
    thirds = tuple(replace(whole[0], amount=Decimal("33.33"), paid_on=date(2026, 9, 3)) for _ in range(3))
    back = (Instalment(Decimal(15), paid=True, paid_on=date(2026, 11, 5)),)
    documents = [
        Invoice("12345670017", "TD01", "7", date(2026, 9, 1), Decimal(100), instalments=whole, **bar),
        Invoice("12345670017", "TD04", "8", date(2026, 9, 9), Decimal(40), refers_to=("7",), **bar),
        Invoice("12345670017", "TD01", "9", date(2026, 9, 1), Decimal(100), instalments=thirds, **bar),
        Invoice("12345670017", "TD04", "10", date(2026, 10, 9), Decimal(15), instalments=back, refers_to=("9",), **bar),
    ]
    store.invoices.put_many(documents, 1.0)
    months = {m.month: m.came_in for m in money_by_month(store, date(2026, 11, 26))}
    assert (months[date(2026, 10, 1)], months[date(2026, 9, 1)], months[date(2026, 11, 1)]) == (
        Decimal(60),
        Decimal(100),
        Decimal(-15),
    )
    store.close()
