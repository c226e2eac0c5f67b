"""OAuth 2.0 of the sandbox: pages, codes, rotation with grace, agency and location (reference: HighLevel 1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.sandbox.highlevel.sign_in.oauth import APP_SCOPES, WHITE_LABEL, ClientApp
from app.sandbox.server import SandboxServer

REDIRECT = "http://localhost:8725/oauth/callback"
Ask = Callable[..., httpx.Response]


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


@pytest.fixture
def token(sandbox: SandboxServer, web: httpx.Client) -> Ask:
    """POST /oauth/token as a form, with the client's id and secret unless given."""

    def ask(**form: str) -> httpx.Response:
        known = {"client_id": sandbox.client.client_id, "client_secret": sandbox.client.client_secret}
        return web.post(f"{sandbox.highlevel_url}/oauth/token", data={**known, **form})

    return ask


def asked(sandbox: SandboxServer, **more: str) -> dict[str, str]:
    return asked_by(sandbox.client, **more)


def asked_by(client: ClientApp, **more: str) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": REDIRECT,
        "scope": "contacts.readonly contacts.write locations.readonly",
        "state": "s-1",
        **more,
    }


def allowed(sandbox: SandboxServer, web: httpx.Client, **more: str) -> str:
    """Allow as a person would and return the code."""
    form = {**asked(sandbox), "decision": "allow", "target": sandbox.location_id, **more}
    answer = web.post(sandbox.authorize_url(), data=form)
    assert answer.status_code == 302
    back = urlsplit(answer.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == REDIRECT
    values = parse_qs(back.query)
    assert values["state"] == ["s-1"]
    return values["code"][0]


def pair(sandbox: SandboxServer, web: httpx.Client, token: Ask, **more: str) -> dict[str, Any]:
    code = allowed(sandbox, web, **more)
    answer = token(grant_type="authorization_code", code=code, user_type="Location", redirect_uri=REDIRECT)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def location(sandbox: SandboxServer, web: httpx.Client, access: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {access}", "Version": "2021-07-28"}
    return web.get(f"{sandbox.highlevel_url}/locations/{sandbox.location_id}", headers=headers)


@pytest.mark.parametrize("path", ["/oauth/chooselocation", "/v2/oauth/chooselocation"])
def test_the_page_says_who_asks_for_what_and_offers_both_answers(
    sandbox: SandboxServer, web: httpx.Client, path: str
) -> None:
    page = web.get(f"{sandbox.base_url}/marketplace{path}", params=asked(sandbox))
    assert page.status_code == 200
    for words in ("Ponte24 wants access", "contacts.write", "Bottega Ponte", 'value="allow"', 'value="deny"'):
        assert words in page.text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert hidden["state"] == "s-1" and hidden["redirect_uri"] == REDIRECT


def test_what_is_shown_cannot_break_out_of_the_page(sandbox: SandboxServer, web: httpx.Client) -> None:
    page = web.get(sandbox.authorize_url(), params=asked(sandbox, state='"><script>alert(1)</script>'))
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "0" * 24 + "-abcdefgh"},
        {"redirect_uri": "http://localhost:9999/oauth/callback"},
        {"redirect_uri": "http://127.0.0.1:8724/oauth/callback"},
    ],
)
def test_an_unknown_app_or_redirect_is_refused(
    sandbox: SandboxServer, web: httpx.Client, wrong: dict[str, str]
) -> None:
    page = web.get(sandbox.authorize_url(), params=asked(sandbox, **wrong))
    assert page.status_code == 404
    assert "No integration found with the ID" in page.text
    posted = web.post(sandbox.authorize_url(), data={**asked(sandbox, **wrong), "decision": "allow"})
    assert posted.status_code == 404


def test_an_app_exists_at_its_own_host_only(sandbox: SandboxServer, web: httpx.Client) -> None:
    other = sandbox.state.oauth.app_of(WHITE_LABEL)
    assert "No integration found" in web.get(sandbox.authorize_url(), params=asked_by(other)).text
    assert web.get(sandbox.authorize_url(WHITE_LABEL), params=asked_by(other)).status_code == 200
    assert "No integration found" in web.get(sandbox.authorize_url(WHITE_LABEL), params=asked(sandbox)).text


