"""A day is a day, whatever the clocks do that night, wherever this computer is, and whatever hour HighLevel shows."""

from __future__ import annotations

import os
import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.records.task import due_of, due_text
from app.sync.work.days import Place
from tests.sync.work.task_world import ROME, TaskWorld

ZONES = ["Europe/Rome", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"]
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
DAYS = [date(2026, 3, 28), SPRING, date(2026, 3, 30), date(2026, 10, 24), AUTUMN, date(2026, 10, 26)]


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def computer(request: pytest.FixtureRequest) -> Iterator[str]:
    """This computer is somewhere else than the business."""
    before = os.environ.get("TZ", "UTC")
    os.environ["TZ"] = request.param
    clock.tzset()
    yield request.param
    os.environ["TZ"] = before
    clock.tzset()


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("at", [None, time(0), time(8, 30), time(23, 59)])
def test_a_day_comes_back_as_that_day(computer: str, zone: str, day: date, at: time | None) -> None:
    place = Place(ZoneInfo(zone))
    assert place.due(place.moment(day, at)) == (day, at)


@pytest.mark.parametrize("day", DAYS)
def test_the_usual_hour_is_local_and_goes_over_in_utc(computer: str, day: date) -> None:
    sent = datetime.fromtimestamp(Place(ROME).moment(day, None), UTC)
    summer = SPRING <= day < AUTUMN
    assert (sent.date(), sent.hour) == (day, 7 if summer else 8)


def test_a_time_that_the_clocks_skip_is_an_hour_later_and_one_that_comes_twice_is_the_first() -> None:
    place = Place(ROME)
    assert place.due(place.moment(SPRING, time(2, 30))) == (SPRING, time(3, 30))
    assert place.due(place.moment(AUTUMN, time(2, 30))) == (AUTUMN, time(2, 30))
    assert datetime.fromtimestamp(place.moment(AUTUMN, time(2, 30)), UTC).hour == 0


@pytest.mark.parametrize("at", [None, time(2, 30), time(16)])
@pytest.mark.parametrize("day", DAYS)
def test_nothing_drifts_however_often_both_are_compared(computer: str, day: date, at: time | None) -> None:
    w = TaskWorld(now=datetime(2026, 3, 1, tzinfo=UTC))
    w.add("Mia", due=day, at=at)
    w.sync()
    (sent,) = (t.moment for t in w.service.tasks.values())
    for _ in range(5):
        w.clock.advance(86_400 * 60)
        assert w.plan().summary.nothing_to_do
    assert [(t.due, t.at) for t in w.shelf.tasks.values()] == [(day, at)]
    assert [t.moment for t in w.service.tasks.values()] == [sent]


@pytest.mark.parametrize("day", DAYS)
def test_a_task_moved_by_a_day_in_highlevel_is_moved_by_a_day_in_the_book(computer: str, day: date) -> None:
    """By its window that keeps the hour on the clock, and by one that adds 24 hours."""
    w = TaskWorld()
    w.add("Mia", due=DAYS[0])
    w.sync()
    (task_id,) = w.service.tasks
    w.edit_there(task_id, moment=w.place.moment(day, time(9)))
    w.sync()
    assert [(t.due, t.at) for t in w.shelf.tasks.values()] == [(day, None)]


def test_another_usual_hour_or_zone_moves_nothing_that_was_sent_before() -> None:
    w = TaskWorld()
    w.add("Mia", due=SPRING)
    w.typed("Sua", w.place.moment(AUTUMN, time(9)))
    w.sync()
    for place in (Place(ROME, time(17)), Place(ZoneInfo("America/New_York")), Place(ZoneInfo("Asia/Tokyo"), time(0))):
        w.place = place
        assert w.plan().summary.nothing_to_do
    w.edit("1", due=date(2026, 4, 2))
    w.place = Place(ROME, time(17))
    w.sync()
    assert w.place.local(next(t.moment for t in w.service.tasks.values() if t.title == "Mia")) == (
        date(2026, 4, 2),
        time(17),
    )


def test_milliseconds_of_highlevel_are_no_change() -> None:
    w = TaskWorld()
    w.add("Mia", due=SPRING, at=time(10))
    w.sync()
    (task_id,) = w.service.tasks
    w.edit_there(task_id, moment=w.service.tasks[task_id].moment + 0.4)
    assert w.plan().summary.nothing_to_do


@pytest.mark.parametrize(
    ("text", "due"),
    [("", (None, None)), ("2026-03-29", (SPRING, None)), ("2026-03-29 00:00", (SPRING, time(0)))],
)
def test_a_due_day_as_plans_hold_it(text: str, due: tuple[date | None, time | None]) -> None:
    assert due_of(text) == due
    assert due_text(*due) == text


def test_the_day_on_which_a_task_without_one_is_due_is_counted_where_the_business_is(computer: str) -> None:
    w = TaskWorld(now=datetime(2026, 3, 28, 23, 30, tzinfo=UTC))
    w.wanted = type(w.wanted)(week_without_day=True)
    w.add("Mia")
    w.sync()
    (task,) = w.service.tasks.values()
    assert w.place.due(task.moment) == (date(2026, 4, 5), None)
    assert w.shelf.tasks["1"].due is None
    assert w.plan().summary.nothing_to_do
