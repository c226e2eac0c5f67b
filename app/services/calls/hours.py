"""How many calls each hour has seen."""

from __future__ import annotations

from app.services.api.charts import HourCalls
from app.services.calls.counting import SERVICE
from app.store import Store

_HOUR = 3600.0


def calls_by_hour(store: Store, now: float, hours: int = 24) -> tuple[HourCalls, ...]:
    """Return the calls of the last hours, oldest first; the last of them is the hour that is not over yet."""
    first = now // _HOUR * _HOUR - (hours - 1) * _HOUR
    counts = {reported: [0] * hours for reported in (False, True)}
    for reported, by_hour in counts.items():
        for at in store.budget.times(SERVICE, first, reported=reported):
            place = int((at - first) // _HOUR)
            if 0 <= place < hours:
                by_hour[place] += 1
    return tuple(HourCalls(first + n * _HOUR, counts[False][n], counts[True][n]) for n in range(hours))
