"""Answers in which one value is not what it ought to be: null for a list, a number for a text, a key that stands twice.

Whatever it is, a reading ends well or in a refusal in words; what one record says wrongly is that record's alone.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.gateway import HighLevelGateway
from app.connectors.highlevel.resources import contacts
from app.errors import Ponte24Error
from app.records.contact import Contact as RecordContact
from app.sync.contacts.mapping import default_mapping
from tests.connectors.bench import Bench

ODD: tuple[Any, ...] = (
    None,
    [],
    {},
    "",
    "x",
    "12",
    0,
    -1,
    1.5,
    10**30,
    True,
    False,
    [None],
    [[]],
    ["x", 3],
    {"id": None},
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of each value within an answer; of a list only the first entries."""
    if path:
        yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    for key, one in inside:
        yield from places(one, (*path, key))


def replaced(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """Return an answer with another value in one place."""
    if not path:
        return odd
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], odd)
    return copy


class Meddling(httpx.AsyncBaseTransport):
    """Passes on, and changes one value in each answer with JSON."""

    def __init__(self, inner: httpx.AsyncBaseTransport, dice: random.Random) -> None:
        self._inner, self._dice = inner, dice
        self.done: list[tuple[str, Any, Any]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        reply = await self._inner.handle_async_request(request)
        body = await reply.aread()
        try:
            told = json.loads(body)
        except ValueError:
            return reply
        known = list(places(told))
        if not known or self._dice.random() < 0.4:
            return httpx.Response(reply.status_code, headers=_plain(reply), content=body)
        where, odd = self._dice.choice(known), self._dice.choice(ODD)
        self.done.append((request.url.path, where, odd))
        changed = json.dumps(replaced(told, where, odd)).encode()
        if self._dice.random() < 0.2:  # a key that stands twice: the first time with another value
            changed = changed.replace(b"{", b'{"contacts": null, "id": 7, "tags": "a", ', 1)
        return httpx.Response(reply.status_code, headers=_plain(reply), content=changed)


def _plain(reply: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name not in ("content-length", "content-encoding")}


async def _pages(pages: Any) -> None:
    async for _ in pages:
        pass


async def _change(gateway: HighLevelGateway, contact: str) -> None:
    current = await gateway.read(contact)
    await gateway.update(current, current.contact.with_values({"city": "Torino", "tags": "b", "pec": "p@q.it"}), "9")


async def _all(gateway: HighLevelGateway, client: HighLevelClient, contact: str) -> None:
    """Read everything that there is to read, each by itself."""
    asked: tuple[Callable[[], Any], ...] = (
        gateway.read_all,
        gateway.location,
        gateway.custom_field_names,
        gateway.missing_fields,
        lambda: gateway.read(contact),
        lambda: gateway.read_changed(0.0),
        client.get_user_by_location,
        client.get_location_tags,
        client.get_workflow,
        client.get_calendars,
        client.get_custom_values,
        client.get_businesses_by_location,
        lambda: client.get_contact(contact),
        lambda: client.get_all_tasks(contact),
        lambda: client.get_all_notes(contact),
        lambda: client.get_appointments_for_contact(contact),
        lambda: client.get_duplicate_contact(email="a@b.it"),
        lambda: client.update_contact(contact, {"city": "Roma"}),
        lambda: client.add_tags(contact, ["a"]),
        lambda: client.create_task(contact, "Call", "2026-12-01T10:00:00Z"),
        lambda: client.create_note(contact, "Hello"),
        lambda: _change(gateway, contact),
        lambda: gateway.create(RecordContact(company="Bar", email=f"{gateway.requests}@b.it"), "7"),
        lambda: _pages(client.iterate_tasks()),
        lambda: _pages(client.iterate_businesses()),
    )
    for ask in asked:
        try:
            await ask()
        except Ponte24Error as refused:
            assert refused.describe("it").title


@pytest.mark.parametrize("seed", range(12))
def test_one_odd_value_is_read_past_or_refused_in_words(seed: int) -> None:
    bench = Bench(contacts=6)
    bench.all_fields()
    contact = next(iter(bench.state.highlevel.contacts))
    meddling = Meddling(bench.network, random.Random(seed))
    bench.network = meddling

    async def act(client: HighLevelClient) -> None:
        for _ in range(4):
            await _all(HighLevelGateway(client, default_mapping()), client, contact)

    try:
        bench.ask(act)
    except Exception as error:
        error.add_note(f"after {meddling.done[-3:]}")
        raise
    assert len(meddling.done) > 20


def test_a_key_that_stands_twice_counts_as_it_stands_last() -> None:
    bench = Bench(contacts=1)
    contact = next(iter(bench.state.highlevel.contacts))
    known = bench.contact(contact)

    class Twice(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            body = json.dumps({"contact": {**known, "city": "Roma"}}).replace('"city"', '"city": null, "city"')
            return httpx.Response(200, text=body, headers={"content-type": "application/json"})

    bench.network = Twice()
    assert bench.ask(lambda client: client.get_contact(contact)).city == "Roma"


class Saying(httpx.AsyncBaseTransport):
    """Passes on, and changes what a search of contacts says."""

    def __init__(self, inner: httpx.AsyncBaseTransport, change: Callable[[dict[str, Any]], object]) -> None:
        self._inner, self._change = inner, change

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        reply = await self._inner.handle_async_request(request)
        body = await reply.aread()
        if not request.url.path.endswith("/contacts/search"):
            return httpx.Response(reply.status_code, headers=_plain(reply), content=body)
        told = json.loads(body)
        self._change(told)
        return httpx.Response(reply.status_code, headers=_plain(reply), content=json.dumps(told).encode())


def _no_id(told: dict[str, Any], value: Any) -> None:
    told["contacts"] = [{**c, "id": value} if n == 1 else c for n, c in enumerate(told["contacts"])]


@pytest.mark.parametrize(
    ("change", "read", "complete"),
    [
        (lambda told: told.update(total=str(told["total"])), 5, True),  # a number as a text is one
        (lambda told: told.update(total=float(told["total"])), 5, True),
        (lambda told: told.update(total=None), 5, False),  # who does not say how many there are proves no absence
        (lambda told: told.pop("total"), 5, False),
        (lambda told: told.update(total="many"), 5, False),
        (lambda told: told.update(total=True), 5, False),
        (lambda told: told.update(total=-1), 5, False),
        (lambda told: told.update(total=1), 5, True),  # one that is too low ends nothing
        (lambda told: _no_id(told, None), 2, False),  # a contact without an id is there, whoever it is
        (lambda told: _no_id(told, {"x": 1}), 2, False),
        (lambda told: _no_id(told, True), 2, False),
        (lambda told: told.update(contacts=[None, *told["contacts"]]), 5, True),
    ],
)
def test_a_read_is_complete_only_where_nothing_can_be_missing(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], object], read: int, complete: bool
) -> None:
    monkeypatch.setattr(contacts, "PAGE_LIMIT", 2)
    bench = Bench(contacts=5)
    bench.all_fields()
    bench.network = Saying(bench.network, change)
    found = bench.run(lambda gateway: gateway.read_all())
    assert found.complete is complete
    assert len({record.id for record in found.records}) == len(found.records) >= read
    assert all(record.id in bench.state.highlevel.contacts for record in found.records)
