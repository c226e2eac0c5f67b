"""What came in and what is overdue, month by month."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from app.records.invoice import Direction, Instalment, Invoice
from app.records.receivable import accounts
from app.services.api.charts import MonthMoney
from app.store import Store

_CURRENCY = "EUR"
_ZERO = Decimal(0)


def money_by_month(store: Store, today: date, months: int = 12) -> tuple[MonthMoney, ...]:
    """Return what came in and what is overdue in euros, month by month up to the present one; the first of them stands
    for all before. Of the invoices that were issued only, as far as the customer pays them (not the withholding tax,
    say); a payment whose day nobody knows came in on no month."""
    wanted = _months(today, months)
    came_in: dict[date | None, Decimal] = defaultdict(Decimal)
    overdue: dict[date | None, Decimal] = defaultdict(Decimal)
    for documents in store.invoices.by_customer().values():
        issued = [d for d in documents if d.direction is Direction.ISSUED and d.currency == _CURRENCY]
        known = accounts(issued)
        credited = {place: taken for account in known.values() for place, taken in account.credited.items()}
        for document in issued:
            for n, part in enumerate(document.asked):
                month = part.paid_on.replace(day=1) if part.paid and part.paid_on is not None else None
                if month in wanted:
                    came_in[month] += _received(document, part, credited.get((document.id, n), _ZERO))
        for account in known.values():
            for item in account.items:
                if item.is_overdue(today) and item.due is not None:
                    late = item.due.replace(day=1)
                    overdue[late if late in wanted else None] += item.open
    return tuple(MonthMoney(m, came_in.get(m, _ZERO), overdue.get(m, _ZERO)) for m in (None, *wanted))


def _received(document: Invoice, part: Instalment, credited: Decimal) -> Decimal:
    """Return what a paid instalment brought in: less what a credit note had taken off it by then. What was paid on a
    credit note went back to the customer."""
    return -abs(part.amount) if document.is_credit_note else part.amount - credited


def _months(today: date, count: int) -> list[date]:
    number = today.year * 12 + today.month - 1
    return [date((number - n) // 12, (number - n) % 12 + 1, 1) for n in reversed(range(count))]
