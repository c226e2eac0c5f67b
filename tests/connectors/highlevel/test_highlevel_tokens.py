"""A token that changes meanwhile: who renews it, how often, and what a refused request costs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from app.clock import ManualClock
from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.http.tokens import TokenSource
from app.connectors.transport_retry import RetryPolicy
from app.errors import CredentialsRefused, RequestRefused, ServiceUnavailable
from tests.connectors.conftest import Script, reply

FRESH = {"contact": {"id": "C1"}, "new": True}


class Renewable:
    """Gives the first token until it is refused, then the next."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)
        self.asked = 0
        self.reported: list[str] = []

    async def token(self) -> str:
        self.asked += 1
        return self.tokens[0]

    async def refused(self, token: str) -> bool:
        self.reported.append(token)
        if token != self.tokens[0]:
            return True
        if len(self.tokens) == 1:
            return False
        self.tokens.pop(0)
        await asyncio.sleep(0)
        return True


def run(source: str | TokenSource, network: httpx.AsyncBaseTransport, act: Callable[[HighLevelClient], Any]) -> Any:
    async def go() -> Any:
        async with HighLevelClient(
            source, "L1", clock=ManualClock(), inner=network, retry=RetryPolicy(chance=lambda: 0.0)
        ) as client:
            made: Awaitable[Any] = act(client)
            return await made

    return asyncio.run(go())


def only(token: str, message: str = "Invalid JWT") -> Callable[[httpx.Request], httpx.Response]:
    """A service that takes one token."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers["Authorization"] == f"Bearer {token}":
            return reply(201, FRESH)
        return reply(401, {"statusCode": 401, "message": message})

    return answer


def bearers(script: Script) -> list[str]:
    return [r.headers["Authorization"].removeprefix("Bearer ") for r in script.requests]


def test_a_refused_create_is_sent_once_more_with_the_newer_token() -> None:
    source, script = Renewable("old", "new"), Script(only("new"))
    made = run(source, script, lambda c: c.create_contact({"firstName": "Ida"}))
    assert made.id == "C1"
    assert bearers(script) == ["old", "new"]
    assert source.reported == ["old"]
    assert script.requests[0].content == script.requests[1].content


def test_a_token_refused_twice_is_no_loop() -> None:
    source, script = Renewable("a", "b", "c", "d"), Script(only("none"))
    with pytest.raises(CredentialsRefused) as caught:
        run(source, script, lambda c: c.get_contact("C1"))
    assert caught.value.code == "highlevel_token_refused"
    assert bearers(script) == ["a", "b"]


def test_without_a_newer_token_nothing_is_repeated() -> None:
    for source in ("fixed", Renewable("fixed")):
        script = Script(only("none", "Invalid Private Integration token"))
        with pytest.raises(CredentialsRefused):
            run(source, script, lambda c: c.get_contact("C1"))
        assert bearers(script) == ["fixed"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(401, {"message": "The token is not authorized for this scope."}), CredentialsRefused),
        (reply(401, {"message": "version header was not found."}), CredentialsRefused),
        (httpx.Response(401, text="<html>log in to the hotel's network</html>"), ServiceUnavailable),
        (reply(403, {"message": "The token does not have access to this location."}), CredentialsRefused),
        (reply(422, {"message": ["x must be a string"]}), RequestRefused),
    ],
)
def test_what_is_not_about_the_token_renews_none(answer: httpx.Response, kind: type[Exception]) -> None:
    source, script = Renewable("a", "b"), Script(answer)
    with pytest.raises(kind):
        run(source, script, lambda c: c.create_contact({}))
    assert source.reported == []
    assert bearers(script) == ["a"]


def test_each_request_asks_for_the_token_of_the_moment() -> None:
    source, script = Renewable("a", "b"), Script(reply(200, FRESH))

    async def act(client: HighLevelClient) -> None:
        await client.get_contact("C1")
        source.tokens.pop(0)
        await client.get_contact("C1")

    run(source, script, act)
    assert bearers(script) == ["a", "b"]


def test_many_refused_at_once_all_get_through() -> None:
    source, script = Renewable("old", "new"), Script(only("new"))

    async def act(client: HighLevelClient) -> list[Any]:
        return list(await asyncio.gather(*(client.get_contact(f"C{n}") for n in range(8))))

    assert len(run(source, script, act)) == 8
    assert bearers(script).count("new") == 8
    assert source.tokens == ["new"]


def test_an_error_never_repeats_a_token_old_or_new() -> None:
    def tell(request: httpx.Request) -> httpx.Response:
        bearer = request.headers["Authorization"]
        return reply(401, {"statusCode": 401, "message": f"Invalid JWT {bearer} after secret-one"})

    with pytest.raises(CredentialsRefused) as caught:
        run(Renewable("secret-one", "secret-two"), Script(tell), lambda c: c.get_contact("C1"))
    assert "secret" not in f"{caught.value} {caught.value.details}"
    assert "***" in caught.value.details


def test_what_the_source_raises_ends_the_request() -> None:
    class Dead(Renewable):
        async def token(self) -> str:
            raise CredentialsRefused("not_connected", service="HighLevel")

    script = Script(reply(200, FRESH))
    with pytest.raises(CredentialsRefused) as caught:
        run(Dead("a"), script, lambda c: c.get_contact("C1"))
    assert caught.value.code == "not_connected"
    assert script.requests == []
