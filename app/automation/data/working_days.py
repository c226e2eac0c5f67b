"""Days on which Italian businesses work: no Saturday, no Sunday, no public holiday."""

from __future__ import annotations

from datetime import date, timedelta

_FIXED = {(1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)}
_SAINT_FRANCIS, _SINCE = (10, 4), 2026
"""A public holiday again from 2026 (law 151 of 2025)."""


def easter(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def is_working(day: date) -> bool:
    """Tell whether an Italian business works on a day."""
    if day.weekday() >= 5 or (day.month, day.day) in _FIXED:
        return False
    if (day.month, day.day) == _SAINT_FRANCIS and day.year >= _SINCE:
        return False
    return day != easter(day.year) + timedelta(days=1)


def next_working(day: date) -> date:
    """Return the day itself or the first working one after it."""
    while not is_working(day):
        day += timedelta(days=1)
    return day
