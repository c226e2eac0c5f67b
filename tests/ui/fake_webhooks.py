"""A stand-in for the receiver of webhooks, for tests and pictures of the window."""

from __future__ import annotations

from dataclasses import replace

from app.errors import Ponte24Error
from app.services.api.webhooks import WebhookSettings, WebhookStatus


class FakeWebhooks:
    """Keeps the promises of `app.services.api.webhooks.WebhookService` in memory; listens nowhere."""

    def __init__(self) -> None:
        self.chosen = WebhookSettings()
        self.state = WebhookStatus()
        self.problem: Ponte24Error | None = None

    def settings(self) -> WebhookSettings:
        """Return what was saved."""
        return self.chosen

    def save_settings(self, settings: WebhookSettings) -> None:
        """Keep it, or raise `problem`."""
        if self.problem is not None:
            raise self.problem
        self.chosen = settings
        self.stop()
        if settings.enabled:
            self.start(settings)

    def status(self) -> WebhookStatus:
        """Return `state`."""
        return self.state

    def start(self, settings: WebhookSettings | None = None) -> str:
        """Pretend to serve, or raise `problem`."""
        if self.problem is not None:
            raise self.problem
        address = f"http://127.0.0.1:{(settings or self.chosen).port}/highlevel"
        self.state = replace(self.state, running=True, address=address)
        return address

    def start_if_enabled(self) -> None:
        """Pretend to serve when it is switched on."""
        if self.chosen.enabled:
            self.start()

    def stop(self) -> None:
        """Pretend to serve no more."""
        self.state = replace(self.state, running=False, address="")
