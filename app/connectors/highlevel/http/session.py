"""One location's connection: token, version header, limits, and what a refusal means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from app.clock import Clock, SystemClock
from app.connectors.highlevel.http.refusals import SERVICE, about_token, refusal
from app.connectors.highlevel.http.tokens import FixedToken, TokenSource
from app.connectors.highlevel.http.versions import OPERATIONS, Operation
from app.connectors.highlevel.http.wire import Wire
from app.connectors.transport import Call, Reply, Transport, is_json_object
from app.connectors.transport_limit import LIMIT, PERIOD, SlidingWindow
from app.connectors.transport_retry import Effect, RetryPolicy
from app.errors import CredentialsRefused
from app.secret_text import is_sendable

BASE_URL = "https://services.leadconnectorhq.com"


class Session:
    """Sends the operations of one location; belongs to one run and one event loop.

    ``read`` and ``write`` raise CredentialsRefused, ServiceUnavailable, LimitReached, RequestRefused (and
    its kinds) and, for a write, LostAnswer.
    """

    def __init__(
        self,
        token: str | TokenSource,
        location_id: str,
        *,
        base_url: str = "",
        clock: Clock | None = None,
        retry: RetryPolicy | None = None,
        inner: httpx.AsyncBaseTransport | None = None,
        requests_per_window: int = LIMIT,
        window_seconds: float = PERIOD,
    ) -> None:
        """Raises UsageError (insecure_address) for a base address that must not get the token."""
        self.location_id = location_id
        self.clock = clock or SystemClock()
        self.ahead: float | None = None
        """By how many seconds the service's clock was before this computer's at the last answer; None before one."""
        self.page_sizes: dict[str, int] = {}
        """The size of a page by list that was granted after a larger one was refused."""
        self._tokens = FixedToken(token) if isinstance(token, str) else token
        self._transport = Transport(
            SERVICE,
            base_url or BASE_URL,
            clock=self.clock,
            retry=retry,
            inner=inner,
            window=SlidingWindow(
                SERVICE, self.clock, requests_per_window, window_seconds, key=f"{base_url or BASE_URL} {location_id}"
            ),
            headers={"Accept": "application/json"},
        )

    @property
    def requests(self) -> int:
        """The number of requests sent so far, repeats included."""
        return self._transport.requests

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def read(
        self, operation: str, path: str, params: Mapping[str, str] | None = None, record_id: str = ""
    ) -> Wire:
        """Send a GET and return its answer. ``record_id`` is the record it is about: then 404 means gone."""
        return await self.send(operation, "GET", path, Effect.READ, None, record_id, params)

    async def write(
        self, operation: str, method: str, path: str, effect: Effect, body: Wire | None = None, record_id: str = ""
    ) -> Wire:
        """Send a write and return its answer, an empty one for a DELETE without body."""
        return await self.send(operation, method, path, effect, body, record_id)

    async def send(
        self,
        operation: str,
        method: str,
        path: str,
        effect: Effect,
        body: Wire | None,
        record_id: str = "",
        params: Mapping[str, str] | None = None,
        *,
        spec: Operation | None = None,
    ) -> Wire:
        """Send an operation and return its answer; ``spec`` is that of one that has no method of its own, which may
        answer with a list: that is returned under ``list``.

        A 401 that is about the token is reported to the token's source, once; if there is a newer token the
        request is sent once more. The refused one was not processed, so that this is safe for a create, too
        (reference: HighLevel 2.7).
        """
        spec = spec or OPERATIONS[operation]
        call = Call(method, path, effect, params or {}, json=body, headers={"Version": spec.version})
        token = await self._tokens.token()
        lists = operation not in OPERATIONS
        reply = await self._exchange(call, token, lists=lists)
        if about_token(reply) and await self._tokens.refused(token):
            reply = await self._exchange(call, await self._tokens.token(), lists=lists)
        if not reply.ok:
            raise refusal(reply, spec, self._transport.redactor, record_id)
        answer: Any = reply.json() if reply.body else {}
        return {"list": answer} if isinstance(answer, list) else answer

    async def _exchange(self, call: Call, token: str, *, lists: bool = False) -> Reply:
        self._transport.redactor.learn(token)  # before it is sent: the answer may repeat it
        if not is_sendable(token):
            raise CredentialsRefused("highlevel_token_refused", details="not a token")
        signed = replace(call, headers={**call.headers, "Authorization": f"Bearer {token}"})
        reply = await self._transport.send(
            signed,
            readable=lambda r: (
                is_json_object(r) or (call.method == "DELETE" and not r.body) or (lists and r.body[:1] == b"[")
            ),
        )
        if (moment := reply.answered_at) is not None:
            self.ahead = moment - self.clock.now()
        return reply


class Operations:
    """Base of the groups of operations that make up the client."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def location_id(self) -> str:
        """The location that everything is about."""
        return self.session.location_id

    @property
    def clock(self) -> Clock:
        """The clock that the client waits on."""
        return self.session.clock
