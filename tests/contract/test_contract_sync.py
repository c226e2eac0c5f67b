"""What the sync really sends to HighLevel, and what it gets, against the OpenAPI files."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from app.connectors.highlevel.gateway import HighLevelGateway
from app.errors import Ponte24Error
from app.records.contact import Contact
from app.services.api.accounts import ROME
from app.services.work.highlevel import HighLevelWork
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


async def agenda_job(gateway: HighLevelGateway) -> None:
    """Everything that the agenda may ask: tasks, notes, calendars, free times and appointments, made, changed, gone."""
    client = gateway.client
    ours, now = HighLevelWork(client, ROME), client.clock.now()
    contact = (await gateway.create(Contact(first_name="Anna", email="anna@example.it"), "")).id
    async for _ in client.iterate_tasks(completed=False):
        pass
    async for _ in client.iterate_tasks(completed=None):
        pass
    task = await ours.create_task(contact, "Call", "text\n\nPonte24:abcdefgh", now + 86_400, "")
    await ours.tasks_of(contact)
    await ours.task(contact, task.id)
    await ours.change_task(contact, task.id, {"title": "Write", "body": "", "moment": now + 90_000, "completed": True})
    await ours.change_task(contact, task.id, {"completed": False})
    await ours.delete_task(contact, task.id)
    with suppress(Ponte24Error):
        await ours.task(contact, task.id)
    note = await ours.create_note(contact, "Pagamenti", "one\nPonte24:pagamenti:abcdefgh")
    await ours.notes_of(contact)
    await ours.note(contact, note.id)
    await ours.change_note(contact, note.id, "two\nPonte24:pagamenti:abcdefgh")
    await ours.delete_note(contact, note.id)
    await client.get_user_by_location()
    calendar = (await client.get_calendars())[0].id
    start = datetime.fromtimestamp(now, ROME)
    slots = await client.get_slots(calendar, start, start + timedelta(days=20), timezone=ROME.key)
    meeting = await ours.create_appointment(calendar, contact, slots[0].timestamp(), "Visit", "Ponte24:ijklmnop", "")
    await ours.appointments_on(calendar, now, now + 30 * 86_400)
    await ours.appointment(meeting.id)
    with suppress(Ponte24Error):  # the time is taken
        await ours.create_appointment(calendar, contact, slots[0].timestamp(), "Visit", "", "")
    moved = {"startTime": slots[3], "endTime": slots[3] + timedelta(minutes=30), "toNotify": False}
    await client.edit_appointment(meeting.id, moved)
    await ours.delete_appointment(meeting.id)
    with suppress(Ponte24Error):
        await ours.appointment(meeting.id)


def test_requests_and_answers_of_the_agenda_fit(contract: Contract) -> None:
    bench = Bench(contacts=30)
    bench.network = recorder = Recorder(bench.network)
    bench.run(agenda_job)
    asked = {f"{request.method} {request.url.path.partition('/calendars')[1]}" for request, _ in recorder.seen}
    assert {"GET /calendars", "POST /calendars", "PUT /calendars", "DELETE /calendars"} <= asked
    faults = [
        fault
        for request, response in recorder.seen
        for fault in (*contract.request_faults(request), *contract.answer_faults(request, response))
    ]
    assert unexplained(faults) == []
