"""Where this build of Ponte24 looks for news of itself, and whose signature it believes."""

from __future__ import annotations

import base64
import logging
import tomllib
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.paths import resource

_log = logging.getLogger(__name__)

KEY_BYTES = 32
"""Length of an Ed25519 public key (RFC 8032)."""


@dataclass(frozen=True, slots=True)
class Channel:
    """An https ``address`` and the public keys (raw Ed25519) of whoever may sign what is there."""

    address: str = ""
    keys: tuple[bytes, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether there is anything to ask: a build without an address or a key never asks."""
        return bool(self.host and self.keys)

    @property
    def host(self) -> str:
        """The host of the address; "" unless it is a plain https one."""
        parts = urlsplit(self.address)
        return (parts.hostname or "") if parts.scheme == "https" and not parts.username else ""


CLOSED = Channel()
"""Nothing is asked for: builds for a store or a distribution, the demo, tests."""


def built_in() -> Channel:
    """Return the channel of this build; `CLOSED` where none is entered or what is entered cannot be used."""
    try:
        stored = tomllib.loads(resource("updates.toml").read_text(encoding="utf-8"))
        keys = tuple(base64.b64decode(str(key), validate=True) for key in stored["keys"])
        channel = Channel(str(stored["address"]), keys)
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("no news of new versions: %s", type(error).__name__)
        return CLOSED
    return channel if channel.is_open and all(len(key) == KEY_BYTES for key in keys) else CLOSED
