"""The time of the sandbox: real time that can be moved on, or a time that stands still until told to move."""

from __future__ import annotations

import time
from datetime import UTC, datetime

MANUAL_START = 1_790_000_000.0
"""Where a manual clock starts: 2026-09-21T13:33:20Z."""


_LATEST, _LONGEST_SKEW = 20_000_000_000.0, 1_000_000_000.0


class SandboxClock:
    """Epoch seconds (UTC) for limits, dates and the lag of the search index.

    `manual` True: the time stands still at `start` until :meth:`advance`; False: real time plus what was
    advanced.
    """

    def __init__(self, manual: bool = False, start: float = MANUAL_START) -> None:
        self.manual = manual
        self._offset = start if manual else 0.0
        self.skew = 0.0
        """Seconds by which the services' clock is ahead; below zero it is behind."""

    def now(self) -> float:
        """Return the present moment of the sandbox in epoch seconds."""
        return (self._offset if self.manual else time.time() + self._offset) + self.skew

    def steady(self) -> float:
        """Return the present moment without the skew: for limits, which a clock set wrong must not stretch."""
        return self.now() - self.skew

    def now_ms(self) -> int:
        """Return the present moment in epoch milliseconds."""
        return int(self.now() * 1000)

    def advance(self, seconds: float) -> None:
        """Move forward by `seconds`.

        Raises ValueError for a negative number: no service goes back in time; and for centuries.
        """
        if seconds < 0:
            raise ValueError("the clock only moves forward")
        if not self.now() + seconds < _LATEST:
            raise ValueError("the clock does not go that far")
        self._offset += seconds

    def set_skew(self, seconds: float) -> None:
        """Set the services' clock ahead, or (below zero) behind. Raises ValueError beyond some decades."""
        if not abs(seconds) < _LONGEST_SKEW:
            raise ValueError("the clock does not go that far")
        self.skew = seconds


def iso_ms(milliseconds: int) -> str:
    """Return epoch milliseconds as HighLevel writes dates, e.g. ``2026-09-21T13:33:20.000Z``."""
    text = datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def parse_ms(value: object) -> int:
    """Return the epoch milliseconds of an ISO 8601 text or of a number (already milliseconds).

    Raises ValueError when it is neither.
    """
    if isinstance(value, bool):
        raise ValueError("no date")
    if isinstance(value, int | float):
        return int(value)
    text = str(value).strip()
    if text.isdigit():
        return int(text)
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)