def test_denying_leads_back_without_a_code(sandbox: SandboxServer, web: httpx.Client) -> None:
    answer = web.post(sandbox.authorize_url(), data={**asked(sandbox), "decision": "deny"})
    assert parse_qs(urlsplit(answer.headers["location"]).query) == {"error": ["access_denied"], "state": ["s-1"]}
    sandbox.state.switches.oauth.denial_redirects = False
    answer = web.post(sandbox.authorize_url(), data={**asked(sandbox), "decision": "deny"})
    assert answer.status_code == 200 and "no access" in answer.text


def test_a_code_gives_a_pair_once_and_the_token_opens_the_location(
    sandbox: SandboxServer, web: httpx.Client, token: Ask
) -> None:
    code = allowed(sandbox, web)
    answer = token(grant_type="authorization_code", code=code, user_type="Location", redirect_uri=REDIRECT)
    body = answer.json()
    assert (body["token_type"], body["expires_in"], body["userType"]) == ("Bearer", 86_399, "Location")
    assert body["locationId"] == sandbox.location_id
    assert body["scope"] == "contacts.readonly contacts.write locations.readonly"
    assert len(body["access_token"].split(".")) == 3
    assert location(sandbox, web, body["access_token"]).status_code == 200
    again = token(grant_type="authorization_code", code=code, redirect_uri=REDIRECT)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_token_with_all_scopes_is_longer_than_windows_keeps_in_one_piece(
    sandbox: SandboxServer, web: httpx.Client, token: Ask
) -> None:
    body = pair(sandbox, web, token, scope=" ".join(APP_SCOPES))
    assert len(body["access_token"]) > 1280


def test_scopes_the_app_was_not_registered_with_are_not_given(
    sandbox: SandboxServer, web: httpx.Client, token: Ask
) -> None:
    sandbox.client.scopes = {"contacts.readonly", "locations.readonly"}
    body = pair(sandbox, web, token)
    assert body["scope"] == "contacts.readonly locations.readonly"
    headers = {"Authorization": f"Bearer {body['access_token']}", "Version": "2021-07-28"}
    answer = web.post(f"{sandbox.highlevel_url}/contacts/", json={"locationId": sandbox.location_id}, headers=headers)
    assert (answer.status_code, answer.json()["message"]) == (401, "The token is not authorized for this scope.")


def test_a_code_is_bound_to_its_redirect_its_app_and_its_time(
    sandbox: SandboxServer, web: httpx.Client, token: Ask
) -> None:
    code = allowed(sandbox, web)
    assert token(grant_type="authorization_code", code=code, redirect_uri=REDIRECT + "x").status_code == 400
    other = sandbox.state.oauth.app_of(WHITE_LABEL)
    foreign = token(
        grant_type="authorization_code", code=code, client_id=other.client_id, client_secret=other.client_secret
    )
    assert foreign.status_code == 400
    sandbox.state.clock.advance(301)
    assert token(grant_type="authorization_code", code=code, redirect_uri=REDIRECT).status_code == 400


def test_the_token_call_takes_a_form_and_json_only_by_the_switch(
    sandbox: SandboxServer, web: httpx.Client, token: Ask
) -> None:
    code = allowed(sandbox, web)
    body = {
        "client_id": sandbox.client.client_id,
        "client_secret": sandbox.client.client_secret,
        "grant_type": "authorization_code",
        "code": code,
    }
    address = f"{sandbox.highlevel_url}/oauth/token"
    refused = web.post(address, json=body)
    assert (refused.status_code, refused.json()["message"]) == (400, "Missing parameter: clientId")
    sandbox.state.switches.oauth.json_body = True
    assert web.post(address, json=body).status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "message"),
    [
        ({"grant_type": "password"}, 400, "Invalid parameter: grantType"),
        ({"grant_type": ""}, 400, "Missing parameter: grantType"),
        ({"client_id": "", "grant_type": "refresh_token"}, 400, "Missing parameter: clientId"),
        ({"grant_type": "refresh_token"}, 400, "Missing parameter: refreshToken"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 400, "Invalid grant: refresh token is invalid"),
        (
            {"grant_type": "refresh_token", "refresh_token": "x", "client_secret": "wrong"},
            401,
            "Invalid client: client credentials are invalid",
        ),
    ],
)
def test_what_the_token_call_refuses(token: Ask, form: dict[str, str], status: int, message: str) -> None:
    answer = token(**form)
    assert (answer.status_code, answer.json()["message"]) == (status, message)
    assert answer.json()["traceId"]


