"""The body of an answer, unpacked within bounds: a few kilobytes can become gigabytes.

httpx unpacks whatever arrived in one go, and as many wrappings as the answer names; here one wrapping is taken off, by
pieces of a bounded size.
"""

from __future__ import annotations

import zlib

import httpx

ACCEPTED = "gzip, deflate"
"""What is offered to the services (RFC 9110, 12.5.3): Python unpacks these by pieces."""

_PIECE = 1 << 18


class BodyRefusedError(Exception):
    """A body cannot be taken: too large, wrapped in a way that was not offered, or damaged."""


async def read_body(response: httpx.Response, limit: int) -> bytes:
    """Return the whole body, unpacked. Raises BodyRefusedError, and what httpx raises for a broken connection."""
    if response.is_stream_consumed:  # a transport that made the answer itself
        return _bounded(response.content, limit)
    unpack = _unpacking(response.headers.get("content-encoding", ""))
    body = bytearray()
    arrived = 0
    async for chunk in response.aiter_raw():
        arrived += len(chunk)
        if unpack is None:
            body += chunk
        else:
            unpack.feed(chunk, body, limit)
        if len(body) > limit or arrived > limit:
            raise BodyRefusedError(f"more than {limit} bytes")
    if unpack is not None:
        unpack.end()
    return bytes(body)


def _bounded(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise BodyRefusedError(f"more than {limit} bytes")
    return body


def _unpacking(encoding: str) -> _Unpacking | None:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip"):
        return _Unpacking(zlib.MAX_WBITS | 16)
    if name == "deflate":
        return _Unpacking(zlib.MAX_WBITS)
    raise BodyRefusedError(f"content-encoding: {name[:40]}")


class _Unpacking:
    """One wrapping, taken off by pieces."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._made = zlib.decompressobj(bits)
        self._begun = False

    def feed(self, chunk: bytes, into: bytearray, limit: int) -> None:
        """Append what a chunk becomes, until that is beyond a limit. Raises BodyRefusedError."""
        rest = chunk
        while rest and not self._made.eof and len(into) <= limit:
            try:
                into += self._made.decompress(rest, _PIECE)
            except zlib.error as error:
                if self._begun or self._bits != zlib.MAX_WBITS:
                    raise BodyRefusedError("damaged: " + str(error)) from error
                # "deflate" without the frame that the standard wants: many servers send it so
                self._made, self._bits = zlib.decompressobj(-zlib.MAX_WBITS), -zlib.MAX_WBITS
                continue
            self._begun = True
            rest = self._made.unconsumed_tail

    def end(self) -> None:
        """Raise BodyRefusedError where the wrapping broke off."""
        if self._begun and not self._made.eof:
            raise BodyRefusedError("damaged: broken off")
