"""The sandbox answers every operation of HighLevel's contract, by a behaviour of its own or by the contract alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.sandbox.clock import SandboxClock
from app.sandbox.highlevel.base.access import ALL_SCOPES, UserType
from app.sandbox.highlevel.base.contract import Contracted, contracted, faults, shaped
from app.sandbox.highlevel.resources.search import Searcher
from app.sandbox.highlevel.routes import operations
from app.sandbox.highlevel.sign_in.oauth_routes import agency_operations
from app.sandbox.server import SandboxServer
from tests.contract.for_sandbox import KEPT, text
from tests.contract.openapi import Contract, document, unexplained

GROUPS = ("contacts", "calendars", "locations", "users", "oauth")
"""The files whose operations the automations can use."""
_AMBIGUOUS = {("GET-all-or-email-sms-templates", "$.templates[]")}
"""Where the contract wants just one of two schemas that every template fits."""
_ORDER = ("POST", "GET", "PUT", "DELETE")


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(contacts=12, clock=SandboxClock(manual=True)) as server:
        server.state.switches.highlevel.rate_limit = False
        server.state.highlevel.add_token("pit-inner", {*ALL_SCOPES, "locations.internal-access-only"})
        server.state.highlevel.add_token(
            "pit-agency", {*ALL_SCOPES, "locations.internal-access-only"}, user_type="Company"
        )
        yield server


class Caller:
    """Calls operations one after the other, each with what the ones before have made."""

    def __init__(self, sandbox: SandboxServer) -> None:
        self.sandbox, self.client = sandbox, httpx.Client(base_url=sandbox.highlevel_url)
        self.store = sandbox.state.highlevel

    def path(self, one: Contracted) -> str:
        records = self.store.records
        fixed = {
            "locationId": self.sandbox.location_id,
            "resourceType": "equipments",
            "appointmentId": next(iter(records.appointments))["id"],
            "userId": str(self.store.users[-1]["id"]),
            "calendarId": list(records.calendars)[-1],
        }

        def filled(match: re.Match[str]) -> str:
            before = one.path[: match.start()].rstrip("/")
            for name, value in fixed.items():
                before = before.replace(f"{{{name}}}", value)
            inner = match[1] == "locationId" and match.end() < len(one.path)
            made = [] if inner else list(records.others.get(before, ()))
            return made[-1] if made else fixed.get(match[1], "missing")

        return re.sub(r"\{(\w+)\}", filled, one.path)

    def ask(self, one: Contracted, **more: Any) -> httpx.Response:
        token = "pit-agency" if one.tokens == ("Company",) else "pit-inner"
        headers = {"Version": one.version, "Authorization": f"Bearer {token}"}
        query = {name: self.sandbox.location_id if name == "locationId" else "10" for name in one.query}
        if one.media != "application/json":
            more = {"files": {"file": b"x"}}
        elif one.method != "GET" and "json" not in more:
            more = {"json": self.body(one)}
        if one.method == "DELETE":
            more = {}
        request = self.client.build_request(one.method, self.path(one), params=query, headers=headers, **more)
        request.read()  # a form is made when it is sent; the judge looks at it afterwards
        return self.client.send(request)

    def body(self, one: Contracted) -> Any:
        made = shaped(one.body, {}, ())
        if not isinstance(made, dict):
            return [named(shaped(one.body["items"], {}, ()))] if isinstance(made, list) else {}
        known = one.body.get("properties", {})
        for name, value in list(made.items()):
            items = known[name].get("items", {})
            if value == "" or isinstance(value, dict):
                made[name] = self.sandbox.location_id if name == "locationId" else named(value)
            elif value == [] and items.get("type") == "string":
                made[name] = [items["enum"][0] if "enum" in items else "Prova"]
        return made


def named(value: Any) -> Any:
    """Return a value with a word in the place of each blank text."""
    if isinstance(value, dict):
        return {name: named(one) for name, one in value.items()}
    return "Prova" if value == "" else value


@pytest.fixture
def caller(sandbox: SandboxServer) -> Iterator[Caller]:
    made = Caller(sandbox)
    yield made
    made.client.close()


def in_order() -> list[Contracted]:
    """What makes before what reads, what reads before what deletes."""
    return sorted(
        contracted(), key=lambda one: (_ORDER.index(one.method), len(one.path) * (-1 if one.method == "DELETE" else 1))
    )


def test_no_operation_is_without_an_answer(sandbox: SandboxServer) -> None:
    paths = [methods for name in GROUPS for methods in document(name)["paths"].values()]
    filed = {one["operationId"] for methods in paths for one in methods.values()}
    state = sandbox.state
    answered = {one.operation_id for one in (*operations(Searcher(state.highlevel)), *agency_operations(state.oauth))}
    assert len(filed) == 112
    assert filed - answered == {"get-access-token"}  # a route of its own, without a token


def test_the_kept_file_is_what_the_contract_says() -> None:
    assert KEPT.read_text(encoding="utf-8") == text()


def test_each_is_answered_with_success_and_in_its_shape(contract: Contract, caller: Caller) -> None:
    for one in in_order():
        answer = caller.ask(one)
        assert answer.status_code == one.status, (one.id, answer.text)
        found = unexplained(contract.answer_faults(answer.request, answer))
        assert [fault for fault in found if (one.id, fault.where) not in _AMBIGUOUS] == [], one.id


def test_what_is_made_can_be_read_listed_changed_and_deleted(sandbox: SandboxServer) -> None:
    headers = {"Version": "2021-04-15", "Authorization": f"Bearer {sandbox.token}"}
    with httpx.Client(base_url=sandbox.highlevel_url, headers=headers) as client:
        here = {"locationId": sandbox.location_id}
        group = {**here, "name": "Negozio", "description": "x", "slug": "negozio"}
        made = client.post("/calendars/groups", json=group).json()["group"]
        assert made["name"] == "Negozio"
        assert [one["id"] for one in client.get("/calendars/groups", params=here).json()["groups"]] == [made["id"]]
        changed = client.put(f"/calendars/groups/{made['id']}", json={**group, "name": "Bottega"})
        assert changed.status_code == 422  # the contract's word: no location in a change
        del group["locationId"]
        changed = client.put(f"/calendars/groups/{made['id']}", json={**group, "name": "Bottega"})
        assert changed.json()["group"]["name"] == "Bottega"
        assert client.delete(f"/calendars/groups/{made['id']}").status_code == 200
        assert client.get("/calendars/groups", params=here).json()["groups"] == []
        gone = client.delete(f"/calendars/groups/{made['id']}")
        assert (gone.status_code, gone.json()["message"]) == (404, f"Group with id {made['id']} not found")


def test_calendars_and_users_are_those_that_all_routes_know(caller: Caller, sandbox: SandboxServer) -> None:
    by_id = {one.id: one for one in contracted()}
    made = caller.ask(by_id["create-calendar"]).json()["calendar"]
    assert made["id"] in sandbox.state.highlevel.records.calendars
    headers = {"Version": "2021-04-15", "Authorization": f"Bearer {sandbox.token}"}
    found = caller.client.get(f"/calendars/{made['id']}", headers=headers)
    assert found.json()["calendar"]["name"] == made["name"]
    before = len(sandbox.state.highlevel.users)
    caller.ask(by_id["create-user"])
    assert len(sandbox.state.highlevel.users) == before + 1
    caller.ask(by_id["delete-user"])
    assert len(sandbox.state.highlevel.users) == before


def test_each_refuses_a_bad_token_a_missing_scope_and_the_other_kind_of_token(
    caller: Caller, sandbox: SandboxServer
) -> None:
    store = sandbox.state.highlevel
    for one in contracted():
        agency, location = "Company" in one.tokens, "Location" in one.tokens
        kind: UserType = "Location" if location or not one.tokens else "Company"
        store.add_token("pit-bare", ALL_SCOPES - {one.scope}, user_type=kind)
        tokens = ["pit-none", *(["pit-bare"] if one.scope else [])]
        if not agency or not location:
            tokens.append(sandbox.token if agency else "pit-agency")
        for token in tokens:
            headers = {"Version": one.version, "Authorization": f"Bearer {token}"}
            answer = caller.client.request(one.method, caller.path(one), headers=headers)
            assert answer.status_code == 401, (one.id, token)


def test_a_body_is_held_against_the_contract() -> None:
    schema = {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "kind": {"type": "string", "enum": ["a", "b"]},
            "hours": {"type": "array", "items": {"type": "object", "properties": {"open": {"type": "number"}}}},
        },
    }
    assert list(faults(schema, {"name": "x", "kind": "a", "hours": [{"open": 9}]})) == []
    assert sorted(faults(schema, {"kind": "c", "other": 1, "hours": [{"open": "9"}, 5]})) == [
        "hours.0.open must be a number",
        "hours.1 must be an object",
        "kind must be one of the following values: a, b",
        "name should not be empty",
        "property other should not exist",
    ]