def test_a_refresh_token_works_once_and_again_within_thirty_seconds(
    sandbox: SandboxServer, web: httpx.Client, token: Ask
) -> None:
    first = pair(sandbox, web, token)["refresh_token"]
    second = token(grant_type="refresh_token", refresh_token=first).json()["refresh_token"]
    assert second != first
    sandbox.state.clock.advance(30)
    assert token(grant_type="refresh_token", refresh_token=first).json()["refresh_token"] == second
    sandbox.state.clock.advance(1)
    dead = token(grant_type="refresh_token", refresh_token=first)
    assert (dead.status_code, dead.json()["message"]) == (400, "Invalid grant: refresh token is invalid")
    assert token(grant_type="refresh_token", refresh_token=second).status_code == 200


def test_lifetimes_go_by_the_sandboxs_clock(sandbox: SandboxServer, web: httpx.Client, token: Ask) -> None:
    body = pair(sandbox, web, token)
    sandbox.state.clock.advance(86_399)
    assert location(sandbox, web, body["access_token"]).status_code == 200
    sandbox.state.clock.advance(1)
    ended = location(sandbox, web, body["access_token"])
    assert (ended.status_code, ended.json()["message"]) == (401, "Invalid JWT")
    sandbox.state.clock.advance(364 * 86_400)
    assert token(grant_type="refresh_token", refresh_token=body["refresh_token"]).status_code == 400


def test_a_closed_location_gives_no_token_and_takes_none_away(
    sandbox: SandboxServer, web: httpx.Client, token: Ask
) -> None:
    refresh = pair(sandbox, web, token)["refresh_token"]
    control = f"{sandbox.control_url}/highlevel/oauth"
    assert web.post(control, json={"location_active": False}).json()["location_active"] is False
    closed = token(grant_type="refresh_token", refresh_token=refresh)
    assert (closed.status_code, closed.json()["message"]) == (400, "Location is not active")
    web.post(control, json={"location_active": True})
    assert token(grant_type="refresh_token", refresh_token=refresh).status_code == 200


def test_uninstalling_ends_every_token(sandbox: SandboxServer, web: httpx.Client, token: Ask) -> None:
    body = pair(sandbox, web, token)
    web.post(f"{sandbox.control_url}/highlevel/oauth", json={"revoke": True})
    assert location(sandbox, web, body["access_token"]).status_code == 401
    assert token(grant_type="refresh_token", refresh_token=body["refresh_token"]).status_code == 400


def test_v3_speaks_in_camel_case(sandbox: SandboxServer, web: httpx.Client, token: Ask) -> None:
    form = {
        "clientId": sandbox.client.client_id,
        "clientSecret": sandbox.client.client_secret,
        "grantType": "authorization_code",
        "code": allowed(sandbox, web),
        "redirectUri": REDIRECT,
        "userType": "Location",
    }
    address, v3 = f"{sandbox.highlevel_url}/oauth/token", {"Version": "v3"}
    body = web.post(address, data=form, headers=v3).json()
    assert body["accessToken"] and body["expiresIn"] == 86_399 and "access_token" not in body
    form |= {"grantType": "refresh_token", "refreshToken": body["refreshToken"]}
    assert web.post(address, json=form, headers=v3).json()["refreshToken"] != body["refreshToken"]
    # the words of v2 mean nothing there
    snake = {"client_id": form["clientId"], "client_secret": form["clientSecret"], "grant_type": "refresh_token"}
    assert web.post(address, data=snake, headers=v3).json()["message"] == "Missing parameter: clientId"


