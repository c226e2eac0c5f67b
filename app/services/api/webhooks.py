"""The receiver of HighLevel's webhooks at the border."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

DEFAULT_PORT = 8734
"""Beside the fixed ports of the sign-in (8724 to 8726)."""


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """What the owner chooses. ``public_key`` and ``legacy_key`` are PEM texts; blank: HighLevel's own, and none."""

    enabled: bool = False
    port: int = DEFAULT_PORT
    public_key: str = ""
    legacy_key: str = ""


@dataclass(frozen=True, slots=True)
class WebhookStatus:
    """How the receiver stands, whichever process runs it. Moments are epoch seconds, 0 where there is none.

    ``running`` and ``address`` are of this process, ``elsewhere`` is the address at which another one of this home
    receives (`webhooks serve`, say; blank: none does); ``last_refusal`` is a key of the texts below
    ``webhooks.refused``; ``marked`` counts the contacts that the next check reads by themselves.
    """

    running: bool = False
    address: str = ""
    elsewhere: str = ""
    accepted: int = 0
    last_at: float = 0.0
    last_type: str = ""
    refused: int = 0
    last_refused_at: float = 0.0
    last_refusal: str = ""
    marked: int = 0


class WebhookService(Protocol):
    """The use cases around webhooks. All methods may be called from any thread."""

    def settings(self) -> WebhookSettings:
        """Return what the owner chose."""
        ...

    def save_settings(self, settings: WebhookSettings) -> None:
        """Keep it and start, restart or stop accordingly. Raises UsageError (webhook_port, webhook_port_range,
        webhook_key, webhook_legacy_key); nothing is kept then."""
        ...

    def status(self) -> WebhookStatus:
        """Return how the receiver stands."""
        ...

    def start(self, settings: WebhookSettings | None = None) -> str:
        """Serve and return the address for the tunnel. Raises UsageError as above, CredentialsRefused (not_connected)
        when no HighLevel location is known."""
        ...

    def start_if_enabled(self) -> None:
        """Serve when the owner wants it and a location is known. Raises UsageError as above."""
        ...

    def stop(self) -> None:
        """Stop serving."""
        ...
