"""Each fault as a client meets it, and how often it strikes."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from app.sandbox.faults import FAULT_NAMES, Fault, parse_faults
from app.sandbox.server import SandboxServer, create_app

XML = "<Fattura24><Document><CustomerName>Nuovo</CustomerName></Document></Fattura24>"


def strike(sandbox: SandboxServer, name: str, **limits: Any) -> None:
    sandbox.state.faults.add(name, **limits)


def create(client: httpx.Client, sandbox: SandboxServer, email: str = "ida@x.it") -> httpx.Response:
    return client.post("/contacts/", json={"locationId": sandbox.location_id, "email": email})


def exists(sandbox: SandboxServer, email: str = "ida@x.it") -> bool:
    return bool(sandbox.state.highlevel.by_email(email))


def save(sandbox: SandboxServer) -> httpx.Response:
    return httpx.post(f"{sandbox.fattura24_url}/SaveCustomer", data={"apiKey": sandbox.api_key, "xml": XML})


@pytest.mark.parametrize("name", ["429", "500", "503"])
def test_refused_with_a_status_before_anything_is_done(
    highlevel: httpx.Client, sandbox: SandboxServer, name: str
) -> None:
    strike(sandbox, name)
    answer = create(highlevel, sandbox)
    assert answer.status_code == int(name)
    assert answer.json()["statusCode"] == int(name)
    assert answer.json()["traceId"]
    assert not exists(sandbox)
    assert save(sandbox).status_code == int(name)
    assert sandbox.state.fattura24.writes.total() == 0


def test_html_page(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "html", times=1)
    strike(sandbox, "html", status=200)
    first, second = create(highlevel, sandbox), save(sandbox)
    assert (first.status_code, second.status_code) == (502, 200)
    for answer in (first, second):
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.text.startswith("<html>")
    assert not exists(sandbox)


def test_cut_before_the_write(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "cut-before")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        create(highlevel, sandbox)
    assert not exists(sandbox)
    assert sandbox.state.traffic.requests[-1].status is None


def test_cut_after_the_write(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "cut-after")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        create(highlevel, sandbox)
    assert exists(sandbox)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        save(sandbox)
    assert sandbox.state.fattura24.writes == {"customer.create": 1}
    assert sandbox.state.fattura24.calls_in_24_hours() == 1


def test_the_connection_after_a_cut_works_again(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "cut-before", times=1)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        create(highlevel, sandbox)
    assert create(highlevel, sandbox).status_code == 201


def test_cut_in_the_body(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "cut-body")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        create(highlevel, sandbox)
    assert exists(sandbox)


def test_truncated_body(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "truncated")
    answer = create(highlevel, sandbox)
    assert answer.status_code == 201
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert exists(sandbox)


def test_gateway_timeout_after_the_work(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "504-done")
    assert create(highlevel, sandbox).status_code == 504
    assert exists(sandbox)


def test_422_yet_created(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "422-created")
    answer = create(highlevel, sandbox)
    assert answer.status_code == 422
    assert exists(sandbox)
    assert create(highlevel, sandbox).status_code == 400  # a true refusal stays what it is
    contact_id = sandbox.state.highlevel.by_email("ida@x.it")[0]["id"]
    assert highlevel.put(f"/contacts/{contact_id}", json={"city": "Roma"}).status_code == 200
    assert highlevel.get(f"/locations/{sandbox.location_id}").status_code == 200


def test_slow(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "slow", delay=30)
    body = {"locationId": sandbox.location_id, "email": "ida@x.it"}
    with pytest.raises(httpx.ReadTimeout):
        highlevel.post("/contacts/", json=body, timeout=0.3)
    assert exists(sandbox)  # the work was done, only the answer did not come in time
    sandbox.state.faults.clear()
    sandbox.state.switches.slow_seconds = 0
    strike(sandbox, "slow")
    assert highlevel.get(f"/locations/{sandbox.location_id}").status_code == 200
    assert sandbox.state.traffic.requests[-1].fault == "slow"


def test_a_fault_may_be_meant_for_one_service_method_and_path(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "500", service="highlevel", method="post", path="/contacts/*")
    assert highlevel.get("/contacts/x").status_code == 400
    assert highlevel.get(f"/locations/{sandbox.location_id}").status_code == 200
    assert save(sandbox).status_code == 200
    assert create(highlevel, sandbox).status_code == 500
    sandbox.state.faults.set([{"name": "503", "path": "/SaveCustomer"}])
    assert save(sandbox).status_code == 503
    answer = httpx.post(f"{sandbox.fattura24_url}/TestKey", data={"apiKey": sandbox.api_key})
    assert answer.status_code == 200


def statuses(client: httpx.Client, number: int) -> list[int]:
    return [client.get("/contacts/x").status_code for _ in range(number)]


def test_the_next_n_requests(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "500", times=2)
    assert statuses(highlevel, 4) == [500, 500, 400, 400]


def test_every_nth_request(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "500", every=3)
    assert statuses(highlevel, 7) == [500, 400, 400, 500, 400, 400, 500]


def test_every_nth_but_only_so_often(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "500", every=2, times=2)
    assert statuses(highlevel, 6) == [500, 400, 500, 400, 400, 400]
    assert sandbox.state.faults.faults[0].as_dict()["struck"] == 2


def test_two_faults_take_turns(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "500", every=4)
    strike(sandbox, "503", every=4)
    assert statuses(highlevel, 6) == [500, 503, 400, 400, 500, 503]


def test_control_is_never_struck(control: httpx.Client, sandbox: SandboxServer) -> None:
    strike(sandbox, "cut-before")
    assert control.get("/faults").status_code == 200


def test_command_line_syntax() -> None:
    faults = parse_faults("slow, 500:3,fattura24/cut-after")
    assert [(f.name, f.every, f.service) for f in faults] == [
        ("slow", None, None),
        ("500", 3, None),
        ("cut-after", 10, "fattura24"),
    ]
    assert {fault.name for fault in parse_faults(FAULT_NAMES)} == set(FAULT_NAMES)
    assert parse_faults("") == []
    for wrong in ("nothing", "500:x", "mars/500"):
        with pytest.raises(ValueError, match="unknown fault"):
            parse_faults(wrong)


def test_wrong_limits_are_refused() -> None:
    for values in ({"name": "boom"}, {"name": "500", "every": 0}, {"name": "500", "colour": "red"}):
        with pytest.raises(ValueError):
            Fault.model_validate(values)


async def _post_in_process(sandbox: SandboxServer) -> httpx.Response:
    transport = httpx.ASGITransport(create_app(sandbox.state))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        headers = {"Authorization": f"Bearer {sandbox.token}", "Version": "2021-07-28"}
        body = {"locationId": sandbox.location_id, "email": "ida@x.it"}
        return await client.post("/highlevel/contacts/", json=body, headers=headers)


@pytest.mark.parametrize(("name", "done"), [("cut-before", False), ("cut-after", True), ("cut-body", True)])
def test_cut_in_process_raises_what_httpx_raises(sandbox: SandboxServer, name: str, done: bool) -> None:
    import asyncio

    strike(sandbox, name)
    with pytest.raises(httpx.RemoteProtocolError):
        asyncio.run(_post_in_process(sandbox))
    assert exists(sandbox) is done
    sandbox.state.faults.clear()
    assert asyncio.run(_post_in_process(sandbox)).status_code == (400 if done else 201)
