"""Every public method of HighLevel's client with values as a user of it would give them, and answers to them."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Any

import httpx

from app.clock import ManualClock
from app.connectors.highlevel.client import HighLevelClient
from app.connectors.transport_retry import RetryPolicy
from tests.connectors.conftest import Script, reply

LOCATION = "ve9EPM428h8vShlRW1KT"
TOKEN = "pit-11111111-2222-3333-4444-555555555555"
START = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=1)))
END = START + timedelta(days=7)

FULL_CONTACT: dict[str, Any] = {
    "firstName": "Ida", "lastName": "Re", "name": "Ida Re", "email": "ida@forno.it", "phone": "+393330000001",
    "address1": "Via Po, 1", "city": "Roma", "state": "RM", "postalCode": "00184", "website": "https://forno.it",
    "timezone": "Europe/Rome", "dnd": True, "source": "Ponte24", "country": "IT", "assignedTo": "U1",
    "dndSettings": {"Email": {"status": "active", "message": "", "code": ""}}, "tags": ["vip"],
    "inboundDndSettings": {"all": {"status": "inactive", "message": ""}},
    "customFields": [{"id": "F1", "field_value": "01234567890"}, {"id": "F2", "field_value": ["a", "b"]}],
}  # fmt: skip

Act = Callable[[HighLevelClient], Any]
"""What is done with a client: a coroutine, or a list read page by page."""

CALLS: dict[str, list[Act]] = {
    "search_contacts_advanced": [
        lambda c: c.search_contacts_advanced(),
        lambda c: c.search_contacts_advanced(
            filters=[{"group": "OR", "filters": [{"field": "customFields.F1", "operator": "eq", "value": "x"}]}],
            sort=[{"field": "dateAdded", "direction": "asc"}],
            search_after=[1, "C1"],
            query="Ida",
        ),
    ],
    "iterate_contacts": [lambda c: c.iterate_contacts(), lambda c: c.iterate_contacts(1_790_000_000.0)],
    "get_duplicate_contact": [
        lambda c: c.get_duplicate_contact(email="a+b@c.it"),
        lambda c: c.get_duplicate_contact(number="+393330000001"),
    ],
    "get_contact": [lambda c: c.get_contact("C1")],
    "get_contacts": [
        lambda c: c.get_contacts(),
        lambda c: c.get_contacts(limit=20, start_after=1, start_after_id="C1", query="x"),
    ],
    "create_contact": [
        lambda c: c.create_contact(FULL_CONTACT | {"gender": "female", "companyName": "Forno"}),
        lambda c: c.create_contact({"firstName": None, "dateOfBirth": date(1980, 1, 31)}),
    ],
    "update_contact": [
        lambda c: c.update_contact("C1", FULL_CONTACT),
        lambda c: c.update_contact("C1", {"companyName": "Forno"}),
        lambda c: c.update_contact("C1", {"customFields": [{"id": "F1", "fieldValue": "x"}]}),
        lambda c: c.update_contact("C1", {"dateOfBirth": "1980-01-31"}),
    ],
    "upsert_contact": [
        lambda c: c.upsert_contact(FULL_CONTACT | {"companyName": "F", "createNewIfDuplicateAllowed": False}),
        lambda c: c.upsert_contact({"email": "a@b.it", "dateOfBirth": "1980-01-31"}),
    ],
    "save_contact": [
        lambda c: c.save_contact({"email": "a@b.it", "phone": "+393330000001", "city": "Roma"}),
        lambda c: c.save_contact({"lastName": "Re"}),
    ],
    "delete_contact": [lambda c: c.delete_contact("C1")],
    "add_tags": [lambda c: c.add_tags("C1", ["vip"])],
    "remove_tags": [lambda c: c.remove_tags("C1", ["vip"])],
    "create_association": [
        lambda c: c.create_association("add", ["C1", "C2"], ["vip"]),
        lambda c: c.create_association("remove", ["C1"], ["vip"], remove_all_tags=True),
    ],
    "add_remove_contact_from_business": [
        lambda c: c.add_remove_contact_from_business(["C1"], "B1"),
        lambda c: c.add_remove_contact_from_business(["C1"], None),
    ],
    "get_contacts_by_business_id": [
        lambda c: c.get_contacts_by_business_id("B1", limit=50, skip=50, query="Ida"),
    ],
    "iterate_contacts_of_business": [lambda c: c.iterate_contacts_of_business("B1")],
    "add_followers_contact": [lambda c: c.add_followers_contact("C1", ["U1"])],
    "remove_followers_contact": [lambda c: c.remove_followers_contact("C1", ["U1"])],
    "add_contact_to_campaign": [lambda c: c.add_contact_to_campaign("C1", "K1")],
    "remove_contact_from_campaign": [lambda c: c.remove_contact_from_campaign("C1", "K1")],
    "remove_contact_from_every_campaign": [lambda c: c.remove_contact_from_every_campaign("C1")],
    "add_contact_to_workflow": [
        lambda c: c.add_contact_to_workflow("C1", "W1"),
        lambda c: c.add_contact_to_workflow("C1", "W1", START),
    ],
    "delete_contact_from_workflow": [lambda c: c.delete_contact_from_workflow("C1", "W1")],
    "get_all_tasks": [lambda c: c.get_all_tasks("C1")],
    "create_task": [
        lambda c: c.create_task("C1", "Call", START),
        lambda c: c.create_task("C1", "Call", 1_790_000_000.0, completed=True, body="b", assigned_to="U1"),
    ],
    "get_task": [lambda c: c.get_task("C1", "T1")],
    "update_task": [lambda c: c.update_task("C1", "T1", {"title": "x", "dueDate": "2021-07-08T02:30:00.000Z"})],
    "update_task_completed": [lambda c: c.update_task_completed("C1", "T1", True)],
    "delete_task": [lambda c: c.delete_task("C1", "T1")],
    "task_search": [
        lambda c: c.task_search(),
        lambda c: c.task_search(limit=500, search_after=(1_790_000_000_000, "T1")),
        lambda c: c.task_search(
            contact_ids=["C1"], completed=False, assigned_to=["U1"], query="x", business_id="B1", limit=100, skip=100
        ),
    ],
    "iterate_tasks": [lambda c: c.iterate_tasks(completed=False)],
    "get_all_notes": [lambda c: c.get_all_notes("C1")],
    "iterate_notes": [lambda c: c.iterate_notes(["C1", "C2"])],
    "create_note": [
        lambda c: c.create_note("C1", "text"),
        lambda c: c.create_note("C1", "text", user_id="U1", title="t", color="#FFAA00", pinned=True),
    ],
    "get_note": [lambda c: c.get_note("C1", "N1")],
    "update_note": [lambda c: c.update_note("C1", "N1", {"body": "x", "pinned": False})],
    "delete_note": [lambda c: c.delete_note("C1", "N1")],
    "get_appointments_for_contact": [lambda c: c.get_appointments_for_contact("C1")],
    "find_appointments": [lambda c: c.find_appointments("C1", START, END)],
    "get_calendars": [lambda c: c.get_calendars(), lambda c: c.get_calendars(group_id="G1", show_drafted=False)],
    "get_calendar": [lambda c: c.get_calendar("K1")],
    "get_slots": [
        lambda c: c.get_slots("K1", START, END),
        lambda c: c.get_slots("K1", START, END, timezone="Europe/Rome", user_id="U1"),
    ],
    "get_calendar_events": [
        lambda c: c.get_calendar_events(START, END, calendar_id="K1"),
        lambda c: c.get_calendar_events(1_790_000_000.0, 1_790_100_000.0, user_id="U1"),
        lambda c: c.get_calendar_events(START, END, group_id="G1"),
    ],
    "iterate_events": [lambda c: c.iterate_events(START, END)],
    "create_appointment": [
        lambda c: c.create_appointment("K1", "C1", START),
        lambda c: c.create_appointment(
            "K1",
            "C1",
            START,
            {
                "endTime": END, "title": "t", "description": "d", "appointmentStatus": "confirmed", "address": "Via Po",
                "assignedUserId": "U1", "meetingLocationType": "custom", "toNotify": False, "ignoreDateRange": True,
                "ignoreFreeSlotValidation": True,
            },
        ),
    ],
    "edit_appointment": [lambda c: c.edit_appointment("E1", {"startTime": START, "appointmentStatus": "showed"})],
    "get_appointment": [lambda c: c.get_appointment("E1")],
    "delete_event": [lambda c: c.delete_event("E1")],
    "time_zone": [lambda c: c.time_zone()],
    "get_businesses_by_location": [lambda c: c.get_businesses_by_location(limit=10, skip=10)],
    "iterate_businesses": [lambda c: c.iterate_businesses()],
    "get_business": [lambda c: c.get_business("B1")],
    "create_business": [
        lambda c: c.create_business(
            "Forno",
            {
                "phone": "+39", "email": "a@b.it", "website": "b.it", "address": "Via Po", "city": "Roma",
                "postalCode": "1", "state": "RM", "country": "IT", "description": "d",
            },
        )
    ],
    "update_business": [lambda c: c.update_business("B1", {"name": "Forno Re"})],
    "delete_business": [lambda c: c.delete_business("B1")],
    "get_location": [lambda c: c.get_location()],
    "get_location_tags": [lambda c: c.get_location_tags()],
    "create_tag": [lambda c: c.create_tag("vip")],
    "get_tag_by_id": [lambda c: c.get_tag_by_id("G1")],
    "update_tag": [lambda c: c.update_tag("G1", "vip")],
    "delete_tag": [lambda c: c.delete_tag("G1")],
    "get_user_by_location": [lambda c: c.get_user_by_location()],
    "get_user": [lambda c: c.get_user("U1")],
    "get_workflow": [lambda c: c.get_workflow()],
    "get_custom_fields": [lambda c: c.get_custom_fields(), lambda c: c.get_custom_fields("all")],
    "get_custom_field": [lambda c: c.get_custom_field("F1")],
    "create_custom_field": [lambda c: c.create_custom_field("P.IVA")],
    "update_custom_field": [lambda c: c.update_custom_field("F1", "P.IVA", {"placeholder": "IT"})],
    "delete_custom_field": [lambda c: c.delete_custom_field("F1")],
    "get_custom_values": [lambda c: c.get_custom_values()],
    "get_custom_value": [lambda c: c.get_custom_value("V1")],
    "create_custom_value": [lambda c: c.create_custom_value("Orari", "8-13")],
    "update_custom_value": [lambda c: c.update_custom_value("V1", "Orari", "8-13")],
    "delete_custom_value": [lambda c: c.delete_custom_value("V1")],
}  # fmt: skip
"""By the method's name; several calls where a method has several forms."""

