"""Fattura24's API v0.3: TestKey, SaveCustomer and GetCallLog; strictly one call at a time.

The caller counts each call against the limits before it makes it; nothing that has left this machine is
ever sent again from here (reference: Fattura24 1.8, 6).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from app import __version__
from app.clock import Clock, SystemClock
from app.connectors.fattura24.answer import Answer, parse_answer
from app.connectors.fattura24.document import customer_xml
from app.connectors.transport import Call, Reply, Transport
from app.connectors.transport_retry import Effect, RetryPolicy
from app.errors import CredentialsRefused, LostAnswer, Ponte24Error, RequestRefused, ServiceUnavailable

SERVICE = "Fattura24"
BASE_URL = "https://www.app.fattura24.com/api/v0.3"
SOURCE = f"Ponte24 {__version__}"
"""Names the caller in the account's own call log."""

KEY_OK, SAVED = 1, 0
PLAN_EXPIRED = -10
FIRST_API_PLAN = 5
"""Plan types 5 and 6 (Business, Enterprise) include the API (reference: Fattura24 1.4)."""

# Fattura24's own plugin waits 45 s, others 60 s (reference: Fattura24 1.1).
READ_TIMEOUT = 60.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """What TestKey tells about the account; blank or None where it does not say.

    ``expire`` is dd/mm/yyyy, ``calls_24h`` the calls of the last 24 hours as Fattura24 counts them.
    """

    account_id: str
    email: str
    plan_type: str
    expire: str
    calls_24h: int | None


@dataclass(frozen=True, slots=True)
class SavedCustomer:
    """The answer of SaveCustomer: the address book's id and an echo, of which it is not known whether it
    shows what is stored or what was sent. ``shortened`` names the elements that were too long."""

    id: str
    echo: Mapping[str, str]
    shortened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallLog:
    """The calls of the last 24 hours: ``total`` and, newest first as the service gives them, one page of
    entries with the keys date, serviceName, source and deliveryTime (milliseconds)."""

    total: int
    entries: tuple[Mapping[str, str], ...]


class Fattura24Client:
    """Speaks for one API key. ``inner`` replaces the network in tests."""

    def __init__(
        self,
        key: str,
        *,
        base_url: str = "",
        clock: Clock | None = None,
        retry: RetryPolicy | None = None,
        inner: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Raises UsageError (insecure_address) for a base address that must not get the key."""
        self._key = key
        self.clock = clock or SystemClock()
        self._one_at_a_time = asyncio.Lock()
        self._transport = Transport(
            SERVICE,
            base_url or BASE_URL,
            clock=self.clock,
            secrets=(key,),
            inner=inner,
            concurrency=1,
            retry=retry or RetryPolicy(attempts=3, after_sending=False),
            read_timeout=READ_TIMEOUT,
        )

    @property
    def requests(self) -> int:
        """The number of requests sent so far, failed connections included."""
        return self._transport.requests

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def __aenter__(self) -> Fattura24Client:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.aclose()

    async def test_key(self) -> KeyInfo:
        """Check the key. Raises CredentialsRefused (fattura24_key_refused, fattura24_plan_missing)."""
        answer, reply = await self._call("TestKey", Effect.READ)
        plan = answer.values.get("type", "")
        too_small = plan.isdigit() and int(plan) < FIRST_API_PLAN
        if answer.return_code == PLAN_EXPIRED or (too_small and answer.return_code in (KEY_OK, -1)):
            raise CredentialsRefused("fattura24_plan_missing", service=SERVICE, details=self._told(answer))
        if answer.return_code is None:
            raise self._unreadable(Effect.READ, reply)
        if answer.return_code != KEY_OK:
            raise CredentialsRefused("fattura24_key_refused", service=SERVICE, details=self._told(answer))
        return KeyInfo(
            answer.values.get("accountId", ""),
            answer.values.get("emailOwner", ""),
            plan,
            answer.values.get("expire", ""),
            answer.number("totalCallInLast24Hour"),
        )

    async def save_customer(self, customer: Mapping[str, str]) -> SavedCustomer:
        """Create a customer, or update the one with the same VAT or fiscal code (reference: Fattura24 1.7).

        ``customer`` are elements by name (see `document.ELEMENTS`). Raises RequestRefused
        (``fattura24_refused``: -1 stands for key, plan, limit and any other error alike;
        ``fattura24_bad_xml``), CredentialsRefused (fattura24_plan_missing), ServiceUnavailable and
        LostAnswer.
        """
        xml, shortened = customer_xml(customer)
        if shortened:
            _log.warning("SaveCustomer: %s shortened or left out", ", ".join(shortened))
        answer, reply = await self._call("SaveCustomer", Effect.ONCE, xml=xml)
        self._check(answer, reply, Effect.ONCE)
        record_id = answer.values.get("id", "")
        if not record_id:
            raise LostAnswer(service=SERVICE, host=self._transport.host, details="the answer has no id")
        echo = {k: v for k, v in answer.values.items() if k.startswith(("Customer", "Fe"))}
        return SavedCustomer(record_id, echo, shortened)

    async def get_call_log(self, page: int = 1, page_size: int = 50) -> CallLog:
        """Return the account's calls of the last 24 hours."""
        answer, reply = await self._call("GetCallLog", Effect.READ, page=str(page), pageSize=str(page_size))
        total = answer.number("totalRecord")
        if total is None or answer.return_code is not None:  # a good log may come without a code
            self._check(answer, reply, Effect.READ)
        entries = answer.groups.get("log", ())
        return CallLog(total if total is not None else len(entries), entries)

    async def _call(self, method: str, effect: Effect, **form: str) -> tuple[Answer, Reply]:
        async with self._one_at_a_time:
            reply = await self._transport.send(
                Call("POST", f"/{method}", effect, form={"apiKey": self._key, "source": SOURCE, **form})
            )
        answer = parse_answer(reply.body)
        if not reply.ok:  # refused before the service itself saw it: applications errors come with 200
            raise ServiceUnavailable(
                "service_error",
                service=SERVICE,
                host=self._transport.host,
                status=reply.status,
                details=f"{method}: HTTP {reply.status}",
            )
        if answer is None:
            raise self._unreadable(effect, reply)
        return answer, reply

    def _check(self, answer: Answer, reply: Reply, effect: Effect) -> None:
        """Raise unless the answer says that the call succeeded (reference: Fattura24 1.3)."""
        code = answer.return_code
        if code is None:
            raise self._unreadable(effect, reply)
        if code in (SAVED, KEY_OK):
            return
        details = self._told(answer)
        if code == PLAN_EXPIRED:
            raise CredentialsRefused("fattura24_plan_missing", service=SERVICE, details=details)
        error = "fattura24_bad_xml" if code == -2 else "fattura24_refused"
        raise RequestRefused(error, service=SERVICE, return_code=code, details=details)

    def _unreadable(self, effect: Effect, reply: Reply) -> Ponte24Error:
        details = self._transport.redactor.clean(f"HTTP {reply.status} {reply.text()[:200]}")
        if effect is Effect.READ:
            return ServiceUnavailable("service_unreadable", service=SERVICE, host=self._transport.host, details=details)
        return LostAnswer(service=SERVICE, host=self._transport.host, details=details)

    def _told(self, answer: Answer) -> str:
        return self._transport.redactor.clean(f"returnCode {answer.return_code}: {answer.description}")
