"""Answers that are made to harm, byte by byte from a server on this machine: refused in bounded memory, in words."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.clock import ManualClock
from app.connectors.fattura24.answer import parse_answer
from app.connectors.fattura24.client import Fattura24Client
from app.connectors.highlevel.client import HighLevelClient
from app.connectors.transport import MAX_BODY, Call, Reply, Transport, is_json_object
from app.connectors.transport_retry import Effect, RetryPolicy
from app.errors import Ponte24Error, ServiceUnavailable
from app.texts import has_text

Feed = Callable[[socket.socket], None]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
BIG = 300_000_000


@contextmanager
def serving(feed: Feed) -> Iterator[str]:
    """Answer every request on a port of this machine with raw bytes."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                try:
                    line.settimeout(20)
                    line.recv(65_536)
                    feed(line)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(20)


def whole(body: bytes, *headers: bytes) -> Feed:
    head = HEAD + b"".join(h + b"\r\n" for h in headers) + b"Content-Length: %d\r\n\r\n" % len(body)
    return lambda line: line.sendall(head + body)


def _bomb(bits: int, size: int = BIG) -> bytes:
    made = zlib.compressobj(9, wbits=bits)
    piece = b" " * 1_000_000
    return b"".join([*(made.compress(piece) for _ in range(size // len(piece))), made.flush()])


def _endless_chunks(line: socket.socket) -> None:
    line.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        line.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")


def _endless_body(line: socket.socket) -> None:
    line.sendall(HEAD + b"\r\n")
    while True:
        line.sendall(b" " * 0x10000)


def _endless_head(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        line.sendall(b"X-A: " + b"b" * 1000 + b"\r\n")


def _long_head(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        line.sendall(b"b" * 0x10000)


def _thrice() -> bytes:
    return gzip.compress(gzip.compress(_bomb(zlib.MAX_WBITS | 16)))


DEEP = b'{"a":' * 10_000 + b"1" + b"}" * 10_000
ANSWERS: dict[str, Callable[[], Feed]] = {
    "gzip that unpacks without end": lambda: whole(_bomb(zlib.MAX_WBITS | 16), b"Content-Encoding: gzip"),
    "deflate that unpacks without end": lambda: whole(_bomb(zlib.MAX_WBITS), b"Content-Encoding: deflate"),
    "bare deflate": lambda: whole(_bomb(-zlib.MAX_WBITS), b"Content-Encoding: deflate"),
    "gzip in gzip in gzip": lambda: whole(_thrice(), b"Content-Encoding: gzip, gzip, gzip"),
    "named thrice by headers": lambda: whole(_thrice(), b"Content-Encoding: gzip", b"Content-Encoding: gzip"),
    "brotli, which was not asked for": lambda: whole(b"\x0b\x02\x80{}\x03", b"Content-Encoding: br"),
    "zstd, which was not asked for": lambda: whole(b"\x28\xb5\x2f\xfd", b"Content-Encoding: zstd"),
    "no gzip at all": lambda: whole(b"{}", b"Content-Encoding: gzip"),
    "gzip that breaks off": lambda: whole(gzip.compress(b'{"contacts":[]}' * 999)[:-20], b"Content-Encoding: gzip"),
    "a body without end": lambda: _endless_body,
    "chunks without end": lambda: _endless_chunks,
    "headers without end": lambda: _endless_head,
    "a header without end": lambda: _long_head,
    "a length beyond all": lambda: lambda line: line.sendall(HEAD + b"Content-Length: 1" + b"0" * 50 + b"\r\n\r\n{}"),
    "a length that is none": lambda: lambda line: line.sendall(HEAD + b"Content-Length: x\r\n\r\n{}"),
    "two lengths": lambda: lambda line: line.sendall(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}}"),
    "a chunk that is none": lambda: lambda line: line.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}"),
    "no HTTP": lambda: lambda line: line.sendall(b"SSH-2.0-x\r\n"),
    "nothing": lambda: lambda line: None,
    "nested ten thousand times": lambda: whole(DEEP),
    "lists in lists": lambda: whole(b"[" * 10_000 + b"]" * 10_000),
    "no UTF-8": lambda: whole(b'{"contacts":[{"id":"\xff\xfe"}]}'),
    "another charset": lambda: whole('{"contacts":"è"}'.encode("cp500")),
    "a number beyond numbers": lambda: whole(b'{"contacts":[],"total":1e999}'),
    "a number of many digits": lambda: whole(b'{"contacts":[],"total":' + b"9" * 5_000_000 + b"}"),
    "no number": lambda: whole(b'{"contacts":[],"total":NaN}'),
    "a list": lambda: whole(b"[]"),
    "a text": lambda: whole(b'"contacts"'),
    "led elsewhere": lambda: (
        lambda line: line.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://203.0.113.9/\r\nContent-Length: 0\r\n\r\n")
    ),
}
POLICY = RetryPolicy(chance=lambda: 0.0)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_is_made_to_harm_is_refused_in_words(name: str) -> None:
    feed = ANSWERS[name]()

    async def ask(url: str) -> None:
        clock = ManualClock()
        async with HighLevelClient("pit-1", "loc", base_url=url, clock=clock, retry=POLICY) as client:
            await client.search_contacts_advanced()

    with serving(feed) as url:
        tracemalloc.start()
        try:
            with pytest.raises(Ponte24Error) as refused:
                asyncio.run(ask(url))
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert isinstance(refused.value, ServiceUnavailable)
    for language in ("it", "en"):
        assert has_text(f"errors.{refused.value.code}.title", language)
        assert refused.value.describe(language).action
    assert most < 6 * MAX_BODY, f"{most // 10**6} MB"


@pytest.mark.parametrize(
    "body",
    [
        DEEP.replace(b'{"a":', b"<a>").replace(b"}", b"</a>"),
        b"<a>" * 10_000,
        b"<!DOCTYPE a [<!ENTITY x 'y'>]><root><returnCode>1</returnCode></root>",
        b"<root><returnCode>" + b"9" * 5_000 + b"</returnCode></root>",
        b"<root><returnCode>1</returnCode><docId>\xff\xfe\xed\xa0\x80</docId></root>",
        b"<root><returnCode>1</returnCode><docId>" + b"&a" * 200_000 + b"</docId></root>",
        b"<root>" + b"<a>1<a>" * 200_000 + b"</root>",
        b"<root>" + b"<![CDATA[" * 100_000,
        b"<root>" + b"&amp" * 300_000,
        b"<root>" + b"<g><x>1</x></g>" * 150_000 + b"</root>",
    ],
    ids=range(10),
)
def test_answers_of_fattura24_cost_no_more_than_their_length(body: bytes) -> None:
    import time

    begun = time.process_time()
    found = parse_answer(body)
    assert time.process_time() - begun < 10
    if found is not None:
        assert found.return_code is None or isinstance(found.return_code, int)

    async def ask(url: str) -> Any:
        async with Fattura24Client("key", base_url=url, clock=ManualClock(), retry=POLICY) as client:
            return await client.test_key()

    with serving(whole(body)) as url:
        try:
            asyncio.run(ask(url))
        except Ponte24Error as error:
            assert error.describe("it").title


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "bare", ""])
def test_an_ordinary_answer_is_unpacked(encoding: str) -> None:
    body = json.dumps({"contacts": [{"name": "Caffè"}] * 20_000}).encode()
    packed = {"gzip": gzip.compress(body), "deflate": zlib.compress(body), "bare": zlib.compress(body)[2:-4]}
    name = b"deflate" if encoding == "bare" else encoding.encode()
    feed = whole(packed.get(encoding, body), *((b"Content-Encoding: " + name,) if name else ()))

    async def ask(url: str) -> Reply:
        transport = Transport("HighLevel", url, clock=ManualClock(), retry=POLICY)
        try:
            return await transport.send(Call("GET", "/x", Effect.READ), is_json_object)
        finally:
            await transport.aclose()

    with serving(feed) as url:
        assert asyncio.run(ask(url)).body == body


def test_half_a_letter_in_an_answer_is_replaced() -> None:
    assert Reply(200, {}, b'{"firstName":"Ida \\ud83d"}').json() == {"firstName": "Ida \ufffd"}


def test_damaged_sections_are_not_tried_in_every_way() -> None:
    section = b"<![CDATA[x]]>"
    for body in (
        b"<root><a>" + section * 5_000 + b"<b>" + b"</root",
        b"<root><a>" + section * 5_000 + b"]]><![CDATA[" * 5_000,
        (b"<a>" + section * 50) * 200,
    ):
        parse_answer(body)
    found = parse_answer(b"<root><returnCode>1</returnCode><docId>7</docId><x><![CDATA[cut")
    assert found is not None and found.return_code == 1 and found.values["docId"] == "7"
