"""The sandbox's webhooks: made for apps only, shaped, signed and delivered as the real ones, faults included."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app.sandbox.highlevel.hooks.webhooks import WebhookSender
from app.sandbox.server import SandboxServer

URL = "http://127.0.0.1:9/hook"


class Box:
    """A receiver that notes what comes and answers what it is told to."""

    def __init__(self) -> None:
        self.status: int | None = 200
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []

    def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> int | None:
        assert url == URL
        self.bodies.append(body)
        self.headers.append(headers)
        return self.status

    @property
    def payloads(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]


@pytest.fixture
def box(sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> Box:
    found = Box()
    sender = sandbox.state.webhooks
    monkeypatch.setattr(sender, "_post", found)
    sender.register(URL)
    sender.installed = True
    return found


@pytest.fixture
def sender(sandbox: SandboxServer, box: Box) -> WebhookSender:
    return sandbox.state.webhooks


def _contact(sandbox: SandboxServer) -> str:
    return next(iter(sandbox.state.highlevel.contacts))


def test_a_contact_is_flat_without_dateupdated_and_in_an_envelope(
    sandbox: SandboxServer, sender: WebhookSender, box: Box
) -> None:
    contact_id = _contact(sandbox)
    sandbox.state.edit_contact(contact_id, {"city": "Lecce", "tags": ["vip"]})
    assert sender.deliver_due() == 2
    update, tags = box.payloads
    assert (update["type"], tags["type"]) == ("ContactUpdate", "ContactTagUpdate")
    assert update["id"] == contact_id
    assert update["city"] == "Lecce"
    assert tags["tags"] == ["vip"]
    assert update["attachments"] == []
    assert "dateUpdated" not in update
    assert update["locationId"] == sandbox.location_id
    assert len(update["appId"]) == 24
    assert update["timestamp"].endswith("Z")
    assert update["webhookId"] != tags["webhookId"]


def test_both_signatures_verify_with_this_worlds_keys(sandbox: SandboxServer, sender: WebhookSender, box: Box) -> None:
    sandbox.state.switches.webhooks.signature = "both"
    sandbox.state.edit_contact(_contact(sandbox), {"city": "Lecce"})
    sender.deliver_due()
    body, headers = box.bodies[0], box.headers[0]
    key = load_pem_public_key(sender.keys.public_pem.encode())
    assert isinstance(key, Ed25519PublicKey)
    key.verify(base64.b64decode(headers["X-GHL-Signature"]), body)
    legacy = load_pem_public_key(sender.keys.legacy_pem.encode())
    assert isinstance(legacy, RSAPublicKey)
    legacy.verify(base64.b64decode(headers["X-WH-Signature"]), body, PKCS1v15(), SHA256())


def test_an_unsigned_delivery_says_so(sandbox: SandboxServer, sender: WebhookSender, box: Box) -> None:
    sandbox.state.switches.webhooks.signature = "none"
    sandbox.state.edit_contact(_contact(sandbox), {"city": "Lecce"})
    sender.deliver_due()
    assert box.headers[0]["X-GHL-Signature"] == "N/A"


def test_another_world_has_other_keys(sandbox: SandboxServer, sender: WebhookSender) -> None:
    before = sender.keys.public_pem
    sandbox.state.reset(2, 5)
    assert sandbox.state.webhooks.keys.public_pem != before


def test_a_private_integration_brings_none_until_an_app_is_installed(
    sandbox: SandboxServer, sender: WebhookSender, box: Box
) -> None:
    sender.installed = False
    sandbox.state.edit_contact(_contact(sandbox), {"city": "Lecce"})
    assert sender.deliver_due() == 0
    sandbox.state.highlevel.events.emit("AppInstall", {"id": "x"})
    sandbox.state.edit_contact(_contact(sandbox), {"city": "Bari"})
    sender.deliver_due()
    assert [p["type"] for p in box.payloads] == ["INSTALL", "ContactUpdate"]


def test_the_switch_sends_them_for_a_private_integration(
    sandbox: SandboxServer, sender: WebhookSender, box: Box
) -> None:
    sender.installed = False
    sandbox.state.switches.webhooks.private_integration = True
    sandbox.state.edit_contact(_contact(sandbox), {"city": "Lecce"})
    assert sender.deliver_due() == 1


def test_by_the_first_policy_only_a_429_is_tried_again_every_ten_minutes(
    sandbox: SandboxServer, sender: WebhookSender, box: Box
) -> None:
    box.status = 500
    sandbox.state.edit_contact(_contact(sandbox), {"city": "Lecce"})
    sender.deliver_due()
    assert sender.deliveries[0].state == "failed"
    box.status = 429
    sandbox.state.edit_contact(_contact(sandbox), {"city": "Bari"})
    for _ in range(8):
        sender.deliver_due()
        assert sender.deliver_due() == 0  # not before its time
        sandbox.state.clock.advance(600)
    assert sender.deliveries[1].statuses == [429] * 6
    assert sender.deliveries[1].state == "failed"


def test_by_the_second_policy_whatever_fails_is_tried_again(
    sandbox: SandboxServer, sender: WebhookSender, box: Box
) -> None:
    sandbox.state.switches.webhooks.retry = "non_2xx"
    box.status = None
    sandbox.state.edit_contact(_contact(sandbox), {"city": "Lecce"})
    sender.deliver_due()
    box.status = 200
    sandbox.state.clock.advance(30)
    assert sender.deliver_due() == 1
    assert sender.deliveries[0].statuses == [None, 200]
    assert sender.deliveries[0].state == "delivered"


def test_duplicates_loss_delay_and_disorder(sandbox: SandboxServer, sender: WebhookSender, box: Box) -> None:
    switches, contact_id = sandbox.state.switches.webhooks, _contact(sandbox)
    switches.duplicate_every = 1
    sandbox.state.edit_contact(contact_id, {"city": "Lecce"})
    sender.deliver_due()
    assert box.payloads[0]["webhookId"] == box.payloads[1]["webhookId"]
    switches.duplicate_every, switches.lose_every = 0, 1
    sandbox.state.edit_contact(contact_id, {"city": "Bari"})
    assert sender.deliver_due() == 0
    switches.lose_every, switches.delay_seconds, switches.reorder = 0, 60, True
    sandbox.state.edit_contact(contact_id, {"city": "Foggia"})
    sandbox.state.edit_contact(contact_id, {"city": "Andria"})
    assert sender.deliver_due() == 0
    sandbox.state.clock.advance(60)
    sender.deliver_due()
    assert [p["city"] for p in box.payloads[2:]] == ["Andria", "Foggia"]


def test_the_known_gaps_of_payloads_and_events(sandbox: SandboxServer, sender: WebhookSender, box: Box) -> None:
    state, contact_id = sandbox.state, _contact(sandbox)
    emit = state.highlevel.events.emit
    task = {
        "id": "t1",
        "contactId": contact_id,
        "title": "Call",
        "body": "today",
        "dueDate": "2026-11-30T09:00:00.000Z",
    }
    note = {"id": "n1", "contactId": contact_id, "body": "…", "userId": "u1", "title": "T"}
    emit("TaskCreate", task)
    emit("TaskComplete", task)
    emit("NoteCreate", note)
    emit("OpportunityCreate", {"id": "o1", "contactId": contact_id})
    state.edit_contact(contact_id, {"inboundDndSettings": {"all": {"status": "active"}}})
    state.switches.webhooks.timezone_event = False
    state.edit_contact(contact_id, {"timezone": "Europe/Malta"})
    emit("AppointmentCreate", {"id": "a1", "contactId": contact_id, "title": "Tasting", "secret": "never"})
    sender.deliver_due()
    bare, complete, noted, first, second, appointment = box.payloads
    assert "contactId" not in bare
    assert "body" not in bare
    assert complete["contactId"] == contact_id
    assert not noted.keys() & {"userId", "title"}
    assert first["webhookId"] != second["webhookId"]
    assert appointment["appointment"] == {"id": "a1", "contactId": contact_id, "title": "Tasting"}
    state.switches.webhooks.inbound_dnd_event = True
    state.edit_contact(contact_id, {"inboundDndSettings": {"all": {"status": "inactive"}}})
    sender.deliver_due()
    assert box.payloads[-1]["type"] == "ContactDndUpdate"


@pytest.fixture
def hooks(control: httpx.Client, sandbox: SandboxServer) -> Iterator[httpx.Client]:
    yield control
    sandbox.state.webhooks.stop()


def test_the_control_api_registers_pauses_delivers_and_lists(
    hooks: httpx.Client, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box()
    monkeypatch.setattr(sandbox.state.webhooks, "_post", box)
    assert hooks.post("/highlevel/webhooks", json={"url": "https://example.com/"}).status_code == 400
    assert hooks.post("/highlevel/webhooks", json={}).json() == {"error": "not given: url"}
    told = hooks.post("/highlevel/webhooks", json={"url": URL, "automatic": False}).json()
    assert told["public_key"].startswith("-----BEGIN PUBLIC KEY-----")
    hooks.post("/highlevel/webhooks/pause", json={"paused": True})
    hooks.post(f"/highlevel/contacts/{_contact(sandbox)}", json={"city": "Lecce"})
    assert hooks.post("/highlevel/webhooks/deliver").json() == {"tried": 0}
    hooks.post("/highlevel/webhooks/pause", json={"paused": False})
    assert hooks.post("/highlevel/webhooks/deliver").json() == {"tried": 1}
    listed = hooks.get("/highlevel/webhooks").json()["deliveries"]
    assert [(d["type"], d["state"], d["statuses"]) for d in listed] == [("ContactUpdate", "delivered", [200])]


def test_it_delivers_on_its_own_over_http(hooks: httpx.Client, sandbox: SandboxServer) -> None:
    # the services' own address stands for a receiver: it answers 404, which shows that the webhook arrived
    hooks.post("/highlevel/webhooks", json={"url": sandbox.base_url + "/nowhere", "installed": True})
    sender = sandbox.state.webhooks
    sandbox.state.edit_contact(_contact(sandbox), {"city": "Lecce"})
    sender.stop()  # ends after what it was woken for
    sender.deliver_due()
    assert [(d.state, d.statuses) for d in sender.deliveries] == [("failed", [404])]
