"""Types of the values that conditions and templates read, and how JSON becomes them.

Money is whole cents, a date a day, a moment an aware date and time in the zone of the business, a tag field a set of
labels. None is "missing": a blank text or an empty set is missing, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

Value = str | int | bool | date | datetime | tuple[str, ...] | None
Values = Mapping[str, Value]


class ValueType(StrEnum):
    """What a path holds."""

    TEXT = "text"
    CHOICE = "choice"
    TAG = "tag"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    BOOL = "bool"


def read_value(kind: ValueType, raw: object) -> Value:
    """Return a JSON value as its type; None where it says nothing. Raises ValueError for one of another type."""
    if raw is None or raw == "" or raw == [] or raw == ():
        return None
    match kind:
        case ValueType.TEXT | ValueType.CHOICE:
            if isinstance(raw, str):
                return raw if raw.strip() else None
        case ValueType.TAG:
            if isinstance(raw, (list, tuple)) and all(isinstance(x, str) for x in raw):
                return tuple(str(x) for x in raw if x.strip()) or None
            if isinstance(raw, str):
                return tuple(t.strip() for t in raw.split(",") if t.strip()) or None
        case ValueType.MONEY | ValueType.NUMBER:
            if isinstance(raw, int) and not isinstance(raw, bool):
                return raw
        case ValueType.BOOL:
            if isinstance(raw, bool):
                return raw
        case ValueType.DATE:
            if isinstance(raw, datetime):
                return raw.date()
            if isinstance(raw, date):
                return raw
            if isinstance(raw, str):
                return date.fromisoformat(raw)
        case ValueType.MOMENT:
            moment = raw if isinstance(raw, datetime) else None
            if isinstance(raw, str):
                moment = datetime.fromisoformat(raw)
            if moment is not None:
                if moment.tzinfo is None:
                    raise ValueError("a moment without its zone")
                return moment
    raise ValueError(f"{raw!r} is no {kind.value}")


def to_raw(value: Value) -> Any:
    """Return a typed value as JSON."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
