"""Keep under a service's rate limit, and believe the service when it says that the limit is lower.

**Why no 429 comes.** The service counts requests when they *arrive*, and how long they travel is not known: a hundred
requests sent well apart may arrive bunched up. What is known is that a request arrives between the moment it was
sent and the moment its answer is here. So a place is held from the sending until `period` after the *answer*.

Suppose that more than `limit` requests arrived within less than `period`. Take the one of them that was sent last. When
it was sent, all the others had been sent and at most `limit` - 1 still held their places, so one of them had given
up its place: its answer was here at least a `period` earlier, and it had arrived before its answer. The two arrived
at least a `period` apart, against what was supposed.

A place costs one latency more than the limit itself asks for, which at 200 ms is 2 % and the price of the proof.
A request whose answer never comes is counted as answered when it was given up.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from app.clock import Clock
from app.errors import LimitReached

LIMIT = 100
MARGIN = 0.03
"""Seconds added to a service's period: clocks differ in speed, and some only tick every 16 ms."""

PERIOD = 10.0 + MARGIN
"""HighLevel's limit: so many requests in so many seconds (reference: HighLevel 6)."""

DAY_PAUSE = 3600.0
"""Seconds after which a used-up day is tried again; when the day starts anew is not documented."""


@dataclass(slots=True, eq=False)
class _Place:
    """A request that counts: ``answered`` is None while it is under way."""

    answered: float | None = None


class _Places:
    """What one limit of the service knows of us; clients that share a limit share it, one after the other or in
    one loop."""

    def __init__(self) -> None:
        self.held: list[_Place] = []
        self.not_before = 0.0
        self.day_over_until = 0.0
        self.last = 0.0

    def set_back(self, now: float) -> None:
        """Keep distances when the clock of this machine was set back: nobody must wait for an hour to come again."""
        if now < self.last:
            back = self.last - now
            for place in self.held:
                place.answered = None if place.answered is None else place.answered - back
            self.not_before -= back
            self.day_over_until = max(0.0, self.day_over_until - back)
        self.last = now


_shared: WeakKeyDictionary[Clock, dict[str, _Places]] = WeakKeyDictionary()


class SlidingWindow:
    """At most ``limit`` requests arrive at the service in any ``period`` seconds.

    Windows with the same ``key`` and clock share their places, so that a run that follows another at once does not
    count from zero. What others spend from the same limit (another process, another computer) is learnt from the
    service's headers X-RateLimit-Max, -Interval-Milliseconds, -Remaining and -Daily-Remaining (reference:
    HighLevel 6); for that the first request goes alone.
    """

    def __init__(self, service: str, clock: Clock, limit: int = LIMIT, period: float = PERIOD, key: str = "") -> None:
        self.limit = limit
        self.period = period
        self._ceiling = limit
        self._service = service
        self._clock = clock
        self._turn = asyncio.Lock()
        self._first = asyncio.Lock()
        self._answered = False
        self._places = _shared.setdefault(clock, {}).setdefault(key, _Places()) if key else _Places()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a free place and hold it for the request. Raises LimitReached when the day's are used up."""
        alone = not self._answered and await self._first.acquire()
        if alone and self._answered:  # while it waited
            self._first.release()
            alone = False
        try:
            async with self._held():
                yield
        finally:
            if alone:  # this answer has told what others have spent
                self._answered = True
                self._first.release()

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[None]:
        place = await self._take()
        try:
            yield
        finally:
            place.answered = self._now()

    async def _take(self) -> _Place:
        async with self._turn:  # first come, first served
            while True:
                now = self._now()
                if now < self._places.day_over_until:
                    raise LimitReached(until=self._places.day_over_until, service=self._service)
                wait = self._wait(now)
                if wait <= 0:
                    place = _Place()
                    self._places.held.append(place)
                    return place
                await self._clock.sleep(wait)

    def _now(self) -> float:
        now = self._clock.now()
        self._places.set_back(now)
        return now

    def _wait(self, now: float) -> float:
        """Return the seconds until a place can be free: one under way is at best answered now."""
        places = self._places
        places.held = [p for p in places.held if p.answered is None or p.answered > now - self.period]
        wait = places.not_before - now
        over = len(places.held) - self.limit
        if over >= 0:
            ends = sorted(now if p.answered is None else p.answered for p in places.held)
            wait = max(wait, ends[over] + self.period - now)
        return wait

    def pause(self, seconds: float) -> None:
        """Let nobody send for so many seconds."""
        self._places.not_before = max(self._places.not_before, self._now() + seconds)

    def observe(self, headers: Mapping[str, str]) -> None:
        """Take over what an answer says about the limits; call it while the request still holds its place."""
        most = _number(headers, "x-ratelimit-max")
        if most is not None and most > 0:
            self.limit = min(self._ceiling, most)
        interval = _number(headers, "x-ratelimit-interval-milliseconds")
        if interval is not None and interval > 0:
            self.period = max(self.period, interval / 1000 + MARGIN)
        now = self._now()
        remaining = _number(headers, "x-ratelimit-remaining")
        self._wait(now)  # drops the places that are free again
        if remaining is not None:
            # All that the service may count of ours holds a place; what it counts beyond that, others have spent.
            spent = (most or self._ceiling) - max(0, remaining)
            self._places.held += [_Place(now) for _ in range(spent - len(self._places.held))]
        daily = _number(headers, "x-ratelimit-daily-remaining")
        if daily is not None:
            self._places.day_over_until = now + DAY_PAUSE if daily <= 0 else 0.0


def _number(headers: Mapping[str, Any], name: str) -> int | None:
    try:
        return int(headers[name])
    except (KeyError, ValueError):
        return None
