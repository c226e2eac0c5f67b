"""What the sync really sends to HighLevel, and what it gets, against the OpenAPI files."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.connectors.highlevel.gateway import HighLevelGateway
from app.errors import Ponte24Error
from app.records.contact import Contact
from tests.connectors.bench import Bench
from tests.contract.openapi import Contract, unexplained

FULL = Contact(
    first_name="Anna",
    last_name="D'Aquino",
    company="Forno Rossi srl",
    email="anna@example.it",
    mobile="+393331234567",
    landline="+390611223344",
    street="Via Po 1",
    postal_code="10100",
    city="Torino",
    province="TO",
    country="IT",
    vat_code="01234567897",
    fiscal_code="DQNNNA80A41H501X",
    sdi_code="ABC1234",
    pec="anna@pec.example",
    tags=("cliente", "nord"),
)


class Recorder(httpx.AsyncBaseTransport):
    """Passes everything on to the sandbox and keeps it."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.seen: list[tuple[httpx.Request, httpx.Response]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        response = await self._inner.handle_async_request(request)
        content = await response.aread()
        kept = httpx.Response(response.status_code, headers=response.headers, content=content)
        self.seen.append((request, kept))
        return httpx.Response(response.status_code, headers=response.headers, content=content)


async def whole_job(gateway: HighLevelGateway) -> None:
    """Everything that a sync may ask of the gateway."""
    await gateway.location()
    for name in await gateway.missing_fields():
        await gateway.create_custom_field(name)
    made = await gateway.create(FULL, "F1")
    with suppress(Ponte24Error):
        await gateway.create(FULL, "F2")
    await gateway.find_created(FULL, "F1", gateway.client.clock.now())
    await gateway.find_created(replace(FULL, email="", mobile=""), "F9", gateway.client.clock.now())
    await gateway.read_all()
    await gateway.read_changed(gateway.client.clock.now() - 60)
    current = await gateway.read(made.id)
    changed = replace(FULL, company="Forno Verdi", city="", pec="", landline="", tags=("sud",), mobile="+393399999999")
    current = await gateway.update(current, changed, "F3")
    await gateway.update(current, FULL, None)
    await gateway.delete(made.id)
    with suppress(Ponte24Error):
        await gateway.read(made.id)


@pytest.mark.parametrize(
    "switches",
    [
        {},
        {"custom_field_key": "fieldValue"},
        {"allow_duplicate_contact": True, "search_lag_seconds": 60},
    ],
)
def test_requests_and_answers_of_the_sync_fit(contract: Contract, switches: dict[str, Any]) -> None:
    bench = Bench(contacts=30)
    bench.state.switches.change({"highlevel": switches})
    bench.network = recorder = Recorder(bench.network)
    bench.run(whole_job)
    assert {request.method for request, _ in recorder.seen} == {"GET", "POST", "PUT", "DELETE"}
    faults = [
        fault
        for request, response in recorder.seen
        for fault in (*contract.request_faults(request), *contract.answer_faults(request, response))
    ]
    assert unexplained(faults) == []
