"""Tasks and notes: their shapes, the search over the location, what is refused, and what is told of."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.sandbox.highlevel.events import Event
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
        assert answer.status_code == 200, answer.text
        return [task["title"] for task in answer.json()["tasks"]]

    found = highlevel.post(path, json={"count": True}).json()
    assert [task["_id"] for task in found["tasks"]] == [first["id"], second["id"]]
    assert found["count"] == 2
    assert "id" not in found["tasks"][0]
    assert found["tasks"][0]["assignedToUserDetails"]["firstName"] == user["firstName"]
    assert found["tasks"][0]["contactDetails"]["firstName"] == store.contacts[contact_id]["firstName"]
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
    assert highlevel.post(path, json={"limit": 1001}).status_code == 422
    assert highlevel.post(path, json={"updatedSince": 1}).status_code == 422
    sandbox.state.switches.highlevel.task_search_id = "id"
    assert highlevel.post(path, json={}).json()["tasks"][0]["id"] == first["id"]


def test_tasks_search_gives_25_when_not_told(highlevel: httpx.Client, contact_id: str, sandbox: SandboxServer) -> None:
    for number in range(30):
        make(highlevel, contact_id, title=str(number))
    path = f"/locations/{sandbox.location_id}/tasks/search"
    assert len(highlevel.post(path, json={}).json()["tasks"]) == 25
    assert len(highlevel.post(path, json={"limit": 1000}).json()["tasks"]) == 30


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
    assert highlevel.get(f"/contacts/{contact_id}/notes").json()["message"] == f"Contact with id {contact_id} not found"
    assert highlevel.post(f"/locations/{sandbox.location_id}/tasks/search", json={}).json()["tasks"] == []
