"""Keep under a service's rate limit, and believe the service when it says that the limit is lower."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping

from app.clock import Clock
from app.errors import LimitReached

MARGIN = 0.1
"""Seconds added to a period that the service names: its clock starts a moment after ours."""

DAY_PAUSE = 3600.0
"""Seconds after which a used-up day is tried again; when the day starts anew is not documented."""


class SlidingWindow:
    """At most ``limit`` requests in any ``period`` seconds, shared by all tasks of one client.

    Heeds the headers X-RateLimit-Max, -Interval-Milliseconds, -Remaining and -Daily-Remaining
    (reference: HighLevel 6).
    """

    def __init__(self, service: str, clock: Clock, limit: int = 98, period: float = 10.1) -> None:
        self.limit = limit
        self.period = period
        self._ceiling = limit
        self._service = service
        self._clock = clock
        self._sent: deque[float] = deque()
        self._turn = asyncio.Lock()
        self._not_before = 0.0
        self._day_over_until = 0.0

    async def acquire(self) -> None:
        """Wait for a free place and take it. Raises LimitReached when the day's requests are used up."""
        async with self._turn:  # first come, first served
            while True:
                now = self._clock.now()
                if now < self._day_over_until:
                    raise LimitReached(until=self._day_over_until, service=self._service)
                wait = self._wait(now)
                if wait <= 0:
                    self._sent.append(now)
                    return
                await self._clock.sleep(wait)

    def _wait(self, now: float) -> float:
        while self._sent and self._sent[0] <= now - self.period:
            self._sent.popleft()
        wait = self._not_before - now
        if len(self._sent) >= self.limit:
            wait = max(wait, self._sent[-self.limit] + self.period - now)
        return wait

    def pause(self, seconds: float) -> None:
        """Let nobody send for so many seconds."""
        self._not_before = max(self._not_before, self._clock.now() + seconds)

    def observe(self, headers: Mapping[str, str]) -> None:
        """Take over what an answer says about the limits."""
        most = _number(headers, "x-ratelimit-max")
        if most is not None and most > 0:
            self.limit = min(self._ceiling, most)
        interval = _number(headers, "x-ratelimit-interval-milliseconds")
        if interval is not None and interval > 0:
            self.period = max(self.period, interval / 1000 + MARGIN)
        now = self._clock.now()
        remaining = _number(headers, "x-ratelimit-remaining")
        if remaining is not None and remaining <= 0 and self._wait(now) <= 0:
            # Our own window still has room: somebody else spends from the same limit.
            self.pause(self.period)
        daily = _number(headers, "x-ratelimit-daily-remaining")
        if daily is not None:
            self._day_over_until = now + DAY_PAUSE if daily <= 0 else 0.0


def _number(headers: Mapping[str, str], name: str) -> int | None:
    try:
        return int(headers[name])
    except (KeyError, ValueError):
        return None
