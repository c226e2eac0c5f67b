"""Time and a service that exist only in memory: tasks wait for each other as they would, and nothing really sleeps."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Coroutine
from typing import Any


class SimulatedClock:
    """A clock on which many tasks can wait at once: it moves to the next moment when nobody has anything left to do."""

    def __init__(self, start: float = 1_790_000_000.0) -> None:
        self._now = start
        self._order = itertools.count()
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        """The simulated moment."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has come so far."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self._now + max(0.0, seconds), next(self._order), future))
        await future

    async def run(self, *work: Coroutine[Any, Any, None]) -> None:
        """Carry out the work, moving on whenever all of it waits."""
        tasks = [asyncio.ensure_future(w) for w in work]
        while not all(task.done() for task in tasks):
            for _ in range(12):  # let everything run that a wake-up set in motion
                await asyncio.sleep(0)
            if self._waiting and not all(task.done() for task in tasks):
                moment, _, future = heapq.heappop(self._waiting)
                self._now = max(self._now, moment)
                future.set_result(None)
        await asyncio.gather(*tasks)


class CountingService:
    """Counts what arrives in a sliding window, as HighLevel does, and says 429 to what is too much."""

    def __init__(self, clock: SimulatedClock, limit: int, interval: float) -> None:
        self.clock, self.limit, self.interval = clock, limit, interval
        self.arrivals: list[float] = []
        self.refused = 0

    def arrive(self) -> dict[str, str]:
        """Take a request and return the headers of the answer."""
        now = self.clock.now()
        recent = sum(a > now - self.interval for a in self.arrivals)
        if recent >= self.limit:
            self.refused += 1
        else:
            self.arrivals.append(now)
            recent += 1
        return {"x-ratelimit-max": str(self.limit), "x-ratelimit-remaining": str(self.limit - recent)}
