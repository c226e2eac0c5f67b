"""What stands before both services.

It logs every request and lets faults strike, down to a cut connection.
"""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from asyncio import Transport
from contextlib import suppress
from email.utils import formatdate
from typing import NoReturn

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.sandbox.faults import Fault
from app.sandbox.origin import is_own
from app.sandbox.state import SandboxState
from app.sandbox.wire import JsonAnswer

_log = logging.getLogger(__name__)

MOUNTS = {"highlevel": "/highlevel", "fattura24": "/fattura24/api/v0.3"}
"""Where the services lie below the server's address."""

MAX_BODY = 256 * 1024 * 1024
"""Bytes of a request; the largest is the whole state by the control API."""

BODY_SECONDS = 30.0

TRANSPORT = "sandbox.transport"
"""Key in the ASGI scope's state under which the server hands in the connection."""

_TEXTS = {
    500: "Internal server error",
    503: "Service Unavailable",
    429: "Too Many Requests",
    504: "Gateway Time-out",
}


class _Answer:
    """An answer held back, so that a fault can do something to it."""

    def __init__(self) -> None:
        self.status = 200
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""

    async def take(self, message: Message) -> None:
        """Stand in for ASGI's send."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    def start(self, length: int) -> Message:
        """Return the start message with another content-length."""
        headers = [(name, value) for name, value in self.headers if name.lower() != b"content-length"]
        headers.append((b"content-length", str(length).encode()))
        return {"type": "http.response.start", "status": self.status, "headers": headers}


def _canned(status: int, body: bytes, media_type: str) -> _Answer:
    answer = _Answer()
    answer.status, answer.body = status, body
    answer.headers = [(b"content-type", media_type.encode())]
    return answer


def _html(status: int) -> _Answer:
    title = f"{status} {_TEXTS.get(status, 'Bad Gateway')}"
    heading = f"<center><h1>{title}</h1></center><hr><center>nginx</center>"
    page = f"<html><head><title>{title}</title></head><body>{heading}</body></html>"
    return _canned(status, page.encode(), "text/html")


def _refusal(service: str, status: int) -> _Answer:
    if service == "fattura24":
        return _html(status)
    body = {"statusCode": status, "message": _TEXTS[status], "traceId": str(uuid.uuid4())}
    return _canned(status, json.dumps(body).encode(), "application/json")


def _created_yet_422() -> _Answer:
    body = {
        "message": ["Unprocessable Entity"],
        "error": "Unprocessable Entity",
        "statusCode": 422,
        "traceId": str(uuid.uuid4()),
    }
    return _canned(422, json.dumps(body).encode(), "application/json")


def _unauthorized(message: str) -> _Answer:
    body = {"statusCode": 401, "message": message, "traceId": str(uuid.uuid4())}
    return _canned(401, json.dumps(body).encode(), "application/json")


def _no_transport() -> NoReturn:
    """Without a real connection (httpx.ASGITransport) a cut is the error that httpx would raise for one."""
    import httpx

    raise httpx.RemoteProtocolError("Server disconnected without sending a response.")


async def _gone(receive: Receive) -> None:
    """Wait until the server knows that the connection is closed; only then may the application return."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _cut(scope: Scope, receive: Receive) -> None:
    transport: Transport | None = scope.get("state", {}).get(TRANSPORT)
    if transport is None:
        _no_transport()
    transport.abort()
    await _gone(receive)


async def _cut_in_body(answer: _Answer, scope: Scope, receive: Receive, send: Send) -> None:
    transport: Transport | None = scope.get("state", {}).get(TRANSPORT)
    if transport is None:
        _no_transport()
    await send(answer.start(len(answer.body)))
    await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
    transport.close()  # after what was written has left
    await _gone(receive)


async def _send_huge(size: int, receive: Receive, send: Send) -> None:
    """Send one JSON string of `size` bytes, always the same piece of it, until the client has had enough."""
    head, tail = b'{"contacts":[],"pad":"', b'"}'
    pad = max(0, size - len(head) - len(tail))
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(head) + pad + len(tail)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": head, "more_body": True})
    gone = asyncio.ensure_future(_gone(receive))
    try:
        while pad and not gone.done():
            piece = _PAD[:pad]
            pad -= len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(0)  # so that others are answered, and a closed connection is noticed
        await send({"type": "http.response.body", "body": tail})
    finally:
        gone.cancel()


