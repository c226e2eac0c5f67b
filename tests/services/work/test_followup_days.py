"""A follow-up's appointment around the days on which the clocks change, and far from Rome."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.records.task import Task, TaskKind
from app.sync.plan.model import Action, Kind
from app.sync.work.days import Place
from app.sync.work.followups import Booking, follow
from app.sync.work.planner import WorkInput, plan_work

ZONES = ("Europe/Rome", "Pacific/Auckland", "America/New_York", "Asia/Kolkata")
DAYS = (
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2027, 3, 28),
    date(2027, 10, 31),
    date(2027, 3, 14),
    date(2028, 2, 29),
)


def slots(zone: ZoneInfo, day: date, count: int = 5) -> tuple[float, ...]:
    """Half hours from nine o'clock of the day before until that of the days after."""
    found = []
    for n in range(-1, count):
        for minutes in range(0, 120, 30):
            local = datetime.combine(day + timedelta(n), time(9), zone).astimezone(UTC) + timedelta(minutes=minutes)
            found.append(local.timestamp())
    return tuple(sorted(found))


def task(number: int, day: date) -> Task:
    return Task(
        f"Risentire {number}", TaskKind.FOLLOWUP, str(number), customer=str(number), due=day, origin=f"f{number}"
    )


def start(action: Action) -> str:
    return next(f.after for f in action.fields if f.name == "start")


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("day", DAYS)
def test_the_first_time_of_the_day_is_nine_o_clock_there_whatever_the_clocks_do(name: str, day: date) -> None:
    zone = ZoneInfo(name)
    place = Place(zone)
    made = follow([task(1, day), task(2, day)], Booking("c", 1800, free=slots(zone, day)), place, day)
    assert [start(a) for a in made.actions] == [f"{day} 09:00", f"{day} 09:30"]
    # what the preview says is the moment that is sent
    for action, moment in zip(made.actions, slots(zone, day)[4:6], strict=True):
        assert place.moment(*_due(start(action))) == moment


def _due(text: str) -> tuple[date, time]:
    found = datetime.fromisoformat(text)
    return found.date(), found.time()


def test_times_that_overlap_are_not_both_given_away() -> None:
    zone, day = ZoneInfo("Europe/Rome"), date(2026, 11, 30)
    every_ten = tuple(datetime.combine(day, time(9), zone).timestamp() + 600 * n for n in range(12))
    made = follow([task(n, day) for n in (1, 2, 3)], Booking("c", 1800, free=every_ten), Place(zone), day)
    assert [start(a)[-5:] for a in made.actions] == ["09:00", "09:30", "10:00"]
    full = follow([task(n, day) for n in (1, 2, 3)], Booking("c", 7200, free=every_ten), Place(zone), day)
    assert [len(full.actions), [t.id for t in full.tasks]] == [1, ["2", "3"]]


def test_a_day_in_the_past_takes_the_next_free_time_and_an_unknown_calendar_waits() -> None:
    zone, day = ZoneInfo("Europe/Rome"), date(2026, 11, 30)
    booking = Booking("c", 1800, free=slots(zone, day))
    late = follow([task(1, day - timedelta(40))], booking, Place(zone), day)
    assert [start(a) for a in late.actions] == [f"{day} 09:00"]
    unknown = follow([task(1, day)], replace(booking, free=None), Place(zone), day)
    assert (unknown.actions, unknown.tasks) == ((), ())


def test_all_other_tasks_go_over_as_ever() -> None:
    zone, day = ZoneInfo("Europe/Rome"), date(2026, 11, 30)
    own = Task("Mia", TaskKind.OWN, "7", customer="7", due=day)
    given = WorkInput(
        {"1": task(1, day), "7": own},
        {},
        {},
        {"1": "h1", "7": "h7"},
        Place(zone),
        day,
        0.0,
        booking=Booking("c", 1800, free=slots(zone, day)),
    )
    assert sorted((a.record.value, a.kind) for a in plan_work(given).actions) == [
        ("appointment", Kind.CREATE),
        ("task", Kind.CREATE),
    ]
