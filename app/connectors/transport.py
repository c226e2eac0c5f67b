"""The way to a service: limits, retries, time-outs and errors in one place, so that no client needs its own.

A transport belongs to one run and one event loop. It returns answers of status 2xx to 4xx (except 429) and
raises for everything else; what a 4xx means only the service's client knows.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from app import __version__
from app.clock import Clock
from app.connectors.transport_address import Redactor, checked_base_url, is_loopback
from app.connectors.transport_body import ACCEPTED, BodyRefusedError, read_body
from app.connectors.transport_environment import client
from app.connectors.transport_limit import SlidingWindow
from app.connectors.transport_retry import Effect, RetryPolicy, Trouble, retry_after
from app.errors import LimitReached, LostAnswer, Ponte24Error, ServiceUnavailable
from app.wellformed import read_json

MAX_BODY = 20 * 1024 * 1024
"""Bytes of an answer after which it is not read any further."""

POOL = 20
IDLE = 1.0
"""Seconds after which a quiet connection is not used again. Servers close theirs after 2 (gunicorn), 5 (Apache, Node,
uvicorn) or more seconds; a write that goes out at that very moment is lost, and nobody can know whether it was done."""

TOTAL_TIMEOUT = 180.0
"""Seconds for one attempt altogether; the other time-outs are per step."""

_PASSING_STATUS = (502, 503, 504)

# These log every address, and HighLevel's look-up by e-mail carries the e-mail in it.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Call:
    """A request: ``path`` below the base address, a JSON body or form fields."""

    method: str
    path: str
    effect: Effect
    params: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with its whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """True for status 2xx."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the parsed body, its texts well formed. Raises ValueError as `wellformed.read_json` does."""
        return read_json(self.body)

    @property
    def answered_at(self) -> float | None:
        """The moment that the header Date tells, which every HTTP answer carries (epoch seconds); None without one."""
        try:
            return parsedate_to_datetime(self.headers["date"]).timestamp()
        except (KeyError, ValueError, TypeError, OverflowError):
            return None

    def text(self) -> str:
        """Return the body as text, whatever its bytes."""
        return self.body.decode("utf-8", "replace")


def is_json_object(reply: Reply) -> bool:
    """Tell whether the body is a JSON object, as every answer of HighLevel is."""
    try:
        return isinstance(reply.json(), dict)
    except ValueError:
        return False


