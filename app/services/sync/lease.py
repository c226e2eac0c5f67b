"""One piece of long work at a time: within this program, and between the programs of one home."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from app.errors import HomeBusy
from app.services.api.progress import Progress, ProgressSink, StopSignal
from app.store.home.lease import WINDOW, Lease

if TYPE_CHECKING:
    from app.clock import Clock

RETRY_SECONDS = 2.0
"""How often the window looks whether the other program is done."""


class WorkLease:
    """Lets one work at a time. The command line is told at once who is at work; the window says so and waits."""

    def __init__(self, lease: Lease, clock: Clock) -> None:
        self._lease, self._clock = lease, clock
        self._own: asyncio.Lock | None = None

    @asynccontextmanager
    async def taken(self, progress: ProgressSink | None = None, stop: StopSignal | None = None) -> AsyncIterator[None]:
        """Hold the lease. Raises HomeBusy if another program has it (in the window only when ``stop`` is set)."""
        if self._own is None:
            self._own = asyncio.Lock()
        async with self._own, AsyncExitStack() as held:
            while True:
                try:
                    held.enter_context(self._lease.held())
                    break
                except HomeBusy as busy:
                    if self._lease.program != WINDOW or stop:
                        raise
                    if progress:
                        progress(Progress(f"waiting_{busy.code.removeprefix('busy_')}", params=_words(busy)))
                    await self._clock.sleep(RETRY_SECONDS)
            yield


def _words(busy: HomeBusy) -> dict[str, str]:
    return {name: str(value) for name, value in busy.params.items()}
