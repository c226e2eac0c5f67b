"""HighLevel's client: versions, paging, and what each refusal means."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from app.clock import ManualClock
from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.http.versions import OPERATIONS
from app.connectors.transport_retry import RetryPolicy
from app.errors import (
    CredentialsRefused,
    DuplicateRefused,
    LostAnswer,
    Ponte24Error,
    RecordGone,
    RequestRefused,
    ServiceUnavailable,
    UsageError,
)
from tests.connectors.conftest import Script, reply
from tests.connectors.highlevel_calls import CALLS, LOCATION, TOKEN, public_methods, sent_by


def run(
    script: httpx.AsyncBaseTransport, act: Callable[[HighLevelClient], Awaitable[Any]], *, token: str = TOKEN
) -> Any:
    async def go() -> Any:
        async with HighLevelClient(
            token, LOCATION, clock=ManualClock(), inner=script, retry=RetryPolicy(chance=lambda: 0.0)
        ) as client:
            return await act(client)

    return asyncio.run(go())


def error(status: int, message: object, **more: object) -> httpx.Response:
    return reply(status, {"statusCode": status, "message": message, "traceId": "t", **more})


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (error(401, "Invalid JWT"), CredentialsRefused, "highlevel_token_refused"),
        (error(401, "Invalid Private Integration token"), CredentialsRefused, "highlevel_token_refused"),
        (
            error(401, "The token is not authorized for this scope."),
            CredentialsRefused,
            "highlevel_scope_missing",
        ),
        (
            error(401, "This authClass type is not allowed to access this scope. Please reach out"),
            CredentialsRefused,
            "highlevel_token_class",
        ),
        (
            error(403, "The token does not have access to this location."),
            CredentialsRefused,
            "highlevel_location_refused",
        ),
        (error(400, "Contact with id X not found"), RecordGone, "record_gone"),
        (error(404, "Contact not found"), RecordGone, "record_gone"),
        (error(422, ["property x should not exist"]), RequestRefused, "request_refused"),
        (error(400, "Bad Request"), RequestRefused, "request_refused"),
        (httpx.Response(403, text="<html>blocked</html>"), ServiceUnavailable, "service_unreadable"),
    ],
)
def test_refusals_of_a_read(answer: httpx.Response, kind: type[Ponte24Error], code: str) -> None:
    with pytest.raises(kind) as caught:
        run(Script(answer), lambda c: c.get_contact("X"))
    assert type(caught.value) is kind
    assert caught.value.code == code
    assert caught.value.params["service"] == "HighLevel"


def test_a_deletion_that_is_refused_says_that_all_is_as_it_was() -> None:
    with pytest.raises(RequestRefused) as caught:
        run(Script(error(400, "Contact has open invoices")), lambda c: c.delete_contact("X"))
    assert caught.value.code == "delete_refused"
    assert "rimasto tutto com'era" in caught.value.describe("it").meaning


def test_missing_scope_is_named() -> None:
    with pytest.raises(CredentialsRefused) as caught:
        run(Script(error(401, "The token is not authorized for this scope.")), lambda c: c.get_custom_fields())
    assert caught.value.params["scope"] == "locations/customFields.readonly"


def test_not_found_elsewhere_is_no_deleted_contact() -> None:
    with pytest.raises(RequestRefused) as caught:
        run(Script(error(400, "Location not found")), lambda c: c.get_location_tags())
    assert not isinstance(caught.value, RecordGone)


def test_validation_messages_become_details() -> None:
    with pytest.raises(RequestRefused) as caught:
        run(
            Script(error(422, ["country must be a valid code", "x should not exist"])),
            lambda c: c.update_contact("1", {}),
        )
    assert "country must be a valid code; x should not exist" in caught.value.details


def test_duplicate_names_the_other_contact() -> None:
    answer = error(
        400,
        "This location does not allow duplicated contacts.",
        meta={"contactId": "C9", "contactName": "A", "matchingField": "phone"},
    )
    with pytest.raises(DuplicateRefused) as caught:
        run(Script(answer), lambda c: c.create_contact({"firstName": "A"}))
    assert (caught.value.contact_id, caught.value.matching_field) == ("C9", "phone")


def test_created_without_a_contact_in_the_answer_is_lost() -> None:
    with pytest.raises(LostAnswer):
        run(Script(reply(201, {"traceId": "t"})), lambda c: c.create_contact({}))


def test_every_request_carries_version_and_token() -> None:
    assert public_methods() == set(CALLS)
    for request in [one for name in CALLS for one in sent_by(name)]:
        calendars = request.url.path.startswith("/calendars/")
        assert request.headers["Version"] == ("2021-04-15" if calendars else "2021-07-28"), request.url.path
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"


def test_every_operation_has_a_method_of_its_name() -> None:
    names = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", one).replace("-", "_").lower() for one in OPERATIONS}
    assert names - public_methods() == set()


def test_plus_and_slash_are_encoded() -> None:
    script = Script(reply(200, {"contact": None}))
    assert run(script, lambda c: c.get_duplicate_contact(number="+393331234567")) is None
    assert "number=%2B393331234567" in str(script.requests[0].url)
    script = Script(error(400, "not found"))
    with pytest.raises(RecordGone):
        run(script, lambda c: c.get_contact("../locations/x"))
    assert script.requests[0].url.raw_path == b"/contacts/..%2Flocations%2Fx"


@pytest.mark.parametrize("contact", ["..", ".", "", " ", " .. ", "a\r\nX: y", "\u202e"])
def test_what_can_be_no_id_reaches_no_other_operation(contact: str) -> None:
    """httpx takes ``..`` out of a path together with what stands before it: to delete one would ask for the list."""
    script = Script(reply(200, {"succeded": True}))
    with pytest.raises(RequestRefused):
        run(script, lambda c: c.delete_contact(contact))
    assert script.requests == []


@pytest.mark.parametrize("token", ["t\u00f6ken", "a\r\nX-Evil: 1", "a b", "\x00"])
def test_a_token_that_is_none_is_not_sent(token: str) -> None:
    script = Script(reply(200, {"contact": {"id": "c"}}))
    with pytest.raises(CredentialsRefused):
        run(script, lambda c: c.get_contact("c"), token=token)
    assert script.requests == []


def test_plain_http_is_refused() -> None:
    with pytest.raises(UsageError):
        HighLevelClient(TOKEN, LOCATION, base_url="http://services.leadconnectorhq.com")


class Index(httpx.AsyncBaseTransport):
    """A search index of n contacts that can change between two pages."""

    def __init__(self, count: int, cap: int = 500) -> None:
        self.ids = [f"c{n:05}" for n in range(count)]
        self.cap = cap
        self.bodies: list[dict[str, Any]] = []
        self.between: Callable[[], None] = lambda: None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        import json

        if self.bodies:
            self.between()
        body = json.loads(request.content)
        self.bodies.append(body)
        after = body.get("searchAfter", [0, ""])[1]
        left = [i for i in self.ids if i > after]
        page = left[: min(body["pageLimit"], self.cap)]
        return reply(200, {"contacts": [{"id": i, "searchAfter": [1, i]} for i in page], "total": len(self.ids)})


def collect(index: Index, since: float | None = None) -> tuple[list[str], bool]:
    async def act(client: HighLevelClient) -> tuple[list[str], bool]:
        ids: list[str] = []
        complete = False
        async for page in client.iterate_contacts(since):
            ids += [c.id for c in page.contacts]
            complete = page.complete
        return ids, complete

    result: tuple[list[str], bool] = run(index, act)
    return result


@pytest.mark.parametrize(("count", "requests"), [(0, 1), (1, 1), (500, 1), (501, 2), (1000, 2), (1001, 3)])
def test_all_pages_and_not_one_more(count: int, requests: int) -> None:
    index = Index(count)
    ids, complete = collect(index)
    assert ids == index.ids
    assert complete
    assert len(index.bodies) == requests


def test_sorting_and_filter_of_full_and_incremental_read() -> None:
    index = Index(1)
    collect(index)
    collect(index, since=1_790_000_000.0)
    full, part = index.bodies
    assert full["sort"] == [{"field": "dateAdded", "direction": "asc"}]
    assert "filters" not in full
    assert part["sort"] == [{"field": "dateUpdated", "direction": "asc"}]
    assert part["filters"] == [
        {"field": "dateUpdated", "operator": "range", "value": {"gte": "2026-09-21T14:13:20.000Z"}}
    ]
    assert "page" not in full


def test_smaller_pages_than_asked_for_are_all_read() -> None:
    ids, complete = collect(Index(250, cap=100))
    assert len(ids) == 250
    assert complete


def test_contacts_deleted_meanwhile_hide_nobody() -> None:
    index = Index(1500)

    def delete_first_half() -> None:
        index.ids = [i for i in index.ids if i >= "c00500"]

    index.between = delete_first_half
    ids, complete = collect(index)
    assert set(ids) >= set(index.ids)
    assert complete


def test_contacts_added_meanwhile_are_read() -> None:
    index = Index(500)
    index.between = lambda: None
    index.ids += [f"d{n}" for n in range(3)]
    ids, complete = collect(index)
    assert len(ids) == 503
    assert complete


def test_a_read_that_comes_up_short_is_incomplete() -> None:
    script = Script(
        reply(200, {"contacts": [{"id": "1", "searchAfter": [1, "1"]}], "total": 5}),
        reply(200, {"contacts": [], "total": 5}),
    )

    async def act(client: HighLevelClient) -> bool:
        return [page.complete async for page in client.iterate_contacts()][-1]

    assert run(script, act) is False


def test_an_index_that_ignores_search_after_does_not_loop() -> None:
    script = Script(reply(200, {"contacts": [{"id": "1", "searchAfter": [1, "1"]}], "total": 5}))

    async def act(client: HighLevelClient) -> list[bool]:
        return [page.complete async for page in client.iterate_contacts()]

    assert run(script, act) == [False, False]
