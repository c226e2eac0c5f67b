"""One sandbox for all tests of this folder, as new before each of them, with a clock that stands still."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from app.sandbox.clock import SandboxClock
from app.sandbox.server import SandboxServer
from app.sandbox.switches import Switches

VERSION = "2021-07-28"


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(clock=SandboxClock(manual=True)) as server:
        yield server


@pytest.fixture
def sandbox(running_sandbox: SandboxServer) -> SandboxServer:
    """A fresh world of 60 contacts; limits far away because the clock moves on by a day."""
    state = running_sandbox.state
    state.faults.clear()
    state.switches.change(Switches().model_dump())
    state.clock.advance(86_401)
    state.reset(1, 60)
    return running_sandbox


@pytest.fixture
def highlevel(sandbox: SandboxServer) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {sandbox.token}", "Version": VERSION}
    with httpx.Client(base_url=sandbox.highlevel_url, headers=headers) as client:
        yield client


@pytest.fixture
def control(sandbox: SandboxServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.control_url) as client:
        yield client


@pytest.fixture
def call(sandbox: SandboxServer) -> Iterator[Callable[..., httpx.Response]]:
    """Call a method of Fattura24: call("SaveCustomer", xml=…)."""
    with httpx.Client(base_url=sandbox.fattura24_url) as client:

        def post(method: str, **form: str) -> httpx.Response:
            return client.post(f"/{method}", data={"apiKey": sandbox.api_key, **form})

        yield post


@pytest.fixture
def save(call: Callable[..., httpx.Response]) -> Callable[..., dict[str, str]]:
    """SaveCustomer from elements; returns the flat answer."""

    def send(**elements: str) -> dict[str, str]:
        document = "".join(f"<{name}>{value}</{name}>" for name, value in elements.items())
        answer = call("SaveCustomer", xml=f"<Fattura24><Document>{document}</Document></Fattura24>")
        assert answer.status_code == 200
        return {child.tag: child.text or "" for child in ET.fromstring(answer.text)}

    return send


@pytest.fixture
def search(highlevel: httpx.Client, sandbox: SandboxServer) -> Callable[..., dict[str, Any]]:
    """POST /contacts/search; returns the answer, which must be a success."""

    def post(*filters: dict[str, Any], **body: Any) -> dict[str, Any]:
        sent = {"locationId": sandbox.location_id, "pageLimit": 500, "filters": list(filters), **body}
        answer = highlevel.post("/contacts/search", json=sent)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        return result

    return post
