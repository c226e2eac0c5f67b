"""The keys that sign webhooks: test keys of one world, never the vendor's (reference: HighLevel 5.3)."""

from __future__ import annotations

import base64
import hashlib
from functools import cached_property
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Signature = Literal["ed25519", "both", "rsa", "none"]


class WebhookKeys:
    """An Ed25519 key that follows from the seed, and a legacy RSA key that is made when it is first needed."""

    def __init__(self, seed: int) -> None:
        self._ed25519 = Ed25519PrivateKey.from_private_bytes(
            hashlib.sha256(f"highlevel-webhooks-{seed}".encode()).digest()
        )

    @cached_property
    def _rsa(self) -> RSAPrivateKey:
        return generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def public_pem(self) -> str:
        """The public Ed25519 key as PEM."""
        return _pem(self._ed25519.public_key())

    @property
    def legacy_pem(self) -> str:
        """The public RSA key as PEM."""
        return _pem(self._rsa.public_key())

    def headers(self, body: bytes, signature: Signature) -> dict[str, str]:
        """Return the headers that sign a body; an unsigned one says "N/A"."""
        signed = {"X-GHL-Signature": "N/A"} if signature == "none" else {}
        if signature in ("ed25519", "both"):
            signed["X-GHL-Signature"] = base64.b64encode(self._ed25519.sign(body)).decode()
        if signature in ("rsa", "both"):
            signed["X-WH-Signature"] = base64.b64encode(self._rsa.sign(body, PKCS1v15(), SHA256())).decode()
        return signed


def _pem(key: Ed25519PublicKey | RSAPublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
