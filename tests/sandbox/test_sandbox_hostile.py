"""Requests that are not meant well: foreign pages and names, malformed and endless bodies."""

from __future__ import annotations

import asyncio
import json
import random
import re
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.sandbox.clock import SandboxClock
from app.sandbox.highlevel.base.operations import Operation
from app.sandbox.highlevel.resources.search import Searcher
from app.sandbox.highlevel.routes import operations
from app.sandbox.origin import is_own
from app.sandbox.server import SandboxServer, create_app
from app.sandbox.state import SandboxState


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(contacts=5, clock=SandboxClock(manual=True)) as server:
        yield server


# ------------------------------------------------------------------------------------------ the control API


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:{port}"}, 200),
        ({"Origin": "http://127.0.0.1:{port}"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Host": "evil.example:{port}"}, 403),
        ({"Host": "127.0.0.1.evil.example:{port}"}, 403),
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Host": "x@127.0.0.1:{port}:1"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:1"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/state"), ("POST", "/reset"), ("GET", "/highlevel/webhooks"), ("GET", "/highlevel/oauth"),
     ("GET", "/fattura24/rubrica.csv")],
)  # fmt: skip
def test_the_control_answers_its_own_host_and_origin_alone(
    sandbox: SandboxServer, headers: dict[str, str], status: int, method: str, path: str
) -> None:
    sent = {name: value.replace("{port}", str(sandbox.port)) for name, value in headers.items()}
    world = sandbox.state.world
    answer = httpx.request(method, sandbox.control_url + path, headers=sent)
    assert answer.status_code == status
    assert (sandbox.state.world is world) == (status == 403 or path != "/reset")


# ---------------------------------------------------------------------------------------------- bad bodies

