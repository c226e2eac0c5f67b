"""The address on this computer that HighLevel leads the browser back to (reference: HighLevel 1.5).

It listens on the loopback addresses alone, takes one callback, and ends. One with another ``state`` is not used and
ends nothing: any page could send the browser here, and must not be able to stop a sign-in. The browser is led on at
once to an address without the code, so that the code does not stay in its history, and sees there how signing in ended.
"""

from __future__ import annotations

import asyncio
import hmac
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

from app.connectors.highlevel.http.refusals import SERVICE
from app.connectors.highlevel.sign_in.oauth_address import CALLBACK, PORTS, redirect_uri
from app.connectors.highlevel.sign_in.oauth_page import EndPage, error_page, page
from app.errors import CredentialsRefused, Ponte24Error

_RESULT = "/oauth/result"
_LONGEST_HEAD = 32 * 1024
_HEAD_SECONDS = 10.0
_MOST_VISITORS = 32
"""Connections at a time; one more ends the one that has been silent longest."""
_FAREWELL_SECONDS = 5.0
"""How long the browser may take to fetch the page on which it ends."""


class Receiver:
    """Waits for the one callback of a sign-in. ``state`` is what the callback must carry; ``strangers`` counts those
    that carried another one, and ``on_stranger`` is called for each."""

    def __init__(
        self,
        state: str,
        language: str,
        ports: Sequence[int] = PORTS,
        on_stranger: Callable[[], object] = lambda: None,
    ) -> None:
        self.strangers = 0
        self._on_stranger = on_stranger
        self._state, self._language, self._ports = state, language, ports
        self._servers: list[asyncio.Server] = []
        self._answers: set[asyncio.Task[None]] = set()
        self._writers: dict[asyncio.StreamWriter, None] = {}
        """In the order of their coming."""
        self._shown = asyncio.Event()
        self._code: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._end: asyncio.Future[EndPage] = asyncio.get_running_loop().create_future()
        self._led_on = False
        self.port = 0

    @property
    def taken(self) -> tuple[int, ...]:
        """The ports that another program uses and that were passed over."""
        return tuple(self._ports[: self._ports.index(self.port)])

    @property
    def redirect_uri(self) -> str:
        """The address that the browser will be led back to."""
        return redirect_uri(self.port)

    async def open(self) -> None:
        """Listen on the first port that is free. Raises Ponte24Error (oauth_ports_taken)."""
        for port in self._ports:
            if sockets := _listen(port):
                self.port = port
                for one in sockets:
                    self._servers.append(await asyncio.start_server(self._arrived, sock=one, limit=_LONGEST_HEAD))
                return
        raise Ponte24Error("oauth_ports_taken", ports=", ".join(str(port) for port in self._ports))

    async def code(self) -> str:
        """Wait for the callback and return its code. Raises CredentialsRefused (oauth_denied, oauth_refused)."""
        return await asyncio.shield(self._code)

    def end(self, shown: EndPage) -> None:
        """Say how signing in ended."""
        if not self._end.done():
            self._end.set_result(shown)

    async def aclose(self) -> None:
        """Let the browser fetch its last page, then listen no more."""
        self.end(page("over", self._language))
        if self._led_on:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._shown.wait(), _FAREWELL_SECONDS)
        loop = asyncio.get_running_loop()
        for listening in [one for server in self._servers for one in server.sockets]:
            with suppress(NotImplementedError):  # Windows has no readers to remove
                loop.remove_reader(listening.fileno())
        for _ in range(4):  # a visitor taken already is handed over first: asyncio would forget their line
            await asyncio.sleep(0)
        for server in self._servers:
            server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._answers, return_exceptions=True)
        if self._code.done() and not self._code.cancelled():
            self._code.exception()  # looked at, whether anybody waited for it or not
        self._code.cancel()

    def _arrived(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer in a task that closes what it answers, even where it is cancelled before its first step."""
        self._writers[writer] = None
        task = asyncio.create_task(self._serve(reader, writer))
        self._answers.add(task)

        def over(task: asyncio.Task[None]) -> None:
            self._answers.discard(task)
            self._writers.pop(writer, None)
            writer.transport.abort()

        task.add_done_callback(over)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._writers) > _MOST_VISITORS:
            next(iter(self._writers)).transport.abort()
        last = False
        try:
            async with asyncio.timeout(_HEAD_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
            answer, last = await self._answer(head.decode("latin-1"))
            writer.write(answer)
            await writer.drain()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # a browser that changed its mind, or no browser at all
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
            if last:
                self._shown.set()

    async def _answer(self, head: str) -> tuple[bytes, bool]:
        """Return the whole answer, and whether it is the page on which the browser ends."""
        lines = head.split("\r\n")
        method, _, rest = lines[0].partition(" ")
        target = urlsplit(rest.partition(" ")[0])
        if method != "GET":
            return _response("405 Method Not Allowed"), False
        if not self._is_for_us(lines[1:]):  # a foreign name that was made to point here
            return _response("421 Misdirected Request"), False
        if target.path == _RESULT and self._led_on:
            return self._html(await asyncio.shield(self._end)), True
        if target.path != CALLBACK:
            return _response("404 Not Found"), False
        if self._code.done():
            return self._html(page("over", self._language), "410 Gone"), False
        return self._take(parse_qs(target.query, keep_blank_values=True))

    def _take(self, query: dict[str, list[str]]) -> tuple[bytes, bool]:
        states, codes, errors = (query.get(name, []) for name in ("state", "code", "error"))
        if not codes and not errors:
            return self._html(page("strange", self._language), "400 Bad Request"), False
        given = states[0] if len(states) == 1 else ""
        if not hmac.compare_digest(given.encode(), self._state.encode()):
            return self._stranger()
        if errors:
            denied = errors[0] == "access_denied"
            code = "oauth_denied" if denied else "oauth_refused"
            return self._fail(CredentialsRefused(code, details="" if denied else errors[0][:100], service=SERVICE))
        if len(codes) != 1 or not codes[0]:
            return self._stranger()
        self._led_on = True
        self._code.set_result(codes[0])
        return _response("303 See Other", location=_RESULT), False

    def _stranger(self) -> tuple[bytes, bool]:
        self.strangers += 1
        self._on_stranger()
        return self._html(page("foreign", self._language), "400 Bad Request"), False

    def _fail(self, error: CredentialsRefused) -> tuple[bytes, bool]:
        self._code.set_exception(error)
        return self._html(error_page(error, self._language)), True

    def _is_for_us(self, headers: Sequence[str]) -> bool:
        hosts = [line.partition(":")[2].strip().lower() for line in headers if line.lower().startswith("host:")]
        return len(hosts) == 1 and hosts[0] in {f"{name}:{self.port}" for name in ("localhost", "127.0.0.1", "[::1]")}

    def _html(self, shown: EndPage, status: str = "200 OK") -> bytes:
        return _response(status, shown.html(self._language))


def _response(status: str, body: str = "", location: str = "") -> bytes:
    content = body.encode()
    headers = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(content)}",
        "Content-Type: text/html; charset=utf-8",
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "X-Content-Type-Options: nosniff",
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
        "Connection: close",
    ]
    if location:
        headers.append(f"Location: {location}")
    return "\r\n".join([*headers, "", ""]).encode() + content


def _listen(port: int) -> list[socket.socket]:
    """Return listening sockets on both loopback addresses, or none if either is taken.

    ``localhost`` means 127.0.0.1 to one browser and ::1 to another; where there is no IPv6 the first is enough.
    """
    opened: list[socket.socket] = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        if family == socket.AF_INET6 and not _has_ipv6():
            continue
        try:
            opened.append(_bound(family, host, port))
        except OSError:
            for one in opened:
                one.close()
            return []
    return opened


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":  # there another program could take a port that is in use
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind((host, port))
        made.listen(8)
        made.setblocking(False)
    except OSError:
        made.close()
        raise
    return made


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
