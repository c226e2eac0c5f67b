"""HighLevel's own SDK exchanges a code and renews its tokens against the sandbox's OAuth 2.0 (v3, camelCase)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.sandbox.clock import SandboxClock
from app.sandbox.highlevel.sign_in.oauth import APP_SCOPES
from app.sandbox.server import SandboxServer
from tests.contract.vendor_sdk import use_sdk

# the SDK hands its forms to httpx in a way that httpx calls outdated
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=<...>':DeprecationWarning")


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(contacts=3, clock=SandboxClock(manual=True)) as server:
        yield server


def with_sdk(sandbox: SandboxServer, work: Any) -> None:
    app = sandbox.client
    use_sdk(sandbox.highlevel_url, work, client_id=app.client_id, client_secret=app.client_secret)


def exchange(sandbox: SandboxServer, location: str) -> dict[str, str]:
    """The body with which the SDK exchanges the code of a person who allowed."""
    app = sandbox.client
    code = sandbox.state.oauth.allow(app, app.redirect_uris[0], APP_SCOPES, location)
    return {
        "clientId": app.client_id,
        "clientSecret": app.client_secret,
        "grantType": "authorization_code",
        "code": code,
        "redirectUri": app.redirect_uris[0],
        "userType": "Location" if location else "Company",
    }


def test_its_authorization_address_is_one_that_the_sandbox_answers(sandbox: SandboxServer) -> None:
    async def work(sdk: Any) -> None:
        app = sandbox.client
        address = urlsplit(sdk.oauth.get_authorization_url(app.client_id, app.redirect_uris[0], "contacts.readonly"))
        assert address.path == urlsplit(sandbox.authorize_url()).path.removeprefix("/marketplace")
        assert parse_qs(address.query)["redirect_uri"] == [app.redirect_uris[0]]

    with_sdk(sandbox, work)


def test_it_exchanges_a_code_reads_with_the_token_and_renews_it(sandbox: SandboxServer) -> None:
    async def work(sdk: Any) -> None:
        place = sandbox.location_id
        pair = await sdk.oauth.get_access_token(exchange(sandbox, place))
        assert (pair["userType"], pair["locationId"]) == ("Location", place)
        await sdk.session_storage.set_session(place, pair)
        found = await sdk.locations.get_location(place)
        assert _name(found) == "Bottega Ponte"
        renewed = await sdk.oauth.refresh_token(
            pair["refreshToken"], sandbox.client.client_id, sandbox.client.client_secret, "refresh_token", "Location"
        )
        assert renewed["refreshToken"] != pair["refreshToken"]
        await sdk.session_storage.set_session(place, renewed)
        assert _name(await sdk.locations.get_location(place)) == "Bottega Ponte"

    with_sdk(sandbox, work)


def test_it_renews_by_itself_when_its_stored_token_is_about_to_end(sandbox: SandboxServer) -> None:
    async def work(sdk: Any) -> None:
        place = sandbox.location_id
        pair = await sdk.oauth.get_access_token(exchange(sandbox, place))
        await sdk.session_storage.set_session(place, {**pair, "expiresIn": 1})
        assert _name(await sdk.locations.get_location(place)) == "Bottega Ponte"
        # what it then keeps is not looked at: of a session's two spellings its own merge prefers the old refresh token

    with_sdk(sandbox, work)
    assert sandbox.state.traffic.count("highlevel", "POST", "/oauth/token") == 2


def test_a_used_refresh_token_is_refused_in_the_services_words(sandbox: SandboxServer) -> None:
    from highlevel.error import GHLError

    async def work(sdk: Any) -> None:
        app = sandbox.client
        pair = await sdk.oauth.get_access_token(exchange(sandbox, sandbox.location_id))
        credentials = (app.client_id, app.client_secret, "refresh_token", "Location")
        await sdk.oauth.refresh_token(pair["refreshToken"], *credentials)
        sandbox.state.clock.advance(31)
        with pytest.raises(GHLError, match="Invalid grant: refresh token is invalid"):
            await sdk.oauth.refresh_token(pair["refreshToken"], *credentials)

    with_sdk(sandbox, work)


def test_an_agencys_session_buys_a_locations_token_and_lists_where_the_app_is(sandbox: SandboxServer) -> None:
    async def work(sdk: Any) -> None:
        pair = await sdk.oauth.get_access_token(exchange(sandbox, ""))
        company = pair["companyId"]
        await sdk.session_storage.set_session(company, pair)
        wanted = {"companyId": company, "locationId": sandbox.location_id}
        bought = await sdk.oauth.get_location_access_token(wanted)
        assert bought["accessToken"] in sandbox.state.highlevel.tokens
        listed = await sdk.oauth.get_installed_location(company, sandbox.client.id)
        assert listed["items"][0]["_id"] == sandbox.location_id

    with_sdk(sandbox, work)


def _name(found: Any) -> str:
    place = found["location"] if isinstance(found, dict) else found.location
    return str(place["name"] if isinstance(place, dict) else place.name)
