"""A payment's follow-up as an appointment: at a free time, once, with preview, journal, recovery and undo."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.errors import UsageError
from app.records.task import TaskKind
from app.services.settings import place
from app.sync.plan.model import Action, Kind, Plan, RecordType
from tests.services.work.test_payment_whole_way import invoice, pay
from tests.services.work_stage import WorkStage, work_stage


@pytest.fixture
def w(tmp_path: Path) -> Iterator[WorkStage]:
    with work_stage(tmp_path) as stage:
        yield stage


def calendar(w: WorkStage) -> str:
    return next(iter(w.s.sandbox.state.highlevel.records.calendars))


def appointments(w: WorkStage) -> list[dict[str, Any]]:
    """HighLevel's appointments that bear a mark of Ponte24's."""
    return [a for a in w.s.sandbox.state.highlevel.records.appointments if "Ponte24:" in a.get("description", "")]


def choose(w: WorkStage, **more: Any) -> None:
    book = w.s.service.agenda
    book.save_settings(replace(book.settings(), followup_as="appointment", followup_calendar=calendar(w), **more))


def paid(w: WorkStage, number: int = 0) -> tuple[str, str]:
    customer, contact = w.linked(number)
    one = invoice(w, customer)
    w.sync()
    pay(w, one)
    return contact, one


def planned(plan: Plan) -> list[Action]:
    return [a for a in plan.actions if a.record is RecordType.APPOINTMENT]


def start(made: dict[str, Any], w: WorkStage) -> datetime:
    return datetime.fromtimestamp(made["startTime"] / 1000, place.zone(w.s.service.store))


def day_of(action: Action) -> date:
    return date.fromisoformat(next(f.after for f in action.fields if f.name == "start")[:10])


def test_the_preview_shows_a_free_time_and_confirming_makes_just_that_once(w: WorkStage) -> None:
    choose(w)
    contact, _ = paid(w)
    plan = w.plan()
    (action,) = planned(plan)
    assert (action.kind, action.reason.key) == (Kind.CREATE, "appointment_followup")
    assert day_of(action) >= w.day(7)
    assert not [a for a in plan.actions if a.reason.key == "task_followup"]
    w.apply(plan)
    (made,) = appointments(w)
    assert made["contactId"] == contact
    shown = next(f.after for f in action.fields if f.name == "start")
    assert start(made, w).strftime("%Y-%m-%d %H:%M") == shown
    follow_up = next(x for x in w.s.service.agenda.tasks(everything=True) if x.task.kind is TaskKind.FOLLOWUP)
    assert follow_up.task.completed  # the appointment stands for it: nothing to do twice
    after = w.plan()
    assert not [a for a in after.actions if a.effective]
    # it is in the agenda and in the calendar file at once, without another reading
    day = start(made, w).date()
    lines = w.s.service.agenda.appointments(day, day + timedelta(days=1))
    assert [x.title for x in lines if x.id == made["id"]] == [made["title"]]


def test_two_follow_ups_get_times_of_their_own(w: WorkStage) -> None:
    choose(w)
    numbers = [invoice(w, w.linked(which)[0], f"7{which}") for which in (0, 1)]
    w.sync()
    for number in numbers:
        pay(w, number)
    plan = w.plan()
    w.apply(plan)
    made = appointments(w)
    assert len(made) == len(planned(plan)) == 2
    spans = sorted((m["startTime"], m["endTime"]) for m in made)
    assert spans[0][1] <= spans[1][0]


@pytest.mark.parametrize("fault", ["cut-after", "cut-before", "504-done"])
def test_a_lost_answer_makes_no_second_appointment(w: WorkStage, fault: str) -> None:
    choose(w)
    paid(w)
    plan = w.plan()
    w.s.sandbox.state.faults.add(fault, service="highlevel", method="POST", path="*/appointments", times=1)
    w.apply(plan)
    assert len(appointments(w)) == 1
    assert not [a for a in w.plan().actions if a.effective]


def test_a_time_that_was_taken_since_the_preview_is_not_taken_by_force(w: WorkStage) -> None:
    choose(w)
    paid(w)
    plan = w.plan()
    (action,) = planned(plan)
    w.s.sandbox.state.highlevel.records.appointments.put(taken(w, action))
    done = asyncio.run(w.s.service.apply(plan.id, digest=plan.digest, confirmed=True))
    assert done.stale == 1
    assert not appointments(w)
    (again,) = planned(w.plan())
    assert again.fields != action.fields
    w.sync()
    assert len(appointments(w)) == 1


def taken(w: WorkStage, action: Action) -> dict[str, Any]:
    """Somebody else's appointment at the time that a plan has chosen."""
    text = next(f.after for f in action.fields if f.name == "start")
    begin = int(datetime.fromisoformat(text).replace(tzinfo=place.zone(w.s.service.store)).timestamp() * 1000)
    return {
        "id": "else",
        "title": "Altro",
        "calendarId": calendar(w),
        "contactId": w.linked(3)[1],
        "appointmentStatus": "confirmed",
        "startTime": begin,
        "endTime": begin + 1_800_000,
        "dateAdded": begin,
        "dateUpdated": begin,
    }


