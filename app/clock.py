"""Time as something that can be handed in, so that no test ever sleeps for real."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable


class Clock(Protocol):
    """Wall-clock time in epoch seconds (UTC) and a way to wait."""

    def now(self) -> float:
        """Return the present moment, seconds since 1970-01-01T00:00:00Z."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds; zero or less yields once."""
        ...


@runtime_checkable
class SteadyClock(Clock, Protocol):
    """A clock that also knows for how long the machine has been running, which no setting of its time changes."""

    def uptime(self) -> float:
        """Return seconds since the machine's start, sleep included; begins anew with each start."""
        ...


# Linux stops the one and goes on with the other while the machine sleeps; macOS and Windows have one for both.
_UPTIME = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


class SystemClock:
    """The clock of this machine."""

    def uptime(self) -> float:
        """Return the seconds since the machine's start."""
        return time.monotonic() if _UPTIME is None else time.clock_gettime(_UPTIME)

    def now(self) -> float:
        """Return ``time.time()``: budgets must survive restarts, so a monotonic clock would not do."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait with asyncio."""
        import asyncio

        await asyncio.sleep(max(0.0, seconds))


class ManualClock:
    """A clock that moves only when told to, or when somebody waits on it."""

    def __init__(self, start: float = 1_790_000_000.0) -> None:
        self._now = start
        self.slept: list[float] = []

    def now(self) -> float:
        """Return the set time."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move forward by so many seconds."""
        self._now += seconds

    async def sleep(self, seconds: float) -> None:
        """Move forward at once and remember how long the caller wanted to wait."""
        self.slept.append(seconds)
        if seconds > 0:
            self._now += seconds
        import asyncio

        await asyncio.sleep(0)


def iso(moment: float) -> str:
    """Return epoch seconds as ISO 8601 in UTC with milliseconds, e.g. ``2026-11-23T09:00:00.000Z``."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_iso(text: str) -> float:
    """Return the epoch seconds of an ISO 8601 text.

    Raises ValueError when the text is no ISO 8601 date.
    """
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
