"""Asks for the feed: one GET without cookies or anything about the owner, bounded in size and time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx

from app.connectors.transport_environment import client
from app.connectors.updates.channel import Channel
from app.connectors.updates.feed import LARGEST, FeedError
from app.errors import Ponte24Error

SECONDS = 15.0
"""For the whole answer, however slowly it comes."""

_HEADERS = {"User-Agent": "Ponte24", "Accept-Encoding": "identity", "Accept": "*/*"}


async def fetch(
    channel: Channel,
    *,
    seconds: float = SECONDS,
    environ: Mapping[str, str] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> bytes:
    """Return the feed's bytes as they came. A redirect is not followed: the address is ours, or it is nobody's.
    Raises FeedError."""
    options = {"transport": transport} if transport else {}
    try:
        async with asyncio.timeout(seconds):
            async with (
                client(environ, direct=False, timeout=seconds, follow_redirects=False, **options) as http,
                http.stream("GET", channel.address, headers=_HEADERS) as answer,
            ):
                if answer.status_code != 200:
                    raise FeedError(f"answered with {answer.status_code}")
                body = bytearray()
                async for piece in answer.aiter_raw():
                    body += piece
                    if len(body) > LARGEST:
                        raise FeedError("too large")
                return bytes(body)
    except TimeoutError as error:
        raise FeedError("too slow") from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError, Ponte24Error) as error:
        raise FeedError(type(error).__name__) from error
