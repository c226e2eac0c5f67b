"""Calendars, free slots and appointments: three shapes, the clash of slots, and the quirks of section 7."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from app.sandbox.highlevel.base.events import Event
from app.sandbox.server import SandboxServer

APPOINTMENTS = "/calendars/events/appointments"
GONE = "The slot you have selected is no longer available."


@pytest.fixture
def calendars(highlevel: httpx.Client, sandbox: SandboxServer) -> list[dict[str, Any]]:
    """The calendars of the world; the clients speak the version of calendars."""
    highlevel.headers["Version"] = "2021-04-15"
    found: list[dict[str, Any]] = highlevel.get("/calendars/", params={"locationId": sandbox.location_id}).json()[
        "calendars"
    ]
    return found


def free(highlevel: httpx.Client, sandbox: SandboxServer, calendar: dict[str, Any], days: int = 20) -> list[str]:
    now = sandbox.state.clock.now_ms()
    answer = highlevel.get(
        f"/calendars/{calendar['id']}/free-slots", params={"startDate": now, "endDate": now + days * 86_400_000}
    )
    assert answer.status_code == 200, answer.text
    return [slot for day in answer.json().values() if isinstance(day, dict) for slot in day["slots"]]


@pytest.fixture
def booking(highlevel: httpx.Client, sandbox: SandboxServer, calendars: list[dict[str, Any]]) -> dict[str, Any]:
    """What books the first free slot of the first calendar."""
    return {
        "calendarId": calendars[0]["id"],
        "locationId": sandbox.location_id,
        "contactId": next(iter(sandbox.state.highlevel.contacts)),
        "startTime": free(highlevel, sandbox, calendars[0])[0],
    }


def test_calendars(highlevel: httpx.Client, sandbox: SandboxServer, calendars: list[dict[str, Any]]) -> None:
    assert [calendar["name"] for calendar in calendars] == ["Consulenza in negozio", "Degustazione", "Corso serale"]
    params = {"locationId": sandbox.location_id, "showDrafted": "false"}
    assert len(highlevel.get("/calendars/", params=params).json()["calendars"]) == 2
    one = highlevel.get(f"/calendars/{calendars[1]['id']}").json()["calendar"]
    assert one == calendars[1]
    assert highlevel.get("/calendars/missing").status_code == 400


def test_free_slots_are_of_the_location_and_at_most_31_days(
    highlevel: httpx.Client, sandbox: SandboxServer, calendars: list[dict[str, Any]]
) -> None:
    slots = free(highlevel, sandbox, calendars[1])
    hours = {datetime.fromisoformat(slot).hour for slot in slots}
    assert hours == set(range(9, 18))
    assert {datetime.fromisoformat(slot).weekday() for slot in slots} == set(range(5))
    assert all(slot.endswith(("+02:00", "+01:00")) for slot in slots)
    now = sandbox.state.clock.now_ms()
    path = f"/calendars/{calendars[1]['id']}/free-slots"
    too_long = highlevel.get(path, params={"startDate": now, "endDate": now + 32 * 86_400_000})
    assert too_long.status_code == 400
    utc = highlevel.get(path, params={"startDate": now, "endDate": now + 7 * 86_400_000, "timezone": "UTC"}).json()
    assert all(slot.endswith("+00:00") for day in utc.values() if isinstance(day, dict) for slot in day["slots"])


def test_an_appointment_lives(
    highlevel: httpx.Client, sandbox: SandboxServer, booking: dict[str, Any], calendars: list[dict[str, Any]]
) -> None:
    events: list[Event] = []
    sandbox.state.highlevel.events.listen(events.append)
    answer = highlevel.post(APPOINTMENTS, json={**booking, "title": "Torta"})
    assert answer.status_code == 200
    made = answer.json()
    assert made["startTime"] == booking["startTime"]
    ends = datetime.fromisoformat(booking["startTime"]) + timedelta(minutes=30)
    assert made["endTime"] == ends.isoformat()
    assert not made.keys() & {"dateAdded", "dateUpdated", "event"}  # flat, without dates
    mine = f"{APPOINTMENTS}/{made['id']}"
    read = highlevel.get(mine).json()["event"]
    assert {name: read[name] for name in made if name != "traceId"} == {n: v for n, v in made.items() if n != "traceId"}
    assert read["dateAdded"] == read["dateUpdated"]

    listed = highlevel.get(f"/contacts/{booking['contactId']}/appointments").json()["events"]
    [entry] = [event for event in listed if event["id"] == made["id"]]
    assert entry["startTime"] == datetime.fromisoformat(booking["startTime"]).strftime("%Y-%m-%d %H:%M:%S")

    sandbox.state.clock.advance(1)
    changed = highlevel.put(mine, json={"title": "Torta di mele", "appointmentStatus": "cancelled"}).json()
    assert (changed["title"], changed["appointmentStatus"]) == ("Torta di mele", "cancelled")
    assert highlevel.get(mine).json()["event"]["dateUpdated"] > read["dateUpdated"]

    gone = highlevel.request("DELETE", f"/calendars/events/{made['id']}", json={})
    assert (gone.status_code, gone.json()["succeeded"]) == (201, True)
    assert highlevel.get(mine).status_code == 400
    assert [event.type for event in events] == ["AppointmentCreate", "AppointmentUpdate", "AppointmentDelete"]
    assert events[0].record["id"] == made["id"]


def test_slot_clash(highlevel: httpx.Client, sandbox: SandboxServer, booking: dict[str, Any]) -> None:
    first = highlevel.post(APPOINTMENTS, json=booking).json()
    answer = highlevel.post(APPOINTMENTS, json=booking)
    assert answer.status_code == 400
    assert answer.json()["message"] == GONE
    assert highlevel.post(APPOINTMENTS, json={**booking, "ignoreFreeSlotValidation": True}).status_code == 200
    night = datetime.fromisoformat(booking["startTime"]).replace(hour=23).isoformat()
    assert highlevel.post(APPOINTMENTS, json={**booking, "startTime": night}).json()["message"] == GONE
    # Moving it a little, over its own old place, is no clash with itself; other fields move nothing.
    shelf = sandbox.state.highlevel.records.appointments
    shelf.fill([made for made in shelf if made["id"] == first["id"]])
    assert highlevel.put(f"{APPOINTMENTS}/{first['id']}", json={"startTime": first["startTime"]}).status_code == 200
    assert highlevel.put(f"{APPOINTMENTS}/{first['id']}", json={"startTime": night}).status_code == 400


def test_a_cancelled_appointment_frees_its_slot(
    highlevel: httpx.Client, sandbox: SandboxServer, booking: dict[str, Any], calendars: list[dict[str, Any]]
) -> None:
    made = highlevel.post(APPOINTMENTS, json=booking).json()
    assert booking["startTime"] not in free(highlevel, sandbox, calendars[0])
    highlevel.put(f"{APPOINTMENTS}/{made['id']}", json={"appointmentStatus": "cancelled"})
    assert booking["startTime"] in free(highlevel, sandbox, calendars[0])


def test_issue_7_events_of_a_calendar_a_user_but_not_of_the_location(
    highlevel: httpx.Client, sandbox: SandboxServer, booking: dict[str, Any]
) -> None:
    made = highlevel.post(APPOINTMENTS, json={**booking, "assignedUserId": "someone"}).json()
    now = sandbox.state.clock.now_ms()
    span = {"locationId": sandbox.location_id, "startTime": str(now), "endTime": str(now + 30 * 86_400_000)}
    of_calendar = highlevel.get("/calendars/events", params={**span, "calendarId": booking["calendarId"]}).json()
    assert made["id"] in [event["id"] for event in of_calendar["events"]]
    of_user = highlevel.get("/calendars/events", params={**span, "userId": "someone"}).json()
    assert [event["id"] for event in of_user["events"]] == [made["id"]]
    assert highlevel.get("/calendars/events", params=span).status_code == 422
    in_iso = {**span, "startTime": "2026-01-01", "calendarId": booking["calendarId"]}
    assert highlevel.get("/calendars/events", params=in_iso).status_code == 400


def test_issue_23_some_calendars_need_a_user(
    highlevel: httpx.Client, sandbox: SandboxServer, booking: dict[str, Any], calendars: list[dict[str, Any]]
) -> None:
    team = {**booking, "calendarId": calendars[1]["id"], "startTime": free(highlevel, sandbox, calendars[1])[0]}
    assert highlevel.post(APPOINTMENTS, json=team).status_code == 422
    user = calendars[1]["teamMembers"][0]["userId"]
    assert highlevel.post(APPOINTMENTS, json={**team, "assignedUserId": user}).status_code == 200
    sandbox.state.switches.highlevel.appointment_needs_user = "always"
    assert highlevel.post(APPOINTMENTS, json=booking).status_code == 422


def test_issue_84_a_bad_date_is_500(highlevel: httpx.Client, sandbox: SandboxServer, booking: dict[str, Any]) -> None:
    bad = {**booking, "startTime": "tomorrow"}
    answer = highlevel.post(APPOINTMENTS, json=bad)
    assert (answer.status_code, answer.json()["message"]) == (500, "Internal server error")
    sandbox.state.switches.highlevel.bad_date_is_500 = False
    assert highlevel.post(APPOINTMENTS, json=bad).status_code == 422


def test_issue_172_appointments_of_a_contact_refused_in_spite_of_the_scope(
    highlevel: httpx.Client, sandbox: SandboxServer, booking: dict[str, Any]
) -> None:
    sandbox.state.switches.highlevel.contact_appointments_refused = True
    answer = highlevel.get(f"/contacts/{booking['contactId']}/appointments")
    assert (answer.status_code, answer.json()["message"]) == (401, "The token is not authorized for this scope.")


def test_issue_246_and_other_switches(highlevel: httpx.Client, sandbox: SandboxServer, booking: dict[str, Any]) -> None:
    switches = sandbox.state.switches.highlevel
    switches.utc_start_is_refused = True
    in_utc = datetime.fromisoformat(booking["startTime"]).astimezone().strftime("%Y-%m-%dT%H:%M:%SZ")
    assert highlevel.post(APPOINTMENTS, json={**booking, "startTime": in_utc}).json()["message"] == GONE
    switches.appointment_reply_lacks_dates = False
    made = highlevel.post(APPOINTMENTS, json=booking).json()
    assert {"dateAdded", "dateUpdated"} <= made.keys()
    switches.appointment_key = "appointment"
    assert highlevel.get(f"{APPOINTMENTS}/{made['id']}").json()["appointment"]["id"] == made["id"]
    assert highlevel.delete(f"/calendars/events/{made['id']}").status_code == 400  # no body
    switches.delete_event_needs_body = False
    assert highlevel.delete(f"/calendars/events/{made['id']}").status_code == 201


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"contactId": "missing"}, 400),
        ({"calendarId": "missing"}, 400),
        ({"appointmentStatus": "maybe"}, 422),
        ({"meetingLocationType": "moon"}, 422),
        ({"dateAdded": "2026-01-01"}, 422),
        ({"startTime": None}, 422),
    ],
)
def test_what_is_refused(highlevel: httpx.Client, booking: dict[str, Any], change: dict[str, Any], status: int) -> None:
    assert highlevel.post(APPOINTMENTS, json={**booking, **change}).status_code == status
