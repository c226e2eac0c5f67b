"""What becomes of appointments: lost answers when they are made, moved and taken away; what is deleted, moved or closed
in HighLevel meanwhile; other zones, the nights of the clocks, whole days and series."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.errors import LostAnswer, UsageError
from app.records.task import TaskKind
from app.sandbox.highlevel.resources.appointments import put_appointment, remove_appointment
from app.services.settings import place
from app.store import Mark
from app.sync.plan.model import Kind, RecordType
from tests.services.work.test_followup_appointment import appointments, calendar, choose, paid, planned, start
from tests.services.work.test_payment_whole_way import pay
from tests.services.work_stage import WorkStage, work_stage


@pytest.fixture
def w(tmp_path: Path) -> Iterator[WorkStage]:
    with work_stage(tmp_path) as stage:
        yield stage


def follow_up(w: WorkStage) -> Any:
    (found,) = [x for x in w.s.service.agenda.tasks(everything=True) if x.task.kind is TaskKind.FOLLOWUP]
    return found.task


def put(w: WorkStage, made: dict[str, Any], **values: Any) -> None:
    put_appointment(w.s.sandbox.state.highlevel, values, made)


def settle(w: WorkStage, times: int = 3) -> None:
    """Compare and apply some times, whatever becomes of single rows."""
    for _ in range(times):
        plan = w.plan()
        if any(a.effective for a in plan.actions):
            asyncio.run(w.s.service.apply(plan.id, digest=plan.digest, confirmed=True))


@pytest.mark.parametrize("fault", ["cut-after", "cut-before", "504-done"])
def test_a_lost_answer_when_it_is_taken_away_ends_with_it_gone(w: WorkStage, fault: str) -> None:
    choose(w)
    _, one = paid(w)
    w.sync()
    pay(w, one, paid=False)
    book = w.s.service.agenda
    (question,) = [q for q in book.questions() if q.kind == "followup_unpaid"]
    book.answer(question.kind, question.keys, yes=True)
    w.s.sandbox.state.faults.add(fault, service="highlevel", method="DELETE", path="/calendars/events/*", times=1)
    settle(w)
    assert not appointments(w)
    assert not [a for a in w.plan().actions if a.effective]


@pytest.mark.parametrize("fault", ["cut-after", "cut-before"])
def test_a_lost_answer_when_it_is_moved_is_looked_at(w: WorkStage, fault: str) -> None:
    choose(w)
    paid(w)
    w.sync()
    (made,) = appointments(w)
    to = start(made, w) + timedelta(days=7)
    path = f"/calendars/events/appointments/{made['id']}"
    w.s.sandbox.state.faults.add(fault, service="highlevel", method="PUT", path=path, times=1)
    book = w.s.service.agenda
    if fault == "cut-before":
        try:
            asyncio.run(book.move_appointment(made["id"], to))
        except LostAnswer:
            asyncio.run(book.move_appointment(made["id"], to))
    else:
        asyncio.run(book.move_appointment(made["id"], to))
    (moved,) = appointments(w)
    assert start(moved, w) == to
    assert moved["endTime"] - moved["startTime"] == made["endTime"] - made["startTime"]
    (line,) = [a for a in book.appointments(to.date(), to.date() + timedelta(days=1)) if a.id == made["id"]]
    assert line.start == to


def test_its_contact_is_deleted_between_preview_and_run_and_the_task_stays(w: WorkStage) -> None:
    choose(w)
    contact, _ = paid(w)
    plan = w.plan()
    assert planned(plan)
    w.s.sandbox.state.delete_contact(contact)
    done = asyncio.run(w.s.service.apply(plan.id, digest=plan.digest, confirmed=True))
    assert done.failed + done.stale >= 1
    assert not appointments(w)
    assert follow_up(w).open
    settle(w)
    assert follow_up(w).open, "to be done all the same"
    assert not appointments(w)


def test_a_calendar_that_is_deleted_between_preview_and_run_leaves_a_task(w: WorkStage) -> None:
    choose(w)
    paid(w)
    plan = w.plan()
    assert planned(plan)
    records = w.s.sandbox.state.highlevel.records
    del records.calendars[calendar(w)]
    done = asyncio.run(w.s.service.apply(plan.id, digest=plan.digest, confirmed=True))
    assert done.failed + done.stale >= 1
    assert not appointments(w)
    settle(w)
    titles = [t["title"] for t in w.tasks.values() if not t["completed"]]
    assert follow_up(w).title in titles


@pytest.mark.parametrize("how", ["deleted", "cancelled"])
def test_one_that_somebody_deleted_or_called_off_is_not_made_again(w: WorkStage, how: str) -> None:
    choose(w)
    paid(w)
    w.sync()
    (made,) = appointments(w)
    if how == "deleted":
        remove_appointment(w.s.sandbox.state.highlevel, made["id"])
    else:
        put(w, made, appointmentStatus="cancelled")
    asyncio.run(w.s.service.agenda.read())
    plan = w.plan(4000)
    assert not [a for a in plan.actions if a.effective and a.record in (RecordType.APPOINTMENT, RecordType.TASK)]
    day = start(made, w).date()
    lines = w.s.service.agenda.appointments(day, day + timedelta(days=1))
    assert [a.cancelled for a in lines if a.id == made["id"]] == [True]


def test_called_off_and_made_again_by_a_person_is_theirs(w: WorkStage) -> None:
    choose(w)
    contact, one = paid(w)
    w.sync()
    (made,) = appointments(w)
    put(w, made, appointmentStatus="cancelled")
    again = put_appointment(
        w.s.sandbox.state.highlevel,
        {
            "calendarId": made["calendarId"],
            "contactId": contact,
            "startTime": datetime.fromtimestamp(made["startTime"] / 1000 + 7200, UTC).isoformat(),
            "title": made["title"],
        },
    )
    asyncio.run(w.s.service.agenda.read())
    assert not planned(w.plan())
    # the payment is taken back: the one that is cancelled needs nobody, and the other is a person's
    pay(w, one, paid=False)
    book = w.s.service.agenda
    for question in book.questions():
        if question.kind == "followup_unpaid":
            book.answer(question.kind, question.keys, yes=True)
    settle(w)
    assert w.s.sandbox.state.highlevel.records.appointments.get(again["id"]) is not None


def test_moved_by_both_the_last_to_say_so_decides_and_its_length_is_the_present_one(w: WorkStage) -> None:
    choose(w)
    paid(w)
    w.sync()
    (made,) = appointments(w)
    hour = timedelta(hours=1)
    theirs = start(made, w) + timedelta(days=1)
    put(w, made, startTime=theirs.isoformat(), endTime=(theirs + hour).isoformat())
    mine = start(made, w) + timedelta(days=7)
    asyncio.run(w.s.service.agenda.move_appointment(made["id"], mine))
    (moved,) = appointments(w)
    assert start(moved, w) == mine
    assert moved["endTime"] - moved["startTime"] == hour.total_seconds() * 1000
    assert not planned(w.plan())


def test_moving_one_that_is_gone_says_so(w: WorkStage) -> None:
    choose(w)
    paid(w)
    w.sync()
    (made,) = appointments(w)
    remove_appointment(w.s.sandbox.state.highlevel, made["id"])
    with pytest.raises(UsageError) as gone:
        asyncio.run(w.s.service.agenda.move_appointment(made["id"], start(made, w) + timedelta(days=7)))
    assert gone.value.code == "unknown_appointment"


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York", "Pacific/Auckland"])
def test_the_computers_zone_moves_nothing_and_the_locations_decides(
    w: WorkStage, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/Los_Angeles" if zone != "America/New_York" else "Asia/Tokyo")
    if hasattr(time, "tzset"):
        time.tzset()
    try:
        settings = w.s.service.store.settings
        cache = settings.get("highlevel.cache")
        settings.set("highlevel.cache", {**cache, "location": {**cache["location"], "timezone": zone}})
        assert place.zone(w.s.service.store).key == zone
        choose(w)
        paid(w)
        plan = w.plan()
        (action,) = planned(plan)
        shown = next(f.after for f in action.fields if f.name == "start")
        w.apply(plan)
        (made,) = appointments(w)
        local = place.zone(w.s.service.store)
        assert datetime.fromtimestamp(made["startTime"] / 1000, local).strftime("%Y-%m-%d %H:%M") == shown
        asyncio.run(w.s.service.agenda.read())
        day = date.fromisoformat(shown[:10])
        (line,) = [a for a in w.s.service.agenda.appointments(day, day + timedelta(days=1)) if a.id == made["id"]]
        assert line.start.strftime("%Y-%m-%d %H:%M") == shown
    finally:
        monkeypatch.undo()
        if hasattr(time, "tzset"):
            time.tzset()


ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize(
    ("wall", "moment"),
    [
        (datetime(2027, 3, 28, 1, 30), datetime(2027, 3, 28, 0, 30, tzinfo=UTC)),
        (datetime(2027, 3, 28, 3, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (datetime(2027, 3, 28, 9), datetime(2027, 3, 28, 7, tzinfo=UTC)),
        (datetime(2026, 10, 25, 9), datetime(2026, 10, 25, 8, tzinfo=UTC)),
        (datetime(2027, 10, 31, 9), datetime(2027, 10, 31, 8, tzinfo=UTC)),
    ],
)
def test_moved_to_the_days_of_the_clocks_it_keeps_its_hour(w: WorkStage, wall: datetime, moment: datetime) -> None:
    choose(w)
    paid(w)
    w.sync()
    (made,) = appointments(w)
    put(w, made, startTime=moment.isoformat(), endTime=(moment + timedelta(minutes=30)).isoformat())
    known = w.s.service.store.appointments
    asyncio.run(_read_one(w, made["id"]))
    one = known.get_many([made["id"]])[made["id"]]
    assert datetime.fromtimestamp(one.starts_at, ROME).replace(tzinfo=None) == wall
    assert one.ends_at - one.starts_at == 1800


async def _read_one(w: WorkStage, event: str) -> None:
    now = w.s.clock.now()
    w.s.service.store.webhooks.take(f"w-{event}", now, [Mark("appointment", event, "x", now, now, "")])
    await w.s.service.agenda.read()


def test_whole_days_and_series_come_in_as_they_stand(w: WorkStage) -> None:
    _, contact = w.linked()
    day = w.day(5)
    begin = datetime(day.year, day.month, day.day, tzinfo=ROME)
    common = {"calendarId": calendar(w), "contactId": contact, "title": "Fiera"}
    store = w.s.sandbox.state.highlevel
    put_appointment(
        store, {**common, "startTime": begin.isoformat(), "endTime": (begin + timedelta(days=1)).isoformat()}
    )
    for n in range(3):
        at = begin + timedelta(days=7 * n, hours=10)
        made = put_appointment(
            store,
            {
                **common,
                "title": "Ogni settimana",
                "startTime": at.isoformat(),
                "endTime": (at + timedelta(hours=1)).isoformat(),
            },
        )
        store.records.appointments.put({**made, "isRecurring": True, "rrule": "RRULE:FREQ=WEEKLY;COUNT=3"})
    asyncio.run(w.s.service.agenda.read())
    lines = w.s.service.agenda.appointments(day, day + timedelta(days=30))
    (fair,) = [a for a in lines if a.title == "Fiera"]
    assert (fair.start, fair.end - fair.start) == (begin, timedelta(days=1))
    weekly = [a for a in lines if a.title == "Ogni settimana"]
    assert [a.start for a in weekly] == [begin + timedelta(days=7 * n, hours=10) for n in range(3)]
    assert all(a.recurring for a in weekly)
    plan = w.plan()
    assert not [a for a in plan.actions if a.record is RecordType.APPOINTMENT or a.kind is Kind.DELETE]
