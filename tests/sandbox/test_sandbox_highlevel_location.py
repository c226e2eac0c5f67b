"""The location, its users, tags and custom fields."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.sandbox.server import SandboxServer


@pytest.fixture
def location(sandbox: SandboxServer) -> str:
    return f"/locations/{sandbox.location_id}"


def test_location(highlevel: httpx.Client, location: str, sandbox: SandboxServer) -> None:
    answer = highlevel.get(location)
    assert answer.status_code == 200
    found = answer.json()["location"]
    assert (found["id"], found["timezone"], found["country"]) == (sandbox.location_id, "Europe/Rome", "IT")
    assert found["settings"]["allowDuplicateContact"] is False
    assert found["settings"]["contactUniqueIdentifiers"] == ["email", "phone"]


def test_users(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    for path in ("/users/", "/users"):
        users = highlevel.get(path, params={"locationId": sandbox.location_id}).json()["users"]
        assert [user["name"] for user in users] == ["Giulia Ponti", "Marco Serra"]
    assert highlevel.get("/users/").status_code == 403


def test_tags(highlevel: httpx.Client, location: str, sandbox: SandboxServer) -> None:
    known = {tag["name"] for tag in highlevel.get(f"{location}/tags").json()["tags"]}
    assert known == {tag for c in sandbox.state.highlevel.contacts.values() for tag in c["tags"]}
    made = highlevel.post(f"{location}/tags", json={"name": "Da Fatturare"})
    assert made.status_code == 200
    assert made.json()["tag"]["name"] == "da fatturare"
    assert made.json()["tag"]["locationId"] == sandbox.location_id
    assert highlevel.post(f"{location}/tags", json={"name": "DA fatturare"}).status_code == 400
    assert highlevel.post(f"{location}/tags", json={}).status_code == 422
    contact_id = next(iter(sandbox.state.highlevel.contacts))
    highlevel.post(f"/contacts/{contact_id}/tags", json={"tags": ["Mai Vista"]})
    assert "mai vista" in {tag["name"] for tag in highlevel.get(f"{location}/tags").json()["tags"]}


def test_no_custom_fields_at_first(highlevel: httpx.Client, location: str) -> None:
    assert highlevel.get(f"{location}/customFields", params={"model": "all"}).json()["customFields"] == []


def make(client: httpx.Client, location: str, **body: Any) -> httpx.Response:
    return client.post(f"{location}/customFields", json={"dataType": "TEXT", **body})


def test_custom_field_life(highlevel: httpx.Client, location: str, sandbox: SandboxServer) -> None:
    made = make(highlevel, location, name="Codice fiscale", model="contact", placeholder="CF")
    assert made.status_code == 201
    field = made.json()["customField"]
    assert field["fieldKey"] == "contact.codice_fiscale"
    assert (field["dataType"], field["model"], field["placeholder"]) == ("TEXT", "contact", "CF")
    one = f"{location}/customFields/{field['id']}"
    assert highlevel.get(one).json()["customField"] == field
    assert highlevel.get(f"{location}/customFields").json()["customFields"] == [field]
    assert highlevel.get(f"{location}/customFields", params={"model": "opportunity"}).json()["customFields"] == []
    renamed = highlevel.put(one, json={"name": "CF"}).json()["customField"]
    assert (renamed["name"], renamed["fieldKey"]) == ("CF", "contact.codice_fiscale")

    contact_id = next(iter(sandbox.state.highlevel.contacts))
    sent = {"customFields": [{"id": field["id"], "fieldValue": "X"}]}
    assert highlevel.put(f"/contacts/{contact_id}", json=sent).json()["contact"]["customFields"]
    gone = highlevel.delete(one)
    assert (gone.status_code, gone.json()["succeded"]) == (200, True)
    assert highlevel.get(one).status_code == 400
    assert highlevel.get(f"/contacts/{contact_id}").json()["contact"]["customFields"] == []


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"name": ""}, "name"),
        ({"name": "X", "dataType": "STRING"}, "dataType"),
        ({"name": "X", "model": "company"}, "model"),
        ({"name": "X", "colour": "red"}, "colour"),
    ],
)
def test_custom_field_validation(highlevel: httpx.Client, location: str, body: dict[str, Any], word: str) -> None:
    answer = make(highlevel, location, **body)
    assert answer.status_code == 422
    assert word in answer.json()["message"][0]
    assert highlevel.get(f"{location}/customFields", params={"model": "banana"}).status_code == 422


def test_second_field_of_a_name(highlevel: httpx.Client, location: str, sandbox: SandboxServer) -> None:
    assert make(highlevel, location, name="PEC").status_code == 201
    assert make(highlevel, location, name="pec").status_code == 400
    sandbox.state.switches.highlevel.duplicate_custom_field = "create"
    assert make(highlevel, location, name="PEC").json()["customField"]["fieldKey"] == "contact.pec_2"


def test_options_of_a_list(highlevel: httpx.Client, location: str) -> None:
    options = [{"label": "Sì"}, {"label": "No"}]
    field = make(highlevel, location, name="Attivo", dataType="RADIO", textBoxListOptions=options).json()["customField"]
    assert field["picklistOptions"] == ["Sì", "No"]
