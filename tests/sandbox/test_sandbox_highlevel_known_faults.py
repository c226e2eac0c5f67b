"""One test for each known fault of HighLevel that the sandbox can show (the table in docs/sandbox.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.sandbox.server import SandboxServer
from app.sandbox.switches import HighLevelSwitches

Search = Callable[..., dict[str, Any]]


@pytest.fixture
def switches(sandbox: SandboxServer) -> HighLevelSwitches:
    sandbox.state.switches.highlevel.search_lag_seconds = 0
    return sandbox.state.switches.highlevel


@pytest.fixture
def make(highlevel: httpx.Client, sandbox: SandboxServer) -> Callable[..., dict[str, Any]]:
    """Create a contact and return it."""

    def create(**values: Any) -> dict[str, Any]:
        answer = highlevel.post("/contacts/", json={"locationId": sandbox.location_id, **values})
        assert answer.status_code == 201, answer.text
        contact: dict[str, Any] = answer.json()["contact"]
        return contact

    return create


@pytest.fixture
def upsert(highlevel: httpx.Client, sandbox: SandboxServer) -> Callable[..., httpx.Response]:
    return lambda **values: highlevel.post("/contacts/upsert", json={"locationId": sandbox.location_id, **values})


def test_issue_37_upsert_drops_a_value_of_another_contact(
    make: Callable[..., dict[str, Any]], upsert: Callable[..., httpx.Response], switches: HighLevelSwitches
) -> None:
    make(email="a@x.it")
    make(email="b@x.it", phone="+393330000001")
    answer = upsert(email="a@x.it", phone="+393330000001", city="Bari").json()
    assert answer["new"] is False
    assert (answer["contact"]["city"], answer["contact"].get("phone")) == ("Bari", None)
    switches.upsert_drops_foreign_value = False
    assert upsert(email="a@x.it", phone="+393330000001").json()["contact"]["phone"] == "+393330000001"


def test_issue_42_filter_on_a_custom_field_is_ignored(
    highlevel: httpx.Client, sandbox: SandboxServer, search: Search, switches: HighLevelSwitches
) -> None:
    field = sandbox.state.highlevel.add_field("Codice")
    wanted = {"field": f"customFields.{field['id']}", "operator": "eq", "value": "7"}
    assert search(wanted)["total"] == 0
    switches.custom_field_filter_ignored = True
    assert search(wanted)["total"] == 60


def test_issue_43_and_279_search_without_dnd_settings(
    make: Callable[..., dict[str, Any]],
    highlevel: httpx.Client,
    sandbox: SandboxServer,
    search: Search,
    switches: HighLevelSwitches,
) -> None:
    made = make(email="a@x.it", dndSettings={"Email": {"status": "active"}})
    active = {"field": "dndSettings.Email.status", "operator": "eq", "value": "active"}
    [found] = search(active)["contacts"]
    assert found["dndSettings"]["Email"]["status"] == "active"
    switches.search_knows_dnd = False
    by_id = {"field": "id", "operator": "eq", "value": made["id"]}
    assert "dndSettings" not in search(by_id)["contacts"][0]
    body = {"locationId": sandbox.location_id, "pageLimit": 1, "filters": [active]}
    assert highlevel.post("/contacts/search", json=body).status_code == 400
    assert "dndSettings" in highlevel.get(f"/contacts/{made['id']}").json()["contact"]


def test_issue_313_gender_is_lost_on_upsert(
    make: Callable[..., dict[str, Any]], upsert: Callable[..., httpx.Response], switches: HighLevelSwitches
) -> None:
    make(email="a@x.it", gender="female")
    assert upsert(email="a@x.it", gender="male").json()["contact"]["gender"] == "female"
    switches.upsert_drops_gender = False
    assert upsert(email="a@x.it", gender="male").json()["contact"]["gender"] == "male"


def test_issue_124_birth_date_is_dropped(make: Callable[..., dict[str, Any]], switches: HighLevelSwitches) -> None:
    assert make(email="a@x.it", dateOfBirth="1980-01-31")["dateOfBirth"] == "1980-01-31"
    switches.birth_date_is_dropped = True
    assert "dateOfBirth" not in make(email="b@x.it", dateOfBirth="1980-01-31")


def test_n8n_11353_upsert_with_a_phone_only(upsert: Callable[..., httpx.Response], switches: HighLevelSwitches) -> None:
    assert upsert(phone="+393330000001").status_code == 200
    switches.upsert_needs_email = True
    assert upsert(phone="+393330000001").status_code == 422
    assert upsert(email="a@x.it").status_code == 200


def test_issue_217_and_319_scope_missing_out_of_the_blue(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    fault = sandbox.state.faults.add("401-scope", path="/users/*", times=1)
    params = {"locationId": sandbox.location_id}
    assert highlevel.get(f"/locations/{sandbox.location_id}").status_code == 200
    answer = highlevel.get("/users/", params=params)
    assert (answer.status_code, answer.json()["message"]) == (401, "The token is not authorized for this scope.")
    assert highlevel.get("/users/", params=params).status_code == 200
    assert fault.struck == 1


def test_a_token_that_ends_in_the_middle_of_a_run(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    sandbox.state.faults.add("401-token", after=2, times=2)
    answers = [highlevel.get(f"/locations/{sandbox.location_id}") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 401, 401, 200]
    assert answers[2].json()["message"] == "Invalid Private Integration token"


def test_issue_226_a_token_of_the_agency_has_no_scopes_of_oauth(control: httpx.Client) -> None:
    body = {"user_type": "Company", "scopes": ["oauth.readonly", "locations.readonly"]}
    assert control.post("/highlevel/tokens", json=body).json()["scopes"] == ["locations.readonly"]


def test_wrong_class_of_token(control: httpx.Client, sandbox: SandboxServer) -> None:
    token = control.post("/highlevel/tokens", json={"user_type": "Company"}).json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Version": "2021-07-28"}
    contact = httpx.get(f"{sandbox.highlevel_url}/contacts/x", headers=headers)
    assert contact.status_code == 401
    assert contact.json()["message"].startswith("This authClass type is not allowed to access this scope.")
    location = httpx.get(f"{sandbox.highlevel_url}/locations/{sandbox.location_id}", headers=headers)
    assert location.status_code == 200


@pytest.mark.parametrize(("status", "code"), [("closed", 403), ("inactive", 400)])
def test_a_closed_location(highlevel: httpx.Client, switches: HighLevelSwitches, status: Any, code: int) -> None:
    switches.location_status = status
    assert highlevel.get("/contacts/x").status_code == code
    switches.location_status = "active"
    assert highlevel.get("/contacts/x").json()["message"] == "Contact with id x not found"


def test_huge_answers_are_streamed(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    sandbox.state.faults.add("huge", size=3_000_000, times=1)
    answer = highlevel.get("/contacts/x")
    assert (answer.status_code, len(answer.content)) == (200, 3_000_000)
    assert answer.json()["contacts"] == []
    sandbox.state.faults.add("huge", times=1)
    with highlevel.stream("GET", "/contacts/x") as response:  # 100 MB, of which hardly any is wanted
        assert response.headers["Content-Length"] == "100000000"
        next(response.iter_raw(1000))
    assert highlevel.get("/contacts/x").status_code == 400


def test_a_clock_that_is_wrong(
    highlevel: httpx.Client, control: httpx.Client, make: Callable[..., dict[str, Any]], sandbox: SandboxServer
) -> None:
    right = highlevel.get("/contacts/x").headers.get_list("Date")
    assert len(right) == 1
    before = make(email="a@x.it")["dateAdded"]
    try:
        assert control.post("/clock", json={"skew": -600}).status_code == 200
        assert highlevel.get("/contacts/x").headers["Date"] != right[0]
        assert make(email="b@x.it")["dateAdded"] < before
    finally:
        sandbox.state.clock.skew = 0
    assert control.post("/clock", json={"back": 1}).status_code == 400


def test_issue_185_search_without_the_time_zone(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    body = {"locationId": sandbox.location_id, "pageLimit": 1}
    assert "timezone" in highlevel.post("/contacts/search", json=body).json()["contacts"][0]
    sandbox.state.switches.highlevel.search_knows_timezone = False
    assert "timezone" not in highlevel.post("/contacts/search", json=body).json()["contacts"][0]


def test_sdk_issue_7_the_list_of_custom_fields_takes_no_location_in_its_query(
    highlevel: httpx.Client, sandbox: SandboxServer
) -> None:
    path = f"/locations/{sandbox.location_id}/customFields"
    refused = highlevel.get(path, params={"model": "contact", "locationId": sandbox.location_id})
    assert (refused.status_code, refused.json()["message"]) == (422, ["property locationId should not exist"])
    assert highlevel.get(path, params={"model": "all"}).status_code == 200
