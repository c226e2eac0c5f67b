"""HTTP on this machine for those who may mean no good: silent and slow connections end, and only so many are open.

uvicorn waits for the head of a request for ever; whoever opens connections and says nothing could use up all that this
program may have. It is shared by the receiver of webhooks and the sandbox.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""Seconds in which the head of a request must have come, from the first connection or the answer before."""

MOST_CONNECTIONS = 64
"""Connections at a time. One more ends the one that has waited longest for its head, or itself where none waits."""


class BoundedProtocol(H11Protocol):
    """uvicorn's protocol with a deadline for heads and a cap on connections."""

    head_seconds = HEAD_SECONDS
    most_connections = MOST_CONNECTIONS

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, in place of the most silent one where there are too many."""
        super().connection_made(transport)
        self._deadline: asyncio.TimerHandle | None = None
        self._since = self.loop.time()
        if len(self.connections) > self.most_connections:
            silent = [one for one in self.connections if isinstance(one, BoundedProtocol) and one.waits_for_head]
            oldest = min(silent, key=lambda one: one._since, default=self)
            self.connections.discard(oldest)  # at once: more may come before it is told
            oldest.transport.abort()
        self._expect_head()

    @property
    def waits_for_head(self) -> bool:
        """Whether nothing is being answered here."""
        return self.conn.their_state is h11.IDLE

    def handle_events(self) -> None:
        """Go through what came; what cannot even be refused any more (an answer has begun) ends the connection."""
        try:
            super().handle_events()
        except h11.ProtocolError:
            self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; in the middle of an answer there is nothing left to say."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self.transport.abort()
            return
        super().send_400_response(msg)

    def on_response_complete(self) -> None:
        """Wait for the next head, not for ever."""
        super().on_response_complete()
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline with the connection."""
        if self._deadline is not None:
            self._deadline.cancel()
        with suppress(h11.ProtocolError):
            super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._since = self.loop.time()
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(self.head_seconds, self._look)

    def _look(self) -> None:
        if self.waits_for_head:
            self.transport.abort()
