"""Fattura24's calls: counted before they are sent, one at a time on this machine, and made to agree with its own count
(reference: Fattura24 1.4, 1.8)."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

import httpx
from filelock import FileLock, Timeout

from app.connectors.fattura24.answers import CallLog, LoggedCall
from app.connectors.fattura24.client import SOURCE, Fattura24Client, Meter
from app.errors import LimitReached, ServiceUnavailable
from app.services.calls.counting import SERVICE, calls_made, require_room
from app.services.calls.monotonic import MonotonicClock
from app.sync.plan import budget

if TYPE_CHECKING:
    from app.clock import Clock
    from app.store import Store

DAY = 86_400.0

SHARE_OF_HOUR = 4
"""Of calls whose times nobody tells, a fourth is taken for calls of the last hour, and the rest for calls of just
before: they count for the day as long as they can, without stopping the next hour."""
FEW = 10
"""So many at least are taken for calls of the last hour."""

SAME_CALL = 90.0
"""Seconds by which the log's date and our own of one call may differ: a slow call is dated at its end here."""

MOST_PAGES = 12
_LOCK_WAIT, _LOCK_TIME = 0.1, 240.0

_log = logging.getLogger(__name__)


class Calls:
    """Gives out the right to make a call. One for each `Store`; ``inner`` replaces the network in tests."""

    def __init__(self, store: Store, clock: Clock, *, inner: httpx.AsyncBaseTransport | None = None) -> None:
        self._store, self._clock, self._inner = store, clock, inner
        self.monotonic = MonotonicClock(store.settings, clock)
        store.budget.monotonic = self.monotonic
        # thread_local would let the same lock be taken twice by two tasks of one thread and hide it from others
        self._line = FileLock(store.database.path.with_name("fattura24.lock"), mode=0o600, thread_local=False)

    def wait(self) -> float:
        """Return the seconds to wait for the minute's limit. Raises LimitReached (limit_hour, limit_day)."""
        now = self._clock.now()
        return budget.wait(calls_made(self._store, now), now)

    def claim(self) -> int:
        """Count a call that is about to be sent; of all programs of this home only one can take the last place.

        Raises LimitReached (limit_minute, limit_hour, limit_day).
        """
        with self._store.transaction():
            require_room(self._store, self._clock.now())
            return self._store.budget.spend(SERVICE, self._clock.now())

    @asynccontextmanager
    async def in_line(self, _method: str = "") -> AsyncIterator[None]:
        """Be the only one on this machine that talks to Fattura24 for this home (reference: Fattura24 6)."""
        waited = 0.0
        locked = False
        while True:
            try:
                if self._line.is_locked:  # by another task of this program: it would be let in, too
                    raise Timeout(self._line.lock_file)
                self._line.acquire(timeout=0)
                locked = True
                break
            except Timeout:
                if waited >= _LOCK_TIME:
                    raise ServiceUnavailable("fattura24_busy_here", service="Fattura24", host="") from None
                waited += _LOCK_WAIT
                await self._clock.sleep(_LOCK_WAIT)
            except (OSError, NotImplementedError) as error:  # a disk that knows no locks: the count still holds
                _log.warning("no lock for Fattura24: %s", type(error).__name__)
                break
        try:
            yield
        finally:
            if locked:
                self._line.release()

    def client(
        self, key: str, base_url: str, *, on_wait: Callable[[float], None] | None = None, checked: bool = True
    ) -> Fattura24Client:
        """Return a client whose calls are counted before they are sent, after waiting for the minute's limit.

        ``on_wait`` is told the seconds. ``checked`` False counts without asking whether there is room: for the key of
        another account. Its calls raise LimitReached where the hour or the day has no room.
        """

        @asynccontextmanager
        async def meter(method: str) -> AsyncIterator[None]:
            async with self.in_line(method):
                await self.monotonic.settle(client.server_time)
                if checked:
                    call = await self._reserve(on_wait)
                else:
                    call = self._store.budget.spend(SERVICE, self._clock.now())
                try:
                    yield
                finally:
                    # on a slow line it reached the service long after it was begun, and is counted from there
                    self._store.budget.settle(call, self._clock.now())

        client = self._made(key, base_url, meter)
        return client

    def run_client(self, key: str, base_url: str) -> Fattura24Client:
        """Return a client for a run, whose ledger counts its calls together with what it is about to do."""
        return self._made(key, base_url, self.in_line)

    def _made(self, key: str, base_url: str, meter: Meter) -> Fattura24Client:
        return Fattura24Client(
            key, base_url=base_url, clock=self._clock, inner=self._inner, meter=meter, on_time=self.monotonic.hear
        )

    async def _reserve(self, on_wait: Callable[[float], None] | None) -> int:
        while True:
            pause = self.wait()
            if pause <= 0:
                try:
                    return self.claim()
                except LimitReached as limit:
                    if limit.code != "limit_minute":
                        raise
                    continue  # another program took the last place in between
            if on_wait is not None:
                on_wait(pause)
            await self._clock.sleep(pause)

    def agree(self, total: int) -> int:
        """Make the count agree with the total that Fattura24 tells for the last 24 hours; return its foreign part.

        When the others were made it does not say: see `SHARE_OF_HOUR`.
        """
        now = self._clock.now()
        with self._store.transaction():
            own = self._store.budget.times(SERVICE, now - DAY, reported=False)
            known = self._store.budget.times(SERVICE, now - DAY, reported=True)
            foreign = max(0, total - len(own))
            kept = known[len(known) - min(foreign, len(known)) :]
            self._store.budget.tell(SERVICE, [*kept, *self._guess(foreign - len(kept), [*own, *kept], now)])
            self._store.budget.prune(now - 7 * DAY)
        return foreign

    def other_account(self) -> None:
        """Forget the calls of an account whose key was replaced by another account's; that key's own call stays."""
        with self._store.transaction():
            self._store.budget.forget(SERVICE)
            self._store.budget.spend(SERVICE, self._clock.now())

    def _guess(self, count: int, known: Sequence[float], now: float) -> list[float]:
        if count <= 0:
            return []
        # it has just answered a call, so its hour was not over
        room = max(0, budget.HOUR.limit - 1 - budget.used(sorted(known), budget.HOUR, now))
        recent = min(count, max(FEW, ceil(count / SHARE_OF_HOUR)), room)
        step = budget.HOUR.seconds / max(1, recent)
        before = now - budget.HOUR.span - 1.0
        return [before] * (count - recent) + [now - step * (n + 0.5) for n in range(recent)]

    async def check(self, client: Fattura24Client) -> tuple[CallLog, bool]:
        """Read the call log as far as it matters and take over when each call was made.

        Returns the pages as one and whether the dates could be read; where not, only the total was taken over. Each
        page is a call. Raises what the client raises.
        """
        entries: list[LoggedCall] = []
        raw: list[Mapping[str, str]] = []
        total, page = 0, 0
        while page < MOST_PAGES:
            page += 1
            log = await client.get_call_log(page)
            total = max(total, log.total)
            entries += log.calls
            raw += log.entries
            if not log.entries or len(entries) >= total or not self._matters(entries):
                break
        whole = CallLog(total, tuple(raw))
        now = self._clock.now()
        moments = self._dated(entries, now)
        if moments is None:
            self.agree(total)
            return whole, False
        # what is not listed is older than all that is
        oldest = min((at for at, _ in moments), default=now - budget.HOUR.span)
        moments += [(oldest, False)] * max(0, total - len(moments))
        with self._store.transaction():
            own = self._store.budget.times(SERVICE, now - DAY, reported=False)
            self._store.budget.tell(SERVICE, foreign_of(moments, own))
        return whole, True

    def _matters(self, entries: Sequence[LoggedCall]) -> bool:
        """Tell whether older entries could still be of the last hour; an unknown order must be read to its end."""
        known = [e.at for e in entries if e.at is not None]
        if len(known) < len(entries):
            return False  # unreadable dates: more of them help nobody
        newest_first = all(a >= b for a, b in pairwise(known))
        return not newest_first or known[0] - known[-1] <= budget.HOUR.span

    def _dated(self, entries: Sequence[LoggedCall], now: float) -> list[tuple[float, bool]] | None:
        """Return each call's moment by our clock and whether it may be ours; None if the dates make no sense."""
        if any(e.at is None for e in entries):
            return None
        ours = [e.at for e in entries if e.service == "GetCallLog" and e.source == SOURCE and e.at is not None]
        # our own call of just now shows how the log's dates lie to our clock, time zone included
        shift = max(ours) - now if ours else 0.0
        moments = [(e.at - shift, e.source == SOURCE) for e in entries if e.at is not None]
        if any(not now - DAY - 3600 <= at <= now + 60 for at, _ in moments):
            return None
        return moments


def foreign_of(moments: Sequence[tuple[float, bool]], own: Sequence[float]) -> list[float]:
    """Return the moments of a log that are not of our own calls: each of ours takes the nearest that may be ours."""
    left = sorted(own)
    foreign = []
    for at, may_be_ours in sorted(moments):
        while left and left[0] < at - SAME_CALL:
            left.pop(0)
        if may_be_ours and left and left[0] <= at + SAME_CALL:
            left.pop(0)
        else:
            foreign.append(at)
    return foreign
