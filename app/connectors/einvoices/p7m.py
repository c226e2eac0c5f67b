"""Takes an e-invoice out of its signature (``.p7m``), in every wrapping that is met (reference: Fattura24 4.5).

The digest that the signers signed is compared with the content, so that a file altered afterwards is refused. Whether
certificates are valid is not asked: they are usually expired, and reading needs no trust in them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from itertools import islice

from app.connectors.files.ber import OID, SEQUENCE, SET, Ber, BerBroken, Item
from app.errors import FileRefused

MAX_WRAPPINGS = 4
"""Signatures and encodings that may lie around an invoice."""

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_BLANK = b" \t\r\n\x0b\x0c\x00\x1a"
_BEFORE = _BLANK + b"\xef\xbb\xbf"
_ARMOUR = re.compile(rb"-----BEGIN [A-Z0-9 #]{1,60}-----")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s\x00\x1a-]*")
_SIGNED = bytes.fromhex("2a864886f70d010702")
_SEALED = frozenset(
    bytes.fromhex(oid) for oid in ("2a864886f70d010703", "2a864886f70d010706", "2a864886f70d0109100117")
)
"""Enveloped, encrypted, and authenticated enveloped data (RFC 5652, RFC 5083)."""
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_DIGESTS = {
    "2b0e03021a": "sha1",
    "608648016503040201": "sha256",
    "608648016503040202": "sha384",
    "608648016503040203": "sha512",
    "608648016503040204": "sha224",
    "2a864886f70d0205": "md5",
}
_EXPLICIT = 0xA0
_SHORTEST = 64
"""Letters of base64 below which a text says nothing."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def looks_signed(head: bytes) -> bool:
    """Tell from a file's first bytes whether a signature may begin here: binary, armoured or as base64."""
    for _ in range(MAX_WRAPPINGS):
        head = _bare(head)
        if head.startswith(b"-----BEGIN ") or _SIGNED_DATA in head[:64]:
            return True
        letters = head.translate(None, _BLANK)
        if len(letters) < _SHORTEST or not _BASE64.fullmatch(letters):
            return False
        head = base64.b64decode(letters[: len(letters) // 4 * 4])
    return False


def unwrap(data: bytes) -> bytes:
    """Return the XML inside; what is XML already is returned without blanks and byte order mark.

    Raises FileRefused: p7m_wrapped (more than `MAX_WRAPPINGS`),
    p7m_detached (the signature without the invoice), p7m_altered (the content is not the one that
    was signed), p7m_encrypted, p7m_other (something else was signed), p7m_damaged (cut off, altered in its structure,
    or no signature at all).
    """
    opened = False
    for _ in range(MAX_WRAPPINGS + 1):
        data = _bare(data)
        if not data:
            raise FileRefused("p7m_damaged", details="empty")
        if data.startswith((b"<", *_UTF16)):
            return data
        inner, was_signature = _unwrap_once(data)
        if inner is None:
            raise FileRefused("p7m_other" if opened else "p7m_damaged", details="not a signature")
        data, opened = inner, opened or was_signature
    raise FileRefused("p7m_wrapped", limit=str(MAX_WRAPPINGS))


def _bare(data: bytes) -> bytes:
    """Drop blanks, NULs and byte order marks from the beginning: no wrapping begins with any of their bytes."""
    return data.lstrip(_BEFORE)


def _unwrap_once(data: bytes) -> tuple[bytes | None, bool]:
    """Take one wrapping off (None where there is none), and tell whether it was a signature."""
    if data.startswith(b"-----BEGIN"):
        opening = _ARMOUR.match(data)
        if opening is None:
            raise FileRefused("p7m_damaged", details="armour")
        closing = data.find(b"-----END ", opening.end())
        inside = data[opening.end() : closing if closing >= 0 else len(data)]
        # header lines such as "Content-Type: x"
        return _decoded(b"\n".join(line for line in inside.split(b"\n") if b":" not in line)), False
    if data[:1] == b"\x30" and len(data) > 1 and (data[1] >= 0x80 or data[1] == len(data) - 2):
        return _signed_content(data), True
    if _BASE64.fullmatch(data):
        return _decoded(data), False
    start = _structure_start(data)
    return (_signed_content(data[start:]), True) if start else (None, False)


def _decoded(text: bytes) -> bytes:
    letters = text.translate(None, _BLANK)
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4), validate=True)
    except binascii.Error as error:
        raise FileRefused("p7m_damaged", details="base64") from error


def _structure_start(data: bytes) -> int:
    """Return where the outer structure begins when other bytes lie before it, 0 where there is none."""
    found = data.find(_SIGNED_DATA)
    for width in range(2, 7):
        at = found - width
        if at >= 0 and data[at] == 0x30 and _header_fits(data[at + 1], width):
            return at
    return 0


def _header_fits(length: int, width: int) -> bool:
    return length <= 0x80 if width == 2 else length == 0x80 + width - 2


def _signed_content(data: bytes) -> bytes:
    ber = Ber(data)
    try:
        outer = list(islice(ber.children(_expect(ber.first(), SEQUENCE)), 2))
        kind = ber.bytes_of(_expect(outer[0], OID))
        if kind in _SEALED:
            raise FileRefused("p7m_encrypted")
        if kind != _SIGNED:
            raise FileRefused("p7m_damaged", details=f"kind {kind[:16].hex()}")
        (signed,) = ber.children(_expect(outer[1], _EXPLICIT))
        parts = list(islice(ber.children(_expect(signed, SEQUENCE)), 10))
        inside = list(islice(ber.children(_expect(parts[2], SEQUENCE)), 3))
        if len(inside) < 2:
            raise FileRefused("p7m_detached")
        (held,) = ber.children(_expect(inside[1], _EXPLICIT))
        content = ber.octets(held)
        digests = list(_signed_digests(ber, _expect(parts[-1], SET)))
    except (BerBroken, ValueError, IndexError) as error:
        # only what kind of fault it is: nothing of the file is quoted
        details = str(error) if isinstance(error, BerBroken) else type(error).__name__
        raise FileRefused("p7m_damaged", details=details) from error
    if not content:
        raise FileRefused("p7m_detached")
    made: dict[str, bytes] = {}
    for name, expected in digests:
        if name not in made:
            made[name] = hashlib.new(name, content, usedforsecurity=False).digest()
        if made[name] != expected:
            raise FileRefused("p7m_altered")
    return content


def _expect(item: Item, tag: int) -> Item:
    if item.tag != tag:
        raise BerBroken(f"tag {item.tag:02x} for {tag:02x}")
    return item


def _signed_digests(ber: Ber, signers: Item) -> Iterator[tuple[str, bytes]]:
    """Yield (algorithm, digest) of each signer that has one: the digest is optional where nothing else is signed.

    Algorithms that this program does not know are passed over.
    """
    for signer in ber.children(signers):
        parts = list(islice(ber.children(_expect(signer, SEQUENCE)), 4))
        if len(parts) < 4 or parts[3].tag != _EXPLICIT:
            continue
        algorithm = next(ber.children(_expect(parts[2], SEQUENCE)), None)
        name = _DIGESTS.get(ber.bytes_of(algorithm).hex(), "") if algorithm is not None else ""
        for attribute in ber.children(parts[3]):
            said = list(islice(ber.children(_expect(attribute, SEQUENCE)), 2))
            if name and len(said) == 2 and ber.bytes_of(said[0]) == _MESSAGE_DIGEST:
                digest = next(ber.children(said[1]), None)
                if digest is None:
                    raise BerBroken("no digest")
                yield name, ber.octets(digest)
