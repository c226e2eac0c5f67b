"""The checklist for a sandbox of HighLevel (reference: section 10): one test for each of its fifteen points."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app.sandbox.highlevel.base.access import ALL_SCOPES
from app.sandbox.highlevel.sign_in.oauth import REDIRECT_URIS
from app.sandbox.server import SandboxServer

Make = Callable[..., dict[str, Any]]
Search = Callable[..., dict[str, Any]]


@pytest.fixture
def make(highlevel: httpx.Client, sandbox: SandboxServer) -> Make:
    """Create a contact and return it."""

    def create(**values: Any) -> dict[str, Any]:
        answer = highlevel.post("/contacts/", json={"locationId": sandbox.location_id, **values})
        assert answer.status_code == 201, answer.text
        contact: dict[str, Any] = answer.json()["contact"]
        return contact

    return create


@pytest.fixture
def contact_id(sandbox: SandboxServer) -> str:
    return next(iter(sandbox.state.highlevel.contacts))


def test_point_01_checks_authorization_then_version_then_scope_then_location(sandbox: SandboxServer) -> None:
    sandbox.state.highlevel.add_token("pit-narrow", ALL_SCOPES - {"contacts.write"})
    sandbox.state.highlevel.add_token("pit-full")
    steps = [
        ({}, 401, "Invalid JWT"),
        ({"Authorization": "Bearer pit-unknown"}, 401, "Invalid Private Integration token"),
        ({"Authorization": "Bearer pit-narrow"}, 401, "version header was not found."),
        ({"Authorization": "Bearer pit-narrow", "Version": "1"}, 401, "version header is invalid"),
        (
            {"Authorization": "Bearer pit-narrow", "Version": "2021-07-28"},
            401,
            "The token is not authorized for this scope.",
        ),
        (
            {"Authorization": "Bearer pit-full", "Version": "2021-07-28"},
            403,
            "The token does not have access to this location.",
        ),
    ]
    for headers, status, message in steps:
        # Everything is wrong with the body; only when all else is right does that matter.
        body = {"locationId": "elsewhere", "nonsense": 1}
        answer = httpx.post(f"{sandbox.highlevel_url}/contacts/", json=body, headers=headers)
        assert (answer.status_code, answer.json()["message"]) == (status, message)
        assert answer.json()["statusCode"] == status


def test_point_02_unknown_keys_are_422_with_a_list(highlevel: httpx.Client, contact_id: str) -> None:
    own = highlevel.get(f"/contacts/{contact_id}").json()["contact"]["locationId"]
    for name, value in (("locationId", own), ("gender", "female"), ("nonsense", 1)):
        answer = highlevel.put(f"/contacts/{contact_id}", json={name: value})
        assert answer.status_code == 422
        assert answer.json()["message"] == [f"property {name} should not exist"]
        assert answer.json()["error"] == "Unprocessable Entity"


def test_point_03_a_duplicate_is_400_with_meta_as_the_location_says(
    highlevel: httpx.Client, sandbox: SandboxServer, make: Make
) -> None:
    first = make(firstName="Ida", lastName="Re", email="ida@x.it", phone="+393330000001")
    twin = {"locationId": sandbox.location_id, "email": "ida@x.it", "phone": "+393330000001"}
    switches = sandbox.state.switches.highlevel
    for identifiers, field in ((["email", "phone"], "email"), (["phone", "email"], "phone")):
        sandbox.state.switches.change({"highlevel": {"contact_unique_identifiers": identifiers}})
        answer = highlevel.post("/contacts/", json=twin)
        assert answer.status_code == 400
        assert answer.json()["message"] == "This location does not allow duplicated contacts."
        assert answer.json()["meta"] == {
            "contactId": first["id"],
            "contactName": "Ida Re",
            "matchingField": field,
        }
    switches.allow_duplicate_contact = True
    settings = highlevel.get(f"/locations/{sandbox.location_id}").json()["location"]["settings"]
    assert settings["allowDuplicateContact"] is True
    assert highlevel.post("/contacts/", json=twin).status_code == 201


def test_point_04_upsert_drops_the_second_value_and_tells_new(
    highlevel: httpx.Client, sandbox: SandboxServer, make: Make
) -> None:
    first, second = make(email="a@x.it"), make(email="b@x.it", phone="+393330000001")
    here = {"locationId": sandbox.location_id}
    answer = highlevel.post("/contacts/upsert", json={**here, "email": "a@x.it", "phone": second["phone"]}).json()
    assert (answer["new"], answer["contact"]["id"]) == (False, first["id"])
    assert "phone" not in answer["contact"]
    assert highlevel.post("/contacts/upsert", json={**here, "email": "c@x.it"}).json()["new"] is True


def test_point_05_search_lags_lowers_names_and_has_limits(
    highlevel: httpx.Client, sandbox: SandboxServer, make: Make, search: Search
) -> None:
    sandbox.state.switches.highlevel.search_lag_seconds = 60
    made = make(firstName="IDA", lastName="Re", email="ida@x.it", address1="Via Po, 1")
    wanted = {"field": "email", "operator": "eq", "value": "ida@x.it"}
    assert search(wanted)["total"] == 0
    sandbox.state.clock.advance(61)
    [found] = search(wanted)["contacts"]
    assert (found["firstName"], found["firstNameRaw"]) == ("ida", "IDA")
    assert found["address"] == "Via Po, 1" and "address1" not in found
    assert found["searchAfter"][-1] == made["id"]
    here = {"locationId": sandbox.location_id}
    beyond = [{"page": 101, "pageLimit": 100}, {"pageLimit": 501}]
    assert [highlevel.post("/contacts/search", json={**here, **body}).status_code for body in beyond] == [400, 422]
    first = search(pageLimit=1, sort=[{"field": "dateAdded", "direction": "asc"}])["contacts"][0]
    after = search(pageLimit=1, sort=[{"field": "dateAdded", "direction": "asc"}], searchAfter=first["searchAfter"])
    assert after["contacts"][0]["id"] != first["id"]


def test_point_06_read_by_id_is_immediate_in_original_case_and_missing_is_400(
    highlevel: httpx.Client, make: Make
) -> None:
    made = make(firstName="IDA", email="Ida@x.it")
    read = highlevel.get(f"/contacts/{made['id']}").json()["contact"]
    assert (read["firstName"], read["firstNameLowerCase"], read["emailLowerCase"]) == ("IDA", "ida", "ida@x.it")
    missing = highlevel.get("/contacts/nobody")
    assert (missing.status_code, missing.json()["message"]) == (400, "Contact with id nobody not found")


def test_point_07_tags_are_lowered_replaced_by_put_and_additional_values_refused(
    highlevel: httpx.Client, make: Make
) -> None:
    made = make(email="a@x.it", tags=["VIP", "Fiera"])
    assert made["tags"] == ["vip", "fiera"]
    mine = f"/contacts/{made['id']}"
    assert highlevel.put(mine, json={"tags": ["Nuovo"]}).json()["contact"]["tags"] == ["nuovo"]
    for name in ("additionalEmails", "additionalPhones"):
        answer = highlevel.put(mine, json={name: ["x"]})
        assert (answer.status_code, answer.json()["message"]) == (422, [f"property {name} should not exist"])


def test_point_08_tasks_have_two_names_for_their_id_and_dates_with_milliseconds(
    highlevel: httpx.Client, sandbox: SandboxServer, contact_id: str
) -> None:
    body = {"title": "Call", "dueDate": "2026-10-01T09:00:00Z", "completed": False}
    made = highlevel.post(f"/contacts/{contact_id}/tasks", json=body).json()["task"]
    assert made["dueDate"] == "2026-10-01T09:00:00.000Z"
    found = highlevel.post(
        f"/locations/{sandbox.location_id}/tasks/search", json={"contactId": [contact_id], "query": "Call"}
    ).json()["tasks"]
    assert made["id"] in [task["_id"] for task in found]
    mine = f"/contacts/{contact_id}/tasks/{made['id']}"
    assert highlevel.put(mine, json={"dueDate": made["dueDate"]}).status_code == 422
    sandbox.state.switches.highlevel.task_put_refuses_millis = False
    assert highlevel.put(mine, json={"dueDate": made["dueDate"]}).status_code == 200


def test_point_09_notes_by_contact_appointments_without_zone_slot_clash_and_delete_201(
    highlevel: httpx.Client, sandbox: SandboxServer, contact_id: str
) -> None:
    assert highlevel.get(f"/contacts/{contact_id}/notes").status_code == 200
    assert highlevel.get(f"/locations/{sandbox.location_id}/notes").status_code == 404
    now = sandbox.state.clock.now_ms()
    calendar = next(iter(sandbox.state.highlevel.records.calendars))
    span = {"startDate": now, "endDate": now + 20 * 86_400_000}
    days = highlevel.get(f"/calendars/{calendar}/free-slots", params=span).json()
    slot = next(day["slots"][0] for day in days.values())
    booking = {
        "locationId": sandbox.location_id,
        "calendarId": calendar,
        "contactId": contact_id,
        "startTime": slot,
    }
    made = highlevel.post("/calendars/events/appointments", json=booking).json()
    clash = highlevel.post("/calendars/events/appointments", json=booking)
    assert (clash.status_code, clash.json()["message"]) == (
        400,
        "The slot you have selected is no longer available.",
    )
    listed = highlevel.get(f"/contacts/{contact_id}/appointments").json()["events"]
    times = {event["id"]: event["startTime"] for event in listed}
    assert times[made["id"]] == datetime.fromisoformat(slot).strftime("%Y-%m-%d %H:%M:%S")
    gone = highlevel.request("DELETE", f"/calendars/events/{made['id']}", json={})
    assert (gone.status_code, gone.json()["succeeded"]) == (201, True)


def test_point_10_rate_limit_headers_429_and_retry_after(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    answers = [highlevel.get("/contacts/x") for _ in range(101)]
    assert [answer.status_code for answer in answers] == [400] * 100 + [429]
    for number, answer in enumerate(answers[:100]):
        assert answer.headers["X-RateLimit-Remaining"] == str(99 - number)
        assert answer.headers["X-RateLimit-Daily-Remaining"] == str(199_999 - number)
        assert answer.headers["X-RateLimit-Limit-Daily"] == "200000"
        assert answer.headers["X-RateLimit-Max"] == "100"
        assert answer.headers["X-RateLimit-Interval-Milliseconds"] == "10000"
    assert "Retry-After" not in answers[-1].headers
    sandbox.state.switches.highlevel.retry_after = True
    assert highlevel.get("/contacts/x").headers["Retry-After"] == "10"
    sandbox.state.clock.advance(10)
    assert highlevel.get("/contacts/x").status_code == 400


def test_point_11_oauth_takes_a_form_and_a_refresh_token_once_with_30_seconds_grace(sandbox: SandboxServer) -> None:
    oauth, url = sandbox.state.oauth, f"{sandbox.highlevel_url}/oauth/token"
    app = next(iter(oauth.apps.values()))
    code = oauth.allow(app, REDIRECT_URIS[0], ["contacts.readonly"], sandbox.location_id)
    known = {"client_id": app.client_id, "client_secret": app.client_secret}
    first = {**known, "grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URIS[0]}
    assert httpx.post(url, json=first).status_code == 400
    old = httpx.post(url, data=first).json()["refresh_token"]
    again = {**known, "grant_type": "refresh_token", "refresh_token": old}
    new = httpx.post(url, data=again).json()["refresh_token"]
    assert new != old
    sandbox.state.clock.advance(29)
    assert httpx.post(url, data=again).json()["refresh_token"] == new
    sandbox.state.clock.advance(2)
    answer = httpx.post(url, data=again)
    assert (answer.status_code, answer.json()["message"]) == (400, "Invalid grant: refresh token is invalid")


def test_point_12_private_integration_tokens_have_scopes_and_rotate_with_overlap(sandbox: SandboxServer) -> None:
    store = sandbox.state.highlevel
    assert re.fullmatch(r"pit-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", sandbox.token)
    store.tokens[sandbox.token].scopes = {"locations.readonly"}
    fresh = store.rotate_token(sandbox.token)

    def status(token: str, path: str) -> int:
        headers = {"Authorization": f"Bearer {token}", "Version": "2021-07-28"}
        return httpx.get(f"{sandbox.highlevel_url}{path}", headers=headers).status_code

    here = f"/locations/{sandbox.location_id}"
    assert re.fullmatch(r"pit-[0-9a-f-]{36}", fresh.value)
    assert [status(token, here) for token in (sandbox.token, fresh.value)] == [200, 200]
    assert status(fresh.value, "/contacts/x") == 401
    sandbox.state.clock.advance(7 * 86_400)
    assert [status(token, here) for token in (sandbox.token, fresh.value)] == [401, 200]


def test_point_13_webhooks_are_signed_and_go_wrong_on_demand(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch, contact_id: str
) -> None:
    sender, switches = sandbox.state.webhooks, sandbox.state.switches.webhooks
    received: list[tuple[bytes, dict[str, str]]] = []

    def post(url: str, body: bytes, headers: dict[str, str]) -> int:
        received.append((body, headers))
        return 200

    monkeypatch.setattr(sender, "_post", post)
    sender.register("http://127.0.0.1:9/hook")
    sender.installed = True

    def told(*titles: str) -> list[dict[str, Any]]:
        received.clear()
        for title in titles:
            task = {"title": title, "dueDate": "2026-10-01T09:00:00Z", "contactId": contact_id}
            sandbox.state.owner.create("tasks", task)
        sender.deliver_due()
        return [json.loads(body) for body, _ in received]

    switches.signature = "both"
    [bare] = told("A")
    body, headers = received[0]
    key = load_pem_public_key(sender.keys.public_pem.encode())
    assert isinstance(key, Ed25519PublicKey)
    key.verify(base64.b64decode(headers["X-GHL-Signature"]), body)
    assert headers["X-WH-Signature"]
    assert bare["webhookId"] and bare["timestamp"]
    assert "contactId" not in bare  # the known fault
    switches.task_create_bare = False
    assert told("A")[0]["contactId"] == contact_id
    switches.duplicate_every = 1
    twice = told("A")
    assert [one["webhookId"] for one in twice] == [twice[0]["webhookId"]] * 2
    switches.duplicate_every, switches.reorder = 0, True
    assert [one["title"] for one in told("A", "B")] == ["B", "A"]
    switches.reorder, switches.lose_every = False, 1
    assert told("A") == []


def test_point_14_faults_on_demand(highlevel: httpx.Client, sandbox: SandboxServer, make: Make, search: Search) -> None:
    faults, switches = sandbox.state.faults, sandbox.state.switches.highlevel
    here = {"locationId": sandbox.location_id}

    faults.add("422-created", times=1)
    assert highlevel.post("/contacts/", json={**here, "email": "lost@x.it"}).status_code == 422
    twin = highlevel.get("/contacts/search/duplicate", params={**here, "email": "lost@x.it"}).json()["contact"]
    assert twin["email"] == "lost@x.it"

    faults.add("401-scope", path="/users/*", times=1)
    assert highlevel.get("/users/", params=here).status_code == 401
    assert highlevel.get("/workflows/", params=here).status_code == 200

    field = sandbox.state.highlevel.add_field("Codice")
    switches.custom_field_key = "fieldValue"
    made = make(email="a@x.it", phone="+393330000001", customFields=[{"id": field["id"], "field_value": "1"}])
    assert made["customFields"] == []
    sent = {"customFields": [{"id": field["id"], "fieldValue": "1"}]}
    assert highlevel.put(f"/contacts/{made['id']}", json=sent).json()["contact"]["customFields"] != []

    switches.search_lag_seconds = 0
    by_phone = {"field": "phone", "operator": "eq", "value": "+393330000001"}
    assert search(by_phone)["total"] == 0
    switches.phone_search_finds_nothing = False
    assert search(by_phone)["total"] == 1


def test_point_15_every_answer_carries_a_trace_id(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    sandbox.state.switches.highlevel.rate_max = 6
    answers = [
        highlevel.get(f"/locations/{sandbox.location_id}"),
        highlevel.get("/contacts/missing"),
        highlevel.get("/no/such/path"),
        highlevel.post("/contacts/", json={"nonsense": 1}),
        highlevel.get("/contacts/x", headers={"Authorization": "Bearer no"}),
        highlevel.post("/contacts/", content=b"{"),
        httpx.post(f"{sandbox.highlevel_url}/oauth/token", data={"grant_type": "none"}),
        *(highlevel.get("/contacts/x") for _ in range(3)),
    ]
    assert {answer.status_code for answer in answers} == {200, 400, 401, 404, 422, 429}
    assert len({answer.json()["traceId"] for answer in answers}) == len(answers)
