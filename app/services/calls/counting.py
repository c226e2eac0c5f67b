"""How many calls of Fattura24 the limits count, and whether there is room for one more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import LimitReached
from app.sync.plan import budget
from app.sync.plan.model import Side

if TYPE_CHECKING:
    from app.store import Store

SERVICE = Side.FATTURA24.value


def calls_made(store: Store, now: float) -> list[float]:
    """Return the times of the Fattura24 calls that any limit still counts."""
    return store.budget.times(SERVICE, now - budget.LONGEST)


def require_room(store: Store, now: float) -> None:
    """Raise LimitReached (limit_minute, limit_hour, limit_day) unless one more call is allowed now."""
    pause = budget.wait(calls_made(store, now), now)
    if pause > 0:
        raise LimitReached("limit_minute", until=now + pause, service="Fattura24")