_ONE = {"id": "1"}
_RECORDS = ("contact", "tag", "customField", "customValue", "location", "task", "note", "event", "calendar", "business")
_LISTS = ("contacts", "customFields", "customValues", "tasks", "notes", "events", "businesses", "users", "workflows")
ANSWER: dict[str, Any] = {
    **dict.fromkeys(_RECORDS, _ONE),
    **{key: [_ONE] for key in (*_LISTS, "calendars")},
    "contact": {"id": "1", "dateOfBirth": "1980-01-31"},
    "buiseness": _ONE,
    "id": "1",
    "dateUpdated": "2026-03-02T08:30:00.000Z",
    "tags": [],
    "followers": [],
    "ids": [],
    "responses": [],
    "succeded": True,
    "succeeded": True,
    "success": True,
    "total": 1,
    "2026-03-02": {"slots": ["2026-03-02T10:00:00+01:00"]},
}
"""One answer in which every operation finds what it looks for."""


def public_methods() -> set[str]:
    """Every public method of the client that sends something."""
    members = inspect.getmembers(HighLevelClient, inspect.isfunction)
    return {
        name
        for name, member in members
        if not name.startswith("_")
        and name != "aclose"
        and (inspect.iscoroutinefunction(member) or inspect.isasyncgenfunction(member))
    }


async def drained(made: Awaitable[Any] | AsyncIterator[Any]) -> Any:
    """Wait for an answer, or read a list to its end."""
    if isinstance(made, AsyncIterator):
        return [one async for one in made]
    return await made


def run(network: httpx.AsyncBaseTransport, act: Act) -> Any:
    """Carry out work with a client on a prepared network."""

    async def go() -> Any:
        async with HighLevelClient(
            TOKEN, LOCATION, clock=ManualClock(), inner=network, retry=RetryPolicy(chance=lambda: 0.0)
        ) as client:
            return await drained(act(client))

    return asyncio.run(go())


@cache
def sent_by(name: str) -> tuple[httpx.Request, ...]:
    """What the calls of one method send when everything goes well."""
    script = Script(reply(200, ANSWER))
    for act in CALLS[name]:
        run(script, act)
    return tuple(script.requests)
