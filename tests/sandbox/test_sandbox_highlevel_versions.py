"""Dated versions, v3, and the life of a Private Integration Token."""

from __future__ import annotations

import httpx
import pytest

from app.sandbox.highlevel.base.access import ALL_SCOPES
from app.sandbox.highlevel.resources.search import Searcher
from app.sandbox.highlevel.routes import operations, own_operations
from app.sandbox.server import SandboxServer


@pytest.fixture
def v3(sandbox: SandboxServer, highlevel: httpx.Client) -> httpx.Client:
    highlevel.headers["Version"] = "v3"
    return highlevel


def test_v3_refuses_what_it_has_removed(v3: httpx.Client, sandbox: SandboxServer) -> None:
    here = {"locationId": sandbox.location_id}
    for path in ("/contacts/", "/users/"):
        answer = v3.get(path, params=here)
        assert answer.status_code == 400
        assert answer.json()["message"] == (
            f"Endpoint {path} not available in API version v3. "
            "This endpoint was removed in version v3. Please use a version before v3."
        )
    sandbox.state.switches.highlevel.v3_refuses_removed = False
    assert v3.get("/users/", params=here).status_code == 200


def test_only_v3_knows_remove_all(v3: httpx.Client, sandbox: SandboxServer) -> None:
    campaigns = f"/contacts/{next(iter(sandbox.state.highlevel.contacts))}/campaigns"
    assert v3.delete(f"{campaigns}/remove-all").json()["succeeded"] is True
    assert v3.delete(f"{campaigns}/removeAll").status_code == 400
    v3.headers["Version"] = "2021-07-28"
    old = v3.delete(f"{campaigns}/remove-all")
    assert (old.status_code, old.json()["message"]) == (404, f"Cannot DELETE {campaigns}/remove-all")
    assert v3.delete(f"{campaigns}/removeAll").status_code == 200


def test_v3_spells_contacts_in_its_own_way(v3: httpx.Client, sandbox: SandboxServer) -> None:
    field = sandbox.state.highlevel.add_field("Codice")
    body = {
        "locationId": sandbox.location_id,
        "email": "v3@x.it",
        "dndSettings": {"email": {"status": "active"}, "whatsApp": {"status": "inactive"}},
        "customFields": [{"id": field["id"], "fieldValue": "7"}],
    }
    made = v3.post("/contacts/", json=body).json()["contact"]
    assert set(made["dndSettings"]) == {"email", "whatsApp"}
    assert made["customFields"] == [{"id": field["id"], "value": "7"}]
    mine = f"/contacts/{made['id']}"
    changed = v3.put(mine, json={"city": "Bari"}).json()
    assert (changed["succeeded"], changed["succeded"]) == (True, True)
    assert set(changed["contact"]["dndSettings"]) == {"email", "whatsApp"}
    old = v3.get(mine, headers={"Version": "2021-07-28"}).json()["contact"]
    assert set(old["dndSettings"]) == {"Email", "WhatsApp"}
    old_answer = v3.put(mine, json={"city": "Bari"}, headers={"Version": "2021-07-28"}).json()
    assert "succeeded" not in old_answer


def test_v3_error_form(v3: httpx.Client, sandbox: SandboxServer) -> None:
    assert v3.get("/contacts/x").json()["message"] == "Contact with id x not found"
    sandbox.state.switches.highlevel.v3_error_form = True
    answer = v3.post("/contacts/", json={"locationId": sandbox.location_id, "nonsense": 1})
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "details", "resolution"}
    assert error["details"] == ["property nonsense should not exist"]
    old = v3.get("/contacts/x", headers={"Version": "2021-07-28"})
    assert old.json()["message"] == "Contact with id x not found"


