"""The events behind webhooks: each change of a contact tells what it was, whoever made it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from app.sandbox.highlevel.base.events import Event
from app.sandbox.server import SandboxServer


@pytest.fixture
def heard(sandbox: SandboxServer) -> Iterator[list[Event]]:
    events = sandbox.state.highlevel.events
    told: list[Event] = []
    before = list(events._listeners)
    events.listen(told.append)
    yield told
    events._listeners = before


def _types(heard: list[Event]) -> list[str]:
    return [event.type for event in heard]


def _first(sandbox: SandboxServer) -> str:
    return next(iter(sandbox.state.highlevel.contacts))


def test_the_routes_tell_what_they_did(highlevel: httpx.Client, sandbox: SandboxServer, heard: list[Event]) -> None:
    body = {"locationId": sandbox.location_id, "firstName": "Rina", "email": "rina@example.it"}
    contact_id = highlevel.post("/contacts/", json=body).json()["contact"]["id"]
    highlevel.put(f"/contacts/{contact_id}", json={"city": "Lecce"})
    highlevel.put(f"/contacts/{contact_id}", json={"dnd": True})
    highlevel.post(f"/contacts/{contact_id}/tags", json={"tags": ["Nuovo"]})
    highlevel.request("DELETE", f"/contacts/{contact_id}/tags", json={"tags": ["nuovo"]})
    highlevel.post("/contacts/upsert", json={**body, "city": "Bari", "tags": ["vip"]})
    highlevel.delete(f"/contacts/{contact_id}")
    assert _types(heard) == [
        "ContactCreate",
        "ContactUpdate",
        "ContactDndUpdate",
        "ContactTagUpdate",
        "ContactTagUpdate",
        "ContactUpdate",
        "ContactTagUpdate",
        "ContactDelete",
    ]
    assert {event.record["id"] for event in heard} == {contact_id}
    assert heard[1].changed == {"city"}


def test_the_owners_work_tells_too(sandbox: SandboxServer, heard: list[Event]) -> None:
    created = sandbox.state.create_contact({"firstName": "Ugo"})
    sandbox.state.edit_contact(created["id"], {"city": "Lecce", "timezone": "Europe/Rome"})
    sandbox.state.edit_contact(created["id"], {"inboundDndSettings": {"all": {"status": "active"}}})
    sandbox.state.delete_contact(created["id"])
    assert _types(heard) == ["ContactCreate", "ContactUpdate", "ContactDndUpdate", "ContactDelete"]
    assert heard[1].changed == {"city", "timezone"}
    assert heard[2].changed == {"inboundDndSettings"}


def test_a_refused_write_a_new_world_and_a_deleted_field_tell_nothing(
    highlevel: httpx.Client, sandbox: SandboxServer, heard: list[Event]
) -> None:
    field = sandbox.state.highlevel.add_field("Partita IVA")
    contact_id = _first(sandbox)
    sandbox.state.edit_contact(contact_id, {"customFields": [{"id": field["id"], "value": "01234567897"}]})
    heard.clear()
    assert highlevel.put(f"/contacts/{contact_id}", json={"additionalEmails": []}).status_code == 422
    assert highlevel.put("/contacts/none", json={"city": "Lecce"}).status_code == 400
    sandbox.state.highlevel.remove_field(field["id"])
    sandbox.state.reset(2, 10)
    assert heard == []