DEEP = b"[" * 100_000
BODIES = {
    "nested lists": DEEP,
    "nested objects": b'{"a":' * 50_000,
    "NaN": b'{"a":NaN}',
    "infinity": b'{"a":1e999}',
    "endless number": b'{"a":' + b"9" * 6_000 + b"}",
    "no UTF-8": b"\xff\xfe{",
    "cut": b'{"a":"',
    "null": b"null",
    "text": b'"x"',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_what_is_no_json_object_is_refused(sandbox: SandboxServer, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {sandbox.token}", "Version": "2021-07-28"}
    here = f"/locations/{sandbox.location_id}/tasks/search"
    for path in ("/contacts/", "/contacts/search", here):
        assert httpx.post(sandbox.highlevel_url + path, content=body, headers=headers).status_code == 400
    for path in ("/switches", "/faults", "/clock", "/highlevel/webhooks", "/highlevel/oauth", "/highlevel/tasks"):
        assert httpx.post(sandbox.control_url + path, content=body).status_code == 400
    assert httpx.put(sandbox.control_url + "/state", content=body).status_code == 400


def test_half_a_surrogate_pair_comes_back_as_it_came(sandbox: SandboxServer) -> None:
    headers = {"Authorization": f"Bearer {sandbox.token}", "Version": "2021-07-28"}
    body = json.dumps({"locationId": sandbox.location_id, "firstName": "Ida \ud83d"}).encode()
    made = httpx.post(f"{sandbox.highlevel_url}/contacts/", content=body, headers=headers)
    assert made.status_code == 201
    assert '"Ida \\ud83d"' in made.text
    assert httpx.get(f"{sandbox.control_url}/state").status_code == 200


@pytest.mark.parametrize("body", [{"advance": 1e300}, {"advance": -1}, {"skew": 1e300}, {"skew": "x"}])
def test_the_clock_does_not_leave_the_calendar(sandbox: SandboxServer, body: dict[str, Any]) -> None:
    before = sandbox.state.clock.now()
    assert httpx.post(f"{sandbox.control_url}/clock", json=body).status_code == 400
    assert sandbox.state.clock.now() == before


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /highlevel/contacts/ HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /control/state HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"POST /highlevel/contacts/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ],
)
def test_what_is_no_http_ends_the_connection_and_nothing_else(
    sandbox: SandboxServer, raw: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=10) as line:
        line.sendall(raw)
        line.settimeout(10)
        while line.recv(65_536):
            pass
    assert httpx.get(f"{sandbox.control_url}/clock").status_code == 405
    assert "Traceback" not in capfd.readouterr().err


# ------------------------------------------------------------------------------------------------- a fuzzer

KEYS = (
    "firstName", "lastName", "email", "phone", "website", "dateOfBirth", "country", "dnd", "dndSettings", "tags",
    "customFields", "type", "title", "body", "dueDate", "completed", "userId", "calendarId", "contactId", "startTime",
    "endTime", "appointmentStatus", "filters", "sort", "page", "pageLimit", "query", "searchAfter", "limit", "skip",
    "count", "sortKey", "sortDirection", "model", "dataType", "options", "followers", "contacts", "ids", "name",
)  # fmt: skip
TEXTS = ["", "x", "\u0000", "a" * 300, "2026-10-01T09:00:00Z", "9999-12-31T23:59:59+14:00", "-5", "1e5", "range", "eq"]


class Fuzzer:
    """Makes requests of all kinds from a seed; repeats a refused one without what was refused by its name."""

    def __init__(self, state: SandboxState, seed: int) -> None:
        self.rng = random.Random(seed)
        self.here = state.highlevel.location_id
        records = state.highlevel.records
        self.ids = [
            next(iter(state.highlevel.contacts)),
            next(iter(records.calendars)),
            next(iter(records.tasks))["id"],
        ]

    def value(self, depth: int = 0) -> Any:
        rng = self.rng
        plain = [None, True, 0, -1, 10**30, 1.5, 1e300, rng.choice(TEXTS), rng.choice(self.ids), self.here]
        if depth > 2 or rng.random() < 0.6:
            return rng.choice(plain)
        if rng.random() < 0.5:
            return [self.value(depth + 1) for _ in range(rng.randrange(3))]
        names = [*KEYS, "field", "operator", "group", "id", "key", "field_value", "gte", "status", "direction"]
        return {rng.choice(names): self.value(depth + 1) for _ in range(rng.randrange(4))}

    def request(self, operation: Operation) -> tuple[str, dict[str, str], dict[str, Any]]:
        rng = self.rng

        def filled(match: re.Match[str]) -> str:
            return self.here if match[1] == "locationId" else rng.choice([*self.ids, "x", "%00"])

        names = ["limit", "skip", "startAfter", "model", "number", "startTime", "endTime", "startDate", "calendarId"]
        query = {name: rng.choice(["1", "-1", "x", "9" * 25, "1790000000000"]) for name in rng.sample(names, 4)}
        body = {name: self.value() for name in rng.sample(KEYS, rng.randrange(6))}
        for holder in (query, body):
            if rng.random() < 0.7:
                holder["locationId"] = self.here
        return re.sub(r"\{(\w+)\}", filled, operation.path), query, body


@pytest.mark.parametrize("seed", range(4))
def test_no_request_is_unforeseen(seed: int) -> None:
    state = SandboxState(contacts=25)
    state.switches.change({"highlevel": {"rate_limit": False, "bad_date_is_500": False}})
    fuzzer, every = Fuzzer(state, seed), operations(Searcher(state.highlevel))

    async def go() -> None:
        headers = {"Authorization": f"Bearer {state.world.token}", "Version": "2021-07-28"}
        transport = httpx.ASGITransport(create_app(state))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
            for _ in range(400):
                one = fuzzer.rng.choice(every)
                path, query, body = fuzzer.request(one)
                for _ in range(3):
                    more: dict[str, Any] = {} if one.method == "GET" else {"json": body}
                    answer = await client.request(one.method, "/highlevel" + path, params=query, **more)
                    assert answer.status_code < 500, (one.operation_id, path, query, body, answer.text)
                    if answer.status_code != 422:
                        break
                    told = answer.json()["message"]
                    refused = {word for line in told for word in line.split()[:2]}
                    body = {name: value for name, value in body.items() if name not in refused}

    asyncio.run(go())


@pytest.mark.parametrize(
    ("own", "headers"),
    [
        (True, [("host", "127.0.0.1:8240")]),
        (True, [("host", "localhost:8240"), ("origin", "http://127.0.0.1:8240")]),
        (False, [("host", "evil.example@127.0.0.1:8240")]),
        (False, [("host", "127.0.0.1:8240@evil.example")]),
        (False, [("host", "127.0.0.1:8240/evil.example")]),
        (False, [("host", "127.0.0.1:8240?evil.example")]),
        (False, [("host", "127.0.0.1:8240, evil.example")]),
        (False, [("host", "127.0.0.1:8240"), ("origin", "http://127.0.0.1:8240.evil.example")]),
        (False, [("host", "127.0.0.1:8240"), ("origin", "http://x@127.0.0.1:8240")]),
        (False, [("host", "127.0.0.1:8240"), ("origin", "https://127.0.0.1:8240")]),
        (False, [("host", "")]),
        (False, []),
    ],
)
def test_only_the_own_name_alone_is_the_own_name(own: bool, headers: list[tuple[str, str]]) -> None:
    scope = {"headers": [(n.encode(), v.encode()) for n, v in headers], "server": ("127.0.0.1", 8240)}
    assert is_own(scope) is own
