"""Clients that others wrote for the real services, on the sandbox: some run here, some are replayed."""

from __future__ import annotations

import asyncio
import base64
import importlib
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app.sandbox.clock import SandboxClock
from app.sandbox.server import SandboxServer
from tests.conformance import vendor_node
from tests.conformance.replay import filled, recorded, replay


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(contacts=12, clock=SandboxClock(manual=True)) as server:
        server.state.highlevel.add_field("Partita IVA")
        yield server


@pytest.mark.parametrize("name", ["gohl", "n8n", "typescript_sdk"])
def test_a_recorded_client_is_answered_as_the_service_answers_it(sandbox: SandboxServer, name: str) -> None:
    highlevel, now = sandbox.state.highlevel, sandbox.state.clock.now_ms()
    known = {
        "location": sandbox.location_id,
        "calendar": next(iter(highlevel.records.calendars)),
        "user": str(highlevel.users[0]["id"]),
        "today": str(now),
        "nextWeek": str(now + 7 * 86_400_000),
    }
    assert list(replay(recorded(name)["steps"], sandbox.highlevel_url, sandbox.token, known)) == []


def test_what_the_file_of_the_typescript_sdk_holds_is_what_it_sends(sandbox: SandboxServer) -> None:
    """Where node and the SDK are, it runs itself; its recording is replayed everywhere (see above)."""
    if not vendor_node.is_there():
        assert recorded("typescript_sdk")["steps"]
        return
    made = vendor_node.run({"baseUrl": sandbox.highlevel_url, "token": sandbox.token, "location": sandbox.location_id})
    found, sent = made["found"], made["sent"]
    assert (found["contact"]["companyName"], found["changed"]["city"]) == ("Re Srl", "Roma")
    assert (found["upserted"]["new"], found["upserted"]["contact"]["city"]) == (False, "Asti")
    assert found["duplicate"]["contact"]["id"] == found["contact"]["id"]
    assert len(found["searched"]["contacts"]) == 2
    assert found["tags"] == ["vecchio", "estate"]
    assert (found["done"]["completed"], found["tasks"][0]["id"]) == (True, found["task"]["id"])
    assert found["notes"][0]["body"] == found["note"]["body"]
    assert found["location"]["timezone"] == "Europe/Rome"
    assert (len(found["fields"]), len(found["calendars"])) == (1, 3)
    assert found["deleted"]["succeded"] is True
    assert found["gone"] == f"Contact not found for id:{found['contact']['id']}"
    known = {"{location}": sandbox.location_id, "{contact}": found["contact"]["id"], "{task}": found["task"]["id"]}
    text = json.dumps([[one["method"], one["path"], one["version"], one["status"]] for one in sent])
    for name, value in known.items():
        text = text.replace(value, name)
    steps = recorded("typescript_sdk")["steps"][: len(sent)]
    assert json.loads(text) == [[one["method"], one["path"], one["version"], one["status"]] for one in steps]


# ---------------------------------------------------------------------------------------------------- webhooks


class Delivered:
    """A webhook as it arrived."""

    def __init__(self, body: bytes, headers: dict[str, str]) -> None:
        self.raw, self.headers = body, {name.lower(): value for name, value in headers.items()}
        self.method, self.url = "POST", "/webhooks"
        self.state = SimpleNamespace()

    async def body(self) -> bytes:
        """The raw body, as frameworks hand it out."""
        return self.raw


