"""The same over real connections on this machine: cuts in the middle, refused ports, many at a time."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from app.clock import ManualClock
from app.connectors.fattura24.client import Fattura24Client
from app.connectors.highlevel.client import HighLevelClient
from app.connectors.transport_retry import RetryPolicy
from app.errors import LostAnswer, ServiceUnavailable
from app.sandbox.server import SandboxServer


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with SandboxServer(contacts=30) as running:
        yield running


@pytest.fixture
def sandbox(server: SandboxServer) -> Iterator[SandboxServer]:
    server.state.reset(contacts=30)
    server.state.faults.clear()
    yield server
    server.state.faults.clear()


def highlevel(server: SandboxServer, act: Any) -> Any:
    async def go() -> Any:
        policy = RetryPolicy(chance=lambda: 0.0)
        async with HighLevelClient(
            server.token, server.location_id, base_url=server.highlevel_url, clock=ManualClock(), retry=policy
        ) as client:
            return await act(client)

    return asyncio.run(go())


def save(server: SandboxServer) -> Any:
    async def go() -> Any:
        async with Fattura24Client(server.api_key, base_url=server.fattura24_url, clock=ManualClock()) as client:
            return await client.save_customer({"CustomerName": "Forno"})

    return asyncio.run(go())


@pytest.mark.parametrize("fault", ["cut-before", "cut-after", "cut-body"])
def test_cut_create_is_lost_and_sent_once(sandbox: SandboxServer, fault: str) -> None:
    sandbox.state.faults.add(fault, method="POST", path="/contacts/")
    with pytest.raises(LostAnswer):
        highlevel(sandbox, lambda c: c.create_contact({"firstName": "Anna"}))
    assert sandbox.state.traffic.count("highlevel", "POST", "/contacts/") == 1


@pytest.mark.parametrize("fault", ["cut-before", "cut-body", "504-done"])
def test_cut_save_customer_is_lost_and_sent_once(sandbox: SandboxServer, fault: str) -> None:
    sandbox.state.faults.add(fault, service="fattura24")
    with pytest.raises(LostAnswer):
        save(sandbox)
    assert sandbox.state.traffic.count("fattura24") == 1


def test_half_an_answer_with_a_whole_id_is_enough(sandbox: SandboxServer) -> None:
    before = set(sandbox.state.fattura24.customers)
    sandbox.state.faults.add("truncated", service="fattura24")
    saved = save(sandbox)
    assert {saved.id} == set(sandbox.state.fattura24.customers) - before


@pytest.mark.parametrize("fault", ["cut-before", "cut-body", "503", "429"])
def test_reads_go_on_after_a_passing_fault(sandbox: SandboxServer, fault: str) -> None:
    sandbox.state.faults.add(fault, times=2)
    answer = highlevel(sandbox, lambda c: c.search_contacts_advanced())
    assert answer.total == len(sandbox.state.highlevel.contacts)


def test_many_at_a_time(sandbox: SandboxServer) -> None:
    ids = list(sandbox.state.highlevel.contacts)[:25]

    async def act(client: HighLevelClient) -> Any:
        return await asyncio.gather(*(client.get_contact(i) for i in ids))

    assert [contact.id for contact in highlevel(sandbox, act)] == ids


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def go() -> None:
        client = Fattura24Client("k" * 32, base_url=f"http://127.0.0.1:{port}", clock=ManualClock())
        async with client:
            await client.test_key()

    with pytest.raises(ServiceUnavailable) as caught:
        asyncio.run(go())
    assert caught.value.code == "offline"


class OnceEach(asyncio.Protocol):
    """Answers the first request of a connection, and hangs up when a second one arrives: what a client sees of a
    server that closes a quiet connection while the request is on its way."""

    connections = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.answered = transport, False
        OnceEach.connections += 1

    def data_received(self, data: bytes) -> None:
        assert isinstance(self.transport, asyncio.Transport)
        if self.answered:
            self.transport.close()
        elif data.startswith(b"POST"):
            body = b"<root><returnCode>1</returnCode><description>ok</description><id>7</id></root>"
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            self.answered = True


@pytest.mark.parametrize("pause", [1.5, 4.9])
def test_a_create_after_a_pause_goes_over_a_new_connection(monkeypatch: pytest.MonkeyPatch, pause: float) -> None:
    now = 0.0
    monkeypatch.setattr("httpcore._async.http11.time", SimpleNamespace(monotonic=lambda: now))

    async def go() -> None:
        nonlocal now
        OnceEach.connections = 0
        server = await asyncio.get_running_loop().create_server(OnceEach, "127.0.0.1", 0)
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server, Fattura24Client("key", base_url=address, clock=ManualClock()) as client:
            await client.save_customer({"CustomerName": "Forno"})
            now += pause
            await client.save_customer({"CustomerName": "Bar"})
        assert OnceEach.connections == 2

    asyncio.run(go())
