"""The one note "Pagamenti Fattura24" of a contact: made only of the customer's account (reference: tasks 1.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from app.records.task import sealed
from app.services.agenda.derived.positions import Position
from app.services.agenda.derived.words import cents, day
from app.store.agenda.payments import Payment
from app.texts import text

KIND = "payments"
TITLE = "Pagamenti Fattura24"
LAST = 10
"""Payments that the note names, the newest ones."""


def render(
    positions: Iterable[Position],
    changes: Sequence[Payment],
    read_on: date | None,
    today: date,
    language: str,
) -> str:
    """Return the whole text of the note. ``read_on`` is the day of the schedule that it rests on (None: there is
    none)."""
    found = list(positions)
    lines = [text("agenda.note.title", language)]
    for currency in sorted({p.invoice.currency for p in found}) or ["EUR"]:
        mine = [p for p in found if p.invoice.currency == currency and p.open_cents]
        owed = sum(p.open_cents for p in mine)
        late = sum(p.open_cents for p in mine if p.due is not None and p.due < today)
        key = "open_late" if late else "open" if owed else "nothing"
        amounts = {"open": cents(owed, currency, language), "late": cents(late, currency, language)}
        lines.append(text(f"agenda.note.{key}", language, **amounts))
    lines += [_part_line(p, language) for p in found if p.part_cents and p.open_cents]
    paid = [p for p in found if p.state == "paid"]
    paid.sort(key=lambda p: (p.paid_on or p.invoice.date, p.invoice.number, p.number), reverse=True)
    if paid:
        lines.append(text("agenda.note.last", language))
        noticed = {c.key: c for c in changes if c.kind == "paid"}
        lines += [_paid_line(p, noticed.get(p.key), language) for p in paid[:LAST]]
    if read_on is not None:
        lines.append(text("agenda.note.schedule", language, date=day(read_on)))
    return sealed("\n".join(lines), "pagamenti")


def _part_line(position: Position, language: str) -> str:
    currency = position.invoice.currency
    paid, amount = cents(position.part_cents, currency, language), cents(position.amount_cents, currency, language)
    return text("agenda.note.part_paid", language, number=position.invoice.number, paid=paid, amount=amount)


def _paid_line(position: Position, change: Payment | None, language: str) -> str:
    amount = cents(position.paid_cents, position.invoice.currency, language)
    number = position.invoice.number
    if position.paid_on is None:
        line = text("agenda.note.paid", language, number=number, amount=amount)
    else:
        line = text("agenda.note.paid_on", language, date=day(position.paid_on), number=number, amount=amount)
    own = position.source == "owner" or (change is not None and change.source == "owner")
    return f"{line} {text('agenda.note.own_word', language)}" if own else line
