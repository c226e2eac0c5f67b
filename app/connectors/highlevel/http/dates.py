"""HighLevel's dates: read in every form it has been seen to write, written in the form it is known to take.

A date that cannot be sent is refused here, because the service answers 500 to some (reference: HighLevel 7,
#84) and drops others without a word (#124).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.connectors.highlevel.http.refusals import SERVICE
from app.errors import RequestRefused

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = re.compile(r"^(\d{4})[-/._](\d{2})[-/._](\d{2})$")


def read_moment(value: object, zone: str = "") -> datetime | None:
    """Return a moment as HighLevel sends it, or None if it is none.

    Known forms: ISO 8601 with ``Z`` or an offset, ``2021-07-16 11:00:00`` without zone, which is the
    location's (reference: HighLevel 4), and epoch milliseconds. Without a usable ``zone`` (IANA name) a
    zone-less one cannot be told: None.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        try:
            # not fromtimestamp: Windows knows no moment before 1970, and birth dates are numbers in search (12.2)
            return _EPOCH + timedelta(milliseconds=value)
        except (ValueError, OverflowError):
            return None
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()
    if text.isdigit() and len(text) >= 12:
        return read_moment(int(text))
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is not None:
        return found
    try:
        return found.replace(tzinfo=ZoneInfo(zone)) if zone else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def lacks_zone(value: object) -> bool:
    """Tell whether a moment can only be understood with the location's time zone."""
    return isinstance(value, str) and read_moment(value) is None and read_moment(value, "UTC") is not None


def read_day(value: object) -> date | None:
    """Return a day (``2020-01-31``, also with a time behind it), or None if it is none."""
    text = value.strip() if isinstance(value, str) else ""
    if match := _DAY.match(text[:10]):
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError:
            return None
    moment = read_moment(value, "UTC")
    return moment.date() if moment else None


def due_date(value: datetime | float | str, field: str = "dueDate") -> str:
    """Return a task's due date as HighLevel takes it: UTC, without milliseconds.

    With them, as it sends them itself, an update is refused (reference: HighLevel 3). Raises RequestRefused
    (date_unreadable).
    """
    return _aware(value, field).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def appointment_time(value: datetime | str, field: str) -> str:
    """Return an appointment's time as ISO 8601 with the offset it was given.

    It is not turned into UTC, after which the service may find no such slot (reference: HighLevel 4).
    Raises RequestRefused (date_unreadable), for one without zone, too.
    """
    return _aware(value, field).isoformat(timespec="seconds")


def birthday(value: date | str | None, field: str = "dateOfBirth") -> str | None:
    """Return a day as ``YYYY-MM-DD``; blank and None clear it.

    The service also takes MM/DD/YYYY and would read an Italian DD/MM/YYYY as that, or drop it: only forms
    that begin with the year are unmistakable (reference: HighLevel 2.8). Raises RequestRefused
    (date_unreadable).
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        found = read_day(value) if _DAY.match(value.strip()[:10]) else None
    else:
        found = value.date() if isinstance(value, datetime) else value
    if found is None:
        raise RequestRefused("date_unreadable", service=SERVICE, field=field)
    return found.isoformat()


def epoch_millis(value: datetime | float, field: str = "startTime") -> str:
    """Return a moment (aware, or epoch seconds) as the text of epoch milliseconds, as events are asked for.

    Raises RequestRefused (date_unreadable) for one without zone: it would be taken for this computer's.
    """
    return str(round(_aware(value, field).timestamp() * 1000))


def _aware(value: datetime | float | str, field: str) -> datetime:
    found: object = value
    if isinstance(value, int | float):
        found = read_moment(value * 1000)
    elif isinstance(value, str):
        found = read_moment(value)
    if not isinstance(found, datetime) or found.tzinfo is None:
        raise RequestRefused("date_unreadable", service=SERVICE, field=field)
    return found
