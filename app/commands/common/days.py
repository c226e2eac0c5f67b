"""Days and times as people type them."""

from __future__ import annotations

import re
from datetime import date, time

from app.errors import UsageError

_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def read_day(text: str) -> date | None:
    """Return a day as people type it; None for a blank. Raises UsageError (day_unreadable)."""
    if not text.strip():
        return None
    try:
        if found := _DAY_FIRST.fullmatch(text.strip()):
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError("day_unreadable", value=text[:40]) from None


def read_time(text: str) -> time | None:
    """Return a time as people type it; None for a blank. Raises UsageError (time_unreadable)."""
    if not text.strip():
        return None
    try:
        hours, minutes = text.strip().replace(".", ":").split(":")
        return time(int(hours), int(minutes))
    except ValueError:
        raise UsageError("time_unreadable", value=text[:40]) from None