def test_an_undo_takes_it_away_and_leaves_the_task_to_be_done_by_hand(w: WorkStage) -> None:
    choose(w)
    paid(w)
    w.sync()
    assert len(appointments(w)) == 1
    undo = w.undo()
    assert {(a.kind, a.reason.key) for a in planned(undo)} == {(Kind.DELETE, "undo_made")}
    w.apply(undo)
    assert not appointments(w)
    (follow_up,) = [x.task for x in w.s.service.agenda.tasks() if x.task.kind is TaskKind.FOLLOWUP]
    assert follow_up.open
    assert not [a for a in w.plan().actions if a.effective]


def test_one_that_a_person_moved_is_left_where_they_put_it(w: WorkStage) -> None:
    choose(w)
    paid(w)
    w.sync()
    (made,) = appointments(w)
    hour = 3_600_000
    later = {**made, "startTime": made["startTime"] + hour, "endTime": made["endTime"] + hour}
    w.s.sandbox.state.highlevel.records.appointments.put(later)
    asyncio.run(w.s.service.agenda.read())
    (action,) = planned(w.undo())
    assert action.note
    assert action.reason.key == "undo_edited_since"


def test_a_payment_taken_back_asks_about_the_appointment_and_a_yes_takes_it_away(w: WorkStage) -> None:
    choose(w)
    _, one = paid(w)
    w.sync()
    pay(w, one, paid=False)
    book = w.s.service.agenda
    (question,) = [q for q in book.questions() if q.kind == "followup_unpaid"]
    assert len(appointments(w)) == 1  # asked, not done
    book.answer(question.kind, question.keys, yes=True)
    plan = w.plan()
    (action,) = planned(plan)
    assert (action.kind, action.reason.key) == (Kind.DELETE, "appointment_unpaid")
    w.apply(plan)
    assert not appointments(w)
    assert not planned(w.plan())
    assert not [q for q in book.questions() if q.kind == "followup_unpaid"]


def test_without_a_free_time_it_becomes_a_task(w: WorkStage) -> None:
    choose(w)
    state = w.s.sandbox.state.highlevel.records
    state.calendars[calendar(w)]["openHours"] = []
    paid(w)
    plan = w.plan()
    assert not planned(plan)
    assert [a.kind for a in plan.actions if a.reason.key == "task_followup_no_time"] == [Kind.CREATE]
    w.sync()
    assert not appointments(w)


def test_a_calendar_that_does_not_answer_makes_it_wait(w: WorkStage) -> None:
    choose(w)
    paid(w)
    w.s.sandbox.state.faults.add("503", service="highlevel", path="/calendars/*")
    assert not [a for a in w.plan().actions if "followup" in a.reason.key]
    w.s.sandbox.state.faults.clear()
    w.sync()
    assert len(appointments(w)) == 1


