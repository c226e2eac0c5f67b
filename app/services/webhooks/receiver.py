"""Webhooks in: a receiver that marks what must be read again. Off by default: polling finds everything."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING

from app.errors import CredentialsRefused, StorageError, UsageError
from app.services.api.webhooks import WebhookSettings, WebhookStatus

if TYPE_CHECKING:
    from app.clock import Clock
    from app.connectors.highlevel.webhooks.webhook_events import Webhook
    from app.connectors.highlevel.webhooks.webhook_signature import SignatureCheck
    from app.connectors.webhook_server import WebhookServer
    from app.store import Store

KEPT = 7 * 86_400.0
"""Seconds for which a delivery is remembered: longer than any retry (reference: HighLevel 5.4)."""

MARKS_KEPT = 90 * 86_400.0
"""Seconds for which a mark of a record that Ponte24 does not keep is remembered."""

STATUS_EVERY = 10.0
"""Seconds between two notes of refused deliveries in the store: whoever knocks in vain must not wear out the disk."""

_SETTINGS, _STATUS = "webhooks", "webhooks.status"
_SERVING = "webhooks.serving"
"""Setting: the port at which a process of this home receives; a process that was killed leaves it behind."""

_log = logging.getLogger(__name__)


class WebhookReceiver:
    """Implements `WebhookService` over the store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._server: WebhookServer | None = None
        self._check: SignatureCheck | None = None
        self._lock = threading.Lock()
        self._pruned_at = 0.0
        self._noted_at = 0.0
        self._refusals = 0

    def settings(self) -> WebhookSettings:
        """Return what the owner chose."""
        stored = self._store.settings.get(_SETTINGS, {})
        known = {f.name for f in fields(WebhookSettings)}
        return WebhookSettings(**{k: v for k, v in stored.items() if k in known})

    def save_settings(self, settings: WebhookSettings) -> None:
        """Keep it and start, restart or stop accordingly; when that fails it is as before."""
        from app.connectors.highlevel.webhooks.webhook_signature import SignatureCheck

        before, was_running = self.settings(), self._server is not None
        SignatureCheck.of(settings.public_key, settings.legacy_key)
        if not 0 <= settings.port <= 65_535:
            raise UsageError("webhook_port_range", port=settings.port)
        self.stop()
        try:
            if settings.enabled:
                self.start(settings)
        except (UsageError, CredentialsRefused):
            if was_running:
                self.start(before)
            raise
        self._store.settings.set(_SETTINGS, asdict(settings))

    def status(self) -> WebhookStatus:
        """Return how the receiver stands."""
        kept = self._kept_status()
        server = self._server
        return replace(
            kept,
            running=server is not None,
            address=server.address if server else "",
            elsewhere="" if server else self._elsewhere(),
            refused=kept.refused + self._refusals,
            marked=self._store.webhooks.count("contact"),
        )

    def start(self, settings: WebhookSettings | None = None) -> str:
        """Serve and return the address for the tunnel; one that serves already stays."""
        if self._server is not None:
            return self._server.address
        from app.connectors.highlevel.webhooks.webhook_signature import SignatureCheck
        from app.connectors.webhook_server import WebhookServer

        chosen = settings or self.settings()
        self._check = SignatureCheck.of(chosen.public_key, chosen.legacy_key)
        if not self._location():
            raise CredentialsRefused("not_connected", service="HighLevel")
        try:
            server = WebhookServer(chosen.port, self.take, self.called)
            server.start()
        except (OSError, OverflowError) as error:
            raise UsageError("webhook_port", port=chosen.port, details=str(error)) from error
        self._server = server
        self._store.settings.set(_SERVING, server.port)
        self._store.activity.add(self._clock.now(), "info", "webhooks_started", {"port": server.port})
        return server.address

    def start_if_enabled(self) -> None:
        """Serve when the owner wants it and a location is known."""
        if self.settings().enabled and self._location():
            self.start()

    def stop(self) -> None:
        """Stop serving."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()
            self._note_refusals(force=True)
            if self._store.settings.get(_SERVING) == server.port:
                self._store.settings.remove(_SERVING)
            self._store.activity.add(self._clock.now(), "info", "webhooks_stopped", {})

    # --- one delivery ---

    def take(self, headers: Mapping[str, str], body: bytes) -> int:
        """Take a delivery and return the status to answer.

        What cannot be stored is answered with 429, the only status that every account of HighLevel's retries agrees
        on (reference: HighLevel 5.4).
        """
        from app.connectors.highlevel.webhooks.webhook_events import read_webhook
        from app.connectors.highlevel.webhooks.webhook_signature import WebhookRefusedError

        assert self._check is not None
        now = self._clock.now()
        try:
            self._check.verify(headers, body)
            webhook = read_webhook(body, now)
        except WebhookRefusedError as refused:
            self._refused(refused.reason, now)
            return refused.status
        if webhook.location != self._location():
            _log.info("webhook %s of another location ignored", webhook.type)
            return 202
        try:
            return self._keep(webhook, now)
        except StorageError as error:
            _log.warning("webhook %s could not be kept: %s", webhook.type, error.code)
            return 429

    def called(self, token: str, body: bytes) -> int:
        """Take a call of one of HighLevel's own workflows and return the status to answer. It says no more than that
        somebody is to be looked at: the contact is read, then the automation of the address runs for it."""
        from app.services.webhooks.calls import take_call

        now = self._clock.now()
        try:
            with self._lock:
                refused = take_call(self._store, token, body, now)
        except StorageError as error:
            _log.warning("a call could not be kept: %s", error.code)
            return 429
        if refused:
            self._refused(refused, now)
            return 404 if refused == "address" else 422
        return 200

    def _keep(self, webhook: Webhook, now: float) -> int:
        from app.store import Mark

        marks = [Mark(t.record, t.id, webhook.type, webhook.at, now, t.contact) for t in webhook.touched]
        with self._lock, self._store.transaction():
            if not self._store.webhooks.take(webhook.id, now, marks):
                _log.info("webhook %s came again", webhook.type)
                return 200
            status = self._kept_status()
            status = replace(status, accepted=status.accepted + 1, last_at=now, last_type=webhook.type)
            self._store.settings.set(_STATUS, _stored(status))
            if not 0 <= now - self._pruned_at < 3600:
                self._store.webhooks.prune(now - KEPT, now - MARKS_KEPT)
                self._pruned_at = now
        _log.info("webhook %s taken, %d records marked", webhook.type, len(marks))
        return 200

    def _refused(self, reason: str, now: float) -> None:
        _log.info("webhook refused: %s", reason)
        with self._lock:
            self._refusals += 1
            self._last_refusal = (now, reason)
        self._note_refusals()

    def _note_refusals(self, force: bool = False) -> None:
        now = self._clock.now()
        with self._lock:
            if not self._refusals or (not force and 0 <= now - self._noted_at < STATUS_EVERY):
                return
            at, reason = self._last_refusal
            try:
                with self._store.transaction():
                    status = self._kept_status()
                    status = replace(
                        status, refused=status.refused + self._refusals, last_refused_at=at, last_refusal=reason
                    )
                    self._store.settings.set(_STATUS, _stored(status))
            except StorageError:
                return  # it is only a note
            self._refusals, self._noted_at = 0, now

    def _elsewhere(self) -> str:
        """Return the address at which another process of this home receives now, if one does."""
        port = self._store.settings.get(_SERVING)
        if not isinstance(port, int):
            return ""
        from app.connectors.webhook_server import address_of, is_served

        return address_of(port) if is_served(port) else ""

    def _kept_status(self) -> WebhookStatus:
        stored = self._store.settings.get(_STATUS, {})
        known = {f.name for f in fields(WebhookStatus)}
        return WebhookStatus(**{k: v for k, v in stored.items() if k in known})

    def _location(self) -> str:
        return str(self._store.settings.get("account.highlevel", {}).get("identifier") or "")


def _stored(status: WebhookStatus) -> dict[str, object]:
    kept = ("accepted", "last_at", "last_type", "refused", "last_refused_at", "last_refusal")
    return {name: value for name, value in asdict(status).items() if name in kept}