_PAD = b" " * 262_144


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """Return a ``receive`` that cuts the connection where a body takes too long or grows too large."""
    left, until = MAX_BODY, asyncio.get_running_loop().time() + BODY_SECONDS
    whole = False

    async def next_message() -> Message:
        nonlocal left, whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            return await _over(scope, receive)
        if message["type"] == "http.request":
            left -= len(message.get("body", b""))
            whole = not message.get("more_body", False)
        return message if left >= 0 else await _over(scope, receive)

    return next_message


async def _over(scope: Scope, receive: Receive) -> Message:
    transport: Transport | None = scope.get("state", {}).get(TRANSPORT)
    if transport is not None:
        transport.abort()
        await _gone(receive)
    return {"type": "http.disconnect"}


class Gate:
    """ASGI application around both services and the control API."""

    def __init__(self, app: ASGIApp, state: SandboxState) -> None:
        self.app = app
        self.state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; the control API passes unseen and unharmed. A client that breaks off in the middle of it,
        or whose body does not come to an end, is not answered."""
        with suppress(ClientDisconnect):
            await self._answer(scope, _bounded(scope, receive), send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        service, path = self._service(scope)
        if service is None:
            if scope["type"] == "http" and scope["path"].startswith("/control") and not is_own(scope):
                await JsonAnswer({"error": "the control answers this machine only"}, 403)(scope, receive, send)
                return
            await self._quiet(scope, receive, send)
            return
        method, query = scope["method"], scope.get("query_string", b"").decode("latin-1")
        with self.state.lock:
            entry = self.state.traffic.begin(service, method, path, query, self.state.clock.now())
            fault = self.state.faults.pick(service, method, path)
        entry.fault = fault.name if fault else None

        async def logged(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
                # the services' own time, which need not be this machine's
                date = formatdate(self.state.clock.now(), usegmt=True).encode()
                message = {**message, "headers": [*message.get("headers", ()), (b"date", date)]}
            await send(message)

        if fault is None:
            await self._quiet(scope, receive, logged)
        else:
            await self._strike(fault, service, scope, receive, logged)

    async def _quiet(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer; what it has not foreseen becomes a 500 and one line, no traceback."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except (ClientDisconnect, OSError):
            raise
        except Exception as error:
            _log.error("%s %s: %r", scope["method"], scope["path"], error)
            if started:
                raise
            body = {"statusCode": 500, "message": "Internal server error", "traceId": str(uuid.uuid4())}
            await JsonAnswer(body, 500)(scope, receive, send)

    @staticmethod
    def _service(scope: Scope) -> tuple[str | None, str]:
        if scope["type"] == "http":
            for service, mount in MOUNTS.items():
                path = scope["path"]
                if path == mount or path.startswith(mount + "/"):
                    return service, path[len(mount) :]
        return None, ""

    async def _strike(self, fault: Fault, service: str, scope: Scope, receive: Receive, send: Send) -> None:
        match fault.name:
            case "cut-before":
                await _cut(scope, receive)
                return
            case "huge":
                await _send_huge(fault.size, receive, send)
                return
            case "401-scope":
                answer = _unauthorized("The token is not authorized for this scope.")
            case "401-token":
                is_private = b"Bearer pit-" in dict(scope["headers"]).get(b"authorization", b"")
                answer = _unauthorized("Invalid Private Integration token" if is_private else "Invalid JWT")
            case "429" | "500" | "503":
                answer = _refusal(service, int(fault.name))
            case "html":
                answer = _html(fault.status or 502)
            case _:
                answer = _Answer()
                await self._quiet(scope, receive, answer.take)
                match fault.name:
                    case "slow":
                        seconds = self.state.switches.slow_seconds
                        await self._wait(seconds if fault.delay is None else fault.delay)
                    case "cut-after":
                        await _cut(scope, receive)
                        return
                    case "cut-body":
                        await _cut_in_body(answer, scope, receive, send)
                        return
                    case "504-done":
                        answer = _html(504)
                    case "422-created" if answer.status < 300:
                        answer = _created_yet_422()
                    case "truncated":
                        answer.body = answer.body[: len(answer.body) // 2]
                    case "missing-slash":
                        answer.body = answer.body.replace(b"</docNumber>", b"<docNumber>")
        await send(answer.start(len(answer.body)))
        await send({"type": "http.response.body", "body": answer.body})

    async def _wait(self, seconds: float) -> None:
        """Hold an answer back, but not a server that is about to stop."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while not self.state.stopping.is_set() and (left := until - loop.time()) > 0:
            await asyncio.sleep(min(left, 0.05))
