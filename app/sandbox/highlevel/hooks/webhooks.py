"""The webhooks of HighLevel: made of events, signed with keys of this world, delivered to an address on this machine.

As with the real service they are the matter of an app, and a Private Integration Token brings none (reference:
HighLevel 1.6): nothing is sent before an app was installed (the event AppInstall, or the control API). Delivery
is lossy (5.4), and what is not known for certain of it is a switch.
"""

from __future__ import annotations

import json
import random
import ssl
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from threading import Event as Flag
from threading import RLock, Thread
from typing import Any

import httpx

from app.sandbox.clock import SandboxClock, iso_ms
from app.sandbox.highlevel.base.events import Event
from app.sandbox.highlevel.hooks.webhook_keys import WebhookKeys
from app.sandbox.highlevel.hooks.webhook_payloads import payload, sent_for
from app.sandbox.switches import WebhookSwitches

RETRY_EVERY = 600.0
"""Seconds between two tries under the policy "429" (5.4)."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")

_TRIES = {"429": 6, "non_2xx": 12}
_KEPT = 5_000

Post = Callable[[str, bytes, dict[str, str]], int | None]
"""Sends a body to an address and returns the status, or None when there is no answer."""


@dataclass
class Delivery:
    """One webhook on its way. ``due`` is the moment of the next try; ``state``: pending, delivered, failed, lost."""

    type: str
    webhook_id: str
    content: dict[str, Any]
    due: float
    state: str = "pending"
    statuses: list[int | None] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return what happened to it as JSON values."""
        return {
            "type": self.type,
            "webhookId": self.webhook_id,
            "due": self.due,
            "state": self.state,
            "statuses": self.statuses,
            "payload": self.content,
        }


class WebhookSender:
    """Queues, signs and delivers. Safe to call from any thread; delivering waits for the receiver, queueing never."""

    def __init__(self, clock: SandboxClock, switches: WebhookSwitches, post: Post | None = None) -> None:
        self.clock = clock
        self.switches = switches
        self.url = ""
        self.paused = False
        self.installed = False
        self.deliveries: list[Delivery] = []
        self._post = post or _post
        self._lock = RLock()
        self._delivering = RLock()
        self._made = 0
        self._wake = Flag()
        self._thread: Thread | None = None
        self._ended = False
        self.reset(1, "")

    def reset(self, seed: int, location_id: str, app_id: str = "") -> None:
        """Start anew with the keys of another world: nothing registered, nothing on its way.

        ``app_id`` is what stands before the dash of the app's client id: the vendor's own receivers drop a webhook
        that bears another (12.2).
        """
        with self._lock:
            self.keys = WebhookKeys(seed)
            self.location_id = location_id
            chance = random.Random(f"highlevel-app-{seed}")
            made, self.version_id = (f"{chance.getrandbits(96):024x}" for _ in range(2))
            self.app_id = app_id or made
            self._ids = random.Random(f"highlevel-webhooks-{seed}")
            self.url, self.paused, self.installed = "", False, False
            self.deliveries = []
            self._made = 0

    def register(self, url: str) -> None:
        """Deliver to this address from now on; blank delivers no more. Raises ValueError unless it is loopback."""
        if url and (not url.startswith("http://") or httpx.URL(url).host not in LOOPBACK):
            raise ValueError("a webhook goes to an http address on this machine only")
        with self._lock:
            self.url = url

    def hear(self, event: Event) -> None:
        """Queue what an event brings; the listener of the store's events."""
        with self._lock:
            if event.type == "AppInstall":
                self.installed = True
            if not self.url or not (self.installed or self.switches.private_integration):
                return
            for _ in range(sent_for(event, self.switches)):
                self._queue(event)
        self._wake.set()

    def _queue(self, event: Event) -> None:
        self._made += 1
        now = self.clock.now()
        webhook_id = str(uuid.UUID(int=self._ids.getrandbits(128), version=4))
        content = {
            **payload(event, self.location_id, self.switches),
            "appId": self.app_id,
            "versionId": self.version_id,
            "timestamp": iso_ms(int(now * 1000)),
            "webhookId": webhook_id,
        }
        due = now + self.switches.delay_seconds
        lost = self._struck(self.switches.lose_every)
        self.deliveries.append(Delivery(event.type, webhook_id, content, due, "lost" if lost else "pending"))
        if not lost and self._struck(self.switches.duplicate_every):
            self.deliveries.append(Delivery(event.type, webhook_id, content, due))
        del self.deliveries[:-_KEPT]

    def _struck(self, every: int) -> bool:
        return every > 0 and (self._made - 1) % every == 0

    # ------------------------------------------------------------------------------------------- delivering
    def deliver_due(self) -> int:
        """Deliver all that is due now, each once, and return how many were tried."""
        with self._delivering:
            with self._lock:
                now, url = self.clock.now(), self.url
                due = [d for d in self.deliveries if d.state == "pending" and d.due <= now]
                if self.paused or not url:
                    return 0
                if self.switches.reorder:
                    due.reverse()
            for delivery in due:
                self._try(delivery, url)
            return len(due)

    def _try(self, delivery: Delivery, url: str) -> None:
        if self.switches.timestamp == "delivery":
            delivery.content["timestamp"] = iso_ms(self.clock.now_ms())
        body = json.dumps(delivery.content, separators=(",", ":"), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", **self.keys.headers(body, self.switches.signature)}
        status = self._post(url, body, headers)
        with self._lock:
            delivery.statuses.append(status)
            if status is not None and 200 <= status < 300:
                delivery.state = "delivered"
                return
            policy, tries = self.switches.retry, len(delivery.statuses)
            again = status == 429 if policy == "429" else True
            if not again or tries >= _TRIES[policy]:
                delivery.state = "failed"
                return
            wait = RETRY_EVERY if policy == "429" else 30.0 * 2 ** (tries - 1)
            delivery.due = self.clock.now() + wait

    def start(self) -> None:
        """Deliver on one's own from now on, in a thread that ends with `stop`."""
        if self._thread is None:
            self._ended = False
            self._thread = Thread(target=self._run, name="sandbox-webhooks", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread; a delivery under way is finished."""
        self._ended = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while not self._ended:
            self._wake.clear()
            self.deliver_due()
            self._wake.wait(0.5)  # what a delay or a retry has put off becomes due without an event

    def as_dict(self) -> dict[str, Any]:
        """Return address, app, keys and deliveries as JSON values."""
        with self._lock:
            return {
                "url": self.url,
                "paused": self.paused,
                "installed": self.installed,
                "automatic": self._thread is not None,
                "appId": self.app_id,
                "public_key": self.keys.public_pem,
                "deliveries": [delivery.as_dict() for delivery in self.deliveries],
            }


@cache
def _trusted() -> ssl.SSLContext:
    """Certificates are read once, not for each delivery."""
    return httpx.create_ssl_context(trust_env=False)


def _post(url: str, body: bytes, headers: dict[str, str]) -> int | None:
    try:
        answer = httpx.post(url, content=body, headers=headers, timeout=10.0, trust_env=False, verify=_trusted())
        return answer.status_code
    except httpx.TransportError:
        return None
