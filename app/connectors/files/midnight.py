"""Days that a program has told as moments: midnight in Italy is 22:00 or 23:00 of the day before in Greenwich."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

_NEAR = timedelta(minutes=1)
"""Fractions of a day in a workbook miss the second by a little."""

_EVENING = 21
"""Hour before which no moment is midnight in Italy."""


@cache
def _italy() -> ZoneInfo:
    return ZoneInfo("Europe/Rome")


def in_italy(moment: datetime) -> date:
    """Return the day on which it is in Italy at a moment of Greenwich."""
    return moment.replace(tzinfo=UTC).astimezone(_italy()).date()


def meant_day(moment: datetime) -> date:
    """Return the day that a date with a time means: the next one where the time is exactly midnight in Italy, told in
    Greenwich's time by a program that took a day for a moment."""
    if moment.hour < _EVENING:
        return moment.date()
    local = (moment + _NEAR).replace(tzinfo=UTC).astimezone(_italy())
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return local.date() if local - midnight < 2 * _NEAR else moment.date()
