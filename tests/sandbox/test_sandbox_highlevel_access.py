"""Token, limit, Version, scope, location: who may ask what, and in which order it is checked."""

from __future__ import annotations

import httpx
import pytest

from app.sandbox.highlevel.base.access import ALL_SCOPES
from app.sandbox.server import SandboxServer


def headers(token: str, version: str | None = "2021-07-28") -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} | ({"Version": version} if version else {})


def test_token_is_a_private_integration_token(sandbox: SandboxServer) -> None:
    assert sandbox.token.startswith("pit-")
    assert len(sandbox.token) == 40


@pytest.mark.parametrize(
    ("authorization", "message"),
    [
        ({}, "Invalid JWT"),
        ({"Authorization": "Bearer eyJhbGciOi"}, "Invalid JWT"),
        ({"Authorization": "Bearer pit-00000000-0000-4000-8000-000000000000"}, "Invalid Private Integration token"),
    ],
)
def test_bad_token(sandbox: SandboxServer, authorization: dict[str, str], message: str) -> None:
    answer = httpx.get(f"{sandbox.highlevel_url}/contacts/x", headers=authorization)
    assert answer.status_code == 401
    assert answer.json()["message"] == message
    assert answer.json()["statusCode"] == 401


@pytest.mark.parametrize(
    ("version", "message"), [(None, "version header was not found."), ("2020-01-01", "version header is invalid")]
)
def test_version_header(sandbox: SandboxServer, version: str | None, message: str) -> None:
    answer = httpx.get(f"{sandbox.highlevel_url}/contacts/x", headers=headers(sandbox.token, version))
    assert answer.status_code == 401
    assert answer.json()["message"] == message


def test_scope_is_checked_after_version_and_answers_401(sandbox: SandboxServer) -> None:
    sandbox.state.highlevel.add_token("pit-narrow", ALL_SCOPES - {"contacts.write"})
    url = f"{sandbox.highlevel_url}/contacts/"
    body = {"locationId": "elsewhere"}
    unversioned = httpx.post(url, json=body, headers=headers("pit-narrow", None))
    assert unversioned.json()["message"] == "version header was not found."
    answer = httpx.post(url, json=body, headers=headers("pit-narrow"))
    assert answer.status_code == 401
    assert answer.json()["message"] == "The token is not authorized for this scope."


def test_other_location_is_403_before_validation(highlevel: httpx.Client) -> None:
    for answer in (
        highlevel.post("/contacts/", json={"locationId": "elsewhere", "nonsense": 1}),
        highlevel.post("/contacts/search", json={"locationId": "elsewhere"}),
        highlevel.get("/locations/elsewhere"),
        highlevel.get("/users/", params={"locationId": "elsewhere"}),
    ):
        assert answer.status_code == 403
        assert answer.json()["message"] == "The token does not have access to this location."


def test_token_of_another_location_sees_nothing_here(sandbox: SandboxServer) -> None:
    sandbox.state.highlevel.add_token("pit-stranger", location_id="elsewhere")
    contact_id = next(iter(sandbox.state.highlevel.contacts))
    answer = httpx.get(f"{sandbox.highlevel_url}/contacts/{contact_id}", headers=headers("pit-stranger"))
    assert answer.status_code == 403
    records = sandbox.state.highlevel.records
    for path in (
        f"/businesses/{next(iter(records.businesses))}",
        f"/calendars/{next(iter(records.calendars))}",
        f"/calendars/events/appointments/{next(iter(records.appointments))['id']}",
        f"/users/{sandbox.state.highlevel.users[0]['id']}",
        "/workflows/?locationId=elsewhere",
    ):
        assert httpx.get(f"{sandbox.highlevel_url}{path}", headers=headers("pit-stranger")).status_code == 403
    body = {"locationId": "elsewhere", "pageLimit": 10}
    found = httpx.post(f"{sandbox.highlevel_url}/contacts/search", json=body, headers=headers("pit-stranger"))
    assert found.json()["contacts"] == []


def test_every_answer_has_trace_id_and_rate_headers(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    answers = [
        highlevel.get(f"/locations/{sandbox.location_id}"),
        highlevel.get("/contacts/missing"),
        highlevel.get("/no/such/path"),
        httpx.get(f"{sandbox.highlevel_url}/contacts/x"),
    ]
    assert [answer.status_code for answer in answers] == [200, 400, 404, 401]
    assert len({answer.json()["traceId"] for answer in answers}) == len(answers)
    for answer in answers:
        assert answer.headers["X-RateLimit-Max"] == "100"
        assert answer.headers["X-RateLimit-Interval-Milliseconds"] == "10000"
        assert answer.headers["X-RateLimit-Limit-Daily"] == "200000"
    assert answers[0].headers["X-RateLimit-Remaining"] == "99"
    assert answers[1].headers["X-RateLimit-Daily-Remaining"] == "199998"
    assert answers[2].json()["message"] == "Cannot GET /no/such/path"


def test_rate_limit_slides(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    sandbox.state.switches.highlevel.rate_max = 3
    path = f"/locations/{sandbox.location_id}"
    assert highlevel.get(path).status_code == 200
    sandbox.state.clock.advance(6)
    assert [highlevel.get(path).status_code for _ in range(3)] == [200, 200, 429]
    refused = highlevel.get(path)
    assert refused.json()["message"] == "Too Many Requests"
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert "Retry-After" not in refused.headers
    sandbox.state.clock.advance(4)  # the first request has left the window, the two others have not
    assert [highlevel.get(path).status_code for _ in range(2)] == [200, 429]


def test_retry_after_when_switched_on(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    sandbox.state.switches.highlevel.rate_max = 1
    sandbox.state.switches.highlevel.retry_after = True
    highlevel.get("/contacts/x")
    sandbox.state.clock.advance(3)
    assert highlevel.get("/contacts/x").headers["Retry-After"] == "7"


def test_daily_limit_and_limits_off(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    sandbox.state.switches.highlevel.rate_daily = 1
    assert highlevel.get("/contacts/x").status_code == 400
    sandbox.state.clock.advance(3600)
    assert highlevel.get("/contacts/x").status_code == 429
    sandbox.state.switches.highlevel.rate_limit = False
    assert highlevel.get("/contacts/x").status_code == 400


def test_default_limit_is_100_in_10_seconds(highlevel: httpx.Client) -> None:
    statuses = [highlevel.get("/contacts/x").status_code for _ in range(101)]
    assert statuses == [400] * 100 + [429]


def test_broken_json_is_400(highlevel: httpx.Client) -> None:
    answer = highlevel.post("/contacts/", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_a_clock_that_is_set_back_stretches_no_limit(sandbox: SandboxServer, highlevel: httpx.Client) -> None:
    sandbox.state.switches.highlevel.rate_max = 3
    path = f"/locations/{sandbox.location_id}"
    try:
        sandbox.state.clock.skew = 600.0
        assert [highlevel.get(path).status_code for _ in range(4)] == [200, 200, 200, 429]
        sandbox.state.clock.skew = -600.0
        sandbox.state.clock.advance(11)
        assert highlevel.get(path).status_code == 200
    finally:
        sandbox.state.clock.skew = 0.0
