"""HTTP on this machine for those who may mean no good: silent and slow connections end, and only so many are open.

uvicorn waits for the head of a request for ever; whoever opens connections and says nothing could use up all that this
program may have. It is shared by the receiver of webhooks and the sandbox.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""Seconds in which the head of a request must have come, from the first connection or the answer before."""

MOST_CONNECTIONS = 64
"""Connections at a time. One more ends the one that has waited longest for its head, or itself where none waits."""

_log = logging.getLogger(__name__)


class ThreadServer(uvicorn.Server):
    """uvicorn in a thread of ours: leaves signals alone, says when it is ready, hears `end` at once.

    uvicorn itself looks ten times a second whether it is to end, and waits as long for what may be over long since. Its
    ``Date`` would stand still here: switch it off.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = Event()
        self._over: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def end(self) -> None:
        """Tell the server to end, from any thread or a signal; open answers get the config's graceful seconds."""
        self.should_exit = True
        if self._over is not None:
            loop, over = self._over
            with suppress(RuntimeError):  # the loop is closed already
                loop.call_soon_threadsafe(over.set)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the program."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        self._over = asyncio.get_running_loop(), asyncio.Event()
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """Serve until told to end."""
        assert self._over is not None
        await self.on_tick(0)  # sets the headers of every answer
        if not self.should_exit:
            await self._over[1].wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, and let open answers end."""
        for server in self.servers:
            server.close()
        for listener in sockets or ():
            listener.close()
        await _turns()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        until = time.monotonic() + (self.config.timeout_graceful_shutdown or 0)
        pause = 0.0
        while (state.connections or state.tasks) and not self.force_exit:
            if time.monotonic() > until:
                _log.error("%d answers were not finished in time", len(state.tasks))
                for task in list(state.tasks):
                    task.cancel()
                break
            await asyncio.sleep(pause)
            pause = min(0.05, pause + 0.001)
        for connection in list(state.connections):  # what is left would stay open with nobody to close it
            connection.transport.abort()
        await _turns()


async def _turns() -> None:
    """Let the loop go round until a connection that was just accepted is known to the server, and one that was aborted
    is closed: left alone, neither would ever be."""
    for _ in range(4):
        await asyncio.sleep(0)


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
