"""Whether a webhook comes from HighLevel: its signature over the raw body (reference: HighLevel 5.3)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app.errors import UsageError

VENDOR_KEY = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=\n"
    "-----END PUBLIC KEY-----\n"
)
"""HighLevel's own Ed25519 key (reference: HighLevel 5.3)."""

HEADER, LEGACY_HEADER = "x-ghl-signature", "x-wh-signature"
UNSIGNED = "N/A"


class WebhookRefusedError(Exception):
    """A webhook is not taken. ``reason`` is a key of the texts below ``webhooks.refused``, ``status`` the answer."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.reason, self.status = reason, status


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """The keys a webhook may be signed with. Without ``legacy`` a webhook with nothing but the legacy signature is
    refused: that key is printed in the vendor's guide and the owner pastes it where it is still needed."""

    key: Ed25519PublicKey
    legacy: RSAPublicKey | None = None

    @staticmethod
    def of(public_key: str = "", legacy_key: str = "") -> SignatureCheck:
        """Return the check for keys as PEM texts; a blank ``public_key`` is the vendor's.

        Raises UsageError (webhook_key, webhook_legacy_key) for a text that is no such key.
        """
        key = _loaded(public_key.strip() or VENDOR_KEY)
        if not isinstance(key, Ed25519PublicKey):
            raise UsageError("webhook_key")
        if not legacy_key.strip():
            return SignatureCheck(key)
        legacy = _loaded(legacy_key.strip())
        if not isinstance(legacy, RSAPublicKey):
            raise UsageError("webhook_legacy_key")
        return SignatureCheck(key, legacy)

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raise WebhookRefusedError unless the body is signed. ``headers`` have lower-case names.

        Where the new header is present, be it blank, it decides alone: whoever can empty or break it must not get a
        second try with the older key.
        """
        if HEADER in headers:
            signature = headers[HEADER].strip()
            if signature in ("", UNSIGNED):
                raise WebhookRefusedError("unsigned", 401)
            _check(lambda raw: self.key.verify(raw, body), signature)
            return
        signature = headers.get(LEGACY_HEADER, "").strip()
        if not signature or signature == UNSIGNED:
            raise WebhookRefusedError("unsigned", 401)
        legacy = self.legacy
        if legacy is None:
            raise WebhookRefusedError("legacy_only", 401)
        _check(lambda raw: legacy.verify(raw, body, PKCS1v15(), SHA256()), signature)


def _check(verify: Callable[[bytes], None], signature: str) -> None:
    try:
        verify(base64.b64decode(signature, validate=True))
    except (InvalidSignature, binascii.Error, ValueError):
        raise WebhookRefusedError("forged", 401) from None


def _loaded(pem: str) -> object:
    try:
        return load_pem_public_key(pem.encode())
    except Exception:  # the library raises a dozen kinds for what is simply no key
        return None
