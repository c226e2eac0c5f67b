"""When a request may be sent again, and how long to wait before."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any


class Effect(StrEnum):
    """What happens when a request is sent twice."""

    READ = "read"
    """Nothing: it changes nothing."""
    IDEMPOTENT = "idempotent"
    """The same as once: it sets values or deletes by id."""
    ONCE = "once"
    """Two records: it may be repeated only if it provably was not processed."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an attempt brought no usable answer.

    ``maybe_done``: the service may have processed the request. ``passing``: it may go better next time.
    ``busy``: the service said that it gets too many requests. ``retry_after``: seconds that it asked to
    wait.
    """

    code: str
    maybe_done: bool
    passing: bool = True
    busy: bool = False
    retry_after: float | None = None
    details: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently to repeat.

    ``attempts`` and ``busy_attempts`` count the first one. With ``after_sending`` off, only what never left
    this machine is repeated: for a service whose calls are counted. ``longest_wait`` is the longest
    Retry-After (seconds) that is waited out; ``busy_wait`` the wait after a 429 without Retry-After.
    """

    attempts: int = 4
    busy_attempts: int = 6
    after_sending: bool = True
    first_wait: float = 0.5
    cap: float = 30.0
    busy_wait: float = 10.0
    longest_wait: float = 120.0
    chance: Callable[[], float] = random.random

    def allows(self, trouble: Trouble, effect: Effect, attempt: int) -> bool:
        """Tell whether the request may be sent again after its ``attempt``-th time (1-based)."""
        if not trouble.passing:
            return False
        if trouble.maybe_done and (effect is Effect.ONCE or not self.after_sending):
            return False
        if trouble.busy:
            return (
                self.after_sending
                and attempt < self.busy_attempts
                and (trouble.retry_after or 0.0) <= self.longest_wait
            )
        return attempt < self.attempts

    def wait(self, trouble: Trouble, attempt: int) -> float:
        """Return the seconds to wait before the next attempt: as asked, else exponential, with jitter."""
        if trouble.retry_after is not None:
            return trouble.retry_after + self.chance()
        if trouble.busy:
            return min(self.busy_wait * 2.0 ** (attempt - 1), 2 * self.cap) + self.chance()
        return float(min(self.cap, self.first_wait * 2.0 ** (attempt - 1)) * (0.5 + self.chance() / 2))


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that the header Retry-After asks to wait (number or date), or None without it."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        return max(0.0, float(value)) if value.replace(".", "", 1).isdigit() else _until(value, now)
    except (ValueError, TypeError, OverflowError):
        return None


def _until(value: str, now: float) -> float:
    moment = parsedate_to_datetime(value)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)