@pytest.fixture
def delivered(sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> list[Delivered]:
    """Webhooks of several kinds, taken where they are posted."""
    found: list[Delivered] = []

    def post(_url: str, body: bytes, headers: dict[str, str]) -> int:
        found.append(Delivered(body, headers))
        return 200

    sender = sandbox.state.webhooks
    monkeypatch.setattr(sender, "_post", post)
    sandbox.state.switches.webhooks.signature = "both"
    sender.register("http://127.0.0.1:9/webhooks")
    sender.installed = True
    made = sandbox.state.create_contact({"firstName": "Zoë", "companyName": "Caffè “Più” <&> 10€", "tags": ["è"]})
    sandbox.state.edit_contact(made["id"], {"city": "Forlì", "dateOfBirth": "1980-01-31"})
    due = {"contactId": made["id"], "title": "È ora", "dueDate": "2026-10-01T09:00:00Z"}
    task = sandbox.state.owner.create("tasks", due)
    sandbox.state.owner.edit("tasks", task["id"], {"completed": True})
    sandbox.state.owner.create("notes", {"contactId": made["id"], "body": "<p>riga\nnuova</p>"})
    sandbox.state.delete_contact(made["id"])
    sender.deliver_due()
    assert len(found) >= 6
    return found


def test_the_python_sdk_believes_the_webhooks(
    sandbox: SandboxServer, delivered: list[Delivered], monkeypatch: pytest.MonkeyPatch
) -> None:
    from highlevel.webhook.webhook_manager import WebhookManager

    quiet = SimpleNamespace(**{name: lambda *_: None for name in ("debug", "info", "warn", "error")})
    keys = sandbox.state.webhooks.keys
    monkeypatch.setenv("CLIENT_ID", sandbox.client.client_id)
    middleware = WebhookManager(quiet, None, None).subscribe()

    def judge(one: Delivered) -> tuple[bool, str]:
        asyncio.run(middleware(one))
        return one.state.is_signature_valid, one.state.signature_type

    monkeypatch.setenv("WEBHOOK_PUBLIC_KEY", keys.legacy_pem)
    assert {judge(one) for one in delivered} == {(True, "rsa")}
    monkeypatch.setenv("WEBHOOK_SIGNATURE_PUBLIC_KEY", keys.public_pem)
    assert {judge(one) for one in delivered} == {(True, "ed25519")}
    forged = Delivered(delivered[0].raw.replace(b"Zo", b"Za"), delivered[0].headers)
    assert judge(forged) == (False, "ed25519")


def test_the_typescript_sdk_believes_the_webhooks(sandbox: SandboxServer, delivered: list[Delivered]) -> None:
    """It wants the app's id of the client id, and the signature over the raw body or over what it makes of it anew."""
    key = sandbox.state.webhooks.keys.public_pem
    for one in delivered:
        body = json.loads(one.raw)
        assert body["appId"] == sandbox.client.client_id.split("-")[0]
        # how JSON.stringify writes it: no blanks, no escapes beyond those that JSON needs, the keys in their order
        assert json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode() == one.raw
        public = load_pem_public_key(key.encode())
        assert isinstance(public, Ed25519PublicKey)
        public.verify(base64.b64decode(one.headers["x-ghl-signature"]), one.raw)
    if vendor_node.is_there():
        deliveries = [{"headers": one.headers, "body": one.raw.decode()} for one in delivered]
        given = {"clientId": sandbox.client.client_id, "publicKey": key, "deliveries": deliveries}
        assert vendor_node.run(given) == [[True, True]] * len(delivered)
        other = vendor_node.run({**given, "clientId": "0" * 24 + "-abcdefgh"})
        assert other == [[None, None]] * len(delivered)


# --------------------------------------------------------------------------------------- somebody's Python client


def module(name: str) -> Any:
    """A part of the package; it types every value as perhaps missing, which says nothing here."""
    return importlib.import_module(f"gohighlevel_api.{name}")


def test_gohighlevel_api_works_on_contacts_tasks_notes_and_tags(sandbox: SandboxServer) -> None:
    models, contacts = module("models"), "api.contacts."
    with module("client").AuthenticatedClient(base_url=sandbox.highlevel_url, token=sandbox.token) as client:

        def ask(name: str, *ids: str, **body: Any) -> Any:
            answer = module(name).sync_detailed(*ids, client=client, version="2021-07-28", **body)
            return answer.parsed if answer.parsed is not None else int(answer.status_code)

        ida = models.CreateContactDto(
            first_name="Ida", email="ida@example.it", location_id=sandbox.location_id, company_name="Re Srl"
        )
        who = ask(contacts + "create_contact", body=ida).contact.id
        assert ask(contacts + "get_contact", who).contact.company_name == "Re Srl"
        changed = ask(contacts + "update_contact", who, body=models.UpdateContactDto(city="Roma"))
        assert changed.contact.city == "Roma"
        ask("api.tags.add_tags", who, body=models.TagsDTO(tags=["Estate"]))
        assert sandbox.state.highlevel.contacts[who]["tags"] == ["estate"]
        new = models.CreateTaskParams(title="x", due_date="2026-10-01T09:00:00Z", completed=False)
        task = ask("api.tasks.create_task", who, body=new).task
        ask("api.tasks.update_task_completed", who, task.id, body=models.UpdateTaskStatusParams(completed=True))
        assert [one.completed for one in ask("api.tasks.get_all_tasks", who).tasks] == [True]
        ask("api.notes.create_note", who, body=models.NotesDTO(body="n"))
        assert [one.body for one in ask("api.notes.get_all_notes", who).notes] == ["n"]
        assert ask(contacts + "delete_contact", who).succeded is True
        assert ask(contacts + "get_contact", who) == 400


# ------------------------------------------------------------------------------------------ clients of Fattura24


def test_what_clients_of_fattura24_send_is_answered(sandbox: SandboxServer) -> None:
    for call in recorded("fattura24_clients")["calls"]:
        form = filled(call["form"], {"key": sandbox.api_key})
        url = f"{sandbox.fattura24_url}/{call['method']}"
        answer = httpx.get(url, params=form) if call.get("get") else httpx.post(url, data=form)
        root = ElementTree.fromstring(answer.text.replace("&egrave;", "è"))
        assert {path: (root.findtext(path) or "") for path in call["holds"]} == call["holds"], call["step"]
    made = sandbox.state.fattura24.by_vat("03912377542")
    assert made is not None and (made.city, made.fiscal_code) == ("Perugia", "MARROS66C44G217W")
