"""What the client makes of answers to the operations beyond contacts, and what it refuses to send."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from app.connectors.highlevel.client import HighLevelClient
from app.errors import (
    CredentialsRefused,
    LostAnswer,
    Ponte24Error,
    RecordGone,
    RequestRefused,
    ServiceUnavailable,
)
from tests.connectors.conftest import Script, Step, reply
from tests.connectors.highlevel_calls import END, START, Act, run


def told(status: int, message: object) -> httpx.Response:
    return reply(status, {"statusCode": status, "message": message, "traceId": "t"})


def router(answers: dict[str, Step]) -> Script:
    """A network that answers by "METHOD /path", whatever the order; unknown ones fail the test."""

    def answer(request: httpx.Request) -> httpx.Response:
        step = answers[f"{request.method} {request.url.path}"]
        assert not isinstance(step, Exception)
        found = step if isinstance(step, httpx.Response) else step(request)
        return httpx.Response(found.status_code, content=found.content, headers=found.headers)

    return Script(answer)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda c: c.create_contact({"additionalEmails": [{"email": "b@c.it"}]}), "field_not_writable"),
        (lambda c: c.update_contact("C1", {"additionalPhones": []}), "field_not_writable"),
        (lambda c: c.update_contact("C1", {"gender": "female"}), "field_not_writable"),
        (lambda c: c.update_contact("C1", {"businessId": "B1"}), "field_not_writable"),
        (lambda c: c.upsert_contact({"email": "a@b.it", "gender": "male"}), "field_not_writable"),
        (lambda c: c.create_contact({"dateOfBirth": "31/01/1980"}), "date_unreadable"),
        (lambda c: c.search_contacts_advanced(query="x" * 76), "search_text_too_long"),
        (
            lambda c: c.search_contacts_advanced(filters=[{"field": "email", "operator": "eq", "value": "x" * 76}]),
            "search_text_too_long",
        ),
        (lambda c: c.create_task("C1", "x", "domani"), "date_unreadable"),
        (lambda c: c.update_task("C1", "T1", {"dueDate": "2026-01-01"}), "date_unreadable"),
        (lambda c: c.create_appointment("K1", "C1", "2026-03-02 09:30"), "date_unreadable"),
        (lambda c: c.edit_appointment("E1", {"endTime": "late"}), "date_unreadable"),
        (lambda c: c.add_contact_to_workflow("C1", "W1", "late"), "date_unreadable"),
        (lambda c: c.get_slots("K1", START, START + timedelta(days=32)), "range_too_long"),
        (lambda c: c.get_slots("K1", END, START), "range_too_long"),
        (lambda c: c.get_slots("K1", datetime(2026, 3, 2), END), "date_unreadable"),
        (lambda c: c.get_calendar_events(START, datetime(2026, 3, 9), calendar_id="K1"), "date_unreadable"),
        (lambda c: c.create_business("Forno", {"customFields": "x"}), "field_not_writable"),
        (lambda c: c.update_business("B1", {"createdAt": "x"}), "field_not_writable"),
    ],
)
def test_what_must_not_be_sent_is_not(act: Act, code: str) -> None:
    script = Script(reply(200, {}))
    with pytest.raises(RequestRefused) as caught:
        run(script, act)
    assert caught.value.code == code
    assert script.requests == []


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda c: c.get_all_tasks("C1"), "record_gone"),
        (lambda c: c.get_all_notes("C1"), "record_gone"),
        (lambda c: c.create_note("C1", "x"), "record_gone"),
        (lambda c: c.get_appointments_for_contact("C1"), "record_gone"),
        (lambda c: c.add_contact_to_workflow("C1", "W1"), "record_gone"),
        (lambda c: c.delete_contact("C1"), "record_gone"),
        (lambda c: c.get_task("C1", "T1"), "entry_gone"),
        (lambda c: c.delete_note("C1", "N1"), "entry_gone"),
        (lambda c: c.get_appointment("E1"), "entry_gone"),
        (lambda c: c.delete_event("E1"), "entry_gone"),
        (lambda c: c.update_tag("G1", "x"), "entry_gone"),
        (lambda c: c.get_custom_value("V1"), "entry_gone"),
        (lambda c: c.get_business("B1"), "entry_gone"),
        (lambda c: c.get_contacts_by_business_id("B1"), "entry_gone"),
        (lambda c: c.get_user("U1"), "entry_gone"),
    ],
)
def test_what_is_gone_is_named_rightly(act: Act, code: str) -> None:
    for answer in (told(400, "Contact with id C1 not found"), told(404, "Contact C1 not found")):
        with pytest.raises(RecordGone) as caught:
            run(Script(answer), act)
        assert caught.value.code == code


@pytest.mark.parametrize(
    "act",
    [
        lambda c: c.add_contact_to_workflow("C1", "W1"),
        lambda c: c.delete_contact_from_workflow("C1", "W1"),
        lambda c: c.add_contact_to_campaign("C1", "K1"),
        lambda c: c.add_followers_contact("C1", ["U1"]),
        lambda c: c.create_task("C1", "x", START, assigned_to="U1"),
        lambda c: c.create_note("C1", "x", user_id="U1"),
    ],
)
def test_something_else_that_is_missing_is_no_deleted_contact(act: Act) -> None:
    for answer in (told(400, "Workflow with id W1 not found"), told(404, "User not found"), told(404, "Not Found")):
        with pytest.raises(RequestRefused) as caught:
            run(Script(answer), act)
        assert not isinstance(caught.value, RecordGone)


@pytest.mark.parametrize("word", ["succeded", "succeeded", "success"])
def test_a_success_that_says_no_is_none(word: str) -> None:
    acts: list[Act] = [
        lambda c: c.delete_task("C1", "T1"),
        lambda c: c.delete_contact("C1"),
        lambda c: c.add_contact_to_workflow("C1", "W1"),
        lambda c: c.delete_event("E1"),
    ]
    for act in acts:
        with pytest.raises(RequestRefused):
            run(Script(reply(200, {word: False})), act)
        run(Script(reply(201, {word: True})), act)


@pytest.mark.parametrize(
    "act",
    [
        lambda c: c.create_task("C1", "x", START),
        lambda c: c.create_note("C1", "x"),
        lambda c: c.create_business("x"),
        lambda c: c.create_custom_value("x", "y"),
        lambda c: c.create_appointment("K1", "C1", START),
    ],
)
def test_a_create_without_its_record_is_lost_and_not_repeated(act: Act) -> None:
    script = Script(reply(201, {"traceId": "t"}))
    with pytest.raises(LostAnswer):
        run(script, act)
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda c: c.create_task("C1", "x", START),
        lambda c: c.create_note("C1", "x"),
        lambda c: c.create_appointment("K1", "C1", START),
        lambda c: c.add_contact_to_workflow("C1", "W1"),
        lambda c: c.add_contact_to_campaign("C1", "K1"),
    ],
)
def test_what_would_happen_twice_is_not_repeated(act: Act) -> None:
    for trouble in (httpx.ReadTimeout("late"), reply(504, {})):
        script = Script(trouble)
        with pytest.raises(LostAnswer):
            run(script, act)
        assert len(script.requests) == 1


@pytest.mark.parametrize("status", [200, 201, 202, 203])
@pytest.mark.parametrize(
    ("act", "body"),
    [
        (lambda c: c.task_search(), {"tasks": [{"_id": "T1"}]}),
        (lambda c: c.search_contacts_advanced(), {"contacts": [], "total": 0}),
        (lambda c: c.update_task("C1", "T1", {"title": "x"}), {"task": {"id": "T1"}}),
        (lambda c: c.update_contact("C1", {"city": "x"}), {"contact": {"id": "C1"}}),
        (lambda c: c.create_contact({"city": "x"}), {"contact": {"id": "C1"}}),
        (lambda c: c.delete_note("C1", "N1"), {"succeded": True}),
    ],
)
def test_any_success_is_a_success(act: Act, body: dict[str, Any], status: int) -> None:
    run(Script(reply(status, body)), act)


@pytest.mark.parametrize(
    "message", ["Contact with id C1 not found", "Contact not found for id:C1", "Contact NOT FOUND"]
)
def test_both_texts_for_a_missing_contact_mean_that_it_is_gone(message: str) -> None:
    for act in (
        lambda c: c.get_contact("C1"),
        lambda c: c.update_contact("C1", {"city": "x"}),
        lambda c: c.create_note("C1", "x"),
        lambda c: c.get_all_tasks("C1"),
        lambda c: c.add_contact_to_workflow("C1", "W1"),
    ):
        with pytest.raises(RecordGone) as caught:
            run(Script(told(400, message)), act)
        assert caught.value.code == "record_gone"


@pytest.mark.parametrize(
    "act", [lambda c: c.get_all_tasks("C1"), lambda c: c.task_search(), lambda c: c.get_calendars()]
)
def test_a_list_that_is_none_is_unreadable(act: Act) -> None:
    with pytest.raises(ServiceUnavailable) as caught:
        run(Script(reply(200, {"traceId": "t"})), act)
    assert caught.value.code == "service_unreadable"


def test_bulk_tags_go_in_groups_and_tell_who_was_left_out() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        ids = json.loads(request.content)["contacts"]
        rows = [{"contactId": i, "type": "error" if i == "C7" else "success"} for i in ids if i != "C9"]
        return reply(201, {"succeded": True, "errorCount": 1, "responses": rows})

    script = Script(answer)
    ids = [f"C{n}" for n in range(120)]
    result = run(script, lambda c: c.create_association("add", [*ids, "C0"], ["vip"]))
    assert [len(script.body(n)["contacts"]) for n in range(3)] == [50, 50, 20]
    assert result.failed == ("C7", "C9")
    assert set(result.done) == set(ids) - {"C7", "C9"}


def test_a_business_is_linked_in_groups_and_unlinked_by_null() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return reply(200, {"contact": {"id": "C1"}})
        return reply(200, {"success": True, "ids": json.loads(request.content)["ids"]})

    script = Script(answer)
    ids = [f"C{n}" for n in range(51)]
    assert run(script, lambda c: c.add_remove_contact_from_business(ids, "B1")) == ids
    assert [len(script.body(n)["ids"]) for n in range(2)] == [50, 1]
    run(script, lambda c: c.add_remove_contact_from_business(["C1"], ""))
    assert script.body(2)["businessId"] is None


def test_events_come_from_every_calendar_once() -> None:
    def events(request: httpx.Request) -> httpx.Response:
        calendar = request.url.params["calendarId"]
        assert request.url.params["startTime"] == "1772440200000"
        return reply(200, {"events": [{"id": "both", "startTime": "2026-03-03 10:00:00"}, {"id": calendar}]})

    script = router(
        {
            "GET /calendars/": reply(200, {"calendars": [{"id": "K1"}, {"id": "K2"}]}),
            "GET /calendars/events": events,
            "GET /locations/ve9EPM428h8vShlRW1KT": reply(200, {"location": {"timezone": "Europe/Rome"}}),
        }
    )
    found = run(script, lambda c: c.iterate_events(START, END))
    assert [one.id for one in found] == ["both", "K1", "K2"]
    assert found[0].start_time.astimezone(UTC) == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert sum("locations" in r.url.path for r in script.requests) == 1


@pytest.mark.parametrize("owners", [{}, {"calendar_id": "K1", "user_id": "U1"}])
def test_events_need_exactly_one_owner(owners: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        run(Script(reply(200, {"events": []})), lambda c: c.get_calendar_events(START, END, **owners))


@pytest.mark.parametrize(
    "wrap", [lambda e: {"event": e}, lambda e: {"appointment": e}, lambda e: {**e, "traceId": "t"}]
)
def test_an_appointment_nested_or_flat(wrap: Any) -> None:
    made = {"id": "E1", "title": "Prova", "startTime": "2026-03-02T09:30:00+01:00"}
    dated = {**made, "dateUpdated": "2026-03-01T10:00:00.000Z"}
    script = router(
        {
            "POST /calendars/events/appointments": reply(200, wrap(made)),
            "GET /calendars/events/appointments/E1": reply(200, wrap(dated)),
        }
    )
    found = run(script, lambda c: c.create_appointment("K1", "C1", START))
    assert (found.id, found.title) == ("E1", "Prova")
    assert found.date_updated == datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_an_appointment_that_cannot_be_read_again_is_still_made() -> None:
    script = router(
        {
            "POST /calendars/events/appointments": reply(200, {"id": "E1", "startTime": "2026-03-02 09:30:00"}),
            "GET /calendars/events/appointments/E1": told(401, "The token is not authorized for this scope."),
        }
    )
    found = run(script, lambda c: c.create_appointment("K1", "C1", START))
    assert (found.id, found.date_updated) == ("E1", None)


def lost_then_taken(held: str, *puts: httpx.Response) -> Script:
    """An appointment that is at ``held``, and what changing it is answered."""
    answers = iter(puts)
    event = {"id": "E1", "title": "t", "startTime": held}
    return router(
        {
            "PUT /calendars/events/appointments/E1": lambda _request: next(answers),
            "GET /calendars/events/appointments/E1": reply(200, {"event": event}),
        }
    )


TAKEN = told(400, "The slot you have selected is no longer available.")


def test_a_change_whose_answer_was_lost_meets_its_own_slot() -> None:
    script = lost_then_taken(START.isoformat(), reply(504, {}), TAKEN)
    assert run(script, lambda c: c.edit_appointment("E1", {"startTime": START})).start_time == START


@pytest.mark.parametrize(
    ("held", "act"),
    [
        (START - timedelta(days=1), lambda c: c.edit_appointment("E1", {"startTime": START})),
        (START, lambda c: c.edit_appointment("E1", {"startTime": START, "title": "x"})),
        (START, lambda c: c.edit_appointment("E1", {"calendarId": "K2"})),
    ],
)
def test_a_slot_that_is_really_taken_stays_refused(held: datetime, act: Act) -> None:
    with pytest.raises(RequestRefused) as caught:
        run(lost_then_taken(held.isoformat(), TAKEN), act)
    assert caught.value.code == "slot_taken"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("The slot you have selected is no longer available.", "slot_taken"),
        (["assignedUserId must be a string"], "appointment_needs_user"),
        ("calendar is not active", "request_refused"),
    ],
)
def test_refused_appointments_say_what_to_do(message: object, code: str) -> None:
    acts: list[Act] = [
        lambda c: c.create_appointment("K1", "C1", START),
        lambda c: c.edit_appointment("E1", {"startTime": START}),
    ]
    for act in acts:
        with pytest.raises(Ponte24Error) as caught:
            run(Script(told(400, message), reply(200, {"event": {"id": "E1"}})), act)
        assert caught.value.code == code
        assert caught.value.params["service"] == "HighLevel"


def test_a_new_appointment_without_its_user_whatever_the_wording() -> None:
    answer = told(400, "A team member needs to be selected")
    acts: list[tuple[Act, str]] = [
        (lambda c: c.create_appointment("K1", "C1", START), "appointment_needs_user"),
        (lambda c: c.create_appointment("K1", "C1", START, {"assignedUserId": "U1"}), "request_refused"),
        (lambda c: c.edit_appointment("E1", {"startTime": START}), "request_refused"),
    ]
    for act, code in acts:
        with pytest.raises(RequestRefused) as caught:
            run(Script(answer), act)
        assert caught.value.code == code


def test_slots_of_all_days_in_order() -> None:
    answer = reply(
        200,
        {
            "2026-03-03": {"slots": ["2026-03-03T10:00:00+01:00"]},
            "2026-03-02": {"slots": ["2026-03-02T11:00:00+01:00", "2026-03-02T10:00:00+01:00"]},
            "traceId": "t",
        },
    )
    found = run(Script(answer), lambda c: c.get_slots("K1", START, END))
    assert [one.day * 100 + one.hour for one in found] == [210, 211, 310]


def test_notes_of_many_contacts_in_their_order_and_without_those_gone() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        contact = request.url.path.split("/")[2]
        if contact == "C3":
            return told(400, "Contact with id C3 not found")
        return reply(200, {"notes": [{"id": f"N-{contact}", "body": "<p>x</p>"}]})

    ids = [f"C{n}" for n in range(20)]
    found = run(Script(answer), lambda c: c.iterate_notes(iter(ids)))
    assert [one.contact_id for one in found] == ids
    assert found[3].notes is None
    assert found[4].notes[0].text == "x"
    assert found[4].notes[0].contact_id == "C4"


def test_what_is_no_note_stands_among_them_without_an_id() -> None:
    answer = reply(200, {"notes": [{"id": "N1", "body": "x"}, None, "odd"]})
    found = run(Script(answer), lambda c: c.get_all_notes("C1"))
    assert [one.id for one in found] == ["N1", "", ""], "they prove that the answer is not whole"


def test_one_refused_reading_of_notes_is_told_as_it_is() -> None:
    with pytest.raises(CredentialsRefused):
        run(Script(told(401, "The token is not authorized for this scope.")), lambda c: c.iterate_notes(["C1", "C2"]))


def test_the_time_zone_is_asked_for_once() -> None:
    script = Script(
        reply(200, {"location": {"timezone": "Europe/Rome"}, "events": [{"startTime": "2026-03-02 10:00:00"}]})
    )

    async def act(client: HighLevelClient) -> list[str]:
        await client.get_appointments_for_contact("C1")
        return [await client.time_zone(), await client.time_zone()]

    assert run(script, act) == ["Europe/Rome"] * 2
    assert len(script.requests) == 2


def test_a_created_record_with_its_id_as_underscore_id() -> None:
    made = run(Script(reply(201, {"task": {"_id": "T1", "title": "x"}})), lambda c: c.create_task("C1", "x", START))
    assert (made.id, made.contact_id, made.wire["_id"]) == ("T1", "C1", "T1")
