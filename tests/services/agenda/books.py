"""A home with customers and invoices, and a clock, for tests of the agenda."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from app.clock import ManualClock
from app.paths import Home
from app.records.contact import Contact
from app.records.invoice import Direction, Instalment, Invoice
from app.records.provenance import Source
from app.services.agenda.desk import AgendaDesk
from app.store import Customer, Store, StoredLink

TODAY = date(2026, 11, 26)
NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC).timestamp()
OWN = "12345678903"


class Books:
    """What a test says about the business, in a line each."""

    def __init__(self, store: Store, clock: ManualClock, language: str = "it") -> None:
        self.store, self.clock = store, clock
        self.desk = AgendaDesk(store, clock, lambda: language)

    def customer(self, name: str, *, source: Source = "export", contact: str = "") -> str:
        made = Customer(
            "",
            "",
            "",
            Contact(company=name),
            "CLIENTE",
            {},
            source,
            self.clock.now(),
            True,
        )
        number = self.store.mirror.put(made)
        if contact:
            self.store.links.put(StoredLink(f"l{number}", contact, number))
        return number

    def invoice(
        self, customer: str, number: str, *parts: Instalment, on: date = date(2026, 10, 1), kind: str = "TD01"
    ) -> str:
        total = sum((p.amount for p in parts), Decimal(0)) or Decimal(100)
        made = Invoice(
            OWN,
            kind,
            number,
            on,
            total,
            direction=Direction.ISSUED,
            customer=Contact(company=f"customer {customer}"),
            instalments=parts,
            digest=number,
            customer_id=customer,
        )
        return self.store.invoices.put_many([made], self.clock.now())[0]

    def pay(self, invoice: str, *numbers: int, source: str = "schedule", paid: bool = True) -> None:
        """Let a source say that instalments (from 1; none given: all) are paid."""
        from dataclasses import replace

        found = self.store.invoices.get(invoice)
        assert found is not None
        parts = [
            replace(p, paid=paid, paid_on=TODAY if paid else None, paid_source=source)
            if not numbers or n in numbers
            else p
            for n, p in enumerate(found.instalments, 1)
        ]
        self.store.invoices.set_instalments(invoice, parts)

    def later(self, days: int) -> None:
        self.clock.advance(days * 86_400)

    def seen(self, *, everything: bool = True) -> list[tuple[str, str, bool, str]]:
        """Return (kind, title, done, removed) of the tasks."""
        return [
            (x.task.kind.value, x.task.title, x.task.completed, x.task.removed.value)
            for x in self.desk.tasks(everything=everything)
        ]


def part(amount: int | str, days: int | None, *, paid: bool | None = None) -> Instalment:
    """Return an instalment that is due so many days from today."""
    due = TODAY + timedelta(days=days) if days is not None else None
    return Instalment(Decimal(amount), due, "MP05", paid, None, "schedule" if paid is not None else "")


@contextmanager
def books(folder: Path, start: float = NOON, language: str = "it") -> Iterator[Books]:
    clock = ManualClock(start)
    store = Store.open(Home(folder / "home"), clock)
    try:
        yield Books(store, clock, language)
    finally:
        store.close()