def test_one_whose_task_was_forgotten_here_is_known_again_by_its_mark(w: WorkStage) -> None:
    choose(w)
    paid(w)
    w.sync()
    store = w.s.service.store
    (follow_up,) = [x.task for x in w.s.service.agenda.tasks(everything=True) if x.task.kind is TaskKind.FOLLOWUP]
    # a backup from before it was made is put back
    store.tasks.save([replace(follow_up, completed=False, completed_at=0.0, derived={})])
    assert not planned(w.plan())
    assert len(appointments(w)) == 1
    assert w.s.service.agenda.task(follow_up.id).task.completed


def test_one_left_out_stays_left_out_though_another_time_is_free_by_then(w: WorkStage) -> None:
    choose(w)
    paid(w)
    plan = w.plan()
    (action,) = planned(plan)
    w.s.service.include(plan.id, [action.id], included=False)
    w.s.sandbox.state.highlevel.records.appointments.put(taken(w, action))
    (again,) = planned(w.plan())
    assert again.fields != action.fields
    assert not again.included


def test_one_that_was_opened_again_goes_over_as_a_task(w: WorkStage) -> None:
    choose(w)
    paid(w)
    w.sync()
    book = w.s.service.agenda
    (follow_up,) = [x.task for x in book.tasks(everything=True) if x.task.kind is TaskKind.FOLLOWUP]
    book.reopen(follow_up.id)
    assert [a.reason.key for a in w.sync()] == ["task_followup"]
    assert len(appointments(w)) == 1


def test_a_calendar_of_several_gets_the_name_of_who_keeps_it(w: WorkStage) -> None:
    state = w.s.sandbox.state.highlevel
    users = sorted(user["id"] for user in state.users)
    state.records.calendars[calendar(w)]["teamMembers"] = [
        {"userId": users[0]},
        {"userId": users[1], "isPrimary": True},
    ]
    w.s.clock.sandbox.advance(90_000)
    asyncio.run(w.s.service.agenda.read())
    choose(w)
    paid(w)
    w.sync()
    (made,) = appointments(w)
    assert made["assignedUserId"] == users[1]


def test_the_choice_wants_a_calendar_that_there_is(w: WorkStage) -> None:
    book = w.s.service.agenda
    with pytest.raises(UsageError) as missing:
        book.save_settings(replace(book.settings(), followup_as="appointment"))
    assert missing.value.code == "calendar_missing"
    asyncio.run(book.read())
    one = book.calendars()[0]
    with pytest.raises(UsageError) as unknown:
        book.save_settings(replace(book.settings(), followup_calendar="Chissà"))
    assert unknown.value.code == "calendar_unknown"
    book.save_settings(replace(book.settings(), followup_calendar=one.name.upper(), followup_as="appointment"))
    assert book.settings().followup_calendar == one.id


def test_nothing_is_read_for_it_while_none_waits(w: WorkStage) -> None:
    asyncio.run(w.s.service.agenda.read())
    choose(w)
    w.sync()
    w.s.sandbox.state.traffic.reset()
    w.plan()
    assert not [r for r in w.s.requests("highlevel") if "/calendars" in r["path"]]
    paid(w)
    w.s.sandbox.state.traffic.reset()
    w.plan()
    asked = [r["path"] for r in w.s.requests("highlevel") if "/calendars" in r["path"]]
    assert len(asked) == 2, asked  # the free times, and what stands there already


def test_a_calendar_named_before_any_was_read_is_found_by_its_name(w: WorkStage) -> None:
    book, store = w.s.service.agenda, w.s.service.store
    store.settings.remove("agenda.calendars")
    name = w.s.sandbox.state.highlevel.records.calendars[calendar(w)]["name"]
    book.save_settings(replace(book.settings(), followup_as="appointment", followup_calendar=name.lower()))
    paid(w)
    w.sync()
    assert [a["calendarId"] for a in appointments(w)] == [calendar(w)]
    assert book.settings().followup_calendar == calendar(w)