def test_every_version_works_unless_they_are_taken_strictly(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    def statuses(path: str) -> list[int]:
        params = {"locationId": sandbox.location_id}
        versions = ("2021-07-28", "2021-04-15", "2023-02-21", "v3")
        return [highlevel.get(path, params=params, headers={"Version": one}).status_code for one in versions]

    assert statuses("/calendars/") == [200, 200, 200, 200]
    sandbox.state.switches.highlevel.strict_versions = True
    assert statuses("/calendars/") == [401, 200, 401, 200]
    assert statuses("/workflows/") == [200, 401, 401, 200]


def test_every_operation_asks_for_a_scope_that_a_full_token_has(sandbox: SandboxServer) -> None:
    table = operations(Searcher(sandbox.state.highlevel))
    assert len({(one.method, one.path) for one in table}) == len(table)
    nobodys = {"", "locations.internal-access-only"}  # none is named, or none that is given out
    assert {one.scope for one in table} - nobodys == ALL_SCOPES


def test_each_route_refuses_a_token_without_its_scope(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    store = sandbox.state.highlevel
    for number, one in enumerate(own_operations(Searcher(store))):
        token = f"pit-narrow-{number}"
        store.add_token(token, ALL_SCOPES - {one.scope})
        path = one.path.replace("{locationId}", sandbox.location_id)
        headers = {"Authorization": f"Bearer {token}", "Version": "v3" if one.lives == "only v3" else one.version}
        answer = highlevel.request(one.method, path, headers=headers)
        assert answer.status_code == 401, one.operation_id
        assert answer.json()["message"] == "The token is not authorized for this scope.", one.operation_id


# ------------------------------------------------------------------------------------------- life of a token
def use(sandbox: SandboxServer, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}", "Version": "2021-07-28"}
    return httpx.get(f"{sandbox.highlevel_url}/locations/{sandbox.location_id}", headers=headers).status_code


def test_rotation_with_overlap(sandbox: SandboxServer, control: httpx.Client) -> None:
    old = sandbox.token
    control.post("/highlevel/tokens/scopes", json={"withdraw": ["contacts.write"]})
    fresh = control.post("/highlevel/tokens/rotate", json={"expire": "later"}).json()
    assert fresh["token"].startswith("pit-") and fresh["token"] != old
    assert "contacts.write" not in fresh["scopes"]
    assert (use(sandbox, old), use(sandbox, fresh["token"])) == (200, 200)
    sandbox.state.clock.advance(7 * 86_400 - 1)
    assert use(sandbox, old) == 200
    sandbox.state.clock.advance(2)
    assert (use(sandbox, old), use(sandbox, fresh["token"])) == (401, 200)


def test_rotation_cancelled_and_cut_short(sandbox: SandboxServer, control: httpx.Client) -> None:
    old = sandbox.token
    fresh = control.post("/highlevel/tokens/rotate", json={}).json()["token"]
    control.post("/highlevel/tokens/cancel", json={"token": old})
    sandbox.state.clock.advance(30 * 86_400)
    assert (use(sandbox, old), use(sandbox, fresh)) == (200, 200)
    last = control.post("/highlevel/tokens/rotate", json={"token": old, "expire": "now"}).json()["token"]
    assert (use(sandbox, old), use(sandbox, last)) == (401, 200)


def test_a_token_revoked_and_a_scope_withdrawn_in_the_middle(sandbox: SandboxServer, control: httpx.Client) -> None:
    assert use(sandbox, sandbox.token) == 200
    control.post("/highlevel/tokens/scopes", json={"withdraw": ["locations.readonly"]})
    assert use(sandbox, sandbox.token) == 401
    control.post("/highlevel/tokens/scopes", json={"grant": ["locations.readonly"]})
    assert use(sandbox, sandbox.token) == 200
    control.post("/highlevel/tokens/revoke", json={})
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    answer = httpx.get(f"{sandbox.highlevel_url}/contacts/x", headers=headers)
    assert answer.json()["message"] == "Invalid Private Integration token"
    assert control.post("/highlevel/tokens/revoke", json={}).status_code == 400
    assert control.get("/highlevel/tokens").json()["tokens"] == []
    assert control.post("/highlevel/tokens/rotate", json={"expire": "never"}).status_code == 400
