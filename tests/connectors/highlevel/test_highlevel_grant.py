"""The life of a grant: renewed in time, once, kept before it is used, never in a loop (reference: HighLevel 1.3)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.sign_in.oauth import ClientApp, Grant, TokenEndpoint
from app.connectors.highlevel.sign_in.oauth_address import REDIRECT_URIS
from app.connectors.highlevel.sign_in.oauth_source import JUST_RENEWED, GrantTokens, alone
from app.connectors.highlevel.sign_in.scopes import ASKED
from app.connectors.transport_retry import RetryPolicy
from app.errors import CredentialsRefused, Ponte24Error, ServiceUnavailable
from app.logs import redact
from app.sandbox.clock import SandboxClock
from app.sandbox.server import create_app
from app.sandbox.state import SandboxState
from tests.connectors.bench import BenchClock
from tests.connectors.oauth_bench import MemoryVault

BASE = "http://127.0.0.1/highlevel"
DAY = 86_400.0


class World:
    """A sandbox, an app that a person has allowed, and the vault with the grant."""

    def __init__(self, folder: Path) -> None:
        self.state = SandboxState(contacts=2, clock=SandboxClock(manual=True))
        self.clock = BenchClock(self.state.clock)
        self.network = httpx.ASGITransport(app=create_app(self.state))
        self.oauth = self.state.oauth
        registered = self.oauth.app_of("standard")
        self.app = ClientApp(registered.client_id, registered.client_secret)
        self.location = self.state.highlevel.location_id
        self.lock = folder / "grant.lock"
        self.vault = MemoryVault()

    def allow(self, location: str | None = None, scopes: tuple[str, ...] = (*ASKED, "oauth.write")) -> Grant:
        """Allow as a person would and keep the grant."""
        registered = self.oauth.app_of("standard")
        code = self.oauth.allow(registered, REDIRECT_URIS[0], scopes, self.location if location is None else location)

        async def act() -> Grant:
            async with self.endpoint() as endpoint:
                grant = await endpoint.exchange(code, REDIRECT_URIS[0])
                if grant.user_type == "Company":
                    grant = await endpoint.location_token(grant, self.location)
            return grant

        self.vault.grant = asyncio.run(act())
        return self.vault.grant

    def endpoint(self) -> TokenEndpoint:
        return TokenEndpoint(self.app, base_url=BASE, clock=self.clock, inner=self.network)

    def tokens(self, vault: Any = None, clock: Any = None) -> GrantTokens:
        return GrantTokens(
            vault or self.vault,
            self.lock,
            location_id=self.location,
            base_url=BASE,
            clock=clock or self.clock,
            inner=self.network,
        )

    def client(self, tokens: GrantTokens) -> HighLevelClient:
        return HighLevelClient(
            tokens,
            self.location,
            base_url=BASE,
            clock=self.clock,
            inner=self.network,
            retry=RetryPolicy(chance=lambda: 0.0),
        )

    def refreshes(self) -> int:
        return self.state.traffic.count("highlevel", "POST", "/oauth/token")


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.allow()
    made.state.traffic.reset()
    return made


def run(act: Callable[[], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        return await act()

    return asyncio.run(whole())


def test_a_token_is_used_for_a_day_and_renewed_a_minute_before_its_end(world: World) -> None:
    tokens = world.tokens()
    first = run(tokens.token)
    assert first == world.vault.load().access_token  # type: ignore[union-attr]
    world.state.clock.advance(DAY - 120)
    assert run(tokens.token) == first and world.refreshes() == 0
    world.state.clock.advance(65)
    second = run(tokens.token)
    assert second != first and world.refreshes() == 1
    assert run(world.tokens().token) == second  # the next start of the program goes on with it


def test_the_new_pair_is_kept_before_it_is_used(world: World) -> None:
    world.state.clock.advance(DAY)
    seen: list[tuple[bool, str]] = []

    class Watching(MemoryVault):
        def save(self, grant: Grant) -> None:
            used = world.state.traffic.count("highlevel", "GET")
            seen.append((used == 0, grant.refresh_token))
            super().save(grant)

    vault = Watching(world.vault.grant)

    async def act() -> None:
        async with world.client(world.tokens(vault)) as client:
            await client.get_location()

    run(act)
    assert seen == [(True, vault.grant.refresh_token)]  # type: ignore[union-attr]


def test_a_pair_that_cannot_be_kept_is_not_used(world: World) -> None:
    world.state.clock.advance(DAY)

    class Full(MemoryVault):
        def save(self, grant: Grant) -> None:
            raise OSError("disk full")

    async def act() -> None:
        async with world.client(world.tokens(Full(world.vault.grant))) as client:
            await client.get_location()

    with pytest.raises(OSError, match="disk full"):
        run(act)
    assert world.state.traffic.count("highlevel", "GET") == 0


def test_a_refused_token_is_renewed_and_the_request_goes_through(world: World) -> None:
    world.oauth.end_access_tokens()

    async def act() -> Any:
        async with world.client(world.tokens()) as client:
            return await client.get_location()

    assert run(act).name == "Bottega Ponte"
    assert world.refreshes() == 1


def test_many_requests_at_once_renew_once(world: World) -> None:
    world.oauth.end_access_tokens()

    async def act() -> list[Any]:
        async with world.client(world.tokens()) as client:
            return await asyncio.gather(*(client.get_location() for _ in range(8)))

    assert len(run(act)) == 8
    assert world.refreshes() == 1


def test_two_sources_of_one_home_renew_once(world: World) -> None:
    world.state.clock.advance(DAY)

    async def act() -> list[str]:
        return list(await asyncio.gather(*(world.tokens().token() for _ in range(4))))

    assert len(set(run(act))) == 1
    assert world.refreshes() == 1


def test_a_refresh_that_ends_the_old_token_does_not_trip_another_run(world: World) -> None:
    world.state.switches.oauth.refresh_ends_access = True
    one, two = world.tokens(), world.tokens()

    async def act() -> Any:
        await two.token()
        world.state.clock.advance(DAY - 30)
        await one.token()
        async with world.client(two) as client:
            return await client.get_location()

    assert run(act).name == "Bottega Ponte"
    assert world.refreshes() == 1


@pytest.mark.parametrize("fault", ["cut-after", "504-done", "truncated", "cut-body"])
def test_a_refresh_whose_answer_was_lost_is_repeated_with_the_same_token(world: World, fault: str) -> None:
    world.state.clock.advance(DAY)
    world.state.faults.set([{"name": fault, "path": "/oauth/token", "times": 1}])
    token = run(world.tokens().token)
    assert token in world.state.highlevel.tokens
    assert world.refreshes() == 2
    # the grant lives on: it holds the successor, not a dead token
    world.state.clock.advance(DAY)
    assert run(world.tokens().token) != token


def test_a_refresh_whose_answers_stay_lost_ends_within_the_grace_and_keeps_the_grant(world: World) -> None:
    world.state.clock.advance(DAY)
    before, began = world.vault.grant, world.state.clock.now()
    world.state.faults.set([{"name": "cut-before", "path": "/oauth/token"}])
    with pytest.raises(ServiceUnavailable):
        run(world.tokens().token)
    assert world.state.clock.now() - began < 30
    assert world.vault.grant == before and world.vault.saved == []
    world.state.faults.clear()
    assert run(world.tokens().token)


def test_a_dead_refresh_token_asks_for_a_person_once_and_the_service_no_more(world: World) -> None:
    world.oauth.revoke()

    async def act() -> None:
        async with world.client(world.tokens()) as client:
            await client.get_location()

    with pytest.raises(CredentialsRefused) as refused:
        run(act)
    assert refused.value.code == "highlevel_sign_in_again" and refused.value.exit_code == 4
    kept = world.vault.grant
    assert kept is not None and not kept.refresh_token and kept.client_secret  # the app is still known
    asked = world.refreshes()
    for _ in range(3):
        with pytest.raises(CredentialsRefused):
            run(act)
    assert (world.refreshes(), asked) == (1, 1)


def test_a_location_that_is_not_active_keeps_the_refresh_token(world: World) -> None:
    world.state.clock.advance(DAY)
    world.state.switches.highlevel.location_status = "inactive"
    with pytest.raises(CredentialsRefused) as refused:
        run(world.tokens().token)
    assert refused.value.code == "highlevel_location_inactive"
    world.state.switches.highlevel.location_status = "active"
    assert run(world.tokens().token) in world.state.highlevel.tokens


def test_a_renewed_secret_of_the_app_keeps_the_refresh_token(world: World) -> None:
    world.state.clock.advance(DAY)
    registered = world.oauth.app_of("standard")
    registered.client_secret, old = "another", registered.client_secret
    with pytest.raises(CredentialsRefused) as refused:
        run(world.tokens().token)
    assert refused.value.code == "highlevel_app_refused"
    registered.client_secret = old
    assert run(world.tokens().token)


def test_a_missing_scope_does_not_use_up_refreshes(world: World) -> None:
    world.oauth.withdraw(["locations.readonly"])

    async def act() -> None:
        async with world.client(world.tokens()) as client:
            for _ in range(5):
                with pytest.raises(CredentialsRefused, match="scope"):
                    await client.get_location()

    run(act)
    assert world.refreshes() == 0


def test_a_new_token_that_is_refused_at_once_is_not_renewed_again(world: World) -> None:
    tokens = world.tokens()

    async def act() -> None:
        async with world.client(tokens) as client:
            world.oauth.end_access_tokens()
            await client.get_location()
            world.oauth.end_access_tokens()
            for _ in range(3):
                with pytest.raises(CredentialsRefused) as refused:
                    await client.get_location()
                assert refused.value.code == "highlevel_token_refused"
            assert world.refreshes() == 1
            world.state.clock.advance(JUST_RENEWED)
            await client.get_location()

    run(act)
    assert world.refreshes() == 2


@pytest.mark.parametrize("off", [-600.0, 600.0])
def test_a_computers_clock_that_is_ten_minutes_off_does_not_matter(world: World, off: float) -> None:
    class Wrong(BenchClock):
        def now(self) -> float:
            return super().now() + off

    world.clock = Wrong(world.state.clock)
    world.allow()
    world.state.traffic.reset()
    tokens = world.tokens()

    async def act() -> None:
        async with world.client(tokens) as client:
            for _ in range(4):
                await client.get_location()
                world.state.clock.advance(DAY / 2)

    run(act)
    refused = [r for r in world.state.traffic.as_list() if r["status"] == 401]
    assert refused == [] and world.refreshes() in (1, 2)


def test_a_clock_that_is_set_back_meanwhile_costs_one_refusal(world: World) -> None:
    class Jumping(BenchClock):
        off = 0.0

        def now(self) -> float:
            return super().now() + self.off

    world.clock = clock = Jumping(world.state.clock)
    tokens = world.tokens()

    async def act() -> Any:
        async with world.client(tokens) as client:
            await client.get_location()
            clock.off = -3600.0
            world.state.clock.advance(DAY)
            return await client.get_location()

    assert run(act).name == "Bottega Ponte"
    assert world.refreshes() == 1


def test_an_agencys_grant_renews_the_locations_token_through_the_agency(world: World) -> None:
    first = world.allow(location="")
    assert first.user_type == "Company"
    world.state.clock.advance(DAY)
    world.state.traffic.reset()
    token = run(world.tokens().token)
    assert world.state.highlevel.tokens[token].user_type == "Location"
    assert world.refreshes() == 1
    assert world.state.traffic.count("highlevel", "POST", "/oauth/locationToken") == 1
    # the agency's new pair was kept first, before it was used
    assert [bool(g.access_token) for g in world.vault.saved] == [False, True]


def test_an_agencys_renewal_that_was_cut_short_goes_on_where_it_was(world: World) -> None:
    world.allow(location="")
    world.state.clock.advance(DAY)
    world.state.faults.set([{"name": "500", "path": "/oauth/locationToken"}])
    with pytest.raises(Ponte24Error):
        run(world.tokens().token)
    world.state.faults.clear()
    world.state.traffic.reset()
    assert run(world.tokens().token) in world.state.highlevel.tokens
    assert world.refreshes() == 0


def test_a_home_locked_for_too_long_says_so(world: World) -> None:
    async def act() -> None:
        async with alone(world.lock, world.clock):
            await world.tokens().refused("stale")

    with pytest.raises(ServiceUnavailable) as busy:
        run(act)
    assert busy.value.code == "oauth_busy" and busy.value.retryable


def test_nothing_of_a_grant_reaches_a_log_or_an_error(world: World, caplog: pytest.LogCaptureFixture) -> None:
    grant = world.vault.grant
    assert grant is not None
    caplog.set_level("DEBUG")
    world.state.clock.advance(DAY)
    world.state.faults.set([{"name": "500", "path": "/oauth/token"}])
    with pytest.raises(ServiceUnavailable) as error:
        run(world.tokens().token)
    for secret in (grant.access_token, grant.refresh_token, grant.client_secret):
        assert secret not in f"{error.value} {error.value.details} {caplog.text}"
        assert secret not in redact(f"it was {secret}")


def test_a_page_of_a_wifi_network_is_no_refusal(world: World) -> None:
    world.state.clock.advance(DAY)
    world.state.faults.set([{"name": "html", "status": 403, "path": "/oauth/token"}])
    with pytest.raises(ServiceUnavailable):
        run(world.tokens().token)
    assert world.vault.grant is not None and world.vault.grant.refresh_token


def test_a_grant_survives_being_written_and_read(world: World) -> None:
    grant = world.vault.grant
    assert grant is not None
    assert Grant.from_json({**grant.to_json(), "from_a_newer_version": 1}) == grant


def test_a_renewal_that_brings_no_new_refresh_token_keeps_the_old_one(world: World) -> None:
    grant = world.vault.grant
    assert grant is not None
    answer = httpx.Response(200, json={"access_token": "next", "expires_in": 86_399, "userType": "Location"})

    async def act() -> Grant:
        network = httpx.MockTransport(lambda _: answer)
        async with TokenEndpoint(grant.app, clock=world.clock, inner=network) as endpoint:
            return await endpoint.refresh(grant)

    renewed = run(act)
    assert (renewed.access_token, renewed.refresh_token) == ("next", grant.refresh_token)
