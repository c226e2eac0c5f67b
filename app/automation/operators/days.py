"""Before, after, some days ago, within some days, today: whole days where the business is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.automation.declared.comparing import DAYS, Case, Operator
from app.automation.words import Words


def _day(case: Case) -> date:
    value = case.value
    assert isinstance(value, date)
    return value.date() if isinstance(value, datetime) else value


def _other(case: Case) -> date | None:
    """Return the day to compare with; None for one that no calendar has, as an automation kept long ago may hold."""
    try:
        return date.fromisoformat(str(case.operand))
    except ValueError:
        return None


def _is_before(case: Case) -> bool:
    other = _other(case)
    return other is not None and _day(case) < other


def _is_after(case: Case) -> bool:
    other = _other(case)
    return other is not None and _day(case) > other


OPERATORS = (
    Operator(
        "before_day",
        DAYS,
        "value",
        Words("{title} è prima del {value}", "{title} is before {value}"),
        _is_before,
        10,
    ),
    Operator(
        "after_day",
        DAYS,
        "value",
        Words("{title} è dopo il {value}", "{title} is after {value}"),
        _is_after,
        11,
    ),
    Operator(
        "older_than",
        DAYS,
        "days",
        Words("{title} è più di {value} fa", "{title} is more than {value} ago"),
        lambda case: _day(case) < case.today - timedelta(days=case.operand),
        12,
    ),
    Operator(
        "within",
        DAYS,
        "days",
        Words("{title} è entro {value} da oggi", "{title} is within {value} from today"),
        lambda case: case.today <= _day(case) <= case.today + timedelta(days=case.operand),
        13,
    ),
    Operator(
        "is_today", DAYS, "none", Words("{title} è oggi", "{title} is today"), lambda case: _day(case) == case.today, 14
    ),
)
