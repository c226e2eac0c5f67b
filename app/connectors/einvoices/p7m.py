"""Takes an e-invoice out of its signature (``.p7m``), in every wrapping that is met (reference: Fattura24 4.5).

The digest that the signers signed is compared with the content, so that a file altered afterwards is refused. Whether
certificates are valid is not asked: they are usually expired, and reading needs no trust in them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Any

from app.errors import FileRefused

MAX_WRAPPINGS = 4
"""Signatures and encodings that may lie around an invoice."""

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_BLANK = b" \t\r\n\x0b\x0c\x00\x1a"
_MARKS = (b"\xef\xbb\xbf",)
_ARMOUR = re.compile(rb"-----BEGIN [A-Z0-9 #]+-----(.*?)(?:-----END [A-Z0-9 #]+-----|\Z)", re.DOTALL)
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s\x00\x1a-]*")
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

    Raises FileRefused: p7m_detached (the signature without the invoice), p7m_altered (the content is not the one that
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
    raise FileRefused("p7m_damaged", details=f"more than {MAX_WRAPPINGS} wrappings")


def _bare(data: bytes) -> bytes:
    """Drop blanks, NULs and byte order marks from the beginning."""
    while True:
        shorter = data.lstrip(_BLANK)
        for mark in _MARKS:
            shorter = shorter.removeprefix(mark)
        if len(shorter) == len(data):
            return data
        data = shorter


def _unwrap_once(data: bytes) -> tuple[bytes | None, bool]:
    """Take one wrapping off (None where there is none), and tell whether it was a signature."""
    if data.startswith(b"-----BEGIN"):
        armour = _ARMOUR.match(data)
        if armour is None:
            raise FileRefused("p7m_damaged", details="armour")
        # header lines such as "Content-Type: x" end at the first blank line
        return _decoded(re.sub(rb"(?m)^[A-Za-z-]+:.*$", b"", armour[1])), False
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
    from asn1crypto import cms  # slow to import, and few files are signed

    try:
        outer = cms.ContentInfo.load(data)
        kind = str(outer["content_type"].native)
        if kind in ("enveloped_data", "encrypted_data", "authenticated_enveloped_data"):
            raise FileRefused("p7m_encrypted")
        if kind != "signed_data":
            raise FileRefused("p7m_damaged", details=kind[:40])
        signed = outer["content"]
        content = signed["encap_content_info"]["content"].native
        digests = list(_signed_digests(signed)) if isinstance(content, bytes) else []
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError) as error:
        # asn1crypto has no error of its own; its messages quote bytes of the file, so only their kind is told
        raise FileRefused("p7m_damaged", details=type(error).__name__) from error
    if content is None or content == b"":
        raise FileRefused("p7m_detached")
    if not isinstance(content, bytes):
        raise FileRefused("p7m_damaged", details="content")
    for name, expected in digests:
        if _digest(name, content) not in (None, expected):
            raise FileRefused("p7m_altered")
    return content


def _signed_digests(signed: Any) -> list[tuple[str, bytes]]:
    """Return (algorithm, digest) of each signer that has one: the digest is optional where nothing else is signed."""
    found = []
    for signer in signed["signer_infos"]:
        name = str(signer["digest_algorithm"]["algorithm"].native)
        attributes = signer["signed_attrs"]
        if attributes.native is None:
            continue
        for attribute in attributes:
            if attribute["type"].native == "message_digest":
                found.append((name, bytes(attribute["values"][0].native)))
    return found


def _digest(name: str, content: bytes) -> bytes | None:
    """Return the digest, or None for an algorithm that this machine does not know."""
    try:
        return hashlib.new(name, content, usedforsecurity=False).digest()
    except ValueError:
        return None
