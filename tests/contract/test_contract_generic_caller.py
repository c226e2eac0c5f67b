"""The one caller for every operation: what is called passes HighLevel's contract, what is refused sends nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.automation.offer.catalogue import Entry, entries
from app.clock import ManualClock
from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.http.calling import call, prepare, refused
from app.errors import UsageError
from app.sandbox.clock import SandboxClock
from app.sandbox.highlevel.base.access import ALL_SCOPES
from app.sandbox.server import SandboxServer
from tests.contract.generic_tour import tour
from tests.contract.openapi import Contract, unexplained
from tests.contract.test_contract_every_operation import _AMBIGUOUS, Caller, in_order

HIGHLEVEL = [e for e in entries() if e.service == "highlevel" and e.kind == "action"]
CALLABLE = {e.facts["operation_id"]: e for e in HIGHLEVEL if not refused(e)}


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(contacts=12, clock=SandboxClock(manual=True)) as server:
        server.state.switches.highlevel.rate_limit = False
        server.state.highlevel.add_token("pit-inner", {*ALL_SCOPES, "locations.internal-access-only"})
        yield server


class Recorder(httpx.AsyncHTTPTransport):
    """Passes on, and keeps what was sent and answered."""

    def __init__(self) -> None:
        super().__init__()
        self.exchanges: list[tuple[httpx.Request, httpx.Response]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        body = await answer.aread()
        kept = httpx.Response(answer.status_code, headers={"content-type": "application/json"}, content=body)
        self.exchanges.append((request, kept))
        return httpx.Response(answer.status_code, headers={"content-type": "application/json"}, content=body)


def test_together_they_are_all_112() -> None:
    assert len(HIGHLEVEL) == 112
    assert len(CALLABLE) + sum(bool(refused(e)) for e in HIGHLEVEL) == 112
    offered = [e for e in HIGHLEVEL if e.exposure == "offer"]
    assert len(offered) == 35
    assert not [e.id for e in offered if refused(e)]


def inputs_of(entry: Entry, caller: Caller, one: Any) -> dict[str, Any]:
    """Return inputs that the sandbox's records fit, named as the catalogue names them."""
    path = caller.path(one)
    given: dict[str, Any] = {}
    for wanted, found in zip(one.path.split("/"), path.split("/"), strict=True):
        if wanted.startswith("{"):
            given[wanted.strip("{}")] = found
    for name in one.query:
        if name != "locationId":
            kind = next((i.type for i in entry.inputs if i.name == name), "string")
            given[name] = 10 if kind == "number" else False if kind == "boolean" else "10"
    if one.method in ("POST", "PUT", "DELETE") and one.body:
        body = caller.body(one)
        given |= {n: v for n, v in body.items() if n != "locationId"} if isinstance(body, dict) else {}
    return given


def test_each_that_may_be_called_is_answered_and_passes_the_contract(
    contract: Contract, sandbox: SandboxServer
) -> None:
    caller = Caller(sandbox)
    recorder = Recorder()

    async def play() -> list[str]:
        client = HighLevelClient(
            "pit-inner", sandbox.location_id, base_url=sandbox.highlevel_url, clock=ManualClock(), inner=recorder
        )
        called = []
        try:
            answers: list[Any] = []
            for name, inputs in tour(sandbox, answers):
                answers.append(await call(client.session, prepare(CALLABLE[name], inputs, sandbox.location_id)))
                request, answer = recorder.exchanges[-1]
                assert unexplained(contract.request_faults(request)) == [], name
                assert unexplained(contract.answer_faults(request, answer)) == [], name
                called.append(name)
            for one in in_order():
                entry = CALLABLE.get(one.id)
                if entry is None:
                    if one.method in ("POST", "PUT"):
                        caller.ask(one)  # what it makes the others read
                    continue
                ready = prepare(entry, inputs_of(entry, caller, one), sandbox.location_id)
                await call(client.session, ready)
                request, answer = recorder.exchanges[-1]
                assert answer.status_code == one.status, one.id
                assert request.headers["Version"] == one.version, one.id
                found = unexplained(contract.answer_faults(request, answer))
                assert [f for f in found if (one.id, f.where) not in _AMBIGUOUS] == [], one.id
                called.append(one.id)
        finally:
            await client.aclose()
        return called

    assert set(asyncio.run(play())) == CALLABLE.keys()
    caller.client.close()


def test_those_refused_say_why_and_nothing_is_made_of_them() -> None:
    for entry in HIGHLEVEL:
        if why := refused(entry):
            with pytest.raises(UsageError) as told:
                prepare(entry, {}, "loc")
            assert (told.value.code, told.value.params["reason"]) == ("call_refused", why)


def test_all_faults_of_the_inputs_are_named_at_once() -> None:
    entry = CALLABLE["create-task"]
    with pytest.raises(UsageError) as told:
        prepare(entry, {"contactId": " ", "completed": "no", "colour": 1}, "loc")
    assert told.value.code == "call_inputs"
    assert told.value.details.split("; ") == [
        "colour: unknown",
        "contactId: a text is wanted",
        "title: missing",
        "dueDate: missing",
        "completed: true or false is wanted",
    ]


def test_nobody_names_another_location_and_no_id_leaves_its_place_in_the_path() -> None:
    with pytest.raises(UsageError, match="another location"):
        prepare(CALLABLE["get-calendars"], {"locationId": "other"}, "loc")
    ready = prepare(CALLABLE["get-contact"], {"contactId": "../locations/x?y=1"}, "loc")
    assert ready.path == "/contacts/..%2Flocations%2Fx%3Fy%3D1"
    assert prepare(CALLABLE["get-calendars"], {}, "loc").params["locationId"] == "loc"
