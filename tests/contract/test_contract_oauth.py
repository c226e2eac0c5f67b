"""What Ponte24 sends to sign in and to renew its access fits the published OpenAPI file, and so do the answers."""

from __future__ import annotations

import asyncio

import httpx

from app.clock import SystemClock
from app.connectors.highlevel.sign_in.oauth import ClientApp, TokenEndpoint
from app.sandbox.highlevel.sign_in.oauth import APP_SCOPES
from app.sandbox.server import create_app
from app.sandbox.state import SandboxState
from tests.contract.openapi import Contract, operation_of, unexplained


class Recorder(httpx.ASGITransport):
    """Keeps what went over the wire."""

    def __init__(self, state: SandboxState) -> None:
        super().__init__(app=create_app(state))
        self.exchanges: list[tuple[httpx.Request, httpx.Response]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        response = await super().handle_async_request(request)
        await response.aread()
        self.exchanges.append((request, response))
        return response


def test_every_call_of_the_token_endpoint_and_its_answer_fit_the_file(contract: Contract) -> None:
    state = SandboxState(contacts=1)
    registered, wire = state.oauth.app_of("standard"), Recorder(state)
    redirect, place = registered.redirect_uris[0], state.highlevel.location_id

    async def act() -> None:
        app = ClientApp(registered.client_id, registered.client_secret)
        base = "http://127.0.0.1/highlevel"
        async with TokenEndpoint(app, base_url=base, clock=SystemClock(), inner=wire) as endpoint:
            for location in (place, ""):  # the sub-account's own grant, and the agency's
                code = state.oauth.allow(registered, redirect, APP_SCOPES, location)
                grant = await endpoint.refresh(await endpoint.exchange(code, redirect))
            await endpoint.location_token(grant, place)

    asyncio.run(act())
    found = [operation.id for request, _ in wire.exchanges if (operation := operation_of(request)) is not None]
    assert found == ["get-access-token"] * 4 + ["get-location-access-token"]
    faults = []
    for request, response in wire.exchanges:
        faults += [*contract.request_faults(request), *contract.answer_faults(request, response)]
    assert unexplained(faults) == []
