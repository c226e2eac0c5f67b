"""The control API: looking in, replacing, resetting, and the owner's work in the web apps."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.sandbox.clock import SandboxClock
from app.sandbox.server import SandboxServer


def get_state(control: httpx.Client) -> dict[str, Any]:
    answer = control.get("/state")
    assert answer.status_code == 200
    state: dict[str, Any] = answer.json()
    return state


def test_state_shows_everything(control: httpx.Client, highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    contact_id = next(iter(sandbox.state.highlevel.contacts))
    highlevel.put(f"/contacts/{contact_id}", json={"city": "Zagarolo"})
    httpx.post(f"{sandbox.fattura24_url}/TestKey", data={"apiKey": sandbox.api_key, "source": "test"})
    state = get_state(control)
    contacts = {contact["id"]: contact for contact in state["highlevel"]["contacts"]}
    assert len(contacts) == 60
    assert contacts[contact_id]["city"] == "Zagarolo"
    assert state["highlevel"]["writes"] == {"contact.update": 1}
    assert state["highlevel"]["customFields"] == []
    assert len(state["fattura24"]["customers"]) == len(sandbox.state.fattura24.customers)
    assert state["fattura24"]["calls_in_24_hours"] == 1
    assert state["fattura24"]["call_log"][0]["service"] == "TestKey"
    assert state["requests"]["total"] == 2
    assert {"service": "fattura24", "method": "POST", "path": "/TestKey", "count": 1} in state["requests"]["by_route"]
    assert state["truth"]["pairs"]


def test_state_can_be_put_back(control: httpx.Client, highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    sandbox.state.highlevel.add_field("P.IVA")
    before = get_state(control)
    for contact_id in list(sandbox.state.highlevel.contacts)[:5]:
        highlevel.delete(f"/contacts/{contact_id}")
    sandbox.state.fattura24.fill([])
    assert control.put("/state", json=before).status_code == 200
    after = get_state(control)
    for service, kinds in {"highlevel": ("contacts", "customFields"), "fattura24": ("customers",)}.items():
        for kind in kinds:
            assert after[service][kind] == before[service][kind]


def test_put_state_replaces_only_what_is_given(control: httpx.Client, sandbox: SandboxServer) -> None:
    customers = len(sandbox.state.fattura24.customers)
    contact = {"id": "c1", "firstName": "Ida", "email": "Ida@x.it", "tags": ["VIP"]}
    fields = [{"id": "f1", "name": "PEC"}]
    assert control.put("/state", json={"highlevel": {"contacts": [contact], "customFields": fields}}).status_code == 200
    assert list(sandbox.state.highlevel.contacts) == ["c1"]
    assert sandbox.state.highlevel.by_email("ida@x.it")[0]["tags"] == ["vip"]
    assert sandbox.state.highlevel.fields["f1"]["fieldKey"] == "contact.pec"
    assert len(sandbox.state.fattura24.customers) == customers


@pytest.mark.parametrize(
    "body",
    [
        {"highlevel": {"contacts": [{"firstName": "no id"}]}},
        {"highlevel": {"contacts": [{"id": "x", "dateAdded": "ieri"}]}},
        {"fattura24": {"customers": [{"id": "1", "colour": "red"}]}},
    ],
)
def test_put_of_bad_state_changes_nothing(control: httpx.Client, sandbox: SandboxServer, body: dict[str, Any]) -> None:
    before = get_state(control)
    answer = control.put("/state", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert get_state(control) == before


def test_reset(control: httpx.Client, highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    token = sandbox.token
    highlevel.post("/contacts/", json={"locationId": sandbox.location_id, "email": "a@x.it"})
    answer = control.post("/reset", json={"seed": 7, "contacts": 25}).json()
    assert answer["highlevel"]["token"] == sandbox.token != token
    state = get_state(control)
    assert (len(state["highlevel"]["contacts"]), state["requests"]["total"], state["seed"]) == (25, 0, 7)
    assert state["highlevel"]["writes"] == {}
    assert highlevel.get("/contacts/x").status_code == 401
    control.post("/reset", json={"seed": 1})
    assert (sandbox.token, len(sandbox.state.highlevel.contacts)) == (token, 60)


def test_faults(control: httpx.Client, highlevel: httpx.Client) -> None:
    assert control.post("/faults", json={"faults": [{"name": "500", "times": 1}]}).status_code == 200
    assert control.post("/faults", json={"add": [{"name": "503", "service": "fattura24"}]}).status_code == 200
    assert highlevel.get("/contacts/x").status_code == 500
    faults = control.get("/faults").json()["faults"]
    assert [(fault["name"], fault["struck"]) for fault in faults] == [("500", 1), ("503", 0)]
    assert control.post("/faults", json={"faults": [{"name": "boom"}]}).status_code == 400
    assert control.post("/faults", json={"add": [{"name": "boom"}]}).status_code == 400
    assert len(control.get("/faults").json()["faults"]) == 2
    assert control.post("/faults", json={"clear": True}).json() == {"faults": []}
    assert control.post("/faults", json={}).status_code == 400


def test_switches(control: httpx.Client, sandbox: SandboxServer) -> None:
    shown = control.post("/switches", json={"highlevel": {"search_lag_seconds": 60}, "slow_seconds": 1}).json()
    assert (shown["highlevel"]["search_lag_seconds"], shown["slow_seconds"]) == (60, 1)
    assert sandbox.state.switches.highlevel.search_lag_seconds == 60
    assert control.get("/switches").json() == shown
    refused: list[dict[str, Any]] = [
        {"highlevel": {"search_lag_seconds": 61}},
        {"highlevel": {"nonsense": 1}},
        {"nonsense": {}},
        {"fattura24": {"limit_style": "418"}, "slow_seconds": 3},
    ]
    for wrong in refused:
        assert control.post("/switches", json=wrong).status_code == 400
    assert control.get("/switches").json() == shown


def test_clock(control: httpx.Client, sandbox: SandboxServer) -> None:
    before = sandbox.state.clock.now()
    assert control.post("/clock", json={"advance": 90}).json() == {"now": before + 90}
    assert control.post("/clock", json={"advance": -1}).status_code == 400
    assert control.post("/clock", json={}).status_code == 400


def test_request_log(control: httpx.Client, highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    highlevel.get("/contacts/x", params={"a": "1"})
    sandbox.state.clock.advance(5)
    sandbox.state.faults.add("cut-before", times=1)
    with pytest.raises(httpx.TransportError):
        highlevel.get("/contacts/y")
    shown = control.get("/requests").json()
    first, second = shown["requests"]
    assert (first["service"], first["method"], first["path"], first["query"]) == (
        "highlevel",
        "GET",
        "/contacts/x",
        "a=1",
    )
    assert (first["status"], first["fault"]) == (400, None)
    assert (second["status"], second["fault"]) == (None, "cut-before")
    assert second["time"] == first["time"] + 5
    assert (shown["counts"]["highlevel"], shown["counts"]["fattura24"]) == (2, 0)
    assert sandbox.state.traffic.count("highlevel", "GET") == 2
    control.post("/requests/reset")
    assert control.get("/requests").json() == {
        "requests": [],
        "counts": {"total": 0, "highlevel": 0, "fattura24": 0, "by_route": []},
    }


def test_owner_edits_a_contact(control: httpx.Client, highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    field_id = sandbox.state.highlevel.add_field("P.IVA")["id"]
    contact_id = next(iter(sandbox.state.highlevel.contacts))
    before = control.get(f"/highlevel/contacts/{contact_id}").json()["contact"]
    sent = {"city": "Zagarolo", "email": None, "customFields": [{"id": field_id, "value": "1"}]}
    after = control.post(f"/highlevel/contacts/{contact_id}", json=sent).json()["contact"]
    assert after["dateUpdated"] > before["dateUpdated"]
    assert (after["city"], after["firstName"], "email" in after) == ("Zagarolo", before["firstName"], False)
    assert after["customFields"] == [{"id": field_id, "value": "1"}]
    assert highlevel.get(f"/contacts/{contact_id}").json()["contact"]["city"] == "Zagarolo"
    assert sandbox.state.highlevel.writes.total() == 0
    assert sandbox.state.highlevel.by_email(before["email"]) == []
    assert control.post("/highlevel/contacts/nobody", json={"city": "x"}).status_code == 404


def test_owner_creates_and_deletes_a_contact(control: httpx.Client, sandbox: SandboxServer) -> None:
    made = control.post("/highlevel/contacts", json={"firstName": "Ida"}).json()["contact"]
    assert sandbox.state.highlevel.contacts[made["id"]]["locationId"] == sandbox.location_id
    assert control.delete(f"/highlevel/contacts/{made['id']}").status_code == 200
    assert control.get(f"/highlevel/contacts/{made['id']}").status_code == 404
    assert control.delete(f"/highlevel/contacts/{made['id']}").status_code == 404


def test_owner_edits_creates_and_deletes_a_customer(control: httpx.Client, sandbox: SandboxServer) -> None:
    made = control.post("/fattura24/customers", json={"name": "Re", "vat_code": "01234567897"}).json()["customer"]
    assert made["code"] == str(1000 + len(sandbox.state.fattura24.customers))
    path = f"/fattura24/customers/{made['id']}"
    assert control.post(path, json={"city": "Roma", "vat_code": None}).json()["customer"]["vat_code"] == ""
    assert sandbox.state.fattura24.by_vat("01234567897") is None
    assert control.get(path).json()["customer"]["city"] == "Roma"
    assert control.post(path, json={"colour": "red"}).status_code == 400
    assert control.post("/fattura24/customers/nobody", json={"city": "x"}).status_code == 404
    assert control.delete(path).status_code == 200
    assert control.get(path).status_code == 404


def test_body_must_be_an_object(control: httpx.Client) -> None:
    assert control.post("/clock", content=b"[1]").status_code == 400
    assert control.post("/clock", content=b"{").status_code == 400


def test_real_clock_moves_and_can_be_moved_on() -> None:
    clock = SandboxClock()
    before = clock.now()
    clock.advance(1000)
    assert clock.now() >= before + 1000
    assert clock.now_ms() >= int((before + 1000) * 1000)
