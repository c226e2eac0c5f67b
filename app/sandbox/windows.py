"""Counting calls in rolling windows of time."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque


class RollingCalls:
    """The moments (epoch seconds) of the calls of the last `keep` seconds."""

    def __init__(self, keep: float = 86_400.0) -> None:
        self._keep = keep
        self._calls: deque[float] = deque()

    def add(self, now: float) -> None:
        """Count a call made now."""
        self._calls.append(now)
        while self._calls and self._calls[0] <= now - self._keep:
            self._calls.popleft()

    def within(self, seconds: float, now: float) -> int:
        """Return the number of calls in the last `seconds`."""
        if seconds < self._keep / 10:  # short windows hold few calls: count from the end
            number = 0
            for moment in reversed(self._calls):
                if moment <= now - seconds:
                    break
                number += 1
            return number
        return len(self._calls) - bisect_right(self._calls, now - seconds)

    def oldest_within(self, seconds: float, now: float) -> float | None:
        """Return the moment of the oldest call in the last `seconds`, or None."""
        number = self.within(seconds, now)
        return self._calls[len(self._calls) - number] if number else None

    def clear(self) -> None:
        """Forget all calls."""
        self._calls.clear()