class Transport:
    """Sends requests to one service. ``requests`` counts all that were sent, repeats included."""

    def __init__(
        self,
        service: str,
        base_url: str,
        *,
        clock: Clock,
        window: SlidingWindow | None = None,
        retry: RetryPolicy | None = None,
        secrets: Iterable[str] = (),
        headers: Mapping[str, str] | None = None,
        concurrency: int = 12,
        read_timeout: float = 30.0,
        inner: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Raises UsageError: insecure_address for an address that must not get a secret, and those of
        `transport_environment.client`."""
        self.service = service
        self.base_url = checked_base_url(base_url, service)
        self.host = httpx.URL(self.base_url).host
        self.requests = 0
        self.redactor = Redactor(secrets)
        self._clock = clock
        self._window = window
        self._retry = retry or RetryPolicy()
        self._slots = asyncio.Semaphore(min(concurrency, POOL - 1))
        self._client = client(
            direct=is_loopback(self.host),
            transport=inner,
            headers={"User-Agent": f"Ponte24/{__version__}", "Accept-Encoding": ACCEPTED, **(headers or {})},
            timeout=httpx.Timeout(read_timeout, connect=10.0),
            limits=httpx.Limits(max_connections=POOL, max_keepalive_connections=POOL, keepalive_expiry=IDLE),
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def send(self, call: Call, readable: Callable[[Reply], bool] = lambda _reply: True) -> Reply:
        """Send a request, again where that is safe, and return the answer.

        ``readable`` tells whether the body of a 2xx is what was expected. Raises ServiceUnavailable
        (nothing was written), LostAnswer (a write may have been done) or LimitReached.
        """
        maybe_done = False
        attempt = 0
        while True:
            attempt += 1
            outcome = await self._once(call)
            if isinstance(outcome, Reply):
                trouble = self._judge(outcome, readable)
                if trouble is None:
                    return outcome
            else:
                trouble = outcome
            maybe_done |= trouble.maybe_done and call.effect is not Effect.READ
            if not self._retry.allows(trouble, call.effect, attempt):
                raise self._error(trouble, maybe_done)
            pause = self._retry.wait(trouble, attempt)
            if trouble.busy and self._window is not None:
                self._window.pause(pause)  # everybody waits, not only this task
            else:
                await self._clock.sleep(pause)

    async def _once(self, call: Call) -> Reply | Trouble:
        async with self._slots, self._window.place() if self._window else nullcontext():
            self.requests += 1
            try:
                async with asyncio.timeout(TOTAL_TIMEOUT):
                    return await self._exchange(call)
            except (httpx.ConnectTimeout, httpx.PoolTimeout) as error:
                return self._trouble("service_timeout", error, sent=False)
            except (httpx.ConnectError, httpx.ProxyError) as error:
                code = "certificate_refused" if _certificate(error) else "offline"
                return self._trouble(code, error, sent=False)
            except (httpx.TimeoutException, TimeoutError) as error:
                return self._trouble("service_timeout", error)
            except BodyRefusedError as error:
                return replace(self._trouble("service_unreadable", error), passing=False)
            except httpx.DecodingError as error:
                return self._trouble("service_unreadable", error)
            except httpx.TransportError as error:
                return self._trouble("connection_cut", error)

    async def _exchange(self, call: Call) -> Reply:
        request = self._client.build_request(
            call.method,
            self.base_url + call.path,
            params=call.params or None,
            json=call.json,
            data=call.form,
            headers=call.headers,
        )
        response = await self._client.send(request, stream=True)
        try:
            body = await read_body(response, MAX_BODY)
        finally:
            await response.aclose()
        headers = dict(response.headers)  # httpx gives lower-case names
        if self._window is not None:
            self._window.observe(headers)
        return Reply(response.status_code, headers, body)

    def _trouble(self, code: str, error: Exception, sent: bool = True) -> Trouble:
        details = self.redactor.clean(f"{type(error).__name__}: {error}")
        return Trouble(
            code, maybe_done=sent, passing=code != "certificate_refused", details=details, params={"host": self.host}
        )

    def _judge(self, reply: Reply, readable: Callable[[Reply], bool]) -> Trouble | None:
        """Return what is wrong with an answer, or None if the client can make something of it."""
        status = reply.status
        wait = retry_after(reply.headers, self._clock.now())
        trouble: Trouble | None = None
        if status == 429:
            trouble = Trouble("service_busy", maybe_done=False, busy=True, retry_after=wait)
        elif status >= 500:
            patient = wait is None or wait <= self._retry.longest_wait
            trouble = Trouble(
                "service_error", maybe_done=True, retry_after=wait, passing=patient and status in _PASSING_STATUS
            )
        elif 300 <= status < 400:  # a moved service would need our secret: never follow
            trouble = Trouble("service_unreadable", maybe_done=False, passing=False)
        elif reply.ok and not readable(reply):
            trouble = Trouble("service_unreadable", maybe_done=True)
        if trouble is None:
            return None
        details = self.redactor.clean(f"HTTP {status} {reply.text()[:300]}")
        return replace(trouble, details=details, params={"host": self.host, "status": status})

    def _error(self, trouble: Trouble, maybe_done: bool) -> Ponte24Error:
        params = {"service": self.service, "host": self.host, **trouble.params}
        if maybe_done:
            return LostAnswer(details=f"{trouble.code}: {trouble.details}", **params)
        if trouble.busy and self._retry.after_sending:
            wait = trouble.retry_after if trouble.retry_after is not None else self._retry.busy_wait
            return LimitReached(until=self._clock.now() + wait, details=trouble.details, service=self.service)
        return ServiceUnavailable(trouble.code, details=trouble.details, **params)


def _certificate(error: BaseException | None) -> bool:
    """Tell whether a failed connection failed for the service's certificate."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
