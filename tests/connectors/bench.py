"""Both services of the sandbox behind the connectors, on one clock that moves only when somebody waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx

from app.connectors.fattura24.client import Fattura24Client
from app.connectors.fattura24.gateway import Fattura24Gateway
from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.gateway import HighLevelGateway
from app.connectors.highlevel.http.tokens import TokenSource
from app.connectors.transport_retry import RetryPolicy
from app.sandbox.clock import SandboxClock
from app.sandbox.server import create_app
from app.sandbox.state import SandboxState
from app.sync.contacts.mapping import ORIGIN_FIELD, Mapping, default_mapping


class BenchClock:
    """The sandbox's manual clock as the connectors' clock: waiting moves both."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self.slept: list[float] = []

    def now(self) -> float:
        """The sandbox's time."""
        return self._clock.now()

    async def sleep(self, seconds: float) -> None:
        """Move the time on at once."""
        self.slept.append(seconds)
        self._clock.advance(max(0.0, seconds))
        await asyncio.sleep(0)


class Bench:
    """A sandbox without contacts unless asked for, and gateways on it."""

    def __init__(self, contacts: int = 0, mapping: Mapping | None = None) -> None:
        self.state = SandboxState(contacts=contacts, clock=SandboxClock(manual=True))
        self.clock = BenchClock(self.state.clock)
        self.mapping = mapping or default_mapping()
        self.app = create_app(self.state)
        self.network: httpx.AsyncBaseTransport = httpx.ASGITransport(app=self.app)
        """The way to the sandbox; a test may put something in between."""

    def field(self, name: str, **more: object) -> str:
        """Add a custom field as the owner would; returns its id."""
        field_id = f"field{len(self.state.highlevel.fields)}"
        fields = [*self.state.highlevel.fields.values(), {"id": field_id, "name": name, **more}]
        self.state.replace({"highlevel": {"customFields": fields}})
        return field_id

    def all_fields(self) -> None:
        """Add all custom fields that the mapping and the origin key need."""
        for name in [r.custom_field for r in self.mapping if r.custom_field] + [ORIGIN_FIELD]:
            self.field(name)

    def contact(self, contact_id: str) -> dict[str, Any]:
        """A contact as the sandbox keeps it."""
        return dict(self.state.highlevel.contacts[contact_id])

    def client(self, token: str | TokenSource = "") -> HighLevelClient:
        """A client of the location, with its own token unless another is given."""
        return HighLevelClient(
            token or self.state.world.token,
            str(self.state.world.location["id"]),
            base_url="http://127.0.0.1/highlevel",
            clock=self.clock,
            inner=self.network,
            retry=RetryPolicy(chance=lambda: 0.0),
        )

    def ask(self, act: Callable[[HighLevelClient], Any], token: str | TokenSource = "") -> Any:
        """Carry out work with a fresh HighLevel client; a list read page by page comes whole."""

        async def go() -> Any:
            async with self.client(token) as client:
                made = act(client)
                if isinstance(made, AsyncIterator):
                    return [one async for one in made]
                return await made

        return asyncio.run(go())

    def raw(
        self, method: str, path: str, body: Any = None, *, version: str = "2021-07-28", token: str = ""
    ) -> httpx.Response:
        """What the service itself answers to a request that the client may never send."""

        async def go() -> httpx.Response:
            network = httpx.ASGITransport(app=self.app)
            headers = {"Authorization": f"Bearer {token or self.state.world.token}", "Version": version}
            async with httpx.AsyncClient(transport=network, base_url="http://127.0.0.1/highlevel") as http:
                return await http.request(method, path, json=body, headers=headers)

        return asyncio.run(go())

    def run(self, act: Callable[[HighLevelGateway], Awaitable[Any]], cache: Any = None) -> Any:
        """Carry out work with a fresh HighLevel gateway."""

        async def go() -> Any:
            async with self.client() as client:
                return await act(HighLevelGateway(client, self.mapping, cache))

        return asyncio.run(go())

    def fattura24(self, act: Callable[[Fattura24Gateway], Awaitable[Any]]) -> Any:
        """Carry out work with a fresh Fattura24 gateway."""

        async def go() -> Any:
            client = Fattura24Client(
                self.state.world.api_key,
                base_url="http://127.0.0.1/fattura24/api/v0.3",
                clock=self.clock,
                inner=httpx.ASGITransport(app=self.app),
            )
            async with client:
                return await act(Fattura24Gateway(client))

        return asyncio.run(go())

    def writes(self, method: str = "POST", path: str = "/contacts/") -> int:
        """How many requests of a kind the HighLevel sandbox got."""
        return self.state.traffic.count("highlevel", method, path)
