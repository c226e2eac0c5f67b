"""Rolling limits: when the next call is allowed, and when the calls of a plan will be done."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import LimitReached
from app.quick_records import quickly_made


@dataclass(frozen=True, slots=True)
class Window:
    """At most ``limit`` calls in any ``seconds``; ``margin`` seconds are added since the service's clock starts a
    moment after ours, and a call counted too early by us would be one too many for it."""

    seconds: float
    limit: int
    margin: float

    @property
    def span(self) -> float:
        """Seconds for which a call is counted here."""
        return self.seconds + self.margin


MINUTE = Window(60, 30, 2)
HOUR = Window(3600, 200, 10)
DAY = Window(86400, 500, 60)
FATTURA24_WINDOWS = (MINUTE, HOUR, DAY)
"""30 calls a minute, 200 an hour, 500 in any 24 hours (reference: Fattura24 1.8)."""

LONGEST = max(w.span for w in FATTURA24_WINDOWS)


def used(times: Sequence[float], window: Window, now: float) -> int:
    """Return how many of the calls (ascending epoch seconds) a window still counts."""
    return len(times) - bisect_right(times, now - window.span)


def frees_at(times: Sequence[float], window: Window, now: float) -> float:
    """Return when the window next lets a call through (``now`` or earlier: at once)."""
    if used(times, window, now) < window.limit:
        return now
    return times[len(times) - window.limit] + window.span


def wait(times: Sequence[float], now: float) -> float:
    """Return the seconds until the minute's limit allows the next call.

    Raises LimitReached (``until``) when the hour's or the day's limit does not allow it.
    """
    for window, name in ((DAY, "day"), (HOUR, "hour")):
        free = frees_at(times, window, now)
        if free > now:
            raise LimitReached(f"limit_{name}", until=free, service="Fattura24")
    return max(0.0, frees_at(times, MINUTE, now) - now)


@quickly_made
@dataclass(frozen=True, slots=True)
class Slot:
    """When a planned call can be made (epoch seconds), and whether it must wait for the hour or the day."""

    at: float
    deferred: bool


def forecast(times: Sequence[float], count: int, now: float) -> list[Slot]:
    """Say when each of ``count`` calls will be possible, given the calls already made (ascending)."""
    calls = list(times)
    slots: list[Slot] = []
    moment, deferred = now, False
    minute, hour, day = MINUTE.span, HOUR.span, DAY.span
    for made in range(len(calls), len(calls) + count):
        long_wait = calls[made - HOUR.limit] + hour if made >= HOUR.limit else 0.0
        if made >= DAY.limit:
            long_wait = max(long_wait, calls[made - DAY.limit] + day)
        short_wait = calls[made - MINUTE.limit] + minute if made >= MINUTE.limit else 0.0
        deferred = deferred or long_wait > max(moment, short_wait)
        moment = max(moment, long_wait, short_wait)
        calls.append(moment)
        slots.append(Slot(moment, deferred))
    return slots
