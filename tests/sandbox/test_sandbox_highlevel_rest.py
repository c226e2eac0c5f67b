"""Businesses, bulk work, followers, campaigns, workflows, users, tags and values of the location; the owner's work."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.sandbox.highlevel.base.events import Event
from app.sandbox.server import SandboxServer


@pytest.fixture
def here(sandbox: SandboxServer) -> dict[str, str]:
    return {"locationId": sandbox.location_id}


@pytest.fixture
def ids(sandbox: SandboxServer) -> list[str]:
    return list(sandbox.state.highlevel.contacts)


def test_businesses(highlevel: httpx.Client, sandbox: SandboxServer, here: dict[str, str]) -> None:
    made = highlevel.post("/businesses/", json={**here, "name": "Forno Re", "city": "Roma"})
    assert made.status_code == 201
    business = made.json()["buiseness"]  # so it is spelled
    assert business["createdAt"] == business["updatedAt"]
    sandbox.state.clock.advance(1)
    mine = f"/businesses/{business['id']}"
    changed = highlevel.put(mine, json={"phone": "+39061234567"}).json()["buiseness"]
    assert changed == {**business, "phone": "+39061234567", "updatedAt": changed["updatedAt"]}
    assert changed["updatedAt"] > business["updatedAt"]
    assert highlevel.get(mine).json()["business"] == changed
    listed = highlevel.get("/businesses/", params=here).json()["businesses"]
    assert listed[-1] == changed
    assert highlevel.get("/businesses/", params={**here, "limit": "1", "skip": "1"}).json()["businesses"] == [listed[1]]
    assert highlevel.delete(mine).json()["success"] is True
    assert highlevel.get(mine).status_code == 400


def test_issue_329_and_34_no_custom_fields_and_no_search(highlevel: httpx.Client, here: dict[str, str]) -> None:
    answer = highlevel.post("/businesses/", json={**here, "name": "x", "customFields": []})
    assert (answer.status_code, answer.json()["message"]) == (422, ["property customFields should not exist"])
    assert highlevel.post("/businesses/search", json=here).status_code == 404


def test_bulk_business(highlevel: httpx.Client, here: dict[str, str], ids: list[str], sandbox: SandboxServer) -> None:
    business = highlevel.get("/businesses/", params=here).json()["businesses"][0]["id"]
    link = {**here, "ids": ids[:2], "businessId": business}
    assert highlevel.post("/contacts/bulk/business", json=link).json()["ids"] == ids[:2]
    assert highlevel.get(f"/contacts/{ids[0]}").json()["contact"]["businessId"] == business
    of_it = highlevel.get(f"/contacts/business/{business}", params={**here, "limit": "1"}).json()
    assert (len(of_it["contacts"]), of_it["count"]) == (1, 2)
    switches, unlink = sandbox.state.switches.highlevel, {**link, "businessId": None}
    switches.bulk_business_null = "refuse"
    assert highlevel.post("/contacts/bulk/business", json=unlink).status_code == 422
    switches.bulk_business_null = "ignore"
    assert highlevel.post("/contacts/bulk/business", json=unlink).json()["success"] is True
    assert highlevel.get(f"/contacts/{ids[0]}").json()["contact"]["businessId"] == business
    switches.bulk_business_null = "unlink"
    highlevel.post("/contacts/bulk/business", json=unlink)
    assert "businessId" not in highlevel.get(f"/contacts/{ids[0]}").json()["contact"]
    too_many = {**link, "ids": ids[:51]}
    assert highlevel.post("/contacts/bulk/business", json=too_many).status_code == 422
    assert highlevel.post("/contacts/bulk/business", json={**here, "ids": ids[:1]}).status_code == 422


def test_bulk_tags(highlevel: httpx.Client, here: dict[str, str], ids: list[str], sandbox: SandboxServer) -> None:
    body = {**here, "contacts": [*ids[:2], "missing"], "tags": ["Estate"]}
    answer = highlevel.post("/contacts/bulk/tags/update/add", json=body)
    assert answer.status_code == 201
    assert answer.json()["errorCount"] == 1
    assert [line["type"] for line in answer.json()["responses"]] == ["success", "success", "error"]
    assert "estate" in highlevel.get(f"/contacts/{ids[1]}").json()["contact"]["tags"]
    highlevel.post("/contacts/bulk/tags/update/remove", json=body)
    assert "estate" not in highlevel.get(f"/contacts/{ids[1]}").json()["contact"]["tags"]
    highlevel.post("/contacts/bulk/tags/update/remove", json={**body, "removeAllTags": True})
    assert highlevel.get(f"/contacts/{ids[1]}").json()["contact"]["tags"] == []
    assert highlevel.post("/contacts/bulk/tags/update/set", json=body).status_code == 422
    sandbox.state.switches.highlevel.bulk_tags_limit = 2
    assert highlevel.post("/contacts/bulk/tags/update/add", json=body).status_code == 422


def test_followers(highlevel: httpx.Client, ids: list[str]) -> None:
    path = f"/contacts/{ids[0]}/followers"
    added = highlevel.post(path, json={"followers": ["u1", "u2", "u1"]})
    assert (added.status_code, added.json()["followersAdded"]) == (201, ["u1", "u2"])
    removed = highlevel.request("DELETE", path, json={"followers": ["u1", "u3"]}).json()
    assert (removed["followers"], removed["followersRemoved"]) == (["u2"], ["u1"])


def test_workflows_and_campaigns(
    highlevel: httpx.Client, ids: list[str], here: dict[str, str], sandbox: SandboxServer
) -> None:
    workflow = highlevel.get("/workflows/", params=here).json()["workflows"][0]["id"]
    path = f"/contacts/{ids[0]}/workflow/{workflow}"
    before = highlevel.get(f"/contacts/{ids[0]}").json()["contact"]["dateUpdated"]
    assert highlevel.post(path, json={"eventStartTime": "2026-10-01T09:00:00+02:00"}).json()["succeded"] is True
    assert sandbox.state.highlevel.contacts[ids[0]]["activeWorkflows"] == [workflow]
    sandbox.state.clock.advance(10)
    filters = [{"field": "activeWorkflows", "operator": "eq", "value": workflow}]
    found = highlevel.post("/contacts/search", json={**here, "pageLimit": 10, "filters": filters}).json()
    assert [contact["id"] for contact in found["contacts"]] == [ids[0]]
    assert highlevel.request("DELETE", path, json={}).status_code == 200
    assert sandbox.state.highlevel.contacts[ids[0]]["activeWorkflows"] == []
    assert highlevel.get(f"/contacts/{ids[0]}").json()["contact"]["dateUpdated"] == before
    assert highlevel.post(path, json={"eventStartTime": "soon"}).status_code == 422
    assert highlevel.post(f"/contacts/{ids[0]}/workflow/missing", json={}).status_code == 400

    joined = f"/contacts/{ids[0]}/campaigns"
    assert highlevel.post(f"{joined}/c1", json={}).status_code == 201
    highlevel.post(f"{joined}/c2", json={})
    assert highlevel.delete(f"{joined}/c1").status_code == 200
    assert sandbox.state.highlevel.contacts[ids[0]]["campaigns"] == ["c2"]
    assert highlevel.delete(f"{joined}/removeAll").status_code == 200
    assert sandbox.state.highlevel.contacts[ids[0]]["campaigns"] == []


def test_users(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    first, second = sandbox.state.highlevel.users
    answer = highlevel.get(f"/users/{first['id']}").json()
    assert answer["email"] == first["email"]  # flat
    company = {"companyId": str(sandbox.state.highlevel.location["companyId"])}
    assert highlevel.get("/users/search", params=company).json()["count"] == 2
    by_role = highlevel.get("/users/search", params={**company, "role": "user"}).json()["users"]
    assert [user["id"] for user in by_role] == [second["id"]]
    assert highlevel.get("/users/search").status_code == 422
    assert highlevel.get("/users/search", params={"companyId": "other"}).status_code == 403
    assert highlevel.get("/users/missing").status_code == 400


def test_tags_of_the_location(highlevel: httpx.Client, ids: list[str], sandbox: SandboxServer) -> None:
    tags = f"/locations/{sandbox.location_id}/tags"
    made = highlevel.post(tags, json={"name": "Nuova"}).json()["tag"]
    highlevel.post(f"/contacts/{ids[0]}/tags", json={"tags": ["nuova"]})
    mine = f"{tags}/{made['id']}"
    assert highlevel.get(mine).json()["tag"] == made
    assert highlevel.put(mine, json={"name": "Vecchia"}).json()["tag"] == {**made, "name": "vecchia"}
    assert "vecchia" in highlevel.get(f"/contacts/{ids[0]}").json()["contact"]["tags"]
    assert highlevel.delete(mine).json()["succeded"] is True
    assert "vecchia" not in highlevel.get(f"/contacts/{ids[0]}").json()["contact"]["tags"]
    assert highlevel.get(mine).status_code == 400


def test_custom_values(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    path = f"/locations/{sandbox.location_id}/customValues"
    answer = highlevel.post(path, json={"name": "Saluto finale", "value": "A presto"})
    assert answer.status_code == 201
    made = answer.json()["customValue"]
    assert made["fieldKey"] == "{{ custom_values.saluto_finale }}"
    mine = f"{path}/{made['id']}"
    changed = highlevel.put(mine, json={"name": "Saluto finale", "value": "Ciao"}).json()["customValue"]
    assert changed == {**made, "value": "Ciao"} == highlevel.get(mine).json()["customValue"]
    assert changed in highlevel.get(path).json()["customValues"]
    assert highlevel.put(mine, json={"value": "x"}).status_code == 422
    assert highlevel.delete(mine).json()["succeded"] is True
    assert highlevel.get(mine).status_code == 400


def test_issue_300_undocumented_keys_of_a_custom_field(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    path = f"/locations/{sandbox.location_id}/customFields"
    made = highlevel.post(path, json={"name": "P.IVA", "dataType": "TEXT", "description": "11 cifre"})
    assert made.status_code == 201
    sandbox.state.switches.highlevel.custom_field_extra_keys = False
    assert highlevel.post(path, json={"name": "CF", "dataType": "TEXT", "description": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("kind", "values", "change"),
    [
        ("tasks", {"title": "A", "dueDate": "2026-10-01T09:00:00Z"}, {"completed": True}),
        ("notes", {"body": "A"}, {"body": "B"}),
        ("appointments", {"startTime": "2026-10-01T09:00:00+02:00"}, {"appointmentStatus": "cancelled"}),
        ("businesses", {"name": "A"}, {"city": "Roma"}),
        ("customValues", {"name": "A", "value": "1"}, {"value": "2"}),
        ("calendars", {"name": "A"}, {"description": "B"}),
        ("workflows", {"name": "A"}, {"status": "draft"}),
    ],
)
def test_the_owners_work(
    control: httpx.Client,
    sandbox: SandboxServer,
    ids: list[str],
    kind: str,
    values: dict[str, Any],
    change: dict[str, Any],
) -> None:
    events: list[Event] = []
    sandbox.state.highlevel.events.listen(events.append)
    if kind in ("tasks", "notes", "appointments"):
        values = {**values, "contactId": ids[0]}
    if kind == "appointments":
        values["calendarId"] = next(iter(sandbox.state.highlevel.records.calendars))
    made = control.post(f"/highlevel/{kind}", json=values)
    assert made.status_code == 200, made.text
    mine = f"/highlevel/{kind}/{made.json()['record']['id']}"
    changed = control.post(mine, json=change).json()["record"]
    assert changed == control.get(mine).json()["record"]
    assert change.items() <= changed.items()
    assert changed in control.get("/state").json()["highlevel"][kind]
    assert control.delete(mine).json() == {"ok": True}
    assert control.get(mine).status_code == 404
    told = [event.type for event in events]
    assert told == {
        "tasks": ["TaskCreate", "TaskComplete", "TaskDelete"],
        "notes": ["NoteCreate", "NoteUpdate", "NoteDelete"],
        "appointments": ["AppointmentCreate", "AppointmentUpdate", "AppointmentDelete"],
    }.get(kind, [])
    assert control.get("/state").json()["highlevel"]["writes"] == {}


def test_the_owner_hears_what_is_wrong(control: httpx.Client, ids: list[str]) -> None:
    assert (
        control.post("/highlevel/tasks", json={"contactId": ids[0]}).json()["error"] == "a task needs title and dueDate"
    )
    assert control.post("/highlevel/notes", json={"contactId": "missing", "body": "x"}).status_code == 400
    assert control.post("/highlevel/notes", json={"contactId": ids[0]}).status_code == 400
    assert control.post("/highlevel/tasks/missing", json={"title": "x"}).status_code == 404
    assert control.post("/highlevel/planets", json={}).status_code == 404


def test_a_world_has_work_and_a_reset_brings_it_back(control: httpx.Client) -> None:
    before = control.get("/state").json()["highlevel"]
    counts = {kind: len(before[kind]) for kind in ("tasks", "notes", "appointments", "calendars", "workflows")}
    assert counts == {"tasks": 20, "notes": 15, "appointments": 6, "calendars": 3, "workflows": 3}
    control.delete(f"/highlevel/tasks/{before['tasks'][0]['id']}")
    control.post("/highlevel/businesses", json={"name": "More"})
    control.post("/reset", json={"seed": 1, "contacts": 60})
    after = control.get("/state").json()["highlevel"]
    assert [task["id"] for task in after["tasks"]] == [task["id"] for task in before["tasks"]]
    assert len(after["businesses"]) == 2


def test_put_state_takes_the_records_that_get_state_shows(control: httpx.Client) -> None:
    before = control.get("/state").json()["highlevel"]
    kinds = ("tasks", "notes", "appointments", "businesses", "customValues", "calendars", "workflows")
    assert control.put("/state", json={"highlevel": {kind: before[kind][:1] for kind in kinds}}).status_code == 200
    after = control.get("/state").json()["highlevel"]
    assert {kind: after[kind] for kind in kinds} == {kind: before[kind][:1] for kind in kinds}
    bad = [{**before["tasks"][0], "dueDate": "soon"}]
    assert control.put("/state", json={"highlevel": {"tasks": bad, "notes": []}}).status_code == 400
    assert control.get("/state").json()["highlevel"]["notes"] == before["notes"][:1]


@pytest.mark.parametrize("with_work", [True, False])
def test_a_deleted_contact_is_brought_back_under_its_id(
    control: httpx.Client, highlevel: httpx.Client, sandbox: SandboxServer, ids: list[str], with_work: bool
) -> None:
    sandbox.state.switches.highlevel.restore_brings_work = with_work
    before = highlevel.get(f"/contacts/{ids[0]}").json()["contact"]
    tasks = highlevel.get(f"/contacts/{ids[0]}/tasks").json()["tasks"]
    assert tasks
    highlevel.delete(f"/contacts/{ids[0]}")
    assert control.post(f"/highlevel/contacts/{ids[0]}/restore").status_code == 200
    again = highlevel.get(f"/contacts/{ids[0]}").json()["contact"]
    assert again == {**before, "dateUpdated": again["dateUpdated"]}
    assert again["dateUpdated"] > before["dateUpdated"]
    assert highlevel.get(f"/contacts/{ids[0]}/tasks").json()["tasks"] == (tasks if with_work else [])
    assert control.post(f"/highlevel/contacts/{ids[0]}/restore").status_code == 404


def test_after_60_days_nobody_comes_back(
    control: httpx.Client, highlevel: httpx.Client, sandbox: SandboxServer, ids: list[str]
) -> None:
    highlevel.delete(f"/contacts/{ids[0]}")
    sandbox.state.clock.advance(60 * 86_400 + 1)
    assert control.post(f"/highlevel/contacts/{ids[0]}/restore").status_code == 404
