"""Whoever means no good at an address of this machine: silent, slow, endless, malformed. Raw sockets, three servers."""

from __future__ import annotations

import asyncio
import logging
import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from app.connectors import webhook_server
from app.connectors.webhook_server import WebhookServer
from app.loopback_http import BoundedProtocol
from app.sandbox.clock import SandboxClock
from app.sandbox.server import SandboxServer

MALFORMED = [
    b"\r\n\r\n",
    b"\0" * 100,
    b"GET\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    b"GET /%ff%00%zz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://[::1 HTTP/1.1\r\nHost: [::1\r\n\r\n",
    b"GET /control/state HTTP/1.1\r\nHost: [::1\r\nOrigin: http://[\r\n\r\n",
    b"GET /control/state HTTP/1.1\r\nHost: 127.0.0.1:99999999\r\n\r\n",
    b"POST /highlevel HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /highlevel HTTP/1.1\r\nHost: x\r\nContent-Length: 1" + b"0" * 400 + b"\r\n\r\n",
    b"POST /highlevel HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"POST /highlevel HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    b"POST /highlevel HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n",
    b"POST /highlevel HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    b"POST /highlevel HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}GARBAGE\0\0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 20_000,
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 200_000,
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200,
]


@contextmanager
def receiver() -> Iterator[int]:
    server = WebhookServer(0, lambda _headers, _body: 200)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


@contextmanager
def sandbox() -> Iterator[int]:
    with SandboxServer(contacts=2, clock=SandboxClock(manual=True)) as server:
        yield server.port


SERVERS: dict[str, Callable[[], object]] = {"receiver": receiver, "sandbox": sandbox}


@pytest.fixture(params=SERVERS)
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    with SERVERS[request.param]() as found:  # type: ignore[attr-defined]
        yield found


def until_closed(line: socket.socket, seconds: float = 10.0) -> bytes:
    line.settimeout(seconds)
    told = b""
    try:
        while chunk := line.recv(65_536):
            told += chunk
    except ConnectionError:
        pass
    return told


def alive(port: int) -> bool:
    return httpx.get(f"http://127.0.0.1:{port}/nothing", trust_env=False).status_code == 404


def test_nothing_malformed_leaves_a_traceback(
    port: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(7)
    mutated = [bytes(b if dice.random() > 0.02 else dice.randrange(256) for b in raw[:400]) for raw in MALFORMED * 3]
    for raw in (*MALFORMED, *mutated):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            try:
                line.sendall(raw)
                line.shutdown(socket.SHUT_WR)
            except OSError:
                continue
            until_closed(line)
    assert alive(port)
    assert "Traceback" not in capfd.readouterr().err
    assert not [r for r in caplog.records if r.exc_info or r.levelno >= logging.ERROR]


def test_a_head_that_does_not_come_ends_the_connection(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedProtocol, "head_seconds", 0.2)
    for begun in (b"", b"GET / HT", b"POST /highlevel HTTP/1.1\r\nX: "):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(begun)
            assert until_closed(line) == b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:  # and after an answer
        line.sendall(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
        assert until_closed(line).startswith(b"HTTP/1.1 404")
    assert alive(port)


def test_silent_connections_do_not_keep_others_away(port: int) -> None:
    silent = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(400)]
    try:
        assert alive(port)
        still = 0
        for line in silent:
            line.setblocking(False)
            try:
                line.recv(1)
            except BlockingIOError:
                still += 1
            except ConnectionError:
                continue
        assert still <= 256
    finally:
        for line in silent:
            line.close()


def test_a_webhook_that_drips_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_server, "PATIENCE", 0.3)
    with receiver() as port, socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(b"POST /highlevel HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        begun = time.monotonic()
        assert until_closed(line).startswith(b"HTTP/1.1 400")
        assert time.monotonic() - begun < 5
        assert alive(port)


def test_a_body_that_drips_into_the_sandbox_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sandbox.gate.BODY_SECONDS", 0.3)
    monkeypatch.setattr("app.sandbox.gate.MAX_BODY", 100_000)
    with sandbox() as port:
        for path in (b"/control/switches", b"/highlevel/contacts/", b"/fattura24/api/v0.3/TestKey"):
            for body in (b"{", b"x" * 200_000):
                with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
                    head = b"POST " + path + b" HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: 999999\r\n\r\n" % port
                    line.sendall(head)
                    try:
                        line.sendall(body)
                    except ConnectionError:
                        continue
                    assert b" 200 " not in until_closed(line)
        assert alive(port)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        *(
            b'{"webhookId":"w","type":"ContactCreate","timestamp":%s}' % moment
            for moment in (b"1e999", b"NaN", b"1" + b"0" * 400, b"1" + b"0" * 5000, b"-Infinity")
        ),
        b"[]",
        b'"x"',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"webhookId":"w","type":"ContactCreate","timestamp":-1e308}',
        b'{"webhookId":"w","type":"ContactCreate","timestamp":"9999-99-99T99:99:99Z"}',
        b'{"webhookId":"w","type":"ContactCreate","timestamp":"0001-01-01T00:00:00+23:59"}',
        b'{"webhookId":["w"],"type":{},"timestamp":[]}',
        b'{"webhookId":"\\ud800","type":"\\ud800","timestamp":1}',
        b"\xff\xfe\x00",
    ],
)
def test_a_webhook_that_is_none_is_400_whatever_is_in_it(body: bytes) -> None:
    from app.connectors.highlevel.webhooks.webhook_events import read_webhook
    from app.connectors.highlevel.webhooks.webhook_signature import WebhookRefusedError

    with pytest.raises(WebhookRefusedError) as refused:
        read_webhook(body, 1_790_000_000.0)
    assert refused.value.status == 400


def test_a_server_with_a_quiet_connection_hears_its_end_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """uvicorn's own loop looks ten times a second, and its end waits for a tenth at the least."""
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float, result: object = None) -> object:
        pauses.append(seconds)
        return await sleep(seconds, result)

    monkeypatch.setattr(asyncio, "sleep", noted)
    with SandboxServer(contacts=3) as sandbox, httpx.Client() as client:
        assert client.get(f"{sandbox.control_url}/switches").status_code == 200
    assert max(pauses, default=0.0) < 0.1
