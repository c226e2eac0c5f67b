"""HighLevel's known faults with everything but contacts, and with tokens (reference: HighLevel 7), row by row."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.connectors.highlevel.client import HighLevelClient
from app.connectors.highlevel.http.versions import OPERATIONS
from app.errors import CredentialsRefused, Ponte24Error, RecordGone, RequestRefused
from tests.connectors.bench import Bench
from tests.connectors.highlevel_calls import CALLS

HOURS = [
    {"daysOfTheWeek": list(range(7)), "hours": [{"openHour": 9, "openMinute": 0, "closeHour": 18, "closeMinute": 0}]}
]


@pytest.fixture
def bench() -> Bench:
    return Bench()


class Counted:
    """A token that says it could be renewed, and counts who asks."""

    def __init__(self, token: str) -> None:
        self.value = token
        self.reports = 0

    async def token(self) -> str:
        return self.value

    async def refused(self, token: str) -> bool:
        self.reports += 1
        return False


def sent(bench: Bench) -> int:
    """How many requests the sandbox has got."""
    return bench.state.traffic.count("highlevel")


def location(bench: Bench) -> str:
    return str(bench.state.world.location["id"])


def contact(bench: Bench, **values: Any) -> str:
    return str(bench.state.create_contact({"firstName": "Ida", **values})["id"])


def calendar(bench: Bench, *members: str) -> str:
    values = {"name": "Consegne", "openHours": HOURS, "slotDuration": 30}
    return str(bench.state.owner.create("calendars", {**values, "teamMembers": [{"userId": m} for m in members]})["id"])


def tomorrow(bench: Bench, hour: int = 10) -> datetime:
    zone = ZoneInfo(str(bench.state.world.location["timezone"]))
    day = datetime.fromtimestamp(bench.clock.now(), zone) + timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def appointments(bench: Bench) -> int:
    return len(bench.state.highlevel.records.appointments)


def test_issue_173_notes_cost_one_call_per_contact(bench: Bench) -> None:
    ids = [contact(bench) for _ in range(20)]
    for number, contact_id in enumerate(ids):
        bench.state.owner.create("notes", {"contactId": contact_id, "body": f"<p>n{number}</p>"})
    before = sent(bench)
    found = bench.ask(lambda c: c.iterate_notes(ids))
    assert sent(bench) - before == 20
    assert [(one.contact_id, one.notes[0].text) for one in found] == [(i, f"n{n}") for n, i in enumerate(ids)]


def test_issue_246_appointment_reply_lacks_dates(bench: Bench) -> None:
    who, where, start = contact(bench), calendar(bench), tomorrow(bench)
    body = {"calendarId": where, "locationId": location(bench), "contactId": who, "startTime": start.isoformat()}
    bare = bench.raw("POST", "/calendars/events/appointments", body, version="2021-04-15").json()
    assert "dateUpdated" not in bare and "dateAdded" not in bare
    made = bench.ask(lambda c: c.create_appointment(where, who, start + timedelta(hours=1)))
    assert made.date_added is not None and made.date_updated is not None
    assert made.start_time == start + timedelta(hours=1)
    moved = bench.ask(lambda c: c.edit_appointment(made.id, {"startTime": start + timedelta(hours=2)}))
    assert moved.date_updated is not None and moved.date_updated >= made.date_updated
    assert appointments(bench) == 2


@pytest.mark.parametrize("mode", ["team", "always"])
def test_issue_23_appointment_needs_a_user_for_some_calendars(bench: Bench, mode: Any) -> None:
    bench.state.switches.highlevel.appointment_needs_user = mode
    who, where, start = contact(bench), calendar(bench, "U1", "U2"), tomorrow(bench)
    with pytest.raises(RequestRefused) as caught:
        bench.ask(lambda c: c.create_appointment(where, who, start))
    assert caught.value.code == "appointment_needs_user"
    assert appointments(bench) == 0
    made = bench.ask(lambda c: c.create_appointment(where, who, start, {"assignedUserId": "U1"}))
    assert made.assigned_user_id == "U1"


def test_issue_7_no_location_wide_appointment_list(bench: Bench) -> None:
    who, places, start = contact(bench), [calendar(bench), calendar(bench)], tomorrow(bench)
    query = f"/calendars/events?locationId={location(bench)}&startTime=0&endTime=9999999999999"
    assert bench.raw("GET", query, version="2021-04-15").status_code == 422

    async def book(client: HighLevelClient) -> list[str]:
        return [(await client.create_appointment(place, who, start)).id for place in places]

    made = bench.ask(book)
    found = bench.ask(lambda c: c.iterate_events(start - timedelta(days=1), start + timedelta(days=1)))
    assert [one.id for one in found] == made


def test_issue_84_bad_date_is_an_internal_error(bench: Bench) -> None:
    who, where = contact(bench), calendar(bench)
    body = {"calendarId": where, "locationId": location(bench), "contactId": who, "startTime": "02/03/2026 9:30"}
    assert bench.raw("POST", "/calendars/events/appointments", body, version="2021-04-15").status_code == 500
    before = sent(bench)
    with pytest.raises(RequestRefused) as caught:
        bench.ask(lambda c: c.create_appointment(where, who, "02/03/2026 9:30"))
    assert (caught.value.code, caught.value.params["field"]) == ("date_unreadable", "startTime")
    assert sent(bench) == before
    assert appointments(bench) == 0


def test_issue_329_34_business_has_no_custom_fields_and_no_search(bench: Bench) -> None:
    body = {"name": "Forno", "locationId": location(bench), "customFields": []}
    assert bench.raw("POST", "/businesses/", body).status_code == 422
    with pytest.raises(RequestRefused) as caught:
        bench.ask(lambda c: c.create_business("Forno", {"customFields": "x"}))
    assert (caught.value.code, caught.value.params["fields"]) == ("field_not_writable", "customFields")
    already = len(bench.state.highlevel.records.businesses)
    made = {bench.state.owner.create("businesses", {"name": f"Ditta {n}"})["id"] for n in range(130)}
    pages = bench.ask(lambda c: c.iterate_businesses())
    assert {b.id for page in pages for b in page.items} >= made
    assert (pages[-1].collected, pages[-1].complete) == (130 + already, True)


@pytest.mark.parametrize("taken", [True, False])
def test_issue_300_custom_field_with_undocumented_keys(bench: Bench, taken: bool) -> None:
    bench.state.switches.highlevel.custom_field_extra_keys = taken
    body = {"name": "Sesso", "dataType": "TEXT", "model": "contact", "parentId": "P1"}
    path = f"/locations/{location(bench)}/customFields"
    assert bench.raw("POST", path, body).status_code == (201 if taken else 422)
    field = bench.ask(lambda c: c.create_custom_field("P.IVA"))  # sends documented keys only
    assert (field.name, field.data_type) == ("P.IVA", "TEXT")


def test_issue_217_319_scope_refused_suddenly(bench: Bench) -> None:
    ida = contact(bench)
    bench.state.faults.add("401-scope", path="/contacts/*", times=1)
    source = Counted(bench.state.world.token)
    with pytest.raises(CredentialsRefused) as caught:
        bench.ask(lambda c: c.get_contact(ida), source)
    assert (caught.value.code, caught.value.params["scope"]) == ("highlevel_scope_missing", "contacts.readonly")
    assert source.reports == 0  # a renewed token would be refused just the same
    assert bench.ask(lambda c: c.get_contact(ida), source).id == ida


def test_issue_172_contact_appointments_refused_in_spite_of_the_scope(bench: Bench) -> None:
    ida, leo, where, start = contact(bench), contact(bench), calendar(bench), tomorrow(bench)
    made = bench.ask(lambda c: c.create_appointment(where, ida, start))
    bench.ask(lambda c: c.create_appointment(where, leo, start + timedelta(hours=1)))
    span = (start - timedelta(days=1), start + timedelta(days=1))
    assert [a.id for a in bench.ask(lambda c: c.find_appointments(ida, *span))] == [made.id]
    bench.state.switches.highlevel.contact_appointments_refused = True
    with pytest.raises(CredentialsRefused):
        bench.ask(lambda c: c.get_appointments_for_contact(ida))
    found = bench.ask(lambda c: c.find_appointments(ida, *span))
    assert [(a.id, a.start_time) for a in found] == [(made.id, start)]


def test_issue_226_agency_token_may_not_work_on_a_location(bench: Bench) -> None:
    token = "pit-99999999-2222-3333-4444-555555555555"
    made = bench.state.highlevel.add_token(token, [*OPERATIONS_SCOPES, "oauth.readonly"], user_type="Company")
    assert "oauth.readonly" not in made.scopes
    with pytest.raises(CredentialsRefused) as caught:
        bench.ask(lambda c: c.get_contact(contact(bench)), token)
    assert caught.value.code == "highlevel_token_class"
    assert "sotto-account" in caught.value.describe("it").action


def test_issue_304_v3_refuses_removed_endpoints(bench: Bench) -> None:
    contact(bench)
    bench.state.clock.advance(90)
    refused = bench.raw("GET", f"/contacts/?locationId={location(bench)}", version="v3")
    assert refused.status_code == 400
    assert "not available in API version v3" in refused.json()["message"]
    bench.state.switches.highlevel.strict_versions = True
    assert len(bench.ask(lambda c: c.get_contacts()).contacts) == 1
    assert bench.ask(lambda c: c.get_user_by_location()) != []


OPERATIONS_SCOPES = sorted({operation.scope for operation in OPERATIONS.values()})


def test_issue_62_the_list_of_scopes_is_incomplete(bench: Bench) -> None:
    """A token with the scopes of our own table may send every operation: none is missing from it."""
    token = "pit-88888888-2222-3333-4444-555555555555"
    bench.state.highlevel.add_token(token, OPERATIONS_SCOPES)
    refused = []
    for name, acts in CALLS.items():
        for act in acts:
            try:
                bench.ask(act, token)
            except CredentialsRefused as error:
                refused.append((name, error.code))
            except (Ponte24Error, ValueError):
                pass  # the ids are made up: that an operation is reached is what counts
    assert refused == []
    assert sent(bench) >= len(OPERATIONS)


def test_issue_62_without_its_scope_each_operation_says_which(bench: Bench) -> None:
    token = "pit-77777777-2222-3333-4444-555555555555"
    bench.state.highlevel.add_token(token, [])
    for name in ("get_contact", "task_search", "get_custom_values", "get_calendars", "delete_event", "get_workflow"):
        with pytest.raises(CredentialsRefused) as caught:
            bench.ask(CALLS[name][0], token)
        assert caught.value.code == "highlevel_scope_missing"
        assert caught.value.params["scope"] == next(
            o.scope for o in OPERATIONS.values() if o.id == name.replace("_", "-")
        )


def test_issue_213_bodies_of_refused_tokens_and_locations(bench: Bench) -> None:
    for token, words in (("pit-wrong", "Invalid Private Integration token"), ("wrong", "Invalid JWT")):
        assert bench.raw("GET", f"/locations/{location(bench)}", token=token).json()["message"] == words
        with pytest.raises(CredentialsRefused) as caught:
            bench.ask(lambda c: c.get_location(), token)
        assert caught.value.code == "highlevel_token_refused"
    token = "pit-66666666-2222-3333-4444-555555555555"
    bench.state.highlevel.add_token(token, location_id="another")
    with pytest.raises(CredentialsRefused) as caught:
        bench.ask(lambda c: c.get_location(), token)
    assert caught.value.code == "highlevel_location_refused"


def test_unnumbered_succeded_is_misspelt(bench: Bench) -> None:
    ida = contact(bench)
    assert bench.raw("PUT", f"/contacts/{ida}", {"city": "Roma"}).json()["succeded"] is True
    bench.ask(lambda c: c.delete_contact(ida))
    assert ida not in bench.state.highlevel.contacts


def test_unnumbered_buiseness_is_misspelt(bench: Bench) -> None:
    body = {"name": "Forno", "locationId": location(bench)}
    assert bench.raw("POST", "/businesses/", body).json()["buiseness"]["name"] == "Forno"
    firm = bench.ask(lambda c: c.create_business("Forno Re"))
    assert bench.ask(lambda c: c.update_business(firm.id, {"name": "Forno"})).name == "Forno"
    assert bench.ask(lambda c: c.get_business(firm.id)).name == "Forno"


def test_unnumbered_delete_event_answers_201_and_wants_a_body(bench: Bench) -> None:
    who, where, start = contact(bench), calendar(bench), tomorrow(bench)
    made = bench.ask(lambda c: c.create_appointment(where, who, start))
    assert bench.raw("DELETE", f"/calendars/events/{made.id}", version="2021-04-15").status_code == 400
    bench.ask(lambda c: c.delete_event(made.id))
    assert appointments(bench) == 0
    with pytest.raises(RecordGone) as caught:
        bench.ask(lambda c: c.delete_event(made.id))
    assert caught.value.code == "entry_gone"


@pytest.mark.parametrize("status", [400, 404])
def test_unnumbered_missing_records_are_400(bench: Bench, status: Any) -> None:
    bench.state.switches.highlevel.missing_status = status
    assert bench.raw("GET", "/contacts/nobody").status_code == 400
    ida = contact(bench)
    for act in (
        lambda c: c.get_contact("nobody"),
        lambda c: c.get_task(ida, "nothing"),
        lambda c: c.get_note(ida, "nothing"),
        lambda c: c.get_appointment("nothing"),
        lambda c: c.get_business("nothing"),
    ):
        with pytest.raises(RecordGone):
            bench.ask(act)


def test_unnumbered_task_ids_differ_and_due_dates_lose_their_milliseconds(bench: Bench) -> None:
    ida = contact(bench)
    already = len(bench.state.highlevel.records.tasks)
    made = bench.ask(lambda c: c.create_task(ida, "Richiamare", tomorrow(bench)))
    found = bench.raw("POST", f"/locations/{location(bench)}/tasks/search", {"contactId": [ida]}).json()["tasks"][0]
    assert "_id" in found and "id" not in found
    assert found["dueDate"].endswith(".000Z")
    refused = bench.raw("PUT", f"/contacts/{ida}/tasks/{made.id}", {"dueDate": found["dueDate"]})
    assert refused.status_code == 422
    pages = bench.ask(lambda c: c.iterate_tasks())
    assert made.id in {t.id for page in pages for t in page.items}
    assert (pages[-1].collected, pages[-1].complete) == (already + 1, True)
    again = bench.ask(lambda c: c.update_task(ida, made.id, {"dueDate": found["dueDate"], "title": "Chiamare"}))
    assert (again.title, again.due_date) == ("Chiamare", made.due_date)
    assert bench.ask(lambda c: c.update_task_completed(ida, made.id, True)).completed


def test_unnumbered_appointments_of_a_contact_have_no_zone(bench: Bench) -> None:
    ida, where, start = contact(bench), calendar(bench), tomorrow(bench)
    bench.ask(lambda c: c.create_appointment(where, ida, start))
    bare = bench.raw("GET", f"/contacts/{ida}/appointments").json()["events"][0]["startTime"]
    assert bare == f"{start:%Y-%m-%d %H:%M:%S}"
    assert bench.ask(lambda c: c.get_appointments_for_contact(ida))[0].start_time == start


def test_unnumbered_a_taken_slot_is_named(bench: Bench) -> None:
    ida, where, start = contact(bench), calendar(bench), tomorrow(bench)
    bench.state.switches.highlevel.utc_start_is_refused = True  # and the offset is kept, which is not refused
    bench.ask(lambda c: c.create_appointment(where, ida, start))
    with pytest.raises(RequestRefused) as caught:
        bench.ask(lambda c: c.create_appointment(where, ida, start))
    assert caught.value.code == "slot_taken"
    assert appointments(bench) == 1
    free = bench.ask(lambda c: c.get_slots(where, start - timedelta(hours=1), start + timedelta(days=2)))
    assert start not in free and start + timedelta(minutes=30) in free
