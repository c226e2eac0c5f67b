"""The feed of new versions: what is believed, and everything that is not."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.updates import channel as channels
from app.connectors.updates.channel import CLOSED, Channel, built_in
from app.connectors.updates.feed import FORMAT, LARGEST, FeedError, payload, read_feed, version_key
from app.connectors.updates.fetch import fetch

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC).timestamp()
KEY, SPARE, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))
CHANNEL = Channel(
    "https://news.test/ponte24/latest.txt",
    tuple(key.public_key().public_bytes_raw() for key in (KEY, SPARE)),
)
GOOD: dict[str, Any] = {
    "format": 1,
    "sequence": 7,
    "version": "0.2.0",
    "issued": "2026-11-30T09:00:00+00:00",
    "expires": "2027-01-29T09:00:00+00:00",
    "urgent": False,
    "page": "https://news.test/ponte24/0.2.0",
    "notes": {"it": "Più veloce.", "en": "Faster."},
}


def sign(body: bytes, *keys: Ed25519PrivateKey) -> bytes:
    signatures = [base64.b64encode(key.sign(payload(body))).decode() for key in keys or (KEY,)]
    return " ".join([FORMAT, *signatures]).encode() + b"\n" + body


def feed(*keys: Ed25519PrivateKey, **changed: Any) -> bytes:
    return sign(json.dumps(GOOD | changed, ensure_ascii=False).encode(), *keys)


def read(body: bytes, *, now: float = NOW, seen: int = 0) -> Any:
    return read_feed(body, CHANNEL, now=now, seen=seen)


def test_a_signed_feed_is_believed_whichever_of_our_keys_signed_it() -> None:
    for keys in ((KEY,), (SPARE,), (STRANGER, SPARE)):
        release = read(feed(*keys))
        assert (release.version, release.sequence, release.notes["it"]) == ("0.2.0", 7, "Più veloce.")
    assert read(feed(), seen=7).version == "0.2.0", "the same one again is no replay"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (feed(STRANGER), "signed by nobody"),
        (feed().replace(b"0.2.0", b"9.9.9"), "signed by nobody"),
        (feed()[:-1], "signed by nobody"),
        (feed() + b" ", "signed by nobody"),
        (b"<html><title>Hotel Wi-Fi</title></html>\n", "not a feed"),
        (b"", "not a feed"),
        (json.dumps(GOOD).encode(), "not a feed"),
        (FORMAT.encode() + b"\n" + json.dumps(GOOD).encode(), "no signature"),
        (FORMAT.encode() + b" AAAA\n{}", "no signature"),
        (FORMAT.encode() + b" " + b" ".join([b"A" * 86 + b"=="] * 5) + b"\n{}", "no signature"),
        (feed(pad="x" * LARGEST), "too large"),
        (feed(expires="2026-11-30T12:00:00+00:00"), "expired"),
        (feed(issued="2026-12-05T09:00:00+00:00"), "expired"),
        (feed(page="https://elsewhere.test/ponte24"), "leads elsewhere"),
        (feed(page="https://news.test.elsewhere.test/"), "leads elsewhere"),
        (feed(page="https://news.test@elsewhere.test/"), "leads elsewhere"),
        (feed(page="http://news.test/ponte24"), "leads elsewhere"),
        (feed(page="javascript:alert(1)"), "leads elsewhere"),
        (feed(page="https://news.test/\n"), "not understood"),
        (feed(page=None), "not understood"),
        (feed(format=2), "later format"),
        (feed(version="latest"), "not understood"),
        (feed(version="1.0.0; rm"), "not understood"),
        (feed(sequence=0), "not understood"),
        (feed(sequence=True), "not understood"),
        (feed(sequence="7"), "not understood"),
        (feed(urgent="yes"), "not understood"),
        (feed(notes={"it": "x" * 501, "en": ""}), "not understood"),
        (feed(notes={"it": "x"}), "not understood"),
        (feed(issued="yesterday"), "not understood"),
        (feed(issued=5), "not understood"),
        (sign(b"[" * 20_000), "not understood"),
        (sign(b"\xff\xfe"), "not understood"),
        (sign(b"[]"), "not understood"),
    ],
)
def test_nothing_else_is_believed(body: bytes, why: str) -> None:
    with pytest.raises(FeedError, match=why):
        read(body)


def test_a_feed_older_than_one_seen_is_a_replay() -> None:
    with pytest.raises(FeedError, match="older than one seen"):
        read(feed(), seen=8)


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_is_years_away_believes_nothing(years: int) -> None:
    with pytest.raises(FeedError, match="clock"):
        read(feed(), now=NOW + years * 365 * 86_400)


@given(st.binary(max_size=300), st.booleans())
def test_whatever_comes_is_a_feed_or_refused(body: bytes, signed: bool) -> None:
    with pytest.raises(FeedError):
        read(sign(body) if signed else FORMAT.encode() + b" " + body)


def test_notes_are_plain_words() -> None:
    assert read(feed(notes={"it": "a\nb\x1b[31m\u202ec", "en": ""})).notes["it"] == "a b [31m c"


def test_versions_are_ordered_by_number() -> None:
    assert version_key("0.10.0") > version_key("0.9.9") > version_key("0.9") == version_key("0.9.0.0")


# ---------------------------------------------------------------------------------------------- fetching
def answered(handler: Callable[[httpx.Request], httpx.Response], seconds: float = 10) -> bytes:
    return asyncio.run(fetch(CHANNEL, seconds=seconds, environ={}, transport=httpx.MockTransport(handler)))


def test_it_is_asked_for_without_a_word_about_the_owner() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=one_piece(), headers={"Set-Cookie": "who=me"})

    async def one_piece() -> AsyncIterator[bytes]:
        yield feed()

    assert answered(answer) == feed()
    assert str(asked[0].url) == CHANNEL.address and not asked[0].content
    assert {k.lower() for k in asked[0].headers} == {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert asked[0].headers["User-Agent"] == "Ponte24", "not even the version"


@pytest.mark.parametrize("status", [204, 301, 302, 304, 404, 500])
def test_a_redirect_or_another_answer_is_not_followed(status: int) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(status, headers={"Location": "https://elsewhere.test/"}, content=feed())

    with pytest.raises(FeedError, match=str(status)):
        answered(answer)
    assert asked == [CHANNEL.address]


def test_five_megabytes_are_not_read_to_the_end() -> None:
    sent = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        for _piece in range(5_000):
            sent += 1024
            yield b"x" * 1024

    with pytest.raises(FeedError, match="too large"):
        answered(lambda _: httpx.Response(200, content=pieces()))
    assert sent <= LARGEST + 2048


def test_an_answer_that_trickles_is_given_up() -> None:
    async def trickle() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0)

    async def never() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.Event().wait()

    with pytest.raises(FeedError, match="too slow"):
        answered(lambda _: httpx.Response(200, content=never()), seconds=0.01)
    with pytest.raises(FeedError, match=r"too large|too slow"):
        answered(lambda _: httpx.Response(200, content=trickle()), seconds=1)


@pytest.mark.parametrize("error", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), OSError(113, "no route")])
def test_no_network_is_no_news(error: Exception) -> None:
    def fail(_request: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(FeedError):
        answered(fail)


# ---------------------------------------------------------------------------------------------- the channel
def test_a_checkout_has_no_channel_of_anybody() -> None:
    assert not built_in().is_open


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ('address = "https://news.test/x"\nkeys = ["{key}"]', True),
        ('address = "http://news.test/x"\nkeys = ["{key}"]', False),
        ('address = "https://me@news.test/x"\nkeys = ["{key}"]', False),
        ('address = ""\nkeys = ["{key}"]', False),
        ('address = "https://news.test/x"\nkeys = []', False),
        ('address = "https://news.test/x"\nkeys = ["AAAA"]', False),
        ('address = "https://news.test/x"\nkeys = ["?"]', False),
        ("address = [", False),
        ("", False),
    ],
)
def test_a_channel_needs_an_https_address_and_keys(
    text: str, is_open: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "updates.toml"
    file.write_text(text.replace("{key}", base64.b64encode(CHANNEL.keys[0]).decode()), encoding="utf-8")
    monkeypatch.setattr(channels, "resource", lambda *_: file)
    assert built_in().is_open is is_open
    assert is_open or built_in() == CLOSED
