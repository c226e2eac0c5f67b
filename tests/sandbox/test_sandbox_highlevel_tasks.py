"""Tasks and notes: their shapes, the search over the location, what is refused, and what is told of."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.sandbox.highlevel.base.events import Event
from app.sandbox.server import SandboxServer

DUE = "2026-10-01T09:00:00Z"


@pytest.fixture
def contact_id(sandbox: SandboxServer) -> str:
    sandbox.state.highlevel.records.clear()
    return next(iter(sandbox.state.highlevel.contacts))


@pytest.fixture
def told(sandbox: SandboxServer) -> list[Event]:
    events: list[Event] = []
    sandbox.state.highlevel.events.listen(events.append)
    return events


def make(highlevel: httpx.Client, contact_id: str, **values: Any) -> dict[str, Any]:
    body = {"title": "Call back", "dueDate": DUE, "completed": False, **values}
    answer = highlevel.post(f"/contacts/{contact_id}/tasks", json=body)
    assert answer.status_code == 201, answer.text
    task: dict[str, Any] = answer.json()["task"]
    return task


def test_a_task_lives(highlevel: httpx.Client, contact_id: str, told: list[Event]) -> None:
    task = make(highlevel, contact_id, body="About the bill")
    assert task["dueDate"] == "2026-10-01T09:00:00.000Z"  # out with milliseconds, in without
    mine = f"/contacts/{contact_id}/tasks/{task['id']}"
    assert highlevel.get(f"/contacts/{contact_id}/tasks").json()["tasks"] == [task]
    changed = highlevel.put(mine, json={"title": "Write"}).json()["task"]
    assert changed == {**task, "title": "Write"} == highlevel.get(mine).json()["task"]
    assert highlevel.put(f"{mine}/completed", json={"completed": True}).json()["task"]["completed"] is True
    assert highlevel.put(f"{mine}/completed", json={"completed": False}).json()["task"]["completed"] is False
    assert highlevel.delete(mine).json()["succeded"] is True
    assert highlevel.get(mine).status_code == 400
    assert [event.type for event in told] == ["TaskCreate", "TaskComplete", "TaskDelete"]  # no TaskUpdate


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"title": "x", "dueDate": DUE}, "completed should not be empty"),
        ({"title": "x", "dueDate": "01/10/2026", "completed": False}, "dueDate must be a valid ISO 8601 date string"),
        ({"title": 1, "dueDate": DUE, "completed": False}, "title must be a string"),
        ({"title": "x", "dueDate": DUE, "completed": False, "priority": 1}, "property priority should not exist"),
    ],
)
def test_bad_task_is_422(highlevel: httpx.Client, contact_id: str, body: dict[str, Any], message: str) -> None:
    answer = highlevel.post(f"/contacts/{contact_id}/tasks", json=body)
    assert answer.status_code == 422
    assert answer.json()["message"] == [message]


def test_due_date_with_milliseconds(highlevel: httpx.Client, contact_id: str, sandbox: SandboxServer) -> None:
    task = make(highlevel, contact_id)
    mine = f"/contacts/{contact_id}/tasks/{task['id']}"
    assert highlevel.put(mine, json={"dueDate": task["dueDate"]}).status_code == 422
    sandbox.state.switches.highlevel.task_put_refuses_millis = False
    assert highlevel.put(mine, json={"dueDate": task["dueDate"]}).status_code == 200


def test_tasks_search(highlevel: httpx.Client, contact_id: str, sandbox: SandboxServer) -> None:
    store = sandbox.state.highlevel
    other, user = list(store.contacts)[1], store.users[0]
    first = make(highlevel, contact_id, title="Alpha", assignedTo=user["id"])
    sandbox.state.clock.advance(1)
    second = make(highlevel, other, title="Beta", dueDate="2030-01-01T00:00:00Z", completed=True)
    path = f"/locations/{sandbox.location_id}/tasks/search"

    def search(**body: Any) -> list[str]:
        answer = highlevel.post(path, json=body)
        assert answer.status_code == 201, answer.text  # seen live; the specification says 200
        return [task["title"] for task in answer.json()["tasks"]]

    found = highlevel.post(path, json={"count": True}).json()
    assert [task["_id"] for task in found["tasks"]] == [first["id"], second["id"]]
    assert found["count"] == 2
    assert "id" not in found["tasks"][0]
    assert found["tasks"][0]["assignedToUserDetails"]["firstName"] == user["firstName"]
    assert found["tasks"][0]["contactDetails"] == {"_id": contact_id, "firstName": None, "lastName": None}
    assert (found["tasks"][0]["deleted"], found["tasks"][0]["locationId"]) == (False, sandbox.location_id)
    assert [task["status"] for task in found["tasks"]] == ["to_do", "completed"]
    sandbox.state.switches.highlevel.task_search_hides_names = False
    named = highlevel.post(path, json={}).json()["tasks"][0]["contactDetails"]
    assert named["firstName"] == store.contacts[contact_id]["firstName"]
    assert search(completed=True) == ["Beta"]
    assert search(contactId=[contact_id]) == ["Alpha"]
    assert search(assignedTo=[user["id"]]) == ["Alpha"]
    assert search(unAssigned=True) == ["Beta"]
    assert search(query="bet") == ["Beta"]
    assert search(dueDate={"gt": "2027-01-01T00:00:00Z"}) == ["Beta"]
    assert search(sortKey="title", sortDirection="desc") == ["Beta", "Alpha"]
    assert search(limit=1, skip=1) == ["Beta"]
    sandbox.state.clock.advance(86_400 * 400)
    assert search(overdue=True) == ["Alpha"]  # the other one is done
    assert highlevel.post(path, json={"limit": 501}).status_code == 422
    assert highlevel.post(path, json={"updatedSince": 1}).status_code == 422
    sandbox.state.switches.highlevel.task_search_id = "id"
    assert highlevel.post(path, json={}).json()["tasks"][0]["id"] == first["id"]


def test_tasks_search_gives_25_when_not_told(highlevel: httpx.Client, contact_id: str, sandbox: SandboxServer) -> None:
    for number in range(30):
        make(highlevel, contact_id, title=str(number))
    path = f"/locations/{sandbox.location_id}/tasks/search"
    assert len(highlevel.post(path, json={}).json()["tasks"]) == 25
    assert len(highlevel.post(path, json={"limit": 500}).json()["tasks"]) == 30


def test_tasks_search_goes_on_behind_the_last_row(
    highlevel: httpx.Client, contact_id: str, sandbox: SandboxServer
) -> None:
    for number in range(7):
        make(highlevel, contact_id, title=str(number))
        sandbox.state.clock.advance(number % 2)  # some of the same millisecond
    path = f"/locations/{sandbox.location_id}/tasks/search"
    for sort in ({}, {"sortDirection": "desc"}, {"sortKey": "dueDate"}, {"sortKey": "title", "sortDirection": "desc"}):
        whole = [row["_id"] for row in highlevel.post(path, json=sort).json()["tasks"]]
        found: list[str] = []
        body: dict[str, Any] = {"limit": 3, **sort}
        while rows := highlevel.post(path, json=body).json()["tasks"]:
            found += [row["_id"] for row in rows]
            body["searchAfter"] = rows[-1]["searchAfter"]
        assert found == whole
        assert len(found) == 7
    assert highlevel.post(path, json={"searchAfter": ["x"]}).status_code == 400
    assert highlevel.post(path, json={"searchAfter": ["x", 1]}).status_code == 400
    assert highlevel.post(path, json={"searchAfter": "x"}).status_code == 422


def test_a_write_moves_the_date_of_its_task_in_search(
    highlevel: httpx.Client, contact_id: str, sandbox: SandboxServer
) -> None:
    task = make(highlevel, contact_id)
    path = f"/locations/{sandbox.location_id}/tasks/search"

    def row() -> dict[str, Any]:
        found: dict[str, Any] = highlevel.post(path, json={}).json()["tasks"][0]
        return found

    first = row()
    assert first["dateAdded"] == first["dateUpdated"]
    highlevel.put(f"/contacts/{contact_id}/tasks/{task['id']}/completed", json={"completed": True})
    assert row()["dateUpdated"] > first["dateUpdated"]  # though the clock stands still
    assert row()["dateAdded"] == first["dateAdded"]
    assert "dateUpdated" not in highlevel.get(f"/contacts/{contact_id}/tasks/{task['id']}").json()["task"]


def test_what_is_not_known_of_tasks_search_is_a_switch(
    highlevel: httpx.Client, contact_id: str, sandbox: SandboxServer
) -> None:
    switches, path = sandbox.state.switches.highlevel, f"/locations/{sandbox.location_id}/tasks/search"
    first, second = make(highlevel, contact_id, title="A"), make(highlevel, contact_id, title="B")
    switches.task_search_limit, switches.task_search_over_limit = 1, "cut"
    assert len(highlevel.post(path, json={"limit": 500}).json()["tasks"]) == 1
    switches.task_search_limit = 500
    switches.task_search_status = 200
    assert highlevel.post(path, json={}).status_code == 200
    assert highlevel.post(path, json={"sortKey": "dateUpdated"}).status_code == 422
    switches.task_search_sorts_by_update = True
    sandbox.state.clock.advance(100)
    highlevel.put(f"/contacts/{contact_id}/tasks/{first['id']}", json={"title": "C"})
    found = highlevel.post(path, json={"sortKey": "dateUpdated"}).json()["tasks"]
    assert [row["_id"] for row in found] == [second["id"], first["id"]]
    switches.task_search_dates = False
    assert not {"dateAdded", "dateUpdated", "searchAfter"} & highlevel.post(path, json={}).json()["tasks"][0].keys()


def test_tasks_search_may_lag_and_may_show_what_was_deleted(
    highlevel: httpx.Client, contact_id: str, sandbox: SandboxServer
) -> None:
    switches, path = sandbox.state.switches.highlevel, f"/locations/{sandbox.location_id}/tasks/search"
    old = make(highlevel, contact_id, title="old")
    sandbox.state.clock.advance(100)
    switches.task_search_lag_seconds = 30
    gone = make(highlevel, contact_id, title="gone")
    highlevel.put(f"/contacts/{contact_id}/tasks/{old['id']}", json={"title": "x"})
    highlevel.put(f"/contacts/{contact_id}/tasks/{old['id']}", json={"title": "new"})
    highlevel.delete(f"/contacts/{contact_id}/tasks/{gone['id']}")

    def titles() -> list[tuple[str, bool]]:
        return [(row["title"], row["deleted"]) for row in highlevel.post(path, json={}).json()["tasks"]]

    assert titles() == [("old", False)]
    sandbox.state.clock.advance(31)
    assert titles() == [("new", False)]
    switches.task_search_shows_deleted = True
    assert titles() == [("new", False), ("gone", True)]


def test_a_note_lives(highlevel: httpx.Client, contact_id: str, told: list[Event], sandbox: SandboxServer) -> None:
    path = f"/contacts/{contact_id}/notes"
    answer = highlevel.post(path, json={"body": "<p>Likes rye</p>", "pinned": True})
    assert answer.status_code == 201
    note = answer.json()["note"]
    assert note["body"] == "<p>Likes rye</p>"
    assert "dateUpdated" not in note
    sandbox.state.clock.advance(1)
    newer = highlevel.post(path, json={"body": "Second", "title": "T"}).json()["note"]
    assert highlevel.get(path).json()["notes"] == [newer, note]
    mine = f"{path}/{note['id']}"
    assert highlevel.put(mine, json={"body": "Likes spelt"}).json()["note"] == {**note, "body": "Likes spelt"}
    assert highlevel.get(mine).json()["note"]["body"] == "Likes spelt"
    assert highlevel.delete(mine).json()["succeded"] is True
    assert highlevel.get(mine).status_code == 400
    sandbox.state.switches.highlevel.missing_status = 404
    assert highlevel.get(mine).status_code == 404
    assert [event.type for event in told] == ["NoteCreate", "NoteCreate", "NoteUpdate", "NoteDelete"]
    assert highlevel.post(path, json={"body": ""}).status_code == 422


def test_issue_173_no_list_of_notes_over_the_location(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    assert highlevel.get(f"/locations/{sandbox.location_id}/notes").status_code == 404
    assert highlevel.get("/notes/").status_code == 404


@pytest.mark.parametrize("kind", ["tasks", "notes"])
def test_dates_of_the_contact(highlevel: httpx.Client, contact_id: str, sandbox: SandboxServer, kind: str) -> None:
    body = {"title": "x", "dueDate": DUE, "completed": False} if kind == "tasks" else {"body": "x"}
    before = highlevel.get(f"/contacts/{contact_id}").json()["contact"]["dateUpdated"]
    highlevel.post(f"/contacts/{contact_id}/{kind}", json=body)
    assert highlevel.get(f"/contacts/{contact_id}").json()["contact"]["dateUpdated"] == before
    sandbox.state.switches.highlevel.work_touches_contact = True
    highlevel.post(f"/contacts/{contact_id}/{kind}", json=body)
    assert highlevel.get(f"/contacts/{contact_id}").json()["contact"]["dateUpdated"] > before


def test_they_go_with_their_contact(highlevel: httpx.Client, contact_id: str, sandbox: SandboxServer) -> None:
    make(highlevel, contact_id)
    highlevel.post(f"/contacts/{contact_id}/notes", json={"body": "x"})
    assert highlevel.get("/contacts/missing/tasks").status_code == 400
    highlevel.delete(f"/contacts/{contact_id}")
    gone = f"Contact not found for id:{contact_id}"
    assert highlevel.get(f"/contacts/{contact_id}/notes").json()["message"] == gone
    assert highlevel.post(f"/locations/{sandbox.location_id}/tasks/search", json={}).json()["tasks"] == []


def test_a_task_without_a_contact_is_found_by_search_alone(highlevel: httpx.Client, sandbox: SandboxServer) -> None:
    sandbox.state.highlevel.records.clear()
    made = sandbox.state.owner.create("tasks", {"title": "Chiusura del mese", "dueDate": DUE})
    assert "contactId" not in made
    (row,) = highlevel.post(f"/locations/{sandbox.location_id}/tasks/search", json={}).json()["tasks"]
    assert row["_id"] == made["id"]
    assert "contactId" not in row and "contactDetails" not in row
    assert sandbox.state.owner.edit("tasks", made["id"], {"completed": True})["completed"] is True
    kept = sandbox.state.owner.as_dict()
    sandbox.state.replace({"highlevel": {"tasks": kept["tasks"]}})
    assert sandbox.state.owner.as_dict()["tasks"] == kept["tasks"]
    sandbox.state.owner.delete("tasks", made["id"])
    assert not sandbox.state.owner.as_dict()["tasks"]


def test_what_a_note_may_become_is_a_switch(highlevel: httpx.Client, contact_id: str, sandbox: SandboxServer) -> None:
    path, switches = f"/contacts/{contact_id}/notes", sandbox.state.switches.highlevel
    plain = "uno < due\n\nfine"
    assert highlevel.post(path, json={"body": plain}).json()["note"]["body"] == plain
    switches.note_body = "html"
    wrapped = highlevel.post(path, json={"body": plain}).json()["note"]
    assert wrapped["body"] == "<p>uno &lt; due</p><p><br></p><p>fine</p>"
    assert highlevel.post(path, json={"body": "<b>x</b>"}).json()["note"]["body"] == "<b>x</b>"
    switches.note_limit = 10
    refused = highlevel.put(f"{path}/{wrapped['id']}", json={"body": "x" * 11})
    assert (refused.status_code, refused.json()["message"]) == (
        422, ["body must be shorter than or equal to 10 characters"],
    )  # fmt: skip
