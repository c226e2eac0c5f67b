"""A time for counting calls that goes on evenly, whatever is done to this machine's clock.

Fattura24 counts by its own clock. Were calls counted by the machine's clock alone, setting it forward would make the
calls of a minute ago look a day old, and more would be sent than is allowed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from app.clock import Clock, SteadyClock

if TYPE_CHECKING:
    from app.store.values import SettingValues

KEY = "fattura24.time"

TOLERANCE = 30.0
"""Seconds by which clock and running time may differ over the same stretch without one of them being wrong."""

CARE = 3.0
"""Seconds by which a moment that the service told may be late: it tells whole seconds, and takes a while to answer."""


class MonotonicClock:
    """Implements `app.store.budget.MonotonicClock`.

    While the machine runs, its running time says how much time has passed. Over a restart of the machine only the
    clock can, unless it disagrees with itself: then ``unsure`` is True, and before the next call the service is asked
    for its time (`settle`). A clock that does not know the running time is believed, as in tests.
    """

    def __init__(self, settings: SettingValues, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._steady = clock if isinstance(clock, SteadyClock) else None
        self.unsure = False
        self._offset: float | None = None
        self._at = self._least = clock.now()
        self._started = self._uptime()
        self._usual = 0.0
        kept: dict[str, Any] | None = settings.get(KEY) if self._steady else None
        if kept is not None:
            self._go_on(kept)
        self._usual = self.ahead()

    def now(self) -> float:
        """Return the present moment by this clock (epoch seconds)."""
        if self._steady is None:
            return self._clock.now()
        return self._at + self._uptime() - self._started

    def ahead(self) -> float:
        """Return by how many seconds the machine's clock is ahead of this one."""
        return self._clock.now() - self.now() if self._steady is not None else 0.0

    def keep(self) -> None:
        """Keep where this clock stands."""
        if self._steady is not None:
            self._settings.set(
                KEY,
                {
                    "moment": self.now(),
                    "uptime": self._uptime(),
                    "wall": self._clock.now(),
                    "offset": self._offset,
                },
            )

    def hear(self, server_time: float) -> None:
        """Take in the moment that an answer of the service tells."""
        if self._steady is None:
            return
        if self.unsure:
            self._set_right(server_time)
        else:
            self._offset = server_time - self.now()

    async def settle(self, ask: Callable[[], Awaitable[float | None]]) -> None:
        """Ask the service for its time if nothing else can tell how much has passed.

        Also where the clock has jumped: it was set, or the machine has slept and its running time did not go on.
        """
        if self.unsure:
            server_time = await ask()
            if server_time is not None:
                self._set_right(server_time)
        elif abs(self.ahead() - self._usual) > TOLERANCE:
            server_time = await ask()
            if server_time is not None and self._offset is not None:
                self._at += max(0.0, server_time - self._offset - CARE - self.now())
            if server_time is not None:
                self._usual = self.ahead()

    def _go_on(self, kept: dict[str, Any]) -> None:
        self._offset = kept.get("offset")
        by_clock = self._clock.now() - float(kept["wall"])
        by_running = self._started - float(kept["uptime"])
        if by_running >= 0 and abs(by_clock - by_running) <= TOLERANCE:
            self._at = float(kept["moment"]) + by_running
            return
        # Either the machine was started anew or its clock was set; so long at least it has been:
        proven = by_running if by_running >= 0 else self._started
        self._least = float(kept["moment"]) + proven
        self._at = float(kept["moment"]) + max(by_clock, proven)
        self.unsure = True

    def _set_right(self, server_time: float) -> None:
        self.unsure = False
        passed = self._uptime() - self._started
        if self._offset is not None:
            self._at = max(server_time - self._offset - CARE - passed, self._least)
        else:
            self._offset = server_time - self.now()
        self._usual = self.ahead()

    def _uptime(self) -> float:
        return self._steady.uptime() if self._steady is not None else 0.0
