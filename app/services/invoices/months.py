"""What came in and what is overdue, month by month."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from app.records.invoice import Direction
from app.records.receivable import accounts
from app.services.api.charts import MonthMoney
from app.store import Store

_CURRENCY = "EUR"


def money_by_month(store: Store, today: date, months: int = 12) -> tuple[MonthMoney, ...]:
    """Return what came in and what is overdue in euros, month by month up to the present one; the first of them stands
    for all before. Of the invoices that were issued only; a payment whose day nobody knows came in on no month."""
    wanted = _months(today, months)
    came_in: dict[date | None, Decimal] = defaultdict(Decimal)
    overdue: dict[date | None, Decimal] = defaultdict(Decimal)
    for documents in store.invoices.by_customer().values():
        issued = [d for d in documents if d.direction is Direction.ISSUED and d.currency == _CURRENCY]
        for document in issued:
            for part in document.instalments:
                if part.paid and part.paid_on is not None and part.paid_on.replace(day=1) in wanted:
                    came_in[part.paid_on.replace(day=1)] += part.amount
        for account in accounts(issued).values():
            for item in account.items:
                if item.is_overdue(today) and item.due is not None:
                    month = item.due.replace(day=1)
                    overdue[month if month in wanted else None] += item.open
    zero = Decimal(0)
    return tuple(MonthMoney(m, came_in.get(m, zero), overdue.get(m, zero)) for m in (None, *wanted))


def _months(today: date, count: int) -> list[date]:
    number = today.year * 12 + today.month - 1
    return [date((number - n) // 12, (number - n) % 12 + 1, 1) for n in reversed(range(count))]
