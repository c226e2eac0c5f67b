"""HighLevel's dates in every form that is known, and what is not sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.highlevel.http.dates import (
    appointment_time,
    birthday,
    due_date,
    epoch_millis,
    lacks_zone,
    read_day,
    read_moment,
)
from app.errors import RequestRefused

ROME = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2021-07-08T02:30:00.000Z", datetime(2021, 7, 8, 2, 30, tzinfo=UTC)),
        ("2020-10-25T11:00:00Z", datetime(2020, 10, 25, 11, tzinfo=UTC)),
        ("2023-09-25T16:00:00+05:30", datetime(2023, 9, 25, 10, 30, tzinfo=UTC)),
        ("2021-07-16 11:00:00", datetime(2021, 7, 16, 9, tzinfo=UTC)),
        ("2021-01-16T11:00:00", datetime(2021, 1, 16, 10, tzinfo=UTC)),
        (1625711400000, datetime(2021, 7, 8, 2, 30, tzinfo=UTC)),
        ("1625711400000", datetime(2021, 7, 8, 2, 30, tzinfo=UTC)),
        ("tomorrow", None),
        ("", None),
        (None, None),
        (True, None),
        ({"seconds": 1}, None),
        (10**30, None),
    ],
)
def test_moments_are_read(value: object, moment: datetime | None) -> None:
    assert read_moment(value, "Europe/Rome") == moment


def test_a_moment_without_zone_is_not_guessed() -> None:
    assert read_moment("2021-07-16 11:00:00") is None
    assert read_moment("2021-07-16 11:00:00", "Nowhere/City") is None
    assert lacks_zone("2021-07-16 11:00:00")
    assert not lacks_zone("2021-07-16T11:00:00Z")
    assert not lacks_zone("never")


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1980-01-31", date(1980, 1, 31)),
        ("1980/01/31", date(1980, 1, 31)),
        ("1980-01-31T00:00:00.000Z", date(1980, 1, 31)),
        (315532800000, date(1980, 1, 1)),
        ("1980-02-31", None),
        ("31/01/1980", None),
        (None, None),
    ],
)
def test_days_are_read(value: object, day: date | None) -> None:
    assert read_day(value) == day


@pytest.mark.parametrize("value", ["2021-07-08T02:30:00.000Z", "2021-07-08T04:30:00+02:00", 1625711400.0])
def test_due_dates_are_sent_without_milliseconds(value: str | float) -> None:
    assert due_date(value) == "2021-07-08T02:30:00Z"


def test_appointment_times_keep_their_offset() -> None:
    assert appointment_time(datetime(2026, 7, 1, 9, 0, tzinfo=ROME), "startTime") == "2026-07-01T09:00:00+02:00"
    assert appointment_time("2026-07-01T09:00:00.000+02:00", "startTime") == "2026-07-01T09:00:00+02:00"


@pytest.mark.parametrize("value", ["", "soon", "2026-07-01", "2026-07-01 09:00:00", datetime(2026, 7, 1, 9, 0)])
def test_moments_without_zone_are_not_sent(value: str | datetime) -> None:
    for send in (due_date, lambda v: appointment_time(v, "dueDate")):
        with pytest.raises(RequestRefused) as caught:
            send(value)
        assert caught.value.code == "date_unreadable"
        assert caught.value.params["field"] == "dueDate"


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (date(1980, 1, 31), "1980-01-31"),
        ("1980-01-31", "1980-01-31"),
        ("1980.01.31", "1980-01-31"),
        ("1980-01-31T00:00:00.000Z", "1980-01-31"),
        ("", None),
        (None, None),
    ],
)
def test_birthdays_begin_with_the_year(value: date | str | None, sent: str | None) -> None:
    assert birthday(value) == sent


@pytest.mark.parametrize("value", ["31/01/1980", "01/31/1980", "05-06-1980", "315532800000", "1980", "1980-13-01"])
def test_birthdays_that_could_be_another_day_are_not_sent(value: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        birthday(value)
    assert value not in f"{caught.value} {caught.value.details}"


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1)))
def test_what_is_sent_is_read_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert read_moment(due_date(whole)) == whole
    assert read_moment(appointment_time(whole, "startTime")) == whole
    assert read_moment(int(epoch_millis(whole))) == whole
