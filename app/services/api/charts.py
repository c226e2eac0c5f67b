"""What the charts show: calls by hour, money by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class HourCalls:
    """Calls to Fattura24 in the hour that begins at ``start`` (epoch seconds): ours, and those that Fattura24 says
    others have made with the same key."""

    start: float
    own: int
    others: int


@dataclass(frozen=True, slots=True)
class MonthMoney:
    """Euros of one month (``month`` is its first day): what came in, and what was due in it and is still owed.

    None as the month stands for all that was due before the first one, or on no day that is known.
    """

    month: date | None
    came_in: Decimal
    overdue: Decimal
