"""What a feed says, believed only if it is signed, of now, and not older than what was seen before.

One line ``ponte24-feed-1 SIGNATURE [SIGNATURE]`` (Ed25519 over the format's name, a newline and the rest, in base64),
then a JSON object. The signature is verified before anything is parsed. Nothing of it is ever downloaded or run: a
feed leads to a page, and that one has to be on the feed's own host.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.connectors.updates.channel import Channel

FORMAT = "ponte24-feed-1"
LARGEST = 64 * 1024
"""Bytes a feed may have; a real one has less than two thousand."""

LONGEST_NOTES = 500
"""Letters of the notes in one language."""

_SIGNATURES = 4
_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{86}==")
_VERSION = re.compile(r"\d{1,5}(\.\d{1,5}){1,3}")
_SKEW = 86_400.0
"""Seconds that this computer's clock may be behind the one that signed."""


class FeedError(Exception):
    """A feed that is not believed; the words are for the log and quote nothing of it."""


@dataclass(frozen=True, slots=True)
class Release:
    """The newest version. ``sequence`` grows with every feed that is signed; ``notes`` by language; times are epoch
    seconds."""

    sequence: int
    version: str
    issued: float
    expires: float
    page: str
    urgent: bool
    notes: dict[str, str]


def payload(text: bytes) -> bytes:
    """Return the bytes that are signed for a feed's JSON."""
    return f"{FORMAT}\n".encode() + text


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by."""
    numbers = [int(part) for part in version.split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))


def read_feed(body: bytes, channel: Channel, *, now: float, seen: int = 0) -> Release:
    """Return what a feed says. ``seen`` is the highest sequence believed before. Raises FeedError."""
    if len(body) > LARGEST:
        raise FeedError("too large")
    head, newline, text = body.partition(b"\n")
    words = head[:1000].decode("ascii", "replace").split(" ")
    if not newline or words[0] != FORMAT:
        raise FeedError("not a feed")
    _verify(words[1:], text, channel)
    release = _parsed(text)
    if urlsplit(release.page).scheme != "https" or urlsplit(release.page).hostname != channel.host:
        raise FeedError("leads elsewhere")
    if not release.issued - _SKEW <= now <= release.expires:
        raise FeedError("expired, or this computer's clock is wrong")
    if release.sequence < seen:
        raise FeedError("older than one seen before")
    return release


def _verify(signatures: list[str], text: bytes, channel: Channel) -> None:
    if not 1 <= len(signatures) <= _SIGNATURES or not all(map(_SIGNATURE.fullmatch, signatures)):
        raise FeedError("no signature")
    for signature in signatures:
        for key in channel.keys:
            try:
                Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(signature), payload(text))
            except (InvalidSignature, ValueError, binascii.Error):
                continue
            return
    raise FeedError("signed by nobody we know")


def _parsed(text: bytes) -> Release:
    try:
        told = json.loads(text.decode("utf-8"))
        if told["format"] != 1:
            raise FeedError("of a later format")
        notes = {language: _notes(told["notes"][language]) for language in ("it", "en")}
        version, sequence, urgent = told["version"], told["sequence"], told["urgent"]
        if not (isinstance(version, str) and _VERSION.fullmatch(version)):
            raise ValueError
        if not (type(sequence) is int and sequence > 0 and isinstance(urgent, bool)):
            raise ValueError
        page = told["page"]
        if not isinstance(page, str) or len(page) > 500 or not page.isprintable() or " " in page:
            raise ValueError
        return Release(sequence, version, _moment(told["issued"]), _moment(told["expires"]), page, urgent, notes)
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise FeedError("signed, but not understood") from error


def _notes(words: Any) -> str:
    if not isinstance(words, str) or len(words) > LONGEST_NOTES:
        raise ValueError("notes")
    return "".join(letter if letter.isprintable() else " " for letter in words).strip()


def _moment(text: Any) -> float:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
