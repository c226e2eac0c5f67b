"""Fattura24's API v0.3: all ten methods, strictly one call at a time.

Each call is counted against the limits before it is sent: by the ``meter`` given, or by the caller where none is.
Nothing that has left this machine is ever sent again from here (reference: Fattura24 1.8, 6).
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import httpx

from app import __version__
from app.clock import Clock, SystemClock
from app.connectors.fattura24.answer import Answer, parse_answer
from app.connectors.fattura24.answers import (
    CallLog,
    FileContent,
    KeyInfo,
    LedgerAccount,
    Numerators,
    Product,
    SavedCustomer,
    SavedDocument,
    Template,
    read_chart,
    read_numerators,
    read_products,
    read_saved_document,
    read_templates,
)
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


Meter = Callable[[str], AbstractAsyncContextManager[None]]
"""Given a method's name, counts its call on entry, before it is sent; raises LimitReached where there is no room."""


class Fattura24Client:
    """Speaks for one API key. ``inner`` replaces the network in tests.

    ``meter`` counts the calls; ``on_time`` is told the service's time (epoch seconds) with every answer that has one.
    """

    def __init__(
        self,
        key: str,
        *,
        base_url: str = "",
        clock: Clock | None = None,
        retry: RetryPolicy | None = None,
        inner: httpx.AsyncBaseTransport | None = None,
        meter: Meter | None = None,
        on_time: Callable[[float], None] | None = None,
    ) -> None:
        """Raises UsageError (insecure_address) for a base address that must not get the key."""
        self._key = key
        self.clock = clock or SystemClock()
        self._one_at_a_time = asyncio.Lock()
        self._meter, self._on_time = meter or _uncounted, on_time
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
        plan, level = answer.values.get("type", ""), answer.number("type")
        too_small = level is not None and level < FIRST_API_PLAN
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
            answer.count("totalCallInLast24Hour"),
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
        record_id = answer.id_of("id")
        if not record_id:  # or one that is none, or two: by a wrong one another customer would be taken for this
            raise LostAnswer(service=SERVICE, host=self._transport.host, details="the answer has no id")
        echo = {k: v for k, v in answer.values.items() if k.startswith(("Customer", "Fe"))}
        return SavedCustomer(record_id, echo, shortened)

    async def save_document(self, xml: str, request_id: str) -> SavedDocument:
        """Make a document and return which of the four outcomes it had; see `document_xml.document_xml`.

        ``request_id`` is the idempotency key: the same one never makes a second document (reference: Fattura24
        1.6). Raises LostAnswer where it is not known what happened (ask again with the same key), CredentialsRefused
        (fattura24_plan_missing) and ServiceUnavailable (nothing reached the service).
        """
        if not request_id:
            raise ValueError("a document without a request id could be made twice")
        answer, reply = await self._call("SaveDocument", Effect.ONCE, xml=xml, idRequest=request_id)
        if answer.return_code == PLAN_EXPIRED:
            raise CredentialsRefused("fattura24_plan_missing", service=SERVICE, details=self._told(answer))
        saved = read_saved_document(answer, reply.text(), self._told(answer))
        if saved is None:
            raise self._unreadable(Effect.ONCE, reply)
        return saved

    async def save_item(self, xml: str) -> None:
        """Record goods or services to be invoiced later. Nothing keeps a repeat from making a second one.

        Raises RequestRefused (fattura24_refused, fattura24_bad_xml), LostAnswer and others.
        """
        answer, reply = await self._call("SaveItem", Effect.ONCE, xml=xml)
        self._check(answer, reply, Effect.ONCE)

    async def get_file(self, doc_id: str) -> FileContent:
        """Return a document's PDF. Raises RequestRefused (fattura24_no_file) if there is no such document."""
        reply = await self._send("GetFile", Effect.READ, {"docId": doc_id})
        if reply.ok and reply.body.lstrip()[:4] == b"%PDF":
            return FileContent(reply.body, _file_name(reply.headers.get("content-disposition", "")))
        answer = self._read("GetFile", Effect.READ, reply)
        if answer.return_code == PLAN_EXPIRED:
            raise CredentialsRefused("fattura24_plan_missing", service=SERVICE, details=self._told(answer))
        if answer.return_code is None or answer.return_code >= 0:
            raise self._unreadable(Effect.READ, reply)
        raise RequestRefused("fattura24_no_file", service=SERVICE, document=doc_id, details=self._told(answer))

    async def get_templates(self) -> tuple[Template, ...]:
        """Return the layouts for printing."""
        return read_templates(await self._list("GetTemplate"))

    async def get_chart(self) -> tuple[LedgerAccount, ...]:
        """Return the chart of accounts (GetPdc)."""
        return read_chart(await self._list("GetPdc"))

    async def get_numerators(self) -> Numerators:
        """Return the series of document numbers."""
        return read_numerators(await self._list("GetNumerator"))

    async def get_products(self, code: str = "", category: str = "") -> tuple[Product, ...]:
        """Return the articles, those of a code or a category where one is given."""
        wanted = {name: value for name, value in (("code", code), ("category", category)) if value}
        return read_products(await self._list("GetProduct", **wanted))

    async def server_time(self) -> float | None:
        """Return the service's time (epoch seconds) from the Date that every HTTP answer carries, or None.

        Asks for the bare address, without the key and no method of the API, so it is no call that counts.
        """
        try:
            reply = await self._transport.send(Call("HEAD", "", Effect.READ))
        except ServiceUnavailable:
            return None
        return reply.answered_at

    async def get_call_log(self, page: int = 1, page_size: int = 50) -> CallLog:
        """Return the account's calls of the last 24 hours."""
        answer, reply = await self._call("GetCallLog", Effect.READ, page=str(page), pageSize=str(page_size))
        total = answer.count("totalRecord")
        if total is None or answer.return_code is not None:  # a good log may come without a code
            self._check(answer, reply, Effect.READ)
        entries = answer.groups.get("log", ())
        return CallLog(total if total is not None else len(entries), entries)

    async def _call(self, method: str, effect: Effect, **form: str) -> tuple[Answer, Reply]:
        reply = await self._send(method, effect, form)
        return self._read(method, effect, reply), reply

    async def _send(self, method: str, effect: Effect, form: Mapping[str, str]) -> Reply:
        call = Call("POST", f"/{method}", effect, form={"apiKey": self._key, "source": SOURCE, **form})
        async with self._one_at_a_time, self._meter(method):
            reply = await self._transport.send(call)
        moment = reply.answered_at
        if self._on_time is not None and moment is not None:
            self._on_time(moment)
        return reply

    def _read(self, method: str, effect: Effect, reply: Reply) -> Answer:
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
        return answer

    async def _list(self, method: str, **form: str) -> Element:
        """Return the tree of a Get method's answer; half a list would pass for a whole one, so it is refused."""
        answer, reply = await self._call(method, Effect.READ, **form)
        if answer.return_code is not None:  # GetTemplate has another envelope, without a code (1.3)
            self._check(answer, reply, Effect.READ)
        if answer.root is None:
            raise self._unreadable(Effect.READ, reply)
        return answer.root

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


@asynccontextmanager
async def _uncounted(_method: str) -> AsyncIterator[None]:
    yield


def _file_name(disposition: str) -> str:
    """Return the file's name of a Content-Disposition, bare of folders and of what no name may hold."""
    found = re.search(
        r"filename\*=(?:UTF-8'')?([^;]+)|filename=\"([^\"]*)\"|filename=([^;]+)", disposition, re.IGNORECASE
    )
    name = unquote(found[1]) if found and found[1] else (found[2] or found[3] or "") if found else ""
    name = re.split(r"[/\\]", name.strip())[-1]
    return re.sub(r"[^\w .()-]", "_", name).strip(". ")[:120]