def test_an_agencys_token_opens_no_location_but_buys_a_token_for_one(
    sandbox: SandboxServer, web: httpx.Client, token: Ask
) -> None:
    sandbox.state.switches.oauth.bulk_state_returned = True
    body = pair(sandbox, web, token, target="agency", scope=" ".join(APP_SCOPES))
    assert body["userType"] == "Company" and "locationId" not in body
    assert sandbox.location_id in body["approvedLocations"]
    headers = {"Authorization": f"Bearer {body['access_token']}", "Version": "2021-07-28"}
    query = {"locationId": sandbox.location_id}
    refused = web.get(f"{sandbox.highlevel_url}/contacts/", params=query, headers=headers)
    assert refused.status_code == 401 and "authClass" in refused.json()["message"]
    form = {"companyId": body["companyId"], "locationId": sandbox.location_id}
    bought = web.post(f"{sandbox.highlevel_url}/oauth/locationToken", data=form, headers=headers)
    assert bought.status_code == 200 and "refresh_token" not in bought.json()
    assert location(sandbox, web, bought.json()["access_token"]).status_code == 200
    v3 = web.post(
        f"{sandbox.highlevel_url}/oauth/location-token", data=form, headers={**headers, "Version": "v3"}
    ).json()
    assert v3["accessToken"] and v3["locationId"] == sandbox.location_id
    form["locationId"] = "nowhere"
    assert web.post(f"{sandbox.highlevel_url}/oauth/locationToken", data=form, headers=headers).status_code == 400


def test_the_agency_sees_where_the_app_is_installed(sandbox: SandboxServer, web: httpx.Client, token: Ask) -> None:
    sandbox.state.switches.oauth.bulk_state_returned = True
    body = pair(sandbox, web, token, target="agency", scope=" ".join(APP_SCOPES))
    headers = {"Authorization": f"Bearer {body['access_token']}", "Version": "2021-07-28"}
    query = {"companyId": body["companyId"], "appId": sandbox.client.id, "limit": "1"}
    found = web.get(f"{sandbox.highlevel_url}/oauth/installedLocations", params=query, headers=headers).json()
    assert (found["count"], found["locations"][0]["_id"]) == (2, sandbox.location_id)
    paged = web.get(
        f"{sandbox.highlevel_url}/oauth/installed-locations",
        params={**query, "pageSize": "1"},
        headers={**headers, "Version": "v3"},
    ).json()
    assert paged["pagination"]["hasNextPage"] is True and len(paged["items"]) == 1
    own = pair(sandbox, web, token, scope=" ".join(APP_SCOPES))
    headers["Authorization"] = f"Bearer {own['access_token']}"
    refused = web.get(f"{sandbox.highlevel_url}/oauth/installedLocations", params=query, headers=headers)
    assert refused.status_code == 401


def test_the_limit_is_per_app_and_location_and_not_per_token(
    sandbox: SandboxServer, web: httpx.Client, token: Ask
) -> None:
    one, two = (pair(sandbox, web, token)["access_token"] for _ in range(2))
    sandbox.state.switches.highlevel.rate_max = 3
    assert [location(sandbox, web, access).status_code for access in (one, two, one, two)] == [200, 200, 200, 429]
    # the Private Integration Token counts for itself
    assert location(sandbox, web, sandbox.token).status_code == 200


def test_the_control_route_names_what_it_does_not_know(sandbox: SandboxServer, web: httpx.Client) -> None:
    answer = web.post(f"{sandbox.control_url}/highlevel/oauth", json={"revoque": True})
    assert (answer.status_code, answer.json()["error"]) == (400, "unknown: revoque")
    shown = web.get(f"{sandbox.control_url}/highlevel/oauth").json()
    assert "client_secret" not in str(shown)
    assert {app["host"] for app in shown["apps"]} == {"standard", "white-label"}


def test_the_announcement_says_how_to_sign_in(sandbox: SandboxServer) -> None:
    told = sandbox.announcement()["highlevel"]
    assert told["client_id"] == sandbox.client.client_id and told["client_secret"]
    assert told["authorize_url"].endswith("/marketplace/v2/oauth/chooselocation")
    assert told["redirect_uris"][0] == "http://localhost:8724/oauth/callback"
    assert told["white_label"]["client_id"] != told["client_id"]
