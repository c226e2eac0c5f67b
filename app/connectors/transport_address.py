"""Which addresses a secret may be sent to, and how secrets are kept out of messages."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from app.errors import UsageError

LONGEST_DETAIL = 500
"""Characters of a service's answer that an error carries at most."""


def checked_base_url(address: str, service: str) -> str:
    """Return a base address without a trailing slash.

    Only https is accepted, and plain http for this very machine (the sandbox). Raises UsageError
    (insecure_address) for anything else: a token must not travel readable for everybody on the way.
    """
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise UsageError("insecure_address", address=address, service=service) from None
    allowed = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not host or not allowed or parts.username or parts.query or parts.fragment:
        raise UsageError("insecure_address", address=address, service=service)
    return address.strip().rstrip("/")


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Redactor:
    """Replaces secrets in texts; services have been seen to repeat a token in their complaint about it."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = sorted({s for s in secrets if s}, key=len, reverse=True)

    def learn(self, secret: str) -> None:
        """Keep one more secret out of texts from now on."""
        if secret and secret not in self._secrets:
            self._secrets = sorted([*self._secrets, secret], key=len, reverse=True)

    def clean(self, text: str) -> str:
        """Return the text without secrets, on one line and shortened."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        text = " ".join(text.split())
        return text if len(text) <= LONGEST_DETAIL else f"{text[:LONGEST_DETAIL]}…"
